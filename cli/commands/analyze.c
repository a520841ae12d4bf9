// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *out, *report;
    int edition;
} options;

static const char *const editions[] = {"internal", "public", NULL};

static const situ_prop table[] = {
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .required = true, .help = N_("store to work on")},
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(options, out), .help = N_("write the result to FILE.tif, .gpkg or .csv as well")},
    {.name = "report", .kind = SITU_PROP_TEXT, .offset = offsetof(options, report), .help = N_("write the findings to FILE.xlsx, .csv or .json")},
    {.name = "edition", .kind = SITU_PROP_ENUM, .offset = offsetof(options, edition), .fallback = "internal", .words = editions,
     .help = N_("data to compute from; only results of the internal edition are kept in the store")},
    {.name = NULL},
};

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_analyze_result result = {0};
    situ_analyze_options in = {
        .store = o->store, .op = call->args[0], .out = o->out, .report = o->report, .edition = editions[o->edition], .params = call->extra,
        .operator_name = call->operator_name, .wall_time = call->wall_time,
    };
    situ_status status = situ_analyze(session, &in, &result, err);
    if (status != SITU_OK)
        return status;
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "op", in.op);
        situ_cli_json_text(&json, "out", o->out);
        situ_cli_json_text(&json, "outputs", result.outputs);
        situ_cli_json_count(&json, "rows", result.rows);
        situ_cli_json_count(&json, "findings", result.findings);
        situ_cli_json_close(&json);
    } else {
        printf("%s\n", result.outputs);
        printf(_("%s: %zu rows; %zu findings to read"), in.op, result.rows, result.findings);
        putchar('\n');
    }
    if (result.findings)
        *exit_code = SITU_EXIT_TO_READ;
    return SITU_OK;
}

const situ_command situ_command_analyze = {
    .name = "analyze",
    .arguments = "-s STORE OP [--PARAM VALUE]... [-o FILE] [--report FILE]",
    .summary = N_("compute grades, zones, reach and more, and keep the result in the store"),
    .notes = N_("situ list ops --long names the operations and their parameters."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .open_options = true,
    .run = run,
};

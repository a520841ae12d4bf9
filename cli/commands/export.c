// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *out;
    int edition;
} options;

static const char *const editions[] = {"internal", "public", NULL};

static const situ_prop table[] = {
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .required = true, .help = N_("store to read")},
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(options, out), .required = true, .help = N_("FILE.xlsx, .gpkg, .csv or .geojson to write")},
    {.name = "edition", .kind = SITU_PROP_ENUM, .offset = offsetof(options, edition), .fallback = "internal", .words = editions,
     .help = N_("what may be shown: everything, or what may be published")},
    {.name = NULL},
};

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    size_t rows = 0;
    situ_status status = situ_export_table(session, o->store, call->args[0], o->out, editions[o->edition], &rows, err);
    (void)exit_code;
    if (status != SITU_OK)
        return status;
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "out", o->out);
        situ_cli_json_count(&json, "rows", rows);
        situ_cli_json_close(&json);
    } else {
        printf(_("%s: %zu rows"), o->out, rows);
        putchar('\n');
    }
    return SITU_OK;
}

const situ_command situ_command_export = {
    .name = "export",
    .arguments = "-s STORE TABLE -o FILE",
    .summary = N_("write a table of the store as a workbook, GeoPackage, CSV or GeoJSON"),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};

// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "base/alloc.h"
#include "base/path.h"
#include "cli/command.h"

typedef struct options {
    const char *out;
} options;

static const situ_prop table[] = {
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(options, out), .fallback = "out", .help = N_("folder to write into")},
    {.name = NULL},
};

static void print_json(const situ_build_result *r)
{
    situ_cli_json json;
    situ_cli_json_open(&json);
    situ_cli_json_text(&json, "store", r->store);
    situ_cli_json_text(&json, "report", r->report);
    situ_cli_json_rows(&json, &r->rows);
    situ_cli_json_count(&json, "findings", r->problems);
    situ_cli_json_number(&json, "seconds", r->seconds);
    situ_cli_json_number(&json, "import_seconds", r->import_seconds);
    situ_cli_json_number(&json, "analyze_seconds", r->analyze_seconds);
    situ_cli_json_number(&json, "peak_kib", (double)r->peak_kib);
    printf(", \"outputs\": [");
    for (size_t i = 0; i < r->output_count; i++) {
        const situ_build_output *o = &r->outputs[i];
        situ_cli_json item;
        printf("%s\n  ", i ? "," : "");
        situ_cli_json_open(&item);
        situ_cli_json_text(&item, "path", o->path);
        situ_cli_json_text(&item, "what", o->what);
        situ_cli_json_number(&item, "seconds", o->seconds);
        situ_cli_json_count(&item, "bytes", o->bytes);
        situ_cli_json_count(&item, "labels_left_out", o->left_out);
        putchar('}');
    }
    putchar(']');
    situ_cli_json_close(&json);
}

static void print_text(const situ_build_result *r)
{
    for (size_t i = 0; i < r->output_count; i++) {
        const situ_build_output *o = &r->outputs[i];
        printf("%-40s  %7.1f MB  %6.1f s  %s", o->path, (double)o->bytes / 1e6, o->seconds, o->what);
        if (o->left_out)
            printf(_("  (%zu labels left out)"), o->left_out);
        putchar('\n');
    }
    printf(_("store: %s"), r->store);
    putchar('\n');
    printf(_("report: %s"), r->report);
    putchar('\n');
    printf(_("%.1f s in all, memory peak %.0f MB"), r->seconds, (double)r->peak_kib / 1024);
    putchar('\n');
    situ_cli_print_rows(&r->rows, r->problems);
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_build_result result = {0};
    situ_status status = situ_build(session, call->args[0], o->out, call->operator_name, call->wall_time, &result, err);
    if (status != SITU_OK)
        return status;
    if (call->common->json)
        print_json(&result);
    else
        print_text(&result);
    if (result.problems || result.rows.rejected)
        *exit_code = SITU_EXIT_TO_READ;
    situ_build_result_free(&result);
    return SITU_OK;
}

static const char *project_dir(const situ_cli_call *call)
{
    char *dir = situ_path_dir(call->args[0]);
    const char *copy = dir ? situ_arena_strdup(call->arena, dir) : NULL;
    situ_free(dir);
    return copy;
}

const situ_command situ_command_build = {
    .name = "build",
    .arguments = "PROJECT.yaml [-o OUT]",
    .summary = N_("make all that a project file asks for: store, analyses, maps, tiles, report"),
    .notes = N_("The store is OUT/county.situ. Exit status 3 means that rows were rejected or findings made: they stand in the report."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
    .project_dir = project_dir,
};

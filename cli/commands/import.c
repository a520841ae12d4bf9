// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *as, *sheet, *where, *crs, *encoding, *mapping, *report;
    bool dry_run;
} options;

#define TEXT(member, ...) {.name = #member, .kind = SITU_PROP_TEXT, .offset = offsetof(options, member), __VA_ARGS__}
static const situ_prop table[] = {
    TEXT(store, .help = N_("store to import into, made when absent")),
    TEXT(as, .help = N_("table of the rows (situ list tables), or dem for terrain; else found out by the headers")),
    TEXT(sheet, .help = N_("only the sheet of this name")),
    TEXT(where, .help = N_("only rows for which this SQL condition holds")),
    TEXT(crs, .fallback = "auto", .help = N_("coordinates are auto, cgcs2000, wgs84, gcj02, bd09 or EPSG:n")),
    TEXT(encoding, .fallback = "auto", .help = N_("encoding of text files, auto or a name such as GB18030")),
    TEXT(mapping, .help = N_("YAML file that maps headers to fields")),
    {.name = "dry-run", .kind = SITU_PROP_BOOL, .offset = offsetof(options, dry_run), .help = N_("read and check only; needs no store and makes none")},
    TEXT(report, .help = N_("write the findings to FILE.xlsx, .csv or .json")),
    {.name = NULL},
};
#undef TEXT

static void print_result(const situ_cli_call *call, const options *o, const situ_import_result *r)
{
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "store", o->dry_run ? NULL : o->store);
        situ_cli_json_text(&json, "revision", r->revision[0] ? r->revision : NULL);
        situ_cli_json_text(&json, "report", o->report);
        situ_cli_json_rows(&json, &r->rows);
        situ_cli_json_count(&json, "findings", r->problems);
        situ_cli_json_close(&json);
        return;
    }
    if (r->revision[0]) {
        printf(_("revision %.12s"), r->revision);
        putchar('\n');
    }
    if (o->report) {
        printf(_("report: %s"), o->report);
        putchar('\n');
    }
    situ_cli_print_rows(&r->rows, r->problems);
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_import_result result = {0};
    situ_import_options in = {
        .store = o->store, .files = call->args, .file_count = call->arg_count, .as = o->as, .sheet = o->sheet,
        .where = o->where, .crs = o->crs, .encoding = o->encoding, .mapping = o->mapping, .dry_run = o->dry_run,
        .report = o->report, .operator_name = call->operator_name, .wall_time = call->wall_time,
    };
    if (!o->store && !o->dry_run)
        return situ_fail(err, SITU_E_USAGE, _("name the store with -s, or only check with --dry-run"), "%s", _("--store is missing"));
    situ_status status = situ_import(session, &in, &result, err);
    if (status != SITU_OK)
        return status;
    print_result(call, o, &result);
    if (result.problems || result.rows.rejected)
        *exit_code = SITU_EXIT_TO_READ;
    return SITU_OK;
}

const situ_command situ_command_import = {
    .name = "import",
    .arguments = "-s STORE FILE... [OPTIONS]",
    .summary = N_("read ledgers, base data and terrain into a store"),
    .notes = N_("Reads .xlsx, .csv, .gpkg, .shp, .geojson, .tif and .hgt. A file is taken as a whole or not at all; "
                "rows that cannot be used are counted and stand in the report with their reason (exit status 3)."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 4096,
    .run = run,
};

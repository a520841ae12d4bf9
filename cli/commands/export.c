// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *out;
    int edition;
    bool blank;
} options;

static const char *const editions[] = {"internal", "public", NULL};

static const situ_prop table[] = {
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .help = N_("store to read; with --blank only for the names of townships")},
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(options, out), .required = true,
     .help = N_("FILE.xlsx, .gpkg, .csv or .geojson to write; with --blank FILE.xlsx, or a folder for all ledgers")},
    {.name = "edition", .kind = SITU_PROP_ENUM, .offset = offsetof(options, edition), .fallback = "internal", .words = editions,
     .help = N_("what may be shown: everything, or what may be published")},
    {.name = "blank", .kind = SITU_PROP_BOOL, .offset = offsetof(options, blank), .help = N_("a blank ledger to be filled in: of TABLE, or of all tables")},
    {.name = NULL},
};

static void print_result(const situ_cli_call *call, const options *o, size_t count)
{
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "out", o->out);
        situ_cli_json_count(&json, o->blank ? "files" : "rows", count);
        situ_cli_json_close(&json);
        return;
    }
    if (o->blank)
        printf(_("%s: %zu blank ledgers"), o->out, count);
    else
        printf(_("%s: %zu rows"), o->out, count);
    putchar('\n');
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    const char *name = call->arg_count > 0 ? call->args[0] : NULL;
    size_t count = 0;
    situ_status status;
    (void)exit_code;
    if (!o->blank && !name)
        return situ_fail(err, SITU_E_USAGE, _("situ list tables names them"), "%s", _("which table? TABLE is missing"));
    if (!o->blank && !o->store)
        return situ_fail(err, SITU_E_USAGE, _("name the store with -s"), "%s", _("--store is missing"));
    status = o->blank ? situ_export_blank(session, o->store, name, o->out, &count, err)
                      : situ_export_table(session, o->store, name, o->out, editions[o->edition], &count, err);
    if (status != SITU_OK)
        return status;
    print_result(call, o, count);
    return SITU_OK;
}

const situ_command situ_command_export = {
    .name = "export",
    .arguments = "-s STORE TABLE -o FILE | --blank [TABLE] -o FILE|DIR",
    .summary = N_("write a table of the store as a workbook, GeoPackage, CSV or GeoJSON, or blank ledgers"),
    .notes = N_("A workbook has the form of the blank ledgers: Chinese headers, drop-downs, notes. Corrected in its cells it "
                "is imported again; the column 编号 tells which row is which. Workbooks and CSV hold points as 经度 and 纬度 "
                "(CGCS2000); lines and areas go to .gpkg."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 0,
    .max_args = 1,
    .run = run,
};

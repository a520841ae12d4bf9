// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/path.h"
#include "cli/command.h"

typedef struct options {
    const char *store, *as, *sheet, *where, *crs, *encoding, *from, *mode, *mapping, *save_mapping, *report;
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
    TEXT(from, .help = N_("unit whose report it is, as 双江街道 or 县应急局; with it the unit counts as having reported")),
    TEXT(mode, .help = N_("full: all that the unit has, what it lacks is marked 本次未报; patch: corrections only (both with --from)")),
    TEXT(mapping, .help = N_("YAML file that maps headers to fields")),
    {.name = "save-mapping", .kind = SITU_PROP_TEXT, .offset = offsetof(options, save_mapping), .help = N_("write what each column was taken for to FILE.yaml, to be corrected and used with --mapping")},
    {.name = "dry-run", .kind = SITU_PROP_BOOL, .offset = offsetof(options, dry_run), .help = N_("read and check only; with -s tells what would change, and makes no store")},
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
        situ_cli_json_text(&json, "mapping", o->save_mapping);
        situ_cli_json_rows(&json, &r->rows);
        situ_cli_json_count(&json, "added", r->added);
        situ_cli_json_count(&json, "changed", r->changed);
        situ_cli_json_count(&json, "unchanged", r->unchanged);
        situ_cli_json_count(&json, "merged", r->merged);
        situ_cli_json_count(&json, "missing", r->missing);
        situ_cli_json_count(&json, "findings", r->problems);
        situ_cli_json_close(&json);
        return;
    }
    if (r->revision[0]) {
        printf(_("revision %.12s"), r->revision);
        putchar('\n');
    }
    if (o->save_mapping) {
        printf(_("mapping: %s"), o->save_mapping);
        putchar('\n');
    }
    if (o->report) {
        printf(_("report: %s"), o->report);
        putchar('\n');
    }
    if (o->dry_run)
        printf(_("would be: %zu new, %zu changed, %zu as they were, %zu merged, %zu not reported this time"), r->added, r->changed, r->unchanged,
               r->merged, r->missing);
    else
        printf(_("%zu new, %zu changed, %zu as they were, %zu merged, %zu not reported this time"), r->added, r->changed, r->unchanged, r->merged,
               r->missing);
    putchar('\n');
    situ_cli_print_rows(&r->rows, r->problems);
}

// A slip in a path makes no folders.
static situ_status check_folder(const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char *folder = path ? situ_path_dir(path) : NULL;
    if (path && !folder)
        return situ_fail_nomem(err);
    if (folder && !situ_path_exists(folder))
        status = situ_fail(err, SITU_E_USAGE, _("make the folder first, or correct the path"), _("the folder \"%s\" of %s does not exist"), folder, path);
    situ_free(folder);
    return status;
}

// What cannot be is said before anything is read.
static situ_status check(const options *o, const situ_cli_call *call, situ_error *err)
{
    const char *extension = o->save_mapping ? situ_path_extension(o->save_mapping) : "";
    if (!o->store && !o->dry_run)
        return situ_fail(err, SITU_E_USAGE, _("name the store with -s, or only check with --dry-run"), "%s", _("--store is missing"));
    if (o->save_mapping && strcasecmp(extension, "yaml") != 0 && strcasecmp(extension, "yml") != 0)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .yaml"), _("a mapping cannot be written as .%s"), extension);
    if (o->save_mapping && call->arg_count > 1)
        return situ_fail(err, SITU_E_USAGE, _("import the files one by one"), "%s", _("--save-mapping is for one file"));
    const char *const paths[] = {o->dry_run ? NULL : o->store, o->report, o->save_mapping};
    situ_status status = SITU_OK;
    for (size_t i = 0; i < sizeof paths / sizeof *paths && status == SITU_OK; i++)
        status = check_folder(paths[i], err);
    return status;
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_import_result result = {0};
    situ_import_options in = {
        .store = o->store, .files = call->args, .file_count = call->arg_count, .as = o->as, .sheet = o->sheet,
        .where = o->where, .crs = o->crs, .encoding = o->encoding, .mapping = o->mapping, .from = o->from, .mode = o->mode,
        .dry_run = o->dry_run, .report = o->report, .save_mapping = o->save_mapping,
        .operator_name = call->operator_name, .wall_time = call->wall_time,
    };
    situ_status status = check(o, call, err);
    if (status == SITU_OK)
        status = situ_import(session, &in, &result, err);
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
                "rows that cannot be used are counted and stand in the report with their reason (exit status 3). "
                "Rows are found again by their number (编号), credit code, name and township, so that importing a corrected file updates them."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 4096,
    .run = run,
};

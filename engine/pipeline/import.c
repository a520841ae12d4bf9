// SPDX-License-Identifier: MIT
// Ledger files into the store: all files of one call are one transaction and one revision.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "output/report.h"
#include "pipeline/pipeline.h"
#include "source/source.h"

static situ_status parse_crs(const char *text, situ_ledger_options *out, situ_error *err)
{
    out->crs = SITU_CRS_AUTO;
    if (!text || !*text || situ_crs_choice_parse(text, &out->crs, &out->epsg))
        return SITU_OK;
    return situ_fail(err, SITU_E_USAGE, _("use auto, cgcs2000, wgs84, gcj02, bd09 or EPSG:n"), _("unknown coordinate system \"%s\""), text);
}

static bool is_raster(const char *path)
{
    const char *extension = situ_path_extension(path);
    return strcasecmp(extension, "tif") == 0 || strcasecmp(extension, "tiff") == 0 || strcasecmp(extension, "hgt") == 0;
}

static situ_status import_raster(situ_store_writer *writer, const situ_import_file *file, const char *sha256, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = NULL;
    const char *name = file->as ? file->as : "dem";

    SITU_TRY(situ_source_read_grid(&grid, file->path, SITU_EPSG_CGCS2000, 0, NULL, err));
    situ_free(grid->name);
    grid->name = situ_strdup(name);
    SITU_TRY_ALLOC(grid->name);
    SITU_TRY(situ_store_put_grid(writer, grid, err));
    SITU_TRY(situ_store_note_source(writer, &(situ_store_source){.file = situ_path_base(file->path), .sha256 = sha256, .what = name, .report = report}, err));
done:
    situ_grid_free(grid);
    return status;
}

situ_status situ_import_one(situ_session *session, situ_store_writer *writer, const situ_import_file *file, const char *as_of, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_ledger_options options = {.as_table = file->as, .sheet = file->sheet, .where = file->where, .encoding = file->encoding,
                                   .mapping = file->mapping, .data_as_of = as_of};
    situ_ledger_result *result = NULL;
    const situ_bundle *bundle;
    situ_table *regions = NULL;
    situ_report *own = situ_report_new();
    char sha256[65];
    situ_str what;

    situ_str_init(&what);
    SITU_TRY_ALLOC(own);
    SITU_TRY(parse_crs(file->crs, &options, err));
    SITU_TRY(situ_sha256_file(sha256, file->path, err));
    if (is_raster(file->path)) {
        if (!writer)
            SITU_TRY(situ_fail(err, SITU_E_UNSUPPORTED, NULL, _("a dry run tells nothing about a raster")));
        SITU_TRY(import_raster(writer, file, sha256, own, err));
        goto done;
    }
    if (writer) {
        situ_store *view = situ_store_writer_view(writer);
        if (situ_store_has(view, "region"))
            SITU_TRY(situ_store_read_table(&regions, view, "region", NULL, err));
        SITU_TRY(situ_store_zone(&options.zone_epsg, view, err));
        options.regions = regions;
    }
    SITU_TRY(situ_ledger_read_apart(&result, file->path, &options, own, session->job, err));
    bundle = result->bundle;
    for (size_t i = 0; i < bundle->table_count; i++) {
        situ_str_addf(&what, "%s%s", i ? "," : "", bundle->tables[i]->name);
        if (writer)
            SITU_TRY(situ_store_put_table(writer, bundle->tables[i], err));
    }
    if (writer)
        SITU_TRY(situ_store_note_source(writer, &(situ_store_source){.file = situ_path_base(file->path), .sha256 = sha256, .what = what.data, .report = own}, err));
done:
    if (status == SITU_OK && own)
        status = situ_report_merge(report, own, err);
    else
        situ_error_at(err, file->path, NULL, NULL, 0, 0);
    situ_report_free(own);
    situ_ledger_result_free(result);
    situ_table_free(regions);
    situ_str_free(&what);
    return status;
}

situ_status situ_import(situ_session *session, const situ_import_options *options, situ_import_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store_writer *writer = NULL;
    situ_report *report = situ_report_new();
    situ_import_result r = {{0}, 0, ""};
    const char *as_of = "";

    SITU_TRY_ALLOC(report);
    if (!options->dry_run) {
        SITU_TRY(situ_store_begin(&writer, options->store, err));
        as_of = situ_store_meta(situ_store_writer_view(writer), "as_of");
    }
    for (size_t i = 0; i < options->file_count; i++) {
        situ_import_file file = {options->files[i], options->as, options->sheet, options->where, options->crs, options->encoding, options->mapping};
        SITU_TRY(situ_job_check(session->job, err));
        situ_job_progress(session->job, situ_path_base(options->files[i]), (double)i / (double)options->file_count);
        SITU_TRY(situ_import_one(session, writer, &file, as_of, report, err));
    }
    situ_report_counts(report, &r.rows);
    r.problems = situ_report_problems(report);
    if (options->report)
        SITU_TRY(situ_report_write(&(situ_report_book){.report = report, .date_iso = as_of}, options->report, err));
    if (writer) {
        situ_store_writer *committing = writer;
        writer = NULL;
        SITU_TRY(situ_store_commit(committing, options->operator_name, options->wall_time, r.revision, err));
    }
    if (result)
        *result = r;
done:
    situ_store_abort(writer);
    situ_report_free(report);
    return status;
}

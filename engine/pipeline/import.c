// SPDX-License-Identifier: MIT
// `situ import`: all files of one call are one transaction and one revision.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "pipeline/pipeline.h"

static situ_status check_report_name(const char *path, bool *workbook, situ_error *err)
{
    const char *extension = path ? situ_path_extension(path) : "";
    *workbook = strcasecmp(extension, "xlsx") == 0;
    if (!path || *workbook || strcasecmp(extension, "csv") == 0 || strcasecmp(extension, "json") == 0)
        return SITU_OK;
    if (!*extension)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .xlsx, .csv or .json"), _("the name of the report has no ending: %s"), path);
    return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .xlsx, .csv or .json"), _("a report cannot be written as .%s"), extension);
}

// Where the import goes, or, for a dry run, what it is held against.
static situ_status open_store(situ_import_job *job, const situ_import_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    job->as_of = "";
    if (!options->dry_run) {
        SITU_TRY(situ_store_begin(&job->writer, options->store, err));
        job->as_of = situ_store_meta(situ_store_writer_view(job->writer), "as_of");
    } else if (options->store && situ_path_exists(options->store)) {
        SITU_TRY(situ_store_open(&job->store, options->store, "internal", err));
        job->as_of = situ_store_meta(job->store, "as_of");
    }
done:
    return status;
}

// The mapping of the file's first table. One mapping describes one table.
static situ_status save_mapping(const situ_import_outcome *outcome, const char *path, situ_session *session, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_ledger_result *result = outcome->count ? outcome->results[0] : NULL;
    const situ_ledger_part *first = NULL;
    situ_str text;
    situ_str_init(&text);
    for (size_t i = 0; result && i < result->part_count; i++) {
        const situ_ledger_part *part = &result->parts[i];
        if (!first)
            first = part->schema ? part : NULL;
        else if (part->schema && part->schema != first->schema)
            situ_session_tell(session, _("the file holds %s too; its mapping is not saved (name its sheet with --sheet)"), part->schema->label);
    }
    if (!first)
        SITU_TRY(situ_fail(err, SITU_E_SCHEMA, _("give --as TABLE"), "%s", _("no table was recognised; there is no mapping to save")));
    SITU_TRY(situ_mapping_write(&text, first, err));
    if (!situ_str_ok(&text))
        SITU_TRY(situ_fail_nomem(err));
    SITU_TRY(situ_write_file(path, text.data, text.length, err));
done:
    situ_str_free(&text);
    return status;
}

// Without a store nothing is known of the county, and coordinates cannot be held against its outlines.
static void tell_blind(situ_session *session, const situ_import_options *options, const situ_report *report)
{
    bool assumed = false;
    for (size_t i = 0; i < situ_report_count(report) && !assumed; i++)
        assumed = strcmp(situ_report_get(report, i)->rule, "CRS_ASSUMED") == 0;
    if (options->dry_run && !options->store && assumed)
        situ_session_tell(session, "%s", _("no store is named, so that towns and outlines of the county are unknown; give -s STORE to check the rows against them"));
}

situ_status situ_import(situ_session *session, const situ_import_options *options, situ_import_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_import_job job = {.count = options->file_count, .keep_results = options->report || options->save_mapping};
    situ_import_file *files = NULL;
    situ_import_outcome outcome = {0};
    situ_import_result r = {0};
    situ_merge_mode mode;
    situ_report *report = situ_report_new();

    SITU_TRY_ALLOC(report);
    SITU_TRY(check_report_name(options->report, &job.keep_cells, err));
    SITU_TRY(situ_import_mode(&mode, options->mode, options->from, err));
    SITU_TRY_ALLOC(files = situ_calloc(options->file_count + 1, sizeof *files));
    for (size_t i = 0; i < options->file_count; i++)
        files[i] = (situ_import_file){options->files[i], options->as, options->sheet, options->where, options->crs, options->encoding,
                                      options->mapping, options->from, mode};
    job.files = files;
    SITU_TRY(open_store(&job, options, err));
    SITU_TRY(situ_import_files(session, &job, &outcome, report, err));
    tell_blind(session, options, report);
    situ_report_counts(report, &r.rows);
    r.problems = situ_report_problems(report);
    r.added = outcome.merged.added;
    r.changed = outcome.merged.changed;
    r.unchanged = outcome.merged.unchanged;
    r.merged = outcome.merged.merged;
    r.missing = outcome.merged.missing;
    if (options->report)
        SITU_TRY(situ_report_write(&(situ_report_book){.report = report, .files = outcome.files, .file_count = outcome.count, .date_iso = job.as_of},
                                   options->report, err));
    if (options->save_mapping)
        SITU_TRY(save_mapping(&outcome, options->save_mapping, session, err));
    if (job.writer) {
        situ_store_writer *committing = job.writer;
        job.writer = NULL;
        SITU_TRY(situ_store_commit(committing, options->operator_name, options->wall_time, r.revision, err));
    }
    if (result)
        *result = r;
done:
    situ_import_outcome_free(&outcome);
    situ_store_abort(job.writer);
    situ_store_close(job.store);
    situ_report_free(report);
    situ_free(files);
    return status;
}

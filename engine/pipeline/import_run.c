// SPDX-License-Identifier: MIT
// Files into the store: all are read, regions first; then every table is merged with what is stored.
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "pipeline/importing.h"
#include "source/source.h"

enum { KEEP_CELLS_BYTES = 32 << 20 };

static const char *const region_hints[] = {"区划", "行政区", "乡镇名", "镇街名", "村社区", "region", "town", "village", NULL};

// --- options ---

situ_status situ_import_mode(situ_merge_mode *mode, const char *text, const char *from, situ_error *err)
{
    static const char *const words[] = {"plain", "full", "patch", NULL};
    *mode = SITU_MERGE_PLAIN;
    for (int i = 0; text && words[i]; i++)
        if (strcmp(words[i], text) == 0)
            *mode = (situ_merge_mode)i;
    if (from && !*from)
        return situ_fail(err, SITU_E_USAGE, _("name the unit as it stands in the list of regions"), "%s", _("the unit is empty"));
    if (text && strcmp(text, words[*mode]) != 0)
        return situ_fail(err, SITU_E_USAGE, _("use full for all that the unit has, patch for corrections"), _("unknown mode \"%s\""), text);
    if (*mode != SITU_MERGE_PLAIN && !from)
        return situ_fail(err, SITU_E_USAGE, _("name the unit with --from"), _("mode %s needs to know whose report it is"), text);
    return SITU_OK;
}

static situ_status parse_crs(const char *text, situ_ledger_options *out, situ_error *err)
{
    out->crs = SITU_CRS_AUTO;
    if (!text || !*text || situ_crs_choice_parse(text, &out->crs, &out->epsg))
        return SITU_OK;
    return situ_fail(err, SITU_E_USAGE, _("use auto, cgcs2000, wgs84, gcj02, bd09 or EPSG:n"), _("unknown coordinate system \"%s\""), text);
}

const char *situ_import_table_name(const char *text)
{
    for (size_t i = 0; text && situ_schema_registry[i]; i++)
        if (strcmp(situ_schema_registry[i]->label, text) == 0)
            return situ_schema_registry[i]->name;
    return text;
}

static bool is_raster(const char *path)
{
    const char *extension = situ_path_extension(path);
    return strcasecmp(extension, "tif") == 0 || strcasecmp(extension, "tiff") == 0 || strcasecmp(extension, "hgt") == 0;
}

static situ_status import_raster(situ_import_state *run, situ_import_one *f, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = NULL;
    const char *name = f->file->as ? f->file->as : "dem";
    f->raster = true;
    if (!run->job->writer)
        SITU_TRY(situ_fail(err, SITU_E_UNSUPPORTED, NULL, _("a dry run tells nothing about a raster")));
    SITU_TRY(situ_source_read_grid(&grid, f->file->path, SITU_EPSG_CGCS2000, 0, NULL, err));
    situ_free(grid->name);
    grid->name = situ_strdup(name);
    SITU_TRY_ALLOC(grid->name);
    SITU_TRY(situ_store_put_grid(run->job->writer, grid, err));
    f->what = name;
done:
    situ_grid_free(grid);
    return status;
}

// --- reading ---

// The unit as the list of regions writes it, so that its rows and its submission meet.
static situ_status settle_unit(situ_import_state *run, situ_import_one *f, const situ_table *regions, situ_error *err)
{
    situ_status status = SITU_OK;
    int name = regions ? situ_table_find(regions, "name") : -1, level = regions ? situ_table_find(regions, "level") : -1;
    f->from = f->file->from;
    if (!f->from)
        return SITU_OK;
    char *key = situ_clean_unit_name(run->arena, f->from);
    SITU_TRY_ALLOC(key);
    for (size_t r = 0; regions && r < regions->row_count; r++) {
        const char *text = situ_table_text(regions, r, name);
        if (!text || !situ_streq(situ_table_text(regions, r, level), "乡镇"))
            continue;
        char *other = situ_clean_unit_name(run->arena, text);
        SITU_TRY_ALLOC(other);
        if (strcmp(key, other) != 0)
            continue;
        f->from = situ_arena_strdup(run->arena, text);
        SITU_TRY_ALLOC(f->from);
        break;
    }
done:
    return status;
}

// What each column of each table was taken for.
static situ_status note_mapping(situ_import_state *run, situ_import_one *f, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str text, *out = &text;
    situ_str_init(out);
    f->mapping = NULL;
    for (size_t i = 0; f->result && i < f->result->part_count; i++) {
        situ_str one;
        situ_error none = {0};
        if (!f->result->parts[i].schema)
            continue;
        situ_str_init(&one);
        // A part without headers has no mapping, which is no fault of the import.
        if (situ_mapping_write(&one, &f->result->parts[i], &none) == SITU_OK && situ_str_ok(&one))
            situ_str_addf(out, "%s%s", out->length ? "---\n" : "", one.data);
        situ_str_free(&one);
        if (none.code == SITU_E_NOMEM)
            SITU_TRY(situ_fail_nomem(err));
    }
    if (!situ_str_ok(out))
        SITU_TRY(situ_fail_nomem(err));
    if (out->length)
        SITU_TRY_ALLOC(f->mapping = situ_arena_strdup(run->arena, out->data));
done:
    situ_str_free(out);
    return status;
}

// The cells of a very long file would fill the memory, and nobody looks through them in a report.
static bool is_small(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && st.st_size <= KEEP_CELLS_BYTES;
}

static situ_status read_file(situ_import_state *run, situ_import_one *f, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_import_file *file = f->file;
    situ_ledger_options options = {.as_table = situ_import_table_name(file->as), .sheet = file->sheet, .where = file->where, .encoding = file->encoding,
                                   .mapping = file->mapping, .data_as_of = run->job->as_of, .keep_cells = run->job->keep_cells && is_small(file->path)};
    situ_str what;
    situ_str_init(&what);
    situ_ledger_result_free(f->result);
    f->result = NULL;
    situ_report_free(f->own);
    SITU_TRY_ALLOC(f->own = situ_report_new());
    SITU_TRY(parse_crs(file->crs, &options, err));
    if (!situ_source_is_database(file->path)) // a database has no bytes of its own: its revision has no hash
        SITU_TRY(situ_sha256_file(f->sha256, file->path, err));
    if (is_raster(file->path)) {
        SITU_TRY(import_raster(run, f, err));
        goto done;
    }
    SITU_TRY(situ_import_known(&options.regions, run, "region", err));
    SITU_TRY(settle_unit(run, f, options.regions, err));
    options.unit = f->from;
    options.empty_ok = file->mode == SITU_MERGE_FULL;
    if (run->view)
        SITU_TRY(situ_store_zone(&options.zone_epsg, run->view, err));
    SITU_TRY(situ_ledger_read_apart(&f->result, file->path, &options, f->own, run->session->job, err));
    for (size_t i = 0; i < f->result->bundle->table_count; i++)
        situ_str_addf(&what, "%s%s", i ? "," : "", f->result->bundle->tables[i]->name);
    SITU_TRY_ALLOC(f->what = situ_str_ok(&what) ? situ_arena_strdup(run->arena, what.data) : NULL);
    SITU_TRY(note_mapping(run, f, err));
    f->regions_known = run->region_turns;
done:
    situ_str_free(&what);
    if (status != SITU_OK)
        situ_error_at(err, situ_source_is_database(file->path) ? f->name : file->path, NULL, NULL, 0, 0);
    return status;
}

static bool seems_regions(const situ_import_file *file)
{
    const char *name = situ_path_base(file->path);
    bool seems = file->as && strcmp(situ_import_table_name(file->as), "region") == 0;
    for (size_t i = 0; region_hints[i] && !file->as; i++)
        seems = seems || strstr(name, region_hints[i]);
    return seems;
}

static void put_in_order(situ_import_state *run)
{
    size_t n = 0;
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < run->job->count; i++)
            if (seems_regions(&run->job->files[i]) == (turn == 0))
                run->order[n++] = i;
}

static situ_status read_all(situ_import_state *run, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_import_job *job = run->job;
    double n = (double)job->count;
    put_in_order(run);
    for (size_t k = 0; k < job->count; k++) {
        size_t i = run->order[k];
        situ_import_one *f = &run->files[i];
        SITU_TRY(situ_job_check(run->session->job, err));
        situ_job_progress(run->session->job, f->name, (double)k / n * 0.8);
        SITU_TRY(read_file(run, f, err));
        situ_table *regions = f->result ? situ_bundle_table(f->result->bundle, "region") : NULL;
        if (!regions || !regions->row_count)
            continue;
        size_t before = run->counts.added + run->counts.changed;
        SITU_TRY(situ_import_merge_table(run, regions, &i, 1, err));
        if (run->counts.added + run->counts.changed > before) {
            run->regions_changed = true;
            run->region_file = i;
        }
        run->region_turns++;
        if (f->result->bundle->table_count == 1)
            f->regions_known = run->region_turns; // nothing in it is placed by them
    }
    // What was read before the last regions came is placed anew.
    for (size_t k = 0; k < job->count; k++) {
        situ_import_one *f = &run->files[run->order[k]];
        if (f->raster || f->regions_known == run->region_turns)
            continue;
        SITU_TRY(situ_job_check(run->session->job, err));
        situ_job_progress(run->session->job, f->name, 0.8);
        SITU_TRY(read_file(run, f, err));
    }
done:
    return status;
}

// --- all ---

static situ_status note_file(situ_import_state *run, const situ_import_one *f, situ_error *err)
{
    static const char *const modes[] = {NULL, "full", "patch"};
    situ_store_source source = {.file = situ_path_base(f->file->path), .sha256 = f->sha256, .what = f->what, .mapping = f->mapping,
                                .report = f->own, .unit = f->from, .mode = modes[f->file->mode]};
    return situ_store_note_source(run->job->writer, &source, err);
}

static situ_status note_files(situ_import_state *run, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < run->job->count; i++) {
        if (run->files[i].told)
            SITU_TRY(situ_report_merge(run->files[i].own, run->files[i].told, err));
        if (run->job->writer)
            SITU_TRY(note_file(run, &run->files[i], err));
        SITU_TRY(situ_report_merge(report, run->files[i].own, err));
    }
done:
    return status;
}

static situ_status hand_over(situ_import_state *run, situ_import_outcome *outcome, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = run->job->count + 1;
    outcome->merged = run->counts;
    SITU_TRY_ALLOC(outcome->files = situ_calloc(n, sizeof *outcome->files));
    SITU_TRY_ALLOC(outcome->results = situ_calloc(n, sizeof *outcome->results));
    for (size_t i = 0; i < run->job->count; i++) {
        outcome->results[i] = run->files[i].result;
        outcome->files[i] = (situ_report_file){run->files[i].name, run->files[i].result};
        run->files[i].result = NULL;
        outcome->count++;
    }
done:
    return status;
}

situ_status situ_import_files(situ_session *session, const situ_import_job *job, situ_import_outcome *outcome, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_import_state run = {.session = session, .job = job, .view = job->writer ? situ_store_writer_view(job->writer) : job->store};
    *outcome = (situ_import_outcome){0};
    SITU_TRY_ALLOC(run.arena = situ_arena_new());
    SITU_TRY_ALLOC(run.files = situ_calloc(job->count + 1, sizeof *run.files));
    SITU_TRY_ALLOC(run.order = situ_calloc(job->count + 1, sizeof *run.order));
    SITU_TRY(situ_bundle_new(&run.known, "internal", "", err));
    SITU_TRY(situ_import_precedence(&run.rules, session->rules, run.arena, err));
    for (size_t i = 0; i < job->count; i++) {
        char shown[400];
        situ_source_shown_name(shown, sizeof shown, job->files[i].path);
        run.files[i].file = &job->files[i];
        run.files[i].name = situ_source_is_database(job->files[i].path) ? situ_arena_strdup(run.arena, shown) : situ_path_base(job->files[i].path);
        SITU_TRY_ALLOC(run.files[i].name);
    }
    SITU_TRY(read_all(&run, err));
    if (run.regions_changed && run.view)
        SITU_TRY(situ_import_place_stored(&run, err));
    SITU_TRY(situ_import_merge_all(&run, err));
    SITU_TRY(note_files(&run, report, err));
    SITU_TRY(hand_over(&run, outcome, err));
done:
    if (status != SITU_OK)
        situ_import_outcome_free(outcome);
    for (size_t i = 0; run.files && i < job->count; i++) {
        situ_ledger_result_free(run.files[i].result);
        situ_report_free(run.files[i].own);
        situ_report_free(run.files[i].told);
    }
    situ_free(run.files);
    situ_free(run.order);
    situ_bundle_free(run.known);
    situ_arena_free(run.arena);
    return status;
}

void situ_import_outcome_free(situ_import_outcome *outcome)
{
    for (size_t i = 0; i < outcome->count; i++)
        situ_ledger_result_free(outcome->results[i]);
    situ_free(outcome->results);
    situ_free(outcome->files);
    *outcome = (situ_import_outcome){0};
}

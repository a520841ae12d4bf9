// SPDX-License-Identifier: MIT
// The tables of the files read, each merged with what is stored; and who has reported.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "pipeline/importing.h"

// --- what is known ---

// The table as it is now; NULL = none. Borrowed.
situ_status situ_import_known(const situ_table **out, situ_import_state *run, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = situ_bundle_table(run->known, name);
    *out = t;
    if (t || !run->view || !situ_store_has(run->view, name))
        return SITU_OK;
    SITU_TRY(situ_store_read_table(&t, run->view, name, NULL, err));
    SITU_TRY(situ_bundle_add_table(run->known, t, err));
    *out = t;
done:
    return status;
}

static situ_status append_rows(situ_table *to, const situ_table *from, const situ_map *but, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t r = 0; r < from->row_count; r++) {
        const char *id = situ_table_text(from, r, situ_table_find(from, "id"));
        size_t row;
        if (but && id && situ_map_get(but, id) != SIZE_MAX)
            continue;
        SITU_TRY(situ_table_add_row(to, &row, err));
        for (size_t c = 0; c < from->column_count; c++) {
            int k = situ_table_find(to, from->columns[c].name);
            if (k < 0 || to->columns[k].type != from->columns[c].type)
                continue;
            switch (from->columns[c].type) {
            case SITU_TYPE_TEXT: SITU_TRY(situ_table_set_text(to, row, (size_t)k, situ_table_text(from, r, (int)c), err)); break;
            case SITU_TYPE_INT: situ_table_set_int(to, row, (size_t)k, situ_table_int(from, r, (int)c)); break;
            case SITU_TYPE_REAL: situ_table_set_real(to, row, (size_t)k, situ_table_real(from, r, (int)c)); break;
            }
        }
        const situ_geometry *g = situ_table_geometry(from, r);
        situ_geometry *copy = NULL;
        if (g)
            SITU_TRY(situ_geometry_copy(&copy, g, err));
        if (copy)
            SITU_TRY(situ_table_set_geometry(to, row, copy, err));
    }
done:
    return status;
}

// An empty table with the columns of another.
static situ_status table_like(situ_table **out, const situ_table *like, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    SITU_TRY(situ_table_new(&t, like->name, like->epsg, err));
    for (size_t c = 0; c < like->column_count; c++)
        SITU_TRY(situ_table_add_column(t, like->columns[c].name, like->columns[c].type, NULL, err));
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}

// Brings the known table up to date after rows were put.
static situ_status learn(situ_import_state *run, const situ_table *rows, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *before = situ_bundle_table(run->known, rows->name);
    situ_table *now = NULL;
    situ_map *ids = situ_map_new();
    int id = situ_table_find(rows, "id");
    SITU_TRY_ALLOC(ids);
    for (size_t r = 0; r < rows->row_count; r++)
        if (situ_map_set(ids, situ_table_text(rows, r, id) ? situ_table_text(rows, r, id) : "", r) < 0)
            SITU_TRY(situ_fail_nomem(err));
    SITU_TRY(table_like(&now, rows, err));
    if (before)
        SITU_TRY(append_rows(now, before, ids, err));
    SITU_TRY(append_rows(now, rows, NULL, err));
    SITU_TRY(situ_bundle_add_table(run->known, now, err));
    now = NULL;
done:
    situ_map_free(ids);
    situ_table_free(now);
    return status;
}

// --- the merge of one table ---

// Findings go to the file they are about, by its name; those without a file to the first of them.
static situ_status deal_out(situ_import_state *run, const situ_report *found, const size_t *files, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < situ_report_count(found); i++) {
        situ_issue issue = *situ_report_get(found, i);
        size_t at = 0;
        for (size_t k = n; issue.file && k-- > 0;)
            if (strcmp(run->files[files[k]].name, issue.file) == 0)
                at = k;
        if (!issue.file)
            issue.file = run->files[files[0]].name;
        situ_import_one *f = &run->files[files[at]];
        if (!f->told)
            SITU_TRY_ALLOC(f->told = situ_report_new());
        SITU_TRY(situ_report_add(f->told, &issue, err));
    }
done:
    return status;
}

static bool wanted_later(const situ_import_state *run, const char *table, const char *from, situ_merge_mode mode)
{
    if (strcmp(table, "region") == 0)
        return true;
    for (size_t i = 0; i < run->job->count; i++) {
        const situ_import_one *f = &run->files[i];
        bool other = !situ_streq(f->from, from) || f->file->mode != mode;
        if (other && f->result && situ_bundle_table(f->result->bundle, table))
            return true;
    }
    return false;
}

static size_t rejected_of(const situ_import_one *f, const char *table)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_source_count(f->own); i++) {
        const situ_source_count *c = situ_report_source(f->own, i);
        if (situ_streq(c->table, table))
            n += c->rejected;
    }
    return n;
}

// Rows that could not be read are in the report, but nobody can tell which objects they are.
static situ_status tell_unread(situ_import_state *run, situ_report *found, const char *table, const situ_merge_counts *counts, const size_t *files,
                               size_t n, situ_error *err)
{
    size_t rejected = 0;
    char message[256];
    for (size_t k = 0; k < n; k++)
        rejected += rejected_of(&run->files[files[k]], table);
    if (!rejected || !counts->missing)
        return SITU_OK;
    snprintf(message, sizeof message, _("%zu rows of the full report could not be used; what they stand for may be among the %zu marked 本次未报"), rejected,
             counts->missing);
    return situ_report_add(found, &(situ_issue){.severity = SITU_WARN, .rule = "FULL_SHRINKS", .table = table, .field = "report_state", .message = message,
                                                .cure = _("correct these rows and import the file again")}, err);
}

// What the reading said of single rows of this table.
static situ_status collect_wishes(situ_import_state *run, const char *table, const size_t *files, size_t n, situ_merge_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    static const char *const rules[] = {"CLEAR_ASKED", "ROW_HELD"};
    for (int kind = 0; kind < 2; kind++) {
        size_t count = 0;
        situ_merge_wish *list = NULL;
        for (int pass = 0; pass < 2; pass++) {
            if (pass && !count)
                break;
            if (pass)
                SITU_TRY_ALLOC(list = situ_arena_alloc(run->arena, count * sizeof *list));
            count = 0;
            for (size_t k = 0; k < n; k++)
                for (size_t i = 0; i < situ_report_count(run->files[files[k]].own); i++) {
                    const situ_issue *issue = situ_report_get(run->files[files[k]].own, i);
                    if (strcmp(issue->rule, rules[kind]) != 0 || !situ_streq(issue->table, table))
                        continue;
                    if (pass)
                        list[count] = (situ_merge_wish){issue->file, issue->sheet, issue->row, issue->field, kind ? issue->old_value : NULL,
                                                        kind ? issue->new_value : NULL};
                    count++;
                }
        }
        if (kind) {
            options->held = list;
            options->held_count = list ? count : 0;
        } else {
            options->clears = list;
            options->clear_count = list ? count : 0;
        }
    }
done:
    return status;
}

// incoming: rows of the files named, which are of one unit and mode.
situ_status situ_import_merge_table(situ_import_state *run, situ_table *incoming, const size_t *files, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_import_one *first = &run->files[files[0]];
    situ_merge_options options = {.mode = first->file->mode, .unit = first->from, .rules = run->rules};
    situ_merge_counts counts = {0};
    situ_table *rows = NULL;
    const situ_table *stored, *put;
    situ_report *found = situ_report_new();
    SITU_TRY_ALLOC(found);
    SITU_TRY(situ_import_known(&options.regions, run, "region", err));
    SITU_TRY(situ_import_known(&stored, run, incoming->name, err));
    SITU_TRY(collect_wishes(run, incoming->name, files, n, &options, err));
    SITU_TRY(situ_ledger_merge(&rows, &counts, incoming, stored, &options, found, err));
    put = rows ? rows : incoming;
    if (run->job->writer && put->row_count)
        SITU_TRY(situ_store_put_table(run->job->writer, put, err));
    if (put->row_count && wanted_later(run, incoming->name, first->from, first->file->mode))
        SITU_TRY(learn(run, put, err));
    run->counts.added += counts.added;
    run->counts.changed += counts.changed;
    run->counts.unchanged += counts.unchanged;
    run->counts.merged += counts.merged;
    run->counts.missing += counts.missing;
    SITU_TRY(tell_unread(run, found, incoming->name, &counts, files, n, err));
    SITU_TRY(deal_out(run, found, files, n, err));
done:
    situ_table_free(rows);
    situ_report_free(found);
    return status;
}

// Rows stored before the regions were known find their place now.
situ_status situ_import_place_stored(situ_import_state *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *changed = NULL;
    situ_report *found = situ_report_new();
    const situ_table *regions, *rows;
    SITU_TRY_ALLOC(found);
    SITU_TRY(situ_import_known(&regions, run, "region", err));
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const char *name = situ_schema_registry[i]->name;
        if (strcmp(name, "region") == 0 || !situ_store_has(run->view, name))
            continue;
        SITU_TRY(situ_job_check(run->session->job, err));
        SITU_TRY(situ_import_known(&rows, run, name, err));
        SITU_TRY(situ_ledger_replace_rows(&changed, rows, regions, found, err));
        if (!changed)
            continue;
        if (run->job->writer)
            SITU_TRY(situ_store_put_table(run->job->writer, changed, err));
        run->counts.changed += changed->row_count;
        SITU_TRY(learn(run, changed, err));
        situ_table_free(changed);
        changed = NULL;
    }
    SITU_TRY(deal_out(run, found, &run->region_file, 1, err));
done:
    situ_table_free(changed);
    situ_report_free(found);
    return status;
}

// --- merging ---

// The rows of several files in one table; numbers given by the merge go back by give_back.
static situ_status join_rows(situ_table **out, situ_import_state *run, const char *name, const size_t *files, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *all = NULL;
    for (size_t k = 0; k < n; k++) {
        const situ_table *t = situ_bundle_table(run->files[files[k]].result->bundle, name);
        if (!all)
            SITU_TRY(table_like(&all, t, err));
        SITU_TRY(append_rows(all, t, NULL, err));
    }
    *out = all;
    all = NULL;
done:
    situ_table_free(all);
    return status;
}

static situ_status give_back(situ_import_state *run, const situ_table *all, const char *name, const size_t *files, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t from = 0;
    for (size_t k = 0; k < n; k++) {
        situ_table *t = situ_bundle_table(run->files[files[k]].result->bundle, name);
        for (size_t r = 0; r < t->row_count; r++)
            SITU_TRY(situ_table_set_text(t, r, SITU_FRONT_ID, situ_table_text(all, from++, SITU_FRONT_ID), err));
    }
done:
    return status;
}

static situ_status merge_group(situ_import_state *run, const char *name, const size_t *files, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *all = NULL;
    if (n == 1)
        return situ_import_merge_table(run, situ_bundle_table(run->files[files[0]].result->bundle, name), files, n, err);
    SITU_TRY(join_rows(&all, run, name, files, n, err));
    SITU_TRY(situ_import_merge_table(run, all, files, n, err));
    SITU_TRY(give_back(run, all, name, files, n, err));
done:
    situ_table_free(all);
    return status;
}

static bool same_group(const situ_import_one *a, const situ_import_one *b)
{
    return situ_streq(a->from, b->from) && a->file->mode == b->file->mode;
}

// --- who has reported ---

static situ_status set_by_name(situ_table *t, size_t row, const char *column, const char *text, situ_error *err)
{
    return situ_table_set_text(t, row, (size_t)situ_table_find(t, column), text && *text ? text : NULL, err);
}

static situ_status submission_row(situ_import_state *run, situ_table *t, const situ_import_one *f, const char *table, bool empty, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_schema *schema = situ_schema_find(table);
    const situ_table *known;
    const char *unit = f->from, *as_of = run->job->as_of ? run->job->as_of : "", *mode = NULL;
    char period[8] = "", hex[65], id[24];
    situ_sha256 h;
    size_t row;
    if (strlen(as_of) >= 7)
        snprintf(period, sizeof period, "%.7s", as_of);
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, "submission");
    situ_sha256_add_text(&h, unit);
    situ_sha256_add_text(&h, schema->label);
    situ_sha256_add_text(&h, period);
    situ_sha256_hex(&h, hex);
    snprintf(id, sizeof id, "s%.16s", hex);
    mode = f->file->mode == SITU_MERGE_FULL ? "全量" : f->file->mode == SITU_MERGE_PATCH ? "增量" : NULL;
    SITU_TRY(situ_import_known(&known, run, "submission", err));
    for (size_t r = 0; known && r < known->row_count && f->file->mode != SITU_MERGE_FULL; r++) {
        // A correction of a full report leaves it a full one.
        const char *was = situ_table_text(known, r, situ_table_find(known, "mode"));
        if (situ_streq(situ_table_text(known, r, situ_table_find(known, "id")), id) && was)
            mode = situ_arena_strdup(run->arena, was);
    }
    SITU_TRY(situ_table_add_row(t, &row, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_ID, id, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_FILE, f->name, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_UNIT, unit, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_UPDATED, *as_of ? as_of : NULL, err));
    SITU_TRY(set_by_name(t, row, "town", unit, err));
    SITU_TRY(set_by_name(t, row, "ledger", schema->label, err));
    SITU_TRY(set_by_name(t, row, "period", period, err));
    SITU_TRY(set_by_name(t, row, "status", empty ? "零报告" : "已报", err));
    SITU_TRY(set_by_name(t, row, "mode", mode, err));
    SITU_TRY(set_by_name(t, row, "reported", as_of, err));
done:
    return status;
}

static situ_status submission_table(situ_table **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    const situ_schema *schema = situ_schema_find("submission");
    SITU_TRY(situ_table_new(&t, schema->name, 0, err));
    for (size_t i = 0; i < SITU_FRONT_COUNT; i++)
        SITU_TRY(situ_table_add_column(t, situ_front_columns[i].name, situ_front_columns[i].type, NULL, err));
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            SITU_TRY(situ_table_add_column(t, f->name, situ_field_type(f->kind), NULL, err));
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}

// A unit that is named has handed in: 未报 and 零报告 can be told apart.
static situ_status note_submission(situ_import_state *run, const char *table, const size_t *files, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    const situ_import_one *first = &run->files[files[0]];
    size_t rows = 0, rejected = 0;
    if (!first->from || strcmp(table, "submission") == 0 || strcmp(table, "region") == 0)
        return SITU_OK;
    for (size_t k = 0; k < n; k++) {
        rows += situ_bundle_table(run->files[files[k]].result->bundle, table)->row_count;
        rejected += rejected_of(&run->files[files[k]], table);
    }
    if (!rows && (rejected || first->file->mode != SITU_MERGE_FULL))
        return SITU_OK; // nothing usable is no report
    SITU_TRY(submission_table(&t, err));
    SITU_TRY(submission_row(run, t, first, table, rows == 0, err));
    if (run->job->writer)
        SITU_TRY(situ_store_put_table(run->job->writer, t, err));
    SITU_TRY(learn(run, t, err));
done:
    situ_table_free(t);
    return status;
}

situ_status situ_import_merge_all(situ_import_state *run, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t count = run->job->count;
    size_t *files = situ_arena_alloc(run->arena, (count + 1) * sizeof *files);
    situ_map *done = situ_map_new();
    SITU_TRY_ALLOC(files);
    SITU_TRY_ALLOC(done);
    for (size_t i = 0; i < count; i++)
        SITU_TRY(situ_import_check_from(run, &run->files[i], err));
    for (size_t i = 0; i < count; i++) {
        const situ_import_one *f = &run->files[i];
        situ_job_progress(run->session->job, f->name, 0.8 + 0.2 * (double)i / (double)count);
        for (size_t t = 0; f->result && t < f->result->bundle->table_count; t++) {
            const char *name = f->result->bundle->tables[t]->name;
            char key[256];
            snprintf(key, sizeof key, "%d %.60s %.160s", (int)f->file->mode, name, f->from ? f->from : "");
            if (strcmp(name, "region") == 0 || situ_map_get(done, key) != SIZE_MAX)
                continue;
            size_t n = 0;
            for (size_t k = i; k < count; k++)
                if (run->files[k].result && same_group(f, &run->files[k]) && situ_bundle_table(run->files[k].result->bundle, name))
                    files[n++] = k;
            SITU_TRY(situ_job_check(run->session->job, err));
            SITU_TRY(merge_group(run, name, files, n, err));
            SITU_TRY(note_submission(run, name, files, n, err));
            if (situ_map_set(done, key, i) < 0)
                SITU_TRY(situ_fail_nomem(err));
        }
        if (!run->job->keep_results) { // all its tables are merged
            situ_ledger_result_free(run->files[i].result);
            run->files[i].result = NULL;
        }
    }
done:
    situ_map_free(done);
    return status;
}

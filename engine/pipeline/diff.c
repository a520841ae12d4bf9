// SPDX-License-Identifier: MIT
// `situ diff`: what changed between two revisions, ledger by ledger.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "output/export.h"
#include "pipeline/pipeline.h"
#include "source/source.h"

enum { KINDS = 8 };
// As the op writes them (analysis/ops/diff.c).
static const char *const kind_words[KINDS] = {"新增", "销号", "减少", "升级", "降级", "移位", "改名", "变更"};

// Headers of the file that is written.
static const situ_field change_fields[] = {
    {.name = "ledger", .kind = SITU_FIELD_TEXT, .label = "台账"}, {.name = "name", .kind = SITU_FIELD_TEXT, .label = "名称"},
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "乡镇"}, {.name = "village", .kind = SITU_FIELD_VILLAGE, .label = "村"},
    {.name = "industry", .kind = SITU_FIELD_TEXT, .label = "行业领域"}, {.name = "change", .kind = SITU_FIELD_TEXT, .label = "变化"},
    {.name = "also", .kind = SITU_FIELD_TEXT, .label = "同时"}, {.name = "level_before", .kind = SITU_FIELD_LEVEL, .label = "原等级"},
    {.name = "level_after", .kind = SITU_FIELD_LEVEL, .label = "现等级"}, {.name = "moved_m", .kind = SITU_FIELD_REAL, .label = "位移", .unit = "m"},
    {.name = "fields", .kind = SITU_FIELD_TEXT, .label = "变动字段"}, {.name = "detail", .kind = SITU_FIELD_TEXT, .label = "变动内容"}, {.name = NULL}};
static const situ_schema change_schema = {.name = "change", .label = "变化", .summary = "", .shape = SITU_SHAPE_ANY, .fields = change_fields};

typedef struct tally { const situ_schema *schema; size_t before, after, kinds[KINDS], also[KINDS], total; } tally;

typedef struct differ {
    situ_session *session;
    situ_store *store;
    char before[65], after[65];
    long before_n, after_n;
    int zone;
    tally *tallies;
    size_t tally_count;
    situ_table *all;    // changes of every ledger, in degrees
    situ_report *aside; // what grading says is the check's business
} differ;

static bool is_ground(const char *table)
{
    return strcmp(table, "road") == 0 || strcmp(table, "water") == 0 || strcmp(table, "boundary") == 0 || strcmp(table, "place") == 0;
}

static situ_status side(situ_table **out, const differ *d, const situ_schema *schema, const char *revision, situ_error *err)
{
    const char *name = strcmp(schema->name, "risk_point") == 0 ? "derived_grade_points" : schema->name;
    situ_status status = situ_table_at(out, d->session, d->store, name, revision, d->zone, d->aside, err);
    if (status == SITU_E_NOT_FOUND) { // the store has no such ledger
        situ_error_clear(err);
        return SITU_OK;
    }
    return status;
}

// Appends the changes of one ledger to those of all.
static situ_status collect(differ *d, tally *t, const situ_table *changes, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *lonlat = NULL;
    size_t row;
    SITU_TRY(situ_table_copy(&lonlat, changes, changes->epsg ? SITU_EPSG_CGCS2000 : 0, NULL, 0, err));
    int change = situ_table_find(lonlat, "change"), also = situ_table_find(lonlat, "also");
    for (size_t i = 0; i < lonlat->row_count; i++) {
        SITU_TRY(situ_table_add_row(d->all, &row, err));
        SITU_TRY(situ_table_set_text(d->all, row, 0, t->schema->label, err));
        for (size_t c = 1; c < d->all->column_count; c++) {
            int from = situ_table_find(lonlat, d->all->columns[c].name);
            const char *text = situ_table_text(lonlat, i, from);
            if (d->all->columns[c].type == SITU_TYPE_INT)
                situ_table_set_int(d->all, row, c, situ_table_int(lonlat, i, from));
            else if (d->all->columns[c].type == SITU_TYPE_REAL)
                situ_table_set_real(d->all, row, c, round(situ_table_real(lonlat, i, from) * 10) / 10);
            else if (text)
                SITU_TRY(situ_table_set_text(d->all, row, c, text, err));
        }
        situ_geometry *copy = NULL;
        if (situ_table_geometry(lonlat, i))
            SITU_TRY(situ_geometry_copy(&copy, situ_table_geometry(lonlat, i), err));
        if (copy)
            SITU_TRY(situ_table_set_geometry(d->all, row, copy, err));
        const char *kind = situ_table_text(lonlat, i, change), *more = situ_table_text(lonlat, i, also);
        for (size_t k = 0; k < KINDS; k++) {
            t->kinds[k] += situ_streq(kind, kind_words[k]);
            t->also[k] += more && strstr(more, kind_words[k]);
        }
        t->total++;
    }
done:
    situ_table_free(lonlat);
    return status;
}

static situ_status compare(differ *d, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *before = NULL, *after = NULL;
    situ_bundle *inputs = NULL, *result = NULL;
    const situ_op *op = situ_op_find("diff");
    situ_arena *arena = situ_arena_new();

    SITU_TRY_ALLOC(arena);
    SITU_TRY(side(&before, d, schema, d->before, err));
    SITU_TRY(side(&after, d, schema, d->after, err));
    if ((!before || before->row_count == 0) && (!after || after->row_count == 0))
        goto done;
    tally *t = &d->tallies[d->tally_count++];
    *t = (tally){.schema = schema, .before = before ? before->row_count : 0, .after = after ? after->row_count : 0};
    void *params = NULL;
    SITU_TRY(situ_op_params(&params, op, (const char *const[]){"table", schema->name, NULL}, arena, err));
    SITU_TRY(situ_bundle_new(&inputs, "internal", d->after, err));
    if (!after) { // the ledger went as a whole: its columns without its rows
        SITU_TRY(situ_table_copy(&after, before, 0, (const size_t[]){0}, 0, err));
    }
    if (before)
        SITU_TRY(situ_op_add_table(inputs, before, "before", d->zone, err));
    SITU_TRY(situ_op_add_table(inputs, after, "after", d->zone, err));
    const situ_op_call call = {.session = d->session, .op = op, .params = params, .epsg = d->zone, .as_of = situ_store_meta(d->store, "as_of"),
                               .county = situ_store_meta(d->store, "county")};
    SITU_TRY(situ_run_op(&result, &call, inputs, d->aside, err));
    SITU_TRY(collect(d, t, situ_bundle_table(result, "changes"), err));
done:
    situ_table_free(before);
    situ_table_free(after);
    situ_bundle_free(inputs);
    situ_bundle_free(result);
    situ_arena_free(arena);
    return status;
}

static situ_status new_list(situ_table **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    SITU_TRY(situ_table_new(&t, "change", SITU_EPSG_CGCS2000, err));
    SITU_TRY(situ_table_add_column(t, "ledger", SITU_TYPE_TEXT, NULL, err));
    SITU_TRY(situ_table_add_column(t, "id", SITU_TYPE_TEXT, NULL, err));
    for (const situ_field *f = change_fields + 1; f->name; f++)
        SITU_TRY(situ_table_add_column(t, f->name, situ_field_type(f->kind), NULL, err));
    SITU_TRY(situ_table_add_column(t, "src_file", SITU_TYPE_TEXT, NULL, err));
    SITU_TRY(situ_table_add_column(t, "src_sheet", SITU_TYPE_TEXT, NULL, err));
    SITU_TRY(situ_table_add_column(t, "src_row", SITU_TYPE_INT, NULL, err));
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}

// --- what is shown ---

static const char *cell(const situ_table *t, size_t row, const char *column)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, column));
    return text ? text : "";
}

static const char *level_word(const differ *d, size_t row, const char *column)
{
    static const char *const keys[] = {"words.none", "words.red", "words.orange", "words.yellow", "words.blue"};
    int64_t level = situ_table_int(d->all, row, situ_table_find(d->all, column));
    return level < 0 || level > 4 ? "" : situ_rules_text(d->session->rules, "level", keys[level], "");
}

static void text_list(situ_str *s, const differ *d)
{
    const char *label = situ_schema_find("risk_point")->label;
    for (size_t row = 0; row < d->all->row_count; row++) {
        double moved = situ_table_real(d->all, row, situ_table_find(d->all, "moved_m"));
        const char *kind = cell(d->all, row, "change"), *from = level_word(d, row, "level_before"), *to = level_word(d, row, "level_after");
        const char *also = cell(d->all, row, "also"), *detail = cell(d->all, row, "detail");
        if (strcmp(cell(d->all, row, "ledger"), label) != 0)
            continue;
        situ_str_addf(s, "%s  %s%s%s  %s  %s", kind, from, *from && *to && strcmp(from, to) != 0 ? "→" : "", strcmp(from, to) != 0 ? to : "", cell(d->all, row, "name"), cell(d->all, row, "town"));
        if (strcmp(kind, "移位") == 0 || strstr(also, "移位"))
            situ_str_addf(s, "  %.0f m", moved);
        situ_str_addf(s, "%s%s%s%s\n", *also ? "  +" : "", also, *detail ? "  " : "", detail);
    }
}

static void as_text(situ_str *s, const differ *d)
{
    situ_str_addf(s, _("revision %ld (%.12s) to revision %ld (%.12s)"), d->before_n, d->before, d->after_n, d->after);
    situ_str_add(s, "\n");
    for (size_t i = 0; i < d->tally_count; i++) {
        const tally *t = &d->tallies[i];
        situ_str_addf(s, "%s  %zu → %zu", t->schema->label, t->before, t->after);
        for (size_t k = 0; k < KINDS; k++)
            if (t->kinds[k] + t->also[k])
                situ_str_addf(s, "  %s %zu%s", kind_words[k], t->kinds[k] + t->also[k], "");
        situ_str_addf(s, "%s%s\n", t->total ? "" : "  ", t->total ? "" : _("unchanged"));
    }
    text_list(s, d);
}

static void json_text(situ_str *s, const char *key, const char *value)
{
    situ_str_addf(s, "\"%s\": \"", key);
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            situ_str_addf(s, "\\%c", *p);
        else if ((unsigned char)*p < 0x20)
            situ_str_addf(s, "\\u%04x", (unsigned)*p);
        else
            situ_str_add_n(s, p, 1);
    }
    situ_str_add(s, "\"");
}

static void as_json(situ_str *s, const differ *d)
{
    static const char *const texts[] = {"ledger", "id", "name", "town", "village", "change", "also", "fields", "detail", NULL};
    static const char *const keys[KINDS] = {"added", "struck_off", "gone", "upgraded", "downgraded", "moved", "renamed", "changed"};
    char number[32];
    situ_str_addf(s, "{\"before\": \"%s\", \"after\": \"%s\", \"changes\": %zu, \"tables\": [", d->before, d->after, d->all->row_count);
    for (size_t i = 0; i < d->tally_count; i++) {
        const tally *t = &d->tallies[i];
        situ_str_addf(s, "%s\n  {\"table\": \"%s\", \"rows_before\": %zu, \"rows_after\": %zu", i ? "," : "", t->schema->name, t->before, t->after);
        for (size_t k = 0; k < KINDS; k++)
            situ_str_addf(s, ", \"%s\": %zu", keys[k], t->kinds[k] + t->also[k]);
        situ_str_add(s, "}");
    }
    situ_str_add(s, "\n], \"list\": [");
    for (size_t row = 0; row < d->all->row_count; row++) {
        situ_str_add(s, row ? ",\n  {" : "\n  {");
        for (size_t i = 0; texts[i]; i++) {
            situ_str_add(s, i ? ", " : "");
            json_text(s, texts[i], cell(d->all, row, texts[i]));
        }
        static const char *const levels[] = {"level_before", "level_after"};
        for (size_t i = 0; i < 2; i++) {
            int64_t level = situ_table_int(d->all, row, situ_table_find(d->all, levels[i]));
            if (level != SITU_NULL_INT)
                situ_str_addf(s, ", \"%s\": %lld", levels[i], (long long)level);
        }
        double moved = situ_table_real(d->all, row, situ_table_find(d->all, "moved_m"));
        if (!isnan(moved)) {
            situ_format_double(moved, number);
            situ_str_addf(s, ", \"moved_m\": %s", number);
        }
        situ_str_add(s, "}");
    }
    situ_str_add(s, "\n]}\n");
}

static situ_status write_list(const differ *d, const char *out, situ_error *err)
{
    const situ_export *export = situ_export_find(situ_path_extension(out));
    if (strcmp(export->name, "gpkg") == 0)
        return situ_source_write_vector(out, "GPKG", (const situ_table *const[]){d->all}, 1, err);
    return export->write(out, d->all, &change_schema, situ_store_meta(d->store, "as_of"), err);
}

static situ_status number_of(long *n, situ_store *store, const char *id, situ_error *err)
{
    situ_table *all = NULL;
    situ_status status = situ_store_revisions(&all, store, err);
    for (size_t row = 0; status == SITU_OK && row < all->row_count; row++)
        if (situ_streq(situ_table_text(all, row, situ_table_find(all, "id")), id))
            *n = (long)situ_table_int(all, row, situ_table_find(all, "n"));
    situ_table_free(all);
    return status;
}

situ_status situ_diff(situ_session *session, const situ_diff_options *options, bool json, char **text, situ_diff_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    differ d = {.session = session, .aside = situ_report_new()};
    size_t total = 0, done_count = 0;
    situ_str s;

    situ_str_init(&s);
    SITU_TRY_ALLOC(d.aside);
    if (options->out && !situ_export_find(situ_path_extension(options->out)))
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("use a name that ends in .gpkg, .csv, .xlsx or .geojson"), _("unknown output format of \"%s\""), options->out));
    SITU_TRY(situ_store_open(&d.store, options->store, "internal", err));
    SITU_TRY(situ_store_find_revision(d.before, d.store, options->before, err));
    SITU_TRY(situ_store_find_revision(d.after, d.store, options->after, err));
    SITU_TRY(number_of(&d.before_n, d.store, d.before, err));
    SITU_TRY(number_of(&d.after_n, d.store, d.after, err));
    SITU_TRY(situ_store_zone(&d.zone, d.store, err));
    if (!d.zone)
        d.zone = 4545; // distances only; any zone of the country serves
    SITU_TRY(new_list(&d.all, err));
    for (const situ_schema *const *k = situ_schema_registry; *k; k++)
        total++;
    d.tallies = situ_calloc(total + 1, sizeof *d.tallies);
    SITU_TRY_ALLOC(d.tallies);
    for (const situ_schema *const *k = situ_schema_registry; *k; k++) {
        situ_job_progress(session->job, _("comparing the revisions"), (double)done_count++ / (double)total);
        SITU_TRY(situ_job_check(session->job, err));
        if (!is_ground((*k)->name))
            SITU_TRY(compare(&d, *k, err));
    }
    (json ? as_json : as_text)(&s, &d);
    SITU_TRY_ALLOC(situ_str_ok(&s) ? s.data : NULL);
    if (options->out)
        SITU_TRY(write_list(&d, options->out, err));
    *result = (situ_diff_result){.changes = d.all->row_count};
    memcpy(result->before, d.before, sizeof d.before);
    memcpy(result->after, d.after, sizeof d.after);
    for (size_t i = 0; i < d.tally_count; i++)
        result->tables_changed += d.tallies[i].total > 0;
    *text = situ_str_take(&s);
done:
    situ_str_free(&s);
    situ_free(d.tallies);
    situ_table_free(d.all);
    situ_report_free(d.aside);
    situ_store_close(d.store);
    return status;
}

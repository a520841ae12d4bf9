// SPDX-License-Identifier: MIT
// What changed between two states of a ledger: 新增 销号 减少 升级 降级 移位 改名 变更. One row an object;
// when several things changed, the first of that list names it and the others stand in `also`. And the
// accidents of this year against last year's (双上升).

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/accidents.h"
#include "analysis/levels.h"
#include "analysis/regions.h"
#include "analysis/rows.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "bundle/schema.h"

enum { NEW, CLOSED, GONE, WORSE, BETTER, MOVED, RENAMED, CHANGED, KINDS };
static const char *const kind_words[] = {"新增", "销号", "减少", "升级", "降级", "移位", "改名", "变更"};

typedef struct params {
    double moved_m;
    const char *table;
} params;

static const situ_prop props[] = {
    {.name = "moved_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, moved_m), .min = 0, .max = 100000, .fallback = "20",
     .help = N_("an object has moved when it lies farther than this from where it was")},
    {.name = "table", .kind = SITU_PROP_TEXT, .offset = offsetof(params, table), .fallback = "risk_point", .help = N_("ledger whose fields are compared")},
    {0},
};
static const situ_port inputs[] = {
    {.role = "after", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", NULL}, .help = N_("the later state; TABLE@REVISION names an older one")},
    {.role = "before", .kind = SITU_PORT_TABLE, .table = "derived_grade_points@previous", .columns = (const char *const[]){"id", NULL}, .optional = true,
     .help = N_("the earlier state; without one everything is new")},
    {.role = "accidents", .kind = SITU_PORT_TABLE, .table = "accident", .columns = (const char *const[]){"occurred", NULL}, .optional = true,
     .help = N_("accidents of this year and the last")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL}, .optional = true,
     .help = N_("townships that accidents are counted by")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "changes", .kind = SITU_PORT_TABLE, .help = N_("one row a changed object: change, level_before, level_after, moved_m, fields, detail")},
    {.role = "moves", .kind = SITU_PORT_TABLE, .help = N_("a line from the old to the new place of every object that moved")},
    {.role = "accidents", .kind = SITU_PORT_TABLE, .help = N_("accidents and dead of this year and of the same period of last year, by township: rising")},
    {0},
};
static const char *const rule_files[] = {"accident", "level", "region", NULL};

extern const situ_op situ_op_diff;

typedef struct change {
    size_t before, after; // rows, SIZE_MAX = not there
    unsigned kinds;       // bit a kind; 0 = the same
    double moved_m;       // NaN = not known
    char *fields, *detail;
} change;

typedef struct diff {
    const params *p;
    const situ_table *before, *after; // before may be NULL
    const situ_schema *schema;
    const char *closed;
    const situ_rules *rules;
    situ_map *ids; // of before -> row
    situ_arena *arena;
    change *items;
    size_t count;
} diff;

static const char *text_of(const situ_table *t, size_t row, const char *column)
{
    const char *text = t ? situ_table_text(t, row, situ_table_find(t, column)) : NULL;
    return text ? text : "";
}

static bool is_active(const diff *d, const situ_table *t, size_t row)
{
    return row != SIZE_MAX && (!d->closed || (strcmp(text_of(t, row, "status"), d->closed) != 0 && strcmp(text_of(t, row, "state"), d->closed) != 0));
}

static bool is_exact(const situ_table *t, size_t row)
{
    const char *quality = text_of(t, row, "loc_quality");
    return !*quality || strcmp(quality, "exact") == 0 || strcmp(quality, "interp") == 0;
}

// At most a line's worth of a cell.
static void add_cut(situ_str *s, const char *text)
{
    enum { SIGNS = 24 };
    const char *p = text, *end = text + strlen(text);
    for (int i = 0; i < SIGNS && p < end; i++)
        situ_utf8_next(&p, end);
    situ_str_add_n(s, text, (size_t)(p - text));
    situ_str_add(s, p < end ? "…" : "");
}

static void note_field(situ_str *fields, situ_str *detail, const char *label, const char *old_text, const char *new_text)
{
    situ_str_addf(fields, "%s%s", fields->length ? "、" : "", label);
    situ_str_addf(detail, "%s%s ", detail->length ? "; " : "", label);
    add_cut(detail, *old_text ? old_text : "-");
    situ_str_add(detail, "→");
    add_cut(detail, *new_text ? new_text : "-");
}

// Where it lies: moved_m, and what the ledger knew of the place.
static void compare_place(change *c, const diff *d, situ_str *fields, situ_str *detail)
{
    static const char *const words[] = {"exact", "精确", "interp", "内插", "village", "村", "town", "乡镇", "none", "无", NULL};
    const situ_geometry *old_g = situ_table_geometry(d->before, c->before), *new_g = situ_table_geometry(d->after, c->after);
    const char *old_q = old_g ? text_of(d->before, c->before, "loc_quality") : "none", *new_q = new_g ? text_of(d->after, c->after, "loc_quality") : "none";
    situ_point a, b;
    if (strcmp(old_q, new_q) != 0) {
        const char *shown[2] = {old_q, new_q};
        for (int k = 0; k < 2; k++)
            for (size_t i = 0; words[i]; i += 2)
                if (strcmp(words[i], shown[k]) == 0) {
                    shown[k] = words[i + 1];
                    break;
                }
        note_field(fields, detail, "定位方式", shown[0], shown[1]);
    }
    if (!old_g || !new_g || !situ_feature_point(old_g, &a) || !situ_feature_point(new_g, &b))
        return;
    c->moved_m = hypot(b.x - a.x, b.y - a.y);
    // A point that was put on its village and now has coordinates was found, it has not moved.
    if (c->moved_m > d->p->moved_m && is_exact(d->before, c->before) && is_exact(d->after, c->after))
        c->kinds |= 1u << MOVED;
}

// Levels and yes or no in words.
static const char *shown(const diff *d, const situ_field *f, const char *text)
{
    if (f->kind == SITU_FIELD_LEVEL && *text)
        return situ_level_word(d->rules, text[0] - '0');
    if (f->kind == SITU_FIELD_BOOL && *text)
        return *text == '0' ? "否" : "是";
    return text;
}

// Dates that only say that somebody has looked again: a year's routine is no change.
static bool is_routine(const char *field)
{
    static const char *const names[] = {"name", "sort", "found", "inspected", "counted", "reported", "checked", "drilled", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], field) == 0)
            return true;
    return false;
}

// 199-0000-0322 and 19900000322 are one phone.
static bool same_digits(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == '-' || *a == ' ')
            a++;
        while (*b == '-' || *b == ' ')
            b++;
        if (*a != *b || !*a)
            return *a == *b;
    }
}

static void compare_fields(const change *c, const diff *d, situ_str *fields, situ_str *detail)
{
    char a[32], b[32];
    const char *old_state = text_of(d->before, c->before, "report_state"), *new_state = text_of(d->after, c->after, "report_state");
    if (strcmp(old_state, new_state) != 0)
        note_field(fields, detail, situ_front_columns[SITU_FRONT_REPORT_STATE].label, old_state, new_state);
    for (const situ_field *f = d->schema ? d->schema->fields : NULL; f && f->name; f++) {
        int old_c = situ_table_find(d->before, f->name), new_c = situ_table_find(d->after, f->name);
        if (!situ_field_is_stored(f) || is_routine(f->name))
            continue;
        const char *old_text = situ_table_show(d->before, c->before, old_c, a), *new_text = situ_table_show(d->after, c->after, new_c, b);
        if (strcmp(old_text, new_text) != 0 && !(f->kind == SITU_FIELD_PHONE && same_digits(old_text, new_text)))
            note_field(fields, detail, f->label, shown(d, f, old_text), shown(d, f, new_text));
    }
}

static situ_status compare(change *c, const diff *d, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str fields, detail;
    bool was = is_active(d, d->before, c->before), is = is_active(d, d->after, c->after);
    situ_str_init(&fields);
    situ_str_init(&detail);
    c->moved_m = NAN;
    if (c->before != SIZE_MAX && c->after != SIZE_MAX) {
        compare_place(c, d, &fields, &detail);
        compare_fields(c, d, &fields, &detail);
        int old_level = situ_rows_level(d->before, c->before), new_level = situ_rows_level(d->after, c->after);
        // A level that is given for the first time, or taken away, is neither better nor worse.
        if (old_level && new_level && old_level != new_level)
            c->kinds |= new_level < old_level ? 1u << WORSE : 1u << BETTER;
        else if (old_level != new_level && !strstr(fields.data, "等级"))
            situ_str_addf(&fields, "%s评定等级", fields.length ? "、" : "");
        if (strcmp(text_of(d->before, c->before, "name"), text_of(d->after, c->after, "name")) != 0) {
            c->kinds |= 1u << RENAMED;
            note_field(&fields, &detail, "名称", text_of(d->before, c->before, "name"), text_of(d->after, c->after, "name"));
        }
        if (fields.length && !c->kinds)
            c->kinds |= 1u << CHANGED;
    }
    if (!was && is)
        c->kinds |= 1u << NEW;
    else if (was && !is)
        c->kinds |= c->after == SIZE_MAX ? 1u << GONE : 1u << CLOSED;
    else if (!was && !is && c->before == SIZE_MAX)
        c->kinds = 0; // listed for the first time as struck off
    else if (!was && !is && c->after == SIZE_MAX)
        c->kinds = 0;
    c->fields = situ_arena_strdup(d->arena, fields.data);
    c->detail = situ_arena_strdup(d->arena, detail.data);
    SITU_TRY_ALLOC(situ_str_ok(&fields) && situ_str_ok(&detail) ? c->fields : NULL);
    SITU_TRY_ALLOC(c->detail);
done:
    situ_str_free(&fields);
    situ_str_free(&detail);
    return status;
}

// Pairs the rows by id: those of after in their order, then those that are gone.
static situ_status pair(diff *d, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t old_count = d->before ? d->before->row_count : 0;
    int old_id = d->before ? situ_table_find(d->before, "id") : -1, new_id = situ_table_find(d->after, "id");
    bool *met = situ_calloc(old_count + 1, sizeof *met);
    SITU_TRY_ALLOC(met);
    d->items = situ_calloc(old_count + d->after->row_count + 1, sizeof *d->items);
    SITU_TRY_ALLOC(d->items);
    for (size_t row = 0; row < old_count; row++) {
        const char *id = situ_table_text(d->before, row, old_id);
        if (id && situ_map_set(d->ids, id, row) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    for (size_t row = 0; row < d->after->row_count; row++) {
        const char *id = situ_table_text(d->after, row, new_id);
        size_t old_row = id ? situ_map_get(d->ids, id) : SIZE_MAX;
        if (row % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        if (old_row != SIZE_MAX)
            met[old_row] = true;
        d->items[d->count] = (change){.before = old_row, .after = row};
        SITU_TRY(compare(&d->items[d->count++], d, err));
    }
    for (size_t row = 0; row < old_count; row++) {
        if (met[row])
            continue;
        d->items[d->count] = (change){.before = row, .after = SIZE_MAX};
        SITU_TRY(compare(&d->items[d->count++], d, err));
    }
done:
    situ_free(met);
    return status;
}

typedef struct columns { size_t id, name, town, village, region_code, industry, change, also, level_before, level_after, moved, fields, detail, quality, file, sheet, src_row; } columns;

static situ_status make_table(situ_table **out, columns *c, int epsg, situ_error *err)
{
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &c->id}, {"name", SITU_TYPE_TEXT, &c->name}, {"town", SITU_TYPE_TEXT, &c->town}, {"village", SITU_TYPE_TEXT, &c->village},
        {"region_code", SITU_TYPE_TEXT, &c->region_code}, {"industry", SITU_TYPE_TEXT, &c->industry}, {"change", SITU_TYPE_TEXT, &c->change}, {"also", SITU_TYPE_TEXT, &c->also},
        {"level_before", SITU_TYPE_INT, &c->level_before}, {"level_after", SITU_TYPE_INT, &c->level_after}, {"moved_m", SITU_TYPE_REAL, &c->moved},
        {"fields", SITU_TYPE_TEXT, &c->fields}, {"detail", SITU_TYPE_TEXT, &c->detail}, {"loc_quality", SITU_TYPE_TEXT, &c->quality},
        {"src_file", SITU_TYPE_TEXT, &c->file}, {"src_sheet", SITU_TYPE_TEXT, &c->sheet}, {"src_row", SITU_TYPE_INT, &c->src_row}, {0}};
    return situ_rows_table(out, "changes", epsg, list, err);
}

static situ_status write_change(situ_table *out, const columns *c, const diff *d, const change *item, int kind, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = item->after != SIZE_MAX ? d->after : d->before;
    size_t from = item->after != SIZE_MAX ? item->after : item->before, row;
    const struct { size_t column; const char *name; } copied[] = {
        {c->id, "id"}, {c->name, "name"}, {c->town, "town"}, {c->village, "village"}, {c->region_code, "region_code"}, {c->industry, "industry"}, {c->quality, "loc_quality"},
        {c->file, "src_file"}, {c->sheet, "src_sheet"}};
    situ_str also;
    situ_str_init(&also);
    SITU_TRY(situ_table_add_row(out, &row, err));
    for (size_t k = 0; k < sizeof copied / sizeof *copied; k++)
        SITU_TRY(situ_rows_copy(out, row, copied[k].column, t, from, copied[k].name, err));
    for (int k = kind + 1; k < CHANGED; k++)
        if (item->kinds & 1u << k)
            situ_str_addf(&also, "%s%s", also.length ? "、" : "", kind_words[k]);
    SITU_TRY_ALLOC(situ_str_ok(&also) ? also.data : NULL);
    SITU_TRY(situ_table_set_text(out, row, c->change, kind_words[kind], err));
    if (also.length)
        SITU_TRY(situ_table_set_text(out, row, c->also, also.data, err));
    if (item->before != SIZE_MAX)
        situ_table_set_int(out, row, c->level_before, situ_rows_level(d->before, item->before));
    if (item->after != SIZE_MAX)
        situ_table_set_int(out, row, c->level_after, situ_rows_level(d->after, item->after));
    situ_table_set_real(out, row, c->moved, item->moved_m);
    if (item->fields[0])
        SITU_TRY(situ_table_set_text(out, row, c->fields, item->fields, err));
    if (item->detail[0])
        SITU_TRY(situ_table_set_text(out, row, c->detail, item->detail, err));
    situ_table_set_int(out, row, c->src_row, situ_table_int(t, from, situ_table_find(t, "src_row")));
    if (situ_table_geometry(t, from))
        SITU_TRY(situ_rows_set_shape(out, row, situ_table_geometry(t, from), err));
done:
    situ_str_free(&also);
    return status;
}

static situ_status write_changes(situ_bundle *bundle, const diff *d, int epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    columns c;
    SITU_TRY(make_table(&out, &c, epsg, err));
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t i = 0; i < d->count; i++)
            if (d->items[i].kinds & 1u << kind && !(d->items[i].kinds & ((1u << kind) - 1)))
                SITU_TRY(write_change(out, &c, d, &d->items[i], kind, err));
    SITU_TRY(situ_rows_finish(bundle, &out, "changes", err));
done:
    situ_table_free(out);
    return status;
}

static situ_status write_moves(situ_bundle *bundle, const diff *d, int epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    situ_geometry *line = NULL;
    size_t id, name, moved, row;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"moved_m", SITU_TYPE_REAL, &moved}, {0}};
    SITU_TRY(situ_rows_table(&out, "moves", epsg, list, err));
    for (size_t i = 0; i < d->count; i++) {
        const change *item = &d->items[i];
        situ_point a, b;
        if (!(item->kinds & 1u << MOVED) || !situ_feature_point(situ_table_geometry(d->before, item->before), &a) ||
            !situ_feature_point(situ_table_geometry(d->after, item->after), &b))
            continue;
        SITU_TRY(situ_geometry_new(&line, SITU_GEOM_LINE, 1, 2, err));
        const double xy[] = {a.x, a.y, b.x, b.y};
        memcpy(line->xy, xy, sizeof xy);
        line->part_start[1] = 2;
        situ_geometry_update_box(line);
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_table_set_text(out, row, id, text_of(d->after, item->after, "id"), err));
        SITU_TRY(situ_table_set_text(out, row, name, text_of(d->after, item->after, "name"), err));
        situ_table_set_real(out, row, moved, item->moved_m);
        situ_geometry *moved_line = line;
        line = NULL;
        SITU_TRY(situ_table_set_geometry(out, row, moved_line, err));
    }
    SITU_TRY(situ_rows_finish(bundle, &out, "moves", err));
done:
    situ_geometry_free(line);
    situ_table_free(out);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    diff d = {.p = p, .rules = in->rules, .ids = situ_map_new(), .arena = situ_arena_new()};
    SITU_TRY_ALLOC(d.ids);
    SITU_TRY_ALLOC(d.arena);
    SITU_TRY(situ_op_check(&situ_op_diff, in, err));
    d.before = situ_op_table(in, "before");
    d.after = situ_op_table(in, "after");
    d.schema = situ_schema_find(d.p->table);
    if (!d.schema)
        SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, _("situ list tables names them"), _("there is no table \"%s\""), d.p->table));
    d.closed = situ_rules_text(in->rules, "region", "closed", NULL);
    SITU_TRY(pair(&d, job, err));
    SITU_TRY(write_changes(out, &d, d.after->epsg, err));
    SITU_TRY(write_moves(out, &d, d.after->epsg, err));
    SITU_TRY(situ_accidents_table(out, in, situ_op_table(in, "accidents"), situ_op_table(in, "regions"), report, err));
done:
    situ_free(d.items);
    situ_map_free(d.ids);
    situ_arena_free(d.arena);
    return status;
}

const situ_op situ_op_diff = {
    .name = "diff",
    .version = 2,
    .dated = true,
    .summary = N_("what changed between two revisions: new, struck off, upgraded, downgraded, moved, renamed"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};

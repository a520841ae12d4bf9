// SPDX-License-Identifier: MIT
// The rows of one object become one: field by field the newest value that is not empty, and where two
// units differ the one to be believed. What is not taken is told.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "ledger/merge_internal.h"

static const char place_field[] = "coordinates";
enum { PLACE = -1 }; // stands for the column of the coordinates

// --- telling ---

situ_status situ_merge_tell(situ_merging *m, situ_severity severity, const char *rule, size_t in_row, const char *field, const char *old_value,
                            const char *new_value, const char *cure, situ_error *err, const char *fmt, ...)
{
    char message[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    situ_issue issue = {.severity = severity, .rule = rule, .table = m->schema->name, .field = field, .old_value = old_value,
                        .new_value = new_value, .message = message, .cure = cure};
    if (in_row != SIZE_MAX) {
        situ_merge_row r = situ_merge_in(m, in_row);
        int64_t row = situ_table_int(r.table, r.row, r.column[SITU_FRONT_ROW]);
        issue.file = situ_merge_text(r, SITU_FRONT_FILE);
        issue.sheet = situ_merge_text(r, SITU_FRONT_SHEET);
        issue.row = row == SITU_NULL_INT ? 0 : (long)row;
    }
    return situ_report_add(m->report, &issue, err);
}

const char *situ_merge_source_name(situ_arena *arena, const char *unit, const char *file, int64_t row)
{
    bool known = row != SITU_NULL_INT && row > 0;
    if (unit && *unit && file)
        return known ? situ_arena_printf(arena, "%s %s 第%lld行", unit, file, (long long)row) : situ_arena_printf(arena, "%s %s", unit, file);
    if (unit && *unit)
        return situ_arena_strdup(arena, unit);
    return known ? situ_arena_printf(arena, "%s 第%lld行", file ? file : "", (long long)row) : situ_arena_strdup(arena, file ? file : "");
}

// --- the row being made ---

typedef struct making {
    situ_merging *m;
    size_t row;           // of m->out
    situ_merge_sources sources;
    size_t in;            // the row of incoming at hand
    situ_merge_source *source; // its entry; NULL = it is the leading source
    bool repeat;          // another row of the same file was put in before
    bool edit;            // a workbook of ours come back: the number says which row is meant
} making;

static situ_merge_row current(const making *k)
{
    return (situ_merge_row){k->m->out, k->row, k->m->out_column};
}

static void set_from(situ_table *to, size_t row, size_t column, situ_merge_row from)
{
    int f = from.column[column];
    switch (to->columns[column].type) {
    case SITU_TYPE_TEXT: situ_table_set_borrowed(to, row, column, situ_table_text(from.table, from.row, f)); break;
    case SITU_TYPE_INT: situ_table_set_int(to, row, column, situ_table_int(from.table, from.row, f)); break;
    case SITU_TYPE_REAL: situ_table_set_real(to, row, column, situ_table_real(from.table, from.row, f)); break;
    }
}

static situ_status copy_place(situ_merging *m, size_t row, situ_merge_row from, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_geometry *g = situ_table_geometry(from.table, from.row);
    situ_geometry *copy = NULL;
    if (g)
        SITU_TRY(situ_geometry_copy(&copy, g, err));
    if (copy || m->out->geometry)
        SITU_TRY(situ_table_set_geometry(m->out, row, copy, err));
done:
    return status;
}

situ_status situ_merge_copy_out(situ_merging *m, situ_merge_row from, size_t *row, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_table_add_row(m->out, row, err));
    for (size_t k = 0; k < m->column_count; k++)
        set_from(m->out, *row, k, from);
    SITU_TRY(copy_place(m, *row, from, err));
done:
    return status;
}

// --- whom to believe ---

static const char *field_name(const situ_merging *m, int k)
{
    return k == PLACE ? place_field : m->field[k]->name;
}

// Whose value the row holds now: an entry of the list, NULL = the leading source.
static situ_merge_source *giver(making *k, int column)
{
    for (size_t i = 0; i < k->sources.count; i++)
        if (situ_merge_source_gave(&k->sources.items[i], field_name(k->m, column)))
            return &k->sources.items[i];
    return NULL;
}

static const char *unit_of(const making *k, const situ_merge_source *s)
{
    return s ? s->unit : situ_merge_text(current(k), SITU_FRONT_UNIT);
}

static const char *name_of(const making *k, const situ_merge_source *s)
{
    situ_merge_row r = current(k);
    if (s)
        return situ_merge_source_name(k->m->scratch, s->unit, s->file, s->row);
    return situ_merge_source_name(k->m->scratch, situ_merge_text(r, SITU_FRONT_UNIT), situ_merge_text(r, SITU_FRONT_FILE),
                                  situ_table_int(r.table, r.row, SITU_FRONT_ROW));
}

static const char *in_name(const making *k)
{
    situ_merge_row r = situ_merge_in(k->m, k->in);
    return situ_merge_source_name(k->m->scratch, situ_merge_text(r, SITU_FRONT_UNIT), situ_merge_text(r, SITU_FRONT_FILE),
                                  situ_table_int(r.table, r.row, r.column[SITU_FRONT_ROW]));
}

static bool is_older(const making *k)
{
    const char *mine = situ_merge_text(situ_merge_in(k->m, k->in), SITU_FRONT_UPDATED), *its = situ_merge_text(current(k), SITU_FRONT_UPDATED);
    return mine && its && strcmp(mine, its) < 0;
}

static bool keeps(making *k, const char *unit)
{
    situ_merge_row r = current(k);
    int depot = -1;
    for (size_t c = SITU_FRONT_COUNT; c < k->m->column_count; c++)
        depot = strcmp(k->m->field[c]->name, "depot") == 0 ? (int)c : depot;
    const char *where = situ_merge_text(r, depot);
    return unit && (situ_merge_same_unit(k->m, unit, situ_merge_text(r, k->m->town)) || (where && strstr(where, unit)));
}

// True when the row at hand is believed against what stands.
static bool believes_new(making *k, situ_believe believe, int column, const char *unit, const char *its)
{
    situ_merging *m = k->m;
    situ_merge_row r = situ_merge_in(m, k->in), now = current(k);
    int want = believe == SITU_BELIEVE_TOWN ? 1 : believe == SITU_BELIEVE_DEPARTMENT ? 2 : 0;
    if (want) {
        bool mine = situ_merge_unit_kind(m, unit) == want, theirs = situ_merge_unit_kind(m, its) == want;
        if (mine != theirs)
            return mine;
    }
    if (believe == SITU_BELIEVE_KEEPER) {
        bool mine = keeps(k, unit), theirs = keeps(k, its);
        if (mine != theirs)
            return mine;
    }
    if (believe == SITU_BELIEVE_STORED)
        return false;
    // A number ties the two; where nobody is named they may as well be one ledger, corrected.
    bool corrected = m->how[k->in] == SITU_FOUND_NUMBER && !k->repeat && !(unit && its);
    if (believe == SITU_BELIEVE_WORST && !corrected && column >= 0 && m->out->columns[column].type != SITU_TYPE_TEXT) {
        double a = situ_table_real(r.table, r.row, r.column[column]), b = situ_table_real(now.table, now.row, column);
        if (m->field[column]->kind == SITU_FIELD_LEVEL) // 1 is the worst, 0 = not assessed
            return a > 0 && (b <= 0 || a < b);
        return a > b;
    }
    return !is_older(k);
}

static const char *shown(const making *k, situ_merge_row r, int column, char buffer[32])
{
    static const char *const levels[] = {"未评估", "重大", "较大", "一般", "低"};
    if (column != PLACE && k->m->field[column]->kind == SITU_FIELD_LEVEL) {
        int64_t level = situ_table_int(r.table, r.row, r.column[column]);
        return level >= 0 && level <= 4 ? levels[level] : "";
    }
    if (column != PLACE)
        return situ_merge_show(r, column, buffer);
    double at[2];
    if (!situ_merge_point(r, at))
        return "";
    snprintf(buffer, 32, "%.6f,%.6f", at[0], at[1]);
    return buffer;
}

static situ_status tell_conflict(making *k, int column, const situ_merge_source *its, bool taken, situ_severity severity, situ_error *err)
{
    situ_merging *m = k->m;
    char a[32], b[32];
    const char *mine = shown(k, situ_merge_in(m, k->in), column, a), *theirs = shown(k, current(k), column, b);
    const char *label = column == PLACE ? "坐标" : m->field[column]->label ? m->field[column]->label : m->field[column]->name;
    const char *name = situ_merge_text(current(k), m->name);
    const char *mine_from = in_name(k), *their_from = name_of(k, its);
    if (!mine_from || !their_from)
        return situ_fail_nomem(err);
    const char *left = situ_arena_printf(m->scratch, "%s(%s)", taken ? theirs : mine, taken ? their_from : mine_from);
    const char *used = situ_arena_printf(m->scratch, "%s(%s)", taken ? mine : theirs, taken ? mine_from : their_from);
    if (!left || !used)
        return situ_fail_nomem(err);
    return situ_merge_tell(m, severity, "MERGE_CONFLICT", k->in, column == PLACE ? place_field : m->field[column]->name, left, used,
                           _("settle it between the two and correct one of them"), err, _("%s of %s differs between two sources: %s is taken, not %s"),
                           label, name ? name : "", used, left);
}

static situ_status give(making *k, int column, situ_merge_source *from, situ_error *err)
{
    situ_status status = SITU_OK;
    if (from != k->source) {
        if (from)
            SITU_TRY(situ_merge_source_give(from, field_name(k->m, column), false, k->m->scratch, err));
        if (k->source)
            SITU_TRY(situ_merge_source_give(k->source, field_name(k->m, column), true, k->m->scratch, err));
    }
done:
    return status;
}

// --- one field ---

// Adds the parts of a list that are not there yet: 甲、乙.
static situ_status join(making *k, int column, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *have = situ_merge_text(current(k), column);
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, have ? have : "");
    for (const char *p = text; *p;) {
        const char *end = strstr(p, "、");
        size_t n = end ? (size_t)(end - p) : strlen(p);
        char *part = situ_arena_strndup(k->m->scratch, p, n);
        SITU_TRY_ALLOC(part);
        bool known = false;
        for (const char *q = s.data; *q && !known;) {
            const char *stop = strstr(q, "、");
            size_t length = stop ? (size_t)(stop - q) : strlen(q);
            char *one = situ_arena_strndup(k->m->scratch, q, length);
            SITU_TRY_ALLOC(one);
            known = situ_merge_same_name(one, part);
            q += length + (stop ? strlen("、") : 0);
        }
        if (!known && n)
            situ_str_addf(&s, "%s%s", s.length ? "、" : "", part);
        p += n + (end ? strlen("、") : 0);
    }
    if (!situ_str_ok(&s))
        SITU_TRY(situ_fail_nomem(err));
    if (!have || strcmp(have, s.data) != 0) {
        SITU_TRY(situ_table_set_text(k->m->out, k->row, (size_t)column, s.data, err));
    }
done:
    situ_str_free(&s);
    return status;
}

// Whether somebody but the leading source has a part in the row.
static bool has_others(making *k)
{
    situ_merge_row now = current(k);
    const char *unit = situ_merge_text(now, SITU_FRONT_UNIT), *file = situ_merge_text(now, SITU_FRONT_FILE);
    for (size_t i = 0; i < k->sources.count; i++) {
        const situ_merge_source *s = &k->sources.items[i];
        bool leading = unit && s->unit ? situ_merge_same_unit(k->m, unit, s->unit) : situ_merge_same_ledger(s->file, file);
        if (!leading)
            return true;
    }
    return false;
}

static situ_status fold_name(making *k, bool *done, situ_error *err)
{
    situ_merging *m = k->m;
    situ_merge_how how = (situ_merge_how)m->how[k->in];
    const char *name = situ_merge_text(situ_merge_in(m, k->in), m->name), *now = situ_merge_text(current(k), m->name);
    *done = true;
    if (!name || !now || strcmp(name, now) == 0)
        return SITU_OK;
    if (how == SITU_FOUND_FIRM && m->other_names >= 0)
        return join(k, m->other_names, name, err);
    if (how == SITU_FOUND_CORE && (k->source || k->repeat)) // its own source may write it anew
        return m->other_names >= 0 ? join(k, m->other_names, name, err) : SITU_OK;
    // Another way of writing it is no news, unless the row's own source writes it so.
    if (situ_merge_same_name(name, now) && (k->source || k->repeat))
        return SITU_OK;
    *done = false;
    return SITU_OK;
}

static situ_status fold_field(making *k, int column, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merging *m = k->m;
    situ_merge_row r = situ_merge_in(m, k->in);
    bool done = false;
    if (situ_merge_is_null(r, column) || situ_merge_equal(r, current(k), column))
        goto done;
    if (column == m->name) {
        SITU_TRY(fold_name(k, &done, err));
        if (done)
            goto done;
    }
    if (column == m->other_names || (m->believe[column] == SITU_BELIEVE_JOIN && (k->source || k->repeat || has_others(k)) &&
                                     m->out->columns[column].type == SITU_TYPE_TEXT)) {
        SITU_TRY(join(k, column, situ_merge_text(r, column), err));
        goto done;
    }
    bool taken = true;
    situ_merge_source *from = NULL;
    if (!situ_merge_is_null(current(k), column)) {
        from = giver(k, column);
        bool own = !k->repeat && (from == k->source || k->edit);
        taken = own ? !is_older(k)
                    : believes_new(k, m->believe[column], column, situ_merge_text(r, SITU_FRONT_UNIT), unit_of(k, from));
        bool quiet = own || strcmp(m->field[column]->name, "sort") == 0 ||
                     (strcmp(m->schema->name, "region") == 0 && strcmp(m->field[column]->name, "code") == 0) || // CODE_CONFLICT says it
                     situ_merge_same_name(situ_merge_text(r, column), situ_merge_text(current(k), column));
        if (!own && strcmp(m->field[column]->name, "sort") == 0)
            taken = false;
        if (!quiet)
            SITU_TRY(tell_conflict(k, column, from, taken, SITU_WARN, err));
    }
    if (taken) {
        set_from(m->out, k->row, (size_t)column, r);
        SITU_TRY(give(k, column, from, err));
    }
done:
    return status;
}

// --- the place ---

static situ_status take_place(making *k, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merge_row r = situ_merge_in(k->m, k->in);
    SITU_TRY(copy_place(k->m, k->row, r, err));
    set_from(k->m->out, k->row, SITU_FRONT_LOC_QUALITY, r);
    set_from(k->m->out, k->row, SITU_FRONT_CRS_IN, r);
done:
    return status;
}

static situ_status fold_place(making *k, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merging *m = k->m;
    situ_merge_row r = situ_merge_in(m, k->in), now = current(k);
    const situ_geometry *g = situ_table_geometry(r.table, r.row), *have = situ_table_geometry(now.table, now.row);
    if (!g || g->point_count == 0)
        goto done;
    situ_merge_source *from = giver(k, PLACE);
    if (!have || have->point_count == 0) {
        SITU_TRY(take_place(k, err));
        SITU_TRY(give(k, PLACE, from, err));
        goto done;
    }
    int mine = situ_merge_rank(situ_merge_text(r, SITU_FRONT_LOC_QUALITY)), its = situ_merge_rank(situ_merge_text(now, SITU_FRONT_LOC_QUALITY));
    bool own = !k->repeat && (from == k->source || k->edit), taken = mine > its;
    if (g->kind != have->kind && (g->kind == SITU_GEOM_POINT || have->kind == SITU_GEOM_POINT))
        taken = have->kind == SITU_GEOM_POINT; // an outline is worth more than a seat
    else if (situ_merge_same_place(r, now))
        taken = own && mine > its;
    else if (own && mine == its)
        taken = !is_older(k);
    else if (mine == its && mine >= 3) {
        double a[2], b[2];
        bool far = situ_merge_point(r, a) && situ_merge_point(now, b) && situ_merge_distance_m(a, b) > SITU_MERGE_SPOT_M;
        taken = far && believes_new(k, m->believe_place, PLACE, situ_merge_text(r, SITU_FRONT_UNIT), unit_of(k, from));
        if (far)
            SITU_TRY(tell_conflict(k, PLACE, from, taken, SITU_WARN, err));
    }
    if (taken) {
        SITU_TRY(take_place(k, err));
        SITU_TRY(give(k, PLACE, from, err));
    }
done:
    return status;
}

// Against the stored row: what two rows said and took back is no change. *front: where it comes from.
static bool has_changed(const situ_merging *m, size_t row, size_t old, bool *front)
{
    situ_merge_row now = {m->out, row, m->out_column}, was = situ_merge_old(m, old);
    bool content = !situ_merge_same_place(now, was);
    for (size_t k = 0; k < m->column_count; k++) {
        if (situ_merge_equal(now, was, (int)k))
            continue;
        if (k >= SITU_FRONT_COUNT || k == SITU_FRONT_REGION_CODE || k == SITU_FRONT_LOC_QUALITY || k == SITU_FRONT_REPORT_STATE)
            content = true;
        else
            *front = true;
    }
    return content;
}

// --- where it comes from ---

// A workbook of situ's own come back, an export or a report: its cells are the store's, corrected.
static bool is_returned(situ_merge_row r)
{
    const char *text = situ_merge_text(r, SITU_FRONT_TEXT);
    return text && (strstr(text, "\"来源行号\":") || strstr(text, "\"〔situ〕"));
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static void set_front(making *k, size_t column)
{
    situ_merge_row r = situ_merge_in(k->m, k->in);
    if (situ_merge_is_null(r, (int)column) || situ_merge_equal(r, current(k), (int)column))
        return;
    set_from(k->m->out, k->row, column, r);
}

// Finds who the row at hand is: the leading source, or one of the others, perhaps a new one.
static situ_status find_source(making *k, bool *fresh, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merging *m = k->m;
    situ_merge_row r = situ_merge_in(m, k->in);
    const char *unit = situ_merge_text(r, SITU_FRONT_UNIT), *file = situ_merge_text(r, SITU_FRONT_FILE);
    *fresh = false;
    k->source = NULL;
    if (situ_merge_same_source(m, r, current(k)))
        goto done;
    for (size_t i = 0; i < k->sources.count && !k->source; i++) {
        situ_merge_source *s = &k->sources.items[i];
        if (s->unit && unit ? situ_merge_same_unit(m, s->unit, unit) : situ_merge_same_ledger(s->file, file))
            k->source = s;
    }
    if (k->edit && !k->source) // a returned workbook is no source of its own
        goto done;
    if (!k->source) {
        SITU_TRY(situ_merge_source_add(&k->sources, &k->source, m->scratch, err));
        *fresh = true;
    }
done:
    return status;
}

static situ_status note_source(making *k, const char *number, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merging *m = k->m;
    situ_merge_row r = situ_merge_in(m, k->in);
    bool other_number = number && !situ_identity_is_made(number) && !same_text(number, situ_merge_text(current(k), SITU_FRONT_ID));
    situ_merge_source *s = k->source;
    for (size_t i = 0; other_number && i < k->sources.count; i++)
        other_number = !same_text(k->sources.items[i].id, number);
    bool front = false, old = m->objects[m->object[k->in]].old >= 0;
    bool same = old && is_returned(r) && !has_changed(m, k->row, (size_t)m->objects[m->object[k->in]].old, &front);
    if (!s && !k->repeat && !same && !is_older(k)) { // a row that only came and went keeps its first source
        static const size_t columns[] = {SITU_FRONT_FILE, SITU_FRONT_SHEET, SITU_FRONT_ROW, SITU_FRONT_TEXT, SITU_FRONT_UNIT};
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            set_front(k, columns[i]);
    }
    if (!s && !other_number)
        goto done;
    if (!s)
        SITU_TRY(situ_merge_source_add(&k->sources, &s, m->scratch, err));
    s->unit = situ_merge_text(r, SITU_FRONT_UNIT) ? situ_merge_text(r, SITU_FRONT_UNIT) : s->unit;
    s->file = situ_merge_text(r, SITU_FRONT_FILE);
    s->sheet = situ_merge_text(r, SITU_FRONT_SHEET);
    s->row = situ_table_int(r.table, r.row, r.column[SITU_FRONT_ROW]);
    s->row = s->row == SITU_NULL_INT ? 0 : s->row;
    if (other_number)
        s->id = number;
done:
    return status;
}

static void settle_region_code(making *k)
{
    situ_merging *m = k->m;
    situ_merge_row r = situ_merge_in(m, k->in), now = current(k);
    bool same = situ_merge_equal(r, now, SITU_FRONT_REGION_CODE);
    bool placed = (m->town < 0 || situ_merge_is_null(r, m->town) || situ_merge_equal(r, now, m->town)) &&
                  (m->village < 0 || situ_merge_is_null(r, m->village) || situ_merge_equal(r, now, m->village));
    if (!same && placed && !situ_merge_is_null(r, SITU_FRONT_REGION_CODE) && (!k->source || situ_merge_is_null(now, SITU_FRONT_REGION_CODE))) {
        set_from(m->out, k->row, SITU_FRONT_REGION_CODE, r);
    }
}

// --- one row into the object ---

static situ_status tell_row(making *k, bool fresh, situ_merge_row before, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merging *m = k->m;
    situ_merge_how how = (situ_merge_how)m->how[k->in];
    situ_merge_row r = situ_merge_in(m, k->in);
    const char *name = situ_merge_text(r, m->name), *known = situ_merge_text(before, m->name);
    const char *other = name_of(k, NULL);
    SITU_TRY_ALLOC(other);
    name = name ? name : "";
    known = known ? known : "";
    if (how == SITU_FOUND_RENAMED)
        SITU_TRY(situ_merge_tell(m, SITU_WARN, "RENAMED", k->in, "name", known, name, _("if it is another object, give it a number of its own"), err,
                                 _("%s is taken for %s under a new name: its place and its unit are the same"), name, known));
    else if ((how == SITU_FOUND_NUMBER || how == SITU_FOUND_CORE) && !k->source && !k->repeat && *name && *known && !situ_merge_same_name(name, known))
        SITU_TRY(situ_merge_tell(m, SITU_INFO, "RENAMED", k->in, "name", known, name, NULL, err, _("%s is now called %s"), known, name));
    double a[2], b[2];
    if (how == SITU_FOUND_MOVED && situ_merge_point(r, a) && situ_merge_point(before, b))
        SITU_TRY(situ_merge_tell(m, SITU_WARN, "MOVED", k->in, place_field, NULL, NULL, _("check the coordinates; if it is another object, give it a number of its own"),
                                 err, _("%s moved by %.0f m"), name, situ_merge_distance_m(a, b)));
    if (how == SITU_FOUND_FIRM)
        SITU_TRY(situ_merge_tell(m, SITU_WARN, "ONE_FIRM", k->in, "name", name, known, _("if the firm has changed its name, give the row its number"), err,
                                 _("%s and %s have one credit code and one place: they are one firm with several plates"), known, name));
    else if (how == SITU_FOUND_CORE && (k->repeat || k->source))
        SITU_TRY(situ_merge_tell(m, SITU_INFO, "MERGED", k->in, "name", name, known, _("if they are two, give each its own number"), err,
                                 _("%s and %s stand on one spot, in one trade, and differ in place name or legal form only; the two become one"), name, known));
    else if (k->repeat || k->source)
        SITU_TRY(situ_merge_tell(m, SITU_INFO, "MERGED", k->in, NULL, name, other, NULL, err,
                                 fresh || k->repeat ? _("%s is the same as in %s; the two become one") : _("%s is known from %s too"), name, other));
done:
    return status;
}

static situ_status fold_row(making *k, size_t in, bool repeat, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merging *m = k->m;
    bool fresh;
    k->in = in;
    k->repeat = repeat;
    situ_merge_row r = situ_merge_in(m, in);
    const char *id = situ_merge_text(r, SITU_FRONT_ID);
    k->edit = m->how[in] == SITU_FOUND_NUMBER && !m->options->unit && (is_returned(r) || (id && situ_identity_is_made(id)));
    SITU_TRY(find_source(k, &fresh, err));
    SITU_TRY(tell_row(k, fresh, current(k), err));
    m->counts.merged += k->repeat || k->source;
    for (size_t c = SITU_FRONT_COUNT; c < m->column_count; c++)
        SITU_TRY(fold_field(k, (int)c, err));
    SITU_TRY(situ_merge_clear(m, in, k->row, m->how[in] == SITU_FOUND_NUMBER || m->options->mode == SITU_MERGE_PATCH, err));
    SITU_TRY(fold_place(k, err));
    settle_region_code(k);
    SITU_TRY(note_source(k, situ_merge_text(r, SITU_FRONT_ID), err));
    if (!is_older(k))
        set_front(k, SITU_FRONT_UPDATED);
    if (!k->edit && !situ_merge_is_null(current(k), SITU_FRONT_REPORT_STATE)) { // reported again
        situ_table_set_borrowed(m->out, k->row, SITU_FRONT_REPORT_STATE, NULL);
    }
done:
    return status;
}

// --- objects ---

// The common case at no cost: the same source says the same again.
static bool nothing_new(situ_merging *m, const situ_merge_object *o)
{
    if (o->old < 0 || o->first != o->last)
        return false;
    situ_merge_row r = situ_merge_in(m, (size_t)o->first), old = situ_merge_old(m, (size_t)o->old);
    const char *id = situ_merge_text(r, SITU_FRONT_ID);
    if (situ_merge_row_clears(m, r))
        return false;
    if (m->how[o->first] == SITU_FOUND_RENAMED || m->how[o->first] == SITU_FOUND_MOVED || m->how[o->first] == SITU_FOUND_FIRM ||
        !(situ_merge_same_source(m, r, old) || (is_returned(r) && !situ_merge_text(r, SITU_FRONT_UNIT) && !m->options->unit)) ||
        (!situ_merge_is_null(old, SITU_FRONT_REPORT_STATE) && (!is_returned(r) || m->options->unit)) || !situ_merge_same_place(r, old) ||
        (id && !situ_identity_is_made(id) && !same_text(id, situ_merge_text(old, SITU_FRONT_ID))))
        return false;
    bool returned = is_returned(r);
    for (size_t k = 0; k < m->column_count; k++) {
        bool source = k >= SITU_FRONT_FILE && k <= SITU_FRONT_TEXT;
        if (k == SITU_FRONT_ID || k == SITU_FRONT_SOURCES || k == SITU_FRONT_REPORT_STATE || k == SITU_FRONT_CRS_IN || (returned && source))
            continue;
        if (!situ_merge_is_null(r, (int)k) && !situ_merge_equal(r, old, (int)k))
            return false;
    }
    return true;
}

static void drop_last(situ_table *t)
{
    size_t row = --t->row_count;
    if (t->geometry) {
        situ_geometry_free(t->geometry[row]);
        t->geometry[row] = NULL;
    }
}

situ_status situ_merge_object_rows(situ_merging *m, size_t object, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merge_object *o = &m->objects[object];
    making k = {.m = m};
    if (o->first < 0)
        return SITU_OK;
    if (nothing_new(m, o)) {
        m->counts.unchanged++;
        return SITU_OK;
    }
    SITU_TRY(situ_merge_copy_out(m, situ_merge_of(m, object), &k.row, err));
    SITU_TRY(situ_merge_sources_read(&k.sources, situ_merge_text(current(&k), SITU_FRONT_SOURCES), m->scratch, err));
    // The rows of one file follow each other.
    for (int64_t in = o->first, before = -1; in >= 0; before = in, in = m->next[in]) {
        if (in == o->first && o->old < 0)
            continue; // the row itself
        bool repeat = before >= 0 && situ_merge_same_file(situ_merge_in(m, (size_t)before), situ_merge_in(m, (size_t)in));
        SITU_TRY(fold_row(&k, (size_t)in, repeat, err));
    }
    const char *json = NULL;
    SITU_TRY(situ_merge_sources_write(&json, &k.sources, m->out->arena, err));
    situ_table_set_borrowed(m->out, k.row, SITU_FRONT_SOURCES, json);
    bool front = false, content = o->old < 0 || has_changed(m, k.row, (size_t)o->old, &front);
    m->counts.added += o->old < 0;
    m->counts.changed += o->old >= 0 && content;
    m->counts.unchanged += !content;
    if (!content && !front)
        drop_last(m->out);
done:
    return status;
}

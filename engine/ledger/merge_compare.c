// SPDX-License-Identifier: MIT
// Comparing rows: names, units, places, sources. And the index that finds them by hash.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ledger/merge_internal.h"

// --- the index ---

static situ_status grow_slots(situ_merge_index *index, situ_error *err)
{
    size_t slots = index->slots ? index->slots * 2 : 64;
    uint32_t *head = situ_calloc(slots, sizeof *head), *tail = situ_calloc(slots, sizeof *tail);
    if (!head || !tail) {
        situ_free(head);
        situ_free(tail);
        return situ_fail_nomem(err);
    }
    situ_free(index->head);
    situ_free(index->tail);
    index->head = head;
    index->tail = tail;
    index->slots = slots;
    for (size_t i = 0; i < index->count; i++) {
        size_t slot = (size_t)index->items[i].hash & (slots - 1);
        index->items[i].next = 0;
        if (tail[slot])
            index->items[tail[slot] - 1].next = (uint32_t)i + 1;
        else
            head[slot] = (uint32_t)i + 1;
        tail[slot] = (uint32_t)i + 1;
    }
    return SITU_OK;
}

situ_status situ_merge_index_add(situ_merge_index *index, uint64_t hash, size_t object, situ_error *err)
{
    situ_status status = SITU_OK;
    if (index->count >= UINT32_MAX - 1 || object > UINT32_MAX)
        return situ_fail(err, SITU_E_LIMIT, _("split the file"), "%s", _("the table has too many rows"));
    if (index->count >= index->slots)
        SITU_TRY(grow_slots(index, err));
    SITU_TRY(situ_grow(&index->items, &index->capacity, index->count + 1, sizeof *index->items, err));
    size_t slot = (size_t)hash & (index->slots - 1);
    uint32_t entry = (uint32_t)++index->count;
    index->items[entry - 1] = (situ_merge_entry){hash, (uint32_t)object, 0};
    if (index->tail[slot])
        index->items[index->tail[slot] - 1].next = entry;
    else
        index->head[slot] = entry;
    index->tail[slot] = entry;
done:
    return status;
}

bool situ_merge_index_next(const situ_merge_index *index, uint64_t hash, size_t *at, size_t *object)
{
    if (!index->slots)
        return false;
    uint32_t entry = *at ? index->items[*at - 1].next : index->head[(size_t)hash & (index->slots - 1)];
    while (entry && index->items[entry - 1].hash != hash)
        entry = index->items[entry - 1].next;
    if (!entry)
        return false;
    *at = entry;
    *object = index->items[entry - 1].object;
    return true;
}

void situ_merge_index_free(situ_merge_index *index)
{
    situ_free(index->head);
    situ_free(index->tail);
    situ_free(index->items);
    *index = (situ_merge_index){0};
}

// --- rows ---

situ_merge_row situ_merge_in(const situ_merging *m, size_t row)
{
    return (situ_merge_row){m->in, row, m->in_column};
}

situ_merge_row situ_merge_old(const situ_merging *m, size_t row)
{
    return (situ_merge_row){m->old, row, m->old_column};
}

situ_merge_row situ_merge_of(const situ_merging *m, size_t object)
{
    const situ_merge_object *o = &m->objects[object];
    return o->old >= 0 ? situ_merge_old(m, (size_t)o->old) : situ_merge_in(m, (size_t)o->first);
}

static int column_of(situ_merge_row r, int column)
{
    return column < 0 ? -1 : r.column[column];
}

const char *situ_merge_text(situ_merge_row r, int column)
{
    const char *text = situ_table_text(r.table, r.row, column_of(r, column));
    return text && *text ? text : NULL;
}

bool situ_merge_is_null(situ_merge_row r, int column)
{
    int c = column_of(r, column);
    if (situ_table_is_null(r.table, r.row, c))
        return true;
    return r.table->columns[c].type == SITU_TYPE_TEXT && !*situ_table_text(r.table, r.row, c);
}

const char *situ_merge_show(situ_merge_row r, int column, char buffer[32])
{
    return situ_table_show(r.table, r.row, column_of(r, column), buffer);
}

bool situ_merge_equal(situ_merge_row a, situ_merge_row b, int column)
{
    bool na = situ_merge_is_null(a, column), nb = situ_merge_is_null(b, column);
    if (na || nb)
        return na && nb;
    int ca = column_of(a, column), cb = column_of(b, column);
    situ_type ta = a.table->columns[ca].type, tb = b.table->columns[cb].type;
    if (ta == SITU_TYPE_TEXT || tb == SITU_TYPE_TEXT) {
        char ba[32], bb[32];
        return strcmp(situ_table_show(a.table, a.row, ca, ba), situ_table_show(b.table, b.row, cb, bb)) == 0;
    }
    if (ta == SITU_TYPE_INT && tb == SITU_TYPE_INT)
        return situ_table_int(a.table, a.row, ca) == situ_table_int(b.table, b.row, cb);
    double x = situ_table_real(a.table, a.row, ca), y = situ_table_real(b.table, b.row, cb);
    return x == y || fabs(x - y) <= 1e-9 * (fabs(x) + fabs(y));
}

// --- names and units ---

// The next sign that counts, folded; 0 at the end.
static uint32_t next_sign(const char **p, const char *end)
{
    while (*p < end) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(p, end));
        if (c && c != ' ')
            return c;
    }
    return 0;
}

bool situ_merge_same_name(const char *a, const char *b)
{
    if (!a || !b)
        return false;
    if (strcmp(a, b) == 0)
        return true;
    const char *ea = a + strlen(a), *eb = b + strlen(b);
    for (;;) {
        uint32_t x = next_sign(&a, ea), y = next_sign(&b, eb);
        if (x != y)
            return false;
        if (!x)
            return true;
    }
}

uint64_t situ_merge_name_hash(const char *name, uint64_t seed)
{
    uint32_t signs[64];
    size_t n = 0;
    if (!name)
        return situ_hash64("", 0, seed + 1);
    for (const char *p = name, *end = name + strlen(name);;) {
        uint32_t c = next_sign(&p, end);
        if (c)
            signs[n++] = c;
        if (n == 64 || !c) {
            seed = situ_hash64(signs, n * sizeof *signs, seed);
            n = 0;
        }
        if (!c)
            return seed;
    }
}

size_t situ_merge_town(situ_merging *m, const char *text)
{
    if (!text || !*text)
        return 0;
    size_t known = situ_map_get(m->towns, text);
    if (known != SIZE_MAX)
        return known;
    char *key = situ_clean_unit_name(m->arena, text), *canonical = key ? situ_arena_printf(m->arena, "\n%s", key) : NULL;
    if (!canonical)
        return SIZE_MAX;
    size_t town = situ_map_get(m->towns, canonical);
    if (town == SIZE_MAX) {
        town = ++m->town_count;
        if (situ_map_set(m->towns, canonical, town) < 0)
            return SIZE_MAX;
    }
    return situ_map_set(m->towns, text, town) < 0 ? SIZE_MAX : town;
}

bool situ_merge_same_unit(situ_merging *m, const char *a, const char *b)
{
    if (!a || !b || !*a || !*b)
        return false;
    if (strcmp(a, b) == 0)
        return true;
    size_t x = situ_merge_town(m, a), y = situ_merge_town(m, b);
    return x == y && x != SIZE_MAX;
}

static bool ends(const char *text, const char *const *suffixes)
{
    for (size_t i = 0; suffixes[i]; i++)
        if (situ_ends_with(text, suffixes[i]))
            return true;
    return false;
}

int situ_merge_unit_kind(situ_merging *m, const char *unit)
{
    static const char *const towns[] = {"镇", "乡", "街道", "街道办事处", "镇人民政府", "乡人民政府", "管委会", "管理委员会", "林场", "农场",
                                        "茶场", "镇政府", "乡政府", NULL};
    static const char *const departments[] = {"局", "委", "委员会", "办公室", "大队", "支队", "中心", "公司", "厅", "处", "站", "院", "会",
                                              "部门", "部", "队", "应急办", NULL};
    if (!unit)
        return 0;
    char *key = situ_clean_unit_name(m->scratch, unit);
    if (key && m->unit_kinds && situ_map_get(m->unit_kinds, key) != SIZE_MAX)
        return 1;
    return ends(unit, towns) ? 1 : ends(unit, departments) ? 2 : 0;
}

// --- places ---

int situ_merge_rank(const char *loc_quality)
{
    static const char *const words[] = {"none", "town", "village", "interp", "exact"};
    for (int i = 4; loc_quality && i > 0; i--)
        if (strcmp(words[i], loc_quality) == 0)
            return i;
    return loc_quality ? 0 : 4; // a geometry nobody spoke of came as such
}

bool situ_merge_point(situ_merge_row r, double lonlat[2])
{
    const situ_geometry *g = situ_table_geometry(r.table, r.row);
    if (!g || g->point_count == 0 || situ_merge_rank(situ_merge_text(r, SITU_FRONT_LOC_QUALITY)) < 3)
        return false;
    lonlat[0] = g->kind == SITU_GEOM_POINT ? g->xy[0] : (g->box.x0 + g->box.x1) / 2;
    lonlat[1] = g->kind == SITU_GEOM_POINT ? g->xy[1] : (g->box.y0 + g->box.y1) / 2;
    return isfinite(lonlat[0]) && isfinite(lonlat[1]);
}

bool situ_merge_same_place(situ_merge_row a, situ_merge_row b)
{
    const situ_geometry *x = situ_table_geometry(a.table, a.row), *y = situ_table_geometry(b.table, b.row);
    if (!x || !y || x->point_count == 0 || y->point_count == 0)
        return (!x || x->point_count == 0) && (!y || y->point_count == 0);
    if (x->kind != y->kind || x->point_count != y->point_count || x->part_count != y->part_count)
        return false;
    for (uint32_t i = 0; i <= x->part_count; i++)
        if (x->part_start[i] != y->part_start[i])
            return false;
    for (size_t i = 0; i < 2 * (size_t)x->point_count; i++)
        if (fabs(x->xy[i] - y->xy[i]) > 1e-10)
            return false;
    return true;
}

double situ_merge_distance_m(const double a[2], const double b[2])
{
    double dx = (a[0] - b[0]) * 111320 * cos(a[1] * 3.14159265358979323846 / 180), dy = (a[1] - b[1]) * 110574;
    return hypot(dx, dy);
}

// --- sources ---

bool situ_merge_same_file(situ_merge_row a, situ_merge_row b)
{
    const char *x = situ_merge_text(a, SITU_FRONT_FILE), *y = situ_merge_text(b, SITU_FRONT_FILE);
    return x && y && strcmp(x, y) == 0;
}

// Length of what a file's name carries beside its own: a date, a copy's number, 更正. 0 = none.
static size_t decoration(const char *p, bool name_before)
{
    static const char *const words[] = {"更正", "改正", "修改", "修订", "订正", "最新", "终稿", "终版", "定稿", "副本", "上半年", "下半年", "copy", NULL};
    static const char *const counted[] = {"年", "月", "日", "号", "季度", "旬", "期", NULL};
    static const char *const marks[] = {" ", "-", "_", ".", "(", ")", "（", "）", "—", "\u3000", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strncmp(p, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    for (size_t i = 0; marks[i]; i++)
        if (strncmp(p, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    size_t digits = strspn(p, "0123456789");
    for (size_t i = 0; digits && counted[i]; i++)
        if (strncmp(p + digits, counted[i], strlen(counted[i])) == 0)
            return digits + strlen(counted[i]);
    bool copy = digits && name_before && (p[-1] == '(' || strncmp(p - 3, "（", 3) == 0) && (p[digits] == ')' || strncmp(p + digits, "）", 3) == 0);
    return copy || digits >= 4 ? digits : 0;
}

// 台账2026年7月.xlsx is 台账(更正).csv: the same ledger at another time. 台账1 and 台账2 are two.
bool situ_merge_same_ledger(const char *a, const char *b)
{
    if (!a || !b || strcmp(a, b) == 0)
        return a && b;
    char stem[2][256];
    const char *const names[] = {a, b};
    for (int k = 0; k < 2; k++) {
        const char *dot = strrchr(names[k], '.'), *end = dot && dot != names[k] ? dot : names[k] + strlen(names[k]);
        size_t n = 0;
        for (const char *p = names[k]; p < end;) {
            size_t skip = decoration(p, p - names[k] >= 3);
            if (skip) {
                p += skip;
                continue;
            }
            if (n + 1 >= sizeof stem[k])
                return false;
            stem[k][n++] = *p++;
        }
        stem[k][n] = 0;
    }
    return strcmp(stem[0], stem[1]) == 0 && situ_utf8_count(stem[0]) >= 2;
}

bool situ_merge_same_source(situ_merging *m, situ_merge_row a, situ_merge_row b)
{
    const char *x = situ_merge_text(a, SITU_FRONT_UNIT), *y = situ_merge_text(b, SITU_FRONT_UNIT);
    if (x && y)
        return situ_merge_same_unit(m, x, y);
    if (situ_merge_same_file(a, b))
        return true;
    const char *f = situ_merge_text(a, SITU_FRONT_FILE), *g = situ_merge_text(b, SITU_FRONT_FILE);
    if (!x && !y && situ_merge_same_ledger(f, g))
        return true;
    // A row of unknown origin in the reporting town belongs to that town's slice.
    situ_merge_row unknown = x ? b : a;
    const char *unit = x ? x : y;
    return unit && situ_merge_same_unit(m, unit, situ_merge_text(unknown, m->town));
}

void situ_merge_agreement(const situ_merging *m, situ_merge_row a, situ_merge_row b, bool describing, size_t *equal, size_t *differ)
{
    static const char *const names[] = {"address", "phone", "mobile", "duty_phone", "credit_code", "resp_person", "keeper", "leader", "manager",
                                        "village", "dept", "owner", "code", NULL};
    *equal = *differ = 0;
    for (size_t k = SITU_FRONT_COUNT; k < m->column_count; k++) {
        const char *field = m->field[k]->name;
        bool counts = !describing && (int)k != m->name && strcmp(field, "sort") != 0;
        for (size_t i = 0; describing && names[i]; i++)
            counts = counts || strcmp(names[i], field) == 0;
        if (!counts || situ_merge_is_null(a, (int)k) || situ_merge_is_null(b, (int)k))
            continue;
        if (situ_merge_equal(a, b, (int)k) || situ_merge_same_name(situ_merge_text(a, (int)k), situ_merge_text(b, (int)k)))
            ++*equal;
        else
            ++*differ;
    }
}

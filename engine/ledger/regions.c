// SPDX-License-Identifier: MIT
// The gazetteer: known units by name. Names are matched by key (situ_clean_unit_name)
// within their parent, then without the kind of unit, then by one edit; always told by the caller. All
// look-ups go through maps: a province has ten thousands of villages.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "ledger/gazetteer.h"

enum { EDIT_SCOPE = 5000, GUESS_SCOPE = 2000, MAX_NAME_SIGNS = 24 };

// 清水土家族自治乡 and 清水土家族乡 are 清水: the length without 自治 and the peoples before 乡. 0 = no such name.
static size_t before_peoples(const char *key, size_t n)
{
    static const char *const peoples[] = {"土家族", "苗族", "回族", "藏族", "彝族", "壮族", "侗族", "瑶族", "满族", "蒙古族",
                                          "畲族", "白族", "布依族", "羌族", "傣族", "黎族", "哈尼族", "仡佬族", "纳西族", "傈僳族", NULL};
    if (n < 3 || strcmp(key + n - 3, "乡") != 0)
        return 0;
    size_t m = n - 3;
    bool found = false, again = true;
    if (m > 6 && strncmp(key + m - 6, "自治", 6) == 0)
        m -= 6;
    while (again) {
        again = false;
        for (size_t i = 0; peoples[i]; i++) {
            size_t k = strlen(peoples[i]);
            if (m > k + 3 && strncmp(key + m - k, peoples[i], k) == 0) {
                m -= k;
                found = again = true;
            }
        }
    }
    return found ? m : 0;
}

// What stays of a name without its kind, when at least two signs do.
static const char *root_of(situ_arena *arena, const char *key, bool county)
{
    static const char *const kinds[] = {"街道", "社区", "镇", "乡", "村", NULL}, *const county_kinds[] = {"自治县", "县", "区", "市", NULL};
    size_t n = strlen(key), peoples = county ? 0 : before_peoples(key, n);
    if (peoples > 0)
        return situ_arena_strndup(arena, key, peoples);
    for (const char *const *kind = county ? county_kinds : kinds; *kind; kind++) {
        size_t k = strlen(*kind);
        if (n > k + 3 && strcmp(key + n - k, *kind) == 0)
            return situ_arena_strndup(arena, key, n - k);
    }
    return key;
}

// --- building ---

static situ_status chain(situ_map *map, const char *key, situ_unit_list *list, int index, bool by_key, situ_error *err)
{
    size_t first = situ_map_get(map, key);
    if (first == SIZE_MAX)
        return situ_map_set(map, key, (size_t)index) < 0 ? situ_fail_nomem(err) : SITU_OK;
    // Behind the first, so that the chain's head never changes; order within a chain does not matter.
    situ_unit *head = &list->items[first], *u = &list->items[index];
    if (by_key) {
        u->next_key = head->next_key;
        head->next_key = index;
    } else {
        u->next_root = head->next_root;
        head->next_root = index;
    }
    return SITU_OK;
}

static situ_status add_unit(situ_gazetteer *g, situ_unit_list *list, situ_unit_list *above, int row, int up, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_unit u = {.row = row, .up = up, .next_key = -1, .next_root = -1, .next_sibling = -1, .first_child = -1};
    SITU_TRY_ALLOC(u.key = situ_clean_unit_name(g->arena, name));
    SITU_TRY_ALLOC(u.root = root_of(g->arena, u.key, list == &g->counties || list == &g->neighbours));
    if (!u.key[0])
        goto done;
    if (!list->by_key) {
        SITU_TRY_ALLOC(list->by_key = situ_map_new());
        SITU_TRY_ALLOC(list->by_root = situ_map_new());
    }
    SITU_TRY(situ_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items, err));
    int index = (int)list->count++;
    list->items[index] = u;
    if (up >= 0 && above) {
        list->items[index].next_sibling = above->items[up].first_child;
        above->items[up].first_child = index;
    }
    SITU_TRY(chain(list->by_key, u.key, list, index, true, err));
    SITU_TRY(chain(list->by_root, u.root, list, index, false, err));
    const char *end = u.key + strlen(u.key), *last = end;
    do
        last--;
    while (last > u.key && ((unsigned char)*last & 0xC0) == 0x80);
    uint32_t sign = situ_utf8_next(&last, end);
    size_t i = 0;
    while (i < g->last_sign_count && g->last_signs[i] != sign)
        i++;
    if (i == g->last_sign_count && i < sizeof g->last_signs / sizeof *g->last_signs)
        g->last_signs[g->last_sign_count++] = sign;
done:
    return status;
}

// Old names, joined by 、 or commas, are further names of the same row.
static situ_status add_names(situ_gazetteer *g, situ_unit_list *list, situ_unit_list *above, int row, int up, const char *old_names, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *end = old_names + strlen(old_names), *start = old_names;
    for (const char *p = old_names; start < end;) {
        const char *here = p;
        uint32_t c = p < end ? situ_utf8_next(&p, end) : ',';
        if (c != ',' && c != 0x3001 && c != 0xFF0C && c != ';' && c != 0xFF1B && c != '/' && c != ' ')
            continue;
        char *one = situ_arena_strndup(g->arena, start, (size_t)(here - start));
        SITU_TRY_ALLOC(one);
        if (one[0])
            SITU_TRY(add_unit(g, list, above, row, up, one, err));
        start = p;
        if (here == end)
            break;
    }
done:
    return status;
}

// A 6-, 9- or 12-digit code of a row; "" when it has none.
static const char *code_of(const situ_gazetteer *g, int row)
{
    const char *code = row >= 0 ? situ_table_text(g->table, (size_t)row, g->code_column) : NULL;
    if (!code || strspn(code, "0123456789") != strlen(code))
        code = row >= 0 ? situ_table_text(g->table, (size_t)row, situ_table_find(g->table, "code")) : NULL;
    return code && strspn(code, "0123456789") == strlen(code) ? code : "";
}

static bool passes(const situ_unit_list *above, const situ_unit *u, int up)
{
    return up < 0 || u->up < 0 || u->up == up || (above && above->items[u->up].row == above->items[up].row);
}

// The unit of a key or root below `up` (-1 = any); *many when several rows carry it.
static int find_named(const situ_unit_list *list, const situ_unit_list *above, int up, const char *text, bool by_root, bool *many)
{
    int found = -1;
    *many = false;
    if (list->count == 0)
        return -1;
    size_t first = situ_map_get(by_root ? list->by_root : list->by_key, text);
    for (int i = first == SIZE_MAX ? -1 : (int)first; i >= 0; i = by_root ? list->items[i].next_root : list->items[i].next_key) {
        if (!passes(above, &list->items[i], up))
            continue;
        if (found < 0)
            found = i;
        else if (list->items[found].row != list->items[i].row)
            *many = true;
    }
    return found;
}

// The unit above by its name, among several of the name by the code's first digits, else by the code alone.
static int find_above(situ_gazetteer *g, const situ_unit_list *list, const char *name, const char *code, size_t digits, situ_error *err, situ_status *status)
{
    bool many = false;
    char *key = name ? situ_clean_unit_name(g->arena, name) : NULL;
    if (name && !key) {
        *status = situ_fail_nomem(err);
        return -1;
    }
    int found = key && key[0] ? find_named(list, NULL, -1, key, false, &many) : -1;
    if (found >= 0 && !many)
        return found;
    if (strlen(code) < digits)
        return -1;
    if (found >= 0) {
        int only = -1;
        for (int i = (int)situ_map_get(list->by_key, key); i >= 0; i = list->items[i].next_key) {
            if (strncmp(code_of(g, list->items[i].row), code, digits) != 0)
                continue;
            if (only >= 0 && list->items[only].row != list->items[i].row)
                return -1;
            only = i;
        }
        return only;
    }
    if (key && key[0])
        return -1; // named, and unknown
    char id[40];
    snprintf(id, sizeof id, "%zu\t%.*s", digits, (int)digits, code);
    size_t row = situ_map_get(g->codes, id);
    return row < SIZE_MAX - 1 ? g->index_of[row] : -1;
}

static situ_status note_code(situ_gazetteer *g, int row, size_t digits, situ_error *err)
{
    const char *code = code_of(g, row);
    char id[40];
    if (strlen(code) < digits)
        return SITU_OK;
    snprintf(id, sizeof id, "%zu\t%.*s", digits, (int)digits, code);
    size_t before = situ_map_get(g->codes, id);
    return situ_map_set(g->codes, id, before == SIZE_MAX || before == (size_t)row ? (size_t)row : SIZE_MAX - 1) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

int situ_level_rank(const char *level)
{
    return strcmp(level, "县") == 0 || strcmp(level, "邻县") == 0 ? 0 : strcmp(level, "村") == 0 ? 2 : 1;
}

static situ_status add_row(situ_gazetteer *g, size_t r, int rank, const char *level, const char *name, int parent_column, int old_column, situ_error *err)
{
    situ_status status = SITU_OK;
    bool neighbour = strcmp(level, "邻县") == 0;
    situ_unit_list *list = neighbour ? &g->neighbours : rank == 0 ? &g->counties : rank == 1 ? &g->towns : &g->villages;
    situ_unit_list *above = rank == 0 ? NULL : rank == 1 ? &g->counties : &g->towns;
    const char *parent = situ_table_text(g->table, r, parent_column), *old = situ_table_text(g->table, r, old_column);
    int up = -1;
    if (above && above->count > 0)
        up = find_above(g, above, parent, code_of(g, (int)r), rank == 1 ? 6 : 9, err, &status);
    SITU_TRY(status);
    // With one county known its towns need not say so, unless a code speaks against it.
    if (up < 0 && rank == 1 && g->counties.count == 1 && !(parent && parent[0]) &&
        (!code_of(g, (int)r)[0] || !code_of(g, g->counties.items[0].row)[0]))
        up = 0;
    g->index_of[r] = (int)list->count;
    SITU_TRY(add_unit(g, list, above, (int)r, up, name, err));
    if (old)
        SITU_TRY(add_names(g, list, above, (int)r, up, old, err));
    if (!neighbour && rank < 2)
        SITU_TRY(note_code(g, (int)r, rank == 0 ? 6 : 9, err));
done:
    return status;
}

situ_status situ_gazetteer_new(situ_gazetteer **out, const situ_table *regions, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = situ_calloc(1, sizeof *g);
    *out = NULL;
    SITU_TRY_ALLOC(g);
    SITU_TRY_ALLOC(g->arena = situ_arena_new());
    SITU_TRY_ALLOC(g->cache = situ_map_new());
    SITU_TRY_ALLOC(g->codes = situ_map_new());
    SITU_TRY_ALLOC(g->ids = situ_map_new());
    g->table = regions;
    g->name_column = regions ? situ_table_find(regions, "name") : -1;
    g->code_column = regions ? situ_table_find(regions, "region_code") : -1;
    g->level_column = regions ? situ_table_find(regions, "level") : -1;
    int parent = regions ? situ_table_find(regions, "parent") : -1, old = regions ? situ_table_find(regions, "old_names") : -1;
    size_t rows = regions ? regions->row_count : 0;
    SITU_TRY_ALLOC(g->index_of = situ_calloc(rows + 1, sizeof *g->index_of));
    int id_column = regions ? situ_table_find(regions, "id") : -1;
    for (size_t r = 0; r < rows; r++) {
        const char *id = situ_table_text(regions, r, id_column);
        if (id && situ_map_set(g->ids, id, r) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    // From above downwards, so that towns find their county and villages their town.
    for (int rank = 0; rank < 3; rank++)
        for (size_t r = 0; r < rows; r++) {
            const char *name = situ_table_text(regions, r, g->name_column), *level = situ_table_text(regions, r, g->level_column);
            if (name && level && situ_level_rank(level) == rank)
                SITU_TRY(add_row(g, r, rank, level, name, parent, old, err));
        }
    if (regions)
        SITU_TRY(situ_outlines_begin(g, err));
    *out = g;
    g = NULL;
done:
    situ_gazetteer_free(g);
    return status;
}

static void free_list(situ_unit_list *list)
{
    situ_map_free(list->by_key);
    situ_map_free(list->by_root);
    situ_free(list->items);
}

void situ_gazetteer_free(situ_gazetteer *g)
{
    if (!g)
        return;
    situ_outlines_free(g);
    free_list(&g->towns);
    free_list(&g->villages);
    free_list(&g->counties);
    free_list(&g->neighbours);
    situ_map_free(g->cache);
    situ_map_free(g->codes);
    situ_map_free(g->ids);
    situ_free(g->index_of);
    situ_arena_free(g->arena);
    situ_free(g);
}

bool situ_gazetteer_has_towns(const situ_gazetteer *g)
{
    return g->towns.count > 0;
}

bool situ_gazetteer_has_villages(const situ_gazetteer *g)
{
    return g->villages.count > 0;
}

// --- by name ---

// The only unit whose key lies one edit from this one, below `up`.
static int find_edited(const situ_unit_list *list, const situ_unit_list *above, int up, const char *key, bool *many)
{
    int found = -1;
    *many = false;
    if (situ_utf8_count(key) < 3 || (up < 0 && list->count > EDIT_SCOPE))
        return -1;
    bool all = up < 0 || list->count <= EDIT_SCOPE;
    for (int i = all ? 0 : above->items[up].first_child; i >= 0 && i < (int)list->count; i = all ? i + 1 : list->items[i].next_sibling) {
        const situ_unit *u = &list->items[i];
        if (!passes(above, u, up) || situ_utf8_distance(u->key, key, 1) > 1)
            continue;
        if (found < 0)
            found = i;
        else if (list->items[found].row != u->row)
            *many = true;
    }
    return found;
}

static situ_match find_unit(situ_gazetteer *g, const situ_unit_list *list, const situ_unit_list *above, int up, const char *name, bool loose, int *index)
{
    situ_match match = SITU_MATCH_NONE;
    bool many = false;
    char id[256];
    *index = -1;
    if (list->count == 0 || !name[0])
        return match;
    bool keep = (size_t)snprintf(id, sizeof id, "%c%d\t%d\t%s", list == &g->towns ? 't' : 'v', loose, up, name) < sizeof id;
    size_t known = keep ? situ_map_get(g->cache, id) : SIZE_MAX;
    if (known != SIZE_MAX) {
        *index = (int)(known >> 2) - 1;
        return (situ_match)(known & 3);
    }
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, name) : NULL;
    const char *root = key ? root_of(scratch, key, false) : NULL;
    g->failed = g->failed || !root;
    if (!root || !key[0])
        goto done;
    int found = find_named(list, above, up, key, false, &many);
    match = many ? SITU_MATCH_MANY : found >= 0 ? SITU_MATCH_NAME : SITU_MATCH_NONE;
    // Guesses are for one county: in a whole country some other place is always one edit away.
    if (match == SITU_MATCH_NONE && loose && (up >= 0 || list->count <= GUESS_SCOPE)) {
        found = find_named(list, above, up, root, true, &many);
        // One edit only within a parent: among all villages of a county it would guess.
        if (found < 0 && (list == &g->towns || up >= 0))
            found = find_edited(list, above, up, key, &many);
        match = many ? SITU_MATCH_MANY : found >= 0 ? SITU_MATCH_GUESS : SITU_MATCH_NONE;
    }
    *index = match == SITU_MATCH_NAME || match == SITU_MATCH_GUESS ? found : -1;
    if (keep && situ_map_set(g->cache, id, (size_t)(*index + 1) << 2 | (size_t)match) < 0)
        g->failed = true;
done:
    situ_arena_free(scratch);
    return match;
}

static int county_index(situ_gazetteer *g, const char *name)
{
    bool many = false;
    char id[256];
    int found = -1;
    if (g->counties.count == 0 || !name[0])
        return -1;
    bool keep = (size_t)snprintf(id, sizeof id, "c\t%s", name) < sizeof id;
    size_t known = keep ? situ_map_get(g->cache, id) : SIZE_MAX;
    if (known != SIZE_MAX)
        return (int)known - 1;
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, name) : NULL;
    g->failed = g->failed || !key;
    if (key && key[0]) {
        found = find_named(&g->counties, NULL, -1, key, false, &many);
        if (found < 0)
            found = find_named(&g->counties, NULL, -1, key, true, &many); // 云阳
        for (size_t i = 0; i < g->counties.count && found < 0; i++) { // 重庆市云阳县
            size_t n = strlen(key), k = strlen(g->counties.items[i].key);
            if (n > k && strcmp(key + n - k, g->counties.items[i].key) == 0)
                found = (int)i;
        }
        if (many)
            found = -1;
    }
    situ_arena_free(scratch);
    if (keep && situ_map_set(g->cache, id, (size_t)(found + 1)) < 0)
        g->failed = true;
    return found;
}

int situ_gazetteer_county(situ_gazetteer *g, const char *name)
{
    int i = county_index(g, name);
    return i < 0 ? SITU_NO_UNIT : g->counties.items[i].row;
}

// Index in its list of a row; -1 when it is of another level.
static int index_in(const situ_gazetteer *g, const situ_unit_list *list, int row)
{
    int i = row < 0 ? -1 : g->index_of[row];
    return i >= 0 && (size_t)i < list->count && list->items[i].row == row ? i : -1;
}

situ_match situ_gazetteer_match_town(situ_gazetteer *g, int county, const char *name, bool loose, int *row)
{
    int i = -1;
    situ_match match = find_unit(g, &g->towns, &g->counties, index_in(g, &g->counties, county), name, loose, &i);
    *row = i < 0 ? SITU_NO_UNIT : g->towns.items[i].row;
    return match;
}

situ_match situ_gazetteer_match_village(situ_gazetteer *g, int town, const char *name, bool loose, int *row)
{
    int i = -1;
    situ_match match = find_unit(g, &g->villages, &g->towns, index_in(g, &g->towns, town), name, loose, &i);
    *row = i < 0 ? SITU_NO_UNIT : g->villages.items[i].row;
    return match;
}

int situ_gazetteer_town(situ_gazetteer *g, const char *name, bool *edited)
{
    int row = SITU_NO_UNIT;
    *edited = situ_gazetteer_match_town(g, SITU_NO_UNIT, name, true, &row) == SITU_MATCH_GUESS;
    return row;
}

int situ_gazetteer_village(situ_gazetteer *g, int town, const char *name, bool *edited)
{
    int row = SITU_NO_UNIT;
    *edited = situ_gazetteer_match_village(g, town, name, true, &row) == SITU_MATCH_GUESS;
    return row;
}

// Signs that a name or one of the endings situ_clean_unit_name strips may end with.
static bool may_end(const situ_gazetteer *g, uint32_t sign)
{
    static const uint32_t endings[] = {0x5904, 0x5E9C, 0x4F1A, 0x529E, 0x59D4}; // 处 府 会 办 委
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (sign == endings[i])
            return true;
    for (size_t i = 0; i < g->last_sign_count; i++)
        if (sign == g->last_signs[i])
            return true;
    return g->last_sign_count == sizeof g->last_signs / sizeof *g->last_signs;
}

static int prefix(situ_gazetteer *g, bool town_level, int above, const char *text, const char **rest)
{
    const char *end = text + strlen(text), *ends[MAX_NAME_SIGNS];
    char name[MAX_NAME_SIGNS * 4 + 1];
    size_t n = 0, signs = 0;
    for (const char *p = text; p < end && signs < MAX_NAME_SIGNS; signs++) {
        uint32_t c = situ_utf8_next(&p, end);
        if (signs > 0 && may_end(g, c))
            ends[n++] = p;
    }
    while (n-- > 0) {
        int row = SITU_NO_UNIT;
        size_t bytes = (size_t)(ends[n] - text);
        memcpy(name, text, bytes);
        name[bytes] = 0;
        situ_match match = town_level ? situ_gazetteer_match_town(g, above, name, false, &row) : situ_gazetteer_match_village(g, above, name, false, &row);
        if (match != SITU_MATCH_NAME)
            continue;
        const char *p = ends[n];
        for (const char *q = p; q < end;) {
            uint32_t c = situ_clean_fold_char(situ_utf8_next(&q, end));
            if (c != 0 && c != ' ' && c != '/' && c != ',' && c != '-' && c != 0x3001 && c != '\\' && c != 0xB7 && c != '>' && c != '(')
                break;
            p = q;
        }
        *rest = p;
        return row;
    }
    return SITU_NO_UNIT;
}

int situ_gazetteer_town_prefix(situ_gazetteer *g, int county, const char *text, const char **rest)
{
    return g->towns.count > 0 ? prefix(g, true, county, text, rest) : SITU_NO_UNIT;
}

int situ_gazetteer_village_prefix(situ_gazetteer *g, int town, const char *text, const char **rest)
{
    return g->villages.count > 0 ? prefix(g, false, town, text, rest) : SITU_NO_UNIT;
}

// The one town of this name that the list puts under this unit above, whether or not that is listed itself.
int situ_gazetteer_town_under(situ_gazetteer *g, const char *name, const char *above)
{
    int found = SITU_NO_UNIT, parent = g->towns.count > 0 ? situ_table_find(g->table, "parent") : -1;
    situ_arena *scratch = parent >= 0 ? situ_arena_new() : NULL;
    char *key = scratch ? situ_clean_unit_name(scratch, name) : NULL, *up = scratch ? situ_clean_fold(scratch, above) : NULL;
    size_t first = key && up && up[0] ? situ_map_get(g->towns.by_key, key) : SIZE_MAX;
    for (int i = first == SIZE_MAX ? -1 : (int)first; i >= 0; i = g->towns.items[i].next_key) {
        int row = g->towns.items[i].row;
        const char *text = situ_table_text(g->table, (size_t)row, parent);
        char *folded = text ? situ_clean_fold(scratch, text) : NULL;
        if (!folded || strcmp(folded, up) != 0 || row == found)
            continue;
        if (found != SITU_NO_UNIT) {
            found = SITU_NO_UNIT;
            break;
        }
        found = row;
    }
    situ_arena_free(scratch);
    return found;
}

char *situ_gazetteer_candidates(situ_gazetteer *g, situ_arena *arena, bool town_level, int above, const char *name)
{
    const situ_unit_list *list = town_level ? &g->towns : &g->villages, *up = town_level ? &g->counties : &g->towns;
    int up_index = index_in(g, up, above), shown = 0;
    char *text = situ_arena_strdup(arena, ""), *key = situ_clean_unit_name(arena, name);
    const char *root = key ? root_of(arena, key, false) : NULL;
    for (int pass = 0; root && text && pass < 2 && shown == 0; pass++)
        for (size_t i = 0; i < list->count && text; i++) {
            const situ_unit *u = &list->items[i];
            if (!passes(up, u, up_index) || strcmp(pass ? u->root : u->key, pass ? root : key) != 0)
                continue;
            if (++shown > 6)
                return situ_arena_printf(arena, "%s…", text);
            const char *listed = situ_table_text(g->table, (size_t)u->row, situ_table_find(g->table, "parent"));
            const char *where = u->up >= 0 ? situ_gazetteer_name(g, up->items[u->up].row) : listed ? listed : "";
            text = situ_arena_printf(arena, "%s%s%s%s%s", text, shown > 1 ? "、" : "", where, where[0] ? "/" : "",
                                     situ_gazetteer_name(g, u->row));
        }
    return text;
}

int situ_gazetteer_town_of(situ_gazetteer *g, int village)
{
    int i = index_in(g, &g->villages, village), up = i < 0 ? -1 : g->villages.items[i].up;
    return up < 0 ? SITU_NO_UNIT : g->towns.items[up].row;
}

int situ_gazetteer_county_of(situ_gazetteer *g, int town)
{
    int i = index_in(g, &g->towns, town), up = i < 0 ? -1 : g->towns.items[i].up;
    return up < 0 ? SITU_NO_UNIT : g->counties.items[up].row;
}

const char *situ_gazetteer_name(const situ_gazetteer *g, int row)
{
    const char *name = row >= 0 ? situ_table_text(g->table, (size_t)row, g->name_column) : NULL;
    return name ? name : "";
}

const char *situ_gazetteer_code(const situ_gazetteer *g, int row)
{
    const char *code = row >= 0 ? situ_table_text(g->table, (size_t)row, g->code_column) : NULL;
    return code ? code : "";
}

bool situ_gazetteer_has_id(const situ_gazetteer *g, const char *id)
{
    return situ_map_get(g->ids, id) != SIZE_MAX;
}

bool situ_gazetteer_knows_codes(const situ_gazetteer *g)
{
    for (size_t i = 0; i < g->counties.count; i++)
        if (code_of(g, g->counties.items[i].row)[0])
            return true;
    return false;
}

int situ_gazetteer_by_code(const situ_gazetteer *g, size_t digits, const char *code)
{
    char id[40];
    if (strlen(code) < digits || strspn(code, "0123456789") < digits)
        return SITU_NO_UNIT;
    snprintf(id, sizeof id, "%zu\t%.*s", digits, (int)digits, code);
    size_t row = situ_map_get(g->codes, id);
    return row < SIZE_MAX - 1 ? (int)row : SITU_NO_UNIT;
}

int situ_gazetteer_same(situ_gazetteer *g, const char *level, int county, const char *parent, const char *name, const char *code)
{
    int found = SITU_NO_UNIT;
    bool village = strcmp(level, "村") == 0, is_county = strcmp(level, "县") == 0, many = false;
    const situ_unit_list *list = village                        ? &g->villages
                            : is_county                    ? &g->counties
                            : strcmp(level, "邻县") == 0   ? &g->neighbours
                                                           : &g->towns;
    const situ_unit_list *above = village ? &g->towns : list == &g->towns ? &g->counties : NULL;
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, name) : NULL;
    const char *root = key ? root_of(scratch, key, is_county || list == &g->neighbours) : NULL;
    int up = list == &g->towns ? index_in(g, &g->counties, county) : -1, town = SITU_NO_UNIT;
    g->failed = g->failed || !root;
    if (village) {
        if (parent[0])
            (void)situ_gazetteer_match_town(g, county, parent, false, &town);
        up = index_in(g, &g->towns, town);
        if (up < 0 && parent[0] && g->towns.count > 0) { // several towns of that name: the code's beginning decides
            situ_status status = SITU_OK;
            situ_error ignored = {0};
            up = find_above(g, &g->towns, parent, code, 9, &ignored, &status);
            g->failed = g->failed || status != SITU_OK;
        }
    }
    if (root && key[0] && list->count > 0 && (!village || up >= 0)) {
        int i = find_named(list, above, up, key, false, &many);
        if (many) { // the code decides
            int with = -1;
            for (int j = (int)situ_map_get(list->by_key, key); j >= 0; j = list->items[j].next_key)
                if (passes(above, &list->items[j], up) && code[0] && strcmp(code_of(g, list->items[j].row), code) == 0)
                    with = j;
            i = with;
        }
        // 青龙 and 青龙街道 are one unit when only one of that root is known; 双江镇 and 双江街道 are two.
        if (i < 0 && !many) {
            int j = find_named(list, above, up, root, true, &many);
            bool bare = j >= 0 && !many && (strcmp(list->items[j].key, root) == 0 || strcmp(key, root) == 0);
            i = bare ? j : -1;
        }
        found = i < 0 ? SITU_NO_UNIT : list->items[i].row;
    }
    // The town itself is not listed: the same village name under the same town's name, or with the same code.
    if (root && village && up < 0 && list->count > 0) {
        size_t first = situ_map_get(list->by_key, key);
        int parent_column = situ_table_find(g->table, "parent");
        for (int i = first == SIZE_MAX ? -1 : (int)first; i >= 0; i = list->items[i].next_key) {
            int row = list->items[i].row;
            const char *known = code_of(g, row), *above_name = situ_table_text(g->table, (size_t)row, parent_column);
            bool coded = code[0] && known[0];
            if (coded ? strcmp(code, known) == 0 : parent[0] && above_name && strcmp(above_name, parent) == 0)
                found = row;
        }
    }
    situ_arena_free(scratch);
    return found;
}

int situ_gazetteer_same_code(situ_gazetteer *g, const char *level, const char *name, const char *code)
{
    int rank = situ_level_rank(level), found = SITU_NO_UNIT;
    const situ_unit_list *list = rank == 1 ? &g->towns : rank == 0 ? &g->counties : NULL;
    int row = !list || strcmp(level, "邻县") == 0 ? SITU_NO_UNIT : situ_gazetteer_by_code(g, rank == 0 ? 6 : 9, code);
    int i = row < 0 || strlen(code) != (rank == 0 ? 6U : 9U) ? -1 : index_in(g, list, row);
    if (i < 0)
        return SITU_NO_UNIT;
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, name) : NULL;
    const char *root = key ? root_of(scratch, key, rank == 0) : NULL;
    g->failed = g->failed || !root;
    if (root && strcmp(root, list->items[i].root) == 0)
        found = row;
    situ_arena_free(scratch);
    return found;
}

const situ_table *situ_gazetteer_table(const situ_gazetteer *g)
{
    return g->table;
}

bool situ_gazetteer_is_neighbour(situ_gazetteer *g, const char *county)
{
    bool many = false, result = false;
    if (county_index(g, county) >= 0)
        return false;
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, county) : NULL;
    if (key && key[0])
        result = find_named(&g->neighbours, NULL, -1, key, false, &many) >= 0 || g->counties.count > 0;
    situ_arena_free(scratch);
    return result;
}

bool situ_gazetteer_failed(const situ_gazetteer *g)
{
    return g->failed;
}

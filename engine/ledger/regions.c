// SPDX-License-Identifier: MIT
// The gazetteer: known units by name, the county's outline. Names are matched by key
// (situ_clean_unit_name), then without the kind of unit, then by one edit; always told by the caller.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "ledger/internal.h"

typedef struct unit {
    int row;          // in the table
    int parent;       // index of the town of a village, -1 = unknown
    const char *key;  // folded name
    const char *root; // key without 街道, 镇, 乡 / 村, 社区
} unit;

typedef struct unit_list {
    unit *items;
    size_t count, capacity;
} unit_list;

struct situ_gazetteer {
    const situ_table *table;
    situ_arena *arena;
    unit_list towns, villages, counties, neighbours;
    situ_map *cache; // "kind\tparent\tname" -> answer
    situ_geometry **outline; // in metres around the origin
    size_t outline_count, outline_capacity;
    double lon0, lat0, mx, my; // metres a degree
    int name_column, code_column;
};

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

static const char *root_of(situ_arena *arena, const char *key)
{
    static const char *const kinds[] = {"街道", "社区", "镇", "乡", "村", NULL};
    size_t n = strlen(key), peoples = before_peoples(key, n);
    if (peoples > 0)
        return situ_arena_strndup(arena, key, peoples);
    for (size_t i = 0; kinds[i]; i++) {
        size_t k = strlen(kinds[i]);
        if (n > k + 3 && strcmp(key + n - k, kinds[i]) == 0) // at least two signs stay
            return situ_arena_strndup(arena, key, n - k);
    }
    return key;
}

static situ_status add_unit(situ_gazetteer *g, unit_list *list, int row, int parent, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items, err));
    unit u = {.row = row, .parent = parent};
    SITU_TRY_ALLOC(u.key = situ_clean_unit_name(g->arena, name));
    SITU_TRY_ALLOC(u.root = root_of(g->arena, u.key));
    if (u.key[0])
        list->items[list->count++] = u;
done:
    return status;
}

// Old names, joined by 、 or commas, are further names of the same row.
static situ_status add_names(situ_gazetteer *g, unit_list *list, int row, int parent, const char *old_names, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *end = old_names + strlen(old_names), *start = old_names;
    for (const char *p = old_names; start < end;) {
        const char *here = p;
        uint32_t c = p < end ? situ_utf8_next(&p, end) : ',';
        if (c != ',' && c != 0x3001 && c != 0xFF0C && c != ';')
            continue;
        char *one = situ_arena_strndup(g->arena, start, (size_t)(here - start));
        SITU_TRY_ALLOC(one);
        SITU_TRY(add_unit(g, list, row, parent, one, err));
        start = p;
        if (here == end)
            break;
    }
done:
    return status;
}

static int find_exact(const unit_list *list, int parent, const char *key)
{
    int found = SITU_NO_UNIT;
    for (size_t i = 0; i < list->count; i++) {
        if (parent >= 0 && list->items[i].parent != parent)
            continue;
        if (strcmp(list->items[i].key, key) != 0)
            continue;
        if (found >= 0 && list->items[found].row != list->items[i].row)
            return SITU_NO_UNIT; // several of that name: not decidable
        if (found < 0)
            found = (int)i;
    }
    return found;
}

// Scales a copy of a polygon to metres around the gazetteer's origin: within a county the error of this
// plane is far below the 5 km it is used for.
static situ_status to_metres(const situ_gazetteer *g, situ_geometry **out, const situ_geometry *polygon, situ_error *err)
{
    situ_status status = situ_geometry_copy(out, polygon, err);
    if (status != SITU_OK)
        return status;
    for (uint32_t i = 0; i < (*out)->point_count; i++) {
        (*out)->xy[2 * i] = ((*out)->xy[2 * i] - g->lon0) * g->mx;
        (*out)->xy[2 * i + 1] = ((*out)->xy[2 * i + 1] - g->lat0) * g->my;
    }
    situ_geometry_update_box(*out);
    return SITU_OK;
}

static situ_status build_outline(situ_gazetteer *g, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box box = situ_box_empty();
    const unit_list *lists[] = {&g->counties, &g->towns}, *use = NULL;
    for (size_t l = 0; l < 2 && !use; l++)
        for (size_t i = 0; i < lists[l]->count; i++) {
            const situ_geometry *geometry = situ_table_geometry(g->table, (size_t)lists[l]->items[i].row);
            if (geometry && geometry->kind == SITU_GEOM_POLYGON) {
                use = lists[l];
                box = situ_box_union(box, geometry->box);
            }
        }
    if (!use)
        return SITU_OK;
    g->lon0 = (box.x0 + box.x1) / 2;
    g->lat0 = (box.y0 + box.y1) / 2;
    g->my = 110574;
    g->mx = 111320 * cos(g->lat0 * 3.14159265358979323846 / 180);
    for (size_t i = 0; i < use->count; i++) {
        const situ_geometry *geometry = situ_table_geometry(g->table, (size_t)use->items[i].row);
        if (!geometry || geometry->kind != SITU_GEOM_POLYGON)
            continue;
        SITU_TRY(situ_grow(&g->outline, &g->outline_capacity, g->outline_count + 1, sizeof *g->outline, err));
        g->outline[g->outline_count] = NULL;
        SITU_TRY(to_metres(g, &g->outline[g->outline_count], geometry, err));
        g->outline_count++;
    }
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
    g->table = regions;
    g->name_column = regions ? situ_table_find(regions, "name") : -1;
    g->code_column = regions ? situ_table_find(regions, "region_code") : -1;
    int level = regions ? situ_table_find(regions, "level") : -1, parent = regions ? situ_table_find(regions, "parent") : -1;
    int old = regions ? situ_table_find(regions, "old_names") : -1;
    size_t rows = regions ? regions->row_count : 0;
    // Towns first, so that villages find theirs.
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < rows; r++) {
            const char *name = situ_table_text(regions, r, g->name_column), *l = situ_table_text(regions, r, level);
            const char *more = situ_table_text(regions, r, old);
            bool village = l && strcmp(l, "村") == 0;
            if (!name || !l || village != (pass == 1))
                continue;
            unit_list *list = village                    ? &g->villages
                              : strcmp(l, "县") == 0     ? &g->counties
                              : strcmp(l, "邻县") == 0   ? &g->neighbours
                                                         : &g->towns;
            int town = -1;
            const char *up = village ? situ_table_text(regions, r, parent) : NULL;
            if (up) {
                char *key = situ_clean_unit_name(g->arena, up);
                SITU_TRY_ALLOC(key);
                town = find_exact(&g->towns, -1, key);
            }
            SITU_TRY(add_unit(g, list, (int)r, town, name, err));
            if (more)
                SITU_TRY(add_names(g, list, (int)r, town, more, err));
        }
    if (regions)
        SITU_TRY(build_outline(g, err));
    *out = g;
    g = NULL;
done:
    situ_gazetteer_free(g);
    return status;
}

void situ_gazetteer_free(situ_gazetteer *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->outline_count; i++)
        situ_geometry_free(g->outline[i]);
    situ_free(g->outline);
    situ_free(g->towns.items);
    situ_free(g->villages.items);
    situ_free(g->counties.items);
    situ_free(g->neighbours.items);
    situ_map_free(g->cache);
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

// The only unit whose test value equals or lies one edit from the key. Index or -1.
static int find_loose(const unit_list *list, int parent, const char *key, const char *root, bool edits)
{
    int found = -1;
    for (size_t i = 0; i < list->count; i++) {
        const unit *u = &list->items[i];
        if (parent >= 0 && u->parent != parent)
            continue;
        bool same = edits ? situ_utf8_count(key) >= 3 && situ_utf8_distance(u->key, key, 1) <= 1 : strcmp(u->root, root) == 0;
        if (!same)
            continue;
        if (found >= 0 && list->items[found].row != u->row)
            return -1;
        if (found < 0)
            found = (int)i;
    }
    return found;
}

static int find_unit(situ_gazetteer *g, const unit_list *list, char kind, int parent, const char *name, bool *edited)
{
    *edited = false;
    if (list->count == 0)
        return -1;
    situ_arena *scratch = situ_arena_new();
    if (!scratch)
        return -1;
    int found = -1;
    char *id = situ_arena_printf(scratch, "%c\t%d\t%s", kind, parent, name);
    size_t known = id ? situ_map_get(g->cache, id) : SIZE_MAX;
    if (known != SIZE_MAX) {
        found = (int)(known >> 1) - 1;
        *edited = known & 1;
        goto done;
    }
    char *key = situ_clean_unit_name(scratch, name);
    const char *root = key ? root_of(scratch, key) : NULL;
    if (!root || !key[0])
        goto done;
    found = find_exact(list, parent, key);
    if (found < 0) {
        found = find_loose(list, parent, key, root, false);
        if (found < 0 && (kind == 't' || parent >= 0))
            found = find_loose(list, parent, key, root, true);
        *edited = found >= 0;
    }
    if (id && situ_map_set(g->cache, id, (size_t)(found + 1) << 1 | (*edited ? 1 : 0)) < 0)
        found = -1;
done:
    situ_arena_free(scratch);
    return found;
}

static int town_index(const situ_gazetteer *g, int row)
{
    for (size_t i = 0; i < g->towns.count; i++)
        if (g->towns.items[i].row == row)
            return (int)i;
    return -1;
}

int situ_gazetteer_town(situ_gazetteer *g, const char *name, bool *edited)
{
    int i = find_unit(g, &g->towns, 't', -1, name, edited);
    return i < 0 ? SITU_NO_UNIT : g->towns.items[i].row;
}

int situ_gazetteer_village(situ_gazetteer *g, int town, const char *name, bool *edited)
{
    int parent = town >= 0 ? town_index(g, town) : -1;
    int i = find_unit(g, &g->villages, 'v', parent, name, edited);
    return i < 0 ? SITU_NO_UNIT : g->villages.items[i].row;
}

int situ_gazetteer_town_of(const situ_gazetteer *g, int village)
{
    for (size_t i = 0; i < g->villages.count; i++)
        if (g->villages.items[i].row == village) {
            int parent = g->villages.items[i].parent;
            return parent < 0 ? SITU_NO_UNIT : g->towns.items[parent].row;
        }
    return SITU_NO_UNIT;
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

int situ_gazetteer_same(const situ_gazetteer *g, const char *level, const char *parent, const char *name)
{
    int found = SITU_NO_UNIT;
    bool village = strcmp(level, "村") == 0;
    const unit_list *list = village                        ? &g->villages
                            : strcmp(level, "县") == 0     ? &g->counties
                            : strcmp(level, "邻县") == 0   ? &g->neighbours
                                                           : &g->towns;
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, name) : NULL, *up = scratch ? situ_clean_unit_name(scratch, parent) : NULL;
    if (key && up) {
        int town = village && up[0] ? find_exact(&g->towns, -1, up) : -1;
        int i = !village || town >= 0 ? find_exact(list, town, key) : -1;
        // 青龙 and 青龙街道 are one unit when only one of that root is known; 双江镇 and 双江街道 are two.
        const char *root = root_of(scratch, key);
        if (i < 0 && root && (!village || town >= 0)) {
            int j = find_loose(list, town, key, root, false);
            bool bare = j >= 0 && (strcmp(list->items[j].key, root) == 0 || strcmp(key, root) == 0);
            i = bare ? j : -1;
        }
        found = i < 0 ? SITU_NO_UNIT : list->items[i].row;
    }
    situ_arena_free(scratch);
    return found;
}

const situ_table *situ_gazetteer_table(const situ_gazetteer *g)
{
    return g->table;
}

bool situ_gazetteer_is_neighbour(const situ_gazetteer *g, const char *county)
{
    bool result = false;
    situ_arena *scratch = situ_arena_new();
    char *key = scratch ? situ_clean_unit_name(scratch, county) : NULL;
    if (key && key[0]) {
        for (size_t i = 0; i < g->neighbours.count && !result; i++)
            result = strcmp(g->neighbours.items[i].key, key) == 0;
        bool own = false;
        for (size_t i = 0; i < g->counties.count; i++)
            own = own || strcmp(g->counties.items[i].key, key) == 0;
        result = result || (g->counties.count > 0 && !own);
    }
    situ_arena_free(scratch);
    return result;
}

double situ_gazetteer_outside_m(const situ_gazetteer *g, double lon, double lat)
{
    if (g->outline_count == 0)
        return -1;
    double x = (lon - g->lon0) * g->mx, y = (lat - g->lat0) * g->my, best = INFINITY;
    for (size_t i = 0; i < g->outline_count; i++)
        if (situ_box_has(g->outline[i]->box, x, y) && situ_geometry_contains_point(g->outline[i], x, y))
            return 0;
    for (size_t i = 0; i < g->outline_count; i++) {
        double d = situ_geometry_distance_to_point(g->outline[i], x, y);
        best = d < best ? d : best;
    }
    return best;
}

bool situ_gazetteer_point(situ_gazetteer *g, int row, double *lon, double *lat)
{
    const situ_geometry *geometry = row >= 0 ? situ_table_geometry(g->table, (size_t)row) : NULL;
    if (!geometry || geometry->point_count == 0)
        return false;
    if (geometry->kind == SITU_GEOM_POINT) {
        *lon = geometry->xy[0];
        *lat = geometry->xy[1];
        return true;
    }
    if (geometry->kind != SITU_GEOM_POLYGON)
        return false;
    // The pole lies inside, which a centroid need not. Degrees are close enough to square for that.
    situ_point p = situ_polygon_pole(geometry, 0.0005, NULL);
    *lon = p.x;
    *lat = p.y;
    return isfinite(p.x) && isfinite(p.y);
}

// SPDX-License-Identifier: MIT

#include "analysis/regions.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "geo/index.h"

enum { COUNTY_DIGITS = 6, TOWN_DIGITS = 9, VILLAGE_DIGITS = 12, STEPS_UP = 5 };

struct situ_regions {
    const situ_table *table;
    size_t *rows;     // table rows of the level, ascending
    size_t count;
    size_t *index_of; // table row -> index, SIZE_MAX = another level
    size_t *parent;   // table row -> table row, SIZE_MAX = none
    situ_map *by_code; // id, code, first nine digits of a town's code -> table row
    situ_map *by_name; // name, and "town|village" -> table row; SIZE_MAX - 1 = ambiguous
    size_t *shape_row, *shape_index; // polygons to look in: row, and index of its region
    size_t shape_count;
    situ_rtree *tree;  // of them
    int id, name, code, parent_column, level;
};

static const size_t ambiguous = SIZE_MAX - 1;

static situ_status put(situ_map *map, const char *key, size_t value, situ_error *err)
{
    if (!key || !*key)
        return SITU_OK;
    size_t old = situ_map_get(map, key);
    if (old != SIZE_MAX && old != value)
        value = ambiguous;
    return situ_map_set(map, key, value) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

static size_t get(const situ_map *map, const char *key)
{
    size_t row = key && *key ? situ_map_get(map, key) : SIZE_MAX;
    return row == ambiguous ? SIZE_MAX : row;
}

static bool is_level(const situ_regions *r, size_t row, const char *level)
{
    return situ_streq(situ_table_text(r->table, row, r->level), level);
}

// Codes of towns are nine digits, written with or without three zeros behind; those of counties six,
// of villages twelve.
static const char *code_head(const char *code, size_t digits, char out[VILLAGE_DIGITS + 1])
{
    if (!code || strlen(code) < digits)
        return NULL;
    memcpy(out, code, digits);
    out[digits] = '\0';
    return out;
}

// Below a township names repeat: they count within it only.
static bool is_below_town(const situ_regions *r, size_t row)
{
    return is_level(r, row, "村") || is_level(r, row, "网格") || is_level(r, row, "自然村");
}

static size_t sole_county(const situ_regions *r)
{
    size_t found = SIZE_MAX;
    for (size_t row = 0; row < r->table->row_count; row++)
        if (is_level(r, row, "县")) {
            if (found != SIZE_MAX)
                return SIZE_MAX;
            found = row;
        }
    return found;
}

enum { KEY_BYTES = 1024 };
// "town|village"; false when one is missing. Overlong names are cut alike on both sides.
static bool pair_key(char out[KEY_BYTES], const char *town, const char *village)
{
    if (!town || !*town || !village || !*village)
        return false;
    snprintf(out, KEY_BYTES, "%.500s|%.500s", town, village);
    return true;
}

static situ_status index_codes(situ_regions *r, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = r->table;
    char head[VILLAGE_DIGITS + 1];
    for (size_t row = 0; row < t->row_count; row++) {
        const char *code = situ_table_text(t, row, r->code);
        SITU_TRY(put(r->by_code, situ_table_text(t, row, r->id), row, err));
        if (!situ_streq(code, situ_table_text(t, row, r->id)))
            SITU_TRY(put(r->by_code, code, row, err));
        if (is_level(r, row, "乡镇") && code && strlen(code) > TOWN_DIGITS)
            SITU_TRY(put(r->by_code, code_head(code, TOWN_DIGITS, head), row, err));
        if (is_level(r, row, "县") && code && strlen(code) > COUNTY_DIGITS)
            SITU_TRY(put(r->by_code, code_head(code, COUNTY_DIGITS, head), row, err));
        if (!is_below_town(r, row))
            SITU_TRY(put(r->by_name, situ_table_text(t, row, r->name), row, err));
    }
done:
    return status;
}

// The row above, by the column `parent`, else by the code's beginning.
static size_t row_above(const situ_regions *r, size_t row, size_t county)
{
    const situ_table *t = r->table;
    char head[VILLAGE_DIGITS + 1], key[KEY_BYTES];
    const char *parent = situ_table_text(t, row, r->parent_column), *code = situ_table_text(t, row, r->code);
    bool village = is_level(r, row, "村"), below = is_below_town(r, row) && !village;
    size_t up = get(r->by_code, parent);
    if (up == SIZE_MAX && below && pair_key(key, situ_table_text(t, row, situ_table_find(t, "town")), parent))
        up = get(r->by_name, key);
    if (up == SIZE_MAX)
        up = get(r->by_name, parent);
    if (up == SIZE_MAX && below && code && strlen(code) > VILLAGE_DIGITS)
        up = get(r->by_code, code_head(code, VILLAGE_DIGITS, head));
    if (up == SIZE_MAX && (village || below))
        up = get(r->by_code, code_head(code, TOWN_DIGITS, head));
    if (up == SIZE_MAX && is_level(r, row, "乡镇"))
        up = get(r->by_code, code_head(code, COUNTY_DIGITS, head));
    if (up == SIZE_MAX && !is_level(r, row, "邻县"))
        up = county;
    return up == row ? SIZE_MAX : up;
}

// Towns first, then villages, then what lies within villages: each finds its parent by name too.
static situ_status index_rows(situ_regions *r, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = r->table;
    char key[KEY_BYTES];
    size_t county = sole_county(r);
    SITU_TRY(index_codes(r, err));
    for (size_t row = 0; row < t->row_count; row++)
        if (!is_below_town(r, row) || is_level(r, row, "村"))
            r->parent[row] = row_above(r, row, county);
    for (size_t row = 0; row < t->row_count; row++) {
        if (!is_level(r, row, "村"))
            continue;
        const char *town = r->parent[row] == SIZE_MAX ? NULL : situ_table_text(t, r->parent[row], r->name);
        if (pair_key(key, town, situ_table_text(t, row, r->name)))
            SITU_TRY(put(r->by_name, key, row, err));
    }
    for (size_t row = 0; row < t->row_count; row++)
        if (is_below_town(r, row) && !is_level(r, row, "村"))
            r->parent[row] = row_above(r, row, county);
done:
    return status;
}

static const situ_geometry *polygon_of(const situ_regions *r, size_t row)
{
    const situ_geometry *g = situ_table_geometry(r->table, row);
    return g && g->kind == SITU_GEOM_POLYGON ? g : NULL;
}

// The region of the wanted level at or above a table row.
static size_t climb(const situ_regions *r, size_t row)
{
    for (int step = 0; step < STEPS_UP && row != SIZE_MAX; step++) {
        if (r->index_of[row] != SIZE_MAX)
            return r->index_of[row];
        row = r->parent[row];
    }
    return SIZE_MAX;
}

// The regions' own polygons; for a region without one those of what lies in it.
static situ_status build_tree(situ_regions *r, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = r->table->row_count;
    situ_box *boxes = situ_malloc((n + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    r->shape_row = situ_malloc((n + 1) * sizeof *r->shape_row);
    SITU_TRY_ALLOC(r->shape_row);
    r->shape_index = situ_malloc((n + 1) * sizeof *r->shape_index);
    SITU_TRY_ALLOC(r->shape_index);
    for (size_t row = 0; row < n; row++) {
        const situ_geometry *g = polygon_of(r, row);
        size_t index = g ? climb(r, row) : SIZE_MAX;
        if (index == SIZE_MAX || (r->index_of[row] == SIZE_MAX && polygon_of(r, r->rows[index])))
            continue;
        boxes[r->shape_count] = g->box;
        r->shape_row[r->shape_count] = row;
        r->shape_index[r->shape_count++] = index;
    }
    SITU_TRY(situ_rtree_new(&r->tree, boxes, (uint32_t)r->shape_count, err));
done:
    situ_free(boxes);
    return status;
}

situ_status situ_regions_new(situ_regions **out, const situ_table *table, const char *level, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_regions *r = situ_calloc(1, sizeof *r);
    SITU_TRY_ALLOC(r);
    r->table = table;
    r->id = situ_table_find(table, "id");
    r->name = situ_table_find(table, "name");
    r->code = situ_table_find(table, "code");
    r->parent_column = situ_table_find(table, "parent");
    r->level = situ_table_find(table, "level");
    r->rows = situ_malloc(table->row_count * sizeof *r->rows);
    SITU_TRY_ALLOC(r->rows);
    r->index_of = situ_malloc(table->row_count * sizeof *r->index_of);
    SITU_TRY_ALLOC(r->index_of);
    r->parent = situ_malloc(table->row_count * sizeof *r->parent);
    SITU_TRY_ALLOC(r->parent);
    r->by_code = situ_map_new();
    SITU_TRY_ALLOC(r->by_code);
    r->by_name = situ_map_new();
    SITU_TRY_ALLOC(r->by_name);
    for (size_t row = 0; row < table->row_count; row++) {
        r->index_of[row] = is_level(r, row, level) ? r->count : SIZE_MAX;
        if (r->index_of[row] != SIZE_MAX)
            r->rows[r->count++] = row;
    }
    SITU_TRY(index_rows(r, err));
    SITU_TRY(build_tree(r, err));
    *out = r;
    r = NULL;
done:
    situ_regions_free(r);
    return status;
}

void situ_regions_free(situ_regions *r)
{
    if (!r)
        return;
    situ_free(r->rows);
    situ_free(r->index_of);
    situ_free(r->parent);
    situ_map_free(r->by_code);
    situ_map_free(r->by_name);
    situ_free(r->shape_row);
    situ_free(r->shape_index);
    situ_rtree_free(r->tree);
    situ_free(r);
}

size_t situ_regions_count(const situ_regions *r) { return r->count; }
size_t situ_regions_row(const situ_regions *r, size_t index) { return r->rows[index]; }
size_t situ_regions_above(const situ_regions *r, size_t row) { return climb(r, row); }

static size_t by_names(const situ_regions *r, const char *town, const char *village)
{
    char key[KEY_BYTES];
    size_t found = pair_key(key, town, village) ? climb(r, get(r->by_name, key)) : SIZE_MAX;
    return found != SIZE_MAX ? found : climb(r, get(r->by_name, town));
}

typedef struct search {
    const situ_regions *regions;
    double x, y;
    size_t best;
} search;

static bool visit(void *user, uint32_t id)
{
    search *s = user;
    const situ_regions *r = s->regions;
    if (r->shape_index[id] < s->best && situ_geometry_contains_point(situ_table_geometry(r->table, r->shape_row[id]), s->x, s->y))
        s->best = r->shape_index[id];
    return true;
}

size_t situ_regions_of(const situ_regions *r, const situ_table *table, size_t row, situ_placed *how)
{
    char head[VILLAGE_DIGITS + 1];
    const char *code = situ_table_text(table, row, situ_table_find(table, "region_code"));
    size_t found = climb(r, get(r->by_code, code));
    if (found == SIZE_MAX)
        found = climb(r, get(r->by_code, code_head(code, TOWN_DIGITS, head)));
    if (found == SIZE_MAX)
        found = climb(r, get(r->by_code, code_head(code, COUNTY_DIGITS, head)));
    *how = SITU_PLACED_CODE;
    if (found != SIZE_MAX)
        return found;
    found = by_names(r, situ_table_text(table, row, situ_table_find(table, "town")), situ_table_text(table, row, situ_table_find(table, "village")));
    *how = SITU_PLACED_NAME;
    if (found != SIZE_MAX)
        return found;
    situ_point p;
    *how = SITU_PLACED_GEOMETRY;
    if (situ_feature_point(situ_table_geometry(table, row), &p)) {
        search s = {.regions = r, .x = p.x, .y = p.y, .best = SIZE_MAX};
        situ_rtree_query(r->tree, (situ_box){p.x, p.y, p.x, p.y}, visit, &s);
        if (s.best != SIZE_MAX)
            return s.best;
    }
    *how = SITU_PLACED_NOT;
    return SIZE_MAX;
}

bool situ_feature_point(const situ_geometry *g, situ_point *out)
{
    if (!g || g->point_count == 0)
        return false;
    if (g->kind == SITU_GEOM_POINT)
        *out = (situ_point){g->xy[0], g->xy[1]};
    else if (g->kind == SITU_GEOM_LINE)
        *out = situ_geometry_line_middle(g, NULL);
    else
        *out = situ_polygon_pole(g, 10.0, NULL);
    return out->x == out->x && out->y == out->y;
}

// Polygons of the rows of a level (NULL = any).
static size_t list_polygons(const situ_geometry **items, const situ_table *t, const char *level)
{
    size_t n = 0;
    int column = situ_table_find(t, "level");
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        if (g && g->kind == SITU_GEOM_POLYGON && (!level || situ_streq(situ_table_text(t, row, column), level)))
            items[n++] = g;
    }
    return n;
}

situ_status situ_county_outline(situ_geometry **out, situ_geos *geos, const situ_table *regions,
                                const situ_table *outline, situ_error *err)
{
    static const char *const levels[] = {"县", "乡镇", "村"};
    situ_status status = SITU_OK;
    size_t n = 0, most = (regions ? regions->row_count : 0) + (outline ? outline->row_count : 0);
    const situ_geometry **items = situ_malloc(most * sizeof *items);
    *out = NULL;
    SITU_TRY_ALLOC(items);
    if (outline)
        n = list_polygons(items, outline, NULL);
    for (size_t k = 0; regions && n == 0 && k < sizeof levels / sizeof *levels; k++)
        n = list_polygons(items, regions, levels[k]);
    if (n == 1)
        SITU_TRY(situ_geometry_copy(out, items[0], err));
    else if (n > 1)
        SITU_TRY(situ_geos_union_all(geos, out, items, n, err));
done:
    situ_free(items);
    return status;
}

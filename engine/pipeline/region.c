// SPDX-License-Identifier: MIT
#include "pipeline/region.h"

#include <string.h>

#include "base/alloc.h"
#include "base/str.h"

struct situ_map_region {
    char *id, *name, *parent;
    bool village;
    situ_geometry *lonlat; // polygon in EPSG:4490, NULL = none known
    situ_box box;          // metres of the zone
};

static bool is(const situ_table *t, size_t row, const char *column, const char *text)
{
    const char *value = situ_table_text(t, row, situ_table_find(t, column));
    return value && text && strcmp(value, text) == 0;
}

static char *copy_of(const situ_table *t, size_t row, const char *column)
{
    const char *value = situ_table_text(t, row, situ_table_find(t, column));
    return situ_strdup(value ? value : "");
}

static situ_status take(situ_map *map, const situ_table *t, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    struct situ_map_region *r = situ_calloc(1, sizeof *r);
    const situ_geometry *g = situ_table_geometry(t, row);
    situ_transform *to_zone = NULL;

    SITU_TRY_ALLOC(r);
    map->region = r;
    r->id = copy_of(t, row, "id");
    r->name = copy_of(t, row, "name");
    r->parent = copy_of(t, row, "parent");
    SITU_TRY_ALLOC(r->id);
    SITU_TRY_ALLOC(r->name);
    SITU_TRY_ALLOC(r->parent);
    r->village = is(t, row, "level", "村");
    r->box = situ_box_empty();
    if (g) {
        SITU_TRY(situ_transform_new(&to_zone, SITU_EPSG_CGCS2000, map->zone_epsg, err));
        SITU_TRY(situ_transform_box(to_zone, g->box, &r->box, err));
        if (g->kind == SITU_GEOM_POLYGON)
            SITU_TRY(situ_geometry_copy(&r->lonlat, g, err));
        else
            r->box = situ_box_grow(r->box, 2000); // only a seat is known
    }
done:
    situ_transform_free(to_zone);
    return status;
}

situ_status situ_map_find_region(situ_map *map, situ_store *store, const char *wanted, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t found = SIZE_MAX, named = SIZE_MAX, same_name = 0;
    situ_str list;

    situ_str_init(&list);
    if (situ_store_has(store, "region"))
        SITU_TRY(situ_store_read_table(&t, store, "region", "level<>'邻县'", err));
    for (size_t i = 0; t && i < t->row_count; i++) {
        if (is(t, i, "id", wanted) || is(t, i, "code", wanted))
            found = i;
        if (is(t, i, "name", wanted)) {
            const char *parent = situ_table_text(t, i, situ_table_find(t, "parent")), *id = situ_table_text(t, i, situ_table_find(t, "id"));
            situ_str_addf(&list, "%s%s (%s)", same_name ? ", " : "", id ? id : "", parent ? parent : "");
            same_name++;
            // A township is meant before a village of the same name.
            if (named == SIZE_MAX || (is(t, named, "level", "村") && !is(t, i, "level", "村")))
                named = i;
        }
    }
    if (found == SIZE_MAX && same_name > 1 && is(t, named, "level", "村"))
        SITU_TRY(situ_fail(err, SITU_E_USAGE, list.data, _("%zu regions are called %s; give one of their ids"), same_name, wanted));
    if (found == SIZE_MAX)
        found = named;
    if (found == SIZE_MAX)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("use the name or code of a township or village of the store"), _("there is no region \"%s\""), wanted));
    if (is(t, found, "level", "县"))
        goto done; // the whole county
    SITU_TRY(take(map, t, found, err));
done:
    situ_table_free(t);
    situ_str_free(&list);
    return status;
}

void situ_map_region_free(situ_map *map)
{
    if (!map->region)
        return;
    situ_geometry_free(map->region->lonlat);
    situ_free(map->region->id);
    situ_free(map->region->name);
    situ_free(map->region->parent);
    situ_free(map->region);
    map->region = NULL;
}

const char *situ_map_region_name(const situ_map *map)
{
    return map->region ? map->region->name : "";
}

situ_box situ_map_region_box(const situ_map *map)
{
    return map->region ? map->region->box : situ_box_empty();
}

// --- results ---

// Which rows of a result are the region's: by what they name, else by where they lie. Rows that name nothing and lie
// nowhere are figures for the county.
typedef enum sort_of_row { ROW_OTHER, ROW_OWN, ROW_CUT } sort_of_row;

static sort_of_row sort_of(const struct situ_map_region *r, const situ_table *t, size_t row, bool lists_regions)
{
    const char *code = situ_table_text(t, row, situ_table_find(t, "region_code"));
    const int town = situ_table_find(t, "town"), village = situ_table_find(t, "village");
    const char *place = situ_table_text(t, row, r->village ? village : town);

    if (lists_regions)
        return is(t, row, "id", r->id) || (!r->village && (is(t, row, "parent", r->name) || is(t, row, "town", r->name))) ? ROW_OWN : ROW_OTHER;
    if (place && *place)
        return strcmp(place, r->name) == 0 && (!r->village || is(t, row, "town", r->parent)) ? ROW_OWN : ROW_OTHER;
    if (code && *code)
        return strncmp(code, r->id, strlen(r->id)) == 0 ? ROW_OWN : ROW_OTHER;
    return situ_table_geometry(t, row) ? ROW_CUT : ROW_OTHER;
}

// The part of a geometry within the region; *out NULL when there is none.
static situ_status cut_shape(situ_geometry **out, situ_geos *geos, const situ_geometry *g, const situ_geometry *outline, situ_error *err)
{
    *out = NULL;
    if (g->kind == SITU_GEOM_POINT)
        return situ_geometry_contains_point(outline, g->xy[0], g->xy[1]) ? situ_geometry_copy(out, g, err) : SITU_OK;
    if (!situ_box_touches(g->box, outline->box))
        return SITU_OK;
    return situ_geos_overlay(geos, out, SITU_INTERSECTION, g, outline, err);
}

static situ_status cut_rows(situ_table *kept, const struct situ_map_region *r, const situ_table *table, const size_t *rows, bool lists_regions,
                            const situ_geometry *outline, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geos *geos = NULL;
    situ_geometry *part = NULL;

    SITU_TRY(situ_geos_new(&geos, err));
    for (size_t i = 0; i < kept->row_count; i++) {
        if (sort_of(r, table, rows[i], lists_regions) != ROW_CUT)
            continue;
        SITU_TRY(cut_shape(&part, geos, situ_table_geometry(table, rows[i]), outline, err));
        status = situ_table_set_geometry(kept, i, part, err);
        part = NULL;
        SITU_TRY(status);
    }
done:
    situ_geometry_free(part);
    situ_geos_free(geos);
    return status;
}

situ_status situ_map_cut(situ_table **out, situ_map *map, const situ_table *table, situ_error *err)
{
    situ_status status = SITU_OK;
    const struct situ_map_region *r = map->region;
    situ_geometry *outline = NULL;
    situ_transform *to_zone = NULL;
    situ_table *kept = NULL;
    size_t *rows = situ_calloc(table->row_count + 1, sizeof *rows), count = 0, left = 0;
    bool lists_regions = false;

    SITU_TRY_ALLOC(rows);
    if (r->lonlat) {
        SITU_TRY(situ_transform_new(&to_zone, SITU_EPSG_CGCS2000, map->zone_epsg, err));
        SITU_TRY(situ_geometry_transform(&outline, r->lonlat, to_zone, err));
    }
    for (size_t i = 0; i < table->row_count && !lists_regions; i++)
        lists_regions = is(table, i, "id", r->id);
    for (size_t i = 0; i < table->row_count; i++) {
        const sort_of_row sort = sort_of(r, table, i, lists_regions);
        if (sort == ROW_OWN || (sort == ROW_CUT && outline))
            rows[count++] = i;
    }
    SITU_TRY(situ_table_copy(&kept, table, 0, rows, count, err));
    if (outline)
        SITU_TRY(cut_rows(kept, r, table, rows, lists_regions, outline, err));
    // Rows whose place lies elsewhere are not the region's.
    for (size_t i = 0; i < count; i++)
        if (situ_table_geometry(kept, i) || sort_of(r, table, rows[i], lists_regions) == ROW_OWN)
            rows[left++] = i;
    SITU_TRY(situ_table_copy(out, kept, 0, rows, left, err));
done:
    situ_geometry_free(outline);
    situ_transform_free(to_zone);
    situ_table_free(kept);
    situ_free(rows);
    return status;
}

// Table region: the county row takes the region's outline; other townships become neighbours.
static situ_status scope_regions(const struct situ_map_region *r, situ_table *t, bool *keep, situ_error *err)
{
    situ_status status = SITU_OK;
    int level = situ_table_find(t, "level");
    situ_geometry *outline = NULL;

    for (size_t i = 0; i < t->row_count; i++) {
        bool self = is(t, i, "id", r->id), village = is(t, i, "level", "村");
        keep[i] = true;
        if (self) {
            SITU_TRY(situ_table_set_text(t, i, (size_t)level, "乡镇", err));
        } else if (is(t, i, "level", "县")) {
            if (r->lonlat) {
                SITU_TRY(situ_geometry_copy(&outline, r->lonlat, err));
                status = situ_table_set_geometry(t, i, outline, err);
                outline = NULL;
                SITU_TRY(status);
            } else {
                keep[i] = false;
            }
        } else if (is(t, i, "level", "乡镇") || (village && r->village && is(t, i, "parent", r->parent))) {
            SITU_TRY(situ_table_set_text(t, i, (size_t)level, "邻县", err));
        } else if (village) {
            keep[i] = !r->village && is(t, i, "parent", r->name);
        }
    }
done:
    situ_geometry_free(outline);
    return status;
}

static bool belongs(const struct situ_map_region *r, const situ_table *t, size_t row, int town, int village)
{
    const char *name = situ_table_text(t, row, r->village ? village : town);
    const situ_geometry *g = situ_table_geometry(t, row);
    if (name && *name)
        return strcmp(name, r->name) == 0 && (!r->village || is(t, row, "town", r->parent));
    return g && r->lonlat && situ_geometry_contains_point(r->lonlat, (g->box.x0 + g->box.x1) / 2, (g->box.y0 + g->box.y1) / 2);
}

situ_status situ_map_scope(situ_map *map, situ_table **table, const char *where, situ_error *err)
{
    situ_status status = SITU_OK;
    const struct situ_map_region *r = map->region;
    situ_table *t = *table, *kept = NULL;
    bool *keep = situ_calloc(t->row_count + 1, sizeof *keep);
    size_t *rows = situ_calloc(t->row_count + 1, sizeof *rows), *matching = NULL, count = 0, match_count = 0;
    int town = situ_table_find(t, "town"), village = situ_table_find(t, "village");

    SITU_TRY_ALLOC(keep);
    SITU_TRY_ALLOC(rows);
    if (strcmp(t->name, "region") == 0)
        SITU_TRY(scope_regions(r, t, keep, err));
    else
        for (size_t i = 0; i < t->row_count; i++)
            keep[i] = (r->village ? village : town) < 0 || belongs(r, t, i, town, village);
    for (size_t i = 0; i < t->row_count; i++)
        if (keep[i])
            rows[count++] = i;
    SITU_TRY(situ_table_copy(&kept, t, 0, rows, count, err));
    situ_table_free(t);
    *table = kept;
    kept = NULL;
    if (where && count > 0) {
        SITU_TRY(situ_expr_filter(&matching, &match_count, *table, where, err));
        SITU_TRY(situ_table_copy(&kept, *table, 0, matching, match_count, err));
        situ_table_free(*table);
        *table = kept;
        kept = NULL;
    }
done:
    situ_table_free(kept);
    situ_free(keep);
    situ_free(rows);
    situ_free(matching);
    return status;
}

// SPDX-License-Identifier: MIT
// The gazetteer by place: which unit holds a point, how far a point lies outside one. Outlines are made
// ready when first asked for.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger/gazetteer.h"

bool situ_gazetteer_is_area(const situ_gazetteer *g, int row)
{
    const situ_geometry *geometry = row >= 0 ? situ_table_geometry(g->table, (size_t)row) : NULL;
    return geometry && geometry->kind == SITU_GEOM_POLYGON && geometry->point_count > 3;
}

// The counties' polygons are the whole; without any the towns' are.
situ_status situ_outlines_begin(situ_gazetteer *g, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_unit_list *lists[] = {&g->counties, &g->towns};
    SITU_TRY_ALLOC(g->whole = situ_calloc(g->table->row_count + 1, sizeof *g->whole));
    SITU_TRY_ALLOC(g->outlines = situ_calloc(g->table->row_count + 1, sizeof *g->outlines));
    for (size_t r = 0; r < g->table->row_count && !g->any_polygon; r++)
        g->any_polygon = situ_gazetteer_is_area(g, (int)r);
    for (size_t l = 0; l < 2 && g->whole_count == 0; l++)
        for (size_t i = 0; i < lists[l]->count; i++) {
            int row = lists[l]->items[i].row;
            if (situ_gazetteer_is_area(g, row) && (g->whole_count == 0 || g->whole[g->whole_count - 1] != row)) // old names follow their row
                g->whole[g->whole_count++] = row;
        }
done:
    return status;
}

void situ_outlines_free(situ_gazetteer *g)
{
    for (size_t i = 0; g->outlines && i < g->table->row_count; i++) {
        situ_prepared_free(g->outlines[i].ready);
        situ_geometry_free(g->outlines[i].metres);
    }
    situ_free(g->outlines);
    situ_free(g->whole);
}

static const situ_outline *outline_of(situ_gazetteer *g, int row)
{
    situ_outline *o = &g->outlines[row];
    situ_error ignored = {0};
    if (o->ready || !situ_gazetteer_is_area(g, row))
        return o->ready ? o : NULL;
    const situ_geometry *polygon = situ_table_geometry(g->table, (size_t)row);
    o->lon0 = (polygon->box.x0 + polygon->box.x1) / 2;
    o->lat0 = (polygon->box.y0 + polygon->box.y1) / 2;
    o->my = 110574;
    o->mx = 111320 * cos(o->lat0 * 3.14159265358979323846 / 180);
    if (!o->metres && situ_geometry_copy(&o->metres, polygon, &ignored) == SITU_OK) {
        for (uint32_t i = 0; i < o->metres->point_count; i++) {
            o->metres->xy[2 * i] = (o->metres->xy[2 * i] - o->lon0) * o->mx;
            o->metres->xy[2 * i + 1] = (o->metres->xy[2 * i + 1] - o->lat0) * o->my;
        }
        situ_geometry_update_box(o->metres);
    }
    if (!o->metres || situ_prepared_new(&o->ready, o->metres, &ignored) != SITU_OK) {
        g->failed = true;
        return NULL;
    }
    return o;
}

bool situ_gazetteer_has_polygons(const situ_gazetteer *g)
{
    return g->any_polygon;
}


double situ_gazetteer_away_m(situ_gazetteer *g, int row, double lon, double lat)
{
    if (row == SITU_UNIT_WHOLE)
        return situ_gazetteer_outside_m(g, lon, lat);
    const situ_outline *o = row >= 0 ? outline_of(g, row) : NULL;
    return o ? situ_prepared_distance(o->ready, (lon - o->lon0) * o->mx, (lat - o->lat0) * o->my) : -1;
}

bool situ_gazetteer_holds(situ_gazetteer *g, int row, double lon, double lat)
{
    if (row == SITU_UNIT_WHOLE) {
        for (size_t i = 0; i < g->whole_count; i++)
            if (situ_gazetteer_holds(g, g->whole[i], lon, lat))
                return true;
        return false;
    }
    const situ_geometry *polygon = row >= 0 ? situ_table_geometry(g->table, (size_t)row) : NULL;
    if (!polygon || !situ_box_has(polygon->box, lon, lat))
        return false;
    const situ_outline *o = outline_of(g, row);
    return o && situ_prepared_contains(o->ready, (lon - o->lon0) * o->mx, (lat - o->lat0) * o->my);
}

double situ_gazetteer_outside_m(situ_gazetteer *g, double lon, double lat)
{
    double best = INFINITY;
    if (g->whole_count == 0)
        return -1;
    if (situ_gazetteer_holds(g, SITU_UNIT_WHOLE, lon, lat))
        return 0;
    for (size_t i = 0; i < g->whole_count; i++) {
        const situ_outline *o = outline_of(g, g->whole[i]);
        if (!o)
            continue;
        // A polygon whose box already lies farther away need not be asked.
        double x = (lon - o->lon0) * o->mx, y = (lat - o->lat0) * o->my;
        situ_box b = o->metres->box;
        double least = hypot(fmax(fmax(b.x0 - x, x - b.x1), 0), fmax(fmax(b.y0 - y, y - b.y1), 0));
        if (least < best)
            best = fmin(best, situ_prepared_distance(o->ready, x, y));
    }
    return best;
}

situ_box situ_gazetteer_box(const situ_gazetteer *g)
{
    situ_box box = situ_box_empty();
    for (size_t r = 0; g->any_polygon && r < g->table->row_count; r++)
        if (situ_gazetteer_is_area(g, (int)r))
            box = situ_box_union(box, situ_table_geometry(g->table, r)->box);
    return box;
}

int situ_gazetteer_truth(situ_gazetteer *g, int county, int town, int village)
{
    if (situ_gazetteer_is_area(g, village))
        return village;
    if (situ_gazetteer_is_area(g, town))
        return town;
    if (county < 0)
        county = situ_gazetteer_county_of(g, town);
    if (situ_gazetteer_is_area(g, county))
        return county;
    return county < 0 && g->whole_count > 0 && (g->counties.count <= 1 || town >= 0) ? SITU_UNIT_WHOLE : SITU_NO_UNIT;
}

int situ_gazetteer_at(situ_gazetteer *g, int like, double lon, double lat)
{
    const char *level = like >= 0 ? situ_table_text(g->table, (size_t)like, g->level_column) : NULL;
    const situ_unit_list *list = !level ? &g->counties : situ_level_rank(level) == 0 ? &g->counties : situ_level_rank(level) == 1 ? &g->towns : &g->villages;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].row != like && situ_gazetteer_holds(g, list->items[i].row, lon, lat))
            return list->items[i].row;
    return SITU_NO_UNIT;
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
    situ_outline *o = &g->outlines[row];
    if (!o->has_pole) {
        situ_point p = situ_polygon_pole(geometry, 0.0005, NULL);
        o->pole = (situ_lonlat){p.x, p.y};
        o->has_pole = true;
    }
    *lon = o->pole.lon_deg;
    *lat = o->pole.lat_deg;
    return isfinite(*lon) && isfinite(*lat);
}

bool situ_gazetteer_seat(const situ_gazetteer *g, int row, double *lon, double *lat)
{
    const situ_geometry *geometry = row >= 0 ? situ_table_geometry(g->table, (size_t)row) : NULL;
    if (!geometry || geometry->kind != SITU_GEOM_POINT || geometry->point_count == 0)
        return false;
    *lon = geometry->xy[0];
    *lat = geometry->xy[1];
    return true;
}

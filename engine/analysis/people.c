// SPDX-License-Identifier: MIT

#include "analysis/people.h"

#include <math.h>

#include "analysis/rows.h"
#include "base/alloc.h"

static bool has_place(const situ_geometry *g)
{
    return g && g->point_count > 0 && (g->kind == SITU_GEOM_POINT || (g->kind == SITU_GEOM_POLYGON && situ_geometry_area(g) > 0));
}

static bool is_usable(const situ_table *t, size_t row)
{
    return situ_rows_real(t, row, "pop") >= 0 && has_place(situ_table_geometry(t, row)); // NaN is not
}

static situ_status add_unit(situ_people *p, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_geometry *g = situ_table_geometry(p->table, row);
    p->row[p->count] = row;
    p->pop[p->count] = situ_rows_real(p->table, row, "pop");
    p->shape[p->count] = g;
    p->made[p->count] = NULL;
    if (g->kind == SITU_GEOM_POLYGON && !situ_geos_is_valid(p->geos, g, NULL, 0)) {
        SITU_TRY(situ_geos_make_valid(p->geos, &p->made[p->count], g, err));
        p->shape[p->count] = p->made[p->count];
    }
    p->count++;
done:
    return status;
}

static situ_status tell_left_out(const situ_people *p, size_t row, situ_report *report, const char *rule, situ_error *err)
{
    if (!rule)
        return SITU_OK;
    bool pop = situ_rows_real(p->table, row, "pop") >= 0;
    return situ_rows_tell(report, p->table, row, SITU_WARN, rule, pop ? "geometry" : "pop", pop ? _("fill in the coordinates") : _("fill in the population"), err,
                          pop ? _("%s has no place on the map: its people are left out") : _("%s has no population: left out"), situ_rows_name(p->table, row));
}

static situ_status list_units(situ_people *p, situ_report *report, const char *rule, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = p->table;
    situ_regions *towns = NULL;
    bool *covered = NULL, any = false;
    SITU_TRY(situ_regions_new(&towns, t, "乡镇", err));
    covered = situ_calloc(situ_regions_count(towns) + 1, sizeof *covered);
    SITU_TRY_ALLOC(covered);
    for (size_t row = 0; row < t->row_count && !any; row++)
        any = situ_streq(situ_rows_text(t, row, "level"), "村") && is_usable(t, row);
    for (size_t row = 0; row < t->row_count && any; row++) {
        if (!situ_streq(situ_rows_text(t, row, "level"), "村"))
            continue;
        size_t town = situ_regions_above(towns, row);
        if (town != SIZE_MAX)
            covered[town] = covered[town] || is_usable(t, row);
        if (is_usable(t, row))
            SITU_TRY(add_unit(p, row, err));
        else {
            p->left_out++;
            SITU_TRY(tell_left_out(p, row, report, rule, err));
        }
    }
    for (size_t i = 0; i < situ_regions_count(towns); i++)
        if (!covered[i] && is_usable(t, situ_regions_row(towns, i)))
            SITU_TRY(add_unit(p, situ_regions_row(towns, i), err));
done:
    situ_free(covered);
    situ_regions_free(towns);
    return status;
}

situ_status situ_people_new(situ_people **out, const situ_table *regions, situ_geos *geos, situ_report *report, const char *rule, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box *boxes = NULL;
    size_t n = regions ? regions->row_count : 0;
    situ_people *p = situ_calloc(1, sizeof *p);
    SITU_TRY_ALLOC(p);
    p->table = regions;
    p->geos = geos;
    p->row = situ_malloc((n + 1) * sizeof *p->row);
    SITU_TRY_ALLOC(p->row);
    p->pop = situ_malloc((n + 1) * sizeof *p->pop);
    SITU_TRY_ALLOC(p->pop);
    p->shape = situ_malloc((n + 1) * sizeof *p->shape);
    SITU_TRY_ALLOC(p->shape);
    p->made = situ_calloc(n + 1, sizeof *p->made);
    SITU_TRY_ALLOC(p->made);
    if (regions && situ_table_find(regions, "pop") >= 0 && situ_table_find(regions, "level") >= 0)
        SITU_TRY(list_units(p, report, rule, err));
    boxes = situ_malloc((p->count + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    for (size_t i = 0; i < p->count; i++)
        boxes[i] = p->shape[i]->box;
    SITU_TRY(situ_rtree_new(&p->tree, boxes, (uint32_t)p->count, err));
    *out = p;
    p = NULL;
done:
    situ_free(boxes);
    situ_people_free(p);
    return status;
}

void situ_people_free(situ_people *p)
{
    if (!p)
        return;
    for (size_t i = 0; p->made && i < p->count + 1; i++)
        situ_geometry_free(p->made[i]);
    situ_free(p->row);
    situ_free(p->pop);
    situ_free(p->shape);
    situ_free(p->made);
    situ_rtree_free(p->tree);
    situ_free(p);
}

// The pieces of the shape in each polygon, put together, so that ground under two of them counts once.
static situ_status covered_area(double *out, situ_geos *geos, const situ_geometry *shape, const situ_geometry *const *polygons, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t count = 0;
    situ_geometry *joined = NULL, **pieces = situ_calloc(n + 1, sizeof *pieces);
    *out = 0;
    SITU_TRY_ALLOC(pieces);
    for (size_t i = 0; i < n; i++) {
        if (!situ_box_touches(shape->box, polygons[i]->box))
            continue;
        SITU_TRY(situ_geos_overlay(geos, &pieces[count], SITU_INTERSECTION, shape, polygons[i], err));
        if (pieces[count] && pieces[count]->kind == SITU_GEOM_POLYGON)
            count++;
        else { // touches in a line or a point only
            situ_geometry_free(pieces[count]);
            pieces[count] = NULL;
        }
    }
    if (count == 1)
        *out = situ_geometry_area(pieces[0]);
    else if (count > 1) {
        SITU_TRY(situ_geos_union_all(geos, &joined, (const situ_geometry *const *)pieces, count, err));
        *out = joined ? situ_geometry_area(joined) : 0;
    }
done:
    for (size_t i = 0; pieces && i < n; i++)
        situ_geometry_free(pieces[i]);
    situ_free(pieces);
    situ_geometry_free(joined);
    return status;
}

situ_status situ_people_share(double *out, situ_geos *geos, const situ_geometry *shape, const situ_geometry *const *polygons, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = 0;
    if (shape->kind == SITU_GEOM_POINT) {
        for (size_t i = 0; i < n && *out == 0; i++)
            *out = situ_geometry_distance_to_point(polygons[i], shape->xy[0], shape->xy[1]) <= 0;
        return SITU_OK;
    }
    double inside, area = situ_geometry_area(shape);
    SITU_TRY(covered_area(&inside, geos, shape, polygons, n, err));
    *out = area > 0 ? fmin(inside / area, 1.0) : 0;
done:
    return status;
}

situ_status situ_people_inside(double *out, const situ_people *p, const situ_geometry *polygon, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *ids = NULL, count = 0;
    double sum = 0;
    *out = NAN;
    if (p->count == 0)
        return SITU_OK;
    SITU_TRY(situ_rtree_collect(p->tree, polygon->box, &ids, &count, err));
    for (uint32_t i = 0; i < count; i++) {
        double share;
        SITU_TRY(situ_people_share(&share, p->geos, p->shape[ids[i]], &polygon, 1, err));
        sum += share * p->pop[ids[i]];
    }
    *out = sum;
done:
    situ_free(ids);
    return status;
}

double situ_people_given(const situ_table *zones, size_t row)
{
    const double pop = situ_rows_real(zones, row, "pop");
    return pop >= 0 ? pop : NAN;
}

situ_status situ_people_of_zone(double *out, bool *own, const situ_people *p, const situ_table *zones, size_t row, situ_error *err)
{
    const situ_geometry *g = situ_table_geometry(zones, row);
    *out = situ_people_given(zones, row);
    *own = !isnan(*out);
    return !*own && g && g->kind == SITU_GEOM_POLYGON ? situ_people_inside(out, p, g, err) : SITU_OK;
}

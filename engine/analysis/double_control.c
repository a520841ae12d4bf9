// SPDX-License-Identifier: MIT

#include "analysis/double_control.h"

#include <math.h>

#include "analysis/check_areas.h"
#include "analysis/checking.h"
#include "analysis/rows.h"
#include "base/alloc.h"

typedef struct search {
    const situ_table *points, *areas;
    const situ_yaml_node *hazards;
    const char *closed;
    double tolerance;
    situ_check_areas index;
    situ_map *types; // of the areas that have a polygon
    situ_geos *geos;
    situ_controls *out;
} search;

static const situ_yaml_node *section(const situ_rules *rules, const char *key)
{
    return situ_yaml_get(situ_yaml_get(situ_rules_file(rules, "check"), "double_control"), key);
}

static bool is_area(const situ_geometry *g) { return g && g->kind == SITU_GEOM_POLYGON && g->point_count > 0; }

static situ_status read_areas(search *s, const situ_rules *rules, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *skip = section(rules, "area_only");
    for (size_t row = 0; s->areas && row < s->areas->row_count; row++) {
        const char *type = situ_table_text(s->areas, row, situ_table_find(s->areas, "type"));
        bool drawn = is_area(situ_table_geometry(s->areas, row));
        s->out->area[row] = type && situ_check_in_list(skip, type) ? SITU_CONTROL_NOT_ASKED : !type || !drawn ? SITU_CONTROL_UNPLACED : SITU_CONTROL_OUT;
        if (type && drawn && situ_map_set(s->types, type, 1) < 0)
            return situ_fail_nomem(err);
    }
    if (s->areas)
        SITU_TRY(situ_check_areas_new(&s->index, s->areas, err));
done:
    return status;
}

// Is there an area of one of the types?
static bool has_area(const search *s, const situ_yaml_node *types)
{
    for (size_t i = 0; types->kind == SITU_YAML_LIST && i < types->count; i++)
        if (types->items[i]->text && situ_map_get(s->types, types->items[i]->text) != SIZE_MAX)
            return true;
    return false;
}

static double distance(const search *s, const situ_geometry *area, const situ_geometry *g)
{
    double least = INFINITY;
    for (uint32_t i = 0; i < g->point_count && least > 0; i++)
        least = fmin(least, situ_geometry_distance_to_point(area, g->xy[2 * (size_t)i], g->xy[2 * (size_t)i + 1]));
    if (g->kind != SITU_GEOM_POINT && least > 0) {
        for (uint32_t i = 0; i < area->point_count; i++)
            least = fmin(least, situ_geometry_distance_to_point(g, area->xy[2 * (size_t)i], area->xy[2 * (size_t)i + 1]));
        if (least > 0 && situ_box_touches(area->box, g->box) && situ_geos_intersects(s->geos, area, g))
            least = 0;
    }
    return least;
}

// Its areas: each counts it, the nearest is its own.
static situ_status match(search *s, size_t row, const situ_yaml_node *types, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_geometry *g = situ_table_geometry(s->points, row);
    uint32_t *ids = NULL, count = 0;
    int level = situ_check_level(s->points, row);
    s->out->point[row] = SITU_CONTROL_OUT;
    SITU_TRY(situ_rtree_collect(s->index.tree, situ_box_grow(g->box, s->tolerance), &ids, &count, err));
    for (uint32_t i = 0; i < count; i++) {
        size_t area = ids[i];
        if (!situ_check_in_list(types, situ_table_text(s->areas, area, s->index.type)))
            continue;
        double d = distance(s, situ_table_geometry(s->areas, area), g);
        if (!(d <= s->tolerance))
            continue;
        if (s->out->point[row] != SITU_CONTROL_IN || d < s->out->distance_m[row]) {
            s->out->zone[row] = area;
            s->out->distance_m[row] = d;
        }
        s->out->point[row] = SITU_CONTROL_IN;
        s->out->count[area]++;
        s->out->worst[area] = (uint8_t)situ_level_worse(s->out->worst[area], level);
        if (s->out->area[area] == SITU_CONTROL_OUT)
            s->out->area[area] = SITU_CONTROL_IN;
    }
done:
    situ_free(ids);
    return status;
}

static situ_status look(search *s, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = s->points;
    int industry = t ? situ_table_find(t, "industry") : -1, state = t ? situ_table_find(t, "status") : -1;
    for (size_t row = 0; t && row < t->row_count; row++) {
        const char *hazard = situ_table_text(t, row, industry);
        const situ_yaml_node *types = hazard ? situ_yaml_get(s->hazards, hazard) : NULL;
        const situ_geometry *g = situ_table_geometry(t, row);
        if (row % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        if (!types || situ_streq(situ_table_text(t, row, state), s->closed))
            s->out->point[row] = SITU_CONTROL_NOT_ASKED;
        else if (!s->areas || !has_area(s, types))
            s->out->point[row] = SITU_CONTROL_NO_AREAS;
        else if (!g || g->point_count == 0 || !situ_check_exact(t, row))
            s->out->point[row] = SITU_CONTROL_UNPLACED;
        else
            SITU_TRY(match(s, row, types, err));
    }
done:
    return status;
}

static situ_status make_arrays(situ_controls *c, size_t points, size_t areas, situ_error *err)
{
    situ_status status = SITU_OK;
    c->point = situ_calloc(points + 1, 1);
    SITU_TRY_ALLOC(c->point);
    c->zone = situ_malloc((points + 1) * sizeof *c->zone);
    SITU_TRY_ALLOC(c->zone);
    c->distance_m = situ_malloc((points + 1) * sizeof *c->distance_m);
    SITU_TRY_ALLOC(c->distance_m);
    c->area = situ_calloc(areas + 1, 1);
    SITU_TRY_ALLOC(c->area);
    c->count = situ_calloc(areas + 1, sizeof *c->count);
    SITU_TRY_ALLOC(c->count);
    c->worst = situ_calloc(areas + 1, 1);
    SITU_TRY_ALLOC(c->worst);
    for (size_t row = 0; row < points; row++) {
        c->zone[row] = SIZE_MAX;
        c->distance_m[row] = NAN;
    }
done:
    return status;
}

situ_status situ_controls_new(situ_controls *out, const situ_table *points, const situ_table *areas, const situ_rules *rules, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    search s = {.points = points, .areas = areas, .hazards = section(rules, "hazards"), .closed = situ_rules_text(rules, "region", "closed", "销号"), .out = out};
    *out = (situ_controls){0};
    SITU_TRY(make_arrays(out, points ? points->row_count : 0, areas ? areas->row_count : 0, err));
    SITU_TRY(situ_rules_number(&s.tolerance, rules, "check", "double_control.tolerance_m", err));
    s.types = situ_map_new();
    SITU_TRY_ALLOC(s.types);
    SITU_TRY(situ_geos_new(&s.geos, err));
    SITU_TRY(read_areas(&s, rules, err));
    SITU_TRY(look(&s, job, err));
done:
    situ_check_areas_free(&s.index);
    situ_map_free(s.types);
    situ_geos_free(s.geos);
    if (status != SITU_OK)
        situ_controls_free(out);
    return status;
}

void situ_controls_free(situ_controls *c)
{
    situ_free(c->point);
    situ_free(c->zone);
    situ_free(c->distance_m);
    situ_free(c->area);
    situ_free(c->count);
    situ_free(c->worst);
    *c = (situ_controls){0};
}

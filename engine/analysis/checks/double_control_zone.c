// SPDX-License-Identifier: MIT
// F8 the other way round: areas of danger in which no point of their hazard is listed.

#include <math.h>

#include "analysis/checking.h"
#include "base/alloc.h"
#include "geo/index.h"

static const char *const inputs[] = {"hazard_zone", "risk_point", NULL};

// The hazard whose points belong into areas of this type; NULL = none is asked for.
static bool wants(const situ_yaml_node *hazards, const char *hazard, const char *type)
{
    return hazard && type && situ_check_in_list(situ_yaml_get(hazards, hazard), type);
}

typedef struct search {
    const situ_check_call *call;
    const situ_table *points;
    const situ_yaml_node *hazards;
    const situ_geometry *area;
    const char *type;
    double tolerance;
    int industry;
    size_t found;
} search;

static bool visit(void *user, uint32_t id)
{
    search *s = user;
    const situ_geometry *g = situ_table_geometry(s->points, id);
    if (wants(s->hazards, situ_table_text(s->points, id, s->industry), s->type) && !situ_check_is_closed(s->call, s->points, id))
        s->found += situ_geometry_distance_to_point(s->area, g->xy[0], g->xy[1]) <= s->tolerance;
    return s->found == 0;
}

static situ_status index_points(situ_cell_index **out, double **xy, const situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    *xy = situ_malloc(2 * (t->row_count + 1) * sizeof **xy);
    SITU_TRY_ALLOC(*xy);
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_check_exact(t, row) ? situ_table_geometry(t, row) : NULL;
        (*xy)[2 * row] = g && g->point_count ? g->xy[0] : NAN;
        (*xy)[2 * row + 1] = g && g->point_count ? g->xy[1] : NAN;
    }
    SITU_TRY(situ_cell_index_new(out, *xy, (uint32_t)t->row_count, 0, err));
done:
    return status;
}

static situ_status look(situ_check_call *call, search *s, const situ_table *areas, const situ_cell_index *index, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *skip = situ_check_list(call, "double_control", "area_only");
    int type = situ_table_find(areas, "type");
    size_t empty = 0;
    for (size_t row = 0; row < areas->row_count; row++) {
        s->type = situ_table_text(areas, row, type);
        s->area = situ_table_geometry(areas, row);
        s->found = 0;
        if (s->type && situ_check_in_list(skip, s->type))
            continue;
        if (!s->type || !s->area || s->area->kind != SITU_GEOM_POLYGON) {
            call->unknown++;
            continue;
        }
        call->objects++;
        situ_cell_index_query(index, situ_box_grow(s->area->box, s->tolerance), visit, s);
        if (s->found)
            continue;
        empty++;
        SITU_TRY(situ_check_tell(call, areas, row, "geometry", NULL, _("list the point of danger it was drawn for, or delete the area"), err,
                                 _("%s (%s) holds no listed point of its kind"), situ_check_name(areas, row), s->type));
    }
    situ_check_note(call, _("with points: %zu; without: %zu"), call->objects - empty, empty);
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *areas = situ_check_table(call, "hazard_zone"), *points = situ_check_table(call, "risk_point");
    search s = {.call = call, .points = points, .hazards = situ_check_list(call, "double_control", "hazards")};
    situ_cell_index *index = NULL;
    double *xy = NULL;
    if (!points) {
        situ_check_note(call, "%s", _("there is no ledger of risk points"));
        return SITU_OK;
    }
    s.industry = situ_table_find(points, "industry");
    SITU_TRY(situ_check_rule(&s.tolerance, call, "double_control.tolerance_m", err));
    SITU_TRY(index_points(&index, &xy, points, err));
    SITU_TRY(look(call, &s, areas, index, err));
done:
    situ_cell_index_free(index);
    situ_free(xy);
    return status;
}

const situ_check situ_check_double_control_zone = {
    .name = "double_control_zone",
    .label = "双控风险区内无点",
    .summary = N_("areas of danger in which no point is listed"),
    .basis = "“隐患点+风险区”双控;F8",
    .rank = 24,
    .inputs = inputs,
    .run = run,
};

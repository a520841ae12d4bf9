// SPDX-License-Identifier: MIT
// F8: points of a natural hazard that lie in no area of that hazard.

#include "analysis/check_areas.h"
#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", "hazard_zone", NULL};
static const char *const analyses[] = {"grade", NULL};

static bool has_kind(const situ_check_areas *z, const situ_yaml_node *types)
{
    for (size_t row = 0; row < z->table->row_count; row++)
        if (situ_table_geometry(z->table, row) && situ_check_in_list(types, situ_table_text(z->table, row, z->type)))
            return true;
    return false;
}

// Is there an area of the types? Asked for every point, found out once a hazard.
typedef struct kinds { const situ_yaml_node *types[32]; bool has[32]; size_t count; } kinds;
static bool known_kind(kinds *k, const situ_check_areas *z, const situ_yaml_node *types)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->types[i] == types)
            return k->has[i];
    bool has = has_kind(z, types);
    if (k->count < 32) {
        k->types[k->count] = types;
        k->has[k->count++] = has;
    }
    return has;
}

static situ_status look(situ_check_call *call, const situ_check_areas *z, const situ_table *points, double tolerance, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *hazards = situ_check_list(call, "double_control", "hazards");
    int industry = situ_table_find(points, "industry");
    size_t in_zone = 0;
    kinds known = {.count = 0};
    for (size_t row = 0; row < points->row_count; row++) {
        const char *hazard = situ_table_text(points, row, industry);
        const situ_yaml_node *types = hazard ? situ_yaml_get(hazards, hazard) : NULL;
        const situ_geometry *g = situ_table_geometry(points, row);
        size_t area;
        if (row % 4096 == 0)
            SITU_TRY(situ_job_check(call->job, err));
        if (!types || situ_check_is_closed(call, points, row))
            continue;
        // Without areas of its hazard, or with a place known by village only, nothing can be said.
        if (!known_kind(&known, z, types) || !situ_check_exact(points, row) || g->point_count == 0) {
            call->unknown++;
            continue;
        }
        call->objects++;
        SITU_TRY(situ_check_areas_find(&area, z, types, (situ_point){g->xy[0], g->xy[1]}, tolerance, 0, err));
        in_zone += area != SIZE_MAX;
        if (area == SIZE_MAX)
            SITU_TRY(situ_check_tell(call, points, row, "geometry", NULL, _("draw the area of danger around it, or correct its coordinates"), err,
                                     _("%s (%s) lies in no area of danger of its kind"), situ_check_name(points, row), hazard));
    }
    situ_check_note(call, _("in an area: %zu; in none: %zu"), in_zone, call->objects - in_zone);
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *points = situ_check_points(call), *areas = situ_check_table(call, "hazard_zone");
    situ_check_areas z = {0};
    double tolerance;
    if (!areas) {
        situ_check_note(call, "%s", _("there is no ledger of areas of danger"));
        return SITU_OK;
    }
    SITU_TRY(situ_check_rule(&tolerance, call, "double_control.tolerance_m", err));
    SITU_TRY(situ_check_areas_new(&z, areas, err));
    SITU_TRY(look(call, &z, points, tolerance, err));
done:
    situ_check_areas_free(&z);
    return status;
}

const situ_check situ_check_double_control_point = {
    .name = "double_control_point",
    .label = "双控隐患点在区外",
    .summary = N_("points of natural hazards that lie in no area of danger"),
    .basis = "“隐患点+风险区”双控;F8,容差30米",
    .rank = 23,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

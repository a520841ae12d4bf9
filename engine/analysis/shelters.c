// SPDX-License-Identifier: MIT

#include "analysis/shelters.h"

#include <math.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/rows.h"

static const situ_yaml_node *check_list(const situ_rules *rules, const char *key)
{
    return situ_yaml_get(situ_yaml_get(situ_rules_file(rules, "check"), "shelter"), key);
}

situ_status situ_shelter_capacity_of(situ_shelter_capacity *out, const situ_rules *rules, const situ_table *shelters, size_t row, situ_error *err)
{
    const situ_yaml_node *areas = situ_yaml_get(situ_rules_file(rules, "shelter"), "area_per_person");
    const char *own = situ_check_text(shelters, row, "duration");
    double given = situ_rows_real(shelters, row, "cap_given"), area = situ_rows_real(shelters, row, "area_eff"), each = 0;
    *out = (situ_shelter_capacity){.given = given >= 0 ? given : (double)NAN, .by_area = (double)NAN, .people = (double)NAN, .assumed = !own,
                                   .duration = own ? own : situ_rules_text(rules, "shelter", "default_duration.value", "")};
    if (area >= 0) {
        const char *text = situ_yaml_text(areas, out->duration, NULL);
        if (!text || !situ_parse_double(text, &each) || !(each > 0))
            return situ_yaml_fail(err, situ_rules_path(rules, "shelter"), areas ? areas : situ_rules_file(rules, "shelter"), _("give square metres a person above 0"),
                                  _("area_per_person has no usable number for %s"), out->duration);
        out->by_area = floor(area / each + 1e-9);
    }
    out->people = isnan(out->given) ? out->by_area : isnan(out->by_area) ? floor(out->given) : fmin(floor(out->given), out->by_area);
    return SITU_OK;
}

bool situ_shelter_meant_for(const situ_rules *rules, const situ_table *shelters, size_t row, const char *type)
{
    const char *hazards = situ_check_text(shelters, row, "hazards_ok");
    const situ_yaml_node *words = situ_yaml_get(check_list(rules, "hazards"), type);
    for (size_t i = 0; hazards && words && words->kind == SITU_YAML_LIST && i < words->count; i++)
        if (strstr(hazards, words->items[i]->text))
            return true;
    return !hazards;
}

situ_status situ_shelter_inside(size_t *area, const situ_rules *rules, const situ_check_areas *areas, const situ_yaml_node *types,
                                const situ_table *shelters, size_t row, size_t from, situ_error *err)
{
    situ_point at;
    *area = SIZE_MAX;
    const situ_geometry *g = situ_table_geometry(shelters, row);
    if (!g || g->point_count == 0)
        return SITU_OK;
    at = (situ_point){g->xy[0], g->xy[1]};
    for (;; from = *area + 1) {
        situ_status status = situ_check_areas_find(area, areas, types, at, 0, from, err);
        if (status != SITU_OK || *area == SIZE_MAX)
            return status;
        const char *type = situ_table_text(areas->table, *area, areas->type);
        if (type && !situ_check_in_list(check_list(rules, "skip"), type))
            return SITU_OK;
    }
}

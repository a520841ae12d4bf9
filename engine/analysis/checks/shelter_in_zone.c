// SPDX-License-Identifier: MIT
// Shelters inside an area of danger (domain.md C4-12), and whether they are meant for its hazard.

#include "analysis/checking.h"
#include "analysis/shelters.h"

static const char *const inputs[] = {"shelter", "hazard_zone", NULL};

static situ_status look(situ_check_call *call, const situ_check_areas *areas, const situ_table *t, size_t row, size_t *inside, size_t *meant_inside, situ_error *err)
{
    situ_status status = SITU_OK;
    bool in_any = false;
    for (size_t at = 0, area;; at = area + 1) {
        SITU_TRY(situ_shelter_inside(&area, call->rules, areas, NULL, t, row, at, err));
        if (area == SIZE_MAX)
            break;
        const char *type = situ_table_text(areas->table, area, areas->type);
        *inside += !in_any;
        in_any = true;
        bool meant = situ_shelter_meant_for(call->rules, t, row, type);
        *meant_inside += meant;
        SITU_TRY(situ_check_tell(call, t, row, "geometry", type, _("do not use it for this hazard, or correct its coordinates"), err,
                                 meant ? _("shelter %s lies inside %s (%s): its capacity counts as 0 there") : _("shelter %s lies inside %s (%s), a hazard it is not meant for: close it then"),
                                 situ_check_name(t, row), situ_check_name(areas->table, area), type));
    }
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "shelter"), *zones = situ_check_table(call, "hazard_zone");
    situ_check_areas areas = {0};
    size_t inside = 0, meant = 0;
    if (!zones) {
        situ_check_note(call, "%s", _("there is no ledger of areas of danger"));
        return SITU_OK;
    }
    SITU_TRY(situ_check_areas_new(&areas, zones, err));
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        if (!situ_check_exact(t, row) || g->point_count == 0) {
            call->unknown++;
            continue;
        }
        call->objects++;
        SITU_TRY(look(call, &areas, t, row, &inside, &meant, err));
    }
    situ_check_note(call, _("inside an area: %zu shelters, %zu times of a hazard it is meant for"), inside, meant);
done:
    situ_check_areas_free(&areas);
    return status;
}

const situ_check situ_check_shelter_in_zone = {
    .name = "shelter_in_zone",
    .label = "避难场所在危险区内",
    .summary = N_("shelters inside an area of danger"),
    .basis = "F10:位于该灾种危险区内的避难场所容量计0",
    .rank = 56,
    .inputs = inputs,
    .run = run,
};

// SPDX-License-Identifier: MIT
// F8: points of a natural hazard that lie in no area of that hazard.

#include "analysis/checking.h"
#include "analysis/double_control.h"

static const char *const inputs[] = {"risk_point", "hazard_zone", NULL};
static const char *const analyses[] = {"grade", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *points = situ_check_points(call), *areas = situ_check_table(call, "hazard_zone");
    situ_controls c = {0};
    size_t in_zone = 0;
    if (!areas) {
        situ_check_note(call, "%s", _("there is no ledger of areas of danger"));
        return SITU_OK;
    }
    SITU_TRY(situ_controls_new(&c, points, areas, call->rules, call->job, err));
    for (size_t row = 0; row < points->row_count; row++) {
        // Without areas of its hazard, or with a place known by village only, nothing can be said.
        call->unknown += c.point[row] == SITU_CONTROL_NO_AREAS || c.point[row] == SITU_CONTROL_UNPLACED;
        call->objects += c.point[row] == SITU_CONTROL_IN || c.point[row] == SITU_CONTROL_OUT;
        in_zone += c.point[row] == SITU_CONTROL_IN;
        if (c.point[row] == SITU_CONTROL_OUT)
            SITU_TRY(situ_check_tell(call, points, row, "geometry", NULL, _("draw the area of danger around it, or correct its coordinates"), err,
                                     _("%s (%s) lies in no area of danger of its kind"), situ_check_name(points, row),
                                     situ_table_text(points, row, situ_table_find(points, "industry"))));
    }
    situ_check_note(call, _("in an area: %zu; in none: %zu"), in_zone, call->objects - in_zone);
done:
    situ_controls_free(&c);
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

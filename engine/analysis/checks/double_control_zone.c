// SPDX-License-Identifier: MIT
// F8 the other way round: areas of danger in which no point of their hazard is listed.

#include "analysis/checking.h"
#include "analysis/double_control.h"

static const char *const inputs[] = {"hazard_zone", "risk_point", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *areas = situ_check_table(call, "hazard_zone"), *points = situ_check_table(call, "risk_point");
    situ_controls c = {0};
    size_t empty = 0;
    if (!points) {
        situ_check_note(call, "%s", _("there is no ledger of risk points"));
        return SITU_OK;
    }
    SITU_TRY(situ_controls_new(&c, points, areas, call->rules, call->job, err));
    for (size_t row = 0; row < areas->row_count; row++) {
        call->unknown += c.area[row] == SITU_CONTROL_UNPLACED;
        call->objects += c.area[row] == SITU_CONTROL_IN || c.area[row] == SITU_CONTROL_OUT;
        if (c.area[row] != SITU_CONTROL_OUT)
            continue;
        empty++;
        SITU_TRY(situ_check_tell(call, areas, row, "geometry", NULL, _("list the point of danger it was drawn for, or delete the area"), err,
                                 _("%s (%s) holds no listed point of its kind"), situ_check_name(areas, row),
                                 situ_table_text(areas, row, situ_table_find(areas, "type"))));
    }
    situ_check_note(call, _("with points: %zu; without: %zu"), call->objects - empty, empty);
done:
    situ_controls_free(&c);
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

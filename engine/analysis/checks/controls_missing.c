// SPDX-License-Identifier: MIT
// Red and orange points without control measures (domain.md A2-13).

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", NULL};
static const char *const analyses[] = {"grade", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_points(call);
    bool any = false;
    for (size_t row = 0; row < t->row_count && !any; row++)
        any = situ_check_text(t, row, "controls");
    for (size_t row = 0; row < t->row_count; row++) {
        int level = situ_check_level(t, row);
        if (!situ_check_wants_level(call, "controls", level) || situ_check_is_closed(call, t, row))
            continue;
        if (!any) { // a column nobody keeps says nothing of a single point
            call->unknown++;
            continue;
        }
        call->objects++;
        if (!situ_check_text(t, row, "controls"))
            SITU_TRY(situ_check_tell(call, t, row, "controls", situ_level_word(call->rules, level), _("fill in the control measures"), err, _("%s (%s) has no control measures"),
                                     situ_check_name(t, row), situ_level_word(call->rules, level)));
    }
    if (!any)
        situ_check_note(call, "%s", _("no point has its control measures filled in"));
done:
    return status;
}

const situ_check situ_check_controls_missing = {
    .name = "controls_missing",
    .label = "红橙点无管控措施",
    .summary = N_("red and orange points without control measures"),
    .basis = "重大风险管控公示:责任人和风险管控措施",
    .rank = 26,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

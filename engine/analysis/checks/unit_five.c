// SPDX-License-Identifier: MIT
// 五到位 of units: posts, duties, search, dispatch, supervision (domain.md A1-8). Not 整改五到位.

#include "analysis/coverage.h"

static const char *const inputs[] = {"unit_ready", NULL};

static situ_status say(situ_check_call *call, const situ_table *t, size_t row, situ_ticked ticked, const char *missing, situ_error *err)
{
    return situ_check_tell(call, t, row, "post_ok", missing, _("settle what is missing and fill it in"), err, _("%s: %d of the five are in place, missing: %s"), situ_check_name(t, row), ticked.yes, missing);
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    size_t complete;
    situ_status status = situ_ticks_check(&complete, call, situ_check_table(call, "unit_ready"), situ_ticks_five_done, say, err);
    situ_check_note(call, _("all five in place: %zu of %zu units"), complete, call->objects);
    return status;
}

const situ_check situ_check_unit_five = {
    .name = "unit_five",
    .label = "单位责任五到位",
    .summary = N_("units whose posts, duties, search, dispatch or supervision are not in place"),
    .basis = "应急岗位设置、安全职责落实、风险隐患排查、应急调度、考核督查“五到位”",
    .rank = 34,
    .inputs = inputs,
    .run = run,
};

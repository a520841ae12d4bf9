// SPDX-License-Identifier: MIT
// F16 三直十有: score = how many of the 13, standard = all of them.

#include "analysis/coverage.h"

static const char *const inputs[] = {"team", NULL};

static situ_status say(situ_check_call *call, const situ_table *t, size_t row, situ_ticked ticked, const char *missing, situ_error *err)
{
    return situ_check_tell(call, t, row, "led_ok", missing, _("settle what is missing and fill it in"), err, _("team %s: %d/%d, missing: %s"), situ_check_name(t, row), ticked.yes, ticked.count, missing);
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    size_t standard;
    situ_status status = situ_ticks_check(&standard, call, situ_check_table(call, "team"), situ_ticks_team, say, err);
    situ_check_note(call, _("up to standard: %zu of %zu teams; nothing filled in: %zu"), standard, call->objects, call->unknown);
    return status;
}

const situ_check situ_check_team_standard = {
    .name = "team_standard",
    .label = "队伍三直十有",
    .summary = N_("rescue teams that are not up to the thirteen points of the standard"),
    .basis = "F16:直接领导、建立、管理;十有",
    .rank = 51,
    .inputs = inputs,
    .run = run,
};

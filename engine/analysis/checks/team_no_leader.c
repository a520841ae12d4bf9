// SPDX-License-Identifier: MIT
// Rescue teams without leader, phone or people.

#include "analysis/checking.h"

static const char *const inputs[] = {"team", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "team");
    for (size_t row = 0; row < t->row_count; row++) {
        int64_t people = situ_table_int(t, row, situ_table_find(t, "people"));
        call->objects++;
        if (!situ_check_text(t, row, "leader"))
            SITU_TRY(situ_check_tell(call, t, row, "leader", NULL, _("fill in the leader and the phone"), err, _("team %s has no leader"), situ_check_name(t, row)));
        else if (!situ_check_text(t, row, "phone"))
            SITU_TRY(situ_check_tell(call, t, row, "phone", NULL, _("fill in the phone"), err, _("team %s: the leader has no phone"), situ_check_name(t, row)));
        if (people != SITU_NULL_INT && people <= 0)
            SITU_TRY(situ_check_tell(call, t, row, "people", "0", _("correct the number, or delete the team"), err, _("team %s has no people"), situ_check_name(t, row)));
    }
done:
    return status;
}

const situ_check situ_check_team_no_leader = {
    .name = "team_no_leader",
    .label = "队伍无负责人或电话",
    .summary = N_("rescue teams without leader, phone or people"),
    .basis = "队伍有负责人、联得上",
    .rank = 50,
    .inputs = inputs,
    .run = run,
};

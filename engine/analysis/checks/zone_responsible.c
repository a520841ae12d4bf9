// SPDX-License-Identifier: MIT
// Areas of danger without a responsible person or without a phone (domain.md A3-28).

#include "analysis/checking.h"

static const char *const inputs[] = {"hazard_zone", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "hazard_zone");
    for (size_t row = 0; row < t->row_count; row++) {
        bool person = situ_check_text(t, row, "resp_person"), phone = situ_check_text(t, row, "phone");
        call->objects++;
        if (!person)
            SITU_TRY(situ_check_tell(call, t, row, "resp_person", NULL, _("fill in the responsible person"), err, _("%s has no responsible person"), situ_check_name(t, row)));
        else if (!phone)
            SITU_TRY(situ_check_tell(call, t, row, "phone", NULL, _("fill in the phone"), err, _("%s: %s has no phone"), situ_check_name(t, row),
                                     situ_check_text(t, row, "resp_person")));
    }
done:
    return status;
}

const situ_check situ_check_zone_responsible = {
    .name = "zone_responsible",
    .label = "双控风险区无责任人",
    .summary = N_("areas of danger without a responsible person or phone"),
    .basis = "“隐患点+风险区”双控:风险区有责任人",
    .rank = 25,
    .inputs = inputs,
    .run = run,
};

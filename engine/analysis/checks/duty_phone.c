// SPDX-License-Identifier: MIT
// Posted persons who cannot be called: neither mobile nor duty phone.

#include "analysis/checking.h"

static const char *const inputs[] = {"person", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "person");
    for (size_t row = 0; row < t->row_count; row++) {
        const char *role = situ_check_text(t, row, "role"), *post = situ_check_text(t, row, "post");
        call->objects++;
        if (!situ_check_text(t, row, "mobile") && !situ_check_text(t, row, "duty_phone"))
            SITU_TRY(situ_check_tell(call, t, row, "mobile", NULL, _("fill in the mobile or the duty phone"), err, _("%s (%s) has no phone"), situ_check_name(t, row),
                                     role ? role : post ? post : "-"));
    }
done:
    return status;
}

const situ_check situ_check_duty_phone = {
    .name = "duty_phone",
    .label = "责任人无电话",
    .summary = N_("posted persons without a phone"),
    .basis = "责任人姓名电话公示;叫应到人",
    .rank = 40,
    .inputs = inputs,
    .run = run,
};

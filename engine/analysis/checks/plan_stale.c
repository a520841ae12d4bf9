// SPDX-License-Identifier: MIT
// Plans that were last issued or revised too long ago, or that bear no date.

#include "analysis/checking.h"

static const char *const inputs[] = {"plan_doc", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "plan_doc");
    double years;
    long today, issued, revised;
    size_t fresh = 0;
    if (!situ_check_today(call, &today))
        return SITU_OK;
    SITU_TRY(situ_check_rule(&years, call, "plan.years", err));
    for (size_t row = 0; row < t->row_count; row++) {
        bool has_issued = situ_check_day_of(t, row, "issued", &issued), has_revised = situ_check_day_of(t, row, "revised", &revised);
        if (!has_issued && !has_revised) {
            call->unknown++;
            SITU_TRY(situ_check_tell(call, t, row, "issued", NULL, _("fill in when it was issued or revised"), err, _("plan \"%s\" bears no date"), situ_check_name(t, row)));
            continue;
        }
        call->objects++;
        const char *column = has_revised && (!has_issued || revised >= issued) ? "revised" : "issued";
        long last = column[0] == 'r' ? revised : issued;
        if ((double)(today - last) <= years * 365.25) {
            fresh++;
            continue;
        }
        const char *date = situ_table_text(t, row, situ_table_find(t, column));
        SITU_TRY(situ_check_tell(call, t, row, column, date, _("revise it, or fill in the date of its revision"), err, _("plan \"%s\" was last revised on %s, more than %g years ago"),
                                 situ_check_name(t, row), date, years));
    }
    if (call->objects)
        situ_check_note(call, _("revised within %g years: %zu of %zu (%.1f %%)"), years, fresh, call->objects, 100.0 * (double)fresh / (double)call->objects);
done:
    return status;
}

const situ_check situ_check_plan_stale = {
    .name = "plan_stale",
    .label = "预案久未修订",
    .summary = N_("plans that were not revised for years"),
    .basis = "预案每3年评估修订;修编率",
    .rank = 27,
    .inputs = inputs,
    .run = run,
};

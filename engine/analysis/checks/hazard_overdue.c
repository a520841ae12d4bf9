// SPDX-License-Identifier: MIT
// Hazards past their date, and the rates of correction (F13): 整改率 = closed / all, 按期率 = closed in
// time / those whose date has passed; major ones apart.

#include "analysis/coverage.h"

static const char *const inputs[] = {"hazard", NULL};

static double percent(size_t part, size_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static situ_status look(situ_check_call *call, const situ_table *t, size_t row, long today, situ_error *err)
{
    long due = 0;
    const char *end = situ_table_text(t, row, situ_table_find(t, "due"));
    if (situ_hazard_is_done(t, row))
        return SITU_OK;
    if (!situ_check_day(end, &due))
        return situ_check_tell(call, t, row, "due", NULL, _("set a date for the correction"), err, _("hazard \"%s\" is open and has no date of correction"), situ_check_name(t, row));
    if (due >= today)
        return SITU_OK;
    return situ_check_tell(call, t, row, "due", end, _("correct it, or have the date put off"), err, _("hazard \"%s\" should have been corrected by %s, %ld days ago"),
                           situ_check_name(t, row), end, today - due);
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "hazard");
    situ_rates all = {0}, major = {0};
    long today = 0;
    bool dated = situ_check_day(call->as_of, &today);
    for (size_t row = 0; row < t->row_count; row++) {
        call->objects++;
        situ_rates_add(&all, t, row, dated, today);
        if (situ_hazard_is_major(t, row))
            situ_rates_add(&major, t, row, dated, today);
        if (dated)
            SITU_TRY(look(call, t, row, today, err));
    }
    situ_check_note(call, _("corrected %.1f %% (%zu of %zu), in time %.1f %% (%zu of %zu); major ones: corrected %.1f %% (%zu of %zu), in time %.1f %% (%zu of %zu)%s%s"),
                    percent(all.closed, all.all), all.closed, all.all, percent(all.in_time, all.due), all.in_time, all.due, percent(major.closed, major.all),
                    major.closed, major.all, percent(major.in_time, major.due), major.in_time, major.due, dated ? "" : "; ",
                    dated ? "" : _("the date of the data is not known, so nothing counts as late: give --as-of, or as_of in the project file"));
done:
    return status;
}

const situ_check situ_check_hazard_overdue = {
    .name = "hazard_overdue",
    .label = "隐患整改逾期",
    .summary = N_("hazards past the date of their correction, with the rates of correction"),
    .basis = "F13:整改率、按期率,重大隐患另计",
    .rank = 31,
    .inputs = inputs,
    .run = run,
};

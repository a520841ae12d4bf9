// SPDX-License-Identifier: MIT
// Hazards past their date, and the rates of correction (F13): 整改率 = closed / all, 按期率 = closed in
// time / those whose date has passed; major ones apart.

#include <stdio.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"hazard", NULL};

typedef struct rates { size_t all, closed, due, in_time; } rates;

static bool is_done(const situ_table *t, size_t row)
{
    const char *state = situ_table_text(t, row, situ_table_find(t, "state"));
    return situ_streq(state, "销号") || situ_streq(state, "验收") || situ_check_text(t, row, "closed");
}

static double percent(size_t part, size_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static situ_status look(situ_check_call *call, const situ_table *t, size_t row, long today, bool dated, rates *r, situ_error *err)
{
    situ_status status = SITU_OK;
    bool done = is_done(t, row), has_due;
    long due = 0, closed = 0;
    const char *end = situ_table_text(t, row, situ_table_find(t, "due"));
    has_due = situ_check_day(end, &due);
    r->all++;
    r->closed += done;
    if (!dated)
        return SITU_OK;
    if (!has_due && !done)
        return situ_check_tell(call, t, row, "due", NULL, _("set a date for the correction"), err, _("hazard \"%s\" is open and has no date of correction"), situ_check_name(t, row));
    if (!has_due || due >= today)
        return SITU_OK;
    r->due++;
    if (done && (!situ_check_day_of(t, row, "closed", &closed) || closed <= due))
        r->in_time++;
    else if (!done)
        SITU_TRY(situ_check_tell(call, t, row, "due", end, _("correct it, or have the date put off"), err, _("hazard \"%s\" should have been corrected by %s, %ld days ago"),
                                 situ_check_name(t, row), end, today - due));
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "hazard");
    rates all = {0}, major = {0};
    long today = 0;
    bool dated = situ_check_day(call->as_of, &today);
    for (size_t row = 0; row < t->row_count; row++) {
        rates one = {0};
        call->objects++;
        SITU_TRY(look(call, t, row, today, dated, &one, err));
        const rates *add = &one;
        for (rates *to = &all;; to = &major) {
            to->all += add->all;
            to->closed += add->closed;
            to->due += add->due;
            to->in_time += add->in_time;
            if (to == &major || !situ_streq(situ_table_text(t, row, situ_table_find(t, "grade")), "重大"))
                break;
        }
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

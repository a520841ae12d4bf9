// SPDX-License-Identifier: MIT
// Persons whose term is over at the date of the data (domain.md A2-18).

#include "analysis/checking.h"

static const char *const inputs[] = {"person", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "person");
    long today, from, to;
    if (!situ_check_today(call, &today))
        return SITU_OK;
    for (size_t row = 0; row < t->row_count; row++) {
        const char *end = situ_table_text(t, row, situ_table_find(t, "to_date"));
        if (!situ_check_day(end, &to)) {
            call->unknown++;
            continue;
        }
        call->objects++;
        if (situ_check_day_of(t, row, "from_date", &from) && from > to)
            SITU_TRY(situ_check_tell(call, t, row, "to_date", end, _("correct the dates of the term"), err, _("%s: the term ends before it begins"), situ_check_name(t, row)));
        else if (to < today)
            SITU_TRY(situ_check_tell(call, t, row, "to_date", end, _("post the successor, or correct the end of the term"), err, _("%s: the term ended on %s"),
                                     situ_check_name(t, row), end));
    }
done:
    return status;
}

const situ_check situ_check_person_expired = {
    .name = "person_expired",
    .label = "责任人任期已过",
    .summary = N_("persons whose term is over"),
    .basis = "责任人任期止日早于数据截止日",
    .rank = 41,
    .inputs = inputs,
    .run = run,
};

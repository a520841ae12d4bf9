// SPDX-License-Identifier: MIT
// 整改五到位 of major hazards: plan, time, responsibility, money and measures (domain.md A1-8'). What a
// ledger says outright counts; else that the plan, the date, the person, the money or the measures are
// filled in.

#include "analysis/checking.h"

static const char *const inputs[] = {"hazard", NULL};

static const struct { const char *said, *filled, *word; } items[] = {
    {"plan_ok", "plan", "整改方案"}, {"time_ok", "due", "整改时限"}, {"resp_ok", "owner", "整改责任"}, {"fund_ok", "fund", "整改资金"}, {"meas_ok", "measures", "整改措施"},
};
enum { ITEMS = sizeof items / sizeof *items };

static bool in_place(const situ_table *t, size_t row, int item)
{
    int said = situ_check_bool(t, row, items[item].said);
    return said >= 0 ? said == 1 : situ_check_text(t, row, items[item].filled) != NULL;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "hazard");
    size_t complete = 0;
    situ_str missing;
    situ_str_init(&missing);
    for (size_t row = 0; row < t->row_count; row++) {
        const char *grade = situ_table_text(t, row, situ_table_find(t, "grade")), *state = situ_table_text(t, row, situ_table_find(t, "state"));
        size_t count = 0;
        call->unknown += grade == NULL;
        if (!situ_streq(grade, "重大") || situ_streq(state, "销号") || situ_streq(state, "验收"))
            continue;
        call->objects++;
        situ_str_clear(&missing);
        for (int i = 0; i < ITEMS; i++)
            if (!in_place(t, row, i)) {
                situ_str_addf(&missing, "%s%s", missing.length ? "、" : "", items[i].word);
                count++;
            }
        complete += count == 0;
        if (count == 0)
            continue;
        SITU_TRY_ALLOC(situ_str_ok(&missing) ? missing.data : NULL);
        SITU_TRY(situ_check_tell(call, t, row, "plan_ok", missing.data, _("settle and fill in what is missing"), err,
                                 _("major hazard \"%s\": %zu of the five are not in place: %s"), situ_check_name(t, row), count, missing.data));
    }
    situ_check_note(call, _("all five in place: %zu of %zu open major hazards"), complete, call->objects);
done:
    situ_str_free(&missing);
    return status;
}

const situ_check situ_check_hazard_five = {
    .name = "hazard_five",
    .label = "重大隐患整改五到位",
    .summary = N_("major hazards without plan, time, responsibility, money or measures of their correction"),
    .basis = "整改方案、整改时限、整改责任、整改资金、整改措施“五到位”",
    .rank = 30,
    .inputs = inputs,
    .run = run,
};

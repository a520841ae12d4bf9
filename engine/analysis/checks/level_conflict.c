// SPDX-License-Identifier: MIT
// F18: the level the factors give is not the level the ledger says.

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", NULL};
static const char *const analyses[] = {"grade", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "grade.points");
    size_t understated = 0, overstated = 0;
    if (!t) {
        situ_check_note(call, "%s", _("the levels could not be computed"));
        return SITU_OK;
    }
    for (size_t row = 0; row < t->row_count; row++) {
        int64_t given = situ_table_int(t, row, situ_table_find(t, "level_given")), calc = situ_table_int(t, row, situ_table_find(t, "level_calc"));
        if (situ_check_is_closed(call, t, row))
            continue;
        if (given < 1 || given > 4 || calc < 1 || calc > 4) {
            call->unknown++;
            continue;
        }
        call->objects++;
        if (given == calc)
            continue;
        understated += given > calc;
        overstated += given < calc;
        const char *said = situ_level_word(call->rules, (int)given), *computed = situ_level_word(call->rules, (int)calc);
        const char *why = situ_table_text(t, row, situ_table_find(t, "level_reason"));
        SITU_TRY(situ_check_tell(call, t, row, "level_given", said, _("check the factors and the level in the ledger"), err,
                                 given > calc ? _("%s: the ledger says %s, the factors give the worse %s (%s)") : _("%s: the ledger says %s, the factors give the lower %s (%s)"),
                                 situ_check_name(t, row), said, computed, why ? why : ""));
    }
    situ_check_note(call, _("said too low: %zu; said too high: %zu"), understated, overstated);
done:
    return status;
}

const situ_check situ_check_level_conflict = {
    .name = "level_conflict",
    .label = "上报与计算等级不符",
    .summary = N_("points whose given level is not the computed one"),
    .basis = "F18:上报等级与复算等级不一致的逐条列出",
    .rank = 20,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

// SPDX-License-Identifier: MIT
// 一风险点一方案 (domain.md A3-24): red and orange points that no plan stands for.

#include "analysis/coverage.h"

static const char *const inputs[] = {"risk_point", "plan_doc", NULL};
static const char *const analyses[] = {"grade", NULL};

static situ_status look(situ_check_call *call, const situ_plans *p, const situ_table *t, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    int level = situ_check_level(t, row);
    bool has;
    if (!situ_check_wants_level(call, "plan", level) || situ_check_is_closed(call, t, row))
        return SITU_OK;
    call->objects++;
    SITU_TRY(situ_plans_has(&has, p, t, row, err));
    if (!has)
        status = situ_check_tell(call, t, row, "plan_doc", situ_level_word(call->rules, level), _("make its plan and name it in the ledger, or list it in the ledger of plans"), err,
                                 _("%s (%s) has no plan"), situ_check_name(t, row), situ_level_word(call->rules, level));
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_points(call), *ledger = situ_check_table(call, "plan_doc");
    situ_plans p = {0};
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    if (!ledger && !situ_column_filled(t, "plan_doc")) {
        situ_check_note(call, "%s", _("there is no ledger of plans, and no point names its plan"));
        for (size_t row = 0; row < t->row_count; row++)
            call->unknown += situ_check_wants_level(call, "plan", situ_check_level(t, row)) && !situ_check_is_closed(call, t, row);
        goto done;
    }
    SITU_TRY(situ_plans_new(&p, ledger, arena, err));
    for (size_t row = 0; row < t->row_count; row++)
        SITU_TRY(look(call, &p, t, row, err));
done:
    situ_plans_free(&p);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_plan_missing = {
    .name = "plan_missing",
    .label = "红橙点无预案",
    .summary = N_("red and orange points without a plan"),
    .basis = "“一个风险点一套管控方案”",
    .rank = 26,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

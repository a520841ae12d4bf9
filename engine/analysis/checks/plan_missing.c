// SPDX-License-Identifier: MIT
// 一风险点一方案 (domain.md A3-24): red and orange points that no plan stands for.

#include <string.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", "plan_doc", NULL};
static const char *const analyses[] = {"grade", NULL};

typedef struct plans {
    const situ_table *table;
    situ_check_index object;
    char **names; // keys of the plans' names
} plans;

static situ_status names_of(plans *p, situ_arena *arena, situ_error *err)
{
    p->names = situ_arena_alloc(arena, (p->table->row_count + 1) * sizeof *p->names);
    if (!p->names)
        return situ_fail_nomem(err);
    for (size_t row = 0; row < p->table->row_count; row++) {
        p->names[row] = situ_check_key(arena, situ_table_text(p->table, row, situ_table_find(p->table, "name")));
        if (!p->names[row])
            return situ_fail_nomem(err);
    }
    return situ_check_index_new(&p->object, p->table, "object", true, arena, err);
}

// "青龙采石场现场处置方案" is the plan of 青龙采石场.
static bool named(const plans *p, const char *point)
{
    for (size_t row = 0; p->table && strlen(point) >= 6 && row < p->table->row_count; row++)
        if (strstr(p->names[row], point))
            return true;
    return false;
}

static bool any_filled(const situ_table *t, const char *column)
{
    for (size_t row = 0; row < t->row_count; row++)
        if (situ_check_text(t, row, column))
            return true;
    return false;
}

static situ_status look(situ_check_call *call, const plans *p, const situ_table *t, size_t row, situ_arena *arena, situ_error *err)
{
    int level = situ_check_level(t, row);
    if (!situ_check_wants_level(call, "plan", level) || situ_check_is_closed(call, t, row))
        return SITU_OK;
    call->objects++;
    if (situ_check_text(t, row, "plan_doc"))
        return SITU_OK;
    char *name = situ_check_key(arena, situ_check_name(t, row)), *id = situ_check_key(arena, situ_table_text(t, row, situ_table_find(t, "id")));
    if (!name || !id)
        return situ_fail_nomem(err);
    if (situ_check_index_find(&p->object, name) != SIZE_MAX || situ_check_index_find(&p->object, id) != SIZE_MAX || named(p, name))
        return SITU_OK;
    return situ_check_tell(call, t, row, "plan_doc", situ_level_word(call->rules, level), _("make its plan and name it in the ledger, or list it in the ledger of plans"), err,
                           _("%s (%s) has no plan"), situ_check_name(t, row), situ_level_word(call->rules, level));
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_points(call);
    plans p = {.table = situ_check_table(call, "plan_doc")};
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    if (!p.table && !any_filled(t, "plan_doc")) {
        situ_check_note(call, "%s", _("there is no ledger of plans, and no point names its plan"));
        for (size_t row = 0; row < t->row_count; row++)
            call->unknown += situ_check_wants_level(call, "plan", situ_check_level(t, row)) && !situ_check_is_closed(call, t, row);
        goto done;
    }
    if (p.table)
        SITU_TRY(names_of(&p, arena, err));
    for (size_t row = 0; row < t->row_count; row++)
        SITU_TRY(look(call, &p, t, row, arena, err));
done:
    situ_check_index_free(&p.object);
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

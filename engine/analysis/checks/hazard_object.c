// SPDX-License-Identifier: MIT
// Hazards of a unit that is no listed risk point, and hazards that name no unit: the two ledgers are
// joined by it (domain.md A5-58).

#include "analysis/checking.h"

static const char *const inputs[] = {"hazard", "risk_point", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "hazard"), *points = situ_check_table(call, "risk_point");
    situ_check_index names = {0}, ids = {0}, others = {0};
    situ_arena *arena = situ_arena_new();
    size_t own = 0, official = 0;
    SITU_TRY_ALLOC(arena);
    if (points) {
        SITU_TRY(situ_check_index_new(&names, points, "name", false, arena, err));
        SITU_TRY(situ_check_index_new(&ids, points, "id", false, arena, err));
        SITU_TRY(situ_check_index_new(&others, points, "other_names", true, arena, err));
    }
    for (size_t row = 0; row < t->row_count; row++) {
        const char *object = situ_check_text(t, row, "object"), *source = situ_table_text(t, row, situ_table_find(t, "source"));
        own += situ_streq(source, "企业自查");
        official += situ_streq(source, "政府检查");
        call->objects++;
        if (!object) {
            SITU_TRY(situ_check_tell(call, t, row, "object", NULL, _("fill in the unit or the risk point"), err, _("hazard \"%s\" names no unit"), situ_check_name(t, row)));
            continue;
        }
        char *key = situ_check_key(arena, object);
        SITU_TRY_ALLOC(key);
        if (points && situ_check_index_find(&names, key) == SIZE_MAX && situ_check_index_find(&ids, key) == SIZE_MAX && situ_check_index_find(&others, key) == SIZE_MAX)
            SITU_TRY(situ_check_tell(call, t, row, "object", object, _("write it as in the ledger of risk points, or list the unit there"), err,
                                     _("hazard \"%s\": %s is no listed risk point"), situ_check_name(t, row), object));
    }
    situ_check_note(call, _("found by the enterprise: %zu, by an authority: %zu, not said: %zu"), own, official, call->objects - own - official);
done:
    situ_check_index_free(&names);
    situ_check_index_free(&ids);
    situ_check_index_free(&others);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_hazard_object = {
    .name = "hazard_object",
    .label = "隐患单位对不上",
    .summary = N_("hazards whose unit is no listed risk point"),
    .basis = "企业自查、政府检查“两本账”按单位对上",
    .rank = 31,
    .inputs = inputs,
    .run = run,
};

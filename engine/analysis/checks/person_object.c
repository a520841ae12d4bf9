// SPDX-License-Identifier: MIT
// Persons in charge of an object that stands in no ledger: a wrong name posts nobody.

#include "analysis/checking.h"

static const char *const inputs[] = {"person", "risk_point", "hazard_zone", "region", "shelter", "depot", "team", "station", NULL};

enum { TABLES = 7 };

static situ_status look(situ_check_call *call, const situ_table *t, size_t row, situ_check_index (*known)[TABLES][2], situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *objects = situ_check_text(t, row, "object"), *at = objects;
    bool no_memory = false;
    if (!objects)
        return SITU_OK;
    call->objects++;
    for (char *key; (key = situ_check_part(arena, &at, &no_memory)) != NULL;) {
        bool found = false;
        for (int k = 0; k < TABLES && !found; k++)
            found = situ_check_index_find(&(*known)[k][0], key) != SIZE_MAX || situ_check_index_find(&(*known)[k][1], key) != SIZE_MAX;
        if (!found)
            SITU_TRY(situ_check_tell(call, t, row, "object", objects, _("write the name or the number as it stands in the object's ledger"), err,
                                     _("%s is in charge of %s, which stands in no ledger"), situ_check_name(t, row), key));
    }
    if (no_memory)
        status = situ_fail_nomem(err);
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "person");
    situ_check_index known[TABLES][2] = {0};
    situ_arena *arena = situ_arena_new();
    bool any = false;
    SITU_TRY_ALLOC(arena);
    for (int k = 0; k < TABLES; k++) {
        const situ_table *other = situ_check_table(call, inputs[k + 1]);
        if (!other)
            continue;
        any = true;
        SITU_TRY(situ_check_index_new(&known[k][0], other, "name", false, arena, err));
        SITU_TRY(situ_check_index_new(&known[k][1], other, "id", false, arena, err));
    }
    for (size_t row = 0; any && row < t->row_count; row++)
        SITU_TRY(look(call, t, row, &known, arena, err));
done:
    for (int k = 0; k < TABLES; k++) {
        situ_check_index_free(&known[k][0]);
        situ_check_index_free(&known[k][1]);
    }
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_person_object = {
    .name = "person_object",
    .label = "包保对象查无",
    .summary = N_("persons in charge of an object that stands in no ledger"),
    .basis = "责任人名单与各台账对得上",
    .rank = 42,
    .inputs = inputs,
    .run = run,
};

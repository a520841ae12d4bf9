// SPDX-License-Identifier: MIT
// Risk points without a responsible person or without a phone, with their level.

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", "person", NULL};
static const char *const analyses[] = {"grade", NULL};

// A person posted for the object stands in for an empty column of the ledger.
static bool posted(const situ_check_index *persons, situ_arena *arena, const situ_table *t, size_t row, bool *phone)
{
    const char *id = situ_table_text(t, row, situ_table_find(t, "id"));
    const char *keys[2] = {situ_check_key(arena, situ_check_name(t, row)), situ_check_key(arena, id)};
    bool found = false;
    for (int k = 0; k < 2; k++)
        for (size_t p = situ_check_index_find(persons, keys[k]); p != SIZE_MAX; p = persons->next[p]) {
            found = true;
            *phone = *phone || situ_check_text(persons->table, persons->row[p], "mobile") || situ_check_text(persons->table, persons->row[p], "duty_phone");
        }
    return found;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_points(call), *persons = situ_check_table(call, "person");
    situ_check_index index = {0};
    situ_arena *arena = situ_arena_new();
    size_t missing[5] = {0};
    SITU_TRY_ALLOC(arena);
    if (persons)
        SITU_TRY(situ_check_index_new(&index, persons, "object", true, arena, err));
    for (size_t row = 0; row < t->row_count; row++) {
        int level = situ_check_level(t, row);
        if (!situ_check_wants_level(call, "responsible", level) || situ_check_is_closed(call, t, row))
            continue;
        call->objects++;
        bool phone = situ_check_text(t, row, "phone"), person = situ_check_text(t, row, "resp_person");
        if (!person || !phone)
            person = posted(&index, arena, t, row, &phone) || person;
        if (person && phone)
            continue;
        missing[level]++;
        if (!person)
            SITU_TRY(situ_check_tell(call, t, row, "resp_person", situ_level_word(call->rules, level), _("fill in the responsible person and the phone"), err,
                                     _("%s (%s) has no responsible person"), situ_check_name(t, row), situ_level_word(call->rules, level)));
        else
            SITU_TRY(situ_check_tell(call, t, row, "phone", situ_level_word(call->rules, level), _("fill in the phone"), err,
                                     _("%s (%s) has a responsible person without phone"), situ_check_name(t, row), situ_level_word(call->rules, level)));
    }
    situ_check_note(call, "%s %zu, %s %zu, %s %zu, %s %zu, %s %zu", situ_level_word(call->rules, 1), missing[1], situ_level_word(call->rules, 2), missing[2],
                    situ_level_word(call->rules, 3), missing[3], situ_level_word(call->rules, 4), missing[4], situ_level_word(call->rules, 0), missing[0]);
done:
    situ_check_index_free(&index);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_responsible_missing = {
    .name = "responsible_missing",
    .label = "风险点无责任人或电话",
    .summary = N_("risk points without a responsible person or phone"),
    .basis = "风险分级管控:每个风险点明确责任人和电话",
    .rank = 21,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

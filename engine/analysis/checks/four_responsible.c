// SPDX-License-Identifier: MIT
// F17: an object is complete when all four posted roles have a name and a phone.

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", "person", NULL};
static const char *const analyses[] = {"grade", NULL};

enum { ROLES_HIGH = 8 };

typedef struct four {
    situ_check_call *call;
    const situ_table *points;
    situ_check_index persons;
    const situ_yaml_node *roles, *natural, *stand_in;
    situ_arena *arena;
    size_t complete;
} four;

// 2 with name and phone, 1 with a name, 0 nobody.
static int filled(const four *f, const char *const keys[2], const char *role, const situ_yaml_node *also)
{
    const situ_table *t = f->persons.table;
    int best = 0;
    for (int k = 0; k < 2; k++)
        for (size_t e = situ_check_index_find(&f->persons, keys[k]); e != SIZE_MAX; e = f->persons.next[e]) {
            size_t row = f->persons.row[e];
            const char *has = situ_table_text(t, row, situ_table_find(t, "role"));
            if (!has || (!situ_streq(has, role) && !situ_check_in_list(also, has)) || !situ_check_text(t, row, "name"))
                continue;
            int now = situ_check_text(t, row, "mobile") || situ_check_text(t, row, "duty_phone") ? 2 : 1;
            best = now > best ? now : best;
        }
    return best;
}

static situ_status look(four *f, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_check_call *call = f->call;
    const char *name = situ_check_name(f->points, row);
    const char *keys[2] = {situ_check_key(f->arena, name), situ_check_key(f->arena, situ_table_text(f->points, row, situ_table_find(f->points, "id")))};
    int level = situ_check_level(f->points, row);
    bool natural = situ_check_in_list(f->natural, situ_table_text(f->points, row, situ_table_find(f->points, "industry")));
    bool listed = situ_check_index_find(&f->persons, keys[0]) != SIZE_MAX || situ_check_index_find(&f->persons, keys[1]) != SIZE_MAX;
    size_t nobody = 0;
    situ_str missing;
    situ_str_init(&missing);
    if (situ_check_is_closed(call, f->points, row) || (!listed && !situ_check_wants_level(call, "four", level)))
        goto done;
    call->objects++;
    for (size_t i = 0; f->roles && i < f->roles->count && i < ROLES_HIGH; i++) {
        const char *role = f->roles->items[i]->text;
        bool fourth = i + 1 == f->roles->count && natural;
        int has = filled(f, keys, role, fourth ? f->stand_in : NULL);
        nobody += has == 0;
        if (fourth)
            role = situ_rules_text(call->rules, "check", "four.natural_word", role);
        if (has < 2)
            situ_str_addf(&missing, has ? _("%s%s (no phone)") : "%s%s", missing.length ? "、" : "", role);
    }
    if (missing.length == 0) {
        f->complete++;
        goto done;
    }
    SITU_TRY_ALLOC(situ_str_ok(&missing) ? missing.data : NULL);
    if (f->roles && nobody == f->roles->count)
        SITU_TRY(situ_check_tell(call, f->points, row, "role", missing.data, _("post the four persons in charge in the ledger of responsible persons"), err,
                                 _("%s (%s): none of the four persons in charge is posted"), name, situ_level_word(call->rules, level)));
    else
        SITU_TRY(situ_check_tell(call, f->points, row, "role", missing.data, _("complete the ledger of responsible persons"), err,
                                 _("%s (%s): of the four persons in charge is missing: %s"), name, situ_level_word(call->rules, level), missing.data));
done:
    situ_str_free(&missing);
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *persons = situ_check_table(call, "person");
    four f = {.call = call, .points = situ_check_points(call), .arena = situ_arena_new(), .roles = situ_check_list(call, "four", "roles"),
              .natural = situ_check_list(call, "four", "natural"), .stand_in = situ_check_list(call, "four", "natural_stand_in")};
    SITU_TRY_ALLOC(f.arena);
    if (!persons) {
        situ_check_note(call, "%s", _("there is no ledger of responsible persons"));
        goto done;
    }
    SITU_TRY(situ_check_index_new(&f.persons, persons, "object", true, f.arena, err));
    for (size_t row = 0; row < f.points->row_count; row++)
        SITU_TRY(look(&f, row, err));
    if (call->objects)
        situ_check_note(call, _("complete: %zu of %zu (%.1f %%)"), f.complete, call->objects, 100.0 * (double)f.complete / (double)call->objects);
done:
    situ_check_index_free(&f.persons);
    situ_arena_free(f.arena);
    return status;
}

const situ_check situ_check_four_responsible = {
    .name = "four_responsible",
    .label = "四个责任人",
    .summary = N_("objects without all four posted persons in charge, with phone"),
    .basis = "F17:行政负责、行业监管、专业监管、企业四个责任人姓名电话齐全",
    .rank = 22,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

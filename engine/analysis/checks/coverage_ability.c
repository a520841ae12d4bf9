// SPDX-License-Identifier: MIT
// F13, first coverage: cov1 = townships with all five 有 / townships.

#include "analysis/coverage.h"

static const char *const inputs[] = {"unit_ready", "region", NULL};

static situ_status say(situ_check_call *call, const situ_table *t, size_t row, situ_ticked ticked, const char *missing, situ_error *err)
{
    return situ_check_tell(call, t, row, "has_org", missing, _("settle what is missing and fill it in"), err, _("%s has %d of the five, missing: %s"), situ_check_name(t, row), ticked.yes, missing);
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "unit_ready"), *regions = situ_check_table(call, "region");
    situ_check_index units = {0};
    situ_arena *arena = situ_arena_new();
    size_t covered = 0;
    SITU_TRY_ALLOC(arena);
    SITU_TRY(situ_check_index_new(&units, t, "town", false, arena, err));
    SITU_TRY(situ_ticks_check(&covered, call, t, situ_ticks_five_have, say, err));
    // A township nobody reports is not covered.
    for (size_t row = 0; regions && row < regions->row_count; row++) {
        const char *name = situ_check_name(regions, row);
        if (!situ_streq(situ_table_text(regions, row, situ_table_find(regions, "level")), "乡镇"))
            continue;
        char *key = situ_check_key(arena, name);
        SITU_TRY_ALLOC(key);
        if (situ_check_index_find(&units, key) != SIZE_MAX)
            continue;
        call->objects++;
        SITU_TRY(situ_check_tell(call, regions, row, "name", NULL, _("have the township fill in its row"), err, _("%s has not filled in whether it has the five"), name));
    }
    if (call->objects + call->unknown)
        situ_check_note(call, _("all five: %zu of %zu (%.1f %%)"), covered, call->objects + call->unknown, 100.0 * (double)covered / (double)(call->objects + call->unknown));
done:
    situ_check_index_free(&units);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_coverage_ability = {
    .name = "coverage_ability",
    .label = "五有能力全覆盖",
    .summary = N_("townships that lack one of the five: bodies, people, means, ability, rules"),
    .basis = "F13 cov1:有机构、有人员、有条件、有能力、有规则的乡镇占比",
    .rank = 33,
    .inputs = inputs,
    .run = run,
};

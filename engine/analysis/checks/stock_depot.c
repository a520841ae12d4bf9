// SPDX-License-Identifier: MIT
// Goods in a depot that is in no ledger, and depots of which no goods are known.

#include "analysis/checking.h"
#include "analysis/sufficiency.h"

static const char *const inputs[] = {"stock", "depot", "region", NULL};

// A neighbour's depot is asked for help, not for its stock; a promise to produce has none.
static bool has_own_stock(const situ_check_call *call, const situ_table *t, size_t row)
{
    return !situ_streq(situ_check_text(t, row, "mode"), situ_rules_text(call->rules, "needs", "depots.promise", "产能")) &&
           !situ_depot_is_neighbour(t, row, situ_check_table(call, "region"), NULL);
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "stock"), *depots = situ_check_table(call, "depot");
    situ_check_index names = {0}, ids = {0}, used = {0};
    situ_map *told = situ_map_new();
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(told);
    SITU_TRY_ALLOC(arena);
    if (!depots) {
        situ_check_note(call, "%s", _("there is no ledger of depots"));
        goto done;
    }
    SITU_TRY(situ_check_index_new(&names, depots, "name", false, arena, err));
    SITU_TRY(situ_check_index_new(&ids, depots, "id", false, arena, err));
    SITU_TRY(situ_check_index_new(&used, t, "depot", false, arena, err));
    for (size_t row = 0; row < t->row_count; row++) {
        const char *depot = situ_check_text(t, row, "depot");
        char *key = situ_check_key(arena, depot);
        SITU_TRY_ALLOC(key);
        call->objects++;
        if (!depot)
            SITU_TRY(situ_check_tell(call, t, row, "depot", NULL, _("fill in where it is kept"), err, _("%s: nobody says where it is kept"), situ_check_name(t, row)));
        else if (situ_check_index_find(&names, key) == SIZE_MAX && situ_check_index_find(&ids, key) == SIZE_MAX && situ_map_get(told, key) == SIZE_MAX) {
            if (situ_map_set(told, key, row) < 0) // a depot is told once
                SITU_TRY(situ_fail_nomem(err));
            SITU_TRY(situ_check_tell(call, t, row, "depot", depot, _("list the depot, or write its name as it stands in the ledger of depots"), err,
                                     _("goods are kept in %s, which stands in no ledger of depots"), depot));
        }
    }
    for (size_t row = 0; row < depots->row_count; row++) {
        char *name = situ_check_key(arena, situ_check_name(depots, row)), *id = situ_check_key(arena, situ_table_text(depots, row, situ_table_find(depots, "id")));
        SITU_TRY_ALLOC(name);
        SITU_TRY_ALLOC(id);
        if (has_own_stock(call, depots, row) && situ_check_index_find(&used, name) == SIZE_MAX &&
            situ_check_index_find(&used, id) == SIZE_MAX)
            SITU_TRY(situ_check_tell(call, depots, row, "name", NULL, _("report its stock, or delete the depot"), err, _("depot %s: no goods are listed"), situ_check_name(depots, row)));
    }
done:
    situ_check_index_free(&names);
    situ_check_index_free(&ids);
    situ_check_index_free(&used);
    situ_map_free(told);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_stock_depot = {
    .name = "stock_depot",
    .label = "物资与储备库不符",
    .summary = N_("goods in unknown depots, depots without goods"),
    .basis = "物资台账与储备库台账对得上",
    .rank = 54,
    .inputs = inputs,
    .run = run,
};

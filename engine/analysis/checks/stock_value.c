// SPDX-License-Identifier: MIT
// Goods without quantity or unit, with less than nothing, or of one item in several units.

#include <math.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"stock", NULL};

enum { UNITS_HIGH = 16 };

// The unit an item has in most rows, for items that have two or more.
static const char *usual_unit(const situ_check_index *items, size_t entry, bool *mixed)
{
    const situ_table *t = items->table;
    int unit = situ_table_find(t, "unit");
    const char *best = NULL, *first = NULL;
    const char *tried[UNITS_HIGH];
    size_t most = 0, tried_count = 0;
    *mixed = false;
    for (size_t e = entry; e != SIZE_MAX; e = items->next[e]) {
        const char *u = situ_table_text(t, items->row[e], unit);
        if (!u)
            continue;
        first = first ? first : u;
        *mixed = *mixed || !situ_streq(first, u);
    }
    // Units are few: each is counted when it is met first.
    for (size_t e = entry; *mixed && e != SIZE_MAX; e = items->next[e]) {
        const char *u = situ_table_text(t, items->row[e], unit);
        size_t n = 0;
        bool met = u == NULL;
        for (size_t i = 0; i < tried_count && !met; i++)
            met = situ_streq(tried[i], u);
        if (met || tried_count == UNITS_HIGH)
            continue;
        tried[tried_count++] = u;
        for (size_t k = e; k != SIZE_MAX; k = items->next[k])
            n += situ_streq(u, situ_table_text(t, items->row[k], unit));
        if (n > most) {
            most = n;
            best = u;
        }
    }
    return best;
}

static situ_status mixed_units(situ_check_call *call, const situ_check_index *items, size_t entry, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = items->table;
    bool mixed;
    const char *usual = usual_unit(items, entry, &mixed);
    for (size_t e = entry; mixed && e != SIZE_MAX; e = items->next[e]) {
        const char *u = situ_table_text(t, items->row[e], situ_table_find(t, "unit"));
        if (u && !situ_streq(u, usual))
            SITU_TRY(situ_check_tell(call, t, items->row[e], "unit", u, _("convert it, so that sums are sums"), err, _("%s is counted in %s here, elsewhere in %s"),
                                     situ_check_name(t, items->row[e]), u, usual));
    }
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "stock");
    situ_check_index items = {0};
    situ_arena *arena = situ_arena_new();
    char number[32];
    SITU_TRY_ALLOC(arena);
    SITU_TRY(situ_check_index_new(&items, t, "item", false, arena, err));
    for (size_t row = 0; row < t->row_count; row++) {
        double qty = situ_table_real(t, row, situ_table_find(t, "qty"));
        call->objects++;
        if (isnan(qty))
            SITU_TRY(situ_check_tell(call, t, row, "qty", NULL, _("count it and fill in the number"), err, _("%s has no quantity"), situ_check_name(t, row)));
        else if (qty < 0) {
            situ_format_double(qty, number);
            SITU_TRY(situ_check_tell(call, t, row, "qty", number, _("correct the number"), err, _("%s: the quantity is %s"), situ_check_name(t, row), number));
        }
        if (!situ_check_text(t, row, "unit"))
            SITU_TRY(situ_check_tell(call, t, row, "unit", NULL, _("fill in the unit, such as 顶, 件, 台"), err, _("%s has no unit"), situ_check_name(t, row)));
    }
    for (size_t i = 0; i < situ_map_count(items.first); i++)
        SITU_TRY(mixed_units(call, &items, situ_map_value(items.first, i), err));
done:
    situ_check_index_free(&items);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_stock_value = {
    .name = "stock_value",
    .label = "物资数量单位",
    .summary = N_("goods without quantity or unit, below zero, or in mixed units"),
    .basis = "数量不为负,单位齐全,同一物资单位一致",
    .rank = 53,
    .inputs = inputs,
    .run = run,
};

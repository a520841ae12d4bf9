// SPDX-License-Identifier: MIT
// Townships (and villages, where others have one) without an area (domain.md C4-18).

#include "analysis/checking.h"

static const char *const inputs[] = {"region", "risk_point", NULL};

static bool has_area(const situ_table *t, size_t row)
{
    const situ_geometry *g = situ_table_geometry(t, row);
    return g && g->kind == SITU_GEOM_POLYGON;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    static const char *const levels[] = {"乡镇", "村"};
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "region"), *points = situ_check_table(call, "risk_point");
    situ_check_index by_town = {0};
    situ_arena *arena = situ_arena_new();
    int level = situ_table_find(t, "level");
    SITU_TRY_ALLOC(arena);
    if (points)
        SITU_TRY(situ_check_index_new(&by_town, points, "town", false, arena, err));
    for (size_t k = 0; k < 2; k++) {
        bool any = false;
        for (size_t row = 0; row < t->row_count && !any; row++)
            any = situ_streq(situ_table_text(t, row, level), levels[k]) && has_area(t, row);
        for (size_t row = 0; any && row < t->row_count; row++) {
            size_t count = 0;
            if (!situ_streq(situ_table_text(t, row, level), levels[k]))
                continue;
            call->objects++;
            if (has_area(t, row))
                continue;
            char *key = situ_check_key(arena, situ_check_name(t, row));
            SITU_TRY_ALLOC(key);
            for (size_t e = k == 0 ? situ_check_index_find(&by_town, key) : SIZE_MAX; e != SIZE_MAX; e = by_town.next[e])
                count++;
            SITU_TRY(situ_check_tell(call, t, row, "geometry", NULL, _("get its boundary; until then it has no colour on the map"), err,
                                     count ? _("%s has no area, but %zu risk points") : _("%s has no area"), situ_check_name(t, row), count));
        }
    }
done:
    situ_check_index_free(&by_town);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_region_no_polygon = {
    .name = "region_no_polygon",
    .label = "区划无界线面",
    .summary = N_("townships and villages without an area"),
    .basis = "管委会、场、库等常无界线:有点无面的单位要列出",
    .rank = 72,
    .inputs = inputs,
    .run = run,
};

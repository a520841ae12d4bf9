// SPDX-License-Identifier: MIT
// Red points that no depot reaches in time (result of reach).

#include <math.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"depot", "risk_point", NULL};
static const char *const analyses[] = {"grade", "reach targets=risk_point areas=no", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *points = situ_check_points(call), *nearest = situ_check_table(call, "reach.nearest");
    situ_check_index ids = {0};
    situ_arena *arena = situ_arena_new();
    double limit;
    SITU_TRY_ALLOC(arena);
    if (!points || !nearest) {
        situ_check_note(call, "%s", points ? _("no depot has coordinates") : _("there is no ledger of risk points"));
        goto done;
    }
    SITU_TRY(situ_check_rule(&limit, call, "depot.reach_min", err));
    SITU_TRY(situ_check_index_new(&ids, nearest, "id", false, arena, err));
    for (size_t row = 0; row < points->row_count; row++) {
        int level = situ_check_level(points, row);
        if (!situ_check_wants_level(call, "depot", level) || situ_check_is_closed(call, points, row))
            continue;
        char *key = situ_check_key(arena, situ_table_text(points, row, situ_table_find(points, "id")));
        SITU_TRY_ALLOC(key);
        size_t entry = situ_check_index_find(&ids, key);
        double minutes = entry == SIZE_MAX ? (double)NAN : situ_table_real(nearest, ids.row[entry], situ_table_find(nearest, "minutes"));
        if (isnan(minutes)) {
            call->unknown++; // no coordinates
            continue;
        }
        call->objects++;
        const char *site = situ_table_text(nearest, ids.row[entry], situ_table_find(nearest, "site_name"));
        if (minutes > limit)
            SITU_TRY(situ_check_tell(call, points, row, "geometry", NULL, _("put goods forward to a place nearby"), err, _("%s (%s): the nearest depot %s is %.0f minutes away, at most %g"),
                                     situ_check_name(points, row), situ_level_word(call->rules, level), site ? site : "", minutes, limit));
    }
    if (call->objects + call->unknown)
        situ_check_note(call, _("without coordinates: %zu"), call->unknown);
done:
    situ_check_index_free(&ids);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_red_no_depot = {
    .name = "red_no_depot",
    .label = "红点无库可达",
    .summary = N_("red points that no depot reaches in time"),
    .basis = "F10:60分钟内可达,直线折算",
    .rank = 55,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};

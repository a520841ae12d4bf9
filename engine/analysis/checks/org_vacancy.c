// SPDX-License-Identifier: MIT
// Units of the organisation chart without head or phone, under a unit that is not there, or in a circle.

#include <string.h>

#include "analysis/checking.h"
#include "base/alloc.h"

static const char *const inputs[] = {"org_node", NULL};

enum { NOT_SEEN, ON_THE_WAY, DONE };

typedef struct chart {
    situ_check_call *call;
    const situ_table *t;
    size_t *parent; // row, SIZE_MAX = top or not known
    unsigned char *state;
} chart;

static situ_status link_parents(chart *c, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_check_index names = {0};
    SITU_TRY(situ_check_index_new(&names, c->t, "name", false, arena, err));
    for (size_t row = 0; row < c->t->row_count; row++) {
        const char *parent = situ_check_text(c->t, row, "parent");
        c->parent[row] = SIZE_MAX;
        if (!parent)
            continue;
        char *key = situ_check_key(arena, parent);
        SITU_TRY_ALLOC(key);
        size_t entry = situ_check_index_find(&names, key);
        if (entry != SIZE_MAX)
            c->parent[row] = names.row[entry];
        else
            SITU_TRY(situ_check_tell(c->call, c->t, row, "parent", parent, _("correct the name of the upper unit, or add its row"), err, _("%s hangs under %s, which is not in the chart"),
                                     situ_check_name(c->t, row), parent));
    }
done:
    situ_check_index_free(&names);
    return status;
}

// Follows each way up once: a way that meets itself is a circle, told at the row where it closes.
static situ_status find_circles(chart *c, situ_error *err)
{
    for (size_t row = 0; row < c->t->row_count; row++) {
        size_t at = row;
        while (at != SIZE_MAX && c->state[at] == NOT_SEEN) {
            c->state[at] = ON_THE_WAY;
            at = c->parent[at];
        }
        if (at != SIZE_MAX && c->state[at] == ON_THE_WAY) {
            situ_status status = situ_check_tell(c->call, c->t, at, "parent", situ_check_text(c->t, at, "parent"), _("correct the upper units"), err,
                                                 _("%s stands above itself: the chart runs in a circle"), situ_check_name(c->t, at));
            if (status != SITU_OK)
                return status;
        }
        for (at = row; at != SIZE_MAX && c->state[at] != DONE; at = c->parent[at])
            c->state[at] = DONE;
    }
    return SITU_OK;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "org_node");
    situ_arena *arena = situ_arena_new();
    size_t vacant = 0, silent = 0;
    SITU_TRY_ALLOC(arena);
    chart c = {.call = call, .t = t, .parent = situ_arena_alloc(arena, t->row_count * sizeof *c.parent), .state = situ_arena_alloc(arena, t->row_count)};
    SITU_TRY_ALLOC(c.parent);
    SITU_TRY_ALLOC(c.state);
    SITU_TRY(link_parents(&c, arena, err));
    SITU_TRY(find_circles(&c, err));
    for (size_t row = 0; row < t->row_count; row++) {
        const char *head = situ_check_text(t, row, "head");
        call->objects++;
        if (!head) {
            vacant++;
            SITU_TRY(situ_check_tell(call, t, row, "head", situ_table_text(t, row, situ_table_find(t, "head")), _("fill in the head, or who acts"), err, _("%s has no head"),
                                     situ_check_name(t, row)));
        }
        if (!situ_check_text(t, row, "phone")) {
            silent++;
            SITU_TRY(situ_check_tell(call, t, row, "phone", NULL, _("fill in the duty phone"), err, _("%s has no duty phone"), situ_check_name(t, row)));
        }
    }
    situ_check_note(call, _("without head: %zu; without phone: %zu"), vacant, silent);
done:
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_org_vacancy = {
    .name = "org_vacancy",
    .label = "机构空缺与隶属",
    .summary = N_("units without head or phone, unknown upper units, circles"),
    .basis = "图1:岗位空缺、缺电话标出,隶属关系成树",
    .rank = 60,
    .inputs = inputs,
    .run = run,
};

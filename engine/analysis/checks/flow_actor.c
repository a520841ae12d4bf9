// SPDX-License-Identifier: MIT
// Who acts in a flow must be in the organisation chart: lanes by name, by abbreviation (县应急局 for
// 县应急管理局), by kind (乡镇) or as one of the actors that are no units (事发单位).

#include <string.h>

#include "analysis/checking.h"
#include "base/utf8.h"

static const char *const inputs[] = {"flow_node", "org_node", "team", NULL};

typedef struct actors {
    situ_check_call *call;
    const situ_yaml_node *generic, *kinds;
    const situ_table *org;
    char **names; // keys of the units, their members and the teams
    size_t count;
} actors;

// Ends that name an office of the unit, not another unit.
static const char *trim(situ_arena *arena, const char *key)
{
    static const char *const ends[] = {"值班室", "值班员", "指挥中心", "办公室", NULL};
    for (size_t i = 0; ends[i]; i++)
        if (situ_ends_with(key, ends[i]) && strlen(key) > strlen(ends[i]) + 3)
            return situ_arena_strndup(arena, key, strlen(key) - strlen(ends[i]));
    return key;
}

static const char *behind_county(const char *key)
{
    static const char *const heads[] = {"县", "区", "市", NULL};
    for (size_t i = 0; heads[i]; i++)
        if (situ_starts_with(key, heads[i]) && key[strlen(heads[i])])
            return key + strlen(heads[i]);
    return key;
}

// 森防指 for 森林防灭火指挥部: begins alike, and its signs stand in the name in the same order.
static bool abbreviates(const char *word, const char *name)
{
    const char *w = behind_county(word), *n = behind_county(name), *w_end = w + strlen(w), *n_end = n + strlen(n);
    bool first = true;
    if (situ_utf8_count(w) < 2)
        return false;
    while (w < w_end) {
        uint32_t want = situ_utf8_next(&w, w_end), have = 0;
        while (n < n_end && (have = situ_utf8_next(&n, n_end)) != want && !first)
            ;
        if (have != want)
            return false;
        first = false;
    }
    return true;
}

static bool has_kind(const actors *a, const char *kind)
{
    for (size_t row = 0; a->org && row < a->org->row_count; row++)
        if (situ_streq(situ_table_text(a->org, row, situ_table_find(a->org, "type")), kind))
            return true;
    return false;
}

static bool is_known(const actors *a, situ_arena *arena, const char *key)
{
    const char *shorter = trim(arena, key);
    const char *words[2] = {key, shorter ? shorter : key};
    for (int k = 0; k < 2; k++) {
        const char *word = words[k];
        if (situ_check_in_list(a->generic, word) || situ_check_in_list(a->generic, behind_county(word)))
            return true;
        for (size_t i = 0; a->kinds && i < a->kinds->count; i++)
            if (situ_check_in_list(a->kinds->items[i], word))
                return has_kind(a, a->kinds->keys[i]) || situ_streq(a->kinds->keys[i], "村") || situ_streq(a->kinds->keys[i], "网格");
        for (size_t i = 0; i < a->count; i++)
            if (strstr(a->names[i], word) || abbreviates(word, a->names[i]))
                return true;
    }
    return false;
}

static situ_status add_name(actors *a, situ_arena *arena, const char *text, situ_error *err)
{
    a->names[a->count] = situ_check_key(arena, text);
    return a->names[a->count++] ? SITU_OK : situ_fail_nomem(err);
}

static situ_status collect(actors *a, situ_arena *arena, const situ_table *teams, situ_error *err)
{
    static const char *const columns[] = {"name", "members", NULL};
    situ_status status = SITU_OK;
    a->names = situ_arena_alloc(arena, (2 * a->org->row_count + (teams ? teams->row_count : 0) + 1) * sizeof *a->names);
    SITU_TRY_ALLOC(a->names);
    for (size_t row = 0; row < a->org->row_count; row++)
        for (size_t i = 0; columns[i]; i++) {
            const char *text = situ_check_text(a->org, row, columns[i]);
            if (text)
                SITU_TRY(add_name(a, arena, text, err));
        }
    for (size_t row = 0; teams && row < teams->row_count; row++)
        SITU_TRY(add_name(a, arena, situ_check_name(teams, row), err));
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "flow_node");
    actors a = {.call = call, .org = situ_check_table(call, "org_node"), .generic = situ_check_list(call, "flow", "generic"), .kinds = situ_check_list(call, "flow", "kinds")};
    situ_map *told = situ_map_new();
    situ_arena *arena = situ_arena_new();
    bool no_memory = false;
    SITU_TRY_ALLOC(told);
    SITU_TRY_ALLOC(arena);
    if (!a.org) {
        situ_check_note(call, "%s", _("there is no organisation chart"));
        goto done;
    }
    SITU_TRY(collect(&a, arena, situ_check_table(call, "team"), err));
    for (size_t row = 0; row < t->row_count; row++) {
        const char *lane = situ_check_text(t, row, "lane"), *at = lane, *hazard = situ_table_text(t, row, situ_table_find(t, "hazard"));
        if (!lane) {
            call->objects++;
            SITU_TRY(situ_check_tell(call, t, row, "lane", NULL, _("fill in who does it"), err, _("step \"%s\" of %s: nobody is charged with it"), situ_check_name(t, row), hazard ? hazard : ""));
            continue;
        }
        for (char *key; (key = situ_check_part(arena, &at, &no_memory)) != NULL;) {
            char *once = situ_arena_printf(arena, "%s\t%s", hazard ? hazard : "", key);
            SITU_TRY_ALLOC(once);
            if (situ_map_get(told, once) != SIZE_MAX) // an actor of a flow is looked at once
                continue;
            if (situ_map_set(told, once, row) < 0)
                SITU_TRY(situ_fail_nomem(err));
            call->objects++;
            if (!is_known(&a, arena, key))
                SITU_TRY(situ_check_tell(call, t, row, "lane", lane, _("write the unit as it stands in the organisation chart, or add it there"), err,
                                         _("flow %s: %s is not in the organisation chart"), hazard ? hazard : "", key));
        }
        if (no_memory)
            SITU_TRY(situ_fail_nomem(err));
    }
done:
    situ_map_free(told);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_flow_actor = {
    .name = "flow_actor",
    .label = "流程主体不在架构图",
    .summary = N_("actors of response flows that are not in the organisation chart"),
    .basis = "图4的责任主体应在图1中",
    .rank = 61,
    .inputs = inputs,
    .run = run,
};

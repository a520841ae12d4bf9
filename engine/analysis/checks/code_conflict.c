// SPDX-License-Identifier: MIT
// Region codes at odds: one code for two names, two codes for one name, a village's code outside its
// township's. A code is evidence, never identity.

#include <string.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"region", NULL};
enum { TOWN_DIGITS = 9 };

static const char *column(const situ_table *t, size_t row, const char *name)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, name));
    return text ? text : "";
}

static situ_status same_code(situ_check_call *call, const situ_check_index *codes, size_t entry, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = codes->table;
    size_t first = codes->row[entry];
    for (size_t e = codes->next[entry]; e != SIZE_MAX; e = codes->next[e])
        SITU_TRY(situ_check_tell(call, t, codes->row[e], "code", column(t, codes->row[e], "code"), _("ask for the right code; the name counts until then"), err,
                                 _("code %s belongs to %s and to %s"), column(t, first, "code"), situ_check_name(t, first), situ_check_name(t, codes->row[e])));
done:
    return status;
}

// Two rows of one name under one parent with different codes: told beside the first of them.
static situ_status same_name(situ_check_call *call, const situ_table *t, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *seen = situ_map_new();
    SITU_TRY_ALLOC(seen);
    for (size_t row = 0; row < t->row_count; row++) {
        char *key = situ_arena_printf(arena, "%s\t%s\t%s", column(t, row, "parent"), column(t, row, "level"), column(t, row, "name"));
        SITU_TRY_ALLOC(key);
        size_t first = situ_map_get(seen, key);
        if (first == SIZE_MAX) {
            if (situ_map_set(seen, key, row) < 0)
                SITU_TRY(situ_fail_nomem(err));
        } else if (strcmp(column(t, first, "code"), column(t, row, "code")) != 0)
            SITU_TRY(situ_check_tell(call, t, row, "code", column(t, row, "code"), _("keep one row and its code"), err, _("%s stands twice, with the codes %s and %s"),
                                     situ_check_name(t, row), column(t, first, "code"), column(t, row, "code")));
    }
done:
    situ_map_free(seen);
    return status;
}

static situ_status under_parent(situ_check_call *call, const situ_check_index *names, const situ_check_index *ids, situ_arena *arena, size_t row, situ_error *err)
{
    const situ_table *t = names->table;
    const char *code = column(t, row, "code"), *parent = column(t, row, "parent");
    if (strcmp(column(t, row, "level"), "村") != 0 || strlen(code) < TOWN_DIGITS || code[0] < '0' || code[0] > '9' || !*parent)
        return SITU_OK;
    char *key = situ_check_key(arena, parent);
    if (!key)
        return situ_fail_nomem(err);
    size_t entry = situ_check_index_find(ids, key);
    const situ_check_index *from = entry == SIZE_MAX ? names : ids;
    for (entry = entry == SIZE_MAX ? situ_check_index_find(names, key) : entry; entry != SIZE_MAX; entry = from->next[entry]) {
        const char *town = column(t, from->row[entry], "code");
        if (strcmp(column(t, from->row[entry], "level"), "乡镇") != 0 || strlen(town) < TOWN_DIGITS || town[0] < '0' || town[0] > '9')
            continue;
        if (strncmp(code, town, TOWN_DIGITS) == 0)
            return SITU_OK;
        return situ_check_tell(call, t, row, "code", code, _("check the code and the township; the name counts until then"), err,
                               _("%s of %s has the code %s, which is not below the township's %s"), situ_check_name(t, row), situ_check_name(t, from->row[entry]), code, town);
    }
    return SITU_OK;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "region");
    situ_check_index codes = {0}, names = {0}, ids = {0};
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    SITU_TRY(situ_check_index_new(&codes, t, "code", false, arena, err));
    SITU_TRY(situ_check_index_new(&names, t, "name", false, arena, err));
    SITU_TRY(situ_check_index_new(&ids, t, "id", false, arena, err));
    for (size_t i = 0; i < situ_map_count(codes.first); i++)
        SITU_TRY(same_code(call, &codes, situ_map_value(codes.first, i), err));
    SITU_TRY(same_name(call, t, arena, err));
    for (size_t row = 0; row < t->row_count; row++) {
        call->objects += *column(t, row, "code") != 0;
        call->unknown += *column(t, row, "code") == 0;
        SITU_TRY(under_parent(call, &names, &ids, arena, row, err));
    }
done:
    situ_check_index_free(&codes);
    situ_check_index_free(&names);
    situ_check_index_free(&ids);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_code_conflict = {
    .name = "code_conflict",
    .label = "区划代码矛盾",
    .summary = N_("region codes that contradict the names"),
    .basis = "代码只作旁证:上级内按名称认,代码不一的列出",
    .rank = 73,
    .inputs = inputs,
    .run = run,
};

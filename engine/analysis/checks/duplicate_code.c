// SPDX-License-Identifier: MIT
// One credit code in several rows: 一企多牌, or one object twice.

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", NULL};

static situ_status tell(situ_check_call *call, const situ_check_index *index, size_t entry, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = index->table;
    size_t count = 0, first = index->row[entry];
    const char *code = situ_table_text(t, first, situ_table_find(t, "credit_code"));
    for (size_t e = entry; e != SIZE_MAX; e = index->next[e])
        count++;
    for (size_t e = index->next[entry]; e != SIZE_MAX; e = index->next[e]) {
        int64_t row = situ_table_int(t, first, situ_table_find(t, "src_row"));
        SITU_TRY(situ_check_tell(call, t, index->row[e], "credit_code", code, _("merge the signs of one enterprise, or correct the code"), err,
                                 _("%s has the credit code of %s (row %lld); %zu rows share it"), situ_check_name(t, index->row[e]), situ_check_name(t, first),
                                 (long long)(row == SITU_NULL_INT ? 0 : row), count));
    }
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "risk_point");
    situ_check_index index = {0};
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    SITU_TRY(situ_check_index_new(&index, t, "credit_code", false, arena, err));
    for (size_t row = 0; row < t->row_count; row++)
        if (situ_check_text(t, row, "credit_code"))
            call->objects++;
        else
            call->unknown++;
    for (size_t i = 0; i < situ_map_count(index.first); i++)
        SITU_TRY(tell(call, &index, situ_map_value(index.first, i), err));
    situ_check_note(call, _("codes: %zu in %zu rows; without code: %zu"), situ_map_count(index.first), call->objects, call->unknown);
done:
    situ_check_index_free(&index);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_duplicate_code = {
    .name = "duplicate_code",
    .label = "信用代码重复",
    .summary = N_("rows that share a credit code"),
    .basis = "“一企多牌”整合:按统一社会信用代码归并",
    .rank = 74,
    .inputs = inputs,
    .run = run,
};

// SPDX-License-Identifier: MIT
// Setting aside what makes single rows slow while many are put: SpatiaLite's triggers look the column up
// and change the r-tree for every row, an index of ids in no order turns over the whole cache.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

static situ_status save_triggers(situ_bulk *b, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, b->sql, err, "SELECT sql FROM sqlite_master WHERE type='trigger' AND lower(tbl_name)=lower(%Q) ORDER BY name", b->table));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(b->sql, stmt, &row, err));
        if (!row)
            break;
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        SITU_TRY_ALLOC(text);
        SITU_TRY(situ_grow(&b->triggers, &b->capacity, b->count + 1, sizeof *b->triggers, err));
        b->triggers[b->count] = situ_strdup(text);
        SITU_TRY_ALLOC(b->triggers[b->count]);
        b->count++;
    }
done:
    sqlite3_finalize(stmt);
    return status;
}

// All triggers of the table: those of other programs too, which the rows of an import do not concern.
static situ_status drop_triggers(const situ_bulk *b, situ_error *err)
{
    situ_status status;
    for (;;) {
        sqlite3_stmt *stmt = NULL;
        char *name = NULL;
        bool row = false;
        SITU_TRY(situ_sql_prepare(&stmt, b->sql, err, "SELECT name FROM sqlite_master WHERE type='trigger' AND lower(tbl_name)=lower(%Q) LIMIT 1", b->table));
        status = situ_sql_step(b->sql, stmt, &row, err);
        if (row)
            name = sqlite3_mprintf("%s", sqlite3_column_text(stmt, 0));
        sqlite3_finalize(stmt);
        if (status == SITU_OK && row)
            status = name ? situ_sql_exec(b->sql, err, "DROP TRIGGER \"%w\"", name) : situ_fail_nomem(err);
        sqlite3_free(name);
        if (status != SITU_OK || !row)
            break;
    }
done:
    return status;
}

situ_status situ_bulk_begin(situ_bulk *out, const situ_sql *sql, const char *table, const situ_shape_columns *shapes, bool without_ids,
                            situ_error *err)
{
    situ_status status;
    *out = (situ_bulk){.sql = sql, .table = table, .shapes = shapes};
    SITU_TRY(save_triggers(out, err));
    SITU_TRY(drop_triggers(out, err));
    if (without_ids) { // stores of version 2 have it within the table: there it stays
        int64_t found = 0;
        SITU_TRY(situ_sql_int(&found, sql, 0, err, "SELECT count(*) FROM sqlite_master WHERE type='index' AND name='%q_id' AND tbl_name=%Q", table, table));
        out->index_ids = found > 0;
        if (found)
            SITU_TRY(situ_sql_exec(sql, err, "DROP INDEX \"%w_id\"", table));
    }
done:
    return status;
}

static situ_status fill_index(const situ_bulk *b, const char *column, situ_error *err)
{
    situ_status status;
    int64_t found = 0;
    SITU_TRY(situ_sql_int(&found, b->sql, 0, err, "SELECT count(*) FROM sqlite_master WHERE type='table' AND name='idx_%q_%q_node'", b->table, column));
    if (found)
        SITU_TRY(situ_pack_index(b->sql, b->table, column, err));
done:
    return status;
}

situ_status situ_bulk_end(situ_bulk *b, bool written, situ_error *err)
{
    situ_status status = SITU_OK;
    if (b->index_ids)
        SITU_TRY(situ_tables_index_ids(b->sql, b->table, err));
    for (size_t i = 0; written && i < b->shapes->count; i++)
        SITU_TRY(fill_index(b, b->shapes->columns[i].name, err));
    for (size_t i = 0; i < b->count; i++)
        SITU_TRY(situ_sql_exec(b->sql, err, "%s", b->triggers[i]));
done:
    return status;
}

void situ_bulk_free(situ_bulk *b)
{
    for (size_t i = 0; i < b->count; i++)
        situ_free(b->triggers[i]);
    situ_free(b->triggers);
    b->triggers = NULL;
    b->count = b->capacity = 0;
}

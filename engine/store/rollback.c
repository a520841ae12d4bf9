// SPDX-License-Identifier: MIT
// Removing rows, and going back to a revision: both are changes like any other and are kept in the history.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

situ_status situ_store_delete_rows(situ_store_writer *w, const char *table, const char *const *ids, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_sql *sql = &w->view.sql;
    const situ_schema *schema = situ_schema_find(table);
    sqlite3_stmt *keep = NULL, *note = NULL, *drop = NULL;
    situ_track *track = NULL;
    if (!schema)
        return situ_fail(err, SITU_E_SCHEMA, _("situ list tables names them"), _("there is no table %s"), table ? table : "");
    if (!count)
        return SITU_OK;
    SITU_TRY(situ_history_touch(&track, w, schema, err));
    if (track->state == SITU_TRACK_KEPT)
        SITU_TRY(situ_history_prepare(&keep, &note, w, schema, err));
    SITU_TRY(situ_sql_prepare(&drop, sql, err, "DELETE FROM \"%w\" WHERE id=?", table));
    for (size_t i = 0; i < count; i++) {
        if (keep) {
            situ_sql_bind_text(keep, 1, ids[i]);
            SITU_TRY(situ_sql_run(sql, keep, err));
        }
        situ_sql_bind_text(drop, 1, ids[i]);
        SITU_TRY(situ_sql_run(sql, drop, err));
        if (!sqlite3_changes(sql->db))
            continue;
        situ_put_mix(w, "-", 1);
        situ_put_mix(w, ids[i], strlen(ids[i]));
    }
    w->region_put |= strcmp(table, "region") == 0;
    situ_store_forget_hashes(&w->view);
done:
    sqlite3_finalize(keep);
    sqlite3_finalize(note);
    sqlite3_finalize(drop);
    return status;
}

typedef struct back {
    situ_store_writer *w;
    const situ_sql *sql;
    const situ_schema *schema;
    const char *table;
    char mirror[SITU_MIRROR_NAME];
    bool kept;            // there is a mirror
    int64_t n, emptied;   // revision gone back to; the first after it before which the table was empty
    situ_str list, update;
} back;

// temp.back: ids whose rows are to change, with the line of the history to take, null = to be removed.
static situ_status list_changes(int64_t *count, const back *b, situ_error *err)
{
    situ_status status;
    const situ_sql *sql = b->sql;
    SITU_TRY(situ_sql_exec(sql, err, "CREATE TEMP TABLE IF NOT EXISTS back(id TEXT NOT NULL PRIMARY KEY, h INTEGER) WITHOUT ROWID; DELETE FROM temp.back"));
    if (b->kept)
        SITU_TRY(situ_sql_exec(sql, err,
            "INSERT INTO temp.back(id, h) SELECT h.id, CASE WHEN h.existed THEN h.rowid END FROM \"%w\" AS h WHERE h.n>%lld AND (%lld=0 OR h.n<%lld)"
            " AND h.n=(SELECT min(f.n) FROM \"%w\" AS f WHERE f.id=h.id AND f.n>%lld)",
            b->mirror, (long long)b->n, (long long)b->emptied, (long long)b->emptied, b->mirror, (long long)b->n));
    if (b->emptied)
        SITU_TRY(situ_sql_exec(sql, err, "INSERT OR IGNORE INTO temp.back(id, h) SELECT id, NULL FROM \"%w\"", b->table));
    SITU_TRY(situ_sql_int(count, sql, 0, err, "SELECT count(*) FROM temp.back"));
done:
    return status;
}

static situ_status keep_present(const back *b, situ_error *err)
{
    situ_status status;
    long long pending = (long long)b->w->pending;
    SITU_TRY(situ_sql_exec(b->sql, err, "INSERT OR IGNORE INTO \"%w\"(n, existed, %s) SELECT %lld, 1, %s FROM \"%w\" WHERE id IN (SELECT id FROM temp.back)",
                           b->mirror, b->list.data, pending, b->list.data, b->table));
    SITU_TRY(situ_sql_exec(b->sql, err,
        "INSERT OR IGNORE INTO \"%w\"(n, existed, id) SELECT %lld, 0, id FROM temp.back WHERE h IS NOT NULL AND id NOT IN (SELECT id FROM \"%w\")",
        b->mirror, pending, b->table));
done:
    return status;
}

static situ_status change_rows(const back *b, int64_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_shape_columns shapes = situ_shapes_of_schema(b->schema);
    situ_bulk bulk = {.sql = b->sql};
    bool many = shapes.count && count >= SITU_BULK_ROWS;
    if (many)
        SITU_TRY(situ_bulk_begin(&bulk, b->sql, b->table, &shapes, false, err));
    SITU_TRY(situ_sql_exec(b->sql, err, "DELETE FROM \"%w\" WHERE id IN (SELECT id FROM temp.back WHERE h IS NULL)", b->table));
    if (b->kept)
        SITU_TRY(situ_sql_exec(b->sql, err,
            "INSERT INTO \"%w\"(%s) SELECT %s FROM \"%w\" WHERE rowid IN (SELECT h FROM temp.back WHERE h IS NOT NULL) ORDER BY id"
            " ON CONFLICT(id) DO UPDATE SET %s",
            b->table, b->list.data, b->list.data, b->mirror, b->update.data));
    if (many)
        SITU_TRY(situ_bulk_end(&bulk, true, err));
done:
    situ_bulk_free(&bulk);
    return status;
}

static void add_update(situ_str *s, const char *column)
{
    situ_str_add(s, s->length ? ", " : "");
    situ_sql_add_name(s, column);
    situ_str_add(s, "=excluded.");
    situ_sql_add_name(s, column);
}

static situ_status prepare_lists(back *b, situ_error *err)
{
    situ_shape_columns shapes = situ_shapes_of_schema(b->schema);
    situ_tables_list(&b->list, b->schema, "");
    for (const situ_front_column *c = situ_front_columns + 1; c->name; c++)
        add_update(&b->update, c->name);
    for (const situ_field *f = b->schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            add_update(&b->update, f->name);
    for (size_t i = 0; i < shapes.count; i++)
        add_update(&b->update, shapes.columns[i].name);
    return situ_str_ok(&b->list) && situ_str_ok(&b->update) ? SITU_OK : situ_fail_nomem(err);
}

static situ_status rollback_table(situ_store_writer *w, const situ_schema *schema, int64_t n, situ_error *err)
{
    situ_status status;
    back b = {.w = w, .sql = &w->view.sql, .schema = schema, .table = schema->name, .n = n};
    situ_track *track = NULL;
    int64_t count = 0;
    situ_str_init(&b.list);
    situ_str_init(&b.update);
    situ_history_name(b.mirror, schema);
    b.kept = situ_sql_has_column(b.sql, b.mirror, NULL);
    SITU_TRY(situ_sql_int(&b.emptied, b.sql, 0, err, "SELECT min(n) FROM history_table WHERE \"table\"=%Q AND n>%lld", b.table, (long long)n));
    if (!b.kept && !b.emptied)
        goto done;
    SITU_TRY(list_changes(&count, &b, err));
    if (!count)
        goto done;
    SITU_TRY(prepare_lists(&b, err));
    SITU_TRY(situ_history_touch(&track, w, schema, err));
    if (track->state == SITU_TRACK_KEPT)
        SITU_TRY(keep_present(&b, err));
    SITU_TRY(change_rows(&b, count, err));
    w->region_put |= strcmp(b.table, "region") == 0;
done:
    situ_str_free(&b.list);
    situ_str_free(&b.update);
    return status;
}

static situ_status rollback_meta(situ_store_writer *w, int64_t n, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    const situ_sql *sql = &w->view.sql;
    SITU_TRY(situ_sql_exec(sql, err,
        "CREATE TEMP TABLE back_meta AS SELECT h.key AS key, h.existed AS existed, h.value AS value FROM history_meta AS h WHERE h.n>%lld"
        " AND h.n=(SELECT min(f.n) FROM history_meta AS f WHERE f.key=h.key AND f.n>%lld)", (long long)n, (long long)n));
    SITU_TRY(situ_sql_exec(sql, err,
        "INSERT OR IGNORE INTO history_meta(key, n, existed, value) SELECT b.key, %lld, m.key IS NOT NULL, m.value FROM temp.back_meta AS b"
        " LEFT JOIN meta AS m ON m.key=b.key", (long long)w->pending));
    SITU_TRY(situ_sql_exec(sql, err,
        "DELETE FROM meta WHERE key IN (SELECT key FROM temp.back_meta WHERE existed=0);"
        "INSERT INTO meta(key, value) SELECT key, value FROM temp.back_meta WHERE existed=1 ON CONFLICT(key) DO UPDATE SET value=excluded.value"));
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "SELECT b.key, m.value FROM temp.back_meta AS b LEFT JOIN meta AS m ON m.key=b.key ORDER BY 1"));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(sql, stmt, &row, err));
        if (!row)
            break;
        const char *key = (const char *)sqlite3_column_text(stmt, 0);
        SITU_TRY_ALLOC(key);
        SITU_TRY(situ_store_cache_meta(&w->view, key, (const char *)sqlite3_column_text(stmt, 1), err));
    }
    sqlite3_finalize(stmt);
    stmt = NULL;
    SITU_TRY(situ_sql_exec(sql, err, "DROP TABLE temp.back_meta"));
done:
    sqlite3_finalize(stmt);
    return status;
}

situ_status situ_store_rollback(situ_store_writer *w, const char *revision, situ_error *err)
{
    situ_status status;
    int64_t n = 0;
    SITU_TRY(situ_history_number(&n, &w->view, revision, err));
    for (size_t i = 0; situ_schema_registry[i]; i++)
        SITU_TRY(rollback_table(w, situ_schema_registry[i], n, err));
    SITU_TRY(rollback_meta(w, n, err));
    snprintf(w->rollback_to, sizeof w->rollback_to, "%s", revision);
    situ_put_mix(w, w->rollback_to, strlen(w->rollback_to));
    situ_store_forget_hashes(&w->view);
done:
    return status;
}

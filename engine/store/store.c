// SPDX-License-Identifier: MIT
// Opening a store, its meta values and revisions.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

static situ_status grow_meta(situ_store *store, situ_error *err)
{
    return situ_grow(&store->meta_values, &store->meta_capacity, store->meta_count + 1, sizeof *store->meta_values, err);
}

situ_status situ_store_cache_meta(situ_store *store, const char *key, const char *value, situ_error *err)
{
    situ_status status = SITU_OK;
    char *copy = situ_arena_strdup(store->texts, value ? value : "");
    SITU_TRY_ALLOC(copy);
    size_t at = situ_map_get(store->meta_index, key);
    if (at == SIZE_MAX) {
        SITU_TRY(grow_meta(store, err));
        at = store->meta_count;
        if (situ_map_set(store->meta_index, key, at) < 0) {
            status = situ_fail_nomem(err);
            goto done;
        }
        store->meta_count++;
    }
    store->meta_values[at] = copy;
done:
    return status;
}

situ_status situ_store_load_state(situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    sqlite3_stmt *stmt = NULL;
    bool row;
    store->meta_index = situ_map_new();
    SITU_TRY_ALLOC(store->meta_index);
    store->hash_index = situ_map_new();
    SITU_TRY_ALLOC(store->hash_index);
    store->texts = situ_arena_new();
    SITU_TRY_ALLOC(store->texts);
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT key, value FROM meta ORDER BY key"));
    for (;;) {
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        const char *key = (const char *)sqlite3_column_text(stmt, 0);
        SITU_TRY_ALLOC(key);
        SITU_TRY(situ_store_cache_meta(store, key, (const char *)sqlite3_column_text(stmt, 1), err));
    }
    SITU_TRY(situ_store_cache_meta(store, "edition", store->is_public ? "public" : "internal", err));
    sqlite3_finalize(stmt);
    stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT id FROM revision ORDER BY n DESC LIMIT 1"));
    SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
    if (row && sqlite3_column_bytes(stmt, 0) == 64)
        memcpy(store->revision, sqlite3_column_text(stmt, 0), 65);
done:
    sqlite3_finalize(stmt);
    return status;
}

void situ_store_release(situ_store *store)
{
    situ_db_close(store->sql.db, store->spatialite);
    situ_map_free(store->meta_index);
    situ_free(store->meta_values);
    situ_arena_free(store->texts);
    situ_map_free(store->hash_index);
    situ_free(store->hashes);
    situ_free(store->path);
    memset(store, 0, sizeof *store);
}

situ_status situ_store_open(situ_store **out, const char *path, const char *edition, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    *out = NULL;
    bool is_public = situ_streq(edition, "public");
    if (!is_public && !situ_streq(edition, "internal"))
        return situ_fail(err, SITU_E_USAGE, _("the editions are internal and public"), _("there is no edition %s"),
                         edition ? edition : "");
    store = situ_calloc(1, sizeof *store);
    SITU_TRY_ALLOC(store);
    store->is_public = is_public;
    store->path = situ_strdup(path);
    SITU_TRY_ALLOC(store->path);
    store->sql.path = store->path;
    SITU_TRY(situ_db_open_read(&store->sql.db, path, err));
    SITU_TRY(situ_db_check_version(&store->sql, err));
    SITU_TRY(situ_store_load_state(store, err));
    if (is_public) {
        SITU_TRY(situ_public_check(&store->sql, err));
        situ_public_authorize(store->sql.db);
    }
    *out = store;
    store = NULL;
done:
    situ_store_close(store);
    return status;
}

void situ_store_close(situ_store *store)
{
    if (!store)
        return;
    situ_store_release(store);
    situ_free(store);
}

const char *situ_store_revision(const situ_store *store)
{
    return store->revision;
}

const char *situ_store_meta(const situ_store *store, const char *key)
{
    size_t at = situ_map_get(store->meta_index, key);
    return at == SIZE_MAX ? "" : store->meta_values[at];
}

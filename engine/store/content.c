// SPDX-License-Identifier: MIT
// Content hashes of tables and grids: part of the keys of derived results.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

void situ_store_forget_hashes(situ_store *store)
{
    situ_map_free(store->hash_index);
    store->hash_index = situ_map_new(); // NULL only switches the cache off
    store->hash_count = 0;
}

// Gathers cells before hashing: most are a few bytes long.
typedef struct hasher {
    situ_sha256 sha;
    size_t length;
    unsigned char buffer[8192];
} hasher;

static void flush_hash(hasher *h)
{
    situ_sha256_add(&h->sha, h->buffer, h->length);
    h->length = 0;
}

static void hash_bytes(hasher *h, const void *data, size_t n)
{
    if (h->length + n > sizeof h->buffer)
        flush_hash(h);
    if (n > sizeof h->buffer) {
        situ_sha256_add(&h->sha, data, n);
    } else if (n) {
        memcpy(h->buffer + h->length, data, n);
        h->length += n;
    }
}

// Type, length, bytes: no two rows of different cells give the same stream.
static void hash_cell(hasher *h, sqlite3_stmt *stmt, int column)
{
    int type = sqlite3_column_type(stmt, column);
    const void *data = NULL;
    int64_t whole = 0;
    double real = 0;
    size_t n = 0;
    if (type == SQLITE_INTEGER) {
        whole = sqlite3_column_int64(stmt, column);
        data = &whole;
        n = sizeof whole;
    } else if (type == SQLITE_FLOAT) {
        real = sqlite3_column_double(stmt, column);
        data = &real;
        n = sizeof real;
    } else if (type != SQLITE_NULL) {
        data = sqlite3_column_blob(stmt, column);
        n = (size_t)sqlite3_column_bytes(stmt, column);
    }
    unsigned char head[5] = {(unsigned char)type, (unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                             (unsigned char)(n >> 24)};
    hash_bytes(h, head, sizeof head);
    hash_bytes(h, data, data ? n : 0);
}

static situ_status hash_table(char out[65], situ_store *store, const char *name, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    situ_relation rel;
    hasher h = {.length = 0};
    memset(&rel, 0, sizeof rel);
    situ_sha256_init(&h.sha);
    SITU_TRY(situ_relation_open(&rel, store, name, err));
    SITU_TRY(situ_relation_select(&stmt, store, &rel, NULL, err));
    for (size_t i = 0; i < rel.columns->column_count; i++)
        situ_sha256_add_text(&h.sha, rel.columns->columns[i].name);
    int columns = sqlite3_column_count(stmt);
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        for (int i = 0; i < columns; i++)
            hash_cell(&h, stmt, i);
    }
    flush_hash(&h);
    situ_sha256_hex(&h.sha, out);
done:
    sqlite3_finalize(stmt);
    situ_relation_close(&rel);
    return status;
}

situ_status situ_store_content_hash(char out[65], situ_store *store, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t at = store->hash_index ? situ_map_get(store->hash_index, name) : SIZE_MAX;
    if (at != SIZE_MAX) {
        memcpy(out, store->hashes[at], 65);
        return SITU_OK;
    }
    status = hash_table(out, store, name, err);
    if (status == SITU_E_NOT_FOUND)
        status = situ_grid_hash(out, store, name, err);
    if (status != SITU_OK || !store->hash_index)
        return status;
    SITU_TRY(situ_grow(&store->hashes, &store->hash_capacity, store->hash_count + 1, sizeof *store->hashes, err));
    memcpy(store->hashes[store->hash_count], out, 65);
    if (situ_map_set(store->hash_index, name, store->hash_count) >= 0)
        store->hash_count++;
done:
    return status;
}

// SPDX-License-Identifier: MIT
// Grids in tables grid and grid_tile: tiles of 256 x 256 float32, the four bytes of the cells in
// four planes (neighbours differ in their low bytes only), deflated. A tile without data is absent.
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "store/internal.h"

enum { TILE = SITU_GRID_TILE, TILE_CELLS = TILE * TILE, MOST_CELLS = 64 * 1024 * 1024, DEFLATE_LEVEL = 3 };

typedef struct tile_buffer {
    float cells[TILE_CELLS];
    unsigned char planes[TILE_CELLS * 4];
    unsigned char packed[TILE_CELLS * 4 + 4096]; // above compressBound() of planes
} tile_buffer;

typedef struct tile_place {
    uint32_t column, row, width, height;
} tile_place;

static tile_place place_of(const situ_raster_frame *f, uint32_t tx, uint32_t ty)
{
    tile_place p = {tx * TILE, ty * TILE, TILE, TILE};
    if (p.column + p.width > f->columns)
        p.width = f->columns - p.column;
    if (p.row + p.height > f->rows)
        p.height = f->rows - p.row;
    return p;
}

static bool is_blank(const float *cells, size_t n)
{
    const float none = NAN;
    for (size_t i = 0; i < n; i++)
        if (memcmp(&cells[i], &none, sizeof none) != 0)
            return false;
    return true;
}

static void split_planes(unsigned char *planes, const float *cells, size_t n)
{
    const unsigned char *raw = (const unsigned char *)cells;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 4; k++)
            planes[k * n + i] = raw[i * 4 + k];
}

static void join_planes(float *cells, const unsigned char *planes, size_t n)
{
    unsigned char *raw = (unsigned char *)cells;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 4; k++)
            raw[i * 4 + k] = planes[k * n + i];
}

static void hash_of(char out[65], const situ_grid *grid)
{
    const situ_raster_frame *f = &grid->frame;
    situ_sha256 h;
    situ_sha256_init(&h);
    double place[4] = {f->x0, f->y0, f->cell_x, f->cell_y};
    uint32_t size[3] = {f->columns, f->rows, (uint32_t)grid->epsg};
    situ_sha256_add(&h, place, sizeof place);
    situ_sha256_add(&h, size, sizeof size);
    situ_sha256_add(&h, grid->cells, (size_t)f->columns * f->rows * sizeof(float));
    situ_sha256_hex(&h, out);
}

situ_status situ_grid_drop(const situ_sql *sql, const char *stored, situ_error *err)
{
    situ_status status;
    SITU_TRY(situ_sql_exec(sql, err, "DELETE FROM grid_tile WHERE grid=%Q", stored));
    SITU_TRY(situ_sql_exec(sql, err, "DELETE FROM grid WHERE name=%Q", stored));
done:
    return status;
}

static situ_status put_head(const situ_sql *sql, const char *stored, const situ_grid *grid, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    char hash[65];
    const situ_raster_frame *f = &grid->frame;
    hash_of(hash, grid);
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "INSERT INTO grid(name, epsg, x0, y0, cell_x, cell_y, columns, rows, tile, sha256)"
                                               " VALUES(?,?,?,?,?,?,?,?,?,?)"));
    situ_sql_bind_text(stmt, 1, stored);
    sqlite3_bind_int(stmt, 2, grid->epsg);
    sqlite3_bind_double(stmt, 3, f->x0);
    sqlite3_bind_double(stmt, 4, f->y0);
    sqlite3_bind_double(stmt, 5, f->cell_x);
    sqlite3_bind_double(stmt, 6, f->cell_y);
    sqlite3_bind_int64(stmt, 7, f->columns);
    sqlite3_bind_int64(stmt, 8, f->rows);
    sqlite3_bind_int(stmt, 9, TILE);
    situ_sql_bind_text(stmt, 10, hash);
    SITU_TRY(situ_sql_run(sql, stmt, err));
done:
    sqlite3_finalize(stmt);
    return status;
}

situ_status situ_grid_put(const situ_sql *sql, const char *stored, const situ_grid *grid, situ_error *err)
{
    situ_status status = SITU_OK;
    sqlite3_stmt *stmt = NULL;
    tile_buffer *b = NULL;
    const situ_raster_frame *f = &grid->frame;
    if ((uint64_t)f->columns * f->rows > MOST_CELLS)
        return situ_fail(err, SITU_E_LIMIT, _("use larger cells or cut the raster to the county"),
                         _("grid %s has %u x %u cells; a store holds grids of up to %d million cells"), grid->name,
                         f->columns, f->rows, (int)(MOST_CELLS / 1000000));
    b = situ_malloc(sizeof *b);
    SITU_TRY_ALLOC(b);
    SITU_TRY(situ_grid_drop(sql, stored, err));
    SITU_TRY(put_head(sql, stored, grid, err));
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "INSERT INTO grid_tile(grid, ty, tx, data) VALUES(?,?,?,?)"));
    situ_sql_bind_text(stmt, 1, stored);
    for (uint32_t ty = 0; ty * TILE < f->rows; ty++) {
        for (uint32_t tx = 0; tx * TILE < f->columns; tx++) {
            tile_place p = place_of(f, tx, ty);
            size_t n = (size_t)p.width * p.height;
            for (uint32_t y = 0; y < p.height; y++)
                memcpy(b->cells + (size_t)y * p.width, grid->cells + (size_t)(p.row + y) * f->columns + p.column,
                       p.width * sizeof(float));
            if (is_blank(b->cells, n))
                continue;
            split_planes(b->planes, b->cells, n);
            uLongf packed = sizeof b->packed;
            if (compress2(b->packed, &packed, b->planes, (uLong)(n * 4), DEFLATE_LEVEL) != Z_OK) {
                status = situ_fail_nomem(err);
                goto done;
            }
            sqlite3_bind_int64(stmt, 2, ty);
            sqlite3_bind_int64(stmt, 3, tx);
            sqlite3_bind_blob64(stmt, 4, b->packed, packed, SQLITE_STATIC);
            SITU_TRY(situ_sql_run(sql, stmt, err));
        }
    }
done:
    sqlite3_finalize(stmt);
    situ_free(b);
    return status;
}

static situ_status damaged(const situ_store *store, const char *name, situ_error *err)
{
    situ_fail(err, SITU_E_FORMAT, _("import the raster anew"), _("grid %s in the store is damaged"), name);
    situ_error_at(err, store->path, NULL, NULL, 0, 0);
    return SITU_E_FORMAT;
}

static situ_status no_grid(const situ_store *store, const char *name, situ_error *err)
{
    situ_fail(err, SITU_E_NOT_FOUND, _("import a raster first"), _("the store has no grid %s"), name);
    situ_error_at(err, store->path, NULL, NULL, 0, 0);
    return SITU_E_NOT_FOUND;
}

static situ_status read_head(situ_grid **out, situ_store *store, const char *stored, const char *name, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    bool row;
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT epsg, x0, y0, cell_x, cell_y, columns, rows, tile FROM %s WHERE name=?",
                              store->is_public ? "public_grid" : "grid"));
    situ_sql_bind_text(stmt, 1, stored);
    SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
    if (!row) {
        status = no_grid(store, name, err);
        goto done;
    }
    int64_t columns = sqlite3_column_int64(stmt, 5), rows = sqlite3_column_int64(stmt, 6);
    if (columns < 1 || rows < 1 || columns > MOST_CELLS || rows > MOST_CELLS || columns * rows > MOST_CELLS ||
        sqlite3_column_int(stmt, 7) != TILE) {
        status = damaged(store, name, err);
        goto done;
    }
    situ_raster_frame f = {.x0 = sqlite3_column_double(stmt, 1), .y0 = sqlite3_column_double(stmt, 2),
                           .cell_x = sqlite3_column_double(stmt, 3), .cell_y = sqlite3_column_double(stmt, 4),
                           .columns = (uint32_t)columns, .rows = (uint32_t)rows};
    SITU_TRY(situ_grid_new(out, name, sqlite3_column_int(stmt, 0), f, err));
done:
    sqlite3_finalize(stmt);
    return status;
}

static bool unpack(situ_grid *grid, tile_buffer *b, tile_place p, const void *data, size_t bytes)
{
    size_t n = (size_t)p.width * p.height;
    uLongf got = (uLongf)(n * 4);
    if (!data || uncompress(b->planes, &got, data, (uLong)bytes) != Z_OK || got != n * 4)
        return false;
    join_planes(b->cells, b->planes, n);
    for (uint32_t y = 0; y < p.height; y++)
        memcpy(grid->cells + (size_t)(p.row + y) * grid->frame.columns + p.column, b->cells + (size_t)y * p.width,
               p.width * sizeof(float));
    return true;
}

situ_status situ_grid_get(situ_grid **out, situ_store *store, const char *stored, const char *name, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    situ_grid *grid = NULL;
    tile_buffer *b = NULL;
    *out = NULL;
    SITU_TRY(read_head(&grid, store, stored, name, err));
    b = situ_malloc(sizeof *b);
    SITU_TRY_ALLOC(b);
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT ty, tx, data FROM %s WHERE grid=? ORDER BY ty, tx",
                              store->is_public ? "public_grid_tile" : "grid_tile"));
    situ_sql_bind_text(stmt, 1, stored);
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        int64_t ty = sqlite3_column_int64(stmt, 0), tx = sqlite3_column_int64(stmt, 1);
        bool inside = ty >= 0 && tx >= 0 && ty * TILE < grid->frame.rows && tx * TILE < grid->frame.columns;
        const void *data = sqlite3_column_blob(stmt, 2);
        if (!inside || !unpack(grid, b, place_of(&grid->frame, (uint32_t)tx, (uint32_t)ty), data,
                               (size_t)sqlite3_column_bytes(stmt, 2))) {
            status = damaged(store, name, err);
            goto done;
        }
    }
    *out = grid;
    grid = NULL;
done:
    sqlite3_finalize(stmt);
    situ_grid_free(grid);
    situ_free(b);
    return status;
}

situ_status situ_grid_hash(char out[65], situ_store *store, const char *stored, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    bool row;
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT sha256 FROM %s WHERE name=?", store->is_public ? "public_grid" : "grid"));
    situ_sql_bind_text(stmt, 1, stored);
    SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
    if (!row)
        status = no_grid(store, stored, err);
    else if (sqlite3_column_bytes(stmt, 0) != 64)
        status = damaged(store, stored, err);
    else
        memcpy(out, sqlite3_column_text(stmt, 0), 65);
done:
    sqlite3_finalize(stmt);
    return status;
}

situ_status situ_store_read_grid(situ_grid **out, situ_store *store, const char *name, situ_error *err)
{
    return situ_grid_get(out, store, name, name, err);
}

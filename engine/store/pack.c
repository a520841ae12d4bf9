// SPDX-License-Identifier: MIT
// A spatial index filled in one go. SQLite's r-tree takes about 8 us a row and the order of the rows decides
// how good it gets; here the boxes are sorted along the Hilbert curve and grouped from the bottom up, into
// the tables behind the virtual one. Their format: https://www.sqlite.org/rtree.html, "Implementation Details".
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/index.h"
#include "store/internal.h"

enum { NODE_HEAD = 4, CELL = 24 }; // depth and count; id and four coordinates

// A row or a node with its box in single precision, not smaller than the box it stands for.
typedef struct cell {
    int64_t id;
    float box[4]; // xmin xmax ymin ymax
} cell;

typedef struct packer {
    const situ_sql *sql;
    const char *table, *column;
    cell *cells;
    size_t count, capacity;
    uint64_t *order;    // curve position << 32 | index into cells
    uint32_t *leaf;     // node of each cell
    unsigned char *blob;
    size_t node_bytes, per_node;
    int64_t last_node;
    sqlite3_stmt *node, *parent;
} packer;

static float down(double v)
{
    float f = (float)v;
    return (double)f > v ? nextafterf(f, -INFINITY) : f;
}

static float up(double v)
{
    float f = (float)v;
    return (double)f < v ? nextafterf(f, INFINITY) : f;
}

static situ_status read_boxes(packer *p, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, p->sql, err, "SELECT fid, \"%w\" FROM \"%w\" WHERE \"%w\" IS NOT NULL ORDER BY fid", p->column, p->table, p->column));
    for (;;) {
        bool row;
        situ_box b;
        SITU_TRY(situ_sql_step(p->sql, stmt, &row, err));
        if (!row)
            break;
        const void *blob = sqlite3_column_blob(stmt, 1);
        if (!situ_blob_box(&b, blob, (size_t)sqlite3_column_bytes(stmt, 1)))
            continue;
        SITU_TRY(situ_grow(&p->cells, &p->capacity, p->count + 1, sizeof *p->cells, err));
        p->cells[p->count++] = (cell){sqlite3_column_int64(stmt, 0), {down(b.x0), up(b.x1), down(b.y0), up(b.y1)}};
    }
    if (p->count > UINT32_MAX)
        status = situ_fail(err, SITU_E_LIMIT, NULL, _("table %s has too many rows for a spatial index"), p->table);
done:
    sqlite3_finalize(stmt);
    return status;
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint32_t grid_of(double v, double lo, double hi)
{
    double f = hi > lo ? (v - lo) / (hi - lo) * 65535 : 0;
    return f > 0 ? (f < 65535 ? (uint32_t)f : 65535) : 0;
}

static void sort_cells(packer *p)
{
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < p->count; i++)
        for (int k = 0; k < 2; k++) {
            double at = ((double)p->cells[i].box[2 * k] + (double)p->cells[i].box[2 * k + 1]) / 2;
            lo[k] = fmin(lo[k], at);
            hi[k] = fmax(hi[k], at);
        }
    for (size_t i = 0; i < p->count; i++) {
        uint32_t grid[2];
        for (int k = 0; k < 2; k++)
            grid[k] = grid_of(((double)p->cells[i].box[2 * k] + (double)p->cells[i].box[2 * k + 1]) / 2, lo[k], hi[k]);
        p->order[i] = (uint64_t)situ_hilbert(grid[0], grid[1]) << 32 | i;
    }
    qsort(p->order, p->count, sizeof *p->order, by_key);
}

static void put_big(unsigned char *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out[i] = (unsigned char)(value >> 8 * (bytes - 1 - i));
}

static void put_cell(unsigned char *out, const cell *c)
{
    put_big(out, (uint64_t)c->id, 8);
    for (int k = 0; k < 4; k++) {
        uint32_t bits;
        memcpy(&bits, &c->box[k], sizeof bits);
        put_big(out + 8 + 4 * k, bits, 4);
    }
}

static situ_status write_node(packer *p, int64_t number, unsigned depth, size_t cells, situ_error *err)
{
    put_big(p->blob, number == 1 ? depth : 0, 2);
    put_big(p->blob + 2, cells, 2);
    memset(p->blob + NODE_HEAD + cells * CELL, 0, p->node_bytes - NODE_HEAD - cells * CELL);
    sqlite3_bind_int64(p->node, 1, number);
    sqlite3_bind_blob64(p->node, 2, p->blob, p->node_bytes, SQLITE_STATIC);
    return situ_sql_run(p->sql, p->node, err);
}

static situ_status note_parent(packer *p, int64_t child, int64_t node, situ_error *err)
{
    sqlite3_bind_int64(p->parent, 1, child);
    sqlite3_bind_int64(p->parent, 2, node);
    return situ_sql_run(p->sql, p->parent, err);
}

static void widen(cell *all, const cell *c, bool first)
{
    for (int k = 0; k < 4; k++)
        all->box[k] = first ? c->box[k] : k % 2 ? fmaxf(all->box[k], c->box[k]) : fminf(all->box[k], c->box[k]);
}

// Groups the cells of one level into nodes of even size, which are the cells of the next. At depth 0 they
// are rows, taken in the order of the curve. The last node left is the root, which has number 1.
static situ_status pack_level(packer *p, cell *level, size_t *count, unsigned depth, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t total = *count, nodes = total ? (total + p->per_node - 1) / p->per_node : 1;
    for (size_t i = 0; i < nodes; i++) {
        size_t from = total * i / nodes, to = total * (i + 1) / nodes;
        cell all = {nodes == 1 ? 1 : ++p->last_node, {0, 0, 0, 0}};
        for (size_t k = from; k < to; k++) {
            size_t at = depth ? k : (size_t)(uint32_t)p->order[k];
            const cell *c = depth ? &level[k] : &p->cells[at];
            put_cell(p->blob + NODE_HEAD + (k - from) * CELL, c);
            widen(&all, c, k == from);
            if (depth)
                SITU_TRY(note_parent(p, c->id, all.id, err));
            else
                p->leaf[at] = (uint32_t)all.id;
        }
        SITU_TRY(write_node(p, all.id, depth, to - from, err));
        level[i] = all; // its own cells have been read
    }
    *count = nodes;
done:
    return status;
}

static situ_status write_rows(const packer *p, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, p->sql, err, "INSERT INTO \"idx_%w_%w_rowid\"(rowid, nodeno) VALUES(?,?)", p->table, p->column));
    for (size_t i = 0; i < p->count; i++) {
        sqlite3_bind_int64(stmt, 1, p->cells[i].id);
        sqlite3_bind_int64(stmt, 2, p->leaf[i]);
        SITU_TRY(situ_sql_run(p->sql, stmt, err));
    }
done:
    sqlite3_finalize(stmt);
    return status;
}

static situ_status empty_index(packer *p, situ_error *err)
{
    situ_status status;
    int64_t bytes = 0;
    SITU_TRY(situ_sql_int(&bytes, p->sql, 0, err, "SELECT length(data) FROM \"idx_%w_%w_node\" WHERE nodeno=1", p->table, p->column));
    if (bytes < NODE_HEAD + 3 * CELL || bytes > 65536) {
        status = situ_fail(err, SITU_E_FORMAT, _("import the table anew"), _("the spatial index of table %s is damaged"), p->table);
        goto done;
    }
    p->node_bytes = (size_t)bytes;
    p->per_node = (p->node_bytes - NODE_HEAD) / CELL;
    p->last_node = 1;
    SITU_TRY(situ_sql_exec(p->sql, err, "DELETE FROM \"idx_%w_%w_node\"; DELETE FROM \"idx_%w_%w_rowid\"; DELETE FROM \"idx_%w_%w_parent\"", p->table,
                           p->column, p->table, p->column, p->table, p->column));
    SITU_TRY(situ_sql_prepare(&p->node, p->sql, err, "INSERT INTO \"idx_%w_%w_node\"(nodeno, data) VALUES(?,?)", p->table, p->column));
    SITU_TRY(situ_sql_prepare(&p->parent, p->sql, err, "INSERT INTO \"idx_%w_%w_parent\"(nodeno, parentnode) VALUES(?,?)", p->table, p->column));
done:
    return status;
}

situ_status situ_pack_index(const situ_sql *sql, const char *table, const char *column, situ_error *err)
{
    situ_status status;
    packer p = {.sql = sql, .table = table, .column = column};
    cell *level = NULL;
    SITU_TRY(read_boxes(&p, err));
    SITU_TRY(empty_index(&p, err));
    size_t count = p.count;
    p.blob = situ_calloc(1, p.node_bytes);
    p.order = situ_calloc(count + 1, sizeof *p.order);
    p.leaf = situ_calloc(count + 1, sizeof *p.leaf);
    level = situ_calloc(count / p.per_node + 2, sizeof *level);
    if (!p.blob || !p.order || !p.leaf || !level) {
        status = situ_fail_nomem(err);
        goto done;
    }
    sort_cells(&p);
    unsigned depth = 0;
    do
        SITU_TRY(pack_level(&p, level, &count, depth++, err));
    while (count > 1);
    SITU_TRY(write_rows(&p, err));
done:
    sqlite3_finalize(p.node);
    sqlite3_finalize(p.parent);
    situ_free(p.cells);
    situ_free(p.order);
    situ_free(p.leaf);
    situ_free(p.blob);
    situ_free(level);
    return status;
}

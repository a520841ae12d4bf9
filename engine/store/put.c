// SPDX-License-Identifier: MIT
// Writing ledger tables: rows of a new id are inserted, changed ones replace the old, which goes to the
// history, and equal ones are left alone.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

typedef struct put_column {
    const char *name;
    situ_type type;
    int from; // column of the table, -1 = null
} put_column;

typedef struct put {
    situ_store_writer *w;
    const situ_schema *schema;
    const situ_table *table;
    put_column *columns;
    size_t column_count;
    int id; // column of the table
    situ_transform *transform;
    situ_bytes blob;
    size_t own; // shape column of the row's geometry in blob, SIZE_MAX = none
    situ_shape_columns shapes;
    bool empty;   // the stored table
    bool written; // any row
    // write inserts or replaces; equal compares with the stored row (same parameters); keep and note are
    // the history's. All but write may be NULL.
    sqlite3_stmt *write, *equal, *keep, *note;
} put;

void situ_put_mix(situ_store_writer *w, const void *data, size_t n)
{
    const unsigned char *p = data;
    uint64_t h = (w->content ^ n) * 0x9e3779b97f4a7c15u; // eight bytes at a time: all cells of all rows come by
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    uint64_t rest = 0;
    for (size_t i = 0; i < n; i++)
        rest |= (uint64_t)p[i] << 8 * i;
    h = (h ^ rest) * 0xc4ceb9fe1a85ec53u;
    w->content = h ^ h >> 33;
}

static void mix_cell(situ_store_writer *w, const situ_table *table, size_t row, int column)
{
    if (column < 0 || situ_table_is_null(table, row, column)) {
        situ_put_mix(w, "", 1);
    } else if (table->columns[column].type == SITU_TYPE_TEXT) {
        const char *text = situ_table_text(table, row, column);
        situ_put_mix(w, text, strlen(text));
    } else if (table->columns[column].type == SITU_TYPE_INT) {
        int64_t whole = situ_table_int(table, row, column);
        situ_put_mix(w, &whole, sizeof whole);
    } else {
        double real = situ_table_real(table, row, column);
        situ_put_mix(w, &real, sizeof real);
    }
}

situ_status situ_put_bind(sqlite3_stmt *stmt, int index, situ_type stored, const situ_table *table, size_t row, int column,
                          situ_error *err)
{
    int code = SQLITE_OK;
    if (column < 0 || situ_table_is_null(table, row, column)) {
        code = sqlite3_bind_null(stmt, index);
    } else if (stored == SITU_TYPE_TEXT) {
        char buffer[32];
        const char *text = situ_table_show(table, row, column, buffer);
        // The table outlives the step; only the buffer does not.
        code = sqlite3_bind_text(stmt, index, text, -1, text == buffer ? SQLITE_TRANSIENT : SQLITE_STATIC);
    } else if (stored == SITU_TYPE_INT) {
        code = sqlite3_bind_int64(stmt, index, situ_table_int(table, row, column));
    } else {
        code = sqlite3_bind_double(stmt, index, situ_table_real(table, row, column));
    }
    if (code == SQLITE_OK)
        return SITU_OK;
    return code == SQLITE_NOMEM ? situ_fail_nomem(err)
                                : situ_fail(err, SITU_E_LIMIT, NULL, _("a cell of column %s is too long"), table->columns[column].name);
}

static situ_status unknown_column(const put *p, const char *name, situ_error *err)
{
    situ_str list;
    situ_str_init(&list);
    for (size_t i = 0; i < p->column_count; i++)
        situ_str_addf(&list, "%s%s", i ? " " : "", p->columns[i].name);
    char cure[480];
    snprintf(cure, sizeof cure, _("its columns are: %s"), list.data);
    situ_str_free(&list);
    return situ_fail(err, SITU_E_SCHEMA, cure, _("table %s has no column %s"), p->schema->name, name);
}

static void add_put_column(put *p, const char *name, situ_type type)
{
    p->columns[p->column_count++] = (put_column){name, type, situ_table_find(p->table, name)};
}

// Pairs stored columns with the table's; a column nobody knows, or text for numbers, fails.
static situ_status pair_columns(put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = SITU_FRONT_COUNT;
    for (const situ_field *f = p->schema->fields; f->name; f++)
        n++;
    p->columns = situ_calloc(n, sizeof *p->columns);
    SITU_TRY_ALLOC(p->columns);
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        add_put_column(p, c->name, c->type);
    for (const situ_field *f = p->schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            add_put_column(p, f->name, situ_field_type(f->kind));
    for (size_t i = 0; i < p->table->column_count; i++) {
        const situ_column *c = &p->table->columns[i];
        size_t at = 0;
        while (at < p->column_count && strcmp(p->columns[at].name, c->name) != 0)
            at++;
        if (at == p->column_count) {
            if (situ_schema_field(p->schema, c->name))
                continue; // read from the ledger to fill other fields; not stored
            status = unknown_column(p, c->name, err);
            goto done;
        }
        if (c->type == SITU_TYPE_TEXT && p->columns[at].type != SITU_TYPE_TEXT) {
            status = situ_fail(err, SITU_E_SCHEMA, NULL, _("column %s of table %s holds numbers, but text was given"), c->name,
                               p->schema->name);
            goto done;
        }
    }
    p->id = p->columns[0].from;
    if (p->id < 0 && p->table->row_count)
        status = situ_fail(err, SITU_E_SCHEMA, NULL, _("the rows of table %s have no id"), p->schema->name);
done:
    return status;
}

static void add_update(situ_str *s, const char *column, bool first)
{
    situ_str_add(s, first ? "" : ", ");
    situ_sql_add_name(s, column);
    situ_str_add(s, "=excluded.");
    situ_sql_add_name(s, column);
}

static situ_status prepare_write(put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "INSERT INTO ");
    situ_sql_add_name(&s, p->schema->name);
    situ_str_add(&s, "(");
    situ_tables_list(&s, p->schema, "");
    situ_str_add(&s, ") VALUES(");
    for (size_t i = 0; i < p->column_count + p->shapes.count; i++)
        situ_str_add(&s, i ? ",?" : "?");
    situ_str_add(&s, ")");
    if (!p->empty) {
        situ_str_add(&s, " ON CONFLICT(id) DO UPDATE SET ");
        for (size_t i = 1; i < p->column_count; i++)
            add_update(&s, p->columns[i].name, i == 1);
        for (size_t i = 0; i < p->shapes.count; i++)
            add_update(&s, p->shapes.columns[i].name, false);
    }
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(&p->write, &p->w->view.sql, err, "%s", s.data));
done:
    situ_str_free(&s);
    return status;
}

static situ_status prepare_equal(put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "SELECT 1");
    for (size_t i = 1; i < p->column_count + p->shapes.count; i++) {
        situ_str_add(&s, " AND ");
        situ_sql_add_name(&s, i < p->column_count ? p->columns[i].name : p->shapes.columns[i - p->column_count].name);
        situ_str_addf(&s, " IS ?%zu", i + 1);
    }
    situ_str_add(&s, " FROM ");
    situ_sql_add_name(&s, p->schema->name);
    situ_str_add(&s, " WHERE id=?1");
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(&p->equal, &p->w->view.sql, err, "%s", s.data));
done:
    situ_str_free(&s);
    return status;
}

static bool is_finite(const situ_geometry *g)
{
    return isfinite(g->box.x0) && isfinite(g->box.y0) && isfinite(g->box.x1) && isfinite(g->box.y1);
}

// The row's geometry in the store's CRS into p->blob.
static situ_status encode_geometry(put *p, size_t row, const char *id, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *moved = NULL;
    const situ_geometry *g = situ_table_geometry(p->table, row);
    p->own = SIZE_MAX;
    if (!g || !g->part_count)
        goto done;
    size_t own = situ_shapes_find(&p->shapes, g);
    if (own == SIZE_MAX) {
        status = situ_fail(err, SITU_E_GEOMETRY, NULL, _("row %s: this kind of geometry does not fit into table %s"), id, p->schema->name);
        goto done;
    }
    if (p->transform) {
        SITU_TRY(situ_geometry_transform(&moved, g, p->transform, err));
        g = moved;
    }
    if (!is_finite(g)) {
        status = situ_fail(err, SITU_E_GEOMETRY, NULL, _("row %s of table %s has a coordinate that is no number"), id, p->schema->name);
        goto done;
    }
    SITU_TRY(situ_blob_encode(&p->blob, g, SITU_EPSG_CGCS2000, true, err));
    p->own = own;
done:
    situ_geometry_free(moved);
    return status;
}

static situ_status bind_row(const put *p, sqlite3_stmt *stmt, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < p->column_count; i++)
        SITU_TRY(situ_put_bind(stmt, (int)i + 1, p->columns[i].type, p->table, row, p->columns[i].from, err));
    for (size_t i = 0; i < p->shapes.count; i++) {
        int index = (int)(p->column_count + i) + 1;
        if (i == p->own)
            sqlite3_bind_blob64(stmt, index, p->blob.data, p->blob.length, SQLITE_STATIC);
        else
            sqlite3_bind_null(stmt, index);
    }
done:
    return status;
}

static situ_status run_with_id(const put *p, sqlite3_stmt *stmt, const char *id, situ_error *err)
{
    if (!stmt)
        return SITU_OK;
    sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
    return situ_sql_run(&p->w->view.sql, stmt, err);
}

// *same: the stored row is equal. Otherwise its history is kept, or that there was none.
static situ_status compare_row(bool *same, put *p, size_t row, const char *id, situ_error *err)
{
    situ_status status;
    bool found = false;
    SITU_TRY(bind_row(p, p->equal, row, err));
    SITU_TRY(situ_sql_step(&p->w->view.sql, p->equal, &found, err));
    *same = found && sqlite3_column_int(p->equal, 0) == 1;
    sqlite3_reset(p->equal);
    if (!*same)
        SITU_TRY(run_with_id(p, found ? p->keep : p->note, id, err));
done:
    return status;
}

static situ_status put_row(put *p, size_t row, situ_error *err)
{
    situ_status status;
    char buffer[32];
    bool same = false;
    const char *id = situ_table_show(p->table, row, p->id, buffer);
    SITU_TRY(encode_geometry(p, row, id, err));
    if (p->equal)
        SITU_TRY(compare_row(&same, p, row, id, err));
    if (same)
        goto done;
    SITU_TRY(bind_row(p, p->write, row, err));
    SITU_TRY(situ_sql_run(&p->w->view.sql, p->write, err));
    p->written = true;
    situ_put_mix(p->w, p->schema->name, strlen(p->schema->name));
    for (size_t i = 0; i < p->column_count; i++)
        mix_cell(p->w, p->table, row, p->columns[i].from);
    if (p->own != SIZE_MAX)
        situ_put_mix(p->w, p->blob.data, p->blob.length);
done:
    return status;
}

typedef struct hashed_id {
    uint64_t hash;
    size_t row;
} hashed_id;

static int by_hash(const void *a, const void *b)
{
    const hashed_id *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) : (x->row > y->row) - (x->row < y->row);
}

// Each row has an id of its own. Rows of one hash lie side by side after sorting.
static situ_status check_ids(const put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = p->table->row_count;
    char a[32], b[32];
    hashed_id *ids = situ_calloc(n + 1, sizeof *ids);
    SITU_TRY_ALLOC(ids);
    for (size_t row = 0; row < n; row++) {
        const char *id = situ_table_show(p->table, row, p->id, a);
        if (!*id) {
            status = situ_fail(err, SITU_E_SCHEMA, NULL, _("row %zu of table %s has no id"), row + 1, p->schema->name);
            goto done;
        }
        ids[row] = (hashed_id){situ_hash64(id, strlen(id), 0), row};
    }
    qsort(ids, n, sizeof *ids, by_hash);
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t k = i + 1; k < n && ids[k].hash == ids[i].hash; k++)
            if (strcmp(situ_table_show(p->table, ids[i].row, p->id, a), situ_table_show(p->table, ids[k].row, p->id, b)) == 0) {
                status = situ_fail(err, SITU_E_SCHEMA, _("give each row an id of its own"), _("id %s stands twice in table %s"),
                                   situ_table_show(p->table, ids[i].row, p->id, a), p->schema->name);
                goto done;
            }
done:
    situ_free(ids);
    return status;
}

static situ_status prepare_statements(put *p, situ_error *err)
{
    situ_status status;
    situ_track *track = NULL;
    int64_t rows = 0;
    SITU_TRY(situ_history_touch(&track, p->w, p->schema, err));
    SITU_TRY(situ_sql_int(&rows, &p->w->view.sql, 0, err, "SELECT EXISTS(SELECT 1 FROM \"%w\")", p->schema->name));
    p->empty = !rows;
    SITU_TRY(prepare_write(p, err));
    if (!p->empty)
        SITU_TRY(prepare_equal(p, err));
    if (track->state == SITU_TRACK_KEPT)
        SITU_TRY(situ_history_prepare(&p->keep, &p->note, p->w, p->schema, err));
    if (!p->equal && p->note) // emptied in this transaction: whatever was there is kept already
        SITU_TRY(prepare_equal(p, err));
done:
    return status;
}

static situ_status put_rows(put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_sql *sql = &p->w->view.sql;
    situ_bulk bulk = {.sql = sql};
    bool many = p->table->row_count >= SITU_BULK_ROWS;
    SITU_TRY(check_ids(p, err));
    if (!p->table->row_count)
        goto done;
    SITU_TRY(prepare_statements(p, err));
    if (many)
        SITU_TRY(situ_bulk_begin(&bulk, sql, p->schema->name, &p->shapes, p->empty && !p->equal, err));
    for (size_t row = 0; row < p->table->row_count; row++)
        SITU_TRY(put_row(p, row, err));
    sqlite3_reset(p->write);
    if (many)
        SITU_TRY(situ_bulk_end(&bulk, p->written, err));
done:
    situ_bulk_free(&bulk);
    return status;
}

static situ_status unknown_table(const char *name, situ_error *err)
{
    const char *names[128];
    size_t n = 0;
    for (; situ_schema_registry[n] && n + 1 < sizeof names / sizeof *names; n++)
        names[n] = situ_schema_registry[n]->name;
    names[n] = NULL;
    const char *near = situ_nearest_word(name, names, 3);
    char cure[160];
    snprintf(cure, sizeof cure, _("did you mean %s?"), near ? near : "");
    return situ_fail(err, SITU_E_SCHEMA, near ? cure : _("situ list tables names them"), _("there is no table %s"), name);
}

situ_status situ_store_put_table(situ_store_writer *w, const situ_table *table, situ_error *err)
{
    situ_status status;
    put p = {.w = w, .table = table, .schema = situ_schema_find(table->name)};
    if (!p.schema)
        return unknown_table(table->name, err);
    p.shapes = situ_shapes_of_schema(p.schema);
    SITU_TRY(pair_columns(&p, err));
    if (table->geometry && table->epsg != SITU_EPSG_CGCS2000) {
        if (table->epsg <= 0) {
            status = situ_fail(err, SITU_E_CRS, NULL, _("the geometries of table %s have no coordinate system"), table->name);
            goto done;
        }
        SITU_TRY(situ_transform_new(&p.transform, table->epsg, SITU_EPSG_CGCS2000, err));
    }
    SITU_TRY(put_rows(&p, err));
    w->rows += table->row_count;
    if (strcmp(table->name, "region") == 0)
        w->region_put = true;
    situ_store_forget_hashes(&w->view);
done:
    sqlite3_finalize(p.write);
    sqlite3_finalize(p.equal);
    sqlite3_finalize(p.keep);
    sqlite3_finalize(p.note);
    situ_transform_free(p.transform);
    situ_free(p.blob.data);
    situ_free(p.columns);
    return status;
}

situ_status situ_store_put_grid(situ_store_writer *w, const situ_grid *grid, situ_error *err)
{
    situ_status status;
    if (!situ_sql_is_plain_name(grid->name) || situ_starts_with(grid->name, "derived_") || situ_starts_with(grid->name, "public_"))
        return situ_fail(err, SITU_E_ARGUMENT, _("use small letters, digits and _"), _("a grid cannot be named %s"), grid->name);
    SITU_TRY(situ_grid_put(&w->view.sql, grid->name, grid, err));
    situ_put_mix(w, grid->name, strlen(grid->name));
    situ_put_mix(w, &grid->frame.x0, 4 * sizeof(double));
    situ_put_mix(w, grid->cells, (size_t)grid->frame.columns * grid->frame.rows * sizeof(float));
    w->grids_put = true;
    situ_store_forget_hashes(&w->view);
done:
    return status;
}

// SPDX-License-Identifier: MIT
// Writing ledger tables: one prepared statement for all rows, replacing rows of the same id.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

enum { BULK_ROWS = 2000 }; // from here on the spatial index is built afterwards, not row by row

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
    situ_map *seen;
    situ_transform *transform;
    situ_bytes blob;
    sqlite3_stmt *stmt;
    situ_shape_columns shapes;
} put;

static uint64_t mix(uint64_t seed, const void *data, size_t n)
{
    return situ_hash64(data, n, seed + n);
}

static uint64_t mix_cell(uint64_t seed, const situ_table *table, size_t row, int column)
{
    if (column < 0 || situ_table_is_null(table, row, column))
        return mix(seed, "", 1);
    if (table->columns[column].type == SITU_TYPE_TEXT) {
        const char *text = situ_table_text(table, row, column);
        return mix(seed, text, strlen(text));
    }
    if (table->columns[column].type == SITU_TYPE_INT) {
        int64_t whole = situ_table_int(table, row, column);
        return mix(seed, &whole, sizeof whole);
    }
    double real = situ_table_real(table, row, column);
    return mix(seed, &real, sizeof real);
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
    size_t n = 16;
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

static situ_status prepare(put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "INSERT INTO ");
    situ_sql_add_name(&s, p->schema->name);
    situ_str_add(&s, "(");
    for (size_t i = 0; i < p->column_count; i++) {
        situ_str_add(&s, i ? ", " : "");
        situ_sql_add_name(&s, p->columns[i].name);
    }
    for (size_t i = 0; i < p->shapes.count; i++)
        situ_str_addf(&s, ", %s", p->shapes.columns[i].name);
    situ_str_add(&s, ") VALUES(");
    for (size_t i = 0; i < p->column_count + p->shapes.count; i++)
        situ_str_add(&s, i ? ",?" : "?");
    situ_str_add(&s, ") ON CONFLICT(id) DO UPDATE SET ");
    for (size_t i = 1; i < p->column_count; i++) {
        situ_str_add(&s, i > 1 ? ", " : "");
        situ_sql_add_name(&s, p->columns[i].name);
        situ_str_add(&s, "=excluded.");
        situ_sql_add_name(&s, p->columns[i].name);
    }
    for (size_t i = 0; i < p->shapes.count; i++)
        situ_str_addf(&s, ", %s=excluded.%s", p->shapes.columns[i].name, p->shapes.columns[i].name);
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(&p->stmt, &p->w->view.sql, err, "%s", s.data));
done:
    situ_str_free(&s);
    return status;
}

static bool is_finite(const situ_geometry *g)
{
    return isfinite(g->box.x0) && isfinite(g->box.y0) && isfinite(g->box.x1) && isfinite(g->box.y1);
}

static situ_status bind_geometry(put *p, size_t row, const char *id, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *moved = NULL;
    const situ_geometry *g = situ_table_geometry(p->table, row);
    int index = (int)p->column_count + 1;
    size_t own = g && g->part_count ? situ_shapes_find(&p->shapes, g) : 0;
    if (own == SIZE_MAX) {
        status = situ_fail(err, SITU_E_GEOMETRY, NULL, _("row %s: this kind of geometry does not fit into table %s"), id, p->schema->name);
        goto done;
    }
    for (size_t i = 0; i < p->shapes.count; i++)
        sqlite3_bind_null(p->stmt, index + (int)i);
    if (!g || !g->part_count)
        goto done;
    if (p->transform) {
        SITU_TRY(situ_geometry_transform(&moved, g, p->transform, err));
        g = moved;
    }
    if (!is_finite(g)) {
        status = situ_fail(err, SITU_E_GEOMETRY, NULL, _("row %s of table %s has a coordinate that is no number"), id, p->schema->name);
        goto done;
    }
    SITU_TRY(situ_blob_encode(&p->blob, g, SITU_EPSG_CGCS2000, true, err));
    p->w->content = mix(p->w->content, p->blob.data, p->blob.length);
    sqlite3_bind_blob64(p->stmt, index + (int)own, p->blob.data, p->blob.length, SQLITE_STATIC);
done:
    situ_geometry_free(moved);
    return status;
}

static situ_status put_row(put *p, size_t row, situ_error *err)
{
    situ_status status;
    char buffer[32];
    const char *id = situ_table_is_null(p->table, row, p->id) ? NULL : situ_table_show(p->table, row, p->id, buffer);
    if (!id || !*id)
        return situ_fail(err, SITU_E_SCHEMA, NULL, _("row %zu of table %s has no id"), row + 1, p->schema->name);
    int fresh = situ_map_set(p->seen, id, row);
    if (fresh < 0)
        return situ_fail_nomem(err);
    if (fresh > 0)
        return situ_fail(err, SITU_E_SCHEMA, _("give each row an id of its own"), _("id %s stands twice in table %s"), id, p->schema->name);
    for (size_t i = 0; i < p->column_count; i++) {
        SITU_TRY(situ_put_bind(p->stmt, (int)i + 1, p->columns[i].type, p->table, row, p->columns[i].from, err));
        p->w->content = mix_cell(p->w->content, p->table, row, p->columns[i].from);
    }
    SITU_TRY(bind_geometry(p, row, id, err));
    SITU_TRY(situ_sql_run(&p->w->view.sql, p->stmt, err));
done:
    return status;
}

static situ_status put_rows(put *p, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_sql *sql = &p->w->view.sql;
    bool bulk = p->shapes.count && p->table->row_count >= BULK_ROWS;
    if (bulk)
        SITU_TRY(situ_tables_drop_indexes(sql, p->schema->name, &p->shapes, err));
    SITU_TRY(prepare(p, err));
    for (size_t row = 0; row < p->table->row_count; row++)
        SITU_TRY(put_row(p, row, err));
    sqlite3_finalize(p->stmt);
    p->stmt = NULL;
    if (bulk)
        SITU_TRY(situ_tables_add_indexes(sql, p->schema->name, &p->shapes, err));
done:
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
    p.seen = situ_map_new();
    SITU_TRY_ALLOC(p.seen);
    SITU_TRY(pair_columns(&p, err));
    if (table->geometry && table->epsg != SITU_EPSG_CGCS2000) {
        if (table->epsg <= 0) {
            status = situ_fail(err, SITU_E_CRS, NULL, _("the geometries of table %s have no coordinate system"), table->name);
            goto done;
        }
        SITU_TRY(situ_transform_new(&p.transform, table->epsg, SITU_EPSG_CGCS2000, err));
    }
    w->content = mix(w->content, table->name, strlen(table->name));
    SITU_TRY(put_rows(&p, err));
    w->rows += table->row_count;
    w->changed = true;
    if (strcmp(table->name, "region") == 0)
        w->region_put = true;
    situ_store_forget_hashes(&w->view);
done:
    sqlite3_finalize(p.stmt);
    situ_transform_free(p.transform);
    situ_map_free(p.seen);
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
    w->content = mix(w->content, grid->name, strlen(grid->name));
    w->content = mix(w->content, &grid->frame.x0, 4 * sizeof(double));
    w->content = mix(w->content, grid->cells, (size_t)grid->frame.columns * grid->frame.rows * sizeof(float));
    w->changed = true;
    situ_store_forget_hashes(&w->view);
done:
    return status;
}

// SPDX-License-Identifier: MIT
// Stored results of analyses, one an op and edition, with the key of what they were made from
// (design.md 4.2). Tables keep the result's own CRS, so that a stored result equals a fresh one.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

static char *stored_name(const char *edition, const char *op, const char *name)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s, "%sderived_%s_%s", strcmp(edition, "public") == 0 ? "public_" : "", op, name);
    return situ_str_take(&s);
}

static situ_status check_name(const char *name, situ_error *err)
{
    if (situ_sql_is_plain_name(name))
        return SITU_OK;
    return situ_fail(err, SITU_E_ARGUMENT, _("use small letters, digits and _"), _("a stored result cannot be named %s"), name ? name : "");
}

static situ_status drop_old(const situ_sql *sql, const char *op, const char *edition, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    char **tables = NULL;
    size_t count = 0, capacity = 0;
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "SELECT kind, stored FROM derived_item WHERE op=%Q AND edition=%Q ORDER BY n", op, edition));
    for (;;) { // collected first: a table cannot be dropped under a running statement
        bool row;
        SITU_TRY(situ_sql_step(sql, stmt, &row, err));
        if (!row)
            break;
        const char *kind = (const char *)sqlite3_column_text(stmt, 0), *stored = (const char *)sqlite3_column_text(stmt, 1);
        SITU_TRY_ALLOC(kind && stored);
        if (strcmp(kind, "grid") == 0) {
            SITU_TRY(situ_grid_drop(sql, stored, err));
            continue;
        }
        SITU_TRY(situ_grow(&tables, &capacity, count + 1, sizeof *tables, err));
        tables[count] = situ_strdup(stored);
        SITU_TRY_ALLOC(tables[count]);
        count++;
    }
    sqlite3_finalize(stmt);
    stmt = NULL;
    for (size_t i = 0; i < count; i++)
        SITU_TRY(situ_tables_drop(sql, tables[i], err));
    SITU_TRY(situ_sql_exec(sql, err, "DELETE FROM derived_item WHERE op=%Q AND edition=%Q; DELETE FROM derived WHERE op=%Q AND edition=%Q",
                           op, edition, op, edition));
done:
    sqlite3_finalize(stmt);
    for (size_t i = 0; i < count; i++)
        situ_free(tables[i]);
    situ_free(tables);
    return status;
}

static situ_shape_columns shapes_of(const situ_table *table)
{
    bool has[3] = {false, false, false}, multipoint = false;
    for (size_t i = 0; i < table->row_count; i++) {
        const situ_geometry *g = situ_table_geometry(table, i);
        if (!g || !g->part_count)
            continue;
        has[g->kind] = true;
        multipoint |= g->kind == SITU_GEOM_POINT && g->point_count != 1;
    }
    return situ_shapes_of_kinds(has[SITU_GEOM_POLYGON], has[SITU_GEOM_LINE], has[SITU_GEOM_POINT], multipoint);
}

static situ_status create(const situ_sql *sql, const char *stored, const situ_table *table, const situ_shape_columns *shapes, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "CREATE TABLE ");
    situ_sql_add_name(&s, stored);
    situ_str_add(&s, "(fid INTEGER PRIMARY KEY");
    for (size_t i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;
        if (strcmp(name, "fid") == 0 || situ_shapes_is_name(name)) {
            status = situ_fail(err, SITU_E_SCHEMA, NULL, _("a column of a stored result cannot be named %s"), name);
            goto done;
        }
        situ_str_add(&s, ", ");
        situ_sql_add_name(&s, name);
        situ_str_addf(&s, " %s", situ_type_sql(table->columns[i].type));
    }
    situ_str_add(&s, ")");
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_exec(sql, err, "%s", s.data));
    for (size_t i = 0; i < shapes->count; i++)
        SITU_TRY(situ_tables_add_geometry(sql, stored, &shapes->columns[i], table->epsg, false, err));
done:
    situ_str_free(&s);
    return status;
}

// Binds null to the geometry columns from index on but the one of g's kind.
static situ_status bind_shape(sqlite3_stmt *stmt, int index, situ_bytes *blob, const situ_geometry *g, const situ_shape_columns *shapes,
                              int epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < shapes->count; i++)
        sqlite3_bind_null(stmt, index + (int)i);
    size_t own = g && g->part_count ? situ_shapes_find(shapes, g) : SIZE_MAX;
    if (own == SIZE_MAX)
        goto done;
    SITU_TRY(situ_blob_encode(blob, g, epsg, strcmp(shapes->columns[own].type, "MULTIPOINT") != 0, err));
    sqlite3_bind_blob64(stmt, index + (int)own, blob->data, blob->length, SQLITE_STATIC);
done:
    return status;
}

static situ_status insert_rows(const situ_sql *sql, const char *stored, const situ_table *table, const situ_shape_columns *shapes,
                               situ_error *err)
{
    situ_status status = SITU_OK;
    sqlite3_stmt *stmt = NULL;
    situ_bytes blob = {0};
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "INSERT INTO ");
    situ_sql_add_name(&s, stored);
    situ_str_add(&s, "(fid");
    for (size_t i = 0; i < table->column_count; i++) {
        situ_str_add(&s, ", ");
        situ_sql_add_name(&s, table->columns[i].name);
    }
    for (size_t i = 0; i < shapes->count; i++)
        situ_str_addf(&s, ", %s", shapes->columns[i].name);
    situ_str_add(&s, ") VALUES(?");
    for (size_t i = 0; i < table->column_count + shapes->count; i++)
        situ_str_add(&s, ",?");
    situ_str_add(&s, ")");
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "%s", s.data));
    int columns = (int)table->column_count;
    for (size_t row = 0; row < table->row_count; row++) {
        sqlite3_bind_int64(stmt, 1, (sqlite3_int64)row + 1);
        for (int c = 0; c < columns; c++)
            SITU_TRY(situ_put_bind(stmt, c + 2, table->columns[c].type, table, row, c, err));
        SITU_TRY(bind_shape(stmt, columns + 2, &blob, situ_table_geometry(table, row), shapes, table->epsg, err));
        SITU_TRY(situ_sql_run(sql, stmt, err));
    }
done:
    sqlite3_finalize(stmt);
    situ_str_free(&s);
    situ_free(blob.data);
    return status;
}

static situ_status put_result_table(const situ_sql *sql, const char *stored, const situ_table *table, situ_error *err)
{
    situ_status status;
    situ_shape_columns shapes = {.count = 0};
    if (table->geometry)
        shapes = shapes_of(table);
    if (shapes.count && table->epsg <= 0)
        return situ_fail(err, SITU_E_CRS, NULL, _("the geometries of table %s have no coordinate system"), table->name);
    SITU_TRY(create(sql, stored, table, &shapes, err));
    SITU_TRY(situ_tables_drop_indexes(sql, stored, &shapes, err));
    SITU_TRY(insert_rows(sql, stored, table, &shapes, err));
    SITU_TRY(situ_tables_add_indexes(sql, stored, &shapes, err));
done:
    return status;
}

static situ_status note_item(const situ_sql *sql, const char *op, const char *edition, size_t n, const char *kind, const char *name,
                             const char *stored, int epsg, situ_error *err)
{
    return situ_sql_exec(sql, err, "INSERT INTO derived_item(op, edition, n, kind, name, stored, epsg) VALUES(%Q,%Q,%d,%Q,%Q,%Q,%d)",
                         op, edition, (int)n, kind, name, stored, epsg);
}

situ_status situ_store_put_derived(situ_store_writer *w, const char *op, const char *key, const situ_bundle *result, situ_error *err)
{
    situ_status status;
    const situ_sql *sql = &w->view.sql;
    const char *edition = situ_streq(result->edition, "public") ? "public" : "internal";
    char *stored = NULL;
    size_t n = 0;
    SITU_TRY(check_name(op, err));
    SITU_TRY(drop_old(sql, op, edition, err));
    SITU_TRY(situ_sql_exec(sql, err, "INSERT INTO derived(op, edition, key) VALUES(%Q,%Q,%Q)", op, edition, key));
    for (size_t i = 0; i < result->table_count + result->grid_count; i++) {
        bool is_table = i < result->table_count;
        const char *name = is_table ? result->tables[i]->name : result->grids[i - result->table_count]->name;
        int epsg = is_table ? result->tables[i]->epsg : result->grids[i - result->table_count]->epsg;
        SITU_TRY(check_name(name, err));
        situ_free(stored);
        stored = stored_name(edition, op, name);
        SITU_TRY_ALLOC(stored);
        if (is_table)
            SITU_TRY(put_result_table(sql, stored, result->tables[i], err));
        else
            SITU_TRY(situ_grid_put(sql, stored, result->grids[i - result->table_count], err));
        SITU_TRY(note_item(sql, op, edition, ++n, is_table ? "table" : "grid", name, stored, epsg, err));
    }
    situ_store_forget_hashes(&w->view);
done:
    situ_free(stored);
    return status;
}

static situ_status find_key(bool *found, situ_store *store, const char *op, const char *key, situ_error *err)
{
    int64_t one = 0;
    situ_status status = situ_sql_int(&one, &store->sql, 0, err, "SELECT 1 FROM %s WHERE op=%Q AND edition=%Q AND key=%Q",
                                      store->is_public ? "public_derived" : "derived", op, store->is_public ? "public" : "internal", key);
    *found = one == 1;
    return status;
}

static situ_status read_item(situ_bundle *bundle, situ_store *store, const char *kind, const char *name, const char *stored, int epsg,
                             situ_error *err)
{
    situ_status status;
    situ_table *table = NULL;
    situ_grid *grid = NULL;
    if (strcmp(kind, "grid") == 0) {
        SITU_TRY(situ_grid_get(&grid, store, stored, name, err));
        SITU_TRY(situ_bundle_add_grid(bundle, grid, err));
        grid = NULL;
        goto done;
    }
    // The relation puts "public_" in front itself.
    SITU_TRY(situ_store_read_table(&table, store, store->is_public ? stored + strlen("public_") : stored, NULL, err));
    situ_free(table->name);
    table->name = situ_strdup(name);
    SITU_TRY_ALLOC(table->name);
    table->epsg = epsg;
    SITU_TRY(situ_bundle_add_table(bundle, table, err));
    table = NULL;
done:
    situ_table_free(table);
    situ_grid_free(grid);
    return status;
}

situ_status situ_store_read_derived(situ_bundle **out, situ_store *store, const char *op, const char *key, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    situ_bundle *bundle = NULL;
    bool found;
    *out = NULL;
    SITU_TRY(find_key(&found, store, op, key, err));
    if (!found) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("run situ analyze"), _("the store has no current result of %s"), op);
        situ_error_at(err, store->path, NULL, NULL, 0, 0);
        goto done;
    }
    const char *edition = store->is_public ? "public" : "internal";
    SITU_TRY(situ_bundle_new(&bundle, edition, store->revision, err));
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT kind, name, stored, epsg FROM %s WHERE op=%Q AND edition=%Q ORDER BY n",
                              store->is_public ? "public_derived_item" : "derived_item", op, edition));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        const char *texts[3] = {0};
        for (int i = 0; i < 3; i++) {
            texts[i] = (const char *)sqlite3_column_text(stmt, i);
            SITU_TRY_ALLOC(texts[i]);
        }
        SITU_TRY(read_item(bundle, store, texts[0], texts[1], texts[2], sqlite3_column_int(stmt, 3), err));
    }
    *out = bundle;
    bundle = NULL;
done:
    sqlite3_finalize(stmt);
    situ_bundle_free(bundle);
    return status;
}

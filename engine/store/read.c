// SPDX-License-Identifier: MIT
// Reading tables in an edition.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

// Tables besides those of the schema that may be read by name in the internal edition.
static bool is_own_table(const char *name)
{
    static const char *const names[] = {"issue", "source", "source_sheet", "source_rule", "revision_table"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return strncmp(name, "derived_", 8) == 0 && strcmp(name, "derived_item") != 0;
}

static situ_type type_of_declaration(const char *declared)
{
    if (situ_streq(declared, "INTEGER"))
        return SITU_TYPE_INT;
    return situ_streq(declared, "REAL") ? SITU_TYPE_REAL : SITU_TYPE_TEXT;
}

static situ_status add_present(situ_relation *rel, const char *name, situ_type type, bool present, situ_error *err)
{
    size_t at;
    situ_status status = situ_table_add_column(rel->columns, name, type, &at, err);
    if (status == SITU_OK)
        rel->present[at] = present;
    return status;
}

static int find_result_column(sqlite3_stmt *stmt, const char *name)
{
    for (int i = 0; i < sqlite3_column_count(stmt); i++)
        if (situ_streq(sqlite3_column_name(stmt, i), name))
            return i;
    return -1;
}

static situ_status find_geometry(situ_relation *rel, sqlite3_stmt *stmt, situ_error *err)
{
    situ_str s;
    situ_str_init(&s);
    bool found = situ_shapes_add_sql(&s, stmt);
    rel->geometry = situ_str_take(&s);
    if (!rel->geometry)
        return situ_fail_nomem(err);
    if (!found) {
        situ_free(rel->geometry);
        rel->geometry = NULL;
    }
    return SITU_OK;
}

static situ_status schema_columns(situ_relation *rel, const situ_schema *schema, sqlite3_stmt *stmt, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = SITU_FRONT_COUNT;
    for (const situ_field *f = schema->fields; f->name; f++)
        n++;
    rel->present = situ_calloc(n, sizeof *rel->present);
    SITU_TRY_ALLOC(rel->present);
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        SITU_TRY(add_present(rel, c->name, c->type, find_result_column(stmt, c->name) >= 0, err));
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            SITU_TRY(add_present(rel, f->name, situ_field_type(f->kind), find_result_column(stmt, f->name) >= 0, err));
    const situ_field *sort = situ_schema_field(schema, "sort");
    bool sorted = sort && situ_field_is_stored(sort) && find_result_column(stmt, "sort") >= 0;
    rel->order = sorted ? "\"sort\" IS NULL, \"sort\", \"id\"" : "\"id\"";
    if (schema->shape != SITU_SHAPE_NONE && rel->geometry)
        rel->epsg = SITU_EPSG_CGCS2000;
done:
    return status;
}

// The SRID of a derived table stands in the geometries themselves (byte 2..5 of a blob).
static situ_status read_srid(situ_relation *rel, situ_store *store, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *first = NULL;
    bool row = false;
    rel->epsg = SITU_EPSG_CGCS2000;
    SITU_TRY(situ_sql_prepare(&first, &store->sql, err, "SELECT %s FROM \"%w\" WHERE %s IS NOT NULL LIMIT 1", rel->geometry, rel->source,
                              rel->geometry));
    SITU_TRY(situ_sql_step(&store->sql, first, &row, err));
    const unsigned char *blob = row ? sqlite3_column_blob(first, 0) : NULL;
    if (blob && sqlite3_column_bytes(first, 0) > 6 && blob[1] == 1)
        rel->epsg = (int)(blob[2] | (uint32_t)blob[3] << 8 | (uint32_t)blob[4] << 16 | (uint32_t)blob[5] << 24);
done:
    sqlite3_finalize(first);
    return status;
}

static situ_status own_columns(situ_relation *rel, situ_store *store, sqlite3_stmt *stmt, situ_error *err)
{
    situ_status status = SITU_OK;
    int n = sqlite3_column_count(stmt);
    bool stands = false;
    rel->present = situ_calloc((size_t)n + 1, sizeof *rel->present);
    SITU_TRY_ALLOC(rel->present);
    for (int i = 0; i < n; i++) {
        const char *name = sqlite3_column_name(stmt, i);
        SITU_TRY_ALLOC(name);
        if (strcmp(name, "fid") == 0)
            continue;
        if (situ_shapes_is_name(name))
            stands = true;
        else
            SITU_TRY(add_present(rel, name, type_of_declaration(sqlite3_column_decltype(stmt, i)), true, err));
    }
    if (stands)
        SITU_TRY(read_srid(rel, store, err));
    rel->order = "rowid";
done:
    return status;
}

static situ_status no_table(const situ_store *store, const char *name, situ_error *err)
{
    situ_fail(err, SITU_E_NOT_FOUND, _("situ list tables names them"),
              store->is_public ? _("the public edition has no table %s") : _("the store has no table %s"), name);
    situ_error_at(err, store->path, NULL, NULL, 0, 0);
    return SITU_E_NOT_FOUND;
}

situ_status situ_relation_open(situ_relation *out, situ_store *store, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    sqlite3_stmt *stmt = NULL;
    memset(out, 0, sizeof *out);
    const situ_schema *schema = situ_schema_find(name);
    bool derived = name && strncmp(name, "derived_", 8) == 0;
    if (!schema && (!name || !is_own_table(name) || (store->is_public && !derived)))
        return no_table(store, name ? name : "", err);
    situ_str source;
    situ_str_init(&source);
    situ_str_add(&source, store->is_public ? "public_" : "");
    situ_str_add(&source, name);
    out->source = situ_str_take(&source);
    SITU_TRY_ALLOC(out->source);
    SITU_TRY(situ_table_new(&out->columns, name, 0, err));
    status = situ_sql_prepare(&stmt, &store->sql, err, "SELECT * FROM \"%w\" LIMIT 0", out->source);
    if (status == SITU_E_EXTERNAL && strncmp(sqlite3_errmsg(store->sql.db), "no such table", 13) == 0)
        status = no_table(store, name, err);
    if (status != SITU_OK)
        goto done;
    SITU_TRY(find_geometry(out, stmt, err));
    if (schema)
        SITU_TRY(schema_columns(out, schema, stmt, err));
    else
        SITU_TRY(own_columns(out, store, stmt, err));
    out->columns->epsg = out->epsg;
done:
    sqlite3_finalize(stmt);
    if (status != SITU_OK)
        situ_relation_close(out);
    return status;
}

void situ_relation_close(situ_relation *rel)
{
    situ_free(rel->source);
    situ_free(rel->present);
    situ_free(rel->geometry);
    situ_table_free(rel->columns);
    memset(rel, 0, sizeof *rel);
}

situ_status situ_relation_select(sqlite3_stmt **out, situ_store *store, const situ_relation *rel, const char *where,
                                 situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    *out = NULL;
    situ_str_init(&s);
    situ_str_add(&s, "SELECT ");
    for (size_t i = 0; i < rel->columns->column_count; i++) {
        situ_str_add(&s, i ? ", " : "");
        if (!rel->present[i])
            situ_str_add(&s, "NULL AS ");
        situ_sql_add_name(&s, rel->columns->columns[i].name);
    }
    if (rel->epsg)
        situ_str_addf(&s, ", %s AS \"geom\"", rel->geometry);
    situ_str_add(&s, " FROM ");
    situ_sql_add_name(&s, rel->source);
    if (where)
        situ_str_addf(&s, " WHERE (\n%s\n)", where);
    situ_str_addf(&s, " ORDER BY %s", rel->order);
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(out, &store->sql, err, "%s", s.data));
done:
    situ_str_free(&s);
    return status;
}

situ_status situ_relation_read_cell(situ_table *table, size_t row, size_t column, sqlite3_stmt *stmt, situ_error *err)
{
    int i = (int)column;
    if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
        return SITU_OK; // rows start as nulls
    switch (table->columns[column].type) {
    case SITU_TYPE_INT:
        situ_table_set_int(table, row, column, sqlite3_column_int64(stmt, i));
        return SITU_OK;
    case SITU_TYPE_REAL:
        situ_table_set_real(table, row, column, sqlite3_column_double(stmt, i));
        return SITU_OK;
    case SITU_TYPE_TEXT:
        break;
    }
    const char *text = (const char *)sqlite3_column_text(stmt, i);
    if (!text)
        return situ_fail_nomem(err);
    // Names of files, towns and the like stand in one row after the other: they are kept once.
    const char *above = row ? situ_table_text(table, row - 1, i) : NULL;
    if (above && strcmp(above, text) == 0) {
        situ_table_set_borrowed(table, row, column, above);
        return SITU_OK;
    }
    return situ_table_set_text(table, row, column, text, err);
}

static situ_status read_geometry(situ_table *table, size_t row, int column, sqlite3_stmt *stmt, situ_error *err)
{
    situ_geometry *g = NULL;
    situ_status status;
    const void *blob = sqlite3_column_blob(stmt, column);
    SITU_TRY(situ_blob_decode(&g, blob, (size_t)sqlite3_column_bytes(stmt, column), err));
    if (g)
        SITU_TRY(situ_table_set_geometry(table, row, g, err)); // takes g, also when it fails
done:
    return status;
}

situ_status situ_relation_read_rows(situ_table **out, situ_store *store, situ_relation *rel, sqlite3_stmt *stmt, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = rel->columns; // empty, with the right columns
    rel->columns = NULL;
    for (;;) {
        bool row;
        size_t at;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        SITU_TRY(situ_table_add_row(table, &at, err));
        for (size_t c = 0; c < table->column_count; c++)
            SITU_TRY(situ_relation_read_cell(table, at, c, stmt, err));
        if (rel->epsg)
            SITU_TRY(read_geometry(table, at, (int)table->column_count, stmt, err));
    }
    *out = table;
    table = NULL;
done:
    situ_table_free(table);
    return status;
}

situ_status situ_store_read_table(situ_table **out, situ_store *store, const char *name, const char *where, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    situ_relation rel;
    *out = NULL;
    memset(&rel, 0, sizeof rel);
    SITU_TRY(situ_relation_open(&rel, store, name, err));
    if (where)
        SITU_TRY(situ_expr_check(rel.columns, where, err));
    SITU_TRY(situ_relation_select(&stmt, store, &rel, where, err));
    SITU_TRY(situ_relation_read_rows(out, store, &rel, stmt, err));
done:
    sqlite3_finalize(stmt);
    situ_relation_close(&rel);
    return status;
}

bool situ_store_has(const situ_store *store, const char *name)
{
    if (!name)
        return false;
    const char *prefix = store->is_public ? "public_" : "";
    int64_t found = 0;
    if (situ_sql_int(&found, &store->sql, 0, NULL, "SELECT 1 FROM %sgrid WHERE name=%Q", prefix, name) == SITU_OK && found)
        return true;
    if (!situ_schema_find(name) && !is_own_table(name))
        return false;
    // A column is named: the authorizer does not see through which view a table without columns is read.
    return situ_sql_int(&found, &store->sql, 0, NULL, "SELECT 1 FROM \"%s%w\" WHERE %s LIMIT 1", prefix, name, situ_schema_find(name) ? "id IS NOT NULL" : "1") == SITU_OK && found;
}

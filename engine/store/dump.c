// SPDX-License-Identifier: MIT
// The store as text: what two stores are compared by.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

static void add_text(situ_str *out, const char *text)
{
    situ_str_add(out, "'");
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            situ_str_add(out, "\\n");
        else if (*p == '\r')
            situ_str_add(out, "\\r");
        else if (*p == '\\' || *p == '\'')
            situ_str_addf(out, "\\%c", *p);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "'");
}

static void add_hash(situ_str *out, const void *data, size_t bytes)
{
    situ_sha256 h;
    char hex[65];
    situ_sha256_init(&h);
    situ_sha256_add(&h, data, bytes);
    situ_sha256_hex(&h, hex);
    situ_str_addf(out, "%zu:%.16s", bytes, hex);
}

// A single point with its coordinates, anything else by size and hash.
static situ_status add_geometry(situ_str *out, const void *blob, size_t bytes, situ_error *err)
{
    static const char *const kinds[] = {"point", "line", "polygon"};
    situ_geometry *g = NULL;
    situ_status status;
    SITU_TRY(situ_blob_decode(&g, blob, bytes, err));
    if (!g) {
        situ_str_add(out, "empty");
    } else if (g->kind == SITU_GEOM_POINT && g->point_count == 1) {
        char x[32], y[32];
        situ_format_double(g->xy[0], x);
        situ_format_double(g->xy[1], y);
        situ_str_addf(out, "point(%s %s)", x, y);
    } else {
        situ_str_addf(out, "%s(%u parts, %u points, ", kinds[g->kind], g->part_count, g->point_count);
        add_hash(out, blob, bytes);
        situ_str_add(out, ")");
    }
done:
    situ_geometry_free(g);
    return status;
}

static situ_status add_cell(situ_str *out, sqlite3_stmt *stmt, int i, situ_error *err)
{
    char number[32];
    const char *name = sqlite3_column_name(stmt, i);
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL:
        situ_str_add(out, "null");
        return SITU_OK;
    case SQLITE_INTEGER:
        situ_str_addf(out, "%lld", (long long)sqlite3_column_int64(stmt, i));
        return SITU_OK;
    case SQLITE_FLOAT:
        situ_format_double(sqlite3_column_double(stmt, i), number);
        situ_str_add(out, number);
        return SITU_OK;
    case SQLITE_BLOB:
        if (situ_streq(name, "geom"))
            return add_geometry(out, sqlite3_column_blob(stmt, i), (size_t)sqlite3_column_bytes(stmt, i), err);
        add_hash(out, sqlite3_column_blob(stmt, i), (size_t)sqlite3_column_bytes(stmt, i));
        return SITU_OK;
    default:
        break;
    }
    const char *text = (const char *)sqlite3_column_text(stmt, i);
    if (!text)
        return situ_fail_nomem(err);
    add_text(out, text);
    return SITU_OK;
}

static situ_status dump_rows(situ_str *out, situ_store *store, const char *title, sqlite3_stmt *stmt, situ_error *err)
{
    situ_status status = SITU_OK;
    int columns = sqlite3_column_count(stmt);
    situ_str_addf(out, "table %s\n ", title);
    for (int i = 0; i < columns; i++)
        situ_str_addf(out, " %s", sqlite3_column_name(stmt, i));
    situ_str_add(out, "\n");
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        for (int i = 0; i < columns; i++) {
            situ_str_add(out, i ? " | " : "  ");
            SITU_TRY(add_cell(out, stmt, i, err));
        }
        situ_str_add(out, "\n");
    }
done:
    return status;
}

static situ_status dump_query(situ_str *out, situ_store *store, const char *title, const char *query, situ_error *err)
{
    sqlite3_stmt *stmt = NULL;
    situ_status status;
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "%s", query));
    SITU_TRY(dump_rows(out, store, title, stmt, err));
done:
    sqlite3_finalize(stmt);
    return status;
}

static situ_status dump_relation(situ_str *out, situ_store *store, const char *name, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    situ_relation rel;
    memset(&rel, 0, sizeof rel);
    SITU_TRY(situ_relation_open(&rel, store, name, err));
    SITU_TRY(situ_relation_select(&stmt, store, &rel, NULL, err));
    SITU_TRY(dump_rows(out, store, name, stmt, err));
done:
    sqlite3_finalize(stmt);
    situ_relation_close(&rel);
    return status;
}

// All columns with the geometry in one: how it is stored is no content.
static situ_status select_stored(sqlite3_stmt **out, situ_store *store, const char *stored, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *columns = NULL;
    situ_str geometry, s;
    situ_str_init(&geometry);
    situ_str_init(&s);
    SITU_TRY(situ_sql_prepare(&columns, &store->sql, err, "SELECT * FROM \"%w\" LIMIT 0", stored));
    for (int i = 0; i < sqlite3_column_count(columns); i++) {
        const char *name = sqlite3_column_name(columns, i);
        if (!name || situ_shapes_is_name(name))
            continue;
        situ_str_add(&s, s.length ? ", " : "");
        situ_sql_add_name(&s, name);
    }
    if (situ_shapes_add_sql(&geometry, columns))
        situ_str_addf(&s, ", %s AS geom", geometry.data);
    if (!situ_str_ok(&s) || !situ_str_ok(&geometry)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(out, &store->sql, err, "SELECT %s FROM \"%w\" ORDER BY fid", s.data, stored));
done:
    sqlite3_finalize(columns);
    situ_str_free(&geometry);
    situ_str_free(&s);
    return status;
}

static situ_status dump_derived(situ_str *out, situ_store *store, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *names = NULL, *rows = NULL;
    SITU_TRY(situ_sql_prepare(&names, &store->sql, err, "SELECT stored FROM derived_item WHERE kind='table' ORDER BY stored"));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&store->sql, names, &row, err));
        if (!row)
            break;
        const char *stored = (const char *)sqlite3_column_text(names, 0);
        SITU_TRY_ALLOC(stored);
        sqlite3_finalize(rows);
        rows = NULL;
        SITU_TRY(select_stored(&rows, store, stored, err));
        SITU_TRY(dump_rows(out, store, stored, rows, err));
    }
done:
    sqlite3_finalize(rows);
    sqlite3_finalize(names);
    return status;
}

// A line of the history: whose it is, and a hash of what the row was.
static situ_status dump_mirror(situ_str *out, situ_store *store, const situ_schema *schema, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    char mirror[SITU_MIRROR_NAME];
    situ_str list, cells;
    situ_str_init(&list);
    situ_str_init(&cells);
    situ_history_name(mirror, schema);
    if (!situ_sql_has_column(&store->sql, mirror, NULL))
        return SITU_OK;
    situ_tables_list(&list, schema, "");
    SITU_TRY(situ_sql_prepare(&stmt, &store->sql, err, "SELECT n, existed, %s FROM \"%w\" ORDER BY n, id", list.data, mirror));
    situ_str_addf(out, "table %s\n  n existed id\n", mirror);
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        situ_str_addf(out, "  %lld | %d | ", (long long)sqlite3_column_int64(stmt, 0), sqlite3_column_int(stmt, 1));
        SITU_TRY(add_cell(out, stmt, 2, err));
        situ_str_clear(&cells);
        for (int i = 3; i < sqlite3_column_count(stmt); i++) {
            situ_str_add(&cells, " | ");
            SITU_TRY(add_cell(&cells, stmt, i, err));
        }
        if (sqlite3_column_int(stmt, 1)) {
            situ_str_add(out, " | ");
            add_hash(out, cells.data, cells.length);
        }
        situ_str_add(out, "\n");
    }
done:
    sqlite3_finalize(stmt);
    situ_str_free(&list);
    situ_str_free(&cells);
    return status;
}

// Stores of older versions know less of their revisions.
static situ_status dump_history(situ_str *out, situ_store *store, situ_error *err)
{
    static const char *const queries[][2] = {
        {"revision_kind", "SELECT n, action, target, added, changed, removed FROM revision ORDER BY n"},
        {"revision_table", "SELECT t.* FROM revision_table AS t JOIN revision AS r ON r.id=t.revision ORDER BY r.n, t.\"table\""},
        {"source_kind", "SELECT s.revision, s.n, s.mapping, s.unit, s.mode FROM source AS s JOIN revision AS r ON r.id=s.revision ORDER BY r.n, s.n"},
        {"source_rule", "SELECT s.* FROM source_rule AS s JOIN revision AS r ON r.id=s.revision ORDER BY r.n, s.source, s.rule, s.severity"},
        {"history_table", "SELECT \"table\", n FROM history_table ORDER BY 1, 2"},
        {"history_meta", "SELECT n, key, existed, value FROM history_meta ORDER BY 1, 2"},
    };
    situ_status status = SITU_OK;
    if (!situ_sql_has_column(&store->sql, "history_table", NULL))
        return SITU_OK;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        SITU_TRY(dump_query(out, store, queries[i][0], queries[i][1], err));
    for (size_t i = 0; situ_schema_registry[i]; i++)
        SITU_TRY(dump_mirror(out, store, situ_schema_registry[i], err));
done:
    return status;
}

situ_status situ_store_dump(situ_store *store, situ_str *out, situ_error *err)
{
    static const char *const queries[][2] = {
        {"meta", "SELECT key, value FROM meta ORDER BY key"},
        {"revision", "SELECT n, id, parent, files, rows FROM revision ORDER BY n"},
        {"source", "SELECT s.revision, s.n, s.file, s.sha256, s.what, s.rows_read, s.used, s.repaired, s.rejected, s.skipped FROM source AS s JOIN revision AS r ON r.id=s.revision ORDER BY r.n, s.n"},
        {"source_sheet", "SELECT s.* FROM source_sheet AS s JOIN revision AS r ON r.id=s.revision ORDER BY r.n, s.source, s.n"},
        {"issue", "SELECT s.revision, s.n, s.source, s.severity, s.rule, s.file, s.sheet, s.cell, s.row, s.\"table\", s.field, s.old_value, s.new_value FROM issue AS s JOIN revision AS r ON r.id=s.revision ORDER BY r.n, s.n"},
        {"derived", "SELECT op, edition, key FROM derived ORDER BY op, edition"},
        {"derived_item", "SELECT op, edition, n, kind, name, stored, epsg FROM derived_item ORDER BY op, edition, n"},
        {"grid", "SELECT name, epsg, x0, y0, cell_x, cell_y, columns, rows, sha256 FROM grid ORDER BY name"},
        {"public_point", "SELECT key, quality, geom FROM public_point ORDER BY key"},
    };
    situ_status status = SITU_OK;
    if (store->is_public)
        return situ_fail(err, SITU_E_UNSUPPORTED, _("open the store with the internal edition"), "%s",
                         _("the public edition cannot be dumped"));
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        SITU_TRY(dump_query(out, store, queries[i][0], queries[i][1], err));
    for (size_t i = 0; situ_schema_registry[i]; i++)
        if (situ_sql_has_column(&store->sql, situ_schema_registry[i]->name, NULL)) // an older store lacks newer ones
            SITU_TRY(dump_relation(out, store, situ_schema_registry[i]->name, err));
    SITU_TRY(dump_derived(out, store, err));
    SITU_TRY(dump_history(out, store, err));
    if (!situ_str_ok(out))
        status = situ_fail_nomem(err);
done:
    return status;
}

// SPDX-License-Identifier: MIT
// The versions of the store. A step is never changed once released: a new one is added behind it.
// Tables and columns of the schema registry need no step, situ_tables_sync() adds them.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

typedef struct migration {
    int version;
    situ_status (*run)(const situ_sql *sql, situ_error *err);
} migration;

// Version 1: SpatiaLite's own tables and everything that is not in the schema registry. Only the
// coordinate systems in use are listed: QGIS reads them from its own list, and the whole EPSG table
// would add 6 MB and a second to every store.
static situ_status first(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    int64_t ok = 0;
    SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT InitSpatialMetaData('NONE')"));
    if (!ok) {
        status = situ_fail(err, SITU_E_EXTERNAL, NULL, "%s", _("SpatiaLite could not make its tables"));
        goto done;
    }
    SITU_TRY(situ_sql_exec(sql, err,
        "SELECT InsertEpsgSrid(4490), InsertEpsgSrid(4326), InsertEpsgSrid(3857);"
        "CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT);"
        "CREATE TABLE revision(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, parent TEXT REFERENCES revision(id),"
        " files INTEGER NOT NULL, rows INTEGER NOT NULL);"
        "CREATE TABLE audit(n INTEGER PRIMARY KEY, revision TEXT REFERENCES revision(id), action TEXT NOT NULL,"
        " wall_time TEXT, operator TEXT);"
        "CREATE TABLE source(revision TEXT REFERENCES revision(id), n INTEGER NOT NULL, file TEXT, sha256 TEXT, what TEXT,"
        " rows_read INTEGER, used INTEGER, repaired INTEGER, rejected INTEGER, skipped INTEGER, UNIQUE(revision, n));"
        "CREATE TABLE source_sheet(revision TEXT REFERENCES revision(id), source INTEGER NOT NULL, n INTEGER NOT NULL,"
        " sheet TEXT, \"table\" TEXT, rows_read INTEGER, used INTEGER, repaired INTEGER, rejected INTEGER,"
        " skipped INTEGER, UNIQUE(revision, source, n));"
        "CREATE TABLE issue(revision TEXT REFERENCES revision(id), n INTEGER NOT NULL, source INTEGER, severity TEXT,"
        " rule TEXT, file TEXT, sheet TEXT, cell TEXT, row INTEGER, \"table\" TEXT, field TEXT, old_value TEXT,"
        " new_value TEXT, message TEXT, cure TEXT, UNIQUE(revision, n));"
        "CREATE TABLE derived(op TEXT NOT NULL, edition TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(op, edition));"
        "CREATE TABLE derived_item(op TEXT NOT NULL, edition TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL,"
        " name TEXT NOT NULL, stored TEXT NOT NULL UNIQUE, epsg INTEGER NOT NULL, PRIMARY KEY(op, edition, n),"
        " FOREIGN KEY(op, edition) REFERENCES derived(op, edition));"
        "CREATE TABLE grid(name TEXT NOT NULL PRIMARY KEY, epsg INTEGER NOT NULL, x0 REAL NOT NULL, y0 REAL NOT NULL,"
        " cell_x REAL NOT NULL, cell_y REAL NOT NULL, columns INTEGER NOT NULL, rows INTEGER NOT NULL,"
        " tile INTEGER NOT NULL, sha256 TEXT NOT NULL);"
        "CREATE TABLE grid_tile(grid TEXT NOT NULL REFERENCES grid(name), ty INTEGER NOT NULL, tx INTEGER NOT NULL,"
        " data BLOB NOT NULL, UNIQUE(grid, ty, tx));"
        "CREATE TABLE public_point(key TEXT NOT NULL PRIMARY KEY, quality TEXT NOT NULL, geom BLOB NOT NULL);"));
    SITU_TRY(situ_sql_exec(sql, err, "PRAGMA application_id=%d", SITU_STORE_APPLICATION_ID));
done:
    return status;
}

// A table of version 1.
typedef struct mixed {
    char *table;
    int epsg;
    bool any;                  // its column takes geometries of any kind
    const situ_schema *schema; // NULL = a derived result
} mixed;

typedef situ_status row_fn(void *user, int64_t fid, const situ_geometry *g, situ_error *err);

// Calls use for every geometry, by fid: use may change the row.
static situ_status for_each_geometry(const situ_sql *sql, const mixed *m, row_fn *use, void *user, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *next = NULL;
    situ_geometry *g = NULL;
    int64_t fid = INT64_MIN;
    SITU_TRY(situ_sql_prepare(&next, sql, err, "SELECT fid, geom FROM \"%w\" WHERE fid>? AND geom IS NOT NULL ORDER BY fid LIMIT 1", m->table));
    for (;;) {
        bool row;
        sqlite3_bind_int64(next, 1, fid);
        SITU_TRY(situ_sql_step(sql, next, &row, err));
        if (!row)
            break;
        fid = sqlite3_column_int64(next, 0);
        const void *blob = sqlite3_column_blob(next, 1);
        SITU_TRY(situ_blob_decode(&g, blob, (size_t)sqlite3_column_bytes(next, 1), err));
        sqlite3_reset(next);
        SITU_TRY(use(user, fid, g, err));
        situ_geometry_free(g);
        g = NULL;
    }
done:
    situ_geometry_free(g);
    sqlite3_finalize(next);
    return status;
}

typedef struct split {
    const situ_sql *sql;
    const mixed *table;
    situ_shape_columns shapes;
    bool has[3], multipoint;
    sqlite3_stmt *move[SITU_SHAPE_COLUMNS], *clear;
    situ_bytes blob;
} split;

static situ_status note_kind(void *user, int64_t fid, const situ_geometry *g, situ_error *err)
{
    (void)fid;
    (void)err;
    split *s = user;
    if (g) {
        s->has[g->kind] = true;
        s->multipoint |= g->kind == SITU_GEOM_POINT && g->point_count != 1;
    }
    return SITU_OK;
}

static situ_status move_row(void *user, int64_t fid, const situ_geometry *g, situ_error *err)
{
    split *s = user;
    situ_status status;
    if (!g) {
        sqlite3_bind_int64(s->clear, 1, fid);
        return situ_sql_run(s->sql, s->clear, err);
    }
    size_t own = situ_shapes_find(&s->shapes, g);
    if (own == SIZE_MAX) {
        status = situ_fail(err, SITU_E_GEOMETRY, _("import the ledgers into a new store"),
                           _("row %lld of table %s has a kind of geometry that the table cannot hold any more"), (long long)fid, s->table->table);
        situ_error_at(err, s->sql->path, NULL, NULL, 0, 0);
        goto done;
    }
    bool single = strcmp(s->shapes.columns[own].type, "MULTIPOINT") != 0;
    SITU_TRY(situ_blob_encode(&s->blob, g, s->table->epsg, single, err));
    sqlite3_bind_int64(s->move[own], 1, fid);
    sqlite3_bind_blob64(s->move[own], 2, s->blob.data, s->blob.length, SQLITE_STATIC);
    SITU_TRY(situ_sql_run(s->sql, s->move[own], err));
done:
    return status;
}

static situ_status prepare_moves(split *s, situ_error *err)
{
    situ_status status;
    const char *table = s->table->table;
    SITU_TRY(situ_sql_prepare(&s->clear, s->sql, err, "UPDATE \"%w\" SET geom=NULL WHERE fid=?", table));
    for (size_t i = 0; i < s->shapes.count; i++)
        SITU_TRY(situ_sql_prepare(&s->move[i], s->sql, err, i ? "UPDATE \"%w\" SET geom=NULL, \"%w\"=?2 WHERE fid=?1" : "UPDATE \"%w\" SET \"%w\"=?2 WHERE fid=?1",
                                  table, s->shapes.columns[i].name));
done:
    return status;
}

static void drop_moves(split *s)
{
    sqlite3_finalize(s->clear);
    s->clear = NULL;
    for (size_t i = 0; i < SITU_SHAPE_COLUMNS; i++) {
        sqlite3_finalize(s->move[i]);
        s->move[i] = NULL;
    }
}

// Registers geom anew with its own type, which fails when a row is of another one.
static situ_status retype(const situ_sql *sql, const mixed *m, const situ_shape_column *shape, situ_error *err)
{
    situ_status status;
    int64_t ok = 0;
    SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT RecoverGeometryColumn(%Q,%Q,%d,%Q,'XY')", m->table, shape->name, m->epsg, shape->type));
    if (ok != 1)
        status = situ_sql_fail_spatial(sql, _("the geometry column cannot be made"), err);
    else
        status = situ_tables_drop_clocks(sql, m->table, shape->name, err);
done:
    return status;
}

static situ_status split_table(const situ_sql *sql, const mixed *m, situ_error *err)
{
    situ_status status;
    int64_t ok = 0;
    split s = {.sql = sql, .table = m};
    if (m->schema) {
        s.shapes = situ_shapes_of_schema(m->schema);
    } else {
        SITU_TRY(for_each_geometry(sql, m, note_kind, &s, err));
        s.shapes = situ_shapes_of_kinds(s.has[SITU_GEOM_POLYGON], s.has[SITU_GEOM_LINE], s.has[SITU_GEOM_POINT], s.multipoint);
    }
    SITU_TRY(situ_tables_drop_index(sql, m->table, "geom", err));
    SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT DiscardGeometryColumn(%Q,'geom')", m->table));
    for (size_t i = 1; i < s.shapes.count; i++)
        SITU_TRY(situ_tables_add_geometry(sql, m->table, &s.shapes.columns[i], m->epsg, false, err));
    SITU_TRY(situ_tables_drop_indexes(sql, m->table, &s.shapes, err));
    SITU_TRY(prepare_moves(&s, err));
    SITU_TRY(for_each_geometry(sql, m, move_row, &s, err));
    drop_moves(&s);
    SITU_TRY(retype(sql, m, &s.shapes.columns[0], err));
    SITU_TRY(situ_tables_add_indexes(sql, m->table, &s.shapes, err));
done:
    drop_moves(&s);
    situ_free(s.blob.data);
    return status;
}

typedef struct mixed_list {
    mixed *items;
    size_t count, capacity;
} mixed_list;

// The geometry columns geom of the store's own tables. What others put into the store is left out.
static situ_status list_own(mixed_list *out, const situ_sql *sql, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "SELECT f_table_name, srid, geometry_type=0, f_table_name IN (SELECT stored FROM derived_item)"
                                               " FROM geometry_columns WHERE f_geometry_column='geom' ORDER BY 1"));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(sql, stmt, &row, err));
        if (!row)
            break;
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        SITU_TRY_ALLOC(name);
        const situ_schema *schema = situ_schema_find(name);
        if (!schema && !sqlite3_column_int(stmt, 3))
            continue;
        SITU_TRY(situ_grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items, err));
        mixed *m = &out->items[out->count];
        *m = (mixed){situ_strdup(name), sqlite3_column_int(stmt, 1), sqlite3_column_int(stmt, 2) != 0, schema};
        SITU_TRY_ALLOC(m->table);
        out->count++;
    }
done:
    sqlite3_finalize(stmt);
    return status;
}

// Version 2: columns of any geometry (region, water, mixed results) become one column for each kind.
static situ_status second(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    mixed_list list = {NULL, 0, 0};
    SITU_TRY(list_own(&list, sql, err));
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].any)
            SITU_TRY(split_table(sql, &list.items[i], err));
        else
            SITU_TRY(situ_tables_drop_clocks(sql, list.items[i].table, "geom", err));
    }
done:
    for (size_t i = 0; i < list.count; i++)
        situ_free(list.items[i].table);
    situ_free(list.items);
    return status;
}

// Version 3: the history of rows and meta values, more about each revision and source, and no words in a
// language of people in the findings. What tables were before is not known: the history starts here.
static situ_status third(const situ_sql *sql, situ_error *err)
{
    return situ_sql_exec(sql, err,
        "ALTER TABLE revision ADD COLUMN action TEXT; ALTER TABLE revision ADD COLUMN target TEXT;"
        "ALTER TABLE revision ADD COLUMN added INTEGER; ALTER TABLE revision ADD COLUMN changed INTEGER;"
        "ALTER TABLE revision ADD COLUMN removed INTEGER; UPDATE revision SET action='import';"
        "ALTER TABLE source ADD COLUMN mapping TEXT; ALTER TABLE source ADD COLUMN unit TEXT; ALTER TABLE source ADD COLUMN mode TEXT;"
        "ALTER TABLE issue DROP COLUMN message; ALTER TABLE issue DROP COLUMN cure;"
        "CREATE TABLE source_rule(revision TEXT REFERENCES revision(id), source INTEGER NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL,"
        " count INTEGER NOT NULL, UNIQUE(revision, source, rule, severity));"
        "CREATE TABLE revision_table(revision TEXT REFERENCES revision(id), \"table\" TEXT NOT NULL, added INTEGER NOT NULL,"
        " changed INTEGER NOT NULL, removed INTEGER NOT NULL, UNIQUE(revision, \"table\"));"
        "CREATE TABLE history_table(\"table\" TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(\"table\", n)) WITHOUT ROWID;"
        "CREATE TABLE history_meta(key TEXT NOT NULL, n INTEGER NOT NULL, existed INTEGER NOT NULL, value TEXT, PRIMARY KEY(key, n)) WITHOUT ROWID;"
        "INSERT INTO history_table(\"table\", n) SELECT '', max(n) FROM revision HAVING max(n) IS NOT NULL");
}

// Version 4: more tables and fields in the registry, which situ_tables_sync() adds. The step has nothing to
// do; its number tells a store whose public views are older, so that it is read by views of the connection.
static situ_status fourth(const situ_sql *sql, situ_error *err)
{
    (void)sql;
    (void)err;
    return SITU_OK;
}

static const migration migrations[] = {
    {1, first},
    {2, second},
    {3, third},
    {4, fourth},
};
enum { MIGRATIONS = sizeof migrations / sizeof *migrations };

int situ_store_version(void)
{
    return migrations[MIGRATIONS - 1].version;
}

situ_status situ_store_migrate(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    int64_t version = 0;
    SITU_TRY(situ_sql_int(&version, sql, 0, err, "PRAGMA user_version"));
    for (size_t i = 0; i < MIGRATIONS; i++) {
        if (migrations[i].version <= version)
            continue;
        SITU_TRY(migrations[i].run(sql, err));
        SITU_TRY(situ_sql_exec(sql, err, "PRAGMA user_version=%d", migrations[i].version));
    }
    SITU_TRY(situ_tables_sync(sql, err));
    SITU_TRY(situ_public_sync(sql, err));
done:
    return status;
}

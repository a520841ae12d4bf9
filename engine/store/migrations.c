// SPDX-License-Identifier: MIT
// The versions of the store. A step is never changed once released: a new one is added behind it.
// Tables and columns of the schema registry need no step, situ_tables_sync() adds them.
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

static const migration migrations[] = {
    {1, first},
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

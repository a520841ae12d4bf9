// SPDX-License-Identifier: MIT
#ifndef SITU_STORE_INTERNAL_H
#define SITU_STORE_INTERNAL_H

// What the files of engine/store share. Nothing outside this folder and its tests includes it.

#include <sqlite3.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/path.h"
#include "store/store.h"

enum {
    SITU_STORE_APPLICATION_ID = 0x73697475, // "situ" in PRAGMA application_id
    SITU_GRID_TILE = 256,
};

// --- sql.c: statements. Identifiers go through %w, texts through bound parameters ---
typedef struct situ_sql {
    sqlite3 *db;
    const char *path; // the store's name in messages; borrowed
} situ_sql;

// Error of the last call on db. doing: translated words for the step, may be NULL.
situ_status situ_sql_fail(const situ_sql *sql, int code, const char *doing, situ_error *err);
// Error of a SpatiaLite function, which tells only that it failed. A full disk has ended the
// transaction by then.
situ_status situ_sql_fail_spatial(const situ_sql *sql, const char *doing, situ_error *err);
// fmt as sqlite3_mprintf ("%w" in double quotes for identifiers).
situ_status situ_sql_exec(const situ_sql *sql, situ_error *err, const char *fmt, ...) SITU_MUST_CHECK;
situ_status situ_sql_prepare(sqlite3_stmt **out, const situ_sql *sql, situ_error *err, const char *fmt, ...)
    SITU_MUST_CHECK;
// One step: *row tells whether there is a row.
situ_status situ_sql_step(const situ_sql *sql, sqlite3_stmt *stmt, bool *row, situ_error *err) SITU_MUST_CHECK;
// Runs a statement that gives no rows (or whose rows do not matter) and resets it.
situ_status situ_sql_run(const situ_sql *sql, sqlite3_stmt *stmt, situ_error *err) SITU_MUST_CHECK;
// First column of the first row as integer; fallback when there is none.
situ_status situ_sql_int(int64_t *out, const situ_sql *sql, int64_t fallback, situ_error *err, const char *fmt, ...)
    SITU_MUST_CHECK;
void situ_sql_bind_text(sqlite3_stmt *stmt, int index, const char *text); // copied; NULL = null
// Appends name in double quotes, embedded quotes doubled.
void situ_sql_add_name(situ_str *out, const char *name);
// True for names made of [a-z0-9_], 1..64 long, starting with a letter.
bool situ_sql_is_plain_name(const char *name);

// --- the store value ---
struct situ_store {
    situ_sql sql;
    void *spatialite; // connection cache of a writer; readers need no SpatiaLite
    char *path;
    bool is_public;
    char revision[65];
    situ_map *meta_index; // key -> index into meta_values
    const char **meta_values;
    size_t meta_count, meta_capacity;
    situ_arena *texts; // meta values; old ones stay until close, because they are borrowed
    situ_map *hash_index;
    char (*hashes)[65];
    size_t hash_count, hash_capacity;
};

// --- db.c: connections ---
situ_status situ_db_open_read(sqlite3 **out, const char *path, situ_error *err) SITU_MUST_CHECK;
// Read-write with SpatiaLite, for the copy of a writer. *spatialite is freed by situ_db_close.
situ_status situ_db_open_write(sqlite3 **out, void **spatialite, const char *path, const char *shown,
                               situ_error *err) SITU_MUST_CHECK;
void situ_db_close(sqlite3 *db, void *spatialite);
// Whether a program has unfinished work beside the file (-journal or -wal with content).
bool situ_db_has_journal(const char *path);
// SITU_E_FORMAT when db is no store, SITU_E_UNSUPPORTED when it is newer than this program.
situ_status situ_db_check_version(const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;

// --- migrations.c ---
int situ_store_version(void); // the newest PRAGMA user_version this program writes
// Brings a store (or an empty file) to the newest version, inside the caller's transaction.
situ_status situ_store_migrate(const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;

// --- tables.c: tables from the schema registry ---
const char *situ_type_sql(situ_type type);
// Creates missing tables and adds missing columns.
situ_status situ_tables_sync(const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;
// Where a table keeps its geometries: one column for each kind it can hold, the first always "geom".
// Only one of them is not null in a row. GIS programs open each as a layer of its type.
enum { SITU_SHAPE_COLUMNS = 3 };
typedef struct situ_shape_column {
    const char *name; // geom, geom_line, geom_point
    const char *type; // SpatiaLite's: MULTIPOLYGON, MULTILINESTRING, POINT, MULTIPOINT
    situ_geometry_kind kind;
} situ_shape_column;
typedef struct situ_shape_columns {
    situ_shape_column columns[SITU_SHAPE_COLUMNS];
    size_t count;
} situ_shape_columns;
situ_shape_columns situ_shapes_of_schema(const situ_schema *schema);
// For a table without schema. multipoint: some row has not one point alone.
situ_shape_columns situ_shapes_of_kinds(bool polygon, bool line, bool point, bool multipoint);
// Index of the column that takes g, SIZE_MAX = none.
size_t situ_shapes_find(const situ_shape_columns *shapes, const situ_geometry *g);
bool situ_shapes_is_name(const char *column);
// Appends the SQL that reads the one geometry of a row: from those of the statement's columns that
// hold geometries. false when there are none.
bool situ_shapes_add_sql(situ_str *out, sqlite3_stmt *stmt);
// column NULL: whether the table is there.
bool situ_sql_has_column(const situ_sql *sql, const char *table, const char *column);
// Appends ", name TYPE" for the columns of a ledger table but fid and the geometries.
void situ_tables_declare(situ_str *out, const situ_schema *schema);
// Appends all columns but fid, comma between, each with the prefix ("", "t.").
void situ_tables_list(situ_str *out, const situ_schema *schema, const char *prefix);
situ_status situ_tables_index_ids(const situ_sql *sql, const char *table, situ_error *err) SITU_MUST_CHECK;
// Adds a geometry column with its spatial index, the SRID first when it is missing.
situ_status situ_tables_add_geometry(const situ_sql *sql, const char *table, const situ_shape_column *shape, int epsg,
                                     bool indexed, situ_error *err) SITU_MUST_CHECK;
// Before many rows are put and after: index and triggers of all columns in shapes. Between the two the
// rows are not checked by SpatiaLite, whose triggers look the column up for every row.
situ_status situ_tables_add_indexes(const situ_sql *sql, const char *table, const situ_shape_columns *shapes, situ_error *err)
    SITU_MUST_CHECK;
situ_status situ_tables_drop_indexes(const situ_sql *sql, const char *table, const situ_shape_columns *shapes, situ_error *err)
    SITU_MUST_CHECK;
situ_status situ_tables_drop_index(const situ_sql *sql, const char *table, const char *column, situ_error *err) SITU_MUST_CHECK;
// Removes triggers of SpatiaLite that write the time of day. Every change of an index makes them anew.
situ_status situ_tables_drop_clocks(const situ_sql *sql, const char *table, const char *column, situ_error *err) SITU_MUST_CHECK;
situ_status situ_tables_drop(const situ_sql *sql, const char *table, situ_error *err) SITU_MUST_CHECK;

// --- history.c: what rows were before. A row that is changed or removed goes to the mirror history_<table>
// with the number n of the revision that did it; of a new row a line with existed=0 is noted. A table that was
// empty before a revision is noted once in history_table: a first import costs nothing. ---
enum { SITU_MIRROR_NAME = 80 };
typedef enum situ_track_state { SITU_TRACK_UNTOUCHED, SITU_TRACK_FRESH, SITU_TRACK_KEPT } situ_track_state;
// What the writer's transaction did to one table.
typedef struct situ_track {
    situ_track_state state; // fresh: empty before, so that nothing is kept
    int64_t last;           // newest line of the mirror before
    int64_t added, changed, removed;
} situ_track;
void situ_history_name(char out[SITU_MIRROR_NAME], const situ_schema *schema);
// To be called before the first change of a table. The result belongs to the writer.
situ_status situ_history_touch(situ_track **out, situ_store_writer *w, const situ_schema *schema, situ_error *err) SITU_MUST_CHECK;
// Statements for a table that is kept: parameter 1 = id. The first keeps the stored row, the second notes
// that there was none. What is kept already in this transaction stays.
situ_status situ_history_prepare(sqlite3_stmt **keep, sqlite3_stmt **note, situ_store_writer *w, const situ_schema *schema, situ_error *err) SITU_MUST_CHECK;
situ_status situ_history_keep_meta(situ_store_writer *w, const char *key, situ_error *err) SITU_MUST_CHECK;
// Forgets what is the same as before and counts the rest into revision_table (revision = ''). *any: whether
// anything differs.
situ_status situ_history_settle(bool *any, situ_store_writer *w, situ_error *err) SITU_MUST_CHECK;
// First revision number whose tables are known: stores of version 2 kept none. 0 = all.
situ_status situ_history_floor(int64_t *out, const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;
// Number of the revision of this id; SITU_E_NOT_FOUND, or SITU_E_UNSUPPORTED when its tables were not kept.
situ_status situ_history_number(int64_t *out, situ_store *store, const char *revision, situ_error *err) SITU_MUST_CHECK;

// --- bulk.c: putting many rows. Triggers and the index of ids are set aside, the spatial index is packed
// afterwards from all rows of the table ---
enum { SITU_BULK_ROWS = 2000 };
typedef struct situ_bulk {
    const situ_sql *sql;
    const char *table;
    const situ_shape_columns *shapes;
    char **triggers;
    size_t count, capacity;
    bool index_ids;
} situ_bulk;
// without_ids: the index of ids is set aside too.
situ_status situ_bulk_begin(situ_bulk *out, const situ_sql *sql, const char *table, const situ_shape_columns *shapes, bool without_ids,
                            situ_error *err) SITU_MUST_CHECK;
// written: rows were put or removed in between.
situ_status situ_bulk_end(situ_bulk *bulk, bool written, situ_error *err) SITU_MUST_CHECK;
void situ_bulk_free(situ_bulk *bulk);
// --- pack.c ---
// Fills the spatial index of a column anew, packed along the Hilbert curve.
situ_status situ_pack_index(const situ_sql *sql, const char *table, const char *column, situ_error *err) SITU_MUST_CHECK;

// --- revisions.c ---
// Makes the pending revision and gives it to what was noted with revision = ''.
situ_status situ_revision_make(situ_store_writer *w, situ_error *err) SITU_MUST_CHECK;
situ_status situ_revision_audit(situ_store_writer *w, const char *action, const char *operator_name, const char *wall_time_iso, situ_error *err) SITU_MUST_CHECK;

// --- sources.c ---
// Bytes that stand for the noted sources in the revision's id.
situ_status situ_sources_hash(situ_sha256 *h, const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;

// --- public.c: the public edition ---
// Text of CREATE VIEW public_<table>. old: the view is for this connection alone (TEMP), and columns that
// the stored table lacks are null; NULL = the view as it stands in a store of this version.
situ_status situ_public_view_sql(char **out, const situ_schema *schema, const situ_sql *old, situ_error *err) SITU_MUST_CHECK;
// Makes the views anew where their text differs.
situ_status situ_public_sync(const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;
// The points that stand for villages and towns, from table region. Needs SpatiaLite.
situ_status situ_public_points(const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;
// Fails when a view of the store is not the one this program would make. In a store of an older version
// the stored views are not looked at: db gets views of its own in front of them.
situ_status situ_public_check(const situ_sql *sql, situ_error *err) SITU_MUST_CHECK;
// From now on db can read nothing but the public_* views and what they need.
void situ_public_authorize(sqlite3 *db);

// --- blob.c: SpatiaLite's geometry blobs ---
typedef struct situ_bytes {
    unsigned char *data;
    size_t length, capacity;
} situ_bytes;
// single: write POINT instead of MULTIPOINT when g is one point.
situ_status situ_blob_encode(situ_bytes *out, const situ_geometry *g, int srid, bool single, situ_error *err)
    SITU_MUST_CHECK;
// Box of a geometry blob without decoding it; false when there is none.
bool situ_blob_box(situ_box *out, const void *blob, size_t bytes);
// NULL blob or an empty geometry gives *out = NULL.
situ_status situ_blob_decode(situ_geometry **out, const void *blob, size_t bytes, situ_error *err) SITU_MUST_CHECK;

// --- read.c ---
// The relation behind a name in the store's edition, as columns of one SELECT.
typedef struct situ_relation {
    char *source;        // table or view
    situ_table *columns; // an empty table with the columns
    bool *present;       // a column that the stored table lacks reads as null
    int epsg;            // of geometry; 0 = no geometry
    char *geometry;      // SQL of the row's geometry; NULL = none
    const char *order;   // ORDER BY text
} situ_relation;
situ_status situ_relation_open(situ_relation *out, situ_store *store, const char *name, situ_error *err) SITU_MUST_CHECK;
void situ_relation_close(situ_relation *rel);
// SELECT of all columns, geometry last (when epsg != 0).
situ_status situ_relation_select(sqlite3_stmt **out, situ_store *store, const situ_relation *rel,
                                 const char *where, situ_error *err) SITU_MUST_CHECK;
// The rows of a statement with these columns, geometry last. Takes rel's columns.
situ_status situ_relation_read_rows(situ_table **out, situ_store *store, situ_relation *rel, sqlite3_stmt *stmt, situ_error *err) SITU_MUST_CHECK;
// Column `column` of the statement's row into the same column of the table's row.
situ_status situ_relation_read_cell(situ_table *table, size_t row, size_t column, sqlite3_stmt *stmt, situ_error *err) SITU_MUST_CHECK;

// --- store.c, content.c: the store value ---
situ_status situ_store_load_state(situ_store *store, situ_error *err) SITU_MUST_CHECK;
situ_status situ_store_cache_meta(situ_store *store, const char *key, const char *value, situ_error *err) SITU_MUST_CHECK;
void situ_store_forget_hashes(situ_store *store);
void situ_store_release(situ_store *store); // everything in it, not the value itself

// --- grid.c: `stored` is the name in the grid table ---
situ_status situ_grid_put(const situ_sql *sql, const char *stored, const situ_grid *grid, situ_error *err) SITU_MUST_CHECK;
situ_status situ_grid_drop(const situ_sql *sql, const char *stored, situ_error *err) SITU_MUST_CHECK;
situ_status situ_grid_get(situ_grid **out, situ_store *store, const char *stored, const char *name, situ_error *err)
    SITU_MUST_CHECK;
// Hash of a stored grid; SITU_E_NOT_FOUND when there is none.
situ_status situ_grid_hash(char out[65], situ_store *store, const char *stored, situ_error *err) SITU_MUST_CHECK;

// --- put.c ---
// Mixes bytes into the writer's content.
void situ_put_mix(situ_store_writer *w, const void *data, size_t n);
// Binds one cell as a column of the stored type.
situ_status situ_put_bind(sqlite3_stmt *stmt, int index, situ_type stored, const situ_table *table, size_t row,
                          int column, situ_error *err) SITU_MUST_CHECK;

// --- writer ---
struct situ_store_writer {
    situ_store view; // owns the connection to the copy
    situ_atomic *file;
    char *path;
    int lock; // descriptor that holds the lock on the old store, -1 = none
    bool existed;
    struct {
        uint64_t device, inode, size;
        int64_t changed_s, changed_ns;
    } origin; // of the old store, to notice somebody else's write
    bool grids_put, region_put;
    int64_t pending;      // number of the revision in the making
    situ_track *tracks;   // of situ_schema_registry
    char rollback_to[65]; // revision gone back to, "" = none
    size_t rows, files, issues;
    uint64_t content; // running hash of all changes of rows and grids
};

// --- stale.c ---
// Removes the copies of path that writers left which were killed: temporary names like own's (that of
// this writer's copy), of processes that run no more, of the same owner. What cannot be removed stays; it fails only
// for want of memory.
situ_status situ_stale_remove(const char *path, const char *own, situ_error *err) SITU_MUST_CHECK;

// --- expr.c ---
// SITU_E_ARGUMENT unless expr is one expression on these columns that uses deterministic functions only.
situ_status situ_expr_check(const situ_table *columns, const char *expr, situ_error *err) SITU_MUST_CHECK;
bool situ_expr_function_allowed(const char *name);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_STORE_STORE_H
#define SITU_STORE_STORE_H

// county.situ: one SpatiaLite database in one plain file (journal_mode=DELETE), synced before it gets its name.
// Writing works on a copy beside it that is verified and moved into place; readers see the old or the
// new file, never a half. Only import and analyze write.
// Each kind of geometry has a typed column with a spatial index, so that QGIS opens it as a layer: geom
// (the table's main kind), geom_line, geom_point; a row has one of them. Here they are one geometry.

#include "base/job.h"
#include "base/report.h"
#include "bundle/schema.h"
#include "bundle/table.h"

typedef struct situ_store situ_store;

// Read-only; works from a read-only folder. edition "internal" or "public": with "public" only the
// public_* views can be read (authorizer).
situ_status situ_store_open(situ_store **out, const char *path, const char *edition, situ_error *err) SITU_MUST_CHECK;
void situ_store_close(situ_store *store); // accepts NULL
const char *situ_store_revision(const situ_store *store);      // id of the newest revision, "" = none
// Value of the meta table ("county", "code", "zone_epsg", "as_of" ...), "" when absent; borrowed.
// "edition" is that of the open store: internal or public.
const char *situ_store_meta(const situ_store *store, const char *key);
// Whole table (all stored columns, EPSG:4490); SITU_E_NOT_FOUND when there is none. where: SQL
// expression on its columns (deterministic functions only), may be NULL. Rows in id order except
// region, org_node, flow_node: by their `sort` column, then id.
situ_status situ_store_read_table(situ_table **out, situ_store *store, const char *table, const char *where, situ_error *err) SITU_MUST_CHECK;
situ_status situ_store_read_grid(situ_grid **out, situ_store *store, const char *name, situ_error *err) SITU_MUST_CHECK;
bool situ_store_has(const situ_store *store, const char *table_or_grid); // with at least one row
// Stored result of an analysis when its key matches; SITU_E_NOT_FOUND otherwise.
situ_status situ_store_read_derived(situ_bundle **out, situ_store *store, const char *op, const char *key, situ_error *err) SITU_MUST_CHECK;
// Hash of a table's or grid's content in the edition: part of the keys of derived results.
situ_status situ_store_content_hash(char out[65], situ_store *store, const char *name, situ_error *err) SITU_MUST_CHECK;
// Revisions, newest last, as a table: n, id, parent, action (import rollback), created, operator, files,
// added, changed, removed (rows; a row that only came from another file or line is not changed; null in
// stores of versions before 3 and in the public edition, which knows n, id, parent and files), what (names of the files, or the revision gone back to).
situ_status situ_store_revisions(situ_table **out, situ_store *store, situ_error *err) SITU_MUST_CHECK;
// Whether rows' history is kept: not in a store that was last written by a situ before store version 3.
// Then revision_table (revision, table, added, changed, removed) and source_rule (revision, source, rule,
// severity, count) can be read too.
bool situ_store_has_history(const situ_store *store);
// Full id of a revision named by the start of its id (4 signs or more), its number n, "latest" or
// "previous"; SITU_E_NOT_FOUND lists those there are.
situ_status situ_store_find_revision(char out[65], situ_store *store, const char *name, situ_error *err) SITU_MUST_CHECK;
// A ledger table as it was at a revision (full id), rows ordered by id; internal edition only.
situ_status situ_store_read_table_at(situ_table **out, situ_store *store, const char *table, const char *revision, situ_error *err) SITU_MUST_CHECK;

// Everything but the audit as text in a fixed order: two stores are the same when their dumps are.
situ_status situ_store_dump(situ_store *store, situ_str *out, situ_error *err) SITU_MUST_CHECK;

// --- writing: one transaction on a copy ---
typedef struct situ_store_writer situ_store_writer;
// Opens path's copy (creating an empty store when path does not exist). SITU_E_IO while another
// program writes to or edits the store.
situ_status situ_store_begin(situ_store_writer **out, const char *path, situ_error *err) SITU_MUST_CHECK;
situ_status situ_store_set_meta(situ_store_writer *w, const char *key, const char *value, situ_error *err) SITU_MUST_CHECK;
// What is in the copy now: for reading regions while importing. Borrowed until commit/abort.
situ_store *situ_store_writer_view(situ_store_writer *w);
// Inserts the rows of a ledger table; a row whose id exists replaces it, missing columns become null.
// The old row goes to the history; a row equal to the stored one is left alone.
// Geometries in another CRS are transformed. Refused: columns the schema does not know, rows without
// id, an id twice in one table, a geometry of another kind than the schema's.
situ_status situ_store_put_table(situ_store_writer *w, const situ_table *table, situ_error *err) SITU_MUST_CHECK;
situ_status situ_store_put_grid(situ_store_writer *w, const situ_grid *grid, situ_error *err) SITU_MUST_CHECK;
// Replaces derived_<op>_* by the tables and grids of result, with its key. One result is kept for an
// op and edition (result->edition). CRS and order of rows come back as they were.
situ_status situ_store_put_derived(situ_store_writer *w, const char *op, const char *key, const situ_bundle *result, situ_error *err) SITU_MUST_CHECK;
// Notes one imported file for the revision: SHA-256, tables, mapping, row counts, rules fired. Only the
// file's name is kept, not its folder; what the report says of other files is left out.
typedef struct situ_store_source {
    const char *file, *sha256;
    const char *what;    // tables, comma between
    const char *mapping; // what each column was taken for, as text; may be NULL
    const char *unit, *mode; // --from, --mode; may be NULL
    const situ_report *report; // may be NULL
} situ_store_source;
situ_status situ_store_note_source(situ_store_writer *w, const situ_store_source *source, situ_error *err) SITU_MUST_CHECK;
// Removes rows; they stay in the history. Ids that are not there are passed over.
situ_status situ_store_delete_rows(situ_store_writer *w, const char *table, const char *const *ids, size_t count, situ_error *err) SITU_MUST_CHECK;
// Makes the ledger tables and meta values what they were at a revision (full id); commit makes that a
// new revision. Grids are not kept in the history and stay.
situ_status situ_store_rollback(situ_store_writer *w, const char *revision, situ_error *err) SITU_MUST_CHECK;
// Makes the revision (id = hash of parent, inputs, mapping, rules), checks integrity, moves the copy
// into place; always frees. When nothing but derived results changed, the revision stays. revision (65 bytes, may be NULL) receives the id. wall_time_iso goes to the audit table only.
situ_status situ_store_commit(situ_store_writer *w, const char *operator_name, const char *wall_time_iso, char revision[65], situ_error *err) SITU_MUST_CHECK;
void situ_store_abort(situ_store_writer *w); // accepts NULL; the old store stands

// --- SQL expressions on a table in memory (store/expr.c): filters and computed values of map specs ---
// Rows for which expr is true, ascending. Deterministic functions only; no other tables, no ATTACH,
// no PRAGMA. *rows owned by the caller.
situ_status situ_expr_filter(size_t **rows, size_t *count, const situ_table *table, const char *expr, situ_error *err) SITU_MUST_CHECK;
// One value a row, as a new column of a one-column table named "value". A plain column name is copied
// without SQL. type of the result column: REAL when every value is a number or null, else TEXT.
situ_status situ_expr_values(situ_table **out, const situ_table *table, const char *expr, situ_error *err) SITU_MUST_CHECK;

#endif

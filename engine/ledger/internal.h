// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_INTERNAL_H
#define SITU_LEDGER_INTERNAL_H

// What the files of the ledger module share while one file is read.

#include "base/hash.h"
#include "geo/crs.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"

// --- regions.c: the known units, by name ---
typedef struct situ_gazetteer situ_gazetteer;
enum { SITU_NO_UNIT = -1 };
// regions may be NULL or empty: then nothing is found and nothing is outside.
situ_status situ_gazetteer_new(situ_gazetteer **out, const situ_table *regions, situ_error *err) SITU_MUST_CHECK;
void situ_gazetteer_free(situ_gazetteer *g);
bool situ_gazetteer_has_towns(const situ_gazetteer *g);
bool situ_gazetteer_has_villages(const situ_gazetteer *g);
// Row of a town-level unit; *edited when found by one edit only. SITU_NO_UNIT when absent.
int situ_gazetteer_town(situ_gazetteer *g, const char *name, bool *edited);
// Row of a village within town (a row; SITU_NO_UNIT = any town, when the name occurs once).
int situ_gazetteer_village(situ_gazetteer *g, int town, const char *name, bool *edited);
int situ_gazetteer_town_of(const situ_gazetteer *g, int village); // SITU_NO_UNIT when unknown
const char *situ_gazetteer_name(const situ_gazetteer *g, int row);
const char *situ_gazetteer_code(const situ_gazetteer *g, int row); // region_code, "" when none
// The known row of the same level, parent (village: its town's name) and name; SITU_NO_UNIT when new.
int situ_gazetteer_same(const situ_gazetteer *g, const char *level, const char *parent, const char *name);
const situ_table *situ_gazetteer_table(const situ_gazetteer *g); // may be NULL
// True when name is a county the data knows as a neighbour, or is not the county itself.
bool situ_gazetteer_is_neighbour(const situ_gazetteer *g, const char *county);
// Metres from the county's outline, 0 inside; negative when no outline is known.
double situ_gazetteer_outside_m(const situ_gazetteer *g, double lon, double lat);
// Representative point of a unit; false when it has no geometry.
bool situ_gazetteer_point(situ_gazetteer *g, int row, double *lon, double *lat);

// --- mapping.c: --mapping ---
typedef struct situ_mapping_entry {
    const char *field;    // a field of the table, or "id"
    const char *column;   // header, NULL when constant
    const char *constant; // NULL when from a column
    const char *unit;     // unit of the column's numbers, NULL = as usual
    const struct situ_yaml_node *values; // replacements, NULL = none
} situ_mapping_entry;
typedef struct situ_mapping {
    struct situ_yaml *doc; // owns all texts
    const situ_schema *schema;
    const char *sheet, *where, *encoding;
    situ_crs_choice crs;
    int epsg;
    long header_row; // 1-based, 0 = find it
    situ_mapping_entry *entries;
    size_t count;
} situ_mapping;
situ_status situ_mapping_read(situ_mapping **out, const char *path, situ_error *err) SITU_MUST_CHECK;
void situ_mapping_free(situ_mapping *m);

// --- material.c: words of domain.md C1c ---
typedef struct situ_material {
    const char *item, *unit;
} situ_material;
// The material a folded word or header means, NULL when none.
const situ_material *situ_material_find(const char *folded);

// --- header.c, match.c: header rows, columns, tables ---
typedef struct situ_header_cell {
    const char *shown;            // as in the sheet, levels joined by "/"
    const char *flat, *bare;      // keys of the whole (clean.h)
    const char *last_flat, *last_bare; // keys of the lowest level
    const char *unit;             // what brackets of the lowest level hold
} situ_header_cell;
typedef struct situ_header {
    uint32_t first_row, last_row; // 0-based
    uint32_t column_count;
    situ_header_cell *cells;
} situ_header;

enum { SITU_COLUMN_UNUSED = -1, SITU_COLUMN_ID = -2, SITU_COLUMN_IGNORED = -3, SITU_COLUMN_ITEM = -4, SITU_COLUMN_CRS = -5 };
typedef struct situ_columns {
    const situ_schema *schema;
    int *field;      // per column: index into schema->fields or SITU_COLUMN_*
    int *of_field;   // per field: column or -1
    const situ_material **item; // per column, for SITU_COLUMN_ITEM
    size_t field_count, item_count;
    int id_column, crs_column, quality_column; // -1 = none
    double score;
} situ_columns;

// True when some table (or `only`) knows a header by its keys.
bool situ_word_known(const char *flat, const char *bare, const situ_schema *only);
// The header of a sheet: first row with enough known words, joined with the rows it spans. *found
// false when there is none. layer: row 0 holds the names. only: NULL or the table to look for.
situ_status situ_header_find(situ_header *out, bool *found, const situ_sheet *sheet, bool layer, const situ_schema *only,
                             const situ_mapping *mapping, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// Assigns columns for one table. A score of 0 means: not this table.
situ_status situ_columns_match(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena,
                               situ_error *err) SITU_MUST_CHECK;
situ_status situ_columns_from_mapping(situ_columns *out, const situ_header *header, const situ_mapping *mapping,
                                      situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// The table a header belongs to; *found false when none or several fit. hint: sheet name, title, file
// name. kind: 0, or 'P', 'L', 'A' for the geometries of a vector layer.
situ_status situ_table_recognise(situ_columns *out, bool *found, const situ_header *header, const char *hint, char kind,
                                 situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

// --- the run over one file ---
typedef struct situ_import {
    const situ_ledger_options *options;
    const situ_mapping *mapping; // may be NULL
    situ_report *report;
    situ_job *job;
    situ_gazetteer *gazetteer;
    const char *file; // base name
    situ_bundle *bundle;
    situ_arena *arena; // for the whole file
    situ_map *ids;     // "table\tid" -> row of the bundle's table
    situ_map *keys;    // "table\tkey" -> how often
    struct situ_transform *transforms[4];
    int transform_epsg[4];
    size_t rows_out;
    situ_ledger_part *parts; // in arena
    size_t part_count;
    situ_sheets *sheets; // kept for the result, NULL = none
} situ_import;

// One sheet (or layer) being turned into rows.
typedef struct situ_sheet_run {
    situ_import *im;
    const situ_sheet *sheet;
    const char *name; // for messages; NULL when the file has one table only
    situ_header header;
    situ_columns columns;
    situ_geometry **geometry; // per sheet row, from a vector file; NULL for sheets. Items are taken.
    const int64_t *row_numbers; // per sheet row, for messages of vector files; NULL = the row's own
    situ_crs_choice crs;
    int epsg;
    situ_table *table;
    situ_table *stock; // of a wide depot sheet; NULL otherwise
    int *table_column; // per field: column of table, -1 = not stored
    bool *level_risk;  // per field
    situ_level_scale *level_scale;
    situ_map **words; // per field: folded word -> index of its group, for ENUM
    situ_arena *row_arena;
    // the row at hand
    uint32_t row;
    bool repaired, rejected;
} situ_sheet_run;

// A finding about the row at hand. column -1 = the whole row; old and new values may be NULL.
situ_status situ_tell(situ_sheet_run *run, situ_severity severity, const char *rule, int column, const char *field,
                      const char *old_value, const char *new_value, const char *cure, situ_error *err, const char *fmt, ...)
    SITU_PRINTF(10, 11) SITU_MUST_CHECK;
// As SITU_INFO, and marks the row as repaired.
situ_status situ_tell_repair(situ_sheet_run *run, const char *rule, int column, const char *field, const char *old_value,
                             const char *new_value, situ_error *err) SITU_MUST_CHECK;
// As SITU_ERROR, and marks the row as rejected.
situ_status situ_tell_reject(situ_sheet_run *run, const char *rule, int column, const char *field, const char *old_value,
                             const char *cure, situ_error *err, const char *fmt, ...) SITU_PRINTF(8, 9) SITU_MUST_CHECK;
long situ_run_row_number(const situ_sheet_run *run, uint32_t row);
const situ_cell *situ_run_cell(const situ_sheet_run *run, int column); // of the row at hand, never NULL
// The text of a cell after the mapping's replacements and constants, trimmed, in the row's arena.
// column receives where it came from (-1 = constant or none).
situ_status situ_run_text(situ_sheet_run *run, size_t field, const char **text, int *column, situ_error *err) SITU_MUST_CHECK;

// --- convert.c ---
situ_status situ_convert_field(situ_sheet_run *run, size_t field, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- place.c: town, village, coordinates of the row at hand ---
situ_status situ_place_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- region_rows.c: what is special to the region table ---
situ_status situ_region_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- identity.c ---
// A stable id of a row: a hash of what names it, with a counter for exact repeats. Lives in arena.
situ_status situ_hash_id(situ_import *im, const situ_schema *schema, const situ_table *t, size_t row, situ_arena *arena, const char **id,
                         situ_error *err) SITU_MUST_CHECK;
situ_status situ_give_id(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK; // may reject the row
// Notes the row's id and tells a likely duplicate nearby.
situ_status situ_remember_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- rows.c ---
situ_status situ_run_sheet(situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
situ_status situ_import_table(situ_import *im, const situ_schema *schema, situ_table **out, situ_error *err) SITU_MUST_CHECK;

#endif

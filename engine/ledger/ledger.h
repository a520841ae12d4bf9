// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_LEDGER_H
#define SITU_LEDGER_LEDGER_H

// Ledger file -> table(s) with every row's fate told. No store, no analysis: a file and what is known
// of the regions in, tables and report out.

#include "base/job.h"
#include "base/report.h"
#include "base/str.h"
#include "bundle/schema.h"
#include "bundle/table.h"
#include "geo/china_datum.h"
#include "ledger/reader.h"

typedef enum situ_crs_choice { SITU_CRS_AUTO, SITU_CRS_CGCS2000, SITU_CRS_WGS84, SITU_CRS_GCJ02, SITU_CRS_BD09, SITU_CRS_EPSG } situ_crs_choice;

typedef struct situ_ledger_options {
    const char *as_table;  // --as; NULL = recognise
    const char *sheet;     // --sheet; NULL = all
    const char *where;     // --where: SQL for vector files
    const char *encoding;  // NULL or "auto"
    const char *mapping;   // --mapping file, may be NULL
    situ_crs_choice crs;
    int epsg;              // for SITU_CRS_EPSG
    int zone_epsg;         // the county's zone, for 6-digit eastings; 0 = unknown
    // Known regions (table `region`: id, name, level, parent, region_code; geometry where known), for
    // looking up town and village names and for "outside the county"; NULL = none yet.
    const situ_table *regions;
    const char *data_as_of; // ISO; written to `updated`
    const char *unit;       // --from: written to `src_unit`; NULL = unknown
    bool empty_ok;          // a header without rows is an answer: the table comes empty (零报告)
    bool keep_cells;        // keep the sheets' cells, for a report that shows them
} situ_ledger_options;

// What one column of a recognised table was taken for.
typedef struct situ_ledger_column {
    const char *header; // as in the sheet, levels joined by "/"
    const char *field;  // field of the table, "id", "item" of a wide sheet; NULL = kept as text only
    const char *how;    // why: alias close mapping values group item; NULL when field is
} situ_ledger_column;

// One table found on a sheet (a sheet may hold several, one below or beside the other).
typedef struct situ_ledger_part {
    const char *sheet;         // "" for text files
    const situ_schema *schema; // NULL = not recognised
    uint32_t first_row, last_row;          // 0-based, titles and notes included
    uint32_t header_first, header_last;
    uint32_t first_column, column_count;
    situ_ledger_column *columns; // column_count of them
    const char *crs;     // frame taken: cgcs2000 gcj02 bd09 EPSG:n, "" = no coordinates
    const char *crs_why; // declared header column inferred assumed
} situ_ledger_part;

// All that one file gave. One arena owns the parts.
typedef struct situ_ledger_result {
    situ_bundle *bundle;
    situ_ledger_part *parts;
    size_t part_count;
    situ_sheets *sheets; // with keep_cells, NULL for vector files
    situ_arena *arena;
} situ_ledger_result;
void situ_ledger_result_free(situ_ledger_result *result); // accepts NULL
// The bundle alone; the rest is freed. NULL gives NULL.
situ_bundle *situ_ledger_result_take(situ_ledger_result *result);

// The rules named in the report are declared in ledger/rules.h.
//
// Reads one file. *out: a bundle with one table a recognised ledger table (several sheets of one table
// are joined), all stored columns of its schema plus the columns in front (bundle/schema.h), in
// EPSG:4490. Rows that cannot be used are in the report with place, cause and cure; row counts by
// situ_report_fate add up. Fails (nothing usable at all) with one clear error: missing file, broken
// zip, empty sheet, unknown header (listing the headers seen), unknown encoding.
situ_status situ_ledger_read(situ_ledger_result **out, const char *path, const situ_ledger_options *options,
                             situ_report *report, situ_job *job, situ_error *err) SITU_MUST_CHECK;
// The same in a child process under resource limits: a file made to crash or to fill the memory ends the
// child, and here an error. This is how files are imported.
situ_status situ_ledger_read_apart(situ_ledger_result **out, const char *path, const situ_ledger_options *options,
                                   situ_report *report, situ_job *job, situ_error *err) SITU_MUST_CHECK;

// The columns of a recognised part as a mapping file: --mapping reads it back and gives the same columns.
// Appends to out. Fails for a part that was not recognised.
situ_status situ_mapping_write(situ_str *out, const situ_ledger_part *part, situ_error *err) SITU_MUST_CHECK;

// Rows of a table stored before its units were known: finds their names and codes, gives those without
// a place their village's or township's point, and tells files that the outlines now contradict. *changed:
// the rows to store again, complete, NULL when none changed. To be called for every table after an
// import that brought regions; regions: all known now.
situ_status situ_ledger_replace_rows(situ_table **changed, const situ_table *rows, const situ_table *regions, situ_report *report,
                                     situ_error *err) SITU_MUST_CHECK;

// "auto", "cgcs2000", "wgs84", "gcj02", "bd09", "EPSG:n" (any case) as --crs and mappings have it.
bool situ_crs_choice_parse(const char *text, situ_crs_choice *choice, int *epsg);

// --- cleaning, one function a rule (ledger/clean_*.c); also used by tests ---
// Text forms of domain.md B5 (DMS, DM, decimal, full-width, E/N prefixes). false = not a coordinate.
bool situ_clean_coordinate(const char *text, double *deg, const char **rule);
bool situ_clean_lonlat(const char *text, double *lon, double *lat, const char **rule); // both in one cell
bool situ_clean_number(const char *text, double *value, const char **unit, bool *approximate, const char **rule); // 3.5万条, 约500件, １２
bool situ_clean_date(const char *text, char iso[11], const char **rule);
// Risk level 0..4 by domain.md C1b; header_has_risk: the header or mapping says it is a risk level
// (then 一级.. and A.. count). -1 = unknown word.
int situ_clean_level(const char *text, bool header_has_risk);
// NFKC-like folding of widths, spaces, brackets; for headers and names. Result in arena.
char *situ_clean_fold(situ_arena *arena, const char *text);
char *situ_clean_unit_name(situ_arena *arena, const char *text); // strips 人民政府 办事处 村民委员会 ...

#endif

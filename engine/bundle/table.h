// SPDX-License-Identifier: MIT
#ifndef SITU_BUNDLE_TABLE_H
#define SITU_BUNDLE_TABLE_H

// A table: typed columns, one optional geometry a row. A bundle: named tables and grids of one
// revision, edition and CRS; the ONE value that passes between stages. Immutable once built.

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/job.h"
#include "base/str.h"
#include "geo/geometry.h"
#include "geo/raster.h"

typedef enum situ_type { SITU_TYPE_TEXT, SITU_TYPE_INT, SITU_TYPE_REAL } situ_type;

// Cells are read and set by the functions below only: a column that holds nothing yet, or nothing but
// nulls behind some row, has no cells there.
typedef struct situ_column {
    char *name;
    situ_type type;
    size_t filled; // rows from here on are null and their cells were never touched
    union {
        const char **text; // NULL = null
        int64_t *ints;     // SITU_NULL_INT = null
        double *reals;     // NaN = null
    } v;
} situ_column;
#define SITU_NULL_INT INT64_MIN

typedef struct situ_table situ_table;
struct situ_table {
    char *name;
    int epsg; // of the geometries; 0 = none
    size_t row_count, row_capacity;
    size_t column_count, column_capacity;
    situ_column *columns;
    situ_geometry **geometry; // NULL = no geometry column; items may be NULL. Owned.
    situ_arena *arena;        // owns the texts
    const char **recent;      // short texts set last: one that comes again is kept once; may be NULL
};

situ_status situ_table_new(situ_table **out, const char *name, int epsg, situ_error *err) SITU_MUST_CHECK;
void situ_table_free(situ_table *table);
// Adds a column of nulls; *index may be NULL. An existing name with the same type is reused.
situ_status situ_table_add_column(situ_table *table, const char *name, situ_type type, size_t *index,
                                  situ_error *err) SITU_MUST_CHECK;
// Adds a row of nulls; *index may be NULL.
situ_status situ_table_add_row(situ_table *table, size_t *index, situ_error *err) SITU_MUST_CHECK;
int situ_table_find(const situ_table *table, const char *column); // -1 when absent
// Setters copy text into the table's arena. geometry: ownership moves.
situ_status situ_table_set_text(situ_table *table, size_t row, size_t column, const char *text,
                                situ_error *err) SITU_MUST_CHECK;
// A text that lives as long as the table; NULL = null.
void situ_table_set_borrowed(situ_table *table, size_t row, size_t column, const char *text);
void situ_table_set_int(situ_table *table, size_t row, size_t column, int64_t value);
void situ_table_set_real(situ_table *table, size_t row, size_t column, double value);
situ_status situ_table_set_geometry(situ_table *table, size_t row, situ_geometry *geometry,
                                    situ_error *err) SITU_MUST_CHECK;
// Getters by column index (-1 gives null) convert between number types; text only from TEXT columns.
const char *situ_table_text(const situ_table *table, size_t row, int column); // NULL = null; borrowed
int64_t situ_table_int(const situ_table *table, size_t row, int column);
double situ_table_real(const situ_table *table, size_t row, int column);
bool situ_table_is_null(const situ_table *table, size_t row, int column);
// Any cell as text ("" for null) into buffer, numbers in shortest form; returns text or buffer.
const char *situ_table_show(const situ_table *table, size_t row, int column, char buffer[32]);
const situ_geometry *situ_table_geometry(const situ_table *table, size_t row); // NULL = none
// Deep copy with geometries transformed to epsg (0 or same = as they are); keep (may be NULL)
// holds the rows to keep, ascending.
situ_status situ_table_copy(situ_table **out, const situ_table *table, int epsg, const size_t *keep,
                            size_t keep_count, situ_error *err) SITU_MUST_CHECK;

// Makes rows [row_begin, row_end) of a lazy grid; the same bits for any division into bands.
typedef situ_status situ_grid_fill(void *user, float *out, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err);
// A grid of float32 cells; NaN = no data. Row 0 is the north row.
typedef struct situ_grid {
    char *name;
    int epsg;
    situ_raster_frame frame;
    float *cells; // frame.columns * frame.rows; NULL = a lazy grid, too large to lie in memory
    situ_grid_fill *fill; // lazy: makes its rows
    void *user;           // of fill; owned
    void (*release)(void *user);
} situ_grid;
// Above this many cells a grid is made lazily, and a store does not keep it.
#define SITU_GRID_HELD_CELLS ((uint64_t)64 * 1024 * 1024)
situ_status situ_grid_new(situ_grid **out, const char *name, int epsg, situ_raster_frame frame,
                          situ_error *err) SITU_MUST_CHECK; // cells are NaN
// Rows come from fill when they are asked for. user moves on success.
situ_status situ_grid_new_lazy(situ_grid **out, const char *name, int epsg, situ_raster_frame frame, situ_grid_fill *fill, void *user,
                               void (*release)(void *user), situ_error *err) SITU_MUST_CHECK;
void situ_grid_free(situ_grid *grid);
// Rows [row_begin, row_end) of any grid into out.
situ_status situ_grid_rows(float *out, const situ_grid *grid, uint32_t row_begin, uint32_t row_end, situ_job *job,
                           situ_error *err) SITU_MUST_CHECK;
// Not of a lazy grid: bilinear value at (x, y) in the grid's CRS; NaN outside or beside no data.
double situ_grid_sample(const situ_grid *grid, double x, double y);

typedef struct situ_bundle {
    char *edition;  // "internal", "public"
    char *revision; // id, "" = none
    situ_table **tables;
    size_t table_count, table_capacity;
    situ_grid **grids;
    size_t grid_count, grid_capacity;
} situ_bundle;
situ_status situ_bundle_new(situ_bundle **out, const char *edition, const char *revision,
                            situ_error *err) SITU_MUST_CHECK;
void situ_bundle_free(situ_bundle *bundle); // with all it holds
// Ownership moves on success; a table or grid of the same name is replaced.
situ_status situ_bundle_add_table(situ_bundle *bundle, situ_table *table, situ_error *err) SITU_MUST_CHECK;
situ_status situ_bundle_add_grid(situ_bundle *bundle, situ_grid *grid, situ_error *err) SITU_MUST_CHECK;
situ_table *situ_bundle_table(const situ_bundle *bundle, const char *name); // NULL when absent; borrowed
situ_grid *situ_bundle_grid(const situ_bundle *bundle, const char *name);
// Text dump for --stage bundle and for golden tests: stable order, shortest numbers.
situ_status situ_bundle_dump(const situ_bundle *bundle, situ_str *out, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_ROWS_H
#define SITU_ANALYSIS_ROWS_H

// What the analyses share: telling a finding about a row, making result tables, reading places.

#include "analysis/op.h"

// --- findings ---
// A finding about one row of t (SIZE_MAX: about no row) with its file, sheet and row; report NULL: nothing.
// rule: its code such as "REACH_UNPLACED"; field, cure may be NULL.
situ_status situ_rows_tell(situ_report *report, const situ_table *t, size_t row, situ_severity severity, const char *rule,
                           const char *field, const char *cure, situ_error *err, const char *fmt, ...) SITU_PRINTF(9, 10) SITU_MUST_CHECK;
// The row's name, else title, else item, else id; never NULL.
const char *situ_rows_name(const situ_table *t, size_t row);
// A text of a row by column name; NULL when null, empty or no such column.
const char *situ_rows_text(const situ_table *t, size_t row, const char *column);
double situ_rows_real(const situ_table *t, size_t row, const char *column);   // NaN = null or no such column
int64_t situ_rows_int(const situ_table *t, size_t row, const char *column);   // SITU_NULL_INT likewise
// Risk level 0..4 of a row: level_final, else level, else level_given.
int situ_rows_level(const situ_table *t, size_t row);

// --- result tables ---
typedef struct situ_rows_column { const char *name; situ_type type; size_t *index; } situ_rows_column; // name NULL ends
// A new table with these columns; index receives each column's number (may be NULL).
situ_status situ_rows_table(situ_table **out, const char *name, int epsg, const situ_rows_column *columns, situ_error *err) SITU_MUST_CHECK;
// Copies one text cell by column name into column `to_column`; null stays null.
situ_status situ_rows_copy(situ_table *to, size_t to_row, size_t to_column, const situ_table *from, size_t from_row, const char *column,
                           situ_error *err) SITU_MUST_CHECK;
// A point, or NULL geometry when p is NULL.
situ_status situ_rows_set_point(situ_table *t, size_t row, const situ_point *p, situ_error *err) SITU_MUST_CHECK;
// A copy of g (NULL: none).
situ_status situ_rows_set_shape(situ_table *t, size_t row, const situ_geometry *g, situ_error *err) SITU_MUST_CHECK;
// Gives the table another name and moves it into the bundle (*table becomes NULL).
situ_status situ_rows_finish(situ_bundle *out, situ_table **table, const char *name, situ_error *err) SITU_MUST_CHECK;

// --- places ---
// The rows that have coordinates, as points (situ_feature_point); the others are told with `rule`.
typedef struct situ_rows_points {
    double *xy;      // interleaved
    size_t *row;     // row of each
    uint32_t count;
    uint32_t unplaced;
} situ_rows_points;
situ_status situ_rows_points_of(situ_rows_points *out, const situ_table *t, situ_report *report, const char *rule, situ_error *err) SITU_MUST_CHECK;
void situ_rows_points_free(situ_rows_points *points);

#endif

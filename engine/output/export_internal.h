// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_EXPORT_INTERNAL_H
#define SITU_OUTPUT_EXPORT_INTERNAL_H

// What the exports that people read (xlsx, csv) share: Chinese headers and words, coordinates as columns.

#include "output/export.h"

// Header of a column: the schema's label, the known label of a bookkeeping column, else its name.
const char *situ_export_label(const situ_schema *schema, const char *column);
// Header of the permanent number: 编号, but 〔situ〕编号 in tables that have a 编号 of their own.
const char *situ_export_id_header(const situ_schema *schema);
// A whole number 0..4 that is a risk level: a LEVEL field, or the column level that grading adds.
bool situ_export_is_level(const situ_schema *schema, const situ_column *column);
// A stored value as its reader's word: levels and yes/no as words, everything else as situ_table_show.
const char *situ_export_show(const situ_schema *schema, const situ_table *table, size_t row, size_t column, char buffer[32]);
// The word people use of a schema's group of words ("start=开始=起点": 开始); bytes of it.
const char *situ_export_word(const char *group, size_t *bytes);
// Rows with a line or an area, which sheets do not hold.
size_t situ_export_drawn(const situ_table *table);
// True when some row's geometry is a point.
bool situ_export_has_points(const situ_table *table);
// Longitude and latitude of every row's point (NaN where there is none), interleaved, EPSG:4490,
// rounded to 1e-8 degrees. *out is owned by the caller.
situ_status situ_export_points(double **out, const situ_table *table, situ_error *err) SITU_MUST_CHECK;

#endif

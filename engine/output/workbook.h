// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_WORKBOOK_H
#define SITU_OUTPUT_WORKBOOK_H

// Writing xlsx: the only user of libxlsxwriter. Deterministic bytes: creation date from date_iso.
// Rows and columns are 0-based.

#include "base/error.h"
#include <stdint.h>

typedef struct situ_workbook situ_workbook;
typedef enum situ_cell_style {
    SITU_CELL_PLAIN, SITU_CELL_TITLE, SITU_CELL_HEADER, SITU_CELL_NOTE, SITU_CELL_DATE, SITU_CELL_INTEGER,
    SITU_CELL_WARN, SITU_CELL_ERROR, SITU_CELL_REPAIRED, SITU_CELL_TOTAL,
    SITU_CELL_LEVEL1, SITU_CELL_LEVEL2, SITU_CELL_LEVEL3, SITU_CELL_LEVEL4, SITU_CELL_LEVEL0
} situ_cell_style;
situ_status situ_workbook_new(situ_workbook **out, const char *path, const char *date_iso, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_sheet(situ_workbook *book, const char *name, situ_error *err) SITU_MUST_CHECK; // becomes current
situ_status situ_workbook_text(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_number(situ_workbook *book, uint32_t row, uint16_t column, double value, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_date(situ_workbook *book, uint32_t row, uint16_t column, const char *iso, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_formula(situ_workbook *book, uint32_t row, uint16_t column, const char *formula, double cached, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_merge(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, const char *text, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_width(situ_workbook *book, uint16_t first, uint16_t last, double characters, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_freeze(situ_workbook *book, uint32_t row, uint16_t column);
situ_status situ_workbook_choices(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, situ_error *err) SITU_MUST_CHECK; // drop-down
situ_status situ_workbook_comment(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_close(situ_workbook *book, situ_error *err) SITU_MUST_CHECK; // writes and frees, atomic
void situ_workbook_abort(situ_workbook *book);

#endif

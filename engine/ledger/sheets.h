// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_SHEETS_H
#define SITU_LEDGER_SHEETS_H

// Building situ_sheets: what all readers share.

#include "ledger/reader.h"

enum {
    SITU_SHEET_MAX_ROWS = 1048576,
    SITU_SHEET_MAX_COLUMNS = 16384,
    SITU_SHEET_MAX_CELLS = 10000000, // rows x columns of the filled part
};

situ_status situ_sheets_new(situ_sheets **out, situ_error *err) SITU_MUST_CHECK;
// Adds an empty sheet, name copied.
situ_status situ_sheets_add(situ_sheets *sheets, const char *name, bool hidden, situ_sheet **out, situ_error *err)
    SITU_MUST_CHECK;

// A sheet that grows while it is read. Cells lie row-major with `stride` columns a row.
typedef struct situ_sheet_builder {
    situ_cell *cells;
    size_t stride, row_capacity;
    uint32_t rows, columns; // of the filled part
    bool *row_hidden;
    uint32_t hidden_capacity;
    situ_merge *merges;
    size_t merge_count, merge_capacity;
} situ_sheet_builder;

void situ_sheet_builder_free(situ_sheet_builder *b);
// Cell at 0-based (row, column), growing the sheet. Fails with SITU_E_LIMIT beyond the limits.
situ_status situ_sheet_builder_cell(situ_sheet_builder *b, uint32_t row, uint32_t column, situ_cell **out, situ_error *err)
    SITU_MUST_CHECK;
situ_status situ_sheet_builder_hide_row(situ_sheet_builder *b, uint32_t row, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sheet_builder_merge(situ_sheet_builder *b, situ_merge m, situ_error *err) SITU_MUST_CHECK;
// Fills merged cells and moves everything into sheet.
situ_status situ_sheet_builder_finish(situ_sheet_builder *b, situ_sheet *sheet, situ_error *err) SITU_MUST_CHECK;

// "C7" of 0-based (row, column). out holds at least 16 bytes.
void situ_cell_name(uint32_t row, uint32_t column, char out[16]);
// Reads "C7", "$C$7"; false when it is no address or lies beyond the limits. *p moves behind it.
bool situ_cell_parse(const char **p, uint32_t *row, uint32_t *column);

#endif

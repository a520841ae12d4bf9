// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_SHEETS_H
#define SITU_LEDGER_SHEETS_H

// Building situ_sheets: what all readers share.

#include "ledger/reader.h"

enum {
    SITU_SHEET_MAX_ROWS = 1048576,
    SITU_SHEET_MAX_COLUMNS = 16384,
    SITU_SHEET_MAX_CELLS = 10000000, // rows x columns of the filled part; more where half of it is filled,
    SITU_SHEET_MOST_CELLS = 24000000, // up to this (576 MB)
    SITU_TEXT_MAX_ROWS = 8000000, // of text files, which know no end of a sheet
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
    uint32_t max_rows;      // 0 = SITU_SHEET_MAX_ROWS
    uint64_t asked;         // how often a cell was asked for
    bool *row_hidden;
    uint32_t hidden_capacity;
    bool *column_hidden; // NULL or SITU_SHEET_MAX_COLUMNS of them
    situ_merge *merges;
    size_t merge_count, merge_capacity;
} situ_sheet_builder;

void situ_sheet_builder_free(situ_sheet_builder *b);
// Cell at 0-based (row, column), growing the sheet. Fails with SITU_E_LIMIT beyond the limits.
situ_status situ_sheet_builder_cell(situ_sheet_builder *b, uint32_t row, uint32_t column, situ_cell **out, situ_error *err)
    SITU_MUST_CHECK;
situ_status situ_sheet_builder_hide_row(situ_sheet_builder *b, uint32_t row, situ_error *err) SITU_MUST_CHECK;
// Columns first..last, 0-based; what lies beyond the limits is left out.
situ_status situ_sheet_builder_hide_columns(situ_sheet_builder *b, uint32_t first, uint32_t last, situ_error *err) SITU_MUST_CHECK;
// Marks the empty cells of an area as SITU_CELL_PICTURE where their row holds something else; never grows the sheet.
void situ_sheet_builder_picture(situ_sheet_builder *b, situ_merge area);
situ_status situ_sheet_builder_merge(situ_sheet_builder *b, situ_merge m, situ_error *err) SITU_MUST_CHECK;
// Fills merged cells, turns texts such as =DISPIMG("ID",1) into pictures, moves everything into sheet.
situ_status situ_sheet_builder_finish(situ_sheet_builder *b, situ_sheet *sheet, situ_error *err) SITU_MUST_CHECK;

// What a number format makes of a number.
typedef enum situ_number_style { SITU_NUMBER_PLAIN, SITU_NUMBER_DATE, SITU_NUMBER_TIME } situ_number_style;
situ_number_style situ_number_style_of(int format_id, const char *format_code); // code may be NULL
// Fills cell from a number as a person sees it: shortest digits, ISO date, time of day. Text in arena.
situ_status situ_cell_set_number(situ_cell *cell, double v, situ_number_style style, bool date1904, situ_arena *arena, situ_error *err)
    SITU_MUST_CHECK;

// "C7" of 0-based (row, column). out holds at least 16 bytes.
void situ_cell_name(uint32_t row, uint32_t column, char out[16]);
// Reads "C7", "$C$7"; false when it is no address or lies beyond the limits. *p moves behind it.
bool situ_cell_parse(const char **p, uint32_t *row, uint32_t *column);

#endif

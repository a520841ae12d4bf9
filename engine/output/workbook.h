// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_WORKBOOK_H
#define SITU_OUTPUT_WORKBOOK_H

// Writing xlsx: the only user of libxlsxwriter. Deterministic bytes: creation date from date_iso.
// Rows and columns are 0-based.

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum { SITU_WORKBOOK_MAX_ROWS = 1048576, SITU_WORKBOOK_MAX_COLUMNS = 16384 };

typedef struct situ_workbook situ_workbook;
typedef enum situ_cell_style {
    SITU_CELL_PLAIN, SITU_CELL_TITLE, SITU_CELL_HEADER, SITU_CELL_NOTE, SITU_CELL_DATE, SITU_CELL_INTEGER,
    SITU_CELL_WARN, SITU_CELL_ERROR, SITU_CELL_REPAIRED, SITU_CELL_TOTAL,
    SITU_CELL_LEVEL1, SITU_CELL_LEVEL2, SITU_CELL_LEVEL3, SITU_CELL_LEVEL4, SITU_CELL_LEVEL0,
    // pages of reports: a bar across the top, headings, large figures with a word above, running text
    SITU_CELL_BAR, SITU_CELL_BAR_NOTE, SITU_CELL_HEADING, SITU_CELL_FIGURE, SITU_CELL_FIGURE_NAME, SITU_CELL_BODY, SITU_CELL_LINK,
    SITU_CELL_CENTER, SITU_CELL_GREY, SITU_CELL_REQUIRED, SITU_CELL_EXAMPLE, SITU_CELL_TYPED, SITU_CELL_BOOKED,
    // copies of a ledger's cells, and the columns added to them
    SITU_CELL_COPY, SITU_CELL_COPY_TITLE, SITU_CELL_COPY_HEADER, SITU_CELL_COPY_REPAIRED, SITU_CELL_COPY_DOUBT, SITU_CELL_COPY_REJECTED, SITU_CELL_COPY_BAD,
    SITU_CELL_COPY_SKIPPED, SITU_CELL_COPY_MADE, SITU_CELL_COPY_MADE_HEADER,
    SITU_CELL_STYLE_COUNT
} situ_cell_style;
// How a cell shows what it holds; DEFAULT is the style's own.
typedef enum situ_cell_form { SITU_FORM_DEFAULT, SITU_FORM_TEXT, SITU_FORM_WHOLE, SITU_FORM_DATE, SITU_FORM_FIGURE, SITU_FORM_COUNT } situ_cell_form;

situ_status situ_workbook_new(situ_workbook **out, const char *path, const char *date_iso, situ_error *err) SITU_MUST_CHECK;
// The same for very large sheets: cells go to disk row by row. A sheet's rows are then written from the
// top down, a row's cells before the next row's; cells written later to a row above are lost.
situ_status situ_workbook_new_large(situ_workbook **out, const char *path, const char *date_iso, situ_error *err) SITU_MUST_CHECK;
// Adds a sheet, which becomes current: A4, landscape, one page wide. Names are at most 31 characters,
// not used yet in any case of letters, without [ ] : * ? / \ (situ_workbook_sheet_name makes such).
situ_status situ_workbook_sheet(situ_workbook *book, const char *name, situ_error *err) SITU_MUST_CHECK;
// A name a sheet may have, made of wanted: forbidden signs replaced, cut, and numbered when it is taken.
// taken(name, user) tells whether a name is in use; may be NULL.
void situ_workbook_sheet_name(const char *wanted, bool (*taken)(const char *name, void *user), void *user, char out[128]);

// --- cells ---
// Texts are cut at the 32,767 characters a cell holds.
situ_status situ_workbook_text(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_number(situ_workbook *book, uint32_t row, uint16_t column, double value, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_date(situ_workbook *book, uint32_t row, uint16_t column, const char *iso, situ_error *err) SITU_MUST_CHECK;
// Text that stays text when it is edited: codes, telephone numbers.
situ_status situ_workbook_code(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
// A day (1900-03-01 or later; others as text) in a style.
situ_status situ_workbook_day(situ_workbook *book, uint32_t row, uint16_t column, const char *iso, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_formula(situ_workbook *book, uint32_t row, uint16_t column, const char *formula, double cached, situ_error *err) SITU_MUST_CHECK;
// target: "internal:'sheet'!C7", "external:file.xlsx". Beyond the number of links a sheet may hold the
// text stands alone.
situ_status situ_workbook_link(situ_workbook *book, uint32_t row, uint16_t column, const char *target, const char *text, const char *tip, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
// A bar of shares out of `total`, in the report's colours: used, repaired, rejected, skipped.
situ_status situ_workbook_shares(situ_workbook *book, uint32_t row, uint16_t column, const size_t shares[4], situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_merge(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, const char *text, situ_cell_style style, situ_error *err) SITU_MUST_CHECK;
// Merges cells that are written by themselves.
situ_status situ_workbook_join(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_comment(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_error *err) SITU_MUST_CHECK;

// --- columns, rows, pages ---
situ_status situ_workbook_width(situ_workbook *book, uint16_t first, uint16_t last, double characters, situ_error *err) SITU_MUST_CHECK;
// Width, and how cells show what is typed into them.
situ_status situ_workbook_column(situ_workbook *book, uint16_t column, double characters, situ_cell_style style, situ_cell_form form, bool hidden, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_height(situ_workbook *book, uint32_t row, double points, situ_error *err) SITU_MUST_CHECK;
situ_status situ_workbook_freeze(situ_workbook *book, uint32_t row, uint16_t column); // rows above are printed on every page
situ_status situ_workbook_filter(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, situ_error *err) SITU_MUST_CHECK;
void situ_workbook_report_page(situ_workbook *book, bool landscape); // no grid on the screen
// For a table of so many half-width characters across: A3 when it is wide, several pages wide when it is
// wider still, each beginning with the first columns.
void situ_workbook_wide_page(situ_workbook *book, double characters, uint16_t first_columns);
situ_status situ_workbook_repeat(situ_workbook *book, uint32_t row0, uint32_t row1, situ_error *err) SITU_MUST_CHECK; // printed on every page
// Lines a text takes in a column of that many half-width characters, and the height of a row of n lines.
size_t situ_workbook_lines(const char *text, double characters);
double situ_workbook_lines_height(size_t lines);
void situ_workbook_tab(situ_workbook *book, uint32_t rgb);

// --- what may be typed ---
situ_status situ_workbook_choices(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, situ_error *err) SITU_MUST_CHECK; // drop-down
// As choices, but other words are taken too when the reader insists: a list that need not be complete.
situ_status situ_workbook_suggestions(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, situ_error *err) SITU_MUST_CHECK;
typedef enum situ_cell_check { SITU_CHECK_NUMBER, SITU_CHECK_WHOLE, SITU_CHECK_DATE } situ_cell_check;
// Numbers in [low, high] or any day; else message (at most 255 characters) is shown and the value refused.
situ_status situ_workbook_check(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, situ_cell_check check, double low, double high, const char *message, situ_error *err) SITU_MUST_CHECK;

situ_status situ_workbook_close(situ_workbook *book, situ_error *err) SITU_MUST_CHECK; // writes and frees, atomic
void situ_workbook_abort(situ_workbook *book);

#endif

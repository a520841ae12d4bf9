// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_SHEET_H
#define SITU_SAMPLE_SHEET_H

// Inside the county generator: a ledger sheet as texts, written as xlsx or csv.

#include "output/workbook.h"
#include "sample/things.h"

// Header lists are texts split by '|': "序号|名称|经度". A header "组/列" makes a two-row header whose
// group cells are merged.
typedef struct situ_page {
    situ_things *things;
    const char *title, *note;
    const char **headers;
    uint16_t columns;
    const char **cells; // rows * columns, borrowed texts; NULL = blank
    size_t rows, capacity;
    const char *total;  // a last line such as 合计; NULL = none
    const char *tail;   // a line behind it such as 填表人; NULL = none
    bool two_rows;
} situ_page;

situ_status situ_sample_page_new(situ_page *out, situ_things *things, const char *title, const char *note, const char *headers, situ_error *err) SITU_MUST_CHECK;
void situ_sample_page_clear(situ_page *page);
// Adds a row of blanks.
situ_status situ_sample_page_row(situ_page *page, situ_error *err) SITU_MUST_CHECK;
// Sets a cell of the last row by header (its lower part in two-row headers); the header must exist.
void situ_sample_put(situ_page *page, const char *header, const char *text);
void situ_sample_put_number(situ_page *page, const char *header, double value); // shortest form; NaN = blank
int situ_sample_page_line(const situ_page *page, size_t row); // 1-based row in the file
// The sheet in an open workbook. Cells that read as numbers are written as numbers, but for codes and phones.
situ_status situ_sample_page_write(const situ_page *page, situ_workbook *book, const char *sheet, situ_error *err) SITU_MUST_CHECK;
// One workbook with this one sheet.
situ_status situ_sample_page_xlsx(const situ_page *page, const char *path, const char *sheet, situ_error *err) SITU_MUST_CHECK;
// As csv; gb18030: in that encoding, else UTF-8 with BOM.
situ_status situ_sample_page_csv(const situ_page *page, const char *path, bool gb18030, situ_error *err) SITU_MUST_CHECK;

// Date written into workbooks, so that their bytes do not depend on the clock.
#define SITU_SAMPLE_DATE "2026-06-30"

#endif

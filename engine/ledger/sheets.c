// SPDX-License-Identifier: MIT
#include "ledger/sheets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "ledger/clean.h"

situ_status situ_sheets_new(situ_sheets **out, situ_error *err)
{
    situ_sheets *s = situ_calloc(1, sizeof *s);
    if (s && !(s->arena = situ_arena_new())) {
        situ_free(s);
        s = NULL;
    }
    *out = s;
    return s ? SITU_OK : situ_fail_nomem(err);
}

void situ_sheets_free(situ_sheets *sheets)
{
    if (!sheets)
        return;
    for (size_t i = 0; i < sheets->count; i++) {
        situ_free(sheets->items[i].cells);
        situ_free(sheets->items[i].row_hidden);
        situ_free(sheets->items[i].column_hidden);
        situ_free(sheets->items[i].merges);
    }
    situ_free(sheets->items);
    situ_free(sheets->text);
    situ_arena_free(sheets->arena);
    situ_free(sheets);
}

situ_status situ_sheets_add(situ_sheets *sheets, const char *name, bool hidden, situ_sheet **out, situ_error *err)
{
    situ_sheet *items = situ_realloc(sheets->items, (sheets->count + 1) * sizeof *items);
    if (!items)
        return situ_fail_nomem(err);
    sheets->items = items;
    situ_sheet *s = &items[sheets->count];
    memset(s, 0, sizeof *s);
    s->name = situ_arena_strdup(sheets->arena, name);
    if (!s->name)
        return situ_fail_nomem(err);
    s->hidden = hidden;
    sheets->count++;
    *out = s;
    return SITU_OK;
}

void situ_sheet_builder_free(situ_sheet_builder *b)
{
    situ_free(b->cells);
    situ_free(b->row_hidden);
    situ_free(b->column_hidden);
    situ_free(b->merges);
    memset(b, 0, sizeof *b);
}

static situ_status too_big(uint32_t row, uint32_t column, situ_error *err)
{
    char cell[16];
    situ_cell_name(row, column, cell);
    situ_fail(err, SITU_E_LIMIT, _("delete stray cells far below or right of the table and save again"),
              _("the sheet reaches to cell %s, which is more than can be read"), cell);
    return situ_error_at(err, NULL, NULL, cell, 0, 0);
}

// Makes room for `columns` columns: the rows move apart, last row first.
static situ_status widen(situ_sheet_builder *b, size_t columns, situ_error *err)
{
    size_t stride = b->stride + b->stride / 4;
    if (stride < columns)
        stride = columns; // narrow tables of many rows must not pay for columns they lack
    if (b->row_capacity > 0) {
        situ_cell *cells = situ_realloc(b->cells, stride * b->row_capacity * sizeof *cells);
        if (!cells)
            return situ_fail_nomem(err);
        b->cells = cells;
        for (size_t r = b->rows; r-- > 0;) {
            memmove(cells + r * stride, cells + r * b->stride, b->stride * sizeof *cells);
            memset(cells + r * stride + b->stride, 0, (stride - b->stride) * sizeof *cells);
        }
    }
    b->stride = stride;
    return SITU_OK;
}

static situ_status lengthen(situ_sheet_builder *b, size_t rows, situ_error *err)
{
    size_t capacity = b->row_capacity + b->row_capacity / 2;
    if (capacity < rows)
        capacity = rows;
    if (capacity < 16)
        capacity = 16;
    situ_cell *cells = situ_realloc(b->cells, b->stride * capacity * sizeof *cells);
    if (!cells)
        return situ_fail_nomem(err);
    b->cells = cells;
    b->row_capacity = capacity;
    return SITU_OK;
}

situ_status situ_sheet_builder_cell(situ_sheet_builder *b, uint32_t row, uint32_t column, situ_cell **out, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t rows = row >= b->rows ? row + 1 : b->rows, columns = column >= b->columns ? column + 1 : b->columns;
    uint64_t area = (uint64_t)rows * columns;
    b->asked++;
    if (row >= (b->max_rows ? b->max_rows : SITU_SHEET_MAX_ROWS) || column >= SITU_SHEET_MAX_COLUMNS || area > SITU_SHEET_MOST_CELLS ||
        (area > SITU_SHEET_MAX_CELLS && area > 2 * b->asked + SITU_SHEET_MAX_CELLS / 2))
        return too_big(row, column, err);
    if (columns > b->stride)
        SITU_TRY(widen(b, columns, err));
    if (rows > b->row_capacity)
        SITU_TRY(lengthen(b, rows, err));
    if (rows > b->rows) // no sooner: memory never used is never touched
        memset(b->cells + b->rows * b->stride, 0, (rows - b->rows) * b->stride * sizeof *b->cells);
    b->rows = rows;
    b->columns = columns;
    *out = &b->cells[row * b->stride + column];
done:
    return status;
}

situ_status situ_sheet_builder_hide_row(situ_sheet_builder *b, uint32_t row, situ_error *err)
{
    if (row >= SITU_TEXT_MAX_ROWS)
        return SITU_OK;
    if (row >= b->hidden_capacity) {
        uint32_t capacity = row + 1 + row / 2;
        bool *hidden = situ_realloc(b->row_hidden, capacity);
        if (!hidden)
            return situ_fail_nomem(err);
        memset(hidden + b->hidden_capacity, 0, capacity - b->hidden_capacity);
        b->row_hidden = hidden;
        b->hidden_capacity = capacity;
    }
    b->row_hidden[row] = true;
    return SITU_OK;
}

situ_status situ_sheet_builder_hide_columns(situ_sheet_builder *b, uint32_t first, uint32_t last, situ_error *err)
{
    if (!b->column_hidden && !(b->column_hidden = situ_calloc(SITU_SHEET_MAX_COLUMNS, sizeof(bool))))
        return situ_fail_nomem(err);
    for (uint32_t c = first; c <= last && c < SITU_SHEET_MAX_COLUMNS; c++)
        b->column_hidden[c] = true;
    return SITU_OK;
}

static bool row_holds_data(const situ_sheet_builder *b, uint32_t row)
{
    for (uint32_t c = 0; c < b->columns; c++) {
        situ_cell_kind kind = b->cells[row * b->stride + c].kind;
        if (kind != SITU_CELL_EMPTY && kind != SITU_CELL_PICTURE)
            return true;
    }
    return false;
}

void situ_sheet_builder_picture(situ_sheet_builder *b, situ_merge area)
{
    for (uint32_t r = area.row0; r <= area.row1 && r < b->rows; r++) {
        if (!row_holds_data(b, r))
            continue; // a stamp or a plan beside the table
        for (uint32_t c = area.column0; c <= area.column1 && c < b->columns; c++) {
            situ_cell *cell = &b->cells[r * b->stride + c];
            if (cell->kind == SITU_CELL_EMPTY)
                *cell = (situ_cell){.kind = SITU_CELL_PICTURE, .text = SITU_PICTURE_TEXT};
        }
    }
}

situ_status situ_sheet_builder_merge(situ_sheet_builder *b, situ_merge m, situ_error *err)
{
    if (b->merge_count >= 200000)
        return situ_fail(err, SITU_E_LIMIT, _("unmerge the cells and save again"), _("more than %d merged areas"), 200000);
    situ_status status = situ_grow(&b->merges, &b->merge_capacity, b->merge_count + 1, sizeof *b->merges, err);
    if (status == SITU_OK)
        b->merges[b->merge_count++] = m;
    return status;
}

static situ_status fill_merges(situ_sheet_builder *b, situ_error *err)
{
    // Overlapping merges of a hostile file must not cost more than a few passes over the sheet.
    uint64_t budget = 4 * (uint64_t)b->rows * b->columns + 1000;
    for (size_t i = 0; i < b->merge_count; i++) {
        situ_merge m = b->merges[i];
        if (m.row0 >= b->rows || m.column0 >= b->columns)
            continue;
        uint32_t r1 = m.row1 < b->rows ? m.row1 : b->rows - 1, c1 = m.column1 < b->columns ? m.column1 : b->columns - 1;
        uint64_t area = (uint64_t)(r1 - m.row0 + 1) * (c1 - m.column0 + 1);
        if (area > budget)
            return situ_fail(err, SITU_E_LIMIT, _("unmerge the cells and save again"), "%s", _("the merged areas overlap"));
        budget -= area;
        situ_cell first = b->cells[m.row0 * b->stride + m.column0];
        if (first.kind == SITU_CELL_EMPTY)
            continue;
        first.merged_fill = true;
        for (uint32_t r = m.row0; r <= r1; r++)
            for (uint32_t c = m.column0; c <= c1; c++) {
                situ_cell *cell = &b->cells[r * b->stride + c];
                if (cell->kind == SITU_CELL_EMPTY)
                    *cell = first;
            }
    }
    return SITU_OK;
}

// What WPS writes for a picture inside a cell, in any file format.
static bool is_picture_formula(const char *text)
{
    return strncmp(text, "=DISPIMG(", 9) == 0 || strncmp(text, "=_xlfn.DISPIMG(", 15) == 0;
}

situ_status situ_sheet_builder_finish(situ_sheet_builder *b, situ_sheet *sheet, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(fill_merges(b, err));
    // Pack the rows in place.
    if (b->stride > b->columns && b->rows > 0)
        for (size_t r = 1; r < b->rows; r++)
            memmove(b->cells + r * b->columns, b->cells + r * b->stride, b->columns * sizeof *b->cells);
    size_t exact = (size_t)b->rows * b->columns;
    situ_cell *trimmed = exact > 0 ? situ_realloc(b->cells, exact * sizeof *trimmed) : NULL;
    if (trimmed)
        b->cells = trimmed;
    for (size_t i = 0; i < exact; i++) {
        situ_cell *cell = &b->cells[i];
        if (!cell->text)
            cell->text = "";
        else if (cell->kind == SITU_CELL_STRING && cell->text[0] == '=' && is_picture_formula(cell->text))
            *cell = (situ_cell){.kind = SITU_CELL_PICTURE, .text = SITU_PICTURE_TEXT};
    }
    if (b->row_hidden && b->rows > 0 && b->hidden_capacity < b->rows)
        SITU_TRY(situ_sheet_builder_hide_row(b, b->rows, err)); // one behind the end: makes the array long enough
    sheet->cells = b->cells;
    sheet->row_count = b->rows;
    sheet->column_count = b->columns;
    sheet->row_hidden = b->row_hidden;
    sheet->column_hidden = b->column_hidden;
    sheet->merges = b->merges;
    sheet->merge_count = b->merge_count;
    memset(b, 0, sizeof *b);
done:
    return status;
}

situ_number_style situ_number_style_of(int format_id, const char *format_code)
{
    bool time_only = false;
    if (format_id < 0 || !situ_format_is_date(format_id, format_code, &time_only))
        return SITU_NUMBER_PLAIN;
    return time_only ? SITU_NUMBER_TIME : SITU_NUMBER_DATE;
}

situ_status situ_cell_set_number(situ_cell *cell, double v, situ_number_style style, bool date1904, situ_arena *arena, situ_error *err)
{
    char shown[32];
    cell->kind = SITU_CELL_NUMBER;
    cell->number = v;
    if (style == SITU_NUMBER_DATE && situ_serial_to_iso(v, date1904, shown)) {
        cell->kind = SITU_CELL_ISO_DATE;
    } else if (style == SITU_NUMBER_TIME && v >= 0 && v < 1) {
        int s = (int)floor(v * 86400 + 0.5);
        snprintf(shown, sizeof shown, "%02d:%02d:%02d", s / 3600 % 24, s / 60 % 60, s % 60);
        cell->kind = SITU_CELL_STRING;
    } else if (fabs(v) < 1e15 && v == floor(v)) {
        snprintf(shown, sizeof shown, "%.0f", v + 0.0); // 1.38E+10 with all its digits; no -0
    } else {
        situ_format_double(v, shown);
    }
    cell->text = situ_arena_strdup(arena, shown);
    return cell->text ? SITU_OK : situ_fail_nomem(err);
}

void situ_cell_name(uint32_t row, uint32_t column, char out[16])
{
    char letters[8], digits[12];
    size_t n = 0, d = 0, w = 0;
    for (uint32_t c = column + 1; c > 0 && n < sizeof letters; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    for (uint32_t r = row + 1; r > 0 && d < sizeof digits; r /= 10)
        digits[d++] = (char)('0' + r % 10);
    while (n > 0 && w < 5)
        out[w++] = letters[--n];
    while (d > 0 && w < 15)
        out[w++] = digits[--d];
    out[w] = 0;
}

bool situ_cell_parse(const char **p, uint32_t *row, uint32_t *column)
{
    const char *s = *p;
    uint32_t c = 0, r = 0;
    if (*s == '$')
        s++;
    const char *start = s;
    for (; (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'); s++) {
        c = c * 26 + (uint32_t)((*s | 32) - 'a') + 1;
        if (c > SITU_SHEET_MAX_COLUMNS)
            return false;
    }
    if (s == start)
        return false;
    if (*s == '$')
        s++;
    start = s;
    for (; *s >= '0' && *s <= '9'; s++) {
        r = r * 10 + (uint32_t)(*s - '0');
        if (r > SITU_SHEET_MAX_ROWS)
            return false;
    }
    if (s == start || r == 0)
        return false;
    *p = s;
    *row = r - 1;
    *column = c - 1;
    return true;
}

// SPDX-License-Identifier: MIT
#include "sample/sheet.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"

situ_status situ_sample_page_new(situ_page *out, situ_things *things, const char *title, const char *note, const char *headers, situ_error *err)
{
    *out = (situ_page){.things = things, .title = title, .note = note};
    uint16_t count = 1;
    for (const char *p = headers; *p; p++)
        count = (uint16_t)(count + (*p == '|'));
    out->headers = situ_arena_alloc(things->w->arena, count * sizeof *out->headers);
    if (!out->headers)
        return situ_fail_nomem(err);
    for (const char *p = headers; out->columns < count; out->columns++) {
        size_t n = strcspn(p, "|");
        const char *text = situ_arena_strndup(things->w->arena, p, n);
        if (!text)
            return situ_fail_nomem(err);
        out->headers[out->columns] = text;
        out->two_rows = out->two_rows || strchr(text, '/');
        p += n + 1;
    }
    return SITU_OK;
}

void situ_sample_page_clear(situ_page *page)
{
    situ_free(page->cells);
    page->cells = NULL;
    page->rows = page->capacity = 0;
}

situ_status situ_sample_page_row(situ_page *page, situ_error *err)
{
    size_t need = (page->rows + 1) * page->columns;
    situ_status status = situ_grow(&page->cells, &page->capacity, need, sizeof *page->cells, err);
    if (status != SITU_OK)
        return status;
    for (uint16_t c = 0; c < page->columns; c++)
        page->cells[page->rows * page->columns + c] = NULL;
    page->rows++;
    return SITU_OK;
}

static const char *lower_part(const char *header)
{
    const char *slash = strchr(header, '/');
    return slash ? slash + 1 : header;
}

void situ_sample_put(situ_page *page, const char *header, const char *text)
{
    for (uint16_t c = 0; c < page->columns; c++)
        if (strcmp(lower_part(page->headers[c]), header) == 0) {
            page->cells[(page->rows - 1) * page->columns + c] = text;
            return;
        }
}

void situ_sample_put_number(situ_page *page, const char *header, double value)
{
    char text[32];
    if (isnan(value))
        return;
    situ_format_double(value, text);
    situ_sample_put(page, header, situ_sample_text(page->things, "%s", text));
}

int situ_sample_page_line(const situ_page *page, size_t row)
{
    return (page->title != NULL) + (page->note != NULL) + 1 + page->two_rows + (int)row + 1;
}

static bool is_numeric(const char *header, const char *text, double *value)
{
    static const char *const texts[] = {"编号", "代码", "电话", "手机", "编码", "下一步", "排查日期", "建成时间", "生产日期", "有效期", "盘点日期"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        if (strstr(header, texts[k]))
            return false;
    return situ_parse_double(text, value);
}

static double width_of(const char *text)
{
    double n = 0;
    for (const char *p = text; *p; p++)
        n += ((unsigned char)*p & 0xC0) == 0x80 ? 0.5 : 1;
    return n; // a Chinese character counts two, latin one
}

static situ_status write_headers(const situ_page *page, situ_workbook *book, uint32_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint16_t c = 0; c < page->columns; c++) {
        const char *h = page->headers[c], *slash = strchr(h, '/');
        if (!page->two_rows) {
            SITU_TRY(situ_workbook_text(book, row, c, h, SITU_CELL_HEADER, err));
        } else if (!slash) {
            SITU_TRY(situ_workbook_merge(book, row, c, row + 1, c, h, SITU_CELL_HEADER, err));
        } else {
            size_t n = (size_t)(slash - h) + 1;
            uint16_t last = c;
            while (last + 1 < page->columns && strncmp(page->headers[last + 1], h, n) == 0)
                last++;
            bool first = c == 0 || strncmp(page->headers[c - 1], h, n) != 0;
            char group[64];
            snprintf(group, sizeof group, "%.*s", (int)n - 1, h);
            if (first && last > c)
                SITU_TRY(situ_workbook_merge(book, row, c, row, last, group, SITU_CELL_HEADER, err));
            else if (first)
                SITU_TRY(situ_workbook_text(book, row, c, group, SITU_CELL_HEADER, err));
            SITU_TRY(situ_workbook_text(book, row + 1, c, slash + 1, SITU_CELL_HEADER, err));
        }
        double width = width_of(lower_part(h)) + 2;
        for (size_t r = 0; r < page->rows && r < 60; r++)
            if (page->cells[r * page->columns + c])
                width = fmax(width, fmin(46, width_of(page->cells[r * page->columns + c]) + 2));
        SITU_TRY(situ_workbook_width(book, c, c, width, err));
    }
done:
    return status;
}

situ_status situ_sample_page_write(const situ_page *page, situ_workbook *book, const char *sheet, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t row = 0;
    SITU_TRY(situ_workbook_sheet(book, sheet, err));
    uint16_t last = (uint16_t)(page->columns > 1 ? page->columns - 1 : 1);
    if (page->title)
        SITU_TRY(situ_workbook_merge(book, 0, 0, 0, last, page->title, SITU_CELL_TITLE, err));
    row += page->title != NULL;
    if (page->note)
        SITU_TRY(situ_workbook_text(book, row++, 0, page->note, SITU_CELL_NOTE, err));
    SITU_TRY(write_headers(page, book, row, err));
    row += page->two_rows ? 2 : 1;
    SITU_TRY(situ_workbook_freeze(book, row, 0));
    for (size_t r = 0; r < page->rows; r++, row++)
        for (uint16_t c = 0; c < page->columns; c++) {
            const char *text = page->cells[r * page->columns + c];
            double value;
            if (!text || !*text)
                SITU_TRY(situ_workbook_text(book, row, c, "", SITU_CELL_PLAIN, err));
            else if (is_numeric(page->headers[c], text, &value))
                SITU_TRY(situ_workbook_number(book, row, c, value, SITU_CELL_PLAIN, err));
            else
                SITU_TRY(situ_workbook_text(book, row, c, text, SITU_CELL_PLAIN, err));
        }
    if (page->total) {
        SITU_TRY(situ_workbook_text(book, row, 0, "合计", SITU_CELL_TOTAL, err));
        SITU_TRY(situ_workbook_text(book, row++, 1, page->total, SITU_CELL_TOTAL, err));
    }
    if (page->tail)
        SITU_TRY(situ_workbook_text(book, row, 0, page->tail, SITU_CELL_NOTE, err));
done:
    return status;
}

situ_status situ_sample_page_xlsx(const situ_page *page, const char *path, const char *sheet, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_workbook *book = NULL;
    SITU_TRY(situ_workbook_new(&book, path, SITU_SAMPLE_DATE, err));
    SITU_TRY(situ_sample_page_write(page, book, sheet, err));
    status = situ_workbook_close(book, err);
    book = NULL;
done:
    situ_workbook_abort(book);
    return status;
}

static void csv_cell(situ_str *s, const char *text)
{
    if (!text)
        return;
    if (!strpbrk(text, ",\"\n")) {
        situ_str_add(s, text);
        return;
    }
    situ_str_add(s, "\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            situ_str_add(s, "\"");
        situ_str_add_n(s, p, 1);
    }
    situ_str_add(s, "\"");
}

static situ_status encode(situ_str *s, situ_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    situ_status status = situ_encode_text(&bytes, &n, s->data, s->length, "GB18030", err);
    if (status == SITU_OK) {
        situ_str_clear(s);
        situ_str_add_n(s, bytes, n);
    }
    situ_free(bytes);
    return status;
}

situ_status situ_sample_page_csv(const situ_page *page, const char *path, bool gb18030, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    if (!gb18030)
        situ_str_add(&s, "\xEF\xBB\xBF");
    if (page->title)
        situ_str_addf(&s, "%s\r\n", page->title);
    if (page->note)
        situ_str_addf(&s, "%s\r\n", page->note);
    for (uint16_t c = 0; c < page->columns; c++) {
        situ_str_add(&s, c ? "," : "");
        csv_cell(&s, page->headers[c]);
    }
    situ_str_add(&s, "\r\n");
    for (size_t r = 0; r < page->rows; r++) {
        for (uint16_t c = 0; c < page->columns; c++) {
            situ_str_add(&s, c ? "," : "");
            csv_cell(&s, page->cells[r * page->columns + c]);
        }
        situ_str_add(&s, "\r\n");
    }
    if (page->total)
        situ_str_addf(&s, "合计,%s\r\n", page->total);
    if (gb18030 && situ_str_ok(&s))
        SITU_TRY(encode(&s, err));
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, s.data, s.length, err));
done:
    situ_str_free(&s);
    return status;
}

// SPDX-License-Identifier: MIT
// The forms in which files arrive: workbook, GBK text, Unicode text, a web page or XML called .xls.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "sample/as_sent.h"

static const char *cell_of(const situ_page *p, size_t row, uint16_t column)
{
    const char *text = p->cells[row * p->columns + column];
    return text ? text : "";
}

static int column_of(const situ_page *p, const char *header)
{
    for (uint16_t c = 0; header && c < p->columns; c++)
        if (strcmp(p->headers[c], header) == 0)
            return c;
    return -1;
}

// Rows from `row` on that hold the same text in the column.
static size_t run_of(const situ_page *p, size_t row, int column)
{
    size_t n = 1;
    while (row + n < p->rows && strcmp(cell_of(p, row, (uint16_t)column), cell_of(p, row + n, (uint16_t)column)) == 0)
        n++;
    return n;
}

// --- workbooks ---

static situ_status write_merged(const situ_page *p, situ_workbook *book, int column, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t r = 0; column >= 0 && r < p->rows;) {
        size_t n = run_of(p, r, column);
        uint32_t first = (uint32_t)situ_sample_page_line(p, r) - 1;
        if (n > 1 && cell_of(p, r, (uint16_t)column)[0])
            SITU_TRY(situ_workbook_merge(book, first, (uint16_t)column, first + (uint32_t)n - 1, (uint16_t)column, cell_of(p, r, (uint16_t)column), SITU_CELL_PLAIN, err));
        r += n;
    }
done:
    return status;
}

static situ_status write_second(const situ_page *first, const situ_page *p, situ_workbook *book, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t row = (uint32_t)situ_sample_page_line(first, first->rows) + 3;
    if (p->title)
        SITU_TRY(situ_workbook_text(book, row++, 0, p->title, SITU_CELL_NOTE, err));
    for (uint16_t c = 0; c < p->columns; c++)
        SITU_TRY(situ_workbook_text(book, row, c, p->headers[c], SITU_CELL_HEADER, err));
    for (size_t r = 0; r < p->rows; r++)
        for (uint16_t c = 0; c < p->columns; c++)
            SITU_TRY(situ_workbook_text(book, row + 1 + (uint32_t)r, c, cell_of(p, r, c), SITU_CELL_PLAIN, err));
done:
    return status;
}

static situ_status send_xlsx(const situ_page *page, const situ_page *second, const char *path, const char *sheet, const char *merge_header, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_workbook *book = NULL;
    SITU_TRY(situ_workbook_new(&book, path, SITU_SAMPLE_DATE, err));
    SITU_TRY(situ_sample_page_write(page, book, sheet, err));
    SITU_TRY(write_merged(page, book, column_of(page, merge_header), err));
    if (second)
        SITU_TRY(write_second(page, second, book, err));
    status = situ_workbook_close(book, err);
    book = NULL;
done:
    situ_workbook_abort(book);
    return status;
}

// --- texts ---

static void add_markup(situ_str *s, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '<')
            situ_str_add(s, "&lt;");
        else if (*p == '&')
            situ_str_add(s, "&amp;");
        else if (*p == '"')
            situ_str_add(s, "&quot;");
        else
            situ_str_add_n(s, p, 1);
    }
}

// What web systems call an Excel export: unclosed cells, merged columns as rowspan.
static void format_html(situ_str *s, const situ_page *p, const char *merge_header)
{
    int merged = column_of(p, merge_header);
    situ_str_add(s, "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"></head>\n<body><table border=\"1\">\n");
    if (p->title)
        situ_str_addf(s, "<tr><td colspan=%u align=center><b>%s</b></td></tr>\n", p->columns, p->title);
    if (p->note)
        situ_str_addf(s, "<tr><td colspan=%u>%s</td></tr>\n", p->columns, p->note);
    situ_str_add(s, "<tr>");
    for (uint16_t c = 0; c < p->columns; c++) {
        situ_str_add(s, "<th>");
        add_markup(s, p->headers[c]);
        situ_str_add(s, "</th>");
    }
    situ_str_add(s, "</tr>\n");
    for (size_t r = 0; r < p->rows; r++) {
        situ_str_add(s, "<tr>");
        for (uint16_t c = 0; c < p->columns; c++) {
            size_t n = 1;
            if (c == merged) {
                if (r > 0 && strcmp(cell_of(p, r, c), cell_of(p, r - 1, c)) == 0)
                    continue;
                n = run_of(p, r, merged);
            }
            if (n > 1)
                situ_str_addf(s, "<td rowspan=%zu>", n);
            else
                situ_str_add(s, "<td style='mso-number-format:\"\\@\"'>");
            if (cell_of(p, r, c)[0])
                add_markup(s, cell_of(p, r, c));
            else
                situ_str_add(s, "&nbsp;");
        }
        situ_str_add(s, "</tr>\n");
    }
    situ_str_add(s, "</table></body></html>\n");
}

static void add_xml_row(situ_str *s, const char *const *cells, uint16_t columns)
{
    situ_str_add(s, "   <Row>");
    for (uint16_t c = 0; c < columns; c++) {
        situ_str_add(s, "<Cell><Data ss:Type=\"String\">");
        add_markup(s, cells[c] ? cells[c] : "");
        situ_str_add(s, "</Data></Cell>");
    }
    situ_str_add(s, "</Row>\n");
}

static void format_xml(situ_str *s, const situ_page *p, const char *sheet)
{
    situ_str_add(s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n"
                    "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\n");
    situ_str_addf(s, " <Worksheet ss:Name=\"%s\">\n  <Table>\n", sheet);
    if (p->title) {
        situ_str_addf(s, "   <Row><Cell ss:MergeAcross=\"%u\"><Data ss:Type=\"String\">", p->columns - 1u);
        add_markup(s, p->title);
        situ_str_add(s, "</Data></Cell></Row>\n");
    }
    if (p->note)
        add_xml_row(s, &p->note, 1);
    add_xml_row(s, p->headers, p->columns);
    for (size_t r = 0; r < p->rows; r++)
        add_xml_row(s, p->cells + r * p->columns, p->columns);
    situ_str_add(s, "  </Table>\n </Worksheet>\n</Workbook>\n");
}

static void format_tabs(situ_str *s, const situ_page *p)
{
    if (p->title)
        situ_str_addf(s, "%s\r\n", p->title);
    if (p->note)
        situ_str_addf(s, "%s\r\n", p->note);
    for (uint16_t c = 0; c < p->columns; c++)
        situ_str_addf(s, "%s%s", c ? "\t" : "", p->headers[c]);
    situ_str_add(s, "\r\n");
    for (size_t r = 0; r < p->rows; r++) {
        for (uint16_t c = 0; c < p->columns; c++)
            situ_str_addf(s, "%s%s", c ? "\t" : "", cell_of(p, r, c));
        situ_str_add(s, "\r\n");
    }
}

static situ_status write_encoded(const situ_str *s, const char *mark, size_t mark_bytes, const char *encoding, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char *bytes = NULL;
    size_t n = 0;
    situ_str out;
    situ_str_init(&out);
    if (!situ_str_ok(s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    situ_str_add_n(&out, mark, mark_bytes);
    if (encoding) {
        SITU_TRY(situ_encode_text(&bytes, &n, s->data, s->length, encoding, err));
        situ_str_add_n(&out, bytes, n);
    } else {
        situ_str_add_n(&out, s->data, s->length);
    }
    if (!situ_str_ok(&out)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, out.data, out.length, err));
done:
    situ_free(bytes);
    situ_str_free(&out);
    return status;
}

situ_status situ_sample_send(const situ_page *page, const situ_page *second, const char *path, situ_sent_form form, const char *sheet,
                             const char *merge_header, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    switch (form) {
    case SITU_SENT_XLSX:
        SITU_TRY(send_xlsx(page, second, path, sheet, merge_header, err));
        break;
    case SITU_SENT_GBK:
        SITU_TRY(situ_sample_page_csv(page, path, true, err));
        break;
    case SITU_SENT_UTF16:
        format_tabs(&s, page);
        SITU_TRY(write_encoded(&s, "\xFF\xFE", 2, "UTF-16LE", path, err));
        break;
    case SITU_SENT_HTML:
        format_html(&s, page, merge_header);
        SITU_TRY(write_encoded(&s, "", 0, "GB18030", path, err));
        break;
    case SITU_SENT_XML2003:
        format_xml(&s, page, sheet);
        SITU_TRY(write_encoded(&s, "", 0, NULL, path, err));
        break;
    }
done:
    situ_str_free(&s);
    return status;
}

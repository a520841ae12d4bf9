// SPDX-License-Identifier: MIT
// "XML spreadsheet 2003": what web systems like to write under the name of .xls.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"
#include "ledger/xml.h"

enum { MAX_BYTES = 160 * 1024 * 1024, MAX_SHEETS = 1000, MAX_STYLES = 4096 };

typedef struct style {
    const char *id;
    situ_number_style number;
} style;

// One pass over the file. The xml pass comes first: its callbacks are given that.
typedef struct pass {
    situ_xml xml;
    situ_error *err;
    situ_sheets *sheets;
    situ_arena *scratch;
    style *styles;
    size_t style_count, style_capacity;
    situ_sheet_builder builder;
    char *name;
    bool in_sheet, hidden, in_cell, in_data, formula, has_data, visible;
    uint32_t row, column, next_column; // 0-based; row and column of the next without an index
    situ_number_style number;
    uint32_t across, down;
    char type[16];
} pass;

static uint32_t number_of(const char **atts, const char *name, uint32_t otherwise, uint32_t most)
{
    const char *text = situ_xml_attribute(atts, name);
    long long v = 0;
    if (!text || !situ_parse_int(text, &v) || v < 0)
        return otherwise;
    return v < most ? (uint32_t)v : most;
}

static bool is(const char *name, const char *wanted)
{
    return strcasecmp(name, wanted) == 0;
}

static void bad_index(pass *p)
{
    situ_xml_stop(&p->xml, situ_fail(p->err, SITU_E_LIMIT, _("delete stray cells far below or right of the table and save again"), "%s",
                                     _("a row or column number lies beyond the end of a sheet")));
}

static void start_style(pass *p, const char **atts)
{
    const char *id = situ_xml_attribute(atts, "ID");
    if (!id || p->style_count >= MAX_STYLES)
        return;
    situ_status status = situ_grow(&p->styles, &p->style_capacity, p->style_count + 1, sizeof *p->styles, p->err);
    char *copy = status == SITU_OK ? situ_arena_strdup(p->scratch, id) : NULL;
    if (copy)
        p->styles[p->style_count++] = (style){.id = copy};
    else
        situ_xml_stop(&p->xml, status != SITU_OK ? status : situ_fail_nomem(p->err));
}

// "Short Date", "General Date", "yyyy-mm-dd" ...
static situ_number_style style_of_code(const char *code)
{
    if (strstr(code, "Date"))
        return SITU_NUMBER_DATE;
    if (strstr(code, "Time"))
        return SITU_NUMBER_TIME;
    return situ_number_style_of(200, code);
}

static void start_row(pass *p, const char **atts)
{
    uint32_t index = number_of(atts, "Index", 0, UINT32_MAX);
    if (index > 0)
        p->row = index - 1;
    if (p->row >= SITU_SHEET_MAX_ROWS) {
        bad_index(p);
        return;
    }
    p->column = 0;
    if (situ_xml_true(situ_xml_attribute(atts, "Hidden")))
        situ_xml_stop(&p->xml, situ_sheet_builder_hide_row(&p->builder, p->row, p->err));
}

static void start_column(pass *p, const char **atts)
{
    uint32_t index = number_of(atts, "Index", 0, SITU_SHEET_MAX_COLUMNS), span = number_of(atts, "Span", 0, SITU_SHEET_MAX_COLUMNS);
    uint32_t first = index > 0 ? index - 1 : p->next_column;
    if (situ_xml_true(situ_xml_attribute(atts, "Hidden")) && !(first > 0 && first + span >= 255))
        situ_xml_stop(&p->xml, situ_sheet_builder_hide_columns(&p->builder, first, first + span, p->err));
    p->next_column = first + span + 1;
}

static void start_cell(pass *p, const char **atts)
{
    uint32_t index = number_of(atts, "Index", 0, UINT32_MAX);
    const char *id = situ_xml_attribute(atts, "StyleID");
    if (index > 0)
        p->column = index - 1;
    if (p->column >= SITU_SHEET_MAX_COLUMNS) {
        bad_index(p);
        return;
    }
    p->across = number_of(atts, "MergeAcross", 0, SITU_SHEET_MAX_COLUMNS);
    p->down = number_of(atts, "MergeDown", 0, SITU_SHEET_MAX_ROWS);
    p->formula = situ_xml_attribute(atts, "Formula") != NULL;
    p->in_cell = true;
    p->has_data = false;
    p->number = SITU_NUMBER_PLAIN;
    for (size_t i = 0; id && i < p->style_count; i++)
        if (strcmp(p->styles[i].id, id) == 0)
            p->number = p->styles[i].number;
}

static void on_start(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    if (is(name, "Comment") || is(name, "PhoneticText")) {
        xml->skip++;
    } else if (xml->skip > 0) {
        return;
    } else if (is(name, "Style")) {
        start_style(p, atts);
    } else if (is(name, "NumberFormat") && p->style_count > 0) {
        const char *code = situ_xml_attribute(atts, "Format");
        if (code)
            p->styles[p->style_count - 1].number = style_of_code(code);
    } else if (is(name, "Worksheet") && !p->in_sheet) {
        const char *sheet = situ_xml_attribute(atts, "Name");
        p->in_sheet = true;
        p->hidden = false;
        p->row = p->column = p->next_column = 0;
        p->name = situ_arena_strdup(p->scratch, sheet ? sheet : "");
        if (!p->name)
            situ_xml_stop(xml, situ_fail_nomem(p->err));
    } else if (!p->in_sheet) {
        return;
    } else if (is(name, "Column")) {
        start_column(p, atts);
    } else if (is(name, "Row")) {
        start_row(p, atts);
    } else if (is(name, "Cell")) {
        start_cell(p, atts);
    } else if (is(name, "Data") && p->in_cell) {
        const char *type = situ_xml_attribute(atts, "Type");
        snprintf(p->type, sizeof p->type, "%s", type ? type : "String");
        p->in_data = p->has_data = xml->want_text = true;
        situ_str_clear(&xml->text);
    } else if (is(name, "br") && p->in_data) {
        situ_str_add(&xml->text, "\n");
    } else if (is(name, "Visible")) {
        p->visible = xml->want_text = true;
        situ_str_clear(&xml->text);
    }
}

static situ_status set_date(pass *p, situ_cell *cell, const char *text)
{
    char shown[16];
    const char *time = strchr(text, 'T');
    bool clock = time && (strncmp(text, "1899-12-31", 10) == 0 || strncmp(text, "1899-12-30", 10) == 0);
    cell->kind = clock || strlen(text) < 10 ? SITU_CELL_STRING : SITU_CELL_ISO_DATE;
    snprintf(shown, sizeof shown, "%.*s", clock ? 8 : 10, clock ? time + 1 : text);
    cell->text = situ_arena_strdup(p->sheets->arena, shown);
    return cell->text ? SITU_OK : situ_fail_nomem(p->err);
}

static situ_status finish_cell(pass *p)
{
    situ_status status = SITU_OK;
    situ_cell *cell = NULL;
    const char *text = p->xml.text.data;
    double v = 0;
    if (p->across || p->down) {
        situ_merge m = {.row0 = p->row, .column0 = p->column, .row1 = p->row + p->down, .column1 = p->column + p->across};
        SITU_TRY(situ_sheet_builder_merge(&p->builder, m, p->err));
    }
    if ((!p->has_data && !p->formula) || (p->has_data && !text[0]))
        goto done;
    SITU_TRY(situ_sheet_builder_cell(&p->builder, p->row, p->column, &cell, p->err));
    *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = ""};
    if (!p->has_data) {
        cell->kind = SITU_CELL_NO_VALUE;
    } else if (is(p->type, "Number") && situ_parse_double(text, &v)) {
        SITU_TRY(situ_cell_set_number(cell, v, p->number, false, p->sheets->arena, p->err));
    } else if (is(p->type, "DateTime")) {
        SITU_TRY(set_date(p, cell, text));
    } else if (is(p->type, "Boolean")) {
        *cell = (situ_cell){.kind = SITU_CELL_BOOLEAN, .number = text[0] == '1', .text = text[0] == '1' ? "1" : "0"};
    } else {
        cell->kind = is(p->type, "Error") ? SITU_CELL_NO_VALUE : SITU_CELL_STRING;
        const char *copy = situ_arena_strdup(p->sheets->arena, text);
        if (!copy) {
            status = situ_fail_nomem(p->err);
            goto done;
        }
        cell->text = copy;
    }
done:
    p->column += 1 + p->across;
    return status;
}

static situ_status finish_sheet(pass *p)
{
    situ_sheet *sheet = NULL;
    situ_status status = SITU_OK;
    p->in_sheet = false;
    if (p->sheets->count >= MAX_SHEETS)
        goto done;
    SITU_TRY(situ_sheets_add(p->sheets, p->name, p->hidden, &sheet, p->err));
    SITU_TRY(situ_sheet_builder_finish(&p->builder, sheet, p->err));
done:
    situ_sheet_builder_free(&p->builder);
    if (status != SITU_OK)
        situ_error_at(p->err, NULL, p->name, NULL, 0, 0);
    return status;
}

static void on_end(situ_xml *xml, const char *name)
{
    pass *p = (pass *)xml;
    if (is(name, "Comment") || is(name, "PhoneticText")) {
        xml->skip--;
    } else if (xml->skip > 0) {
        return;
    } else if (is(name, "Data")) {
        p->in_data = xml->want_text = false;
    } else if (is(name, "Visible") && p->visible) {
        p->hidden = strstr(xml->text.data, "Hidden") != NULL;
        p->visible = xml->want_text = false;
    } else if (is(name, "Cell") && p->in_cell) {
        p->in_cell = false;
        situ_xml_stop(xml, finish_cell(p));
    } else if (is(name, "Row") && p->in_sheet) {
        p->row++;
    } else if (is(name, "Worksheet") && p->in_sheet) {
        situ_xml_stop(xml, finish_sheet(p));
    }
}

static bool xml2003_matches(const unsigned char *head, size_t n)
{
    (void)head, (void)n;
    return false; // open.c knows it by words far behind the first bytes
}

// expat knows no Chinese encodings, so the declaration is read here.
static const char *declared(const char *bytes, size_t n)
{
    char head[120];
    snprintf(head, sizeof head, "%.*s", (int)(n < 119 ? n : 119), bytes);
    char *p = strcasestr(head, "encoding=");
    if (!p || strncasecmp(p + 10, "gb", 2) != 0)
        return NULL;
    return "GB18030";
}

static situ_status xml2003_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    situ_status status = SITU_OK;
    pass p = {.xml = {.start = on_start, .end = on_end, .utf8 = true}, .err = err};
    char *bytes = NULL, *text = NULL;
    size_t n = 0, m = 0;
    *out = NULL;
    SITU_TRY(situ_sheets_new(&p.sheets, err));
    SITU_TRY_ALLOC(p.scratch = situ_arena_new());
    SITU_TRY(situ_read_file(&bytes, &n, path, MAX_BYTES, err));
    bool given = encoding && strcmp(encoding, "auto") != 0;
    SITU_TRY(situ_decode_text(&text, &m, bytes, n, given ? encoding : declared(bytes, n), NULL, err));
    situ_free(bytes);
    bytes = NULL;
    SITU_TRY(situ_xml_begin(&p.xml, situ_path_base(path), err));
    size_t blank = strspn(text, " \t\r\n"); // before the declaration, as server pages leave it
    SITU_TRY(situ_xml_feed(&p.xml, text + blank, m - blank, true, err));
    if (p.sheets->count == 0) {
        status = situ_fail(err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s", _("the workbook holds no sheet"));
        goto done;
    }
    *out = p.sheets;
    p.sheets = NULL;
done:
    situ_xml_end(&p.xml);
    situ_sheet_builder_free(&p.builder);
    situ_sheets_free(p.sheets);
    situ_arena_free(p.scratch);
    situ_free(p.styles);
    situ_free(text);
    situ_free(bytes);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const xml2003_extensions[] = {"xml", NULL};

const situ_reader situ_reader_xml2003 = {
    .name = "xml2003",
    .summary = N_("XML spreadsheets 2003, also under the name of .xls"),
    .extensions = xml2003_extensions,
    .matches = xml2003_matches,
    .read = xml2003_read,
};

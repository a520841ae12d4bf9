// SPDX-License-Identifier: MIT
// Web pages under the name of .xls: what most "export to Excel" buttons write. libxml2's HTML parser gives
// balanced elements for any soup; no tree is kept. All tables of the page stand on one sheet, one below
// the other, as a spreadsheet program shows them.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"

enum {
    MAX_BYTES = 160 * 1024 * 1024,
    MAX_DEPTH = 256,
    MAX_COLUMN_SPAN = 1000, // as in HTML 5
    MAX_ROW_SPAN = 65534,
    MAX_TEXT = 1 << 20,
    MAX_PICTURES = 20000,
    PIECE = 64 * 1024,
};

typedef struct pass {
    htmlParserCtxtPtr parser;
    situ_error *err;
    situ_status status;
    situ_sheets *sheets;
    situ_sheet_builder builder;
    int depth, tables;
    int silent; // depth inside script, style, title ...
    int inner;  // tables inside a cell that has neighbours: only their text counts
    bool in_row, in_cell, hidden_row, image;
    uint32_t row, column;      // of the cell at hand; row = the next free one outside rows
    uint32_t *until;           // per column: first row no longer covered by a cell from above
    size_t cells_in_row;
    uint32_t column_span, row_span;
    char value[64];            // x:num, sdval: the number behind what is shown
    situ_str text;
    situ_merge *pictures;
    size_t picture_count, picture_capacity;
} pass;

static void stop(pass *p, situ_status status)
{
    if (status == SITU_OK)
        return;
    if (p->status == SITU_OK)
        p->status = status;
    xmlStopParser(p->parser);
}

static bool among(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(name, *words) == 0)
            return true;
    return false;
}

static bool is_silent(const char *name)
{
    static const char *const words[] = {"script", "style", "title", "xml", "select", "textarea", "noscript", NULL};
    return among(name, words);
}

static bool is_block(const char *name)
{
    static const char *const words[] = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "center", "tr", "table", NULL};
    return among(name, words);
}

static const char *attribute(const xmlChar **atts, const char *name)
{
    for (; atts && *atts; atts += 2)
        if (strcasecmp((const char *)atts[0], name) == 0)
            return atts[1] ? (const char *)atts[1] : "";
    return NULL;
}

static uint32_t span(const xmlChar **atts, const char *name, uint32_t most)
{
    const char *text = attribute(atts, name);
    uint32_t v = 0;
    for (; text && *text >= '0' && *text <= '9'; text++)
        v = v > most ? v : v * 10 + (uint32_t)(*text - '0');
    return v < 1 ? 1 : v < most ? v : most;
}

// --- text ---

// Blanks of any kind count once, as a browser shows them.
static void add_text(pass *p, const char *bytes, size_t n)
{
    if (p->text.length + n > MAX_TEXT) {
        stop(p, situ_fail(p->err, SITU_E_LIMIT, _("shorten the text"), "%s", _("a cell holds more than 1 MB of text")));
        return;
    }
    for (const char *end = bytes + n; bytes < end;) {
        const char *start = bytes;
        uint32_t c = situ_utf8_next(&bytes, end);
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0;
        char last = p->text.length > 0 ? p->text.data[p->text.length - 1] : '\n';
        if (!blank)
            situ_str_add_n(&p->text, start, (size_t)(bytes - start));
        else if (last != ' ' && last != '\n')
            situ_str_add_n(&p->text, " ", 1);
    }
}

static void add_break(pass *p)
{
    situ_str *s = &p->text;
    while (s->length > 0 && s->data[s->length - 1] == ' ')
        s->data[--s->length] = 0;
    if (s->length > 0 && s->data[s->length - 1] != '\n')
        situ_str_add_n(s, "\n", 1);
}

static void trim(pass *p)
{
    situ_str *s = &p->text;
    while (s->length > 0 && (s->data[s->length - 1] == ' ' || s->data[s->length - 1] == '\n'))
        s->data[--s->length] = 0;
}

// Text outside of tables, a title for example, is a row of its own.
static void flush_loose(pass *p)
{
    situ_cell *cell = NULL;
    trim(p);
    if (p->text.length == 0 || p->in_cell)
        return;
    char *copy = situ_str_ok(&p->text) ? situ_arena_strdup(p->sheets->arena, p->text.data) : NULL;
    situ_status status = copy ? situ_sheet_builder_cell(&p->builder, p->row, 0, &cell, p->err) : situ_fail_nomem(p->err);
    if (status == SITU_OK)
        *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = copy};
    p->row++;
    situ_str_clear(&p->text);
    stop(p, status);
}

// --- cells and rows ---

static situ_status set_cell(pass *p, situ_cell *cell)
{
    double shown = 0, behind = 0;
    if (p->value[0] && situ_parse_double(p->text.data, &shown) && situ_parse_double(p->value, &behind))
        return situ_cell_set_number(cell, behind, SITU_NUMBER_PLAIN, false, p->sheets->arena, p->err);
    char *copy = situ_str_ok(&p->text) ? situ_arena_strdup(p->sheets->arena, p->text.data) : NULL;
    if (!copy)
        return situ_fail_nomem(p->err);
    *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = copy};
    return SITU_OK;
}

static void end_cell(pass *p)
{
    situ_status status = SITU_OK;
    situ_cell *cell = NULL;
    p->in_cell = false;
    trim(p);
    if (p->column >= SITU_SHEET_MAX_COLUMNS || p->row >= SITU_SHEET_MAX_ROWS) {
        status = situ_fail(p->err, SITU_E_LIMIT, _("delete stray cells far below or right of the table and save again"), "%s",
                           _("a row or column number lies beyond the end of a sheet"));
        goto done;
    }
    situ_merge m = {.row0 = p->row, .column0 = p->column, .row1 = p->row + p->row_span - 1, .column1 = p->column + p->column_span - 1};
    if (p->text.length > 0) {
        SITU_TRY(situ_sheet_builder_cell(&p->builder, p->row, p->column, &cell, p->err));
        SITU_TRY(set_cell(p, cell));
    } else if (p->image && p->picture_count < MAX_PICTURES) {
        SITU_TRY(situ_grow(&p->pictures, &p->picture_capacity, p->picture_count + 1, sizeof *p->pictures, p->err));
        p->pictures[p->picture_count++] = m;
    }
    if (p->row_span > 1 || p->column_span > 1)
        SITU_TRY(situ_sheet_builder_merge(&p->builder, m, p->err));
    for (uint32_t c = m.column0; c <= m.column1 && c < SITU_SHEET_MAX_COLUMNS; c++)
        p->until[c] = p->row + p->row_span;
    p->column += p->column_span;
    p->cells_in_row++;
done:
    situ_str_clear(&p->text);
    stop(p, status);
}

static void end_row(pass *p)
{
    if (p->in_cell)
        end_cell(p);
    p->in_row = false;
    if (p->hidden_row)
        stop(p, situ_sheet_builder_hide_row(&p->builder, p->row, p->err));
    p->row++;
}

static void start_row(pass *p, const char *style)
{
    if (p->in_row)
        end_row(p);
    else
        flush_loose(p);
    p->in_row = true;
    p->hidden_row = style && (strcasestr(style, "display:none") || strcasestr(style, "display: none"));
    p->column = 0;
    p->cells_in_row = 0;
}

static void start_cell(pass *p, const xmlChar **atts)
{
    if (!p->in_row)
        start_row(p, NULL);
    if (p->in_cell)
        end_cell(p);
    situ_str_clear(&p->text);
    while (p->column < SITU_SHEET_MAX_COLUMNS && p->until[p->column] > p->row)
        p->column++;
    const char *value = attribute(atts, "x:num");
    if (!value)
        value = attribute(atts, "sdval");
    snprintf(p->value, sizeof p->value, "%s", value ? value : "");
    p->column_span = span(atts, "colspan", MAX_COLUMN_SPAN);
    p->row_span = span(atts, "rowspan", MAX_ROW_SPAN);
    p->in_cell = true;
    p->image = false;
}

// A table around tables gives the page its shape and has no data of its own; a table in a cell beside
// other cells is text.
static void start_table(pass *p)
{
    if (p->in_cell && p->cells_in_row > 0) {
        p->inner++;
        return;
    }
    p->in_cell = p->in_row = false;
    flush_loose(p);
    memset(p->until, 0, SITU_SHEET_MAX_COLUMNS * sizeof *p->until);
    p->tables++;
}

static void end_table(pass *p)
{
    if (p->inner > 0) {
        p->inner--;
        return;
    }
    if (p->in_row)
        end_row(p);
    p->tables--;
    memset(p->until, 0, SITU_SHEET_MAX_COLUMNS * sizeof *p->until);
}

static bool is_cell(const char *name)
{
    return strcmp(name, "td") == 0 || strcmp(name, "th") == 0;
}

static void on_block(pass *p)
{
    if (p->in_cell)
        add_break(p);
    else
        flush_loose(p);
}

static void on_start(void *user, const xmlChar *element, const xmlChar **atts)
{
    pass *p = user;
    const char *name = (const char *)element;
    p->depth++;
    if (p->status != SITU_OK)
        return;
    if (p->depth > MAX_DEPTH) {
        stop(p, situ_fail(p->err, SITU_E_LIMIT, _("open it in WPS or Excel and save it as .xlsx"), _("the page is nested deeper than %d levels"), MAX_DEPTH));
        return;
    }
    if (p->silent > 0 || is_silent(name)) {
        p->silent++;
        return;
    }
    if (strcmp(name, "br") == 0) {
        add_break(p);
    } else if (strcmp(name, "img") == 0) {
        p->image = true;
    } else if (strcmp(name, "input") == 0) {
        const char *type = attribute(atts, "type"), *value = attribute(atts, "value");
        if (value && (!type || strcasecmp(type, "text") == 0))
            add_text(p, value, strlen(value));
    } else if (strcmp(name, "table") == 0) {
        start_table(p);
    } else if (p->inner > 0 && (is_cell(name) || is_block(name))) {
        add_text(p, " ", 1);
    } else if (p->tables > 0 && strcmp(name, "tr") == 0) {
        start_row(p, attribute(atts, "style"));
    } else if (p->tables > 0 && is_cell(name)) {
        start_cell(p, atts);
    } else if (is_block(name)) {
        on_block(p);
    }
}

static void on_end(void *user, const xmlChar *element)
{
    pass *p = user;
    const char *name = (const char *)element;
    p->depth--;
    if (p->status != SITU_OK)
        return;
    if (p->silent > 0) {
        p->silent--;
        return;
    }
    if (p->tables > 0 && strcmp(name, "table") == 0)
        end_table(p);
    else if (p->inner > 0)
        return;
    else if (p->in_row && strcmp(name, "tr") == 0)
        end_row(p);
    else if (p->in_cell && is_cell(name))
        end_cell(p);
    else if (is_block(name))
        on_block(p);
}

static void on_characters(void *user, const xmlChar *bytes, int n)
{
    pass *p = user;
    if (p->status == SITU_OK && p->silent == 0 && n > 0)
        add_text(p, (const char *)bytes, (size_t)n);
}

static void SITU_PRINTF(2, 3) on_message(void *user, const char *format, ...)
{
    (void)user, (void)format; // soup is what this is for
}

static situ_status parse(pass *p, const char *text, size_t n)
{
    htmlSAXHandler sax = {.startElement = on_start, .endElement = on_end, .characters = on_characters, .ignorableWhitespace = on_characters,
                          .warning = on_message, .error = on_message, .fatalError = on_message};
    p->parser = htmlCreatePushParserCtxt(&sax, p, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!p->parser)
        return situ_fail_nomem(p->err);
    htmlCtxtUseOptions(p->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    for (size_t at = 0; at < n && p->status == SITU_OK; at += PIECE)
        htmlParseChunk(p->parser, text + at, (int)(n - at < PIECE ? n - at : PIECE), 0);
    if (p->status == SITU_OK)
        htmlParseChunk(p->parser, "", 0, 1);
    if (p->parser->myDoc)
        xmlFreeDoc(p->parser->myDoc);
    p->parser->myDoc = NULL;
    htmlFreeParserCtxt(p->parser);
    p->parser = NULL;
    if (p->status == SITU_OK && p->in_row)
        end_row(p);
    if (p->status == SITU_OK)
        flush_loose(p);
    return p->status;
}

static bool html_matches(const unsigned char *head, size_t n)
{
    (void)head, (void)n;
    return false; // open.c knows it by words far behind the first bytes
}

static situ_status html_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    situ_status status = SITU_OK;
    pass p = {.err = err};
    situ_sheet *sheet = NULL;
    char *bytes = NULL, *text = NULL;
    size_t n = 0, m = 0;
    *out = NULL;
    situ_str_init(&p.text);
    SITU_TRY(situ_sheets_new(&p.sheets, err));
    SITU_TRY_ALLOC(p.until = situ_calloc(SITU_SHEET_MAX_COLUMNS, sizeof *p.until));
    SITU_TRY(situ_read_file(&bytes, &n, path, MAX_BYTES, err));
    SITU_TRY(situ_decode_text(&text, &m, bytes, n, encoding, &p.sheets->encoding, err));
    situ_free(bytes);
    bytes = NULL;
    SITU_TRY(parse(&p, text, m));
    if (p.builder.rows == 0) {
        status = situ_fail(err, SITU_E_FORMAT, _("open it in WPS or Excel and save it as .xlsx"), "%s", _("the web page holds no table"));
        goto done;
    }
    for (size_t i = 0; i < p.picture_count; i++)
        situ_sheet_builder_picture(&p.builder, p.pictures[i]);
    SITU_TRY(situ_sheets_add(p.sheets, "", false, &sheet, err));
    SITU_TRY(situ_sheet_builder_finish(&p.builder, sheet, err));
    *out = p.sheets;
    p.sheets = NULL;
done:
    situ_sheet_builder_free(&p.builder);
    situ_sheets_free(p.sheets);
    situ_free(p.until);
    situ_free(p.pictures);
    situ_str_free(&p.text);
    situ_free(text);
    situ_free(bytes);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const html_extensions[] = {"html", "htm", NULL};

const situ_reader situ_reader_html = {
    .name = "html",
    .summary = N_("tables of web pages, also under the name of .xls"),
    .extensions = html_extensions,
    .matches = html_matches,
    .read = html_read,
};

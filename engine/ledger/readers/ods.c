// SPDX-License-Identifier: MIT
// OpenDocument spreadsheets. GDAL's driver loses merged cells, hidden rows and hidden sheets; the format
// is one XML part, so it is read here.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"
#include "ledger/xml.h"
#include "source/source.h"

enum { MAX_SHEETS = 1000, MAX_HIDDEN_STYLES = 4096 };

// One pass over content.xml. The xml pass comes first: its callbacks are given that.
typedef struct pass {
    situ_xml xml;
    situ_error *err;
    situ_sheets *sheets;
    situ_arena *scratch;
    const char *style; // being declared
    const char **hidden_styles;
    size_t hidden_count, hidden_capacity;
    situ_sheet_builder builder;
    char *name;
    bool hidden, encrypted;
    int tables; // depth: a table in a cell is no sheet
    uint32_t row, row_repeat, column, next_column;
    bool in_row, in_cell, row_is_hidden, picture;
    uint32_t repeat, paragraphs;
    char type[16], value[64];
    bool formula;
    situ_merge merge; // of the cell at hand, rows and columns more than its own
    situ_str text;
} pass;

static uint32_t count_of(const char **atts, const char *name, uint32_t most)
{
    const char *text = situ_xml_attribute(atts, name);
    long long v = 1;
    if (!text || !situ_parse_int(text, &v) || v < 1)
        return 1;
    return v < most ? (uint32_t)v : most;
}

static void try_ok(pass *p, situ_status status)
{
    situ_xml_stop(&p->xml, status);
}

static void start_table(pass *p, const char **atts)
{
    if (p->tables++ > 0)
        return;
    const char *name = situ_xml_attribute(atts, "name"), *style = situ_xml_attribute(atts, "style-name");
    p->name = situ_arena_strdup(p->scratch, name ? name : "");
    if (!p->name)
        try_ok(p, situ_fail_nomem(p->err));
    p->hidden = false;
    for (size_t i = 0; style && i < p->hidden_count; i++)
        p->hidden = p->hidden || strcmp(p->hidden_styles[i], style) == 0;
    p->row = p->column = p->next_column = 0;
}

static void start_column(pass *p, const char **atts)
{
    const char *visibility = situ_xml_attribute(atts, "visibility");
    uint32_t n = count_of(atts, "number-columns-repeated", SITU_SHEET_MAX_COLUMNS);
    bool rest = p->next_column > 0 && p->next_column + n >= SITU_SHEET_MAX_COLUMNS; // right of the table
    if (visibility && strcmp(visibility, "visible") != 0 && !rest)
        try_ok(p, situ_sheet_builder_hide_columns(&p->builder, p->next_column, p->next_column + n - 1, p->err));
    p->next_column += p->next_column < SITU_SHEET_MAX_COLUMNS ? n : 0;
}

static void start_row(pass *p, const char **atts)
{
    const char *visibility = situ_xml_attribute(atts, "visibility");
    p->in_row = true;
    p->column = 0;
    p->row_repeat = count_of(atts, "number-rows-repeated", 1u << 30);
    p->row_is_hidden = visibility && strcmp(visibility, "visible") != 0;
}

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void start_cell(pass *p, const char **atts)
{
    const char *type = NULL, *value = NULL;
    p->in_cell = true;
    p->picture = p->formula = false;
    p->paragraphs = 0;
    situ_str_clear(&p->text);
    for (const char **a = atts; *a; a += 2) {
        const char *name = strrchr(a[0], ':');
        name = name ? name + 1 : a[0];
        if (strcmp(name, "value-type") == 0 && (!type || strcmp(a[1], "error") == 0))
            type = a[1]; // office: and calcext: both; only the latter says error
        else if (strcmp(name, "value") == 0 || strcmp(name, "date-value") == 0 || strcmp(name, "time-value") == 0 || strcmp(name, "boolean-value") == 0)
            value = a[1];
        else if (strcmp(name, "formula") == 0)
            p->formula = true;
        else if (strcmp(name, "string-value") == 0)
            situ_str_add(&p->text, a[1]);
    }
    p->paragraphs = p->text.length > 0 ? UINT32_MAX : 0; // the value, not what is shown of it
    copy_text(p->type, sizeof p->type, type);
    copy_text(p->value, sizeof p->value, value);
    p->repeat = count_of(atts, "number-columns-repeated", SITU_SHEET_MAX_COLUMNS);
    uint32_t rows = count_of(atts, "number-rows-spanned", SITU_SHEET_MAX_ROWS), columns = count_of(atts, "number-columns-spanned", SITU_SHEET_MAX_COLUMNS);
    p->merge = (situ_merge){.row0 = p->row, .column0 = p->column, .row1 = p->row + rows - 1, .column1 = p->column + columns - 1};
}

static void on_start(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    if (strcmp(name, "style") == 0) {
        const char *id = situ_xml_attribute(atts, "name");
        p->style = id ? situ_arena_strdup(p->scratch, id) : NULL;
    } else if (strcmp(name, "table-properties") == 0 && p->style) {
        const char *display = situ_xml_attribute(atts, "display");
        if (!display || strcmp(display, "false") != 0 || p->hidden_count >= MAX_HIDDEN_STYLES)
            return;
        situ_status status = situ_grow(&p->hidden_styles, &p->hidden_capacity, p->hidden_count + 1, sizeof *p->hidden_styles, p->err);
        try_ok(p, status);
        if (status == SITU_OK)
            p->hidden_styles[p->hidden_count++] = p->style;
    } else if (strcmp(name, "encryption-data") == 0) {
        p->encrypted = true;
    } else if (strcmp(name, "annotation") == 0 || strcmp(name, "tracked-changes") == 0) {
        xml->skip++;
    } else if (xml->skip > 0) {
        return;
    } else if (strcmp(name, "table") == 0) {
        start_table(p, atts);
    } else if (p->tables != 1) {
        return;
    } else if (strcmp(name, "table-column") == 0) {
        start_column(p, atts);
    } else if (strcmp(name, "table-row") == 0) {
        start_row(p, atts);
    } else if (p->in_row && (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0)) {
        start_cell(p, atts);
    } else if (p->in_cell && strcmp(name, "image") == 0) {
        p->picture = true;
    } else if (p->in_cell && strcmp(name, "p") == 0) {
        xml->want_text = p->paragraphs != UINT32_MAX;
        situ_str_clear(&xml->text);
    } else if (xml->want_text && (strcmp(name, "s") == 0 || strcmp(name, "tab") == 0)) {
        situ_str_add(&xml->text, " ");
    } else if (xml->want_text && strcmp(name, "line-break") == 0) {
        situ_str_add(&xml->text, "\n");
    }
}

// What the cell at hand holds, once.
static situ_status make_cell(pass *p, situ_cell *out)
{
    double v = 0;
    *out = (situ_cell){.kind = SITU_CELL_EMPTY};
    bool number = strcmp(p->type, "float") == 0 || strcmp(p->type, "percentage") == 0 || strcmp(p->type, "currency") == 0;
    const char *text = p->text.data;
    if (number && situ_parse_double(p->value, &v))
        return situ_cell_set_number(out, v, SITU_NUMBER_PLAIN, false, p->sheets->arena, p->err);
    if (strcmp(p->type, "boolean") == 0) {
        bool yes = strcmp(p->value, "true") == 0;
        *out = (situ_cell){.kind = SITU_CELL_BOOLEAN, .number = yes, .text = yes ? "1" : "0"};
        return SITU_OK;
    }
    char shown[32];
    if (strcmp(p->type, "date") == 0 && strlen(p->value) >= 10) {
        snprintf(shown, sizeof shown, "%.10s", p->value);
        out->kind = SITU_CELL_ISO_DATE;
        text = shown;
    } else if (p->picture && !text[0]) {
        *out = (situ_cell){.kind = SITU_CELL_PICTURE, .text = SITU_PICTURE_TEXT};
        return SITU_OK;
    } else if (strcmp(p->type, "error") == 0 || (p->formula && (text[0] == '#' || strncmp(text, "Err:", 4) == 0))) {
        out->kind = SITU_CELL_NO_VALUE;
    } else if (p->formula && !p->type[0] && !text[0]) {
        out->kind = SITU_CELL_NO_VALUE;
    } else if (text[0]) {
        out->kind = SITU_CELL_STRING;
    }
    if (out->kind == SITU_CELL_EMPTY)
        return SITU_OK;
    out->text = situ_str_ok(&p->text) ? situ_arena_strdup(p->sheets->arena, text) : NULL;
    return out->text ? SITU_OK : situ_fail_nomem(p->err);
}

static void end_cell(pass *p)
{
    situ_cell made, *cell = NULL;
    situ_status status = make_cell(p, &made);
    p->in_cell = false;
    if (status == SITU_OK && (p->merge.row1 > p->merge.row0 || p->merge.column1 > p->merge.column0))
        status = situ_sheet_builder_merge(&p->builder, p->merge, p->err);
    for (uint32_t i = 0; i < p->repeat && made.kind != SITU_CELL_EMPTY && status == SITU_OK; i++) {
        status = situ_sheet_builder_cell(&p->builder, p->row, p->column + i, &cell, p->err);
        if (status == SITU_OK)
            *cell = made;
    }
    p->column += p->column < SITU_SHEET_MAX_COLUMNS ? p->repeat : 0;
    try_ok(p, status);
}

// A row that stands for several equal ones.
static situ_status repeat_row(pass *p)
{
    situ_sheet_builder *b = &p->builder;
    bool filled = false;
    for (uint32_t c = 0; p->row < b->rows && c < b->columns; c++)
        filled = filled || b->cells[p->row * b->stride + c].kind != SITU_CELL_EMPTY;
    if (!filled)
        return SITU_OK;
    situ_cell *cell = NULL;
    uint64_t last = (uint64_t)p->row + p->row_repeat - 1;
    situ_status status = situ_sheet_builder_cell(b, last < SITU_SHEET_MAX_ROWS ? (uint32_t)last : SITU_SHEET_MAX_ROWS, b->columns - 1, &cell, p->err);
    for (uint64_t r = p->row + 1; r <= last && status == SITU_OK; r++)
        memcpy(b->cells + r * b->stride, b->cells + p->row * b->stride, b->columns * sizeof *b->cells);
    return status;
}

static void end_row(pass *p)
{
    p->in_row = false;
    situ_status status = p->row_repeat > 1 ? repeat_row(p) : SITU_OK;
    for (uint32_t i = 0; p->row_is_hidden && i < p->row_repeat && p->row + i < p->builder.rows && status == SITU_OK; i++)
        status = situ_sheet_builder_hide_row(&p->builder, p->row + i, p->err);
    p->row = (uint64_t)p->row + p->row_repeat < SITU_SHEET_MAX_ROWS ? p->row + p->row_repeat : SITU_SHEET_MAX_ROWS;
    try_ok(p, status);
}

static void end_table(pass *p)
{
    situ_sheet *sheet = NULL;
    if (--p->tables > 0)
        return;
    situ_status status = SITU_OK;
    if (p->sheets->count < MAX_SHEETS)
        status = situ_sheets_add(p->sheets, p->name, p->hidden, &sheet, p->err);
    if (sheet && status == SITU_OK)
        status = situ_sheet_builder_finish(&p->builder, sheet, p->err);
    situ_sheet_builder_free(&p->builder);
    if (status != SITU_OK)
        situ_error_at(p->err, NULL, p->name, NULL, 0, 0);
    try_ok(p, status);
}

static void on_end(situ_xml *xml, const char *name)
{
    pass *p = (pass *)xml;
    if (strcmp(name, "annotation") == 0 || strcmp(name, "tracked-changes") == 0) {
        xml->skip--;
    } else if (xml->skip > 0) {
        return;
    } else if (strcmp(name, "style") == 0) {
        p->style = NULL;
    } else if (strcmp(name, "table") == 0) {
        end_table(p);
    } else if (p->tables != 1) {
        return;
    } else if (strcmp(name, "p") == 0 && xml->want_text) {
        if (p->paragraphs++ > 0)
            situ_str_add(&p->text, "\n");
        situ_str_add_n(&p->text, xml->text.data, xml->text.length);
        xml->want_text = false;
    } else if (p->in_cell && (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0)) {
        end_cell(p);
    } else if (p->in_row && strcmp(name, "table-row") == 0) {
        end_row(p);
    }
}

static bool ods_matches(const unsigned char *head, size_t n)
{
    static const char kind[] = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    return n >= 30 + sizeof kind - 1 && memcmp(head, "PK\3\4", 4) == 0 && memcmp(head + 30, kind, sizeof kind - 1) == 0;
}

static situ_status ods_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    (void)encoding;
    situ_status status = SITU_OK;
    size_t budget = situ_xml_budget(path);
    pass p = {.xml = {.start = on_start, .end = on_end}, .err = err};
    *out = NULL;
    situ_str_init(&p.text);
    SITU_TRY(situ_sheets_new(&p.sheets, err));
    SITU_TRY_ALLOC(p.scratch = situ_arena_new());
    SITU_TRY(situ_xml_member(&p.xml, path, "META-INF/manifest.xml", true, &budget, err));
    if (p.encrypted) {
        status = situ_fail(err, SITU_E_UNSUPPORTED, _("open it, remove the password, save it as .xlsx"), "%s",
                           _("the workbook is locked with a password"));
        goto done;
    }
    status = situ_xml_member(&p.xml, path, "content.xml", false, &budget, err);
    if (status == SITU_E_NOT_FOUND)
        status = situ_fail(err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s", _("the zip archive is no workbook"));
    if (status == SITU_OK && p.sheets->count == 0)
        status = situ_fail(err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s", _("the workbook holds no sheet"));
    if (status != SITU_OK)
        goto done;
    *out = p.sheets;
    p.sheets = NULL;
done:
    situ_xml_end(&p.xml);
    situ_sheet_builder_free(&p.builder);
    situ_sheets_free(p.sheets);
    situ_arena_free(p.scratch);
    situ_free((void *)p.hidden_styles);
    situ_str_free(&p.text);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const ods_extensions[] = {"ods", "ots", NULL};

const situ_reader situ_reader_ods = {
    .name = "ods",
    .summary = N_("OpenDocument spreadsheets, with merged cells, hidden rows and dates"),
    .extensions = ods_extensions,
    .matches = ods_matches,
    .read = ods_read,
};

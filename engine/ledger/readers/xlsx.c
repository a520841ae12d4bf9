// SPDX-License-Identifier: MIT
// Our own xlsx reader: GDAL's loses merged cells, hidden rows and formulas without a value, and reads a
// cell of row 10^9 as row 2 (dependencies.md 7). Parts are read one after the other and freed, so the
// peak is the largest part plus the cells.
#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"
#include "source/source.h"

enum {
    MAX_INFLATED = 512 * 1024 * 1024,
    MIN_INFLATED = 64 * 1024 * 1024, // what even a tiny file may grow to
    MAX_RATIO = 200,
    MAX_STRINGS = 2000000,
    MAX_STYLES = 65536,
    MAX_SHEETS = 1000,
    MAX_CELL_TEXT = 1 << 20,
};

typedef struct sheet_ref {
    char *name, *relation, *part;
    bool hidden;
} sheet_ref;

typedef struct number_format {
    int id;
    char *code;
} number_format;

enum { STYLE_PLAIN, STYLE_DATE, STYLE_TIME };

typedef struct book {
    const char *path;
    size_t budget; // bytes that may still be inflated
    situ_sheets *sheets;
    situ_arena *scratch; // shared strings live in sheets->arena, the rest here
    bool date1904;
    sheet_ref *refs;
    size_t ref_count, ref_capacity;
    char *workbook, *strings_part, *styles_part;
    const char **strings;
    size_t string_count, string_capacity;
    number_format *formats;
    size_t format_count, format_capacity;
    unsigned char *styles;
    size_t style_count, style_capacity;
} book;

// One pass over one part.
typedef struct pass {
    book *book;
    XML_Parser parser;
    situ_status status;
    situ_error *err;
    situ_str text;
    bool want_text;
    int skip; // depth inside an element to be ignored (phonetic guides)
    // styles
    bool in_cell_styles;
    // sheet
    situ_sheet_builder *builder;
    uint32_t row, column;
    char type[12];
    int style;
    bool in_cell, has_value, has_formula, in_inline;
    situ_str value;
} pass;

static void stop(pass *p, situ_status status)
{
    if (p->status == SITU_OK)
        p->status = status;
    XML_StopParser(p->parser, XML_FALSE);
}

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static const char *attribute(const char **atts, const char *name)
{
    for (; *atts; atts += 2)
        if (strcmp(local(*atts), name) == 0)
            return atts[1];
    return NULL;
}

static bool is_true(const char *text)
{
    return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

static void on_doctype(void *user, const char *name, const char *system, const char *public, int subset)
{
    (void)name, (void)system, (void)public, (void)subset;
    pass *p = user;
    stop(p, situ_fail(p->err, SITU_E_FORMAT, _("save the workbook again with a spreadsheet program"),
                      "%s", _("the workbook holds a document type declaration, which no spreadsheet program writes")));
}

static void on_text(void *user, const char *bytes, int n)
{
    pass *p = user;
    if (!p->want_text || p->skip > 0)
        return;
    if (p->text.length + (size_t)n > MAX_CELL_TEXT) {
        stop(p, situ_fail(p->err, SITU_E_LIMIT, _("shorten the text"), "%s", _("a cell holds more than 1 MB of text")));
        return;
    }
    situ_str_add_n(&p->text, bytes, (size_t)n);
}

// Parses one part with the given handlers. Frees nothing of p but the parser.
static situ_status run(pass *p, const char *xml, size_t bytes, const char *part, XML_StartElementHandler start,
                       XML_EndElementHandler end)
{
    static const XML_Memory_Handling_Suite memory = {situ_malloc, situ_realloc, situ_free};
    p->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (!p->parser)
        return situ_fail_nomem(p->err);
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, start, end);
    XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetStartDoctypeDeclHandler(p->parser, on_doctype); // no DTD, no entities: nothing to expand
    p->status = SITU_OK;
    const size_t step = 1 << 20; // expat takes an int
    for (size_t done = 0; p->status == SITU_OK;) {
        size_t n = bytes - done < step ? bytes - done : step;
        bool last = done + n == bytes;
        enum XML_Status ok = XML_Parse(p->parser, xml + done, (int)n, last);
        done += n;
        if (ok != XML_STATUS_OK && p->status == SITU_OK) {
            enum XML_Error code = XML_GetErrorCode(p->parser);
            if (code == XML_ERROR_NO_MEMORY)
                p->status = situ_fail_nomem(p->err);
            else
                p->status = situ_fail(p->err, SITU_E_FORMAT, _("open the workbook with a spreadsheet program and save it again"),
                                      _("the part %s is damaged: %s at line %lu"), part, XML_ErrorString(code),
                                      (unsigned long)XML_GetCurrentLineNumber(p->parser));
        }
        if (last)
            break;
    }
    XML_ParserFree(p->parser);
    p->parser = NULL;
    if (p->status == SITU_OK && !situ_str_ok(&p->text))
        p->status = situ_fail_nomem(p->err);
    return p->status;
}

// Reads and parses a part. optional: absent is not an error.
static situ_status parse_part(pass *p, const char *part, bool optional, XML_StartElementHandler start, XML_EndElementHandler end)
{
    situ_status status = SITU_OK;
    char *xml = NULL;
    size_t bytes = 0;
    situ_str_init(&p->text);
    situ_str_init(&p->value);
    status = situ_source_read_zip(&xml, &bytes, p->book->path, part, p->book->budget, p->err);
    if (status == SITU_E_NOT_FOUND && optional) {
        situ_error_clear(p->err);
        status = SITU_OK;
        goto done;
    }
    if (status != SITU_OK)
        goto done;
    p->book->budget -= bytes < p->book->budget ? bytes : p->book->budget;
    SITU_TRY(run(p, xml, bytes, part, start, end));
done:
    situ_free(xml);
    situ_str_free(&p->text);
    situ_str_free(&p->value);
    return status;
}

// --- relations and workbook ---

static char *keep(pass *p, const char *text)
{
    char *copy = situ_arena_strdup(p->book->scratch, text);
    if (!copy)
        stop(p, situ_fail_nomem(p->err));
    return copy;
}

// Target of a relation against the folder of the part that names it.
static char *resolve(pass *p, const char *target)
{
    if (target[0] == '/')
        return keep(p, target + 1);
    const char *slash = strrchr(p->book->workbook ? p->book->workbook : "", '/');
    char *joined = slash ? situ_arena_printf(p->book->scratch, "%.*s/%s", (int)(slash - p->book->workbook), p->book->workbook, target)
                         : situ_arena_strdup(p->book->scratch, target);
    if (!joined)
        stop(p, situ_fail_nomem(p->err));
    return joined;
}

static void on_root_relation(void *user, const char *name, const char **atts)
{
    pass *p = user;
    const char *type = attribute(atts, "Type"), *target = attribute(atts, "Target");
    if (strcmp(local(name), "Relationship") == 0 && type && target && situ_ends_with(type, "/officeDocument") && !p->book->workbook)
        p->book->workbook = keep(p, target[0] == '/' ? target + 1 : target);
}

static void on_relation(void *user, const char *name, const char **atts)
{
    pass *p = user;
    const char *type = attribute(atts, "Type"), *target = attribute(atts, "Target"), *id = attribute(atts, "Id");
    if (strcmp(local(name), "Relationship") != 0 || !type || !target || !id)
        return;
    if (situ_ends_with(type, "/sharedStrings"))
        p->book->strings_part = resolve(p, target);
    else if (situ_ends_with(type, "/styles"))
        p->book->styles_part = resolve(p, target);
    else if (situ_ends_with(type, "/worksheet"))
        for (size_t i = 0; i < p->book->ref_count; i++)
            if (strcmp(p->book->refs[i].relation, id) == 0)
                p->book->refs[i].part = resolve(p, target);
}

static void on_workbook(void *user, const char *name, const char **atts)
{
    pass *p = user;
    name = local(name);
    if (strcmp(name, "workbookPr") == 0) {
        p->book->date1904 = is_true(attribute(atts, "date1904"));
    } else if (strcmp(name, "sheet") == 0) {
        const char *sheet = attribute(atts, "name"), *state = attribute(atts, "state"), *id = NULL;
        for (const char **a = atts; *a; a += 2) // r:id, not sheetId
            if (strcmp(local(*a), "id") == 0 && strchr(*a, ':'))
                id = a[1];
        if (!sheet || !id || p->book->ref_count >= MAX_SHEETS)
            return;
        situ_status status = situ_grow(&p->book->refs, &p->book->ref_capacity, p->book->ref_count + 1, sizeof *p->book->refs, p->err);
        if (status != SITU_OK) {
            stop(p, status);
            return;
        }
        sheet_ref *r = &p->book->refs[p->book->ref_count];
        *r = (sheet_ref){.name = keep(p, sheet), .relation = keep(p, id), .hidden = state && strcmp(state, "visible") != 0};
        p->book->ref_count += r->name && r->relation;
    }
}

static void on_nothing(void *user, const char *name)
{
    (void)user, (void)name;
}

// --- shared strings ---

static void on_string_start(void *user, const char *name, const char **atts)
{
    (void)atts;
    pass *p = user;
    name = local(name);
    if (strcmp(name, "rPh") == 0)
        p->skip++;
    else if (strcmp(name, "si") == 0)
        situ_str_clear(&p->text);
    else if (strcmp(name, "t") == 0)
        p->want_text = true;
}

static void on_string_end(void *user, const char *name)
{
    pass *p = user;
    book *b = p->book;
    name = local(name);
    if (strcmp(name, "rPh") == 0) {
        p->skip--;
    } else if (strcmp(name, "t") == 0) {
        p->want_text = false;
    } else if (strcmp(name, "si") == 0) {
        situ_status status = SITU_OK;
        if (b->string_count >= MAX_STRINGS)
            status = situ_fail(p->err, SITU_E_LIMIT, _("split the workbook"), _("more than %d different texts"), MAX_STRINGS);
        else
            status = situ_grow(&b->strings, &b->string_capacity, b->string_count + 1, sizeof *b->strings, p->err);
        const char *text = status == SITU_OK ? situ_arena_strdup(b->sheets->arena, p->text.data) : NULL;
        if (status == SITU_OK && !text)
            status = situ_fail_nomem(p->err);
        if (status != SITU_OK) {
            stop(p, status);
            return;
        }
        b->strings[b->string_count++] = text;
    }
}

// --- styles ---

static int parse_id(const char *text, int max)
{
    long long v = 0;
    return text && situ_parse_int(text, &v) && v >= 0 && v <= max ? (int)v : -1;
}

static void add_style(pass *p, const char **atts)
{
    book *b = p->book;
    int id = parse_id(attribute(atts, "numFmtId"), 65535);
    const char *code = NULL;
    for (size_t i = 0; i < b->format_count; i++)
        if (b->formats[i].id == id)
            code = b->formats[i].code;
    bool time_only = false;
    bool date = id >= 0 && situ_format_is_date(id, code, &time_only);
    if (b->style_count >= MAX_STYLES)
        return;
    situ_status status = situ_grow(&b->styles, &b->style_capacity, b->style_count + 1, 1, p->err);
    if (status != SITU_OK) {
        stop(p, status);
        return;
    }
    b->styles[b->style_count++] = !date ? STYLE_PLAIN : time_only ? STYLE_TIME : STYLE_DATE;
}

static void on_style_start(void *user, const char *name, const char **atts)
{
    pass *p = user;
    book *b = p->book;
    name = local(name);
    if (strcmp(name, "cellXfs") == 0) {
        p->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && p->in_cell_styles) {
        add_style(p, atts);
    } else if (strcmp(name, "numFmt") == 0 && b->format_count < MAX_STYLES) {
        int id = parse_id(attribute(atts, "numFmtId"), 65535);
        const char *code = attribute(atts, "formatCode");
        if (id < 0 || !code)
            return;
        situ_status status = situ_grow(&b->formats, &b->format_capacity, b->format_count + 1, sizeof *b->formats, p->err);
        if (status != SITU_OK) {
            stop(p, status);
            return;
        }
        b->formats[b->format_count++] = (number_format){.id = id, .code = keep(p, code)};
    }
}

static void on_style_end(void *user, const char *name)
{
    pass *p = user;
    if (strcmp(local(name), "cellXfs") == 0)
        p->in_cell_styles = false;
}

// --- cells ---

// A decimal of at most 15 digits without exponent is its own shortest text and needs no strtod: digits
// and power of ten are exact, so one division rounds correctly.
static bool fast_number(const char *text, double *out)
{
    static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *p = text;
    bool minus = *p == '-';
    p += minus;
    double v = 0;
    int digits = 0, decimals = -1;
    if (p[0] == '0' && p[1] >= '0' && p[1] <= '9')
        return false;
    for (; *p; p++) {
        if (*p == '.' && decimals < 0 && digits > 0 && p[1]) {
            decimals = 0;
            continue;
        }
        if (*p < '0' || *p > '9' || ++digits > 15)
            return false;
        v = v * 10 + (*p - '0');
        decimals += decimals >= 0;
    }
    if (digits == 0 || (decimals > 0 && p[-1] == '0'))
        return false;
    if (decimals > 0)
        v /= tens[decimals];
    *out = minus ? -v : v;
    return true;
}

static const char *keep_text(pass *p, const char *text)
{
    const char *copy = situ_arena_strdup(p->book->sheets->arena, text);
    if (!copy)
        stop(p, situ_fail_nomem(p->err));
    return copy;
}

static void set_number(pass *p, situ_cell *cell, const char *text)
{
    double v = 0;
    char shown[32];
    bool plain = fast_number(text, &v);
    if (!plain && !situ_parse_double(text, &v)) {
        cell->kind = SITU_CELL_STRING;
        cell->text = keep_text(p, text);
        return;
    }
    cell->kind = SITU_CELL_NUMBER;
    cell->number = v;
    int style = p->style >= 0 && (size_t)p->style < p->book->style_count ? p->book->styles[p->style] : STYLE_PLAIN;
    if (style == STYLE_DATE && situ_serial_to_iso(v, p->book->date1904, shown)) {
        cell->kind = SITU_CELL_ISO_DATE;
        cell->text = keep_text(p, shown);
        return;
    }
    if (style == STYLE_TIME && v >= 0 && v < 1) {
        int s = (int)floor(v * 86400 + 0.5);
        snprintf(shown, sizeof shown, "%02d:%02d:%02d", s / 3600 % 24, s / 60 % 60, s % 60);
        cell->kind = SITU_CELL_STRING;
        cell->text = keep_text(p, shown);
        return;
    }
    if (plain) {
        cell->text = keep_text(p, text);
        return;
    }
    if (fabs(v) < 1e15 && v == floor(v))
        snprintf(shown, sizeof shown, "%.0f", v + 0.0); // 1.38E+10 with all its digits; no -0
    else
        situ_format_double(v, shown);
    cell->text = keep_text(p, shown);
}

static void finish_cell(pass *p)
{
    const char *v = p->value.data;
    bool string = strcmp(p->type, "s") == 0;
    if (!p->has_value && !p->has_formula)
        return;
    if (!p->has_formula && v[0] == 0)
        return;
    if (p->has_formula && strcmp(p->type, "str") == 0 && v[0] == 0 && p->has_value)
        return; // ="" shows nothing
    const char *text = NULL;
    if (string) {
        long long i = -1;
        if (!situ_parse_int(v, &i) || i < 0 || (size_t)i >= p->book->string_count) {
            char name[16];
            situ_cell_name(p->row, p->column, name);
            stop(p, situ_fail(p->err, SITU_E_FORMAT, _("open the workbook with a spreadsheet program and save it again"),
                              _("cell %s refers to text number %s, which does not exist"), name, v));
            return;
        }
        text = p->book->strings[i];
        if (text[0] == 0)
            return;
    }
    situ_cell *cell = NULL;
    situ_status status = situ_sheet_builder_cell(p->builder, p->row, p->column, &cell, p->err);
    if (status != SITU_OK) {
        stop(p, status);
        return;
    }
    *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = ""};
    if (!p->has_value || (p->has_formula && v[0] == 0)) {
        cell->kind = SITU_CELL_NO_VALUE;
    } else if (string) {
        cell->text = text;
    } else if (strcmp(p->type, "e") == 0) {
        cell->kind = SITU_CELL_NO_VALUE;
        cell->text = keep_text(p, v);
    } else if (strcmp(p->type, "b") == 0) {
        cell->kind = SITU_CELL_BOOLEAN;
        cell->number = is_true(v) ? 1 : 0;
        cell->text = is_true(v) ? "1" : "0";
    } else if (strcmp(p->type, "d") == 0) {
        char iso[11];
        bool date = situ_clean_date(v, iso, NULL);
        cell->kind = date ? SITU_CELL_ISO_DATE : SITU_CELL_STRING;
        cell->text = keep_text(p, date ? iso : v);
    } else if (strcmp(p->type, "str") == 0 || strcmp(p->type, "inlineStr") == 0) {
        cell->text = keep_text(p, v);
    } else {
        set_number(p, cell, v);
    }
}

static void bad_reference(pass *p, const char *reference)
{
    stop(p, situ_fail(p->err, SITU_E_LIMIT, _("open the workbook with a spreadsheet program and save it again"),
                      _("\"%.40s\" is no cell of a sheet (at most 1,048,576 rows and 16,384 columns)"), reference));
}

static void start_row(pass *p, const char **atts)
{
    const char *r = attribute(atts, "r");
    if (r) {
        int row = parse_id(r, SITU_SHEET_MAX_ROWS);
        if (row < 1) {
            bad_reference(p, r);
            return;
        }
        p->row = (uint32_t)row - 1;
    } else {
        p->row++; // begins at UINT32_MAX
    }
    p->column = UINT32_MAX;
    if (is_true(attribute(atts, "hidden"))) {
        situ_status status = situ_sheet_builder_hide_row(p->builder, p->row, p->err);
        if (status != SITU_OK)
            stop(p, status);
    }
}

static void start_cell(pass *p, const char **atts)
{
    const char *r = NULL, *t = NULL, *s = NULL;
    for (; *atts; atts += 2) {
        if (atts[0][0] == 'r' && !atts[0][1])
            r = atts[1];
        else if (atts[0][0] == 't' && !atts[0][1])
            t = atts[1];
        else if (atts[0][0] == 's' && !atts[0][1])
            s = atts[1];
    }
    if (r) {
        const char *end = r;
        if (!situ_cell_parse(&end, &p->row, &p->column) || *end) {
            bad_reference(p, r);
            return;
        }
    } else {
        p->column++;
        if (p->column >= SITU_SHEET_MAX_COLUMNS || p->row >= SITU_SHEET_MAX_ROWS) {
            bad_reference(p, "");
            return;
        }
    }
    p->style = parse_id(s, MAX_STYLES);
    snprintf(p->type, sizeof p->type, "%s", t ? t : "n");
    p->in_cell = true;
    p->has_value = p->has_formula = false;
    situ_str_clear(&p->value);
}

static void on_sheet_start(void *user, const char *name, const char **atts)
{
    pass *p = user;
    name = local(name);
    if (strcmp(name, "c") == 0) {
        start_cell(p, atts);
    } else if (strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && p->in_inline)) {
        p->want_text = p->in_cell;
        situ_str_clear(&p->text);
    } else if (strcmp(name, "f") == 0) {
        p->has_formula = p->in_cell;
    } else if (strcmp(name, "is") == 0) {
        p->in_inline = p->in_cell;
    } else if (strcmp(name, "rPh") == 0) {
        p->skip++;
    } else if (strcmp(name, "row") == 0) {
        start_row(p, atts);
    } else if (strcmp(name, "mergeCell") == 0) {
        const char *ref = attribute(atts, "ref");
        situ_merge m = {0};
        if (!ref || !situ_cell_parse(&ref, &m.row0, &m.column0))
            return;
        m.row1 = m.row0;
        m.column1 = m.column0;
        if (*ref == ':') {
            ref++;
            if (!situ_cell_parse(&ref, &m.row1, &m.column1))
                return;
        }
        if (m.row1 < m.row0 || m.column1 < m.column0)
            return;
        situ_status status = situ_sheet_builder_merge(p->builder, m, p->err);
        if (status != SITU_OK)
            stop(p, status);
    }
}

static void on_sheet_end(void *user, const char *name)
{
    pass *p = user;
    name = local(name);
    if (strcmp(name, "c") == 0) {
        if (p->in_cell)
            finish_cell(p);
        p->in_cell = p->in_inline = false;
    } else if (strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && p->in_inline)) {
        if (p->in_cell && p->want_text) {
            situ_str_add_n(&p->value, p->text.data, p->text.length); // rich text comes in runs
            p->has_value = true;
        }
        p->want_text = false;
    } else if (strcmp(name, "is") == 0) {
        p->in_inline = false;
    } else if (strcmp(name, "rPh") == 0) {
        p->skip--;
    }
}

static situ_status read_sheet(book *b, const sheet_ref *ref, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet_builder builder = {0};
    situ_sheet *sheet = NULL;
    pass p = {.book = b, .err = err, .builder = &builder, .row = UINT32_MAX, .column = UINT32_MAX};
    if (!ref->part)
        return SITU_OK; // a chart sheet
    SITU_TRY(parse_part(&p, ref->part, false, on_sheet_start, on_sheet_end));
    SITU_TRY(situ_sheets_add(b->sheets, ref->name, ref->hidden, &sheet, err));
    SITU_TRY(situ_sheet_builder_finish(&builder, sheet, err));
done:
    if (status != SITU_OK)
        situ_error_at(err, NULL, ref->name, NULL, 0, 0);
    situ_sheet_builder_free(&builder);
    return status;
}

static void set_budget(book *b)
{
    struct stat info;
    uint64_t limit = MIN_INFLATED;
    if (stat(b->path, &info) == 0 && info.st_size > 0 && (uint64_t)info.st_size * MAX_RATIO > limit)
        limit = (uint64_t)info.st_size * MAX_RATIO;
    b->budget = limit < MAX_INFLATED ? (size_t)limit : MAX_INFLATED;
}

static situ_status read_book(book *b, situ_error *err)
{
    situ_status status = SITU_OK;
    char *relations = NULL;
    pass p = {.book = b, .err = err};
    SITU_TRY(parse_part(&p, "_rels/.rels", true, on_root_relation, on_nothing));
    if (!b->workbook)
        SITU_TRY_ALLOC(b->workbook = situ_arena_strdup(b->scratch, "xl/workbook.xml"));
    status = parse_part(&p, b->workbook, false, on_workbook, on_nothing);
    if (status == SITU_E_NOT_FOUND)
        status = situ_fail(err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s",
                           _("the zip archive is no workbook"));
    if (status != SITU_OK)
        goto done;
    const char *slash = strrchr(b->workbook, '/');
    int folder = slash ? (int)(slash - b->workbook) + 1 : 0;
    relations = situ_arena_printf(b->scratch, "%.*s_rels/%s.rels", folder, b->workbook, b->workbook + folder);
    SITU_TRY_ALLOC(relations);
    SITU_TRY(parse_part(&p, relations, false, on_relation, on_nothing));
    if (b->strings_part)
        SITU_TRY(parse_part(&p, b->strings_part, true, on_string_start, on_string_end));
    if (b->styles_part)
        SITU_TRY(parse_part(&p, b->styles_part, true, on_style_start, on_style_end));
    for (size_t i = 0; i < b->ref_count; i++)
        SITU_TRY(read_sheet(b, &b->refs[i], err));
    if (b->sheets->count == 0)
        status = situ_fail(err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s",
                           _("the workbook holds no sheet"));
done:
    return status;
}

static bool xlsx_matches(const unsigned char *head, size_t n)
{
    return n >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}

static situ_status xlsx_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    (void)encoding;
    situ_status status = SITU_OK;
    book b = {.path = path};
    *out = NULL;
    SITU_TRY(situ_sheets_new(&b.sheets, err));
    SITU_TRY_ALLOC(b.scratch = situ_arena_new());
    set_budget(&b);
    SITU_TRY(read_book(&b, err));
    *out = b.sheets;
    b.sheets = NULL;
done:
    situ_sheets_free(b.sheets);
    situ_arena_free(b.scratch);
    situ_free(b.refs);
    situ_free((void *)b.strings);
    situ_free(b.formats);
    situ_free(b.styles);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const xlsx_extensions[] = {"xlsx", "xlsm", NULL};

const situ_reader situ_reader_xlsx = {
    .name = "xlsx",
    .summary = N_("Excel workbooks since 2007, with merged cells, hidden rows and dates"),
    .extensions = xlsx_extensions,
    .matches = xlsx_matches,
    .read = xlsx_read,
};

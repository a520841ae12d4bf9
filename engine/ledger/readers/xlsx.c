// SPDX-License-Identifier: MIT
// Our own xlsx reader: GDAL's loses merged cells, hidden rows and formulas without a value, and reads a
// cell of row 10^9 as row 2 (dependencies.md 7). Parts are parsed while they are inflated, so the peak
// is the cells and the texts.
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/path.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"
#include "ledger/xml.h"
#include "source/source.h"

enum {
    MAX_STRINGS = 2000000,
    MAX_STYLES = 65536,
    MAX_FORMATS = 4096,
    MAX_SHEETS = 1000,
    MAX_RELATIONS = 10000,
};

typedef struct sheet_ref {
    char *name, *relation, *part;
    bool hidden;
} sheet_ref;

typedef struct number_format {
    int id;
    char *code;
} number_format;

typedef struct book {
    const char *path;
    char **members; // of the archive
    size_t budget;  // bytes that may still be inflated
    situ_sheets *sheets;
    situ_arena *scratch; // shared strings live in sheets->arena, the rest here
    bool date1904;
    sheet_ref *refs;
    size_t ref_count, ref_capacity, relation_count;
    char *workbook, *strings_part, *styles_part;
    const char **strings;
    size_t string_count, string_capacity;
    number_format *formats;
    size_t format_count, format_capacity;
    unsigned char *styles;
    size_t style_count, style_capacity;
} book;

// Where a picture lies over the cells, as far as it is known.
typedef struct anchor {
    situ_merge area;
    long long to_x, to_y; // how far it reaches into its last column and row
    bool from, to, picture;
} anchor;

// One pass over one part. The xml pass comes first: its callbacks are given that.
typedef struct pass {
    situ_xml xml;
    book *book;
    situ_error *err;
    // styles
    bool in_cell_styles;
    // drawings
    const char *base; // the part whose relations are read
    char *drawing;
    anchor anchor;
    // sheet
    situ_sheet_builder *builder;
    uint32_t row, column;
    char type[12];
    int style;
    bool in_cell, has_value, has_formula, in_inline, rich_value, picture;
    situ_str value;
} pass;

// Reads and parses a part under the name it has in the archive.
static situ_status parse_part(pass *p, const char *part, bool optional, void (*start)(situ_xml *, const char *, const char **),
                              void (*end)(situ_xml *, const char *))
{
    book *b = p->book;
    for (size_t i = 0; b->members[i]; i++)
        if (strcasecmp(b->members[i], part) == 0) { // part names know no case
            part = b->members[i];
            break;
        }
    p->xml = (situ_xml){.start = start, .end = end};
    situ_str_init(&p->value);
    situ_status status = situ_xml_member(&p->xml, b->path, part, optional, &b->budget, p->err);
    if (status == SITU_OK && !situ_str_ok(&p->value))
        status = situ_fail_nomem(p->err);
    situ_str_free(&p->value);
    return status;
}

static void stop(pass *p, situ_status status)
{
    situ_xml_stop(&p->xml, status);
}

// --- relations and workbook ---

static char *keep(pass *p, const char *text)
{
    char *copy = situ_arena_strdup(p->book->scratch, text);
    if (!copy)
        stop(p, situ_fail_nomem(p->err));
    return copy;
}

// Target of a relation against the folder of the part that names it: "../drawings/drawing1.xml".
static char *resolve(pass *p, const char *base, const char *target)
{
    const char *slash = strrchr(base, '/');
    size_t folder = slash && target[0] != '/' && target[0] != '\\' ? (size_t)(slash - base) : 0;
    char *out = situ_arena_alloc(p->book->scratch, folder + strlen(target) + 2);
    if (!out) {
        stop(p, situ_fail_nomem(p->err));
        return NULL;
    }
    memcpy(out, base, folder);
    size_t n = folder;
    while (*target) {
        size_t step = strcspn(target, "/\\");
        if (step == 2 && memcmp(target, "..", 2) == 0) {
            while (n > 0 && out[n - 1] != '/')
                n--;
            n -= n > 0;
        } else if (step > 0 && !(step == 1 && target[0] == '.')) {
            if (n > 0)
                out[n++] = '/';
            memcpy(out + n, target, step);
            n += step;
        }
        target += step + (target[step] != 0);
    }
    out[n] = 0;
    return out;
}

// "xl/worksheets/_rels/sheet1.xml.rels" of "xl/worksheets/sheet1.xml".
static char *relations_of(book *b, const char *part)
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    return situ_arena_printf(b->scratch, "%.*s_rels/%s.rels", folder, part, part + folder);
}

static void on_nothing(situ_xml *xml, const char *name)
{
    (void)xml, (void)name;
}

static void on_root_relation(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    const char *type = situ_xml_attribute(atts, "Type"), *target = situ_xml_attribute(atts, "Target");
    if (strcmp(name, "Relationship") == 0 && type && target && situ_ends_with(type, "/officeDocument") && !p->book->workbook)
        p->book->workbook = resolve(p, "", target);
}

static void on_relation(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    book *b = p->book;
    const char *type = situ_xml_attribute(atts, "Type"), *target = situ_xml_attribute(atts, "Target"), *id = situ_xml_attribute(atts, "Id");
    if (strcmp(name, "Relationship") != 0 || !type || !target || !id || b->relation_count++ >= MAX_RELATIONS)
        return;
    if (situ_ends_with(type, "/sharedStrings"))
        b->strings_part = resolve(p, b->workbook, target);
    else if (situ_ends_with(type, "/styles"))
        b->styles_part = resolve(p, b->workbook, target);
    else if (situ_ends_with(type, "/worksheet"))
        for (size_t i = 0; i < b->ref_count; i++)
            if (strcmp(b->refs[i].relation, id) == 0)
                b->refs[i].part = resolve(p, b->workbook, target);
}

static void on_workbook(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    book *b = p->book;
    if (strcmp(name, "workbookPr") == 0) {
        b->date1904 = situ_xml_true(situ_xml_attribute(atts, "date1904"));
    } else if (strcmp(name, "sheet") == 0) {
        const char *sheet = situ_xml_attribute(atts, "name"), *state = situ_xml_attribute(atts, "state"), *id = NULL;
        for (const char **a = atts; *a; a += 2) // r:id, not sheetId
            if (situ_ends_with(*a, ":id"))
                id = a[1];
        if (!sheet || !id || b->ref_count >= MAX_SHEETS)
            return;
        situ_status status = situ_grow(&b->refs, &b->ref_capacity, b->ref_count + 1, sizeof *b->refs, p->err);
        if (status != SITU_OK) {
            stop(p, status);
            return;
        }
        sheet_ref *r = &b->refs[b->ref_count];
        *r = (sheet_ref){.name = keep(p, sheet), .relation = keep(p, id), .hidden = state && strcmp(state, "visible") != 0};
        b->ref_count += r->name && r->relation;
    }
}

// --- shared strings ---

// "_x000D_" stands for a control character, "_x005F_" for the underscore itself.
static void unescape(char *text)
{
    char *w = strstr(text, "_x");
    if (!w)
        return;
    for (const char *r = w; *r;) {
        unsigned c = 0;
        int digits = 0;
        if (r[0] == '_' && r[1] == 'x')
            for (; digits < 4; digits++) {
                char h = r[2 + digits];
                if (!((h >= '0' && h <= '9') || (h >= 'A' && h <= 'F') || (h >= 'a' && h <= 'f')))
                    break;
                c = c * 16 + (unsigned)(h <= '9' ? h - '0' : (h | 32) - 'a' + 10);
            }
        if (digits == 4 && r[6] == '_' && c < 0x80) {
            if (c == '\t' || c == '\n' || c >= 0x20)
                *w++ = (char)c;
            r += 7;
        } else {
            *w++ = *r++;
        }
    }
    *w = 0;
}

static void on_string_start(situ_xml *xml, const char *name, const char **atts)
{
    (void)atts;
    if (strcmp(name, "rPh") == 0)
        xml->skip++;
    else if (strcmp(name, "si") == 0)
        situ_str_clear(&xml->text);
    else if (strcmp(name, "t") == 0)
        xml->want_text = true;
}

static void on_string_end(situ_xml *xml, const char *name)
{
    pass *p = (pass *)xml;
    book *b = p->book;
    if (strcmp(name, "rPh") == 0) {
        xml->skip--;
    } else if (strcmp(name, "t") == 0) {
        xml->want_text = false;
    } else if (strcmp(name, "si") == 0) {
        situ_status status = SITU_OK;
        if (b->string_count >= MAX_STRINGS)
            status = situ_fail(p->err, SITU_E_LIMIT, _("split the workbook"), _("more than %d different texts"), MAX_STRINGS);
        else
            status = situ_grow(&b->strings, &b->string_capacity, b->string_count + 1, sizeof *b->strings, p->err);
        char *text = status == SITU_OK ? situ_arena_strdup(b->sheets->arena, xml->text.data) : NULL;
        if (status == SITU_OK && !text)
            status = situ_fail_nomem(p->err);
        if (status != SITU_OK) {
            stop(p, status);
            return;
        }
        unescape(text);
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
    int id = parse_id(situ_xml_attribute(atts, "numFmtId"), 65535);
    const char *code = NULL;
    for (size_t i = 0; i < b->format_count; i++)
        if (b->formats[i].id == id)
            code = b->formats[i].code;
    if (b->style_count >= MAX_STYLES)
        return;
    situ_status status = situ_grow(&b->styles, &b->style_capacity, b->style_count + 1, 1, p->err);
    if (status != SITU_OK) {
        stop(p, status);
        return;
    }
    b->styles[b->style_count++] = (unsigned char)situ_number_style_of(id, code);
}

static void on_style_start(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    book *b = p->book;
    if (strcmp(name, "cellXfs") == 0) {
        p->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && p->in_cell_styles) {
        add_style(p, atts);
    } else if (strcmp(name, "numFmt") == 0 && b->format_count < MAX_FORMATS) {
        int id = parse_id(situ_xml_attribute(atts, "numFmtId"), 65535);
        const char *code = situ_xml_attribute(atts, "formatCode");
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

static void on_style_end(situ_xml *xml, const char *name)
{
    pass *p = (pass *)xml;
    if (strcmp(name, "cellXfs") == 0)
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
    char *copy = situ_arena_strdup(p->book->sheets->arena, text);
    if (!copy)
        stop(p, situ_fail_nomem(p->err));
    return copy;
}

static const char *keep_escaped(pass *p, const char *text)
{
    char *copy = situ_arena_strdup(p->book->sheets->arena, text);
    if (copy)
        unescape(copy);
    else
        stop(p, situ_fail_nomem(p->err));
    return copy;
}

static void set_number(pass *p, situ_cell *cell, const char *text)
{
    double v = 0;
    bool plain = fast_number(text, &v);
    if (!plain && !situ_parse_double(text, &v)) {
        cell->kind = SITU_CELL_STRING;
        cell->text = keep_text(p, text);
        return;
    }
    situ_number_style style = p->style >= 0 && (size_t)p->style < p->book->style_count ? p->book->styles[p->style] : SITU_NUMBER_PLAIN;
    if (plain && style == SITU_NUMBER_PLAIN) {
        cell->kind = SITU_CELL_NUMBER;
        cell->number = v;
        cell->text = keep_text(p, text);
        return;
    }
    situ_status status = situ_cell_set_number(cell, v, style, p->book->date1904, p->book->sheets->arena, p->err);
    if (status != SITU_OK)
        stop(p, status);
}

static void finish_cell(pass *p)
{
    const char *v = p->value.data;
    bool string = strcmp(p->type, "s") == 0;
    bool error = strcmp(p->type, "e") == 0;
    bool picture = p->picture || (error && p->rich_value && strcmp(v, "#VALUE!") == 0);
    if (!picture && !p->has_value && !p->has_formula)
        return;
    if (!picture && !p->has_formula && v[0] == 0)
        return;
    if (!picture && p->has_formula && strcmp(p->type, "str") == 0 && v[0] == 0 && p->has_value)
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
    if (picture) {
        *cell = (situ_cell){.kind = SITU_CELL_PICTURE, .text = SITU_PICTURE_TEXT};
    } else if (!p->has_value || (p->has_formula && v[0] == 0)) {
        cell->kind = SITU_CELL_NO_VALUE;
    } else if (string) {
        cell->text = text;
    } else if (error) {
        cell->kind = SITU_CELL_NO_VALUE;
        cell->text = keep_text(p, v);
    } else if (strcmp(p->type, "b") == 0) {
        cell->kind = SITU_CELL_BOOLEAN;
        cell->number = situ_xml_true(v) ? 1 : 0;
        cell->text = situ_xml_true(v) ? "1" : "0";
    } else if (strcmp(p->type, "d") == 0) {
        char iso[11], day[11];
        snprintf(day, sizeof day, "%.10s", v); // 2024-04-03T00:00:00
        bool date = situ_clean_date(day, iso, NULL);
        cell->kind = date ? SITU_CELL_ISO_DATE : SITU_CELL_STRING;
        cell->text = keep_text(p, date ? iso : v);
    } else if (strcmp(p->type, "str") == 0 || strcmp(p->type, "inlineStr") == 0) {
        cell->text = keep_escaped(p, v);
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
    const char *r = situ_xml_attribute(atts, "r");
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
    if (situ_xml_true(situ_xml_attribute(atts, "hidden"))) {
        situ_status status = situ_sheet_builder_hide_row(p->builder, p->row, p->err);
        if (status != SITU_OK)
            stop(p, status);
    }
}

static void start_cell(pass *p, const char **atts)
{
    const char *r = NULL, *t = NULL, *s = NULL;
    p->rich_value = false;
    for (; *atts; atts += 2) {
        if (strcmp(atts[0], "vm") == 0)
            p->rich_value = true;
        else if (atts[0][0] == 'r' && !atts[0][1])
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
    size_t n = strnlen(t ? t : "n", sizeof p->type - 1);
    memcpy(p->type, t ? t : "n", n);
    p->type[n] = 0;
    p->in_cell = true;
    p->has_value = p->has_formula = p->picture = false;
    situ_str_clear(&p->value);
}

static void on_sheet_start(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    if (strcmp(name, "c") == 0) {
        start_cell(p, atts);
    } else if (strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && p->in_inline)) {
        xml->want_text = p->in_cell;
        situ_str_clear(&xml->text);
    } else if (strcmp(name, "f") == 0) {
        p->has_formula = xml->want_text = p->in_cell;
        situ_str_clear(&xml->text);
    } else if (strcmp(name, "is") == 0) {
        p->in_inline = p->in_cell;
    } else if (strcmp(name, "rPh") == 0) {
        xml->skip++;
    } else if (strcmp(name, "row") == 0) {
        start_row(p, atts);
    } else if (strcmp(name, "mergeCell") == 0) {
        const char *ref = situ_xml_attribute(atts, "ref");
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
    } else if (strcmp(name, "col") == 0 && situ_xml_true(situ_xml_attribute(atts, "hidden"))) {
        int first = parse_id(situ_xml_attribute(atts, "min"), SITU_SHEET_MAX_COLUMNS);
        int last = parse_id(situ_xml_attribute(atts, "max"), SITU_SHEET_MAX_COLUMNS);
        if (first < 1 || last < first || (first > 1 && last == SITU_SHEET_MAX_COLUMNS))
            return; // all that lies right of the table
        situ_status status = situ_sheet_builder_hide_columns(p->builder, (uint32_t)first - 1, (uint32_t)last - 1, p->err);
        if (status != SITU_OK)
            stop(p, status);
    }
}

static void on_sheet_end(situ_xml *xml, const char *name)
{
    pass *p = (pass *)xml;
    if (strcmp(name, "c") == 0) {
        if (p->in_cell)
            finish_cell(p);
        p->in_cell = p->in_inline = false;
    } else if (strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && p->in_inline)) {
        if (p->in_cell && xml->want_text) {
            situ_str_add_n(&p->value, xml->text.data, xml->text.length); // rich text comes in runs
            p->has_value = true;
        }
        xml->want_text = false;
    } else if (strcmp(name, "f") == 0) {
        p->picture = p->picture || strstr(xml->text.data, "DISPIMG(");
        xml->want_text = false;
    } else if (strcmp(name, "is") == 0) {
        p->in_inline = false;
    } else if (strcmp(name, "rPh") == 0) {
        xml->skip--;
    }
}

// --- pictures ---

static void on_drawing_relation(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    const char *type = situ_xml_attribute(atts, "Type"), *target = situ_xml_attribute(atts, "Target");
    if (strcmp(name, "Relationship") == 0 && type && target && situ_ends_with(type, "/drawing") && !p->drawing)
        p->drawing = resolve(p, p->base, target);
}

static void on_drawing_start(situ_xml *xml, const char *name, const char **atts)
{
    pass *p = (pass *)xml;
    (void)atts;
    if (situ_ends_with(name, "CellAnchor"))
        p->anchor = (anchor){0};
    else if (strcmp(name, "from") == 0)
        p->anchor.from = true;
    else if (strcmp(name, "to") == 0)
        p->anchor.to = true;
    else if (strcmp(name, "pic") == 0)
        p->anchor.picture = true;
    xml->want_text = p->anchor.from || p->anchor.to;
    situ_str_clear(&xml->text);
}

// A picture that only touches the next column or row lies in the cell before.
static void finish_anchor(pass *p)
{
    enum { A_TOUCH_X = 120000, A_TOUCH_Y = 50000, MAX_ROWS = 4, MAX_COLUMNS = 6 }; // EMU: 3.3 mm and 1.4 mm
    anchor *a = &p->anchor;
    situ_merge m = a->area;
    if (m.column1 > m.column0 && a->to_x < A_TOUCH_X)
        m.column1--;
    if (m.row1 > m.row0 && a->to_y < A_TOUCH_Y)
        m.row1--;
    if (m.row1 < m.row0 || m.column1 < m.column0) { // oneCellAnchor: has no end
        m.row1 = m.row0;
        m.column1 = m.column0;
    }
    if (a->picture && m.row1 - m.row0 < MAX_ROWS && m.column1 - m.column0 < MAX_COLUMNS)
        situ_sheet_builder_picture(p->builder, m);
}

static void on_drawing_end(situ_xml *xml, const char *name)
{
    pass *p = (pass *)xml;
    anchor *a = &p->anchor;
    long long v = 0;
    bool number = (a->from || a->to) && situ_parse_int(xml->text.data, &v) && v >= 0;
    if (number && strcmp(name, "col") == 0 && v < SITU_SHEET_MAX_COLUMNS)
        *(a->from ? &a->area.column0 : &a->area.column1) = (uint32_t)v;
    else if (number && strcmp(name, "row") == 0 && v < SITU_SHEET_MAX_ROWS)
        *(a->from ? &a->area.row0 : &a->area.row1) = (uint32_t)v;
    else if (number && a->to && strcmp(name, "colOff") == 0)
        a->to_x = v;
    else if (number && a->to && strcmp(name, "rowOff") == 0)
        a->to_y = v;
    else if (strcmp(name, "from") == 0)
        a->from = false;
    else if (strcmp(name, "to") == 0)
        a->to = false;
    else if (situ_ends_with(name, "CellAnchor"))
        finish_anchor(p);
    xml->want_text = false;
}

static situ_status read_pictures(pass *p, const char *part)
{
    situ_status status = SITU_OK;
    char *relations = relations_of(p->book, part);
    if (!relations)
        return situ_fail_nomem(p->err);
    p->base = part;
    p->drawing = NULL;
    SITU_TRY(parse_part(p, relations, true, on_drawing_relation, on_nothing));
    if (p->drawing)
        SITU_TRY(parse_part(p, p->drawing, true, on_drawing_start, on_drawing_end));
done:
    return status;
}

// --- the book ---

static situ_status read_sheet(book *b, const sheet_ref *ref, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet_builder builder = {0};
    situ_sheet *sheet = NULL;
    pass p = {.book = b, .err = err, .builder = &builder, .row = UINT32_MAX, .column = UINT32_MAX};
    if (!ref->part)
        return SITU_OK; // a chart sheet
    SITU_TRY(parse_part(&p, ref->part, false, on_sheet_start, on_sheet_end));
    SITU_TRY(read_pictures(&p, ref->part));
    SITU_TRY(situ_sheets_add(b->sheets, ref->name, ref->hidden, &sheet, err));
    SITU_TRY(situ_sheet_builder_finish(&builder, sheet, err));
done:
    if (status != SITU_OK)
        situ_error_at(err, NULL, ref->name, NULL, 0, 0);
    situ_sheet_builder_free(&builder);
    return status;
}

static situ_status read_book(book *b, situ_error *err)
{
    situ_status status = SITU_OK;
    char *relations = NULL;
    pass p = {.book = b, .err = err};
    SITU_TRY(situ_source_zip_names(&b->members, b->path, err));
    SITU_TRY(parse_part(&p, "_rels/.rels", true, on_root_relation, on_nothing));
    if (!b->workbook)
        SITU_TRY_ALLOC(b->workbook = situ_arena_strdup(b->scratch, "xl/workbook.xml"));
    status = parse_part(&p, b->workbook, false, on_workbook, on_nothing);
    if (status == SITU_E_NOT_FOUND)
        status = situ_fail(err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s",
                           _("the zip archive is no workbook"));
    if (status != SITU_OK)
        goto done;
    SITU_TRY_ALLOC(relations = relations_of(b, b->workbook));
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
    b.budget = situ_xml_budget(path);
    SITU_TRY(read_book(&b, err));
    *out = b.sheets;
    b.sheets = NULL;
done:
    situ_sheets_free(b.sheets);
    situ_arena_free(b.scratch);
    situ_names_free(b.members);
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

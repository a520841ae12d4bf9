// SPDX-License-Identifier: MIT
// Workbooks of Excel 97-2003 (BIFF8), of Excel 5/95, and bare BIFF streams that report programs write;
// also WPS .et. GDAL's driver gives the values but neither merged cells nor hidden rows, columns and
// sheets, and a two-row header is lost without its merges.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"
#include "ledger/ole.h"
#include "ledger/sheets.h"

enum {
    R_FORMULA = 0x06, R_EOF = 0x0A, R_DATEMODE = 0x22, R_FILEPASS = 0x2F, R_CONTINUE = 0x3C, R_CODEPAGE = 0x42, R_COLINFO = 0x7D,
    R_BOUNDSHEET = 0x85, R_MULRK = 0xBD, R_RSTRING = 0xD6, R_XF = 0xE0, R_MERGES = 0xE5, R_DRAWING = 0xEC, R_SST = 0xFC,
    R_LABELSST = 0xFD, R_NUMBER = 0x203, R_LABEL = 0x204, R_BOOLERR = 0x205, R_STRING = 0x207, R_ROW = 0x208, R_RK = 0x27E,
    R_FORMAT = 0x41E,
    R2_INTEGER = 0x02, R2_NUMBER = 0x03, R2_LABEL = 0x04, // the oldest
};
enum { MAX_STRINGS = 2000000, MAX_STYLES = 65536, MAX_SHEETS = 1000, MAX_BYTES = 160 * 1024 * 1024 };

// Bytes of a record and of the CONTINUE records behind it.
typedef struct cursor {
    const unsigned char *data; // the stream
    size_t bytes;
    size_t at, end, next; // in the piece at hand; where the next record begins
    bool broken;          // read beyond the end
} cursor;

typedef struct sheet_ref {
    uint32_t offset;
    char *name;
    bool hidden;
} sheet_ref;

typedef struct number_format {
    uint32_t id;
    char *code;
} number_format;

typedef struct book {
    unsigned char *data;
    size_t bytes;
    int version; // 8, 5, or 4 and below for bare streams
    uint32_t code_page;
    bool date1904;
    situ_sheets *sheets;
    situ_arena *scratch;
    const char **strings;
    size_t string_count, string_capacity;
    sheet_ref *refs;
    size_t ref_count, ref_capacity;
    number_format *formats;
    size_t format_count, format_capacity;
    uint32_t *xf; // format ids, later number styles
    size_t xf_count, xf_capacity;
    situ_error *err;
} book;

static uint32_t u16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static double f64(const unsigned char *p)
{
    uint64_t bits = (uint64_t)u32(p) | (uint64_t)u32(p + 4) << 32;
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

// A record at c->next; false at the end of the stream.
static bool next_record(cursor *c, uint32_t *type)
{
    if (c->next + 4 > c->bytes)
        return false;
    *type = u16(c->data + c->next);
    size_t n = u16(c->data + c->next + 2);
    c->at = c->next + 4;
    if (c->at + n > c->bytes)
        return false;
    c->end = c->next = c->at + n;
    return true;
}

// Goes on in a CONTINUE record.
static bool go_on(cursor *c)
{
    if (c->next + 4 > c->bytes || u16(c->data + c->next) != R_CONTINUE)
        return false;
    uint32_t type;
    return next_record(c, &type);
}

static uint32_t byte(cursor *c)
{
    while (c->at >= c->end)
        if (!go_on(c)) {
            c->broken = true;
            return 0;
        }
    return c->data[c->at++];
}

static uint32_t word(cursor *c)
{
    uint32_t low = byte(c);
    return low | byte(c) << 8;
}

static void skip(cursor *c, size_t n)
{
    while (n > 0 && !c->broken) {
        size_t here = c->end - c->at < n ? c->end - c->at : n;
        c->at += here;
        n -= here;
        if (n > 0 && !go_on(c))
            c->broken = true;
    }
}

// n characters of which the first flags say whether they are wide; each further piece says it anew.
static void characters(cursor *c, size_t n, uint32_t flags, situ_str *out)
{
    uint32_t high = 0;
    for (size_t i = 0; i < n && !c->broken; i++) {
        if (c->at >= c->end) {
            if (!go_on(c)) {
                c->broken = true;
                return;
            }
            flags = byte(c);
        }
        uint32_t unit = flags & 1 ? word(c) : byte(c);
        char utf8[4];
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
            continue;
        }
        if (unit >= 0xDC00 && unit < 0xE000)
            unit = high ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
        high = 0;
        if (unit >= 0x20 || unit == '\n' || unit == '\t')
            situ_str_add_n(out, utf8, situ_utf8_put(unit, utf8));
    }
}

// A string with runs of fonts and phonetic guides behind it, as in the table of shared strings.
static void rich_string(cursor *c, situ_str *out)
{
    situ_str_clear(out);
    size_t n = word(c);
    uint32_t flags = byte(c);
    size_t runs = flags & 8 ? word(c) : 0, more = 0;
    if (flags & 4) {
        more = word(c);
        more |= (size_t)word(c) << 16;
    }
    characters(c, n, flags, out);
    skip(c, 4 * runs + more);
}

// n bytes in the workbook's code page.
static situ_status byte_string(book *b, cursor *c, size_t n, situ_str *out)
{
    char *text = NULL;
    size_t bytes = 0;
    situ_str_clear(out);
    n = c->end - c->at < n ? c->end - c->at : n;
    const char *encoding = b->code_page == 936 || b->code_page == 54936 ? "GB18030" : b->code_page == 950 ? "BIG5" : NULL;
    situ_status status = situ_decode_text(&text, &bytes, (const char *)c->data + c->at, n, encoding, NULL, NULL);
    if (status == SITU_OK)
        situ_str_add_n(out, text, strlen(text));
    else
        for (size_t i = 0; i < n; i++) { // of some other country
            char utf8[4];
            situ_str_add_n(out, utf8, situ_utf8_put(c->data[c->at + i] < 0x80 ? c->data[c->at + i] : 0xFFFD, utf8));
        }
    situ_free(text);
    c->at += n;
    return SITU_OK;
}

// A string with its length in front.
static situ_status plain_string(book *b, cursor *c, int length_bytes, situ_str *out)
{
    size_t n = length_bytes == 1 ? byte(c) : word(c);
    if (b->version < 8)
        return byte_string(b, c, n, out);
    situ_str_clear(out);
    uint32_t flags = byte(c);
    characters(c, n, flags, out);
    return SITU_OK;
}

static situ_status damaged(book *b)
{
    return situ_fail(b->err, SITU_E_FORMAT, _("open the workbook with a spreadsheet program and save it as .xlsx"), "%s",
                     _("the workbook is damaged or cut off"));
}

// --- what belongs to the whole book ---

static situ_status read_strings(book *b, cursor *c)
{
    situ_status status = SITU_OK;
    situ_str text;
    situ_str_init(&text);
    skip(c, 4);
    size_t n = word(c);
    n |= (size_t)word(c) << 16;
    for (size_t i = 0; i < n && !c->broken; i++) {
        rich_string(c, &text);
        if (c->broken)
            break;
        if (b->string_count >= MAX_STRINGS) {
            status = situ_fail(b->err, SITU_E_LIMIT, _("split the workbook"), _("more than %d different texts"), MAX_STRINGS);
            goto done;
        }
        SITU_TRY(situ_grow(&b->strings, &b->string_capacity, b->string_count + 1, sizeof *b->strings, b->err));
        const char *copy = situ_str_ok(&text) ? situ_arena_strdup(b->sheets->arena, text.data) : NULL;
        if (!copy) {
            status = situ_fail_nomem(b->err);
            goto done;
        }
        b->strings[b->string_count++] = copy;
    }
    if (c->broken)
        status = damaged(b);
done:
    situ_str_free(&text);
    return status;
}

static situ_status read_bound_sheet(book *b, cursor *c)
{
    situ_status status = SITU_OK;
    situ_str name;
    situ_str_init(&name);
    uint32_t offset = word(c);
    offset |= word(c) << 16;
    uint32_t state = byte(c) & 3, kind = byte(c);
    SITU_TRY(plain_string(b, c, 1, &name));
    if (kind != 0 || c->broken || b->ref_count >= MAX_SHEETS)
        goto done; // a chart, a module
    SITU_TRY(situ_grow(&b->refs, &b->ref_capacity, b->ref_count + 1, sizeof *b->refs, b->err));
    char *copy = situ_arena_strdup(b->scratch, name.data);
    if (!copy) {
        status = situ_fail_nomem(b->err);
        goto done;
    }
    b->refs[b->ref_count++] = (sheet_ref){.offset = offset, .name = copy, .hidden = state != 0};
done:
    situ_str_free(&name);
    return status;
}

static situ_status read_format(book *b, cursor *c)
{
    situ_status status = SITU_OK;
    situ_str code;
    situ_str_init(&code);
    uint32_t id = word(c);
    SITU_TRY(plain_string(b, c, b->version < 8 ? 1 : 2, &code));
    if (b->format_count >= 4096)
        goto done;
    SITU_TRY(situ_grow(&b->formats, &b->format_capacity, b->format_count + 1, sizeof *b->formats, b->err));
    char *copy = situ_arena_strdup(b->scratch, code.data);
    if (!copy) {
        status = situ_fail_nomem(b->err);
        goto done;
    }
    b->formats[b->format_count++] = (number_format){.id = id, .code = copy};
done:
    situ_str_free(&code);
    return status;
}

static situ_status read_globals(book *b)
{
    situ_status status = SITU_OK;
    cursor c = {.data = b->data, .bytes = b->bytes};
    uint32_t type = 0;
    for (bool first = true; status == SITU_OK && next_record(&c, &type); first = false) {
        if (first && type == 0x809 && c.end - c.at >= 4)
            b->version = u16(c.data + c.at) >= 0x600 ? 8 : 5;
        size_t n = c.end - c.at;
        if (type == R_EOF)
            break;
        if (type == R_FILEPASS) {
            status = situ_fail(b->err, SITU_E_UNSUPPORTED, _("open it, remove the password, save it as .xlsx"), "%s",
                               _("the workbook is locked with a password"));
        } else if (type == R_CODEPAGE && n >= 2) {
            b->code_page = u16(c.data + c.at);
        } else if (type == R_DATEMODE && n >= 2) {
            b->date1904 = u16(c.data + c.at) == 1;
        } else if (type == R_FORMAT && n >= 3) {
            status = read_format(b, &c);
        } else if (type == R_XF && n >= 4 && b->xf_count < MAX_STYLES) {
            status = situ_grow(&b->xf, &b->xf_capacity, b->xf_count + 1, sizeof *b->xf, b->err);
            if (status == SITU_OK)
                b->xf[b->xf_count++] = u16(c.data + c.at + 2);
        } else if (type == R_BOUNDSHEET && n >= 7) {
            status = read_bound_sheet(b, &c);
        } else if (type == R_SST && n >= 8) {
            status = read_strings(b, &c);
        }
    }
    return status;
}

// Formats may stand behind the styles that use them, so this comes last.
static void settle_styles(book *b)
{
    for (size_t x = 0; x < b->xf_count; x++) {
        const char *code = NULL;
        for (size_t i = 0; i < b->format_count; i++)
            if (b->formats[i].id == b->xf[x])
                code = b->formats[i].code;
        b->xf[x] = situ_number_style_of((int)b->xf[x], code);
    }
}

// --- cells ---

typedef struct sheet_pass {
    book *b;
    situ_sheet_builder *builder;
    situ_str text;
    situ_str drawing; // Escher records of the whole sheet
    uint32_t formula_row, formula_column; // of the formula whose text comes in the next record
} sheet_pass;

static situ_status put_number(sheet_pass *s, uint32_t row, uint32_t column, uint32_t xf, double v)
{
    situ_cell *cell = NULL;
    situ_status status = situ_sheet_builder_cell(s->builder, row, column, &cell, s->b->err);
    if (status == SITU_OK)
        status = situ_cell_set_number(cell, v, xf < s->b->xf_count ? s->b->xf[xf] : SITU_NUMBER_PLAIN, s->b->date1904, s->b->sheets->arena, s->b->err);
    return status;
}

static situ_status put_text(sheet_pass *s, uint32_t row, uint32_t column, const char *text, situ_cell_kind kind)
{
    situ_cell *cell = NULL;
    if (!text[0] && kind == SITU_CELL_STRING)
        return SITU_OK;
    situ_status status = situ_sheet_builder_cell(s->builder, row, column, &cell, s->b->err);
    if (status == SITU_OK)
        *cell = (situ_cell){.kind = kind, .text = text};
    return status;
}

static situ_status put_copy(sheet_pass *s, uint32_t row, uint32_t column)
{
    if (s->text.length == 0)
        return SITU_OK;
    const char *copy = situ_str_ok(&s->text) ? situ_arena_strdup(s->b->sheets->arena, s->text.data) : NULL;
    return copy ? put_text(s, row, column, copy, SITU_CELL_STRING) : situ_fail_nomem(s->b->err);
}

static const char *error_text(uint32_t code)
{
    switch (code) {
    case 0x00: return "#NULL!";
    case 0x07: return "#DIV/0!";
    case 0x0F: return "#VALUE!";
    case 0x17: return "#REF!";
    case 0x1D: return "#NAME?";
    case 0x24: return "#NUM!";
    default: return "#N/A";
    }
}

static double number_of_rk(uint32_t rk)
{
    double v;
    if (rk & 2) {
        v = (double)((int32_t)rk >> 2);
    } else {
        uint64_t bits = (uint64_t)(rk & ~3u) << 32;
        memcpy(&v, &bits, sizeof v);
    }
    return rk & 1 ? v / 100 : v;
}

static situ_status put_bool(sheet_pass *s, uint32_t row, uint32_t column, bool value)
{
    situ_cell *cell = NULL;
    situ_status status = situ_sheet_builder_cell(s->builder, row, column, &cell, s->b->err);
    if (status == SITU_OK)
        *cell = (situ_cell){.kind = SITU_CELL_BOOLEAN, .number = value, .text = value ? "1" : "0"};
    return status;
}

static situ_status put_formula(sheet_pass *s, const unsigned char *p, size_t n)
{
    uint32_t row = u16(p), column = u16(p + 2), xf = u16(p + 4);
    s->formula_row = UINT32_MAX;
    if (u16(p + 12) != 0xFFFF) {
        double v = f64(p + 6);
        // "Compute me when loading", and nothing computed yet: what programs without formulas write.
        if (v == 0 && n >= 16 && (u16(p + 14) & 2))
            return put_text(s, row, column, "", SITU_CELL_NO_VALUE);
        return put_number(s, row, column, xf, v);
    }
    switch (p[6]) {
    case 0:
        s->formula_row = row;
        s->formula_column = column;
        return SITU_OK;
    case 1: return put_bool(s, row, column, p[8] != 0);
    case 2: return put_text(s, row, column, error_text(p[8]), SITU_CELL_NO_VALUE);
    default: return SITU_OK;
    }
}

static situ_status put_many(sheet_pass *s, const unsigned char *p, size_t n)
{
    situ_status status = SITU_OK;
    uint32_t row = u16(p), column = u16(p + 2);
    for (size_t at = 4; at + 6 <= n - 2 && status == SITU_OK; at += 6, column++)
        status = put_number(s, row, column, u16(p + at), number_of_rk(u32(p + at + 2)));
    return status;
}

static situ_status put_merges(sheet_pass *s, const unsigned char *p, size_t n)
{
    situ_status status = SITU_OK;
    size_t count = u16(p);
    for (size_t i = 0; i < count && 2 + 8 * (i + 1) <= n && status == SITU_OK; i++) {
        const unsigned char *q = p + 2 + 8 * i;
        situ_merge m = {.row0 = u16(q), .row1 = u16(q + 2), .column0 = u16(q + 4), .column1 = u16(q + 6)};
        if (m.row1 >= m.row0 && m.column1 >= m.column0)
            status = situ_sheet_builder_merge(s->builder, m, s->b->err);
    }
    return status;
}

// Records whose layout is rw, col, xf and a value.
static situ_status put_cell(sheet_pass *s, uint32_t type, cursor *c)
{
    situ_status status = SITU_OK;
    const unsigned char *p = c->data + c->at;
    size_t n = c->end - c->at;
    uint32_t row = u16(p), column = u16(p + 2), xf = u16(p + 4);
    if (type == R_LABELSST && n >= 10) {
        uint32_t i = u32(p + 6);
        if (i >= s->b->string_count)
            return damaged(s->b);
        status = put_text(s, row, column, s->b->strings[i], SITU_CELL_STRING);
    } else if ((type == R_LABEL || type == R_RSTRING) && n >= 8) {
        c->at += 6;
        status = plain_string(s->b, c, 2, &s->text);
        if (status == SITU_OK)
            status = put_copy(s, row, column);
    } else if (type == R_NUMBER && n >= 14) {
        status = put_number(s, row, column, xf, f64(p + 6));
    } else if (type == R_RK && n >= 10) {
        status = put_number(s, row, column, xf, number_of_rk(u32(p + 6)));
    } else if (type == R_BOOLERR && n >= 8) {
        status = p[7] ? put_text(s, row, column, error_text(p[6]), SITU_CELL_NO_VALUE) : put_bool(s, row, column, p[6] != 0);
    } else if (type == R_FORMULA && n >= 14) {
        status = put_formula(s, p, n);
    } else if (type == R_MULRK && n >= 12) {
        status = put_many(s, p, n);
    } else if (type == R2_INTEGER && n >= 9) {
        status = put_number(s, row, column, UINT32_MAX, u16(p + 7));
    } else if (type == R2_NUMBER && n >= 15) {
        status = put_number(s, row, column, UINT32_MAX, f64(p + 7));
    } else if (type == R2_LABEL && n >= 8) {
        c->at += 7;
        status = plain_string(s->b, c, 1, &s->text);
        if (status == SITU_OK)
            status = put_copy(s, row, column);
    }
    return status;
}

static situ_status on_record(sheet_pass *s, uint32_t type, cursor *c)
{
    situ_status status = SITU_OK;
    const unsigned char *p = c->data + c->at;
    size_t n = c->end - c->at;
    switch (type) {
    case R_STRING:
        if (s->formula_row != UINT32_MAX && n >= 2) {
            status = plain_string(s->b, c, 2, &s->text);
            if (status == SITU_OK)
                status = put_copy(s, s->formula_row, s->formula_column);
            s->formula_row = UINT32_MAX;
        }
        break;
    case R_ROW:
        if (n >= 16 && (u16(p + 12) & 0x20))
            status = situ_sheet_builder_hide_row(s->builder, u16(p), s->b->err);
        break;
    case R_COLINFO:
        if (n >= 10 && (u16(p + 8) & 1) && (u16(p) == 0 || u16(p + 2) < 255))
            status = situ_sheet_builder_hide_columns(s->builder, u16(p), u16(p + 2), s->b->err);
        break;
    case R_MERGES:
        if (n >= 2)
            status = put_merges(s, p, n);
        break;
    case R_DRAWING:
        do
            situ_str_add_n(&s->drawing, (const char *)c->data + c->at, c->end - c->at);
        while (go_on(c));
        break;
    default:
        if (n >= 6)
            status = put_cell(s, type, c);
        break;
    }
    return status;
}

// Pictures that float over cells: a shape of the kind "picture frame" and the anchor behind it.
static void find_pictures(sheet_pass *s)
{
    enum { CONTAINER = 15, SHAPE = 0xF00A, ANCHOR = 0xF010, PICTURE_FRAME = 75 };
    const unsigned char *p = (const unsigned char *)s->drawing.data;
    size_t n = s->drawing.length, at = 0;
    bool picture = false;
    while (at + 8 <= n) {
        uint32_t head = u16(p + at), type = u16(p + at + 2), length = u32(p + at + 4);
        at += 8;
        if ((head & 15) == CONTAINER)
            continue;
        if (length > n - at)
            break;
        if (type == SHAPE) {
            picture = head >> 4 == PICTURE_FRAME;
        } else if (type == ANCHOR && length >= 18 && picture) {
            situ_merge m = {.column0 = u16(p + at + 2), .row0 = u16(p + at + 6), .column1 = u16(p + at + 10), .row1 = u16(p + at + 14)};
            m.column1 -= m.column1 > m.column0 && u16(p + at + 12) < 200; // of 1024: only touched
            m.row1 -= m.row1 > m.row0 && u16(p + at + 16) < 64;           // of 256
            if (m.row1 >= m.row0 && m.column1 >= m.column0 && m.row1 - m.row0 < 4 && m.column1 - m.column0 < 6)
                situ_sheet_builder_picture(s->builder, m);
        }
        at += length;
    }
}

static situ_status read_sheet(book *b, const sheet_ref *ref)
{
    situ_status status = SITU_OK;
    situ_sheet_builder builder = {0};
    situ_sheet *sheet = NULL;
    sheet_pass s = {.b = b, .builder = &builder, .formula_row = UINT32_MAX};
    cursor c = {.data = b->data, .bytes = b->bytes, .next = ref->offset};
    uint32_t type = 0;
    int depth = 0;
    bool ended = false;
    situ_str_init(&s.text);
    situ_str_init(&s.drawing);
    while (!ended && next_record(&c, &type)) {
        bool begin = type == 0x09 || type == 0x209 || type == 0x409 || type == 0x809;
        if (depth == 0 && !begin)
            break;
        depth += begin;
        if (type == R_EOF)
            ended = --depth == 0;
        else if (!begin && depth == 1)
            SITU_TRY(on_record(&s, type, &c));
    }
    if (!ended) {
        status = damaged(b);
        goto done;
    }
    find_pictures(&s);
    SITU_TRY(situ_sheets_add(b->sheets, ref->name, ref->hidden, &sheet, b->err));
    SITU_TRY(situ_sheet_builder_finish(&builder, sheet, b->err));
done:
    if (status != SITU_OK)
        situ_error_at(b->err, NULL, ref->name, NULL, 0, 0);
    situ_sheet_builder_free(&builder);
    situ_str_free(&s.text);
    situ_str_free(&s.drawing);
    return status;
}

static situ_status read_stream(book *b, const char *path)
{
    situ_status status = SITU_OK;
    situ_ole *ole = NULL;
    char *data = NULL;
    SITU_TRY(situ_ole_open(&ole, path, b->err));
    if (situ_ole_has(ole, "EncryptedPackage")) {
        status = situ_fail(b->err, SITU_E_UNSUPPORTED, _("open it, remove the password, save it as .xlsx"), "%s",
                           _("the workbook is locked with a password"));
        goto done;
    }
    const char *name = situ_ole_has(ole, "Workbook") ? "Workbook" : "Book";
    if (!situ_ole_has(ole, name)) {
        status = situ_fail(b->err, SITU_E_FORMAT, _("open it in WPS or Excel and save it as .xlsx"), "%s", _("the file holds no workbook"));
        goto done;
    }
    SITU_TRY(situ_ole_stream(&data, &b->bytes, ole, name, b->err));
    b->data = (unsigned char *)data;
done:
    situ_ole_free(ole);
    return status;
}

// Bare streams: one sheet, from its BOF to its EOF.
static bool is_bare(const unsigned char *head, size_t n)
{
    return n >= 6 && head[0] == 0x09 && (head[1] == 0 || head[1] == 2 || head[1] == 4 || head[1] == 8) && head[3] == 0 && head[2] >= 4 && head[2] <= 16;
}

static bool xls_matches(const unsigned char *head, size_t n)
{
    return situ_ole_matches(head, n) || is_bare(head, n);
}

static situ_status read_book(book *b, const char *path)
{
    situ_status status = SITU_OK;
    sheet_ref whole = {.offset = 0, .name = (char *)"Sheet1"};
    char *data = NULL;
    unsigned char head[8] = {0};
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    if (is_bare(head, n)) {
        SITU_TRY(situ_read_file(&data, &b->bytes, path, MAX_BYTES, b->err));
        b->data = (unsigned char *)data;
        b->version = head[1] == 8 ? 5 : 4;
        SITU_TRY(read_globals(b));
        if (b->ref_count == 0) {
            settle_styles(b);
            SITU_TRY(read_sheet(b, &whole));
            return SITU_OK;
        }
    } else {
        SITU_TRY(read_stream(b, path));
        SITU_TRY(read_globals(b));
    }
    settle_styles(b);
    for (size_t i = 0; i < b->ref_count; i++)
        SITU_TRY(read_sheet(b, &b->refs[i]));
    if (b->sheets->count == 0)
        status = situ_fail(b->err, SITU_E_FORMAT, _("save the table as .xlsx with a spreadsheet program"), "%s", _("the workbook holds no sheet"));
done:
    return status;
}

static situ_status xls_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    (void)encoding;
    situ_status status = SITU_OK;
    book b = {.version = 8, .err = err};
    *out = NULL;
    SITU_TRY(situ_sheets_new(&b.sheets, err));
    SITU_TRY_ALLOC(b.scratch = situ_arena_new());
    SITU_TRY(read_book(&b, path));
    *out = b.sheets;
    b.sheets = NULL;
done:
    situ_sheets_free(b.sheets);
    situ_arena_free(b.scratch);
    situ_free(b.data);
    situ_free((void *)b.strings);
    situ_free(b.refs);
    situ_free(b.formats);
    situ_free(b.xf);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const xls_extensions[] = {"xls", "et", "ett", "xlt", NULL};

const situ_reader situ_reader_xls = {
    .name = "xls",
    .summary = N_("Excel 97-2003 and WPS workbooks, with merged cells, hidden rows and dates"),
    .extensions = xls_extensions,
    .matches = xls_matches,
    .read = xls_read,
};

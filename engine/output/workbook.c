// SPDX-License-Identifier: MIT
#include "output/workbook.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
    LIST_LIMIT = 255,   // characters a drop-down may hold in itself
    LINK_LIMIT = 65000, // links a sheet may hold: Excel's limit is 65,530
    TEXT_LIMIT = 32767, // characters (UTF-16) of a cell
    A4 = 9,
    A3 = 8,
};

struct situ_workbook {
    lxw_workbook *book;
    lxw_worksheet *sheet, *words; // current; hidden sheet of long drop-downs
    char *sheet_name;
    uint16_t word_columns;
    size_t links; // of the current sheet
    lxw_format *formats[SITU_CELL_STYLE_COUNT][SITU_FORM_COUNT];
    lxw_format *shares[4];
    situ_atomic *atomic;
    char *path;
};

typedef enum frame { NO_FRAME, THIN, BELOW } frame;
typedef struct look {
    int fill, color; // -1 = none
    bool bold;
    frame frame;
    bool wrap, center;
    double size;
    const char *number;
} look;

// The four levels have the official colours; white text on blue and on the bar only.
#define PLAIN_SIZE 10
#define FONT "微软雅黑" // on every Windows; others take their own in its place
static const look LOOKS[SITU_CELL_STYLE_COUNT] = {
    [SITU_CELL_PLAIN] = {-1, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_TITLE] = {-1, 0x1F4E5F, true, NO_FRAME, false, true, 16, NULL},
    [SITU_CELL_HEADER] = {0xE4ECEF, 0x2B2B2B, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_NOTE] = {-1, 0x6B645C, false, NO_FRAME, false, false, 9, NULL},
    [SITU_CELL_DATE] = {-1, 0x2B2B2B, false, THIN, false, true, PLAIN_SIZE, "yyyy-mm-dd"},
    [SITU_CELL_INTEGER] = {-1, 0x2B2B2B, false, THIN, false, false, PLAIN_SIZE, "#,##0"},
    [SITU_CELL_WARN] = {0xFFF3CD, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, "#,##0"},
    [SITU_CELL_ERROR] = {0xF8D3D0, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, "#,##0"},
    [SITU_CELL_REPAIRED] = {0xDCEBDD, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, "#,##0"},
    [SITU_CELL_TOTAL] = {0xF3F1EC, 0x2B2B2B, true, THIN, true, false, PLAIN_SIZE, "#,##0"},
    [SITU_CELL_LEVEL1] = {0xFF0000, 0x000000, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_LEVEL2] = {0xFF8000, 0x000000, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_LEVEL3] = {0xFFFF00, 0x000000, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_LEVEL4] = {0x0070C0, 0xFFFFFF, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_LEVEL0] = {0xBFBFBF, 0x000000, false, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_BAR] = {0x1F4E5F, 0xFFFFFF, true, NO_FRAME, false, false, 18, NULL},
    [SITU_CELL_BAR_NOTE] = {0x1F4E5F, 0xDDE6E9, false, NO_FRAME, false, false, 10, NULL},
    [SITU_CELL_HEADING] = {-1, 0x1F4E5F, true, BELOW, false, false, 12, NULL},
    [SITU_CELL_FIGURE] = {-1, 0x1F4E5F, true, THIN, false, true, 20, "#,##0"},
    [SITU_CELL_FIGURE_NAME] = {0xF3F1EC, 0x6B645C, false, THIN, true, true, 10, NULL},
    [SITU_CELL_BODY] = {-1, 0x2B2B2B, false, NO_FRAME, true, false, 10.5, NULL},
    [SITU_CELL_LINK] = {-1, 0x1F4E5F, false, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_CENTER] = {-1, 0x2B2B2B, false, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_GREY] = {0xE6E3DE, 0x6B645C, false, THIN, true, false, PLAIN_SIZE, "#,##0"},
    [SITU_CELL_REQUIRED] = {0x1F4E5F, 0xFFFFFF, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_EXAMPLE] = {0xF3F1EC, 0x6B645C, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_TYPED] = {-1, 0x2B2B2B, false, NO_FRAME, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_BOOKED] = {-1, 0x8A8279, false, THIN, false, false, 9, NULL},
    [SITU_CELL_COPY] = {-1, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_TITLE] = {-1, 0x6B645C, false, NO_FRAME, false, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_HEADER] = {0xE4ECEF, 0x2B2B2B, true, THIN, true, true, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_REPAIRED] = {0xCDE5CF, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_DOUBT] = {0xFFE8A6, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_REJECTED] = {0xFBE3E1, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_BAD] = {0xEFA59D, 0x2B2B2B, true, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_SKIPPED] = {0xE6E3DE, 0x6B645C, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_MADE] = {0xF3F1EC, 0x2B2B2B, false, THIN, true, false, PLAIN_SIZE, NULL},
    [SITU_CELL_COPY_MADE_HEADER] = {0x1F4E5F, 0xFFFFFF, true, THIN, true, true, PLAIN_SIZE, NULL},
};

static situ_status failed(situ_workbook *book, lxw_error code, uint32_t row, uint16_t column, situ_error *err)
{
    if (code == LXW_NO_ERROR)
        return SITU_OK;
    if (code == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return situ_fail_nomem(err);
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(cell, row, column);
    situ_status status = situ_fail(err, code == LXW_ERROR_CREATING_XLSX_FILE ? SITU_E_IO : SITU_E_EXTERNAL, NULL, _("the workbook cannot take this: %s"), lxw_strerror(code));
    situ_error_at(err, book->path, book->sheet_name, cell, 0, 0);
    return status;
}

static lxw_format *format_in(situ_workbook *book, situ_cell_style style, situ_cell_form form)
{
    static const char *const forms[SITU_FORM_COUNT] = {NULL, "@", "0", "yyyy-mm-dd", NULL};
    if (book->formats[style][form])
        return book->formats[style][form];
    lxw_format *f = workbook_add_format(book->book);
    if (!f)
        return NULL;
    const look *l = &LOOKS[style];
    format_set_font_name(f, FONT);
    format_set_font_size(f, l->size);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (l->fill >= 0) {
        format_set_pattern(f, LXW_PATTERN_SOLID);
        format_set_bg_color(f, (lxw_color_t)l->fill);
    }
    if (l->color >= 0)
        format_set_font_color(f, l->color == 0 ? LXW_COLOR_BLACK : (lxw_color_t)l->color);
    if (l->bold)
        format_set_bold(f);
    if (l->frame == THIN) {
        format_set_border(f, LXW_BORDER_THIN);
        format_set_border_color(f, 0xC9C4BC);
    } else if (l->frame == BELOW) {
        format_set_bottom(f, LXW_BORDER_THIN);
        format_set_bottom_color(f, 0x1F4E5F);
    }
    if (l->wrap)
        format_set_text_wrap(f);
    if (l->center)
        format_set_align(f, LXW_ALIGN_CENTER);
    if (style == SITU_CELL_BAR || style == SITU_CELL_BAR_NOTE)
        format_set_indent(f, 1);
    if (form == SITU_FORM_FIGURE) {
        format_set_align(f, LXW_ALIGN_RIGHT);
        format_set_indent(f, 1);
    }
    if (style == SITU_CELL_LINK)
        format_set_underline(f, LXW_UNDERLINE_SINGLE);
    if (forms[form] || l->number)
        format_set_num_format(f, forms[form] ? forms[form] : l->number);
    return book->formats[style][form] = f;
}

static lxw_format *format_of(situ_workbook *book, situ_cell_style style)
{
    return format_in(book, style, SITU_FORM_DEFAULT);
}

static situ_status open_book(situ_workbook **out, const char *path, const char *date_iso, bool large, situ_error *err)
{
    situ_status status;
    lxw_workbook_options options = {.constant_memory = large};
    *out = NULL;
    situ_workbook *book = situ_calloc(1, sizeof *book);
    SITU_TRY_ALLOC(book);
    book->path = situ_strdup(path);
    SITU_TRY_ALLOC(book->path);
    SITU_TRY(situ_atomic_begin(&book->atomic, path, err));
    book->book = workbook_new_opt(situ_atomic_path(book->atomic), &options);
    SITU_TRY_ALLOC(book->book);
    struct tm day = {.tm_year = 100, .tm_mday = 1}; // 2000-01-01 unless told
    int y, m, d;
    if (date_iso && sscanf(date_iso, "%4d-%2d-%2d", &y, &m, &d) == 3)
        day = (struct tm){.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d};
    lxw_doc_properties properties = {.created = timegm(&day), .comments = "situ"};
    if (workbook_set_properties(book->book, &properties) != LXW_NO_ERROR) {
        status = situ_fail_nomem(err);
        goto done;
    }
    *out = book;
    book = NULL;
    status = SITU_OK;
done:
    situ_workbook_abort(book);
    return status;
}

situ_status situ_workbook_new(situ_workbook **out, const char *path, const char *date_iso, situ_error *err)
{
    return open_book(out, path, date_iso, false, err);
}

situ_status situ_workbook_new_large(situ_workbook **out, const char *path, const char *date_iso, situ_error *err)
{
    return open_book(out, path, date_iso, true, err);
}

void situ_workbook_abort(situ_workbook *book)
{
    if (!book)
        return;
    if (book->book)
        lxw_workbook_free(book->book);
    situ_atomic_abort(book->atomic);
    situ_free(book->sheet_name);
    situ_free(book->path);
    situ_free(book);
}

situ_status situ_workbook_sheet(situ_workbook *book, const char *name, situ_error *err)
{
    situ_status status;
    lxw_error bad = workbook_validate_sheet_name(book->book, name);
    if (bad != LXW_NO_ERROR)
        return situ_fail(err, SITU_E_ARGUMENT, _("at most 31 characters, none of [ ] : * ? / \\"), _("%s cannot be the name of a sheet: %s"), name, lxw_strerror(bad));
    char *copy = situ_strdup(name);
    SITU_TRY_ALLOC(copy);
    situ_free(book->sheet_name);
    book->sheet_name = copy;
    book->sheet = workbook_add_worksheet(book->book, name);
    SITU_TRY_ALLOC(book->sheet);
    book->links = 0;
    worksheet_set_paper(book->sheet, A4);
    worksheet_set_landscape(book->sheet);
    worksheet_fit_to_pages(book->sheet, 1, 0);
    worksheet_set_margins(book->sheet, 0.5, 0.5, 0.6, 0.7);
    SITU_TRY(failed(book, worksheet_set_footer(book->sheet, "&L&9&A&R&9第 &P 页,共 &N 页"), 0, 0, err));
    status = SITU_OK;
done:
    return status;
}

void situ_workbook_sheet_name(const char *wanted, bool (*taken)(const char *name, void *user), void *user, char out[128])
{
    char base[128], suffix[16] = "";
    size_t used = 0, count = 0, cuts[32];
    const char *end = wanted + strlen(wanted);
    for (const char *p = wanted; p < end && count < 31;) {
        const char *start = p;
        uint32_t c = situ_utf8_next(&p, end);
        bool bad = c < 0x20 || (c < 0x80 && strchr("[]:*?/\\'", (int)c));
        cuts[count] = used;
        memcpy(base + used, bad ? "_" : start, bad ? 1 : (size_t)(p - start));
        used += bad ? 1 : (size_t)(p - start);
        count += c > 0xFFFF && !bad ? 2 : 1; // Excel counts in UTF-16
    }
    if (count > 31)
        used = cuts[30];
    while (used > 0 && base[used - 1] == ' ')
        used--;
    base[used] = 0;
    if (used == 0)
        memcpy(base, "表", sizeof "表");
    snprintf(out, 128, "%s", base);
    for (unsigned n = 2; taken && taken(out, user) && n < 10000; n++) {
        size_t keep = strlen(base), signs = situ_utf8_count(base);
        snprintf(suffix, sizeof suffix, "(%u)", n);
        for (; signs + strlen(suffix) > 31 - (count > signs ? count - signs : 0) && keep > 0; signs--)
            do
                keep--;
            while (keep > 0 && ((unsigned char)base[keep] & 0xC0) == 0x80);
        snprintf(out, 128, "%.*s%s", (int)keep, base, suffix);
    }
}

// A text longer than a cell may hold, cut at a character; NULL when it fits.
static char *cut_text(const char *text)
{
    size_t units = 0;
    const char *end = text + strlen(text);
    if (end - text <= TEXT_LIMIT)
        return NULL;
    for (const char *p = text; p < end;) {
        const char *start = p;
        units += situ_utf8_next(&p, end) > 0xFFFF ? 2 : 1;
        if (units > TEXT_LIMIT)
            return situ_strndup(text, (size_t)(start - text));
    }
    return NULL;
}

static situ_status put_text(situ_workbook *book, uint32_t row, uint16_t column, const char *text, lxw_format *format, situ_error *err)
{
    if (!format)
        return situ_fail_nomem(err);
    if (!text || !*text)
        return failed(book, worksheet_write_blank(book->sheet, row, column, format), row, column, err);
    char *cut = cut_text(text);
    lxw_error code = worksheet_write_string(book->sheet, row, column, cut ? cut : text, format);
    situ_free(cut);
    return failed(book, code, row, column, err);
}

situ_status situ_workbook_text(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_cell_style style, situ_error *err)
{
    return put_text(book, row, column, text, format_of(book, style), err);
}

situ_status situ_workbook_code(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_cell_style style, situ_error *err)
{
    return put_text(book, row, column, text, format_in(book, style, SITU_FORM_TEXT), err);
}

situ_status situ_workbook_number(situ_workbook *book, uint32_t row, uint16_t column, double value, situ_cell_style style, situ_error *err)
{
    // Spreadsheets show long numbers as 1.38E+11 unless told.
    bool long_whole = fabs(value) >= 1e11 && value == trunc(value) && !LOOKS[style].number;
    bool figure = LOOKS[style].number && !LOOKS[style].center && LOOKS[style].frame == THIN; // counts keep off the next column's words
    lxw_format *format = format_in(book, style, long_whole ? SITU_FORM_WHOLE : figure ? SITU_FORM_FIGURE : SITU_FORM_DEFAULT);
    if (!format)
        return situ_fail_nomem(err);
    if (value - value != 0) // NaN and infinities have no place in a workbook
        return failed(book, worksheet_write_blank(book->sheet, row, column, format), row, column, err);
    return failed(book, worksheet_write_number(book->sheet, row, column, value, format), row, column, err);
}

// Days that spreadsheets count alike: before March 1900 they do not.
static bool parse_day(const char *iso, lxw_datetime *day)
{
    int y, m, d;
    if (!iso || strlen(iso) != 10 || sscanf(iso, "%4d-%2d-%2d", &y, &m, &d) != 3 || y < 1900 || y > 9999 || (y == 1900 && m < 3))
        return false;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (m < 1 || m > 12 || d < 1 || d > days[m - 1] + (m == 2 && leap))
        return false;
    *day = (lxw_datetime){.year = y, .month = m, .day = d};
    return true;
}

situ_status situ_workbook_day(situ_workbook *book, uint32_t row, uint16_t column, const char *iso, situ_cell_style style, situ_error *err)
{
    lxw_datetime day;
    if (!parse_day(iso, &day))
        return situ_workbook_text(book, row, column, iso, style == SITU_CELL_DATE ? SITU_CELL_PLAIN : style, err);
    lxw_format *format = format_in(book, style, SITU_FORM_DATE);
    if (!format)
        return situ_fail_nomem(err);
    return failed(book, worksheet_write_datetime(book->sheet, row, column, &day, format), row, column, err);
}

situ_status situ_workbook_date(situ_workbook *book, uint32_t row, uint16_t column, const char *iso, situ_error *err)
{
    return situ_workbook_day(book, row, column, iso, SITU_CELL_DATE, err);
}

situ_status situ_workbook_formula(situ_workbook *book, uint32_t row, uint16_t column, const char *formula, double cached, situ_error *err)
{
    lxw_format *format = format_of(book, SITU_CELL_INTEGER);
    if (!format)
        return situ_fail_nomem(err);
    return failed(book, worksheet_write_formula_num(book->sheet, row, column, formula, format, cached), row, column, err);
}

situ_status situ_workbook_link(situ_workbook *book, uint32_t row, uint16_t column, const char *target, const char *text, const char *tip,
                               situ_cell_style style, situ_error *err)
{
    if (++book->links > LINK_LIMIT || strlen(target) > 2000)
        return situ_workbook_text(book, row, column, text, style, err);
    lxw_format *format = format_of(book, style);
    if (!format)
        return situ_fail_nomem(err);
    return failed(book, worksheet_write_url_opt(book->sheet, row, column, target, format, text, tip), row, column, err);
}

situ_status situ_workbook_shares(situ_workbook *book, uint32_t row, uint16_t column, const size_t shares[4], situ_error *err)
{
    static const int colors[4] = {0x5B8A9A, 0x7FB285, 0xE07A6E, 0xC9C4BC};
    enum { SIGNS = 30 };
    char bars[4][3 * SIGNS + 1];
    lxw_rich_string_tuple parts[4], *list[5] = {NULL};
    size_t n = 0, total = shares[0] + shares[1] + shares[2] + shares[3], before = 0, drawn = 0;
    lxw_format *cell = format_of(book, SITU_CELL_PLAIN);
    if (!cell)
        return situ_fail_nomem(err);
    for (size_t k = 0; total > 0 && k < 4; k++) {
        before += shares[k];
        size_t upto = (size_t)(SIGNS * (double)before / (double)total + 0.5), length = 0;
        if (shares[k] > 0 && upto == drawn && drawn < SIGNS)
            upto++; // a few among many still show
        if (!book->shares[k]) {
            lxw_format *f = book->shares[k] = workbook_add_format(book->book);
            if (!f)
                return situ_fail_nomem(err);
            format_set_font_name(f, "Courier New"); // a fixed share of the column, whatever the bar
            format_set_font_size(f, 9);
            format_set_font_color(f, (lxw_color_t)colors[k]);
        }
        for (; drawn < upto; drawn++, length += 3)
            memcpy(bars[k] + length, "█", 3);
        bars[k][length] = 0;
        parts[k] = (lxw_rich_string_tuple){book->shares[k], bars[k]};
        if (length > 0)
            list[n++] = &parts[k];
    }
    if (n == 0)
        return failed(book, worksheet_write_blank(book->sheet, row, column, cell), row, column, err);
    if (n == 1) { // a rich string has two parts at least: cut the only one
        char *whole = list[0]->string, first[3 * SIGNS + 1];
        size_t half = strlen(whole) / 6 * 3;
        snprintf(first, sizeof first, "%.*s", (int)half, whole);
        lxw_rich_string_tuple head = {list[0]->format, first}, tail = {list[0]->format, whole + half};
        lxw_rich_string_tuple *two[] = {&head, &tail, NULL};
        return failed(book, worksheet_write_rich_string(book->sheet, row, column, two, cell), row, column, err);
    }
    return failed(book, worksheet_write_rich_string(book->sheet, row, column, list, cell), row, column, err);
}

situ_status situ_workbook_merge(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, const char *text,
                                situ_cell_style style, situ_error *err)
{
    if (row0 == row1 && column0 == column1)
        return situ_workbook_text(book, row0, column0, text, style, err);
    lxw_format *format = format_of(book, style);
    if (!format)
        return situ_fail_nomem(err);
    char *cut = text ? cut_text(text) : NULL;
    lxw_error code = worksheet_merge_range(book->sheet, row0, column0, row1, column1, cut ? cut : text ? text : "", format);
    situ_free(cut);
    return failed(book, code, row0, column0, err);
}

situ_status situ_workbook_join(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, situ_error *err)
{
    if (row0 == row1 && column0 == column1)
        return SITU_OK;
    // Without text and format no cell is written.
    return failed(book, worksheet_merge_range(book->sheet, row0, column0, row1, column1, "", NULL), row0, column0, err);
}

situ_status situ_workbook_width(situ_workbook *book, uint16_t first, uint16_t last, double characters, situ_error *err)
{
    return failed(book, worksheet_set_column(book->sheet, first, last, characters, NULL), 0, first, err);
}

situ_status situ_workbook_column(situ_workbook *book, uint16_t column, double characters, situ_cell_style style, situ_cell_form form, bool hidden,
                                 situ_error *err)
{
    lxw_format *format = format_in(book, style, form);
    lxw_row_col_options options = {.hidden = hidden};
    if (!format)
        return situ_fail_nomem(err);
    return failed(book, worksheet_set_column_opt(book->sheet, column, column, characters, format, &options), 0, column, err);
}

situ_status situ_workbook_height(situ_workbook *book, uint32_t row, double points, situ_error *err)
{
    return failed(book, worksheet_set_row(book->sheet, row, points, NULL), row, 0, err);
}

situ_status situ_workbook_filter(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, situ_error *err)
{
    return failed(book, worksheet_autofilter(book->sheet, row0, column0, row1, column1), row0, column0, err);
}

void situ_workbook_report_page(situ_workbook *book, bool landscape)
{
    worksheet_gridlines(book->sheet, LXW_HIDE_ALL_GRIDLINES);
    if (!landscape)
        worksheet_set_portrait(book->sheet);
    worksheet_center_horizontally(book->sheet);
}

void situ_workbook_wide_page(situ_workbook *book, double characters, uint16_t first_columns)
{
    enum { A4_CHARACTERS = 190, A3_CHARACTERS = 300 }; // what is still read when fitted to the page
    if (characters <= A4_CHARACTERS)
        return;
    worksheet_set_paper(book->sheet, A3);
    if (characters > A3_CHARACTERS) {
        worksheet_fit_to_pages(book->sheet, (uint16_t)ceil(characters / A3_CHARACTERS), 0);
        if (first_columns > 0)
            (void)worksheet_repeat_columns(book->sheet, 0, (lxw_col_t)(first_columns - 1));
    }
}

situ_status situ_workbook_repeat(situ_workbook *book, uint32_t row0, uint32_t row1, situ_error *err)
{
    return failed(book, worksheet_repeat_rows(book->sheet, row0, row1), row0, 0, err);
}

size_t situ_workbook_lines(const char *text, double characters)
{
    size_t lines = 1, width = 0, room = characters > 4 ? (size_t)(characters * 1.04) : 4;
    for (const char *p = text ? text : "", *end = p + strlen(p); p < end;) {
        uint32_t c = situ_utf8_next(&p, end);
        size_t w = c == '\n' ? 0 : situ_utf8_is_wide(c) ? 2 : 1;
        if (c == '\n' || width + w > room) {
            lines++;
            width = 0;
        }
        width += w;
    }
    return lines;
}

double situ_workbook_lines_height(size_t lines)
{
    double height = 4 + 14.5 * (double)lines;
    return height > 400 ? 400 : height; // Excel's limit is 409
}

void situ_workbook_tab(situ_workbook *book, uint32_t rgb)
{
    worksheet_set_tab_color(book->sheet, (lxw_color_t)rgb);
}

situ_status situ_workbook_freeze(situ_workbook *book, uint32_t row, uint16_t column)
{
    worksheet_freeze_panes(book->sheet, row, column);
    if (row > 0)
        worksheet_repeat_rows(book->sheet, 0, row - 1);
    return SITU_OK;
}

// Words too long for the cell's own list go to a hidden sheet, a column each.
static situ_status hide_words(situ_workbook *book, const char *const *words, char *range, size_t size, situ_error *err)
{
    situ_status status;
    uint32_t count = 0;
    if (!book->words) {
        book->words = workbook_add_worksheet(book->book, "选项");
        SITU_TRY_ALLOC(book->words);
        worksheet_hide(book->words);
    }
    for (; words[count]; count++)
        SITU_TRY(failed(book, worksheet_write_string(book->words, count, book->word_columns, words[count], NULL), count, book->word_columns, err));
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(first, 0, book->word_columns, 1, 1);
    lxw_rowcol_to_cell_abs(last, count ? count - 1 : 0, book->word_columns, 1, 1);
    snprintf(range, size, "=选项!%s:%s", first, last);
    book->word_columns++;
    status = SITU_OK;
done:
    return status;
}

static situ_status add_list(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, bool strict, situ_error *err)
{
    situ_status status;
    char range[128];
    size_t length = 0;
    for (size_t i = 0; words[i]; i++)
        length += strlen(words[i]) + 1; // bytes: more than characters, so never too long
    lxw_data_validation v = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = (char **)(uintptr_t)words,
        .error_type = strict ? LXW_VALIDATION_ERROR_TYPE_STOP : LXW_VALIDATION_ERROR_TYPE_WARNING,
        .error_title = "请从列表中选择",
        .error_message = strict ? "该列只接受下拉列表中的内容。" : "下拉列表中没有这个名称。确认无误可以继续。",
    };
    if (length > LIST_LIMIT) {
        SITU_TRY(hide_words(book, words, range, sizeof range, err));
        v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        v.value_list = NULL;
        v.value_formula = range;
    }
    SITU_TRY(failed(book, worksheet_data_validation_range(book->sheet, row0, column, row1, column, &v), row0, column, err));
done:
    return status;
}

situ_status situ_workbook_choices(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, situ_error *err)
{
    return add_list(book, row0, row1, column, words, true, err);
}

situ_status situ_workbook_suggestions(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, situ_error *err)
{
    return add_list(book, row0, row1, column, words, false, err);
}

situ_status situ_workbook_check(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, situ_cell_check check, double low, double high,
                                const char *message, situ_error *err)
{
    lxw_data_validation v = {
        .validate = check == SITU_CHECK_WHOLE ? LXW_VALIDATION_TYPE_INTEGER : check == SITU_CHECK_DATE ? LXW_VALIDATION_TYPE_DATE : LXW_VALIDATION_TYPE_DECIMAL,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_number = low,
        .maximum_number = high,
        .minimum_datetime = {.year = 1900, .month = 3, .day = 1},
        .maximum_datetime = {.year = 2199, .month = 12, .day = 31},
        .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
        .error_title = "请检查输入",
        .error_message = (char *)(uintptr_t)message,
    };
    return failed(book, worksheet_data_validation_range(book->sheet, row0, column, row1, column, &v), row0, column, err);
}

// The box is made as high as its text needs, in lines of about 20 Chinese signs.
situ_status situ_workbook_comment(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_error *err)
{
    size_t lines = 1, width = 0;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        uint32_t c = situ_utf8_next(&p, end);
        width += c == '\n' ? 0 : situ_utf8_is_wide(c) ? 2 : 1;
        if (c == '\n' || width > 38) {
            lines++;
            width = 0;
        }
    }
    if (lines > 20)
        lines = 20;
    lxw_comment_options options = {.author = "situ", .visible = LXW_COMMENT_DISPLAY_HIDDEN, .width = 270, .height = (uint16_t)(18 * lines + 12),
                                   .font_name = FONT, .font_size = 9, .color = 0xFFFDF5};
    char *cut = cut_text(text);
    lxw_error code = worksheet_write_comment_opt(book->sheet, row, column, cut ? cut : text, &options);
    situ_free(cut);
    return failed(book, code, row, column, err);
}

situ_status situ_workbook_close(situ_workbook *book, situ_error *err)
{
    situ_status status;
    lxw_error code = workbook_close(book->book); // frees, whatever happens
    book->book = NULL;
    if (code != LXW_NO_ERROR) {
        status = code == LXW_ERROR_MEMORY_MALLOC_FAILED ? situ_fail_nomem(err)
                     : situ_fail(err, SITU_E_IO, _("is the disk full, the folder writable?"), _("the workbook cannot be written: %s"), lxw_strerror(code));
        situ_error_at(err, book->path, NULL, NULL, 0, 0);
        goto done;
    }
    situ_atomic *ready = book->atomic;
    book->atomic = NULL;
    SITU_TRY(situ_atomic_commit(ready, err));
done:
    situ_workbook_abort(book);
    return status;
}

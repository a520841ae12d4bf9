// SPDX-License-Identifier: MIT
#include "output/workbook.h"

#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"

#define STYLE_COUNT (SITU_CELL_LEVEL0 + 1)
#define LIST_LIMIT 255 // characters a drop-down may hold in itself

struct situ_workbook {
    lxw_workbook *book;
    lxw_worksheet *sheet, *words; // current; hidden sheet of long drop-downs
    char *sheet_name;
    uint16_t word_columns;
    lxw_format *formats[STYLE_COUNT];
    situ_atomic *atomic;
    char *path;
};

typedef struct look {
    int fill, color; // -1 = none
    bool bold, border, wrap, center;
    double size;
    const char *number;
} look;

// The four levels have the official colours; white text on blue only.
static const look LOOKS[STYLE_COUNT] = {
    [SITU_CELL_PLAIN] = {-1, -1, false, true, true, false, 10.5, NULL},
    [SITU_CELL_TITLE] = {-1, 0x1F4E5F, true, false, false, true, 16, NULL},
    [SITU_CELL_HEADER] = {0xE4ECEF, 0x2B2B2B, true, true, true, true, 10.5, NULL},
    [SITU_CELL_NOTE] = {-1, 0x6B645C, false, false, false, false, 9, NULL},
    [SITU_CELL_DATE] = {-1, -1, false, true, false, true, 10.5, "yyyy-mm-dd"},
    [SITU_CELL_INTEGER] = {-1, -1, false, true, false, false, 10.5, "#,##0"},
    [SITU_CELL_WARN] = {0xFFF3CD, -1, false, true, true, false, 10.5, NULL},
    [SITU_CELL_ERROR] = {0xF8D3D0, -1, false, true, true, false, 10.5, NULL},
    [SITU_CELL_REPAIRED] = {0xDCEBDD, -1, false, true, true, false, 10.5, NULL},
    [SITU_CELL_TOTAL] = {0xF3F1EC, -1, true, true, false, false, 10.5, "#,##0"},
    [SITU_CELL_LEVEL1] = {0xFF0000, 0x000000, true, true, false, true, 10.5, NULL},
    [SITU_CELL_LEVEL2] = {0xFF8000, 0x000000, true, true, false, true, 10.5, NULL},
    [SITU_CELL_LEVEL3] = {0xFFFF00, 0x000000, true, true, false, true, 10.5, NULL},
    [SITU_CELL_LEVEL4] = {0x0070C0, 0xFFFFFF, true, true, false, true, 10.5, NULL},
    [SITU_CELL_LEVEL0] = {0xBFBFBF, 0x000000, false, true, false, true, 10.5, NULL},
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

static lxw_format *format_of(situ_workbook *book, situ_cell_style style)
{
    if (book->formats[style])
        return book->formats[style];
    lxw_format *f = workbook_add_format(book->book);
    if (!f)
        return NULL;
    const look *l = &LOOKS[style];
    format_set_font_name(f, "宋体");
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
    if (l->border) {
        format_set_border(f, LXW_BORDER_THIN);
        format_set_border_color(f, 0xC9C4BC);
    }
    if (l->wrap)
        format_set_text_wrap(f);
    if (l->center)
        format_set_align(f, LXW_ALIGN_CENTER);
    if (l->number)
        format_set_num_format(f, l->number);
    return book->formats[style] = f;
}

situ_status situ_workbook_new(situ_workbook **out, const char *path, const char *date_iso, situ_error *err)
{
    situ_status status;
    *out = NULL;
    situ_workbook *book = situ_calloc(1, sizeof *book);
    SITU_TRY_ALLOC(book);
    book->path = situ_strdup(path);
    SITU_TRY_ALLOC(book->path);
    SITU_TRY(situ_atomic_begin(&book->atomic, path, err));
    book->book = workbook_new(situ_atomic_path(book->atomic));
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
    worksheet_set_paper(book->sheet, 9); // A4
    worksheet_set_landscape(book->sheet);
    worksheet_fit_to_pages(book->sheet, 1, 0);
    status = SITU_OK;
done:
    return status;
}

situ_status situ_workbook_text(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_cell_style style, situ_error *err)
{
    lxw_format *format = format_of(book, style);
    if (!format)
        return situ_fail_nomem(err);
    if (!text || !*text)
        return failed(book, worksheet_write_blank(book->sheet, row, column, format), row, column, err);
    return failed(book, worksheet_write_string(book->sheet, row, column, text, format), row, column, err);
}

situ_status situ_workbook_number(situ_workbook *book, uint32_t row, uint16_t column, double value, situ_cell_style style, situ_error *err)
{
    lxw_format *format = format_of(book, style);
    if (!format)
        return situ_fail_nomem(err);
    if (value - value != 0) // NaN and infinities have no place in a workbook
        return failed(book, worksheet_write_blank(book->sheet, row, column, format), row, column, err);
    return failed(book, worksheet_write_number(book->sheet, row, column, value, format), row, column, err);
}

situ_status situ_workbook_date(situ_workbook *book, uint32_t row, uint16_t column, const char *iso, situ_error *err)
{
    int y, m, d;
    if (!iso || sscanf(iso, "%4d-%2d-%2d", &y, &m, &d) != 3 || y < 1900 || m < 1 || m > 12 || d < 1 || d > 31)
        return situ_workbook_text(book, row, column, iso, SITU_CELL_PLAIN, err);
    lxw_format *format = format_of(book, SITU_CELL_DATE);
    if (!format)
        return situ_fail_nomem(err);
    lxw_datetime day = {.year = y, .month = m, .day = d};
    return failed(book, worksheet_write_datetime(book->sheet, row, column, &day, format), row, column, err);
}

situ_status situ_workbook_formula(situ_workbook *book, uint32_t row, uint16_t column, const char *formula, double cached, situ_error *err)
{
    lxw_format *format = format_of(book, SITU_CELL_INTEGER);
    if (!format)
        return situ_fail_nomem(err);
    return failed(book, worksheet_write_formula_num(book->sheet, row, column, formula, format, cached), row, column, err);
}

situ_status situ_workbook_merge(situ_workbook *book, uint32_t row0, uint16_t column0, uint32_t row1, uint16_t column1, const char *text,
                                situ_cell_style style, situ_error *err)
{
    if (row0 == row1 && column0 == column1)
        return situ_workbook_text(book, row0, column0, text, style, err);
    lxw_format *format = format_of(book, style);
    if (!format)
        return situ_fail_nomem(err);
    return failed(book, worksheet_merge_range(book->sheet, row0, column0, row1, column1, text ? text : "", format), row0, column0, err);
}

situ_status situ_workbook_width(situ_workbook *book, uint16_t first, uint16_t last, double characters, situ_error *err)
{
    return failed(book, worksheet_set_column(book->sheet, first, last, characters, NULL), 0, first, err);
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

situ_status situ_workbook_choices(situ_workbook *book, uint32_t row0, uint32_t row1, uint16_t column, const char *const *words, situ_error *err)
{
    situ_status status;
    char range[128];
    size_t length = 0;
    for (size_t i = 0; words[i]; i++)
        length += strlen(words[i]) + 1; // bytes: more than characters, so never too long
    lxw_data_validation v = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = (char **)(uintptr_t)words,
        .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
        .error_title = "请从列表中选择",
        .error_message = "该列只接受下拉列表中的内容。",
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

situ_status situ_workbook_comment(situ_workbook *book, uint32_t row, uint16_t column, const char *text, situ_error *err)
{
    lxw_comment_options options = {.author = "situ", .visible = LXW_COMMENT_DISPLAY_HIDDEN, .x_scale = 1.6, .y_scale = 1.2};
    return failed(book, worksheet_write_comment_opt(book->sheet, row, column, text, &options), row, column, err);
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

// SPDX-License-Identifier: MIT
// Blank ledgers and exported tables as workbooks.
#include "output/form.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "output/form_internal.h"

enum {
    BLANK_ROWS = 500,       // of a template; drop-downs reach as far below exported rows
    LARGE_CELLS = 200000,   // above: written row by row, without holding all
    LOOK_AT = 200,          // rows that decide how wide a column is
};

static size_t width_of(const char *text)
{
    size_t width = 0;
    for (const char *p = text, *end = p + strlen(p); p < end && width < 100;)
        width += situ_utf8_is_wide(situ_utf8_next(&p, end)) ? 2 : 1;
    return width;
}

static double column_width(const situ_form *form, const situ_form_column *c, const situ_table *table)
{
    char buffer[32];
    size_t best = width_of(c->header) + 3;
    best = best < 9 ? 9 : best;
    if (c->role == SITU_FORM_LON || c->role == SITU_FORM_LAT || (c->field && c->field->kind == SITU_FIELD_DATE))
        best = best < 13 ? 13 : best;
    if (!table && c->field && (c->field->kind == SITU_FIELD_TEXT || c->field->kind == SITU_FIELD_PHONE))
        best = best < 18 ? 18 : best;
    if (!table && (strcmp(c->header, "地址") == 0 || strcmp(c->header, "管控措施") == 0))
        best = 28;
    for (size_t k = 0; c->words && c->words[k]; k++)
        best = width_of(c->words[k]) + 4 > best ? width_of(c->words[k]) + 4 : best;
    for (size_t row = 0; table && c->column >= 0 && row < LOOK_AT && row < table->row_count; row++) {
        size_t width = width_of(situ_export_show(form->schema, table, row, (size_t)c->column, buffer)) + 2;
        best = width > best ? width : best;
    }
    size_t most = c->role == SITU_FORM_BOOKED && form->schema ? 14 : 36;
    return best > most ? (double)most : (double)best;
}

static situ_cell_form shown_as(const situ_form_column *c)
{
    if (c->role == SITU_FORM_ID)
        return SITU_FORM_TEXT;
    if (!c->field || c->role != SITU_FORM_FIELD)
        return SITU_FORM_DEFAULT;
    bool code = c->field->kind == SITU_FIELD_PHONE || (c->field->kind == SITU_FIELD_TEXT && (strstr(c->field->name, "code") || strcmp(c->field->name, "no") == 0 || strcmp(c->field->name, "next") == 0));
    return c->field->kind == SITU_FIELD_DATE ? SITU_FORM_DATE : code ? SITU_FORM_TEXT : SITU_FORM_DEFAULT;
}

static situ_status write_headers(situ_workbook *book, const situ_form *form, uint32_t row, const situ_table *table, double *widths, situ_error *err)
{
    situ_status status;
    double total = 0;
    SITU_TRY(situ_workbook_height(book, row, 30, err));
    for (size_t i = 0; i < form->count; i++) {
        const situ_form_column *c = &form->columns[i];
        uint16_t at = (uint16_t)i;
        situ_cell_style style = c->role == SITU_FORM_BOOKED && form->schema ? SITU_CELL_GREY : c->required ? SITU_CELL_REQUIRED : SITU_CELL_HEADER;
        SITU_TRY(situ_workbook_text(book, row, at, c->header, style, err));
        SITU_TRY(situ_workbook_comment(book, row, at, situ_form_note(c), err));
        total += widths[i] = column_width(form, c, table);
        SITU_TRY(situ_workbook_column(book, at, widths[i], SITU_CELL_TYPED, shown_as(c), false, err));
    }
    situ_workbook_wide_page(book, total, form->schema && form->count > 4 ? 2 : 0);
done:
    return status;
}

static situ_status write_rules(situ_workbook *book, const situ_form *form, uint32_t row0, uint32_t row1, const char *const *towns, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < form->count && status == SITU_OK; i++)
        status = situ_form_rule(book, &form->columns[i], (uint16_t)i, row0, row1, towns, err);
    return status;
}

static situ_status write_value(situ_workbook *book, const situ_form *form, const situ_form_column *c, const situ_table *table, size_t row, uint32_t at_row,
                               uint16_t at, const double *points, bool frames, situ_error *err)
{
    static const situ_cell_style levels[] = {SITU_CELL_LEVEL0, SITU_CELL_LEVEL1, SITU_CELL_LEVEL2, SITU_CELL_LEVEL3, SITU_CELL_LEVEL4};
    char buffer[32];
    bool placed = points && isfinite(points[2 * row]) && isfinite(points[2 * row + 1]);
    bool empty = c->role == SITU_FORM_LON || c->role == SITU_FORM_LAT || c->role == SITU_FORM_CRS ? !placed
                                                                                                 : c->column < 0 || situ_table_is_null(table, row, c->column);
    if (empty && !frames)
        return SITU_OK; // millions of empty cells are not worth their frames
    if (c->role == SITU_FORM_LON || c->role == SITU_FORM_LAT)
        return situ_workbook_number(book, at_row, at, placed ? points[2 * row + (c->role == SITU_FORM_LAT)] : NAN, SITU_CELL_PLAIN, err);
    if (c->role == SITU_FORM_CRS)
        return situ_workbook_text(book, at_row, at, placed ? "CGCS2000" : "", SITU_CELL_PLAIN, err);
    if (empty)
        return situ_workbook_text(book, at_row, at, "", c->role == SITU_FORM_BOOKED ? SITU_CELL_BOOKED : SITU_CELL_PLAIN, err);
    const situ_column *column = &table->columns[c->column];
    const char *text = situ_export_show(form->schema, table, row, (size_t)c->column, buffer);
    if (situ_export_is_level(form->schema, column)) {
        int64_t level = situ_table_int(table, row, c->column);
        return situ_workbook_text(book, at_row, at, text, level >= 0 && level <= 4 ? levels[level] : SITU_CELL_PLAIN, err);
    }
    if (c->field && c->field->kind == SITU_FIELD_DATE)
        return situ_workbook_date(book, at_row, at, text, err);
    if (column->type != SITU_TYPE_TEXT && !(c->field && c->field->kind == SITU_FIELD_BOOL))
        return situ_workbook_number(book, at_row, at, situ_table_real(table, row, c->column), SITU_CELL_PLAIN, err);
    if (c->role == SITU_FORM_BOOKED && form->schema)
        return situ_workbook_text(book, at_row, at, text, SITU_CELL_BOOKED, err);
    return shown_as(c) == SITU_FORM_TEXT ? situ_workbook_code(book, at_row, at, text, SITU_CELL_PLAIN, err)
                                         : situ_workbook_text(book, at_row, at, text, SITU_CELL_PLAIN, err);
}

// As high as its fullest cell needs.
static double row_height(const situ_form *form, const situ_table *table, size_t row, const double *widths)
{
    size_t lines = 1;
    for (size_t i = 0; i < form->count; i++) {
        const situ_form_column *c = &form->columns[i];
        if (c->column < 0 || c->role == SITU_FORM_BOOKED || table->columns[c->column].type != SITU_TYPE_TEXT)
            continue;
        const char *text = situ_table_text(table, row, c->column);
        size_t n = text ? situ_workbook_lines(text, widths[i]) : 1;
        lines = n > lines ? n : lines;
    }
    return situ_workbook_lines_height(lines > 6 ? 6 : lines);
}

static situ_status write_rows(situ_workbook *book, const situ_form *form, const situ_table *table, uint32_t first, const double *points, const double *widths,
                              bool frames, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t row = 0; row < table->row_count; row++) {
        SITU_TRY(situ_workbook_height(book, first + (uint32_t)row, row_height(form, table, row, widths), err));
        for (size_t i = 0; i < form->count; i++)
            SITU_TRY(write_value(book, form, &form->columns[i], table, row, first + (uint32_t)row, (uint16_t)i, points, frames, err));
    }
done:
    return status;
}

static situ_status write_example(situ_workbook *book, const situ_form *form, uint32_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < form->count; i++) {
        const char *text = i == 0 ? "示例" : situ_form_example(&form->columns[i]);
        SITU_TRY(shown_as(&form->columns[i]) == SITU_FORM_DATE ? situ_workbook_day(book, row, (uint16_t)i, text, SITU_CELL_EXAMPLE, err)
                                                               : situ_workbook_text(book, row, (uint16_t)i, text, SITU_CELL_EXAMPLE, err));
    }
done:
    return status;
}

situ_status situ_form_write_template(const char *path, const situ_schema *schema, const situ_table *rows, const situ_form_options *options, situ_error *err)
{
    situ_status status;
    situ_workbook *book = NULL;
    situ_form form;
    double *points = NULL, *widths;
    enum { HEADER = 2 };
    bool placed = situ_schema_field(schema, "lon") && (schema->shape == SITU_SHAPE_POINT || schema->shape == SITU_SHAPE_ANY);
    uint32_t last = HEADER + 1 + BLANK_ROWS + (rows ? (uint32_t)rows->row_count : 0);
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    SITU_TRY(situ_form_columns(&form, schema, NULL, placed, arena, err));
    for (size_t i = 0; rows && i < form.count; i++)
        form.columns[i].column = form.columns[i].role == SITU_FORM_ID      ? situ_table_find(rows, "id")
                                 : form.columns[i].role == SITU_FORM_FIELD ? situ_table_find(rows, form.columns[i].field->name) : -1;
    if (situ_schema_field(schema, "no")) { // flow steps have their own number in place of 编号
        form.columns++;
        form.count--;
        for (size_t i = 0; i < form.count; i++) // and it stands first
            if (form.columns[i].field && strcmp(form.columns[i].field->name, "no") == 0) {
                situ_form_column no = form.columns[i];
                memmove(form.columns + 1, form.columns, i * sizeof *form.columns);
                form.columns[0] = no;
                break;
            }
    }
    const char *title = situ_arena_printf(arena, "%s台账", schema->label);
    SITU_TRY_ALLOC(title);
    if (situ_ends_with(schema->label, "台账"))
        title = schema->label;
    SITU_TRY(situ_workbook_new(&book, path, options->date_iso, err));
    SITU_TRY(situ_workbook_sheet(book, schema->label, err));
    SITU_TRY(situ_workbook_height(book, 0, 34, err));
    uint16_t across = form.count < 8 ? (uint16_t)(form.count - 1) : 7; // as far as the first screen shows
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, across, title, SITU_CELL_TITLE, err));
    SITU_TRY(situ_workbook_text(book, 1, 0, "说明：一行一条，不合并单元格，不改列名，用不着的列可删去；深色列名必填；各列怎么填见“填写说明”表。", SITU_CELL_NOTE, err));
    SITU_TRY_ALLOC(widths = situ_arena_alloc(arena, (form.count + 1) * sizeof *widths));
    SITU_TRY(write_headers(book, &form, HEADER, NULL, widths, err));
    SITU_TRY(write_example(book, &form, HEADER + 1, err));
    if (rows) {
        SITU_TRY(situ_export_points(&points, rows, err));
        SITU_TRY(write_rows(book, &form, rows, HEADER + 2, points, widths, true, err));
    }
    SITU_TRY(write_rules(book, &form, HEADER + 2, last, options->towns, err));
    SITU_TRY(situ_workbook_freeze(book, HEADER + 1, schema == situ_schema_find("flow_node") ? 1 : 2));
    const char *notice = schema->shape == SITU_SHAPE_POLYGON ? "范围是面，不在表里：请在 GIS 中画好后导入 .gpkg，按“编号”与本表对应。" : NULL;
    SITU_TRY(situ_form_explain(book, &form, options->notice ? options->notice : notice, true, err));
    situ_workbook *ready = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(ready, err));
done:
    situ_workbook_abort(book);
    situ_free(points);
    situ_arena_free(arena);
    return status;
}

situ_status situ_form_write_table(const char *path, const situ_table *table, const situ_schema *schema, const situ_form_options *options, situ_error *err)
{
    situ_status status;
    situ_workbook *book = NULL;
    situ_form form;
    double *points = NULL, *widths;
    char name[128];
    bool placed = situ_export_has_points(table) || (schema && schema->shape == SITU_SHAPE_POINT && table->geometry);
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    if (table->row_count >= SITU_WORKBOOK_MAX_ROWS || table->column_count > 16000) {
        status = situ_fail(err, SITU_E_LIMIT, _("export it as .csv or .gpkg"), _("%s has more rows or columns than a workbook holds"), table->name);
        goto done;
    }
    SITU_TRY(situ_form_columns(&form, schema, table, placed, arena, err));
    if (placed)
        SITU_TRY(situ_export_points(&points, table, err));
    bool large = form.count * table->row_count > LARGE_CELLS;
    if (large)
        SITU_TRY(situ_workbook_new_large(&book, path, options->date_iso, err));
    else
        SITU_TRY(situ_workbook_new(&book, path, options->date_iso, err));
    situ_workbook_sheet_name(schema ? schema->label : table->name, NULL, NULL, name);
    SITU_TRY(situ_workbook_sheet(book, name, err));
    SITU_TRY_ALLOC(widths = situ_arena_alloc(arena, (form.count + 1) * sizeof *widths));
    SITU_TRY(write_headers(book, &form, 0, table, widths, err));
    SITU_TRY(write_rows(book, &form, table, 1, points, widths, !large, err));
    uint32_t last = (uint32_t)table->row_count + BLANK_ROWS;
    SITU_TRY(write_rules(book, &form, 1, last < SITU_WORKBOOK_MAX_ROWS ? last : SITU_WORKBOOK_MAX_ROWS - 1, options->towns, err));
    if (table->row_count > 0)
        SITU_TRY(situ_workbook_filter(book, 0, 0, (uint32_t)table->row_count, (uint16_t)(form.count - 1), err));
    SITU_TRY(situ_workbook_freeze(book, 1, schema && form.count > 2 ? 2 : 0));
    if (schema)
        SITU_TRY(situ_form_explain(book, &form, options->notice, false, err));
    situ_workbook *ready = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(ready, err));
done:
    situ_workbook_abort(book);
    situ_free(points);
    situ_arena_free(arena);
    return status;
}

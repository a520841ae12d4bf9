// SPDX-License-Identifier: MIT
// A table as a workbook in the form of the ledger templates, so that it can be filled in and imported again.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "output/export_internal.h"
#include "output/workbook.h"

#define MAX_ROWS 1048575u // behind the header

static situ_status write_cell(situ_workbook *book, const situ_table *table, const situ_schema *schema, size_t row, uint16_t column, situ_error *err)
{
    char buffer[32];
    const situ_column *c = &table->columns[column];
    const situ_field *field = schema ? situ_schema_field(schema, c->name) : NULL;
    uint32_t at = (uint32_t)(row + 1);
    if (situ_table_is_null(table, row, column))
        return situ_workbook_text(book, at, column, "", SITU_CELL_PLAIN, err);
    const char *text = situ_export_show(schema, table, row, column, buffer);
    if (situ_export_is_level(schema, c)) {
        static const situ_cell_style styles[] = {SITU_CELL_LEVEL0, SITU_CELL_LEVEL1, SITU_CELL_LEVEL2, SITU_CELL_LEVEL3, SITU_CELL_LEVEL4};
        int64_t level = situ_table_int(table, row, column);
        return situ_workbook_text(book, at, column, text, level >= 0 && level <= 4 ? styles[level] : SITU_CELL_PLAIN, err);
    }
    if (field && field->kind == SITU_FIELD_DATE)
        return situ_workbook_date(book, at, column, text, err);
    bool words = field && field->kind == SITU_FIELD_BOOL;
    if (c->type != SITU_TYPE_TEXT && !words)
        return situ_workbook_number(book, at, column, situ_table_real(table, row, column), SITU_CELL_PLAIN, err);
    return situ_workbook_text(book, at, column, text, SITU_CELL_PLAIN, err);
}

// Wide enough for the header and the first hundred values, in half-width characters.
static double column_width(const situ_table *table, const situ_schema *schema, size_t column)
{
    char buffer[32];
    size_t best = 8;
    for (size_t row = 0; row <= 100 && row <= table->row_count; row++) {
        const char *text = row == 0 ? situ_export_label(schema, table->columns[column].name)
                                    : situ_export_show(schema, table, row - 1, column, buffer);
        size_t width = 2;
        for (const char *p = text, *end = p + strlen(p); p < end;)
            width += situ_utf8_is_wide(situ_utf8_next(&p, end)) ? 2 : 1;
        best = width > best ? width : best;
    }
    return best > 44 ? 44 : (double)best;
}

static situ_status write_header(situ_workbook *book, const situ_table *table, const situ_schema *schema, bool points, situ_error *err)
{
    situ_status status;
    uint16_t n = (uint16_t)table->column_count;
    for (uint16_t c = 0; c < n; c++) {
        SITU_TRY(situ_workbook_text(book, 0, c, situ_export_label(schema, table->columns[c].name), SITU_CELL_HEADER, err));
        SITU_TRY(situ_workbook_width(book, c, c, column_width(table, schema, c), err));
    }
    if (points) {
        SITU_TRY(situ_workbook_text(book, 0, n, "经度", SITU_CELL_HEADER, err));
        SITU_TRY(situ_workbook_text(book, 0, (uint16_t)(n + 1), "纬度", SITU_CELL_HEADER, err));
        SITU_TRY(situ_workbook_width(book, n, (uint16_t)(n + 1), 14, err));
    }
    SITU_TRY(situ_workbook_freeze(book, 1, 0));
done:
    return status;
}

// Excel's sheet names: 31 characters at most, some forbidden.
static void sheet_name(const char *label, char out[128])
{
    size_t used = 0, count = 0;
    const char *end = label + strlen(label);
    for (const char *p = label; p < end && count < 31; count++) {
        const char *start = p;
        uint32_t c = situ_utf8_next(&p, end);
        bool bad = c < 0x80 && strchr("[]:*?/\\'", (int)c);
        memcpy(out + used, bad ? "_" : start, bad ? 1 : (size_t)(p - start));
        used += bad ? 1 : (size_t)(p - start);
    }
    out[used] = 0;
}

static situ_status write_xlsx(const char *path, const situ_table *table, const situ_schema *schema, const char *date_iso, situ_error *err)
{
    situ_status status;
    situ_workbook *book = NULL;
    double *points = NULL;
    char name[128];
    bool with_points = situ_export_has_points(table);
    if (table->row_count > MAX_ROWS || table->column_count > 16000) {
        status = situ_fail(err, SITU_E_LIMIT, _("export it as .csv or .gpkg"), _("%s has more rows or columns than a workbook holds"), table->name);
        goto done;
    }
    if (with_points)
        SITU_TRY(situ_export_points(&points, table, err));
    SITU_TRY(situ_workbook_new(&book, path, date_iso, err));
    sheet_name(schema ? schema->label : table->name, name);
    SITU_TRY(situ_workbook_sheet(book, name, err));
    SITU_TRY(write_header(book, table, schema, with_points, err));
    uint16_t n = (uint16_t)table->column_count;
    for (size_t row = 0; row < table->row_count; row++) {
        for (uint16_t c = 0; c < n; c++)
            SITU_TRY(write_cell(book, table, schema, row, c, err));
        for (uint16_t k = 0; with_points && k < 2; k++)
            SITU_TRY(situ_workbook_number(book, (uint32_t)(row + 1), (uint16_t)(n + k), points[2 * row + k], SITU_CELL_PLAIN, err));
    }
    situ_workbook *ready = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(ready, err));
done:
    situ_workbook_abort(book);
    situ_free(points);
    return status;
}

const situ_export situ_export_xlsx = {
    .name = "xlsx",
    .extension = "xlsx",
    .summary = N_("workbook with the headers of the ledger templates"),
    .write = write_xlsx,
};

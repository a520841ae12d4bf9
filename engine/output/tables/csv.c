// SPDX-License-Identifier: MIT
// CSV for spreadsheets: UTF-8 with a byte order mark, CRLF; the columns of a workbook export.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/form_internal.h"

static void add_cell(situ_str *out, const char *text, bool first)
{
    if (!first)
        situ_str_add(out, ",");
    if (!text || !strpbrk(text, "\",\r\n")) {
        situ_str_add(out, text ? text : "");
        return;
    }
    situ_str_add(out, "\"");
    for (const char *p = text; *p; p++)
        situ_str_add_n(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    situ_str_add(out, "\"");
}

static void add_value(situ_str *out, const situ_form *form, const situ_form_column *c, const situ_table *table, size_t row, const double *points, bool first)
{
    char buffer[32] = "";
    bool placed = points && isfinite(points[2 * row]) && isfinite(points[2 * row + 1]);
    const char *text = buffer;
    if (c->role == SITU_FORM_CRS)
        text = placed ? "CGCS2000" : "";
    else if (placed && (c->role == SITU_FORM_LON || c->role == SITU_FORM_LAT))
        situ_format_double(points[2 * row + (c->role == SITU_FORM_LAT)], buffer);
    else if (c->column >= 0)
        text = situ_export_show(form->schema, table, row, (size_t)c->column, buffer);
    add_cell(out, text, first);
}

static situ_status write_csv(const char *path, const situ_table *table, const situ_schema *schema, const char *date_iso, situ_error *err)
{
    situ_status status;
    situ_str text;
    situ_form form;
    double *points = NULL;
    situ_arena *arena = situ_arena_new();
    (void)date_iso; // the file holds no date
    situ_str_init(&text);
    SITU_TRY_ALLOC(arena);
    bool placed = situ_export_has_points(table);
    SITU_TRY(situ_form_columns(&form, schema, table, placed, arena, err));
    if (placed)
        SITU_TRY(situ_export_points(&points, table, err));
    situ_str_add(&text, "\xEF\xBB\xBF");
    for (size_t i = 0; i < form.count; i++)
        add_cell(&text, form.columns[i].header, i == 0);
    situ_str_add(&text, "\r\n");
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < form.count; i++)
            add_value(&text, &form, &form.columns[i], table, row, points, i == 0);
        situ_str_add(&text, "\r\n");
    }
    if (!situ_str_ok(&text)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, text.data, text.length, err));
done:
    situ_free(points);
    situ_str_free(&text);
    situ_arena_free(arena);
    return status;
}

const situ_export situ_export_csv = {
    .name = "csv",
    .extension = "csv",
    .summary = N_("comma-separated text that spreadsheets open"),
    .write = write_csv,
};

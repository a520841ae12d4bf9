// SPDX-License-Identifier: MIT
// CSV for spreadsheets: UTF-8 with a byte order mark, CRLF.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/export_internal.h"

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

static void add_coordinate(situ_str *out, double value, bool first)
{
    char text[32] = "";
    if (isfinite(value))
        situ_format_double(value, text);
    add_cell(out, text, first);
}

static situ_status write_csv(const char *path, const situ_table *table, const situ_schema *schema, const char *date_iso, situ_error *err)
{
    situ_status status;
    situ_str text;
    double *points = NULL;
    char buffer[32];
    (void)date_iso; // the file holds no date
    situ_str_init(&text);
    bool with_points = situ_export_has_points(table);
    if (with_points)
        SITU_TRY(situ_export_points(&points, table, err));
    situ_str_add(&text, "\xEF\xBB\xBF");
    for (size_t c = 0; c < table->column_count; c++)
        add_cell(&text, situ_export_label(schema, table->columns[c].name), c == 0);
    if (with_points) {
        add_cell(&text, "经度", table->column_count == 0);
        add_cell(&text, "纬度", false);
    }
    situ_str_add(&text, "\r\n");
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t c = 0; c < table->column_count; c++)
            add_cell(&text, situ_export_show(schema, table, row, c, buffer), c == 0);
        if (with_points) {
            add_coordinate(&text, points[2 * row], table->column_count == 0);
            add_coordinate(&text, points[2 * row + 1], false);
        }
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
    return status;
}

const situ_export situ_export_csv = {
    .name = "csv",
    .extension = "csv",
    .summary = N_("comma-separated text that spreadsheets open"),
    .write = write_csv,
};

// SPDX-License-Identifier: MIT
#include "source/csv_write.h"

#include <string.h>

#include "base/path.h"

static void add_cell(situ_str *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        situ_str_add(out, text);
        return;
    }
    situ_str_add(out, "\"");
    for (const char *p = text; *p; p++)
        situ_str_add_n(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    situ_str_add(out, "\"");
}

static void add_number(situ_str *out, double v)
{
    char text[32];
    situ_format_double(v, text);
    situ_str_add(out, text);
}

static void add_ring(situ_str *out, const situ_geometry *g, uint32_t part)
{
    situ_str_add(out, "(");
    for (uint32_t i = g->part_start[part]; i < g->part_start[part + 1]; i++) {
        if (i > g->part_start[part])
            situ_str_add(out, ",");
        add_number(out, g->xy[2 * (size_t)i]);
        situ_str_add(out, " ");
        add_number(out, g->xy[2 * (size_t)i + 1]);
    }
    situ_str_add(out, ")");
}

// Always holds a comma or is EMPTY, so the quotes belong to it.
static void add_wkt(situ_str *out, const situ_geometry *g)
{
    static const char *const name[] = {"MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"};
    situ_str_addf(out, "\"%s ", name[g->kind]);
    if (g->part_count == 0)
        situ_str_add(out, "EMPTY");
    for (uint32_t p = 0; p < g->part_count; p++) {
        bool polygon = g->kind == SITU_GEOM_POLYGON, hole = polygon && p > 0 && g->is_hole[p];
        situ_str_add(out, p == 0 ? "(" : ",");
        if (polygon && !hole)
            situ_str_add(out, "(");
        add_ring(out, g, p);
        if (polygon && (p + 1 == g->part_count || !g->is_hole[p + 1]))
            situ_str_add(out, ")");
    }
    situ_str_add(out, g->part_count ? ")\"" : "\"");
}

static bool only_points(const situ_table *t)
{
    for (size_t r = 0; r < t->row_count; r++) {
        const situ_geometry *g = t->geometry[r];
        if (g && (g->kind != SITU_GEOM_POINT || g->point_count != 1))
            return false;
    }
    return true;
}

static void add_row(situ_str *out, const situ_table *t, size_t row, bool points)
{
    const situ_geometry *g = situ_table_geometry(t, row);
    if (t->geometry && points) {
        if (g)
            add_number(out, g->xy[0]);
        situ_str_add(out, ",");
        if (g)
            add_number(out, g->xy[1]);
    } else if (t->geometry && g) {
        add_wkt(out, g);
    }
    for (size_t c = 0; c < t->column_count; c++) {
        char buffer[32];
        if (c > 0 || t->geometry)
            situ_str_add(out, ",");
        add_cell(out, situ_table_show(t, row, (int)c, buffer));
    }
    situ_str_add(out, "\r\n");
}

situ_status situ_csv_write(const char *path, const situ_table *table, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str out;
    situ_str_init(&out);
    bool points = table->geometry && only_points(table);
    situ_str_add(&out, "\xEF\xBB\xBF");
    if (table->geometry)
        situ_str_add(&out, points ? "X,Y" : "WKT");
    for (size_t c = 0; c < table->column_count; c++) {
        if (c > 0 || table->geometry)
            situ_str_add(&out, ",");
        add_cell(&out, table->columns[c].name);
    }
    situ_str_add(&out, "\r\n");
    for (size_t r = 0; r < table->row_count; r++)
        add_row(&out, table, r, points);
    if (!situ_str_ok(&out))
        status = situ_fail_nomem(err);
    else
        status = situ_write_file(path, out.data, out.length, err);
    situ_str_free(&out);
    return status;
}

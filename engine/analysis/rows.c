// SPDX-License-Identifier: MIT

#include <math.h>
#include <stdarg.h>

#include "analysis/regions.h"
#include "analysis/rows.h"
#include "base/alloc.h"

const char *situ_rows_text(const situ_table *t, size_t row, const char *column)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, column));
    return text && *text ? text : NULL;
}

double situ_rows_real(const situ_table *t, size_t row, const char *column) { return situ_table_real(t, row, situ_table_find(t, column)); }

int64_t situ_rows_int(const situ_table *t, size_t row, const char *column) { return situ_table_int(t, row, situ_table_find(t, column)); }

const char *situ_rows_name(const situ_table *t, size_t row)
{
    static const char *const names[] = {"name", "title", "item", "id", NULL};
    for (const char *const *name = names; *name; name++) {
        const char *text = situ_rows_text(t, row, *name);
        if (text)
            return text;
    }
    return "";
}

int situ_rows_level(const situ_table *t, size_t row)
{
    static const char *const names[] = {"level_final", "level", "level_given", NULL};
    for (const char *const *name = names; *name; name++) {
        int column = situ_table_find(t, *name);
        if (column < 0 || t->columns[column].type == SITU_TYPE_TEXT)
            continue;
        int64_t level = situ_table_int(t, row, column);
        return level >= 1 && level <= 4 ? (int)level : 0;
    }
    return 0;
}

situ_status situ_rows_tell(situ_report *report, const situ_table *t, size_t row, situ_severity severity, const char *rule,
                           const char *field, const char *cure, situ_error *err, const char *fmt, ...)
{
    situ_str text;
    va_list args;
    if (!report)
        return SITU_OK;
    situ_str_init(&text);
    va_start(args, fmt);
    situ_str_addv(&text, fmt, args);
    va_end(args);
    situ_issue issue = {.severity = severity, .rule = rule, .table = t ? t->name : NULL, .field = field, .cure = cure, .message = text.data};
    if (t && row != SIZE_MAX) {
        int64_t src_row = situ_rows_int(t, row, "src_row");
        issue.file = situ_rows_text(t, row, "src_file");
        issue.sheet = situ_rows_text(t, row, "src_sheet");
        issue.row = src_row == SITU_NULL_INT ? 0 : (long)src_row;
    }
    situ_status status = situ_str_ok(&text) ? situ_report_add(report, &issue, err) : situ_fail_nomem(err);
    situ_str_free(&text);
    return status;
}

situ_status situ_rows_table(situ_table **out, const char *name, int epsg, const situ_rows_column *columns, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    SITU_TRY(situ_table_new(&t, name, epsg, err));
    for (const situ_rows_column *c = columns; c->name; c++)
        SITU_TRY(situ_table_add_column(t, c->name, c->type, c->index, err));
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}

situ_status situ_rows_copy(situ_table *to, size_t to_row, size_t to_column, const situ_table *from, size_t from_row, const char *column,
                           situ_error *err)
{
    const char *text = situ_table_text(from, from_row, situ_table_find(from, column));
    return text ? situ_table_set_text(to, to_row, to_column, text, err) : SITU_OK;
}

situ_status situ_rows_set_point(situ_table *t, size_t row, const situ_point *p, situ_error *err)
{
    situ_geometry *g = NULL;
    situ_status status = p ? situ_geometry_point(&g, p->x, p->y, err) : SITU_OK;
    return status == SITU_OK ? situ_table_set_geometry(t, row, g, err) : status;
}

situ_status situ_rows_set_shape(situ_table *t, size_t row, const situ_geometry *g, situ_error *err)
{
    situ_geometry *copy = NULL;
    situ_status status = g ? situ_geometry_copy(&copy, g, err) : SITU_OK;
    return status == SITU_OK ? situ_table_set_geometry(t, row, copy, err) : status;
}

situ_status situ_rows_finish(situ_bundle *out, situ_table **table, const char *name, situ_error *err)
{
    char *copy = situ_strdup(name);
    if (!copy)
        return situ_fail_nomem(err);
    situ_free((*table)->name);
    (*table)->name = copy;
    situ_status status = situ_bundle_add_table(out, *table, err);
    if (status == SITU_OK)
        *table = NULL;
    return status;
}

situ_status situ_rows_points_of(situ_rows_points *out, const situ_table *t, situ_report *report, const char *rule, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = t ? t->row_count : 0;
    *out = (situ_rows_points){0};
    out->xy = situ_malloc((2 * n + 1) * sizeof *out->xy);
    SITU_TRY_ALLOC(out->xy);
    out->row = situ_malloc((n + 1) * sizeof *out->row);
    SITU_TRY_ALLOC(out->row);
    for (size_t row = 0; row < n; row++) {
        situ_point p;
        if (!situ_feature_point(situ_table_geometry(t, row), &p)) {
            out->unplaced++;
            SITU_TRY(situ_rows_tell(report, t, row, SITU_WARN, rule, NULL, _("fill in the coordinates"), err,
                                    _("%s has no coordinates: left out"), situ_rows_name(t, row)));
            continue;
        }
        out->xy[2 * (size_t)out->count] = p.x;
        out->xy[2 * (size_t)out->count + 1] = p.y;
        out->row[out->count++] = row;
    }
done:
    if (status != SITU_OK)
        situ_rows_points_free(out);
    return status;
}

void situ_rows_points_free(situ_rows_points *points)
{
    situ_free(points->xy);
    situ_free(points->row);
    *points = (situ_rows_points){0};
}

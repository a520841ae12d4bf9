// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/crs.h"
#include "output/export_internal.h"

const char *situ_export_label(const situ_schema *schema, const char *column)
{
    const situ_field *field = schema ? situ_schema_field(schema, column) : NULL;
    if (field && field->label)
        return field->label;
    for (const situ_front_column *c = situ_front_columns; schema && c->name; c++)
        if (strcmp(c->name, column) == 0)
            return c->label;
    return schema && strcmp(column, "level") == 0 ? "风险等级" : column;
}

bool situ_export_is_level(const situ_schema *schema, const situ_column *column)
{
    const situ_field *field = schema ? situ_schema_field(schema, column->name) : NULL;
    return column->type == SITU_TYPE_INT && (field ? field->kind == SITU_FIELD_LEVEL : schema && strcmp(column->name, "level") == 0);
}

const char *situ_export_show(const situ_schema *schema, const situ_table *table, size_t row, size_t column, char buffer[32])
{
    static const char *const levels[] = {"未评估", "重大风险", "较大风险", "一般风险", "低风险"};
    const situ_field *field = schema ? situ_schema_field(schema, table->columns[column].name) : NULL;
    if (table->columns[column].type == SITU_TYPE_INT) {
        int64_t value = situ_table_int(table, row, (int)column);
        if (situ_export_is_level(schema, &table->columns[column]) && value >= 0 && value <= 4)
            return levels[value];
        if (field && field->kind == SITU_FIELD_BOOL && (value == 0 || value == 1))
            return value ? "是" : "否";
    }
    return situ_table_show(table, row, (int)column, buffer);
}

bool situ_export_has_points(const situ_table *table)
{
    for (size_t i = 0; table->geometry && i < table->row_count; i++)
        if (table->geometry[i] && table->geometry[i]->kind == SITU_GEOM_POINT && table->geometry[i]->point_count > 0)
            return true;
    return false;
}

situ_status situ_export_points(double **out, const situ_table *table, situ_error *err)
{
    situ_status status;
    situ_transform *transform = NULL;
    double *xy = situ_malloc((2 * table->row_count + 1) * sizeof *xy);
    *out = NULL;
    SITU_TRY_ALLOC(xy);
    if (table->epsg != 0 && table->epsg != SITU_EPSG_CGCS2000)
        SITU_TRY(situ_transform_new(&transform, table->epsg, SITU_EPSG_CGCS2000, err));
    for (size_t i = 0; i < table->row_count; i++) {
        const situ_geometry *g = table->geometry ? table->geometry[i] : NULL;
        double p[2] = {NAN, NAN};
        if (g && g->kind == SITU_GEOM_POINT && g->point_count > 0) {
            memcpy(p, g->xy, sizeof p);
            if (transform)
                SITU_TRY(situ_transform_apply(transform, p, 1, err));
        }
        xy[2 * i] = round(p[0] * 1e8) / 1e8;
        xy[2 * i + 1] = round(p[1] * 1e8) / 1e8;
    }
    *out = xy;
    xy = NULL;
    status = SITU_OK;
done:
    situ_free(xy);
    situ_transform_free(transform);
    return status;
}

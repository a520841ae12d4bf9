// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/crs.h"
#include "output/export_internal.h"

const char *situ_export_id_header(const situ_schema *schema)
{
    for (const situ_field *f = schema ? schema->fields : NULL; f && f->name; f++) {
        if (strcmp(f->label, "编号") == 0)
            return "〔situ〕编号";
        for (size_t i = 0; f->aliases && f->aliases[i]; i++)
            if (strcmp(f->aliases[i], "编号") == 0)
                return "〔situ〕编号";
    }
    return "编号";
}

const char *situ_export_label(const situ_schema *schema, const char *column)
{
    const situ_field *field = schema ? situ_schema_field(schema, column) : NULL;
    if (schema && strcmp(column, "id") == 0)
        return situ_export_id_header(schema);
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

// Canonical words that only programs use (start) have a word for people behind them.
const char *situ_export_word(const char *group, size_t *bytes)
{
    const char *word = group;
    *bytes = strcspn(word, "=");
    for (size_t i = 0; i < *bytes; i++)
        if (word[i] < 'a' || word[i] > 'z')
            return word;
    for (const char *p = group + *bytes; *p == '=';) {
        size_t n = strcspn(++p, "=");
        if ((unsigned char)*p >= 0x80) {
            *bytes = n;
            return p;
        }
        p += n;
    }
    return word;
}

size_t situ_export_drawn(const situ_table *table)
{
    size_t n = 0;
    for (size_t i = 0; table->geometry && i < table->row_count; i++)
        n += table->geometry[i] && table->geometry[i]->kind != SITU_GEOM_POINT;
    return n;
}

// Words of enumerations are few: the copy lives in the buffer when it fits, else the stored word stands.
static const char *shown_word(const situ_field *field, const char *stored, char buffer[32])
{
    for (size_t g = 0; field->words && field->words[g]; g++) {
        size_t n = strcspn(field->words[g], "="), bytes;
        if (strlen(stored) != n || strncmp(field->words[g], stored, n) != 0)
            continue;
        const char *word = situ_export_word(field->words[g], &bytes);
        if (word == field->words[g] || bytes >= 32)
            return stored;
        memcpy(buffer, word, bytes);
        buffer[bytes] = 0;
        return buffer;
    }
    return stored;
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
    if (field && field->kind == SITU_FIELD_ENUM && table->columns[column].type == SITU_TYPE_TEXT) {
        const char *stored = situ_table_text(table, row, (int)column);
        return stored ? shown_word(field, stored, buffer) : "";
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

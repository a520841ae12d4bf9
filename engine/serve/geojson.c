// SPDX-License-Identifier: MIT
#include "serve/geojson.h"

#include <math.h>

#include "serve/json.h"

static void add_point(situ_str *out, const double *xy)
{
    char x[32], y[32];
    situ_format_double(round(xy[0] * 1e6) / 1e6, x);
    situ_format_double(round(xy[1] * 1e6) / 1e6, y);
    situ_str_addf(out, "[%s,%s]", x, y);
}

static void add_part(situ_str *out, const situ_geometry *g, uint32_t part)
{
    situ_str_add(out, "[");
    for (uint32_t i = g->part_start[part]; i < g->part_start[part + 1]; i++) {
        if (i > g->part_start[part])
            situ_str_add(out, ",");
        add_point(out, g->xy + 2 * (size_t)i);
    }
    situ_str_add(out, "]");
}

void situ_geojson_geometry(situ_str *out, const situ_geometry *g)
{
    bool multi;

    if (!g || g->part_count == 0) {
        situ_str_add(out, "null");
        return;
    }
    switch (g->kind) {
    case SITU_GEOM_POINT:
        multi = g->point_count > 1;
        situ_str_add(out, multi ? "{\"type\":\"MultiPoint\",\"coordinates\":[" : "{\"type\":\"Point\",\"coordinates\":");
        for (uint32_t i = 0; i < g->point_count; i++) {
            situ_str_add(out, i ? "," : "");
            add_point(out, g->xy + 2 * (size_t)i);
        }
        situ_str_add(out, multi ? "]}" : "}");
        break;
    case SITU_GEOM_LINE:
        multi = g->part_count > 1;
        situ_str_add(out, multi ? "{\"type\":\"MultiLineString\",\"coordinates\":[" : "{\"type\":\"LineString\",\"coordinates\":");
        for (uint32_t i = 0; i < g->part_count; i++) {
            situ_str_add(out, i ? "," : "");
            add_part(out, g, i);
        }
        situ_str_add(out, multi ? "]}" : "}");
        break;
    case SITU_GEOM_POLYGON:
        situ_str_add(out, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
        for (uint32_t i = 0; i < g->part_count; i++) {
            bool hole = i > 0 && g->is_hole[i];
            situ_str_add(out, hole ? "," : i ? "],[" : "[");
            add_part(out, g, i);
        }
        situ_str_add(out, "]]}");
        break;
    }
}

static void add_value(situ_str *out, const situ_table *table, size_t row, int column)
{
    char buffer[32];
    if (table->columns[column].type == SITU_TYPE_TEXT)
        situ_json_text(out, situ_table_text(table, row, column));
    else if (table->columns[column].type == SITU_TYPE_REAL)
        situ_json_number(out, situ_table_real(table, row, column));
    else
        situ_str_add(out, situ_table_show(table, row, column, buffer));
}

void situ_geojson_properties(situ_str *out, const situ_table *table, size_t row, const situ_schema *schema, bool *first)
{
    for (const situ_field *f = schema->fields; f->name; f++) {
        int column = situ_field_is_stored(f) ? situ_table_find(table, f->name) : -1;
        const char *text = column >= 0 && table->columns[column].type == SITU_TYPE_TEXT ? situ_table_text(table, row, column) : NULL;
        if (column < 0 || situ_table_is_null(table, row, column) || (text && !*text))
            continue;
        situ_json_key(out, first, f->name);
        add_value(out, table, row, column);
    }
}

static const char *kind_word(situ_field_kind kind)
{
    switch (kind) {
    case SITU_FIELD_LEVEL: return "level";
    case SITU_FIELD_BOOL: return "bool";
    case SITU_FIELD_INT:
    case SITU_FIELD_REAL: return "number";
    case SITU_FIELD_DATE: return "date";
    default: return "text";
    }
}

void situ_geojson_fields(situ_str *out, const situ_schema *schema, bool *first)
{
    for (const situ_field *f = schema->fields; f->name; f++) {
        bool inner = true;
        if (!situ_field_is_stored(f))
            continue;
        situ_json_comma(out, first);
        situ_str_add(out, "{");
        situ_json_key(out, &inner, "name");
        situ_json_text(out, f->name);
        situ_json_key(out, &inner, "label");
        situ_json_text(out, f->label);
        situ_json_key(out, &inner, "kind");
        situ_json_text(out, kind_word(f->kind));
        if (f->unit) {
            situ_json_key(out, &inner, "unit");
            situ_json_text(out, f->unit);
        }
        situ_str_add(out, "}");
    }
}

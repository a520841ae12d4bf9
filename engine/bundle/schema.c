// SPDX-License-Identifier: MIT
#include "bundle/schema.h"

#include <string.h>

const situ_front_column situ_front_columns[] = {
    [SITU_FRONT_ID] = {"id", SITU_TYPE_TEXT, "编号"},
    [SITU_FRONT_REGION_CODE] = {"region_code", SITU_TYPE_TEXT, "行政区划代码"},
    [SITU_FRONT_LOC_QUALITY] = {"loc_quality", SITU_TYPE_TEXT, "定位方式"},
    [SITU_FRONT_CRS_IN] = {"crs_in", SITU_TYPE_TEXT, "原坐标系"},
    [SITU_FRONT_FILE] = {"src_file", SITU_TYPE_TEXT, "来源文件"},
    [SITU_FRONT_SHEET] = {"src_sheet", SITU_TYPE_TEXT, "来源工作表"},
    [SITU_FRONT_ROW] = {"src_row", SITU_TYPE_INT, "来源行号"},
    [SITU_FRONT_TEXT] = {"src_text", SITU_TYPE_TEXT, "原始内容"},
    [SITU_FRONT_UNIT] = {"src_unit", SITU_TYPE_TEXT, "来源单位"},
    [SITU_FRONT_SOURCES] = {"sources", SITU_TYPE_TEXT, "其他来源"},
    [SITU_FRONT_REPORT_STATE] = {"report_state", SITU_TYPE_TEXT, "报送状态"},
    [SITU_FRONT_UPDATED] = {"updated", SITU_TYPE_TEXT, "更新日期"},
    [SITU_FRONT_COUNT] = {NULL, SITU_TYPE_TEXT, NULL},
};

const situ_schema *situ_schema_find(const char *table)
{
    if (!table)
        return NULL;
    for (size_t i = 0; situ_schema_registry[i]; i++)
        if (strcmp(situ_schema_registry[i]->name, table) == 0)
            return situ_schema_registry[i];
    return NULL;
}

const situ_field *situ_schema_field(const situ_schema *schema, const char *name)
{
    if (!schema || !name)
        return NULL;
    for (const situ_field *f = schema->fields; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

situ_type situ_field_type(situ_field_kind kind)
{
    switch (kind) {
    case SITU_FIELD_INT:
    case SITU_FIELD_BOOL:
    case SITU_FIELD_LEVEL:
        return SITU_TYPE_INT;
    case SITU_FIELD_REAL:
    case SITU_FIELD_LON:
    case SITU_FIELD_LAT:
        return SITU_TYPE_REAL;
    case SITU_FIELD_TEXT:
    case SITU_FIELD_DATE:
    case SITU_FIELD_ENUM:
    case SITU_FIELD_PHONE:
    case SITU_FIELD_LONLAT:
    case SITU_FIELD_TOWN:
    case SITU_FIELD_VILLAGE:
        break;
    }
    return SITU_TYPE_TEXT;
}

bool situ_field_is_stored(const situ_field *field)
{
    return field->kind != SITU_FIELD_LON && field->kind != SITU_FIELD_LAT &&
           field->kind != SITU_FIELD_LONLAT && !(field->flags & SITU_FIELD_INPUT);
}

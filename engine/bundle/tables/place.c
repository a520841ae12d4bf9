// SPDX-License-Identifier: MIT
// Table place (domain.md C1, C1b).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "地名", "驻地名称", "点名", "标准名称")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "地名类别",
     .aliases = SITU_WORDS(
         "地名类型", "驻地类型", "类别", "类型"),
     .words = SITU_WORDS(
         "县政府驻地=县城=县驻地=县政府=county_seat=city=county",
         "乡镇驻地=镇政府=乡镇政府=镇驻地=乡政府=街道办=街道办事处=政府驻地=town",
         "村委会=村委会驻地=村驻地=居委会=村=village=hamlet", "山峰=山=峰=peak=volcano", "岛屿=岛=island=islet",
         "其他=其它=suburb=quarter=neighbourhood=locality=isolated_dwelling=farm")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "elevation_m", .kind = SITU_FIELD_REAL, .label = "高程", .unit = "m",
     .aliases = SITU_WORDS(
         "海拔", "高程米", "ele")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_place = {
    .name = "place",
    .label = "驻地地名",
    .summary = N_("seats, peaks, islands and other names on the map"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("kind"),
    .public_where = "NOT " SITU_SQL_MILITARY("name"),
    .public_fuzzy_where = SITU_SQL_SENSITIVE("name"),
};

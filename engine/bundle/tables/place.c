// SPDX-License-Identifier: MIT
// Table place (domain.md C1, C1b).
#include "bundle/schema.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "地名", "驻地名称", "点名", "标准名称")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "地名类别",
     .aliases = SITU_WORDS(
         "地名类型", "驻地类型", "类别", "类型"),
     .words = SITU_WORDS(
         "县政府驻地=县城=县驻地=县政府=county_seat",
         "乡镇驻地=镇政府=乡镇政府=镇驻地=乡政府=街道办=街道办事处=政府驻地=town",
         "村委会=村委会驻地=村驻地=居委会=村=village=hamlet", "山峰=山=峰=peak", "岛屿=岛=island", "其他=其它")},
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "乡镇",
     .aliases = SITU_WORDS(
         "镇街", "街镇", "乡镇街道", "所在镇街", "所在乡镇", "所属乡镇", "所属镇街", "属地", "属地单位",
         "所在镇", "乡镇名称", "镇", "乡", "街道", "所属街道", "所在街道", "township")},
    {.name = "village", .kind = SITU_FIELD_VILLAGE, .label = "村",
     .aliases = SITU_WORDS(
         "村社区", "行政村", "社区", "所在村", "村居", "所属村", "所在村社区", "村名称", "村社区名称", "村名")},
    {.name = "elevation_m", .kind = SITU_FIELD_REAL, .label = "高程", .unit = "m",
     .aliases = SITU_WORDS(
         "海拔", "高程米", "ele")},
    {.name = "lon", .kind = SITU_FIELD_LON, .label = "经度",
     .aliases = SITU_WORDS(
         "东经", "lng", "long", "longitude", "x经度", "经度e", "lgtd", "坐标x", "x坐标", "x", "lon_wgs84",
         "lon_gcj02", "lon_bd09")},
    {.name = "lat", .kind = SITU_FIELD_LAT, .label = "纬度",
     .aliases = SITU_WORDS(
         "维度", "北纬", "latitude", "y纬度", "纬度n", "lttd", "坐标y", "y坐标", "y", "lat_wgs84", "lat_gcj02",
         "lat_bd09")},
    {.name = "lonlat", .kind = SITU_FIELD_LONLAT, .label = "坐标",
     .aliases = SITU_WORDS(
         "经纬度", "地图坐标", "gps坐标", "位置坐标", "坐标位置", "gps", "经纬度坐标", "地理坐标")},
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

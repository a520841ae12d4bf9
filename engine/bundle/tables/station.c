// SPDX-License-Identifier: MIT
// Table station (domain.md C1, C1b).
#include "bundle/schema.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "站点名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "名称", "测站名称", "设备名称", "站名", "监测点名称", "点位名称")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "站点类型",
     .aliases = SITU_WORDS(
         "监测类型", "设备类型", "测站类型", "类型", "站类"),
     .words = SITU_WORDS(
         "雨量=雨量站=雨量计=降雨", "水位=水位站=水位计", "气象=气象站=自动气象站",
         "叫应=叫应终端=预警广播=广播=大喇叭=手摇报警器", "视频=摄像头=视频监控=监控",
         "位移=gnss=裂缝计=位移计=位移监测")},
    {.name = "code", .kind = SITU_FIELD_TEXT, .label = "站点编码",
     .aliases = SITU_WORDS(
         "测站编码", "设备编号", "站码")},
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "乡镇",
     .aliases = SITU_WORDS(
         "镇街", "街镇", "乡镇街道", "所在镇街", "所在乡镇", "所属乡镇", "所属镇街", "属地", "属地单位",
         "所在镇", "乡镇名称", "镇", "乡", "街道", "所属街道", "所在街道", "township")},
    {.name = "village", .kind = SITU_FIELD_VILLAGE, .label = "村",
     .aliases = SITU_WORDS(
         "村社区", "行政村", "社区", "所在村", "村居", "所属村", "所在村社区", "村名称", "村社区名称", "村名")},
    {.name = "address", .kind = SITU_FIELD_TEXT, .label = "地址",
     .aliases = SITU_WORDS(
         "详细地址", "地理位置", "位置", "具体位置", "存放位置", "坐落", "所在位置", "详细位置")},
    {.name = "resp_person", .kind = SITU_FIELD_TEXT, .label = "责任人",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "管护人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码")},
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

const situ_schema situ_schema_station = {
    .name = "station",
    .label = "监测预警点",
    .summary = N_("gauges, warning horns and cameras"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("kind"),
    .public_where = "NOT " SITU_SQL_MILITARY("name"),
    .public_fuzzy_where = SITU_SQL_SENSITIVE("name"),
};

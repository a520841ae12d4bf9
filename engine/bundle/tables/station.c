// SPDX-License-Identifier: MIT
// Table station (domain.md C1, C1b).
#include "bundle/common_fields.h"
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
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    SITU_FIELD_OF_ADDRESS,
    {.name = "resp_person", .kind = SITU_FIELD_TEXT, .label = "责任人",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "管护人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
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

// SPDX-License-Identifier: MIT
// Table hazard_zone (domain.md C1, C1b).
#include "bundle/common_fields.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "危险区名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "名称", "风险区名称", "危险区", "风险区")},
    {.name = "type", .kind = SITU_FIELD_ENUM, .label = "危险区类型",
     .aliases = SITU_WORDS(
         "类型", "风险区类型", "灾害类型", "灾种", "hazard"),
     .words = SITU_WORDS(
         "地质风险区=地质灾害风险区=地质=滑坡=地质灾害", "山洪危险区=山洪灾害危险区=山洪",
         "淹没区=洪水淹没区=淹没范围=洪水", "火险区=森林火险区=森林火灾", "安全隔离区=隔离区=安全距离",
         "禁限控区=禁控区=限控区")},
    {.name = "level", .kind = SITU_FIELD_LEVEL, .label = "风险等级",
     .aliases = SITU_WORDS(
         "等级", "级别", "风险级别", "颜色", "风险区等级", "危险等级", "危险区等级", "危险区级别")},
    {.name = "pop", .kind = SITU_FIELD_INT, .label = "人口", .unit = "人",
     .aliases = SITU_WORDS(
         "人数", "影响人口", "受威胁人口", "受威胁人数", "威胁人数", "影响人数")},
    {.name = "hh", .kind = SITU_FIELD_INT, .label = "户数", .unit = "户",
     .aliases = SITU_WORDS(
         "影响户数", "威胁户数")},
    {.name = "t_return", .kind = SITU_FIELD_REAL, .label = "重现期", .unit = "年",
     .aliases = SITU_WORDS(
         "重现期年")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "resp_person", .kind = SITU_FIELD_TEXT, .label = "责任人",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "防灾责任人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码")},
    {.name = "refuge", .kind = SITU_FIELD_TEXT, .label = "转移安置点",
     .aliases = SITU_WORDS(
         "安置点", "转移地点")},
    {.name = "route", .kind = SITU_FIELD_TEXT, .label = "转移路线",
     .aliases = SITU_WORDS(
         "撤离路线")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_hazard_zone = {
    .name = "hazard_zone",
    .label = "危险区",
    .summary = N_("areas of natural hazard, flood land and keep-out areas"),
    .shape = SITU_SHAPE_POLYGON,
    .fields = fields,
    .signature = SITU_WORDS("type", "level", "pop"),
};

// SPDX-License-Identifier: MIT
// Table accident: accidents that happened (事故台账). Its scale 特别重大 .. 一般 is that of events, not of risks.
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "事故名称",
     .aliases = SITU_WORDS(
         "事故", "事故简称", "事故概况", "事故简要情况", "事故经过", "事故描述")},
    {.name = "type", .kind = SITU_FIELD_TEXT, .label = "事故类型",
     .aliases = SITU_WORDS(
         "事故类别", "事故种类", "事故性质")},
    {.name = "level", .kind = SITU_FIELD_ENUM, .label = "事故等级",
     .aliases = SITU_WORDS(
         "事故级别", "事故分级"),
     .words = SITU_WORDS(
         "特别重大=特别重大事故=特大", "重大=重大事故", "较大=较大事故", "一般=一般事故=小型=轻微")},
    {.name = "occurred", .kind = SITU_FIELD_DATE, .label = "发生日期", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "发生时间", "事故时间", "事故日期", "事故发生时间", "事故发生日期", "事发时间", "事发日期", "date")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "address", .kind = SITU_FIELD_TEXT, .label = "发生地点",
     .aliases = SITU_WORDS(
         "事故地点", "事发地点", "事故发生地点", "地点", "详细地址", "地址")},
    // 行业领域, 所属行业 end in these; as whole words they would make lists of risk points harder to tell.
    {.name = "industry", .kind = SITU_FIELD_ENUM, .label = "事故行业",
     .aliases = SITU_WORDS("行业", "领域"),
     .words = SITU_INDUSTRY_WORDS},
    {.name = "unit", .kind = SITU_FIELD_TEXT, .label = "事故单位",
     .aliases = SITU_WORDS(
         "事故发生单位", "事发单位", "发生单位", "涉事单位", "肇事单位")},
    {.name = "dead", .kind = SITU_FIELD_INT, .label = "死亡人数", .unit = "人",
     .aliases = SITU_WORDS(
         "死亡", "亡人数", "亡人", "遇难人数", "死亡人数合计", "伤亡情况死亡", "人员伤亡死亡", "伤亡人数死亡", "伤亡情况死亡人数", "人员伤亡死亡人数")},
    {.name = "missing", .kind = SITU_FIELD_INT, .label = "失踪人数", .unit = "人",
     .aliases = SITU_WORDS(
         "失踪", "失联人数", "下落不明人数", "伤亡情况失踪", "人员伤亡失踪")},
    {.name = "injured", .kind = SITU_FIELD_INT, .label = "受伤人数", .unit = "人",
     .aliases = SITU_WORDS(
         "受伤", "伤", "伤人数", "负伤人数", "轻伤", "轻伤人数", "重伤", "重伤人数", "伤亡情况受伤", "人员伤亡受伤", "伤亡情况重伤", "人员伤亡重伤")},
    {.name = "loss_10k_yuan", .kind = SITU_FIELD_REAL, .label = "直接经济损失", .unit = "万元",
     .aliases = SITU_WORDS(
         "经济损失", "直接损失", "财产损失", "直接财产损失", "损失金额")},
    {.name = "cause", .kind = SITU_FIELD_TEXT, .label = "事故原因",
     .aliases = SITU_WORDS(
         "直接原因", "原因", "事故直接原因")},
    SITU_FIELD_OF_COUNTY,
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_accident = {
    .name = "accident",
    .label = "事故台账",
    .summary = N_("accidents: when, where, of which kind, dead, injured, loss"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("occurred", "level", "dead", "injured", "unit", "loss_10k_yuan", "cause"),
    .public_where = "NOT " SITU_SQL_MILITARY("name") " AND NOT " SITU_SQL_MILITARY("unit"),
    .public_fuzzy_where = SITU_SQL_SENSITIVE("name") " OR " SITU_SQL_SENSITIVE("unit") " OR " SITU_SQL_SENSITIVE("address"),
};

// SPDX-License-Identifier: MIT
// Table warning: warnings issued and rain measured (预警雨情), one row a station or a town and an hour of
// issue. The colour of a warning is no risk level; the level of the rain is computed (F6, ops/grade.c).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "雨量站",
     .aliases = SITU_WORDS(
         "站名", "测站", "测站名称", "站点", "站点名称", "雨量站名称", "监测站")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "hazard", .kind = SITU_FIELD_TEXT, .label = "预警灾种",
     .aliases = SITU_WORDS(
         "预警类型", "预警类别", "预警种类", "预警名称", "预警事件")},
    {.name = "level", .kind = SITU_FIELD_ENUM, .label = "预警级别",
     .aliases = SITU_WORDS(
         "预警等级", "预警颜色", "预警信号", "预警信号级别"),
     .words = SITU_WORDS(
         "红=红色=红色预警=一级=Ⅰ=Ⅰ级=i级=i", "橙=橙色=橙色预警=二级=Ⅱ=Ⅱ级=ii级=ii", "黄=黄色=黄色预警=三级=Ⅲ=Ⅲ级=iii级=iii",
         "蓝=蓝色=蓝色预警=四级=Ⅳ=Ⅳ级=iv级=iv", "解除=已解除=无=未发布")},
    {.name = "issued", .kind = SITU_FIELD_DATE, .label = "发布日期",
     .aliases = SITU_WORDS(
         "发布时间", "预警发布时间", "预警时间", "预警日期", "监测时间", "监测日期", "观测时间", "观测日期", "测报时间")},
    {.name = "rain_1h", .kind = SITU_FIELD_REAL, .label = "1小时雨量", .unit = "mm",
     .aliases = SITU_WORDS(
         "1h雨量", "1小时降雨量", "1小时降水量", "1h降雨量", "近1小时雨量", "最大1小时雨量", "过去1小时雨量", "1小时累计雨量", "一小时雨量", "一小时降雨量", "小时雨量", "雨量1h",
         "雨量1小时", "降雨量1h", "降雨量1小时")},
    {.name = "rain_3h", .kind = SITU_FIELD_REAL, .label = "3小时雨量", .unit = "mm",
     .aliases = SITU_WORDS(
         "3h雨量", "3小时降雨量", "3小时降水量", "3h降雨量", "近3小时雨量", "最大3小时雨量", "过去3小时雨量", "3小时累计雨量", "三小时雨量", "三小时降雨量", "雨量3h", "雨量3小时",
         "降雨量3h", "降雨量3小时")},
    {.name = "rain_6h", .kind = SITU_FIELD_REAL, .label = "6小时雨量", .unit = "mm",
     .aliases = SITU_WORDS(
         "6h雨量", "6小时降雨量", "6小时降水量", "6h降雨量", "近6小时雨量", "最大6小时雨量", "过去6小时雨量", "6小时累计雨量", "六小时雨量", "六小时降雨量", "雨量6h", "雨量6小时",
         "降雨量6h", "降雨量6小时")},
    {.name = "rain_24h", .kind = SITU_FIELD_REAL, .label = "24小时雨量", .unit = "mm",
     .aliases = SITU_WORDS(
         "24h雨量", "24小时降雨量", "24小时降水量", "24h降雨量", "近24小时雨量", "最大24小时雨量", "过去24小时雨量", "24小时累计雨量", "日雨量", "日降雨量", "雨量24h",
         "雨量24小时", "降雨量24h", "降雨量24小时")},
    {.name = "content", .kind = SITU_FIELD_TEXT, .label = "预警内容",
     .aliases = SITU_WORDS("预警信息", "预警信息内容", "内容")},
    SITU_FIELD_OF_COUNTY,
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_warning = {
    .name = "warning",
    .label = "预警雨情",
    .summary = N_("warnings issued and rain measured, one row a station or town"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    // Not the colour: lists of whom to call at which warning have it too.
    .signature = SITU_WORDS("hazard", "rain_1h", "rain_3h", "rain_6h", "rain_24h"),
    .public_where = "NOT " SITU_SQL_MILITARY("name"),
    .public_fuzzy_where = SITU_SQL_SENSITIVE("name"),
};

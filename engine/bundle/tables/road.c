// SPDX-License-Identifier: MIT
// Table road (domain.md C1, C1b).
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "道路名称",
     .aliases = SITU_WORDS(
         "名称", "路名", "路线名称")},
    {.name = "class", .kind = SITU_FIELD_ENUM, .label = "道路等级",
     .aliases = SITU_WORDS(
         "等级", "类别", "类型", "技术等级", "fclass", "highway", "行政等级", "公路等级"),
     .words = SITU_WORDS(
         "高速=高速公路=motorway=motorway_link", "国道=trunk=trunk_link=primary=primary_link=一级",
         "省道=secondary=secondary_link=二级", "县道=tertiary=tertiary_link=三级",
         "乡道=unclassified=四级=road", "村道=residential=living_street=service=等外=通村路",
         "便道=track=机耕道=track_grade1=track_grade2=track_grade3=track_grade4=track_grade5",
         "步道=path=footway=steps=pedestrian=bridleway=cycleway=小路", "轮渡=ferry=渡口=渡船")},
    {.name = "code", .kind = SITU_FIELD_TEXT, .label = "编号",
     .aliases = SITU_WORDS(
         "路线编号", "道路编号", "路线代码", "ref")},
    {.name = "bridge", .kind = SITU_FIELD_BOOL, .label = "桥梁",
     .aliases = SITU_WORDS(
         "是否桥梁", "桥")},
    {.name = "tunnel", .kind = SITU_FIELD_BOOL, .label = "隧道",
     .aliases = SITU_WORDS(
         "是否隧道", "隧")},
    {.name = "speed_kmh", .kind = SITU_FIELD_REAL, .label = "车速", .unit = "km/h",
     .aliases = SITU_WORDS(
         "速度", "设计速度", "限速", "maxspeed", "通行速度")},
    {.name = "oneway", .kind = SITU_FIELD_BOOL, .label = "单行",
     .aliases = SITU_WORDS(
         "是否单行")},
    {.name = "status", .kind = SITU_FIELD_ENUM, .label = "通行状态",
     .aliases = SITU_WORDS(
         "状态", "通行情况"),
     .words = SITU_WORDS(
         "通=畅通=正常=通行", "断=中断=阻断", "限=限行", "禁=禁行")},
    {.name = NULL},
};

const situ_schema situ_schema_road = {
    .name = "road",
    .label = "道路",
    .summary = N_("roads and ferries"),
    .shape = SITU_SHAPE_LINE,
    .fields = fields,
    .signature = SITU_WORDS("class", "bridge", "tunnel", "speed_kmh"),
};

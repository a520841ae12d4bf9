// SPDX-License-Identifier: MIT
// Table submission (domain.md C1, C1b).
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "单位", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "填报单位", "乡镇", "镇街", "报送单位", "乡镇街道", "单位名称", "上报单位")},
    {.name = "ledger", .kind = SITU_FIELD_TEXT, .label = "台账",
     .aliases = SITU_WORDS(
         "台账名称", "填报台账", "表名", "报表")},
    {.name = "period", .kind = SITU_FIELD_TEXT, .label = "填报期",
     .aliases = SITU_WORDS(
         "期次", "报告期", "填报周期", "月份", "报送期")},
    {.name = "status", .kind = SITU_FIELD_ENUM, .label = "填报状态", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "状态", "报送状态", "上报状态", "填报情况"),
     .words = SITU_WORDS(
         "未报=未报送=未填报=未上报=缺报", "零报告=零报=无=零", "已报=已报送=已上报=已填报=报送",
         "退回=退回修改", "审定=已审定=审核通过")},
    {.name = "mode", .kind = SITU_FIELD_ENUM, .label = "报送方式",
     .aliases = SITU_WORDS(
         "方式"),
     .words = SITU_WORDS(
         "全量=full=整表", "增量=patch=补报")},
    {.name = "filler", .kind = SITU_FIELD_TEXT, .label = "填报人",
     .aliases = SITU_WORDS(
         "填表人", "报送人")},
    {.name = "checker", .kind = SITU_FIELD_TEXT, .label = "审核人",
     .aliases = SITU_WORDS(
         "审核", "复核人")},
    {.name = "head", .kind = SITU_FIELD_TEXT, .label = "负责人",
     .aliases = SITU_WORDS(
         "单位负责人", "主要负责人")},
    {.name = "reported", .kind = SITU_FIELD_DATE, .label = "填报日期",
     .aliases = SITU_WORDS(
         "报送日期", "报送时间", "上报时间", "填报时间", "填表日期")},
    {.name = NULL},
};

const situ_schema situ_schema_submission = {
    .name = "submission",
    .label = "填报情况",
    .summary = N_("who has reported what: tells 未报 and 零报告 apart from low risk"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("status", "ledger", "period"),
};

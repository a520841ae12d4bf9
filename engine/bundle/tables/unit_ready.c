// SPDX-License-Identifier: MIT
// Table unit_ready: is a unit ready? 基层五有 (two coverages, F13) and 责任五到位 (domain.md A1-8).
// Not to be confused with 整改五到位 of a hazard (A1-8'), which lies in table hazard.
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "单位", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "乡镇", "乡镇街道", "镇街", "街镇", "单位名称", "填报单位", "乡镇名称", "责任单位", "考核单位", "被考核单位")},
    {.name = "has_org", .kind = SITU_FIELD_BOOL, .label = "有机构",
     .aliases = SITU_WORDS(
         "五有有机构", "五有机构", "基层五有有机构", "是否有机构")},
    {.name = "has_people", .kind = SITU_FIELD_BOOL, .label = "有人员",
     .aliases = SITU_WORDS(
         "五有有人员", "五有人员", "基层五有有人员", "是否有人员")},
    {.name = "has_means", .kind = SITU_FIELD_BOOL, .label = "有条件",
     .aliases = SITU_WORDS(
         "五有有条件", "五有条件", "基层五有有条件", "是否有条件")},
    {.name = "has_ability", .kind = SITU_FIELD_BOOL, .label = "有能力",
     .aliases = SITU_WORDS(
         "五有有能力", "五有能力", "基层五有有能力", "是否有能力")},
    {.name = "has_rules", .kind = SITU_FIELD_BOOL, .label = "有规则",
     .aliases = SITU_WORDS(
         "五有有规则", "五有规则", "基层五有有规则", "有制度", "是否有规则")},
    {.name = "post_ok", .kind = SITU_FIELD_BOOL, .label = "岗位设置到位",
     .aliases = SITU_WORDS(
         "应急岗位设置", "应急岗位设置到位", "岗位设置", "岗位到位", "五到位岗位", "五到位岗位设置", "五到位应急岗位设置")},
    {.name = "duty_ok", .kind = SITU_FIELD_BOOL, .label = "职责落实到位",
     .aliases = SITU_WORDS(
         "安全职责落实", "安全职责落实到位", "职责落实", "职责到位", "五到位职责", "五到位职责落实", "五到位安全职责落实")},
    {.name = "search_ok", .kind = SITU_FIELD_BOOL, .label = "隐患排查到位",
     .aliases = SITU_WORDS(
         "风险隐患排查", "风险隐患排查到位", "隐患排查", "排查到位", "五到位排查", "五到位隐患排查", "五到位风险隐患排查")},
    {.name = "dispatch_ok", .kind = SITU_FIELD_BOOL, .label = "应急调度到位",
     .aliases = SITU_WORDS(
         "应急调度", "调度到位", "五到位调度", "五到位应急调度")},
    {.name = "supervise_ok", .kind = SITU_FIELD_BOOL, .label = "考核督查到位",
     .aliases = SITU_WORDS(
         "考核督查", "督查到位", "督查考核", "考核到位", "五到位督查", "五到位考核督查")},
    {.name = "checked", .kind = SITU_FIELD_DATE, .label = "核查日期",
     .aliases = SITU_WORDS("核查时间", "检查日期", "检查时间", "考核日期", "考核时间", "填报日期")},
    {.name = NULL},
};

const situ_schema situ_schema_unit_ready = {
    .name = "unit_ready",
    .label = "五有五到位",
    .summary = N_("units by what they have (五有) and what is in place (岗位 职责 排查 调度 督查)"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .public_where = "0", // how units are judged stays inside
    .signature = SITU_WORDS("has_org", "has_people", "has_means", "has_ability", "has_rules", "post_ok", "duty_ok", "search_ok", "dispatch_ok", "supervise_ok"),
};

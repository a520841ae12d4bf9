// SPDX-License-Identifier: MIT
// Table hazmat: what an installation holds (GB 18218, F4), one row a substance. q/Q and beta of a risk
// point come from here; Q and beta that a row leaves out come from styles/rules/gb18218.yaml.
#include "bundle/common_fields.h"

static const situ_field fields[] = {
    {.name = "object", .kind = SITU_FIELD_TEXT, .label = "所属风险点", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "风险点", "风险点名称", "风险点编号", "单位名称", "企业名称", "重大危险源名称", "危险源名称", "重大危险源", "单元名称", "储存单元",
         "重大危险源单元", "所属单位", "所属企业", "存放单位", "使用单位")},
    {.name = "substance", .kind = SITU_FIELD_TEXT, .label = "危险化学品名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "危险化学品", "危化品名称", "化学品名称", "危险物质", "危险物质名称", "物质名称", "主要危险化学品", "主要危险物质", "介质", "储存介质", "危险品名称")},
    {.name = "hazard_class", .kind = SITU_FIELD_TEXT, .label = "危险性类别",
     .aliases = SITU_WORDS(
         "危险类别", "危险特性", "危险性分类", "危险性分类及说明", "化学品类别", "危险性符号")},
    {.name = "q_t", .kind = SITU_FIELD_REAL, .label = "实际存量", .unit = "吨", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "存量", "储量", "最大储量", "最大存量", "最大储存量", "设计最大量", "设计最大存量", "最大存在量", "实际存在量", "实际存在量q", "存在量", "在线量", "储存量", "危化品存量",
         "危险化学品存量", "q", "q值", "存量q", "q_t")},
    {.name = "limit_t", .kind = SITU_FIELD_REAL, .label = "临界量", .unit = "吨", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "临界量q", "q临界量", "标准临界量")},
    {.name = "beta", .kind = SITU_FIELD_REAL, .label = "校正系数β", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "β", "β值", "校正系数", "系数β")},
    {.name = "storage", .kind = SITU_FIELD_TEXT, .label = "储存方式", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "储存形式", "存放方式", "储罐", "储存设施")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "checked", .kind = SITU_FIELD_DATE, .label = "核定日期",
     .aliases = SITU_WORDS("核定时间", "核查日期", "核查时间", "统计日期", "填报日期")},
    {.name = NULL},
};

const situ_schema situ_schema_hazmat = {
    .name = "hazmat",
    .label = "危险化学品存量",
    .summary = N_("dangerous chemicals held by an installation, one row a substance: quantity and threshold in tonnes"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("substance", "hazard_class", "q_t", "limit_t", "beta"),
    .public_where = "0", // what lies where, and how much of it, is for no public map
};

// SPDX-License-Identifier: MIT
// Table plan_doc (domain.md C1, A4-44: 预案 of three tiers and six kinds).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "预案名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "预案", "应急预案名称", "应急预案", "方案名称", "管控方案名称", "文件名称", "名称")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "预案类别",
     .aliases = SITU_WORDS(
         "类别", "类型", "预案类型", "预案种类", "预案层级"),
     .words = SITU_WORDS(
         "总体=总体预案=总体应急预案=综合=综合预案", "专项=专项预案=专项应急预案", "部门=部门预案=部门应急预案",
         "乡镇=乡镇预案=镇街=街道=乡镇街道=乡镇应急预案", "村=村社区=村预案=社区=村级=村社区预案",
         "企事业=企业=单位=重点单位=企业预案=企事业单位=重点企事业单位", "处置方案=现场处置方案=管控方案=一点一案=一风险点一方案=应急处置方案")},
    {.name = "hazard", .kind = SITU_FIELD_TEXT, .label = "灾种",
     .aliases = SITU_WORDS(
         "事故类型", "灾害类型", "事件类型", "适用灾种", "适用范围", "适用事件")},
    {.name = "object", .kind = SITU_FIELD_TEXT, .label = "适用对象",
     .aliases = SITU_WORDS(
         "风险点", "风险点名称", "对应风险点", "适用单位", "所属风险点", "适用点位", "对应点位")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "unit", .kind = SITU_FIELD_TEXT, .label = "编制单位",
     .aliases = SITU_WORDS(
         "单位", "发布单位", "印发单位", "责任单位", "制定单位", "牵头部门", "主管部门", "编制部门")},
    {.name = "doc_no", .kind = SITU_FIELD_TEXT, .label = "文号",
     .aliases = SITU_WORDS(
         "发文字号", "备案编号", "备案号", "文件号")},
    {.name = "issued", .kind = SITU_FIELD_DATE, .label = "印发日期",
     .aliases = SITU_WORDS(
         "印发时间", "发布日期", "发布时间", "编制时间", "编制日期", "实施日期", "备案日期", "备案时间", "制定时间")},
    {.name = "revised", .kind = SITU_FIELD_DATE, .label = "修订日期",
     .aliases = SITU_WORDS(
         "修订时间", "最近修订时间", "最新修订时间", "修编时间", "修编日期", "最近修订日期")},
    {.name = "drilled", .kind = SITU_FIELD_DATE, .label = "最近演练日期",
     .aliases = SITU_WORDS(
         "演练时间", "演练日期", "最近演练时间")},
    {.name = "file", .kind = SITU_FIELD_TEXT, .label = "文件",
     .aliases = SITU_WORDS(
         "附件", "电子版", "文件路径", "存放路径")},
    {.name = NULL},
};

const situ_schema situ_schema_plan_doc = {
    .name = "plan_doc",
    .label = "应急预案",
    .summary = N_("response plans: kind, object, dates of issue and revision"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("name", "hazard", "doc_no", "issued", "revised", "drilled"),
    .public_where = "NOT " SITU_SQL_MILITARY("name") " AND NOT " SITU_SQL_MILITARY("object"),
};

// SPDX-License-Identifier: MIT
// Table flow_node (domain.md C1, C1b).
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "hazard", .kind = SITU_FIELD_TEXT, .label = "灾种", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "流程", "流程名称", "灾害类型", "事故类型", "事件类型", "流程灾种")},
    {.name = "resp_level", .kind = SITU_FIELD_INT, .label = "响应级别",
     .aliases = SITU_WORDS(
         "响应等级", "级别", "响应")},
    {.name = "no", .kind = SITU_FIELD_TEXT, .label = "节点编号", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "编号", "节点号", "序号", "步骤", "步骤号", "节点")},
    {.name = "lane", .kind = SITU_FIELD_TEXT, .label = "责任主体",
     .aliases = SITU_WORDS(
         "泳道", "责任单位", "单位", "执行单位", "主体", "实施主体")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "节点类型",
     .aliases = SITU_WORDS(
         "类型", "节点种类"),
     .words = SITU_WORDS(
         "start=开始=起点", "end=结束=终点=终止", "process=处理=处置=步骤=过程", "decision=判断=决策=判定",
         "document=文书=文档=报告=报送", "parallel=并行=同步", "group=分组=组=工作组")},
    {.name = "text", .kind = SITU_FIELD_TEXT, .label = "内容", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "节点内容", "处置内容", "工作内容", "文字", "步骤内容", "处置措施")},
    {.name = "role", .kind = SITU_FIELD_TEXT, .label = "责任人",
     .aliases = SITU_WORDS(
         "岗位", "角色", "责任岗位")},
    {.name = "time_limit_min", .kind = SITU_FIELD_REAL, .label = "时限", .unit = "min",
     .aliases = SITU_WORDS(
         "时限分钟", "完成时限", "时限min", "时间要求", "办理时限")},
    {.name = "next", .kind = SITU_FIELD_TEXT, .label = "下一步",
     .aliases = SITU_WORDS(
         "下一节点", "后续", "后续节点", "去向", "流向")},
    {.name = "phase", .kind = SITU_FIELD_TEXT, .label = "阶段",
     .aliases = SITU_WORDS(
         "处置阶段", "环节")},
    {.name = "sort", .kind = SITU_FIELD_INT, .label = "排序", .flags = SITU_FIELD_DERIVED},
    {.name = NULL},
};

const situ_schema situ_schema_flow_node = {
    .name = "flow_node",
    .label = "处置流程",
    .summary = N_("steps of response flows"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("lane", "next", "kind", "no", "resp_level"),
};

// SPDX-License-Identifier: MIT
// Table org_node (domain.md C1, C1b).
#include "bundle/schema.h"

static const situ_field fields[] = {
    {.name = "sort", .kind = SITU_FIELD_INT, .label = "排序",
     .aliases = SITU_WORDS(
         "序号", "顺序", "排序号")},
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "机构名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "机构", "名称", "单位名称", "组织名称", "单位", "部门名称", "组织机构名称")},
    {.name = "type", .kind = SITU_FIELD_ENUM, .label = "机构类型",
     .aliases = SITU_WORDS(
         "类型", "类别", "机构类别", "单位类型"),
     .words = SITU_WORDS(
         "党委=县委=党组织=党工委", "政府=县政府=人民政府=党委政府=县委县政府",
         "应急委=应急管理委员会=应急委员会", "安委会=安全生产委员会",
         "减灾委=防灾减灾救灾委=防灾减灾救灾委员会", "专项指挥部=指挥部=专项应急指挥部", "专委会=专业委员会",
         "办公室=办事机构=应急办", "部门=成员单位=县级部门=职能部门", "乡镇=镇街=街道=乡镇街道",
         "村=村社区=社区", "网格", "企业", "工作组=小组=专项工作组=专项小组=专班", "队伍=救援队伍",
         "专家组=专家")},
    {.name = "parent", .kind = SITU_FIELD_TEXT, .label = "上级机构",
     .aliases = SITU_WORDS(
         "上级", "上级单位", "隶属", "所属机构", "上级名称")},
    {.name = "rel", .kind = SITU_FIELD_ENUM, .label = "关系",
     .aliases = SITU_WORDS(
         "与上级关系", "关系类型", "上下级关系"),
     .words = SITU_WORDS(
         "领导=隶属=下设", "指导=业务指导", "牵头", "配合=协同", "落实=执行", "设在=办公室设在")},
    {.name = "head", .kind = SITU_FIELD_TEXT, .label = "负责人",
     .aliases = SITU_WORDS(
         "主任", "指挥长", "组长", "主要负责人", "总指挥", "负责人姓名", "牵头领导")},
    {.name = "head_post", .kind = SITU_FIELD_TEXT, .label = "负责人职务",
     .aliases = SITU_WORDS(
         "职务", "负责人职位")},
    {.name = "deputy", .kind = SITU_FIELD_TEXT, .label = "副职",
     .aliases = SITU_WORDS(
         "副主任", "副指挥长", "副组长", "副总指挥", "副职负责人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "值班电话",
     .aliases = SITU_WORDS(
         "电话", "联系电话", "办公电话")},
    {.name = "members", .kind = SITU_FIELD_TEXT, .label = "成员单位",
     .aliases = SITU_WORDS(
         "成员", "组成人员", "组成单位")},
    {.name = "duty", .kind = SITU_FIELD_TEXT, .label = "职责",
     .aliases = SITU_WORDS(
         "主要职责", "工作职责", "职能")},
    {.name = NULL},
};

const situ_schema situ_schema_org_node = {
    .name = "org_node",
    .label = "组织机构",
    .summary = N_("units of the organisation chart, in political order"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("type", "parent", "rel", "head", "deputy", "members", "duty"),
};

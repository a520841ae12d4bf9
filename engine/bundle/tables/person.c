// SPDX-License-Identifier: MIT
// Table person (domain.md C1, C1b).
#include "bundle/common_fields.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "姓名", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "责任人姓名", "人员姓名", "责任人")},
    {.name = "org", .kind = SITU_FIELD_TEXT, .label = "单位",
     .aliases = SITU_WORDS(
         "工作单位", "所在单位", "单位名称", "所属单位")},
    {.name = "post", .kind = SITU_FIELD_TEXT, .label = "职务",
     .aliases = SITU_WORDS(
         "职位", "职务职称", "现任职务")},
    {.name = "role", .kind = SITU_FIELD_ENUM, .label = "责任角色",
     .aliases = SITU_WORDS(
         "角色", "岗位", "岗位/角色", "责任类型", "责任人类型", "角色类型", "a/b角"),
     .words = SITU_WORDS(
         "行政负责=行政=行政责任人", "行业监管=行业=行业责任人=行业监管责任人", "专业监管=专业=专业责任人",
         "企业=企业主体=主体责任人=企业责任人", "分管", "部门", "直接=直接责任人", "监测=监测责任人=监测员",
         "防灾=防灾责任人", "灾害信息员=信息员", "网格员=网格=网格责任人", "AB角=a角=b角=a=b")},
    {.name = "mobile", .kind = SITU_FIELD_PHONE, .label = "手机", .flags = SITU_FIELD_PERSONAL,
     .aliases = SITU_WORDS(
         "手机号", "手机号码", "移动电话", "联系电话", "电话", "联系方式")},
    {.name = "duty_phone", .kind = SITU_FIELD_PHONE, .label = "值班电话",
     .aliases = SITU_WORDS(
         "办公电话", "座机", "固定电话", "值守电话")},
    {.name = "object", .kind = SITU_FIELD_TEXT, .label = "包保对象",
     .aliases = SITU_WORDS(
         "包保点位", "责任对象", "责任区域", "对象", "包保风险点", "隐患点", "隐患点名称", "风险点", "风险点名称", "危险区名称", "点位名称")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = "from_date", .kind = SITU_FIELD_DATE, .label = "任期起",
     .aliases = SITU_WORDS(
         "起始日期", "任职时间", "开始日期")},
    {.name = "to_date", .kind = SITU_FIELD_DATE, .label = "任期止",
     .aliases = SITU_WORDS(
         "终止日期", "截止日期", "结束日期")},
    {.name = "sort", .kind = SITU_FIELD_INT, .label = "排序",
     .aliases = SITU_WORDS(
         "顺序")},
    {.name = NULL},
};

const situ_schema situ_schema_person = {
    .name = "person",
    .label = "责任人",
    .summary = N_("posted persons in charge, by object"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("name", "post", "role", "mobile", "duty_phone", "object"),
};

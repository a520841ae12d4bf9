// SPDX-License-Identifier: MIT
// Table shelter (domain.md C1, C1b).
#include "bundle/common_fields.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "避难场所名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "名称", "场所名称", "避灾点", "安置点名称", "避灾安置点", "避灾点名称", "避难场所", "避灾场所名称",
         "安置点", "避难点名称", "施設・場所名")},
    {.name = "grade", .kind = SITU_FIELD_ENUM, .label = "场所等级",
     .aliases = SITU_WORDS(
         "等级", "级别", "避难场所等级", "层级"),
     .words = SITU_WORDS(
         "省=省级", "市=市级", "县=县级=区级=区县级", "乡镇=乡镇级=乡级=镇级=镇=街道", "村=村级=社区=村社区")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "室内外",
     .aliases = SITU_WORDS(
         "室内/室外", "室内室外", "场所类型", "类型", "建设类型"),
     .words = SITU_WORDS(
         "室内=室内型=室内场所", "室外=室外型=室外场所=场地型")},
    {.name = "duration", .kind = SITU_FIELD_ENUM, .label = "避难时长",
     .aliases = SITU_WORDS(
         "时长", "避难类型", "时长类型"),
     .words = SITU_WORDS(
         "紧急=紧急避难=1天以内", "短期=短期避难=临时", "中期=中期避难", "长期=长期避难=固定")},
    {.name = "area_eff", .kind = SITU_FIELD_REAL, .label = "有效避难面积", .unit = "m2",
     .aliases = SITU_WORDS(
         "面积", "占地面积", "室内面积", "避难面积", "有效面积", "建筑面积", "面积㎡", "有效避难面积㎡")},
    {.name = "cap_given", .kind = SITU_FIELD_INT, .label = "容纳人数", .unit = "人",
     .aliases = SITU_WORDS(
         "可容纳人数", "可安置人数", "避难人数", "容量", "安置人数", "可容纳", "安置容量", "想定収容人数")},
    {.name = "hazards_ok", .kind = SITU_FIELD_TEXT, .label = "适用灾种",
     .aliases = SITU_WORDS(
         "避灾种类", "适用灾害", "灾种")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    SITU_FIELD_OF_ADDRESS,
    {.name = "manager", .kind = SITU_FIELD_TEXT, .label = "管理人",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "管理员", "责任人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码", "管理员电话")},
    {.name = "owner", .kind = SITU_FIELD_TEXT, .label = "产权单位",
     .aliases = SITU_WORDS(
         "主管单位", "管理单位", "主管部门")},
    {.name = "built", .kind = SITU_FIELD_DATE, .label = "建成时间",
     .aliases = SITU_WORDS(
         "挂牌时间", "建成/挂牌时间", "建成日期")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_shelter = {
    .name = "shelter",
    .label = "避难场所",
    .summary = N_("shelters"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("cap_given", "area_eff", "duration", "kind"),
};

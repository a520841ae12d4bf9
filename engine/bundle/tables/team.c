// SPDX-License-Identifier: MIT
// Table team (domain.md C1, C1b).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "队伍名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "队伍", "救援队名称", "名称", "救援队伍名称", "救援队伍", "应急队伍名称", "队名")},
    {.name = "level", .kind = SITU_FIELD_ENUM, .label = "队伍层级",
     .aliases = SITU_WORDS(
         "层级", "队伍级别", "级别", "队伍等级", "等级", "队伍分级"),
     .words = SITU_WORDS(
         "县综合=县级=县综合应急救援队=县级综合=综合应急救援队=县", "区域中心=区域=区域中心队=中心乡镇=片区",
         "乡镇=乡镇级=镇街=街道=镇级=乡级", "村网格=村=村级=网格=村社区=村级网格=微型",
         "社会=社会力量=社会救援=志愿=社会队伍", "企业=企业队=企业专职",
         "军警=武警=部队=民兵=消防救援=解放军=军队")},
    {.name = "nature", .kind = SITU_FIELD_TEXT, .label = "队伍性质",
     .aliases = SITU_WORDS(
         "性质")},
    {.name = "type", .kind = SITU_FIELD_TEXT, .label = "队伍类型",
     .aliases = SITU_WORDS(
         "类型", "专业类型", "救援类型", "专业方向")},
    {.name = "people", .kind = SITU_FIELD_INT, .label = "总人数", .unit = "人",
     .aliases = SITU_WORDS(
         "人数", "队伍总人数", "队员数", "队员人数", "专职人数", "专职/兼职人数", "队伍人数", "人员数量")},
    {.name = "dispatch_min", .kind = SITU_FIELD_REAL, .label = "平均出警响应时间", .unit = "min",
     .aliases = SITU_WORDS(
         "出动时间", "响应时间", "集结时间", "平均响应时间", "出警时间", "出动时间分钟", "集结时间分钟",
         "响应时间分钟")},
    {.name = "equipment", .kind = SITU_FIELD_TEXT, .label = "主要装备",
     .aliases = SITU_WORDS(
         "装备", "装备情况", "主要装备器材")},
    {.name = "leader", .kind = SITU_FIELD_TEXT, .label = "队长",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "队伍负责人", "指挥员")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码", "队长电话")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    SITU_FIELD_OF_ADDRESS,
    // 三直十有 (F16).
    {.name = "led_ok", .kind = SITU_FIELD_BOOL, .label = "直接领导",
     .aliases = SITU_WORDS(
         "三直直接领导", "是否直接领导")},
    {.name = "built_ok", .kind = SITU_FIELD_BOOL, .label = "直接建立",
     .aliases = SITU_WORDS(
         "三直直接建立", "是否直接建立")},
    {.name = "managed_ok", .kind = SITU_FIELD_BOOL, .label = "直接管理",
     .aliases = SITU_WORDS(
         "三直直接管理", "是否直接管理")},
    {.name = "has_staff", .kind = SITU_FIELD_BOOL, .label = "有专职人员",
     .aliases = SITU_WORDS(
         "专职人员", "十有专职人员", "十有有专职人员")},
    {.name = "has_office", .kind = SITU_FIELD_BOOL, .label = "有办公场所",
     .aliases = SITU_WORDS(
         "办公场所", "十有办公场所", "十有有办公场所")},
    {.name = "has_store", .kind = SITU_FIELD_BOOL, .label = "有营房仓库",
     .aliases = SITU_WORDS(
         "营房仓库", "十有营房仓库", "十有有营房仓库")},
    {.name = "has_ground", .kind = SITU_FIELD_BOOL, .label = "有训练场地",
     .aliases = SITU_WORDS(
         "训练场地", "十有训练场地", "十有有训练场地")},
    {.name = "has_gear", .kind = SITU_FIELD_BOOL, .label = "有专业装备",
     .aliases = SITU_WORDS(
         "专业装备", "十有专业装备", "十有有专业装备")},
    {.name = "has_uniform", .kind = SITU_FIELD_BOOL, .label = "有统一服装",
     .aliases = SITU_WORDS(
         "统一服装", "十有统一服装", "十有有统一服装")},
    {.name = "has_rules", .kind = SITU_FIELD_BOOL, .label = "有管理制度",
     .aliases = SITU_WORDS(
         "管理制度", "十有管理制度", "十有有管理制度")},
    {.name = "has_log", .kind = SITU_FIELD_BOOL, .label = "有训练日志",
     .aliases = SITU_WORDS(
         "训练日志", "十有训练日志", "十有有训练日志")},
    {.name = "has_recruit", .kind = SITU_FIELD_BOOL, .label = "有招录标准",
     .aliases = SITU_WORDS(
         "招录标准", "十有招录标准", "十有有招录标准")},
    {.name = "has_insurance", .kind = SITU_FIELD_BOOL, .label = "有意外保险",
     .aliases = SITU_WORDS(
         "意外保险", "十有意外保险", "十有有意外保险")},
    {.name = "county", .kind = SITU_FIELD_TEXT, .label = "区县",
     .aliases = SITU_WORDS(
         "县", "所在县", "所属区县", "县区", "所属县")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_team = {
    .name = "team",
    .label = "救援队伍",
    .summary = N_("rescue teams"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("people", "dispatch_min", "nature", "leader", "level"),
    .public_fuzzy_where = "coalesce(level,'')='军警' OR " SITU_SQL_MILITARY("name") " OR " SITU_SQL_SENSITIVE("name"),
};

// SPDX-License-Identifier: MIT
// Table depot (domain.md C1, C1b).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "储备库名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "储备库", "仓库", "仓库名称", "名称", "库名", "储备点", "储备点名称", "存放地点", "物资库名称",
         "储备点位")},
    {.name = "grade", .kind = SITU_FIELD_ENUM, .label = "储备库等级",
     .aliases = SITU_WORDS(
         "等级", "级别", "库级", "储备级别", "层级"),
     .words = SITU_WORDS(
         "中央=中央级=国家级", "省=省级=市级省=直辖市级", "市=市级=地市级", "县=县级=区级=区县级=县区级",
         "乡=乡级=乡镇=乡镇级=镇=镇级=街道=镇街", "村=村级=社区=村社区",
         "企业协议=企业=协议储备=企业代储=社会=协议")},
    {.name = "county", .kind = SITU_FIELD_TEXT, .label = "区县",
     .aliases = SITU_WORDS(
         "县", "所在县", "所属区县", "县区", "所属县")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    SITU_FIELD_OF_ADDRESS,
    {.name = "dept", .kind = SITU_FIELD_TEXT, .label = "主管部门",
     .aliases = SITU_WORDS(
         "监管部门", "行业主管部门", "监管责任部门", "牵头部门", "管护单位", "认定部门", "行业监管部门",
         "监管单位")},
    {.name = "area_m2", .kind = SITU_FIELD_REAL, .label = "面积", .unit = "m2",
     .aliases = SITU_WORDS(
         "建筑面积", "库房面积", "使用面积", "占地面积", "储备面积", "面积㎡", "面积平方米", "仓库面积")},
    {.name = "volume_m3", .kind = SITU_FIELD_REAL, .label = "有效容积", .unit = "m3",
     .aliases = SITU_WORDS(
         "容积", "有效库容", "库容", "仓容")},
    {.name = "keeper", .kind = SITU_FIELD_TEXT, .label = "保管人",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "管理员", "库管员", "仓库管理员", "单位负责人",
         "管理人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码", "保管人电话")},
    {.name = "mode", .kind = SITU_FIELD_ENUM, .label = "储备方式",
     .aliases = SITU_WORDS(
         "方式", "储备形式", "类型"),
     .words = SITU_WORDS(
         "实物=实物储备=自储", "协议=协议储备=代储=合同储备", "产能=产能储备=生产能力储备")},
    {.name = "built", .kind = SITU_FIELD_DATE, .label = "建成时间",
     .aliases = SITU_WORDS(
         "建成日期", "建成年份")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_depot = {
    .name = "depot",
    .label = "物资储备库",
    .summary = N_("depots and stores of emergency goods"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("grade", "volume_m3", "area_m2", "mode", "keeper"),
    .public_where = "NOT " SITU_SQL_MILITARY("name"),
    .public_fuzzy_where = SITU_SQL_SENSITIVE("name"),
};

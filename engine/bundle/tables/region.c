// SPDX-License-Identifier: MIT
// Table region (domain.md C1, C1b).
#include "bundle/common_fields.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "区划名称", "行政区名称", "行政区划名称", "单位名称", "机构名称", "地名", "区划", "ext_name",
         "行政区名", "xzqmc")},
    {.name = "level", .kind = SITU_FIELD_ENUM, .label = "层级",
     .aliases = SITU_WORDS(
         "级别", "行政级别", "区划级别", "等级", "deep"),
     .words = SITU_WORDS(
         "县=区=区县=县区=county=县级", "乡镇=镇=乡=街道=镇街=乡镇街道=town=township=乡级=乡镇级=3",
         "村=社区=村社区=行政村=村居=village=村级=4", "邻县=邻近县=周边县=邻区县=neighbour=neighbor")},
    {.name = "kind", .kind = SITU_FIELD_ENUM, .label = "类别",
     .aliases = SITU_WORDS(
         "类型", "单位类型", "区划类型", "城乡分类名称"),
     .words = SITU_WORDS(
         "乡=民族乡", "镇=建制镇", "街道=街道办事处", "管委会=开发区=园区=工业园区=高新区",
         "场=林场=农场=国有林场", "库=水库=水库管理处", "村=行政村=建制村", "社区=居委会=居民委员会",
         "县=区=县级市")},
    {.name = "code", .kind = SITU_FIELD_TEXT, .label = "区划代码",
     .aliases = SITU_WORDS(
         "行政区代码", "admincode", "机构编码", "行政区划代码", "统计用区划代码", "代码", "adcode", "编码",
         "区划码", "ext_id", "xzqdm", "towncode", "villcode", "pac")},
    {.name = "parent", .kind = SITU_FIELD_TEXT, .label = "上级",
     .aliases = SITU_WORDS(
         "上级单位", "上级区划", "所属上级", "上级名称", "隶属", "上级行政区")},
    {.name = "pop", .kind = SITU_FIELD_INT, .label = "常住人口", .unit = "人",
     .aliases = SITU_WORDS(
         "人口", "人口数", "人数", "总人口", "户籍人口", "常住人口数", "population")},
    {.name = "hh", .kind = SITU_FIELD_INT, .label = "户数", .unit = "户",
     .aliases = SITU_WORDS(
         "总户数", "家庭户数", "households")},
    {.name = "pop_0_14", .kind = SITU_FIELD_INT, .label = "0-14岁人口", .unit = "人",
     .aliases = SITU_WORDS(
         "0-14岁", "014岁人口", "儿童人数")},
    {.name = "pop_65", .kind = SITU_FIELD_INT, .label = "65岁以上人口", .unit = "人",
     .aliases = SITU_WORDS(
         "65岁以上", "老年人口", "老人数")},
    {.name = "pop_disabled", .kind = SITU_FIELD_INT, .label = "残障人口", .unit = "人",
     .aliases = SITU_WORDS(
         "残障", "残疾人数", "残疾人")},
    {.name = "is_center", .kind = SITU_FIELD_BOOL, .label = "中心乡镇",
     .aliases = SITU_WORDS(
         "是否中心乡镇", "区域中心", "是否区域中心乡镇")},
    {.name = "sort", .kind = SITU_FIELD_INT, .label = "排序",
     .aliases = SITU_WORDS(
         "顺序", "排序号", "显示顺序")},
    {.name = "zone", .kind = SITU_FIELD_TEXT, .label = "片区",
     .aliases = SITU_WORDS(
         "所属片区", "分片", "区域")},
    {.name = "old_names", .kind = SITU_FIELD_TEXT, .label = "曾用名",
     .aliases = SITU_WORDS(
         "原名", "旧名", "别名")},
    {.name = "island_id", .kind = SITU_FIELD_TEXT, .label = "岛屿",
     .aliases = SITU_WORDS(
         "所在岛屿", "岛名")},
    {.name = "head", .kind = SITU_FIELD_TEXT, .label = "负责人",
     .aliases = SITU_WORDS(
         "书记", "主要负责人", "责任人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "值班电话",
     .aliases = SITU_WORDS(
         "电话", "联系电话", "办公电话", "值守电话")},
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "乡镇", .flags = SITU_FIELD_INPUT,
     .aliases = SITU_WORDS(
         "乡镇街道", "镇街", "街镇", "乡镇名称", "所属乡镇", "所在乡镇", "所属镇街", "镇", "townname", "town_name", "township")},
    {.name = "county", .kind = SITU_FIELD_TEXT, .label = "区县", .flags = SITU_FIELD_INPUT,
     .aliases = SITU_WORDS(
         "县区", "区县名称", "县区名称", "所属区县", "所在区县", "县市区", "区县名", "县名", "所属县", "countyname", "county_name")},
    {.name = "village", .kind = SITU_FIELD_VILLAGE, .label = "村", .flags = SITU_FIELD_INPUT,
     .aliases = SITU_WORDS(
         "村社区", "行政村", "社区", "村居", "村名称", "村社区名称", "村名", "villname", "villagename", "village_name")},
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_region = {
    .name = "region",
    .label = "行政区划",
    .summary = N_("townships, villages and other units, in the county's own order"),
    .shape = SITU_SHAPE_ANY,
    .fields = fields,
    .signature = SITU_WORDS("code", "pop", "level", "is_center", "parent", "sort", "zone"),
};

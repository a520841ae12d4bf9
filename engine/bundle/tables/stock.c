// SPDX-License-Identifier: MIT
// Table stock (domain.md C1, C1b).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "depot", .kind = SITU_FIELD_TEXT, .label = "存放地点",
     .aliases = SITU_WORDS(
         "储备库名称", "储备库", "仓库", "仓库名称", "库名", "存放位置", "存放点", "所在仓库", "存放仓库",
         "储备点", "储备点名称")},
    {.name = "item", .kind = SITU_FIELD_TEXT, .label = "物资名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "物资", "品名", "名称", "装备名称", "物品名称", "物资品名", "物资种类", "器材名称")},
    {.name = "qty", .kind = SITU_FIELD_REAL, .label = "数量",
     .aliases = SITU_WORDS(
         "库存", "库存数量", "现有数量", "实有", "结存", "储备数量", "实有数量", "现存数量", "数量合计",
         "库存量")},
    {.name = "unit", .kind = SITU_FIELD_TEXT, .label = "单位",
     .aliases = SITU_WORDS(
         "计量单位", "数量单位")},
    {.name = "spec", .kind = SITU_FIELD_TEXT, .label = "规格型号",
     .aliases = SITU_WORDS(
         "规格", "型号", "规格/型号")},
    {.name = "made", .kind = SITU_FIELD_DATE, .label = "生产日期",
     .aliases = SITU_WORDS(
         "购置日期", "入库时间", "采购时间", "入库日期", "购置时间", "购置/生产日期", "采购日期", "生产时间")},
    {.name = "expire", .kind = SITU_FIELD_DATE, .label = "有效期",
     .aliases = SITU_WORDS(
         "保质期", "到期时间", "报废年限", "有效期至", "到期日期", "失效日期")},
    {.name = "state", .kind = SITU_FIELD_ENUM, .label = "物资状态",
     .aliases = SITU_WORDS(
         "状态", "完好情况", "使用状态"),
     .words = SITU_WORDS(
         "可用=完好=正常=良好=在用=合格=有效", "维修=待修=维修中=故障=损坏", "报废=过期=失效=待报废")},
    {.name = "counted", .kind = SITU_FIELD_DATE, .label = "盘点日期",
     .aliases = SITU_WORDS(
         "盘点时间", "清点日期")},
    {.name = "keeper", .kind = SITU_FIELD_TEXT, .label = "保管人",
     .aliases = SITU_WORDS(
         "管理员", "责任人", "负责人", "联系人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话", .flags = SITU_FIELD_PERSONAL,
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    {.name = NULL},
};

const situ_schema situ_schema_stock = {
    .name = "stock",
    .label = "物资台账",
    .summary = N_("goods held in depots, one row an item"),
    .shape = SITU_SHAPE_NONE,
    .fields = fields,
    .signature = SITU_WORDS("item", "qty", "spec", "made", "expire"),
    .public_where = "NOT " SITU_SQL_DANGEROUS_GOODS("item"),
};

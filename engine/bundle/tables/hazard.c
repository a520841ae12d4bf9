// SPDX-License-Identifier: MIT
// Table hazard (domain.md C1: 隐患). The five booleans are 整改五到位 of a major hazard; the units' own
// 五到位 is another thing and lies in table unit_ready.
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "title", .kind = SITU_FIELD_TEXT, .label = "隐患内容", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "隐患描述", "隐患问题", "问题描述", "存在问题", "存在的问题", "问题隐患", "安全隐患", "隐患情况", "隐患名称",
         "事故隐患", "隐患具体内容", "存在隐患", "隐患及问题", "问题内容", "重大隐患内容", "事故隐患内容", "检查发现问题")},
    {.name = "grade", .kind = SITU_FIELD_ENUM, .label = "隐患类别",
     .aliases = SITU_WORDS(
         "隐患级别", "隐患分级", "隐患等级", "隐患性质", "是否重大隐患"),
     .words = SITU_WORDS(
         "一般=一般隐患=一般事故隐患=否=普通", "重大=重大隐患=重大事故隐患=是")},
    {.name = "object", .kind = SITU_FIELD_TEXT, .label = "隐患单位",
     .aliases = SITU_WORDS(
         "所属风险点", "对应风险点", "风险点", "风险点名称", "风险点编号", "被检查单位", "受检单位", "隐患所在单位", "单位名称",
         "企业名称", "单位", "所在单位", "所属单位", "隐患所属单位", "企业", "被检单位", "检查对象", "检查单位名称", "场所名称", "隐患点位", "隐患部位", "隐患所在位置", "责任单位", "整改单位", "整改责任单位")},
    {.name = "source", .kind = SITU_FIELD_ENUM, .label = "隐患来源",
     .aliases = SITU_WORDS(
         "来源", "检查类型", "排查方式", "发现方式", "台账类别", "检查主体"),
     .words = SITU_WORDS(
         "企业自查=自查=自查自改=企业排查=单位自查", "政府检查=部门检查=执法检查=监督检查=督查检查=乡镇检查=专项检查=督导检查=上级检查")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    SITU_FIELD_OF_ADDRESS,
    {.name = "found", .kind = SITU_FIELD_DATE, .label = "发现日期",
     .aliases = SITU_WORDS(
         "发现时间", "排查时间", "排查日期", "检查时间", "检查日期", "隐患发现时间", "上报日期", "登记日期")},
    {.name = "due", .kind = SITU_FIELD_DATE, .label = "整改期限",
     .aliases = SITU_WORDS(
         "时限", "整改时限", "整改截止日期", "限期整改日期", "整改完成时限", "计划完成时间", "整改到期日", "整改期限至", "限期",
         "应完成时间", "要求完成时间")},
    {.name = "owner", .kind = SITU_FIELD_TEXT, .label = "整改责任人",
     .aliases = SITU_WORDS(
         "责任", "责任人", "负责人", "整改负责人", "整改责任", "责任人姓名", "整改人", "整改落实人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话", .flags = SITU_FIELD_PERSONAL,
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "责任人电话", "电话号码", "整改责任人电话", "责任人联系电话")},
    {.name = "dept", .kind = SITU_FIELD_TEXT, .label = "监管部门",
     .aliases = SITU_WORDS(
         "主管部门", "行业主管部门", "监管责任部门", "牵头部门", "督办部门", "检查单位", "检查部门", "督促整改单位")},
    {.name = "plan", .kind = SITU_FIELD_TEXT, .label = "整改方案",
     .aliases = SITU_WORDS("方案", "治理方案", "整改计划", "整改方案内容")},
    {.name = "fund", .kind = SITU_FIELD_TEXT, .label = "整改资金",
     .aliases = SITU_WORDS("资金", "治理资金", "整改投入", "整改资金万元", "投入资金", "投入资金万元", "资金来源")},
    {.name = "measures", .kind = SITU_FIELD_TEXT, .label = "整改措施",
     .aliases = SITU_WORDS(
         "措施", "治理措施", "整改内容", "整改要求", "防范措施", "管控措施", "整改情况", "整改落实情况", "整改进展")},
    // Said outright; where a ledger only holds the plan, the date, the person, the money and the
    // measures themselves, the check takes what is filled in (checks/hazard_five.c).
    {.name = "plan_ok", .kind = SITU_FIELD_BOOL, .label = "整改方案到位",
     .aliases = SITU_WORDS(
         "方案到位", "预案到位", "方案是否到位", "整改方案是否到位", "五到位方案", "整改五到位方案", "五到位方案到位", "整改五到位方案到位", "五到位整改方案",
         "整改五到位整改方案")},
    {.name = "time_ok", .kind = SITU_FIELD_BOOL, .label = "整改时限到位",
     .aliases = SITU_WORDS(
         "时限到位", "时限是否到位", "整改时限是否到位", "五到位时限", "整改五到位时限", "五到位时限到位", "整改五到位时限到位", "五到位整改时限",
         "整改五到位整改时限")},
    {.name = "resp_ok", .kind = SITU_FIELD_BOOL, .label = "整改责任到位",
     .aliases = SITU_WORDS(
         "责任到位", "责任是否到位", "整改责任是否到位", "五到位责任", "整改五到位责任", "五到位责任到位", "整改五到位责任到位", "五到位整改责任",
         "整改五到位整改责任")},
    {.name = "fund_ok", .kind = SITU_FIELD_BOOL, .label = "整改资金到位",
     .aliases = SITU_WORDS(
         "资金到位", "资金是否到位", "整改资金是否到位", "五到位资金", "整改五到位资金", "五到位资金到位", "整改五到位资金到位", "五到位整改资金",
         "整改五到位整改资金")},
    {.name = "meas_ok", .kind = SITU_FIELD_BOOL, .label = "整改措施到位",
     .aliases = SITU_WORDS(
         "措施到位", "措施是否到位", "整改措施是否到位", "五到位措施", "整改五到位措施", "五到位措施到位", "整改五到位措施到位", "五到位整改措施",
         "整改五到位整改措施")},
    {.name = "supervise", .kind = SITU_FIELD_ENUM, .label = "挂牌督办",
     .aliases = SITU_WORDS(
         "督办级别", "挂牌级别", "挂牌督办级别", "挂牌督办层级", "挂牌", "督办层级", "挂牌督办情况"),
     .words = SITU_WORDS(
         "无=否=未挂牌=不挂牌=未", "乡=乡级=乡镇=乡镇级=镇级=乡镇挂牌", "县=县级=区级=区县级=县区级=县级挂牌",
         "市=市级=地市级=市级挂牌", "省=省级=省级挂牌=直辖市级")},
    {.name = "state", .kind = SITU_FIELD_ENUM, .label = "整改状态",
     .aliases = SITU_WORDS(
         "状态", "完成情况", "整改完成状态", "闭环状态", "办理状态", "整改进度", "是否整改", "是否完成整改", "整改完成情况", "销号情况", "是否销号"),
     .words = SITU_WORDS(
         "上报=已上报=登记=已登记", "核定=已核定=审核", "交办=已交办=下达",
         "整改=整改中=正在整改=未整改=未完成=未销号=否=待整改=治理中=待验收=整改未完成=正在治理", "验收=已验收=是=已整改=整改完成=已完成=完成整改=整改完毕=复查合格",
         "销号=已销号=核销=闭环=已闭环=已办结=办结", "退回=已退回", "延期=已延期=申请延期")},
    {.name = "closed", .kind = SITU_FIELD_DATE, .label = "销号日期",
     .aliases = SITU_WORDS(
         "销号时间", "整改完成时间", "整改完成日期", "完成时间", "完成日期", "验收日期", "验收时间", "闭环时间", "实际完成时间",
         "复查日期", "复查时间")},
    SITU_FIELD_OF_COUNTY,
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_hazard = {
    .name = "hazard",
    .label = "隐患台账",
    .summary = N_("hazards found and their correction, one row a hazard"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("title", "due", "owner", "plan_ok", "time_ok", "resp_ok", "fund_ok", "meas_ok", "supervise", "state", "closed"),
    // Only major hazards under published supervision are announced (挂牌督办).
    .public_where = "coalesce(grade,'')='重大' AND coalesce(supervise,'无')<>'无' AND NOT " SITU_SQL_MILITARY("object") " AND NOT " SITU_SQL_MILITARY("title"),
    .public_fuzzy_where = SITU_SQL_SENSITIVE("object") " OR " SITU_SQL_SENSITIVE("title") " OR " SITU_SQL_SENSITIVE("address"),
};

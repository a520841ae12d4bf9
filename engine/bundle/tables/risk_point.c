// SPDX-License-Identifier: MIT
// Table risk_point (domain.md C1, C1b).
#include "bundle/common_fields.h"
#include "bundle/sensitive.h"

static const situ_field fields[] = {
    {.name = "name", .kind = SITU_FIELD_TEXT, .label = "风险点名称", .flags = SITU_FIELD_REQUIRED,
     .aliases = SITU_WORDS(
         "名称", "风险点", "点位名称", "点位", "单位名称", "企业名称", "场所名称", "风险源", "风险源名称",
         "隐患点名称", "危险源名称", "隐患点")},
    SITU_FIELD_OF_TOWN,
    SITU_FIELD_OF_VILLAGE,
    SITU_FIELD_OF_ADDRESS,
    {.name = "industry", .kind = SITU_FIELD_ENUM, .label = "行业领域",
     .aliases = SITU_WORDS(
         "行业", "行业类别", "所属行业领域", "所属行业", "灾害类型", "灾种", "风险类型", "隐患类型",
         "风险点类型", "行业分类"),
     .words = SITU_INDUSTRY_WORDS},
    {.name = "accident_type", .kind = SITU_FIELD_TEXT, .label = "可能导致的事故",
     .aliases = SITU_WORDS(
         "事故类型", "可能导致的事故类型", "主要事故类型", "易发事故类型", "易受灾类型")},
    {.name = "method", .kind = SITU_FIELD_ENUM, .label = "评估方法",
     .aliases = SITU_WORDS(
         "评价方法", "辨识方法", "评估方式", "分级方法"),
     .words = SITU_WORDS(
         "LEC=lec法=作业条件危险性分析=作业条件危险性评价法", "LS=ls法=风险矩阵=风险矩阵法=矩阵法=l·s",
         "MES=mes法", "GB18218=重大危险源=重大危险源分级=gb 18218=gb18218-2018",
         "直接=直接判定=直接判定法=给定=专家判定")},
    {.name = "lec_l", .kind = SITU_FIELD_REAL, .label = "L",
     .aliases = SITU_WORDS(
         "lecl", "可能性l", "事故发生的可能性", "可能性", "l值")},
    {.name = "lec_e", .kind = SITU_FIELD_REAL, .label = "E",
     .aliases = SITU_WORDS(
         "lece", "暴露频率", "频繁程度", "暴露频率e", "暴露频繁程度", "e值", "频繁程度e")},
    {.name = "lec_c", .kind = SITU_FIELD_REAL, .label = "C",
     .aliases = SITU_WORDS(
         "lecc", "后果", "后果c", "后果严重性", "c值")},
    {.name = "ls_l", .kind = SITU_FIELD_REAL, .label = "LS(L)",
     .aliases = SITU_WORDS(
         "ls法l", "矩阵可能性", "可能性等级")},
    {.name = "ls_s", .kind = SITU_FIELD_REAL, .label = "S",
     .aliases = SITU_WORDS(
         "lss", "严重性", "严重性s", "ls法s", "s值", "严重性等级")},
    // Sub-scores of S (F2): the largest of them counts.
    {.name = "ls_s1", .kind = SITU_FIELD_REAL, .label = "S1",
     .aliases = SITU_WORDS("s1法律法规", "s1法律法规及其他要求", "法律法规及其他要求", "s1值")},
    {.name = "ls_s2", .kind = SITU_FIELD_REAL, .label = "S2",
     .aliases = SITU_WORDS("s2人员", "s2人员伤亡", "s2值")},
    {.name = "ls_s3", .kind = SITU_FIELD_REAL, .label = "S3",
     .aliases = SITU_WORDS("s3财产损失", "s3直接经济损失", "s3值")},
    {.name = "ls_s4", .kind = SITU_FIELD_REAL, .label = "S4",
     .aliases = SITU_WORDS("s4停工", "s4值")},
    {.name = "ls_s5", .kind = SITU_FIELD_REAL, .label = "S5",
     .aliases = SITU_WORDS("s5公司形象", "s5企业形象", "s5值")},
    {.name = "mes_m", .kind = SITU_FIELD_REAL, .label = "M",
     .aliases = SITU_WORDS(
         "控制措施状态", "mesm", "m值", "控制措施状态m")},
    {.name = "mes_e", .kind = SITU_FIELD_REAL, .label = "MES(E)"},
    {.name = "mes_s", .kind = SITU_FIELD_REAL, .label = "MES(S)"},
    {.name = "gb_r", .kind = SITU_FIELD_REAL, .label = "重大危险源R值",
     // The class of the installation is posted at its gate, the figure tells the quantity (GB 18218).
     .public_as = "CASE WHEN gb_r>=100 THEN 100 WHEN gb_r>=50 THEN 50 WHEN gb_r>=10 THEN 10 WHEN gb_r IS NOT NULL THEN 1 END",
     .aliases = SITU_WORDS(
         "r值", "危险源r值", "重大危险源r", "gb18218r")},
    {.name = "gb_sum", .kind = SITU_FIELD_REAL, .label = "Σβq/Q", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "βq/q", "σq/q")},
    {.name = "threat_pop", .kind = SITU_FIELD_INT, .label = "威胁人数", .unit = "人",
     .aliases = SITU_WORDS(
         "受威胁人数", "受威胁人口", "影响人数", "人数人", "威胁人口", "涉及人数", "从业人数",
         // Two-row heads.
         "威胁情况人数", "威胁对象人数", "受威胁情况人数", "受威胁对象人数", "威胁人数", "受威胁人数", "影响范围人数")},
    {.name = "threat_hh", .kind = SITU_FIELD_INT, .label = "威胁户数", .unit = "户",
     .aliases = SITU_WORDS(
         "受威胁户数", "户数户", "户数")},
    {.name = "threat_loss", .kind = SITU_FIELD_REAL, .label = "威胁财产", .unit = "万元",
     .aliases = SITU_WORDS(
         "威胁财产万元", "潜在经济损失", "潜在经济损失万元", "损失预测", "受威胁财产", "威胁资产")},
    {.name = "score_given", .kind = SITU_FIELD_REAL, .label = "风险值",
     .public_as = "CASE WHEN coalesce(method,'')<>'GB18218' THEN score_given WHEN score_given>=100 THEN 100 WHEN score_given>=50 THEN 50"
                  " WHEN score_given>=10 THEN 10 WHEN score_given IS NOT NULL THEN 1 END",
     .aliases = SITU_WORDS(
         "d", "危险性", "风险度", "风险分值", "d值", "危险性lec", "风险值d", "风险值r", "风险值ls", "r",
         "危险性d", "风险值d=l*e*c", "风险值r=l*s", "危险性lecd=l*e*c", "风险值lsr=l*s", "分值")},
    {.name = "level_given", .kind = SITU_FIELD_LEVEL, .label = "风险等级",
     .aliases = SITU_WORDS(
         "风险级别", "风险分级", "安全风险等级", "固有风险等级", "固有风险级别", "剩余风险等级", "残余风险等级", "现状风险等级", "颜色", "风险颜色", "四色等级", "险情等级",
         "等级", "级别", "风险点等级", "管控级别", "隐患等级", "风险等级颜色",
         // Scales of other trades, converted by engine/ledger/clean_level.c.
         "危房等级", "房屋鉴定等级", "房屋安全等级", "火险等级", "森林火险等级", "森林火险气象等级", "大坝安全类别", "大坝类别",
         "水闸安全类别", "桥梁技术状况", "桥梁技术状况等级", "尾矿库安全度")},
    {.name = "controls", .kind = SITU_FIELD_TEXT, .label = "管控措施",
     .aliases = SITU_WORDS(
         "防范措施", "风险管控措施", "应急处置措施", "整改措施", "技术保障措施", "防控措施", "措施")},
    {.name = "plan_doc", .kind = SITU_FIELD_TEXT, .label = "应急预案",
     .aliases = SITU_WORDS(
         "预案", "预案名称", "现场处置方案")},
    {.name = "dept", .kind = SITU_FIELD_TEXT, .label = "主管部门",
     .aliases = SITU_WORDS(
         "监管部门", "行业主管部门", "监管责任部门", "牵头部门", "管护单位", "认定部门", "行业监管部门",
         "监管单位")},
    {.name = "resp_person", .kind = SITU_FIELD_TEXT, .label = "责任人",
     .aliases = SITU_WORDS(
         "负责人", "联系人", "责任人姓名", "负责人姓名", "防灾责任人", "防灾责任人姓名", "监测责任人",
         "包保责任人", "网格员", "法人", "安全负责人", "主要负责人", "管控责任人")},
    {.name = "phone", .kind = SITU_FIELD_PHONE, .label = "联系电话",
     .aliases = SITU_WORDS(
         "电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "办公电话", "电话号码", "责任人电话",
         "负责人电话", "防灾责任人电话", "责任人联系电话")},
    {.name = "status", .kind = SITU_FIELD_ENUM, .label = "状态",
     .aliases = SITU_WORDS(
         "管理状态", "管控状态", "是否销号"),
     .words = SITU_WORDS(
         "排查", "辨识", "管理=在管=管理中=未销号=否", "控制=已控制=管控=管控中", "预警", "评估", "销号=已销号=核销=是")},
    {.name = "monitors", .kind = SITU_FIELD_TEXT, .label = "监测人", .flags = SITU_FIELD_PERSONAL,
     .aliases = SITU_WORDS(
         "监测人姓名", "监测员", "群测群防员", "监测人员", "群测群防监测员")},
    {.name = "inspected", .kind = SITU_FIELD_DATE, .label = "最近检查日期",
     .aliases = SITU_WORDS(
         "最近检查时间", "最近巡查时间", "最近巡查日期", "上次检查时间", "上次检查日期", "最近一次检查时间", "最近一次巡查时间",
         "检查日期", "巡查日期", "最近排查时间", "最近排查日期")},
    {.name = "hazmat_qty", .kind = SITU_FIELD_TEXT, .label = "危险品存量", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "储量", "存量", "最大储量", "危化品存量", "危险化学品存量")},
    {.name = "reservoir_capacity", .kind = SITU_FIELD_REAL, .label = "库容", .unit = "万m3", .flags = SITU_FIELD_SENSITIVE,
     .aliases = SITU_WORDS(
         "总库容", "水库库容", "有效库容")},
    {.name = "found", .kind = SITU_FIELD_DATE, .label = "排查日期",
     .aliases = SITU_WORDS(
         "发现时间", "辨识日期", "排查时间", "填报日期", "评估日期")},
    {.name = "credit_code", .kind = SITU_FIELD_TEXT, .label = "统一社会信用代码",
     .aliases = SITU_WORDS(
         "信用代码", "社会信用代码")},
    // Other signs of one enterprise (一企多牌), joined by the merge.
    {.name = "other_names", .kind = SITU_FIELD_TEXT, .label = "其他名称",
     .aliases = SITU_WORDS(
         "其他牌子", "其他厂名", "企业其他名称", "曾用名", "别名", "又名")},
    SITU_FIELD_OF_COUNTY,
    SITU_FIELD_OF_LON,
    SITU_FIELD_OF_LAT,
    SITU_FIELD_OF_LONLAT,
    {.name = NULL},
};

const situ_schema situ_schema_risk_point = {
    .name = "risk_point",
    .label = "风险点",
    .summary = N_("risk points and hidden dangers"),
    .shape = SITU_SHAPE_POINT,
    .fields = fields,
    .signature = SITU_WORDS("industry", "accident_type", "method", "lec_l", "lec_e", "lec_c", "ls_l", "ls_s", "gb_r", "threat_pop", "threat_hh", "threat_loss", "score_given", "level_given", "controls"),
    .public_where = "NOT " SITU_SQL_MILITARY("name"),
    .public_fuzzy_where = "coalesce(industry,'')='民爆' OR " SITU_SQL_SENSITIVE("name") " OR " SITU_SQL_SENSITIVE("address")
                          " OR (coalesce(industry,'')='烟花爆竹' AND (" SITU_SQL_HAS("name", "库") " OR " SITU_SQL_HAS("name", "储") "))",
};

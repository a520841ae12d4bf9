// SPDX-License-Identifier: MIT
// Sheets that look like one of our tables and are none: statistics of a day, forms of the office. A wrong
// table harms more than a refused one.
#include <string.h>

#include "base/str.h"
#include "ledger/internal.h"

static bool is_one_of(const char *const *words, const char *key)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return false;
}

static const char *one_within(const char *const *words, const char *text)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return words[i];
    return NULL;
}

static bool heads(const situ_header *h, const char *const *words)
{
    for (uint32_t c = 0; c < h->column_count; c++)
        if (h->cells[c].flat[0] && (is_one_of(words, h->cells[c].flat) || is_one_of(words, h->cells[c].bare) || is_one_of(words, h->cells[c].last_bare)))
            return true;
    return false;
}

// A list of units names codes, ranks, parents or residents; people moved, threatened or fed are a count.
bool situ_is_unit_list(const situ_columns *columns, const situ_header *header, const char *hint)
{
    static const char *const sure[] = {"区划代码", "行政区代码", "行政区划代码", "统计用区划代码", "区划码", "adcode", "admincode", "ext_id", "ext_name", "ur_code", "towncode", "region_code",
                                       "层级", "行政级别", "区划级别", "城乡分类名称", "上级区划", "所属上级", "上级行政区", "中心乡镇", "是否中心乡镇",
                                       "是否区域中心乡镇", "常住人口", "常住人口数", "户籍人口", "户籍人口数", "总人口", "总人口数", "population", NULL};
    static const char *const likely[] = {"代码", "编码", "code", "机构编码", "级别", "等级", "level", "deep", "上级", "上级单位", "上级名称", "隶属", "parent",
                                         "人口", "人口数", "pop", "片区", "所属片区", "曾用名", NULL};
    static const char *const unit[] = {"乡镇", "镇街", "街镇", "乡镇街道", "乡镇名称", "镇", "村", "村社区", "行政村", "社区", "村居", "村名", "村名称",
                                       "区划名称", "行政区名称", "行政区划名称", "行政区名", "区划", "地名", "所属乡镇", "所在乡镇", "town", "township", "village", "townname",
                                       "district", "county", NULL};
    static const char *const counted[] = {"转移", "威胁", "受灾", "危险", "安置", "物资", "隐患", "停课", "停工", "撤离", "避险", "倒塌", "死亡", "失踪",
                                          "损失", "伤亡", "风险", NULL};
    static const char *const people[] = {"户主", "姓名", "户主姓名", "身份证号", "性别", NULL};
    static const char *const titles[] = {"区划", "region", "乡镇名录", "村名录", "村社区名录", "town", NULL};
    if (columns->own_export)
        return true;
    for (uint32_t c = 0; c < header->column_count; c++)
        if (one_within(counted, header->cells[c].flat))
            return false;
    if (heads(header, people))
        return false;
    return heads(header, sure) || one_within(titles, hint) || (heads(header, likely) && heads(header, unit));
}

const char *situ_statistic_word(const situ_header *header, const char *hint)
{
    static const char *const words[] = {"转移人数", "转移户数", "转移人口", "已转移", "应转移", "需转移", "累计转移", "当日转移", "已安置", "已撤离", "撤离人数", "停课", "停工", "停业",
                                        "停运", "停产", "关停", "受灾人口", "受灾人数", "倒塌房屋", "直接经济损失", "带班领导", "值班领导", "值班人", "带班", NULL};
    static const char *const titles[] = {"统计表", "统计", "日报", "五停", "值班表", "值班安排", "排班", NULL};
    for (uint32_t c = 0; c < header->column_count; c++) {
        const char *word = one_within(words, header->cells[c].flat);
        if (word)
            return word;
    }
    const char *word = header->column_count == 0 ? one_within(words, hint) : NULL;
    return word ? word : one_within(titles, hint);
}

size_t situ_statistic_columns(const situ_header *header)
{
    static const char *const words[] = {"已转移", "应转移", "需转移", "累计转移", "当日转移", "转移人数", "已安置", "已撤离", "停课", "停工", "停业", "停运", "停产",
                                        "关停", "受灾人", "倒塌房屋", "直接经济损失", "带班", "值班领导", "值班人", "值班日期", NULL};
    size_t n = 0;
    for (uint32_t c = 0; c < header->column_count; c++)
        n += one_within(words, header->cells[c].flat) != NULL;
    return n;
}

const char *situ_foreign_word(const situ_header *header, const char *hint)
{
    static const char *const words[] = {
        "请假", "销假", "休假", "工资", "实发", "应发", "绩效", "奖金", "补贴", "社保", "公积金", "个税", "车牌", "车辆型号", "车型", "驾驶证", "行驶证", "入党",
        "转正", "党员", "党支部", "党费", "报销", "发票", "借款", "学号", "班级", "学生", "年级", "家长", "监护人", "签到", "签退", "签名", "签字", "参会", "采购", "供应商",
        "考勤", "出勤", "迟到", "早退", "旷工", "加班", "资产编号", "资产名称", "资产编码", "折旧", "原值", "净值", "购货", "开户行", "银行卡", "银行账号", "账号", "收款",
        "成绩", "得分", "籍贯", "民族", "毕业", "学历", "婚姻", "入职", "离职", "合同编号", "合同金额", "收件人", "快递", "文号", "来文", "阅处", "疫苗", "接种", "低保",
        "参保", NULL};
    static const char *const titles[] = {"请假", "工资表", "工资单", "工资发放", "车辆登记", "党员名册", "党员花名册", "报销", "学生花名册", "学生名册", "签到", "考勤",
                                         "固定资产", "采购清单", "采购计划", "值班表", "排班表", "会议通知", "参会", "收文", "发文登记", NULL};
    for (uint32_t c = 0; c < header->column_count; c++) {
        const char *word = one_within(words, header->cells[c].flat);
        if (word)
            return word;
    }
    return one_within(titles, hint);
}

// 证件, 签字 and the like stand in ledgers too: only a sheet that hardly fits is refused for one.
bool situ_is_foreign(const situ_columns *columns, const situ_header *header, const char *hint)
{
    static const char *const people[] = {"person", "org_node", "region", "place", "submission", "plan_doc", "flow_node", "team", "unit_ready", NULL};
    if (columns->own_export)
        return false;
    // What is to be bought lies in no store.
    for (size_t f = 0; f < columns->field_count && strcmp(columns->schema->name, "stock") == 0; f++)
        if (strcmp(columns->schema->fields[f].name, "depot") == 0 && columns->of_field[f] < 0 && situ_foreign_word(header, hint))
            return true;
    double enough = is_one_of(people, columns->schema->name) ? 8.0 : 5.0;
    if (strcmp(columns->schema->name, "region") == 0 && !situ_is_unit_list(columns, header, hint))
        return true;
    if (situ_statistic_columns(header) >= 2 && columns->score < 5.0)
        return true;
    return columns->score < enough && situ_foreign_word(header, hint);
}

// SPDX-License-Identifier: MIT
#ifndef SITU_TEST_DIAGRAM_FIXTURE_H
#define SITU_TEST_DIAGRAM_FIXTURE_H

// An organisation sheet of a county (14 专项小组 with heads of their own, two 双组长, one vacancy) and the
// flow of domain.md B2.5, as tables. Names are invented.

#include <stdio.h>
#include <string.h>

#include "bundle/table.h"

typedef struct org_row { const char *name, *type, *parent, *rel, *head, *post, *deputy, *phone; } org_row;

static const org_row org_rows[] = {
    {"中共岚川县委 岚川县人民政府", "党委", "", "", "江怀远、沈明澈", "县委书记、县长", "", "023-5500 0001"},
    {"县应急管理委员会", "应急委", "中共岚川县委 岚川县人民政府", "领导", "沈明澈", "县长", "陆景行、白砚秋、顾长川", "023-5500 0002"},
    {"县安全生产委员会", "安委会", "中共岚川县委 岚川县人民政府", "领导", "江怀远、沈明澈", "县委书记、县长", "陆景行、何望舒、周砺石、林海生、段青山、韩松月", "023-5500 0003"},
    {"县防灾减灾救灾委员会", "减灾委", "中共岚川县委 岚川县人民政府", "领导", "沈明澈", "县长", "陆景行、杜若溪", "023-5500 0004"},
    {"县应急委办公室", "办公室", "县应急管理委员会", "设在", "陆景行", "", "", "023-5500 0010"},
    {"县应急救援指挥中心", "办公室", "县应急管理委员会", "领导", "马千里", "", "", "023-5500 0011"},
    {"县应急管理专家组", "专家组", "县应急管理委员会", "指导", "秦问渠", "", "", "023-5500 0012"},
    {"防汛抗旱指挥部", "专项指挥部", "县防灾减灾救灾委员会", "领导", "白砚秋", "", "", "023-5500 0021"},
    {"地质灾害防治指挥部", "专项指挥部", "县防灾减灾救灾委员会", "领导", "白砚秋", "", "", "023-5500 0022"},
    {"森林草原防灭火指挥部", "专项指挥部", "县防灾减灾救灾委员会", "领导", "顾长川", "", "", "023-5500 0023"},
    {"抗震救灾指挥部", "专项指挥部", "县防灾减灾救灾委员会", "领导", "顾长川", "", "", "023-5500 0024"},
    {"低温雨雪冰冻应急指挥部", "专项指挥部", "县防灾减灾救灾委员会", "领导", "杜若溪", "", "", "023-5500 0025"},
    {"县安委会办公室", "办公室", "县安全生产委员会", "设在", "陆景行", "", "", "023-5500 0030"},
};
static const char *const org_groups[14] = {"道路交通安全", "水上交通安全", "矿山安全", "危险化学品安全", "建筑施工安全", "消防安全", "城镇燃气安全",
                                           "特种设备安全", "校园安全", "文化旅游安全", "工贸行业安全", "电力与水库大坝", "食品药品安全", "自建房安全"};
static const char *const org_group_heads[14] = {"何望舒、周砺石", "周砺石", "林海生", "段青山", "韩松月", "空缺", "何望舒", "林海生", "杜若溪", "白砚秋", "段青山", "顾长川", "韩松月", "周砺石"};
static const char *const org_departments[20] = {"县公安局", "县民政局", "县财政局", "县规划和自然资源局", "县生态环境局", "县住房城乡建委", "县交通运输委", "县水利局",
                                                "县农业农村委", "县文化旅游委", "县卫生健康委", "县应急管理局", "县林业局", "县市场监管局", "县消防救援大队", "县气象局",
                                                "国网岚川供电公司", "县融媒体中心", "县教育委员会", "县经济信息委"};
static const char *const org_towns[42] = {"云台街道", "青溪街道", "望江街道", "双河街道", "龙洞镇", "白帝镇", "鹿鸣镇", "石宝镇", "江口镇", "沙坪镇", "平安镇", "高桥镇", "红岩镇", "泥溪镇",
                                          "黄石镇", "故陵镇", "新津镇", "桑坪镇", "盘龙镇", "巴阳镇", "水口镇", "清水镇", "南溪镇", "路阳镇", "农坝镇", "渠马镇", "双土镇", "堰坪镇",
                                          "宝坪镇", "耀灵镇", "外郎镇", "后叶镇", "蔈草镇", "龙角镇", "大阳镇", "上坝乡", "洞鹿乡", "普安乡", "票草乡", "水磨土家族乡", "歧山乡", "岚峰林场管委会"};

static inline void org_put(situ_table *t, const org_row *r)
{
    static const char *const names[] = {"name", "type", "parent", "rel", "head", "head_post", "deputy", "phone"};
    const char *values[] = {r->name, r->type, r->parent, r->rel, r->head, r->post, r->deputy, r->phone};
    size_t row;
    situ_error err;
    if (situ_table_add_row(t, &row, &err) != SITU_OK)
        return;
    for (size_t i = 0; i < 8; i++)
        if (*values[i] && situ_table_set_text(t, row, (size_t)situ_table_find(t, names[i]), values[i], &err) != SITU_OK)
            return;
    if (situ_table_set_text(t, row, (size_t)situ_table_find(t, "src_file"), "组织机构.xlsx", &err) != SITU_OK ||
        situ_table_set_text(t, row, (size_t)situ_table_find(t, "src_sheet"), "组织机构", &err) != SITU_OK)
        return;
    situ_table_set_int(t, row, (size_t)situ_table_find(t, "src_row"), (int64_t)row + 2);
}

static inline situ_table *table_of(const char *name, const char *const *texts, const char *const *ints)
{
    situ_table *t = NULL;
    situ_error err;
    if (situ_table_new(&t, name, 0, &err) != SITU_OK)
        return NULL;
    for (; *texts; texts++)
        if (situ_table_add_column(t, *texts, SITU_TYPE_TEXT, NULL, &err) != SITU_OK)
            return NULL;
    for (; *ints; ints++)
        if (situ_table_add_column(t, *ints, SITU_TYPE_INT, NULL, &err) != SITU_OK)
            return NULL;
    return t;
}

static inline situ_table *org_empty(void)
{
    static const char *const texts[] = {"name", "type", "parent", "rel", "head", "head_post", "deputy", "phone", "src_file", "src_sheet", NULL};
    static const char *const ints[] = {"sort", "src_row", NULL};
    return table_of("org_node", texts, ints);
}

// 89 units; towns as far as `towns` goes.
static inline situ_table *org_table(int towns)
{
    situ_table *t = org_empty();
    char phone[32], name[64];
    for (size_t i = 0; i < sizeof org_rows / sizeof *org_rows; i++)
        org_put(t, &org_rows[i]);
    for (int i = 0; i < 14; i++) {
        snprintf(phone, sizeof phone, "023-5500 01%02d", i);
        snprintf(name, sizeof name, "%s专项小组", org_groups[i]);
        org_put(t, &(org_row){name, "工作组", "县安全生产委员会", "牵头", org_group_heads[i], "", "", phone});
    }
    for (int i = 0; i < 20; i++) {
        snprintf(phone, sizeof phone, "023-5500 02%02d", i);
        org_put(t, &(org_row){org_departments[i], "部门", "县应急管理委员会", "配合", "", "", "", phone});
    }
    for (int i = 0; i < towns; i++) {
        snprintf(phone, sizeof phone, "023-5500 03%02d", i);
        org_put(t, &(org_row){org_towns[i], "乡镇", "县应急管理委员会", "领导", "", "", "", phone});
    }
    return t;
}

typedef struct flow_row { const char *no, *lane, *kind, *text, *role; double limit; const char *next; } flow_row;

static const flow_row flow_b25[] = {
    {"1", "监测员/村", "start", "群测群防员或设备发现险情", "", 0, "2"},
    {"2", "村", "process", "鸣锣、叫应、拨打镇应急办", "", 5, "3,4"},
    {"3", "村/镇", "process", "先期处置：按路线撤离、断道警戒、清点人数", "", 30, "5"},
    {"4", "镇值班室", "document", "向县应急局、规划自然资源局首报", "", 60, "5"},
    {"5", "县应急局+专家", "decision", "会商定级", "", 60, "6(Ⅳ),7(Ⅰ–Ⅲ)"},
    {"6", "县指挥部", "process", "副指挥长批准Ⅳ级响应", "", 0, "8"},
    {"7", "县指挥部", "process", "指挥长批准，同步报市", "", 0, "8"},
    {"8", "现场指挥部", "group", "综合协调‖抢险救援‖专家监测‖转移安置‖医疗‖交通治安‖物资‖宣传", "", 0, "9"},
    {"9", "专家组", "decision", "险情是否可控", "", 0, "11(是),10(否)"},
    {"10", "县指挥部", "process", "扩大响应、请求增援、库区禁航", "", 0, "8"},
    {"11", "指挥长", "process", "终止响应", "", 0, "12"},
    {"12", "镇/民政/应急", "process", "善后安置、工程治理或避险搬迁", "", 0, "13"},
    {"13", "县应急局", "end", "调查评估、修订一张图与预案", "", 0, "—"},
};
// The same steps by the five actors a wall chart would show.
static const flow_row flow_five[] = {
    {"1", "村（社区）", "start", "群测群防员或监测设备发现险情", "群测群防员", 0, "2"},
    {"2", "村（社区）", "process", "鸣锣、叫应受威胁群众，拨打镇应急办", "村支书", 5, "3,4"},
    {"3", "村（社区）", "process", "先期处置：按路线撤离、断道警戒、清点人数", "村网格员", 30, "5"},
    {"4", "乡镇（街道）", "document", "向县应急局、规划自然资源局首报", "镇值班长", 60, "5"},
    {"5", "县应急局及专家组", "decision", "会商研判险情等级", "应急局局长", 60, "6(Ⅳ级),7(Ⅰ–Ⅲ级)"},
    {"6", "县指挥部", "process", "副指挥长批准启动Ⅳ级响应", "副指挥长", 0, "8"},
    {"7", "县指挥部", "process", "指挥长批准启动响应，同步报市", "指挥长", 30, "8"},
    {"8", "现场指挥部", "group", "综合协调‖抢险救援‖专家监测‖转移安置‖医疗救护‖交通治安‖物资保障‖新闻宣传", "现场指挥长", 120, "9"},
    {"9", "县应急局及专家组", "decision", "险情是否可控", "专家组组长", 0, "11(是),10(否)"},
    {"10", "县指挥部", "process", "扩大响应、请求增援、库区禁航", "指挥长", 0, "8"},
    {"11", "县指挥部", "process", "批准终止响应", "指挥长", 0, "12"},
    {"12", "乡镇（街道）", "process", "善后安置、工程治理或避险搬迁", "镇长", 0, "13"},
    {"13", "县应急局及专家组", "end", "调查评估、修订一张图与预案", "应急局", 4320, ""},
};

static inline situ_table *flow_empty(void)
{
    static const char *const texts[] = {"hazard", "no", "lane", "kind", "text", "role", "next", "src_file", "src_sheet", NULL};
    static const char *const ints[] = {"resp_level", "src_row", "time_limit_min", NULL};
    return table_of("flow_node", texts, ints);
}

static inline void flow_put(situ_table *t, const char *hazard, int level, const flow_row *r)
{
    static const char *const names[] = {"hazard", "no", "lane", "kind", "text", "role", "next", "src_file", "src_sheet"};
    const char *values[] = {hazard, r->no, r->lane, r->kind, r->text, r->role, r->next, "处置流程.xlsx", hazard};
    size_t row;
    situ_error err;
    if (situ_table_add_row(t, &row, &err) != SITU_OK)
        return;
    for (size_t i = 0; i < 9; i++)
        if (*values[i] && situ_table_set_text(t, row, (size_t)situ_table_find(t, names[i]), values[i], &err) != SITU_OK)
            return;
    situ_table_set_int(t, row, (size_t)situ_table_find(t, "resp_level"), level);
    situ_table_set_int(t, row, (size_t)situ_table_find(t, "src_row"), (int64_t)row + 2);
    if (r->limit > 0)
        situ_table_set_int(t, row, (size_t)situ_table_find(t, "time_limit_min"), (int64_t)r->limit);
}

static inline situ_table *flow_table(const flow_row *rows, size_t count, const char *hazard, int level)
{
    situ_table *t = flow_empty();
    for (size_t i = 0; i < count; i++)
        flow_put(t, hazard, level, &rows[i]);
    return t;
}

#endif

// SPDX-License-Identifier: MIT
// The organisation sheet: county committee and government, 应急委 with two heads, its office, special
// headquarters, fourteen groups each with its own head, departments, towns by part of the county.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/ledgers.h"

typedef struct unit {
    const char *name, *type, *parent, *rel, *post, *members, *duty;
    int deputies; // -1 = head vacant
} unit;

static const char root[] = "中共岚川县委 岚川县人民政府";
static const char board[] = "岚川县应急委员会";
static const char office[] = "县应急委办公室(县应急管理局)";
static const char groups[] = "安全专项工作小组";
static const char members[] = "县应急委成员单位";
static const char towns[] = "乡镇(街道)应急指挥部";

static const unit head_units[] = {
    {"县应急委办公室(县应急管理局)", "办公室", board, "设在", "县应急管理局局长", NULL, "综合协调、值班值守、信息报告、督查考核", 3},
    {"县防汛抗旱指挥部", "专项指挥部", board, "领导", "副县长", "县水利局、县应急局、县气象局、县住建委、县交通局", "江河洪水、山洪、内涝、干旱防御与处置", 2},
    {"县森林防灭火指挥部", "专项指挥部", board, "领导", "副县长", "县林业局、县应急局、县公安局、岚峰国有林场", "森林火灾预防和扑救", 2},
    {"县抗震和地质灾害指挥部", "专项指挥部", board, "领导", "副县长", "县规划自然资源局、县应急局、县住建委、县交通局", "地震、地质灾害防治与救援", 2},
    {"县安全生产委员会", "安委会", board, "领导", "县长", "县应急局、县经信委、县市场监管局、县总工会", "安全生产综合监管与事故处置", 3},
    {"县消防安全委员会", "专委会", board, "领导", "副县长", "县消防救援局、县公安局、县住建委、县商务委", "火灾防控与扑救", 2},
    {"县道路交通安全专项指挥部", "专项指挥部", board, "领导", "副县长", "县公安局、县交通局、县农业农村委", "道路交通事故预防与处置", 2},
    {"县危险化学品专项指挥部", "专项指挥部", board, "领导", "副县长", "县应急局、县消防救援局、县生态环境局、县卫健委", "危险化学品事故处置", 2},
    {"县防灾减灾救灾委员会", "减灾委", board, "领导", "副县长", "县应急局、县民政局、县财政局、县红十字会", "灾情管理、受灾群众救助、恢复重建", 2},
    {"防汛抗旱指挥部办公室(县水利局)", "办公室", "县防汛抗旱指挥部", "设在", "县水利局局长", NULL, "会商调度、雨水情监测", 1},
    {"森林防灭火指挥部办公室(县林业局)", "办公室", "县森林防灭火指挥部", "设在", "县林业局局长", NULL, "火情调度、扑火力量编成", 1},
    {"抗震地灾指挥部办公室(县规划自然资源局)", "办公室", "县抗震和地质灾害指挥部", "设在", "局长", NULL, "隐患点巡查、专家会商", -1},
    {"安委会办公室(县应急管理局)", "办公室", "县安全生产委员会", "设在", "局长", NULL, "督导检查、挂牌督办", 1},
    {"消安委办公室(县消防救援局)", "办公室", "县消防安全委员会", "设在", "局长", NULL, "火灾隐患整治", 1},
    {"道安办(县公安局交巡警大队)", "办公室", "县道路交通安全专项指挥部", "设在", "大队长", NULL, "路段整治、劝导站管理", 1},
    {"危化品指挥部办公室(县应急管理局)", "办公室", "县危险化学品专项指挥部", "设在", "副局长", NULL, "重大危险源监控", 1},
    {"减灾办(县应急管理局)", "办公室", "县防灾减灾救灾委员会", "设在", "副局长", NULL, "灾情统计、物资调拨", 1},
};
// 领域 | 牵头 | 配合; heads repeat: one person heads several groups.
static const struct { const char *field, *lead, *help; int head; } fields[14] = {
    {"矿山安全", "县应急管理局", "县规划自然资源局、县公安局", 0}, {"危险化学品", "县应急管理局", "县交通局、县市场监管局", 0},
    {"道路交通", "县公安局", "县交通局、县农业农村委", 1}, {"水上交通", "县交通局", "县农业农村委、县水利局", 1},
    {"建设施工", "县住建委", "县交通局、县水利局", 2}, {"城镇燃气", "县经信委", "县住建委、县市场监管局", 2},
    {"消防安全", "县消防救援局", "县公安局、县商务委", 3}, {"工贸企业", "县经信委", "县应急管理局", 4},
    {"特种设备", "县市场监管局", "县经信委", 4}, {"文化旅游", "县文旅委", "县林业局、县市场监管局", 5},
    {"教育卫生养老", "县教委", "县卫健委、县民政局", 5}, {"农林渔业", "县农业农村委", "县林业局", 6},
    {"自建房和城市运行", "县住建委", "县城管局", 2}, {"地质灾害和防汛", "县规划自然资源局", "县水利局、县气象局", 6},
};
static const char *const departments[] = {
    "县应急管理局", "县规划自然资源局", "县水利局", "县林业局", "县公安局", "县消防救援局", "县交通局", "县住建委", "县经信委", "县农业农村委",
    "县生态环境局", "县卫健委", "县教委", "县民政局", "县文旅委", "县商务委", "县市场监管局", "县城管局", "县气象局", "县人武部"};

static const char *people(situ_things *t, int count)
{
    const char *all = situ_sample_person(t);
    for (int k = 1; k < count; k++)
        all = situ_sample_text(t, "%s、%s", all, situ_sample_person(t));
    return all;
}

static situ_status row(situ_page *p, const char *name, const char *type, const char *parent, const char *rel, const char *head, const char *post, const char *deputy, const char *member, const char *duty, situ_error *err)
{
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "单位", name);
    situ_sample_put(p, "类型", type);
    situ_sample_put(p, "上级", parent);
    situ_sample_put(p, "关系", parent ? rel : NULL);
    situ_sample_put(p, "负责人", head);
    situ_sample_put(p, "负责人职务", post);
    situ_sample_put(p, "副职", deputy);
    situ_sample_put(p, "值班电话", situ_sample_text(p->things, "000-5509%04d", 9000 + (int)p->rows));
    situ_sample_put(p, "成员", member);
    situ_sample_put(p, "职责", duty);
    return SITU_OK;
}

static situ_status special_groups(situ_page *p, situ_error *err)
{
    situ_things *t = p->things;
    situ_status status = SITU_OK;
    const char *heads[7];
    for (int k = 0; k < 7; k++)
        heads[k] = situ_sample_person(t);
    SITU_TRY(row(p, groups, "工作组", board, "领导", people(t, 1), "县委常委", NULL, NULL, "十四个行业领域,各设组长一名", err));
    for (int k = 0; k < 14; k++) {
        const char *member = situ_sample_text(t, "牵头:%s;配合:%s", fields[k].lead, fields[k].help);
        const char *duty = situ_sample_text(t, "%s领域排查整治、督导检查", fields[k].field);
        SITU_TRY(row(p, situ_sample_text(t, "%s专项工作小组", fields[k].field), "工作组", groups, "牵头", heads[fields[k].head], "县委常委", people(t, 1), member, duty, err));
    }
    SITU_TRY(situ_sample_answer(t, "ledgers/组织机构.xlsx", "组织机构", situ_sample_page_line(p, p->rows - 14), groups, "十四个小组,各有组长", "children=14;heads=14", err));
done:
    return status;
}

situ_status situ_sample_write_orgs(situ_things *t, const char *dir, situ_error *err)
{
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "组织机构.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县应急管理组织机构表(演示数据)", "说明:演示数据,姓名、电话均系虚构。行序即上图顺序;“空缺”表示负责人暂缺。", "序号|单位|类型|上级|关系|负责人|负责人职务|副职|值班电话|成员|职责", err));
    const char *secretary = situ_sample_person(t), *magistrate = situ_sample_person(t);
    const char *both = situ_sample_text(t, "%s、%s", secretary, magistrate);
    SITU_TRY(row(&p, root, "政府", NULL, NULL, both, "县委书记、县长", NULL, NULL, "党政同责、一岗双责", err));
    SITU_TRY(row(&p, board, "应急委", root, "领导", both, "县委书记、县长", people(t, 4), "县委常委、副县长及成员单位主要负责人", "统一领导全县应急管理工作", err));
    SITU_TRY(situ_sample_answer(t, "ledgers/组织机构.xlsx", "组织机构", situ_sample_page_line(&p, p.rows - 1), board, "双组长", "heads=2", err));
    for (size_t k = 0; k < sizeof head_units / sizeof *head_units; k++) {
        const unit *u = &head_units[k];
        SITU_TRY(row(&p, u->name, u->type, u->parent, u->rel, u->deputies < 0 ? "空缺" : people(t, 1), u->post, u->deputies > 0 ? people(t, u->deputies) : NULL, u->members, u->duty, err));
        if (u->deputies < 0)
            SITU_TRY(situ_sample_answer(t, "ledgers/组织机构.xlsx", "组织机构", situ_sample_page_line(&p, p.rows - 1), u->name, "负责人空缺", "vacant=1", err));
    }
    SITU_TRY(special_groups(&p, err));
    SITU_TRY(row(&p, members, "部门", board, "领导", people(t, 1), "常务副县长", NULL, NULL, "按职责分工落实行业监管责任", err));
    for (size_t k = 0; k < sizeof departments / sizeof *departments; k++)
        SITU_TRY(row(&p, departments[k], "部门", members, "落实", people(t, 1), NULL, people(t, 1), NULL, NULL, err));
    SITU_TRY(row(&p, towns, "乡镇", board, "领导", people(t, 1), "副书记", NULL, NULL, "书记和镇长任双指挥长", err));
    for (int zone = 0; zone < 5; zone++) {
        const char *list = NULL;
        for (int k = 0; k < w->town_count; k++)
            if (w->towns[k].zone == zone && w->towns[k].code)
                list = list ? situ_sample_text(t, "%s、%s", list, w->towns[k].name) : w->towns[k].name;
        if (list)
            SITU_TRY(row(&p, situ_sample_text(t, "%s乡镇应急指挥部", zone == 0 ? "城区片区" : zone == 1 ? "北部片区" : zone == 2 ? "东部片区" : zone == 3 ? "南部片区" : "西部片区"), "乡镇", towns, "领导", people(t, 2), NULL, people(t, 2), list, "先期处置、转移避险、灾情上报", err));
    }
    SITU_TRY(row(&p, "县应急专家组", "专家组", office, "指导", people(t, 1), "高级工程师", people(t, 2), NULL, "会商研判、技术支撑", err));
    SITU_TRY(row(&p, "县综合应急救援大队", "队伍", office, "领导", people(t, 1), NULL, people(t, 1), NULL, "综合救援", err));
    SITU_TRY(row(&p, "县应急物资保障中心", "队伍", office, "领导", people(t, 1), NULL, people(t, 1), NULL, "物资储备、统管统调", err));
    SITU_TRY(situ_sample_page_xlsx(&p, path, "组织机构", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

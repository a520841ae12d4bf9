// SPDX-License-Identifier: MIT
// What is done against risks: hazards found and their correction, what the towns have (五有), plans,
// accidents of two years, rain, what lies in the major installations, provisions.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/ledgers.h"

static int worst_of(const situ_risk *r)
{
    return r->level_calc && (!r->level_given || r->level_calc < r->level_given) ? r->level_calc : r->level_given;
}

static const char *town_of(const situ_things *t, const situ_risk *r) { return r->town >= 0 ? t->w->towns[r->town].name : t->w->zone_unit.name; }

static const char *day(situ_things *t, situ_rng *rng, int year, int month)
{
    return situ_sample_text(t, "%d-%02d-%02u", year, month, 1 + situ_rng_below(rng, 28));
}

// --- hazards ---

typedef struct hazard_kind { const char *word, *measure; } hazard_kind;
static const hazard_kind hazard_kinds[] = {
    {"消防通道被占用,应急照明失效", "清理通道,更换应急照明"}, {"排水沟淤堵,雨水倒灌", "清淤疏浚,加设挡水"}, {"可燃气体报警器未检定", "送检并复位"},
    {"边坡局部掉块,未设警示", "清除浮石,设警示牌"}, {"特种作业人员无证上岗", "停止作业,持证后上岗"}, {"配电箱私拉乱接", "规范布线,加装漏电保护"},
    {"防护栏缺失", "补装防护栏"}, {"应急预案未演练", "组织演练并留档"},
};

static situ_status hazard_row(situ_page *p, situ_rng *rng, const situ_risk *r, int serial, situ_error *err)
{
    enum { KINDS = sizeof hazard_kinds / sizeof *hazard_kinds, WITHOUT_PLAN = 9, WITHOUT_FUND = 13 };
    situ_things *t = p->things;
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    const hazard_kind *kind = &hazard_kinds[situ_rng_below(rng, KINDS)];
    int month = 3 + serial % 4; // found March to June, corrected in the month after
    bool major = serial % 16 == 3, closed = !major && month < 6 && serial % 9 != 1, late = serial % 10 == 4;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "隐患内容", kind->word);
    situ_sample_put(p, "隐患类别", major ? "重大" : "一般");
    situ_sample_put(p, "隐患单位", r->name);
    situ_sample_put(p, "隐患来源", serial % 2 ? "企业自查" : "政府检查");
    situ_sample_put(p, "乡镇", town_of(t, r));
    situ_sample_put(p, "发现日期", day(t, rng, 2026, month));
    situ_sample_put(p, "整改期限", situ_sample_text(t, "2026-%02d-%02u", month + 1, (late ? 1 : 18) + situ_rng_below(rng, 8)));
    situ_sample_put(p, "整改责任人", situ_sample_person(t));
    situ_sample_put(p, "联系电话", situ_sample_mobile(t));
    situ_sample_put(p, "监管部门", r->industry->dept);
    situ_sample_put(p, "整改方案", serial % WITHOUT_PLAN == 5 ? NULL : "已制定");
    situ_sample_put(p, "整改资金(万元)", serial % WITHOUT_FUND == 6 ? NULL : situ_sample_text(t, "%.1f", 0.5 + 0.5 * (double)situ_rng_below(rng, 20)));
    situ_sample_put(p, "整改措施", kind->measure);
    situ_sample_put(p, "挂牌督办", major && serial % 32 == 3 ? "县" : "无");
    situ_sample_put(p, "整改状态", closed ? "销号" : "整改");
    situ_sample_put(p, "销号日期", closed ? situ_sample_text(t, "2026-%02d-%02u", month + 1, 9 + situ_rng_below(rng, 9)) : NULL);
    return SITU_OK;
}

static situ_status write_hazards(situ_things *t, situ_rng *rng, const char *dir, situ_error *err)
{
    enum { HAZARDS = 96, EVERY = 7 };
    situ_status status = SITU_OK;
    situ_page p = {0};
    int serial = 0;
    char *path = situ_path_join(dir, "隐患台账.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县安全隐患排查整改台账(演示数据)", "说明:演示数据;整改“五到位”指方案、时限、责任、资金、措施。",
                                  "序号|隐患内容|隐患类别|隐患单位|隐患来源|乡镇|发现日期|整改期限|整改责任人|联系电话|监管部门|整改方案|整改资金(万元)|整改措施|挂牌督办|整改状态|销号日期", err));
    for (size_t k = 0; k < t->risk_count && serial < HAZARDS; k += EVERY) {
        const situ_risk *r = &t->risks[k];
        if (r->trap || r->town < 0)
            continue;
        SITU_TRY(hazard_row(&p, rng, r, serial++, err));
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "隐患", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// --- what the towns have ---

static situ_status write_ready(situ_things *t, situ_rng *rng, const char *dir, situ_error *err)
{
    static const char *const has[] = {"有机构", "有人员", "有条件", "有能力", "有规则"};
    static const char *const place[] = {"岗位设置到位", "职责落实到位", "隐患排查到位", "应急调度到位", "考核督查到位"};
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "基层五有五到位.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县基层应急管理能力“五有五到位”核查表(演示数据)", "说明:演示数据;空白为未核查。",
                                  "序号|单位|有机构|有人员|有条件|有能力|有规则|岗位设置到位|职责落实到位|隐患排查到位|应急调度到位|考核督查到位|核查日期", err));
    for (int k = 0; k < t->w->town_count; k++) {
        if (k == t->silent_town)
            continue; // not handed in
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        situ_sample_put(&p, "单位", t->w->towns[k].name);
        for (int i = 0; i < 5; i++) {
            situ_sample_put(&p, has[i], i > 1 && situ_rng_below(rng, 9) == 0 ? "否" : "是");
            situ_sample_put(&p, place[i], situ_rng_below(rng, 12) == 0 ? "否" : "是");
        }
        situ_sample_put(&p, "核查日期", day(t, rng, 2026, 5));
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "五有五到位", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// --- plans ---

static situ_status plan_row(situ_page *p, situ_rng *rng, const char *name, const char *kind, const char *hazard, const char *object, const char *unit, const char *town, int year,
                            situ_error *err)
{
    situ_things *t = p->things;
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "预案名称", name);
    situ_sample_put(p, "预案类别", kind);
    situ_sample_put(p, "灾种", hazard);
    situ_sample_put(p, "适用对象", object);
    situ_sample_put(p, "编制单位", unit);
    situ_sample_put(p, "乡镇", town);
    situ_sample_put(p, "印发日期", day(t, rng, year, 4));
    situ_sample_put(p, "修订日期", year < 2024 ? NULL : day(t, rng, year, 9));
    return SITU_OK;
}

static situ_status write_plans(situ_things *t, situ_rng *rng, const char *dir, situ_error *err)
{
    static const char *const hazards[] = {"地质灾害", "山洪灾害", "森林火灾", "危险化学品事故", "道路交通事故", "防汛抗旱"};
    situ_status status = SITU_OK;
    situ_page p = {0};
    int points = 0;
    char *path = situ_path_join(dir, "应急预案清单.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县应急预案清单(演示数据)", "说明:演示数据;每三年评估修订。", "序号|预案名称|预案类别|灾种|适用对象|编制单位|乡镇|印发日期|修订日期", err));
    SITU_TRY(plan_row(&p, rng, "岚川县突发事件总体应急预案", "总体", NULL, NULL, "岚川县人民政府", NULL, 2025, err));
    for (size_t k = 0; k < sizeof hazards / sizeof *hazards; k++)
        SITU_TRY(plan_row(&p, rng, situ_sample_text(t, "岚川县%s专项应急预案", hazards[k]), "专项", hazards[k], NULL, "岚川县应急管理局", NULL, 2021 + (int)k, err));
    for (int k = 0; k < t->w->town_count; k++)
        if (k % 8 != 5) // some towns have none
            SITU_TRY(plan_row(&p, rng, situ_sample_text(t, "%s突发事件应急预案", t->w->towns[k].name), "乡镇", NULL, NULL, t->w->towns[k].name, t->w->towns[k].name, 2022 + k % 4, err));
    for (size_t k = 0; k < t->risk_count && points < 120; k += 3) {
        const situ_risk *r = &t->risks[k];
        if (r->trap || worst_of(r) < 1 || worst_of(r) > 2)
            continue;
        SITU_TRY(plan_row(&p, rng, situ_sample_text(t, "%s现场处置方案", r->name), "处置方案", r->industry->word, r->name, r->name, town_of(t, r), 2024 + (int)(k % 2), err));
        points++;
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "应急预案", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// --- accidents ---

static situ_status accident_row(situ_page *p, situ_rng *rng, int town, int year, int month, int dead, situ_error *err)
{
    static const char *const types[] = {"车辆伤害", "高处坠落", "物体打击", "火灾", "淹溺", "坍塌"};
    static const char *const industries[] = {"道路交通", "建设施工", "工贸", "消防", "水上交通", "建设施工"};
    situ_things *t = p->things;
    unsigned k = situ_rng_below(rng, 6), hurt = situ_rng_below(rng, 4);
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "事故名称", situ_sample_text(t, "%s“%d·%d”%s事故", t->w->towns[town].name, month, 1 + (int)(p->rows % 27), types[k]));
    situ_sample_put(p, "事故类型", types[k]);
    situ_sample_put(p, "事故等级", dead >= 3 ? "较大" : "一般");
    situ_sample_put(p, "发生日期", day(t, rng, year, month));
    situ_sample_put(p, "乡镇", t->w->towns[town].name);
    situ_sample_put(p, "行业领域", industries[k]);
    situ_sample_put_number(p, "死亡人数", dead);
    situ_sample_put_number(p, "受伤人数", (double)hurt);
    situ_sample_put(p, "直接经济损失(万元)", situ_sample_text(t, "%.1f", 12.5 + 40.0 * dead + (double)situ_rng_below(rng, 300) / 10));
    return SITU_OK;
}

static situ_status write_accidents(situ_things *t, situ_rng *rng, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    const int towns = t->w->town_count, rising = t->w->seat_town, falling = (rising + 3) % towns;
    char *path = situ_path_join(dir, "生产安全事故台账.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县生产安全事故台账(演示数据)", "说明:演示数据;2025年1月至2026年6月。",
                                  "序号|事故名称|事故类型|事故等级|发生日期|乡镇|行业领域|死亡人数|受伤人数|直接经济损失(万元)", err));
    // One town with more accidents and more dead than in the same months of the year before.
    SITU_TRY(accident_row(&p, rng, rising, 2025, 3, 1, err));
    SITU_TRY(accident_row(&p, rng, rising, 2026, 2, 1, err));
    SITU_TRY(accident_row(&p, rng, rising, 2026, 4, 1, err));
    SITU_TRY(situ_sample_answer(t, "ledgers/生产安全事故台账.xlsx", "事故", 0, t->w->towns[rising].name, "事故起数、死亡人数同比双上升(2026年1—6月对2025年1—6月)", "n_before=1;n_now=2;dead_before=1;dead_now=2;rising=1", err));
    SITU_TRY(accident_row(&p, rng, falling, 2025, 1, 1, err));
    SITU_TRY(accident_row(&p, rng, falling, 2025, 5, 0, err));
    SITU_TRY(accident_row(&p, rng, falling, 2026, 5, 0, err));
    for (int k = 0; k < 14; k++) {
        int town = (int)situ_rng_below(rng, (uint32_t)towns);
        if (town != rising)
            SITU_TRY(accident_row(&p, rng, town, 2025, 1 + (int)situ_rng_below(rng, 12), k % 4 == 0, err));
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "事故", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// --- rain ---

static situ_status write_rain(situ_things *t, situ_rng *rng, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "预警雨情.csv");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, NULL, NULL, "序号|站名|乡镇|预警灾种|预警级别|发布日期|1小时雨量(mm)|3小时雨量(mm)|6小时雨量(mm)|24小时雨量(mm)", err));
    for (int k = 0; k < t->w->town_count; k++) {
        const situ_town *town = &t->w->towns[k];
        if (!town->code || k == t->silent_town)
            continue;
        // Heavier in the north of the county.
        double heavy = (town->y - t->w->frame.y0) / ((double)t->w->frame.rows * t->w->frame.cell_m) + 1;
        double one = 8 + 70 * heavy * heavy * situ_rng_unit(rng), three = one * (1.2 + 0.4 * situ_rng_unit(rng));
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        situ_sample_put(&p, "站名", situ_sample_text(t, "%s雨量站", situ_sample_stem(t->w, town->name)));
        situ_sample_put(&p, "乡镇", town->name);
        situ_sample_put(&p, "预警灾种", "山洪");
        situ_sample_put(&p, "预警级别", one > 60 ? "橙色" : one > 45 ? "黄色" : NULL);
        situ_sample_put(&p, "发布日期", "2026-06-28");
        situ_sample_put(&p, "1小时雨量(mm)", situ_sample_text(t, "%.1f", one));
        situ_sample_put(&p, "3小时雨量(mm)", situ_sample_text(t, "%.1f", three));
        situ_sample_put(&p, "6小时雨量(mm)", situ_sample_text(t, "%.1f", three * 1.25));
        situ_sample_put(&p, "24小时雨量(mm)", situ_sample_text(t, "%.1f", three * 1.6));
    }
    SITU_TRY(situ_sample_page_csv(&p, path, false, err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// --- what lies in the major installations ---

// Quantities whose R stays in the class of the ledger's level for every factor of the people around (0.5 to 2).
static situ_status write_hazmat(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "重大危险源存量.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县危险化学品重大危险源存量表(演示数据)", "说明:演示数据;临界量按GB 18218。", "序号|所属风险点|乡镇|危险化学品名称|实际存量(吨)|临界量(吨)|核定日期", err));
    for (size_t k = 0; k < t->risk_count; k++) {
        const situ_risk *r = &t->risks[k];
        int level = worst_of(r);
        if (r->method != SITU_METHOD_GB || (level != 1 && level != 4))
            continue;
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        situ_sample_put(&p, "所属风险点", r->name);
        situ_sample_put(&p, "乡镇", town_of(t, r));
        situ_sample_put(&p, "危险化学品名称", level == 1 ? "汽油" : "甲醇");
        situ_sample_put_number(&p, "实际存量(吨)", level == 1 ? 48000 : 1200); // 48000 / 200 = 240; 1200 / 500 = 2.4
        situ_sample_put_number(&p, "临界量(吨)", level == 1 ? 200 : 500);
        situ_sample_put(&p, "核定日期", "2026-05-20");
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "存量", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// --- provisions ---

typedef struct provision { const char *item, *unit; double per_person; } provision;
static const provision provisions[] = {{"饮用水", "L", 9}, {"方便食品", "kg", 1.8}, {"折叠床", "张", 1}, {"棉被", "床", 1}, {"帐篷", "顶", 0.17}};

static situ_status provide(situ_page *p, const char *depot, double people, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t k = 0; k < sizeof provisions / sizeof *provisions; k++) {
        SITU_TRY(situ_sample_page_row(p, err));
        situ_sample_put_number(p, "序号", (double)p->rows);
        situ_sample_put(p, "物资名称", provisions[k].item);
        situ_sample_put(p, "单位", provisions[k].unit);
        situ_sample_put_number(p, "数量", (double)(long)(people * provisions[k].per_person));
        situ_sample_put(p, "存放地点", depot);
        situ_sample_put(p, "有效期", provisions[k].per_person > 1 ? "2027-12-31" : NULL);
        situ_sample_put(p, "物资状态", "可用");
    }
done:
    return status;
}

// Enough for a small incident in some townships, little in others; the county's depot helps a few at a time.
static situ_status write_provisions(situ_things *t, situ_rng *rng, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "饮水食品和安置物资.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县饮水食品和安置物资台账(演示数据)", "说明:演示数据。", "序号|物资名称|单位|数量|存放地点|有效期|物资状态", err));
    SITU_TRY(provide(&p, "岚川县应急物资中心库", 4200, err));
    for (int k = 0; k < t->w->town_count; k++)
        if (t->w->towns[k].code)
            SITU_TRY(provide(&p, t->w->towns[k].is_center ? situ_sample_text(t, "%s区域应急物资前置库", situ_sample_stem(t->w, t->w->towns[k].name))
                                                          : situ_sample_text(t, "%s应急物资储备库", t->w->towns[k].name), 120 + (k % 3 == 0 ? 900 : 0) + (double)situ_rng_below(rng, 150), err));
    SITU_TRY(situ_sample_page_xlsx(&p, path, "物资", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

situ_status situ_sample_write_control(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_rng rng;
    situ_rng_seed(&rng, t->w->seed, 404);
    SITU_TRY(write_hazards(t, &rng, dir, err));
    SITU_TRY(write_ready(t, &rng, dir, err));
    SITU_TRY(write_plans(t, &rng, dir, err));
    SITU_TRY(write_accidents(t, &rng, dir, err));
    SITU_TRY(write_rain(t, &rng, dir, err));
    SITU_TRY(write_hazmat(t, dir, err));
    SITU_TRY(write_provisions(t, &rng, dir, err));
done:
    return status;
}

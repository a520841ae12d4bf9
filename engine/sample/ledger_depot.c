// SPDX-License-Identifier: MIT
// Depots of three grades: county and town depots in the wide census form (two header rows), village
// stores with a long GBK list of goods, the neighbours' depots with the county named.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/ledgers.h"

static const char wide_headers[] =
    "序号|储备库名称|储备库等级|乡镇|地址|主管部门|储备方式|建成时间|有效容积(m3)|建筑面积(㎡)|"
    "生活类物资/帐篷|生活类物资/棉被|生活类物资/棉大衣|生活类物资/毛毯|生活类物资/睡袋|生活类物资/折叠床|生活类物资/简易厕所|"
    "防汛类物资/橡皮艇|防汛类物资/冲锋舟|防汛类物资/救生衣|防汛类物资/救生圈|防汛类物资/编织袋|防汛类物资/抽水泵|"
    "照明发电类/发电机|照明发电类/应急灯|破拆搜救类/破拆工具组|破拆搜救类/担架|保管人|联系电话|经度|纬度";

typedef struct good {
    const char *header;
    int county, center, town; // about so many at each grade
} good;
static const good goods[] = {
    {"帐篷", 900, 90, 24}, {"棉被", 4200, 520, 160}, {"棉大衣", 2600, 300, 90}, {"毛毯", 1800, 200, 60}, {"睡袋", 1200, 120, 30}, {"折叠床", 1600, 240, 60},
    {"简易厕所", 40, 6, 2}, {"橡皮艇", 12, 3, 1}, {"冲锋舟", 10, 3, 0}, {"救生衣", 1200, 220, 70}, {"救生圈", 400, 90, 30}, {"编织袋", 60000, 9000, 2600},
    {"抽水泵", 36, 6, 2}, {"发电机", 24, 5, 2}, {"应急灯", 320, 70, 30}, {"破拆工具组", 16, 4, 1}, {"担架", 80, 16, 6},
};
enum { GOOD_COUNT = sizeof goods / sizeof *goods };

static void put_point(situ_page *p, double x, double y)
{
    situ_lonlat at = situ_sample_lonlat(p->things, x, y);
    situ_sample_put(p, "经度", situ_sample_text(p->things, "%.6f", at.lon_deg));
    situ_sample_put(p, "纬度", situ_sample_text(p->things, "%.6f", at.lat_deg));
}

static situ_status depot_row(situ_page *p, const char *name, const char *grade, const situ_town *town, double scale, int grade_no, double x, double y, long totals[GOOD_COUNT], situ_error *err)
{
    situ_things *t = p->things;
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "储备库名称", name);
    situ_sample_put(p, "储备库等级", grade);
    situ_sample_put(p, "乡镇", town->name);
    situ_sample_put(p, "地址", situ_sample_text(t, "%s应急路%u号", town->name, 1 + situ_rng_below(&t->rng, 90)));
    situ_sample_put(p, "主管部门", grade_no == 0 ? "县应急管理局" : "乡镇应急管理办公室");
    situ_sample_put(p, "储备方式", "实物");
    situ_sample_put(p, "建成时间", situ_sample_text(t, "%u年%u月", 2012 + situ_rng_below(&t->rng, 12), 1 + situ_rng_below(&t->rng, 12)));
    double area = (grade_no == 0 ? 720 : grade_no == 1 ? 210 : 70) * (0.8 + 0.5 * situ_rng_unit(&t->rng));
    situ_sample_put_number(p, "有效容积(m3)", round(area * 3.4));
    situ_sample_put_number(p, "建筑面积(㎡)", round(area));
    for (size_t g = 0; g < GOOD_COUNT; g++) {
        double base = grade_no == 0 ? goods[g].county : grade_no == 1 ? goods[g].center : goods[g].town;
        long n = lround(base * scale * (0.7 + 0.6 * situ_rng_unit(&t->rng)));
        if (n > 60)
            n = n / 10 * 10;
        if (n <= 0)
            continue;
        situ_sample_put_number(p, goods[g].header, (double)n);
        totals[g] += n;
    }
    situ_sample_put(p, "保管人", situ_sample_person(t));
    situ_sample_put(p, "联系电话", situ_sample_mobile(t));
    put_point(p, x, y);
    return SITU_OK;
}

static situ_status write_wide(situ_things *t, const char *dir, situ_error *err)
{
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    situ_page p = {0};
    long totals[GOOD_COUNT] = {0};
    const situ_town *seat = &w->towns[w->seat_town];
    char *path = situ_path_join(dir, "应急物资储备库.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县应急物资储备库基本情况表(演示数据)", "说明:演示数据;物资数量单位:帐篷(顶)、棉被(床)、编织袋(条),其余按件(台、套)。", wide_headers, err));
    SITU_TRY(depot_row(&p, "岚川县应急物资中心库", "县级", seat, 1, 0, seat->x + 900, seat->y + 500, totals, err));
    SITU_TRY(depot_row(&p, "岚川县防汛抗旱物资库", "县级", seat, 0.6, 0, seat->x - 700, seat->y + 260, totals, err));
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[k];
        if (town->kind == SITU_UNIT_FARM || town->kind == SITU_UNIT_RESERVOIR)
            continue;
        const char *stem = situ_sample_stem(t->w, town->name);
        const char *name = town->is_center ? situ_sample_text(t, "%s区域应急物资前置库", stem) : situ_sample_text(t, "%s应急物资储备库", town->name);
        SITU_TRY(depot_row(&p, name, "乡级", town, 1, town->is_center ? 1 : 2, town->x + 160, town->y + 110, totals, err));
    }
    SITU_TRY(situ_sample_answer(t, "ledgers/应急物资储备库.xlsx", "储备库", 0, "帐篷", "宽表两行表头透视成长表", situ_sample_text(t, "depots=%zu;sum(帐篷)=%ld;sum(编织袋)=%ld", p.rows, totals[0], totals[11]), err));
    p.total = situ_sample_text(t, "%zu 座", p.rows);
    SITU_TRY(situ_sample_page_xlsx(&p, path, "储备库", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

static situ_status stock_row(situ_page *p, const char *depot, const char *item, const char *spec, const char *unit, const char *qty, const char *made, const char *expire, situ_error *err)
{
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "物资名称", item);
    situ_sample_put(p, "规格型号", spec);
    situ_sample_put(p, "单位", unit);
    situ_sample_put(p, "数量", qty);
    situ_sample_put(p, "存放地点", depot);
    situ_sample_put(p, "保管人", situ_sample_person(p->things));
    situ_sample_put(p, "联系电话", situ_sample_mobile(p->things));
    situ_sample_put(p, "生产日期", made);
    situ_sample_put(p, "有效期", expire);
    situ_sample_put(p, "物资状态", "可用");
    return SITU_OK;
}

// Village stores: places in one workbook, goods in a long list of another.
static situ_status write_villages(situ_things *t, const char *dir, situ_error *err)
{
    static const struct { const char *item, *spec, *unit; int few, many; } items[] = {
        {"编织袋", "45×75cm", "条", 200, 900}, {"铜锣", "36cm", "面", 1, 4}, {"手摇报警器", "HY-01", "台", 1, 2}, {"喊话器", "25W", "个", 1, 4}, {"强光手电", "LED", "个", 4, 20},
        {"雨衣", "分体式", "件", 10, 40}, {"警戒带", "100m", "卷", 2, 8}, {"砍刀", "", "把", 3, 10}, {"2号工具", "", "把", 4, 16}, {"饮用水", "500mL×24", "L", 60, 300}, {"方便食品", "压缩饼干", "kg", 20, 90}};
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    situ_page p = {0}, q = {0};
    const char *depots[80];
    int count = 0;
    char *path = situ_path_join(dir, "村级储备点.xlsx"), *goods_path = situ_path_join(dir, "应急物资明细.csv");
    SITU_TRY_ALLOC(path);
    SITU_TRY_ALLOC(goods_path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县村级应急物资储备点一览表(演示数据)", "说明:演示数据。", "序号|储备点名称|储备库等级|乡镇|村|储备方式|建筑面积(㎡)|保管人|联系电话|经度|纬度", err));
    SITU_TRY(situ_sample_page_new(&q, t, "岚川县应急物资明细台账(演示数据)", NULL, "序号|物资名称|规格型号|单位|数量|存放地点|保管人|联系电话|生产日期|有效期|物资状态|备注", err));
    for (int v = 5; v < w->village_count && count < 48; v += 9) {
        const situ_village *village = &w->villages[v];
        if (!w->towns[village->town].code)
            continue;
        // The town's name in front keeps villages of one name apart.
        depots[count] = situ_sample_text(t, "%s%s物资储备点", situ_sample_stem(t->w, w->towns[village->town].name), village->name);
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        situ_sample_put(&p, "储备点名称", depots[count]);
        situ_sample_put(&p, "储备库等级", "村级");
        situ_sample_put(&p, "乡镇", w->towns[village->town].name);
        situ_sample_put(&p, "村", village->name);
        situ_sample_put(&p, "储备方式", count % 9 == 4 ? "协议" : "实物");
        situ_sample_put_number(&p, "建筑面积(㎡)", 12 + (double)situ_rng_below(&t->rng, 30));
        situ_sample_put(&p, "保管人", situ_sample_person(t));
        situ_sample_put(&p, "联系电话", situ_sample_mobile(t));
        put_point(&p, village->x + 70, village->y - 60);
        for (size_t k = 0; k < sizeof items / sizeof *items; k++) {
            if ((k + (size_t)v) % 3 == 1)
                continue;
            const char *qty = situ_sample_text(t, "%u", (unsigned)items[k].few + situ_rng_below(&t->rng, (uint32_t)(items[k].many - items[k].few)));
            const char *made = situ_sample_text(t, "%u-%02u-15", 2020 + situ_rng_below(&t->rng, 6), 1 + situ_rng_below(&t->rng, 12));
            bool perishable = k >= 9;
            SITU_TRY(stock_row(&q, depots[count], items[k].item, items[k].spec, items[k].unit, qty, made, perishable ? situ_sample_text(t, "%u-06-30", 2026 + situ_rng_below(&t->rng, 3)) : NULL, err));
        }
        count++;
    }
    static const struct { const char *item, *unit, *qty, *what, *expected; } odd[] = {
        {"帐篷", "顶", "20顶", "数量带单位", "qty=20"}, {"沙袋", "条", "3.5万条", "数量写成“万”", "item=编织袋;qty=35000"}, {"抽水机", "台", "2-3台", "数量写成范围", "item=排水泵;qty=2;issue=NUMBER_RANGE"},
        {"强光手电", "个", "若干", "数量写成“若干”", "qty=;issue=NUMBER_VAGUE"}, {"救生衣", "件", "１２０", "数量用全角数字", "qty=120"}, {"被子", "床", "约500", "数量带“约”", "item=棉被;qty=500;issue=NUMBER_ABOUT"}};
    for (size_t k = 0; count && k < sizeof odd / sizeof *odd; k++) {
        SITU_TRY(stock_row(&q, "岚川县应急物资中心库", odd[k].item, "", odd[k].unit, odd[k].qty, "2024.4.3", NULL, err));
        SITU_TRY(situ_sample_answer(t, "ledgers/应急物资明细.csv", "", situ_sample_page_line(&q, q.rows - 1), odd[k].item, odd[k].what, odd[k].expected, err));
    }
    p.total = situ_sample_text(t, "%zu 处", p.rows);
    SITU_TRY(situ_sample_page_xlsx(&p, path, "村级储备点", err));
    SITU_TRY(situ_sample_page_csv(&q, goods_path, true, err));
done:
    situ_sample_page_clear(&p);
    situ_sample_page_clear(&q);
    situ_free(path);
    situ_free(goods_path);
    return status;
}

// Beyond the county line: drawn hollow, used for reach across the border.
static situ_status write_neighbours(situ_things *t, const char *dir, situ_error *err)
{
    static const char *const county[2] = {"楚关县", "鹿鸣县"};
    static const char *const names[2][3] = {{"应急物资储备中心", "南坪镇应急物资库", "关口镇应急物资库"}, {"救灾物资储备库", "鹿角镇应急物资库", "临江镇防汛物资库"}};
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "邻县储备库.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "周边区县应急物资储备库(演示数据)", "说明:演示数据;区域联动用,位于县界以外。", "序号|储备库名称|区县|储备库等级|储备方式|建筑面积(㎡)|联系人|联系电话|经度|纬度", err));
    for (int k = 0; k < 2; k++)
        for (int n = 0; n < 3; n++) {
            int at = -1;
            for (int tries = 0; tries < 20000 && at < 0; tries++) { // 3 to 12 km beyond the line, in a valley
                int cell = (int)situ_rng_below(&t->rng, (uint32_t)(w->frame.columns * w->frame.rows));
                double r = situ_sample_relative_radius(w, situ_cell_x(&w->frame, cell), situ_cell_y(&w->frame, cell));
                if (w->neighbour[cell] == k + 1 && r > 1.07 && r < 1.25 && (double)w->slope[cell] < 0.2 && w->water[cell] == SITU_LAND && (w->flow.area_km2[cell] > 3 || n == 2))
                    at = cell;
            }
            if (at < 0)
                continue;
            SITU_TRY(situ_sample_page_row(&p, err));
            situ_sample_put_number(&p, "序号", (double)p.rows);
            situ_sample_put(&p, "储备库名称", situ_sample_text(t, "%s%s", county[k], names[k][n]));
            situ_sample_put(&p, "区县", county[k]);
            situ_sample_put(&p, "储备库等级", n == 0 ? "县级" : "乡级");
            situ_sample_put(&p, "储备方式", "实物");
            situ_sample_put_number(&p, "建筑面积(㎡)", n == 0 ? 640 : 120);
            situ_sample_put(&p, "联系人", situ_sample_person(t));
            situ_sample_put(&p, "联系电话", situ_sample_mobile(t));
            put_point(&p, situ_cell_x(&w->frame, at), situ_cell_y(&w->frame, at));
        }
    SITU_TRY(situ_sample_answer(t, "ledgers/邻县储备库.xlsx", "邻县储备库", 0, "区县", "县界以外的储备库,写明了区县", situ_sample_text(t, "used=%zu;rejected=0", p.rows), err));
    SITU_TRY(situ_sample_page_xlsx(&p, path, "邻县储备库", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

situ_status situ_sample_write_depots(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(write_wide(t, dir, err));
    SITU_TRY(write_villages(t, dir, err));
    SITU_TRY(write_neighbours(t, dir, err));
done:
    return status;
}

// SPDX-License-Identifier: MIT
// Teams of four tiers, shelters (one in flood land), gauges and horns, posted persons, submissions.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/ledgers.h"

static void put_point(situ_page *p, double x, double y)
{
    situ_lonlat at = situ_sample_lonlat(p->things, x, y);
    situ_sample_put(p, "经度", situ_sample_text(p->things, "%.6f", at.lon_deg));
    situ_sample_put(p, "纬度", situ_sample_text(p->things, "%.6f", at.lat_deg));
}

static situ_status team_row(situ_page *p, const char *name, const char *level, const char *nature, const char *type, int people, int dispatch, const char *gear, const char *town, const char *village, double x, double y, situ_error *err)
{
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "队伍名称", name);
    situ_sample_put(p, "队伍层级", level);
    situ_sample_put(p, "队伍性质", nature);
    situ_sample_put(p, "队伍类型", type);
    situ_sample_put_number(p, "总人数(人)", people);
    situ_sample_put_number(p, "平均出警响应时间(分钟)", dispatch);
    situ_sample_put(p, "主要装备", gear);
    situ_sample_put(p, "队长", situ_sample_person(p->things));
    situ_sample_put(p, "联系电话", situ_sample_mobile(p->things));
    situ_sample_put(p, "乡镇", town);
    situ_sample_put(p, "村", village);
    put_point(p, x, y);
    return SITU_OK;
}

static situ_status write_teams(situ_things *t, const char *dir, situ_error *err)
{
    const situ_world *w = t->w;
    const situ_town *seat = &w->towns[w->seat_town];
    situ_status status = SITU_OK;
    situ_page p = {0};
    int rest = 0;
    char *path = situ_path_join(dir, "救援队伍.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县应急救援队伍台账(演示数据)", "说明:演示数据;四级:县综合、区域中心、乡镇、村网格。", "序号|队伍名称|队伍层级|队伍性质|队伍类型|总人数(人)|平均出警响应时间(分钟)|主要装备|队长|联系电话|乡镇|村|经度|纬度", err));
    SITU_TRY(team_row(&p, "岚川县综合应急救援大队", "县综合", "专业", "综合", 86, 5, "冲锋舟、破拆工具、无人机、照明车", seat->name, NULL, seat->x + 1100, seat->y + 320, err));
    SITU_TRY(team_row(&p, "岚川县消防救援大队", "军警", "消防救援", "综合", 54, 3, "水罐车、泡沫车、举高车", seat->name, NULL, seat->x - 420, seat->y + 140, err));
    SITU_TRY(team_row(&p, "岚川县水上救援队", "县综合", "专业", "水域", 24, 8, "快艇、冲锋舟、声呐", seat->name, NULL, seat->x + 300, seat->y - 420, err));
    SITU_TRY(team_row(&p, "岚川蓝羽社会救援队", "社会", "社会", "山地水域", 35, 30, "绳索、橡皮艇", seat->name, NULL, seat->x - 900, seat->y + 500, err));
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[k];
        const char *stem = situ_sample_stem(t->w, town->name);
        if (town->is_center)
            SITU_TRY(team_row(&p, situ_sample_text(t, "%s区域应急救援中心队", stem), "区域中心", "专业", "综合", 24 + (int)situ_rng_below(&t->rng, 12), 10, "抢险车、油锯、水泵、破拆工具", town->name, NULL, town->x - 140, town->y + 180, err));
        if (town->kind == SITU_UNIT_RESERVOIR)
            continue;
        SITU_TRY(team_row(&p, situ_sample_text(t, "%s应急救援队", town->name), "乡镇", "专业", town->kind == SITU_UNIT_FARM ? "森林消防" : "综合", 12 + (int)situ_rng_below(&t->rng, 18), 15, "油锯、水泵、照明灯、救生衣", town->name, NULL, town->x + 220, town->y - 90, err));
    }
    for (int v = 2; v < w->village_count && rest < 70; v += 7) {
        const situ_village *village = &w->villages[v];
        if (!w->towns[village->town].code || v == w->towns[village->town].first_village)
            continue;
        SITU_TRY(team_row(&p, situ_sample_text(t, "%s%s网格应急队", situ_sample_stem(t->w, w->towns[village->town].name), village->name), "村网格", "其他", "综合", 8 + (int)situ_rng_below(&t->rng, 9), 30, "铜锣、喊话器、铁锹", w->towns[village->town].name, village->name, village->x - 80, village->y + 40, err));
        rest++;
    }
    p.total = situ_sample_text(t, "%zu 支", p.rows);
    SITU_TRY(situ_sample_page_xlsx(&p, path, "救援队伍", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// Lowest dry cell near the river, inside the county: flood land.
static int flood_cell(const situ_world *w, double x, double y)
{
    int best = -1;
    double least = 1e30;
    int width = w->frame.columns;
    for (int i = width + 1; i < width * (w->frame.rows - 1) - 1; i++) {
        // With a cell all round, so that it lies well inside an area that is kept.
        bool low = w->county[i] && (double)w->river_m[i] < 1500;
        for (int k = 0; k < 9 && low; k++) {
            int near = i + (k / 3 - 1) * width + k % 3 - 1;
            low = (double)w->height[near] < 144 && w->unit[near] == w->unit[i] && w->water[near] == SITU_LAND;
        }
        if (!low)
            continue;
        double d = hypot(situ_cell_x(&w->frame, i) - x, situ_cell_y(&w->frame, i) - y);
        if (d < least)
            least = d, best = i;
    }
    return best;
}

static situ_status shelter_row(situ_page *p, const char *name, const char *grade, const char *inside, const char *duration, double area, int capacity, const char *hazards, const char *town, const char *village, double x, double y, situ_error *err)
{
    situ_status status = situ_sample_page_row(p, err);
    if (status != SITU_OK)
        return status;
    situ_things *t = p->things;
    situ_sample_put_number(p, "序号", (double)p->rows);
    situ_sample_put(p, "避难场所名称", name);
    situ_sample_put(p, "场所等级", grade);
    situ_sample_put(p, "室内外", inside);
    situ_sample_put(p, "避难时长", duration);
    situ_sample_put_number(p, "有效避难面积(㎡)", area);
    situ_sample_put_number(p, "容纳人数(人)", capacity);
    situ_sample_put(p, "适用灾种", hazards);
    situ_sample_put(p, "乡镇", town);
    situ_sample_put(p, "村", village);
    situ_sample_put(p, "管理人", situ_sample_person(t));
    situ_sample_put(p, "联系电话", situ_sample_mobile(t));
    situ_sample_put(p, "产权单位", village ? situ_sample_text(t, "%s村委会", village) : situ_sample_text(t, "%s人民政府", town));
    put_point(p, x, y);
    return SITU_OK;
}

static situ_status write_shelters(situ_things *t, const char *dir, situ_error *err)
{
    const situ_world *w = t->w;
    const situ_town *seat = &w->towns[w->seat_town];
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "避难场所.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县应急避难场所台账(演示数据)", "说明:演示数据。", "序号|避难场所名称|场所等级|室内外|避难时长|有效避难面积(㎡)|容纳人数(人)|适用灾种|乡镇|村|管理人|联系电话|产权单位|经度|纬度", err));
    SITU_TRY(shelter_row(&p, "岚川中学应急避难场所", "县级", "室内", "长期", 9000, 2000, "地震、洪水、地质灾害", seat->name, NULL, seat->x + 520, seat->y + 700, err));
    SITU_TRY(shelter_row(&p, "县体育馆应急避难场所", "县级", "室内", "中期", 6600, 2200, "地震、洪水、地质灾害", seat->name, NULL, seat->x - 380, seat->y + 620, err));
    int wet = flood_cell(w, seat->x, seat->y);
    if (wet >= 0) {
        int town = w->unit[wet] - 1;
        SITU_TRY(shelter_row(&p, "滨江广场应急避难场所", "县级", "室外", "紧急", 5200, 10000, "地震、地质灾害", w->towns[town].name, NULL, situ_cell_x(&w->frame, wet), situ_cell_y(&w->frame, wet), err));
        SITU_TRY(situ_sample_answer(t, "ledgers/避难场所.xlsx", "避难场所", situ_sample_page_line(&p, p.rows - 1), "滨江广场应急避难场所", "避难场所在淹没区内", "in_zone=1;cap(洪水)=0", err));
    }
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[k];
        if (!town->code)
            continue;
        double area = 400 + 25 * (double)situ_rng_below(&t->rng, 80);
        SITU_TRY(shelter_row(&p, situ_sample_text(t, "%s中心校避难场所", situ_sample_stem(t->w, town->name)), "乡镇级", "室内", "短期", area, (int)(area / 2 * (0.8 + 0.5 * situ_rng_unit(&t->rng))), "洪水、地质灾害", town->name, NULL, town->x - 240, town->y + 260, err));
    }
    int rest = 0;
    for (int v = 4; v < w->village_count && rest < 60; v += 8) {
        const situ_village *village = &w->villages[v];
        if (!w->towns[village->town].code || v == w->towns[village->town].first_village)
            continue;
        double area = 80 + 10 * (double)situ_rng_below(&t->rng, 30);
        SITU_TRY(shelter_row(&p, situ_sample_text(t, "%s%s便民中心避难点", situ_sample_stem(t->w, w->towns[village->town].name), village->name), "村级", v % 3 ? "室内" : "室外", "紧急", area, (int)(area * 1.6), "山洪、地质灾害", w->towns[village->town].name, village->name, village->x + 60, village->y + 90, err));
        rest++;
    }
    if (w->island_village >= 0) {
        const situ_village *v = &w->villages[w->island_village];
        SITU_TRY(shelter_row(&p, "江心洲村小学避难点", "村级", "室内", "短期", 260, 120, "洪水", w->towns[v->town].name, v->name, v->x + 120, v->y + 20, err));
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "避难场所", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

static situ_status write_stations(situ_things *t, const char *dir, situ_error *err)
{
    static const char *const kinds[] = {"雨量", "叫应", "雨量", "视频", "叫应", "水位", "气象"};
    static const char *const words[] = {"雨量站", "叫应终端", "雨量站", "视频监控", "预警广播", "水位站", "自动气象站"};
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    situ_page p = {0};
    int made = 0;
    char *path = situ_path_join(dir, "监测预警点.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县监测预警设施台账(演示数据)", "说明:演示数据。", "序号|站点名称|站点类型|站点编码|乡镇|村|责任人|联系电话|经度|纬度", err));
    for (int v = 1; v < w->village_count && made < 110; v += 4) {
        const situ_village *village = &w->villages[v];
        int k = made % 7;
        if (!w->towns[village->town].code)
            continue;
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        situ_sample_put(&p, "站点名称", situ_sample_text(t, "%s%s", village->name, words[k]));
        situ_sample_put(&p, "站点类型", kinds[k]);
        situ_sample_put(&p, "站点编码", situ_sample_text(t, "LC%05d", 60100 + made));
        situ_sample_put(&p, "乡镇", w->towns[village->town].name);
        situ_sample_put(&p, "村", village->name);
        situ_sample_put(&p, "责任人", situ_sample_person(t));
        situ_sample_put(&p, "联系电话", situ_sample_mobile(t));
        put_point(&p, village->x + 110 * cos(v), village->y + 110 * sin(v));
        made++;
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "监测预警点", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

static situ_status write_persons(situ_things *t, const char *dir, situ_error *err)
{
    static const char *const roles[] = {"行政负责", "行业监管", "专业监管", "企业"};
    static const char *const posts[] = {"副镇长", "监管科长", "技术负责人", "安全负责人"};
    situ_status status = SITU_OK;
    situ_page p = {0};
    int objects = 0;
    char *path = situ_path_join(dir, "责任人名单.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县重大风险点四类责任人公示名单(演示数据)", "说明:演示数据;姓名、电话均系虚构。", "序号|姓名|单位|职务|责任角色|手机|值班电话|包保对象|乡镇", err));
    for (size_t k = 0; k < t->risk_count && objects < 40; k++) {
        const situ_risk *r = &t->risks[k];
        int worst = r->level_calc && (!r->level_given || r->level_calc < r->level_given) ? r->level_calc : r->level_given;
        if (worst != 1 || r->trap)
            continue;
        const char *town = r->town >= 0 ? t->w->towns[r->town].name : t->w->zone_unit.name;
        for (int role = 0; role < 4; role++) {
            if (objects % 11 == 7 && role == 2)
                continue; // one object in eleven has no 专业监管 person
            SITU_TRY(situ_sample_page_row(&p, err));
            situ_sample_put_number(&p, "序号", (double)p.rows);
            situ_sample_put(&p, "姓名", situ_sample_person(t));
            situ_sample_put(&p, "单位", role == 0 ? town : role == 1 ? r->industry->dept : role == 2 ? "县应急救援技术中心" : r->name);
            situ_sample_put(&p, "职务", posts[role]);
            situ_sample_put(&p, "责任角色", roles[role]);
            situ_sample_put(&p, "手机", situ_sample_mobile(t));
            situ_sample_put(&p, "值班电话", situ_sample_text(t, "000-5509%04d", 1000 + (int)p.rows));
            situ_sample_put(&p, "包保对象", r->name);
            situ_sample_put(&p, "乡镇", town);
        }
        objects++;
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "责任人", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

// Who has handed in: declared none, not handed in, handed in.
static situ_status write_submissions(situ_things *t, const char *dir, situ_error *err)
{
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "填报情况.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县风险点台账填报情况(演示数据)", "说明:演示数据;“零报告”指排查后确无风险点。", "序号|单位|台账|填报期|填报状态|填报人|审核|填报日期", err));
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[k];
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        situ_sample_put(&p, "单位", town->name);
        situ_sample_put(&p, "台账", "风险点");
        situ_sample_put(&p, "填报期", "2026年上半年");
        situ_sample_put(&p, "填报状态", k == t->silent_town ? "未报" : k == t->zero_town ? "零报告" : "已报");
        if (k != t->silent_town) {
            situ_sample_put(&p, "填报人", situ_sample_person(t));
            situ_sample_put(&p, "填报日期", situ_sample_text(t, "2026-06-%02u", 10 + situ_rng_below(&t->rng, 18)));
        }
    }
    if (t->zero_town >= 0)
        SITU_TRY(situ_sample_answer(t, "ledgers/填报情况.xlsx", "填报情况", situ_sample_page_line(&p, (size_t)t->zero_town), w->towns[t->zero_town].name, "零报告", "town_state=零报告", err));
    if (t->silent_town >= 0)
        SITU_TRY(situ_sample_answer(t, "ledgers/填报情况.xlsx", "填报情况", situ_sample_page_line(&p, (size_t)t->silent_town), w->towns[t->silent_town].name, "未报", "town_state=未报", err));
    if (t->ungraded_town >= 0)
        SITU_TRY(situ_sample_answer(t, "ledgers/风险点台账.xlsx", "风险点", 0, w->towns[t->ungraded_town].name, "有风险点,全部未评估", "town_state=未评估;level=0", err));
    if (t->unlocated_town >= 0)
        SITU_TRY(situ_sample_answer(t, "ledgers/风险点台账.xlsx", "风险点", 0, w->towns[t->unlocated_town].name, "有风险点,全部没有坐标,落到村点并注明", "loc_quality=village", err));
    SITU_TRY(situ_sample_page_xlsx(&p, path, "填报情况", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

situ_status situ_sample_write_teams(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(write_teams(t, dir, err));
    SITU_TRY(write_shelters(t, dir, err));
    SITU_TRY(write_stations(t, dir, err));
    SITU_TRY(write_persons(t, dir, err));
    SITU_TRY(write_submissions(t, dir, err));
done:
    return status;
}

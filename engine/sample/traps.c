// SPDX-License-Identifier: MIT
// Planted rows: boundary values of the rating rules, levels that contradict their factors, and the dirt
// of real ledgers (domain.md B5). Each row carries what it is and what shall become of it.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/things.h"

static const situ_industry *industry_named(const char *word)
{
    for (const situ_industry *i = situ_sample_industries; i->word; i++)
        if (strcmp(i->word, word) == 0)
            return i;
    return NULL;
}

// A name like any other: town or village, a word, the ending. Nothing on the map tells a planted row.
static const char *plain_name(situ_things *t, const char *ending, const situ_village *v)
{
    static const char brands[] = "吉祥 顺达 联兴 金桂 海川 云海 明珠 正源 佳美 乐居 安泰 宏图 新世纪 巴山 渝东 山水 银河 大众 建民 富民";
    static const char sites[] = "中湾 大湾 土地垭 马鞍山 大石包 竹林坪 观音岩 堰塘湾 老鹰嘴 黄桷树";
    const char *name = NULL;
    for (int k = 0; k < 40; k++) {
        bool slope = strcmp(ending, "滑坡") == 0;
        const char *first = situ_sample_stem(t->w, slope ? v->name : t->w->towns[v->town].name);
        name = situ_sample_text(t, "%s%s%s", first, situ_sample_pick(t, slope ? sites : brands), ending);
        if (!name || situ_map_get(t->names, name) == SIZE_MAX)
            break;
    }
    if (name && situ_map_set(t->names, name, 0) < 0)
        return NULL;
    return name;
}

// A risk point near a village, dry land not needed: the row is what matters.
static situ_status plant(situ_things *t, const char *industry, situ_risk_file file, const char *ending, int village, const char *trap, const char *expected, situ_risk **out, situ_error *err)
{
    const situ_world *w = t->w;
    const situ_village *v = &w->villages[village];
    const char *name = plain_name(t, ending, v);
    situ_status status = name ? situ_grow(&t->risks, &t->risk_capacity, t->risk_count + 1, sizeof *t->risks, err) : situ_fail_nomem(err);
    if (status != SITU_OK)
        return status;
    situ_risk *r = &t->risks[t->risk_count++];
    *r = (situ_risk){.name = name, .industry = industry_named(industry), .town = v->town, .village = village, .file = file, .loss = -1,
                     .located = true, .status = "管理", .found = "2026-05-12", .trap = trap, .expected = expected};
    r->method = r->industry->method;
    r->subtype = r->industry->accident;
    double angle = 2.399963 * (double)t->risk_count; // round the village, not on one heap
    r->x = v->x + 130 * cos(angle);
    r->y = v->y + 130 * sin(angle);
    r->at = situ_sample_lonlat(t, r->x, r->y);
    r->person = situ_sample_person(t);
    r->phone = situ_sample_mobile(t);
    *out = r;
    return SITU_OK;
}

// Villages that planted rows go through one after the other.
static int next_village(situ_things *t, int *at)
{
    const situ_world *w = t->w;
    for (;;) {
        *at = (*at + 11) % w->village_count;
        int town = w->villages[*at].town;
        bool plain = w->towns[town].code && !w->villages[*at].on_island && town != t->silent_town && town != t->zero_town && town != t->ungraded_town && town != t->unlocated_town && t->worst[town] == 1;
        if (plain)
            return *at;
    }
}

static situ_status boundary_values(situ_things *t, int *at, situ_error *err)
{
    static const struct { const char *name; double l, e, c; int level; } lec[] = {
        {"检维修作业点", 3, 10, 15, 1}, {"有限空间作业点", 1, 6, 15, 3}, {"动火作业点", 6, 6, 3, 3}, {"登高作业点", 1, 0.5, 40, 4},
        {"吊装作业点", 3, 6, 15, 2}, {"清淤作业点", 0.5, 10, 15, 3}, {"临时用电作业点", 10, 2, 3, 4}, {"高温作业点", 10, 1, 7, 3}};
    static const struct { const char *name; double score; int level; } given[] = {{"锅炉检修点", 320, 1}, {"储罐清洗点", 160, 2}, {"管道抢修点", 70, 3}};
    static const struct { const char *name; double l, s; int level; } ls[] = {{"批发商店", 3, 5, 2}, {"小旅馆", 3, 3, 3}, {"小网吧", 2, 5, 3}, {"小餐饮店", 2, 2, 4}, {"综合市场", 4, 4, 2}, {"老旧商住楼", 4, 5, 1}};
    static const struct { const char *name; int pop; double loss; int level; } geo[] = {{"滑坡", 99, 500, 3}, {"滑坡", 500, 0, 2}, {"滑坡", 1000, 0, 1}, {"滑坡", 100, 0, 3}, {"滑坡", 99, 499, 4}};
    static const struct { const char *name; double r; int level; } gb[] = {{"液氨冷库", 11.4, 3}, {"液氯储罐区", 46.0, 3}, {"液化气储罐区", 50, 2}, {"甲醇储罐区", 9.9, 4}, {"汽油储罐区", 100, 1}};
    static const char *const words[] = {"", "level_final=1", "level_final=2", "level_final=3", "level_final=4"};
    situ_status status = SITU_OK;
    situ_risk *r;
    for (size_t k = 0; k < sizeof lec / sizeof *lec; k++) {
        SITU_TRY(plant(t, "危险作业", SITU_FILE_MAIN, lec[k].name, next_village(t, at), "LEC 边界值", words[lec[k].level], &r, err));
        r->l = lec[k].l, r->e = lec[k].e, r->c = lec[k].c, r->score = r->l * r->e * r->c;
        r->level_calc = lec[k].level;
    }
    for (size_t k = 0; k < sizeof given / sizeof *given; k++) {
        SITU_TRY(plant(t, "危险作业", SITU_FILE_MAIN, given[k].name, next_village(t, at), "只给 D 值的边界值(“以上”含本数)", words[given[k].level], &r, err));
        r->score = given[k].score;
        r->level_calc = given[k].level;
    }
    for (size_t k = 0; k < sizeof ls / sizeof *ls; k++) {
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, ls[k].name, next_village(t, at), "LS 矩阵边界值(V1)", words[ls[k].level], &r, err));
        r->l = ls[k].l, r->s = ls[k].s, r->score = r->l * r->s;
        r->level_calc = ls[k].level;
    }
    for (size_t k = 0; k < sizeof geo / sizeof *geo; k++) {
        SITU_TRY(plant(t, "地质灾害", SITU_FILE_GEO, geo[k].name, next_village(t, at), "地质灾害险情边界值", words[geo[k].level], &r, err));
        r->pop = geo[k].pop, r->loss = geo[k].loss, r->hh = (geo[k].pop + 3) / 4;
        r->level_calc = geo[k].level;
        r->subtype = "滑坡垮塌";
    }
    for (size_t k = 0; k < sizeof gb / sizeof *gb; k++) {
        SITU_TRY(plant(t, "危险化学品", SITU_FILE_MAIN, gb[k].name, next_village(t, at), "GB 18218 边界值", words[gb[k].level], &r, err));
        r->method = SITU_METHOD_GB;
        r->r = gb[k].r;
        r->level_calc = gb[k].level;
    }
done:
    return status;
}

// Given and computed level differ: the worse one is drawn (F18).
static situ_status conflicts(situ_things *t, int *at, situ_error *err)
{
    static const struct { const char *name, *industry; double l, e, c, s; int calc, given; const char *expected; } rows[] = {
        {"轧花车间", "工贸", 3, 6, 15, 0, 2, 4, "conflict=1;level_given=4;level_calc=2;level_final=2"},
        {"老旧商住楼", "消防", 3, 0, 0, 3, 3, 1, "conflict=1;level_given=1;level_calc=3;level_final=1"},
        {"砂石料场", "工贸", 1, 6, 15, 0, 3, 4, "conflict=1;level_given=4;level_calc=3;level_final=3"},
        {"地下车库", "消防", 4, 0, 0, 5, 1, 3, "conflict=1;level_given=3;level_calc=1;level_final=1"},
    };
    situ_status status = SITU_OK;
    situ_risk *r;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        SITU_TRY(plant(t, rows[k].industry, SITU_FILE_MAIN, rows[k].name, next_village(t, at), "台账等级与计算等级矛盾", rows[k].expected, &r, err));
        r->l = rows[k].l, r->e = rows[k].e, r->c = rows[k].c, r->s = rows[k].s;
        r->score = rows[k].s > 0 ? r->l * r->s : r->l * r->e * r->c;
        r->level_calc = rows[k].calc, r->level_given = rows[k].given;
    }
    SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, "小网吧", next_village(t, at), "风险值 R=12 与 L=3、S=5 不符", "score=15;level_final=2", &r, err));
    r->l = 3, r->s = 5, r->score = 12, r->level_calc = 2, r->level_given = 3;
done:
    return status;
}

static situ_status dirty_words(situ_things *t, int *at, situ_error *err)
{
    static const struct { const char *name, *text, *expected; int level; } levels[] = {
        {"自建出租房", "绿", "level_given=4", 4}, {"自建出租房", "Ⅰ级", "level_given=1", 1}, {"自建农家乐", "低风险", "level_given=4", 4},
        {"自建农家乐", "红色", "level_given=1", 1}, {"老旧砖木房", "重大(红色)", "level_given=1", 1}, {"自建农家乐", "待定", "level_given=0", 0},
        {"老旧砖木房", "中等偏上", "issue=LEVEL_UNKNOWN;level_final=0", 0}, {"老旧砖木房", "二级", "level_given=2", 2}};
    situ_status status = SITU_OK;
    situ_risk *r;
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
        SITU_TRY(plant(t, "自建房", SITU_FILE_MAIN, levels[k].name, next_village(t, at), "等级写法", levels[k].expected, &r, err));
        r->method = SITU_METHOD_GIVEN;
        r->level_text = levels[k].text;
        r->level_given = levels[k].level;
    }
    static const struct { const char *name, *town, *expected; } towns[] = {
        {"小餐饮店", "岚城街道办事处", "town=岚城街道;fate=repaired"}, {"小旅馆", "岚川县桂溪镇人民政府", "town=桂溪镇;fate=repaired"},
        {"批发商店", "青崖镇", "town=青岩镇;issue=UNIT_NAME_GUESSED"}, {"小超市", "飞来峰镇", "issue=TOWN_UNKNOWN"}};
    static const char *const real[] = {"岚城街道", "桂溪镇", "青岩镇", NULL};
    for (size_t k = 0; k < sizeof towns / sizeof *towns; k++) {
        int town = real[k] ? situ_sample_town_named(t->w, real[k]) : -1;
        int village = town >= 0 ? t->w->towns[town].first_village : next_village(t, at);
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, towns[k].name, village, "乡镇名写法", towns[k].expected, &r, err));
        r->town_text = towns[k].town;
        r->l = 2, r->s = 3, r->score = 6, r->level_calc = r->level_given = 4;
        if (!real[k])
            r->village = -1;
    }
    static const struct { const char *name, *date, *expected; } dates[] = {{"小超市", "2026年4月", "found=2026-04-01"}, {"小旅馆", "2026.4.3", "found=2026-04-03"}, {"小餐饮店", "20260403", "found=2026-04-03"}, {"批发商店", "45385", "found=2024-04-03"}};
    for (size_t k = 0; k < sizeof dates / sizeof *dates; k++) {
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, dates[k].name, next_village(t, at), "日期写法", dates[k].expected, &r, err));
        r->found = dates[k].date;
        r->l = 2, r->s = 3, r->score = 6, r->level_calc = r->level_given = 4;
    }
    SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, "小旅馆", next_village(t, at), "电话成了科学计数,救不回来", "issue=PHONE_SCIENTIFIC;phone=", &r, err));
    r->phone = "1.99E+10";
    r->l = 2, r->s = 3, r->score = 6, r->level_calc = r->level_given = 4;
done:
    return status;
}

static situ_status dirty_places(situ_things *t, int *at, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_risk *r;
    static const struct { const char *name, *trap, *expected; } rows[] = {
        {"农家乐", "经度列写了纬度,纬度列写了经度", "fate=repaired;issue=SWAPPED_LONLAT"},
        {"小超市", "坐标用全角数字", "fate=repaired;issue=FULL_WIDTH"},
        {"小餐饮店", "小数点写成逗号", "fate=repaired;issue=COMMA_DECIMAL"},
        {"小旅馆", "坐标漏了小数点", "fate=repaired;issue=SCALED"},
        {"批发商店", "经纬度写在一格", "fate=repaired;issue=SPLIT_COORDINATES"},
        {"小歌舞厅", "填了 36 带平面坐标(X 为北)", "fate=repaired;issue=PROJECTED_ZONE"},
        {"小诊所", "坐标写成度分秒", "fate=repaired"},
        {"小茶馆", "没有坐标", "loc_quality=village"},
        {"小作坊", "坐标写“无”", "loc_quality=village"},
        {"小浴室", "坐标写 0", "loc_quality=village"},
        {"小旅馆", "坐标在县外四十公里", "fate=rejected;issue=OUTSIDE_COUNTY"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, rows[k].name, next_village(t, at), rows[k].trap, rows[k].expected, &r, err));
        r->l = 2, r->s = 4, r->score = 8, r->level_calc = r->level_given = 4;
        double lon = r->at.lon_deg, lat = r->at.lat_deg;
        switch (k) {
        case 0: r->lon_text = situ_sample_text(t, "%.6f", lat), r->lat_text = situ_sample_text(t, "%.6f", lon); break;
        case 1: {
            char digits[32], wide[64];
            for (int part = 0; part < 2; part++) {
                snprintf(digits, sizeof digits, "%.4f", part ? lat : lon);
                size_t n = 0;
                for (const char *p = digits; *p; p++) { // U+FF10.. and U+FF0E
                    const char *full = *p == '.' ? "．" : NULL;
                    char one[4] = {(char)0xEF, (char)0xBC, (char)(0x90 + (*p - '0')), 0};
                    memcpy(wide + n, full ? full : one, 3);
                    n += 3;
                }
                wide[n] = 0;
                *(part ? &r->lat_text : &r->lon_text) = situ_sample_text(t, "%s", wide);
            }
            r->at.lon_deg = round(lon * 1e4) / 1e4, r->at.lat_deg = round(lat * 1e4) / 1e4;
            break;
        }
        case 2: r->lon_text = situ_sample_text(t, "%d,%06d", (int)lon, (int)round((lon - (int)lon) * 1e6)), r->lat_text = situ_sample_text(t, "%.6f", lat); break;
        case 3: r->lon_text = situ_sample_text(t, "%.0f", round(lon * 1e6)), r->lat_text = situ_sample_text(t, "%.0f", round(lat * 1e6)); break;
        case 4: r->lon_text = situ_sample_text(t, "%.6f,%.6f", lon, lat), r->lat_text = ""; break;
        case 5: r->lon_text = situ_sample_text(t, "%.1f", r->y), r->lat_text = situ_sample_text(t, "%.1f", 36000000 + r->x); break;
        case 6:
            for (int part = 0; part < 2; part++) {
                double v = part ? lat : lon, minutes = (v - floor(v)) * 60;
                *(part ? &r->lat_text : &r->lon_text) = situ_sample_text(t, "%d°%d′%.2f″", (int)v, (int)minutes, (minutes - floor(minutes)) * 60);
            }
            break;
        case 7: r->lon_text = r->lat_text = ""; break;
        case 8: r->lon_text = r->lat_text = "无"; break;
        case 9: r->lon_text = r->lat_text = "0"; break;
        default: r->lon_text = situ_sample_text(t, "%.6f", t->w->frame.x0 > 0 ? 109.95 + 0.3 : lon), r->lat_text = situ_sample_text(t, "%.6f", 31.6); break;
        }
        if (k >= 7)
            r->located = false;
    }
done:
    return status;
}

// The same permanent number twice; the same name twice within 50 m; the zone without polygon.
static situ_status doubles(situ_things *t, int *at, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_risk *r, *twin;
    int v = next_village(t, at);
    SITU_TRY(plant(t, "燃气", SITU_FILE_MAIN, "液化气站", v, "同一永久编号的第一行", "fate=used", &r, err));
    r->l = 3, r->s = 3, r->score = 9, r->level_calc = r->level_given = 3;
    r->id = "FX-CF-0001";
    SITU_TRY(plant(t, "燃气", SITU_FILE_MAIN, "液化气站", v, "同一永久编号、同名的第二行", "fate=rejected;issue=DUPLICATE", &twin, err));
    twin->name = t->risks[t->risk_count - 2].name;
    twin->x = t->risks[t->risk_count - 2].x + 12, twin->y = t->risks[t->risk_count - 2].y;
    twin->at = situ_sample_lonlat(t, twin->x, twin->y);
    twin->l = 3, twin->s = 3, twin->score = 9, twin->level_calc = twin->level_given = 3;
    twin->id = "FX-CF-0001";
    v = next_village(t, at);
    for (int k = 0; k < 2; k++) {
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, "综合市场", v, k ? "同名同镇,相距 20 米的第二行" : "同名同镇,相距 20 米的第一行", k ? "fate=used;issue=DUPLICATE_NEAR" : "fate=used", &r, err));
        r->l = 3, r->s = 4, r->score = 12, r->level_calc = r->level_given = 3;
        if (k)
            r->name = t->risks[t->risk_count - 2].name;
        r->x = t->w->villages[v].x + 20 * k, r->y = t->w->villages[v].y + 60;
        r->at = situ_sample_lonlat(t, r->x, r->y);
    }
done:
    return status;
}

situ_status situ_sample_plant_traps(situ_things *t, situ_error *err)
{
    situ_status status = SITU_OK;
    int at = 3;
    SITU_TRY(boundary_values(t, &at, err));
    SITU_TRY(conflicts(t, &at, err));
    SITU_TRY(dirty_words(t, &at, err));
    SITU_TRY(dirty_places(t, &at, err));
    SITU_TRY(doubles(t, &at, err));
done:
    return status;
}

situ_status situ_sample_answer(situ_things *t, const char *file, const char *sheet, int row, const char *object, const char *what, const char *expected, situ_error *err)
{
    situ_status status = situ_grow(&t->answers, &t->answer_capacity, t->answer_count + 1, sizeof *t->answers, err);
    if (status == SITU_OK)
        t->answers[t->answer_count++] = (situ_answer){file, sheet, object, what, expected, row};
    return status;
}

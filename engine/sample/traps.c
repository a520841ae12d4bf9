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

// A risk point near village v, dry land not needed: the row is what matters.
static situ_status plant(situ_things *t, const char *industry, situ_risk_file file, const char *name, int village, const char *trap, const char *expected, situ_risk **out, situ_error *err)
{
    const situ_world *w = t->w;
    situ_status status = situ_grow(&t->risks, &t->risk_capacity, t->risk_count + 1, sizeof *t->risks, err);
    if (status != SITU_OK)
        return status;
    const situ_village *v = &w->villages[village];
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
        {"边界样例LEC450作业点", 3, 10, 15, 1}, {"边界样例LEC90作业点", 1, 6, 15, 3}, {"边界样例LEC108作业点", 6, 6, 3, 3}, {"边界样例LEC20作业点", 1, 0.5, 40, 4},
        {"边界样例LEC270作业点", 3, 6, 15, 2}, {"边界样例LEC75作业点", 0.5, 10, 15, 3}, {"边界样例LEC60作业点", 10, 2, 3, 4}, {"边界样例LEC70作业点", 10, 1, 7, 3}};
    static const struct { const char *name; double score; int level; } given[] = {{"边界样例D320作业点", 320, 1}, {"边界样例D160作业点", 160, 2}, {"边界样例D70作业点", 70, 3}};
    static const struct { const char *name; double l, s; int level; } ls[] = {{"边界样例LS15场所", 3, 5, 2}, {"边界样例LS9场所", 3, 3, 3}, {"边界样例LS10场所", 2, 5, 3}, {"边界样例LS4场所", 2, 2, 4}, {"边界样例LS16场所", 4, 4, 2}, {"边界样例LS20场所", 4, 5, 1}};
    static const struct { const char *name; int pop; double loss; int level; } geo[] = {{"边界样例99人500万滑坡", 99, 500, 3}, {"边界样例500人滑坡", 500, 0, 2}, {"边界样例1000人滑坡", 1000, 0, 1}, {"边界样例100人滑坡", 100, 0, 3}, {"边界样例99人499万滑坡", 99, 499, 4}};
    static const struct { const char *name; double r; int level; } gb[] = {{"边界样例重大危险源R11.4液氨冷库", 11.4, 3}, {"边界样例重大危险源R46.0储罐区", 46.0, 3}, {"边界样例重大危险源R50储罐区", 50, 2}, {"边界样例重大危险源R9.9储罐区", 9.9, 4}, {"边界样例重大危险源R100储罐区", 100, 1}};
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
        {"矛盾样例轧花车间", "工贸", 3, 6, 15, 0, 2, 4, "conflict=1;level_given=4;level_calc=2;level_final=2"},
        {"矛盾样例老旧商住楼", "消防", 3, 0, 0, 3, 3, 1, "conflict=1;level_given=1;level_calc=3;level_final=1"},
        {"矛盾样例砂石料场", "工贸", 1, 6, 15, 0, 3, 4, "conflict=1;level_given=4;level_calc=3;level_final=3"},
        {"矛盾样例地下车库", "消防", 4, 0, 0, 5, 1, 3, "conflict=1;level_given=3;level_calc=1;level_final=1"},
    };
    situ_status status = SITU_OK;
    situ_risk *r;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        SITU_TRY(plant(t, rows[k].industry, SITU_FILE_MAIN, rows[k].name, next_village(t, at), "台账等级与计算等级矛盾", rows[k].expected, &r, err));
        r->l = rows[k].l, r->e = rows[k].e, r->c = rows[k].c, r->s = rows[k].s;
        r->score = rows[k].s > 0 ? r->l * r->s : r->l * r->e * r->c;
        r->level_calc = rows[k].calc, r->level_given = rows[k].given;
    }
    SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, "矛盾样例风险值抄错网吧", next_village(t, at), "风险值 R=12 与 L=3、S=5 不符", "score=15;level_final=2", &r, err));
    r->l = 3, r->s = 5, r->score = 12, r->level_calc = 2, r->level_given = 3;
done:
    return status;
}

static situ_status dirty_words(situ_things *t, int *at, situ_error *err)
{
    static const struct { const char *name, *text, *expected; int level; } levels[] = {
        {"脏样例等级写绿色", "绿", "level_given=4", 4}, {"脏样例等级写罗马数字", "Ⅰ级", "level_given=1", 1}, {"脏样例等级写低风险", "低风险", "level_given=4", 4},
        {"脏样例等级写红色", "红色", "level_given=1", 1}, {"脏样例等级写重大红", "重大(红色)", "level_given=1", 1}, {"脏样例等级写待定", "待定", "level_given=0", 0},
        {"脏样例等级词不认识", "中等偏上", "issue=LEVEL_UNKNOWN;level_final=0", 0}, {"脏样例等级写二级", "二级", "level_given=2", 2}};
    situ_status status = SITU_OK;
    situ_risk *r;
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
        SITU_TRY(plant(t, "自建房", SITU_FILE_MAIN, levels[k].name, next_village(t, at), "等级写法", levels[k].expected, &r, err));
        r->method = SITU_METHOD_GIVEN;
        r->level_text = levels[k].text;
        r->level_given = levels[k].level;
    }
    static const struct { const char *name, *town, *expected; } towns[] = {
        {"脏样例单位名带办事处", "岚城街道办事处", "town=岚城街道;fate=repaired"}, {"脏样例镇名带全称", "岚川县桂溪镇人民政府", "town=桂溪镇;fate=repaired"},
        {"脏样例镇名错一字", "青崖镇", "town=青岩镇;issue=UNIT_NAME_GUESSED"}, {"脏样例镇名不存在", "飞来峰镇", "issue=TOWN_UNKNOWN"}};
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
    static const struct { const char *name, *date, *expected; } dates[] = {{"脏样例日期中文", "2026年4月", "found=2026-04-01"}, {"脏样例日期点号", "2026.4.3", "found=2026-04-03"}, {"脏样例日期紧凑", "20260403", "found=2026-04-03"}, {"脏样例日期序列值", "45385", "found=2024-04-03"}};
    for (size_t k = 0; k < sizeof dates / sizeof *dates; k++) {
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, dates[k].name, next_village(t, at), "日期写法", dates[k].expected, &r, err));
        r->found = dates[k].date;
        r->l = 2, r->s = 3, r->score = 6, r->level_calc = r->level_given = 4;
    }
    SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, "脏样例电话科学计数", next_village(t, at), "电话成了科学计数,救不回来", "issue=PHONE_SCIENTIFIC;phone=", &r, err));
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
        {"脏样例经纬度颠倒", "经度列写了纬度,纬度列写了经度", "fate=repaired;issue=SWAPPED_LONLAT"},
        {"脏样例全角数字", "坐标用全角数字", "fate=repaired;issue=FULL_WIDTH"},
        {"脏样例逗号小数", "小数点写成逗号", "fate=repaired;issue=COMMA_DECIMAL"},
        {"脏样例漏小数点", "坐标漏了小数点", "fate=repaired;issue=SCALED"},
        {"脏样例两个坐标一格", "经纬度写在一格", "fate=repaired;issue=SPLIT_COORDINATES"},
        {"脏样例平面坐标", "填了 36 带平面坐标(X 为北)", "fate=repaired;issue=PROJECTED"},
        {"脏样例度分秒", "坐标写成度分秒", "fate=repaired"},
        {"脏样例坐标空白", "没有坐标", "loc_quality=village"},
        {"脏样例坐标写无", "坐标写“无”", "loc_quality=village"},
        {"脏样例坐标写零", "坐标写 0", "loc_quality=village"},
        {"脏样例坐标在县外", "坐标在县外四十公里", "fate=rejected;issue=OUTSIDE_COUNTY"},
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
    SITU_TRY(plant(t, "燃气", SITU_FILE_MAIN, "重复样例液化气站", v, "同一永久编号的第一行", "fate=used", &r, err));
    r->l = 3, r->s = 3, r->score = 9, r->level_calc = r->level_given = 3;
    r->id = "FX-CF-0001";
    SITU_TRY(plant(t, "燃气", SITU_FILE_MAIN, "重复样例液化气站", v, "同一永久编号、同名的第二行", "issue=DUPLICATE", &twin, err));
    twin->x = t->risks[t->risk_count - 2].x + 12, twin->y = t->risks[t->risk_count - 2].y;
    twin->at = situ_sample_lonlat(t, twin->x, twin->y);
    twin->l = 3, twin->s = 3, twin->score = 9, twin->level_calc = twin->level_given = 3;
    twin->id = "FX-CF-0001";
    v = next_village(t, at);
    for (int k = 0; k < 2; k++) {
        SITU_TRY(plant(t, "消防", SITU_FILE_MAIN, "近重样例综合市场", v, k ? "同名同镇,相距 20 米的第二行" : "同名同镇,相距 20 米的第一行", k ? "fate=used;issue=DUPLICATE_NEAR" : "fate=used", &r, err));
        r->l = 3, r->s = 4, r->score = 12, r->level_calc = r->level_given = 3;
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

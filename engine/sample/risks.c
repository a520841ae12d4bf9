// SPDX-License-Identifier: MIT
// Risk points where risk would be: landslides on slopes above villages, flash floods at streams, plants
// and shops in towns, bends on roads. Factors are drawn for a wanted level, so that rating gives it back.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/things.h"

situ_status situ_sample_things_new(situ_things **out, situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_things *t = situ_calloc(1, sizeof *t);
    SITU_TRY_ALLOC(t);
    t->w = w;
    situ_rng_seed(&t->rng, w->seed, 301);
    t->names = situ_map_new();
    SITU_TRY_ALLOC(t->names);
    SITU_TRY(situ_transform_new(&t->to_lonlat, SITU_WORLD_EPSG, SITU_EPSG_CGCS2000, err));
    *out = t;
    t = NULL;
done:
    situ_sample_things_free(t);
    return status;
}

void situ_sample_things_free(situ_things *t)
{
    if (!t)
        return;
    situ_transform_free(t->to_lonlat);
    situ_map_free(t->names);
    situ_free(t->risks);
    situ_free(t->answers);
    situ_free(t);
}

const char *situ_sample_text(situ_things *t, const char *fmt, ...)
{
    char buffer[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(buffer, sizeof buffer, fmt, args);
    va_end(args);
    return situ_arena_strdup(t->w->arena, buffer);
}

const char *situ_sample_person(situ_things *t)
{
    static const char *const family[] = {"赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨"};
    static const char *const given[] = {"演甲", "演乙", "演丙", "演丁", "演戊", "演己", "演庚", "演辛", "演壬", "演癸", "示一", "示二", "示三", "示四", "示五", "示六", "示七", "示八", "示九"};
    int k = t->person_serial++;
    return situ_sample_text(t, "%s%s", family[(k * 7 + k / 16) % 16], given[(k * 5 + k / 19) % 19]);
}

const char *situ_sample_mobile(situ_things *t)
{
    return situ_sample_text(t, "199-0000-%04d", t->phone_serial++ % 10000);
}

const char *situ_sample_stem(situ_world *w, const char *name)
{
    static const char *const endings[] = {"街道", "社区", "镇", "乡", "村", "国有林场", "管理处", "分场", "管理站"};
    size_t n = strlen(name);
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        size_t m = strlen(endings[k]);
        if (n > m && strcmp(name + n - m, endings[k]) == 0)
            return situ_arena_strndup(w->arena, name, n - m);
    }
    return name;
}

situ_lonlat situ_sample_lonlat(const situ_things *t, double x, double y)
{
    double xy[2] = {x, y};
    if (situ_transform_apply(t->to_lonlat, xy, 1, NULL) != SITU_OK)
        return (situ_lonlat){0, 0};
    return (situ_lonlat){round(xy[0] * 1e6) / 1e6, round(xy[1] * 1e6) / 1e6};
}

const char *situ_sample_pick(situ_things *t, const char *words)
{
    uint32_t count = 1;
    for (const char *p = words; *p; p++)
        count += *p == ' ';
    uint32_t at = situ_rng_below(&t->rng, count);
    const char *p = words;
    while (at--)
        p = strchr(p, ' ') + 1;
    return situ_arena_strndup(t->w->arena, p, strcspn(p, " "));
}

int situ_sample_town_named(const situ_world *w, const char *name)
{
    for (int k = 0; k < w->town_count; k++)
        if (strcmp(w->towns[k].name, name) == 0)
            return k;
    return -1;
}

int situ_sample_village_named(const situ_world *w, const char *name)
{
    for (int k = 0; k < w->village_count; k++)
        if (strcmp(w->villages[k].name, name) == 0)
            return k;
    return -1;
}

// --- places ---
// The dry cell of a place inside the county, 200 m off its line; else -1.
static int cell_if_dry(const situ_world *w, double x, double y)
{
    for (int k = 0; k < 8; k++) {
        int near = situ_sample_cell_at(&w->frame, x + 200 * situ_step_column[k], y + 200 * situ_step_row[k]);
        if (near < 0 || !w->county[near])
            return -1;
    }
    int cell = situ_sample_cell_at(&w->frame, x, y);
    return w->water[cell] == SITU_LAND ? cell : -1;
}

static double spread_m(situ_things *t, double sigma)
{
    return sigma * situ_rng_normal(&t->rng);
}

// A village drawn by people, a town by people.
static int draw_village(situ_things *t, bool by_people)
{
    const situ_world *w = t->w;
    if (!by_people)
        return (int)situ_rng_below(&t->rng, (uint32_t)w->village_count);
    int total = 0;
    for (int v = 0; v < w->village_count; v++)
        total += w->villages[v].pop;
    int at = (int)situ_rng_below(&t->rng, (uint32_t)total);
    for (int v = 0; v < w->village_count; v++)
        if ((at -= w->villages[v].pop) < 0)
            return v;
    return 0;
}

static bool try_place(situ_things *t, int place, double *x, double *y)
{
    const situ_world *w = t->w;
    const situ_village *v;
    int cell;
    switch (place) {
    case SITU_PLACE_SLOPE:
        v = &w->villages[draw_village(t, false)];
        *x = v->x + spread_m(t, 900), *y = v->y + spread_m(t, 900);
        cell = cell_if_dry(w, *x, *y);
        return cell >= 0 && (double)w->slope[cell] > 0.22 && (double)w->slope[cell] < 0.9;
    case SITU_PLACE_STREAM: {
        const situ_stream *s = &w->streams[situ_rng_below(&t->rng, (uint32_t)w->stream_count)];
        if (s->line.count < 8)
            return false;
        situ_point p = s->line.items[situ_rng_below(&t->rng, (uint32_t)s->line.count)];
        *x = p.x + spread_m(t, 60), *y = p.y + spread_m(t, 60);
        cell = cell_if_dry(w, *x, *y);
        if (cell < 0 || w->height[cell] > 1100)
            return false;
        v = &w->villages[w->parish[cell] - 1];
        return hypot(v->x - *x, v->y - *y) < 2200;
    }
    case SITU_PLACE_BANK: {
        const situ_course_point *c = &w->course[situ_rng_below(&t->rng, (uint32_t)w->course_count - 2) + 1];
        double dx = (c + 1)->x - (c - 1)->x, dy = (c + 1)->y - (c - 1)->y, n = hypot(dx, dy);
        double side = situ_rng_below(&t->rng, 2) ? 1 : -1, off = c->half_m + 110 + 60 * situ_rng_unit(&t->rng);
        *x = c->x - side * off * dy / n, *y = c->y + side * off * dx / n;
        return cell_if_dry(w, *x, *y) >= 0;
    }
    case SITU_PLACE_ROAD: {
        const situ_road *r = &w->roads[situ_rng_below(&t->rng, (uint32_t)w->road_count)];
        if (r->road_class > SITU_ROAD_COUNTY || r->bridge || r->line.count < 3 || (r->road_class == SITU_ROAD_COUNTY && situ_rng_below(&t->rng, 2)))
            return false;
        situ_point p = r->line.items[1 + situ_rng_below(&t->rng, (uint32_t)r->line.count - 2)];
        *x = p.x, *y = p.y;
        return cell_if_dry(w, *x, *y) >= 0;
    }
    case SITU_PLACE_TOWN:
        v = &w->villages[draw_village(t, true)];
        *x = v->x + spread_m(t, 330), *y = v->y + spread_m(t, 330);
        cell = cell_if_dry(w, *x, *y);
        return cell >= 0 && w->parish[cell] - 1 == v - w->villages && (double)w->slope[cell] < 0.35;
    case SITU_PLACE_VILLAGE:
        v = &w->villages[draw_village(t, false)];
        *x = v->x + spread_m(t, 450), *y = v->y + spread_m(t, 450);
        cell = cell_if_dry(w, *x, *y);
        return cell >= 0 && (double)w->slope[cell] < 0.5;
    case SITU_PLACE_PARK:
        if (situ_rng_below(&t->rng, 5) < 2) {
            *x = w->zone_unit.x + spread_m(t, 450), *y = w->zone_unit.y + spread_m(t, 450);
            return cell_if_dry(w, *x, *y) >= 0;
        }
        return try_place(t, SITU_PLACE_TOWN, x, y);
    case SITU_PLACE_MINE:
        v = &w->villages[draw_village(t, false)];
        *x = v->x + spread_m(t, 1800), *y = v->y + spread_m(t, 1800);
        cell = cell_if_dry(w, *x, *y);
        return cell >= 0 && hypot(*x - v->x, *y - v->y) > 900 && w->height[cell] > 400 && w->flow.area_km2[cell] < 8;
    default: { // scenic, forest
        cell = (int)situ_rng_below(&t->rng, (uint32_t)(w->frame.columns * w->frame.rows));
        if (!w->county[cell] || w->water[cell] != SITU_LAND)
            return false;
        *x = situ_cell_x(&w->frame, cell) + spread_m(t, 20), *y = situ_cell_y(&w->frame, cell) + spread_m(t, 20);
        if (cell_if_dry(w, *x, *y) < 0)
            return false;
        return place == SITU_PLACE_FOREST ? w->height[cell] > 750 : (double)w->slope[cell] > 0.35;
    }
    }
}

// --- factors ---
static const double lec_table[4][6][3] = {
    {{3, 10, 15}, {6, 6, 15}, {3, 6, 40}, {1, 10, 40}, {6, 10, 7}, {10, 6, 7}},
    {{3, 6, 15}, {3, 10, 7}, {6, 2, 15}, {1, 6, 40}, {6, 10, 3}, {3, 10, 7}},
    {{1, 6, 15}, {6, 6, 3}, {0.5, 10, 15}, {3, 3, 15}, {1, 10, 7}, {3, 6, 7}},
    {{10, 2, 3}, {1, 3, 15}, {1, 6, 7}, {3, 2, 7}, {0.5, 6, 7}, {1, 6, 3}},
};
static const double ls_table[4][4][2] = {
    {{4, 5}, {5, 4}, {5, 5}, {4, 5}}, {{3, 5}, {5, 3}, {4, 4}, {3, 5}}, {{3, 3}, {3, 4}, {2, 5}, {4, 3}}, {{2, 2}, {2, 3}, {2, 4}, {1, 4}}};

static double loss_of(situ_things *t, int level)
{
    static const double low[4] = {10000, 5000, 500, 20}, high[4] = {16000, 9900, 4900, 480};
    double f = situ_rng_unit(&t->rng);
    return round(low[level - 1] + (high[level - 1] - low[level - 1]) * f * f);
}

static int people_of(situ_things *t, int level)
{
    static const int low[4] = {1000, 500, 100, 3}, high[4] = {1900, 990, 480, 98};
    double f = situ_rng_unit(&t->rng);
    return low[level - 1] + (int)((high[level - 1] - low[level - 1]) * f * f);
}

static void set_factors(situ_things *t, situ_risk *r, int level)
{
    r->level_calc = r->level_given = level;
    r->loss = -1;
    if (level == 0)
        return;
    uint32_t k = situ_rng_below(&t->rng, 6);
    if (r->method == SITU_METHOD_LEC) {
        r->l = lec_table[level - 1][k][0], r->e = lec_table[level - 1][k][1], r->c = lec_table[level - 1][k][2];
        r->score = round(r->l * r->e * r->c * 1000) / 1000;
    } else if (r->method == SITU_METHOD_LS) {
        r->l = ls_table[level - 1][k % 4][0], r->s = ls_table[level - 1][k % 4][1];
        r->score = r->l * r->s;
    } else if (r->method == SITU_METHOD_GEO) {
        bool by_people = situ_rng_below(&t->rng, 3) > 0;
        r->pop = people_of(t, by_people ? level : 4);
        r->hh = (r->pop + 3) / 4;
        r->loss = by_people ? fmin(loss_of(t, level), r->pop * 9) : loss_of(t, level);
        if (level == 4)
            r->loss = round(r->pop * 2.4);
    } else {
        r->level_calc = 0;
        r->pop = level == 1 ? 200 + (int)situ_rng_below(&t->rng, 300) : 10 + (int)situ_rng_below(&t->rng, 160);
        r->hh = (r->pop + 3) / 4;
    }
}

static int draw_level(situ_things *t, const situ_industry *i)
{
    int at = (int)situ_rng_below(&t->rng, 100);
    const int shares[4] = {i->red, i->orange, i->yellow, i->blue};
    for (int k = 0; k < 4; k++)
        if ((at -= shares[k]) < 0)
            return k + 1;
    return 0;
}

// --- names ---
static const char *name_of(situ_things *t, const situ_risk *r)
{
    static const char *const sites = "上湾 下湾 老屋 大院子 水井湾 学堂坡 后山 垭口 岩脚 大坪 梁上 沟头 新屋 庙坡 松林坡 桐子湾 石坎 碾盘 柑子园 瓦厂";
    static const char *const brands = "鑫源 宏发 恒通 瑞丰 兴旺 永顺 金桥 福康 盛达 广源 天利 同心 三友 星火 华裕 万和 长青 益民 祥和 东升";
    situ_world *w = t->w;
    const char *ending = situ_sample_pick(t, r->industry->names);
    const char *town = r->town >= 0 ? situ_sample_stem(w, w->towns[r->town].name) : "园区";
    const char *village = r->village >= 0 ? situ_sample_stem(w, w->villages[r->village].name) : "园区";
    switch (r->industry->place) {
    case SITU_PLACE_ROAD: {
        const char *route = "县道";
        double least = 1e30;
        for (size_t k = 0; k < w->road_count; k++)
            for (size_t i = 0; w->roads[k].name && !w->roads[k].bridge && i < w->roads[k].line.count; i++) {
                double d = hypot(w->roads[k].line.items[i].x - r->x, w->roads[k].line.items[i].y - r->y);
                if (d < least)
                    least = d, route = w->roads[k].name;
            }
        return situ_sample_text(t, "%sK%u+%u00%s", route, 2 + situ_rng_below(&t->rng, 90), 1 + situ_rng_below(&t->rng, 9), ending);
    }
    case SITU_PLACE_SLOPE:
    case SITU_PLACE_STREAM:
        return situ_sample_text(t, "%s%s%s", village, situ_sample_pick(t, sites), ending);
    case SITU_PLACE_VILLAGE:
        return situ_sample_text(t, "%s%s%s", village, situ_sample_pick(t, sites), ending);
    case SITU_PLACE_BANK:
    case SITU_PLACE_SCENIC:
    case SITU_PLACE_FOREST:
        return situ_sample_text(t, "%s%s", village, ending);
    default:
        return situ_sample_text(t, "%s%s%s", town, situ_sample_pick(t, brands), ending);
    }
}

static situ_status push_risk(situ_things *t, situ_risk *r, situ_error *err)
{
    static const char *const states[] = {"管理", "控制", "评估", "排查", "管理", "管理"};
    situ_status status = situ_grow(&t->risks, &t->risk_capacity, t->risk_count + 1, sizeof *t->risks, err);
    if (status != SITU_OK)
        return status;
    if (!r->name)
        for (int k = 0; k < 30; k++) {
            r->name = name_of(t, r);
            if (!r->name)
                return situ_fail_nomem(err);
            if (situ_map_get(t->names, r->name) == SIZE_MAX)
                break;
            if (k == 29)
                r->name = situ_sample_text(t, "%s%u号", r->name, 2 + (unsigned)t->risk_count % 90);
        }
    situ_map_set(t->names, r->name, t->risk_count);
    r->at = situ_sample_lonlat(t, r->x, r->y);
    r->located = true;
    r->person = situ_sample_person(t);
    r->phone = situ_sample_mobile(t);
    r->status = states[situ_rng_below(&t->rng, 6)];
    r->found = situ_sample_text(t, "2026-%02u-%02u", 1 + situ_rng_below(&t->rng, 6), 1 + situ_rng_below(&t->rng, 28));
    t->risks[t->risk_count++] = *r;
    return SITU_OK;
}

static situ_status add_risk(situ_things *t, const situ_industry *industry, int level, double x, double y, situ_error *err)
{
    const situ_world *w = t->w;
    int cell = situ_sample_cell_at(&w->frame, x, y);
    situ_risk r = {.industry = industry, .method = industry->method, .file = industry->file, .x = x, .y = y, .subtype = industry->accident};
    r.town = w->unit[cell] - 1;
    r.village = w->parish[cell] - 1;
    if (industry->place == SITU_PLACE_PARK && hypot(x - w->zone_unit.x, y - w->zone_unit.y) < 700)
        r.town = r.village = -1;
    set_factors(t, &r, level);
    return push_risk(t, &r, err);
}

static bool is_silent(const situ_things *t, double x, double y)
{
    int town = t->w->unit[situ_sample_cell_at(&t->w->frame, x, y)] - 1;
    return town == t->silent_town || town == t->zero_town;
}

// Streets and a few towns have red points, a third orange ones, some only blue: R-MAX shall not paint
// the whole county in one colour.
static situ_status draw_worst(situ_things *t, situ_error *err)
{
    const situ_world *w = t->w;
    int count[5] = {0, 5, 15, 13, 99}, order[5] = {0};
    t->worst = situ_arena_alloc(w->arena, (size_t)w->town_count + 1);
    if (!t->worst)
        return situ_fail_nomem(err);
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[k];
        if (town->kind == SITU_UNIT_STREET)
            t->worst[k] = 1;
        else if (!town->code)
            t->worst[k] = 3;
    }
    for (int k = 0; k < w->town_count; k++) {
        if (t->worst[k])
            continue;
        int level;
        do {
            level = 1 + (int)situ_rng_below(&t->rng, 4);
        } while (order[level] >= count[level]);
        order[level]++;
        t->worst[k] = (uint8_t)level;
    }
    return SITU_OK;
}

static situ_status scatter(situ_things *t, const situ_industry *industry, int count, situ_error *err)
{
    double x = 0, y = 0;
    for (int n = 0; n < count; n++) {
        bool ok = false;
        for (int tries = 0; tries < 4000 && !ok; tries++)
            ok = try_place(t, industry->place, &x, &y) && !is_silent(t, x, y);
        if (!ok)
            continue;
        int level = draw_level(t, industry), worst = t->worst[t->w->unit[situ_sample_cell_at(&t->w->frame, x, y)] - 1];
        if (level && level < worst)
            level = worst + (int)situ_rng_below(&t->rng, (uint32_t)(5 - worst));
        situ_status status = add_risk(t, industry, level, x, y, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

static const situ_industry *industry_named(const char *word)
{
    for (const situ_industry *i = situ_sample_industries; i->word; i++)
        if (strcmp(i->word, word) == 0)
            return i;
    return NULL;
}

// Red and orange points close together: in the county town, and along one road.
static situ_status clusters(situ_things *t, situ_error *err)
{
    static const char *const in_town[] = {"消防", "燃气", "危险化学品", "商贸物流人员密集", "建设施工", "城市运行", "学校医院养老", "特种设备"};
    const situ_world *w = t->w;
    const situ_town *seat = &w->towns[w->seat_town];
    int wanted = w->size == SITU_SAMPLE_TOWNSHIP ? 8 : 42;
    for (int n = 0, tries = 0; n < wanted && tries < 4000; tries++) {
        double x = seat->x + spread_m(t, 700), y = seat->y + spread_m(t, 420);
        if (cell_if_dry(w, x, y) < 0)
            continue;
        situ_status status = add_risk(t, industry_named(in_town[n % 8]), n % 3 == 0 ? 1 : 2, x, y, err);
        if (status != SITU_OK)
            return status;
        n++;
    }
    const situ_industry *road = industry_named("道路交通"), *geo = industry_named("地质灾害");
    int n = 0;
    for (size_t k = 0; k < w->road_count && n < wanted * 3 / 4; k++) { // the north road, outside the town
        const situ_road *r = &w->roads[k];
        if (r->road_class != SITU_ROAD_NATION || r->bridge || !r->name || strcmp(r->name, "G909") != 0)
            continue;
        for (size_t i = 2; i + 2 < r->line.count && n < wanted * 3 / 4; i += 2) {
            situ_point p = r->line.items[i];
            double far = hypot(p.x - seat->x, p.y - seat->y);
            int cell = cell_if_dry(w, p.x, p.y);
            if (cell < 0 || is_silent(t, p.x, p.y) || far < 9000 || far > 42000 || p.y < seat->y)
                continue;
            int town = w->unit[cell] - 1;
            if (t->worst[town] > 2) // the road's towns may be red and orange
                t->worst[town] = (uint8_t)(town % 3 ? 2 : 1);
            double off = n % 2 ? 130 : 0;
            situ_status status = add_risk(t, n % 2 ? geo : road, n % 3 == 0 && t->worst[town] == 1 ? 1 : 2, p.x + off, p.y + off, err);
            if (status != SITU_OK)
                return status;
            n++;
        }
    }
    return SITU_OK;
}

// The flood ledger rates by 极高 高 中 低; without one 极高 that scale could not be told from 高 中 低.
static void one_flood_of_highest(situ_things *t)
{
    situ_risk *chosen = NULL;
    for (size_t k = 0; k < t->risk_count; k++) {
        situ_risk *r = &t->risks[k];
        if (r->file != SITU_FILE_FLOOD || r->level_given == 0)
            continue;
        if (r->level_given == 1)
            return;
        if (!chosen || (r->town >= 0 && chosen->town >= 0 && t->worst[r->town] < t->worst[chosen->town]))
            chosen = r;
    }
    if (chosen)
        set_factors(t, chosen, 1);
}

situ_status situ_sample_make_risks(situ_things *t, situ_error *err)
{
    situ_status status = SITU_OK;
    bool small = t->w->size == SITU_SAMPLE_TOWNSHIP;
    t->zero_town = situ_sample_town_named(t->w, "岩湾乡");
    t->silent_town = situ_sample_town_named(t->w, "土坪乡");
    t->ungraded_town = situ_sample_town_named(t->w, "云峰乡");
    t->unlocated_town = situ_sample_town_named(t->w, "香炉镇");
    int times = t->w->size == SITU_SAMPLE_PROVINCE ? 10 : 1;
    SITU_TRY(draw_worst(t, err));
    for (const situ_industry *i = situ_sample_industries; i->word; i++)
        SITU_TRY(scatter(t, i, small ? (i->count + 7) / 8 : i->count * times, err));
    SITU_TRY(clusters(t, err));
    one_flood_of_highest(t);
    for (size_t k = 0; k < t->risk_count; k++) {
        situ_risk *r = &t->risks[k];
        if (r->town >= 0 && r->town == t->ungraded_town) {
            r->level_calc = r->level_given = 0;
            r->l = r->e = r->c = r->s = r->score = 0;
            r->loss = -1;
            r->pop = 0;
        }
        if (r->town >= 0 && r->town == t->unlocated_town)
            r->located = false;
    }
done:
    return status;
}

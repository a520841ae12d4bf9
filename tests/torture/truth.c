// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bundle/schema.h"
#include "torture/torture.h"

const char *const town_names[TOWNS] = {"双江街道", "龙角镇", "故陵镇", "清水土家族乡", "桑坪镇", "泥溪镇"};
const char *const town_old_names[TOWNS] = {"云阳镇", "龙甲镇", "古陵镇", "清水乡", "桑平乡", "泥西乡"};
const char *const village_names[VILLAGES] = {"青龙社区", "白云社区", "梨园社区", "群益社区", "青狮村", "石门村", "军家村", "泉水村",
                                             "红椿村",   "宝兴村",   "双店村",   "高坪村",   "歧山村", "庐山村", "桐林村", "火埠村",
                                             "金坪村",   "六合村",   "长坪村",   "团坝村",   "石缸村", "鱼鳞村", "联坪村", "枞树村"};

uint64_t random_next(uint64_t *state) // splitmix64
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

enum { ACROSS = 3 };
static const double WEST = 108.4, SOUTH = 30.6, WIDE = 0.2, HIGH = 0.25;

static double round6(double v)
{
    return round(v * 1e6) / 1e6;
}

void village_point_of(int village, double *lon, double *lat)
{
    int town = village / 4, k = village % 4;
    *lon = round6(WEST + (town % ACROSS) * WIDE + WIDE * (0.3 + 0.4 * (k % 2)));
    *lat = round6(SOUTH + (town / ACROSS) * HIGH + HIGH * (0.3 + 0.4 * (k / 2)));
}

void make_truth(truth_row rows[TRUTH_ROWS], situ_arena *arena, uint64_t seed)
{
    static const char *const industries[] = {"道路交通", "危险化学品", "地质灾害", "燃气", "旅游", "建设施工"};
    static const char *const endings[] = {"危岩", "加油站", "滑坡", "液化气站", "观景台", "工地"};
    static const char *const people[] = {"张伟", "王芳", "李娜", "刘洋", "陈静", "杨勇"};
    for (int i = 0; i < TRUTH_ROWS; i++) {
        truth_row *r = &rows[i];
        double lon, lat;
        int kind = (int)(random_next(&seed) % 6);
        r->village = i % VILLAGES;
        r->town = r->village / 4;
        village_point_of(r->village, &lon, &lat);
        r->lon = round6(lon + ((double)(random_next(&seed) % 2000) - 1000) * 1e-5);
        r->lat = round6(lat + ((double)(random_next(&seed) % 2000) - 1000) * 1e-5);
        r->industry = industries[kind];
        r->name = situ_arena_printf(arena, "%.6s%s%d号", village_names[r->village], endings[kind], i + 1);
        r->level = 1 + (int)(random_next(&seed) % 4);
        r->pop = 12 + (int)(random_next(&seed) % 480);
        r->hh = 3 + (int)(random_next(&seed) % 90);
        r->person = people[random_next(&seed) % 6];
        r->phone = situ_arena_printf(arena, "1380000%04d", 1000 + i * 37);
        r->date = situ_arena_printf(arena, "2024-%02d-%02d", 1 + i % 9, 11 + i % 17); // day > 12: no doubt which is the month
        r->controls = "设置警示牌,定期巡查";
    }
}

static void set_text(situ_table *t, size_t row, const char *column, const char *text)
{
    situ_error err;
    size_t c;
    if (situ_table_add_column(t, column, SITU_TYPE_TEXT, &c, &err) != SITU_OK || situ_table_set_text(t, row, c, text, &err) != SITU_OK)
        abort();
}

static void set_box(situ_table *t, size_t row, double x0, double y0, double x1, double y1)
{
    situ_error err;
    situ_geometry *g = NULL;
    if (situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, &err) != SITU_OK)
        abort();
    const double xy[] = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};
    for (int i = 0; i < 10; i++)
        g->xy[i] = xy[i];
    g->part_start[1] = 5;
    situ_geometry_update_box(g);
    if (situ_table_set_geometry(t, row, g, &err) != SITU_OK)
        abort();
}

static size_t add_region(situ_table *t, const char *id, const char *name, const char *level, const char *parent)
{
    situ_error err;
    size_t row;
    if (situ_table_add_row(t, &row, &err) != SITU_OK)
        abort();
    set_text(t, row, "id", id);
    set_text(t, row, "region_code", id);
    set_text(t, row, "code", id);
    set_text(t, row, "name", name);
    set_text(t, row, "level", level);
    set_text(t, row, "parent", parent);
    set_text(t, row, "loc_quality", "exact");
    return row;
}

situ_table *make_regions(void)
{
    situ_error err;
    situ_table *t = NULL;
    if (situ_table_new(&t, "region", SITU_EPSG_CGCS2000, &err) != SITU_OK)
        abort();
    size_t row = add_region(t, "500235", "云阳县", "县", NULL);
    set_box(t, row, WEST, SOUTH, WEST + ACROSS * WIDE, SOUTH + 2 * HIGH);
    for (int i = 0; i < TOWNS; i++) {
        char id[16];
        snprintf(id, sizeof id, "500235%03d", i + 1);
        row = add_region(t, id, town_names[i], "乡镇", "云阳县");
        set_text(t, row, "old_names", town_old_names[i]);
        double x = WEST + (i % ACROSS) * WIDE, y = SOUTH + (i / ACROSS) * HIGH;
        set_box(t, row, x, y, x + WIDE, y + HIGH);
    }
    for (int i = 0; i < VILLAGES; i++) {
        char id[16];
        double lon, lat;
        situ_geometry *g = NULL;
        snprintf(id, sizeof id, "500235%03d%03d", i / 4 + 1, 201 + i % 4);
        row = add_region(t, id, village_names[i], "村", town_names[i / 4]);
        village_point_of(i, &lon, &lat);
        if (situ_geometry_point(&g, lon, lat, &err) != SITU_OK || situ_table_set_geometry(t, row, g, &err) != SITU_OK)
            abort();
    }
    return t;
}

// SPDX-License-Identifier: MIT
// Islands (F15): components, days of autonomy, cut roads, bridges, ferries, pieces of land.

#include "analysis/islands.h"
#include "base/hash.h"
#include "source/source.h"
#include "unit/analysis/fixture.h"

// "id|name|class|status|x y, x y, ..." a line.
static void roads(fixture *f, const char *text)
{
    char table[2000] = "id:t|name:t|class:t|status:t|at:line\n";
    assert_true(strlen(table) + strlen(text) < sizeof table);
    strcat(table, text);
    for (char *p = table; *p; p++)
        *p = *p == ',' ? ' ' : *p;
    fixture_table(f, "roads", table);
}

// A county of several squares: "x0 y0 x1 y1, ...".
static void outline(fixture *f, const char *text)
{
    situ_table *t = NULL;
    situ_geometry *g = NULL;
    double v[40];
    uint32_t n = 0;
    size_t row;
    while (*text) {
        char *end;
        v[n++] = strtod(text, &end);
        text = end + (*end == ',');
    }
    uint32_t parts = n / 4;
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, parts, parts * 5, &f->err), f->err);
    for (uint32_t p = 0; p < parts; p++) {
        const double *b = v + 4 * p, ring[] = {b[0], b[1], b[2], b[1], b[2], b[3], b[0], b[3], b[0], b[1]};
        memcpy(g->xy + 10 * (size_t)p, ring, sizeof ring);
        g->part_start[p + 1] = 5 * (p + 1);
    }
    situ_geometry_update_box(g);
    CHECK_OK(situ_table_new(&t, "outline", FIXTURE_EPSG, &f->err), f->err);
    CHECK_OK(situ_table_add_row(t, &row, &f->err), f->err);
    CHECK_OK(situ_table_set_geometry(t, row, g, &f->err), f->err);
    CHECK_OK(situ_bundle_add_table(f->in, t, &f->err), f->err);
}

static const situ_table *result(const fixture *f, const char *name)
{
    const situ_table *t = situ_bundle_table(f->out, name);
    assert_non_null(t);
    return t;
}

// A main road 0..10 km with the county depot in 甲村, a side road to 丙村 (300) and 丁村 (200), a ring 8..10 km.
static const char line_county[] = "r1|主路|县道||0 0,4000 0\nr2|主路|县道||4000 0,8000 0\nr3|支路|村道||4000 0,4000 3000\nr4|支路尾|村道||4000 3000,4000 6000\n"
                                  "r5|环路|乡道||8000 0,10000 0\nr6|环路|乡道||10000 0,10000 2000,8000 0\n";
static const char line_villages[] = "id:t|name:t|level:t|parent:t|pop:i|at:xy\nV1|甲村|村|甲镇|1000|0 100\nV2|乙村|村|甲镇|500|10000 0\nV3|丙村|村|甲镇|300|4000 3100\n"
                                    "V4|丁村|村|甲镇|200|4100 6000\nT|甲镇|乡镇||2000|0 0\n";
static const char line_depots[] = "id:t|name:t|grade:t|at:xy\nD1|县库|县|100 0\nD2|丁村点|村|4000 6050\n";

static void islands__nothing_is_cut(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, line_county);
    fixture_table(&f, "regions", line_villages);
    fixture_table(&f, "depots", line_depots);
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "islands");
    assert_int_equal(t->row_count, 1);
    assert_int_equal(fixture_int(t, "I1", "population"), 2000);
    assert_string_equal(fixture_text(t, "I1", "kind"), "陆路连通片");
    assert_string_equal(fixture_text(t, "I1", "name"), "甲村等4村");
    assert_string_equal(fixture_text(t, "I1", "state"), "物资未报");
    assert_true(isnan(fixture_real(t, "I1", "days")));
    CHECK_NEAR(fixture_real(t, "I1", "road_km"), 8 + 6 + 2 + 2 + sqrt(8), 1e-3);
    assert_int_equal(result(&f, "cuts")->row_count, 0);
    fixture_end(&f);
}

static void bridges__a_broken_road_isolates_so_many(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, line_county);
    fixture_table(&f, "regions", line_villages);
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "bridges");
    // r1 parts 1000 from 1000, r2 500, r3 500 (丙 and 丁), r4 200; the ring is none.
    assert_int_equal(t->row_count, 4);
    const char *const names[] = {"主路", "支路", "主路", "支路尾"};
    const long people[] = {1000, 500, 500, 200};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(situ_table_text(t, i, situ_table_find(t, "name")), names[i]);
        assert_int_equal(situ_table_int(t, i, situ_table_find(t, "isolated")), people[i]);
    }
    assert_string_equal(fixture_text(t, "B2", "village_names"), "丙村、丁村");
    assert_string_equal(fixture_text(t, "B2", "label"), "断此处孤立500人");
    assert_string_equal(fixture_text(t, "B2", "road_id"), "r3");
    assert_string_equal(fixture_text(t, "B3", "village_names"), "乙村");
    assert_int_equal(fixture_int(t, "B3", "villages"), 1);
    CHECK_NEAR(fixture_real(t, "B4", "length_m"), 3000, 1e-3);
    CHECK_NEAR(situ_geometry_length(situ_table_geometry(t, 3)), 3000, 1e-6);
    fixture_end(&f);
}

// 主线 leads from the depot's few to many: many are cut off, though they are the greater side.
static void bridges__the_side_without_depot_and_hospital_is_cut_off(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, "r1|主线|县道||0 0,5000 0\nr2|里路|乡道||5000 0,9000 0\nr3|库路|乡道||0 0,-3000 0\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|50|0 0\nV2|乙村|村|1000|5000 0\nV3|丙村|村|580|9000 0\nV4|丁村|村|900|-3000 0\n");
    fixture_table(&f, "depots", "id:t|name:t|grade:t|at:xy\nD1|县库|县|0 10\nD2|县二库|县|-3000 10\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "bridges");
    assert_int_equal(t->row_count, 3);
    assert_string_equal(fixture_text(t, "B1", "name"), "主线");
    assert_int_equal(fixture_int(t, "B1", "isolated"), 1580); // not 950
    assert_string_equal(fixture_text(t, "B1", "state"), "孤岛");
    assert_string_equal(fixture_text(t, "B1", "village_names"), "乙村、丙村");
    assert_string_equal(fixture_text(t, "B2", "name"), "里路");
    assert_int_equal(fixture_int(t, "B2", "isolated"), 580);
    // 900 and 1630 people each keep a depot: parted, and behind all that are cut off.
    assert_string_equal(fixture_text(t, "B3", "name"), "库路");
    assert_int_equal(fixture_int(t, "B3", "isolated"), 900);
    assert_string_equal(fixture_text(t, "B3", "state"), "分隔");
    assert_string_equal(fixture_text(t, "B3", "label"), "断此处分隔900人");
    fixture_end(&f);
}

static void islands__days_of_autonomy_by_hand(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, line_county);
    fixture_table(&f, "regions", line_villages);
    fixture_table(&f, "depots", line_depots);
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t\n1|丁村点|饮用水|6000|L\n2|丁村点|方便食品|600|kg\n3|县库|饮用水|9000|L\n4|县库|方便食品|9000|kg\n5|县库|棉被|1|床\n");
    fixture_table(&f, "teams", "id:t|name:t|people:i|at:xy\nt1|村队|12|4000 3000\nt2|县队|30|0 0\n");
    fixture_table(&f, "shelters", "id:t|name:t|duration:t|area_eff:r|cap_given:i|hazards_ok:t|at:xy\ns1|小学|短期|100|80|洪涝|4000 6000\ns2|礼堂|紧急|30|||4000 3000\n"
                                "s3|广场||500|60|洪水|0 0\ns4|车站||500|60|洪水|20 0\n");
    fixture_table(&f, "zones", "id:t|name:t|type:t|at:b\nz1|沟|山洪危险区|-10 -10 10 10\nz2|坡|地质风险区|3900 5900 4100 6100\n");
    fixture_table(&f, "places", "id:t|name:t|kind:t|at:xy\np1|乙村卫生院|其他|10000 0\np2|县兽医院|其他|4000 3000\n");
    fixture_run(&f, "islands", FIXTURE_SET("cut", "支路"));
    const situ_table *t = result(&f, "islands");
    assert_int_equal(t->row_count, 2);
    // 丙 + 丁: 500 people. Water 6000 / (3 x 500) = 4 days, food 600 / (0.6 x 500) = 2 days.
    assert_int_equal(fixture_int(t, "I2", "population"), 500);
    CHECK_NEAR(fixture_real(t, "I2", "days"), 2, 1e-12);
    assert_string_equal(fixture_text(t, "I2", "item"), "方便食品");
    assert_string_equal(fixture_text(t, "I2", "state"), "自持不足");
    assert_string_equal(fixture_text(t, "I2", "kind"), "孤岛");
    assert_int_equal(fixture_int(t, "I2", "medical"), 0); // a vet is no doctor
    assert_int_equal(fixture_int(t, "I2", "teams"), 1);
    assert_int_equal(fixture_int(t, "I2", "team_people"), 12);
    assert_int_equal(fixture_int(t, "I2", "beds"), 50 + 60); // min(80, 100 / 2), 30 / 0.5
    // 1500 people: water 9000 / 4500 = 2 days, food 10 days.
    CHECK_NEAR(fixture_real(t, "I1", "days"), 2, 1e-12);
    assert_string_equal(fixture_text(t, "I1", "item"), "饮用水");
    assert_int_equal(fixture_int(t, "I1", "beds"), 60); // 广场 lies in the flood it is meant for
    assert_int_equal(fixture_int(t, "I1", "medical"), 1);
    assert_int_equal(fixture_int(t, "I1", "county_depots"), 1);
    assert_string_equal(fixture_text(t, "I1", "kind"), "陆路连通片");
    assert_int_equal(result(&f, "cuts")->row_count, 1);
    assert_string_equal(fixture_text(result(&f, "cuts"), "C1", "reason"), "推演断开");
    assert_string_equal(fixture_text(result(&f, "villages"), "V4", "island"), "I2");
    fixture_end(&f);
}

static void islands__expired_food_feeds_nobody(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    f.as_of = "2026-06-30";
    roads(&f, line_county);
    fixture_table(&f, "regions", line_villages);
    fixture_table(&f, "depots", line_depots);
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t|expire:t\n1|县库|方便食品|2400|kg|2026-06-29\n2|县库|方便食品|1200|kg|2026-06-30\n3|丁村点|棉被|1|床|\n");
    fixture_run(&f, "islands", NULL);
    CHECK_NEAR(fixture_real(result(&f, "islands"), "I1", "days"), 1, 1e-12); // 1200 kg for 2000 people
    fixture_end(&f);
}

static void islands__no_goods_at_all_is_no_day(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, line_county);
    fixture_table(&f, "regions", line_villages);
    fixture_table(&f, "depots", "id:t|name:t|grade:t|at:xy\nD1|县库|县|100 0\n");
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t|expire:t\n1|县库|饮用水|9000|L|\n");
    fixture_run(&f, "islands", FIXTURE_SET("cut", "r3"));
    const situ_table *t = result(&f, "islands");
    CHECK_NEAR(fixture_real(t, "I2", "days"), 0, 0); // no depot there: none, not unknown
    assert_string_equal(fixture_text(t, "I2", "item"), "饮用水");
    fixture_end(&f);
}

static void islands__status_cuts_and_the_nearer_end_keeps_the_village(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, "r1|主路|县道||0 0,4000 0\nr2|断路|县道|断|4000 0,8000 0\nr3|东路|县道||8000 0,12000 0\nr4|限路|乡道|限|0 0,0 3000\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|100|0 3000\nV2|乙村|村|50|5000 10\nV3|丙村|村|70|7000 10\nV4|丁村|村|30|12000 0\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *v = result(&f, "villages"), *t = result(&f, "islands");
    assert_int_equal(t->row_count, 2);
    assert_string_equal(fixture_text(v, "V2", "island"), fixture_text(v, "V1", "island"));
    assert_string_equal(fixture_text(v, "V3", "island"), fixture_text(v, "V4", "island"));
    assert_int_equal(fixture_int(t, "I1", "population"), 150);
    assert_int_equal(fixture_int(t, "I2", "population"), 100);
    assert_string_equal(fixture_text(result(&f, "cuts"), "C1", "reason"), "已断");
    fixture_end(&f);
}

static void islands__roads_near_risk_points_are_cut_there_only(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    // One road of 8 km; the red point stands 30 m beside kilometre 4, an orange one at 6, a closed red one at 1.
    roads(&f, "r1|主路|县道||0 0,2000 0,8000 0\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|100|0 0\nV2|乙村|村|50|5000 10\nV3|丙村|村|70|8000 0\n");
    fixture_table(&f, "points", "id:t|name:t|level_final:i|status:t|at:xy\nh1|红点|1||4000 30\nh2|橙点|2||6000 0\nh3|销|1|销号|1000 0\nh4|远|1||4000 51\n");
    fixture_run(&f, "islands", FIXTURE_SET("cut_near_level", "1", "cut_near_m", "50"));
    const situ_table *t = result(&f, "cuts"), *v = result(&f, "villages");
    assert_int_equal(t->row_count, 1);
    CHECK_NEAR(fixture_real(t, "C1", "length_m"), 80, 1e-6); // 30-40-50, both ways
    assert_string_equal(fixture_text(t, "C1", "by"), "红点");
    assert_string_equal(fixture_text(t, "C1", "reason"), "近风险点");
    assert_string_equal(fixture_text(v, "V1", "island"), "I2");
    assert_string_equal(fixture_text(v, "V2", "island"), "I1");
    assert_string_equal(fixture_text(v, "V3", "island"), "I1");
    fixture_run(&f, "islands", FIXTURE_SET("cut_near_level", "2")); // 50 m from the rules
    t = result(&f, "cuts");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(result(&f, "islands")->row_count, 3);
    fixture_end(&f);
}

static void islands__ferries_do_not_join_but_are_listed(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    outline(&f, "0 -5000 10000 5000, 12000 -2000 16000 2000, 20000 0 21000 1000");
    roads(&f, "r1|主路|县道||0 0,9990 0\nr2|岛路|村道||12010 0,15000 0\nr3|甲乙线|轮渡||9990 0,12010 0\nr4|乙丙线|轮渡||15000 0,20010 500\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|1000|100 0\nV2|乙村|村|200|13000 100\nV3|丙村|村|30|20500 500\nV4|丁村|村|7|12100 1900\n");
    fixture_table(&f, "depots", "id:t|name:t|grade:t|at:xy\nD1|县库|县|100 0\n");
    fixture_table(&f, "places", "id:t|name:t|kind:t|at:xy\np|大岛|岛屿|13000 1000\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "islands"), *v = result(&f, "villages");
    assert_int_equal(t->row_count, 3);
    assert_int_equal(fixture_int(t, "I1", "population"), 1000);
    assert_int_equal(fixture_int(t, "I2", "population"), 207); // 丁村 is far from the road, but on the island
    assert_string_equal(fixture_text(v, "V4", "state"), "步行上路");
    assert_string_equal(fixture_text(t, "I2", "name"), "大岛");
    assert_string_equal(fixture_text(t, "I3", "name"), "丙村");
    assert_string_equal(fixture_text(t, "I2", "kind"), "孤岛");
    assert_int_equal(fixture_int(t, "I2", "ports"), 2);
    assert_int_equal(fixture_int(t, "I2", "ferries"), 2);
    CHECK_HOLDS(fixture_text(t, "I2", "ferry_names"), "甲乙线");
    assert_int_equal(fixture_int(t, "I1", "ports"), 1);
    assert_int_equal(fixture_int(t, "I3", "ports"), 1); // no road there: the pier lies on its land
    assert_string_equal(fixture_text(t, "I3", "ferry_names"), "乙丙线");
    CHECK_NEAR(fixture_real(t, "I2", "land_km2"), 16, 1e-9);
    CHECK_NEAR(situ_geometry_area(situ_table_geometry(t, 1)), 16e6, 1e-3);
    fixture_end(&f);
}

// A trap of its own: an island that no ferry serves.
static void islands__an_island_without_a_ferry(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    outline(&f, "0 0 10000 10000, 10200 0 10400 200");
    roads(&f, "r1|主路|县道||0 100,9990 100\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|1000|100 100\nV2|岛村|村|20|10300 100\n");
    fixture_table(&f, "depots", "id:t|name:t|grade:t|at:xy\nD1|县库|县|100 100\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "islands");
    assert_int_equal(t->row_count, 2);
    assert_string_equal(fixture_text(t, "I2", "name"), "岛村"); // 310 m from the road, but across the water
    assert_string_equal(fixture_text(t, "I2", "kind"), "孤岛");
    assert_int_equal(fixture_int(t, "I2", "ports"), 0);
    assert_int_equal(fixture_int(t, "I2", "ferries"), 0);
    fixture_end(&f);
}

static void islands__land_alone_where_there_are_no_roads(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    outline(&f, "0 0 1000 1000, 3000 0 6000 3000, 9000 0 9500 500");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|10|500 500\nV2|乙村|村|30|4000 500\nV3|礁村|村|5|6400 500\nV4|海村|村|9|7500 500\nT|丁镇|乡镇||9100 100\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "islands");
    assert_int_equal(t->row_count, 3);
    assert_int_equal(fixture_int(t, "I1", "population"), 35); // 400 m off the shore: on the island
    assert_string_equal(fixture_text(t, "I1", "kind"), "陆路连通片"); // nothing tells the centre: where most people are
    assert_int_equal(fixture_issues(&f, "ISLANDS_NO_CENTRE"), 1);
    assert_string_equal(fixture_text(t, "I3", "kind"), "无人口记录");
    assert_string_equal(fixture_text(t, "I3", "name"), "丁镇"); // the seat of a township whose villages have no place
    assert_int_equal(fixture_issues(&f, "ISLANDS_OFF_ROAD"), 1);
    assert_string_equal(fixture_text(result(&f, "villages"), "V4", "island"), "");
    fixture_end(&f);
}

static void islands__who_cannot_be_counted_is_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, "r1|主路|县道||0 0,4000 0\nr2|荒路|便道||0 9000,4000 9000\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|100|0 -500\nV2|乙村|村|50|0 -501\nV3|丙村|村||4000 0\nV4|丁村|村|70|\nV5|戊村|村|3|0 -5000\nV6|己村|村|2|0 -5001\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "islands"), *v = result(&f, "villages");
    assert_int_equal(t->row_count, 1);
    assert_int_equal(fixture_int(t, "I1", "population"), 153);
    assert_int_equal(fixture_int(t, "I1", "villages"), 4);
    assert_int_equal(fixture_int(t, "I1", "unknown"), 1);
    assert_string_equal(fixture_text(v, "V1", "state"), "上路"); // within 500 m counts 500 m itself
    assert_string_equal(fixture_text(v, "V2", "state"), "步行上路");
    assert_string_equal(fixture_text(v, "V5", "island"), "I1");
    assert_string_equal(fixture_text(v, "V6", "state"), "离路过远");
    assert_string_equal(fixture_text(v, "V6", "island"), "");
    assert_int_equal(fixture_issues(&f, "ISLANDS_WALK"), 1);
    assert_string_equal(fixture_text(v, "V4", "state"), "无坐标");
    CHECK_NEAR(fixture_real(v, "V2", "off_m"), 501, 1e-6);
    assert_int_equal(fixture_issues(&f, "ISLANDS_OFF_ROAD"), 1);
    assert_int_equal(fixture_issues(&f, "ISLANDS_NO_PEOPLE"), 1);
    assert_int_equal(fixture_issues(&f, "ISLANDS_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&f, "ISLANDS_EMPTY_ROADS"), 1);
    assert_int_equal(fixture_issues(&f, "ISLANDS_LEFT_OUT"), 1);
    for (size_t i = 0; i < situ_report_count(f.report); i++)
        if (situ_streq(situ_report_get(f.report, i)->rule, "ISLANDS_LEFT_OUT"))
            CHECK_HOLDS(situ_report_get(f.report, i)->message, "2 villages with 72 people");
    fixture_end(&f);
}

static void islands__bad_scenarios_are_named(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nV1|甲村|村|100|0 0\n");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "islands", NULL), f.err); // no roads, no land
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "islands", FIXTURE_SET("cut", "主路")), f.err);
    roads(&f, "r1|主路|县道||0 0,4000 0\n");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "islands", FIXTURE_SET("cut", "主路,无此路")), f.err);
    CHECK_HOLDS(f.err.cause, "无此路");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "islands", FIXTURE_SET("cut_near_level", "1")), f.err);
    fixture_end(&f);
}

static void islands__a_township_counts_at_its_seat_where_no_village_can(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    roads(&f, "r1|主路|县道||0 0,4000 0\nr2|远路|县道||0 9000,4000 9000\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t|parent:t|pop:i|at:xy\nT1|甲镇|乡镇||500|0 0\nT2|乙乡|乡镇||300|4000 9000\nV1|甲村|村|甲镇|120|1000 0\nV2|乙村|村|乙乡|80|\nV3|丙村|村|乙乡||3000 9000\n");
    fixture_run(&f, "islands", NULL);
    const situ_table *t = result(&f, "islands");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(fixture_int(t, "I1", "population"), 300); // 乙乡: one village without place, one without people
    assert_int_equal(fixture_int(t, "I2", "population"), 120); // 甲镇 is not counted beside its village
    assert_int_equal(fixture_issues(&f, "ISLANDS_SEATS"), 1);
    fixture_table(&f, "regions", "id:t|name:t|level:t|pop:i|at:xy\nT1|甲镇|乡镇|500|0 0\nT2|乙乡|乡镇||4000 9000\n");
    fixture_run(&f, "islands", NULL);
    t = result(&f, "islands");
    assert_int_equal(fixture_int(t, "I1", "population"), 500); // no villages at all
    assert_int_equal(fixture_int(t, "I2", "unknown"), 1);
    fixture_end(&f);
}

// 普陀: 76 pieces of land, 19 villages whose place is known; the figures were counted by another program.
static void islands__pieces_of_a_real_county_of_islands(void **state)
{
    (void)state;
    static const char folder[] = SITU_SHARED_DATA "/seed_counties/putuo_330903/";
    static const char outline_path[] = SITU_SHARED_DATA "/seed_counties/putuo_330903/boundary_vonng2016_gcj02.geojson";
    char path[600], line[400], text[4000] = "id:t|name:t|level:t|at:xy\n", ends[2][40] = {"", ""};
    const double east_m = 96500, north_m = 110850; // of a degree near 30 N: one plane for all is enough here
    fixture f;
    situ_table *t = NULL;
    NEED_DATA(outline_path);
    fixture_begin(&f);
    snprintf(path, sizeof path, "%stownships_villages_vonng2016_gcj02.csv", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int n = 0; fgets(line, sizeof line, file); n++) {
        char code[20], name[80], town[80] = "";
        double lon, lat;
        if (sscanf(line, "%19[^,],%79[^,],village,%*[^,],%lf,%lf,%79[^\r\n]", code, name, &lon, &lat, town) < 4)
            continue;
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s|%s|村|%.3f %.3f\n", code, name, (lon - 122) * east_m, (lat - 29.5) * north_m);
    }
    fclose(file);
    fixture_table(&f, "regions", text);
    CHECK_OK(situ_source_init(&f.err), f.err);
    CHECK_OK(situ_source_read_vector(&t, outline_path, &(situ_vector_options){0}, NULL, &f.err), f.err);
    situ_geometry *g = NULL;
    CHECK_OK(situ_geometry_copy(&g, situ_table_geometry(t, 0), &f.err), f.err);
    for (size_t i = 0; i < g->point_count; i++) {
        g->xy[2 * i] = (g->xy[2 * i] - 122) * east_m;
        g->xy[2 * i + 1] = (g->xy[2 * i + 1] - 29.5) * north_m;
    }
    situ_geometry_update_box(g);
    CHECK_OK(situ_table_set_geometry(t, 0, g, &f.err), f.err);
    situ_free(t->name);
    t->name = situ_strdup("outline");
    assert_non_null(t->name);
    CHECK_OK(situ_bundle_add_table(f.in, t, &f.err), f.err);
    fixture_run(&f, "islands", NULL);
    const situ_table *islands = result(&f, "islands"), *villages = result(&f, "villages");
    assert_int_equal(islands->row_count, 76);
    assert_int_equal(villages->row_count, 19);
    static const int wanted[] = {16, 1, 1, 1, 0};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(situ_table_int(islands, i, situ_table_find(islands, "villages")), wanted[i]);
    assert_int_equal(fixture_issues(&f, "ISLANDS_OFF_ROAD"), 0);
    // A road over the bridge makes one of the two greatest inhabited pieces.
    for (size_t row = 0; row < villages->row_count; row++) {
        const char *island = situ_table_text(villages, row, situ_table_find(villages, "island"));
        for (int k = 0; k < 2; k++)
            if (!*ends[k] && situ_streq(island, k ? "I2" : "I1"))
                snprintf(ends[k], sizeof ends[k], "%.3f %.3f", situ_table_geometry(villages, row)->xy[0], situ_table_geometry(villages, row)->xy[1]);
    }
    snprintf(line, sizeof line, "r|跨海大桥|省道||%s,%s\n", ends[0], ends[1]);
    roads(&f, line);
    fixture_run(&f, "islands", NULL);
    islands = result(&f, "islands");
    assert_int_equal(islands->row_count, 75);
    assert_int_equal(situ_table_int(islands, 0, situ_table_find(islands, "villages")), 17);
    assert_int_equal(situ_table_int(islands, 0, situ_table_find(islands, "parts")), 2);
    fixture_end(&f);
}

static char *dump_of(const fixture *f)
{
    situ_str out;
    situ_error err = {0};
    situ_str_init(&out);
    CHECK_OK(situ_bundle_dump(f->out, &out, &err), err);
    return situ_str_take(&out);
}

static void islands__the_order_of_the_roads_does_not_matter(void **state)
{
    (void)state;
    static const char *const lines[] = {"r1|主路|县道||0 0,4000 0\n", "r2|主路|县道|断|4000 0,8000 0\n", "r3|支路|村道||4000 0,4000 3000\n", "r4|支路尾|村道||4000 3001,4000 6000\n",
                                        "r5|环路|乡道||8000 0,10000 0\n", "r6|环路|乡道||10000 0,10000 2000,8000 0\n", "r7|轮渡|轮渡||0 0,-3000 -3000\n"};
    enum { LINES = sizeof lines / sizeof *lines };
    char *first = NULL;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        fixture f;
        char text[1000] = "";
        size_t order[LINES];
        situ_rng rng;
        situ_rng_seed(&rng, seed, 5);
        for (size_t i = 0; i < LINES; i++)
            order[i] = i;
        for (size_t i = LINES; i-- > 1;) {
            size_t k = situ_rng_below(&rng, (uint32_t)i + 1), keep = order[i];
            order[i] = order[k];
            order[k] = keep;
        }
        for (size_t i = 0; i < LINES; i++)
            strcat(text, lines[order[i]]);
        fixture_begin(&f);
        roads(&f, text);
        fixture_table(&f, "regions", line_villages);
        fixture_table(&f, "depots", line_depots);
        fixture_table(&f, "points", "id:t|name:t|level_final:i|at:xy\nh|红|1|4000 4500\n");
        fixture_run(&f, "islands", FIXTURE_SET("cut_near_level", "1"));
        char *dump = dump_of(&f);
        if (first && strcmp(first, dump) != 0)
            fail_msg("seed %lu gives another result", (unsigned long)seed);
        first = first ? first : dump;
        if (dump != first)
            situ_free(dump);
        fixture_end(&f);
    }
    situ_free(first);
}

static void hull__holds_every_point_with_its_margin(void **state)
{
    (void)state;
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 100; seed++) {
        double xy[80];
        situ_geometry *g = NULL;
        situ_rng rng;
        situ_rng_seed(&rng, seed, 9);
        size_t n = 1 + situ_rng_below(&rng, 40);
        for (size_t i = 0; i < 2 * n; i++)
            xy[i] = situ_rng_below(&rng, seed % 3 ? 1000 : 3); // piles and lines too
        CHECK_OK(situ_islands_hull(&g, xy, n, 5, &err), err);
        assert_true(situ_geometry_area(g) > 75);
        for (size_t i = 0; i < n; i++)
            for (int k = 0; k < 8; k++)
                if (!situ_geometry_contains_point(g, xy[2 * i] + 4.99 * cos(k * 0.785398), xy[2 * i + 1] + 4.99 * sin(k * 0.785398)))
                    fail_msg("seed %lu: point %zu is outside", (unsigned long)seed, i);
        situ_geometry_free(g);
    }
}

static void islands__every_allocation_may_fail(void **state)
{
    (void)state;
    uint64_t total = 1;
    long failed = 0;
    for (uint64_t nth = 0; nth <= total; nth += nth < 400 ? 1 : 7) {
        fixture f;
        fixture_begin(&f);
        roads(&f, line_county);
        outline(&f, "-1000 -1000 11000 11000, 20000 0 21000 1000");
        fixture_table(&f, "regions", line_villages);
        fixture_table(&f, "depots", line_depots);
        fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t\n1|丁村点|饮用水|6000|L\n2|无库|方便食品|600|kg\n");
        fixture_table(&f, "points", "id:t|name:t|level_final:i|at:xy\nh|红|1|4000 4500\n");
        situ_status status = fixture_try_armed(&f, "islands", FIXTURE_SET("cut_near_level", "1", "cut", "r2"), nth);
        if (nth == 0) {
            CHECK_OK(status, f.err);
            total = f.allocations;
        } else if (status != SITU_OK && status != SITU_E_NOMEM && status != SITU_E_GEOMETRY)
            fail_msg("allocation %lu failed and the op returned \"%s\"", (unsigned long)nth, situ_status_text(status));
        failed += status == SITU_E_NOMEM;
        fixture_end(&f);
    }
    assert_true(failed > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(islands__nothing_is_cut),
        cmocka_unit_test(bridges__a_broken_road_isolates_so_many),
        cmocka_unit_test(bridges__the_side_without_depot_and_hospital_is_cut_off),
        cmocka_unit_test(islands__days_of_autonomy_by_hand),
        cmocka_unit_test(islands__expired_food_feeds_nobody),
        cmocka_unit_test(islands__no_goods_at_all_is_no_day),
        cmocka_unit_test(islands__status_cuts_and_the_nearer_end_keeps_the_village),
        cmocka_unit_test(islands__roads_near_risk_points_are_cut_there_only),
        cmocka_unit_test(islands__ferries_do_not_join_but_are_listed),
        cmocka_unit_test(islands__an_island_without_a_ferry),
        cmocka_unit_test(islands__land_alone_where_there_are_no_roads),
        cmocka_unit_test(islands__a_township_counts_at_its_seat_where_no_village_can),
        cmocka_unit_test(islands__pieces_of_a_real_county_of_islands),
        cmocka_unit_test(islands__who_cannot_be_counted_is_told),
        cmocka_unit_test(islands__bad_scenarios_are_named),
        cmocka_unit_test(islands__the_order_of_the_roads_does_not_matter),
        cmocka_unit_test(hull__holds_every_point_with_its_margin),
        cmocka_unit_test(islands__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

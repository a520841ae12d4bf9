// SPDX-License-Identifier: MIT
// The rules of F7 one by one: R-INDEX, and R-FLOOR, R-ACC, R-AREA, R-TIME behind a base rule.

#include "support/folder.h"
#include "unit/analysis/fixture.h"

static const char regions[] = "id:t|name:t|level:t|code:t|parent:t|pop:i|at:b\n"
                              "C|岚川县|县|509999|||\n"
                              "T1|甲镇|乡镇|509999101|||0 0 10000 10000\n"
                              "T2|乙乡|乡镇|509999102|||10000 0 20000 10000\n"
                              "T3|林场|乡镇||||\n"
                              "V1|东村|村|509999101201|甲镇|6000|0 0 5000 10000\n"
                              "V2|西村|村|509999101202|甲镇|4000|5000 0 10000 10000\n"
                              "G1|东村一网格|网格|50999910120101|东村||0 0 2500 10000\n"
                              "G2|东村二网格|网格|50999910120102|509999101201||2500 0 5000 10000\n";
static const char points_head[] = "id:t|name:t|town:t|industry:t|status:t|level_final:i|at:xy\n";

static char points_text[8000];
static const char *points_of(const char *rows)
{
    snprintf(points_text, sizeof points_text, "%s%s", points_head, rows);
    assert_true(strlen(points_text) + 1 < sizeof points_text);
    return points_text;
}

static void begin(fixture *f, const char *rows)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "points", points_of(rows));
}

static const situ_table *result(const fixture *f) { return situ_bundle_table(f->out, "regions"); }
static long level_of(const fixture *f, const char *id) { return fixture_int(result(f), id, "level"); }
static const char *reason_of(const fixture *f, const char *id) { return fixture_text(result(f), id, "level_reason"); }

// --- R-INDEX ---

static void r_index__domain_check_49_is_yellow_where_r_max_says_orange(void **state)
{
    (void)state;
    static const char rows[] = "a|甲|甲镇|危险化学品||2|\nb|乙|甲镇|地质灾害||2|\nc|丙|甲镇|道路交通||3|\nd|丁|甲镇|消防||4|\n";
    fixture f;
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("rule", "R-INDEX", "grid", "no"));
    CHECK_NEAR(fixture_real(result(&f), "T1", "v_index"), 49.0, 1e-9);
    assert_int_equal(level_of(&f, "T1"), 3);
    assert_string_equal(reason_of(&f, "T1"), "R-INDEX(V=49.0 危险化学品橙0.3 地质灾害橙0.4 道路交通黄0.2 消防蓝0.1) 橙2黄1蓝1");
    fixture_end(&f);
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("rule", "R-MAX", "grid", "no"));
    assert_int_equal(level_of(&f, "T1"), 2);
    fixture_end(&f);
}

static long index_level(const char *rows, double *v)
{
    fixture f;
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("rule", "R-INDEX", "grid", "no"));
    long level = level_of(&f, "T1");
    *v = fixture_real(result(&f), "T1", "v_index");
    fixture_end(&f);
    return level;
}

static void r_index__weights_are_renormalised_and_ungraded_points_do_not_count(void **state)
{
    (void)state;
    double v;
    // Only those present: (.3 x 60 + .4 x 60) / .7 = 60, whatever the rounding.
    assert_int_equal(index_level("a|甲|甲镇|危险化学品||2|\nb|乙|甲镇|地质灾害||2|\nc|丙|甲镇|消防||0|\n", &v), 2);
    CHECK_NEAR(v, 60.0, 1e-9);
    // All yellow is exactly 30 and reaches it.
    assert_int_equal(index_level("a|甲|甲镇|危险化学品||3|\nb|乙|甲镇|道路交通||3|\nc|丙|甲镇|消防||3|\n", &v), 3);
    CHECK_NEAR(v, 30.0, 0);
    // The industry's worst point counts, and once.
    assert_int_equal(index_level("a|甲|甲镇|消防||4|\nb|乙|甲镇|消防||1|\nc|丙|甲镇|消防||4|\n", &v), 1);
    CHECK_NEAR(v, 100.0, 0);
    assert_int_equal(index_level("a|甲|甲镇|旅游||4|\n", &v), 4); // an industry without a weight of its own
    CHECK_NEAR(v, 10.0, 0);
    assert_int_equal(index_level("a|甲|甲镇|||2|\n", &v), 2); // no industry at all
    assert_int_equal(index_level("a|甲|甲镇|消防||0|\n", &v), 0); // not assessed is not blue
    assert_true(isnan(v));
    assert_int_equal(index_level("", &v), 0);
}

// --- the list of rules ---

static void zone__unknown_rule_is_named_with_the_known_ones(void **state)
{
    (void)state;
    static const struct { const char *then, *cause; } bad[] = {
        {"R-FLOR", "R-FLOR"}, {"R-FLOR", "R-FLOOR"}, {"R-WORST", "R-WORST"}, {"R-FLOOR,R-FLOOR", "twice"}, {"R-MAX", "base rule"}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        fixture f;
        begin(&f, "a|甲|甲镇|||3|\n");
        CHECK_FAILS(SITU_E_USAGE, fixture_try(&f, "zone", FIXTURE_SET("then", bad[k].then, "grid", "no")), f.err);
        CHECK_HOLDS(f.err.cause, bad[k].cause);
        if (k != 3)
            CHECK_HOLDS(f.err.cure, "R-FLOOR, R-ACC, R-AREA, R-TIME");
        fixture_end(&f);
    }
    fixture f;
    begin(&f, "a|甲|甲镇|||3|\n");
    situ_error err = {0};
    void *params = situ_arena_alloc(f.arena, situ_op_find("zone")->params_size);
    CHECK_OK(situ_props_default(params, situ_op_find("zone")->props, f.arena, &err), err);
    assert_true(situ_props_set(params, situ_op_find("zone")->props, "rule", "R-MEAN", f.arena, &err) != SITU_OK);
    fixture_end(&f);
}

static void zone__without_rules_behind_nothing_is_added(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "a|甲|甲镇|||1|\n");
    fixture_table(&f, "hazard", "id:t|title:t|town:t|grade:t|supervise:t|state:t\nh|漏|甲镇|重大|县|整改\n");
    fixture_run(&f, "zone", FIXTURE_SET("grid", "no"));
    assert_string_equal(reason_of(&f, "T1"), "R-MAX 红1");
    assert_int_equal(situ_table_find(result(&f), "base_level"), -1);
    assert_int_equal(situ_table_find(result(&f), "hazards"), -1);
    assert_null(situ_bundle_table(f.out, "late"));
    fixture_end(&f);
}

// --- R-FLOOR ---

static const char hazards_head[] = "id:t|title:t|town:t|object:t|grade:t|supervise:t|state:t|closed:t\n";

static void r_floor__open_major_hazards_raise_by_one_up_to_red(void **state)
{
    (void)state;
    static const struct { const char *hazards; long level, count; } cases[] = {
        {"", 3, 0},
        {"h|一|甲镇||重大|县|整改|\n", 2, 1},
        {"h|一|甲镇||重大|省|上报|\ni|二|甲镇||重大|市|延期|\n", 2, 2}, // one level, however many
        {"h|一|甲镇||重大|县|验收|\n", 2, 1},                          // checked, not yet struck off
        {"h|一|甲镇||重大|县||\n", 2, 1},                              // nothing said of its state
        {"h|一|甲镇||重大|县||2026-03-01\n", 3, 0},
        {"h|一|甲镇||重大|县|销号|\n", 3, 0},
        {"h|一|甲镇||重大|无|整改|\n", 3, 0},
        {"h|一|甲镇||重大||整改|\n", 3, 0},
        {"h|一|甲镇||一般|县|整改|\n", 3, 0},
        {"h|一||甲厂|重大|县|整改|\n", 2, 1}, // by its risk point
        {"h|一|乙乡||重大|县|整改|\n", 3, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        fixture f;
        char text[1000];
        begin(&f, "a|甲厂|甲镇|||3|\nb|乙厂|乙乡|||1|\n");
        snprintf(text, sizeof text, "%s%s", hazards_head, cases[k].hazards);
        fixture_table(&f, "hazard", text);
        fixture_run(&f, "zone", FIXTURE_SET("then", "R-FLOOR", "grid", "no"));
        if (level_of(&f, "T1") != cases[k].level || fixture_int(result(&f), "T1", "hazards") != cases[k].count)
            fail_msg("case %zu: level %ld with %ld hazards", k, level_of(&f, "T1"), fixture_int(result(&f), "T1", "hazards"));
        assert_int_equal(fixture_int(result(&f), "T1", "base_level"), 3);
        assert_int_equal(level_of(&f, "T2"), 1); // red stays red
        assert_int_equal(level_of(&f, "T3"), 0);
        fixture_end(&f);
    }
}

static void r_floor__a_red_point_is_at_least_orange(void **state)
{
    (void)state;
    // One red of low weight among blue: V = (.1 x 100 + .4 x 10 + .3 x 10) / .8 = 21.25.
    static const char rows[] = "a|甲|甲镇|消防||1|\nb|乙|甲镇|地质灾害||4|\nc|丙|甲镇|危险化学品||4|\n";
    fixture f;
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("rule", "R-INDEX", "then", "R-FLOOR", "grid", "no"));
    CHECK_NEAR(fixture_real(result(&f), "T1", "v_index"), 21.25, 1e-9);
    assert_int_equal(fixture_int(result(&f), "T1", "base_level"), 4);
    assert_int_equal(level_of(&f, "T1"), 2);
    CHECK_HOLDS(reason_of(&f, "T1"), "; R-FLOOR 红1 无隐患台账 蓝→橙");
    fixture_end(&f);
    begin(&f, rows); // and one up with a hazard
    fixture_table(&f, "hazard", "id:t|title:t|town:t|grade:t|supervise:t|state:t\nh|漏|甲镇|重大|县|整改\n");
    fixture_run(&f, "zone", FIXTURE_SET("rule", "R-INDEX", "then", "R-FLOOR", "grid", "no"));
    assert_int_equal(level_of(&f, "T1"), 1);
    CHECK_HOLDS(reason_of(&f, "T1"), "; R-FLOOR 红1 挂牌重大隐患1 蓝→红");
    fixture_end(&f);
}

static void r_floor__never_applied_to_0_and_hazards_of_nowhere_are_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "a|甲厂|甲镇|||0|\nb|同名|甲镇|||3|\nc|同名|乙乡|||3|\n");
    fixture_table(&f, "hazard", "id:t|title:t|town:t|object:t|grade:t|supervise:t|state:t\nh|漏|林场||重大|县|整改\ni|堵|||重大|县|整改\nj|裂||同名|重大|县|整改\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-FLOOR", "grid", "no"));
    assert_int_equal(level_of(&f, "T3"), 0); // empty: never blue, never raised
    CHECK_HOLDS(reason_of(&f, "T3"), "挂牌重大隐患1 未评估不升");
    assert_string_equal(fixture_text(result(&f), "T3", "status"), "未报");
    assert_int_equal(level_of(&f, "T1"), 3);
    assert_int_equal(level_of(&f, "T2"), 3); // 同名 is of two towns: nobody's
    assert_int_equal(fixture_issues(&f, "ZONE_HAZARD_UNASSIGNED"), 2);
    fixture_end(&f);
}

// --- R-ACC ---

static const char accidents_head[] = "id:t|name:t|town:t|occurred:t|dead:i\n";

static long with_accidents(const char *rows, const char *as_of, const char *wanted)
{
    fixture f;
    char text[2000];
    begin(&f, "a|甲|甲镇|||3|\nb|乙|乙乡|||1|\n");
    snprintf(text, sizeof text, "%s%s", accidents_head, rows);
    fixture_table(&f, "accident", text);
    f.as_of = as_of;
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-ACC", "grid", "no"));
    long level = level_of(&f, "T1");
    if (!strstr(reason_of(&f, "T1"), wanted))
        fail_msg("\"%s\" does not hold \"%s\"", reason_of(&f, "T1"), wanted);
    assert_int_equal(level_of(&f, "T2"), 1);
    assert_int_equal(level_of(&f, "T3"), 0);
    fixture_end(&f);
    return level;
}

static void r_acc__both_up_on_the_year_before_is_one_level(void **state)
{
    (void)state;
    static const char up[] = "1|一|甲镇|2026-01-05|1\n2|二|甲镇|2026-06-30|2\n3|三|甲镇|2025-03-01|1\n";
    assert_int_equal(with_accidents(up, "2026-06-30", "; R-ACC 起数2/1 死亡3/1 双上升 黄→橙"), 2);
    // The same days of the year before only: an accident of its second half does not count.
    assert_int_equal(with_accidents("1|一|甲镇|2026-01-05|1\n3|三|甲镇|2025-07-01|9\n", "2026-06-30", "起数1/0 死亡1/0"), 2);
    // More accidents, not more dead; more dead, not more accidents.
    assert_int_equal(with_accidents("1|一|甲镇|2026-01-05|1\n2|二|甲镇|2026-02-05|0\n3|三|甲镇|2025-03-01|1\n", "2026-06-30", "起数2/1 死亡1/1"), 3);
    assert_int_equal(with_accidents("1|一|甲镇|2026-01-05|3\n3|三|甲镇|2025-03-01|1\n", "2026-06-30", "起数1/1 死亡3/1"), 3);
    // After the day of the data.
    assert_int_equal(with_accidents("1|一|甲镇|2026-01-05|1\n2|二|甲镇|2026-07-01|2\n3|三|甲镇|2025-03-01|1\n", "2026-06-30", "起数1/1"), 3);
    // A whole year, and the leap day.
    assert_int_equal(with_accidents(up, "2026", "起数2/1"), 2);
    assert_int_equal(with_accidents("1|一|甲镇|2024-02-29|1\n3|三|乙乡|2023-01-01|1\n", "2024-02-29", "起数1/0"), 2);
}

static void r_acc__what_cannot_be_compared_is_told(void **state)
{
    (void)state;
    assert_int_equal(with_accidents("1|一|甲镇|2026-01-05|1\n", "2026-06-30", "R-ACC 上年无台账"), 3);
    assert_int_equal(with_accidents("1|一|甲镇|2026-01-05|1\n", NULL, "R-ACC 数据日期不明"), 3);
    fixture f;
    begin(&f, "a|甲|甲镇|||3|\n");
    f.as_of = "2026-06-30";
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-ACC", "grid", "no"));
    CHECK_HOLDS(reason_of(&f, "T1"), "R-ACC 无事故台账");
    assert_int_equal(fixture_issues(&f, "ZONE_ACC_UNKNOWN"), 1);
    fixture_end(&f);
    begin(&f, "a|甲|甲镇|||3|\n");
    f.as_of = "2026-06-30";
    fixture_table(&f, "accident", "id:t|name:t|town:t|occurred:t|dead:i\n1|一|甲镇|2026-01-05|\n2|二|甲镇|昨天|1\n3|三||2026-01-01|1\n4|四|甲镇|2025-01-01|0\n5|五|甲镇|2026-02-01|1\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-ACC", "grid", "no"));
    assert_int_equal(fixture_issues(&f, "ZONE_ACCIDENT_UNDATED"), 1);
    assert_int_equal(fixture_issues(&f, "ZONE_ACCIDENT_UNASSIGNED"), 1);
    assert_int_equal(fixture_issues(&f, "ZONE_ACCIDENT_DEATHS"), 1);
    assert_int_equal(level_of(&f, "T1"), 2); // 2 > 1 and 1 > 0
    fixture_end(&f);
}

// --- R-AREA ---

// The strip of a village of 5 x 10 km that holds `people` of its 1.2 (6000 in the east) or 0.8 a 5 m.
static void r_area__domain_check_3_12_27_percent_is_orange(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "a|甲|甲镇|地质灾害||4|\nb|乙|乙乡|||3|\n");
    // Of 10,000 people 极高 300, 高 900, 中 1,500: 6000 in 5 km of the east village, 4000 in 5 km of the west one.
    fixture_table(&f, "hazard_zone", "id:t|name:t|type:t|level:i|at:b\n"
                                     "z1|极高区|地质风险区|1|0 0 250 10000\n"
                                     "z2|高区|山洪危险区|2|250 0 1000 10000\n"
                                     "z3|中区|淹没区|3|1000 0 2250 10000\n"
                                     "z4|低区|火险区|4|3000 0 5000 10000\n"
                                     "z5|隔离区|安全隔离区|1|5000 0 10000 10000\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-AREA", "grid", "no"));
    CHECK_NEAR(fixture_real(result(&f), "T1", "share_1"), 0.03, 1e-12);
    CHECK_NEAR(fixture_real(result(&f), "T1", "share_12"), 0.12, 1e-12);
    CHECK_NEAR(fixture_real(result(&f), "T1", "share_123"), 0.27, 1e-12);
    assert_int_equal(fixture_int(result(&f), "T1", "area_level"), 2);
    assert_int_equal(level_of(&f, "T1"), 2); // the worse of it and R-MAX's blue
    assert_string_equal(reason_of(&f, "T1"), "R-MAX 蓝1; R-AREA 极高3.0% 极高+高12.0% 极高+高+中27.0%(人口)橙 蓝→橙");
    // No zone reaches the second town: blue by R-AREA, its points say more.
    assert_int_equal(fixture_int(result(&f), "T2", "area_level"), 4);
    assert_int_equal(level_of(&f, "T2"), 3);
    CHECK_HOLDS(reason_of(&f, "T2"), "(面积)蓝");
    // A unit without a polygon.
    assert_int_equal(fixture_int(result(&f), "T3", "area_level"), 0);
    CHECK_HOLDS(reason_of(&f, "T3"), "R-AREA 无边界");
    fixture_end(&f);
}

static long area_level(const char *zones)
{
    fixture f;
    char text[2000];
    begin(&f, "a|甲|甲镇|地质灾害||4|\n");
    snprintf(text, sizeof text, "id:t|name:t|type:t|level:i|at:b\n%s", zones);
    fixture_table(&f, "hazard_zone", text);
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-AREA", "grid", "no"));
    long level = fixture_int(result(&f), "T1", "area_level");
    fixture_end(&f);
    return level;
}

static void r_area__boundaries_count_as_reached_and_overlaps_once(void **state)
{
    (void)state;
    // In the east village 1 m of the strip is 1.2 people of 10,000.
    assert_int_equal(area_level("z|甲|地质风险区|1|0 0 416.6666666666667 10000\n"), 1); // 5 %
    assert_int_equal(area_level("z|甲|地质风险区|1|0 0 416 10000\n"), 4);               // a little less is nothing else
    assert_int_equal(area_level("z|甲|地质风险区|2|0 0 1666.6666666666667 10000\n"), 1); // 极高+高 20 %
    assert_int_equal(area_level("z|甲|地质风险区|2|0 0 833.3333333333334 10000\n"), 2); // 10 %
    assert_int_equal(area_level("z|甲|地质风险区|2|0 0 833 10000\n"), 4);
    assert_int_equal(area_level("z|甲|地质风险区|3|0 0 1666.6666666666667 10000\n"), 3); // 20 %
    assert_int_equal(area_level("z|甲|地质风险区|3|0 0 1666 10000\n"), 4);
    assert_int_equal(area_level("z|甲|地质风险区|4|0 0 5000 10000\n"), 4);
    // The same ground twice, once as 高 and once as 中, is 9 % of 高 and 9 % of all.
    assert_int_equal(area_level("z|甲|地质风险区|2|0 0 750 10000\ny|乙|山洪危险区|2|0 0 750 10000\nx|丙|淹没区|3|0 0 750 10000\n"), 4);
}

static void r_area__without_zones_nothing_is_blue(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "a|甲|甲镇|||3|\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-AREA", "grid", "no"));
    assert_int_equal(level_of(&f, "T1"), 3);
    assert_int_equal(fixture_int(result(&f), "T1", "area_level"), 0);
    CHECK_HOLDS(reason_of(&f, "T1"), "R-AREA 无危险区台账");
    assert_int_equal(fixture_issues(&f, "ZONE_AREA_UNKNOWN"), 1);
    fixture_end(&f);
    // Rows that say no level, type or polygon are told; nothing is made of them.
    begin(&f, "a|甲|甲镇|||3|\n");
    fixture_table(&f, "hazard_zone", "id:t|name:t|type:t|level:i|at:b\nz|甲|地质风险区||0 0 9 9\ny|乙||1|0 0 9 9\nx|丙|淹没区|1|\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-AREA", "grid", "no"));
    assert_int_equal(fixture_issues(&f, "ZONE_AREA_LEFT_OUT"), 3);
    assert_int_equal(fixture_int(result(&f), "T1", "area_level"), 0);
    fixture_end(&f);
}

static void r_area__an_empty_region_stays_0_and_is_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "b|乙|乙乡|||3|\n");
    fixture_table(&f, "hazard_zone", "id:t|name:t|type:t|level:i|at:b\nz|甲|地质风险区|1|0 0 5000 10000\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-AREA", "grid", "no"));
    assert_int_equal(level_of(&f, "T1"), 0);
    assert_int_equal(fixture_int(result(&f), "T1", "area_level"), 1);
    CHECK_HOLDS(reason_of(&f, "T1"), "红 未评估不升");
    assert_int_equal(fixture_issues(&f, "ZONE_AREA_NOT_ASSESSED"), 1);
    fixture_end(&f);
}

static void r_area__villages_without_people_are_left_out_and_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", points_of("a|甲|甲镇|||4|\nb|乙|丁镇|||4|\n"));
    fixture_table(&f, "regions", "id:t|name:t|level:t|code:t|parent:t|pop:i|at:b|p:xy\n"
                                 "T1|甲镇|乡镇|509999101|||0 0 10000 10000|\nT4|丁镇|乡镇|509999104||5000|20000 0 30000 10000|\n"
                                 "V1|东村|村||甲镇|1000|0 0 1000 1000|\nV2|西村|村||甲镇||5000 0 9000 1000|\nV3|点村|村||甲镇|1000||2000 2000\nV4|无处|村||甲镇|500||\n"
                                 "V5|北村|村||甲镇|2000||9000 9000\n");
    fixture_table(&f, "hazard_zone", "id:t|name:t|type:t|level:i|at:b\nz|甲|地质风险区|1|1500 1500 2500 2500\ny|乙|地质风险区|2|20000 0 22000 10000\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-AREA", "grid", "no"));
    // 1000 at a point inside, of 1000 + 1000 + 2000 whose place is known.
    CHECK_NEAR(fixture_real(result(&f), "T1", "share_1"), 0.25, 1e-12);
    assert_int_equal(fixture_issues(&f, "ZONE_PEOPLE_UNKNOWN"), 2);
    // A town without villages: its own people, evenly.
    CHECK_NEAR(fixture_real(result(&f), "T4", "share_12"), 0.2, 1e-12);
    CHECK_HOLDS(reason_of(&f, "T4"), "(人口)红");
    fixture_end(&f);
}

// --- R-TIME ---

static void r_time__points_known_by_their_township_only_are_left_out_and_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "points", "id:t|name:t|town:t|level_final:i|loc_quality:t|at:xy\na|远|乙乡|1|exact|20000 5000\nb|只知乡|乙乡|1|town|20000 5000\n"
                                "c|只知村|乙乡|2|village|20000 5000\nd|黄|乙乡|3|town|20000 5000\n");
    fixture_table(&f, "team", "id:t|name:t|level:t|at:xy\nt|镇队|乡镇|0 5000\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-TIME", "grid", "no"));
    assert_int_equal(fixture_int(result(&f), "T2", "late"), 2);
    CHECK_HOLDS(reason_of(&f, "T2"), "救援盲区2(>60分钟) 无坐标1");
    assert_int_equal(situ_bundle_table(f.out, "late")->row_count, 2);
    assert_int_equal(fixture_issues(&f, "ZONE_TIME_ROUGH"), 1);
    assert_int_equal(fixture_issues(&f, "ZONE_TIME_VILLAGE"), 1);
    CHECK_HOLDS(situ_report_get(f.report, 0)->message, "1");
    fixture_end(&f);
}

static void r_time__points_help_comes_late_to_are_listed(void **state)
{
    (void)state;
    // Straight x 1.3 at 30 km/h (rules/travel.yaml) from a township's team (15 min): 10 km are 41 min, 20 km 67 min.
    static const char rows[] = "a|近|甲镇|||2|10000 5000\nb|远|乙乡|||1|20000 5000\nc|远黄|乙乡|||3|20000 5000\nd|无坐标|乙乡|||2|\n";
    static const char team[] = "id:t|name:t|level:t|at:xy\nt|镇队|乡镇|0 5000\nu|没有坐标|乡镇|\n";
    fixture f;
    begin(&f, rows);
    fixture_table(&f, "team", team);
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-TIME", "grid", "no"));
    assert_int_equal(level_of(&f, "T1"), 2);
    assert_int_equal(fixture_int(result(&f), "T1", "late"), 0);
    assert_int_equal(level_of(&f, "T2"), 1);
    assert_int_equal(fixture_int(result(&f), "T2", "late"), 1);
    CHECK_HOLDS(reason_of(&f, "T2"), "; R-TIME 救援盲区1(>60分钟) 无坐标1");
    const situ_table *late = situ_bundle_table(f.out, "late");
    assert_int_equal(late->row_count, 1);
    CHECK_NEAR(fixture_real(late, "b", "minutes"), 15.0 + 20.0 * 1.3 / 30.0 * 60.0, 0.01);
    assert_string_equal(fixture_text(late, "b", "team"), "镇队");
    assert_string_equal(fixture_text(late, "b", "status"), "救援盲区");
    assert_int_equal(fixture_issues(&f, "ZONE_TIME_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&f, "ZONE_TEAM_UNPLACED"), 1);
    fixture_end(&f);
    // One up only when asked for; the limit as asked for.
    begin(&f, "a|近|甲镇|||2|10000 5000\n");
    fixture_table(&f, "team", team);
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-TIME", "grid", "no", "max_min", "40", "late_raises", "yes"));
    assert_int_equal(level_of(&f, "T1"), 1);
    CHECK_HOLDS(reason_of(&f, "T1"), "救援盲区1(>40分钟) 橙→红");
    fixture_end(&f);
}

static void r_time__without_teams_nothing_is_said(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "a|近|甲镇|||2|10000 5000\n");
    fixture_table(&f, "team", "id:t|name:t|level:t|at:xy\nu|没有坐标|乡镇|\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-TIME", "grid", "no", "late_raises", "yes"));
    assert_int_equal(level_of(&f, "T1"), 2);
    CHECK_HOLDS(reason_of(&f, "T1"), "R-TIME 无队伍坐标");
    assert_int_equal(fixture_issues(&f, "ZONE_TIME_UNKNOWN"), 1);
    assert_int_equal(situ_bundle_table(f.out, "late")->row_count, 0);
    fixture_end(&f);
}

// --- in order, and the regions ---

static void zone__rules_are_applied_in_the_order_listed(void **state)
{
    (void)state;
    // Blue by the index, one red point, one hazard, both up: floor first 蓝→橙→红; accidents first 蓝→黄, then floor 橙→红.
    static const char *const orders[] = {"R-FLOOR,R-ACC", "R-ACC,R-FLOOR"};
    static const char *const wanted[] = {"R-FLOOR 红1 挂牌重大隐患0 蓝→橙; R-ACC 起数1/0 死亡1/0 双上升 橙→红", "双上升 蓝→黄; R-FLOOR 红1 挂牌重大隐患0 黄→橙"};
    static const long levels[] = {1, 2};
    for (int k = 0; k < 2; k++) {
        fixture f;
        begin(&f, "a|甲|甲镇|消防||1|\nb|乙|甲镇|地质灾害||4|\nc|丙|甲镇|危险化学品||4|\n");
        fixture_table(&f, "hazard", "id:t|title:t|town:t|grade:t|supervise:t|state:t\n");
        fixture_table(&f, "accident", "id:t|name:t|town:t|occurred:t|dead:i\n1|一|甲镇|2026-01-05|1\n2|二|乙乡|2024-01-05|1\n");
        f.as_of = "2026-06-30";
        fixture_run(&f, "zone", FIXTURE_SET("rule", "R-INDEX", "then", orders[k], "grid", "no"));
        assert_int_equal(level_of(&f, "T1"), levels[k]);
        CHECK_HOLDS(reason_of(&f, "T1"), wanted[k]);
        fixture_end(&f);
    }
}

static void zone__by_county_village_and_grid(void **state)
{
    (void)state;
    static const char rows[] = "a|甲|甲镇|||3|1000 1000\nb|乙|乙乡|||2|\nc|丙|林场|||4|\nd|丁||||3|3000 500\ne|戊||||1|90000 0\n";
    fixture f;
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("by", "县", "grid", "no"));
    assert_int_equal(result(&f)->row_count, 1);
    assert_int_equal(level_of(&f, "C"), 2);
    assert_string_equal(reason_of(&f, "C"), "R-MAX 橙1黄2蓝1"); // by code, by being the only county, by place in a town's polygon
    assert_int_equal(fixture_issues(&f, "ZONE_UNASSIGNED"), 1);
    fixture_end(&f);
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("by", "网格", "grid", "no"));
    assert_int_equal(result(&f)->row_count, 2);
    assert_int_equal(level_of(&f, "G1"), 3);
    assert_int_equal(level_of(&f, "G2"), 3);
    assert_string_equal(fixture_text(result(&f), "G1", "region_level"), "网格");
    fixture_end(&f);
    begin(&f, rows);
    fixture_run(&f, "zone", FIXTURE_SET("by", "村", "grid", "no"));
    assert_int_equal(result(&f)->row_count, 2);
    assert_int_equal(level_of(&f, "V1"), 3);
    assert_int_equal(level_of(&f, "V2"), 0);
    fixture_end(&f);
}

static void zone__a_region_without_polygon_has_the_ground_of_its_villages(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", "id:t|name:t|level:t|parent:t|at:b\nT1|甲镇|乡镇||\nT2|乙乡|乡镇||10000 0 20000 10000\n"
                                 "V1|东村|村|甲镇|0 0 5000 5000\nV2|错村|村|甲镇|10000 0 15000 5000\n");
    fixture_table(&f, "points", points_of("a|甲||||2|1000 1000\nb|乙||||3|11000 1000\n"));
    fixture_run(&f, "zone", FIXTURE_SET("grid", "no"));
    assert_int_equal(level_of(&f, "T1"), 2); // domain.md C4-18: points, no polygon
    assert_null(situ_table_geometry(result(&f), fixture_row(result(&f), "id", "T1")));
    fixture_end(&f);
}

// --- the grid ---

static double area_of(fixture *f, const char *id)
{
    const situ_table *t = situ_bundle_table(f->out, "areas");
    for (size_t row = 0; row < t->row_count; row++)
        if (situ_streq(situ_table_text(t, row, situ_table_find(t, "id")), id))
            return fixture_real(t, id, "area_km2");
    return 0;
}

static void zone__lines_and_polygons_have_influence_by_their_shape(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    // A dike of 4 km and a pond of 1 x 1 km, both yellow: 500 m on all sides (rules/zone.yaml).
    fixture_table(&f, "points", "id:t|name:t|level_final:i|l:line|b:box\na|堤|3|2000 2000 6000 2000|\nb|库|3||13000 5000 14000 6000\n");
    fixture_run(&f, "zone", FIXTURE_SET("cell_m", "20"));
    double round_ends = 3.14159265 * 0.25;
    CHECK_NEAR(area_of(&f, "yellow"), (4.0 + round_ends) + (1.0 + 4 * 0.5 + round_ends), 0.06);
    fixture_end(&f);
}

static void zone__influence_may_fade(void **state)
{
    (void)state;
    static const struct { const char *decay; double share; } cases[] = {
        {"none", 1}, {"linear", 0.25}, {"square", 0.5}, {"gaussian", 0.154033 /* ln 2 / 4.5 */}}; // of the area, at the threshold 0.5
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        fixture f;
        begin(&f, "a|甲||||1|5000 5000\n");
        fixture_run(&f, "zone", FIXTURE_SET("cell_m", "10", "decay", cases[k].decay));
        // A single red point's density is 5 at its centre only: the disc of 1000 m alone.
        CHECK_NEAR(area_of(&f, "red"), 3.14159265 * cases[k].share, 0.03);
        fixture_end(&f);
    }
}

static void zone__levels_are_a_grid_too(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "a|甲||||2|5000 5000\nb|边||||3|100 5000\n");
    fixture_run(&f, "zone", FIXTURE_SET("cell_m", "50"));
    const situ_grid *g = situ_bundle_grid(f.out, "levels");
    assert_non_null(g);
    assert_int_equal(g->epsg, FIXTURE_EPSG);
    size_t n[5] = {0}, outside = 0;
    for (uint32_t row = 0; row < g->frame.rows; row++)
        for (uint32_t column = 0; column < g->frame.columns; column++) {
            double x = situ_raster_x(&g->frame, column + 0.5), y = situ_raster_y(&g->frame, row + 0.5);
            float v = g->cells[(size_t)row * g->frame.columns + column];
            bool inside = x > 0 && x < 20000 && y > 0 && y < 10000;
            assert_true(inside == !isnan(v)); // beyond the county nothing is known
            if (isnan(v))
                outside++;
            else
                n[(int)v]++;
        }
    assert_true(outside > 0);
    CHECK_NEAR((double)n[2] * 0.0025, 3.14159 * 0.64, 0.02);
    assert_true(n[3] > 0 && n[0] > 0 && n[1] == 0 && n[4] == 0);
    fixture_end(&f);
    begin(&f, "");
    fixture_run(&f, "zone", NULL);
    assert_null(situ_bundle_grid(f.out, "levels"));
    assert_int_equal(situ_bundle_table(f.out, "areas")->row_count, 0);
    fixture_end(&f);
}

// --- rules files with faults ---

// The fixture with one place of a rules file written otherwise.
static void begin_with(fixture *f, void **state, const char *file, const char *old_text, const char *new_text)
{
    static char text[20000], changed[20000];
    char path[512], name[64];
    fixture_begin(f);
    snprintf(path, sizeof path, SITU_SOURCE_DIR "/styles/rules/%s.yaml", file);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    size_t n = fread(text, 1, sizeof text - 1, in);
    (void)fclose(in);
    text[n] = '\0';
    char *at = strstr(text, old_text);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, new_text, at + strlen(old_text));
    assert_int_equal(situ_make_dirs(in_folder(state, "s/rules"), &f->err), SITU_OK);
    snprintf(name, sizeof name, "s/rules/%s.yaml", file);
    CHECK_OK(situ_write_file(in_folder(state, name), changed, strlen(changed), &f->err), f->err);
    situ_rules_free(f->rules);
    situ_resources_free(&f->resources);
    CHECK_OK(situ_resources_init(&f->resources, in_folder(state, "s"), SITU_SOURCE_DIR, NULL, &f->err), f->err);
    CHECK_OK(situ_rules_load(&f->rules, &f->resources, &f->err), f->err);
    fixture_table(f, "regions", regions);
    fixture_table(f, "points", points_of("a|甲|甲镇|消防||2|5000 5000\n"));
}

static void zone__faults_of_the_rules_name_the_file(void **state)
{
    static const struct { const char *file, *old_text, *new_text, *cause; const char *settings[7]; } bad[] = {
        {"region", "index: {red: 80, orange: 55, yellow: 30}", "index: {red: 80, orange: 80, yellow: 30}", "gap or overlap", {"rule", "R-INDEX", "grid", "no"}},
        {"region", "消防: 0.1", "消防: 0", "消防", {"rule", "R-INDEX", "grid", "no"}},
        {"region", "消防: 0.1", "消防: 很多", "消防", {"rule", "R-INDEX", "grid", "no"}},
        {"region", "other: 0.1", "other: -1", "other", {"rule", "R-INDEX", "grid", "no"}},
        {"region", "score: {red: 100, orange: 60", "score: {red: 100, oranges: 60", "score.orange", {"rule", "R-INDEX", "grid", "no"}},
        {"region", "orange_12: 0.10", "orange_12: 0.30", "gap or overlap", {"then", "R-AREA", "grid", "no"}},
        {"region", "period: 本年累计", "period: 上季度", "上季度", {"then", "R-ACC", "grid", "no"}},
        {"region", "max_min: 60", "max_minutes: 60", "max_min", {"then", "R-TIME", "grid", "no"}},
        {"zone", "industry_radius_m: {}", "industry_radius_m: {消防: {orange: far}}", "消防", {"cell_m", "100"}},
        {"zone", "industry_radius_m: {}", "industry_radius_m: {消防: {orange: -5}}", "-5", {"cell_m", "100"}},
        {"zone", "threshold: 0.5", "threshold: 1.5", "1.5", {"cell_m", "100", "decay", "linear"}},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        fixture f;
        begin_with(&f, state, bad[k].file, bad[k].old_text, bad[k].new_text);
        f.as_of = "2026-06-30";
        fixture_table(&f, "accident", accidents_head);
        fixture_table(&f, "team", "id:t|name:t|at:xy\nt|队|0 0\n");
        situ_status status = fixture_try(&f, "zone", bad[k].settings);
        if (status == SITU_OK || !strstr(f.err.cause, bad[k].cause) || !strstr(f.err.file, bad[k].file))
            fail_msg("case %zu: %s (%s)", k, f.err.cause, f.err.file);
        fixture_end(&f);
        assert_int_equal(situ_remove_tree(in_folder(state, "s"), NULL), SITU_OK);
    }
}

static void zone__the_cell_of_the_grid_grows_where_the_area_is_wide(void **state)
{
    (void)state;
    static const char wide[] = "id:t|name:t|level:t|at:b\nT1|甲镇|乡镇|0 0 400000 300000\n";
    static const struct { const char *cell; int told; double cell_m; } cases[] = {{NULL, 1, 100}, {"500", 0, 500}};
    for (size_t k = 0; k < 2; k++) {
        fixture f;
        fixture_begin(&f);
        fixture_table(&f, "regions", wide);
        fixture_table(&f, "points", points_of("a|甲|甲镇|||1|200000 150000\n"));
        fixture_run(&f, "zone", cases[k].cell ? FIXTURE_SET("cell_m", cases[k].cell) : FIXTURE_SET("by", "乡镇"));
        const situ_grid *grid = situ_bundle_grid(f.out, "levels");
        assert_non_null(grid);
        CHECK_NEAR(grid->frame.cell_x, cases[k].cell_m, 1e-9);
        assert_int_equal(fixture_issues(&f, "ZONE_COARSE"), cases[k].told);
        if (k == 0) // fine enough for a circle of 1 km
            CHECK_NEAR(area_of(&f, "red"), 3.14159265, 0.15);
        fixture_end(&f);
    }
    // Asked for and too small: refused, with the cure.
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", wide);
    fixture_table(&f, "points", points_of("a|甲|甲镇|||1|200000 150000\n"));
    assert_int_equal(fixture_try(&f, "zone", FIXTURE_SET("cell_m", "40")), SITU_E_LIMIT);
    CHECK_HOLDS(f.err.cure, "larger cell_m");
    assert_int_equal(fixture_try(&f, "zone", FIXTURE_SET("cell_m", "2")), SITU_E_USAGE);
    CHECK_HOLDS(f.err.cause, "too small");
    fixture_end(&f);
}

static void zone__an_industry_may_have_its_own_radius(void **state)
{
    fixture f;
    begin_with(&f, state, "zone", "industry_radius_m: {}", "industry_radius_m: {消防: {orange: 1500}, 旅游: {orange: 10}}");
    fixture_run(&f, "zone", FIXTURE_SET("cell_m", "20"));
    CHECK_NEAR(area_of(&f, "orange"), 3.14159265 * 2.25, 0.06);
    fixture_end(&f);
}

static void r_acc__the_period_may_be_twelve_months(void **state)
{
    fixture f;
    begin_with(&f, state, "region", "period: 本年累计", "period: 近12个月");
    f.as_of = "2026-06-30";
    fixture_table(&f, "accident", "id:t|name:t|town:t|occurred:t|dead:i\n1|一|甲镇|2025-07-01|2\n2|二|甲镇|2026-06-30|1\n3|三|甲镇|2025-06-30|1\n4|四|甲镇|2024-06-30|9\n");
    fixture_run(&f, "zone", FIXTURE_SET("then", "R-ACC", "grid", "no"));
    CHECK_HOLDS(reason_of(&f, "T1"), "起数2/1 死亡3/1 双上升");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_time__points_known_by_their_township_only_are_left_out_and_told),
        cmocka_unit_test(zone__the_cell_of_the_grid_grows_where_the_area_is_wide),
        cmocka_unit_test(r_index__domain_check_49_is_yellow_where_r_max_says_orange),
        cmocka_unit_test(r_index__weights_are_renormalised_and_ungraded_points_do_not_count),
        cmocka_unit_test(zone__unknown_rule_is_named_with_the_known_ones),
        cmocka_unit_test(zone__without_rules_behind_nothing_is_added),
        cmocka_unit_test(r_floor__open_major_hazards_raise_by_one_up_to_red),
        cmocka_unit_test(r_floor__a_red_point_is_at_least_orange),
        cmocka_unit_test(r_floor__never_applied_to_0_and_hazards_of_nowhere_are_told),
        cmocka_unit_test(r_acc__both_up_on_the_year_before_is_one_level),
        cmocka_unit_test(r_acc__what_cannot_be_compared_is_told),
        cmocka_unit_test(r_area__domain_check_3_12_27_percent_is_orange),
        cmocka_unit_test(r_area__boundaries_count_as_reached_and_overlaps_once),
        cmocka_unit_test(r_area__without_zones_nothing_is_blue),
        cmocka_unit_test(r_area__an_empty_region_stays_0_and_is_told),
        cmocka_unit_test(r_area__villages_without_people_are_left_out_and_told),
        cmocka_unit_test(r_time__points_help_comes_late_to_are_listed),
        cmocka_unit_test(r_time__without_teams_nothing_is_said),
        cmocka_unit_test(zone__rules_are_applied_in_the_order_listed),
        cmocka_unit_test(zone__by_county_village_and_grid),
        cmocka_unit_test(zone__a_region_without_polygon_has_the_ground_of_its_villages),
        cmocka_unit_test(zone__lines_and_polygons_have_influence_by_their_shape),
        cmocka_unit_test(zone__influence_may_fade),
        cmocka_unit_test(zone__levels_are_a_grid_too),
        cmocka_unit_test_setup_teardown(zone__faults_of_the_rules_name_the_file, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(zone__an_industry_may_have_its_own_radius, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(r_acc__the_period_may_be_twelve_months, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Straight-line reach: minutes worked by hand, bands, nearest sites, rows without coordinates.

#include "unit/analysis/roads_fixture.h"

static const char regions[] = "id:t|name:t|level:t|at:b\nT1|甲镇|乡镇|0 0 20000 40000\nT2|乙乡|乡镇|20000 0 40000 40000\n";

static void begin(fixture *f, const char *sites, const char *targets)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "sites", sites);
    if (targets)
        fixture_table(f, "targets", targets);
}

static void reach__nearest_site_in_metres_minutes_and_band(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 10000\nd2|乡库|30000 10000\nd3|无坐标库|\n",
          "id:t|name:t|town:t|at:xy\nv1|一村|甲镇|13000 14000\nv2|二村||20000 10000\nv3|三村||30000 40000\nv4|四村||\n");
    fixture_run(&f, "reach", NULL);
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    assert_int_equal(t->row_count, 4);
    // 3-4-5: 5 km x 1.3 at 30 km/h = 13 min, and 5 min to leave.
    CHECK_NEAR(fixture_real(t, "v1", "distance_m"), 5000, 1e-9);
    CHECK_NEAR(fixture_real(t, "v1", "minutes"), 18, 1e-9);
    assert_int_equal(fixture_int(t, "v1", "band"), 2);
    assert_string_equal(fixture_text(t, "v1", "label"), "15–30分钟");
    assert_string_equal(fixture_text(t, "v1", "site_name"), "县库");
    assert_string_equal(fixture_text(t, "v1", "town"), "甲镇");
    assert_string_equal(fixture_text(t, "v2", "site_id"), "d1"); // a tie: the first in the ledger
    assert_string_equal(fixture_text(t, "v3", "site_id"), "d2");
    CHECK_NEAR(fixture_real(t, "v3", "minutes"), 83, 1e-9);
    assert_int_equal(fixture_int(t, "v3", "band"), 4);
    assert_string_equal(fixture_text(t, "v3", "label"), "超过60分钟");
    assert_true(isnan(fixture_real(t, "v4", "distance_m")));
    assert_int_equal(fixture_issues(&f, "REACH_UNPLACED"), 2);
    fixture_end(&f);
}

static void reach__bands_fill_the_county_without_gap(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|20000 20000\n", NULL);
    fixture_run(&f, "reach", FIXTURE_SET("cell_m", "50"));
    const situ_table *t = situ_bundle_table(f.out, "bands");
    assert_null(situ_bundle_table(f.out, "nearest"));
    assert_int_equal(t->row_count, 4);
    double sum = 0;
    for (size_t row = 0; row < t->row_count; row++)
        sum += situ_geometry_area(situ_table_geometry(t, row));
    CHECK_NEAR(sum, 40000.0 * 40000.0, 1.0);
    // 15 min: (15 - 5) / 60 x 30 / 1.3 = 3.846 km; 30 min: 9.615 km; 60 min: 21.15 km, beyond the edges.
    CHECK_NEAR(fixture_real(t, "band-1", "area_km2"), 3.14159265 * 3.846154 * 3.846154, 0.15);
    CHECK_NEAR(fixture_real(t, "band-2", "area_km2"), 3.14159265 * (9.615385 * 9.615385 - 3.846154 * 3.846154), 0.2);
    assert_string_equal(fixture_text(t, "band-1", "label"), "15分钟以内");
    assert_string_equal(fixture_text(t, "band-4", "label"), "超过60分钟");
    fixture_end(&f);
}

static void reach__kilometre_bands_and_own_speed(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|20000 20000\n", "id:t|name:t|at:xy\na|甲|20000 28000\nb|乙|20000 28000.001\n");
    fixture_run(&f, "reach", FIXTURE_SET("unit", "km", "bands", "3,8", "speed_kmh", "60", "detour", "1", "dispatch_min", "0", "areas", "no"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    assert_null(situ_bundle_table(f.out, "bands"));
    CHECK_NEAR(fixture_real(t, "a", "minutes"), 8, 1e-9);
    assert_int_equal(fixture_int(t, "a", "band"), 2); // the end belongs to the band
    assert_string_equal(fixture_text(t, "a", "label"), "3–8千米");
    assert_int_equal(fixture_int(t, "b", "band"), 3);
    fixture_end(&f);
}

static void reach__a_polygon_target_stands_at_its_pole(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|0 0\n", "id:t|name:t|at:b\na|甲|2000 3000 4000 5000\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "a", "distance_m"), 5000, 15);
    fixture_end(&f);
}

static void reach__bad_input_is_named(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|\n", NULL);
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "reach", NULL), f.err);
    CHECK_HOLDS(f.err.cause, "sites");
    fixture_table(&f, "sites", "id:t|name:t|at:xy\nd1|县库|1 1\n");
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("bands", "30,15")), f.err);
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("bands", "5,15")), f.err); // over before the departure
    CHECK_HOLDS(f.err.cause, "5");
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("speed_kmh", "0")), f.err);
    CHECK_HOLDS(f.err.cause, "speed_kmh");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "reach", FIXTURE_SET("mode", "network")), f.err); // no roads
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("condition", "fog")), f.err);
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("mode", "surface", "unit", "km")), f.err);
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("mode", "surface", "neighbours", "12")), f.err);
    fixture_end(&f);
}

static void add(fixture *f, situ_table *t) { CHECK_OK(situ_bundle_add_table(f->in, t, &f->err), f->err); }

// Two towns of 20 x 40 km; a road along the south, a branch into the second town's north, an island of road.
static const char roads[] = "县道 - 0 1000 40000 1000\n村道 - 30000 1000 30000 21000\n县道 - 5000 35000 15000 35000";

static void reach__by_road_minutes_bands_and_not_reachable(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|level:t|at:xy\nt1|县队|县综合|10000 1000\nt2|乙队|乡镇|38000 1000\n",
          "id:t|name:t|at:xy\nv1|一村|20000 1000\nv2|二村|30000 11000\nv3|三村|10000 35000\nv4|四村|\nv5|五村|12000 4000\n");
    add(&f, roads_table("roads", roads));
    fixture_run(&f, "reach", FIXTURE_SET("mode", "network", "cell_m", "200"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    CHECK_NEAR(fixture_real(t, "v1", "minutes"), 5 + 15, 1e-4); // 10 km at 40 km/h, 县综合 leave after 5 min
    assert_string_equal(fixture_text(t, "v1", "site_name"), "县队");
    CHECK_NEAR(fixture_real(t, "v1", "distance_m"), 10000, 1e-6);
    assert_string_equal(fixture_text(t, "v1", "reachable"), "可达");
    CHECK_NEAR(fixture_real(t, "v2", "minutes"), 15 + 12 + 30, 1e-4); // 8 km and 10 km at 20 km/h, after 15 min: sooner than 20 km from the county
    assert_string_equal(fixture_text(t, "v2", "site_name"), "乙队");
    assert_string_equal(fixture_text(t, "v2", "label"), "30–60分钟");
    assert_string_equal(fixture_text(t, "v3", "reachable"), "不可达"); // an island of road
    assert_string_equal(fixture_text(t, "v3", "label"), "不可达");
    assert_int_equal(fixture_int(t, "v3", "band"), 5);
    assert_true(isnan(fixture_real(t, "v3", "minutes")));
    assert_int_equal(fixture_issues(&f, "REACH_NOT_REACHABLE"), 1);
    assert_string_equal(fixture_text(t, "v4", "reachable"), "无坐标");
    CHECK_NEAR(fixture_real(t, "v5", "minutes"), 5 + 3 + 3 * 1.3 / 3 * 60, 1e-3); // 3 km off the road
    // The grid tells the same, and leaves out what lies beyond the county.
    const situ_grid *g = situ_bundle_grid(f.out, "minutes");
    assert_non_null(g);
    double at = situ_grid_sample(g, 20000, 1000);
    assert_true(at > 19 && at < 24);
    CHECK_NEAR(situ_grid_sample(g, 10000, 35000), 99999, 1e-3);
    assert_true(isnan(situ_grid_sample(g, 20000, -300)));
    const situ_table *bands = situ_bundle_table(f.out, "bands");
    double sum = 0;
    for (size_t row = 0; row < bands->row_count; row++)
        sum += situ_geometry_area(situ_table_geometry(bands, row));
    CHECK_NEAR(sum, 1.6e9, 1.0);
    assert_string_equal(fixture_text(bands, "band-5", "label"), "不可达");
    fixture_end(&f);
}

static void reach__over_the_surface_with_water_and_condition(void **state)
{
    (void)state;
    fixture f;
    const char *sites = "id:t|name:t|at:xy\nd|库|10000 1000\n", *targets = "id:t|name:t|at:xy\nv1|一村|20000 1000\nv2|二村|10000 30000\n";
    begin(&f, sites, targets);
    add(&f, roads_table("roads", roads));
    add(&f, waters_table("河流 p -9000 20000 49000 20000 49000 20500 -9000 20500"));
    fixture_run(&f, "reach", FIXTURE_SET("mode", "surface", "cell_m", "100", "neighbours", "8"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    CHECK_NEAR(fixture_real(t, "v1", "minutes"), 20, 0.3);
    assert_string_equal(fixture_text(t, "v2", "reachable"), "可达"); // the branch road crosses the river
    assert_true(fixture_real(t, "v2", "minutes") > 200);
    fixture_end(&f);
    begin(&f, sites, targets);
    add(&f, roads_table("roads", "县道 - 0 1000 40000 1000"));
    add(&f, waters_table("河流 p -9000 20000 49000 20000 49000 20500 -9000 20500"));
    fixture_run(&f, "reach", FIXTURE_SET("mode", "surface", "cell_m", "100", "condition", "ice", "areas", "no", "grid", "no"));
    t = situ_bundle_table(f.out, "nearest");
    assert_null(situ_bundle_table(f.out, "bands"));
    assert_null(situ_bundle_grid(f.out, "minutes"));
    CHECK_NEAR(fixture_real(t, "v1", "minutes"), 35, 0.5); // at half the speed
    assert_string_equal(fixture_text(t, "v2", "reachable"), "不可达");
    fixture_end(&f);
}

// 村 people: 甲镇 100 + 300 + (no number) + 50 without a place; 乙乡 lists no village and stands for itself.
static const char people[] = "id:t|name:t|level:t|parent:t|pop:i|at:xy\nC|县|县|||\nT1|甲镇|乡镇||5000|10000 10000\nT2|乙乡|乡镇||600|30000 1000\n"
                             "v1|一村|村|甲镇|100|12000 1000\nv2|二村|村|甲镇|300|10000 8000\nv3|三村|村|甲镇||10000 1000\nv4|四村|村|甲镇|50|\n";

static double share(const situ_table *t, const char *id, const char *column) { return fixture_real(t, id, column); }

static void reach__coverage_counts_people_once(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 1000\n", NULL);
    fixture_table(&f, "people", people);
    // Straight: 2 km -> 5 + 5.2; 7 km -> 5 + 18.2; 20 km -> 5 + 52 min.
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    const situ_table *t = situ_bundle_table(f.out, "coverage");
    assert_int_equal(t->row_count, 9); // county and two towns, three bands
    CHECK_NEAR(share(t, "C-1", "share"), 100.0 / 1000, 1e-9);
    CHECK_NEAR(share(t, "C-2", "share"), 400.0 / 1000, 1e-9);
    CHECK_NEAR(share(t, "C-3", "share"), 1, 1e-9);
    CHECK_NEAR(share(t, "T1-1", "share"), 0.25, 1e-9);
    CHECK_NEAR(share(t, "T2-2", "share"), 0, 1e-9);
    CHECK_NEAR(share(t, "C-1", "people"), 1000, 1e-9);
    CHECK_NEAR(share(t, "C-1", "people_unplaced"), 50, 1e-9);
    assert_int_equal(fixture_int(t, "C-1", "places_unplaced"), 1);
    assert_int_equal(fixture_int(t, "C-1", "places_without_pop"), 1);
    assert_int_equal(fixture_int(t, "T1-1", "places_reached"), 2);
    assert_int_equal(fixture_issues(&f, "REACH_NO_POPULATION"), 1);
    assert_int_equal(fixture_issues(&f, "REACH_PEOPLE_LEFT_OUT"), 1);
    fixture_end(&f);
}

static void reach__tiers_alone_and_nested(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 1000\n", "id:t|name:t|town:t|at:xy\nr1|甲坡|甲镇|10000 8000\nr2|乙坡|乙乡|30000 1000\nr3|丙坡||\n");
    fixture_table(&f, "people", people);
    fixture_table(&f, "teams", "id:t|name:t|level:t|nature:t|at:xy\na|县队|县综合|专职|30000 1000\nb|中心队|区域中心||\nc|甲镇队|乡镇|兼职|10000 8000\nd|一村队|村网格||12000 1000\ne|民兵|军警||0 0\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    const situ_table *t = situ_bundle_table(f.out, "tiers");
    assert_int_equal(t->row_count, 3);
    CHECK_NEAR(fixture_real(t, "r1", "minutes_3"), 15, 1e-4); // its own township's, leaving after 15 min
    assert_true(isnan(fixture_real(t, "r1", "minutes_2")));   // the region's team has no coordinates
    CHECK_NEAR(fixture_real(t, "r1", "minutes_4"), 30 + hypot(2, 7) * 1.3 * 2, 1e-3);
    CHECK_NEAR(fixture_real(t, "r1", "minutes"), 15, 1e-4);
    assert_string_equal(fixture_text(t, "r1", "tier"), "乡镇");
    assert_string_equal(fixture_text(t, "r1", "site_3"), "甲镇队");
    assert_string_equal(fixture_text(t, "r1", "reached_by"), "乡镇、村网格");
    assert_string_equal(fixture_text(t, "r2", "tier"), "县综合");
    assert_string_equal(fixture_text(t, "r3", "reachable"), "无坐标");
    const situ_table *c = situ_bundle_table(f.out, "tier_coverage");
    assert_int_equal(c->row_count, 12);
    CHECK_NEAR(fixture_real(c, "tier-1-1", "share"), 0.6, 1e-9);  // 乙乡
    CHECK_NEAR(fixture_real(c, "tier-3-1", "share"), 0.3, 1e-9);  // 二村 on the spot, 15 min
    CHECK_NEAR(fixture_real(c, "tier-4-2", "share"), 0.1, 1e-9);  // 一村 on the spot, 30 min
    CHECK_NEAR(fixture_real(c, "tier-3-2", "nested_share"), 0.4, 1e-9);
    CHECK_NEAR(fixture_real(c, "tier-2-2", "nested_share"), 0.4, 1e-9);
    CHECK_NEAR(fixture_real(c, "tier-1-2", "nested_share"), 1.0, 1e-9);
    assert_int_equal(fixture_int(c, "tier-2-1", "teams"), 0);
    assert_int_equal(fixture_issues(&f, "REACH_TEAMS_LEFT_OUT"), 1);
    fixture_end(&f);
}

static void reach__persons_stand_where_their_object_is(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 10000\n", "id:t|name:t|object:t|town:t\np1|张三|甲坡|乙乡\np2|李四|没有的坡|乙乡\np3|王五||丙乡\n");
    fixture_table(&f, "objects", "id:t|name:t|at:xy\nr1|甲坡|13000 14000\nr2|乙坡|\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    CHECK_NEAR(fixture_real(t, "p1", "minutes"), 18, 1e-9);
    assert_string_equal(fixture_text(t, "p1", "placed"), "包保对象");
    assert_string_equal(fixture_text(t, "p2", "placed"), "乡镇");
    assert_true(fixture_real(t, "p2", "distance_m") > 15000);
    assert_string_equal(fixture_text(t, "p3", "reachable"), "无坐标");
    assert_int_equal(fixture_issues(&f, "REACH_UNPLACED"), 1);
    fixture_end(&f);
}

static void reach__on_foot_towards_shelters(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\ns|小学|20000 1000\n", "id:t|name:t|at:xy\nv|一村|22000 1000\n");
    add(&f, roads_table("roads", "县道 o 0 1000 40000 1000"));
    fixture_run(&f, "reach", FIXTURE_SET("mode", "network", "on_foot", "yes", "toward", "yes", "dispatch_min", "0", "areas", "no"));
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "v", "minutes"), 24, 1e-4); // 2 km at 5 km/h, against the oneway
    fixture_end(&f);
}

static void reach__a_barrier_around_a_depot_is_told(void **state)
{
    (void)state;
    fixture f;
    situ_str targets;
    begin(&f, "id:t|name:t|at:xy\nd1|岛库|10000 10000\n", NULL);
    situ_str_init(&targets);
    situ_str_add(&targets, "id:t|name:t|at:xy\nnear|岛上|10300 10000");
    for (int i = 0; i < 25; i++)
        situ_str_addf(&targets, "\nv%d|村%d|%d 30000", i, i, 1000 * i);
    fixture_table(&f, "targets", targets.data);
    situ_str_free(&targets);
    add(&f, waters_table("河流 l 9000 9000 11000 9000 11000 11000 9000 11000 9000 9000"));
    fixture_run(&f, "reach", FIXTURE_SET("mode", "surface", "cell_m", "100"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    assert_string_equal(fixture_text(t, "near", "reachable"), "可达");
    assert_string_equal(fixture_text(t, "v3", "reachable"), "不可达");
    assert_int_equal(fixture_issues(&f, "REACH_NOT_REACHABLE"), 21); // 20 by name, and how many there are
    CHECK_NEAR(situ_grid_sample(situ_bundle_grid(f.out, "minutes"), 5000, 5000), 99999, 1e-3);
    fixture_end(&f);
}

static void reach__a_limit_makes_the_rest_unreachable(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 10000\n", "id:t|name:t|at:xy\na|甲|13000 14000\nb|乙|30000 10000\n");
    fixture_run(&f, "reach", FIXTURE_SET("limit_min", "40", "cell_m", "100"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    assert_string_equal(fixture_text(t, "a", "reachable"), "可达");
    assert_string_equal(fixture_text(t, "b", "reachable"), "不可达");
    assert_string_equal(fixture_text(t, "b", "site_id"), "");
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "bands"), "band-5", "label"), "不可达");
    fixture_end(&f);
}

static void reach__towns_help_themselves_or_not(void **state)
{
    (void)state;
    fixture f;
    // A barrier nowhere: straight. 甲镇 holds what its small incident needs; 乙乡 has nothing, and the county's depot is 20 km off.
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 10000\n", NULL);
    fixture_table(&f, "depots", "id:t|name:t|grade:t|town:t|at:xy\nd1|县库|县||10000 10000\nd2|甲镇库|乡|甲镇|5000 5000\n");
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t\ns1|甲镇库|棉被|1000|床\ns2|甲镇库|折叠床|1000|张\ns3|甲镇库|帐篷|1000|顶\ns4|甲镇库|饮用水|90000|L\ns5|甲镇库|方便食品|90000|kg\n");
    fixture_table(&f, "risk_points", "id:t|name:t|town:t|industry:t|level_final:i|threat_pop:i|at:xy\nr1|甲坡|甲镇|地质|1|420|5000 6000\nr2|乙坡|乙乡|地质|1|50|30000 10000\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    const situ_table *t = situ_bundle_table(f.out, "towns");
    assert_non_null(t);
    assert_string_equal(fixture_text(t, "T1", "relief"), "自救");
    assert_string_equal(fixture_text(t, "T2", "relief"), "缺口");
    fixture_end(&f);
}

// A township without objects threatens nobody only when it says so; when all it had are closed, it has reported.
static void reach__a_silent_town_has_not_reported(void **state)
{
    (void)state;
    static const char *const said[] = {NULL, "id:t|town:t|status:t\ns1|乙乡|未报\n", "id:t|town:t|status:t\ns1|甲镇|零报告\ns2|乙乡|零报告\n"};
    for (int k = 0; k < 4; k++) {
        fixture f;
        begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 10000\n", NULL);
        fixture_table(&f, "depots", "id:t|name:t|grade:t|town:t|at:xy\nd1|县库|县||10000 10000\n");
        fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t\ns1|县库|棉被|1000|床\n");
        fixture_table(&f, "risk_points", k == 3 ? "id:t|name:t|town:t|status:t|level_final:i|threat_pop:i|at:xy\nr1|甲坡|甲镇||1|420|5000 6000\nr2|乙坡|乙乡|销号|1|50|30000 10000\n"
                                                : "id:t|name:t|town:t|status:t|level_final:i|threat_pop:i|at:xy\nr1|甲坡|甲镇||1|420|5000 6000\n");
        if (k < 3 && said[k])
            fixture_table(&f, "submissions", said[k]);
        fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
        const situ_table *t = situ_bundle_table(f.out, "towns");
        assert_int_equal(fixture_int(t, "T1", "people_small"), 420);
        assert_string_equal(fixture_text(t, "T2", "relief"), k >= 2 ? "无受威胁人口" : "未报");
        assert_string_equal(fixture_text(t, "T2", "reason"), k >= 2 ? "" : "风险点未报");
        if (k >= 2)
            assert_int_equal(fixture_int(t, "T2", "people_small"), 0);
        else
            assert_true(isnan(fixture_real(t, "T2", "people_small")));
        fixture_end(&f);
    }
}

// In a straight line too teams leave when they can: all tables say the same of them.
static void reach__straight_teams_leave_after_their_own_time(void **state)
{
    (void)state;
    const char *teams = "id:t|name:t|level:t|at:xy\nt1|县队|县综合|10000 20000\nt2|村队|村网格|15000 20000\n";
    fixture f;
    begin(&f, teams, "id:t|name:t|at:xy\nv1|一村|14000 20000\nv2|二村|39000 20000\n");
    fixture_run(&f, "reach", FIXTURE_SET("cell_m", "50", "grid", "yes"));
    const situ_table *t = situ_bundle_table(f.out, "nearest"), *tiers = situ_bundle_table(f.out, "tiers"), *bands = situ_bundle_table(f.out, "bands");
    // 4 km x 1.3 at 30 km/h = 10.4 min after 5; the village's team is 1 km off, but leaves after 30 min.
    assert_string_equal(fixture_text(t, "v1", "site_name"), "县队");
    CHECK_NEAR(fixture_real(t, "v1", "minutes"), 15.4, 1e-5);
    CHECK_NEAR(fixture_real(t, "v1", "distance_m"), 4000, 1e-9);
    assert_int_equal(fixture_int(t, "v1", "band"), 2);
    CHECK_NEAR(fixture_real(t, "v2", "minutes"), 5 + 29 * 2.6, 1e-4); // 80.4 min; the village's 92.4
    CHECK_NEAR(fixture_real(tiers, "v1", "minutes"), fixture_real(t, "v1", "minutes"), 1e-9);
    CHECK_NEAR(fixture_real(tiers, "v2", "minutes"), fixture_real(t, "v2", "minutes"), 1e-9);
    CHECK_NEAR(fixture_real(bands, "band-1", "area_km2"), 3.14159265 * 3.846154 * 3.846154, 0.15); // around the county's alone
    fixture_end(&f);
    begin(&f, teams, "id:t|name:t|at:xy\nv1|一村|14000 20000\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no", "dispatch_min", "5")); // for all
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "v1", "minutes"), 5 + 2.6, 1e-9);
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "tiers"), "v1", "minutes"), 5 + 2.6, 1e-5);
    fixture_end(&f);
    // Where all leave late nobody is reached within the first band, which is no mistake.
    begin(&f, "id:t|name:t|level:t|at:xy\nt1|村队|村网格|10000 20000\n", "id:t|name:t|at:xy\nv1|一村|14000 20000\nv2|二村|10000 20000\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "yes"));
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "v1", "minutes"), 30 + 10.4, 1e-9);
    assert_int_equal(fixture_int(situ_bundle_table(f.out, "nearest"), "v2", "band"), 2);
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "bands"), "band-3", "label"), "30–60分钟");
    fixture_end(&f);
}

// Along roads where they lead to the sites; where most sites lie off them, in a straight line, and it is told.
static void reach__auto_takes_the_roads_that_serve_the_sites(void **state)
{
    (void)state;
    static const char *const targets = "id:t|name:t|at:xy\nv1|一村|20000 1000\n";
    fixture f;
    begin(&f, "id:t|name:t|level:t|at:xy\nt1|县队|县综合|10000 1000\nt2|乙队|县综合|38000 9000\n", targets);
    add(&f, roads_table("roads", roads));
    fixture_run(&f, "reach", NULL);
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "v1", "minutes"), 5 + 15, 1e-4); // one of two is enough
    assert_int_equal(fixture_issues(&f, "REACH_FEW_ROADS"), 0);
    fixture_end(&f);
    begin(&f, "id:t|name:t|level:t|at:xy\nt1|县队|县综合|10000 1000\nt2|乙队|县综合|38000 9000\nt3|丙队|县综合|20000 9000\n", targets);
    add(&f, roads_table("roads", roads));
    fixture_run(&f, "reach", NULL);
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "v1", "minutes"), 5 + 8 * 1.3 / 30 * 60, 1e-3); // 8 km straight, x 1.3 at 30 km/h
    assert_int_equal(fixture_issues(&f, "REACH_FEW_ROADS"), 1);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach__nearest_site_in_metres_minutes_and_band),
        cmocka_unit_test(reach__bands_fill_the_county_without_gap),
        cmocka_unit_test(reach__kilometre_bands_and_own_speed),
        cmocka_unit_test(reach__a_polygon_target_stands_at_its_pole),
        cmocka_unit_test(reach__bad_input_is_named),
        cmocka_unit_test(reach__by_road_minutes_bands_and_not_reachable),
        cmocka_unit_test(reach__over_the_surface_with_water_and_condition),
        cmocka_unit_test(reach__coverage_counts_people_once),
        cmocka_unit_test(reach__tiers_alone_and_nested),
        cmocka_unit_test(reach__persons_stand_where_their_object_is),
        cmocka_unit_test(reach__on_foot_towards_shelters),
        cmocka_unit_test(reach__a_barrier_around_a_depot_is_told),
        cmocka_unit_test(reach__a_limit_makes_the_rest_unreachable),
        cmocka_unit_test(reach__towns_help_themselves_or_not),
        cmocka_unit_test(reach__a_silent_town_has_not_reported),
        cmocka_unit_test(reach__straight_teams_leave_after_their_own_time),
        cmocka_unit_test(reach__auto_takes_the_roads_that_serve_the_sites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

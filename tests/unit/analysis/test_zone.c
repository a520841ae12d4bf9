// SPDX-License-Identifier: MIT
// Levels of regions (F7) and of the zoning grid.

#include "unit/analysis/fixture.h"

// Two towns of 10 x 10 km side by side, a forest farm without a polygon, three villages in the first.
static const char regions[] = "id:t|name:t|level:t|code:t|parent:t|pop:i|at:b\n"
                              "C|岚川县|县|509999|||\n"
                              "T1|甲镇|乡镇|509999101||9000|0 0 10000 10000\n"
                              "T2|乙乡|乡镇|509999102||4000|10000 0 20000 10000\n"
                              "T3|林场|乡镇||||\n"
                              "T4|丙镇|乡镇|509999104|||20000 0 30000 10000\n"
                              "V1|东村|村|509999101201|甲镇||0 0 5000 5000\n"
                              "V2|西村|村|509999101202|甲镇||5000 0 10000 5000\n"
                              "V3|东村|村|509999102201|乙乡||10000 0 15000 5000\n";

static void zone(fixture *f, const char *points, const char *const *settings)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "points", points);
    fixture_run(f, "zone", settings);
}

static const char points_header[] = "id:t|name:t|town:t|village:t|region_code:t|status:t|level_final:i|at:xy\n";

static void with_header(char *out, size_t size, const char *rows)
{
    snprintf(out, size, "%s%s", points_header, rows);
    assert_true(strlen(out) + 1 < size);
}

static void zone__highest_level_wins_and_nothing_is_lost(void **state)
{
    (void)state;
    char points[4000];
    fixture f;
    with_header(points, sizeof points,
                "a|甲|甲镇||||3|1000 1000\n"   // by name
                "b|乙|||||2|2000 2000\n"       // by where it lies
                "c|丙|甲镇||||1|\n"            // no coordinates, still counts
                "d|丁|林场||||4|\n"            // a unit without a polygon
                "e|戊||||销号|1|11000 1000\n"  // closed: not counted
                "f|己|乙乡||||0|11000 1000\n"  // not assessed
                "g|庚|||509999102201||0|\n"    // by the code of its village
                "h|辛|||||1|50000 50000\n"     // nowhere
                "i|壬|甲镇||||0|1500 1500\n");
    zone(&f, points, NULL);
    const situ_table *t = situ_bundle_table(f.out, "regions");
    assert_int_equal(t->row_count, 4);
    assert_int_equal(fixture_int(t, "T1", "level"), 1);
    assert_int_equal(fixture_int(t, "T1", "n1"), 1);
    assert_int_equal(fixture_int(t, "T1", "n2"), 1);
    assert_int_equal(fixture_int(t, "T1", "n3"), 1);
    assert_int_equal(fixture_int(t, "T1", "n0"), 1);
    assert_int_equal(fixture_int(t, "T1", "unplaced"), 1);
    assert_string_equal(fixture_text(t, "T1", "level_reason"), "R-MAX 红1橙1黄1 未评估1");
    assert_string_equal(fixture_text(t, "T1", "status"), "评估");
    assert_int_equal(fixture_int(t, "T3", "level"), 4);
    assert_null(situ_table_geometry(t, fixture_row(t, "id", "T3")));
    assert_int_equal(fixture_int(t, "T2", "level"), 0);
    assert_int_equal(fixture_int(t, "T2", "n0"), 2);
    assert_string_equal(fixture_text(t, "T2", "status"), "未评估");
    assert_int_equal(fixture_int(t, "T4", "level"), 0); // empty: never blue
    assert_string_equal(fixture_text(t, "T4", "status"), "未报");
    assert_int_equal(fixture_int(t, "T1", "pop"), 9000);
    assert_int_equal(fixture_issues(&f, "ZONE_UNASSIGNED"), 1);
    CHECK_HOLDS(situ_report_get(f.report, 0)->message, "辛");
    fixture_end(&f);
}

static void zone__four_kinds_of_no_data_are_told_apart(void **state)
{
    (void)state;
    char points[1000];
    fixture f;
    with_header(points, sizeof points, "a|甲|甲镇||||0|1 1\nb|乙|乙乡||||0|\n");
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "points", points);
    fixture_table(&f, "submissions", "town:t|status:t\n丙镇|零报告\n甲镇|已报\n");
    fixture_run(&f, "zone", FIXTURE_SET("grid", "no"));
    const situ_table *t = situ_bundle_table(f.out, "regions");
    assert_string_equal(fixture_text(t, "T1", "status"), "未评估");
    assert_string_equal(fixture_text(t, "T2", "status"), "无坐标");
    assert_string_equal(fixture_text(t, "T4", "status"), "零报告");
    assert_string_equal(fixture_text(t, "T3", "status"), "未报");
    for (size_t row = 0; row < t->row_count; row++)
        assert_int_equal(situ_table_int(t, row, situ_table_find(t, "level")), 0);
    assert_null(situ_bundle_table(f.out, "areas"));
    fixture_end(&f);
}

// n points of each level in town 甲镇.
static long count_rule(const int n[5], const char *const *settings)
{
    static char points[20000];
    fixture f;
    with_header(points, sizeof points, "");
    for (int level = 0; level <= 4; level++)
        for (int k = 0; k < n[level]; k++)
            snprintf(points + strlen(points), sizeof points - strlen(points), "%d-%d|点|甲镇||||%d|\n", level, k, level);
    zone(&f, points, settings);
    long level = fixture_int(situ_bundle_table(f.out, "regions"), "T1", "level");
    fixture_end(&f);
    return level;
}

static void zone__count_rule_boundaries(void **state)
{
    (void)state;
    static const struct { int n[5]; long level; } want[] = {
        {{0, 1, 0, 0, 0}, 1},  {{0, 0, 5, 0, 0}, 1},  {{0, 0, 4, 0, 0}, 2}, {{0, 0, 1, 0, 0}, 2}, {{0, 0, 0, 10, 0}, 2},
        {{0, 0, 0, 9, 30}, 3}, {{0, 0, 0, 1, 0}, 3},  {{0, 0, 0, 0, 1}, 4}, {{5, 0, 0, 0, 0}, 0}, {{0, 1, 3, 7, 20}, 1},
        {{0, 0, 0, 0, 0}, 0},
    };
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        long level = count_rule(want[k].n, FIXTURE_SET("rule", "R-COUNT", "grid", "no"));
        if (level != want[k].level)
            fail_msg("case %zu: level %ld, expected %ld", k, level, want[k].level);
    }
    const int two_red[5] = {0, 2, 0, 0, 0}, nine_yellow[5] = {0, 0, 0, 9, 0};
    assert_int_equal(count_rule(two_red, FIXTURE_SET("rule", "R-COUNT", "grid", "no", "a", "3")), 2); // red weighs as orange below a
    assert_int_equal(count_rule(nine_yellow, FIXTURE_SET("rule", "R-COUNT", "grid", "no", "c", "9")), 2);
    assert_int_equal(count_rule(nine_yellow, FIXTURE_SET("rule", "R-MAX", "grid", "no")), 3);
}

static void zone__same_named_villages_are_told_apart_by_their_town(void **state)
{
    (void)state;
    char points[1000];
    fixture f;
    with_header(points, sizeof points, "a|甲|甲镇|东村|||3|\nb|乙|乙乡|东村|||2|\nc|丙||东村|||1|\nd|丁|||||4|6000 1000\n");
    zone(&f, points, FIXTURE_SET("by", "村", "grid", "no"));
    const situ_table *t = situ_bundle_table(f.out, "regions");
    assert_int_equal(t->row_count, 3);
    assert_int_equal(fixture_int(t, "V1", "level"), 3);
    assert_int_equal(fixture_int(t, "V3", "level"), 2);
    assert_int_equal(fixture_int(t, "V2", "level"), 4);
    assert_int_equal(fixture_issues(&f, "ZONE_UNASSIGNED"), 1); // 东村 of which town?
    fixture_end(&f);
}

static double total_area(const situ_table *t)
{
    double sum = 0;
    for (size_t row = 0; row < t->row_count; row++)
        sum += situ_geometry_area(situ_table_geometry(t, row));
    return sum;
}

static void zone__grid_areas_have_the_radius_of_their_level(void **state)
{
    (void)state;
    char points[1000];
    fixture f;
    with_header(points, sizeof points, "a|甲|||||3|3000 3000\nb|乙|||||2|16000 6000\n");
    zone(&f, points, FIXTURE_SET("cell_m", "20"));
    const situ_table *t = situ_bundle_table(f.out, "areas");
    assert_int_equal(t->row_count, 2);
    // Discs of 500 m and 800 m (rules/zone.yaml).
    CHECK_NEAR(fixture_real(t, "yellow", "area_km2"), 3.14159 * 0.25, 0.012);
    CHECK_NEAR(fixture_real(t, "orange", "area_km2"), 3.14159 * 0.64, 0.02);
    CHECK_NEAR(fixture_real(t, "orange", "share"), 3.14159 * 0.64 / 300.0, 2e-4);
    assert_int_equal(fixture_int(t, "yellow", "level"), 3);
    assert_string_equal(fixture_text(t, "yellow", "name"), "黄");
    fixture_end(&f);
}

static void zone__grid_raises_clusters_and_stays_inside_the_county(void **state)
{
    (void)state;
    static char points[20000];
    fixture f;
    // Six orange points on a spot: worth more than five, so red inside; a disc that crosses the county's edge.
    with_header(points, sizeof points,
                "a|点|||||2|5000 5000\nb|点|||||2|5000 5000\nc|点|||||2|5000 5000\nd|点|||||2|5000 5000\ne|点|||||2|5000 5000\n"
                "f|点|||||2|5000 5000\ng|边|||||1|10 5000\n");
    zone(&f, points, FIXTURE_SET("cell_m", "20"));
    const situ_table *t = situ_bundle_table(f.out, "areas");
    // 6 (1 - d^2/R^2)^2 >= 5: d = R sqrt(1 - sqrt(5/6)).
    double d2 = 1500.0 * 1500.0 * (1.0 - sqrt(5.0 / 6.0)), cluster = 3.14159265 * d2 / 1e6;
    double edge = 3.14159265 / 2.0 + 0.02; // a half disc of 1000 m and 10 m more
    CHECK_NEAR(fixture_real(t, "red", "area_km2"), cluster + edge, 0.02);
    CHECK_NEAR(total_area(t) / 1e6, fixture_real(t, "red", "area_km2") + fixture_real(t, "orange", "area_km2"), 1e-6);
    for (size_t row = 0; row < t->row_count; row++) {
        situ_box box = situ_table_geometry(t, row)->box;
        assert_true(box.x0 >= -1e-6 && box.y0 >= -1e-6 && box.x1 <= 30000 + 1e-6 && box.y1 <= 10000 + 1e-6);
    }
    fixture_end(&f);
}

static void zone__no_points_is_an_empty_map(void **state)
{
    (void)state;
    fixture f;
    zone(&f, points_header, NULL);
    assert_int_equal(situ_bundle_table(f.out, "areas")->row_count, 0);
    assert_int_equal(situ_bundle_table(f.out, "regions")->row_count, 4);
    fixture_end(&f);
}

static void zone__bad_input_is_named(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", "id:t|name:t|at:xy\na|甲|1 1\n");
    fixture_table(&f, "regions", regions);
    CHECK_FAILS(SITU_E_SCHEMA, fixture_try(&f, "zone", NULL), f.err);
    CHECK_HOLDS(f.err.cause, "level_final");
    fixture_table(&f, "points", "id:t|name:t|level:i|at:xy\na|甲|1|1 1\n");
    fixture_table(&f, "regions", "id:t|name:t|level:t\nV|东村|村\n");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "zone", NULL), f.err);
    CHECK_HOLDS(f.err.cause, "乡镇");
    fixture_table(&f, "regions", "id:t|name:t|level:t|at:b\nT|甲镇|乡镇|0 0 1e6 1e6\n");
    CHECK_FAILS(SITU_E_LIMIT, fixture_try(&f, "zone", FIXTURE_SET("cell_m", "5")), f.err);
    CHECK_HOLDS(f.err.cause, "64 million");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zone__highest_level_wins_and_nothing_is_lost),
        cmocka_unit_test(zone__four_kinds_of_no_data_are_told_apart),
        cmocka_unit_test(zone__count_rule_boundaries),
        cmocka_unit_test(zone__same_named_villages_are_told_apart_by_their_town),
        cmocka_unit_test(zone__grid_areas_have_the_radius_of_their_level),
        cmocka_unit_test(zone__grid_raises_clusters_and_stays_inside_the_county),
        cmocka_unit_test(zone__no_points_is_an_empty_map),
        cmocka_unit_test(zone__bad_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Industry x region matrix (F9).

#include "unit/analysis/fixture.h"

static const char regions[] = "id:t|name:t|level:t|code:t|sort:i|at:b\n"
                              "T1|甲镇|乡镇|509999101|3|0 0 10000 10000\n"
                              "T2|乙乡|乡镇|509999102|1|10000 0 20000 10000\n"
                              "T3|林场|乡镇||2|\n"
                              "T4|丙镇|乡镇|509999104||20000 0 30000 10000\n";
static const char points[] = "id:t|name:t|town:t|industry:t|status:t|level_final:i|at:xy\n"
                             "a|甲|甲镇|消防||2|1 1\nb|乙|甲镇|消防||3|1 1\nc|丙|甲镇|旅游||0|1 1\nd|丁|乙乡|消防||4|1 1\n"
                             "e|戊|乙乡|危险化学品|销号|1|1 1\nf|己|林场|地质灾害||1|\ng|庚|甲镇|||4|1 1\nh|辛||地质灾害||3|\ni|壬|林场|道路交通||0|\n";

static void run(fixture *f, const char *const *settings)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "points", points);
    fixture_run(f, "matrix", settings);
}

static void matrix__cells_have_the_level_of_their_points(void **state)
{
    (void)state;
    fixture f;
    run(&f, NULL);
    const situ_table *t = situ_bundle_table(f.out, "cells");
    // Five industries with open points: 4 regions x (5 + all) + 5 + the county.
    assert_int_equal(t->row_count, 4 * 6 + 6);
    assert_int_equal(fixture_int(t, "T1|消防", "level"), 2);
    assert_int_equal(fixture_int(t, "T1|消防", "n2"), 1);
    assert_int_equal(fixture_int(t, "T1|消防", "n3"), 1);
    assert_string_equal(fixture_text(t, "T1|消防", "level_reason"), "R-MAX 橙1黄1");
    assert_string_equal(fixture_text(t, "T1|消防", "kind"), "格");
    assert_int_equal(fixture_int(t, "T2|消防", "level"), 4);
    assert_int_equal(fixture_int(t, "T1|未填行业", "level"), 4);
    // Empty is none, not blue; not graded is another thing, and so is a place not known.
    assert_int_equal(fixture_int(t, "T2|旅游", "level"), 0);
    assert_string_equal(fixture_text(t, "T2|旅游", "status"), "无");
    assert_string_equal(fixture_text(t, "T2|旅游", "level_reason"), "无");
    assert_int_equal(fixture_int(t, "T1|旅游", "level"), 0);
    assert_string_equal(fixture_text(t, "T1|旅游", "status"), "未评估");
    assert_string_equal(fixture_text(t, "T3|道路交通", "status"), "无坐标");
    fixture_end(&f);
}

static void matrix__margins_are_the_rule_on_all_points(void **state)
{
    (void)state;
    fixture f;
    run(&f, FIXTURE_SET("rule", "R-COUNT", "c", "2"));
    const situ_table *t = situ_bundle_table(f.out, "cells");
    assert_int_equal(fixture_int(t, "T1|*", "level"), 2);
    assert_int_equal(fixture_int(t, "T1|*", "points"), 4);
    assert_string_equal(fixture_text(t, "T1|*", "kind"), "区域合计");
    assert_string_equal(fixture_text(t, "T1|*", "level_reason"), "R-COUNT(a=1 b=5 c=2) 橙1黄1蓝1 未评估1");
    assert_int_equal(fixture_int(t, "T4|*", "level"), 0);
    assert_string_equal(fixture_text(t, "T4|*", "status"), "未报");
    assert_int_equal(fixture_int(t, "*|地质灾害", "level"), 1);
    assert_int_equal(fixture_int(t, "*|地质灾害", "points"), 2); // with the one of no township
    assert_string_equal(fixture_text(t, "*|地质灾害", "kind"), "行业合计");
    assert_int_equal(fixture_int(t, "*|*", "level"), 1);
    assert_int_equal(fixture_int(t, "*|*", "points"), 8);
    assert_string_equal(fixture_text(t, "*|*", "kind"), "总计");
    assert_int_equal(fixture_issues(&f, "ZONE_UNASSIGNED"), 1);
    fixture_end(&f);
}

static void matrix__wide_is_in_the_countys_order_and_tells_none_from_not_assessed(void **state)
{
    (void)state;
    static const char *const order[] = {"T2", "T3", "T1", "T4", "*"};
    // Industries in the order of the rules, then as they come.
    static const char *const industries[] = {"地质灾害", "道路交通", "消防", "旅游", "未填行业"};
    fixture f;
    run(&f, NULL);
    const situ_table *t = situ_bundle_table(f.out, "wide");
    assert_int_equal(t->row_count, 5);
    for (size_t row = 0; row < 5; row++)
        assert_string_equal(situ_table_text(t, row, situ_table_find(t, "id")), order[row]);
    assert_int_equal(t->column_count, 4 + 5);
    for (size_t k = 0; k < 5; k++)
        assert_int_equal(situ_table_find(t, industries[k]), (int)(4 + k));
    assert_int_equal(fixture_int(t, "T1", "消防"), 2);
    assert_int_equal(fixture_int(t, "T1", "旅游"), 0);
    assert_true(situ_table_is_null(t, fixture_row(t, "id", "T2"), situ_table_find(t, "旅游")));
    assert_int_equal(fixture_int(t, "T1", "level"), 2);
    assert_int_equal(fixture_int(t, "T4", "level"), 0);
    assert_int_equal(fixture_int(t, "*", "level"), 1);
    assert_string_equal(fixture_text(t, "*", "name"), "合计");
    assert_non_null(situ_table_geometry(t, fixture_row(t, "id", "T1")));
    assert_null(situ_table_geometry(t, fixture_row(t, "id", "T3")));
    fixture_end(&f);
}

static void matrix__margins_agree_with_zone(void **state)
{
    (void)state;
    static const char *const settings[] = {"rule", "R-INDEX", "then", "R-FLOOR", NULL};
    static const char hazards[] = "id:t|title:t|town:t|grade:t|supervise:t|state:t\nh|漏|甲镇|重大|县|整改\n";
    fixture f, g;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "points", points);
    fixture_table(&f, "hazard", hazards);
    fixture_run(&f, "matrix", settings);
    fixture_begin(&g);
    fixture_table(&g, "regions", regions);
    fixture_table(&g, "points", points);
    fixture_table(&g, "hazard", hazards);
    fixture_run(&g, "zone", (const char *const[]){"rule", "R-INDEX", "then", "R-FLOOR", "grid", "no", NULL});
    const situ_table *cells = situ_bundle_table(f.out, "cells"), *zones = situ_bundle_table(g.out, "regions");
    for (size_t row = 0; row < zones->row_count; row++) {
        const char *id = situ_table_text(zones, row, situ_table_find(zones, "id"));
        char key[64];
        snprintf(key, sizeof key, "%s|*", id);
        assert_int_equal(fixture_int(cells, key, "level"), fixture_int(zones, id, "level"));
        assert_string_equal(fixture_text(cells, key, "level_reason"), fixture_text(zones, id, "level_reason"));
    }
    assert_int_equal(fixture_int(cells, "T1|*", "level"), 2); // V = (.1 x 60 + .1 x 10) / .2 = 35, and one up
    fixture_end(&f);
    fixture_end(&g);
}

static void matrix__no_points_is_all_none(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "points", "id:t|name:t|industry:t|level_final:i\n");
    fixture_run(&f, "matrix", NULL);
    const situ_table *cells = situ_bundle_table(f.out, "cells"), *wide = situ_bundle_table(f.out, "wide");
    assert_int_equal(cells->row_count, 4 + 1);
    for (size_t row = 0; row < cells->row_count; row++)
        assert_int_equal(situ_table_int(cells, row, situ_table_find(cells, "level")), 0);
    assert_int_equal(wide->row_count, 5);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix__cells_have_the_level_of_their_points),
        cmocka_unit_test(matrix__margins_are_the_rule_on_all_points),
        cmocka_unit_test(matrix__wide_is_in_the_countys_order_and_tells_none_from_not_assessed),
        cmocka_unit_test(matrix__margins_agree_with_zone),
        cmocka_unit_test(matrix__no_points_is_all_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

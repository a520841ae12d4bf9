// SPDX-License-Identifier: MIT
// Levels of measured rain (F6): any one duration, the table of a county, the worst of a township.

#include "unit/analysis/fixture.h"
#include "analysis/rain.h"
#include "support/folder.h"

#define WARNING "id:t|name:t|town:t|hazard:t|level:t|issued:t|rain_1h:r|rain_3h:r|rain_6h:r|rain_24h:r|at:xy\n"
static const char points[] = "id:t|name:t\na|点\n", regions[] = "id:t|name:t|level:t|code:t|at:box\nT1|甲镇|乡镇|509999101|0 0 1000 1000\nT2|乙乡|乡镇|509999102|1000 0 2000 1000\nT3|丙乡|乡镇|509999103|2000 0 3000 1000\n";

static void run(fixture *f, const char *rows, const char *of_regions, const char *const *settings)
{
    char text[3000];
    fixture_begin(f);
    fixture_table(f, "points", points);
    if (of_regions)
        fixture_table(f, "regions", of_regions);
    snprintf(text, sizeof text, "%s%s", WARNING, rows);
    fixture_table(f, "warnings", text);
    fixture_run(f, "grade", settings);
}

static long level(const fixture *f, const char *id) { return fixture_int(situ_bundle_table(f->out, "rain"), id, "level"); }

static void rain__jianghua_1h_50_and_3h_70_give_3(void **state)
{
    (void)state;
    fixture f;
    run(&f, "a|站|甲镇|山洪|||50|70|||\n", NULL, NULL);
    assert_int_equal(level(&f, "a"), 3);
    CHECK_HOLDS(fixture_text(situ_bundle_table(f.out, "rain"), "a", "level_reason"), "F6-RAIN 1h 50≥45 mm (江华县)");
    fixture_end(&f);
}

static void rain__jianghua_1h_30_and_24h_165_give_2(void **state)
{
    (void)state;
    fixture f;
    run(&f, "a|站|甲镇|山洪|||30|||165|\n", NULL, NULL);
    assert_int_equal(level(&f, "a"), 2);
    CHECK_HOLDS(fixture_text(situ_bundle_table(f.out, "rain"), "a", "level_reason"), "24h 165≥160");
    fixture_end(&f);
}

// Every threshold of the sample table, reached and just not.
static void rain__every_threshold_counts_as_reached(void **state)
{
    (void)state;
    static const double at[4][4] = {{80, 60, 45, 35}, {120, 100, 75, 55}, {150, 120, 95, 70}, {200, 160, 130, 100}};
    fixture f;
    situ_rain_scale scale;
    fixture_begin(&f);
    CHECK_OK(situ_rain_scale_read(&scale, f.rules, NULL, NULL, &f.err), f.err);
    assert_string_equal(scale.name, "江华县");
    for (int d = 0; d < 4; d++)
        for (int l = 0; l < 4; l++) {
            double mm[4] = {NAN, NAN, NAN, NAN};
            int which;
            mm[d] = at[d][l];
            assert_int_equal(situ_rain_level(&scale, mm, &which), l + 1);
            assert_int_equal(which, d);
            mm[d] = at[d][l] - 0.1;
            assert_int_equal(situ_rain_level(&scale, mm, &which), l == 3 ? 0 : l + 2);
        }
    CHECK_FAILS(SITU_E_FORMAT, situ_rain_scale_read(&scale, f.rules, "无此县", NULL, &f.err), f.err);
    CHECK_HOLDS(f.err.cause, "无此县");
    CHECK_HOLDS(f.err.file, "rain.yaml");
    CHECK_OK(situ_rain_scale_read(&scale, f.rules, "", "岚川县", &f.err), f.err); // a county without a table of its own
    fixture_end(&f);
}

static void rain__a_town_has_the_worst_of_its_newest_day(void **state)
{
    (void)state;
    fixture f;
    run(&f,
        "a|东站|甲镇|山洪||2026-06-29|90||||\n" "b|东站|甲镇|山洪||2026-06-30|10||||\n" "c|西站|甲镇|山洪||2026-06-30|61||||\n" "d|无镇站||山洪||2026-06-30|36||||1500 500\n"
        "e|迷站|他镇|||2026-06-30|36||||\n" "f|暴雨预警|乙乡|暴雨|橙|2026-06-30|||||\n" "g|空站|甲镇||||||||\n" "h|反站|甲镇||||50|40|||\n" "i|负站|甲镇||||-1||||\n",
        regions, NULL);
    const situ_table *towns = situ_bundle_table(f.out, "rain_towns"), *rows = situ_bundle_table(f.out, "rain");
    assert_int_equal(towns->row_count, 4); // 他镇 is kept by its name
    assert_int_equal(fixture_int(towns, "T1", "level"), 2);
    assert_string_equal(fixture_text(towns, "T1", "worst"), "西站");
    assert_int_equal(fixture_int(towns, "T1", "readings"), 2);
    assert_int_equal(fixture_int(towns, "T2", "level"), 4); // d lies in it
    assert_true(situ_table_is_null(towns, 2, situ_table_find(towns, "level"))); // nothing measured is not level 0
    assert_int_equal(fixture_int(rows, "a", "level"), 1);
    assert_int_equal(fixture_int(rows, "b", "level"), 0);
    assert_string_equal(fixture_text(rows, "d", "town"), "乙乡");
    assert_string_equal(fixture_text(rows, "f", "warning_level"), "橙");
    assert_true(situ_table_is_null(rows, fixture_row(rows, "id", "f"), situ_table_find(rows, "level")));
    assert_int_equal(fixture_issues(&f, "RAIN_NONE"), 2); // g and i; f is a warning
    assert_int_equal(fixture_issues(&f, "RAIN_ORDER"), 1);
    assert_int_equal(fixture_issues(&f, "RAIN_NEGATIVE"), 1);
    fixture_end(&f);
}

static void rain__no_warnings_give_empty_tables(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", points);
    fixture_table(&f, "regions", regions);
    fixture_run(&f, "grade", NULL);
    assert_int_equal(situ_bundle_table(f.out, "rain")->row_count, 0);
    assert_int_equal(situ_bundle_table(f.out, "rain_towns")->row_count, 0);
    assert_int_equal(situ_bundle_table(f.out, "conflicts")->row_count, 0);
    assert_int_equal(situ_report_count(f.report), 0);
    fixture_end(&f);
}

static void rain__thresholds_that_do_not_fall_are_refused(void **state)
{
    static const char text[] = "default: 甲县\ntables:\n  甲县:\n    rain_1h: {red: 80, orange: 60, yellow: 45, blue: 45}\n";
    situ_resources res;
    situ_rules *rules = NULL;
    situ_error err = {0};
    situ_rain_scale scale;
    assert_int_equal(situ_make_dirs(in_folder(state, "s/rules"), &err), SITU_OK);
    CHECK_OK(situ_write_file(in_folder(state, "s/rules/rain.yaml"), text, sizeof text - 1, &err), err);
    CHECK_OK(situ_resources_init(&res, in_folder(state, "s"), NULL, NULL, &err), err);
    CHECK_OK(situ_rules_load(&rules, &res, &err), err);
    CHECK_FAILS(SITU_E_FORMAT, situ_rain_scale_read(&scale, rules, NULL, "甲县", &err), err);
    CHECK_HOLDS(err.cause, "80, 60, 45, 45");
    assert_int_equal(err.row, 4);
    situ_rules_free(rules);
    situ_resources_free(&res);
}

static void rain__every_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t nth = 1, total = 1; nth <= total; nth++) {
        fixture f;
        fixture_begin(&f);
        fixture_table(&f, "points", points);
        fixture_table(&f, "regions", regions);
        fixture_table(&f, "warnings", WARNING "a|东站|甲镇|山洪||2026-06-29|90||||\nb|他站|他镇|山洪||2026-06-30|10||||\nc|空站|||||||||\n");
        situ_status status = fixture_try_armed(&f, "grade", NULL, nth == 1 ? 0 : nth - 1);
        if (nth == 1)
            total = f.allocations + 1;
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rain__jianghua_1h_50_and_3h_70_give_3),
        cmocka_unit_test(rain__jianghua_1h_30_and_24h_165_give_2),
        cmocka_unit_test(rain__every_threshold_counts_as_reached),
        cmocka_unit_test(rain__a_town_has_the_worst_of_its_newest_day),
        cmocka_unit_test(rain__no_warnings_give_empty_tables),
        cmocka_unit_test_setup_teardown(rain__thresholds_that_do_not_fall_are_refused, folder_setup, folder_teardown),
        cmocka_unit_test(rain__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// 双控 and 点线面 (F8).

#include "unit/analysis/check_fixture.h"

static const char zones[] = "id:t|name:t|type:t|level:i|pop:i|resp_person:t|phone:t|at:b\n"
                            "z1|有点滑坡区|地质风险区|1|120|张三|1|0 0 1000 1000\n"
                            "z2|空滑坡区|地质风险区|2||||5000 0 6000 1000\n"
                            "z3|山洪区|山洪危险区|2|50|无||0 0 2000 2000\n"
                            "z4|淹没|淹没区|3|10|王五||0 3000 1000 4000\n"
                            "z5|未画|地质风险区|3|7|李四||\n";
static const char points[] = "id:t|name:t|industry:t|status:t|loc_quality:t|level_final:i|at:xy\n"
                             "a|区内|地质灾害||exact|2|500 500\n"
                             "b|边上三十米|地质灾害|||1|1030 500\n"
                             "c|三十一米|地质灾害|||3|1031 500\n"
                             "d|沟口|山洪|||0|1500 1500\n"
                             "e|已销|地质灾害|销号||1|500 500\n"
                             "f|约略|地质灾害||village|1|500 500\n"
                             "g|无坐标|地质灾害|||1|\n"
                             "h|工厂|危险化学品|||1|500 500\n"
                             "i|林火|森林火灾|||2|500 500\n";
static const char regions[] = "id:t|name:t|level:t|pop:i|at:b\nV|东村|村|3000|4000 0 6000 1000\nW|无人口|村||0 0 100 100\n";

static void run(fixture *f, const char *const *settings)
{
    fixture_begin(f);
    fixture_table(f, "points", points);
    fixture_table(f, "zones", zones);
    fixture_table(f, "regions", regions);
    fixture_run(f, "double_control", settings);
}

static void double_control__points_in_and_out_with_30_m_tolerance(void **state)
{
    (void)state;
    fixture f;
    run(&f, NULL);
    const situ_table *t = situ_bundle_table(f.out, "points");
    assert_string_equal(fixture_text(t, "a", "list"), "点在区内");
    assert_string_equal(fixture_text(t, "a", "zone"), "z1");
    CHECK_NEAR(fixture_real(t, "a", "distance_m"), 0, 0);
    assert_string_equal(fixture_text(t, "b", "list"), "点在区内"); // 30 m is within
    CHECK_NEAR(fixture_real(t, "b", "distance_m"), 30, 1e-9);
    assert_string_equal(fixture_text(t, "c", "list"), "点在区外");
    assert_string_equal(fixture_text(t, "d", "list"), "点在区内");
    assert_string_equal(fixture_text(t, "d", "zone_name"), "山洪区");
    assert_string_equal(fixture_text(t, "f", "list"), "位置不准或无坐标");
    assert_string_equal(fixture_text(t, "g", "list"), "位置不准或无坐标");
    assert_string_equal(fixture_text(t, "i", "list"), "无此类危险区");
    assert_int_equal(t->row_count, 7); // a closed point and a factory are not asked for
    fixture_end(&f);
}

static void double_control__areas_with_and_without_points_people_and_persons(void **state)
{
    (void)state;
    fixture f;
    run(&f, NULL);
    const situ_table *t = situ_bundle_table(f.out, "zones"), *lists = situ_bundle_table(f.out, "lists");
    assert_int_equal(t->row_count, 5);
    assert_string_equal(fixture_text(t, "z1", "list"), "区有点");
    assert_int_equal(fixture_int(t, "z1", "points"), 2);
    assert_int_equal(fixture_int(t, "z1", "worst"), 1);
    assert_int_equal(fixture_int(t, "z1", "people"), 120);
    assert_string_equal(fixture_text(t, "z1", "people_from"), "台账");
    assert_string_equal(fixture_text(t, "z1", "responsible"), "有");
    assert_string_equal(fixture_text(t, "z2", "list"), "区无点");
    assert_int_equal(fixture_int(t, "z2", "people"), 1500); // half of the village's 3000
    assert_string_equal(fixture_text(t, "z2", "people_from"), "按村人口折算");
    assert_string_equal(fixture_text(t, "z2", "responsible"), "缺");
    assert_int_equal(fixture_int(t, "z3", "points"), 1); // one not graded is a point too
    assert_int_equal(fixture_int(t, "z3", "worst"), 0);
    assert_string_equal(fixture_text(t, "z3", "responsible"), "缺"); // 无 is nobody
    assert_string_equal(fixture_text(t, "z4", "list"), "不要求有点");
    assert_string_equal(fixture_text(t, "z5", "list"), "无类型或边界");
    static const struct { const char *id; long count, people; } want[] = {{"in", 3, 0}, {"out", 1, 0}, {"with", 2, 170}, {"without", 1, 1500}, {"no_person", 2, 1550}};
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        assert_int_equal(fixture_int(lists, want[k].id, "count"), want[k].count);
        if (k >= 2)
            assert_int_equal(fixture_int(lists, want[k].id, "people"), want[k].people);
    }
    assert_string_equal(fixture_text(lists, "no_person", "name"), "区无责任人");
    fixture_end(&f);
}

static void double_control__persons_by_object_and_people_not_known(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", points);
    fixture_table(&f, "zones", zones);
    fixture_table(&f, "persons", "id:t|name:t|object:t\np|赵六|别处、空滑坡区\n");
    fixture_run(&f, "double_control", NULL);
    const situ_table *t = situ_bundle_table(f.out, "zones"), *lists = situ_bundle_table(f.out, "lists");
    assert_string_equal(fixture_text(t, "z2", "resp_person"), "赵六");
    assert_string_equal(fixture_text(t, "z2", "responsible"), "有");
    assert_true(situ_table_is_null(t, fixture_row(t, "id", "z2"), situ_table_find(t, "people"))); // not 0
    assert_int_equal(fixture_int(lists, "without", "people_unknown"), 1);
    fixture_end(&f);
}

static void double_control__a_shape_is_in_an_area_when_any_of_it_is(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "zones", "id:t|name:t|type:t|at:b\nz1|窄区|地质风险区|1000 0 1010 1000\nz2|近区|地质风险区|3000 0 3010 10\n");
    fixture_table(&f, "points", "id:t|name:t|industry:t|level_final:i|l:line|b:box\na|穿过|地质灾害|2|0 500 2000 500|\nb|滑坡体|地质灾害|2||2900 -100 2985 100\nc|远|地质灾害|2|5000 0 5001 1|\n");
    fixture_run(&f, "double_control", NULL);
    const situ_table *t = situ_bundle_table(f.out, "points");
    assert_string_equal(fixture_text(t, "a", "list"), "点在区内"); // no corner of either lies in the other
    CHECK_NEAR(fixture_real(t, "a", "distance_m"), 0, 0);
    assert_string_equal(fixture_text(t, "b", "zone"), "z2");
    CHECK_NEAR(fixture_real(t, "b", "distance_m"), 15, 1e-9);
    assert_string_equal(fixture_text(t, "c", "list"), "点在区外");
    fixture_end(&f);
}

static void double_control__checks_and_analysis_agree(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", points);
    fixture_table(&f, "hazard_zone", zones);
    outcome o = check_run(&f, "double_control_point", "2026-06-30");
    assert_int_equal(o.objects, 4);
    assert_int_equal(o.unknown, 3);
    assert_int_equal(o.findings, 1);
    finding(&f, "double_control_point", "三十一米");
    o = check_run(&f, "double_control_zone", "2026-06-30");
    assert_int_equal(o.objects, 3);
    assert_int_equal(o.unknown, 1);
    assert_int_equal(o.findings, 1);
    finding(&f, "double_control_zone", "空滑坡区");
    fixture_end(&f);
}

static void double_control__no_ledgers_are_told_and_lists_are_empty(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", "id:t|name:t|industry:t|level_final:i|at:xy\na|区内|地质灾害|2|500 500\n");
    fixture_run(&f, "double_control", NULL);
    assert_int_equal(fixture_issues(&f, "CONTROL_NO_ZONES"), 1);
    assert_int_equal(situ_bundle_table(f.out, "zones")->row_count, 0);
    assert_int_equal(situ_bundle_table(f.out, "lines")->row_count, 0);
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "points"), "a", "list"), "无此类危险区");
    fixture_table(&f, "points", "id:t|name:t\n");
    fixture_table(&f, "zones", zones);
    fixture_run(&f, "double_control", NULL);
    assert_int_equal(situ_bundle_table(f.out, "points")->row_count, 0);
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "zones"), "z1", "list"), "区无点");
    fixture_end(&f);
}

// --- lines ---

static void double_control__line_pieces_take_the_worst_level_within_50_m(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    // On the road at 200 (yellow), 30 m beside it at 300 (red: 40 m each way), blue at 260 under them, not graded at 900,
    // one closed and one known by its village only.
    fixture_table(&f, "points", "id:t|name:t|level_final:i|status:t|loc_quality:t|at:xy\n"
                                "a|黄点|3|||200 0\nb|红点|1|||300 30\nc|蓝点|4|||260 0\nd|未评|0|||900 10\ne|销|1|销号||600 0\nf|约略|1||town|600 0\n");
    fixture_table(&f, "roads", "id:t|name:t|class:t|at:line\nr1|甲线|县道|0 0 100 0 500 0 1000 0\nr2|乙线|村道|0 5000 0 5300\nr3|无线|村道|\n");
    fixture_table(&f, "water", "id:t|name:t|kind:t|l:line|b:box\nw1|清溪|溪沟|300 -200 300 200|\nw2|湖|湖泊||0 0 10 10\n");
    fixture_run(&f, "double_control", NULL);
    const situ_table *t = situ_bundle_table(f.out, "lines"), *km = situ_bundle_table(f.out, "lengths");
    static const struct { const char *id; long level; double from, to; const char *worst, *state; } want[] = {
        {"r1#1", 0, 0, 150, "", "无风险点"}, {"r1#2", 3, 150, 250, "黄点", "评估"}, {"r1#3", 4, 250, 260, "蓝点", "评估"}, {"r1#4", 1, 260, 340, "红点", "评估"},
        {"r1#5", 0, 340, 1000, "", "未评估"}, {"r2#1", 0, 0, 300, "", "无风险点"}, {"w1#1", 0, 0, 170, "", "无风险点"},
        {"w1#2", 4, 170, 180, "蓝点", "评估"}, {"w1#3", 1, 180, 280, "红点", "评估"}};
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        if (fixture_int(t, want[k].id, "level") != want[k].level)
            fail_msg("%s has level %ld", want[k].id, fixture_int(t, want[k].id, "level"));
        CHECK_NEAR(fixture_real(t, want[k].id, "from_m"), want[k].from, 1e-6);
        CHECK_NEAR(fixture_real(t, want[k].id, "to_m"), want[k].to, 1e-6);
        CHECK_NEAR(situ_geometry_length(situ_table_geometry(t, fixture_row(t, "id", want[k].id))), want[k].to - want[k].from, 1e-6);
        assert_string_equal(fixture_text(t, want[k].id, "worst"), want[k].worst);
        assert_string_equal(fixture_text(t, want[k].id, "status"), want[k].state);
    }
    assert_int_equal(fixture_int(t, "r1#5", "n0"), 1);
    assert_int_equal(fixture_int(t, "r1#4", "n4"), 1);
    assert_int_equal(t->row_count, 5 + 1 + 4);
    // Length per level.
    assert_int_equal(km->row_count, 3);
    assert_string_equal(situ_table_text(km, 0, situ_table_find(km, "class")), "县道");
    CHECK_NEAR(situ_table_real(km, 0, situ_table_find(km, "km1")), 0.08, 1e-9);
    CHECK_NEAR(situ_table_real(km, 0, situ_table_find(km, "km3")), 0.1, 1e-9);
    CHECK_NEAR(situ_table_real(km, 0, situ_table_find(km, "km4")), 0.01, 1e-9);
    CHECK_NEAR(situ_table_real(km, 0, situ_table_find(km, "km0")), 0.81, 1e-9);
    CHECK_NEAR(situ_table_real(km, 0, situ_table_find(km, "km")), 1.0, 1e-9);
    assert_int_equal(fixture_issues(&f, "CONTROL_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&f, "CONTROL_NO_LINE"), 2); // a road without a line, a lake
    fixture_end(&f);
}

static void double_control__the_distance_is_a_parameter_and_lines_may_be_left_out(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", "id:t|name:t|level_final:i|at:xy\na|红点|1|500 0\n");
    fixture_table(&f, "roads", "id:t|name:t|class:t|at:line\nr1|甲线|县道|0 0 1000 0\n");
    fixture_run(&f, "double_control", FIXTURE_SET("distance_m", "100"));
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "lines"), "r1#2", "length_m"), 200, 1e-9);
    fixture_end(&f);
    fixture_begin(&f);
    fixture_table(&f, "points", "id:t|name:t|level_final:i|at:xy\na|红点|1|500 0\n");
    fixture_table(&f, "roads", "id:t|name:t|class:t|at:line\nr1|甲线|县道|0 0 1000 0\n");
    fixture_run(&f, "double_control", FIXTURE_SET("lines", "no"));
    assert_null(situ_bundle_table(f.out, "lines"));
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(double_control__points_in_and_out_with_30_m_tolerance),
        cmocka_unit_test(double_control__areas_with_and_without_points_people_and_persons),
        cmocka_unit_test(double_control__persons_by_object_and_people_not_known),
        cmocka_unit_test(double_control__a_shape_is_in_an_area_when_any_of_it_is),
        cmocka_unit_test(double_control__checks_and_analysis_agree),
        cmocka_unit_test(double_control__no_ledgers_are_told_and_lists_are_empty),
        cmocka_unit_test(double_control__line_pieces_take_the_worst_level_within_50_m),
        cmocka_unit_test(double_control__the_distance_is_a_parameter_and_lines_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Checks of risk points: dual control (F8), persons in charge (F17), levels (F18), plans, depots in reach,
// shelters. All figures worked by hand.

#include "unit/analysis/check_fixture.h"

static const char zones[] = "id:t|name:t|type:t|resp_person:t|phone:t|src_file:t|src_sheet:t|src_row:i|at:b\n"
                            "z1|滑坡区|地质风险区|王一|19900000001|区.xlsx|危险区|4|0 0 100 100\n"
                            "z2|空滑坡区|地质风险区||19900000002|区.xlsx|危险区|5|1000 0 1100 100\n"
                            "z3|淹没区|淹没区|张三|/|区.xlsx|危险区|6|5000 0 6000 1000\n"
                            "z4|只有名字|地质风险区|无||区.xlsx|危险区|7|\n";

// F8: in the area, 29 m outside (tolerance 30 m), 31 m outside, struck off, village only, another industry.
static void checks__points_in_no_area_are_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "hazard_zone", zones);
    fixture_table(&f, "risk_point",
                  "id:t|name:t|industry:t|status:t|loc_quality:t|src_file:t|src_row:i|at:xy\n"
                  "a|甲滑坡|地质灾害|管理|exact|点.xlsx|2|50 50\nb|乙滑坡|地质灾害|管理|exact|点.xlsx|3|129 50\nc|丙滑坡|地质灾害|管理|exact|点.xlsx|4|131 50\n"
                  "d|丁滑坡|地质灾害|销号|exact|点.xlsx|5|9000 9000\ne|戊滑坡|地质灾害|管理|village|点.xlsx|6|9000 9000\nf|己化工|危险化学品||exact|点.xlsx|7|9000 9000\n"
                  "g|庚山洪|山洪|管理|exact|点.xlsx|8|50 50\n");
    outcome o = check_run(&f, "double_control_point", "2026-06-30");
    CHECK_COUNTS(o, 3, 2, 1); // e: place not known; g: the county has no area of flash floods
    const situ_issue *c = finding(&f, "double_control_point", "丙滑坡");
    assert_string_equal(c->file, "点.xlsx");
    assert_int_equal(c->row, 4);
    assert_string_equal(c->table, "risk_point");
    assert_true(c->cure && c->cure[0]);
    CHECK_HOLDS(o.note, "in an area: 2; in none: 1");
    o = check_run(&f, "double_control_zone", "2026-06-30");
    CHECK_COUNTS(o, 2, 1, 1); // z1 has two; flood land is not asked for points; z4 has no area
    finding(&f, "double_control_zone", "空滑坡区");
    o = check_run(&f, "zone_responsible", "2026-06-30");
    CHECK_COUNTS(o, 4, 0, 3);
    CHECK_HOLDS(finding(&f, "zone_responsible", "空滑坡区")->message, "no responsible person");
    CHECK_HOLDS(finding(&f, "zone_responsible", "淹没区")->message, "张三 has no phone");
    finding(&f, "zone_responsible", "只有名字"); // 无 is nobody
    fixture_end(&f);
}

static void checks__without_areas_nothing_is_judged(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|industry:t|at:xy\na|甲滑坡|地质灾害|50 50\n");
    outcome o = check_run(&f, "double_control_point", "2026-06-30");
    CHECK_COUNTS(o, 0, 0, 0);
    CHECK_HOLDS(o.note, "no ledger of areas");
    fixture_end(&f);
}

static void checks__a_point_has_a_person_with_phone_in_its_row_or_in_the_list(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point",
                  "id:t|name:t|resp_person:t|phone:t|level_given:i|status:t\na|甲|王一|19900000001|1|\nb|乙||19900000001|1|\nc|丙|王一||2|\n"
                  "d|丁|||0|\ne|戊|||4|销号\nf|己(一期)|||3|\nG7|庚|||3|\n");
    fixture_table(&f, "person", "id:t|name:t|role:t|mobile:t|duty_phone:t|object:t\np|李二|企业|19900000003||己（一期）、丙\nq|赵四|企业||000-1|g7\n");
    outcome o = check_run(&f, "responsible_missing", "2026-06-30");
    CHECK_COUNTS(o, 6, 0, 2); // c, f and G7 by the list of persons
    CHECK_HOLDS(finding(&f, "responsible_missing", "乙")->message, "红");
    CHECK_HOLDS(finding(&f, "responsible_missing", "丁")->message, "未评估");
    CHECK_HOLDS(o.note, "红 1, 橙 0, 黄 0, 蓝 0, 未评估 1");
    fixture_end(&f);
}

// F17: all four with name and phone; a natural hazard has no enterprise.
static void checks__four_persons_in_charge(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point",
                  "id:t|name:t|industry:t|level_given:i\na|甲厂|工贸|1\nb|乙厂|工贸|2\nc|丙滑坡|地质灾害|2\nd|丁店|消防|4\ne|戊店|消防|4\nf|己厂|工贸|1\n");
    fixture_table(&f, "person",
                  "id:t|name:t|role:t|mobile:t|duty_phone:t|object:t\n1|王|行政负责|199||甲厂、乙厂、丙滑坡\n2|李|行业监管|199||甲厂,乙厂\n3|赵|专业监管||000-1|甲厂;乙厂;丙滑坡\n"
                  "4|周|企业|199||甲厂\n5|吴|企业|||乙厂\n6|郑|行业监管|199||丙滑坡\n7|冯|防灾|199||丙滑坡\n8|陈|企业|199||丁店\n");
    outcome o = check_run(&f, "four_responsible", "2026-06-30");
    CHECK_COUNTS(o, 5, 0, 3); // all but 戊店: blue and not posted
    CHECK_HOLDS(o.note, "2 of 5 (40.0 %)");
    CHECK_HOLDS(finding(&f, "four_responsible", "乙厂")->old_value, "企业 (no phone)");
    CHECK_HOLDS(finding(&f, "four_responsible", "丁店")->old_value, "行政负责、行业监管、专业监管");
    CHECK_HOLDS(finding(&f, "four_responsible", "己厂")->message, "none of the four");
    assert_false(says(&f, "four_responsible", "丙滑坡"));
    fixture_end(&f);
}

static void checks__level_conflicts_come_from_the_grades(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points",
                  "id:t|name:t|method:t|lec_l:r|lec_e:r|lec_c:r|level_given:i|src_row:i|status:t\na|少报|LEC|3|6|15|4|2|\nb|多报|LEC|1|1|15|1|3|\nc|一致|LEC|6|6|15|1|4|\n"
                  "d|没给|LEC|6|6|15||5|\ne|没算||||||6|\ng|销了|LEC|3|6|15|4|7|销号\n");
    fixture_run(&f, "grade", NULL);
    situ_table *graded = NULL;
    CHECK_OK(situ_table_copy(&graded, situ_bundle_table(f.out, "points"), 0, NULL, 0, &f.err), f.err);
    situ_free(graded->name);
    graded->name = situ_strdup("grade.points");
    CHECK_OK(situ_bundle_add_table(f.in, graded, &f.err), f.err);
    outcome o = check_run(&f, "level_conflict", "");
    CHECK_COUNTS(o, 3, 2, 2); // 270 = orange against blue, 15 = blue against red, 540 = red
    const situ_issue *low = finding(&f, "level_conflict", "少报");
    CHECK_HOLDS(low->message, "蓝, the factors give the worse 橙");
    CHECK_HOLDS(low->message, "270");
    assert_string_equal(low->table, "risk_point");
    assert_int_equal(low->row, 2);
    CHECK_HOLDS(finding(&f, "level_conflict", "多报")->message, "the lower 蓝");
    CHECK_HOLDS(o.note, "too low: 1; said too high: 1");
    fixture_end(&f);
}

static void checks__red_and_orange_points_have_a_plan(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|level_given:i|plan_doc:t|status:t\na|青龙采石场|1||\nb|乙厂|2|乙厂方案|\nc|丙厂|2|暂无|\nd|丁厂|3||\ne|戊厂|1||销号\nF-6|己厂|1||\n");
    fixture_table(&f, "plan_doc", "id:t|name:t|object:t|issued:t|revised:t\n1|青龙采石场现场处置方案||2020-05-01|2025-05-01\n2|综合预案|f-6|2023-06-30|\n3|老预案||2019-01-01|\n4|没日期|||\n");
    outcome o = check_run(&f, "plan_missing", "2026-06-30");
    CHECK_COUNTS(o, 4, 0, 1);
    finding(&f, "plan_missing", "丙厂");
    o = check_run(&f, "plan_stale", "2026-06-30");
    CHECK_COUNTS(o, 3, 1, 3); // 2023-06-30 is 1096 days ago: 3 x 365.25 = 1095.75 are over; one bears no date
    fixture_end(&f);
}

static void checks__plan_dates_at_the_limit(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "plan_doc", "id:t|name:t|issued:t|revised:t\n1|甲|2023-07-01|\n2|乙|2023-06|\n3|丙|2022|\n");
    outcome o = check_run(&f, "plan_stale", "2026-06-30"); // 1095 days; 2023-06 ends on the 30th: 1096; 2022 ends 1277 days ago
    CHECK_COUNTS(o, 3, 0, 2);
    assert_false(says(&f, "plan_stale", "甲"));
    CHECK_HOLDS(o.note, "1 of 3 (33.3 %)");
    o = check_run(&f, "plan_stale", "");
    CHECK_COUNTS(o, 0, 0, 0);
    CHECK_HOLDS(o.note, "as_of");
    fixture_end(&f);
}

static void checks__without_any_word_of_plans_nothing_is_judged(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|level_given:i|plan_doc:t\na|甲|1|\nb|乙|2|\nc|丙|4|\n");
    outcome o = check_run(&f, "plan_missing", "2026-06-30");
    CHECK_COUNTS(o, 0, 2, 0);
    CHECK_HOLDS(o.note, "no ledger of plans");
    fixture_end(&f);
}

static void checks__red_points_without_depot_in_reach(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "depot", "id:t|name:t|at:xy\nd|县库|0 0\n");
    fixture_table(&f, "risk_point", "id:t|name:t|level_given:i|at:xy\na|近|1|0 21000\nb|远|1|0 22000\nc|橙|2|0 99000\nd|无坐标|1|\n");
    fixture_table(&f, "sites", "id:t|name:t|at:xy\nd|县库|0 0\n");
    fixture_table(&f, "targets", "id:t|name:t|at:xy\na|近|0 21000\nb|远|0 22000\nc|橙|0 99000\nd|无坐标|\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    situ_table *nearest = NULL;
    CHECK_OK(situ_table_copy(&nearest, situ_bundle_table(f.out, "nearest"), 0, NULL, 0, &f.err), f.err);
    situ_free(nearest->name);
    nearest->name = situ_strdup("reach.nearest");
    CHECK_OK(situ_bundle_add_table(f.in, nearest, &f.err), f.err);
    outcome o = check_run(&f, "red_no_depot", "");
    CHECK_COUNTS(o, 2, 1, 1); // 21 km x 1.3 / 30 km/h = 54.6 + 5 = 59.6 min; 22 km: 57.2 + 5 = 62.2
    CHECK_HOLDS(finding(&f, "red_no_depot", "远")->message, "县库 is 62 minutes");
    fixture_end(&f);
}

static void checks__shelters_inside_areas(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "hazard_zone", zones);
    fixture_table(&f, "shelter",
                  "id:t|name:t|hazards_ok:t|loc_quality:t|at:xy\na|小学||exact|5500 500\nb|广场|地震|exact|5500 500\nc|礼堂|洪水、台风|exact|50 50\nd|高地|洪水|exact|9000 9000\ne|村部||village|50 50\n");
    outcome o = check_run(&f, "shelter_in_zone", "");
    CHECK_COUNTS(o, 4, 1, 3);
    CHECK_HOLDS(finding(&f, "shelter_in_zone", "小学")->message, "capacity counts as 0");
    CHECK_HOLDS(finding(&f, "shelter_in_zone", "广场")->message, "not meant for"); // earthquakes only, in flood land
    CHECK_HOLDS(finding(&f, "shelter_in_zone", "礼堂")->message, "not meant for"); // floods, on a landslide
    CHECK_HOLDS(o.note, "3 shelters, 1 times");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks__points_in_no_area_are_told),
        cmocka_unit_test(checks__without_areas_nothing_is_judged),
        cmocka_unit_test(checks__a_point_has_a_person_with_phone_in_its_row_or_in_the_list),
        cmocka_unit_test(checks__four_persons_in_charge),
        cmocka_unit_test(checks__level_conflicts_come_from_the_grades),
        cmocka_unit_test(checks__red_and_orange_points_have_a_plan),
        cmocka_unit_test(checks__plan_dates_at_the_limit),
        cmocka_unit_test(checks__without_any_word_of_plans_nothing_is_judged),
        cmocka_unit_test(checks__red_points_without_depot_in_reach),
        cmocka_unit_test(checks__shelters_inside_areas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

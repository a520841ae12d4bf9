// SPDX-License-Identifier: MIT
// Checks of hazards (整改五到位, F13), units (五有, 五到位), teams (F16), goods and persons.

#include "unit/analysis/check_fixture.h"

#define HAZARDS "id:t|title:t|grade:t|state:t|object:t|found:t|due:t|closed:t|owner:t|plan:t|fund:t|measures:t|plan_ok:i|time_ok:i|resp_ok:i|fund_ok:i|meas_ok:i\n"

static void checks__five_in_place_of_major_hazards(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "hazard", HAZARDS "1|全说到位|重大|整改||||||||| 1|1|1|1|1\n"
                                "2|填了内容|重大|整改|||2026-07-01||王一|有方案|5万元|换阀门|||||\n"
                                "3|缺两样|重大|整改|||2026-07-01||王一|有方案|无|/|||||\n"
                                "4|说没有|重大|整改|||2026-07-01||王一|有方案|5万元|换阀门||||0|\n"
                                "5|一般的|一般|整改|||||||||||||\n6|销了的|重大|销号|||||||||||||\n7|没写级别||整改|||||||||||||\n");
    outcome o = check_run(&f, "hazard_five", "2026-06-30");
    CHECK_COUNTS(o, 4, 1, 2);
    assert_string_equal(finding(&f, "hazard_five", "缺两样")->old_value, "整改资金、整改措施");
    assert_string_equal(finding(&f, "hazard_five", "说没有")->old_value, "整改资金"); // what is said outright counts
    CHECK_HOLDS(o.note, "2 of 4");
    fixture_end(&f);
}

// F13: 5 hazards, 2 closed = 40 %; 4 past their date, 1 of them closed in time = 25 %.
static void checks__overdue_hazards_and_their_rates(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "hazard", HAZARDS "1|按期|重大|销号||2026-05-01|2026-06-01|2026-05-30|||||||||\n"
                                "2|晚了|一般|验收||2026-05-01|2026-06-01|2026-06-10|||||||||\n"
                                "3|逾期|重大|整改||2026-05-01|2026-06-20||||||||||\n"
                                "4|今天到期|一般|整改||2026-05-01|2026-06-30||||||||||\n"
                                "5|昨天到期|一般|交办||2026-05-01|2026-06-29||||||||||\n");
    outcome o = check_run(&f, "hazard_overdue", "2026-06-30");
    CHECK_COUNTS(o, 5, 0, 2);
    CHECK_HOLDS(finding(&f, "hazard_overdue", "逾期")->message, "2026-06-20, 10 days ago");
    finding(&f, "hazard_overdue", "昨天到期");
    CHECK_HOLDS(o.note, "corrected 40.0 % (2 of 5), in time 25.0 % (1 of 4); major ones: corrected 50.0 % (1 of 2), in time 50.0 % (1 of 2)");
    o = check_run(&f, "hazard_overdue", "");
    CHECK_COUNTS(o, 5, 0, 0);
    CHECK_HOLDS(o.note, "as_of");
    fixture_end(&f);
}

static void checks__a_hazard_without_date_is_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "hazard", HAZARDS "1|没期限|一般|整改|||||||||||||\n2|没期限已销|一般|销号|||||||||||||\n");
    CHECK_COUNTS(check_run(&f, "hazard_overdue", "2026-06-30"), 2, 0, 1);
    fixture_end(&f);
}

// F13 cov2: windows of 30, 90, 180, 365 days on the day and a day over.
static void checks__inspection_windows_by_level(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|level_given:i|inspected:t|found:t|status:t\n"
                                    "1|红准|1|2026-05-31||\n2|红过|1|2026-05-30||\n3|橙准|2||2026-04-01|\n4|橙过|2||2026-03-31|\n"
                                    "5|黄准|3|2026-01-01||\n6|黄过|3|2025-12-31||\n7|蓝准|4|2025-06-30||\n8|蓝过|4|2025-06-29||\n"
                                    "9|未评|0|2020-01-01||\n10|没查过|4|||\n11|销了|1|2020-01-01||销号\n12|有逾期|4|2026-06-01||\n13|查过隐患|1|2020-01-01||\n");
    fixture_table(&f, "hazard", HAZARDS "1|甲|一般|整改|有逾期|2026-06-01|2026-06-10||||||||||\n2|乙|一般|销号|查过隐患|2026-06-15|2026-06-20|2026-06-18|||||||||\n");
    outcome o = check_run(&f, "coverage_inspection", "2026-06-30");
    CHECK_COUNTS(o, 11, 1, 6);
    CHECK_HOLDS(finding(&f, "coverage_inspection", "红过")->message, "31 days ago, at most 30");
    finding(&f, "coverage_inspection", "橙过");
    finding(&f, "coverage_inspection", "黄过");
    finding(&f, "coverage_inspection", "蓝过");
    CHECK_HOLDS(finding(&f, "coverage_inspection", "没查过")->message, "no inspection");
    CHECK_HOLDS(finding(&f, "coverage_inspection", "有逾期")->message, "1 hazards past");
    CHECK_HOLDS(o.note, "5 of 11 (45.5 %)");
    fixture_end(&f);
}

// cov1: one of four townships has all five.
static void checks__five_abilities_of_townships(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "region", "id:t|name:t|level:t\n1|甲镇|乡镇\n2|乙镇|乡镇\n3|丙乡|乡镇\n4|丁乡|乡镇\n5|东村|村\n");
    fixture_table(&f, "unit_ready", "id:t|town:t|has_org:i|has_people:i|has_means:i|has_ability:i|has_rules:i|post_ok:i|duty_ok:i|search_ok:i|dispatch_ok:i|supervise_ok:i\n"
                                    "1|甲镇|1|1|1|1|1|1|1|1|1|1\n2|乙镇|1|1|0|1||1|1|1|0|\n3|丙乡||||||1|1|1|1|1\n");
    outcome o = check_run(&f, "coverage_ability", "2026-06-30");
    CHECK_COUNTS(o, 3, 1, 2); // 乙镇, and 丁乡 that says nothing at all
    CHECK_HOLDS(finding(&f, "coverage_ability", "乙镇")->old_value, "有条件、有规则 (not filled in)");
    finding(&f, "coverage_ability", "丁乡");
    CHECK_HOLDS(o.note, "1 of 4 (25.0 %)");
    o = check_run(&f, "unit_five", "2026-06-30"); // 五到位 of units is not that of hazards
    CHECK_COUNTS(o, 3, 0, 1);
    CHECK_HOLDS(finding(&f, "unit_five", "乙镇")->message, "3 of the five");
    CHECK_HOLDS(finding(&f, "unit_five", "乙镇")->old_value, "应急调度、考核督查");
    fixture_end(&f);
}

#define TEAM "id:t|name:t|leader:t|phone:t|people:i|led_ok:i|built_ok:i|managed_ok:i|has_staff:i|has_office:i|has_store:i|has_ground:i|has_gear:i|has_uniform:i|has_rules:i|has_log:i|has_recruit:i|has_insurance:i\n"

// F16: 13/13 is standard, 12/13 is not; nothing filled in is not judged.
static void checks__team_standard_counts_thirteen(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "team", TEAM "1|甲队|王一|199|30|1|1|1|1|1|1|1|1|1|1|1|1|1\n2|乙队|空缺|199|30|1|1|1|1|1|1|1|1|1|1|1|1|0\n"
                              "3|丙队|李二||0|1|1|0|1||1|1|1|1|1|1|1|1\n4|丁队|李二|199||||||||||||||\n");
    outcome o = check_run(&f, "team_standard", "");
    CHECK_COUNTS(o, 3, 1, 2);
    CHECK_HOLDS(finding(&f, "team_standard", "乙队")->message, "12/13, missing: 意外保险");
    CHECK_HOLDS(finding(&f, "team_standard", "丙队")->message, "11/13");
    CHECK_HOLDS(o.note, "1 of 3 teams");
    o = check_run(&f, "team_no_leader", "");
    CHECK_COUNTS(o, 4, 0, 3);
    CHECK_HOLDS(finding(&f, "team_no_leader", "乙队")->message, "no leader");
    fixture_end(&f);
}

static void checks__goods_past_their_date(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t|expire:t|state:t\n"
                               "1|县库|水|10|箱|2026-06-29|可用\n2|县库|饼干|10|箱|2026-06-30|\n3|县库|面|10|箱|2026-09-28|\n4|县库|粉|10|箱|2026-09-29|\n"
                               "5|县库|泵|2|台||报废\n6|县库|旧水|0|箱|2020-01-01|\n7|县库|锹|5|把||\n8|县库|药|3|盒|2025-12|\n");
    outcome o = check_run(&f, "stock_expired", "2026-06-30"); // 90 days end on 2026-09-28
    CHECK_COUNTS(o, 7, 1, 5);
    CHECK_HOLDS(finding(&f, "stock_expired", "县库 水")->message, "says usable");
    CHECK_HOLDS(finding(&f, "stock_expired", "饼干")->message, "in 0 days");
    CHECK_HOLDS(finding(&f, "stock_expired", "面")->message, "in 90 days");
    CHECK_HOLDS(finding(&f, "stock_expired", "泵")->message, "scrapped");
    CHECK_HOLDS(finding(&f, "stock_expired", "药")->message, "expired on 2025-12");
    CHECK_HOLDS(o.note, "expired: 2; within 90 days: 2; scrapped in stock: 1");
    o = check_run(&f, "stock_expired", "");
    CHECK_COUNTS(o, 7, 1, 1);
    fixture_end(&f);
}

static void checks__quantities_units_and_depots(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "region", "id:t|name:t|level:t\n1|东邻县|邻县\n");
    fixture_table(&f, "depot", "id:t|name:t|county:t|mode:t\nd1|县库||\nd2|空库||\nd3|邻库|东邻县|\nd4|厂|| 产能\n");
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t\n1|县库|棉被|10|床\n2|县库|棉被|10|床\n3|县库|棉被|10|条\n4|县库|泵|-2|台\n5|某库|锹||把\n6|某库|锹|3|\n7||锹|3|把\n");
    outcome o = check_run(&f, "stock_value", "");
    CHECK_COUNTS(o, 7, 0, 4);
    CHECK_HOLDS(finding(&f, "stock_value", "棉被")->message, "in 条 here, elsewhere in 床");
    CHECK_HOLDS(finding(&f, "stock_value", "泵")->message, "-2");
    o = check_run(&f, "stock_depot", "");
    CHECK_COUNTS(o, 7, 0, 4); // 某库 once, nowhere once, the empty depot, the other one whose mode is no word of the list
    finding(&f, "stock_depot", "某库");
    finding(&f, "stock_depot", "空库");
    assert_false(says(&f, "stock_depot", "邻库"));
    fixture_end(&f);
}

static void checks__persons(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t\nFX-1|甲厂\n");
    fixture_table(&f, "region", "id:t|name:t|level:t\n1|甲镇|乡镇\n");
    fixture_table(&f, "person", "id:t|name:t|role:t|mobile:t|duty_phone:t|object:t|from_date:t|to_date:t\n"
                                "1|王|企业|199||甲厂|2024-01-01|2026-06-29\n2|李|企业||000-1|fx-1、乙厂|2024-01-01|2026-06-30\n3|赵|部门|||甲镇||\n4|周|部门|无|||2026-01-01|2025-01-01\n");
    outcome o = check_run(&f, "person_expired", "2026-06-30");
    CHECK_COUNTS(o, 3, 1, 2);
    CHECK_HOLDS(finding(&f, "person_expired", "王")->message, "2026-06-29");
    CHECK_HOLDS(finding(&f, "person_expired", "周")->message, "before it begins");
    o = check_run(&f, "duty_phone", "");
    CHECK_COUNTS(o, 4, 0, 2);
    o = check_run(&f, "person_object", "");
    CHECK_COUNTS(o, 3, 0, 1);
    CHECK_HOLDS(finding(&f, "person_object", "李")->message, "乙厂");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks__five_in_place_of_major_hazards),
        cmocka_unit_test(checks__overdue_hazards_and_their_rates),
        cmocka_unit_test(checks__a_hazard_without_date_is_told),
        cmocka_unit_test(checks__inspection_windows_by_level),
        cmocka_unit_test(checks__five_abilities_of_townships),
        cmocka_unit_test(checks__team_standard_counts_thirteen),
        cmocka_unit_test(checks__goods_past_their_date),
        cmocka_unit_test(checks__quantities_units_and_depots),
        cmocka_unit_test(checks__persons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

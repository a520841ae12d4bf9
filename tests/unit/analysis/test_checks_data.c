// SPDX-License-Identifier: MIT
// Checks of the organisation chart, the flows, the regions and what was reported; and of the family itself.

#include "base/utf8.h"
#include "unit/analysis/check_fixture.h"

static void checks__org_vacancies_and_circles(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "org_node", "id:t|name:t|type:t|parent:t|head:t|phone:t\n1|县委|党委||王|000-1\n2|应急委|应急委|县委|空缺|000-2\n3|办公室|办公室|应急委|李|\n"
                                  "4|甲组|工作组|乙组|赵|000-4\n5|乙组|工作组|甲组|周|000-5\n6|丙组|工作组|丁组|吴|000-6\n7|戊组|工作组|甲组|郑|000-7\n8|己组|工作组|己组|冯|000-8\n");
    outcome o = check_run(&f, "org_vacancy", "");
    CHECK_COUNTS(o, 8, 0, 5);
    CHECK_HOLDS(finding(&f, "org_vacancy", "应急委")->message, "no head");
    CHECK_HOLDS(finding(&f, "org_vacancy", "办公室")->message, "no duty phone");
    CHECK_HOLDS(finding(&f, "org_vacancy", "甲组")->message, "circle"); // told once, and not again at 戊组 below it
    CHECK_HOLDS(finding(&f, "org_vacancy", "丁组")->message, "not in the chart");
    CHECK_HOLDS(finding(&f, "org_vacancy", "己组")->message, "circle");
    fixture_end(&f);
}

static void checks__flow_actors_are_in_the_chart(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "org_node", "id:t|name:t|type:t|members:t\n1|县应急管理局|部门|\n2|县森林防灭火指挥部|专项指挥部|县林业局、县气象局\n3|森林防灭火指挥部办公室(县林业局)|办公室|\n4|甲镇指挥部|乡镇|\n");
    fixture_table(&f, "team", "id:t|name:t\n1|县矿山救护队\n");
    fixture_table(&f, "flow_node", "id:t|hazard:t|lane:t|text:t|src_row:i\n1|火灾|县应急局|接报|2\n2|火灾|县森防指、气象局|研判|3\n3|火灾|县森防办|报告|4\n4|火灾|事发单位|自救|5\n"
                                   "5|火灾|乡镇(街道)|疏散|6\n6|火灾|县应急局值班室|值守|7\n7|火灾|县水利局|供水|8\n8|火灾|县水利局|再供水|9\n9|矿难|县水利局|排水|10\n10|矿难|矿山救护队|救|11\n11|矿难||谁|12\n12|矿难|专家组|会商|13\n");
    outcome o = check_run(&f, "flow_actor", "");
    CHECK_COUNTS(o, 12, 0, 4);
    assert_int_equal(finding(&f, "flow_actor", "县水利局")->row, 8); // once a flow
    CHECK_HOLDS(finding(&f, "flow_actor", "谁")->message, "nobody");
    CHECK_HOLDS(finding(&f, "flow_actor", "专家组")->message, "矿难"); // the chart has none
    assert_false(says(&f, "flow_actor", "乡镇"));
    assert_false(says(&f, "flow_actor", "救护"));
    fixture_end(&f);
}

static void checks__without_a_chart_no_actor_is_judged(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "flow_node", "id:t|hazard:t|lane:t|text:t\n1|火灾|县应急局|接报\n");
    outcome o = check_run(&f, "flow_actor", "");
    CHECK_COUNTS(o, 0, 0, 0);
    CHECK_HOLDS(o.note, "no organisation chart");
    fixture_end(&f);
}

static void checks__regions(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "region", "id:t|name:t|level:t|parent:t|code:t|at:b\n1|甲镇|乡镇||509999101|0 0 9 9\n2|乙镇|乡镇||509999102|9 0 19 9\n3|管委会|乡镇|||\n"
                                "4|东村|村|甲镇|509999101201|\n5|西村|村|乙镇|509999101202|\n6|青龙|村|乙镇|509999102001|\n7|双江|村|乙镇|509999102001|\n8|双江|村|乙镇|509999102009|\n9|双江|村|甲镇|509999101009|\n");
    fixture_table(&f, "risk_point", "id:t|name:t|town:t\n1|甲|管委会\n2|乙|管委会\n");
    outcome o = check_run(&f, "region_no_polygon", "");
    CHECK_COUNTS(o, 3, 0, 1); // no village has an area: none is asked for
    CHECK_HOLDS(finding(&f, "region_no_polygon", "管委会")->message, "2 risk points");
    o = check_run(&f, "code_conflict", "");
    CHECK_COUNTS(o, 8, 1, 3);
    CHECK_HOLDS(finding(&f, "code_conflict", "509999102001 belongs")->message, "青龙");
    CHECK_HOLDS(finding(&f, "code_conflict", "stands twice")->message, "509999102009");
    CHECK_HOLDS(finding(&f, "code_conflict", "西村")->message, "509999102");
    fixture_end(&f);
}

static void checks__reported_zero_and_missing_are_kept_apart(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "region", "id:t|name:t|level:t\n1|甲镇|乡镇\n2|乙镇|乡镇\n3|丙乡|乡镇\n4|丁乡|乡镇\n5|戊乡|乡镇\n");
    fixture_table(&f, "submission", "id:t|town:t|ledger:t|status:t\n1|甲镇|风险点|已报\n2|乙镇|风险点|未报\n3|丙乡|风险点|零报告\n4|丁乡|风险点|零报告\n");
    fixture_table(&f, "risk_point", "id:t|name:t|town:t|report_state:t\n1|甲|甲镇|\n2|乙|丁乡|\n3|丙|甲镇|本次未报\n");
    outcome o = check_run(&f, "not_reported", "");
    CHECK_COUNTS(o, 6, 0, 4);
    CHECK_HOLDS(finding(&f, "not_reported", "乙镇")->message, "未报");
    CHECK_HOLDS(finding(&f, "not_reported", "丁乡")->message, "reports none, but");
    CHECK_HOLDS(finding(&f, "not_reported", "戊乡")->message, "not in the list");
    CHECK_HOLDS(finding(&f, "not_reported", "本次未报")->message, "丙");
    CHECK_HOLDS(o.note, "not reported: 2 units; zero reports: 2; rows missing from a full report: 1");
    fixture_end(&f);
}

// The newest report of a town on a ledger counts; rows it left out do not speak against its zero report.
static void checks__only_the_newest_report_counts(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "submission", "id:t|town:t|ledger:t|status:t|period:t|reported:t\n1|甲镇|风险点|未报|2025|\n2|甲镇|风险点|已报|2026|\n3|乙镇|风险点|未报|2026|2026-05-01\n4|乙镇|风险点|已报|2026|2026-04-01\n"
                                    "5|丙乡|风险点|已报||\n6|丙乡|风险点|零报告||\n7|丙乡|队伍|未报||\n");
    fixture_table(&f, "risk_point", "id:t|name:t|town:t|report_state:t|status:t\n1|甲|丙乡|本次未报|\n2|乙|丙乡||销号\n");
    outcome o = check_run(&f, "not_reported", "");
    CHECK_COUNTS(o, 5, 0, 3); // four reports and a row; 乙镇, 丙乡's teams, the row
    assert_false(says(&f, "not_reported", "甲镇"));
    assert_false(says(&f, "not_reported", "reports none"));
    CHECK_HOLDS(o.note, "not reported: 2 units; zero reports: 1; rows missing from a full report: 1");
    fixture_end(&f);
}

static void checks__unlocated_rows_and_shared_codes(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|credit_code:t|loc_quality:t|src_row:i|at:xy\n1|甲|A1|exact|2|1 1\n2|乙|a1|village|3|1 1\n3|丙||town|4|1 1\n4|丁|B2|none|5|\n");
    fixture_table(&f, "hazard", "id:t|title:t|loc_quality:t\n1|没有坐标的台账|\n");
    outcome o = check_run(&f, "unlocated", "");
    CHECK_COUNTS(o, 4, 0, 2); // a ledger of hazards without any coordinates is not asked for them
    finding(&f, "unlocated", "丙");
    finding(&f, "unlocated", "丁");
    CHECK_HOLDS(o.note, "by village: 1, by township: 1, not at all: 1");
    o = check_run(&f, "duplicate_code", "");
    CHECK_COUNTS(o, 3, 1, 1);
    CHECK_HOLDS(finding(&f, "duplicate_code", "乙")->message, "of 甲 (row 2); 2 rows");
    fixture_end(&f);
}

static void checks__stale_ledgers_by_unit(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "stock", "id:t|item:t|src_unit:t|updated:t|counted:t\n1|水|甲镇|2026-01-01|2026-06-01\n2|水|乙镇|2026-03-31|\n3|水|丙乡|2026-04-01|\n4|水|||\n");
    fixture_table(&f, "risk_point", "id:t|name:t|updated:t\n1|甲|2025-06-30\n");
    outcome o = check_run(&f, "ledger_stale", "2026-06-30"); // stock: 90 days since 2026-04-01
    CHECK_COUNTS(o, 4, 1, 1);
    CHECK_HOLDS(finding(&f, "ledger_stale", "乙镇")->message, "2026-03-31, 91 days ago (at most 90)");
    o = check_run(&f, "ledger_stale", "2026-07-01");
    CHECK_COUNTS(o, 4, 1, 3); // the points are 366 days old now, 丙乡 91
    fixture_end(&f);
}

static void checks__every_member_says_what_it_is(void **state)
{
    (void)state;
    size_t count = 0;
    for (const situ_check *const *k = situ_check_registry; *k; k++, count++) {
        assert_true((*k)->label && situ_utf8_count((*k)->label) <= 15);
        assert_true((*k)->summary && (*k)->summary[0] && (*k)->basis && (*k)->basis[0] && (*k)->inputs && (*k)->run && (*k)->rank > 0);
        assert_null(strpbrk((*k)->label, ":\\/?*[]")); // the label names a sheet
        for (const situ_check *const *other = situ_check_registry; other < k; other++)
            assert_string_not_equal((*other)->label, (*k)->label);
    }
    assert_true(count >= 30);
}

// GB 32100-2015: 91350100M000100Y43 is the example of the standard.
static void checks__credit_codes_check_themselves(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|credit_code:t\n1|甲|91350100M000100Y43\n2|乙|91350100m000100y43\n3|丙|91350100M000100Y44\n4|丁|91350100M000100Y4\n5|戊|\n6|己|91350100I000100Y43\n7|庚|91 350100 M000100Y43\n");
    outcome o = check_run(&f, "credit_code", "");
    CHECK_COUNTS(o, 6, 1, 3);
    finding(&f, "credit_code", "丙");
    CHECK_HOLDS(finding(&f, "credit_code", "丁")->message, "17 signs");
    finding(&f, "credit_code", "己");
    fixture_end(&f);
}

static void checks__controls_and_units_of_hazards(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "risk_point", "id:t|name:t|other_names:t|level_given:i|controls:t\nFX-1|甲厂|甲公司、甲牌|1|巡查\nFX-2|乙厂||2|/\nFX-3|丙厂||3|\n");
    fixture_table(&f, "hazard", "id:t|title:t|object:t|source:t\n1|漏|甲公司|企业自查\n2|堵|fx-2|政府检查\n3|裂|丁厂|\n4|松||\n");
    outcome o = check_run(&f, "controls_missing", "");
    CHECK_COUNTS(o, 2, 0, 1);
    finding(&f, "controls_missing", "乙厂");
    o = check_run(&f, "hazard_object", "");
    CHECK_COUNTS(o, 4, 0, 2);
    CHECK_HOLDS(finding(&f, "hazard_object", "裂")->message, "丁厂");
    CHECK_HOLDS(o.note, "by the enterprise: 1, by an authority: 1, not said: 2");
    fixture_end(&f);
}

// Each allocation of a run fails once: the check says so, and breaks nothing.
static void checks__every_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const tables[][2] = {
        {"risk_point", "id:t|name:t|industry:t|town:t|level_given:i|credit_code:t|inspected:t|loc_quality:t|at:xy\na|甲|地质灾害|甲镇|1|A1|2020-01-01|exact|500 1\nb|乙|工贸|甲镇|2|A1||town|1 1\n"},
        {"hazard_zone", "id:t|name:t|type:t|at:b\nz|区|地质风险区|0 0 9 9\n"}, {"person", "id:t|name:t|role:t|object:t|to_date:t\n1|王|企业|甲、丁|2020-01-01\n"},
        {"hazard", "id:t|title:t|grade:t|object:t|due:t\n1|漏|重大|甲|2020-01-01\n"}, {"plan_doc", "id:t|name:t|object:t|issued:t\n1|乙案|乙|2010-01-01\n"},
        {"unit_ready", "id:t|town:t|has_org:i|post_ok:i\n1|甲镇|0|0\n"}, {"team", "id:t|name:t|led_ok:i\n1|队|0\n"}, {"stock", "id:t|item:t|depot:t|qty:r|unit:t|expire:t\n1|水|库|-1|箱|2020-01-01\n2|水|无库|1|瓶|\n"},
        {"depot", "id:t|name:t\n1|库\n2|空库\n"}, {"shelter", "id:t|name:t|loc_quality:t|at:xy\n1|校|exact|1 1\n"}, {"org_node", "id:t|name:t|parent:t|type:t\n1|甲|乙|部门\n2|乙|甲|部门\n"},
        {"flow_node", "id:t|hazard:t|lane:t|text:t\n1|火|某局|做\n"}, {"region", "id:t|name:t|level:t|code:t|parent:t|at:b\n1|甲镇|乡镇|509999101||0 0 9 9\n2|乙镇|乡镇|509999101||\n3|东村|村|509999102001|甲镇|\n"},
        {"submission", "id:t|town:t|status:t\n1|甲镇|零报告\n"}};
    for (const situ_check *const *k = situ_check_registry; *k; k++) {
        fixture f;
        outcome o;
        fixture_begin(&f);
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
            fixture_table(&f, tables[i][0], tables[i][1]);
        (void)situ_alloc_count();
        CHECK_OK(check_try(&f, (*k)->name, "2026-06-30", &o), f.err);
        uint64_t total = situ_alloc_count();
        for (uint64_t nth = 1; nth <= total; nth++) {
            situ_alloc_fail_at(nth, false);
            situ_status status = check_try(&f, (*k)->name, "2026-06-30", &o);
            situ_alloc_fail_at(0, false);
            if (status != SITU_OK && status != SITU_E_NOMEM)
                fail_msg("%s: allocation %lu failed and the check returned \"%s\"", (*k)->name, (unsigned long)nth, situ_status_text(status));
        }
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks__org_vacancies_and_circles),
        cmocka_unit_test(checks__flow_actors_are_in_the_chart),
        cmocka_unit_test(checks__without_a_chart_no_actor_is_judged),
        cmocka_unit_test(checks__regions),
        cmocka_unit_test(checks__reported_zero_and_missing_are_kept_apart),
        cmocka_unit_test(checks__only_the_newest_report_counts),
        cmocka_unit_test(checks__unlocated_rows_and_shared_codes),
        cmocka_unit_test(checks__stale_ledgers_by_unit),
        cmocka_unit_test(checks__credit_codes_check_themselves),
        cmocka_unit_test(checks__controls_and_units_of_hazards),
        cmocka_unit_test(checks__every_member_says_what_it_is),
        cmocka_unit_test(checks__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

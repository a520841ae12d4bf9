// SPDX-License-Identifier: MIT
// The two coverages, rates of correction, teams and plans (F13, F16): figures where a ledger tells them, words where
// none does.

#include "support/folder.h"
#include "unit/analysis/fixture.h"

static const char regions[] = "id:t|name:t|level:t|code:t|at:box\nC|岚川县|县|509999|\nT1|甲镇|乡镇|509999101|0 0 1000 1000\nT2|乙镇|乡镇|509999102|1000 0 2000 1000\nT3|丙乡|乡镇|509999103|\nT4|丁乡|乡镇|509999104|\n";
static const char units[] = "id:t|town:t|has_org:i|has_people:i|has_means:i|has_ability:i|has_rules:i|post_ok:i|checked:t\n"
                            "1|甲镇|1|1|1|1|1||2026-05-01\n2|乙镇|1|1|0|1|||\n3|丙乡||||||1|\n4|县水利局|1|1|1|1|1||\n5|甲镇|1|1|1|1|0||2025-05-01\n";
static const char points[] = "id:t|name:t|town:t|status:t|level_final:i|level_given:i|inspected:t|plan_doc:t|at:xy\n"
                             "a|红点|甲镇||1|1|2026-06-10||\n"     // 20 days: covered
                             "b|红晚|甲镇||1|1|2026-05-30|甲案|\n" // 31 days: late
                             "c|橙点|甲镇||2|2|2026-04-01||\n"     // 90 days: covered
                             "d|黄点|||3|3|2025-10-01||1500 500\n" // 272 days: late; lies in 乙镇
                             "e|蓝点|乙镇||4|4|2025-07-01||\n"     // 364 days: covered
                             "f|逾期点|乙镇||4|4|2026-06-01||\n"   // a hazard past its date
                             "g|未查|丙乡||1|1|||\n"               // nothing on record
                             "h|未评|丙乡||||||\n" "i|销了|甲镇|销号|1|1|||\n" "j|无镇||||3|2026-06-01||\n";
static const char hazards[] = "id:t|title:t|object:t|town:t|grade:t|state:t|found:t|due:t|closed:t\n"
                              "1|甲|红点|甲镇|一般|销号|2026-03-01|2026-04-01|2026-03-20\n" "2|乙|橙点|甲镇|一般|验收|2026-03-01|2026-04-01|2026-04-05\n"
                              "3|丙|逾期点|乙镇|重大|整改|2026-03-01|2026-04-01|\n" "4|丁|蓝点|乙镇|重大|整改|2026-06-01|2026-09-01|\n" "5|戊|红点|甲镇|重大|销号|2026-03-01|2026-04-01|2026-04-01\n";
static const char teams[] = "id:t|name:t|town:t|level:t|led_ok:i|built_ok:i|managed_ok:i|has_staff:i|has_office:i|has_store:i|has_ground:i|has_gear:i|has_uniform:i|has_rules:i|has_log:i|has_recruit:i|has_insurance:i\n"
                            "1|甲队|甲镇|乡镇|1|1|1|1|1|1|1|1|1|1|1|1|1\n2|乙队|甲镇|乡镇|1|1|1|1|1|1|1|1|1|1|1|1|0\n3|丙队|乙镇|乡镇|||||||||||||\n4|县队||县综合|1|1|1|1|1|1|1|1|1|1|1||\n";
static const char plans[] = "id:t|name:t|kind:t|object:t|town:t\n1|红点现场处置方案|处置方案||\n2|甲镇应急预案|乡镇||甲镇\n3|某案|处置方案|未查、别处|\n";

static void begin(fixture *f, const char *as_of)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    f->as_of = as_of;
}

static void full(fixture *f, const char *as_of)
{
    begin(f, as_of);
    fixture_table(f, "unit_ready", units);
    fixture_table(f, "points", points);
    fixture_table(f, "hazard", hazards);
    fixture_table(f, "team", teams);
    fixture_table(f, "plan_doc", plans);
    fixture_run(f, "coverage", NULL);
}

static const situ_table *towns(const fixture *f) { return situ_bundle_table(f->out, "towns"); }
static double county_real(const fixture *f, const char *column)
{
    const situ_table *t = situ_bundle_table(f->out, "county");
    assert_int_equal(t->row_count, 1);
    assert_true(situ_table_find(t, column) >= 0);
    return situ_table_real(t, 0, situ_table_find(t, column));
}
static const char *county_text(const fixture *f, const char *column)
{
    const situ_table *t = situ_bundle_table(f->out, "county");
    const char *text = situ_table_text(t, 0, situ_table_find(t, column));
    return text ? text : "";
}

// One town of four has all five; the department's row and last year's row do not count.
static void coverage__cov1_is_towns_with_all_five(void **state)
{
    (void)state;
    fixture f;
    full(&f, "2026-06-30");
    CHECK_NEAR(county_real(&f, "cov1_have"), 1, 0);
    CHECK_NEAR(county_real(&f, "cov1_all"), 4, 0);
    CHECK_NEAR(county_real(&f, "cov1_pct"), 25, 1e-12);
    CHECK_NEAR(county_real(&f, "cov1_unreported"), 2, 0);
    assert_string_equal(fixture_text(towns(&f), "T1", "five_state"), "全有");
    assert_string_equal(fixture_text(towns(&f), "T2", "five_state"), "缺项");
    CHECK_HOLDS(fixture_text(towns(&f), "T2", "five_missing"), "有条件、有规则");
    assert_int_equal(fixture_int(towns(&f), "T2", "five_n"), 3);
    assert_string_equal(fixture_text(towns(&f), "T3", "five_state"), "未报"); // its row tells of other things
    assert_true(isnan(fixture_real(towns(&f), "T3", "cov1_pct")));
    assert_int_equal(fixture_issues(&f, "COVERAGE_UNREPORTED"), 2);
    assert_int_equal(towns(&f)->row_count, 4);
    assert_non_null(situ_table_geometry(towns(&f), 0));
    fixture_end(&f);
}

// Windows red 30, orange 90, yellow 180, blue 365 days.
static void coverage__cov2_is_objects_inspected_in_their_window(void **state)
{
    (void)state;
    fixture f;
    full(&f, "2026-06-30");
    const situ_table *t = towns(&f);
    CHECK_NEAR(fixture_real(t, "T1", "cov2_have"), 2, 0); // a and c
    CHECK_NEAR(fixture_real(t, "T1", "cov2_all"), 3, 0);
    CHECK_NEAR(fixture_real(t, "T1", "cov2_pct"), 200.0 / 3, 1e-9);
    CHECK_NEAR(fixture_real(t, "T2", "cov2_have"), 1, 0); // e; d is late, f has a hazard past its date
    CHECK_NEAR(fixture_real(t, "T2", "cov2_all"), 3, 0);
    assert_int_equal(fixture_int(t, "T2", "cov2_overdue"), 1);
    assert_int_equal(fixture_int(t, "T2", "cov2_late"), 1);
    assert_string_equal(fixture_text(t, "T3", "cov2_state"), "未检查");
    assert_true(isnan(fixture_real(t, "T3", "cov2_pct"))); // not 0 %
    assert_int_equal(fixture_int(t, "T3", "cov2_never"), 1);
    assert_int_equal(fixture_int(t, "T3", "cov2_ungraded"), 1);
    assert_string_equal(fixture_text(t, "T4", "cov2_state"), "无记录");
    CHECK_NEAR(county_real(&f, "cov2_have"), 3, 0); // j has no level_final; g counts as not covered
    CHECK_NEAR(county_real(&f, "cov2_all"), 7, 0);
    assert_int_equal(fixture_issues(&f, "COVERAGE_TOWN") > 0, 1);
    fixture_end(&f);
}

static void coverage__rates_of_correction(void **state)
{
    (void)state;
    fixture f;
    full(&f, "2026-06-30");
    CHECK_NEAR(county_real(&f, "rect_pct"), 60, 1e-12);   // 3 of 5
    CHECK_NEAR(county_real(&f, "ontime_pct"), 50, 1e-12); // of 4 whose date has passed: 1 and 5
    CHECK_NEAR(county_real(&f, "major_all"), 3, 0);
    CHECK_NEAR(county_real(&f, "major_rect_pct"), 100.0 / 3, 1e-9);
    CHECK_NEAR(county_real(&f, "major_ontime_pct"), 50, 1e-12);
    CHECK_NEAR(fixture_real(towns(&f), "T1", "rect_pct"), 100, 0);
    CHECK_NEAR(fixture_real(towns(&f), "T2", "rect_pct"), 0, 0); // that is a figure
    assert_string_equal(fixture_text(towns(&f), "T3", "hazard_state"), "无记录");
    assert_true(isnan(fixture_real(towns(&f), "T3", "rect_pct")));
    fixture_end(&f);
}

static void coverage__teams_are_scored_of_thirteen(void **state)
{
    (void)state;
    fixture f;
    full(&f, "2026-06-30");
    const situ_table *t = situ_bundle_table(f.out, "teams");
    assert_int_equal(fixture_int(t, "1", "score"), 13);
    assert_string_equal(fixture_text(t, "1", "state"), "达标");
    assert_int_equal(fixture_int(t, "2", "score"), 12);
    assert_string_equal(fixture_text(t, "2", "state"), "未达标");
    assert_string_equal(fixture_text(t, "2", "missing"), "意外保险");
    assert_string_equal(fixture_text(t, "3", "state"), "未报");
    assert_true(isnan(fixture_real(t, "3", "score")));
    assert_int_equal(fixture_int(t, "4", "score"), 11);
    assert_int_equal(fixture_int(t, "4", "score_of"), 13);
    CHECK_NEAR(county_real(&f, "team_n"), 4, 0);
    CHECK_NEAR(county_real(&f, "team_pct"), 100.0 / 3, 1e-9);
    CHECK_NEAR(county_real(&f, "team_score"), 12, 1e-12);
    assert_string_equal(fixture_text(towns(&f), "T2", "team_state"), "未报");
    assert_string_equal(fixture_text(towns(&f), "T3", "team_state"), "无记录");
    fixture_end(&f);
}

static void coverage__plans_of_red_and_orange_points(void **state)
{
    (void)state;
    fixture f;
    full(&f, "2026-06-30");
    CHECK_NEAR(fixture_real(towns(&f), "T1", "plan_have"), 2, 0); // b names its plan, a plan is called after a; c has none
    CHECK_NEAR(fixture_real(towns(&f), "T1", "plan_all"), 3, 0);
    CHECK_NEAR(fixture_real(towns(&f), "T3", "plan_pct"), 100, 0);
    assert_string_equal(fixture_text(towns(&f), "T1", "town_plan"), "有");
    assert_string_equal(fixture_text(towns(&f), "T2", "town_plan"), "无");
    assert_string_equal(fixture_text(towns(&f), "T2", "plan_state"), "无记录"); // no red or orange point
    fixture_end(&f);
}

static void coverage__missing_ledgers_are_words_and_no_zero(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "2026-06-30");
    fixture_run(&f, "coverage", NULL);
    static const char *const figures[] = {"cov1_pct", "cov2_pct", "rect_pct", "ontime_pct", "major_rect_pct", "team_pct", "plan_pct", "cov1_have", "cov2_have", "hazard_all", "team_n", "plan_all"};
    static const char *const words[] = {"five_state", "cov2_state", "hazard_state", "team_state", "plan_state"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (!isnan(county_real(&f, figures[i])) || !isnan(fixture_real(towns(&f), "T1", figures[i])))
            fail_msg("%s is a figure", figures[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_string_equal(county_text(&f, words[i]), "未报");
        assert_string_equal(fixture_text(towns(&f), "T1", words[i]), "未报");
    }
    assert_int_equal(fixture_issues(&f, "COVERAGE_MISSING"), 5);
    fixture_end(&f);
    // No date of any inspection, no ledger of hazards: 未检查.
    begin(&f, "2026-06-30");
    fixture_table(&f, "points", "id:t|name:t|town:t|level_final:i\na|甲|甲镇|1\n");
    fixture_run(&f, "coverage", NULL);
    assert_string_equal(county_text(&f, "cov2_state"), "未检查");
    assert_true(isnan(county_real(&f, "cov2_pct")));
    fixture_end(&f);
}

static void coverage__without_a_day_nothing_is_late(void **state)
{
    (void)state;
    fixture f;
    full(&f, NULL);
    assert_string_equal(county_text(&f, "cov2_state"), "日期不明");
    assert_true(isnan(county_real(&f, "cov2_pct")) && isnan(county_real(&f, "ontime_pct")));
    CHECK_NEAR(county_real(&f, "rect_pct"), 60, 1e-12);
    assert_int_equal(fixture_issues(&f, "COVERAGE_NO_DATE"), 1);
    assert_true(situ_op_find("coverage")->dated);
    fixture_end(&f);
}

static void coverage__without_regions_the_ledgers_name_the_towns(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    f.as_of = "2026-06-30";
    fixture_table(&f, "points", points);
    fixture_table(&f, "hazard", hazards);
    fixture_run(&f, "coverage", FIXTURE_SET("list_missing", "no"));
    assert_int_equal(towns(&f)->row_count, 3);
    CHECK_NEAR(fixture_real(towns(&f), "甲镇", "cov2_have"), 2, 0);
    fixture_end(&f);
}

static void coverage__every_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t nth = 1, total = 1; nth <= total; nth++) {
        fixture f;
        begin(&f, "2026-06-30");
        fixture_table(&f, "unit_ready", units);
        fixture_table(&f, "points", points);
        fixture_table(&f, "hazard", hazards);
        fixture_table(&f, "team", teams);
        fixture_table(&f, "plan_doc", plans);
        situ_status status = fixture_try_armed(&f, "coverage", NULL, nth == 1 ? 0 : nth - 1);
        if (nth == 1)
            total = f.allocations + 1;
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        fixture_end(&f);
    }
}

// rules/check.yaml with its inspect_days written otherwise.
static void with_days(fixture *f, void **state, const char *from, const char *to)
{
    static char text[20000], changed[20000];
    full(f, "2026-06-30");
    FILE *in = fopen(SITU_SOURCE_DIR "/styles/rules/check.yaml", "rb");
    assert_non_null(in);
    size_t n = fread(text, 1, sizeof text - 1, in);
    (void)fclose(in);
    text[n] = '\0';
    char *days = strstr(text, "inspect_days:"), *at = days ? strstr(days, from) : NULL;
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_int_equal(situ_make_dirs(in_folder(state, "s/rules"), &f->err), SITU_OK);
    CHECK_OK(situ_write_file(in_folder(state, "s/rules/check.yaml"), changed, strlen(changed), &f->err), f->err);
    situ_rules_free(f->rules);
    situ_resources_free(&f->resources);
    CHECK_OK(situ_resources_init(&f->resources, in_folder(state, "s"), SITU_SOURCE_DIR, NULL, &f->err), f->err);
    CHECK_OK(situ_rules_load(&f->rules, &f->resources, &f->err), f->err);
}

static void coverage__days_between_inspections_must_rise(void **state)
{
    static const struct { const char *from, *to, *cause; } bad[] = {
        {"red: 30", "red: 120", "red has 120 days and orange 90"},
        {"orange: 90", "orange: 200", "orange has 200 days and yellow 180"},
        {"blue: 365", "blue: 100", "yellow has 180 days and blue 100"},
        {"red: 30", "red: 0", "red is 0 days"},
        {"red: 30", "red: -5", "red is -5 days"},
    };
    fixture f;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        with_days(&f, state, bad[k].from, bad[k].to);
        assert_int_equal(fixture_try(&f, "coverage", NULL), SITU_E_SCHEMA);
        CHECK_HOLDS(f.err.cause, bad[k].cause);
        CHECK_HOLDS(f.err.file, "check.yaml");
        assert_true(f.err.row > 20);
        assert_true(f.err.cure[0]);
        fixture_end(&f);
        assert_int_equal(situ_remove_tree(in_folder(state, "s"), NULL), SITU_OK);
    }
    with_days(&f, state, "orange: 90", "orange: 30"); // alike is no fault
    fixture_run(&f, "coverage", NULL);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(coverage__days_between_inspections_must_rise, folder_setup, folder_teardown),
        cmocka_unit_test(coverage__cov1_is_towns_with_all_five),
        cmocka_unit_test(coverage__cov2_is_objects_inspected_in_their_window),
        cmocka_unit_test(coverage__rates_of_correction),
        cmocka_unit_test(coverage__teams_are_scored_of_thirteen),
        cmocka_unit_test(coverage__plans_of_red_and_orange_points),
        cmocka_unit_test(coverage__missing_ledgers_are_words_and_no_zero),
        cmocka_unit_test(coverage__without_a_day_nothing_is_late),
        cmocka_unit_test(coverage__without_regions_the_ledgers_name_the_towns),
        cmocka_unit_test(coverage__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

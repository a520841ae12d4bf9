// SPDX-License-Identifier: MIT
// What changed between two states of a ledger.

#include "unit/analysis/fixture.h"

#define POINT "id:t|name:t|town:t|status:t|level_final:i|level_given:i|resp_person:t|loc_quality:t|at:xy\n"

static void diff__tells_every_kind_of_change(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "before", POINT "a|同|甲镇|管理|3|3|王|exact|0 0\nb|升|甲镇|管理|3|3|王|exact|0 0\nc|降|甲镇|管理|2|2|王|exact|0 0\nd|移|甲镇|管理|3|3|王|exact|0 0\n"
                                "e|名|甲镇|管理|3|3|王|exact|0 0\nf|人|甲镇|管理|3|3|王|exact|0 0\ng|销|甲镇|管理|3|3|王|exact|0 0\nh|没了|甲镇|管理|3|3|王|exact|0 0\n"
                                "i|近|甲镇|管理|3|3|王|exact|0 0\nj|初评|甲镇|管理|0|0|王|exact|0 0\nk|早销|甲镇|销号|3|3|王|exact|0 0\nl|又来|甲镇|销号|3|3|王|exact|0 0\nm|找到|甲镇|管理|3|3|王|village|0 0\n");
    fixture_table(&f, "after", POINT "a|同|甲镇|管理|3|3|王|exact|0 0\nb|升|甲镇|管理|1|1|王|exact|0 30\nc|降|甲镇|管理|4|4|王|exact|0 0\nd|移|甲镇|管理|3|3|王|exact|3 20\n"
                                "e|新名|甲镇|管理|3|3|王|exact|0 0\nf|人|甲镇|管理|3|3|李|exact|0 0\ng|销|甲镇|销号|3|3|王|exact|0 0\n"
                                "i|近|甲镇|管理|3|3|王|exact|0 20\nj|初评|甲镇|管理|2|2|王|exact|0 0\nl|又来|甲镇|管理|3|3|王|exact|0 0\nm|找到|甲镇|管理|3|3|王|exact|0 900\nn|新|乙乡|排查|2|2|王|exact|0 0\no|新来就销|乙乡|销号|2|2|王|exact|0 0\n");
    fixture_run(&f, "diff", NULL);
    const situ_table *t = situ_bundle_table(f.out, "changes"), *moves = situ_bundle_table(f.out, "moves");
    assert_int_equal(t->row_count, 11); // not: a, k (gone, but was struck off), i (20 m), o
    assert_string_equal(fixture_text(t, "n", "change"), "新增");
    assert_string_equal(fixture_text(t, "l", "change"), "新增"); // active again
    assert_string_equal(fixture_text(t, "g", "change"), "销号");
    assert_string_equal(fixture_text(t, "h", "change"), "减少"); // nobody said that it is struck off
    assert_string_equal(fixture_text(t, "b", "change"), "升级");
    assert_string_equal(fixture_text(t, "b", "also"), "移位");
    assert_int_equal(fixture_int(t, "b", "level_before"), 3);
    assert_int_equal(fixture_int(t, "b", "level_after"), 1);
    CHECK_HOLDS(fixture_text(t, "b", "detail"), "风险等级 黄→红");
    assert_string_equal(fixture_text(t, "c", "change"), "降级");
    assert_string_equal(fixture_text(t, "d", "change"), "移位"); // hypot(3, 20) = 20.22 m
    CHECK_NEAR(fixture_real(t, "d", "moved_m"), 20.2237, 1e-3);
    assert_string_equal(fixture_text(t, "e", "change"), "改名");
    assert_string_equal(fixture_text(t, "f", "change"), "变更");
    assert_string_equal(fixture_text(t, "f", "fields"), "责任人");
    assert_string_equal(fixture_text(t, "f", "detail"), "责任人 王→李");
    assert_string_equal(fixture_text(t, "j", "change"), "变更"); // from 未评估 to a level is no upgrade
    assert_string_equal(fixture_text(t, "m", "change"), "变更"); // found, not moved
    CHECK_HOLDS(fixture_text(t, "m", "detail"), "定位方式 村→精确");
    assert_int_equal(moves->row_count, 2);
    CHECK_NEAR(situ_geometry_length(situ_table_geometry(moves, fixture_row(moves, "id", "b"))), 30, 1e-9);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "change")), "新增"); // in the order of the kinds
    fixture_end(&f);
}

static void diff__own_threshold_other_ledgers_and_no_before(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "before", "id:t|item:t|qty:r|unit:t\n1|水|10|箱\n2|泵|1|台\n");
    fixture_table(&f, "after", "id:t|item:t|qty:r|unit:t\n1|水|12|箱\n3|锹|5|把\n");
    fixture_run(&f, "diff", FIXTURE_SET("table", "stock"));
    const situ_table *t = situ_bundle_table(f.out, "changes");
    assert_int_equal(t->row_count, 3);
    assert_string_equal(fixture_text(t, "1", "detail"), "数量 10→12");
    assert_string_equal(fixture_text(t, "2", "change"), "减少");
    assert_string_equal(fixture_text(t, "3", "change"), "新增");
    fixture_end(&f);
    fixture_begin(&f);
    fixture_table(&f, "after", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\n");
    fixture_run(&f, "diff", NULL);
    t = situ_bundle_table(f.out, "changes");
    assert_int_equal(t->row_count, 1);
    assert_string_equal(fixture_text(t, "a", "change"), "新增");
    fixture_end(&f);
    fixture_begin(&f);
    fixture_table(&f, "before", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\n");
    fixture_table(&f, "after", POINT "a|甲|甲镇|管理|3|3|王|exact|0 5\n");
    fixture_run(&f, "diff", FIXTURE_SET("moved_m", "4"));
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "changes"), "a", "change"), "移位");
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "diff", FIXTURE_SET("table", "nonsense")), f.err);
    fixture_end(&f);
}

// A year's routine is no change: the date of the next inspection, a phone written another way. A row that
// its unit left out of a full report is one.
static void diff__routine_is_no_change(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "before", "id:t|name:t|found:t|inspected:t|phone:t|report_state:t\na|甲|2025-01-01|2025-02-01|199-0000-0322|\nb|乙|2025-01-01||000-1|\nc|丙||||\nd|丁|||000-1、000-2|\n");
    fixture_table(&f, "after", "id:t|name:t|found:t|inspected:t|phone:t|report_state:t\na|甲|2026-01-01|2026-02-01|19900000322|\nb|乙|2026-01-01||000-2|\nc|丙||||本次未报\nd|丁|||000-1、000-3|\n");
    fixture_run(&f, "diff", NULL);
    const situ_table *t = situ_bundle_table(f.out, "changes");
    assert_int_equal(t->row_count, 3);
    assert_string_equal(fixture_text(t, "b", "detail"), "联系电话 000-1→000-2");
    assert_string_equal(fixture_text(t, "c", "detail"), "报送状态 -→本次未报");
    assert_string_equal(fixture_text(t, "d", "fields"), "联系电话");
    fixture_end(&f);
}

#define ACCIDENT "id:t|name:t|town:t|occurred:t|dead:i|at:xy\n"
static const char towns[] = "id:t|name:t|level:t|at:box\nT1|甲镇|乡镇|0 0 1000 1000\nT2|乙镇|乡镇|1000 0 2000 1000\nT3|丙乡|乡镇|\n";
static const char accidents[] = ACCIDENT
    "1|一|甲镇|2025-02-01|1|\n2|二|甲镇|2025-08-01|5|\n3|三|甲镇|2026-01-01|1|\n4|四|甲镇|2026-06-30|1|\n5|五|甲镇|2026-07-01|9|\n" // 5 is after the day of the data, 2 after last year's period
    "6|六|乙镇|2025-06-30|2|\n7|七||2026-03|1|1500 500\n8|八|乙镇|2026-03-01|0|\n"                                                     // more accidents, fewer dead
    "9|九|丙乡|2024-05-01|3|\n10|十|丙乡|2025-05-01|0|\n11|十一|丙乡|2026-05-01|2|\n"                                                  // as many, more dead
    "12|十二||2026-05-01||\n13|十三|甲镇|2026||\n";                                                                                    // no town; no month

static void diff__accidents_that_rise_in_number_and_dead(void **state)
{
    (void)state;
    static const struct { const char *id; long now, before, dead_now, dead_before, both; const char *rising; } want[] = {
        {"T1", 2, 1, 2, 1, 1, "双上升"}, {"T2", 2, 1, 1, 2, 0, "仅起数上升"}, {"T3", 1, 1, 2, 0, 0, "仅死亡人数上升"}, {"全县", 6, 3, 5, 3, 1, "双上升"}};
    fixture f;
    fixture_begin(&f);
    f.as_of = "2026-06-30";
    fixture_table(&f, "after", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\n");
    fixture_table(&f, "regions", towns);
    fixture_table(&f, "accidents", accidents);
    fixture_run(&f, "diff", NULL);
    const situ_table *t = situ_bundle_table(f.out, "accidents");
    assert_int_equal(t->row_count, 4);
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        if (fixture_int(t, want[k].id, "n_now") != want[k].now || fixture_int(t, want[k].id, "n_before") != want[k].before ||
            fixture_int(t, want[k].id, "dead_now") != want[k].dead_now || fixture_int(t, want[k].id, "dead_before") != want[k].dead_before)
            fail_msg("%s: %ld/%ld accidents, %ld/%ld dead", want[k].id, fixture_int(t, want[k].id, "n_now"), fixture_int(t, want[k].id, "n_before"),
                     fixture_int(t, want[k].id, "dead_now"), fixture_int(t, want[k].id, "dead_before"));
        assert_string_equal(fixture_text(t, want[k].id, "rising"), want[k].rising);
        assert_int_equal(fixture_int(t, want[k].id, "both_up"), want[k].both);
    }
    assert_string_equal(fixture_text(t, "T1", "period"), "2026-01-01/2026-06-30");
    assert_int_equal(fixture_issues(&f, "ACCIDENT_DATE"), 1);
    assert_int_equal(fixture_issues(&f, "ACCIDENT_TOWN"), 1);
    assert_int_equal(fixture_issues(&f, "ACCIDENT_DEAD"), 1);
    assert_true(situ_op_find("diff")->dated);
    fixture_end(&f);
}

static void diff__accidents_need_the_day_of_the_data(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "after", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\n");
    fixture_table(&f, "accidents", accidents);
    fixture_run(&f, "diff", NULL);
    assert_int_equal(situ_bundle_table(f.out, "accidents")->row_count, 0);
    assert_int_equal(fixture_issues(&f, "ACCIDENT_NO_DATE"), 1);
    fixture_end(&f);
    fixture_begin(&f);
    f.as_of = "2024-02-29"; // the period of a year without that day ends on the 28th
    fixture_table(&f, "after", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\n");
    fixture_table(&f, "accidents", ACCIDENT "1|一|甲镇|2023-02-28|0|\n2|二|甲镇|2023-03-01|0|\n3|三|乙镇|2024-02-29|0|\n");
    fixture_run(&f, "diff", NULL);
    const situ_table *t = situ_bundle_table(f.out, "accidents");
    assert_int_equal(t->row_count, 3); // towns by their names, then the county
    assert_int_equal(fixture_int(t, "甲镇", "n_before"), 1);
    assert_int_equal(fixture_int(t, "乙镇", "n_now"), 1);
    assert_string_equal(fixture_text(t, "甲镇", "rising"), "未上升");
    fixture_end(&f);
    fixture_begin(&f);
    f.as_of = "2026-06-30";
    fixture_table(&f, "after", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\n");
    fixture_run(&f, "diff", NULL); // no ledger of accidents: an empty table, nothing to tell
    assert_int_equal(situ_bundle_table(f.out, "accidents")->row_count, 0);
    assert_int_equal(situ_report_count(f.report), 0);
    fixture_end(&f);
}

static void diff__every_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t nth = 1, total = 1; nth <= total; nth++) {
        fixture f;
        fixture_begin(&f);
        fixture_table(&f, "before", POINT "a|甲|甲镇|管理|3|3|王|exact|0 0\nb|乙|甲镇|管理|3|3|王|exact|0 0\n");
        fixture_table(&f, "after", POINT "a|甲|甲镇|管理|1|1|李|exact|0 50\nc|丙|甲镇|管理|3|3|王|exact|0 0\n");
        fixture_table(&f, "regions", towns);
        fixture_table(&f, "accidents", accidents);
        f.as_of = "2026-06-30";
        situ_status status = fixture_try_armed(&f, "diff", NULL, nth == 1 ? 0 : nth - 1);
        if (nth == 1)
            total = f.allocations + 1;
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff__tells_every_kind_of_change),
        cmocka_unit_test(diff__own_threshold_other_ledgers_and_no_before),
        cmocka_unit_test(diff__routine_is_no_change),
        cmocka_unit_test(diff__accidents_that_rise_in_number_and_dead),
        cmocka_unit_test(diff__accidents_need_the_day_of_the_data),
        cmocka_unit_test(diff__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

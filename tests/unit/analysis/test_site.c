// SPDX-License-Identifier: MIT
// Re-siting (F11, F12) on a county of four townships in a row: weights by hand, what-ifs, bad ledgers.

#include "support/folder.h"
#include "unit/analysis/fixture.h"

// Straight minutes: 5 + km x 1.3 / 30 x 60 = 5 + 2.6 a km.
static const char regions[] =
    "id:t|name:t|level:t|is_center:i|pop:i|at:b\n"
    "T1|甲镇|乡镇|1|9000|0 0 10000 10000\nT2|乙镇|乡镇||8000|10000 0 20000 10000\n"
    "T3|丙乡|乡镇|1|7000|20000 0 30000 10000\nT4|丁乡|乡镇|0|6000|30000 0 40000 10000\n"
    "V1|一村|村||300|1000 1000 2000 2000\nV2|二村|村||400|31000 1000 32000 2000\nV3|三村|村|||21000 1000 22000 2000\n";
static const char points[] =
    "id:t|name:t|industry:t|level_given:i|threat_pop:i|status:t|at:xy\n"
    "p1|红点|地质灾害|1|1200||5000 5000\np2|黄点|山洪|3|3000||15000 5000\n"
    "p3|橙点|地质灾害|2|800||25000 5000\np4|蓝点|森林火灾|4|500||35000 5000\n";
static const char depots[] =
    "id:t|name:t|grade:t|town:t|at:xy\nd1|甲库|乡|甲镇|5000 5000\nd2|乙库|乡|乙镇|15000 5000\nd3|丙库|乡|丙乡|25000 5000\nd4|丁库|乡|丁乡|35000 5000\n";
// 棉被 is 1 a person: 300 of 1200 = 0.25, 2700 of 3000 = 0.9, 0 of 800, 750 of 500 = 1.5.
static const char stock[] = "id:t|depot:t|item:t|qty:r|unit:t\ns1|甲库|棉被|300|床\ns2|乙库|棉被|2700|床\ns3|丙库|棉被|0|床\ns4|丁库|棉被|750|床\n";

static void begin(fixture *f, const char *demands, const char *depot_rows, const char *stock_rows)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "demands", demands);
    if (depot_rows)
        fixture_table(f, "depots", depot_rows);
    if (stock_rows)
        fixture_table(f, "stock", stock_rows);
}

static const situ_table *summary(fixture *f) { return situ_bundle_table(f->out, "summary"); }

static void site__f11_weights(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, depots, stock);
    fixture_run(&f, "site", FIXTURE_SET("p", "1"));
    const situ_table *t = situ_bundle_table(f.out, "demands");
    CHECK_NEAR(fixture_real(t, "p1", "weight"), 2100, 1e-9);
    CHECK_NEAR(fixture_real(t, "p2", "weight"), 1320, 1e-9);
    CHECK_NEAR(fixture_real(t, "p3", "weight"), 1120, 1e-9);
    CHECK_NEAR(fixture_real(t, "p4", "weight"), 100, 1e-9);
    CHECK_NEAR(fixture_real(t, "p1", "lack"), 0.75, 1e-9);
    assert_string_equal(fixture_text(t, "p3", "town"), "丙乡");
    assert_string_equal(fixture_text(summary(&f), "summary", "weight_by"), "威胁人数×风险级别×防范短板");
    assert_string_equal(fixture_text(summary(&f), "summary", "mode"), "直线折算");
    CHECK_NEAR(fixture_real(summary(&f), "summary", "all_weight"), 4640, 1e-9);
    assert_int_equal(fixture_issues(&f, "SITE_STRAIGHT"), 1);
    fixture_end(&f);
}

static void site__kinds_choose_by_their_own_measure(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, depots, stock);
    // 10 km between neighbours = 31 min. Within 30 a site covers its own point only: the two heaviest.
    fixture_run(&f, "site", FIXTURE_SET("p", "2"));
    const situ_table *t = situ_bundle_table(f.out, "sites");
    assert_int_equal(t->row_count, 2);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "id")), "T1");
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "id")), "T2");
    assert_string_equal(fixture_text(t, "T1", "role"), "拟选");
    CHECK_NEAR(fixture_real(summary(&f), "summary", "value"), 3420, 1e-9);
    CHECK_NEAR(fixture_real(summary(&f), "summary", "bound"), 3420, 1e-9);
    CHECK_NEAR(fixture_real(summary(&f), "summary", "gap_pct"), 0, 0);
    assert_string_equal(fixture_text(summary(&f), "summary", "optimal"), "最优");
    CHECK_NEAR(fixture_real(summary(&f), "summary", "before_pct"), 100, 1e-9); // the four depots stand at the points
    CHECK_NEAR(fixture_real(summary(&f), "summary", "after_pct"), 100 * 3420.0 / 4640, 1e-9);
    t = situ_bundle_table(f.out, "demands");
    assert_string_equal(fixture_text(t, "p3", "change"), "不再覆盖");
    assert_string_equal(fixture_text(t, "p3", "site_id"), "T2");
    CHECK_NEAR(fixture_real(t, "p3", "minutes"), 31, 1e-4);
    CHECK_NEAR(fixture_real(t, "p4", "before_min"), 5, 1e-4);
    fixture_end(&f);
    begin(&f, points, NULL, NULL);
    fixture_run(&f, "site", FIXTURE_SET("p", "2", "kind", "center", "weight", "threat"));
    // T1 + T2 is 57 at p4; every pair that serves both ends within 31 minutes: T1 T3, T1 T4 (31), T2 T3, T2 T4. The first.
    t = situ_bundle_table(f.out, "sites");
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "id")), "T1");
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "id")), "T3");
    CHECK_NEAR(fixture_real(summary(&f), "summary", "value"), 31, 1e-4);
    assert_true(isnan(fixture_real(summary(&f), "summary", "before_pct"))); // no depots: nothing to compare with
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "demands"), "p1", "change"), "覆盖内");
    fixture_end(&f);
}

static void site__next_best_sites_one_by_one(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, "id:t|name:t|grade:t|county:t|at:xy\nd1|县库|县||5000 5000\nd2|村点|村||15000 5000\nd3|无坐标库|县||\n", stock);
    fixture_run(&f, "site", FIXTURE_SET("p", "2", "extend", "yes", "weight", "threat"));
    const situ_table *t = situ_bundle_table(f.out, "steps");
    assert_int_equal(t->row_count, 2);
    assert_string_equal(fixture_text(t, "step-1", "site_id"), "T2"); // 3000 people
    CHECK_NEAR(fixture_real(t, "step-1", "gain_weight"), 3000, 1e-9);
    assert_string_equal(fixture_text(t, "step-2", "site_id"), "T3");
    CHECK_NEAR(fixture_real(t, "step-2", "gain_people"), 800, 1e-9);
    CHECK_NEAR(fixture_real(t, "step-2", "within_pct"), 100 * 5000.0 / 5500, 1e-9);
    CHECK_NEAR(fixture_real(summary(&f), "summary", "before_pct"), 100 * 1200.0 / 5500, 1e-9);
    CHECK_NEAR(fixture_real(summary(&f), "summary", "after_people"), 5000, 1e-9);
    t = situ_bundle_table(f.out, "sites");
    assert_int_equal(t->row_count, 3);
    assert_string_equal(fixture_text(t, "d1", "role"), "现有"); // of the village: no place to put goods forward
    assert_int_equal(fixture_int(t, "T2", "step"), 1);
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "demands"), "p2", "change"), "新增覆盖");
    assert_int_equal(fixture_issues(&f, "SITE_UNPLACED"), 1);
    fixture_end(&f);
}

static void site__only_the_marked_centers(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, NULL, NULL);
    fixture_run(&f, "site", FIXTURE_SET("candidates", "center", "p", "1", "kind", "median", "weight", "threat"));
    assert_int_equal(fixture_int(summary(&f), "summary", "candidates"), 2);
    // T1: 1200 x 5 + 3000 x 31 + 800 x 57 + 500 x 83 = 186100; T3: 1200 x 57 + 3000 x 31 + 800 x 5 + 500 x 31 = 180900.
    CHECK_NEAR(fixture_real(summary(&f), "summary", "value"), 180900, 0.1);
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "sites"), "T3", "name"), "丙乡");
    fixture_run(&f, "site", FIXTURE_SET("candidates", "center", "weight", "threat"));
    assert_int_equal(fixture_int(summary(&f), "summary", "chosen"), 2);
    assert_int_equal(fixture_issues(&f, "SITE_FEW_CANDIDATES"), 1);
    fixture_end(&f);
    fixture_begin(&f);
    fixture_table(&f, "regions", "id:t|name:t|level:t|at:b\nT1|甲镇|乡镇|0 0 1 1\n");
    fixture_table(&f, "demands", points);
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "site", FIXTURE_SET("candidates", "center", "weight", "threat")), f.err);
    CHECK_HOLDS(f.err.cure, "is_center");
    fixture_end(&f);
}

static void site__hazard_groups(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, NULL, NULL);
    fixture_run(&f, "site", FIXTURE_SET("hazard", "地灾", "p", "1", "weight", "threat"));
    assert_int_equal(situ_bundle_table(f.out, "demands")->row_count, 2);
    fixture_run(&f, "site", FIXTURE_SET("hazard", "山洪", "p", "1", "weight", "threat"));
    assert_int_equal(situ_bundle_table(f.out, "demands")->row_count, 1);
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "site", FIXTURE_SET("hazard", "火山", "p", "1", "weight", "threat")), f.err);
    CHECK_HOLDS(f.err.cause, "地灾");
    fixture_end(&f);
}

static void site__villages_by_population(void **state)
{
    (void)state;
    fixture f;
    begin(&f, regions, NULL, NULL);
    fixture_run(&f, "site", FIXTURE_SET("p", "1", "limit_min", "20"));
    const situ_table *t = situ_bundle_table(f.out, "demands");
    assert_int_equal(t->row_count, 2); // the third does not say how many
    CHECK_NEAR(fixture_real(t, "V2", "weight"), 400, 0);
    assert_string_equal(fixture_text(t, "V2", "town"), "丁乡");
    assert_int_equal(fixture_issues(&f, "SITE_NO_PEOPLE"), 1);
    assert_int_equal(fixture_int(summary(&f), "summary", "left_out"), 1);
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "sites"), "T4", "name"), "丁乡");
    fixture_end(&f);
}

static void site__what_cannot_be_used_is_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|level_given:i|threat_pop:i|status:t|at:xy\na|好|1|10||5000 5000\nb|无坐标|1|10||\nc|无人数|1|||5000 5000\nd|未评估||10||5000 5000\ne|已销号|1|10|销号|5000 5000\n", NULL, NULL);
    fixture_run(&f, "site", FIXTURE_SET("p", "1"));
    assert_int_equal(situ_bundle_table(f.out, "demands")->row_count, 1);
    assert_int_equal(fixture_int(summary(&f), "summary", "left_out"), 3);
    assert_int_equal(fixture_issues(&f, "SITE_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&f, "SITE_NO_PEOPLE"), 1);
    assert_int_equal(fixture_issues(&f, "SITE_UNGRADED"), 1);
    assert_int_equal(fixture_issues(&f, "SITE_NO_STOCK"), 1);
    fixture_end(&f);
    begin(&f, "id:t|name:t|threat_pop:i|at:xy\nb|无坐标|10|\n", NULL, NULL);
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "site", NULL), f.err);
    fixture_end(&f);
    begin(&f, "id:t|name:t|at:xy\nb|无人数列|0 0\n", NULL, NULL);
    CHECK_FAILS(SITU_E_SCHEMA, fixture_try(&f, "site", NULL), f.err);
    fixture_end(&f);
    begin(&f, points, NULL, NULL);
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "site", FIXTURE_SET("extend", "yes", "weight", "threat")), f.err);
    fixture_end(&f);
}

// 县道 at 40 km/h: 10 km to a neighbour = 15 min, and 5 to leave; the last stretch is broken.
static void site__along_roads(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, depots, NULL);
    fixture_table(&f, "roads", "id:t|class:t|status:t|at:l\nr1|县道||0 5000 26000 5000\nr2|县道|断|26000 5000 34900 5000\nr3|县道||34900 5000 40000 5000\n");
    fixture_run(&f, "site", FIXTURE_SET("p", "1", "weight", "threat"));
    const situ_table *t = situ_bundle_table(f.out, "demands");
    assert_string_equal(fixture_text(summary(&f), "summary", "mode"), "路网");
    assert_string_equal(situ_table_text(situ_bundle_table(f.out, "sites"), 0, 1), "乙镇"); // reaches three of them in 20 min
    CHECK_NEAR(fixture_real(summary(&f), "summary", "value"), 5000, 1e-9);
    CHECK_NEAR(fixture_real(t, "p1", "minutes"), 20, 1e-3);
    assert_string_equal(fixture_text(t, "p4", "change"), "不再覆盖");
    assert_true(isnan(fixture_real(t, "p4", "minutes")));
    assert_int_equal(fixture_int(summary(&f), "summary", "unreachable"), 1);
    assert_int_equal(fixture_issues(&f, "SITE_UNREACHABLE"), 1);
    fixture_end(&f);
}

static void site__a_choice_of_nothing_is_not_called_best(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, NULL, NULL);
    fixture_run(&f, "site", FIXTURE_SET("p", "2", "weight", "threat", "limit_min", "1")); // 5 minutes to leave
    assert_string_equal(fixture_text(summary(&f), "summary", "optimal"), "无可覆盖对象");
    assert_int_equal(fixture_issues(&f, "SITE_NOTHING"), 1);
    assert_int_equal(fixture_int(summary(&f), "summary", "unreachable"), 0);
    assert_true(isfinite(fixture_real(situ_bundle_table(f.out, "demands"), "p1", "minutes"))); // how far off all the same
    fixture_end(&f);
    // The road with the demands and the one with the townships do not meet.
    static const char *const kinds[] = {"mclp", "median", "center"};
    for (size_t k = 0; k < 3; k++) {
        begin(&f, "id:t|name:t|industry:t|level_given:i|threat_pop:i|at:xy\na|甲|山洪|1|10|5000 90000\nb|乙|山洪|1|20|9000 90000\n", NULL, NULL);
        fixture_table(&f, "roads", "id:t|class:t|status:t|at:l\nr1|县道||0 5000 40000 5000\nr2|县道||0 90000 40000 90000\n");
        fixture_run(&f, "site", FIXTURE_SET("p", "2", "kind", kinds[k]));
        assert_string_equal(fixture_text(summary(&f), "summary", "optimal"), "无可覆盖对象");
        assert_int_equal(fixture_int(summary(&f), "summary", "unreachable"), 2);
        assert_int_equal(fixture_issues(&f, "SITE_UNREACHABLE"), 1);
        fixture_end(&f);
    }
}

static void site__p_is_one_or_more(void **state)
{
    (void)state;
    fixture f;
    static const char *const bad[] = {"0", "-3", "10001"};
    const situ_op *op = situ_op_find("site");
    fixture_begin(&f);
    void *params = situ_arena_alloc(f.arena, op->params_size);
    CHECK_OK(situ_props_default(params, op->props, f.arena, &f.err), f.err);
    for (size_t k = 0; k < 3; k++)
        assert_int_not_equal(situ_props_set(params, op->props, "p", bad[k], f.arena, &f.err), SITU_OK);
    CHECK_HOLDS(f.err.cure, "from 1 to");
    CHECK_OK(situ_props_set(params, op->props, "p", "1", f.arena, &f.err), f.err);
    fixture_end(&f);
}

// rules/site.yaml with another unreachable_min.
static void site__what_cannot_be_reached_counts_for_more_than_the_limit(void **state)
{
    static const struct { const char *value, *limit, *cause; } cases[] = {
        {"0", "30", "unreachable_min is 0"}, {"-5", "30", "unreachable_min is -5"}, {"20", "30", "less than the limit of 30"}, {"30", "30", NULL}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        fixture f;
        char *text = NULL;
        size_t bytes;
        situ_str changed;
        begin(&f, points, depots, stock);
        CHECK_OK(situ_read_file(&text, &bytes, SITU_SOURCE_DIR "/styles/rules/site.yaml", 1 << 20, &f.err), f.err);
        const char *at = strstr(text, "value: 240");
        assert_non_null(at);
        situ_str_init(&changed);
        situ_str_add_n(&changed, text, (size_t)(at - text));
        situ_str_addf(&changed, "value: %s%s", cases[k].value, at + strlen("value: 240"));
        CHECK_OK(situ_make_dirs(in_folder(state, "s/rules"), &f.err), f.err);
        CHECK_OK(situ_write_file(in_folder(state, "s/rules/site.yaml"), changed.data, changed.length, &f.err), f.err);
        situ_rules_free(f.rules);
        situ_resources_free(&f.resources);
        CHECK_OK(situ_resources_init(&f.resources, in_folder(state, "s"), SITU_SOURCE_DIR, NULL, &f.err), f.err);
        CHECK_OK(situ_rules_load(&f.rules, &f.resources, &f.err), f.err);
        situ_status status = fixture_try(&f, "site", FIXTURE_SET("p", "1", "kind", "median", "limit_min", cases[k].limit));
        if (cases[k].cause) {
            assert_int_equal(status, SITU_E_FORMAT);
            CHECK_HOLDS(f.err.cause, cases[k].cause);
            CHECK_HOLDS(f.err.file, "site.yaml");
            assert_true(f.err.row > 1);
        } else
            CHECK_OK(status, f.err);
        situ_str_free(&changed);
        situ_free(text);
        fixture_end(&f);
    }
}

// Coverage looks no farther than the limit for the candidates, and to the end for those it chooses.
static void site__minutes_beyond_the_limit_are_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, depots, NULL);
    fixture_run(&f, "site", FIXTURE_SET("p", "1", "weight", "threat", "limit_min", "10"));
    const situ_table *t = situ_bundle_table(f.out, "demands");
    assert_string_equal(fixture_text(t, "p4", "site_id"), "T2"); // 3000 people
    CHECK_NEAR(fixture_real(t, "p1", "minutes"), 31, 1e-4);
    CHECK_NEAR(fixture_real(t, "p4", "minutes"), 57, 1e-4);
    assert_int_equal(fixture_int(summary(&f), "summary", "unreachable"), 0);
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "sites"), "T2", "most_min"), 57, 1e-4);
    fixture_end(&f);
}

// Every allocation fails once: a status and no leak (under the sanitizers).
static void site__survives_want_of_memory(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, depots, stock);
    fixture_run(&f, "site", FIXTURE_SET("p", "2"));
    uint64_t all = f.allocations;
    fixture_end(&f);
    for (uint64_t at = 1; at <= all; at += all > 400 ? 7 : 1) {
        begin(&f, points, depots, stock);
        situ_status status = fixture_try_armed(&f, "site", FIXTURE_SET("p", "2"), at);
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(site__f11_weights),
        cmocka_unit_test(site__kinds_choose_by_their_own_measure),
        cmocka_unit_test(site__next_best_sites_one_by_one),
        cmocka_unit_test(site__only_the_marked_centers),
        cmocka_unit_test(site__hazard_groups),
        cmocka_unit_test(site__villages_by_population),
        cmocka_unit_test(site__what_cannot_be_used_is_told),
        cmocka_unit_test(site__along_roads),
        cmocka_unit_test(site__a_choice_of_nothing_is_not_called_best),
        cmocka_unit_test(site__p_is_one_or_more),
        cmocka_unit_test_setup_teardown(site__what_cannot_be_reached_counts_for_more_than_the_limit, folder_setup, folder_teardown),
        cmocka_unit_test(site__minutes_beyond_the_limit_are_told),
        cmocka_unit_test(site__survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

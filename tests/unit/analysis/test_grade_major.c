// SPDX-License-Identifier: MIT
// Major hazard installations (F4): R from what they hold, alpha from who lives around them.

#include "unit/analysis/fixture.h"
#include "analysis/major.h"
#include "support/folder.h"

#define POINT "id:t|name:t|town:t|method:t|gb_r:r|gb_sum:r|level_given:i|loc_quality:t|other_names:t|at:xy|area:box\n"
#define HAZMAT "id:t|object:t|town:t|substance:t|hazard_class:t|q_t:r|limit_t:r|beta:r\n"
#define REGION "id:t|name:t|level:t|pop:i|at:xy|area:box\n"

static void grade(fixture *f, const char *points, const char *hazmat, const char *regions, const char *const *settings)
{
    char text[4000];
    fixture_begin(f);
    snprintf(text, sizeof text, "%s%s", POINT, points);
    fixture_table(f, "points", text);
    if (hazmat) {
        snprintf(text, sizeof text, "%s%s", HAZMAT, hazmat);
        fixture_table(f, "hazmat", text);
    }
    if (regions) {
        snprintf(text, sizeof text, "%s%s", REGION, regions);
        fixture_table(f, "regions", text);
    }
    fixture_run(f, "grade", settings);
}

static const situ_table *points_of(const fixture *f) { return situ_bundle_table(f->out, "points"); }
static const situ_table *major_of(const fixture *f) { return situ_bundle_table(f->out, "major"); }

// NH3 40 t (Q 10, beta 2) and flammable gas 50 t (Q 50, beta 1.5), 40 people: 1.2 * (8 + 1.5).
static void grade__nh3_and_gas_give_11_4(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|氨站||GB18218||||exact||0 0|\n", "1|氨站||氨||40||\n2|a||丙烯|易燃气体|50|50|\n", "v|村|村|40|400 0|\n", NULL);
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 11.4, 1e-9);
    assert_int_equal(fixture_int(points_of(&f), "a", "level_calc"), 3);
    assert_string_equal(fixture_text(points_of(&f), "a", "level_reason"), "F4-GB18218-2018 α1.2×9.5=11.4 黄");
    CHECK_NEAR(fixture_real(major_of(&f), "a", "ratio"), 5, 1e-12);
    CHECK_NEAR(fixture_real(major_of(&f), "a", "pop_500m"), 40, 1e-12);
    assert_string_equal(fixture_text(major_of(&f), "a", "substances"), "氨、丙烯");
    assert_int_equal(situ_table_geometry(major_of(&f), 0)->kind, SITU_GEOM_POLYGON);
    assert_int_equal(situ_report_count(f.report), 0);
    fixture_end(&f);
}

// Cl2 25 t (Q 5, beta 4) and flammable gas 100 t, more than 100 people: 2 * (20 + 3).
static void grade__chlorine_and_gas_give_46(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|氯碱厂||||||exact||0 0|\n", "1|氯碱厂||液氯(99.6%)||25||\n2|氯碱厂||LPG||100||\n", "v|村|村|100|0 500|\nw|远村|村|900|0 501|\n", NULL);
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 46, 1e-9); // Q, beta and method are not named: they follow
    assert_int_equal(fixture_int(points_of(&f), "a", "level_calc"), 3);
    CHECK_NEAR(fixture_real(major_of(&f), "a", "alpha"), 2, 0);
    assert_int_equal(situ_report_count(f.report), 0);
    fixture_end(&f);
}

static void grade__alpha_by_people(void **state)
{
    (void)state;
    static const struct { int people; double alpha; } want[] = {{0, 0.5}, {1, 1}, {29, 1}, {30, 1.2}, {49, 1.2}, {50, 1.5}, {99, 1.5}, {100, 2}, {5000, 2}};
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        fixture f;
        char regions[100];
        snprintf(regions, sizeof regions, "v|村|村|%d|10 0|\n", want[k].people);
        grade(&f, "a|厂||GB18218||||exact||0 0|\n", "1|a||氨||100||\n", regions, NULL);
        CHECK_NEAR(fixture_real(major_of(&f), "a", "alpha"), want[k].alpha, 0);
        CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), want[k].alpha * 20, 1e-9);
        fixture_end(&f);
    }
}

// The boundary is buffered, and villages count by the share of their area: half of 100 people live within 500 m.
static void grade__people_by_share_of_the_village(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|厂||GB18218||||exact|||0 0 1000 1000\n", "1|a||氨||100||\n", "v|东村|村|100||1400 0 1600 1000\nw|远村|村|800||1501 0 1700 1000\nt|镇|乡镇|9999||-9000 -9000 9000 9000\n", NULL);
    CHECK_NEAR(fixture_real(major_of(&f), "a", "pop_500m"), 50, 1e-6);
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 30, 1e-6);
    fixture_end(&f);
    // Without villages the townships stand in: a circle of 500 m, drawn with corners, in 2 km x 2 km.
    grade(&f, "a|厂||GB18218||||exact||0 0|\n", "1|a||氨||100||\n", "t|镇|乡镇|1000||-1000 -1000 1000 1000\n", NULL);
    CHECK_NEAR(fixture_real(major_of(&f), "a", "pop_500m"), 1000 * 3.14159265 * 0.25 / 4, 2.0);
    fixture_end(&f);
}

static void grade__below_the_threshold_is_no_major_hazard(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|厂||GB18218||||exact||0 0|\nb|站||GB18218|||2|exact||0 0|\nc|库||GB18218||0.8||exact||0 0|\n", "1|a||氨||4||\n2|a||液化石油气||10||\n3|b||氨||9.9||\n", "v|村|村|40|400 0|\n", NULL);
    assert_int_equal(fixture_int(points_of(&f), "a", "level_final"), 0);
    CHECK_HOLDS(fixture_text(points_of(&f), "a", "level_reason"), "不构成重大危险源 Σq/Q=0.6");
    assert_string_equal(fixture_text(major_of(&f), "a", "state"), "不构成重大危险源");
    assert_int_equal(fixture_int(points_of(&f), "b", "level_final"), 2); // what the ledger says stands
    CHECK_HOLDS(fixture_text(points_of(&f), "b", "level_reason"), "不构成重大危险源");
    CHECK_HOLDS(fixture_text(points_of(&f), "c", "level_reason"), "不构成重大危险源");
    fixture_end(&f);
    grade(&f, "a|厂||GB18218||||exact||0 0|\n", "1|a||氨||10||\n", "v|村|村|40|400 0|\n", NULL); // q/Q = 1 is one
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 2.4, 1e-9);
    assert_int_equal(fixture_int(points_of(&f), "a", "level_calc"), 4);
    fixture_end(&f);
}

static void grade__sum_and_given_r_are_the_ways_out(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|甲||GB18218|60|9.5||exact||0 0|\nb|乙||GB18218|46|||exact||0 0|\nc|丙|||99.9|||exact|||\nd|丁||GB18218|55|9.5||none|||\ne|戊||GB18218||9.5||village||0 0|\n", NULL,
          "v|村|村|40|400 0|\n", NULL);
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 11.4, 1e-9); // the sum before the R of the ledger, and that is told
    assert_int_equal(fixture_issues(&f, "GB_R"), 1);
    assert_int_equal(fixture_int(points_of(&f), "b", "level_calc"), 3);
    assert_int_equal(fixture_int(points_of(&f), "c", "level_calc"), 2);
    CHECK_NEAR(fixture_real(points_of(&f), "d", "score"), 55, 0); // no coordinates: R as given
    assert_int_equal(fixture_issues(&f, "GB_ALPHA"), 1);
    assert_int_equal(fixture_int(points_of(&f), "e", "level_calc"), 3);
    assert_int_equal(fixture_issues(&f, "GB_PLACE"), 1);
    assert_int_equal(major_of(&f)->row_count, 3);
    fixture_end(&f);
    grade(&f, "a|甲||GB18218||9.5||exact||0 0|\n", NULL, NULL, NULL); // nobody knows who lives there
    assert_int_equal(fixture_int(points_of(&f), "a", "level_final"), 0);
    assert_int_equal(fixture_issues(&f, "GB_ALPHA"), 1);
    fixture_end(&f);
}

static void grade__what_is_missing_in_the_stock_is_told(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|甲|南镇|GB18218||||exact|老厂、甲库|0 0|\nb|同名|南镇|GB18218||||exact||0 0|\nc|同名|北镇|GB18218||||exact||0 0|\nd|丁||GB18218||||exact||0 0|\ne|戊||LS||||exact||0 0|\n",
          "1|甲 库||氨||40||\n2|a||某物||5||\n3|a||氨|||10|\n4|同名||氨||40||\n5|同名|北镇|氨||40||\n6|无此厂||氨||40||\n7|a||新物||5|10|\n8|d||氨||-3||\n9|e||氨||40||\n", "v|村|村|40|400 0|\nw|没数|村||0 100|\nx|没位|村|80||\n", NULL);
    assert_int_equal(fixture_issues(&f, "GB_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&f, "HAZMAT_LIMIT"), 1);  // 某物
    assert_int_equal(fixture_issues(&f, "HAZMAT_QTY"), 2);    // 3 and 8
    assert_int_equal(fixture_issues(&f, "HAZMAT_BETA"), 2);   // 某物, 新物
    assert_int_equal(fixture_issues(&f, "HAZMAT_OBJECT"), 2); // 4 may be either, 6 nobody
    assert_int_equal(fixture_issues(&f, "GB_POP"), 1);        // once, though four installations are near
    assert_int_equal(fixture_issues(&f, "GB_METHOD"), 1);     // e, which is listed beside its own method
    assert_int_equal(fixture_int(major_of(&f), "e", "level"), 4);
    assert_int_equal(fixture_int(points_of(&f), "e", "level_final"), 0);
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 1.2 * (8 + 0.5), 1e-9); // what is known is a lower bound
    CHECK_HOLDS(fixture_text(points_of(&f), "a", "level_reason"), "存量或临界量不全");
    CHECK_NEAR(fixture_real(points_of(&f), "c", "score"), 9.6, 1e-9);
    assert_int_equal(fixture_int(points_of(&f), "d", "level_final"), 0);
    CHECK_HOLDS(fixture_text(points_of(&f), "d", "level_reason"), "存量或临界量不全"); // and not 不构成
    fixture_end(&f);
}

static void grade__the_edition_is_printed_and_counts(void **state)
{
    (void)state;
    fixture f;
    static const char hazmat[] = "1|a||某液|J3|100||\n";
    grade(&f, "a|厂||GB18218||||exact||0 0|\n", hazmat, "v|村|村|40|400 0|\n", NULL);
    CHECK_NEAR(fixture_real(points_of(&f), "a", "score"), 1.2 * 2 * 100 / 50, 1e-9);
    CHECK_HOLDS(fixture_text(points_of(&f), "a", "level_reason"), "GB18218-2018");
    fixture_end(&f);
    grade(&f, "a|厂||GB18218||||exact||0 0|\n", hazmat, "v|村|村|40|400 0|\n", FIXTURE_SET("gb18218_edition", "2011"));
    assert_int_equal(fixture_issues(&f, "HAZMAT_LIMIT"), 1); // the classes of the other edition are not known
    assert_string_equal(fixture_text(major_of(&f), "a", "edition"), "2011");
    fixture_end(&f);
}

// --- rules that are wrong ---

static situ_status try_rules(void **state, const char *text, situ_error *err)
{
    situ_resources res;
    situ_rules *rules = NULL;
    situ_table *points = NULL;
    situ_major *major = NULL;
    assert_int_equal(situ_make_dirs(in_folder(state, "s/rules"), err), SITU_OK);
    CHECK_OK(situ_write_file(in_folder(state, "s/rules/gb18218.yaml"), text, strlen(text), err), *err);
    CHECK_OK(situ_resources_init(&res, in_folder(state, "s"), NULL, NULL, err), *err);
    CHECK_OK(situ_rules_load(&rules, &res, err), *err);
    situ_resources_free(&res);
    CHECK_OK(situ_table_new(&points, "points", FIXTURE_EPSG, err), *err);
    situ_status status = situ_major_new(&major, rules, "2018", points, NULL, NULL, NULL, err);
    situ_major_free(major);
    situ_table_free(points);
    situ_rules_free(rules);
    return status;
}

#define RULES(bands, classes, items)                                                                           \
    "constitutes: {least: 1}\nalpha:\n  distance_m: 500\n  bands:\n" bands "editions:\n  \"2018\":\n    classes:\n" classes "substances:\n  items:\n" items
#define BANDS "    - {from: 0, to: 9, alpha: 1}\n    - {from: 10, alpha: 2}\n"
#define CLASSES "      其他: {beta: 1}\n"

static void major__faults_of_the_rules_name_file_and_line(void **state)
{
    static const struct { const char *text; long line; const char *part; } cases[] = {
        {RULES("    - {from: 0, to: 9, alpha: 1}\n    - {from: 11, alpha: 2}\n", CLASSES, ""), 6, "gap"},
        {RULES("    - {from: 0, to: 9, alpha: 1}\n    - {from: 9, alpha: 2}\n", CLASSES, ""), 6, "overlap"},
        {RULES("    - {from: 1, alpha: 1}\n", CLASSES, ""), 5, "gap"},
        {RULES("    - {from: 0, to: 9, alpha: 1}\n    - {from: 10, to: 20, alpha: 2}\n", CLASSES, ""), 6, "open end"},
        {RULES("    - {from: 0}\n", CLASSES, ""), 5, "alpha"},
        {RULES(BANDS, "      爆炸品: {beta: 2}\n", ""), 10, "其他"},
        {RULES(BANDS, "      其他: {beta: 0}\n", ""), 10, "beta"},
        {RULES(BANDS, CLASSES, "    - {name: 氨, limit_t: ten}\n"), 13, "limit_t"},
        {RULES(BANDS, CLASSES, "    - {name: 氨, limit_t: 10, class: 无此类}\n"), 13, "无此类"},
        {RULES(BANDS, CLASSES, "    - {name: 氨, limit_t: 10, aliases: [液氨]}\n    - {name: 液氨, limit_t: 5}\n"), 14, "液氨"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_error err = {0};
        situ_status status = try_rules(state, cases[i].text, &err);
        if (status != SITU_E_FORMAT || !strstr(err.cause, cases[i].part) || err.row != cases[i].line || !strstr(err.file, "gb18218.yaml") || !err.cure[0])
            fail_msg("case %zu: status %d, %s:%ld %s", i, (int)status, err.file, err.row, err.cause);
    }
    situ_error err = {0};
    CHECK_OK(try_rules(state, RULES(BANDS, CLASSES, "    - {name: 氨, limit_t: 10, class: 其他}\n"), &err), err);
}

static void major__every_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t nth = 1, total = 1; nth <= total; nth++) {
        fixture f;
        fixture_begin(&f);
        fixture_table(&f, "points", POINT "a|甲||GB18218||||exact|||0 0 1000 1000\nb|乙||GB18218|60|9.5|1|exact||0 0|\n");
        fixture_table(&f, "hazmat", HAZMAT "1|a||氨||40||\n2|无||氨||40||\n3|a||某物||||\n");
        fixture_table(&f, "regions", REGION "v|东村|村|100||1400 0 1600 1000\nw|西村|村|||-100 0 100 100\n");
        situ_status status = fixture_try_armed(&f, "grade", NULL, nth == 1 ? 0 : nth - 1);
        if (nth == 1)
            total = f.allocations + 1;
        assert_true(status == SITU_OK || status == SITU_E_NOMEM || status == SITU_E_GEOMETRY);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grade__nh3_and_gas_give_11_4),
        cmocka_unit_test(grade__chlorine_and_gas_give_46),
        cmocka_unit_test(grade__alpha_by_people),
        cmocka_unit_test(grade__people_by_share_of_the_village),
        cmocka_unit_test(grade__below_the_threshold_is_no_major_hazard),
        cmocka_unit_test(grade__sum_and_given_r_are_the_ways_out),
        cmocka_unit_test(grade__what_is_missing_in_the_stock_is_told),
        cmocka_unit_test(grade__the_edition_is_printed_and_counts),
        cmocka_unit_test_setup_teardown(major__faults_of_the_rules_name_file_and_line, folder_setup, folder_teardown),
        cmocka_unit_test(major__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Risk levels of points: the hand-checked values of the methods, their boundaries, and conflicts.

#include "unit/analysis/fixture.h"

static const char header[] = "id:t|name:t|method:t|industry:t|lec_l:r|lec_e:r|lec_c:r|ls_l:r|ls_s:r|gb_r:r|threat_pop:i|threat_loss:r|score_given:r|level_given:i\n";

static void grade(fixture *f, const char *rows, const char *const *settings)
{
    char text[8000];
    fixture_begin(f);
    assert_true(strlen(rows) + sizeof header < sizeof text);
    snprintf(text, sizeof text, "%s%s", header, rows);
    fixture_table(f, "points", text);
    fixture_run(f, "grade", settings);
}

static void expect(const fixture *f, const char *id, double score, long level)
{
    const situ_table *t = situ_bundle_table(f->out, "points");
    CHECK_NEAR(fixture_real(t, id, "score"), score, 1e-9);
    if (fixture_int(t, id, "level_calc") != level)
        fail_msg("%s: level %ld, expected %ld", id, fixture_int(t, id, "level_calc"), level);
    assert_int_equal(fixture_int(t, id, "level_final"), level);
}

static void grade__lec_examples(void **state)
{
    (void)state;
    fixture f;
    grade(&f,
          "a|甲|LEC||3|10|15|||||||\n" "b|乙|LEC||1|6|15|||||||\n" "c|丙|LEC||6|6|3|||||||\n" "d|丁|LEC||1|0.5|40|||||||\n"
          "e|戊|LEC||3|6|15|||||||\n" "f|己|LEC||0.5|10|15|||||||\n" "g|庚|LEC||10|2|3|||||||\n" "h|辛|||0.1|0.5|1|||||||\n",
          NULL);
    expect(&f, "a", 450, 1);
    expect(&f, "b", 90, 3);
    expect(&f, "c", 108, 3);
    expect(&f, "d", 20, 4);
    expect(&f, "e", 270, 2);
    expect(&f, "f", 75, 3);
    expect(&f, "g", 60, 4);
    expect(&f, "h", 0.05, 4); // the method follows from the factors
    CHECK_HOLDS(fixture_text(situ_bundle_table(f.out, "points"), "e", "level_reason"), "F1-LEC 3×6×15=270 橙");
    assert_int_equal(situ_report_count(f.report), 0);
    fixture_end(&f);
}

static void grade__lec_boundaries_count_as_reached(void **state)
{
    (void)state;
    fixture f;
    // 320 and 160 come only as a given D; 70 by factors is 10 x 1 x 7.
    grade(&f,
          "a|甲|LEC||10|1|7|||||||\n" "b|乙|LEC||||||||||320|\n" "c|丙|LEC||||||||||160|\n" "d|丁|LEC||||||||||319.9|\n"
          "e|戊|LEC||||||||||70|\n" "f|己|LEC||||||||||69.99|\n" "g|庚|LEC||0.2|10|40|||||||\n",
          NULL);
    expect(&f, "a", 70, 3);
    expect(&f, "b", 320, 1);
    expect(&f, "c", 160, 2);
    expect(&f, "d", 319.9, 2);
    expect(&f, "e", 70, 3);
    expect(&f, "f", 69.99, 4);
    expect(&f, "g", 80, 3);
    assert_int_equal(situ_report_count(f.report), 0);
    fixture_end(&f);
}

static void grade__lec_factor_outside_the_table_is_told(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|某点|LEC||4|6|15|||||||\nb|乙|LEC||3.0000000001|6|15|||||||\nc|丙|LEC||0|6|15|||||||\n", NULL);
    expect(&f, "a", 360, 1); // used as it is
    expect(&f, "b", 270, 2); // snapped
    assert_int_equal(fixture_int(situ_bundle_table(f.out, "points"), "c", "level_final"), 0);
    assert_int_equal(fixture_issues(&f, "LEC_FACTOR"), 2);
    CHECK_HOLDS(situ_report_get(f.report, 0)->message, "某点");
    CHECK_HOLDS(situ_report_get(f.report, 0)->message, "L = 4"); // the header of the ledger, no column of the store
    assert_null(strstr(situ_report_get(f.report, 0)->message, "lec_"));
    fixture_end(&f);
}

// Cells of the 5 x 5 matrix by level (domain.md B1.3).
static void grade__ls_variants_have_the_published_cell_counts(void **state)
{
    (void)state;
    static const char *const variant[] = {"V1", "V2", "V3", "V4", "V5"};
    static const long cells[][4] = {{3, 3, 5, 14}, {3, 8, 9, 5}, {3, 5, 9, 8}, {6, 5, 9, 5}, {3, 7, 7, 8}};
    for (int v = 0; v < 5; v++) {
        char rows[2000] = "";
        long count[5] = {0};
        fixture f;
        for (int l = 1; l <= 5; l++)
            for (int s = 1; s <= 5; s++)
                snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%d-%d|点|LS|||||%d|%d|||||\n", l, s, l, s);
        grade(&f, rows, FIXTURE_SET("ls_variant", variant[v]));
        const situ_table *t = situ_bundle_table(f.out, "points");
        for (size_t row = 0; row < t->row_count; row++)
            count[situ_table_int(t, row, situ_table_find(t, "level_final"))]++;
        for (int level = 1; level <= 4; level++)
            if (count[level] != cells[v][level - 1])
                fail_msg("%s: %ld cells of level %d, expected %ld", variant[v], count[level], level, cells[v][level - 1]);
        CHECK_HOLDS(fixture_text(t, "3-5", "level_reason"), variant[v]); // the variant is printed
        fixture_end(&f);
    }
}

static void grade__ls_discriminators(void **state)
{
    (void)state;
    static const struct { const char *variant; long r15, r9, r10, r4; } want[] = {
        {"V1", 2, 3, 3, 4}, {"V2", 2, 2, 2, 3}, {"V3", 2, 3, 3, 4}, {"V4", 1, 2, 2, 3}, {"V5", 2, 3, 2, 4}};
    for (int k = 0; k < 5; k++) {
        fixture f;
        grade(&f, "a|甲|LS|||||3|5|||||\nb|乙|LS|||||3|3|||||\nc|丙|LS|||||2|5|||||\nd|丁|LS|||||1|4|||||\n", FIXTURE_SET("ls_variant", want[k].variant));
        expect(&f, "a", 15, want[k].r15);
        expect(&f, "b", 9, want[k].r9);
        expect(&f, "c", 10, want[k].r10);
        expect(&f, "d", 4, want[k].r4);
        fixture_end(&f);
    }
}

static void grade__ls_factors_out_of_range_give_no_level(void **state)
{
    (void)state;
    fixture f;
    grade(&f, "a|甲|LS|||||6|3|||||\nb|乙|LS|||||2.5|3|||||\nc|丙|LS|||||0|3|||||3\n", NULL);
    const situ_table *t = situ_bundle_table(f.out, "points");
    assert_int_equal(fixture_int(t, "a", "level_final"), 0);
    assert_int_equal(fixture_int(t, "b", "level_final"), 0);
    assert_int_equal(fixture_int(t, "c", "level_final"), 3); // the given level stands
    assert_int_equal(fixture_issues(&f, "LS_FACTOR"), 3);
    fixture_end(&f);
}

static void grade__gb18218_bands(void **state)
{
    (void)state;
    fixture f;
    grade(&f,
          "a|甲|GB18218|||||||100||||\n" "b|乙|GB18218|||||||99.9||||\n" "c|丙|GB18218|||||||50||||\n"
          "d|丁|GB18218|||||||46||||\n" "e|戊|GB18218|||||||11.4||||\n" "f|己|GB18218|||||||10||||\n" "g|庚|GB18218|||||||9.99||||\n",
          NULL);
    expect(&f, "a", 100, 1);
    expect(&f, "b", 99.9, 2);
    expect(&f, "c", 50, 2);
    expect(&f, "d", 46, 3);
    expect(&f, "e", 11.4, 3);
    expect(&f, "f", 10, 3);
    expect(&f, "g", 9.99, 4);
    fixture_end(&f);
}

static void grade__geohazard_by_people_and_loss(void **state)
{
    (void)state;
    fixture f;
    grade(&f,
          "a|甲||地质灾害|||||||99|500||\n" "b|乙||地质灾害|||||||500|0||\n" "c|丙||地质灾害|||||||1000|||\n"
          "d|丁||地质灾害|||||||99|499.9||\n" "e|戊||地质灾害||||||||10000||\n" "f|己||地质灾害||||||||5000||\n"
          "g|庚||地质灾害|||||||100|||\n" "h|辛||地质灾害||||||||||\n" "i|壬||旅游|||||||2000|||\n" "j|癸||地质灾害|||||||499|||\n",
          NULL);
    static const struct { const char *id; long level; } want[] = {{"a", 3}, {"b", 2}, {"c", 1}, {"d", 4}, {"e", 1},
                                                                  {"f", 2}, {"g", 3}, {"h", 0}, {"i", 0}, {"j", 3}};
    for (size_t k = 0; k < sizeof want / sizeof *want; k++)
        if (fixture_int(situ_bundle_table(f.out, "points"), want[k].id, "level_calc") != want[k].level)
            fail_msg("%s: not level %ld", want[k].id, want[k].level);
    CHECK_HOLDS(fixture_text(situ_bundle_table(f.out, "points"), "a", "level_reason"), "99人/500万元");
    fixture_end(&f);
}

static void grade__conflicts_follow_the_policy_and_are_listed(void **state)
{
    (void)state;
    static const struct { const char *policy; long a, b, c; } want[] = {{"worst", 2, 1, 2}, {"calc", 2, 4, 2}, {"given", 3, 1, 2}};
    for (int k = 0; k < 3; k++) {
        fixture f;
        grade(&f, "a|甲点|LEC||3|6|15||||||270|3\nb|乙|LEC||1|0.5|40|||||||1\nc|丙|LEC||3|6|15|||||||2\nd|丁|||||||||||1.5|0\ne|戊|直接|||||||||||4\n",
              FIXTURE_SET("policy", want[k].policy));
        const situ_table *t = situ_bundle_table(f.out, "points");
        assert_int_equal(fixture_int(t, "a", "level_final"), want[k].a);
        assert_int_equal(fixture_int(t, "b", "level_final"), want[k].b);
        assert_int_equal(fixture_int(t, "c", "level_final"), want[k].c);
        assert_int_equal(fixture_int(t, "d", "level_final"), 0); // a score without a method is no level
        assert_int_equal(fixture_int(t, "e", "level_final"), 4);
        assert_int_equal(fixture_int(t, "e", "level_calc"), 0);
        assert_int_equal(fixture_int(t, "a", "conflict"), 1);
        assert_int_equal(fixture_int(t, "c", "conflict"), 0);
        assert_int_equal(fixture_issues(&f, "LEVEL_CONFLICT"), 2);
        assert_int_equal(situ_report_problems(f.report), 2);
        CHECK_HOLDS(fixture_text(t, "d", "level_reason"), "未评估");
        fixture_end(&f);
    }
}

static void grade__keeps_the_columns_and_shapes_of_the_ledger(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "points", "id:t|name:t|controls:t|level_given:i|at:xy\na|甲|清淤|2|500 600\nb|乙||3|\n");
    fixture_run(&f, "grade", NULL);
    const situ_table *t = situ_bundle_table(f.out, "points");
    assert_int_equal(t->row_count, 2);
    assert_string_equal(fixture_text(t, "a", "controls"), "清淤");
    assert_non_null(situ_table_geometry(t, 0));
    assert_null(situ_table_geometry(t, 1));
    assert_int_equal(fixture_int(t, "b", "level_final"), 3);
    fixture_end(&f);
}

static void grade__a_missing_input_or_column_is_named(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "grade", NULL), f.err);
    CHECK_HOLDS(f.err.cause, "points");
    fixture_table(&f, "points", "id:t|level_given:i\na|2\n");
    CHECK_FAILS(SITU_E_SCHEMA, fixture_try(&f, "grade", NULL), f.err);
    CHECK_HOLDS(f.err.cause, "name");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grade__lec_examples),
        cmocka_unit_test(grade__lec_boundaries_count_as_reached),
        cmocka_unit_test(grade__lec_factor_outside_the_table_is_told),
        cmocka_unit_test(grade__ls_variants_have_the_published_cell_counts),
        cmocka_unit_test(grade__ls_discriminators),
        cmocka_unit_test(grade__ls_factors_out_of_range_give_no_level),
        cmocka_unit_test(grade__gb18218_bands),
        cmocka_unit_test(grade__geohazard_by_people_and_loss),
        cmocka_unit_test(grade__conflicts_follow_the_policy_and_are_listed),
        cmocka_unit_test(grade__keeps_the_columns_and_shapes_of_the_ledger),
        cmocka_unit_test(grade__a_missing_input_or_column_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

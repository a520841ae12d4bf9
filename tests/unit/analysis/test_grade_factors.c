// SPDX-License-Identifier: MIT
// MES (F3), the severity of LS as the largest of its scores (F2), and methods that follow from the columns.

#include "unit/analysis/fixture.h"

#define HEAD "id:t|name:t|method:t|lec_l:r|lec_e:r|lec_c:r|ls_l:r|ls_s:r|ls_s1:r|ls_s2:r|ls_s5:r|mes_m:r|mes_e:r|mes_s:r|score_given:r|level_given:i\n"

static void grade(fixture *f, const char *rows, const char *const *settings)
{
    char text[6000];
    fixture_begin(f);
    snprintf(text, sizeof text, "%s%s", HEAD, rows);
    fixture_table(f, "points", text);
    fixture_run(f, "grade", settings);
}

static void expect(const fixture *f, const char *id, double score, long level)
{
    const situ_table *t = situ_bundle_table(f->out, "points");
    CHECK_NEAR(fixture_real(t, id, "score"), score, 1e-9);
    if (fixture_int(t, id, "level_calc") != level)
        fail_msg("%s: level %ld, expected %ld", id, fixture_int(t, id, "level_calc"), level);
}

// 180 and above red, 90 orange, 50 yellow; 48, 20 and 18 are blue.
static void grade__mes_bands(void **state)
{
    (void)state;
    fixture f;
    grade(&f,
          "a|甲|MES|||||||||3|6|10||\n" "b|乙|MES|||||||||3|3|10||\n" "c|丙|MES|||||||||5|10|1||\n" "d|丁|MES|||||||||3|2|8||\n" "e|戊|MES|||||||||5|2|2||\n"
          "f|己|MES|||||||||3|6|1||\n" "g|庚|MES|||||||||5|10|10||\n" "h|辛|MES||||||||||||180|\n" "i|壬|MES||||||||||||179.9|\n",
          NULL);
    assert_int_equal(situ_report_count(f.report), 0);
    expect(&f, "a", 180, 1);
    expect(&f, "b", 90, 2);
    expect(&f, "c", 50, 3);
    expect(&f, "d", 48, 4);
    expect(&f, "e", 20, 4);
    expect(&f, "f", 18, 4);
    expect(&f, "g", 500, 1);
    CHECK_HOLDS(fixture_text(situ_bundle_table(f.out, "points"), "a", "level_reason"), "F3-MES 3×6×10=180 红");
    fixture_end(&f);
}

static void grade__mes_from_a_sheet_of_m_e_s(void **state)
{
    (void)state;
    fixture f;
    // M, E and S of a plain sheet fill the columns of M, of LEC's E and of LS's S.
    grade(&f, "a|甲|MES||6|||10||||3||||\nb|乙|||6|||10||||3||||\nc|丙|MES|||||||||4|6|10||\nd|丁|MES|||||||||0|6|10||3\n", NULL);
    expect(&f, "a", 180, 1);
    expect(&f, "b", 180, 1);
    expect(&f, "c", 240, 1); // used as it is, and told
    assert_int_equal(fixture_issues(&f, "MES_FACTOR"), 2);
    assert_int_equal(fixture_int(situ_bundle_table(f.out, "points"), "d", "level_final"), 3);
    fixture_end(&f);
}

static void grade__ls_severity_is_the_largest_score(void **state)
{
    (void)state;
    fixture f;
    grade(&f,
          "a|甲|LS||||5||1|4|2|||||\n" "b|乙|LS||||5|2|1|4|2|||||\n" "c|丙|LS||||5|4|1|4|2|||||\n" "d|丁|||||5|||3||||||\n" "e|戊|LS||||5||1|6||||||\n" "f|己|LS|5||||3||||||||\n" "g|庚||5||||4||||||||\n",
          NULL);
    expect(&f, "a", 20, 1);
    expect(&f, "b", 20, 1); // S = 2 beside a score of 4: told, the larger counts
    expect(&f, "c", 20, 1);
    expect(&f, "d", 15, 2);
    assert_int_equal(fixture_int(situ_bundle_table(f.out, "points"), "e", "level_calc"), 0);
    expect(&f, "f", 15, 2); // L of a plain sheet
    expect(&f, "g", 20, 1);
    assert_int_equal(fixture_issues(&f, "LS_SEVERITY"), 1);
    assert_int_equal(fixture_issues(&f, "LS_FACTOR"), 1);
    fixture_end(&f);
}

static void grade__conflicts_are_a_table_too(void **state)
{
    (void)state;
    static const struct { const char *policy, *label; long final; } want[] = {{"worst", "从重", 2}, {"calc", "以计算为准", 2}, {"given", "以填报为准", 3}};
    for (int k = 0; k < 3; k++) {
        fixture f;
        grade(&f, "a|甲|LEC|3|6|15||||||||||3\nb|乙|LEC|3|6|15||||||||||2\nc|丙||||||||||||||2\n", FIXTURE_SET("policy", want[k].policy));
        const situ_table *t = situ_bundle_table(f.out, "conflicts");
        assert_int_equal(t->row_count, 1);
        assert_int_equal(fixture_int(t, "a", "level_calc"), 2);
        assert_int_equal(fixture_int(t, "a", "level_given"), 3);
        assert_int_equal(fixture_int(t, "a", "level_final"), want[k].final);
        assert_string_equal(fixture_text(t, "a", "policy"), want[k].label);
        assert_int_equal(fixture_issues(&f, "LEVEL_CONFLICT"), 1);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grade__mes_bands),
        cmocka_unit_test(grade__mes_from_a_sheet_of_m_e_s),
        cmocka_unit_test(grade__ls_severity_is_the_largest_score),
        cmocka_unit_test(grade__conflicts_are_a_table_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

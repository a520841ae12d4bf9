// SPDX-License-Identifier: MIT
// Where to put sites: the six answers worked by hand (domain.md F12), edges, ties, bad numbers.

#include <math.h>

#include "analysis/locate.h"
#include "support/check.h"

enum { SITES = 4, DEMANDS = 5 };
static const double weight[DEMANDS] = {100, 80, 60, 50, 40};
static const float minutes[SITES * DEMANDS] = {
    20, 25, 70, 80, 90, // A
    40, 28, 29, 65, 75, // B
    90, 70, 30, 25, 45, // C
    95, 85, 50, 28, 20, // D
};
static const situ_locate_problem micro = {.minutes = minutes, .site_count = SITES, .demand_count = DEMANDS, .weight = weight,
                                          .limit_min = 30, .unreachable_min = 1000};

static situ_locate_answer solve(situ_locate_problem q)
{
    situ_locate_answer a;
    situ_error err = {0};
    CHECK_OK(situ_locate(&a, &q, NULL, &err), err);
    return a;
}

// sites as letters
static void expect(situ_locate_kind kind, uint32_t p, const char *sites, double value)
{
    situ_locate_problem q = micro;
    q.kind = kind;
    q.p = p;
    situ_locate_answer a = solve(q);
    assert_int_equal(a.chosen_count, strlen(sites));
    for (uint32_t k = 0; k < a.chosen_count; k++)
        assert_int_equal(a.chosen[k], sites[k] - 'A');
    CHECK_NEAR(a.value, value, 1e-9);
    CHECK_NEAR(a.bound, value, 1e-9);
    assert_true(a.optimal);
    situ_locate_answer_free(&a);
}

static void locate__f12_mclp_one_site(void **state) { (void)state; expect(SITU_LOCATE_MCLP, 1, "A", 180); }
static void locate__f12_median_one_site(void **state) { (void)state; expect(SITU_LOCATE_MEDIAN, 1, "B", 14230); }
static void locate__f12_center_one_site(void **state) { (void)state; expect(SITU_LOCATE_CENTER, 1, "B", 75); }
static void locate__f12_mclp_two_sites(void **state) { (void)state; expect(SITU_LOCATE_MCLP, 2, "AC", 290); }
static void locate__f12_median_two_sites(void **state) { (void)state; expect(SITU_LOCATE_MEDIAN, 2, "AC", 8850); }
static void locate__f12_center_two_sites(void **state) { (void)state; expect(SITU_LOCATE_CENTER, 2, "BD", 40); }

static void locate__no_sites_wanted(void **state)
{
    (void)state;
    expect(SITU_LOCATE_MCLP, 0, "", 0);
    expect(SITU_LOCATE_MEDIAN, 0, "", 330 * 1000.0);
    situ_locate_problem q = micro;
    q.kind = SITU_LOCATE_CENTER;
    situ_locate_answer a = solve(q);
    assert_true(isinf(a.value));
    assert_int_equal(a.unreachable, DEMANDS);
    situ_locate_answer_free(&a);
}

static void locate__more_sites_wanted_than_there_are(void **state)
{
    (void)state;
    expect(SITU_LOCATE_MCLP, 4, "ABCD", 330);
    expect(SITU_LOCATE_MEDIAN, 9, "ABCD", 2000 + 2000 + 1740 + 1250 + 800);
    expect(SITU_LOCATE_CENTER, 5, "ABCD", 29);
}

static void locate__open_sites_count_beside_the_chosen(void **state)
{
    (void)state;
    const uint8_t fixed[SITES] = {0, 1, 0, 0};
    situ_locate_problem q = micro;
    q.kind = SITU_LOCATE_CENTER;
    q.fixed = fixed;
    q.p = 1;
    situ_locate_answer a = solve(q);
    assert_int_equal(a.chosen_count, 1);
    assert_int_equal(a.chosen[0], 3);
    CHECK_NEAR(a.value, 40, 0);
    const uint32_t soonest[DEMANDS] = {1, 1, 1, 3, 3};
    assert_memory_equal(a.assigned, soonest, sizeof soonest);
    situ_locate_answer_free(&a);
}

static void locate__equal_choices_first_list_wins(void **state)
{
    (void)state;
    float same[6 * 3];
    const double w[3] = {1, 1, 1};
    for (int i = 0; i < 18; i++)
        same[i] = 10;
    for (situ_locate_kind kind = SITU_LOCATE_MCLP; kind <= SITU_LOCATE_CENTER; kind++) {
        situ_locate_answer a = solve((situ_locate_problem){.kind = kind, .minutes = same, .site_count = 6, .demand_count = 3, .weight = w,
                                                           .p = 3, .limit_min = 30});
        for (uint32_t k = 0; k < 3; k++)
            assert_int_equal(a.chosen[k], k);
        assert_true(a.optimal);
        situ_locate_answer_free(&a);
    }
}

static void locate__unreachable_is_told_apart(void **state)
{
    (void)state;
    const float t[2 * 3] = {10, INFINITY, INFINITY, INFINITY, 20, INFINITY};
    const double w[3] = {5, 7, 1};
    situ_locate_problem q = {.minutes = t, .site_count = 2, .demand_count = 3, .weight = w, .p = 1, .limit_min = 30, .unreachable_min = 100};
    situ_locate_answer a = solve(q); // MCLP
    assert_int_equal(a.chosen[0], 1);
    assert_int_equal(a.unreachable, 2);
    assert_int_equal(a.assigned[0], UINT32_MAX);
    situ_locate_answer_free(&a);
    q.kind = SITU_LOCATE_MEDIAN;
    a = solve(q);
    assert_int_equal(a.chosen[0], 1);
    CHECK_NEAR(a.value, 500 + 140 + 100, 1e-9);
    situ_locate_answer_free(&a);
    q.kind = SITU_LOCATE_CENTER; // one site cannot reach both who can be reached: the heavier one then
    a = solve(q);
    assert_int_equal(a.chosen[0], 1);
    assert_true(isinf(a.value) && a.optimal);
    situ_locate_answer_free(&a);
    q.p = 2;
    a = solve(q);
    CHECK_NEAR(a.value, 20, 0); // the third is out of everybody's reach and does not decide
    assert_int_equal(a.unreachable, 1);
    situ_locate_answer_free(&a);
}

static void locate__a_demand_of_weight_0_has_no_say(void **state)
{
    (void)state;
    const float t[2 * 2] = {10, 500, 60, 20};
    const double w[2] = {1, 0};
    situ_locate_answer a = solve((situ_locate_problem){.kind = SITU_LOCATE_CENTER, .minutes = t, .site_count = 2, .demand_count = 2, .weight = w, .p = 1});
    assert_int_equal(a.chosen[0], 0);
    CHECK_NEAR(a.value, 10, 0);
    assert_int_equal(a.assigned[1], 0);
    situ_locate_answer_free(&a);
}

static void locate__within_includes_the_limit(void **state)
{
    (void)state;
    const float t[2] = {30, 30.001f};
    const double w[1] = {3};
    situ_locate_answer a = solve((situ_locate_problem){.minutes = t, .site_count = 2, .demand_count = 1, .weight = w, .p = 2, .limit_min = 30});
    CHECK_NEAR(a.value, 3, 0);
    situ_locate_answer_free(&a);
    a = solve((situ_locate_problem){.minutes = t + 1, .site_count = 1, .demand_count = 1, .weight = w, .p = 1, .limit_min = 30});
    CHECK_NEAR(a.value, 0, 0);
    situ_locate_answer_free(&a);
}

static void locate__no_demands(void **state)
{
    (void)state;
    const float t[1] = {0};
    const double w[1] = {0};
    situ_locate_answer a = solve((situ_locate_problem){.kind = SITU_LOCATE_MEDIAN, .minutes = t, .site_count = 3, .demand_count = 0, .weight = w, .p = 2});
    assert_int_equal(a.chosen_count, 2);
    CHECK_NEAR(a.value, 0, 0);
    situ_locate_answer_free(&a);
}

static void locate__bad_numbers_are_refused(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_locate_answer a;
    const float t[2] = {1, NAN}, below[2] = {1, -1};
    const double w[1] = {1}, bad[1] = {NAN}, negative[1] = {-1};
    situ_locate_problem q = {.minutes = t, .site_count = 2, .demand_count = 1, .weight = w, .p = 1, .limit_min = 30};
    CHECK_FAILS(SITU_E_ARGUMENT, situ_locate(&a, &q, NULL, &err), err);
    q.minutes = below;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_locate(&a, &q, NULL, &err), err);
    q.minutes = minutes;
    q.weight = bad;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_locate(&a, &q, NULL, &err), err);
    q.weight = negative;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_locate(&a, &q, NULL, &err), err);
    q.weight = w;
    q.kind = SITU_LOCATE_MEDIAN;
    q.unreachable_min = INFINITY;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_locate(&a, &q, NULL, &err), err);
    assert_null(a.chosen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locate__f12_mclp_one_site),
        cmocka_unit_test(locate__f12_median_one_site),
        cmocka_unit_test(locate__f12_center_one_site),
        cmocka_unit_test(locate__f12_mclp_two_sites),
        cmocka_unit_test(locate__f12_median_two_sites),
        cmocka_unit_test(locate__f12_center_two_sites),
        cmocka_unit_test(locate__no_sites_wanted),
        cmocka_unit_test(locate__more_sites_wanted_than_there_are),
        cmocka_unit_test(locate__open_sites_count_beside_the_chosen),
        cmocka_unit_test(locate__equal_choices_first_list_wins),
        cmocka_unit_test(locate__unreachable_is_told_apart),
        cmocka_unit_test(locate__a_demand_of_weight_0_has_no_say),
        cmocka_unit_test(locate__within_includes_the_limit),
        cmocka_unit_test(locate__no_demands),
        cmocka_unit_test(locate__bad_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Transport: cases worked by hand, and edges.

#include <math.h>

#include "analysis/transport.h"
#include "support/check.h"

static int64_t amount[64], left[8];

static void solve(const int64_t *supply, uint32_t n, const int64_t *capacity, uint32_t m, const float *cost)
{
    situ_error err = {0};
    memset(amount, -1, sizeof amount);
    CHECK_OK(situ_transport(amount, left, supply, n, capacity, m, cost, NULL, &err), err);
}

static void transport__the_nearer_one_gives_way_where_that_is_cheaper(void **state)
{
    (void)state;
    // Both want shelter 0; the first loses 1 minute by going to 1, the second would lose 20.
    const int64_t supply[2] = {10, 10}, capacity[2] = {10, 10};
    const float cost[4] = {5, 6, 5, 25};
    solve(supply, 2, capacity, 2, cost);
    const int64_t want[4] = {0, 10, 10, 0};
    assert_memory_equal(amount, want, sizeof want);
    assert_int_equal(left[0] + left[1], 0);
}

static void transport__scarce_places_go_to_the_near(void **state)
{
    (void)state;
    const int64_t supply[2] = {7, 7}, capacity[1] = {9};
    const float cost[2] = {30, 10};
    solve(supply, 2, capacity, 1, cost);
    assert_int_equal(amount[1], 7);
    assert_int_equal(amount[0], 2);
    assert_int_equal(left[0], 5);
    assert_int_equal(left[1], 0);
}

static void transport__more_people_placed_before_fewer_minutes(void **state)
{
    (void)state;
    // Only 0 can go to shelter 1, far away: it must leave shelter 0 to the other.
    const int64_t supply[2] = {5, 5}, capacity[2] = {5, 5};
    const float cost[4] = {1, 900, 2, INFINITY};
    solve(supply, 2, capacity, 2, cost);
    const int64_t want[4] = {0, 5, 5, 0};
    assert_memory_equal(amount, want, sizeof want);
}

static void transport__equal_costs_lower_from_lower_to(void **state)
{
    (void)state;
    const int64_t supply[3] = {4, 4, 4}, capacity[3] = {5, 3, 2};
    const float cost[9] = {9, 9, 9, 9, 9, 9, 9, 9, 9};
    solve(supply, 3, capacity, 3, cost);
    const int64_t want[9] = {4, 0, 0, 1, 3, 0, 0, 0, 2};
    assert_memory_equal(amount, want, sizeof want);
    assert_int_equal(left[2], 2);
}

static void transport__no_way_no_room_nobody(void **state)
{
    (void)state;
    const int64_t supply[3] = {5, 0, 3}, capacity[2] = {0, 100};
    const float cost[6] = {1, INFINITY, 1, 1, 2, 3};
    solve(supply, 3, capacity, 2, cost);
    const int64_t want[6] = {0, 0, 0, 0, 0, 3};
    assert_memory_equal(amount, want, sizeof want);
    assert_int_equal(left[0], 5);
    solve(supply, 3, capacity, 0, cost);
    assert_int_equal(left[0], 5);
    assert_int_equal(left[2], 3);
    situ_error err = {0};
    CHECK_OK(situ_transport(amount, left, supply, 0, capacity, 2, cost, NULL, &err), err);
}

static void transport__a_thousandth_of_a_minute_counts(void **state)
{
    (void)state;
    const int64_t supply[1] = {1}, capacity[2] = {1, 1};
    const float cost[2] = {1.001f, 1.0f}, less[2] = {1.0001f, 1.0f};
    solve(supply, 1, capacity, 2, cost);
    assert_int_equal(amount[1], 1);
    solve(supply, 1, capacity, 2, less);
    assert_int_equal(amount[0], 1);
}

static void transport__bad_numbers_are_refused(void **state)
{
    (void)state;
    situ_error err = {0};
    const int64_t good[1] = {1}, bad[1] = {-1};
    const float cost[1] = {1}, nan_cost[1] = {NAN}, below[1] = {-1};
    CHECK_FAILS(SITU_E_ARGUMENT, situ_transport(amount, left, bad, 1, good, 1, cost, NULL, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_transport(amount, left, good, 1, bad, 1, cost, NULL, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_transport(amount, left, good, 1, good, 1, nan_cost, NULL, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_transport(amount, left, good, 1, good, 1, below, NULL, &err), err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transport__the_nearer_one_gives_way_where_that_is_cheaper),
        cmocka_unit_test(transport__scarce_places_go_to_the_near),
        cmocka_unit_test(transport__more_people_placed_before_fewer_minutes),
        cmocka_unit_test(transport__equal_costs_lower_from_lower_to),
        cmocka_unit_test(transport__no_way_no_room_nobody),
        cmocka_unit_test(transport__a_thousandth_of_a_minute_counts),
        cmocka_unit_test(transport__bad_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Nearest and influence: values worked by hand, empty and bad input.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/kernel.h"

static const situ_raster_frame frame = {.x0 = 0, .y0 = 40, .cell_x = 10, .cell_y = 10, .columns = 4, .rows = 4};

static void nearest__true_coordinates_and_ties_to_the_lower_id(void **state)
{
    (void)state;
    // Cell (0,0) has its centre at (5, 35). Site 0 at 3-4-5 from it; sites 1 and 2 are symmetric to (25, 5).
    const double xy[] = {8, 31, 15, 5, 35, 5};
    float d[16];
    uint32_t who[16];
    assert_int_equal(situ_kernel_nearest(d, who, &frame, 0, 4, xy, 3, NULL, NULL), SITU_OK);
    assert_float_equal(d[0], 5.0f, 0.0f);
    assert_int_equal(who[0], 0);
    assert_float_equal(d[14], 10.0f, 0.0f); // centre (25, 5): both 10 m away
    assert_int_equal(who[14], 1);
    assert_float_equal(d[15], 0.0f, 0.0f);
    assert_int_equal(who[15], 2);
}

static void nearest__no_sites_is_infinitely_far(void **state)
{
    (void)state;
    float d[16];
    uint32_t who[16];
    assert_int_equal(situ_kernel_nearest(d, who, &frame, 0, 4, NULL, 0, NULL, NULL), SITU_OK);
    for (int i = 0; i < 16; i++) {
        assert_true(isinf(d[i]));
        assert_int_equal(who[i], UINT32_MAX);
    }
    assert_int_equal(situ_kernel_nearest(d, NULL, &frame, 0, 4, NULL, 0, NULL, NULL), SITU_OK);
}

static void nearest__refuses_coordinates_that_are_no_numbers(void **state)
{
    (void)state;
    const double xy[] = {1, 2, 3, INFINITY};
    float d[16];
    situ_error err = {0};
    assert_int_equal(situ_kernel_nearest(d, NULL, &frame, 0, 4, xy, 2, NULL, &err), SITU_E_ARGUMENT);
    assert_non_null(strstr(err.cause, "1"));
}

static void influence__highest_level_wins_and_the_rim_counts(void **state)
{
    (void)state;
    const double xy[] = {5, 35, 5, 35, 35, 5}, radius[] = {10, 20, 10};
    const uint8_t level[] = {1, 3, 0};
    uint8_t out[16];
    assert_int_equal(situ_kernel_influence(out, &frame, 0, 4, xy, level, radius, 3, NULL, NULL), SITU_OK);
    const uint8_t expected[] = {1, 1, 3, 0, 1, 3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0}; // 14.1 m: outside the red disc
    assert_memory_equal(out, expected, 16);
}

static void influence__refuses_a_radius_of_zero(void **state)
{
    (void)state;
    const double xy[] = {5, 35}, radius[] = {0};
    const uint8_t level[] = {1};
    uint8_t out[16];
    situ_error err = {0};
    assert_int_equal(situ_kernel_influence(out, &frame, 0, 4, xy, level, radius, 1, NULL, &err), SITU_E_ARGUMENT);
    assert_true(err.cure[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest__true_coordinates_and_ties_to_the_lower_id),
        cmocka_unit_test(nearest__no_sites_is_infinitely_far),
        cmocka_unit_test(nearest__refuses_coordinates_that_are_no_numbers),
        cmocka_unit_test(influence__highest_level_wins_and_the_rim_counts),
        cmocka_unit_test(influence__refuses_a_radius_of_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

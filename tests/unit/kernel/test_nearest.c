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

static void influence__refuses_a_radius_that_is_not_above_zero(void **state)
{
    (void)state;
    const double xy[] = {5, 35, 15, 35}, bad[] = {0, -10, NAN, INFINITY};
    const uint8_t level[] = {1, 2};
    uint8_t out[16];
    for (int k = 0; k < 4; k++) {
        const double radius[] = {10, bad[k]};
        situ_error err = {0};
        assert_int_equal(situ_kernel_influence(out, &frame, 0, 4, xy, level, radius, 2, NULL, &err), SITU_E_ARGUMENT);
        assert_non_null(strstr(err.cause, "1"));
        assert_true(err.cure[0] != '\0');
    }
}

static void influence__of_no_points_is_none(void **state)
{
    (void)state;
    uint8_t out[16];
    memset(out, 9, sizeof out);
    assert_int_equal(situ_kernel_influence(out, &frame, 0, 4, NULL, NULL, NULL, 0, NULL, NULL), SITU_OK);
    for (int i = 0; i < 16; i++)
        assert_int_equal(out[i], 0);
}

static void nearest__all_sites_in_one_cell(void **state)
{
    (void)state;
    const double xy[] = {12, 28, 18, 22, 15, 25, 15, 25}; // all in cell (1, 1), the last two on its centre
    float d[16];
    uint32_t who[16];
    assert_int_equal(situ_kernel_nearest(d, who, &frame, 0, 4, xy, 4, NULL, NULL), SITU_OK);
    assert_float_equal(d[5], 0.0f, 0.0f);
    assert_int_equal(who[5], 2);
    assert_float_equal(d[0], (float)sqrt(7.0 * 7 + 7 * 7), 0.0f); // from (12, 28) to (5, 35)
    assert_int_equal(who[0], 0);
    assert_int_equal(who[15], 1);
}

static void close_polygonize__refuse_distances_that_are_none(void **state)
{
    (void)state;
    uint8_t cells[16] = {1, 1, 2};
    situ_zone_polygon *zones = NULL;
    size_t count = 0;
    for (int k = 0; k < 2; k++) {
        situ_error err = {0};
        assert_int_equal(situ_kernel_close(cells, &frame, k ? NAN : -1, &err), SITU_E_ARGUMENT);
        assert_true(err.cause[0] != '\0');
        assert_int_equal(situ_kernel_polygonize(&zones, &count, cells, &frame, 0, 1, k ? NAN : -1, &err), SITU_E_ARGUMENT);
        assert_int_equal(count, 0);
    }
}

// Cells as rows of digits, closed with a radius in cells of 10 m, against what is expected.
static void expect_closed(const char *rows[], const char *wanted[], uint32_t columns, uint32_t count, double radius_m)
{
    uint8_t cells[200];
    const situ_raster_frame f = {.x0 = 0, .y0 = 100, .cell_x = 10, .cell_y = 10, .columns = columns, .rows = count};
    for (uint32_t i = 0; i < columns * count; i++)
        cells[i] = (uint8_t)(rows[i / columns][i % columns] - '0');
    assert_int_equal(situ_kernel_close(cells, &f, radius_m, NULL), SITU_OK);
    for (uint32_t i = 0; i < columns * count; i++)
        if (cells[i] != wanted[i / columns][i % columns] - '0')
            fail_msg("row %u column %u: %d, expected %c", i / columns, i % columns, cells[i], wanted[i / columns][i % columns]);
}

static void close__gaps_take_the_worse_level_that_spans_them(void **state)
{
    (void)state;
    // A radius below a cell closes nothing; one cell (a plus of five) closes a gap one cell wide.
    const char *near[] = {"00000000000", "00000000000", "00222033300", "00222033300", "00222033300", "00000000000", "00000000000"};
    const char *joined[] = {"00000000000", "00000000000", "00222033300", "00222333300", "00222033300", "00000000000", "00000000000"};
    expect_closed(near, near, 11, 7, 9);
    expect_closed(near, joined, 11, 7, 10); // at the ends of the gap a plus still fits
    const char *hole[] = {"00000000", "00000000", "00011000", "00100100", "00011000", "00000000", "00000000"};
    const char *full[] = {"00000000", "00000000", "00011000", "00111100", "00011000", "00000000", "00000000"};
    expect_closed(hole, full, 8, 7, 10);
}

static void close__a_disc_alone_stays_as_it_is(void **state)
{
    (void)state;
    const char *rows[] = {"00000000000", "00000000000", "00000000000", "00000100000", "00001110000", "00011111000",
                          "00001110000", "00000100000", "00000000000", "00000000000", "00000000000"};
    expect_closed(rows, rows, 11, 11, 20);
    const char *empty[] = {"000", "000"};
    expect_closed(empty, empty, 3, 2, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest__true_coordinates_and_ties_to_the_lower_id),
        cmocka_unit_test(nearest__no_sites_is_infinitely_far),
        cmocka_unit_test(nearest__refuses_coordinates_that_are_no_numbers),
        cmocka_unit_test(influence__highest_level_wins_and_the_rim_counts),
        cmocka_unit_test(influence__refuses_a_radius_that_is_not_above_zero),
        cmocka_unit_test(influence__of_no_points_is_none),
        cmocka_unit_test(nearest__all_sites_in_one_cell),
        cmocka_unit_test(close_polygonize__refuse_distances_that_are_none),
        cmocka_unit_test(close__gaps_take_the_worse_level_that_spans_them),
        cmocka_unit_test(close__a_disc_alone_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

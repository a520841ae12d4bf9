// SPDX-License-Identifier: MIT
// Density against values worked by hand: kernel values, edges, empty input, bad input.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/kernel.h"

static const situ_raster_frame frame = {.x0 = 0, .y0 = 100, .cell_x = 10, .cell_y = 10, .columns = 10, .rows = 10};

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g, expected %.17g", value, expected);
}

static void run(double out[100], const situ_density_input *in)
{
    situ_error err = {0};
    memset(out, 0xff, 100 * sizeof *out);
    assert_int_equal(situ_kernel_density_double(out, &frame, 0, 10, in, NULL, &err), SITU_OK);
}

static void density__values_of_the_four_kernels(void **state)
{
    (void)state;
    // Point on the centre of cell (4, 4); radius 40 m; the cell two to the right is u = 1/2 away.
    const double xy[] = {45, 55}, weight[] = {3};
    const double expect[] = {3.0, 3.0 * 0.75, 3.0 * 0.5625, 3.0 * 0.421875};
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_TRIWEIGHT; shape++) {
        double out[100];
        run(out, &(situ_density_input){.xy = xy, .weight = weight, .count = 1, .one_radius_m = 40, .shape = (situ_kernel_shape)shape});
        assert_near(out[44], 3.0, 1e-12);
        assert_near(out[46], expect[shape], 1e-12);
        assert_near(out[24], expect[shape], 1e-12);
        assert_true(out[49] == 0.0); // 50 m away
        assert_true(out[9] == 0.0);
    }
}

static void density__a_cell_on_the_rim_belongs_to_the_uniform_disc(void **state)
{
    (void)state;
    const double xy[] = {45, 55};
    double out[100];
    run(out, &(situ_density_input){.xy = xy, .count = 1, .one_radius_m = 30, .shape = SITU_KERNEL_UNIFORM});
    double sum = 0;
    for (int i = 0; i < 100; i++)
        sum += out[i];
    assert_near(sum, 29.0, 0.0); // lattice points with dx^2 + dy^2 <= 9
    assert_near(out[47], 1.0, 0.0);
    assert_near(out[14], 1.0, 0.0);
}

static void density__rim_cells_are_exact_in_block_sums_too(void **state)
{
    (void)state;
    // 10 columns radius goes through polynomials; lattice points with dx^2 + dy^2 <= 100: 317.
    const situ_raster_frame wide = {.x0 = -300, .y0 = 300, .cell_x = 10, .cell_y = 10, .columns = 60, .rows = 60};
    const double xy[] = {5, 5};
    double out[3600], sum = 0;
    situ_error err = {0};
    const situ_density_input in = {.xy = xy, .count = 1, .one_radius_m = 100, .shape = SITU_KERNEL_UNIFORM};
    assert_int_equal(situ_kernel_density_double(out, &wide, 0, 60, &in, NULL, &err), SITU_OK);
    for (int i = 0; i < 3600; i++)
        sum += out[i];
    assert_near(sum, 317.0, 0.0);
}

static void density__no_points_gives_zero(void **state)
{
    (void)state;
    double out[100];
    run(out, &(situ_density_input){.count = 0, .one_radius_m = 30, .shape = SITU_KERNEL_QUARTIC});
    for (int i = 0; i < 100; i++)
        assert_true(out[i] == 0.0);
    run(out, &(situ_density_input){.count = 0, .one_radius_m = 30, .shape = SITU_KERNEL_GAUSSIAN});
    for (int i = 0; i < 100; i++)
        assert_true(out[i] == 0.0);
}

static void density__many_points_on_one_spot_add_up(void **state)
{
    (void)state;
    double xy[2000], out[100];
    for (int i = 0; i < 1000; i++) {
        xy[2 * i] = 45;
        xy[2 * i + 1] = 55;
    }
    run(out, &(situ_density_input){.xy = xy, .count = 1000, .one_radius_m = 95, .shape = SITU_KERNEL_QUARTIC});
    assert_near(out[44], 1000.0, 1e-9);
}

static void density__points_beyond_the_frame_reach_in(void **state)
{
    (void)state;
    const double xy[] = {-5, 105};
    double out[100];
    run(out, &(situ_density_input){.xy = xy, .count = 1, .one_radius_m = 20, .shape = SITU_KERNEL_EPANECHNIKOV});
    assert_near(out[0], 1.0 - 200.0 / 400.0, 1e-12);
    assert_true(out[11] == 0.0);
}

static void density__gaussian_ends_at_the_radius(void **state)
{
    (void)state;
    const double xy[] = {45, 55}, weight[] = {3};
    double out[100];
    run(out, &(situ_density_input){.xy = xy, .weight = weight, .count = 1, .one_radius_m = 40, .shape = SITU_KERNEL_GAUSSIAN});
    assert_near(out[44], 3.0, 1e-15);
    assert_near(out[46], 3.0 * 0.3246524673583497, 1e-15);        // exp(-4.5 / 4)
    assert_near(out[24], 3.0 * 0.3246524673583497, 1e-15);
    assert_near(out[48], 3.0 * 0.011108996538242306, 1e-16);      // exp(-4.5): the rim belongs to the disc
    assert_near(out[4], 3.0 * 0.011108996538242306, 1e-16);
    assert_true(out[49] == 0.0 && out[58] == 0.0);                // beyond it
}

static void density__a_radius_for_every_point(void **state)
{
    (void)state;
    const double xy[] = {45, 55, 45, 55}, radius[] = {10, 40};
    const double half[] = {1.0, 0.75, 0.5625, 0.421875, 0.3246524673583497};
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        double out[100];
        run(out, &(situ_density_input){.xy = xy, .count = 2, .radius_m = radius, .shape = (situ_kernel_shape)shape});
        assert_near(out[44], 2.0, 1e-12);
        assert_near(out[46], half[shape], 1e-12); // the smaller disc ends before
    }
}

static void density__points_far_outside_change_nothing(void **state)
{
    (void)state;
    const double xy[] = {45, 55, 5e8, 5e8, -9e8, 55, 45, -1e9}, near[] = {45, 55};
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        double all[100], one[100];
        run(all, &(situ_density_input){.xy = xy, .count = 4, .one_radius_m = 35, .shape = (situ_kernel_shape)shape});
        run(one, &(situ_density_input){.xy = near, .count = 1, .one_radius_m = 35, .shape = (situ_kernel_shape)shape});
        assert_memory_equal(all, one, sizeof all);
    }
}

static void density__all_points_in_one_cell(void **state)
{
    enum { POINTS = 500 };
    (void)state;
    const double at_centre[] = {500, 500, 500, 500, 500};
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        double xy[2 * POINTS], radius[POINTS], out[100];
        for (int i = 0; i < POINTS; i++) {
            xy[2 * i] = 45;
            xy[2 * i + 1] = 55;
            radius[i] = 95;
        }
        run(out, &(situ_density_input){.xy = xy, .count = POINTS, .one_radius_m = 95, .shape = (situ_kernel_shape)shape});
        assert_near(out[44], at_centre[shape], 1e-9);
        run(out, &(situ_density_input){.xy = xy, .count = POINTS, .radius_m = radius, .shape = (situ_kernel_shape)shape});
        assert_near(out[44], at_centre[shape], 1e-9);
    }
}

static void density__a_disc_larger_than_the_grid(void **state)
{
    (void)state;
    const double xy[] = {45, 55};
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        double out[100];
        run(out, &(situ_density_input){.xy = xy, .count = 1, .one_radius_m = 1e6, .shape = (situ_kernel_shape)shape});
        for (int i = 0; i < 100; i++)
            assert_near(out[i], 1.0, 1e-7);
    }
}

static void density__a_province_of_empty_cells_is_zero(void **state)
{
    (void)state;
    // A band in the middle of 15,000 x 15,000 cells: nothing is made for the rest.
    const situ_raster_frame wide = {.x0 = 0, .y0 = 450000, .cell_x = 30, .cell_y = 30, .columns = 15000, .rows = 15000};
    const double xy[] = {100, 100, 449000, 225015};
    static float band[15000 * 4];
    situ_density *d = NULL;
    situ_error err = {0};
    const situ_density_input in = {.xy = xy, .count = 2, .one_radius_m = 1500, .shape = SITU_KERNEL_QUARTIC};
    memset(band, 0xff, sizeof band);
    assert_int_equal(situ_density_new(&d, &wide, &in, NULL, &err), SITU_OK);
    assert_int_equal(situ_density_rows(band, d, 7498, 7502, NULL, &err), SITU_OK);
    situ_density_free(d);
    double sum = 0;
    for (size_t i = 0; i < 15000 * 4; i++) {
        assert_true(band[i] >= 0.0f);
        sum += band[i] > 0;
    }
    assert_near(sum, 4 * 83, 0.0); // from 447,500 m to the edge of the frame
    assert_true(band[14966 + 15000] > 0.99f && band[14000 + 15000] == 0.0f);
}

static void density__a_frame_without_cells_is_left_alone(void **state)
{
    (void)state;
    const double xy[] = {5, 5};
    const situ_density_input in = {.xy = xy, .count = 1, .one_radius_m = 100, .shape = SITU_KERNEL_QUARTIC};
    const situ_raster_frame none[] = {{.x0 = 0, .y0 = 100, .cell_x = 10, .cell_y = 10, .columns = 0, .rows = 10},
                                      {.x0 = 0, .y0 = 100, .cell_x = 10, .cell_y = 10, .columns = 10, .rows = 0}};
    for (size_t i = 0; i < 2; i++) {
        float out = 7;
        situ_error err = {0};
        assert_int_equal(situ_kernel_density(&out, &none[i], 0, none[i].rows, &in, NULL, &err), SITU_OK);
        assert_true(out == 7.0f);
    }
}

static void expect_refused(const situ_density_input *in, const char *word)
{
    float out[100];
    situ_error err = {0};
    assert_int_equal(situ_kernel_density(out, &frame, 0, 10, in, NULL, &err), SITU_E_ARGUMENT);
    assert_non_null(strstr(err.cause, word));
}

static void density__bad_input_is_refused_with_its_index(void **state)
{
    (void)state;
    const double xy[] = {1, 1, NAN, 2}, good[] = {1, 1, 2, 2}, radius[] = {10, 0}, negative[] = {1, -1};
    expect_refused(&(situ_density_input){.xy = xy, .count = 2, .one_radius_m = 10}, "1");
    expect_refused(&(situ_density_input){.xy = good, .count = 2, .one_radius_m = -3}, "-3");
    expect_refused(&(situ_density_input){.xy = good, .count = 2, .one_radius_m = NAN}, "nan");
    expect_refused(&(situ_density_input){.xy = good, .count = 2, .radius_m = radius}, "1");
    expect_refused(&(situ_density_input){.xy = good, .weight = negative, .count = 2, .one_radius_m = 10}, "-1");
    const double unknown[] = {1, NAN}, endless[] = {10, INFINITY};
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        const situ_kernel_shape s = (situ_kernel_shape)shape;
        expect_refused(&(situ_density_input){.xy = good, .weight = unknown, .count = 2, .one_radius_m = 10, .shape = s}, "1");
        expect_refused(&(situ_density_input){.xy = good, .radius_m = unknown, .count = 2, .shape = s}, "1");
        expect_refused(&(situ_density_input){.xy = good, .radius_m = endless, .count = 2, .shape = s}, "1");
        expect_refused(&(situ_density_input){.xy = good, .radius_m = negative, .count = 2, .shape = s}, "-1");
        expect_refused(&(situ_density_input){.xy = good, .count = 2, .one_radius_m = 0, .shape = s}, "0");
    }
    float out[100];
    situ_error err = {0};
    const situ_density_input in = {.xy = good, .count = 2, .one_radius_m = 10};
    assert_int_equal(situ_kernel_density(out, &frame, 3, 11, &in, NULL, &err), SITU_E_ARGUMENT);
}

static void density__stops_when_cancelled(void **state)
{
    (void)state;
    const double xy[] = {45, 55};
    float out[100];
    situ_error err = {0};
    situ_job *job = NULL;
    assert_int_equal(situ_job_new(&job, 1, NULL, NULL, &err), SITU_OK);
    situ_job_cancel(job);
    const situ_density_input in = {.xy = xy, .count = 1, .one_radius_m = 10};
    assert_int_equal(situ_kernel_density(out, &frame, 0, 10, &in, job, &err), SITU_E_CANCELLED);
    situ_job_free(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(density__values_of_the_four_kernels),
        cmocka_unit_test(density__a_cell_on_the_rim_belongs_to_the_uniform_disc),
        cmocka_unit_test(density__rim_cells_are_exact_in_block_sums_too),
        cmocka_unit_test(density__no_points_gives_zero),
        cmocka_unit_test(density__many_points_on_one_spot_add_up),
        cmocka_unit_test(density__points_beyond_the_frame_reach_in),
        cmocka_unit_test(density__gaussian_ends_at_the_radius),
        cmocka_unit_test(density__a_radius_for_every_point),
        cmocka_unit_test(density__points_far_outside_change_nothing),
        cmocka_unit_test(density__all_points_in_one_cell),
        cmocka_unit_test(density__a_disc_larger_than_the_grid),
        cmocka_unit_test(density__a_province_of_empty_cells_is_zero),
        cmocka_unit_test(density__a_frame_without_cells_is_left_alone),
        cmocka_unit_test(density__bad_input_is_refused_with_its_index),
        cmocka_unit_test(density__stops_when_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
        cmocka_unit_test(density__bad_input_is_refused_with_its_index),
        cmocka_unit_test(density__stops_when_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

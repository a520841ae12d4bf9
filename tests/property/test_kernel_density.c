// SPDX-License-Identifier: MIT
// Density against a plain double loop over all points and cells, on random grids; bands against the
// whole and thread counts against each other, bit by bit. The seed of a failing case is printed.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "kernel/density_plan.h"
#include "kernel/kernel.h"

typedef struct one_case {
    situ_raster_frame frame;
    situ_density_input in;
    double *xy, *weight, *radius;
    size_t cells;
} one_case;

// The kinds of input: clustered, on the lattice of cell centres (edges fall exactly on cells), all in one
// cell, partly far outside the frame, one radius or a radius a point over several octaves, oblong cells, zero weights.
static one_case make(uint64_t seed)
{
    one_case c = {0};
    situ_rng rng;
    situ_rng_seed(&rng, seed, 7);
    c.frame = (situ_raster_frame){.x0 = 420000, .y0 = 3470000, .cell_x = 10 + situ_rng_below(&rng, 30)};
    c.frame.cell_y = situ_rng_below(&rng, 2) ? c.frame.cell_x : c.frame.cell_x * 0.7;
    c.frame.columns = 1 + situ_rng_below(&rng, situ_rng_below(&rng, 4) == 0 ? 1500 : 130);
    c.frame.rows = 1 + situ_rng_below(&rng, 150);
    c.cells = (size_t)c.frame.columns * c.frame.rows;
    uint32_t n = situ_rng_below(&rng, 4) == 0 ? situ_rng_below(&rng, 4) : situ_rng_below(&rng, 300), kind = situ_rng_below(&rng, 5);
    c.xy = calloc((size_t)n * 2 + 2, sizeof *c.xy);
    c.weight = calloc((size_t)n + 1, sizeof *c.weight);
    c.radius = calloc((size_t)n + 1, sizeof *c.radius);
    assert_true(c.xy && c.weight && c.radius);
    double w = c.frame.cell_x * c.frame.columns, h = c.frame.cell_y * c.frame.rows;
    for (uint32_t i = 0; i < n; i++) {
        double u = situ_rng_unit(&rng) * 1.4 - 0.2, v = situ_rng_unit(&rng) * 1.4 - 0.2;
        if (kind == 1) { // cell centres
            u = (floor(u * c.frame.columns) + 0.5) / c.frame.columns;
            v = (floor(v * c.frame.rows) + 0.5) / c.frame.rows;
        } else if (kind == 2) {
            u = 0.5 + 0.02 * situ_rng_normal(&rng);
            v = 0.5 + 0.02 * situ_rng_normal(&rng);
        } else if (kind == 3) { // all in one cell, many on one spot
            u = (floor(0.4 * c.frame.columns) + 0.25 * situ_rng_below(&rng, 4)) / c.frame.columns;
            v = (floor(0.6 * c.frame.rows) + 0.25 * situ_rng_below(&rng, 4)) / c.frame.rows;
        } else if (kind == 4 && situ_rng_below(&rng, 3) == 0) { // far away
            u *= 1e4;
            v *= -1e3;
        }
        c.xy[2 * i] = c.frame.x0 + u * w;
        c.xy[2 * i + 1] = c.frame.y0 - v * h;
        c.weight[i] = situ_rng_below(&rng, 5) == 0 ? 0.0 : (double)(1u << situ_rng_below(&rng, 4)) * situ_rng_unit(&rng);
        c.radius[i] = c.frame.cell_x * exp2(situ_rng_unit(&rng) * 9.0 - 1.0); // half a cell .. 256 cells
    }
    c.in = (situ_density_input){.xy = c.xy, .count = n, .shape = (situ_kernel_shape)situ_rng_below(&rng, 5)};
    c.in.weight = situ_rng_below(&rng, 3) ? c.weight : NULL;
    c.in.radius_m = situ_rng_below(&rng, 2) ? c.radius : NULL;
    c.in.one_radius_m = c.frame.cell_x * (kind == 1 ? 1 + situ_rng_below(&rng, 60) : exp2(situ_rng_unit(&rng) * 8.0 - 1.0));
    return c;
}

static void drop(one_case *c)
{
    free(c->xy);
    free(c->weight);
    free(c->radius);
}

// The definition, cell by cell in long double. *reached: some disc holds the centre.
static double oracle(const one_case *c, uint32_t column, uint32_t row, bool *reached)
{
    double x = situ_raster_x(&c->frame, column + 0.5), y = situ_raster_y(&c->frame, row + 0.5);
    long double sum = 0;
    *reached = false;
    for (uint32_t i = 0; i < c->in.count; i++) {
        double r = c->in.radius_m ? c->in.radius_m[i] : c->in.one_radius_m;
        double dx = x - c->xy[2 * i], dy = y - c->xy[2 * i + 1];
        if (!(dx * dx + dy * dy <= r * r))
            continue;
        *reached = true;
        long double v = 1.0L - ((long double)dx * dx + (long double)dy * dy) / ((long double)r * r), k = 1;
        for (int p = 0; p < (int)c->in.shape && c->in.shape != SITU_KERNEL_GAUSSIAN; p++)
            k *= v;
        if (c->in.shape == SITU_KERNEL_GAUSSIAN)
            k = expl(-4.5L * (1.0L - v));
        sum += (c->in.weight ? c->in.weight[i] : 1.0) * (k > 0 || c->in.shape == SITU_KERNEL_UNIFORM ? k : 0);
    }
    return (double)sum;
}

static void density__equals_brute_force(void **state)
{
    (void)state;
    double worst = 0;
    for (uint64_t seed = 1; seed <= 240; seed++) {
        one_case c = make(seed);
        double *out = malloc(c.cells * sizeof *out), *want = malloc(c.cells * sizeof *want), high = 0;
        bool *reached = malloc(c.cells);
        situ_error err = {0};
        assert_true(out && want && reached);
        assert_int_equal(situ_kernel_density_double(out, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        for (size_t i = 0; i < c.cells; i++) {
            want[i] = oracle(&c, (uint32_t)(i % c.frame.columns), (uint32_t)(i / c.frame.columns), &reached[i]);
            high = want[i] > high ? want[i] : high;
        }
        for (size_t i = 0; i < c.cells; i++) {
            double error = fabs(out[i] - want[i]);
            worst = high > 0 && error / high > worst ? error / high : worst;
            if (!(error <= 1e-9 * high) || (!reached[i] && out[i] != 0.0) || !(out[i] >= 0.0))
                fail_msg("seed %lu cell %zu: %.17g, expected %.17g, maximum %g", (unsigned long)seed, i, out[i], want[i], high);
        }
        free(out);
        free(want);
        free(reached);
        drop(&c);
    }
    print_message("largest error %.2g of the maximum\n", worst);
    assert_true(worst <= 1e-11); // what the block width promises; the contract asks 1e-9
}

static void density__bands_equal_the_whole(void **state)
{
    (void)state;
    for (uint64_t seed = 200; seed < 260; seed++) {
        one_case c = make(seed);
        situ_rng rng;
        situ_rng_seed(&rng, seed, 9);
        float *whole = malloc(c.cells * sizeof *whole), *band = malloc(c.cells * sizeof *band);
        situ_error err = {0};
        assert_true(whole && band);
        assert_int_equal(situ_kernel_density(whole, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        for (uint32_t row = 0; row < c.frame.rows;) {
            uint32_t end = row + 1 + situ_rng_below(&rng, c.frame.rows - row);
            assert_int_equal(situ_kernel_density(band + (size_t)row * c.frame.columns, &c.frame, row, end, &c.in, NULL, &err), SITU_OK);
            row = end;
        }
        if (memcmp(whole, band, c.cells * sizeof *whole) != 0)
            fail_msg("seed %lu: a band differs from the whole", (unsigned long)seed);
        free(whole);
        free(band);
        drop(&c);
    }
}

static void density__same_bits_for_any_threads(void **state)
{
    (void)state;
    for (uint64_t seed = 300; seed < 330; seed++) {
        one_case c = make(seed);
        float *one = malloc(c.cells * sizeof *one), *other = malloc(c.cells * sizeof *other);
        situ_error err = {0};
        assert_true(one && other);
        assert_int_equal(situ_kernel_density(one, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        for (unsigned threads = 1; threads <= 3; threads++) {
            situ_job *job = NULL;
            assert_int_equal(situ_job_new(&job, threads, NULL, NULL, &err), SITU_OK);
            assert_int_equal(situ_kernel_density(other, &c.frame, 0, c.frame.rows, &c.in, job, &err), SITU_OK);
            situ_job_free(job);
            if (memcmp(one, other, c.cells * sizeof *one) != 0)
                fail_msg("seed %lu: %u threads differ from one", (unsigned long)seed, threads);
        }
        free(one);
        free(other);
        drop(&c);
    }
}

// The same plan with the plain instructions and with the best of this machine.
static void density__same_bits_for_any_instructions(void **state)
{
    (void)state;
    if (situ_density_simd_best() == SITU_DENSITY_BASE)
        skip();
    for (uint64_t seed = 400; seed < 480; seed++) {
        one_case c = make(seed);
        double *base = malloc(c.cells * sizeof *base), *best = malloc(c.cells * sizeof *best);
        situ_density_plan plan;
        situ_error err = {0};
        assert_true(base && best);
        assert_int_equal(situ_density_plan_make(&plan, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        assert_int_equal(situ_density_run(NULL, base, &plan, 0, c.frame.rows, SITU_DENSITY_BASE, NULL, &err), SITU_OK);
        assert_int_equal(situ_density_run(NULL, best, &plan, 0, c.frame.rows, situ_density_simd_best(), NULL, &err), SITU_OK);
        situ_density_plan_free(&plan);
        if (memcmp(base, best, c.cells * sizeof *base) != 0)
            fail_msg("seed %lu: instructions differ in their bits", (unsigned long)seed);
        free(base);
        free(best);
        drop(&c);
    }
}

// Bands asked of one prepared density, in any order, equal the whole.
static void density__prepared_bands_equal_the_whole(void **state)
{
    (void)state;
    for (uint64_t seed = 500; seed < 530; seed++) {
        one_case c = make(seed);
        float *whole = malloc(c.cells * sizeof *whole), *band = malloc(c.cells * sizeof *band);
        situ_density *d = NULL;
        situ_error err = {0};
        assert_true(whole && band);
        assert_int_equal(situ_kernel_density(whole, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        assert_int_equal(situ_density_new(&d, &c.frame, &c.in, NULL, &err), SITU_OK);
        const uint32_t half = c.frame.rows / 2;
        assert_int_equal(situ_density_rows(band + (size_t)half * c.frame.columns, d, half, c.frame.rows, NULL, &err), SITU_OK);
        assert_int_equal(situ_density_rows(band, d, 0, half, NULL, &err), SITU_OK);
        situ_density_free(d);
        if (memcmp(whole, band, c.cells * sizeof *whole) != 0)
            fail_msg("seed %lu: a prepared band differs from the whole", (unsigned long)seed);
        free(whole);
        free(band);
        drop(&c);
    }
}

// Tens of thousands of points on top of each other: what running sums could lose.
static void density__crowds_keep_their_digits(void **state)
{
    enum { POINTS = 40000, SAMPLES = 60 };
    (void)state;
    double *xy = malloc(2 * POINTS * sizeof *xy), *weight = malloc(POINTS * sizeof *weight);
    situ_rng rng;
    assert_true(xy && weight);
    situ_rng_seed(&rng, 11, 12);
    for (uint32_t i = 0; i < POINTS; i++) {
        double spread = i % 3 == 0 ? 4000.0 : 300.0;
        xy[2 * i] = 437000 + spread * situ_rng_normal(&rng);
        xy[2 * i + 1] = 3461000 + spread * situ_rng_normal(&rng);
        weight[i] = i % 100 == 0 ? 1000.0 : 0.01;
    }
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        one_case c = {.xy = xy, .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = 1200, .rows = 600}};
        c.in = (situ_density_input){.xy = xy, .weight = weight, .count = POINTS, .one_radius_m = 2500, .shape = (situ_kernel_shape)shape};
        c.cells = (size_t)c.frame.columns * c.frame.rows;
        double *out = malloc(c.cells * sizeof *out), high = 0, worst = 0;
        situ_error err = {0};
        assert_non_null(out);
        assert_int_equal(situ_kernel_density_double(out, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        for (size_t i = 0; i < c.cells; i++)
            high = out[i] > high ? out[i] : high;
        for (int k = 0; k < SAMPLES; k++) {
            bool reached;
            uint32_t column = situ_rng_below(&rng, c.frame.columns), row = situ_rng_below(&rng, c.frame.rows);
            double error = fabs(out[(size_t)row * c.frame.columns + column] - oracle(&c, column, row, &reached));
            worst = error / high > worst ? error / high : worst;
        }
        print_message("shape %d: largest error %.2g of the maximum\n", shape, worst);
        assert_true(worst <= 1e-11);
        free(out);
    }
    free(xy);
    free(weight);
}

// Radii from a cell to far beyond the grid at once: blocks of many widths in one strip.
static void density__radii_over_many_octaves(void **state)
{
    enum { POINTS = 600, SAMPLES = 400 };
    (void)state;
    double xy[2 * POINTS], radius[POINTS];
    situ_rng rng;
    situ_rng_seed(&rng, 21, 22);
    one_case c = {.xy = xy, .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 10, .cell_y = 10, .columns = 5003, .rows = 60}};
    for (int i = 0; i < POINTS; i++) {
        xy[2 * i] = 420000 + 50030 * situ_rng_unit(&rng);
        xy[2 * i + 1] = 3470000 - 600 * situ_rng_unit(&rng);
        radius[i] = 10 * exp2(situ_rng_unit(&rng) * 14.0 - 1.0); // up to 8,192 columns
    }
    c.cells = (size_t)c.frame.columns * c.frame.rows;
    double *out = malloc(c.cells * sizeof *out);
    assert_non_null(out);
    for (int shape = SITU_KERNEL_UNIFORM; shape <= SITU_KERNEL_GAUSSIAN; shape++) {
        double high = 0, worst = 0;
        situ_error err = {0};
        c.in = (situ_density_input){.xy = xy, .radius_m = radius, .count = POINTS, .shape = (situ_kernel_shape)shape};
        assert_int_equal(situ_kernel_density_double(out, &c.frame, 0, c.frame.rows, &c.in, NULL, &err), SITU_OK);
        for (size_t i = 0; i < c.cells; i++)
            high = out[i] > high ? out[i] : high;
        for (int k = 0; k < SAMPLES; k++) {
            bool reached;
            uint32_t column = situ_rng_below(&rng, c.frame.columns), row = situ_rng_below(&rng, c.frame.rows);
            double error = fabs(out[(size_t)row * c.frame.columns + column] - oracle(&c, column, row, &reached));
            worst = error / high > worst ? error / high : worst;
        }
        print_message("shape %d: largest error %.2g of the maximum\n", shape, worst);
        assert_true(worst <= 1e-10);
    }
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(density__equals_brute_force),
        cmocka_unit_test(density__bands_equal_the_whole),
        cmocka_unit_test(density__same_bits_for_any_threads),
        cmocka_unit_test(density__same_bits_for_any_instructions),
        cmocka_unit_test(density__prepared_bands_equal_the_whole),
        cmocka_unit_test(density__radii_over_many_octaves),
        cmocka_unit_test(density__crowds_keep_their_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

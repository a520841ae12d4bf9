// SPDX-License-Identifier: MIT
// Nearest site and influence against plain double loops on random grids; bands and threads bit by
// bit. The seed of a failing case is printed.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "kernel/kernel.h"

enum { POINTS = 400, CELLS = 300 * 120 };

typedef struct one_case {
    situ_raster_frame frame;
    uint32_t count;
    double xy[2 * POINTS], radius[POINTS];
    uint8_t level[POINTS];
} one_case;

static void make(one_case *c, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 11);
    c->frame = (situ_raster_frame){.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = situ_rng_below(&rng, 2) ? 30 : 21,
                                   .columns = 1 + situ_rng_below(&rng, 300), .rows = 1 + situ_rng_below(&rng, 120)};
    uint32_t kind = situ_rng_below(&rng, 5);
    c->count = kind == 4 ? POINTS : situ_rng_below(&rng, situ_rng_below(&rng, 2) ? 5 : POINTS);
    double w = c->frame.cell_x * c->frame.columns, h = c->frame.cell_y * c->frame.rows;
    for (uint32_t i = 0; i < c->count; i++) {
        double u = situ_rng_unit(&rng) * 1.6 - 0.3, v = situ_rng_unit(&rng) * 1.6 - 0.3;
        if (kind == 1) { // on cell centres and corners: many ties
            u = floor(u * 2 * c->frame.columns) / 2 / c->frame.columns;
            v = floor(v * 2 * c->frame.rows) / 2 / c->frame.rows;
        } else if (kind == 2) { // three spots, piled up
            u = (double)(i % 3) / 3;
            v = 0.25;
        } else if (kind == 4) { // all far outside, in a bunch
            u = 40 + u;
        }
        c->xy[2 * i] = c->frame.x0 + u * w;
        c->xy[2 * i + 1] = c->frame.y0 - v * h;
        c->radius[i] = 30.0 * (1 + situ_rng_below(&rng, 20)) * (situ_rng_below(&rng, 2) ? 1.0 : 0.777);
        c->level[i] = (uint8_t)situ_rng_below(&rng, 7); // 0, 5 and 6 have no influence
    }
}

static void nearest__equals_brute_force(void **state)
{
    (void)state;
    static one_case c;
    static float distance[CELLS];
    static uint32_t who[CELLS];
    for (uint64_t seed = 1; seed <= 150; seed++) {
        make(&c, seed);
        situ_error err = {0};
        assert_int_equal(situ_kernel_nearest(distance, who, &c.frame, 0, c.frame.rows, c.xy, c.count, NULL, &err), SITU_OK);
        for (uint32_t i = 0; i < c.frame.columns * c.frame.rows; i++) {
            double x = situ_raster_x(&c.frame, i % c.frame.columns + 0.5), y = situ_raster_y(&c.frame, i / c.frame.columns + 0.5);
            double best = INFINITY;
            uint32_t id = UINT32_MAX;
            for (uint32_t k = 0; k < c.count; k++) {
                double dx = x - c.xy[2 * k], dy = y - c.xy[2 * k + 1], d = dx * dx + dy * dy;
                if (d < best) {
                    best = d;
                    id = k;
                }
            }
            if (distance[i] != (float)sqrt(best) || who[i] != id)
                fail_msg("seed %lu cell %u: %g m to %u, expected %g m to %u", (unsigned long)seed, i, (double)distance[i], who[i], sqrt(best), id);
        }
    }
}

static void influence__equals_brute_force(void **state)
{
    (void)state;
    static one_case c;
    static uint8_t out[CELLS];
    for (uint64_t seed = 1; seed <= 150; seed++) {
        make(&c, seed);
        situ_error err = {0};
        assert_int_equal(situ_kernel_influence(out, &c.frame, 0, c.frame.rows, c.xy, c.level, c.radius, c.count, NULL, &err), SITU_OK);
        for (uint32_t i = 0; i < c.frame.columns * c.frame.rows; i++) {
            double x = situ_raster_x(&c.frame, i % c.frame.columns + 0.5), y = situ_raster_y(&c.frame, i / c.frame.columns + 0.5);
            uint8_t best = 0;
            for (uint32_t k = 0; k < c.count; k++) {
                double dx = x - c.xy[2 * k], dy = y - c.xy[2 * k + 1];
                if (c.level[k] >= 1 && c.level[k] <= 4 && dx * dx + dy * dy <= c.radius[k] * c.radius[k] && (best == 0 || c.level[k] < best))
                    best = c.level[k];
            }
            if (out[i] != best)
                fail_msg("seed %lu cell %u: level %u, expected %u", (unsigned long)seed, i, out[i], best);
        }
    }
}

static void nearest_influence__bands_and_threads_give_the_same_bits(void **state)
{
    (void)state;
    static one_case c;
    static float distance[CELLS], other[CELLS];
    static uint32_t who[CELLS], other_who[CELLS];
    static uint8_t level[CELLS], other_level[CELLS];
    for (uint64_t seed = 400; seed < 430; seed++) {
        make(&c, seed);
        situ_rng rng;
        situ_rng_seed(&rng, seed, 5);
        situ_error err = {0};
        size_t cells = (size_t)c.frame.columns * c.frame.rows;
        assert_int_equal(situ_kernel_nearest(distance, who, &c.frame, 0, c.frame.rows, c.xy, c.count, NULL, &err), SITU_OK);
        assert_int_equal(situ_kernel_influence(level, &c.frame, 0, c.frame.rows, c.xy, c.level, c.radius, c.count, NULL, &err), SITU_OK);
        for (unsigned threads = 1; threads <= 3; threads++) {
            situ_job *job = NULL;
            assert_int_equal(situ_job_new(&job, threads, NULL, NULL, &err), SITU_OK);
            for (uint32_t row = 0; row < c.frame.rows;) {
                uint32_t end = row + 1 + situ_rng_below(&rng, c.frame.rows - row);
                size_t at = (size_t)row * c.frame.columns;
                assert_int_equal(situ_kernel_nearest(other + at, other_who + at, &c.frame, row, end, c.xy, c.count, job, &err), SITU_OK);
                assert_int_equal(situ_kernel_influence(other_level + at, &c.frame, row, end, c.xy, c.level, c.radius, c.count, job, &err), SITU_OK);
                row = end;
            }
            situ_job_free(job);
            if (memcmp(distance, other, cells * sizeof *distance) != 0 || memcmp(who, other_who, cells * sizeof *who) != 0 ||
                memcmp(level, other_level, cells) != 0)
                fail_msg("seed %lu, %u threads: a band differs from the whole", (unsigned long)seed, threads);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest__equals_brute_force),
        cmocka_unit_test(influence__equals_brute_force),
        cmocka_unit_test(nearest_influence__bands_and_threads_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

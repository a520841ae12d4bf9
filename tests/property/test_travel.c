// SPDX-License-Identifier: MIT
// Travel times in a straight line against brute force, burned lines against the cells they touch, and the same
// bits for any number of threads. The seed of a failing case is printed.

#include "analysis/surface_burn.h"
#include "base/hash.h"
#include "situ/job.h"
#include "unit/analysis/roads_fixture.h"

#define HOLDS(c, seed)                                                                                                                            \
    do {                                                                                                                                          \
        if (!(c))                                                                                                                                 \
            fail_msg("seed %llu: %s", (unsigned long long)(seed), #c);                                                                            \
    } while (0)

enum { SITES = 60, TARGETS = 300, SIDE = 24 };

static void straight__equals_trying_every_site(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 3);
        situ_travel *t = NULL;
        situ_travel_site sites[SITES];
        static double xy[2 * TARGETS];
        float minutes[TARGETS];
        static float matrix[SITES * TARGETS], field[SIDE * SIDE];
        uint32_t who[TARGETS], count = 1 + situ_rng_below(&rng, SITES), cells[SIDE * SIDE];
        double limit = seed % 3 ? 0 : 40;
        const situ_travel_options o = {.mode = SITU_TRAVEL_STRAIGHT, .rules = f.rules, .limit_min = limit};
        for (uint32_t i = 0; i < count; i++) // on whole kilometres: many ties
            sites[i] = (situ_travel_site){1000.0 * situ_rng_below(&rng, 20), 1000.0 * situ_rng_below(&rng, 20), 5.0 * situ_rng_below(&rng, 1 + (uint32_t)(seed % 7))};
        for (uint32_t k = 0; k < TARGETS; k++) {
            xy[2 * k] = 500.0 * situ_rng_below(&rng, 60);
            xy[2 * k + 1] = 500.0 * situ_rng_below(&rng, 60);
        }
        CHECK_OK(situ_travel_new(&t, &o, NULL, NULL, &f.err), f.err);
        CHECK_OK(situ_travel_nearest(minutes, who, t, sites, count, xy, TARGETS, NULL, &f.err), f.err);
        CHECK_OK(situ_travel_matrix(matrix, t, sites, count, xy, TARGETS, NULL, &f.err), f.err);
        const situ_raster_frame frame = {0, 24000, 1000, 1000, SIDE, SIDE};
        CHECK_OK(situ_travel_field(field, cells, &frame, t, sites, count, NULL, &f.err), f.err);
        for (uint32_t k = 0; k < TARGETS; k++) {
            double best = INFINITY;
            uint32_t first = UINT32_MAX;
            for (uint32_t i = 0; i < count; i++) {
                double m = sites[i].delay_min + hypot(xy[2 * k] - sites[i].x, xy[2 * k + 1] - sites[i].y) * 1.3 / 30 * 60 / 1000;
                HOLDS(limit > 0 && m > limit + 1e-9 ? isinf(matrix[i * TARGETS + k]) : fabs((double)matrix[i * TARGETS + k] - m) < 1e-4 || fabs(m - limit) < 1e-6, seed);
                if (m < best - 1e-9)
                    best = m, first = i;
            }
            if (limit > 0 && best > limit + 1e-6) {
                HOLDS(isinf(minutes[k]) && who[k] == UINT32_MAX, seed);
                continue;
            }
            HOLDS(fabs((double)minutes[k] - best) < 1e-4, seed);
            HOLDS(who[k] == first, seed);
        }
        for (uint32_t i = 0; i < SIDE * SIDE; i++) {
            double x = situ_raster_x(&frame, i % SIDE + 0.5), y = situ_raster_y(&frame, i / SIDE + 0.5), best = INFINITY;
            for (uint32_t s = 0; s < count; s++)
                best = fmin(best, sites[s].delay_min + hypot(x - sites[s].x, y - sites[s].y) * 0.0026);
            HOLDS(limit > 0 && best > limit + 1e-6 ? isinf(field[i]) : fabs((double)field[i] - best) < 1e-4, seed);
        }
        situ_travel_free(t);
    }
    fixture_end(&f);
}

typedef struct burned { uint8_t cell[SIDE * SIDE]; const situ_raster_frame *frame; bool inside; } burned;

static void mark(void *user, uint32_t cell, double x, double y)
{
    burned *b = user;
    const situ_raster_frame *f = b->frame;
    double column = (x - f->x0) / f->cell_x - cell % f->columns, row = (f->y0 - y) / f->cell_y - cell / f->columns;
    b->cell[cell] = 1;
    b->inside &= column > -1e-9 && column < 1 + 1e-9 && row > -1e-9 && row < 1 + 1e-9;
}

// Whether a segment meets a box that is a little larger (grow > 0) or smaller.
static bool meets(const double *a, double x0, double y0, double x1, double y1)
{
    double t0 = 0, t1 = 1;
    const double d[2] = {a[2] - a[0], a[3] - a[1]}, low[2] = {x0 - a[0], y0 - a[1]}, high[2] = {x1 - a[0], y1 - a[1]};
    for (int k = 0; k < 2; k++) {
        if (fabs(d[k]) < 1e-12) {
            if (low[k] > 0 || high[k] < 0)
                return false;
            continue;
        }
        double p = low[k] / d[k], q = high[k] / d[k];
        t0 = fmax(t0, fmin(p, q));
        t1 = fmin(t1, fmax(p, q));
    }
    return t0 <= t1;
}

static void burn__touches_every_cell_of_a_line_and_hangs_together(void **state)
{
    (void)state;
    const situ_raster_frame frame = {100, 340, 10, 10, SIDE, SIDE};
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 5);
        double xy[4];
        for (int k = 0; k < 4; k++)
            xy[k] = seed % 3 ? 80 + situ_rng_unit(&rng) * 290 : 80 + 5.0 * situ_rng_below(&rng, 58); // also along and through corners
        burned b = {.frame = &frame, .inside = true};
        situ_burn_line(&frame, xy, 2, mark, &b);
        HOLDS(b.inside, seed);
        for (uint32_t i = 0; i < SIDE * SIDE; i++) {
            double x0 = situ_raster_x(&frame, i % SIDE), y1 = situ_raster_y(&frame, i / SIDE), x1 = x0 + 10, y0 = y1 - 10;
            if (meets(xy, x0 + 1e-6, y0 + 1e-6, x1 - 1e-6, y1 - 1e-6))
                HOLDS(b.cell[i], seed);
            if (b.cell[i])
                HOLDS(meets(xy, x0 - 1e-6, y0 - 1e-6, x1 + 1e-6, y1 + 1e-6), seed);
            // No diagonal gap: of two burned cells at a corner one of the others is burned too.
            uint32_t c = i % SIDE, r = i / SIDE;
            if (c + 1 < SIDE && r + 1 < SIDE) {
                HOLDS(!(b.cell[i] && b.cell[i + SIDE + 1]) || b.cell[i + 1] || b.cell[i + SIDE], seed);
                HOLDS(!(b.cell[i + 1] && b.cell[i + SIDE]) || b.cell[i] || b.cell[i + SIDE + 1], seed);
            }
        }
    }
}

static void travel__the_same_bits_for_any_number_of_threads(void **state)
{
    (void)state;
    static const char roads[] = "县道 - 0 0 4000 0 8000 900\n村道 - 4000 0 4000 4000 8000 4000\n步道 - 0 0 0 4000 4000 4000\n轮渡 - 8000 900 8000 4000\n县道 o 2000 0 2000 3000 4000 3000";
    for (int mode = 0; mode < 3; mode++) {
        static float minutes[3][SIDE * SIDE], matrix[3][SITES * TARGETS];
        for (unsigned run = 0; run < 3; run++) {
            fixture f;
            situ_rng rng;
            situ_travel *t = NULL;
            fixture_begin(&f);
            situ_rng_seed(&rng, 9, 9);
            situ_table *table = roads_table("roads", roads), *water = waters_table("河流 l -100 2000 9000 2500");
            situ_job *job = NULL;
            CHECK_OK(situ_job_new(&job, 1 + 3 * run, NULL, NULL, &f.err), f.err);
            const situ_travel_options o = {.mode = (situ_travel_mode)mode, .rules = f.rules, .roads = table, .water = water, .box = {-500, -500, 8500, 4500}, .cell_m = 50, .neighbours = 16};
            situ_travel_site sites[SITES];
            static double xy[2 * TARGETS];
            for (int i = 0; i < SITES; i++)
                sites[i] = (situ_travel_site){situ_rng_unit(&rng) * 8000, situ_rng_unit(&rng) * 4000, 5};
            for (int i = 0; i < 2 * TARGETS; i++)
                xy[i] = situ_rng_unit(&rng) * 4000;
            CHECK_OK(situ_travel_new(&t, &o, f.report, job, &f.err), f.err);
            const situ_raster_frame frame = {0, 4000, 300, 150, SIDE, SIDE};
            CHECK_OK(situ_travel_field(minutes[run], NULL, &frame, t, sites, 7, job, &f.err), f.err);
            CHECK_OK(situ_travel_matrix(matrix[run], t, sites, 9, xy, TARGETS, job, &f.err), f.err);
            assert_memory_equal(minutes[run], minutes[0], sizeof minutes[0]);
            assert_memory_equal(matrix[run], matrix[0], 9 * TARGETS * sizeof(float));
            situ_travel_free(t);
            situ_job_free(job);
            situ_table_free(table);
            situ_table_free(water);
            fixture_end(&f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(straight__equals_trying_every_site),
        cmocka_unit_test(burn__touches_every_cell_of_a_line_and_hangs_together),
        cmocka_unit_test(travel__the_same_bits_for_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

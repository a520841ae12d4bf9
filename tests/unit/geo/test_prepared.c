// SPDX-License-Identifier: MIT
// A prepared polygon answers as the plain one does.
#include <math.h>

#include "base/hash.h"
#include "geo/prepared.h"
#include "support/check.h"

// A star-shaped ring of n points around (x, y) as part `part` of g.
static void ring(situ_geometry *g, uint32_t part, uint32_t n, double x, double y, double r, situ_rng *rng)
{
    uint32_t at = g->part_start[part];
    for (uint32_t i = 0; i < n; i++) {
        double a = 2 * 3.14159265358979 * i / n, d = r * (0.6 + 0.4 * situ_rng_unit(rng));
        g->xy[2 * (at + i)] = x + d * cos(a);
        g->xy[2 * (at + i) + 1] = y + d * sin(a);
    }
    g->xy[2 * (at + n)] = g->xy[2 * at];
    g->xy[2 * (at + n) + 1] = g->xy[2 * at + 1];
    g->part_start[part + 1] = at + n + 1;
}

static void prepared__answers_as_the_plain_polygon(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {3, 7, 8, 9, 64, 1000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        uint32_t n = sizes[k];
        situ_rng rng;
        situ_rng_seed(&rng, 5 + k, 1);
        situ_geometry *g = NULL;
        situ_prepared *p = NULL;
        situ_error err = {0};
        assert_int_equal(situ_geometry_new(&g, SITU_GEOM_POLYGON, 3, 3 * (n + 1), &err), SITU_OK);
        ring(g, 0, n, 0, 0, 1000, &rng);  // a shell, its hole, an island
        ring(g, 1, n, 0, 0, 300, &rng);
        ring(g, 2, n, 2500, 100, 400, &rng);
        g->is_hole[1] = 1;
        situ_geometry_update_box(g);
        assert_int_equal(situ_prepared_new(&p, g, &err), SITU_OK);
        size_t in = 0;
        for (int i = 0; i < 2000; i++) {
            double x = -2000 + 6000 * situ_rng_unit(&rng), y = -2000 + 4000 * situ_rng_unit(&rng);
            bool inside = situ_geometry_contains_point(g, x, y);
            in += inside;
            assert_int_equal(situ_prepared_contains(p, x, y), inside);
            CHECK_NEAR(situ_prepared_distance(p, x, y), situ_geometry_distance_to_point(g, x, y), 1e-9);
        }
        assert_true(in > 20);
        CHECK_NEAR(situ_prepared_distance(p, 1e6, 1e6), situ_geometry_distance_to_point(g, 1e6, 1e6), 1e-6);
        assert_false(situ_prepared_contains(p, NAN, 0));
        situ_prepared_free(p);
        situ_geometry_free(g);
    }
    situ_prepared_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(prepared__answers_as_the_plain_polygon)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

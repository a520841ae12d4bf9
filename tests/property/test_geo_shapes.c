// SPDX-License-Identifier: MIT
// Clipping, thinning, borders and poles on random star-shaped polygons. Failing seeds are printed.
#include <math.h>

#include "base/hash.h"
#include "geo/geometry.h"
#include "support/check.h"

enum { CASES = 200 };

#define CHECK_SEED(condition, seed)                                                               \
    do {                                                                                          \
        if (!(condition)) {                                                                       \
            print_error("%s:%d: seed %llu: %s\n", __FILE__, __LINE__, (unsigned long long)(seed), \
                        #condition);                                                              \
            fail();                                                                               \
        }                                                                                         \
    } while (0)

static situ_geometry *star(situ_rng *rng, uint32_t n)
{
    situ_geometry *g = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, n + 1, &err), err);
    for (uint32_t i = 0; i < n; i++) {
        double angle = 2 * M_PI * i / n, r = 20 + 30 * situ_rng_unit(rng);
        g->xy[2 * i] = 50 + r * cos(angle);
        g->xy[2 * i + 1] = 50 + r * sin(angle);
    }
    memcpy(g->xy + 2 * n, g->xy, 16);
    situ_geometry_update_box(g);
    return g;
}

// The clipped polygon holds a point when, and only when, the polygon and the box hold it.
static void clip__agrees_point_by_point_and_with_geos(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geos *geos = NULL;
    CHECK_OK(situ_geos_new(&geos, &err), err);
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 4);
        situ_geometry *g = star(&rng, 5 + situ_rng_below(&rng, 60)), *c = NULL, *frame = NULL, *want = NULL;
        situ_box box = situ_box_of(situ_rng_unit(&rng) * 110, situ_rng_unit(&rng) * 110,
                                   situ_rng_unit(&rng) * 110, situ_rng_unit(&rng) * 110);
        CHECK_OK(situ_geometry_clip(&c, g, box, &err), err);
        if (c)
            CHECK_SEED(situ_box_contains(box, c->box), seed);
        for (int i = 0; i < 200; i++) {
            double x = situ_rng_unit(&rng) * 100, y = situ_rng_unit(&rng) * 100;
            bool in = situ_box_has(box, x, y) && situ_geometry_contains_point(g, x, y);
            CHECK_SEED((c && situ_geometry_contains_point(c, x, y)) == in, seed);
        }
        const double corners[] = {box.x0, box.y0, box.x1, box.y0, box.x1,
                                  box.y1, box.x0, box.y1, box.x0, box.y0};
        CHECK_OK(situ_geometry_new(&frame, SITU_GEOM_POLYGON, 1, 5, &err), err);
        memcpy(frame->xy, corners, sizeof corners);
        situ_geometry_update_box(frame);
        CHECK_OK(situ_geos_overlay(geos, &want, SITU_INTERSECTION, g, frame, &err), err);
        double a = c ? situ_geometry_area(c) : 0,
               b = want && want->kind == SITU_GEOM_POLYGON ? situ_geometry_area(want) : 0;
        CHECK_SEED(fabs(a - b) <= 1e-6, seed);
        situ_geometry_free(want);
        situ_geometry_free(frame);
        situ_geometry_free(c);
        situ_geometry_free(g);
    }
    situ_geos_free(geos);
}

static void clip__line_length_agrees_with_geos(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geos *geos = NULL;
    CHECK_OK(situ_geos_new(&geos, &err), err);
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 5);
        uint32_t n = 2 + situ_rng_below(&rng, 50);
        situ_geometry *g = NULL, *c = NULL, *frame = NULL, *want = NULL;
        CHECK_OK(situ_geometry_new(&g, SITU_GEOM_LINE, 1, n, &err), err);
        for (uint32_t i = 0; i < 2 * n; i++)
            g->xy[i] = situ_rng_unit(&rng) * 100;
        situ_geometry_update_box(g);
        CHECK_OK(situ_geometry_clip(&c, g, (situ_box){20, 30, 70, 60}, &err), err);
        const double corners[] = {20, 30, 70, 30, 70, 60, 20, 60, 20, 30};
        CHECK_OK(situ_geometry_new(&frame, SITU_GEOM_POLYGON, 1, 5, &err), err);
        memcpy(frame->xy, corners, sizeof corners);
        situ_geometry_update_box(frame);
        CHECK_OK(situ_geos_overlay(geos, &want, SITU_INTERSECTION, g, frame, &err), err);
        double a = c ? situ_geometry_length(c) : 0, b = want ? situ_geometry_length(want) : 0;
        CHECK_SEED(fabs(a - b) <= 1e-6, seed);
        situ_geometry_free(want);
        situ_geometry_free(frame);
        situ_geometry_free(c);
        situ_geometry_free(g);
    }
    situ_geos_free(geos);
}

// Every vertex left out lies within the tolerance of the thinned line.
static void simplify__stays_within_the_tolerance(void **state)
{
    (void)state;
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 6);
        situ_geometry *g = star(&rng, 10 + situ_rng_below(&rng, 200)), *s = NULL;
        double tolerance = situ_rng_unit(&rng) * 10;
        CHECK_OK(situ_geometry_simplify(&s, g, tolerance, &err), err);
        CHECK_SEED(s->point_count >= 4 && s->point_count <= g->point_count, seed);
        s->kind = SITU_GEOM_LINE; // distance to the ring, not to the area
        for (uint32_t i = 0; i < g->point_count; i++)
            CHECK_SEED(situ_geometry_distance_to_point(s, g->xy[2 * i], g->xy[2 * i + 1]) <=
                           tolerance * (1 + 1e-9),
                       seed);
        situ_geometry_free(s);
        situ_geometry_free(g);
    }
}

// No grid point of the polygon lies farther from the edge than the pole by more than the precision.
static void pole__is_the_best_point(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 7);
        situ_geometry *g = star(&rng, 6 + situ_rng_below(&rng, 40));
        double radius;
        situ_point p = situ_polygon_pole(g, 0.05, &radius);
        CHECK_SEED(situ_geometry_contains_point(g, p.x, p.y), seed);
        g->kind = SITU_GEOM_LINE;
        CHECK_SEED(fabs(situ_geometry_distance_to_point(g, p.x, p.y) - radius) < 1e-9, seed);
        for (double x = 0; x <= 100; x += 1.3)
            for (double y = 0; y <= 100; y += 1.3) {
                g->kind = SITU_GEOM_POLYGON;
                bool in = situ_geometry_contains_point(g, x, y);
                g->kind = SITU_GEOM_LINE;
                CHECK_SEED(!in || situ_geometry_distance_to_point(g, x, y) <= radius + 0.05, seed);
            }
        situ_geometry_free(g);
    }
}

// Cells of a jittered grid: borders cover every ring edge once or twice, as many as share it.
static void borders__add_up_on_a_random_mesh(void **state)
{
    (void)state;
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 60; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 8);
        enum { N = 5 };
        double node[N + 1][N + 1][2];
        situ_geometry *cells[N * N] = {NULL};
        double rings = 0, inner = 0, outer = 0;
        for (int r = 0; r <= N; r++)
            for (int c = 0; c <= N; c++) {
                node[r][c][0] = c + 0.3 * situ_rng_unit(&rng);
                node[r][c][1] = r + 0.3 * situ_rng_unit(&rng);
            }
        for (int r = 0; r < N; r++)
            for (int c = 0; c < N; c++) {
                if (situ_rng_below(&rng, 6) == 0)
                    continue; // a gap in the mesh
                situ_geometry *g = NULL;
                CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, &err), err);
                const int at[5][2] = {{r, c}, {r, c + 1}, {r + 1, c + 1}, {r + 1, c}, {r, c}};
                for (int k = 0; k < 5; k++)
                    memcpy(g->xy + 2 * k, node[at[k][0]][at[k][1]], 16);
                situ_geometry_update_box(g);
                cells[r * N + c] = g;
                rings += situ_geometry_length(g);
            }
        situ_border *list = NULL;
        size_t count = 0;
        CHECK_OK(situ_shared_borders(&list, &count, (const situ_geometry *const *)cells, N * N, &err), err);
        for (size_t i = 0; i < count; i++)
            *(list[i].right == SIZE_MAX ? &outer : &inner) += situ_geometry_length(list[i].line);
        CHECK_SEED(fabs(rings - 2 * inner - outer) < 1e-9, seed);
        situ_borders_free(list, count);
        for (int i = 0; i < N * N; i++)
            situ_geometry_free(cells[i]);
    }
}

// A mesh whose shared edges have many vertices, one polygon of it a lens thinner than the tolerance:
// thinned together the areas still add up and nobody vanishes.
static void coverage__has_no_gaps_after_thinning(void **state)
{
    (void)state;
    situ_error err = {0};
    enum { N = 4, EDGE = 30, RING = 4 * EDGE + 1 };
    for (uint64_t seed = 1; seed <= 30; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 9);
        static double across[N + 1][N][EDGE + 1][2], up[N][N + 1][EDGE + 1][2]; // [row][column]
        for (int r = 0; r <= N; r++)
            for (int c = 0; c < N; c++)
                for (int k = 0; k <= EDGE; k++) {
                    across[r][c][k][0] = c + (double)k / EDGE;
                    across[r][c][k][1] = r + (k % EDGE ? 0.1 * (situ_rng_unit(&rng) - 0.5) : 0);
                    up[c][r][k][1] = c + (double)k / EDGE;
                    up[c][r][k][0] = r + (k % EDGE ? 0.1 * (situ_rng_unit(&rng) - 0.5) : 0);
                }
        situ_geometry *cells[N * N + 1], **thin = NULL;
        double before = 0, after = 0;
        for (int r = 0; r < N; r++)
            for (int c = 0; c < N; c++) {
                situ_geometry *g = NULL;
                CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, RING, &err), err);
                double *p = g->xy;
                for (int k = 0; k < EDGE; k++, p += 2)
                    memcpy(p, across[r][c][k], 16);
                for (int k = 0; k < EDGE; k++, p += 2)
                    memcpy(p, up[r][c + 1][k], 16);
                for (int k = EDGE; k > 0; k--, p += 2)
                    memcpy(p, across[r + 1][c][k], 16);
                for (int k = EDGE; k >= 0; k--, p += 2)
                    memcpy(p, up[r][c][k], 16);
                situ_geometry_update_box(g);
                cells[r * N + c] = g;
                before += situ_geometry_area(g);
            }
        cells[N * N] = NULL;
        double tolerance = 0.05 + 0.3 * situ_rng_unit(&rng);
        CHECK_OK(
            situ_coverage_simplify(&thin, (const situ_geometry *const *)cells, N * N + 1, tolerance, &err),
            err);
        CHECK_SEED(thin[N * N] == NULL, seed);
        situ_border *list = NULL;
        size_t count = 0;
        double rings = 0, inner = 0, outer = 0;
        uint32_t vertices = 0;
        for (int i = 0; i < N * N; i++) {
            CHECK_SEED(thin[i]->part_count == 1 && thin[i]->point_count >= 4, seed);
            after += situ_geometry_area(thin[i]);
            rings += situ_geometry_length(thin[i]);
            vertices += thin[i]->point_count;
        }
        CHECK_SEED(vertices < N * N * RING / 2, seed);
        CHECK_SEED(fabs(before - after) < 4 * N * tolerance, seed);
        CHECK_OK(situ_shared_borders(&list, &count, (const situ_geometry *const *)thin, N * N + 1, &err),
                 err);
        for (size_t i = 0; i < count; i++)
            *(list[i].right == SIZE_MAX ? &outer : &inner) += situ_geometry_length(list[i].line);
        CHECK_SEED(fabs(rings - 2 * inner - outer) < 1e-9, seed);
        CHECK_SEED(outer < 4 * N + 4 * N * 0.1 * EDGE, seed);
        size_t outside = 0; // still one outer rim: the inner edges found their partner
        for (size_t i = 0; i < count; i++)
            outside += list[i].right == SIZE_MAX;
        CHECK_SEED(outside == 4 * (N - 1), seed);
        situ_borders_free(list, count);
        situ_coverage_free(thin, N * N + 1);
        for (int i = 0; i < N * N; i++)
            situ_geometry_free(cells[i]);
    }
}

static void coverage__keeps_slivers_and_tiny_polygons(void **state)
{
    (void)state;
    situ_error err = {0};
    // A big square with a tiny enclave, and a flat lens between two neighbours.
    static const double big[] = {0,  0,  100, 0,    100,  100,  0,    100, 0,  0,
                                 50, 50, 50,  50.5, 50.5, 50.5, 50.5, 50,  50, 50};
    static const double tiny[] = {50, 50, 50.5, 50, 50.5, 50.5, 50, 50.5, 50, 50};
    static const double lens[] = {100, 0, 100.4, 50, 100, 100, 100, 0};
    situ_geometry *g[3] = {NULL, NULL, NULL}, **thin = NULL;
    CHECK_OK(situ_geometry_new(&g[0], SITU_GEOM_POLYGON, 2, 10, &err), err);
    memcpy(g[0]->xy, big, sizeof big);
    g[0]->part_start[1] = 5;
    g[0]->is_hole[1] = 1;
    CHECK_OK(situ_geometry_new(&g[1], SITU_GEOM_POLYGON, 1, 5, &err), err);
    memcpy(g[1]->xy, tiny, sizeof tiny);
    CHECK_OK(situ_geometry_new(&g[2], SITU_GEOM_POLYGON, 1, 4, &err), err);
    memcpy(g[2]->xy, lens, sizeof lens);
    for (int i = 0; i < 3; i++)
        situ_geometry_update_box(g[i]);
    CHECK_OK(situ_coverage_simplify(&thin, (const situ_geometry *const *)g, 3, 5, &err), err);
    for (int i = 0; i < 3; i++)
        assert_true(situ_geometry_area(thin[i]) > 0);
    CHECK_NEAR(situ_geometry_area(thin[2]), 20, 1e-9);
    CHECK_NEAR(situ_geometry_area(thin[0]) + situ_geometry_area(thin[1]), 10000,
               1e-9); // the hole fits the enclave
    situ_coverage_free(thin, 3);
    for (int i = 0; i < 3; i++)
        situ_geometry_free(g[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clip__agrees_point_by_point_and_with_geos),
        cmocka_unit_test(clip__line_length_agrees_with_geos),
        cmocka_unit_test(simplify__stays_within_the_tolerance),
        cmocka_unit_test(pole__is_the_best_point),
        cmocka_unit_test(borders__add_up_on_a_random_mesh),
        cmocka_unit_test(coverage__has_no_gaps_after_thinning),
        cmocka_unit_test(coverage__keeps_slivers_and_tiny_polygons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include <math.h>

#include "geo/geometry.h"
#include "unit/geo/shapes.h"

static situ_geometry *clipped(const situ_geometry *g, situ_box box)
{
    situ_geometry *out = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_clip(&out, g, box, &err), err);
    return out;
}

static void clip__polygon_keeps_its_area_inside(void **state)
{
    (void)state;
    situ_geometry *g = holed(), *c = clipped(g, (situ_box){5, -1, 21, 30});
    CHECK_NEAR(situ_geometry_area(c), 50 - 2 + 2, 1e-12);
    assert_int_equal(c->part_count, 3);
    for (uint32_t p = 0; p < c->part_count; p++) { // every ring is closed
        const double *a = c->xy + 2 * c->part_start[p], *b = c->xy + 2 * c->part_start[p + 1] - 2;
        assert_true(a[0] == b[0] && a[1] == b[1]);
    }
    assert_true(c->box.x0 == 5 && c->box.x1 == 21 && c->box.y0 == 0 && c->box.y1 == 22);
    situ_geometry_free(c);
    c = clipped(g, (situ_box){4.5, 4.5, 5.5, 5.5}); // wholly inside the hole: shell and hole cancel out
    CHECK_NEAR(c ? situ_geometry_area(c) : 0, 0, 1e-12);
    situ_geometry_free(c);
    situ_geometry_free(g);
}

static void clip__box_around_copies_and_box_beside_gives_nothing(void **state)
{
    (void)state;
    situ_geometry *g = holed(), *c = clipped(g, (situ_box){-5, -5, 50, 50});
    assert_int_equal(c->point_count, g->point_count);
    assert_memory_equal(c->xy, g->xy, (size_t)g->point_count * 16);
    situ_geometry_free(c);
    assert_null(clipped(g, (situ_box){12, 0, 18, 10}));
    assert_null(clipped(g, (situ_box){10, 2, 12, 8})); // touches along an edge: no area
    assert_null(clipped(g, situ_box_empty()));
    situ_geometry_free(g);
}

static void clip__line_is_cut_into_pieces(void **state)
{
    (void)state;
    static const double zigzag[] = {-2, 1, 12, 1, 12, 5, -2, 5, 3, 5, 3, 20};
    situ_geometry *g = shape(SITU_GEOM_LINE, zigzag, 6), *c = clipped(g, (situ_box){0, 0, 10, 10});
    // east through, then back in to the west edge, then in again and out at the top.
    assert_int_equal(c->part_count, 3);
    CHECK_NEAR(situ_geometry_length(c), 10 + 10 + 3 + 5, 1e-12);
    assert_true(c->xy[0] == 0 && c->xy[1] == 1 && c->xy[2] == 10 && c->xy[3] == 1);
    situ_geometry_free(c);
    situ_geometry_free(g);
}

static void clip__line_inside_stays_one_part(void **state)
{
    (void)state;
    static const double l[] = {1, 1, 2, 2, 2, 2, 3, 1, 20, 1}; // with a doubled vertex
    situ_geometry *g = shape(SITU_GEOM_LINE, l, 5), *c = clipped(g, (situ_box){0, 0, 10, 10});
    assert_int_equal(c->part_count, 1);
    CHECK_NEAR(situ_geometry_length(c), 2 * M_SQRT2 + 7, 1e-12);
    situ_geometry_free(c);
    situ_geometry_free(g);
}

static void clip__points_on_the_edge_count(void **state)
{
    (void)state;
    situ_geometry *g = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POINT, 3, 3, &err), err);
    const double xy[] = {0, 0, 10, 10, 10.001, 10};
    memcpy(g->xy, xy, sizeof xy);
    for (uint32_t i = 0; i < 3; i++)
        g->part_start[i] = i;
    situ_geometry_update_box(g);
    situ_geometry *c = clipped(g, (situ_box){0, 0, 10, 10});
    assert_int_equal(c->part_count, 2);
    situ_geometry_free(c);
    situ_geometry_free(g);
}

// --- simplify ---

static situ_geometry *thinned(const situ_geometry *g, double tolerance)
{
    situ_geometry *out = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_simplify(&out, g, tolerance, &err), err);
    return out;
}

static void simplify__drops_small_bends_and_keeps_large_ones(void **state)
{
    (void)state;
    static const double l[] = {0, 0, 1, 0.1, 2, -0.1, 3, 5, 4, 0.1, 5, 0};
    situ_geometry *g = shape(SITU_GEOM_LINE, l, 6), *s = thinned(g, 0.5);
    static const double want[] = {0, 0, 2, -0.1, 3, 5, 4, 0.1, 5, 0};
    assert_int_equal(s->point_count, 5);
    assert_memory_equal(s->xy, want, sizeof want);
    situ_geometry_free(s);
    s = thinned(g, 0); // nothing to do
    assert_int_equal(s->point_count, 6);
    situ_geometry_free(s);
    situ_geometry_free(g);
}

static void simplify__is_the_same_in_both_directions(void **state)
{
    (void)state;
    double a[400], b[400];
    for (int i = 0; i < 200; i++) {
        a[2 * i] = i;
        a[2 * i + 1] = 7 * sin(i * 0.7) + 5 * sin(i * 0.13);
        b[2 * (199 - i)] = a[2 * i];
        b[2 * (199 - i) + 1] = a[2 * i + 1];
    }
    situ_geometry *ga = shape(SITU_GEOM_LINE, a, 200), *gb = shape(SITU_GEOM_LINE, b, 200);
    for (double t = 0.3; t < 9; t *= 1.4) {
        situ_geometry *sa = thinned(ga, t), *sb = thinned(gb, t);
        assert_int_equal(sa->point_count, sb->point_count);
        for (uint32_t i = 0; i < sa->point_count; i++) {
            uint32_t j = sa->point_count - 1 - i;
            assert_memory_equal(sa->xy + 2 * i, sb->xy + 2 * j, 16);
        }
        situ_geometry_free(sa);
        situ_geometry_free(sb);
    }
    situ_geometry_free(ga);
    situ_geometry_free(gb);
}

static void simplify__ring_does_not_depend_on_its_first_vertex(void **state)
{
    (void)state;
    enum { N = 60 };
    double xy[2 * (N + 1)];
    situ_geometry *first = NULL;
    for (int shift = 0; shift < N; shift += 7)
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i <= N; i++) {
                int k = (turn ? N - i : i) + shift;
                double angle = 2 * M_PI * (k % N) / N, r = 10 + (k % 3);
                xy[2 * i] = r * cos(angle);
                xy[2 * i + 1] = r * sin(angle);
            }
            situ_geometry *g = shape(SITU_GEOM_POLYGON, xy, N + 1), *s = thinned(g, 2.5);
            if (!first)
                first = s;
            assert_int_equal(s->point_count, first->point_count);
            assert_true(s->point_count < N / 2 && s->point_count >= 4);
            CHECK_NEAR(situ_geometry_area(s), situ_geometry_area(first), 1e-9);
            if (s != first)
                situ_geometry_free(s);
            situ_geometry_free(g);
        }
    situ_geometry_free(first);
}

static void simplify__small_rings_vanish_and_thin_ones_stay_rings(void **state)
{
    (void)state;
    situ_geometry *g = holed(), *s = thinned(g, 3); // the hole and the island measure 2
    assert_int_equal(s->part_count, 1);
    CHECK_NEAR(situ_geometry_area(s), 100, 1e-12);
    situ_geometry_free(s);
    situ_geometry_free(g);
    g = rectangle(0, 0, 100, 1);
    s = thinned(g, 3);
    assert_int_equal(s->part_count, 1);
    assert_true(s->point_count >= 4);
    assert_true(situ_geometry_area(s) > 0);
    situ_geometry_free(s);
    situ_geometry_free(g);
    g = rectangle(5, 5, 5, 5);
    s = thinned(g, 1);
    assert_int_equal(s->part_count, 0);
    situ_geometry_free(s);
    situ_geometry_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clip__polygon_keeps_its_area_inside),
        cmocka_unit_test(clip__box_around_copies_and_box_beside_gives_nothing),
        cmocka_unit_test(clip__line_is_cut_into_pieces),
        cmocka_unit_test(clip__line_inside_stays_one_part),
        cmocka_unit_test(clip__points_on_the_edge_count),
        cmocka_unit_test(simplify__drops_small_bends_and_keeps_large_ones),
        cmocka_unit_test(simplify__is_the_same_in_both_directions),
        cmocka_unit_test(simplify__ring_does_not_depend_on_its_first_vertex),
        cmocka_unit_test(simplify__small_rings_vanish_and_thin_ones_stay_rings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include <math.h>

#include "geo/geometry.h"
#include "unit/geo/shapes.h"

static int setup(void **state)
{
    situ_error err = {0};
    CHECK_OK(situ_geos_new((situ_geos **)state, &err), err);
    return 0;
}
static int teardown(void **state)
{
    situ_geos_free(*state);
    return 0;
}

static void geos__buffer_of_a_point(void **state)
{
    situ_error err = {0};
    situ_geometry *p = NULL, *b = NULL;
    CHECK_OK(situ_geometry_point(&p, 100, 200, &err), err);
    CHECK_OK(situ_geos_buffer(*state, &b, p, 10, &err), err);
    assert_int_equal(b->kind, SITU_GEOM_POLYGON);
    // 16 segments a quarter: the area of the regular 64-gon
    CHECK_NEAR(situ_geometry_area(b), 32 * 100 * sin(2 * M_PI / 64), 1e-6);
    CHECK_NEAR(b->box.x1, 110, 1e-9);
    situ_geometry_free(b);
    CHECK_OK(situ_geos_buffer(*state, &b, p, -1, &err), err);
    assert_null(b); // nothing is left
    situ_geometry_free(p);
}

static void geos__overlay(void **state)
{
    situ_error err = {0};
    situ_geometry *a = holed(), *b = rectangle(5, 0, 30, 10), *r = NULL;
    CHECK_OK(situ_geos_overlay(*state, &r, SITU_INTERSECTION, a, b, &err), err);
    CHECK_NEAR(situ_geometry_area(r), 48, 1e-9);
    situ_geometry_free(r);
    CHECK_OK(situ_geos_overlay(*state, &r, SITU_DIFFERENCE, a, b, &err), err);
    CHECK_NEAR(situ_geometry_area(r), 52, 1e-9);
    situ_geometry_free(r);
    CHECK_OK(situ_geos_overlay(*state, &r, SITU_UNION, a, b, &err), err);
    CHECK_NEAR(situ_geometry_area(r), 100 - 2 + 4 + 200, 1e-9);
    situ_geometry_free(r);
    situ_geometry_free(b);
    b = rectangle(100, 100, 101, 101);
    CHECK_OK(situ_geos_overlay(*state, &r, SITU_INTERSECTION, a, b, &err), err);
    assert_null(r);
    situ_geometry_free(a);
    situ_geometry_free(b);
}

static void geos__overlay_of_a_line_with_a_polygon(void **state)
{
    situ_error err = {0};
    static const double l[] = {-5, 5, 30, 5};
    situ_geometry *line = shape(SITU_GEOM_LINE, l, 2), *a = holed(), *r = NULL;
    CHECK_OK(situ_geos_overlay(*state, &r, SITU_INTERSECTION, line, a, &err), err);
    assert_int_equal(r->kind, SITU_GEOM_LINE);
    assert_int_equal(r->part_count, 2);
    CHECK_NEAR(situ_geometry_length(r), 8, 1e-12);
    situ_geometry_free(r);
    situ_geometry_free(line);
    situ_geometry_free(a);
}

static void geos__overlay_repairs_a_bow_tie(void **state)
{
    situ_error err = {0};
    static const double tie[] = {0, 0, 10, 10, 10, 0, 0, 10, 0, 0};
    char reason[128];
    situ_geometry *a = shape(SITU_GEOM_POLYGON, tie, 5), *b = rectangle(-5, -5, 15, 5), *r = NULL, *v = NULL;
    assert_false(situ_geos_is_valid(*state, a, reason, sizeof reason));
    CHECK_HOLDS(reason, "Self-intersection");
    CHECK_OK(situ_geos_overlay(*state, &r, SITU_INTERSECTION, a, b, &err), err);
    CHECK_NEAR(situ_geometry_area(r), 25, 1e-9);
    CHECK_OK(situ_geos_make_valid(*state, &v, a, &err), err);
    assert_true(situ_geos_is_valid(*state, v, reason, sizeof reason));
    CHECK_NEAR(situ_geometry_area(v), 50, 1e-9);
    situ_geometry_free(v);
    situ_geometry_free(r);
    situ_geometry_free(a);
    situ_geometry_free(b);
}

static void geos__union_all_and_line_merge(void **state)
{
    situ_error err = {0};
    situ_geometry *cells[4] = {rectangle(0, 0, 1, 1), rectangle(1, 0, 2, 1), NULL, rectangle(5, 5, 6, 6)},
                  *r = NULL;
    CHECK_OK(situ_geos_union_all(*state, &r, (const situ_geometry *const *)cells, 4, &err), err);
    assert_int_equal(r->part_count, 2);
    CHECK_NEAR(situ_geometry_area(r), 3, 1e-12);
    situ_geometry_free(r);
    for (int i = 0; i < 4; i++)
        situ_geometry_free(cells[i]);
    CHECK_OK(situ_geos_union_all(*state, &r, NULL, 0, &err), err);
    assert_null(r);
    static const double a[] = {0, 0, 1, 0}, b[] = {2, 0, 1, 0}, c[] = {2, 0, 2, 5};
    situ_geometry *lines[3] = {shape(SITU_GEOM_LINE, a, 2), shape(SITU_GEOM_LINE, b, 2),
                               shape(SITU_GEOM_LINE, c, 2)};
    CHECK_OK(situ_geos_union_all(*state, &r, (const situ_geometry *const *)lines, 3, &err), err);
    assert_int_equal(r->part_count, 1);
    CHECK_NEAR(situ_geometry_length(r), 7, 1e-12);
    situ_geometry_free(r);
    situ_geometry *both = NULL;
    CHECK_OK(situ_geometry_new(&both, SITU_GEOM_LINE, 2, 4, &err), err);
    memcpy(both->xy, a, sizeof a);
    memcpy(both->xy + 4, b, sizeof b);
    both->part_start[1] = 2;
    CHECK_OK(situ_geos_line_merge(*state, &r, both, &err), err);
    assert_int_equal(r->part_count, 1);
    situ_geometry_free(r);
    situ_geometry_free(both);
    for (int i = 0; i < 3; i++)
        situ_geometry_free(lines[i]);
}

static void geos__broken_rings_are_errors_not_crashes(void **state)
{
    situ_error err = {0};
    static const double open[] = {0, 0, 1, 0, 1, 1, 0, 1}, two[] = {0, 0, 1, 1},
                        nan[] = {0, 0, NAN, 1, 2, 2, 0, 0};
    char reason[64];
    situ_geometry *bad[3] = {shape(SITU_GEOM_POLYGON, open, 4), shape(SITU_GEOM_POLYGON, two, 2),
                             shape(SITU_GEOM_POLYGON, nan, 4)},
                  *r = NULL;
    for (int i = 0; i < 2; i++) {
        CHECK_FAILS(SITU_E_GEOMETRY, situ_geos_buffer(*state, &r, bad[i], 1, &err), err);
        assert_null(r);
    }
    for (int i = 0; i < 3; i++) {
        assert_false(situ_geos_is_valid(*state, bad[i], reason, sizeof reason));
        situ_geometry_free(bad[i]);
    }
}

static void geos__intersects(void **state)
{
    situ_geometry *a = holed(), *hole = rectangle(4.5, 4.5, 5.5, 5.5), *edge = rectangle(10, 10, 12, 12);
    assert_false(situ_geos_intersects(*state, a, hole));
    assert_true(situ_geos_intersects(*state, a, edge));
    situ_geometry_free(a);
    situ_geometry_free(hole);
    situ_geometry_free(edge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geos__buffer_of_a_point),
        cmocka_unit_test(geos__overlay),
        cmocka_unit_test(geos__overlay_of_a_line_with_a_polygon),
        cmocka_unit_test(geos__overlay_repairs_a_bow_tie),
        cmocka_unit_test(geos__union_all_and_line_merge),
        cmocka_unit_test(geos__broken_rings_are_errors_not_crashes),
        cmocka_unit_test(geos__intersects),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

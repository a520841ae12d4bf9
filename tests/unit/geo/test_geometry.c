// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "geo/geometry.h"
#include "unit/geo/shapes.h"

static void geometry__area_and_length(void **state)
{
    (void)state;
    situ_geometry *g = holed();
    CHECK_NEAR(situ_geometry_area(g), 100 - 4 + 4, 1e-12);
    CHECK_NEAR(situ_geometry_length(g), 40 + 8 + 8, 1e-12);
    situ_geometry_free(g);
    const double l[] = {0, 0, 3, 4, 3, 10};
    g = shape(SITU_GEOM_LINE, l, 3);
    CHECK_NEAR(situ_geometry_length(g), 11, 1e-12);
    CHECK_NEAR(situ_geometry_area(g), 0, 0);
    situ_geometry_free(g);
}

static void geometry__area_keeps_digits_far_from_the_origin(void **state)
{
    (void)state;
    situ_geometry *g = rectangle(36566634, 3423488, 36566634.5, 3423488.25);
    CHECK_NEAR(situ_geometry_area(g), 0.125, 1e-12);
    situ_geometry_free(g);
}

static void geometry__contains_respects_holes(void **state)
{
    (void)state;
    situ_geometry *g = holed();
    assert_true(situ_geometry_contains_point(g, 1, 1) && situ_geometry_contains_point(g, 21, 21));
    assert_false(situ_geometry_contains_point(g, 5, 5) || situ_geometry_contains_point(g, 15, 15));
    assert_false(situ_geometry_contains_point(g, NAN, 5));
    situ_geometry_free(g);
}

static void geometry__distance(void **state)
{
    (void)state;
    situ_geometry *g = holed();
    CHECK_NEAR(situ_geometry_distance_to_point(g, 1, 1), 0, 0);
    CHECK_NEAR(situ_geometry_distance_to_point(g, 5, 5.5), 0.5, 1e-12); // in the hole
    CHECK_NEAR(situ_geometry_distance_to_point(g, 13, 14), 5, 1e-12);
    situ_geometry_free(g);
    situ_error err = {0};
    CHECK_OK(situ_geometry_point(&g, 3, 4, &err), err);
    CHECK_NEAR(situ_geometry_distance_to_point(g, 0, 0), 5, 1e-12);
    situ_geometry_free(g);
}

static void geometry__orient_turns_shells_left_and_holes_right(void **state)
{
    (void)state;
    situ_geometry *g = holed();
    for (int round = 0; round < 2; round++) {
        situ_geometry_orient(g);
        assert_true(g->xy[2] == 10 && g->xy[3] == 0);  // shell: east first = counter-clockwise
        assert_true(g->xy[12] == 4 && g->xy[13] == 6); // hole: north first = clockwise
    }
    double t[2] = {g->xy[2], g->xy[3]}; // turn the shell around
    memcpy(g->xy + 2, g->xy + 6, sizeof t);
    memcpy(g->xy + 6, t, sizeof t);
    situ_geometry_orient(g);
    assert_true(g->xy[2] == 10 && g->xy[3] == 0);
    CHECK_NEAR(situ_geometry_area(g), 100, 1e-12);
    situ_geometry_free(g);
}

static void geometry__line_middle_lies_on_the_longest_part(void **state)
{
    (void)state;
    static const double xy[] = {0, 0, 1, 0, 10, 10, 10, 14, 16, 14};
    situ_geometry *g = shape(SITU_GEOM_LINE, xy, 5), *two = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_new(&two, SITU_GEOM_LINE, 2, 5, &err), err);
    memcpy(two->xy, xy, sizeof xy);
    two->part_start[1] = 2;
    double angle = 9;
    situ_point p = situ_geometry_line_middle(two, &angle); // 4 up, 6 east: the middle is 1 east of the bend
    CHECK_NEAR(p.x, 11, 1e-12);
    CHECK_NEAR(p.y, 14, 1e-12);
    CHECK_NEAR(angle, 0, 1e-12);
    situ_geometry_free(g);
    situ_geometry_free(two);
}

static void geometry__copy_and_transform(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geometry *g = NULL, *moved = NULL;
    situ_transform *t = NULL;
    CHECK_OK(situ_geometry_point(&g, 108.6972, 30.9306, &err), err);
    CHECK_OK(situ_transform_new(&t, 4490, 4545, &err), err);
    CHECK_OK(situ_geometry_transform(&moved, g, t, &err), err);
    CHECK_NEAR(moved->xy[0], 566634.526, 0.0006);
    CHECK_NEAR(moved->box.y1, 3423488.415, 0.0006);
    assert_true(g->xy[0] == 108.6972);
    situ_geometry_free(moved);
    g->xy[0] = NAN;
    CHECK_FAILS(SITU_E_CRS, situ_geometry_transform(&moved, g, t, &err), err);
    assert_null(moved);
    situ_transform_free(t);
    situ_geometry_free(g);
}

static void geometry__is_one_allocation(void **state)
{
    (void)state;
    situ_alloc_count();
    situ_geometry *g = holed();
    assert_int_equal(situ_alloc_count(), 1);
    situ_geometry_free(g);
    situ_error err = {0};
    situ_alloc_fail_at(1, false);
    CHECK_FAILS(SITU_E_NOMEM, situ_geometry_point(&g, 1, 2, &err), err);
    situ_alloc_fail_at(0, false);
    assert_null(g);
}

// --- pole ---

static void pole__of_a_square_and_a_ring(void **state)
{
    (void)state;
    double radius;
    situ_geometry *g = rectangle(0, 0, 10, 6);
    situ_point p = situ_polygon_pole(g, 0.01, &radius);
    CHECK_NEAR(radius, 3, 0.01);
    CHECK_NEAR(p.y, 3, 0.01);
    situ_geometry_free(g);
    g = holed(); // widest between a corner and the hole: r = 4 - r/sqrt2 ... = 4(2 - sqrt 2)
    p = situ_polygon_pole(g, 0.001, &radius);
    assert_true(situ_geometry_contains_point(g, p.x, p.y));
    CHECK_NEAR(radius, 4 * (2 - M_SQRT2), 0.002);
    situ_geometry_free(g);
}

static void pole__of_a_u_lies_inside(void **state)
{
    (void)state;
    static const double u[] = {0, 0, 30, 0, 30, 30, 20, 30, 20, 10, 10, 10, 10, 30, 0, 30, 0, 0};
    situ_geometry *g = shape(SITU_GEOM_POLYGON, u, 9);
    double radius;
    situ_point p = situ_polygon_pole(g, 0.01, &radius);
    assert_true(situ_geometry_contains_point(g, p.x, p.y));
    CHECK_NEAR(radius, 10 * (2 - M_SQRT2), 0.02); // the bends' inscribed circle
    situ_geometry_free(g);
}

static void pole__of_nothing_is_harmless(void **state)
{
    (void)state;
    situ_geometry *flat = rectangle(0, 0, 10, 0);
    double radius = 7;
    situ_point p = situ_polygon_pole(flat, 1, &radius);
    CHECK_NEAR(radius, 0, 0);
    CHECK_NEAR(p.y, 0, 0);
    situ_geometry_free(flat);
    situ_geometry *sliver = rectangle(0, 0, 1e6, 1e-3); // must end soon
    p = situ_polygon_pole(sliver, 1e-9, &radius);
    assert_true(radius <= 5.1e-4);
    situ_geometry_free(sliver);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geometry__area_and_length),
        cmocka_unit_test(geometry__area_keeps_digits_far_from_the_origin),
        cmocka_unit_test(geometry__contains_respects_holes),
        cmocka_unit_test(geometry__distance),
        cmocka_unit_test(geometry__orient_turns_shells_left_and_holes_right),
        cmocka_unit_test(geometry__line_middle_lies_on_the_longest_part),
        cmocka_unit_test(geometry__copy_and_transform),
        cmocka_unit_test(geometry__is_one_allocation),
        cmocka_unit_test(pole__of_a_square_and_a_ring),
        cmocka_unit_test(pole__of_a_u_lies_inside),
        cmocka_unit_test(pole__of_nothing_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

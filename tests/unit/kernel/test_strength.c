// SPDX-License-Identifier: MIT
// Influence of points, lines and polygons that fades: distances and values worked by hand, ties, bad input.

#include <math.h>

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "support/check.h"

// Ten by ten cells of 10 m; cell (c, r) has its centre at (10 c + 5, 95 - 10 r).
static const situ_raster_frame frame = {.x0 = 0, .y0 = 100, .cell_x = 10, .cell_y = 10, .columns = 10, .rows = 10};
enum { CELLS = 100 };
static size_t cell(int c, int r) { return (size_t)(r * 10 + c); }

static situ_geometry *shape(situ_geometry_kind kind, const double *xy, const uint32_t *counts, const uint8_t *holes, uint32_t parts)
{
    uint32_t points = 0;
    for (uint32_t p = 0; p < parts; p++)
        points += counts[p];
    situ_geometry *g = NULL;
    assert_int_equal(situ_geometry_new(&g, kind, parts, points, NULL), SITU_OK);
    memcpy(g->xy, xy, 2 * points * sizeof *xy);
    for (uint32_t p = 0; p < parts; p++) {
        g->part_start[p + 1] = g->part_start[p] + counts[p];
        if (holes)
            g->is_hole[p] = holes[p];
    }
    situ_geometry_update_box(g);
    return g;
}

static situ_geometry *point_at(double x, double y) { return shape(SITU_GEOM_POINT, (double[]){x, y}, (uint32_t[]){1}, NULL, 1); }

static void one(float *out, uint32_t *who, situ_geometry *g, double radius, double weight, situ_decay decay)
{
    const situ_geometry *shapes[] = {g};
    const situ_influence_input in = {shapes, &radius, &weight, 1, decay};
    situ_error err = {0};
    CHECK_OK(situ_kernel_strength(out, who, &frame, 0, 10, &in, NULL, &err), err);
    situ_geometry_free(g);
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-6))
        fail_msg("%.9g, expected %.9g", value, expected);
}

static void strength__fades_from_a_point_as_told(void **state)
{
    (void)state;
    float out[CELLS];
    // From (5, 95): cell (3, 0) is 30 m away, (3, 4) is 50 m (3-4-5), (5, 0) exactly 50 m, (6, 0) 60 m.
    one(out, NULL, point_at(5, 95), 50, 2, SITU_DECAY_LINEAR);
    assert_near(out[cell(0, 0)], 2);
    assert_near(out[cell(3, 0)], 2 * (1 - 0.6));
    assert_true(out[cell(3, 4)] == 0.0f && out[cell(6, 0)] == 0.0f);
    one(out, NULL, point_at(5, 95), 50, 2, SITU_DECAY_SQUARE);
    assert_near(out[cell(3, 0)], 2 * (1 - 0.36));
    assert_near(out[cell(0, 4)], 2 * (1 - 0.64));
    one(out, NULL, point_at(5, 95), 50, 2, SITU_DECAY_GAUSSIAN);
    assert_near(out[cell(3, 0)], 2 * 0.197898699); // exp(-4.5 * 0.36)
    assert_near(out[cell(5, 0)], 2 * 0.011108997); // exp(-4.5), the last value before 0
    assert_true(out[cell(6, 0)] == 0.0f);
    one(out, NULL, point_at(5, 95), 50, 2, SITU_DECAY_NONE);
    assert_near(out[cell(3, 4)], 2); // the rim counts
    assert_true(out[cell(4, 4)] == 0.0f);
}

static void strength__of_a_line_runs_along_it_and_round_its_ends(void **state)
{
    (void)state;
    float out[CELLS];
    // From (25, 55) to (65, 55), that is row 4, columns 2 to 6.
    situ_geometry *line = shape(SITU_GEOM_LINE, (double[]){25, 55, 65, 55}, (uint32_t[]){2}, NULL, 1);
    one(out, NULL, line, 50, 1, SITU_DECAY_LINEAR);
    assert_near(out[cell(4, 4)], 1);
    assert_near(out[cell(4, 2)], 1 - 0.4); // 20 m beside it
    assert_near(out[cell(0, 4)], 1 - 0.4); // 20 m before its end
    assert_near(out[cell(9, 0)], 0);       // 30, 40 from the end: 50 m
    assert_near(out[cell(8, 1)], 1 - sqrt(20.0 * 20 + 30 * 30) / 50);
    // Slanting, from (5, 5) to (95, 95): cell (0, 0) lies 90 / sqrt(2) away.
    line = shape(SITU_GEOM_LINE, (double[]){5, 5, 95, 95}, (uint32_t[]){2}, NULL, 1);
    one(out, NULL, line, 100, 1, SITU_DECAY_LINEAR);
    assert_near(out[cell(0, 0)], 1 - 90 / sqrt(2) / 100);
    assert_near(out[cell(4, 5)], 1);
    assert_near(out[cell(4, 4)], 1 - 5 * sqrt(2) / 100);
}

static void strength__is_whole_inside_a_polygon_and_fades_into_its_hole(void **state)
{
    (void)state;
    float out[CELLS];
    // 10..90 square with a 30..70 hole: cell (4, 4) at (45, 55) is 15 m from the hole's rim.
    const double xy[] = {10, 10, 90, 10, 90, 90, 10, 90, 10, 10, 30, 30, 30, 70, 70, 70, 70, 30, 30, 30};
    one(out, NULL, shape(SITU_GEOM_POLYGON, xy, (uint32_t[]){5, 5}, (uint8_t[]){0, 1}, 2), 20, 3, SITU_DECAY_LINEAR);
    assert_near(out[cell(1, 1)], 3);
    assert_near(out[cell(2, 5)], 3);
    assert_near(out[cell(4, 4)], 3 * (1 - 15.0 / 20));
    assert_near(out[cell(3, 4)], 3 * (1 - 5.0 / 20));
    assert_near(out[cell(0, 4)], 3 * (1 - 5.0 / 20));
    assert_near(out[cell(0, 0)], 3 * (1 - 5.0 * sqrt(2) / 20));
    // A radius of 0: the inside and nothing else.
    one(out, NULL, shape(SITU_GEOM_POLYGON, xy, (uint32_t[]){5, 5}, (uint8_t[]){0, 1}, 2), 0, 3, SITU_DECAY_GAUSSIAN);
    for (int r = 0; r < 10; r++)
        for (int c = 0; c < 10; c++) {
            bool in = c >= 1 && c <= 8 && r >= 1 && r <= 8, hole = c >= 3 && c <= 6 && r >= 3 && r <= 6;
            assert_near(out[cell(c, r)], in && !hole ? 3 : 0);
        }
}

static void strength__the_strongest_wins_and_ties_go_to_the_lower(void **state)
{
    (void)state;
    float out[CELLS];
    uint32_t who[CELLS];
    const situ_geometry *shapes[] = {point_at(95, 95), NULL, point_at(5, 95), point_at(5, 95), point_at(45, 5)};
    const double radius[] = {60, -1, 60, 60, 0}, weight[] = {1, NAN, 1, 1, 4};
    const situ_influence_input in = {shapes, radius, weight, 5, SITU_DECAY_NONE};
    situ_error err = {0};
    CHECK_OK(situ_kernel_strength(out, who, &frame, 0, 10, &in, NULL, &err), err); // NULL shapes do not matter
    assert_int_equal(who[cell(0, 0)], 2);
    assert_int_equal(who[cell(9, 0)], 0);
    assert_int_equal(who[cell(4, 0)], 0); // within 60 m of both
    assert_int_equal(who[cell(4, 9)], 4); // a radius of 0, but the cell's centre is the very point
    assert_near(out[cell(4, 9)], 4);
    assert_int_equal(who[cell(5, 9)], UINT32_MAX);
    assert_true(out[cell(5, 9)] == 0.0f);
    for (int i = 0; i < 5; i++)
        situ_geometry_free((situ_geometry *)(uintptr_t)shapes[i]);
}

static void strength__of_nothing_is_nothing(void **state)
{
    (void)state;
    float out[CELLS];
    uint32_t who[CELLS];
    const situ_influence_input in = {NULL, NULL, NULL, 0, SITU_DECAY_LINEAR};
    memset(out, 0xff, sizeof out);
    situ_error err = {0};
    CHECK_OK(situ_kernel_strength(out, who, &frame, 0, 10, &in, NULL, &err), err);
    for (int i = 0; i < CELLS; i++)
        assert_true(out[i] == 0.0f && who[i] == UINT32_MAX);
    // Far away is nothing too.
    one(out, who, point_at(5000, 5000), 50, 1, SITU_DECAY_NONE);
    for (int i = 0; i < CELLS; i++)
        assert_true(out[i] == 0.0f && who[i] == UINT32_MAX);
}

static void strength__refuses_bad_numbers(void **state)
{
    (void)state;
    float out[CELLS];
    situ_geometry *good = point_at(5, 5), *bad = point_at(NAN, 5);
    const situ_geometry *shapes[] = {good, good};
    double radius[] = {10, 10}, weight[] = {1, 1};
    const situ_influence_input in = {shapes, radius, weight, 2, SITU_DECAY_LINEAR};
    situ_error err = {0};
    for (int k = 0; k < 3; k++) {
        radius[1] = (const double[]){-1, NAN, INFINITY}[k];
        CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_strength(out, NULL, &frame, 0, 10, &in, NULL, &err), err);
        assert_non_null(strstr(err.cause, "1"));
        radius[1] = 10;
        weight[1] = (const double[]){0, -2, NAN}[k];
        CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_strength(out, NULL, &frame, 0, 10, &in, NULL, &err), err);
        weight[1] = 1;
    }
    shapes[1] = bad;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_strength(out, NULL, &frame, 0, 10, &in, NULL, &err), err);
    assert_non_null(strstr(err.cause, "1"));
    assert_true(err.cure[0] != '\0');
    situ_geometry_free(good);
    situ_geometry_free(bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strength__fades_from_a_point_as_told),
        cmocka_unit_test(strength__of_a_line_runs_along_it_and_round_its_ends),
        cmocka_unit_test(strength__is_whole_inside_a_polygon_and_fades_into_its_hole),
        cmocka_unit_test(strength__the_strongest_wins_and_ties_go_to_the_lower),
        cmocka_unit_test(strength__of_nothing_is_nothing),
        cmocka_unit_test(strength__refuses_bad_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

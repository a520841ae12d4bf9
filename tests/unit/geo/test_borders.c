// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "geo/geometry.h"
#include "unit/geo/shapes.h"

// 3 x 3 unit squares, index = 3 y + x, with a vertex in the middle of every side.
static void make_grid(situ_geometry *cells[9], bool turn)
{
    for (int i = 0; i < 9; i++) {
        double x = i % 3, y = i / 3;
        double ring[18] = {x,     y,      x + .5, y, x + 1, y, x + 1,  y + .5, x + 1,
                           y + 1, x + .5, y + 1,  x, y + 1, x, y + .5, x,      y};
        if (turn && i % 2)
            for (int a = 0, b = 8; a < b; a++, b--)
                for (int k = 0; k < 2; k++) {
                    double t = ring[2 * a + k];
                    ring[2 * a + k] = ring[2 * b + k];
                    ring[2 * b + k] = t;
                }
        cells[i] = shape(SITU_GEOM_POLYGON, ring, 9);
    }
}

static void free_all(situ_geometry **cells, int n)
{
    for (int i = 0; i < n; i++)
        situ_geometry_free(cells[i]);
}

// Turning left from the line's first segment one must stand in polygon `left`.
static void assert_left_hand(const situ_border *b, situ_geometry *const *cells)
{
    const double *p = b->line->xy;
    double dx = p[2] - p[0], dy = p[3] - p[1], mx = (p[0] + p[2]) / 2, my = (p[1] + p[3]) / 2;
    assert_true(situ_geometry_contains_point(cells[b->left], mx - 0.01 * dy, my + 0.01 * dx));
    if (b->right != SIZE_MAX)
        assert_true(situ_geometry_contains_point(cells[b->right], mx + 0.01 * dy, my - 0.01 * dx));
}

static void borders__of_a_3x3_grid(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        situ_geometry *cells[9];
        situ_border *list = NULL;
        size_t count = 0, inner = 0, outer = 0;
        situ_error err = {0};
        make_grid(cells, turn);
        CHECK_OK(situ_shared_borders(&list, &count, (const situ_geometry *const *)cells, 9, &err), err);
        double length = 0;
        for (size_t i = 0; i < count; i++) {
            length += situ_geometry_length(list[i].line);
            assert_true(list[i].left < list[i].right);
            assert_left_hand(&list[i], cells);
            if (list[i].right == SIZE_MAX) {
                outer++;
                // corners turn with their cell, mid cells have one side: 2 or 1 long
                bool corner = list[i].left % 2 == 0;
                CHECK_NEAR(situ_geometry_length(list[i].line), corner ? 2 : 1, 1e-12);
            } else {
                inner++;
                assert_int_equal(list[i].line->point_count, 3);
            }
            if (i > 0)
                assert_true(list[i - 1].left < list[i].left ||
                            (list[i - 1].left == list[i].left && list[i - 1].right < list[i].right));
        }
        assert_int_equal(inner, 12);
        assert_int_equal(outer, 8); // of the nine cells all but the middle one
        CHECK_NEAR(length, 12 + 12, 1e-12);
        situ_borders_free(list, count);
        free_all(cells, 9);
    }
}

static void borders__of_an_enclave_are_closed_loops(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geometry *cells[2] = {holed(), rectangle(4, 4, 6, 6)};
    situ_border *list = NULL;
    size_t count = 0;
    CHECK_OK(situ_shared_borders(&list, &count, (const situ_geometry *const *)cells, 2, &err), err);
    assert_int_equal(count, 3); // 0|1 around the hole, then 0|outside twice
    assert_true(list[0].left == 0 && list[0].right == 1);
    CHECK_NEAR(situ_geometry_length(list[0].line), 8, 1e-12);
    for (size_t i = 0; i < count; i++) {
        const situ_geometry *l = list[i].line;
        const double *end = l->xy + 2 * l->point_count - 2;
        assert_true(l->xy[0] == end[0] && l->xy[1] == end[1]);
        assert_left_hand(&list[i], cells);
    }
    situ_borders_free(list, count);
    free_all(cells, 2);
}

static void borders__odd_input(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_border *list = NULL;
    size_t count = 9;
    CHECK_OK(situ_shared_borders(&list, &count, NULL, 0, &err), err);
    assert_int_equal(count, 0);
    situ_borders_free(list, count);
    // The same square twice, a missing one and a flat one: every edge is told once a polygon.
    situ_geometry *cells[4] = {rectangle(0, 0, 1, 1), rectangle(0, 0, 1, 1), NULL, rectangle(0, 0, 1, 0)};
    CHECK_OK(situ_shared_borders(&list, &count, (const situ_geometry *const *)cells, 4, &err), err);
    double length[4] = {0};
    for (size_t i = 0; i < count; i++)
        length[list[i].left] += situ_geometry_length(list[i].line);
    assert_true(length[0] >= 4 - 1e-12);
    assert_true(length[1] >= 1);
    situ_borders_free(list, count);
    free_all(cells, 4);
}

static void borders__survive_failed_allocations(void **state)
{
    (void)state;
    situ_geometry *cells[9];
    situ_error err = {0};
    make_grid(cells, false);
    bool done = false;
    for (uint64_t n = 1; n < 500 && !done; n++) {
        situ_border *list = NULL;
        size_t count = 0;
        situ_alloc_fail_at(n, false);
        done = situ_shared_borders(&list, &count, (const situ_geometry *const *)cells, 9, &err) == SITU_OK;
        situ_alloc_fail_at(0, false);
        if (!done)
            assert_int_equal(err.code, SITU_E_NOMEM);
        situ_borders_free(list, count);
    }
    assert_true(done);
    free_all(cells, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(borders__of_a_3x3_grid),
        cmocka_unit_test(borders__of_an_enclave_are_closed_loops),
        cmocka_unit_test(borders__odd_input),
        cmocka_unit_test(borders__survive_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

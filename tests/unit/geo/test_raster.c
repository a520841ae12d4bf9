// SPDX-License-Identifier: MIT
#include <math.h>

#include "geo/coords.h"
#include "geo/raster.h"
#include "support/check.h"

static void box__basics(void **state)
{
    (void)state;
    situ_box e = situ_box_empty(), b = situ_box_of(3, 4, 1, 2);
    assert_true(situ_box_is_empty(e) && !situ_box_is_empty(b));
    assert_true(situ_box_is_empty((situ_box){NAN, 0, 1, 1}));
    assert_true(b.x0 == 1 && b.y0 == 2 && b.x1 == 3 && b.y1 == 4);
    assert_true(situ_box_is_empty(situ_box_grow(e, 5)));
    situ_box u = situ_box_union(e, b);
    assert_true(u.x0 == 1 && u.y1 == 4);
    u = situ_box_union(b, (situ_box){-1, 3, 0, 9});
    assert_true(u.x0 == -1 && u.y0 == 2 && u.x1 == 3 && u.y1 == 9);
    assert_true(situ_box_touches(b, (situ_box){3, 4, 5, 5})); // corner to corner
    assert_false(situ_box_touches(b, (situ_box){3.01, 4, 5, 5}) || situ_box_touches(b, e));
    assert_true(situ_box_contains(b, b) && !situ_box_contains(b, e) && !situ_box_contains(e, b));
    assert_true(situ_box_has(b, 1, 2) && !situ_box_has(b, 0.99, 2));
    situ_box one = situ_box_add(e, 5, 6);
    assert_true(one.x0 == 5 && one.x1 == 5 && one.y0 == 6 && !situ_box_is_empty(one));
}

static void frame__covers_and_aligns(void **state)
{
    (void)state;
    situ_raster_frame f = situ_raster_frame_cover((situ_box){101, -33, 259, 47}, 50);
    assert_true(f.x0 == 100 && f.y0 == 50);
    assert_int_equal(f.columns, 4); // 100..300
    assert_int_equal(f.rows, 2);    // 50..-50
    situ_box b = situ_raster_frame_box(&f);
    assert_true(b.x0 == 100 && b.x1 == 300 && b.y0 == -50 && b.y1 == 50);
    f = situ_raster_frame_cover((situ_box){100, 100, 100, 100}, 50); // a point still has a cell
    assert_true(f.columns == 1 && f.rows == 1);
    assert_true(situ_box_has(situ_raster_frame_box(&f), 100, 100));
    f = situ_raster_frame_cover((situ_box){0, 0, 1e300, 1}, 1);
    assert_true(f.columns == 0 && f.rows == 0);
    f = situ_raster_frame_cover((situ_box){0, 0, 1, 1}, 0);
    assert_int_equal(f.columns, 0);
}

static void matrix__resolutions(void **state)
{
    (void)state;
    CHECK_NEAR(situ_matrix_resolution(SITU_MATRIX_WEB, 0), 156543.03392804097, 1e-9);
    CHECK_NEAR(situ_matrix_resolution(SITU_MATRIX_WEB, 14), 156543.03392804097 / 16384, 1e-12);
    CHECK_NEAR(situ_matrix_resolution(SITU_MATRIX_CGCS2000, 1), 0.703125, 0); // domain.md B4
    CHECK_NEAR(situ_matrix_resolution(SITU_MATRIX_CGCS2000, 14), 8.58307e-5, 1e-10);
    assert_int_equal(situ_matrix_epsg(SITU_MATRIX_WEB), 3857);
    assert_int_equal(situ_matrix_epsg(SITU_MATRIX_CGCS2000), 4490);
    assert_int_equal(situ_matrix_rows(SITU_MATRIX_WEB, 3), 8);
    assert_int_equal(situ_matrix_rows(SITU_MATRIX_CGCS2000, 3), 4);
    assert_int_equal(situ_matrix_rows(SITU_MATRIX_CGCS2000, 0), 1);
    assert_int_equal(situ_matrix_columns(SITU_MATRIX_CGCS2000, 3), 8);
}

static void matrix__tile_boxes(void **state)
{
    (void)state;
    situ_box b = situ_tile_box(SITU_MATRIX_WEB, 1, 1, 0);
    CHECK_NEAR(b.x0, 0, 1e-9);
    CHECK_NEAR(b.y0, 0, 1e-9);
    CHECK_NEAR(b.x1, 20037508.342789244, 1e-9);
    CHECK_NEAR(b.y1, 20037508.342789244, 1e-9);
    b = situ_tile_box(SITU_MATRIX_CGCS2000, 1, 1, 0);
    assert_true(b.x0 == 0 && b.x1 == 180 && b.y0 == -90 && b.y1 == 90);
}

static void matrix__range_of_a_tile_is_itself(void **state)
{
    (void)state;
    for (int set = SITU_MATRIX_WEB; set <= SITU_MATRIX_CGCS2000; set++)
        for (int z = 1; z <= 18; z++) {
            uint32_t x = situ_matrix_columns((situ_matrix_set)set, z) * 4 / 5,
                     y = situ_matrix_rows((situ_matrix_set)set, z) / 3, r[4];
            situ_box b = situ_tile_box((situ_matrix_set)set, z, x, y);
            situ_box inner = situ_box_grow(b, -(b.x1 - b.x0) * 1e-6);
            situ_tile_range((situ_matrix_set)set, z, inner, &r[0], &r[1], &r[2], &r[3]);
            assert_true(r[0] == x && r[2] == x && r[1] == y && r[3] == y);
            if (set == SITU_MATRIX_CGCS2000) { // exact numbers: the edge itself does not reach over
                situ_tile_range((situ_matrix_set)set, z, b, &r[0], &r[1], &r[2], &r[3]);
                assert_true(r[0] == x && r[2] == x && r[1] == y && r[3] == y);
            }
        }
}

static void matrix__range_is_clamped(void **state)
{
    (void)state;
    uint32_t r[4];
    situ_tile_range(SITU_MATRIX_CGCS2000, 2, (situ_box){-999, -999, 999, 999}, &r[0], &r[1], &r[2], &r[3]);
    assert_true(r[0] == 0 && r[1] == 0 && r[2] == 3 && r[3] == 1);
    situ_tile_range(SITU_MATRIX_WEB, 30, (situ_box){1e9, 1e9, 2e9, 2e9}, &r[0], &r[1], &r[2], &r[3]);
    assert_true(r[0] == r[2] && r[0] == (1U << 30) - 1 && r[1] == 0 && r[3] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(box__basics),
        cmocka_unit_test(frame__covers_and_aligns),
        cmocka_unit_test(matrix__resolutions),
        cmocka_unit_test(matrix__tile_boxes),
        cmocka_unit_test(matrix__range_of_a_tile_is_itself),
        cmocka_unit_test(matrix__range_is_clamped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

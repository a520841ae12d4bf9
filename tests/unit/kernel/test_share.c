// SPDX-License-Identifier: MIT
// Exact area shares and zonal figures, worked by hand.

#include <math.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "kernel/kernel.h"
#include "support/check.h"

// Four by three cells of 10 by 20 m.
static const situ_raster_frame frame = {.x0 = 100, .y0 = 60, .cell_x = 10, .cell_y = 20, .columns = 4, .rows = 3};
enum { CELLS = 12 };

static situ_geometry *polygon(const double *xy, const uint32_t *counts, const uint8_t *holes, uint32_t parts)
{
    uint32_t points = 0;
    for (uint32_t p = 0; p < parts; p++)
        points += counts[p];
    situ_geometry *g = NULL;
    assert_int_equal(situ_geometry_new(&g, SITU_GEOM_POLYGON, parts, points, NULL), SITU_OK);
    memcpy(g->xy, xy, 2 * points * sizeof *xy);
    for (uint32_t p = 0; p < parts; p++) {
        g->part_start[p + 1] = g->part_start[p] + counts[p];
        g->is_hole[p] = holes[p];
    }
    situ_geometry_update_box(g);
    return g;
}

static void expect_shares(situ_geometry *g, const double *wanted)
{
    double out[CELLS] = {0};
    situ_error err = {0};
    CHECK_OK(situ_kernel_area_share(out, &frame, g, &err), err);
    for (int i = 0; i < CELLS; i++)
        if (!(fabs(out[i] - wanted[i]) <= 1e-12))
            fail_msg("cell %d: %.17g, expected %.17g", i, out[i], wanted[i]);
    situ_geometry_free(g);
}

static void share__of_a_box_that_cuts_cells(void **state)
{
    (void)state;
    // x 105..125, y 10..45: halves of column 0 and 2, a quarter of row 0, half of row 2.
    const double xy[] = {105, 10, 125, 10, 125, 45, 105, 45, 105, 10}, turned[] = {105, 10, 105, 45, 125, 45, 125, 10, 105, 10};
    const double wanted[] = {0.125, 0.25, 0.125, 0, 0.5, 1, 0.5, 0, 0.25, 0.5, 0.25, 0};
    expect_shares(polygon(xy, (uint32_t[]){5}, (uint8_t[]){0}, 1), wanted);
    expect_shares(polygon(turned, (uint32_t[]){5}, (uint8_t[]){0}, 1), wanted); // either way round
}

static void share__of_a_triangle(void **state)
{
    (void)state;
    // Corners (100, 0), (140, 0), (100, 60): the slope crosses every row at 13.3 m to the column.
    const double xy[] = {100, 0, 140, 0, 100, 60, 100, 0};
    double out[CELLS] = {0}, sum = 0;
    situ_geometry *g = polygon(xy, (uint32_t[]){4}, (uint8_t[]){0}, 1);
    situ_error err = {0};
    CHECK_OK(situ_kernel_area_share(out, &frame, g, &err), err);
    for (int i = 0; i < CELLS; i++)
        sum += out[i] * 200;
    assert_true(fabs(sum - 1200) < 1e-9);
    // Row 0 (y 40..60) holds a triangle 13.33 wide: cell 1 its tip, 3.33 wide and 5 high.
    assert_true(fabs(out[1] - (10.0 / 3) * 5 / 2 / 200) < 1e-12);
    assert_true(fabs(out[0] - ((40.0 / 3) * 20 / 2 - (10.0 / 3) * 5 / 2) / 200) < 1e-12);
    assert_true(out[2] == 0.0 && out[3] == 0.0);
    situ_geometry_free(g);
}

static void share__takes_holes_off_and_adds_islands(void **state)
{
    (void)state;
    // The whole frame, a hole over cell 5 and half of cell 6, an island in the middle of the hole, all clockwise.
    const double xy[] = {100, 0, 100, 60, 140, 60, 140, 0, 100, 0, 110, 20, 110, 40, 125, 40, 125, 20, 110, 20,
                         112, 25, 112, 35, 117, 35, 117, 25, 112, 25};
    const double wanted[] = {1, 1, 1, 1, 1, 0.25, 0.5, 1, 1, 1, 1, 1};
    expect_shares(polygon(xy, (uint32_t[]){5, 5, 5}, (uint8_t[]){0, 1, 0}, 3), wanted);
}

static void share__beyond_the_frame_and_slivers(void **state)
{
    (void)state;
    const double around[] = {-1e6, -1e6, 1e6, -1e6, 1e6, 1e6, -1e6, 1e6, -1e6, -1e6}, all[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, none[CELLS] = {0};
    expect_shares(polygon(around, (uint32_t[]){5}, (uint8_t[]){0}, 1), all);
    const double west[] = {-50, 0, 99, 0, 99, 60, -50, 60, -50, 0}, touching[] = {140, 0, 150, 0, 150, 60, 140, 60, 140, 0};
    expect_shares(polygon(west, (uint32_t[]){5}, (uint8_t[]){0}, 1), none);
    expect_shares(polygon(touching, (uint32_t[]){5}, (uint8_t[]){0}, 1), none);
    // A strip 1 mm wide across the second column, from far above to far below.
    const double strip[] = {114, -500, 114.001, -500, 114.001, 500, 114, 500, 114, -500};
    const double thin[] = {0, 1e-4, 0, 0, 0, 1e-4, 0, 0, 0, 1e-4, 0, 0};
    expect_shares(polygon(strip, (uint32_t[]){5}, (uint8_t[]){0}, 1), thin);
    const double line[] = {105, 10, 125, 45, 105, 10, 105, 10};
    expect_shares(polygon(line, (uint32_t[]){4}, (uint8_t[]){0}, 1), none); // no area at all
}

static void share__a_thousand_slivers_of_one_cell_sum_to_one(void **state)
{
    (void)state;
    double out[CELLS] = {0};
    situ_error err = {0};
    for (int i = 0; i < 1000; i++) {
        double a = 110 + i * 0.01, b = i == 999 ? 120 : 110 + (i + 1) * 0.01;
        const double xy[] = {a, 20, b, 20, b, 40, a, 40, a, 20};
        situ_geometry *g = polygon(xy, (uint32_t[]){5}, (uint8_t[]){0}, 1);
        CHECK_OK(situ_kernel_area_share(out, &frame, g, &err), err);
        situ_geometry_free(g);
    }
    for (int i = 0; i < CELLS; i++)
        assert_true(fabs(out[i] - (i == 5)) < 1e-9);
}

static void zonal__weighs_cells_and_leaves_nan_out(void **state)
{
    (void)state;
    const float cells[] = {1, 2, 3, 4, 5, NAN, 7, 8, 9, 10, 11, 12};
    const double xy[] = {105, 10, 125, 10, 125, 45, 105, 45, 105, 10};
    situ_zonal z;
    situ_error err = {0};
    situ_geometry *g = polygon(xy, (uint32_t[]){5}, (uint8_t[]){0}, 1);
    CHECK_OK(situ_kernel_zonal(&z, cells, &frame, g, &err), err);
    // Shares of the box as above, the cell of NaN out: 2.5 cells.
    const double sum = 0.125 * 1 + 0.25 * 2 + 0.125 * 3 + 0.5 * 5 + 0.5 * 7 + 0.25 * 9 + 0.5 * 10 + 0.25 * 11;
    assert_true(fabs(z.area_m2 - 2.5 * 200) < 1e-9);
    assert_true(fabs(z.sum - sum) < 1e-12);
    assert_true(fabs(z.mean - sum / 2.5) < 1e-12);
    assert_true(z.min == 1 && z.max == 11);
    situ_geometry_free(g);
}

static void zonal__without_a_cell_has_no_mean(void **state)
{
    (void)state;
    const float cells[] = {1, 2, 3, 4, 5, NAN, 7, 8, 9, 10, 11, 12};
    const double hole[] = {112, 22, 118, 22, 118, 38, 112, 38, 112, 22}, far[] = {500, 500, 600, 500, 600, 600, 500, 500};
    situ_zonal z;
    situ_error err = {0};
    for (int k = 0; k < 2; k++) { // only the cell of NaN; outside the frame
        situ_geometry *g = k == 0 ? polygon(hole, (uint32_t[]){5}, (uint8_t[]){0}, 1) : polygon(far, (uint32_t[]){4}, (uint8_t[]){0}, 1);
        CHECK_OK(situ_kernel_zonal(&z, cells, &frame, g, &err), err);
        assert_true(z.area_m2 == 0 && z.sum == 0 && isnan(z.mean) && isnan(z.min) && isnan(z.max));
        situ_geometry_free(g);
    }
}

static void share_zonal_rasterize__refuse_what_is_no_polygon(void **state)
{
    (void)state;
    double out[CELLS] = {0};
    float cells[CELLS] = {0};
    uint8_t bytes[CELLS] = {0};
    situ_zonal z;
    situ_error err = {0};
    situ_geometry *point = NULL;
    const double xy[] = {105, 10, 125, 10, 125, NAN, 105, 45, 105, 10};
    situ_geometry *bad = polygon(xy, (uint32_t[]){5}, (uint8_t[]){0}, 1);
    assert_int_equal(situ_geometry_point(&point, 110, 30, NULL), SITU_OK);
    const situ_geometry *const wrong[] = {point, bad, NULL};
    for (int k = 0; k < 3; k++) {
        CHECK_FAILS(SITU_E_GEOMETRY, situ_kernel_area_share(out, &frame, wrong[k], &err), err);
        CHECK_FAILS(SITU_E_GEOMETRY, situ_kernel_zonal(&z, cells, &frame, wrong[k], &err), err);
        CHECK_FAILS(SITU_E_GEOMETRY, situ_kernel_rasterize(bytes, &frame, wrong[k], 1, &err), err);
    }
    situ_geometry_free(point);
    situ_geometry_free(bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(share__of_a_box_that_cuts_cells),
        cmocka_unit_test(share__of_a_triangle),
        cmocka_unit_test(share__takes_holes_off_and_adds_islands),
        cmocka_unit_test(share__beyond_the_frame_and_slivers),
        cmocka_unit_test(share__a_thousand_slivers_of_one_cell_sum_to_one),
        cmocka_unit_test(zonal__weighs_cells_and_leaves_nan_out),
        cmocka_unit_test(zonal__without_a_cell_has_no_mean),
        cmocka_unit_test(share_zonal_rasterize__refuse_what_is_no_polygon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

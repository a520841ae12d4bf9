// SPDX-License-Identifier: MIT
// Zones from cells: areas that add up, edges that are shared, shapes that are valid.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "kernel/kernel.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g, expected %.17g", value, expected);
}

static situ_raster_frame frame_of(uint32_t columns, uint32_t rows)
{
    return (situ_raster_frame){.x0 = 500000, .y0 = 3400000, .cell_x = 30, .cell_y = 30, .columns = columns, .rows = rows};
}

// Cells written as rows of digits.
static size_t zones_of(situ_zone_polygon **zones, const char *rows[], uint32_t columns, uint32_t n, uint32_t min_cells, int smooth)
{
    uint8_t cells[400];
    size_t count = 0;
    situ_error err = {0};
    for (uint32_t r = 0; r < n; r++)
        for (uint32_t c = 0; c < columns; c++)
            cells[r * columns + c] = (uint8_t)(rows[r][c] - '0');
    situ_raster_frame f = frame_of(columns, n);
    assert_int_equal(situ_kernel_polygonize(zones, &count, cells, &f, min_cells, smooth, 0, &err), SITU_OK);
    return count;
}

static uint32_t holes(const situ_geometry *g)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->part_count; i++)
        n += g->is_hole[i];
    return n;
}

static void assert_valid(const situ_geometry *g)
{
    situ_geos *geos = NULL;
    char reason[200] = "";
    assert_int_equal(situ_geos_new(&geos, NULL), SITU_OK);
    if (!situ_geos_is_valid(geos, g, reason, sizeof reason))
        fail_msg("invalid: %s", reason);
    situ_geos_free(geos);
}

static void polygonize__one_cell_and_a_hole(void **state)
{
    (void)state;
    const char *rows[] = {"1111", "1221", "1021", "1111"};
    situ_zone_polygon *zones = NULL;
    assert_int_equal(zones_of(&zones, rows, 4, 4, 0, 0), 2);
    assert_int_equal(zones[0].value, 1);
    assert_near(zones[0].area_m2, 12 * 900.0, 1e-6);
    assert_int_equal(zones[0].geometry->part_count, 2);
    assert_int_equal(holes(zones[0].geometry), 1);
    assert_int_equal(zones[0].geometry->part_start[1], 5); // the shell is a plain square
    assert_int_equal(zones[1].value, 2);
    assert_near(zones[1].area_m2, 3 * 900.0, 1e-6);
    situ_zone_polygons_free(zones, 2);
}

static void polygonize__diagonal_cells_are_two_valid_shells(void **state)
{
    (void)state;
    const char *rows[] = {"0000", "0100", "0010", "0000"};
    situ_zone_polygon *zones = NULL;
    for (int smooth = 0; smooth < 3; smooth++) {
        assert_int_equal(zones_of(&zones, rows, 4, 4, 0, smooth), 1);
        assert_int_equal(zones[0].geometry->part_count, 2);
        assert_int_equal(holes(zones[0].geometry), 0);
        assert_valid(zones[0].geometry);
        situ_zone_polygons_free(zones, 1);
    }
}

static void polygonize__a_ring_that_closes_at_a_corner_has_a_hole(void **state)
{
    (void)state;
    const char *rows[] = {"00000", "01110", "01010", "01100", "00000"};
    situ_zone_polygon *zones = NULL;
    assert_int_equal(zones_of(&zones, rows, 5, 5, 0, 0), 1);
    assert_near(zones[0].area_m2, 7 * 900.0, 1e-6);
    assert_int_equal(zones[0].geometry->part_count, 2);
    assert_int_equal(holes(zones[0].geometry), 1);
    assert_valid(zones[0].geometry);
    situ_zone_polygons_free(zones, 1);
}

static void polygonize__small_patches_join_their_longest_neighbour(void **state)
{
    (void)state;
    const char *rows[] = {"111222", "111222", "113222", "111222"};
    situ_zone_polygon *zones = NULL;
    assert_int_equal(zones_of(&zones, rows, 6, 4, 2, 0), 2);
    assert_near(zones[0].area_m2, 12 * 900.0, 1e-6); // 3 edges with 1, one with 2
    assert_near(zones[1].area_m2, 12 * 900.0, 1e-6);
    situ_zone_polygons_free(zones, 2);
}

static void polygonize__nothing_gives_nothing(void **state)
{
    (void)state;
    const char *rows[] = {"000", "000"};
    situ_zone_polygon *zones = NULL;
    assert_int_equal(zones_of(&zones, rows, 3, 2, 5, 2), 0);
    assert_null(zones);
}

// A grid of blobs: noise, summed over a neighbourhood and cut into levels.
static uint8_t *blobs(uint64_t seed, uint32_t columns, uint32_t rows, int low, int high)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 3);
    uint8_t *cells = calloc(columns, rows), *noise = calloc(columns, rows);
    assert_true(cells && noise);
    for (size_t i = 0; i < (size_t)columns * rows; i++)
        noise[i] = (uint8_t)situ_rng_below(&rng, 100);
    int reach = (int)(seed % 3); // 0: pure noise, every corner case at once
    for (int r = 0; r < (int)rows; r++)
        for (int c = 0; c < (int)columns; c++) {
            int sum = 0, n = 0;
            for (int y = r - reach; y <= r + reach; y++)
                for (int x = c - reach; x <= c + reach; x++)
                    if (x >= 0 && y >= 0 && x < (int)columns && y < (int)rows) {
                        sum += noise[y * (int)columns + x];
                        n++;
                    }
            int level = low + (high - low + 1) * sum / (n * 100);
            cells[r * (int)columns + c] = (uint8_t)(level > high ? high : level);
        }
    free(noise);
    return cells;
}

typedef struct segment { double a[2], b[2]; } segment;

static int by_ends(const void *pa, const void *pb) { return memcmp(pa, pb, sizeof(segment)); }

static void polygonize__areas_are_exact_before_smoothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        uint32_t columns = 20 + (uint32_t)(seed * 7 % 60), rows = 15 + (uint32_t)(seed * 11 % 50);
        uint8_t *cells = blobs(seed, columns, rows, 0, 4);
        size_t want[5] = {0}, count = 0;
        for (size_t i = 0; i < (size_t)columns * rows; i++)
            want[cells[i]]++;
        situ_raster_frame f = frame_of(columns, rows);
        situ_zone_polygon *zones = NULL;
        situ_error err = {0};
        assert_int_equal(situ_kernel_polygonize(&zones, &count, cells, &f, 0, 0, 0, &err), SITU_OK);
        for (size_t i = 0; i < count; i++) {
            assert_near(zones[i].area_m2, (double)want[zones[i].value] * 900.0, 1e-3);
            assert_valid(zones[i].geometry);
            want[zones[i].value] = 0;
        }
        for (int v = 1; v <= 4; v++)
            assert_int_equal(want[v], 0);
        situ_zone_polygons_free(zones, count);
        free(cells);
    }
}

// Every edge of every ring runs once each way, or lies on the frame: no gap, no overlap.
static void polygonize__smoothed_zones_cover_exactly(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 45; seed++) {
        uint32_t columns = 20 + (uint32_t)(seed * 7 % 60), rows = 15 + (uint32_t)(seed * 11 % 50);
        uint8_t *cells = blobs(seed, columns, rows, 1, 4);
        situ_raster_frame f = frame_of(columns, rows);
        situ_zone_polygon *zones = NULL;
        size_t count = 0, segments = 0;
        situ_error err = {0};
        assert_int_equal(situ_kernel_polygonize(&zones, &count, cells, &f, (uint32_t)(seed % 7), (int)(seed % 4), seed % 2 ? 7.5 : 0, &err), SITU_OK);
        double sum = 0;
        for (size_t i = 0; i < count; i++) {
            sum += zones[i].area_m2;
            segments += zones[i].geometry->point_count;
            assert_valid(zones[i].geometry);
        }
        assert_near(sum, 900.0 * columns * rows, 1e-3);
        segment *all = calloc(2 * segments, sizeof *all);
        assert_non_null(all);
        size_t n = 0;
        for (size_t i = 0; i < count; i++) {
            const situ_geometry *g = zones[i].geometry;
            for (uint32_t p = 0; p < g->part_count; p++)
                for (uint32_t k = g->part_start[p]; k + 1 < g->part_start[p + 1]; k++)
                    memcpy(&all[n++], g->xy + 2 * k, sizeof *all);
        }
        qsort(all, n, sizeof *all, by_ends);
        double x1 = f.x0 + 30.0 * columns, y1 = f.y0 - 30.0 * rows;
        for (size_t i = 0; i < n; i++) {
            segment s = all[i], back;
            bool rim = (s.a[0] == s.b[0] && (s.a[0] == f.x0 || s.a[0] == x1)) || (s.a[1] == s.b[1] && (s.a[1] == f.y0 || s.a[1] == y1));
            memcpy(back.a, s.b, sizeof s.b);
            memcpy(back.b, s.a, sizeof s.a);
            bool shared = bsearch(&back, all, n, sizeof *all, by_ends) != NULL;
            if (shared == rim)
                fail_msg("seed %lu: edge %.3f %.3f - %.3f %.3f is %s", (unsigned long)seed, s.a[0], s.a[1], s.b[0], s.b[1],
                         rim ? "on the rim and shared" : "inside and not shared");
            if (i > 0 && memcmp(&all[i - 1], &s, sizeof s) == 0)
                fail_msg("seed %lu: an edge comes twice", (unsigned long)seed);
        }
        free(all);
        situ_zone_polygons_free(zones, count);
        free(cells);
    }
}

static void rasterize__gives_back_what_was_polygonized(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint32_t columns = 33, rows = 27;
        uint8_t *cells = blobs(seed, columns, rows, 0, 4), *again = calloc(columns, rows);
        situ_raster_frame f = frame_of(columns, rows);
        situ_zone_polygon *zones = NULL;
        size_t count = 0;
        situ_error err = {0};
        assert_non_null(again);
        assert_int_equal(situ_kernel_polygonize(&zones, &count, cells, &f, 0, 0, 0, &err), SITU_OK);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(situ_kernel_rasterize(again, &f, zones[i].geometry, zones[i].value, &err), SITU_OK);
        assert_memory_equal(cells, again, (size_t)columns * rows);
        situ_zone_polygons_free(zones, count);
        free(cells);
        free(again);
    }
}

static void rasterize__smoothed_neighbours_share_out_the_cells(void **state)
{
    (void)state;
    uint32_t columns = 60, rows = 50;
    uint8_t *cells = blobs(5, columns, rows, 1, 4);
    situ_raster_frame f = frame_of(columns, rows), fine = {f.x0, f.y0, 7.0, 7.0, 257, 214};
    situ_zone_polygon *zones = NULL;
    size_t count = 0;
    situ_error err = {0};
    assert_int_equal(situ_kernel_polygonize(&zones, &count, cells, &f, 0, 2, 5, &err), SITU_OK);
    uint8_t *hits = calloc(257, 214), *one = calloc(257, 214);
    assert_true(hits && one);
    for (size_t i = 0; i < count; i++) {
        memset(one, 0, 257 * 214);
        assert_int_equal(situ_kernel_rasterize(one, &fine, zones[i].geometry, 1, &err), SITU_OK);
        for (size_t k = 0; k < 257 * 214; k++)
            hits[k] = (uint8_t)(hits[k] + one[k]);
    }
    for (size_t k = 0; k < 257 * 214; k++)
        assert_int_equal(hits[k], situ_raster_x(&fine, (double)(k % 257) + 0.5) < f.x0 + 30.0 * columns &&
                                      situ_raster_y(&fine, (double)(k / 257) + 0.5) > f.y0 - 30.0 * rows);
    free(hits);
    free(one);
    free(cells);
    situ_zone_polygons_free(zones, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polygonize__one_cell_and_a_hole),
        cmocka_unit_test(polygonize__diagonal_cells_are_two_valid_shells),
        cmocka_unit_test(polygonize__a_ring_that_closes_at_a_corner_has_a_hole),
        cmocka_unit_test(polygonize__small_patches_join_their_longest_neighbour),
        cmocka_unit_test(polygonize__nothing_gives_nothing),
        cmocka_unit_test(polygonize__areas_are_exact_before_smoothing),
        cmocka_unit_test(polygonize__smoothed_zones_cover_exactly),
        cmocka_unit_test(rasterize__gives_back_what_was_polygonized),
        cmocka_unit_test(rasterize__smoothed_neighbours_share_out_the_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Zones from random grids, judged by GEOS: valid, without gap or overlap whatever the smoothing and thinning, and
// back to the same cells. Seeds are printed.

#include <math.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "geo/geometry.h"
#include "kernel/kernel.h"
#include "support/check.h"

enum { SIDE = 40, CELLS = SIDE * SIDE };

typedef struct sheet {
    situ_raster_frame frame;
    uint8_t cells[CELLS];
    uint32_t min_cells;
    int smooth;
    double tolerance_m;
} sheet;

// Noise, blobs, stripes one cell wide, or nested rings; low is the lowest value.
static void make(sheet *s, uint64_t seed, uint8_t low)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 31);
    s->frame = (situ_raster_frame){.x0 = 512345.678, .y0 = 3456789.012, .cell_x = 30, .cell_y = situ_rng_below(&rng, 2) ? 30 : 19.5,
                                   .columns = 1 + situ_rng_below(&rng, SIDE), .rows = 1 + situ_rng_below(&rng, SIDE)};
    s->min_cells = situ_rng_below(&rng, 2) ? situ_rng_below(&rng, 9) : 0;
    s->smooth = (int)situ_rng_below(&rng, 5);
    s->tolerance_m = situ_rng_below(&rng, 2) ? 40 * situ_rng_unit(&rng) : 0;
    uint32_t kind = situ_rng_below(&rng, 5), values = 2 + situ_rng_below(&rng, 4), columns = s->frame.columns;
    for (uint32_t i = 0; i < columns * s->frame.rows; i++) {
        uint32_t c = i % columns, r = i / columns, v = situ_rng_below(&rng, values);
        if (kind == 1 && i > columns && situ_rng_below(&rng, 4) > 0)
            v = (uint32_t)(s->cells[i - (situ_rng_below(&rng, 2) ? 1 : columns)] - low);
        else if (kind == 2)
            v = (c + (r % 7 == 3)) % 2 + (r % 5 == 0);
        else if (kind == 3)
            v = (uint32_t)fmin(fmin(c, r), fmin(columns - 1 - c, s->frame.rows - 1 - r)) % 2;
        else if (kind == 4)
            v = (c + r) % 2; // a chess board: nothing but corners
        s->cells[i] = (uint8_t)(low + v);
    }
}

static situ_zone_polygon *zones_of(size_t *count, const sheet *s)
{
    situ_zone_polygon *zones = NULL;
    situ_error err = {0};
    CHECK_OK(situ_kernel_polygonize(&zones, count, s->cells, &s->frame, s->min_cells, s->smooth, s->tolerance_m, &err), err);
    return zones;
}

static void polygonize__zones_are_valid_and_cover_the_frame_once(void **state)
{
    (void)state;
    static sheet s;
    situ_geos *geos = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geos_new(&geos, &err), err);
    for (uint64_t seed = 1; seed <= 250; seed++) {
        make(&s, seed, 1);
        size_t count = 0;
        situ_zone_polygon *zones = zones_of(&count, &s);
        double frame = s.frame.cell_x * s.frame.columns * s.frame.cell_y * s.frame.rows, sum = 0;
        const situ_geometry *all[8];
        assert_true(count > 0 && count <= 8);
        for (size_t i = 0; i < count; i++) {
            char reason[200] = "";
            if (!situ_geos_is_valid(geos, zones[i].geometry, reason, sizeof reason))
                fail_msg("seed %lu, value %u: %s", (unsigned long)seed, zones[i].value, reason);
            sum += zones[i].area_m2;
            all[i] = zones[i].geometry;
            for (size_t j = 0; j < i; j++) {
                situ_geometry *both = NULL;
                CHECK_OK(situ_geos_overlay(geos, &both, SITU_INTERSECTION, zones[i].geometry, zones[j].geometry, &err), err);
                if (both && both->kind == SITU_GEOM_POLYGON && situ_geometry_area(both) > 1e-9 * frame)
                    fail_msg("seed %lu: %u and %u overlap by %g m2", (unsigned long)seed, zones[i].value, zones[j].value, situ_geometry_area(both));
                situ_geometry_free(both);
            }
        }
        if (!(fabs(sum - frame) <= 1e-9 * frame))
            fail_msg("seed %lu: %.12g m2, the frame has %.12g", (unsigned long)seed, sum, frame);
        situ_geometry *whole = NULL;
        CHECK_OK(situ_geos_union_all(geos, &whole, all, count, &err), err);
        if (!(fabs(situ_geometry_area(whole) - frame) <= 1e-9 * frame) || whole->part_count != 1)
            fail_msg("seed %lu: together %.12g m2 in %u parts, the frame has %.12g", (unsigned long)seed, situ_geometry_area(whole), whole->part_count, frame);
        situ_geometry_free(whole);
        situ_zone_polygons_free(zones, count);
    }
    situ_geos_free(geos);
}

// Leaving a value out changes none of the others' edges.
static void polygonize__background_leaves_the_others_as_they_are(void **state)
{
    (void)state;
    static sheet s;
    for (uint64_t seed = 300; seed < 400; seed++) {
        make(&s, seed, 1);
        s.min_cells = 0;
        size_t full_count = 0, count = 0;
        situ_zone_polygon *full = zones_of(&full_count, &s);
        for (size_t i = 0; i < CELLS; i++)
            s.cells[i] = s.cells[i] == 1 ? 0 : s.cells[i];
        situ_zone_polygon *zones = zones_of(&count, &s);
        for (size_t i = 0, k = 0; i < full_count; i++) {
            if (full[i].value == 1)
                continue;
            assert_true(k < count && zones[k].value == full[i].value);
            if (!(fabs(zones[k].area_m2 - full[i].area_m2) <= 1e-12 * full[i].area_m2) || zones[k].geometry->point_count != full[i].geometry->point_count)
                fail_msg("seed %lu, value %u: %g m2, with the background %g", (unsigned long)seed, full[i].value, zones[k].area_m2, full[i].area_m2);
            k++;
        }
        situ_zone_polygons_free(full, full_count);
        situ_zone_polygons_free(zones, count);
    }
}

static void polygonize__and_rasterize_give_back_the_cells(void **state)
{
    (void)state;
    static sheet s;
    static uint8_t again[CELLS];
    situ_error err = {0};
    for (uint64_t seed = 500; seed < 700; seed++) {
        make(&s, seed, 0);
        s.min_cells = 0;
        s.smooth = 0;
        size_t count = 0, n = (size_t)s.frame.columns * s.frame.rows;
        situ_zone_polygon *zones = zones_of(&count, &s);
        memset(again, 0, sizeof again);
        for (size_t i = 0; i < count; i++)
            CHECK_OK(situ_kernel_rasterize(again, &s.frame, zones[i].geometry, zones[i].value, &err), err);
        if (memcmp(again, s.cells, n) != 0)
            fail_msg("seed %lu: other cells came back", (unsigned long)seed);
        situ_zone_polygons_free(zones, count);
    }
}

// No zone keeps a patch below min_cells, and values only spread from neighbours.
static void polygonize__min_cells_leaves_no_small_patch(void **state)
{
    (void)state;
    static sheet s;
    for (uint64_t seed = 800; seed < 900; seed++) {
        make(&s, seed, 1);
        s.smooth = 0;
        s.min_cells = 2 + (uint32_t)(seed % 9);
        size_t count = 0, n = (size_t)s.frame.columns * s.frame.rows;
        situ_zone_polygon *zones = zones_of(&count, &s);
        double cell = s.frame.cell_x * s.frame.cell_y;
        for (size_t i = 0; i < count; i++) {
            const situ_geometry *g = zones[i].geometry;
            double area = 0;
            uint32_t shells = 0;
            for (uint32_t p = 0; p < g->part_count; p++) { // a shell with its holes is a patch
                situ_geometry one = *g;
                uint32_t start[2] = {g->part_start[p], g->part_start[p + 1]};
                uint8_t shell = 0;
                one.part_count = 1;
                one.part_start = start;
                one.is_hole = &shell;
                area += (g->is_hole[p] ? -1 : 1) * situ_geometry_area(&one);
                shells += !g->is_hole[p];
                if (p + 1 == g->part_count || !g->is_hole[p + 1]) {
                    if (n >= s.min_cells && area < (s.min_cells - 0.5) * cell)
                        fail_msg("seed %lu, value %u: a patch of %g cells is left, %u are asked for", (unsigned long)seed, zones[i].value, area / cell, s.min_cells);
                    area = 0;
                }
            }
            assert_true(shells > 0);
            assert_non_null(memchr(s.cells, zones[i].value, n));
        }
        situ_zone_polygons_free(zones, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polygonize__zones_are_valid_and_cover_the_frame_once),
        cmocka_unit_test(polygonize__background_leaves_the_others_as_they_are),
        cmocka_unit_test(polygonize__and_rasterize_give_back_the_cells),
        cmocka_unit_test(polygonize__min_cells_leaves_no_small_patch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Density of the 115,402 emergency shelters of Japan at 1 km cells. Skipped where the data are not at hand.

#include "base/hash.h"
#include "base/path.h"
#include "geo/crs.h"
#include "unit/analysis/fixture.h"

#define SHELTERS SITU_SHARED_DATA "/jp_shelters/emergency_shelters.csv"
enum { SHELTER_COUNT = 115402, ZONE = 6690, SAMPLES = 200 }; // JGD2011, UTM 53 north

// The last two fields of every record are longitude and latitude; line feeds within quotes end no record.
static size_t read_places(double **out)
{
    char *text = NULL;
    size_t bytes, n = 0, capacity = 0;
    double *xy = NULL;
    situ_error err = {0};
    situ_transform *t = NULL;
    CHECK_OK(situ_read_file(&text, &bytes, SHELTERS, 1 << 26, &err), err);
    bool quoted = false, header = true;
    char *comma[2] = {NULL, NULL};
    for (char *at = text; at < text + bytes; at++) {
        quoted = quoted != (*at == '"');
        if (*at == ',' && !quoted) {
            comma[0] = comma[1];
            comma[1] = at;
        }
        if (*at != '\n' || quoted)
            continue;
        if (!header && comma[0]) {
            CHECK_OK(situ_grow(&xy, &capacity, 2 * n + 2, sizeof *xy, &err), err);
            xy[2 * n] = strtod(comma[0] + 1, NULL);
            xy[2 * n + 1] = strtod(comma[1] + 1, NULL);
            n++;
        }
        header = false;
    }
    situ_free(text);
    CHECK_OK(situ_transform_new(&t, 4326, ZONE, &err), err);
    CHECK_OK(situ_transform_apply(t, xy, n, &err), err);
    situ_transform_free(t);
    *out = xy;
    return n;
}

static void density__shelters_of_japan_at_one_kilometre(void **state)
{
    (void)state;
    if (!situ_path_exists(SHELTERS)) {
        print_message("%s is not at hand\n", SHELTERS);
        skip();
    }
    fixture f;
    double *xy = NULL;
    const size_t n = read_places(&xy);
    situ_table *t = NULL;
    assert_int_equal(n, SHELTER_COUNT);
    fixture_begin(&f);
    CHECK_OK(situ_table_new(&t, "points", ZONE, &f.err), f.err);
    for (size_t i = 0; i < n; i++) {
        size_t row;
        situ_geometry *g = NULL;
        CHECK_OK(situ_table_add_row(t, &row, &f.err), f.err);
        CHECK_OK(situ_geometry_point(&g, xy[2 * i], xy[2 * i + 1], &f.err), f.err);
        CHECK_OK(situ_table_set_geometry(t, row, g, &f.err), f.err);
    }
    CHECK_OK(situ_bundle_add_table(f.in, t, &f.err), f.err);
    fixture_run(&f, "density", FIXTURE_SET("cell_m", "1000", "radius_m", "10000", "normalise", "per_km2", "bands", "6"));
    const situ_grid *g = situ_bundle_grid(f.out, "grid");
    assert_non_null(g);
    // Every shelter is in the sum: the frame holds all discs, and a cell is 1 km2.
    const size_t cells = (size_t)g->frame.columns * g->frame.rows;
    double sum = 0;
    size_t high = 0;
    for (size_t i = 0; i < cells; i++) {
        sum += g->cells[i];
        high = g->cells[i] > g->cells[high] ? i : high;
    }
    print_message("%u x %u cells, sum %.1f, highest %.2f shelters a km2\n", g->frame.columns, g->frame.rows, sum, (double)g->cells[high]);
    assert_true(fabs(sum - SHELTER_COUNT) <= 1e-3 * SHELTER_COUNT);
    // The definition at the highest cell and at random ones.
    situ_rng rng;
    situ_rng_seed(&rng, 3, 4);
    for (int k = 0; k < SAMPLES; k++) {
        size_t cell = k == 0 ? high : (size_t)(situ_rng_unit(&rng) * (double)cells);
        if (k % 2) { // a shelter's own cell
            const double *p = xy + 2 * (size_t)situ_rng_below(&rng, SHELTER_COUNT);
            cell = (size_t)((g->frame.y0 - p[1]) / 1000) * g->frame.columns + (size_t)((p[0] - g->frame.x0) / 1000);
        }
        double x = situ_raster_x(&g->frame, (double)(cell % g->frame.columns) + 0.5), y = situ_raster_y(&g->frame, (double)(cell / g->frame.columns) + 0.5), want = 0;
        for (size_t i = 0; i < n; i++) {
            double dx = x - xy[2 * i], dy = y - xy[2 * i + 1], v = 1 - (dx * dx + dy * dy) / 1e8;
            want += v > 0 ? v * v : 0;
        }
        want *= 3 / (3.14159265358979323846 * 100);
        if (!(fabs((double)g->cells[cell] - want) <= 1e-9 * (double)g->cells[high] + 1e-7 * want))
            fail_msg("cell %zu is %.9g, expected %.9g", cell, (double)g->cells[cell], want);
    }
    const situ_table *bands = situ_bundle_table(f.out, "bands");
    assert_non_null(bands);
    assert_int_equal(bands->row_count, 6);
    double area = 0, above = 0;
    for (size_t row = 0; row < bands->row_count; row++)
        area += situ_table_real(bands, row, situ_table_find(bands, "area_km2"));
    for (size_t i = 0; i < cells; i++)
        above += g->cells[i] > 0;
    assert_true(fabs(area - above) <= 0.01 * above);
    situ_free(xy);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(density__shelters_of_japan_at_one_kilometre)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

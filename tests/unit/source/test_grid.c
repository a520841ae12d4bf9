// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "source/source.h"
#include "support/folder.h"

static situ_grid *wavy(uint32_t columns, uint32_t rows)
{
    situ_grid *g = NULL;
    situ_error err = {0};
    CHECK_OK(
        situ_grid_new(&g, "dem", 4545, (situ_raster_frame){500000, 3400000, 30, 30, columns, rows}, &err),
        err);
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t c = 0; c < columns; c++)
            g->cells[r * columns + c] = (float)(500 + 300 * sin(c * 0.05) * cos(r * 0.03));
    g->cells[0] = NAN;
    return g;
}

static void grid__geotiff_and_cog_read_back_with_equal_bytes(void **state)
{
    for (int cog = 0; cog < 2; cog++) {
        situ_error err = {0};
        situ_grid *g = wavy(700, 300), *back = NULL;
        char a[65], b[65];
        CHECK_OK(situ_source_write_grid(in_folder(state, "a.tif"), g, cog ? SITU_GRID_COG : SITU_GRID_SMALL, NULL, &err), err);
        CHECK_OK(situ_source_write_grid(in_folder(state, "b.tif"), g, cog ? SITU_GRID_COG : SITU_GRID_SMALL, NULL, &err), err);
        CHECK_OK(situ_sha256_file(a, in_folder(state, "a.tif"), &err), err);
        CHECK_OK(situ_sha256_file(b, in_folder(state, "b.tif"), &err), err);
        assert_string_equal(a, b);
        CHECK_OK(situ_source_read_grid(&back, in_folder(state, "a.tif"), 0, 0, NULL, &err), err);
        assert_int_equal(back->epsg, 4545);
        assert_memory_equal(&back->frame, &g->frame, sizeof g->frame);
        assert_true(isnan(back->cells[0]));
        assert_memory_equal(back->cells + 1, g->cells + 1, (700 * 300 - 1) * sizeof(float));
        situ_grid_free(back);
        situ_grid_free(g);
    }
    assert_int_equal(count_entries(*state), 2);
}

static situ_status copy_rows(void *user, float *out, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err)
{
    return situ_grid_rows(out, user, row_begin, row_end, job, err);
}

static void free_grid(void *user) { situ_grid_free(user); }

// Rows made on demand in bands, whole grids, one thread or three: one file, whatever its packing. 700 x 6400
// cells are more than one band.
static void grid__lazy_rows_and_threads_give_the_same_file(void **state)
{
    static const situ_grid_packing packings[] = {SITU_GRID_SMALL, SITU_GRID_FAST, SITU_GRID_PLAIN};
    for (size_t k = 0; k < sizeof packings / sizeof *packings; k++) {
        situ_error err = {0};
        situ_grid *g = wavy(700, 6400), *lazy = NULL, *back = NULL;
        situ_job *job = NULL;
        char held[65], made[65];
        CHECK_OK(situ_job_new(&job, 3, NULL, NULL, &err), err);
        CHECK_OK(situ_source_write_grid(in_folder(state, "a.tif"), g, packings[k], NULL, &err), err);
        CHECK_OK(situ_grid_new_lazy(&lazy, "dem", g->epsg, g->frame, copy_rows, g, free_grid, &err), err);
        CHECK_OK(situ_source_write_grid(in_folder(state, "b.tif"), lazy, packings[k], job, &err), err);
        CHECK_OK(situ_sha256_file(held, in_folder(state, "a.tif"), &err), err);
        CHECK_OK(situ_sha256_file(made, in_folder(state, "b.tif"), &err), err);
        assert_string_equal(held, made);
        CHECK_OK(situ_source_read_grid(&back, in_folder(state, "b.tif"), 0, 0, NULL, &err), err);
        assert_memory_equal(back->cells, g->cells, (size_t)700 * 6400 * sizeof(float));
        situ_grid_free(back);
        situ_grid_free(lazy); // and g with it
        situ_job_free(job);
    }
}

static void grid__warp_onto_itself_changes_nothing(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_grid *g = wavy(90, 70), *w = NULL;
    CHECK_OK(situ_source_warp_grid(&w, g, 4545, 0, NULL, &err), err);
    // The aligned frame is at most one cell larger on each side.
    assert_true(w->frame.columns >= 90 && w->frame.columns <= 91);
    for (uint32_t r = 3; r < 69; r++) // clear of the cell without data
        for (uint32_t c = 3; c < 89; c++) {
            double x = situ_raster_x(&g->frame, c + 0.5), y = situ_raster_y(&g->frame, r + 0.5);
            CHECK_NEAR(situ_grid_sample(w, x, y), (double)g->cells[r * 90 + c], 1.0);
        }
    situ_grid_free(w);
    situ_grid_free(g);
}

static void grid__warp_to_degrees_and_coarser(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_grid *g = wavy(400, 400), *w = NULL, *coarse = NULL;
    situ_transform *back = NULL;
    CHECK_OK(situ_transform_new(&back, 4490, 4545, &err), err);
    CHECK_OK(situ_source_warp_grid(&w, g, 4490, 0.0003, NULL, &err), err);
    size_t compared = 0;
    for (uint32_t r = 0; r < w->frame.rows; r += 5)
        for (uint32_t c = 0; c < w->frame.columns; c += 5) {
            double xy[2] = {situ_raster_x(&w->frame, c + 0.5), situ_raster_y(&w->frame, r + 0.5)};
            CHECK_OK(situ_transform_apply(back, xy, 1, &err), err);
            double want = situ_grid_sample(g, xy[0], xy[1]), got = (double)w->cells[r * w->frame.columns + c];
            if (isnan(want) || isnan(got))
                continue;
            CHECK_NEAR(got, want, 0.05);
            compared++;
        }
    assert_true(compared > 3000);
    // Ten source cells a target cell: means, not single samples.
    CHECK_OK(situ_source_warp_grid(&coarse, g, 4545, 300, NULL, &err), err);
    double sum = 0;
    for (int r = 0; r < 10; r++)
        for (int c = 0; c < 10; c++)
            sum += (double)g->cells[(r + 20) * 400 + c + 20];
    double x = 500000 + 25 * 30, y = 3400000 - 25 * 30;
    uint32_t cc = (uint32_t)((x - coarse->frame.x0) / 300), cr = (uint32_t)((coarse->frame.y0 - y) / 300);
    assert_true(situ_raster_x(&coarse->frame, cc) == 500000 + 600 ||
                situ_raster_x(&coarse->frame, cc) == 500000 + 500 ||
                situ_raster_x(&coarse->frame, cc) == 500000 + 700);
    CHECK_NEAR((double)coarse->cells[cr * coarse->frame.columns + cc], sum / 100, 25);
    situ_grid_free(coarse);
    situ_grid_free(w);
    situ_grid_free(g);
    situ_transform_free(back);
}

static void grid__limits_and_bad_files(void **state)
{
    situ_error err = {0};
    situ_grid *g = wavy(10, 10), *w = NULL;
    CHECK_FAILS(SITU_E_LIMIT, situ_source_warp_grid(&w, g, 4545, 0.001, NULL, &err), err);
    assert_null(w);
    CHECK_FAILS(SITU_E_CRS, situ_source_warp_grid(&w, g, 999999, 0, NULL, &err), err);
    CHECK_OK(situ_source_write_grid(in_folder(state, "a.tif"), g, SITU_GRID_SMALL, NULL, &err), err);
    char *bytes = NULL;
    size_t n;
    CHECK_OK(situ_read_file(&bytes, &n, in_folder(state, "a.tif"), 1 << 20, &err), err);
    unsigned refused = 0;
    for (size_t cut = 0; cut < n; cut += 1 + n / 60) { // a truncated file never crashes
        CHECK_OK(situ_write_file(in_folder(state, "cut.tif"), bytes, cut, &err), err);
        if (situ_source_read_grid(&w, in_folder(state, "cut.tif"), 0, 0, NULL, &err) != SITU_OK) {
            refused++;
            assert_true(err.cause[0] != 0);
        }
        situ_grid_free(w);
        w = NULL;
    }
    assert_true(refused > 20);
    situ_free(bytes);
    situ_grid_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(grid__geotiff_and_cog_read_back_with_equal_bytes, folder_setup,
                                        folder_teardown),
        cmocka_unit_test_setup_teardown(grid__lazy_rows_and_threads_give_the_same_file, folder_setup, folder_teardown),
        cmocka_unit_test(grid__warp_onto_itself_changes_nothing),
        cmocka_unit_test(grid__warp_to_degrees_and_coarser),
        cmocka_unit_test_setup_teardown(grid__limits_and_bad_files, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

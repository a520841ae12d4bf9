// SPDX-License-Identifier: MIT
// Tiles of a county: however they are asked for they are the same bytes, and the blocks they are cut
// from meet as one picture would.
#include "support/check.h"
#include "support/folder.h"

#include <cairo.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "output/metatile.h"
#include "paint/paint.h"
#include "pipeline/pipeline.h"

static situ_error check_error;

typedef struct county {
    situ_session *session;
    situ_store *store;
    situ_map *map;
    situ_bundle *mercator;
} county;

static county county_open(void *const *state)
{
    static char styles[1024], project[1024];
    county c = {0};
    situ_build_result built = {0};
    snprintf(styles, sizeof styles, "%s/styles", SITU_SOURCE_DIR);
    snprintf(project, sizeof project, "%s/tests/golden/county/project.yaml", SITU_SOURCE_DIR);
    CHECK_OK(situ_session_new(&c.session, &(situ_session_options){.styles = styles, .threads = 2}, &check_error), check_error);
    CHECK_OK(situ_build(c.session, project, in_folder(state, "out"), "t", "2026-01-01T00:00:00Z", &built, &check_error), check_error);
    CHECK_OK(situ_store_open(&c.store, built.store, "internal", &check_error), check_error);
    situ_build_result_free(&built);
    CHECK_OK(situ_map_open(&c.map, c.session, c.store, "risk", NULL, NULL, &check_error), check_error);
    CHECK_OK(situ_map_in_crs(&c.mercator, c.map, SITU_EPSG_WEB_MERCATOR, &check_error), check_error);
    return c;
}

static void county_close(county *c)
{
    if (c->mercator != c->map->metric)
        situ_bundle_free(c->mercator);
    situ_map_close(c->map);
    situ_store_close(c->store);
    situ_session_free(c->session);
}

static void tiles__one_by_one_are_those_of_a_run(void **state)
{
    county c = county_open(state);
    situ_tiles_result result = {0};
    situ_metatile_cache cache = {0};
    CHECK_OK(situ_tiles(c.session, &(situ_tiles_options){.store = in_folder(state, "out/county.situ"), .map = "risk", .out = in_folder(state, "tiles"),
                                                         .min_zoom = 11, .max_zoom = 12}, &result, &check_error), check_error);
    size_t compared = 0;
    for (int z = 11; z <= 12; z++) {
        situ_zoom *zoom = NULL;
        CHECK_OK(situ_zoom_new(&zoom, c.map, c.mercator, z, &check_error), check_error);
        for (uint32_t ty = zoom->y0; ty <= zoom->y1; ty++)
            for (uint32_t tx = zoom->x0; tx <= zoom->x1; tx++) {
                situ_metatile where = {.zoom = z, .x0 = zoom->x0, .y0 = zoom->y0, .tx = tx, .ty = ty, .columns = 1, .rows = 1};
                unsigned char *png = NULL;
                char name[96], *stored = NULL;
                size_t bytes = 0, stored_bytes = 0;
                // Every third one without the cache.
                CHECK_OK(situ_metatile_one(&png, &bytes, &where, zoom->display, c.session->text, compared % 3 ? &cache : NULL, &check_error), check_error);
                snprintf(name, sizeof name, "tiles/%d/%u/%u.png", z, tx, ty);
                CHECK_OK(situ_read_file(&stored, &stored_bytes, in_folder(state, name), 1 << 24, &check_error), check_error);
                assert_int_equal(bytes, stored_bytes);
                assert_memory_equal(png, stored, bytes);
                situ_free(png);
                situ_free(stored);
                compared++;
            }
        situ_metatile_cache_clear(&cache);
        situ_zoom_free(zoom);
    }
    assert_int_equal(compared, result.tiles);
    assert_true(compared >= 12);
    county_close(&c);
}

static cairo_surface_t *paint(const situ_zoom *zoom, situ_text *text, double x, double y, int width, int height)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_translate(cr, -x, -y);
    CHECK_OK(situ_paint_display(cr, zoom->display, (situ_box){x, y, x + width, y + height}, text, &check_error), check_error);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return surface;
}

// Cairo's antialiasing may differ by a few of 255 where shapes cross the edge of a picture. What a seam
// would show is more: a label cut off, a symbol twice, a line that does not meet.
static void tiles__blocks_meet_as_one_picture_would(void **state)
{
    enum { SIDE = 512, WORST = 32 };
    county c = county_open(state);
    situ_zoom *zoom = NULL;
    CHECK_OK(situ_zoom_new(&zoom, c.map, c.mercator, 13, &check_error), check_error);
    int width = (int)zoom->display->width, height = (int)zoom->display->height;
    assert_true(width > 2 * SIDE && height > 2 * SIDE && (size_t)width * (size_t)height < 40000000);
    cairo_surface_t *whole = paint(zoom, c.session->text, 0, 0, width, height);
    const unsigned char *a = cairo_image_surface_get_data(whole);
    size_t stride = (size_t)cairo_image_surface_get_stride(whole), differing = 0;
    int worst = 0;
    for (int y0 = 0; y0 < height; y0 += SIDE)
        for (int x0 = 0; x0 < width; x0 += SIDE) {
            int w = width - x0 < SIDE ? width - x0 : SIDE, h = height - y0 < SIDE ? height - y0 : SIDE;
            cairo_surface_t *part = paint(zoom, c.session->text, x0, y0, w, h);
            const unsigned char *b = cairo_image_surface_get_data(part);
            for (int y = 0; y < h; y++)
                for (int i = 0; i < 4 * w; i++) {
                    int d = abs(a[(size_t)(y0 + y) * stride + (size_t)(4 * x0 + i)] - b[(size_t)y * (size_t)cairo_image_surface_get_stride(part) + (size_t)i]);
                    differing += d > 0;
                    worst = d > worst ? d : worst;
                }
            cairo_surface_destroy(part);
        }
    print_message("%d x %d: %zu of %zu values differ, by at most %d\n", width, height, differing, (size_t)width * (size_t)height * 4, worst);
    assert_true(worst <= WORST);
    assert_true((double)differing < 0.002 * width * height * 4);
    cairo_surface_destroy(whole);
    situ_zoom_free(zoom);
    county_close(&c);
}

static void tiles__a_put_across_blocks_is_refused(void **state)
{
    (void)state;
    situ_metatile across = {.zoom = 10, .x0 = 5, .y0 = 5, .tx = 6, .ty = 6, .columns = 3, .rows = 1};
    situ_display *display = NULL;
    size_t tiles = 0, bytes = 0;
    CHECK_OK(situ_display_new(&display, 2048, 2048, 0, &check_error), check_error);
    situ_error why = {0};
    assert_int_equal(situ_metatile_put(&across, display, NULL, NULL, NULL, &tiles, &bytes, &why), SITU_E_ARGUMENT);
    assert_int_equal(tiles, 0);
    situ_display_free(display);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tiles__one_by_one_are_those_of_a_run, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(tiles__blocks_meet_as_one_picture_would, folder_setup, folder_teardown),
        cmocka_unit_test(tiles__a_put_across_blocks_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include "output/metatile.h"

#include <cairo.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/format.h"

enum { TILE_PX = 256, MARGIN_PX = 16, BLOCK_PX = SITU_METATILE * TILE_PX + 2 * MARGIN_PX };

// The colours that must come out to the bit in every tile: the official four, their tints, the greys
// that mean "not assessed", land and water, ink and white (look.md).
static const situ_rgba exact[] = {
    {255, 255, 255, 255}, {255, 0, 0, 255},     {255, 128, 0, 255},   {255, 255, 0, 255},   {0, 112, 192, 255},   {232, 119, 107, 255},
    {245, 178, 106, 255}, {255, 244, 168, 255}, {207, 225, 245, 255}, {208, 206, 201, 255}, {191, 191, 191, 255}, {246, 244, 238, 255},
    {243, 241, 236, 255}, {127, 183, 196, 255}, {43, 43, 43, 255},    {74, 68, 64, 255}};

static uint32_t block_of(uint32_t tile)
{
    return tile / SITU_METATILE * SITU_METATILE;
}

// The block whose first tile is (bx, by), with its margin.
static situ_status paint_block(cairo_surface_t **out, const situ_metatile *tiles, uint32_t bx, uint32_t by, const situ_display *display,
                               situ_text *text, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, BLOCK_PX, BLOCK_PX);
    cairo_t *cr = NULL;
    double x = ((double)bx - tiles->x0) * TILE_PX - MARGIN_PX, y = ((double)by - tiles->y0) * TILE_PX - MARGIN_PX;

    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        status = situ_fail(err, SITU_E_NOMEM, NULL, _("no memory for an image of %u x %u pixels"), (unsigned)BLOCK_PX, (unsigned)BLOCK_PX);
        goto done;
    }
    cr = cairo_create(surface);
    cairo_translate(cr, -x, -y);
    SITU_TRY(situ_paint_display(cr, display, (situ_box){x, y, x + BLOCK_PX, y + BLOCK_PX}, text, err));
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS) {
        status = situ_fail(err, SITU_E_EXTERNAL, NULL, "cairo: %s", cairo_status_to_string(cairo_status(cr)));
        goto done;
    }
    cairo_surface_flush(surface);
    *out = surface;
    surface = NULL;
done:
    if (cr)
        cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return status;
}

static const unsigned char *tile_pixels(cairo_surface_t *surface, uint32_t column, uint32_t row)
{
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    return cairo_image_surface_get_data(surface) + ((size_t)row * TILE_PX + MARGIN_PX) * stride + ((size_t)column * TILE_PX + MARGIN_PX) * 4;
}

static situ_status encode(unsigned char **png, size_t *bytes, cairo_surface_t *surface, uint32_t column, uint32_t row, situ_error *err)
{
    return situ_png_encode(png, bytes, (const uint32_t *)(const void *)tile_pixels(surface, column, row), TILE_PX, TILE_PX,
                           (size_t)cairo_image_surface_get_stride(surface), exact, sizeof exact / sizeof *exact, err);
}

void situ_metatile_cache_clear(situ_metatile_cache *cache)
{
    if (cache->surface)
        cairo_surface_destroy(cache->surface);
    *cache = (situ_metatile_cache){0};
}

situ_status situ_metatile_one(unsigned char **png, size_t *bytes, const situ_metatile *tile, const situ_display *display, situ_text *text,
                              situ_metatile_cache *cache, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_metatile_cache own = {0};
    uint32_t bx = block_of(tile->tx), by = block_of(tile->ty);

    if (!cache)
        cache = &own;
    if (!cache->surface || cache->display != display || cache->bx != bx || cache->by != by) {
        cairo_surface_t *surface = NULL;
        situ_metatile_cache_clear(cache);
        SITU_TRY(paint_block(&surface, tile, bx, by, display, text, err));
        *cache = (situ_metatile_cache){.surface = surface, .display = display, .bx = bx, .by = by};
    }
    SITU_TRY(encode(png, bytes, cache->surface, tile->tx - bx, tile->ty - by, err));
done:
    situ_metatile_cache_clear(&own);
    return status;
}

// What the block holds of the tiles, into their picture.
static void copy_block(unsigned char *pixels, const situ_metatile *tiles, uint32_t bx, uint32_t by, cairo_surface_t *surface)
{
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);

    for (uint32_t r = 0; r < SITU_METATILE; r++)
        for (uint32_t c = 0; c < SITU_METATILE; c++) {
            uint32_t tx = bx + c, ty = by + r;
            if (tx < tiles->tx || ty < tiles->ty || tx - tiles->tx >= tiles->columns || ty - tiles->ty >= tiles->rows)
                continue;
            const unsigned char *from = tile_pixels(surface, c, r);
            unsigned char *to = pixels + (((size_t)(ty - tiles->ty) * TILE_PX) * tiles->columns + (tx - tiles->tx)) * TILE_PX * 4;
            for (size_t y = 0; y < TILE_PX; y++)
                memcpy(to + y * tiles->columns * TILE_PX * 4, from + y * stride, TILE_PX * 4);
        }
}

situ_status situ_metatile_write(const char *path, const situ_metatile *tiles, const situ_display *display, situ_text *text, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = NULL;
    unsigned char *png = NULL;
    size_t bytes = 0, stride = (size_t)tiles->columns * TILE_PX * 4;
    unsigned char *pixels = situ_malloc(stride * tiles->rows * TILE_PX);

    SITU_TRY_ALLOC(pixels);
    for (uint32_t by = block_of(tiles->ty); by < tiles->ty + tiles->rows; by += SITU_METATILE)
        for (uint32_t bx = block_of(tiles->tx); bx < tiles->tx + tiles->columns; bx += SITU_METATILE) {
            SITU_TRY(paint_block(&surface, tiles, bx, by, display, text, err));
            copy_block(pixels, tiles, bx, by, surface);
            cairo_surface_destroy(surface);
            surface = NULL;
        }
    SITU_TRY(situ_png_encode(&png, &bytes, (const uint32_t *)(const void *)pixels, tiles->columns * TILE_PX, tiles->rows * TILE_PX, stride,
                             exact, sizeof exact / sizeof *exact, err));
    SITU_TRY(situ_write_file(path, png, bytes, err));
done:
    situ_free(png);
    situ_free(pixels);
    if (surface)
        cairo_surface_destroy(surface);
    return status;
}

situ_status situ_metatile_put(const situ_metatile *tiles, const situ_display *display, situ_text *text, const situ_tileset_type *type,
                              situ_tile_sink *sink, size_t *put_tiles, size_t *put_bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = NULL;
    unsigned char *png = NULL;
    uint32_t bx = block_of(tiles->tx), by = block_of(tiles->ty);
    size_t bytes = 0;

    if (tiles->tx - bx + tiles->columns > SITU_METATILE || tiles->ty - by + tiles->rows > SITU_METATILE)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, _("the tiles lie in more than one block"));
    SITU_TRY(paint_block(&surface, tiles, bx, by, display, text, err));
    for (uint32_t r = 0; r < tiles->rows; r++)
        for (uint32_t c = 0; c < tiles->columns; c++) {
            situ_free(png);
            png = NULL;
            SITU_TRY(encode(&png, &bytes, surface, tiles->tx - bx + c, tiles->ty - by + r, err));
            SITU_TRY(type->put(sink, tiles->zoom, tiles->tx + c, tiles->ty + r, png, bytes, err));
            (*put_tiles)++;
            *put_bytes += bytes;
        }
done:
    situ_free(png);
    if (surface)
        cairo_surface_destroy(surface);
    return status;
}

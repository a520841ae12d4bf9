// SPDX-License-Identifier: MIT
#include "output/metatile.h"

#include <cairo.h>
#include <math.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/format.h"

enum { TILE_PX = 256 };

// The colours that must come out to the bit in every tile: the official four, their tints, the greys
// that mean "not assessed", land and water, ink and white (look.md).
static const situ_rgba exact[] = {
    {255, 255, 255, 255}, {255, 0, 0, 255},     {255, 128, 0, 255},   {255, 255, 0, 255},   {0, 112, 192, 255},   {232, 119, 107, 255},
    {245, 178, 106, 255}, {255, 244, 168, 255}, {207, 225, 245, 255}, {208, 206, 201, 255}, {191, 191, 191, 255}, {246, 244, 238, 255},
    {243, 241, 236, 255}, {127, 183, 196, 255}, {43, 43, 43, 255},    {74, 68, 64, 255}};

static situ_status paint_window(cairo_surface_t **out, const situ_display *display, situ_text *text, double x, double y,
                                uint32_t width, uint32_t height, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
    cairo_t *cr = NULL;

    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        status = situ_fail(err, SITU_E_NOMEM, NULL, _("no memory for an image of %u x %u pixels"), width, height);
        goto done;
    }
    cr = cairo_create(surface);
    cairo_translate(cr, -x, -y);
    SITU_TRY(situ_paint_display(cr, display, (situ_box){x, y, x + width, y + height}, text, err));
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

situ_status situ_metatile_one(unsigned char **png, size_t *bytes, const situ_display *display, situ_text *text, double x,
                              double y, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = NULL;

    SITU_TRY(paint_window(&surface, display, text, x, y, TILE_PX, TILE_PX, err));
    SITU_TRY(situ_png_encode(png, bytes, (const uint32_t *)(const void *)cairo_image_surface_get_data(surface), TILE_PX, TILE_PX,
                             (size_t)cairo_image_surface_get_stride(surface), exact, sizeof exact / sizeof *exact, err));
done:
    if (surface)
        cairo_surface_destroy(surface);
    return status;
}

situ_status situ_metatile_write(const char *path, const situ_display *display, situ_text *text, double x, double y,
                                uint32_t width, uint32_t height, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = NULL;
    unsigned char *png = NULL;
    size_t bytes = 0;

    SITU_TRY(paint_window(&surface, display, text, x, y, width, height, err));
    SITU_TRY(situ_png_encode(&png, &bytes, (const uint32_t *)(const void *)cairo_image_surface_get_data(surface), width, height,
                             (size_t)cairo_image_surface_get_stride(surface), exact, sizeof exact / sizeof *exact, err));
    SITU_TRY(situ_write_file(path, png, bytes, err));
done:
    situ_free(png);
    if (surface)
        cairo_surface_destroy(surface);
    return status;
}

situ_status situ_metatile_put(const situ_metatile *block, const situ_display *display, situ_text *text,
                              const situ_tileset_type *type, situ_tile_sink *sink, size_t *put_tiles, size_t *put_bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    cairo_surface_t *surface = NULL;
    unsigned char *png = NULL;
    double x = ((double)block->tx - block->x0) * TILE_PX, y = ((double)block->ty - block->y0) * TILE_PX;
    const unsigned char *data;
    size_t stride, bytes = 0;

    SITU_TRY(paint_window(&surface, display, text, x, y, block->columns * TILE_PX, block->rows * TILE_PX, err));
    data = cairo_image_surface_get_data(surface);
    stride = (size_t)cairo_image_surface_get_stride(surface);
    for (uint32_t r = 0; r < block->rows; r++)
        for (uint32_t c = 0; c < block->columns; c++) {
            const unsigned char *corner = data + r * TILE_PX * stride + (size_t)c * TILE_PX * 4;
            situ_free(png);
            png = NULL;
            SITU_TRY(situ_png_encode(&png, &bytes, (const uint32_t *)(const void *)corner, TILE_PX, TILE_PX, stride, exact, sizeof exact / sizeof *exact, err));
            SITU_TRY(type->put(sink, block->zoom, block->tx + c, block->ty + r, png, bytes, err));
            (*put_tiles)++;
            *put_bytes += bytes;
        }
done:
    situ_free(png);
    if (surface)
        cairo_surface_destroy(surface);
    return status;
}

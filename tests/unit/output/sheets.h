// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_OUTPUT_SHEETS_H
#define SITU_TESTS_OUTPUT_SHEETS_H

// A small sheet with everything a map holds, and reading pictures back through libpng.

#include <math.h>
#include <png.h>

#include "output/format.h"
#include "unit/output/tools.h"

static const situ_rgba OFFICIAL[] = {{255, 0, 0, 255}, {255, 128, 0, 255}, {255, 255, 0, 255}, {0, 112, 192, 255}};

static inline void put_text(situ_display *d, situ_text *text, const char *utf8, double x, double y, double size, situ_font font, double halo, bool vertical)
{
    situ_extents e;
    OK(situ_text_measure(text, font, size, utf8, &e, err));
    situ_display_text look = {.utf8 = utf8, .font = font, .size = size, .x = x, .y = y, .color = {43, 43, 43, 255}, .halo = halo,
                              .halo_color = {255, 255, 255, 255}, .vertical = vertical};
    situ_box ink = {x + e.ink_left, y + e.ink_top, x + e.ink_right, y + e.ink_bottom};
    if (vertical) {
        double w, h;
        OK(situ_text_measure_vertical(text, font, size, utf8, &w, &h, err));
        ink = (situ_box){x - w / 2, y, x + w / 2, y + h};
    }
    OK(situ_display_text_add(d, "labels", &look, ink, err));
}

// Labels every reader must find as one run each.
static const char *const LABELS[] = {"岚川县安全风险分布图(2026年)", "㙟溪镇", "𡐓坪村", "蔈草乡", "G348国道", "重大风险(Ⅰ级) 12处", "桑坪社区3组危岩带",
                                     "图　例", "打印后量此线应为50毫米,否则数字比例尺无效", NULL};

static inline situ_display *sheet(situ_text *text, bool image)
{
    situ_display *d;
    OK(situ_display_new(&d, 210, 148, 72 / 25.4, err));
    for (int i = 0; i < 4; i++) {
        situ_path_builder b;
        situ_brush brush = {.color = OFFICIAL[i], .hatch = i == 3 ? SITU_HATCH_CROSS : SITU_HATCH_NONE, .hatch_color = {122, 122, 122, 255}, .hatch_gap = 2, .hatch_width = 0.15};
        situ_pen pen = {.color = {43, 43, 43, 255}, .width = 0.2};
        situ_path_begin(&b, d->arena);
        situ_path_circle(&b, 30 + 40 * i, 40, 12);
        OK(situ_display_path(d, "points", &b.path, &brush, &pen, false, err));
    }
    if (image) {
        static uint32_t shade[16];
        for (int i = 0; i < 16; i++)
            shade[i] = 0xFF000000u | (uint32_t)(200 + i) * 0x10101u;
        situ_display_image shades = {shade, 4, 4, {10, 60, 60, 100}, true};
        OK(situ_display_image_add(d, "shade", &shades, err));
    }
    for (int i = 0; LABELS[i]; i++) {
        situ_font font = {i % 3 == 2 ? SITU_SERIF : SITU_SANS, i % 2 == 0, i == 5 ? -12 : 0};
        put_text(d, text, LABELS[i], 15 + (i % 3) * 20, 65 + 8 * i, i == 0 ? 9 : 3, font, i % 2 ? 0.25 : 0, false);
    }
    put_text(d, text, "应急管理局(值班室)", 195, 60, 4, (situ_font){SITU_SANS, true, 0}, 0, true);
    d->epsg = 4545;
    d->map_page = (situ_box){10, 20, 200, 130};
    d->map_world = (situ_box){400000, 3400000, 419000, 3411000};
    OK(situ_display_seal(d, err));
    return d;
}

typedef struct bitmap {
    uint32_t width, height;
    int bit_depth, color_type;
    double dpi;
    unsigned char *rgba;
} bitmap;

static inline uint32_t rgba_at(const bitmap *b, uint32_t x, uint32_t y)
{
    const unsigned char *p = b->rgba + 4 * ((size_t)y * b->width + x);
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

// Reads a PNG to RGBA with libpng: an independent reader of what we write.
static inline void read_png(bitmap *out, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png)))
        fail_msg("libpng cannot read %s", path);
    png_init_io(png, file);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_read_info(png, info);
    out->width = png_get_image_width(png, info);
    out->height = png_get_image_height(png, info);
    out->bit_depth = png_get_bit_depth(png, info);
    out->color_type = png_get_color_type(png, info);
    out->dpi = png_get_x_pixels_per_meter(png, info) * 0.0254;
    png_set_expand(png);
    png_set_filler(png, 255, PNG_FILLER_AFTER);
    png_read_update_info(png, info);
    out->rgba = malloc((size_t)out->width * out->height * 4);
    for (uint32_t y = 0; y < out->height; y++)
        png_read_row(png, out->rgba + 4 * (size_t)y * out->width, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    fclose(file);
}

#endif

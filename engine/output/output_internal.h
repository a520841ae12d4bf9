// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_OUTPUT_INTERNAL_H
#define SITU_OUTPUT_OUTPUT_INTERNAL_H

#include <stdio.h>

#include "output/format.h"

// Pixels per page unit at dpi (0 = 300 for paper, 1:1 for screen pages).
double situ_output_scale(const situ_display *page, double dpi);
// Pixel size of a page; SITU_E_LIMIT when it is beyond what a PNG reader takes.
situ_status situ_output_pixels(const situ_display *page, double dpi, uint32_t *width, uint32_t *height,
                               situ_error *err) SITU_MUST_CHECK;
// SITU_E_ARGUMENT / SITU_E_UNSUPPORTED unless count pages suit the format.
situ_status situ_output_check_pages(const situ_format *format, const situ_display *const *pages, size_t count,
                                    situ_error *err) SITU_MUST_CHECK;

// PNG pieces shared by the sheet writer and the tile encoder.
enum { SITU_PNG_RGB = 2, SITU_PNG_PALETTE = 3, SITU_PNG_RGBA = 6 };
void situ_png_put_u32(unsigned char *at, uint32_t value);
// Signature and IHDR: 33 bytes.
size_t situ_png_head(unsigned char out[33], uint32_t width, uint32_t height, int depth, int color_type);
// Starts a chunk of bytes at out: length and type, 8 bytes; finish with situ_png_chunk_end.
void situ_png_chunk_begin(unsigned char *out, const char type[4], uint32_t bytes);
// CRC behind the data: 4 bytes. chunk points to the chunk's first byte.
void situ_png_chunk_end(unsigned char *chunk, uint32_t bytes);
// A true-colour PNG of premultiplied ARGB32 pixels, every colour kept. *out is owned by the caller.
situ_status situ_png_true_color(unsigned char **out, size_t *bytes, const uint32_t *pixels, uint32_t width,
                                uint32_t height, situ_error *err) SITU_MUST_CHECK;

#endif

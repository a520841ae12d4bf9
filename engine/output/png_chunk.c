// SPDX-License-Identifier: MIT
#include <libdeflate.h>
#include <string.h>

#include "base/alloc.h"
#include "output/output_internal.h"

void situ_png_put_u32(unsigned char *at, uint32_t value)
{
    at[0] = (unsigned char)(value >> 24);
    at[1] = (unsigned char)(value >> 16);
    at[2] = (unsigned char)(value >> 8);
    at[3] = (unsigned char)value;
}

void situ_png_chunk_begin(unsigned char *out, const char type[4], uint32_t bytes)
{
    situ_png_put_u32(out, bytes);
    memcpy(out + 4, type, 4);
}

void situ_png_chunk_end(unsigned char *chunk, uint32_t bytes)
{
    situ_png_put_u32(chunk + 8 + bytes, libdeflate_crc32(0, chunk + 4, (size_t)bytes + 4));
}

size_t situ_png_head(unsigned char out[33], uint32_t width, uint32_t height, int depth, int color_type)
{
    static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    memcpy(out, signature, 8);
    situ_png_chunk_begin(out + 8, "IHDR", 13);
    situ_png_put_u32(out + 16, width);
    situ_png_put_u32(out + 20, height);
    out[24] = (unsigned char)depth;
    out[25] = (unsigned char)color_type;
    out[26] = out[27] = out[28] = 0; // deflate, adaptive filters, no interlace
    situ_png_chunk_end(out + 8, 13);
    return 33;
}

static unsigned char straight(uint32_t channel, uint32_t alpha)
{
    uint32_t v = alpha == 0 ? 0 : (channel * 255 + alpha / 2) / alpha;
    return (unsigned char)(v > 255 ? 255 : v);
}

situ_status situ_png_true_color(unsigned char **out, size_t *bytes, const uint32_t *pixels, uint32_t width, uint32_t height, situ_error *err)
{
    situ_status status;
    size_t plain_bytes = ((size_t)width * 4 + 1) * height;
    unsigned char *png = NULL, *plain = situ_malloc(plain_bytes);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    *out = NULL;
    SITU_TRY_ALLOC(plain);
    SITU_TRY_ALLOC(compressor);
    unsigned char *p = plain;
    for (uint32_t y = 0; y < height; y++) {
        *p++ = 0;
        for (uint32_t x = 0; x < width; x++, p += 4) {
            uint32_t c = pixels[(size_t)y * width + x], a = c >> 24;
            p[0] = straight((c >> 16) & 255, a);
            p[1] = straight((c >> 8) & 255, a);
            p[2] = straight(c & 255, a);
            p[3] = (unsigned char)a;
        }
    }
    size_t room = libdeflate_zlib_compress_bound(compressor, plain_bytes);
    png = situ_malloc(33 + 12 + room + 12);
    SITU_TRY_ALLOC(png);
    size_t at = situ_png_head(png, width, height, 8, SITU_PNG_RGBA);
    size_t packed = libdeflate_zlib_compress(compressor, plain, plain_bytes, png + at + 8, room);
    if (packed == 0 || packed > UINT32_MAX) {
        status = situ_fail(err, SITU_E_EXTERNAL, NULL, "%s", _("compressing the picture failed"));
        goto done;
    }
    situ_png_chunk_begin(png + at, "IDAT", (uint32_t)packed);
    situ_png_chunk_end(png + at, (uint32_t)packed);
    at += 12 + packed;
    situ_png_chunk_begin(png + at, "IEND", 0);
    situ_png_chunk_end(png + at, 0);
    *bytes = at + 12;
    *out = png;
    png = NULL;
    status = SITU_OK;
done:
    if (compressor)
        libdeflate_free_compressor(compressor);
    situ_free(plain);
    situ_free(png);
    return status;
}

// SPDX-License-Identifier: MIT
// PNG of a tile. Every pixel colour has one output colour that depends on the style alone: the style's
// exact colours stay, all others go to 4 bits a channel. So neighbouring tiles agree, whatever each holds.

#include <libdeflate.h>
#include <string.h>

#include "base/alloc.h"
#include "output/output_internal.h"

#define TABLE 4096 // direct-mapped cache of pixel colours
#define SLOTS 1024 // hash of output colours, at most a quarter full
#define LEVEL 6

typedef struct encoder {
    uint32_t *exact; // sorted RGBA words
    size_t exact_count;
    uint32_t seen_in[TABLE], seen_out[TABLE];
    uint8_t seen[TABLE];
    uint32_t palette[256];
    int palette_count; // 257: more than fit
    uint32_t slot_color[SLOTS];
    uint16_t slot_index[SLOTS]; // index + 1, 0 = free
} encoder;

static uint32_t mix(uint32_t v)
{
    v ^= v >> 15;
    v *= 0x2c1b3c6dU;
    v ^= v >> 12;
    v *= 0x297a2d39U;
    return v ^ (v >> 15);
}

static uint32_t word(uint32_t r, uint32_t g, uint32_t b, uint32_t a) { return r << 24 | g << 16 | b << 8 | a; }

static bool is_exact(const encoder *e, uint32_t color)
{
    size_t low = 0, high = e->exact_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (e->exact[middle] < color)
            low = middle + 1;
        else
            high = middle;
    }
    return low < e->exact_count && e->exact[low] == color;
}

static uint32_t snap(uint32_t c) { return (c * 15 + 127) / 255 * 17; }

// Premultiplied ARGB -> straight RGBA of the output.
static uint32_t output_color(encoder *e, uint32_t argb)
{
    uint32_t a = argb >> 24, r = (argb >> 16) & 255, g = (argb >> 8) & 255, b = argb & 255;
    if (a == 0)
        return 0;
    if (a != 255) {
        r = (r * 255 + a / 2) / a;
        g = (g * 255 + a / 2) / a;
        b = (b * 255 + a / 2) / a;
        r = r > 255 ? 255 : r;
        g = g > 255 ? 255 : g;
        b = b > 255 ? 255 : b;
    }
    uint32_t color = word(r, g, b, a);
    if (is_exact(e, color))
        return color;
    a = snap(a);
    return a == 0 ? 0 : word(snap(r), snap(g), snap(b), a);
}

// Index of an output colour in the palette, -1 when the palette is full.
static int palette_index(encoder *e, uint32_t color)
{
    for (uint32_t at = mix(color) % SLOTS;; at = (at + 1) % SLOTS) {
        if (e->slot_index[at] == 0) {
            if (e->palette_count >= 256) {
                e->palette_count = 257;
                return -1;
            }
            e->slot_color[at] = color;
            e->palette[e->palette_count] = color;
            e->slot_index[at] = (uint16_t)(++e->palette_count);
            return e->palette_count - 1;
        }
        if (e->slot_color[at] == color)
            return e->slot_index[at] - 1;
    }
}

static uint32_t lookup(encoder *e, uint32_t argb)
{
    uint32_t at = mix(argb) % TABLE;
    if (!e->seen[at] || e->seen_in[at] != argb) {
        e->seen[at] = 1;
        e->seen_in[at] = argb;
        e->seen_out[at] = output_color(e, argb);
    }
    return e->seen_out[at];
}

// One index byte a pixel. False when there are more than 256 colours.
static bool index_pixels(encoder *e, const unsigned char *pixels, uint32_t width, uint32_t height, size_t stride, uint8_t *out)
{
    uint32_t last = 0;
    int index = -1;
    for (uint32_t y = 0; y < height; y++) {
        const unsigned char *row = pixels + y * stride;
        for (uint32_t x = 0; x < width; x++) {
            uint32_t argb;
            memcpy(&argb, row + 4 * (size_t)x, 4);
            if (index < 0 || argb != last) {
                index = palette_index(e, lookup(e, argb));
                if (index < 0)
                    return false;
                last = argb;
            }
            *out++ = (uint8_t)index;
        }
    }
    return true;
}

static int bit_depth(int colors) { return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8; }

// Scanlines with filter none, indexes packed to depth bits.
static size_t pack_indexes(const uint8_t *index, uint32_t width, uint32_t height, int depth, unsigned char *out)
{
    unsigned char *start = out;
    uint32_t per_byte = 8U / (uint32_t)depth;
    for (uint32_t y = 0; y < height; y++, index += width) {
        *out++ = 0;
        for (uint32_t x = 0; x < width; x += per_byte) {
            unsigned value = 0;
            for (uint32_t k = 0; k < per_byte; k++)
                value = value << depth | (x + k < width ? index[x + k] : 0U);
            *out++ = (unsigned char)value;
        }
    }
    return (size_t)(out - start);
}

static size_t pack_true_color(encoder *e, const unsigned char *pixels, uint32_t width, uint32_t height, size_t stride,
                              bool alpha, unsigned char *out)
{
    unsigned char *start = out;
    for (uint32_t y = 0; y < height; y++) {
        *out++ = 0;
        for (uint32_t x = 0; x < width; x++) {
            uint32_t argb;
            memcpy(&argb, pixels + y * stride + 4 * (size_t)x, 4);
            uint32_t color = lookup(e, argb);
            *out++ = (unsigned char)(color >> 24);
            *out++ = (unsigned char)(color >> 16);
            *out++ = (unsigned char)(color >> 8);
            if (alpha)
                *out++ = (unsigned char)color;
        }
    }
    return (size_t)(out - start);
}

static bool any_transparent(const unsigned char *pixels, uint32_t width, uint32_t height, size_t stride)
{
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++)
            if (pixels[y * stride + 4 * (size_t)x + (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 3 : 0)] != 255)
                return true;
    return false;
}

static situ_status assemble(unsigned char **out, size_t *bytes, const encoder *e, uint32_t width, uint32_t height, int depth,
                            int type, const unsigned char *plain, size_t plain_bytes, situ_error *err)
{
    situ_status status;
    unsigned char *png = NULL;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    SITU_TRY_ALLOC(compressor);
    size_t room = libdeflate_zlib_compress_bound(compressor, plain_bytes);
    png = situ_malloc(33 + 12 + 768 + 12 + 256 + 12 + room + 12);
    SITU_TRY_ALLOC(png);
    size_t at = situ_png_head(png, width, height, depth, type);
    if (type == SITU_PNG_PALETTE) {
        uint32_t n = (uint32_t)e->palette_count, opaque_tail = n;
        situ_png_chunk_begin(png + at, "PLTE", 3 * n);
        for (uint32_t i = 0; i < n; i++) {
            png[at + 8 + 3 * i] = (unsigned char)(e->palette[i] >> 24);
            png[at + 9 + 3 * i] = (unsigned char)(e->palette[i] >> 16);
            png[at + 10 + 3 * i] = (unsigned char)(e->palette[i] >> 8);
        }
        situ_png_chunk_end(png + at, 3 * n);
        at += 12 + 3 * n;
        while (opaque_tail > 0 && (e->palette[opaque_tail - 1] & 255) == 255)
            opaque_tail--;
        if (opaque_tail > 0) {
            situ_png_chunk_begin(png + at, "tRNS", opaque_tail);
            for (uint32_t i = 0; i < opaque_tail; i++)
                png[at + 8 + i] = (unsigned char)e->palette[i];
            situ_png_chunk_end(png + at, opaque_tail);
            at += 12 + opaque_tail;
        }
    }
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
    at += 12;
    unsigned char *fitted = situ_realloc(png, at); // tiles wait in queues and caches: give the room back
    *out = fitted ? fitted : png;
    *bytes = at;
    png = NULL;
    status = SITU_OK;
done:
    libdeflate_free_compressor(compressor);
    situ_free(png);
    return status;
}

static void sort_words(uint32_t *words, size_t count)
{
    for (size_t i = 1; i < count; i++) // short and made once a tile
        for (size_t k = i; k > 0 && words[k - 1] > words[k]; k--) {
            uint32_t t = words[k];
            words[k] = words[k - 1];
            words[k - 1] = t;
        }
}

situ_status situ_png_encode(unsigned char **out, size_t *bytes, const uint32_t *pixels, uint32_t width, uint32_t height,
                            size_t stride, const situ_rgba *exact, size_t exact_count, situ_error *err)
{
    situ_status status;
    uint8_t *index = NULL;
    unsigned char *plain = NULL;
    const unsigned char *base = (const unsigned char *)pixels;
    *out = NULL;
    *bytes = 0;
    encoder *e = situ_calloc(1, sizeof *e);
    SITU_TRY_ALLOC(e);
    if (width == 0 || height == 0 || width > 16384 || height > 16384 || stride < 4 * (size_t)width) {
        status = situ_fail(err, SITU_E_ARGUMENT, NULL, _("a picture of %u x %u pixels cannot be encoded"), width, height);
        goto done;
    }
    e->exact = situ_malloc((exact_count + 1) * sizeof *e->exact);
    SITU_TRY_ALLOC(e->exact);
    for (size_t i = 0; i < exact_count; i++)
        e->exact[i] = word(exact[i].r, exact[i].g, exact[i].b, exact[i].a);
    e->exact_count = exact_count;
    sort_words(e->exact, exact_count);
    index = situ_malloc((size_t)width * height);
    SITU_TRY_ALLOC(index);
    int type = SITU_PNG_PALETTE, depth = 8;
    size_t plain_bytes;
    if (index_pixels(e, base, width, height, stride, index)) {
        depth = bit_depth(e->palette_count);
        plain = situ_malloc(((size_t)width + 2) * height);
        SITU_TRY_ALLOC(plain);
        plain_bytes = pack_indexes(index, width, height, depth, plain);
    } else {
        bool alpha = any_transparent(base, width, height, stride);
        type = alpha ? SITU_PNG_RGBA : SITU_PNG_RGB;
        plain = situ_malloc(((size_t)width * 4 + 1) * height);
        SITU_TRY_ALLOC(plain);
        plain_bytes = pack_true_color(e, base, width, height, stride, alpha, plain);
    }
    SITU_TRY(assemble(out, bytes, e, width, height, depth, type, plain, plain_bytes, err));
    status = SITU_OK;
done:
    situ_free(plain);
    situ_free(index);
    if (e)
        situ_free(e->exact);
    situ_free(e);
    return status;
}

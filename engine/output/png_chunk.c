// SPDX-License-Identifier: MIT
#include <libdeflate.h>
#include <string.h>

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

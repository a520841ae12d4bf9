// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_XLS_WRITER_H
#define SITU_TESTS_XLS_WRITER_H

// BIFF records and a compound file around them: small enough to be read beside the tests.

#include "unit/ledger/zip_writer.h"

typedef struct biff {
    unsigned char bytes[1 << 20];
    size_t n;
    size_t record; // where the record at hand begins
} biff;

static inline void put8(biff *b, uint32_t v)
{
    b->bytes[b->n++] = (unsigned char)v;
}
static inline void put16(biff *b, uint32_t v)
{
    b->n = zip_put(b->bytes, b->n, v, 2);
}
static inline void put32(biff *b, uint32_t v)
{
    b->n = zip_put(b->bytes, b->n, v, 4);
}
static inline void put_double(biff *b, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    put32(b, (uint32_t)bits);
    put32(b, (uint32_t)(bits >> 32));
}
static inline void put_bytes(biff *b, const void *bytes, size_t n)
{
    memcpy(b->bytes + b->n, bytes, n);
    b->n += n;
}
static inline void record(biff *b, uint32_t type)
{
    put16(b, type);
    put16(b, 0);
    b->record = b->n;
}
static inline void done(biff *b)
{
    zip_put(b->bytes, b->record - 2, (uint32_t)(b->n - b->record), 2);
}
// Characters of UTF-8 text below U+10000 as UTF-16.
static inline size_t put_wide(biff *b, const char *text)
{
    size_t n = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; n++) {
        uint32_t c = *p < 0x80 ? *p : *p < 0xE0 ? (uint32_t)(*p & 31) << 6 | (p[1] & 63u) : (uint32_t)(*p & 15) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
        p += *p < 0x80 ? 1 : *p < 0xE0 ? 2 : 3;
        put16(b, c);
    }
    return n;
}
static inline uint32_t wide_length(const char *text)
{
    uint32_t n = 0;
    for (; *text; text++)
        n += (*text & 0xC0) != 0x80;
    return n;
}
static inline void put_string(biff *b, const char *text, int length_bytes)
{
    if (length_bytes == 1)
        put8(b, wide_length(text));
    else
        put16(b, wide_length(text));
    put8(b, 1);
    put_wide(b, text);
}
static inline void put_begin(biff *b, uint32_t version, uint32_t kind)
{
    record(b, 0x809);
    put16(b, version);
    put16(b, kind);
    put32(b, 0);
    if (version == 0x600)
        put_double(b, 0);
    done(b);
}
static inline void put_end(biff *b)
{
    record(b, 0x0A);
    done(b);
}
// rw, col, xf of a cell record.
static inline void put_place(biff *b, uint32_t type, uint32_t row, uint32_t column, uint32_t xf)
{
    record(b, type);
    put16(b, row);
    put16(b, column);
    put16(b, xf);
}

// A compound file with one stream. small: in the mini stream (below 4096 bytes), else padded with zeros.
static inline size_t ole_bytes(unsigned char *out, const char *name, const unsigned char *stream, size_t n)
{
    const uint32_t END = 0xFFFFFFFEu, FREE = 0xFFFFFFFFu, FAT = 0xFFFFFFFDu;
    size_t small = n < 4096, sectors = (n + 511) / 512, at = 0;
    size_t fat_sectors = (sectors + 4 + 127) / 128, total = fat_sectors + 2 + sectors;
    memset(out, 0, 512 * (total + 1));
    memcpy(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    zip_put(out, 24, 0x3E, 2);
    zip_put(out, 26, 3, 2);
    zip_put(out, 28, 0xFFFE, 2);
    zip_put(out, 30, 9, 2);
    zip_put(out, 32, 6, 2);
    zip_put(out, 44, (uint32_t)fat_sectors, 4);
    zip_put(out, 48, (uint32_t)fat_sectors, 4); // directory behind the table
    zip_put(out, 56, 4096, 4);
    zip_put(out, 60, small ? (uint32_t)fat_sectors + 1 : END, 4);
    zip_put(out, 64, small ? 1 : 0, 4);
    zip_put(out, 68, END, 4);
    for (uint32_t i = 0; i < 109; i++)
        zip_put(out, 76 + 4 * i, i < fat_sectors ? i : FREE, 4);
    unsigned char *fat = out + 512;
    for (uint32_t i = 0; i < fat_sectors * 128; i++) {
        uint32_t v = i < fat_sectors ? FAT : i < fat_sectors + 2 ? END : i + 1 < total ? i + 1 : i < total ? END : FREE;
        at = zip_put(fat, 4 * (size_t)i, v, 4);
    }
    (void)at;
    unsigned char *dir = fat + 512 * fat_sectors, *mini = dir + 512, *data = mini + 512;
    const char *names[2] = {"Root Entry", name};
    for (int i = 0; i < 2; i++) {
        unsigned char *e = dir + 128 * i;
        for (size_t k = 0; k < strlen(names[i]); k++)
            e[2 * k] = (unsigned char)names[i][k];
        zip_put(e, 64, (uint32_t)(2 * strlen(names[i]) + 2), 2);
        e[66] = i == 0 ? 5 : 2;
        zip_put(e, 68, FREE, 4);
        zip_put(e, 72, FREE, 4);
        zip_put(e, 76, i == 0 ? 1 : FREE, 4);
        zip_put(e, 116, i == 0 ? (small ? (uint32_t)fat_sectors + 2 : END) : small ? 0 : (uint32_t)fat_sectors + 2, 4);
        zip_put(e, 120, i == 0 ? (small ? (uint32_t)(sectors * 512) : 0) : (uint32_t)n, 4);
    }
    for (uint32_t i = 0; i < 128; i++)
        zip_put(mini, 4 * (size_t)i, i + 1 < (n + 63) / 64 ? i + 1 : END, 4);
    memcpy(data, stream, n);
    return 512 * (total + 1);
}

#endif

// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <string.h>

enum { BROKEN = 0xFFFD, LONGEST_WORD = 256 };

// Length of the well-formed sequence at p (Unicode table 3-7), 0 when malformed.
static size_t sequence_length(const unsigned char *p, size_t n)
{
    if (p[0] < 0x80)
        return 1;
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || n < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return length;
}

uint32_t situ_utf8_next(const char **p, const char *end)
{
    if (*p >= end)
        return BROKEN;
    const unsigned char *u = (const unsigned char *)*p;
    size_t length = sequence_length(u, (size_t)(end - *p));
    *p += length ? length : 1;
    switch (length) {
    case 1:
        return u[0];
    case 2:
        return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
    case 3:
        return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
    case 4:
        return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
    default:
        return BROKEN;
    }
}

size_t situ_utf8_put(uint32_t c, char out[4])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = BROKEN;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(unsigned char)(0x80 | (c & 0x3F));
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(unsigned char)(lead[length] | c);
    return length;
}

bool situ_utf8_valid(const char *bytes, size_t n, size_t *bad)
{
    for (size_t i = 0; i < n;) {
        size_t length = sequence_length((const unsigned char *)bytes + i, n - i);
        if (!length) {
            if (bad)
                *bad = i;
            return false;
        }
        i += length;
    }
    return true;
}

size_t situ_utf8_count(const char *text)
{
    size_t count = 0;
    const char *end = text ? text + strlen(text) : NULL;
    while (text < end) {
        situ_utf8_next(&text, end);
        count++;
    }
    return count;
}

// Fills at most LONGEST_WORD code points; more than that gives LONGEST_WORD + 1.
static size_t code_points(const char *text, uint32_t out[LONGEST_WORD])
{
    size_t count = 0;
    const char *end = text + strlen(text);
    while (text < end && count < LONGEST_WORD)
        out[count++] = situ_utf8_next(&text, end);
    return text < end ? LONGEST_WORD + 1 : count;
}

size_t situ_utf8_distance(const char *a, const char *b, size_t limit)
{
    uint32_t x[LONGEST_WORD], y[LONGEST_WORD];
    size_t rows[3][LONGEST_WORD + 1], *row = rows[0], *above = rows[1], *top = rows[2];
    size_t n = code_points(a, x), m = code_points(b, y);
    if (n > LONGEST_WORD || m > LONGEST_WORD)
        return strcmp(a, b) == 0 ? 0 : limit + 1; // no name: not worth a matrix
    if ((n > m ? n - m : m - n) > limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *spare = top;
        top = above;
        above = row;
        row = spare;
        size_t least = row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = above[j - 1] + (x[i - 1] != y[j - 1]);
            size_t step = (above[j] < row[j - 1] ? above[j] : row[j - 1]) + 1;
            row[j] = change < step ? change : step;
            bool swapped = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
            if (swapped && top[j - 2] + 1 < row[j])
                row[j] = top[j - 2] + 1;
            if (row[j] < least)
                least = row[j];
        }
        if (least > limit + 1) // a swap reaches back over one row
            return limit + 1;
    }
    return row[m] > limit ? limit + 1 : row[m];
}

bool situ_utf8_is_wide(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
        {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
        {0xFFE0, 0xFFE6},   {0x1B000, 0x1B16F}, {0x1F200, 0x1F2FF}, {0x20000, 0x3FFFD},
    };
    for (size_t i = 0; i < sizeof wide / sizeof *wide && c >= wide[i].first; i++)
        if (c <= wide[i].last)
            return true;
    return false;
}

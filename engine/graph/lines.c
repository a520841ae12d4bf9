// SPDX-License-Identifier: MIT
#include "graph/lines.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

// Costs are in squares of one character's width of raggedness (RAGGED of them).
static const double PLAIN = 4, INSIDE_WORD = 11, PER_LINE = 2.5, LONELY = 12, RAGGED = 0.35;

typedef struct text {
    int n;
    uint32_t c[SITU_LINES_CHARS];
    int start[SITU_LINES_CHARS + 1];  // byte offsets
    double sum[SITU_LINES_CHARS + 1]; // prefix sums of widths
    double price[SITU_LINES_CHARS + 1]; // of a break before character i; DBL_MAX = never
} text;

static bool is_in(uint32_t c, const char *set)
{
    const char *p = set, *end = set + strlen(set);
    while (p < end)
        if (situ_utf8_next(&p, end) == c)
            return true;
    return false;
}

static bool is_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '%' ||
           c == 0x2013 || (c >= 0x2160 && c <= 0x217F); // en dash, Ⅰ–Ⅳ
}

static double price_before(const text *t, int i)
{
    uint32_t a = t->c[i - 1], b = t->c[i];
    if (is_in(b, "，。、；：！？）】」』》〉”’,;:!?)]…·") || is_in(a, "（【「『《〈“‘([") || (is_word(a) && is_word(b)))
        return DBL_MAX;
    return is_in(a, "，。、；：！？）】,;:!?) ") || is_in(b, "（【(") ? 0 : PLAIN;
}

static void mark_words(text *t, const char *utf8, const char *const *keep, size_t keep_count)
{
    for (size_t k = 0; k < keep_count; k++) {
        size_t length = strlen(keep[k]);
        for (const char *at = length ? strstr(utf8, keep[k]) : NULL; at; at = strstr(at + length, keep[k])) {
            int begin = (int)(at - utf8), end = begin + (int)length;
            for (int i = 1; i < t->n; i++)
                if (t->start[i] > begin && t->start[i] < end && t->price[i] < INSIDE_WORD)
                    t->price[i] = INSIDE_WORD;
        }
    }
}

static void read_text(text *t, const char *utf8, const double *advance, int n)
{
    const char *p = utf8, *end = utf8 + strlen(utf8);
    t->n = 0;
    t->sum[0] = 0;
    while (p < end && t->n < n) {
        t->start[t->n] = (int)(p - utf8);
        t->c[t->n] = situ_utf8_next(&p, end);
        t->sum[t->n + 1] = t->sum[t->n] + advance[t->n];
        t->n++;
    }
    t->start[t->n] = (int)(end - utf8);
    for (int i = 1; i < t->n; i++)
        t->price[i] = price_before(t, i);
}

// Best way into exactly `lines` lines; DBL_MAX when none fits.
static double break_into(int *ends, const text *t, int lines, double limit, double em)
{
    static const double never = DBL_MAX;
    double best[SITU_LINES_MOST + 1][SITU_LINES_CHARS + 1], target = t->sum[t->n] / lines;
    int from[SITU_LINES_MOST + 1][SITU_LINES_CHARS + 1];
    for (int l = 0; l <= lines; l++)
        for (int j = 0; j <= t->n; j++)
            best[l][j] = never, from[l][j] = 0;
    best[0][0] = 0;
    for (int l = 1; l <= lines; l++)
        for (int j = 1; j <= t->n; j++)
            for (int i = j - 1; i >= 0 && t->sum[j] - t->sum[i] <= limit + 1e-9; i--) {
                double off = (t->sum[j] - t->sum[i] - target) / em, price;
                if (best[l - 1][i] == never || (i > 0 && t->price[i] == never))
                    continue;
                price = best[l - 1][i] + RAGGED * off * off + (i > 0 ? t->price[i] : 0) + (j - i == 1 && t->n > 1 ? LONELY : 0);
                if (price < best[l][j] - 1e-9) {
                    best[l][j] = price;
                    from[l][j] = i;
                }
            }
    if (best[lines][t->n] == never)
        return never;
    for (int l = lines, j = t->n; l > 0; l--) {
        ends[l - 1] = t->start[j];
        j = from[l][j];
    }
    return best[lines][t->n];
}

int situ_lines_break(int ends[SITU_LINES_MOST], const char *utf8, const double *advance, int n, double limit, int most,
                     const char *const *keep, size_t keep_count)
{
    text t;
    int found = 0, trial[SITU_LINES_MOST];
    double best = DBL_MAX, em = 0;
    if (n <= 0 || n > SITU_LINES_CHARS)
        return 0;
    read_text(&t, utf8, advance, n);
    mark_words(&t, utf8, keep, keep_count);
    for (int i = 0; i < t.n; i++)
        em = fmax(em, advance[i]);
    for (int lines = 1; lines <= most && lines <= SITU_LINES_MOST && em > 0; lines++) {
        double price = break_into(trial, &t, lines, limit, em);
        if (price < DBL_MAX && price + lines * PER_LINE < best - 1e-9) {
            best = price + lines * PER_LINE;
            found = lines;
            memcpy(ends, trial, sizeof trial);
        }
    }
    return found;
}

// SPDX-License-Identifier: MIT
#include "base/str.h"

#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"

void situ_str_init(situ_str *s)
{
    *s = (situ_str){.data = ""}; // capacity 0: never written to, never freed
}

void situ_str_free(situ_str *s)
{
    if (!s)
        return;
    if (s->capacity)
        situ_free(s->data);
    situ_str_init(s);
}

void situ_str_clear(situ_str *s)
{
    s->length = 0;
    s->failed = false;
    if (s->capacity)
        s->data[0] = '\0';
}

// Makes room for n more bytes and the NUL.
static bool reserve(situ_str *s, size_t n)
{
    if (s->failed)
        return false;
    char *data = s->capacity ? s->data : NULL;
    if (n >= SIZE_MAX - s->length ||
        situ_grow(&data, &s->capacity, s->length + n + 1, 1, NULL) != SITU_OK) {
        s->failed = true;
        return false;
    }
    s->data = data;
    return true;
}

void situ_str_add_n(situ_str *s, const char *bytes, size_t n)
{
    // Appending a part of s to itself: the bytes may move.
    bool own = s->capacity && bytes >= s->data && bytes <= s->data + s->length;
    size_t offset = own ? (size_t)(bytes - s->data) : 0;
    if (!n || !reserve(s, n))
        return;
    memmove(s->data + s->length, own ? s->data + offset : bytes, n);
    s->length += n;
    s->data[s->length] = '\0';
}

void situ_str_add(situ_str *s, const char *text)
{
    if (text)
        situ_str_add_n(s, text, strlen(text));
}

bool situ_str_ok(const situ_str *s)
{
    return !s->failed;
}

char *situ_str_take(situ_str *s)
{
    char *text = NULL;
    if (s->failed)
        situ_free(s->capacity ? s->data : NULL);
    else
        text = s->capacity ? s->data : situ_strdup("");
    situ_str_init(s);
    return text;
}

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

// Switches this thread to the C locale; the result goes back to uselocale().
static locale_t enter_c_locale(void)
{
    pthread_once(&c_locale_once, make_c_locale);
    return c_locale ? uselocale(c_locale) : (locale_t)0;
}

static void leave_c_locale(locale_t old)
{
    if (old)
        uselocale(old);
}

void situ_str_addv(situ_str *s, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    locale_t old = enter_c_locale();
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n < 0)
        s->failed = true;
    else if (reserve(s, (size_t)n)) {
        vsnprintf(s->data + s->length, (size_t)n + 1, fmt, again);
        s->length += (size_t)n;
    }
    leave_c_locale(old);
    va_end(again);
}

void situ_str_addf(situ_str *s, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    situ_str_addv(s, fmt, args);
    va_end(args);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool situ_parse_double(const char *text, double *out)
{
    // strtod takes more than a number (blanks, hex, inf, nan): check the grammar first.
    if (!text)
        return false;
    const char *p = text;
    size_t digits = 0;
    if (*p == '+' || *p == '-')
        p++;
    for (; is_digit(*p); p++)
        digits++;
    if (*p == '.')
        for (p++; is_digit(*p); p++)
            digits++;
    if (!digits)
        return false;
    if (*p == 'e' || *p == 'E') {
        p++;
        if (*p == '+' || *p == '-')
            p++;
        if (!is_digit(*p))
            return false;
        while (is_digit(*p))
            p++;
    }
    if (*p)
        return false;
    pthread_once(&c_locale_once, make_c_locale);
    if (!c_locale)
        return false;
    double value = strtod_l(text, NULL, c_locale);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool situ_parse_int(const char *text, long long *out)
{
    if (!text)
        return false;
    bool negative = *text == '-';
    const char *p = text + (*text == '-' || *text == '+');
    if (!*p)
        return false;
    long long value = 0; // kept negative, whose range is the wider one
    for (; *p; p++)
        if (!is_digit(*p) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *p - '0', &value))
            return false;
    if (!negative && value == LLONG_MIN)
        return false;
    *out = negative ? value : -value;
    return true;
}

void situ_format_double(double value, char out[32])
{
    if (isnan(value)) {
        memcpy(out, "nan", 4);
        return;
    }
    locale_t old = enter_c_locale();
    // A decimal of up to 15 digits survives the way through a double, so %.15g is already the
    // shortest where it reads back; subnormals hold fewer digits.
    int precision = fabs(value) < DBL_MIN ? 1 : 15;
    for (; precision <= 17; precision++) {
        snprintf(out, 32, "%.*g", precision, value);
        if (precision == 17 || strtod(out, NULL) == value)
            break;
    }
    leave_c_locale(old);
}

bool situ_streq(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool situ_starts_with(const char *text, const char *prefix)
{
    return text && prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool situ_ends_with(const char *text, const char *suffix)
{
    if (!text || !suffix)
        return false;
    size_t n = strlen(text), m = strlen(suffix);
    return n >= m && memcmp(text + n - m, suffix, m) == 0;
}

const char *situ_nearest_word(const char *word, const char *const *candidates, size_t max_distance)
{
    const char *best = NULL;
    size_t limit = max_distance;
    for (; word && candidates && *candidates; candidates++) {
        size_t d = situ_utf8_distance(word, *candidates, limit);
        if (d > limit || (best && d >= limit))
            continue;
        best = *candidates;
        limit = d;
        if (!d)
            break;
    }
    return best;
}

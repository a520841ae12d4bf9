// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_STR_H
#define SITU_BASE_STR_H

// Growable byte string (always NUL-terminated) and small text helpers. Failure is sticky:
// append freely, check once with situ_str_ok().

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct situ_str {
    char *data; // "" when empty, never NULL after init
    size_t length, capacity;
    bool failed;
} situ_str;

void situ_str_init(situ_str *s);
void situ_str_free(situ_str *s);
void situ_str_clear(situ_str *s);
void situ_str_add(situ_str *s, const char *text);
void situ_str_add_n(situ_str *s, const char *bytes, size_t n);
void situ_str_addf(situ_str *s, const char *fmt, ...) SITU_PRINTF(2, 3);
void situ_str_addv(situ_str *s, const char *fmt, va_list args) SITU_PRINTF(2, 0);
bool situ_str_ok(const situ_str *s);
// Ownership moves to the caller (situ_free), s is empty again. NULL when an append had failed.
char *situ_str_take(situ_str *s);

// Locale-free number parsing and printing: '.' only, no grouping, whole text must be the number.
bool situ_parse_double(const char *text, double *out);
bool situ_parse_int(const char *text, long long *out);
// Shortest text that reads back as the same double ("0.1"). out holds at least 32 bytes.
void situ_format_double(double value, char out[32]);

bool situ_streq(const char *a, const char *b); // NULL equals only NULL
bool situ_starts_with(const char *text, const char *prefix);
bool situ_ends_with(const char *text, const char *suffix);
// The candidate nearest to word by edit distance (at most max_distance code points), NULL when
// none. candidates ends with NULL. For "did you mean" hints.
const char *situ_nearest_word(const char *word, const char *const *candidates, size_t max_distance);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_UTF8_H
#define SITU_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

// Decodes one code point at *p (before end) and moves *p behind it. Malformed bytes (overlong,
// surrogates, > U+10FFFF included) give U+FFFD and move by one byte.
uint32_t situ_utf8_next(const char **p, const char *end);
// Writes c as UTF-8 into out (4 bytes at most), returns the number of bytes.
size_t situ_utf8_put(uint32_t c, char out[4]);
// True when all n bytes are strict UTF-8; else *bad (may be NULL) is the offset of the first fault.
bool situ_utf8_valid(const char *bytes, size_t n, size_t *bad);
size_t situ_utf8_count(const char *text); // code points
// Edit distance in code points, at most limit + 1. Neighbours that changed places count once.
size_t situ_utf8_distance(const char *a, const char *b, size_t limit);
// True for CJK ideographs, kana, hangul and full-width forms (one em wide).
bool situ_utf8_is_wide(uint32_t c);

// Decodes a file's bytes: BOM (UTF-8, UTF-16LE/BE) -> strict UTF-8 -> GB18030. encoding NULL or
// "auto" detects, else an iconv name. *out is NUL-terminated, owned by the caller; *used (may be
// NULL) receives a static name. Fails with SITU_E_FORMAT naming the byte offset.
situ_status situ_decode_text(char **out, size_t *out_bytes, const char *bytes, size_t n,
                             const char *encoding, const char **used, situ_error *err)
    SITU_MUST_CHECK;

// The other way: UTF-8 to an encoding by its iconv name. *out is owned by the caller, not terminated.
// Fails with SITU_E_FORMAT where a character does not exist there.
situ_status situ_encode_text(char **out, size_t *out_bytes, const char *utf8, size_t n, const char *encoding,
                             situ_error *err) SITU_MUST_CHECK;

#endif

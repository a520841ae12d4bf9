// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_ALLOC_H
#define SITU_BASE_ALLOC_H

// All memory of libsitu comes through here, so that a test can make the n-th allocation fail.

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

void *situ_malloc(size_t bytes);              // NULL when out of memory; bytes == 0 gives a valid pointer
void *situ_calloc(size_t count, size_t size); // zeroed; checks count * size for overflow
void *situ_realloc(void *p, size_t bytes);    // NULL when out of memory, p stays valid
char *situ_strdup(const char *text);          // NULL text gives NULL
char *situ_strndup(const char *text, size_t bytes);
void situ_free(void *p); // accepts NULL
void situ_alloc_trim(void); // gives what was freed back to the system: after a stage that needed much

// Grows *array (elements of size bytes) to hold at least need elements; capacity doubles.
situ_status situ_grow(void *array, size_t *capacity, size_t need, size_t size, situ_error *err)
    SITU_MUST_CHECK;

// Test hook: the n-th allocation from now on (1 = next) fails, and every later one when all is
// true. n == 0 switches it off. situ_alloc_count() counts allocations since the last call.
void situ_alloc_fail_at(uint64_t n, bool all);
uint64_t situ_alloc_count(void);

#endif

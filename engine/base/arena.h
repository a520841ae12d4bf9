// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_ARENA_H
#define SITU_BASE_ARENA_H

// Bump allocator: everything is freed at once. Not thread-safe.

#include <stddef.h>

#include "base/error.h"

typedef struct situ_arena situ_arena;

situ_arena *situ_arena_new(void); // NULL when out of memory
void situ_arena_free(situ_arena *arena);
void *situ_arena_alloc(situ_arena *arena, size_t bytes); // zeroed, 16-byte aligned; NULL = no memory
char *situ_arena_strdup(situ_arena *arena, const char *text);
char *situ_arena_strndup(situ_arena *arena, const char *text, size_t bytes);
char *situ_arena_printf(situ_arena *arena, const char *fmt, ...) SITU_PRINTF(2, 3);
// The arena calls release(held) when it is freed, now when there is no memory (then false).
bool situ_arena_adopt(situ_arena *arena, void (*release)(void *held), void *held);
size_t situ_arena_bytes(const situ_arena *arena); // reserved so far

#endif

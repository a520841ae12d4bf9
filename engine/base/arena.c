// SPDX-License-Identifier: MIT
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

// Aligned memory is taken from the front, texts from the end: they need no alignment, and a ledger has
// millions of short ones.
typedef struct block {
    struct block *next;
    size_t used, end; // of data: free in between
    size_t pad;       // keeps data on a multiple of ALIGN
    unsigned char data[];
} block;

_Static_assert(offsetof(block, data) % ALIGN == 0, "block data must be aligned");

typedef struct adopted {
    struct adopted *next;
    void (*release)(void *held);
    void *held;
} adopted;

struct situ_arena {
    adopted *adopted;
    block *blocks; // the first one is being filled
    size_t next_size, bytes;
};

situ_arena *situ_arena_new(void)
{
    situ_arena *arena = situ_calloc(1, sizeof *arena);
    if (arena)
        arena->next_size = FIRST_BLOCK;
    return arena;
}

void situ_arena_free(situ_arena *arena)
{
    if (!arena)
        return;
    for (const adopted *a = arena->adopted; a; a = a->next) // they lie in the blocks
        a->release(a->held);
    for (block *b = arena->blocks; b;) {
        block *next = b->next;
        situ_free(b);
        b = next;
    }
    situ_free(arena);
}

static block *add_block(situ_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(block))
        return NULL;
    block *b = situ_calloc(1, sizeof(block) + size);
    if (!b)
        return NULL;
    b->end = size;
    arena->bytes += sizeof(block) + size;
    return b;
}

// A block with `need` bytes free between its ends.
static block *block_for(situ_arena *arena, size_t need)
{
    block *b = arena->blocks;
    if (b && b->end - b->used >= need)
        return b;
    bool large = need > arena->next_size / 4;
    b = add_block(arena, large ? need : arena->next_size);
    if (!b)
        return NULL;
    if (large && arena->blocks) { // goes behind the block being filled, which keeps its room
        b->next = arena->blocks->next;
        arena->blocks->next = b;
    } else {
        b->next = arena->blocks;
        arena->blocks = b;
    }
    if (!large && arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    return b;
}

void *situ_arena_alloc(situ_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX - ALIGN)
        return NULL;
    size_t need = bytes ? (bytes + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
    block *b = block_for(arena, need);
    if (!b)
        return NULL;
    void *p = b->data + b->used;
    b->used += need;
    return p;
}

// Zeroed, not aligned.
static char *alloc_text(situ_arena *arena, size_t bytes)
{
    block *b = bytes <= SIZE_MAX - ALIGN ? block_for(arena, bytes) : NULL;
    if (!b)
        return NULL;
    b->end -= bytes;
    return (char *)b->data + b->end;
}

char *situ_arena_strndup(situ_arena *arena, const char *text, size_t bytes)
{
    if (!text)
        return NULL;
    size_t n = strnlen(text, bytes);
    char *copy = n < SIZE_MAX ? alloc_text(arena, n + 1) : NULL;
    if (copy)
        memcpy(copy, text, n);
    return copy;
}

char *situ_arena_strdup(situ_arena *arena, const char *text)
{
    return text ? situ_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *situ_arena_printf(situ_arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    char *text = n < 0 ? NULL : alloc_text(arena, (size_t)n + 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(args);
    return text;
}

bool situ_arena_adopt(situ_arena *arena, void (*release)(void *held), void *held)
{
    adopted *a = situ_arena_alloc(arena, sizeof *a);
    if (!a) {
        release(held);
        return false;
    }
    *a = (adopted){arena->adopted, release, held};
    arena->adopted = a;
    return true;
}

size_t situ_arena_bytes(const situ_arena *arena)
{
    return arena ? arena->bytes : 0;
}

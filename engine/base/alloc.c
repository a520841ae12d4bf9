// SPDX-License-Identifier: MIT
#include "base/alloc.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// The test hook is the one piece of shared state: off, it costs a read of one flag.
static atomic_bool hook_on;
static atomic_uint_fast64_t counted;
static atomic_uint_fast64_t fail_at; // 0 = off
static atomic_bool fail_later;

static bool must_fail(void)
{
    if (!atomic_load_explicit(&hook_on, memory_order_relaxed))
        return false;
    atomic_fetch_add(&counted, 1);
    uint_fast64_t left = atomic_load(&fail_at);
    while (left > 1)
        if (atomic_compare_exchange_weak(&fail_at, &left, left - 1))
            return false;
    if (left == 0)
        return false;
    if (!atomic_load(&fail_later))
        atomic_store(&fail_at, 0);
    return true;
}

void situ_alloc_fail_at(uint64_t n, bool all)
{
    atomic_store(&fail_later, all);
    atomic_store(&fail_at, n);
    atomic_store(&hook_on, true);
}

uint64_t situ_alloc_count(void)
{
    atomic_store(&hook_on, true);
    return atomic_exchange(&counted, 0);
}

void *situ_malloc(size_t bytes)
{
    return must_fail() ? NULL : malloc(bytes ? bytes : 1);
}

void *situ_calloc(size_t count, size_t size)
{
    size_t bytes;
    if (must_fail() || __builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return calloc(1, bytes ? bytes : 1);
}

void *situ_realloc(void *p, size_t bytes)
{
    return must_fail() ? NULL : realloc(p, bytes ? bytes : 1);
}

char *situ_strndup(const char *text, size_t bytes)
{
    if (!text)
        return NULL;
    size_t n = strnlen(text, bytes);
    if (n == SIZE_MAX)
        return NULL;
    char *copy = situ_malloc(n + 1);
    if (copy) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

char *situ_strdup(const char *text)
{
    return text ? situ_strndup(text, strlen(text)) : NULL;
}

void situ_alloc_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void situ_free(void *p)
{
    free(p);
}

situ_status situ_grow(void *array, size_t *capacity, size_t need, size_t size, situ_error *err)
{
    if (need <= *capacity)
        return SITU_OK;
    size_t room = *capacity > SIZE_MAX / 2 ? need : *capacity * 2;
    if (room < 8)
        room = 8;
    if (room < need)
        room = need;
    size_t bytes;
    if (__builtin_mul_overflow(room, size, &bytes))
        return situ_fail_nomem(err);
    void *old;
    memcpy(&old, array, sizeof old); // array is a T **: no aliasing as void **
    void *grown = situ_realloc(old, bytes);
    if (!grown)
        return situ_fail_nomem(err);
    memcpy(array, &grown, sizeof grown);
    *capacity = room;
    return SITU_OK;
}

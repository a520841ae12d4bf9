// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_HASH_H
#define SITU_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct situ_sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[64];
} situ_sha256;

void situ_sha256_init(situ_sha256 *h);
void situ_sha256_add(situ_sha256 *h, const void *data, size_t n);
void situ_sha256_add_text(situ_sha256 *h, const char *text); // with its length, so that "a","b" != "ab"
void situ_sha256_hex(situ_sha256 *h, char out[65]);          // finishes

uint64_t situ_hash64(const void *data, size_t n, uint64_t seed); // FNV-1a with a final mix; not for secrets
// Eight bytes at a time, for tables in memory only: never stored, no order may come from it.
uint64_t situ_hash_quick(const void *data, size_t n);

// PCG32: the one random generator (samples, property tests). Same seed, same numbers, everywhere.
typedef struct situ_rng {
    uint64_t state, inc;
} situ_rng;
void situ_rng_seed(situ_rng *rng, uint64_t seed, uint64_t stream);
uint32_t situ_rng_u32(situ_rng *rng);
uint32_t situ_rng_below(situ_rng *rng, uint32_t bound); // 0 .. bound-1, unbiased; bound > 0
double situ_rng_unit(situ_rng *rng);                    // [0, 1)
double situ_rng_normal(situ_rng *rng);                  // mean 0, deviation 1

// Text -> size_t map, insertion-ordered. Keys are copied and stay where they are until the map is freed.
typedef struct situ_map situ_map;
situ_map *situ_map_new(void);
void situ_map_free(situ_map *map);
// Sets key to value; returns 0 = new, 1 = replaced, -1 = out of memory.
int situ_map_set(situ_map *map, const char *key, size_t value);
// Value of key, or SIZE_MAX when absent.
size_t situ_map_get(const situ_map *map, const char *key);
size_t situ_map_count(const situ_map *map);
const char *situ_map_key(const situ_map *map, size_t index); // in order of insertion
size_t situ_map_value(const situ_map *map, size_t index);

#endif

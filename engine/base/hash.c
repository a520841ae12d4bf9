// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include <string.h>

// SHA-256 after FIPS 180-4.

static const uint32_t sha_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void sha_block(uint32_t state[8], const unsigned char *p)
{
    uint32_t w[64];
    for (size_t i = 0; i < 16; i++, p += 4)
        w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    for (size_t i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] +
               (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
    uint32_t v[8];
    memcpy(v, state, sizeof v);
    for (size_t i = 0; i < 64; i++) {
        uint32_t e = v[4], a = v[0];
        uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                      ((e & v[5]) ^ (~e & v[6])) + sha_k[i] + w[i];
        uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

void situ_sha256_init(situ_sha256 *h)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(h, 0, sizeof *h);
    memcpy(h->state, start, sizeof start);
}

void situ_sha256_add(situ_sha256 *h, const void *data, size_t n)
{
    const unsigned char *p = data;
    size_t have = h->bytes % sizeof h->block;
    h->bytes += n;
    while (n) {
        if (!have && n >= sizeof h->block) {
            sha_block(h->state, p);
            p += sizeof h->block;
            n -= sizeof h->block;
            continue;
        }
        size_t part = sizeof h->block - have < n ? sizeof h->block - have : n;
        memcpy(h->block + have, p, part);
        have += part;
        p += part;
        n -= part;
        if (have == sizeof h->block) {
            sha_block(h->state, h->block);
            have = 0;
        }
    }
}

static void put_u64(unsigned char out[8], uint64_t value)
{
    for (size_t i = 0; i < 8; i++)
        out[i] = (unsigned char)(value >> (56 - 8 * i));
}

void situ_sha256_add_text(situ_sha256 *h, const char *text)
{
    // NULL gets a length no text can have.
    unsigned char length[8];
    size_t n = text ? strlen(text) : 0;
    put_u64(length, text ? n : UINT64_MAX);
    situ_sha256_add(h, length, sizeof length);
    situ_sha256_add(h, text, n);
}

void situ_sha256_hex(situ_sha256 *h, char out[65])
{
    static const unsigned char pad[64] = {0x80};
    unsigned char length[8];
    put_u64(length, h->bytes * 8);
    size_t have = h->bytes % 64;
    situ_sha256_add(h, pad, have < 56 ? 56 - have : 120 - have);
    situ_sha256_add(h, length, sizeof length);
    for (size_t i = 0; i < 64; i++)
        out[i] = "0123456789abcdef"[h->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    out[64] = '\0';
}

uint64_t situ_hash64(const void *data, size_t n, uint64_t seed)
{
    const unsigned char *p = data;
    uint64_t h = 0xcbf29ce484222325u ^ seed;
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3u;
    // FNV-1a mixes its high bits badly: finish with a full avalanche.
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

uint64_t situ_hash_quick(const void *data, size_t n)
{
    const unsigned char *p = data;
    uint64_t h = 0x9e3779b97f4a7c15u ^ n;
    for (; n > 0;) {
        uint64_t word = 0;
        size_t step = n < sizeof word ? n : sizeof word;
        memcpy(&word, p, step);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
        p += step;
        n -= step;
    }
    return h ^ h >> 29;
}

void situ_rng_seed(situ_rng *rng, uint64_t seed, uint64_t stream)
{
    rng->state = 0;
    rng->inc = stream << 1 | 1;
    situ_rng_u32(rng);
    rng->state += seed;
    situ_rng_u32(rng);
}

uint32_t situ_rng_u32(situ_rng *rng)
{
    uint64_t old = rng->state;
    rng->state = old * 6364136223846793005u + rng->inc;
    uint32_t mixed = (uint32_t)((old >> 18 ^ old) >> 27);
    unsigned turn = (unsigned)(old >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

uint32_t situ_rng_below(situ_rng *rng, uint32_t bound)
{
    uint32_t threshold = -bound % bound; // values below it would favour the small results
    for (;;) {
        uint32_t r = situ_rng_u32(rng);
        if (r >= threshold)
            return r % bound;
    }
}

double situ_rng_unit(situ_rng *rng)
{
    uint64_t high = situ_rng_u32(rng) >> 5, low = situ_rng_u32(rng) >> 6;
    return ((double)high * 67108864.0 + (double)low) / 9007199254740992.0; // 53 bits
}

double situ_rng_normal(situ_rng *rng)
{
    // Twelve uniforms (Irwin-Hall) need no libm, whose last digit differs between machines.
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += situ_rng_unit(rng);
    return sum;
}

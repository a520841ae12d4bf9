// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_COST_FIELD_H
#define SITU_KERNEL_COST_FIELD_H

// What the parts of the cost kernel share: the field, cut into tiles, and the time of a move.
//
// The least times are the one fixed point of time[v] = min(time[u] + move(u, v)), and rounded addition keeps the
// order of its operands: whatever the order of the work, the bits are those of Dijkstra's algorithm in double. So
// tiles are worked on apart, each with a queue of its own, and again when a neighbour sends a better time.

#include <math.h>
#include <stdbool.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "kernel/cost.h"

// The moves as constants the compiler can see.
#define SITU_COST_MOVES                                                                                    \
    {                                                                                                      \
        {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1},                              \
        {1, -2}, {2, -1}, {2, 1}, {1, 2}, {-1, 2}, {-2, 1}, {-2, -1}, {-1, -2},                            \
    }

enum {
    COST_TILE = 128,
    COST_HALO = 2, // reach of a knight's move
    COST_STRIDE = 136,
    COST_LINES = COST_TILE + 2 * COST_HALO,
    COST_LOCAL = COST_STRIDE * COST_LINES,
    COST_BITS = COST_LOCAL / 8,
};

typedef struct situ_cost_field {
    const situ_cost_input *in;
    uint32_t columns, rows, tile_columns, tile_rows;
    bool knights, slopes; // slopes: some pace is negative and there are heights
    double length[16];    // metres of each move
    double part[16];      // length / number of cells whose pace counts
    double *time;         // row by row
} situ_cost_field;

// A tile with its halo, in rows of COST_STRIDE; cell (0, 0) of the tile lies at (COST_HALO, COST_HALO). Pace: NaN = not
// passable; negative only where slopes count.
typedef struct situ_cost_tile {
    double time[COST_LOCAL];
    float pace[COST_LOCAL], height[COST_LOCAL];
} situ_cost_tile;

typedef struct situ_cost_span { uint32_t column, row, columns, rows; } situ_cost_span; // of a tile, without halo
situ_cost_span situ_cost_tile_span(const situ_cost_field *field, size_t tile);
void situ_cost_tile_load(situ_cost_tile *out, const situ_cost_field *field, size_t tile);

static inline bool situ_cost_passable(float pace)
{
    return fabsf(pace) > 0.0f && fabsf(pace) < INFINITY;
}

// Least times (phase 1): field->time holds the start times, infinity elsewhere.
situ_status situ_cost_spread(situ_cost_field *field, double limit_s, situ_job *job, situ_error *err) SITU_MUST_CHECK;

// Which moves are tight, from whom and by which way (phase 2). times becomes seconds and allocation.
typedef struct situ_cost_jump { uint32_t to, from; } situ_cost_jump; // a cell reached by a link
situ_status situ_cost_trace(situ_cost_result *out, situ_cost_jump **jumps, size_t *jump_count, situ_cost_field *field, void *moves,
                            situ_job *job, situ_error *err) SITU_MUST_CHECK;

// The times rounded where they lie, at the front of their own memory.
float *situ_cost_round(situ_cost_field *field);

// What stands before the planes in the block of a result.
typedef struct situ_cost_block {
    size_t jump_count;
    situ_cost_jump *jumps; // by cell
    uint64_t unused[6];
} situ_cost_block;

// --- two doubles at once ---
typedef double situ_cost_pair __attribute__((vector_size(16)));
typedef int64_t situ_cost_mask __attribute__((vector_size(16)));

#define SITU_COST_INLINE static inline __attribute__((always_inline))

SITU_COST_INLINE situ_cost_pair situ_cost_wide(const float *p) // two side by side
{
    double both;
    memcpy(&both, p, sizeof both);
#ifdef __SSE2__ // which convertvector is not made of by every compiler
    return (situ_cost_pair)_mm_cvtps_pd(_mm_castpd_ps(_mm_set_sd(both)));
#else
    float f[2];
    memcpy(f, &both, sizeof f);
    return (situ_cost_pair){(double)f[0], (double)f[1]};
#endif
}

SITU_COST_INLINE situ_cost_pair situ_cost_pair_at(const double *p)
{
    situ_cost_pair x;
    memcpy(&x, p, sizeof x);
    return x;
}

// Bit 0 and 1: which lanes are set.
SITU_COST_INLINE unsigned situ_cost_lanes(situ_cost_mask m)
{
#ifdef __SSE2__
    return (unsigned)_mm_movemask_pd((__m128d)m);
#else
    return (unsigned)(m[0] & 1) | (unsigned)(m[1] & 2);
#endif
}

SITU_COST_INLINE situ_cost_pair situ_cost_abs(situ_cost_pair x)
{
    return (situ_cost_pair)((situ_cost_mask)x & INT64_MAX);
}

SITU_COST_INLINE situ_cost_pair situ_cost_choose(situ_cost_mask m, situ_cost_pair a, situ_cost_pair b)
{
    return (situ_cost_pair)((m & (situ_cost_mask)a) | (~m & (situ_cost_mask)b));
}

// exp(3.5 (|s + 0.05| - 0.05)): how much slower than on the flat. Of our own, so that the bits do not depend on the
// machine's library: x = k ln 2 + r, exp(r) by its series (|r| <= 0.35, error below 2e-16).
SITU_COST_INLINE situ_cost_pair situ_cost_slower(situ_cost_pair s)
{
    const double magic = 6755399441055744.0; // 1.5 * 2^52: rounds to whole numbers
    situ_cost_pair x = 3.5 * (situ_cost_abs(s + 0.05) - 0.05);
    x = situ_cost_choose(x < 600.0, x, (situ_cost_pair){600.0, 600.0}); // NaN too: told apart by the caller
    situ_cost_pair shifted = x * 1.4426950408889634 + magic, k = shifted - magic;
    situ_cost_pair r = (x - k * 0x1.62e42fefa0000p-1) - k * 0x1.cf79abc9e3b3ap-40;
    situ_cost_pair r2 = r * r, r4 = r2 * r2;
    situ_cost_pair p0 = 1.0 + r, p1 = 1.0 / 2 + r * (1.0 / 6), p2 = 1.0 / 24 + r * (1.0 / 120), p3 = 1.0 / 720 + r * (1.0 / 5040);
    situ_cost_pair p4 = 1.0 / 40320 + r * (1.0 / 362880), p5 = 1.0 / 3628800 + r * (1.0 / 39916800);
    situ_cost_pair low = p0 + r2 * p1 + r4 * (p2 + r2 * p3), e = low + r4 * r4 * (p4 + r2 * p5);
    situ_cost_mask exponent = (situ_cost_mask)shifted << 52; // the low bits of shifted are k's
    return (situ_cost_pair)((situ_cost_mask)e + exponent);
}

// Times of two moves: their lengths, parts, rises, and paces of the ends (and of those passed between, 0 = none).
typedef struct situ_cost_ends { situ_cost_pair from, to, one, two; } situ_cost_ends;
SITU_COST_INLINE situ_cost_pair situ_cost_moves_take(bool knight, bool slopes, situ_cost_ends p, situ_cost_pair rise,
                                                  situ_cost_pair length, situ_cost_pair part)
{
    if (slopes) {
        situ_cost_pair slope = rise / length, one = {1.0, 1.0};
        situ_cost_pair slower = situ_cost_choose(slope == slope, situ_cost_slower(slope), one);
        p.from = situ_cost_abs(p.from) * situ_cost_choose(p.from < 0.0, slower, one);
        p.to = situ_cost_abs(p.to) * situ_cost_choose(p.to < 0.0, slower, one);
        if (knight) {
            p.one = situ_cost_abs(p.one) * situ_cost_choose(p.one < 0.0, slower, one);
            p.two = situ_cost_abs(p.two) * situ_cost_choose(p.two < 0.0, slower, one);
        }
    }
    return knight ? ((p.from + p.to) + (p.one + p.two)) * part : (p.from + p.to) * part;
}

#endif

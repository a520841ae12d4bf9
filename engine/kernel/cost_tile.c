// SPDX-License-Identifier: MIT
// A tile with its halo in local memory: what lies outside the frame cannot be passed, so that nothing has to look
// for the edge any more.

#include "kernel/cost_field.h"

situ_cost_span situ_cost_tile_span(const situ_cost_field *f, size_t tile)
{
    situ_cost_span s = {.column = (uint32_t)(tile % f->tile_columns) * COST_TILE, .row = (uint32_t)(tile / f->tile_columns) * COST_TILE};
    s.columns = f->columns - s.column < COST_TILE ? f->columns - s.column : COST_TILE;
    s.rows = f->rows - s.row < COST_TILE ? f->rows - s.row : COST_TILE;
    return s;
}

typedef float four __attribute__((vector_size(16)));
typedef int32_t four_bits __attribute__((vector_size(16)));

// keep: INT32_MAX drops the sign.
static inline four clean_pace(four p, int32_t keep)
{
    four size = (four)((four_bits)p & INT32_MAX), none = {NAN, NAN, NAN, NAN};
    four_bits good = (size > 0.0f) & (size < INFINITY);
    return (four)((good & (four_bits)p & keep) | (~good & (four_bits)none));
}

static void load_pace(float *to, const float *from, uint32_t n, bool slopes)
{
    const int32_t keep = slopes ? -1 : INT32_MAX;
    uint32_t i = 0;
    four p = {0};
    for (; i + 4 <= n; i += 4) {
        memcpy(&p, from + i, sizeof p);
        p = clean_pace(p, keep);
        memcpy(to + i, &p, sizeof p);
    }
    if (i == n)
        return;
    memcpy(&p, from + i, (n - i) * sizeof *from);
    p = clean_pace(p, keep);
    memcpy(to + i, &p, (n - i) * sizeof *to);
}

void situ_cost_tile_load(situ_cost_tile *out, const situ_cost_field *f, size_t tile)
{
    const situ_cost_span s = situ_cost_tile_span(f, tile);
    // Columns of the frame that lie in the tile's row of memory.
    uint32_t first = s.column >= COST_HALO ? s.column - COST_HALO : 0, end = s.column + s.columns + COST_HALO;
    end = end < f->columns ? end : f->columns;
    uint32_t before = first + COST_HALO - s.column, n = end - first;
    for (uint32_t line = 0; line < COST_LINES; line++) {
        float *pace = out->pace + (size_t)line * COST_STRIDE;
        uint32_t row = s.row + line - COST_HALO; // wraps above the frame
        if (s.row + line < COST_HALO || row >= f->rows) {
            for (uint32_t i = 0; i < COST_STRIDE; i++)
                pace[i] = NAN;
            continue;
        }
        size_t at = (size_t)row * f->columns + first;
        for (uint32_t i = 0; i < before; i++)
            pace[i] = NAN;
        for (uint32_t i = before + n; i < COST_STRIDE; i++)
            pace[i] = NAN;
        load_pace(pace + before, f->in->pace + at, n, f->slopes);
        memcpy(out->time + (size_t)line * COST_STRIDE + before, f->time + at, n * sizeof *f->time);
        if (f->slopes)
            memcpy(out->height + (size_t)line * COST_STRIDE + before, f->in->elevation_m + at, n * sizeof *out->height);
    }
}

// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_DENSITY_ROW_H
#define SITU_KERNEL_DENSITY_ROW_H

// Internal to the density kernel: one row of one block.

#include "kernel/density_plan.h"

enum {
    SITU_DENSITY_LANES = 4,   // points or columns worked on at once
    SITU_DENSITY_ENTRY = 8,   // most doubles of a change: coefficients of T^0, T^1 ... and the count
    SITU_DENSITY_BEHIND = 2,  // entries behind the last column: ends of the block, and a bin for what reaches no cell
};

// Points that reach rows of the band, as arrays: the inner loop streams them.
typedef struct situ_density_live {
    double *centre; // column of its x, 0 = centre of the block's first column
    double *y, *weight;
    double *radius;   // in columns  } when every point has a radius of its own
    double *inverse2; // 1 / radius^2 in 1/m^2
    double *ratio2;   // (class unit / radius)^2
    uint32_t *id;
    int32_t *last;
    size_t over, count; // [over, count) are live, some of them may be behind the row already
} situ_density_live;

typedef struct situ_density_block {
    const situ_density_plan *plan;
    const situ_density_class *class;
    uint32_t first_column, columns;
    uint32_t padded;   // columns rounded up to whole lanes
    double y;          // of the row's cell centres
    double one_radius, one_inverse2; // as in live, when all radii are the same
    const double *t;   // a column's T
    double *delta;     // changes by column; all zero between rows
    const uint32_t *ids; // candidates not yet entered: [next, end)
    uint32_t next, end;
    situ_density_live live;
} situ_density_block;

// Adds the row's sums to sums[0..padded), or puts them there.
typedef void situ_density_row_fn(situ_density_block *b, double *sums, bool add);
situ_density_row_fn *situ_density_row(situ_kernel_shape shape, situ_density_simd simd);
// The same for classes that are summed cell by cell; always adds.
void situ_density_row_direct(situ_density_block *b, double *sums);
// Columns [*begin, *end) of the block that live point n reaches by the definition in span.h; q: 1 - (dy / radius)^2.
bool situ_density_ask(const situ_density_block *b, size_t n, double q, int32_t *begin, int32_t *end);

#endif

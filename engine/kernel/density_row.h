// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_DENSITY_ROW_H
#define SITU_KERNEL_DENSITY_ROW_H

// Internal to the density kernel: one row of one strip.

#include "kernel/density_plan.h"

// Two doubles at once wherever the compiler can; plain IEEE arithmetic, so the bits are the same
// on every machine.
typedef double situ_pair __attribute__((vector_size(16)));

enum { SITU_DENSITY_LANES = 4 };

// Points that reach rows of the band, as arrays of even capacity: the inner loop streams them.
typedef struct situ_density_live {
    double *centre; // column of its x, 0 = centre of the strip's first column
    double *y, *weight, *radius; // radius in columns
    double *inverse2;            // 1 / radius^2 in 1/m^2
    double *ratio2;              // (class unit / radius)^2
    uint32_t *id;
    int32_t *last;
    size_t count;
} situ_density_live;

// Where a column lies.
typedef struct situ_density_column {
    double middle;  // of its block, in columns
    uint32_t block; // number of its block
    uint32_t next;  // first column of the next block
} situ_density_column;

typedef struct situ_density_strip {
    const situ_density_plan *plan;
    const situ_density_class *class;
    uint32_t columns, first_column;
    double y;          // of the row's cell centres
    double *t;         // a column's T within its block
    situ_density_column *where;
    situ_pair *delta;  // changes of the coefficients, then of the count: width + 1 entries a block, the last
                       // takes what ends with the block and is never read
    double *sums;      // small radii: the row's sums
    situ_density_live live;
} situ_density_strip;

// Adds the row's sums to acc.
typedef void situ_density_row_fn(situ_density_strip *s, double *acc);
situ_density_row_fn *situ_density_row(situ_kernel_shape shape);

#endif

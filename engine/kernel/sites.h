// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_SITES_H
#define SITU_KERNEL_SITES_H

// Internal to the nearest kernels: the sites over their cell index, and which of them a block of cells
// has to look at.

#include "base/error.h"
#include "geo/index.h"
#include "geo/raster.h"

// Ascending by id, so that of two sites at one distance the first wins.
typedef struct situ_sites {
    double *xy;
    uint32_t *id;
    uint32_t count;
    situ_cell_index *index; // over xy
} situ_sites;

typedef struct situ_block { uint32_t c0, r0, c1, r1; } situ_block; // cells of a frame, half open
// Cuts a block of more than one cell across its longer side.
static inline void situ_block_halve(situ_block b, situ_block *one, situ_block *two)
{
    *one = *two = b;
    if (b.c1 - b.c0 >= b.r1 - b.r0)
        one->c1 = two->c0 = b.c0 + (b.c1 - b.c0) / 2;
    else
        one->r1 = two->r0 = b.r0 + (b.r1 - b.r0) / 2;
}

// Of sites on one spot only the `most` lowest ids are kept: the others can never be asked for, and a pile
// would make every block slow.
situ_status situ_sites_new(situ_sites *out, const double *xy, uint32_t count, uint32_t most, situ_error *err) SITU_MUST_CHECK;
void situ_sites_free(situ_sites *sites);

// Those that may be among the k nearest of some cell centre of b, ascending; no others are. *out: places in
// sites, owned by the caller.
situ_status situ_sites_near(uint32_t **out, uint32_t *count, const situ_sites *sites, uint32_t k, const situ_raster_frame *frame,
                            situ_block b, situ_error *err) SITU_MUST_CHECK;

// Tasks of equal squares over rows [row_begin, row_end) of a frame.
enum { SITU_TASK_CELLS = 256 };
size_t situ_block_tasks(const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end);
situ_block situ_block_of_task(const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end, size_t index);

#endif

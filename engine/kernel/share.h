// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_SHARE_H
#define SITU_KERNEL_SHARE_H

// Internal: the exact share of each cell's area that lies in a polygon, row by row.

#include "base/error.h"
#include "geo/geometry.h"
#include "geo/raster.h"

// share: 0..1 of columns c0 .. c0 + n - 1 of the row.
typedef void situ_share_fn(void *user, uint32_t row, uint32_t c0, uint32_t n, const double *share);
// Rows north to south, only those and only the columns that the polygon's box touches. Needs memory for the
// polygon's sides and one row. Rings may run either way round; a ring that crosses itself counts where it runs
// as the whole ring does.
situ_status situ_kernel_share_rows(const situ_geometry *polygon, const situ_raster_frame *frame, situ_share_fn *row,
                                   void *user, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_FILL_H
#define SITU_KERNEL_FILL_H

// Internal: the runs of cells whose centre lies in a polygon (even-odd).

#include "base/error.h"
#include "geo/geometry.h"
#include "geo/raster.h"

typedef void situ_run_fn(void *user, uint32_t row, uint32_t c0, uint32_t c1); // cells [c0, c1), never empty
// Runs of rows [row_begin, row_end), north to south; within a row west to east, and they do not overlap.
// Needs memory for the polygon's sides only.
situ_status situ_kernel_fill_runs(const situ_geometry *polygon, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, situ_run_fn *run, void *user, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SURFACE_BURN_H
#define SITU_ANALYSIS_SURFACE_BURN_H

// Every cell that a line touches (supercover): cells in a row share sides, so that no move to one of eight
// neighbours slips through, and a road's cells hang together.

#include "geo/raster.h"

typedef void situ_burn_fn(void *user, uint32_t cell, double x, double y); // x, y: a place of the line in the cell
// count vertices, interleaved; parts of the line outside the frame are left out. A cell may come more than once.
void situ_burn_line(const situ_raster_frame *frame, const double *xy, uint32_t count, situ_burn_fn *burn, void *user);

#endif

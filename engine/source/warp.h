// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_WARP_H
#define SITU_SOURCE_WARP_H

#include "bundle/table.h"

// Side of a square cell in to_epsg that has the area of one of grid's cells at its middle.
situ_status situ_warp_cell(double *out, const situ_grid *grid, const situ_transform *forward, situ_error *err)
    SITU_MUST_CHECK;

#endif

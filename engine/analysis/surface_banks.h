// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SURFACE_BANKS_H
#define SITU_ANALYSIS_SURFACE_BANKS_H

// A road that runs beside a river has cells in common with it, and would let people step from it to the far bank.
// So the ground next to such a cell is shut where every way from the road's place in the cell to it crosses the
// water. The road itself stays open, over bridges too.

#include "geo/geometry.h"
#include "geo/raster.h"

enum { SITU_SURFACE_WATER = 1, SITU_SURFACE_ROAD = 2 }; // flags of cells

typedef struct situ_bank { uint32_t cell; double x, y; } situ_bank; // a place of a road in a cell of water
// banks are sorted; pace of what is shut becomes NaN. waters: lines, and polygons by their outlines.
situ_status situ_shut_banks(float *pace, const uint8_t *flags, const situ_raster_frame *frame, situ_bank *banks, size_t count,
                            const situ_geometry *const *waters, size_t water_count, situ_error *err) SITU_MUST_CHECK;

#endif

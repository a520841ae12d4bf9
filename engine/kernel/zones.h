// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_ZONES_H
#define SITU_KERNEL_ZONES_H

// Internal to polygonize: patches of equal cells, and the arcs between them. An arc is the piece of
// boundary from one junction of the grid's corners to the next; each exists once, so whatever
// happens to it happens to both its neighbours.

#include "geo/raster.h"
#include "kernel/kernel.h"

// Corners are numbered row-major, (columns + 1) a row, from the north-west.
typedef struct situ_arc {
    uint32_t start_node, end_node;   // corners; equal for a ring
    uint8_t start_heading, end_heading; // of the first and of the last edge: 0 east, 1 south, 2 west, 3 north
    bool rim;                        // runs along the frame: stays as it is
    bool ring;                       // passes no node at all: may start anywhere
    uint8_t left, right;             // values on both sides, seen along the arc (0 = none)
    uint32_t left_patch, right_patch; // UINT32_MAX = none
    size_t first, count;             // corners in situ_arcs.corners
    size_t xy_first, xy_count;       // points in situ_arcs.xy once shaped
} situ_arc;

typedef struct situ_arcs {
    situ_arc *items;
    size_t count, capacity;
    uint32_t *corners;
    size_t corner_count, corner_capacity;
    double *xy; // interleaved
    size_t xy_count, xy_capacity; // doubles
} situ_arcs;

// Labels the 4-connected patches of equal value, numbered in order of their first cell.
situ_status situ_patches_label(uint32_t *label, uint32_t *patch_count, const uint8_t *cells, uint32_t columns,
                               uint32_t rows, situ_error *err) SITU_MUST_CHECK;
// Gives every patch below min_cells the value of the neighbour with the longest shared edge (ties:
// the patch that comes first), smallest first. A patch of 0 on the rim is the outside and stays.
situ_status situ_patches_merge(uint8_t *cells, uint32_t columns, uint32_t rows, uint32_t min_cells,
                               situ_error *err) SITU_MUST_CHECK;

situ_status situ_arcs_trace(situ_arcs *arcs, const uint8_t *cells, const uint32_t *label, uint32_t columns,
                            uint32_t rows, situ_error *err) SITU_MUST_CHECK;
// Turns corners into coordinates: smooth rounds of corner cutting (0 = the cells' edges), then thinning.
situ_status situ_arcs_shape(situ_arcs *arcs, const situ_raster_frame *frame, int smooth, double tolerance_m,
                            situ_error *err) SITU_MUST_CHECK;
void situ_arcs_free(situ_arcs *arcs);

#endif

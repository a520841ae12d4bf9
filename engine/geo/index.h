// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_INDEX_H
#define SITU_GEO_INDEX_H

// The two spatial indexes shared by kernels, dedup, scene and labels. Immutable once built.

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/coords.h"

// Called for each hit in ascending id order within a bin/leaf; return false to stop.
typedef bool situ_visit_fn(void *user, uint32_t id);

// Cell index: CSR bins over points. Within a bin ids ascend, so every sum over a bin has a fixed order.
typedef struct situ_cell_index {
    situ_box box;
    double cell; // side length
    uint32_t columns, rows;
    uint32_t *start; // columns*rows + 1 offsets into ids, row-major from y0 upwards
    uint32_t *ids;
    const double *xy; // borrowed, interleaved
    uint32_t count;
} situ_cell_index;
// cell <= 0 picks a side that gives about 4 points a bin. NaN points are left out.
situ_status situ_cell_index_new(situ_cell_index **out, const double *xy, uint32_t count, double cell,
                                situ_error *err) SITU_MUST_CHECK;
void situ_cell_index_free(situ_cell_index *index);
// Points within box (edges count).
void situ_cell_index_query(const situ_cell_index *index, situ_box box, situ_visit_fn *visit, void *user);
// The k nearest points to (x, y), nearest first, ties by id; returns how many (< k when fewer exist).
uint32_t situ_cell_index_nearest(const situ_cell_index *index, double x, double y, uint32_t k,
                                 uint32_t *ids, double *distances);

// Position of (x, y) along the Hilbert curve over a 65536 x 65536 grid.
uint32_t situ_hilbert(uint32_t x, uint32_t y);

// Packed Hilbert R-tree over boxes (16 entries a node).
typedef struct situ_rtree situ_rtree;
situ_status situ_rtree_new(situ_rtree **out, const situ_box *boxes, uint32_t count, situ_error *err)
    SITU_MUST_CHECK; // empty boxes are never found
void situ_rtree_free(situ_rtree *tree);
void situ_rtree_query(const situ_rtree *tree, situ_box box, situ_visit_fn *visit, void *user);
// Ids of all hits, ascending. *ids owned by the caller.
situ_status situ_rtree_collect(const situ_rtree *tree, situ_box box, uint32_t **ids, uint32_t *count,
                               situ_error *err) SITU_MUST_CHECK;

#endif

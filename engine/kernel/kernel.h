// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_KERNEL_H
#define SITU_KERNEL_KERNEL_H

// The grid-indexed kernel: pure arrays in, arrays out. Every function may be called on a band of
// rows [row_begin, row_end) of a frame and gives the same bits as the whole; `out` holds only the
// band's rows. No I/O, no globals; the same bits for any number of threads.

#include <stdint.h>

#include "base/error.h"
#include "base/job.h"
#include "geo/geometry.h"
#include "geo/raster.h"

typedef enum situ_kernel_shape { SITU_KERNEL_UNIFORM, SITU_KERNEL_EPANECHNIKOV, SITU_KERNEL_QUARTIC, SITU_KERNEL_TRIWEIGHT } situ_kernel_shape;

// Sum over points of weight * K(distance / radius), K(0) = 1 (raw, not normalised), cells = centres.
// xy in metres, interleaved. weight NULL = 1. radius: one value (radius_m NULL uses one_radius_m) or
// one a point. out: float32, (row_end - row_begin) * columns. Row sweep over running moments;
// |error| <= 1e-9 of the grid's maximum before rounding to float32; exactly 0 where no point reaches;
// never negative.
typedef struct situ_density_input {
    const double *xy, *weight, *radius_m;
    uint32_t count;
    double one_radius_m;
    situ_kernel_shape shape;
} situ_density_input;
situ_status situ_kernel_density(float *out, const situ_raster_frame *frame, uint32_t row_begin,
                                uint32_t row_end, const situ_density_input *in, situ_job *job,
                                situ_error *err) SITU_MUST_CHECK;
// The same before the rounding to float32, for sums that go on and for tests of the error bound.
situ_status situ_kernel_density_double(double *out, const situ_raster_frame *frame, uint32_t row_begin,
                                       uint32_t row_end, const situ_density_input *in, situ_job *job,
                                       situ_error *err) SITU_MUST_CHECK;

// Highest level wins over discs: out[cell] = smallest level (1 = worst .. 4) whose disc (radius a
// point, metres) holds the cell's centre, 0 = none. Levels outside 1..4 have no influence.
situ_status situ_kernel_influence(uint8_t *out, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, const double *xy, const uint8_t *level,
                                  const double *radius_m, uint32_t count, situ_job *job,
                                  situ_error *err) SITU_MUST_CHECK;

// Closes levels 1..4 (0 = none) in place: a gap between cells of level k or worse into which no disc of
// this radius fits becomes k. Cells never get a better level. A set nearer than that to the frame's edge
// may grow to it, for what lies beyond is not known: give the frame this margin.
situ_status situ_kernel_close(uint8_t *cells, const situ_raster_frame *frame, double distance_m,
                              situ_error *err) SITU_MUST_CHECK;

// Exact Euclidean distance (metres) to, and id of, the nearest point: true coordinates, not cell
// centres. Ties go to the lower id. allocation may be NULL; no points: INFINITY and UINT32_MAX.
situ_status situ_kernel_nearest(float *distance_m, uint32_t *allocation, const situ_raster_frame *frame,
                                uint32_t row_begin, uint32_t row_end, const double *xy, uint32_t count,
                                situ_job *job, situ_error *err) SITU_MUST_CHECK;

// Polygons of equal value (0 = background, left out) with shared edges, traced along cell edges,
// then smoothed (stairs relaxed within a third of a cell, then Chaikin, `smooth` rounds on arcs between
// junctions, so that neighbours still share every edge) and thinned by `tolerance_m` a shared arc. One multipolygon a value, ascending.
// min_cells: patches smaller than this join the neighbour with the longest shared edge first.
typedef struct situ_zone_polygon { uint8_t value; situ_geometry *geometry; double area_m2; } situ_zone_polygon;
situ_status situ_kernel_polygonize(situ_zone_polygon **out, size_t *count, const uint8_t *cells,
                                   const situ_raster_frame *frame, uint32_t min_cells, int smooth,
                                   double tolerance_m, situ_error *err) SITU_MUST_CHECK;
void situ_zone_polygons_free(situ_zone_polygon *zones, size_t count);

// Cells whose centre lies in the polygon get value (later calls overwrite).
situ_status situ_kernel_rasterize(uint8_t *cells, const situ_raster_frame *frame,
                                  const situ_geometry *polygon, uint8_t value, situ_error *err) SITU_MUST_CHECK;

#endif

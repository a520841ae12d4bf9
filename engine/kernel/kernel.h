// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_KERNEL_H
#define SITU_KERNEL_KERNEL_H

// The grid-indexed kernel: pure arrays in, arrays out. Every function may be called on a band of
// rows [row_begin, row_end) of a frame and gives the same bits as the whole; `out` holds only the
// band's rows. No I/O, no globals; the same bits for any number of threads. Memory besides the outputs: a few
// rows and the features, unless a function says otherwise.

#include <stdint.h>

#include "base/error.h"
#include "base/job.h"
#include "geo/geometry.h"
#include "geo/raster.h"

typedef enum situ_kernel_shape { SITU_KERNEL_UNIFORM, SITU_KERNEL_EPANECHNIKOV, SITU_KERNEL_QUARTIC, SITU_KERNEL_TRIWEIGHT, SITU_KERNEL_GAUSSIAN } situ_kernel_shape;

// Sum over points of weight * K(distance / radius), K(0) = 1 (raw, not normalised), cells = centres.
// xy in metres, interleaved. weight NULL = 1. radius: one value (radius_m NULL uses one_radius_m) or
// one a point. GAUSSIAN: exp(-4.5 (distance / radius)^2), that is sigma = radius / 3, cut at the radius.
// out: float32, (row_end - row_begin) * columns. Row sweep over running moments, linear in the radius; the
// Gaussian as a truncated sum of rows times columns, quadratic in it. |error| <= 1e-9 of the grid's maximum
// before rounding to float32; exactly 0 where no point reaches; never negative.
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

// The same band by band with what is common to all bands made once: grids beyond memory. The points in `in`
// are borrowed until situ_density_free; situ_density_rows may run on several threads at once (one job each).
typedef struct situ_density situ_density;
situ_status situ_density_new(situ_density **out, const situ_raster_frame *frame, const situ_density_input *in, situ_job *job,
                             situ_error *err) SITU_MUST_CHECK;
situ_status situ_density_rows(float *out, const situ_density *density, uint32_t row_begin, uint32_t row_end, situ_job *job,
                              situ_error *err) SITU_MUST_CHECK;
void situ_density_free(situ_density *density);

// Highest level wins over discs: out[cell] = smallest level (1 = worst .. 4) whose disc (radius a
// point, metres) holds the cell's centre, 0 = none. Levels outside 1..4 have no influence.
situ_status situ_kernel_influence(uint8_t *out, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, const double *xy, const uint8_t *level,
                                  const double *radius_m, uint32_t count, situ_job *job,
                                  situ_error *err) SITU_MUST_CHECK;

// The same for shapes, with an option to fade. A cell's level is the worst of those whose strength there
// reaches its threshold: strength of a feature = weight x f(distance / radius), 1 inside a polygon; f = 1 up to
// the radius (SITU_DECAY_NONE), 1 - u (LINEAR), 1 - u^2 (SQUARE), exp(-4.5 u^2) (GAUSSIAN), 0 beyond.
// Distance: Euclidean from the cell's centre to the point, line or polygon. A radius of 0 reaches what lies on
// the shape itself (inside a polygon), and no farther.
typedef enum situ_decay { SITU_DECAY_NONE, SITU_DECAY_LINEAR, SITU_DECAY_SQUARE, SITU_DECAY_GAUSSIAN } situ_decay;
typedef struct situ_influence_input {
    const situ_geometry *const *shapes; // any kind; NULL items have no influence
    const double *radius_m;             // >= 0
    const double *weight;               // > 0
    uint32_t count;
    situ_decay decay;
} situ_influence_input;
// out: float32, the strongest feature's strength, 0 = none; who (may be NULL): its index, UINT32_MAX = none, ties to the lower.
situ_status situ_kernel_strength(float *out, uint32_t *who, const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end,
                                 const situ_influence_input *in, situ_job *job, situ_error *err) SITU_MUST_CHECK;

// Closes levels 1..4 (0 = none) in place: a gap between cells of level k or worse into which no disc of
// this radius fits becomes k. Cells never get a better level. A set nearer than that to the frame's edge
// may grow to it, for what lies beyond is not known: give the frame this margin. Needs 6 bytes a cell besides.
situ_status situ_kernel_close(uint8_t *cells, const situ_raster_frame *frame, double distance_m,
                              situ_error *err) SITU_MUST_CHECK;

// Exact Euclidean distance (metres) to, and id of, the nearest point: true coordinates, not cell
// centres. Ties go to the lower id. allocation may be NULL; no points: INFINITY and UINT32_MAX.
situ_status situ_kernel_nearest(float *distance_m, uint32_t *allocation, const situ_raster_frame *frame,
                                uint32_t row_begin, uint32_t row_end, const double *xy, uint32_t count,
                                situ_job *job, situ_error *err) SITU_MUST_CHECK;

// The k nearest (k <= 16), nearest first: distance_m[cell * k + i], id[cell * k + i] (may be NULL); fewer points
// than k: INFINITY and UINT32_MAX behind them. Ties go to the lower id.
situ_status situ_kernel_nearest_k(float *distance_m, uint32_t *id, uint32_t k, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, const double *xy, uint32_t count, situ_job *job, situ_error *err) SITU_MUST_CHECK;

// Accumulated cost (time) over a surface, with allocation and back-link: kernel/cost.h.

// Polygons of equal value (0 = background, left out) with shared edges, traced along cell edges,
// then smoothed (stairs relaxed within a third of a cell, then Chaikin, `smooth` rounds on arcs between
// junctions, so that neighbours still share every edge) and thinned by `tolerance_m` a shared arc. One multipolygon a value, ascending.
// min_cells: patches smaller than this join the neighbour with the longest shared edge first. Needs 6 bytes a
// cell besides what the edges take.
typedef struct situ_zone_polygon { uint8_t value; situ_geometry *geometry; double area_m2; } situ_zone_polygon;
situ_status situ_kernel_polygonize(situ_zone_polygon **out, size_t *count, const uint8_t *cells,
                                   const situ_raster_frame *frame, uint32_t min_cells, int smooth,
                                   double tolerance_m, situ_error *err) SITU_MUST_CHECK;
void situ_zone_polygons_free(situ_zone_polygon *zones, size_t count);

// Cells whose centre lies in the polygon get value (later calls overwrite).
situ_status situ_kernel_rasterize(uint8_t *cells, const situ_raster_frame *frame,
                                  const situ_geometry *polygon, uint8_t value, situ_error *err) SITU_MUST_CHECK;

// Share 0..1 of each cell's area that lies in the polygon, exact; adds to out, which holds the whole frame. Doubles,
// so that a thousand slivers of one cell still sum to 1. Polygons that share edges share out every cell. The polygon
// should be valid: where a ring crosses itself, what it goes round the wrong way counts nothing.
situ_status situ_kernel_area_share(double *out, const situ_raster_frame *frame, const situ_geometry *polygon, situ_error *err) SITU_MUST_CHECK;
// Zonal figures of a grid in a polygon, each cell weighed by its share; NaN cells are left out.
typedef struct situ_zonal { double area_m2, sum, mean, min, max; } situ_zonal; // mean, min, max NaN without a cell
situ_status situ_kernel_zonal(situ_zonal *out, const float *cells, const situ_raster_frame *frame, const situ_geometry *polygon,
                              situ_error *err) SITU_MUST_CHECK;

#endif

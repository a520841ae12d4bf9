// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_SPAN_H
#define SITU_KERNEL_SPAN_H

// Which cells of a row lie in a disc. One definition for all kernels: a cell is reached when
// dx*dx + dy*dy <= r*r holds in double for its centre. The square root only gives the guess; near
// an edge the definition itself decides, so that no kernel disagrees with a plain double loop.

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/geometry.h"
#include "geo/raster.h"

// Rows and columns of a disc's box, clipped to the frame; false when it misses the frame.
static inline bool situ_kernel_disc_rows(const situ_raster_frame *f, double py, double r, int32_t *first,
                                         int32_t *last)
{
    // One row more on each side than the guess: the row loop tests the definition.
    double a = floor((f->y0 - (py + r)) / f->cell_y - 0.5), b = ceil((f->y0 - (py - r)) / f->cell_y - 0.5);
    if (!(b >= 0.0) || !(a <= (double)f->rows - 1.0))
        return false;
    *first = a < 0.0 ? 0 : (int32_t)a;
    *last = b > (double)f->rows - 1.0 ? (int32_t)f->rows - 1 : (int32_t)b;
    return true;
}

static inline bool situ_kernel_reaches(const situ_raster_frame *f, double px, double dy, double r, int64_t column)
{
    double dx = situ_raster_x(f, (double)column + 0.5) - px;
    return dx * dx + dy * dy <= r * r;
}

// Columns [*c0, *c1] of the row whose centre is dy from the point, clipped to [low, high];
// false when none. half and centre are the guess: centre in columns (0 = first column's centre).
static inline bool situ_kernel_span(const situ_raster_frame *f, double px, double dy, double r, double centre,
                                    double half, int64_t low, int64_t high, int64_t *c0, int64_t *c1)
{
    enum { SLACK = 1 };
    double a = ceil(centre - half) - SLACK, b = floor(centre + half) + SLACK;
    if (!(b >= (double)low) || !(a <= (double)high))
        return false;
    int64_t i = a < (double)low ? low : (int64_t)a, j = b > (double)high ? high : (int64_t)b;
    while (i <= j && !situ_kernel_reaches(f, px, dy, r, i))
        i++;
    while (j > i && !situ_kernel_reaches(f, px, dy, r, j))
        j--;
    *c0 = i;
    *c1 = j;
    return i <= j;
}

// The frame and the coordinates every kernel starts from (kernel/check.c).
situ_status situ_kernel_check_frame(const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end,
                                    situ_error *err) SITU_MUST_CHECK;
// Fails on the first coordinate that is not finite or beyond 1e9 and, when radius is not NULL, on the
// first radius that is not in (0, 1e9].
situ_status situ_kernel_check_points(const double *xy, const double *radius, uint32_t count,
                                     situ_error *err) SITU_MUST_CHECK;
// Fails on a coordinate that is not finite or beyond 1e9; g must not be NULL.
situ_status situ_kernel_check_shape(const situ_geometry *g, uint32_t number, situ_error *err) SITU_MUST_CHECK;
// The same for one polygon, and fails when it is none.
situ_status situ_kernel_check_polygon(const situ_geometry *g, situ_error *err) SITU_MUST_CHECK;
situ_status situ_kernel_check_radius(double radius_m, situ_error *err) SITU_MUST_CHECK;

#endif

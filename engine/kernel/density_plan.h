// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_DENSITY_PLAN_H
#define SITU_KERNEL_DENSITY_PLAN_H

// Internal to the density kernel: which points touch which strip of columns, and in what order.
//
// The grid is cut into strips of columns, a strip into blocks. Within a block the kernels of all
// points are polynomials in one local variable T, |T| about 1, so that coefficients of many points
// add up without losing digits. A point's row costs two or three additions of a coefficient
// vector, whatever its radius; a cell costs one addition and one Horner step.
// Strips, blocks, classes and the order of points depend on the input alone, never on the band of
// rows or on threads: that is why a band's bits equal the whole's.

#include "kernel/kernel.h"
#include "kernel/span.h"

// Points whose radii lie within a factor of two share block width and unit.
typedef struct situ_density_class {
    uint32_t width; // columns of a block; 0: radii so small that cells are summed one by one
    double unit;    // columns per unit of T: the smallest radius of the class
    uint32_t *start; // strip_count + 1 offsets into ids
    uint32_t *ids;   // per strip by (first row, id)
    uint32_t rows_high; // most rows a member reaches
} situ_density_class;

enum { SITU_DENSITY_CLASSES = 64 };

typedef struct situ_density_plan {
    const situ_density_input *in;
    const situ_raster_frame *frame;
    int32_t *first, *last; // rows of a point; last < first: not on the grid
    uint32_t strip_width, strip_count;
    size_t class_count;
    situ_density_class classes[SITU_DENSITY_CLASSES];
} situ_density_plan;

static inline double situ_density_radius(const situ_density_input *in, size_t i)
{
    return in->radius_m ? in->radius_m[i] : in->one_radius_m;
}

situ_status situ_density_plan_make(situ_density_plan *plan, const situ_raster_frame *frame,
                                   const situ_density_input *in, situ_error *err) SITU_MUST_CHECK;
void situ_density_plan_free(situ_density_plan *plan);

// Memory of one worker, kept from task to task: fresh pages would cost as much as small sums.
typedef struct situ_density_scratch {
    double *acc; // sums of a band of a strip
    void *block; // arrays of a sweep
    size_t block_bytes;
} situ_density_scratch;

// Rows [row_begin, row_end) of one strip: adds the class's sums to acc (rows x strip_width, row-major).
situ_status situ_density_sweep(double *acc, situ_density_scratch *scratch, const situ_density_plan *plan,
                               const situ_density_class *c, uint32_t strip, uint32_t row_begin, uint32_t row_end,
                               situ_error *err) SITU_MUST_CHECK;
// Whether any point of any class lists the strip.
static inline bool situ_density_strip_used(const situ_density_plan *plan, uint32_t strip)
{
    for (size_t k = 0; k < plan->class_count; k++)
        if (plan->classes[k].start[strip + 1] > plan->classes[k].start[strip])
            return true;
    return false;
}

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_DENSITY_PLAN_H
#define SITU_KERNEL_DENSITY_PLAN_H

// Internal to the density kernel: which points touch which block of columns, and in what order.
//
// The grid is cut into blocks of columns. Within a block the kernels of all points are polynomials in
// one local variable T, |T| a few units, so that coefficients of many points add up without losing
// digits. A point's row costs two additions of a coefficient vector a block, whatever its radius; a cell
// costs one addition and one Horner step.
// Blocks, classes and the order of points depend on the input alone, never on the band of rows or on
// threads: that is why a band's bits equal the whole's.

#include "kernel/kernel.h"
#include "kernel/span.h"

// How cells get their sums.
typedef enum situ_density_way {
    SITU_DENSITY_SWEEP,  // running polynomials
    SITU_DENSITY_DIRECT, // radii so small that cells are summed one by one
    SITU_DENSITY_GAUSS,  // rows times columns of the Gaussian
} situ_density_way;

// Points whose radii lie within a factor of two share block width and unit.
typedef struct situ_density_class {
    situ_density_way way;
    uint32_t width;     // columns of a block; strip_width is a whole multiple
    double unit;        // columns per unit of T
    uint32_t block_count;
    uint32_t *start;    // block_count + 1 offsets into ids
    uint32_t *ids;      // per block by (first row, id)
    uint32_t rows_high; // most rows a member reaches
} situ_density_class;

enum { SITU_DENSITY_CLASSES = 64 };

typedef struct situ_density_plan {
    situ_density_input in;
    situ_raster_frame frame;
    uint32_t row_begin, row_end; // the rows that will be asked for; others may lack points
    int32_t *first, *last;       // rows of a point; last < 0: not on the grid or the band
    uint32_t strip_width, strip_count;
    size_t class_count;
    situ_density_class classes[SITU_DENSITY_CLASSES];
} situ_density_plan;

static inline double situ_density_radius(const situ_density_input *in, size_t i)
{
    return in->radius_m ? in->radius_m[i] : in->one_radius_m;
}

situ_status situ_density_plan_make(situ_density_plan *plan, const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end,
                                   const situ_density_input *in, situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_density_plan_free(situ_density_plan *plan);

// First index of ids[0..n) whose first row is not below row.
uint32_t situ_density_first_from(const situ_density_plan *plan, const uint32_t *ids, uint32_t n, int64_t row);

// Neighbours in a list on one spot become one point of both weights: piles cost nothing, and a sum of a
// million equal changes loses no digits. The list alone decides, so every band does the same.
static inline bool situ_density_same_spot(const situ_density_input *in, uint32_t a, uint32_t b)
{
    return in->xy[2 * (size_t)a] == in->xy[2 * (size_t)b] && in->xy[2 * (size_t)a + 1] == in->xy[2 * (size_t)b + 1] &&
           (!in->radius_m || in->radius_m[a] == in->radius_m[b]);
}

// Memory of one worker, kept from task to task: fresh pages would cost as much as small sums.
typedef struct situ_density_scratch {
    void *memory;
    size_t bytes;
} situ_density_scratch;
situ_status situ_density_scratch_need(situ_density_scratch *scratch, size_t bytes, situ_error *err) SITU_MUST_CHECK;

// Which instructions the inner loops may use; the bits are the same.
typedef enum situ_density_simd { SITU_DENSITY_BASE, SITU_DENSITY_AVX2 } situ_density_simd;
situ_density_simd situ_density_simd_best(void);

// Where a task puts its rows: floats or doubles, whole rows of the frame from row_begin on.
typedef struct situ_density_target {
    float *out32;
    double *out64; // either of the two
    uint32_t row_begin;
} situ_density_target;
void situ_density_put(const situ_density_target *to, uint32_t row, uint32_t column, const double *from, uint32_t columns, uint32_t all_columns);

// One strip over rows [row_begin, row_end): by the sweep (density_sweep.c) or for Gaussians (density_gauss.c).
typedef situ_status situ_density_strip_fn(const situ_density_target *to, situ_density_scratch *scratch, const situ_density_plan *plan,
                                          uint32_t strip, uint32_t row_begin, uint32_t row_end, situ_density_simd simd, situ_error *err);
situ_density_strip_fn situ_density_sweep, situ_density_gauss;

// The whole with chosen instructions, for the test that the bits are equal; out32 or out64 is NULL.
situ_status situ_density_run(float *out32, double *out64, const situ_density_plan *plan, uint32_t row_begin, uint32_t row_end,
                             situ_density_simd simd, situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
// Gaussian: weight exp(-4.5 dx^2 / r^2) exp(-4.5 dy^2 / r^2), cut at the radius by the definition in span.h. A
// point's columns are worked out once a band, then each row is a multiple of them. A cell's sum runs over the
// points in the order of the list, so that it does not depend on the band.

#include <string.h>

#include "kernel/density_plan.h"

typedef double quad __attribute__((vector_size(32)));
typedef int64_t whole __attribute__((vector_size(32)));
typedef double quad_at __attribute__((vector_size(32), aligned(8), may_alias));
#define QUAD(p) (*(quad_at *)(p))

// The same instructions of C for every instruction set: addition and multiplication only, so that the bits agree.
#define INLINE static inline __attribute__((always_inline))

// out[0..n) = exp(-x[k]) for x of 0 to about 5, to a few units of the last digit; n is rounded up to four. Its own,
// because the exp of a C library may give other bits on another machine.
#define DECAY(out, x, n)                                                                                               \
    for (size_t k_ = 0; k_ < (n); k_ += 4) {                                                                           \
        const quad x_ = QUAD((x) + k_), turns_ = x_ * 1.4426950408889634 + 6755399441055744.0;                         \
        const quad whole_ = turns_ - 6755399441055744.0; /* nearest whole number, also in the low bits of turns_ */     \
        const quad r_ = -((x_ - whole_ * 0.693147180369123816490) - whole_ * 1.90821492927058770002e-10);              \
        quad p_ = r_ * (1.0 / 6227020800.0) + 1.0 / 479001600.0;                                                       \
        p_ = p_ * r_ + 1.0 / 39916800.0;                                                                               \
        p_ = p_ * r_ + 1.0 / 3628800.0;                                                                                \
        p_ = p_ * r_ + 1.0 / 362880.0;                                                                                 \
        p_ = p_ * r_ + 1.0 / 40320.0;                                                                                  \
        p_ = p_ * r_ + 1.0 / 5040.0;                                                                                   \
        p_ = p_ * r_ + 1.0 / 720.0;                                                                                    \
        p_ = p_ * r_ + 1.0 / 120.0;                                                                                    \
        p_ = p_ * r_ + 1.0 / 24.0;                                                                                     \
        p_ = p_ * r_ + 1.0 / 6.0;                                                                                      \
        p_ = p_ * r_ + 0.5;                                                                                            \
        p_ = p_ * r_ + 1.0;                                                                                            \
        p_ = p_ * r_ + 1.0;                                                                                            \
        const whole power_ = (1023 - ((whole)turns_ & 0xff)) << 52;                                                    \
        QUAD((out) + k_) = p_ * (quad)power_;                                                                          \
    }

typedef struct gauss {
    const situ_density_plan *plan;
    double *acc, *across, *down; // sums of the band; factors by column and by row
    uint32_t first_column, columns, stride, row_begin, row_end;
} gauss;

static const double near_pole = 1e-6, doubt = 1e-6;

// Columns [*c0, *c1] of the strip within the disc.
INLINE bool span(int64_t *c0, int64_t *c1, const gauss *g, double x, double dy, double r, double centre, double columns_radius, double q)
{
    const int64_t low = g->first_column, high = (int64_t)g->first_column + g->columns - 1;
    if (q < -near_pole)
        return false;
    double half = q > 0.0 ? columns_radius * sqrt(q) : 0.0, a = centre - half, b = centre + half;
    a = a > (double)low - 0.5 ? a : (double)low - 0.5;
    b = b < (double)high + 0.5 ? b : (double)high + 0.5;
    if (!(a <= b))
        return false;
    double i = ceil(a), j = floor(b), up = i - a, over = b - j;
    if (q < near_pole || up < doubt || up > 1.0 - doubt || over < doubt || over > 1.0 - doubt)
        return situ_kernel_span(&g->plan->frame, x, dy, r, centre, half, low, high, c0, c1);
    *c0 = (int64_t)i;
    *c1 = (int64_t)j;
    return *c0 <= *c1;
}

INLINE void add_point(const gauss *g, uint32_t id, double weight)
{
    const situ_density_plan *plan = g->plan;
    const situ_raster_frame *f = &plan->frame;
    const double x = plan->in.xy[2 * (size_t)id], y = plan->in.xy[2 * (size_t)id + 1], r = situ_density_radius(&plan->in, id);
    const double columns_radius = r / f->cell_x, centre = (x - f->x0) / f->cell_x - 0.5, inverse2 = 1.0 / (r * r);
    const double left = floor(centre - columns_radius) - 1.0, right = ceil(centre + columns_radius) + 1.0;
    const double low = g->first_column, high = low + (double)g->columns - 1.0;
    const uint32_t r0 = (uint32_t)plan->first[id] > g->row_begin ? (uint32_t)plan->first[id] : g->row_begin;
    const uint32_t r1 = (uint32_t)plan->last[id] + 1 < g->row_end ? (uint32_t)plan->last[id] + 1 : g->row_end;
    if (right < low || left > high)
        return;
    const int64_t from = (int64_t)(left > low ? left : low), to = (int64_t)(right < high ? right : high);
    const size_t n = (size_t)(to - from) + 1, rows = r1 - r0;
    // Squares beyond the radius are never asked for; they are held where DECAY is good.
    for (size_t k = 0; k < ((n + 3) & ~(size_t)3); k++) {
        double dx = situ_raster_x(f, (double)from + (double)k + 0.5) - x, u = dx * dx * inverse2;
        g->across[k] = 4.5 * (u < 1.1 ? u : 1.1);
    }
    DECAY(g->across, g->across, n)
    for (size_t k = 0; k < ((rows + 3) & ~(size_t)3); k++) {
        double dy = situ_raster_y(f, (double)r0 + (double)k + 0.5) - y, u = dy * dy * inverse2;
        g->down[k] = 4.5 * (u < 1.1 ? u : 1.1);
    }
    DECAY(g->down, g->down, rows)
    for (uint32_t row = r0; row < r1; row++) {
        const double dy = situ_raster_y(f, (double)row + 0.5) - y;
        int64_t c0, c1;
        if (!span(&c0, &c1, g, x, dy, r, centre, columns_radius, 1.0 - dy * dy * inverse2))
            continue;
        const double factor = weight * g->down[row - r0];
        const double *a = g->across + (c0 - from);
        double *acc = g->acc + (size_t)(row - g->row_begin) * g->stride + (size_t)(c0 - (int64_t)g->first_column);
        const size_t cells = (size_t)(c1 - c0) + 1;
        size_t c = 0;
        for (; c + 4 <= cells; c += 4)
            QUAD(acc + c) += factor * QUAD((double *)(uintptr_t)a + c);
        for (; c < cells; c++)
            acc[c] += factor * a[c];
    }
}

INLINE void add_list(const gauss *g, const uint32_t *ids, uint32_t next, uint32_t end)
{
    const situ_density_input *in = &g->plan->in;
    while (next < end) {
        const uint32_t id = ids[next];
        double weight = in->weight ? in->weight[id] : 1.0;
        for (next++; next < end && situ_density_same_spot(in, id, ids[next]); next++)
            weight += in->weight ? in->weight[ids[next]] : 1.0;
        if (g->plan->last[id] >= (int64_t)g->row_begin)
            add_point(g, id, weight);
    }
}

static void list_base(const gauss *g, const uint32_t *ids, uint32_t next, uint32_t end) { add_list(g, ids, next, end); }
#ifdef __x86_64__
__attribute__((target("avx2"))) static void list_avx2(const gauss *g, const uint32_t *ids, uint32_t next, uint32_t end) { add_list(g, ids, next, end); }
#endif

situ_status situ_density_gauss(const situ_density_target *to, situ_density_scratch *scratch, const situ_density_plan *plan, uint32_t strip,
                               uint32_t row_begin, uint32_t row_end, situ_density_simd simd, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t first = strip * plan->strip_width;
    gauss g = {.plan = plan, .first_column = first, .stride = plan->strip_width, .row_begin = row_begin, .row_end = row_end};
    const situ_density_class *c = plan->class_count ? &plan->classes[0] : NULL;
    g.columns = plan->frame.columns - first < plan->strip_width ? plan->frame.columns - first : plan->strip_width;
    const uint32_t *ids = c ? c->ids + c->start[strip] : NULL, n = c ? c->start[strip + 1] - c->start[strip] : 0;
    const uint32_t next = n ? situ_density_first_from(plan, ids, n, (int64_t)row_begin - (int64_t)c->rows_high) : 0;
    const uint32_t end = n ? situ_density_first_from(plan, ids, n, row_end) : 0;
    const size_t cells = (size_t)(row_end - row_begin) * plan->strip_width;
    if (next < end) {
        SITU_TRY(situ_density_scratch_need(scratch, (cells + plan->strip_width + (row_end - row_begin) + 16) * sizeof(double), err));
        g.acc = scratch->memory;
        g.across = g.acc + cells;
        g.down = g.across + plan->strip_width + 8;
        memset(g.acc, 0, cells * sizeof(double));
#ifdef __x86_64__
        if (simd == SITU_DENSITY_AVX2)
            list_avx2(&g, ids, next, end);
        else
#endif
            list_base(&g, ids, next, end);
    }
    (void)simd;
    for (uint32_t row = row_begin; row < row_end; row++)
        situ_density_put(to, row, first, g.acc ? g.acc + (size_t)(row - row_begin) * plan->strip_width : NULL, g.columns, plan->frame.columns);
done:
    return status;
}

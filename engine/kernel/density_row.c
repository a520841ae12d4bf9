// SPDX-License-Identifier: MIT
// The inner loop of the density kernel: four points at a time become changes of polynomials, then the
// row is read off. What is true for a compiler without vector units is true here: no operation
// depends on how many lanes there are.

#include "kernel/density_row.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef situ_pair pair;
typedef double quad __attribute__((vector_size(32)));
typedef double loose __attribute__((vector_size(32), aligned(8), may_alias)); // in memory, anywhere
typedef int64_t mask __attribute__((vector_size(32)));
#define LOAD(p) (*(const loose *)(p))
#define INLINE static inline __attribute__((always_inline))
enum { LANES_HIGH = SITU_DENSITY_LANES, GROUP = SITU_DENSITY_GROUP, COEFFICIENTS_HIGH = 7 };

// A guess this close to a cell's centre (columns), or to the disc's top or bottom, is decided by the
// definition in span.h.
static const double doubt = 1e-6;

// Coefficients of T^0, T^1 ... and, behind them, the count; degree + 1 pairs are used.
typedef struct change { pair lane[LANES_HIGH]; } change;

// Four points by vector lanes, or one: KIND is quad or double. c gets the coefficients of
// weight * (e + f T - g T^2)^degree.
#define COEFFICIENTS(KIND, c, degree, weight, e, f, g)                                             \
    do {                                                                                           \
        KIND we = (weight) * (e), wf = (weight) * (f), wg = (weight) * (g);                        \
        if ((degree) == 0) {                                                                       \
            (c)[0] = (weight);                                                                     \
        } else if ((degree) == 1) {                                                                \
            (c)[0] = we;                                                                           \
            (c)[1] = wf;                                                                           \
            (c)[2] = -wg;                                                                          \
        } else {                                                                                   \
            KIND a0 = we * (e), a1 = 2.0 * we * (f), a2 = wf * (f) - 2.0 * we * (g);               \
            KIND a3 = -2.0 * wf * (g), a4 = wg * (g);                                              \
            (c)[0] = (degree) == 2 ? a0 : a0 * (e);                                                \
            (c)[1] = (degree) == 2 ? a1 : a0 * (f) + a1 * (e);                                     \
            (c)[2] = (degree) == 2 ? a2 : a1 * (f) + a2 * (e) - a0 * (g);                          \
            (c)[3] = (degree) == 2 ? a3 : a2 * (f) + a3 * (e) - a1 * (g);                          \
            (c)[4] = (degree) == 2 ? a4 : a3 * (f) + a4 * (e) - a2 * (g);                          \
            if ((degree) == 3) {                                                                   \
                (c)[5] = a4 * (f) - a3 * (g);                                                      \
                (c)[6] = -(a4 * (g));                                                              \
            }                                                                                      \
        }                                                                                          \
    } while (0)

INLINE void add(pair *d, const change *p, int lanes)
{
    d[0] += p->lane[0];
    if (lanes > 1)
        d[1] += p->lane[1];
    if (lanes > 2)
        d[2] += p->lane[2];
    if (lanes > 3)
        d[3] += p->lane[3];
}

INLINE void subtract(pair *d, const change *p, int lanes)
{
    d[0] -= p->lane[0];
    if (lanes > 1)
        d[1] -= p->lane[1];
    if (lanes > 2)
        d[2] -= p->lane[2];
    if (lanes > 3)
        d[3] -= p->lane[3];
}

// Entry of a column: each block has one entry more than columns.
INLINE pair *entry(const situ_density_strip *s, uint32_t block, uint32_t column, int lanes)
{
    return s->delta + ((size_t)block + column) * (size_t)lanes;
}

// Point n adds to columns [c0, c1] of one block.
INLINE void add_one(situ_density_strip *s, size_t n, double q, int degree, uint32_t block, uint32_t c0, uint32_t c1)
{
    double c[COEFFICIENTS_HIGH + 1] = {0}, g = s->live.ratio2[n], width = s->class->width;
    double b = (s->live.centre[n] - (block * width + (width - 1.0) / 2.0)) * (1.0 / s->class->unit), gb = g * b;
    COEFFICIENTS(double, c, degree, s->live.weight[n], q - gb * b, 2.0 * gb, g);
    c[2 * degree + 1] = 1.0;
    change p;
    for (int k = 0; k <= degree; k++)
        p.lane[k] = (pair){c[2 * k], c[2 * k + 1]};
    add(entry(s, block, c0, degree + 1), &p, degree + 1);
    subtract(entry(s, block, c1 + 1, degree + 1), &p, degree + 1);
}

// The same for blocks [first, last] between and at the ends of a span.
INLINE void add_span(situ_density_strip *s, size_t n, double q, int degree, uint32_t first, uint32_t last, uint32_t c0, uint32_t c1)
{
    uint32_t width = s->class->width;
    for (uint32_t block = first; block <= last; block++) {
        uint32_t begin = block * width, end = begin + width - 1;
        add_one(s, n, q, degree, block, c0 > begin ? c0 : begin, c1 < end ? c1 : end);
    }
}

// Columns of point n by the definition; for guesses in doubt.
static bool ask_definition(const situ_density_strip *s, size_t n, double q, uint32_t *c0, uint32_t *c1)
{
    uint32_t id = s->live.id[n];
    const double *p = s->plan->in->xy + 2 * (size_t)id;
    int64_t i, j, base = s->first_column;
    double half = q > 0.0 ? s->live.radius[n] * sqrt(q) : 0.0;
    if (!situ_kernel_span(s->plan->frame, p[0], s->y - p[1], situ_density_radius(s->plan->in, id), s->live.centre[n] + (double)base,
                          half, base, base + (int64_t)s->columns - 1, &i, &j))
        return false;
    *c0 = (uint32_t)(i - base);
    *c1 = (uint32_t)(j - base);
    return true;
}

static void __attribute__((noinline)) add_in_doubt(situ_density_strip *s, size_t n, double q, int degree)
{
    uint32_t c0, c1, width = s->class->width;
    if (ask_definition(s, n, q, &c0, &c1))
        add_span(s, n, q, degree, c0 / width, c1 / width, c0, c1);
}

// Nearest whole number, for |v| below 2^51: adding and taking off 1.5 * 2^52 leaves no fraction.
#define NEAREST(v) (((v) + 6755399441055744.0) - 6755399441055744.0)
#define WHERE(condition, v) ((quad)((mask)(v) & (mask)(condition)))

// What four points do in the row.
typedef struct group {
    quad q, up, down;   // columns [up, down], whole numbers
    quad block0, block1; // of up and of down
    mask hit, doubtful;
} group;

INLINE void find_columns(group *v, const situ_density_strip *s, size_t n)
{
    const situ_density_live *l = &s->live;
    const double high = (double)s->columns - 1.0, per_width = 1.0 / s->class->width;
    const quad zero = {0}, one = {1, 1, 1, 1}, low_end = {-0.5, -0.5, -0.5, -0.5}, high_end = low_end + (high + 1.0);
    quad dy = s->y - LOAD(l->y + n), centre = LOAD(l->centre + n), root;
    v->q = 1.0 - dy * dy * LOAD(l->inverse2 + n);
    quad inside = WHERE(v->q > zero, v->q);
#ifdef __SSE2__
    pair halves[2];
    memcpy(halves, &inside, sizeof halves);
    halves[0] = (pair)_mm_sqrt_pd((__m128d)halves[0]);
    halves[1] = (pair)_mm_sqrt_pd((__m128d)halves[1]);
    memcpy(&root, halves, sizeof root);
#else
    root = (quad){__builtin_sqrt(inside[0]), __builtin_sqrt(inside[1]), __builtin_sqrt(inside[2]), __builtin_sqrt(inside[3])};
#endif
    quad half = LOAD(l->radius + n) * root, a = centre - half, b = centre + half;
    mask out = (v->q < -doubt) | (b < -doubt) | (a > high + doubt);
    // Cut to the strip, half a column outside its first and last centre.
    quad from = WHERE(a > low_end, a) + WHERE(a <= low_end, low_end);
    quad to = WHERE(b < high_end, b) + WHERE(b >= high_end, high_end);
    quad near_from = NEAREST(from), near_to = NEAREST(to), off_from = near_from - from, off_to = near_to - to;
    v->up = near_from + WHERE(off_from < zero, one);
    v->down = near_to - WHERE(off_to > zero, one);
    v->doubtful = ((off_from < doubt) & (off_from > -doubt)) | ((off_to < doubt) & (off_to > -doubt)) | (v->q < doubt);
    v->doubtful &= ~out;
    v->hit = (v->up <= v->down) & ~out & ~v->doubtful;
    // floor((column + 1/2) / width): at least 1 / (2 width) away from a whole number.
    v->block0 = NEAREST((v->up + 0.5) * per_width - 0.5);
    v->block1 = NEAREST((v->down + 0.5) * per_width - 0.5);
}

// Changes of four points, as the polynomials of the block each of them is in.
INLINE void find_changes(change out[GROUP], const situ_density_strip *s, const group *v, const quad *block, size_t n, int degree, bool same)
{
    const double width = s->class->width, middle = (width - 1.0) / 2.0, per_unit = 1.0 / s->class->unit;
    const quad one = {1, 1, 1, 1};
    quad c[COEFFICIENTS_HIGH + 1], weight = LOAD(s->live.weight + n), g = one;
    if (!same)
        g = LOAD(s->live.ratio2 + n);
    quad b = (LOAD(s->live.centre + n) - (*block * width + middle)) * per_unit, gb = g * b;
    quad e = v->q - gb * b, f = 2.0 * gb;
    COEFFICIENTS(quad, c, degree, weight, e, f, g);
    c[2 * degree + 1] = one;
    for (int k = 0; k < LANES_HIGH; k++) {
        if (k > degree)
            break;
        out[0].lane[k] = __builtin_shufflevector(c[2 * k], c[2 * k + 1], 0, 4);
        out[1].lane[k] = __builtin_shufflevector(c[2 * k], c[2 * k + 1], 1, 5);
        out[2].lane[k] = __builtin_shufflevector(c[2 * k], c[2 * k + 1], 2, 6);
        out[3].lane[k] = __builtin_shufflevector(c[2 * k], c[2 * k + 1], 3, 7);
    }
}

INLINE void put(situ_density_strip *s, const group *v, const change *from, const change *to, size_t n, int k, int degree)
{
    int lanes = degree + 1;
    if (!v->hit[k]) {
        if (__builtin_expect(v->doubtful[k] != 0, 0))
            add_in_doubt(s, n, v->q[k], degree);
        return;
    }
    uint32_t c0 = (uint32_t)(int32_t)v->up[k], c1 = (uint32_t)(int32_t)v->down[k];
    uint32_t b0 = (uint32_t)(int32_t)v->block0[k], b1 = (uint32_t)(int32_t)v->block1[k];
    add(entry(s, b0, c0, lanes), from, lanes);
    subtract(entry(s, b1, c1 + 1, lanes), to, lanes);
    if (b1 == b0)
        return;
    add(entry(s, b1, b1 * s->class->width, lanes), to, lanes);
    if (__builtin_expect(b1 > b0 + 1, 0))
        add_span(s, n, v->q[k], degree, b0 + 1, b1 - 1, 0, UINT32_MAX);
}

INLINE void add_row(situ_density_strip *s, int degree, bool same)
{
    for (size_t n = 0; n < s->live.count; n += GROUP) {
        group v;
        change from[GROUP], to[GROUP];
        size_t count = s->live.count - n < GROUP ? s->live.count - n : GROUP;
        find_columns(&v, s, n);
        find_changes(from, s, &v, &v.block0, n, degree, same);
        find_changes(to, s, &v, &v.block1, n, degree, same);
        if (__builtin_expect(count == GROUP, 1)) {
            put(s, &v, &from[0], &to[0], n, 0, degree);
            put(s, &v, &from[1], &to[1], n + 1, 1, degree);
            put(s, &v, &from[2], &to[2], n + 2, 2, degree);
            put(s, &v, &from[3], &to[3], n + 3, 3, degree);
        } else {
            for (size_t k = 0; k < count; k++)
                put(s, &v, &from[k], &to[k], n + k, (int)k, degree);
        }
    }
}

INLINE double evaluate(const change *p, double t, int degree)
{
    double v = p->lane[degree][0];
    for (int k = degree - 1; k >= 0; k--)
        v = (v * t + p->lane[k][1]) * t + p->lane[k][0];
    return v;
}

// Runs over the row: adds the changes up, evaluates, leaves delta zero for the next row.
INLINE void read_row(situ_density_strip *s, double *acc, int degree)
{
    int lanes = degree + 1;
    uint32_t width = s->class->width;
    pair *d = s->delta;
    for (uint32_t begin = 0; begin < s->columns; begin += width) {
        uint32_t end = s->columns - begin < width ? s->columns : begin + width;
        change run = {{{0, 0}, {0, 0}, {0, 0}, {0, 0}}};
        for (uint32_t c = begin; c < end; c++, d += lanes) {
            change p;
            for (int k = 0; k < lanes; k++) {
                p.lane[k] = d[k];
                d[k] = (pair){0.0, 0.0};
            }
            for (int k = 0; k < lanes; k++)
                run.lane[k] += p.lane[k];
            double v = evaluate(&run, s->t[c], degree);
            acc[c] += run.lane[degree][1] > 0.0 && v > 0.0 ? v : 0.0;
        }
        for (int k = 0; k < lanes; k++)
            d[k] = (pair){0.0, 0.0};
        d += lanes;
    }
}

// Cells one by one: radii of a few columns, where a polynomial would lose digits.
INLINE void sum_directly(situ_density_strip *s, double *acc, int degree)
{
    for (size_t n = 0; n < s->live.count; n++) {
        double dy = s->y - s->live.y[n], q = 1.0 - dy * dy * s->live.inverse2[n];
        double centre = s->live.centre[n], weight = s->live.weight[n], inverse = 1.0 / s->live.radius[n];
        uint32_t c0, c1;
        if (q < -doubt || !ask_definition(s, n, q, &c0, &c1))
            continue;
        for (uint32_t c = c0; c <= c1; c++) {
            double u = ((double)c - centre) * inverse, v = q - u * u, sum = 1.0;
            for (int k = 0; k < degree; k++)
                sum *= v;
            s->sums[c] += v > 0.0 || degree == 0 ? weight * sum : 0.0;
        }
    }
    for (uint32_t c = 0; c < s->columns; c++) {
        acc[c] += s->sums[c];
        s->sums[c] = 0.0;
    }
}

INLINE void one_row(situ_density_strip *s, double *acc, int degree)
{
    if (s->class->width == 0) {
        sum_directly(s, acc, degree);
        return;
    }
    if (s->plan->in->radius_m)
        add_row(s, degree, false);
    else
        add_row(s, degree, true);
    read_row(s, acc, degree);
}

static void row_uniform(situ_density_strip *s, double *acc) { one_row(s, acc, 0); }
static void row_epanechnikov(situ_density_strip *s, double *acc) { one_row(s, acc, 1); }
static void row_quartic(situ_density_strip *s, double *acc) { one_row(s, acc, 2); }
static void row_triweight(situ_density_strip *s, double *acc) { one_row(s, acc, 3); }

situ_density_row_fn *situ_density_row(situ_kernel_shape shape)
{
    switch (shape) {
    case SITU_KERNEL_UNIFORM: return row_uniform;
    case SITU_KERNEL_EPANECHNIKOV: return row_epanechnikov;
    case SITU_KERNEL_QUARTIC: return row_quartic;
    case SITU_KERNEL_TRIWEIGHT: break;
    }
    return row_triweight;
}

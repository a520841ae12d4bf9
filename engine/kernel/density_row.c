// SPDX-License-Identifier: MIT
// The inner loop of the density kernel: points become changes of polynomials, then the row is read off.

#include "kernel/density_row.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef situ_pair pair;
typedef double loose __attribute__((vector_size(16), aligned(8), may_alias)); // in memory, anywhere
typedef int64_t mask __attribute__((vector_size(16)));
#define LOAD(p) (*(const loose *)(p))
#define INLINE static inline __attribute__((always_inline))
enum { CHUNK = 64 };

// Coefficients of T^0, T^1 ... and, behind them, the count; degree + 1 pairs are used.
typedef struct change { pair a, b, c, d; } change;

// weight * (e + f T - g T^2)^degree, and 1 for the count.
INLINE change coefficients(int degree, double weight, double e, double f, double g)
{
    const pair none = {0.0, 0.0};
    if (degree == 0)
        return (change){(pair){weight, 1.0}, none, none, none};
    double we = weight * e, wf = weight * f, wg = weight * g;
    if (degree == 1)
        return (change){(pair){we, wf}, (pair){-wg, 1.0}, none, none};
    double a0 = we * e, a1 = 2.0 * we * f, a2 = wf * f - 2.0 * we * g, a3 = -2.0 * wf * g, a4 = wg * g;
    if (degree == 2)
        return (change){(pair){a0, a1}, (pair){a2, a3}, (pair){a4, 1.0}, none};
    return (change){(pair){a0 * e, a0 * f + a1 * e}, (pair){a1 * f + a2 * e - a0 * g, a2 * f + a3 * e - a1 * g},
                    (pair){a3 * f + a4 * e - a2 * g, a4 * f - a3 * g}, (pair){-(a4 * g), 1.0}};
}

INLINE void add(pair *d, change p, int lanes)
{
    d[0] += p.a;
    if (lanes > 1)
        d[1] += p.b;
    if (lanes > 2)
        d[2] += p.c;
    if (lanes > 3)
        d[3] += p.d;
}

INLINE void subtract(pair *d, change p, int lanes)
{
    d[0] -= p.a;
    if (lanes > 1)
        d[1] -= p.b;
    if (lanes > 2)
        d[2] -= p.c;
    if (lanes > 3)
        d[3] -= p.d;
}

INLINE pair root(pair v)
{
#ifdef __SSE2__
    return (pair)_mm_sqrt_pd((__m128d)v);
#else
    return (pair){__builtin_sqrt(v[0]), __builtin_sqrt(v[1])};
#endif
}

// Columns [c0, c1] of the strip that point n reaches, by the definition in span.h.
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

// Where rounding may decide which cells are reached.
//   near_pole: q this close to 0, at the top and bottom row of a disc, makes the square root useless.
//   slack: degree > 0: a cell whose centre is this close to the rim (in radii) is left out unasked. Its value
//   would be below 2e-11 of the weight, and no cell beyond the rim can come in.
//   doubt: degree 0: this close to a centre (columns) the definition is asked, because a rim cell counts in full.
static const double near_pole = 1e-6, slack = 1e-11, doubt = 1e-6;

// q, and the guess [from, to] in columns, of points n .. n + CHUNK - 1.
INLINE void guess(double *q, double *from, double *to, const situ_density_live *l, double row_y, size_t begin, size_t n, int degree)
{
    const pair y = {row_y, row_y}, one = {1.0, 1.0}, zero = {0.0, 0.0}, less = {slack, slack};
    for (size_t k = 0; k < n; k += 2) {
        pair dy = y - LOAD(l->y + begin + k), v = one - dy * dy * LOAD(l->inverse2 + begin + k);
        pair height = root((pair)((mask)v & (mask)(v > zero)));
        pair half = LOAD(l->radius + begin + k) * (degree > 0 ? height - less : height);
        pair centre = LOAD(l->centre + begin + k), a = centre - half, b = centre + half;
        memcpy(q + k, &v, sizeof v);
        memcpy(from + k, &a, sizeof a);
        memcpy(to + k, &b, sizeof b);
    }
}

typedef struct writer { // what the loop needs, out of reach of its own stores
    pair *delta;
    const situ_density_column *where;
    double per_unit;
} writer;

INLINE void add_blocks(const writer *w, double centre, double weight, double g, double q, int degree, uint32_t c0, uint32_t c1)
{
    const size_t lanes = (size_t)degree + 1;
    for (;;) {
        const situ_density_column at = w->where[c0];
        double b = (centre - at.middle) * w->per_unit, gb = g * b;
        change c = coefficients(degree, weight, q - gb * b, 2.0 * gb, g);
        pair *block = w->delta + at.block * lanes; // each block has one entry more than columns
        add(block + c0 * lanes, c, degree + 1);
        if (c1 < at.next) {
            subtract(block + (c1 + (size_t)1) * lanes, c, degree + 1);
            return;
        }
        c0 = at.next;
    }
}

INLINE void add_row(situ_density_strip *s, int degree, bool same)
{
    _Alignas(16) double q[CHUNK], from[CHUNK], to[CHUNK];
    const situ_density_live l = s->live;
    const writer w = {.delta = s->delta, .where = s->where, .per_unit = 1.0 / s->class->unit};
    const double low_end = -0.5, high_end = (double)s->columns - 0.5;
    for (size_t begin = 0; begin < l.count; begin += CHUNK) {
        size_t n = l.count - begin < CHUNK ? l.count - begin : CHUNK;
        guess(q, from, to, &l, s->y, begin, n, degree);
        for (size_t k = 0; k < n; k++) {
            size_t at = begin + k;
            double a = from[k] > low_end ? from[k] : low_end, b = to[k] < high_end ? to[k] : high_end;
            uint32_t c0, c1;
            bool ask = q[k] < near_pole;
            if (degree == 0) {
                double up = ceil(a) - a, down = b - floor(b);
                ask = ask || up < doubt || up > 1.0 - doubt || down < doubt || down > 1.0 - doubt;
            }
            if (__builtin_expect(ask, 0)) {
                if (q[k] < -near_pole || !ask_definition(s, at, q[k], &c0, &c1))
                    continue;
            } else {
                if (!(b > -1.0)) // to the left of the strip
                    continue;
                int32_t up = (int32_t)(a + 1.0), down = (int32_t)(b + 1.0) - 1; // ceil, floor
                if (up > down)
                    continue;
                c0 = (uint32_t)up;
                c1 = (uint32_t)down;
            }
            add_blocks(&w, l.centre[at], l.weight[at], same ? 1.0 : l.ratio2[at], q[k], degree, c0, c1);
        }
    }
}

// Runs over the row: adds the changes up, evaluates, leaves delta zero for the next row.
INLINE void read_row(situ_density_strip *s, double *acc, int degree)
{
    const int lanes = degree + 1;
    const double *t = s->t;
    pair *d = s->delta;
    for (uint32_t begin = 0; begin < s->columns; begin = s->where[begin].next) {
        change run = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
        for (uint32_t c = begin, end = s->where[begin].next; c < end; c++, d += lanes) {
            double v, count;
            run.a += d[0];
            run.b += d[lanes > 1 ? 1 : 0];
            run.c += d[lanes > 2 ? 2 : 0];
            run.d += d[lanes > 3 ? 3 : 0];
            for (int k = 0; k < lanes; k++)
                d[k] = (pair){0.0, 0.0};
            if (degree == 0) {
                v = run.a[0];
                count = run.a[1];
            } else if (degree == 1) {
                v = (run.b[0] * t[c] + run.a[1]) * t[c] + run.a[0];
                count = run.b[1];
            } else if (degree == 2) {
                v = (((run.c[0] * t[c] + run.b[1]) * t[c] + run.b[0]) * t[c] + run.a[1]) * t[c] + run.a[0];
                count = run.c[1];
            } else {
                v = ((run.d[0] * t[c] + run.c[1]) * t[c] + run.c[0]) * t[c] + run.b[1];
                v = ((v * t[c] + run.b[0]) * t[c] + run.a[1]) * t[c] + run.a[0];
                count = run.d[1];
            }
            acc[c] += count > 0.0 && v > 0.0 ? v : 0.0;
        }
        for (int k = 0; k < lanes; k++) // what ended with the block
            d[k] = (pair){0.0, 0.0};
        d += lanes;
    }
}

// Cells one by one: radii of a few columns, where a polynomial would lose digits.
INLINE void sum_directly(situ_density_strip *s, double *acc, int degree)
{
    const situ_density_live l = s->live;
    for (size_t n = 0; n < l.count; n++) {
        double dy = s->y - l.y[n], q = 1.0 - dy * dy * l.inverse2[n], inverse = 1.0 / l.radius[n];
        uint32_t c0, c1;
        if (q < -near_pole || !ask_definition(s, n, q, &c0, &c1))
            continue;
        for (uint32_t c = c0; c <= c1; c++) {
            double u = ((double)c - l.centre[n]) * inverse, v = q - u * u, sum = 1.0;
            for (int k = 0; k < degree; k++)
                sum *= v;
            s->sums[c] += v > 0.0 || degree == 0 ? l.weight[n] * sum : 0.0;
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
    case SITU_KERNEL_TRIWEIGHT:
    case SITU_KERNEL_GAUSSIAN: break;
    }
    return row_triweight;
}

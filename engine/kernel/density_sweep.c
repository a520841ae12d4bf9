// SPDX-License-Identifier: MIT
// One strip of one class, row by row. See density_plan.h for the idea.

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/alloc.h"
#include "kernel/density_plan.h"

// Two doubles at once wherever the compiler can; plain IEEE arithmetic, so the bits are the same
// on every machine.
typedef double pair __attribute__((vector_size(16)));
typedef int64_t mask __attribute__((vector_size(16)));
#define INLINE static inline __attribute__((always_inline))

enum { LANES_HIGH = 4, CHUNK = 64 };

// Points that reach rows of the band, as arrays of even capacity: the inner loop streams them.
typedef struct live {
    double *centre; // column of its x, 0 = centre of the strip's first column
    double *y, *weight, *radius; // radius in columns
    double *inverse2;            // 1 / radius^2 in 1/m^2
    double *ratio2;              // (class unit / radius)^2
    uint32_t *id;
    int32_t *last;
    size_t count;
} live;

typedef struct sweep {
    const situ_density_plan *plan;
    const situ_density_class *class;
    uint32_t columns, first_column; // of the strip
    uint32_t row;
    double y;       // of the row's cell centres
    double *t;      // a column's T within its block
    double *middle; // a column's block: its middle, columns
    uint32_t *next; // first column of the next block
    pair *delta;    // columns entries of `lanes` pairs: changes of the coefficients, then of the count
    double *sums;   // small radii: the row's sums
    live live;
} sweep;

// Coefficients of T^0, T^1 ... and, behind them, the count; degree + 1 pairs are used.
typedef struct change { pair a, b, c, d; } change;

// weight * (e + f T - g T^2)^degree, and 1 for the count.
INLINE change coefficients(int degree, double weight, double e, double f, double g)
{
    const pair none = {0.0, 0.0};
    if (degree == 0)
        return (change){(pair){weight, 1.0}, none, none, none};
    if (degree == 1)
        return (change){(pair){weight * e, weight * f}, (pair){-(weight * g), 1.0}, none, none};
    double we = weight * e, wf = weight * f, wg = weight * g;
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

INLINE pair load(const double *p)
{
    pair v;
    memcpy(&v, p, sizeof v);
    return v;
}

// Columns of the strip that point n reaches, given the guess [a, b]; the definition (span.h) is asked
// where the guess lies within a millionth of a column's centre, because there rounding decides.
INLINE bool columns_reached(const sweep *s, size_t n, double q, double a, double b, uint32_t *c0, uint32_t *c1)
{
    const double doubt = 1e-6;
    double high = (double)s->columns - 1.0, half = (b - a) / 2.0;
    if (!(b >= -doubt) || !(a <= high + doubt) || q < -doubt)
        return false;
    a = a < -0.5 ? -0.5 : a;
    b = b > high + 0.5 ? high + 0.5 : b;
    int32_t up = (int32_t)(a + 1.0), down = (int32_t)(b + 1.0) - 1; // ceil(a) unless in doubt, floor(b)
    double above = (double)up - a, below = b - (double)down;
    if (__builtin_expect(above < doubt || above > 1.0 - doubt || below < doubt || below > 1.0 - doubt || q < doubt, 0)) {
        uint32_t id = s->live.id[n];
        const double *p = s->plan->in->xy + 2 * (size_t)id;
        int64_t i, j, base = s->first_column;
        if (!situ_kernel_span(s->plan->frame, p[0], s->y - p[1], situ_density_radius(s->plan->in, id),
                              s->live.centre[n] + (double)base, half, base, base + (int64_t)s->columns - 1, &i, &j))
            return false;
        *c0 = (uint32_t)(i - base);
        *c1 = (uint32_t)(j - base);
        return true;
    }
    *c0 = (uint32_t)up;
    *c1 = (uint32_t)down;
    return up <= down;
}

// Cells one by one: radii of a few columns, where a polynomial would lose digits.
INLINE void sum_directly(sweep *s, size_t n, double q, int degree, uint32_t c0, uint32_t c1)
{
    double centre = s->live.centre[n], weight = s->live.weight[n], inverse = 1.0 / s->live.radius[n];
    for (uint32_t c = c0; c <= c1; c++) {
        double u = ((double)c - centre) * inverse, v = q - u * u, sum = 1.0;
        for (int k = 0; k < degree; k++)
            sum *= v;
        s->sums[c] += v > 0.0 || degree == 0 ? weight * sum : 0.0;
    }
}

INLINE void add_blocks(sweep *s, size_t n, double q, int degree, bool same, uint32_t c0, uint32_t c1)
{
    int lanes = degree + 1;
    double centre = s->live.centre[n], weight = s->live.weight[n], g = same ? 1.0 : s->live.ratio2[n];
    double per_unit = 1.0 / s->class->unit;
    for (;;) {
        double b = (centre - s->middle[c0]) * per_unit, gb = g * b;
        change c = coefficients(degree, weight, q - gb * b, 2.0 * gb, g);
        add(s->delta + (size_t)c0 * (size_t)lanes, c, lanes);
        uint32_t next = s->next[c0];
        if (c1 < next) {
            if (c1 + 1 < next)
                subtract(s->delta + ((size_t)c1 + 1) * (size_t)lanes, c, lanes);
            return;
        }
        c0 = next;
    }
}

INLINE void add_row(sweep *s, int degree, bool same, bool direct)
{
    _Alignas(16) double q[CHUNK], from[CHUNK], to[CHUNK];
    const live *l = &s->live;
    const pair y = {s->y, s->y}, one = {1.0, 1.0}, zero = {0.0, 0.0};
    for (size_t begin = 0; begin < l->count; begin += CHUNK) {
        size_t n = l->count - begin < CHUNK ? l->count - begin : CHUNK;
        for (size_t k = 0; k < n; k += 2) {
            pair dy = y - load(l->y + begin + k), qq = one - dy * dy * load(l->inverse2 + begin + k);
            pair half = load(l->radius + begin + k) * root((pair)((mask)qq & (qq > zero)));
            pair centre = load(l->centre + begin + k), a = centre - half, b = centre + half;
            memcpy(q + k, &qq, sizeof qq);
            memcpy(from + k, &a, sizeof a);
            memcpy(to + k, &b, sizeof b);
        }
        for (size_t k = 0; k < n; k++) {
            uint32_t c0, c1;
            if (!columns_reached(s, begin + k, q[k], from[k], to[k], &c0, &c1))
                continue;
            if (direct)
                sum_directly(s, begin + k, q[k], degree, c0, c1);
            else
                add_blocks(s, begin + k, q[k], degree, same, c0, c1);
        }
    }
}

// Runs over the row: adds the changes up, evaluates, leaves delta zero for the next row.
INLINE void read_row(sweep *s, double *acc, int degree)
{
    int lanes = degree + 1;
    for (uint32_t block = 0; block < s->columns; block = s->next[block]) {
        change run = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
        for (uint32_t c = block; c < s->next[block]; c++) {
            pair *d = s->delta + (size_t)c * (size_t)lanes;
            const change p = {d[0], lanes > 1 ? d[1] : d[0], lanes > 2 ? d[2] : d[0], lanes > 3 ? d[3] : d[0]};
            add(&run.a, (change){p.a, p.b, p.c, p.d}, 1);
            run.b += p.b;
            run.c += p.c;
            run.d += p.d;
            for (int k = 0; k < lanes; k++)
                d[k] = (pair){0.0, 0.0};
            double t = s->t[c], v, count;
            if (degree == 0) {
                v = run.a[0];
                count = run.a[1];
            } else if (degree == 1) {
                v = (run.b[0] * t + run.a[1]) * t + run.a[0];
                count = run.b[1];
            } else if (degree == 2) {
                v = (((run.c[0] * t + run.b[1]) * t + run.b[0]) * t + run.a[1]) * t + run.a[0];
                count = run.c[1];
            } else {
                v = (((((run.d[0] * t + run.c[1]) * t + run.c[0]) * t + run.b[1]) * t + run.b[0]) * t + run.a[1]) * t + run.a[0];
                count = run.d[1];
            }
            acc[c] += count > 0.0 && v > 0.0 ? v : 0.0;
        }
    }
}

INLINE void one_row(sweep *s, double *acc, int degree)
{
    if (s->class->width == 0) {
        add_row(s, degree, false, true);
        for (uint32_t c = 0; c < s->columns; c++) {
            acc[c] += s->sums[c];
            s->sums[c] = 0.0;
        }
        return;
    }
    if (s->plan->in->radius_m)
        add_row(s, degree, false, false);
    else
        add_row(s, degree, true, false);
    read_row(s, acc, degree);
}

static void row_uniform(sweep *s, double *acc) { one_row(s, acc, 0); }
static void row_epanechnikov(sweep *s, double *acc) { one_row(s, acc, 1); }
static void row_quartic(sweep *s, double *acc) { one_row(s, acc, 2); }
static void row_triweight(sweep *s, double *acc) { one_row(s, acc, 3); }
typedef void row_fn(sweep *s, double *acc);

static void enter(sweep *s, uint32_t id)
{
    const situ_density_input *in = s->plan->in;
    const situ_raster_frame *f = s->plan->frame;
    live *l = &s->live;
    size_t n = l->count++;
    double r = situ_density_radius(in, id), ratio = s->class->unit * f->cell_x / r;
    l->centre[n] = (in->xy[2 * (size_t)id] - f->x0) / f->cell_x - 0.5 - (double)s->first_column;
    l->y[n] = in->xy[2 * (size_t)id + 1];
    l->weight[n] = in->weight ? in->weight[id] : 1.0;
    l->radius[n] = r / f->cell_x;
    l->inverse2[n] = 1.0 / (r * r);
    l->ratio2[n] = ratio * ratio;
    l->id[n] = id;
    l->last[n] = s->plan->last[id];
}

// Closes up over points that are behind us. They add nothing any more, so this may wait.
static void leave(sweep *s)
{
    live *l = &s->live;
    size_t kept = 0;
    for (size_t n = 0; n < l->count; n++) {
        if (l->last[n] < (int32_t)s->row)
            continue;
        if (kept < n) {
            l->centre[kept] = l->centre[n];
            l->y[kept] = l->y[n];
            l->weight[kept] = l->weight[n];
            l->radius[kept] = l->radius[n];
            l->inverse2[kept] = l->inverse2[n];
            l->ratio2[kept] = l->ratio2[n];
            l->id[kept] = l->id[n];
            l->last[kept] = l->last[n];
        }
        kept++;
    }
    l->count = kept;
}

static void lay_blocks(sweep *s)
{
    uint32_t width = s->class->width;
    for (uint32_t c = 0; c < s->columns; c++) {
        uint32_t begin = c / width * width, end = begin + width < s->columns ? begin + width : s->columns;
        s->next[c] = end;
        s->middle[c] = ((double)begin + (double)end - 1.0) / 2.0;
        s->t[c] = ((double)c - s->middle[c]) * (1.0 / s->class->unit);
    }
}

static situ_status get_memory(sweep *s, situ_density_scratch *scratch, size_t points, situ_error *err)
{
    size_t n = (points + 2) & ~(size_t)1, columns = s->columns;
    size_t point_bytes = n * (6 * sizeof(double) + sizeof(uint32_t) + sizeof(int32_t));
    size_t column_bytes = columns * (LANES_HIGH * sizeof(pair) + 3 * sizeof(double) + sizeof(uint32_t));
    if (scratch->block_bytes < point_bytes + column_bytes) {
        situ_free(scratch->block);
        scratch->block_bytes = 0;
        scratch->block = situ_calloc(1, point_bytes + column_bytes);
        if (!scratch->block)
            return situ_fail_nomem(err);
        scratch->block_bytes = point_bytes + column_bytes;
    }
    s->delta = scratch->block; // 16-byte aligned like the block
    double *d = (double *)(void *)(s->delta + columns * LANES_HIGH);
    s->sums = d;
    s->t = d + columns;
    s->middle = d + 2 * columns;
    d += 3 * columns;
    memset(scratch->block, 0, columns * (LANES_HIGH * sizeof(pair) + sizeof(double))); // delta and sums
    double **arrays[] = {&s->live.centre, &s->live.y, &s->live.weight, &s->live.radius, &s->live.inverse2, &s->live.ratio2};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++, d += n)
        *arrays[k] = d;
    s->live.id = (uint32_t *)(void *)d;
    s->live.last = (int32_t *)(void *)(s->live.id + n);
    s->next = (uint32_t *)(void *)(s->live.last + n);
    return SITU_OK;
}

// First index of ids[0..n) whose first row is not below row.
static uint32_t first_from(const situ_density_plan *plan, const uint32_t *ids, uint32_t n, int64_t row)
{
    uint32_t low = 0;
    while (low < n) {
        uint32_t mid = low + (n - low) / 2;
        if (plan->first[ids[mid]] < row)
            low = mid + 1;
        else
            n = mid;
    }
    return low;
}

situ_status situ_density_sweep(double *acc, situ_density_scratch *scratch, const situ_density_plan *plan,
                               const situ_density_class *c, uint32_t strip, uint32_t row_begin, uint32_t row_end,
                               situ_error *err)
{
    enum { TIDY_ROWS = 8 };
    static row_fn *const row_fns[] = {row_uniform, row_epanechnikov, row_quartic, row_triweight};
    situ_status status = SITU_OK;
    const uint32_t *ids = c->ids + c->start[strip], n = c->start[strip + 1] - c->start[strip];
    // Members that begin before row_end; those that begin too early are over before row_begin.
    uint32_t begin = first_from(plan, ids, n, (int64_t)row_begin - (int64_t)c->rows_high);
    uint32_t end = first_from(plan, ids, n, row_end);
    sweep s = {.plan = plan, .class = c, .first_column = strip * plan->strip_width};
    if (begin >= end)
        return SITU_OK;
    s.columns = plan->frame->columns - s.first_column;
    s.columns = s.columns < plan->strip_width ? s.columns : plan->strip_width;
    SITU_TRY(get_memory(&s, scratch, end - begin, err));
    if (c->width > 0)
        lay_blocks(&s);
    for (uint32_t row = row_begin; row < row_end; row++) {
        s.row = row;
        s.y = situ_raster_y(plan->frame, (double)row + 0.5);
        if (row % TIDY_ROWS == 0)
            leave(&s);
        for (; begin < end && plan->first[ids[begin]] <= (int64_t)row; begin++)
            if (plan->last[ids[begin]] >= (int64_t)row)
                enter(&s, ids[begin]);
        if (s.live.count > 0)
            row_fns[plan->in->shape](&s, acc + (size_t)(row - row_begin) * plan->strip_width);
    }
done:
    return status;
}

// SPDX-License-Identifier: MIT
// Included by density_row.c once for every instruction set: SUM_ROW = prefix of the names, TARGET = attribute of
// the functions, ROOT(out, v) = four square roots. Vectors stay local to a function: they have no common ABI.
#ifdef SUM_ROW

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(what) JOIN(SUM_ROW, what)
#define INLINE static inline __attribute__((always_inline)) TARGET

// The columns [begin, end) of live points at .. at + n - 1 (n <= CHUNK), and q = 1 - (dy / radius)^2. What reaches
// no cell goes to the bin behind the block.
INLINE void NAME(_spans)(double *q, int32_t *begin, int32_t *end, const situ_density_block *b, size_t at, size_t n, const int degree, const bool same)
{
    const situ_density_live *l = &b->live;
    const double width = (double)b->columns;
    const int32_t last = (int32_t)b->columns, bin = (int32_t)b->padded + 1;
    const four bins = {bin, bin, bin, bin}, widths = {last, last, last, last};
    mask ask = {0, 0, 0, 0};
    for (size_t k = 0; k < n; k += 4) {
        const quad dy = ALL(b->y) - QUAD(l->y + at + k);
        const quad v = 1.0 - dy * dy * (same ? ALL(b->one_inverse2) : (quad)QUAD(l->inverse2 + at + k));
        const quad radius = same ? ALL(b->one_radius) : (quad)QUAD(l->radius + at + k);
        const mask inside = v > 0.0;
        const quad positive = (quad)((mask)v & inside);
        quad half;
        ROOT(half, positive);
        half = degree > 0 ? radius * (half - slack) : IF(inside, radius * half, ALL(-1.0));
        const quad centre = QUAD(l->centre + at + k);
        quad left = width - centre + half, right = centre + 1.0 + half; // ends counted from the far side: both round down
        left = IF(left > -0.5, left, ALL(-0.5));
        left = IF(left < width + 0.5, left, ALL(width + 0.5));
        right = IF(right > -0.5, right, ALL(-0.5));
        right = IF(right < width + 0.5, right, ALL(width + 0.5));
        const four i = __builtin_convertvector(left, four), to = __builtin_convertvector(right, four), from = widths - i;
        ask |= (v < near_pole) & (v > -near_pole);
        if (degree == 0) {
            const quad a = left - __builtin_convertvector(i, quad), z = right - __builtin_convertvector(to, quad);
            ask |= ((a < doubt) & (a > -doubt)) | (a > 1.0 - doubt) | ((z < doubt) & (z > -doubt)) | (z > 1.0 - doubt);
        }
        const four none = from >= to;
        FOUR(begin + k) = (none & bins) | (~none & from);
        FOUR(end + k) = (none & bins) | (~none & to);
        QUAD(q + k) = v;
    }
    if (__builtin_expect((ask[0] | ask[1] | ask[2] | ask[3]) != 0, 0))
        for (size_t k = 0; k < n; k++) {
            if (q[k] < -near_pole || (degree > 0 && q[k] > near_pole))
                continue;
            if (!situ_density_ask(b, at + k, q[k], &begin[k], &end[k]))
                begin[k] = end[k] = bin;
        }
    for (size_t k = n; k % 4 != 0; k++) // what lies behind the last point is not there
        begin[k] = end[k] = bin;
}

// weight * (e + f T - g T^2)^degree as changes where a point's columns begin and end.
INLINE void NAME(_changes)(double *delta, const double *q, const int32_t *begin, const int32_t *end, const situ_density_block *b, size_t at, size_t n, const int degree, const bool same)
{
    const situ_density_live *l = &b->live;
    const double middle = ((double)b->class->width - 1.0) / 2.0, per_unit = 1.0 / b->class->unit;
    const size_t entry = degree == 1 ? 4 : 8;
    const quad ones = ALL(1.0);
    for (size_t k = 0; k < n; k += 4) {
        const quad w = QUAD(l->weight + at + k);
        if (degree == 0) {
            for (size_t i = 0; i < 4; i++) {
                const pair change = {w[i], 1.0};
                PAIR(delta + 2 * (size_t)begin[k + i]) += change;
                PAIR(delta + 2 * (size_t)end[k + i]) -= change;
            }
            continue;
        }
        const quad off = (QUAD(l->centre + at + k) - middle) * per_unit, g = same ? ones : (quad)QUAD(l->ratio2 + at + k);
        const quad gb = g * off, e = QUAD((double *)(uintptr_t)q + k) - gb * off, f = gb + gb;
        const quad we = w * e, wf = w * f, wg = w * g;
        quad c0, c1, c2, c3, c4 = ones, c5 = ones, c6 = ones;
        if (degree == 1) {
            c0 = we;
            c1 = wf;
            c2 = -wg;
            c3 = ones;
        } else {
            const quad a0 = we * e, a1 = 2.0 * we * f, a2 = wf * f - 2.0 * we * g, a3 = -2.0 * wf * g, a4 = wg * g;
            c0 = a0;
            c1 = a1;
            c2 = a2;
            c3 = a3;
            c4 = a4;
            if (degree == 3) {
                c0 = a0 * e;
                c1 = a0 * f + a1 * e;
                c2 = a1 * f + a2 * e - a0 * g;
                c3 = a2 * f + a3 * e - a1 * g;
                c4 = a3 * f + a4 * e - a2 * g;
                c5 = a4 * f - a3 * g;
                c6 = -(a4 * g);
            }
        }
        // Four points' coefficients side by side become four changes.
        const quad p = __builtin_shufflevector(c0, c1, 0, 4, 2, 6), o = __builtin_shufflevector(c0, c1, 1, 5, 3, 7);
        const quad r = __builtin_shufflevector(c2, c3, 0, 4, 2, 6), s = __builtin_shufflevector(c2, c3, 1, 5, 3, 7);
        const quad low[4] = {__builtin_shufflevector(p, r, 0, 1, 4, 5), __builtin_shufflevector(o, s, 0, 1, 4, 5),
                             __builtin_shufflevector(p, r, 2, 3, 6, 7), __builtin_shufflevector(o, s, 2, 3, 6, 7)};
        const quad p2 = __builtin_shufflevector(c4, c5, 0, 4, 2, 6), o2 = __builtin_shufflevector(c4, c5, 1, 5, 3, 7);
        const quad r2 = __builtin_shufflevector(c6, ones, 0, 4, 2, 6), s2 = __builtin_shufflevector(c6, ones, 1, 5, 3, 7);
        const quad high[4] = {__builtin_shufflevector(p2, r2, 0, 1, 4, 5), __builtin_shufflevector(o2, s2, 0, 1, 4, 5),
                              __builtin_shufflevector(p2, r2, 2, 3, 6, 7), __builtin_shufflevector(o2, s2, 2, 3, 6, 7)};
#define CHANGE(i)                                                                                                      \
    do {                                                                                                               \
        double *from_ = delta + entry * (size_t)(uint32_t)begin[k + (i)], *to_ = delta + entry * (size_t)(uint32_t)end[k + (i)]; \
        const pair few_ = __builtin_shufflevector(high[i], high[i], 0, 1);                                             \
        QUAD(from_) += low[i];                                                                                         \
        if (degree == 2)                                                                                               \
            PAIR(from_ + 4) += few_;                                                                                   \
        if (degree == 3)                                                                                               \
            QUAD(from_ + 4) += high[i];                                                                                \
        QUAD(to_) -= low[i];                                                                                           \
        if (degree == 2)                                                                                               \
            PAIR(to_ + 4) -= few_;                                                                                     \
        if (degree == 3)                                                                                               \
            QUAD(to_ + 4) -= high[i];                                                                                  \
    } while (0)
        CHANGE(0);
        CHANGE(1);
        CHANGE(2);
        CHANGE(3);
#undef CHANGE
    }
}

// Runs over the row: adds the changes up, evaluates, leaves delta zero for the next row.
INLINE void NAME(_read)(situ_density_block *b, double *sums, const bool add, const int degree)
{
    enum { PER = 4 };
    const size_t entry = degree == 0 ? 2 : degree == 1 ? 4 : 8;
    const quad none = ALL(0.0);
    quad run = none, more = none;
    pair few = {0.0, 0.0};
    double *d = b->delta;
    for (uint32_t c = 0; c < b->padded; c += PER, d += PER * entry) {
        quad v, count;
        if (degree == 0) {
            pair r[PER];
            for (size_t i = 0; i < PER; i++) {
                few += PAIR(d + 2 * i);
                r[i] = few;
                PAIR(d + 2 * i) = (pair){0.0, 0.0};
            }
            v = (quad){r[0][0], r[1][0], r[2][0], r[3][0]};
            count = (quad){r[0][1], r[1][1], r[2][1], r[3][1]};
        } else {
            quad r[PER], m[PER];
            pair h[PER];
            for (size_t i = 0; i < PER; i++) {
                run += QUAD(d + entry * i);
                r[i] = run;
                QUAD(d + entry * i) = none;
                if (degree == 2) {
                    few += PAIR(d + entry * i + 4);
                    h[i] = few;
                    PAIR(d + entry * i + 4) = (pair){0.0, 0.0};
                }
                if (degree == 3) {
                    more += QUAD(d + entry * i + 4);
                    m[i] = more;
                    QUAD(d + entry * i + 4) = none;
                }
            }
            const quad t = QUAD((double *)(uintptr_t)b->t + c);
            const quad p = __builtin_shufflevector(r[0], r[1], 0, 4, 2, 6), o = __builtin_shufflevector(r[0], r[1], 1, 5, 3, 7);
            const quad x = __builtin_shufflevector(r[2], r[3], 0, 4, 2, 6), y = __builtin_shufflevector(r[2], r[3], 1, 5, 3, 7);
            const quad a0 = __builtin_shufflevector(p, x, 0, 1, 4, 5), a1 = __builtin_shufflevector(o, y, 0, 1, 4, 5);
            const quad a2 = __builtin_shufflevector(p, x, 2, 3, 6, 7), a3 = __builtin_shufflevector(o, y, 2, 3, 6, 7);
            if (degree == 1) {
                v = (a2 * t + a1) * t + a0;
                count = a3;
            } else if (degree == 2) {
                const pair k0 = __builtin_shufflevector(h[0], h[1], 0, 2), n0 = __builtin_shufflevector(h[0], h[1], 1, 3);
                const pair k1 = __builtin_shufflevector(h[2], h[3], 0, 2), n1 = __builtin_shufflevector(h[2], h[3], 1, 3);
                const quad a4 = __builtin_shufflevector(k0, k1, 0, 1, 2, 3);
                count = __builtin_shufflevector(n0, n1, 0, 1, 2, 3);
                v = (((a4 * t + a3) * t + a2) * t + a1) * t + a0;
            } else {
                const quad p2 = __builtin_shufflevector(m[0], m[1], 0, 4, 2, 6), o2 = __builtin_shufflevector(m[0], m[1], 1, 5, 3, 7);
                const quad x2 = __builtin_shufflevector(m[2], m[3], 0, 4, 2, 6), y2 = __builtin_shufflevector(m[2], m[3], 1, 5, 3, 7);
                const quad a4 = __builtin_shufflevector(p2, x2, 0, 1, 4, 5), a5 = __builtin_shufflevector(o2, y2, 0, 1, 4, 5);
                const quad a6 = __builtin_shufflevector(p2, x2, 2, 3, 6, 7);
                count = __builtin_shufflevector(o2, y2, 2, 3, 6, 7);
                v = (((((a6 * t + a5) * t + a4) * t + a3) * t + a2) * t + a1) * t + a0;
            }
        }
        v = (quad)((mask)v & (v > 0.0) & (count > 0.0));
        QUAD(sums + c) = add ? (quad)QUAD(sums + c) + v : v;
    }
    for (size_t k = 0; k < SITU_DENSITY_BEHIND * entry; k++) // what ended with the block, and the bin
        d[k] = 0.0;
}

INLINE void NAME(_all)(situ_density_block *b, double *sums, const bool add, const int degree, const bool same)
{
    _Alignas(32) double q[CHUNK];
    _Alignas(32) int32_t begin[CHUNK], end[CHUNK];
    double *delta = b->delta;
    for (size_t at = b->live.over; at < b->live.count; at += CHUNK) {
        const size_t n = b->live.count - at < CHUNK ? b->live.count - at : CHUNK;
        NAME(_spans)(q, begin, end, b, at, n, degree, same);
        NAME(_changes)(delta, q, begin, end, b, at, n, degree, same);
    }
    NAME(_read)(b, sums, add, degree);
}

#define ROW(degree)                                                                                                    \
    TARGET static void NAME(_##degree)(situ_density_block * b, double *sums, bool add)                                  \
    {                                                                                                                  \
        if (b->live.radius)                                                                                            \
            NAME(_all)(b, sums, add, degree, false);                                                                   \
        else                                                                                                           \
            NAME(_all)(b, sums, add, degree, true);                                                                    \
    }
ROW(0)
ROW(1)
ROW(2)
ROW(3)

#undef ROW
#undef NAME
#undef JOIN
#undef JOIN_
#undef INLINE
#endif

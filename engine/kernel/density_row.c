// SPDX-License-Identifier: MIT
// The inner loop of the density kernel: points become changes of polynomials, then the row is read off.
// density_row_body.h is compiled once for every instruction set; plain IEEE arithmetic, so the bits agree.

#include "kernel/density_row.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#define HAVE_AVX2 1
#endif

typedef double quad __attribute__((vector_size(32)));
typedef double pair __attribute__((vector_size(16)));
typedef int64_t mask __attribute__((vector_size(32)));
typedef int32_t four __attribute__((vector_size(16)));
typedef double quad_at __attribute__((vector_size(32), aligned(8), may_alias)); // in memory, anywhere
typedef double pair_at __attribute__((vector_size(16), aligned(8), may_alias));
typedef int32_t four_at __attribute__((vector_size(16), aligned(4), may_alias));
#define QUAD(p) (*(quad_at *)(p))
#define PAIR(p) (*(pair_at *)(p))
#define FOUR(p) (*(four_at *)(p))
#define IF(condition, a, b) ((quad)(((mask)(a) & (condition)) | ((mask)(b) & ~(condition))))
#define ALL(v) ((quad){(v), (v), (v), (v)})

// Where rounding may decide which cells are reached.
//   near_pole: q this close to 0, at the top and bottom row of a disc, makes the square root useless.
//   slack: degree > 0: a cell whose centre is this close to the rim (in radii) is left out unasked. Its value
//   would be below 2e-11 of the weight, and no cell beyond the rim can come in.
//   doubt: degree 0: this close to a centre (columns) the definition is asked, because a rim cell counts in full.
static const double near_pole = 1e-6, slack = 1e-11, doubt = 1e-6;
enum { CHUNK = 64 };

bool situ_density_ask(const situ_density_block *b, size_t n, double q, int32_t *begin, int32_t *end)
{
    uint32_t id = b->live.id[n];
    const double *p = b->plan->in.xy + 2 * (size_t)id;
    int64_t i, j, base = b->first_column;
    double radius = situ_density_radius(&b->plan->in, id), half = q > 0.0 ? radius / b->plan->frame.cell_x * sqrt(q) : 0.0;
    if (!situ_kernel_span(&b->plan->frame, p[0], b->y - p[1], radius, b->live.centre[n] + (double)base, half, base,
                          base + (int64_t)b->columns - 1, &i, &j))
        return false;
    *begin = (int32_t)(i - base);
    *end = (int32_t)(j - base) + 1;
    return true;
}

#define SUM_ROW row_base
#define TARGET
#ifdef __SSE2__
#define ROOT(out, v)                                                                                                   \
    do {                                                                                                               \
        const pair low_ = (pair)_mm_sqrt_pd((__m128d)__builtin_shufflevector((v), (v), 0, 1));                          \
        const pair high_ = (pair)_mm_sqrt_pd((__m128d)__builtin_shufflevector((v), (v), 2, 3));                         \
        (out) = __builtin_shufflevector(low_, high_, 0, 1, 2, 3);                                                      \
    } while (0)
#else
#define ROOT(out, v) ((out) = (quad){sqrt((v)[0]), sqrt((v)[1]), sqrt((v)[2]), sqrt((v)[3])})
#endif
#include "kernel/density_row_body.h"
#undef SUM_ROW
#undef TARGET
#undef ROOT

#ifdef HAVE_AVX2
#define SUM_ROW row_avx2
#define TARGET __attribute__((target("avx2")))
#define ROOT(out, v) ((out) = (quad)_mm256_sqrt_pd((__m256d)(v)))
#include "kernel/density_row_body.h"
#undef SUM_ROW
#undef TARGET
#undef ROOT
#endif

situ_density_simd situ_density_simd_best(void)
{
#ifdef HAVE_AVX2
    return __builtin_cpu_supports("avx2") ? SITU_DENSITY_AVX2 : SITU_DENSITY_BASE;
#else
    return SITU_DENSITY_BASE;
#endif
}

situ_density_row_fn *situ_density_row(situ_kernel_shape shape, situ_density_simd simd)
{
    static situ_density_row_fn *const base[] = {row_base_0, row_base_1, row_base_2, row_base_3};
    size_t degree = shape <= SITU_KERNEL_TRIWEIGHT ? (size_t)shape : 0;
#ifdef HAVE_AVX2
    static situ_density_row_fn *const avx2[] = {row_avx2_0, row_avx2_1, row_avx2_2, row_avx2_3};
    if (simd == SITU_DENSITY_AVX2)
        return avx2[degree];
#endif
    (void)simd;
    return base[degree];
}

void situ_density_row_direct(situ_density_block *b, double *sums)
{
    const situ_density_live *l = &b->live;
    const int degree = (int)b->plan->in.shape;
    for (size_t n = l->over; n < l->count; n++) {
        double radius = l->radius ? l->radius[n] : b->one_radius, inverse = 1.0 / radius;
        double dy = b->y - l->y[n], q = 1.0 - dy * dy * (l->inverse2 ? l->inverse2[n] : b->one_inverse2);
        int32_t begin, end;
        if (q < -near_pole || !situ_density_ask(b, n, q, &begin, &end))
            continue;
        for (int32_t c = begin; c < end; c++) {
            double u = ((double)c - l->centre[n]) * inverse, v = q - u * u, sum = l->weight[n];
            for (int k = 0; k < degree; k++)
                sum *= v;
            sums[c] += v > 0.0 || degree == 0 ? sum : 0.0;
        }
    }
}

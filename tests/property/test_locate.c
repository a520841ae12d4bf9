// SPDX-License-Identifier: MIT
// Choices of sites against full enumeration on small random cases, with ties, fixed sites, places nobody
// reaches and weights of 0. The seed of a failing case is printed.

#include <math.h>

#include "analysis/locate.h"
#include "analysis/locate_parts.h"
#include "base/hash.h"
#include "support/check.h"

enum { SITES = 12, DEMANDS = 30, CASES = 1500 };

typedef struct one_case {
    situ_locate_problem q;
    float minutes[SITES * DEMANDS];
    double weight[DEMANDS];
    uint8_t fixed[SITES];
} one_case;

static void make(one_case *c, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 12);
    const uint32_t n = 1 + situ_rng_below(&rng, SITES), m = situ_rng_below(&rng, 3) ? 1 + situ_rng_below(&rng, DEMANDS) : 1 + situ_rng_below(&rng, 5);
    const uint32_t coarse = situ_rng_below(&rng, 3), holes = situ_rng_below(&rng, 3), open = situ_rng_below(&rng, 3);
    const bool plane = situ_rng_below(&rng, 2);
    double at[2 * (SITES + DEMANDS)];
    for (int k = 0; k < 2 * (SITES + DEMANDS); k++)
        at[k] = situ_rng_unit(&rng);
    for (uint32_t j = 0; j < n; j++)
        for (uint32_t i = 0; i < m; i++) {
            const double *a = at + 2 * (size_t)j, *b = at + 2 * (SITES + (size_t)i);
            double t = plane ? 90 * hypot(a[0] - b[0], a[1] - b[1]) : 90 * situ_rng_unit(&rng);
            t = coarse == 0 ? t : coarse == 1 ? round(t) : 20 * round(t / 20); // few values: many ties
            c->minutes[j * m + i] = holes && situ_rng_below(&rng, holes == 1 ? 20 : 3) == 0 ? INFINITY : (float)t;
        }
    for (uint32_t i = 0; i < m; i++)
        c->weight[i] = situ_rng_below(&rng, 8) == 0 ? 0 : situ_rng_below(&rng, 2) ? 1 + situ_rng_below(&rng, 5) : floor(2000 * situ_rng_unit(&rng)) / 8;
    for (uint32_t j = 0; j < n; j++)
        c->fixed[j] = open == 1 && situ_rng_below(&rng, 4) == 0;
    c->q = (situ_locate_problem){.kind = (situ_locate_kind)situ_rng_below(&rng, 3), .minutes = c->minutes, .site_count = n, .demand_count = m,
                                 .weight = c->weight, .fixed = open ? c->fixed : NULL, .p = situ_rng_below(&rng, n + 2),
                                 .limit_min = 10 + situ_rng_below(&rng, 40), .unreachable_min = 100 + situ_rng_below(&rng, 200)};
}

static double value_of(const situ_locate_problem *q, situ_locate_kind kind, double limit, uint32_t sites)
{
    double value = 0;
    for (uint32_t i = 0; i < q->demand_count; i++) {
        float best = INFINITY, any = INFINITY;
        for (uint32_t j = 0; j < q->site_count; j++) {
            float t = q->minutes[j * q->demand_count + i];
            any = fminf(any, t);
            if (sites >> j & 1 || (q->fixed && q->fixed[j]))
                best = fminf(best, t);
        }
        if (q->weight[i] == 0)
            continue;
        if (kind == SITU_LOCATE_MCLP)
            value += (double)best <= limit ? q->weight[i] : 0;
        else if (kind == SITU_LOCATE_MEDIAN)
            value += q->weight[i] * (isinf(best) ? q->unreachable_min : (double)best);
        else if (!isinf(any))
            value = fmax(value, (double)best);
    }
    return value;
}

// In the order of ascending lists; a later choice must be better by more than rounding.
static double enumerate(const situ_locate_problem *q, situ_locate_kind kind, double limit, uint32_t *best)
{
    uint32_t free_count = 0, p;
    for (uint32_t j = 0; j < q->site_count; j++)
        free_count += !(q->fixed && q->fixed[j]);
    p = q->p < free_count ? q->p : free_count;
    double found = NAN;
    // Ascending lists are in order when site 0 is the highest bit.
    for (uint32_t reversed = 1u << q->site_count; reversed-- > 0;) {
        uint32_t sites = 0;
        bool good = (uint32_t)__builtin_popcount(reversed) == p;
        for (uint32_t j = 0; j < q->site_count && good; j++)
            if (reversed >> (q->site_count - 1 - j) & 1) {
                sites |= 1u << j;
                good = !(q->fixed && q->fixed[j]);
            }
        if (!good)
            continue;
        double v = value_of(q, kind, limit, sites), eps = 1e-7 * (1 + fabs(isinf(v) ? 0 : v));
        if (isnan(found) || (kind == SITU_LOCATE_MCLP ? v > found + eps : v < found - eps)) {
            found = v;
            *best = sites;
        }
    }
    if (kind == SITU_LOCATE_CENTER && isinf(found))
        (void)enumerate(q, SITU_LOCATE_MCLP, 1e30, best);
    return found;
}

static void locate__equals_enumeration(void **state)
{
    (void)state;
    static one_case c;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_locate_answer a;
        situ_error err = {0};
        uint32_t best = 0, got = 0;
        make(&c, seed);
        double value = enumerate(&c.q, c.q.kind, c.q.limit_min, &best);
        CHECK_OK(situ_locate(&a, &c.q, NULL, &err), err);
        for (uint32_t k = 0; k < a.chosen_count; k++)
            got |= 1u << a.chosen[k];
        bool same = a.value == value || fabs(a.value - value) <= 1e-7 * (1 + fabs(value));
        if (!same || got != best || !a.optimal)
            fail_msg("seed %lu: kind %d n %u m %u p %u: %g by %x, expected %g by %x", (unsigned long)seed, (int)c.q.kind, c.q.site_count,
                     c.q.demand_count, c.q.p, a.value, got, value, best);
        uint32_t unreachable = 0;
        for (uint32_t i = 0; i < c.q.demand_count; i++) {
            uint32_t soonest = UINT32_MAX;
            for (uint32_t j = 0; j < c.q.site_count; j++)
                if ((got >> j & 1 || (c.q.fixed && c.q.fixed[j])) && isfinite(c.minutes[j * c.q.demand_count + i]) &&
                    (soonest == UINT32_MAX || c.minutes[j * c.q.demand_count + i] < c.minutes[soonest * c.q.demand_count + i]))
                    soonest = j;
            if (a.assigned[i] != soonest)
                fail_msg("seed %lu: demand %u goes to %u, expected %u", (unsigned long)seed, i, a.assigned[i], soonest);
            unreachable += soonest == UINT32_MAX;
        }
        assert_int_equal(a.unreachable, unreachable);
        situ_locate_answer_free(&a);
    }
}

// A larger plane: whatever is proven or not, the bound holds for the choice found and for greedy choices.
static void locate__bound_holds_where_enumeration_cannot_go(void **state)
{
    (void)state;
    enum { N = 60, M = 300, P = 6 };
    static float t[N * M];
    static double w[M];
    for (uint64_t seed = 1; seed <= 2; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 13);
        for (int k = 0; k < N * M; k++)
            t[k] = (float)(90 * situ_rng_unit(&rng)); // no plane at all: the hardest kind
        for (int i = 0; i < M; i++)
            w[i] = 1 + situ_rng_below(&rng, 1000);
        for (int kind = SITU_LOCATE_MCLP; kind <= SITU_LOCATE_CENTER; kind++) {
            situ_locate_problem q = {.kind = (situ_locate_kind)kind, .minutes = t, .site_count = N, .demand_count = M, .weight = w, .p = P,
                                     .limit_min = 20, .unreachable_min = 100};
            situ_locate_answer a;
            situ_error err = {0};
            CHECK_OK(situ_locate(&a, &q, NULL, &err), err);
            print_message("seed %lu kind %d: value %g bound %g%s\n", (unsigned long)seed, kind, a.value, a.bound, a.optimal ? " optimal" : "");
            assert_true(kind == SITU_LOCATE_MCLP ? a.value <= a.bound : a.value >= a.bound);
            assert_true(a.chosen_count == P && (!a.optimal || a.value == a.bound));
            for (int trial = 0; trial < 2000; trial++) {
                uint32_t pick[P];
                double v = 0;
                for (int k = 0; k < P; k++)
                    pick[k] = situ_rng_below(&rng, N);
                for (int i = 0; i < M; i++) {
                    double best = 1e9;
                    for (int k = 0; k < P; k++)
                        best = fmin(best, (double)t[pick[k] * M + (uint32_t)i]);
                    v = kind == SITU_LOCATE_MCLP ? v + (best <= 20 ? w[i] : 0) : kind == SITU_LOCATE_MEDIAN ? v + w[i] * best : fmax(v, best);
                }
                assert_true(kind == SITU_LOCATE_MCLP ? v <= a.bound + 1e-6 : v >= a.bound - 1e-6);
            }
            situ_locate_answer_free(&a);
        }
    }
}

// Searches that may hardly look: what they say is weaker, and never wrong.
static void locate__a_starved_search_is_never_wrong(void **state)
{
    (void)state;
    enum { N = 9, M = 24 };
    uint32_t settled[2] = {0};
    for (uint64_t seed = 1; seed <= 400; seed++) {
        situ_rng rng;
        situ_error err = {0};
        float t[N * M], far_away[M];
        double cost[N * M], base[M], least = 1e300;
        uint32_t choice[N];
        situ_rng_seed(&rng, seed, 19);
        const uint32_t p = 1 + situ_rng_below(&rng, N - 1);
        const double work[] = {1, 50, 2000, 20000};
        for (int i = 0; i < M; i++) {
            far_away[i] = INFINITY;
            base[i] = 400 + situ_rng_below(&rng, 50);
        }
        for (int k = 0; k < N * M; k++) {
            t[k] = (float)situ_rng_below(&rng, 300);
            cost[k] = situ_rng_below(&rng, 400);
        }
        float most = INFINITY;
        for (uint32_t sites = 0; sites < 1u << N; sites++) {
            if ((uint32_t)__builtin_popcount(sites) != p)
                continue;
            float worst = 0;
            double sum = 0;
            for (int i = 0; i < M; i++) {
                float best = INFINITY;
                double c = base[i];
                for (int j = 0; j < N; j++)
                    if (sites >> j & 1) {
                        best = fminf(best, t[j * M + i]);
                        c = fmin(c, cost[j * M + i]);
                    }
                worst = fmaxf(worst, best);
                sum += c;
            }
            most = fminf(most, worst);
            least = fmin(least, sum);
        }
        for (int k = 0; k < 4; k++) {
            situ_locate_found found = {.choice = choice};
            const situ_locate_reach reach = {.n = N, .m = M, .p = p, .minutes = t, .base = far_away, .work = work[k]};
            CHECK_OK(situ_locate_least_most(&found, &reach, NULL, &err), err);
            if (found.bound > (double)most || found.value < (double)most || (found.proven && found.value != (double)most))
                fail_msg("seed %lu: %g to %g, and the least maximum is %g", (unsigned long)seed, found.bound, found.value, (double)most);
            settled[0] += found.proven;
            const situ_locate_sums sums = {.n = N, .m = M, .p = p, .cost = cost, .base = base, .unit = 1, .work = work[k]};
            CHECK_OK(situ_locate_least_sum(&found, &sums, NULL, &err), err);
            if (found.bound > least || found.value < least || (found.proven && found.value != least))
                fail_msg("seed %lu: %g to %g, and the least sum is %g", (unsigned long)seed, found.bound, found.value, least);
            settled[1] += found.proven;
        }
    }
    print_message("settled: %u and %u of 1600\n", settled[0], settled[1]);
    assert_true(settled[0] > 0 && settled[1] > 0 && settled[1] < 1600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locate__equals_enumeration),
        cmocka_unit_test(locate__bound_holds_where_enumeration_cannot_go),
        cmocka_unit_test(locate__a_starved_search_is_never_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

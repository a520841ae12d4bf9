// SPDX-License-Identifier: MIT
// Re-siting: p of the candidates for the demands by all three measures; the value is the slowest of them. Checked
// first: small cases against full enumeration; then that the bound holds, and is met where the places lie on a map.

#include <math.h>
#include <stdio.h>

#include "analysis/locate.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "bench/bench.h"

enum { RUNS = 3, SITES = 42, DEMANDS = 500, CHOSEN = 8, SMALL_SITES = 14, SMALL_CHOSEN = 4, SEED = 42, TRIALS = 20000 };
static const char *const kinds[] = {"mclp", "median", "center"};

typedef struct input { float minutes[SITES * DEMANDS]; double weight[DEMANDS]; } input;

// Places on a map with a detour of their own each, or times that have nothing to do with a map: the hardest there are.
static void make(input *in, bool map)
{
    situ_rng rng;
    double at[2 * (SITES + DEMANDS)];
    situ_rng_seed(&rng, SEED, 16);
    for (int k = 0; k < 2 * (SITES + DEMANDS); k++)
        at[k] = situ_rng_unit(&rng);
    for (int i = 0; i < DEMANDS; i++)
        in->weight[i] = floor(exp(4.0 + 1.2 * situ_rng_normal(&rng)));
    for (int j = 0; j < SITES; j++)
        for (int i = 0; i < DEMANDS; i++) {
            double km = 60 * hypot(at[2 * j] - at[2 * (SITES + i)], at[2 * j + 1] - at[2 * (SITES + i) + 1]);
            in->minutes[j * DEMANDS + i] = (float)(map ? 5 + km * (1.3 + 0.4 * situ_rng_unit(&rng)) * 1.5 : 120 * situ_rng_unit(&rng));
        }
}

static double value_of(const situ_locate_problem *q, const uint32_t *sites, uint32_t n)
{
    double value = 0;
    for (uint32_t i = 0; i < q->demand_count; i++) {
        double best = INFINITY;
        for (uint32_t k = 0; k < n; k++)
            best = fmin(best, (double)q->minutes[sites[k] * q->demand_count + i]);
        value = q->kind == SITU_LOCATE_MCLP ? value + (best <= q->limit_min ? q->weight[i] : 0) : q->kind == SITU_LOCATE_MEDIAN ? value + q->weight[i] * best : fmax(value, best);
    }
    return value;
}
static bool better(const situ_locate_problem *q, double a, double b)
{
    double slack = 1e-9 * fmax(fabs(a), fabs(b));
    return q->kind == SITU_LOCATE_MCLP ? a > b + slack : a < b - slack;
}

// The first few sites alone: every choice of SMALL_CHOSEN.
static situ_status check_small(bool *good, situ_locate_problem q, situ_error *err)
{
    situ_locate_answer a;
    double best = q.kind == SITU_LOCATE_MCLP ? -1 : 1e300;
    uint32_t sites[SMALL_CHOSEN], first[SMALL_CHOSEN] = {0};
    q.site_count = SMALL_SITES;
    q.p = SMALL_CHOSEN;
    for (sites[0] = 0; sites[0] < SMALL_SITES; sites[0]++)
        for (sites[1] = sites[0] + 1; sites[1] < SMALL_SITES; sites[1]++)
            for (sites[2] = sites[1] + 1; sites[2] < SMALL_SITES; sites[2]++)
                for (sites[3] = sites[2] + 1; sites[3] < SMALL_SITES; sites[3]++) {
                    double v = value_of(&q, sites, SMALL_CHOSEN);
                    if (!better(&q, v, best))
                        continue;
                    best = v;
                    for (int k = 0; k < SMALL_CHOSEN; k++)
                        first[k] = sites[k];
                }
    situ_status status = situ_locate(&a, &q, NULL, err);
    if (status != SITU_OK)
        return status;
    *good = *good && a.optimal && !better(&q, best, a.value) && !better(&q, a.value, best);
    for (int k = 0; k < SMALL_CHOSEN; k++)
        *good = *good && a.chosen[k] == first[k];
    situ_locate_answer_free(&a);
    return SITU_OK;
}

// The value is what the choice gives, the bound is on its far side, and no random choice is beyond either.
static bool check_answer(const situ_locate_problem *q, const situ_locate_answer *a, bool map)
{
    situ_rng rng;
    bool good = a->chosen_count == CHOSEN && (!map || a->optimal);
    double value = value_of(q, a->chosen, a->chosen_count);
    good = good && !better(q, value, a->value) && !better(q, a->value, value) && !better(q, a->value, a->bound);
    situ_rng_seed(&rng, SEED, 17);
    for (int trial = 0; trial < TRIALS && good; trial++) {
        uint32_t sites[CHOSEN];
        for (int k = 0; k < CHOSEN; k++)
            sites[k] = situ_rng_below(&rng, SITES);
        double v = value_of(q, sites, CHOSEN);
        good = !better(q, v, a->bound) && (!a->optimal || !better(q, v, a->value));
    }
    return good;
}

static situ_status site_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    const bool map = c->count == 0;
    input *in = situ_malloc(sizeof *in);
    (void)context;
    SITU_TRY_ALLOC(in);
    make(in, map);
    out->checked = true;
    out->ours_s = 0;
    for (int kind = SITU_LOCATE_MCLP; kind <= SITU_LOCATE_CENTER; kind++) {
        const situ_locate_problem q = {.kind = (situ_locate_kind)kind, .minutes = in->minutes, .site_count = SITES, .demand_count = DEMANDS,
                                       .weight = in->weight, .p = CHOSEN, .limit_min = 30, .unreachable_min = 240};
        double least = INFINITY;
        SITU_TRY(check_small(&out->checked, q, err));
        for (int k = 0; k < RUNS; k++) {
            situ_locate_answer a;
            double start = bench_now();
            SITU_TRY(situ_locate(&a, &q, NULL, err));
            least = fmin(least, bench_now() - start);
            if (k == 0) {
                out->checked = check_answer(&q, &a, map) && out->checked;
                fprintf(stderr, "bench: %s: %s %.6g, bound %.6g%s\n", c->name, kinds[kind], a.value, a.bound, a.optimal ? ", optimal" : "");
            }
            situ_locate_answer_free(&a);
        }
        out->ours_s = fmax(out->ours_s, least);
    }
    out->value = out->ours_s;
    out->limit = 1;
done:
    situ_free(in);
    return status;
}

const bench_case bench_site = {.name = "site_42_500_8", .help = "8 of 42 candidates for 500 demands, on a map", .run = site_run};
const bench_case bench_site_hard = {.name = "site_42_500_8_random", .help = "the same with times that fit no map", .run = site_run, .count = 1};

// SPDX-License-Identifier: MIT

#include "analysis/locate.h"

#include <float.h>
#include <math.h>

#include "analysis/locate_parts.h"
#include "base/alloc.h"

// Work: costs looked at. About a second for each 1e9.
static const double work_most = 7e8, choices_small = 2e6;

typedef struct locate {
    const situ_locate_problem *q;
    situ_job *job;
    uint32_t *site;   // the sites to choose from
    uint32_t *demand; // the demands that have a say
    uint32_t n, m, p;
    float *base;      // by demand (all): minutes from the sites open already
    double far_min;   // MEDIAN: of what nobody reaches
    uint32_t *choice; // positions in site
} locate;

static situ_status check_numbers(const situ_locate_problem *q, situ_error *err)
{
    const size_t cells = (size_t)q->site_count * q->demand_count;
    for (size_t i = 0; i < cells; i++)
        if (!(q->minutes[i] >= 0))
            return situ_fail(err, SITU_E_ARGUMENT, _("give minutes of 0 or more, infinity where there is no way"),
                             _("minutes from site %zu to demand %zu: %g"), i / q->demand_count, i % q->demand_count, (double)q->minutes[i]);
    for (uint32_t i = 0; i < q->demand_count; i++)
        if (!(q->weight[i] >= 0 && q->weight[i] <= DBL_MAX))
            return situ_fail(err, SITU_E_ARGUMENT, _("give weights of 0 or more"), _("the weight of demand %u is %g"), i, q->weight[i]);
    if (q->kind == SITU_LOCATE_MCLP && !(q->limit_min >= 0))
        return situ_fail(err, SITU_E_ARGUMENT, _("give minutes of 0 or more"), _("the limit is %g minutes"), q->limit_min);
    if (q->kind == SITU_LOCATE_MEDIAN && !(q->unreachable_min >= 0 && q->unreachable_min <= DBL_MAX))
        return situ_fail(err, SITU_E_ARGUMENT, _("give minutes of 0 or more"), _("a demand that nobody reaches counts %g minutes"), q->unreachable_min);
    return SITU_OK;
}

// How many choices there are, as far as that is a number worth having.
static double choices(uint32_t n, uint32_t p)
{
    double c = 1;
    for (uint32_t k = 1; k <= p && c < 1e15; k++)
        c *= (double)(n - p + k) / k;
    return c;
}

static const float *row(const locate *s, uint32_t position) { return s->q->minutes + (size_t)s->site[position] * s->q->demand_count; }

static situ_status prepare(locate *s, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_locate_problem *q = s->q;
    s->site = situ_malloc(q->site_count * sizeof *s->site);
    SITU_TRY_ALLOC(s->site);
    s->demand = situ_malloc(q->demand_count * sizeof *s->demand);
    SITU_TRY_ALLOC(s->demand);
    s->base = situ_malloc(q->demand_count * sizeof *s->base);
    SITU_TRY_ALLOC(s->base);
    s->choice = situ_calloc((size_t)q->site_count + 1, sizeof *s->choice);
    SITU_TRY_ALLOC(s->choice);
    s->far_min = q->unreachable_min;
    for (uint32_t i = 0; i < q->demand_count; i++)
        s->base[i] = INFINITY;
    for (uint32_t j = 0; j < q->site_count; j++) {
        const float *t = q->minutes + (size_t)j * q->demand_count;
        bool open = q->fixed && q->fixed[j];
        if (!open)
            s->site[s->n++] = j;
        for (uint32_t i = 0; i < q->demand_count; i++) {
            if (open)
                s->base[i] = fminf(s->base[i], t[i]);
            if (isfinite(t[i]) && (double)t[i] > s->far_min)
                s->far_min = (double)t[i];
        }
    }
    s->p = q->p < s->n ? q->p : s->n;
    for (uint32_t i = 0; i < q->demand_count; i++) {
        float best = s->base[i];
        for (uint32_t j = 0; j < s->n && q->kind == SITU_LOCATE_CENTER; j++)
            best = fminf(best, row(s, j)[i]);
        if (q->weight[i] > 0 && (q->kind != SITU_LOCATE_CENTER || isfinite(best)))
            s->demand[s->m++] = i;
    }
done:
    return status;
}

// --- sums ---

// Cost of a demand at so many minutes, before it becomes a whole number.
static double cost_of(const locate *s, situ_locate_kind kind, double limit_min, uint32_t demand, float minutes)
{
    double w = s->q->weight[demand];
    if (kind == SITU_LOCATE_MCLP)
        return (double)minutes <= limit_min ? 0 : w;
    return w * (isfinite(minutes) ? (double)minutes : s->far_min);
}

static int64_t common_unit(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

static situ_status least_sum(locate *s, situ_locate_kind kind, double limit_min, double *bound, bool *proven, situ_error *err)
{
    situ_status status = SITU_OK;
    double *cost = situ_malloc(((size_t)s->n * s->m + s->m) * sizeof *cost), *base = cost + (size_t)s->n * s->m;
    int64_t unit = 0;
    SITU_TRY_ALLOC(cost);
    double most = 0;
    for (uint32_t i = 0; i < s->m; i++)
        most += cost_of(s, kind, limit_min, s->demand[i], s->base[s->demand[i]]);
    if (!isfinite(most)) {
        status = situ_fail(err, SITU_E_ARGUMENT, _("give weights of 0 or more"), _("the weights add up to more than a number holds"));
        goto done;
    }
    // Whole numbers as fine as p sums of them allow: whole weights and minutes stay exact, and what is equal but
    // for the rounding of a product becomes equal.
    int digits = 0, sums_digits = 0;
    (void)frexp(most, &digits);
    (void)frexp((double)s->p + 1, &sums_digits);
    int scale = 52 - digits - sums_digits > 20 ? 20 : 52 - digits - sums_digits;
    for (uint32_t i = 0; i < s->m; i++) {
        base[i] = rint(ldexp(cost_of(s, kind, limit_min, s->demand[i], s->base[s->demand[i]]), scale));
        unit = common_unit((int64_t)base[i], unit);
    }
    for (uint32_t j = 0; j < s->n; j++)
        for (uint32_t i = 0; i < s->m; i++) {
            double c = rint(ldexp(cost_of(s, kind, limit_min, s->demand[i], row(s, j)[s->demand[i]]), scale));
            c = c < base[i] ? c : base[i];
            cost[(size_t)j * s->m + i] = c;
            unit = unit == 1 ? 1 : common_unit((int64_t)c, unit);
        }
    double work = work_most > 600.0 * s->n * s->m ? work_most : 600.0 * s->n * s->m;
    const situ_locate_sums sums = {.n = s->n, .m = s->m, .p = s->p, .cost = cost, .base = base, .unit = unit > 0 ? (double)unit : 1,
                                   .work = choices(s->n, s->p) <= choices_small ? 0 : work};
    situ_locate_found found = {.choice = s->choice};
    SITU_TRY(situ_locate_least_sum(&found, &sums, s->job, err));
    *bound = ldexp(found.bound, -scale);
    *proven = found.proven;
done:
    situ_free(cost);
    return status;
}

// --- the least maximum ---

static situ_status least_most(locate *s, double *bound, bool *proven, situ_error *err)
{
    situ_status status = SITU_OK;
    float *minutes = situ_malloc(((size_t)s->n * s->m + s->m) * sizeof *minutes), *base = minutes + (size_t)s->n * s->m;
    SITU_TRY_ALLOC(minutes);
    for (uint32_t i = 0; i < s->m; i++)
        base[i] = s->base[s->demand[i]];
    for (uint32_t j = 0; j < s->n; j++)
        for (uint32_t i = 0; i < s->m; i++)
            minutes[(size_t)j * s->m + i] = row(s, j)[s->demand[i]];
    const situ_locate_reach reach = {.n = s->n, .m = s->m, .p = s->p, .minutes = minutes, .base = base,
                                     .work = choices(s->n, s->p) <= choices_small ? 0 : work_most / 4};
    situ_locate_found found = {.choice = s->choice};
    SITU_TRY(situ_locate_least_most(&found, &reach, s->job, err));
    *bound = found.bound;
    *proven = found.proven;
    if (isinf(found.value)) { // not everybody can be reached: then the most weight
        double ignored;
        bool first;
        SITU_TRY(least_sum(s, SITU_LOCATE_MCLP, (double)FLT_MAX, &ignored, &first, err));
    }
done:
    situ_free(minutes);
    return status;
}

// --- ---

// What the choice gives, from the numbers as they were given.
static void measure(situ_locate_answer *out, const locate *s)
{
    const situ_locate_problem *q = s->q;
    out->value = 0;
    for (uint32_t i = 0; i < q->demand_count; i++) {
        float best = INFINITY;
        out->assigned[i] = UINT32_MAX;
        for (uint32_t j = 0, k = 0; j < q->site_count; j++) {
            bool chosen = k < out->chosen_count && out->chosen[k] == j;
            k += chosen;
            float t = q->minutes[(size_t)j * q->demand_count + i];
            if ((chosen || (q->fixed && q->fixed[j])) && t < best) {
                best = t;
                out->assigned[i] = j;
            }
        }
        out->unreachable += out->assigned[i] == UINT32_MAX;
        if (q->kind == SITU_LOCATE_MCLP)
            out->value += (double)best <= q->limit_min ? q->weight[i] : 0;
        else if (q->kind == SITU_LOCATE_MEDIAN)
            out->value += q->weight[i] > 0 ? cost_of(s, q->kind, 0, i, best) : 0;
    }
    for (uint32_t x = 0; x < s->m && q->kind == SITU_LOCATE_CENTER; x++) {
        uint32_t i = s->demand[x], site = out->assigned[i];
        out->value = fmax(out->value, site == UINT32_MAX ? (double)INFINITY : (double)q->minutes[(size_t)site * q->demand_count + i]);
    }
}

static double weight_of(const locate *s)
{
    double sum = 0;
    for (uint32_t i = 0; i < s->m; i++)
        sum += s->q->weight[s->demand[i]];
    return sum;
}

situ_status situ_locate(situ_locate_answer *out, const situ_locate_problem *problem, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    locate s = {.q = problem, .job = job};
    double bound = 0;
    bool proven = true;
    *out = (situ_locate_answer){0};
    SITU_TRY(check_numbers(problem, err));
    SITU_TRY(prepare(&s, err));
    out->chosen = situ_malloc(((size_t)s.p + 1) * sizeof *out->chosen);
    SITU_TRY_ALLOC(out->chosen);
    out->assigned = situ_malloc(problem->demand_count * sizeof *out->assigned);
    SITU_TRY_ALLOC(out->assigned);
    for (uint32_t k = 0; k < s.p; k++) // nothing to decide: the first p
        s.choice[k] = k;
    bool open = s.p > 0 && s.p < s.n && s.m > 0;
    if (open && problem->kind == SITU_LOCATE_CENTER)
        SITU_TRY(least_most(&s, &bound, &proven, err));
    else if (open)
        SITU_TRY(least_sum(&s, problem->kind, problem->limit_min, &bound, &proven, err));
    out->chosen_count = s.p;
    for (uint32_t k = 0; k < s.p; k++)
        out->chosen[k] = s.site[s.choice[k]];
    measure(out, &s);
    out->optimal = proven;
    out->bound = proven ? out->value : problem->kind == SITU_LOCATE_MCLP ? weight_of(&s) - bound : bound;
done:
    situ_free(s.site);
    situ_free(s.demand);
    situ_free(s.base);
    situ_free(s.choice);
    if (status != SITU_OK)
        situ_locate_answer_free(out);
    return status;
}

void situ_locate_answer_free(situ_locate_answer *answer)
{
    situ_free(answer->chosen);
    situ_free(answer->assigned);
    *answer = (situ_locate_answer){0};
}

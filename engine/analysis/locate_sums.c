// SPDX-License-Identifier: MIT
// Sites of the least sum: Lagrangian branch and bound. Costs, multipliers and all their sums are whole numbers
// below 2^53 kept as doubles (two to four at a time): nothing is rounded, so a bound is a bound and a tie a tie.

#include <math.h>
#include <string.h>

#include "analysis/locate_parts.h"
#include "base/alloc.h"

enum { FREE, IN, OUT };
// Two at a time, as every 64-bit machine can.
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));
typedef int64_t mask __attribute__((vector_size(16), aligned(8), may_alias));
enum { ROOT_ROUNDS = 500, ROOT_PATIENCE = 15, NODE_ROUNDS = 60, NODE_PATIENCE = 5 };

typedef struct search {
    const situ_locate_sums *q;
    situ_job *job;
    uint8_t *state;                      // by site
    uint32_t *trail, trail_count;        // sites decided, to be undone
    uint32_t in_count, free_count;
    double *base, *lambda, *top_lambda; // by demand
    double *rho, *top_rho;              // by site: what choosing it takes off the relaxed sum, <= 0
    uint32_t *pick, *top_pick;           // the sites of least rho, rising; one more than are needed
    int64_t *count;                      // by demand: how many picked sites want to serve it
    double *share;                       // by site: how often it was picked of late, 0..1
    double **saved;                     // by depth: the multipliers a child starts from
    uint32_t *trial, *best;              // p sites
    double best_value;
    double limit;                       // a node that cannot give at most this is dropped
    double top;                         // best bound of the node at hand
    double open_bound;                  // least bound of nodes that were given up
    double *near, *next;                // by demand, of a trial: cost of its site and of the second best
    uint32_t *owner;
    double *loss;                       // by site
    double work, work_limit;
    bool ordered;                        // second pass: the first choice within limit, in ascending order
    bool done, spent;
} search;

static const double *row(const search *s, uint32_t site) { return s->q->cost + (size_t)site * s->q->m; }

// --- known choices ---

static double value_of(const search *s, const uint32_t *sites, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < s->q->m; i++) {
        double c = s->q->base[i];
        for (uint32_t k = 0; k < n; k++) {
            double d = row(s, sites[k])[i];
            c = d < c ? d : c;
        }
        sum += c;
    }
    return sum;
}

static void sort_sites(uint32_t *sites, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        uint32_t x = sites[i], k = i;
        for (; k > 0 && sites[k - 1] > x; k--)
            sites[k] = sites[k - 1];
        sites[k] = x;
    }
}

// Costs of the best and second best site of every demand; returns the sum.
static double measure(search *s, const uint32_t *sites)
{
    double sum = 0;
    for (uint32_t i = 0; i < s->q->m; i++) {
        double a = s->q->base[i], b = a;
        uint32_t who = UINT32_MAX;
        for (uint32_t k = 0; k < s->q->p; k++) {
            double d = row(s, sites[k])[i];
            if (d < a) {
                b = a;
                a = d;
                who = sites[k];
            } else if (d < b)
                b = d;
        }
        s->near[i] = a;
        s->next[i] = b;
        s->owner[i] = who;
        sum += a;
    }
    return sum;
}

// Exchanges one site for another as long as that helps, the best exchange first (Whitaker 1983).
static double improve(search *s, uint32_t *sites)
{
    const uint32_t n = s->q->n, m = s->q->m, p = s->q->p;
    double value = measure(s, sites);
    for (;;) {
        double most = 0;
        uint32_t enters = 0, leaves = 0;
        for (uint32_t j = 0; j < n; j++) {
            bool chosen = false;
            for (uint32_t k = 0; k < p && !chosen; k++)
                chosen = sites[k] == j;
            if (chosen)
                continue;
            double gain = 0;
            const double *c = row(s, j);
            for (uint32_t k = 0; k < p; k++)
                s->loss[sites[k]] = 0;
            for (uint32_t i = 0; i < m; i++)
                if (c[i] < s->near[i])
                    gain += s->near[i] - c[i];
                else if (s->owner[i] != UINT32_MAX)
                    s->loss[s->owner[i]] += (c[i] < s->next[i] ? c[i] : s->next[i]) - s->near[i];
            for (uint32_t k = 0; k < p; k++)
                if (gain - s->loss[sites[k]] > most) {
                    most = gain - s->loss[sites[k]];
                    enters = j;
                    leaves = k;
                }
        }
        s->work += (double)n * m;
        if (most <= 0)
            break;
        sites[leaves] = enters;
        value = measure(s, sites);
    }
    sort_sites(sites, p);
    return value;
}

static void keep_best(search *s, const uint32_t *sites, double value)
{
    memcpy(s->best, sites, s->q->p * sizeof *sites);
    s->best_value = value;
    s->limit = value - s->q->unit;
    if (s->q->decide && s->limit > 0)
        s->limit = 0;
}

// The site that helps most, p times; then exchanges.
static void start_greedy(search *s)
{
    const uint32_t n = s->q->n, m = s->q->m;
    memcpy(s->near, s->q->base, m * sizeof *s->near);
    for (uint32_t k = 0; k < s->q->p; k++) {
        double most = -1;
        for (uint32_t j = 0; j < n; j++) {
            double gain = 0;
            const double *c = row(s, j);
            for (uint32_t x = 0; x < k; x++)
                gain -= s->trial[x] == j; // chosen already: no gain, and never again
            for (uint32_t i = 0; i < m && gain >= 0; i++)
                gain += c[i] < s->near[i] ? s->near[i] - c[i] : 0;
            if (gain > most) {
                most = gain;
                s->trial[k] = j;
            }
        }
        const double *c = row(s, s->trial[k]);
        for (uint32_t i = 0; i < m; i++)
            s->near[i] = c[i] < s->near[i] ? c[i] : s->near[i];
        s->work += (double)n * m;
    }
    sort_sites(s->trial, s->q->p);
    double value = improve(s, s->trial);
    keep_best(s, s->trial, value);
}

// --- decisions ---

static void decide(search *s, uint32_t site, uint8_t what)
{
    s->state[site] = what;
    s->trail[s->trail_count++] = site;
    s->in_count += what == IN;
    s->free_count--;
}

static void undo(search *s, uint32_t mark)
{
    while (s->trail_count > mark) {
        uint32_t site = s->trail[--s->trail_count];
        s->in_count -= s->state[site] == IN;
        s->free_count++;
        s->state[site] = FREE;
    }
}

// What every demand costs by the sites decided on.
static void set_base(search *s)
{
    memcpy(s->base, s->q->base, s->q->m * sizeof *s->base);
    for (uint32_t j = 0; j < s->q->n; j++)
        if (s->state[j] == IN) {
            const double *c = row(s, j);
            for (uint32_t i = 0; i < s->q->m; i++)
                s->base[i] = c[i] < s->base[i] ? c[i] : s->base[i];
        }
}

// All free sites are taken (or none is needed).
static void take_leaf(search *s)
{
    uint32_t n = 0, wanted = s->q->p - s->in_count;
    for (uint32_t j = 0; j < s->q->n; j++)
        if (s->state[j] == IN || (s->state[j] == FREE && wanted > 0))
            s->trial[n++] = j;
    double value = value_of(s, s->trial, n);
    s->work += (double)n * s->q->m;
    if (value > s->limit)
        return;
    if (s->ordered) {
        memcpy(s->best, s->trial, n * sizeof *s->best);
        s->done = true;
    } else
        keep_best(s, s->trial, value);
}

// --- the bound ---

// Sum of what a site takes off: how much cheaper than its multiplier it serves each demand.
static double takes_off(const double *cost, const double *lambda, uint32_t m)
{
    pair even = {0}, odd = {0};
    uint32_t i = 0;
    for (; i + 4 <= m; i += 4) {
        pair c = *(const pair *)(cost + i) - *(const pair *)(lambda + i);
        pair d = *(const pair *)(cost + i + 2) - *(const pair *)(lambda + i + 2);
        even += (pair)((mask)c & (mask)(c < 0));
        odd += (pair)((mask)d & (mask)(d < 0));
    }
    double sum = even[0] + even[1] + odd[0] + odd[1];
    for (; i < m; i++) {
        double d = cost[i] - lambda[i];
        sum += d < 0 ? d : 0;
    }
    return sum;
}

// How many picked sites want to serve each demand.
static void count_takers(search *s, uint32_t wanted)
{
    const uint32_t m = s->q->m;
    memset(s->count, 0, m * sizeof *s->count);
    for (uint32_t k = 0; k < wanted; k++) {
        const double *c = row(s, s->pick[k]);
        uint32_t i = 0;
        for (; i + 2 <= m; i += 2)
            *(mask *)(s->count + i) -= (mask)(*(const pair *)(c + i) < *(const pair *)(s->lambda + i));
        for (; i < m; i++)
            s->count[i] += c[i] < s->lambda[i];
    }
}

// Value of the relaxed problem at lambda; fills rho and pick (`wanted` sites and one more).
static double relax(search *s, uint32_t wanted)
{
    uint32_t kept = 0;
    double sum = 0;
    for (uint32_t i = 0; i < s->q->m; i++)
        sum += s->lambda[i];
    for (uint32_t j = 0; j < s->q->n; j++) {
        if (s->state[j] != FREE)
            continue;
        double r = s->rho[j] = takes_off(row(s, j), s->lambda, s->q->m);
        if (kept > wanted && r >= s->rho[s->pick[kept - 1]])
            continue;
        uint32_t k = kept > wanted ? kept - 1 : kept++;
        for (; k > 0 && s->rho[s->pick[k - 1]] > r; k--)
            s->pick[k] = s->pick[k - 1];
        s->pick[k] = j;
    }
    for (uint32_t k = 0; k < wanted; k++)
        sum += s->rho[s->pick[k]];
    s->work += (double)s->free_count * s->q->m;
    return sum;
}

// Tries the picked sites as an answer.
static void try_picked(search *s, uint32_t wanted)
{
    uint32_t n = 0;
    for (uint32_t j = 0; j < s->q->n; j++)
        if (s->state[j] == IN)
            s->trial[n++] = j;
    for (uint32_t k = 0; k < wanted; k++)
        s->trial[n++] = s->pick[k];
    s->work += (double)n * s->q->m;
    if (value_of(s, s->trial, n) < s->best_value) {
        double value = improve(s, s->trial);
        keep_best(s, s->trial, value);
    }
}

// Moves the multipliers: up where no picked site serves a demand, down where several do. false: nothing to move.
static bool step(search *s, uint32_t wanted, double theta, double bound)
{
    const uint32_t m = s->q->m;
    double norm = 0;
    count_takers(s, wanted);
    for (uint32_t i = 0; i < m; i++) {
        double g = s->count[i] == 0 ? s->lambda[i] < s->base[i] : 1.0 - (double)s->count[i];
        norm += g * g;
    }
    if (norm == 0)
        return false;
    double size = theta * (s->limit + s->q->unit - bound) / norm;
    for (uint32_t i = 0; i < m; i++) {
        double g = 1.0 - (double)s->count[i];
        if (g == 0)
            continue;
        double by = rint(size * g), to = s->lambda[i] + (by != 0 ? by : g > 0 ? 1 : -1);
        s->lambda[i] = to < 0 ? 0 : to > s->base[i] ? s->base[i] : to;
    }
    return true;
}

// Subgradient ascent from the multipliers in lambda. Leaves the best bound in top, with top_lambda, top_rho, top_pick.
static void ascend(search *s, uint32_t wanted, int rounds, int patience)
{
    double theta = rounds == ROOT_ROUNDS ? 2.0 : 1.0;
    int idle = 0;
    for (uint32_t i = 0; i < s->q->m; i++)
        s->lambda[i] = s->lambda[i] > s->base[i] ? s->base[i] : s->lambda[i];
    s->top = -INFINITY;
    for (int k = 0; k < rounds && s->work <= s->work_limit; k++) {
        double bound = relax(s, wanted);
        for (uint32_t j = 0; j < s->q->n; j++)
            s->share[j] *= 0.9;
        for (uint32_t x = 0; x < wanted; x++)
            s->share[s->pick[x]] += 0.1;
        if (bound > s->top) {
            s->top = bound;
            memcpy(s->top_lambda, s->lambda, s->q->m * sizeof *s->lambda);
            memcpy(s->top_rho, s->rho, s->q->n * sizeof *s->rho);
            uint32_t picked = wanted + (s->free_count > wanted);
            memcpy(s->top_pick, s->pick, picked * sizeof *s->pick);
            idle = 0;
            if (!s->ordered)
                try_picked(s, wanted);
        } else if (++idle >= patience) {
            theta *= 0.5;
            idle = 0;
            memcpy(s->lambda, s->top_lambda, s->q->m * sizeof *s->lambda);
            if (theta < 0.002)
                break;
            bound = relax(s, wanted);
        }
        if (bound > s->limit || !step(s, wanted, theta, bound))
            break;
    }
}

// Sites that every choice within the limit has, or none has. Returns how many were decided.
static uint32_t fix_by_bound(search *s, uint32_t wanted)
{
    uint32_t fixed = 0;
    double last = s->top_rho[s->top_pick[wanted - 1]], next = s->top_rho[s->top_pick[wanted]];
    for (uint32_t k = 0; k < wanted; k++)
        if (s->top - s->top_rho[s->top_pick[k]] + next > s->limit) {
            decide(s, s->top_pick[k], IN);
            fixed++;
        }
    for (uint32_t j = 0; j < s->q->n; j++) {
        if (s->state[j] != FREE || s->top - last + s->top_rho[j] <= s->limit)
            continue;
        bool picked = false;
        for (uint32_t k = 0; k < wanted && !picked; k++)
            picked = s->top_pick[k] == j;
        if (!picked) {
            decide(s, j, OUT);
            fixed++;
        }
    }
    return fixed;
}

static uint32_t branch_site(const search *s, uint32_t wanted)
{
    uint32_t who = s->top_pick[0];
    double most = -1;
    if (s->ordered) {
        for (who = 0; s->state[who] != FREE;)
            who++;
        return who;
    }
    for (uint32_t k = 0; k < wanted; k++) {
        double x = s->share[s->top_pick[k]];
        double doubt = x < 0.5 ? x : 1.0 - x;
        if (doubt > most) {
            most = doubt;
            who = s->top_pick[k];
        }
    }
    return who;
}

static situ_status visit(search *s, uint32_t depth, double bound, situ_error *err);

// Both children of a node whose multipliers are in top_lambda.
static situ_status branch(search *s, uint32_t depth, uint32_t wanted, double bound, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t site = branch_site(s, wanted), mark = s->trail_count;
    if (!s->saved[depth + 1]) {
        s->saved[depth + 1] = situ_malloc(s->q->m * sizeof **s->saved);
        SITU_TRY_ALLOC(s->saved[depth + 1]);
    }
    memcpy(s->saved[depth + 1], s->top_lambda, s->q->m * sizeof **s->saved);
    static const uint8_t ways[] = {IN, OUT};
    for (int k = 0; k < 2 && !s->done; k++) {
        decide(s, site, ways[k]);
        SITU_TRY(visit(s, depth + 1, bound, err));
        undo(s, mark);
    }
done:
    return status;
}

static situ_status visit(search *s, uint32_t depth, double bound, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t mark = s->trail_count;
    SITU_TRY(situ_job_check(s->job, err));
    memcpy(s->lambda, s->saved[depth], s->q->m * sizeof *s->lambda);
    for (bool first = true;; first = false) {
        uint32_t wanted = s->q->p - s->in_count;
        if (s->in_count > s->q->p || s->free_count < wanted || bound > s->limit)
            break;
        if (wanted == 0 || s->free_count == wanted) {
            take_leaf(s);
            break;
        }
        if (s->work > s->work_limit) {
            s->spent = true;
            s->open_bound = bound < s->open_bound ? bound : s->open_bound;
            break;
        }
        bool root = depth == 0 && first && !s->ordered;
        set_base(s);
        ascend(s, wanted, root ? ROOT_ROUNDS : NODE_ROUNDS, root ? ROOT_PATIENCE : NODE_PATIENCE);
        if (s->top == -INFINITY)
            continue; // the work ran out: told above
        if (root) // the second pass starts from here
            memcpy(s->saved[0], s->top_lambda, s->q->m * sizeof *s->lambda);
        bound = s->top > bound ? s->top : bound;
        if (bound > s->limit)
            break;
        if (fix_by_bound(s, wanted) > 0) {
            memcpy(s->lambda, s->top_lambda, s->q->m * sizeof *s->lambda);
            continue;
        }
        SITU_TRY(branch(s, depth, wanted, bound, err));
        break;
    }
    undo(s, mark);
done:
    return status;
}

// --- ---

static situ_status allocate(search *s, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = s->q->n, m = s->q->m, p = s->q->p;
    struct { void *to; size_t count, size; } const parts[] = {
        {&s->state, n, sizeof *s->state}, {&s->trail, n, sizeof *s->trail}, {&s->base, m, sizeof *s->base},
        {&s->lambda, m, sizeof *s->lambda}, {&s->top_lambda, m, sizeof *s->top_lambda}, {&s->rho, n, sizeof *s->rho},
        {&s->top_rho, n, sizeof *s->top_rho}, {&s->pick, p + 1, sizeof *s->pick}, {&s->top_pick, p + 1, sizeof *s->top_pick},
        {&s->count, m, sizeof *s->count}, {&s->share, n, sizeof *s->share}, {&s->saved, n + 2, sizeof *s->saved},
        {&s->trial, p, sizeof *s->trial}, {&s->best, p, sizeof *s->best}, {&s->near, m, sizeof *s->near},
        {&s->next, m, sizeof *s->next}, {&s->owner, m, sizeof *s->owner}, {&s->loss, n, sizeof *s->loss},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        void *block = situ_calloc(parts[i].count, parts[i].size);
        SITU_TRY_ALLOC(block);
        memcpy(parts[i].to, &block, sizeof block);
    }
    s->saved[0] = situ_calloc(m, sizeof **s->saved);
    SITU_TRY_ALLOC(s->saved[0]);
done:
    return status;
}

static void release(search *s)
{
    void *const parts[] = {s->state, s->trail, s->base, s->lambda, s->top_lambda, s->rho, s->top_rho, s->pick, s->top_pick,
                           s->count, s->share, s->trial, s->best, s->near, s->next, s->owner, s->loss};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        situ_free(parts[i]);
    for (size_t k = 0; s->saved && k < (size_t)s->q->n + 2; k++)
        situ_free(s->saved[k]);
    situ_free(s->saved);
}

situ_status situ_locate_least_sum(situ_locate_found *out, const situ_locate_sums *sums, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    search s = {.q = sums, .job = job, .free_count = sums->n, .open_bound = INFINITY};
    s.work_limit = sums->work > 0 ? sums->work : INFINITY;
    SITU_TRY(allocate(&s, err));
    start_greedy(&s);
    // Between the cost of its site and of the second best a multiplier is about right.
    (void)measure(&s, s.best);
    for (uint32_t i = 0; i < sums->m; i++)
        s.saved[0][i] = s.near[i] + (s.next[i] - s.near[i]) / 2;
    SITU_TRY(visit(&s, 0, 0, err));
    out->value = s.best_value;
    out->proven = !s.spent || s.open_bound >= s.best_value;
    out->bound = !out->proven ? s.open_bound : sums->decide && s.best_value > 0 ? sums->unit : s.best_value;
    if (out->proven && !sums->decide) { // a second pass for the first of equal choices
        s.ordered = true;
        s.limit = s.best_value;
        s.work = 0;
        s.work_limit /= 4;
        SITU_TRY(visit(&s, 0, 0, err));
    }
    memcpy(out->choice, s.best, sums->p * sizeof *out->choice);
done:
    release(&s);
    return status;
}

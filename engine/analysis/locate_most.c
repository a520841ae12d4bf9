// SPDX-License-Identifier: MIT
// Sites of the least maximum: how far must they reach so that p of them cover everybody? A bisection over the
// distances; each question is a set cover, answered by branching on the demand with the fewest sites.

#include <float.h>
#include <math.h>
#include <string.h>

#include "analysis/locate_parts.h"
#include "base/alloc.h"

typedef enum answer { NO, YES, UNKNOWN } answer;

typedef struct search {
    const situ_locate_reach *q;
    size_t words;          // of a set of sites
    uint64_t *made;        // by demand: the sites that cover it
    uint64_t *set;         // the same of the kept demands, those of few sites first
    uint32_t *few;         // by demand: how many sites
    uint32_t *open, *order;// demands to cover; sorted by few
    uint32_t *start;       // for the sorting
    uint32_t kept;
    size_t rows_words;     // of a set of kept demands
    uint64_t *covers;      // by site: the kept demands
    uint64_t *alive;       // by depth: kept demands not covered yet
    uint64_t *allowed;     // by depth: sites that may be chosen
    uint32_t *by_use;      // by depth: sites to branch on, the most useful first
    uint32_t *use;         // by site: how many alive demands it covers
    uint32_t *most;        // the greatest uses, falling
    uint64_t *taken;       // sites of the packed demands
    uint32_t *chosen, chosen_count;
    uint32_t *with, with_count; // sites that are in already
    uint32_t *witness;     // p sites, ascending: the last choice that covers
    double work, work_limit; // of one question
    double work_left;        // of all that are to come
} search;

static int64_t bits_of(float x)
{
    uint32_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}
static float float_of(int64_t bits)
{
    uint32_t b = (uint32_t)bits;
    float x;
    memcpy(&x, &b, sizeof x);
    return x;
}
static bool has(const uint64_t *set, uint32_t i) { return (set[i / 64] >> (i % 64)) & 1; }
static void put(uint64_t *set, uint32_t i) { set[i / 64] |= UINT64_C(1) << (i % 64); }
static void drop(uint64_t *set, uint32_t i) { set[i / 64] &= ~(UINT64_C(1) << (i % 64)); }
static float minutes_of(const search *s, uint32_t site, uint32_t demand) { return s->q->minutes[(size_t)site * s->q->m + demand]; }

// Without a machine's own instruction the compiler calls a table.
static uint32_t ones(uint64_t x)
{
    x -= (x >> 1) & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + ((x >> 2) & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)((x * UINT64_C(0x0101010101010101)) >> 56);
}

static uint32_t common(const uint64_t *a, const uint64_t *b, size_t words)
{
    uint32_t n = 0;
    for (size_t w = 0; w < words; w++)
        n += ones(a[w] & b[w]);
    return n;
}

// --- the sets ---

// Demands that neither base nor a site that is in covers within d.
static uint32_t list_open(search *s, float d)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->q->m; i++) {
        bool covered = s->q->base[i] <= d;
        for (uint32_t k = 0; k < s->with_count && !covered; k++)
            covered = minutes_of(s, s->with[k], i) <= d;
        if (!covered)
            s->open[count++] = i;
    }
    return count;
}

// A demand whose sites include all sites of another one is covered with it: only the others are kept.
static void weed(search *s, uint32_t count)
{
    const size_t words = s->words;
    s->kept = 0;
    for (uint32_t x = 0; x < count; x++) {
        const uint64_t *a = s->made + s->order[x] * words;
        bool implied = false;
        for (uint32_t k = 0; k < s->kept && !implied; k++) {
            const uint64_t *b = s->set + k * words;
            implied = true;
            for (size_t w = 0; w < words && implied; w++)
                implied = (b[w] & ~a[w]) == 0;
        }
        s->work += (double)s->kept;
        if (!implied)
            memcpy(s->set + s->kept++ * words, a, words * sizeof *a);
    }
}

// Sets of the sites from `first` on, at distance d. false: a demand has none.
static bool make_sets(search *s, float d, uint32_t first)
{
    const uint32_t n = s->q->n, count = list_open(s, d);
    const size_t words = s->words;
    memset(s->start, 0, ((size_t)n + 2) * sizeof *s->start);
    for (uint32_t x = 0; x < count; x++) {
        uint32_t i = s->open[x];
        uint64_t *set = s->made + i * words;
        memset(set, 0, words * sizeof *set);
        s->few[i] = 0;
        for (uint32_t j = first; j < n; j++)
            if (minutes_of(s, j, i) <= d) {
                put(set, j);
                s->few[i]++;
            }
        if (s->few[i] == 0)
            return false;
        s->start[s->few[i] + 1]++;
    }
    s->work += (double)(n - first) * count;
    for (uint32_t k = 1; k < n + 2; k++)
        s->start[k] += s->start[k - 1];
    for (uint32_t x = 0; x < count; x++)
        s->order[s->start[s->few[s->open[x]]]++] = s->open[x];
    weed(s, count);
    return true;
}

// The kept demands of each site.
static void turn_sets(search *s)
{
    s->rows_words = ((size_t)s->kept + 63) / 64;
    memset(s->covers, 0, s->q->n * s->rows_words * sizeof *s->covers);
    for (uint32_t x = 0; x < s->kept; x++)
        for (size_t w = 0; w < s->words; w++)
            for (uint64_t left = s->set[x * s->words + w]; left; left &= left - 1)
                put(s->covers + (64 * w + (size_t)__builtin_ctzll(left)) * s->rows_words, x);
    memset(s->alive, 0, s->rows_words * sizeof *s->alive);
    for (uint32_t x = 0; x < s->kept; x++)
        put(s->alive, x);
}

// --- one question ---

// How many alive demands each allowed site covers. false: the k most useful do not cover `count`.
static bool count_use(search *s, const uint64_t *alive, const uint64_t *allowed, uint32_t count, uint32_t k)
{
    uint32_t top = 0;
    uint64_t sum = 0;
    for (uint32_t j = 0; j < s->q->n; j++) {
        if (!has(allowed, j))
            continue;
        uint32_t use = s->use[j] = common(s->covers + j * s->rows_words, alive, s->rows_words);
        if (top == k && use <= s->most[k - 1])
            continue;
        uint32_t x = top < k ? top++ : k - 1;
        for (; x > 0 && s->most[x - 1] < use; x--)
            s->most[x] = s->most[x - 1];
        s->most[x] = use;
    }
    s->work += (double)s->q->n * (double)s->rows_words;
    for (uint32_t x = 0; x < top; x++)
        sum += s->most[x];
    return sum >= count;
}

// The alive demand of the fewest allowed sites. UINT32_MAX: one has none, or more than k demands share no site
// and so need one each.
static uint32_t fewest_sites(search *s, const uint64_t *alive, const uint64_t *allowed, uint32_t k)
{
    const size_t words = s->words;
    uint32_t fewest = UINT32_MAX, who = UINT32_MAX, packed = 0;
    memset(s->taken, 0, words * sizeof *s->taken);
    for (size_t v = 0; v < s->rows_words; v++)
        for (uint64_t left = alive[v]; left; left &= left - 1) {
            const size_t x = 64 * v + (size_t)__builtin_ctzll(left);
            const uint64_t *set = s->set + x * words;
            uint32_t sites = common(set, allowed, words);
            uint64_t shared = 0;
            if (sites == 0)
                return UINT32_MAX;
            if (sites < fewest) {
                fewest = sites;
                who = (uint32_t)x;
            }
            for (size_t w = 0; w < words; w++)
                shared |= set[w] & allowed[w] & s->taken[w];
            s->work += (double)words;
            if (shared)
                continue;
            if (++packed > k)
                return UINT32_MAX;
            for (size_t w = 0; w < words; w++)
                s->taken[w] |= set[w] & allowed[w];
        }
    return who;
}

static answer cover(search *s, uint32_t depth, uint32_t k)
{
    const uint64_t *alive = s->alive + depth * s->rows_words;
    uint64_t *allowed = s->allowed + depth * s->words;
    const uint32_t count = common(alive, alive, s->rows_words);
    if (count == 0)
        return YES;
    if (k == 0)
        return NO;
    if (s->work > s->work_limit)
        return UNKNOWN;
    if (!count_use(s, alive, allowed, count, k))
        return NO;
    uint32_t who = fewest_sites(s, alive, allowed, k), sites = 0;
    if (who == UINT32_MAX)
        return NO;
    uint32_t *by_use = s->by_use + (size_t)depth * s->q->n;
    for (uint32_t j = 0; j < s->q->n; j++) {
        if (!has(s->set + who * s->words, j) || !has(allowed, j))
            continue;
        uint32_t x = sites++;
        for (; x > 0 && s->use[by_use[x - 1]] < s->use[j]; x--)
            by_use[x] = by_use[x - 1];
        by_use[x] = j;
    }
    bool unknown = false;
    for (uint32_t x = 0; x < sites; x++) {
        uint64_t *below = s->alive + (depth + 1) * s->rows_words;
        for (size_t w = 0; w < s->rows_words; w++)
            below[w] = alive[w] & ~s->covers[by_use[x] * s->rows_words + w];
        drop(allowed, by_use[x]); // whoever takes it does so here
        memcpy(allowed + s->words, allowed, s->words * sizeof *allowed);
        s->chosen[s->chosen_count++] = by_use[x];
        answer a = cover(s, depth + 1, k - 1);
        if (a == YES)
            return YES;
        s->chosen_count--;
        unknown |= a == UNKNOWN;
    }
    return unknown ? UNKNOWN : NO;
}

// Do `with` and at most k sites from `first` on cover everybody within d? YES leaves them in chosen.
static answer ask(search *s, float d, uint32_t first, uint32_t k)
{
    s->chosen_count = 0;
    if (!make_sets(s, d, first))
        return NO;
    turn_sets(s);
    memset(s->allowed, 0, s->words * sizeof *s->allowed);
    for (uint32_t j = first; j < s->q->n; j++)
        put(s->allowed, j);
    // A hard question must leave something for the others.
    s->work = 0;
    s->work_limit = s->work_left / 3;
    answer a = cover(s, 0, k);
    s->work_left -= s->work;
    return a;
}

// The same by the sum of those not covered, when the search above did not end: its bound is better and its choices
// are improved by exchanges, but it takes a matrix. For the sets made last, with no site in yet.
static situ_status ask_by_sum(search *s, answer *a, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = s->q->n, m = s->kept;
    double *cost = situ_malloc((n + 1) * m * sizeof *cost);
    SITU_TRY_ALLOC(cost);
    for (size_t j = 0; j <= n; j++) // behind the sites the base: 1 for whoever is not covered
        for (size_t i = 0; i < m; i++)
            cost[j * m + i] = j < n && has(s->set + i * s->words, (uint32_t)j) ? 0 : 1;
    const situ_locate_sums sums = {.n = s->q->n, .m = s->kept, .p = s->q->p, .cost = cost, .base = cost + n * m, .unit = 1, .decide = true,
                                   .work = 100.0 * (double)n * (double)m};
    situ_locate_found found = {.choice = s->chosen};
    SITU_TRY(situ_locate_least_sum(&found, &sums, job, err));
    *a = found.value <= 0 ? YES : found.bound > 0 ? NO : UNKNOWN;
    s->chosen_count = *a == YES ? s->q->p : 0;
done:
    situ_free(cost);
    return status;
}

// The witness: sites that are in, chosen ones, and the first others from `first` on to make p.
static void keep_witness(search *s, uint32_t first)
{
    const uint32_t n = s->q->n, p = s->q->p;
    uint32_t count = 0, missing = p - s->with_count - s->chosen_count;
    memset(s->taken, 0, s->words * sizeof *s->taken);
    for (uint32_t k = 0; k < s->with_count; k++)
        put(s->taken, s->with[k]);
    for (uint32_t k = 0; k < s->chosen_count; k++)
        put(s->taken, s->chosen[k]);
    for (uint32_t j = first; j < n && missing > 0; j++)
        if (!has(s->taken, j)) {
            put(s->taken, j);
            missing--;
        }
    for (uint32_t j = 0; j < n && count < p; j++)
        if (has(s->taken, j))
            s->witness[count++] = j;
}

static float most_of(const search *s, const uint32_t *sites, uint32_t n)
{
    float most = 0;
    for (uint32_t i = 0; i < s->q->m; i++) {
        float d = s->q->base[i];
        for (uint32_t k = 0; k < n; k++)
            d = fminf(d, minutes_of(s, sites[k], i));
        most = fmaxf(most, d);
    }
    return most;
}

// Nobody is nearer than his nearest site.
static float least_possible(const search *s)
{
    float most = 0;
    for (uint32_t i = 0; i < s->q->m; i++) {
        float d = s->q->base[i];
        for (uint32_t j = 0; j < s->q->n; j++)
            d = fminf(d, minutes_of(s, j, i));
        most = fmaxf(most, d);
    }
    return most;
}

// The least distance there is that is farther than `bits`.
static int64_t next_distance(const search *s, int64_t bits)
{
    int64_t best = bits_of(INFINITY);
    const size_t cells = (size_t)s->q->n * s->q->m;
    for (size_t i = 0; i < cells + s->q->m; i++) {
        int64_t b = bits_of(i < cells ? s->q->minutes[i] : s->q->base[i - cells]);
        best = b > bits && b < best ? b : best;
    }
    return best;
}

// --- ---

static situ_status ask_both(search *s, answer *a, int64_t bits, situ_job *job, situ_error *err)
{
    situ_status status = situ_job_check(job, err);
    if (status != SITU_OK)
        return status;
    *a = ask(s, float_of(bits), 0, s->q->p);
    return *a == UNKNOWN ? ask_by_sum(s, a, job, err) : SITU_OK;
}

static situ_status bisect(search *s, situ_locate_found *out, situ_job *job, situ_error *err)
{
    enum { MORE = 6 }; // questions for the bound alone
    situ_status status = SITU_OK;
    int64_t low = bits_of(least_possible(s)) - 1, proven = low, high = bits_of(INFINITY), unknown = high;
    answer all, a;
    SITU_TRY(ask_both(s, &all, bits_of(FLT_MAX), job, err));
    if (all == YES) {
        keep_witness(s, 0);
        high = bits_of(most_of(s, s->witness, s->q->p));
    }
    while (all == YES && high - low > 1) {
        int64_t mid = low + (high - low) / 2;
        SITU_TRY(ask_both(s, &a, mid, job, err));
        if (a == YES) {
            keep_witness(s, 0);
            high = bits_of(most_of(s, s->witness, s->q->p));
            continue;
        }
        low = mid;
        if (a == NO)
            proven = mid;
        else if (unknown > mid)
            unknown = mid;
    }
    for (int k = 0; k < MORE && all == YES && unknown < high && unknown - proven > 1 && proven < unknown; k++) {
        int64_t mid = proven + (unknown - proven) / 2;
        SITU_TRY(ask_both(s, &a, mid, job, err));
        if (a == NO)
            proven = mid;
        else
            unknown = mid;
    }
    int64_t bound = all == NO ? high : next_distance(s, proven);
    out->value = (double)float_of(high);
    out->bound = (double)float_of(bound);
    out->proven = bound >= high;
done:
    return status;
}

// The first choice, in ascending order, that reaches as far: each site in turn is in when a choice has it.
static situ_status put_in_order(search *s, float d, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t n = s->q->n, p = s->q->p;
    for (uint32_t j = 0; j < n && s->with_count < p; j++) {
        SITU_TRY(situ_job_check(job, err));
        uint32_t next = s->witness[s->with_count]; // the witness has all that are in, and then this one
        s->with[s->with_count++] = j;
        if (next == j)
            continue;
        if (n - 1 - j >= p - s->with_count && ask(s, d, j + 1, p - s->with_count) == YES)
            keep_witness(s, j + 1);
        else
            s->with_count--;
    }
done:
    return status;
}

static situ_status allocate(search *s, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = s->q->n, m = s->q->m, p = s->q->p, words = s->words, rows = (m + 63) / 64;
    struct { void *to; size_t count, size; } const parts[] = {
        {&s->made, m * words, sizeof *s->made}, {&s->set, m * words, sizeof *s->set}, {&s->few, m, sizeof *s->few},
        {&s->open, m, sizeof *s->open}, {&s->order, m, sizeof *s->order}, {&s->start, n + 2, sizeof *s->start},
        {&s->alive, (p + 1) * rows, sizeof *s->alive}, {&s->covers, n * rows, sizeof *s->covers}, {&s->allowed, (p + 1) * words, sizeof *s->allowed},
        {&s->by_use, (p + 1) * n, sizeof *s->by_use}, {&s->use, n, sizeof *s->use}, {&s->most, p + 1, sizeof *s->most}, {&s->taken, words, sizeof *s->taken},
        {&s->chosen, p + 1, sizeof *s->chosen}, {&s->with, p + 1, sizeof *s->with}, {&s->witness, p + 1, sizeof *s->witness},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        void *block = situ_calloc(parts[i].count, parts[i].size);
        SITU_TRY_ALLOC(block);
        memcpy(parts[i].to, &block, sizeof block);
    }
done:
    return status;
}

static void release(search *s)
{
    void *const parts[] = {s->made, s->set, s->few, s->open, s->order, s->start, s->alive, s->covers, s->allowed, s->by_use,
                           s->use, s->most, s->taken, s->chosen, s->with, s->witness};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        situ_free(parts[i]);
}

situ_status situ_locate_least_most(situ_locate_found *out, const situ_locate_reach *reach, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    search s = {.q = reach, .words = ((size_t)reach->n + 63) / 64};
    s.work_left = reach->work > 0 ? reach->work : (double)INFINITY;
    SITU_TRY(allocate(&s, err));
    SITU_TRY(bisect(&s, out, job, err));
    if (out->value < (double)INFINITY) {
        SITU_TRY(put_in_order(&s, (float)out->value, job, err));
        memcpy(out->choice, s.witness, reach->p * sizeof *out->choice);
    }
done:
    release(&s);
    return status;
}

// SPDX-License-Identifier: MIT
// Transport against trying every way on small random cases; a large one in seconds, with the conditions of an
// optimum checked. The seed of a failing case is printed.

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/transport.h"
#include "base/hash.h"
#include "support/check.h"

enum { FROM = 3, TO = 3, CASES = 800 };

typedef struct one_case {
    uint32_t n, m;
    int64_t supply[FROM], capacity[TO];
    float cost[FROM * TO];
} one_case;

static void make(one_case *c, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 14);
    c->n = 1 + situ_rng_below(&rng, FROM);
    c->m = situ_rng_below(&rng, TO + 1);
    const uint32_t spread = situ_rng_below(&rng, 2) ? 3 : 50;
    for (uint32_t i = 0; i < c->n; i++)
        c->supply[i] = situ_rng_below(&rng, 5);
    for (uint32_t j = 0; j < c->m; j++)
        c->capacity[j] = situ_rng_below(&rng, 6);
    for (uint32_t k = 0; k < c->n * c->m; k++)
        c->cost[k] = situ_rng_below(&rng, 6) == 0 ? INFINITY : (float)situ_rng_below(&rng, spread) + (spread == 50 ? 0.25f : 0);
}

typedef struct best { int64_t moved, cost, tie; bool any; } best;

static best judge(const one_case *c, const int64_t *amount)
{
    best b = {.any = true};
    for (uint32_t i = 0; i < c->n; i++) {
        int64_t rest = c->supply[i];
        for (uint32_t j = 0; j < c->m; j++) {
            int64_t a = amount[i * c->m + j];
            rest -= a;
            b.moved += a;
            if (a > 0) {
                b.cost += a * (int64_t)llround((double)c->cost[i * c->m + j] * 1000);
                b.tie += a * (int64_t)(c->n - i) * (int64_t)j;
            }
        }
        b.tie += rest * (int64_t)(c->n - i) * (int64_t)c->m;
    }
    return b;
}

// Every amount of every pair.
static void try_all(const one_case *c, int64_t *amount, uint32_t k, const int64_t *rest, const int64_t *room, best *out)
{
    if (k == c->n * c->m) {
        best b = judge(c, amount);
        bool better = !out->any || b.moved > out->moved || (b.moved == out->moved && (b.cost < out->cost || (b.cost == out->cost && b.tie < out->tie)));
        if (better)
            *out = b;
        return;
    }
    uint32_t i = k / c->m, j = k % c->m;
    int64_t most = isinf(c->cost[k]) ? 0 : rest[i] < room[j] ? rest[i] : room[j];
    for (amount[k] = 0; amount[k] <= most; amount[k]++) {
        int64_t r[FROM], q[TO];
        memcpy(r, rest, sizeof r);
        memcpy(q, room, sizeof q);
        r[i] -= amount[k];
        q[j] -= amount[k];
        try_all(c, amount, k + 1, r, q, out);
    }
    amount[k] = 0;
}

static void transport__equals_trying_every_way(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        one_case c = {0};
        int64_t amount[FROM * TO + 1] = {0}, trial[FROM * TO + 1] = {0}, left[FROM];
        situ_error err = {0};
        best want = {0};
        make(&c, seed);
        try_all(&c, trial, 0, c.supply, c.capacity, &want);
        CHECK_OK(situ_transport(amount, left, c.supply, c.n, c.capacity, c.m, c.cost, NULL, &err), err);
        best got = judge(&c, amount);
        int64_t used[TO] = {0};
        for (uint32_t i = 0; i < c.n; i++) {
            int64_t sum = left[i];
            for (uint32_t j = 0; j < c.m; j++) {
                assert_true(amount[i * c.m + j] >= 0 && (amount[i * c.m + j] == 0 || !isinf(c.cost[i * c.m + j])));
                sum += amount[i * c.m + j];
                used[j] += amount[i * c.m + j];
            }
            assert_int_equal(sum, c.supply[i]);
        }
        for (uint32_t j = 0; j < c.m; j++)
            assert_true(used[j] <= c.capacity[j]);
        if (got.moved != want.moved || got.cost != want.cost || got.tie != want.tie)
            fail_msg("seed %lu: moved %ld cost %ld tie %ld, expected %ld %ld %ld", (unsigned long)seed, (long)got.moved, (long)got.cost,
                     (long)got.tie, (long)want.moved, (long)want.cost, (long)want.tie);
    }
}

// An optimum has prices of the receivers by which every sender uses only its cheapest: found by Bellman-Ford
// over exchanges; a negative cycle would be an improvement.
static void transport__2000_by_300_has_no_better_exchange(void **state)
{
    (void)state;
    enum { N = 2000, M = 300 };
    static float cost[N * M];
    static int64_t supply[N], capacity[M], amount[N * M], left[N];
    static double shift[M * M], price[M];
    for (uint64_t seed = 1; seed <= 2; seed++) {
        situ_rng rng;
        situ_error err = {0};
        situ_rng_seed(&rng, seed, 15);
        int64_t people = 0, places = 0;
        double at[2 * M];
        for (int j = 0; j < 2 * M; j++)
            at[j] = situ_rng_unit(&rng);
        for (int j = 0; j < M; j++)
            places += capacity[j] = 50 + situ_rng_below(&rng, 400);
        for (int i = 0; i < N; i++) {
            double x = situ_rng_unit(&rng), y = situ_rng_unit(&rng);
            people += supply[i] = 1 + situ_rng_below(&rng, seed == 1 ? 60 : 100);
            for (int j = 0; j < M; j++)
                cost[i * M + j] = (float)(120 * hypot(x - at[2 * j], y - at[2 * j + 1]));
        }
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        CHECK_OK(situ_transport(amount, left, supply, N, capacity, M, cost, NULL, &err), err);
        clock_gettime(CLOCK_MONOTONIC, &b);
        int64_t moved = 0;
        for (int k = 0; k < N * M; k++)
            moved += amount[k];
        print_message("seed %lu: %ld people, %ld places, %ld moved in %.2f s\n", (unsigned long)seed, (long)people, (long)places, (long)moved,
                      (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9);
        assert_int_equal(moved, people < places ? people : places);
        for (int k = 0; k < M * M; k++)
            shift[k] = INFINITY;
        for (int i = 0; i < N; i++)
            for (int j = 0; j < M; j++)
                for (int k = 0; amount[i * M + j] > 0 && k < M; k++)
                    shift[j * M + k] = fmin(shift[j * M + k], round((double)cost[i * M + k] * 1000) - round((double)cost[i * M + j] * 1000));
        bool changed = true;
        memset(price, 0, sizeof price);
        for (int round_no = 0; changed && round_no <= M; round_no++) {
            changed = false;
            for (int j = 0; j < M; j++)
                for (int k = 0; k < M; k++)
                    if (price[j] + shift[j * M + k] < price[k]) {
                        price[k] = price[j] + shift[j * M + k];
                        changed = true;
                    }
        }
        assert_false(changed); // no cycle of exchanges saves a minute
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transport__equals_trying_every_way),
        cmocka_unit_test(transport__2000_by_300_has_no_better_exchange),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

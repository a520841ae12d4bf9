// SPDX-License-Identifier: MIT
// The indexes against brute force. The seed of a failing case is printed.
#include <math.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "geo/index.h"
#include "support/check.h"

enum { MAX_POINTS = 400, CASES = 300 };

typedef struct hits {
    bool seen[MAX_POINTS];
    uint32_t count;
} hits;

static bool mark(void *user, uint32_t id)
{
    hits *h = user;
    if (h->seen[id])
        h->count += 1000000; // twice: never right
    h->seen[id] = true;
    h->count++;
    return true;
}

// Points of several kinds: even, clustered, on whole numbers (many ties), on one line.
static uint32_t make_points(situ_rng *rng, double *xy)
{
    uint32_t n = 1 + situ_rng_below(rng, MAX_POINTS), kind = situ_rng_below(rng, 4);
    for (uint32_t i = 0; i < n; i++) {
        double x = situ_rng_unit(rng) * 100, y = situ_rng_unit(rng) * 100;
        if (kind == 1)
            x = 50 + situ_rng_normal(rng), y = 50 + situ_rng_normal(rng) * 0.1;
        if (kind == 2)
            x = situ_rng_below(rng, 9), y = situ_rng_below(rng, 9);
        if (kind == 3)
            y = 7;
        xy[2 * i] = x;
        xy[2 * i + 1] = y;
        if (situ_rng_below(rng, 50) == 0)
            xy[2 * i] = NAN;
    }
    return n;
}

static void cell_index__query_equals_brute_force(void **state)
{
    (void)state;
    static double xy[2 * MAX_POINTS];
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_error err = {0};
        situ_cell_index *index = NULL;
        situ_rng_seed(&rng, seed, 1);
        uint32_t n = make_points(&rng, xy), want = 0;
        double cell = situ_rng_below(&rng, 3) ? situ_rng_unit(&rng) * 30 : 0;
        CHECK_OK(situ_cell_index_new(&index, xy, n, cell, &err), err);
        situ_box box = situ_box_of(situ_rng_unit(&rng) * 140 - 20, situ_rng_unit(&rng) * 140 - 20,
                                   situ_rng_unit(&rng) * 140 - 20, situ_rng_unit(&rng) * 140 - 20);
        if (situ_rng_below(&rng, 4) == 0)
            box = (situ_box){floor(box.x0), floor(box.y0), ceil(box.x1), ceil(box.y1)};
        hits h = {0};
        situ_cell_index_query(index, box, mark, &h);
        bool same = true;
        for (uint32_t i = 0; i < n; i++) {
            bool in = situ_box_has(box, xy[2 * i], xy[2 * i + 1]);
            want += in;
            same = same && in == h.seen[i];
        }
        if (!same || want != h.count) {
            print_error("seed %llu: %u hits, wanted %u\n", (unsigned long long)seed, h.count, want);
            fail();
        }
        situ_cell_index_free(index);
    }
}

static void cell_index__nearest_equals_brute_force(void **state)
{
    (void)state;
    static double xy[2 * MAX_POINTS];
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_error err = {0};
        situ_cell_index *index = NULL;
        uint32_t ids[MAX_POINTS];
        double d[MAX_POINTS];
        situ_rng_seed(&rng, seed, 2);
        uint32_t n = make_points(&rng, xy), k = 1 + situ_rng_below(&rng, 12);
        CHECK_OK(
            situ_cell_index_new(&index, xy, n, situ_rng_below(&rng, 2) ? situ_rng_unit(&rng) * 9 : 0, &err),
            err);
        double x = situ_rng_unit(&rng) * 300 - 100, y = situ_rng_unit(&rng) * 300 - 100;
        if (situ_rng_below(&rng, 2))
            x = floor(x), y = floor(y);
        uint32_t got = situ_cell_index_nearest(index, x, y, k, ids, d);
        bool used[MAX_POINTS] = {false};
        for (uint32_t j = 0; j < k; j++) {
            uint32_t best = UINT32_MAX;
            double least = INFINITY;
            for (uint32_t i = 0; i < n; i++) {
                double e = (xy[2 * i] - x) * (xy[2 * i] - x) + (xy[2 * i + 1] - y) * (xy[2 * i + 1] - y);
                if (!used[i] && e < least)
                    least = e, best = i;
            }
            if (best == UINT32_MAX ? got != j : (j >= got || ids[j] != best || d[j] != sqrt(least))) {
                print_error("seed %llu: neighbour %u of %u is wrong\n", (unsigned long long)seed, j, k);
                fail();
            }
            if (best == UINT32_MAX)
                break;
            used[best] = true;
        }
        situ_cell_index_free(index);
    }
}

static void rtree__collect_equals_brute_force(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        static situ_box boxes[MAX_POINTS];
        situ_rng rng;
        situ_error err = {0};
        situ_rtree *tree = NULL;
        uint32_t *ids = NULL, count, at = 0;
        situ_rng_seed(&rng, seed, 3);
        uint32_t n = situ_rng_below(&rng, MAX_POINTS + 1);
        for (uint32_t i = 0; i < n; i++) {
            double x = situ_rng_unit(&rng) * 100, y = situ_rng_unit(&rng) * 100, s = situ_rng_unit(&rng) * 20;
            boxes[i] = situ_rng_below(&rng, 20)
                           ? (situ_box){floor(x), y, floor(x) + s, y + s * situ_rng_unit(&rng)}
                           : situ_box_empty();
        }
        CHECK_OK(situ_rtree_new(&tree, boxes, n, &err), err);
        for (int q = 0; q < 5; q++) {
            situ_box box = situ_box_of(situ_rng_unit(&rng) * 120, situ_rng_unit(&rng) * 120,
                                       situ_rng_unit(&rng) * 120, situ_rng_unit(&rng) * 120);
            CHECK_OK(situ_rtree_collect(tree, box, &ids, &count, &err), err);
            at = 0;
            for (uint32_t i = 0; i < n; i++) {
                if (!situ_box_touches(boxes[i], box))
                    continue;
                if (at >= count || ids[at] != i) {
                    print_error("seed %llu: box %u is missing\n", (unsigned long long)seed, i);
                    fail();
                }
                at++;
            }
            assert_int_equal(at, count);
            situ_free(ids);
        }
        situ_rtree_free(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cell_index__query_equals_brute_force),
        cmocka_unit_test(cell_index__nearest_equals_brute_force),
        cmocka_unit_test(rtree__collect_equals_brute_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

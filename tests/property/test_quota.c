// SPDX-License-Identifier: MIT
// Quotas: nothing is lost, floors and caps hold, whoever weighs more gets no less; without floors and caps the
// largest remainder worked out another way. The seed of a failing case is printed.

#include <math.h>

#include "analysis/quota.h"
#include "base/hash.h"
#include "support/check.h"

enum { MOST = 9, CASES = 4000 };

static void plain(int64_t *share, int64_t total, const double *w, uint32_t n)
{
    double sum = 0, rest[MOST];
    int64_t left = total;
    for (uint32_t j = 0; j < n; j++)
        sum += w[j];
    for (uint32_t j = 0; j < n; j++) {
        // Whole weights: exact in integers.
        int64_t up = total * (int64_t)w[j], all = (int64_t)sum;
        share[j] = up / all;
        rest[j] = (double)(up % all);
        left -= share[j];
    }
    while (left-- > 0) {
        uint32_t best = 0;
        for (uint32_t j = 1; j < n; j++)
            if (rest[j] > rest[best])
                best = j;
        share[best]++;
        rest[best] = -1;
    }
}

static void quota__shares_add_up_within_floors_and_caps(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_error err = {0};
        double w[MOST], weights = 0;
        int64_t low[MOST], high[MOST], share[MOST], want[MOST], rest, sum = 0, floors = 0, caps = 0;
        situ_rng_seed(&rng, seed, 18);
        const uint32_t n = 1 + situ_rng_below(&rng, MOST), kind = situ_rng_below(&rng, 4); // 1 floors, 2 caps, 3 both
        const int64_t total = situ_rng_below(&rng, 2) ? situ_rng_below(&rng, 30) : situ_rng_below(&rng, 100000);
        for (uint32_t j = 0; j < n; j++) {
            weights += w[j] = situ_rng_below(&rng, 5) == 0 ? 0 : 1 + situ_rng_below(&rng, situ_rng_below(&rng, 2) ? 4 : 5000);
            low[j] = kind & 1 && w[j] > 0 ? situ_rng_below(&rng, (uint32_t)(total / 2 + 1)) : 0;
            high[j] = kind & 2 ? situ_rng_below(&rng, (uint32_t)(total + 1)) : INT64_MAX / 4;
            floors += low[j] < high[j] ? low[j] : high[j];
            caps += w[j] > 0 ? (high[j] < total ? high[j] : total) : 0;
        }
        CHECK_OK(situ_quota(share, &rest, total, w, kind & 1 ? low : NULL, kind & 2 ? high : NULL, n, &err), err);
        for (uint32_t j = 0; j < n; j++) {
            sum += share[j];
            if (share[j] < 0 || share[j] > high[j] || (w[j] == 0 && share[j] > 0))
                fail_msg("seed %lu: share %u is %ld of at most %ld", (unsigned long)seed, j, (long)share[j], (long)high[j]);
            if (floors <= total && share[j] < low[j] && share[j] < high[j])
                fail_msg("seed %lu: share %u is %ld, its floor %ld", (unsigned long)seed, j, (long)share[j], (long)low[j]);
        }
        if (sum + rest != total || rest < 0)
            fail_msg("seed %lu: %ld and %ld do not make %ld", (unsigned long)seed, (long)sum, (long)rest, (long)total);
        if (weights > 0 && floors <= total && rest != (caps < total ? total - caps : 0))
            fail_msg("seed %lu: %ld stay, and there is room for %ld of %ld", (unsigned long)seed, (long)rest, (long)caps, (long)total);
        for (uint32_t i = 0; i < n && floors <= total; i++)
            for (uint32_t j = 0; j < n; j++) // the heavier one has less only at its cap, or against a floor
                if (w[i] > w[j] && share[i] < share[j] && share[i] < high[i] && share[j] > low[j])
                    fail_msg("seed %lu: %u weighs more than %u and gets less", (unsigned long)seed, i, j);
        if (kind == 0 && weights > 0) {
            plain(want, total, w, n);
            for (uint32_t j = 0; j < n; j++)
                if (share[j] != want[j])
                    fail_msg("seed %lu: share %u is %ld, expected %ld", (unsigned long)seed, j, (long)share[j], (long)want[j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quota__shares_add_up_within_floors_and_caps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

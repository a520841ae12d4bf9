// SPDX-License-Identifier: MIT

#include "analysis/quota.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

enum { ACTIVE, AT_LOW, AT_HIGH };

typedef struct quota {
    const double *weight;
    const int64_t *low, *high;
    uint32_t count;
    double *exact;
    uint8_t *state;
} quota;

static double low_of(const quota *q, uint32_t j) { return q->low ? (double)q->low[j] : 0; }
static double high_of(const quota *q, uint32_t j) { return q->high ? (double)q->high[j] : INFINITY; }

// Takes to their floor, or to their cap, all those that the present theta puts beyond it: the side that is
// further out first, since the other may come back in.
static bool clamp_once(quota *q, double total)
{
    double left = total, weights = 0, below = 0, above = 0;
    for (uint32_t j = 0; j < q->count; j++)
        if (q->state[j] == ACTIVE)
            weights += q->weight[j];
        else
            left -= q->state[j] == AT_LOW ? low_of(q, j) : high_of(q, j);
    for (uint32_t j = 0; j < q->count; j++) {
        if (q->state[j] != ACTIVE)
            continue;
        q->exact[j] = weights > 0 ? left * q->weight[j] / weights : 0;
        below += fmax(0, low_of(q, j) - q->exact[j]);
        above += fmax(0, q->exact[j] - high_of(q, j));
    }
    if (below <= 0 && above <= 0)
        return false;
    for (uint32_t j = 0; j < q->count; j++) {
        if (q->state[j] != ACTIVE)
            continue;
        if (below >= above && q->exact[j] < low_of(q, j))
            q->state[j] = AT_LOW;
        else if (above > below && q->exact[j] > high_of(q, j))
            q->state[j] = AT_HIGH;
    }
    return true;
}

// Whole numbers below the exact ones, then one more for the largest remainders.
static int64_t round_shares(int64_t *share, const quota *q, int64_t total)
{
    const double slack = 1e-9; // of a remainder that is only rounding
    int64_t left = total;
    for (uint32_t j = 0; j < q->count; j++) {
        double x = q->state[j] == AT_LOW ? low_of(q, j) : q->state[j] == AT_HIGH ? high_of(q, j) : q->exact[j];
        share[j] = (int64_t)floor(x + slack + 1e-14 * fabs(x));
        q->exact[j] = x - (double)share[j];
        left -= share[j];
    }
    for (bool given = true; left > 0 && given;) {
        uint32_t best = UINT32_MAX;
        given = false;
        for (uint32_t j = 0; j < q->count; j++)
            if (q->weight[j] > 0 && (double)share[j] < high_of(q, j) && q->exact[j] > -1 && (best == UINT32_MAX || q->exact[j] > q->exact[best] + slack))
                best = j;
        if (best != UINT32_MAX) {
            share[best]++;
            q->exact[best] -= 1;
            left--;
            given = true;
        }
    }
    return left;
}

situ_status situ_quota(int64_t *share, int64_t *rest, int64_t total, const double *weight, const int64_t *low, const int64_t *high, uint32_t count,
                       situ_error *err)
{
    situ_status status = SITU_OK;
    quota q = {.weight = weight, .low = low, .high = high, .count = count};
    double floors = 0, *by_floor = NULL;
    SITU_TRY_ALLOC(q.exact = situ_calloc((size_t)count + 1, sizeof *q.exact));
    SITU_TRY_ALLOC(q.state = situ_calloc((size_t)count + 1, 1));
    SITU_TRY_ALLOC(by_floor = situ_calloc((size_t)count + 1, sizeof *by_floor));
    for (uint32_t j = 0; j < count; j++) {
        if (!(weight[j] >= 0 && isfinite(weight[j])) || (low && low[j] < 0) || (high && high[j] < 0)) {
            status = situ_fail(err, SITU_E_ARGUMENT, _("give amounts of 0 or more"), _("share %u: weight %g"), j, weight[j]);
            goto done;
        }
        by_floor[j] = low ? fmin(low_of(&q, j), high_of(&q, j)) : 0;
        floors += by_floor[j];
    }
    if (floors > (double)total) { // not enough even for the floors
        q.weight = by_floor;
        q.low = NULL;
    }
    for (uint32_t j = 0; q.low && q.high && j < count; j++)
        if (q.low[j] > q.high[j])
            q.state[j] = AT_HIGH;
    while (clamp_once(&q, (double)total))
        ;
    *rest = round_shares(share, &q, total);
done:
    situ_free(q.exact);
    situ_free(q.state);
    situ_free(by_floor);
    return status;
}

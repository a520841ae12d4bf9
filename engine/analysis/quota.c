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

// --- several items ---

double situ_quotas_volume(const situ_quota_claims *c, const int64_t *amount, uint32_t place)
{
    double sum = 0;
    for (size_t k = 0; k < c->items; k++)
        sum += (double)amount[k * c->places + place] * c->volume_m3[k];
    return sum;
}

// Whole pieces lost by rounding come back, the largest remainder first, while there is room.
static void give_back(int64_t *amount, const situ_quota_claims *c, double *remainder, uint32_t place, double left)
{
    const double slack = 1e-9;
    for (;;) {
        size_t best = SIZE_MAX;
        for (size_t k = 0; k < c->items; k++)
            if (remainder[k] > slack && c->volume_m3[k] <= left + slack && (best == SIZE_MAX || remainder[k] > remainder[best] + slack))
                best = k;
        if (best == SIZE_MAX)
            return;
        amount[best * c->places + place]++;
        left -= c->volume_m3[best];
        remainder[best] = -1;
    }
}

// Cuts what is above base (NULL = 0) at a place by one factor, so that all of it fits. False: it does.
static bool fit_room(int64_t *amount, const situ_quota_claims *c, const int64_t *base, double *remainder, uint32_t place)
{
    const double slack = 1e-9, kept = base ? situ_quotas_volume(c, base, place) : 0, more = situ_quotas_volume(c, amount, place) - kept;
    double left = fmax(0, c->room_m3[place] - kept);
    if (!(more > left + 1e-6))
        return false;
    const double factor = left / more;
    for (size_t k = 0; k < c->items; k++) {
        const size_t cell = k * c->places + place;
        const int64_t low = base ? base[cell] : 0;
        remainder[k] = -1;
        if (!(c->volume_m3[k] > 0) || amount[cell] <= low)
            continue;
        const double exact = (double)(amount[cell] - low) * factor, whole = floor(exact + slack + 1e-14 * exact);
        remainder[k] = exact - whole;
        amount[cell] = low + (int64_t)whole;
        left -= whole * c->volume_m3[k];
    }
    give_back(amount, c, remainder, place, left);
    return true;
}

static situ_status share_floors(situ_quotas *out, const situ_quota_claims *c, double *scratch, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = c->places;
    double *by = scratch + c->items;
    int64_t rest;
    memcpy(out->most, c->low, c->items * n * sizeof *out->most);
    for (bool again = true; again;) { // a place is cut once at most: what it may get after that fits
        again = false;
        for (size_t k = 0; k < c->items; k++) {
            for (size_t j = 0; j < n; j++)
                by[j] = (double)c->low[k * n + j];
            SITU_TRY(situ_quota(out->sure + k * n, &rest, c->total[k], by, NULL, out->most + k * n, c->places, err));
        }
        for (uint32_t j = 0; j < n; j++) {
            if (!fit_room(out->sure, c, NULL, scratch, j))
                continue;
            again = true;
            for (size_t k = 0; k < c->items; k++)
                if (c->volume_m3[k] > 0)
                    out->most[k * n + j] = out->sure[k * n + j];
        }
    }
done:
    return status;
}

situ_status situ_quotas_make(situ_quotas *out, const situ_quota_claims *c, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = c->places, cells = c->items * n;
    int64_t **const amounts[] = {&out->most, &out->sure, &out->due, &out->share}, rest;
    double *scratch = situ_malloc((c->items + n + 1) * sizeof *scratch);
    *out = (situ_quotas){0};
    SITU_TRY_ALLOC(scratch);
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        SITU_TRY_ALLOC(*amounts[i] = situ_calloc(cells + 1, sizeof **amounts[i]));
    SITU_TRY(share_floors(out, c, scratch, err));
    for (size_t k = 0; k < c->items; k++)
        SITU_TRY(situ_quota(out->due + k * n, &rest, c->total[k], c->weight + k * n, out->sure + k * n, NULL, c->places, err));
    memcpy(out->share, out->due, cells * sizeof *out->share);
    for (uint32_t j = 0; j < n; j++)
        (void)fit_room(out->share, c, out->sure, scratch, j);
done:
    situ_free(scratch);
    if (status != SITU_OK)
        situ_quotas_free(out);
    return status;
}

void situ_quotas_free(situ_quotas *quotas)
{
    situ_free(quotas->most);
    situ_free(quotas->sure);
    situ_free(quotas->due);
    situ_free(quotas->share);
    *quotas = (situ_quotas){0};
}

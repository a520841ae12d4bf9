// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_QUOTA_H
#define SITU_ANALYSIS_QUOTA_H

// Whole shares of a total by weight (F12b): the largest remainder, with floors and caps.

#include <stdint.h>

#include "base/error.h"

// share[j] = the whole number next to clamp(theta x weight[j], low[j], high[j]), theta such that the shares make
// total; what the rounding leaves goes to the largest remainders, ties to the lower index. low, high may be
// NULL (0, no cap). Floors that need more than total share it in proportion. *rest: what the caps, or weights
// that are all 0, keep back; shares and rest make total exactly.
situ_status situ_quota(int64_t *share, int64_t *rest, int64_t total, const double *weight, const int64_t *low, const int64_t *high, uint32_t count,
                       situ_error *err) SITU_MUST_CHECK;

// Several items for several places with room for so much (F12b), [item * places]: first the floors of all items,
// in proportion where an item does not reach or a place has no room; then what is left by weight, as one situ_quota
// an item. At a place where that is too much, what is above its floors is cut by one factor for all items that take
// room; what is cut is nobody else's and stays.
typedef struct situ_quota_claims {
    uint32_t items, places;
    const int64_t *total;      // by item
    const double *weight;      // [item * places]
    const int64_t *low;        // [item * places] floors
    const double *volume_m3;   // by item: of one, 0 = takes no room
    const double *room_m3;     // by place, INFINITY = no limit
} situ_quota_claims;
typedef struct situ_quotas {
    int64_t *most;  // of the floors, what there is room for
    int64_t *sure;  // of them, what is met
    int64_t *due;   // by weight and met floors, were there room
    int64_t *share; // what goes there; the shares of an item make at most its total
} situ_quotas;
situ_status situ_quotas_make(situ_quotas *out, const situ_quota_claims *claims, situ_error *err) SITU_MUST_CHECK;
void situ_quotas_free(situ_quotas *quotas);
// Cubic metres that amounts [item * place] take at a place.
double situ_quotas_volume(const situ_quota_claims *claims, const int64_t *amount, uint32_t place);

#endif

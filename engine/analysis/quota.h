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

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_LOCATE_PARTS_H
#define SITU_ANALYSIS_LOCATE_PARTS_H

// The two searches under situ_locate, on sites that are all free to be chosen.

#include <stdint.h>

#include "base/error.h"
#include "base/job.h"

typedef struct situ_locate_found {
    uint32_t *choice; // p sites, ascending; memory of the caller
    double value, bound;
    bool proven;      // value is the least, and the choice the first of equals
} situ_locate_found;

// Least sum over demands of min(base, cost of the soonest chosen site): p-median, and covering with costs of
// 0 and the weight. Costs are whole numbers, all multiples of `unit`, at most base; p + 1 times the sum of the
// bases stays below 2^52.
// 0 < p < n. Lagrangian bound (Cornuejols, Fisher, Nemhauser 1977: assignment relaxed, multipliers by
// subgradient), reduced-cost fixing, depth-first branch and bound; then the first of equal choices.
typedef struct situ_locate_sums {
    uint32_t n, m, p;
    const double *cost; // [site * m + demand]
    const double *base; // by demand
    double unit;
    double work;        // how many costs may be looked at; 0 = no limit
    bool decide;        // only: is there a choice of value 0? bound > 0 says no, value 0 yes, else not known
} situ_locate_sums;
situ_status situ_locate_least_sum(situ_locate_found *out, const situ_locate_sums *sums, situ_job *job, situ_error *err) SITU_MUST_CHECK;

// Least maximum of min(base, minutes of the soonest chosen site), by bisection over the distances and a
// covering search with a packing bound, where that is too long with the Lagrangian bound of the covering.
typedef struct situ_locate_reach {
    uint32_t n, m, p;
    const float *minutes; // [site * m + demand]
    const float *base;    // by demand, INFINITY = not reached yet
    double work;
} situ_locate_reach;
// Value INFINITY when no p sites reach all.
situ_status situ_locate_least_most(situ_locate_found *out, const situ_locate_reach *reach, situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_TRANSPORT_H
#define SITU_ANALYSIS_TRANSPORT_H

// Minimal-cost transport: who goes where with capacities (F10). Whole people and items.

#include <stdint.h>

#include "base/error.h"
#include "base/job.h"

// cost[from * to_count + to] in minutes, INFINITY = impossible. As much as can be moved is moved, at the least
// total of amount x cost (compared in whole thousandths of a minute). Ties: the least sum of amount x (from_count -
// from) x to, what is left counting as to = to_count: the lower from is placed first, at the lower to.
// amount[from * to_count + to]; left[from] what found no place. Sums fit in int64.
// Successive shortest paths with potentials on the receiving side (Edmonds, Karp 1972; Tomizawa 1971).
situ_status situ_transport(int64_t *amount, int64_t *left, const int64_t *supply, uint32_t from_count, const int64_t *capacity,
                           uint32_t to_count, const float *cost, situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif

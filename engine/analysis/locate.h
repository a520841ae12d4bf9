// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_LOCATE_H
#define SITU_ANALYSIS_LOCATE_H

// Where to put p sites (F12): maximal covering, p-median, p-center. Exact when C(n, p) is small, else greedy
// with swaps and a bound. Ties: the choice whose ascending list of sites is first.

#include <stdint.h>

#include "base/error.h"
#include "base/job.h"

typedef enum situ_locate_kind { SITU_LOCATE_MCLP, SITU_LOCATE_MEDIAN, SITU_LOCATE_CENTER } situ_locate_kind;
typedef struct situ_locate_problem {
    situ_locate_kind kind;
    const float *minutes;   // [site * demand_count + demand]; INFINITY = not reachable
    uint32_t site_count, demand_count;
    const double *weight;   // by demand, >= 0
    const uint8_t *fixed;   // by site: 1 = open already, beside the p; NULL = none
    uint32_t p;
    double limit_min;       // MCLP: T, "within" includes T
    double unreachable_min; // MEDIAN: what a demand costs that no open site reaches
} situ_locate_problem;
typedef struct situ_locate_answer {
    uint32_t *chosen;       // p sites, ascending
    uint32_t *assigned;     // by demand: the soonest open site, UINT32_MAX = none
    double value;           // MCLP: weight within T; MEDIAN: sum of weight x minutes; CENTER: the greatest minutes
    double bound;           // proven: no choice is better than this
    bool optimal;           // value == bound within rounding
    uint32_t unreachable;   // demands that no open site reaches
} situ_locate_answer;
situ_status situ_locate(situ_locate_answer *out, const situ_locate_problem *problem, situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_locate_answer_free(situ_locate_answer *answer);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_LOCATE_H
#define SITU_ANALYSIS_LOCATE_H

// Where to put p sites (F12): maximal covering, p-median, p-center. Exact where the search ends within its
// share of work (always up to C(n, p) = 2 million choices, as a rule far beyond), else the best choice found
// and a proven bound. Ties: the choice whose ascending list of sites is first. The same answer everywhere:
// the work is counted, not timed, and sums are whole numbers.

#include <stdint.h>

#include "base/error.h"
#include "base/job.h"

typedef enum situ_locate_kind { SITU_LOCATE_MCLP, SITU_LOCATE_MEDIAN, SITU_LOCATE_CENTER } situ_locate_kind;
typedef struct situ_locate_problem {
    situ_locate_kind kind;
    const float *minutes;   // [site * demand_count + demand] >= 0; INFINITY = not reachable
    uint32_t site_count, demand_count;
    const double *weight;   // by demand, >= 0; a demand of weight 0 has no say in the choice
    const uint8_t *fixed;   // by site: 1 = open already, beside the p; NULL = none
    uint32_t p;             // more than there are sites to choose from: all of them
    double limit_min;       // MCLP: T, "within" includes T
    double unreachable_min; // MEDIAN: what a demand costs that no open site reaches, at least the greatest finite minutes
} situ_locate_problem;
typedef struct situ_locate_answer {
    uint32_t *chosen;       // ascending, without the fixed ones
    uint32_t chosen_count;  // p, or how many there were to choose from
    uint32_t *assigned;     // by demand: the soonest open site, ties by index; UINT32_MAX = none
    // MCLP: weight within T. MEDIAN: sum of weight x minutes. CENTER: the greatest minutes of a demand that some
    // site reaches; INFINITY when no p sites reach them all: then the choice reaches the most weight.
    double value;
    double bound;           // proven: no choice is better than this
    bool optimal;           // no choice is better than value, within rounding
    uint32_t unreachable;   // demands that no open site reaches
} situ_locate_answer;
situ_status situ_locate(situ_locate_answer *out, const situ_locate_problem *problem, situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_locate_answer_free(situ_locate_answer *answer);

#endif

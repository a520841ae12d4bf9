// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_DOUBLE_CONTROL_H
#define SITU_ANALYSIS_DOUBLE_CONTROL_H

// “隐患点+风险区”双控 (F8): which points of natural hazards lie in an area of their hazard, and which areas hold one. A
// point lies in an area when the area contains it or it is at most the tolerance away (30 m); a point with a shape of
// its own when any of it does. Which areas belong to which hazard, and the tolerance, are in rules/check.yaml.

#include "base/job.h"
#include "bundle/table.h"
#include "style/rules.h"

typedef enum situ_control {
    SITU_CONTROL_NOT_ASKED, // another industry, closed; an area that needs no points
    SITU_CONTROL_NO_AREAS,  // a point: there is no area of its hazard at all
    SITU_CONTROL_UNPLACED,  // without a place, or known by its village only; an area without type or polygon
    SITU_CONTROL_IN,        // 点在区内, 区有点
    SITU_CONTROL_OUT,       // 点在区外, 区无点
} situ_control;

typedef struct situ_controls {
    uint8_t *point;    // situ_control by row of points
    size_t *zone;      // by row of points: row of the nearest of its areas (ties: the first), SIZE_MAX = none
    double *distance_m;// to it, 0 inside
    uint8_t *area;     // situ_control by row of areas
    uint32_t *count;   // by row of areas: points in it
    uint8_t *worst;    // by row of areas: worst level of them, 0 = none graded
} situ_controls;

// Both tables in metres; either may be NULL. Points count by their place when it is exact (loc_quality).
situ_status situ_controls_new(situ_controls *out, const situ_table *points, const situ_table *areas, const situ_rules *rules,
                              situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_controls_free(situ_controls *controls);

#endif

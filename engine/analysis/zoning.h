// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_ZONING_H
#define SITU_ANALYSIS_ZONING_H

// The zoning grid: around every graded point (line, polygon) an influence by its level and industry, raised where
// points cluster (rules/zone.yaml), then areas with smooth edges cut at the county's border.

#include "analysis/rating.h"

typedef struct situ_zoning_options {
    double cell_m; // 0: 40, larger where the area is too wide for that, which is told (ZONE_COARSE)
    int decay; // situ_decay
} situ_zoning_options;
extern const char *const situ_zoning_decay_words[]; // for props

// Adds the table "areas" (one row a level) and the grid "levels" (1..4, 0 = no influence, NaN = outside the county;
// none without a graded point) to out.
situ_status situ_zoning_make(situ_bundle *out, const situ_rating *rating, const situ_zoning_options *options, situ_report *report,
                             situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif

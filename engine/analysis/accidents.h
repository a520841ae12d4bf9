// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_ACCIDENTS_H
#define SITU_ANALYSIS_ACCIDENTS_H

// Accidents of this year up to the day of the data against the same period of last year: 双上升 when both their
// number and the dead are more (domain.md B1.7, R-ACC).

#include "analysis/rows.h"

// Adds the table "accidents": one row a township in the county's order, then the county (scope 县). accidents, regions
// may be NULL: without accidents, or without a day of the data (told: ACCIDENT_NO_DATE), it has no rows. Told:
// ACCIDENT_DATE (a date without month), ACCIDENT_TOWN (no township: counts for the county alone), ACCIDENT_DEAD.
situ_status situ_accidents_table(situ_bundle *out, const situ_op_input *in, const situ_table *accidents, const situ_table *regions, situ_report *report,
                                 situ_error *err) SITU_MUST_CHECK;

#endif

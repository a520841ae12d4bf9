// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_MODIFY_PARTS_H
#define SITU_ANALYSIS_MODIFY_PARTS_H

// Internal to modify: the rules one by one. Each fills its figures of every region, then says what it does to one.

#include "analysis/modify.h"

typedef struct situ_modify {
    const situ_rating *rating;
    const situ_modify_options *options;
    situ_modified *out;
    situ_report *report;
    situ_job *job;
    const char *blocked[SITU_MODIFIERS]; // why a rule cannot judge, a text of the rules; NULL = it can
    double area_limit[4];                // R-AREA: red alone, red with orange, orange, yellow
} situ_modify;

const char *situ_modify_word(const situ_modify *m, const char *key); // words.KEY of rules/region.yaml

situ_status situ_modify_read_hazards(situ_modify *m, situ_error *err) SITU_MUST_CHECK;
situ_status situ_modify_read_accidents(situ_modify *m, situ_error *err) SITU_MUST_CHECK;
situ_status situ_modify_read_areas(situ_modify *m, situ_error *err) SITU_MUST_CHECK;
situ_status situ_modify_read_times(situ_modify *m, situ_error *err) SITU_MUST_CHECK;

#endif

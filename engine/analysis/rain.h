// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_RAIN_H
#define SITU_ANALYSIS_RAIN_H

// Level of measured rain (F6): the worst level whose threshold any of the durations reaches; below all of
// them 0. Tables of counties: styles/rules/rain.yaml.

#include "analysis/rows.h"

enum { SITU_RAIN_DURATIONS = 4 }; // 1, 3, 6, 24 hours
typedef struct situ_rain_scale {
    const char *name; // of the table, borrowed from the rules
    double at[SITU_RAIN_DURATIONS][4]; // mm; red, orange, yellow, blue
} situ_rain_scale;
// name: the table; NULL or "" = the one called like the county, else the rules' default.
situ_status situ_rain_scale_read(situ_rain_scale *out, const situ_rules *rules, const char *name, const char *county, situ_error *err) SITU_MUST_CHECK;
// mm NaN = not measured. 0..4; *duration receives the index of the worst (-1: level 0).
int situ_rain_level(const situ_rain_scale *scale, const double mm[SITU_RAIN_DURATIONS], int *duration);
// Table "rain": one row a reading; "rain_towns": the worst of each town on its newest day. warnings, regions may be
// NULL. Told: RAIN_NONE (a row without rain), RAIN_ORDER (less rain in the longer time), RAIN_TOWN (no town).
situ_status situ_rain_tables(situ_bundle *out, const situ_op_input *in, const char *table_name, const situ_table *warnings, const situ_table *regions,
                             situ_report *report, situ_error *err) SITU_MUST_CHECK;

#endif

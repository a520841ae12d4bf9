// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_LEVELS_H
#define SITU_ANALYSIS_LEVELS_H

// Risk levels: 1 red (worst) .. 4 blue, 0 not assessed. Thresholds come from the rules; a value that
// equals a threshold has reached it (“以上”含本数). What is wrong in a table of thresholds (a number that is
// missing, a gap, an overlap, thresholds that do not fall) is an error with file and line.

#include "style/rules.h"

typedef struct situ_scale { double red, orange, yellow; } situ_scale;
// Reads PATH.red, .orange and .yellow; they must fall.
situ_status situ_scale_read(situ_scale *out, const situ_rules *rules, const char *file, const char *path,
                            situ_error *err) SITU_MUST_CHECK;
int situ_scale_level(const situ_scale *scale, double value); // 1..4
// Reads the first `count` (at most 4) of PATH.red, .orange, .yellow, .blue; they must fall.
situ_status situ_thresholds_read(double *out, size_t count, const situ_rules *rules, const char *file, const char *path,
                                 situ_error *err) SITU_MUST_CHECK;

// Classes of a count: PATH is a list of {from, to, KEY} in whole numbers from 0 up, each beginning behind the
// one before; the last has no `to`.
enum { SITU_BANDS_HIGH = 16 };
typedef struct situ_bands {
    double from[SITU_BANDS_HIGH], value[SITU_BANDS_HIGH];
    size_t count;
} situ_bands;
situ_status situ_bands_read(situ_bands *out, const situ_rules *rules, const char *file, const char *path, const char *key,
                            situ_error *err) SITU_MUST_CHECK;
double situ_bands_value(const situ_bands *bands, double number); // number >= 0, rounded to whole ones

// The list of numbers at PATH; not a list, empty or holding something else: an error.
situ_status situ_factors_read(const situ_yaml_node **out, const situ_rules *rules, const char *file, const char *path,
                              situ_error *err) SITU_MUST_CHECK;
// The factor of the list within tolerance of *value replaces it; false when there is none.
bool situ_factors_snap(double *value, const situ_yaml_node *list, double tolerance);

// SITU_E_FORMAT at a node of a rules file.
situ_status situ_rules_fail(const situ_rules *rules, const char *file, const situ_yaml_node *node, situ_error *err, const char *cure,
                            const char *fmt, ...) SITU_PRINTF(6, 7);

// The worse of two levels; 0 never wins.
int situ_level_worse(int a, int b);
// "red" ... "blue", "none": key of a level in the rules.
const char *situ_level_key(int level);
// 红 ... 蓝, 未评估: words of rules/level.yaml.
const char *situ_level_word(const situ_rules *rules, int level);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_LEVELS_H
#define SITU_ANALYSIS_LEVELS_H

// Risk levels: 1 red (worst) .. 4 blue, 0 not assessed. Thresholds come from the rules; a value that
// equals a threshold has reached it (“以上”含本数).

#include "style/rules.h"

typedef struct situ_scale { double red, orange, yellow; } situ_scale;
// Reads PATH.red, .orange and .yellow; they must fall.
situ_status situ_scale_read(situ_scale *out, const situ_rules *rules, const char *file, const char *path,
                            situ_error *err) SITU_MUST_CHECK;
int situ_scale_level(const situ_scale *scale, double value); // 1..4
// The worse of two levels; 0 never wins.
int situ_level_worse(int a, int b);
// "red" ... "blue", "none": key of a level in the rules.
const char *situ_level_key(int level);
// 红 ... 蓝, 未评估: words of rules/level.yaml.
const char *situ_level_word(const situ_rules *rules, int level);

#endif

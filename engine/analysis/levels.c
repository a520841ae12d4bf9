// SPDX-License-Identifier: MIT

#include "analysis/levels.h"

#include <stdio.h>

situ_status situ_scale_read(situ_scale *out, const situ_rules *rules, const char *file, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char name[160];
    double *values[] = {&out->red, &out->orange, &out->yellow};
    for (int level = 1; level <= 3; level++) {
        snprintf(name, sizeof name, "%s%s%s", path, *path ? "." : "", situ_level_key(level));
        SITU_TRY(situ_rules_number(values[level - 1], rules, file, name, err));
    }
    if (!(out->red > out->orange && out->orange > out->yellow)) {
        situ_fail(err, SITU_E_FORMAT, _("write thresholds that fall from red to yellow"),
                  _("the thresholds \"%s\" leave a gap or overlap: %g, %g, %g"), path, out->red, out->orange, out->yellow);
        situ_error_at(err, situ_rules_path(rules, file), NULL, NULL, 0, 0);
        status = SITU_E_FORMAT;
    }
done:
    return status;
}

int situ_scale_level(const situ_scale *scale, double value)
{
    return value >= scale->red ? 1 : value >= scale->orange ? 2 : value >= scale->yellow ? 3 : 4;
}

int situ_level_worse(int a, int b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

const char *situ_level_key(int level)
{
    static const char *const keys[] = {"none", "red", "orange", "yellow", "blue"};
    return keys[level >= 1 && level <= 4 ? level : 0];
}

const char *situ_level_word(const situ_rules *rules, int level)
{
    char path[32];
    snprintf(path, sizeof path, "words.%s", situ_level_key(level));
    return situ_rules_text(rules, "level", path, situ_level_key(level));
}

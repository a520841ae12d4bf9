// SPDX-License-Identifier: MIT

#include "analysis/levels.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

situ_status situ_rules_fail(const situ_rules *rules, const char *file, const situ_yaml_node *node, situ_error *err, const char *cure,
                            const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    situ_fail(err, SITU_E_FORMAT, cure, "%s", text);
    situ_error_at(err, situ_rules_path(rules, file), NULL, NULL, node ? node->line : 0, node ? node->column : 0);
    return SITU_E_FORMAT;
}

situ_status situ_thresholds_read(double *out, size_t count, const situ_rules *rules, const char *file, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char name[200], shown[160] = "";
    bool falls = true;
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%s%s%s", path, *path ? "." : "", situ_level_key((int)i + 1));
        SITU_TRY(situ_rules_number(&out[i], rules, file, name, err));
        falls = falls && (i == 0 || out[i - 1] > out[i]);
        char number[32];
        situ_format_double(out[i], number);
        size_t at = strlen(shown);
        snprintf(shown + at, sizeof shown - at, "%s%s", i ? ", " : "", number);
    }
    if (!falls)
        status = situ_rules_fail(rules, file, situ_rules_node(rules, file, path), err, _("write thresholds that fall from red on"),
                                 _("the thresholds \"%s\" leave a gap or overlap: %s"), path, shown);
done:
    return status;
}

situ_status situ_scale_read(situ_scale *out, const situ_rules *rules, const char *file, const char *path, situ_error *err)
{
    double values[3];
    situ_status status = situ_thresholds_read(values, 3, rules, file, path, err);
    if (status == SITU_OK)
        *out = (situ_scale){values[0], values[1], values[2]};
    return status;
}

int situ_scale_level(const situ_scale *scale, double value)
{
    return value >= scale->red ? 1 : value >= scale->orange ? 2 : value >= scale->yellow ? 3 : 4;
}

static bool number_of(double *out, const situ_yaml_node *node, const char *key)
{
    const situ_yaml_node *item = situ_yaml_get(node, key);
    return item && item->kind == SITU_YAML_SCALAR && situ_parse_double(item->text, out);
}

situ_status situ_bands_read(situ_bands *out, const situ_rules *rules, const char *file, const char *path, const char *key, situ_error *err)
{
    const situ_yaml_node *list = situ_rules_node(rules, file, path);
    double next = 0, from, to;
    out->count = 0;
    if (!list || list->kind != SITU_YAML_LIST || list->count == 0 || list->count > SITU_BANDS_HIGH)
        return situ_rules_fail(rules, file, list ? list : situ_rules_file(rules, file), err, _("write a list of at most 16 bands, each {from, to, value}"),
                               _("\"%s\" is no list of bands"), path);
    for (size_t i = 0; i < list->count; i++) {
        const situ_yaml_node *band = list->items[i];
        bool last = i + 1 == list->count;
        if (!number_of(&from, band, "from") || !number_of(&out->value[i], band, key) || from != round(from))
            return situ_rules_fail(rules, file, band, err, _("give every band `from` and its value as numbers"), _("a band of \"%s\" has no `from` or no `%s`"), path, key);
        if (from != next)
            return situ_rules_fail(rules, file, band, err, _("let every band begin behind the one before, the first at 0"),
                                   from > next ? _("the bands of \"%s\" leave a gap: %g to %g") : _("the bands of \"%s\" overlap: %g, %g"), path, next, from);
        if (last != (situ_yaml_get(band, "to") == NULL))
            return situ_rules_fail(rules, file, band, err, _("only the last band has no `to`"), _("the bands of \"%s\" have no open end, or one too early"), path);
        if (!last && (!number_of(&to, band, "to") || to < from || to != round(to)))
            return situ_rules_fail(rules, file, band, err, _("write a whole number not below `from`"), _("a band of \"%s\" ends before it begins"), path);
        out->from[i] = from;
        out->count++;
        next = last ? 0 : to + 1;
    }
    return SITU_OK;
}

double situ_bands_value(const situ_bands *bands, double number)
{
    size_t i = bands->count - 1;
    while (i > 0 && round(number) < bands->from[i])
        i--;
    return bands->value[i];
}

situ_status situ_factors_read(const situ_yaml_node **out, const situ_rules *rules, const char *file, const char *path, situ_error *err)
{
    const situ_yaml_node *list = situ_rules_node(rules, file, path);
    double value;
    if (!list || list->kind != SITU_YAML_LIST || list->count == 0)
        return situ_rules_fail(rules, file, list ? list : situ_rules_file(rules, file), err, _("write them as [10, 6, 3]"), _("\"%s\" is no list of factors"), path);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind != SITU_YAML_SCALAR || !situ_parse_double(list->items[i]->text, &value))
            return situ_rules_fail(rules, file, list->items[i], err, _("write a plain number such as 320 or 0.5"), _("\"%s\" is no number: %s"), path,
                                   list->items[i]->kind == SITU_YAML_SCALAR ? list->items[i]->text : _("a list or a map"));
    *out = list;
    return SITU_OK;
}

bool situ_factors_snap(double *value, const situ_yaml_node *list, double tolerance)
{
    double item;
    for (size_t k = 0; list && k < list->count; k++)
        if (situ_parse_double(list->items[k]->text, &item) && fabs(item - *value) <= tolerance) {
            *value = item;
            return true;
        }
    return false;
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

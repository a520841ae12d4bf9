// SPDX-License-Identifier: MIT

#include "analysis/rain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/levels.h"
#include "analysis/regions.h"
#include "base/alloc.h"
#include "base/hash.h"

static const char *const columns[SITU_RAIN_DURATIONS] = {"rain_1h", "rain_3h", "rain_6h", "rain_24h"};
static const int hours[SITU_RAIN_DURATIONS] = {1, 3, 6, 24};

situ_status situ_rain_scale_read(situ_rain_scale *out, const situ_rules *rules, const char *name, const char *county, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *tables = situ_rules_node(rules, "rain", "tables");
    char path[200];
    if (!name || !*name)
        name = county && situ_yaml_get(tables, county) ? county : situ_rules_text(rules, "rain", "default", "");
    if (!situ_yaml_get(tables, name))
        return situ_rules_fail(rules, "rain", tables ? tables : situ_rules_file(rules, "rain"), err, _("add it, with its source, or name another one"), _("there is no table of rain called \"%s\""), name);
    for (size_t i = 0; i < tables->count; i++)
        if (strcmp(tables->keys[i], name) == 0)
            out->name = tables->keys[i];
    for (int d = 0; d < SITU_RAIN_DURATIONS; d++) {
        snprintf(path, sizeof path, "tables.%s.%s", name, columns[d]);
        SITU_TRY(situ_thresholds_read(out->at[d], 4, rules, "rain", path, err));
    }
done:
    return status;
}

int situ_rain_level(const situ_rain_scale *scale, const double mm[SITU_RAIN_DURATIONS], int *duration)
{
    int best = 0;
    *duration = -1;
    for (int d = 0; d < SITU_RAIN_DURATIONS; d++)
        for (int level = 1; level <= 4; level++)
            if (mm[d] >= scale->at[d][level - 1]) { // NaN reaches nothing
                if (best == 0 || level < best) {
                    best = level;
                    *duration = d;
                }
                break;
            }
    return best;
}

typedef struct town {
    const char *name;
    size_t region;   // row of regions, SIZE_MAX = named by the readings alone
    size_t worst;    // row of the readings, SIZE_MAX = none
    int level;
    size_t readings, measured; // of its newest day
    const char *day;
} town;

typedef struct rain {
    const situ_op_input *in;
    const situ_table *warnings, *regions;
    situ_report *report;
    situ_rain_scale scale;
    situ_regions *set;
    situ_map *names; // towns without regions
    town *towns;
    size_t town_count;
    int *level, *duration; // by row of warnings
    size_t *town_of;
} rain;

static void read_mm(double mm[SITU_RAIN_DURATIONS], const situ_table *t, size_t row)
{
    for (int d = 0; d < SITU_RAIN_DURATIONS; d++) {
        mm[d] = situ_rows_real(t, row, columns[d]);
        if (!(mm[d] >= 0))
            mm[d] = NAN;
    }
}

static bool measured(const double mm[SITU_RAIN_DURATIONS])
{
    for (int d = 0; d < SITU_RAIN_DURATIONS; d++)
        if (mm[d] >= 0)
            return true;
    return false;
}

// A warning without figures is no reading; less rain in the longer time is a slip.
static situ_status judge(rain *r, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = r->warnings;
    double mm[SITU_RAIN_DURATIONS], most = -1;
    int at = 0;
    read_mm(mm, t, row);
    r->level[row] = situ_rain_level(&r->scale, mm, &r->duration[row]);
    if (!measured(mm) && !situ_rows_text(t, row, "level"))
        SITU_TRY(situ_rows_tell(r->report, t, row, SITU_WARN, "RAIN_NONE", columns[0], _("fill in the rain of 1, 3, 6 or 24 hours"), err,
                                _("%s: no rain is given"), situ_rows_name(t, row)));
    for (int d = 0; d < SITU_RAIN_DURATIONS; d++) {
        double given = situ_rows_real(t, row, columns[d]);
        if (given < 0)
            SITU_TRY(situ_rows_tell(r->report, t, row, SITU_WARN, "RAIN_NEGATIVE", columns[d], _("correct the figures"), err, _("%s: %g mm of rain in %d hours does not count"),
                                    situ_rows_name(t, row), given, hours[d]));
        if (mm[d] < most) {
            SITU_TRY(situ_rows_tell(r->report, t, row, SITU_WARN, "RAIN_ORDER", columns[d], _("correct the figures"), err,
                                    _("%s: %g mm in %d hours, but %g mm in %d"), situ_rows_name(t, row), mm[d], hours[d], most, hours[at]));
            break;
        }
        if (mm[d] >= 0) {
            most = mm[d];
            at = d;
        }
    }
done:
    return status;
}

static situ_status town_by_name(rain *r, size_t row, situ_error *err)
{
    const char *name = situ_rows_text(r->warnings, row, "town");
    r->town_of[row] = name ? situ_map_get(r->names, name) : SIZE_MAX;
    if (!name || r->town_of[row] != SIZE_MAX)
        return SITU_OK;
    r->towns[r->town_count] = (town){.name = name, .region = SIZE_MAX, .worst = SIZE_MAX};
    r->town_of[row] = r->town_count;
    return situ_map_set(r->names, name, r->town_count++) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

static void count_reading(rain *r, size_t row)
{
    town *t = &r->towns[r->town_of[row]];
    const char *day = situ_rows_text(r->warnings, row, "issued");
    double mm[SITU_RAIN_DURATIONS];
    int newer = day ? strcmp(day, t->day ? t->day : "") : t->day ? -1 : 0;
    if (newer < 0)
        return;
    if (newer > 0) {
        t->day = day;
        t->readings = t->measured = 0;
        t->level = 0;
        t->worst = SIZE_MAX;
    }
    read_mm(mm, r->warnings, row);
    t->readings++;
    if (!measured(mm))
        return;
    t->measured++;
    if (t->worst == SIZE_MAX || situ_level_worse(t->level, r->level[row]) != t->level) {
        t->worst = row;
        t->level = r->level[row];
    }
}

static situ_status place(rain *r, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = r->warnings->row_count;
    if (r->regions) {
        SITU_TRY(situ_regions_new(&r->set, r->regions, "乡镇", err));
        r->town_count = situ_regions_count(r->set);
    }
    r->towns = situ_calloc(r->town_count + n + 1, sizeof *r->towns);
    SITU_TRY_ALLOC(r->towns);
    for (size_t i = 0; i < r->town_count; i++) {
        size_t region = situ_regions_row(r->set, i);
        r->towns[i] = (town){.name = situ_rows_name(r->regions, region), .region = region, .worst = SIZE_MAX};
        if (situ_map_set(r->names, r->towns[i].name, i) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    for (size_t row = 0; row < n; row++) {
        situ_placed how;
        SITU_TRY(judge(r, row, err));
        r->town_of[row] = r->set ? situ_regions_of(r->set, r->warnings, row, &how) : SIZE_MAX;
        if (r->town_of[row] == SIZE_MAX)
            SITU_TRY(town_by_name(r, row, err));
        if (r->town_of[row] == SIZE_MAX)
            SITU_TRY(situ_rows_tell(r->report, r->warnings, row, SITU_WARN, "RAIN_TOWN", "town", _("fill in the township, or correct the coordinates"), err,
                                    _("%s lies in no region and names none: it counts for no township"), situ_rows_name(r->warnings, row)));
        else
            count_reading(r, row);
    }
done:
    return status;
}

// 24小时 165mm≥160 江华县
static situ_status set_reason(situ_table *t, size_t row, size_t column, const rain *r, size_t reading, situ_error *err)
{
    char text[160], mm[32], least[32];
    int d = r->duration[reading];
    if (d < 0)
        return SITU_OK;
    situ_format_double(situ_rows_real(r->warnings, reading, columns[d]), mm);
    situ_format_double(r->scale.at[d][r->level[reading] - 1], least);
    snprintf(text, sizeof text, "%s %dh %s≥%s mm (%.60s)", situ_rules_text(r->in->rules, "rain", "id", "F6"), hours[d], mm, least, r->scale.name);
    return situ_table_set_text(t, row, column, text, err);
}

static situ_status write_readings(situ_bundle *out, const rain *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, town_c, code, hazard, warned, issued, mm[SITU_RAIN_DURATIONS], level, reason, file, sheet, src_row, row;
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"town", SITU_TYPE_TEXT, &town_c}, {"region_code", SITU_TYPE_TEXT, &code},
        {"hazard", SITU_TYPE_TEXT, &hazard}, {"warning_level", SITU_TYPE_TEXT, &warned}, {"issued", SITU_TYPE_TEXT, &issued},
        {columns[0], SITU_TYPE_REAL, &mm[0]}, {columns[1], SITU_TYPE_REAL, &mm[1]}, {columns[2], SITU_TYPE_REAL, &mm[2]}, {columns[3], SITU_TYPE_REAL, &mm[3]},
        {"level", SITU_TYPE_INT, &level}, {"level_reason", SITU_TYPE_TEXT, &reason}, {"src_file", SITU_TYPE_TEXT, &file}, {"src_sheet", SITU_TYPE_TEXT, &sheet},
        {"src_row", SITU_TYPE_INT, &src_row}, {0}};
    SITU_TRY(situ_rows_table(&t, "rain", r->in->epsg, list, err));
    for (size_t i = 0; r->warnings && i < r->warnings->row_count; i++) {
        const struct { size_t column; const char *from; } copied[] = {{id, "id"}, {name, "name"}, {code, "region_code"}, {hazard, "hazard"}, {warned, "level"},
                                                                      {issued, "issued"}, {file, "src_file"}, {sheet, "src_sheet"}};
        double values[SITU_RAIN_DURATIONS];
        SITU_TRY(situ_table_add_row(t, &row, err));
        for (size_t k = 0; k < sizeof copied / sizeof *copied; k++)
            SITU_TRY(situ_rows_copy(t, row, copied[k].column, r->warnings, i, copied[k].from, err));
        if (r->town_of[i] != SIZE_MAX)
            SITU_TRY(situ_table_set_text(t, row, town_c, r->towns[r->town_of[i]].name, err));
        read_mm(values, r->warnings, i);
        for (int d = 0; d < SITU_RAIN_DURATIONS; d++)
            situ_table_set_real(t, row, mm[d], values[d]);
        if (measured(values))
            situ_table_set_int(t, row, level, r->level[i]);
        situ_table_set_int(t, row, src_row, situ_rows_int(r->warnings, i, "src_row"));
        SITU_TRY(set_reason(t, row, reason, r, i, err));
        SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(r->warnings, i), err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "rain", err));
done:
    situ_table_free(t);
    return status;
}

static situ_status write_towns(situ_bundle *out, const rain *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, code, day, readings, level, worst, reason, row;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"region_code", SITU_TYPE_TEXT, &code}, {"issued", SITU_TYPE_TEXT, &day},
                                     {"readings", SITU_TYPE_INT, &readings}, {"level", SITU_TYPE_INT, &level}, {"worst", SITU_TYPE_TEXT, &worst},
                                     {"level_reason", SITU_TYPE_TEXT, &reason}, {0}};
    SITU_TRY(situ_rows_table(&t, "rain_towns", r->in->epsg, list, err));
    for (size_t i = 0; i < r->town_count; i++) {
        const town *one = &r->towns[i];
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_table_set_text(t, row, name, one->name, err));
        if (one->region != SIZE_MAX) {
            SITU_TRY(situ_rows_copy(t, row, id, r->regions, one->region, "id", err));
            SITU_TRY(situ_rows_copy(t, row, code, r->regions, one->region, "code", err));
            SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(r->regions, one->region), err));
        } else
            SITU_TRY(situ_table_set_text(t, row, id, one->name, err));
        if (one->day)
            SITU_TRY(situ_table_set_text(t, row, day, one->day, err));
        situ_table_set_int(t, row, readings, (int64_t)one->readings);
        if (one->measured > 0) { // no reading is no level, not level 0
            situ_table_set_int(t, row, level, one->level);
            SITU_TRY(situ_table_set_text(t, row, worst, situ_rows_name(r->warnings, one->worst), err));
            SITU_TRY(set_reason(t, row, reason, r, one->worst, err));
        }
    }
    SITU_TRY(situ_rows_finish(out, &t, "rain_towns", err));
done:
    situ_table_free(t);
    return status;
}

situ_status situ_rain_tables(situ_bundle *out, const situ_op_input *in, const char *table_name, const situ_table *warnings, const situ_table *regions,
                             situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    rain r = {.in = in, .warnings = warnings, .regions = regions, .report = report, .names = situ_map_new()};
    size_t n = warnings ? warnings->row_count : 0;
    SITU_TRY_ALLOC(r.names);
    SITU_TRY(situ_rain_scale_read(&r.scale, in->rules, table_name, in->county, err));
    r.level = situ_calloc(n + 1, sizeof *r.level);
    SITU_TRY_ALLOC(r.level);
    r.duration = situ_calloc(n + 1, sizeof *r.duration);
    SITU_TRY_ALLOC(r.duration);
    r.town_of = situ_calloc(n + 1, sizeof *r.town_of);
    SITU_TRY_ALLOC(r.town_of);
    if (n > 0)
        SITU_TRY(place(&r, err));
    SITU_TRY(write_readings(out, &r, err));
    SITU_TRY(write_towns(out, &r, err));
done:
    situ_regions_free(r.set);
    situ_map_free(r.names);
    situ_free(r.towns);
    situ_free(r.level);
    situ_free(r.duration);
    situ_free(r.town_of);
    return status;
}

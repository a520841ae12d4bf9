// SPDX-License-Identifier: MIT

#include "analysis/heat.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/levels.h"
#include "analysis/regions.h"
#include "base/alloc.h"

enum { LEVELS = 5 };

// Integral of the kernel over the disc of radius 1, in units of pi.
static double volume(situ_kernel_shape shape)
{
    switch (shape) {
    case SITU_KERNEL_UNIFORM: return 1.0;
    case SITU_KERNEL_EPANECHNIKOV: return 1.0 / 2.0;
    case SITU_KERNEL_QUARTIC: return 1.0 / 3.0;
    case SITU_KERNEL_TRIWEIGHT: return 1.0 / 4.0;
    case SITU_KERNEL_GAUSSIAN: break;
    }
    return 0.98889100346175773 / 4.5; // (1 - exp(-4.5)) / 4.5
}

typedef struct reader {
    const situ_table *table;
    const situ_heat_choice *choice;
    const situ_rules *rules;
    situ_report *report;
    int weight, radius; // columns; -1 = none
    bool by_level;
    double level_weight[LEVELS];
    situ_heat_points *out;
} reader;

static situ_status find_column(int *column, const reader *r, const char *name, situ_error *err)
{
    *column = -1;
    if (!name || !*name)
        return SITU_OK;
    *column = situ_table_find(r->table, name);
    if (*column >= 0)
        return SITU_OK;
    return situ_fail(err, SITU_E_SCHEMA, _("name a column of the table that holds numbers"), _("the points (table %s) have no column %s"),
                     r->table->name, name);
}

static double number_at(const reader *r, size_t row, int column)
{
    double value = NAN;
    if (r->table->columns[column].type != SITU_TYPE_TEXT)
        return situ_table_real(r->table, row, column);
    const char *text = situ_table_text(r->table, row, column);
    return text && situ_parse_double(text, &value) ? value : NAN;
}

static situ_status lose(const reader *r, size_t row, situ_heat_loss why, const char *field, situ_error *err)
{
    static const char *const codes[] = {"DENSITY_UNPLACED", "DENSITY_CLOSED", "DENSITY_NO_WEIGHT", "DENSITY_UNGRADED", "DENSITY_NO_RADIUS", "DENSITY_ROUGH"};
    const char *name = situ_rows_name(r->table, row);
    r->out->left_out[why]++;
    switch (why) {
    case SITU_HEAT_UNPLACED:
        return situ_rows_tell(r->report, r->table, row, SITU_WARN, codes[why], NULL, _("fill in the coordinates"), err,
                              _("%s has no coordinates: left out"), name);
    case SITU_HEAT_NO_WEIGHT:
        return situ_rows_tell(r->report, r->table, row, SITU_WARN, codes[why], field, _("fill in a number of 0 or more"), err,
                              _("%s has no usable weight: left out"), name);
    case SITU_HEAT_UNGRADED:
        return situ_rows_tell(r->report, r->table, row, SITU_WARN, codes[why], field, _("grade the risk point"), err,
                              _("%s has no level and so no weight: left out"), name);
    case SITU_HEAT_NO_RADIUS:
        return situ_rows_tell(r->report, r->table, row, SITU_WARN, codes[why], field, _("fill in a radius above 0 metres"), err,
                              _("%s has no usable radius: left out"), name);
    case SITU_HEAT_CLOSED: case SITU_HEAT_ROUGH: break; // counted once, by the caller
    }
    return SITU_OK;
}

static situ_status add_row(reader *r, size_t row, situ_error *err)
{
    situ_heat_points *o = r->out;
    const situ_heat_choice *c = r->choice;
    double weight = 1.0, radius = o->one_radius_m;
    situ_point p;
    if (!situ_feature_point(situ_table_geometry(r->table, row), &p))
        return lose(r, row, SITU_HEAT_UNPLACED, NULL, err);
    if (situ_streq(situ_rows_text(r->table, row, "loc_quality"), "town")) // at the town's seat they would make a cluster that is none
        return lose(r, row, SITU_HEAT_ROUGH, NULL, err);
    if (r->by_level) {
        const int level = situ_rows_level(r->table, row);
        if (level < 1)
            return lose(r, row, SITU_HEAT_UNGRADED, "level", err);
        weight = r->level_weight[level];
    } else if (r->weight >= 0)
        weight = number_at(r, row, r->weight);
    if (!(weight >= 0.0 && weight <= 1e15))
        return lose(r, row, SITU_HEAT_NO_WEIGHT, c->weight_by, err);
    if (r->radius >= 0)
        radius = number_at(r, row, r->radius);
    if (!(radius > 0.0 && radius <= 1e7))
        return lose(r, row, SITU_HEAT_NO_RADIUS, c->radius_by, err);
    const double pi = 3.14159265358979323846;
    o->xy[2 * (size_t)o->count] = p.x;
    o->xy[2 * (size_t)o->count + 1] = p.y;
    o->weight[o->count] = c->per_km2 ? weight * 1e6 / (pi * radius * radius * volume(c->shape)) : weight;
    if (o->radius_m)
        o->radius_m[o->count] = radius;
    o->radius_low_m = o->count == 0 || radius < o->radius_low_m ? radius : o->radius_low_m;
    o->radius_high_m = o->count == 0 || radius > o->radius_high_m ? radius : o->radius_high_m;
    o->box = situ_box_union(o->box, (situ_box){p.x, p.y, p.x, p.y});
    o->count++;
    return SITU_OK;
}

// Nothing to add up is told as such, never drawn as a grid of zeros.
static situ_status check_any(const reader *r, situ_error *err)
{
    const situ_heat_points *o = r->out;
    const size_t *n = o->left_out;
    double most = 0;
    for (uint32_t i = 0; i < o->count; i++)
        most = o->weight[i] > most ? o->weight[i] : most;
    if (r->table->row_count == 0)
        return situ_fail(err, SITU_E_NOT_FOUND, _("import the points first"), _("the points (table %s) have no rows"), r->table->name);
    if (o->count == 0)
        return situ_fail(err, SITU_E_NOT_FOUND, _("fill in what is missing, or choose other columns"),
                         _("of %zu points none can be used: %zu without coordinates, %zu known by their township only, %zu closed, %zu without a weight, %zu without a level, %zu without a radius"),
                         r->table->row_count, n[SITU_HEAT_UNPLACED], n[SITU_HEAT_ROUGH], n[SITU_HEAT_CLOSED], n[SITU_HEAT_NO_WEIGHT], n[SITU_HEAT_UNGRADED],
                         n[SITU_HEAT_NO_RADIUS]);
    if (!(most > 0.0))
        return situ_fail(err, SITU_E_NOT_FOUND, _("choose another column with weight_by"), _("no point of table %s has a weight above 0"), r->table->name);
    return SITU_OK;
}

static situ_status prepare(reader *r, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_heat_choice *c = r->choice;
    const size_t n = r->table->row_count;
    r->by_level = c->weight_by && strcmp(c->weight_by, "level") == 0;
    r->weight = -1;
    for (int level = 1; level < LEVELS && r->by_level; level++) {
        char path[64];
        snprintf(path, sizeof path, "density.weight_%s", situ_level_key(level));
        SITU_TRY(situ_rules_number(&r->level_weight[level], r->rules, "zone", path, err));
    }
    if (!r->by_level)
        SITU_TRY(find_column(&r->weight, r, c->weight_by, err));
    SITU_TRY(find_column(&r->radius, r, c->radius_by, err));
    r->out->one_radius_m = c->radius_m;
    if (!(c->radius_m > 0.0))
        SITU_TRY(situ_rules_number(&r->out->one_radius_m, r->rules, "density", "grid.radius_m", err));
    if (n > UINT32_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, NULL, _("the points (table %s) have too many rows"), r->table->name);
        goto done;
    }
    r->out->xy = situ_malloc((2 * n + 1) * sizeof(double));
    SITU_TRY_ALLOC(r->out->xy);
    r->out->weight = situ_malloc((n + 1) * sizeof(double));
    SITU_TRY_ALLOC(r->out->weight);
    if (r->radius >= 0) {
        r->out->radius_m = situ_malloc((n + 1) * sizeof(double));
        SITU_TRY_ALLOC(r->out->radius_m);
    }
done:
    return status;
}

situ_status situ_heat_points_read(situ_heat_points *out, const situ_table *table, const situ_heat_choice *choice, const situ_rules *rules,
                                  situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    reader r = {.table = table, .choice = choice, .rules = rules, .report = report, .out = out};
    const char *closed = situ_rules_text(rules, "region", "closed", NULL);
    size_t villages = 0;
    *out = (situ_heat_points){.box = situ_box_empty()};
    SITU_TRY(prepare(&r, err));
    for (size_t row = 0; row < table->row_count; row++) {
        if (closed && situ_streq(situ_rows_text(table, row, "status"), closed))
            SITU_TRY(lose(&r, row, SITU_HEAT_CLOSED, NULL, err));
        else {
            const uint32_t before = out->count;
            SITU_TRY(add_row(&r, row, err));
            villages += out->count > before && situ_streq(situ_rows_text(table, row, "loc_quality"), "village");
        }
    }
    if (out->left_out[SITU_HEAT_CLOSED] > 0)
        SITU_TRY(situ_rows_tell(report, table, SIZE_MAX, SITU_INFO, "DENSITY_CLOSED", NULL, NULL, err, _("%zu closed points are left out"),
                                out->left_out[SITU_HEAT_CLOSED]));
    if (out->left_out[SITU_HEAT_ROUGH] > 0)
        SITU_TRY(situ_rows_tell(report, table, SIZE_MAX, SITU_WARN, "DENSITY_ROUGH", NULL, _("fill in the coordinates, or the village"), err,
                                _("%zu points are known by their township only: they are left out"), out->left_out[SITU_HEAT_ROUGH]));
    if (villages > 0)
        SITU_TRY(situ_rows_tell(report, table, SIZE_MAX, SITU_INFO, "DENSITY_VILLAGE", NULL, _("fill in the coordinates"), err,
                                _("%zu points are known by their village: they count at its place"), villages));
    SITU_TRY(check_any(&r, err));
done:
    if (status != SITU_OK)
        situ_heat_points_free(out);
    return status;
}

void situ_heat_points_free(situ_heat_points *points)
{
    situ_free(points->xy);
    situ_free(points->weight);
    situ_free(points->radius_m);
    points->xy = points->weight = points->radius_m = NULL;
    points->count = 0;
}

situ_density_input situ_heat_input(const situ_heat_points *p, situ_kernel_shape shape)
{
    return (situ_density_input){.xy = p->xy, .weight = p->weight, .radius_m = p->radius_m, .count = p->count, .one_radius_m = p->one_radius_m, .shape = shape};
}

// The smallest of 1, 2, 5 x 10^k that is not below value.
static double round_up(double value)
{
    static const double steps[] = {1.0, 2.0, 5.0};
    for (double power = 1e-3;; power *= 10.0)
        for (size_t i = 0; i < 3; i++)
            if (steps[i] * power >= value * (1.0 - 1e-9) || power > 1e9)
                return steps[i] * power;
}

situ_status situ_heat_cell(double *cell_m, situ_box box, double radius_m, const situ_rules *rules, situ_error *err)
{
    situ_status status = SITU_OK;
    double parts, low, high;
    SITU_TRY(situ_rules_number(&parts, rules, "density", "grid.cells_a_radius", err));
    SITU_TRY(situ_rules_number(&low, rules, "density", "grid.cell_low_m", err));
    SITU_TRY(situ_rules_number(&high, rules, "density", "grid.cells_high", err));
    double want = radius_m / (parts > 1.0 ? parts : 1.0), few = sqrt((box.x1 - box.x0) * (box.y1 - box.y0) / (high > 1.0 ? high : 1.0));
    want = want > low ? want : low;
    *cell_m = round_up(want > few ? want : few);
done:
    return status;
}

// --- classes ---

// Three digits: to the nearest, or up. Whole number and power of ten are exact, so that the quotient is the
// decimal fraction a legend prints.
static double three_digits(double value, bool up)
{
    double power = 1.0, n;
    if (!(value > 0.0))
        return 0.0;
    if (value >= 1000.0) {
        while (value / power >= 1000.0)
            power *= 10.0;
        n = up ? ceil(value / power) : round(value / power);
        return n * power;
    }
    while (value * power < 100.0 && power < 1e22)
        power *= 10.0;
    n = up ? ceil(value * power) : round(value * power);
    return (n / power < value && up ? n + 1.0 : n) / power;
}

enum { HALF_BITS = 16, HALF = 1 << HALF_BITS };

static uint32_t bits_of(float value)
{
    uint32_t bits; // of floats above 0 these rise with the value
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// The value at position rank among the cells above 0: by the upper half of its bits, then by the lower. high: how
// many cells have each upper half.
static float value_at(uint64_t rank, const uint64_t high[HALF], uint64_t low[HALF], const float *cells, const uint8_t *mask, size_t n)
{
    uint32_t upper = 0, lower = 0;
    while (rank >= high[upper])
        rank -= high[upper++];
    memset(low, 0, HALF * sizeof *low);
    for (size_t i = 0; i < n; i++)
        if (cells[i] > 0.0f && (!mask || mask[i]) && bits_of(cells[i]) >> HALF_BITS == upper)
            low[bits_of(cells[i]) & (HALF - 1)]++;
    while (rank >= low[lower])
        rank -= low[lower++];
    const uint32_t bits = upper << HALF_BITS | lower;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

situ_status situ_heat_breaks(double breaks[SITU_HEAT_CLASSES_HIGH + 1], size_t *count, size_t classes, bool equal_steps, const float *cells,
                             const uint8_t *mask, size_t cell_count, situ_error *err)
{
    situ_status status = SITU_OK;
    uint64_t total = 0, *high = situ_calloc(2 * (size_t)HALF, sizeof *high);
    float most = 0.0f;
    *count = 0;
    breaks[0] = 0.0;
    classes = classes < SITU_HEAT_CLASSES_HIGH ? classes : SITU_HEAT_CLASSES_HIGH;
    SITU_TRY_ALLOC(high);
    for (size_t i = 0; i < cell_count; i++)
        if (cells[i] > 0.0f && (!mask || mask[i])) {
            high[bits_of(cells[i]) >> HALF_BITS]++;
            most = cells[i] > most ? cells[i] : most;
            total++;
        }
    for (size_t k = 1; k <= classes && total > 0; k++) {
        double value = most;
        if (k < classes && equal_steps)
            value = (double)most * (double)k / (double)classes;
        else if (k < classes)
            value = value_at(total * k / classes, high, high + HALF, cells, mask, cell_count);
        value = three_digits(value, k == classes);
        if (value > breaks[*count])
            breaks[++*count] = value;
    }
done:
    situ_free(high);
    return status;
}

uint8_t situ_heat_class(double value, const double *breaks, size_t count)
{
    if (!(value > 0.0) || count == 0)
        return 0;
    size_t k = 1;
    while (k < count && value > breaks[k])
        k++;
    return (uint8_t)k;
}

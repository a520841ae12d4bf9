// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_HEAT_H
#define SITU_ANALYSIS_HEAT_H

// What the density of points needs beside the kernel: points with weights and radii out of a table, the
// cell, and the breaks of its classes.

#include "analysis/rows.h"
#include "kernel/kernel.h"

typedef struct situ_heat_points {
    double *xy, *weight, *radius_m; // radius_m NULL: all have one_radius_m
    uint32_t count;
    double one_radius_m, radius_low_m, radius_high_m;
    situ_box box;           // of the points
    size_t left_out[6];     // rows by situ_heat_loss
} situ_heat_points;
typedef enum situ_heat_loss { SITU_HEAT_UNPLACED, SITU_HEAT_CLOSED, SITU_HEAT_NO_WEIGHT, SITU_HEAT_UNGRADED, SITU_HEAT_NO_RADIUS,
               SITU_HEAT_ROUGH } situ_heat_loss; // ROUGH: known by its township only

typedef struct situ_heat_choice {
    const char *weight_by; // a column; "level": the weights of rules/zone.yaml; NULL or "": each point counts 1
    const char *radius_by; // a column with metres; NULL or "": radius_m for all
    double radius_m;       // 0: of rules/density.yaml
    situ_kernel_shape shape;
    bool per_km2;          // weights are divided by the kernel's volume: cells hold weight a km2
} situ_heat_choice;

// The rows that count; every other is told with its reason. SITU_E_NOT_FOUND when none is left, or none has a
// weight above 0, with the reasons counted; SITU_E_SCHEMA when a column is missing.
situ_status situ_heat_points_read(situ_heat_points *out, const situ_table *table, const situ_heat_choice *choice, const situ_rules *rules,
                                  situ_report *report, situ_error *err) SITU_MUST_CHECK;
void situ_heat_points_free(situ_heat_points *points);
// Borrows the points.
situ_density_input situ_heat_input(const situ_heat_points *points, situ_kernel_shape shape);

// The cell for a radius over a box: a fraction of the radius by rules/density.yaml as 1, 2 or 5 times a power of
// ten, larger where the grid would have too many cells.
situ_status situ_heat_cell(double *cell_m, situ_box box, double radius_m, const situ_rules *rules, situ_error *err) SITU_MUST_CHECK;

// Breaks of up to `classes` classes over the cells above 0 where mask (may be NULL) is not 0: equal numbers of cells
// (quantiles), or equal steps from 0 to the highest value. Rounded to three digits (the nearest) so that a legend can print
// them; classes that fall together are one. breaks[0..*count] with the highest value, rounded up, as the last;
// *count = 0 without a cell above 0. Breaks depend on the grid alone: they are frozen with it.
enum { SITU_HEAT_CLASSES_HIGH = 12 };
situ_status situ_heat_breaks(double breaks[SITU_HEAT_CLASSES_HIGH + 1], size_t *count, size_t classes, bool equal_steps, const float *cells,
                             const uint8_t *mask, size_t cell_count, situ_error *err) SITU_MUST_CHECK;
// Class 1 .. count of a value: the class whose upper break it does not exceed; 0 for 0.
uint8_t situ_heat_class(double value, const double *breaks, size_t count);

#endif

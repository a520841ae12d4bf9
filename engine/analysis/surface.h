// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SURFACE_H
#define SITU_ANALYSIS_SURFACE_H

// The cost surface: how fast every cell of the ground is crossed. Off the roads people walk, by land cover and
// slope; waters are barriers; roads, by class, lie over both; ferries and tunnels are links between cells.

#include "analysis/travel.h"
#include "analysis/travel_rules.h"
#include "kernel/cost.h"

typedef struct situ_surface {
    situ_raster_frame frame;
    float *pace;        // as situ_cost_input: > 0 by vehicle, < 0 on foot, NaN not passable
    float *elevation_m; // NULL = flat
    situ_cost_link *links;
    size_t link_count;
} situ_surface;
// SITU_E_LIMIT with the figure when there are more cells than rules/travel.yaml `surface.most_cells`.
situ_status situ_surface_new(situ_surface **out, const situ_travel_options *options, const situ_travel_rules *rules, situ_report *report,
                             situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_surface_free(situ_surface *surface);

// Cell of a place, UINT32_MAX outside.
uint32_t situ_surface_cell(const situ_raster_frame *frame, double x, double y);
// The cell itself when it is passable, else the nearest passable one whose centre lies within move_m; UINT32_MAX = none.
uint32_t situ_surface_passable(const situ_surface *surface, uint32_t cell, double move_m);

#endif

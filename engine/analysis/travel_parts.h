// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_TRAVEL_PARTS_H
#define SITU_ANALYSIS_TRAVEL_PARTS_H

// What the files that make up travel.h share.

#include "analysis/network.h"
#include "analysis/surface.h"
#include "analysis/travel.h"
#include "analysis/travel_rules.h"

// Places already told about, so that asking twice does not tell twice.
typedef struct situ_travel_told { struct { double x, y; const char *rule; } *items; size_t count, capacity; } situ_travel_told;

// The surface as it was spread last: targets, people and the field are often asked about the same sites.
typedef struct situ_travel_last {
    situ_travel_site *sites;
    uint32_t count;
    situ_cost_result result; // seconds NULL = none
} situ_travel_last;

struct situ_travel {
    situ_travel_options o; // tables and grids borrowed
    situ_travel_rules rules;
    situ_network *network;
    situ_surface *surface;
    situ_report *report;      // borrowed; may be NULL
    situ_travel_told *told;
    situ_travel_last *last;
    double walk_factor;       // of walking speeds: never above 1
};

// Tells once that a place cannot be used as it is. rule: a literal; text: translated, what follows "the place X, Y".
situ_status situ_travel_tell(const situ_travel *t, double x, double y, const char *rule, const char *text, situ_error *err) SITU_MUST_CHECK;

// One way of travelling: the three questions of travel.h.
typedef struct situ_travel_sites { const situ_travel_site *items; uint32_t count; } situ_travel_sites;
typedef struct situ_travel_way {
    situ_status (*matrix)(float *minutes, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count, situ_job *job, situ_error *err);
    situ_status (*nearest)(float *minutes, uint32_t *site, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count,
                           situ_job *job, situ_error *err);
    situ_status (*field)(float *minutes, uint32_t *site, const situ_raster_frame *frame, const situ_travel *t, situ_travel_sites sites, situ_job *job,
                         situ_error *err);
} situ_travel_way;
extern const situ_travel_way situ_travel_by_line, situ_travel_by_network, situ_travel_by_surface;

#endif

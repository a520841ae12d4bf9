// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_TRAVEL_H
#define SITU_ANALYSIS_TRAVEL_H

// How long it takes to get from sites to targets (F10), one way to ask for all analyses: in a straight
// line, over a cost surface, or along the road network. Speeds, factors and waiting times come from
// rules/travel.yaml.

#include "analysis/op.h"
#include "geo/raster.h"

typedef enum situ_travel_mode { SITU_TRAVEL_STRAIGHT, SITU_TRAVEL_SURFACE, SITU_TRAVEL_NETWORK } situ_travel_mode;
extern const char *const situ_travel_words[]; // "straight", "surface", "network", NULL: for props

typedef struct situ_travel situ_travel;
typedef struct situ_travel_options {
    situ_travel_mode mode;
    const situ_rules *rules;
    const situ_table *roads, *water; // metres; may be NULL. network needs roads
    const situ_grid *dem;            // metres; NULL = flat
    const situ_grid *land;           // land cover classes of rules/travel.yaml; NULL = all the same
    int epsg;
    situ_box box;                    // ground that matters; empty = around roads
    double cell_m;                   // surface: 0 = chosen so that the box has about 4 million cells, not below 10
    int neighbours;                  // surface: 8 or 16
    bool on_foot;                    // people walk, on roads too (to shelters)
    bool toward;                     // from targets to sites instead of from sites to targets
    double speed_factor;             // of all speeds (night, rain, ice: rules/travel.yaml); 0 = 1
    double straight_kmh, straight_detour; // straight: 0 = of the rules
    double limit_min;                // stop there: later is unreachable; 0 = no limit
    const uint8_t *cut;              // by row of roads: 1 = not passable; NULL. Roads of status 断 never are
} situ_travel_options;
// Findings (a site in water, roads without a known class ...) go to report (may be NULL).
situ_status situ_travel_new(situ_travel **out, const situ_travel_options *options, situ_report *report, situ_job *job,
                            situ_error *err) SITU_MUST_CHECK;
void situ_travel_free(situ_travel *travel);
double situ_travel_cell_m(const situ_travel *travel); // surface: side of its cells; else 0

typedef struct situ_travel_site {
    double x, y, delay_min; // until departure (出动时间)
} situ_travel_site;
// minutes[site * target_count + target]; INFINITY = not reachable (told apart, never a silent zero).
situ_status situ_travel_matrix(float *minutes, const situ_travel *travel, const situ_travel_site *sites, uint32_t site_count,
                               const double *targets_xy, uint32_t target_count, situ_job *job, situ_error *err) SITU_MUST_CHECK;
// The same, but what takes longer than limit_min is not looked for (INFINITY): much less work where sites are many.
situ_status situ_travel_matrix_within(float *minutes, const situ_travel *travel, double limit_min, const situ_travel_site *sites, uint32_t site_count,
                                      const double *targets_xy, uint32_t target_count, situ_job *job, situ_error *err) SITU_MUST_CHECK;
// The soonest site of each target, ties by site index; site (may be NULL): UINT32_MAX = none reaches it.
situ_status situ_travel_nearest(float *minutes, uint32_t *site, const situ_travel *travel, const situ_travel_site *sites, uint32_t site_count,
                                const double *targets_xy, uint32_t target_count, situ_job *job, situ_error *err) SITU_MUST_CHECK;
// The same for every cell centre of a frame; site may be NULL.
situ_status situ_travel_field(float *minutes, uint32_t *site, const situ_raster_frame *frame, const situ_travel *travel,
                              const situ_travel_site *sites, uint32_t site_count, situ_job *job, situ_error *err) SITU_MUST_CHECK;
// Minutes until departure of a team: its own dispatch_min, else by its level or nature (rules); of a depot: the rules' value.
double situ_travel_delay(const situ_rules *rules, const situ_table *sites, size_t row);
// A factor of speeds by name of rules/travel.yaml `conditions` (night, rain, ice); 1 for NULL and "".
situ_status situ_travel_condition(double *factor, const situ_rules *rules, const char *name, situ_error *err) SITU_MUST_CHECK;

#endif

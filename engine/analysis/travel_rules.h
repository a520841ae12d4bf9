// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_TRAVEL_RULES_H
#define SITU_ANALYSIS_TRAVEL_RULES_H

// rules/travel.yaml as values, and what it says about each row of a road table. Shared by the road network
// and the cost surface.

#include "analysis/op.h"

enum { SITU_TRAVEL_CLASSES = 24, SITU_TRAVEL_LANDS = 64 };

typedef struct situ_travel_class {
    const char *name; // borrowed from the rules
    double kmh, limit_kmh, low_kmh, high_kmh; // low, high: a road's own speed within them wins
    bool walked, ferry, enter, foot;
    double wait_min;
} situ_travel_class;

typedef struct situ_travel_rules {
    situ_travel_class classes[SITU_TRAVEL_CLASSES];
    size_t class_count, unknown;
    double walk_kmh;
    double offroad_kmh, offroad_detour, offroad_limit_m;
    double snap_m, on_road_m, wet_m, fragment_m;
    double node_tolerance_m, ferry_join_m;
    double straight_kmh, straight_detour;
    double surface_cells, least_cell_m, most_cells, move_m;
    const situ_yaml_node *impassable;                // list of status words
    struct { double code, kmh; } land[SITU_TRAVEL_LANDS];
    size_t land_count;
} situ_travel_rules;
situ_status situ_travel_rules_read(situ_travel_rules *out, const situ_rules *rules, situ_error *err) SITU_MUST_CHECK;
// Index of a road class by its word or one of the road table's aliases of it (such as "motorway"); SIZE_MAX = none.
size_t situ_travel_class_find(const situ_travel_rules *rules, const char *word);
bool situ_travel_word_in(const situ_yaml_node *list, const char *word); // NULL word: false
// The same for a column of a ledger table whose words have aliases, so that tables read without an import serve too.
bool situ_travel_alias_in(const situ_yaml_node *list, const char *table, const char *column, const char *word);

// One road row, ready to be used.
typedef struct situ_travel_road {
    uint8_t class_index;
    bool passable, oneway, bridge, tunnel;
    float kmh; // with the speed factor; on foot and on footpaths: on the flat
} situ_travel_road;
typedef struct situ_travel_road_options {
    const situ_travel_rules *rules;
    const uint8_t *cut;   // NULL = none
    bool on_foot;
    double speed_factor;  // 0 = 1; above 1 (rescue vehicles) not beyond the class's limit, and not for walkers
} situ_travel_road_options;
// One item a row of roads; caller frees. Unknown classes and implausible speeds are told.
situ_status situ_travel_roads(situ_travel_road **out, const situ_table *roads, const situ_travel_road_options *options, situ_report *report,
                              situ_error *err) SITU_MUST_CHECK;

// Walking speed on a slope s = rise / run: kmh x exp(-3.5 |s + 0.05|) / exp(-0.175) (Tobler 1993 in AccessMod's form).
double situ_travel_walk_kmh(double flat_kmh, double slope);

#endif

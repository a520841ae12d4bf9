// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_ISLANDS_H
#define SITU_ANALYSIS_ISLANDS_H

// What hangs together by land (F15). A place belongs to the road component of the node it snaps to (beyond the
// snap distance it walks there, as far as rules/travel.yaml lets it); where no road is within a walk, to its
// piece of land, when the county has several or no roads. An island is a component with anybody or anything on
// it, or a piece of land.

#include "analysis/land.h"
#include "analysis/needs.h"
#include "analysis/network.h"
#include "analysis/roadcut.h"

typedef enum situ_footing {
    SITU_FOOTING_ROAD,
    SITU_FOOTING_WALK, // beyond the snap distance, but a walk away (F10)
    SITU_FOOTING_LAND, // no road within a walk: by its piece of land
    SITU_FOOTING_OFF,  // no road within a walk, and the largest piece of land has roads: belongs to no island
    SITU_FOOTING_NONE  // no coordinates
} situ_footing;
typedef enum situ_island_kind { SITU_ISLAND_VILLAGE, SITU_ISLAND_DEPOT, SITU_ISLAND_TEAM, SITU_ISLAND_SHELTER, SITU_ISLAND_MEDICAL } situ_island_kind;

typedef struct situ_island_object {
    situ_island_kind kind;
    const situ_table *table;
    size_t row;
    situ_footing footing;
    double x, y, off_m;
    uint32_t node; // by road or on foot; UINT32_MAX = none
    bool centre;   // a county depot or a hospital
    size_t island; // SIZE_MAX = none
    double people; // of a village; that a shelter takes; NaN = not known
} situ_island_object;

typedef struct situ_island {
    double people;
    size_t villages, unknown;  // unknown: of them without population
    size_t depots, county_depots, listed; // listed: of the depots, those that list goods
    size_t teams, team_people, shelters, medical;
    double beds;               // of shelters (F10)
    size_t ports;
    size_t parts;              // pieces of land
    double land_m2, road_m;
    size_t first_village;      // object: the one with most people, SIZE_MAX = none
    double days;               // NaN = not known; INFINITY = nobody needs anything
    size_t item;               // that decides
    bool isolated;             // neither county depot nor hospital, where the county has any
    double x, y;               // of its first village, else of its land or road
} situ_island;

typedef struct situ_island_landing { size_t island; uint32_t node, piece; } situ_island_landing; // piece: of cut.pieces

typedef struct situ_islands_input {
    const situ_op_input *in;      // rules, as_of, county
    const situ_table *regions, *roads, *depots, *stock, *teams, *shelters, *places, *points, *zones; // only regions is needed
    const situ_geometry *outline; // of the county; NULL
    situ_texts cut;               // roads to cut
    int cut_near_level;           // 0 = none
    double cut_near_m;
} situ_islands_input;
typedef struct situ_islands {
    situ_needs *needs;
    situ_roadcut cut;             // pieces NULL: no roads
    situ_network *network;        // of the pieces, with what is cut impassable; NULL: no roads
    situ_land land;
    situ_island_object *objects;
    size_t object_count, object_capacity;
    situ_island *islands;         // most people first
    size_t island_count;
    size_t *part_island;          // of each piece of land
    uint32_t *component;          // of each node
    size_t *island_of;            // of each component, SIZE_MAX = nobody there
    situ_island_landing *landings;
    size_t landing_count, landing_capacity;
    size_t empty_components;
    bool knows_medical, knows_county; // some place of the kind is known in the county
} situ_islands;
situ_status situ_islands_make(situ_islands *out, const situ_islands_input *input, situ_report *report, situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_islands_free(situ_islands *islands);

// A stretch of road whose loss at any one place cuts the same people off: edges in a row, with neither a branch
// nor a village, county depot or hospital between them.
// The people are those of the side that then has neither county depot nor hospital (as with `isolated` of an island).
// When both sides have one or neither has, they are those of the smaller side. Where the county has none at all the
// smaller side is the one cut off. People who have no road, only land, are on neither side.
typedef struct situ_island_bridge {
    uint32_t *edges; // ascending
    size_t edge_count;
    uint8_t side;    // of edges[0]: 0 = that of its `from`, 1 = that of its `to`
    bool isolated;   // that side is an island then; else it is parted only
    double people;
    size_t village_count;
    size_t *villages; // objects, ascending; NULL where not looked up
} situ_island_bridge;
// Islands first, then most people first. names_most: how many get their villages.
situ_status situ_islands_bridges(situ_island_bridge **out, size_t *count, const situ_islands *islands, size_t names_most, situ_job *job,
                                 situ_error *err) SITU_MUST_CHECK;
void situ_islands_bridges_free(situ_island_bridge *bridges, size_t count);

// Convex hull of points, each widened to an octagon of radius_m: never flat. n > 0.
situ_status situ_islands_hull(situ_geometry **out, const double *xy, size_t n, double radius_m, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_MODIFY_H
#define SITU_ANALYSIS_MODIFY_H

// The rules that follow the base rule, in the order they are listed (F7, domain.md B1.7): R-FLOOR, R-ACC, R-AREA,
// R-TIME. None of them raises a region that is not assessed. Figures come from rules/region.yaml.

#include "analysis/rating.h"
#include "analysis/travel.h"

typedef enum situ_modifier { SITU_MODIFY_FLOOR, SITU_MODIFY_ACC, SITU_MODIFY_AREA, SITU_MODIFY_TIME, SITU_MODIFIERS } situ_modifier;

// A member of the parameters of an op.
typedef struct situ_modify_options {
    situ_texts then;
    int travel;     // situ_travel_mode
    double max_min; // R-TIME; 0 = from the rules
    bool late_raises;
} situ_modify_options;
// The lines of a property table for a member `modify` of params.
#define SITU_MODIFY_PROPS(params)                                                                                                   \
    {.name = "then", .kind = SITU_PROP_TEXTS, .offset = offsetof(params, modify.then),                                              \
     .help = N_("rules after the base rule, in this order: R-FLOOR, R-ACC, R-AREA, R-TIME")},                                       \
    {.name = "travel", .kind = SITU_PROP_ENUM, .offset = offsetof(params, modify.travel), .words = situ_travel_words,               \
     .fallback = "straight", .help = N_("R-TIME: how the way of the teams is measured")},                                           \
    {.name = "max_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, modify.max_min), .min = 0, .max = 10000,               \
     .fallback = "0", .help = N_("R-TIME: minutes after which help is late; 0 = as in rules/region.yaml")},                         \
    {.name = "late_raises", .kind = SITU_PROP_BOOL, .offset = offsetof(params, modify.late_raises), .fallback = "no",               \
     .help = N_("R-TIME: a region where help is late goes one level up")}
// The optional inputs it reads, for a list of ports.
#define SITU_MODIFY_PORTS                                                                                                           \
    {.role = "hazard", .kind = SITU_PORT_TABLE, .table = "hazard", .optional = true, .help = N_("R-FLOOR: major hazards under published supervision")}, \
    {.role = "accident", .kind = SITU_PORT_TABLE, .table = "accident", .optional = true, .help = N_("R-ACC: accidents with date, township and deaths")}, \
    {.role = "hazard_zone", .kind = SITU_PORT_TABLE, .table = "hazard_zone", .optional = true, .help = N_("R-AREA: areas of natural hazard with their level")}, \
    {.role = "team", .kind = SITU_PORT_TABLE, .table = "team", .optional = true, .help = N_("R-TIME: rescue teams")},               \
    {.role = "roads", .kind = SITU_PORT_TABLE, .table = "road", .optional = true, .help = N_("R-TIME: roads, for travel over them")}, \
    {.role = "water", .kind = SITU_PORT_TABLE, .table = "water", .optional = true, .help = N_("R-TIME: water, which is not crossed")}, \
    {.role = "dem", .kind = SITU_PORT_GRID, .table = "dem", .optional = true, .help = N_("R-TIME: heights, for slopes")},           \
    {.role = "land", .kind = SITU_PORT_GRID, .table = "land", .optional = true, .help = N_("R-TIME: land cover")}

typedef struct situ_rated {
    int base, level;          // by the base rule; after all
    double index;             // R-INDEX, else NaN
    uint32_t hazards;         // R-FLOOR: major hazards under supervision that are open
    uint32_t accidents[2], dead[2]; // R-ACC: this period, the same a year ago
    double share[3];          // R-AREA: in zones of level 1, 1-2, 1-3; NaN = not known
    bool of_people;           // share of the people, else of the area
    int area_level;           // R-AREA alone
    uint32_t late, unplaced;  // R-TIME: red and orange points late to reach, without coordinates
    char *reason;
} situ_rated;

typedef struct situ_modified {
    situ_rated *items;        // by region of the rating
    size_t count;
    bool used[SITU_MODIFIERS];// listed in `then`
    float *minutes;           // R-TIME: by point row; NaN = not asked or no coordinates, INFINITY = nobody gets there; NULL
    uint32_t *team_row;       // row of the soonest team; UINT32_MAX = none; NULL
    double max_min;
    situ_arena *arena;        // of the reasons
} situ_modified;

// Levels of all regions of the rating with reasons. Unknown or repeated rules are an error with the known ones;
// what cannot be judged for want of data is told and leaves the level as it is.
situ_status situ_modify_run(situ_modified **out, const situ_rating *rating, const situ_modify_options *options, situ_report *report,
                            situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_modified_free(situ_modified *modified);
// Reads a list of such rules; used (SITU_MODIFIERS) and order receive it.
situ_status situ_modify_list(situ_modifier order[SITU_MODIFIERS], size_t *count, const situ_texts *then, situ_error *err) SITU_MUST_CHECK;

#endif

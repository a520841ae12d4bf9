// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SUFFICIENCY_H
#define SITU_ANALYSIS_SUFFICIENCY_H

// Who helps himself, whom help reaches, who goes short (F14), a township at a time.
//   people_small  the most people one object of the township threatens
//   people_large  the sum over its red and orange objects, at least people_small
//   自救      goods of the township and its villages >= need(people_small). What the county has put forward into
//             the township counts for it first; the rest of that is shared.
//   增援可达  with county and forward depots within limit_min >= need(people_large)
//   缺口      neither; item and missing say what is short by most
// Shared goods are given out once: to townships that cannot help themselves, the greatest weight (F11) first,
// all that one needs or nothing; never a neighbouring township's own goods. Objects marked closed do not count.

#include "analysis/needs.h"
#include "analysis/regions.h"

// Part a depot plays, by grade, name and county (rules/needs.yaml `depots`).
typedef enum situ_depot_role {
    SITU_DEPOT_OUTSIDE, // a neighbour's, of another authority, or a promise to produce: not counted
    SITU_DEPOT_LOCAL,   // of a township or village, or of no known grade
    SITU_DEPOT_FORWARD, // the county's, put forward into a township
    SITU_DEPOT_COUNTY,
} situ_depot_role;
// regions, county may be NULL.
situ_depot_role situ_depot_role_of(const situ_rules *rules, const situ_table *depots, size_t row, const situ_table *regions, const char *county);
// A depot of a neighbouring county: its `county` is a region of level 邻县, or another than `county`.
bool situ_depot_is_neighbour(const situ_table *depots, size_t row, const situ_table *regions, const char *county);

// F11: people x r(level) x (1 + g), g = 1 - min(1, sufficiency). r from rules/needs.yaml `weights`; level 0: 0.
typedef struct situ_weights { double r[5]; } situ_weights;
situ_status situ_weights_read(situ_weights *out, const situ_rules *rules, situ_error *err) SITU_MUST_CHECK;
double situ_weight(const situ_weights *weights, double people, int level, double sufficiency);

typedef enum situ_relief { SITU_RELIEF_SELF, SITU_RELIEF_AIDED, SITU_RELIEF_GAP, SITU_RELIEF_NOBODY, SITU_RELIEF_UNKNOWN } situ_relief;
typedef struct situ_sufficiency_town {
    situ_relief relief;
    double people_small, people_large; // people_large as F14 has it, before "at least people_small"
    size_t objects, unknown;   // objects of the township; of them without a number of people
    double weight;
    double own;                // least share of need(people_small) its own goods cover; INFINITY = nothing to judge by
    double aided;              // the same of need(large) with what it is given, or could have been given at its turn
    bool large_ok;             // self-reliant townships too: does what is left reach for their large incident
    bool listed;               // its depots list goods, or it has none
    bool silent;               // no object of it is known, and it has not said that there is none
    size_t item;               // that decides, SIZE_MAX = none
    double need, held;         // of that item
} situ_sufficiency_town;

typedef struct situ_sufficiency_input {
    const situ_rules *rules;
    const situ_needs *needs;
    const situ_table *regions;   // table of towns
    const situ_regions *towns;   // level 乡镇
    const situ_table *depots;
    const situ_table *ledger;    // stock table: which depots list goods at all; NULL = all do
    const double *stock;         // by depot row and item: situ_needs_stock
    const situ_table *points;    // risk objects with levels and threat_pop
    const float *minutes;        // [depot row * towns + town]; INFINITY = not reachable; a depot reaches its own township always
    double limit_min;
    const double *extra;         // [town * items] put forward there beside the depots; NULL = nothing
    const float *between;        // [town * towns + town] minutes: how far that helps others; NULL = only its own township
    const char *hazard;          // items that serve it, objects of this industry; NULL = all
    const char *county;          // the county's own name; NULL = not known
    // A township without any object threatens nobody only when it says so (零报告 of rules/region.yaml), else it has
    // not reported. false: without objects is nobody.
    bool ask_zero;
    const situ_table *submissions; // NULL = nobody has said so
} situ_sufficiency_input;
typedef struct situ_sufficiency {
    situ_sufficiency_town *towns; // by index of input.towns
    double *missing;              // [town * items] of need(large) after what it is given; NaN = not judged
    double *given;                // [town * items] out of shared goods, for its large incident (self-reliant: for both)
    size_t lost;                  // objects that belong to no township
} situ_sufficiency;
situ_status situ_sufficiency_make(situ_sufficiency *out, const situ_sufficiency_input *input, situ_report *report, situ_error *err) SITU_MUST_CHECK;
void situ_sufficiency_free(situ_sufficiency *sufficiency);
const char *situ_relief_word(const situ_rules *rules, situ_relief relief); // 自救, 增援可达, 缺口, ...
// A row a township, in the order of the regions, with the township's geometry: id name region_code relief people_small
// people_large objects unknown weight own aided large_ok item unit need held missing (of the item) lacks (all that a large incident lacks) reason.
situ_status situ_sufficiency_table(situ_table **out, const char *name, int epsg, const situ_sufficiency *sufficiency,
                                   const situ_sufficiency_input *input, situ_error *err) SITU_MUST_CHECK;

#endif

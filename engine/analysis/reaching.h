// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_REACHING_H
#define SITU_ANALYSIS_REACHING_H

// What the op reach makes beside its bands: who is reached by which rescue tier (四级救援体系), and the share of
// the people reached in time, by township and county (F10: Coverage(T) = sum of pop[t <= T] / sum of pop).

#include "analysis/regions.h"
#include "analysis/rows.h"
#include "analysis/travel.h"

typedef struct situ_reaching {
    const situ_op_input *in;
    const situ_travel *travel;
    const double *end_min; // upper ends of the bands, rising
    size_t bands;
    double dispatch_min;   // of every site; NaN: each its own (situ_travel_delay)
    situ_report *report;
    situ_job *job;
} situ_reaching;

// Sites of a table that have coordinates; which: row of each. Rows in keep only (NULL: all).
typedef struct situ_reach_sites { situ_travel_site *items; size_t *row; uint32_t count, unplaced; } situ_reach_sites;
situ_status situ_reach_sites_of(situ_reach_sites *out, const situ_reaching *r, const situ_table *t, const uint8_t *keep, bool tell, situ_error *err) SITU_MUST_CHECK;
void situ_reach_sites_free(situ_reach_sites *sites);

// The rows of a table that stand for people: of regions the villages, and townships that list no village; of
// anything else all rows. pop: of column pop, else threat_pop; NaN = not given.
typedef struct situ_reach_places {
    const situ_table *table;
    size_t *row;
    double *xy;      // interleaved; NaN = unplaced
    double *pop;
    uint32_t *town;  // index of a township, UINT32_MAX = none
    uint32_t count, unplaced, without_pop;
    bool counted;    // the table has a column of people at all
    const situ_table *regions; // of towns; NULL = none
    situ_regions *towns;       // owned
} situ_reach_places;
// regions: where the townships are, unless t itself is such a table; may be NULL.
situ_status situ_reach_places_of(situ_reach_places *out, const situ_table *t, const situ_table *regions, situ_report *report, situ_error *err) SITU_MUST_CHECK;
void situ_reach_places_free(situ_reach_places *people);

// Minutes of the soonest site to all people; INFINITY: not reached, or not placed. Caller frees.
situ_status situ_reach_people(float **minutes, const situ_reaching *r, const situ_reach_places *people, const situ_reach_sites *sites, situ_error *err) SITU_MUST_CHECK;

// Table "coverage": a row for the county and each township, and band.
situ_status situ_reach_coverage(situ_bundle *out, const situ_reaching *r, const situ_reach_places *people, const float *minutes, situ_error *err) SITU_MUST_CHECK;
// Tables "tiers" (a row a target) and "tier_coverage" (a row a tier and band, alone and with all tiers below).
// teams have the column level; targets are told apart from people because they may be risk points.
situ_status situ_reach_tiers(situ_bundle *out, const situ_reaching *r, const situ_table *teams, const situ_table *targets, const situ_reach_places *people,
                             situ_error *err) SITU_MUST_CHECK;
// Table "towns": self-reliant, within reach of help, or short (F14; analysis/sufficiency.h).
situ_status situ_reach_towns(situ_bundle *out, const situ_reaching *r, const situ_table *regions, double limit_min, situ_error *err) SITU_MUST_CHECK;

// A copy of a table of persons in which each stands where the object in his charge is (a row of objects of
// that name), else in his village, else in his township. A new column "placed" says which.
situ_status situ_reach_place_persons(situ_table **out, const situ_table *persons, const situ_table *objects, const situ_table *regions,
                                     situ_error *err) SITU_MUST_CHECK;
// Word of rules/reach.yaml `words`.
const char *situ_reach_word(const situ_rules *rules, const char *key);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_RATING_H
#define SITU_ANALYSIS_RATING_H

// Levels of regions and of industries from the levels of their risk points (F7, domain.md B1.7): the base
// rules R-MAX, R-COUNT, R-INDEX. Figures come from rules/region.yaml. Level 0 never wins, and a set without
// a graded point is 0, never blue.

#include "analysis/levels.h"
#include "analysis/op.h"
#include "analysis/regions.h"
#include "analysis/rows.h"

typedef enum situ_rating_rule { SITU_RATING_MAX, SITU_RATING_COUNT, SITU_RATING_INDEX } situ_rating_rule;
extern const char *const situ_rating_words[];    // "R-MAX", "R-COUNT", "R-INDEX", NULL: for props
extern const char *const situ_rating_by_words[]; // values of region.level: 乡镇, 村, 网格, 县, NULL

// A member of the parameters of an op.
typedef struct situ_rating_options {
    int rule, by;
    long a, b, c; // R-COUNT; 0 = from the rules
} situ_rating_options;
// The lines of a property table for a member `rating` of params.
#define SITU_RATING_PROPS(params)                                                                                                \
    {.name = "rule", .kind = SITU_PROP_ENUM, .offset = offsetof(params, rating.rule), .words = situ_rating_words, .fallback = "R-MAX", \
     .help = N_("how a region gets its level from its points")},                                                                 \
    {.name = "by", .kind = SITU_PROP_ENUM, .offset = offsetof(params, rating.by), .words = situ_rating_by_words, .fallback = "乡镇",   \
     .help = N_("which regions are coloured")},                                                                                  \
    {.name = "a", .kind = SITU_PROP_INT, .offset = offsetof(params, rating.a), .min = 0, .max = 100000, .fallback = "0",         \
     .help = N_("R-COUNT: red from this many red points; 0 = as in rules/region.yaml")},                                         \
    {.name = "b", .kind = SITU_PROP_INT, .offset = offsetof(params, rating.b), .min = 0, .max = 100000, .fallback = "0",         \
     .help = N_("R-COUNT: red from this many orange points; 0 = as in rules/region.yaml")},                                      \
    {.name = "c", .kind = SITU_PROP_INT, .offset = offsetof(params, rating.c), .min = 0, .max = 100000, .fallback = "0",         \
     .help = N_("R-COUNT: orange from this many yellow points; 0 = as in rules/region.yaml")}

enum { SITU_RATING_LEVELS = 5, SITU_RATING_CLOSED = 255 };
typedef struct situ_tally {
    uint32_t n[SITU_RATING_LEVELS]; // points by level, n[0] not assessed
    uint32_t unplaced;              // of all of them without coordinates
} situ_tally;

typedef struct situ_rating {
    const situ_op_input *in;
    situ_rating_options options;
    const situ_table *points, *regions;
    situ_regions *set;
    size_t region_count;
    // Industries of the points that count, those with a weight first in the order of the rules, then as they come.
    const char **industry; // texts of the tables and rules
    double *weight;
    size_t industry_count;
    situ_tally *tallies;   // region * industry_count + industry
    situ_tally *all;       // by industry: every point that counts, also those of no region
    uint8_t *level;        // by point row: 0..4, SITU_RATING_CLOSED
    size_t *region;        // by point row: index of its region, SIZE_MAX = none or closed
    size_t *industry_of;   // by point row: index, SIZE_MAX = closed
    double a, b, c, score[SITU_RATING_LEVELS];
    situ_scale index;
} situ_rating;

// Reads the rules and counts the points (tables of the roles `points` and `regions`). Points that belong to no
// region are told (ZONE_UNASSIGNED). An error when no region has the level asked for.
situ_status situ_rating_new(situ_rating **out, const situ_op_input *in, const situ_rating_options *options, situ_report *report,
                            situ_error *err) SITU_MUST_CHECK;
void situ_rating_free(situ_rating *rating);

const situ_tally *situ_rating_region(const situ_rating *rating, size_t region); // industry_count tallies
situ_tally situ_rating_sum(const situ_tally *tallies, size_t count);
// Level by the base rule of `count` tallies that belong to the industries from `first` on. v (may be NULL): the
// index of R-INDEX, NaN without a graded point.
int situ_rating_level(const situ_rating *rating, const situ_tally *tallies, size_t first, size_t count, double *v);
// Its reason: the rule's id and figures, such as "R-MAX 红1橙3黄7蓝20 未评估2".
situ_status situ_rating_reason(situ_str *out, const situ_rating *rating, const situ_tally *tallies, size_t first, size_t count,
                               situ_error *err) SITU_MUST_CHECK;
// Which kind of "no data" a set of points is, or "assessed": key under `status` of rules/region.yaml. region: name
// of the region whose submissions tell 零报告 from 未报; NULL = not asked.
const char *situ_rating_status(const situ_rating *rating, const situ_tally *sum, const char *region);
const char *situ_rating_status_word(const situ_rating *rating, const char *key);

#endif

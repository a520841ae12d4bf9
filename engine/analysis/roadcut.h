// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_ROADCUT_H
#define SITU_ANALYSIS_ROADCUT_H

// Roads cut in a scenario (F15): what is impassable now (status), roads named by the user, and the stretches
// near risk points, which become pieces of their own. The pieces come in an order that depends on the
// geometry alone, so that nothing that follows depends on the order of the rows.

#include "analysis/op.h"

typedef enum situ_cut_why { SITU_CUT_NOT, SITU_CUT_STATUS, SITU_CUT_NAMED, SITU_CUT_NEAR } situ_cut_why;

typedef struct situ_roadcut_options {
    const situ_rules *rules;   // travel.yaml (words of status), islands.yaml
    situ_texts names;          // names, codes or ids of roads; one that fits none is an error
    const double *near_xy;     // risk points, interleaved
    const size_t *near_row;    // their rows
    uint32_t near_count;
    double near_m;
} situ_roadcut_options;
typedef struct situ_roadcut {
    situ_table *pieces; // a road table without status: id name code class bridge tunnel speed_kmh oneway src_file src_sheet src_row
    size_t *row;        // of the road table, by piece
    uint8_t *why;       // situ_cut_why by piece
    size_t *by;         // SITU_CUT_NEAR: row of the risk point; else SIZE_MAX
} situ_roadcut;
// pieces borrows texts of roads.
situ_status situ_roadcut_new(situ_roadcut *out, const situ_table *roads, const situ_roadcut_options *options, situ_error *err) SITU_MUST_CHECK;
void situ_roadcut_free(situ_roadcut *cut);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_FLOW_SHEET_H
#define SITU_GRAPH_FLOW_SHEET_H

// The flow of one event and response level as the table flow_node (sheet 处置流程) holds it, checked.

#include "base/report.h"
#include "bundle/table.h"
#include "graph/check.h"

typedef struct situ_flow_step {
    size_t row; // of the table
    const char *no, *text, *role; // "" = none
    situ_flow_kind kind;
    int lane;
    double limit_min; // NaN or 0 = none
} situ_flow_step;

typedef struct situ_flow_sheet {
    situ_flow_step *steps; // sheet order
    int count;
    situ_flow_arrow *arrows;
    int arrow_count;
    const char **lanes; // who acts, by first appearance
    int lane_count;
    int level;          // 0 = overview, 1..4
} situ_flow_sheet;

// event "" takes all rows; level 0 the rows for all levels (or, when there are none, those of the lowest
// response level), level n the rows of n and, where a number has none of its own, those for all levels.
// Doubtful rows go to report (may be NULL). Fails with file, sheet, row, cause and cure when there is no
// start, a dead end, or an arrow to an unknown number; SITU_E_NOT_FOUND when there are no rows.
// Texts belong to the table, the rest to arena.
situ_status situ_flow_sheet_read(situ_flow_sheet *out, const situ_table *table, const char *event, int level,
                                 situ_report *report, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

#endif

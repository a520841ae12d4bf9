// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_CHECK_H
#define SITU_GRAPH_CHECK_H

// What is wrong with an org chart or a flow before it is laid out. The functions name the node; the
// caller knows file and row and says how to cure it.

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

typedef enum situ_graph_fault {
    SITU_GRAPH_CYCLE,          // node is above itself (other: the unit it hangs under)
    SITU_GRAPH_UNKNOWN_PARENT, // parent is not in the sheet
    SITU_GRAPH_NO_START,       // node = -1
    SITU_GRAPH_MANY_STARTS,    // node: second and later start
    SITU_GRAPH_UNREACHABLE,    // no way from a start leads here
    SITU_GRAPH_DEAD_END,       // not an end, but nothing follows
    SITU_GRAPH_UNKNOWN_NEXT,   // an arrow of node leads to a number that is not in the sheet (other: arrow index)
    SITU_GRAPH_ONE_WAY,        // a decision with fewer than two ways out
    SITU_GRAPH_NO_END,         // node = -1
} situ_graph_fault;

typedef struct situ_graph_finding { situ_graph_fault fault; int node, other; } situ_graph_finding;
typedef struct situ_graph_findings { situ_graph_finding *items; int count; } situ_graph_findings;

// True for faults that make a drawing impossible or wrong: cycle, no start, dead end, unknown next.
bool situ_graph_is_fatal(situ_graph_fault fault);

// parents[i]: index, -1 = top, -2 = not found. Each cycle is told once, at its first node in order.
situ_status situ_graph_check_tree(situ_graph_findings *out, const int *parents, int count, situ_arena *arena,
                                  situ_error *err) SITU_MUST_CHECK;

typedef enum situ_flow_kind {
    SITU_FLOW_START, SITU_FLOW_END, SITU_FLOW_PROCESS, SITU_FLOW_DECISION, SITU_FLOW_DOCUMENT,
    SITU_FLOW_GROUP, SITU_FLOW_CONNECTOR, // the last is made by the layout only
} situ_flow_kind;
typedef struct situ_flow_arrow { int from, to; const char *label; } situ_flow_arrow; // to = -1: unknown number

situ_status situ_graph_check_flow(situ_graph_findings *out, const situ_flow_kind *kinds, int count,
                                  const situ_flow_arrow *arrows, int arrow_count, situ_arena *arena,
                                  situ_error *err) SITU_MUST_CHECK;

// Kind from the sheet's word: start/开始, end/结束, process/处置, decision/判断, document/文书, group/分组,
// parallel/并行 (= process) and their kin. False when unknown (*out = process).
bool situ_flow_kind_parse(const char *word, situ_flow_kind *out);

// One way on, as the sheet writes it: "6(Ⅳ),7(Ⅰ–Ⅲ)", "11（是）、10（否）", "3,4", "结束" or "" = none.
typedef struct situ_flow_next { const char *no, *label; } situ_flow_next; // label NULL = none
// Splits text; an unreadable text gives what could be read. Memory of the arena.
situ_status situ_flow_next_parse(situ_flow_next **out, int *count, const char *text, situ_arena *arena,
                                 situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_FLOW_H
#define SITU_GRAPH_FLOW_H

// Page-first layout of a flow chart with lanes. Ranks by longest path after the back edges (found depth
// first in sheet order) are set aside; lanes keep the sheet's order of first appearance; inside a lane
// and rank boxes are ordered for few crossings; arrows are routed square through channels between ranks
// and lanes and never through boxes. Lanes run across the page (time to the right) or down it (time
// downwards), whichever gives the larger text; a flow too long for the page is cut between ranks into
// bands and pages, cut arrows ending in lettered connectors. Positions only; the caller measures.
// Deterministic.

#include "graph/check.h"
#include "geo/coords.h"

typedef struct situ_flow_node {
    int lane;            // 0 .. lane_count - 1
    situ_flow_kind kind;
    double w, h;         // box at scale 1
    double w2, h2;       // another breaking of the same text (narrower and higher), w2 <= 0: none
} situ_flow_node;

typedef struct situ_flow_page {
    double width, height;  // body, mm
    double gap;            // at scale 1: clear room around a box towards a channel
    double track;          // at scale 1: distance of parallel lines
    double label_w, label_h; // at scale 1: room of the largest branch label
    double head_across, head_down;         // at scale 1: depth of a lane's head, for lanes across and down
    double lane_min_across, lane_min_down; // at scale 1: least breadth of a lane (its head's text)
    double connector;      // at scale 1: diameter of a lettered connector
    double min_scale, max_scale;
    double radius;         // of line corners, mm
    double grid;           // mm; boxes lie on it (0 = off)
    int direction;         // 0 = choose, 1 = lanes across (time to the right), 2 = lanes down
} situ_flow_page;

typedef struct situ_flow_box {
    int node;       // index, -1 = connector
    int page, band, rank; // rank inside its band
    int lane;
    int form;       // 0: w x h, 1: w2 x h2
    char letter;    // connector: 'A' ..., else 0
    bool incoming;  // connector: the flow comes from elsewhere
    int other_page; // connector: page of its counterpart
    situ_box box;
} situ_flow_box;
typedef struct situ_flow_route {
    int arrow;      // index of the caller's arrows
    int page;
    bool back;
    situ_point *points; // from the source's edge to the target's edge, square
    int count;
    bool has_label; // the label's box, clear of boxes and of other arrows where possible
    situ_box label;
} situ_flow_route;
typedef struct situ_flow_lane {
    int lane, page, band;
    situ_box head, body; // body without head
} situ_flow_lane;

typedef struct situ_flow_layout {
    double scale;
    bool across;   // lanes run across the page, time to the right
    int page_count, band_count;
    situ_flow_box *boxes; int box_count;
    situ_flow_route *routes; int route_count;
    situ_flow_lane *lanes; int lane_count;
} situ_flow_layout;

// Back arrows: flags[i] = true when arrow i closes a loop, found depth first from the starts (then from
// the rest) in sheet order. ranks (may be NULL): longest path without them.
situ_status situ_flow_ranks(int *ranks, bool *back, const situ_flow_kind *kinds, int count,
                            const situ_flow_arrow *arrows, int arrow_count, situ_error *err) SITU_MUST_CHECK;

situ_status situ_flow_layout_make(situ_flow_layout *out, const situ_flow_node *nodes, int count, int lane_count,
                                  const situ_flow_arrow *arrows, int arrow_count, const situ_flow_page *page,
                                  situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

#endif

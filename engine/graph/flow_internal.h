// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_FLOW_INTERNAL_H
#define SITU_GRAPH_FLOW_INTERNAL_H

// Shared by flow.c (bands, pages, choice), flow_rank.c (cells), flow_route.c (arrows on a grid of tracks)
// and flow_place.c (millimetres). Axes: t runs with time (ranks), l across the lanes.

#include "graph/flow.h"

enum { FLOW_T_TRACKS = 5, FLOW_L_TRACKS = 4, FLOW_OWNERS = 4 };

typedef struct flow_cell_node { // a box of a band
    int node;                   // the caller's, -1 = connector
    situ_flow_kind kind;
    int lane, rank, slot;       // slot: half-slot index inside the lane
    double wt, wl;              // at scale 1
    char letter;
    bool incoming;
    int other_band;
} flow_cell_node;

typedef struct flow_edge {
    int from, to; // boxes of the band
    int arrow;
    bool back;
    bool label;
    int *path;    // vertices of the grid from source to target, corners and ends only
    int path_count;
} flow_edge;

typedef struct flow_band {
    flow_cell_node *nodes;
    int node_count;
    flow_edge *edges;
    int edge_count;
    int *lanes; // caller's lane of each lane here
    int lane_count;
    int rank_count;
    int *slots;      // per lane: largest number of boxes in one cell
    int *lane_first; // index of the first slot line of each lane
    int nt, nl;      // lines of the grid
    bool *t_used, *l_used; // tracks that carry an arrow
} flow_band;

// Line numbers. Rank r: tracks, then its centre. Lane i: tracks, then 2 * slots - 1 slot lines.
int flow_t_line(int rank);
int flow_l_line(const flow_band *b, int lane, int slot);
int flow_lane_track(const flow_band *b, int lane); // first track before lane (lane_count: after the last)
int flow_vertex(const flow_band *b, int t, int l);

// Ranks, slots and grid lines of a band. flat: an arrow may lead straight across lanes inside a rank.
situ_status flow_make_cells(flow_band *b, bool flat, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
situ_status flow_route(flow_band *b, const situ_flow_page *page, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

typedef struct flow_sizes { // one band at a scale, mm
    double *t, *l;          // coordinate of every line
    double *depth;          // of boxes, by rank
    double *lane_at;        // lane_count + 1 borders
    double *slot_w;         // by lane: the widest box's breadth
    double t_need, l_need;  // what the band takes, without the head
} flow_sizes;
// extra_t, extra_l: room to be spread over the channels. Fills *out (arena).
situ_status flow_measure(flow_sizes *out, const flow_band *b, const situ_flow_page *page, bool across, double scale,
                         double extra_t, double extra_l, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
double flow_box_depth(const flow_band *b, int node, const situ_flow_page *page, double scale);
double flow_box_breadth(const flow_band *b, int node, const situ_flow_page *page, double scale);

#endif

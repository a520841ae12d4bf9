// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_NETWORK_H
#define SITU_ANALYSIS_NETWORK_H

// The road graph: noded edges of a road table, with what travel times, islands and bridges need.
// Ends closer than the rules' tolerance (rules/travel.yaml) are one node; an end that touches another
// road's inside splits it; lines that only cross (a flyover) stay apart, unless both have a vertex there.

#include "analysis/op.h"

typedef struct situ_network_edge {
    uint32_t from, to;  // nodes; a ring has the same twice
    uint32_t row;       // of the road table
    float length_m;
    // Along from -> to; INFINITY = not passable (断, 禁, cut). A ferry's waiting is in it where the ferry is boarded:
    // at a node that has roads too, or nothing but this ferry.
    float minutes;
    float minutes_back; // along to -> from (one-way roads: INFINITY)
    bool ferry, bridge, tunnel;
    bool enter;         // a place may meet it along its way: not ferries, tunnels, 高速 (rules: enter)
    uint32_t first, count; // its vertices in xy
} situ_network_edge;
typedef struct situ_network {
    const situ_table *roads; // borrowed
    double *node_xy;         // interleaved
    uint32_t node_count;
    situ_network_edge *edges;
    uint32_t edge_count;
    double *xy;              // vertices of all edges, interleaved
    size_t xy_count;
    uint32_t *start, *out;   // CSR: edges at a node, ascending: out[start[n] .. start[n + 1])
    struct situ_network_find *find; // to find the nearest edge
} situ_network;
typedef struct situ_network_options {
    const situ_rules *rules;
    const uint8_t *cut;  // by road row, 1 = not passable; NULL
    bool on_foot;
    double speed_factor; // 0 = 1
    const situ_grid *dem; // slope of what is walked; NULL = flat
    const situ_table *water; // nobody walks to a road across waters that bar the way (rules/travel.yaml `water`), but out of one; NULL = none
} situ_network_options;
situ_status situ_network_new(situ_network **out, const situ_table *roads, const situ_network_options *options, situ_report *report,
                             situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_network_free(situ_network *network);

// Where a place meets the network: the nearest passable edge, how far along it (0..1 of its length), how far off.
typedef struct situ_network_snap { uint32_t edge; double along, off_m; situ_point at; } situ_network_snap; // edge UINT32_MAX = none
// Of a segment its nearest point is looked at: with `water` given, one across water does not count.
// Ferries are met at their ends only, 高速 only by what lies on it, tunnels and scraps of road that hang together
// with nothing (rules/travel.yaml `snap`) not at all, unless there is nothing else.
situ_network_snap situ_network_snap_to(const situ_network *network, double x, double y);
// The same, faster, when something is known to lie about near_m off; not beyond most_m (INFINITY = wherever).
situ_network_snap situ_network_snap_near(const situ_network *network, double x, double y, double near_m, double most_m);

// Further roads within several_m: the nearest place of each of the nearest SITU_NETWORK_SNAPS roads (rows), nearest
// first; where all of them are one-way, the last gives way to the nearest that is not. out[0] is what
// situ_network_snap_near gives, also beyond several_m. Returns how many there are.
enum { SITU_NETWORK_SNAPS = 4 };
uint32_t situ_network_snap_several(situ_network_snap out[SITU_NETWORK_SNAPS], const situ_network *network, double x, double y, double near_m,
                                   double several_m, double most_m);

// Component of every node, numbered by lowest node; edges with INFINITY both ways do not count, ferries only
// when asked. *component holds node_count numbers, caller frees.
situ_status situ_network_components(uint32_t **component, uint32_t *count, const situ_network *network, bool with_ferries,
                                    situ_error *err) SITU_MUST_CHECK;
// Edges whose loss splits their component (Tarjan, iterative; parallel edges are none), as 0/1 an edge; and
// for each such edge the node weight that would lie on the smaller side. weight: by node. Callers free.
situ_status situ_network_bridges(uint8_t **is_bridge, double **isolated_weight, const situ_network *network, const double *weight,
                                 bool with_ferries, situ_error *err) SITU_MUST_CHECK;
// The same with both sides told apart: weight holds `kinds` numbers a node (NULL: 1 each), *sides 2 * kinds an
// edge: those on the side of its `from`, then those on the side of its `to`; 0 where an edge is no bridge.
situ_status situ_network_sides(uint8_t **is_bridge, double **sides, const situ_network *network, const double *weight, size_t kinds,
                               bool with_ferries, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_NETWORK_NODING_H
#define SITU_ANALYSIS_NETWORK_NODING_H

// Cuts the lines of a road table where they meet (network.h says where that is).

#include "base/job.h"
#include "bundle/table.h"

typedef struct situ_noded_edge { uint32_t from, to, row, first, count; } situ_noded_edge; // first, count: vertices in xy
typedef struct situ_noded {
    situ_noded_edge *edges;
    uint32_t edge_count, node_count;
    double *node_xy, *xy;
    size_t xy_count;
    uint32_t joined_ferries; // ferry ends that were brought to a road farther off than tolerance_m
} situ_noded;
typedef struct situ_noding_options {
    double tolerance_m, ferry_m; // ferry_m: how far an end of a ferry that meets no road may lie from one
    const uint8_t *is_ferry;     // by row
} situ_noding_options;
// *out is to be freed with situ_noded_free, also after a failure. Nodes are numbered as the lines first meet them.
situ_status situ_node_lines(situ_noded *out, const situ_table *lines, const situ_noding_options *options, situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_noded_free(situ_noded *noded);

#endif

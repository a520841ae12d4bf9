// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SEGMENTS_H
#define SITU_ANALYSIS_SEGMENTS_H

// Lines cut where the worst level near them changes (点线面, F8): at every place of a line the level is the worst of the
// features at most distance_m away; equal neighbours are one piece. Exact: the cuts are where circles (and edges moved
// by the distance, for features that are lines or polygons) cross the line, whatever the length of its edges.

#include "geo/geometry.h"
#include "geo/index.h"

typedef struct situ_segment {
    uint32_t part;       // of the line
    double from_m, to_m; // along that part
    int level;           // 1..4; 0 = no graded feature is near
    uint32_t n[5];       // features near any of it, by level; n[0] not assessed
    size_t worst;        // lowest index of those that give the level; SIZE_MAX with level 0
} situ_segment;

typedef struct situ_segments situ_segments;
// shapes (NULL items are nowhere) and levels 0..4 are borrowed; distance_m > 0.
situ_status situ_segments_new(situ_segments **out, const situ_geometry *const *shapes, const uint8_t *levels, uint32_t count,
                              double distance_m, situ_error *err) SITU_MUST_CHECK;
void situ_segments_free(situ_segments *segments);
// The pieces of a line in order, without gap or overlap; parts without length give none. *out is freed with situ_free.
situ_status situ_segments_cut(situ_segment **out, size_t *count, const situ_segments *segments, const situ_geometry *line,
                              situ_error *err) SITU_MUST_CHECK;
situ_status situ_segment_geometry(situ_geometry **out, const situ_geometry *line, const situ_segment *segment, situ_error *err) SITU_MUST_CHECK;

#endif

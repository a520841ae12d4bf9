// SPDX-License-Identifier: MIT
#ifndef SITU_LAYOUT_LABELPLAN_H
#define SITU_LAYOUT_LABELPLAN_H

// All labels of a frame decided at once: candidates by priority, then feature id, so that the plan does
// not depend on tile, thread or order. What cannot be placed is listed, never lost.

#include "scene/scene.h"

enum { SITU_LABEL_MAX_LINES = 4 };

typedef struct situ_placed_line { const char *text; double x, y; } situ_placed_line; // baseline start
typedef struct situ_placed_label {
    uint32_t label;         // index into scene->labels
    int line_count;
    situ_placed_line lines[SITU_LABEL_MAX_LINES];
    double angle_rad;       // about (lines[0].x, lines[0].y)
    bool leader;
    double leader_xy[4];    // from the anchor to the text
    bool halo;              // crosses ink
    bool forced;            // required, and overlaps something
    situ_box box;
} situ_placed_label;

typedef struct situ_label_plan {
    situ_placed_label *placed; // in painting order: lowest priority first
    size_t placed_count;
    uint32_t *unplaced;        // indexes into scene->labels
    size_t unplaced_count;
    situ_arena *arena;
} situ_label_plan;

// reserved: boxes no label may touch (furniture over the map); may be NULL.
situ_status situ_label_plan_new(situ_label_plan **out, const situ_scene *scene, situ_text *text,
                                const situ_box *reserved, size_t reserved_count, situ_error *err) SITU_MUST_CHECK;
void situ_label_plan_free(situ_label_plan *plan);
situ_status situ_label_plan_dump(const situ_label_plan *plan, const situ_scene *scene, situ_str *out, situ_error *err) SITU_MUST_CHECK;

#endif

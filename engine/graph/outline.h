// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_OUTLINE_H
#define SITU_GRAPH_OUTLINE_H

// Outlines of diagram shapes and of square lines with rounded corners, as verbs and points in the order
// of style's situ_path (which this module does not know; the layers check that the numbers agree).

#include <stdbool.h>
#include <stdint.h>

#include "geo/coords.h"

enum { SITU_OUTLINE_MOVE, SITU_OUTLINE_LINE, SITU_OUTLINE_CURVE, SITU_OUTLINE_CLOSE };
enum { SITU_OUTLINE_VERBS = 256, SITU_OUTLINE_POINTS = 512 };

typedef struct situ_outline {
    uint8_t verbs[SITU_OUTLINE_VERBS];
    double xy[2 * SITU_OUTLINE_POINTS];
    uint32_t verb_count, point_count;
} situ_outline; // what exceeds it is left out

void situ_outline_begin(situ_outline *o);
void situ_outline_move(situ_outline *o, double x, double y);
void situ_outline_line(situ_outline *o, double x, double y);
void situ_outline_curve(situ_outline *o, double x1, double y1, double x2, double y2, double x, double y);
void situ_outline_close(situ_outline *o);
// Each begins anew. Corners take a radius of at most half the shorter side.
void situ_outline_polyline(situ_outline *o, const situ_point *points, int count, double radius);
void situ_outline_polygon(situ_outline *o, const situ_point *points, int count, double radius);
void situ_outline_box(situ_outline *o, situ_box box, double radius);
void situ_outline_document(situ_outline *o, situ_box box, double wave); // wave: height of the foot's wave

#endif

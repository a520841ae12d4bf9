// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_GEO_SHAPES_H
#define SITU_TESTS_GEO_SHAPES_H

// Small geometries for tests, from lists of numbers.

#include "geo/geometry.h"
#include "support/check.h"

// One part; a polygon's ring must be given closed.
static inline situ_geometry *shape(situ_geometry_kind kind, const double *xy, uint32_t points)
{
    situ_geometry *g = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_new(&g, kind, 1, points, &err), err);
    memcpy(g->xy, xy, (size_t)points * 2 * sizeof *xy);
    situ_geometry_update_box(g);
    return g;
}

static inline situ_geometry *rectangle(double x0, double y0, double x1, double y1)
{
    const double xy[] = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};
    return shape(SITU_GEOM_POLYGON, xy, 5);
}

// Square 0..10 with a hole 4..6, and a second square 20..22.
static inline situ_geometry *holed(void)
{
    static const double xy[] = {0, 0, 10, 0, 10, 10, 0,  10, 0,  0,  4,  4,  4,  6,  6,
                                6, 6, 4,  4, 4,  20, 20, 22, 20, 22, 22, 20, 22, 20, 20};
    situ_geometry *g = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 3, 15, &err), err);
    memcpy(g->xy, xy, sizeof xy);
    g->part_start[1] = 5;
    g->part_start[2] = 10;
    g->is_hole[1] = 1;
    situ_geometry_update_box(g);
    return g;
}

#endif

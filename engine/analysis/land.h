// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_LAND_H
#define SITU_ANALYSIS_LAND_H

// The pieces of land of a county's outline: each shell with its holes, largest first.

#include "geo/geometry.h"
#include "geo/index.h"
#include "geo/prepared.h"

typedef struct situ_land {
    situ_geometry **parts;
    situ_prepared **ready; // the same, made ready for many points
    double *area_m2;
    size_t count;
    situ_rtree *tree;
} situ_land;
// outline NULL: no part.
situ_status situ_land_new(situ_land *out, const situ_geometry *outline, situ_error *err) SITU_MUST_CHECK;
void situ_land_free(situ_land *land);
// The part that holds a point, else the nearest one at most most_m away; SIZE_MAX = none.
size_t situ_land_of(const situ_land *land, double x, double y, double most_m);

#endif

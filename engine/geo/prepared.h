// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_PREPARED_H
#define SITU_GEO_PREPARED_H

// A polygon made ready for many questions: its edges lie in an R-tree, so that a point costs a few dozen
// edges instead of all of them. Answers equal those of situ_geometry_contains_point and
// situ_geometry_distance_to_point. Immutable once built.

#include "geo/geometry.h"

typedef struct situ_prepared situ_prepared;
// polygon is borrowed and must outlive the result.
situ_status situ_prepared_new(situ_prepared **out, const situ_geometry *polygon, situ_error *err) SITU_MUST_CHECK;
void situ_prepared_free(situ_prepared *p);
bool situ_prepared_contains(const situ_prepared *p, double x, double y);
double situ_prepared_distance(const situ_prepared *p, double x, double y); // 0 inside

#endif

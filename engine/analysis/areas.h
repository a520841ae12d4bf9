// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_AREAS_H
#define SITU_ANALYSIS_AREAS_H

// From a grid of small numbers to clean areas inside the county.

#include "kernel/kernel.h"

enum { SITU_AREAS_CELLS = 64000000 };
// Frame of square cells over box. SITU_E_LIMIT with the figure above SITU_AREAS_CELLS.
situ_status situ_areas_frame(situ_raster_frame *out, situ_box box, double cell_m, situ_error *err) SITU_MUST_CHECK;
// Polygons of equal value, patches below min_km2 dissolved, edges smoothed, cut at outline (NULL = not
// cut). Neighbours share their edges. Values with nothing left are absent. situ_zone_polygons_free.
situ_status situ_areas_make(situ_zone_polygon **out, size_t *count, const uint8_t *cells,
                            const situ_raster_frame *frame, double min_km2, int smooth, situ_geos *geos,
                            const situ_geometry *outline, situ_error *err) SITU_MUST_CHECK;

#endif

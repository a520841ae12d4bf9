// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_COORDS_H
#define SITU_GEO_COORDS_H

// Coordinates of different frames are different types, so that they cannot be mixed by accident.

#include <stdbool.h>

typedef struct situ_lonlat { double lon_deg, lat_deg; } situ_lonlat;
typedef struct situ_point { double x, y; } situ_point; // units of its CRS (x east, y north) or of its page (y down)
typedef struct situ_box { double x0, y0, x1, y1; } situ_box; // x0 <= x1, y0 <= y1; empty when x0 > x1

situ_box situ_box_empty(void);
bool situ_box_is_empty(situ_box b);
situ_box situ_box_of(double xa, double ya, double xb, double yb); // any two corners
situ_box situ_box_add(situ_box b, double x, double y);
situ_box situ_box_union(situ_box a, situ_box b);
situ_box situ_box_grow(situ_box b, double margin);
bool situ_box_touches(situ_box a, situ_box b); // edges count
bool situ_box_contains(situ_box outer, situ_box inner);
bool situ_box_has(situ_box b, double x, double y);

#endif

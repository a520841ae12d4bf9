// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_CRS_H
#define SITU_GEO_CRS_H

// Coordinate systems through PROJ. Traditional GIS axis order everywhere (x = east or longitude).

#include <stddef.h>

#include "base/error.h"
#include "geo/coords.h"

enum { SITU_EPSG_CGCS2000 = 4490, SITU_EPSG_WGS84 = 4326, SITU_EPSG_WEB_MERCATOR = 3857 };

// EPSG of the CGCS2000 3-degree zone without prefix that holds lon: 4509 + floor((lon + 1.5) / 3).
// 0 outside 73.5..136.5 degrees.
int situ_crs_zone_epsg(double lon_deg);
// Where a county at lon, lat is measured in metres: its 3-degree zone, abroad the UTM zone of WGS 84.
int situ_crs_metric_epsg(double lon_deg, double lat_deg);
// "CGCS2000 / 3度带 中央经线108°", "WGS 84 / UTM 31N", "EPSG:n".
void situ_crs_title(char *out, size_t bytes, int epsg);
// Central meridian in degrees of an EPSG 4513..4533 or 4534..4554 zone, 0 for others.
double situ_crs_central_meridian(int epsg);
bool situ_crs_is_geographic(int epsg);

// A transformation owns its PROJ context: one per thread.
typedef struct situ_transform situ_transform;
situ_status situ_transform_new(situ_transform **out, int from_epsg, int to_epsg, situ_error *err)
    SITU_MUST_CHECK;
void situ_transform_free(situ_transform *t);
// n points in place, xy interleaved. A point that cannot be transformed becomes NaN, NaN and the
// call returns SITU_E_CRS after doing all others.
situ_status situ_transform_apply(const situ_transform *t, double *xy, size_t n, situ_error *err);
// Box in the target CRS that holds the whole transformed box (edges densified).
situ_status situ_transform_box(const situ_transform *t, situ_box in, situ_box *out, situ_error *err)
    SITU_MUST_CHECK;

#endif

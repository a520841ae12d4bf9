// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_VECTOR_OPEN_H
#define SITU_SOURCE_VECTOR_OPEN_H

#include <ogr_api.h>

#include "source/guard.h"

// Opens a checked name for reading, inside guard. encoding: of shapefiles, NULL = GDAL's choice, "" = none:
// bytes as they are. A shapefile without index gets one in memory (*mended, may be NULL).
situ_status situ_vector_open(GDALDatasetH *out, const char *path, const char *encoding,
                             bool *mended, const situ_gdal_guard *guard, situ_error *err) SITU_MUST_CHECK;
void situ_vector_close(GDALDatasetH ds); // accepts NULL
// The layer called wanted, or the only one; errors list the layers there are.
situ_status situ_vector_layer(OGRLayerH *out, GDALDatasetH ds, const char *wanted, const char *path,
                              situ_error *err) SITU_MUST_CHECK;

#endif

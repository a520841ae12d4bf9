// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_GUARD_H
#define SITU_SOURCE_GUARD_H

// What all files of source/ share: the error collector, the check of names, coordinate systems.

#include <gdal.h>
#include <ogr_srs_api.h>

#include "base/error.h"

// Between begin and end GDAL's messages of this thread land here instead of on stderr.
typedef struct situ_gdal_guard {
    char first[512]; // first failure, or first warning while there is no failure
    int failures;
} situ_gdal_guard;
void situ_guard_begin(situ_gdal_guard *guard);
void situ_guard_end(void);
// Fails with the collected message behind what, file set to path.
situ_status situ_guard_fail(const situ_gdal_guard *guard, situ_status code, const char *cure, const char *what,
                            const char *path, situ_error *err);

// A plain, existing file whose name GDAL cannot take for anything else.
situ_status situ_source_check_name(const char *path, situ_error *err) SITU_MUST_CHECK;

// EPSG number of the horizontal part of srs, 0 when it has none.
int situ_source_epsg(OGRSpatialReferenceH srs);
// Traditional axis order. Freed with OSRDestroySpatialReference.
situ_status situ_source_srs(OGRSpatialReferenceH *out, int epsg, situ_error *err) SITU_MUST_CHECK;

#endif

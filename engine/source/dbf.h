// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_DBF_H
#define SITU_SOURCE_DBF_H

#include <gdal.h>

#include "base/error.h"

// "UTF-8" or "GB18030" for a name people or .cpg files use for it, NULL for others.
const char *situ_dbf_known(const char *name);
// Encoding of the text beside a shapefile as situ_dbf_known gives it: strict UTF-8, else GB18030,
// whatever a .cpg says of these two (*wrong: it says otherwise). NULL = leave it to GDAL: there is no
// such text, or a .cpg or the header names a code page that must be believed. SITU_E_FORMAT when nothing
// fits. ds: the shapefile opened with its bytes as they are. Call inside a guard.
situ_status situ_dbf_encoding(const char **out, bool *wrong, GDALDatasetH ds, const char *path, situ_error *err) SITU_MUST_CHECK;
// True when path is a .shp without its .shx.
situ_status situ_shp_lacks_index(bool *out, const char *path, situ_error *err) SITU_MUST_CHECK;
// A member's path: path with its extension replaced; NULL when out of memory.
char *situ_shp_sibling(const char *path, const char *ext);

#endif

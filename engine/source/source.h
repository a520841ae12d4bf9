// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_SOURCE_H
#define SITU_SOURCE_SOURCE_H

// The only user of GDAL. Drivers are an allow-list (GPKG, ESRI Shapefile, GeoJSON, CSV, KML, GTiff,
// COG, SRTMHGT, PDF, OSM, XLS, ODS, SQLite); names with /vsi, "<" or a scheme are refused except those made here.

#include <stddef.h>

#include "bundle/table.h"

situ_status situ_source_init(situ_error *err) SITU_MUST_CHECK; // idempotent, thread-safe

typedef struct situ_vector_options {
    const char *layer;    // NULL = the only one, else SITU_E_ARGUMENT listing the layers
    const char *where;    // OGR SQL where clause, may be NULL
    const char *encoding; // of DBF text; NULL = detect (.cpg, then strict UTF-8 -> GB18030)
    int to_epsg;          // 0 = keep; else transform
    int assume_epsg;      // when the file tells none; 0 = fail with SITU_E_CRS
} situ_vector_options;
// One layer as a table: every attribute a column (dates as ISO text), geometry promoted to multi.
// Column src_row holds the FID. Rows with broken geometry are kept with NULL geometry and told in
// *bad (count, may be NULL).
situ_status situ_source_read_vector(situ_table **out, const char *path, const situ_vector_options *options,
                                    size_t *bad, situ_error *err) SITU_MUST_CHECK;
situ_status situ_source_layers(char ***out, const char *path, situ_error *err) SITU_MUST_CHECK; // situ_names_free
// First band as float32 (GeoTIFF, hgt). to_epsg 0 = keep; else warped bilinearly with square cells of
// cell units (0 = like the source's) over box (NULL = all).
situ_status situ_source_read_grid(situ_grid **out, const char *path, int to_epsg, double cell,
                                  const situ_box *box, situ_error *err) SITU_MUST_CHECK;
// Warp in memory, for a stored grid.
situ_status situ_source_warp_grid(situ_grid **out, const situ_grid *grid, int to_epsg, double cell,
                                  const situ_box *box, situ_error *err) SITU_MUST_CHECK;
// Writes under the final name of an atomic file. driver: "GPKG", "GeoJSON", "CSV", "ESRI Shapefile".
situ_status situ_source_write_vector(const char *path, const char *driver, const situ_table *const *tables,
                                     size_t count, situ_error *err) SITU_MUST_CHECK;
// GeoTIFF, deflate, tiled; COG when cog. Deterministic bytes.
situ_status situ_source_write_grid(const char *path, const situ_grid *grid, bool cog, situ_error *err) SITU_MUST_CHECK;
// Bytes of one member of a zip (xlsx); SITU_E_LIMIT above limit_bytes inflated, SITU_E_NOT_FOUND
// when there is no such member, SITU_E_FORMAT when it is no zip. Owned by the caller.
situ_status situ_source_read_zip(char **out, size_t *bytes, const char *zip, const char *member,
                                 size_t limit_bytes, situ_error *err) SITU_MUST_CHECK;
// Adds georeferencing to a one-page PDF in place: affine from points (1/72 in, y down) to CRS.
situ_status situ_source_georeference_pdf(const char *path, int epsg, const double affine[6],
                                         situ_box neatline_points, situ_error *err) SITU_MUST_CHECK;

#endif

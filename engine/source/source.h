// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_SOURCE_H
#define SITU_SOURCE_SOURCE_H

// The only user of GDAL. Drivers are an allow-list (GPKG, ESRI Shapefile, GeoJSON, CSV, KML, GTiff,
// COG, SRTMHGT, PDF, OSM, SQLite, and PostgreSQL for names that begin with PG:); names with /vsi, "<" or a scheme are refused except those made here.

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "bundle/table.h"

situ_status situ_source_init(situ_error *err) SITU_MUST_CHECK; // idempotent, thread-safe

// What was mended while a layer was read.
typedef enum situ_vector_fault {
    SITU_VECTOR_TEXT_CUT,  // the field's width cut the value within a character; the half is dropped
    SITU_VECTOR_WRONG_CPG, // the .cpg names an encoding that the text is not in; taken as text says
    SITU_VECTOR_NO_SHX,    // the index beside a shapefile is missing; made anew, in memory
} situ_vector_fault;
// row: its FID, -1 = the file; field: may be NULL; text: the value, or the encoding taken.
typedef situ_status situ_vector_tell(void *user, situ_vector_fault fault, int64_t row, const char *field, const char *text, situ_error *err);

typedef struct situ_vector_options {
    const char *layer;    // NULL = the only one, else SITU_E_ARGUMENT listing the layers
    const char *where;    // OGR SQL where clause, may be NULL
    const char *encoding; // of DBF text; NULL = detect (strict UTF-8 -> GB18030, else .cpg)
    int to_epsg;          // 0 = keep; else transform
    int assume_epsg;      // when the file tells none; 0 = fail with SITU_E_CRS
    situ_vector_tell *tell; // NULL = in silence
    void *user;             // for tell
    bool *assumed;        // receives whether assume_epsg was taken; may be NULL
} situ_vector_options;
// One layer as a table: every attribute a column (dates as ISO text), geometry promoted to multi.
// Column src_row holds the FID. Rows with broken geometry are kept with NULL geometry and told in
// *bad (count, may be NULL).
situ_status situ_source_read_vector(situ_table **out, const char *path, const situ_vector_options *options,
                                    size_t *bad, situ_error *err) SITU_MUST_CHECK;
// Names of the layers, freed with situ_names_free. An OpenStreetMap extract has three, "road", "water" and
// "place", made from its tags under the headers of those ledger tables; its own (lines, points ...) can be
// read by their names too.
situ_status situ_source_layers(char ***out, const char *path, situ_error *err) SITU_MUST_CHECK;
// "PG:dbname=county host=... user=...": a PostGIS database, reached through OGR because the user says so.
// Only its tables are read, in a read-only session. Errors and findings never show the password.
bool situ_source_is_database(const char *path);
// The name of a file or database for messages: without the password.
void situ_source_shown_name(char *out, size_t size, const char *path);
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
// GeoTIFF, deflate, tiles of 256 x 256; FAST packs a little less and is some times as fast; COG has overviews
// (a lazy grid is written as FAST); PLAIN is not packed at all. In bands of rows on the job's threads; the same
// bytes for any number.
typedef enum situ_grid_packing { SITU_GRID_SMALL, SITU_GRID_COG, SITU_GRID_FAST, SITU_GRID_PLAIN } situ_grid_packing;
situ_status situ_source_write_grid(const char *path, const situ_grid *grid, situ_grid_packing packing, situ_job *job,
                                   situ_error *err) SITU_MUST_CHECK;
// Bytes of one member of a zip (xlsx); SITU_E_LIMIT above limit_bytes inflated, SITU_E_NOT_FOUND
// when there is no such member, SITU_E_FORMAT when it is no zip. Owned by the caller.
situ_status situ_source_read_zip(char **out, size_t *bytes, const char *zip, const char *member,
                                 size_t limit_bytes, situ_error *err) SITU_MUST_CHECK;
// The same in pieces as they are inflated, so that a large part need not lie in memory. sink may fail;
// nothing is said about the pieces already given when the archive turns out to be damaged.
typedef situ_status situ_zip_sink(void *user, const char *bytes, size_t n, situ_error *err);
situ_status situ_source_stream_zip(const char *zip, const char *member, size_t limit_bytes, situ_zip_sink *sink, void *user,
                                   size_t *bytes, situ_error *err) SITU_MUST_CHECK;
// Names of all members ("/" between folders), freed with situ_names_free. SITU_E_LIMIT above 10,000.
situ_status situ_source_zip_names(char ***out, const char *zip, situ_error *err) SITU_MUST_CHECK;
// Adds georeferencing to a one-page PDF in place: affine from points (1/72 in, y down) to CRS.
situ_status situ_source_georeference_pdf(const char *path, int epsg, const double affine[6],
                                         situ_box neatline_points, situ_error *err) SITU_MUST_CHECK;

#endif

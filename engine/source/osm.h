// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_OSM_H
#define SITU_SOURCE_OSM_H

// OpenStreetMap extracts: the tags of lines, areas and points turned into the columns of the ledger
// tables road, water and place, under their Chinese headers.

#include <ogr_api.h>

#include "bundle/table.h"

typedef struct situ_osm_table situ_osm_table;
const situ_osm_table *situ_osm_find(const char *layer); // NULL = none of the three
extern const char *const situ_osm_tables[];             // their names, ends with NULL
situ_status situ_osm_add_columns(const situ_osm_table *osm, situ_table *table, situ_error *err) SITU_MUST_CHECK;
// True when the feature of GDAL's layer belongs to the table.
bool situ_osm_wants(const situ_osm_table *osm, const char *layer, OGRFeatureH f);
// Fills the row's columns. *reversed: the way runs against its oneway direction.
situ_status situ_osm_read(const situ_osm_table *osm, situ_table *table, size_t row, const char *layer, OGRFeatureH f, bool *reversed,
                          situ_error *err) SITU_MUST_CHECK;

#endif

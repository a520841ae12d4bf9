// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_GEOJSON_H
#define SITU_SERVE_GEOJSON_H

#include "bundle/schema.h"
#include "bundle/table.h"

// Geometry of lon/lat degrees as GeoJSON, six decimals; "null" for NULL or nothing.
void situ_geojson_geometry(situ_str *out, const situ_geometry *g);
// Members of a feature's properties for one row: stored fields of the schema that are neither null nor
// empty, by column name; INPUT fields and provenance are left out.
void situ_geojson_properties(situ_str *out, const situ_table *table, size_t row, const situ_schema *schema, bool *first);
// [{"name","label","kind","unit"}] of the schema's stored fields, Chinese labels.
void situ_geojson_fields(situ_str *out, const situ_schema *schema, bool *first);

#endif

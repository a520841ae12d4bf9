// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_EXPORT_H
#define SITU_OUTPUT_EXPORT_H

// Table exports (family output/tables: xlsx gpkg csv geojson).

#include "bundle/schema.h"
#include "bundle/table.h"

typedef struct situ_export {
    const char *name, *extension, *summary;
    // schema may be NULL (derived tables): columns keep their names. Geometry in EPSG:4490: xlsx and
    // csv write 经度/纬度 for points.
    situ_status (*write)(const char *path, const situ_table *table, const situ_schema *schema,
                         const char *date_iso, situ_error *err);
} situ_export;
extern const situ_export *const situ_export_registry[];
const situ_export *situ_export_find(const char *extension);

#endif

// SPDX-License-Identifier: MIT
#include "output/export.h"
#include "source/source.h"

static situ_status write_gpkg(const char *path, const situ_table *table, const situ_schema *schema, const char *date_iso, situ_error *err)
{
    (void)schema; // column names, not labels: programs read this
    (void)date_iso;
    return situ_source_write_vector(path, "GPKG", &table, 1, err);
}

const situ_export situ_export_gpkg = {
    .name = "gpkg",
    .extension = "gpkg",
    .summary = N_("GeoPackage for QGIS and other GIS"),
    .write = write_gpkg,
};

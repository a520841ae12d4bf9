// SPDX-License-Identifier: MIT
#include "output/export.h"
#include "source/source.h"

static situ_status write_geojson(const char *path, const situ_table *table, const situ_schema *schema, const char *date_iso, situ_error *err)
{
    (void)schema; // column names, not labels: programs read this
    (void)date_iso;
    return situ_source_write_vector(path, "GeoJSON", &table, 1, err);
}

const situ_export situ_export_geojson = {
    .name = "geojson",
    .extension = "geojson",
    .summary = N_("GeoJSON for web pages"),
    .write = write_geojson,
};

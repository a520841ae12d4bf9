// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_TILESET_H
#define SITU_OUTPUT_TILESET_H

// Where tiles go (family: directory; mbtiles and pmtiles come with Scale).

#include "base/error.h"
#include "geo/raster.h"

typedef struct situ_tile_sink situ_tile_sink;
typedef struct situ_tile_info {
    const char *map, *title;
    int min_zoom, max_zoom;
    situ_box bounds_deg; // west, south, east, north
    situ_matrix_set set;
    const char *attribution;
} situ_tile_info;
typedef struct situ_tileset_type {
    const char *name, *extension, *summary; // extension "" = a folder
    situ_status (*open)(situ_tile_sink **out, const char *path, const situ_tile_info *info, situ_error *err);
    // Thread-safe. An existing tile with the same bytes is left alone.
    situ_status (*put)(situ_tile_sink *sink, int zoom, uint32_t x, uint32_t y, const unsigned char *png,
                       size_t bytes, situ_error *err);
    situ_status (*close)(situ_tile_sink *sink, situ_error *err); // always frees; writes metadata (tilejson)
} situ_tileset_type;
extern const situ_tileset_type *const situ_tileset_registry[];
const situ_tileset_type *situ_tileset_find(const char *extension); // "" or NULL = a folder; NULL when unknown

#endif

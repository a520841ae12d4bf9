// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_METATILE_H
#define SITU_OUTPUT_METATILE_H

// Tiles cut from one display list in pixels: a block of tiles is painted once and encoded tile by tile.

#include "layout/display.h"
#include "output/tileset.h"
#include "paint/paint.h"

// Cairo's antialiasing depends a little on where the surface ends. So every tile, however it is asked
// for, is cut from one block: 8 x 8 tiles of the web matrix, aligned to multiples of 8, painted with a
// margin. Tiles, mosaics and served tiles are the same to the bit.
enum { SITU_METATILE = 8 };

// Tiles [tx, tx + columns) x [ty, ty + rows) of the zoom whose display begins at tile (x0, y0).
typedef struct situ_metatile { int zoom; uint32_t x0, y0, tx, ty, columns, rows; } situ_metatile;

// The block painted last, kept by who asks for tiles one by one. Starts zeroed. Clear it before the
// display it was painted from is freed.
typedef struct situ_metatile_cache { void *surface; const situ_display *display; uint32_t bx, by; } situ_metatile_cache;
void situ_metatile_cache_clear(situ_metatile_cache *cache);

// The tiles as one png with the tiles' encoder.
situ_status situ_metatile_write(const char *path, const situ_metatile *tiles, const situ_display *display, situ_text *text, situ_error *err) SITU_MUST_CHECK;
// The first tile's png bytes, owned by the caller. cache may be NULL.
situ_status situ_metatile_one(unsigned char **png, size_t *bytes, const situ_metatile *tile, const situ_display *display, situ_text *text,
                              situ_metatile_cache *cache, situ_error *err) SITU_MUST_CHECK;
// Puts each tile into the sink; all must lie in one block. *put_tiles and *put_bytes are added to.
situ_status situ_metatile_put(const situ_metatile *tiles, const situ_display *display, situ_text *text, const situ_tileset_type *type,
                              situ_tile_sink *sink, size_t *put_tiles, size_t *put_bytes, situ_error *err) SITU_MUST_CHECK;

#endif

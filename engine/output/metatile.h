// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_METATILE_H
#define SITU_OUTPUT_METATILE_H

// Tiles cut from one display list in pixels: a block of tiles is painted once and encoded tile by tile.

#include "layout/display.h"
#include "output/tileset.h"
#include "paint/paint.h"

// Paints the window at (x, y) px and writes it as one png with the tiles' encoder.
situ_status situ_metatile_write(const char *path, const situ_display *display, situ_text *text, double x, double y,
                                uint32_t width, uint32_t height, situ_error *err) SITU_MUST_CHECK;
// One tile's png bytes (256 px) at (x, y) px of the display. Owned by the caller.
situ_status situ_metatile_one(unsigned char **png, size_t *bytes, const situ_display *display, situ_text *text, double x,
                              double y, situ_error *err) SITU_MUST_CHECK;
// Paints tiles [tx, tx+columns) x [ty, ty+rows) of the zoom whose first tile is (x0, y0) and puts each
// into the sink. *put_tiles and *put_bytes are added to.
typedef struct situ_metatile { int zoom; uint32_t x0, y0, tx, ty, columns, rows; } situ_metatile;
situ_status situ_metatile_put(const situ_metatile *block, const situ_display *display, situ_text *text,
                              const situ_tileset_type *type, situ_tile_sink *sink, size_t *put_tiles, size_t *put_bytes,
                              situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_RASTER_H
#define SITU_GEO_RASTER_H

// Raster grids and tile matrices: where cells and tiles lie.

#include <stdint.h>

#include "base/error.h"
#include "geo/coords.h"

// North-up grid. Cell (column, row) covers x0 + column*cell_x .. ; row 0 is the NORTH row.
typedef struct situ_raster_frame {
    double x0, y0;         // outer corner of the north-west cell
    double cell_x, cell_y; // both > 0; y falls with the row
    uint32_t columns, rows;
} situ_raster_frame;
// Frame with square cells that covers box; the origin is a whole multiple of cell, so that frames of
// the same cell size align.
situ_raster_frame situ_raster_frame_cover(situ_box box, double cell);
situ_box situ_raster_frame_box(const situ_raster_frame *f);
static inline double situ_raster_x(const situ_raster_frame *f, double column) { return f->x0 + column * f->cell_x; }
static inline double situ_raster_y(const situ_raster_frame *f, double row) { return f->y0 - row * f->cell_y; }

// Tile matrix of zoom z: 256 px tiles, XYZ rows counted from the north.
typedef enum situ_matrix_set { SITU_MATRIX_WEB, SITU_MATRIX_CGCS2000 } situ_matrix_set;
int situ_matrix_epsg(situ_matrix_set set); // 3857, 4490
double situ_matrix_resolution(situ_matrix_set set, int zoom);    // CRS units per pixel
situ_point situ_matrix_origin(situ_matrix_set set);              // north-west corner
uint32_t situ_matrix_columns(situ_matrix_set set, int zoom);     // number of tiles across
uint32_t situ_matrix_rows(situ_matrix_set set, int zoom);
situ_box situ_tile_box(situ_matrix_set set, int zoom, uint32_t x, uint32_t y); // CRS units
// Tiles that touch box: inclusive ranges, clamped to the matrix.
void situ_tile_range(situ_matrix_set set, int zoom, situ_box box, uint32_t *x0, uint32_t *y0,
                     uint32_t *x1, uint32_t *y1);

#endif

// SPDX-License-Identifier: MIT
#include "geo/raster.h"

#include <math.h>

#include "geo/crs.h"

situ_raster_frame situ_raster_frame_cover(situ_box box, double cell)
{
    situ_raster_frame f = {0, 0, cell, cell, 0, 0};
    if (situ_box_is_empty(box) || !(cell > 0))
        return f;
    double west = floor(box.x0 / cell), east = ceil(box.x1 / cell);
    double south = floor(box.y0 / cell), north = ceil(box.y1 / cell);
    double columns = fmax(east - west, 1), rows = fmax(north - south, 1);
    if (!(columns < UINT32_MAX && rows < UINT32_MAX))
        return f; // no such grid: 0 x 0
    f.x0 = west * cell;
    f.y0 = fmax(north, south + 1) * cell;
    f.columns = (uint32_t)columns;
    f.rows = (uint32_t)rows;
    return f;
}

situ_box situ_raster_frame_box(const situ_raster_frame *f)
{
    return (situ_box){f->x0, situ_raster_y(f, f->rows), situ_raster_x(f, f->columns), f->y0};
}

// Half the web mercator square: pi times the earth's radius 6378137 m.
static const double WEB_HALF_M = 20037508.342789244;
enum { TILE_PX = 256, MAX_ZOOM = 30 };

static int clamp_zoom(int zoom)
{
    return zoom < 0 ? 0 : zoom > MAX_ZOOM ? MAX_ZOOM : zoom;
}

static double matrix_span(situ_matrix_set set)
{
    return set == SITU_MATRIX_WEB ? 2 * WEB_HALF_M : 360.0;
}

int situ_matrix_epsg(situ_matrix_set set)
{
    return set == SITU_MATRIX_WEB ? SITU_EPSG_WEB_MERCATOR : SITU_EPSG_CGCS2000;
}

double situ_matrix_resolution(situ_matrix_set set, int zoom)
{
    return ldexp(matrix_span(set) / TILE_PX, -clamp_zoom(zoom));
}

situ_point situ_matrix_origin(situ_matrix_set set)
{
    return set == SITU_MATRIX_WEB ? (situ_point){-WEB_HALF_M, WEB_HALF_M} : (situ_point){-180, 90};
}

uint32_t situ_matrix_columns(situ_matrix_set set, int zoom)
{
    (void)set;
    return UINT32_C(1) << clamp_zoom(zoom);
}

// The geographic set is half as high as wide; its single tile of zoom 0 hangs over the south pole.
uint32_t situ_matrix_rows(situ_matrix_set set, int zoom)
{
    zoom = clamp_zoom(zoom);
    if (set == SITU_MATRIX_WEB || zoom == 0)
        return UINT32_C(1) << zoom;
    return UINT32_C(1) << (zoom - 1);
}

situ_box situ_tile_box(situ_matrix_set set, int zoom, uint32_t x, uint32_t y)
{
    double side = ldexp(matrix_span(set), -clamp_zoom(zoom));
    situ_point o = situ_matrix_origin(set);
    return (situ_box){o.x + x * side, o.y - (y + 1.0) * side, o.x + (x + 1.0) * side, o.y - y * side};
}

static uint32_t clamp_tile(double t, uint32_t count)
{
    if (!(t > 0))
        return 0;
    return t >= count ? count - 1 : (uint32_t)t;
}

void situ_tile_range(situ_matrix_set set, int zoom, situ_box box, uint32_t *x0, uint32_t *y0, uint32_t *x1,
                     uint32_t *y1)
{
    double side = ldexp(matrix_span(set), -clamp_zoom(zoom));
    situ_point o = situ_matrix_origin(set);
    uint32_t columns = situ_matrix_columns(set, zoom), rows = situ_matrix_rows(set, zoom);
    *x0 = clamp_tile(floor((box.x0 - o.x) / side), columns);
    *y0 = clamp_tile(floor((o.y - box.y1) / side), rows);
    // A box that ends on a tile's edge does not reach into the next tile.
    *x1 = clamp_tile(ceil((box.x1 - o.x) / side) - 1, columns);
    *y1 = clamp_tile(ceil((o.y - box.y0) / side) - 1, rows);
    if (*x1 < *x0)
        *x1 = *x0;
    if (*y1 < *y0)
        *y1 = *y0;
}

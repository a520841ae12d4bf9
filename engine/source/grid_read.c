// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include <cpl_conv.h>

#include "base/alloc.h"
#include "base/path.h"
#include "source/guard.h"
#include "source/source.h"
#include "source/warp.h"

// 2 GB of float32.
static const double MAX_CELLS = 512.0 * 1024 * 1024;

typedef struct window {
    int column, row, columns, rows;
} window;

static situ_status open_grid(GDALDatasetH *out, const char *path, const situ_gdal_guard *guard,
                             situ_error *err)
{
    *out = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
    if (*out && GDALGetRasterCount(*out) > 0)
        return SITU_OK;
    return situ_guard_fail(guard, SITU_E_FORMAT,
                           _("readable are GeoTIFF and SRTM .hgt (named like N30E108.hgt)"),
                           _("the grid cannot be read"), path, err);
}

// The north-up frame of the whole file; south-up files are told by *flip.
static situ_status frame_of(situ_raster_frame *frame, bool *flip, GDALDatasetH ds, const char *path,
                            situ_error *err)
{
    double gt[6];
    *flip = false;
    if (GDALGetGeoTransform(ds, gt) != CE_None || gt[1] <= 0 || gt[5] == 0 || gt[2] != 0 || gt[4] != 0) {
        situ_fail(err, SITU_E_UNSUPPORTED, _("warp it to a north-up grid first (gdalwarp)"), "%s",
                  _("the grid tells no place or is turned"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
        return SITU_E_UNSUPPORTED;
    }
    uint32_t columns = (uint32_t)GDALGetRasterXSize(ds), rows = (uint32_t)GDALGetRasterYSize(ds);
    *flip = gt[5] > 0;
    *frame =
        (situ_raster_frame){gt[0], *flip ? gt[3] + rows * gt[5] : gt[3], gt[1], fabs(gt[5]), columns, rows};
    return SITU_OK;
}

static int clamp_cell(double v, uint32_t count)
{
    return v > 0 ? (v < count ? (int)v : (int)count) : 0;
}

// Whole cells of frame that touch box, with a rim of margin cells.
static window window_of(const situ_raster_frame *f, const situ_box *box, int margin)
{
    if (!box)
        return (window){0, 0, (int)f->columns, (int)f->rows};
    int c0 = clamp_cell(floor((box->x0 - f->x0) / f->cell_x) - margin, f->columns);
    int c1 = clamp_cell(ceil((box->x1 - f->x0) / f->cell_x) + margin, f->columns);
    int r0 = clamp_cell(floor((f->y0 - box->y1) / f->cell_y) - margin, f->rows);
    int r1 = clamp_cell(ceil((f->y0 - box->y0) / f->cell_y) + margin, f->rows);
    return (window){c0, r0, c1 - c0, r1 - r0};
}

static void clean_cells(situ_grid *grid, GDALRasterBandH band)
{
    int has_nodata = 0;
    double nodata = GDALGetRasterNoDataValue(band, &has_nodata);
    double scale = GDALGetRasterScale(band, NULL), offset = GDALGetRasterOffset(band, NULL);
    size_t cells = (size_t)grid->frame.columns * grid->frame.rows;
    for (size_t i = 0; i < cells; i++) {
        float v = grid->cells[i];
        if ((has_nodata && v == (float)nodata) || !isfinite(v))
            grid->cells[i] = NAN;
        else if (scale != 1 || offset != 0)
            grid->cells[i] = (float)((double)v * scale + offset);
    }
}

static situ_status read_window(situ_grid **out, GDALDatasetH ds, const char *path, int epsg,
                               const situ_raster_frame *frame, bool flip, window w,
                               const situ_gdal_guard *guard, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = NULL;
    if (w.columns <= 0 || w.rows <= 0) {
        status = situ_fail(err, SITU_E_NOT_FOUND, NULL, "%s", _("the grid does not cover the area"));
        goto done;
    }
    if ((double)w.columns * w.rows > MAX_CELLS) {
        status = situ_fail(err, SITU_E_LIMIT, _("cut the grid to the county first"), "%s",
                           _("the grid has too many cells"));
        goto done;
    }
    situ_raster_frame part = {situ_raster_x(frame, w.column),
                              situ_raster_y(frame, w.row),
                              frame->cell_x,
                              frame->cell_y,
                              (uint32_t)w.columns,
                              (uint32_t)w.rows};
    SITU_TRY(situ_grid_new(&grid, situ_path_base(path), epsg, part, err));
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    int top = flip ? (int)frame->rows - w.row - w.rows : w.row;
    // A south-up file is read from its last line upwards.
    GSpacing line = (GSpacing)w.columns * (GSpacing)sizeof(float);
    float *first = flip ? grid->cells + (size_t)w.columns * (size_t)(w.rows - 1) : grid->cells;
    for (int r = 0; r < w.rows; r++) {
        float *cells = flip ? first - (size_t)r * (size_t)w.columns : first + (size_t)r * (size_t)w.columns;
        if (GDALRasterIOEx(band, GF_Read, w.column, top + r, w.columns, 1, cells, w.columns, 1, GDT_Float32,
                           0, line, NULL) == CE_None)
            continue;
        status = situ_guard_fail(guard, SITU_E_FORMAT, _("copy the file again"), _("the grid is damaged"),
                                 path, err);
        goto done;
    }
    clean_cells(grid, band);
    *out = grid;
    grid = NULL;
done:
    situ_grid_free(grid);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

// The part of the file that the target box needs, as a box in the file's CRS.
static situ_status source_box(situ_box *out, int to_epsg, int from_epsg, const situ_box *box, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_transform *back = NULL;
    SITU_TRY(situ_transform_new(&back, to_epsg, from_epsg, err));
    SITU_TRY(situ_transform_box(back, *box, out, err));
done:
    situ_transform_free(back);
    return status;
}

situ_status situ_source_read_grid(situ_grid **out, const char *path, int to_epsg, double cell,
                                  const situ_box *box, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    GDALDatasetH ds = NULL;
    situ_grid *grid = NULL;
    situ_raster_frame frame;
    situ_box part;
    bool flip;
    *out = NULL;
    status = situ_source_init(err);
    if (status == SITU_OK)
        status = situ_source_check_name(path, err);
    if (status != SITU_OK)
        return status;
    situ_guard_begin(&guard);
    SITU_TRY(open_grid(&ds, path, &guard, err));
    SITU_TRY(frame_of(&frame, &flip, ds, path, err));
    int epsg = situ_source_epsg(GDALGetSpatialRef(ds));
    if (epsg == 0) {
        status = situ_fail(err, SITU_E_CRS, _("assign the coordinate system first (gdal_edit.py -a_srs)"),
                           "%s", _("the grid tells no coordinate system"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    if (to_epsg == 0) {
        status = read_window(out, ds, path, epsg, &frame, flip, window_of(&frame, box, 0), &guard, err);
        goto done;
    }
    if (box)
        SITU_TRY(source_box(&part, to_epsg, epsg, box, err));
    SITU_TRY(read_window(&grid, ds, path, epsg, &frame, flip, window_of(&frame, box ? &part : NULL, 2),
                         &guard, err));
    SITU_TRY(situ_source_warp_grid(out, grid, to_epsg, cell, box, err));
done:
    situ_grid_free(grid);
    if (ds)
        GDALClose(ds);
    situ_guard_end();
    return status;
}

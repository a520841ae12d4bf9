// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "source/guard.h"
#include "source/source.h"

// A dataset in memory over a copy of the cells.
static situ_status memory_copy(GDALDatasetH *out, const situ_grid *grid, situ_error *err)
{
    situ_status status = SITU_OK;
    OGRSpatialReferenceH srs = NULL;
    int columns = (int)grid->frame.columns, rows = (int)grid->frame.rows;
    double gt[6] = {grid->frame.x0, grid->frame.cell_x, 0, grid->frame.y0, 0, -grid->frame.cell_y};
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("MEM"), "", columns, rows, 1, GDT_Float32, NULL);
    SITU_TRY_ALLOC(ds);
    SITU_TRY(situ_source_srs(&srs, grid->epsg, err));
    GDALSetGeoTransform(ds, gt);
    GDALSetSpatialRef(ds, srs);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    GDALSetRasterNoDataValue(band, NAN);
    if (GDALRasterIO(band, GF_Write, 0, 0, columns, rows, grid->cells, columns, rows, GDT_Float32, 0, 0) !=
        CE_None) {
        status = situ_fail_nomem(err);
        goto done;
    }
    *out = ds;
    ds = NULL;
done:
    if (srs)
        OSRDestroySpatialReference(srs);
    if (ds)
        GDALClose(ds);
    return status;
}

// GDAL 3.6 tells a full disk on closing to nobody: what was written is read back.
static bool reads_back(const char *path, const situ_grid *grid)
{
    const int columns = (int)grid->frame.columns, rows = (int)grid->frame.rows;
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    double gt[6];
    bool ok = ds && GDALGetRasterXSize(ds) == columns && GDALGetRasterYSize(ds) == rows &&
              GDALGetGeoTransform(ds, gt) == CE_None && gt[0] == grid->frame.x0 && gt[3] == grid->frame.y0;
    float *line = ok ? situ_malloc((size_t)columns * sizeof *line) : NULL;
    ok = ok && line;
    for (int r = 0; r < rows && ok; r++) {
        const float *want = grid->cells + (size_t)r * (size_t)columns;
        ok = GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Read, 0, r, columns, 1, line, columns, 1, GDT_Float32,
                          0, 0) == CE_None;
        for (int c = 0; c < columns && ok; c++)
            ok = line[c] == want[c] || (isnan(line[c]) && isnan(want[c]));
    }
    situ_free(line);
    if (ds)
        GDALClose(ds);
    return ok;
}

situ_status situ_source_write_grid(const char *path, const situ_grid *grid, bool cog, situ_error *err)
{
    static const char *const tiff_options[] = {
        "COMPRESS=DEFLATE", "PREDICTOR=3",    "ZLEVEL=6",         "TILED=YES",
        "BLOCKXSIZE=256",   "BLOCKYSIZE=256", "BIGTIFF=IF_SAFER", NULL};
    static const char *const cog_options[] = {
        "COMPRESS=DEFLATE",   "PREDICTOR=YES",    "LEVEL=6", "BLOCKSIZE=256",
        "RESAMPLING=AVERAGE", "BIGTIFF=IF_SAFER", NULL};
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    situ_atomic *file = NULL;
    GDALDatasetH ds = NULL;
    status = situ_source_init(err);
    if (status != SITU_OK)
        return status;
    situ_guard_begin(&guard);
    SITU_TRY(situ_atomic_begin(&file, path, err));
    SITU_TRY(memory_copy(&ds, grid, err));
    GDALDatasetH made = GDALCreateCopy(GDALGetDriverByName(cog ? "COG" : "GTiff"), situ_atomic_path(file), ds,
                                       FALSE, (CSLConstList)(cog ? cog_options : tiff_options), NULL, NULL);
    if (made)
        GDALClose(made);
    if (!made || guard.failures > 0 || !reads_back(situ_atomic_path(file), grid)) {
        status = situ_guard_fail(&guard, SITU_E_IO, _("check that the disk has room"),
                                 _("the grid cannot be written"), path, err);
        goto done;
    }
    status = situ_atomic_commit(file, err);
    file = NULL;
done:
    situ_atomic_abort(file);
    if (ds)
        GDALClose(ds);
    situ_guard_end();
    return status;
}

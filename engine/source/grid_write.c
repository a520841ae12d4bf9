// SPDX-License-Identifier: MIT
// GeoTIFF, in bands of rows, so that a grid need never lie in memory as a whole.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "base/alloc.h"
#include "base/path.h"
#include "source/guard.h"
#include "source/source.h"

enum { BLOCK = 256, BAND_BYTES = 16 * 1024 * 1024, WORD_HIGH = 32 };

// Rows of a band: whole blocks, as many as fit into BAND_BYTES.
static uint32_t band_rows(const situ_grid *grid)
{
    size_t fit = BAND_BYTES / (grid->frame.columns * sizeof(float));
    uint32_t rows = fit < BLOCK ? BLOCK : (uint32_t)(fit > 65536 ? 65536 : fit) / BLOCK * BLOCK;
    return rows < grid->frame.rows ? rows : grid->frame.rows;
}

// The grid's rows [row, row + count): in the grid itself, or made into buffer.
static situ_status rows_of(const float **rows, float *buffer, const situ_grid *grid, uint32_t row, uint32_t count, situ_job *job,
                           situ_error *err)
{
    if (grid->cells) {
        *rows = grid->cells + (size_t)row * grid->frame.columns;
        return SITU_OK;
    }
    *rows = buffer;
    return situ_grid_rows(buffer, grid, row, row + count, job, err);
}

static situ_status place(GDALDatasetH ds, const situ_grid *grid, situ_error *err)
{
    OGRSpatialReferenceH srs = NULL;
    double gt[6] = {grid->frame.x0, grid->frame.cell_x, 0, grid->frame.y0, 0, -grid->frame.cell_y};
    situ_status status = situ_source_srs(&srs, grid->epsg, err);
    if (status != SITU_OK)
        return status;
    GDALSetGeoTransform(ds, gt);
    GDALSetSpatialRef(ds, srs);
    GDALSetRasterNoDataValue(GDALGetRasterBand(ds, 1), NAN);
    OSRDestroySpatialReference(srs);
    return SITU_OK;
}

// GDAL 3.6 tells a full disk on closing to nobody: the place and size of every block are held against the file.
static bool is_whole(const char *path, const situ_grid *grid)
{
    const uint32_t across = (grid->frame.columns + BLOCK - 1) / BLOCK, down = (grid->frame.rows + BLOCK - 1) / BLOCK;
    VSIStatBufL stat;
    long long bytes = VSIStatL(path, &stat) == 0 ? (long long)stat.st_size : -1;
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    double gt[6];
    bool ok = ds && GDALGetRasterXSize(ds) == (int)grid->frame.columns && GDALGetRasterYSize(ds) == (int)grid->frame.rows &&
              GDALGetGeoTransform(ds, gt) == CE_None && gt[0] == grid->frame.x0 && gt[3] == grid->frame.y0;
    for (uint32_t y = 0; y < down && ok; y++)
        for (uint32_t x = 0; x < across && ok; x++) {
            char name[64];
            long long offset = 0, size = 0;
            snprintf(name, sizeof name, "BLOCK_OFFSET_%u_%u", (unsigned)x, (unsigned)y);
            const char *at = GDALGetMetadataItem(GDALGetRasterBand(ds, 1), name, "TIFF");
            ok = at && situ_parse_int(at, &offset);
            snprintf(name, sizeof name, "BLOCK_SIZE_%u_%u", (unsigned)x, (unsigned)y);
            const char *length = ok ? GDALGetMetadataItem(GDALGetRasterBand(ds, 1), name, "TIFF") : NULL;
            ok = length && situ_parse_int(length, &size) && size > 0 && offset > 0 && offset + size <= bytes;
        }
    // The last block written is read: a file cut within a page still has its size.
    if (ok) {
        float cell;
        ok = GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Read, (int)grid->frame.columns - 1, (int)grid->frame.rows - 1, 1, 1, &cell, 1, 1,
                          GDT_Float32, 0, 0) == CE_None;
    }
    if (ds)
        GDALClose(ds);
    return ok;
}

static situ_status write_bands(GDALDatasetH ds, const situ_grid *grid, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t high = band_rows(grid);
    float *buffer = NULL;
    const float *rows;
    if (!grid->cells) {
        buffer = situ_malloc((size_t)high * grid->frame.columns * sizeof *buffer);
        SITU_TRY_ALLOC(buffer);
    }
    for (uint32_t row = 0; row < grid->frame.rows; row += high) {
        uint32_t count = grid->frame.rows - row < high ? grid->frame.rows - row : high;
        SITU_TRY(rows_of(&rows, buffer, grid, row, count, job, err));
        SITU_TRY(situ_job_check(job, err));
        // The cells are only read, whatever the call's type says.
        if (GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Write, 0, (int)row, (int)grid->frame.columns, (int)count, (void *)(uintptr_t)rows,
                         (int)grid->frame.columns, (int)count, GDT_Float32, 0, 0) != CE_None) {
            status = situ_fail(err, SITU_E_IO, _("check that the disk has room"), _("the grid cannot be written"));
            goto done;
        }
    }
done:
    situ_free(buffer);
    return status;
}

// A dataset in memory that borrows the cells.
static situ_status memory_view(GDALDatasetH *out, const situ_grid *grid, situ_error *err)
{
    situ_status status = SITU_OK;
    char pointer[64] = "DATAPOINTER=", *options[] = {pointer, NULL};
    const size_t key = strlen(pointer);
    pointer[key + (size_t)CPLPrintPointer(pointer + key, grid->cells, (int)(sizeof pointer - key) - 1)] = '\0';
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("MEM"), "", (int)grid->frame.columns, (int)grid->frame.rows, 0, GDT_Float32, NULL);
    SITU_TRY_ALLOC(ds);
    if (GDALAddBand(ds, GDT_Float32, options) != CE_None) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(place(ds, grid, err));
    *out = ds;
    ds = NULL;
done:
    if (ds)
        GDALClose(ds);
    return status;
}

static situ_status write_tiff(const char *path, const situ_grid *grid, situ_grid_packing packing, const char *threads, situ_job *job,
                              situ_error *err)
{
    const bool plain = packing == SITU_GRID_PLAIN;
    const char *const options[] = {"TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "BIGTIFF=IF_SAFER", plain ? "COMPRESS=NONE" : "COMPRESS=DEFLATE",
                                   plain ? NULL : "PREDICTOR=3", packing == SITU_GRID_SMALL ? "ZLEVEL=6" : "ZLEVEL=1", threads, NULL};
    situ_status status = SITU_OK;
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), path, (int)grid->frame.columns, (int)grid->frame.rows, 1, GDT_Float32,
                                 (CSLConstList)options);
    if (!ds) {
        status = situ_fail(err, SITU_E_IO, _("check that the disk has room"), _("the grid cannot be written"));
        goto done;
    }
    SITU_TRY(place(ds, grid, err));
    SITU_TRY(write_bands(ds, grid, job, err));
done:
    if (ds)
        GDALClose(ds);
    return status;
}

static situ_status write_cog(const char *path, const situ_grid *grid, const char *threads, situ_error *err)
{
    const char *const options[] = {"COMPRESS=DEFLATE", "PREDICTOR=YES", "LEVEL=6", "BLOCKSIZE=256", "RESAMPLING=AVERAGE", "BIGTIFF=IF_SAFER",
                                   threads, NULL};
    situ_status status = SITU_OK;
    GDALDatasetH ds = NULL;
    SITU_TRY(memory_view(&ds, grid, err));
    GDALDatasetH made = GDALCreateCopy(GDALGetDriverByName("COG"), path, ds, FALSE, (CSLConstList)options, NULL, NULL);
    if (made)
        GDALClose(made);
    else
        status = situ_fail(err, SITU_E_IO, _("check that the disk has room"), _("the grid cannot be written"));
done:
    if (ds)
        GDALClose(ds);
    return status;
}

situ_status situ_source_write_grid(const char *path, const situ_grid *grid, situ_grid_packing packing, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    situ_atomic *file = NULL;
    char threads[WORD_HIGH];
    status = situ_source_init(err);
    if (status != SITU_OK)
        return status;
    snprintf(threads, sizeof threads, "NUM_THREADS=%u", situ_job_threads(job)); // blocks are written in their order whatever the number
    situ_guard_begin(&guard);
    SITU_TRY(situ_atomic_begin(&file, path, err));
    if (packing == SITU_GRID_COG && grid->cells)
        status = write_cog(situ_atomic_path(file), grid, threads, err);
    else
        status = write_tiff(situ_atomic_path(file), grid, packing, threads, job, err);
    if (status != SITU_OK && status != SITU_E_IO)
        goto done;
    if (status != SITU_OK || guard.failures > 0 || !is_whole(situ_atomic_path(file), grid)) {
        status = situ_guard_fail(&guard, SITU_E_IO, _("check that the disk has room"), _("the grid cannot be written"), path, err);
        goto done;
    }
    status = situ_atomic_commit(file, err);
    file = NULL;
done:
    situ_atomic_abort(file);
    situ_guard_end();
    return status;
}

// SPDX-License-Identifier: MIT
// Georeferencing a finished PDF by GDAL's update mode: an incremental update, the page stays vector.

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "source/guard.h"
#include "source/source.h"

static const size_t MAX_PDF_BYTES = (size_t)1 << 30;

static GDALDatasetH open_pdf(const char *path, bool update, int dpi)
{
    char option[24];
    snprintf(option, sizeof option, "DPI=%d", dpi);
    const char *options[] = {option, NULL};
    const char *drivers[] = {"PDF", NULL};
    return GDALOpenEx(path, GDAL_OF_RASTER | (update ? GDAL_OF_UPDATE : GDAL_OF_READONLY), drivers, options,
                      NULL);
}

// Width and height of the page in points, to a hundredth; 0 when it is no PDF.
static situ_point page_size(const char *path)
{
    situ_point size = {0, 0};
    GDALDatasetH ds = open_pdf(path, false, 7200);
    if (!ds)
        return size;
    size = (situ_point){GDALGetRasterXSize(ds) / 100.0, GDALGetRasterYSize(ds) / 100.0};
    GDALClose(ds);
    return size;
}

static situ_point place(const double affine[6], double x, double y)
{
    return (situ_point){affine[0] + affine[1] * x + affine[2] * y, affine[3] + affine[4] * x + affine[5] * y};
}

static void neatline_wkt(char *out, size_t size, const double affine[6], situ_box box)
{
    const double x[5] = {box.x0, box.x1, box.x1, box.x0, box.x0},
                 y[5] = {box.y0, box.y0, box.y1, box.y1, box.y0};
    size_t used = (size_t)snprintf(out, size, "POLYGON ((");
    for (int i = 0; i < 5; i++) {
        situ_point p = place(affine, x[i], y[i]);
        char a[32], b[32];
        situ_format_double(p.x, a);
        situ_format_double(p.y, b);
        used += (size_t)snprintf(out + used, size - used, "%s%s %s", i ? "," : "", a, b);
    }
    snprintf(out + used, size - used, "))");
}

static bool update(const char *path, OGRSpatialReferenceH srs, double *transform, const char *neatline)
{
    GDALDatasetH ds = open_pdf(path, true, 72);
    if (!ds)
        return false;
    bool ok = GDALSetSpatialRef(ds, srs) == CE_None && GDALSetGeoTransform(ds, transform) == CE_None &&
              GDALSetMetadataItem(ds, "NEATLINE", neatline, NULL) == CE_None;
    GDALClose(ds);
    return ok;
}

// Closing tells nothing in GDAL 3.6: open it again and compare, to a tenth of a point. A reader's
// pixels are points stretched to a whole number of pixels a page.
static bool is_georeferenced(const char *path, int epsg, const double want[6], situ_point page, situ_box box)
{
    double have[6];
    GDALDatasetH ds = open_pdf(path, false, 72);
    if (!ds)
        return false;
    bool ok = GDALGetGeoTransform(ds, have) == CE_None && situ_source_epsg(GDALGetSpatialRef(ds)) == epsg;
    double point = hypot(want[1], want[4]);
    double sx = GDALGetRasterXSize(ds) / page.x, sy = GDALGetRasterYSize(ds) / page.y;
    const double x[2] = {box.x0, box.x1}, y[2] = {box.y0, box.y1};
    for (int i = 0; i < 4 && ok; i++) {
        situ_point a = place(want, x[i & 1], y[i >> 1]), b = place(have, x[i & 1] * sx, y[i >> 1] * sy);
        ok = hypot(a.x - b.x, a.y - b.y) < 0.1 * point;
    }
    GDALClose(ds);
    return ok;
}

situ_status situ_source_georeference_pdf(const char *path, int epsg, const double affine[6],
                                         situ_box neatline_points, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    situ_atomic *file = NULL;
    OGRSpatialReferenceH srs = NULL;
    char *bytes = NULL, wkt[512];
    size_t size = 0;
    status = situ_source_init(err);
    if (status == SITU_OK)
        status = situ_source_check_name(path, err);
    if (status != SITU_OK)
        return status;
    situ_guard_begin(&guard);
    SITU_TRY(situ_source_srs(&srs, epsg, err));
    // The update is made on a copy: a full disk must not spoil the file that exists.
    SITU_TRY(situ_read_file(&bytes, &size, path, MAX_PDF_BYTES, err));
    SITU_TRY(situ_atomic_begin(&file, path, err));
    SITU_TRY(situ_write_file(situ_atomic_path(file), bytes, size, err));
    situ_point page = page_size(situ_atomic_path(file));
    // GDAL turns y around by the page's height in whole pixels; the rest goes into the transform.
    double rest = page.y - floor(page.y + 0.5), transform[6];
    memcpy(transform, affine, sizeof transform);
    transform[0] += affine[2] * rest;
    transform[3] += affine[5] * rest;
    neatline_wkt(wkt, sizeof wkt, affine, neatline_points);
    if (!(page.x > 0 && page.y > 0) || !update(situ_atomic_path(file), srs, transform, wkt) ||
        guard.failures > 0 ||
        !is_georeferenced(situ_atomic_path(file), epsg, affine, page, neatline_points)) {
        status =
            situ_guard_fail(&guard, SITU_E_EXTERNAL, NULL, _("the PDF cannot be georeferenced"), path, err);
        goto done;
    }
    status = situ_atomic_commit(file, err);
    file = NULL;
done:
    situ_atomic_abort(file);
    situ_free(bytes);
    if (srs)
        OSRDestroySpatialReference(srs);
    situ_guard_end();
    return status;
}

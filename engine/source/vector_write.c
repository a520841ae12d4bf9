// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <ogr_api.h>

#include "base/alloc.h"
#include "base/path.h"
#include "source/csv_write.h"
#include "source/guard.h"
#include "source/source.h"

typedef struct writer {
    GDALDatasetH ds;
    const char *driver;
    const char *path; // the final name, for messages
    situ_gdal_guard *guard;
    situ_error *err;
} writer;

static situ_status failed(const writer *w)
{
    return situ_guard_fail(w->guard, SITU_E_IO, _("check that the disk has room"),
                           _("the file cannot be written"), w->path, w->err);
}

// The one kind of all geometries, or "any".
static OGRwkbGeometryType layer_type(const situ_table *t)
{
    static const OGRwkbGeometryType type[] = {wkbMultiPoint, wkbMultiLineString, wkbMultiPolygon};
    OGRwkbGeometryType all = wkbNone;
    for (size_t r = 0; t->geometry && r < t->row_count; r++) {
        const situ_geometry *g = t->geometry[r];
        if (!g)
            continue;
        OGRwkbGeometryType one = g->kind == SITU_GEOM_POINT && g->part_count == 1 ? wkbPoint : type[g->kind];
        if (all == wkbNone)
            all = one;
        else if (all != one)
            all = (all == wkbPoint && one == wkbMultiPoint) || (all == wkbMultiPoint && one == wkbPoint)
                      ? wkbMultiPoint
                      : wkbUnknown;
    }
    return all == wkbNone && t->geometry ? wkbUnknown : all;
}

static situ_status make_geometry(OGRGeometryH *out, const situ_geometry *g, OGRwkbGeometryType type,
                                 writer *w)
{
    situ_status status = SITU_OK;
    unsigned char *wkb = NULL;
    size_t bytes = 0;
    *out = NULL;
    SITU_TRY(situ_geometry_to_wkb(&wkb, &bytes, g, w->err));
    if (OGR_G_CreateFromWkb(wkb, NULL, out, (int)bytes) != OGRERR_NONE) {
        status = failed(w);
        goto done;
    }
    if (type == wkbPoint)
        *out = OGR_G_ForceTo(*out, wkbPoint, NULL);
done:
    situ_free(wkb);
    return status;
}

static situ_status write_row(writer *w, OGRLayerH layer, OGRwkbGeometryType type, const situ_table *t,
                             size_t row)
{
    situ_status status = SITU_OK;
    OGRGeometryH g = NULL;
    OGRFeatureH f = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    if (!f)
        return situ_fail_nomem(w->err);
    for (size_t c = 0; c < t->column_count; c++) {
        int i = (int)c;
        if (situ_table_is_null(t, row, i)) {
            OGR_F_SetFieldNull(f, i);
            continue;
        }
        switch (t->columns[c].type) {
        case SITU_TYPE_TEXT: OGR_F_SetFieldString(f, i, t->columns[c].v.text[row]); break;
        case SITU_TYPE_INT: OGR_F_SetFieldInteger64(f, i, t->columns[c].v.ints[row]); break;
        case SITU_TYPE_REAL: OGR_F_SetFieldDouble(f, i, t->columns[c].v.reals[row]); break;
        }
    }
    const situ_geometry *shape = situ_table_geometry(t, row);
    if (shape && type != wkbNone) {
        SITU_TRY(make_geometry(&g, shape, type, w));
        OGR_F_SetGeometryDirectly(f, g);
    }
    if (OGR_L_CreateFeature(layer, f) != OGRERR_NONE)
        status = failed(w);
done:
    OGR_F_Destroy(f);
    return status;
}

static bool has_column(const situ_table *t, const char *name)
{
    for (size_t c = 0; c < t->column_count; c++)
        if (strcasecmp(t->columns[c].name, name) == 0)
            return true;
    return false;
}

static char **layer_options(const writer *w, const situ_table *t)
{
    char **options = NULL;
    if (strcmp(w->driver, "GeoJSON") == 0)
        options = CSLSetNameValue(options, "RFC7946", "YES");
    if (strcmp(w->driver, "ESRI Shapefile") == 0)
        options = CSLSetNameValue(options, "ENCODING", "UTF-8");
    if (strcmp(w->driver, "GPKG") == 0) { // its own columns must not take the names of ours
        options = CSLSetNameValue(options, "GEOMETRY_NAME", has_column(t, "geom") ? "situ_geom" : "geom");
        options = CSLSetNameValue(options, "FID", has_column(t, "fid") ? "situ_fid" : "fid");
    }
    return options;
}

static situ_status write_layer(writer *w, const situ_table *t)
{
    static const OGRFieldType field_type[] = {OFTString, OFTInteger64, OFTReal};
    situ_status status = SITU_OK;
    OGRSpatialReferenceH srs = NULL;
    OGRwkbGeometryType type = layer_type(t);
    char **options = layer_options(w, t);
    if (type != wkbNone && t->epsg)
        SITU_TRY(situ_source_srs(&srs, t->epsg, w->err));
    OGRLayerH layer = GDALDatasetCreateLayer(w->ds, t->name[0] ? t->name : "table", srs, type, options);
    if (!layer) {
        status = failed(w);
        goto done;
    }
    for (size_t c = 0; c < t->column_count; c++) {
        OGRFieldDefnH field = OGR_Fld_Create(t->columns[c].name, field_type[t->columns[c].type]);
        OGRErr result = OGR_L_CreateField(layer, field, TRUE);
        OGR_Fld_Destroy(field);
        if (result == OGRERR_NONE)
            continue;
        status = failed(w);
        goto done;
    }
    for (size_t r = 0; r < t->row_count; r++)
        SITU_TRY(write_row(w, layer, type, t, r));
done:
    if (srs)
        OSRDestroySpatialReference(srs);
    CSLDestroy(options);
    return status;
}

static bool reads_back(const char *path, const situ_table *const *tables, size_t count)
{
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    bool ok = ds && GDALDatasetGetLayerCount(ds) == (int)count;
    for (size_t i = 0; i < count && ok; i++) {
        // GeoPackages list layers without geometry last.
        OGRLayerH layer = count > 1 ? GDALDatasetGetLayerByName(ds, tables[i]->name) : GDALDatasetGetLayer(ds, 0);
        ok = layer && OGR_L_GetFeatureCount(layer, TRUE) == (GIntBig)tables[i]->row_count;
    }
    if (ds)
        GDALClose(ds);
    return ok;
}

// A shapefile has members beside its .shp: they are moved first, the .shp (by the commit) last.
static const char *const MEMBERS[] = {"shx", "dbf", "prj", "cpg", NULL};

static char *member_name(const char *path, const char *ext)
{
    size_t stem = strlen(path) - strlen(situ_path_extension(path));
    char *name = situ_malloc(stem + 4);
    if (!name)
        return NULL;
    memcpy(name, path, stem);
    memcpy(name + stem, ext, 4);
    return name;
}

static situ_status for_members(const char *temporary, const char *path, bool move, situ_error *err)
{
    situ_status status = SITU_OK;
    for (int i = 0; MEMBERS[i] && status == SITU_OK; i++) {
        char *from = member_name(temporary, MEMBERS[i]), *to = member_name(path, MEMBERS[i]);
        if (!from || !to)
            status = situ_fail_nomem(err);
        else if (!move)
            unlink(from);
        else if (situ_path_exists(from)) {
            if (rename(from, to) != 0)
                status = situ_fail_errno(err, to, "%s", _("the file cannot be written"));
        }
        situ_free(from);
        situ_free(to);
    }
    return status;
}

static situ_status write_all(writer *w, const char *temporary, const situ_table *const *tables, size_t count)
{
    situ_status status = SITU_OK;
    // GeoPackage notes the time of change: a fixed one makes equal bytes from equal data.
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z");
    w->ds = GDALCreate(GDALGetDriverByName(w->driver), temporary, 0, 0, 0, GDT_Unknown, NULL);
    if (!w->ds) {
        status = failed(w);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        GDALDatasetStartTransaction(w->ds, FALSE);
        SITU_TRY(write_layer(w, tables[i]));
        GDALDatasetCommitTransaction(w->ds);
    }
done:
    if (w->ds)
        GDALClose(w->ds);
    w->ds = NULL;
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    return status;
}

static situ_status check_driver(const char *driver, size_t count, situ_error *err)
{
    static const char *const known[] = {"GPKG", "GeoJSON", "CSV", "ESRI Shapefile", NULL};
    bool found = false;
    for (int i = 0; known[i]; i++)
        found = found || strcmp(known[i], driver) == 0;
    if (!found)
        return situ_fail(err, SITU_E_UNSUPPORTED, NULL, _("files of kind %s cannot be written"), driver);
    if (count == 0)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("there is nothing to write"));
    if (count > 1 && strcmp(driver, "GPKG") != 0)
        return situ_fail(err, SITU_E_ARGUMENT, _("write a GeoPackage"), _("a %s file holds one table only"),
                         driver);
    return SITU_OK;
}

situ_status situ_source_write_vector(const char *path, const char *driver, const situ_table *const *tables,
                                     size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    situ_atomic *file = NULL;
    situ_table *moved = NULL;
    writer w = {.driver = driver, .path = path, .guard = &guard, .err = err};
    status = situ_source_init(err);
    if (status == SITU_OK)
        status = check_driver(driver, count, err);
    if (status != SITU_OK)
        return status;
    if (strcmp(driver, "CSV") == 0)
        return situ_csv_write(path, tables[0], err);
    bool shapefile = strcmp(driver, "ESRI Shapefile") == 0;
    if (shapefile && strcmp(situ_path_extension(path), "shp") != 0)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("the name of a shapefile ends with .shp"));
    situ_guard_begin(&guard);
    const situ_table *one = tables[0];
    if (strcmp(driver, "GeoJSON") == 0 && one->geometry && one->epsg && one->epsg != SITU_EPSG_WGS84) {
        SITU_TRY(situ_table_copy(&moved, one, SITU_EPSG_WGS84, NULL, 0, err)); // RFC 7946 knows WGS 84 only
        one = moved;
        tables = &one;
    }
    SITU_TRY(situ_atomic_begin(&file, path, err));
    SITU_TRY(write_all(&w, situ_atomic_path(file), tables, count));
    if (guard.failures > 0 || !reads_back(situ_atomic_path(file), tables, count)) {
        status = failed(&w);
        goto done;
    }
    if (shapefile)
        SITU_TRY(for_members(situ_atomic_path(file), path, true, err));
    status = situ_atomic_commit(file, err);
    file = NULL;
done:
    if (file && shapefile)
        (void)for_members(situ_atomic_path(file), path, false, NULL);
    situ_atomic_abort(file);
    situ_table_free(moved);
    situ_guard_end();
    return status;
}

// SPDX-License-Identifier: MIT
// Opening vector files and choosing among their layers.

#include "source/vector_open.h"

#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_vsi.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "source/dbf.h"
#include "source/osm.h"
#include "source/source.h"

// What a file may be opened by. PostgreSQL is not among them, nor the spreadsheet drivers: those files
// have readers of their own.
static const char *const FILE_DRIVERS[] = {"GPKG", "ESRI Shapefile", "GeoJSON", "CSV", "LIBKML", "KML", "OSM", "SQLite", NULL};
static const char *const DATABASE_DRIVERS[] = {"PostgreSQL", NULL};

static situ_status open_database(GDALDatasetH *out, const char *path, const situ_gdal_guard *guard, situ_error *err)
{
    char shown[300];
    situ_source_shown_name(shown, sizeof shown, path);
    if (!GDALGetDriverByName("PostgreSQL")) {
        situ_fail(err, SITU_E_UNSUPPORTED, _("install GDAL with PostgreSQL, or export the table as .gpkg"), "%s",
                  _("this GDAL cannot read PostGIS databases"));
        return situ_error_at(err, shown, NULL, NULL, 0, 0);
    }
    size_t room = strlen(path) + 100;
    char *name = situ_malloc(room);
    if (!name)
        return situ_fail_nomem(err);
    snprintf(name, room, "%s%s%s", path, strstr(path, "connect_timeout") ? "" : " connect_timeout=5",
             strstr(path, "options=") ? "" : " options='-c default_transaction_read_only=on'");
    *out = GDALOpenEx(name, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, DATABASE_DRIVERS, NULL, NULL);
    situ_free(name);
    if (*out)
        return SITU_OK;
    return situ_guard_fail(guard, SITU_E_EXTERNAL, _("check host, port, dbname, user and password"), _("the database cannot be reached"), shown, err);
}

enum { MAX_MENDED_BYTES = 256 * 1024 * 1024, MAX_PACKED_BYTES = 64 * 1024 * 1024 };
#define MENDED "/vsimem/situ-mended-"

// Copies a shapefile's members into memory, where GDAL may write the index it lacks.
static situ_status copy_members(char name[80], const char *path, situ_error *err)
{
    static const char *const members[] = {"shp", "dbf", "prj", "cpg", "DBF", "PRJ", "CPG", NULL};
    situ_status status = SITU_OK;
    char *from = NULL, *data = NULL;
    size_t n = 0;
    snprintf(name, 80, MENDED "%p", (void *)name); // one name a thread
    for (int i = 0; members[i] && status == SITU_OK; i++) {
        char to[100];
        from = i == 0 ? situ_strdup(path) : situ_shp_sibling(path, members[i]);
        SITU_TRY_ALLOC(from);
        if (situ_path_exists(from)) {
            SITU_TRY(situ_read_file(&data, &n, from, MAX_MENDED_BYTES, err));
            snprintf(to, sizeof to, "%s/a.%.3s", name, i > 3 ? members[i - 3] : members[i]);
            VSILFILE *file = VSIFOpenL(to, "wb");
            bool ok = file && (n == 0 || VSIFWriteL(data, 1, n, file) == n);
            if (file)
                VSIFCloseL(file);
            if (!ok)
                status = situ_fail_nomem(err);
            situ_free(data);
            data = NULL;
        }
        situ_free(from);
        from = NULL;
    }
done:
    situ_free(from);
    situ_free(data);
    return status;
}

void situ_vector_close(GDALDatasetH ds)
{
    if (!ds)
        return;
    char folder[80];
    const char *name = GDALGetDescription(ds);
    bool mended = strncmp(name, MENDED, strlen(MENDED)) == 0;
    snprintf(folder, sizeof folder, "%.*s", (int)(mended && strrchr(name, '/') ? strrchr(name, '/') - name : 0), name);
    GDALClose(ds);
    if (mended)
        VSIRmdirRecursive(folder);
}

static situ_status open_mended(GDALDatasetH *out, const char *path, const char **options, const situ_gdal_guard *guard, situ_error *err)
{
    static const char *const shapefile[] = {"ESRI Shapefile", NULL};
    char folder[80] = "", name[100];
    situ_status status = copy_members(folder, path, err);
    snprintf(name, sizeof name, "%s/a.shp", folder);
    if (status == SITU_OK) {
        CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", "YES");
        *out = GDALOpenEx(name, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, shapefile, options, NULL);
        CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", NULL);
    }
    if (*out)
        return SITU_OK;
    VSIRmdirRecursive(folder);
    return status != SITU_OK ? status
                             : situ_guard_fail(guard, SITU_E_FORMAT, _("copy the .shx, .dbf and .prj of the same name beside it"),
                                               _("the .shx beside the .shp is missing and cannot be made anew"), path, err);
}

// The map inside a .kmz: doc.kml, else the first .kml.
static situ_status open_packed(GDALDatasetH *out, const char *path, const situ_gdal_guard *guard, situ_error *err)
{
    static const char *const kml[] = {"LIBKML", "KML", NULL};
    situ_status status = SITU_OK;
    char **names = NULL, *data = NULL, name[100], folder[80];
    const char *member = NULL;
    size_t n = 0;
    SITU_TRY(situ_source_zip_names(&names, path, err));
    for (size_t i = 0; names[i]; i++)
        if (situ_ends_with(names[i], ".kml") && (!member || strcmp(names[i], "doc.kml") == 0))
            member = names[i];
    if (!member) {
        status = situ_guard_fail(guard, SITU_E_FORMAT, _("unpack it and import the files inside"), _("the archive holds no .kml"), path, err);
        goto done;
    }
    SITU_TRY(situ_source_read_zip(&data, &n, path, member, MAX_PACKED_BYTES, err));
    snprintf(folder, sizeof folder, MENDED "%p", (void *)folder);
    snprintf(name, sizeof name, "%s/a.kml", folder);
    VSILFILE *file = VSIFOpenL(name, "wb");
    bool ok = file && (n == 0 || VSIFWriteL(data, 1, n, file) == n);
    if (file)
        VSIFCloseL(file);
    if (ok)
        *out = GDALOpenEx(name, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, kml, NULL, NULL);
    if (!*out) {
        VSIRmdirRecursive(folder);
        status = ok ? situ_guard_fail(guard, SITU_E_FORMAT, _("export it as .kml again"), _("the file cannot be read"), path, err) : situ_fail_nomem(err);
    }
done:
    situ_names_free(names);
    situ_free(data);
    return status;
}

static bool is_packed(const char *path)
{
    char head[4] = {0};
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    return n == 4 && memcmp(head, "PK\3\4", 4) == 0;
}

situ_status situ_vector_open(GDALDatasetH *out, const char *path, const char *encoding,
                             bool *mended, const situ_gdal_guard *guard, situ_error *err)
{
    char option[80];
    const char *options[2] = {NULL, NULL};
    bool lacks = false;
    *out = NULL;
    if (situ_source_is_database(path))
        return open_database(out, path, guard, err);
    if (encoding) {
        snprintf(option, sizeof option, "ENCODING=%s", encoding);
        options[0] = option;
    }
    situ_status status = situ_shp_lacks_index(&lacks, path, err);
    if (mended)
        *mended = lacks;
    if (status != SITU_OK)
        return status;
    if (is_packed(path))
        return open_packed(out, path, guard, err);
    if (lacks)
        return open_mended(out, path, options, guard, err);
    // A foreign database's views and triggers may call no function that is not harmless.
    CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", "trusted_schema=0,cell_size_check=1");
    *out = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, FILE_DRIVERS, options, NULL);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", NULL);
    if (*out)
        return SITU_OK;
    return situ_guard_fail(
        guard, SITU_E_FORMAT,
        _("readable are GeoPackage, Shapefile, GeoJSON, KML, CSV, OSM and SQLite"),
        _("the file cannot be read"), path, err);
}

// QGIS keeps its styles in a table of this name: never what the user means.
static bool is_hidden_layer(const char *name)
{
    return strcmp(name, "layer_styles") == 0;
}

static void list_layers(GDALDatasetH ds, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < GDALDatasetGetLayerCount(ds) && used < size; i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(ds, i));
        if (!is_hidden_layer(name)) {
            int n = snprintf(text + used, size - used, "%s%s", used ? ", " : "", name);
            used += n > 0 ? (size_t)n : 0;
        }
    }
    if (used >= size) { // do not end inside a character
        size_t bad;
        if (!situ_utf8_valid(text, strlen(text), &bad))
            text[bad] = 0;
    }
}

situ_status situ_vector_layer(OGRLayerH *out, GDALDatasetH ds, const char *wanted, const char *path,
                              situ_error *err)
{
    char names[400];
    OGRLayerH only = NULL;
    int shown = 0;
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(ds, i);
        if (wanted && strcmp(OGR_L_GetName(layer), wanted) == 0) {
            *out = layer;
            return SITU_OK;
        }
        if (is_hidden_layer(OGR_L_GetName(layer)))
            continue;
        only = layer;
        shown++;
    }
    if (!wanted && shown == 1) {
        *out = only;
        return SITU_OK;
    }
    list_layers(ds, names, sizeof names);
    if (shown == 0)
        situ_fail(err, SITU_E_FORMAT, NULL, "%s", _("the file holds no layer"));
    else if (wanted)
        situ_fail(err, SITU_E_NOT_FOUND, NULL, _("no layer %s; the file holds: %s"), wanted, names);
    else
        situ_fail(err, SITU_E_ARGUMENT, _("name one of them"), _("the file holds several layers: %s"), names);
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return shown == 0 ? SITU_E_FORMAT : wanted ? SITU_E_NOT_FOUND : SITU_E_ARGUMENT;
}

situ_status situ_source_layers(char ***out, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    GDALDatasetH ds = NULL;
    char **names = NULL;
    size_t n = 0;
    *out = NULL;
    status = situ_source_init(err);
    if (status == SITU_OK && !situ_source_is_database(path))
        status = situ_source_check_name(path, err);
    if (status != SITU_OK)
        return status;
    situ_guard_begin(&guard);
    SITU_TRY(situ_vector_open(&ds, path, NULL, NULL, &guard, err));
    bool osm = strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(ds)), "OSM") == 0;
    names = situ_calloc((size_t)GDALDatasetGetLayerCount(ds) + 4, sizeof(char *));
    SITU_TRY_ALLOC(names);
    for (; osm && situ_osm_tables[n]; n++)
        SITU_TRY_ALLOC(names[n] = situ_strdup(situ_osm_tables[n]));
    for (int i = 0; !osm && i < GDALDatasetGetLayerCount(ds); i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(ds, i));
        if (is_hidden_layer(name))
            continue;
        names[n] = situ_strdup(name);
        SITU_TRY_ALLOC(names[n]);
        n++;
    }
    *out = names;
    names = NULL;
done:
    situ_names_free(names);
    situ_vector_close(ds);
    situ_guard_end();
    return status;
}

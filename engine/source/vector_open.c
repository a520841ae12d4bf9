// SPDX-License-Identifier: MIT
// Opening vector files and choosing among their layers.

#include "source/vector_open.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "source/source.h"

situ_status situ_vector_open(GDALDatasetH *out, const char *path, const char *encoding,
                             const situ_gdal_guard *guard, situ_error *err)
{
    char option[80];
    const char *options[2] = {NULL, NULL};
    if (encoding) {
        snprintf(option, sizeof option, "ENCODING=%s", encoding);
        options[0] = option;
    }
    *out = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, options, NULL);
    if (*out)
        return SITU_OK;
    return situ_guard_fail(
        guard, SITU_E_FORMAT,
        _("readable are GeoPackage, Shapefile, GeoJSON, KML, CSV, OSM, XLS, ODS and SQLite"),
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
    if (status == SITU_OK)
        status = situ_source_check_name(path, err);
    if (status != SITU_OK)
        return status;
    situ_guard_begin(&guard);
    SITU_TRY(situ_vector_open(&ds, path, NULL, &guard, err));
    names = situ_calloc((size_t)GDALDatasetGetLayerCount(ds) + 1, sizeof(char *));
    SITU_TRY_ALLOC(names);
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++) {
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
    if (ds)
        GDALClose(ds);
    situ_guard_end();
    return status;
}

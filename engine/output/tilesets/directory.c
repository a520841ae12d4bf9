// SPDX-License-Identifier: MIT
// Tiles as files: DIR/{z}/{x}/{y}.png beside DIR/tilejson.json.

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "output/tileset.h"

struct situ_tile_sink {
    char *dir, *map, *title, *attribution;
    int min_zoom, max_zoom;
    situ_box bounds_deg;
    situ_matrix_set set;
};

static situ_status open_directory(situ_tile_sink **out, const char *path, const situ_tile_info *info, situ_error *err)
{
    situ_status status;
    *out = NULL;
    situ_tile_sink *sink = situ_calloc(1, sizeof *sink);
    SITU_TRY_ALLOC(sink);
    sink->min_zoom = info->min_zoom;
    sink->max_zoom = info->max_zoom;
    sink->bounds_deg = info->bounds_deg;
    sink->set = info->set;
    sink->dir = situ_strdup(path);
    sink->map = situ_strdup(info->map ? info->map : "");
    sink->title = situ_strdup(info->title ? info->title : "");
    sink->attribution = situ_strdup(info->attribution ? info->attribution : "");
    SITU_TRY_ALLOC(sink->dir);
    SITU_TRY_ALLOC(sink->map);
    SITU_TRY_ALLOC(sink->title);
    SITU_TRY_ALLOC(sink->attribution);
    SITU_TRY(situ_make_dirs(path, err));
    *out = sink;
    sink = NULL;
    status = SITU_OK;
done:
    if (sink) {
        situ_free(sink->dir);
        situ_free(sink->map);
        situ_free(sink->title);
        situ_free(sink->attribution);
        situ_free(sink);
    }
    return status;
}

// An unchanged tile keeps its file and its time, so that caches and synchronisation leave it alone.
static bool same_bytes(const char *path, const unsigned char *png, size_t bytes)
{
    struct stat info;
    if (stat(path, &info) != 0 || info.st_size < 0 || (size_t)info.st_size != bytes)
        return false;
    char *old = NULL;
    size_t old_bytes = 0;
    bool same = situ_read_file(&old, &old_bytes, path, bytes + 1, NULL) == SITU_OK && old_bytes == bytes && memcmp(old, png, bytes) == 0;
    situ_free(old);
    return same;
}

// Tiles are many and small: written beside the name and moved like every output, but without a flush
// to the disk for each. What a power cut spoils is found by its bytes and written again by the next run.
static situ_status write_tile(const char *path, const unsigned char *png, size_t bytes, situ_error *err)
{
    situ_status status;
    char temp[1088];
    snprintf(temp, sizeof temp, "%s.%lx.tmp", path, (unsigned long)pthread_self());
    FILE *file = fopen(temp, "wb");
    if (!file && errno == ENOENT) {
        char *folder = situ_path_dir(path);
        status = folder ? situ_make_dirs(folder, err) : situ_fail_nomem(err);
        situ_free(folder);
        if (status != SITU_OK)
            return status;
        file = fopen(temp, "wb");
    }
    bool good = file && fwrite(png, 1, bytes, file) == bytes;
    good = file && fclose(file) == 0 && good;
    if (good && rename(temp, path) == 0)
        return SITU_OK;
    status = situ_fail_errno(err, path, "%s", _("the tile cannot be written"));
    remove(temp);
    return status;
}

static situ_status put_tile(situ_tile_sink *sink, int zoom, uint32_t x, uint32_t y, const unsigned char *png, size_t bytes, situ_error *err)
{
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/%d/%u/%u.png", sink->dir, zoom, x, y);
    if (n < 0 || (size_t)n >= sizeof path)
        return situ_fail(err, SITU_E_LIMIT, _("choose a shorter folder"), "%s", _("the name of the tile folder is too long"));
    return same_bytes(path, png, bytes) ? SITU_OK : write_tile(path, png, bytes, err);
}

static void add_json(situ_str *out, const char *text)
{
    situ_str_add(out, "\"");
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            situ_str_addf(out, "\\%c", c);
        else if (c < 0x20)
            situ_str_addf(out, "\\u%04x", c);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

static situ_status write_metadata(const situ_tile_sink *sink, situ_error *err)
{
    situ_status status;
    situ_str json;
    char *path = situ_path_join(sink->dir, "tilejson.json"), n[4][32];
    const double bounds[4] = {sink->bounds_deg.x0, sink->bounds_deg.y0, sink->bounds_deg.x1, sink->bounds_deg.y1};
    situ_str_init(&json);
    SITU_TRY_ALLOC(path);
    for (int i = 0; i < 4; i++)
        situ_format_double(bounds[i], n[i]);
    situ_str_add(&json, "{\"tilejson\":\"3.0.0\",\"scheme\":\"xyz\",\"name\":");
    add_json(&json, sink->title[0] ? sink->title : sink->map);
    situ_str_add(&json, ",\"attribution\":");
    add_json(&json, sink->attribution);
    situ_str_addf(&json, ",\"tiles\":[\"{z}/{x}/{y}.png\"],\"minzoom\":%d,\"maxzoom\":%d,\"bounds\":[%s,%s,%s,%s],\"map\":", sink->min_zoom, sink->max_zoom, n[0],
                  n[1], n[2], n[3]);
    add_json(&json, sink->map);
    situ_str_addf(&json, ",\"crs\":\"EPSG:%d\"}\n", situ_matrix_epsg(sink->set));
    if (!situ_str_ok(&json)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, json.data, json.length, err));
done:
    situ_str_free(&json);
    situ_free(path);
    return status;
}

static situ_status close_directory(situ_tile_sink *sink, situ_error *err)
{
    if (!sink)
        return SITU_OK;
    situ_status status = write_metadata(sink, err);
    situ_free(sink->dir);
    situ_free(sink->map);
    situ_free(sink->title);
    situ_free(sink->attribution);
    situ_free(sink);
    return status;
}

const situ_tileset_type situ_tileset_directory = {
    .name = "directory",
    .extension = "",
    .summary = N_("a folder of {z}/{x}/{y}.png files"),
    .open = open_directory,
    .put = put_tile,
    .close = close_directory,
};

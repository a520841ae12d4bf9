// SPDX-License-Identifier: MIT
#include "serve/site.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"

enum { MOST_FILES = 64, MOST_BYTES = 8 << 20 };

static const struct { const char *extension, *mime; } types[] = {
    {"html", "text/html; charset=utf-8"}, {"css", "text/css; charset=utf-8"}, {"js", "text/javascript; charset=utf-8"},
    {"svg", "image/svg+xml"},             {"png", "image/png"},               {"txt", "text/plain; charset=utf-8"},
};

static const char *mime_of(const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].extension, situ_path_extension(name)) == 0)
            return types[i].mime;
    return NULL;
}

static situ_status add_file(situ_site *site, const char *dir, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    char *path = situ_path_join(dir, name);
    situ_site_file file = {.mime = mime_of(name)};
    situ_sha256 hash;
    char hex[65];
    situ_str s;

    situ_str_init(&s);
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_read_file(&file.data, &file.bytes, path, MOST_BYTES, err));
    situ_sha256_init(&hash);
    situ_sha256_add(&hash, file.data, file.bytes);
    situ_sha256_hex(&hash, hex);
    snprintf(file.etag, sizeof file.etag, "\"%.32s\"", hex);
    situ_str_addf(&s, "/%s", name);
    file.path = situ_str_take(&s);
    SITU_TRY_ALLOC(file.path);
    SITU_TRY(situ_grow(&site->files, &site->capacity, site->count + 1, sizeof *site->files, err));
    site->built = site->built || strcmp(name, "index.html") == 0;
    site->files[site->count++] = file;
    file = (situ_site_file){0};
done:
    situ_str_free(&s);
    situ_free(path);
    situ_free(file.path);
    situ_free(file.data);
    return status;
}

situ_status situ_site_load(situ_site **out, const situ_resources *res, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_site *site = situ_calloc(1, sizeof *site);
    char *dir = NULL;
    DIR *folder = NULL;

    SITU_TRY_ALLOC(site);
    dir = res->share ? situ_path_join(res->share, "web") : NULL;
    folder = dir ? opendir(dir) : NULL;
    for (struct dirent *e; folder && (e = readdir(folder)) && site->count < MOST_FILES;)
        if (e->d_name[0] != '.' && mime_of(e->d_name))
            SITU_TRY(add_file(site, dir, e->d_name, err));
    *out = site;
    site = NULL;
done:
    if (folder)
        closedir(folder);
    situ_free(dir);
    situ_site_free(site);
    return status;
}

void situ_site_free(situ_site *site)
{
    if (!site)
        return;
    for (size_t i = 0; i < site->count; i++) {
        situ_free(site->files[i].path);
        situ_free(site->files[i].data);
    }
    situ_free(site->files);
    situ_free(site);
}

const situ_site_file *situ_site_find(const situ_site *site, const char *path)
{
    const char *wanted = strcmp(path, "/") == 0 ? "/index.html" : path;
    for (size_t i = 0; i < site->count; i++)
        if (strcmp(site->files[i].path, wanted) == 0)
            return &site->files[i];
    return NULL;
}

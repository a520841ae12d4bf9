// SPDX-License-Identifier: MIT
// situ_resources of base/path.h: where styles and other data are found.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"

static bool is_dir(const char *path)
{
    struct stat st;
    return path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// dir/name when it is a folder; *out stays NULL otherwise.
static situ_status folder_in(char **out, const char *dir, const char *name, situ_error *err)
{
    *out = NULL;
    if (!dir)
        return SITU_OK;
    char *path = situ_path_join(dir, name);
    if (!path)
        return situ_fail_nomem(err);
    if (is_dir(path))
        *out = path;
    else
        situ_free(path);
    return SITU_OK;
}

// The folder above dir that looks like situ's source tree; *out stays NULL when there is none.
static situ_status find_source(char **out, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    char *maps = NULL, *base = NULL;
    char *at = situ_strdup(dir);
    SITU_TRY_ALLOC(at);
    for (;;) {
        SITU_TRY(folder_in(&maps, at, "styles/maps", err));
        SITU_TRY(folder_in(&base, at, "engine/base", err));
        if (maps && base) {
            *out = at;
            at = NULL;
            break;
        }
        situ_free(maps);
        situ_free(base);
        maps = base = NULL;
        char *up = situ_path_dir(at);
        SITU_TRY_ALLOC(up);
        bool top = strcmp(up, at) == 0 || strcmp(up, ".") == 0;
        situ_free(at);
        at = up;
        if (top)
            break;
    }
done:
    situ_free(maps);
    situ_free(base);
    situ_free(at);
    return status;
}

// Finds out->share and out->source from the place of the program.
static situ_status look_around(situ_resources *out, const char *exe, situ_error *err)
{
    situ_status status = SITU_OK;
    char *dir = NULL, *above = NULL;
    char *real = realpath(exe, NULL); // libc's memory: a link in /usr/local/bin leads to the real tree
    dir = situ_path_dir(real ? real : exe);
    free(real);
    SITU_TRY_ALLOC(dir);
    above = situ_path_dir(dir);
    SITU_TRY_ALLOC(above);
    SITU_TRY(folder_in(&out->share, above, "share/situ", err));
    SITU_TRY(find_source(&out->source, dir, err));
done:
    situ_free(dir);
    situ_free(above);
    return status;
}

static situ_status add_given(situ_resources *out, const char *given, size_t *n, situ_error *err)
{
    if (!is_dir(given)) {
        errno = ENOENT;
        return situ_fail_errno(err, given, "%s", _("the folder of styles does not exist"));
    }
    // Both a styles folder and the folder that holds one may be named.
    situ_status status = folder_in(&out->dirs[*n], given, "styles", err);
    if (status == SITU_OK && !out->dirs[*n] && !(out->dirs[*n] = situ_strdup(given)))
        status = situ_fail_nomem(err);
    *n += status == SITU_OK;
    return status;
}

situ_status situ_resources_init(situ_resources *out, const char *given, const char *project_dir,
                                const char *exe, situ_error *err)
{
    situ_status status;
    size_t n = 0;
    memset(out, 0, sizeof *out);
    if (exe && *exe)
        SITU_TRY(look_around(out, exe, err));
    if (given && *given)
        SITU_TRY(add_given(out, given, &n, err));
    const char *roots[] = {project_dir, out->share, out->source};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        SITU_TRY(folder_in(&out->dirs[n], roots[i], "styles", err));
        n += out->dirs[n] != NULL;
    }
    status = SITU_OK;
    if (!n)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("name the folder of styles with --styles or SITU_DATA"),
                           "%s", _("no folder of styles was found"));
done:
    if (status != SITU_OK)
        situ_resources_free(out);
    return status;
}

void situ_resources_free(situ_resources *res)
{
    if (!res)
        return;
    for (size_t i = 0; i < sizeof res->dirs / sizeof *res->dirs; i++)
        situ_free(res->dirs[i]);
    situ_free(res->share);
    situ_free(res->source);
    memset(res, 0, sizeof *res);
}

// A name stays inside the folders.
static bool is_inside(const char *name)
{
    if (!name || !*name || *name == '/')
        return false;
    for (const char *p = name; p; p = strchr(p, '/')) {
        p += *p == '/';
        if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
            return false;
    }
    return true;
}

situ_status situ_resources_find(char **out, const situ_resources *res, const char *name, situ_error *err)
{
    *out = NULL;
    if (!is_inside(name))
        return situ_fail(err, SITU_E_ARGUMENT, NULL, _("\"%s\" is no name of a style file"), name ? name : "");
    for (size_t i = 0; res->dirs[i]; i++) {
        char *path = situ_path_join(res->dirs[i], name);
        if (!path)
            return situ_fail_nomem(err);
        if (situ_path_exists(path)) {
            *out = path;
            return SITU_OK;
        }
        situ_free(path);
    }
    return situ_fail(err, SITU_E_NOT_FOUND, _("check the name or the folder given with --styles"),
                     _("%s is not in any folder of styles (searched first: %s)"), name,
                     res->dirs[0] ? res->dirs[0] : "-");
}

typedef struct name_list {
    char **names;
    size_t count, capacity;
} name_list;

static situ_status add_names(name_list *list, const char *path, const char *ext, situ_error *err)
{
    situ_status status = SITU_OK;
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT || errno == ENOTDIR
                   ? SITU_OK
                   : situ_fail_errno(err, path, "%s", _("the folder cannot be read"));
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.' || strcmp(situ_path_extension(e->d_name), ext) != 0)
            continue;
        // One more for the NULL at the end.
        SITU_TRY(situ_grow(&list->names, &list->capacity, list->count + 2, sizeof *list->names, err));
        size_t tail = *ext ? strlen(ext) + 1 : 0;
        char *name = situ_strndup(e->d_name, strlen(e->d_name) - tail);
        SITU_TRY_ALLOC(name);
        list->names[list->count++] = name;
    }
done:
    closedir(dir);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

situ_status situ_resources_list(char ***out, const situ_resources *res, const char *sub,
                                const char *ext, situ_error *err)
{
    situ_status status;
    name_list list = {0};
    *out = NULL;
    SITU_TRY(situ_grow(&list.names, &list.capacity, 1, sizeof *list.names, err));
    for (size_t i = 0; res->dirs[i]; i++) {
        char *path = situ_path_join(res->dirs[i], sub);
        SITU_TRY_ALLOC(path);
        status = add_names(&list, path, ext, err);
        situ_free(path);
        if (status != SITU_OK)
            goto done;
    }
    qsort(list.names, list.count, sizeof *list.names, by_name);
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (kept && strcmp(list.names[kept - 1], list.names[i]) == 0)
            situ_free(list.names[i]);
        else
            list.names[kept++] = list.names[i];
    }
    list.count = kept;
    list.names[kept] = NULL;
    *out = list.names;
    list = (name_list){0};
    status = SITU_OK;
done:
    for (size_t i = 0; i < list.count; i++)
        situ_free(list.names[i]);
    situ_free(list.names);
    return status;
}

void situ_names_free(char **names)
{
    for (size_t i = 0; names && names[i]; i++)
        situ_free(names[i]);
    situ_free(names);
}

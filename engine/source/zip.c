// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "base/alloc.h"
#include "source/guard.h"
#include "source/source.h"

static bool looks_like_zip(const char *path)
{
    unsigned char magic[4] = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t n = fread(magic, 1, sizeof magic, file);
    fclose(file);
    return n == 4 && magic[0] == 'P' && magic[1] == 'K' &&
           ((magic[2] == 3 && magic[3] == 4) || (magic[2] == 5 && magic[3] == 6));
}

static bool is_plain_member(const char *member)
{
    return member[0] != 0 && member[0] != '/' && !strstr(member, "..") && !strchr(member, '\\');
}

static situ_status too_large(const char *member, size_t limit, situ_error *err)
{
    return situ_fail(err, SITU_E_LIMIT, _("split the workbook into smaller ones"),
                     _("%s is larger than %zu MB when unpacked"), member, limit >> 20);
}

// The size told by the directory is a hint: what counts are the bytes that come out.
static situ_status inflate(char **out, size_t *bytes, VSILFILE *file, const char *member, size_t limit,
                           size_t told, situ_error *err)
{
    situ_status status = SITU_OK;
    char *data = NULL;
    size_t capacity = 0, n = 0;
    SITU_TRY(situ_grow(&data, &capacity, told < limit ? told + 1 : 1, 1, err));
    for (;;) {
        if (n + 1 >= capacity)
            SITU_TRY(situ_grow(&data, &capacity, n + 65536, 1, err));
        size_t got = VSIFReadL(data + n, 1, capacity - n - 1, file);
        n += got;
        if (n > limit) {
            status = too_large(member, limit, err);
            goto done;
        }
        if (got == 0)
            break;
    }
    data[n] = 0; // text readers like an end; not counted
    *out = data;
    *bytes = n;
    data = NULL;
done:
    situ_free(data);
    return status;
}

situ_status situ_source_read_zip(char **out, size_t *bytes, const char *zip, const char *member,
                                 size_t limit_bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    VSILFILE *file = NULL;
    char *name = NULL;
    *out = NULL;
    *bytes = 0;
    SITU_TRY(situ_source_init(err));
    SITU_TRY(situ_source_check_name(zip, err));
    if (!looks_like_zip(zip)) {
        status =
            situ_fail(err, SITU_E_FORMAT, _("save it as .xlsx again"), "%s", _("the file is no zip archive"));
        goto done;
    }
    size_t room = strlen(zip) + strlen(member) + 16;
    name = situ_malloc(room);
    SITU_TRY_ALLOC(name);
    situ_guard_begin(&guard);
    snprintf(name, room, "/vsizip/{%s}/%s", zip, member);
    VSIStatBufL info = {0};
    bool found = is_plain_member(member) && VSIStatL(name, &info) == 0;
    file = found ? VSIFOpenL(name, "rb") : NULL;
    if (file && (uint64_t)info.st_size > limit_bytes) {
        status = too_large(member, limit_bytes, err);
    } else if (file) {
        status = inflate(out, bytes, file, member, limit_bytes, (size_t)info.st_size, err);
    } else {
        snprintf(name, room, "/vsizip/{%s}", zip);
        char **names = VSIReadDir(name);
        status = names ? situ_fail(err, SITU_E_NOT_FOUND, NULL, _("the archive holds no %s"), member)
                       : situ_fail(err, SITU_E_FORMAT, _("copy or save the file again"), "%s",
                                   _("the zip archive is damaged"));
        CSLDestroy(names);
    }
    if (file)
        VSIFCloseL(file);
    situ_guard_end();
    if (status == SITU_OK && (guard.failures > 0 || *bytes != (size_t)info.st_size)) {
        situ_free(*out);
        *out = NULL;
        *bytes = 0;
        status = situ_guard_fail(&guard, SITU_E_FORMAT, _("copy or save the file again"),
                                 _("the zip archive is damaged"), zip, err);
    }
done:
    situ_free(name);
    if (status != SITU_OK)
        situ_error_at(err, zip, NULL, NULL, 0, 0);
    return status;
}

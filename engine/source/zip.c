// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "base/alloc.h"
#include "base/path.h"
#include "source/guard.h"
#include "source/source.h"

enum {
    MAX_MEMBERS = 10000,      // a workbook has some dozens
    PIECE = 256 * 1024,
    TAIL = 65536 + 22,        // where the end record lies, behind it at most a comment
};

static uint32_t little(const unsigned char *p, int n)
{
    uint32_t v = 0;
    for (int i = n - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

// The end record's word on the number of members, before anybody makes a list of them.
static situ_status check_directory(const char *zip, situ_error *err)
{
    situ_status status = SITU_OK;
    unsigned char *tail = NULL;
    FILE *file = fopen(zip, "rb");
    if (!file)
        return situ_fail_errno(err, zip, "%s", _("the file cannot be read"));
    SITU_TRY_ALLOC(tail = situ_malloc(TAIL));
    if (fseek(file, 0, SEEK_END) != 0)
        goto done;
    long size = ftell(file), from = size > TAIL ? size - TAIL : 0;
    if (size < 0 || fseek(file, from, SEEK_SET) != 0)
        goto done;
    size_t n = fread(tail, 1, TAIL, file);
    for (size_t i = n >= 22 ? n - 22 + 1 : 0; i-- > 0;)
        if (memcmp(tail + i, "PK\5\6", 4) == 0) {
            if (little(tail + i + 10, 2) > MAX_MEMBERS)
                status = situ_fail(err, SITU_E_LIMIT, _("save the table as .xlsx with a spreadsheet program"),
                                   _("the archive holds more than %d members"), MAX_MEMBERS);
            break;
        }
done:
    situ_free(tail);
    fclose(file);
    return status;
}

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

static situ_status check_zip(const char *zip, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_source_init(err));
    SITU_TRY(situ_source_check_name(zip, err));
    if (!looks_like_zip(zip))
        status =
            situ_fail(err, SITU_E_FORMAT, _("save it as .xlsx again"), "%s", _("the file is no zip archive"));
    else
        status = check_directory(zip, err);
done:
    return status;
}

// The size told by the directory is a hint: what counts are the bytes that come out.
static situ_status inflate(VSILFILE *file, const char *member, size_t limit, situ_zip_sink *sink, void *user, size_t *bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    char *piece = situ_malloc(PIECE);
    SITU_TRY_ALLOC(piece);
    for (;;) {
        size_t got = VSIFReadL(piece, 1, PIECE, file);
        if (got == 0)
            break;
        *bytes += got;
        if (*bytes > limit) {
            status = too_large(member, limit, err);
            goto done;
        }
        SITU_TRY(sink(user, piece, got, err));
    }
done:
    situ_free(piece);
    return status;
}

situ_status situ_source_stream_zip(const char *zip, const char *member, size_t limit_bytes, situ_zip_sink *sink, void *user,
                                   size_t *bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    VSILFILE *file = NULL;
    char *name = NULL;
    *bytes = 0;
    SITU_TRY(check_zip(zip, err));
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
        status = inflate(file, member, limit_bytes, sink, user, bytes, err);
    } else {
        snprintf(name, room, "/vsizip/{%s}", zip);
        char **names = VSIReadDir(name);
        status = names ? situ_fail(err, SITU_E_NOT_FOUND, NULL, _("the file holds no %s: it is no workbook"), member)
                       : situ_fail(err, SITU_E_FORMAT, _("copy or save the file again"), "%s",
                                   _("the zip archive is damaged"));
        CSLDestroy(names);
    }
    if (file)
        VSIFCloseL(file);
    situ_guard_end();
    if (status == SITU_OK && (guard.failures > 0 || *bytes != (size_t)info.st_size))
        status = situ_guard_fail(&guard, SITU_E_FORMAT, _("copy or save the file again"),
                                 _("the zip archive is damaged"), zip, err);
done:
    situ_free(name);
    if (status != SITU_OK)
        situ_error_at(err, zip, NULL, NULL, 0, 0);
    return status;
}

typedef struct buffer {
    char *data;
    size_t capacity, length;
} buffer;

static situ_status collect(void *user, const char *bytes, size_t n, situ_error *err)
{
    buffer *b = user;
    situ_status status = situ_grow(&b->data, &b->capacity, b->length + n + 1, 1, err);
    if (status != SITU_OK)
        return status;
    memcpy(b->data + b->length, bytes, n);
    b->length += n;
    return SITU_OK;
}

situ_status situ_source_read_zip(char **out, size_t *bytes, const char *zip, const char *member,
                                 size_t limit_bytes, situ_error *err)
{
    buffer b = {0};
    *out = NULL;
    situ_status status = situ_source_stream_zip(zip, member, limit_bytes, collect, &b, bytes, err);
    if (status == SITU_OK)
        status = situ_grow(&b.data, &b.capacity, b.length + 1, 1, err);
    if (status != SITU_OK) {
        situ_free(b.data);
        *bytes = 0;
        return status;
    }
    b.data[b.length] = 0; // text readers like an end; not counted
    *out = b.data;
    return SITU_OK;
}

situ_status situ_source_zip_names(char ***out, const char *zip, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    char **found = NULL, **names = NULL, *name = NULL;
    *out = NULL;
    SITU_TRY(check_zip(zip, err));
    size_t room = strlen(zip) + 16, n = 0;
    name = situ_malloc(room);
    SITU_TRY_ALLOC(name);
    snprintf(name, room, "/vsizip/{%s}", zip);
    situ_guard_begin(&guard);
    found = VSIReadDirRecursive(name);
    situ_guard_end();
    if (!found) {
        status = situ_guard_fail(&guard, SITU_E_FORMAT, _("copy or save the file again"), _("the zip archive is damaged"), zip, err);
        goto done;
    }
    int count = CSLCount(found);
    names = situ_calloc((size_t)count + 1, sizeof *names);
    SITU_TRY_ALLOC(names);
    for (int i = 0; i < count; i++) {
        names[n] = situ_strdup(found[i]);
        SITU_TRY_ALLOC(names[n]);
        n++;
    }
    *out = names;
    names = NULL;
done:
    CSLDestroy(found);
    situ_names_free(names);
    situ_free(name);
    if (status != SITU_OK)
        situ_error_at(err, zip, NULL, NULL, 0, 0);
    return status;
}

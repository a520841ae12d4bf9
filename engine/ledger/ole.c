// SPDX-License-Identifier: MIT
#include "ledger/ole.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/path.h"

enum { MAX_BYTES = 160 * 1024 * 1024, HEADER = 512, ENTRY = 128, NAME = 33 };
static const uint32_t LAST_SECTOR = 0xFFFFFFFA; // above it: end of chain, free and the like

struct situ_ole {
    unsigned char *data;
    size_t bytes;
    size_t sector, mini; // sizes in bytes
    uint32_t *fat;
    size_t fat_count;
    unsigned char *directory;
    size_t entries;
    uint32_t cutoff; // streams below lie in the mini stream
    unsigned char *mini_stream, *mini_fat;
    size_t mini_bytes, mini_count;
};

static uint32_t u16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

bool situ_ole_matches(const unsigned char *head, size_t n)
{
    return n >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

static situ_status damaged(situ_error *err)
{
    return situ_fail(err, SITU_E_FORMAT, _("open the workbook with a spreadsheet program and save it as .xlsx"), "%s",
                     _("the workbook is damaged or cut off"));
}

// Bytes of sector number s; *n what of it lies in the file, NULL when nothing does.
static const unsigned char *sector_at(const situ_ole *o, uint32_t s, size_t *n)
{
    uint64_t at = ((uint64_t)s + 1) * o->sector;
    if (s >= LAST_SECTOR || at >= o->bytes)
        return NULL;
    *n = o->bytes - at < o->sector ? (size_t)(o->bytes - at) : o->sector;
    return o->data + at;
}

// The sectors of a chain one after the other; the last may be cut by the file's end. limit: bytes wanted.
static situ_status read_chain(unsigned char **out, size_t *bytes, const situ_ole *o, uint32_t first, size_t limit, situ_error *err)
{
    size_t n = 0, capacity = 0, steps = 0;
    *out = NULL;
    *bytes = 0;
    for (uint32_t s = first; s < LAST_SECTOR && *bytes < limit; s = s < o->fat_count ? o->fat[s] : LAST_SECTOR) {
        const unsigned char *from = sector_at(o, s, &n);
        if (!from || steps++ > o->fat_count) {
            situ_free(*out);
            *out = NULL;
            return damaged(err);
        }
        situ_status status = situ_grow(out, &capacity, *bytes + o->sector + 1, 1, err);
        if (status != SITU_OK) {
            situ_free(*out);
            *out = NULL;
            return status;
        }
        memcpy(*out + *bytes, from, n);
        memset(*out + *bytes + n, 0, o->sector - n);
        *bytes += o->sector;
    }
    return SITU_OK;
}

// The allocation table, whose own sectors are listed in the header and behind it.
static situ_status read_fat(situ_ole *o, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t per_sector = o->sector / 4, capacity = 0, n = 0, lists = 0;
    size_t most = o->bytes / o->sector + 1;
    const unsigned char *list = o->data + 76;
    size_t listed = 109;
    uint32_t next = u32(o->data + 68);
    for (;;) {
        for (size_t i = 0; i < listed; i++) {
            uint32_t s = u32(list + 4 * i);
            const unsigned char *from = s < LAST_SECTOR ? sector_at(o, s, &n) : NULL;
            if (!from || n < o->sector || o->fat_count > most)
                continue;
            SITU_TRY(situ_grow(&o->fat, &capacity, o->fat_count + per_sector, sizeof *o->fat, err));
            for (size_t k = 0; k < per_sector; k++)
                o->fat[o->fat_count++] = u32(from + 4 * k);
        }
        list = next < LAST_SECTOR ? sector_at(o, next, &n) : NULL;
        if (!list || n < o->sector || lists++ > most)
            break;
        listed = per_sector - 1;
        next = u32(list + 4 * listed);
    }
done:
    return status;
}

// UTF-16 names of ASCII letters; others do not matter here.
static bool has_name(const unsigned char *entry, const char *name)
{
    char own[NAME];
    size_t n = u16(entry + 64) / 2;
    if (n == 0 || n >= NAME)
        return false;
    for (size_t i = 0; i + 1 < n; i++)
        own[i] = entry[2 * i + 1] == 0 && entry[2 * i] < 0x80 ? (char)entry[2 * i] : '?';
    own[n - 1] = 0;
    return strcasecmp(own, name) == 0;
}

static const unsigned char *find(const situ_ole *o, const char *name)
{
    for (size_t i = 0; i < o->entries; i++)
        if (o->directory[i * ENTRY + 66] == 2 && has_name(o->directory + i * ENTRY, name))
            return o->directory + i * ENTRY;
    return NULL;
}

bool situ_ole_has(const situ_ole *ole, const char *name)
{
    return find(ole, name) != NULL;
}

void situ_ole_free(situ_ole *ole)
{
    if (!ole)
        return;
    situ_free(ole->data);
    situ_free(ole->fat);
    situ_free(ole->directory);
    situ_free(ole->mini_stream);
    situ_free(ole->mini_fat);
    situ_free(ole);
}

situ_status situ_ole_open(situ_ole **out, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char *data = NULL;
    size_t n = 0;
    situ_ole *o = situ_calloc(1, sizeof *o);
    *out = NULL;
    SITU_TRY_ALLOC(o);
    SITU_TRY(situ_read_file(&data, &o->bytes, path, MAX_BYTES, err));
    o->data = (unsigned char *)data;
    uint32_t shift = o->bytes >= HEADER ? u16(o->data + 30) : 0, mini = o->bytes >= HEADER ? u16(o->data + 32) : 0;
    if (!situ_ole_matches(o->data, o->bytes) || (shift != 9 && shift != 12) || mini != 6) {
        status = damaged(err);
        goto done;
    }
    o->sector = (size_t)1 << shift;
    o->mini = (size_t)1 << mini;
    o->cutoff = u32(o->data + 56);
    SITU_TRY(read_fat(o, err));
    SITU_TRY(read_chain(&o->directory, &n, o, u32(o->data + 48), MAX_BYTES, err));
    o->entries = n / ENTRY;
    if (o->entries == 0) {
        status = damaged(err);
        goto done;
    }
    SITU_TRY(read_chain(&o->mini_fat, &n, o, u32(o->data + 60), MAX_BYTES, err));
    o->mini_count = n / 4;
    if (o->directory[66] == 5 && o->mini_count > 0)
        SITU_TRY(read_chain(&o->mini_stream, &o->mini_bytes, o, u32(o->directory + 116), u32(o->directory + 120), err));
    *out = o;
    o = NULL;
done:
    situ_ole_free(o);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static situ_status read_mini(unsigned char **out, size_t *bytes, const situ_ole *o, uint32_t first, size_t limit, situ_error *err)
{
    *bytes = 0;
    *out = situ_malloc(limit + o->mini + 1);
    if (!*out)
        return situ_fail_nomem(err);
    for (uint32_t s = first; s < LAST_SECTOR && *bytes < limit; s = s < o->mini_count ? u32(o->mini_fat + 4 * (size_t)s) : LAST_SECTOR) {
        size_t at = (size_t)s * o->mini;
        if (at + o->mini > o->mini_bytes) {
            situ_free(*out);
            *out = NULL;
            return damaged(err);
        }
        memcpy(*out + *bytes, o->mini_stream + at, o->mini);
        *bytes += o->mini;
    }
    return SITU_OK;
}

situ_status situ_ole_stream(char **out, size_t *bytes, const situ_ole *ole, const char *name, situ_error *err)
{
    const unsigned char *entry = find(ole, name);
    unsigned char *data = NULL;
    *out = NULL;
    *bytes = 0;
    if (!entry)
        return situ_fail(err, SITU_E_NOT_FOUND, NULL, _("the file holds no %s: it is no workbook"), name);
    size_t size = u32(entry + 120);
    bool small = size < ole->cutoff && ole->mini_stream;
    if (size > ole->bytes)
        return damaged(err);
    situ_status status = small ? read_mini(&data, bytes, ole, u32(entry + 116), size, err) : read_chain(&data, bytes, ole, u32(entry + 116), size, err);
    if (status != SITU_OK)
        return status;
    if (*bytes < size) {
        situ_free(data);
        *bytes = 0;
        return damaged(err);
    }
    *bytes = size;
    *out = (char *)data;
    return SITU_OK;
}

// SPDX-License-Identifier: MIT
// The column `sources`: the other sources of a merged row and the fields they gave, as a JSON array.
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ledger/merge_internal.h"

enum { MOST_SOURCES = 1000, MOST_FIELDS = 200 };

// --- reading: exactly what is written below, with blanks allowed; anything else is no list of ours ---

typedef struct cursor {
    const char *p;
    situ_arena *arena;
    bool nomem;
} cursor;

static void blanks(cursor *c)
{
    while (*c->p == ' ' || *c->p == '\n' || *c->p == '\t' || *c->p == '\r')
        c->p++;
}

static bool take(cursor *c, char sign)
{
    blanks(c);
    if (*c->p != sign)
        return false;
    c->p++;
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_escape(cursor *c, char **to)
{
    static const char plain[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    char sign = *c->p++;
    if (sign == 'u') {
        uint32_t code = 0;
        for (int i = 0; i < 4; i++, c->p++) {
            int digit = hex_digit(*c->p);
            if (digit < 0)
                return false;
            code = code * 16 + (uint32_t)digit;
        }
        *to += situ_utf8_put(code ? code : 0xFFFD, *to);
        return true;
    }
    const char *at = sign ? strchr(plain, sign) : NULL;
    if (!at)
        return false;
    *(*to)++ = means[at - plain];
    return true;
}

static bool read_text(cursor *c, const char **out)
{
    if (!take(c, '"'))
        return false;
    const char *end = c->p;
    while (*end && *end != '"')
        end += end[0] == '\\' && end[1] ? 2 : 1;
    if (*end != '"')
        return false;
    char *text = situ_arena_alloc(c->arena, (size_t)(end - c->p) + 1), *to = text;
    if (!text) {
        c->nomem = true;
        return false;
    }
    while (c->p < end) {
        if (*c->p != '\\') {
            *to++ = *c->p++;
            continue;
        }
        c->p++;
        if (!read_escape(c, &to))
            return false;
    }
    c->p = end + 1;
    *to = 0;
    *out = text;
    return true;
}

static bool read_whole(cursor *c, int64_t *out)
{
    int64_t v = 0;
    blanks(c);
    if (*c->p < '0' || *c->p > '9')
        return false;
    for (int i = 0; *c->p >= '0' && *c->p <= '9'; i++, c->p++) {
        if (i > 15)
            return false;
        v = v * 10 + (*c->p - '0');
    }
    *out = v;
    return true;
}

static bool read_list(cursor *c, situ_merge_source *s)
{
    situ_error ignored;
    if (!take(c, '['))
        return false;
    if (take(c, ']'))
        return true;
    do {
        const char *field;
        if (!read_text(c, &field) || s->gave_count >= MOST_FIELDS)
            return false;
        if (situ_merge_source_give(s, field, true, c->arena, &ignored) != SITU_OK) {
            c->nomem = true;
            return false;
        }
    } while (take(c, ','));
    return take(c, ']');
}

static bool read_source(cursor *c, situ_merge_source *s)
{
    if (!take(c, '{'))
        return false;
    if (take(c, '}'))
        return true;
    do {
        const char *key;
        bool good = read_text(c, &key) && take(c, ':');
        if (!good)
            return false;
        if (strcmp(key, "row") == 0)
            good = read_whole(c, &s->row);
        else if (strcmp(key, "gave") == 0)
            good = read_list(c, s);
        else if (strcmp(key, "unit") == 0)
            good = read_text(c, &s->unit);
        else if (strcmp(key, "file") == 0)
            good = read_text(c, &s->file);
        else if (strcmp(key, "sheet") == 0)
            good = read_text(c, &s->sheet);
        else if (strcmp(key, "id") == 0)
            good = read_text(c, &s->id);
        else
            good = false;
        if (!good)
            return false;
    } while (take(c, ','));
    return take(c, '}');
}

situ_status situ_merge_sources_read(situ_merge_sources *out, const char *json, situ_arena *arena, situ_error *err)
{
    cursor c = {json ? json : "", arena, false};
    *out = (situ_merge_sources){0};
    if (!json || !take(&c, '['))
        return SITU_OK;
    bool good = true;
    if (!take(&c, ']')) {
        do {
            situ_merge_source *s = NULL;
            situ_status status = situ_merge_source_add(out, &s, arena, err);
            if (status != SITU_OK)
                return status;
            good = read_source(&c, s) && out->count <= MOST_SOURCES;
        } while (good && take(&c, ','));
        good = good && take(&c, ']');
    }
    if (c.nomem)
        return situ_fail_nomem(err);
    if (!good)
        out->count = 0;
    return SITU_OK;
}

// --- changing ---

situ_status situ_merge_source_add(situ_merge_sources *sources, situ_merge_source **added, situ_arena *arena, situ_error *err)
{
    if (sources->count == sources->capacity) {
        size_t capacity = sources->capacity ? 2 * sources->capacity : 4;
        situ_merge_source *items = situ_arena_alloc(arena, capacity * sizeof *items);
        if (!items)
            return situ_fail_nomem(err);
        if (sources->count)
            memcpy(items, sources->items, sources->count * sizeof *items);
        sources->items = items;
        sources->capacity = capacity;
    }
    *added = &sources->items[sources->count++];
    memset(*added, 0, sizeof **added);
    return SITU_OK;
}

bool situ_merge_source_gave(const situ_merge_source *s, const char *field)
{
    for (size_t i = 0; i < s->gave_count; i++)
        if (strcmp(s->gave[i], field) == 0)
            return true;
    return false;
}

situ_status situ_merge_source_give(situ_merge_source *s, const char *field, bool given, situ_arena *arena, situ_error *err)
{
    for (size_t i = 0; i < s->gave_count; i++) {
        if (strcmp(s->gave[i], field) != 0)
            continue;
        if (!given) {
            memmove(&s->gave[i], &s->gave[i + 1], (s->gave_count - i - 1) * sizeof *s->gave);
            s->gave_count--;
        }
        return SITU_OK;
    }
    if (!given)
        return SITU_OK;
    if (s->gave_count == s->gave_capacity) {
        size_t capacity = s->gave_capacity ? 2 * s->gave_capacity : 8;
        const char **gave = situ_arena_alloc(arena, capacity * sizeof *gave);
        if (!gave)
            return situ_fail_nomem(err);
        if (s->gave_count)
            memcpy(gave, s->gave, s->gave_count * sizeof *gave);
        s->gave = gave;
        s->gave_capacity = capacity;
    }
    s->gave[s->gave_count++] = field;
    return SITU_OK;
}

// --- writing ---

static void put_text(situ_str *s, const char *text)
{
    situ_str_add(s, "\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            situ_str_addf(s, "\\%c", *p);
        else if ((unsigned char)*p < 0x20)
            situ_str_addf(s, "\\u%04x", (unsigned)(unsigned char)*p);
        else
            situ_str_add_n(s, p, 1);
    }
    situ_str_add(s, "\"");
}

static void put_member(situ_str *s, const char *key, const char *text, bool *any)
{
    if (!text)
        return;
    situ_str_addf(s, "%s\"%s\":", *any ? "," : "", key);
    put_text(s, text);
    *any = true;
}

situ_status situ_merge_sources_write(const char **out, const situ_merge_sources *sources, situ_arena *arena, situ_error *err)
{
    situ_str s;
    situ_str_init(&s);
    *out = NULL;
    situ_str_add(&s, "[");
    for (size_t i = 0; i < sources->count; i++) {
        const situ_merge_source *one = &sources->items[i];
        bool any = false;
        situ_str_add(&s, i ? ",{" : "{");
        put_member(&s, "unit", one->unit, &any);
        put_member(&s, "file", one->file, &any);
        put_member(&s, "sheet", one->sheet && one->sheet[0] ? one->sheet : NULL, &any);
        situ_str_addf(&s, "%s\"row\":%lld", any ? "," : "", (long long)one->row);
        any = true;
        put_member(&s, "id", one->id, &any);
        for (size_t k = 0; k < one->gave_count; k++) {
            situ_str_add(&s, k ? "," : ",\"gave\":[");
            put_text(&s, one->gave[k]);
        }
        situ_str_add(&s, one->gave_count ? "]}" : "}");
    }
    situ_str_add(&s, "]");
    if (!sources->count)
        *out = NULL;
    else if (situ_str_ok(&s))
        *out = situ_arena_strdup(arena, s.data);
    bool failed = sources->count && !*out;
    situ_str_free(&s);
    return failed ? situ_fail_nomem(err) : SITU_OK;
}

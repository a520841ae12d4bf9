// SPDX-License-Identifier: MIT
// The township or village that a section row, a title or a file's name speaks of.
#include <string.h>

#include "base/utf8.h"
#include "ledger/internal.h"

static const char *const town_ends[] = {"街道办事处", "街道", "镇", "乡", "管委会", "林场", "农场", NULL};
static const char *const village_ends[] = {"社区", "村", NULL};

enum { LONGEST_NAME = 10, LONGEST_TEXT = 240 };

// Behind 一、 (二) 3. 第四 and the like; *numbered tells whether there was any.
static const char *without_number(const char *text, bool *numbered)
{
    const char *end = text + strlen(text), *p = text;
    bool digits = false;
    *numbered = false;
    while (p < end) {
        const char *q = p;
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&q, end));
        bool space = c == ' ' || c == 0;
        bool open = c == '(' || c == 0x7B2C; // 第
        bool digit = (c >= '0' && c <= '9') || c == 0x4E00 || c == 0x4E8C || c == 0x4E09 || c == 0x56DB || c == 0x4E94 || c == 0x516D ||
                     c == 0x4E03 || c == 0x516B || c == 0x4E5D || c == 0x5341 || (c >= 0x2460 && c <= 0x2473);
        bool mark = c == 0x3001 || c == '.' || c == ')' || c == 0xFF0E || c == ',' || c == ':';
        if (mark && digits) {
            *numbered = true;
            p = q;
            continue;
        }
        if (!space && !digit && !(open && !digits))
            break;
        digits = digits || digit;
        if (c >= 0x2460 && c <= 0x2473)
            *numbered = true;
        p = q;
    }
    // 三坝乡: a numeral that belongs to the name stays.
    return *numbered ? p : text;
}

static bool ends_with_one(const char *text, const char *const *ends)
{
    for (size_t i = 0; ends[i]; i++)
        if (situ_ends_with(text, ends[i]))
            return true;
    return false;
}

// A township of the gazetteer exactly of this name (with or without 镇, 街道 ...).
static int town_named(situ_gazetteer *g, const char *name)
{
    bool edited = false;
    int row = situ_gazetteer_town(g, name, &edited);
    if (row == SITU_NO_UNIT || !edited)
        return row;
    const char *known = situ_gazetteer_name(g, row);
    size_t n = strlen(name);
    if (n < 6 || strncmp(known, name, n) != 0)
        return SITU_NO_UNIT;
    for (size_t i = 0; town_ends[i]; i++)
        if (strcmp(known + n, town_ends[i]) == 0)
            return row;
    return SITU_NO_UNIT;
}

// The one township whose full name stands inside the text; SITU_NO_UNIT for none or several.
static int town_inside(situ_gazetteer *g, const char *text)
{
    int found = SITU_NO_UNIT;
    size_t n = strlen(text);
    if (n > LONGEST_TEXT)
        return SITU_NO_UNIT;
    for (size_t e = 0; town_ends[e]; e++)
        for (const char *at = text; (at = strstr(at, town_ends[e])); at += strlen(town_ends[e])) {
            const char *stop = at + strlen(town_ends[e]), *start = at;
            char name[LONGEST_NAME * 4 + 24];
            int best = SITU_NO_UNIT;
            for (int k = 0; k < LONGEST_NAME && start > text; k++) {
                do
                    start--;
                while (start > text && ((unsigned char)*start & 0xC0) == 0x80);
                if ((size_t)(stop - start) >= sizeof name)
                    break;
                memcpy(name, start, (size_t)(stop - start));
                name[stop - start] = 0;
                bool edited = false;
                int row = situ_gazetteer_town(g, name, &edited);
                if (row != SITU_NO_UNIT && !edited)
                    best = row; // the longest wins
            }
            if (best != SITU_NO_UNIT && found != SITU_NO_UNIT && best != found)
                return SITU_NO_UNIT;
            found = best != SITU_NO_UNIT ? best : found;
        }
    return found;
}

// Up to the first mark, without blanks: 双江街道(共12处) -> 双江街道.
static char *head_of(const char *text, situ_arena *arena)
{
    const char *end = text + strlen(text);
    char *out = situ_arena_alloc(arena, strlen(text) + 1), *w = out;
    if (!out)
        return NULL;
    for (const char *p = text; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == '(' || c == ':' || c == ',' || c == 0x3001 || c == ';' || (c >= '0' && c <= '9'))
            break;
        if (c != ' ' && c != 0)
            w += situ_utf8_put(c, w);
    }
    *w = 0;
    return out;
}

situ_status situ_unit_of_section(situ_named_unit *out, struct situ_import *im, const char *text, situ_error *err)
{
    *out = (situ_named_unit){0};
    bool numbered = false;
    char *name = head_of(without_number(text, &numbered), im->arena);
    if (!name)
        return situ_fail_nomem(err);
    if (!name[0] || strlen(name) > LONGEST_TEXT)
        return SITU_OK;
    int town = town_named(im->gazetteer, name);
    if (town == SITU_NO_UNIT)
        town = town_inside(im->gazetteer, name);
    if (town != SITU_NO_UNIT) {
        out->town = situ_gazetteer_name(im->gazetteer, town);
        return SITU_OK;
    }
    bool edited = false, may_be_village = ends_with_one(name, village_ends) || situ_ends_with(name, "委会");
    if (may_be_village) {
        char *plain = situ_clean_unit_name(im->arena, name);
        if (!plain)
            return situ_fail_nomem(err);
        int village = situ_gazetteer_village(im->gazetteer, SITU_NO_UNIT, name, &edited);
        if (village != SITU_NO_UNIT && !edited)
            out->village = situ_gazetteer_name(im->gazetteer, village);
        else if (situ_utf8_count(plain) <= LONGEST_NAME && ends_with_one(plain, village_ends))
            out->village = plain;
        return SITU_OK;
    }
    // Nothing known of the county yet: a text that is a township's name and nothing else.
    if (!situ_gazetteer_has_towns(im->gazetteer) && situ_utf8_count(name) <= LONGEST_NAME && ends_with_one(name, town_ends))
        out->town = name;
    return SITU_OK;
}

situ_status situ_unit_of_title(situ_named_unit *out, struct situ_import *im, const char *text, situ_error *err)
{
    *out = (situ_named_unit){0};
    if (!situ_gazetteer_has_towns(im->gazetteer) || !text[0])
        return SITU_OK;
    bool numbered = false;
    char *whole = situ_clean_header_bare(im->arena, without_number(text, &numbered));
    if (!whole)
        return situ_fail_nomem(err);
    int town = strlen(whole) <= 60 && whole[0] ? town_named(im->gazetteer, whole) : SITU_NO_UNIT;
    if (town == SITU_NO_UNIT) {
        char *folded = situ_clean_fold(im->arena, text);
        if (!folded)
            return situ_fail_nomem(err);
        town = town_inside(im->gazetteer, folded);
    }
    if (town != SITU_NO_UNIT)
        out->town = situ_gazetteer_name(im->gazetteer, town);
    return SITU_OK;
}

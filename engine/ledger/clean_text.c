// SPDX-License-Identifier: MIT
// Texts as they are laid out on paper: ticked boxes, ditto marks, names spread over a cell.
#include <string.h>

#include "base/utf8.h"
#include "ledger/clean.h"

typedef enum tick { TICK_NONE, TICK_OFF, TICK_ON } tick;

static tick tick_of(uint32_t c)
{
    switch (c) {
    case 0x25A1: case 0x2610: case 0x25CB: case 0x25A2: case 0x25EF: /*□ ☐ ○ ▢ ◯*/
        return TICK_OFF;
    case 0x2611: case 0x221A: case 0x2713: case 0x2714: case 0x25A0: case 0x25CF: case 0x2705: case 0x25C9: /*☑ √ ✓ ✔ ■ ● ✅ ◉*/
        return TICK_ON;
    default:
        return TICK_NONE;
    }
}

// Brackets that hold a tick or nothing are boxes too: 是(√)否( ).
static tick box_at(const char **p, const char *end)
{
    const char *q = *p;
    uint32_t c = situ_clean_fold_char(situ_utf8_next(&q, end));
    tick inside = tick_of(c);
    if (inside == TICK_NONE && c == '(') {
        uint32_t d = 0;
        inside = TICK_OFF;
        while (q < end && (d = situ_clean_fold_char(situ_utf8_next(&q, end))) != ')') {
            if (d != 0 && d != ' ' && (inside == TICK_ON || tick_of(d) != TICK_ON))
                return TICK_NONE;
            inside = d != 0 && d != ' ' ? TICK_ON : inside;
        }
        if (d != ')')
            return TICK_NONE;
    }
    if (inside != TICK_NONE)
        *p = q;
    return inside;
}

char *situ_clean_ticked(situ_arena *arena, const char *text)
{
    size_t n = strlen(text), w = 0, label = 0, boxes = 0;
    const char *end = text + n;
    char *out = NULL, *one = NULL;
    bool before = false, off = false;
    tick open = TICK_NONE;
    // Without a box left empty there is no choice among boxes.
    for (const char *p = text; p < end;) {
        const char *start = p;
        tick t = box_at(&p, end);
        if (t == TICK_NONE)
            situ_utf8_next(&p, end);
        before = before || (boxes == 0 && t != TICK_NONE && start == text);
        boxes += t != TICK_NONE;
        off = off || t == TICK_OFF;
    }
    if (boxes < 2 || !off || !(out = situ_arena_alloc(arena, n * 2 + 4)) || !(one = situ_arena_alloc(arena, n * 2 + 4)))
        return NULL;
    for (const char *p = text;;) {
        tick t = p < end ? box_at(&p, end) : TICK_NONE;
        bool done = p >= end && t == TICK_NONE;
        // before: a box belongs to the words behind it; else to those in front of it.
        tick decides = before ? open : t;
        if (t != TICK_NONE || done) {
            if (decides == TICK_ON && label > 0) {
                if (w > 0) {
                    memcpy(out + w, "、", 3);
                    w += 3;
                }
                memcpy(out + w, one, label);
                w += label;
            }
            label = 0;
            open = t;
        }
        if (done)
            break;
        if (t != TICK_NONE)
            continue;
        const char *start = p;
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ' || c == ',' || c == ';' || c == 0x3001)
            continue;
        memcpy(one + label, start, (size_t)(p - start));
        label += (size_t)(p - start);
    }
    out[w] = 0;
    return w > 0 ? out : NULL;
}

bool situ_clean_is_ditto(const char *text)
{
    static const char *const words[] = {"同上", "〃", "〞", "″", "\"", "”", "''", "同前", "同 上", NULL};
    unsigned char c = (unsigned char)text[0];
    if (c != 0xE5 && c != 0xE3 && c != 0xE2 && c != '"' && c != '\'')
        return false;
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

const char *situ_clean_name(situ_arena *arena, const char *text, bool person)
{
    const char *end = text + strlen(text);
    size_t signs = 0, wide = 0, spaces = 0, breaks = 0;
    for (const char *p = text; p < end;) {
        uint32_t raw = situ_utf8_next(&p, end), c = situ_clean_fold_char(raw);
        if (raw == '\n' || raw == '\r' || raw == '\t' || c == 0)
            breaks++;
        else if (c == ' ')
            spaces++;
        else
            signs++;
        wide += c != ' ' && situ_utf8_is_wide(c);
    }
    // 张 三: two or three signs of one name, spread over the cell.
    bool spread = person && spaces > 0 && signs == wide && signs >= 2 && signs <= 3;
    if (breaks == 0 && !spread)
        return text;
    char *out = situ_arena_alloc(arena, (size_t)(end - text) + 1), *w = out;
    if (!out)
        return NULL;
    bool after_wide = true;
    for (const char *p = text; p < end;) {
        const char *start = p;
        uint32_t raw = situ_utf8_next(&p, end), c = situ_clean_fold_char(raw);
        if (c == 0 || (c == ' ' && spread))
            continue;
        if (raw == '\n' || raw == '\r' || raw == '\t') {
            const char *q = p;
            uint32_t next = q < end ? situ_utf8_next(&q, end) : ' ';
            if (!after_wide && next > ' ' && !situ_utf8_is_wide(next) && (w == out || w[-1] != ' '))
                *w++ = ' '; // words of letters stay apart
            continue;
        }
        memcpy(w, start, (size_t)(p - start));
        w += p - start;
        after_wide = situ_utf8_is_wide(c);
    }
    *w = 0;
    return out;
}

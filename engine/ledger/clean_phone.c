// SPDX-License-Identifier: MIT
// Phone cells: several numbers, trailing .0, country code, extensions (domain.md B5).
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

// 1.38E+10: Excel showed too few digits and somebody pasted what was shown.
static bool scientific(const char *text)
{
    const char *e = strpbrk(text, "eE");
    return e && e > text && e[-1] >= '0' && e[-1] <= '9' && e[1] == '+' && e[2] >= '0' && e[2] <= '9';
}

static size_t digits_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text >= '0' && *text <= '9';
    return n;
}

// One number in clean form: digits, '-', '转'. Returns false when it is none.
static bool one_phone(char *p)
{
    size_t n = strlen(p);
    if (n > 2 && strcmp(p + n - 2, ".0") == 0)
        p[n - 2] = 0;
    if (strncmp(p, "+86", 3) == 0)
        memmove(p, p + 3, strlen(p + 3) + 1);
    if (p[0] == '-')
        memmove(p, p + 1, strlen(p));
    size_t digits = digits_of(p);
    return digits >= 3 && digits <= 18;
}

char *situ_clean_phones(situ_arena *arena, const char *text, const char **rule)
{
    *rule = NULL;
    if (scientific(text)) {
        *rule = "PHONE_SCIENTIFIC";
        return NULL;
    }
    size_t n = strlen(text);
    char *out = situ_arena_alloc(arena, n * 3 + 8);
    char *one = situ_arena_alloc(arena, n * 3 + 8);
    if (!out || !one)
        return NULL;
    size_t w = 0, k = 0;
    bool dirty = false, words = false;
    const char *end = text + n;
    for (const char *p = text;;) {
        uint32_t c = 0;
        if (p < end)
            c = situ_clean_fold_char(situ_utf8_next(&p, end));
        else
            p = NULL;
        bool keep = p && ((c >= '0' && c <= '9') || c == '-' || c == '.' || c == '+' || c == 0x8F6C /*转*/);
        if (p && c == ' ' && k > 0) { // 138 0013 8000: blanks inside one number
            dirty = true;
            if (digits_of(one) < 11)
                continue;
        }
        if (keep) {
            k += situ_utf8_put(c, one + k);
            one[k] = 0;
            continue;
        }
        if (p && (c == '(' || c == ')')) {
            if (c == ')' && k > 0 && digits_of(one) <= 4) {
                one[k++] = '-'; // (023)55128091
                one[k] = 0;
            }
            continue;
        }
        size_t before = k;
        if (k > 0 && one_phone(one)) {
            size_t m = strlen(one);
            dirty = dirty || m != before;
            if (w > 0) {
                memcpy(out + w, "、", 3);
                w += 3;
            }
            memcpy(out + w, one, m);
            w += m;
        }
        k = 0;
        one[0] = 0;
        if (!p)
            break;
        if (c > 0x2E80 && c != 0x3001 && c != 0xFF0C && c != 0x3002)
            words = true; // a name or 手机: in the cell
    }
    out[w] = 0;
    if (w == 0) {
        *rule = "PHONE";
        return NULL;
    }
    if (dirty || words)
        *rule = "PHONE_FORM";
    return out;
}

// SPDX-License-Identifier: MIT
// Folding of headers and names: what people type in many ways becomes one key.
#include <string.h>

#include "base/utf8.h"
#include "ledger/clean.h"

uint32_t situ_clean_fold_char(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        return c + ('a' - 'A');
    if (c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0xA0 || c == 0x3000 ||
        (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F)
        return ' ';
    if (c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xAD)
        return 0;
    switch (c) {
    case '[': case '{': case 0x3010: case 0x3014: case 0x3016: case 0x300A: case 0x2768:
        return '(';
    case ']': case '}': case 0x3011: case 0x3015: case 0x3017: case 0x300B: case 0x2769:
        return ')';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
        return '-';
    case 0x30FB: case 0x2022: case 0x2027: case 0x22C5:
        return 0xB7; // middle dots
    case 0xB2: case 0xB3:
        return c - 0xB2 + '2'; // m² m³
    default:
        return c;
    }
}

typedef enum fold_brackets { BRACKETS_KEEP, BRACKETS_FLAT, BRACKETS_DROP, BRACKETS_ONLY } fold_brackets;

static char *fold(situ_arena *arena, const char *text, fold_brackets how, bool header)
{
    size_t n = strlen(text);
    char *out = situ_arena_alloc(arena, n * 2 + 1); // m2 for one sign is shorter than the sign
    if (!out)
        return NULL;
    char *w = out;
    int depth = 0, closed = 0;
    for (const char *p = text, *end = text + n; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ')
            continue;
        if (header && (c == '*' || c == '"' || c == '#'))
            continue;
        if (c == '(' || c == ')') {
            depth += c == '(' ? 1 : -1;
            if (depth < 0)
                depth = 0;
            closed += c == ')';
            if (how == BRACKETS_KEEP)
                *w++ = (char)c;
            continue;
        }
        if ((how == BRACKETS_DROP && depth > 0) || (how == BRACKETS_ONLY && (depth == 0 || closed > 0)))
            continue;
        if (c == 0x33A1 || c == 0x33A5) { // square and cubic metre signs
            *w++ = 'm';
            *w++ = c == 0x33A1 ? '2' : '3';
            continue;
        }
        w += situ_utf8_put(c, w);
    }
    *w = 0;
    if (header)
        while (w > out && (w[-1] == ':' || w[-1] == '/' || w[-1] == ';'))
            *--w = 0;
    return out;
}

char *situ_clean_fold(situ_arena *arena, const char *text)
{
    return fold(arena, text, BRACKETS_KEEP, false);
}

char *situ_clean_header_flat(situ_arena *arena, const char *text)
{
    return fold(arena, text, BRACKETS_FLAT, true);
}

char *situ_clean_header_bare(situ_arena *arena, const char *text)
{
    return fold(arena, text, BRACKETS_DROP, true);
}

char *situ_clean_header_unit(situ_arena *arena, const char *text)
{
    return fold(arena, text, BRACKETS_ONLY, true);
}

bool situ_clean_is_blank(const char *text)
{
    static const char *const nothing[] = {"无",   "/",    "-",    "--",   "\\",  "暂无", "不详", "未知", "null",
                                          "none", "n/a",  "nan",   "——",  "空",   "无数据", "无坐标", "待补", NULL};
    char folded[16]; // the longest of them has 9 bytes
    size_t n = 0;
    const char *end = text + strlen(text);
    for (const char *p = text; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ')
            continue;
        if (n + 4 >= sizeof folded)
            return false;
        n += situ_utf8_put(c, folded + n);
    }
    folded[n] = 0;
    if (n == 0)
        return true;
    for (size_t i = 0; nothing[i]; i++)
        if (folded[0] == nothing[i][0] && strcmp(folded, nothing[i]) == 0)
            return true;
    return false;
}

// Drops suffix; with keep the first keep bytes of the suffix stay ("村民委员会" -> "村").
static bool strip(char *name, const char *suffix, size_t keep)
{
    size_t n = strlen(name), s = strlen(suffix);
    if (n <= s || strcmp(name + n - s, suffix) != 0)
        return false;
    name[n - s + keep] = 0;
    return true;
}

static bool ends(const char *name, const char *suffix)
{
    size_t n = strlen(name), s = strlen(suffix);
    return n >= s && strcmp(name + n - s, suffix) == 0;
}

// A kind of unit with at least two signs in front: 场街道 (of 南市场街道) is none.
static bool is_unit(const char *name)
{
    static const char *const kinds[] = {"镇", "乡", "街道", "村", "社区", "管委会", "林场", NULL};
    for (size_t i = 0; kinds[i]; i++)
        if (ends(name, kinds[i]))
            return situ_utf8_count(name) >= situ_utf8_count(kinds[i]) + 2;
    return false;
}

// "云阳县双江街道" -> "双江街道": what lies before the last 县, 区 or 市 goes when a whole unit remains.
static char *without_county(char *name)
{
    static const char *const marks[] = {"县", "区", "市"};
    char *best = name;
    for (size_t m = 0; m < 3; m++)
        for (char *p = name; (p = strstr(p, marks[m])); p += 3) {
            char *rest = p + 3;
            bool community = p >= name + 3 && strncmp(p - 3, "社区", 6) == 0;
            if (!community && situ_utf8_count(rest) >= 3 && p - name >= 3 && is_unit(rest) && rest > best)
                best = rest;
        }
    return best;
}

char *situ_clean_unit_name(situ_arena *arena, const char *text)
{
    char *name = situ_clean_fold(arena, text);
    if (!name)
        return NULL;
    if (strip(name, "村村民委员会", 3) || strip(name, "村民委员会", 3) || strip(name, "村村委会", 3) ||
        strip(name, "村委会", 3) || strip(name, "社区居民委员会", 6) || strip(name, "社区居委会", 6) ||
        strip(name, "居民委员会", 0) || strip(name, "居委会", 0) || strip(name, "街道办事处", 6) ||
        strip(name, "街道办", 6) || strip(name, "人民政府", 0) || strip(name, "街道委员会", 6) ||
        strip(name, "镇政府", 3) || strip(name, "乡政府", 3) || strip(name, "党工委", 0))
        (void)0; // the first that fits
    else if (ends(name, "管理委员会") && strlen(name) > 15)
        memcpy(name + strlen(name) - 15, "管委会", 10);
    // An office or party branch stands for its unit where a whole unit remains.
    static const char *const offices[] = {"应急管理办公室", "应急办", "应急管理所", "应急所", "安监办", "党委", "党群服务中心", "便民服务中心", "村党支部", "党支部",
                                          "党总支", "支部委员会", "支两委", "两委", "政府", NULL};
    for (size_t i = 0; offices[i]; i++) {
        size_t n = strlen(name), m = strlen(offices[i]);
        if (n <= m || strcmp(name + n - m, offices[i]) != 0)
            continue;
        name[n - m] = 0;
        if (is_unit(name) && situ_utf8_count(name) >= 2)
            break;
        name[n - m] = offices[i][0]; // the text was longer: what was cut still stands there
    }
    return without_county(name);
}

// SPDX-License-Identifier: MIT
// Risk levels, exactly by domain.md C1b: colours, 重大..低 and Roman numerals are levels; letters,
// digits and 一级..四级 only where the header or the value itself speaks of risk.
#include <string.h>

#include "base/utf8.h"
#include "ledger/clean.h"

typedef struct word_level {
    const char *word;
    int level;
} word_level;

static const word_level plain[] = {
    {"红", 1},   {"重大", 1}, {"Ⅰ", 1},  {"i", 1},    {"橙", 2}, {"较大", 2}, {"Ⅱ", 2}, {"ii", 2},
    {"黄", 3},   {"一般", 3}, {"Ⅲ", 3},  {"iii", 3},  {"蓝", 4}, {"绿", 4},   {"低", 4}, {"较小", 4},
    {"Ⅳ", 4},    {"iv", 4},   {"较低", 4}, {"未评", 0}, {"无", 0}, {"待定", 0}, {"未评估", 0}, {"未定", 0},
    {"未评定", 0}, {"待评", 0}, {"待评估", 0}, {"/", 0}, {"-", 0}, {"灰", 0}, {"未定级", 0}, {"特大型", 1},
    {"大型", 2}, {"中型", 3}, {"小型", 4}, {NULL, 0}, // 险情 and 规模 of geological points (B1.6)
};
static const word_level risky[] = {
    {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"0", 0},
    {"a", 1},  {"b", 2},  {"c", 3},  {"d", 4},  {"١", 1}, {"1.0", 1}, {"2.0", 2}, {"3.0", 3}, {"4.0", 4}, {NULL, 0},
};

// Folds text into out without spaces.
static bool fold_word(char *out, size_t size, const char *text)
{
    size_t n = 0;
    const char *end = text + strlen(text);
    for (const char *p = text; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ')
            continue;
        if (n + 5 > size)
            return false;
        n += situ_utf8_put(c, out + n);
    }
    out[n] = 0;
    return true;
}

static void cut(char *word, const char *part)
{
    size_t n = strlen(part);
    for (char *p; (p = strstr(word, part));)
        memmove(p, p + n, strlen(p + n) + 1);
}

static int look_up(const word_level *table, const char *word)
{
    for (const word_level *w = table; w->word; w++)
        if (strcmp(w->word, word) == 0)
            return w->level;
    return -1;
}

static int scale_level(const char *word, situ_level_scale scale)
{
    static const word_level high4[] = {{"极高", 1}, {"高", 2}, {"中", 3}, {"低", 4}, {NULL, 0}};
    static const word_level high5[] = {{"高", 1}, {"中高", 2}, {"较高", 2}, {"中", 3}, {"中低", 4}, {"较低", 4}, {"低", 4}, {NULL, 0}};
    if (scale == SITU_SCALE_HIGH4)
        return look_up(high4, word);
    if (scale == SITU_SCALE_HIGH5)
        return look_up(high5, word);
    return strcmp(word, "极高") == 0 ? 1 : -1;
}

// One word without brackets or slashes.
static int one_level(char *word, bool risk, situ_level_scale scale)
{
    if (strcmp(word, "无风险") == 0)
        return -1; // that a place has no risk is not the same as not assessed
    cut(word, "风险");
    cut(word, "等级");
    cut(word, "级");
    cut(word, "色");
    int level = scale_level(word, scale);
    if (level < 0)
        level = look_up(plain, word);
    if (level < 0 && risk)
        level = look_up(risky, word);
    return level;
}

int situ_clean_level_in(const char *text, bool header_has_risk, situ_level_scale scale)
{
    char word[96];
    if (!fold_word(word, sizeof word, text))
        return -1;
    if (word[0] == 0)
        return 0;
    if (strstr(word, "事故") || strstr(word, "事件") || strstr(word, "灾情"))
        return -1; // the event scale: 一般事故 is its lowest level, 一般风险 is yellow
    bool risk = header_has_risk || strstr(word, "风险");
    if (look_up(plain, word) == 0)
        return 0;
    // "重大风险(红色)", "红/重大": every part must say the same.
    int level = -1;
    for (char *p = word; *p;) {
        size_t n = strcspn(p, "()/,;:|");
        if (n > 0) {
            char part[96];
            memcpy(part, p, n);
            part[n] = 0;
            int l = one_level(part, risk, scale);
            if (l < 0 || (level >= 0 && l != level))
                return -1;
            level = l;
        }
        p += n;
        if (*p)
            p++;
    }
    return level;
}

int situ_clean_level(const char *text, bool header_has_risk)
{
    return situ_clean_level_in(text, header_has_risk, SITU_SCALE_PLAIN);
}

void situ_level_vote(situ_level_votes *votes, const char *text)
{
    char word[96];
    if (!fold_word(word, sizeof word, text))
        return;
    cut(word, "风险");
    cut(word, "等级");
    cut(word, "级");
    if (strcmp(word, "极高") == 0)
        votes->very_high = true;
    else if (strcmp(word, "高") == 0)
        votes->high = true;
    else if (strcmp(word, "中高") == 0 || strcmp(word, "较高") == 0)
        votes->mid_high = true;
    else if (strcmp(word, "中") == 0)
        votes->mid = true;
    else if (strcmp(word, "中低") == 0)
        votes->mid_low = true;
    else if (strcmp(word, "低") == 0)
        votes->low = true;
    else if (word[0])
        votes->other = true;
}

situ_level_scale situ_level_scale_of(const situ_level_votes *votes)
{
    if (votes->very_high)
        return SITU_SCALE_HIGH4;
    if (votes->mid_high || votes->mid_low)
        return SITU_SCALE_HIGH5;
    if (votes->high || votes->mid)
        return SITU_SCALE_ASK;
    return SITU_SCALE_PLAIN;
}

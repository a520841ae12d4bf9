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
    {"红", 1},     {"重大", 1}, {"Ⅰ", 1},  {"ⅰ", 1},   {"i", 1},  {"橙", 2},   {"较大", 2},  {"Ⅱ", 2},   {"ⅱ", 2},   {"ii", 2},
    {"黄", 3},     {"一般", 3}, {"Ⅲ", 3},  {"ⅲ", 3},   {"iii", 3}, {"蓝", 4},  {"绿", 4},    {"低", 4},   {"较小", 4}, {"Ⅳ", 4},
    {"ⅳ", 4},      {"iv", 4},   {"较低", 4}, {"未评", 0}, {"无", 0},  {"待定", 0}, {"未评估", 0}, {"未定", 0}, {"未评定", 0}, {"待评", 0},
    {"待评估", 0}, {"/", 0},    {"-", 0},   {"灰", 0},   {"未定级", 0}, {"未分级", 0}, {"待评定", 0}, {"暂无", 0}, {"不详", 0},
    {"巨型", 1}, {"特大型", 1}, {"大型", 2}, {"中型", 3}, {"小型", 4}, {NULL, 0}, // 险情 and 规模 of geological points (B1.6)
};
static const word_level risky[] = {
    {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"0", 0},
    {"a", 1},  {"b", 2},  {"c", 3},  {"d", 4},  {"١", 1}, {"٢", 2}, {"٣", 3}, {"٤", 4}, {"1.0", 1}, {"2.0", 2}, {"3.0", 3}, {"4.0", 4}, {NULL, 0},
};

// Scales of other trades, chosen by words of the header or of the value. Where 1 is worst or best
// depends on the standard: 危房 JGJ 125-2016 (A 无危险 .. D 整幢危房); 火险 GB/T 36743-2018 森林火险气象等级
// (一级低 .. 五级极高); 大坝 SL 258-2017 (一类安全 .. 三类不安全); 水闸 SL 214-2015 (一类 .. 四类); 桥梁 JTG 5120-2021
// (1类完好 .. 5类危险); 尾矿库 AQ 2006 (正常库 病库 险库 危库); 山洪灾害调查评价
// 技术要求 (极高危险区 高危险区 危险区). Only the ends of 大坝 and 桥梁 are given by
// domain.md C1b; the steps between are spread evenly.
typedef struct trade_scale {
    situ_level_scale scale;
    const char *words[5]; // of header or value
    word_level levels[14];
} trade_scale;
static const trade_scale trades[] = {
    {SITU_SCALE_HOUSE, {"危房", "房屋安全", "房屋鉴定", "房屋危险", NULL}, {{"d", 1}, {"c", 2}, {"b", 3}, {"a", 4}, {NULL, 0}}},
    {SITU_SCALE_FIRE, {"火险", NULL},
     {{"五", 1}, {"5", 1}, {"Ⅴ", 1}, {"v", 1}, {"四", 2}, {"4", 2}, {"Ⅳ", 2}, {"三", 3}, {"3", 3}, {"Ⅲ", 3}, {"二", 4}, {"2", 4}, {"Ⅱ", 4}, {NULL, 0}}},
    {SITU_SCALE_DAM, {"大坝", "类坝", "水库安全", "坝安全", NULL}, {{"三", 1}, {"3", 1}, {"二", 3}, {"2", 3}, {"一", 4}, {"1", 4}, {NULL, 0}}},
    {SITU_SCALE_SLUICE, {"水闸", "类闸", NULL}, {{"四", 1}, {"4", 1}, {"三", 2}, {"3", 2}, {"二", 3}, {"2", 3}, {"一", 4}, {"1", 4}, {NULL, 0}}},
    {SITU_SCALE_BRIDGE, {"桥梁技术", "桥梁等级", "桥梁类别", "桥梁评定", "类桥"},
     {{"五", 1}, {"5", 1}, {"四", 2}, {"4", 2}, {"三", 3}, {"3", 3}, {"二", 4}, {"2", 4}, {"一", 4}, {"1", 4}, {NULL, 0}}},
    {SITU_SCALE_TAILINGS, {"尾矿库安全", "尾矿库等级", "安全度", NULL}, {{"危库", 1}, {"险库", 2}, {"病库", 3}, {"正常库", 4}, {"危", 1}, {"险", 2}, {"病", 3}, {"正常", 4}, {NULL, 0}}},
    {SITU_SCALE_SIZE, {"险情等级", "规模等级", "险情级别", "规模级别", NULL}, {{"特大", 1}, {"大", 2}, {"中", 3}, {"小", 4}, {NULL, 0}}},
    {SITU_SCALE_FLOOD, {"危险区等级", "危险区级别", "极高危险区", "高危险区", NULL},
     {{"极高危险区", 1}, {"极高危险", 1}, {"极高危", 1}, {"极高", 1}, {"高危险区", 2}, {"高危险", 2}, {"高危", 2}, {"高", 2}, {"危险区", 3}, {"危险", 3}, {"一般危险区", 3}, {NULL, 0}}},
};
enum { TRADE_COUNT = sizeof trades / sizeof *trades };

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

static const trade_scale *trade_of(situ_level_scale scale)
{
    for (size_t i = 0; i < TRADE_COUNT; i++)
        if (trades[i].scale == scale)
            return &trades[i];
    return NULL;
}

static int trade_level(char *word, const trade_scale *t)
{
    static const char *const noise[] = {"森林", "草原", "气象", "火险", "危险", "等级", "级", "类", "房屋", "危房", "大坝", "水闸", "桥梁", "尾矿库", "坝", "闸", "桥", "房", "()", "型"};
    int level = look_up(t->levels, word);
    for (size_t i = 0; level < 0 && i < sizeof noise / sizeof *noise; i++)
        cut(word, noise[i]);
    return level >= 0 ? level : look_up(t->levels, word);
}

// One word without brackets or slashes. *sure: the word alone means a risk level.
static int one_level(char *word, situ_level_scale scale, bool *sure)
{
    *sure = true;
    cut(word, "风险");
    cut(word, "等级");
    cut(word, "级");
    cut(word, "色");
    int level = scale_level(word, scale);
    if (level < 0)
        level = look_up(plain, word);
    if (level < 0) {
        *sure = false;
        level = look_up(risky, word);
    }
    return level;
}

// "一级红色": two words in one, which must say the same.
static int joined_level(const char *word, situ_level_scale scale, bool *sure)
{
    char left[96], right[96];
    for (size_t n = 1; word[n]; n++) {
        bool a = false, b = false;
        if (((unsigned char)word[n] & 0xC0) == 0x80)
            continue;
        memcpy(left, word, n);
        left[n] = 0;
        memcpy(right, word + n, strlen(word + n) + 1);
        int l = one_level(left, scale, &a), r = one_level(right, scale, &b);
        if (l > 0 && l == r && (a || b)) {
            *sure = true;
            return l;
        }
    }
    return -1;
}

bool situ_level_is_event(const char *text)
{
    return strstr(text, "事故") || strstr(text, "事件") || strstr(text, "灾情") || strstr(text, "特别重大");
}

int situ_clean_level_in(const char *text, bool header_has_risk, situ_level_scale scale)
{
    char word[96];
    if (!fold_word(word, sizeof word, text))
        return -1;
    if (word[0] == 0)
        return 0;
    if (situ_level_is_event(word) || scale == SITU_SCALE_EVENT || scale == SITU_SCALE_GRADE)
        return -1; // the event scale: 一般事故 is its lowest level, 一般风险 is yellow
    bool risk = header_has_risk || strstr(word, "风险");
    if (look_up(plain, word) == 0)
        return 0;
    if (strcmp(word, "无风险") == 0)
        return -1; // that a place has no risk is not the same as not assessed
    const trade_scale *t = trade_of(scale);
    for (size_t i = 0; !t && scale == SITU_SCALE_PLAIN && i < TRADE_COUNT; i++)
        if ((trades[i].scale == SITU_SCALE_HOUSE || trades[i].scale == SITU_SCALE_FIRE || trades[i].scale == SITU_SCALE_DAM) && strstr(word, trades[i].words[0]))
            t = &trades[i]; // the value itself says 危房, 火险, 大坝
    if (t) {
        char own[96];
        memcpy(own, word, sizeof own);
        int level = trade_level(own, t);
        if (level >= 0)
            return level;
    }
    // "重大风险(红色)", "红/重大", "一级(红)": every part must say the same, and one must be sure.
    int level = -1;
    bool any_sure = risk;
    for (char *p = word; *p;) {
        size_t n = strcspn(p, "()/,;:|");
        if (n > 0) {
            char part[96];
            bool sure = false;
            memcpy(part, p, n);
            part[n] = 0;
            int l = one_level(part, scale, &sure);
            if (l < 0)
                l = joined_level(part, scale, &sure);
            if (l < 0 || (level >= 0 && l != level))
                return -1;
            level = l;
            any_sure = any_sure || sure;
        }
        p += n;
        if (*p)
            p++;
    }
    return any_sure ? level : -1;
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

situ_level_scale situ_level_scale_in(const char *header, const situ_level_votes *votes)
{
    static const char *const grades[] = {"诚信", "信用等级", "信用级别", "标准化", "烟花等级", "烟花级别", "资质", NULL};
    bool risk = strstr(header, "风险") != NULL;
    // "可能导致的事故/风险等级" speaks of risk; "事故等级" and "灾情等级" of what has happened.
    if (!risk && (strstr(header, "事故") || strstr(header, "灾情") || strstr(header, "事件")))
        return SITU_SCALE_EVENT;
    for (size_t i = 0; grades[i] && !risk; i++)
        if (strstr(header, grades[i]))
            return SITU_SCALE_GRADE;
    for (size_t i = 0; i < TRADE_COUNT && !risk; i++)
        for (size_t w = 0; w < sizeof trades[i].words / sizeof *trades[i].words && trades[i].words[w]; w++)
            if (strstr(header, trades[i].words[w]))
                return trades[i].scale;
    return situ_level_scale_of(votes);
}

situ_level_mark situ_level_mark_of(const char *text)
{
    static const char *const digits[] = {"1", "2", "3", "4", "1.0", "2.0", "3.0", "4.0", NULL};
    static const char *const ranks[] = {"一", "二", "三", "四", "ⅰ", "ⅱ", "ⅲ", "ⅳ", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "i", "ii", "iii", "iv", "a", "b", "c", "d", NULL};
    static const char *const beyond[] = {"五", "六", "七", "八", "九", "十", "5", "6", "7", "8", "9", "10", "5.0", "6.0", "ⅴ", "Ⅴ", "ⅵ", "Ⅵ", "v", "vi", "e", "f", NULL};
    static const char *const own[] = {"低", "红", "橙", "黄", "蓝", NULL};
    static const struct {
        situ_level_mark mark;
        const char *const *words;
    } lists[] = {{SITU_MARK_DIGIT, digits}, {SITU_MARK_RANK, ranks}, {SITU_MARK_BEYOND, beyond}, {SITU_MARK_OWN, own}};
    char word[96];
    if (!fold_word(word, sizeof word, text))
        return SITU_MARK_WORD;
    if (strstr(word, "特别重大"))
        return SITU_MARK_EVENT;
    if (strchr(word, '(') || strstr(word, "红") || strstr(word, "橙") || strstr(word, "黄") || strstr(word, "蓝"))
        return strstr(word, "色") || !strchr(word, '(') ? SITU_MARK_OWN : SITU_MARK_WORD;
    static const char *const noise[] = {"安全", "风险", "等级", "级别", "级", "类", "第"};
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
        cut(word, noise[i]);
    if (word[0] == 0 || situ_clean_is_blank(word) || look_up(plain, word) == 0 || strcmp(word, "0") == 0)
        return SITU_MARK_NONE;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t k = 0; lists[i].words[k]; k++)
            if (strcmp(lists[i].words[k], word) == 0)
                return lists[i].mark;
    return SITU_MARK_WORD;
}

bool situ_level_scale_is_trade(situ_level_scale scale)
{
    return trade_of(scale) != NULL;
}

// SPDX-License-Identifier: MIT
// Numbers with units as people type them: 3.5万条, 约500件, 2-3台, １２ (domain.md B5).
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

typedef struct unit_row {
    const char *word, *canonical, *base;
    double factor;
} unit_row;

// Measures convert to a base unit; counted things are their own base. Factors: domain.md B5 (亩 = 666.667 m2).
static const unit_row units[] = {
    {"m2", "m2", "m2", 1},          {"㎡", "m2", "m2", 1},         {"平方米", "m2", "m2", 1},
    {"平米", "m2", "m2", 1},        {"平方", "m2", "m2", 1},       {"亩", "亩", "m2", 10000.0 / 15},
    {"公顷", "公顷", "m2", 1e4},    {"ha", "公顷", "m2", 1e4},     {"平方公里", "km2", "m2", 1e6},
    {"km2", "km2", "m2", 1e6},      {"m3", "m3", "m3", 1},         {"㎥", "m3", "m3", 1},
    {"立方米", "m3", "m3", 1},      {"方", "m3", "m3", 1},         {"立方", "m3", "m3", 1},
    {"万m3", "万m3", "m3", 1e4},    {"万立方米", "万m3", "m3", 1e4}, {"万方", "万m3", "m3", 1e4},
    {"吨", "吨", "kg", 1000},       {"t", "吨", "kg", 1000},       {"公斤", "kg", "kg", 1},
    {"千克", "kg", "kg", 1},        {"kg", "kg", "kg", 1},         {"斤", "斤", "kg", 0.5},
    {"克", "克", "kg", 0.001},      {"米", "m", "m", 1},           {"m", "m", "m", 1},
    {"公里", "km", "m", 1000},      {"千米", "km", "m", 1000},     {"km", "km", "m", 1000},
    {"里", "里", "m", 500},         {"分钟", "min", "min", 1},     {"min", "min", "min", 1},
    {"分", "min", "min", 1},        {"小时", "h", "min", 60},      {"h", "h", "min", 60},
    {"分钟内", "min", "min", 1},    {"小时内", "h", "min", 60},    {"分钟以内", "min", "min", 1},
    {"小时以内", "h", "min", 60},   {"日", "天", "min", 1440},     {"日内", "天", "min", 1440},
    {"时", "h", "min", 60},         {"天", "天", "min", 1440},     {"秒", "s", "min", 1.0 / 60},
    {"元", "元", "元", 1},          {"万元", "万元", "元", 1e4},   {"亿元", "亿元", "元", 1e8},
    {"千元", "千元", "元", 1e3},    {"l", "L", "L", 1},            {"升", "L", "L", 1},
    {"km/h", "km/h", "km/h", 1},    {"公里/小时", "km/h", "km/h", 1}, {"kw", "kW", "kW", 1},
    {"千瓦", "kW", "kW", 1},        {"年", "年", "年", 1},         {"顶", "顶", NULL, 1},
    {"床", "床", NULL, 1},          {"件", "件", NULL, 1},         {"套", "套", NULL, 1},
    {"个", "个", NULL, 1},          {"台", "台", NULL, 1},         {"辆", "辆", NULL, 1},
    {"艘", "艘", NULL, 1},          {"条", "条", NULL, 1},         {"只", "只", NULL, 1},
    {"双", "双", NULL, 1},          {"把", "把", NULL, 1},         {"捆", "捆", NULL, 1},
    {"箱", "箱", NULL, 1},          {"卷", "卷", NULL, 1},         {"袋", "袋", NULL, 1},
    {"瓶", "瓶", NULL, 1},          {"具", "具", NULL, 1},         {"支", "支", NULL, 1},
    {"部", "部", NULL, 1},          {"架", "架", NULL, 1},         {"组", "组", NULL, 1},
    {"张", "张", NULL, 1},          {"副", "副", NULL, 1},         {"面", "面", NULL, 1},
    {"根", "根", NULL, 1},          {"块", "块", NULL, 1},         {"处", "处", NULL, 1},
    {"名", "人", NULL, 1},          {"人", "人", NULL, 1},         {"户", "户", NULL, 1},
    {"床位", "床", NULL, 1},        {"余人", "人", NULL, 1},       {"余件", "件", NULL, 1},
    {"盏", "盏", NULL, 1},          {"桶", "桶", NULL, 1},         {"栋", "栋", NULL, 1},
    {"间", "间", NULL, 1},          {"盒", "盒", NULL, 1},         {"包", "包", NULL, 1},
    {"份", "份", NULL, 1},          {"匹", "匹", NULL, 1},         {"座", "座", NULL, 1},
    {NULL, NULL, NULL, 0},
};

static size_t fold_into(char *out, size_t size, const char *text)
{
    size_t n = 0;
    const char *end = text + strlen(text);
    for (const char *p = text; p < end && n + 5 < size;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c != 0 && c != ' ')
            n += situ_utf8_put(c, out + n);
    }
    out[n] = 0;
    return n;
}

const char *situ_clean_unit(const char *text, const char **base_unit, double *to_base)
{
    char word[48];
    fold_into(word, sizeof word, text);
    for (const unit_row *u = units; u->word; u++)
        if (strcmp(word, u->word) == 0) {
            if (base_unit)
                *base_unit = u->base ? u->base : u->canonical;
            if (to_base)
                *to_base = u->factor;
            return u->canonical;
        }
    return NULL;
}

bool situ_clean_convert(double value, const char *from, const char *to, double *out)
{
    const char *base_from = NULL, *base_to = NULL;
    double f = 1, t = 1;
    if (!situ_clean_unit(from, &base_from, &f) || !situ_clean_unit(to, &base_to, &t) ||
        strcmp(base_from, base_to) != 0)
        return false;
    // Dividing by a whole factor keeps 500万元 -> 500 exact.
    *out = f >= t ? value * (f / t) : value / (t / f);
    return true;
}

typedef struct scan {
    const char *p, *end, *back;
    bool folded;
} scan;

static uint32_t peek(scan *s)
{
    while (s->p < s->end) {
        const char *q = s->p;
        uint32_t raw = situ_utf8_next(&q, s->end), c = situ_clean_fold_char(raw);
        if (c == 0 || c == ' ') {
            s->p = q;
            continue;
        }
        s->back = q;
        if (c != raw && raw >= 0xFF01 && raw <= 0xFF5E)
            s->folded = true;
        return c;
    }
    return 0;
}

static void skip(scan *s)
{
    s->p = s->back;
}

static bool digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

// Digits with optional point, thousands commas and exponent. false = no number here.
static bool read_number(scan *s, double *value)
{
    char text[64];
    size_t n = 0;
    bool point = false, any = false;
    int group = -1; // digits since the last comma
    if (peek(s) == '-' || peek(s) == '+') {
        text[n++] = (char)peek(s);
        skip(s);
    }
    for (;;) {
        uint32_t c = peek(s);
        if (digit(c)) {
            any = true;
            if (group >= 0)
                group++;
        } else if (c == '.' && !point && (group < 0 || group == 3)) {
            point = true;
            group = -1;
        } else if (c == ',' && any && !point && (group < 0 || group == 3)) {
            scan ahead = *s;
            skip(&ahead);
            int run = 0;
            while (digit(peek(&ahead)) && run < 4) {
                run++;
                skip(&ahead);
            }
            if (run != 3)
                break;
            group = 0;
            skip(s);
            continue;
        } else {
            break;
        }
        if (n + 8 >= sizeof text)
            return false;
        text[n++] = (char)c;
        skip(s);
    }
    if (!any)
        return false;
    if (peek(s) == 'e') {
        scan ahead = *s;
        size_t m = n;
        text[m++] = 'e';
        skip(&ahead);
        if (peek(&ahead) == '+' || peek(&ahead) == '-') {
            text[m++] = (char)peek(&ahead);
            skip(&ahead);
        }
        if (digit(peek(&ahead))) {
            while (digit(peek(&ahead)) && m + 2 < sizeof text) {
                text[m++] = (char)peek(&ahead);
                skip(&ahead);
            }
            n = m;
            *s = ahead;
        }
    }
    text[n] = 0;
    if (n > 0 && text[n - 1] == '.')
        text[--n] = 0;
    const char *start = text[0] == '+' ? text + 1 : text;
    char fixed[72];
    if (start[0] == '.') {
        fixed[0] = '0';
        memcpy(fixed + 1, start, strlen(start) + 1);
        start = fixed;
    }
    return situ_parse_double(start, value) && isfinite(*value);
}

static bool take(scan *s, const char *word)
{
    scan ahead = *s;
    const char *end = word + strlen(word);
    for (const char *p = word; p < end;) {
        if (peek(&ahead) != situ_utf8_next(&p, end))
            return false;
        skip(&ahead);
    }
    *s = ahead;
    return true;
}

// A multiplier 万, 亿, 千, 百 unless it begins a unit word (千克, 百叶箱).
static double multiplier(scan *s)
{
    if (take(s, "亿"))
        return 1e8;
    if (take(s, "万"))
        return 1e4;
    scan ahead = *s;
    if (take(&ahead, "千") && peek(&ahead) != 0x514B /*克*/ && peek(&ahead) != 0x7C73 /*米*/ &&
        peek(&ahead) != 0x74E6 /*瓦*/) {
        *s = ahead;
        return 1e3;
    }
    return 1;
}

bool situ_clean_number(const char *text, double *value, const char **unit, bool *approximate, const char **rule)
{
    scan s = {.p = text, .end = text + strlen(text)};
    const char *why = NULL;
    bool about = false;
    if (unit)
        *unit = NULL;
    static const char *const vague[] = {"若干", "一批", "多", "少量", "大量", "数", "几", NULL};
    for (size_t i = 0; vague[i]; i++) {
        scan t = s;
        if (take(&t, vague[i])) {
            if (rule)
                *rule = "NUMBER_VAGUE";
            return false;
        }
    }
    static const char *const abouts[] = {"大约", "约", "近", "≈", "~", "将近", "超", "超过", "不少于", ">", "≥", "≤", "<", "不超过", "不足", NULL};
    for (size_t i = 0; abouts[i]; i++)
        if (take(&s, abouts[i])) {
            about = true;
            why = "NUMBER_ABOUT";
            break;
        }
    double v = 0;
    if (!read_number(&s, &v)) {
        if (rule)
            *rule = "NUMBER";
        return false;
    }
    bool digits_folded = s.folded;
    if (take(&s, "余") || take(&s, "多") || take(&s, "+")) {
        about = true;
        why = "NUMBER_ABOUT";
    }
    double times = multiplier(&s);
    scan range = s;
    if (take(&range, "-") || take(&range, "~") || take(&range, "至") || take(&range, "到")) {
        double high = 0;
        if (!read_number(&range, &high)) {
            if (rule)
                *rule = "NUMBER";
            return false;
        }
        digits_folded = digits_folded || range.folded;
        double high_times = multiplier(&range);
        if (times == 1.0)
            times = high_times; // 2-3万: both
        s = range;
        about = true;
        why = "NUMBER_RANGE"; // the low end counts (B5)
    }
    if (take(&s, "余") || take(&s, "多")) {
        about = true;
        why = why ? why : "NUMBER_ABOUT";
    }
    if (times != 1.0 && !why)
        why = "NUMBER_WAN";
    uint32_t tail = peek(&s);
    if (tail != 0) {
        const char *known = situ_clean_unit(s.p, NULL, NULL);
        if (unit)
            *unit = known ? known : s.p;
        if (!known) {
            why = "UNIT_UNKNOWN";
        } else if (!why) {
            why = "NUMBER_UNIT";
        }
    }
    if (!why && digits_folded)
        why = "FULL_WIDTH";
    *value = v * times;
    if (approximate)
        *approximate = about;
    if (rule)
        *rule = why;
    return true;
}

int situ_clean_bool(const char *text)
{
    static const char *const yes[] = {"是", "有", "√", "✓", "✔", "y", "yes", "true", "t", "1", "已", "已完成", "对", "具备", "1.0", NULL};
    static const char *const no[] = {"否", "无", "×", "✗", "✘", "x", "n", "no", "false", "f", "0", "未", "不", "没有", "不具备", "未完成", "0.0", NULL};
    char word[48];
    fold_into(word, sizeof word, text);
    for (size_t i = 0; yes[i]; i++)
        if (strcmp(word, yes[i]) == 0)
            return 1;
    for (size_t i = 0; no[i]; i++)
        if (strcmp(word, no[i]) == 0)
            return 0;
    return -1;
}

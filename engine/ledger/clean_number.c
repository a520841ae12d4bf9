// SPDX-License-Identifier: MIT
// Numbers with units as people type them: 3.5万条, 约500件, 2-3台, 三千五百, 1小时30分 (domain.md B5).
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

enum { LONGEST = 120 }; // signs of a text that may still be a number

// The folded signs of a text, and where each stood. A space is kept between digits only.
typedef struct scan {
    uint32_t c[LONGEST + 4]; // zeros behind the end
    uint16_t at[LONGEST + 4];
    size_t n, i;
    bool folded, pointed, spaced, about, chinese, times;
    bool digits_folded;
} scan;

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool fold_signs(scan *s, const char *text)
{
    memset(s, 0, sizeof *s);
    size_t length = strlen(text), spaces = 0;
    if (length > UINT16_MAX)
        return false;
    for (const char *p = text, *end = text + length; p < end;) {
        const char *start = p;
        uint32_t raw = situ_utf8_next(&p, end), c = situ_clean_fold_char(raw);
        if (c == 0)
            continue;
        if (c == ' ') {
            spaces++;
            continue;
        }
        if (s->n + 1 >= LONGEST)
            return false;
        if (spaces > 0 && s->n > 0 && is_digit(s->c[s->n - 1]) && is_digit(c)) {
            s->c[s->n] = ' ';
            s->at[s->n++] = (uint16_t)(start - text);
        }
        spaces = 0;
        s->folded = s->folded || (raw >= 0xFF01 && raw <= 0xFF5E);
        s->c[s->n] = c;
        s->at[s->n++] = (uint16_t)(start - text);
    }
    for (size_t i = 1; i + 1 < s->n; i++)
        if ((s->c[i] == 0x3002 || s->c[i] == 0xB7) && is_digit(s->c[i - 1]) && is_digit(s->c[i + 1])) {
            s->c[i] = '.';
            s->pointed = true;
        }
    s->at[s->n] = (uint16_t)length;
    return true;
}

static bool take(scan *s, const char *word)
{
    size_t i = s->i;
    const char *end = word + strlen(word);
    for (const char *p = word; p < end; i++)
        if (i >= s->n || s->c[i] != situ_utf8_next(&p, end))
            return false;
    s->i = i;
    return true;
}

static bool take_one(scan *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (take(s, words[i]))
            return true;
    return false;
}

static bool group_of_three(const scan *s, size_t i)
{
    return is_digit(s->c[i]) && is_digit(s->c[i + 1]) && is_digit(s->c[i + 2]) && !is_digit(s->c[i + 3]);
}

// Digits with optional point, thousands (commas or spaces) and exponent. false = no number here.
static bool read_arabic(scan *s, double *value)
{
    char text[72];
    size_t n = 0, lead = 0;
    bool point = false, any = false;
    uint32_t mark = 0; // of thousands
    for (;;) {
        uint32_t c = s->c[s->i];
        if (is_digit(c)) {
            any = true;
            lead++;
        } else if (c == '.' && !point) {
            point = true;
        } else if ((c == ',' || c == ' ') && any && !point && lead <= 3 && (mark == 0 || mark == c) && group_of_three(s, s->i + 1)) {
            s->spaced = s->spaced || c == ' ';
            mark = c;
            lead = 0;
            s->i++;
            continue;
        } else {
            break;
        }
        if (n + 12 >= sizeof text)
            return false;
        if (c == '.' && n == 0)
            text[n++] = '0';
        text[n++] = (char)c;
        s->i++;
    }
    if (!any)
        return false;
    if (text[n - 1] == '.')
        n--;
    if (s->c[s->i] == 'e') {
        size_t i = s->i + 1, m = n;
        text[m++] = 'e';
        if (s->c[i] == '+' || s->c[i] == '-')
            text[m++] = (char)s->c[i++];
        size_t from = i;
        while (is_digit(s->c[i]) && m + 2 < sizeof text)
            text[m++] = (char)s->c[i++];
        if (i > from) {
            n = m;
            s->i = i;
        }
    }
    text[n] = 0;
    return situ_parse_double(text, value) && isfinite(*value);
}

static bool more(scan *s)
{
    static const char *const words[] = {"余", "多", "+", "来", "几", NULL};
    bool yes = take_one(s, words);
    s->about = s->about || yes;
    return yes;
}

// 万, 千万, 亿 ... behind a number; 1 when there is none.
static double multipliers(scan *s)
{
    double m = 1;
    for (double one; (one = situ_clean_multiplier(s->c + s->i)) > 10; s->i++)
        m *= one;
    s->times = s->times || m > 1;
    return m;
}

// 12, 3.5万, 2千万, 3千5百, 三千五百, 十几. false = no amount here, or one that nobody can be sure of.
static bool read_amount(scan *s, double *value, double *times)
{
    double total = 0, v = 0, m = 1, previous = INFINITY;
    *times = 1;
    bool about = false;
    size_t signs = situ_clean_numeral(s->c + s->i, value, &about);
    if (signs > 0) {
        s->i += signs;
        s->chinese = true;
        s->about = s->about || about;
        return true;
    }
    if (s->about && (*value = multipliers(s)) > 1) { // 近百人
        s->chinese = true;
        return true;
    }
    do {
        if (!read_arabic(s, &v))
            return false;
        s->digits_folded = s->digits_folded || s->folded;
        if (s->c[s->i] != '+' || !is_digit(s->c[s->i + 1]))
            more(s);
        m = multipliers(s);
        if (m >= previous || (m == 1.0 && previous < INFINITY))
            return false; // 3万5: five what?
        total += v * m;
        previous = m;
    } while (m > 1 && is_digit(s->c[s->i]));
    *times = previous;
    *value = total;
    more(s);
    return true;
}

// The known unit at the scan's place, the longest first; *length signs. NULL = none.
static const char *unit_here(const scan *s, size_t *length)
{
    char word[48];
    for (size_t n = s->n - s->i < 7 ? s->n - s->i : 7; n > 0; n--) {
        size_t w = 0;
        for (size_t k = 0; k < n && w + 5 < sizeof word; k++)
            w += situ_utf8_put(s->c[s->i + k], word + w);
        word[w] = 0;
        const char *unit = situ_clean_unit(word, NULL, NULL);
        if (unit) {
            *length = n;
            return unit;
        }
    }
    return NULL;
}

// What may stand behind number and unit without changing them.
static void take_tail(scan *s)
{
    static const char *const words[] = {"左右", "上下", "以上", "以下", "以内", "之内", "不等", "内", "许", "多", "余", "+", "整", NULL};
    while (take_one(s, words))
        s->about = true;
    static const char *const ends[] = {".", ",", ";", "。", "、", NULL};
    take_one(s, ends);
}

static bool has_digit(const scan *s, size_t from)
{
    for (size_t i = from; i < s->n; i++)
        if (is_digit(s->c[i]))
            return true;
    return false;
}

// 1小时30分, 3公里500米: smaller measures of the same kind add up.
static bool add_smaller(scan *s, double *value, const char **unit)
{
    const char *base = NULL, *last = *unit;
    double factor = 1, previous;
    while (is_digit(s->c[s->i]) || s->c[s->i] == 0x534A /*半*/) {
        double v = 0, part = 0, dummy = 1;
        size_t length = 0;
        if (!situ_clean_unit(last, &base, &previous) || strcmp(base, last) == 0)
            if (strcmp(last, "h") != 0 && strcmp(last, "km") != 0)
                return false; // the smallest of its kind, or a counted thing
        if (s->c[s->i] == 0x534A)
            return false;
        if (!read_amount(s, &v, &dummy))
            return false;
        const char *smaller = unit_here(s, &length), *small_base = NULL;
        if (!smaller || !situ_clean_unit(smaller, &small_base, &factor) || strcmp(small_base, base) != 0 || factor >= previous ||
            !situ_clean_convert(v, smaller, *unit, &part))
            return false;
        s->i += length;
        *value += part;
        last = smaller;
    }
    return true;
}

static bool fail(const char **rule, const char *why)
{
    if (rule)
        *rule = why;
    return false;
}

// Digits with at most one point: the common case. At most 15 digits are exact.
static bool plain_number(const char *text, double *v)
{
    double sum = 0, scale = 0;
    const char *p = text + (text[0] == '-');
    size_t digits = 0;
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    for (; *p; p++) {
        if (*p >= '0' && *p <= '9') {
            sum = sum * 10 + (*p - '0');
            scale += scale > 0;
            digits++;
        } else if (*p == '.' && digits > 0 && !(scale > 0)) {
            scale = 1;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 15)
        return false;
    *v = (text[0] == '-' ? -sum : sum) / powers[scale > 0 ? (size_t)scale - 1 : 0];
    return true;
}

static bool spoilt(const char *text)
{
    static const char *const errors[] = {"#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "###", NULL};
    for (size_t i = 0; errors[i]; i++)
        if (situ_starts_with(text, errors[i]))
            return true;
    return false;
}

static bool is_vague(scan *s)
{
    static const char *const words[] = {"若干", "一批", "一些", "少量", "大量", "许多", "较多", "很多", "多", "数十", "数百", "数千", "数万", "数", "几", "成百", "上千", "上万", NULL};
    size_t was = s->i;
    bool yes = take_one(s, words);
    s->i = was;
    return yes;
}

// A base unit that is measured, not counted.
static bool is_measure(const char *base)
{
    static const char *const bases[] = {"m2", "m3", "kg", "m", "min", NULL};
    for (size_t i = 0; bases[i]; i++)
        if (strcmp(bases[i], base) == 0)
            return true;
    return false;
}

bool situ_clean_number(const char *text, double *value, const char **unit, bool *approximate, const char **rule)
{
    scan s;
    const char *why = NULL, *found = NULL;
    double v = 0, times = 1;
    if (unit)
        *unit = NULL;
    if (approximate)
        *approximate = false;
    if (rule)
        *rule = NULL;
    if (plain_number(text, value))
        return true;
    if (spoilt(text))
        return fail(rule, "NO_VALUE");
    if (!fold_signs(&s, text) || s.n == 0)
        return fail(rule, "NUMBER");
    static const char *const lead[] = {"共计", "总计", "合计", "共有", "现有", "实有", "总共", "数量", "共", "计", NULL};
    bool worded = take_one(&s, lead);
    worded = take(&s, ":") || worded;
    static const char *const abouts[] = {"大约", "大概", "约为", "约", "将近", "接近", "近", "≈", "~", "超过", "超", "逾", "不少于", "不低于", "至少", "最多",
                                         "不超过", "不足", ">=", "<=", ">", "≥", "≤", "<", "上", NULL};
    s.about = take_one(&s, abouts);
    if (is_vague(&s) && !s.about)
        return fail(rule, "NUMBER_VAGUE");
    worded = take(&s, "¥") || take(&s, "￥") || worded;
    bool yuan = s.i > 0 && (s.c[s.i - 1] == 0xA5 || s.c[s.i - 1] == 0xFFE5), negative = take(&s, "-") || take(&s, "负");
    if (!negative)
        take(&s, "+");
    bool percent = take(&s, "百分之"), half = take(&s, "半");
    if (half)
        v = 0.5;
    else if (!read_amount(&s, &v, &times))
        return fail(rule, "NUMBER");
    size_t length = 0;
    found = percent ? "%" : unit_here(&s, &length);
    size_t unit_at = s.i;
    s.i += found && !percent ? length : 0;
    if (half && !found)
        return fail(rule, "NUMBER");
    if (found && take(&s, "半")) { // 两天半
        v += 0.5;
        why = "NUMBER_CHINESE";
    }
    // 2-3台, 2台~3台: the low end counts (B5).
    size_t before = s.i;
    bool range = false;
    if (!negative && (take(&s, "-") || take(&s, "~") || take(&s, "至") || take(&s, "到") || take(&s, "～"))) {
        double high = 0, high_times = 1;
        size_t more_length = 0;
        if (!read_amount(&s, &high, &high_times))
            return fail(rule, "NUMBER");
        if (times == 1.0 && high_times > 1 && v * high_times < high * 1.0000001)
            v *= high_times; // 2-3万: both
        const char *again = unit_here(&s, &more_length);
        if (v > high || (found && again && strcmp(found, again) != 0) || before == 0)
            return fail(rule, "NUMBER");
        s.i += again ? more_length : 0;
        found = found ? found : again;
        range = s.about = true;
    }
    take_tail(&s);
    if (found && s.i < s.n && s.c[s.i] != '(' && !add_smaller(&s, &v, &found))
        return fail(rule, "NUMBER_SEVERAL");
    take_tail(&s);
    if (s.chinese && s.i < s.n && s.c[s.i] != '(')
        return fail(rule, "NUMBER"); // 一般, 三方协议: words that begin like numbers
    if (s.i < s.n && s.c[s.i] == '(' && (found || !has_digit(&s, s.i))) {
        // 3台(套), 20顶(含旧3顶): what brackets add is no part of the number.
        if (!found) {
            s.i++;
            found = unit_here(&s, &length);
        }
        s.i = s.n;
        worded = true;
    }
    if (s.i < s.n) {
        if (has_digit(&s, s.i) || s.n - s.i > 8 || (s.c[s.i] < 0x80 && (s.c[s.i] < 'a' || s.c[s.i] > 'z')))
            return fail(rule, found && has_digit(&s, s.i) ? "NUMBER_SEVERAL" : "NUMBER");
        // 20顶帐篷 counts tents; but a measure with more behind it is another measure: 平方丈 is not 平方米.
        const char *base = NULL;
        double factor = 1;
        bool measure = found && situ_clean_unit(found, &base, &factor) && base && is_measure(base);
        if (unit)
            *unit = !found ? text + s.at[s.i] : measure ? text + s.at[unit_at] : found;
        why = found && !measure ? "NUMBER_UNIT" : "UNIT_UNKNOWN";
    } else if (unit) {
        *unit = found ? found : yuan ? "元" : NULL;
    }
    if (!why || strcmp(why, "UNIT_UNKNOWN") != 0)
        why = range            ? "NUMBER_RANGE"
              : s.about        ? "NUMBER_ABOUT"
              : s.chinese || half || why ? why && strcmp(why, "NUMBER_UNIT") == 0 && !s.chinese ? why : "NUMBER_CHINESE"
              : s.times        ? "NUMBER_WAN"
              : found || yuan || worded ? "NUMBER_UNIT"
              : s.spaced       ? "NUMBER_SPACE"
              : s.pointed      ? "POINT_MARK"
              : s.digits_folded ? "FULL_WIDTH"
                               : NULL;
    *value = negative ? -v : v;
    if (approximate)
        *approximate = s.about;
    if (rule)
        *rule = why;
    return isfinite(*value);
}

bool situ_clean_number_part(const char *text, const char *wanted, double *value)
{
    scan s;
    size_t hits = 0;
    if (!fold_signs(&s, text))
        return false;
    while (s.i < s.n) {
        double v = 0, times = 1, converted = 0;
        size_t length = 0;
        if (!is_digit(s.c[s.i])) {
            s.i++;
            continue;
        }
        if (!read_amount(&s, &v, &times))
            return false;
        const char *unit = unit_here(&s, &length);
        if (unit && situ_clean_convert(v, unit, wanted, &converted)) {
            *value = converted;
            hits++;
            s.i += length;
        }
    }
    return hits == 1;
}

static void fold_word(char *out, size_t size, const char *text)
{
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end && n + 5 < size;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c != 0 && c != ' ')
            n += situ_utf8_put(c, out + n);
    }
    out[n] = 0;
}

int situ_clean_bool(const char *text)
{
    static const char *const yes[] = {"是", "有", "√", "✓", "✔", "☑", "✅", "■", "●", "y", "yes", "true", "t", "1", "已", "已完成", "对", "具备", "1.0",
                                      "是的", "属于", "属", "完成", "已建", "已落实", "落实", "已有", "为是", "on", "v", "到位", "已到位", "达标", "齐全", "已具备", NULL};
    static const char *const no[] = {"否", "无", "×", "✗", "✘", "❌", "☒", "□", "○", "☐", "x", "n", "no", "false", "f", "0", "未", "不", "没有", "不具备", "未完成", "0.0",
                                     "不是", "非", "不属于", "没", "未建", "未落实", "尚未", "off", "未到位", "不到位", "未达标", "不达标", "不齐全", NULL};
    char word[48];
    fold_word(word, sizeof word, text);
    for (size_t i = 0; yes[i]; i++)
        if (strcmp(word, yes[i]) == 0)
            return 1;
    for (size_t i = 0; no[i]; i++)
        if (strcmp(word, no[i]) == 0)
            return 0;
    return -1;
}

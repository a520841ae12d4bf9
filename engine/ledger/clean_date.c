// SPDX-License-Identifier: MIT
// Dates as people type them: 2024.4.3, 2024年四月三日, 20240403, 24/4/3, 45385, 2024.1-2024.6 (domain.md B5).
#include <string.h>

#include "base/utf8.h"
#include "ledger/clean.h"

enum { LONGEST = 80, NEN = 0x5E74 /*年*/, YUE = 0x6708 /*月*/, RI = 0x65E5 /*日*/, HAO = 0x53F7 /*号*/ };

// The folded signs of a text, Chinese numerals made digits.
typedef struct signs {
    uint32_t c[LONGEST + 4];
    size_t n;
    bool chinese;
} signs;

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool fold_signs(signs *s, const char *text)
{
    uint32_t raw[LONGEST + 4] = {0};
    size_t n = 0;
    memset(s, 0, sizeof *s);
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0)
            continue;
        if (n == LONGEST)
            return false;
        if (n > 0 && (c == 0x5468 /*周*/ || (c == 0x671F && raw[n - 1] == 0x661F /*星期*/))) {
            n -= c == 0x671F;
            break; // the day of the week says nothing more
        }
        raw[n++] = c;
    }
    while (n > 0 && (raw[n - 1] == '(' || raw[n - 1] == ' '))
        n--;
    raw[n] = raw[n + 1] = 0;
    for (size_t i = 0; i < n;) {
        double v = 0;
        bool about = false;
        size_t used = raw[i] == 0x5143 && raw[i + 1] == YUE ? 1 : situ_clean_numeral(raw + i, &v, &about); // 元月
        if (raw[i] == 0x5143 && used == 1)
            v = 1;
        if (used == 0 || about || v > 9999 || v < 1) {
            s->c[s->n++] = raw[i++];
            continue;
        }
        char digits[8];
        size_t k = 0;
        for (int rest = (int)v; rest > 0; rest /= 10)
            digits[k++] = (char)('0' + rest % 10);
        while (k > 0 && s->n < LONGEST)
            s->c[s->n++] = (uint32_t)digits[--k];
        s->chinese = true;
        i += used;
    }
    while (s->n > 0 && s->c[s->n - 1] == ' ')
        s->n--;
    s->c[s->n] = 0;
    return true;
}

static void cut(signs *s, const char *word)
{
    uint32_t w[12];
    size_t n = 0;
    for (const char *p = word, *end = word + strlen(word); p < end && n < 12;)
        w[n++] = situ_utf8_next(&p, end);
    for (size_t i = 0; i + n <= s->n;) {
        if (memcmp(s->c + i, w, n * sizeof *w) != 0) {
            i++;
            continue;
        }
        memmove(s->c + i, s->c + i + n, (s->n - i - n) * sizeof *w);
        s->n -= n;
        s->c[s->n] = 0;
    }
}

static void cut_all(signs *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        cut(s, words[i]);
}

// Digit runs and the separators behind them.
typedef struct runs {
    long value[3];
    int digits[3];
    uint32_t after[3];
    size_t count;
    int month_name; // 1..12 when a month is named in English; its place stands in name_at
    size_t name_at; // runs before the name
    bool odd;       // something that is no part of a date
} runs;

static int month_name(const uint32_t *c, size_t *length)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int m = 0; m < 12; m++)
        if (c[0] == (uint32_t)names[3 * m] && c[1] == (uint32_t)names[3 * m + 1] && c[2] == (uint32_t)names[3 * m + 2]) {
            size_t n = 3;
            while (c[n] >= 'a' && c[n] <= 'z')
                n++;
            *length = n;
            return m + 1;
        }
    return 0;
}

// Only what a time of day, a weekday or a zone is made of.
static bool only_time(const uint32_t *c)
{
    static const uint32_t words[] = {0x65F6, 0x5206, 0x79D2, 0x70B9, 0x4E0A, 0x4E0B, 0x5348, 0x65E9, 0x665A, 0x6668, 0x51CC, 0x4E2D, 0x6574, 0x949F, 0x534A, 0x591C, 0x95F4};
    for (; *c; c++) {
        bool known = is_digit(*c) || *c == ':' || *c == '.' || *c == ' ' || *c == 't' || *c == 'z' || *c == '+' || *c == 'a' || *c == 'p' || *c == 'm';
        for (size_t i = 0; i < sizeof words / sizeof *words && !known; i++)
            known = *c == words[i];
        if (!known)
            return false;
    }
    return true;
}

static void scan_runs(runs *r, const uint32_t *c)
{
    bool in = false;
    memset(r, 0, sizeof *r);
    for (size_t length = 0; *c; c++) {
        if (is_digit(*c)) {
            if (!in) {
                if (r->count == 3) {
                    r->odd = true;
                    return;
                }
                r->count++;
            }
            in = true;
            size_t i = r->count - 1;
            if (r->digits[i] < 14)
                r->value[i] = r->value[i] * 10 + (long)(*c - '0');
            r->digits[i]++;
            continue;
        }
        bool first = in;
        in = false;
        int name = r->month_name ? 0 : month_name(c, &length);
        if (name > 0) {
            r->month_name = name;
            r->name_at = r->count;
            c += length - 1;
            continue;
        }
        if (r->count > 0 && (first || r->after[r->count - 1] == ' '))
            r->after[r->count - 1] = *c;
        if (r->count + (r->month_name > 0) >= 3 && (*c == ' ' || *c == 't' || *c == RI || *c == HAO)) {
            while (c[1] == ' ')
                c++;
            if (*c == ' ' && (c[1] == RI || c[1] == HAO))
                c++;
            r->odd = r->odd || !only_time(c + 1);
            return; // the date is complete; a time of day may follow
        }
        if (*c != ' ' && *c != '-' && *c != '.' && *c != '/' && *c != NEN && *c != YUE && *c != RI && *c != HAO && *c != '\'' && *c != 0xB7 &&
            *c != 0x3001 && *c != ',' && *c != '\\' && *c != '_')
            r->odd = true;
    }
}

static bool date_sep(uint32_t c)
{
    return c == '-' || c == '.' || c == '/' || c == ' ' || c == 0xB7 || c == 0x3001 || c == ',' || c == '\\' || c == '_';
}

static bool put(char iso[11], long y, long m, long d, const char **rule)
{
    if (y < 10000 && m < 100 && d < 100 && situ_date_put(iso, (int)y, (int)m, (int)d))
        return true;
    *rule = "DATE_IMPOSSIBLE";
    return false;
}

static long last_day(long y, long m)
{
    return y >= 1900 && y <= 2100 && m >= 1 && m <= 12 ? situ_month_days((int)y, (int)m) : 1;
}

// One number alone: year, 20240403 (perhaps with the time of day), 202404 or a serial day.
static bool date_of_number(const runs *r, bool end, char iso[11], const char **rule)
{
    long v = r->value[0];
    switch (r->digits[0]) {
    case 14:
        v /= 1000000;
        if (r->value[0] % 1000000 / 10000 > 23 || r->value[0] % 10000 / 100 > 59)
            return false;
        // fall through
    case 8:
        *rule = "DATE_COMPACT";
        return put(iso, v / 10000, v / 100 % 100, v % 100, rule);
    case 6:
        *rule = "DATE_MONTH";
        return put(iso, v / 100, v % 100, end ? last_day(v / 100, v % 100) : 1, rule);
    case 4:
        *rule = "DATE_YEAR";
        return put(iso, v, end ? 12 : 1, end ? 31 : 1, rule);
    case 5:
        *rule = "DATE_SERIAL";
        return v <= 60000 && situ_serial_to_iso((double)v, false, iso);
    default:
        return false;
    }
}

// 25/4/2024: the year at the end. Certain only when one of the others is no month.
static bool year_last(const runs *r, char iso[11], const char **rule)
{
    long a = r->value[0], b = r->value[1], y = r->value[2];
    if (r->digits[0] > 2 || r->digits[1] > 2)
        return false;
    if (a != b && a <= 12 && b <= 12) {
        *rule = "DATE_AMBIGUOUS";
        return false;
    }
    *rule = "DATE_DAY_FIRST";
    return a > 12 ? put(iso, y, b, a, rule) : put(iso, y, a, b, rule);
}

// 3-Apr-24, 2024-Apr-03, Apr 3, 2024. Apr-24 may be a day or a year.
static bool named_month(const runs *r, char iso[11], const char **rule)
{
    *rule = "DATE_FORM";
    if (r->count == 1 && r->digits[0] == 4) {
        *rule = "DATE_MONTH";
        return put(iso, r->value[0], r->month_name, 1, rule);
    }
    if (r->count != 2) {
        *rule = r->count == 1 ? "DATE_AMBIGUOUS" : NULL;
        return false;
    }
    bool year_first = r->digits[0] == 4;
    long y = r->value[year_first ? 0 : 1], d = r->value[year_first ? 1 : 0];
    int digits = r->digits[year_first ? 0 : 1];
    if (digits == 2 && r->name_at == 1)
        y += y < 70 ? 2000 : 1900;
    else if (digits != 4)
        return false;
    return put(iso, y, r->month_name, d, rule);
}

// One date. year: of the first part of a range, 0 = none. end: a month or year stands for its last day.
static bool one_date(const uint32_t *c, long year, bool end, char iso[11], const char **rule)
{
    runs r;
    scan_runs(&r, c);
    *rule = NULL;
    if (r.count == 0 || r.odd)
        return false;
    if (r.month_name > 0)
        return named_month(&r, iso, rule);
    bool cn_year = r.after[0] == NEN;
    if (r.count == 2 && r.digits[0] == 5 && r.after[0] == '.')
        r.count = 1, r.after[0] = 0; // 45385.0, 45385.5: a serial day
    if (year > 0 && r.after[0] == YUE && r.digits[0] <= 2) { // 2024年1月至6月
        *rule = "DATE_MONTH";
        if (r.count == 1)
            return put(iso, year, r.value[0], end ? last_day(year, r.value[0]) : 1, rule);
        *rule = "DATE_FORM";
        return r.count == 2 && put(iso, year, r.value[0], r.value[1], rule);
    }
    if (r.count == 1) {
        if (cn_year && r.digits[0] != 4)
            return false;
        return r.after[0] == 0 || r.after[0] == ' ' || cn_year ? date_of_number(&r, end, iso, rule) : false;
    }
    if (r.count == 3 && r.digits[2] == 4 && date_sep(r.after[0]) && r.after[0] == r.after[1])
        return year_last(&r, iso, rule);
    if ((!cn_year && !date_sep(r.after[0])) || r.digits[1] > 2)
        return false;
    long y = r.value[0];
    if (r.digits[0] == 2) {
        y += y < 70 ? 2000 : 1900;
        *rule = "DATE_SHORT_YEAR";
    } else if (r.digits[0] != 4) {
        return false;
    }
    if (r.count == 2) {
        if (r.digits[0] == 2 && !cn_year) {
            *rule = "DATE_AMBIGUOUS"; // 24/4 may be anything
            return false;
        }
        *rule = "DATE_MONTH";
        return put(iso, y, r.value[1], end ? last_day(y, r.value[1]) : 1, rule);
    }
    if (r.digits[2] > 2 || (!date_sep(r.after[1]) && r.after[1] != YUE))
        return false;
    bool iso_form = r.digits[0] == 4 && r.after[0] == '-' && r.after[1] == '-' && r.digits[1] == 2 && r.digits[2] == 2;
    if (!iso_form && !*rule)
        *rule = "DATE_FORM";
    return put(iso, y, r.value[1], r.value[2], rule);
}

// Where the second date of a range begins, 0 = there is none; *first_end: signs of the first.
static size_t range_at(const signs *s, size_t *first_end)
{
    bool other = false; // a separator other than '-' is used inside the dates
    size_t dashes = 0, dash = 0;
    for (size_t i = 0; i < s->n; i++) {
        uint32_t c = s->c[i];
        *first_end = i;
        if (i > 0 && (c == 0x81F3 /*至*/ || c == 0x5230 /*到*/ || c == '~' || c == 0x301C))
            return i + 1;
        other = other || c == '.' || c == '/' || c == NEN;
        if (c == '-') {
            dash = i;
            dashes++;
        }
    }
    *first_end = dash;
    if (dashes == 1 && dash > 0 && dash + 1 < s->n) {
        size_t digits = 0;
        while (dash > digits && is_digit(s->c[dash - 1 - digits]))
            digits++;
        bool years = digits == 4 && dash == 4 && s->n == 9 && is_digit(s->c[8]) && is_digit(s->c[5]) && is_digit(s->c[6]) && is_digit(s->c[7]);
        if (other || years)
            return dash + 1;
    }
    for (size_t i = 1; dashes > 1 && i + 2 < s->n; i++) // 2024-01-01 - 2024-12-31, 2024-01-01--2024-12-31
        if (s->c[i] == '-' && ((s->c[i - 1] == ' ' && s->c[i + 1] == ' ') || s->c[i + 1] == '-')) {
            *first_end = i;
            return i + 2;
        }
    return 0;
}

static bool contains(const char *text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

// YYYY-MM-DD: the form of every date cell.
static bool plain_iso(const char *t, char iso[11], const char **rule)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? t[i] != '-' : t[i] < '0' || t[i] > '9')
            return false;
    if (t[10])
        return false;
    return put(iso, (t[0] - '0') * 1000 + (t[1] - '0') * 100 + (t[2] - '0') * 10 + (t[3] - '0'), (t[5] - '0') * 10 + (t[6] - '0'),
               (t[8] - '0') * 10 + (t[9] - '0'), rule);
}

bool situ_clean_date(const char *text, char iso[11], const char **rule)
{
    static const char *const endless[] = {"长期", "永久", "永远", "无固定", "无期限", "不限", "终身", "至今", "长年", "常年", NULL};
    static const char *const noise[] = {"自", "从", "截至", "截止", "止", "之前", "以前", "前", "起", "左右", "约", "份", "上旬", "中旬", "下旬", "以来", "有效期", NULL};
    const char *why = NULL;
    signs s;
    if (!rule)
        rule = &why;
    *rule = NULL;
    if (plain_iso(text, iso, rule))
        return true;
    if (*rule || contains(text, endless)) {
        *rule = *rule ? *rule : "DATE_NONE";
        return false;
    }
    if (!fold_signs(&s, text))
        return false;
    cut_all(&s, noise);
    if (s.n > 0 && s.c[0] == 0x81F3) // 至2024年6月
        memmove(s.c, s.c + 1, s.n * sizeof *s.c), s.n--;
    bool year_end = s.n > 1 && s.c[s.n - 2] == NEN && (s.c[s.n - 1] == 0x5E95 /*底*/ || s.c[s.n - 1] == 0x672B /*末*/);
    static const char *const edges[] = {"底", "末", "初", NULL};
    cut_all(&s, edges);
    while (s.n > 0 && (s.c[s.n - 1] == ' ' || s.c[s.n - 1] == '.' || s.c[s.n - 1] == ',' || s.c[s.n - 1] == 0x3002 || s.c[s.n - 1] == ')'))
        s.c[--s.n] = 0;
    size_t first_end = 0, second = range_at(&s, &first_end);
    if (second > 0) {
        char first[11];
        const char *ignored = NULL;
        uint32_t was = s.c[first_end];
        s.c[first_end] = 0;
        bool ok = one_date(s.c, 0, false, first, &ignored);
        s.c[first_end] = was;
        long year = ok ? (first[0] - '0') * 1000 + (first[1] - '0') * 100 + (first[2] - '0') * 10 + (first[3] - '0') : 0;
        if (!ok || !one_date(s.c + second, year, true, iso, rule) || strcmp(first, iso) > 0) {
            *rule = *rule && strcmp(*rule, "DATE_IMPOSSIBLE") == 0 ? *rule : NULL;
            return false;
        }
        *rule = "DATE_RANGE";
        return true;
    }
    if (!one_date(s.c, 0, year_end, iso, rule)) {
        if (*rule && strcmp(*rule, "DATE_IMPOSSIBLE") != 0 && strcmp(*rule, "DATE_AMBIGUOUS") != 0)
            *rule = NULL;
        return false;
    }
    if (s.chinese)
        *rule = "DATE_CHINESE";
    return true;
}

bool situ_clean_life(const char *text, int *months, int *days)
{
    double v = 0, out = 0;
    const char *unit = NULL, *rule = NULL;
    *months = *days = 0;
    if (!situ_clean_number(text, &v, &unit, NULL, &rule) || !unit || !(v > 0))
        return false;
    if (strcmp(unit, "年") == 0 || strcmp(unit, "月") == 0) {
        if (!situ_clean_convert(v, unit, "月", &out) || out > 600 || (strcmp(unit, "年") == 0 && v > 20))
            return false; // 24年 may be the year 2024
        *months = (int)(out + 0.5);
        return true;
    }
    if (strcmp(unit, "天") != 0 || v > 7300)
        return false;
    *days = (int)v;
    return true;
}

bool situ_date_add(const char *iso, int months, int days, char out[11])
{
    static const char *const digits = "0123456789";
    int part[3] = {0};
    for (size_t i = 0, k = 0; i < 10; i++) {
        const char *d = iso[i] ? strchr(digits, iso[i]) : NULL;
        if (!iso[i] || (i != 4 && i != 7 && !d))
            return false;
        if (d)
            part[k] = part[k] * 10 + (int)(d - digits);
        else
            k++;
    }
    int month = part[1] - 1 + months, y = part[0] + month / 12, m = month % 12 + 1, d = part[2];
    if (y < 1900 || y > 2100)
        return false;
    if (months > 0 && d > situ_month_days(y, m))
        d = situ_month_days(y, m);
    for (d += days; y <= 2100 && d > situ_month_days(y, m);) {
        d -= situ_month_days(y, m);
        if (++m > 12) {
            m = 1;
            y++;
        }
    }
    return situ_date_put(out, y, m, d);
}

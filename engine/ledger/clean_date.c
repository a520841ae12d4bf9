// SPDX-License-Identifier: MIT
// Dates as people type them, and Excel's serial days and number formats.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/clean.h"

static bool leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[m - 1];
}

static bool put_iso(char iso[11], int y, int m, int d)
{
    if (y < 1900 || y > 2100 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
        return false;
    // Written digit by digit: the bounds above make every field fit.
    const int digits[] = {y / 1000, y / 100 % 10, y / 10 % 10, y % 10, -1, m / 10, m % 10, -1, d / 10, d % 10};
    for (int i = 0; i < 10; i++)
        iso[i] = digits[i] < 0 ? '-' : (char)('0' + digits[i]);
    iso[10] = 0;
    return true;
}

bool situ_serial_to_iso(double serial, bool date1904, char iso[11])
{
    if (!(serial >= 0 && serial < 80000))
        return false;
    long days = (long)floor(serial) + (date1904 ? 1462 : 0);
    if (days < 1)
        return false;
    if (days < 61)
        days++; // Excel's day 60 is a 29 February 1900 that never was
    // Days from 1899-12-30 to civil date (days since 0000-03-01, eras of 400 years).
    long z = days - 25569 + 719468, era = z / 146097, doe = z - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int d = (int)(doy - (153 * mp + 2) / 5 + 1), m = (int)(mp < 10 ? mp + 3 : mp - 9);
    int y = (int)(yoe + era * 400) + (m <= 2 ? 1 : 0);
    return put_iso(iso, y, m, d);
}

// Digit runs and the separators behind them.
typedef struct runs {
    long value[4];
    int digits[4];
    uint32_t after[4];
    size_t count;
    bool odd; // something that is no part of a date
} runs;

static void scan_runs(runs *r, const char *text)
{
    const char *end = text + strlen(text);
    bool in = false;
    memset(r, 0, sizeof *r);
    for (const char *p = text; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c >= '0' && c <= '9') {
            if (!in) {
                if (r->count == 4)
                    return; // a time behind the date
                r->count++;
            }
            in = true;
            size_t i = r->count - 1;
            if (r->digits[i] < 9)
                r->value[i] = r->value[i] * 10 + (long)(c - '0');
            r->digits[i]++;
            continue;
        }
        bool first = in;
        in = false;
        if (c == 0)
            continue;
        if (r->count > 0 && (first || r->after[r->count - 1] == ' ') && r->after[r->count - 1] != 't')
            r->after[r->count - 1] = c;
        if (r->count >= 3 && (c == ' ' || c == 't' || c == 0x65E5))
            return; // the date is complete; a time of day may follow
        if (c != ' ' && c != '-' && c != '.' && c != '/' && c != 0x5E74 && c != 0x6708 && c != 0x65E5 && c != 0x53F7 &&
            c != 't' && c != ':' && c != '\'')
            r->odd = true;
    }
}

static bool date_sep(uint32_t c)
{
    return c == '-' || c == '.' || c == '/' || c == ' ';
}

// One number alone: year, 20240403, 202404 or a serial day.
static bool date_of_number(const runs *r, char iso[11], const char **rule)
{
    long v = r->value[0];
    switch (r->digits[0]) {
    case 8:
        *rule = "DATE_COMPACT";
        return put_iso(iso, (int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100));
    case 6:
        *rule = "DATE_MONTH";
        return put_iso(iso, (int)(v / 100), (int)(v % 100), 1);
    case 4:
        *rule = "DATE_YEAR";
        return put_iso(iso, (int)v, 1, 1);
    case 5:
        *rule = "DATE_SERIAL";
        return v <= 60000 && situ_serial_to_iso((double)v, false, iso);
    default:
        return false;
    }
}

bool situ_clean_date(const char *text, char iso[11], const char **rule)
{
    const char *why = NULL;
    runs r;
    scan_runs(&r, text);
    if (!rule)
        rule = &why;
    *rule = NULL;
    if (r.count == 0 || r.odd)
        return false;
    bool cn_year = r.after[0] == 0x5E74;
    if (r.count == 2 && r.digits[0] == 5 && r.after[0] == '.') {
        r.count = 1; // 45385.0: a serial day
        r.after[0] = 0;
    }
    if (r.count == 1) {
        if (cn_year && r.digits[0] == 4) {
            *rule = "DATE_YEAR";
            return put_iso(iso, (int)r.value[0], 1, 1);
        }
        return r.after[0] == 0 || r.after[0] == ' ' ? date_of_number(&r, iso, rule) : false;
    }
    if (!cn_year && !date_sep(r.after[0]))
        return false;
    int year = (int)r.value[0];
    if (r.digits[0] == 2) {
        year += year < 70 ? 2000 : 1900;
        *rule = "DATE_SHORT_YEAR";
    } else if (r.digits[0] != 4) {
        return false;
    }
    if (r.digits[1] > 2)
        return false;
    if (r.count == 2) {
        if (r.digits[0] == 2 && !cn_year)
            return false; // 24/4 may be anything
        *rule = "DATE_MONTH";
        return put_iso(iso, year, (int)r.value[1], 1);
    }
    if (r.digits[2] > 2 || (!date_sep(r.after[1]) && r.after[1] != 0x6708))
        return false;
    bool iso_form = r.digits[0] == 4 && r.after[0] == '-' && r.after[1] == '-' && r.digits[1] == 2 && r.digits[2] == 2;
    if (!iso_form && !*rule)
        *rule = "DATE_FORM";
    return put_iso(iso, year, (int)r.value[1], (int)r.value[2]);
}

bool situ_format_is_date(int id, const char *code, bool *time_only)
{
    *time_only = false;
    if (!code || !*code) {
        // Built-in ids of ECMA-376 18.8.30 and their zh-cn meanings.
        if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56)
            *time_only = id != 55 && id != 56;
        return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    }
    bool quoted = false, bracket = false, day = false, time = false;
    for (const char *p = code; *p; p++) {
        if (*p == '"') {
            // Quoted 年 月 日 still mean a date: yyyy"年"m"月"d"日"; the letters decide.
            quoted = !quoted;
            continue;
        }
        if (quoted)
            continue;
        if (*p == '\\' || *p == '_' || *p == '*') {
            if (p[1])
                p++;
            continue;
        }
        if (*p == '[') {
            bracket = true;
            if (p[1] == 'h' || p[1] == 'H' || p[1] == 'm' || p[1] == 's')
                time = true; // [h]:mm
            continue;
        }
        if (*p == ']') {
            bracket = false;
            continue;
        }
        if (bracket)
            continue;
        if (*p == ';')
            break;
        if (*p == 'y' || *p == 'Y' || *p == 'd' || *p == 'D' || *p == 'e')
            day = day || *p != 'e' || (p[1] != '+' && p[1] != '-');
        else if (*p == 'h' || *p == 'H' || *p == 's' || *p == 'S')
            time = true;
        else if (*p == 'm' || *p == 'M')
            day = day || !time;
        else if (*p == 'E' && p[1] != '+' && p[1] != '-')
            day = true; // era year
        else if (strncmp(p, "General", 7) == 0)
            return false;
    }
    if (strstr(code, "General") || strstr(code, "0.0"))
        return false;
    // mm:ss and h:mm are times; a lone m belongs to them.
    if (time && !strpbrk(code, "yYdD"))
        day = false;
    *time_only = time && !day;
    return day || time;
}

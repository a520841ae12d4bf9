// SPDX-License-Identifier: MIT
// Excel's serial days and number formats, and the calendar.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ledger/clean.h"

static bool leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int situ_month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool situ_date_put(char iso[11], int y, int m, int d)
{
    if (y < 1900 || y > 2100 || m < 1 || m > 12 || d < 1 || d > situ_month_days(y, m))
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
    return situ_date_put(iso, y, m, d);
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

// SPDX-License-Identifier: MIT
// Coordinates as people write them (domain.md B5): one in a cell, both in a cell, and what is refused.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Digits with at most one point and nothing else: the common case, without scanning.
static bool plain_number(const char *text, double *v)
{
    size_t digits = 0, points = 0;
    for (const char *p = text; *p; p++) {
        if (is_digit(*p))
            digits++;
        else if (*p == '.' && digits > 0 && p[1])
            points++;
        else
            return false;
    }
    return digits > 0 && digits < 24 && points <= 1 && situ_parse_double(text, v);
}

static void set_rule(const char **rule, const char *value)
{
    if (rule)
        *rule = value;
}

// n bytes as digits with commas. Thousands ("3,423,488.4", "566,634") or a decimal comma ("108,6972").
static bool comma_number(const char *text, size_t n, double *v, const char **rule)
{
    char joined[48], whole[48];
    size_t commas = 0, groups = 0, run = 0, w = 0, first = 0;
    bool point = false;
    if (n + 1 > sizeof joined)
        return false;
    for (size_t i = 0; i <= n; i++) {
        if (i < n && is_digit(text[i])) {
            run++;
            joined[w++] = text[i];
            continue;
        }
        if (i < n && text[i] != ',' && text[i] != '.')
            return false;
        if (run == 0 || (point && i < n)) // "1,,2", "1.2,3", "1.2.3"
            return false;
        if (!point) {
            first = commas == 0 ? run : first;
            groups += commas > 0 && run == 3;
        }
        if (i == n)
            break;
        if (text[i] == ',') {
            commas++;
        } else {
            point = true;
            joined[w++] = '.';
        }
        run = 0;
    }
    joined[w] = 0;
    if (commas == 0)
        return false;
    bool thousands = groups == commas && first <= 3;
    const char *comma = memchr(text, ',', n);
    size_t fraction = n - (size_t)(comma - text) - 1;
    set_rule(rule, NULL);
    if (thousands && (commas > 1 || point))
        return situ_parse_double(joined, v);
    if (commas != 1 || point || fraction < 3)
        return false; // "108,30" may be two numbers
    memcpy(whole, text, n);
    whole[n] = 0;
    whole[comma - text] = '.';
    if (!situ_parse_double(whole, v))
        return false;
    if (*v > 180)
        return thousands && situ_parse_double(joined, v); // 566,634: no degree
    set_rule(rule, "COMMA_DECIMAL");
    return true;
}

// Letters that look like digits stand among digits (1O8.6972, l08.6972), and with digits in their place
// it were a coordinate. Nobody knows whether that was meant.
static bool confused(const char *text)
{
    char guess[96];
    size_t n = strlen(text);
    bool seen = false;
    situ_coord_text c[2];
    situ_coord_marks marks;
    if (n + 1 > sizeof guess)
        return false;
    for (size_t i = 0; i <= n; i++) {
        bool zero = text[i] == 'o' || text[i] == 'O', one = text[i] == 'l' || text[i] == 'I' || text[i] == 'i';
        bool beside = (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.')) || is_digit(text[i + (i < n)]) || text[i + (i < n)] == '.';
        guess[i] = zero && beside ? '0' : one && beside ? '1' : text[i];
        seen = seen || guess[i] != text[i];
    }
    return seen && situ_coord_scan(guess, c, &marks) > 0;
}

static const char *refusal(const char *text, const situ_coord_text c[2], size_t n)
{
    for (const char *p = text; (p = strstr(p, "..")); p++)
        if (p > text && is_digit(p[-1]) && is_digit(p[2]))
            return "COORD_DOUBLE_DOT";
    if (confused(text))
        return "COORD_CONFUSED";
    return n > 0 && (!c[0].ok || (n > 1 && !c[1].ok)) ? "DMS_RANGE" : NULL;
}

static double signed_deg(const situ_coord_text *c)
{
    return c->hemisphere == 'W' || c->hemisphere == 'S' ? -c->deg : c->deg;
}

static const char *repair_of(const situ_coord_text *c, const situ_coord_marks *marks)
{
    if (c->parts > 1)
        return c->parts == 3 ? "DMS" : "DM";
    if (marks->spaced)
        return "COORD_SPACE";
    if (marks->pointed)
        return "POINT_MARK";
    if (c->hemisphere || marks->worded)
        return "COORD_LETTER";
    return marks->folded ? "FULL_WIDTH" : NULL;
}

bool situ_clean_coordinate(const char *text, double *deg, const char **rule)
{
    situ_coord_text c[2];
    situ_coord_marks marks;
    set_rule(rule, NULL);
    if (plain_number(text, deg))
        return true;
    if (comma_number(text, strlen(text), deg, rule))
        return true;
    size_t n = situ_coord_scan(text, c, &marks);
    if (n == 2 && marks.folded && marks.comma_between) { // １０８，６９７２
        char folded[48];
        size_t w = 0;
        for (const char *p = text, *end = p + strlen(p); p < end && w + 5 < sizeof folded;) {
            uint32_t f = situ_clean_fold_char(situ_utf8_next(&p, end));
            w += f && f != ' ' ? situ_utf8_put(f, folded + w) : 0;
        }
        return comma_number(folded, w, deg, rule);
    }
    if (n != 1 || !c[0].ok) {
        set_rule(rule, refusal(text, c, n));
        return false;
    }
    *deg = signed_deg(&c[0]);
    set_rule(rule, repair_of(&c[0], &marks));
    return true;
}

// "108,6972;30,9306": decimal commas on both sides of another separator.
static bool comma_pair(const char *text, double v[2])
{
    static const char *const separators[] = {";", "；", "/", "、", " ", "\n", "|", ", ", "， ", NULL};
    for (size_t i = 0; separators[i]; i++) {
        const char *at = strstr(text, separators[i]), *rule_a = NULL, *rule_b = NULL;
        if (!at)
            continue;
        const char *rest = at + strlen(separators[i]);
        rest += strspn(rest, " ");
        if (comma_number(text, (size_t)(at - text), &v[0], &rule_a) && comma_number(rest, strlen(rest), &v[1], &rule_b) && rule_a && rule_b)
            return true;
    }
    return false;
}

static bool is_lon(double v)
{
    return v >= 73 && v <= 135.1;
}

static bool is_lat(double v)
{
    return v >= 3 && v <= 54;
}

bool situ_clean_lonlat(const char *text, double *lon, double *lat, const char **rule)
{
    situ_coord_text c[2];
    situ_coord_marks marks;
    double pair[2];
    set_rule(rule, NULL);
    size_t n = situ_coord_scan(text, c, &marks);
    if (n != 2 && comma_pair(text, pair) && ((is_lon(pair[0]) && is_lat(pair[1])) || (is_lat(pair[0]) && is_lon(pair[1])))) {
        bool swap = is_lat(pair[0]);
        *lon = pair[swap];
        *lat = pair[!swap];
        set_rule(rule, "COMMA_DECIMAL");
        return true;
    }
    if (n != 2 || !c[0].ok || !c[1].ok) {
        set_rule(rule, refusal(text, c, n));
        return false;
    }
    double a = signed_deg(&c[0]), b = signed_deg(&c[1]);
    bool a_north = c[0].hemisphere == 'N' || c[0].hemisphere == 'S', b_north = c[1].hemisphere == 'N' || c[1].hemisphere == 'S';
    bool a_east = c[0].hemisphere && !a_north, b_east = c[1].hemisphere && !b_north;
    if ((a_north && b_north) || (a_east && b_east))
        return false; // a range of longitudes, not a place
    bool a_lat = a_north || b_east, a_lon = a_east || b_north;
    // China's longitudes (73..135.1) and latitudes (3..54) do not overlap.
    bool fits_lat_first = is_lat(a) && is_lon(b), fits_lon_first = is_lon(a) && is_lat(b);
    bool swap = fits_lat_first || (!fits_lon_first && a_lat && !a_lon);
    *lon = swap ? b : a;
    *lat = swap ? a : b;
    set_rule(rule, (swap ? a_lon && !a_lat : a_lat && !a_lon) ? "SWAPPED_LONLAT" : "SPLIT_COORDINATES"); // 经度:30.9 纬度:108.7
    return true;
}

// Digits of degrees, minutes and perhaps seconds run together. seconds: ddmmss, else ddmm.
static bool run_together(const char *text, bool seconds, double *deg)
{
    double v = 0, unit = seconds ? 10000 : 100;
    if (!plain_number(text, &v) || v < 3 * unit || v >= 181 * unit)
        return false;
    double d = floor(v / unit), rest = v - d * unit, m = seconds ? floor(rest / 100) : rest, s = seconds ? rest - m * 100 : 0;
    if (m >= 60 || s >= 60)
        return false;
    *deg = d + m / 60 + s / 3600;
    return true;
}

bool situ_clean_coordinate_in(const char *text, const char *form, double *deg, const char **rule)
{
    bool seconds = form && (strstr(form, "ddmmss") || strstr(form, "dmmss") || strcmp(form, "度分秒") == 0);
    bool minutes = form && !seconds && (strstr(form, "ddmm") || strcmp(form, "度分") == 0);
    if ((minutes || seconds) && run_together(text, seconds, deg)) {
        set_rule(rule, "DDMM");
        return true;
    }
    return situ_clean_coordinate(text, deg, rule);
}

const char *situ_clean_coordinate_fault(const char *rule, const char **cause, const char **cure)
{
    *cause = _("this is no coordinate");
    *cure = _("type degrees such as 108.6972, or 108°42′11″");
    if (!rule)
        return "COORDINATES";
    if (strcmp(rule, "DMS_RANGE") == 0)
        *cause = _("minutes and seconds must be below 60");
    else if (strcmp(rule, "COORD_DOUBLE_DOT") == 0)
        *cause = _("there are two decimal points side by side");
    else if (strcmp(rule, "COORD_CONFUSED") == 0)
        *cause = _("letters that look like digits (O, l, I) stand among the digits");
    else
        return "COORDINATES";
    return rule;
}

// SPDX-License-Identifier: MIT
// Coordinates as people write them (domain.md B5): decimal, 度分秒 with any marks, both in one cell.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

typedef enum mark { MARK_NONE, MARK_DEG, MARK_MIN, MARK_SEC } mark;

typedef struct coord_scan {
    const char *p, *end;
    bool folded;
} coord_scan;

static uint32_t next_char(coord_scan *s)
{
    while (s->p < s->end) {
        uint32_t raw = situ_utf8_next(&s->p, s->end), c = situ_clean_fold_char(raw);
        if (c == 0)
            continue;
        if (raw >= 0xFF01 && raw <= 0xFF5E)
            s->folded = true;
        return c;
    }
    return 0;
}

static uint32_t peek_char(const coord_scan *s)
{
    coord_scan t = *s;
    return next_char(&t);
}

static mark mark_of(uint32_t c)
{
    switch (c) {
    case 0xB0: case 0xBA: case 0x2DA: case 0x5EA6: /*度*/
        return MARK_DEG;
    case '\'': case 0x2032: case 0x2019: case 0x2018: case 0xB4: case 0x5206: /*分*/
        return MARK_MIN;
    case '"': case 0x2033: case 0x201D: case 0x201C: case 0x79D2: /*秒*/
        return MARK_SEC;
    default:
        return MARK_NONE;
    }
}

// Up to 4 numbers joined by '.', '-' or ':' without spaces: "108.70", "108.42.11", "108-42-11".
typedef struct lexeme {
    char piece[5][24];
    size_t pieces;
    char joint; // between pieces
    bool decimal; // the only point is a decimal point
} lexeme;

static bool add_digit(lexeme *x, size_t *n, uint32_t c)
{
    if (*n + 1 >= sizeof x->piece[0])
        return false;
    x->piece[x->pieces][(*n)++] = (char)c;
    x->piece[x->pieces][*n] = 0;
    return true;
}

static bool read_lexeme(coord_scan *s, uint32_t first, lexeme *x)
{
    memset(x, 0, sizeof *x);
    size_t n = 0;
    int dots = 0;
    if (!add_digit(x, &n, first))
        return false;
    for (;;) {
        uint32_t c = peek_char(s);
        if (c >= '0' && c <= '9') {
            next_char(s);
            if (!add_digit(x, &n, c))
                return false;
            continue;
        }
        if (c != '.' && c != '-' && c != ':')
            break;
        coord_scan after = *s;
        next_char(&after);
        uint32_t d = peek_char(&after);
        if (d < '0' || d > '9') {
            if (c == '.')
                next_char(s); // "108." is 108
            break;
        }
        *s = after;
        if (c == '.') {
            dots++;
            if (!add_digit(x, &n, '.'))
                return false;
        } else {
            if ((x->joint && x->joint != (char)c) || x->pieces == 3)
                return false;
            x->joint = (char)c;
            x->pieces++;
            n = 0;
        }
    }
    x->pieces++;
    if (x->pieces == 1 && dots > 1) { // 108.42.11 or 108.42.11.5
        char whole[24];
        memcpy(whole, x->piece[0], sizeof whole);
        if (dots > 3)
            return false;
        memset(x->piece, 0, sizeof x->piece);
        x->pieces = 0;
        x->joint = '.';
        size_t start = 0;
        for (int i = 0; i < 3; i++) {
            size_t end = start;
            while (whole[end] && (i == 2 || whole[end] != '.'))
                end++;
            memcpy(x->piece[x->pieces++], whole + start, end - start);
            start = end + 1;
            if (!whole[end])
                break;
        }
    }
    x->decimal = strchr(x->piece[0], '.') != NULL;
    return true;
}

static bool compose(situ_coord_text *c, double d, double m, double s, int parts)
{
    c->deg = d + m / 60 + s / 3600;
    c->parts = parts;
    c->ok = m < 60 && s < 60;
    return true;
}

// Words that tell which coordinate follows or has just been.
static char hemisphere_of(coord_scan *s, uint32_t c)
{
    coord_scan t = *s;
    switch (c) {
    case 'e': case 0x4E1C: /*东*/
        return 'E';
    case 'n': case 0x5317: /*北*/
        return 'N';
    case 'w': case 0x897F: /*西*/
        return 'W';
    case 's': case 0x5357: /*南*/
        return 'S';
    case 0x7ECF: /*经*/
        return 'E';
    case 0x7EAC: case 0x7EF4: /*纬 维*/
        return 'N';
    case 'l':
        if (next_char(&t) == 'o' && next_char(&t) == 'n') {
            if (peek_char(&t) == 'g')
                next_char(&t);
            *s = t;
            return 'E';
        }
        t = *s;
        if (next_char(&t) == 'a' && next_char(&t) == 't') {
            *s = t;
            return 'N';
        }
        return 0;
    default:
        return 0;
    }
}

typedef struct group {
    situ_coord_text *out;
    size_t count, max;
    double d, m, sec;
    int parts;         // numbers so far in the open group, 0 = none open
    mark last;
    bool integer, bad; // bad: what was read is no coordinate
    char pending;      // hemisphere seen before the number
} group;

static void close_group(group *g)
{
    if (g->parts == 0)
        return;
    if (g->count == g->max) {
        g->bad = true;
    } else {
        situ_coord_text *c = &g->out[g->count++];
        compose(c, g->d, g->m, g->sec, g->parts);
        c->hemisphere = g->pending;
        c->integer = g->integer;
    }
    g->parts = 0;
    g->pending = 0;
    g->last = MARK_NONE;
}

static void add_number(group *g, const lexeme *x, mark m, bool spaced)
{
    double v[3] = {0};
    for (size_t i = 0; i < x->pieces && i < 3; i++)
        if (!situ_parse_double(x->piece[i], &v[i]))
            g->bad = true;
    if (x->pieces == 3 || (x->pieces == 2 && x->joint == ':')) {
        close_group(g);
        g->d = v[0];
        g->m = v[1];
        g->sec = v[2];
        g->parts = (int)x->pieces;
        g->integer = false;
        close_group(g);
        return;
    }
    if (x->pieces == 2) { // "108.7-30.9": two coordinates
        for (int i = 0; i < 2; i++) {
            close_group(g);
            g->d = v[i];
            g->m = g->sec = 0;
            g->parts = 1;
            g->integer = !strchr(x->piece[i], '.');
            close_group(g);
        }
        return;
    }
    if (x->pieces != 1)
        g->bad = true;
    bool minutes = g->parts == 1 && g->last == MARK_DEG && m != MARK_DEG && (m == MARK_MIN || !spaced);
    bool seconds = g->parts == 2 && g->last == MARK_MIN && m != MARK_DEG && (m == MARK_SEC || !spaced);
    if (minutes) {
        g->m = v[0];
        g->parts = 2;
    } else if (seconds) {
        g->sec = v[0];
        g->parts = 3;
    } else {
        if (m == MARK_MIN || m == MARK_SEC)
            g->bad = true;
        char before = g->pending;
        if (g->parts > 0) {
            close_group(g);
            before = 0;
        }
        g->pending = before;
        g->d = v[0];
        g->m = g->sec = 0;
        g->parts = 1;
        g->integer = !x->decimal;
    }
    g->last = m;
}

size_t situ_coord_scan(const char *text, situ_coord_text out[2], bool *folded, bool *comma_between)
{
    coord_scan s = {.p = text, .end = text + strlen(text)};
    group g = {.out = out, .max = 2};
    bool spaced = false, comma = false;
    memset(out, 0, 2 * sizeof *out);
    for (uint32_t c; (c = next_char(&s)) != 0 && !g.bad;) {
        if (c >= '0' && c <= '9') {
            lexeme x;
            if (!read_lexeme(&s, c, &x)) {
                g.bad = true;
                break;
            }
            while (peek_char(&s) == ' ')
                next_char(&s);
            mark m = mark_of(peek_char(&s));
            if (m != MARK_NONE) {
                uint32_t which = next_char(&s);
                if (m == MARK_MIN && mark_of(peek_char(&s)) == MARK_MIN && peek_char(&s) == which) {
                    next_char(&s);
                    m = MARK_SEC; // '' for "
                }
                spaced = spaced && g.parts == 0;
            }
            add_number(&g, &x, m, spaced);
            spaced = false;
            continue;
        }
        if (c == ' ') {
            spaced = true;
            continue;
        }
        if (c == ',' || c == ';' || c == 0x3001 /*、*/ || c == '/' || c == '|') {
            comma = comma || (c == ',' && (g.parts > 0 || g.count > 0));
            close_group(&g);
            continue;
        }
        if (c == '(' || c == ')' || c == ':' || c == '=' || c == 0x5EA6 /*度 of 经度*/ || mark_of(c) == MARK_DEG ||
            c == 0x5750 || c == 0x6807 /*坐标*/)
            continue;
        char h = hemisphere_of(&s, c);
        if (!h) {
            g.bad = true;
            break;
        }
        // 东经: the second sign says the same as the first.
        uint32_t after = peek_char(&s);
        if ((h == 'E' || h == 'W') && after == 0x7ECF)
            next_char(&s);
        if ((h == 'N' || h == 'S') && after == 0x7EAC)
            next_char(&s);
        coord_scan t = s;
        uint32_t d = next_char(&t);
        while (d == ' ' || d == ':' || d == 0x5EA6 || d == '=' || d == '(')
            d = next_char(&t);
        bool before_number = d >= '0' && d <= '9';
        if (g.parts > 0 && g.pending == 0 && !(before_number && g.count == 0 && g.parts > 0 && c >= 0x4E00)) {
            g.pending = h; // 108.70E
            close_group(&g);
        } else {
            close_group(&g);
            g.pending = h;
        }
    }
    close_group(&g);
    if (folded)
        *folded = s.folded;
    if (comma_between)
        *comma_between = comma;
    return g.bad ? 0 : g.count;
}

static double signed_deg(const situ_coord_text *c)
{
    return c->hemisphere == 'W' || c->hemisphere == 'S' ? -c->deg : c->deg;
}

bool situ_clean_coordinate(const char *text, double *deg, const char **rule)
{
    situ_coord_text c[2];
    bool folded = false, comma = false;
    const char *why = NULL;
    size_t n = situ_coord_scan(text, c, &folded, &comma);
    if (rule)
        *rule = NULL;
    if (n == 2 && comma && c[0].integer && c[1].integer && c[0].deg <= 180 && !c[0].hemisphere && !c[1].hemisphere) {
        char joined[64]; // 108,6972: a decimal comma
        size_t w = 0;
        for (const char *p = text; *p && w + 2 < sizeof joined; p++) {
            if (*p >= '0' && *p <= '9')
                joined[w++] = *p;
            else if (*p == ',')
                joined[w++] = '.';
        }
        joined[w] = 0;
        if (!situ_parse_double(joined, deg))
            return false;
        if (rule)
            *rule = "COMMA_DECIMAL";
        return true;
    }
    if (n != 1)
        return false;
    if (!c[0].ok) {
        if (rule)
            *rule = "DMS_RANGE";
        return false;
    }
    if (c[0].parts > 1)
        why = c[0].parts == 3 ? "DMS" : "DM";
    else if (c[0].hemisphere)
        why = "COORD_LETTER";
    else if (folded)
        why = "FULL_WIDTH";
    *deg = signed_deg(&c[0]);
    if (rule)
        *rule = why;
    return true;
}

bool situ_clean_lonlat(const char *text, double *lon, double *lat, const char **rule)
{
    situ_coord_text c[2];
    if (rule)
        *rule = NULL;
    if (situ_coord_scan(text, c, NULL, NULL) != 2 || !c[0].ok || !c[1].ok)
        return false;
    double a = signed_deg(&c[0]), b = signed_deg(&c[1]);
    bool a_lat = c[0].hemisphere == 'N' || c[0].hemisphere == 'S' || c[1].hemisphere == 'E' || c[1].hemisphere == 'W';
    bool a_lon = c[0].hemisphere == 'E' || c[0].hemisphere == 'W' || c[1].hemisphere == 'N' || c[1].hemisphere == 'S';
    // China's longitudes (73..135.1) and latitudes (3..54) do not overlap.
    bool fits_lat_first = a >= 3 && a <= 54 && b >= 73 && b <= 135.1;
    bool fits_lon_first = b >= 3 && b <= 54 && a >= 73 && a <= 135.1;
    bool swap = fits_lat_first || (!fits_lon_first && a_lat && !a_lon);
    *lon = swap ? b : a;
    *lat = swap ? a : b;
    if (rule) {
        *rule = "SPLIT_COORDINATES";
        if (swap ? a_lon && !a_lat : a_lat && !a_lon)
            *rule = "SWAPPED_LONLAT"; // 经度:30.9 纬度:108.7
    }
    return true;
}

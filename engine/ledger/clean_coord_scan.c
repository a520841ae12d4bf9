// SPDX-License-Identifier: MIT
// The marks and numbers of coordinates as people write them: decimal, 度分秒 with any signs, labels.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

typedef enum mark { MARK_NONE, MARK_DEG, MARK_MIN, MARK_SEC } mark;

enum { LONGEST = 160 }; // signs of a text that may still be a coordinate

// The folded signs of a text, in which points stand where they were meant, ended by 0.
typedef struct coord_scan {
    const uint32_t *p;
} coord_scan;

static uint32_t next_char(coord_scan *s)
{
    return *s->p ? *s->p++ : 0;
}

static uint32_t peek_char(const coord_scan *s)
{
    return *s->p;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

// The run of digits that ends (step -1) or begins (step 1) at i holds no other point at its far end.
static bool lone_run(const uint32_t *c, size_t n, size_t i, int step)
{
    for (; i < n && is_digit(c[i]); i += (size_t)step)
        if (i == 0 && step < 0)
            return true;
    return i >= n || c[i] != '.';
}

// Folds text into c. 。 and · between digits are points; spaces beside a lone point go. Returns the
// number of signs, 0 when there are too many.
static size_t fold_signs(uint32_t c[LONGEST + 1], const char *text, situ_coord_marks *marks)
{
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        uint32_t raw = situ_utf8_next(&p, end), f = situ_clean_fold_char(raw);
        if (f == 0)
            continue;
        if (n == LONGEST)
            return 0;
        marks->folded = marks->folded || (raw >= 0xFF01 && raw <= 0xFF5E);
        c[n++] = f;
    }
    for (size_t i = 1; i + 1 < n; i++)
        if ((c[i] == 0x3002 || c[i] == 0xB7) && is_digit(c[i - 1]) && is_digit(c[i + 1])) {
            c[i] = '.';
            marks->pointed = true;
        }
    for (size_t i = 1; i + 1 < n; i++) {
        size_t before = i, after = i + 1;
        if (c[i] != '.')
            continue;
        while (before > 0 && c[before - 1] == ' ')
            before--;
        while (after < n && c[after] == ' ')
            after++;
        size_t gone = (i - before) + (after - i - 1);
        if (gone == 0 || before == 0 || after >= n || !is_digit(c[before - 1]) || !is_digit(c[after]) || !lone_run(c, n, before - 1, -1) ||
            !lone_run(c, n, after, 1))
            continue;
        c[before] = '.';
        memmove(c + before + 1, c + after, (n - after) * sizeof *c);
        n -= gone;
        i = before;
        marks->spaced = true;
    }
    c[n] = 0;
    return n;
}

static mark mark_of(uint32_t c)
{
    switch (c) {
    case 0xB0: case 0xBA: case 0x2DA: case 0x2070: case 0x5EA6: /*度*/
        return MARK_DEG;
    case '\'': case '`': case 0x2032: case 0x2035: case 0x2019: case 0x2018: case 0xB4: case 0x2CA: case 0x2CB: case 0x5206: /*分*/
        return MARK_MIN;
    case '"': case 0x2033: case 0x2036: case 0x201D: case 0x201C: case 0x3003: case 0x301D: case 0x301E: case 0x301F: case 0xA8: case 0x79D2: /*秒*/
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

static void compose(situ_coord_text *c, double d, double m, double s, int parts)
{
    c->deg = d + m / 60 + s / 3600;
    c->parts = parts;
    c->ok = m < 60 && s < 60 && (parts == 1 || d <= 180);
}

// Words that tell which coordinate follows or has just been.
static char hemisphere_of(uint32_t c)
{
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
    default:
        return 0;
    }
}

// Latin labels; c is the letter just read. 'E', 'N', '-' for labels that tell no axis, 0 = none.
static char label_of(coord_scan *s, uint32_t c)
{
    static const struct {
        const char *word;
        char means;
    } labels[] = {{"longitude", 'E'}, {"long", 'E'}, {"lon", 'E'}, {"lng", 'E'}, {"lgtd", 'E'}, {"east", 'E'}, {"latitude", 'N'},
                  {"lat", 'N'}, {"lttd", 'N'}, {"north", 'N'}, {"gps", '-'}, {"x", '-'}, {"y", '-'}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        coord_scan t = *s;
        const char *w = labels[i].word;
        if ((uint32_t)*w != c)
            continue;
        while (*++w && peek_char(&t) == (uint32_t)*w)
            next_char(&t);
        uint32_t after = peek_char(&t);
        if (*w || (after >= 'a' && after <= 'z'))
            continue;
        *s = t;
        return labels[i].means;
    }
    return 0;
}

typedef struct group {
    situ_coord_text *out;
    size_t count, max;
    double d, m, sec;
    int parts;         // numbers so far in the open group, 0 = none open
    mark last;
    bool integer, bad; // bad: what was read is no coordinate
    bool open_end;     // "108.42'": seconds must follow
    bool fine;         // the last part had decimals: nothing smaller may follow
    bool negative;
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
        if (g->negative)
            c->deg = -c->deg;
        c->hemisphere = g->pending;
        c->integer = g->integer;
        g->bad = g->bad || g->open_end || (g->negative && g->parts > 1);
    }
    g->negative = g->open_end = false;
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
    const char *point = strchr(x->piece[0], '.');
    if ((minutes || seconds) && g->fine) {
        g->bad = true; // 108.7°42′: which of the two is meant?
    } else if (minutes) {
        g->m = v[0];
        g->parts = 2;
    } else if (seconds) {
        g->sec = v[0];
        g->parts = 3;
        g->open_end = g->open_end && m != MARK_SEC;
    } else if (g->parts == 0 && m == MARK_MIN && point && strlen(point) == 3 && point > x->piece[0]) {
        // 108.42'11": a point for the sign of degrees, certain when seconds follow.
        g->d = floor(v[0]);
        g->m = (point[1] - '0') * 10 + (point[2] - '0');
        g->sec = 0;
        g->parts = 2;
        g->integer = false;
        g->open_end = true;
        point = NULL;
    } else {
        if (m == MARK_MIN || m == MARK_SEC)
            g->bad = true;
        bool negative = g->parts == 0 && g->negative;
        char before = g->pending;
        if (g->parts > 0) {
            close_group(g);
            before = 0;
        }
        g->negative = negative;
        g->pending = before;
        g->d = v[0];
        g->m = g->sec = 0;
        g->parts = 1;
        g->integer = !x->decimal;
    }
    g->fine = point != NULL;
    g->last = m;
}

// Signs that stand between two coordinates, or around them.
static bool is_separator(uint32_t c)
{
    return c == ',' || c == ';' || c == 0x3001 /*、*/ || c == '/' || c == '|' || c == '\\' || c == '_' || c == '&' || c == '*' || c == 0x3002 ||
           c == 0x548C /*和*/ || c == 0x4E0E /*与*/;
}

static bool is_filler(uint32_t c)
{
    return c == '(' || c == ')' || c == ':' || c == '=' || c == 0x5EA6 /*度 of 经度*/ || c == 0x5750 || c == 0x6807 /*坐标*/ ||
           c == 0x503C /*值*/ || c == 0x4E3A /*为*/;
}

// 东经, N, lon: names the number before or behind it.
static void take_hemisphere(group *g, coord_scan *s, char h, uint32_t c)
{
    uint32_t after = peek_char(s);
    if ((h == 'E' || h == 'W') && after == 0x7ECF)
        next_char(s); // 东经: the second sign says the same as the first
    if ((h == 'N' || h == 'S') && after == 0x7EAC)
        next_char(s);
    coord_scan t = *s;
    uint32_t d = next_char(&t);
    while (d == ' ' || d == ':' || d == 0x5EA6 || d == '=' || d == '(')
        d = next_char(&t);
    if (g->parts > 0 && g->pending == 0 && !(is_digit(d) && g->count == 0 && c >= 0x4E00)) {
        g->pending = h; // 108.70E
        close_group(g);
    } else {
        close_group(g);
        g->pending = h;
    }
}

size_t situ_coord_scan(const char *text, situ_coord_text out[2], situ_coord_marks *marks)
{
    uint32_t signs[LONGEST + 1];
    group g = {.out = out, .max = 2};
    bool spaced = false, after_space = true;
    memset(out, 0, 2 * sizeof *out);
    memset(marks, 0, sizeof *marks);
    if (fold_signs(signs, text, marks) == 0)
        return 0;
    coord_scan s = {.p = signs};
    for (uint32_t c; (c = next_char(&s)) != 0 && !g.bad;) {
        bool first = after_space;
        after_space = c == ' ' || is_separator(c) || is_filler(c);
        if (is_digit(c)) {
            lexeme x;
            if (!read_lexeme(&s, c, &x)) {
                g.bad = true;
                break;
            }
            while (peek_char(&s) == ' ')
                next_char(&s), after_space = true;
            mark m = mark_of(peek_char(&s));
            if (m != MARK_NONE) {
                uint32_t which = next_char(&s);
                marks->worded = marks->worded || which == 0x5EA6;
                if (m == MARK_MIN && mark_of(peek_char(&s)) == MARK_MIN && peek_char(&s) == which) {
                    next_char(&s);
                    m = MARK_SEC; // '' for "
                }
                spaced = spaced && g.parts == 0;
                after_space = false;
            }
            add_number(&g, &x, m, spaced);
            spaced = false;
        } else if (c == ' ') {
            spaced = true;
        } else if ((c == '-' || c == '+') && is_digit(peek_char(&s)) && first && g.parts == 0) {
            g.negative = c == '-';
        } else if (c == '-' && first && (peek_char(&s) == ' ' || peek_char(&s) == '-' || peek_char(&s) == 0)) {
            close_group(&g); // 108.7 - 30.9
            after_space = true;
        } else if (is_separator(c)) {
            marks->comma_between = marks->comma_between || (c == ',' && (g.parts > 0 || g.count > 0));
            marks->worded = true;
            close_group(&g);
        } else if (is_filler(c) || mark_of(c) == MARK_DEG) {
            marks->worded = true;
        } else {
            char h = c >= 'a' && c <= 'z' ? label_of(&s, c) : 0;
            marks->worded = true;
            if (h == '-')
                continue;
            if (!h)
                h = hemisphere_of(c);
            if (!h)
                g.bad = true;
            else
                take_hemisphere(&g, &s, h, c);
        }
    }
    close_group(&g);
    return g.bad ? 0 : g.count;
}

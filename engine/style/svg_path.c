// SPDX-License-Identifier: MIT
// SVG path data: M L H V C S Q T A Z, absolute and relative. Arcs and quadratics become cubics.

#include "style/svg_internal.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"

#define MAX_POINTS 100000
#define PI 3.14159265358979323846
#define KAPPA 0.5522847498307936

void situ_svg_path_free(situ_svg_path *p)
{
    situ_free(p->verbs);
    situ_free(p->xy);
    *p = (situ_svg_path){0};
}

situ_status situ_svg_add(situ_svg_path *p, situ_verb verb, const double *xy, situ_error *err)
{
    situ_status status;
    size_t points = verb == SITU_CLOSE ? 0 : verb == SITU_CURVE ? 3 : 1;
    if (p->point_count + points > MAX_POINTS) {
        status = situ_fail(err, SITU_E_LIMIT, _("simplify the symbol"), _("the symbol has more than %d points"), MAX_POINTS);
        goto done;
    }
    SITU_TRY(situ_grow(&p->verbs, &p->verb_capacity, p->verb_count + 1, sizeof *p->verbs, err));
    SITU_TRY(situ_grow(&p->xy, &p->point_capacity, 2 * (p->point_count + points) + 2, sizeof *p->xy, err));
    p->verbs[p->verb_count++] = (uint8_t)verb;
    if (points)
        memcpy(p->xy + 2 * p->point_count, xy, 2 * points * sizeof *xy);
    p->point_count += points;
    status = SITU_OK;
done:
    return status;
}

static void skip_separators(const char **at)
{
    while (**at == ' ' || **at == '\t' || **at == '\n' || **at == '\r' || **at == ',')
        ++*at;
}

bool situ_svg_number(const char **at, double *out)
{
    skip_separators(at);
    const char *p = *at;
    char text[48];
    bool digits = false;
    if (*p == '+' || *p == '-')
        p++;
    for (bool dot = false; (*p >= '0' && *p <= '9') || (*p == '.' && !dot); p++) {
        dot = dot || *p == '.';
        digits = digits || *p != '.';
    }
    if (!digits)
        return false;
    if ((*p == 'e' || *p == 'E') && (p[1] == '-' || p[1] == '+' || (p[1] >= '0' && p[1] <= '9')) &&
        (p[1] >= '0' || (p[2] >= '0' && p[2] <= '9')))
        for (p += 2; *p >= '0' && *p <= '9';)
            p++;
    const char *start = **at == '+' ? *at + 1 : *at;
    size_t n = (size_t)(p - start);
    if (n == 0 || n > sizeof text - 3)
        return false;
    // The strict parser wants digits on both sides of the point.
    size_t k = 0;
    if (*start == '-')
        text[k++] = *start++, n--;
    if (*start == '.')
        text[k++] = '0';
    memcpy(text + k, start, n);
    k += n;
    if (text[k - 1] == '.')
        text[k++] = '0';
    text[k] = 0;
    if (!situ_parse_double(text, out))
        return false;
    *at = p;
    skip_separators(at);
    return true;
}

static bool read_flag(const char **at, double *out)
{
    skip_separators(at);
    if (**at != '0' && **at != '1')
        return false;
    *out = *(*at)++ - '0';
    skip_separators(at);
    return true;
}

static situ_status add_arc_piece(situ_svg_path *p, double cx, double cy, double rx, double ry, double tilt, double a0, double a1, situ_error *err)
{
    double t = 4.0 / 3.0 * tan((a1 - a0) / 4), c = cos(tilt), s = sin(tilt);
    double u[3][2] = {{cos(a0) - t * sin(a0), sin(a0) + t * cos(a0)}, {cos(a1) + t * sin(a1), sin(a1) - t * cos(a1)}, {cos(a1), sin(a1)}};
    double xy[6];
    for (int i = 0; i < 3; i++) {
        xy[2 * i] = cx + c * rx * u[i][0] - s * ry * u[i][1];
        xy[2 * i + 1] = cy + s * rx * u[i][0] + c * ry * u[i][1];
    }
    return situ_svg_add(p, SITU_CURVE, xy, err);
}

static double angle_between(double ux, double uy, double vx, double vy)
{
    return atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}

// End-point form to centre form: SVG 1.1, F.6.5 and F.6.6.
static situ_status add_arc(situ_svg_path *p, double x0, double y0, const double a[7], situ_error *err)
{
    double rx = fabs(a[0]), ry = fabs(a[1]), tilt = a[2] * PI / 180, x = a[5], y = a[6];
    if (rx == 0 || ry == 0 || (x == x0 && y == y0))
        return situ_svg_add(p, SITU_LINE, (double[]){x, y}, err);
    double c = cos(tilt), s = sin(tilt), dx = (x0 - x) / 2, dy = (y0 - y) / 2;
    double x1 = c * dx + s * dy, y1 = -s * dx + c * dy;
    double lambda = x1 * x1 / (rx * rx) + y1 * y1 / (ry * ry);
    if (lambda > 1) {
        rx *= sqrt(lambda);
        ry *= sqrt(lambda);
    }
    double below = rx * rx * y1 * y1 + ry * ry * x1 * x1, over = rx * rx * ry * ry - below;
    double k = (a[3] == a[4] ? -1 : 1) * sqrt(fmax(0, over / below));
    double cx1 = k * rx * y1 / ry, cy1 = -k * ry * x1 / rx;
    double cx = c * cx1 - s * cy1 + (x0 + x) / 2, cy = s * cx1 + c * cy1 + (y0 + y) / 2;
    double start = angle_between(1, 0, (x1 - cx1) / rx, (y1 - cy1) / ry);
    double sweep = angle_between((x1 - cx1) / rx, (y1 - cy1) / ry, (-x1 - cx1) / rx, (-y1 - cy1) / ry);
    if (a[4] == 0 && sweep > 0)
        sweep -= 2 * PI;
    else if (a[4] != 0 && sweep < 0)
        sweep += 2 * PI;
    int pieces = (int)ceil(fabs(sweep) / (PI / 2) - 1e-9);
    for (int i = 0; i < (pieces < 1 ? 1 : pieces); i++) {
        situ_status status = add_arc_piece(p, cx, cy, rx, ry, tilt, start + sweep * i / pieces, start + sweep * (i + 1) / pieces, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

situ_status situ_svg_ellipse(situ_svg_path *p, double cx, double cy, double rx, double ry, situ_error *err)
{
    situ_status status;
    double kx = rx * KAPPA, ky = ry * KAPPA;
    SITU_TRY(situ_svg_add(p, SITU_MOVE, (double[]){cx + rx, cy}, err));
    SITU_TRY(situ_svg_add(p, SITU_CURVE, (double[]){cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry}, err));
    SITU_TRY(situ_svg_add(p, SITU_CURVE, (double[]){cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy}, err));
    SITU_TRY(situ_svg_add(p, SITU_CURVE, (double[]){cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry}, err));
    SITU_TRY(situ_svg_add(p, SITU_CURVE, (double[]){cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy}, err));
    SITU_TRY(situ_svg_add(p, SITU_CLOSE, NULL, err));
done:
    return status;
}

typedef struct pen { // where the path stands
    double x, y, start_x, start_y, control_x, control_y;
    char last; // command before, upper case
} pen;

// Draws one command with its numbers made absolute.
static situ_status draw(situ_svg_path *p, pen *at, char command, const double *v, situ_error *err)
{
    situ_status status = SITU_OK;
    double cx, cy, xy[6];
    switch (command) {
    case 'M':
        at->start_x = v[0];
        at->start_y = v[1];
        status = situ_svg_add(p, SITU_MOVE, v, err);
        break;
    case 'L':
        status = situ_svg_add(p, SITU_LINE, v, err);
        break;
    case 'C':
        status = situ_svg_add(p, SITU_CURVE, v, err);
        at->control_x = v[2];
        at->control_y = v[3];
        break;
    case 'S':
        cx = at->last == 'C' || at->last == 'S' ? 2 * at->x - at->control_x : at->x;
        cy = at->last == 'C' || at->last == 'S' ? 2 * at->y - at->control_y : at->y;
        memcpy(xy, (double[]){cx, cy, v[0], v[1], v[2], v[3]}, sizeof xy);
        status = situ_svg_add(p, SITU_CURVE, xy, err);
        at->control_x = v[0];
        at->control_y = v[1];
        break;
    case 'Q':
    case 'T':
        cx = command == 'Q' ? v[0] : at->last == 'Q' || at->last == 'T' ? 2 * at->x - at->control_x : at->x;
        cy = command == 'Q' ? v[1] : at->last == 'Q' || at->last == 'T' ? 2 * at->y - at->control_y : at->y;
        if (command == 'Q')
            v += 2;
        memcpy(xy, (double[]){at->x + (cx - at->x) * 2 / 3, at->y + (cy - at->y) * 2 / 3, v[0] + (cx - v[0]) * 2 / 3,
                              v[1] + (cy - v[1]) * 2 / 3, v[0], v[1]}, sizeof xy);
        status = situ_svg_add(p, SITU_CURVE, xy, err);
        at->control_x = cx;
        at->control_y = cy;
        break;
    case 'A':
        status = add_arc(p, at->x, at->y, v, err);
        v += 5;
        break;
    default:
        break;
    }
    if (command == 'C')
        v += 4;
    else if (command == 'S')
        v += 2;
    at->x = v[0];
    at->y = v[1];
    at->last = command;
    return status;
}

static int number_count(char command)
{
    static const char commands[] = "MLHVCSQTA";
    static const int counts[] = {2, 2, 1, 1, 6, 4, 4, 2, 7};
    const char *found = command ? strchr(commands, command) : NULL;
    return found ? counts[found - commands] : -1;
}

static bool read_numbers(const char **at, char command, int count, double *v)
{
    for (int i = 0; i < count; i++) {
        bool flag = command == 'A' && (i == 3 || i == 4);
        if (!(flag ? read_flag(at, &v[i]) : situ_svg_number(at, &v[i])))
            return false;
    }
    return true;
}

// Relative numbers become absolute; H and V become L. Returns the command to draw.
static char make_absolute(const pen *at, char command, bool relative, int count, double *v)
{
    double x = relative ? at->x : 0, y = relative ? at->y : 0;
    if (command == 'H' || command == 'V') {
        double value = v[0];
        v[0] = command == 'H' ? value + x : at->x;
        v[1] = command == 'V' ? value + y : at->y;
        return 'L';
    }
    for (int i = command == 'A' ? 5 : 0, k = 0; i < count; i++, k++)
        v[i] += k % 2 ? y : x;
    return command;
}

situ_status situ_svg_path_data(situ_svg_path *p, const char *d, situ_error *err)
{
    situ_status status;
    pen at = {0};
    const char *s = d;
    skip_separators(&s);
    char command = 0;
    bool relative = false;
    while (*s) {
        char upper = (char)(*s & ~0x20);
        if (upper == 'Z' && command) {
            SITU_TRY(situ_svg_add(p, SITU_CLOSE, NULL, err));
            at.x = at.start_x;
            at.y = at.start_y;
            at.last = 'Z';
            s++;
            skip_separators(&s);
            command = 'z'; // a number may not follow
            continue;
        }
        if ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z')) {
            relative = *s >= 'a';
            command = upper;
            s++;
        } else if (command == 'M') {
            command = 'L';
        }
        double v[7];
        int count = number_count(command);
        if (count < 0 || (at.last == 0 && command != 'M') || !read_numbers(&s, command, count, v)) {
            status = situ_fail(err, SITU_E_FORMAT, NULL, _("malformed path data at character %zu"), (size_t)(s - d) + 1);
            goto done;
        }
        char absolute = make_absolute(&at, command, relative, count, v);
        if (at.last == 'Z' && absolute != 'M') // drawing goes on where the closed part began
            SITU_TRY(situ_svg_add(p, SITU_MOVE, (double[]){at.x, at.y}, err));
        SITU_TRY(draw(p, &at, absolute, v, err));
    }
    status = SITU_OK;
done:
    return status;
}

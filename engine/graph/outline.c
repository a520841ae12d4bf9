// SPDX-License-Identifier: MIT
#include "graph/outline.h"

#include <math.h>
#include <stddef.h>

static void add(situ_outline *o, uint8_t verb, const double *xy, uint32_t points)
{
    if (o->verb_count >= SITU_OUTLINE_VERBS || o->point_count + points > SITU_OUTLINE_POINTS)
        return;
    o->verbs[o->verb_count++] = verb;
    for (uint32_t i = 0; i < 2 * points; i++)
        o->xy[2 * o->point_count + i] = xy[i];
    o->point_count += points;
}

void situ_outline_begin(situ_outline *o)
{
    o->verb_count = o->point_count = 0;
}

void situ_outline_move(situ_outline *o, double x, double y)
{
    add(o, SITU_OUTLINE_MOVE, (double[]){x, y}, 1);
}

void situ_outline_line(situ_outline *o, double x, double y)
{
    add(o, SITU_OUTLINE_LINE, (double[]){x, y}, 1);
}

void situ_outline_curve(situ_outline *o, double x1, double y1, double x2, double y2, double x, double y)
{
    add(o, SITU_OUTLINE_CURVE, (double[]){x1, y1, x2, y2, x, y}, 3);
}

void situ_outline_close(situ_outline *o)
{
    add(o, SITU_OUTLINE_CLOSE, NULL, 0);
}

// The corner b between a and d: a line up to it, then about a quarter of a circle (control points at
// 1 - 0.5523 of the radius).
static void corner(situ_outline *o, situ_point a, situ_point b, situ_point d, double radius)
{
    double la = hypot(b.x - a.x, b.y - a.y), ld = hypot(d.x - b.x, d.y - b.y), r = fmin(radius, fmin(la, ld) / 2), k = 0.4477 * r;
    if (la <= 0 || ld <= 0)
        return;
    double ax = (a.x - b.x) / la, ay = (a.y - b.y) / la, dx = (d.x - b.x) / ld, dy = (d.y - b.y) / ld;
    situ_outline_line(o, b.x + ax * r, b.y + ay * r);
    situ_outline_curve(o, b.x + ax * k, b.y + ay * k, b.x + dx * k, b.y + dy * k, b.x + dx * r, b.y + dy * r);
}

void situ_outline_polyline(situ_outline *o, const situ_point *points, int count, double radius)
{
    situ_outline_begin(o);
    situ_outline_move(o, points[0].x, points[0].y);
    for (int i = 1; i + 1 < count; i++)
        corner(o, points[i - 1], points[i], points[i + 1], radius);
    situ_outline_line(o, points[count - 1].x, points[count - 1].y);
}

void situ_outline_polygon(situ_outline *o, const situ_point *points, int count, double radius)
{
    situ_point first = points[0], last = points[count - 1];
    situ_outline_begin(o);
    situ_outline_move(o, (first.x + last.x) / 2, (first.y + last.y) / 2);
    for (int i = 0; i < count; i++)
        corner(o, points[(i + count - 1) % count], points[i], points[(i + 1) % count], radius);
    situ_outline_close(o);
}

void situ_outline_box(situ_outline *o, situ_box b, double radius)
{
    situ_point corners[4] = {{b.x0, b.y0}, {b.x1, b.y0}, {b.x1, b.y1}, {b.x0, b.y1}};
    if (radius > 0) {
        situ_outline_polygon(o, corners, 4, radius);
        return;
    }
    situ_outline_begin(o);
    situ_outline_move(o, b.x0, b.y0);
    for (int i = 1; i < 4; i++)
        situ_outline_line(o, corners[i].x, corners[i].y);
    situ_outline_close(o);
}

void situ_outline_document(situ_outline *o, situ_box b, double wave)
{
    double w = b.x1 - b.x0, cx = (b.x0 + b.x1) / 2;
    situ_outline_begin(o);
    situ_outline_move(o, b.x0, b.y0);
    situ_outline_line(o, b.x1, b.y0);
    situ_outline_line(o, b.x1, b.y1 - wave);
    situ_outline_curve(o, b.x1 - w * 0.25, b.y1 - 2.6 * wave, cx + w * 0.1, b.y1 - wave * 1.2, cx, b.y1 - wave * 0.6);
    situ_outline_curve(o, b.x0 + w * 0.3, b.y1 + wave * 0.5, b.x0 + w * 0.15, b.y1 + wave * 0.2, b.x0, b.y1 - wave * 0.8);
    situ_outline_close(o);
}

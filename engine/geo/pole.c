// SPDX-License-Identifier: MIT
// Pole of inaccessibility: squares over the box, the most promising first, each cut in four while it
// could still beat the best point by more than the precision.

#include <math.h>

#include "base/alloc.h"
#include "geo/geometry.h"

typedef struct square {
    double x, y, half;
    double inner; // signed distance of the centre to the edge, > 0 inside
    double reach; // no point of the square can have more than this
} square;

typedef struct heap {
    square *items;
    size_t count, capacity;
} heap;

static bool before(const square *a, const square *b)
{ // total order: reach, then position
    if (a->reach != b->reach)
        return a->reach > b->reach;
    if (a->x != b->x)
        return a->x < b->x;
    return a->y < b->y;
}

static bool push(heap *h, square s)
{
    if (situ_grow(&h->items, &h->capacity, h->count + 1, sizeof *h->items, NULL) != SITU_OK)
        return false;
    size_t i = h->count++;
    for (; i > 0 && before(&s, &h->items[(i - 1) / 2]); i = (i - 1) / 2)
        h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = s;
    return true;
}

static square pop(heap *h)
{
    square top = h->items[0], last = h->items[--h->count];
    size_t i = 0;
    for (;;) {
        size_t c = 2 * i + 1;
        if (c >= h->count)
            break;
        if (c + 1 < h->count && before(&h->items[c + 1], &h->items[c]))
            c++;
        if (!before(&h->items[c], &last))
            break;
        h->items[i] = h->items[c];
        i = c;
    }
    if (h->count > 0)
        h->items[i] = last;
    return top;
}

static double signed_distance(const situ_geometry *g, double x, double y)
{
    bool inside = false;
    double best = INFINITY;
    for (uint32_t p = 0; p < g->part_count; p++)
        for (uint32_t i = g->part_start[p] + 1; i < g->part_start[p + 1]; i++) {
            const double *a = g->xy + 2 * (size_t)i - 2, *b = a + 2;
            if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                inside = !inside;
            double dx = b[0] - a[0], dy = b[1] - a[1], len2 = dx * dx + dy * dy;
            double t = len2 > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / len2 : 0;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            double ex = x - a[0] - t * dx, ey = y - a[1] - t * dy;
            best = fmin(best, ex * ex + ey * ey);
        }
    return inside ? sqrt(best) : -sqrt(best);
}

static square square_at(const situ_geometry *g, double x, double y, double half)
{
    double d = signed_distance(g, x, y);
    return (square){x, y, half, d, d + half * M_SQRT2};
}

// Centroid of the largest shell: the usual answer for compact shapes, so a good first bound.
static situ_point centroid(const situ_geometry *g)
{
    double best = -1;
    situ_point c = {(g->box.x0 + g->box.x1) / 2, (g->box.y0 + g->box.y1) / 2};
    for (uint32_t p = 0; p < g->part_count; p++) {
        double sum = 0, sx = 0, sy = 0;
        const double *o = g->xy + 2 * (size_t)g->part_start[p];
        for (uint32_t i = g->part_start[p] + 1; i < g->part_start[p + 1]; i++) {
            const double *a = g->xy + 2 * (size_t)i - 2, *b = a + 2;
            double cross = (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]);
            sum += cross;
            sx += cross * (a[0] + b[0] - 2 * o[0]);
            sy += cross * (a[1] + b[1] - 2 * o[1]);
        }
        if (fabs(sum) > best && fabs(sum) > 0) {
            best = fabs(sum);
            c = (situ_point){o[0] + sx / (3 * sum), o[1] + sy / (3 * sum)};
        }
    }
    return c;
}

situ_point situ_polygon_pole(const situ_geometry *g, double precision, double *radius)
{
    heap h = {0};
    if (radius)
        *radius = 0;
    if (g->kind != SITU_GEOM_POLYGON || situ_box_is_empty(g->box))
        return (situ_point){NAN, NAN};
    situ_point c = centroid(g);
    double w = g->box.x1 - g->box.x0, hgt = g->box.y1 - g->box.y0, side = fmin(w, hgt);
    square best = square_at(g, c.x, c.y, 0);
    if (!(side > 0))
        return c;
    side = fmax(side, fmax(w, hgt) / 64); // a sliver does not need thousands of first squares
    if (!(precision > side * 1e-6))
        precision = side * 1e-6;
    bool ok = true;
    for (double x = g->box.x0; x < g->box.x1 && ok; x += side)
        for (double y = g->box.y0; y < g->box.y1 && ok; y += side)
            ok = push(&h, square_at(g, x + side / 2, y + side / 2, side / 2));
    // Out of memory ends the search with the best point so far: still a point on the map.
    while (ok && h.count > 0) {
        square s = pop(&h);
        if (s.inner > best.inner)
            best = s;
        if (s.reach - best.inner <= precision)
            break; // the queue is sorted: nothing better follows
        double q = s.half / 2;
        for (int k = 0; k < 4 && ok; k++) {
            square child = square_at(g, s.x + (k & 1 ? q : -q), s.y + (k & 2 ? q : -q), q);
            if (child.inner > best.inner)
                best = child;
            if (child.reach - best.inner > precision)
                ok = push(&h, child);
        }
    }
    situ_free(h.items);
    if (radius)
        *radius = fmax(best.inner, 0);
    return (situ_point){best.x, best.y};
}

// SPDX-License-Identifier: MIT
// Douglas-Peucker. Every chain is worked from its lexically smaller end, so that the same chain
// gives the same vertices whichever way it runs. A ring is cut at its lexically smallest vertex and
// the vertex farthest from it.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/geometry.h"

typedef struct span {
    uint32_t a, b;
} span;

typedef struct work {
    const double *xy;
    uint8_t *keep; // a flag a vertex of the part
    span *stack;   // grows
    size_t capacity;
    double tolerance2;
} work;

static double distance2(const double *p, const double *a, const double *b)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], len2 = dx * dx + dy * dy;
    double t = len2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / len2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = p[0] - (a[0] + t * dx), ey = p[1] - (a[1] + t * dy);
    return ex * ex + ey * ey;
}

static int compare_points(const double *a, const double *b)
{
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return a[1] < b[1] ? -1 : a[1] > b[1];
}

// True when the chain a..b (indices taken modulo n) runs from its smaller to its larger end.
static bool runs_forward(const double *xy, uint32_t a, uint32_t b, uint32_t n)
{
    for (uint32_t i = a, j = b; i < j; i++, j--) {
        int c = compare_points(xy + 2 * (size_t)(i % n), xy + 2 * (size_t)(j % n));
        if (c != 0)
            return c < 0;
    }
    return true;
}

// Marks the vertices to keep strictly between a and b; indices modulo n (n = points of the ring).
static situ_status thin(work *w, uint32_t a, uint32_t b, uint32_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    bool forward = runs_forward(w->xy, a, b, n);
    size_t depth = 0;
    SITU_TRY(situ_grow(&w->stack, &w->capacity, 1, sizeof *w->stack, err));
    w->stack[depth++] = (span){a, b};
    while (depth > 0) {
        span s = w->stack[--depth];
        if (s.b - s.a < 2)
            continue;
        const double *pa = w->xy + 2 * (size_t)((forward ? s.a : s.b) % n);
        const double *pb = w->xy + 2 * (size_t)((forward ? s.b : s.a) % n);
        double worst = -1;
        uint32_t at = s.a + 1;
        for (uint32_t k = 1; k < s.b - s.a; k++) {
            uint32_t i = forward ? s.a + k : s.b - k;
            double d = distance2(w->xy + 2 * (size_t)(i % n), pa, pb);
            if (d > worst) {
                worst = d;
                at = i;
            }
        }
        if (worst <= w->tolerance2)
            continue;
        w->keep[at % n] = 1;
        SITU_TRY(situ_grow(&w->stack, &w->capacity, depth + 2, sizeof *w->stack, err));
        w->stack[depth++] = (span){s.a, at};
        w->stack[depth++] = (span){at, s.b};
    }
done:
    return status;
}

static situ_status thin_line(work *w, uint32_t n, situ_error *err)
{
    w->keep[0] = w->keep[n - 1] = 1;
    return thin(w, 0, n - 1, n, err);
}

// A ring of n + 1 points, the last equal to the first. Keeps at least 3 distinct vertices, or none
// when it is smaller than the tolerance both ways.
static situ_status thin_ring(work *w, uint32_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box box = situ_box_empty();
    uint32_t first = 0, far = 0, kept = 0;
    double most = -1;
    for (uint32_t i = 0; i < n; i++) {
        box = situ_box_add(box, w->xy[2 * (size_t)i], w->xy[2 * (size_t)i + 1]);
        if (compare_points(w->xy + 2 * (size_t)i, w->xy + 2 * (size_t)first) < 0)
            first = i;
    }
    double tolerance = sqrt(w->tolerance2);
    if (n < 3 || (box.x1 - box.x0 < tolerance && box.y1 - box.y0 < tolerance))
        return SITU_OK;
    for (uint32_t i = 0; i < n; i++) {
        const double *p = w->xy + 2 * (size_t)i, *q = w->xy + 2 * (size_t)first;
        double d = (p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]);
        if (d > most || (d == most && compare_points(p, w->xy + 2 * (size_t)far) < 0)) {
            most = d;
            far = i;
        }
    }
    if (far == first)
        return SITU_OK; // all points are the same
    uint32_t end = far > first ? far : far + n;
    w->keep[first] = w->keep[far] = 1;
    SITU_TRY(thin(w, first, end, n, err));
    SITU_TRY(thin(w, end, first + n, n, err));
    for (uint32_t i = 0; i < n; i++)
        kept += w->keep[i];
    if (kept == 2) { // flat: the vertex farthest off the chord keeps it a ring
        double worst = -1;
        uint32_t at = first;
        for (uint32_t i = 0; i < n; i++) {
            double d = w->keep[i] ? -1
                                  : distance2(w->xy + 2 * (size_t)i, w->xy + 2 * (size_t)first,
                                              w->xy + 2 * (size_t)far);
            if (d > worst ||
                (d == worst && d >= 0 && compare_points(w->xy + 2 * (size_t)i, w->xy + 2 * (size_t)at) < 0)) {
                worst = d;
                at = i;
            }
        }
        if (worst > 0)
            w->keep[at] = 1;
        else
            w->keep[first] = w->keep[far] = 0;
    }
done:
    return status;
}

// Copies the kept vertices; closes rings. NULL geometry: only counts.
static void gather(const situ_geometry *g, const uint8_t *keep, const uint32_t *counts, situ_geometry *out)
{
    uint32_t part = 0, point = 0;
    for (uint32_t p = 0; p < g->part_count; p++) {
        if (counts[p] == 0)
            continue;
        out->part_start[part] = point;
        if (out->is_hole)
            out->is_hole[part] = g->is_hole[p];
        uint32_t start = point;
        for (uint32_t i = g->part_start[p]; i < g->part_start[p + 1]; i++) {
            if (!keep[i])
                continue;
            memcpy(out->xy + 2 * (size_t)point, g->xy + 2 * (size_t)i, 2 * sizeof(double));
            point++;
        }
        if (g->kind == SITU_GEOM_POLYGON) {
            memcpy(out->xy + 2 * (size_t)point, out->xy + 2 * (size_t)start, 2 * sizeof(double));
            point++;
        }
        part++;
    }
    out->part_start[part] = point;
}

situ_status situ_geometry_simplify(situ_geometry **out, const situ_geometry *g, double tolerance,
                                   situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *result = NULL;
    uint32_t *counts = NULL;
    work w = {.tolerance2 = tolerance * tolerance};
    *out = NULL;
    if (g->kind == SITU_GEOM_POINT || !(tolerance > 0))
        return situ_geometry_copy(out, g, err);
    uint8_t *keep = situ_calloc(g->point_count + (size_t)1, 1);
    counts = situ_calloc(g->part_count + (size_t)1, sizeof *counts);
    SITU_TRY_ALLOC(keep);
    SITU_TRY_ALLOC(counts);
    uint32_t parts = 0, points = 0;
    bool shell_kept = false;
    for (uint32_t p = 0; p < g->part_count; p++) {
        uint32_t start = g->part_start[p], n = g->part_start[p + 1] - start;
        bool ring = g->kind == SITU_GEOM_POLYGON, hole = ring && g->is_hole[p];
        w.xy = g->xy + 2 * (size_t)start;
        w.keep = keep + start;
        if (n == 0 || (hole && !shell_kept))
            continue;
        if (ring)
            SITU_TRY(thin_ring(&w, n - 1, err));
        else
            SITU_TRY(thin_line(&w, n, err));
        for (uint32_t i = 0; i < n; i++)
            counts[p] += w.keep[i];
        if (ring && counts[p] > 0)
            counts[p]++; // the closing point
        if (ring && !hole)
            shell_kept = counts[p] > 0;
        parts += counts[p] > 0;
        points += counts[p];
    }
    SITU_TRY(situ_geometry_new(&result, g->kind, parts, points, err));
    gather(g, keep, counts, result);
    situ_geometry_update_box(result);
    *out = result;
done:
    situ_free(keep);
    situ_free(counts);
    situ_free(w.stack);
    return status;
}

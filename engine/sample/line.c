// SPDX-License-Identifier: MIT
// Lines of points: growing, smoothing, thinning.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

situ_status situ_sample_line_push(situ_sample_line *path, double x, double y, situ_error *err)
{
    if (path->count == path->capacity) {
        situ_status status = situ_grow(&path->items, &path->capacity, path->count + 1, sizeof *path->items, err);
        if (status != SITU_OK)
            return status;
    }
    path->items[path->count++] = (situ_point){x, y};
    return SITU_OK;
}

void situ_sample_line_clear(situ_sample_line *path)
{
    situ_free(path->items);
    *path = (situ_sample_line){0};
}

void situ_sample_line_reverse(situ_sample_line *path)
{
    for (size_t i = 0, j = path->count; i + 1 < j; i++) {
        j--;
        situ_point t = path->items[i];
        path->items[i] = path->items[j];
        path->items[j] = t;
    }
}

double situ_sample_line_length(const situ_sample_line *path)
{
    double sum = 0;
    for (size_t i = 1; i < path->count; i++)
        sum += hypot(path->items[i].x - path->items[i - 1].x, path->items[i].y - path->items[i - 1].y);
    return sum;
}

void situ_sample_line_smooth(situ_sample_line *path, int rounds, bool closed)
{
    situ_point *p = path->items;
    size_t n = path->count;
    if (n < 3 || (closed && n < 6))
        return;
    for (int round = 0; round < rounds; round++) {
        situ_point before = closed ? p[n - 2] : p[0];
        situ_point first = p[0];
        for (size_t i = closed ? 0 : 1; i + 1 < n; i++) {
            situ_point here = p[i];
            situ_point next = closed && i + 2 == n ? first : p[i + 1];
            p[i].x = 0.5 * here.x + 0.25 * (before.x + next.x);
            p[i].y = 0.5 * here.y + 0.25 * (before.y + next.y);
            before = here;
        }
        if (closed)
            p[n - 1] = p[0];
    }
}

static double off_line(situ_point a, situ_point b, situ_point p)
{
    double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    double t = square > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / square : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

// Douglas-Peucker with a stack of our own: lines may be long.
situ_status situ_sample_line_thin(situ_sample_line *path, double tolerance_m, situ_error *err)
{
    size_t n = path->count;
    if (n < 3)
        return SITU_OK;
    situ_status status = SITU_OK;
    uint8_t *keep = situ_calloc(n, 1);
    size_t *stack = situ_malloc(2 * n * sizeof *stack);
    SITU_TRY_ALLOC(keep);
    SITU_TRY_ALLOC(stack);
    bool closed = path->items[0].x == path->items[n - 1].x && path->items[0].y == path->items[n - 1].y;
    size_t depth = 0;
    keep[0] = keep[n - 1] = 1;
    if (closed) { // split a ring at the point farthest from its start
        size_t far = 1;
        double most = -1;
        for (size_t i = 1; i + 1 < n; i++) {
            double d = hypot(path->items[i].x - path->items[0].x, path->items[i].y - path->items[0].y);
            if (d > most)
                most = d, far = i;
        }
        keep[far] = 1;
        stack[depth++] = far, stack[depth++] = n - 1;
        stack[depth++] = 0, stack[depth++] = far;
    } else {
        stack[depth++] = 0, stack[depth++] = n - 1;
    }
    while (depth) {
        size_t b = stack[--depth], a = stack[--depth], worst = 0;
        double most = tolerance_m;
        for (size_t i = a + 1; i < b; i++) {
            double d = off_line(path->items[a], path->items[b], path->items[i]);
            if (d > most)
                most = d, worst = i;
        }
        if (!worst)
            continue;
        keep[worst] = 1;
        stack[depth++] = worst, stack[depth++] = b;
        stack[depth++] = a, stack[depth++] = worst;
    }
    size_t out = 0;
    for (size_t i = 0; i < n; i++)
        if (keep[i])
            path->items[out++] = path->items[i];
    path->count = out;
done:
    situ_free(keep);
    situ_free(stack);
    return status;
}

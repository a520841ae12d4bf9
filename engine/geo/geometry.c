// SPDX-License-Identifier: MIT
#include "geo/geometry.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

// One block: struct | xy | part_start | is_hole.
situ_status situ_geometry_new(situ_geometry **out, situ_geometry_kind kind, uint32_t parts, uint32_t points,
                              situ_error *err)
{
    *out = NULL;
    size_t head = (sizeof(situ_geometry) + 15) & ~(size_t)15;
    size_t xy_bytes = (size_t)points * 2 * sizeof(double);
    size_t start_bytes = ((size_t)parts + 1) * sizeof(uint32_t);
    size_t hole_bytes = kind == SITU_GEOM_POLYGON ? parts : 0;
    char *block = situ_calloc(1, head + xy_bytes + start_bytes + hole_bytes);
    if (!block)
        return situ_fail_nomem(err);
    situ_geometry *g = (situ_geometry *)(void *)block;
    g->kind = kind;
    g->part_count = parts;
    g->point_count = points;
    g->xy = (double *)(void *)(block + head);
    g->part_start = (uint32_t *)(void *)(block + head + xy_bytes);
    g->is_hole = kind == SITU_GEOM_POLYGON ? (uint8_t *)(block + head + xy_bytes + start_bytes) : NULL;
    g->part_start[parts] = points;
    g->box = situ_box_empty();
    *out = g;
    return SITU_OK;
}

situ_status situ_geometry_point(situ_geometry **out, double x, double y, situ_error *err)
{
    situ_status status = situ_geometry_new(out, SITU_GEOM_POINT, 1, 1, err);
    if (status != SITU_OK)
        return status;
    (*out)->xy[0] = x;
    (*out)->xy[1] = y;
    (*out)->box = (situ_box){x, y, x, y};
    return SITU_OK;
}

situ_status situ_geometry_copy(situ_geometry **out, const situ_geometry *g, situ_error *err)
{
    situ_status status = situ_geometry_new(out, g->kind, g->part_count, g->point_count, err);
    if (status != SITU_OK)
        return status;
    memcpy((*out)->xy, g->xy, (size_t)g->point_count * 2 * sizeof(double));
    memcpy((*out)->part_start, g->part_start, ((size_t)g->part_count + 1) * sizeof(uint32_t));
    if (g->is_hole && g->part_count)
        memcpy((*out)->is_hole, g->is_hole, g->part_count);
    (*out)->box = g->box;
    return SITU_OK;
}

void situ_geometry_free(situ_geometry *g)
{
    situ_free(g);
}

void situ_geometry_update_box(situ_geometry *g)
{
    situ_box box = situ_box_empty();
    for (uint32_t i = 0; i < g->point_count; i++)
        box = situ_box_add(box, g->xy[2 * i], g->xy[2 * i + 1]);
    g->box = box;
}

situ_status situ_geometry_transform(situ_geometry **out, const situ_geometry *g, const situ_transform *t,
                                    situ_error *err)
{
    situ_geometry *copy = NULL;
    *out = NULL;
    situ_status status = situ_geometry_copy(&copy, g, err);
    if (status != SITU_OK)
        return status;
    status = situ_transform_apply(t, copy->xy, copy->point_count, err);
    if (status != SITU_OK) {
        situ_geometry_free(copy);
        return status;
    }
    situ_geometry_update_box(copy);
    *out = copy;
    return SITU_OK;
}

// Twice the signed area of a closed ring, relative to its first point to keep digits.
static double ring_area2(const double *xy, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 1; i + 1 < n; i++) {
        double ax = xy[2 * i] - xy[0], ay = xy[2 * i + 1] - xy[1];
        double bx = xy[2 * i + 2] - xy[0], by = xy[2 * i + 3] - xy[1];
        sum += ax * by - bx * ay;
    }
    return sum;
}

double situ_geometry_area(const situ_geometry *g)
{
    if (g->kind != SITU_GEOM_POLYGON)
        return 0;
    double sum = 0;
    for (uint32_t p = 0; p < g->part_count; p++) {
        uint32_t a = g->part_start[p], n = g->part_start[p + 1] - a;
        double area = fabs(ring_area2(g->xy + 2 * (size_t)a, n)) / 2;
        sum += g->is_hole[p] ? -area : area;
    }
    return fmax(sum, 0);
}

static double part_length(const situ_geometry *g, uint32_t p)
{
    double sum = 0;
    for (uint32_t i = g->part_start[p] + 1; i < g->part_start[p + 1]; i++)
        sum += hypot(g->xy[2 * i] - g->xy[2 * i - 2], g->xy[2 * i + 1] - g->xy[2 * i - 1]);
    return sum;
}

double situ_geometry_length(const situ_geometry *g)
{
    double sum = 0;
    for (uint32_t p = 0; p < g->part_count && g->kind != SITU_GEOM_POINT; p++)
        sum += part_length(g, p);
    return sum;
}

bool situ_geometry_contains_point(const situ_geometry *g, double x, double y)
{
    if (g->kind != SITU_GEOM_POLYGON || !situ_box_has(g->box, x, y))
        return false;
    bool inside = false;
    for (uint32_t p = 0; p < g->part_count; p++) {
        for (uint32_t i = g->part_start[p] + 1; i < g->part_start[p + 1]; i++) {
            double ax = g->xy[2 * i - 2], ay = g->xy[2 * i - 1], bx = g->xy[2 * i], by = g->xy[2 * i + 1];
            if ((ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax))
                inside = !inside;
        }
    }
    return inside;
}

static double segment_distance2(const double *a, const double *b, double x, double y)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], len2 = dx * dx + dy * dy;
    double t = len2 > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / len2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = x - (a[0] + t * dx), ey = y - (a[1] + t * dy);
    return ex * ex + ey * ey;
}

double situ_geometry_distance_to_point(const situ_geometry *g, double x, double y)
{
    if (situ_geometry_contains_point(g, x, y))
        return 0;
    double best = INFINITY;
    for (uint32_t p = 0; p < g->part_count; p++) {
        uint32_t first = g->part_start[p], end = g->part_start[p + 1];
        bool dots = g->kind == SITU_GEOM_POINT || end - first == 1;
        for (uint32_t i = first + (dots ? 0 : 1); i < end; i++)
            best = fmin(
                best, segment_distance2(g->xy + 2 * (size_t)(dots ? i : i - 1), g->xy + 2 * (size_t)i, x, y));
    }
    return sqrt(best);
}

void situ_geometry_orient(situ_geometry *g)
{
    if (g->kind != SITU_GEOM_POLYGON)
        return;
    for (uint32_t p = 0; p < g->part_count; p++) {
        uint32_t a = g->part_start[p], n = g->part_start[p + 1] - a;
        double area = ring_area2(g->xy + 2 * (size_t)a, n);
        if (n < 2 || (g->is_hole[p] ? area <= 0 : area >= 0))
            continue;
        for (uint32_t i = a, j = a + n - 1; i < j; i++, j--) {
            double x = g->xy[2 * i], y = g->xy[2 * i + 1];
            g->xy[2 * i] = g->xy[2 * j];
            g->xy[2 * i + 1] = g->xy[2 * j + 1];
            g->xy[2 * j] = x;
            g->xy[2 * j + 1] = y;
        }
    }
}

situ_point situ_geometry_line_middle(const situ_geometry *g, double *angle_rad)
{
    double best = -1;
    uint32_t part = 0;
    if (angle_rad)
        *angle_rad = 0;
    for (uint32_t p = 0; p < g->part_count; p++) {
        double length = part_length(g, p);
        if (length > best) {
            best = length;
            part = p;
        }
    }
    if (g->part_count == 0 || g->part_start[part] == g->part_start[part + 1])
        return (situ_point){NAN, NAN};
    double left = best / 2;
    for (uint32_t i = g->part_start[part] + 1; i < g->part_start[part + 1]; i++) {
        const double *a = g->xy + 2 * (size_t)i - 2, *b = a + 2;
        double length = hypot(b[0] - a[0], b[1] - a[1]);
        if (length >= left && length > 0) {
            if (angle_rad)
                *angle_rad = atan2(b[1] - a[1], b[0] - a[0]);
            return (situ_point){a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length};
        }
        left -= length;
    }
    // Length zero, or rounding ate the rest: the last point.
    const double *end = g->xy + 2 * (size_t)g->part_start[part + 1] - 2;
    return (situ_point){end[0], end[1]};
}

// SPDX-License-Identifier: MIT
// Building paths in an arena.

#include <string.h>

#include "layout/display.h"

#define KAPPA 0.5522847498307936 // control arm of a quarter circle: 4/3 (sqrt 2 - 1)

void situ_path_begin(situ_path_builder *b, situ_arena *arena)
{
    *b = (situ_path_builder){.arena = arena};
}

// The arena cannot grow a block: a doubled copy wastes at most as much as the path holds.
static bool reserve(situ_path_builder *b, uint32_t verbs, uint32_t points)
{
    if (b->failed)
        return false;
    if (b->path.verb_count + verbs > b->verb_cap) {
        uint32_t cap = b->verb_cap ? 2 * b->verb_cap : 8;
        while (cap < b->path.verb_count + verbs)
            cap *= 2;
        uint8_t *copy = situ_arena_alloc(b->arena, cap);
        if (!copy) {
            b->failed = true;
            return false;
        }
        if (b->path.verb_count)
            memcpy(copy, b->path.verbs, b->path.verb_count);
        b->path.verbs = copy;
        b->verb_cap = cap;
    }
    if (b->path.point_count + points > b->point_cap) {
        uint32_t cap = b->point_cap ? 2 * b->point_cap : 8;
        while (cap < b->path.point_count + points)
            cap *= 2;
        double *copy = situ_arena_alloc(b->arena, 2 * (size_t)cap * sizeof(double));
        if (!copy) {
            b->failed = true;
            return false;
        }
        if (b->path.point_count)
            memcpy(copy, b->path.xy, 2 * (size_t)b->path.point_count * sizeof(double));
        b->path.xy = copy;
        b->point_cap = cap;
    }
    return true;
}

static void add_verb(situ_path_builder *b, situ_verb verb)
{
    b->path.verbs[b->path.verb_count++] = (uint8_t)verb;
}

static void add_point(situ_path_builder *b, double x, double y)
{
    b->path.xy[2 * b->path.point_count] = x;
    b->path.xy[2 * b->path.point_count + 1] = y;
    b->path.point_count++;
}

void situ_path_move(situ_path_builder *b, double x, double y)
{
    if (!reserve(b, 1, 1))
        return;
    add_verb(b, SITU_MOVE);
    add_point(b, x, y);
}

void situ_path_line(situ_path_builder *b, double x, double y)
{
    if (!reserve(b, 1, 1))
        return;
    add_verb(b, b->path.verb_count ? SITU_LINE : SITU_MOVE);
    add_point(b, x, y);
}

void situ_path_curve(situ_path_builder *b, double x1, double y1, double x2, double y2, double x, double y)
{
    if (!reserve(b, 1, 3))
        return;
    add_verb(b, SITU_CURVE);
    add_point(b, x1, y1);
    add_point(b, x2, y2);
    add_point(b, x, y);
}

void situ_path_close(situ_path_builder *b)
{
    if (!reserve(b, 1, 0))
        return;
    add_verb(b, SITU_CLOSE);
}

void situ_path_rect(situ_path_builder *b, situ_box box, double corner_radius)
{
    double w = box.x1 - box.x0, h = box.y1 - box.y0, r = corner_radius;
    if (r > w / 2)
        r = w / 2;
    if (r > h / 2)
        r = h / 2;
    if (!(r > 0)) {
        situ_path_move(b, box.x0, box.y0);
        situ_path_line(b, box.x1, box.y0);
        situ_path_line(b, box.x1, box.y1);
        situ_path_line(b, box.x0, box.y1);
        situ_path_close(b);
        return;
    }
    double k = r * (1 - KAPPA);
    situ_path_move(b, box.x0 + r, box.y0);
    situ_path_line(b, box.x1 - r, box.y0);
    situ_path_curve(b, box.x1 - k, box.y0, box.x1, box.y0 + k, box.x1, box.y0 + r);
    situ_path_line(b, box.x1, box.y1 - r);
    situ_path_curve(b, box.x1, box.y1 - k, box.x1 - k, box.y1, box.x1 - r, box.y1);
    situ_path_line(b, box.x0 + r, box.y1);
    situ_path_curve(b, box.x0 + k, box.y1, box.x0, box.y1 - k, box.x0, box.y1 - r);
    situ_path_line(b, box.x0, box.y0 + r);
    situ_path_curve(b, box.x0, box.y0 + k, box.x0 + k, box.y0, box.x0 + r, box.y0);
    situ_path_close(b);
}

void situ_path_circle(situ_path_builder *b, double x, double y, double radius)
{
    double k = radius * KAPPA;
    situ_path_move(b, x + radius, y);
    situ_path_curve(b, x + radius, y + k, x + k, y + radius, x, y + radius);
    situ_path_curve(b, x - k, y + radius, x - radius, y + k, x - radius, y);
    situ_path_curve(b, x - radius, y - k, x - k, y - radius, x, y - radius);
    situ_path_curve(b, x + k, y - radius, x + radius, y - k, x + radius, y);
    situ_path_close(b);
}

void situ_path_geometry(situ_path_builder *b, const situ_geometry *g)
{
    for (uint32_t part = 0; part < g->part_count; part++) {
        uint32_t start = g->part_start[part], end = g->part_start[part + 1];
        bool ring = g->kind == SITU_GEOM_POLYGON;
        // A ring repeats its first point: closing the path draws that edge with a proper join.
        uint32_t last = ring && end > start + 1 ? end - 1 : end;
        if (last <= start)
            continue;
        if (!reserve(b, last - start + 1, last - start))
            return;
        for (uint32_t i = start; i < last; i++) {
            add_verb(b, i == start ? SITU_MOVE : SITU_LINE);
            add_point(b, g->xy[2 * i], g->xy[2 * i + 1]);
        }
        if (ring)
            add_verb(b, SITU_CLOSE);
    }
}

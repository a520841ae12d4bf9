// SPDX-License-Identifier: MIT
// Clipping to a box. Rings: Sutherland-Hodgman a side (new points lie exactly on the side; a concave
// ring may come back with edges along the box that cover each other, which changes no fill and no
// area). Lines: Liang-Barsky a segment, joined again where they touch.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/geometry.h"

typedef struct builder {
    double *xy;
    size_t points, xy_capacity; // capacity counts doubles
    uint32_t *start;
    uint8_t *hole;
    size_t parts, start_capacity, hole_capacity;
} builder;

static void builder_free(builder *b)
{
    situ_free(b->xy);
    situ_free(b->start);
    situ_free(b->hole);
}

static situ_status add_point(builder *b, double x, double y, situ_error *err)
{
    if (2 * b->points + 2 > b->xy_capacity) {
        situ_status status = situ_grow(&b->xy, &b->xy_capacity, 2 * b->points + 2, sizeof *b->xy, err);
        if (status != SITU_OK)
            return status;
    }
    b->xy[2 * b->points] = x;
    b->xy[2 * b->points + 1] = y;
    b->points++;
    return SITU_OK;
}

static situ_status begin_part(builder *b, bool hole, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_grow(&b->start, &b->start_capacity, b->parts + 1, sizeof *b->start, err));
    SITU_TRY(situ_grow(&b->hole, &b->hole_capacity, b->parts + 1, sizeof *b->hole, err));
    b->start[b->parts] = (uint32_t)b->points;
    b->hole[b->parts++] = hole;
done:
    return status;
}

static situ_status finish(situ_geometry **out, const builder *b, situ_geometry_kind kind, situ_error *err)
{
    if (b->parts == 0)
        return SITU_OK;
    if (b->points >= UINT32_MAX)
        return situ_fail(err, SITU_E_LIMIT, NULL, "%s", _("the geometry has too many points"));
    situ_status status = situ_geometry_new(out, kind, (uint32_t)b->parts, (uint32_t)b->points, err);
    if (status != SITU_OK)
        return status;
    situ_geometry *g = *out;
    memcpy(g->xy, b->xy, b->points * 2 * sizeof *b->xy);
    memcpy(g->part_start, b->start, b->parts * sizeof *b->start);
    if (g->is_hole)
        memcpy(g->is_hole, b->hole, b->parts);
    situ_geometry_update_box(g);
    return SITU_OK;
}

static situ_status clip_points(builder *b, const situ_geometry *g, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint32_t p = 0; p < g->part_count; p++)
        for (uint32_t i = g->part_start[p]; i < g->part_start[p + 1]; i++) {
            double x = g->xy[2 * (size_t)i], y = g->xy[2 * (size_t)i + 1];
            if (!situ_box_has(box, x, y))
                continue;
            SITU_TRY(begin_part(b, false, err));
            SITU_TRY(add_point(b, x, y, err));
        }
done:
    return status;
}

// Narrows [t0, t1] to where p + t*d stays on the inner side: q >= t*p_side. False = outside.
static bool narrow(double p, double q, double *t0, double *t1)
{
    if (p == 0)
        return q >= 0;
    double t = q / p;
    if (p < 0) {
        if (t > *t1)
            return false;
        if (t > *t0)
            *t0 = t;
    } else {
        if (t < *t0)
            return false;
        if (t < *t1)
            *t1 = t;
    }
    return true;
}

static double clamp(double v, double lo, double hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

static situ_status clip_line(builder *b, const double *xy, uint32_t n, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    bool open = false; // the part under construction ends at the current segment's start
    for (uint32_t i = 1; i < n; i++) {
        const double *a = xy + 2 * (size_t)i - 2, *c = a + 2;
        double dx = c[0] - a[0], dy = c[1] - a[1], t0 = 0, t1 = 1;
        if (!narrow(-dx, a[0] - box.x0, &t0, &t1) || !narrow(dx, box.x1 - a[0], &t0, &t1) ||
            !narrow(-dy, a[1] - box.y0, &t0, &t1) || !narrow(dy, box.y1 - a[1], &t0, &t1)) {
            open = false;
            continue;
        }
        if (t0 >= t1)
            continue; // only touches the box, or has no length
        if (!open || t0 > 0) {
            SITU_TRY(begin_part(b, false, err));
            SITU_TRY(add_point(b, clamp(a[0] + t0 * dx, box.x0, box.x1),
                               clamp(a[1] + t0 * dy, box.y0, box.y1), err));
        }
        if (t1 < 1)
            SITU_TRY(add_point(b, clamp(a[0] + t1 * dx, box.x0, box.x1),
                               clamp(a[1] + t1 * dy, box.y0, box.y1), err));
        else
            SITU_TRY(add_point(b, c[0], c[1], err));
        open = t1 >= 1;
    }
done:
    return status;
}

// Signed distance of a point to the inner side of the box's side (0..3 = west, east, south, north).
static double inside_by(const double *p, int side, const situ_box *box)
{
    switch (side) {
    case 0: return p[0] - box->x0;
    case 1: return box->x1 - p[0];
    case 2: return p[1] - box->y0;
    default: return box->y1 - p[1];
    }
}

static situ_status clip_side(builder *out, const builder *in, int side, const situ_box *box, situ_error *err)
{
    situ_status status = SITU_OK;
    out->points = 0;
    for (size_t i = 0; i < in->points; i++) {
        const double *a = in->xy + 2 * (i == 0 ? in->points - 1 : i - 1), *b = in->xy + 2 * i;
        double da = inside_by(a, side, box), db = inside_by(b, side, box);
        if ((da < 0) != (db < 0)) {
            double t = da / (da - db), x = a[0] + t * (b[0] - a[0]), y = a[1] + t * (b[1] - a[1]);
            if (side == 0)
                x = box->x0;
            if (side == 1)
                x = box->x1;
            if (side == 2)
                y = box->y0;
            if (side == 3)
                y = box->y1;
            SITU_TRY(add_point(out, x, y, err));
        }
        if (db >= 0)
            SITU_TRY(add_point(out, b[0], b[1], err));
    }
done:
    return status;
}

static bool has_area(const builder *r)
{
    situ_box box = situ_box_empty();
    double sum = 0;
    for (size_t i = 0; i < r->points; i++) {
        const double *a = r->xy + 2 * (i == 0 ? r->points - 1 : i - 1), *b = r->xy + 2 * i;
        sum += (a[0] - r->xy[0]) * (b[1] - r->xy[1]) - (b[0] - r->xy[0]) * (a[1] - r->xy[1]);
        box = situ_box_add(box, b[0], b[1]);
    }
    return r->points >= 3 && box.x1 > box.x0 && box.y1 > box.y0 && fabs(sum) > 0;
}

typedef struct ring_space {
    builder a, b; // the ring before and behind one side, open
} ring_space;

// Appends the clipped ring to out, or nothing. *kept tells which.
static situ_status clip_ring(builder *out, ring_space *space, const double *xy, uint32_t n, bool hole,
                             situ_box box, bool *kept, situ_error *err)
{
    situ_status status = SITU_OK;
    builder *from = &space->a, *to = &space->b;
    *kept = false;
    from->points = 0;
    for (uint32_t i = 0; i + 1 < n; i++)
        SITU_TRY(add_point(from, xy[2 * (size_t)i], xy[2 * (size_t)i + 1], err));
    for (int side = 0; side < 4 && from->points > 0; side++) {
        SITU_TRY(clip_side(to, from, side, &box, err));
        builder *t = from;
        from = to;
        to = t;
    }
    if (!has_area(from))
        goto done;
    SITU_TRY(begin_part(out, hole, err));
    size_t first = out->points;
    for (size_t i = 0; i < from->points; i++) {
        const double *p = from->xy + 2 * i;
        if (out->points > first && memcmp(p, out->xy + 2 * (out->points - 1), 2 * sizeof *p) == 0)
            continue;
        SITU_TRY(add_point(out, p[0], p[1], err));
    }
    const double x = out->xy[2 * first], y = out->xy[2 * first + 1];
    const double *last = out->xy + 2 * (out->points - 1);
    if (last[0] != x || last[1] != y)
        SITU_TRY(add_point(out, x, y, err));
    *kept = true;
done:
    return status;
}

static situ_box part_box(const situ_geometry *g, uint32_t p)
{
    situ_box box = situ_box_empty();
    for (uint32_t i = g->part_start[p]; i < g->part_start[p + 1]; i++)
        box = situ_box_add(box, g->xy[2 * (size_t)i], g->xy[2 * (size_t)i + 1]);
    return box;
}

static situ_status copy_part(builder *b, const situ_geometry *g, uint32_t p, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(begin_part(b, g->is_hole && g->is_hole[p], err));
    for (uint32_t i = g->part_start[p]; i < g->part_start[p + 1]; i++)
        SITU_TRY(add_point(b, g->xy[2 * (size_t)i], g->xy[2 * (size_t)i + 1], err));
done:
    return status;
}

situ_status situ_geometry_clip(situ_geometry **out, const situ_geometry *g, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    builder b = {0};
    ring_space space = {0};
    bool shell_kept = false;
    *out = NULL;
    if (!situ_box_touches(g->box, box))
        goto done;
    if (situ_box_contains(box, g->box)) {
        status = situ_geometry_copy(out, g, err);
        goto done;
    }
    if (g->kind == SITU_GEOM_POINT)
        SITU_TRY(clip_points(&b, g, box, err));
    for (uint32_t p = 0; p < g->part_count && g->kind != SITU_GEOM_POINT; p++) {
        const double *xy = g->xy + 2 * (size_t)g->part_start[p];
        uint32_t n = g->part_start[p + 1] - g->part_start[p];
        bool hole = g->is_hole && g->is_hole[p], kept = false;
        if (hole && !shell_kept)
            continue; // its shell lies outside
        situ_box bounds = part_box(g, p);
        if (!situ_box_touches(bounds, box)) {
            if (!hole)
                shell_kept = false;
            continue;
        }
        if (situ_box_contains(box, bounds)) {
            SITU_TRY(copy_part(&b, g, p, err));
            kept = true;
        } else if (g->kind == SITU_GEOM_LINE) {
            SITU_TRY(clip_line(&b, xy, n, box, err));
        } else {
            SITU_TRY(clip_ring(&b, &space, xy, n, hole, box, &kept, err));
        }
        if (!hole)
            shell_kept = kept;
    }
    status = finish(out, &b, g->kind, err);
done:
    builder_free(&b);
    builder_free(&space.a);
    builder_free(&space.b);
    return status;
}

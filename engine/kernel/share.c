// SPDX-License-Identifier: MIT
// Exact area shares by signed trapezoids: what lies east of each side is added or taken away, cell by cell along
// the side and from there on to the east by one running sum. A side is always cut from its northern end, so that
// what it gives one neighbour it takes from the other to the last bit.

#include "kernel/share.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "kernel/span.h"

// In cells from the north-west corner of the polygon's part of the frame: u east, v south; v0 < v1.
typedef struct side { double u0, v0, u1, v1, sign; uint32_t row; } side;

typedef struct window { // columns and rows of the frame that the polygon's box touches
    uint32_t c0, r0, columns, rows;
} window;

static int by_row(const void *pa, const void *pb)
{
    const side *a = pa, *b = pb;
    return a->row < b->row ? -1 : a->row > b->row;
}

static double to_u(const situ_raster_frame *f, double x) { return (x - f->x0) / f->cell_x; }
static double to_v(const situ_raster_frame *f, double y) { return (f->y0 - y) / f->cell_y; }

// First whole number and count of [low, high] within [0, end); false when empty.
static bool cells_between(uint32_t *first, uint32_t *count, double low, double high, uint32_t end)
{
    low = low > 0.0 ? floor(low) : 0.0;
    high = high < end ? ceil(high) : end;
    if (!(low < high))
        return false;
    *first = (uint32_t)low;
    *count = (uint32_t)(high - low);
    return true;
}

static bool window_of(window *w, const situ_geometry *g, const situ_raster_frame *f)
{
    double u0 = INFINITY, u1 = -INFINITY, v0 = INFINITY, v1 = -INFINITY;
    for (uint32_t i = 0; i < g->point_count; i++) {
        double u = to_u(f, g->xy[2 * (size_t)i]), v = to_v(f, g->xy[2 * (size_t)i + 1]);
        u0 = fmin(u0, u);
        u1 = fmax(u1, u);
        v0 = fmin(v0, v);
        v1 = fmax(v1, v);
    }
    return cells_between(&w->c0, &w->columns, u0, u1, f->columns) && cells_between(&w->r0, &w->rows, v0, v1, f->rows);
}

// Twice the ring's area, from its first point on so that digits are kept; sign by the way it runs.
static double ring_area2(const double *xy, uint32_t n)
{
    double sum = 0.0;
    for (uint32_t i = 1; i + 1 < n; i++) {
        double ax = xy[2 * (size_t)i] - xy[0], ay = xy[2 * (size_t)i + 1] - xy[1];
        double bx = xy[2 * (size_t)i + 2] - xy[0], by = xy[2 * (size_t)i + 3] - xy[1];
        sum += ax * by - bx * ay;
    }
    return sum;
}

static size_t list_ring(side *sides, const situ_geometry *g, uint32_t part, const situ_raster_frame *f, const window *w)
{
    uint32_t first = g->part_start[part], end = g->part_start[part + 1];
    double area2 = ring_area2(g->xy + 2 * (size_t)first, end - first);
    double way = (area2 > 0.0 ? 1.0 : -1.0) * (g->is_hole && g->is_hole[part] ? -1.0 : 1.0);
    size_t n = 0;
    for (uint32_t i = first; area2 != 0.0 && i + 1 < end; i++) {
        const double *p = g->xy + 2 * (size_t)i;
        double ua = to_u(f, p[0]) - w->c0, va = to_v(f, p[1]) - w->r0, ub = to_u(f, p[2]) - w->c0, vb = to_v(f, p[3]) - w->r0;
        // A ring that runs counter-clockwise goes south where the area lies to the east.
        side s = va < vb ? (side){ua, va, ub, vb, way, 0} : (side){ub, vb, ua, va, -way, 0};
        if (!(s.v0 < s.v1) || !(s.v1 > 0.0) || !(s.v0 < w->rows))
            continue;
        s.row = s.v0 > 0.0 ? (uint32_t)s.v0 : 0;
        sides[n++] = s;
    }
    return n;
}

// A piece within one cell column (or clamped to it): height times what lies east of its middle.
static void add_piece(double *change, double column, double middle, double height)
{
    size_t c = (size_t)column;
    double west = middle - column;
    change[c] += height * (1.0 - west);
    change[c + 1] += height * west;
}

// The part of side s between va and vb, all in one row. change has one entry more than there are columns.
static void add_side(double *change, const side *s, double va, double vb, double columns)
{
    double slope = (s->u1 - s->u0) / (s->v1 - s->v0);
    double ua = va > s->v0 ? s->u0 + (va - s->v0) * slope : s->u0, ub = vb < s->v1 ? s->u0 + (vb - s->v0) * slope : s->u1;
    double height = (vb - va) * s->sign, west = fmin(ua, ub), east = fmax(ua, ub), wide = east - west;
    if (west >= columns)
        return; // nothing of the frame lies east of it
    if (east <= 0.0) {
        change[0] += height;
        return;
    }
    double at = floor(west);
    if (east <= at + 1.0 && at >= 0.0) {
        add_piece(change, at, (west + east) / 2.0, height);
        return;
    }
    if (west < 0.0) { // the part west of the window counts for all its columns
        change[0] += height * (-west / wide);
        west = 0.0;
        at = 0.0;
    }
    for (; west < east && at < columns; at += 1.0) {
        double end = fmin(at + 1.0, east);
        add_piece(change, at, (west + end) / 2.0, height * ((end - west) / wide));
        west = end;
    }
}

// Running sums over the changes, which are emptied. What rounding leaves of 0 and 1 is taken off.
static void read_row(double *share, double *change, uint32_t columns)
{
    const double noise = 1e-11;
    double sum = 0.0;
    for (uint32_t c = 0; c < columns; c++) {
        sum += change[c];
        change[c] = 0.0;
        share[c] = sum < noise ? 0.0 : sum > 1.0 - noise ? 1.0 : sum;
    }
    change[columns] = 0.0;
}

situ_status situ_kernel_share_rows(const situ_geometry *polygon, const situ_raster_frame *frame, situ_share_fn *row_fn,
                                   void *user, situ_error *err)
{
    situ_status status = SITU_OK;
    side *sides = NULL;
    uint32_t *live = NULL;
    double *change = NULL, *share = NULL;
    size_t count = 0, next = 0, live_count = 0;
    window w;
    SITU_TRY(situ_kernel_check_frame(frame, 0, frame->rows, err));
    SITU_TRY(situ_kernel_check_polygon(polygon, err));
    if (!window_of(&w, polygon, frame))
        goto done;
    sides = situ_malloc((size_t)polygon->point_count * sizeof *sides);
    SITU_TRY_ALLOC(sides);
    for (uint32_t part = 0; part < polygon->part_count; part++)
        count += list_ring(sides + count, polygon, part, frame, &w);
    if (count > 1)
        qsort(sides, count, sizeof *sides, by_row);
    live = situ_malloc(count * sizeof *live);
    SITU_TRY_ALLOC(live);
    change = situ_calloc((size_t)w.columns + 2, sizeof *change);
    SITU_TRY_ALLOC(change);
    share = situ_malloc((size_t)w.columns * sizeof *share);
    SITU_TRY_ALLOC(share);
    for (uint32_t row = 0; row < w.rows && (next < count || live_count > 0); row++) {
        for (; next < count && sides[next].row <= row; next++)
            live[live_count++] = (uint32_t)next;
        size_t kept = 0;
        for (size_t k = 0; k < live_count; k++) {
            const side *s = &sides[live[k]];
            double va = fmax(s->v0, row), vb = fmin(s->v1, row + 1.0);
            if (va < vb)
                add_side(change, s, va, vb, w.columns);
            if (s->v1 > row + 1.0)
                live[kept++] = live[k];
        }
        live_count = kept;
        read_row(share, change, w.columns);
        row_fn(user, w.r0 + row, w.c0, w.columns, share);
    }
done:
    situ_free(sides);
    situ_free(live);
    situ_free(change);
    situ_free(share);
    return status;
}

typedef struct adder { double *out; size_t columns; } adder;

static void add_row(void *user, uint32_t row, uint32_t c0, uint32_t n, const double *share)
{
    const adder *a = user;
    double *out = a->out + row * a->columns + c0;
    for (uint32_t c = 0; c < n; c++)
        out[c] += share[c];
}

situ_status situ_kernel_area_share(double *out, const situ_raster_frame *frame, const situ_geometry *polygon, situ_error *err)
{
    adder a = {out, frame->columns};
    return situ_kernel_share_rows(polygon, frame, add_row, &a, err);
}

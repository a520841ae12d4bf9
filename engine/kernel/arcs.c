// SPDX-License-Identifier: MIT
// Boundary arcs: tracing them along the corners of the grid, smoothing and thinning them.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/zones.h"

enum { EAST, SOUTH, WEST, NORTH };

typedef struct tracer {
    situ_arcs *arcs;
    const uint8_t *cells;
    const uint32_t *label;
    uint32_t columns, rows;
    uint8_t *done; // by corner: bit d = the edge that leaves in heading d is used up
} tracer;

typedef struct corner { uint32_t c, r; } corner;

static corner step(corner p, int heading)
{
    static const int dc[] = {1, 0, -1, 0}, dr[] = {0, 1, 0, -1};
    return (corner){(uint32_t)((int64_t)p.c + dc[heading]), (uint32_t)((int64_t)p.r + dr[heading])};
}

static uint32_t corner_id(const tracer *t, corner p) { return p.r * (t->columns + 1) + p.c; }

// The cell beside the edge that leaves p in a heading, SIZE_MAX outside the frame.
static size_t cell_beside(const tracer *t, corner p, int heading, bool left)
{
    static const int lc[] = {0, 0, -1, -1}, lr[] = {-1, 0, 0, -1}, rc[] = {0, -1, -1, 0}, rr[] = {0, 0, -1, -1};
    int64_t c = (int64_t)p.c + (left ? lc : rc)[heading], r = (int64_t)p.r + (left ? lr : rr)[heading];
    if (c < 0 || r < 0 || c >= (int64_t)t->columns || r >= (int64_t)t->rows)
        return SIZE_MAX;
    return (size_t)r * t->columns + (size_t)c;
}

static uint8_t value_of(const tracer *t, size_t cell) { return cell == SIZE_MAX ? 0 : t->cells[cell]; }

static bool has_edge(const tracer *t, corner p, int heading)
{
    if ((heading == EAST && p.c == t->columns) || (heading == SOUTH && p.r == t->rows) || (heading == WEST && p.c == 0) ||
        (heading == NORTH && p.r == 0))
        return false;
    return value_of(t, cell_beside(t, p, heading, true)) != value_of(t, cell_beside(t, p, heading, false));
}

static bool edge_on_rim(const tracer *t, corner p, int heading)
{
    return cell_beside(t, p, heading, true) == SIZE_MAX || cell_beside(t, p, heading, false) == SIZE_MAX;
}

// A node ends arcs: three or four edges meet, or the boundary turns onto, off or round the rim.
static bool is_node(const tracer *t, corner p)
{
    int degree = 0, headings[4];
    for (int d = 0; d < 4; d++)
        if (has_edge(t, p, d))
            headings[degree++] = d;
    if (degree > 2)
        return true;
    if (degree < 2)
        return false;
    bool a = edge_on_rim(t, p, headings[0]), b = edge_on_rim(t, p, headings[1]);
    return a != b || (a && headings[1] != headings[0] + 2);
}

static situ_status add_corner(tracer *t, corner p, situ_error *err)
{
    situ_arcs *a = t->arcs;
    situ_status status = situ_grow(&a->corners, &a->corner_capacity, a->corner_count + 1, sizeof *a->corners, err);
    if (status == SITU_OK)
        a->corners[a->corner_count++] = corner_id(t, p);
    return status;
}

// Follows the boundary from p until the next node, or round to p again.
static situ_status trace_arc(tracer *t, corner p, int heading, bool ring, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_arcs *arcs = t->arcs;
    size_t left = cell_beside(t, p, heading, true), right = cell_beside(t, p, heading, false);
    situ_arc arc = {.start_node = corner_id(t, p), .start_heading = (uint8_t)heading, .rim = edge_on_rim(t, p, heading), .ring = ring,
                    .left = value_of(t, left), .right = value_of(t, right),
                    .left_patch = left == SIZE_MAX ? UINT32_MAX : t->label[left],
                    .right_patch = right == SIZE_MAX ? UINT32_MAX : t->label[right], .first = arcs->corner_count};
    corner start = p;
    SITU_TRY(add_corner(t, p, err));
    for (;;) {
        t->done[corner_id(t, p)] |= (uint8_t)(1u << heading);
        p = step(p, heading);
        t->done[corner_id(t, p)] |= (uint8_t)(1u << (heading ^ 2));
        SITU_TRY(add_corner(t, p, err));
        if (is_node(t, p) || (p.c == start.c && p.r == start.r))
            break;
        int next = 0;
        while (next == (heading ^ 2) || !has_edge(t, p, next))
            next++;
        heading = next;
    }
    arc.end_node = corner_id(t, p);
    arc.end_heading = (uint8_t)heading;
    arc.count = arcs->corner_count - arc.first;
    SITU_TRY(situ_grow(&arcs->items, &arcs->capacity, arcs->count + 1, sizeof *arcs->items, err));
    arcs->items[arcs->count++] = arc;
done:
    return status;
}

// Nearly all corners: the same value all round, so no edge meets it.
static bool is_plain(const tracer *t, uint32_t c, uint32_t r)
{
    if (c == 0 || r == 0 || c == t->columns || r == t->rows)
        return false;
    const uint8_t *south = t->cells + (size_t)r * t->columns + c, *north = south - t->columns;
    return south[0] == south[-1] && north[0] == north[-1] && south[0] == north[0];
}

situ_status situ_arcs_trace(situ_arcs *arcs, const uint8_t *cells, const uint32_t *label, uint32_t columns,
                            uint32_t rows, situ_error *err)
{
    situ_status status = SITU_OK;
    tracer t = {.arcs = arcs, .cells = cells, .label = label, .columns = columns, .rows = rows};
    t.done = situ_calloc((size_t)columns + 1, (size_t)rows + 1);
    SITU_TRY_ALLOC(t.done);
    // First what starts at nodes; what is left then are rings.
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t r = 0; r <= rows; r++)
            for (uint32_t c = 0; c <= columns; c++) {
                corner p = {c, r};
                bool rings = pass == 1;
                if (is_plain(&t, c, r) || (!rings && !is_node(&t, p)))
                    continue;
                for (int d = 0; d < 4; d++)
                    if (!(t.done[corner_id(&t, p)] & (1u << d)) && has_edge(&t, p, d))
                        SITU_TRY(trace_arc(&t, p, d, rings, err));
            }
done:
    situ_free(t.done);
    return status;
}

// --- shaping ---

typedef struct line { double *xy; size_t count, capacity; } line; // capacity in points

static situ_status line_add(line *l, double x, double y, situ_error *err)
{
    situ_status status = situ_grow(&l->xy, &l->capacity, l->count + 1, 2 * sizeof *l->xy, err);
    if (status == SITU_OK) {
        l->xy[2 * l->count] = x;
        l->xy[2 * l->count + 1] = y;
        l->count++;
    }
    return status;
}

static double mix(double a, double b, double t) { return a + (b - a) * t; }

// Middles of the edges: turns stairs into slopes. Both ends of an open line stay.
static situ_status take_middles(line *out, const line *in, bool ring, situ_error *err)
{
    situ_status status = SITU_OK;
    const double *p = in->xy;
    out->count = 0;
    if (!ring)
        SITU_TRY(line_add(out, p[0], p[1], err));
    for (size_t i = 0; i + 1 < in->count; i++)
        SITU_TRY(line_add(out, mix(p[2 * i], p[2 * i + 2], 0.5), mix(p[2 * i + 1], p[2 * i + 3], 0.5), err));
    if (ring)
        SITU_TRY(line_add(out, out->xy[0], out->xy[1], err));
    else
        SITU_TRY(line_add(out, p[2 * in->count - 2], p[2 * in->count - 1], err));
done:
    return status;
}

// Relaxes stairs: every point moves towards its neighbours, but never farther than a third of a cell
// from where it was. Middles of different edges are at least 0.7 cells apart, so arcs do not meet.
static situ_status relax(line *l, bool ring, int rounds, double cell, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = l->count, last = n - 1;
    const double most = 0.33 * cell;
    double *home = situ_malloc(2 * n * sizeof *home), *next = situ_malloc(2 * n * sizeof *next);
    SITU_TRY_ALLOC(home);
    SITU_TRY_ALLOC(next);
    memcpy(home, l->xy, 2 * n * sizeof *home);
    for (int round = 0; round < rounds && n > 2; round++) {
        memcpy(next, l->xy, 2 * n * sizeof *next);
        for (size_t i = ring ? 0 : 1; i < last; i++) {
            const double *before = l->xy + 2 * (i > 0 ? i - 1 : last - 1), *here = l->xy + 2 * i, *after = l->xy + 2 * (i + 1);
            double x = (before[0] + 2.0 * here[0] + after[0]) / 4.0 - home[2 * i];
            double y = (before[1] + 2.0 * here[1] + after[1]) / 4.0 - home[2 * i + 1], far = sqrt(x * x + y * y);
            double scale = far > most ? most / far : 1.0;
            next[2 * i] = home[2 * i] + x * scale;
            next[2 * i + 1] = home[2 * i + 1] + y * scale;
        }
        if (ring)
            memcpy(next + 2 * last, next, 2 * sizeof *next);
        memcpy(l->xy, next, 2 * n * sizeof *next);
    }
done:
    situ_free(home);
    situ_free(next);
    return status;
}

// One round of Chaikin's corner cutting.
static situ_status cut_corners(line *out, const line *in, bool ring, situ_error *err)
{
    situ_status status = SITU_OK;
    const double *p = in->xy;
    out->count = 0;
    if (!ring)
        SITU_TRY(line_add(out, p[0], p[1], err));
    for (size_t i = 0; i + 1 < in->count; i++) {
        if (ring || i > 0)
            SITU_TRY(line_add(out, mix(p[2 * i], p[2 * i + 2], 0.25), mix(p[2 * i + 1], p[2 * i + 3], 0.25), err));
        if (ring || i + 2 < in->count)
            SITU_TRY(line_add(out, mix(p[2 * i], p[2 * i + 2], 0.75), mix(p[2 * i + 1], p[2 * i + 3], 0.75), err));
    }
    if (ring)
        SITU_TRY(line_add(out, out->xy[0], out->xy[1], err));
    else
        SITU_TRY(line_add(out, p[2 * in->count - 2], p[2 * in->count - 1], err));
done:
    return status;
}

static double offset2(const double *p, const double *a, const double *b)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = p[0] - mix(a[0], b[0], t), ey = p[1] - mix(a[1], b[1], t);
    return ex * ex + ey * ey;
}

// Douglas-Peucker between two kept points, with a stack of its own.
static situ_status mark_kept(uint8_t *keep, const double *xy, size_t from, size_t to, double tolerance2, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t *stack = NULL, capacity = 0, depth = 0;
    SITU_TRY(situ_grow(&stack, &capacity, 2, sizeof *stack, err));
    stack[depth++] = from;
    stack[depth++] = to;
    while (depth > 0) {
        size_t b = stack[--depth], a = stack[--depth], far = a;
        double most = tolerance2;
        for (size_t i = a + 1; i < b; i++) {
            double d = offset2(xy + 2 * i, xy + 2 * a, xy + 2 * b);
            if (d > most) {
                most = d;
                far = i;
            }
        }
        if (far == a)
            continue;
        keep[far] = 1;
        SITU_TRY(situ_grow(&stack, &capacity, depth + 4, sizeof *stack, err));
        stack[depth++] = a;
        stack[depth++] = far;
        stack[depth++] = far;
        stack[depth++] = b;
    }
done:
    situ_free(stack);
    return status;
}

// Thins in place. guard: keeps three points between the ends, so that a ring keeps an area and two
// arcs that join the same nodes stay apart.
static situ_status thin(line *l, bool guard, double tolerance, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = l->count, kept = 0;
    uint8_t *keep = situ_calloc(n, 1);
    SITU_TRY_ALLOC(keep);
    size_t mark[5] = {0, n - 1, n - 1, n - 1, n - 1}, marks = 2;
    if (guard && n >= 5) {
        mark[1] = n / 4;
        mark[2] = n / 2;
        mark[3] = n * 3 / 4;
        mark[4] = n - 1;
        marks = 5;
    }
    for (size_t k = 0; k < marks; k++)
        keep[mark[k]] = 1;
    for (size_t k = 0; k + 1 < marks; k++)
        SITU_TRY(mark_kept(keep, l->xy, mark[k], mark[k + 1], tolerance * tolerance, err));
    for (size_t i = 0; i < n; i++)
        if (keep[i]) {
            l->xy[2 * kept] = l->xy[2 * i];
            l->xy[2 * kept + 1] = l->xy[2 * i + 1];
            kept++;
        }
    l->count = kept;
done:
    situ_free(keep);
    return status;
}

situ_status situ_arcs_shape(situ_arcs *arcs, const situ_raster_frame *frame, int smooth, double tolerance_m,
                            situ_error *err)
{
    enum { RELAX_ROUNDS = 8 };
    situ_status status = SITU_OK;
    line a = {0}, b = {0};
    uint32_t across = frame->columns + 1;
    // Beyond half a cell thinned neighbours could cross.
    double half_cell = 0.5 * fmin(frame->cell_x, frame->cell_y);
    double tolerance = tolerance_m > half_cell ? half_cell : tolerance_m;
    for (size_t i = 0; i < arcs->count; i++) {
        situ_arc *arc = &arcs->items[i];
        bool soft = smooth > 0 && !arc->rim; // a loop through a node keeps that corner, a ring has none to keep
        a.count = 0;
        for (size_t k = 0; k < arc->count; k++) {
            uint32_t id = arcs->corners[arc->first + k];
            SITU_TRY(line_add(&a, situ_raster_x(frame, id % across), situ_raster_y(frame, id / across), err));
        }
        for (int round = 0; soft && round <= smooth; round++) {
            SITU_TRY(round == 0 ? take_middles(&b, &a, arc->ring, err) : cut_corners(&b, &a, arc->ring, err));
            line swap = a;
            a = b;
            b = swap;
            if (round == 0)
                SITU_TRY(relax(&a, arc->ring, RELAX_ROUNDS * smooth, 2.0 * half_cell, err));
        }
        SITU_TRY(thin(&a, soft || arc->start_node == arc->end_node, soft ? tolerance : 0.0, err));
        arc->xy_first = arcs->xy_count / 2;
        arc->xy_count = a.count;
        SITU_TRY(situ_grow(&arcs->xy, &arcs->xy_capacity, arcs->xy_count + 2 * a.count, sizeof *arcs->xy, err));
        memcpy(arcs->xy + arcs->xy_count, a.xy, 2 * a.count * sizeof *a.xy);
        arcs->xy_count += 2 * a.count;
    }
done:
    situ_free(a.xy);
    situ_free(b.xy);
    return status;
}

void situ_arcs_free(situ_arcs *arcs)
{
    situ_free(arcs->items);
    situ_free(arcs->corners);
    situ_free(arcs->xy);
    memset(arcs, 0, sizeof *arcs);
}

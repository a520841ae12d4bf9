// SPDX-License-Identifier: MIT

#include "analysis/segments.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

// Metres: pieces shorter than this are rounding.
static const double sliver_m = 1e-6;

struct situ_segments {
    const situ_geometry *const *shapes;
    const uint8_t *levels;
    double distance;
    situ_rtree *tree;
};

typedef struct span { double from, to; uint32_t feature; } span;
typedef struct spans { span *items; size_t count, capacity; } spans;

situ_status situ_segments_new(situ_segments **out, const situ_geometry *const *shapes, const uint8_t *levels, uint32_t count, double distance_m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box *boxes = NULL;
    situ_segments *s = situ_calloc(1, sizeof *s);
    SITU_TRY_ALLOC(s);
    if (!(distance_m > 0) || !isfinite(distance_m)) {
        status = situ_fail(err, SITU_E_ARGUMENT, _("give a distance above 0"), _("%g m is no distance"), distance_m);
        goto done;
    }
    *s = (situ_segments){.shapes = shapes, .levels = levels, .distance = distance_m};
    boxes = situ_malloc((count + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    for (uint32_t i = 0; i < count; i++)
        boxes[i] = shapes[i] && shapes[i]->point_count > 0 ? shapes[i]->box : situ_box_empty();
    SITU_TRY(situ_rtree_new(&s->tree, boxes, count, err));
    *out = s;
    s = NULL;
done:
    situ_free(boxes);
    situ_segments_free(s);
    return status;
}

void situ_segments_free(situ_segments *s)
{
    if (!s)
        return;
    situ_rtree_free(s->tree);
    situ_free(s);
}

// --- where one edge is near one feature ---

typedef struct edge { double x, y, ux, uy, length, at; } edge; // from (x, y) in direction u; at: along the part

static situ_status add_span(spans *list, const edge *e, double from, double to, uint32_t feature, situ_error *err)
{
    from = fmax(from, 0);
    to = fmin(to, e->length);
    if (!(from <= to))
        return SITU_OK;
    situ_status status = situ_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items, err);
    if (status == SITU_OK)
        list->items[list->count++] = (span){e->at + from, e->at + to, feature};
    return status;
}

// Widens [from, to] by where the edge's line runs through the disc.
static void disc(double *from, double *to, const edge *e, double x, double y, double r)
{
    double wx = x - e->x, wy = y - e->y, along = wx * e->ux + wy * e->uy, off = wx * e->uy - wy * e->ux;
    if (fabs(off) > r)
        return;
    double half = sqrt(r * r - off * off);
    *from = fmin(*from, along - half);
    *to = fmax(*to, along + half);
}

// Narrows [from, to] to where low <= base + slope t <= high.
static void band(double *from, double *to, double base, double slope, double low, double high)
{
    if (fabs(slope) < 1e-12) {
        if (base < low || base > high)
            *to = -INFINITY;
        return;
    }
    double a = (low - base) / slope, b = (high - base) / slope;
    *from = fmax(*from, fmin(a, b));
    *to = fmin(*to, fmax(a, b));
}

// Ground at most r from the straight piece p q is convex, so the edge lies in it along one span.
static void capsule(double *from, double *to, const edge *e, const double *p, const double *q, double r)
{
    double vx = q[0] - p[0], vy = q[1] - p[1], length = hypot(vx, vy), a = -INFINITY, b = INFINITY;
    disc(from, to, e, p[0], p[1], r);
    disc(from, to, e, q[0], q[1], r);
    if (!(length > 0))
        return;
    vx /= length;
    vy /= length;
    double wx = e->x - p[0], wy = e->y - p[1];
    band(&a, &b, wx * vx + wy * vy, e->ux * vx + e->uy * vy, 0, length);
    band(&a, &b, wy * vx - wx * vy, e->uy * vx - e->ux * vy, -r, r);
    if (a <= b) {
        *from = fmin(*from, a);
        *to = fmax(*to, b);
    }
}

static int by_start(const void *pa, const void *pb)
{
    const span *a = pa, *b = pb;
    return a->from < b->from ? -1 : a->from > b->from ? 1 : a->to < b->to ? -1 : a->to > b->to;
}

// What of the edge is farther than r from a polygon's rings lies wholly inside or wholly outside of it.
static situ_status inside_spans(spans *list, size_t first, const edge *e, const situ_geometry *g, uint32_t feature, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = list->count - first;
    double at = 0;
    if (n > 1)
        qsort(list->items + first, n, sizeof *list->items, by_start);
    for (size_t i = 0; i <= n; i++) {
        double next = i < n ? list->items[first + i].from - e->at : e->length, middle = 0.5 * (at + next);
        if (next - at > sliver_m && situ_geometry_contains_point(g, e->x + e->ux * middle, e->y + e->uy * middle))
            SITU_TRY(add_span(list, e, at, next, feature, err));
        if (i < n)
            at = fmax(at, list->items[first + i].to - e->at);
    }
done:
    return status;
}

static situ_status add_feature(spans *list, const situ_segments *s, const edge *e, uint32_t feature, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_geometry *g = s->shapes[feature];
    size_t first = list->count;
    double r = s->distance;
    const situ_box near = situ_box_grow(situ_box_of(e->x, e->y, e->x + e->ux * e->length, e->y + e->uy * e->length), r);
    for (uint32_t part = 0; part < g->part_count; part++)
        for (uint32_t i = g->part_start[part]; i < g->part_start[part + 1]; i++) {
            const double *p = g->xy + 2 * (size_t)i;
            bool last = i + 1 == g->part_start[part + 1];
            double from = INFINITY, to = -INFINITY;
            if (g->kind == SITU_GEOM_POINT || (last && i == g->part_start[part]))
                disc(&from, &to, e, p[0], p[1], r);
            else if (!last && situ_box_touches(near, situ_box_of(p[0], p[1], p[2], p[3])))
                capsule(&from, &to, e, p, p + 2, r);
            if (from <= to)
                SITU_TRY(add_span(list, e, from, to, feature, err));
        }
    if (g->kind == SITU_GEOM_POLYGON)
        SITU_TRY(inside_spans(list, first, e, g, feature, err));
done:
    return status;
}

// --- one part ---

static int by_feature(const void *pa, const void *pb)
{
    const span *a = pa, *b = pb;
    return a->feature != b->feature ? (a->feature < b->feature ? -1 : 1) : by_start(pa, pb);
}

// Spans of one feature that meet become one.
static void join_spans(spans *list)
{
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_feature);
    for (size_t i = 0; i < list->count; i++) {
        span *last = kept ? &list->items[kept - 1] : NULL;
        if (last && last->feature == list->items[i].feature && list->items[i].from <= last->to + sliver_m)
            last->to = fmax(last->to, list->items[i].to);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static situ_status collect_spans(spans *list, double *length, const situ_segments *s, const situ_geometry *line, uint32_t part, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *ids = NULL, count = 0;
    *length = 0;
    for (uint32_t i = line->part_start[part]; i + 1 < line->part_start[part + 1]; i++) {
        const double *p = line->xy + 2 * (size_t)i;
        edge e = {.x = p[0], .y = p[1], .length = hypot(p[2] - p[0], p[3] - p[1]), .at = *length};
        if (!(e.length > 0))
            continue;
        e.ux = (p[2] - p[0]) / e.length;
        e.uy = (p[3] - p[1]) / e.length;
        SITU_TRY(situ_rtree_collect(s->tree, situ_box_grow(situ_box_of(p[0], p[1], p[2], p[3]), s->distance), &ids, &count, err));
        for (uint32_t k = 0; k < count; k++)
            SITU_TRY(add_feature(list, s, &e, ids[k], err));
        situ_free(ids);
        ids = NULL;
        *length += e.length;
    }
    join_spans(list);
done:
    situ_free(ids);
    return status;
}

typedef struct event { double at; int change; uint8_t level; } event;
static int by_place(const void *pa, const void *pb)
{
    const event *a = pa, *b = pb;
    return a->at < b->at ? -1 : a->at > b->at ? 1 : 0;
}

typedef struct pieces { situ_segment *items; size_t count, capacity, first; } pieces;

// Ends the piece that runs from the end of the last one to `to`; equal neighbours and slivers join.
static situ_status add_piece(pieces *p, uint32_t part, double to, int level, situ_error *err)
{
    situ_segment *last = p->count > p->first ? &p->items[p->count - 1] : NULL;
    double from = last ? last->to_m : 0;
    if (last && (last->level == level || to - from <= sliver_m)) {
        last->to_m = fmax(last->to_m, to);
        return SITU_OK;
    }
    if (to - from <= sliver_m) // at the very beginning: what follows begins here
        return SITU_OK;
    situ_status status = situ_grow(&p->items, &p->capacity, p->count + 1, sizeof *p->items, err);
    if (status == SITU_OK)
        p->items[p->count++] = (situ_segment){.part = part, .from_m = from, .to_m = to, .level = level, .worst = SIZE_MAX};
    return status;
}

static int worst_active(const uint32_t active[5])
{
    for (int level = 1; level <= 4; level++)
        if (active[level])
            return level;
    return 0;
}

static situ_status sweep(pieces *p, const spans *list, const situ_segments *s, uint32_t part, double length, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t active[5] = {0};
    size_t n = 0;
    event *events = situ_malloc((2 * list->count + 1) * sizeof *events);
    SITU_TRY_ALLOC(events);
    for (size_t i = 0; i < list->count; i++) {
        uint8_t level = s->levels[list->items[i].feature];
        events[n++] = (event){list->items[i].from, 1, level};
        events[n++] = (event){list->items[i].to, -1, level};
    }
    if (n > 1)
        qsort(events, n, sizeof *events, by_place);
    for (size_t i = 0; i < n; i++) {
        SITU_TRY(add_piece(p, part, events[i].at, worst_active(active), err));
        active[events[i].level <= 4 ? events[i].level : 0] += (uint32_t)events[i].change;
    }
    SITU_TRY(add_piece(p, part, length, 0, err));
done:
    situ_free(events);
    return status;
}

// Which features are near each piece. Spans are sorted by feature, so the first that gives the level has the lowest index.
static void count_features(pieces *p, const spans *list, const situ_segments *s)
{
    for (size_t i = 0; i < list->count; i++) {
        const span *x = &list->items[i];
        int level = s->levels[x->feature] <= 4 ? s->levels[x->feature] : 0;
        bool again = i > 0 && x[-1].feature == x->feature;
        size_t low = p->first, high = p->count; // the first piece that ends behind the span's beginning
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (p->items[middle].to_m > x->from)
                high = middle;
            else
                low = middle + 1;
        }
        for (size_t k = low; k < p->count && p->items[k].from_m < x->to; k++) {
            situ_segment *piece = &p->items[k];
            // Its span before may have ended in the same piece.
            if (!(again && x[-1].to > piece->from_m && x[-1].from < piece->to_m))
                piece->n[level]++;
            if (level && level == piece->level && piece->worst == SIZE_MAX)
                piece->worst = x->feature;
        }
    }
}

situ_status situ_segments_cut(situ_segment **out, size_t *count, const situ_segments *s, const situ_geometry *line, situ_error *err)
{
    situ_status status = SITU_OK;
    spans list = {0};
    pieces p = {0};
    *out = NULL;
    *count = 0;
    for (uint32_t part = 0; part < line->part_count; part++) {
        double length;
        list.count = 0;
        p.first = p.count;
        SITU_TRY(collect_spans(&list, &length, s, line, part, err));
        SITU_TRY(sweep(&p, &list, s, part, length, err));
        count_features(&p, &list, s);
    }
    *out = p.items;
    *count = p.count;
    p.items = NULL;
done:
    situ_free(list.items);
    situ_free(p.items);
    return status;
}

situ_status situ_segment_geometry(situ_geometry **out, const situ_geometry *line, const situ_segment *piece, situ_error *err)
{
    uint32_t begin = line->part_start[piece->part], end = line->part_start[piece->part + 1], n = 0;
    double at = 0;
    situ_geometry *g = NULL;
    situ_status status = situ_geometry_new(&g, SITU_GEOM_LINE, 1, end - begin + 2, err);
    if (status != SITU_OK)
        return status;
    for (uint32_t i = begin; i + 1 < end; i++) {
        const double *p = line->xy + 2 * (size_t)i;
        double length = hypot(p[2] - p[0], p[3] - p[1]), a = fmax(piece->from_m - at, 0), b = fmin(piece->to_m - at, length);
        if (length > 0 && a < b) {
            if (n == 0) {
                g->xy[0] = p[0] + (p[2] - p[0]) * (a / length);
                g->xy[1] = p[1] + (p[3] - p[1]) * (a / length);
                n = 1;
            }
            bool whole = b >= length;
            g->xy[2 * (size_t)n] = whole ? p[2] : p[0] + (p[2] - p[0]) * (b / length);
            g->xy[2 * (size_t)n + 1] = whole ? p[3] : p[1] + (p[3] - p[1]) * (b / length);
            n++;
        }
        at += length;
    }
    g->part_start[1] = g->point_count = n;
    situ_geometry_update_box(g);
    *out = g;
    return SITU_OK;
}

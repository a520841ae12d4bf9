// SPDX-License-Identifier: MIT
// Arcs to polygons: every value's rings are walked with the value on the left, turning left where
// two of its patches touch at a corner, and cut where they pass a corner twice. So rings are simple,
// shells hold one patch each, and holes go to the shell of their patch.

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/span.h"
#include "kernel/zones.h"

// Half-arc 2*i runs along arc i, 2*i + 1 against it. UINT32_MAX = none.
typedef struct node { uint32_t corner; uint32_t leaving[4]; } node;

typedef struct ring {
    uint8_t value;
    bool hole;
    uint32_t patch;
    size_t first, count; // half-arcs
    size_t points;
    uint32_t number; // order of discovery: keeps sorting stable
} ring;

typedef struct builder {
    situ_arcs arcs;
    node *nodes;
    size_t node_count;
    uint8_t *used; // by half-arc
    uint32_t *chain; // half-arcs of all rings
    size_t chain_count, chain_capacity;
    uint32_t *open; // half-arcs of the walk going on
    size_t open_count, open_capacity;
    ring *rings;
    size_t ring_count, ring_capacity;
} builder;

static bool backward(uint32_t half) { return half & 1; }
static const situ_arc *arc_of(const builder *b, uint32_t half) { return &b->arcs.items[half / 2]; }
static uint8_t left_value(const builder *b, uint32_t half) { return backward(half) ? arc_of(b, half)->right : arc_of(b, half)->left; }
static uint32_t left_patch(const builder *b, uint32_t half)
{
    return backward(half) ? arc_of(b, half)->right_patch : arc_of(b, half)->left_patch;
}
static uint32_t start_of(const builder *b, uint32_t half) { return backward(half) ? arc_of(b, half)->end_node : arc_of(b, half)->start_node; }
static uint32_t end_of(const builder *b, uint32_t half) { return backward(half) ? arc_of(b, half)->start_node : arc_of(b, half)->end_node; }
static int heading_out(const builder *b, uint32_t half) { return backward(half) ? arc_of(b, half)->end_heading ^ 2 : arc_of(b, half)->start_heading; }
static int heading_in(const builder *b, uint32_t half) { return backward(half) ? arc_of(b, half)->start_heading ^ 2 : arc_of(b, half)->end_heading; }

static int by_corner(const void *pa, const void *pb)
{
    const node *a = pa, *b = pb;
    return a->corner < b->corner ? -1 : a->corner > b->corner;
}

static node *find_node(const builder *b, uint32_t corner)
{
    return bsearch(&(node){.corner = corner}, b->nodes, b->node_count, sizeof *b->nodes, by_corner);
}

static situ_status make_nodes(builder *b, situ_error *err)
{
    situ_status status = SITU_OK;
    b->nodes = situ_malloc(2 * b->arcs.count * sizeof *b->nodes);
    SITU_TRY_ALLOC(b->nodes);
    for (size_t i = 0; i < b->arcs.count; i++)
        for (int end = 0; end < 2; end++)
            b->nodes[b->node_count++] = (node){.corner = end ? b->arcs.items[i].end_node : b->arcs.items[i].start_node,
                                               .leaving = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}};
    if (b->node_count > 0)
        qsort(b->nodes, b->node_count, sizeof *b->nodes, by_corner);
    size_t kept = 0;
    for (size_t i = 0; i < b->node_count; i++)
        if (kept == 0 || b->nodes[i].corner != b->nodes[kept - 1].corner)
            b->nodes[kept++] = b->nodes[i];
    b->node_count = kept;
    for (uint32_t half = 0; half < 2 * b->arcs.count; half++)
        find_node(b, start_of(b, half))->leaving[heading_out(b, half)] = half;
done:
    return status;
}

// The half-arc that goes on behind half with the same cell on its left: left, straight on, right.
static uint32_t next_half(const builder *b, uint32_t half)
{
    const node *n = find_node(b, end_of(b, half));
    int in = heading_in(b, half);
    static const int turn[] = {3, 0, 1, 2};
    for (int k = 0; k < 4; k++) {
        uint32_t next = n->leaving[(in + turn[k]) & 3];
        if (next != UINT32_MAX)
            return next;
    }
    return UINT32_MAX;
}

// Twice the signed area, y up.
static double ring_area2(const builder *b, const uint32_t *halves, size_t n, const situ_raster_frame *frame)
{
    double sum = 0;
    uint32_t across = frame->columns + 1;
    for (size_t k = 0; k < n; k++) {
        const situ_arc *a = arc_of(b, halves[k]);
        const uint32_t *c = b->arcs.corners + a->first;
        double part = 0;
        for (size_t i = 0; i + 1 < a->count; i++) {
            double x0 = c[i] % across, y0 = c[i] / across, x1 = c[i + 1] % across, y1 = c[i + 1] / across;
            part += x1 * y0 - x0 * y1; // rows grow downwards: sign turned
        }
        sum += backward(halves[k]) ? -part : part;
    }
    return sum;
}

static situ_status add_ring(builder *b, size_t from, const situ_raster_frame *frame, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = b->open_count - from;
    const uint32_t *halves = b->open + from;
    ring r = {.value = left_value(b, halves[0]), .patch = left_patch(b, halves[0]), .first = b->chain_count, .count = n,
              .number = (uint32_t)b->ring_count, .points = 1};
    r.hole = ring_area2(b, halves, n, frame) < 0;
    for (size_t k = 0; k < n; k++)
        r.points += arc_of(b, halves[k])->xy_count - 1;
    SITU_TRY(situ_grow(&b->chain, &b->chain_capacity, b->chain_count + n, sizeof *b->chain, err));
    memcpy(b->chain + b->chain_count, halves, n * sizeof *halves);
    b->chain_count += n;
    SITU_TRY(situ_grow(&b->rings, &b->ring_capacity, b->ring_count + 1, sizeof *b->rings, err));
    b->rings[b->ring_count++] = r;
    b->open_count = from;
done:
    return status;
}

// Walks from half until it is reached again; whenever a node comes up twice, what lies between is a ring.
static situ_status walk(builder *b, uint32_t half, const situ_raster_frame *frame, situ_error *err)
{
    situ_status status = SITU_OK;
    while (!b->used[half]) {
        b->used[half] = 1;
        SITU_TRY(situ_grow(&b->open, &b->open_capacity, b->open_count + 1, sizeof *b->open, err));
        b->open[b->open_count++] = half;
        uint32_t corner = end_of(b, half), next = next_half(b, half);
        for (size_t k = b->open_count; k-- > 0;)
            if (start_of(b, b->open[k]) == corner) {
                SITU_TRY(add_ring(b, k, frame, err));
                break;
            }
        half = next;
    }
done:
    return status;
}

static int by_value(const void *pa, const void *pb)
{
    const ring *a = pa, *b = pb;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    if (a->patch != b->patch)
        return a->patch < b->patch ? -1 : 1;
    if (a->hole != b->hole)
        return a->hole ? 1 : -1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static void copy_ring(double *to, const builder *b, const ring *r)
{
    for (size_t k = 0; k < r->count; k++) {
        uint32_t half = b->chain[r->first + k];
        const situ_arc *a = arc_of(b, half);
        const double *xy = b->arcs.xy + 2 * a->xy_first;
        for (size_t i = 0; i + 1 < a->xy_count; i++, to += 2) {
            size_t from = backward(half) ? a->xy_count - 1 - i : i;
            to[0] = xy[2 * from];
            to[1] = xy[2 * from + 1];
        }
    }
}

// Rings [from, to) of one value, sorted, as one multipolygon.
static situ_status make_zone(situ_zone_polygon *out, const builder *b, size_t from, size_t to, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t points = 0;
    for (size_t i = from; i < to; i++)
        points += b->rings[i].points;
    if (points > UINT32_MAX)
        return situ_fail(err, SITU_E_LIMIT, _("use larger cells"), "%s", _("the zones have too many corners"));
    SITU_TRY(situ_geometry_new(&out->geometry, SITU_GEOM_POLYGON, (uint32_t)(to - from), (uint32_t)points, err));
    uint32_t at = 0;
    for (size_t i = from; i < to; i++) {
        const ring *r = &b->rings[i];
        double *xy = out->geometry->xy + 2 * (size_t)at;
        out->geometry->part_start[i - from] = at;
        out->geometry->is_hole[i - from] = r->hole;
        copy_ring(xy, b, r);
        xy[2 * r->points - 2] = xy[0];
        xy[2 * r->points - 1] = xy[1];
        at += (uint32_t)r->points;
    }
    out->geometry->part_start[to - from] = at;
    situ_geometry_update_box(out->geometry);
    out->value = b->rings[from].value;
    out->area_m2 = situ_geometry_area(out->geometry);
done:
    return status;
}

static situ_status make_zones(situ_zone_polygon **out, size_t *count, const builder *b, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_zone_polygon *zones = NULL;
    size_t n = 0, capacity = 0;
    for (size_t from = 0, to; from < b->ring_count; from = to) {
        for (to = from; to < b->ring_count && b->rings[to].value == b->rings[from].value;)
            to++;
        SITU_TRY(situ_grow(&zones, &capacity, n + 1, sizeof *zones, err));
        zones[n] = (situ_zone_polygon){0};
        SITU_TRY(make_zone(&zones[n], b, from, to, err));
        n++;
    }
    *out = zones;
    *count = n;
    zones = NULL;
done:
    if (zones)
        situ_zone_polygons_free(zones, n);
    return status;
}

situ_status situ_kernel_polygonize(situ_zone_polygon **out, size_t *count, const uint8_t *cells,
                                   const situ_raster_frame *frame, uint32_t min_cells, int smooth,
                                   double tolerance_m, situ_error *err)
{
    situ_status status = SITU_OK;
    builder b = {0};
    uint8_t *copy = NULL;
    uint32_t *label = NULL, patches;
    *out = NULL;
    *count = 0;
    SITU_TRY(situ_kernel_check_frame(frame, 0, frame->rows, err));
    if (!(tolerance_m >= 0.0)) {
        status = situ_fail(err, SITU_E_ARGUMENT, _("give a distance of 0 metres or more"), _("the distance %g m is not usable"), tolerance_m);
        goto done;
    }
    size_t n = (size_t)frame->columns * frame->rows;
    if ((uint64_t)(frame->columns + 1) * (frame->rows + 1) > UINT32_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, _("use larger cells"), _("a grid of %u x %u cells is too large for zones"),
                           frame->columns, frame->rows);
        goto done;
    }
    copy = situ_malloc(n);
    SITU_TRY_ALLOC(copy);
    memcpy(copy, cells, n);
    SITU_TRY(situ_patches_merge(copy, frame->columns, frame->rows, min_cells, err));
    label = situ_malloc(n * sizeof *label);
    SITU_TRY_ALLOC(label);
    SITU_TRY(situ_patches_label(label, &patches, copy, frame->columns, frame->rows, err));
    SITU_TRY(situ_arcs_trace(&b.arcs, copy, label, frame->columns, frame->rows, err));
    SITU_TRY(situ_arcs_shape(&b.arcs, frame, smooth < 0 ? 0 : smooth > 5 ? 5 : smooth, tolerance_m, err));
    SITU_TRY(make_nodes(&b, err));
    b.used = situ_calloc(2 * b.arcs.count, 1);
    SITU_TRY_ALLOC(b.used);
    for (uint32_t half = 0; half < 2 * b.arcs.count; half++)
        if (left_value(&b, half) != 0)
            SITU_TRY(walk(&b, half, frame, err));
    if (b.ring_count > 0)
        qsort(b.rings, b.ring_count, sizeof *b.rings, by_value);
    SITU_TRY(make_zones(out, count, &b, err));
done:
    situ_free(copy);
    situ_free(label);
    situ_free(b.nodes);
    situ_free(b.used);
    situ_free(b.chain);
    situ_free(b.open);
    situ_free(b.rings);
    situ_arcs_free(&b.arcs);
    return status;
}

void situ_zone_polygons_free(situ_zone_polygon *zones, size_t count)
{
    for (size_t i = 0; zones && i < count; i++)
        situ_geometry_free(zones[i].geometry);
    situ_free(zones);
}

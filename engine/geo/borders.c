// SPDX-License-Identifier: MIT
// Borders between adjoining polygons. Every ring edge goes into a hash table under its two end
// points; the two polygons that share it meet there. Edges of the same pair are then walked into
// lines between junctions.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "geo/geometry.h"

#define NOBODY SIZE_MAX
static const uint32_t NONE = UINT32_MAX;

typedef struct edge {
    uint32_t a, b;      // vertex ids, a < b
    size_t left, right; // polygons on either side going a -> b
    bool used;
} edge;

typedef struct borders {
    double *xy; // vertices by id
    size_t vertex_count, xy_capacity;
    uint32_t *vertex_slots, *edge_slots; // open addressing, NONE = free
    size_t slots;                        // power of two, of both tables
    edge *edges;
    size_t edge_count, edge_capacity;
    uint32_t *at_start, *at; // CSR: edges at each vertex
    uint32_t *path;          // vertices of the line being walked
    situ_border *out;
    size_t out_count, out_capacity;
} borders;

static uint32_t *new_slots(size_t n)
{
    uint32_t *slots = situ_malloc(n * sizeof *slots);
    if (slots)
        memset(slots, 0xFF, n * sizeof *slots);
    return slots;
}

static situ_status vertex_id(borders *b, double x, double y, uint32_t *id, situ_error *err)
{
    const double p[2] = {x + 0.0, y + 0.0}; // turns -0 into 0
    size_t slot = situ_hash64(p, sizeof p, 0) & (b->slots - 1);
    for (; b->vertex_slots[slot] != NONE; slot = (slot + 1) & (b->slots - 1)) {
        const double *q = b->xy + 2 * (size_t)b->vertex_slots[slot];
        if (q[0] == p[0] && q[1] == p[1]) {
            *id = b->vertex_slots[slot];
            return SITU_OK;
        }
    }
    situ_status status = situ_grow(&b->xy, &b->xy_capacity, 2 * b->vertex_count + 2, sizeof *b->xy, err);
    if (status != SITU_OK)
        return status;
    memcpy(b->xy + 2 * b->vertex_count, p, sizeof p);
    *id = (uint32_t)b->vertex_count++;
    b->vertex_slots[slot] = *id;
    return SITU_OK;
}

// The polygon lies left of from -> to.
static situ_status add_edge(borders *b, uint32_t from, uint32_t to, size_t polygon, situ_error *err)
{
    if (from == to)
        return SITU_OK;
    edge e = {from < to ? from : to, from < to ? to : from, NOBODY, NOBODY, false};
    size_t *side = from < to ? &e.left : &e.right;
    *side = polygon;
    const uint32_t key[2] = {e.a, e.b};
    size_t slot = situ_hash64(key, sizeof key, 1) & (b->slots - 1);
    // A third polygon on the same edge (overlapping input) takes an edge of its own.
    for (; b->edge_slots[slot] != NONE; slot = (slot + 1) & (b->slots - 1)) {
        edge *f = &b->edges[b->edge_slots[slot]];
        if (f->a != e.a || f->b != e.b)
            continue;
        size_t *there = from < to ? &f->left : &f->right;
        if (*there != NOBODY)
            continue;
        *there = polygon;
        return SITU_OK;
    }
    situ_status status = situ_grow(&b->edges, &b->edge_capacity, b->edge_count + 1, sizeof *b->edges, err);
    if (status != SITU_OK)
        return status;
    b->edges[b->edge_count] = e;
    b->edge_slots[slot] = (uint32_t)b->edge_count++;
    return SITU_OK;
}

static situ_status add_ring(borders *b, const double *xy, uint32_t n, bool hole, size_t polygon,
                            situ_error *err)
{
    situ_status status = SITU_OK;
    double area2 = 0;
    for (uint32_t i = 1; i + 1 < n; i++)
        area2 +=
            (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) - (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
    bool inner_left = (area2 > 0) != hole;
    uint32_t last = 0, id;
    for (uint32_t i = 0; i < n; i++, last = id) {
        SITU_TRY(vertex_id(b, xy[2 * i], xy[2 * i + 1], &id, err));
        if (i > 0)
            SITU_TRY(add_edge(b, inner_left ? last : id, inner_left ? id : last, polygon, err));
    }
done:
    return status;
}

static size_t first_side(const edge *e)
{
    return e->left < e->right ? e->left : e->right;
}
static size_t second_side(const edge *e)
{
    return e->left < e->right ? e->right : e->left;
}
static bool is_border(const edge *e)
{
    return e->left != e->right; // both sides the same polygon: a cut or a spike inside it
}

static situ_status link_vertices(borders *b, situ_error *err)
{
    situ_status status = SITU_OK;
    b->at_start = situ_calloc(b->vertex_count + 2, sizeof *b->at_start);
    b->at = situ_malloc(b->edge_count * 2 * sizeof *b->at);
    b->path = situ_malloc((b->edge_count + 1) * sizeof *b->path);
    SITU_TRY_ALLOC(b->at_start);
    SITU_TRY_ALLOC(b->at);
    SITU_TRY_ALLOC(b->path);
    for (size_t i = 0; i < b->edge_count; i++) {
        if (!is_border(&b->edges[i]))
            continue;
        b->at_start[b->edges[i].a + 2]++;
        b->at_start[b->edges[i].b + 2]++;
    }
    for (size_t v = 0; v < b->vertex_count; v++)
        b->at_start[v + 2] += b->at_start[v + 1];
    for (size_t i = 0; i < b->edge_count; i++) {
        if (!is_border(&b->edges[i]))
            continue;
        b->at[b->at_start[b->edges[i].a + 1]++] = (uint32_t)i;
        b->at[b->at_start[b->edges[i].b + 1]++] = (uint32_t)i;
    }
done:
    return status;
}

// The edge that continues e through v, NONE at a junction or where the pair changes.
static uint32_t next_edge(const borders *b, uint32_t e, uint32_t v)
{
    uint32_t from = b->at_start[v], n = b->at_start[v + 1] - from;
    if (n != 2)
        return NONE;
    uint32_t other = b->at[from] == e ? b->at[from + 1] : b->at[from];
    const edge *p = &b->edges[e], *q = &b->edges[other];
    if (first_side(p) != first_side(q) || second_side(p) != second_side(q))
        return NONE;
    // The first side must stay on the same hand while passing through v.
    bool first_left_in = (p->left == first_side(p)) == (p->b == v);
    bool first_left_out = (q->left == first_side(q)) == (q->a == v);
    return first_left_in == first_left_out ? other : NONE;
}

static situ_status emit(borders *b, size_t count, const edge *first, uint32_t start, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *line = NULL;
    SITU_TRY(situ_grow(&b->out, &b->out_capacity, b->out_count + 1, sizeof *b->out, err));
    SITU_TRY(situ_geometry_new(&line, SITU_GEOM_LINE, 1, (uint32_t)count, err));
    bool forward = (first->left == first_side(first)) == (first->a == start); // first side on the left
    for (size_t i = 0; i < count; i++)
        memcpy(line->xy + 2 * i, b->xy + 2 * (size_t)b->path[forward ? i : count - 1 - i],
               2 * sizeof(double));
    situ_geometry_update_box(line);
    b->out[b->out_count++] = (situ_border){line, first_side(first), second_side(first)};
done:
    return status;
}

static situ_status walk(borders *b, uint32_t e, uint32_t start, situ_error *err)
{
    const uint32_t first = e;
    size_t count = 0;
    uint32_t v = start;
    b->path[count++] = v;
    while (e != NONE && !b->edges[e].used) {
        b->edges[e].used = true;
        v = b->edges[e].a == v ? b->edges[e].b : b->edges[e].a;
        b->path[count++] = v;
        e = next_edge(b, e, v);
    }
    return emit(b, count, &b->edges[first], start, err);
}

static situ_status walk_all(borders *b, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint32_t v = 0; v < b->vertex_count; v++)
        for (uint32_t k = b->at_start[v]; k < b->at_start[v + 1]; k++) {
            uint32_t e = b->at[k];
            if (!b->edges[e].used && next_edge(b, e, v) == NONE)
                SITU_TRY(walk(b, e, v, err));
        }
    for (uint32_t e = 0; e < b->edge_count; e++) // what is left are closed loops
        if (is_border(&b->edges[e]) && !b->edges[e].used)
            SITU_TRY(walk(b, e, b->edges[e].a, err));
done:
    return status;
}

static int compare_borders(const void *pa, const void *pb)
{
    const situ_border *a = pa, *b = pb;
    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    if (a->right != b->right)
        return a->right < b->right ? -1 : 1;
    for (uint32_t i = 0; i < 2 * a->line->point_count && i < 2 * b->line->point_count; i++)
        if (a->line->xy[i] != b->line->xy[i])
            return a->line->xy[i] < b->line->xy[i] ? -1 : 1;
    return 0;
}

situ_status situ_shared_borders(situ_border **out, size_t *count, const situ_geometry *const *polygons,
                                size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    borders b = {0};
    size_t points = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (polygons[i] && polygons[i]->kind == SITU_GEOM_POLYGON)
            points += polygons[i]->point_count;
    if (points >= UINT32_MAX / 4)
        return situ_fail(err, SITU_E_LIMIT, NULL, "%s", _("the polygons have too many points"));
    for (b.slots = 64; b.slots < points * 2; b.slots *= 2)
        continue;
    b.vertex_slots = new_slots(b.slots);
    b.edge_slots = new_slots(b.slots);
    SITU_TRY_ALLOC(b.vertex_slots);
    SITU_TRY_ALLOC(b.edge_slots);
    for (size_t i = 0; i < n; i++) {
        const situ_geometry *g = polygons[i];
        if (!g || g->kind != SITU_GEOM_POLYGON)
            continue;
        for (uint32_t p = 0; p < g->part_count; p++)
            SITU_TRY(add_ring(&b, g->xy + 2 * (size_t)g->part_start[p],
                              g->part_start[p + 1] - g->part_start[p], g->is_hole[p], i, err));
    }
    SITU_TRY(link_vertices(&b, err));
    SITU_TRY(walk_all(&b, err));
    if (b.out_count > 1)
        qsort(b.out, b.out_count, sizeof *b.out, compare_borders);
    *out = b.out;
    *count = b.out_count;
    b.out = NULL;
    b.out_count = 0;
done:
    situ_borders_free(b.out, b.out_count);
    situ_free(b.xy);
    situ_free(b.vertex_slots);
    situ_free(b.edge_slots);
    situ_free(b.edges);
    situ_free(b.at_start);
    situ_free(b.at);
    situ_free(b.path);
    return status;
}

void situ_borders_free(situ_border *list, size_t count)
{
    for (size_t i = 0; list && i < count; i++)
        situ_geometry_free(list[i].line);
    situ_free(list);
}

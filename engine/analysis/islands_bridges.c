// SPDX-License-Identifier: MIT
// Roads whose loss cuts people off, and who they are; the hull that stands for a part without an outline.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/islands.h"
#include "base/alloc.h"

enum { PEOPLE, CENTRES, KINDS };

typedef struct flood {
    const situ_islands *o;
    uint32_t *seen;   // by node: number of the look that saw it last
    uint32_t *queue[2];
    size_t head[2], tail[2];
    uint32_t look;
    size_t *first, *next; // objects of a node: villages by road or on foot
    double *weight;       // KINDS by node
} flood;

static bool passable(const situ_network_edge *e) { return !e->ferry && (isfinite(e->minutes) || isfinite(e->minutes_back)); }

// One node of one side; false when the side has no more.
static bool step(flood *f, int side, uint32_t without)
{
    const situ_network *n = f->o->network;
    if (f->head[side] == f->tail[side])
        return false;
    uint32_t node = f->queue[side][f->head[side]++];
    for (uint32_t k = n->start[node]; k < n->start[node + 1]; k++) {
        const situ_network_edge *e = &n->edges[n->out[k]];
        uint32_t other = e->from == node ? e->to : e->from;
        if (n->out[k] == without || !passable(e) || f->seen[other] == f->look)
            continue;
        f->seen[other] = f->look;
        f->queue[side][f->tail[side]++] = other;
    }
    return true;
}

static int by_index(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

static situ_status list_side(situ_island_bridge *b, const flood *f, int side, situ_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < f->tail[side]; i++)
        for (size_t v = f->first[f->queue[side][i]]; v != SIZE_MAX; v = f->next[v])
            count++;
    b->villages = situ_malloc((count + 1) * sizeof *b->villages);
    if (!b->villages)
        return situ_fail_nomem(err);
    b->village_count = 0;
    for (size_t i = 0; i < f->tail[side]; i++)
        for (size_t v = f->first[f->queue[side][i]]; v != SIZE_MAX; v = f->next[v])
            b->villages[b->village_count++] = v;
    qsort(b->villages, b->village_count, sizeof *b->villages, by_index);
    return SITU_OK;
}

// Both sides are walked in turn until the smaller is done: the work is that of the smaller side. When the
// people cut off live on the other, that one is walked to its end too.
static situ_status look_up(situ_island_bridge *b, flood *f, situ_error *err)
{
    const uint32_t edge = b->edges[0];
    const situ_network_edge *e = &f->o->network->edges[edge];
    const uint32_t ends[2] = {e->from, e->to};
    int done = -1;
    f->look++;
    for (int side = 0; side < 2; side++) {
        f->head[side] = 0;
        f->tail[side] = 1;
        f->queue[side][0] = ends[side];
        f->seen[ends[side]] = f->look;
    }
    while (done < 0)
        done = !step(f, 0, edge) ? 0 : !step(f, 1, edge) ? 1 : -1;
    while (done != b->side && step(f, b->side, edge)) {
    }
    return list_side(b, f, b->side, err);
}

// --- sides ---

typedef struct verdict { double people; uint8_t side; bool isolated; } verdict; // people 0: not to be listed

// islands.h says whose people count.
static verdict judge(const situ_islands *o, const double *sides)
{
    const bool knows = o->knows_medical || o->knows_county;
    const double *from = sides, *to = sides + KINDS;
    bool a = from[CENTRES] > 0, b = to[CENTRES] > 0;
    uint8_t side = knows && a != b ? (uint8_t)(a ? 1 : 0) : (uint8_t)(to[PEOPLE] < from[PEOPLE]);
    return (verdict){.people = sides[side * KINDS + PEOPLE], .side = side, .isolated = !(sides[side * KINDS + CENTRES] > 0)};
}

// --- stretches ---

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

// Bridges that meet at a node without branch, village and centre become one: root[edge] is the lowest of them.
static void join_edges(uint32_t *root, const flood *f, const uint8_t *is_bridge, const verdict *of)
{
    const situ_network *n = f->o->network;
    for (uint32_t i = 0; i < n->edge_count; i++)
        root[i] = i;
    for (uint32_t node = 0; node < n->node_count; node++) {
        uint32_t pair[2] = {0, 0}, count = 0;
        for (uint32_t k = n->start[node]; k < n->start[node + 1]; k++) {
            uint32_t i = n->out[k];
            if (!passable(&n->edges[i]))
                continue;
            if (count < 2)
                pair[count] = i;
            count++;
        }
        if (count != 2 || f->first[node] != SIZE_MAX || f->weight[node * KINDS + CENTRES] > 0 || !is_bridge[pair[0]] || !is_bridge[pair[1]]
            || !(of[pair[0]].people > 0) || !(of[pair[1]].people > 0))
            continue;
        uint32_t a = root_of(root, pair[0]), b = root_of(root, pair[1]);
        root[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t i = 0; i < n->edge_count; i++)
        root[i] = root_of(root, i);
}

// The edges are in an order that geometry decides, and so is the order of stretches with as many people.
static int by_people(const void *va, const void *vb)
{
    const situ_island_bridge *a = va, *b = vb;
    if (a->isolated != b->isolated)
        return a->isolated ? -1 : 1;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    return a->edges[0] < b->edges[0] ? -1 : a->edges[0] > b->edges[0];
}

static situ_status gather(situ_island_bridge **out, size_t *count, const flood *f, const uint8_t *is_bridge, const verdict *of, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t edges = f->o->network->edge_count;
    uint32_t *root = situ_malloc(((size_t)edges + 1) * sizeof *root), *size = situ_calloc((size_t)edges + 1, sizeof *size);
    situ_island_bridge *list = NULL;
    size_t n = 0;
    SITU_TRY_ALLOC(root);
    SITU_TRY_ALLOC(size);
    join_edges(root, f, is_bridge, of);
    for (uint32_t i = 0; i < edges; i++)
        if (is_bridge[i] && of[i].people > 0)
            n += size[root[i]]++ == 0;
    SITU_TRY_ALLOC(list = situ_calloc(n + 1, sizeof *list));
    size_t met = 0;
    for (uint32_t i = 0; i < edges; i++) {
        if (!is_bridge[i] || !(of[i].people > 0))
            continue;
        if (root[i] == i) {
            list[met].people = of[i].people;
            list[met].side = of[i].side;
            list[met].isolated = of[i].isolated;
            SITU_TRY_ALLOC(list[met].edges = situ_malloc(size[i] * sizeof *list[met].edges));
            size[i] = (uint32_t)met++; // from here on the number of its stretch: the root comes first
        }
        situ_island_bridge *to = &list[size[root[i]]];
        to->edges[to->edge_count++] = i;
    }
    qsort(list, n, sizeof *list, by_people);
    *out = list;
    *count = n;
    list = NULL;
done:
    situ_islands_bridges_free(list, n);
    situ_free(root);
    situ_free(size);
    return status;
}

static situ_status link_villages(flood *f, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_islands *o = f->o;
    size_t nodes = o->network->node_count;
    SITU_TRY_ALLOC(f->weight = situ_calloc(KINDS * (nodes + 1), sizeof *f->weight));
    SITU_TRY_ALLOC(f->first = situ_malloc((nodes + 1) * sizeof *f->first));
    SITU_TRY_ALLOC(f->next = situ_malloc((o->object_count + 1) * sizeof *f->next));
    SITU_TRY_ALLOC(f->seen = situ_calloc(nodes + 1, sizeof *f->seen));
    SITU_TRY_ALLOC(f->queue[0] = situ_malloc((nodes + 1) * sizeof *f->queue[0]));
    SITU_TRY_ALLOC(f->queue[1] = situ_malloc((nodes + 1) * sizeof *f->queue[1]));
    for (size_t i = 0; i < nodes; i++)
        f->first[i] = SIZE_MAX;
    for (size_t i = o->object_count; i-- > 0;) {
        const situ_island_object *v = &o->objects[i];
        if (v->node != UINT32_MAX && v->centre)
            f->weight[v->node * KINDS + CENTRES] += 1;
        if (v->kind != SITU_ISLAND_VILLAGE || v->node == UINT32_MAX)
            continue;
        f->next[i] = f->first[v->node];
        f->first[v->node] = i;
        f->weight[v->node * KINDS + PEOPLE] += isnan(v->people) ? 0 : v->people;
    }
done:
    return status;
}

situ_status situ_islands_bridges(situ_island_bridge **out, size_t *count, const situ_islands *o, size_t names_most, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    flood f = {.o = o};
    uint8_t *is_bridge = NULL;
    double *sides = NULL;
    verdict *of = NULL;
    situ_island_bridge *bridges = NULL;
    size_t n = 0;
    *out = NULL;
    *count = 0;
    if (!o->network)
        return SITU_OK;
    SITU_TRY(link_villages(&f, err));
    SITU_TRY(situ_network_sides(&is_bridge, &sides, o->network, f.weight, KINDS, false, err));
    SITU_TRY_ALLOC(of = situ_malloc(((size_t)o->network->edge_count + 1) * sizeof *of));
    for (uint32_t i = 0; i < o->network->edge_count; i++)
        of[i] = judge(o, sides + 2 * KINDS * (size_t)i);
    SITU_TRY(gather(&bridges, &n, &f, is_bridge, of, err));
    for (size_t i = 0; i < n; i++) {
        if (i % 64 == 0)
            SITU_TRY(situ_job_check(job, err));
        if (i < names_most)
            SITU_TRY(look_up(&bridges[i], &f, err));
    }
    *out = bridges;
    *count = n;
    bridges = NULL;
done:
    situ_islands_bridges_free(bridges, n);
    situ_free(is_bridge);
    situ_free(sides);
    situ_free(of);
    situ_free(f.weight);
    situ_free(f.first);
    situ_free(f.next);
    situ_free(f.seen);
    situ_free(f.queue[0]);
    situ_free(f.queue[1]);
    return status;
}

void situ_islands_bridges_free(situ_island_bridge *bridges, size_t count)
{
    for (size_t i = 0; bridges && i < count; i++) {
        situ_free(bridges[i].edges);
        situ_free(bridges[i].villages);
    }
    situ_free(bridges);
}

// --- hull ---

static int by_xy(const void *a, const void *b)
{
    const double *p = a, *q = b;
    if (p[0] != q[0])
        return p[0] < q[0] ? -1 : 1;
    return p[1] < q[1] ? -1 : p[1] > q[1];
}

static double turn(const double *a, const double *b, const double *c)
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

// Andrew's monotone chain: lower chain, then upper. Returns the number of corners in hull.
static size_t chain(double *hull, const double *xy, size_t n)
{
    size_t k = 0;
    for (int upper = 0; upper < 2; upper++) {
        size_t floor = k + 1;
        for (size_t i = 0; i < n; i++) {
            const double *p = xy + 2 * (upper ? n - 1 - i : i);
            if (upper && i == 0)
                continue; // stands there already
            while (k > floor - (size_t)upper && k >= 2 && turn(hull + 2 * (k - 2), hull + 2 * (k - 1), p) <= 0)
                k--;
            hull[2 * k] = p[0];
            hull[2 * k + 1] = p[1];
            k++;
        }
    }
    return k - 1; // the first again
}

situ_status situ_islands_hull(situ_geometry **out, const double *xy, size_t n, double radius_m, situ_error *err)
{
    enum { SIDES = 8 };
    static const double side[SIDES][2] = {{1, 0.41421356237309503}, {0.41421356237309503, 1}, {-0.41421356237309503, 1}, {-1, 0.41421356237309503},
                                          {-1, -0.41421356237309503}, {-0.41421356237309503, -1}, {0.41421356237309503, -1}, {1, -0.41421356237309503}};
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    double *sorted = situ_malloc(2 * (n + 1) * sizeof *sorted), *hull = situ_malloc(2 * (2 * n + 4) * sizeof *hull);
    double *wide = NULL, *corners = NULL;
    SITU_TRY_ALLOC(sorted);
    SITU_TRY_ALLOC(hull);
    memcpy(sorted, xy, 2 * n * sizeof *sorted);
    qsort(sorted, n, 2 * sizeof *sorted, by_xy);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (by_xy(sorted + 2 * i, sorted + 2 * (kept - 1)) != 0)
            memcpy(sorted + 2 * kept++, sorted + 2 * i, 2 * sizeof *sorted);
    // The hull of the widened points is that of the widened corners.
    size_t count = kept < 3 ? kept : chain(hull, sorted, kept);
    if (kept < 3)
        memcpy(hull, sorted, 2 * kept * sizeof *hull);
    SITU_TRY_ALLOC(wide = situ_malloc(2 * (SIDES * count + 1) * sizeof *wide));
    SITU_TRY_ALLOC(corners = situ_malloc(2 * (2 * SIDES * count + 4) * sizeof *corners));
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < SIDES; k++) {
            wide[2 * (SIDES * i + (size_t)k)] = hull[2 * i] + radius_m * side[k][0];
            wide[2 * (SIDES * i + (size_t)k) + 1] = hull[2 * i + 1] + radius_m * side[k][1];
        }
    qsort(wide, SIDES * count, 2 * sizeof *wide, by_xy);
    size_t ring = chain(corners, wide, SIDES * count);
    SITU_TRY(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, (uint32_t)ring + 1, err));
    memcpy(g->xy, corners, 2 * ring * sizeof *corners);
    memcpy(g->xy + 2 * ring, corners, 2 * sizeof *corners);
    g->part_start[1] = (uint32_t)ring + 1;
    situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    situ_free(sorted);
    situ_free(hull);
    situ_free(wide);
    situ_free(corners);
    return status;
}

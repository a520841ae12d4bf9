// SPDX-License-Identifier: MIT
// Arrows as cheapest paths on the band's grid of lines (Dijkstra over vertex and heading). Boxes block
// their vertex; lines of different arrows may cross but not run on each other, unless they lead to the
// same box or leave the same box that is no decision: then they share a stem.
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "graph/flow_internal.h"

// Headings: 0 +t, 1 +l, 2 -t, 3 -l.
static const double BEND = 6, CROSS = 15, OVERLAP = 400, SIDE_EXIT = 3, WRONG_EXIT = 30, SIDE_ENTRY = 8, WRONG_ENTRY = 25;

typedef struct owners { short net[FLOW_OWNERS]; } owners; // edge + 1, 0 = free; the last place means "many"

typedef struct router {
    flow_band *b;
    double *t_at, *l_at;   // rough coordinates at scale 1, for lengths
    unsigned char *blocked; // by a box
    owners *along[2];      // per vertex: arrows passing along t, along l
    double *cost;          // per state (vertex * 4 + heading)
    int *from;
    int *heap, heap_count;
    int *heap_at;          // position in heap, -1 = not in it
} router;

static bool before(const router *r, int a, int c)
{
    return r->cost[a] != r->cost[c] ? r->cost[a] < r->cost[c] : a < c;
}

static void heap_set(router *r, int i, int state)
{
    r->heap[i] = state;
    r->heap_at[state] = i;
}

static void heap_up(router *r, int i)
{
    int state = r->heap[i];
    for (; i > 0 && before(r, state, r->heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap_set(r, i, r->heap[(i - 1) / 2]);
    heap_set(r, i, state);
}

static int heap_pop(router *r)
{
    int top = r->heap[0], state = r->heap[--r->heap_count], i = 0;
    r->heap_at[top] = -1;
    if (r->heap_count == 0)
        return top;
    for (;;) {
        int child = 2 * i + 1;
        if (child + 1 < r->heap_count && before(r, r->heap[child + 1], r->heap[child]))
            child++;
        if (child >= r->heap_count || !before(r, r->heap[child], state))
            break;
        heap_set(r, i, r->heap[child]);
        i = child;
    }
    heap_set(r, i, state);
    return top;
}

static void relax(router *r, int state, double cost, int from)
{
    if (cost >= r->cost[state] - 1e-9)
        return;
    r->cost[state] = cost;
    r->from[state] = from;
    if (r->heap_at[state] < 0)
        heap_set(r, r->heap_count++, state);
    heap_up(r, r->heap_at[state]);
}

static bool compatible(const flow_band *b, int e, int other)
{
    const flow_edge *x = &b->edges[e], *y = &b->edges[other];
    return x->to == y->to || (x->from == y->from && b->nodes[x->from].kind != SITU_FLOW_DECISION);
}

// Arrows along one axis at a vertex that edge e must not run on.
static bool taken(const router *r, int axis, int vertex, int e)
{
    const owners *o = &r->along[axis][vertex];
    for (int i = 0; i < FLOW_OWNERS && o->net[i]; i++)
        if (!compatible(r->b, e, o->net[i] - 1))
            return true;
    return false;
}

// Price of passing a vertex: straight over another arrow is a crossing, anything else an overlap.
static double pass_price(const router *r, int e, int vertex, int in, int out)
{
    int axis = in & 1;
    double price = 0;
    if (taken(r, axis, vertex, e))
        price += OVERLAP;
    if (in != out)
        return price + BEND + (taken(r, axis ^ 1, vertex, e) ? OVERLAP : 0);
    return price + (taken(r, axis ^ 1, vertex, e) ? CROSS : 0);
}

static double exit_price(const flow_band *b, int e, int heading)
{
    if (b->edges[e].back)
        return heading == 2 ? SIDE_EXIT : 0;
    return heading == 0 ? 0 : heading == 2 ? WRONG_EXIT : SIDE_EXIT;
}

static double entry_price(const flow_band *b, int e, int heading)
{
    if (b->edges[e].back)
        return heading == 2 ? WRONG_ENTRY : 0;
    return heading == 0 ? 0 : heading == 2 ? WRONG_ENTRY : SIDE_ENTRY;
}

static bool step(const router *r, int vertex, int heading, int *next, double *length)
{
    int t = vertex / r->b->nl, l = vertex % r->b->nl;
    int t2 = t + (heading == 0) - (heading == 2), l2 = l + (heading == 1) - (heading == 3);
    if (t2 < 0 || l2 < 0 || t2 >= r->b->nt || l2 >= r->b->nl)
        return false;
    *next = flow_vertex(r->b, t2, l2);
    *length = heading & 1 ? r->l_at[l2] - r->l_at[l] : r->t_at[t2] - r->t_at[t];
    if (*length < 0)
        *length = -*length;
    return true;
}

static int node_vertex(const flow_band *b, int node)
{
    const flow_cell_node *v = &b->nodes[node];
    return flow_vertex(b, flow_t_line(v->rank), flow_l_line(b, v->lane, v->slot));
}

// A little dearer away from the middle of its channel, so that single lines run in the middle.
static double track_price(const flow_band *b, int vertex, int heading)
{
    int t = vertex / b->nl, k;
    if (heading & 1) {
        k = t % (FLOW_T_TRACKS + 1);
        return k == FLOW_T_TRACKS ? 0 : 0.05 * abs(k - FLOW_T_TRACKS / 2);
    }
    return 0;
}

static int search(router *r, int e)
{
    const flow_band *b = r->b;
    int source = node_vertex(b, b->edges[e].from), target = node_vertex(b, b->edges[e].to);
    int states = b->nt * b->nl * 4, next;
    double length;
    for (int i = 0; i < states; i++) {
        r->cost[i] = DBL_MAX;
        r->from[i] = -1;
        r->heap_at[i] = -1;
    }
    r->heap_count = 0;
    for (int h = 0; h < 4; h++)
        if (step(r, source, h, &next, &length) && (!r->blocked[next] || next == target))
            relax(r, next * 4 + h, length + exit_price(b, e, h), source * 4 + h);
    while (r->heap_count > 0) {
        int state = heap_pop(r), vertex = state / 4, heading = state % 4;
        if (vertex == target)
            return state;
        for (int h = 0; h < 4; h++) {
            double price;
            if (h == (heading ^ 2) || !step(r, vertex, h, &next, &length))
                continue;
            if (r->blocked[next] && next != target)
                continue;
            price = r->cost[state] + length + pass_price(r, e, vertex, heading, h) + track_price(b, vertex, h);
            if (next == target)
                price += entry_price(b, e, h);
            relax(r, next * 4 + h, price, state);
        }
    }
    return -1;
}

static void own(router *r, int axis, int vertex, int e)
{
    owners *o = &r->along[axis][vertex];
    for (int i = 0; i < FLOW_OWNERS; i++) {
        if (o->net[i] == e + 1)
            return;
        if (!o->net[i]) {
            o->net[i] = (short)(e + 1);
            return;
        }
    }
}

static situ_status trace(router *r, int e, int state, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    flow_band *b = r->b;
    flow_edge *edge = &b->edges[e];
    int source = node_vertex(b, edge->from), n = 0, corners = 0, heading = -1;
    for (int s = state; s >= 0; s = s / 4 == source ? -1 : r->from[s])
        n++;
    int *all = situ_malloc((size_t)(n + 1) * sizeof *all); // states from source to target
    SITU_TRY_ALLOC(all);
    for (int s = state, i = n - 1; i >= 0; i--) {
        all[i] = s;
        s = i > 0 ? r->from[s] : s;
    }
    edge->path = situ_arena_alloc(arena, (size_t)(n + 1) * sizeof(int));
    SITU_TRY_ALLOC(edge->path);
    for (int i = 0; i < n; i++) {
        int vertex = all[i] / 4, in = all[i] % 4, out = i + 1 < n ? all[i + 1] % 4 : in;
        bool corner = i == 0 || i + 1 == n || in != out;
        if (i == 0)
            in = out;
        if (corner)
            edge->path[corners++] = vertex;
        if (i > 0 && i + 1 < n) {
            own(r, in & 1, vertex, e);
            own(r, out & 1, vertex, e);
        }
        if (heading != -1 || i > 0) {
            if (in & 1)
                b->t_used[vertex / b->nl] = true;
            else
                b->l_used[vertex % b->nl] = true;
        }
        heading = out;
    }
    edge->path_count = corners;
done:
    situ_free(all);
    return status;
}

// Short forward arrows first, back arrows last; sheet order on ties.
static int span(const flow_band *b, int e)
{
    int d = b->nodes[b->edges[e].to].rank - b->nodes[b->edges[e].from].rank;
    int lanes = abs(b->nodes[b->edges[e].to].lane - b->nodes[b->edges[e].from].lane);
    return b->edges[e].back ? 10000 + abs(d) * 16 + lanes : abs(d) * 16 + lanes;
}

static void rough_lines(const router *r, const situ_flow_page *page)
{
    const flow_band *b = r->b;
    double at = 0;
    for (int t = 0; t < b->nt; t++) {
        int rank = t / (FLOW_T_TRACKS + 1), k = t % (FLOW_T_TRACKS + 1);
        double depth = 8;
        for (int i = 0; i < b->node_count; i++)
            if (b->nodes[i].rank == rank && b->nodes[i].wt > depth)
                depth = b->nodes[i].wt;
        at += k == FLOW_T_TRACKS ? depth / 2 + 1 : k == 0 ? (t ? depth / 2 : 0) + page->gap : page->track * 0.5;
        r->t_at[t] = at;
    }
    at = 0;
    for (int l = 0, lane = 0; l < b->nl; l++) {
        double breadth = 12;
        while (lane < b->lane_count && l >= b->lane_first[lane] + 2 * b->slots[lane] - 1)
            lane++;
        for (int i = 0; lane < b->lane_count && i < b->node_count; i++)
            if (b->nodes[i].lane == lane && b->nodes[i].wl > breadth)
                breadth = b->nodes[i].wl;
        bool slot = lane < b->lane_count && l >= b->lane_first[lane];
        bool after_slot = l > 0 && !slot && (lane == b->lane_count ? l == b->nl - FLOW_L_TRACKS : l == b->lane_first[lane] - FLOW_L_TRACKS);
        at += slot ? breadth / 2 + 1 : after_slot ? breadth / 2 + page->gap / 2 : page->track * 0.5;
        r->l_at[l] = at;
    }
}

static void router_free(router *r)
{
    situ_free(r->t_at);
    situ_free(r->l_at);
    situ_free(r->blocked);
    situ_free(r->along[0]);
    situ_free(r->along[1]);
    situ_free(r->cost);
    situ_free(r->from);
    situ_free(r->heap);
    situ_free(r->heap_at);
}

static situ_status router_init(router *r, flow_band *b, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t vertices = (size_t)b->nt * (size_t)b->nl;
    memset(r, 0, sizeof *r);
    r->b = b;
    r->t_at = situ_calloc((size_t)b->nt, sizeof(double));
    r->l_at = situ_calloc((size_t)b->nl, sizeof(double));
    r->blocked = situ_calloc(vertices, 1);
    r->along[0] = situ_calloc(vertices, sizeof(owners));
    r->along[1] = situ_calloc(vertices, sizeof(owners));
    r->cost = situ_calloc(vertices * 4, sizeof(double));
    r->from = situ_calloc(vertices * 4, sizeof(int));
    r->heap = situ_calloc(vertices * 4, sizeof(int));
    r->heap_at = situ_calloc(vertices * 4, sizeof(int));
    SITU_TRY_ALLOC(r->t_at);
    SITU_TRY_ALLOC(r->l_at);
    SITU_TRY_ALLOC(r->blocked);
    SITU_TRY_ALLOC(r->along[0]);
    SITU_TRY_ALLOC(r->along[1]);
    SITU_TRY_ALLOC(r->cost);
    SITU_TRY_ALLOC(r->from);
    SITU_TRY_ALLOC(r->heap);
    SITU_TRY_ALLOC(r->heap_at);
done:
    return status;
}

situ_status flow_route(flow_band *b, const situ_flow_page *page, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    router r;
    bool *routed = situ_calloc((size_t)b->edge_count + 1, sizeof *routed);
    SITU_TRY(router_init(&r, b, err));
    SITU_TRY_ALLOC(routed);
    rough_lines(&r, page);
    for (int i = 0; i < b->node_count; i++)
        r.blocked[node_vertex(b, i)] = 1;
    for (int k = 0; k < b->edge_count; k++) {
        int pick = -1, state;
        for (int e = 0; e < b->edge_count; e++)
            if (!routed[e] && (pick < 0 || span(b, e) < span(b, pick)))
                pick = e;
        routed[pick] = true;
        if (b->edges[pick].from == b->edges[pick].to)
            continue; // a box that leads to itself is told by the check
        state = search(&r, pick);
        if (state < 0) {
            status = situ_fail(err, SITU_E_LIMIT, NULL, "flow: no way for arrow %d", b->edges[pick].arrow);
            goto done;
        }
        SITU_TRY(trace(&r, pick, state, arena, err));
    }
done:
    router_free(&r);
    situ_free(routed);
    return status;
}

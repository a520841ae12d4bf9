// SPDX-License-Identifier: MIT
// Edges between cells -> lines between nodes, and the road whose cut isolates people.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/roads.h"

// The edge of a cell in direction step, NULL outside.
static uint16_t *edge_of(const situ_network *net, int cell, int step)
{
    const situ_grid_frame *f = &net->world->frame;
    int c = cell % f->columns + situ_step_column[step], r = cell / f->columns + situ_step_row[step];
    if (c < 0 || r < 0 || c >= f->columns || r >= f->rows)
        return NULL;
    return step < 4 ? &net->edges[4 * (size_t)cell + (size_t)step] : &net->edges[4 * situ_cell(f, c, r) + (size_t)(step - 4)];
}

static int neighbour_of(const situ_network *net, int cell, int step)
{
    return cell + situ_step_row[step] * net->world->frame.columns + situ_step_column[step];
}

static bool is_wet(const situ_network *net, int cell, int step)
{
    const uint8_t *water = net->world->water;
    return water[cell] != SITU_LAND || water[neighbour_of(net, cell, step)] != SITU_LAND;
}

// A node: a dead end, a fork, a change of route or of ground, or a forced one.
static bool is_node(const situ_network *net, int cell)
{
    int degree = 0, route = -1, wet = -1;
    if (net->forced[cell])
        return true;
    for (int k = 0; k < 8; k++) {
        const uint16_t *e = edge_of(net, cell, k);
        if (!e || !*e)
            continue;
        degree++;
        int w = is_wet(net, cell, k);
        if ((route >= 0 && route != *e) || (wet >= 0 && wet != w))
            return true;
        route = *e;
        wet = w;
    }
    return degree != 2;
}

static situ_status add_road(situ_world *w, const situ_road *road, situ_error *err)
{
    situ_status status = situ_grow(&w->roads, &w->road_capacity, w->road_count + 1, sizeof *w->roads, err);
    if (status == SITU_OK)
        w->roads[w->road_count++] = *road;
    return status;
}

static situ_status trace_road(situ_network *net, uint8_t *used, int cell, int step, bool final, situ_error *err)
{
    situ_world *w = net->world;
    situ_status status = SITU_OK;
    uint16_t route = *edge_of(net, cell, step);
    situ_road road = {.road_class = net->routes[route - 1].road_class, .name = net->routes[route - 1].name, .from_node = cell};
    bool wet = is_wet(net, cell, step), planted = net->forced[cell] == 2;
    SITU_TRY(situ_sample_line_push(&road.line, situ_cell_x(&w->frame, cell), situ_cell_y(&w->frame, cell), err));
    for (;;) {
        used[edge_of(net, cell, step) - net->edges] = 1;
        cell = neighbour_of(net, cell, step);
        SITU_TRY(situ_sample_line_push(&road.line, situ_cell_x(&w->frame, cell), situ_cell_y(&w->frame, cell), err));
        if (is_node(net, cell))
            break;
        int next = -1;
        for (int k = 0; k < 8; k++) {
            const uint16_t *e = edge_of(net, cell, k);
            if (e && *e && !used[e - net->edges])
                next = k;
        }
        if (next < 0)
            break; // a ring without a node
        step = next;
    }
    road.to_node = cell;
    planted = planted && net->forced[cell] == 2;
    road.bridge = wet || planted;
    if (final && road.bridge) {
        road.line.items[1] = road.line.items[road.line.count - 1];
        road.line.count = 2;
    } else if (final) {
        situ_sample_line_smooth(&road.line, road.road_class == SITU_ROAD_EXPRESS ? 12 : 4, false);
        SITU_TRY(situ_sample_line_thin(&road.line, road.road_class >= SITU_ROAD_TOWN ? 28 : 20, err));
    }
    SITU_TRY(add_road(w, &road, err));
    road.line = (situ_sample_line){0};
done:
    situ_sample_line_clear(&road.line);
    return status;
}

situ_status situ_sample_network_lines(situ_network *net, bool final, situ_error *err)
{
    situ_world *w = net->world;
    situ_status status = SITU_OK;
    int n = w->frame.columns * w->frame.rows;
    uint8_t *used = situ_calloc(4 * (size_t)n, 1);
    SITU_TRY_ALLOC(used);
    for (size_t k = 0; k < w->road_count; k++)
        situ_sample_line_clear(&w->roads[k].line);
    w->road_count = 0;
    for (int pass = 0; pass < 2; pass++) // from nodes; then rings without any
        for (int cell = 0; cell < n; cell++) {
            if (!w->road_class[cell] || (pass == 0 && !is_node(net, cell)))
                continue;
            for (int k = 0; k < (pass ? 4 : 8); k++) {
                const uint16_t *e = edge_of(net, cell, k);
                if (e && *e && !used[e - net->edges])
                    SITU_TRY(trace_road(net, used, cell, k, final, err));
            }
        }
    if (net->ferry_from >= 0) {
        situ_road road = {.road_class = SITU_ROAD_FERRY, .name = "江心洲渡口", .from_node = net->ferry_from, .to_node = net->ferry_to};
        SITU_TRY(situ_sample_line_push(&road.line, situ_cell_x(&w->frame, net->ferry_from), situ_cell_y(&w->frame, net->ferry_from), err));
        SITU_TRY(situ_sample_line_push(&road.line, situ_cell_x(&w->frame, net->ferry_to), situ_cell_y(&w->frame, net->ferry_to), err));
        SITU_TRY(add_road(w, &road, err));
    }
done:
    situ_free(used);
    return status;
}

// --- cuts: bridges of the graph by Tarjan's low links, walked with a stack of our own ---
typedef struct half_edge {
    int road, to, next;
} half_edge;
typedef struct graph {
    int *node_of;   // per cell, -1 = none
    int *cell_of;
    int node_count;
    int *first;     // per node
    half_edge *half;
    int *seen, *low, *parent_road, *people;
    int *stack, *at;
} graph;

static void graph_free(graph *g)
{
    situ_free(g->node_of);
    situ_free(g->cell_of);
    situ_free(g->first);
    situ_free(g->half);
    situ_free(g->seen);
    situ_free(g->low);
    situ_free(g->parent_road);
    situ_free(g->people);
    situ_free(g->stack);
    situ_free(g->at);
}

static situ_status graph_new(graph *g, const situ_world *w, situ_error *err)
{
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows, most = 2 * w->road_count + 1;
    *g = (graph){.node_of = situ_malloc(n * sizeof(int)), .cell_of = situ_malloc(most * sizeof(int)), .first = situ_malloc(most * sizeof(int)),
                 .half = situ_malloc(most * sizeof(half_edge)), .seen = situ_calloc(most, sizeof(int)), .low = situ_calloc(most, sizeof(int)),
                 .parent_road = situ_malloc(most * sizeof(int)), .people = situ_calloc(most, sizeof(int)), .stack = situ_malloc(most * sizeof(int)), .at = situ_malloc(most * sizeof(int))};
    if (!g->node_of || !g->cell_of || !g->first || !g->half || !g->seen || !g->low || !g->parent_road || !g->people || !g->stack || !g->at)
        return situ_fail_nomem(err);
    memset(g->node_of, 0xFF, n * sizeof(int));
    int halves = 0;
    for (size_t k = 0; k < w->road_count; k++) {
        const situ_road *road = &w->roads[k];
        if (road->road_class == SITU_ROAD_FERRY)
            continue;
        int ends[2] = {road->from_node, road->to_node};
        for (int e = 0; e < 2; e++)
            if (g->node_of[ends[e]] < 0) {
                g->node_of[ends[e]] = g->node_count;
                g->cell_of[g->node_count] = ends[e];
                g->first[g->node_count++] = -1;
            }
        for (int e = 0; e < 2; e++) {
            int from = g->node_of[ends[e]];
            g->half[halves] = (half_edge){(int)k, g->node_of[ends[1 - e]], g->first[from]};
            g->first[from] = halves++;
        }
    }
    for (int v = 0; v < w->village_count; v++)
        if (g->node_of[w->villages[v].cell] >= 0)
            g->people[g->node_of[w->villages[v].cell]] += w->villages[v].pop;
    return SITU_OK;
}

// After the walk people[node] is the sum of the node's subtree; calls visit for every cut road.
typedef void cut_fn(void *user, const graph *g, int road, int node, int people);
static void walk_cuts(graph *g, int root, cut_fn *visit, void *user)
{
    int depth = 0, clock = 0;
    g->stack[0] = root;
    g->at[0] = g->first[root];
    g->seen[root] = g->low[root] = ++clock;
    g->parent_road[root] = -1;
    while (depth >= 0) {
        int node = g->stack[depth], h = g->at[depth];
        if (h >= 0) {
            g->at[depth] = g->half[h].next;
            int to = g->half[h].to;
            if (g->half[h].road == g->parent_road[node])
                continue;
            if (g->seen[to]) {
                if (g->seen[to] < g->low[node])
                    g->low[node] = g->seen[to];
                continue;
            }
            g->seen[to] = g->low[to] = ++clock;
            g->parent_road[to] = g->half[h].road;
            g->stack[++depth] = to;
            g->at[depth] = g->first[to];
            continue;
        }
        if (--depth < 0)
            break;
        int up = g->stack[depth];
        if (g->low[node] < g->low[up])
            g->low[up] = g->low[node];
        if (g->low[node] > g->seen[up])
            visit(user, g, g->parent_road[node], node, g->people[node]);
        g->people[up] += g->people[node];
    }
}

typedef struct choice {
    situ_network *net;
    int wanted, road, people;
    double off;
    size_t point; // index into the road's line: bridge from point to point + 2
    int bridge_road;
} choice;

// Best: people near the wanted number, a stream to cross.
static void weigh_cut(void *user, const graph *g, int road, int node, int people)
{
    choice *c = user;
    const situ_world *w = c->net->world;
    const situ_road *r = &w->roads[road];
    (void)g, (void)node;
    if (r->bridge || r->line.count < 6 || people < 2000 || people > 4200)
        return;
    for (size_t i = 2; i + 3 < r->line.count; i++) {
        int cell = situ_sample_cell_at(&w->frame, r->line.items[i].x, r->line.items[i].y);
        if (!w->county[cell])
            return;
        double stream = fmin((double)w->flow.area_km2[cell], 60);
        double off = fabs((double)(people - c->wanted)) + 12 * (60 - stream);
        if (off < c->off)
            c->off = off, c->road = road, c->point = i - 1, c->people = people;
    }
}

static void take_bridge(void *user, const graph *g, int road, int node, int people)
{
    choice *c = user;
    (void)g, (void)node;
    if (road == c->bridge_road)
        c->people = people, c->road = node;
}

// Marks the villages whose node lies in the subtree of the cut: nodes seen after it, not reaching back.
static void mark_behind(situ_network *net, const graph *g, int bridge)
{
    situ_world *w = net->world;
    int *queue = g->stack, count = 0;
    uint8_t *in = (uint8_t *)g->at; // reused as flags
    memset(in, 0, (size_t)g->node_count);
    int root = g->node_of[w->towns[w->seat_town].cell];
    queue[count++] = root;
    in[root] = 1;
    for (int k = 0; k < count; k++)
        for (int h = g->first[queue[k]]; h >= 0; h = g->half[h].next)
            if (g->half[h].road != bridge && !in[g->half[h].to]) {
                in[g->half[h].to] = 1;
                queue[count++] = g->half[h].to;
            }
    w->cut_people = 0;
    for (int v = 0; v < w->village_count; v++) {
        int node = g->node_of[w->villages[v].cell];
        w->cut_village[v] = node >= 0 && !in[node] && !w->villages[v].on_island;
        if (w->cut_village[v])
            w->cut_people += w->villages[v].pop;
    }
}

situ_status situ_sample_network_cut(situ_network *net, int people, situ_error *err)
{
    situ_world *w = net->world;
    situ_status status = SITU_OK;
    graph g = {0};
    choice c = {.net = net, .wanted = people, .road = -1, .off = 1e30, .bridge_road = -1};
    SITU_TRY(graph_new(&g, w, err));
    int root = g.node_of[w->towns[w->seat_town].cell];
    if (root < 0) {
        status = situ_fail(err, SITU_E_GEOMETRY, NULL, "%s", _("the county seat has no road"));
        goto done;
    }
    if (people > 0) {
        walk_cuts(&g, root, weigh_cut, &c);
        if (c.road >= 0) {
            const situ_sample_line *l = &w->roads[c.road].line;
            for (size_t k = c.point; k <= c.point + 2; k += 2)
                net->forced[situ_sample_cell_at(&w->frame, l->items[k].x, l->items[k].y)] = 2;
        }
        goto done;
    }
    w->cut_road = -1;
    w->cut_village = situ_arena_alloc(w->arena, (size_t)w->village_count + 1);
    SITU_TRY_ALLOC(w->cut_village);
    for (size_t k = 0; k < w->road_count; k++)
        if (w->roads[k].bridge && net->forced[w->roads[k].from_node] == 2 && net->forced[w->roads[k].to_node] == 2) {
            w->cut_road = (int)k;
            w->roads[k].name = "独路沟大桥";
        }
    c.bridge_road = w->cut_road;
    walk_cuts(&g, root, take_bridge, &c);
    if (w->cut_road >= 0)
        mark_behind(net, &g, w->cut_road);
done:
    graph_free(&g);
    return status;
}

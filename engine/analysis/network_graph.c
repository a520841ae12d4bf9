// SPDX-License-Identifier: MIT
// Components and bridges of the road graph.

#include <math.h>
#include <string.h>

#include "analysis/network.h"
#include "base/alloc.h"

static bool counts(const situ_network_edge *e, bool with_ferries)
{
    return (isfinite(e->minutes) || isfinite(e->minutes_back)) && (with_ferries || !e->ferry);
}

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

situ_status situ_network_components(uint32_t **component, uint32_t *count, const situ_network *n, bool with_ferries, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *parent = situ_malloc(((size_t)n->node_count + 1) * sizeof *parent);
    SITU_TRY_ALLOC(parent);
    for (uint32_t i = 0; i < n->node_count; i++)
        parent[i] = i;
    for (uint32_t i = 0; i < n->edge_count; i++) {
        if (!counts(&n->edges[i], with_ferries))
            continue;
        uint32_t a = root_of(parent, n->edges[i].from), b = root_of(parent, n->edges[i].to);
        parent[a > b ? a : b] = a > b ? b : a;
    }
    // Roots are the lowest nodes, and every node's parent is no higher: one pass replaces roots by numbers.
    *count = 0;
    for (uint32_t i = 0; i < n->node_count; i++)
        parent[i] = parent[i] == i ? (*count)++ : parent[parent[i]];
    *component = parent;
    parent = NULL;
done:
    situ_free(parent);
    return status;
}

// A node on the way of the depth-first search.
typedef struct frame { uint32_t node, by, next; } frame; // by: the edge that led here, UINT32_MAX = none; next: place in out

typedef struct search {
    const situ_network *n;
    bool with_ferries;
    uint32_t *order, *low; // 0 = not seen
    const double *weight;  // `kinds` of them a node; NULL = 1
    size_t kinds;
    double *below;         // weights of the node and all behind it
    frame *stack;
    uint32_t clock;
    uint32_t *found;       // bridges of the component, with the node behind each
    uint32_t *behind;
    uint32_t found_count;
    uint8_t *is_bridge;
    double *sides;
} search;

static void enter(search *s, size_t depth, uint32_t node, uint32_t by)
{
    s->stack[depth] = (frame){node, by, s->n->start[node]};
    s->order[node] = s->low[node] = ++s->clock;
    for (size_t w = 0; w < s->kinds; w++)
        s->below[node * s->kinds + w] = s->weight ? s->weight[node * s->kinds + w] : 1;
}

// What lies behind a bridge and before it: first the side of its `from`, then that of its `to`.
static void split(search *s, uint32_t bridge, uint32_t behind, uint32_t root)
{
    size_t far = s->n->edges[bridge].to == behind ? 1 : 0;
    double *sides = s->sides + 2 * s->kinds * bridge;
    s->is_bridge[bridge] = 1;
    for (size_t w = 0; w < s->kinds; w++) {
        double below = s->below[behind * s->kinds + w];
        sides[far * s->kinds + w] = below;
        sides[(1 - far) * s->kinds + w] = s->below[root * s->kinds + w] - below;
    }
}

// One component from its lowest node. Parallel edges are told apart by their number: only the very edge
// that led to a node is not looked back along.
static void search_from(search *s, uint32_t root)
{
    const situ_network *n = s->n;
    size_t depth = 0;
    s->found_count = 0;
    enter(s, 0, root, UINT32_MAX);
    for (;;) {
        frame *f = &s->stack[depth];
        if (f->next < n->start[f->node + 1]) {
            uint32_t i = n->out[f->next++];
            const situ_network_edge *e = &n->edges[i];
            uint32_t other = e->from == f->node ? e->to : e->from;
            if (i == f->by || other == f->node || !counts(e, s->with_ferries))
                continue;
            if (!s->order[other])
                enter(s, ++depth, other, i);
            else if (s->order[other] < s->low[f->node])
                s->low[f->node] = s->order[other];
            continue;
        }
        if (depth == 0)
            break;
        uint32_t parent = s->stack[--depth].node;
        if (s->low[f->node] < s->low[parent])
            s->low[parent] = s->low[f->node];
        for (size_t w = 0; w < s->kinds; w++)
            s->below[parent * s->kinds + w] += s->below[f->node * s->kinds + w];
        if (s->low[f->node] > s->order[parent]) {
            s->found[s->found_count] = f->by;
            s->behind[s->found_count++] = f->node;
        }
    }
    for (uint32_t k = 0; k < s->found_count; k++)
        split(s, s->found[k], s->behind[k], root);
}

situ_status situ_network_sides(uint8_t **is_bridge, double **sides, const situ_network *n, const double *weight, size_t kinds, bool with_ferries,
                               situ_error *err)
{
    situ_status status = SITU_OK;
    size_t nodes = (size_t)n->node_count + 1, edges = (size_t)n->edge_count + 1;
    search s = {.n = n, .with_ferries = with_ferries, .weight = weight, .kinds = kinds};
    s.order = situ_calloc(nodes, sizeof *s.order);
    SITU_TRY_ALLOC(s.order);
    s.low = situ_calloc(nodes, sizeof *s.low);
    SITU_TRY_ALLOC(s.low);
    s.below = situ_calloc(nodes * kinds, sizeof *s.below);
    SITU_TRY_ALLOC(s.below);
    s.stack = situ_malloc(nodes * sizeof *s.stack);
    SITU_TRY_ALLOC(s.stack);
    s.found = situ_malloc(nodes * sizeof *s.found); // a forest has fewer edges than nodes
    SITU_TRY_ALLOC(s.found);
    s.behind = situ_malloc(nodes * sizeof *s.behind);
    SITU_TRY_ALLOC(s.behind);
    s.is_bridge = situ_calloc(edges, 1);
    SITU_TRY_ALLOC(s.is_bridge);
    s.sides = situ_calloc(2 * edges * kinds, sizeof *s.sides);
    SITU_TRY_ALLOC(s.sides);
    for (uint32_t i = 0; i < n->node_count; i++)
        if (!s.order[i])
            search_from(&s, i);
    *is_bridge = s.is_bridge;
    *sides = s.sides;
    s.is_bridge = NULL;
    s.sides = NULL;
done:
    situ_free(s.order);
    situ_free(s.low);
    situ_free(s.below);
    situ_free(s.stack);
    situ_free(s.found);
    situ_free(s.behind);
    situ_free(s.is_bridge);
    situ_free(s.sides);
    return status;
}

situ_status situ_network_bridges(uint8_t **is_bridge, double **isolated_weight, const situ_network *n, const double *weight, bool with_ferries,
                                 situ_error *err)
{
    double *sides = NULL;
    situ_status status = situ_network_sides(is_bridge, &sides, n, weight, 1, with_ferries, err);
    if (status != SITU_OK)
        return status;
    for (uint32_t i = 0; i < n->edge_count; i++)
        sides[i] = fmin(sides[2 * (size_t)i], sides[2 * (size_t)i + 1]);
    *isolated_weight = sides;
    return SITU_OK;
}

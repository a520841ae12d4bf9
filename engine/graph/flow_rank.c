// SPDX-License-Identifier: MIT
// Ranks (longest path without back arrows) and the order of boxes inside lanes and ranks.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "graph/flow_internal.h"

// Depth first from `root`, arrows in sheet order; an arrow to a node still open closes a loop.
static void mark_back(int root, unsigned char *state, int *stack, int *next, bool *back, const situ_flow_arrow *arrows,
                      int arrow_count)
{
    int depth = 0;
    stack[depth] = root;
    next[depth++] = 0;
    state[root] = 1;
    while (depth > 0) {
        int at = stack[depth - 1], a = next[depth - 1];
        while (a < arrow_count && (arrows[a].from != at || arrows[a].to < 0))
            a++;
        if (a == arrow_count) {
            state[at] = 2;
            depth--;
            continue;
        }
        next[depth - 1] = a + 1;
        if (state[arrows[a].to] == 1) {
            back[a] = true;
        } else if (state[arrows[a].to] == 0) {
            state[arrows[a].to] = 1;
            stack[depth] = arrows[a].to;
            next[depth++] = 0;
        }
    }
}

situ_status situ_flow_ranks(int *ranks, bool *back, const situ_flow_kind *kinds, int count,
                            const situ_flow_arrow *arrows, int arrow_count, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)count + 1;
    unsigned char *state = situ_calloc(n, 1);
    int *work = situ_calloc(n * 2, sizeof *work);
    SITU_TRY_ALLOC(state);
    SITU_TRY_ALLOC(work);
    memset(back, 0, (size_t)arrow_count * sizeof *back);
    for (int i = 0; i < count; i++)
        if (kinds[i] == SITU_FLOW_START && state[i] == 0)
            mark_back(i, state, work, work + n, back, arrows, arrow_count);
    for (int i = 0; i < count; i++)
        if (state[i] == 0)
            mark_back(i, state, work, work + n, back, arrows, arrow_count);
    if (ranks) {
        memset(ranks, 0, (size_t)count * sizeof *ranks);
        for (bool changed = true; changed;) { // without the back arrows there is no loop: ends after count rounds
            changed = false;
            for (int a = 0; a < arrow_count; a++)
                if (!back[a] && arrows[a].to >= 0 && ranks[arrows[a].to] < ranks[arrows[a].from] + 1) {
                    ranks[arrows[a].to] = ranks[arrows[a].from] + 1;
                    changed = true;
                }
        }
    }
done:
    situ_free(state);
    situ_free(work);
    return status;
}

int flow_t_line(int rank)
{
    return rank * (FLOW_T_TRACKS + 1) + FLOW_T_TRACKS;
}

int flow_l_line(const flow_band *b, int lane, int slot)
{
    return b->lane_first[lane] + slot;
}

int flow_lane_track(const flow_band *b, int lane)
{
    return lane < b->lane_count ? b->lane_first[lane] - FLOW_L_TRACKS : b->nl - FLOW_L_TRACKS;
}

int flow_vertex(const flow_band *b, int t, int l)
{
    return t * b->nl + l;
}

// Cells taken by boxes (1) or crossed by a straight arrow (2), when ranks are made short.
typedef struct cells { unsigned char *taken; int lanes; } cells;

static bool way_is_free(const cells *c, int rank, int from_lane, int to_lane)
{
    int step = to_lane > from_lane ? 1 : -1;
    for (int lane = from_lane + step;; lane += step) {
        if (c->taken[rank * c->lanes + lane])
            return false;
        if (lane == to_lane)
            return true;
    }
}

// A node may stand in the rank of its only latest predecessor when nothing lies between their lanes.
static int flat_rank(const flow_band *b, cells *c, int node, int *flat_from)
{
    int rank = 0, last = -1, ties = 0;
    *flat_from = -1;
    for (int e = 0; e < b->edge_count; e++)
        if (b->edges[e].to == node && !b->edges[e].back) {
            int r = b->nodes[b->edges[e].from].rank;
            if (last < 0 || r > rank) {
                rank = r;
                last = b->edges[e].from;
                ties = 0;
            } else if (r == rank) {
                ties++;
            }
        }
    if (last < 0)
        return 0;
    if (ties == 0 && b->nodes[last].lane != b->nodes[node].lane && b->nodes[node].kind != SITU_FLOW_CONNECTOR &&
        way_is_free(c, rank, b->nodes[last].lane, b->nodes[node].lane)) {
        *flat_from = last;
        return rank;
    }
    return rank + 1;
}

static void take(cells *c, const flow_band *b, int node, int flat_from)
{
    const flow_cell_node *v = &b->nodes[node];
    if (flat_from >= 0) {
        int lane = b->nodes[flat_from].lane, step = v->lane > lane ? 1 : -1;
        for (lane += step; lane != v->lane; lane += step)
            c->taken[v->rank * c->lanes + lane] = 2;
    }
    c->taken[v->rank * c->lanes + v->lane] = 1;
}

static situ_status make_ranks(flow_band *b, bool flat, situ_error *err)
{
    situ_status status = SITU_OK;
    int n = b->node_count, done_count = 0;
    bool *ready = situ_calloc((size_t)n + 1, sizeof *ready);
    cells c = {situ_calloc((size_t)(n + 2) * (size_t)b->lane_count, 1), b->lane_count};
    SITU_TRY_ALLOC(ready);
    SITU_TRY_ALLOC(c.taken);
    while (done_count < n) { // topological, sheet order among what is ready
        int pick = -1, flat_from = -1;
        for (int i = 0; i < n && pick < 0; i++) {
            bool waits = ready[i];
            for (int e = 0; e < b->edge_count && !waits; e++)
                waits = b->edges[e].to == i && !b->edges[e].back && !ready[b->edges[e].from];
            if (!waits)
                pick = i;
        }
        if (pick < 0) {
            status = situ_fail(err, SITU_E_ARGUMENT, NULL, "flow: a loop is left");
            goto done;
        }
        b->nodes[pick].rank = flat_rank(b, &c, pick, &flat_from);
        if (!flat && flat_from >= 0) {
            b->nodes[pick].rank++;
            flat_from = -1;
        }
        take(&c, b, pick, flat_from);
        ready[pick] = true;
        done_count++;
        if (b->nodes[pick].rank + 1 > b->rank_count)
            b->rank_count = b->nodes[pick].rank + 1;
    }
    // A source drifts down to just before what it leads to (incoming connectors, second beginnings).
    for (int i = 0; i < n; i++) {
        int lowest = b->rank_count, ins = 0;
        for (int e = 0; e < b->edge_count; e++) {
            ins += b->edges[e].to == i && !b->edges[e].back;
            if (b->edges[e].from == i && !b->edges[e].back && b->nodes[b->edges[e].to].rank - 1 < lowest)
                lowest = b->nodes[b->edges[e].to].rank - 1;
        }
        if (ins == 0 && lowest < b->rank_count && lowest > b->nodes[i].rank)
            b->nodes[i].rank = lowest;
    }
done:
    situ_free(ready);
    situ_free(c.taken);
    return status;
}

// Mean lane position of the neighbours of a node, its own lane when it has none.
static double pull(const flow_band *b, int node)
{
    double sum = 0;
    int n = 0;
    for (int e = 0; e < b->edge_count; e++) {
        int other = b->edges[e].to == node ? b->edges[e].from : b->edges[e].from == node ? b->edges[e].to : -1;
        if (other >= 0 && other != node) {
            sum += b->nodes[other].lane * 100.0 + b->nodes[other].slot;
            n++;
        }
    }
    return n ? sum / n : b->nodes[node].lane * 100.0;
}

static void order_cell(flow_band *b, int rank, int lane, int *members)
{
    int k = 0;
    for (int i = 0; i < b->node_count; i++)
        if (b->nodes[i].rank == rank && b->nodes[i].lane == lane)
            members[k++] = i;
    for (int i = 1; i < k; i++) // insertion: stable, sheet order on ties
        for (int q = i; q > 0 && pull(b, members[q]) < pull(b, members[q - 1]) - 1e-9; q--) {
            int swap = members[q];
            members[q] = members[q - 1];
            members[q - 1] = swap;
        }
    for (int i = 0; i < k; i++)
        b->nodes[members[i]].slot = b->slots[lane] - k + 2 * i;
}

situ_status flow_make_cells(flow_band *b, bool flat, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    int *members = situ_calloc((size_t)b->node_count + 1, sizeof *members), line = 0;
    SITU_TRY_ALLOC(members);
    SITU_TRY(make_ranks(b, flat, err));
    b->slots = situ_arena_alloc(arena, (size_t)b->lane_count * sizeof(int));
    b->lane_first = situ_arena_alloc(arena, (size_t)b->lane_count * sizeof(int));
    SITU_TRY_ALLOC(b->slots);
    SITU_TRY_ALLOC(b->lane_first);
    for (int lane = 0; lane < b->lane_count; lane++)
        for (int rank = 0; rank < b->rank_count; rank++) {
            int k = 0;
            for (int i = 0; i < b->node_count; i++)
                k += b->nodes[i].rank == rank && b->nodes[i].lane == lane;
            b->slots[lane] = k > b->slots[lane] ? k : b->slots[lane];
        }
    for (int lane = 0; lane < b->lane_count; lane++) {
        b->lane_first[lane] = line + FLOW_L_TRACKS;
        line += FLOW_L_TRACKS + 2 * b->slots[lane] - 1;
    }
    b->nl = line + FLOW_L_TRACKS;
    b->nt = b->rank_count * (FLOW_T_TRACKS + 1) + FLOW_T_TRACKS;
    for (int sweep = 0; sweep < 3; sweep++)
        for (int rank = 0; rank < b->rank_count; rank++)
            for (int lane = 0; lane < b->lane_count; lane++)
                order_cell(b, rank, lane, members);
done:
    situ_free(members);
    return status;
}

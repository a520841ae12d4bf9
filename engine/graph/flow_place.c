// SPDX-License-Identifier: MIT
// From lines to millimetres: channels as wide as the arrows and labels in them need, boxes on the grid.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "graph/flow_internal.h"

static const double ALIKE = 1.4; // boxes up to this much smaller than the largest beside them are made equal

static double up(double value, double grid)
{
    return grid > 0 ? ceil(value / grid - 1e-6) * grid : value;
}

static int used_count(const bool *used, int first, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += used[first + i];
    return count;
}

// Pills and letters keep their own size; other boxes beside each other are made alike.
static bool is_plain(const flow_band *b, int node)
{
    situ_flow_kind kind = b->nodes[node].kind;
    return kind != SITU_FLOW_CONNECTOR && kind != SITU_FLOW_START && kind != SITU_FLOW_END;
}

static double own_depth(const flow_band *b, int node, const situ_flow_page *page, double scale)
{
    return up(b->nodes[node].wt * scale, 2 * page->grid);
}

double flow_box_breadth(const flow_band *b, int node, const situ_flow_page *page, double scale)
{
    double own = b->nodes[node].wl * scale, most = own;
    if (b->nodes[node].kind == SITU_FLOW_CONNECTOR)
        return own;
    if (!is_plain(b, node))
        return up(own, 2 * page->grid);
    for (int i = 0; i < b->node_count; i++)
        if (b->nodes[i].lane == b->nodes[node].lane && is_plain(b, i) && b->nodes[i].wl * scale <= own * ALIKE)
            most = fmax(most, b->nodes[i].wl * scale);
    return up(most, 2 * page->grid);
}

double flow_box_depth(const flow_band *b, int node, const situ_flow_page *page, double scale)
{
    double own = own_depth(b, node, page, scale), most = own;
    if (b->nodes[node].kind == SITU_FLOW_CONNECTOR)
        return b->nodes[node].wt * scale;
    if (!is_plain(b, node))
        return own;
    for (int i = 0; i < b->node_count; i++)
        if (b->nodes[i].rank == b->nodes[node].rank && is_plain(b, i) && own_depth(b, i, page, scale) <= own * ALIKE)
            most = fmax(most, own_depth(b, i, page, scale));
    return most;
}

// Does a labelled arrow leave a box of this rank along t, or of this lane towards `side` (-1, +1)?
static bool label_leaves(const flow_band *b, int rank, int lane, int side)
{
    for (int e = 0; e < b->edge_count; e++) {
        const flow_edge *edge = &b->edges[e];
        const flow_cell_node *v = &b->nodes[edge->from];
        int dt, dl;
        if (!edge->label || edge->path_count < 2)
            continue;
        dt = edge->path[1] / b->nl - edge->path[0] / b->nl;
        dl = edge->path[1] % b->nl - edge->path[0] % b->nl;
        if (rank >= 0 && dl == 0 && v->rank == rank && (dt > 0) == (side > 0))
            return true;
        if (lane >= 0 && dt == 0 && v->lane == lane && (dl > 0) == (side > 0))
            return true;
    }
    return false;
}

// Places used tracks evenly between a and c; unused ones share the middle.
static void place_tracks(double *at, const bool *used, int first, int n, double a, double c)
{
    int count = used_count(used, first, n), k = 0;
    for (int i = 0; i < n; i++) {
        at[first + i] = (a + c) / 2;
        if (used[first + i])
            at[first + i] = count == 1 ? (a + c) / 2 : a + (c - a) * k++ / (count - 1);
    }
}

static void measure_t(flow_sizes *s, const flow_band *b, const situ_flow_page *page, bool across, double scale, double extra)
{
    double gap = page->gap * scale, track = page->track * scale, at = 0;
    double label = (across ? page->label_w : page->label_h) * scale + 1;
    double per_channel = 0, grid = page->grid;
    for (int pass = 0; pass < 2; pass++) { // once to see what is needed, once with the extra room
        at = 0;
        for (int r = 0; r <= b->rank_count; r++) {
            int first = r * (FLOW_T_TRACKS + 1), u = used_count(b->t_used, first, FLOW_T_TRACKS);
            bool inner = r > 0 && r < b->rank_count;
            double head = r > 0 && label_leaves(b, r - 1, -1, 1) ? fmax(gap, label) : r > 0 ? gap : gap * 0.8;
            double tail = r < b->rank_count && label_leaves(b, r, -1, -1) ? fmax(gap, label) : r < b->rank_count ? gap : gap * 0.8;
            double size = u > 0 ? head + (u - 1) * track + tail : inner ? fmax(fmax(head, tail), gap * 1.25) : fmax(head, tail);
            double more = per_channel * (inner ? 1 : 0.5);
            size = up(size, grid);
            more = grid > 0 ? floor(more / grid + 1e-6) * grid : more;
            place_tracks(s->t, b->t_used, first, FLOW_T_TRACKS, at + head + more * 0.45, at + size - tail + more * 0.55);
            at += size + more;
            if (r == b->rank_count)
                break;
            s->depth[r] = 0;
            for (int i = 0; i < b->node_count; i++)
                if (b->nodes[i].rank == r)
                    s->depth[r] = fmax(s->depth[r], own_depth(b, i, page, scale));
            at += s->depth[r];
            s->t[flow_t_line(r)] = at - s->depth[r] / 2;
        }
        if (pass == 0)
            s->t_need = at;
        per_channel = extra / (b->rank_count > 1 ? b->rank_count : 1);
    }
}

static void measure_l(flow_sizes *s, const flow_band *b, const situ_flow_page *page, bool across, double scale, double extra)
{
    double gap = page->gap * scale, track = page->track * scale, at = 0, grid = page->grid;
    double label = (across ? page->label_h : page->label_w) * scale + 1;
    double least = (across ? page->lane_min_across : page->lane_min_down) * scale;
    double more = grid > 0 ? floor(extra / b->lane_count / (2 * grid) + 1e-6) * 2 * grid : extra / b->lane_count;
    double odd = extra - more * b->lane_count;
    for (int lane = 0; lane < b->lane_count; lane++) {
        int before_first = flow_lane_track(b, lane), after_first = flow_lane_track(b, lane + 1);
        int before_n = lane ? FLOW_L_TRACKS / 2 : FLOW_L_TRACKS, after_n = lane + 1 < b->lane_count ? FLOW_L_TRACKS / 2 : FLOW_L_TRACKS;
        double pad[2], slot = 0, inner = up(2 * gap, 2 * grid), size, rest;
        before_first += lane ? FLOW_L_TRACKS / 2 : 0;
        for (int side = 0; side < 2; side++) {
            int u = used_count(b->l_used, side ? after_first : before_first, side ? after_n : before_n);
            double near = label_leaves(b, -1, lane, side ? 1 : -1) ? fmax(gap, label) : gap;
            pad[side] = up(u > 0 ? near + (u - 1) * track + track * 0.7 : fmax(gap * 0.7, near == gap ? 0 : near), grid);
        }
        for (int i = 0; i < b->node_count; i++)
            if (b->nodes[i].lane == lane)
                slot = fmax(slot, flow_box_breadth(b, i, page, scale));
        slot = up(slot, 2 * grid);
        size = pad[0] + pad[1] + b->slots[lane] * slot + (b->slots[lane] - 1) * inner;
        rest = fmax(up(least, 2 * grid) - size, 0);
        rest = up(rest, 2 * grid) + more;
        s->lane_at[lane] = at;
        s->slot_w[lane] = slot;
        double spread = b->slots[lane] > 1 ? rest / (b->slots[lane] + 1) : rest / 2; // also between slots
        double begin = at + pad[0] + spread, pitch = slot + inner + (b->slots[lane] > 1 ? spread : 0);
        for (int q = 0; q < 2 * b->slots[lane] - 1; q++)
            s->l[flow_l_line(b, lane, q)] = begin + slot / 2 + q * pitch / 2;
        double box0 = begin, box1 = begin + b->slots[lane] * slot + (b->slots[lane] - 1) * (pitch - slot);
        double near0 = label_leaves(b, -1, lane, -1) ? fmax(gap, label) : gap, near1 = label_leaves(b, -1, lane, 1) ? fmax(gap, label) : gap;
        at += size + rest;
        place_tracks(s->l, b->l_used, before_first, before_n, s->lane_at[lane] + fmin(track * 0.7 + spread * 0.4, (box0 - s->lane_at[lane]) / 2),
                     fmax(box0 - near0 - spread * 0.4, s->lane_at[lane] + fmin(track * 0.7 + spread * 0.4, (box0 - s->lane_at[lane]) / 2)));
        place_tracks(s->l, b->l_used, after_first, after_n, fmin(box1 + near1 + spread * 0.4, at - fmin(track * 0.7 + spread * 0.4, (at - box1) / 2)),
                     at - fmin(track * 0.7 + spread * 0.4, (at - box1) / 2));
    }
    s->lane_at[b->lane_count] = at + odd;
    s->l_need = at - more * b->lane_count;
}

situ_status flow_measure(flow_sizes *out, const flow_band *b, const situ_flow_page *page, bool across, double scale,
                         double extra_t, double extra_l, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    memset(out, 0, sizeof *out);
    out->t = situ_arena_alloc(arena, (size_t)b->nt * sizeof(double));
    out->l = situ_arena_alloc(arena, (size_t)b->nl * sizeof(double));
    out->depth = situ_arena_alloc(arena, (size_t)b->rank_count * sizeof(double));
    out->lane_at = situ_arena_alloc(arena, ((size_t)b->lane_count + 1) * sizeof(double));
    out->slot_w = situ_arena_alloc(arena, (size_t)b->lane_count * sizeof(double));
    SITU_TRY_ALLOC(out->t);
    SITU_TRY_ALLOC(out->l);
    SITU_TRY_ALLOC(out->depth);
    SITU_TRY_ALLOC(out->lane_at);
    SITU_TRY_ALLOC(out->slot_w);
    measure_t(out, b, page, across, scale, extra_t);
    measure_l(out, b, page, across, scale, extra_l);
done:
    return status;
}

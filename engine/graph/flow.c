// SPDX-License-Identifier: MIT
// Choice of direction, box forms, bands and pages of a flow, and the finished layout.
#include "graph/flow.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "graph/flow_internal.h"

enum { MAX_BANDS = 60 };
static const double BAND_GAP = 6;       // mm between bands of one page
static const double BAND_COST = 0.88;   // a second band must win at least this much
static const double FLAT_COST = 0.97;   // strict ranks read a little better

typedef struct input {
    const situ_flow_node *nodes;
    int count, lane_count;
    const situ_flow_arrow *arrows;
    int arrow_count;
    const situ_flow_page *page;
    situ_flow_kind *kinds;
    bool *back;
} input;

typedef struct plan {
    bool across, flat;
    int form, bands, per_page; // bands in all, bands on a page
    double scale, score;
    flow_band *band;
    situ_arena *arena;
} plan;

static void box_size(const input *in, const plan *p, int node, double *wt, double *wl)
{
    const situ_flow_node *v = &in->nodes[node];
    bool second = p->form == 1 && v->w2 > 0;
    double w = second ? v->w2 : v->w, h = second ? v->h2 : v->h;
    *wt = p->across ? w : h;
    *wl = p->across ? h : w;
}

// Finds or adds the connector of band for target node (incoming) or towards it (outgoing).
static int connector(flow_band *b, const input *in, bool incoming, char letter, int lane, int other_band)
{
    for (int i = 0; i < b->node_count; i++)
        if (b->nodes[i].kind == SITU_FLOW_CONNECTOR && b->nodes[i].letter == letter && b->nodes[i].incoming == incoming)
            return i;
    b->nodes[b->node_count] = (flow_cell_node){.node = -1, .kind = SITU_FLOW_CONNECTOR, .lane = lane, .letter = letter,
                                               .wt = in->page->connector, .wl = in->page->connector,
                                               .incoming = incoming, .other_band = other_band};
    return b->node_count++;
}

static void add_edge(flow_band *b, int from, int to, int arrow, bool back, bool label)
{
    for (int e = 0; e < b->edge_count && label == false; e++)
        if (b->edges[e].from == from && b->edges[e].to == to)
            return; // several arrows to one connector's far end
    b->edges[b->edge_count++] = (flow_edge){.from = from, .to = to, .arrow = arrow, .back = back, .label = label};
}

// Local lanes: those that hold a box, in sheet order.
static situ_status number_lanes(flow_band *b, const input *in, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    int *local = situ_arena_alloc(arena, (size_t)in->lane_count * sizeof(int));
    b->lanes = situ_arena_alloc(arena, (size_t)in->lane_count * sizeof(int));
    SITU_TRY_ALLOC(local);
    SITU_TRY_ALLOC(b->lanes);
    for (int lane = 0; lane < in->lane_count; lane++) {
        bool used = false;
        for (int i = 0; i < b->node_count; i++)
            used |= b->nodes[i].lane == lane;
        local[lane] = b->lane_count;
        if (used)
            b->lanes[b->lane_count++] = lane;
    }
    for (int i = 0; i < b->node_count; i++)
        b->nodes[i].lane = local[b->nodes[i].lane];
done:
    return status;
}

static situ_status fill_band(flow_band *b, const input *in, const plan *p, int band, const int *band_of, const int *letter,
                             situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t room = (size_t)in->count + 2 * (size_t)in->arrow_count + 1;
    int *local = situ_arena_alloc(arena, (size_t)in->count * sizeof(int));
    b->nodes = situ_arena_alloc(arena, room * sizeof *b->nodes);
    b->edges = situ_arena_alloc(arena, room * sizeof *b->edges);
    SITU_TRY_ALLOC(local);
    SITU_TRY_ALLOC(b->nodes);
    SITU_TRY_ALLOC(b->edges);
    for (int i = 0; i < in->count; i++)
        if (band_of[i] == band) {
            flow_cell_node v = {.node = i, .kind = in->kinds[i], .lane = in->nodes[i].lane};
            box_size(in, p, i, &v.wt, &v.wl);
            local[i] = b->node_count;
            b->nodes[b->node_count++] = v;
        }
    for (int a = 0; a < in->arrow_count; a++) {
        int from = in->arrows[a].from, to = in->arrows[a].to;
        bool label = in->arrows[a].label != NULL;
        if (to < 0)
            continue;
        if (band_of[from] == band && band_of[to] == band) {
            add_edge(b, local[from], local[to], a, in->back[a], label);
        } else if (band_of[from] == band) {
            int c = connector(b, in, false, (char)('A' + letter[to] % 26), in->nodes[from].lane, band_of[to]);
            add_edge(b, local[from], c, a, false, label);
        } else if (band_of[to] == band) {
            int c = connector(b, in, true, (char)('A' + letter[to] % 26), in->nodes[to].lane, band_of[from]);
            add_edge(b, c, local[to], a, false, false);
        }
    }
    SITU_TRY(number_lanes(b, in, arena, err));
done:
    return status;
}

// Which band each node belongs to: ranks of the whole flow in equal shares.
static situ_status cut_bands(const input *in, const plan *p, int *band_of, int *letter, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    flow_band whole = {0};
    int letters = 0;
    memset(band_of, 0, (size_t)in->count * sizeof *band_of);
    SITU_TRY(fill_band(&whole, in, p, 0, band_of, letter, arena, err));
    SITU_TRY(flow_make_cells(&whole, p->flat, arena, err));
    for (int i = 0; i < in->count; i++)
        band_of[i] = whole.nodes[i].rank * p->bands / whole.rank_count;
    for (int i = 0; i < in->count; i++) {
        bool cut = false;
        for (int a = 0; a < in->arrow_count; a++)
            cut |= in->arrows[a].to == i && band_of[in->arrows[a].from] != band_of[i];
        letter[i] = cut ? letters++ : 0;
    }
done:
    return status;
}

static double t_room(const input *in, const plan *p, double scale)
{
    double head = (p->across ? in->page->head_across : in->page->head_down) * scale;
    head = in->page->grid > 0 ? ceil(head / in->page->grid - 1e-6) * in->page->grid : head;
    return (p->across ? in->page->width : in->page->height) - head;
}

static double l_room(const input *in, const plan *p, int bands_here)
{
    return (p->across ? in->page->height : in->page->width) - (bands_here - 1) * BAND_GAP;
}

static int bands_on_page(const plan *p, int page)
{
    int left = p->bands - page * p->per_page;
    return left < p->per_page ? left : p->per_page;
}

static situ_status fits(bool *out, const input *in, const plan *p, double scale, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    *out = true;
    for (int first = 0; first < p->bands && *out; first += p->per_page) {
        int here = bands_on_page(p, first / p->per_page);
        double l_sum = 0;
        for (int k = first; k < first + here; k++) {
            flow_sizes s;
            SITU_TRY(flow_measure(&s, &p->band[k], in->page, p->across, scale, 0, 0, arena, err));
            l_sum += s.l_need;
            *out = *out && s.t_need <= t_room(in, p, scale) + 1e-6;
        }
        *out = *out && l_sum <= l_room(in, p, here) + 1e-6;
    }
done:
    situ_arena_free(arena);
    return status;
}

// The largest scale at which the plan fits, 0 when it does not fit at all.
static situ_status largest_scale(double *out, const input *in, const plan *p, situ_error *err)
{
    situ_status status = SITU_OK;
    double low = 0.02, high = in->page->max_scale;
    bool ok = false;
    *out = 0;
    SITU_TRY(fits(&ok, in, p, high, err));
    if (ok) {
        *out = high;
        goto done;
    }
    SITU_TRY(fits(&ok, in, p, low, err));
    if (!ok)
        goto done;
    for (int i = 0; i < 16; i++) {
        double mid = (low + high) / 2;
        SITU_TRY(fits(&ok, in, p, mid, err));
        if (ok)
            low = mid;
        else
            high = mid;
    }
    *out = low;
done:
    return status;
}

static double score_of(const plan *p, double scale)
{
    return scale * pow(BAND_COST, p->per_page - 1) * (p->flat ? FLAT_COST : 1);
}

// Builds, routes and scales one plan; scale stays 0 when it does not fit or cannot beat `least`. Before the
// routing, which costs most, the plan is measured without any arrow: it can only become smaller.
static situ_status make_plan(plan *p, const input *in, double least, situ_error *err)
{
    situ_status status = SITU_OK;
    double scale;
    int *band_of = situ_calloc((size_t)in->count * 2 + 2, sizeof *band_of);
    p->arena = situ_arena_new();
    SITU_TRY_ALLOC(band_of);
    SITU_TRY_ALLOC(p->arena);
    p->band = situ_arena_alloc(p->arena, (size_t)p->bands * sizeof *p->band);
    SITU_TRY_ALLOC(p->band);
    SITU_TRY(cut_bands(in, p, band_of, band_of + in->count, p->arena, err));
    for (int k = 0; k < p->bands; k++) {
        flow_band *b = &p->band[k];
        SITU_TRY(fill_band(b, in, p, k, band_of, band_of + in->count, p->arena, err));
        if (b->node_count == 0)
            goto done; // fewer ranks than bands
        SITU_TRY(flow_make_cells(b, p->flat, p->arena, err));
        b->t_used = situ_arena_alloc(p->arena, (size_t)b->nt * sizeof(bool));
        b->l_used = situ_arena_alloc(p->arena, (size_t)b->nl * sizeof(bool));
        SITU_TRY_ALLOC(b->t_used);
        SITU_TRY_ALLOC(b->l_used);
    }
    SITU_TRY(largest_scale(&scale, in, p, err));
    if (scale < in->page->min_scale || score_of(p, scale) <= least)
        goto done;
    for (int k = 0; k < p->bands; k++)
        SITU_TRY(flow_route(&p->band[k], in->page, p->arena, err));
    SITU_TRY(largest_scale(&scale, in, p, err));
    p->scale = scale;
    p->score = score_of(p, scale);
done:
    situ_free(band_of);
    return status;
}

// The best plan with this many pages; best->scale stays 0 when none fits.
static situ_status best_plan(plan *best, const input *in, int pages, situ_error *err)
{
    situ_status status = SITU_OK;
    plan p = {0};
    bool second = false;
    memset(best, 0, sizeof *best);
    for (int i = 0; i < in->count; i++)
        second |= in->nodes[i].w2 > 0;
    for (int per = 1; per <= (in->count > 60 ? 1 : 3); per++)
        for (int across = 1; across >= 0; across--)
            for (int flat = 0; flat < 2; flat++)
                for (int form = 0; form <= second; form++) {
                    if ((in->page->direction == 1 && !across) || (in->page->direction == 2 && across) || per * pages > MAX_BANDS)
                        continue;
                    memset(&p, 0, sizeof p);
                    p.across = across;
                    p.flat = flat;
                    p.form = form;
                    p.bands = per * pages;
                    p.per_page = per;
                    SITU_TRY(make_plan(&p, in, best->score, err));
                    if (p.scale >= in->page->min_scale && p.score > best->score + 1e-9) {
                        situ_arena_free(best->arena);
                        *best = p;
                    } else {
                        situ_arena_free(p.arena);
                    }
                    p.arena = NULL;
                }
done:
    situ_arena_free(p.arena);
    return status;
}

// --- finished layout ---

typedef struct origin { double x, y; bool across; } origin;

static situ_point page_point(origin o, double t, double l)
{
    return o.across ? (situ_point){o.x + t, o.y + l} : (situ_point){o.x + l, o.y + t};
}

static situ_box page_box(origin o, double t0, double l0, double t1, double l1)
{
    situ_point a = page_point(o, t0, l0), c = page_point(o, t1, l1);
    return situ_box_of(a.x, a.y, c.x, c.y);
}

static situ_box node_box(const flow_band *b, int i, const flow_sizes *s, const input *in, const plan *p, origin o)
{
    double t = s->t[flow_t_line(b->nodes[i].rank)], l = s->l[flow_l_line(b, b->nodes[i].lane, b->nodes[i].slot)];
    double wt = flow_box_depth(b, i, in->page, p->scale), wl = flow_box_breadth(b, i, in->page, p->scale);
    return page_box(o, t - wt / 2, l - wl / 2, t + wt / 2, l + wl / 2);
}

// Moves an end of a line from the centre of its box to the edge.
static situ_point to_edge(situ_point end, situ_point next, situ_box box)
{
    if (fabs(end.x - next.x) > fabs(end.y - next.y))
        return (situ_point){next.x > end.x ? box.x1 : box.x0, end.y};
    return (situ_point){end.x, next.y > end.y ? box.y1 : box.y0};
}

static bool overlap(situ_box a, situ_box b)
{
    return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

// How badly a label would stand: on boxes, or on lines.
static int misfit(situ_box box, const situ_flow_layout *out, int first_route, int page, const situ_box *boxes, int count)
{
    int bad = 0;
    for (int i = 0; i < count; i++)
        bad += overlap(box, boxes[i]) ? 10 : 0;
    for (int i = first_route; i < out->route_count; i++)
        for (int k = 1; k < out->routes[i].count && out->routes[i].page == page; k++) {
            situ_point a = out->routes[i].points[k - 1], b = out->routes[i].points[k];
            bad += overlap(box, situ_box_grow(situ_box_of(a.x, a.y, b.x, b.y), 0.1)) ? 1 : 0;
        }
    return bad;
}

// Beside the first piece of the line, on the side that is free.
static situ_box label_box(const situ_flow_layout *out, const situ_flow_route *r, int first_route, const situ_flow_page *page,
                          double scale, const situ_box *boxes, int count)
{
    double w = page->label_w * scale, h = page->label_h * scale, off = 0.5;
    situ_point a = r->points[0], b = r->points[1];
    situ_box best = {0, 0, 0, 0};
    int least = -1;
    for (int side = 0; side < 2; side++) {
        situ_box box;
        int bad;
        if (fabs(a.y - b.y) < 1e-6) { // along x: above, else below
            double x = b.x > a.x ? a.x + off : a.x - off - w, y = side == 0 ? a.y - off - h : a.y + off;
            box = (situ_box){x, y, x + w, y + h};
        } else { // along y: right, else left
            double y = b.y > a.y ? a.y + off : a.y - off - h, x = side == 0 ? a.x + off : a.x - off - w;
            box = (situ_box){x, y, x + w, y + h};
        }
        bad = misfit(box, out, first_route, r->page, boxes, count);
        if (least < 0 || bad < least) {
            least = bad;
            best = box;
        }
    }
    return best;
}

static situ_status emit_routes(situ_flow_layout *out, const flow_band *b, const flow_sizes *s, const input *in, const plan *p,
                               origin o, int page, const situ_box *boxes, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    int first = out->route_count;
    for (int e = 0; e < b->edge_count; e++) {
        const flow_edge *edge = &b->edges[e];
        situ_flow_route *r = &out->routes[out->route_count];
        if (edge->path_count < 2)
            continue;
        *r = (situ_flow_route){.arrow = edge->arrow, .page = page, .back = edge->back};
        r->points = situ_arena_alloc(arena, (size_t)edge->path_count * sizeof *r->points);
        SITU_TRY_ALLOC(r->points);
        for (int k = 0; k < edge->path_count; k++)
            r->points[k] = page_point(o, s->t[edge->path[k] / b->nl], s->l[edge->path[k] % b->nl]);
        r->count = edge->path_count;
        r->points[0] = to_edge(r->points[0], r->points[1], boxes[edge->from]);
        r->points[r->count - 1] = to_edge(r->points[r->count - 1], r->points[r->count - 2], boxes[edge->to]);
        r->has_label = edge->label;
        out->route_count++;
    }
    for (int i = first; i < out->route_count; i++) // once all lines are known
        if (out->routes[i].has_label)
            out->routes[i].label = label_box(out, &out->routes[i], first, in->page, p->scale, boxes, b->node_count);
done:
    return status;
}

static situ_status emit_band(situ_flow_layout *out, const input *in, const plan *p, int k, const flow_sizes *s, origin body,
                             double head, double lane_end, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    const flow_band *b = &p->band[k];
    int page = k / p->per_page;
    situ_box *boxes = situ_arena_alloc(arena, ((size_t)b->node_count + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    for (int lane = 0; lane < b->lane_count; lane++)
        out->lanes[out->lane_count++] = (situ_flow_lane){
            .lane = b->lanes[lane], .page = page, .band = k,
            .head = page_box(body, -head, s->lane_at[lane], 0, s->lane_at[lane + 1]),
            .body = page_box(body, 0, s->lane_at[lane], lane_end, s->lane_at[lane + 1])};
    for (int i = 0; i < b->node_count; i++) {
        const flow_cell_node *v = &b->nodes[i];
        boxes[i] = node_box(b, i, s, in, p, body);
        out->boxes[out->box_count++] = (situ_flow_box){
            .node = v->node, .page = page, .band = k, .rank = v->rank, .lane = b->lanes[v->lane], .form = p->form,
            .letter = v->letter, .incoming = v->incoming, .other_page = v->node < 0 ? v->other_band / p->per_page : page,
            .box = boxes[i]};
        if (v->node >= 0 && in->nodes[v->node].w2 <= 0)
            out->boxes[out->box_count - 1].form = 0;
    }
    SITU_TRY(emit_routes(out, b, s, in, p, body, page, boxes, arena, err));
done:
    return status;
}

static situ_status emit(situ_flow_layout *out, const input *in, const plan *p, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    double room_t = t_room(in, p, p->scale), head = (p->across ? in->page->width : in->page->height) - room_t;
    size_t boxes = 0, lanes = 0, routes = 0;
    for (int k = 0; k < p->bands; k++) {
        boxes += (size_t)p->band[k].node_count;
        lanes += (size_t)p->band[k].lane_count;
        routes += (size_t)p->band[k].edge_count;
    }
    out->boxes = situ_arena_alloc(arena, (boxes + 1) * sizeof *out->boxes);
    out->lanes = situ_arena_alloc(arena, (lanes + 1) * sizeof *out->lanes);
    out->routes = situ_arena_alloc(arena, (routes + 1) * sizeof *out->routes);
    SITU_TRY_ALLOC(out->boxes);
    SITU_TRY_ALLOC(out->lanes);
    SITU_TRY_ALLOC(out->routes);
    out->scale = p->scale;
    out->across = p->across;
    out->band_count = p->bands;
    out->page_count = (p->bands + p->per_page - 1) / p->per_page;
    for (int page = 0; page < out->page_count; page++) {
        int first = page * p->per_page, here = bands_on_page(p, page);
        double l_sum = 0, at = 0, spare;
        flow_sizes s;
        for (int k = first; k < first + here; k++) {
            SITU_TRY(flow_measure(&s, &p->band[k], in->page, p->across, p->scale, 0, 0, arena, err));
            l_sum += s.l_need;
        }
        spare = (l_room(in, p, here) - l_sum) / here;
        for (int k = first; k < first + here; k++) {
            origin body = {.across = p->across};
            SITU_TRY(flow_measure(&s, &p->band[k], in->page, p->across, p->scale, 0, 0, arena, err));
            SITU_TRY(flow_measure(&s, &p->band[k], in->page, p->across, p->scale, room_t - s.t_need, spare, arena, err));
            body.x = p->across ? head : at;
            body.y = p->across ? at : head;
            SITU_TRY(emit_band(out, in, p, k, &s, body, head, room_t, arena, err));
            at += s.l_need + spare + BAND_GAP;
        }
    }
done:
    return status;
}

situ_status situ_flow_layout_make(situ_flow_layout *out, const situ_flow_node *nodes, int count, int lane_count,
                                  const situ_flow_arrow *arrows, int arrow_count, const situ_flow_page *page,
                                  situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    input in = {nodes, count, lane_count, arrows, arrow_count, page, NULL, NULL};
    plan best = {0};
    memset(out, 0, sizeof *out);
    if (count <= 0 || lane_count <= 0)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "flow: nothing to lay out");
    for (int i = 0; i < count; i++)
        if (nodes[i].lane < 0 || nodes[i].lane >= lane_count)
            return situ_fail(err, SITU_E_ARGUMENT, NULL, "flow: lane of node %d out of range", i);
    for (int a = 0; a < arrow_count; a++)
        if (arrows[a].from < 0 || arrows[a].from >= count || arrows[a].to >= count)
            return situ_fail(err, SITU_E_ARGUMENT, NULL, "flow: arrow %d out of range", a);
    in.kinds = situ_calloc((size_t)count, sizeof *in.kinds);
    in.back = situ_calloc((size_t)arrow_count + 1, sizeof *in.back);
    SITU_TRY_ALLOC(in.kinds);
    SITU_TRY_ALLOC(in.back);
    for (int i = 0; i < count; i++)
        in.kinds[i] = nodes[i].kind;
    SITU_TRY(situ_flow_ranks(NULL, in.back, in.kinds, count, arrows, arrow_count, err));
    for (int pages = 1; pages <= MAX_BANDS; pages++) {
        situ_arena_free(best.arena);
        SITU_TRY(best_plan(&best, &in, pages, err));
        if (best.scale >= page->min_scale)
            break;
    }
    if (best.scale < page->min_scale) {
        status = situ_fail(err, SITU_E_LIMIT, _("take larger paper"), _("the flow does not fit the page"));
        goto done;
    }
    SITU_TRY(emit(out, &in, &best, arena, err));
done:
    situ_arena_free(best.arena);
    situ_free(in.kinds);
    situ_free(in.back);
    return status;
}

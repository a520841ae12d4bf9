// SPDX-License-Identifier: MIT
// The nearest edges: short runs of segments in an R-tree, asked with a box that grows until it holds
// something nearer than its own half side.

#include <math.h>
#include <string.h>

#include "analysis/network_find.h"
#include "analysis/surface_banks.h"
#include "base/alloc.h"
#include "geo/index.h"

enum { RUN = 8 };

typedef struct run { uint32_t edge, first, last; } run; // vertices of the edge; first == last: a ferry's end
struct situ_network_find {
    run *runs;
    situ_rtree *tree;
    situ_box box; // of all
    double on_road_m, wet_m;
    situ_shores *shores; // NULL = none
    bool all_enter; // nothing can be entered along its way: then everything can
};

static bool passable(const situ_network_edge *e) { return isfinite(e->minutes) || isfinite(e->minutes_back); }

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

// Metres of road that hang together with each edge, cut or not: *total by edge.
static situ_status measure_pieces(double **total, const situ_network *n, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *parent = situ_malloc(((size_t)n->node_count + 1) * sizeof *parent);
    double *sum = situ_calloc((size_t)n->node_count + 1, sizeof *sum), *out = situ_malloc(((size_t)n->edge_count + 1) * sizeof *out);
    SITU_TRY_ALLOC(parent);
    SITU_TRY_ALLOC(sum);
    SITU_TRY_ALLOC(out);
    for (uint32_t i = 0; i < n->node_count; i++)
        parent[i] = i;
    for (uint32_t i = 0; i < n->edge_count; i++) {
        uint32_t a = root_of(parent, n->edges[i].from), b = root_of(parent, n->edges[i].to);
        parent[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t i = 0; i < n->edge_count; i++)
        sum[root_of(parent, n->edges[i].from)] += (double)n->edges[i].length_m;
    for (uint32_t i = 0; i < n->edge_count; i++)
        out[i] = sum[root_of(parent, n->edges[i].from)];
    *total = out;
    out = NULL;
done:
    situ_free(parent);
    situ_free(sum);
    situ_free(out);
    return status;
}

// What places may meet: 2 = as the rules say, 1 = with scraps and tunnels, 0 = not at all.
static int worth(const situ_network_edge *e, double piece_m, double fragment_m)
{
    return !passable(e) ? 0 : piece_m >= fragment_m && !(e->tunnel && !e->enter) ? 2 : 1;
}

static situ_status add_runs(struct situ_network_find *f, const situ_network *n, const double *piece, double fragment_m, int least, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t count = 0, capacity = 0, box_capacity = 0;
    situ_box *boxes = NULL;
    for (uint32_t i = 0; i < n->edge_count; i++) {
        const situ_network_edge *e = &n->edges[i];
        if (worth(e, piece[i], fragment_m) < least)
            continue;
        uint32_t step = e->ferry ? e->count - 1 : RUN;
        for (uint32_t v = 0; v + (e->ferry ? 0 : 1) < e->count; v += step) {
            uint32_t last = e->ferry ? v : v + RUN < e->count - 1 ? v + RUN : e->count - 1;
            SITU_TRY(situ_grow(&f->runs, &capacity, count + 1, sizeof *f->runs, err));
            SITU_TRY(situ_grow(&boxes, &box_capacity, count + 1, sizeof *boxes, err));
            boxes[count] = situ_box_empty();
            for (uint32_t k = v; k <= last; k++)
                boxes[count] = situ_box_add(boxes[count], n->xy[2 * ((size_t)e->first + k)], n->xy[2 * ((size_t)e->first + k) + 1]);
            f->box = situ_box_union(f->box, boxes[count]);
            f->runs[count++] = (run){i, v, last};
        }
    }
    SITU_TRY(situ_rtree_new(&f->tree, boxes, (uint32_t)count, err));
done:
    situ_free(boxes);
    return status;
}

situ_status situ_network_find_new(struct situ_network_find **out, const situ_network *n, const situ_travel_rules *rules,
                                  const situ_network_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    double *piece = NULL;
    int least = 1;
    struct situ_network_find *f = situ_calloc(1, sizeof *f);
    SITU_TRY_ALLOC(f);
    f->box = situ_box_empty();
    f->on_road_m = rules->on_road_m;
    f->wet_m = rules->wet_m;
    if (options->water)
        SITU_TRY(situ_shores_new(&f->shores, options->rules, options->water, err));
    f->all_enter = true;
    SITU_TRY(measure_pieces(&piece, n, err));
    for (uint32_t i = 0; i < n->edge_count; i++) {
        if (worth(&n->edges[i], piece[i], rules->fragment_m) == 2 && (n->edges[i].enter || n->edges[i].ferry))
            least = 2;
    }
    for (uint32_t i = 0; i < n->edge_count && f->all_enter; i++)
        f->all_enter = !(n->edges[i].enter && worth(&n->edges[i], piece[i], rules->fragment_m) >= least);
    SITU_TRY(add_runs(f, n, piece, rules->fragment_m, least, err));
    *out = f;
    f = NULL;
done:
    situ_free(piece);
    situ_network_find_free(f);
    return status;
}

void situ_network_find_free(struct situ_network_find *find)
{
    if (!find)
        return;
    situ_free(find->runs);
    situ_rtree_free(find->tree);
    situ_shores_free(find->shores);
    situ_free(find);
}

bool situ_network_is_dry(const situ_network *n, double ax, double ay, double bx, double by)
{
    return !n->find->shores || !situ_shores_cross(n->find->shores, ax, ay, bx, by);
}

bool situ_network_in_water(const situ_network *n, double x, double y) { return n->find->shores && situ_shores_in_water(n->find->shores, x, y); }

typedef struct meeting { double off_m, t; uint32_t edge, segment; } meeting; // edge UINT32_MAX = none

typedef struct seek {
    const situ_network *n;
    const situ_shores *shores; // not to be crossed; NULL = none, or the place itself lies in water
    double x, y;
    double most;     // farther off does not count
    uint32_t wanted; // roads: 1, or SITU_NETWORK_SNAPS
    uint32_t count;
    meeting best[SITU_NETWORK_SNAPS + 1]; // nearest first, of different roads; when only one is wanted just the first
    meeting both;    // nearest that leads both ways
} seek;

static bool both_ways(const situ_network_edge *e) { return isfinite(e->minutes) && isfinite(e->minutes_back); }

// Ties go to the lower edge, then to the lower segment, whatever the order of the visits.
static bool nearer(const meeting *a, const meeting *b)
{
    if (a->off_m < b->off_m || a->off_m > b->off_m)
        return a->off_m < b->off_m;
    return a->edge != b->edge ? a->edge < b->edge : a->segment < b->segment;
}

static uint32_t row_of(const seek *s, uint32_t k) { return s->n->edges[s->best[k].edge].row; }

static void offer(seek *s, meeting m)
{
    const situ_network_edge *e = &s->n->edges[m.edge];
    uint32_t at = 0;
    if (s->wanted > 1 && both_ways(e) && (s->both.edge == UINT32_MAX || nearer(&m, &s->both)))
        s->both = m;
    // The place of its own road, else a new one behind the last.
    while (at < s->count && s->wanted > 1 && row_of(s, at) != e->row)
        at++;
    if (at < s->count && !nearer(&m, &s->best[at]))
        return;
    s->count += at == s->count;
    for (; at > 0 && nearer(&m, &s->best[at - 1]); at--)
        s->best[at] = s->best[at - 1];
    s->best[at] = m;
    s->count = s->count < s->wanted ? s->count : s->wanted;
}

// Whatever is farther off changes nothing.
static double reach(const seek *s)
{
    if (s->count < s->wanted)
        return s->most;
    double last = s->best[s->count - 1].off_m;
    return s->wanted == 1 ? last : fmax(last, s->both.edge == UINT32_MAX ? s->most : s->both.off_m);
}

static bool visit(void *user, uint32_t id)
{
    seek *s = user;
    const struct situ_network_find *f = s->n->find;
    const run *r = &f->runs[id];
    const situ_network_edge *e = &s->n->edges[r->edge];
    const double *xy = s->n->xy + 2 * (size_t)e->first;
    double limit = reach(s);
    if (e->ferry) {
        double d = hypot(s->x - xy[2 * (size_t)r->first], s->y - xy[2 * (size_t)r->first + 1]);
        if (d <= limit)
            offer(s, (meeting){d, 0, r->edge, r->first});
    }
    for (uint32_t i = r->first; !e->ferry && i < r->last; i++) {
        const double *a = xy + 2 * (size_t)i;
        double dx = a[2] - a[0], dy = a[3] - a[1], square = dx * dx + dy * dy;
        double t = square > 0 ? ((s->x - a[0]) * dx + (s->y - a[1]) * dy) / square : 0;
        t = t > 0 ? fmin(t, 1) : 0;
        double ox = s->x - a[0] - t * dx, oy = s->y - a[1] - t * dy, d = sqrt(ox * ox + oy * oy);
        if (!(d <= limit) || !(e->enter || f->all_enter || d <= f->on_road_m))
            continue;
        if (s->shores && d > f->wet_m && situ_shores_cross(s->shores, s->x, s->y, a[0] + t * dx, a[1] + t * dy))
            continue;
        offer(s, (meeting){d, t, r->edge, i});
        limit = reach(s);
    }
    return true;
}

static situ_network_snap finish(const situ_network *n, const meeting *s)
{
    const situ_network_edge *e = &n->edges[s->edge];
    const double *xy = n->xy + 2 * (size_t)e->first;
    situ_network_snap out = {.edge = s->edge, .off_m = s->off_m};
    double before = 0, total = 0;
    for (uint32_t i = 0; i + 1 < e->count; i++) {
        double d = hypot(xy[2 * (size_t)i + 2] - xy[2 * (size_t)i], xy[2 * (size_t)i + 3] - xy[2 * (size_t)i + 1]);
        before += i < s->segment ? d : i == s->segment ? d * s->t : 0;
        total += d;
    }
    out.along = total > 0 ? fmin(before / total, 1) : 0;
    const double *a = xy + 2 * (size_t)s->segment;
    bool last = s->segment + 1 >= e->count;
    out.at = (situ_point){a[0] + (last ? 0 : s->t * (a[2] - a[0])), a[1] + (last ? 0 : s->t * (a[3] - a[1]))};
    return out;
}

situ_network_snap situ_network_snap_near(const situ_network *n, double x, double y, double near_m, double most_m)
{
    const situ_network_snap none = {.edge = UINT32_MAX, .off_m = INFINITY, .at = {x, y}};
    const struct situ_network_find *f = n->find;
    if (situ_box_is_empty(f->box) || !isfinite(x) || !isfinite(y))
        return none;
    double far = hypot(fmax(fabs(x - f->box.x0), fabs(x - f->box.x1)), fmax(fabs(y - f->box.y0), fabs(y - f->box.y1)));
    double out = hypot(fmax(fmax(f->box.x0 - x, x - f->box.x1), 0), fmax(fmax(f->box.y0 - y, y - f->box.y1), 0));
    double r = fmax(fmax(near_m, 1), out * 1.0000001);
    seek s = {.n = n, .shores = situ_network_in_water(n, x, y) ? NULL : f->shores, .x = x, .y = y, .most = INFINITY, .wanted = 1};
    for (;; r *= 3) {
        r = fmin(r, fmax(most_m, 1));
        situ_rtree_query(f->tree, (situ_box){x - r, y - r, x + r, y + r}, visit, &s);
        if ((s.count && s.best[0].off_m <= r) || r >= most_m || r > far)
            break;
        if (s.count) // found in a corner: one more look at exactly that distance
            r = s.best[0].off_m / 3 * 1.0000001;
    }
    return s.count == 0 || s.best[0].off_m > most_m ? none : finish(n, &s.best[0]);
}

uint32_t situ_network_snap_several(situ_network_snap out[SITU_NETWORK_SNAPS], const situ_network *n, double x, double y, double near_m, double several_m,
                                   double most_m)
{
    out[0] = situ_network_snap_near(n, x, y, near_m, most_m);
    if (out[0].edge == UINT32_MAX)
        return 0;
    if (!(out[0].off_m < several_m))
        return 1;
    const struct situ_network_find *f = n->find;
    double r = several_m;
    bool both = false;
    seek s = {.n = n, .shores = situ_network_in_water(n, x, y) ? NULL : f->shores, .x = x, .y = y, .most = several_m, .wanted = SITU_NETWORK_SNAPS,
              .both = {.edge = UINT32_MAX}};
    situ_rtree_query(f->tree, (situ_box){x - r, y - r, x + r, y + r}, visit, &s);
    for (uint32_t k = 0; k < s.count; k++) {
        out[k] = finish(n, &s.best[k]);
        both = both || both_ways(&n->edges[s.best[k].edge]);
    }
    if (!both && s.count == s.wanted && s.both.edge != UINT32_MAX)
        out[s.count - 1] = finish(n, &s.both);
    return s.count;
}

situ_network_snap situ_network_snap_to(const situ_network *network, double x, double y)
{
    return situ_network_snap_near(network, x, y, 100, INFINITY);
}

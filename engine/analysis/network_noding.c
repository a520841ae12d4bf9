// SPDX-License-Identifier: MIT
// Noding in four steps, each near-linear: clean the lines; join vertices that lie on each other and ends that
// lie close (points hashed by cell, union-find with the lowest point as root); split lines where another's
// end touches their inside (R-tree over short runs of segments); walk each line and cut it at its nodes.

#include "analysis/network_noding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/index.h"

static const double SAME_M = 0.01; // vertices this close are one
static const double FAR_M = 1e10;  // farther off is no place on earth
enum { RUN = 12, CHECK_EVERY = 1 << 16 };

typedef struct line { uint32_t row, first, count; } line;
typedef struct split { uint32_t line, segment; double t; uint32_t point; } split; // segment: its first point
typedef struct run { uint32_t line, first, last; } run; // segments from point first up to point last
typedef struct noding {
    const situ_noding_options *o;
    line *lines;
    size_t line_count, line_capacity;
    double *xy;
    size_t point_count, point_capacity;
    uint32_t *line_of, *parent;
    uint8_t *is_node; // by root
    uint32_t *start, *ids, mask; // points by hashed cell
    double cell;
    run *runs;
    size_t run_count, run_capacity;
    situ_rtree *tree;
    split *splits;
    size_t split_count, split_capacity;
} noding;

static uint32_t find(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = find(parent, a);
    b = find(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

// Metres on the ground: no need of hypot's care for huge numbers, and it is half the time.
static double length_of(double dx, double dy) { return sqrt(dx * dx + dy * dy); }
static double apart(const double *xy, size_t a, size_t b) { return length_of(xy[2 * a] - xy[2 * b], xy[2 * a + 1] - xy[2 * b + 1]); }

// --- lines without repeated vertices ---

static situ_status add_part(noding *n, uint32_t row, const double *xy, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t first = n->point_count;
    if (first + count >= UINT32_MAX)
        return situ_fail(err, SITU_E_LIMIT, NULL, _("the roads have more than %u vertices"), UINT32_MAX);
    SITU_TRY(situ_grow(&n->xy, &n->point_capacity, first + count, 2 * sizeof *n->xy, err));
    for (size_t i = 0; i < count; i++) {
        size_t at = n->point_count;
        if (!(fabs(xy[2 * i]) < FAR_M && fabs(xy[2 * i + 1]) < FAR_M))
            continue;
        n->xy[2 * at] = xy[2 * i];
        n->xy[2 * at + 1] = xy[2 * i + 1];
        if (at == first || apart(n->xy, at, at - 1) > SAME_M)
            n->point_count++;
        else if (i + 1 == count && at - 1 > first) // the end stays where it is
            memcpy(n->xy + 2 * (at - 1), xy + 2 * i, 2 * sizeof *xy);
    }
    if (n->point_count - first < 2) {
        n->point_count = first;
        goto done;
    }
    SITU_TRY(situ_grow(&n->lines, &n->line_capacity, n->line_count + 1, sizeof *n->lines, err));
    n->lines[n->line_count++] = (line){row, (uint32_t)first, (uint32_t)(n->point_count - first)};
done:
    return status;
}

static situ_status read_lines(noding *n, const situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        for (uint32_t part = 0; g && g->kind == SITU_GEOM_LINE && part < g->part_count; part++)
            SITU_TRY(add_part(n, (uint32_t)row, g->xy + 2 * (size_t)g->part_start[part], g->part_start[part + 1] - g->part_start[part], err));
    }
    n->line_of = situ_malloc((n->point_count + 1) * sizeof *n->line_of);
    SITU_TRY_ALLOC(n->line_of);
    n->parent = situ_malloc((n->point_count + 1) * sizeof *n->parent);
    SITU_TRY_ALLOC(n->parent);
    for (uint32_t i = 0; i < n->point_count; i++)
        n->parent[i] = i;
    for (uint32_t k = 0; k < n->line_count; k++)
        for (uint32_t i = 0; i < n->lines[k].count; i++)
            n->line_of[n->lines[k].first + i] = k;
done:
    return status;
}

static bool is_end(const noding *n, uint32_t i)
{
    const line *l = &n->lines[n->line_of[i]];
    return i == l->first || i == l->first + l->count - 1;
}

static bool is_ferry(const noding *n, uint32_t i) { return n->o->is_ferry && n->o->is_ferry[n->lines[n->line_of[i]].row]; }

// --- vertices that are one ---

static uint32_t hash_of(const noding *n, double column, double row)
{
    uint64_t h = (uint64_t)(int64_t)column * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)(int64_t)row * UINT64_C(0xC2B2AE3D27D4EB4F);
    h ^= h >> 29;
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)(h >> 32) & n->mask;
}

static uint32_t bucket_of(const noding *n, uint32_t i) { return hash_of(n, floor(n->xy[2 * (size_t)i] / n->cell), floor(n->xy[2 * (size_t)i + 1] / n->cell)); }

static situ_status hash_points(noding *n, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t buckets = 16;
    while (buckets < n->point_count && buckets < (1U << 30))
        buckets *= 2;
    n->mask = buckets - 1;
    n->cell = fmax(1.0, n->o->tolerance_m);
    n->start = situ_calloc((size_t)buckets + 1, sizeof *n->start);
    SITU_TRY_ALLOC(n->start);
    n->ids = situ_malloc((n->point_count + 1) * sizeof *n->ids);
    SITU_TRY_ALLOC(n->ids);
    // Counted into start[b], summed, then filled from behind: ids ascend within a bucket.
    for (uint32_t i = 0; i < n->point_count; i++)
        n->start[bucket_of(n, i)]++;
    for (uint32_t b = 0; b < buckets; b++)
        n->start[b + 1] += n->start[b];
    for (uint32_t i = (uint32_t)n->point_count; i-- > 0;)
        n->ids[--n->start[bucket_of(n, i)]] = i;
done:
    return status;
}

static void join_around(noding *n, uint32_t i)
{
    bool end = is_end(n, i);
    double x = n->xy[2 * (size_t)i], y = n->xy[2 * (size_t)i + 1], r = end ? fmax(SAME_M, n->o->tolerance_m) : SAME_M;
    for (double row = floor((y - r) / n->cell); row <= floor((y + r) / n->cell); row++)
        for (double column = floor((x - r) / n->cell); column <= floor((x + r) / n->cell); column++) {
            uint32_t b = hash_of(n, column, row);
            for (uint32_t k = n->start[b]; k < n->start[b + 1] && n->ids[k] < i; k++) {
                double d = apart(n->xy, i, n->ids[k]);
                if (d <= SAME_M || (end && d <= n->o->tolerance_m && is_end(n, n->ids[k])))
                    join(n->parent, i, n->ids[k]);
            }
        }
}

static situ_status join_points(noding *n, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(hash_points(n, err));
    for (uint32_t i = 0; i < n->point_count; i++) {
        if (i % CHECK_EVERY == 0)
            SITU_TRY(situ_job_check(job, err));
        join_around(n, i);
    }
    situ_free(n->start);
    situ_free(n->ids);
    n->start = n->ids = NULL;
done:
    return status;
}

// --- ends that touch another line's inside ---

static situ_status index_runs(noding *n, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box *boxes = NULL;
    size_t total = 0;
    for (size_t k = 0; k < n->line_count; k++)
        total += (n->lines[k].count - 2) / RUN + 1;
    SITU_TRY(situ_grow(&n->runs, &n->run_capacity, total, sizeof *n->runs, err));
    boxes = situ_malloc((total + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    for (uint32_t k = 0; k < n->line_count; k++) {
        const line *l = &n->lines[k];
        for (uint32_t i = 0; i + 1 < l->count; i += RUN) {
            uint32_t last = i + RUN < l->count - 1 ? i + RUN : l->count - 1;
            situ_box box = situ_box_empty();
            for (uint32_t v = i; v <= last; v++)
                box = situ_box_add(box, n->xy[2 * (size_t)(l->first + v)], n->xy[2 * (size_t)(l->first + v) + 1]);
            boxes[n->run_count] = box;
            n->runs[n->run_count++] = (run){k, l->first + i, l->first + last};
        }
    }
    SITU_TRY(situ_rtree_new(&n->tree, boxes, (uint32_t)n->run_count, err));
done:
    situ_free(boxes);
    return status;
}

typedef struct touch { uint32_t line, segment; double t, off; } touch;
typedef struct search {
    noding *n;
    uint32_t point, own_from, own_to; // own line: points on which its end may not touch itself
    double x, y, r;
    bool roads_only;
    touch *hits;
    size_t count, capacity;
    situ_status status;
    situ_error *err;
} search;

static bool visit_run(void *user, uint32_t id)
{
    search *s = user;
    const noding *n = s->n;
    const run *r = &n->runs[id];
    if (s->roads_only && is_ferry(n, r->first))
        return true;
    for (uint32_t i = r->first; i < r->last; i++) {
        if (r->line == n->line_of[s->point] && i + 1 > s->own_from && i < s->own_to)
            continue;
        const double *a = n->xy + 2 * (size_t)i;
        double dx = a[2] - a[0], dy = a[3] - a[1], t = ((s->x - a[0]) * dx + (s->y - a[1]) * dy) / (dx * dx + dy * dy);
        t = t > 0 ? fmin(t, 1) : 0;
        double off = length_of(s->x - a[0] - t * dx, s->y - a[1] - t * dy);
        if (!(off <= s->r))
            continue;
        s->status = situ_grow(&s->hits, &s->capacity, s->count + 1, sizeof *s->hits, s->err);
        if (s->status != SITU_OK)
            return false;
        s->hits[s->count++] = (touch){r->line, i, t, off};
    }
    return true;
}

static int touch_order(const void *pa, const void *pb)
{
    const touch *a = pa, *b = pb;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->off < b->off || a->off > b->off)
        return a->off < b->off ? -1 : 1;
    return a->segment < b->segment ? -1 : a->segment > b->segment;
}

// One line's nearest place to an end: a vertex there is joined, else the line is split.
static situ_status take_touch(noding *n, const touch *hit, uint32_t point, double reach, situ_error *err)
{
    double length = apart(n->xy, hit->segment, hit->segment + 1);
    const line *l = &n->lines[hit->line];
    uint32_t near = hit->t * length <= SAME_M ? hit->segment : (1 - hit->t) * length <= SAME_M ? hit->segment + 1 : UINT32_MAX;
    if (near != UINT32_MAX) {
        join(n->parent, point, near);
        return SITU_OK;
    }
    // Beside the line's own end, which lies in reach: those two are one, and the line is not cut for it.
    if ((hit->segment == l->first && apart(n->xy, point, l->first) <= reach)) {
        join(n->parent, point, l->first);
        return SITU_OK;
    }
    if (hit->segment + 2 == l->first + l->count && apart(n->xy, point, hit->segment + 1) <= reach) {
        join(n->parent, point, hit->segment + 1);
        return SITU_OK;
    }
    situ_status status = situ_grow(&n->splits, &n->split_capacity, n->split_count + 1, sizeof *n->splits, err);
    if (status == SITU_OK)
        n->splits[n->split_count++] = (split){hit->line, hit->segment, hit->t, point};
    return status;
}

// The part of an end's own line that is too near along it to be touched by it.
static void own_part(search *s, const line *l)
{
    double along = 0;
    uint32_t i = s->point, last = l->first + l->count - 1;
    s->own_from = s->own_to = s->point;
    if (s->point == l->first)
        for (; i < last && along <= 4 * s->r; i++) {
            along += apart(s->n->xy, i, i + 1);
            s->own_to = i + 1;
        }
    else
        for (; i > l->first && along <= 4 * s->r; i--) {
            along += apart(s->n->xy, i, i - 1);
            s->own_from = i - 1;
        }
}

static situ_status touch_lines(noding *n, search *s, uint32_t point, double reach, bool nearest_road_only, bool *touched, situ_error *err)
{
    situ_status status = SITU_OK;
    const line *l = &n->lines[n->line_of[point]];
    s->point = point;
    s->x = n->xy[2 * (size_t)point];
    s->y = n->xy[2 * (size_t)point + 1];
    s->r = reach;
    s->roads_only = nearest_road_only;
    s->count = 0;
    own_part(s, l);
    situ_rtree_query(n->tree, (situ_box){s->x - reach, s->y - reach, s->x + reach, s->y + reach}, visit_run, s);
    SITU_TRY(s->status);
    if (s->count > 1)
        qsort(s->hits, s->count, sizeof *s->hits, touch_order);
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < s->count; i++) {
        if (i > 0 && s->hits[i].line == s->hits[i - 1].line)
            continue;
        if (!nearest_road_only)
            SITU_TRY(take_touch(n, &s->hits[i], point, reach, err));
        else if (best == SIZE_MAX || s->hits[i].off < s->hits[best].off)
            best = i;
    }
    if (best != SIZE_MAX)
        SITU_TRY(take_touch(n, &s->hits[best], point, SAME_M, err));
    *touched = best != SIZE_MAX;
done:
    return status;
}

// An end of a ferry that meets no road within the tolerance is brought to the nearest one within ferry_m.
static situ_status land_ferries(noding *n, search *s, uint32_t *joined, situ_error *err)
{
    situ_status status = SITU_OK;
    uint8_t *has_road = situ_calloc(n->point_count + 1, 1);
    SITU_TRY_ALLOC(has_road);
    for (uint32_t i = 0; i < n->point_count; i++)
        has_road[find(n->parent, i)] |= !is_ferry(n, i);
    for (size_t i = 0; i < n->split_count; i++) {
        has_road[find(n->parent, n->splits[i].point)] |= !is_ferry(n, n->lines[n->splits[i].line].first);
    }
    for (size_t k = 0; k < n->line_count; k++)
        for (int side = 0; side < 2 && is_ferry(n, n->lines[k].first); side++) {
            uint32_t point = side ? n->lines[k].first + n->lines[k].count - 1 : n->lines[k].first;
            bool touched = false;
            if (has_road[find(n->parent, point)])
                continue;
            SITU_TRY(touch_lines(n, s, point, n->o->ferry_m, true, &touched, err));
            *joined += touched;
        }
done:
    situ_free(has_road);
    return status;
}

static int split_order(const void *pa, const void *pb)
{
    const split *a = pa, *b = pb;
    if (a->segment != b->segment) // points ascend with lines
        return a->segment < b->segment ? -1 : 1;
    if (a->t < b->t || a->t > b->t)
        return a->t < b->t ? -1 : 1;
    return a->point < b->point ? -1 : a->point > b->point;
}

static situ_status touch_all(noding *n, uint32_t *joined_ferries, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    bool unused;
    search s = {.n = n, .status = SITU_OK, .err = err};
    SITU_TRY(index_runs(n, err));
    for (size_t k = 0; k < n->line_count; k++) {
        const line *l = &n->lines[k];
        if (k % CHECK_EVERY == 0)
            SITU_TRY(situ_job_check(job, err));
        SITU_TRY(touch_lines(n, &s, l->first, fmax(SAME_M, n->o->tolerance_m), false, &unused, err));
        SITU_TRY(touch_lines(n, &s, l->first + l->count - 1, fmax(SAME_M, n->o->tolerance_m), false, &unused, err));
    }
    if (n->o->is_ferry && n->o->ferry_m > n->o->tolerance_m)
        SITU_TRY(land_ferries(n, &s, joined_ferries, err));
    if (n->split_count)
        qsort(n->splits, n->split_count, sizeof *n->splits, split_order);
done:
    situ_free(s.hits);
    return status;
}

// --- edges ---

static situ_status mark_nodes(noding *n, situ_error *err)
{
    situ_status status = SITU_OK;
    n->is_node = situ_calloc(n->point_count + 1, 1);
    SITU_TRY_ALLOC(n->is_node);
    for (uint32_t i = 0; i < n->point_count; i++) {
        uint32_t root = find(n->parent, i);
        if (root != i || is_end(n, i)) // with any second point, or an end
            n->is_node[root] = 1;
    }
done:
    return status;
}

typedef struct walk {
    noding *n;
    situ_noded *out;
    size_t edge_capacity, xy_capacity;
    uint32_t *number; // node of a root
    size_t node_capacity;
    uint32_t from;
    size_t first; // of the edge being made
} walk;

static situ_status node_of(uint32_t *node, walk *w, uint32_t point, situ_error *err)
{
    uint32_t root = find(w->n->parent, point);
    if (w->number[root] == UINT32_MAX) {
        situ_status status = situ_grow(&w->out->node_xy, &w->node_capacity, w->out->node_count + 1, 2 * sizeof(double), err);
        if (status != SITU_OK)
            return status;
        w->number[root] = w->out->node_count++;
        memcpy(w->out->node_xy + 2 * (size_t)w->number[root], w->n->xy + 2 * (size_t)root, 2 * sizeof(double));
    }
    *node = w->number[root];
    return SITU_OK;
}

static situ_status add_vertex(walk *w, double x, double y, situ_error *err)
{
    situ_status status = situ_grow(&w->out->xy, &w->xy_capacity, w->out->xy_count + 1, 2 * sizeof(double), err);
    if (status == SITU_OK) {
        w->out->xy[2 * w->out->xy_count] = x;
        w->out->xy[2 * w->out->xy_count + 1] = y;
        w->out->xy_count++;
    }
    return status;
}

// Ends the edge at a node and begins the next one there. What is no longer than the gaps that are
// closed, and ends where it began, is no edge.
static situ_status close_edge(walk *w, uint32_t row, uint32_t point, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_noded *out = w->out;
    uint32_t to;
    double length = 0;
    SITU_TRY(node_of(&to, w, point, err));
    for (size_t i = w->first + 1; i < out->xy_count; i++)
        length += apart(out->xy, i, i - 1);
    if (out->xy_count - w->first < 2 || (to == w->from && length <= 2 * w->n->o->tolerance_m))
        out->xy_count = w->first;
    else {
        if (out->xy_count >= UINT32_MAX)
            return situ_fail(err, SITU_E_LIMIT, NULL, _("the roads have more than %u vertices"), UINT32_MAX);
        SITU_TRY(situ_grow(&out->edges, &w->edge_capacity, out->edge_count + 1, sizeof *out->edges, err));
        out->edges[out->edge_count++] = (situ_noded_edge){w->from, to, row, (uint32_t)w->first, (uint32_t)(out->xy_count - w->first)};
    }
    w->first = out->xy_count;
    w->from = to;
done:
    return status;
}

static situ_status walk_line(walk *w, const line *l, size_t *next_split, situ_error *err)
{
    situ_status status = SITU_OK;
    const noding *n = w->n;
    SITU_TRY(node_of(&w->from, w, l->first, err));
    w->first = w->out->xy_count;
    SITU_TRY(add_vertex(w, n->xy[2 * (size_t)l->first], n->xy[2 * (size_t)l->first + 1], err));
    for (uint32_t i = l->first; i + 1 < l->first + l->count; i++) {
        const double *a = n->xy + 2 * (size_t)i;
        for (; *next_split < n->split_count && n->splits[*next_split].segment == i; ++*next_split) {
            const split *s = &n->splits[*next_split];
            double x = a[0] + s->t * (a[2] - a[0]), y = a[1] + s->t * (a[3] - a[1]);
            SITU_TRY(add_vertex(w, x, y, err));
            SITU_TRY(close_edge(w, l->row, s->point, err));
            SITU_TRY(add_vertex(w, x, y, err));
        }
        SITU_TRY(add_vertex(w, a[2], a[3], err));
        if (!n->is_node[find(n->parent, i + 1)])
            continue;
        SITU_TRY(close_edge(w, l->row, i + 1, err));
        SITU_TRY(add_vertex(w, a[2], a[3], err));
    }
    w->out->xy_count = w->first; // the vertex that would begin an edge behind the line's end
done:
    return status;
}

static situ_status make_edges(situ_noded *out, noding *n, situ_error *err)
{
    situ_status status = SITU_OK;
    walk w = {.n = n, .out = out};
    size_t next_split = 0;
    w.number = situ_malloc((n->point_count + 1) * sizeof *w.number);
    SITU_TRY_ALLOC(w.number);
    memset(w.number, 0xff, (n->point_count + 1) * sizeof *w.number);
    SITU_TRY(mark_nodes(n, err));
    for (size_t k = 0; k < n->line_count; k++)
        SITU_TRY(walk_line(&w, &n->lines[k], &next_split, err));
done:
    situ_free(w.number);
    return status;
}

situ_status situ_node_lines(situ_noded *out, const situ_table *lines, const situ_noding_options *options, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    noding n = {.o = options};
    *out = (situ_noded){0};
    SITU_TRY(read_lines(&n, lines, err));
    SITU_TRY(join_points(&n, job, err));
    SITU_TRY(touch_all(&n, &out->joined_ferries, job, err));
    SITU_TRY(make_edges(out, &n, err));
done:
    situ_rtree_free(n.tree);
    situ_free(n.lines);
    situ_free(n.xy);
    situ_free(n.line_of);
    situ_free(n.parent);
    situ_free(n.is_node);
    situ_free(n.start);
    situ_free(n.ids);
    situ_free(n.runs);
    situ_free(n.splits);
    return status;
}

void situ_noded_free(situ_noded *noded)
{
    situ_free(noded->edges);
    situ_free(noded->node_xy);
    situ_free(noded->xy);
    *noded = (situ_noded){0};
}

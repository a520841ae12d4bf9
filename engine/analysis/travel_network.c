// SPDX-License-Identifier: MIT
// Along the road network: Dijkstra from the sites over the nodes; places meet the network at a point of an
// edge, so that only a part of it is travelled at either end.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/network_find.h"
#include "analysis/travel_parts.h"
#include "base/alloc.h"

// Where a place meets the network, and the minutes between it and there: the nearest road is not always the one
// that leads there, so that several are tried.
typedef struct meeting { uint32_t edge; double along, approach_min; } meeting;
typedef struct place { double x, y; uint32_t count; meeting at[SITU_NETWORK_SNAPS]; } place; // count 0 = too far off

static double approach_min(const situ_travel *t, double off_m)
{
    if (off_m <= t->rules.snap_m)
        return off_m / 1000 / (t->rules.walk_kmh * t->walk_factor) * 60;
    if (off_m <= t->rules.offroad_limit_m)
        return off_m * t->rules.offroad_detour / 1000 / (t->rules.offroad_kmh * t->walk_factor) * 60;
    return INFINITY;
}

// *off_m: how far about the nearest road lies, before and after.
static place place_near(const situ_travel *t, double x, double y, double *off_m)
{
    situ_network_snap snaps[SITU_NETWORK_SNAPS];
    const double most = fmax(t->rules.snap_m, t->rules.offroad_limit_m);
    place p = {.x = x, .y = y};
    uint32_t n = situ_network_snap_several(snaps, t->network, x, y, *off_m, t->rules.snap_m, most);
    *off_m = n ? snaps[0].off_m : most;
    for (uint32_t k = 0; k < n; k++) {
        double minutes = approach_min(t, snaps[k].off_m);
        if (isfinite(minutes))
            p.at[p.count++] = (meeting){snaps[k].edge, snaps[k].along, minutes};
    }
    return p;
}

// Minutes along an edge outwards from the sites: against it when the way is towards them.
static double outward(const situ_travel *t, const situ_network_edge *e, bool forward)
{
    return (double)(forward != t->o.toward ? e->minutes : e->minutes_back);
}

// A part of an edge. No part of a closed one is no way at all.
static double part(double minutes, double share) { return share > 0 ? minutes * share : 0; }

// --- Dijkstra ---

typedef struct entry { double minutes; uint32_t site, node; } entry;
typedef struct search {
    double *minutes; // by node
    uint32_t *site;
    entry *heap;
    size_t count, capacity;
} search;

static bool sooner(const entry *a, const entry *b)
{
    if (a->minutes < b->minutes || a->minutes > b->minutes)
        return a->minutes < b->minutes;
    return a->site != b->site ? a->site < b->site : a->node < b->node;
}

static situ_status push(search *s, entry e, situ_error *err)
{
    situ_status status = situ_grow(&s->heap, &s->capacity, s->count + 1, sizeof *s->heap, err);
    if (status != SITU_OK)
        return status;
    size_t i = s->count++;
    for (; i > 0 && sooner(&e, &s->heap[(i - 1) / 4]); i = (i - 1) / 4)
        s->heap[i] = s->heap[(i - 1) / 4];
    s->heap[i] = e;
    return SITU_OK;
}

static entry pop(search *s)
{
    entry top = s->heap[0], last = s->heap[--s->count];
    size_t i = 0;
    for (;;) {
        size_t child = 4 * i + 1, best = child, end = child + 4 < s->count ? child + 4 : s->count;
        if (child >= s->count)
            break;
        for (size_t k = child + 1; k < end; k++)
            if (sooner(&s->heap[k], &s->heap[best]))
                best = k;
        if (!sooner(&s->heap[best], &last))
            break;
        s->heap[i] = s->heap[best];
        i = best;
    }
    s->heap[i] = last;
    return top;
}

static situ_status offer(search *s, uint32_t node, double minutes, uint32_t site, situ_error *err)
{
    if (!isfinite(minutes) || !(minutes < s->minutes[node] || (minutes <= s->minutes[node] && site < s->site[node])))
        return SITU_OK;
    s->minutes[node] = minutes;
    s->site[node] = site;
    return push(s, (entry){minutes, site, node}, err);
}

static situ_status search_new(search *s, const situ_network *n, situ_error *err)
{
    *s = (search){0};
    s->minutes = situ_malloc(((size_t)n->node_count + 1) * sizeof *s->minutes);
    s->site = situ_malloc(((size_t)n->node_count + 1) * sizeof *s->site);
    return s->minutes && s->site ? SITU_OK : situ_fail_nomem(err);
}

static void search_free(search *s)
{
    situ_free(s->minutes);
    situ_free(s->site);
    situ_free(s->heap);
}

// From sites first .. first + count - 1.
static situ_status run_search(search *s, const situ_travel *t, situ_travel_sites sites, const place *at, uint32_t first, uint32_t count, situ_job *job,
                              situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_network *n = t->network;
    double limit = t->o.limit_min > 0 ? t->o.limit_min : INFINITY;
    for (uint32_t i = 0; i < n->node_count; i++) {
        s->minutes[i] = INFINITY;
        s->site[i] = UINT32_MAX;
    }
    s->count = 0;
    for (uint32_t i = first; i < first + count; i++) {
        for (uint32_t k = 0; k < at[i].count; k++) {
            const meeting *m = &at[i].at[k];
            const situ_network_edge *e = &n->edges[m->edge];
            double start = sites.items[i].delay_min + m->approach_min;
            SITU_TRY(offer(s, e->from, start + part(outward(t, e, false), m->along), i, err));
            SITU_TRY(offer(s, e->to, start + part(outward(t, e, true), 1 - m->along), i, err));
        }
    }
    for (size_t steps = 0; s->count; steps++) {
        entry top = pop(s);
        if (steps % 65536 == 0)
            SITU_TRY(situ_job_check(job, err));
        if (top.minutes > limit)
            break;
        if (top.minutes > s->minutes[top.node] || top.site != s->site[top.node])
            continue;
        for (uint32_t k = n->start[top.node]; k < n->start[top.node + 1]; k++) {
            const situ_network_edge *e = &n->edges[n->out[k]];
            bool forward = e->from == top.node;
            SITU_TRY(offer(s, forward ? e->to : e->from, top.minutes + outward(t, e, forward), top.site, err));
        }
    }
done:
    return status;
}

// --- places ---

typedef struct on_edge { uint32_t edge, site, meeting; } on_edge;

static int by_edge(const void *pa, const void *pb)
{
    const on_edge *a = pa, *b = pb;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    return a->meeting < b->meeting ? -1 : a->meeting > b->meeting;
}

typedef struct sites_at {
    place *at;
    on_edge *sorted;
    uint32_t count;
} sites_at;

static void sites_at_free(sites_at *s)
{
    situ_free(s->at);
    situ_free(s->sorted);
}

static situ_status place_sites(sites_at *out, const situ_travel *t, situ_travel_sites sites, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = (sites_at){0};
    out->at = situ_malloc(((size_t)sites.count + 1) * sizeof *out->at);
    SITU_TRY_ALLOC(out->at);
    out->sorted = situ_malloc((SITU_NETWORK_SNAPS * (size_t)sites.count + 1) * sizeof *out->sorted);
    SITU_TRY_ALLOC(out->sorted);
    for (uint32_t i = 0; i < sites.count; i++) {
        double off_m = 100;
        out->at[i] = place_near(t, sites.items[i].x, sites.items[i].y, &off_m);
        if (situ_network_in_water(t->network, sites.items[i].x, sites.items[i].y))
            SITU_TRY(situ_travel_tell(t, sites.items[i].x, sites.items[i].y, "TRAVEL_SITE_MOVED", _("lies in water: taken as if it lay on the shore"), err));
        for (uint32_t k = 0; k < out->at[i].count; k++)
            out->sorted[out->count++] = (on_edge){out->at[i].at[k].edge, i, k};
        if (out->at[i].count == 0 && t->network->edge_count)
            SITU_TRY(situ_travel_tell(t, sites.items[i].x, sites.items[i].y, "TRAVEL_FAR_FROM_ROAD",
                                      _("is too far from any passable road: nothing is reached from it"), err));
    }
    qsort(out->sorted, out->count, sizeof *out->sorted, by_edge);
done:
    return status;
}

static void better(double minutes, uint32_t who, double *best, uint32_t *site)
{
    if (minutes < *best || (minutes <= *best && isfinite(minutes) && who < *site)) {
        *best = minutes;
        *site = who;
    }
}

// Site and target on one edge: straight along it, or across the field between them.
static double along_edge(const situ_travel *t, situ_travel_sites sites, const sites_at *at, const on_edge *on, const place *to, const meeting *there)
{
    const place *from = &at->at[on->site];
    const meeting *here = &from->at[on->meeting];
    const situ_network_edge *e = &t->network->edges[there->edge];
    double by_road = there->along >= here->along ? part(outward(t, e, true), there->along - here->along) : part(outward(t, e, false), here->along - there->along);
    double straight = hypot(to->x - from->x, to->y - from->y) * t->rules.offroad_detour / 1000 / (t->rules.offroad_kmh * t->walk_factor) * 60;
    by_road += here->approach_min + there->approach_min;
    if (straight < by_road && situ_network_is_dry(t->network, from->x, from->y, to->x, to->y))
        by_road = straight;
    return sites.items[on->site].delay_min + by_road;
}

// The soonest site at a target by one of its roads; only_site: the one that was searched from, UINT32_MAX = all.
static void arrive_by(double *best, uint32_t *site, const search *s, const situ_travel *t, situ_travel_sites sites, const sites_at *at, const place *to,
                      const meeting *there, uint32_t only_site)
{
    const situ_network_edge *e = &t->network->edges[there->edge];
    uint32_t low = 0, high = at->count;
    better(s->minutes[e->from] + part(outward(t, e, true), there->along) + there->approach_min, s->site[e->from], best, site);
    better(s->minutes[e->to] + part(outward(t, e, false), 1 - there->along) + there->approach_min, s->site[e->to], best, site);
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (at->sorted[mid].edge < there->edge)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < at->count && at->sorted[low].edge == there->edge; low++)
        if (only_site == UINT32_MAX || at->sorted[low].site == only_site)
            better(along_edge(t, sites, at, &at->sorted[low], to, there), at->sorted[low].site, best, site);
}

// The same by any of its roads.
static double arrive(uint32_t *site, const search *s, const situ_travel *t, situ_travel_sites sites, const sites_at *at, const place *to, uint32_t only_site)
{
    double best = INFINITY;
    *site = UINT32_MAX;
    for (uint32_t k = 0; k < to->count; k++)
        arrive_by(&best, site, s, t, sites, at, to, &to->at[k], only_site);
    if (t->o.limit_min > 0 && !(best <= t->o.limit_min))
        best = INFINITY;
    if (!isfinite(best))
        *site = UINT32_MAX;
    return best;
}

static situ_status place_targets(place **out, const situ_travel *t, const double *xy, uint32_t count, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    place *list = situ_malloc(((size_t)count + 1) * sizeof *list);
    SITU_TRY_ALLOC(list);
    for (uint32_t i = 0; i < count; i++) {
        if (i % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        double off_m = 100;
        list[i] = place_near(t, xy[2 * (size_t)i], xy[2 * (size_t)i + 1], &off_m);
    }
    *out = list;
    list = NULL;
done:
    situ_free(list);
    return status;
}

// --- the three questions ---

typedef struct matrix_job {
    float *minutes;
    const situ_travel *t;
    situ_travel_sites sites;
    const sites_at *at;
    const place *targets;
    uint32_t count;
    search *searches; // by worker
    situ_job *job;
} matrix_job;

static situ_status matrix_row(void *user, size_t index, unsigned worker, situ_error *err)
{
    matrix_job *m = user;
    search *s = &m->searches[worker];
    uint32_t site = (uint32_t)index, unused;
    situ_status status = s->minutes ? SITU_OK : search_new(s, m->t->network, err);
    if (status == SITU_OK)
        status = run_search(s, m->t, m->sites, m->at->at, site, 1, m->job, err);
    for (uint32_t k = 0; status == SITU_OK && k < m->count; k++)
        m->minutes[index * m->count + k] = (float)arrive(&unused, s, m->t, m->sites, m->at, &m->targets[k], site);
    return status;
}

static situ_status matrix(float *minutes, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count, situ_job *job,
                          situ_error *err)
{
    situ_status status = SITU_OK;
    sites_at at = {0};
    place *places = NULL;
    unsigned workers = situ_job_threads(job);
    matrix_job m = {minutes, t, sites, &at, NULL, count, situ_calloc(workers, sizeof(search)), job};
    SITU_TRY_ALLOC(m.searches);
    SITU_TRY(place_sites(&at, t, sites, err));
    SITU_TRY(place_targets(&places, t, targets, count, job, err));
    m.targets = places;
    SITU_TRY(situ_job_run(job, sites.count, matrix_row, &m, err));
done:
    for (unsigned w = 0; m.searches && w < workers; w++)
        search_free(&m.searches[w]);
    situ_free(m.searches);
    situ_free(places);
    sites_at_free(&at);
    return status;
}

static situ_status nearest(float *minutes, uint32_t *site, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count,
                           situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    sites_at at = {0};
    search s = {0};
    place *places = NULL;
    uint32_t who;
    SITU_TRY(place_sites(&at, t, sites, err));
    SITU_TRY(place_targets(&places, t, targets, count, job, err));
    SITU_TRY(search_new(&s, t->network, err));
    SITU_TRY(run_search(&s, t, sites, at.at, 0, sites.count, job, err));
    for (uint32_t k = 0; k < count; k++) {
        minutes[k] = (float)arrive(&who, &s, t, sites, &at, &places[k], UINT32_MAX);
        if (site)
            site[k] = who;
    }
done:
    search_free(&s);
    situ_free(places);
    sites_at_free(&at);
    return status;
}

typedef struct field_job {
    float *minutes;
    uint32_t *site;
    const situ_raster_frame *frame;
    const situ_travel *t;
    situ_travel_sites sites;
    const sites_at *at;
    const search *search;
    situ_job *job;
} field_job;

// A row of cells: the cell before says how far about the next one lies from a road.
static situ_status field_row(void *user, size_t index, unsigned worker, situ_error *err)
{
    (void)worker;
    field_job *f = user;
    const situ_raster_frame *frame = f->frame;
    double off = 100, cell = frame->cell_x;
    for (uint32_t c = 0; c < frame->columns; c++) {
        size_t i = index * frame->columns + c;
        double x = situ_raster_x(frame, c + 0.5), y = situ_raster_y(frame, (double)index + 0.5);
        if (situ_network_in_water(f->t->network, x, y)) { // a place there would be taken to the shore; a cell is water
            f->minutes[i] = INFINITY;
            if (f->site)
                f->site[i] = UINT32_MAX;
            continue;
        }
        off += cell;
        place p = place_near(f->t, x, y, &off);
        uint32_t who;
        f->minutes[i] = (float)arrive(&who, f->search, f->t, f->sites, f->at, &p, UINT32_MAX);
        if (f->site)
            f->site[i] = who;
    }
    return situ_job_check(f->job, err);
}

static situ_status field(float *minutes, uint32_t *site, const situ_raster_frame *frame, const situ_travel *t, situ_travel_sites sites, situ_job *job,
                         situ_error *err)
{
    situ_status status = SITU_OK;
    sites_at at = {0};
    search s = {0};
    SITU_TRY(place_sites(&at, t, sites, err));
    SITU_TRY(search_new(&s, t->network, err));
    SITU_TRY(run_search(&s, t, sites, at.at, 0, sites.count, job, err));
    field_job f = {minutes, site, frame, t, sites, &at, &s, job};
    SITU_TRY(situ_job_run(job, frame->rows, field_row, &f, err));
done:
    search_free(&s);
    sites_at_free(&at);
    return status;
}

const situ_travel_way situ_travel_by_network = {matrix, nearest, field};

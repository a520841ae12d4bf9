// SPDX-License-Identifier: MIT

#include "analysis/network.h"

#include <math.h>
#include <string.h>

#include "analysis/network_find.h"
#include "analysis/network_noding.h"
#include "analysis/rows.h"
#include "analysis/travel_rules.h"
#include "base/alloc.h"

static situ_status node_roads(situ_noded *noded, const situ_table *roads, const situ_travel_rules *rules, const situ_travel_road *attributes,
                              situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    uint8_t *ferry = situ_calloc(roads->row_count + 1, 1);
    SITU_TRY_ALLOC(ferry);
    if (roads->row_count >= UINT32_MAX)
        SITU_TRY(situ_fail(err, SITU_E_LIMIT, NULL, _("the road table has %zu rows, more than can be used"), roads->row_count));
    for (size_t row = 0; row < roads->row_count; row++)
        ferry[row] = rules->classes[attributes[row].class_index].ferry;
    const situ_noding_options options = {.tolerance_m = rules->node_tolerance_m, .ferry_m = rules->ferry_join_m, .is_ferry = ferry};
    SITU_TRY(situ_node_lines(noded, roads, &options, job, err));
    if (noded->joined_ferries)
        SITU_TRY(situ_rows_tell(report, roads, SIZE_MAX, SITU_INFO, "TRAVEL_FERRY_JOINED", NULL, NULL, err,
                                _("%u ends of ferries met no road and were joined to the nearest one within %g m"), noded->joined_ferries, rules->ferry_join_m));
    if (roads->row_count && !noded->edge_count)
        SITU_TRY(situ_rows_tell(report, roads, SIZE_MAX, SITU_WARN, "TRAVEL_NO_LINES", NULL, _("give roads as lines"), err,
                                _("none of the %zu roads is a line"), roads->row_count));
done:
    situ_free(ferry);
    return status;
}

// Minutes both ways of a way that is walked, slope by slope.
static void walk_minutes(situ_network_edge *e, const double *xy, const situ_grid *dem, double kmh)
{
    double there = 0, back = 0, piece = dem ? fmax(dem->frame.cell_x, 1) : INFINITY;
    for (uint32_t i = 0; i + 1 < e->count; i++) {
        const double *a = xy + 2 * ((size_t)e->first + i);
        double length = hypot(a[2] - a[0], a[3] - a[1]);
        uint32_t pieces = (uint32_t)fmin(fmax(ceil(length / piece), 1), 10000);
        double z0 = dem ? situ_grid_sample(dem, a[0], a[1]) : NAN, run = length / pieces;
        for (uint32_t k = 1; k <= pieces; k++) {
            double t = (double)k / pieces, z1 = dem ? situ_grid_sample(dem, a[0] + t * (a[2] - a[0]), a[1] + t * (a[3] - a[1])) : NAN;
            double slope = run > 0 && !isnan(z0) && !isnan(z1) ? (z1 - z0) / run : 0;
            there += run / 1000 / situ_travel_walk_kmh(kmh, slope) * 60;
            back += run / 1000 / situ_travel_walk_kmh(kmh, -slope) * 60;
            z0 = z1;
        }
    }
    e->minutes = (float)there;
    e->minutes_back = (float)back;
}

static void set_edges(situ_network *n, const situ_noded *noded, const situ_travel_rules *rules, const situ_travel_road *attributes,
                      const situ_network_options *o)
{
    for (uint32_t i = 0; i < noded->edge_count; i++) {
        const situ_noded_edge *from = &noded->edges[i];
        const situ_travel_road *road = &attributes[from->row];
        const situ_travel_class *c = &rules->classes[road->class_index];
        situ_network_edge *e = &n->edges[i];
        *e = (situ_network_edge){.from = from->from, .to = from->to, .row = from->row, .first = from->first, .count = from->count, .ferry = c->ferry,
                                 .bridge = road->bridge, .tunnel = road->tunnel, .enter = c->enter && !c->ferry && !road->tunnel};
        double length = 0;
        for (uint32_t k = 0; k + 1 < e->count; k++) {
            const double *a = n->xy + 2 * ((size_t)e->first + k);
            length += hypot(a[2] - a[0], a[3] - a[1]);
        }
        e->length_m = (float)length;
        if (c->walked || (o->on_foot && !c->ferry))
            walk_minutes(e, n->xy, o->dem, (double)road->kmh);
        else
            e->minutes = e->minutes_back = (float)(length / 1000 / (double)road->kmh * 60);
        if (road->oneway && !c->walked)
            e->minutes_back = INFINITY;
        if (!road->passable)
            e->minutes = e->minutes_back = INFINITY;
    }
}

static situ_status link_nodes(situ_network *n, situ_error *err)
{
    situ_status status = SITU_OK;
    n->start = situ_calloc((size_t)n->node_count + 2, sizeof *n->start);
    SITU_TRY_ALLOC(n->start);
    n->out = situ_malloc((2 * (size_t)n->edge_count + 1) * sizeof *n->out);
    SITU_TRY_ALLOC(n->out);
    for (uint32_t i = 0; i < n->edge_count; i++) {
        n->start[n->edges[i].from]++;
        n->start[n->edges[i].to] += n->edges[i].to != n->edges[i].from;
    }
    for (uint32_t k = 0; k < n->node_count; k++)
        n->start[k + 1] += n->start[k];
    for (uint32_t i = n->edge_count; i-- > 0;) {
        n->out[--n->start[n->edges[i].from]] = i;
        if (n->edges[i].to != n->edges[i].from)
            n->out[--n->start[n->edges[i].to]] = i;
    }
done:
    return status;
}

// A ferry is waited for where it is boarded: where there are roads too, or nothing else.
static bool boards(const situ_network *n, uint32_t node)
{
    if (n->start[node + 1] - n->start[node] == 1)
        return true;
    for (uint32_t k = n->start[node]; k < n->start[node + 1]; k++)
        if (!n->edges[n->out[k]].ferry)
            return true;
    return false;
}

static void add_waiting(situ_network *n, const situ_travel_rules *rules, const situ_travel_road *attributes)
{
    for (uint32_t i = 0; i < n->edge_count; i++) {
        situ_network_edge *e = &n->edges[i];
        float wait = (float)rules->classes[attributes[e->row].class_index].wait_min;
        if (!e->ferry)
            continue;
        e->minutes += boards(n, e->from) ? wait : 0;
        e->minutes_back += boards(n, e->to) ? wait : 0;
    }
}

// Roads that hang together with nothing else are often a fault of the data: told once, as a sum.
static situ_status tell_pieces(const situ_network *n, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *component = NULL, count = 0, pieces = 0;
    double *length = NULL, most = 0, sum = 0;
    if (!report || n->edge_count == 0)
        return SITU_OK;
    SITU_TRY(situ_network_components(&component, &count, n, true, err));
    length = situ_calloc((size_t)count + 1, sizeof *length);
    SITU_TRY_ALLOC(length);
    for (uint32_t i = 0; i < n->edge_count; i++)
        length[component[n->edges[i].from]] += (double)n->edges[i].length_m;
    for (uint32_t k = 0; k < count; k++) {
        sum += length[k];
        most = fmax(most, length[k]);
        pieces += length[k] > 0;
    }
    if (pieces > 1)
        SITU_TRY(situ_rows_tell(report, n->roads, SIZE_MAX, SITU_INFO, "TRAVEL_PIECES", NULL, _("join roads that should meet, or add the ferry"), err,
                                _("the roads fall into %u pieces; %.1f km hang together, %.1f km do not with them"), pieces, most / 1000, (sum - most) / 1000));
done:
    situ_free(component);
    situ_free(length);
    return status;
}

situ_status situ_network_new(situ_network **out, const situ_table *roads, const situ_network_options *o, situ_report *report, situ_job *job,
                             situ_error *err)
{
    situ_status status = SITU_OK;
    situ_travel_rules rules;
    situ_travel_road *attributes = NULL;
    situ_noded noded = {0};
    situ_network *n = situ_calloc(1, sizeof *n);
    SITU_TRY_ALLOC(n);
    SITU_TRY(situ_travel_rules_read(&rules, o->rules, err));
    const situ_travel_road_options road_options = {.rules = &rules, .cut = o->cut, .on_foot = o->on_foot, .speed_factor = o->speed_factor};
    SITU_TRY(situ_travel_roads(&attributes, roads, &road_options, report, err));
    SITU_TRY(node_roads(&noded, roads, &rules, attributes, report, job, err));
    n->roads = roads;
    n->node_count = noded.node_count;
    n->edge_count = noded.edge_count;
    n->node_xy = noded.node_xy;
    n->xy = noded.xy;
    n->xy_count = noded.xy_count;
    noded.node_xy = noded.xy = NULL;
    n->edges = situ_calloc((size_t)n->edge_count + 1, sizeof *n->edges);
    SITU_TRY_ALLOC(n->edges);
    set_edges(n, &noded, &rules, attributes, o);
    situ_noded_free(&noded);
    SITU_TRY(link_nodes(n, err));
    add_waiting(n, &rules, attributes);
    SITU_TRY(situ_network_find_new(&n->find, n, &rules, o, err));
    SITU_TRY(tell_pieces(n, report, err));
    *out = n;
    n = NULL;
done:
    situ_noded_free(&noded);
    situ_free(attributes);
    situ_network_free(n);
    return status;
}

void situ_network_free(situ_network *network)
{
    if (!network)
        return;
    situ_network_find_free(network->find);
    situ_free(network->node_xy);
    situ_free(network->edges);
    situ_free(network->xy);
    situ_free(network->start);
    situ_free(network->out);
    situ_free(network);
}

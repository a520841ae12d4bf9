// SPDX-License-Identifier: MIT
// The road graph against brute force: who hangs together with whom, bridges by taking every edge away, the
// nearest edge by trying all, travel times by relaxing all edges until nothing changes. The seed of a failing
// case is printed.

#include "base/hash.h"
#include "unit/analysis/roads_fixture.h"

enum { MOST_LINES = 40, MOST_POINTS = 6, CASES = 250, PLACES = 12 };

typedef struct drawn {
    double xy[MOST_LINES][2 * MOST_POINTS];
    uint32_t points[MOST_LINES], lines;
} drawn;

// Lines over a coarse lattice, so that many meet; some ends a little off, some lines in no order at all.
static situ_table *draw(situ_rng *rng, drawn *d)
{
    static const char *const classes[] = {"县道", "村道", "步道", "轮渡", "高速", "国道"};
    situ_str text;
    situ_str_init(&text);
    uint32_t wide = 2 + situ_rng_below(rng, 7);
    d->lines = 1 + situ_rng_below(rng, MOST_LINES);
    for (uint32_t k = 0; k < d->lines; k++) {
        static const char *const flags[] = {"-", "-", "-", "-", "o", "X", "b"};
        situ_str_addf(&text, "%s%s %s", k ? "\n" : "", classes[situ_rng_below(rng, 6)], flags[situ_rng_below(rng, 7)]);
        d->points[k] = 2 + situ_rng_below(rng, MOST_POINTS - 1);
        for (uint32_t i = 0; i < d->points[k]; i++) {
            double x = 400.0 * situ_rng_below(rng, wide), y = 400.0 * situ_rng_below(rng, wide);
            bool end = i == 0 || i + 1 == d->points[k];
            if (end && situ_rng_below(rng, 3) == 0)
                x += situ_rng_unit(rng) * 1.2 - 0.6, y += situ_rng_unit(rng) * 1.2 - 0.6;
            if (situ_rng_below(rng, 10) == 0)
                x = situ_rng_unit(rng) * 3000, y = situ_rng_unit(rng) * 3000;
            if (i && hypot(x - d->xy[k][2 * i - 2], y - d->xy[k][2 * i - 1]) < 10)
                x += 137;
            d->xy[k][2 * i] = x;
            d->xy[k][2 * i + 1] = y;
            char xs[32], ys[32];
            situ_format_double(x, xs);
            situ_format_double(y, ys);
            situ_str_addf(&text, " %s %s", xs, ys);
        }
    }
    assert_true(situ_str_ok(&text));
    situ_table *t = roads_table("roads", text.data);
    situ_str_free(&text);
    return t;
}

static uint32_t root(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i];
    return i;
}

static double off_segment(double x, double y, const double *a)
{
    double dx = a[2] - a[0], dy = a[3] - a[1], t = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}

static bool lines_meet(const drawn *d, uint32_t a, uint32_t b, double tolerance)
{
    for (int side = 0; side < 2; side++) {
        const double *end = d->xy[a] + (side ? 2 * (d->points[a] - 1) : 0);
        for (uint32_t i = 0; i + 1 < d->points[b]; i++)
            if (off_segment(end[0], end[1], d->xy[b] + 2 * i) <= tolerance)
                return true;
    }
    for (uint32_t i = 0; i < d->points[a]; i++)
        for (uint32_t k = 0; k < d->points[b]; k++)
            if (hypot(d->xy[a][2 * i] - d->xy[b][2 * k], d->xy[a][2 * i + 1] - d->xy[b][2 * k + 1]) <= 0.01)
                return true;
    return false;
}

static double length_of(const drawn *d, uint32_t k)
{
    double sum = 0;
    for (uint32_t i = 0; i + 1 < d->points[k]; i++)
        sum += hypot(d->xy[k][2 * i + 2] - d->xy[k][2 * i], d->xy[k][2 * i + 3] - d->xy[k][2 * i + 1]);
    return sum;
}

typedef struct world {
    fixture f;
    situ_table *roads;
    situ_network *n;
    drawn d;
    situ_rng rng;
} world;

static void make(world *w, uint64_t seed)
{
    fixture_begin(&w->f);
    situ_rng_seed(&w->rng, seed, 7);
    w->roads = draw(&w->rng, &w->d);
    const situ_network_options o = {.rules = w->f.rules};
    CHECK_OK(situ_network_new(&w->n, w->roads, &o, w->f.report, NULL, &w->f.err), w->f.err);
}
static void drop(world *w)
{
    situ_network_free(w->n);
    situ_table_free(w->roads);
    fixture_end(&w->f);
}

#define HOLDS(c, seed)                                                                                                                            \
    do {                                                                                                                                          \
        if (!(c))                                                                                                                                 \
            fail_msg("seed %llu: %s", (unsigned long long)(seed), #c);                                                                            \
    } while (0)

static void noding__lines_hang_together_as_the_rule_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        world w;
        uint32_t parent[MOST_LINES], *nodes, by_line[MOST_LINES];
        double kept[MOST_LINES] = {0};
        make(&w, seed);
        for (uint32_t k = 0; k < w.d.lines; k++)
            parent[k] = k;
        for (uint32_t a = 0; a < w.d.lines; a++)
            for (uint32_t b = 0; b < w.d.lines; b++)
                if (a != b && lines_meet(&w.d, a, b, 2))
                    parent[root(parent, a)] = root(parent, b);
        // Union over all edges, whether they pass or not.
        nodes = malloc((w.n->node_count + 1) * sizeof *nodes);
        for (uint32_t i = 0; i < w.n->node_count; i++)
            nodes[i] = i;
        memset(by_line, 0xff, sizeof by_line);
        for (uint32_t i = 0; i < w.n->edge_count; i++) {
            const situ_network_edge *e = &w.n->edges[i];
            nodes[root(nodes, e->from)] = root(nodes, e->to);
            kept[e->row] += (double)e->length_m;
            by_line[e->row] = e->from;
            HOLDS(e->count >= 2 && e->first + e->count <= w.n->xy_count, seed);
        }
        for (uint32_t a = 0; a < w.d.lines; a++) {
            HOLDS(fabs(kept[a] - length_of(&w.d, a)) < 0.01 + 4.0 * w.d.points[a], seed); // but for closed gaps
            for (uint32_t b = 0; b < a; b++)
                if (by_line[a] != UINT32_MAX && by_line[b] != UINT32_MAX && root(parent, a) == root(parent, b))
                    HOLDS(root(nodes, by_line[a]) == root(nodes, by_line[b]), seed);
                else if (by_line[a] != UINT32_MAX && by_line[b] != UINT32_MAX) {
                    // Ferries are brought to roads from farther off.
                    bool ferries = false;
                    for (uint32_t i = 0; i < w.n->edge_count; i++)
                        ferries |= w.n->edges[i].ferry;
                    HOLDS(ferries || root(nodes, by_line[a]) != root(nodes, by_line[b]), seed);
                }
        }
        free(nodes);
        drop(&w);
    }
}

static bool passes(const situ_network_edge *e) { return isfinite(e->minutes) || isfinite(e->minutes_back); }

// Components without edge `without`.
static uint32_t count_components(const situ_network *n, uint32_t without, bool ferries, uint32_t *parent)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n->node_count; i++)
        parent[i] = i;
    for (uint32_t i = 0; i < n->edge_count; i++)
        if (i != without && passes(&n->edges[i]) && (ferries || !n->edges[i].ferry))
            parent[root(parent, n->edges[i].from)] = root(parent, n->edges[i].to);
    for (uint32_t i = 0; i < n->node_count; i++)
        count += parent[i] == i;
    return count;
}

static void bridges__equal_taking_every_edge_away(void **state)
{
    (void)state;
    size_t seen = 0;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        world w;
        make(&w, seed);
        const situ_network *n = w.n;
        bool ferries = seed % 2;
        uint32_t *parent = malloc((n->node_count + 1) * sizeof *parent), *component, count;
        double *weight = malloc((n->node_count + 1) * sizeof *weight), *isolated;
        uint8_t *is_bridge;
        for (uint32_t i = 0; i < n->node_count; i++)
            weight[i] = situ_rng_below(&w.rng, 50);
        CHECK_OK(situ_network_bridges(&is_bridge, &isolated, n, weight, ferries, &w.f.err), w.f.err);
        CHECK_OK(situ_network_components(&component, &count, n, ferries, &w.f.err), w.f.err);
        HOLDS(count == count_components(n, UINT32_MAX, ferries, parent), seed);
        for (uint32_t i = 0, highest = 0; i < n->node_count; i++) {
            HOLDS(component[i] <= highest, seed); // numbered by the lowest node
            highest += component[i] == highest;
            for (uint32_t k = 0; k < i; k++)
                HOLDS((component[i] == component[k]) == (root(parent, i) == root(parent, k)), seed);
        }
        for (uint32_t i = 0; i < n->edge_count; i++) {
            bool splits = passes(&n->edges[i]) && (ferries || !n->edges[i].ferry) && count_components(n, i, ferries, parent) > count;
            HOLDS(is_bridge[i] == splits, seed);
            double a = 0, b = 0;
            for (uint32_t k = 0; splits && k < n->node_count; k++) {
                a += root(parent, k) == root(parent, n->edges[i].from) ? weight[k] : 0;
                b += root(parent, k) == root(parent, n->edges[i].to) ? weight[k] : 0;
            }
            HOLDS(fabs(isolated[i] - fmin(a, b)) < 1e-9, seed);
            seen += splits;
        }
        situ_free(is_bridge);
        situ_free(isolated);
        situ_free(component);
        free(parent);
        free(weight);
        drop(&w);
    }
    assert_true(seen > 500);
}

static void snap__equals_trying_every_edge(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        world w;
        make(&w, seed);
        for (int k = 0; k < 30; k++) {
            double x = situ_rng_unit(&w.rng) * 5000 - 1000, y = situ_rng_unit(&w.rng) * 5000 - 1000, best = INFINITY;
            bool any = false;
            for (uint32_t i = 0; i < w.n->edge_count; i++) {
                const situ_network_edge *e = &w.n->edges[i];
                const double *xy = w.n->xy + 2 * (size_t)e->first;
                if (!passes(e) || (!e->enter && !e->ferry))
                    continue;
                any |= e->enter;
                if (e->ferry)
                    best = fmin(best, fmin(hypot(x - xy[0], y - xy[1]), hypot(x - xy[2 * e->count - 2], y - xy[2 * e->count - 1])));
                for (uint32_t v = 0; !e->ferry && v + 1 < e->count; v++)
                    best = fmin(best, off_segment(x, y, xy + 2 * v));
            }
            situ_network_snap s = situ_network_snap_near(w.n, x, y, situ_rng_unit(&w.rng) * 3000, INFINITY);
            if (!any)
                continue; // nothing but motorways: another rule
            const situ_network_edge *e = &w.n->edges[s.edge];
            HOLDS(s.edge != UINT32_MAX && fabs(hypot(x - s.at.x, y - s.at.y) - s.off_m) < 1e-6, seed);
            if (e->enter || e->ferry)
                HOLDS(fabs(s.off_m - best) < 1e-6, seed);
            else
                HOLDS(s.off_m <= 15 && s.off_m < best, seed);
        }
        drop(&w);
    }
}

// The nearest place of each road, by all segments: how far off, and on which edge.
typedef struct near_road { double off_m; uint32_t edge; } near_road;
static int by_distance(const void *a, const void *b)
{
    double x = ((const near_road *)a)->off_m, y = ((const near_road *)b)->off_m;
    return x < y ? -1 : x > y;
}

static void snap__several_roads_are_the_nearest_ones(void **state)
{
    (void)state;
    size_t several = 0, swapped = 0;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        world w;
        make(&w, seed);
        near_road *roads = malloc((w.roads->row_count + 1) * sizeof *roads);
        for (int k = 0; k < 20; k++) {
            double x = situ_rng_unit(&w.rng) * 4000 - 500, y = situ_rng_unit(&w.rng) * 4000 - 500, both = INFINITY;
            bool any = false;
            for (size_t r = 0; r < w.roads->row_count; r++)
                roads[r] = (near_road){INFINITY, UINT32_MAX};
            for (uint32_t i = 0; i < w.n->edge_count; i++) {
                const situ_network_edge *e = &w.n->edges[i];
                const double *xy = w.n->xy + 2 * (size_t)e->first;
                double d = INFINITY;
                if (!passes(e))
                    continue;
                any |= e->enter;
                if (e->ferry)
                    d = fmin(hypot(x - xy[0], y - xy[1]), hypot(x - xy[2 * e->count - 2], y - xy[2 * e->count - 1]));
                for (uint32_t v = 0; !e->ferry && v + 1 < e->count; v++)
                    d = fmin(d, off_segment(x, y, xy + 2 * v));
                if (!e->enter && !e->ferry && d > 15)
                    continue;
                if (d < roads[e->row].off_m)
                    roads[e->row] = (near_road){d, i};
                if (isfinite(e->minutes) && isfinite(e->minutes_back))
                    both = fmin(both, d);
            }
            if (!any)
                continue;
            qsort(roads, w.roads->row_count, sizeof *roads, by_distance);
            situ_network_snap s[SITU_NETWORK_SNAPS];
            uint32_t got = situ_network_snap_several(s, w.n, x, y, 50, 500, INFINITY), want = 0, two = 0;
            while (want < SITU_NETWORK_SNAPS && want < w.roads->row_count && roads[want].off_m <= 500)
                want++;
            HOLDS(got == (want ? want : 1) && fabs(s[0].off_m - roads[0].off_m) < 1e-6, seed);
            for (uint32_t i = 0; i < got; i++)
                two += isfinite(w.n->edges[s[i].edge].minutes) && isfinite(w.n->edges[s[i].edge].minutes_back);
            HOLDS(two > 0 || both > 500 || want < SITU_NETWORK_SNAPS, seed); // one that leads both ways is among them
            for (uint32_t i = 0; i < want; i++) {
                bool last = i + 1 == want && want == SITU_NETWORK_SNAPS && two == 1 && fabs(s[i].off_m - both) < 1e-6;
                HOLDS(last || fabs(s[i].off_m - roads[i].off_m) < 1e-6, seed);
                swapped += last && s[i].off_m > roads[i].off_m + 1e-6;
                for (uint32_t j = 0; j < i; j++)
                    HOLDS(w.n->edges[s[i].edge].row != w.n->edges[s[j].edge].row, seed);
            }
            several += want > 1;
        }
        free(roads);
        drop(&w);
    }
    assert_true(several > 100 && swapped > 0);
}

// Minutes from a site to a target by relaxing all edges until nothing changes.
static double relax_all(const situ_network *n, situ_network_snap from, double start, situ_network_snap to, double end, double *best, bool toward)
{
    for (uint32_t i = 0; i < n->node_count; i++)
        best[i] = INFINITY;
    const situ_network_edge *a = &n->edges[from.edge], *b = &n->edges[to.edge];
#define OUT(e, forward) ((double)((forward) != toward ? (e)->minutes : (e)->minutes_back))
#define PART(minutes, share) ((share) > 0 ? (minutes) * (share) : 0.0)
    best[a->from] = start + PART(OUT(a, false), from.along);
    best[a->to] = fmin(best[a->to], start + PART(OUT(a, true), 1 - from.along));
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < n->edge_count; i++) {
            const situ_network_edge *e = &n->edges[i];
            if (best[e->from] + OUT(e, true) < best[e->to])
                best[e->to] = best[e->from] + OUT(e, true), changed = true;
            if (best[e->to] + OUT(e, false) < best[e->from])
                best[e->from] = best[e->to] + OUT(e, false), changed = true;
        }
    }
    double result = fmin(best[b->from] + PART(OUT(b, true), to.along), best[b->to] + PART(OUT(b, false), 1 - to.along)) + end;
    if (from.edge == to.edge)
        result = fmin(result, start + end + (to.along >= from.along ? PART(OUT(a, true), to.along - from.along) : PART(OUT(a, false), from.along - to.along)));
    return result;
}

static void travel__equals_relaxing_every_edge(void **state)
{
    (void)state;
    size_t reached = 0, not = 0;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        world w;
        make(&w, seed);
        situ_travel *t = NULL;
        situ_travel_site sites[PLACES];
        double xy[2 * PLACES], *best = malloc((w.n->node_count + 1) * sizeof *best);
        float minutes[PLACES * PLACES], nearest[PLACES];
        uint32_t who[PLACES];
        bool toward = seed % 2;
        const situ_travel_options o = {.mode = SITU_TRAVEL_NETWORK, .rules = w.f.rules, .roads = w.roads, .epsg = FIXTURE_EPSG, .toward = toward};
        CHECK_OK(situ_travel_new(&t, &o, w.f.report, NULL, &w.f.err), w.f.err);
        for (int i = 0; i < PLACES; i++) { // on the lattice, so that the approach is short; few on one edge
            sites[i] = (situ_travel_site){400.0 * situ_rng_below(&w.rng, 8) + 30, 400.0 * situ_rng_below(&w.rng, 8) + 20, situ_rng_below(&w.rng, 3) * 5};
            xy[2 * i] = 400.0 * situ_rng_below(&w.rng, 8) + 50;
            xy[2 * i + 1] = 400.0 * situ_rng_below(&w.rng, 8) - 30;
        }
        CHECK_OK(situ_travel_matrix(minutes, t, sites, PLACES, xy, PLACES, NULL, &w.f.err), w.f.err);
        CHECK_OK(situ_travel_nearest(nearest, who, t, sites, PLACES, xy, PLACES, NULL, &w.f.err), w.f.err);
        for (int k = 0; k < PLACES; k++) {
            situ_network_snap to[SITU_NETWORK_SNAPS], from[SITU_NETWORK_SNAPS];
            uint32_t tos = situ_network_snap_several(to, w.n, xy[2 * k], xy[2 * k + 1], 100, 500, 500);
            float least = INFINITY;
            uint32_t first = UINT32_MAX;
            for (uint32_t s = 0; s < PLACES; s++) {
                float got = minutes[s * PLACES + (uint32_t)k];
                if (got < least)
                    least = got, first = s;
                uint32_t froms = situ_network_snap_several(from, w.n, sites[s].x, sites[s].y, 100, 500, 500);
                if (!froms || !tos)
                    continue;
                double want = INFINITY, field = sites[s].delay_min + hypot(xy[2 * k] - sites[s].x, xy[2 * k + 1] - sites[s].y) * 0.026;
                for (uint32_t a = 0; a < froms; a++) // from each road to each road
                    for (uint32_t b = 0; b < tos; b++) {
                        want = fmin(want, relax_all(w.n, from[a], sites[s].delay_min + from[a].off_m * 0.012, to[b], to[b].off_m * 0.012, best, toward));
                        if (from[a].edge == to[b].edge)
                            want = fmin(want, field);
                    }
                HOLDS(isinf(want) ? isinf(got) : fabs((double)got - want) < 1e-3, seed);
                reached += isinf(want) ? 0 : 1;
                not += isinf(want) ? 1 : 0;
            }
            HOLDS(isinf(least) ? isinf(nearest[k]) && who[k] == UINT32_MAX : fabsf(nearest[k] - least) <= 1e-5f * least, seed);
            if (who[k] != UINT32_MAX && first != UINT32_MAX)
                HOLDS(fabsf(minutes[who[k] * PLACES + (uint32_t)k] - least) <= 1e-5f * least, seed);
        }
        situ_travel_free(t);
        free(best);
        drop(&w);
    }
    assert_true(reached > 1000 && not > 300); // one-way roads keep few apart: there are others near
}

// A million edges: every step stays near-linear, and no recursion overflows the stack on a long chain.
static void network__a_long_chain_and_a_large_lattice(void **state)
{
    (void)state;
    enum { SIDE = 220, CHAIN = 60000 };
    fixture f;
    situ_table *t = NULL;
    situ_network *n = NULL;
    uint8_t *is_bridge;
    double *isolated;
    size_t class, row, bridges = 0;
    fixture_begin(&f);
    CHECK_OK(situ_table_new(&t, "roads", FIXTURE_EPSG, &f.err), f.err);
    CHECK_OK(situ_table_add_column(t, "class", SITU_TYPE_TEXT, &class, &f.err), f.err);
    for (int k = 0; k < 2 * SIDE + CHAIN; k++) {
        bool chain = k >= 2 * SIDE;
        uint32_t points = chain ? 2 : SIDE;
        situ_geometry *g = NULL;
        CHECK_OK(situ_table_add_row(t, &row, &f.err), f.err);
        CHECK_OK(situ_table_set_text(t, row, class, "县道", &f.err), f.err);
        CHECK_OK(situ_geometry_new(&g, SITU_GEOM_LINE, 1, points, &f.err), f.err);
        for (uint32_t i = 0; i < points; i++) {
            g->xy[2 * i] = chain ? -100.0 * (k - 2 * SIDE + (int)i) : k < SIDE ? 100.0 * i : 100.0 * (k - SIDE);
            g->xy[2 * i + 1] = chain ? 0 : k < SIDE ? 100.0 * k : 100.0 * i;
        }
        g->part_start[1] = points;
        situ_geometry_update_box(g);
        CHECK_OK(situ_table_set_geometry(t, row, g, &f.err), f.err);
    }
    const situ_network_options o = {.rules = f.rules};
    CHECK_OK(situ_network_new(&n, t, &o, f.report, NULL, &f.err), f.err);
    assert_int_equal(n->node_count, SIDE * SIDE + CHAIN);
    assert_int_equal(n->edge_count, 2 * SIDE * (SIDE - 1) + CHAIN);
    CHECK_OK(situ_network_bridges(&is_bridge, &isolated, n, NULL, true, &f.err), f.err);
    for (uint32_t i = 0; i < n->edge_count; i++)
        bridges += is_bridge[i];
    assert_int_equal(bridges, CHAIN);
    CHECK_NEAR(isolated[n->edge_count - 1], 1, 0);
    CHECK_NEAR(isolated[n->edge_count - CHAIN], fmin(CHAIN, SIDE * SIDE), 0);
    situ_free(is_bridge);
    situ_free(isolated);
    situ_network_free(n);
    situ_table_free(t);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noding__lines_hang_together_as_the_rule_says),
        cmocka_unit_test(bridges__equal_taking_every_edge_away),
        cmocka_unit_test(snap__equals_trying_every_edge),
        cmocka_unit_test(snap__several_roads_are_the_nearest_ones),
        cmocka_unit_test(travel__equals_relaxing_every_edge),
        cmocka_unit_test(network__a_long_chain_and_a_large_lattice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

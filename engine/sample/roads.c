// SPDX-License-Identifier: MIT
// Roads: least-cost ways between seats, kept as edges between neighbouring cells so that every line of
// the finished network begins and ends at shared nodes. Villages join the nearest road.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/roads.h"

typedef struct link {
    int a, b, cell_a, cell_b;
    uint32_t cost;
    bool chosen, tree;
    uint16_t route;
} link;

static uint16_t add_route(situ_network *net, int road_class, const char *name)
{
    net->routes[net->route_count] = (situ_route){road_class, name};
    return (uint16_t)(++net->route_count);
}

static void mark_step(situ_network *net, int cell, int step, uint16_t route)
{
    const situ_grid_frame *f = &net->world->frame;
    int other = cell + situ_step_row[step] * f->columns + situ_step_column[step];
    if (step >= 4) {
        int t = cell;
        cell = other;
        other = t;
        step -= 4;
    }
    uint16_t *slot = &net->edges[4 * (size_t)cell + (size_t)step];
    int road_class = net->routes[route - 1].road_class;
    if (!*slot || net->routes[*slot - 1].road_class > road_class)
        *slot = route;
    uint8_t *cells = net->world->road_class;
    for (int k = 0; k < 2; k++) {
        int at = k ? other : cell;
        if (!cells[at] || cells[at] > road_class)
            cells[at] = (uint8_t)road_class;
    }
}

// Follows the spread back to its source; stops early at a cell for which stop_at says so.
static void mark_way(situ_network *net, const situ_spread *spread, int cell, uint16_t route)
{
    const situ_grid_frame *f = &net->world->frame;
    while (spread->from[cell] >= 0) {
        int step = spread->from[cell];
        mark_step(net, cell, step, route);
        cell += situ_step_row[step] * f->columns + situ_step_column[step];
    }
}

static int step_between(const situ_grid_frame *f, int a, int b)
{
    int dc = b % f->columns - a % f->columns, dr = b / f->columns - a / f->columns;
    for (int k = 0; k < 8; k++)
        if (situ_step_column[k] == dc && situ_step_row[k] == dr)
            return k;
    return -1;
}

// Where the great roads leave the frame: the cheapest cell of each side to reach (west, east, north,
// south), corners left out.
static void find_gates(const situ_world *w, const situ_spread *s, int gates[4])
{
    const situ_grid_frame *f = &w->frame;
    for (int side = 0; side < 4; side++) {
        uint32_t best = UINT32_MAX;
        bool across = side < 2;
        int length = across ? f->rows : f->columns;
        for (int k = length / 5; k < length - length / 5; k++) {
            int cell = across ? k * f->columns + (side ? f->columns - 1 : 0) : (side == 3 ? f->rows - 1 : 0) * f->columns + k;
            if (w->water[cell] == SITU_LAND && s->cost[cell] < best)
                best = s->cost[cell], gates[side] = cell;
        }
    }
}

static int find_links(const situ_world *w, const situ_spread *s, link *links, int capacity, int *table, int nodes)
{
    const situ_grid_frame *f = &w->frame;
    int count = 0;
    for (int i = 0; i < nodes * nodes; i++)
        table[i] = -1;
    for (int r = 0; r < f->rows; r++)
        for (int c = 0; c < f->columns; c++) {
            size_t i = situ_cell(f, c, r);
            for (int k = 0; k < 4; k++) {
                int c2 = c + situ_step_column[k], r2 = r + situ_step_row[k];
                if (c2 < 0 || c2 >= f->columns || r2 >= f->rows)
                    continue;
                size_t j = situ_cell(f, c2, r2);
                if (s->label[i] == s->label[j] || !s->label[i] || !s->label[j])
                    continue;
                int a = s->label[i] - 1, b = s->label[j] - 1;
                uint32_t cost = s->cost[i] + s->cost[j] + 20;
                int *at = &table[a < b ? a * nodes + b : b * nodes + a];
                if (*at < 0) {
                    if (count == capacity)
                        continue;
                    *at = count;
                    links[count++] = (link){.a = a, .b = b, .cost = UINT32_MAX};
                }
                if (cost < links[*at].cost)
                    links[*at] = (link){.a = a, .b = b, .cell_a = (int)i, .cell_b = (int)j, .cost = cost};
            }
        }
    return count;
}

static void relax(double *far, int nodes, int a, int b, double cost)
{
    for (int i = 0; i < nodes; i++)
        for (int j = 0; j < nodes; j++) {
            double by = fmin(far[i * nodes + a] + cost + far[b * nodes + j], far[i * nodes + b] + cost + far[a * nodes + j]);
            if (by < far[i * nodes + j])
                far[i * nodes + j] = by;
        }
}

// A tree, and the links that save much of a detour.
static void choose_links(link *links, int count, int nodes, double *far, double detour)
{
    for (int i = 0; i < nodes * nodes; i++)
        far[i] = i % (nodes + 1) == 0 ? 0 : 1e18;
    for (int round = 0; round < 2; round++)
        for (;;) { // cheapest first; selection by scan keeps the order plain
            int best = -1;
            for (int k = 0; k < count; k++) {
                const link *l = &links[k];
                double now = far[l->a * nodes + l->b];
                bool wanted = round == 0 ? now > 1e17 : now > detour * l->cost;
                if (!l->chosen && wanted && (best < 0 || l->cost < links[best].cost))
                    best = k;
            }
            if (best < 0)
                break;
            links[best].chosen = true;
            links[best].tree = round == 0;
            relax(far, nodes, links[best].a, links[best].b, links[best].cost);
        }
}

// Gives the links of the shortest chosen way from node a to b to a route, where they are free.
static void assign_route(link *links, int count, int nodes, const double *far, int a, int b, uint16_t route)
{
    while (a != b) {
        int next = -1;
        double best = 1e18;
        for (int k = 0; k < count; k++) {
            if (!links[k].chosen || (links[k].a != a && links[k].b != a))
                continue;
            int other = links[k].a == a ? links[k].b : links[k].a;
            double by = links[k].cost + far[other * nodes + b];
            if (by < best)
                best = by, next = k;
        }
        if (next < 0 || best > 1e17)
            return;
        if (!links[next].route)
            links[next].route = route;
        a = links[next].a == a ? links[next].b : links[next].a;
    }
}

static situ_status main_roads(situ_network *net, situ_error *err)
{
    situ_world *w = net->world;
    situ_status status = SITU_OK;
    int nodes = w->town_count, gates[4] = {0};
    int *seeds = situ_arena_alloc(w->arena, (size_t)nodes * sizeof *seeds);
    int *table = situ_arena_alloc(w->arena, (size_t)(nodes * nodes) * sizeof *table);
    double *far = situ_arena_alloc(w->arena, (size_t)(nodes * nodes) * sizeof *far);
    link *links = situ_arena_alloc(w->arena, 600 * sizeof *links);
    situ_spread spread = {0};
    SITU_TRY_ALLOC(seeds);
    SITU_TRY_ALLOC(table);
    SITU_TRY_ALLOC(far);
    SITU_TRY_ALLOC(links);
    for (int t = 0; t < w->town_count; t++)
        seeds[t] = w->towns[t].cell;
    situ_spread_rules rules = {.climb = 260, .water = 22, .limit = 60, .turn_noise = 0.15, .stop_cell = -1};
    SITU_TRY(situ_sample_spread_new(&spread, w, err));
    SITU_TRY(situ_sample_spread_run(&spread, w, &rules, seeds, NULL, NULL, (size_t)nodes, err));
    int count = find_links(w, &spread, links, 600, table, nodes);
    choose_links(links, count, nodes, far, 1.8);
    find_gates(w, &spread, gates);
    uint16_t great[2] = {add_route(net, SITU_ROAD_NATION, "G998"), add_route(net, SITU_ROAD_NATION, "G909")};
    for (int g = 0; g < 4; g++) {
        assign_route(links, count, nodes, far, spread.label[gates[g]] - 1, w->seat_town, great[g / 2]);
        mark_way(net, &spread, gates[g], great[g / 2]);
    }
    int number = 0;
    for (int t = 0; t < w->town_count; t++)
        if (w->towns[t].is_center && number < 4) {
            const char *name = situ_arena_printf(w->arena, "S%d", 511 + 9 * number++);
            SITU_TRY_ALLOC(name);
            assign_route(links, count, nodes, far, t, w->seat_town, add_route(net, SITU_ROAD_PROVINCE, name));
        }
    number = 0;
    for (int k = 0; k < count; k++) {
        link *l = &links[k];
        if (!l->chosen)
            continue;
        if (!l->route) {
            const char *name = l->tree ? situ_arena_printf(w->arena, "X%03d", 101 + number) : situ_arena_printf(w->arena, "Y%03d", 101 + number);
            SITU_TRY_ALLOC(name);
            number++;
            l->route = add_route(net, l->tree ? SITU_ROAD_COUNTY : SITU_ROAD_TOWN, name);
        }
        mark_way(net, &spread, l->cell_a, l->route);
        mark_way(net, &spread, l->cell_b, l->route);
        int step = step_between(&w->frame, l->cell_a, l->cell_b);
        if (step >= 0)
            mark_step(net, l->cell_a, step, l->route);
    }
done:
    situ_sample_spread_clear(&spread);
    return status;
}

// One expressway from rim to rim along the valley, tunnels and viaducts allowed, and its feeder.
static situ_status expressway(situ_network *net, situ_error *err)
{
    situ_world *w = net->world;
    const situ_grid_frame *f = &w->frame;
    situ_status status = SITU_OK;
    situ_spread spread = {0};
    size_t count = 0;
    int *west = situ_arena_alloc(w->arena, (size_t)f->rows * sizeof *west), end = -1;
    SITU_TRY_ALLOC(west);
    for (int r = f->rows / 4; r < f->rows * 3 / 4; r++)
        if (w->water[r * f->columns] == SITU_LAND && (double)w->river_m[r * f->columns] < 6000)
            west[count++] = r * f->columns;
    situ_spread_rules rules = {.climb = 320, .water = 9, .limit = 7, .stop_cell = -1};
    SITU_TRY(situ_sample_spread_new(&spread, w, err));
    SITU_TRY(situ_sample_spread_run(&spread, w, &rules, west, NULL, NULL, count, err));
    for (int r = f->rows / 4; r < f->rows * 3 / 4; r++) {
        int cell = r * f->columns + f->columns - 1;
        if (w->water[cell] == SITU_LAND && (end < 0 || spread.cost[cell] < spread.cost[end]))
            end = cell;
    }
    mark_way(net, &spread, end, add_route(net, SITU_ROAD_EXPRESS, "G99岚川高速"));
    const situ_town *seat = &w->towns[w->seat_town];
    int nearest = -1;
    double least = 1e30;
    for (int i = 0; i < f->columns * f->rows; i++)
        if (w->road_class[i] == SITU_ROAD_EXPRESS && !w->water[i]) {
            double d = hypot(situ_cell_x(f, i) - seat->x, situ_cell_y(f, i) - seat->y);
            if (d < least)
                least = d, nearest = i;
        }
    if (nearest >= 0) {
        rules = (situ_spread_rules){.climb = 260, .water = 40, .limit = 60, .road_share = 0.5, .road_limit = SITU_ROAD_COUNTY, .stop_cell = nearest};
        SITU_TRY(situ_sample_spread_run(&spread, w, &rules, &seat->cell, NULL, NULL, 1, err));
        mark_way(net, &spread, nearest, add_route(net, SITU_ROAD_PROVINCE, "S599高速连接线"));
    }
done:
    situ_sample_spread_clear(&spread);
    return status;
}

static situ_status village_roads(situ_network *net, situ_error *err)
{
    situ_world *w = net->world;
    situ_status status = SITU_OK;
    situ_spread spread = {0};
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows, count = 0;
    int *sources = situ_malloc(n * sizeof *sources);
    uint16_t *labels = NULL;
    SITU_TRY_ALLOC(sources);
    for (size_t i = 0; i < n; i++)
        if (w->road_class[i] && w->road_class[i] != SITU_ROAD_EXPRESS && w->water[i] == SITU_LAND)
            sources[count++] = (int)i;
    situ_spread_rules rules = {.climb = 180, .water = 900, .limit = 40, .turn_noise = 0.2, .stop_cell = -1};
    labels = situ_calloc(count + 1, sizeof *labels);
    SITU_TRY_ALLOC(labels);
    SITU_TRY(situ_sample_spread_new(&spread, w, err));
    SITU_TRY(situ_sample_spread_run(&spread, w, &rules, sources, NULL, labels, count, err));
    uint16_t route = add_route(net, SITU_ROAD_VILLAGE, NULL);
    for (int v = 0; v < w->village_count; v++)
        if (!w->villages[v].on_island)
            mark_way(net, &spread, w->villages[v].cell, route);
done:
    situ_free(labels);
    situ_free(sources);
    situ_sample_spread_clear(&spread);
    return status;
}

// The island's lane to its landing, and the ferry to the nearest road on the bank.
static void ferry(situ_network *net)
{
    situ_world *w = net->world;
    const situ_grid_frame *f = &w->frame;
    if (w->island_village < 0)
        return;
    int home = w->villages[w->island_village].cell, bank = -1;
    double least = 1e30;
    for (int i = 0; i < f->columns * f->rows; i++) {
        if (!w->road_class[i] || w->road_class[i] == SITU_ROAD_EXPRESS || w->water[i] != SITU_LAND)
            continue;
        double d = hypot(situ_cell_x(f, i) - situ_cell_x(f, home), situ_cell_y(f, i) - situ_cell_y(f, home));
        if (d < least)
            least = d, bank = i;
    }
    if (bank < 0)
        return;
    // Along the line home -> bank: the last dry cell of the island is the landing.
    uint16_t lane = add_route(net, SITU_ROAD_VILLAGE, NULL);
    int at = home;
    for (;;) {
        int best = -1;
        double d_best = hypot(situ_cell_x(f, at) - situ_cell_x(f, bank), situ_cell_y(f, at) - situ_cell_y(f, bank));
        int step = -1;
        for (int k = 0; k < 8; k++) {
            int next = at + situ_step_row[k] * f->columns + situ_step_column[k];
            double d = hypot(situ_cell_x(f, next) - situ_cell_x(f, bank), situ_cell_y(f, next) - situ_cell_y(f, bank));
            if (d < d_best)
                d_best = d, best = next, step = k;
        }
        if (best < 0 || w->water[best] != SITU_LAND || best == bank)
            break;
        mark_step(net, at, step, lane);
        at = best;
    }
    net->ferry_from = at;
    net->ferry_to = bank;
    net->forced[at] = net->forced[bank] = 1;
}

situ_status situ_sample_world_roads(situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows;
    situ_network net = {.world = w, .ferry_from = -1, .ferry_to = -1};
    net.edges = situ_calloc(4 * n, sizeof *net.edges);
    net.forced = situ_calloc(n, 1);
    SITU_TRY_ALLOC(net.edges);
    SITU_TRY_ALLOC(net.forced);
    w->road_class = situ_arena_alloc(w->arena, n);
    SITU_TRY_ALLOC(w->road_class);
    SITU_TRY(main_roads(&net, err));
    SITU_TRY(expressway(&net, err));
    SITU_TRY(village_roads(&net, err));
    ferry(&net);
    for (int v = 0; v < w->village_count; v++)
        net.forced[w->villages[v].cell] = 1;
    SITU_TRY(situ_sample_network_lines(&net, false, err));
    SITU_TRY(situ_sample_network_cut(&net, 3000, err));
    SITU_TRY(situ_sample_network_lines(&net, true, err));
    SITU_TRY(situ_sample_network_cut(&net, 0, err));
done:
    situ_free(net.edges);
    situ_free(net.forced);
    return status;
}

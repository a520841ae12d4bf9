// SPDX-License-Identifier: MIT
// Towns and villages: seats where people would settle, territories by cost over the terrain, villages
// grown inside their town so that they nest.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

typedef struct plan {
    situ_world *w;
    int *candidates;
    float *score;
    size_t candidate_count;
    int wanted;      // towns with land, 林场 and 水库管理处 among them
    int strip_stream;
    uint8_t *strip;  // 1 = the narrow town, 2 = the tiny one, 3 = the reservoir's
} plan;

static double apart(const situ_world *w, int a, int b)
{
    return hypot(situ_cell_x(&w->frame, a) - situ_cell_x(&w->frame, b), situ_cell_y(&w->frame, a) - situ_cell_y(&w->frame, b));
}

// How well people live on a cell: flat, low, near water.
static double comfort(const situ_world *w, size_t i)
{
    if (w->water[i] != SITU_LAND)
        return 0;
    double slope = (double)w->slope[i], near = (double)w->flow.area_km2[i] > 4 ? 1 : 0.45;
    double bank = w->river_m[i] < 3000 ? 1.4 : 1;
    return exp(-slope / 0.16) * near * bank * (1.15 - 0.5 * situ_sample_step(300, 1500, (double)w->height[i]));
}

static int add_town(situ_world *w, int cell, situ_unit_kind kind)
{
    situ_town *t = &w->towns[w->town_count];
    *t = (situ_town){.cell = cell, .kind = kind, .x = situ_cell_x(&w->frame, cell), .y = situ_cell_y(&w->frame, cell)};
    return w->town_count++;
}

static situ_status find_candidates(plan *p, situ_error *err)
{
    situ_world *w = p->w;
    const situ_grid_frame *f = &w->frame;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    p->candidates = situ_malloc((n / 4 + 1) * sizeof *p->candidates);
    p->score = situ_malloc((n / 4 + 1) * sizeof *p->score);
    p->strip = situ_calloc(n, 1);
    if (!p->candidates || !p->score || !p->strip)
        return situ_fail_nomem(err);
    for (int r = 0; r < f->rows; r += 2)
        for (int c = 0; c < f->columns; c += 2) {
            size_t i = situ_cell(f, c, r);
            if (!w->county[i] || w->water[i] || (double)w->slope[i] > 0.3)
                continue;
            double edge = situ_sample_relative_radius(w, situ_cell_x(f, (int)i), situ_cell_y(f, (int)i));
            bool valley = w->flow.area_km2[i] > 5 && w->flow.area_km2[i] < 600, bank = (double)w->river_m[i] < 2200;
            if (edge > 0.95 || (!valley && !bank))
                continue;
            p->candidates[p->candidate_count] = (int)i;
            p->score[p->candidate_count++] = (float)(comfort(w, i) * (edge > 0.88 ? 0.5 : 1));
        }
    if (!p->candidate_count)
        return situ_fail(err, SITU_E_GEOMETRY, NULL, "%s", _("the invented land has no place for a town; try another seed"));
    return SITU_OK;
}

// The best candidate by score and distance to the chosen seats (worth counts up to far_m).
static int best_site(const plan *p, double near_m, double far_m)
{
    const situ_world *w = p->w;
    double best = -1;
    int at = -1;
    for (size_t k = 0; k < p->candidate_count; k++) {
        int cell = p->candidates[k];
        double least = far_m;
        for (int t = 0; t < w->town_count && least >= near_m; t++) {
            double d = apart(w, cell, w->towns[t].cell);
            if (d < least)
                least = d;
        }
        if (least < near_m || p->strip[cell])
            continue;
        double worth = (0.06 + (double)p->score[k]) * least * least;
        if (worth > best)
            best = worth, at = cell;
    }
    return at;
}

// County seat: a wide terrace on the north bank near the middle; three more streets about it, one
// across the river.
static void place_streets(plan *p)
{
    situ_world *w = p->w;
    double middle_x = w->frame.x0 + 50.0 * w->frame.columns;
    int seat = -1;
    double best = 1e30;
    for (size_t k = 0; k < p->candidate_count; k++) {
        int c = p->candidates[k];
        double river = (double)w->river_m[c];
        if (river > 1800)
            continue;
        double value = fabs(situ_cell_x(&w->frame, c) - middle_x) + 30000 * (double)w->slope[c] + 2 * fabs(river - 1000);
        if (value < best)
            best = value, seat = c;
    }
    if (seat < 0)
        seat = p->candidates[0];
    w->seat_town = add_town(w, seat, SITU_UNIT_STREET);
    int streets = w->size == SITU_SAMPLE_TOWNSHIP ? 1 : 4;
    while (w->town_count < streets) {
        int at = -1;
        best = 1e30;
        for (size_t k = 0; k < p->candidate_count; k++) {
            int c = p->candidates[k];
            double least = 1e30;
            for (int t = 0; t < w->town_count; t++)
                least = fmin(least, apart(w, c, w->towns[t].cell));
            double home = apart(w, c, seat);
            if (least < 2300 || home > 5600 || (double)w->river_m[c] > 3000)
                continue;
            double value = home + 9000 * (double)w->slope[c];
            if (value < best)
                best = value, at = c;
        }
        if (at < 0)
            at = best_site(p, 1500, 3000);
        add_town(w, at, SITU_UNIT_STREET);
    }
}

// A long stretch of one valley makes the narrow town.
static void place_narrow(plan *p)
{
    situ_world *w = p->w;
    double best = 0;
    w->narrow_town = -1;
    p->strip_stream = -1;
    size_t first = 0, last = 0;
    for (size_t k = 0; k < w->stream_count; k++) {
        const situ_sample_line *l = &w->streams[k].line;
        if (w->streams[k].order_class < 2 || w->streams[k].order_class > 3)
            continue;
        size_t a = 0;
        for (size_t i = 0; i < l->count; i++) { // longest run well inside the county
            int cell = situ_sample_cell_at(&w->frame, l->items[i].x, l->items[i].y);
            bool in = cell >= 0 && w->county[cell] && situ_sample_relative_radius(w, l->items[i].x, l->items[i].y) < 0.9 && apart(w, cell, w->towns[w->seat_town].cell) > 9000 && w->water[cell] == SITU_LAND;
            if (!in)
                a = i + 1;
            else if (hypot(l->items[i].x - l->items[a].x, l->items[i].y - l->items[a].y) > best)
                best = hypot(l->items[i].x - l->items[a].x, l->items[i].y - l->items[a].y), p->strip_stream = (int)k, first = a, last = i;
        }
    }
    if (p->strip_stream < 0 || best < 5000)
        return;
    const situ_sample_line *l = &w->streams[p->strip_stream].line;
    if (best > 15000) { // its lower 15 km
        while (first < last && hypot(l->items[last].x - l->items[first].x, l->items[last].y - l->items[first].y) > 15000)
            first++;
    }
    int reach = 9;
    for (size_t i = first; i <= last; i++) {
        int cell = situ_sample_cell_at(&w->frame, l->items[i].x, l->items[i].y), c = cell % w->frame.columns, r = cell / w->frame.columns;
        for (int y = -reach; y <= reach; y++)
            for (int x = -reach; x <= reach; x++)
                if (x * x + y * y <= reach * reach)
                    p->strip[situ_cell(&w->frame, c + x, r + y)] = 1;
    }
    const situ_point *mid = &l->items[(first + 3 * last) / 4];
    w->narrow_town = add_town(w, situ_sample_cell_at(&w->frame, mid->x, mid->y), SITU_UNIT_TOWN);
}

// An old port on the river with hardly any land.
static void place_tiny(plan *p)
{
    situ_world *w = p->w;
    double best = -1;
    int at = -1;
    for (size_t k = 0; k < p->candidate_count; k++) {
        int c = p->candidates[k];
        double home = apart(w, c, w->towns[w->seat_town].cell);
        if ((double)w->river_m[c] > 900 || home < 12000 || home > 30000 || p->strip[c])
            continue;
        if ((double)p->score[k] > best)
            best = (double)p->score[k], at = c;
    }
    w->tiny_town = -1;
    if (at < 0)
        return;
    int column = at % w->frame.columns, row = at / w->frame.columns;
    for (int y = -13; y <= 13; y++)
        for (int x = -13; x <= 13; x++) {
            size_t i = situ_cell(&w->frame, column + x, row + y);
            double wobble = 1 + 0.35 * situ_sample_noise_sum(w->seed + 95, (column + x) / 6.0, (row + y) / 6.0, 2);
            if (hypot(x, y) * wobble <= 10 && w->county[i])
                p->strip[i] = 2;
        }
    w->tiny_town = add_town(w, at, SITU_UNIT_TOWN);
}

static void place_special(plan *p)
{
    situ_world *w = p->w;
    w->farm_town = w->lake_town = -1;
    const situ_grid_frame *f = &w->frame;
    if (w->reservoir_cell >= 0 && w->county[w->reservoir_cell]) {
        int c = w->reservoir_cell % f->columns, r = w->reservoir_cell / f->columns, at = -1;
        double best = 1e30;
        for (int y = -12; y <= 12; y++)
            for (int x = -12; x <= 12; x++) {
                size_t i = situ_cell(f, c + x, r + y);
                if (w->water[i] == SITU_LAND && hypot(x, y) > 3 && (double)w->slope[i] + 0.02 * hypot(x, y) < best)
                    best = (double)w->slope[i] + 0.02 * hypot(x, y), at = (int)i;
            }
        if (at >= 0) { // the lake and a rim of 700 m
            w->lake_town = add_town(w, at, SITU_UNIT_RESERVOIR);
            for (int i = 0; i < f->columns * f->rows; i++)
                for (int y = -7; w->water[i] == SITU_RESERVOIR && y <= 7; y++)
                    for (int x = -7; x <= 7; x++)
                        if (x * x + y * y <= 49)
                            p->strip[i + y * f->columns + x] = 3;
        }
    }
    double best = -1e30;
    int at = -1;
    for (int r = 0; r < f->rows; r += 3)
        for (int c = 0; c < f->columns; c += 3) {
            size_t i = situ_cell(f, c, r);
            double x = situ_cell_x(f, (int)i), y = situ_cell_y(f, (int)i);
            if (!w->county[i] || situ_sample_relative_radius(w, x, y) > 0.8)
                continue;
            double high = (double)w->height[i] - 900 * (double)w->slope[i] + 250 * situ_sample_noise(w->seed + 96, x / 15000, y / 15000);
            if (high > best)
                best = high, at = (int)i;
        }
    w->farm_town = add_town(w, at, SITU_UNIT_FARM);
}

// Cells cut off from their seat, and those of the strip and the port, go where they belong.
static situ_status settle_towns(plan *p, const situ_spread *spread, situ_error *err)
{
    situ_world *w = p->w;
    const situ_grid_frame *f = &w->frame;
    situ_status status = SITU_OK;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    int32_t *stack = situ_malloc(n * sizeof *stack);
    uint8_t *reached = situ_calloc(n, 1);
    SITU_TRY_ALLOC(stack);
    SITU_TRY_ALLOC(reached);
    for (size_t i = 0; i < n; i++) {
        w->unit[i] = w->county[i] ? spread->label[i] : 0;
        if (w->county[i] && p->strip[i] == 1 && w->narrow_town >= 0)
            w->unit[i] = (uint16_t)(w->narrow_town + 1);
        if (w->county[i] && p->strip[i] == 2 && w->tiny_town >= 0)
            w->unit[i] = (uint16_t)(w->tiny_town + 1);
        if (w->county[i] && p->strip[i] == 3 && w->lake_town >= 0)
            w->unit[i] = (uint16_t)(w->lake_town + 1);
    }
    for (int t = 0; t < w->town_count; t++) { // walk from each seat over edges
        size_t depth = 0;
        w->unit[w->towns[t].cell] = (uint16_t)(t + 1);
        stack[depth++] = w->towns[t].cell;
        reached[w->towns[t].cell] = 1;
        while (depth) {
            int cell = stack[--depth], column = cell % f->columns, row = cell / f->columns;
            for (int k = 0; k < 8; k += 2) {
                int c = column + situ_step_column[k], r = row + situ_step_row[k];
                if (c < 0 || r < 0 || c >= f->columns || r >= f->rows)
                    continue;
                size_t to = situ_cell(f, c, r);
                if (reached[to] || w->unit[to] != t + 1)
                    continue;
                reached[to] = 1;
                stack[depth++] = (int32_t)to;
            }
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < n; i++) {
            if (!w->county[i] || reached[i])
                continue;
            int column = (int)(i % (size_t)f->columns), row = (int)(i / (size_t)f->columns), to = -1;
            for (int pass = 0; pass < 2 && to < 0; pass++)
                for (int k = 0; k < 8 && to < 0; k += 2) {
                    int c = column + situ_step_column[k], r = row + situ_step_row[k];
                    if (c < 0 || r < 0 || c >= f->columns || r >= f->rows)
                        continue;
                    size_t next = situ_cell(f, c, r);
                    if (reached[next] && (pass || p->strip[next] == 0))
                        to = (int)next;
                }
            if (to < 0)
                continue;
            w->unit[i] = w->unit[to];
            reached[i] = 1;
            changed = true;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (w->county[i] && !reached[i]) { // a speck of the outline that touches nothing
            w->county[i] = 0;
            w->unit[i] = 0;
            w->neighbour[i] = 2;
        }
done:
    situ_free(stack);
    situ_free(reached);
    return status;
}

static situ_status lay_out_towns(plan *p, situ_error *err)
{
    situ_world *w = p->w;
    situ_status status = SITU_OK;
    situ_spread spread = {0};
    w->towns = situ_arena_alloc(w->arena, (size_t)(p->wanted + 1) * sizeof *w->towns);
    SITU_TRY_ALLOC(w->towns);
    place_streets(p);
    if (w->size != SITU_SAMPLE_TOWNSHIP) {
        place_narrow(p);
        place_tiny(p);
        place_special(p);
    } else {
        w->narrow_town = w->tiny_town = w->farm_town = w->lake_town = -1;
    }
    while (w->town_count < p->wanted) {
        int at = -1;
        for (double near = 6200; at < 0 && near > 500; near *= 0.8)
            at = best_site(p, near, 13500);
        if (at < 0) {
            status = situ_fail(err, SITU_E_GEOMETRY, NULL, "%s", _("the invented land has no place for a town; try another seed"));
            goto done;
        }
        add_town(w, at, SITU_UNIT_TOWN);
    }
    int *cells = situ_arena_alloc(w->arena, (size_t)w->town_count * sizeof *cells);
    uint32_t *start = situ_arena_alloc(w->arena, (size_t)w->town_count * sizeof *start);
    SITU_TRY_ALLOC(cells);
    SITU_TRY_ALLOC(start);
    situ_rng rng;
    situ_rng_seed(&rng, w->seed, 202);
    for (int t = 0; t < w->town_count; t++) {
        situ_unit_kind kind = w->towns[t].kind;
        cells[t] = w->towns[t].cell;
        start[t] = kind == SITU_UNIT_STREET ? 2400 : kind == SITU_UNIT_RESERVOIR ? 4200 : kind == SITU_UNIT_FARM ? 1500 : t == w->tiny_town || t == w->narrow_town ? 3500 : situ_rng_below(&rng, 1800);
    }
    situ_spread_rules rules = {.climb = 90, .water = 14, .limit = 22, .turn_noise = 0.4, .mask = w->county, .stop_cell = -1};
    SITU_TRY(situ_sample_spread_new(&spread, w, err));
    SITU_TRY(situ_sample_spread_run(&spread, w, &rules, cells, start, NULL, (size_t)w->town_count, err));
    SITU_TRY(settle_towns(p, &spread, err));
done:
    situ_sample_spread_clear(&spread);
    return status;
}

// Seats of one town's villages: the town's own first, then the best places far from each other.
static void place_villages(situ_world *w, int town, const int *cells, size_t count, int wanted)
{
    int first = w->village_count;
    w->towns[town].first_village = first;
    w->villages[w->village_count++] = (situ_village){.town = town, .cell = w->towns[town].cell};
    for (size_t i = 0; i < count; i++)
        if (w->island_village < 0 && apart(w, cells[i], situ_sample_cell_at(&w->frame, w->islands[0].x, w->islands[0].y)) < 100) {
            w->island_village = w->village_count;
            w->villages[w->village_count++] = (situ_village){.town = town, .cell = cells[i], .on_island = true};
        }
    while (w->village_count - first < wanted) {
        double best = -1;
        int at = -1;
        for (size_t i = 0; i < count; i++) {
            double least = 4200;
            for (int k = first; k < w->village_count; k++)
                least = fmin(least, apart(w, cells[i], w->villages[k].cell));
            double worth = (0.05 + comfort(w, (size_t)cells[i])) * pow(least, 1.6);
            if (w->water[cells[i]] == SITU_LAND && least > 500 && worth > best)
                best = worth, at = cells[i];
        }
        if (at < 0)
            break;
        w->villages[w->village_count++] = (situ_village){.town = town, .cell = at};
    }
    w->towns[town].village_count = w->village_count - first;
    for (int k = first; k < w->village_count; k++) {
        w->villages[k].x = situ_cell_x(&w->frame, w->villages[k].cell);
        w->villages[k].y = situ_cell_y(&w->frame, w->villages[k].cell);
    }
}

static int villages_wanted(const situ_world *w, int t)
{
    const situ_town *town = &w->towns[t];
    if (t == w->tiny_town)
        return 2;
    if (town->kind == SITU_UNIT_RESERVOIR)
        return 2;
    if (town->kind == SITU_UNIT_FARM)
        return 3;
    double base = town->kind == SITU_UNIT_STREET ? 12 : 2.6 + 0.68 * pow(town->area_km2, 0.52);
    return (int)(base + 0.5);
}

static situ_status lay_out_villages(plan *p, situ_error *err)
{
    situ_world *w = p->w;
    const situ_grid_frame *f = &w->frame;
    situ_status status = SITU_OK;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    situ_spread spread = {0};
    int *cells = situ_malloc(n * sizeof *cells), *seats = NULL;
    SITU_TRY_ALLOC(cells);
    int total = 0;
    for (size_t i = 0; i < n; i++)
        if (w->unit[i])
            w->towns[w->unit[i] - 1].area_km2 += f->cell_m * f->cell_m * 1e-6;
    for (int t = 0; t < w->town_count; t++)
        total += villages_wanted(w, t) + 1;
    w->villages = situ_arena_alloc(w->arena, (size_t)total * sizeof *w->villages);
    SITU_TRY_ALLOC(w->villages);
    w->island_village = -1;
    int island = situ_sample_cell_at(f, w->islands[0].x, w->islands[0].y);
    for (int t = 0; t < w->town_count; t++) {
        size_t count = 0;
        for (size_t i = 0; i < n; i++) {
            int c = (int)(i % (size_t)f->columns), r = (int)(i / (size_t)f->columns);
            if (w->unit[i] == t + 1 && ((c + r) % 3 == 0 || (int)i == island) && (t == w->tiny_town || w->water[i] == SITU_LAND))
                cells[count++] = (int)i;
        }
        place_villages(w, t, cells, count, villages_wanted(w, t));
    }
    seats = situ_malloc((size_t)w->village_count * sizeof *seats);
    SITU_TRY_ALLOC(seats);
    for (int v = 0; v < w->village_count; v++)
        seats[v] = w->villages[v].cell;
    situ_spread_rules rules = {.climb = 45, .water = 12, .limit = 14, .turn_noise = 0.5, .mask = w->county, .domain = w->unit, .stop_cell = -1};
    SITU_TRY(situ_sample_spread_new(&spread, w, err));
    SITU_TRY(situ_sample_spread_run(&spread, w, &rules, seats, NULL, NULL, (size_t)w->village_count, err));
    memcpy(w->parish, spread.label, n * sizeof *w->parish);
    for (size_t i = 0; i < n; i++)
        if (w->parish[i])
            w->villages[w->parish[i] - 1].area_km2 += f->cell_m * f->cell_m * 1e-6;
done:
    situ_sample_spread_clear(&spread);
    situ_free(cells);
    situ_free(seats);
    return status;
}

// 31 towns, 7 townships: the seven least comfortable are townships.
static void choose_kinds(situ_world *w)
{
    int townships = w->size == SITU_SAMPLE_TOWNSHIP ? 1 : 7;
    for (int k = 0; k < townships; k++) {
        int at = -1;
        for (int t = 0; t < w->town_count; t++) {
            if (w->towns[t].kind != SITU_UNIT_TOWN || t == w->tiny_town || t == w->narrow_town)
                continue;
            if (at < 0 || w->height[w->towns[t].cell] > w->height[w->towns[at].cell])
                at = t;
        }
        if (at >= 0)
            w->towns[at].kind = SITU_UNIT_TOWNSHIP;
    }
}

// People: by comfortable land, with communities in the seats.
static void people(situ_world *w)
{
    situ_rng rng;
    situ_rng_seed(&rng, w->seed, 201);
    double target = w->size == SITU_SAMPLE_TOWNSHIP ? 96000 : 898600, sum = 0;
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows;
    double *weight = situ_arena_alloc(w->arena, ((size_t)w->village_count + 1) * sizeof *weight);
    if (!weight)
        return;
    for (size_t i = 0; i < n; i++)
        if (w->parish[i])
            weight[w->parish[i]] += comfort(w, i);
    for (int v = 0; v < w->village_count; v++) {
        situ_village *village = &w->villages[v];
        const situ_town *t = &w->towns[village->town];
        bool seat = v == t->first_village;
        double noise = 0.7 + 0.6 * situ_rng_unit(&rng);
        double here = (450 + 14 * fmin(weight[v + 1], 120)) * noise;
        if (t->kind == SITU_UNIT_STREET)
            here = (9000 + 7000 * situ_rng_unit(&rng)) * (village->town == w->seat_town ? 1.35 : 0.85);
        else if (t->kind == SITU_UNIT_FARM || t->kind == SITU_UNIT_RESERVOIR)
            here = 60 + 90 * situ_rng_unit(&rng);
        else if (seat)
            here += (t->kind == SITU_UNIT_TOWN ? 5200 : 1500) * (0.6 + 0.8 * situ_rng_unit(&rng));
        if (village->on_island)
            here = 1150;
        village->pop = (int)here;
        village->is_community = t->kind == SITU_UNIT_STREET ? v - t->first_village < 9 : seat && t->kind != SITU_UNIT_FARM && t->kind != SITU_UNIT_RESERVOIR;
        sum += here;
    }
    for (int v = 0; v < w->village_count; v++) {
        situ_village *village = &w->villages[v];
        village->pop = (int)((double)village->pop * target / sum);
        village->hh = (int)(village->pop / (2.7 + 0.5 * situ_rng_unit(&rng)));
        village->pop_0_14 = (int)(village->pop * (0.13 + 0.05 * situ_rng_unit(&rng)));
        village->pop_65 = (int)(village->pop * (0.17 + 0.09 * situ_rng_unit(&rng)));
        village->pop_disabled = (int)(village->pop * (0.015 + 0.01 * situ_rng_unit(&rng)));
        w->towns[village->town].pop += village->pop;
        w->towns[village->town].hh += village->hh;
    }
}

// Eight central towns, far from each other and populous; five parts of the county.
static void choose_centers(situ_world *w)
{
    for (int k = 0; k < (w->size == SITU_SAMPLE_TOWNSHIP ? 1 : 8); k++) {
        int at = -1;
        double best = -1;
        for (int t = 0; t < w->town_count; t++) {
            if (w->towns[t].kind != SITU_UNIT_TOWN || w->towns[t].is_center || t == w->tiny_town || t == w->narrow_town)
                continue;
            double least = 26000;
            for (int o = 0; o < w->town_count; o++)
                if (w->towns[o].is_center || o == w->seat_town)
                    least = fmin(least, apart(w, w->towns[t].cell, w->towns[o].cell));
            double worth = least * sqrt((double)w->towns[t].pop);
            if (worth > best)
                best = worth, at = t;
        }
        if (at >= 0)
            w->towns[at].is_center = true;
    }
    const situ_town *seat = &w->towns[w->seat_town];
    for (int t = 0; t < w->town_count; t++) {
        double dx = w->towns[t].x - seat->x, dy = w->towns[t].y - seat->y;
        w->towns[t].zone = hypot(dx, dy) < 9500 ? 0 : fabs(dy) > fabs(dx) * 0.9 ? (dy > 0 ? 1 : 3) : dx > 0 ? 2 : 4;
    }
}

situ_status situ_sample_world_units(situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows;
    plan p = {.w = w, .wanted = w->size == SITU_SAMPLE_TOWNSHIP ? 5 : 44};
    w->unit = situ_arena_alloc(w->arena, n * sizeof *w->unit);
    w->parish = situ_arena_alloc(w->arena, n * sizeof *w->parish);
    SITU_TRY_ALLOC(w->unit);
    SITU_TRY_ALLOC(w->parish);
    SITU_TRY(find_candidates(&p, err));
    SITU_TRY(lay_out_towns(&p, err));
    choose_kinds(w);
    SITU_TRY(lay_out_villages(&p, err));
    SITU_TRY(situ_sample_world_tidy(w, err));
    people(w);
    choose_centers(w);
done:
    situ_free(p.candidates);
    situ_free(p.score);
    situ_free(p.strip);
    return status;
}

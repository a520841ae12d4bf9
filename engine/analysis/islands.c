// SPDX-License-Identifier: MIT
// Components get a working number first: road components from 0, pieces of land behind them. Those that have
// anything become islands, in an order that the data alone decides.

#include "analysis/islands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/regions.h"
#include "analysis/rows.h"
#include "analysis/shelters.h"
#include "analysis/sufficiency.h"
#include "analysis/travel_rules.h"
#include "base/alloc.h"

static const char file[] = "islands";

typedef struct work {
    const situ_islands_input *input;
    const situ_rules *rules;
    situ_islands *out;
    situ_report *report;
    double snap_m, walk_m, shore_m, ferry_m;
    size_t walkers, endangered;
    uint32_t components;
    size_t *part_work;   // working number of each piece of land
    bool *part_has_road;
    size_t *work_of;     // working number of each object, SIZE_MAX = none
    size_t work_capacity;
    double *stock;       // by depot row and item
    uint8_t *listed;     // by depot row
} work;

// --- the road network with its cuts ---

static bool is_closed(const work *w, const situ_table *t, size_t row)
{
    return situ_streq(situ_rows_text(t, row, "status"), situ_rules_text(w->rules, file, "closed", ""));
}

// Risk points up to the level of the scenario.
static situ_status near_points(situ_rows_points *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = w->input->points;
    uint32_t kept = 0;
    *out = (situ_rows_points){0};
    if (!t || w->input->cut_near_level == 0)
        return SITU_OK;
    SITU_TRY(situ_rows_points_of(out, t, NULL, NULL, err));
    for (uint32_t i = 0; i < out->count; i++) {
        int level = situ_rows_level(t, out->row[i]);
        if (level < 1 || level > w->input->cut_near_level || is_closed(w, t, out->row[i]))
            continue;
        out->xy[2 * (size_t)kept] = out->xy[2 * (size_t)i];
        out->xy[2 * (size_t)kept + 1] = out->xy[2 * (size_t)i + 1];
        out->row[kept++] = out->row[i];
    }
    out->count = kept;
done:
    return status;
}

static situ_status make_network(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    situ_rows_points near = {0};
    SITU_TRY(near_points(&near, w, err));
    const situ_roadcut_options cut = {.rules = w->rules, .names = w->input->cut, .near_xy = near.xy, .near_row = near.row, .near_count = near.count,
                                      .near_m = w->input->cut_near_m};
    SITU_TRY(situ_roadcut_new(&o->cut, w->input->roads, &cut, err));
    const situ_network_options options = {.rules = w->rules};
    SITU_TRY(situ_network_new(&o->network, o->cut.pieces, &options, w->report, job, err));
    // Cut only now: a place beside a cut road still belongs to the nearer end of it.
    for (uint32_t i = 0; i < o->network->edge_count; i++)
        if (o->cut.why[o->network->edges[i].row] != SITU_CUT_NOT)
            o->network->edges[i].minutes = o->network->edges[i].minutes_back = INFINITY;
    SITU_TRY(situ_network_components(&o->component, &w->components, o->network, false, err));
done:
    situ_rows_points_free(&near);
    return status;
}

static bool passable(const situ_network_edge *e) { return isfinite(e->minutes) || isfinite(e->minutes_back); }

static bool has_road(const situ_network *n, uint32_t node)
{
    for (uint32_t k = n->start[node]; k < n->start[node + 1]; k++)
        if (!n->edges[n->out[k]].ferry)
            return true;
    return false;
}

// Which pieces of land have roads, and the component that has most nodes on each.
static situ_status place_roads(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    const situ_network *n = o->network;
    size_t nodes = n ? n->node_count : 0;
    uint32_t *first = situ_malloc((o->land.count + 1) * sizeof *first), *on_part = situ_calloc((size_t)w->components + 1, sizeof *on_part);
    uint32_t *chain = situ_malloc((nodes + 1) * sizeof *chain);
    SITU_TRY_ALLOC(first);
    SITU_TRY_ALLOC(on_part);
    SITU_TRY_ALLOC(chain);
    SITU_TRY_ALLOC(w->part_work = situ_malloc((o->land.count + 1) * sizeof *w->part_work));
    SITU_TRY_ALLOC(w->part_has_road = situ_calloc(o->land.count + 1, sizeof *w->part_has_road));
    for (size_t p = 0; p < o->land.count; p++) {
        first[p] = UINT32_MAX;
        w->part_work[p] = w->components + p;
    }
    for (uint32_t i = (uint32_t)nodes; i-- > 0;) {
        if (!has_road(n, i))
            continue;
        size_t part = o->land.count == 1 ? 0 : situ_land_of(&o->land, n->node_xy[2 * (size_t)i], n->node_xy[2 * (size_t)i + 1], 0);
        if (part == SIZE_MAX)
            continue;
        chain[i] = first[part];
        first[part] = i;
        w->part_has_road[part] = true;
    }
    for (size_t p = 0; p < o->land.count; p++) {
        uint32_t most = 0;
        for (uint32_t i = first[p]; i != UINT32_MAX; i = chain[i])
            on_part[o->component[i]]++;
        for (uint32_t i = first[p]; i != UINT32_MAX; i = chain[i])
            if (on_part[o->component[i]] > most) {
                most = on_part[o->component[i]];
                w->part_work[p] = o->component[i];
            }
        for (uint32_t i = first[p]; i != UINT32_MAX; i = chain[i])
            on_part[o->component[i]] = 0;
    }
done:
    situ_free(first);
    situ_free(on_part);
    situ_free(chain);
    return status;
}

// --- where a place belongs ---

static void settle(work *w, situ_island_object *to, size_t *where)
{
    const situ_islands *o = w->out;
    bool several = o->land.count > 1 || !o->network;
    size_t part = several ? situ_land_of(&o->land, to->x, to->y, w->shore_m) : SIZE_MAX;
    to->node = UINT32_MAX;
    to->off_m = (double)NAN;
    to->footing = SITU_FOOTING_OFF;
    *where = SIZE_MAX;
    if (o->network) {
        situ_network_snap snap = situ_network_snap_near(o->network, to->x, to->y, 100, INFINITY);
        if (snap.edge != UINT32_MAX) {
            // A road across the water is no road to it.
            size_t other = o->land.count > 1 ? situ_land_of(&o->land, snap.at.x, snap.at.y, 0) : SIZE_MAX;
            const situ_network_edge *e = &o->network->edges[snap.edge];
            uint32_t node = snap.along < 0.5 ? e->from : e->to;
            to->off_m = snap.off_m;
            if (snap.off_m <= w->walk_m && has_road(o->network, node) && (part == SIZE_MAX || other == SIZE_MAX || other == part)) {
                to->footing = snap.off_m <= w->snap_m ? SITU_FOOTING_ROAD : SITU_FOOTING_WALK;
                to->node = node;
                *where = o->component[to->node];
                return;
            }
        }
    }
    // On the largest piece of land somebody far from roads is cut off or badly placed: that is told, not guessed.
    if (part == SIZE_MAX || (w->part_has_road[part] && part == 0))
        return;
    to->footing = SITU_FOOTING_LAND;
    *where = w->part_work[part];
}

static situ_status add_object(work *w, situ_island_kind kind, const situ_table *t, size_t row, double people, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    situ_point p;
    SITU_TRY(situ_grow(&o->objects, &o->object_capacity, o->object_count + 1, sizeof *o->objects, err));
    SITU_TRY(situ_grow(&w->work_of, &w->work_capacity, o->object_count + 1, sizeof *w->work_of, err));
    situ_island_object *to = &o->objects[o->object_count];
    size_t *where = &w->work_of[o->object_count++];
    *to = (situ_island_object){.kind = kind, .table = t, .row = row, .footing = SITU_FOOTING_NONE, .node = UINT32_MAX, .island = SIZE_MAX, .people = people,
                               .x = (double)NAN, .y = (double)NAN, .off_m = (double)NAN};
    *where = SIZE_MAX;
    if (!situ_feature_point(situ_table_geometry(t, row), &p)) {
        SITU_TRY(situ_rows_tell(w->report, t, row, SITU_WARN, "ISLANDS_UNPLACED", NULL, _("fill in the coordinates"), err,
                                _("%s has no coordinates: left out"), situ_rows_name(t, row)));
        goto done;
    }
    to->x = p.x;
    to->y = p.y;
    settle(w, to, where);
    if (to->footing == SITU_FOOTING_OFF)
        SITU_TRY(situ_rows_tell(w->report, t, row, SITU_WARN, "ISLANDS_OFF_ROAD", NULL, _("check its coordinates, or add the road that leads there"), err,
                                _("%s lies %.0f m from the nearest road, more than %g m: it counts for no island"), situ_rows_name(t, row), to->off_m, w->walk_m));
    w->walkers += kind == SITU_ISLAND_VILLAGE && to->footing == SITU_FOOTING_WALK;
done:
    return status;
}

static situ_status add_unit(work *w, size_t row, situ_error *err)
{
    const situ_table *t = w->input->regions;
    double people = situ_rows_real(t, row, "pop");
    situ_status status = SITU_OK;
    if (!(people >= 0)) {
        people = (double)NAN;
        status = situ_rows_tell(w->report, t, row, SITU_WARN, "ISLANDS_NO_PEOPLE", "pop", _("fill in the population"), err,
                                _("%s has no population: its people are not counted"), situ_rows_name(t, row));
    }
    return status == SITU_OK ? add_object(w, SITU_ISLAND_VILLAGE, t, row, people, err) : status;
}

// Villages; and, as wherever people are counted, a township at its seat where none of its villages can be.
static situ_status add_villages(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = w->input->regions;
    situ_regions *towns = NULL;
    bool *covered = NULL, any = false;
    size_t seats = 0;
    situ_point p;
    SITU_TRY(situ_regions_new(&towns, t, "乡镇", err));
    SITU_TRY_ALLOC(covered = situ_calloc(situ_regions_count(towns) + 1, sizeof *covered));
    for (size_t row = 0; row < t->row_count; row++) {
        if (!situ_streq(situ_rows_text(t, row, "level"), "村"))
            continue;
        size_t town = situ_regions_above(towns, row);
        any = true;
        if (town != SIZE_MAX && situ_rows_real(t, row, "pop") >= 0 && situ_feature_point(situ_table_geometry(t, row), &p))
            covered[town] = true;
        SITU_TRY(add_unit(w, row, err));
    }
    for (size_t i = 0; i < situ_regions_count(towns); i++) {
        size_t row = situ_regions_row(towns, i);
        if (any && (covered[i] || !(situ_rows_real(t, row, "pop") >= 0) || !situ_feature_point(situ_table_geometry(t, row), &p)))
            continue;
        seats++;
        SITU_TRY(add_unit(w, row, err));
    }
    if (seats)
        SITU_TRY(situ_rows_tell(w->report, t, SIZE_MAX, SITU_INFO, "ISLANDS_SEATS", NULL, _("import the list of villages with population and coordinates"), err,
                                _("%zu townships are counted where their seats lie: none of their villages has population and place"), seats));
done:
    situ_free(covered);
    situ_regions_free(towns);
    return status;
}

static bool has_word(const situ_yaml_node *words, const char *text)
{
    for (size_t i = 0; text && words && words->kind == SITU_YAML_LIST && i < words->count; i++)
        if (words->items[i]->text && *words->items[i]->text && strstr(text, words->items[i]->text))
            return true;
    return false;
}

static situ_status add_medical(work *w, const situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *rule = situ_yaml_get(situ_rules_file(w->rules, file), "medical"), *words = situ_yaml_get(rule, "words"), *but = situ_yaml_get(rule, "but");
    for (size_t row = 0; t && row < t->row_count; row++) {
        const char *name = situ_rows_text(t, row, "name");
        if (!has_word(words, name) || has_word(but, name) || is_closed(w, t, row))
            continue;
        SITU_TRY(add_object(w, SITU_ISLAND_MEDICAL, t, row, 0, err));
        situ_island_object *last = &w->out->objects[w->out->object_count - 1];
        last->centre = true;
        w->out->knows_medical |= last->footing < SITU_FOOTING_OFF;
    }
done:
    return status;
}

// A shelter within the danger it is meant for takes nobody (F10).
static situ_status add_shelters(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = w->input->shelters, *zones = w->input->zones;
    situ_check_areas areas = {0};
    if (zones)
        SITU_TRY(situ_check_areas_new(&areas, zones, err));
    for (size_t row = 0; t && row < t->row_count; row++) {
        situ_shelter_capacity capacity;
        bool endangered = false;
        SITU_TRY(situ_shelter_capacity_of(&capacity, w->rules, t, row, err));
        for (size_t area = 0; zones && !endangered; area++) {
            SITU_TRY(situ_shelter_inside(&area, w->rules, &areas, NULL, t, row, area, err));
            if (area == SIZE_MAX)
                break;
            endangered = situ_shelter_meant_for(w->rules, t, row, situ_rows_text(zones, area, "type"));
        }
        w->endangered += endangered;
        SITU_TRY(add_object(w, SITU_ISLAND_SHELTER, t, row, endangered ? 0 : capacity.people, err));
    }
    if (w->endangered)
        SITU_TRY(situ_rows_tell(w->report, t, SIZE_MAX, SITU_INFO, "ISLANDS_SHELTER_IN_ZONE", NULL, NULL, err,
                                _("%zu shelters lie within the danger they are meant for: they take nobody"), w->endangered));
done:
    situ_check_areas_free(&areas);
    return status;
}

static situ_status add_objects(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_islands_input *in = w->input;
    SITU_TRY(add_villages(w, err));
    for (size_t row = 0; in->depots && row < in->depots->row_count; row++) {
        situ_depot_role role = situ_depot_role_of(w->rules, in->depots, row, in->regions, in->in->county);
        if (role == SITU_DEPOT_OUTSIDE)
            continue;
        SITU_TRY(add_object(w, SITU_ISLAND_DEPOT, in->depots, row, 0, err));
        situ_island_object *last = &w->out->objects[w->out->object_count - 1];
        last->centre = role == SITU_DEPOT_COUNTY;
        w->out->knows_county |= last->centre && last->footing < SITU_FOOTING_OFF;
    }
    for (size_t row = 0; in->teams && row < in->teams->row_count; row++)
        if (!situ_depot_is_neighbour(in->teams, row, in->regions, in->in->county))
            SITU_TRY(add_object(w, SITU_ISLAND_TEAM, in->teams, row, 0, err));
    SITU_TRY(add_shelters(w, err));
    SITU_TRY(add_medical(w, in->places, err));
    SITU_TRY(add_medical(w, in->points, err));
done:
    return status;
}

// --- islands ---

static void count_object(const work *w, situ_island *to, const situ_island_object *object, size_t index)
{
    const situ_table *t = object->table;
    switch (object->kind) {
    case SITU_ISLAND_VILLAGE:
        to->villages++;
        to->unknown += isnan(object->people) ? 1 : 0;
        to->people += isnan(object->people) ? 0 : object->people;
        const situ_island_object *first = to->first_village == SIZE_MAX ? NULL : &w->out->objects[to->first_village];
        if (!first || (isnan(first->people) && !isnan(object->people)) || object->people > first->people)
            to->first_village = index;
        break;
    case SITU_ISLAND_DEPOT:
        to->depots++;
        to->listed += w->listed && w->listed[object->row];
        to->county_depots += object->centre;
        break;
    case SITU_ISLAND_TEAM: {
        int64_t people = situ_rows_int(t, object->row, "people");
        to->teams++;
        to->team_people += people > 0 ? (size_t)people : 0;
        break;
    }
    case SITU_ISLAND_SHELTER:
        to->shelters++;
        to->beds += isnan(object->people) ? 0 : object->people;
        break;
    case SITU_ISLAND_MEDICAL:
        to->medical++;
        break;
    }
}

typedef struct ranked { situ_island island; size_t number; } ranked; // working number

static int by_people(const void *va, const void *vb)
{
    const situ_island *a = &((const ranked *)va)->island, *b = &((const ranked *)vb)->island;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    if (a->villages != b->villages)
        return a->villages > b->villages ? -1 : 1;
    if (a->land_m2 != b->land_m2)
        return a->land_m2 > b->land_m2 ? -1 : 1;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return a->y < b->y ? -1 : a->y > b->y;
}

static void measure(const work *w, situ_island *all)
{
    const situ_islands *o = w->out;
    for (uint32_t i = 0; o->network && i < o->network->edge_count; i++) {
        const situ_network_edge *e = &o->network->edges[i];
        if (!e->ferry && passable(e))
            all[o->component[e->from]].road_m += (double)e->length_m;
    }
    for (size_t p = 0; p < o->land.count; p++) {
        all[w->part_work[p]].parts++;
        all[w->part_work[p]].land_m2 += o->land.area_m2[p];
    }
    // A place to tell islands apart by: the lowest of what it has.
    for (uint32_t i = 0; o->network && i < o->network->node_count; i++) {
        situ_island *to = &all[o->component[i]];
        double x = o->network->node_xy[2 * (size_t)i], y = o->network->node_xy[2 * (size_t)i + 1];
        if (isnan(to->x) || x < to->x || (x <= to->x && y < to->y)) {
            to->x = x;
            to->y = y;
        }
    }
    for (size_t p = 0; p < o->land.count; p++)
        if (isnan(all[w->part_work[p]].x)) {
            all[w->part_work[p]].x = o->land.parts[p]->box.x0;
            all[w->part_work[p]].y = o->land.parts[p]->box.y0;
        }
}

static situ_status make_islands(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    size_t most = w->components + o->land.count, count = 0;
    situ_island *all = situ_calloc(most + 1, sizeof *all);
    ranked *list = NULL;
    SITU_TRY_ALLOC(all);
    SITU_TRY_ALLOC(o->island_of = situ_malloc((most + 1) * sizeof *o->island_of));
    SITU_TRY_ALLOC(o->part_island = situ_malloc((o->land.count + 1) * sizeof *o->part_island));
    for (size_t i = 0; i < most; i++) {
        all[i].first_village = SIZE_MAX;
        all[i].x = all[i].y = (double)NAN;
        o->island_of[i] = SIZE_MAX;
    }
    measure(w, all);
    for (size_t i = 0; i < o->object_count; i++)
        if (w->work_of[i] != SIZE_MAX) {
            o->island_of[w->work_of[i]] = 0;
            count_object(w, &all[w->work_of[i]], &o->objects[i], i);
        }
    // A single piece of land is no island of its own beside its roads; without any road it is all there is.
    for (size_t p = 0; p < o->land.count; p++)
        if (o->land.count > 1 || !o->network)
            o->island_of[w->part_work[p]] = 0;
    for (size_t i = 0; i < most; i++)
        count += o->island_of[i] == 0;
    SITU_TRY_ALLOC(list = situ_malloc((count + 1) * sizeof *list));
    SITU_TRY_ALLOC(o->islands = situ_malloc((count + 1) * sizeof *o->islands));
    count = 0;
    for (size_t i = 0; i < most; i++) {
        if (o->island_of[i] == 0)
            list[count++] = (ranked){all[i], i};
        else
            o->empty_components += i < w->components && all[i].road_m > 0;
    }
    qsort(list, count, sizeof *list, by_people);
    for (size_t i = 0; i < count; i++) {
        o->islands[i] = list[i].island;
        o->island_of[list[i].number] = i;
    }
    o->island_count = count;
    for (size_t i = 0; i < o->object_count; i++)
        o->objects[i].island = w->work_of[i] == SIZE_MAX ? SIZE_MAX : o->island_of[w->work_of[i]];
    for (size_t p = 0; p < o->land.count; p++)
        o->part_island[p] = o->island_of[w->part_work[p]];
done:
    situ_free(all);
    situ_free(list);
    return status;
}

// --- ferries ---

static int by_landing(const void *va, const void *vb)
{
    const situ_island_landing *a = va, *b = vb;
    if (a->island != b->island)
        return a->island < b->island ? -1 : 1;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    return a->piece < b->piece ? -1 : a->piece > b->piece;
}

static situ_status find_landings(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    for (uint32_t i = 0; o->network && i < o->network->edge_count; i++) {
        const situ_network_edge *e = &o->network->edges[i];
        for (int side = 0; e->ferry && passable(e) && side < 2; side++) {
            uint32_t node = side ? e->to : e->from;
            size_t island = o->island_of[o->component[node]];
            if (island == SIZE_MAX && !has_road(o->network, node)) {
                size_t part = situ_land_of(&o->land, o->network->node_xy[2 * (size_t)node], o->network->node_xy[2 * (size_t)node + 1], w->ferry_m);
                island = part == SIZE_MAX ? SIZE_MAX : o->part_island[part];
            }
            if (island == SIZE_MAX)
                continue;
            SITU_TRY(situ_grow(&o->landings, &o->landing_capacity, o->landing_count + 1, sizeof *o->landings, err));
            o->landings[o->landing_count++] = (situ_island_landing){island, node, e->row};
        }
    }
    if (o->landing_count)
        qsort(o->landings, o->landing_count, sizeof *o->landings, by_landing);
    for (size_t i = 0; i < o->landing_count; i++)
        if (i == 0 || o->landings[i].island != o->landings[i - 1].island || o->landings[i].node != o->landings[i - 1].node)
            o->islands[o->landings[i].island].ports++;
done:
    return status;
}

// --- goods ---

// min over the consumables of stock / (a day's need of its people).
static void count_days(situ_island *to, const situ_needs *needs, const double *stock)
{
    to->days = (double)NAN;
    to->item = SIZE_MAX;
    if (!(to->people > 0)) {
        to->days = to->unknown ? (double)NAN : INFINITY;
        return;
    }
    // Depots that list nothing have not reported; no depot is no stock.
    if (to->depots && !to->listed)
        return;
    for (size_t k = 0; k < situ_needs_count(needs); k++) {
        const situ_need *need = situ_needs_get(needs, k);
        if (!need->consumable || !(need->per_person > 0) || isnan(stock[k]))
            continue;
        double days = stock[k] / (need->per_person * to->people);
        if (isnan(to->days) || days < to->days) {
            to->days = days;
            to->item = k;
        }
    }
}

static situ_status feed_islands(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    size_t items = situ_needs_count(o->needs);
    double *sum = situ_malloc((o->island_count * items + 1) * sizeof *sum);
    SITU_TRY_ALLOC(sum);
    // What no ledger lists is not known anywhere.
    for (size_t i = 0; i < o->island_count * items; i++)
        sum[i] = w->stock && w->input->depots->row_count ? w->stock[i % items] * 0 : (double)NAN;
    for (size_t i = 0; w->stock && i < o->object_count; i++)
        if (o->objects[i].kind == SITU_ISLAND_DEPOT && o->objects[i].island != SIZE_MAX)
            for (size_t k = 0; k < items; k++)
                sum[o->objects[i].island * items + k] += w->stock[o->objects[i].row * items + k];
    for (size_t i = 0; i < o->island_count; i++)
        count_days(&o->islands[i], o->needs, sum + i * items);
done:
    situ_free(sum);
    return status;
}

// --- the whole ---

static situ_status read_rules(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_travel_rules travel;
    SITU_TRY(situ_travel_rules_read(&travel, w->rules, err));
    w->snap_m = travel.snap_m;
    w->walk_m = fmax(travel.snap_m, travel.offroad_limit_m);
    w->ferry_m = travel.ferry_join_m;
    SITU_TRY(situ_rules_number(&w->shore_m, w->rules, file, "place.shore_m", err));
    SITU_TRY(situ_needs_new(&w->out->needs, w->rules, err));
done:
    return status;
}

static situ_status tell_rest(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_islands *o = w->out;
    size_t lost = 0;
    double people = 0;
    for (size_t i = 0; i < o->object_count; i++)
        if (o->objects[i].kind == SITU_ISLAND_VILLAGE && o->objects[i].island == SIZE_MAX) {
            lost++;
            people += isnan(o->objects[i].people) ? 0 : o->objects[i].people;
        }
    if (lost)
        SITU_TRY(situ_rows_tell(w->report, w->input->regions, SIZE_MAX, SITU_WARN, "ISLANDS_LEFT_OUT", NULL, NULL, err,
                                _("%zu villages with %.0f people have no place, or none near a road: they count for no island"), lost, people));
    if (w->walkers)
        SITU_TRY(situ_rows_tell(w->report, w->input->regions, SIZE_MAX, SITU_INFO, "ISLANDS_WALK", NULL, _("add the roads that lead there"), err,
                                _("%zu villages lie more than %g m from the nearest road: they count where that road is"), w->walkers, w->snap_m));
    if (o->empty_components)
        SITU_TRY(situ_rows_tell(w->report, w->input->roads, SIZE_MAX, SITU_INFO, "ISLANDS_EMPTY_ROADS", NULL, NULL, err,
                                _("%zu pieces of road hang together with no other and have nobody on them: left out"), o->empty_components));
    if (!o->knows_medical && !o->knows_county) {
        SITU_TRY(situ_rows_tell(w->report, w->input->regions, SIZE_MAX, SITU_WARN, "ISLANDS_NO_CENTRE", NULL, _("fill in the coordinates of county depots and hospitals"), err, "%s",
                                _("neither a county depot nor a hospital has a place: the part with most people counts as the centre")));
    }
    for (size_t i = 0; i < o->island_count; i++) {
        situ_island *to = &o->islands[i];
        to->isolated = o->knows_medical || o->knows_county ? !to->medical && !to->county_depots : i > 0;
    }
done:
    return status;
}

situ_status situ_islands_make(situ_islands *out, const situ_islands_input *input, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    work w = {.input = input, .rules = input->in->rules, .out = out, .report = report};
    size_t lost = 0;
    *out = (situ_islands){0};
    SITU_TRY(read_rules(&w, err));
    SITU_TRY(situ_land_new(&out->land, input->outline, err));
    if (input->cut_near_level > 0 && !input->points)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import risk points, or leave cut_near_level out"), "%s", _("there are no risk points to cut roads near")));
    if (input->cut.count > 0 && !input->roads)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import roads, or leave cut out"), "%s", _("there are no roads to cut")));
    if (input->roads)
        SITU_TRY(make_network(&w, job, err));
    if (out->network && out->network->edge_count == 0) {
        situ_network_free(out->network);
        out->network = NULL;
        w.components = 0;
    }
    if (!out->network && out->land.count == 0)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import roads, or the county's outline"), "%s", _("there are neither roads nor an outline of the county")));
    SITU_TRY(place_roads(&w, err));
    SITU_TRY(situ_job_check(job, err));
    if (input->depots && input->stock) {
        SITU_TRY(situ_needs_stock(&w.stock, &lost, out->needs, input->depots, input->stock, input->in->as_of, report, err));
        SITU_TRY(situ_needs_listed(&w.listed, input->depots, input->stock, err));
    }
    SITU_TRY(add_objects(&w, err));
    SITU_TRY(make_islands(&w, err));
    SITU_TRY(find_landings(&w, err));
    SITU_TRY(feed_islands(&w, err));
    SITU_TRY(tell_rest(&w, err));
done:
    situ_free(w.part_work);
    situ_free(w.part_has_road);
    situ_free(w.work_of);
    situ_free(w.stock);
    situ_free(w.listed);
    if (status != SITU_OK)
        situ_islands_free(out);
    return status;
}

void situ_islands_free(situ_islands *o)
{
    situ_network_free(o->network); // borrows the pieces
    situ_roadcut_free(&o->cut);
    situ_land_free(&o->land);
    situ_needs_free(o->needs);
    situ_free(o->objects);
    situ_free(o->islands);
    situ_free(o->part_island);
    situ_free(o->component);
    situ_free(o->island_of);
    situ_free(o->landings);
    *o = (situ_islands){0};
}

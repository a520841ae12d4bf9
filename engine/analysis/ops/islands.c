// SPDX-License-Identifier: MIT
// Islands (F15): what hangs together by land, how long it can hold out alone, and the roads whose loss makes
// more of them. The reckoning is in analysis/islands.c; here its results become tables.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/islands.h"
#include "analysis/regions.h"
#include "analysis/rows.h"
#include "base/alloc.h"
#include "base/hash.h"

typedef struct params {
    situ_texts cut;
    long cut_near_level;
    double cut_near_m; // below 0 = from the rules
    bool bridges;
} params;

static const situ_prop props[] = {
    {.name = "cut", .kind = SITU_PROP_TEXTS, .offset = offsetof(params, cut), .help = N_("roads to cut: names, codes or ids")},
    {.name = "cut_near_level", .kind = SITU_PROP_INT, .offset = offsetof(params, cut_near_level), .min = 0, .max = 4, .fallback = "0",
     .help = N_("cut roads near risk points of this level or worse; 0 = none")},
    {.name = "cut_near_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, cut_near_m), .min = -1, .max = 10000, .fallback = "-1",
     .help = N_("how near, in metres; -1 = as in rules/islands.yaml")},
    {.name = "bridges", .kind = SITU_PROP_BOOL, .offset = offsetof(params, bridges), .fallback = "yes", .help = N_("look for roads whose loss cuts people off")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL},
     .help = N_("villages with population, else townships")},
    {.role = "roads", .kind = SITU_PORT_TABLE, .table = "road", .optional = true, .help = N_("roads and ferries")},
    {.role = "outline", .kind = SITU_PORT_TABLE, .table = NULL, .optional = true, .help = N_("polygons of the county, else the union of the regions")},
    {.role = "depots", .kind = SITU_PORT_TABLE, .table = "depot", .columns = (const char *const[]){"id", "name", NULL}, .optional = true,
     .help = N_("depots and stores of emergency goods")},
    {.role = "stock", .kind = SITU_PORT_TABLE, .table = "stock", .columns = (const char *const[]){"depot", "item", "qty", NULL}, .optional = true,
     .help = N_("goods held in depots, one row an item")},
    {.role = "teams", .kind = SITU_PORT_TABLE, .table = "team", .optional = true, .help = N_("rescue teams")},
    {.role = "shelters", .kind = SITU_PORT_TABLE, .table = "shelter", .optional = true, .help = N_("shelters")},
    {.role = "zones", .kind = SITU_PORT_TABLE, .table = "hazard_zone", .columns = (const char *const[]){"type", NULL}, .optional = true,
     .help = N_("areas of danger: shelters within the danger they are meant for take nobody")},
    {.role = "places", .kind = SITU_PORT_TABLE, .table = "place", .optional = true, .help = N_("seats, peaks, islands and other names on the map")},
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .optional = true,
     .help = N_("graded points: level_final, else level, else level_given")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "islands", .kind = SITU_PORT_TABLE, .help = N_("parts that hang together by land, with people, teams, shelters and days of autonomy")},
    {.role = "villages", .kind = SITU_PORT_TABLE, .help = N_("villages with the part they belong to")},
    {.role = "bridges", .kind = SITU_PORT_TABLE, .help = N_("roads whose loss cuts people off from depot and hospital, most people first, then those that part people only")},
    {.role = "cuts", .kind = SITU_PORT_TABLE, .help = N_("roads that are cut, and why")},
    {0},
};
static const char *const rule_files[] = {"check", "islands", "needs", "shelter", "travel", NULL};

extern const situ_op situ_op_islands;

typedef struct writer {
    const situ_op_input *in;
    const situ_islands *o;
    const situ_table *regions, *places, *points;
    double hull_m, target_days;
    size_t shown; // villages named at a bridge
} writer;

static const char *word(const writer *w, const char *key)
{
    return situ_yaml_text(situ_yaml_get(situ_rules_file(w->in->rules, "islands"), "words"), key, key);
}

// The rules' template with {village}, {n} and {people} put in.
static situ_status set_words(situ_table *t, size_t row, size_t column, const writer *w, const char *key, const char *village, double number, situ_error *err)
{
    char text[32];
    situ_str out;
    situ_str_init(&out);
    situ_format_double(number, text);
    for (const char *p = word(w, key); *p;) {
        if (situ_starts_with(p, "{village}")) {
            situ_str_add(&out, village);
            p += strlen("{village}");
        } else if (situ_starts_with(p, "{n}") || situ_starts_with(p, "{people}")) {
            situ_str_add(&out, text);
            p += strcspn(p, "}") + 1;
        } else
            situ_str_add_n(&out, p++, 1);
    }
    situ_status status = situ_str_ok(&out) ? situ_table_set_text(t, row, column, out.data, err) : situ_fail_nomem(err);
    situ_str_free(&out);
    return status;
}

static situ_status set_number_id(situ_table *t, size_t row, size_t column, const char *prefix, size_t number, situ_error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%s%zu", prefix, number + 1);
    return situ_table_set_text(t, row, column, text, err);
}

// --- shapes ---

// All pieces of land of an island as one polygon.
static situ_status land_shape(situ_geometry **out, const writer *w, size_t island, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_land *land = &w->o->land;
    situ_geometry *g = NULL;
    uint32_t parts = 0, points = 0, part = 0, point = 0;
    for (size_t p = 0; p < land->count; p++)
        if (w->o->part_island[p] == island) {
            parts += land->parts[p]->part_count;
            points += land->parts[p]->point_count;
        }
    SITU_TRY(situ_geometry_new(&g, SITU_GEOM_POLYGON, parts, points, err));
    for (size_t p = 0; p < land->count; p++) {
        const situ_geometry *from = land->parts[p];
        if (w->o->part_island[p] != island)
            continue;
        memcpy(g->xy + 2 * (size_t)point, from->xy, 2 * (size_t)from->point_count * sizeof *g->xy);
        for (uint32_t i = 0; i < from->part_count; i++, part++) {
            g->part_start[part] = point + from->part_start[i];
            g->is_hole[part] = from->is_hole[i];
        }
        point += from->point_count;
    }
    g->part_start[parts] = point;
    situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    return status;
}

// Points of every island in turn: start[i] .. start[i + 1], as pairs in xy.
static situ_status gather_points(double **xy, size_t **start, const situ_islands *o, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_network *n = o->network;
    size_t *at = situ_calloc(o->island_count + 2, sizeof *at), total = 0;
    double *out = NULL;
    SITU_TRY_ALLOC(at);
    // Counted first, then filled from behind.
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t i = 0; n && i < n->edge_count; i++) {
            const situ_network_edge *e = &n->edges[i];
            size_t island = e->ferry || !(isfinite(e->minutes) || isfinite(e->minutes_back)) ? SIZE_MAX : o->island_of[o->component[e->from]];
            for (uint32_t v = 0; island != SIZE_MAX && v < e->count; v++) {
                if (fill)
                    memcpy(out + 2 * --at[island], n->xy + 2 * ((size_t)e->first + v), 2 * sizeof *out);
                else
                    at[island]++;
            }
        }
        for (size_t i = 0; i < o->object_count; i++) {
            const situ_island_object *object = &o->objects[i];
            if (object->island == SIZE_MAX)
                continue;
            if (fill)
                memcpy(out + 2 * --at[object->island], (const double[]){object->x, object->y}, 2 * sizeof *out);
            else
                at[object->island]++;
        }
        if (fill)
            break;
        for (size_t i = 0; i <= o->island_count; i++)
            at[i] = total += i < o->island_count ? at[i] : 0;
        out = situ_malloc(2 * (total + 1) * sizeof *out);
        SITU_TRY_ALLOC(out);
    }
    *xy = out;
    *start = at;
    out = NULL;
    at = NULL;
done:
    situ_free(at);
    situ_free(out);
    return status;
}

// --- islands ---

typedef struct columns {
    size_t id, name, kind, population, villages, unknown, teams, team_people, shelters, beds, medical, county_depots, depots, days, item, target, state, ports, ferries,
        ferry_names, parts, land, road;
} columns;

// The first row of a table whose column holds a word and that lies on the island's land; NULL when none does.
static const char *name_on_land(const writer *w, size_t island, const situ_table *t, const char *column, const char *value)
{
    for (size_t row = 0; t && w->o->islands[island].parts && w->o->land.count > 1 && row < t->row_count; row++) {
        situ_point p;
        if (!situ_streq(situ_rows_text(t, row, column), value) || !situ_feature_point(situ_table_geometry(t, row), &p))
            continue;
        size_t part = situ_land_of(&w->o->land, p.x, p.y, 0);
        if (part != SIZE_MAX && w->o->part_island[part] == island)
            return situ_rows_text(t, row, "name");
    }
    return NULL;
}

static situ_status set_name(situ_table *t, size_t row, const columns *c, const writer *w, size_t index, situ_error *err)
{
    const situ_island *island = &w->o->islands[index];
    const situ_island_object *first = island->first_village == SIZE_MAX ? NULL : &w->o->objects[island->first_village];
    const char *own = name_on_land(w, index, w->places, "kind", "岛屿");
    if (!own && first)
        own = situ_rows_text(first->table, first->row, "island_id");
    for (size_t i = 0; !own && !first && i < w->o->object_count; i++)
        if (w->o->objects[i].island == index)
            own = situ_rows_name(w->o->objects[i].table, w->o->objects[i].row);
    if (!own && !first)
        own = name_on_land(w, index, w->regions, "level", "乡镇"); // its seat at least
    if (own)
        return situ_table_set_text(t, row, c->name, own, err);
    if (!first)
        return situ_table_set_text(t, row, c->name, word(w, "empty"), err);
    if (island->villages == 1)
        return situ_table_set_text(t, row, c->name, situ_rows_name(first->table, first->row), err);
    return set_words(t, row, c->name, w, "villages", situ_rows_name(first->table, first->row), (double)island->villages, err);
}

static const char *kind_of(const writer *w, const situ_island *island)
{
    bool anything = island->villages || island->teams || island->depots || island->shelters || island->medical;
    return word(w, !island->isolated ? "centre" : anything ? "island" : "empty");
}

static situ_status set_ferries(situ_table *t, size_t row, const columns *c, const writer *w, size_t index, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_islands *o = w->o;
    size_t count = 0;
    situ_map *met = situ_map_new();
    situ_str names;
    situ_str_init(&names);
    SITU_TRY_ALLOC(met);
    for (size_t i = 0; i < o->landing_count; i++) {
        char key[32];
        if (o->landings[i].island != index)
            continue;
        snprintf(key, sizeof key, "%zu", o->cut.row[o->landings[i].piece]); // a route may be several pieces
        if (situ_map_get(met, key) != SIZE_MAX)
            continue;
        if (situ_map_set(met, key, 1) < 0)
            SITU_TRY(situ_fail_nomem(err));
        const char *name = situ_rows_name(o->cut.pieces, o->landings[i].piece);
        count++;
        if (*name) {
            situ_str_add(&names, *names.data ? "、" : "");
            situ_str_add(&names, name);
        }
    }
    situ_table_set_int(t, row, c->ferries, (int64_t)count);
    if (!situ_str_ok(&names))
        SITU_TRY(situ_fail_nomem(err));
    if (*names.data)
        SITU_TRY(situ_table_set_text(t, row, c->ferry_names, names.data, err));
done:
    situ_str_free(&names);
    situ_map_free(met);
    return status;
}

static situ_status set_days(situ_table *t, size_t row, const columns *c, const writer *w, const situ_island *island, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table_set_real(t, row, c->target, w->target_days);
    if (isinf(island->days))
        return situ_table_set_text(t, row, c->state, word(w, "nobody"), err);
    if (isnan(island->days))
        return situ_table_set_text(t, row, c->state, word(w, "unknown"), err);
    situ_table_set_real(t, row, c->days, island->days);
    SITU_TRY(situ_table_set_text(t, row, c->item, situ_needs_get(w->o->needs, island->item)->item, err));
    SITU_TRY(situ_table_set_text(t, row, c->state, word(w, island->days >= w->target_days ? "enough" : "short"), err));
done:
    return status;
}

static situ_status write_island(situ_table *t, const columns *c, const writer *w, size_t index, const double *xy, const size_t *start, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_island *island = &w->o->islands[index];
    bool has_land = w->o->land.count > 1 || !w->o->network; // else the land is one piece, and says nothing
    situ_geometry *shape = NULL;
    size_t row;
    SITU_TRY(situ_table_add_row(t, &row, err));
    if (island->parts && has_land)
        SITU_TRY(land_shape(&shape, w, index, err));
    else if (start[index + 1] > start[index])
        SITU_TRY(situ_islands_hull(&shape, xy + 2 * start[index], start[index + 1] - start[index], w->hull_m, err));
    status = situ_table_set_geometry(t, row, shape, err);
    shape = NULL;
    SITU_TRY(status);
    SITU_TRY(set_number_id(t, row, c->id, "I", index, err));
    SITU_TRY(set_name(t, row, c, w, index, err));
    SITU_TRY(situ_table_set_text(t, row, c->kind, kind_of(w, island), err));
    // Villages without population are not nobody.
    if (island->villages > island->unknown || !island->villages)
        situ_table_set_int(t, row, c->population, (int64_t)llround(island->people));
    const struct { size_t column, value; } counts[] = {{c->villages, island->villages}, {c->unknown, island->unknown}, {c->teams, island->teams},
                                                       {c->team_people, island->team_people}, {c->shelters, island->shelters}, {c->depots, island->depots},
                                                       {c->ports, island->ports}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        situ_table_set_int(t, row, counts[i].column, (int64_t)counts[i].value);
    if (has_land)
        situ_table_set_int(t, row, c->parts, (int64_t)island->parts);
    situ_table_set_int(t, row, c->beds, (int64_t)llround(island->beds));
    if (w->o->knows_medical)
        situ_table_set_int(t, row, c->medical, island->medical > 0);
    situ_table_set_int(t, row, c->county_depots, (int64_t)island->county_depots);
    situ_table_set_real(t, row, c->road, island->road_m / 1000.0);
    if (island->parts && has_land)
        situ_table_set_real(t, row, c->land, island->land_m2 / 1e6);
    SITU_TRY(set_days(t, row, c, w, island, err));
    SITU_TRY(set_ferries(t, row, c, w, index, err));
done:
    situ_geometry_free(shape);
    return status;
}

static situ_status write_islands(situ_bundle *out, const writer *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    double *xy = NULL;
    size_t *start = NULL;
    columns c;
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"kind", SITU_TYPE_TEXT, &c.kind}, {"population", SITU_TYPE_INT, &c.population},
        {"villages", SITU_TYPE_INT, &c.villages}, {"unknown", SITU_TYPE_INT, &c.unknown}, {"teams", SITU_TYPE_INT, &c.teams}, {"team_people", SITU_TYPE_INT, &c.team_people},
        {"shelters", SITU_TYPE_INT, &c.shelters}, {"beds", SITU_TYPE_INT, &c.beds}, {"medical", SITU_TYPE_INT, &c.medical}, {"county_depots", SITU_TYPE_INT, &c.county_depots},
        {"depots", SITU_TYPE_INT, &c.depots}, {"days", SITU_TYPE_REAL, &c.days}, {"item", SITU_TYPE_TEXT, &c.item}, {"target_days", SITU_TYPE_REAL, &c.target},
        {"state", SITU_TYPE_TEXT, &c.state}, {"ports", SITU_TYPE_INT, &c.ports}, {"ferries", SITU_TYPE_INT, &c.ferries}, {"ferry_names", SITU_TYPE_TEXT, &c.ferry_names},
        {"parts", SITU_TYPE_INT, &c.parts}, {"land_km2", SITU_TYPE_REAL, &c.land}, {"road_km", SITU_TYPE_REAL, &c.road}, {0}};
    SITU_TRY(situ_rows_table(&t, "islands", w->in->epsg, list, err));
    SITU_TRY(gather_points(&xy, &start, w->o, err));
    for (size_t i = 0; i < w->o->island_count; i++) {
        SITU_TRY(situ_job_check(job, err));
        SITU_TRY(write_island(t, &c, w, i, xy, start, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "islands", err));
done:
    situ_table_free(t);
    situ_free(xy);
    situ_free(start);
    return status;
}

// --- villages ---

static situ_status write_villages(situ_bundle *out, const writer *w, situ_error *err)
{
    static const char *const footings[] = {"by_road", "walk", "on_land", "off_road", "unplaced"};
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, code, town, population, island, off, state, row;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"region_code", SITU_TYPE_TEXT, &code}, {"town", SITU_TYPE_TEXT, &town},
                                     {"population", SITU_TYPE_INT, &population}, {"island", SITU_TYPE_TEXT, &island}, {"off_m", SITU_TYPE_REAL, &off}, {"state", SITU_TYPE_TEXT, &state}, {0}};
    SITU_TRY(situ_rows_table(&t, "villages", w->in->epsg, list, err));
    for (size_t i = 0; i < w->o->object_count; i++) {
        const situ_island_object *v = &w->o->objects[i];
        if (v->kind != SITU_ISLAND_VILLAGE)
            continue;
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, v->table, v->row, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, v->table, v->row, "name", err));
        SITU_TRY(situ_rows_copy(t, row, code, v->table, v->row, "code", err));
        SITU_TRY(situ_rows_copy(t, row, town, v->table, v->row, "parent", err));
        SITU_TRY(situ_rows_set_point(t, row, v->footing == SITU_FOOTING_NONE ? NULL : &(situ_point){v->x, v->y}, err));
        if (!isnan(v->people))
            situ_table_set_int(t, row, population, (int64_t)llround(v->people));
        if (v->island != SIZE_MAX)
            SITU_TRY(set_number_id(t, row, island, "I", v->island, err));
        situ_table_set_real(t, row, off, v->off_m);
        SITU_TRY(situ_table_set_text(t, row, state, word(w, footings[v->footing]), err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "villages", err));
done:
    situ_table_free(t);
    return status;
}

// --- bridges ---

// The edges of a stretch as one line.
static situ_status set_line(situ_table *t, size_t row, const situ_network *n, const situ_island_bridge *b, situ_error *err)
{
    situ_geometry *g = NULL;
    uint32_t points = 0;
    for (size_t i = 0; i < b->edge_count; i++)
        points += n->edges[b->edges[i]].count;
    situ_status status = situ_geometry_new(&g, SITU_GEOM_LINE, (uint32_t)b->edge_count, points, err);
    if (status != SITU_OK)
        return status;
    points = 0;
    for (size_t i = 0; i < b->edge_count; i++) {
        const situ_network_edge *e = &n->edges[b->edges[i]];
        memcpy(g->xy + 2 * (size_t)points, n->xy + 2 * (size_t)e->first, 2 * (size_t)e->count * sizeof *g->xy);
        g->part_start[i] = points;
        points += e->count;
    }
    g->part_start[b->edge_count] = points;
    situ_geometry_update_box(g);
    return situ_table_set_geometry(t, row, g, err);
}

// The texts of a column of its roads, each once.
static situ_status set_joined(situ_table *t, size_t row, size_t column, const writer *w, const situ_island_bridge *b, const char *from, situ_error *err)
{
    situ_str out;
    situ_str_init(&out);
    for (size_t i = 0; i < b->edge_count; i++) {
        const char *text = situ_rows_text(w->o->cut.pieces, w->o->network->edges[b->edges[i]].row, from);
        bool met = !text;
        for (size_t k = 0; k < i && !met; k++)
            met = situ_streq(text, situ_rows_text(w->o->cut.pieces, w->o->network->edges[b->edges[k]].row, from));
        if (met)
            continue;
        situ_str_add(&out, *out.data ? "、" : "");
        situ_str_add(&out, text);
    }
    situ_status status = !situ_str_ok(&out) ? situ_fail_nomem(err) : *out.data ? situ_table_set_text(t, row, column, out.data, err) : SITU_OK;
    situ_str_free(&out);
    return status;
}

static situ_status set_villages(situ_table *t, size_t row, size_t column, const writer *w, const situ_island_bridge *b, situ_error *err)
{
    situ_str names;
    situ_str_init(&names);
    for (size_t i = 0; i < b->village_count && i < w->shown; i++) {
        const situ_island_object *v = &w->o->objects[b->villages[i]];
        situ_str_add(&names, i ? "、" : "");
        situ_str_add(&names, situ_rows_name(v->table, v->row));
    }
    situ_status status = SITU_OK;
    if (!situ_str_ok(&names))
        status = situ_fail_nomem(err);
    else if (b->village_count > w->shown)
        status = set_words(t, row, column, w, "villages", names.data, (double)b->village_count, err);
    else if (b->village_count)
        status = situ_table_set_text(t, row, column, names.data, err);
    situ_str_free(&names);
    return status;
}

static situ_status write_bridges(situ_bundle *out, const writer *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    situ_island_bridge *bridges = NULL;
    size_t count = 0, row, id, rank, name, class, bridge, people, villages, names, length, text, road, state;
    double names_most;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"rank", SITU_TYPE_INT, &rank}, {"name", SITU_TYPE_TEXT, &name}, {"road_id", SITU_TYPE_TEXT, &road}, {"class", SITU_TYPE_TEXT, &class},
                                     {"bridge", SITU_TYPE_INT, &bridge}, {"isolated", SITU_TYPE_INT, &people}, {"state", SITU_TYPE_TEXT, &state}, {"villages", SITU_TYPE_INT, &villages},
                                     {"village_names", SITU_TYPE_TEXT, &names}, {"length_m", SITU_TYPE_REAL, &length}, {"label", SITU_TYPE_TEXT, &text}, {0}};
    SITU_TRY(situ_rules_number(&names_most, w->in->rules, "islands", "bridges.names_most", err));
    SITU_TRY(situ_islands_bridges(&bridges, &count, w->o, (size_t)names_most, job, err));
    SITU_TRY(situ_rows_table(&t, "bridges", w->in->epsg, list, err));
    for (size_t i = 0; i < count; i++) {
        double metres = 0;
        bool carried = false;
        for (size_t k = 0; k < bridges[i].edge_count; k++) {
            metres += (double)w->o->network->edges[bridges[i].edges[k]].length_m;
            carried = carried || w->o->network->edges[bridges[i].edges[k]].bridge;
        }
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(set_line(t, row, w->o->network, &bridges[i], err));
        SITU_TRY(set_number_id(t, row, id, "B", i, err));
        situ_table_set_int(t, row, rank, (int64_t)i + 1);
        SITU_TRY(set_joined(t, row, name, w, &bridges[i], "name", err));
        SITU_TRY(set_joined(t, row, road, w, &bridges[i], "id", err));
        SITU_TRY(set_joined(t, row, class, w, &bridges[i], "class", err));
        situ_table_set_int(t, row, bridge, carried);
        situ_table_set_int(t, row, people, (int64_t)llround(bridges[i].people));
        situ_table_set_real(t, row, length, metres);
        SITU_TRY(situ_table_set_text(t, row, state, word(w, bridges[i].isolated ? "island" : "parted"), err));
        SITU_TRY(set_words(t, row, text, w, bridges[i].isolated ? "bridge" : "parting", "", bridges[i].people, err));
        if (!bridges[i].villages)
            continue;
        situ_table_set_int(t, row, villages, (int64_t)bridges[i].village_count);
        SITU_TRY(set_villages(t, row, names, w, &bridges[i], err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "bridges", err));
done:
    situ_islands_bridges_free(bridges, count);
    situ_table_free(t);
    return status;
}

// --- cuts ---

static situ_status write_cuts(situ_bundle *out, const writer *w, situ_error *err)
{
    static const char *const reasons[] = {"", "status", "named", "near"};
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    const situ_roadcut *cut = &w->o->cut;
    size_t row, n = 0, id, road, name, class, why, by, length;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"road_id", SITU_TYPE_TEXT, &road}, {"name", SITU_TYPE_TEXT, &name}, {"class", SITU_TYPE_TEXT, &class},
                                     {"reason", SITU_TYPE_TEXT, &why}, {"by", SITU_TYPE_TEXT, &by}, {"length_m", SITU_TYPE_REAL, &length}, {0}};
    SITU_TRY(situ_rows_table(&t, "cuts", w->in->epsg, list, err));
    for (size_t p = 0; cut->pieces && p < cut->pieces->row_count; p++) {
        const situ_geometry *g = situ_table_geometry(cut->pieces, p);
        if (cut->why[p] == SITU_CUT_NOT || !g)
            continue;
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(set_number_id(t, row, id, "C", n++, err));
        SITU_TRY(situ_rows_set_shape(t, row, g, err));
        SITU_TRY(situ_rows_copy(t, row, road, cut->pieces, p, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, cut->pieces, p, "name", err));
        SITU_TRY(situ_rows_copy(t, row, class, cut->pieces, p, "class", err));
        SITU_TRY(situ_table_set_text(t, row, why, word(w, reasons[cut->why[p]]), err));
        if (cut->by[p] != SIZE_MAX)
            SITU_TRY(situ_table_set_text(t, row, by, situ_rows_name(w->points, cut->by[p]), err));
        situ_table_set_real(t, row, length, situ_geometry_length(g));
    }
    SITU_TRY(situ_rows_finish(out, &t, "cuts", err));
done:
    situ_table_free(t);
    return status;
}

// --- the op ---

static situ_status outline_of(situ_geometry **out, const situ_op_input *in, situ_error *err)
{
    situ_geos *geos = NULL;
    situ_status status = situ_geos_new(&geos, err);
    if (status == SITU_OK)
        status = situ_county_outline(out, geos, situ_op_table(in, "regions"), situ_op_table(in, "outline"), err);
    situ_geos_free(geos);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *given, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = given;
    situ_geometry *outline = NULL;
    situ_islands o = {0};
    double shown = 0;
    writer w = {.in = in, .o = &o};
    SITU_TRY(situ_op_check(&situ_op_islands, in, err));
    w.regions = situ_op_table(in, "regions");
    w.places = situ_op_table(in, "places");
    w.points = situ_op_table(in, "points");
    situ_islands_input input = {.in = in, .regions = w.regions, .roads = situ_op_table(in, "roads"), .depots = situ_op_table(in, "depots"),
                                .stock = situ_op_table(in, "stock"), .teams = situ_op_table(in, "teams"), .shelters = situ_op_table(in, "shelters"), .places = w.places,
                                .points = w.points, .zones = situ_op_table(in, "zones"), .cut = p->cut, .cut_near_level = (int)p->cut_near_level, .cut_near_m = p->cut_near_m};
    SITU_TRY(situ_rules_number(&w.hull_m, in->rules, "islands", "place.hull_m", err));
    SITU_TRY(situ_rules_number(&w.target_days, in->rules, "islands", "autonomy.target_days", err));
    SITU_TRY(situ_rules_number(&shown, in->rules, "islands", "bridges.villages_shown", err));
    if (p->cut_near_m < 0)
        SITU_TRY(situ_rules_number(&input.cut_near_m, in->rules, "islands", "cut.near_m", err));
    w.shown = (size_t)shown;
    SITU_TRY(outline_of(&outline, in, err));
    input.outline = outline;
    SITU_TRY(situ_islands_make(&o, &input, report, job, err));
    SITU_TRY(write_islands(out, &w, job, err));
    SITU_TRY(write_villages(out, &w, err));
    if (p->bridges)
        SITU_TRY(write_bridges(out, &w, job, err));
    SITU_TRY(write_cuts(out, &w, err));
done:
    situ_islands_free(&o);
    situ_geometry_free(outline);
    return status;
}

const situ_op situ_op_islands = {
    .name = "islands",
    .version = 2,
    .summary = N_("what hangs together by land, how long it holds out alone, and the roads whose loss cuts people off"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .dated = true,
    .run = run,
};

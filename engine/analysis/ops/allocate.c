// SPDX-License-Identifier: MIT
// Who goes to which shelter (F10): people of the areas of danger, or threatened by risk points, into shelters with
// capacities, as many as there is room for and in the least time on the whole. A shelter inside an area of that
// danger takes nobody from it.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/rows.h"
#include "analysis/shelters.h"
#include "analysis/siting.h"
#include "analysis/transport.h"
#include "base/alloc.h"

typedef struct params {
    const char *hazard;
    long level;
    bool on_foot;
    double limit_min;
    situ_siting_travel travel;
} params;

static const situ_prop props[] = {
    {.name = "hazard", .kind = SITU_PROP_TEXT, .offset = offsetof(params, hazard), .help = N_("only areas of this type, or points of this industry")},
    {.name = "level", .kind = SITU_PROP_INT, .offset = offsetof(params, level), .min = 0, .max = 4, .fallback = "0",
     .help = N_("only this level and worse ones; 0 = all, those not graded too")},
    {.name = "on_foot", .kind = SITU_PROP_BOOL, .offset = offsetof(params, on_foot), .fallback = "yes", .help = N_("people walk; no = they are driven")},
    {.name = "limit_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, limit_min), .min = -1, .max = 10000, .fallback = "-1",
     .help = N_("nobody is sent farther than so many minutes; 0 = no limit, -1 = as in rules/shelter.yaml")},
    SITU_SITING_TRAVEL_PROPS(params, travel),
    {0},
};
static const situ_port inputs[] = {
    {.role = "people", .kind = SITU_PORT_TABLE, .table = "hazard_zone", .columns = (const char *const[]){"id", "name", NULL}, .optional = true, // says itself what to do
     .help = N_("areas of danger with pop, or risk points with threat_pop")},
    {.role = "shelters", .kind = SITU_PORT_TABLE, .table = "shelter", .columns = (const char *const[]){"id", "name", NULL}, .help = N_("shelters")},
    {.role = "areas", .kind = SITU_PORT_TABLE, .table = "hazard_zone", .optional = true, .help = N_("areas of danger: shelters inside take nobody from them")},
    SITU_SITING_TRAVEL_PORTS,
    {0},
};
static const situ_port outputs[] = {
    {.role = "plan", .kind = SITU_PORT_TABLE, .help = N_("from where to which shelter, how many people, minutes, as lines")},
    {.role = "shelters", .kind = SITU_PORT_TABLE, .help = N_("shelters: capacity, used, free, why not used")},
    {.role = "zones", .kind = SITU_PORT_TABLE, .help = N_("areas or points: people, placed, left without a place")},
    {0},
};
static const char *const rule_files[] = {"shelter", "check", "needs", "site", "travel", NULL};

extern const situ_op situ_op_allocate;

enum { NONE_MEANT, NONE_SAFE, SOME }; // shelters for a hazard
typedef struct origin { size_t row; const char *id, *hazard; double x, y; int shelters; } origin;
typedef struct refuge {
    size_t row;
    const char *id;
    double x, y;
    bool placed;
    situ_shelter_capacity capacity;
    size_t inside; // first area of danger it lies in, SIZE_MAX = none
    int64_t used;
} refuge;

typedef struct work {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    const situ_table *people, *shelters;
    double limit_min; // 0 = none
    const char *people_column, *hazard_column;
    origin *origins;
    size_t origin_count;
    refuge *refuges; // all shelters, by id; the usable first
    size_t usable, refuge_count;
    int64_t *supply, *room, *amount, *left;
    float *cost;     // [origin * usable]
} work;

// --- origins ---

static bool is_wanted(const work *w, size_t row)
{
    int level = situ_rows_level(w->people, row);
    const char *hazard = situ_rows_text(w->people, row, w->hazard_column);
    if (situ_streq(situ_rows_text(w->people, row, "status"), situ_rules_text(w->in->rules, "needs", "closed", "")))
        return false;
    if (w->p->level > 0 && (level < 1 || level > w->p->level))
        return false;
    return !w->p->hazard || !*w->p->hazard || situ_streq(hazard, w->p->hazard);
}

static int origin_by_id(const void *a, const void *b)
{
    const origin *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : x->row < y->row ? -1 : x->row > y->row;
}

static situ_status read_origins(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t wanted = 0, unknown = 0, unplaced = 0;
    double lost = 0;
    w->people_column = situ_table_find(w->people, "threat_pop") >= 0 ? "threat_pop" : "pop";
    w->hazard_column = situ_table_find(w->people, "type") >= 0 ? "type" : "industry";
    if (situ_table_find(w->people, w->people_column) < 0)
        return situ_fail(err, SITU_E_SCHEMA, _("name a table with pop or threat_pop in `in:`"), _("the demands (table %s) have no column \"%s\""), w->people->name, "pop");
    SITU_TRY_ALLOC(w->origins = situ_malloc((w->people->row_count + 1) * sizeof *w->origins));
    SITU_TRY_ALLOC(w->supply = situ_malloc((w->people->row_count + 1) * sizeof *w->supply));
    for (size_t row = 0; row < w->people->row_count; row++) {
        situ_point at;
        double people = situ_rows_real(w->people, row, w->people_column);
        if (!is_wanted(w, row))
            continue;
        wanted++;
        if (!(people >= 0)) {
            if (++unknown <= SITU_SITING_TOLD_MOST)
                SITU_TRY(situ_rows_tell(w->report, w->people, row, SITU_WARN, "ALLOCATE_NO_PEOPLE", w->people_column, _("fill in how many people"), err,
                                        _("%s does not say how many people: left out"), situ_rows_name(w->people, row)));
            continue;
        }
        if (!situ_feature_point(situ_table_geometry(w->people, row), &at)) {
            lost += people;
            if (++unplaced <= SITU_SITING_TOLD_MOST)
                SITU_TRY(situ_rows_tell(w->report, w->people, row, SITU_WARN, "ALLOCATE_UNPLACED", NULL, _("fill in the coordinates"), err,
                                        _("%s has no coordinates: its %.0f people are not placed"), situ_rows_name(w->people, row), people));
            continue;
        }
        const char *id = situ_rows_text(w->people, row, "id");
        w->origins[w->origin_count++] = (origin){.row = row, .id = id ? id : "", .hazard = situ_rows_text(w->people, row, w->hazard_column), .x = at.x, .y = at.y};
    }
    SITU_TRY(situ_siting_tell_rest(w->report, w->people, "ALLOCATE_NO_PEOPLE", unknown, err));
    SITU_TRY(situ_siting_tell_rest(w->report, w->people, "ALLOCATE_UNPLACED", unplaced, err));
    if (w->origin_count == 0)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("fill in people and coordinates, or take another hazard or level"),
                           _("none of the %zu rows of table %s can be used: %zu are asked for, without people %zu, without coordinates %zu"), w->people->row_count,
                           w->people->name, wanted, unknown, unplaced);
    if (status == SITU_OK && unknown + unplaced > 0)
        status = situ_rows_tell(w->report, w->people, SIZE_MAX, SITU_WARN, "ALLOCATE_LEFT_OUT", NULL, NULL, err,
                                _("of %zu places %zu do not say how many people, and %zu with %.0f people have no coordinates"), wanted, unknown, unplaced, lost);
    qsort(w->origins, w->origin_count, sizeof *w->origins, origin_by_id);
    for (size_t i = 0; i < w->origin_count; i++)
        w->supply[i] = (int64_t)llround(situ_rows_real(w->people, w->origins[i].row, w->people_column));
done:
    return status;
}

// --- shelters ---

static bool is_usable(const refuge *r) { return r->placed && r->capacity.people >= 0; }
static int refuge_by_use(const void *a, const void *b)
{
    const refuge *x = a, *y = b;
    if (is_usable(x) != is_usable(y))
        return is_usable(x) ? -1 : 1;
    int c = strcmp(x->id, y->id);
    return c ? c : x->row < y->row ? -1 : x->row > y->row;
}

static situ_status read_shelters(work *w, const situ_check_areas *areas, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t assumed = 0, unplaced = 0, unknown = 0;
    const situ_table *t = w->shelters;
    SITU_TRY_ALLOC(w->refuges = situ_malloc((t->row_count + 1) * sizeof *w->refuges));
    for (size_t row = 0; row < t->row_count; row++) {
        situ_point at = {0};
        const char *id = situ_rows_text(t, row, "id");
        refuge r = {.row = row, .id = id ? id : "", .inside = SIZE_MAX};
        r.placed = situ_feature_point(situ_table_geometry(t, row), &at);
        r.x = at.x;
        r.y = at.y;
        SITU_TRY(situ_shelter_capacity_of(&r.capacity, w->in->rules, t, row, err));
        assumed += r.capacity.assumed && !isnan(r.capacity.by_area);
        if (areas->table)
            SITU_TRY(situ_shelter_inside(&r.inside, w->in->rules, areas, NULL, t, row, 0, err));
        unplaced += !r.placed;
        unknown += r.placed && isnan(r.capacity.people);
        if (!r.placed && unplaced <= SITU_SITING_TOLD_MOST)
            SITU_TRY(situ_rows_tell(w->report, t, row, SITU_WARN, "ALLOCATE_UNPLACED", NULL, _("fill in the coordinates"), err,
                                    _("%s has no coordinates: left out"), situ_rows_name(t, row)));
        else if (r.placed && isnan(r.capacity.people) && unknown <= SITU_SITING_TOLD_MOST)
            SITU_TRY(situ_rows_tell(w->report, t, row, SITU_WARN, "ALLOCATE_NO_CAPACITY", "cap_given", _("fill in its capacity or its area"), err,
                                    _("%s says neither how many people it takes nor its area: left out"), situ_rows_name(t, row)));
        w->usable += is_usable(&r);
        w->refuges[w->refuge_count++] = r;
    }
    SITU_TRY(situ_siting_tell_rest(w->report, t, "ALLOCATE_UNPLACED", unplaced, err));
    SITU_TRY(situ_siting_tell_rest(w->report, t, "ALLOCATE_NO_CAPACITY", unknown, err));
    if (assumed > 0)
        SITU_TRY(situ_rows_tell(w->report, t, SIZE_MAX, SITU_INFO, "ALLOCATE_DURATION", "duration", _("fill in the duration"), err,
                                _("%zu shelters do not say for how long they are meant: taken as %s"), assumed, situ_rules_text(w->in->rules, "shelter", "default_duration.value", "")));
    if (w->usable == 0)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("fill in coordinates and capacities of the shelters"), _("none of the %zu shelters can be used"), t->row_count);
    qsort(w->refuges, w->refuge_count, sizeof *w->refuges, refuge_by_use);
done:
    return status;
}

// --- who may go where ---

// Types of areas that are dangerous to people of a hazard: the type itself, or those of an industry.
static bool same_danger(const work *w, const char *hazard, const char *type)
{
    if (situ_streq(hazard, type))
        return true;
    const situ_yaml_node *map = situ_yaml_get(situ_yaml_get(situ_rules_file(w->in->rules, "check"), "double_control"), "hazards");
    const situ_yaml_node *types = hazard ? situ_yaml_get(map, hazard) : NULL;
    return types && situ_check_in_list(types, type);
}

// Is the shelter meant for the hazard? By the types of areas that stand for it.
static bool is_meant(const work *w, const refuge *r, const char *hazard)
{
    const situ_yaml_node *map = situ_yaml_get(situ_yaml_get(situ_rules_file(w->in->rules, "check"), "double_control"), "hazards");
    const situ_yaml_node *words = situ_yaml_get(situ_yaml_get(situ_rules_file(w->in->rules, "check"), "shelter"), "hazards");
    if (!hazard)
        return true;
    if (situ_yaml_get(words, hazard)) // a type of area
        return situ_shelter_meant_for(w->in->rules, w->shelters, r->row, hazard);
    const situ_yaml_node *types = situ_yaml_get(map, hazard);
    for (size_t i = 0; types && types->kind == SITU_YAML_LIST && i < types->count; i++)
        if (!situ_shelter_meant_for(w->in->rules, w->shelters, r->row, types->items[i]->text))
            return false;
    return true;
}

// Does the shelter take people of this hazard: not inside an area of it, and meant for it.
static situ_status takes(bool *out, const work *w, const situ_check_areas *areas, const refuge *r, const char *hazard, situ_error *err)
{
    *out = is_meant(w, r, hazard);
    for (size_t area = r->inside; *out && area != SIZE_MAX;) {
        if (same_danger(w, hazard, situ_table_text(areas->table, area, areas->type))) {
            *out = false;
            break;
        }
        situ_status status = situ_shelter_inside(&area, w->in->rules, areas, NULL, w->shelters, r->row, area + 1, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

// Are there shelters for each hazard at all? It is told where none is meant for it.
static situ_status judge_hazards(work *w, const size_t *kind, const size_t *first, size_t kinds, const bool *open, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t k = 0; k < kinds; k++) {
        const char *hazard = w->origins[first[k]].hazard;
        int shelters = NONE_MEANT;
        int64_t people = 0;
        for (size_t j = 0; j < w->usable; j++)
            shelters = open[k * w->usable + j] ? SOME : shelters == NONE_MEANT && is_meant(w, &w->refuges[j], hazard) ? NONE_SAFE : shelters;
        for (size_t i = 0; i < w->origin_count; i++)
            if (kind[i] == k) {
                w->origins[i].shelters = shelters;
                people += w->supply[i];
            }
        if (shelters == NONE_MEANT && people > 0)
            SITU_TRY(situ_rows_tell(w->report, w->shelters, SIZE_MAX, SITU_WARN, "ALLOCATE_NOT_MEANT", "hazards_ok", _("add it to the hazards of the shelters that may take them"), err,
                                    _("no shelter is meant for %s: its %lld people find no place"), hazard ? hazard : "", (long long)people));
    }
done:
    return status;
}

// Whoever may not go somewhere, or not so far, has no way there.
static situ_status forbid(work *w, const situ_check_areas *areas, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = w->origin_count, m = w->usable;
    size_t *kind = situ_malloc((n + 1) * sizeof *kind), *first = situ_malloc((n + 1) * sizeof *first), kinds = 0; // of hazards: one answer each
    bool *open = NULL;
    SITU_TRY_ALLOC(kind);
    SITU_TRY_ALLOC(first);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < kinds && !situ_streq(w->origins[first[k]].hazard, w->origins[i].hazard))
            k++;
        if (k == kinds)
            first[kinds++] = i;
        kind[i] = k;
    }
    SITU_TRY_ALLOC(open = situ_malloc((kinds * m + 1) * sizeof *open));
    for (size_t k = 0; k < kinds; k++)
        for (size_t j = 0; j < m; j++)
            SITU_TRY(takes(&open[k * m + j], w, areas, &w->refuges[j], w->origins[first[k]].hazard, err));
    SITU_TRY(judge_hazards(w, kind, first, kinds, open, err));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++) {
            float *cost = &w->cost[i * m + j];
            if (!open[kind[i] * m + j] || (w->limit_min > 0 && (double)*cost > w->limit_min))
                *cost = INFINITY;
        }
done:
    situ_free(kind);
    situ_free(first);
    situ_free(open);
    return status;
}

static situ_status measure(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = w->origin_count, m = w->usable;
    situ_travel *travel = NULL;
    double *xy = situ_malloc(2 * (n + m) * sizeof *xy);
    situ_travel_site *sites = situ_malloc(m * sizeof *sites);
    float *minutes = situ_malloc(n * m * sizeof *minutes);
    SITU_TRY_ALLOC(xy);
    SITU_TRY_ALLOC(sites);
    SITU_TRY_ALLOC(minutes);
    SITU_TRY_ALLOC(w->cost = situ_malloc(n * m * sizeof *w->cost));
    for (size_t i = 0; i < n; i++) {
        xy[2 * i] = w->origins[i].x;
        xy[2 * i + 1] = w->origins[i].y;
    }
    for (size_t j = 0; j < m; j++) {
        xy[2 * (n + j)] = w->refuges[j].x;
        xy[2 * (n + j) + 1] = w->refuges[j].y;
        sites[j] = (situ_travel_site){w->refuges[j].x, w->refuges[j].y, 0};
    }
    SITU_TRY(situ_siting_travel_new(&travel, NULL, w->in, &w->p->travel, w->p->on_foot, true, xy, n + m, w->report, job, err));
    SITU_TRY(situ_travel_matrix_within(minutes, travel, w->limit_min, sites, (uint32_t)m, xy, (uint32_t)n, job, err));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            w->cost[i * m + j] = minutes[j * n + i];
done:
    situ_travel_free(travel);
    situ_free(xy);
    situ_free(sites);
    situ_free(minutes);
    return status;
}

static situ_status assign(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY_ALLOC(w->amount = situ_malloc(w->origin_count * w->usable * sizeof *w->amount));
    SITU_TRY_ALLOC(w->left = situ_malloc(w->origin_count * sizeof *w->left));
    SITU_TRY_ALLOC(w->room = situ_malloc(w->usable * sizeof *w->room));
    for (size_t j = 0; j < w->usable; j++)
        w->room[j] = (int64_t)w->refuges[j].capacity.people;
    SITU_TRY(situ_transport(w->amount, w->left, w->supply, (uint32_t)w->origin_count, w->room, (uint32_t)w->usable, w->cost, job, err));
    for (size_t i = 0; i < w->origin_count; i++)
        for (size_t j = 0; j < w->usable; j++)
            w->refuges[j].used += w->amount[i * w->usable + j];
done:
    return status;
}

// --- writing ---

static const char *word(const work *w, const char *path) { return situ_rules_text(w->in->rules, "shelter", path, path); }

static situ_status write_plan(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, from_id, from, hazard, level, to_id, to, people, minutes;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"from_id", SITU_TYPE_TEXT, &from_id}, {"from_name", SITU_TYPE_TEXT, &from}, {"hazard", SITU_TYPE_TEXT, &hazard},
        {"level", SITU_TYPE_INT, &level}, {"to_id", SITU_TYPE_TEXT, &to_id}, {"to_name", SITU_TYPE_TEXT, &to}, {"people", SITU_TYPE_INT, &people},
        {"minutes", SITU_TYPE_REAL, &minutes}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "plan", w->in->epsg, columns, err));
    for (size_t i = 0; i < w->origin_count; i++)
        for (size_t j = 0; j < w->usable; j++) {
            const origin *o = &w->origins[i];
            const refuge *r = &w->refuges[j];
            size_t row;
            char text[32];
            if (w->amount[i * w->usable + j] == 0)
                continue;
            SITU_TRY(situ_table_add_row(t, &row, err));
            snprintf(text, sizeof text, "plan-%zu", row + 1);
            SITU_TRY(situ_table_set_text(t, row, id, text, err));
            SITU_TRY(situ_rows_copy(t, row, from_id, w->people, o->row, "id", err));
            SITU_TRY(situ_rows_copy(t, row, from, w->people, o->row, "name", err));
            SITU_TRY(situ_rows_copy(t, row, hazard, w->people, o->row, w->hazard_column, err));
            situ_table_set_int(t, row, level, situ_rows_level(w->people, o->row));
            SITU_TRY(situ_rows_copy(t, row, to_id, w->shelters, r->row, "id", err));
            SITU_TRY(situ_rows_copy(t, row, to, w->shelters, r->row, "name", err));
            situ_table_set_int(t, row, people, w->amount[i * w->usable + j]);
            situ_table_set_real(t, row, minutes, (double)w->cost[i * w->usable + j]);
            SITU_TRY(situ_siting_line(t, row, o->x, o->y, r->x, r->y, err));
        }
    SITU_TRY(situ_rows_finish(out, &t, "plan", err));
done:
    situ_table_free(t);
    return status;
}

// Why nobody, or nobody of some hazard, may go there: "{name}" becomes the area's.
static situ_status set_reason(situ_table *t, size_t row, size_t column, const work *w, const refuge *r, const situ_check_areas *areas, situ_error *err)
{
    const char *text = word(w, !r->placed ? "words.no_place" : isnan(r->capacity.people) ? "words.no_capacity" : r->inside != SIZE_MAX ? "words.in_zone"
                               : (double)r->used >= r->capacity.people ? "words.used_up" : "words.open");
    const char *slot = strstr(text, "{name}");
    situ_str s;
    situ_str_init(&s);
    if (slot && r->inside != SIZE_MAX) {
        situ_str_add_n(&s, text, (size_t)(slot - text));
        situ_str_add(&s, situ_rows_name(areas->table, r->inside));
        situ_str_add(&s, slot + strlen("{name}"));
    } else
        situ_str_add(&s, text);
    situ_status status = situ_str_ok(&s) ? situ_table_set_text(t, row, column, s.data, err) : situ_fail_nomem(err);
    situ_str_free(&s);
    return status;
}

static situ_status write_shelters(situ_bundle *out, const work *w, const situ_check_areas *areas, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, duration, given, by_area, cap, used, rest, reason;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"duration", SITU_TYPE_TEXT, &duration}, {"cap_given", SITU_TYPE_REAL, &given},
        {"cap_calc", SITU_TYPE_REAL, &by_area}, {"cap", SITU_TYPE_REAL, &cap}, {"used", SITU_TYPE_INT, &used}, {"free", SITU_TYPE_REAL, &rest},
        {"reason", SITU_TYPE_TEXT, &reason}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "shelters", w->in->epsg, columns, err));
    for (size_t j = 0; j < w->refuge_count; j++) {
        const refuge *r = &w->refuges[j];
        size_t row;
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, w->shelters, r->row, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, w->shelters, r->row, "name", err));
        SITU_TRY(situ_table_set_text(t, row, duration, r->capacity.duration, err));
        situ_table_set_real(t, row, given, r->capacity.given);
        situ_table_set_real(t, row, by_area, r->capacity.by_area);
        situ_table_set_real(t, row, cap, r->capacity.people);
        situ_table_set_int(t, row, used, r->used);
        situ_table_set_real(t, row, rest, r->capacity.people - (double)r->used);
        SITU_TRY(set_reason(t, row, reason, w, r, areas, err));
        SITU_TRY(situ_rows_set_point(t, row, r->placed ? &(situ_point){r->x, r->y} : NULL, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "shelters", err));
done:
    situ_table_free(t);
    return status;
}

// Why people of an origin find no place; NULL = all do.
static const char *reason_of(const work *w, size_t i)
{
    bool reached = false;
    if (w->left[i] == 0)
        return NULL;
    for (size_t j = 0; j < w->usable && !reached; j++)
        reached = isfinite(w->cost[i * w->usable + j]);
    return word(w, w->origins[i].shelters == NONE_MEANT ? "reasons.not_meant" : w->origins[i].shelters == NONE_SAFE ? "reasons.not_safe"
                   : reached ? "reasons.used_up" : w->limit_min > 0 ? "reasons.too_far" : "reasons.unreachable");
}

static situ_status write_zones(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, hazard, level, people, placed, left, state, reason, mean, most;
    int64_t all = 0, all_left = 0;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"hazard", SITU_TYPE_TEXT, &hazard}, {"level", SITU_TYPE_INT, &level},
        {"people", SITU_TYPE_INT, &people}, {"placed", SITU_TYPE_INT, &placed}, {"left", SITU_TYPE_INT, &left}, {"state", SITU_TYPE_TEXT, &state}, {"reason", SITU_TYPE_TEXT, &reason},
        {"mean_min", SITU_TYPE_REAL, &mean}, {"most_min", SITU_TYPE_REAL, &most}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "zones", w->in->epsg, columns, err));
    for (size_t i = 0; i < w->origin_count; i++) {
        const size_t from = w->origins[i].row;
        const int64_t here = w->supply[i], out_of = w->left[i];
        double sum = 0, worst = 0;
        size_t row;
        for (size_t j = 0; j < w->usable; j++)
            if (w->amount[i * w->usable + j] > 0) {
                sum += (double)w->amount[i * w->usable + j] * (double)w->cost[i * w->usable + j];
                worst = fmax(worst, (double)w->cost[i * w->usable + j]);
            }
        all += here;
        all_left += out_of;
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, w->people, from, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, w->people, from, "name", err));
        SITU_TRY(situ_rows_copy(t, row, hazard, w->people, from, w->hazard_column, err));
        situ_table_set_int(t, row, level, situ_rows_level(w->people, from));
        situ_table_set_int(t, row, people, here);
        situ_table_set_int(t, row, placed, here - out_of);
        situ_table_set_int(t, row, left, out_of);
        SITU_TRY(situ_table_set_text(t, row, state, word(w, here == 0 ? "words.nobody" : out_of == 0 ? "words.full" : out_of < here ? "words.part" : "words.none"), err));
        if (reason_of(w, i))
            SITU_TRY(situ_table_set_text(t, row, reason, reason_of(w, i), err));
        if (here > out_of) {
            situ_table_set_real(t, row, mean, sum / (double)(here - out_of));
            situ_table_set_real(t, row, most, worst);
        }
        SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(w->people, from), err));
    }
    if (all_left > 0 && w->limit_min > 0)
        SITU_TRY(situ_rows_tell(w->report, w->people, SIZE_MAX, SITU_WARN, "ALLOCATE_SHORT", NULL, _("open more shelters within reach"), err,
                                _("%lld of %lld people find no place in a shelter within %g minutes"), (long long)all_left, (long long)all, w->limit_min));
    else if (all_left > 0)
        SITU_TRY(situ_rows_tell(w->report, w->people, SIZE_MAX, SITU_WARN, "ALLOCATE_SHORT", NULL, _("open more shelters within reach"), err,
                                _("%lld of %lld people find no place in a shelter"), (long long)all_left, (long long)all));
    SITU_TRY(situ_rows_finish(out, &t, "zones", err));
done:
    situ_table_free(t);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *params_in, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    work w = {.in = in, .p = params_in, .report = report, .people = situ_op_table(in, "people"), .shelters = situ_op_table(in, "shelters")};
    const situ_table *table = situ_op_table(in, "areas");
    situ_check_areas areas = {0};
    SITU_TRY(situ_op_check(&situ_op_allocate, in, err));
    if (!w.people)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import the areas of danger (hazard_zone), or take the people that risk points threaten: --people risk_point"), "%s",
                           _("there is no table of areas of danger to take people from")));
    w.limit_min = w.p->limit_min;
    if (w.limit_min < 0)
        SITU_TRY(situ_rules_number(&w.limit_min, in->rules, "shelter", w.p->on_foot ? "limit_min.on_foot" : "limit_min.driven", err));
    if (table)
        SITU_TRY(situ_check_areas_new(&areas, table, err));
    else
        SITU_TRY(situ_rows_tell(report, w.shelters, SIZE_MAX, SITU_WARN, "ALLOCATE_NO_AREAS", NULL, _("import the areas of danger"), err, "%s",
                                _("there is no ledger of areas of danger: whether a shelter lies in one is not known")));
    SITU_TRY(read_origins(&w, err));
    SITU_TRY(read_shelters(&w, &areas, err));
    SITU_TRY(measure(&w, job, err));
    SITU_TRY(forbid(&w, &areas, err));
    SITU_TRY(assign(&w, job, err));
    SITU_TRY(write_plan(out, &w, err));
    SITU_TRY(write_shelters(out, &w, &areas, err));
    SITU_TRY(write_zones(out, &w, err));
done:
    situ_check_areas_free(&areas);
    void *const parts[] = {w.origins, w.refuges, w.supply, w.room, w.amount, w.left, w.cost};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        situ_free(parts[i]);
    return status;
}

const situ_op situ_op_allocate = {
    .name = "allocate",
    .version = 2,
    .summary = N_("who goes to which shelter: as many people as there is room for, in the least time on the whole"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};

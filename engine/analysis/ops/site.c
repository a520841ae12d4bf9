// SPDX-License-Identifier: MIT
// Where goods should stand (F11, F12): p townships out of the candidates, so that the most need is within reach,
// or help is soonest on the whole, or soonest for the farthest. A what-if: it moves nothing.

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/levels.h"
#include "analysis/locate.h"
#include "analysis/rows.h"
#include "analysis/siting.h"
#include "analysis/sufficiency.h"
#include "base/alloc.h"

static const char *const kind_words[] = {"mclp", "median", "center", NULL};
static const char *const candidate_words[] = {"all", "center", NULL};

typedef struct params {
    long p;
    int kind, candidates, weight;
    double limit_min;
    situ_siting_travel travel;
    bool extend;
    const char *hazard;
} params;

static const situ_prop props[] = {
    {.name = "p", .kind = SITU_PROP_INT, .offset = offsetof(params, p), .min = 1, .max = 10000, .fallback = "8", .help = N_("how many sites to choose")},
    {.name = "kind", .kind = SITU_PROP_ENUM, .offset = offsetof(params, kind), .words = kind_words, .fallback = "mclp",
     .help = N_("mclp: most weight within the limit; median: least weight x minutes; center: least time of the farthest")},
    {.name = "limit_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, limit_min), .min = 0, .max = 10000, .fallback = "30",
     .help = N_("within so many minutes a place counts as covered")},
    {.name = "candidates", .kind = SITU_PROP_ENUM, .offset = offsetof(params, candidates), .words = candidate_words, .fallback = "all",
     .help = N_("all townships, or those marked as centers only")},
    {.name = "weight", .kind = SITU_PROP_ENUM, .offset = offsetof(params, weight), .words = situ_siting_weights, .fallback = "auto",
     .help = N_("what counts: people, people threatened, or people x risk level x lack of goods; auto = the last where there are risk points")},
    {.name = "hazard", .kind = SITU_PROP_TEXT, .offset = offsetof(params, hazard), .help = N_("only this industry, hazard or group of hazards (rules/needs.yaml)")},
    {.name = "extend", .kind = SITU_PROP_BOOL, .offset = offsetof(params, extend), .fallback = "no",
     .help = N_("keep the existing depots open, and choose p more")},
    SITU_SITING_TRAVEL_PROPS(params, travel),
    {0},
};

static const situ_port inputs[] = {
    {.role = "demands", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("who needs help: risk points with threat_pop and level, or villages with pop")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL},
     .help = N_("the townships to choose from")},
    {.role = "depots", .kind = SITU_PORT_TABLE, .table = "depot", .columns = (const char *const[]){"id", "name", NULL}, .optional = true, .help = N_("existing depots")},
    {.role = "stock", .kind = SITU_PORT_TABLE, .table = "stock", .optional = true, .help = N_("goods in the depots: who lacks what")},
    {.role = "places", .kind = SITU_PORT_TABLE, .table = "place", .optional = true, .help = N_("seats of the townships")},
    SITU_SITING_TRAVEL_PORTS,
    {0},
};
static const situ_port outputs[] = {
    {.role = "sites", .kind = SITU_PORT_TABLE, .help = N_("open sites: role, step, how much they serve")},
    {.role = "demands", .kind = SITU_PORT_TABLE, .help = N_("demands: weight, site, minutes, within the limit or not, before and after")},
    {.role = "steps", .kind = SITU_PORT_TABLE, .help = N_("the chosen sites one by one, by what each adds")},
    {.role = "summary", .kind = SITU_PORT_TABLE, .help = N_("value, bound, gap, coverage before and after")},
    {0},
};
static const char *const rule_files[] = {"site", "needs", "travel", NULL};

extern const situ_op situ_op_site;

typedef struct work {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    const situ_table *regions, *depots;
    situ_regions *towns;
    situ_needs *needs;
    double *stock, *goods;
    situ_siting_demands demands;
    situ_siting_seat *seats;  // candidates
    size_t seat_count;
    size_t *existing;         // depot rows
    size_t existing_count;
    situ_travel_site *sites;  // places: the existing ones, then the candidates
    double *xy;               // of the demands
    double *weight;
    float *minutes;           // [site * demands]: site 0 stands for the soonest of the existing ones, then the candidates
    const float *before;      // its first row
    uint32_t *nearest;        // by demand: which of the existing ones that is
    const char *mode;
    situ_travel *travel;
    double far_min;           // what not reached at all counts for
    size_t *step;             // by candidate: 1.., 0 = not chosen
    size_t *order;            // candidates by step
    situ_locate_answer answer;
} work;

static const situ_siting_demand *demand(const work *w, size_t i) { return &w->demands.items[i]; }
static float minutes_of(const work *w, size_t site, size_t i) { return w->minutes[site * w->demands.count + i]; }
static size_t first_site(const work *w) { return w->p->extend ? 0 : 1; }
static size_t chosen_seat(const work *w, size_t k) { return w->answer.chosen[k] + first_site(w) - 1; }
// The place that serves a demand (SIZE_MAX = none), and in how many minutes.
static size_t serving(const work *w, size_t i, float *minutes)
{
    uint32_t s = w->answer.assigned[i];
    *minutes = INFINITY;
    if (s == UINT32_MAX)
        return SIZE_MAX;
    size_t site = s + first_site(w);
    *minutes = minutes_of(w, site, i);
    return site == 0 ? w->nearest[i] : w->existing_count + site - 1;
}

// --- reading ---

static situ_status read_goods(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *ledger = situ_op_table(w->in, "stock");
    size_t lost = 0;
    SITU_TRY(situ_needs_new(&w->needs, w->in->rules, err));
    if (!w->depots || !ledger || ledger->row_count == 0) {
        if (w->p->weight == SITU_SITING_F11 || w->p->weight == SITU_SITING_AUTO)
            SITU_TRY(situ_rows_tell(w->report, NULL, SIZE_MAX, SITU_WARN, "SITE_NO_STOCK", NULL, _("import depots and their goods"), err, "%s",
                                    _("there is no ledger of goods: who lacks them is not known and does not count")));
        goto done;
    }
    SITU_TRY(situ_needs_stock(&w->stock, &lost, w->needs, w->depots, ledger, w->in->as_of, w->report, err));
    SITU_TRY(situ_siting_goods(&w->goods, w->in, w->needs, w->towns, w->regions, w->depots, ledger, w->stock, err));
done:
    return status;
}

static situ_status read_existing(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *grades;
    size_t n = w->depots ? w->depots->row_count : 0, unplaced = 0;
    SITU_TRY(situ_siting_list(&grades, w->in, "existing_grades", err));
    SITU_TRY_ALLOC(w->existing = situ_malloc((n + 1) * sizeof *w->existing));
    for (size_t row = 0; row < n; row++) {
        situ_point at;
        const char *grade = situ_rows_text(w->depots, row, "grade");
        if ((grade && !situ_check_in_list(grades, grade)) || situ_depot_is_neighbour(w->depots, row, w->regions, w->in->county))
            continue;
        if (situ_feature_point(situ_table_geometry(w->depots, row), &at))
            w->existing[w->existing_count++] = row;
        else if (++unplaced <= SITU_SITING_TOLD_MOST)
            SITU_TRY(situ_rows_tell(w->report, w->depots, row, SITU_WARN, "SITE_UNPLACED", NULL, _("fill in the coordinates"), err,
                                    _("%s has no coordinates: left out"), situ_rows_name(w->depots, row)));
    }
    SITU_TRY(situ_siting_tell_rest(w->report, w->depots, "SITE_UNPLACED", unplaced, err));
    if (w->p->extend && w->existing_count == 0)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import depots with coordinates, or take extend: no"),
                           _("there is no existing depot to keep open (%zu without coordinates)"), unplaced);
done:
    return status;
}

static situ_status read_candidates(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    bool centers = w->p->candidates == 1;
    SITU_TRY(situ_siting_seats(&w->seats, &w->seat_count, w->in, w->towns, w->regions, w->depots, situ_op_table(w->in, "places"), centers, w->report, err));
    if (w->seat_count == 0)
        status = centers ? situ_fail(err, SITU_E_NOT_FOUND, _("fill in the column 中心乡镇 (is_center) of the region table with 是, or take candidates: all"),
                                     "%s", _("no township with coordinates is marked as a center"))
                         : situ_fail(err, SITU_E_NOT_FOUND, _("import townships (level 乡镇) with areas or seats"), "%s", _("there is no township with coordinates"));
    if (status == SITU_OK && (size_t)w->p->p > w->seat_count)
        status = situ_rows_tell(w->report, w->regions, SIZE_MAX, SITU_WARN, "SITE_FEW_CANDIDATES", NULL, NULL, err,
                                _("%ld sites are asked for, and there are %zu candidates: all are taken"), w->p->p, w->seat_count);
done:
    return status;
}

static situ_status measure_times(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = w->existing_count + w->seat_count, m = w->demands.count;
    double delay = 0, *all = situ_malloc(2 * (n + m) * sizeof *all);
    SITU_TRY_ALLOC(all);
    SITU_TRY_ALLOC(w->sites = situ_malloc(n * sizeof *w->sites));
    SITU_TRY_ALLOC(w->xy = situ_malloc(2 * m * sizeof *w->xy));
    SITU_TRY_ALLOC(w->weight = situ_malloc(m * sizeof *w->weight));
    SITU_TRY_ALLOC(w->minutes = situ_malloc((1 + w->seat_count) * m * sizeof *w->minutes));
    SITU_TRY_ALLOC(w->nearest = situ_malloc(m * sizeof *w->nearest));
    SITU_TRY(situ_rules_number(&delay, w->in->rules, "travel", "dispatch.depot", err));
    for (size_t k = 0; k < w->existing_count; k++) {
        situ_point at = {0};
        (void)situ_feature_point(situ_table_geometry(w->depots, w->existing[k]), &at);
        w->sites[k] = (situ_travel_site){at.x, at.y, situ_travel_delay(w->in->rules, w->depots, w->existing[k])};
    }
    for (size_t k = 0; k < w->seat_count; k++)
        w->sites[w->existing_count + k] = (situ_travel_site){w->seats[k].x, w->seats[k].y, delay};
    for (size_t i = 0; i < m; i++) {
        all[2 * i] = w->xy[2 * i] = demand(w, i)->x;
        all[2 * i + 1] = w->xy[2 * i + 1] = demand(w, i)->y;
        w->weight[i] = demand(w, i)->weight;
    }
    for (size_t k = 0; k < n; k++) {
        all[2 * (m + k)] = w->sites[k].x;
        all[2 * (m + k) + 1] = w->sites[k].y;
    }
    SITU_TRY(situ_siting_travel_new(&w->travel, &w->mode, w->in, &w->p->travel, false, false, all, n + m, w->report, job, err));
    w->before = w->minutes;
    for (size_t i = 0; i < m; i++)
        w->minutes[i] = INFINITY;
    if (w->existing_count > 0) // one question for all of them, however many
        SITU_TRY(situ_travel_nearest(w->minutes, w->nearest, w->travel, w->sites, (uint32_t)w->existing_count, w->xy, (uint32_t)m, job, err));
    // Coverage asks for no more than the limit; the chosen ones are looked at to the end afterwards.
    SITU_TRY(situ_travel_matrix_within(w->minutes + m, w->travel, w->p->kind == SITU_LOCATE_MCLP ? w->p->limit_min : 0, w->sites + w->existing_count,
                                       (uint32_t)w->seat_count, w->xy, (uint32_t)m, job, err));
done:
    situ_free(all);
    return status;
}

// --- solving ---

static situ_status read_far(work *w, situ_error *err)
{
    static const char key[] = "unreachable_min";
    const situ_yaml_node *root = situ_rules_file(w->in->rules, "site"), *node = situ_yaml_get(root, key);
    situ_status status = situ_rules_number(&w->far_min, w->in->rules, "site", "unreachable_min.value", err);
    if (status == SITU_OK && !(w->far_min > 0 && isfinite(w->far_min)))
        return situ_rules_fail(w->in->rules, "site", node, err, _("give minutes above 0, such as 240"), _("%s is %g"), key, w->far_min);
    if (status == SITU_OK && w->far_min < w->p->limit_min)
        return situ_rules_fail(w->in->rules, "site", node, err, _("give more minutes, or take a shorter limit_min"),
                               _("%s is %g: less than the limit of %g minutes, so that not to be reached would count for less than to be reached late"), key, w->far_min,
                               w->p->limit_min);
    return status;
}

// Minutes of the chosen ones beyond the limit too, and who is then the soonest of the open ones.
static situ_status look_to_the_end(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t m = w->demands.count, n = w->answer.chosen_count;
    situ_travel_site *sites = situ_malloc((n + 1) * sizeof *sites);
    float *minutes = situ_malloc((n * m + 1) * sizeof *minutes);
    SITU_TRY_ALLOC(sites);
    SITU_TRY_ALLOC(minutes);
    for (size_t k = 0; k < n; k++)
        sites[k] = w->sites[w->existing_count + chosen_seat(w, k)];
    SITU_TRY(situ_travel_matrix(minutes, w->travel, sites, (uint32_t)n, w->xy, (uint32_t)m, job, err));
    for (size_t k = 0; k < n; k++)
        memcpy(w->minutes + (1 + chosen_seat(w, k)) * m, minutes + k * m, m * sizeof *minutes);
    w->answer.unreachable = 0;
    for (size_t i = 0; i < m; i++) {
        float least = w->p->extend ? w->before[i] : INFINITY;
        w->answer.assigned[i] = isfinite(least) ? 0 : UINT32_MAX;
        for (size_t k = 0; k < n; k++)
            if (minutes[k * m + i] < least) {
                least = minutes[k * m + i];
                w->answer.assigned[i] = w->answer.chosen[k];
            }
        w->answer.unreachable += w->answer.assigned[i] == UINT32_MAX;
    }
done:
    situ_free(sites);
    situ_free(minutes);
    return status;
}

static situ_status choose(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t first = first_site(w), n = 1 + w->seat_count - first;
    uint8_t *fixed = situ_calloc(n + 1, 1);
    SITU_TRY_ALLOC(fixed);
    fixed[0] = first == 0;
    const situ_locate_problem problem = {.kind = (situ_locate_kind)w->p->kind, .minutes = w->minutes + first * w->demands.count, .site_count = (uint32_t)n,
                                         .demand_count = (uint32_t)w->demands.count, .weight = w->weight, .fixed = fixed, .p = (uint32_t)w->p->p,
                                         .limit_min = w->p->limit_min, .unreachable_min = w->far_min};
    SITU_TRY(situ_locate(&w->answer, &problem, job, err));
    if (w->p->kind == SITU_LOCATE_MCLP)
        SITU_TRY(look_to_the_end(w, job, err));
done:
    situ_free(fixed);
    return status;
}

// What one more site adds to those that are open: weight newly within the limit, or minutes saved.
static double adds(const work *w, const float *soonest, size_t site, double far_min)
{
    double sum = 0;
    float worst_before = 0, worst = 0;
    for (size_t i = 0; i < w->demands.count; i++) {
        float t = fminf(soonest[i], minutes_of(w, site, i));
        if (w->p->kind == SITU_LOCATE_MCLP)
            sum += (double)t <= w->p->limit_min && !((double)soonest[i] <= w->p->limit_min) ? w->weight[i] : 0;
        else if (w->p->kind == SITU_LOCATE_MEDIAN)
            sum += w->weight[i] * (fmin((double)soonest[i], far_min) - fmin((double)t, far_min));
        else if (w->weight[i] > 0) {
            worst_before = fmaxf(worst_before, fminf(soonest[i], (float)far_min));
            worst = fmaxf(worst, fminf(t, (float)far_min));
        }
    }
    return w->p->kind == SITU_LOCATE_CENTER ? (double)(worst_before - worst) : sum;
}

// The chosen ones, each time the one that adds most to what is open by then.
static situ_status order_steps(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t m = w->demands.count;
    double far_min = w->far_min;
    float *soonest = situ_malloc(m * sizeof *soonest);
    SITU_TRY_ALLOC(soonest);
    SITU_TRY_ALLOC(w->step = situ_calloc(w->seat_count + 1, sizeof *w->step));
    SITU_TRY_ALLOC(w->order = situ_calloc(w->answer.chosen_count + 1, sizeof *w->order));
    for (size_t i = 0; i < m; i++) {
        soonest[i] = w->p->extend ? w->before[i] : INFINITY;
        for (size_t k = 0; k < w->answer.chosen_count; k++) { // no finite time counts more than none at all
            float t = minutes_of(w, 1 + chosen_seat(w, k), i);
            far_min = isfinite(t) && (double)t > far_min ? (double)t : far_min;
        }
    }
    for (size_t step = 1; step <= w->answer.chosen_count; step++) {
        size_t best = SIZE_MAX;
        double most = -1;
        for (size_t k = 0; k < w->answer.chosen_count; k++) {
            size_t seat = chosen_seat(w, k);
            double gain = w->step[seat] ? -1 : adds(w, soonest, 1 + seat, far_min);
            if (gain > most) {
                most = gain;
                best = seat;
            }
        }
        w->step[best] = step;
        w->order[step - 1] = best;
        for (size_t i = 0; i < m; i++)
            soonest[i] = fminf(soonest[i], minutes_of(w, 1 + best, i));
    }
done:
    situ_free(soonest);
    return status;
}

// --- writing ---

static const char *place_text(const work *w, size_t place, const char *column)
{
    return place < w->existing_count ? situ_rows_text(w->depots, w->existing[place], column) : situ_rows_text(w->regions, w->seats[place - w->existing_count].row, column);
}

static situ_status set_place_text(situ_table *t, size_t row, size_t column, const work *w, size_t place, const char *name, situ_error *err)
{
    const char *text = place_text(w, place, name);
    return text ? situ_table_set_text(t, row, column, text, err) : SITU_OK;
}

static bool is_open(const work *w, size_t place)
{
    return place < w->existing_count ? w->p->extend : w->step[place - w->existing_count] > 0;
}

static situ_status write_sites(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, code, role, step, demands, people, weight, within, mean, most;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"region_code", SITU_TYPE_TEXT, &code}, {"role", SITU_TYPE_TEXT, &role},
        {"step", SITU_TYPE_INT, &step}, {"demands", SITU_TYPE_INT, &demands}, {"people", SITU_TYPE_REAL, &people}, {"weight", SITU_TYPE_REAL, &weight},
        {"within_weight", SITU_TYPE_REAL, &within}, {"mean_min", SITU_TYPE_REAL, &mean}, {"most_min", SITU_TYPE_REAL, &most}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "sites", w->in->epsg, columns, err));
    for (size_t s = 0; s < w->existing_count + w->seat_count; s++) {
        size_t row, served = 0;
        double sum_people = 0, sum_weight = 0, sum_within = 0, sum_minutes = 0;
        float worst = 0;
        if (!is_open(w, s))
            continue;
        for (size_t i = 0; i < w->demands.count; i++) {
            float minutes;
            if (serving(w, i, &minutes) != s)
                continue;
            served++;
            sum_people += demand(w, i)->people;
            sum_weight += w->weight[i];
            sum_within += (double)minutes <= w->p->limit_min ? w->weight[i] : 0;
            sum_minutes += w->weight[i] * (double)minutes;
            worst = fmaxf(worst, minutes);
        }
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(set_place_text(t, row, id, w, s, "id", err));
        SITU_TRY(set_place_text(t, row, name, w, s, "name", err));
        SITU_TRY(set_place_text(t, row, code, w, s, s < w->existing_count ? "region_code" : "code", err));
        SITU_TRY(situ_table_set_text(t, row, role, situ_siting_word(w->in, s < w->existing_count ? "words.existing" : "words.chosen"), err));
        if (s >= w->existing_count)
            situ_table_set_int(t, row, step, (int64_t)w->step[s - w->existing_count]);
        situ_table_set_int(t, row, demands, (int64_t)served);
        situ_table_set_real(t, row, people, sum_people);
        situ_table_set_real(t, row, weight, sum_weight);
        situ_table_set_real(t, row, within, sum_within);
        if (sum_weight > 0)
            situ_table_set_real(t, row, mean, sum_minutes / sum_weight);
        if (served > 0)
            situ_table_set_real(t, row, most, (double)worst);
        SITU_TRY(situ_rows_set_point(t, row, &(situ_point){w->sites[s].x, w->sites[s].y}, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "sites", err));
done:
    situ_table_free(t);
    return status;
}

static const char *change_word(const work *w, float before, float after)
{
    bool was = (double)before <= w->p->limit_min, is = (double)after <= w->p->limit_min;
    return situ_siting_word(w->in, is ? was || w->existing_count == 0 ? "words.within" : "words.new" : was ? "words.lost" : isfinite(after) ? "words.beyond" : "words.unreachable");
}

static situ_status write_demands(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    const situ_table *from = situ_op_table(w->in, "demands");
    size_t id, name, code, town, industry, level, people, lack, weight, site_id, site_name, minutes, within, before, change;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"region_code", SITU_TYPE_TEXT, &code}, {"town", SITU_TYPE_TEXT, &town},
        {"industry", SITU_TYPE_TEXT, &industry}, {"level", SITU_TYPE_INT, &level}, {"people", SITU_TYPE_REAL, &people}, {"lack", SITU_TYPE_REAL, &lack},
        {"weight", SITU_TYPE_REAL, &weight}, {"site_id", SITU_TYPE_TEXT, &site_id}, {"site_name", SITU_TYPE_TEXT, &site_name},
        {"minutes", SITU_TYPE_REAL, &minutes}, {"within", SITU_TYPE_INT, &within}, {"before_min", SITU_TYPE_REAL, &before},
        {"change", SITU_TYPE_TEXT, &change}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "demands", w->in->epsg, columns, err));
    for (size_t i = 0; i < w->demands.count; i++) {
        const situ_siting_demand *d = demand(w, i);
        float after;
        size_t row, s = serving(w, i, &after);
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, from, d->row, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, from, d->row, "name", err));
        SITU_TRY(situ_rows_copy(t, row, code, from, d->row, "region_code", err));
        if (d->town != SIZE_MAX)
            SITU_TRY(situ_rows_copy(t, row, town, w->regions, situ_regions_row(w->towns, d->town), "name", err));
        SITU_TRY(situ_rows_copy(t, row, industry, from, d->row, "industry", err));
        situ_table_set_int(t, row, level, d->level);
        situ_table_set_real(t, row, people, d->people);
        if (w->demands.weight_by == SITU_SITING_F11)
            situ_table_set_real(t, row, lack, d->lack);
        situ_table_set_real(t, row, weight, d->weight);
        if (s != SIZE_MAX) {
            SITU_TRY(set_place_text(t, row, site_id, w, s, "id", err));
            SITU_TRY(set_place_text(t, row, site_name, w, s, "name", err));
            situ_table_set_real(t, row, minutes, (double)after);
        }
        situ_table_set_int(t, row, within, (double)after <= w->p->limit_min);
        if (isfinite(w->before[i]))
            situ_table_set_real(t, row, before, (double)w->before[i]);
        SITU_TRY(situ_table_set_text(t, row, change, change_word(w, w->before[i], after), err));
        SITU_TRY(situ_rows_set_point(t, row, &(situ_point){d->x, d->y}, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "demands", err));
done:
    situ_table_free(t);
    return status;
}

typedef struct covered { double weight, people, all_weight, all_people; } covered;
static covered cover_of(const work *w, const float *soonest)
{
    covered c = {0};
    for (size_t i = 0; i < w->demands.count; i++) {
        bool in = (double)soonest[i] <= w->p->limit_min;
        c.weight += in ? w->weight[i] : 0;
        c.people += in ? demand(w, i)->people : 0;
        c.all_weight += w->weight[i];
        c.all_people += demand(w, i)->people;
    }
    return c;
}
static double percent(double part, double all) { return all > 0 ? 100.0 * part / all : (double)NAN; }

static situ_status write_steps(situ_bundle *out, const work *w, float *soonest, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, step, site_id, site_name, gain_weight, gain_people, weight, share, mean, worst;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"step", SITU_TYPE_INT, &step}, {"site_id", SITU_TYPE_TEXT, &site_id}, {"site_name", SITU_TYPE_TEXT, &site_name},
        {"gain_weight", SITU_TYPE_REAL, &gain_weight}, {"gain_people", SITU_TYPE_REAL, &gain_people}, {"within_weight", SITU_TYPE_REAL, &weight},
        {"within_pct", SITU_TYPE_REAL, &share}, {"mean_min", SITU_TYPE_REAL, &mean}, {"most_min", SITU_TYPE_REAL, &worst}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "steps", w->in->epsg, columns, err));
    for (size_t i = 0; i < w->demands.count; i++)
        soonest[i] = w->p->extend ? w->before[i] : INFINITY;
    for (size_t k = 0; k < w->answer.chosen_count; k++) {
        const size_t s = w->existing_count + w->order[k];
        size_t row;
        covered was = cover_of(w, soonest);
        double reached = 0, sum = 0;
        float most = 0;
        for (size_t i = 0; i < w->demands.count; i++) {
            soonest[i] = fminf(soonest[i], minutes_of(w, 1 + w->order[k], i));
            if (!isfinite(soonest[i]))
                continue;
            reached += w->weight[i];
            sum += w->weight[i] * (double)soonest[i];
            most = w->weight[i] > 0 ? fmaxf(most, soonest[i]) : most;
        }
        covered now = cover_of(w, soonest);
        char text[32];
        snprintf(text, sizeof text, "step-%zu", k + 1);
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_table_set_text(t, row, id, text, err));
        situ_table_set_int(t, row, step, (int64_t)k + 1);
        SITU_TRY(set_place_text(t, row, site_id, w, s, "id", err));
        SITU_TRY(set_place_text(t, row, site_name, w, s, "name", err));
        situ_table_set_real(t, row, gain_weight, now.weight - was.weight);
        situ_table_set_real(t, row, gain_people, now.people - was.people);
        situ_table_set_real(t, row, weight, now.weight);
        situ_table_set_real(t, row, share, percent(now.weight, now.all_weight));
        situ_table_set_real(t, row, mean, reached > 0 ? sum / reached : (double)NAN);
        situ_table_set_real(t, row, worst, (double)most);
        SITU_TRY(situ_rows_set_point(t, row, &(situ_point){w->sites[s].x, w->sites[s].y}, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "steps", err));
done:
    situ_table_free(t);
    return status;
}

static double finite_or_null(double x) { return isfinite(x) ? x : (double)NAN; }

// soonest: minutes after. A finding says the main figures too.
static situ_status write_summary(situ_bundle *out, const work *w, const float *soonest, situ_error *err)
{
    static const char *const weights[] = {"", "weights.pop", "weights.threat", "weights.f11"};
    static const char *const kinds[] = {"kinds.mclp", "kinds.median", "kinds.center"};
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t row;
    const situ_locate_answer *a = &w->answer;
    const covered before = cover_of(w, w->before), after = cover_of(w, soonest);
    const bool nothing = a->unreachable == w->demands.count || (w->p->kind == SITU_LOCATE_MCLP && !(after.weight > 0)); // to be best at
    const double gap = a->optimal ? 0 : 100.0 * fabs(a->bound - a->value) / fmax(fabs(a->value), fabs(a->bound));
    const char *words[] = {"summary", situ_siting_word(w->in, kinds[w->p->kind]), w->mode, situ_siting_word(w->in, weights[w->demands.weight_by]),
                           w->p->hazard && *w->p->hazard ? w->p->hazard : NULL, situ_siting_word(w->in, nothing ? "words.nothing" : a->optimal ? "words.optimal" : "words.bounded"),
                           situ_siting_word(w->in, "words.what_if")};
    static const char *const text_names[] = {"id", "kind", "mode", "weight_by", "hazard", "optimal", "note"};
    const struct { const char *name; size_t value; } counts[] = {
        {"chosen", a->chosen_count}, {"candidates", w->seat_count}, {"existing", w->existing_count}, {"demands", w->demands.count},
        {"left_out", w->demands.left_out}, {"unreachable", a->unreachable}};
    const bool had = w->existing_count > 0;
    const struct { const char *name; double value; } numbers[] = {
        {"limit_min", w->p->limit_min}, {"value", finite_or_null(a->value)}, {"bound", finite_or_null(a->bound)}, {"gap_pct", finite_or_null(gap)},
        {"before_pct", had ? percent(before.weight, before.all_weight) : (double)NAN}, {"after_pct", percent(after.weight, after.all_weight)},
        {"before_people", had ? before.people : (double)NAN}, {"after_people", after.people}, {"all_people", after.all_people}, {"all_weight", after.all_weight}};
    SITU_TRY(situ_table_new(&t, "summary", w->in->epsg, err));
    SITU_TRY(situ_table_add_row(t, &row, err));
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t column;
        SITU_TRY(situ_table_add_column(t, text_names[k], SITU_TYPE_TEXT, &column, err));
        if (words[k])
            SITU_TRY(situ_table_set_text(t, row, column, words[k], err));
    }
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        size_t column;
        SITU_TRY(situ_table_add_column(t, counts[k].name, SITU_TYPE_INT, &column, err));
        situ_table_set_int(t, row, column, (int64_t)counts[k].value);
    }
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        size_t column;
        SITU_TRY(situ_table_add_column(t, numbers[k].name, SITU_TYPE_REAL, &column, err));
        situ_table_set_real(t, row, column, numbers[k].value);
    }
    if (a->unreachable > 0)
        SITU_TRY(situ_rows_tell(w->report, situ_op_table(w->in, "demands"), SIZE_MAX, SITU_WARN, "SITE_UNREACHABLE", NULL, _("look at the roads around them"), err,
                                _("%u of %zu demands are reached from no open site"), a->unreachable, w->demands.count));
    else if (nothing)
        SITU_TRY(situ_rows_tell(w->report, situ_op_table(w->in, "demands"), SIZE_MAX, SITU_WARN, "SITE_NOTHING", NULL, _("take a longer limit_min"), err,
                                _("none of the %zu demands is within %g minutes of any candidate: the choice says nothing"), w->demands.count, w->p->limit_min));
    if (!a->optimal)
        SITU_TRY(situ_rows_tell(w->report, NULL, SIZE_MAX, SITU_INFO, "SITE_BOUND", NULL, NULL, err,
                                _("the choice gives %.6g; no choice is better than %.6g (gap %.2f%%)"), a->value, a->bound, gap));
    SITU_TRY(situ_rows_finish(out, &t, "summary", err));
done:
    situ_table_free(t);
    return status;
}

static void release(work *w)
{
    situ_regions_free(w->towns);
    situ_needs_free(w->needs);
    situ_siting_demands_free(&w->demands);
    situ_locate_answer_free(&w->answer);
    situ_travel_free(w->travel);
    void *const parts[] = {w->stock, w->goods, w->seats, w->existing, w->sites, w->xy, w->weight, w->minutes, w->nearest, w->step, w->order};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        situ_free(parts[i]);
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *params_in, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    work w = {.in = in, .p = params_in, .report = report, .regions = situ_op_table(in, "regions"), .depots = situ_op_table(in, "depots")};
    float *soonest = NULL;
    SITU_TRY(situ_op_check(&situ_op_site, in, err));
    SITU_TRY(situ_regions_new(&w.towns, w.regions, "乡镇", err));
    SITU_TRY(read_far(&w, err));
    SITU_TRY(read_goods(&w, err));
    const situ_siting_source source = {.in = in, .table = situ_op_table(in, "demands"), .weight_by = w.p->weight, .hazard = w.p->hazard,
                                       .towns = w.towns, .needs = w.needs, .goods = w.goods};
    SITU_TRY(situ_siting_demands_of(&w.demands, &source, report, err));
    SITU_TRY(read_existing(&w, err));
    SITU_TRY(read_candidates(&w, err));
    SITU_TRY(measure_times(&w, job, err));
    SITU_TRY(choose(&w, job, err));
    SITU_TRY(order_steps(&w, err));
    SITU_TRY_ALLOC(soonest = situ_malloc((w.demands.count + 1) * sizeof *soonest));
    SITU_TRY(write_sites(out, &w, err));
    SITU_TRY(write_demands(out, &w, err));
    SITU_TRY(write_steps(out, &w, soonest, err));
    for (size_t i = 0; i < w.demands.count; i++)
        (void)serving(&w, i, &soonest[i]);
    SITU_TRY(write_summary(out, &w, soonest, err));
done:
    release(&w);
    situ_free(soonest);
    return status;
}

const situ_op situ_op_site = {
    .name = "site",
    .version = 2,
    .summary = N_("where goods should stand: the best p townships by coverage, total time or longest time (what-if)"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .dated = true,
    .run = run,
};

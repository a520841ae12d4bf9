// SPDX-License-Identifier: MIT
// F14 for every township. Goods that serve several townships are sources with what is left of each item;
// every gift takes from them, so nothing is counted twice.

#include "analysis/sufficiency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/levels.h"
#include "analysis/rows.h"
#include "base/alloc.h"
#include "base/hash.h"

static const char file[] = "needs";

// --- depots ---

static const situ_yaml_node *depot_words(const situ_rules *rules, const char *key)
{
    return situ_yaml_get(situ_yaml_get(situ_rules_file(rules, file), "depots"), key);
}

bool situ_depot_is_neighbour(const situ_table *depots, size_t row, const situ_table *regions, const char *county)
{
    const char *own = situ_check_text(depots, row, "county");
    if (!own)
        return false;
    for (size_t i = 0; regions && i < regions->row_count; i++)
        if (situ_streq(situ_rows_text(regions, i, "level"), "邻县") && situ_streq(situ_rows_text(regions, i, "name"), own))
            return true;
    return county && *county && strcmp(own, county) != 0;
}

situ_depot_role situ_depot_role_of(const situ_rules *rules, const situ_table *depots, size_t row, const situ_table *regions, const char *county)
{
    const char *grade = situ_rows_text(depots, row, "grade"), *name = situ_rows_name(depots, row), *promise = situ_yaml_text(situ_yaml_get(situ_rules_file(rules, file), "depots"), "promise", "");
    const situ_yaml_node *forward = depot_words(rules, "forward_names");
    if (situ_streq(situ_rows_text(depots, row, "mode"), promise) || situ_depot_is_neighbour(depots, row, regions, county))
        return SITU_DEPOT_OUTSIDE;
    if (situ_check_in_list(depot_words(rules, "county_grades"), grade))
        return SITU_DEPOT_COUNTY;
    if (grade && !situ_check_in_list(depot_words(rules, "local_grades"), grade))
        return SITU_DEPOT_OUTSIDE;
    for (size_t i = 0; forward && forward->kind == SITU_YAML_LIST && i < forward->count; i++)
        if (forward->items[i]->text && strstr(name, forward->items[i]->text))
            return SITU_DEPOT_FORWARD;
    return SITU_DEPOT_LOCAL;
}

// --- weights ---

situ_status situ_weights_read(situ_weights *out, const situ_rules *rules, situ_error *err)
{
    char path[32];
    out->r[0] = 0;
    for (int level = 1; level <= 4; level++) {
        snprintf(path, sizeof path, "weights.%s", situ_level_key(level));
        situ_status status = situ_rules_number(&out->r[level], rules, file, path, err);
        if (status != SITU_OK)
            return status;
        if (!(out->r[level] >= 0))
            return situ_fail(err, SITU_E_FORMAT, _("give a number of 0 or more"), _("%s is %g"), path, out->r[level]);
    }
    return SITU_OK;
}

double situ_weight(const situ_weights *weights, double people, int level, double sufficiency)
{
    double lack = 1.0 - fmin(1.0, sufficiency);
    return people > 0 && level >= 0 && level <= 4 ? people * weights->r[level] * (1.0 + (lack > 0 ? lack : 0)) : 0;
}

// --- the state of the calculation ---

typedef struct source {
    size_t home;          // township it stands in, SIZE_MAX = none
    bool forward;         // serves its home's small incident first
    const float *minutes; // to each township; NULL = to its home only
    double *left;         // by item; what is not known counts as 0
} source;

typedef struct work {
    const situ_sufficiency_input *in;
    situ_sufficiency *out;
    situ_report *report;
    size_t towns, items, source_count;
    bool *judged;   // items that some ledger lists
    double *own;    // [town * items]
    double *red;    // sum of people x r by town
    bool *depot_of; // town has a depot of its own
    double *goods;  // what the sources hold
    source *sources;
    size_t *order;  // towns by falling weight
    situ_weights weights;
} work;

static double large_of(const situ_sufficiency_town *t) { return fmax(t->people_small, t->people_large); }

static bool wanted(const work *w, size_t item, double people, double *amount)
{
    const situ_need *need = situ_needs_get(w->in->needs, item);
    *amount = situ_needs_amount(need, people);
    return *amount > 0 && w->judged[item] && situ_needs_serves(need, w->in->hazard);
}

static bool reaches(const work *w, const source *s, size_t town)
{
    return s->home == town || (s->minutes && (double)s->minutes[town] <= w->in->limit_min);
}

// What a township has of an item: its own goods, what it was given, and what the sources that reach it have left.
static double within_reach(const work *w, size_t town, size_t item, bool home_only)
{
    double sum = w->own[town * w->items + item] + w->out->given[town * w->items + item];
    for (size_t s = 0; s < w->source_count; s++)
        if (home_only ? w->sources[s].forward && w->sources[s].home == town : reaches(w, &w->sources[s], town))
            sum += w->sources[s].left[item];
    return sum;
}

// The least share of the need that is within reach, and of which item. INFINITY: nothing to judge by.
static double judge(const work *w, size_t town, double people, bool home_only, size_t *item, double *need, double *held)
{
    double least = INFINITY, amount;
    *item = SIZE_MAX;
    *need = *held = (double)NAN;
    for (size_t k = 0; k < w->items; k++) {
        if (!wanted(w, k, people, &amount))
            continue;
        double have = within_reach(w, town, k, home_only), share = have / amount;
        if (share < least) {
            least = share;
            *item = k;
            *need = amount;
            *held = have;
        }
    }
    return least;
}

static size_t soonest(const work *w, size_t town, size_t item, bool home_only)
{
    size_t best = SIZE_MAX;
    double least = INFINITY;
    for (size_t s = 0; s < w->source_count; s++) {
        const source *from = &w->sources[s];
        if (!(from->left[item] > 0) || (home_only ? !from->forward || from->home != town : !reaches(w, from, town)))
            continue;
        double minutes = from->home == town || !from->minutes ? 0 : (double)from->minutes[town];
        if (best == SIZE_MAX || minutes < least) {
            least = minutes;
            best = s;
        }
    }
    return best;
}

// Gives what the township lacks of its need, from the soonest source first.
static void give(work *w, size_t town, double people, bool home_only)
{
    double amount;
    for (size_t k = 0; k < w->items; k++) {
        if (!wanted(w, k, people, &amount))
            continue;
        double *given = &w->out->given[town * w->items + k], lack = amount - w->own[town * w->items + k] - *given;
        for (size_t s; lack > 0 && (s = soonest(w, town, k, home_only)) != SIZE_MAX;) {
            double part = fmin(lack, w->sources[s].left[k]);
            w->sources[s].left[k] -= part;
            *given += part;
            lack -= part;
        }
    }
}

// --- people ---

// Townships of which nothing is known: objects that are closed are known too.
static situ_status find_silent(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *points = w->in->points, *said = w->in->submissions;
    const char *zero = NULL;
    situ_map *told = NULL;
    if (!w->in->ask_zero)
        return SITU_OK;
    SITU_TRY_ALLOC(told = situ_map_new());
    zero = situ_rules_text(w->in->rules, "region", "status.zero", "");
    for (size_t row = 0; said && row < said->row_count; row++) {
        const char *town = situ_rows_text(said, row, "town");
        if (town && situ_streq(situ_rows_text(said, row, "status"), zero) && situ_map_set(told, town, 1) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    for (size_t i = 0; i < w->towns; i++) {
        const char *name = situ_rows_text(w->in->regions, situ_regions_row(w->in->towns, i), "name");
        w->out->towns[i].silent = !name || situ_map_get(told, name) == SIZE_MAX;
    }
    for (size_t row = 0; row < points->row_count; row++) {
        situ_placed how;
        size_t town = situ_regions_of(w->in->towns, points, row, &how);
        if (town != SIZE_MAX)
            w->out->towns[town].silent = false;
    }
done:
    situ_map_free(told);
    return status;
}

static situ_status count_people(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = w->in->points;
    const char *closed = situ_rules_text(w->in->rules, file, "closed", NULL);
    const situ_yaml_node *large = situ_yaml_get(situ_yaml_get(situ_rules_file(w->in->rules, file), "large_levels"), "levels");
    SITU_TRY(find_silent(w, err));
    for (size_t row = 0; row < t->row_count; row++) {
        situ_placed how;
        if ((closed && situ_streq(situ_rows_text(t, row, "status"), closed)) || (w->in->hazard && !situ_streq(situ_rows_text(t, row, "industry"), w->in->hazard)))
            continue;
        size_t town = situ_regions_of(w->in->towns, t, row, &how);
        double people = situ_rows_real(t, row, "threat_pop");
        int level = situ_rows_level(t, row);
        const char digit[2] = {(char)('0' + level), '\0'};
        if (town == SIZE_MAX) {
            w->out->lost++;
            SITU_TRY(situ_rows_tell(w->report, t, row, SITU_WARN, "SUFFICIENCY_UNPLACED", "town", _("fill in the township, or correct the coordinates"), err,
                                    _("%s lies in no region and names none: it counts for no township"), situ_rows_name(t, row)));
            continue;
        }
        situ_sufficiency_town *to = &w->out->towns[town];
        to->objects++;
        if (!(people >= 0)) {
            to->unknown++;
            continue;
        }
        to->people_small = fmax(to->people_small, people);
        if (situ_check_in_list(large, digit))
            to->people_large += people;
        w->red[town] += people * w->weights.r[level];
    }
    size_t unknown = 0;
    for (size_t i = 0; i < w->towns; i++)
        unknown += w->out->towns[i].unknown;
    if (unknown)
        SITU_TRY(situ_rows_tell(w->report, t, SIZE_MAX, SITU_WARN, "SUFFICIENCY_PEOPLE", "threat_pop", _("fill in how many people are threatened"), err,
                                _("%zu objects do not say how many people they threaten: left out"), unknown));
done:
    return status;
}

// --- goods ---

static double known(double value) { return value >= 0 ? value : 0; }

static bool *listed_of(const work *w, situ_error *err)
{
    bool *out = situ_calloc(w->in->depots->row_count + 1, sizeof *out);
    uint8_t *rows = NULL;
    if (!out || (w->in->ledger && situ_needs_listed(&rows, w->in->depots, w->in->ledger, err) != SITU_OK)) {
        situ_free(out);
        return NULL;
    }
    for (size_t d = 0; d < w->in->depots->row_count; d++)
        out[d] = rows ? rows[d] : true;
    situ_free(rows);
    return out;
}

static situ_status place_depots(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_sufficiency_input *in = w->in;
    size_t outside = 0;
    bool *listed = listed_of(w, err);
    SITU_TRY_ALLOC(listed);
    for (size_t d = 0; d < in->depots->row_count; d++) {
        situ_placed how;
        situ_depot_role role = situ_depot_role_of(in->rules, in->depots, d, in->regions, in->county);
        size_t town = situ_regions_of(in->towns, in->depots, d, &how);
        if (role == SITU_DEPOT_OUTSIDE) {
            outside++;
            continue;
        }
        if (role == SITU_DEPOT_LOCAL && town == SIZE_MAX) {
            SITU_TRY(situ_rows_tell(w->report, in->depots, d, SITU_WARN, "SUFFICIENCY_DEPOT", "town", _("fill in the township, or correct the coordinates"), err,
                                    _("depot %s belongs to no known township: its goods help nobody"), situ_rows_name(in->depots, d)));
            continue;
        }
        if (role == SITU_DEPOT_LOCAL) {
            w->depot_of[town] = true;
            w->out->towns[town].listed = w->out->towns[town].listed || listed[d];
            for (size_t k = 0; k < w->items; k++)
                w->own[town * w->items + k] += known(in->stock[d * w->items + k]);
            continue;
        }
        source *s = &w->sources[w->source_count];
        *s = (source){.home = town, .forward = role == SITU_DEPOT_FORWARD, .minutes = in->minutes ? in->minutes + d * w->towns : NULL,
                      .left = w->goods + w->source_count * w->items};
        for (size_t k = 0; k < w->items; k++)
            s->left[k] = known(in->stock[d * w->items + k]);
        w->source_count++;
    }
    if (outside)
        SITU_TRY(situ_rows_tell(w->report, in->depots, SIZE_MAX, SITU_INFO, "SUFFICIENCY_OUTSIDE", NULL, NULL, err,
                                _("%zu depots of neighbours, of other authorities or without goods of their own: not counted"), outside));
done:
    situ_free(listed);
    return status;
}

static void place_extra(work *w)
{
    const situ_sufficiency_input *in = w->in;
    for (size_t i = 0; in->extra && i < w->towns; i++) {
        source *s = &w->sources[w->source_count];
        *s = (source){.home = i, .forward = true, .minutes = in->between ? in->between + i * w->towns : NULL, .left = w->goods + w->source_count * w->items};
        for (size_t k = 0; k < w->items; k++) {
            s->left[k] = known(in->extra[i * w->items + k]);
            w->judged[k] = w->judged[k] || s->left[k] > 0;
        }
        w->source_count++;
    }
    for (size_t i = 0; i < w->towns; i++)
        w->out->towns[i].listed = w->out->towns[i].listed || !w->depot_of[i];
}

// --- the judgement ---

typedef struct ranked { double weight; size_t town; } ranked;
static int by_weight(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->town < y->town ? -1 : x->town > y->town;
}

static situ_status sort_towns(work *w, situ_error *err)
{
    ranked *list = situ_malloc((w->towns + 1) * sizeof *list);
    if (!list)
        return situ_fail_nomem(err);
    for (size_t i = 0; i < w->towns; i++) {
        situ_sufficiency_town *t = &w->out->towns[i];
        double need, held, share;
        size_t item;
        share = judge(w, i, large_of(t), true, &item, &need, &held);
        t->weight = w->red[i] * (1.0 + (1.0 - fmin(1.0, share)));
        list[i] = (ranked){t->weight, i};
    }
    qsort(list, w->towns, sizeof *list, by_weight);
    for (size_t i = 0; i < w->towns; i++)
        w->order[i] = list[i].town;
    situ_free(list);
    return SITU_OK;
}

static void judge_small(work *w, size_t town)
{
    situ_sufficiency_town *t = &w->out->towns[town];
    t->own = t->aided = INFINITY;
    t->item = SIZE_MAX;
    t->need = t->held = (double)NAN;
    t->relief = t->unknown || t->silent ? SITU_RELIEF_UNKNOWN : SITU_RELIEF_NOBODY;
    if (!(t->people_small > 0))
        return;
    t->own = judge(w, town, t->people_small, true, &t->item, &t->need, &t->held);
    t->relief = t->item == SIZE_MAX ? SITU_RELIEF_UNKNOWN : t->own >= 1.0 ? SITU_RELIEF_SELF : SITU_RELIEF_GAP;
    if (t->relief == SITU_RELIEF_SELF)
        give(w, town, t->people_small, true);
}

// A large incident: all that is needed is given, or nothing.
static void judge_large(work *w, size_t town)
{
    situ_sufficiency_town *t = &w->out->towns[town];
    double people = large_of(t), need, held, amount;
    size_t item;
    t->aided = judge(w, town, people, false, &item, &need, &held);
    t->large_ok = t->aided >= 1.0;
    for (size_t k = 0; k < w->items; k++)
        if (wanted(w, k, people, &amount))
            w->out->missing[town * w->items + k] = fmax(0, amount - within_reach(w, town, k, false));
    if (t->large_ok)
        give(w, town, people, false);
    if (t->relief == SITU_RELIEF_SELF)
        return;
    t->item = item;
    t->need = need;
    t->held = held;
    t->relief = t->large_ok ? SITU_RELIEF_AIDED : t->listed ? SITU_RELIEF_GAP : SITU_RELIEF_UNKNOWN;
}

static situ_status prepare(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t cells = w->towns * w->items, depots = w->in->depots->row_count, most = depots + (w->in->extra ? w->towns : 0);
    SITU_TRY_ALLOC(w->out->towns = situ_calloc(w->towns + 1, sizeof *w->out->towns));
    SITU_TRY_ALLOC(w->out->missing = situ_malloc((cells + 1) * sizeof *w->out->missing));
    SITU_TRY_ALLOC(w->out->given = situ_calloc(cells + 1, sizeof *w->out->given));
    SITU_TRY_ALLOC(w->judged = situ_calloc(w->items + 1, sizeof *w->judged));
    SITU_TRY_ALLOC(w->own = situ_calloc(cells + 1, sizeof *w->own));
    SITU_TRY_ALLOC(w->red = situ_calloc(w->towns + 1, sizeof *w->red));
    SITU_TRY_ALLOC(w->depot_of = situ_calloc(w->towns + 1, sizeof *w->depot_of));
    SITU_TRY_ALLOC(w->goods = situ_calloc(most * w->items + 1, sizeof *w->goods));
    SITU_TRY_ALLOC(w->sources = situ_calloc(most + 1, sizeof *w->sources));
    SITU_TRY_ALLOC(w->order = situ_calloc(w->towns + 1, sizeof *w->order));
    for (size_t i = 0; i < cells; i++)
        w->out->missing[i] = (double)NAN;
    for (size_t i = 0; i < depots * w->items; i++)
        w->judged[i % w->items] = w->judged[i % w->items] || !isnan(w->in->stock[i]);
done:
    return status;
}

situ_status situ_sufficiency_make(situ_sufficiency *out, const situ_sufficiency_input *input, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    work w = {.in = input, .out = out, .report = report, .towns = situ_regions_count(input->towns), .items = situ_needs_count(input->needs)};
    *out = (situ_sufficiency){0};
    SITU_TRY(prepare(&w, err));
    SITU_TRY(situ_weights_read(&w.weights, input->rules, err));
    SITU_TRY(count_people(&w, err));
    SITU_TRY(place_depots(&w, err));
    place_extra(&w);
    SITU_TRY(sort_towns(&w, err));
    for (size_t i = 0; i < w.towns; i++)
        judge_small(&w, i);
    // Who cannot help himself comes first; what is left is for the large incidents of the others.
    for (int self = 0; self < 2; self++)
        for (size_t i = 0; i < w.towns; i++) {
            const situ_sufficiency_town *t = &out->towns[w.order[i]];
            if (t->relief == SITU_RELIEF_SELF ? self : !self && t->people_small > 0 && t->item != SIZE_MAX)
                judge_large(&w, w.order[i]);
        }
done:
    situ_free(w.judged);
    situ_free(w.own);
    situ_free(w.red);
    situ_free(w.depot_of);
    situ_free(w.goods);
    situ_free(w.sources);
    situ_free(w.order);
    if (status != SITU_OK)
        situ_sufficiency_free(out);
    return status;
}

void situ_sufficiency_free(situ_sufficiency *s)
{
    situ_free(s->towns);
    situ_free(s->missing);
    situ_free(s->given);
    *s = (situ_sufficiency){0};
}

// SPDX-License-Identifier: MIT
// Whose need counts how much (F11): w = P x r x (1 + g).

#include "analysis/siting.h"

#include <math.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/rows.h"
#include "analysis/sufficiency.h"
#include "base/alloc.h"

const char *const situ_siting_weights[] = {"auto", "pop", "threat", "f11", NULL};

typedef struct reading {
    const situ_siting_source *s;
    situ_report *report;
    const char *people;          // column
    const char *closed;
    const char *region_level;    // regions: 村, else 乡镇; NULL = another table
    const situ_yaml_node *group; // of hazards; NULL = the hazard itself
    situ_weights weights;
    size_t told[3];
} reading;
enum { UNPLACED, UNPEOPLED, UNGRADED };

// --- what there is ---

static bool is_regions(const situ_table *t)
{
    int level = situ_table_find(t, "level");
    return level >= 0 && t->columns[level].type == SITU_TYPE_TEXT;
}

static const char *region_level(const situ_table *t)
{
    static const char *const levels[] = {"村", "乡镇"};
    if (!is_regions(t))
        return NULL;
    for (int k = 0; k < 2; k++)
        for (size_t row = 0; row < t->row_count; row++)
            if (situ_streq(situ_rows_text(t, row, "level"), levels[k]) && situ_rows_real(t, row, "pop") >= 0)
                return levels[k];
    return levels[0];
}

static situ_status choose_weight(reading *r, int *weight_by, situ_error *err)
{
    const situ_table *t = r->s->table;
    bool threat = situ_table_find(t, "threat_pop") >= 0, pop = situ_table_find(t, "pop") >= 0;
    *weight_by = r->s->weight_by != SITU_SITING_AUTO ? r->s->weight_by : threat && !is_regions(t) ? SITU_SITING_F11 : SITU_SITING_POP;
    r->people = *weight_by == SITU_SITING_POP ? "pop" : "threat_pop";
    if (*weight_by == SITU_SITING_POP ? pop : threat)
        return SITU_OK;
    return situ_fail(err, SITU_E_SCHEMA, _("take another weight, or another table in `in:`"), _("the demands (table %s) have no column \"%s\""), t->name, r->people);
}

static bool wants_hazard(const reading *r, const char *hazard)
{
    if (!r->s->hazard || !*r->s->hazard)
        return true;
    return r->group ? hazard && situ_check_in_list(r->group, hazard) : situ_streq(hazard, r->s->hazard);
}

static situ_status no_such_hazard(const reading *r, situ_error *err)
{
    situ_str text;
    const situ_yaml_node *groups = situ_yaml_get(situ_rules_file(r->s->in->rules, "needs"), "hazard_groups");
    situ_str_init(&text);
    for (size_t i = 0; groups && groups->kind == SITU_YAML_MAP && i < groups->count; i++)
        situ_str_addf(&text, "%s%s", i ? ", " : "", groups->keys[i]);
    situ_status status = !situ_str_ok(&text) ? situ_fail_nomem(err)
                                             : situ_fail(err, SITU_E_ARGUMENT, NULL, _("no demand is of the hazard \"%s\": give an industry of the table, or a group: %s"),
                                                         r->s->hazard, text.data);
    situ_str_free(&text);
    return status;
}

// --- rows ---

static situ_status tell(reading *r, int kind, size_t row, situ_error *err)
{
    const situ_table *t = r->s->table;
    if (++r->told[kind] > SITU_SITING_TOLD_MOST)
        return SITU_OK;
    switch (kind) {
    case UNPLACED:
        return situ_rows_tell(r->report, t, row, SITU_WARN, "SITE_UNPLACED", NULL, _("fill in the coordinates"), err, _("%s has no coordinates: left out"), situ_rows_name(t, row));
    case UNPEOPLED:
        return situ_rows_tell(r->report, t, row, SITU_WARN, "SITE_NO_PEOPLE", r->people, _("fill in how many people"), err, _("%s does not say how many people: left out"),
                              situ_rows_name(t, row));
    default:
        return situ_rows_tell(r->report, t, row, SITU_WARN, "SITE_UNGRADED", "level_given", _("grade it first, or take the weight \"threat\""), err,
                              _("%s is not graded: left out"), situ_rows_name(t, row));
    }
}

situ_status situ_siting_tell_rest(situ_report *report, const situ_table *t, const char *rule, size_t all, situ_error *err)
{
    if (all <= SITU_SITING_TOLD_MOST)
        return SITU_OK;
    return situ_rows_tell(report, t, SIZE_MAX, SITU_WARN, rule, NULL, NULL, err, _("and %zu more like these"), all - SITU_SITING_TOLD_MOST);
}

static situ_status tell_rest(const reading *r, situ_error *err)
{
    static const char *const rules[] = {"SITE_UNPLACED", "SITE_NO_PEOPLE", "SITE_UNGRADED"};
    situ_status status = SITU_OK;
    for (int kind = 0; kind < 3; kind++)
        SITU_TRY(situ_siting_tell_rest(r->report, r->s->table, rules[kind], r->told[kind], err));
done:
    return status;
}

// How much of what its people would need the township has: of the items that serve the hazard.
static double lack_of(const reading *r, const situ_siting_demand *d)
{
    if (!r->s->goods || d->town == SIZE_MAX || !(d->people > 0))
        return 0;
    double share = situ_needs_sufficiency(NULL, r->s->needs, r->s->goods + d->town * situ_needs_count(r->s->needs), d->people, d->hazard, false);
    return fmax(0, 1.0 - fmin(1.0, share));
}

static situ_status read_row(reading *r, situ_siting_demands *out, size_t row, size_t *of_hazard, situ_error *err)
{
    const situ_table *t = r->s->table;
    situ_point p;
    situ_placed how;
    situ_siting_demand d = {.row = row, .town = SIZE_MAX, .people = situ_rows_real(t, row, r->people), .hazard = situ_rows_text(t, row, "industry")};
    if (r->region_level ? !situ_streq(situ_rows_text(t, row, "level"), r->region_level) : r->closed && situ_streq(situ_rows_text(t, row, "status"), r->closed))
        return SITU_OK;
    if (!wants_hazard(r, d.hazard))
        return SITU_OK;
    ++*of_hazard;
    d.level = r->region_level ? 0 : situ_rows_level(t, row);
    bool placed = situ_feature_point(situ_table_geometry(t, row), &p);
    int trouble = !placed ? UNPLACED : !(d.people >= 0) ? UNPEOPLED : out->weight_by == SITU_SITING_F11 && d.level == 0 ? UNGRADED : -1;
    if (trouble >= 0) {
        out->left_out++;
        return tell(r, trouble, row, err);
    }
    d.x = p.x;
    d.y = p.y;
    if (r->s->towns && r->region_level)
        d.town = situ_regions_above(r->s->towns, row);
    if (r->s->towns && d.town == SIZE_MAX)
        d.town = situ_regions_of(r->s->towns, t, row, &how);
    if (out->weight_by == SITU_SITING_F11) {
        d.lack = lack_of(r, &d);
        d.weight = situ_weight(&r->weights, d.people, d.level, 1.0 - d.lack);
    } else
        d.weight = d.people;
    out->items[out->count++] = d;
    return SITU_OK;
}

situ_status situ_siting_demands_of(situ_siting_demands *out, const situ_siting_source *source, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rules *rules = source->in->rules;
    reading r = {.s = source, .report = report, .closed = situ_rules_text(rules, "needs", "closed", NULL), .region_level = region_level(source->table)};
    size_t of_hazard = 0;
    *out = (situ_siting_demands){0};
    if (source->hazard && *source->hazard)
        r.group = situ_yaml_get(situ_yaml_get(situ_rules_file(rules, "needs"), "hazard_groups"), source->hazard);
    SITU_TRY(choose_weight(&r, &out->weight_by, err));
    SITU_TRY(situ_weights_read(&r.weights, rules, err));
    out->items = situ_malloc((source->table->row_count + 1) * sizeof *out->items);
    SITU_TRY_ALLOC(out->items);
    for (size_t row = 0; row < source->table->row_count; row++)
        SITU_TRY(read_row(&r, out, row, &of_hazard, err));
    SITU_TRY(tell_rest(&r, err));
    if (of_hazard == 0 && source->hazard && *source->hazard)
        SITU_TRY(no_such_hazard(&r, err));
    if (out->count == 0)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("fill in coordinates, people and levels, or take another weight"),
                           _("none of the %zu rows of table %s can be used: without coordinates %zu, without people %zu, not graded %zu"),
                           source->table->row_count, source->table->name, r.told[UNPLACED], r.told[UNPEOPLED], r.told[UNGRADED]));
done:
    if (status != SITU_OK)
        situ_siting_demands_free(out);
    return status;
}

void situ_siting_demands_free(situ_siting_demands *demands)
{
    situ_free(demands->items);
    *demands = (situ_siting_demands){0};
}

// --- before and after ---

// The item of which a large incident lacks the greatest share, SIZE_MAX = none.
static size_t most_lacking(const situ_needs *needs, const situ_sufficiency *s, size_t town)
{
    const situ_sufficiency_town *t = &s->towns[town];
    const size_t items = situ_needs_count(needs);
    size_t best = SIZE_MAX;
    double most = 0;
    for (size_t k = 0; k < items; k++) {
        double missing = s->missing[town * items + k], need = situ_needs_amount(situ_needs_get(needs, k), fmax(t->people_small, t->people_large));
        if (missing > 0 && need > 0 && missing / need > most) {
            most = missing / need;
            best = k;
        }
    }
    return best;
}

static int rank_of(situ_relief relief) { return relief == SITU_RELIEF_SELF ? 2 : relief == SITU_RELIEF_AIDED ? 1 : relief == SITU_RELIEF_GAP ? 0 : -1; }

static int compare(double after, double before)
{
    const double least = 0.005; // of the need: what a whole per cent shows
    double more = fmin(1, after) - fmin(1, before);
    return more > least ? SITU_SITING_BETTER : more < -least ? SITU_SITING_WORSE : SITU_SITING_SAME;
}

int situ_siting_change(const situ_sufficiency_town *before, const situ_sufficiency_town *after)
{
    const int was = rank_of(before->relief), is = rank_of(after->relief);
    if (was < 0 || is < 0)
        return SITU_SITING_SAME;
    if (was != is)
        return is > was ? SITU_SITING_BETTER : SITU_SITING_WORSE;
    if (before->large_ok != after->large_ok)
        return after->large_ok ? SITU_SITING_BETTER : SITU_SITING_WORSE;
    int by_aid = compare(after->aided, before->aided);
    return by_aid != SITU_SITING_SAME ? by_aid : compare(after->own, before->own);
}

void situ_siting_add_lack(situ_str *text, const situ_needs *needs, const situ_sufficiency *before, const situ_sufficiency *after, size_t town)
{
    const situ_sufficiency_town *b = &before->towns[town], *a = &after->towns[town];
    const size_t item = a->relief == SITU_RELIEF_SELF || a->item == SIZE_MAX ? most_lacking(needs, after, town) : a->item;
    const double missing = item == SIZE_MAX ? 0 : after->missing[town * situ_needs_count(needs) + item];
    if (!(missing > 0))
        return;
    const situ_need *need = situ_needs_get(needs, item);
    situ_str_addf(text, _(": %.0f of %.0f %s of %s are out of reach (%.0f%% within reach before, %.0f%% after)"), missing,
                  situ_needs_amount(need, fmax(a->people_small, a->people_large)), need->unit, need->item, 100 * fmin(1, b->aided), 100 * fmin(1, a->aided));
}

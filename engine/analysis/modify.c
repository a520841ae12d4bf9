// SPDX-License-Identifier: MIT

#include "analysis/modify.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/modify_parts.h"
#include "base/alloc.h"

static const char *const names[] = {"R-FLOOR", "R-ACC", "R-AREA", "R-TIME", NULL};

situ_status situ_modify_list(situ_modifier order[SITU_MODIFIERS], size_t *count, const situ_texts *then, situ_error *err)
{
    *count = 0;
    for (size_t i = 0; i < then->count; i++) {
        int found = -1;
        for (int k = 0; k < SITU_MODIFIERS; k++)
            if (strcmp(then->items[i], names[k]) == 0)
                found = k;
        for (int k = 0; situ_rating_words[k]; k++)
            if (strcmp(then->items[i], situ_rating_words[k]) == 0)
                return situ_fail(err, SITU_E_USAGE, _("name it as `rule`; behind `then` stand R-FLOOR, R-ACC, R-AREA, R-TIME"),
                                 _("%s is a base rule"), then->items[i]);
        if (found < 0) {
            const char *near = situ_nearest_word(then->items[i], names, 2);
            return situ_fail(err, SITU_E_USAGE, _("known are R-FLOOR, R-ACC, R-AREA, R-TIME (and R-MAX, R-COUNT, R-INDEX as `rule`)"),
                             near ? _("there is no rule \"%s\"; did you mean %s?") : _("there is no rule \"%s\""), then->items[i], near);
        }
        for (size_t k = 0; k < *count; k++)
            if (order[k] == (situ_modifier)found)
                return situ_fail(err, SITU_E_USAGE, _("name each rule once"), _("the rule %s is listed twice"), names[found]);
        order[(*count)++] = (situ_modifier)found;
    }
    return SITU_OK;
}

const char *situ_modify_word(const situ_modify *m, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "words.%s", key);
    return situ_rules_text(m->rating->in->rules, "region", path, key);
}

// --- what each does to one region ---

static int up(int level) { return level > 1 ? level - 1 : level; }

static int after_floor(const situ_modify *m, size_t i, situ_str *why)
{
    const situ_rated *x = &m->out->items[i];
    const situ_tally sum = situ_rating_sum(situ_rating_region(m->rating, i), m->rating->industry_count);
    int level = sum.n[1] > 0 ? situ_level_worse(x->level, 2) : x->level;
    situ_str_addf(why, "%s%u", situ_level_word(m->rating->in->rules, 1), (unsigned)sum.n[1]);
    if (!m->blocked[SITU_MODIFY_FLOOR])
        situ_str_addf(why, " %s%u", situ_modify_word(m, "hazards"), (unsigned)x->hazards);
    return x->hazards > 0 ? up(level) : level;
}

static int after_accidents(const situ_modify *m, size_t i, situ_str *why)
{
    const situ_rated *x = &m->out->items[i];
    bool both = x->accidents[0] > x->accidents[1] && x->dead[0] > x->dead[1];
    situ_str_addf(why, "%s%u/%u %s%u/%u", situ_modify_word(m, "accidents"), (unsigned)x->accidents[0], (unsigned)x->accidents[1],
                  situ_modify_word(m, "dead"), (unsigned)x->dead[0], (unsigned)x->dead[1]);
    if (both)
        situ_str_addf(why, " %s", situ_modify_word(m, "both_up"));
    return both ? up(x->level) : x->level;
}

static int after_area(const situ_modify *m, size_t i, situ_str *why)
{
    static const char *const keys[] = {"share_1", "share_12", "share_123"};
    const situ_rated *x = &m->out->items[i];
    if (x->area_level == 0) {
        situ_str_add(why, situ_modify_word(m, "no_shape"));
        return x->level;
    }
    for (int k = 0; k < 3; k++)
        situ_str_addf(why, "%s%s%.1f%%", k ? " " : "", situ_modify_word(m, keys[k]), 100.0 * x->share[k]);
    situ_str_addf(why, "(%s)%s", situ_modify_word(m, x->of_people ? "people" : "area"), situ_level_word(m->rating->in->rules, x->area_level));
    return situ_level_worse(x->level, x->area_level);
}

static int after_time(const situ_modify *m, size_t i, situ_str *why)
{
    const situ_rated *x = &m->out->items[i];
    situ_str_addf(why, "%s%u(>%g%s)", situ_modify_word(m, "late"), (unsigned)x->late, m->out->max_min, situ_modify_word(m, "minutes"));
    if (x->unplaced > 0)
        situ_str_addf(why, " %s%u", situ_rating_status_word(m->rating, "unplaced"), (unsigned)x->unplaced);
    return x->late > 0 && m->options->late_raises ? up(x->level) : x->level;
}

static void apply(const situ_modify *m, situ_modifier rule, size_t i, situ_str *reason)
{
    static int (*const steps[])(const situ_modify *, size_t, situ_str *) = {after_floor, after_accidents, after_area, after_time};
    situ_rated *x = &m->out->items[i];
    const situ_rules *rules = m->rating->in->rules;
    situ_str_addf(reason, "; %s ", names[rule]);
    // Without its ledger R-FLOOR still looks at the points.
    if (m->blocked[rule] && rule != SITU_MODIFY_FLOOR) {
        situ_str_add(reason, m->blocked[rule]);
        return;
    }
    bool none = x->level == 0;
    x->level = none ? 4 : x->level; // what the rule would do if the region were assessed
    int before = x->level, level = steps[rule](m, i, reason);
    if (rule == SITU_MODIFY_FLOOR && m->blocked[rule])
        situ_str_addf(reason, " %s", m->blocked[rule]);
    if (level != before && none)
        situ_str_addf(reason, " %s", situ_modify_word(m, "stays"));
    else if (level != before)
        situ_str_addf(reason, " %s→%s", situ_level_word(rules, before), situ_level_word(rules, level));
    x->level = none ? 0 : level; // never raised
}

// --- R-FLOOR: open major hazards ---

static bool is_open(const situ_modify *m, const situ_table *t, size_t row)
{
    const situ_rules *rules = m->rating->in->rules;
    const char *supervise = situ_rows_text(t, row, "supervise"), *state = situ_rows_text(t, row, "state");
    if (!situ_streq(situ_rows_text(t, row, "grade"), situ_rules_text(rules, "region", "then.R-FLOOR.grade", "重大")))
        return false;
    if (!supervise || situ_streq(supervise, situ_rules_text(rules, "region", "then.R-FLOOR.not_supervised", "无")))
        return false;
    if (state)
        return !situ_streq(state, situ_rules_text(rules, "region", "then.R-FLOOR.closed", "销号"));
    return !situ_rows_text(t, row, "closed");
}

// Region by the names and place of the row itself, else by the risk point that it names as its object.
static situ_status region_of_hazard(size_t *region, const situ_modify *m, const situ_map *objects, const situ_table *t, size_t row)
{
    situ_placed how;
    const char *object = situ_rows_text(t, row, "object");
    *region = situ_regions_of(m->rating->set, t, row, &how);
    if (*region == SIZE_MAX && object) {
        size_t point = situ_map_get(objects, object);
        *region = point == SIZE_MAX || point == SIZE_MAX - 1 ? SIZE_MAX : m->rating->region[point];
    }
    return SITU_OK;
}

// Points by id and name; a name of several regions is nobody's (SIZE_MAX - 1).
static situ_status index_objects(situ_map *objects, const situ_rating *r, situ_error *err)
{
    for (size_t row = 0; row < r->points->row_count; row++)
        for (int k = 0; k < 2; k++) {
            const char *key = situ_rows_text(r->points, row, k ? "name" : "id");
            size_t old = key ? situ_map_get(objects, key) : SIZE_MAX, value = row;
            if (!key)
                continue;
            if (old != SIZE_MAX && (old == SIZE_MAX - 1 || r->region[old] != r->region[row]))
                value = SIZE_MAX - 1;
            if (situ_map_set(objects, key, value) < 0)
                return situ_fail_nomem(err);
        }
    return SITU_OK;
}

situ_status situ_modify_read_hazards(situ_modify *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_op_table(m->rating->in, "hazard");
    situ_map *objects = NULL;
    if (!t) {
        m->blocked[SITU_MODIFY_FLOOR] = situ_modify_word(m, "no_hazards");
        return SITU_OK;
    }
    objects = situ_map_new();
    SITU_TRY_ALLOC(objects);
    SITU_TRY(index_objects(objects, m->rating, err));
    for (size_t row = 0; row < t->row_count; row++) {
        size_t region;
        if (!is_open(m, t, row))
            continue;
        SITU_TRY(region_of_hazard(&region, m, objects, t, row));
        if (region != SIZE_MAX)
            m->out->items[region].hazards++;
        else
            SITU_TRY(situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_HAZARD_UNASSIGNED", "town", _("fill in the township, or the risk point it was found at"), err,
                                    _("the major hazard \"%s\" lies in no region and names none: it raises no township"), situ_rows_name(t, row)));
    }
done:
    situ_map_free(objects);
    return status;
}

// --- R-ACC ---

enum { DATE = 12 };
// "2025" and "2025-06" stand for their last day.
static bool iso_day(char out[DATE], const char *text)
{
    long day;
    if (!situ_check_day(text, &day))
        return false;
    size_t n = strlen(text);
    snprintf(out, DATE, "%.4s-%.2s-%.2s", text, n >= 7 ? text + 5 : "12", n >= 10 ? text + 8 : "31");
    return true;
}

// Two spans (after, until]: the period that ends on the day of the data, and the same a year before.
typedef struct periods { char after[2][DATE], until[2][DATE]; } periods;
static void read_periods(periods *p, const char *today, bool year_to_date)
{
    int year = (today[0] - '0') * 1000 + (today[1] - '0') * 100 + (today[2] - '0') * 10 + (today[3] - '0');
    for (int k = 0; k < 2; k++) {
        unsigned ends = (unsigned)(year - k) % 10000, begins = (unsigned)(year - k + 9999) % 10000;
        snprintf(p->until[k], DATE, "%04u%.6s", ends, today + 4);
        snprintf(p->after[k], DATE, "%04u%.6s", begins, year_to_date ? "-12-31" : today + 4);
    }
}

typedef struct deaths { size_t unknown, older; } deaths;
static situ_status count_accident(situ_modify *m, const situ_table *t, size_t row, const periods *p, deaths *d, situ_error *err)
{
    situ_placed how;
    char day[DATE];
    const char *text = situ_rows_text(t, row, "occurred");
    if (!iso_day(day, text ? text : situ_rows_text(t, row, "date")))
        return situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_ACCIDENT_UNDATED", "occurred", _("fill in the day"), err,
                              _("the accident \"%s\" has no readable day: left out"), situ_rows_name(t, row));
    d->older += strcmp(day, p->after[0]) <= 0;
    for (int k = 0; k < 2; k++) {
        if (strcmp(day, p->after[k]) <= 0 || strcmp(day, p->until[k]) > 0)
            continue;
        size_t region = situ_regions_of(m->rating->set, t, row, &how);
        int64_t dead = situ_rows_int(t, row, "dead");
        if (region == SIZE_MAX)
            return situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_ACCIDENT_UNASSIGNED", "town", _("fill in the township, or correct the coordinates"), err,
                                  _("the accident \"%s\" of %s lies in no region and names none: left out"), situ_rows_name(t, row), day);
        m->out->items[region].accidents[k]++;
        d->unknown += dead == SITU_NULL_INT || dead < 0;
        m->out->items[region].dead[k] += dead > 0 && dead < 1000000 ? (uint32_t)dead : 0;
    }
    return SITU_OK;
}

situ_status situ_modify_read_accidents(situ_modify *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_op_input *in = m->rating->in;
    const situ_table *t = situ_op_table(in, "accident");
    const char *to_date = situ_rules_text(in->rules, "region", "then.R-ACC.period", "本年累计");
    char today[DATE];
    periods p;
    deaths d = {0};
    if (!t || !iso_day(today, in->as_of)) {
        m->blocked[SITU_MODIFY_ACC] = situ_modify_word(m, t ? "no_date" : "no_accidents");
        return situ_rows_tell(m->report, t, SIZE_MAX, SITU_WARN, "ZONE_ACC_UNKNOWN", NULL, t ? _("give as_of in the project file") : _("import the ledger of accidents"), err,
                              t ? _("the date of the data is not known: the rule R-ACC is not applied") : _("there is no ledger of accidents: the rule R-ACC is not applied"));
    }
    if (!situ_streq(to_date, "本年累计") && !situ_streq(to_date, "近12个月")) {
        situ_fail(err, SITU_E_FORMAT, _("write 本年累计 or 近12个月"), _("the rule R-ACC knows no period \"%s\""), to_date);
        return situ_error_at(err, situ_rules_path(in->rules, "region"), NULL, NULL, 0, 0);
    }
    read_periods(&p, today, situ_streq(to_date, "本年累计"));
    for (size_t row = 0; row < t->row_count; row++)
        SITU_TRY(count_accident(m, t, row, &p, &d, err));
    if (d.unknown > 0)
        SITU_TRY(situ_rows_tell(m->report, t, SIZE_MAX, SITU_INFO, "ZONE_ACCIDENT_DEATHS", "dead", _("write 0 where nobody died"), err,
                                _("%zu accidents do not say how many died: they count as none"), d.unknown));
    if (d.older == 0 && t->row_count > 0) {
        m->blocked[SITU_MODIFY_ACC] = situ_modify_word(m, "one_year");
        SITU_TRY(situ_rows_tell(m->report, t, SIZE_MAX, SITU_WARN, "ZONE_ACC_UNKNOWN", "occurred", _("import the accidents of the year before too"), err,
                                _("the accidents begin after %s: there is nothing to compare with, so the rule R-ACC is not applied"), p.after[0]));
    }
done:
    return status;
}

// --- all ---

static situ_status rate(situ_modify *m, const situ_modifier *order, size_t count, size_t i, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str reason;
    situ_rated *x = &m->out->items[i];
    situ_str_init(&reason);
    SITU_TRY(situ_rating_reason(&reason, m->rating, situ_rating_region(m->rating, i), 0, m->rating->industry_count, err));
    for (size_t k = 0; k < count; k++)
        apply(m, order[k], i, &reason);
    if (!situ_str_ok(&reason) || !(x->reason = situ_arena_strdup(m->out->arena, reason.data)))
        status = situ_fail_nomem(err);
done:
    situ_str_free(&reason);
    return status;
}

situ_status situ_modify_run(situ_modified **out, const situ_rating *rating, const situ_modify_options *options, situ_report *report,
                            situ_job *job, situ_error *err)
{
    static situ_status (*const readers[])(situ_modify *, situ_error *) = {situ_modify_read_hazards, situ_modify_read_accidents,
                                                                          situ_modify_read_areas, situ_modify_read_times};
    situ_status status = SITU_OK;
    situ_modifier order[SITU_MODIFIERS];
    size_t count;
    situ_modified *all = situ_calloc(1, sizeof *all);
    situ_modify m = {.rating = rating, .options = options, .out = all, .report = report, .job = job};
    SITU_TRY_ALLOC(all);
    SITU_TRY(situ_modify_list(order, &count, &options->then, err));
    all->arena = situ_arena_new();
    SITU_TRY_ALLOC(all->arena);
    all->count = rating->region_count;
    all->items = situ_calloc(all->count + 1, sizeof *all->items);
    SITU_TRY_ALLOC(all->items);
    for (size_t i = 0; i < all->count; i++) {
        situ_rated *x = &all->items[i];
        x->base = situ_rating_level(rating, situ_rating_region(rating, i), 0, rating->industry_count, &x->index);
        x->level = x->base;
        x->share[0] = x->share[1] = x->share[2] = NAN;
    }
    for (size_t k = 0; k < count; k++) {
        all->used[order[k]] = true;
        SITU_TRY(readers[order[k]](&m, err));
    }
    for (size_t i = 0; i < all->count; i++)
        SITU_TRY(rate(&m, order, count, i, err));
    *out = all;
    all = NULL;
done:
    situ_modified_free(all);
    return status;
}

void situ_modified_free(situ_modified *m)
{
    if (!m)
        return;
    situ_free(m->items);
    situ_free(m->minutes);
    situ_free(m->team_row);
    situ_arena_free(m->arena);
    situ_free(m);
}

// SPDX-License-Identifier: MIT
// How far the work has come, by township and for the county: 五有 (cov1), inspection in the window (cov2), hazards
// corrected and in time, teams up to 三直十有, points with a plan (F13, F16). What no ledger tells is 未报 or
// 未检查 without a figure, never 0 %.

#include "analysis/coverage.h"
#include "analysis/regions.h"
#include "analysis/rows.h"
#include "base/alloc.h"

typedef struct params { bool list_missing; } params;
static const situ_prop props[] = {
    {.name = "list_missing", .kind = SITU_PROP_BOOL, .offset = offsetof(params, list_missing), .fallback = "yes", .help = N_("list the townships that have not reported")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL}, .optional = true,
     .help = N_("the townships, in the county's order")},
    {.role = "unit_ready", .kind = SITU_PORT_TABLE, .table = "unit_ready", .columns = (const char *const[]){"town", NULL}, .optional = true,
     .help = N_("which units have the five: bodies, people, means, ability, rules")},
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", NULL}, .optional = true,
     .help = N_("graded points with the dates of their inspection")},
    {.role = "hazard", .kind = SITU_PORT_TABLE, .table = "hazard", .columns = (const char *const[]){"title", NULL}, .optional = true,
     .help = N_("hazards with their dates of finding and correction")},
    {.role = "team", .kind = SITU_PORT_TABLE, .table = "team", .columns = (const char *const[]){"name", NULL}, .optional = true,
     .help = N_("rescue teams with the thirteen points of the standard")},
    {.role = "plan_doc", .kind = SITU_PORT_TABLE, .table = "plan_doc", .columns = (const char *const[]){"name", NULL}, .optional = true,
     .help = N_("response plans and what they are for")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "towns", .kind = SITU_PORT_TABLE, .help = N_("coverage of every township: counts, percentages and what is not known")},
    {.role = "county", .kind = SITU_PORT_TABLE, .help = N_("the same for the county, one row")},
    {.role = "teams", .kind = SITU_PORT_TABLE, .help = N_("teams with their score of thirteen")},
    {0},
};
static const char *const rule_files[] = {"check", "coverage", "level", "region", NULL};

extern const situ_op situ_op_coverage;

typedef struct share { size_t have, all; } share;
typedef struct place {
    const char *name;
    size_t region;       // row of regions, SIZE_MAX = named by a ledger alone, or the county
    bool reported;       // of unit_ready
    situ_ticked five;
    char *missing;       // words of the five, borrowed
    share cov1, cov2, teams, plans;
    size_t unreported;   // towns without a row (county)
    size_t overdue, never, late, ungraded;
    situ_rates rates, major;
    size_t team_rows, team_points;
    bool town_plan;
} place;

typedef struct coverage {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    const situ_table *regions, *units, *points, *hazards, *teams, *plans;
    situ_regions *set;
    situ_map *names;
    situ_arena *arena;
    place *places, county;
    size_t count, capacity;
    bool dated, inspected, planned; // the day is known; something tells of inspections, of plans
    long today;
} coverage;

static const char *word(const coverage *c, const char *key)
{
    const situ_yaml_node *words = situ_yaml_get(situ_rules_file(c->in->rules, "coverage"), "words");
    return situ_yaml_text(words, key, key);
}

static const situ_table *ledger(const coverage *c, const char *role)
{
    const situ_table *t = situ_op_table(c->in, role);
    return t && t->row_count > 0 ? t : NULL;
}

// --- places ---

static situ_status add_place(size_t *out, coverage *c, const char *name, size_t region, situ_error *err)
{
    situ_status status = situ_grow(&c->places, &c->capacity, c->count + 1, sizeof *c->places, err);
    if (status != SITU_OK)
        return status;
    c->places[c->count] = (place){.name = name, .region = region};
    *out = c->count;
    return situ_map_set(c->names, name, c->count++) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

// Township of a row; without a table of regions every name makes one. SIZE_MAX = none.
static situ_status place_of(size_t *out, coverage *c, const situ_table *t, size_t row, situ_error *err)
{
    situ_placed how;
    const char *town = situ_rows_text(t, row, "town");
    *out = SIZE_MAX;
    if (c->set) {
        *out = situ_regions_of(c->set, t, row, &how);
        return SITU_OK;
    }
    *out = town ? situ_map_get(c->names, town) : SIZE_MAX;
    return town && *out == SIZE_MAX ? add_place(out, c, town, SIZE_MAX, err) : SITU_OK;
}

static situ_status list_places(coverage *c, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t at;
    if (!c->regions)
        return SITU_OK;
    SITU_TRY(situ_regions_new(&c->set, c->regions, "乡镇", err));
    for (size_t i = 0; i < situ_regions_count(c->set); i++)
        SITU_TRY(add_place(&at, c, situ_rows_name(c->regions, situ_regions_row(c->set, i)), situ_regions_row(c->set, i), err));
done:
    return status;
}

// Rows of a ledger that count for the county alone: one finding a ledger.
static situ_status tell_outside(const coverage *c, const situ_table *t, size_t n, situ_error *err)
{
    if (n == 0)
        return SITU_OK;
    return situ_rows_tell(c->report, t, SIZE_MAX, SITU_WARN, "COVERAGE_TOWN", "town", _("fill in the township, or correct the coordinates"), err,
                          _("%zu rows lie in no township and name none: they count for the county alone"), n);
}

// --- 五有 ---

// The row that was checked last speaks for its town.
static situ_status look_unit(coverage *c, long *newest, size_t row, size_t at, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str missing;
    long day = 0;
    place *p = &c->places[at];
    situ_str_init(&missing);
    situ_ticked five = situ_ticks_of(c->units, row, situ_ticks_five_have, &missing);
    bool known = situ_check_day_of(c->units, row, "checked", &day);
    if (five.blank < five.count && (!p->reported || !known || day >= *newest)) {
        p->reported = true;
        p->five = five;
        p->missing = situ_arena_strdup(c->arena, missing.data);
        SITU_TRY_ALLOC(situ_str_ok(&missing) ? p->missing : NULL);
        *newest = known ? day : *newest;
    }
done:
    situ_str_free(&missing);
    return status;
}

static situ_status count_units(coverage *c, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t at, outside = 0, n = c->units->row_count;
    long *days = situ_calloc(c->count + n + 1, sizeof *days);
    SITU_TRY_ALLOC(days);
    for (size_t row = 0; row < n; row++) {
        SITU_TRY(place_of(&at, c, c->units, row, err));
        outside += at == SIZE_MAX; // departments fill in the table too
        if (at != SIZE_MAX)
            SITU_TRY(look_unit(c, &days[at], row, at, err));
    }
    for (size_t i = 0; i < c->count; i++) {
        place *p = &c->places[i];
        p->cov1 = (share){p->reported && p->five.yes == p->five.count, 1};
        c->county.cov1.have += p->cov1.have;
        c->county.cov1.all++;
        c->county.unreported += !p->reported;
        if (!p->reported && c->p->list_missing)
            SITU_TRY(situ_rows_tell(c->report, p->region == SIZE_MAX ? NULL : c->regions, p->region, SITU_WARN, "COVERAGE_UNREPORTED", NULL, _("have the township fill in its row"), err,
                                    _("%s has not filled in whether it has the five"), p->name));
    }
    if (outside)
        SITU_TRY(situ_rows_tell(c->report, c->units, SIZE_MAX, SITU_INFO, "COVERAGE_UNIT", "town", NULL, err, _("%zu rows are of units that are no township: they do not count"), outside));
done:
    situ_free(days);
    return status;
}

// --- inspections and plans of points ---

static void add_inspected(place *p, situ_inspected state)
{
    if (!p || state == SITU_INSPECTED_CLOSED)
        return;
    p->ungraded += state == SITU_INSPECTED_NO_LEVEL;
    if (state == SITU_INSPECTED_NO_LEVEL)
        return;
    p->cov2.all++;
    p->cov2.have += state == SITU_INSPECTED_COVERED;
    p->overdue += state == SITU_INSPECTED_OVERDUE;
    p->never += state == SITU_INSPECTED_NEVER;
    p->late += state == SITU_INSPECTED_LATE;
}

static bool wants_plan(const coverage *c, size_t row)
{
    const char digit[2] = {(char)('0' + situ_rows_level(c->points, row)), '\0'};
    return situ_check_in_list(situ_rules_node(c->in->rules, "check", "plan.levels"), digit) &&
           !situ_streq(situ_rows_text(c->points, row, "status"), situ_rules_text(c->in->rules, "region", "closed", "销号"));
}

static situ_status look_point(coverage *c, const situ_inspections *i, const situ_plans *plans, size_t row, size_t *outside, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_inspected state = SITU_INSPECTED_CLOSED;
    size_t at, overdue;
    long days;
    bool has = false;
    SITU_TRY(place_of(&at, c, c->points, row, err));
    place *p = at == SIZE_MAX ? NULL : &c->places[at];
    *outside += p == NULL;
    if (c->inspected)
        SITU_TRY(situ_inspections_of(&state, &overdue, &days, i, row, err));
    add_inspected(p, state);
    add_inspected(&c->county, state);
    if (!c->planned || !wants_plan(c, row))
        goto done;
    SITU_TRY(situ_plans_has(&has, plans, c->points, row, err));
    c->county.plans.all++;
    c->county.plans.have += has;
    if (p) {
        p->plans.all++;
        p->plans.have += has;
    }
done:
    return status;
}

static situ_status count_points(coverage *c, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_inspections i = {0};
    situ_plans plans = {0};
    size_t outside = 0;
    c->planned = c->plans || situ_column_filled(c->points, "plan_doc");
    if (c->dated)
        SITU_TRY(situ_inspections_new(&i, c->in->rules, c->points, c->hazards, c->today, c->arena, err));
    c->inspected = c->dated && i.any_date;
    SITU_TRY(situ_plans_new(&plans, c->plans, c->arena, err));
    for (size_t row = 0; row < c->points->row_count; row++) {
        if (row % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        SITU_TRY(look_point(c, &i, &plans, row, &outside, err));
    }
    SITU_TRY(tell_outside(c, c->points, outside, err));
done:
    situ_inspections_free(&i);
    situ_plans_free(&plans);
    return status;
}

// A township's own plan (预案类别 乡镇).
static situ_status count_plans(coverage *c, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t at;
    for (size_t row = 0; row < c->plans->row_count; row++) {
        if (!situ_streq(situ_rows_text(c->plans, row, "kind"), word(c, "plan_kind")))
            continue;
        SITU_TRY(place_of(&at, c, c->plans, row, err));
        if (at != SIZE_MAX)
            c->places[at].town_plan = true;
    }
done:
    return status;
}

// --- hazards and teams ---

static situ_status count_hazards(coverage *c, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t at, outside = 0;
    for (size_t row = 0; row < c->hazards->row_count; row++) {
        SITU_TRY(place_of(&at, c, c->hazards, row, err));
        outside += at == SIZE_MAX;
        place *to[2] = {&c->county, at == SIZE_MAX ? NULL : &c->places[at]};
        for (int k = 0; k < 2; k++) {
            if (to[k])
                situ_rates_add(&to[k]->rates, c->hazards, row, c->dated, c->today);
            if (to[k] && situ_hazard_is_major(c->hazards, row))
                situ_rates_add(&to[k]->major, c->hazards, row, c->dated, c->today);
        }
    }
    SITU_TRY(tell_outside(c, c->hazards, outside, err));
done:
    return status;
}

static void add_team(place *p, const situ_ticked *score)
{
    if (!p)
        return;
    p->team_rows++;
    if (score->blank == score->count)
        return;
    p->teams.all++;
    p->teams.have += score->yes == score->count;
    p->team_points += (size_t)score->yes;
}

static situ_status count_teams(situ_table **out, coverage *c, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t id, name, town, level, score, of, state, missing_c, row, at, outside = 0;
    situ_str missing;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"town", SITU_TYPE_TEXT, &town}, {"level", SITU_TYPE_TEXT, &level},
                                     {"score", SITU_TYPE_INT, &score}, {"score_of", SITU_TYPE_INT, &of}, {"state", SITU_TYPE_TEXT, &state},
                                     {"missing", SITU_TYPE_TEXT, &missing_c}, {0}};
    situ_str_init(&missing);
    SITU_TRY(situ_rows_table(out, "teams", c->in->epsg, list, err));
    for (size_t i = 0; c->teams && i < c->teams->row_count; i++) {
        situ_ticked s = situ_ticks_of(c->teams, i, situ_ticks_team, &missing);
        bool blank = s.blank == s.count;
        SITU_TRY(place_of(&at, c, c->teams, i, err));
        outside += at == SIZE_MAX;
        add_team(&c->county, &s);
        add_team(at == SIZE_MAX ? NULL : &c->places[at], &s);
        SITU_TRY(situ_table_add_row(*out, &row, err));
        SITU_TRY(situ_rows_copy(*out, row, id, c->teams, i, "id", err));
        SITU_TRY(situ_rows_copy(*out, row, name, c->teams, i, "name", err));
        SITU_TRY(situ_rows_copy(*out, row, level, c->teams, i, "level", err));
        if (at != SIZE_MAX)
            SITU_TRY(situ_table_set_text(*out, row, town, c->places[at].name, err));
        situ_table_set_int(*out, row, score, blank ? SITU_NULL_INT : s.yes);
        situ_table_set_int(*out, row, of, s.count);
        SITU_TRY(situ_table_set_text(*out, row, state, word(c, blank ? "missing" : s.yes == s.count ? "up" : "below"), err));
        SITU_TRY_ALLOC(situ_str_ok(&missing) ? missing.data : NULL);
        if (!blank && s.yes < s.count)
            SITU_TRY(situ_table_set_text(*out, row, missing_c, missing.data, err));
        SITU_TRY(situ_rows_set_shape(*out, row, situ_table_geometry(c->teams, i), err));
    }
    SITU_TRY(tell_outside(c, c->teams, outside, err));
done:
    situ_str_free(&missing);
    return status;
}

// --- result ---

enum {
    C_ID, C_NAME, C_CODE,
    C_FIVE_STATE, C_FIVE_N, C_FIVE_MISSING, C_COV1_HAVE, C_COV1_ALL, C_COV1_PCT, C_COV1_MISSING,
    C_COV2_STATE, C_COV2_HAVE, C_COV2_ALL, C_COV2_PCT, C_COV2_OVERDUE, C_COV2_NEVER, C_COV2_LATE, C_COV2_UNGRADED,
    C_HAZ_STATE, C_HAZ_ALL, C_HAZ_CLOSED, C_RECT_PCT, C_HAZ_DUE, C_HAZ_IN_TIME, C_ONTIME_PCT,
    C_MAJOR_ALL, C_MAJOR_CLOSED, C_MAJOR_RECT_PCT, C_MAJOR_DUE, C_MAJOR_IN_TIME, C_MAJOR_ONTIME_PCT,
    C_TEAM_STATE, C_TEAM_N, C_TEAM_UP, C_TEAM_PCT, C_TEAM_SCORE,
    C_PLAN_STATE, C_PLAN_HAVE, C_PLAN_ALL, C_PLAN_PCT, C_TOWN_PLAN,
    COLUMNS
};
static const struct { const char *name; situ_type type; } columns[COLUMNS] = {
    [C_ID] = {"id", SITU_TYPE_TEXT}, [C_NAME] = {"name", SITU_TYPE_TEXT}, [C_CODE] = {"region_code", SITU_TYPE_TEXT},
    [C_FIVE_STATE] = {"five_state", SITU_TYPE_TEXT}, [C_FIVE_N] = {"five_n", SITU_TYPE_INT}, [C_FIVE_MISSING] = {"five_missing", SITU_TYPE_TEXT},
    [C_COV1_HAVE] = {"cov1_have", SITU_TYPE_INT}, [C_COV1_ALL] = {"cov1_all", SITU_TYPE_INT}, [C_COV1_PCT] = {"cov1_pct", SITU_TYPE_REAL},
    [C_COV1_MISSING] = {"cov1_unreported", SITU_TYPE_INT},
    [C_COV2_STATE] = {"cov2_state", SITU_TYPE_TEXT}, [C_COV2_HAVE] = {"cov2_have", SITU_TYPE_INT}, [C_COV2_ALL] = {"cov2_all", SITU_TYPE_INT},
    [C_COV2_PCT] = {"cov2_pct", SITU_TYPE_REAL}, [C_COV2_OVERDUE] = {"cov2_overdue", SITU_TYPE_INT}, [C_COV2_NEVER] = {"cov2_never", SITU_TYPE_INT},
    [C_COV2_LATE] = {"cov2_late", SITU_TYPE_INT}, [C_COV2_UNGRADED] = {"cov2_ungraded", SITU_TYPE_INT},
    [C_HAZ_STATE] = {"hazard_state", SITU_TYPE_TEXT}, [C_HAZ_ALL] = {"hazard_all", SITU_TYPE_INT}, [C_HAZ_CLOSED] = {"hazard_closed", SITU_TYPE_INT},
    [C_RECT_PCT] = {"rect_pct", SITU_TYPE_REAL}, [C_HAZ_DUE] = {"hazard_due", SITU_TYPE_INT}, [C_HAZ_IN_TIME] = {"hazard_in_time", SITU_TYPE_INT},
    [C_ONTIME_PCT] = {"ontime_pct", SITU_TYPE_REAL},
    [C_MAJOR_ALL] = {"major_all", SITU_TYPE_INT}, [C_MAJOR_CLOSED] = {"major_closed", SITU_TYPE_INT}, [C_MAJOR_RECT_PCT] = {"major_rect_pct", SITU_TYPE_REAL},
    [C_MAJOR_DUE] = {"major_due", SITU_TYPE_INT}, [C_MAJOR_IN_TIME] = {"major_in_time", SITU_TYPE_INT}, [C_MAJOR_ONTIME_PCT] = {"major_ontime_pct", SITU_TYPE_REAL},
    [C_TEAM_STATE] = {"team_state", SITU_TYPE_TEXT}, [C_TEAM_N] = {"team_n", SITU_TYPE_INT}, [C_TEAM_UP] = {"team_up", SITU_TYPE_INT},
    [C_TEAM_PCT] = {"team_pct", SITU_TYPE_REAL}, [C_TEAM_SCORE] = {"team_score", SITU_TYPE_REAL},
    [C_PLAN_STATE] = {"plan_state", SITU_TYPE_TEXT}, [C_PLAN_HAVE] = {"plan_have", SITU_TYPE_INT}, [C_PLAN_ALL] = {"plan_all", SITU_TYPE_INT},
    [C_PLAN_PCT] = {"plan_pct", SITU_TYPE_REAL}, [C_TOWN_PLAN] = {"town_plan", SITU_TYPE_TEXT},
};

// Consecutive columns: part, whole, percentage. A whole of nothing has no percentage.
static void put_share(situ_table *t, size_t row, size_t column, size_t have, size_t all)
{
    situ_table_set_int(t, row, column, (int64_t)have);
    situ_table_set_int(t, row, column + 1, (int64_t)all);
    if (all)
        situ_table_set_real(t, row, column + 2, 100.0 * (double)have / (double)all);
}

static void put_rates(situ_table *t, size_t row, size_t column, const situ_rates *r, bool dated)
{
    situ_table_set_int(t, row, column, (int64_t)r->all);
    situ_table_set_int(t, row, column + 1, (int64_t)r->closed);
    if (r->all)
        situ_table_set_real(t, row, column + 2, 100.0 * (double)r->closed / (double)r->all);
    if (!dated)
        return;
    situ_table_set_int(t, row, column + 3, (int64_t)r->due);
    situ_table_set_int(t, row, column + 4, (int64_t)r->in_time);
    if (r->due)
        situ_table_set_real(t, row, column + 5, 100.0 * (double)r->in_time / (double)r->due);
}

static situ_status put_five(situ_table *t, size_t row, const coverage *c, const place *p, bool county, situ_error *err)
{
    situ_status status = SITU_OK;
    bool known = c->units && (county ? p->unreported < p->cov1.all : p->reported);
    bool full = known && p->cov1.have == p->cov1.all;
    SITU_TRY(situ_table_set_text(t, row, C_FIVE_STATE, word(c, !known ? "missing" : full ? "full" : "lacking"), err));
    if (!known)
        goto done;
    put_share(t, row, C_COV1_HAVE, p->cov1.have, p->cov1.all);
    if (county) {
        situ_table_set_int(t, row, C_COV1_MISSING, (int64_t)p->unreported);
        goto done;
    }
    situ_table_set_int(t, row, C_FIVE_N, p->five.yes);
    if (!full)
        status = situ_table_set_text(t, row, C_FIVE_MISSING, p->missing, err);
done:
    return status;
}

static situ_status put_inspections(situ_table *t, size_t row, const coverage *c, const place *p, situ_error *err)
{
    const char *state = !c->points ? "missing" : !c->dated ? "no_date" : !c->inspected ? "unchecked" : p->cov2.all == 0 ? (p->ungraded ? "ungraded" : "none") : p->never == p->cov2.all ? "unchecked" : "counted";
    if (c->inspected) {
        const bool known = p->never < p->cov2.all; // nothing on record is no 0 %
        situ_table_set_int(t, row, C_COV2_ALL, (int64_t)p->cov2.all);
        if (known)
            put_share(t, row, C_COV2_HAVE, p->cov2.have, p->cov2.all);
        situ_table_set_int(t, row, C_COV2_OVERDUE, (int64_t)p->overdue);
        situ_table_set_int(t, row, C_COV2_NEVER, (int64_t)p->never);
        situ_table_set_int(t, row, C_COV2_LATE, (int64_t)p->late);
        situ_table_set_int(t, row, C_COV2_UNGRADED, (int64_t)p->ungraded);
    }
    return situ_table_set_text(t, row, C_COV2_STATE, word(c, state), err);
}

static situ_status put_hazards(situ_table *t, size_t row, const coverage *c, const place *p, situ_error *err)
{
    if (c->hazards) {
        put_rates(t, row, C_HAZ_ALL, &p->rates, c->dated);
        put_rates(t, row, C_MAJOR_ALL, &p->major, c->dated);
    }
    return situ_table_set_text(t, row, C_HAZ_STATE, word(c, !c->hazards ? "missing" : p->rates.all ? "counted" : "none"), err);
}

static situ_status put_teams(situ_table *t, size_t row, const coverage *c, const place *p, situ_error *err)
{
    if (p->teams.all) {
        situ_table_set_real(t, row, C_TEAM_PCT, 100.0 * (double)p->teams.have / (double)p->teams.all);
        situ_table_set_real(t, row, C_TEAM_SCORE, (double)p->team_points / (double)p->teams.all);
        situ_table_set_int(t, row, C_TEAM_UP, (int64_t)p->teams.have);
    }
    if (c->teams)
        situ_table_set_int(t, row, C_TEAM_N, (int64_t)p->team_rows);
    return situ_table_set_text(t, row, C_TEAM_STATE, word(c, p->teams.all ? "counted" : c->teams && p->team_rows == 0 ? "none" : "missing"), err);
}

static situ_status put_plans(situ_table *t, size_t row, const coverage *c, const place *p, bool county, situ_error *err)
{
    situ_status status = SITU_OK;
    bool known = c->points && c->planned;
    if (known)
        put_share(t, row, C_PLAN_HAVE, p->plans.have, p->plans.all);
    SITU_TRY(situ_table_set_text(t, row, C_PLAN_STATE, word(c, !known ? "missing" : p->plans.all ? "counted" : "none"), err));
    if (!county)
        status = situ_table_set_text(t, row, C_TOWN_PLAN, word(c, !c->plans ? "missing" : p->town_plan ? "has" : "lacks"), err);
done:
    return status;
}

static situ_status write_place(situ_table *t, const coverage *c, const place *p, bool county, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row;
    SITU_TRY(situ_table_add_row(t, &row, err));
    SITU_TRY(situ_table_set_text(t, row, C_NAME, p->name, err));
    if (p->region != SIZE_MAX) {
        SITU_TRY(situ_rows_copy(t, row, C_ID, c->regions, p->region, "id", err));
        SITU_TRY(situ_rows_copy(t, row, C_CODE, c->regions, p->region, "code", err));
        SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(c->regions, p->region), err));
    } else
        SITU_TRY(situ_table_set_text(t, row, C_ID, p->name, err));
    SITU_TRY(put_five(t, row, c, p, county, err));
    SITU_TRY(put_inspections(t, row, c, p, err));
    SITU_TRY(put_hazards(t, row, c, p, err));
    SITU_TRY(put_teams(t, row, c, p, err));
    SITU_TRY(put_plans(t, row, c, p, county, err));
done:
    return status;
}

static situ_status write_table(situ_bundle *out, const coverage *c, const char *name, const place *places, size_t count, bool county, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    situ_rows_column list[COLUMNS + 1];
    size_t index[COLUMNS];
    for (int k = 0; k < COLUMNS; k++) // added in this order, so that the number of a column is its C_
        list[k] = (situ_rows_column){columns[k].name, columns[k].type, &index[k]};
    list[COLUMNS] = (situ_rows_column){0};
    SITU_TRY(situ_rows_table(&t, name, c->in->epsg, list, err));
    for (size_t i = 0; i < count; i++)
        SITU_TRY(write_place(t, c, &places[i], county, err));
    SITU_TRY(situ_rows_finish(out, &t, name, err));
done:
    situ_table_free(t);
    return status;
}

static situ_status tell_missing(const coverage *c, situ_error *err)
{
    const struct { const situ_table *t; const char *name; } ledgers[] = {{c->units, "unit_ready"}, {c->points, "points"}, {c->hazards, "hazard"}, {c->teams, "team"}, {c->plans, "plan_doc"}};
    situ_status status = SITU_OK;
    for (size_t i = 0; i < sizeof ledgers / sizeof *ledgers; i++)
        if (!ledgers[i].t)
            SITU_TRY(situ_rows_tell(c->report, NULL, SIZE_MAX, SITU_WARN, "COVERAGE_MISSING", NULL, _("import it"), err, _("there is no ledger %s: its coverage is not known, which is not 0 %%"),
                                    ledgers[i].name));
    if (!c->dated)
        SITU_TRY(situ_rows_tell(c->report, NULL, SIZE_MAX, SITU_WARN, "COVERAGE_NO_DATE", NULL, _("write as_of in the project file"), err, "%s",
                                _("the date of the data is not known, so no inspection or hazard counts as late or in time")));
done:
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *teams = NULL;
    coverage c = {.in = in, .p = p, .report = report, .names = situ_map_new(), .arena = situ_arena_new()};
    SITU_TRY_ALLOC(c.names);
    SITU_TRY_ALLOC(c.arena);
    SITU_TRY(situ_op_check(&situ_op_coverage, in, err));
    c.regions = ledger(&c, "regions");
    c.units = ledger(&c, "unit_ready");
    c.points = ledger(&c, "points");
    c.hazards = ledger(&c, "hazard");
    c.teams = ledger(&c, "team");
    c.plans = ledger(&c, "plan_doc");
    c.dated = situ_check_day(in->as_of, &c.today);
    c.county = (place){.name = in->county && *in->county ? in->county : word(&c, "county"), .region = SIZE_MAX};
    SITU_TRY(tell_missing(&c, err));
    SITU_TRY(list_places(&c, err));
    if (c.points)
        SITU_TRY(count_points(&c, job, err));
    if (c.hazards)
        SITU_TRY(count_hazards(&c, err));
    SITU_TRY(count_teams(&teams, &c, err));
    if (c.plans)
        SITU_TRY(count_plans(&c, err));
    if (c.units) // last: without regions every ledger has named its towns by then
        SITU_TRY(count_units(&c, err));
    SITU_TRY(write_table(out, &c, "towns", c.places, c.count, false, err));
    SITU_TRY(write_table(out, &c, "county", &c.county, 1, true, err));
    SITU_TRY(situ_rows_finish(out, &teams, "teams", err));
done:
    situ_table_free(teams);
    situ_regions_free(c.set);
    situ_map_free(c.names);
    situ_arena_free(c.arena);
    situ_free(c.places);
    return status;
}

const situ_op situ_op_coverage = {
    .name = "coverage",
    .version = 1,
    .dated = true,
    .summary = N_("the two coverages, rates of correction, teams up to standard and plans, by township and for the county"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};

// SPDX-License-Identifier: MIT
// Four colours for areas: per township, village, grid or county by a rule and those that follow it (F7), and by a
// grid of influence and density. Level 0 never wins; a region without graded points is 0 with its reason, never blue.

#include <math.h>
#include <stdio.h>

#include "analysis/modify.h"
#include "analysis/zoning.h"
#include "base/alloc.h"

enum { LEVELS = SITU_RATING_LEVELS };

typedef struct params {
    situ_rating_options rating;
    situ_modify_options modify;
    situ_zoning_options zoning;
    bool grid;
} params;

static const situ_prop props[] = {
    SITU_RATING_PROPS(params),
    {.name = "cell_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, zoning.cell_m), .min = 0, .max = 5000, .fallback = "0",
     .help = N_("cell of the zoning grid in metres, from 5; 0 = 40, larger where the area is too wide for that")},
    {.name = "grid", .kind = SITU_PROP_BOOL, .offset = offsetof(params, grid), .fallback = "yes",
     .help = N_("make the areas of the zoning grid")},
    {.name = "decay", .kind = SITU_PROP_ENUM, .offset = offsetof(params, zoning.decay), .words = situ_zoning_decay_words, .fallback = "none",
     .help = N_("how influence fades with the distance; it counts down to the threshold in rules/zone.yaml")},
    SITU_MODIFY_PROPS(params),
    {0},
};

static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("graded points: level_final, else level, else level_given")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL},
     .help = N_("townships and villages, with or without polygons")},
    {.role = "outline", .kind = SITU_PORT_TABLE, .table = NULL, .optional = true, .help = N_("polygons of the county, else the union of the regions")},
    {.role = "submissions", .kind = SITU_PORT_TABLE, .table = "submission", .columns = (const char *const[]){"town", "status", NULL}, .optional = true,
     .help = N_("which units declared that they have nothing to report")},
    SITU_MODIFY_PORTS,
    {0},
};
static const situ_port outputs[] = {
    {.role = "regions", .kind = SITU_PORT_TABLE, .help = N_("regions with level, counts, level_reason and status")},
    {.role = "areas", .kind = SITU_PORT_TABLE, .help = N_("areas of the zoning grid, one row a level")},
    {.role = "levels", .kind = SITU_PORT_GRID, .help = N_("the zoning grid: 1 red to 4 blue, 0 no influence")},
    {.role = "late", .kind = SITU_PORT_TABLE, .help = N_("R-TIME: red and orange points that no team reaches in time, with minutes and team")},
    {0},
};
static const char *const rule_files[] = {"level", "region", "zone", "travel", NULL};

extern const situ_op situ_op_zone;

// Columns of the figures of the rules in `then`: only those that were asked for.
typedef struct extra {
    bool on;
    const char *name;
    situ_type type;
    size_t index;
} extra;
enum { BASE_LEVEL, INDEX, HAZARDS, ACCIDENTS, ACCIDENTS_BEFORE, DEAD, DEAD_BEFORE, SHARE_1, SHARE_12, SHARE_123, AREA_LEVEL, LATE, EXTRAS };

static situ_status add_extras(extra x[EXTRAS], situ_table *out, const params *p, const situ_modified *m, situ_error *err)
{
    const bool *used = m->used;
    bool any = p->modify.then.count > 0, acc = used[SITU_MODIFY_ACC], area = used[SITU_MODIFY_AREA];
    const extra list[EXTRAS] = {{any, "base_level", SITU_TYPE_INT, 0}, {p->rating.rule == SITU_RATING_INDEX, "v_index", SITU_TYPE_REAL, 0},
                                {used[SITU_MODIFY_FLOOR], "hazards", SITU_TYPE_INT, 0}, {acc, "accidents", SITU_TYPE_INT, 0},
                                {acc, "accidents_before", SITU_TYPE_INT, 0}, {acc, "dead", SITU_TYPE_INT, 0}, {acc, "dead_before", SITU_TYPE_INT, 0},
                                {area, "share_1", SITU_TYPE_REAL, 0}, {area, "share_12", SITU_TYPE_REAL, 0}, {area, "share_123", SITU_TYPE_REAL, 0},
                                {area, "area_level", SITU_TYPE_INT, 0}, {used[SITU_MODIFY_TIME], "late", SITU_TYPE_INT, 0}};
    for (int k = 0; k < EXTRAS; k++) {
        x[k] = list[k];
        situ_status status = x[k].on ? situ_table_add_column(out, x[k].name, x[k].type, &x[k].index, err) : SITU_OK;
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

static void set_extras(situ_table *out, size_t row, const extra x[EXTRAS], const situ_rated *r)
{
    const double values[EXTRAS] = {r->base, r->index, r->hazards, r->accidents[0], r->accidents[1], r->dead[0], r->dead[1],
                                   r->share[0], r->share[1], r->share[2], r->area_level, r->late};
    for (int k = 0; k < EXTRAS; k++)
        if (x[k].on && x[k].type == SITU_TYPE_INT)
            situ_table_set_int(out, row, x[k].index, (int64_t)values[k]);
        else if (x[k].on)
            situ_table_set_real(out, row, x[k].index, values[k]);
}

static situ_status write_regions(situ_bundle *bundle, const situ_rating *r, const situ_modified *m, const params *p, situ_error *err)
{
    static const char *const texts[] = {"id", "name", "code", "parent", "kind", "zone", "region_code"};
    static const char *const counts[] = {"n0", "n1", "n2", "n3", "n4"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    extra x[EXTRAS];
    size_t text[TEXTS], region_level, pop, sort, level, n[LEVELS], points, unplaced, reason, state, rule;
    const situ_table *from = r->regions;
    SITU_TRY(situ_table_new(&out, "regions", from->epsg, err));
    for (size_t k = 0; k < TEXTS; k++)
        SITU_TRY(situ_table_add_column(out, texts[k], SITU_TYPE_TEXT, &text[k], err));
    SITU_TRY(situ_table_add_column(out, "region_level", SITU_TYPE_TEXT, &region_level, err));
    SITU_TRY(situ_table_add_column(out, "pop", SITU_TYPE_INT, &pop, err));
    SITU_TRY(situ_table_add_column(out, "sort", SITU_TYPE_INT, &sort, err));
    SITU_TRY(situ_table_add_column(out, "level", SITU_TYPE_INT, &level, err));
    for (int k = 0; k < LEVELS; k++)
        SITU_TRY(situ_table_add_column(out, counts[k], SITU_TYPE_INT, &n[k], err));
    SITU_TRY(situ_table_add_column(out, "points", SITU_TYPE_INT, &points, err));
    SITU_TRY(situ_table_add_column(out, "unplaced", SITU_TYPE_INT, &unplaced, err));
    SITU_TRY(situ_table_add_column(out, "level_reason", SITU_TYPE_TEXT, &reason, err));
    SITU_TRY(situ_table_add_column(out, "status", SITU_TYPE_TEXT, &state, err));
    SITU_TRY(situ_table_add_column(out, "rule", SITU_TYPE_TEXT, &rule, err));
    SITU_TRY(add_extras(x, out, p, m, err));
    for (size_t i = 0; i < r->region_count; i++) {
        const situ_tally t = situ_rating_sum(situ_rating_region(r, i), r->industry_count);
        size_t row, source = situ_regions_row(r->set, i);
        SITU_TRY(situ_table_add_row(out, &row, err));
        for (size_t k = 0; k < TEXTS; k++)
            SITU_TRY(situ_rows_copy(out, row, text[k], from, source, texts[k], err));
        SITU_TRY(situ_table_set_text(out, row, region_level, situ_rating_by_words[p->rating.by], err));
        situ_table_set_int(out, row, pop, situ_rows_int(from, source, "pop"));
        situ_table_set_int(out, row, sort, situ_rows_int(from, source, "sort"));
        situ_table_set_int(out, row, level, m->items[i].level);
        for (int k = 0; k < LEVELS; k++)
            situ_table_set_int(out, row, n[k], t.n[k]);
        situ_table_set_int(out, row, points, (int64_t)t.n[0] + t.n[1] + t.n[2] + t.n[3] + t.n[4]);
        situ_table_set_int(out, row, unplaced, t.unplaced);
        SITU_TRY(situ_table_set_text(out, row, reason, m->items[i].reason, err));
        SITU_TRY(situ_table_set_text(out, row, state, situ_rating_status_word(r, situ_rating_status(r, &t, situ_rows_text(from, source, "name"))), err));
        SITU_TRY(situ_table_set_text(out, row, rule, situ_rating_words[p->rating.rule], err));
        set_extras(out, row, x, &m->items[i]);
        const situ_geometry *g = situ_table_geometry(from, source);
        SITU_TRY(situ_rows_set_shape(out, row, g && g->kind == SITU_GEOM_POLYGON ? g : NULL, err));
    }
    SITU_TRY(situ_rows_finish(bundle, &out, "regions", err));
done:
    situ_table_free(out);
    return status;
}

// The points help comes late to; their words: 救援盲区, 不可达.
static situ_status write_late(situ_bundle *bundle, const situ_rating *r, const situ_modified *m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    const situ_table *points = r->points, *teams = situ_op_table(r->in, "team");
    const situ_rules *rules = r->in->rules;
    size_t id, name, town, industry, level, minutes, team, state, row;
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"town", SITU_TYPE_TEXT, &town},
                                        {"industry", SITU_TYPE_TEXT, &industry}, {"level", SITU_TYPE_INT, &level}, {"minutes", SITU_TYPE_REAL, &minutes},
                                        {"team", SITU_TYPE_TEXT, &team}, {"status", SITU_TYPE_TEXT, &state}, {0}};
    SITU_TRY(situ_rows_table(&out, "late", r->in->epsg, columns, err));
    for (size_t from = 0; m->minutes && from < points->row_count; from++) {
        if (!((double)m->minutes[from] > m->max_min)) // NaN is not
            continue;
        bool reached = m->team_row[from] != UINT32_MAX && isfinite(m->minutes[from]);
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_rows_copy(out, row, id, points, from, "id", err));
        SITU_TRY(situ_rows_copy(out, row, name, points, from, "name", err));
        SITU_TRY(situ_rows_copy(out, row, town, points, from, "town", err));
        SITU_TRY(situ_rows_copy(out, row, industry, points, from, "industry", err));
        situ_table_set_int(out, row, level, r->level[from]);
        situ_table_set_real(out, row, minutes, reached ? (double)m->minutes[from] : NAN);
        if (reached)
            SITU_TRY(situ_table_set_text(out, row, team, situ_rows_name(teams, m->team_row[from]), err));
        SITU_TRY(situ_table_set_text(out, row, state, situ_rules_text(rules, "region", reached ? "words.late" : "words.unreachable", ""), err));
        SITU_TRY(situ_rows_set_shape(out, row, situ_table_geometry(points, from), err));
    }
    SITU_TRY(situ_rows_finish(bundle, &out, "late", err));
done:
    situ_table_free(out);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *params_, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    situ_rating *rating = NULL;
    situ_modified *modified = NULL;
    SITU_TRY(situ_op_check(&situ_op_zone, in, err));
    SITU_TRY(situ_rating_new(&rating, in, &p->rating, report, err));
    SITU_TRY(situ_modify_run(&modified, rating, &p->modify, report, job, err));
    SITU_TRY(write_regions(out, rating, modified, p, err));
    if (modified->used[SITU_MODIFY_TIME])
        SITU_TRY(write_late(out, rating, modified, err));
    if (p->grid)
        SITU_TRY(situ_zoning_make(out, rating, &p->zoning, report, job, err));
done:
    situ_modified_free(modified);
    situ_rating_free(rating);
    return status;
}

const situ_op situ_op_zone = {
    .name = "zone",
    .version = 3,
    .summary = N_("four-colour level of townships, villages and grids by rules, and of the areas around points"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .dated = true,
    .run = run,
};

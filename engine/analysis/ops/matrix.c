// SPDX-License-Identifier: MIT
// Industry x region matrix (F9): every cell has the level that the rule of F7 gives its points, margins that of all. A
// cell without points is none, never blue; one whose points are not graded is 0.

#include "analysis/modify.h"
#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { LEVELS = SITU_RATING_LEVELS };

typedef struct params {
    situ_rating_options rating;
    situ_modify_options modify;
} params;

static const situ_prop props[] = {
    SITU_RATING_PROPS(params),
    SITU_MODIFY_PROPS(params),
    {0},
};
static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", "industry", NULL},
     .help = N_("graded points with their industry")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL},
     .help = N_("townships and villages, with or without polygons")},
    {.role = "submissions", .kind = SITU_PORT_TABLE, .table = "submission", .columns = (const char *const[]){"town", "status", NULL}, .optional = true,
     .help = N_("which units declared that they have nothing to report")},
    SITU_MODIFY_PORTS,
    {0},
};
static const situ_port outputs[] = {
    {.role = "cells", .kind = SITU_PORT_TABLE, .help = N_("one row a region and industry, with margins: level, counts, level_reason")},
    {.role = "wide", .kind = SITU_PORT_TABLE, .help = N_("one row a region, one column an industry; empty = no point, 0 = not assessed")},
    {0},
};
static const char *const rule_files[] = {"level", "region", "travel", NULL};

extern const situ_op situ_op_matrix;

typedef struct matrix {
    situ_bundle *out;
    const situ_rating *r;
    const situ_modified *modified;
    const params *p;
    size_t *order; // regions in the county's order
} matrix;

static const char *word(const matrix *m, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "matrix.%s", key);
    return situ_rules_text(m->r->in->rules, "region", path, key);
}

// By the county's own order where the regions have one, else as the table has them.
typedef struct place { int64_t sort; size_t index; } place;
static int by_sort(const void *pa, const void *pb)
{
    const place *a = pa, *b = pb;
    return a->sort != b->sort ? (a->sort < b->sort ? -1 : 1) : a->index < b->index ? -1 : a->index > b->index;
}

static situ_status order_regions(matrix *m, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = m->r->region_count;
    place *list = situ_malloc((n + 1) * sizeof *list);
    SITU_TRY_ALLOC(list);
    m->order = situ_malloc((n + 1) * sizeof *m->order);
    SITU_TRY_ALLOC(m->order);
    for (size_t i = 0; i < n; i++) {
        int64_t sort = situ_rows_int(m->r->regions, situ_regions_row(m->r->set, i), "sort");
        list[i] = (place){sort == SITU_NULL_INT ? INT64_MAX : sort, i};
    }
    qsort(list, n, sizeof *list, by_sort);
    for (size_t i = 0; i < n; i++)
        m->order[i] = list[i].index;
done:
    situ_free(list);
    return status;
}

// --- cells ---

typedef struct columns { size_t id, region, region_id, industry, kind, level, n[LEVELS], points, reason, state; } columns;
// One row: `count` tallies of the industries from `first` on. region SIZE_MAX = the county; industry NULL = all.
typedef struct cell {
    const char *kind;
    size_t region;
    const char *industry;
    const situ_tally *tallies;
    size_t first, count;
    int level;
    const char *reason; // NULL = of the base rule
} cell;

static situ_status set_reason(situ_table *out, size_t row, size_t column, const matrix *m, const cell *c, const situ_tally *sum, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str text;
    situ_str_init(&text);
    if (c->reason)
        situ_str_add(&text, c->reason);
    else if (sum->n[0] + sum->n[1] + sum->n[2] + sum->n[3] + sum->n[4] == 0)
        situ_str_add(&text, word(m, "no_points"));
    else
        SITU_TRY(situ_rating_reason(&text, m->r, c->tallies, c->first, c->count, err));
    status = situ_str_ok(&text) ? situ_table_set_text(out, row, column, text.data, err) : situ_fail_nomem(err);
done:
    situ_str_free(&text);
    return status;
}

static situ_status add_cell(situ_table *out, const columns *k, const matrix *m, const cell *c, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_tally sum = situ_rating_sum(c->tallies, c->count);
    const situ_table *from = m->r->regions;
    size_t row, source = c->region == SIZE_MAX ? 0 : situ_regions_row(m->r->set, c->region), all = 0;
    const char *region = c->region == SIZE_MAX ? word(m, "all") : situ_rows_name(from, source);
    const char *region_id = c->region == SIZE_MAX ? "*" : situ_rows_text(from, source, "id"), *industry = c->industry ? c->industry : word(m, "all");
    char id[400];
    snprintf(id, sizeof id, "%.180s|%.180s", region_id ? region_id : region, c->industry ? c->industry : "*");
    for (int level = 0; level < LEVELS; level++)
        all += sum.n[level];
    SITU_TRY(situ_table_add_row(out, &row, err));
    SITU_TRY(situ_table_set_text(out, row, k->id, id, err));
    SITU_TRY(situ_table_set_text(out, row, k->region, region, err));
    if (c->region != SIZE_MAX)
        SITU_TRY(situ_rows_copy(out, row, k->region_id, from, source, "id", err));
    SITU_TRY(situ_table_set_text(out, row, k->industry, industry, err));
    SITU_TRY(situ_table_set_text(out, row, k->kind, word(m, c->kind), err));
    situ_table_set_int(out, row, k->level, c->level);
    for (int level = 0; level < LEVELS; level++)
        situ_table_set_int(out, row, k->n[level], sum.n[level]);
    situ_table_set_int(out, row, k->points, (int64_t)all);
    SITU_TRY(set_reason(out, row, k->reason, m, c, &sum, err));
    // A cell without points is nobody's fault: only a whole region has reported or not.
    bool whole = !c->industry && c->region != SIZE_MAX;
    const char *state = all == 0 && !whole ? word(m, "no_points")
                                           : situ_rating_status_word(m->r, situ_rating_status(m->r, &sum, whole ? situ_rows_text(from, source, "name") : NULL));
    SITU_TRY(situ_table_set_text(out, row, k->state, state, err));
done:
    return status;
}

// The county as a whole; of the rules that follow only R-FLOOR's red points can be said of it.
static situ_status add_total(situ_table *out, const columns *k, const matrix *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rating *r = m->r;
    const situ_tally sum = situ_rating_sum(r->all, r->industry_count);
    situ_str reason;
    situ_str_init(&reason);
    cell c = {.kind = "total", .region = SIZE_MAX, .tallies = r->all, .count = r->industry_count, .level = situ_rating_level(r, r->all, 0, r->industry_count, NULL)};
    if (m->modified->used[SITU_MODIFY_FLOOR] && sum.n[1] > 0 && c.level > 2) {
        SITU_TRY(situ_rating_reason(&reason, r, c.tallies, 0, c.count, err));
        situ_str_addf(&reason, "; R-FLOOR %s%u %s→%s", situ_level_word(r->in->rules, 1), (unsigned)sum.n[1], situ_level_word(r->in->rules, c.level), situ_level_word(r->in->rules, 2));
        c.level = 2;
        c.reason = reason.data;
    }
    SITU_TRY(add_cell(out, k, m, &c, err));
done:
    situ_str_free(&reason);
    return status;
}

static situ_status write_cells(const matrix *m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    const situ_rating *r = m->r;
    columns k;
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &k.id}, {"region", SITU_TYPE_TEXT, &k.region}, {"region_id", SITU_TYPE_TEXT, &k.region_id}, {"industry", SITU_TYPE_TEXT, &k.industry},
        {"kind", SITU_TYPE_TEXT, &k.kind}, {"level", SITU_TYPE_INT, &k.level}, {"n0", SITU_TYPE_INT, &k.n[0]}, {"n1", SITU_TYPE_INT, &k.n[1]},
        {"n2", SITU_TYPE_INT, &k.n[2]}, {"n3", SITU_TYPE_INT, &k.n[3]}, {"n4", SITU_TYPE_INT, &k.n[4]}, {"points", SITU_TYPE_INT, &k.points},
        {"level_reason", SITU_TYPE_TEXT, &k.reason}, {"status", SITU_TYPE_TEXT, &k.state}, {0}};
    SITU_TRY(situ_rows_table(&out, "cells", 0, list, err));
    for (size_t at = 0; at < r->region_count; at++) {
        size_t i = m->order[at];
        const situ_tally *tallies = situ_rating_region(r, i);
        for (size_t j = 0; j < r->industry_count; j++) {
            const cell c = {.kind = "cell", .region = i, .industry = r->industry[j], .tallies = tallies + j, .first = j, .count = 1,
                            .level = situ_rating_level(r, tallies + j, j, 1, NULL)};
            SITU_TRY(add_cell(out, &k, m, &c, err));
        }
        const cell all = {.kind = "region", .region = i, .tallies = tallies, .count = r->industry_count, .level = m->modified->items[i].level,
                          .reason = m->modified->items[i].reason};
        SITU_TRY(add_cell(out, &k, m, &all, err));
    }
    for (size_t j = 0; j < r->industry_count; j++) {
        const cell c = {.kind = "industry", .region = SIZE_MAX, .industry = r->industry[j], .tallies = r->all + j, .first = j, .count = 1,
                        .level = situ_rating_level(r, r->all + j, j, 1, NULL)};
        SITU_TRY(add_cell(out, &k, m, &c, err));
    }
    SITU_TRY(add_total(out, &k, m, err));
    SITU_TRY(situ_rows_finish(m->out, &out, "cells", err));
done:
    situ_table_free(out);
    return status;
}

// --- wide ---

static bool is_empty(const situ_tally *t) { return t->n[0] + t->n[1] + t->n[2] + t->n[3] + t->n[4] == 0; }

static situ_status write_wide(const matrix *m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    const situ_rating *r = m->r;
    const situ_table *from = r->regions, *cells = situ_bundle_table(m->out, "cells");
    size_t id, name, sort, level, row, *column = situ_malloc((r->industry_count + 1) * sizeof *column);
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"sort", SITU_TYPE_INT, &sort}, {"level", SITU_TYPE_INT, &level}, {0}};
    SITU_TRY_ALLOC(column);
    SITU_TRY(situ_rows_table(&out, "wide", r->in->epsg, list, err));
    for (size_t j = 0; j < r->industry_count; j++)
        SITU_TRY(situ_table_add_column(out, r->industry[j], SITU_TYPE_INT, &column[j], err));
    for (size_t at = 0; at <= r->region_count; at++) {
        bool total = at == r->region_count;
        size_t i = total ? 0 : m->order[at], source = total ? 0 : situ_regions_row(r->set, i);
        const situ_tally *tallies = total ? r->all : situ_rating_region(r, i);
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(total ? situ_table_set_text(out, row, id, "*", err) : situ_rows_copy(out, row, id, from, source, "id", err));
        SITU_TRY(situ_table_set_text(out, row, name, total ? word(m, "all") : situ_rows_name(from, source), err));
        if (!total)
            situ_table_set_int(out, row, sort, situ_rows_int(from, source, "sort"));
        situ_table_set_int(out, row, level, total ? situ_rows_int(cells, cells->row_count - 1, "level") : m->modified->items[i].level);
        for (size_t j = 0; j < r->industry_count; j++)
            if (!is_empty(&tallies[j]))
                situ_table_set_int(out, row, column[j], situ_rating_level(r, tallies + j, j, 1, NULL));
        const situ_geometry *g = total ? NULL : situ_table_geometry(from, source);
        SITU_TRY(situ_rows_set_shape(out, row, g && g->kind == SITU_GEOM_POLYGON ? g : NULL, err));
    }
    SITU_TRY(situ_rows_finish(m->out, &out, "wide", err));
done:
    situ_free(column);
    situ_table_free(out);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *params_, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    situ_rating *rating = NULL;
    situ_modified *modified = NULL;
    matrix m = {.out = out, .p = p};
    SITU_TRY(situ_op_check(&situ_op_matrix, in, err));
    SITU_TRY(situ_rating_new(&rating, in, &p->rating, report, err));
    SITU_TRY(situ_modify_run(&modified, rating, &p->modify, report, job, err));
    m.r = rating;
    m.modified = modified;
    SITU_TRY(order_regions(&m, err));
    SITU_TRY(write_cells(&m, err));
    SITU_TRY(write_wide(&m, err));
done:
    situ_free(m.order);
    situ_modified_free(modified);
    situ_rating_free(rating);
    return status;
}

const situ_op situ_op_matrix = {
    .name = "matrix",
    .version = 1,
    .summary = N_("level of every industry in every region, with totals"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .dated = true,
    .run = run,
};

// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_UNIT_ANALYSIS_FIXTURE_H
#define SITU_TESTS_UNIT_ANALYSIS_FIXTURE_H

// Runs an op on tables written as text. The first line names the columns with their type behind a
// colon (t text, i int, r real; xy = point "x y"; box = rectangle "x0 y0 x1 y1"; line = "x y x y ..."); empty cells
// are null.

#include <math.h>

#include "analysis/op.h"
#include "base/alloc.h"
#include "support/check.h"

enum { FIXTURE_EPSG = 4545, FIXTURE_COLUMNS = 24 };

typedef struct fixture {
    situ_resources resources;
    situ_rules *rules;
    situ_bundle *in, *out;
    situ_report *report;
    situ_arena *arena;
    situ_error err;
    const char *as_of;    // day of the data, NULL = not known
    uint64_t allocations; // of the last run
} fixture;

static inline void fixture_begin(fixture *f)
{
    memset(f, 0, sizeof *f);
    CHECK_OK(situ_resources_init(&f->resources, SITU_SOURCE_DIR "/styles", NULL, NULL, &f->err), f->err);
    CHECK_OK(situ_rules_load(&f->rules, &f->resources, &f->err), f->err);
    CHECK_OK(situ_bundle_new(&f->in, "internal", "", &f->err), f->err);
    CHECK_OK(situ_bundle_new(&f->out, "internal", "", &f->err), f->err);
    f->report = situ_report_new();
    f->arena = situ_arena_new();
    assert_true(f->report && f->arena);
}

static inline void fixture_end(fixture *f)
{
    situ_bundle_free(f->in);
    situ_bundle_free(f->out);
    situ_report_free(f->report);
    situ_arena_free(f->arena);
    situ_rules_free(f->rules);
    situ_resources_free(&f->resources);
}

static inline situ_geometry *fixture_line(fixture *f, const char *cell)
{
    double v[64];
    size_t n = 0;
    situ_geometry *g = NULL;
    for (char *end; n < 64 && (v[n] = strtod(cell, &end), end != cell); n++)
        cell = end;
    assert_true(n >= 4 && n % 2 == 0 && !*cell);
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_LINE, 1, (uint32_t)(n / 2), &f->err), f->err);
    memcpy(g->xy, v, n * sizeof *v);
    situ_geometry_update_box(g);
    return g;
}

// kind: first letter of xy, box, line.
static inline situ_geometry *fixture_shape(fixture *f, const char *cell, char kind)
{
    double v[4];
    situ_geometry *g = NULL;
    if (!*cell)
        return NULL;
    if (kind == 'l')
        return fixture_line(f, cell);
    if (kind == 'x') {
        assert_int_equal(sscanf(cell, "%lf %lf", &v[0], &v[1]), 2);
        CHECK_OK(situ_geometry_point(&g, v[0], v[1], &f->err), f->err);
        return g;
    }
    assert_int_equal(sscanf(cell, "%lf %lf %lf %lf", &v[0], &v[1], &v[2], &v[3]), 4);
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, &f->err), f->err);
    const double ring[] = {v[0], v[1], v[2], v[1], v[2], v[3], v[0], v[3], v[0], v[1]};
    memcpy(g->xy, ring, sizeof ring);
    g->part_start[1] = 5;
    situ_geometry_update_box(g);
    return g;
}

static inline void fixture_table(fixture *f, const char *role, const char *text)
{
    situ_table *t = NULL;
    size_t column[FIXTURE_COLUMNS], count = 0, row = 0, n;
    char kind[FIXTURE_COLUMNS];
    bool header = true;
    CHECK_OK(situ_table_new(&t, role, FIXTURE_EPSG, &f->err), f->err);
    while (*text) {
        size_t line = strcspn(text, "\n"), at = 0;
        if (!header)
            CHECK_OK(situ_table_add_row(t, &row, &f->err), f->err);
        for (n = 0; at <= line; n++) {
            char cell[200];
            size_t bytes = strcspn(text + at, "|\n");
            assert_true(bytes < sizeof cell);
            memcpy(cell, text + at, bytes);
            cell[bytes] = '\0';
            at += bytes + 1;
            if (header) {
                char *colon = strchr(cell, ':');
                assert_true(colon && n < FIXTURE_COLUMNS);
                kind[n] = colon[1];
                *colon = '\0';
                if (!strchr("xbl", kind[n]))
                    CHECK_OK(situ_table_add_column(t, cell, kind[n] == 't' ? SITU_TYPE_TEXT : kind[n] == 'i' ? SITU_TYPE_INT : SITU_TYPE_REAL, &column[n], &f->err), f->err);
                count = n + 1;
            } else if (strchr("xbl", kind[n])) {
                if (*cell) // several such columns: the one that is filled in
                    CHECK_OK(situ_table_set_geometry(t, row, fixture_shape(f, cell, kind[n]), &f->err), f->err);
            } else if (*cell && kind[n] == 't')
                CHECK_OK(situ_table_set_text(t, row, column[n], cell, &f->err), f->err);
            else if (*cell && kind[n] == 'i')
                situ_table_set_int(t, row, column[n], atoll(cell));
            else if (*cell)
                situ_table_set_real(t, row, column[n], strtod(cell, NULL));
        }
        assert_int_equal(n, count);
        header = false;
        text += line + (text[line] == '\n');
    }
    CHECK_OK(situ_bundle_add_table(f->in, t, &f->err), f->err);
}

// settings: name, value, ... NULL. fail_at: the allocation of the run itself that fails, 0 = none.
static inline situ_status fixture_try_armed(fixture *f, const char *op_name, const char *const *settings, uint64_t fail_at)
{
    const situ_op *op = situ_op_find(op_name);
    assert_non_null(op);
    void *params = situ_arena_alloc(f->arena, op->params_size);
    assert_non_null(params);
    CHECK_OK(situ_props_default(params, op->props, f->arena, &f->err), f->err);
    for (; settings && *settings; settings += 2)
        CHECK_OK(situ_props_set(params, op->props, settings[0], settings[1], f->arena, &f->err), f->err);
    const situ_op_input in = {.bundle = f->in, .epsg = FIXTURE_EPSG, .rules = f->rules, .as_of = f->as_of};
    (void)situ_alloc_count();
    situ_alloc_fail_at(fail_at, false);
    situ_status status = op->run(f->out, &in, params, f->report, NULL, &f->err);
    situ_alloc_fail_at(0, false);
    f->allocations = situ_alloc_count();
    return status;
}
static inline situ_status fixture_try(fixture *f, const char *op_name, const char *const *settings)
{
    return fixture_try_armed(f, op_name, settings, 0);
}

#define FIXTURE_SET(...) ((const char *const[]){__VA_ARGS__, NULL})

static inline void fixture_run(fixture *f, const char *op_name, const char *const *settings)
{
    CHECK_OK(fixture_try(f, op_name, settings), f->err);
}

static inline size_t fixture_row(const situ_table *t, const char *column, const char *key)
{
    assert_non_null(t);
    for (size_t row = 0; row < t->row_count; row++)
        if (situ_streq(situ_table_text(t, row, situ_table_find(t, column)), key))
            return row;
    fail_msg("no row with %s = %s", column, key);
    return 0;
}

static inline long fixture_int(const situ_table *t, const char *key, const char *column)
{
    return (long)situ_table_int(t, fixture_row(t, "id", key), situ_table_find(t, column));
}
static inline double fixture_real(const situ_table *t, const char *key, const char *column)
{
    return situ_table_real(t, fixture_row(t, "id", key), situ_table_find(t, column));
}
static inline const char *fixture_text(const situ_table *t, const char *key, const char *column)
{
    const char *text = situ_table_text(t, fixture_row(t, "id", key), situ_table_find(t, column));
    return text ? text : "";
}
static inline size_t fixture_issues(const fixture *f, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(f->report); i++)
        n += situ_streq(situ_report_get(f->report, i)->rule, rule);
    return n;
}

#endif

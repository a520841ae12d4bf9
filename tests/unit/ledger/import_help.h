// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_IMPORT_HELP_H
#define SITU_TESTS_IMPORT_HELP_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "unit/ledger/zip_writer.h"

// A folder of its own for every test program, removed at its end.
static char help_dir[64];
static inline int help_setup(void **state)
{
    (void)state;
    snprintf(help_dir, sizeof help_dir, "/tmp/situ-ledger-XXXXXX");
    return mkdtemp(help_dir) ? 0 : -1;
}
static inline int help_teardown(void **state)
{
    (void)state;
    return situ_remove_tree(help_dir, NULL) == SITU_OK ? 0 : -1;
}
static inline const char *help_path(const char *name)
{
    static char path[4][160];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", help_dir, name);
    return path[turn];
}
static inline const char *help_write(const char *name, const char *text)
{
    const char *path = help_path(name);
    write_bytes(path, text, strlen(text));
    return path;
}

typedef struct imported {
    situ_bundle *bundle;
    situ_report *report;
    situ_error err;
    situ_status status;
} imported;

static inline imported import_file(const char *path, const situ_ledger_options *options)
{
    imported in = {.report = situ_report_new()};
    situ_ledger_result *result = NULL;
    in.status = situ_ledger_read(&result, path, options, in.report, NULL, &in.err);
    in.bundle = situ_ledger_result_take(result);
    return in;
}
static inline void import_free(imported *in)
{
    situ_bundle_free(in->bundle);
    situ_report_free(in->report);
}
// Fails the test with the error's text unless the import went well.
static inline situ_table *import_table(const imported *in, const char *table)
{
    if (in->status != SITU_OK) {
        char text[2048];
        situ_error_format(&in->err, text, sizeof text);
        fail_msg("import failed: %s", text);
    }
    situ_table *t = situ_bundle_table(in->bundle, table);
    if (!t)
        fail_msg("no table %s", table);
    return t;
}
static inline const char *text_at(const situ_table *t, size_t row, const char *column)
{
    int c = situ_table_find(t, column);
    if (c < 0 || row >= t->row_count)
        fail_msg("no %s in row %zu", column, row);
    return situ_table_text(t, row, c);
}
static inline double real_at(const situ_table *t, size_t row, const char *column)
{
    int c = situ_table_find(t, column);
    if (c < 0 || row >= t->row_count)
        fail_msg("no %s in row %zu", column, row);
    return situ_table_real(t, row, c);
}
static inline long long int_at(const situ_table *t, size_t row, const char *column)
{
    int c = situ_table_find(t, column);
    if (c < 0 || row >= t->row_count)
        fail_msg("no %s in row %zu", column, row);
    return (long long)situ_table_int(t, row, c);
}
static inline bool null_at(const situ_table *t, size_t row, const char *column)
{
    return situ_table_is_null(t, row, situ_table_find(t, column));
}
static inline void assert_at(const situ_table *t, size_t row, const char *column, const char *want)
{
    const char *got = text_at(t, row, column);
    if (!got || strcmp(got, want) != 0)
        fail_msg("row %zu %s is \"%s\", want \"%s\"", row, column, got ? got : "null", want);
}
static inline void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("got %.9f, want %.9f", got, want);
}
static inline void assert_point(const situ_table *t, size_t row, double lon, double lat, double tolerance)
{
    const situ_geometry *g = situ_table_geometry(t, row);
    if (!g)
        fail_msg("row %zu has no geometry", row);
    assert_near(g->xy[0], lon, tolerance);
    assert_near(g->xy[1], lat, tolerance);
}
// First finding of a rule (and cell, when not NULL); NULL when there is none.
static inline const situ_issue *find_issue(const imported *in, const char *rule, const char *cell)
{
    for (size_t i = 0; i < situ_report_count(in->report); i++) {
        const situ_issue *issue = situ_report_get(in->report, i);
        if (strcmp(issue->rule, rule) == 0 && (!cell || (issue->cell && strcmp(issue->cell, cell) == 0)))
            return issue;
    }
    return NULL;
}
static inline const situ_issue *want_issue(const imported *in, const char *rule, const char *cell)
{
    const situ_issue *issue = find_issue(in, rule, cell);
    if (!issue)
        fail_msg("no finding %s at %s", rule, cell ? cell : "any cell");
    return issue;
}
// Sum over all sheets of one fate, and the books must balance.
static inline size_t fate_count(const imported *in, char fate)
{
    size_t sum = 0;
    for (size_t i = 0; i < situ_report_source_count(in->report); i++) {
        const situ_source_count *c = situ_report_source(in->report, i);
        assert_int_equal(c->read, c->used + c->repaired + c->rejected + c->skipped);
        sum += fate == 'u' ? c->used : fate == 'p' ? c->repaired : fate == 'x' ? c->rejected : fate == 's' ? c->skipped : c->read;
    }
    return sum;
}

#endif

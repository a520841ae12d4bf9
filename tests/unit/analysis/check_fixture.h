// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_UNIT_ANALYSIS_CHECK_FIXTURE_H
#define SITU_TESTS_UNIT_ANALYSIS_CHECK_FIXTURE_H

// Runs a check on ledgers written as text (fixture.h), by name of the table.

#include "analysis/check.h"
#include "unit/analysis/fixture.h"

typedef struct outcome { size_t objects, unknown, findings; char note[320]; } outcome;

static inline const situ_check *check_named(const char *name)
{
    for (const situ_check *const *k = situ_check_registry; *k; k++)
        if (strcmp((*k)->name, name) == 0)
            return *k;
    fail_msg("there is no check %s", name);
    return NULL;
}

static inline situ_status check_try(fixture *f, const char *name, const char *as_of, outcome *o)
{
    situ_check_call call = {.check = check_named(name), .bundle = f->in, .rules = f->rules, .as_of = as_of, .report = f->report};
    size_t before = situ_report_count(f->report);
    situ_status status = call.check->run(&call, &f->err);
    *o = (outcome){.objects = call.objects, .unknown = call.unknown, .findings = situ_report_count(f->report) - before};
    memcpy(o->note, call.note, sizeof o->note);
    return status;
}

static inline outcome check_run(fixture *f, const char *name, const char *as_of)
{
    outcome o;
    CHECK_OK(check_try(f, name, as_of, &o), f->err);
    return o;
}

// The finding of a check whose message or value holds part; fails when there is none.
static inline const situ_issue *finding(const fixture *f, const char *rule, const char *part)
{
    for (size_t i = 0; i < situ_report_count(f->report); i++) {
        const situ_issue *issue = situ_report_get(f->report, i);
        if (strcmp(issue->rule, rule) == 0 && (strstr(issue->message, part) || (issue->old_value && strstr(issue->old_value, part))))
            return issue;
    }
    fail_msg("%s says nothing of \"%s\"", rule, part);
    return NULL;
}

static inline bool says(const fixture *f, const char *rule, const char *part)
{
    for (size_t i = 0; i < situ_report_count(f->report); i++) {
        const situ_issue *issue = situ_report_get(f->report, i);
        if (strcmp(issue->rule, rule) == 0 && strstr(issue->message, part))
            return true;
    }
    return false;
}

#define CHECK_COUNTS(o, objects_, unknown_, findings_)                                                         \
    do {                                                                                                       \
        if ((o).objects != (size_t)(objects_) || (o).unknown != (size_t)(unknown_) || (o).findings != (size_t)(findings_)) \
            fail_msg("%s:%d: %zu objects, %zu unknown, %zu findings; wanted %d, %d, %d (%s)", __FILE__, __LINE__, (o).objects, (o).unknown, \
                     (o).findings, (int)(objects_), (int)(unknown_), (int)(findings_), (o).note);              \
    } while (0)

#endif

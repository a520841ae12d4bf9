// SPDX-License-Identifier: MIT
#include "base/report.h"
#include "support/check.h"

static void add(situ_report *report, situ_severity severity, const char *rule, long row)
{
    situ_error err;
    char rule_copy[32], message[32];
    snprintf(rule_copy, sizeof rule_copy, "%s", rule);
    snprintf(message, sizeof message, "第%ld行", row);
    situ_issue issue = {.severity = severity, .rule = rule_copy, .file = "a.xlsx", .row = row, .message = message};
    CHECK_OK(situ_report_add(report, &issue, &err), err);
    memset(rule_copy, 'x', sizeof rule_copy - 1); // the report has its own copy
    memset(message, 'x', sizeof message - 1);
}

static void report__keeps_findings_in_order(void **state)
{
    (void)state;
    situ_report *report = situ_report_new();
    assert_non_null(report);
    for (long row = 1; row <= 1000; row++)
        add(report, row % 10 == 0 ? SITU_ERROR : row % 2 ? SITU_INFO : SITU_WARN, "SWAPPED_LONLAT", row);
    assert_int_equal(situ_report_count(report), 1000);
    assert_int_equal(situ_report_problems(report), 500);
    const situ_issue *issue = situ_report_get(report, 41);
    assert_string_equal(issue->rule, "SWAPPED_LONLAT");
    assert_string_equal(issue->message, "第42行");
    assert_int_equal(issue->row, 42);
    assert_int_equal(issue->severity, SITU_WARN);
    assert_null(issue->sheet);
    assert_null(situ_report_get(report, 1000));
    situ_report_free(report);
}

static void fate(situ_report *report, const char *file, const char *sheet, const char *table, situ_fate f, int times)
{
    situ_error err;
    for (int i = 0; i < times; i++)
        CHECK_OK(situ_report_fate(report, file, sheet, table, f, &err), err);
}

static void report__counts_the_fate_of_every_row(void **state)
{
    (void)state;
    situ_report *report = situ_report_new();
    fate(report, "a.xlsx", "S1", "risk_point", SITU_FATE_USED, 5);
    fate(report, "a.xlsx", "S2", "risk_point", SITU_FATE_REPAIRED, 2);
    fate(report, "a.xlsx", "S1", "risk_point", SITU_FATE_REJECTED, 3);
    fate(report, "a.xlsx", NULL, "risk_point", SITU_FATE_SKIPPED, 1);
    fate(report, "a.xlsx", "S1", "depot", SITU_FATE_SKIPPED, 4);
    assert_int_equal(situ_report_source_count(report), 4);
    const situ_source_count *s = situ_report_source(report, 0);
    assert_string_equal(s->sheet, "S1");
    assert_int_equal(s->read, 8);
    assert_int_equal(s->used, 5);
    assert_int_equal(s->rejected, 3);
    assert_null(situ_report_source(report, 2)->sheet);
    for (size_t i = 0; i < 4; i++) {
        s = situ_report_source(report, i);
        assert_int_equal(s->read, s->used + s->repaired + s->rejected + s->skipped);
    }
    assert_null(situ_report_source(report, 4));
    situ_report_free(report);
}

static void report__merge_adds_everything(void **state)
{
    (void)state;
    situ_error err;
    situ_report *a = situ_report_new(), *b = situ_report_new();
    add(a, SITU_WARN, "A", 1);
    fate(a, "a.xlsx", "S", "t", SITU_FATE_USED, 2);
    add(b, SITU_ERROR, "B", 2);
    fate(b, "b.csv", NULL, "t", SITU_FATE_REJECTED, 1);
    fate(b, "a.xlsx", "S", "t", SITU_FATE_REPAIRED, 3);
    CHECK_OK(situ_report_merge(a, b, &err), err);
    situ_report_free(b); // nothing is borrowed from it
    assert_int_equal(situ_report_count(a), 2);
    assert_string_equal(situ_report_get(a, 1)->rule, "B");
    assert_int_equal(situ_report_source_count(a), 2);
    assert_int_equal(situ_report_source(a, 0)->read, 5);
    assert_int_equal(situ_report_source(a, 0)->repaired, 3);
    CHECK_OK(situ_report_merge(a, a, &err), err); // with itself: doubled
    assert_int_equal(situ_report_count(a), 4);
    assert_int_equal(situ_report_problems(a), 4);
    assert_int_equal(situ_report_source(a, 0)->read, 10);
    assert_int_equal(situ_report_source_count(a), 2);
    situ_report_free(a);
    situ_report_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__keeps_findings_in_order),
        cmocka_unit_test(report__counts_the_fate_of_every_row),
        cmocka_unit_test(report__merge_adds_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Reading in a process of its own gives what reading here gives.
#include "unit/ledger/import_help.h"

#include "support/check.h"

#include "ledger/sheets.h"
#include "source/source.h"

static void equal_text(const char *a, const char *b)
{
    if (!situ_streq(a, b))
        fail_msg("\"%s\" is not \"%s\"", a ? a : "(null)", b ? b : "(null)");
}

static void equal_reports(const situ_report *a, const situ_report *b)
{
    assert_int_equal(situ_report_count(a), situ_report_count(b));
    for (size_t i = 0; i < situ_report_count(a); i++) {
        const situ_issue *x = situ_report_get(a, i), *y = situ_report_get(b, i);
        assert_int_equal(x->severity, y->severity);
        assert_int_equal(x->row, y->row);
        equal_text(x->rule, y->rule);
        equal_text(x->cell, y->cell);
        equal_text(x->old_value, y->old_value);
        equal_text(x->new_value, y->new_value);
        equal_text(x->message, y->message);
        equal_text(x->cure, y->cure);
    }
    assert_int_equal(situ_report_source_count(a), situ_report_source_count(b));
    for (size_t i = 0; i < situ_report_source_count(a); i++) {
        const situ_source_count *x = situ_report_source(a, i), *y = situ_report_source(b, i);
        equal_text(x->sheet, y->sheet);
        equal_text(x->table, y->table);
        assert_int_equal(x->read, y->read);
        assert_int_equal(x->repaired, y->repaired);
        assert_int_equal(x->rejected, y->rejected);
    }
}

static void equal_sheets(const situ_sheets *a, const situ_sheets *b)
{
    assert_int_equal(a == NULL, b == NULL);
    assert_int_equal(a ? a->count : 0, b ? b->count : 0);
    for (size_t i = 0; a && i < a->count; i++) {
        const situ_sheet *x = &a->items[i], *y = &b->items[i];
        equal_text(x->name, y->name);
        assert_int_equal(x->row_count, y->row_count);
        assert_int_equal(x->column_count, y->column_count);
        assert_int_equal(x->merge_count, y->merge_count);
        for (size_t m = 0; m < x->merge_count; m++)
            assert_memory_equal(&x->merges[m], &y->merges[m], sizeof x->merges[m]);
        for (size_t c = 0; c < (size_t)x->row_count * x->column_count; c++) {
            assert_int_equal(x->cells[c].kind, y->cells[c].kind);
            assert_int_equal(x->cells[c].merged_fill, y->cells[c].merged_fill);
            equal_text(x->cells[c].text, y->cells[c].text);
            assert_true(x->cells[c].number == y->cells[c].number);
        }
    }
}

static void equal_parts(const situ_ledger_result *a, const situ_ledger_result *b)
{
    assert_int_equal(a->part_count, b->part_count);
    for (size_t i = 0; i < a->part_count; i++) {
        const situ_ledger_part *x = &a->parts[i], *y = &b->parts[i];
        equal_text(x->sheet, y->sheet);
        assert_ptr_equal(x->schema, y->schema);
        assert_int_equal(x->header_last, y->header_last);
        assert_int_equal(x->last_row, y->last_row);
        assert_int_equal(x->column_count, y->column_count);
        for (uint32_t c = 0; x->columns && c < x->column_count; c++) {
            equal_text(x->columns[c].header, y->columns[c].header);
            equal_text(x->columns[c].field, y->columns[c].field);
            equal_text(x->columns[c].how, y->columns[c].how);
        }
    }
}

static void compare(const char *path)
{
    const situ_ledger_options options = {.data_as_of = "2026-06-30", .keep_cells = true};
    situ_ledger_result *here = NULL, *apart = NULL;
    situ_report *a = situ_report_new(), *b = situ_report_new();
    situ_error err = {0};
    situ_str x, y;
    CHECK_OK(situ_ledger_read(&here, path, &options, a, NULL, &err), err);
    CHECK_OK(situ_ledger_read_apart(&apart, path, &options, b, NULL, &err), err);
    situ_str_init(&x);
    situ_str_init(&y);
    CHECK_OK(situ_bundle_dump(here->bundle, &x, &err), err);
    CHECK_OK(situ_bundle_dump(apart->bundle, &y, &err), err);
    assert_string_equal(x.data, y.data);
    equal_reports(a, b);
    equal_parts(here, apart);
    equal_sheets(here->sheets, apart->sheets);
    situ_str_free(&x);
    situ_str_free(&y);
    situ_ledger_result_free(here);
    situ_ledger_result_free(apart);
    situ_report_free(a);
    situ_report_free(b);
}

static void apart__gives_what_reading_here_gives(void **state)
{
    (void)state;
    compare(SITU_SOURCE_DIR "/data-samples/ledgers/风险点台账.xlsx");
    compare(SITU_SOURCE_DIR "/data-samples/ledgers/应急物资储备库.xlsx");
    compare(SITU_SOURCE_DIR "/data-samples/ledgers/应急物资明细.csv");
    compare(SITU_SOURCE_DIR "/data-samples/base/regions.gpkg");
}

static void apart__errors_keep_file_and_cure(void **state)
{
    (void)state;
    situ_ledger_result *result = NULL;
    situ_report *report = situ_report_new();
    situ_error err = {0};
    const char *path = help_write("odd.csv", "甲,乙,丙\n1,2,3\n");
    CHECK_FAILS(SITU_E_SCHEMA, situ_ledger_read_apart(&result, path, NULL, report, NULL, &err), err);
    assert_string_equal(err.file, path);
    CHECK_HOLDS(err.cause, "header");
    assert_true(err.cure[0] != '\0');
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_ledger_read_apart(&result, help_path("none.xlsx"), NULL, report, NULL, &err), err);
    assert_null(result);
    situ_report_free(report);
}

int main(void)
{
    situ_error err = {0};
    if (situ_source_init(&err) != SITU_OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apart__gives_what_reading_here_gives),
        cmocka_unit_test(apart__errors_keep_file_and_cure),
    };
    return cmocka_run_group_tests_name("apart", tests, help_setup, help_teardown);
}

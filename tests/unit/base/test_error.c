// SPDX-License-Identifier: MIT
#include <errno.h>

#include "base/str.h"
#include "base/utf8.h"
#include "support/check.h"

static void error__formats_place_cause_and_cure(void **state)
{
    (void)state;
    situ_error err;
    char line[2048];
    situ_fail(&err, SITU_E_FORMAT, "write 31.5", "\"%s\" is no latitude", "三十一");
    situ_error_at(&err, "风险点.xlsx", "Sheet1", "C7", 7, 0);
    situ_error_format(&err, line, sizeof line);
    assert_string_equal(line, "风险点.xlsx, sheet Sheet1, cell C7: \"三十一\" is no latitude. write 31.5");
}

static void error__text_file_place_is_line_and_column(void **state)
{
    (void)state;
    situ_error err;
    char line[512];
    situ_fail(&err, SITU_E_SCHEMA, NULL, "unknown key");
    situ_error_at(&err, "risk.yaml", NULL, NULL, 12, 5);
    situ_error_format(&err, line, sizeof line);
    assert_string_equal(line, "risk.yaml:12:5: unknown key");
}

static void error__row_without_cell(void **state)
{
    (void)state;
    situ_error err;
    char line[512];
    situ_fail(&err, SITU_E_SCHEMA, NULL, "no name");
    situ_error_at(&err, "a.csv", NULL, NULL, 3, 0);
    situ_error_format(&err, line, sizeof line);
    assert_string_equal(line, "a.csv, row 3: no name");
}

static void error__place_is_kept_once_set(void **state)
{
    (void)state;
    situ_error err;
    situ_fail(&err, SITU_E_IO, NULL, "x");
    assert_int_equal(situ_error_at(&err, "inner.csv", NULL, NULL, 4, 0), SITU_E_IO);
    situ_error_at(&err, "outer.csv", "S", NULL, 9, 2);
    assert_string_equal(err.file, "inner.csv");
    assert_string_equal(err.sheet, "S");
    assert_int_equal(err.row, 4);
    assert_int_equal(err.column, 2);
    situ_fail(&err, SITU_E_IO, NULL, "again"); // a new failure starts without a place
    assert_string_equal(err.file, "");
    assert_int_equal(err.row, 0);
}

static void error__is_one_line(void **state)
{
    (void)state;
    situ_error err;
    char line[128];
    situ_fail(&err, SITU_E_FORMAT, NULL, "a\nb\tc");
    situ_error_format(&err, line, sizeof line);
    assert_string_equal(line, "a b c");
}

static void error__long_texts_end_on_a_whole_character(void **state)
{
    (void)state;
    situ_error err;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "x");
    for (int i = 0; i < 1000; i++)
        situ_str_add(&s, "灾");
    situ_fail(&err, SITU_E_FORMAT, s.data, "%s", s.data);
    situ_error_at(&err, s.data, s.data, NULL, 0, 0);
    assert_true(situ_utf8_valid(err.cause, strlen(err.cause), NULL));
    assert_int_equal(strlen(err.cause), 1 + 3 * ((sizeof err.cause - 2) / 3));
    assert_true(situ_utf8_valid(err.cure, strlen(err.cure), NULL));
    assert_true(situ_utf8_valid(err.file, strlen(err.file), NULL));
    assert_true(situ_utf8_valid(err.sheet, strlen(err.sheet), NULL));
    for (size_t size = 1; size < 700; size += 7) {
        char line[700];
        situ_error_format(&err, line, size);
        assert_true(strlen(line) < size);
        assert_true(situ_utf8_valid(line, strlen(line), NULL));
    }
    situ_str_free(&s);
}

static void error__may_quote_itself(void **state)
{
    (void)state;
    situ_error err;
    situ_fail(&err, SITU_E_IO, "inner cure", "inner");
    situ_fail(&err, SITU_E_EXTERNAL, err.cure, "outer (%s)", err.cause);
    assert_string_equal(err.cause, "outer (inner)");
    assert_string_equal(err.cure, "inner cure");
    assert_int_equal(err.code, SITU_E_EXTERNAL);
}

static void error__errno_names_file_and_reason(void **state)
{
    (void)state;
    situ_error err;
    errno = ENOSPC;
    assert_int_equal(situ_fail_errno(&err, "out/r.pdf", "cannot write page %d", 2), SITU_E_IO);
    assert_string_equal(err.file, "out/r.pdf");
    CHECK_HOLDS(err.cause, "cannot write page 2: No space left on device");
    CHECK_HOLDS(err.cure, "space");
    errno = ENOENT;
    assert_int_equal(situ_fail_errno(&err, "a", "b"), SITU_E_NOT_FOUND);
}

static void error__null_is_accepted(void **state)
{
    (void)state;
    char line[16] = "x";
    assert_int_equal(situ_fail(NULL, SITU_E_LIMIT, NULL, "x"), SITU_E_LIMIT);
    assert_int_equal(situ_error_at(NULL, "f", NULL, NULL, 1, 1), SITU_OK);
    situ_error_clear(NULL);
    situ_error_format(NULL, line, sizeof line);
    assert_string_equal(line, "");
}

static void error__every_code_has_a_text(void **state)
{
    (void)state;
    assert_string_equal(situ_status_text(SITU_OK), "success");
    assert_string_equal(situ_status_text(SITU_E_CANCELLED), "cancelled");
    assert_string_equal(situ_status_text((situ_status)999), "unknown status");
    assert_string_equal(situ_tr(""), ""); // not the header of the catalogue
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error__formats_place_cause_and_cure),
        cmocka_unit_test(error__text_file_place_is_line_and_column),
        cmocka_unit_test(error__row_without_cell),
        cmocka_unit_test(error__place_is_kept_once_set),
        cmocka_unit_test(error__is_one_line),
        cmocka_unit_test(error__long_texts_end_on_a_whole_character),
        cmocka_unit_test(error__may_quote_itself),
        cmocka_unit_test(error__errno_names_file_and_reason),
        cmocka_unit_test(error__null_is_accepted),
        cmocka_unit_test(error__every_code_has_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// What the analyses share: findings with their place, cells by name, result tables, places.

#include "analysis/rows.h"
#include "unit/analysis/fixture.h"

static const situ_table *table(fixture *f, const char *text)
{
    fixture_table(f, "things", text);
    return situ_bundle_table(f->in, "things");
}

static void rows__a_finding_names_file_sheet_and_row(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    const situ_table *t = table(&f, "id:t|name:t|src_file:t|src_sheet:t|src_row:i\na|甲|台账.xlsx|表一|7\nb|乙|||\n");
    CHECK_OK(situ_rows_tell(f.report, t, 0, SITU_WARN, "A_RULE", "name", "mend it", &f.err, "%s is %d", "甲", 3), f.err);
    CHECK_OK(situ_rows_tell(f.report, t, 1, SITU_INFO, "B_RULE", NULL, NULL, &f.err, "%s", "二"), f.err);
    CHECK_OK(situ_rows_tell(f.report, t, SIZE_MAX, SITU_ERROR, "C_RULE", NULL, NULL, &f.err, "%s", "三"), f.err);
    CHECK_OK(situ_rows_tell(f.report, NULL, SIZE_MAX, SITU_WARN, "D_RULE", NULL, NULL, &f.err, "%s", "四"), f.err);
    CHECK_OK(situ_rows_tell(NULL, t, 0, SITU_WARN, "E_RULE", NULL, NULL, &f.err, "%s", "五"), f.err); // nobody listens
    assert_int_equal(situ_report_count(f.report), 4);
    const situ_issue *a = situ_report_get(f.report, 0), *b = situ_report_get(f.report, 1), *c = situ_report_get(f.report, 2);
    assert_string_equal(a->message, "甲 is 3");
    assert_string_equal(a->file, "台账.xlsx");
    assert_string_equal(a->sheet, "表一");
    assert_int_equal(a->row, 7);
    assert_string_equal(a->table, "things");
    assert_string_equal(a->field, "name");
    assert_string_equal(a->cure, "mend it");
    assert_int_equal(a->severity, SITU_WARN);
    assert_null(b->file);
    assert_int_equal(b->row, 0);
    assert_null(c->file); // about no row
    assert_string_equal(c->table, "things");
    assert_null(situ_report_get(f.report, 3)->table);
    fixture_end(&f);
}

static void rows__cells_by_name(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    const situ_table *t = table(&f, "id:t|title:t|n:i|r:r\na|题|5|1.5\nb|||\n");
    assert_string_equal(situ_rows_text(t, 0, "title"), "题");
    assert_null(situ_rows_text(t, 1, "title"));
    assert_null(situ_rows_text(t, 0, "absent"));
    assert_true(situ_rows_int(t, 0, "n") == 5 && situ_rows_int(t, 1, "n") == SITU_NULL_INT && situ_rows_int(t, 0, "absent") == SITU_NULL_INT);
    assert_true(situ_rows_real(t, 0, "r") == 1.5 && situ_rows_real(t, 0, "n") == 5);
    assert_true(isnan(situ_rows_real(t, 1, "r")) && isnan(situ_rows_real(t, 0, "absent")));
    assert_string_equal(situ_rows_name(t, 0), "题");
    assert_string_equal(situ_rows_name(t, 1), "b"); // its number, when it has no name
    fixture_end(&f);
}

static void rows__names_in_the_order_of_their_columns(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    const situ_table *t = table(&f, "id:t|item:t|title:t|name:t\na|棉被|题|名\nb|棉被||\n||题|\n|||\n");
    assert_string_equal(situ_rows_name(t, 0), "名");
    assert_string_equal(situ_rows_name(t, 1), "棉被");
    assert_string_equal(situ_rows_name(t, 2), "题");
    assert_string_equal(situ_rows_name(t, 3), "");
    fixture_end(&f);
}

static void rows__level_final_wins_and_nonsense_is_none(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    const situ_table *t = table(&f, "level_given:i|level:i|level_final:i\n1|2|3\n1|2|\n1|2|9\n");
    assert_int_equal(situ_rows_level(t, 0), 3);
    assert_int_equal(situ_rows_level(t, 1), 0); // graded, and not assessed: the given level is not taken instead
    assert_int_equal(situ_rows_level(t, 2), 0);
    t = table(&f, "level:t|level_given:i\n县|2\n");
    assert_int_equal(situ_rows_level(t, 0), 2); // a text column of that name is something else
    t = table(&f, "name:t\n甲\n");
    assert_int_equal(situ_rows_level(t, 0), 0);
    fixture_end(&f);
}

static void rows__a_result_table_takes_copies(void **state)
{
    (void)state;
    fixture f;
    situ_table *out = NULL;
    size_t id, count, row;
    fixture_begin(&f);
    const situ_table *t = table(&f, "id:t|name:t|at:b\na|甲|0 0 10 10\nb||\n");
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"count", SITU_TYPE_INT, &count}, {"share", SITU_TYPE_REAL, NULL}, {0}};
    CHECK_OK(situ_rows_table(&out, "made", FIXTURE_EPSG, columns, &f.err), f.err);
    assert_int_equal(out->column_count, 3);
    assert_int_equal(situ_table_find(out, "count"), (int)count);
    for (size_t i = 0; i < 2; i++) {
        CHECK_OK(situ_table_add_row(out, &row, &f.err), f.err);
        CHECK_OK(situ_rows_copy(out, row, id, t, i, "name", &f.err), f.err);
        CHECK_OK(situ_rows_set_shape(out, row, situ_table_geometry(t, i), &f.err), f.err);
    }
    assert_string_equal(situ_table_text(out, 0, (int)id), "甲");
    assert_null(situ_table_text(out, 1, (int)id));
    CHECK_NEAR(situ_geometry_area(situ_table_geometry(out, 0)), 100, 1e-9);
    assert_true(situ_table_geometry(out, 0) != situ_table_geometry(t, 0));
    assert_null(situ_table_geometry(out, 1));
    CHECK_OK(situ_rows_set_point(out, 1, &(situ_point){3, 4}, &f.err), f.err);
    assert_true(situ_table_geometry(out, 1)->xy[1] == 4);
    CHECK_OK(situ_rows_set_point(out, 1, NULL, &f.err), f.err);
    assert_null(situ_table_geometry(out, 1));
    CHECK_OK(situ_rows_finish(f.out, &out, "renamed", &f.err), f.err);
    assert_null(out);
    assert_string_equal(situ_bundle_table(f.out, "renamed")->name, "renamed");
    fixture_end(&f);
}

static void rows__places_are_points_and_the_rest_is_told(void **state)
{
    (void)state;
    fixture f;
    situ_rows_points points;
    fixture_begin(&f);
    const situ_table *t = table(&f, "id:t|name:t|at:xy|area:b|way:line\na|甲|1 2||\nb|乙|||\nc|丙||0 0 100 100|\nd|丁|||0 0 10 0\n");
    CHECK_OK(situ_rows_points_of(&points, t, f.report, "NO_PLACE", &f.err), f.err);
    assert_int_equal(points.count, 3);
    assert_int_equal(points.unplaced, 1);
    assert_int_equal(fixture_issues(&f, "NO_PLACE"), 1);
    static const size_t rows[] = {0, 2, 3};
    static const double xy[] = {1, 2, 50, 50, 5, 0};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(points.row[i], rows[i]);
        CHECK_NEAR(points.xy[2 * i], xy[2 * i], 10);
        CHECK_NEAR(points.xy[2 * i + 1], xy[2 * i + 1], 10);
    }
    situ_rows_points_free(&points);
    CHECK_OK(situ_rows_points_of(&points, NULL, f.report, "NO_PLACE", &f.err), f.err);
    assert_int_equal(points.count, 0);
    situ_rows_points_free(&points);
    fixture_end(&f);
}

static void rows__every_allocation_may_fail(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    const situ_table *t = table(&f, "id:t|name:t|at:xy\na|甲|1 2\nb|乙|\n");
    long failed = 0;
    for (uint64_t nth = 1;; nth++, failed++) {
        situ_rows_points points;
        situ_alloc_fail_at(nth, false);
        situ_status status = situ_rows_points_of(&points, t, f.report, "NO_PLACE", &f.err);
        situ_alloc_fail_at(0, false);
        if (status == SITU_OK) {
            situ_rows_points_free(&points);
            break;
        }
        assert_int_equal(status, SITU_E_NOMEM);
        assert_null(points.xy);
    }
    assert_true(failed >= 3);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__a_finding_names_file_sheet_and_row),
        cmocka_unit_test(rows__cells_by_name),
        cmocka_unit_test(rows__names_in_the_order_of_their_columns),
        cmocka_unit_test(rows__level_final_wins_and_nonsense_is_none),
        cmocka_unit_test(rows__a_result_table_takes_copies),
        cmocka_unit_test(rows__places_are_points_and_the_rest_is_told),
        cmocka_unit_test(rows__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

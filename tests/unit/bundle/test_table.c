// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "bundle/table.h"
#include "support/check.h"

static situ_table *sample(void)
{
    situ_table *t = NULL;
    situ_error err = {0};
    size_t name, people, area, row;
    CHECK_OK(situ_table_new(&t, "town", 4490, &err), err);
    CHECK_OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, &name, &err), err);
    CHECK_OK(situ_table_add_column(t, "people", SITU_TYPE_INT, &people, &err), err);
    for (int i = 0; i < 40; i++) {
        char text[32];
        situ_geometry *g = NULL;
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        snprintf(text, sizeof text, "镇%d", i);
        CHECK_OK(situ_table_set_text(t, row, name, text, &err), err);
        situ_table_set_int(t, row, people, 100 * i);
        if (i % 3 == 0)
            continue;
        CHECK_OK(situ_geometry_point(&g, 108 + i * 0.01, 31, &err), err);
        CHECK_OK(situ_table_set_geometry(t, row, g, &err), err);
    }
    CHECK_OK(situ_table_add_column(t, "area", SITU_TYPE_REAL, &area, &err), err); // after the rows
    situ_table_set_real(t, 7, area, 0.1);
    return t;
}

static void table__keeps_what_it_is_given(void **state)
{
    (void)state;
    char buffer[32];
    situ_table *t = sample();
    assert_int_equal(t->row_count, 40);
    assert_string_equal(situ_table_text(t, 39, 0), "镇39");
    assert_int_equal(situ_table_int(t, 39, 1), 3900);
    CHECK_NEAR(situ_table_real(t, 39, 1), 3900, 0);
    assert_true(situ_table_is_null(t, 6, 2) && isnan(situ_table_real(t, 6, 2)));
    assert_string_equal(situ_table_show(t, 7, 2, buffer), "0.1");
    assert_string_equal(situ_table_show(t, 6, 2, buffer), "");
    assert_string_equal(situ_table_show(t, 7, 1, buffer), "700");
    assert_null(situ_table_geometry(t, 0));
    CHECK_NEAR(situ_table_geometry(t, 1)->xy[0], 108.01, 0);
    assert_int_equal(situ_table_find(t, "area"), 2);
    assert_int_equal(situ_table_find(t, "没有"), -1);
    assert_true(situ_table_is_null(t, 0, -1) && situ_table_text(t, 0, -1) == NULL);
    assert_true(situ_table_int(t, 0, -1) == SITU_NULL_INT && situ_table_int(t, 0, 0) == SITU_NULL_INT);
    situ_table_free(t);
}

static void table__converts_between_numbers(void **state)
{
    (void)state;
    situ_table *t = sample();
    situ_table_set_real(t, 0, 1, 2.6);
    assert_int_equal(situ_table_int(t, 0, 1), 3);
    situ_table_set_real(t, 0, 1, NAN);
    assert_true(situ_table_is_null(t, 0, 1));
    situ_table_set_int(t, 0, 2, SITU_NULL_INT);
    assert_true(situ_table_is_null(t, 0, 2));
    situ_table_set_real(t, 0, 2, 1e300);
    assert_true(situ_table_int(t, 0, 2) == SITU_NULL_INT);
    situ_table_free(t);
}

static void table__reuses_a_column_of_the_same_type_only(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_table *t = sample();
    size_t i = 99;
    CHECK_OK(situ_table_add_column(t, "people", SITU_TYPE_INT, &i, &err), err);
    assert_int_equal(i, 1);
    assert_int_equal(t->column_count, 3);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_table_add_column(t, "people", SITU_TYPE_TEXT, &i, &err), err);
    situ_table_free(t);
}

static void table__copy_transforms_and_keeps_rows(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_table *t = sample(), *copy = NULL;
    const size_t keep[] = {1, 7, 39};
    CHECK_OK(situ_table_copy(&copy, t, 4545, keep, 3, &err), err);
    assert_int_equal(copy->epsg, 4545);
    assert_int_equal(copy->row_count, 3);
    assert_string_equal(situ_table_text(copy, 2, 0), "镇39");
    assert_ptr_not_equal(situ_table_text(copy, 2, 0), situ_table_text(t, 39, 0));
    CHECK_NEAR(situ_table_real(copy, 1, 2), 0.1, 0);
    CHECK_NEAR(situ_table_geometry(copy, 0)->xy[0], 500955, 5); // 0.01 degree east of 108 at 31 N
    assert_null(situ_table_geometry(copy, 2));                  // row 39 has none
    situ_table_free(copy);
    CHECK_OK(situ_table_copy(&copy, t, 0, NULL, 0, &err), err);
    assert_int_equal(copy->row_count, 40);
    assert_int_equal(copy->epsg, 4490);
    CHECK_NEAR(situ_table_geometry(copy, 1)->xy[0], 108.01, 0);
    situ_table_free(copy);
    situ_table_free(t);
}

static void table__columns_of_nulls_take_no_cells(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_table *t = NULL, *copy = NULL;
    enum { ROWS = 1000 };
    CHECK_OK(situ_table_new(&t, "t", 0, &err), err);
    static const situ_type types[] = {SITU_TYPE_TEXT, SITU_TYPE_INT, SITU_TYPE_REAL};
    for (int k = 0; k < 3; k++)
        CHECK_OK(situ_table_add_column(t, (const char *[]){"text", "int", "real"}[k], types[k], NULL, &err), err);
    for (size_t r = 0; r < ROWS; r++) {
        CHECK_OK(situ_table_add_row(t, NULL, &err), err);
        CHECK_OK(situ_table_set_text(t, r, 0, NULL, &err), err); // nulls that are set are nothing
        situ_table_set_int(t, r, 1, SITU_NULL_INT);
        situ_table_set_real(t, r, 2, NAN);
    }
    for (size_t c = 0; c < 3; c++)
        assert_int_equal(t->columns[c].filled, 0);
    CHECK_OK(situ_table_set_text(t, 700, 0, "七百", &err), err);
    situ_table_set_real(t, 700, 1, 7.4); // of another type
    situ_table_set_int(t, 700, 2, 8);
    for (size_t r = 0; r < ROWS; r++)
        for (int c = 0; c < 3; c++)
            assert_int_equal(situ_table_is_null(t, r, c), r != 700);
    assert_string_equal(situ_table_text(t, 700, 0), "七百");
    assert_int_equal(situ_table_int(t, 700, 1), 7);
    CHECK_NEAR(situ_table_real(t, 700, 2), 8, 0);
    assert_null(situ_table_text(t, 999, 0));
    assert_true(situ_table_int(t, 999, 1) == SITU_NULL_INT && isnan(situ_table_real(t, 999, 2)));
    CHECK_OK(situ_table_copy(&copy, t, 0, (const size_t[]){3, 700, 900}, 3, &err), err);
    assert_true(situ_table_is_null(copy, 0, 0) && situ_table_int(copy, 1, 1) == 7 && situ_table_is_null(copy, 2, 2));
    situ_table_free(copy);
    situ_table_free(t);
}

static void table__row_taken_back_leaves_nothing(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_table *t = sample();
    size_t row;
    t->row_count--; // as the ledger drops a rejected row
    CHECK_OK(situ_table_add_row(t, &row, &err), err);
    assert_int_equal(row, 39);
    for (int c = 0; c < 3; c++)
        assert_true(situ_table_is_null(t, 39, c));
    situ_table_free(t);
}

static void table__repeated_texts_are_kept_once(void **state)
{
    (void)state;
    static const char borrowed[] = "不抄";
    situ_error err = {0};
    situ_table *t = sample();
    char town[16] = "双江镇", longer[200];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    for (size_t r = 33; r < 40; r++)
        CHECK_OK(situ_table_set_text(t, r, 0, r == 36 ? longer : town, &err), err);
    memset(town, 'y', 4); // texts are copies
    assert_string_equal(situ_table_text(t, 33, 0), "双江镇");
    assert_string_equal(situ_table_text(t, 36, 0), longer);
    assert_ptr_equal(situ_table_text(t, 33, 0), situ_table_text(t, 39, 0));
    situ_table_set_borrowed(t, 5, 0, borrowed);
    assert_ptr_equal(situ_table_text(t, 5, 0), borrowed);
    situ_table_set_borrowed(t, 5, 0, NULL);
    assert_true(situ_table_is_null(t, 5, 0));
    situ_table_free(t);
}

static void table__survives_failed_allocations(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_table *t = sample(), *copy = NULL;
    bool done = false;
    for (uint64_t n = 1; n < 400 && !done; n++) {
        situ_alloc_fail_at(n, false);
        done = situ_table_copy(&copy, t, 0, NULL, 0, &err) == SITU_OK;
        situ_alloc_fail_at(0, false);
        if (!done)
            assert_null(copy);
    }
    assert_true(done);
    situ_table_free(copy);
    situ_table_free(t);
}

// --- grid ---

static void grid__samples_bilinearly(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_grid *g = NULL;
    CHECK_OK(situ_grid_new(&g, "dem", 4545, (situ_raster_frame){100, 200, 10, 10, 3, 2}, &err), err);
    assert_true(isnan(g->cells[0]));
    for (int i = 0; i < 6; i++)
        g->cells[i] = (float)(i * 10); // 0 10 20 / 30 40 50
    CHECK_NEAR(situ_grid_sample(g, 105, 195), 0, 0);
    CHECK_NEAR(situ_grid_sample(g, 110, 195), 5, 1e-12);
    CHECK_NEAR(situ_grid_sample(g, 110, 190), 20, 1e-12);
    CHECK_NEAR(situ_grid_sample(g, 100, 200), 0, 0); // the rim counts alone
    CHECK_NEAR(situ_grid_sample(g, 130, 180), 50, 0);
    assert_true(isnan(situ_grid_sample(g, 99.9, 195)) && isnan(situ_grid_sample(g, 105, 200.1)));
    assert_true(isnan(situ_grid_sample(g, NAN, 195)));
    g->cells[0] = NAN;
    assert_true(isnan(situ_grid_sample(g, 110, 195)));
    CHECK_NEAR(situ_grid_sample(g, 115, 195), 10, 0); // exactly on a centre the neighbour has no weight
    situ_grid_free(g);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_grid_new(&g, "none", 4545, (situ_raster_frame){0, 0, 1, 1, 0, 5}, &err),
                err);
}

// --- bundle ---

static void bundle__replaces_by_name_and_dumps_sorted(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_bundle *b = NULL;
    situ_table *t = NULL;
    situ_grid *g = NULL;
    situ_str dump;
    CHECK_OK(situ_bundle_new(&b, "public", "", &err), err);
    CHECK_OK(situ_table_new(&t, "road", 0, &err), err);
    CHECK_OK(situ_bundle_add_table(b, t, &err), err);
    for (int i = 0; i < 2; i++) { // the second replaces the first
        size_t column, row;
        situ_geometry *p = NULL;
        CHECK_OK(situ_table_new(&t, "depot", 4490, &err), err);
        CHECK_OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, &column, &err), err);
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        CHECK_OK(situ_table_set_text(t, row, column, i ? "库\"二\"\n" : "库一", &err), err);
        CHECK_OK(situ_geometry_point(&p, 108.5, 31, &err), err);
        CHECK_OK(situ_table_set_geometry(t, row, p, &err), err);
        CHECK_OK(situ_bundle_add_table(b, t, &err), err);
    }
    CHECK_OK(situ_grid_new(&g, "dem", 4545, (situ_raster_frame){0, 20, 10, 10, 2, 2}, &err), err);
    g->cells[3] = 1.5F;
    CHECK_OK(situ_bundle_add_grid(b, g, &err), err);
    assert_int_equal(b->table_count, 2);
    assert_ptr_equal(situ_bundle_table(b, "depot"), t);
    assert_ptr_equal(situ_bundle_grid(b, "dem"), g);
    assert_null(situ_bundle_table(b, "dem"));
    situ_str_init(&dump);
    CHECK_OK(situ_bundle_dump(b, &dump, &err), err);
    CHECK_HOLDS(dump.data,
                "bundle edition public revision -\n"
                "table depot epsg 4490 rows 1\n"
                "  columns name:text geometry\n"
                "  0 \"库\\\"二\\\"\\n\" point (108.5 31)\n"
                "table road epsg 0 rows 0\n"
                "  columns\n"
                "grid dem epsg 4545 columns 2 rows 2 origin 0 20 cell 10 10 empty 3 min 1.5 max 1.5 hash ");
    situ_str_free(&dump);
    situ_bundle_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__keeps_what_it_is_given),
        cmocka_unit_test(table__converts_between_numbers),
        cmocka_unit_test(table__reuses_a_column_of_the_same_type_only),
        cmocka_unit_test(table__copy_transforms_and_keeps_rows),
        cmocka_unit_test(table__columns_of_nulls_take_no_cells),
        cmocka_unit_test(table__row_taken_back_leaves_nothing),
        cmocka_unit_test(table__repeated_texts_are_kept_once),
        cmocka_unit_test(table__survives_failed_allocations),
        cmocka_unit_test(grid__samples_bilinearly),
        cmocka_unit_test(bundle__replaces_by_name_and_dumps_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

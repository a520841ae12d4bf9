// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

// A result as an analysis gives it: regions in metres, a list without geometry, a grid.
static situ_bundle *make_result(const char *edition, size_t rows, int epsg)
{
    situ_rng rng;
    situ_rng_seed(&rng, rows, 9);
    situ_bundle *b = NULL;
    situ_table *t = NULL;
    OK(situ_bundle_new(&b, edition, "", err));
    OK(situ_table_new(&t, "regions", epsg, err));
    OK(situ_table_add_column(t, "id", SITU_TYPE_TEXT, NULL, err));
    OK(situ_table_add_column(t, "level", SITU_TYPE_INT, NULL, err));
    OK(situ_table_add_column(t, "share", SITU_TYPE_REAL, NULL, err));
    for (size_t i = 0; i < rows; i++) {
        OK(situ_table_add_row(t, NULL, err));
        OK(situ_table_set_text(t, i, 0, i % 2 ? "z" : "a", err)); // order and repeats must survive
        situ_table_set_int(t, i, 1, i % 3 ? (int64_t)i : SITU_NULL_INT);
        situ_table_set_real(t, i, 2, situ_rng_unit(&rng));
        if (i != 1)
            OK(situ_table_set_geometry(t, i, random_geometry(&rng, SITU_SHAPE_POLYGON), err));
    }
    OK(situ_bundle_add_table(b, t, err));
    OK(situ_table_new(&t, "counts", 0, err));
    OK(situ_table_add_column(t, "order", SITU_TYPE_INT, NULL, err)); // a word of SQL
    OK(situ_table_add_row(t, NULL, err));
    situ_table_set_int(t, 0, 0, 42);
    OK(situ_bundle_add_table(b, t, err));
    situ_grid *g = NULL;
    situ_raster_frame f = {.x0 = 500000, .y0 = 3400000, .cell_x = 30, .cell_y = 30, .columns = 300, .rows = 20};
    OK(situ_grid_new(&g, "density", epsg, f, err));
    for (size_t i = 0; i < 6000; i++)
        g->cells[i] = (float)i;
    OK(situ_bundle_add_grid(b, g, err));
    return b;
}

static void assert_result_equal(const situ_bundle *a, const situ_bundle *b)
{
    assert_string_equal(a->edition, b->edition);
    assert_int_equal(a->table_count, b->table_count);
    assert_int_equal(a->grid_count, b->grid_count);
    for (size_t i = 0; i < a->table_count; i++) {
        assert_string_equal(a->tables[i]->name, b->tables[i]->name);
        assert_int_equal(a->tables[i]->epsg, b->tables[i]->epsg);
        assert_table_equal(a->tables[i], b->tables[i]);
    }
    for (size_t i = 0; i < a->grid_count; i++) {
        assert_string_equal(a->grids[i]->name, b->grids[i]->name);
        assert_int_equal(a->grids[i]->epsg, b->grids[i]->epsg);
        assert_memory_equal(a->grids[i]->cells, b->grids[i]->cells, 6000 * sizeof(float));
    }
}

static void put(const char *path, const char *key, const situ_bundle *result)
{
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    OK(situ_store_put_derived(w, "zone", key, result, err));
    OK(situ_store_commit(w, "x", "t", NULL, err));
}

static void derived__comes_back_only_with_its_key(void **state)
{
    const place *p = *state;
    situ_bundle *given = make_result("internal", 12, 4545), *got = NULL;
    situ_store *store = NULL;
    situ_error why = {0};
    put(p->path, "key1", given);
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_derived(&got, store, "zone", "key1", err));
    assert_result_equal(given, got);
    situ_bundle_free(got);
    assert_int_equal(situ_store_read_derived(&got, store, "zone", "key2", &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_derived(&got, store, "reach", "key1", &why), SITU_E_NOT_FOUND);
    assert_true(situ_store_has(store, "derived_zone_regions"));
    situ_table *t = NULL;
    OK(situ_store_read_table(&t, store, "derived_zone_regions", "level = 4", err));
    assert_int_equal(t->row_count, 1);
    situ_table_free(t);
    situ_store_close(store);
    situ_bundle_free(given);
}

static void derived__a_new_result_replaces_the_old(void **state)
{
    const place *p = *state;
    situ_bundle *old = make_result("internal", 12, 4545), *fresh = make_result("internal", 5, 4490), *got = NULL;
    situ_store *store = NULL;
    situ_error why = {0};
    put(p->path, "key1", old);
    put(p->path, "key2", fresh);
    put(p->path, "key2", fresh);
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_derived(&got, store, "zone", "key2", err));
    assert_result_equal(fresh, got);
    assert_int_equal(situ_store_read_derived(&(situ_bundle *){NULL}, store, "zone", "key1", &why), SITU_E_NOT_FOUND);
    int64_t tables = 0;
    OK(situ_sql_int(&tables, &store->sql, 0, err, "SELECT count(*) FROM geometry_columns WHERE f_table_name LIKE 'derived%%'"));
    assert_int_equal(tables, 1);
    situ_store_close(store);
    situ_bundle_free(got);
    situ_bundle_free(old);
    situ_bundle_free(fresh);
}

static void derived__editions_are_kept_apart(void **state)
{
    const place *p = *state;
    situ_bundle *inside = make_result("internal", 9, 4545), *outside = make_result("public", 4, 4545), *got = NULL;
    situ_store *store = NULL;
    situ_error why = {0};
    put(p->path, "keyi", inside);
    OK(situ_store_open(&store, p->path, "public", err));
    assert_int_equal(situ_store_read_derived(&got, store, "zone", "keyi", &why), SITU_E_NOT_FOUND);
    situ_grid *g = NULL;
    assert_int_equal(situ_store_read_grid(&g, store, "derived_zone_density", &why), SITU_E_NOT_FOUND);
    assert_false(situ_store_has(store, "derived_zone_regions"));
    situ_store_close(store);
    put(p->path, "keyp", outside);
    OK(situ_store_open(&store, p->path, "public", err));
    OK(situ_store_read_derived(&got, store, "zone", "keyp", err));
    assert_result_equal(outside, got);
    situ_bundle_free(got);
    situ_store_close(store);
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_derived(&got, store, "zone", "keyi", err));
    assert_result_equal(inside, got);
    situ_bundle_free(got);
    situ_store_close(store);
    situ_bundle_free(inside);
    situ_bundle_free(outside);
}

static void derived__odd_names_are_refused(void **state)
{
    const place *p = *state;
    situ_bundle *b = make_result("internal", 2, 4490);
    situ_store_writer *w = NULL;
    situ_error why = {0};
    OK(situ_store_begin(&w, p->path, err));
    assert_int_equal(situ_store_put_derived(w, "Zone", "k", b, &why), SITU_E_ARGUMENT);
    assert_int_equal(situ_store_put_derived(w, "zo'ne", "k", b, &why), SITU_E_ARGUMENT);
    b->tables[0]->name[0] = '"';
    assert_int_equal(situ_store_put_derived(w, "zone", "k", b, &why), SITU_E_ARGUMENT);
    situ_store_abort(w);
    situ_bundle_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(derived__comes_back_only_with_its_key, open_place, close_place),
        cmocka_unit_test_setup_teardown(derived__a_new_result_replaces_the_old, open_place, close_place),
        cmocka_unit_test_setup_teardown(derived__editions_are_kept_apart, open_place, close_place),
        cmocka_unit_test_setup_teardown(derived__odd_names_are_refused, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

#include <time.h>

static void roundtrip__every_schema_table_comes_back(void **state)
{
    const place *p = *state;
    situ_rng rng;
    situ_rng_seed(&rng, 7, 1);
    situ_store_writer *w = NULL;
    situ_table *given[64] = {0};
    OK(situ_store_begin(&w, p->path, err));
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        given[i] = random_table(&rng, situ_schema_registry[i], 40, "A");
        OK(situ_store_put_table(w, given[i], err));
    }
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        situ_table *got = NULL;
        OK(situ_store_read_table(&got, store, situ_schema_registry[i]->name, NULL, err));
        assert_table_equal(given[i], got);
        assert_int_equal(got->epsg, situ_schema_registry[i]->shape == SITU_SHAPE_NONE ? 0 : 4490);
        assert_true(situ_store_has(store, situ_schema_registry[i]->name));
        situ_table_free(got);
        situ_table_free(given[i]);
    }
    assert_false(situ_store_has(store, "nothing"));
    situ_store_close(store);
}

static void roundtrip__spatialite_accepts_its_tables(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 2, 30, revision);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    int64_t answer = 0;
    OK(situ_sql_int(&answer, sql, 0, err, "SELECT CheckSpatialMetaData()"));
    assert_int_equal(answer, 3); // the layout of today's SpatiaLite
    size_t layers = 0;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const char *name = situ_schema_registry[i]->name;
        situ_shape_columns shapes = situ_shapes_of_schema(situ_schema_registry[i]);
        for (size_t k = 0; k < shapes.count; k++) {
            const char *geom = shapes.columns[k].name;
            char *checks = sqlite3_mprintf("%s_%s", name, geom);
            layers++;
            OK(situ_sql_int(&answer, sql, 0, err, "SELECT CheckSpatialIndex(%Q,%Q)", name, geom));
            assert_int_equal(answer, 1); // complete and equal to the rows
            OK(situ_sql_int(&answer, sql, 0, err, "SELECT count(*) FROM \"%w\" WHERE SRID(\"%w\")<>4490 OR NOT IsValid(\"%w\")", name, geom, geom));
            assert_int_equal(answer, 0);
            OK(situ_sql_int(&answer, sql, 0, err, "SELECT count(*) FROM vector_layers WHERE table_name=%Q AND geometry_column=%Q AND srid=4490"
                                                  " AND spatial_index_enabled=1 AND geometry_type>0", name, geom));
            assert_int_equal(answer, 1);
            OK(situ_sql_int(&answer, sql, 0, err, "SELECT count(*) FROM sqlite_master WHERE type='trigger' AND tbl_name=%Q AND"
                                                  " name IN ('ggi_'||%Q, 'ggu_'||%Q, 'gii_'||%Q, 'giu_'||%Q, 'gid_'||%Q)", name,
                            checks, checks, checks, checks, checks));
            assert_int_equal(answer, 5); // another program's rows are checked and indexed
            sqlite3_free(checks);
        }
    }
    assert_true(layers >= 11);
    situ_store_abort(w);
}

static void roundtrip__same_id_replaces_the_whole_row(void **state)
{
    const place *p = *state;
    const char *const columns[] = {"id", "name", "industry", NULL};
    const char *const r1[] = {"R1", "一号点", "矿山"}, *const r2[] = {"R2", "二号点", "消防"}, *const r1b[] = {"R1", "新名", NULL};
    const char *const *const first[] = {r1, r2, NULL}, *const *const second[] = {r1b, NULL};
    for (int i = 0; i < 2; i++) {
        situ_store_writer *w = NULL;
        situ_table *t = small_table("risk_point", columns, i ? second : first);
        OK(situ_store_begin(&w, p->path, err));
        OK(situ_store_put_table(w, t, err));
        OK(situ_store_commit(w, "x", "t", NULL, err));
        situ_table_free(t);
    }
    situ_store *store = NULL;
    situ_table *t = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_table(&t, store, "risk_point", NULL, err));
    assert_int_equal(t->row_count, 2);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "name")), "新名");
    assert_true(situ_table_is_null(t, 0, situ_table_find(t, "industry")));
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "industry")), "消防");
    situ_table_free(t);
    situ_store_close(store);
}

static void roundtrip__regions_keep_the_countys_order(void **state)
{
    const place *p = *state;
    const char *const columns[] = {"id", "name", NULL};
    const char *const a[] = {"A", "最后"}, *const b[] = {"B", "第一"}, *const c[] = {"C", "无序"};
    const char *const *const rows[] = {a, b, c, NULL};
    situ_table *t = small_table("region", columns, rows), *got = NULL;
    size_t sort;
    OK(situ_table_add_column(t, "sort", SITU_TYPE_INT, &sort, err));
    situ_table_set_int(t, 0, sort, 2);
    situ_table_set_int(t, 1, sort, 1);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_put_table(w, t, err));
    OK(situ_store_read_table(&got, situ_store_writer_view(w), "region", NULL, err)); // seen before the commit
    assert_string_equal(situ_table_text(got, 0, 0), "B");
    assert_string_equal(situ_table_text(got, 1, 0), "A");
    assert_string_equal(situ_table_text(got, 2, 0), "C"); // without a place in the order: last
    situ_store_abort(w);
    assert_false(situ_path_exists(p->path));
    situ_table_free(got);
    situ_table_free(t);
}

static void roundtrip__metres_are_stored_as_degrees(void **state)
{
    const place *p = *state;
    situ_table *t = NULL, *got = NULL;
    situ_geometry *g = NULL;
    // 108 E on the central meridian of EPSG:4545, 30 N: false easting 500 km.
    situ_transform *to_zone = NULL;
    double xy[2] = {108.25, 30.5};
    OK(situ_transform_new(&to_zone, 4490, 4545, err));
    OK(situ_transform_apply(to_zone, xy, 1, err));
    situ_transform_free(to_zone);
    assert_true(xy[0] > 500000 && xy[0] < 600000);
    OK(situ_table_new(&t, "depot", 4545, err));
    OK(situ_table_add_column(t, "id", SITU_TYPE_TEXT, NULL, err));
    OK(situ_table_add_row(t, NULL, err));
    OK(situ_table_set_text(t, 0, 0, "D", err));
    OK(situ_geometry_point(&g, xy[0], xy[1], err));
    OK(situ_table_set_geometry(t, 0, g, err));
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_put_table(w, t, err));
    OK(situ_store_read_table(&got, situ_store_writer_view(w), "depot", NULL, err));
    const situ_geometry *back = situ_table_geometry(got, 0);
    assert_non_null(back);
    assert_true(fabs(back->xy[0] - 108.25) < 1e-9 && fabs(back->xy[1] - 30.5) < 1e-9);
    situ_store_abort(w);
    situ_table_free(got);
    situ_table_free(t);
}

static situ_status put_and_abort(const char *path, situ_table *t, situ_error *why)
{
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    situ_status status = situ_store_put_table(w, t, why);
    situ_store_abort(w);
    return status;
}

static void roundtrip__bad_tables_are_refused_by_name(void **state)
{
    const place *p = *state;
    situ_error why = {0};
    const char *const columns[] = {"id", "nmae", NULL}, *const two[] = {"id", "name", NULL};
    const char *const r[] = {"1", "x"}, *const none[] = {NULL, "x"};
    const char *const *const rows[] = {r, NULL}, *const *const twice[] = {r, r, NULL}, *const *const no_id[] = {none, NULL};
    situ_table *t = small_table("depot", columns, rows);
    assert_int_equal(put_and_abort(p->path, t, &why), SITU_E_SCHEMA);
    assert_non_null(strstr(why.cause, "nmae"));
    assert_non_null(strstr(why.cure, "keeper"));
    situ_table_free(t);
    t = small_table("depo", two, rows);
    assert_int_equal(put_and_abort(p->path, t, &why), SITU_E_SCHEMA);
    assert_non_null(strstr(why.cure, "depot"));
    situ_table_free(t);
    t = small_table("depot", two, twice);
    assert_int_equal(put_and_abort(p->path, t, &why), SITU_E_SCHEMA);
    assert_non_null(strstr(why.cause, "twice"));
    situ_table_free(t);
    t = small_table("depot", two, no_id);
    assert_int_equal(put_and_abort(p->path, t, &why), SITU_E_SCHEMA);
    situ_table_free(t);
    // A line in a table of points.
    t = small_table("depot", two, rows);
    situ_rng rng;
    situ_rng_seed(&rng, 1, 1);
    OK(situ_table_set_geometry(t, 0, random_geometry(&rng, SITU_SHAPE_LINE), err));
    assert_int_equal(put_and_abort(p->path, t, &why), SITU_E_GEOMETRY);
    situ_table_free(t);
    assert_false(situ_path_exists(p->path));
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void roundtrip__ten_thousand_polygons_in_a_second(void **state)
{
    const place *p = *state;
    enum { ROWS = 10000, POINTS = 200 };
    situ_table *t = NULL, *got = NULL;
    OK(situ_table_new(&t, "hazard_zone", 4490, err));
    OK(situ_table_add_column(t, "id", SITU_TYPE_TEXT, NULL, err));
    for (size_t r = 0; r < ROWS; r++) {
        char id[16];
        snprintf(id, sizeof id, "Z%05zu", r);
        OK(situ_table_add_row(t, NULL, err));
        OK(situ_table_set_text(t, r, 0, id, err));
        situ_geometry *g = NULL;
        OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, POINTS, err));
        for (uint32_t i = 0; i < POINTS; i++) {
            double a = 2 * 3.14159265358979 * (i % (POINTS - 1)) / (POINTS - 1);
            g->xy[2 * i] = 109 + (double)(r % 100) * 0.01 + 0.004 * cos(a);
            g->xy[2 * i + 1] = 30 + (double)(r / 100) * 0.01 + 0.004 * sin(a);
        }
        g->part_start[1] = POINTS;
        situ_geometry_update_box(g);
        OK(situ_table_set_geometry(t, r, g, err));
    }
    situ_store_writer *w = NULL;
    double start = now_s();
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_put_table(w, t, err));
    double put = now_s();
    OK(situ_store_commit(w, "x", "t", NULL, err));
    double committed = now_s();
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_table(&got, store, "hazard_zone", NULL, err));
    double read = now_s();
    print_message("put %.3f s, commit %.3f s, read %.3f s\n", put - start, committed - put, read - committed);
    assert_int_equal(got->row_count, ROWS);
    assert_geometry_equal(situ_table_geometry(got, ROWS - 1), situ_table_geometry(t, ROWS - 1));
    assert_true(read - committed < 5); // the target is 1 s; a busy machine may be slower
    // The spatial index, dropped while the rows were put, is there again and complete.
    int64_t indexed = 0;
    OK(situ_sql_int(&indexed, &store->sql, 0, err, "SELECT count(*) FROM idx_hazard_zone_geom"));
    assert_int_equal(indexed, ROWS);
    situ_table_free(got);
    situ_table_free(t);
    situ_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(roundtrip__every_schema_table_comes_back, open_place, close_place),
        cmocka_unit_test_setup_teardown(roundtrip__spatialite_accepts_its_tables, open_place, close_place),
        cmocka_unit_test_setup_teardown(roundtrip__same_id_replaces_the_whole_row, open_place, close_place),
        cmocka_unit_test_setup_teardown(roundtrip__regions_keep_the_countys_order, open_place, close_place),
        cmocka_unit_test_setup_teardown(roundtrip__metres_are_stored_as_degrees, open_place, close_place),
        cmocka_unit_test_setup_teardown(roundtrip__bad_tables_are_refused_by_name, open_place, close_place),
        cmocka_unit_test_setup_teardown(roundtrip__ten_thousand_polygons_in_a_second, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

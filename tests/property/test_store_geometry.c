// SPDX-License-Identifier: MIT
// Geometry blobs against SpatiaLite's own reading of them, random geometries, printed seed.
#include "unit/store/store_test.h"

static void store_geometry__blobs_are_those_of_spatialite(void **state)
{
    const place *p = *state;
    const char *given = getenv("SITU_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 42;
    print_message("seed %llu\n", (unsigned long long)seed);
    situ_rng rng;
    situ_rng_seed(&rng, seed, 2);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    sqlite3_stmt *stmt = NULL;
    OK(situ_sql_prepare(&stmt, sql, err, "SELECT GeomFromWKB(?1, 4490) = ?2, IsValid(?2), AsBinary(?2), NumGeometries(?2), SRID(?2),"
                                         " CastToXYZ(?2), CompressGeometry(?2), MbrMinX(?2), CastToXYZM(?2), CompressGeometry(CastToXYZM(?2)),"
                                         " CompressGeometry(CastToXYM(?2)), TinyPointEncode(?2)"));
    situ_bytes blob = {0};
    for (int i = 0; i < 500; i++) {
        situ_geometry *g = random_geometry(&rng, SITU_SHAPE_ANY), *back = NULL;
        unsigned char *wkb = NULL;
        size_t n = 0;
        OK(situ_blob_encode(&blob, g, 4490, false, err));
        OK(situ_geometry_to_wkb(&wkb, &n, g, err));
        sqlite3_bind_blob64(stmt, 1, wkb, n, SQLITE_STATIC);
        sqlite3_bind_blob64(stmt, 2, blob.data, blob.length, SQLITE_STATIC);
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(stmt, 0), 1); // byte for byte what SpatiaLite writes
        assert_int_equal(sqlite3_column_int(stmt, 1), 1);
        assert_int_equal(sqlite3_column_bytes(stmt, 2), n);
        assert_memory_equal(sqlite3_column_blob(stmt, 2), wkb, n);
        assert_int_equal(sqlite3_column_int(stmt, 4), 4490);
        assert_true(sqlite3_column_double(stmt, 7) == g->box.x0);
        OK(situ_blob_decode(&back, blob.data, blob.length, err));
        assert_geometry_equal(g, back);
        situ_geometry_free(back);
        // What other programs may have stored: with heights and measures, as tiny points.
        static const int exact[] = {5, 8, 11};
        for (size_t k = 0; k < 3; k++) {
            OK(situ_blob_decode(&back, sqlite3_column_blob(stmt, exact[k]), (size_t)sqlite3_column_bytes(stmt, exact[k]), err));
            assert_geometry_equal(g, back);
            situ_geometry_free(back);
        }
        // Compressed (float32 differences): the same shape within a metre.
        static const int compressed[] = {6, 9, 10};
        for (size_t k = 0; k < 3; k++) {
            OK(situ_blob_decode(&back, sqlite3_column_blob(stmt, compressed[k]), (size_t)sqlite3_column_bytes(stmt, compressed[k]), err));
            assert_int_equal(back->point_count, g->point_count);
            for (size_t j = 0; j < 2 * (size_t)g->point_count; j++)
                assert_true(fabs(back->xy[j] - g->xy[j]) < 1e-5);
            situ_geometry_free(back);
        }
        sqlite3_reset(stmt);
        situ_free(wkb);
        situ_geometry_free(g);
    }
    sqlite3_finalize(stmt);
    situ_free(blob.data);
    situ_store_abort(w);
}

static void store_geometry__scrambled_blobs_do_not_crash(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, 77, 2);
    situ_bytes blob = {0};
    size_t refused = 0;
    for (int i = 0; i < 5000; i++) {
        situ_geometry *g = random_geometry(&rng, SITU_SHAPE_ANY), *back = NULL;
        OK(situ_blob_encode(&blob, g, 4490, i % 2 == 0, err));
        size_t n = i % 3 ? blob.length : situ_rng_below(&rng, (uint32_t)blob.length);
        unsigned char *exact = situ_malloc(n); // so that a sanitizer sees a read behind the end
        assert_non_null(exact);
        memcpy(exact, blob.data, n);
        // Bytes of the structure are hit more often than coordinates.
        for (int k = 0; k < 4 && n; k++)
            exact[situ_rng_below(&rng, (uint32_t)(k % 2 && n > 60 ? 60 : n))] = (unsigned char)situ_rng_u32(&rng);
        situ_error why = {0};
        if (situ_blob_decode(&back, exact, n, &why) != SITU_OK) {
            assert_true(why.cause[0] != '\0');
            refused++;
        }
        situ_geometry_free(back);
        situ_geometry_free(g);
        situ_free(exact);
    }
    print_message("%zu of 5000 refused\n", refused);
    assert_true(refused > 500);
    situ_free(blob.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store_geometry__blobs_are_those_of_spatialite, open_place, close_place),
        cmocka_unit_test(store_geometry__scrambled_blobs_do_not_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

// A store with one person, two risk points and their regions.
static void write_county(const char *path)
{
    const char *const person[] = {"id", "name", "post", "mobile", "duty_phone", "src_file", "src_text", NULL};
    const char *const zhang[] = {"P1", "张三", "镇长", "199-0000-1234", "0000-1234", "名单.xlsx", "{\"手机\":\"199-0000-1234\"}"};
    const char *const *const persons[] = {zhang, NULL};
    const char *const point[] = {"id", "name", "industry", "region_code", "hazmat_qty", "loc_quality", NULL};
    const char *const plant[] = {"R1", "化工厂", "危险化学品", "509999101001", "液氯 20 t", "exact"};
    const char *const depot[] = {"R2", "民爆库", "民爆", "509999101999", NULL, "exact"};
    const char *const *const points[] = {plant, depot, NULL};
    const char *const region[] = {"id", "name", "level", "code", NULL};
    const char *const town[] = {"T1", "青石镇", "乡镇", "509999101"}, *const village[] = {"V1", "高山村", "村", "509999101001"};
    const char *const *const regions[] = {town, village, NULL};
    situ_table *tables[3] = {small_table("person", person, persons), small_table("risk_point", point, points),
                             small_table("region", region, regions)};
    situ_geometry *g = NULL;
    static const double at[4][2] = {{109.123456, 30.654321}, {109.2, 30.7}, {109.5, 30.5}, {109.111, 30.111}};
    for (size_t i = 0; i < 4; i++) {
        OK(situ_geometry_point(&g, at[i][0], at[i][1], err));
        OK(situ_table_set_geometry(tables[1 + i / 2], i % 2, g, err));
    }
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    for (size_t i = 0; i < 3; i++) {
        OK(situ_store_put_table(w, tables[i], err));
        situ_table_free(tables[i]);
    }
    OK(situ_store_commit(w, "操作员", "2026-01-02T03:04:05Z", NULL, err));
}

static const char *cell(const situ_table *t, size_t row, const char *column)
{
    int at = situ_table_find(t, column);
    assert_true(at >= 0);
    return situ_table_text(t, row, at);
}

static void editions__public_has_no_personal_or_sensitive_values(void **state)
{
    const place *p = *state;
    write_county(p->path);
    situ_store *inside = NULL, *outside = NULL;
    situ_table *t = NULL;
    OK(situ_store_open(&inside, p->path, "internal", err));
    OK(situ_store_open(&outside, p->path, "public", err));
    OK(situ_store_read_table(&t, inside, "person", NULL, err));
    assert_string_equal(cell(t, 0, "mobile"), "199-0000-1234");
    situ_table_free(t);
    OK(situ_store_read_table(&t, outside, "person", NULL, err));
    assert_int_equal(t->row_count, 1);
    assert_null(cell(t, 0, "mobile"));
    assert_null(cell(t, 0, "src_text"));
    assert_null(cell(t, 0, "src_file"));
    assert_string_equal(cell(t, 0, "name"), "张三"); // posted roles are to be published
    assert_string_equal(cell(t, 0, "duty_phone"), "0000-1234");
    situ_table_free(t);
    OK(situ_store_read_table(&t, outside, "risk_point", NULL, err));
    assert_null(cell(t, 0, "hazmat_qty"));
    assert_string_equal(cell(t, 0, "name"), "化工厂");
    situ_table_free(t);
    situ_store_close(inside);
    situ_store_close(outside);
}

static void editions__where_cannot_reach_masked_values(void **state)
{
    const place *p = *state;
    write_county(p->path);
    static const char *const tries[] = {
        "EXISTS(SELECT 1 FROM person WHERE mobile LIKE '199%')",
        "(SELECT mobile FROM person) LIKE '199%'",
        "EXISTS(WITH public_person AS (SELECT mobile AS m FROM person) SELECT 1 FROM public_person WHERE m LIKE '199%')",
        "1) UNION SELECT mobile,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18 FROM person --",
        "1) UNION ALL SELECT * FROM person WHERE (1",
        "name IN (SELECT mobile FROM person)",
        "1; SELECT * FROM person",
        "load_extension('/tmp/x')",
        "EXISTS(SELECT 1 FROM sqlite_master)",
        "EXISTS(SELECT 1 FROM pragma_table_info('person'))",
    };
    for (int edition = 0; edition < 2; edition++) {
        situ_store *store = NULL;
        OK(situ_store_open(&store, p->path, edition ? "public" : "internal", err));
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
            situ_table *t = NULL;
            situ_error why = {0};
            if (situ_store_read_table(&t, store, "person", tries[i], &why) != SITU_E_ARGUMENT)
                fail_msg("\"%s\" gave %d %s", tries[i], (int)why.code, why.cause);
            assert_null(t);
        }
        // A fair filter on a masked column sees nulls only.
        situ_table *t = NULL;
        OK(situ_store_read_table(&t, store, "person", "mobile LIKE '199%'", err));
        assert_int_equal(t->row_count, edition ? 0 : 1);
        situ_table_free(t);
        situ_store_close(store);
    }
}

// What the connection itself refuses, were a text ever to get that far.
static void editions__the_authorizer_holds_alone(void **state)
{
    const place *p = *state;
    write_county(p->path);
    static const char *const refused[] = {
        "SELECT mobile FROM person", "SELECT * FROM person", "SELECT count(*) FROM person", "SELECT fid FROM person",
        "WITH public_person AS (SELECT mobile FROM person) SELECT * FROM public_person",
        "SELECT m FROM (SELECT mobile AS m FROM person)", "WITH public_x AS (SELECT name FROM person) SELECT * FROM public_x",
        "WITH public_x AS (SELECT src_text FROM person) SELECT * FROM public_x",
        "SELECT * FROM audit", "SELECT * FROM issue", "SELECT * FROM source", "SELECT * FROM revision", "SELECT * FROM meta",
        "SELECT * FROM sqlite_master", "SELECT * FROM grid", "SELECT * FROM derived",
        "PRAGMA table_info(person)", "SELECT * FROM pragma_table_info('person')", "PRAGMA writable_schema=ON", "PRAGMA query_only=OFF",
        "ATTACH ':memory:' AS other", "CREATE TEMP TABLE x(a)", "CREATE TEMP VIEW public_y AS SELECT mobile FROM person",
        "INSERT INTO person(id) VALUES('x')", "DELETE FROM person", "UPDATE person SET mobile=''", "DROP TABLE person", "VACUUM INTO '/tmp/x'",
        "SELECT load_extension('x')", "SELECT fts3_tokenizer('x')", "BEGIN", "EXPLAIN SELECT mobile FROM person",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT * FROM n",
    };
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "public", err));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        sqlite3_stmt *stmt = NULL;
        // VACUUM is refused when it runs, all else when it is compiled.
        if (sqlite3_prepare_v2(store->sql.db, refused[i], -1, &stmt, NULL) == SQLITE_OK &&
            (strncmp(refused[i], "VACUUM", 6) != 0 || sqlite3_step(stmt) == SQLITE_DONE))
            fail_msg("not refused: %s", refused[i]);
        sqlite3_finalize(stmt);
    }
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(store->sql.db, "SELECT name, mobile FROM public_person", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_type(stmt, 1), SQLITE_NULL);
    sqlite3_finalize(stmt);
    situ_store_close(store);
}

static void editions__every_masked_column_of_every_table_is_closed(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 5, 30, revision);
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "public", err));
    size_t masked = 0;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *schema = situ_schema_registry[i];
        situ_table *t = NULL;
        OK(situ_store_read_table(&t, store, schema->name, NULL, err));
        for (size_t c = 0; c < t->column_count; c++) {
            const situ_field *f = situ_schema_field(schema, t->columns[c].name);
            bool closed = (f && (f->flags & (SITU_FIELD_PERSONAL | SITU_FIELD_SENSITIVE))) || strcmp(t->columns[c].name, "src_text") == 0 ||
                          strcmp(t->columns[c].name, "src_file") == 0;
            masked += closed;
            for (size_t r = 0; closed && r < t->row_count; r++)
                assert_true(situ_table_is_null(t, r, (int)c));
        }
        situ_table_free(t);
    }
    assert_true(masked >= 30); // two of each table and the marked fields
    situ_store_close(store);
}

static void editions__fuzzy_rows_move_to_the_village_or_town(void **state)
{
    const place *p = *state;
    write_county(p->path);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    situ_schema fuzzy = *situ_schema_find("risk_point");
    fuzzy.public_fuzzy = true;
    fuzzy.public_where = "industry <> '矿山'";
    char *text = NULL;
    OK(situ_public_view_sql(&text, &fuzzy, NULL, err));
    OK(situ_sql_exec(sql, err, "DROP VIEW public_risk_point"));
    OK(situ_sql_exec(sql, err, "%s", text));
    situ_free(text);
    sqlite3_stmt *stmt = NULL;
    OK(situ_sql_prepare(&stmt, sql, err, "SELECT X(geom), Y(geom), loc_quality, hazmat_qty FROM public_risk_point ORDER BY id"));
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW); // R1 lies in the village
    assert_true(sqlite3_column_double(stmt, 0) == 109.111 && sqlite3_column_double(stmt, 1) == 30.111);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 2), "village");
    assert_int_equal(sqlite3_column_type(stmt, 3), SQLITE_NULL);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW); // R2: the village is unknown, its code's town is not
    assert_true(sqlite3_column_double(stmt, 0) == 109.5 && sqlite3_column_double(stmt, 1) == 30.5);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 2), "town");
    sqlite3_finalize(stmt);
    situ_store_abort(w);
}

static void editions__changed_views_are_not_trusted(void **state)
{
    const place *p = *state;
    write_county(p->path);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP VIEW public_person; CREATE VIEW public_person AS SELECT * FROM person", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    situ_store *store = NULL;
    situ_error why = {0};
    assert_int_equal(situ_store_open(&store, p->path, "public", &why), SITU_E_SCHEMA);
    assert_null(store);
    assert_non_null(strstr(why.cause, "public_person"));
    situ_store_writer *w = NULL; // any write mends them
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_commit(w, "x", "t", NULL, err));
    OK(situ_store_open(&store, p->path, "public", err));
    situ_store_close(store);
}

static void editions__internal_tables_are_not_public(void **state)
{
    const place *p = *state;
    write_county(p->path);
    situ_store *store = NULL;
    situ_error why = {0};
    situ_table *t = NULL;
    OK(situ_store_open(&store, p->path, "public", err));
    assert_int_equal(situ_store_read_table(&t, store, "issue", NULL, &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_table(&t, store, "audit", NULL, &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_table(&t, store, "derived_zone_regions", NULL, &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_table(&t, store, "person\"; --", NULL, &why), SITU_E_NOT_FOUND);
    OK(situ_store_revisions(&t, store, err));
    assert_int_equal(t->row_count, 1);
    assert_null(cell(t, 0, "operator"));
    assert_null(cell(t, 0, "created"));
    situ_table_free(t);
    situ_str text;
    situ_str_init(&text);
    assert_int_equal(situ_store_dump(store, &text, &why), SITU_E_UNSUPPORTED);
    situ_str_free(&text);
    situ_store_close(store);
    assert_int_equal(situ_store_open(&store, p->path, "secret", &why), SITU_E_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(editions__public_has_no_personal_or_sensitive_values, open_place, close_place),
        cmocka_unit_test_setup_teardown(editions__where_cannot_reach_masked_values, open_place, close_place),
        cmocka_unit_test_setup_teardown(editions__the_authorizer_holds_alone, open_place, close_place),
        cmocka_unit_test_setup_teardown(editions__every_masked_column_of_every_table_is_closed, open_place, close_place),
        cmocka_unit_test_setup_teardown(editions__fuzzy_rows_move_to_the_village_or_town, open_place, close_place),
        cmocka_unit_test_setup_teardown(editions__changed_views_are_not_trusted, open_place, close_place),
        cmocka_unit_test_setup_teardown(editions__internal_tables_are_not_public, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

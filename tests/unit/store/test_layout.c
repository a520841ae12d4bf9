// SPDX-License-Identifier: MIT
// Where geometries lie: one typed column for each kind, and stores of version 1, which had one column
// for all kinds.
#include "unit/store/store_test.h"

static void assert_int(const situ_sql *sql, int64_t expected, const char *query)
{
    int64_t got = -1;
    OK(situ_sql_int(&got, sql, -1, err, "%s", query));
    if (got != expected)
        fail_msg("%s: %lld instead of %lld", query, (long long)got, (long long)expected);
}

// A result with the given kinds in turn, and a row without geometry.
static situ_bundle *mixed_result(const char *edition, const situ_table_shape *shapes, size_t count)
{
    situ_rng rng;
    situ_rng_seed(&rng, 4, 4);
    situ_bundle *b = NULL;
    situ_table *t = NULL;
    OK(situ_bundle_new(&b, edition, "", err));
    OK(situ_table_new(&t, "found", 4545, err));
    OK(situ_table_add_column(t, "n", SITU_TYPE_INT, NULL, err));
    for (size_t i = 0; i < 3 * count + 1; i++) {
        OK(situ_table_add_row(t, NULL, err));
        situ_table_set_int(t, i, 0, (int64_t)i);
        if (i < 3 * count)
            OK(situ_table_set_geometry(t, i, random_geometry(&rng, shapes[i % count]), err));
    }
    OK(situ_bundle_add_table(b, t, err));
    return b;
}

static void put_results(const char *path, const situ_bundle *inside, const situ_bundle *outside)
{
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    OK(situ_store_put_derived(w, "reach", "k", inside, err));
    if (outside)
        OK(situ_store_put_derived(w, "reach", "k", outside, err));
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
}

static void assert_result(const char *path, const situ_bundle *expected)
{
    situ_store *store = NULL;
    situ_bundle *got = NULL;
    OK(situ_store_open(&store, path, expected->edition, err));
    OK(situ_store_read_derived(&got, store, "reach", "k", err));
    assert_int_equal(got->table_count, 1);
    assert_int_equal(got->tables[0]->epsg, 4545);
    assert_table_equal(expected->tables[0], got->tables[0]);
    situ_bundle_free(got);
    situ_store_close(store);
}

static const situ_table_shape all_kinds[] = {SITU_SHAPE_POLYGON, SITU_SHAPE_LINE, SITU_SHAPE_POINT};

// Rows of a kind in its column, no row in two.
static void assert_typed(const situ_sql *sql)
{
    assert_int(sql, 0, "SELECT count(*) FROM geometry_columns WHERE geometry_type=0 OR spatial_index_enabled<>1");
    assert_int(sql, 1, "SELECT count(*)=2 AND sum(geometry_type=6 AND f_geometry_column='geom')=1 AND"
                       " sum(geometry_type=1 AND f_geometry_column='geom_point')=1 FROM geometry_columns WHERE f_table_name='region' AND srid=4490");
    assert_int(sql, 1, "SELECT count(*)=3 AND sum(geometry_type=6 AND f_geometry_column='geom')=1 AND"
                       " sum(geometry_type=5 AND f_geometry_column='geom_line')=1 AND sum(geometry_type=1 AND f_geometry_column='geom_point')=1"
                       " FROM geometry_columns WHERE f_table_name='water' AND srid=4490");
    assert_int(sql, 0, "SELECT count(*) FROM region WHERE geom IS NOT NULL AND geom_point IS NOT NULL");
    assert_int(sql, 0, "SELECT count(*) FROM water WHERE (geom IS NOT NULL)+(geom_line IS NOT NULL)+(geom_point IS NOT NULL)>1");
    assert_int(sql, 0, "SELECT count(*) FROM water WHERE GeometryType(geom)<>'MULTIPOLYGON' OR GeometryType(geom_line)<>'MULTILINESTRING'"
                       " OR GeometryType(geom_point)<>'POINT'");
    assert_int(sql, 1, "SELECT count(geom)>2 AND count(geom_line)>2 AND count(geom_point)>2 FROM water");
    assert_int(sql, 1, "SELECT count(geom)>2 AND count(geom_point)>2 FROM region");
    assert_int(sql, 1, "SELECT CheckSpatialIndex()");
    assert_int(sql, 0, "SELECT count(*) FROM sqlite_master WHERE type='trigger' AND substr(name,1,4) IN ('tmi_','tmu_','tmd_')");
}

static void layout__each_kind_has_a_typed_column(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 31, 40, revision);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    assert_typed(sql);
    assert_int(sql, 1, "SELECT count(*) FROM spatial_ref_sys WHERE srid=4490 AND auth_name='epsg' AND auth_srid=4490"
                       " AND proj4text LIKE '+proj=longlat%' AND srtext LIKE 'GEOG%China%4490%'");
    // The public edition shows the same columns.
    assert_int(sql, 1, "SELECT count(*)>0 AND sum(v.geom IS t.geom AND v.geom_line IS t.geom_line AND v.geom_point IS t.geom_point)=count(*)"
                       " FROM public_water AS v JOIN water AS t USING(fid)");
    situ_store_abort(w);
    situ_store *inside = NULL, *outside = NULL;
    situ_table *a = NULL, *b = NULL;
    OK(situ_store_open(&inside, p->path, "internal", err));
    OK(situ_store_open(&outside, p->path, "public", err));
    OK(situ_store_read_table(&a, inside, "water", NULL, err));
    OK(situ_store_read_table(&b, outside, "water", NULL, err));
    assert_int_equal(a->row_count, b->row_count);
    size_t kinds[3] = {0, 0, 0};
    for (size_t i = 0; i < a->row_count; i++) {
        assert_geometry_equal(situ_table_geometry(a, i), situ_table_geometry(b, i));
        if (situ_table_geometry(a, i))
            kinds[situ_table_geometry(a, i)->kind]++;
    }
    assert_true(kinds[0] > 2 && kinds[1] > 2 && kinds[2] > 2);
    situ_table_free(a);
    situ_table_free(b);
    situ_store_close(inside);
    situ_store_close(outside);
}

static void layout__a_row_may_change_its_kind(void **state)
{
    const place *p = *state;
    const char *const columns[] = {"id", "name", NULL}, *const r1[] = {"W1", "清江"};
    const char *const *const rows[] = {r1, NULL};
    situ_rng rng;
    situ_rng_seed(&rng, 5, 5);
    for (size_t i = 0; i < 3; i++) {
        situ_store_writer *w = NULL;
        situ_store *store = NULL;
        situ_table *t = small_table("water", columns, rows), *got = NULL;
        OK(situ_table_set_geometry(t, 0, random_geometry(&rng, all_kinds[i]), err));
        OK(situ_store_begin(&w, p->path, err));
        OK(situ_store_put_table(w, t, err));
        assert_int(&situ_store_writer_view(w)->sql, 1, "SELECT sum((geom IS NOT NULL)+(geom_line IS NOT NULL)+(geom_point IS NOT NULL)) FROM water");
        OK(situ_store_commit(w, "", "", NULL, err));
        OK(situ_store_open(&store, p->path, "internal", err));
        OK(situ_store_read_table(&got, store, "water", NULL, err));
        assert_int_equal(got->row_count, 1);
        assert_geometry_equal(situ_table_geometry(t, 0), situ_table_geometry(got, 0));
        situ_store_close(store);
        situ_table_free(got);
        situ_table_free(t);
    }
}

static void layout__kinds_a_table_cannot_hold_are_refused(void **state)
{
    const place *p = *state;
    const char *const columns[] = {"id", "name", NULL}, *const r1[] = {"A", "青石镇"};
    const char *const *const rows[] = {r1, NULL};
    static const char *const tables[] = {"region", "water"};
    for (size_t i = 0; i < 2; i++) {
        situ_geometry *g = NULL;
        situ_error why = {0};
        situ_store_writer *w = NULL;
        situ_rng rng;
        situ_rng_seed(&rng, 6, 6);
        situ_table *t = small_table(tables[i], columns, rows);
        if (i == 0) {
            g = random_geometry(&rng, SITU_SHAPE_LINE); // a unit is no line
        } else {
            OK(situ_geometry_new(&g, SITU_GEOM_POINT, 2, 2, err)); // two points are no point
            const double xy[4] = {109, 30, 110, 31};
            memcpy(g->xy, xy, sizeof xy);
            g->part_start[1] = 1;
            g->part_start[2] = 2;
            situ_geometry_update_box(g);
        }
        OK(situ_table_set_geometry(t, 0, g, err));
        OK(situ_store_begin(&w, p->path, err));
        assert_int_equal(situ_store_put_table(w, t, &why), SITU_E_GEOMETRY);
        assert_non_null(strstr(why.cause, tables[i]));
        situ_store_abort(w);
        situ_table_free(t);
    }
}

static void layout__fuzzed_rows_leave_their_shape_behind(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 32, 40, revision);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    situ_schema fuzzy = *situ_schema_find("water");
    char *text = NULL;
    OK(situ_sql_exec(sql, err, "UPDATE water SET region_code=(SELECT key FROM public_point LIMIT 1)"));
    for (int all = 0; all < 2; all++) {
        fuzzy.public_fuzzy = all;
        fuzzy.public_fuzzy_where = all ? NULL : "fid%2=0";
        OK(situ_public_view_sql(&text, &fuzzy, NULL, err));
        OK(situ_sql_exec(sql, err, "DROP VIEW public_water"));
        OK(situ_sql_exec(sql, err, "%s", text));
        situ_free(text);
        const char *moved = all ? "1" : "v.fid%2=0";
        char query[400];
        snprintf(query, sizeof query, "SELECT count(*)>2 AND sum(v.geom IS NULL AND v.geom_line IS NULL AND v.geom_point IS"
                                      " (SELECT geom FROM public_point LIMIT 1))=count(*) FROM public_water AS v WHERE %s", moved);
        assert_int(sql, 1, query);
        snprintf(query, sizeof query, "SELECT count(*) FROM public_water AS v JOIN water AS t USING(fid) WHERE NOT (%s) AND"
                                      " (v.geom IS NOT t.geom OR v.geom_line IS NOT t.geom_line OR v.geom_point IS NOT t.geom_point)", moved);
        assert_int(sql, 0, query);
    }
    situ_store_abort(w);
}

static void layout__mixed_results_have_typed_columns(void **state)
{
    const place *p = *state;
    const situ_table_shape two[] = {SITU_SHAPE_LINE, SITU_SHAPE_POINT};
    situ_bundle *inside = mixed_result("internal", all_kinds, 3), *outside = mixed_result("public", two, 2);
    put_results(p->path, inside, outside);
    assert_result(p->path, inside);
    assert_result(p->path, outside);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    assert_int(sql, 651, "SELECT group_concat(geometry_type,'') FROM (SELECT geometry_type FROM geometry_columns WHERE srid=4545 AND"
                         " f_table_name='derived_reach_found' ORDER BY f_geometry_column)");
    assert_int(sql, 51, "SELECT group_concat(geometry_type,'') FROM (SELECT geometry_type FROM geometry_columns WHERE srid=4545 AND"
                        " f_table_name='public_derived_reach_found' ORDER BY f_geometry_column)");
    assert_int(sql, 1, "SELECT CheckSpatialIndex()");
    // Replacing leaves nothing of the old columns.
    OK(situ_store_put_derived(w, "reach", "k", outside, err));
    situ_free(inside->tables[0]->name);
    inside->tables[0]->name = situ_strdup("other");
    OK(situ_store_put_derived(w, "reach", "k", inside, err));
    assert_int(sql, 0, "SELECT count(*) FROM geometry_columns WHERE f_table_name='derived_reach_found'");
    assert_int(sql, 0, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'idx_derived_reach_found%'");
    situ_store_abort(w);
    situ_bundle_free(inside);
    situ_bundle_free(outside);
}

// Lays the geometries of a table into one column, as version 1 had it.
static void join_columns(const situ_sql *sql, const char *table, const char *const *columns, int srid)
{
    int64_t ok = 0;
    situ_str all;
    situ_str_init(&all);
    for (size_t i = 0; columns[i]; i++)
        situ_str_addf(&all, "%s,", columns[i]);
    OK(situ_sql_exec(sql, err, "ALTER TABLE %s ADD COLUMN kept BLOB; UPDATE %s SET kept=coalesce(%s NULL)", table, table, all.data));
    situ_str_free(&all);
    for (size_t i = 0; columns[i]; i++) {
        OK(situ_sql_int(&ok, sql, 0, err, "SELECT DisableSpatialIndex('%s','%s')", table, columns[i]));
        OK(situ_sql_int(&ok, sql, 0, err, "SELECT DiscardGeometryColumn('%s','%s')", table, columns[i]));
        OK(situ_sql_exec(sql, err, "DROP TABLE idx_%s_%s; ALTER TABLE %s DROP COLUMN %s", table, columns[i], table, columns[i]));
    }
    OK(situ_sql_int(&ok, sql, 0, err, "SELECT AddGeometryColumn('%s','geom',%d,'GEOMETRY','XY')", table, srid));
    assert_int_equal(ok, 1);
    OK(situ_sql_exec(sql, err, "DROP TRIGGER tmi_%s_geom; DROP TRIGGER tmu_%s_geom; DROP TRIGGER tmd_%s_geom", table, table, table));
    OK(situ_sql_exec(sql, err, "UPDATE %s SET geom=kept; ALTER TABLE %s DROP COLUMN kept", table, table));
    OK(situ_sql_int(&ok, sql, 0, err, "SELECT CreateSpatialIndex('%s','geom')", table));
    assert_int_equal(ok, 1);
}

// Makes the store at path one of version 1; extra is run at the end.
static void make_old(const char *path, const char *extra)
{
    static const char *const region[] = {"geom", "geom_point", NULL}, *const water[] = {"geom", "geom_line", "geom_point", NULL};
    situ_sql sql = {NULL, path};
    void *spatialite = NULL;
    make_version_2(path);
    OK(situ_db_open_write(&sql.db, &spatialite, path, path, err));
    OK(situ_sql_exec(&sql, err, "DROP VIEW public_region; DROP VIEW public_water"));
    join_columns(&sql, "region", region, 4490);
    join_columns(&sql, "water", water, 4490);
    join_columns(&sql, "derived_reach_found", water, 4545);
    OK(situ_sql_exec(&sql, err, "CREATE VIEW public_region AS SELECT fid, id, geom FROM region; CREATE VIEW public_water AS SELECT fid, id, geom FROM water;"
                                "PRAGMA user_version=1; UPDATE spatialite_history SET timestamp='0000-01-01T00:00:00.000Z'"));
    if (extra)
        OK(situ_sql_exec(&sql, err, "%s", extra));
    assert_int(&sql, 3, "SELECT count(*) FROM geometry_columns WHERE geometry_type=0");
    situ_db_close(sql.db, spatialite);
}

static void hashes_of(char out[2][2][65], const char *path)
{
    static const char *const editions[] = {"internal", "public"}, *const tables[] = {"region", "water"};
    for (size_t i = 0; i < 4; i++) {
        situ_store *store = NULL;
        OK(situ_store_open(&store, path, editions[i / 2], err));
        OK(situ_store_content_hash(out[i / 2][i % 2], store, tables[i % 2], err));
        situ_store_close(store);
    }
}

static void layout__a_store_of_version_1_is_read_and_migrated(void **state)
{
    const place *p = *state;
    char revision[65], before[2][2][65], old[2][2][65], after[2][2][65];
    situ_bundle *result = mixed_result("internal", all_kinds, 3);
    write_store(p->path, 33, 40, revision);
    put_results(p->path, result, NULL);
    clear_version_3(p->path);
    char *fresh = old_dump_of(p->path);
    hashes_of(before, p->path);
    make_old(p->path, NULL);
    // Reading, in both editions.
    char *dump = old_dump_of(p->path);
    assert_dump_equal(fresh, dump);
    situ_free(dump);
    hashes_of(old, p->path);
    assert_memory_equal(before, old, sizeof before);
    assert_result(p->path, result);
    // The next write migrates; nothing is changed besides.
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
    dump = old_dump_of(p->path);
    assert_dump_equal(fresh, dump);
    situ_free(dump);
    situ_free(fresh);
    hashes_of(after, p->path);
    assert_memory_equal(before, after, sizeof before);
    assert_result(p->path, result);
    situ_bundle_free(result);
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    assert_int(sql, situ_store_version(), "PRAGMA user_version");
    assert_typed(sql);
    assert_int(sql, 651, "SELECT group_concat(geometry_type,'') FROM (SELECT geometry_type FROM geometry_columns WHERE srid=4545 AND"
                         " f_table_name='derived_reach_found' ORDER BY f_geometry_column)");
    // It takes new rows like any other.
    situ_rng rng;
    situ_rng_seed(&rng, 8, 8);
    situ_table *t = random_table(&rng, situ_schema_find("water"), 30, "B");
    OK(situ_store_put_table(w, t, err));
    situ_table_free(t);
    assert_typed(sql);
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
}

// What another program put into the column of any geometry: single parts, heights, its own tables.
static void layout__foreign_shapes_are_migrated(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_bundle *result = mixed_result("internal", all_kinds, 3);
    write_store(p->path, 34, 10, revision);
    put_results(p->path, result, NULL);
    situ_bundle_free(result);
    make_old(p->path, "UPDATE region SET geom=GeomFromText('POLYGON((109 30,110 30,110 31,109 30))',4490) WHERE id='A0001';"
                      "UPDATE region SET geom=GeomFromText('MULTIPOINT(109.5 30.5)',4490) WHERE id='A0002';"
                      "UPDATE water SET geom=GeomFromText('LINESTRING(109 30,110 30)',4490) WHERE id='A0003'");
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    const situ_sql *sql = &situ_store_writer_view(w)->sql;
    assert_int(sql, 1, "SELECT AsText(geom)='MULTIPOLYGON(((109 30, 110 30, 110 31, 109 30)))' AND geom_point IS NULL FROM region WHERE id='A0001'");
    assert_int(sql, 1, "SELECT geom IS NULL AND AsText(geom_point)='POINT(109.5 30.5)' FROM region WHERE id='A0002'");
    assert_int(sql, 1, "SELECT geom IS NULL AND AsText(geom_line)='MULTILINESTRING((109 30, 110 30))' FROM water WHERE id='A0003'");
    situ_store_abort(w);
}

static void layout__what_cannot_be_migrated_is_told(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_bundle *result = mixed_result("internal", all_kinds, 3);
    write_store(p->path, 35, 10, revision);
    put_results(p->path, result, NULL);
    situ_bundle_free(result);
    make_old(p->path, "UPDATE region SET geom=GeomFromText('LINESTRING(109 30,110 30)',4490) WHERE fid=4");
    char *before = dump_of(p->path);
    situ_store_writer *w = NULL;
    situ_error why = {0};
    assert_int_equal(situ_store_begin(&w, p->path, &why), SITU_E_GEOMETRY);
    assert_null(w);
    assert_non_null(strstr(why.cause, "row 4 of table region"));
    assert_string_equal(why.file, p->path);
    char *after = dump_of(p->path); // the old store stands and is read
    assert_string_equal(before, after);
    situ_free(before);
    situ_free(after);
}

// tests/unit/store/version_2.situ.gz was written by the last program of store version 2: three rows a table.
static void layout__a_store_that_version_2_wrote_is_read_and_migrated(void **state)
{
    const place *p = *state;
    char command[400];
    static const char *const editions[] = {"internal", "public"}, *const new_tables[] = {"hazard", "plan_doc", "unit_ready"};
    situ_table *t = NULL;
    if (system("command -v gzip >/dev/null 2>&1") != 0) {
        print_message("gzip is absent: skipped\n");
        skip();
    }
    snprintf(command, sizeof command, "gzip -dc '%s/tests/unit/store/version_2.situ.gz' >'%s'", SITU_SOURCE_DIR, p->path);
    assert_int_equal(system(command), 0);
    for (size_t e = 0; e < 2; e++) {
        situ_store *store = NULL;
        size_t tables = 0;
        OK(situ_store_open(&store, p->path, editions[e], err));
        for (size_t i = 0; situ_schema_registry[i]; i++) {
            const char *name = situ_schema_registry[i]->name;
            situ_error why = {0};
            bool is_new = false;
            for (size_t k = 0; k < 3; k++)
                is_new |= strcmp(name, new_tables[k]) == 0;
            situ_status status = situ_store_read_table(&t, store, name, NULL, &why);
            if (status == SITU_E_NOT_FOUND && !situ_store_has(store, name))
                continue; // came later
            assert_false(is_new);
            assert_int_equal(status, SITU_OK);
            assert_in_range(t->row_count, e ? 1 : 3, 3);
            tables++;
            situ_table_free(t);
        }
        assert_int_equal(tables, 16);
        situ_store_close(store);
    }
    char *before = old_dump_of(p->path);
    assert_non_null(strstr(before, "dd9ebe90631dc35ed7aa9fe55dad8273cb0e98ccfeb0e2da1e81413a51e766c8"));
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
    char *after = old_dump_of(p->path), *tables = strstr(after, "table boundary");
    // The dump of the old store leaves out tables that came later; those there are as they were.
    for (const char *line = strstr(before, "table boundary"); line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        char text[2000];
        snprintf(text, sizeof text, "%.*s\n", (int)strcspn(line, "\n"), line);
        assert_non_null(strstr(tables, text));
    }
    situ_free(before);
    situ_free(after);
    // Rows are changed where the index of ids is still part of the table.
    situ_rng rng;
    situ_rng_seed(&rng, 2, 2);
    OK(situ_store_begin(&w, p->path, err));
    t = random_table(&rng, situ_schema_find("risk_point"), 2500, "A");
    OK(situ_store_put_table(w, t, err));
    situ_table_free(t);
    assert_int(&situ_store_writer_view(w)->sql, 1, "SELECT CheckSpatialIndex()");
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    assert_int(&store->sql, 2497 * 10 + 3, "SELECT added*10+changed FROM revision WHERE n=2");
    OK(situ_store_read_table_at(&t, store, "risk_point", "dd9ebe90631dc35ed7aa9fe55dad8273cb0e98ccfeb0e2da1e81413a51e766c8", err));
    assert_int_equal(t->row_count, 3);
    situ_table_free(t);
    situ_store_close(store);
}

// tests/unit/store/version_3.situ.gz was written by the last program of store version 3, before the tables hazmat, accident
// and warning and some fields of risk_point: three rows a table. It is read in both editions as it is, and takes the
// new tables when it is written to.
static void layout__a_store_of_version_3_lacks_the_newer_tables(void **state)
{
    const place *p = *state;
    static const char *const editions[] = {"internal", "public"}, *const newer[] = {"accident", "hazmat", "warning"};
    char command[400];
    situ_table *t = NULL;
    situ_store *store = NULL;
    if (system("command -v gzip >/dev/null 2>&1") != 0) {
        print_message("gzip is absent: skipped\n");
        skip();
    }
    snprintf(command, sizeof command, "gzip -dc '%s/tests/unit/store/version_3.situ.gz' >'%s'", SITU_SOURCE_DIR, p->path);
    assert_int_equal(system(command), 0);
    for (size_t e = 0; e < 2; e++) {
        size_t tables = 0;
        OK(situ_store_open(&store, p->path, editions[e], err));
        for (size_t k = 0; k < 3; k++) {
            situ_error why = {0};
            assert_false(situ_store_has(store, newer[k]));
            assert_int_equal(situ_store_read_table(&t, store, newer[k], NULL, &why), SITU_E_NOT_FOUND);
        }
        for (size_t i = 0; situ_schema_registry[i]; i++) {
            if (!situ_store_has(store, situ_schema_registry[i]->name))
                continue;
            OK(situ_store_read_table(&t, store, situ_schema_registry[i]->name, NULL, err));
            assert_in_range(t->row_count, 1, 3);
            tables++;
            if (strcmp(t->name, "risk_point") == 0) { // a field that came later is null
                assert_true(situ_table_find(t, "ls_s1") >= 0);
                assert_true(situ_table_is_null(t, 0, situ_table_find(t, "ls_s1")));
            }
            situ_table_free(t);
        }
        assert_true(e ? tables >= 15 : tables == 19); // the public edition hides the whole of some
        situ_store_close(store);
    }
    situ_store_writer *w = NULL;
    situ_rng rng;
    situ_rng_seed(&rng, 4, 4);
    OK(situ_store_begin(&w, p->path, err));
    for (size_t k = 0; k < 3; k++) {
        t = random_table(&rng, situ_schema_find(newer[k]), 5, "N");
        OK(situ_store_put_table(w, t, err));
        situ_table_free(t);
    }
    assert_int(&situ_store_writer_view(w)->sql, situ_store_version(), "PRAGMA user_version");
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
    OK(situ_store_open(&store, p->path, "internal", err));
    for (size_t k = 0; k < 3; k++) {
        OK(situ_store_read_table(&t, store, newer[k], NULL, err));
        assert_int_equal(t->row_count, 5);
        situ_table_free(t);
    }
    situ_store_close(store);
    OK(situ_store_open(&store, p->path, "public", err));
    assert_false(situ_store_has(store, "hazmat")); // what lies where is for nobody outside
    assert_true(situ_store_has(store, "accident"));
    situ_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(layout__each_kind_has_a_typed_column, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__a_row_may_change_its_kind, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__kinds_a_table_cannot_hold_are_refused, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__fuzzed_rows_leave_their_shape_behind, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__mixed_results_have_typed_columns, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__a_store_of_version_1_is_read_and_migrated, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__a_store_that_version_2_wrote_is_read_and_migrated, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__a_store_of_version_3_lacks_the_newer_tables, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__foreign_shapes_are_migrated, open_place, close_place),
        cmocka_unit_test_setup_teardown(layout__what_cannot_be_migrated_is_told, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

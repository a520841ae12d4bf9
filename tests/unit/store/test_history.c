// SPDX-License-Identifier: MIT
// Revisions as they were: what is kept, what it costs, going back, stores from before there was a history.
#include "unit/store/store_test.h"

static int64_t int_of(situ_store *store, const char *query)
{
    int64_t n = -1;
    OK(situ_sql_int(&n, &store->sql, -1, err, "%s", query));
    return n;
}

static situ_store *open_store(const char *path, const char *edition)
{
    situ_store *store = NULL;
    OK(situ_store_open(&store, path, edition, err));
    return store;
}

// `rows` risk points named `name`, ids from `from` on.
static situ_table *points(size_t from, size_t rows, const char *name)
{
    situ_table *t = NULL;
    OK(situ_table_new(&t, "risk_point", SITU_EPSG_CGCS2000, err));
    OK(situ_table_add_column(t, "id", SITU_TYPE_TEXT, NULL, err));
    OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, NULL, err));
    for (size_t i = 0; i < rows; i++) {
        char id[16];
        situ_geometry *g = NULL;
        snprintf(id, sizeof id, "R%06zu", from + i);
        OK(situ_table_add_row(t, NULL, err));
        OK(situ_table_set_text(t, i, 0, id, err));
        OK(situ_table_set_text(t, i, 1, name, err));
        OK(situ_geometry_point(&g, 109 + (double)(from + i) * 1e-5, 30 + (double)((from + i) * 7919 % 1000) * 1e-3, err));
        OK(situ_table_set_geometry(t, i, g, err));
    }
    return t;
}

static void put_points(const char *path, size_t from, size_t rows, const char *name, char id[65])
{
    situ_store_writer *w = NULL;
    situ_table *t = points(from, rows, name);
    OK(situ_store_begin(&w, path, err));
    OK(situ_store_put_table(w, t, err));
    OK(situ_store_note_source(w, &(situ_store_source){.file = "点.csv", .sha256 = name, .what = "risk_point"}, err));
    OK(situ_store_commit(w, "甲", "2026-01-02T03:04:05Z", id, err));
    situ_table_free(t);
}

static size_t rows_at(situ_store *store, const char *revision)
{
    situ_table *t = NULL;
    OK(situ_store_read_table_at(&t, store, "risk_point", revision, err));
    size_t rows = t->row_count;
    situ_table_free(t);
    return rows;
}

static void history__a_first_import_keeps_nothing(void **state)
{
    const place *p = *state;
    char id[65];
    put_points(p->path, 0, 5000, "甲", id);
    situ_store *store = open_store(p->path, "internal");
    assert_int_equal(int_of(store, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'history_risk_point%'"), 0);
    assert_int_equal(int_of(store, "SELECT count(*) FROM history_table"), 1);
    assert_int_equal(int_of(store, "SELECT added FROM revision"), 5000);
    situ_store_close(store);
}

static void history__equal_rows_are_left_alone(void **state)
{
    const place *p = *state;
    char first[65], second[65], third[65];
    put_points(p->path, 0, 50, "甲", first);
    put_points(p->path, 0, 50, "甲", second); // the same file again: a revision, no change
    put_points(p->path, 40, 20, "乙", third);
    situ_store *store = open_store(p->path, "internal");
    assert_int_equal(int_of(store, "SELECT count(*) FROM revision"), 3);
    assert_int_equal(int_of(store, "SELECT added+changed+removed FROM revision WHERE n=2"), 0);
    assert_int_equal(int_of(store, "SELECT added*100+changed FROM revision WHERE n=3"), 1010);
    assert_int_equal(int_of(store, "SELECT count(*) FROM history_risk_point"), 20);
    assert_int_equal(int_of(store, "SELECT count(*) FROM history_risk_point WHERE existed"), 10);
    assert_int_equal(rows_at(store, first), 50);
    assert_int_equal(rows_at(store, third), 60);
    situ_store_close(store);
}

static void history__origin_alone_is_no_change(void **state)
{
    const place *p = *state;
    const char *const columns[] = {"id", "name", "src_file", NULL};
    static const char *const rows[3][3] = {{"D1", "县库", "a.xlsx"}, {"D1", "县库", "b.xlsx"}, {"D1", "乡库", "b.xlsx"}};
    for (int i = 0; i < 3; i++) {
        const char *const *const list[] = {rows[i], NULL};
        situ_table *t = small_table("depot", columns, list);
        situ_store_writer *w = NULL;
        OK(situ_store_begin(&w, p->path, err));
        OK(situ_store_put_table(w, t, err));
        OK(situ_store_commit(w, "x", "t", NULL, err));
        situ_table_free(t);
    }
    situ_store *store = open_store(p->path, "internal");
    assert_int_equal(int_of(store, "SELECT group_concat(changed,'') FROM (SELECT changed FROM revision ORDER BY n)"), 1);
    assert_int_equal(int_of(store, "SELECT count(*) FROM history_depot"), 2); // but nothing is lost
    situ_store_close(store);
}

static void history__going_back_and_forth_in_bulk(void **state)
{
    const place *p = *state;
    char a[65], b[65], c[65], back[65];
    situ_store_writer *w = NULL;
    put_points(p->path, 0, 6000, "甲", a);
    put_points(p->path, 3000, 6000, "乙", b);
    OK(situ_store_begin(&w, p->path, err));
    const char *ids[3000];
    char texts[3000][16];
    for (size_t i = 0; i < 3000; i++) {
        snprintf(texts[i], sizeof texts[i], "R%06zu", 2 * i);
        ids[i] = texts[i];
    }
    OK(situ_store_delete_rows(w, "risk_point", ids, 3000, err));
    OK(situ_store_commit(w, "x", "t", c, err));
    const char *const targets[] = {a, c, b, a};
    const size_t rows[] = {6000, 6000, 9000, 6000};
    for (size_t i = 0; i < 4; i++) {
        OK(situ_store_begin(&w, p->path, err));
        OK(situ_store_rollback(w, targets[i], err));
        int64_t ok = 0;
        OK(situ_sql_int(&ok, &situ_store_writer_view(w)->sql, 0, err, "SELECT CheckSpatialIndex()"));
        assert_int_equal(ok, 1);
        OK(situ_store_commit(w, "x", "t", back, err));
        situ_store *store = open_store(p->path, "internal");
        situ_table *now = NULL, *then = NULL;
        OK(situ_store_read_table(&now, store, "risk_point", NULL, err));
        OK(situ_store_read_table_at(&then, store, "risk_point", targets[i], err));
        assert_int_equal(now->row_count, rows[i]);
        assert_table_equal(now, then);
        situ_table_free(now);
        situ_table_free(then);
        situ_table *all = NULL;
        OK(situ_store_revisions(&all, store, err));
        assert_string_equal(situ_table_text(all, 3 + i, situ_table_find(all, "action")), "rollback");
        assert_string_equal(situ_table_text(all, 3 + i, situ_table_find(all, "what")), targets[i]);
        assert_string_equal(situ_table_text(all, 3 + i, situ_table_find(all, "id")), back);
        situ_table_free(all);
        situ_store_close(store);
    }
}

static void history__a_packed_index_is_sound(void **state)
{
    const place *p = *state;
    static const size_t sizes[] = {2000, 2601, 2602, 60000}; // about whole levels of 51
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        situ_store_writer *w = NULL;
        char path[120], found[64];
        snprintf(path, sizeof path, "%s/%zu.situ", p->dir, sizes[i]);
        situ_table *t = points(0, sizes[i], "甲");
        OK(situ_store_begin(&w, path, err));
        OK(situ_store_put_table(w, t, err));
        situ_store *view = situ_store_writer_view(w);
        snprintf(found, sizeof found, "SELECT count(*)-%zu FROM idx_risk_point_geom", sizes[i]);
        assert_int_equal(int_of(view, found), 0);
        assert_int_equal(int_of(view, "SELECT CheckSpatialIndex()"), 1);
        assert_int_equal(int_of(view, "SELECT rtreecheck('idx_risk_point_geom')='ok'"), 1);
        // A window gives what a scan gives, and the index goes on living.
        const char *both = "SELECT (SELECT count(*) FROM idx_risk_point_geom WHERE xmin<=109.01 AND xmax>=109.005 AND ymin<=30.6 AND ymax>=30.2)-"
                           "(SELECT count(*) FROM risk_point WHERE X(geom)<=109.01 AND X(geom)>=109.005 AND Y(geom)<=30.6 AND Y(geom)>=30.2)";
        assert_int_equal(int_of(view, both), 0);
        OK(situ_sql_exec(&view->sql, err, "DELETE FROM risk_point WHERE fid%%3=1; UPDATE risk_point SET geom=MakePoint(X(geom)+0.001,Y(geom),4490) WHERE fid%%7=0"));
        situ_table_free(t);
        t = points(sizes[i], 500, "乙");
        OK(situ_store_put_table(w, t, err));
        assert_int_equal(int_of(view, "SELECT CheckSpatialIndex()"), 1);
        assert_int_equal(int_of(view, "SELECT rtreecheck('idx_risk_point_geom')='ok'"), 1);
        assert_int_equal(int_of(view, both), 0);
        situ_table_free(t);
        OK(situ_store_commit(w, "x", "t", NULL, err));
    }
}

static void history__doubled_ids_are_told_in_bulk(void **state)
{
    const place *p = *state;
    situ_store_writer *w = NULL;
    situ_error why = {0};
    situ_table *t = points(0, 3000, "甲");
    OK(situ_table_set_text(t, 2999, 0, "R000017", err));
    OK(situ_store_begin(&w, p->path, err));
    assert_int_equal(situ_store_put_table(w, t, &why), SITU_E_SCHEMA);
    assert_non_null(strstr(why.cause, "R000017"));
    situ_store_abort(w);
    situ_table_free(t);
    assert_false(situ_path_exists(p->path));
}

static void history__revisions_are_found_by_name(void **state)
{
    const place *p = *state;
    char ids[3][65], got[65], start[65];
    for (size_t i = 0; i < 3; i++)
        put_points(p->path, 0, 3 + i, i ? "乙" : "甲", ids[i]);
    static const char *const editions[] = {"internal", "public"};
    for (size_t e = 0; e < 2; e++) {
        situ_store *store = open_store(p->path, editions[e]);
        situ_error why = {0};
        const struct {
            const char *name;
            int expected; // -1 = none
        } tries[] = {{"latest", 2}, {"previous", 1}, {"1", 0}, {"3", 2}, {"4", -1}, {"0", -1}, {"", -1}, {"abc", -1}, {"zzzz", -1}, {ids[1], 1}};
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
            situ_status status = situ_store_find_revision(got, store, tries[i].name, &why);
            assert_int_equal(status, tries[i].expected < 0 ? SITU_E_NOT_FOUND : SITU_OK);
            if (status == SITU_OK)
                assert_string_equal(got, ids[tries[i].expected]);
            else
                assert_non_null(strstr(why.cure, "1 ")); // those there are
        }
        for (size_t i = 0; i < 3; i++) {
            memcpy(start, ids[i], 8);
            start[8] = '\0';
            OK(situ_store_find_revision(got, store, start, err));
            assert_string_equal(got, ids[i]);
        }
        situ_store_close(store);
    }
}

static void history__the_public_edition_does_not_see_it(void **state)
{
    const place *p = *state;
    char a[65], b[65];
    put_points(p->path, 0, 10, "甲", a);
    put_points(p->path, 0, 10, "乙", b);
    situ_store *store = open_store(p->path, "public");
    situ_table *t = NULL;
    situ_error why = {0};
    assert_int_equal(situ_store_read_table_at(&t, store, "risk_point", a, &why), SITU_E_UNSUPPORTED);
    assert_false(situ_store_has_history(store));
    static const char *const hidden[] = {"history_risk_point", "history_meta", "history_table", "revision_table", "source_rule", "source", "issue"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        char query[96];
        sqlite3_stmt *stmt = NULL;
        snprintf(query, sizeof query, "SELECT count(*) FROM %s", hidden[i]);
        assert_int_not_equal(sqlite3_prepare_v2(store->sql.db, query, -1, &stmt, NULL), SQLITE_OK);
        assert_int_not_equal(situ_store_read_table(&t, store, hidden[i], NULL, &why), SITU_OK);
    }
    situ_store_close(store);
    // Nor do GIS programs find layers there.
    store = open_store(p->path, "internal");
    assert_int_equal(int_of(store, "SELECT count(*) FROM sqlite_master WHERE name='history_risk_point'"), 1);
    assert_int_equal(int_of(store, "SELECT count(*) FROM geometry_columns WHERE f_table_name LIKE 'history%'"), 0);
    situ_store_close(store);
}

static void history__what_was_noted_is_kept(void **state)
{
    const place *p = *state;
    char ids[2][65];
    for (int i = 0; i < 2; i++) {
        char path[120];
        situ_store_writer *w = NULL;
        situ_report *report = situ_report_new();
        snprintf(path, sizeof path, "%s/%d.situ", p->dir, i);
        for (int k = 0; k < 5; k++) { // in Chinese and in English: the store is the same
            const situ_issue issue = {.severity = k == 4 ? SITU_ERROR : SITU_WARN, .rule = k < 3 ? "SWAPPED_LONLAT" : "LEVEL_WORD", .file = "a.xlsx", .row = k + 1,
                                      .message = i ? "swapped" : "写反", .cure = i ? "turn" : "对调"};
            OK(situ_report_add(report, &issue, err));
        }
        OK(situ_store_begin(&w, path, err));
        OK(situ_store_note_source(w, &(situ_store_source){.file = "/x/a.xlsx", .sha256 = "aa", .what = "depot", .mapping = "名称: name", .unit = "青石镇", .mode = "full", .report = report}, err));
        OK(situ_store_commit(w, "x", "t", ids[i], err));
        situ_report_free(report);
        situ_store *store = open_store(path, "internal");
        assert_int_equal(int_of(store, "SELECT count(*) FROM source WHERE mapping='名称: name' AND unit='青石镇' AND mode='full'"), 1);
        assert_int_equal(int_of(store, "SELECT group_concat(count,'') FROM (SELECT count FROM source_rule ORDER BY rule, severity)"), 113);
        assert_int_equal(int_of(store, "SELECT count(*) FROM source_rule JOIN revision ON revision=id"), 3);
        situ_store_close(store);
    }
    assert_string_equal(ids[0], ids[1]);
    char a[120], b[120];
    snprintf(a, sizeof a, "%s/0.situ", p->dir);
    snprintf(b, sizeof b, "%s/1.situ", p->dir);
    char *x = dump_of(a), *y = dump_of(b);
    assert_dump_equal(x, y);
    situ_free(x);
    situ_free(y);
}

static void history__a_mapping_unit_or_rule_makes_another_revision(void **state)
{
    const place *p = *state;
    char ids[5][65];
    for (int i = 0; i < 5; i++) {
        char path[120];
        situ_store_writer *w = NULL;
        situ_report *report = situ_report_new();
        const situ_issue issue = {.severity = SITU_WARN, .rule = "X", .file = "a.xlsx", .message = "m"};
        if (i == 4)
            OK(situ_report_add(report, &issue, err));
        snprintf(path, sizeof path, "%s/%d.situ", p->dir, i);
        OK(situ_store_begin(&w, path, err));
        OK(situ_store_note_source(w, &(situ_store_source){.file = "a.xlsx", .sha256 = "aa", .what = "depot", .mapping = i == 1 ? "名称: name" : NULL,
                                                          .unit = i == 2 ? "青石镇" : NULL, .mode = i == 3 ? "full" : NULL, .report = report}, err));
        OK(situ_store_commit(w, "x", "t", ids[i], err));
        situ_report_free(report);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(ids[i], ids[k]);
    }
}

static void history__refusals_are_told(void **state)
{
    const place *p = *state;
    char a[65];
    situ_error why = {0};
    situ_table *t = NULL;
    situ_store_writer *w = NULL;
    const char *ids[] = {"R000001"};
    put_points(p->path, 0, 10, "甲", a);
    situ_store *store = open_store(p->path, "internal");
    assert_int_equal(situ_store_read_table_at(&t, store, "risk_point", "0000", &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_table_at(&t, store, "risk_point", NULL, &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_table_at(&t, store, "issue", a, &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_read_table_at(&t, store, "nothing", a, &why), SITU_E_NOT_FOUND);
    assert_null(t);
    situ_store_close(store);
    OK(situ_store_begin(&w, p->path, err));
    assert_int_equal(situ_store_rollback(w, "0000", &why), SITU_E_NOT_FOUND);
    assert_int_equal(situ_store_delete_rows(w, "nothing", ids, 1, &why), SITU_E_SCHEMA);
    OK(situ_store_delete_rows(w, "risk_point", NULL, 0, err));
    OK(situ_store_delete_rows(w, "depot", ids, 1, err)); // not there: passed over
    OK(situ_store_commit(w, "x", "t", NULL, err));
    store = open_store(p->path, "internal");
    assert_string_equal(situ_store_revision(store), a);
    situ_store_close(store);
}

// Store version 2: read in both editions, its history starts with the first write of this program.
static void history__a_store_of_version_2_goes_on(void **state)
{
    const place *p = *state;
    char old[2][65], next[65];
    situ_error why = {0};
    situ_table *t = NULL;
    write_store(p->path, 3, 20, old[0]);
    put_points(p->path, 0, 5, "甲", old[1]);
    clear_version_3(p->path);
    char *fresh = old_dump_of(p->path);
    make_version_2(p->path);
    static const char *const editions[] = {"internal", "public"};
    for (size_t e = 0; e < 2; e++) {
        situ_store *store = open_store(p->path, editions[e]);
        for (size_t i = 0; situ_schema_registry[i]; i++) {
            OK(situ_store_read_table(&t, store, situ_schema_registry[i]->name, NULL, err));
            for (size_t r = 0; r < t->row_count; r++)
                assert_true(situ_table_is_null(t, r, situ_table_find(t, "src_unit")));
            situ_table_free(t);
        }
        assert_true(situ_store_has(store, "risk_point"));
        OK(situ_store_revisions(&t, store, err));
        assert_int_equal(t->row_count, 2);
        assert_true(situ_table_is_null(t, 0, situ_table_find(t, "added")));
        situ_table_free(t);
        assert_false(situ_store_has_history(store));
        if (e == 0) {
            assert_int_equal(rows_at(store, old[1]), 25); // the newest is known
            assert_int_equal(situ_store_read_table_at(&t, store, "risk_point", old[0], &why), SITU_E_UNSUPPORTED);
        } else { // what is hidden stays hidden, whatever views the old store has
            OK(situ_store_read_table(&t, store, "person", NULL, err));
            for (size_t r = 0; r < t->row_count; r++)
                assert_true(situ_table_is_null(t, r, situ_table_find(t, "mobile")));
            situ_table_free(t);
            sqlite3_stmt *stmt = NULL;
            assert_int_not_equal(sqlite3_prepare_v2(store->sql.db, "SELECT mobile FROM person", -1, &stmt, NULL), SQLITE_OK);
            assert_int_not_equal(sqlite3_prepare_v2(store->sql.db, "CREATE TEMP VIEW public_x AS SELECT mobile FROM person", -1, &stmt, NULL), SQLITE_OK);
        }
        situ_store_close(store);
    }
    put_points(p->path, 3, 5, "乙", next);
    situ_store *store = open_store(p->path, "internal");
    assert_int_equal(int_of(store, "PRAGMA user_version"), situ_store_version());
    assert_int_equal(int_of(store, "SELECT count(*) FROM pragma_table_info('issue') WHERE name IN ('message','cure')"), 0);
    assert_int_equal(rows_at(store, old[1]), 25);
    assert_int_equal(rows_at(store, next), 28);
    assert_int_equal(situ_store_read_table_at(&t, store, "risk_point", old[0], &why), SITU_E_UNSUPPORTED);
    situ_store_close(store);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    assert_int_equal(situ_store_rollback(w, old[0], &why), SITU_E_UNSUPPORTED);
    OK(situ_store_rollback(w, old[1], err));
    OK(situ_store_commit(w, "x", "t", NULL, err));
    char *back = old_dump_of(p->path);
    assert_dump_equal(strstr(fresh, "table boundary"), strstr(back, "table boundary"));
    situ_free(back);
    situ_free(fresh);
}

// A column that came later: the mirror gets it too.
static void history__mirrors_grow_with_their_tables(void **state)
{
    const place *p = *state;
    char a[65], b[65], c[65];
    sqlite3 *db = NULL;
    situ_table *t = NULL;
    put_points(p->path, 0, 10, "甲", a);
    put_points(p->path, 5, 10, "乙", b);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP VIEW public_risk_point; ALTER TABLE risk_point DROP COLUMN found; ALTER TABLE history_risk_point DROP COLUMN found",
                                  NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    situ_store *store = open_store(p->path, "internal");
    OK(situ_store_read_table_at(&t, store, "risk_point", a, err));
    assert_int_equal(t->row_count, 10);
    situ_table_free(t);
    situ_store_close(store);
    put_points(p->path, 0, 15, "丙", c);
    store = open_store(p->path, "internal");
    OK(situ_store_read_table_at(&t, store, "risk_point", a, err));
    assert_int_equal(t->row_count, 10);
    assert_string_equal(situ_table_text(t, 9, situ_table_find(t, "name")), "甲");
    situ_table_free(t);
    OK(situ_store_read_table_at(&t, store, "risk_point", b, err));
    assert_string_equal(situ_table_text(t, 9, situ_table_find(t, "name")), "乙");
    situ_table_free(t);
    situ_store_close(store);
}

static void history__every_allocation_may_fail(void **state)
{
    const place *p = *state;
    char a[65], b[65];
    put_points(p->path, 0, 8, "甲", a);
    put_points(p->path, 4, 8, "乙", b);
    char *before = dump_of(p->path);
    const char *ids[] = {"R000001", "R000009"};
    situ_table *t = points(2, 4, "丙");
    size_t failed = 0;
    for (uint64_t n = 1; n < 4000; n++) {
        situ_store_writer *w = NULL;
        situ_table *then = NULL;
        situ_error why = {0};
        situ_alloc_fail_at(n, false);
        situ_status status = situ_store_begin(&w, p->path, &why);
        if (status == SITU_OK)
            status = situ_store_put_table(w, t, &why);
        if (status == SITU_OK)
            status = situ_store_delete_rows(w, "risk_point", ids, 2, &why);
        if (status == SITU_OK)
            status = situ_store_read_table_at(&then, situ_store_writer_view(w), "risk_point", b, &why);
        if (status == SITU_OK)
            status = situ_store_rollback(w, a, &why);
        if (status == SITU_OK)
            status = situ_store_commit(w, "x", "t", NULL, &why);
        else
            situ_store_abort(w);
        situ_alloc_fail_at(0, false);
        situ_table_free(then);
        if (status == SITU_OK)
            break;
        assert_int_equal(status, SITU_E_NOMEM);
        failed++;
        char *after = dump_of(p->path);
        assert_dump_equal(before, after);
        situ_free(after);
    }
    print_message("%zu allocations failed cleanly\n", failed);
    assert_true(failed > 20);
    situ_free(before);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(history__a_first_import_keeps_nothing, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__equal_rows_are_left_alone, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__origin_alone_is_no_change, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__going_back_and_forth_in_bulk, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__a_packed_index_is_sound, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__doubled_ids_are_told_in_bulk, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__revisions_are_found_by_name, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__the_public_edition_does_not_see_it, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__what_was_noted_is_kept, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__a_mapping_unit_or_rule_makes_another_revision, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__refusals_are_told, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__a_store_of_version_2_goes_on, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__mirrors_grow_with_their_tables, open_place, close_place),
        cmocka_unit_test_setup_teardown(history__every_allocation_may_fail, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

static const char *const depot_columns[] = {"id", "name", NULL};

static void put_depot(situ_store_writer *w, const char *id, const char *name)
{
    const char *const row[] = {id, name};
    const char *const *const rows[] = {row, NULL};
    situ_table *t = small_table("depot", depot_columns, rows);
    OK(situ_store_put_table(w, t, err));
    situ_table_free(t);
}

typedef struct input {
    const char *file, *hash, *what;
} input;

static void commit_inputs(const char *path, const input *inputs, size_t n, const char *who, const char *when, char id[65])
{
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    OK(situ_store_set_meta(w, "county", "岚川县", err));
    put_depot(w, "D1", "县库");
    for (size_t i = 0; i < n; i++)
        OK(situ_store_note_source(w, &(situ_store_source){.file = inputs[i].file, .sha256 = inputs[i].hash, .what = inputs[i].what}, err));
    OK(situ_store_commit(w, who, when, id, err));
}

static void revisions__id_is_made_of_parent_inputs_and_mapping(void **state)
{
    const place *p = *state;
    char other[120], a1[65], a2[65], b1[65], b2[65], c1[65];
    const input ab[] = {{"/a/x.xlsx", "11", "depot"}, {"/a/y.csv", "22", "depot"}}, ba[] = {ab[1], ab[0]};
    const input mapped[] = {{"/a/x.xlsx", "11", "depot mapping 9"}, {"/a/y.csv", "22", "depot"}};
    commit_inputs(p->path, ab, 2, "甲", "2026-01-01T00:00:00Z", a1);
    commit_inputs(p->path, ab, 2, "甲", "2026-01-01T00:00:00Z", a2);
    snprintf(other, sizeof other, "%s/other.situ", p->dir);
    commit_inputs(other, ba, 2, "乙", "2027-12-31T00:00:00Z", b1); // order, operator and time do not count
    commit_inputs(other, mapped, 2, "乙", "2027-12-31T00:00:00Z", b2);
    assert_int_equal(strlen(a1), 64);
    assert_string_equal(a1, b1);
    assert_string_not_equal(a1, a2); // the parent counts
    assert_string_not_equal(a2, b2); // the mapping counts
    snprintf(other, sizeof other, "%s/third.situ", p->dir);
    commit_inputs(other, ab, 1, "甲", "2026-01-01T00:00:00Z", c1);
    assert_string_not_equal(a1, c1);
    situ_store *store = NULL;
    situ_table *t = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    assert_string_equal(situ_store_revision(store), a2);
    assert_string_equal(situ_store_meta(store, "county"), "岚川县");
    assert_string_equal(situ_store_meta(store, "nothing"), "");
    OK(situ_store_revisions(&t, store, err));
    assert_int_equal(t->row_count, 2);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "id")), a1);
    assert_true(situ_table_is_null(t, 0, situ_table_find(t, "parent")));
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "parent")), a1);
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "operator")), "甲");
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "created")), "2026-01-01T00:00:00Z");
    assert_int_equal(situ_table_int(t, 1, situ_table_find(t, "files")), 2);
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "action")), "import");
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "what")), "x.xlsx, y.csv");
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "added")), 1);
    assert_int_equal(situ_table_int(t, 1, situ_table_find(t, "n")), 2);
    for (int i = 0; i < 3; i++) // the same ledgers again
        assert_int_equal(situ_table_int(t, 1, situ_table_find(t, i == 0 ? "added" : i == 1 ? "changed" : "removed")), 0);
    situ_table_free(t);
    situ_store_close(store);
}

static void revisions__content_counts_without_sources(void **state)
{
    const place *p = *state;
    char other[120], ids[2][65];
    snprintf(other, sizeof other, "%s/other.situ", p->dir);
    for (int i = 0; i < 2; i++) {
        situ_store_writer *w = NULL;
        OK(situ_store_begin(&w, i ? other : p->path, err));
        put_depot(w, "D1", i ? "乡库" : "县库");
        OK(situ_store_commit(w, "x", "t", ids[i], err));
    }
    assert_string_not_equal(ids[0], ids[1]);
}

static void revisions__equal_inputs_give_equal_dumps(void **state)
{
    const place *p = *state;
    char other[120], id[65];
    snprintf(other, sizeof other, "%s/deeper/other.situ", p->dir);
    write_store(p->path, 3, 25, id);
    write_store(other, 3, 25, id);
    char *a = dump_of(p->path), *b = dump_of(other);
    assert_string_equal(a, b);
    assert_non_null(strstr(a, "table risk_point"));
    assert_non_null(strstr(a, id));
    assert_null(strstr(a, "tester"));     // audit stays out
    assert_null(strstr(a, "2026-01-02")); // and with it the time
    situ_free(b);
    write_store(other, 4, 25, id);
    b = dump_of(other);
    assert_string_not_equal(a, b);
    situ_free(a);
    situ_free(b);
}

static void revisions__analyses_make_none(void **state)
{
    const place *p = *state;
    char first[65], second[65];
    situ_store_writer *w = NULL;
    situ_bundle *result = NULL;
    const input one[] = {{"x.csv", "11", "depot"}};
    commit_inputs(p->path, one, 1, "x", "t", first);
    OK(situ_bundle_new(&result, "internal", first, err));
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_set_meta(w, "county", "岚川县", err)); // as it is: no change
    OK(situ_store_put_derived(w, "zone", "key1", result, err));
    OK(situ_store_commit(w, "x", "t", second, err));
    situ_bundle_free(result);
    assert_string_equal(first, second);
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    int64_t audits = 0;
    OK(situ_sql_int(&audits, &store->sql, 0, err, "SELECT count(*) FROM audit WHERE revision=%Q", first));
    assert_int_equal(audits, 2);
    situ_store_close(store);
}

static void revisions__reports_are_kept_with_their_counts(void **state)
{
    const place *p = *state;
    situ_report *report = situ_report_new();
    const situ_issue swapped = {.severity = SITU_WARN, .rule = "SWAPPED_LONLAT", .file = "/a/b/台账.xlsx", .sheet = "Sheet1", .cell = "C7",
                                .row = 7, .table = "risk_point", .field = "lon", .old_value = "30.1", .new_value = "109.2",
                                .message = "经纬度写反", .cure = "对调"};
    const situ_issue foreign = {.severity = SITU_ERROR, .rule = "X", .file = "别的.csv", .message = "m"};
    OK(situ_report_add(report, &swapped, err));
    OK(situ_report_add(report, &foreign, err));
    static const situ_fate fates[] = {SITU_FATE_USED, SITU_FATE_USED, SITU_FATE_REPAIRED, SITU_FATE_REJECTED};
    for (size_t i = 0; i < 4; i++)
        OK(situ_report_fate(report, "/a/b/台账.xlsx", "Sheet1", "risk_point", fates[i], err));
    OK(situ_report_fate(report, "别的.csv", NULL, "depot", SITU_FATE_USED, err));
    situ_store_writer *w = NULL;
    char id[65];
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_note_source(w, &(situ_store_source){.file = "/a/b/台账.xlsx", .sha256 = "aa", .what = "risk_point", .report = report}, err));
    OK(situ_store_commit(w, "x", "t", id, err));
    situ_store *store = NULL;
    situ_table *t = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_table(&t, store, "issue", NULL, err));
    assert_int_equal(t->row_count, 1);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "rule")), "SWAPPED_LONLAT");
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "revision")), id);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "cell")), "C7");
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "severity")), "warn");
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "row")), 7);
    situ_table_free(t);
    OK(situ_store_read_table(&t, store, "source", "file = '台账.xlsx'", err)); // no folder of this machine
    assert_int_equal(t->row_count, 1);
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "rows_read")), 4);
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "used")), 2);
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "repaired")), 1);
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "rejected")), 1);
    situ_table_free(t);
    situ_store_close(store);
    situ_report_free(report);
}

static void revisions__content_hash_follows_rows_and_edition(void **state)
{
    const place *p = *state;
    char first[65], again[65], changed[65], back[65], revision[65];
    const char *const columns[] = {"id", "name", "mobile", NULL};
    const char *const a[] = {"1", "甲", "199"}, *const b[] = {"1", "甲", "198"};
    const char *const *const ra[] = {a, NULL}, *const *const rb[] = {b, NULL};
    situ_table *ta = small_table("person", columns, ra), *tb = small_table("person", columns, rb);
    situ_store_writer *w = NULL;
    situ_store *store = NULL;
    OK(situ_store_begin(&w, p->path, err));
    situ_store *view = situ_store_writer_view(w);
    OK(situ_store_put_table(w, ta, err));
    OK(situ_store_content_hash(first, view, "person", err));
    OK(situ_store_content_hash(again, view, "person", err));
    OK(situ_store_put_table(w, tb, err));
    OK(situ_store_content_hash(changed, view, "person", err));
    OK(situ_store_put_table(w, ta, err));
    OK(situ_store_content_hash(back, view, "person", err));
    assert_string_equal(first, again);
    assert_string_equal(first, back);
    assert_string_not_equal(first, changed);
    OK(situ_store_commit(w, "x", "t", revision, err));
    char outside[2][65];
    for (int i = 0; i < 2; i++) { // a mobile is no part of the public edition
        OK(situ_store_begin(&w, p->path, err));
        OK(situ_store_put_table(w, i ? tb : ta, err));
        OK(situ_store_commit(w, "x", "t", revision, err));
        OK(situ_store_open(&store, p->path, "public", err));
        OK(situ_store_content_hash(outside[i], store, "person", err));
        situ_store_close(store);
    }
    assert_string_equal(outside[0], outside[1]);
    assert_string_not_equal(outside[0], first);
    situ_error why = {0};
    OK(situ_store_open(&store, p->path, "internal", err));
    assert_int_equal(situ_store_content_hash(first, store, "nothing", &why), SITU_E_NOT_FOUND);
    situ_store_close(store);
    situ_table_free(ta);
    situ_table_free(tb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(revisions__id_is_made_of_parent_inputs_and_mapping, open_place, close_place),
        cmocka_unit_test_setup_teardown(revisions__content_counts_without_sources, open_place, close_place),
        cmocka_unit_test_setup_teardown(revisions__equal_inputs_give_equal_dumps, open_place, close_place),
        cmocka_unit_test_setup_teardown(revisions__analyses_make_none, open_place, close_place),
        cmocka_unit_test_setup_teardown(revisions__reports_are_kept_with_their_counts, open_place, close_place),
        cmocka_unit_test_setup_teardown(revisions__content_hash_follows_rows_and_edition, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

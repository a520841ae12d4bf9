// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void assert_only_file(const place *p)
{
    DIR *dir = opendir(p->dir);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && strcmp(e->d_name, "county.situ") != 0)
            fail_msg("left behind: %s", e->d_name);
    closedir(dir);
}

static situ_status open_fails(const char *path, const char *edition, situ_error *why)
{
    situ_store *store = NULL;
    situ_status status = situ_store_open(&store, path, edition, why);
    assert_null(store);
    assert_string_equal(why->file, path);
    return status;
}

static situ_status begin_fails(const char *path, situ_error *why)
{
    situ_store_writer *w = NULL;
    situ_status status = situ_store_begin(&w, path, why);
    assert_null(w);
    return status;
}

static void faults__what_is_no_store_is_told(void **state)
{
    const place *p = *state;
    situ_error why = {0};
    sqlite3 *db = NULL;
    assert_int_equal(open_fails(p->path, "internal", &why), SITU_E_NOT_FOUND);
    assert_int_equal(open_fails(p->dir, "internal", &why), SITU_E_FORMAT);
    static const char csv[] = "编号,名称\n1,x\n";
    OK(situ_write_file(p->path, csv, sizeof csv - 1, err));
    assert_int_equal(open_fails(p->path, "internal", &why), SITU_E_FORMAT);
    assert_int_equal(begin_fails(p->path, &why), SITU_E_FORMAT); // never written over
    OK(situ_write_file(p->path, "", 0, err));
    assert_int_equal(open_fails(p->path, "internal", &why), SITU_E_FORMAT);
    unlink(p->path);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE x(a); PRAGMA user_version=1", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(open_fails(p->path, "internal", &why), SITU_E_FORMAT);
    assert_int_equal(begin_fails(p->path, &why), SITU_E_FORMAT);
    assert_only_file(p);
}

static void faults__a_newer_store_is_refused(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_error why = {0};
    sqlite3 *db = NULL;
    write_store(p->path, 1, 2, revision);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(open_fails(p->path, "internal", &why), SITU_E_UNSUPPORTED);
    assert_non_null(strstr(why.cause, "99"));
    assert_true(strlen(why.cure) > 0);
    assert_int_equal(begin_fails(p->path, &why), SITU_E_UNSUPPORTED);
    assert_only_file(p);
}

// A store from before a field and a table came: read with nulls, completed by the next write.
static void faults__an_older_store_is_completed(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_error why = {0};
    sqlite3 *db = NULL;
    write_store(p->path, 1, 20, revision);
    char *before = dump_of(p->path);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP VIEW public_person; ALTER TABLE person DROP COLUMN post; DROP VIEW public_stock; DROP TABLE stock",
                                  NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    situ_store *store = NULL;
    situ_table *t = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_table(&t, store, "person", NULL, err));
    assert_int_equal(t->row_count, 20);
    for (size_t i = 0; i < 20; i++)
        assert_true(situ_table_is_null(t, i, situ_table_find(t, "post")));
    situ_table_free(t);
    assert_int_equal(situ_store_read_table(&t, store, "stock", NULL, &why), SITU_E_NOT_FOUND);
    situ_store_close(store);
    assert_int_equal(open_fails(p->path, "public", &why), SITU_E_SCHEMA);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_commit(w, "x", "t", NULL, err));
    OK(situ_store_open(&store, p->path, "public", err));
    OK(situ_store_read_table(&t, store, "stock", NULL, err));
    assert_int_equal(t->row_count, 0);
    situ_table_free(t);
    situ_store_close(store);
    situ_free(before);
}

static void faults__truncated_and_scrambled_files_do_not_crash(void **state)
{
    const place *p = *state;
    char revision[65], *bytes = NULL;
    size_t n = 0;
    write_store(p->path, 1, 30, revision);
    OK(situ_read_file(&bytes, &n, p->path, 1 << 26, err));
    situ_rng rng;
    situ_rng_seed(&rng, 20260101, 4);
    size_t told = 0;
    for (int i = 0; i < 60; i++) {
        char *damaged = situ_malloc(n);
        assert_non_null(damaged);
        memcpy(damaged, bytes, n);
        size_t keep = n;
        if (i % 2)
            keep = 1 + situ_rng_below(&rng, (uint32_t)n - 1);
        else
            for (int k = 0; k < 400; k++)
                damaged[situ_rng_below(&rng, (uint32_t)n)] = (char)situ_rng_u32(&rng);
        OK(situ_write_file(p->path, damaged, keep, err));
        situ_free(damaged);
        situ_store *store = NULL;
        situ_error why = {0};
        situ_status status = situ_store_open(&store, p->path, i % 4 < 2 ? "internal" : "public", &why);
        for (size_t k = 0; store && situ_schema_registry[k] && status == SITU_OK; k++) {
            situ_table *t = NULL;
            status = situ_store_read_table(&t, store, situ_schema_registry[k]->name, NULL, &why);
            situ_table_free(t);
        }
        told += status != SITU_OK;
        situ_store_close(store);
    }
    print_message("%zu of 60 damaged stores were told\n", told);
    assert_true(told >= 50);
    situ_free(bytes);
}

static void faults__only_one_writer_at_a_time(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_error why = {0};
    write_store(p->path, 1, 2, revision);
    situ_store_writer *first = NULL, *second = NULL;
    OK(situ_store_begin(&first, p->path, err));
    assert_int_equal(situ_store_begin(&second, p->path, &why), SITU_E_IO);
    assert_non_null(strstr(why.cause, "another program"));
    situ_store *reader = NULL; // readers go on
    OK(situ_store_open(&reader, p->path, "internal", err));
    OK(situ_store_set_meta(first, "as_of", "2026-06-30", err));
    OK(situ_store_commit(first, "x", "t", NULL, err));
    assert_string_equal(situ_store_meta(reader, "as_of"), ""); // the old file, still whole
    situ_table *t = NULL;
    OK(situ_store_read_table(&t, reader, "person", NULL, err));
    assert_int_equal(t->row_count, 2);
    situ_table_free(t);
    situ_store_close(reader);
    OK(situ_store_begin(&second, p->path, err));
    assert_string_equal(situ_store_meta(situ_store_writer_view(second), "as_of"), "2026-06-30");
    situ_store_abort(second);
    assert_only_file(p);
}

static void faults__a_change_in_the_meantime_is_noticed(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_error why = {0};
    sqlite3 *db = NULL;
    write_store(p->path, 1, 2, revision);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_set_meta(w, "as_of", "2026-06-30", err));
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK); // somebody edits the old file in place
    assert_int_equal(sqlite3_exec(db, "UPDATE person SET name='改'", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(situ_store_commit(w, "x", "t", NULL, &why), SITU_E_IO);
    assert_non_null(strstr(why.cause, "in the meantime"));
    situ_store *store = NULL;
    situ_table *t = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    OK(situ_store_read_table(&t, store, "person", "name = '改'", err));
    assert_int_equal(t->row_count, 2);
    situ_table_free(t);
    situ_store_close(store);
    assert_only_file(p);
}

static void faults__an_unfinished_edit_is_not_buried(void **state)
{
    const place *p = *state;
    char revision[65];
    situ_error why = {0};
    sqlite3 *db = NULL;
    situ_store_writer *w = NULL;
    write_store(p->path, 1, 2, revision);
    OK(situ_store_begin(&w, p->path, err));
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK); // as QGIS does while it edits
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode=WAL; UPDATE person SET name='改'", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(situ_store_commit(w, "x", "t", NULL, &why), SITU_E_IO);
    assert_non_null(strstr(why.cause, "editing"));
    assert_int_equal(begin_fails(p->path, &why), SITU_E_IO);
    sqlite3_close(db);
    OK(situ_store_begin(&w, p->path, err));
    situ_table *t = NULL;
    OK(situ_store_read_table(&t, situ_store_writer_view(w), "person", "name = '改'", err));
    assert_int_equal(t->row_count, 2);
    situ_table_free(t);
    situ_store_abort(w);
    assert_only_file(p);
}

// Work done by a child of its own: limits and ids are the process's.
typedef int child_fn(const place *p);

static int run_child(child_fn *work, const place *p)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(work(p));
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static rlim_t file_limit;

static int write_under_limit(const place *p)
{
    struct rlimit limit = {file_limit, file_limit};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 90;
    situ_store_writer *w = NULL;
    situ_error why = {0};
    situ_status status = situ_store_begin(&w, p->path, &why);
    situ_rng rng;
    situ_rng_seed(&rng, 5, 5);
    situ_table *t = random_table(&rng, situ_schema_find("risk_point"), 6000, "N");
    if (status == SITU_OK)
        status = situ_store_put_table(w, t, &why);
    if (status == SITU_OK)
        status = situ_store_commit(w, "x", "t", NULL, &why);
    else
        situ_store_abort(w);
    situ_table_free(t);
    if (status == SITU_OK)
        return 0;
    // An I/O error that says what to do about it.
    return status == SITU_E_IO && strstr(why.cure, "space") && why.file[0] ? 1 : 91;
}

static void faults__a_full_disk_leaves_the_old_store(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 1, 20, revision);
    char *before = dump_of(p->path);
    size_t refused = 0;
    bool passed = false;
    for (file_limit = 4096; !passed && file_limit <= 32u << 20; file_limit *= 2) {
        int code = run_child(write_under_limit, p);
        passed = code == 0;
        if (passed)
            break;
        assert_int_equal(code, 1);
        refused++;
        assert_only_file(p);
        char *after = dump_of(p->path);
        assert_string_equal(before, after);
        situ_free(after);
    }
    print_message("%zu sizes refused, the first that passes is %lu KB\n", refused, (unsigned long)file_limit / 1024);
    assert_true(passed && refused >= 8);
    situ_free(before);
}

static int read_only_work(const place *p)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 90;
    if (access(p->dir, W_OK) == 0)
        return 91;
    for (int i = 0; i < 2; i++) {
        situ_store *store = NULL;
        situ_table *t = NULL;
        if (situ_store_open(&store, p->path, i ? "public" : "internal", NULL) != SITU_OK)
            return 92;
        if (situ_store_read_table(&t, store, "risk_point", NULL, NULL) != SITU_OK || t->row_count != 20)
            return 93;
        situ_table_free(t);
        situ_store_close(store);
    }
    situ_error why = {0};
    situ_store_writer *w = NULL;
    situ_status status = situ_store_begin(&w, p->path, &why);
    return status == SITU_E_IO && why.cure[0] ? 0 : 94;
}

static void faults__a_read_only_folder_can_be_read(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 1, 20, revision);
    assert_int_equal(chmod(p->path, 0444), 0);
    assert_int_equal(chmod(p->dir, 0555), 0);
    int code = run_child(read_only_work, p);
    chmod(p->dir, 0700);
    assert_int_equal(code, 0);
    assert_only_file(p);
}

// Its views for the public edition cannot be renewed there.
static void faults__an_old_store_in_a_read_only_folder_can_be_read(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 1, 20, revision);
    make_version_2(p->path);
    assert_int_equal(chmod(p->path, 0444), 0);
    assert_int_equal(chmod(p->dir, 0555), 0);
    int code = run_child(read_only_work, p);
    chmod(p->dir, 0700);
    assert_int_equal(code, 0);
    assert_only_file(p);
}

// A store that some program left in WAL mode, in a folder where no -shm can be made.
static void faults__a_wal_store_in_a_read_only_folder_can_be_read(void **state)
{
    const place *p = *state;
    char revision[65];
    sqlite3 *db = NULL;
    write_store(p->path, 1, 20, revision);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(chmod(p->path, 0444), 0);
    assert_int_equal(chmod(p->dir, 0555), 0);
    int code = run_child(read_only_work, p);
    chmod(p->dir, 0700);
    assert_int_equal(code, 0);
    // The next write takes it back to the plain journal.
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_commit(w, "x", "t", NULL, err));
    assert_only_file(p);
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "internal", err));
    sqlite3_stmt *stmt = NULL;
    OK(situ_sql_prepare(&stmt, &store->sql, err, "PRAGMA journal_mode"));
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "delete");
    sqlite3_finalize(stmt);
    situ_store_close(store);
}

// Every allocation of a write fails once: a clean error, the old store, nothing left behind.
static void faults__every_allocation_may_fail(void **state)
{
    const place *p = *state;
    const char *const columns[] = {"id", "name", NULL};
    const char *const row[] = {"D1", "库"};
    const char *const *const rows[] = {row, NULL};
    situ_table *t = small_table("depot", columns, rows);
    situ_store_writer *w = NULL;
    char revision[65];
    write_store(p->path, 1, 2, revision);
    char *before = dump_of(p->path);
    size_t failed = 0;
    for (uint64_t n = 1; n < 2000; n++) {
        situ_error why = {0};
        situ_alloc_fail_at(n, false);
        situ_status status = situ_store_begin(&w, p->path, &why);
        if (status == SITU_OK)
            status = situ_store_put_table(w, t, &why);
        if (status == SITU_OK)
            status = situ_store_note_source(w, &(situ_store_source){.file = "x.csv", .sha256 = "11", .what = "depot"}, &why);
        if (status == SITU_OK)
            status = situ_store_commit(w, "x", "t", NULL, &why);
        else
            situ_store_abort(w);
        w = NULL;
        situ_alloc_fail_at(0, false);
        if (status == SITU_OK)
            break;
        assert_int_equal(status, SITU_E_NOMEM);
        failed++;
        char *after = dump_of(p->path);
        assert_string_equal(before, after);
        situ_free(after);
        assert_only_file(p);
    }
    print_message("%zu allocations failed cleanly\n", failed);
    assert_true(failed > 20);
    situ_free(before);
    situ_table_free(t);
}

static situ_status read_everything(const char *path, situ_error *why)
{
    situ_status status;
    situ_error *err = why;
    situ_store *store = NULL;
    situ_table *t = NULL, *values = NULL;
    size_t *rows = NULL, n = 0;
    char hash[65];
    situ_str text;
    situ_str_init(&text);
    SITU_TRY(situ_store_open(&store, path, "internal", err));
    SITU_TRY(situ_store_read_table(&t, store, "hazard_zone", "id <> 'x'", err));
    SITU_TRY(situ_store_content_hash(hash, store, "hazard_zone", err));
    SITU_TRY(situ_expr_values(&values, t, "id || 'x'", err));
    SITU_TRY(situ_expr_filter(&rows, &n, t, "id LIKE 'A%'", err));
    SITU_TRY(situ_store_dump(store, &text, err));
    assert_int_equal(n, t->row_count);
done:
    situ_str_free(&text);
    situ_free(rows);
    situ_table_free(values);
    situ_table_free(t);
    situ_store_close(store);
    return status;
}

static void faults__every_allocation_of_a_reader_may_fail(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 1, 3, revision);
    size_t failed = 0;
    situ_status status = SITU_E_NOMEM;
    for (uint64_t n = 1; status != SITU_OK && n < 5000; n++) {
        situ_error why = {0};
        situ_alloc_fail_at(n, false);
        status = read_everything(p->path, &why);
        situ_alloc_fail_at(0, false);
        if (status != SITU_OK && status != SITU_E_NOMEM)
            fail_msg("allocation %llu gave %d %s", (unsigned long long)n, (int)status, why.cause);
        failed += status != SITU_OK;
    }
    print_message("%zu allocations failed cleanly\n", failed);
    assert_int_equal(status, SITU_OK);
    assert_true(failed > 100);
}

static void faults__gdal_sees_the_layers(void **state)
{
    const place *p = *state;
    char revision[65], command[200], text[4000];
    if (system("command -v ogrinfo >/dev/null 2>&1") != 0) {
        print_message("ogrinfo is absent: skipped\n");
        skip();
    }
    write_store(p->path, 1, 20, revision);
    static const char *const layers[][2] = {{"risk_point", "Point"}, {"road", "Multi Line String"}, {"hazard_zone", "Multi Polygon"}, {"'region(geom)'", "Multi Polygon"},
                                              {"'region(geom_point)'", "Point"}, {"'water(geom)'", "Multi Polygon"}, {"'water(geom_line)'", "Multi Line String"},
                                              {"'water(geom_point)'", "Point"}};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        snprintf(command, sizeof command, "ogrinfo -ro -so '%s' %s 2>&1", p->path, layers[i][0]);
        FILE *f = popen(command, "r");
        assert_non_null(f);
        size_t n = fread(text, 1, sizeof text - 1, f);
        text[n] = '\0';
        assert_int_equal(pclose(f), 0);
        char geometry[60];
        snprintf(geometry, sizeof geometry, "\nGeometry: %s\n", layers[i][1]);
        if (!strstr(text, "\"EPSG\",4490") || !strstr(text, "Feature Count: 20") || !strstr(text, geometry))
            fail_msg("%s", text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(faults__what_is_no_store_is_told, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__a_newer_store_is_refused, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__an_older_store_is_completed, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__truncated_and_scrambled_files_do_not_crash, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__only_one_writer_at_a_time, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__a_change_in_the_meantime_is_noticed, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__an_unfinished_edit_is_not_buried, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__a_full_disk_leaves_the_old_store, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__a_read_only_folder_can_be_read, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__an_old_store_in_a_read_only_folder_can_be_read, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__a_wal_store_in_a_read_only_folder_can_be_read, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__every_allocation_may_fail, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__every_allocation_of_a_reader_may_fail, open_place, close_place),
        cmocka_unit_test_setup_teardown(faults__gdal_sees_the_layers, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

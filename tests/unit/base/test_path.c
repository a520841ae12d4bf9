// SPDX-License-Identifier: MIT
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "base/str.h"
#include "support/folder.h"

static void check_path(char *got, const char *want)
{
    assert_string_equal(got, want);
    situ_free(got);
}

static void path__parts(void **state)
{
    (void)state;
    check_path(situ_path_join("a", "b"), "a/b");
    check_path(situ_path_join("a/", "b"), "a/b");
    check_path(situ_path_join("a", "/b"), "/b");
    check_path(situ_path_join("", "b"), "b");
    check_path(situ_path_join(NULL, "b"), "b");
    check_path(situ_path_dir("a/b/c.pdf"), "a/b");
    check_path(situ_path_dir("c.pdf"), ".");
    check_path(situ_path_dir("/c"), "/");
    check_path(situ_path_dir("a//b"), "a");
    assert_string_equal(situ_path_base("图/风险.pdf"), "风险.pdf");
    assert_string_equal(situ_path_extension("a.tar.gz"), "gz");
    assert_string_equal(situ_path_extension("v1.2/file"), "");
    assert_string_equal(situ_path_extension(".hidden"), "");
    assert_string_equal(situ_path_extension("a."), "");
}

static void path__make_and_remove_trees(void **state)
{
    situ_error err;
    const char *deep = in_folder(state, "a/b/c/");
    CHECK_OK(situ_make_dirs(deep, &err), err);
    CHECK_OK(situ_make_dirs(deep, &err), err);
    assert_true(situ_path_exists(deep));
    CHECK_OK(situ_write_file(in_folder(state, "a/file"), "x", 1, &err), err);
    CHECK_FAILS(SITU_E_IO, situ_make_dirs(in_folder(state, "a/file"), &err), err);
    CHECK_FAILS(SITU_E_IO, situ_make_dirs(in_folder(state, "a/file/d"), &err), err);
    CHECK_HOLDS(err.file, "a/file");
    // A link is removed, not what it leads to.
    CHECK_OK(situ_write_file(in_folder(state, "kept/x"), "x", 1, &err), err);
    assert_int_equal(symlink(in_folder(state, "kept"), in_folder(state, "a/link")), 0);
    CHECK_OK(situ_remove_tree(in_folder(state, "a"), &err), err);
    assert_false(situ_path_exists(in_folder(state, "a")));
    assert_true(situ_path_exists(in_folder(state, "kept/x")));
    CHECK_OK(situ_remove_tree(in_folder(state, "a"), &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_remove_tree("/", &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_remove_tree("", &err), err);
}

static void file__read_write_and_hash(void **state)
{
    situ_error err;
    char *text = NULL, hex[65];
    size_t n = 0;
    const char *path = in_folder(state, "sub/字.txt");
    CHECK_OK(situ_write_file(path, "abc", 3, &err), err);
    CHECK_OK(situ_read_file(&text, &n, path, 3, &err), err);
    assert_int_equal(n, 3);
    assert_string_equal(text, "abc");
    situ_free(text);
    CHECK_OK(situ_sha256_file(hex, path, &err), err);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_FAILS(SITU_E_LIMIT, situ_read_file(&text, &n, path, 2, &err), err);
    assert_null(text);
    CHECK_FAILS(SITU_E_LIMIT, situ_read_file(&text, &n, "/dev/zero", 100000, &err), err); // no size to ask for
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_read_file(&text, &n, in_folder(state, "none"), 9, &err), err);
    CHECK_HOLDS(err.file, "none");
    CHECK_FAILS(SITU_E_IO, situ_read_file(&text, &n, in_folder(state, "sub"), 99999, &err), err); // a folder
    CHECK_OK(situ_write_file_unsynced(path, "", 0, &err), err);
    CHECK_OK(situ_read_file(&text, &n, path, 0, &err), err);
    assert_int_equal(n, 0);
    situ_free(text);
    assert_int_equal(count_entries(in_folder(state, "sub")), 1);
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void check_content(const char *path, const char *want)
{
    char *text = NULL;
    situ_error err;
    CHECK_OK(situ_read_file(&text, NULL, path, 1000, &err), err);
    assert_string_equal(text, want);
    situ_free(text);
}

static void atomic__commit_replaces_and_abort_keeps(void **state)
{
    situ_error err;
    situ_atomic *file = NULL;
    const char *path = in_folder(state, "new/risk.a0.pdf");
    CHECK_OK(situ_atomic_begin(&file, path, &err), err);
    const char *temp = situ_atomic_path(file);
    assert_string_equal(situ_path_extension(temp), "pdf");
    assert_true(situ_starts_with(situ_path_base(temp), ".risk.a0."));
    assert_false(situ_path_exists(temp));
    put(temp, "one");
    assert_false(situ_path_exists(path));
    CHECK_OK(situ_atomic_commit(file, &err), err);
    check_content(path, "one");

    CHECK_OK(situ_atomic_begin(&file, path, &err), err);
    put(situ_atomic_path(file), "two");
    situ_atomic_abort(file);
    check_content(path, "one");
    assert_int_equal(count_entries(in_folder(state, "new")), 1);
    situ_atomic_abort(NULL);
}

static void atomic__names_differ_and_side_files_go(void **state)
{
    situ_error err;
    situ_atomic *a = NULL, *b = NULL;
    char side[1100];
    const char *path = in_folder(state, "x.situ");
    CHECK_OK(situ_atomic_begin(&a, path, &err), err);
    CHECK_OK(situ_atomic_begin(&b, path, &err), err);
    assert_string_not_equal(situ_atomic_path(a), situ_atomic_path(b));
    snprintf(side, sizeof side, "%s-journal", situ_atomic_path(a));
    put(situ_atomic_path(a), "a");
    put(side, "j");
    situ_atomic_abort(a);
    situ_atomic_abort(b); // nothing was written
    assert_int_equal(count_entries(*state), 0);
}

static void atomic__commit_without_a_file_fails(void **state)
{
    situ_error err;
    situ_atomic *file = NULL;
    const char *path = in_folder(state, "x.png");
    put(path, "old");
    CHECK_OK(situ_atomic_begin(&file, path, &err), err);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_atomic_commit(file, &err), err);
    CHECK_HOLDS(err.file, "x.png");
    check_content(path, "old");
}

static void atomic__long_chinese_names_fit(void **state)
{
    situ_error err;
    situ_str name;
    situ_str_init(&name);
    for (int i = 0; i < 80; i++) // 240 bytes; a name may have 255
        situ_str_add(&name, "图");
    situ_str_add(&name, ".pdf");
    CHECK_OK(situ_write_file(in_folder(state, name.data), "x", 1, &err), err);
    assert_int_equal(count_entries(*state), 1);
    situ_str_free(&name);
}

static void atomic__devices_and_folders_are_refused(void **state)
{
    situ_error err;
    situ_atomic *file = NULL;
    struct stat st;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_atomic_begin(&file, "/dev/null", &err), err);
    assert_null(file);
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
    CHECK_FAILS(SITU_E_ARGUMENT, situ_atomic_begin(&file, *state, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_atomic_begin(&file, in_folder(state, "new/"), &err), err);
}

static void atomic__abort_all_removes_open_ones_only(void **state)
{
    situ_error err;
    situ_atomic *a = NULL, *b = NULL;
    CHECK_OK(situ_write_file(in_folder(state, "done.pdf"), "x", 1, &err), err);
    CHECK_OK(situ_atomic_begin(&a, in_folder(state, "a.pdf"), &err), err);
    CHECK_OK(situ_atomic_begin(&b, in_folder(state, "b.pdf"), &err), err);
    put(situ_atomic_path(a), "a");
    put(situ_atomic_path(b), "b");
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) { // a forked worker leaves its parent's files alone
        situ_atomic_abort_all();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(count_entries(*state), 3);
    situ_atomic_abort_all();
    assert_int_equal(count_entries(*state), 1);
    char *lost = (char *)(size_t)situ_atomic_path(b); // stays readable for a handler, so ours to free here
    char *lost_too = (char *)(size_t)situ_atomic_path(a);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_atomic_commit(b, &err), err);
    situ_atomic_abort(a);
    situ_free(lost);
    situ_free(lost_too);
    assert_int_equal(count_entries(*state), 1);
}

static void on_signal(int number)
{
    (void)number;
    situ_atomic_abort_all();
    _exit(7);
}

static void atomic__signal_handler_cleans_up(void **state)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        situ_atomic *files[40];
        signal(SIGINT, on_signal);
        for (size_t i = 0; i < 40; i++) {
            if (situ_atomic_begin(&files[i], in_folder(state, "a.pdf"), NULL) != SITU_OK)
                _exit(1);
            put(situ_atomic_path(files[i]), "half");
        }
        if (count_entries(*state) != 40)
            _exit(2);
        raise(SIGINT);
        _exit(3);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_int_equal(count_entries(*state), 0);
}

// Runs body in a child without privileges or with other limits: 0 = as expected.
static int in_child(int (*body)(void *), void *arg)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(body(arg));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static int write_unprivileged(void *arg)
{
    situ_error err;
    if (geteuid() == 0 && setuid(65534) != 0)
        return 10;
    if (situ_write_file(arg, "new", 3, &err) != SITU_E_IO)
        return 1;
    return strstr(err.file, "r.pdf") && strstr(err.cause, "Permission denied") && err.cure[0] ? 0 : 2;
}

static void atomic__unwritable_folder(void **state)
{
    situ_error err;
    const char *path = in_folder(state, "locked/r.pdf");
    CHECK_OK(situ_write_file(path, "old", 3, &err), err);
    assert_int_equal(chmod(*state, 0755), 0);
    assert_int_equal(chmod(in_folder(state, "locked"), 0555), 0);
    assert_int_equal(in_child(write_unprivileged, (void *)(size_t)path), 0);
    assert_int_equal(chmod(in_folder(state, "locked"), 0755), 0);
    check_content(path, "old");
    assert_int_equal(count_entries(in_folder(state, "locked")), 1);
}

static int write_beyond_limit(void *arg)
{
    situ_error err;
    struct rlimit limit = {4096, 4096};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 10;
    char *data = calloc(1, 100000);
    if (!data)
        return 11;
    situ_status status = situ_write_file(arg, data, 100000, &err);
    free(data);
    return status == SITU_E_IO && strstr(err.file, "r.pdf") && strstr(err.cause, "File too large") ? 0 : 1;
}

static void atomic__failed_write_keeps_the_old_file(void **state)
{
    situ_error err;
    const char *path = in_folder(state, "r.pdf");
    CHECK_OK(situ_write_file(path, "old", 3, &err), err);
    assert_int_equal(in_child(write_beyond_limit, (void *)(size_t)path), 0);
    check_content(path, "old");
    assert_int_equal(count_entries(*state), 1);
}

static void atomic__full_disk(void **state)
{
    situ_error err;
    situ_atomic *file = NULL;
    const char *path = in_folder(state, "r.pdf");
    put(path, "old");
    // A library that writes through the temporary name meets a full device.
    CHECK_OK(situ_atomic_begin(&file, path, &err), err);
    assert_int_equal(symlink("/dev/full", situ_atomic_path(file)), 0);
    FILE *f = fopen(situ_atomic_path(file), "w");
    assert_non_null(f);
    fputs("data", f);
    assert_int_equal(fclose(f), EOF);
    CHECK_FAILS(SITU_E_IO, situ_fail_errno(&err, path, "the page cannot be written"), err);
    CHECK_HOLDS(err.cause, "No space left on device");
    situ_atomic_abort(file);
    check_content(path, "old");
    assert_int_equal(count_entries(*state), 1);
}

static void resources__order_and_lists(void **state)
{
    situ_error err;
    situ_resources res;
    static const char *const files[] = {"given/maps/a.yaml",
                                        "given/maps/note.txt",
                                        "given/maps/.hidden.yaml",
                                        "project/styles/maps/a.yaml",
                                        "project/styles/maps/p.yaml",
                                        "inst/share/situ/styles/maps/risk.yaml",
                                        "inst/share/situ/po/x",
                                        "inst/bin/situ"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        CHECK_OK(situ_write_file(in_folder(state, files[i]), files[i], strlen(files[i]), &err), err);
    assert_int_equal(symlink("../inst/bin/situ", in_folder(state, "given/link")), 0);
    CHECK_OK(situ_resources_init(&res, in_folder(state, "given"), in_folder(state, "project"),
                                 in_folder(state, "given/link"), &err),
             err);
    assert_true(situ_ends_with(res.dirs[0], "/given"));
    assert_true(situ_ends_with(res.dirs[1], "/project/styles"));
    assert_true(situ_ends_with(res.dirs[2], "/inst/share/situ/styles"));
    assert_null(res.dirs[3]);
    assert_true(situ_ends_with(res.share, "/inst/share/situ"));
    assert_null(res.source);
    char *path = NULL;
    CHECK_OK(situ_resources_find(&path, &res, "maps/a.yaml", &err), err);
    check_content(path, "given/maps/a.yaml");
    situ_free(path);
    CHECK_OK(situ_resources_find(&path, &res, "maps/risk.yaml", &err), err);
    check_content(path, "inst/share/situ/styles/maps/risk.yaml");
    situ_free(path);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_resources_find(&path, &res, "maps/none.yaml", &err), err);
    static const char *const outside[] = {"../project/styles/maps/p.yaml", "maps/../../x", "/etc/passwd", "..", ""};
    for (size_t i = 0; i < 5; i++)
        CHECK_FAILS(SITU_E_ARGUMENT, situ_resources_find(&path, &res, outside[i], &err), err);
    char **names = NULL;
    CHECK_OK(situ_resources_list(&names, &res, "maps", "yaml", &err), err);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[1], "p");
    assert_string_equal(names[2], "risk");
    assert_null(names[3]);
    situ_names_free(names);
    CHECK_OK(situ_resources_list(&names, &res, "nowhere", "yaml", &err), err);
    assert_null(names[0]);
    situ_names_free(names);
    situ_resources_free(&res);
}

static void resources__source_tree_of_a_build(void **state)
{
    situ_error err;
    situ_resources res;
    static const char *const files[] = {"src/styles/maps/risk.yaml", "src/engine/base/x.c", "src/build/cli/situ"};
    for (size_t i = 0; i < 3; i++)
        CHECK_OK(situ_write_file(in_folder(state, files[i]), "x", 1, &err), err);
    CHECK_OK(situ_resources_init(&res, NULL, NULL, in_folder(state, "src/build/cli/situ"), &err), err);
    assert_true(situ_ends_with(res.dirs[0], "/src/styles"));
    assert_null(res.dirs[1]);
    assert_true(situ_ends_with(res.source, "/src"));
    situ_resources_free(&res);
    // The folder above a styles folder is accepted too.
    CHECK_OK(situ_resources_init(&res, in_folder(state, "src"), NULL, NULL, &err), err);
    assert_true(situ_ends_with(res.dirs[0], "/src/styles"));
    situ_resources_free(&res);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_resources_init(&res, in_folder(state, "none"), NULL, NULL, &err), err);
    CHECK_HOLDS(err.file, "none");
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_resources_init(&res, NULL, NULL, in_folder(state, "situ"), &err), err);
    CHECK_HOLDS(err.cure, "--styles");
}

#define WITH_FOLDER(f) cmocka_unit_test_setup_teardown(f, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path__parts),
        WITH_FOLDER(path__make_and_remove_trees),
        WITH_FOLDER(file__read_write_and_hash),
        WITH_FOLDER(atomic__commit_replaces_and_abort_keeps),
        WITH_FOLDER(atomic__names_differ_and_side_files_go),
        WITH_FOLDER(atomic__commit_without_a_file_fails),
        WITH_FOLDER(atomic__long_chinese_names_fit),
        WITH_FOLDER(atomic__devices_and_folders_are_refused),
        WITH_FOLDER(atomic__abort_all_removes_open_ones_only),
        WITH_FOLDER(atomic__signal_handler_cleans_up),
        WITH_FOLDER(atomic__unwritable_folder),
        WITH_FOLDER(atomic__failed_write_keeps_the_old_file),
        WITH_FOLDER(atomic__full_disk),
        WITH_FOLDER(resources__order_and_lists),
        WITH_FOLDER(resources__source_tree_of_a_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

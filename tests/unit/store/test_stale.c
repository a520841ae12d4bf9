// SPDX-License-Identifier: MIT
// Copies that killed writers left beside the store.
#include "unit/store/store_test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

// A number that no process has.
static pid_t dead_process(void)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(kill(pid, 0) != 0 && errno == ESRCH);
    return pid;
}

static void touch(const place *p, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static bool stands(const place *p, const char *name)
{
    struct stat st;
    char path[300];
    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    return lstat(path, &st) == 0;
}

static size_t files_in(const place *p)
{
    size_t n = 0;
    DIR *dir = opendir(p->dir);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(dir);
    return n;
}

static void begin_and_abort(const char *path)
{
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    situ_store_abort(w);
}

static void stale__only_copies_of_the_dead_go(void **state)
{
    const place *p = *state;
    char revision[65];
    write_store(p->path, 1, 3, revision);
    int dead = (int)dead_process(), alive = (int)getppid();
    const struct {
        const char *format;
        int process;
        bool goes;
    } cases[] = {
        {".county.%d.1.situ", dead, true},
        {".county.%d.27.situ", dead, true},
        {".county.%d.27.situ-journal", dead, true},
        {".county.%d.1.situ", alive, false},
        {".county.%d.900.situ", (int)getpid(), false},
        {".county.%d.1.situ", 1, false},
        {"county.%d.1.situ", dead, false},
        {".county.%d.2.situ~", dead, false},
        {".county.%d.2.situ-wal", dead, false},
        {".county.%d.2.pdf", dead, false},
        {".county.%d.2", dead, false},
        {".county.%d.situ", dead, false},
        {".county.%d.x.situ", dead, false},
        {".county.%d.02.situ", dead, false},
        {".county.%d.-2.situ", dead, false},
        {".county.0%d.2.situ", dead, false},
        {".county.+%d.2.situ", dead, false},
        {".county.%d99999999999999999.2.situ", dead, false},
        {".county.b.%d.2.situ", dead, false},
        {".county2.%d.2.situ", dead, false},
        {".count.%d.2.situ", dead, false},
    };
    enum { CASES = sizeof cases / sizeof *cases };
    char names[CASES][80];
    for (size_t i = 0; i < CASES; i++) {
        snprintf(names[i], sizeof names[i], cases[i].format, cases[i].process);
        touch(p, names[i]);
    }
    // What is no plain file stays too.
    char folder[80], link_name[80], path[300];
    snprintf(folder, sizeof folder, ".county.%d.50.situ", dead);
    snprintf(path, sizeof path, "%s/%s", p->dir, folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(link_name, sizeof link_name, ".county.%d.51.situ", dead);
    snprintf(path, sizeof path, "%s/%s", p->dir, link_name);
    assert_int_equal(symlink("county.situ", path), 0);
    begin_and_abort(p->path);
    for (size_t i = 0; i < CASES; i++)
        if (stands(p, names[i]) == cases[i].goes)
            fail_msg("%s %s", names[i], cases[i].goes ? "stands still" : "is gone");
    assert_true(stands(p, folder) && stands(p, link_name) && stands(p, "county.situ"));
}

static void stale__other_owners_files_stay(void **state)
{
    const place *p = *state;
    char name[80], path[300];
    if (geteuid() != 0)
        skip(); // only root can give a file away
    snprintf(name, sizeof name, ".county.%d.1.situ", (int)dead_process());
    touch(p, name);
    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    assert_int_equal(chown(path, 65534, (gid_t)-1), 0);
    begin_and_abort(p->path);
    assert_true(stands(p, name));
}

// A store without extension, and one that was never made.
static void stale__names_without_extension(void **state)
{
    const place *p = *state;
    char name[80], other[80], path[300];
    int dead = (int)dead_process();
    snprintf(name, sizeof name, ".plain.%d.1", dead);
    snprintf(other, sizeof other, ".plain.%d.1.situ", dead);
    touch(p, name);
    touch(p, other);
    snprintf(path, sizeof path, "%s/plain", p->dir);
    begin_and_abort(path);
    assert_false(stands(p, name));
    assert_true(stands(p, other));
}

static void stale__a_killed_writer_leaves_nothing_for_long(void **state)
{
    const place *p = *state;
    char revision[65];
    int ready[2];
    write_store(p->path, 2, 20, revision);
    char *before = dump_of(p->path);
    assert_int_equal(pipe(ready), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        situ_rng rng;
        situ_rng_seed(&rng, 3, 3);
        situ_store_writer *w = NULL;
        OK(situ_store_begin(&w, p->path, err));
        situ_table *t = random_table(&rng, situ_schema_find("depot"), 500, "K");
        OK(situ_store_put_table(w, t, err));
        if (write(ready[1], "x", 1) != 1)
            _exit(1);
        pause();
        _exit(1);
    }
    char byte;
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(files_in(p) >= 2); // the copy stands
    begin_and_abort(p->path);
    assert_int_equal(files_in(p), 1);
    char *after = dump_of(p->path);
    assert_string_equal(before, after);
    situ_free(before);
    situ_free(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stale__only_copies_of_the_dead_go, open_place, close_place),
        cmocka_unit_test_setup_teardown(stale__other_owners_files_stay, open_place, close_place),
        cmocka_unit_test_setup_teardown(stale__names_without_extension, open_place, close_place),
        cmocka_unit_test_setup_teardown(stale__a_killed_writer_leaves_nothing_for_long, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

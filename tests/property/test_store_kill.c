// SPDX-License-Identifier: MIT
// kill -9 at a random moment of a write: the store opens and is the old one or the new one, never
// anything else. The moments come from a seed that is printed; SITU_SEED repeats a run.
#include "unit/store/store_test.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { KILLS = 40 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Goes back to one of the first revisions.
static void rollback_round(const char *path, uint64_t round)
{
    situ_store_writer *w = NULL;
    char id[65];
    OK(situ_store_begin(&w, path, err));
    // The second one is there when some round before was not killed too early.
    if (round % 8 == 0 || situ_store_find_revision(id, situ_store_writer_view(w), "2", NULL) != SITU_OK)
        OK(situ_store_find_revision(id, situ_store_writer_view(w), "1", err));
    OK(situ_store_rollback(w, id, err));
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
}

// Replaces some rows, adds some, with a grid, a source and a derived result; every fourth time it goes back.
static void write_round(const char *path, uint64_t round)
{
    if (round % 4 == 0) {
        rollback_round(path, round);
        return;
    }
    situ_rng rng;
    situ_rng_seed(&rng, round, 11);
    static const char *const names[] = {"risk_point", "hazard_zone", "person"};
    situ_store_writer *w = NULL;
    char prefix[16], hash[24];
    snprintf(prefix, sizeof prefix, "N%u", (unsigned)(round % 3));
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)round);
    OK(situ_store_begin(&w, path, err));
    for (size_t i = 0; i < 3; i++) {
        situ_table *t = random_table(&rng, situ_schema_find(names[i]), 60, prefix);
        OK(situ_store_put_table(w, t, err));
        situ_table_free(t);
    }
    situ_grid *g = NULL;
    situ_raster_frame f = {.x0 = 0, .y0 = 0, .cell_x = 1, .cell_y = 1, .columns = 400, .rows = 300};
    OK(situ_grid_new(&g, "dem", 4490, f, err));
    for (size_t i = 0; i < 120000; i++)
        g->cells[i] = (float)situ_rng_unit(&rng);
    OK(situ_store_put_grid(w, g, err));
    situ_grid_free(g);
    OK(situ_store_note_source(w, &(situ_store_source){.file = "x.xlsx", .sha256 = hash, .what = "risk_point"}, err));
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", NULL, err));
}

static void copy_file(const char *from, const char *to)
{
    char *bytes = NULL;
    size_t n = 0;
    OK(situ_read_file(&bytes, &n, from, (size_t)1 << 30, err));
    OK(situ_write_file(to, bytes, n, err));
    situ_free(bytes);
}

static void pause_s(double seconds)
{
    struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&t, NULL);
}

static void store_kill__leaves_the_old_or_the_new(void **state)
{
    const place *p = *state;
    char other[120], revision[65];
    const char *given = getenv("SITU_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 20260630;
    print_message("seed %llu\n", (unsigned long long)seed);
    situ_rng rng;
    situ_rng_seed(&rng, seed, 1);
    snprintf(other, sizeof other, "%s/expected.db", p->dir);
    write_store(p->path, seed, 20, revision);
    double duration = 0.05;
    size_t killed = 0, moved = 0;
    for (uint64_t round = 1; round <= KILLS; round++) {
        char *before = dump_of(p->path);
        copy_file(p->path, other);
        double start = now_s();
        write_round(other, round);
        duration = 0.7 * duration + 0.3 * (now_s() - start);
        char *after = dump_of(other);
        assert_string_not_equal(before, after);
        fflush(NULL);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            write_round(p->path, round);
            _exit(0);
        }
        // Half of the moments lie about the end, where the new file moves into place.
        pause_s(duration * (round % 2 ? 1.1 * situ_rng_unit(&rng) : 0.75 + 0.45 * situ_rng_unit(&rng)));
        kill(pid, SIGKILL);
        int status = 0;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        killed += WIFSIGNALED(status);
        char *now = dump_of(p->path);
        bool is_old = strcmp(now, before) == 0, is_new = strcmp(now, after) == 0;
        if (!is_old && !is_new)
            fail_msg("round %llu: the store is neither the old nor the new one", (unsigned long long)round);
        if (WIFEXITED(status))
            assert_true(is_new); // acknowledged is kept
        moved += is_new;
        situ_free(before);
        situ_free(after);
        situ_free(now);
    }
    print_message("%zu of %d killed, %zu times the new store stood\n", killed, (int)KILLS, moved);
    assert_true(killed > KILLS / 2);
    // The next writer is not disturbed by what the dead left.
    write_round(p->path, 999);
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "public", err));
    situ_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store_kill__leaves_the_old_or_the_new, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

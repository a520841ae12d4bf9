// SPDX-License-Identifier: MIT
#include <assert.h>
#include <pthread.h>
#include <sched.h>

#include "base/hash.h"
#include "base/job.h"
#include "base/log.h"
#include "support/check.h"

enum { TASKS = 3000 };

typedef struct sums {
    uint64_t result[TASKS];
    atomic_uint per_worker[64];
    unsigned threads;
} sums;

static situ_status sum_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    (void)err;
    sums *s = user;
    assert(worker < s->threads);
    atomic_fetch_add(&s->per_worker[worker], 1);
    situ_rng rng;
    situ_rng_seed(&rng, 5, index);
    for (int i = 0; i < 100; i++)
        s->result[index] += situ_rng_u32(&rng);
    return SITU_OK;
}

static void pool__same_result_for_any_number_of_threads(void **state)
{
    (void)state;
    situ_error err;
    sums *want = calloc(1, sizeof *want), *got = calloc(1, sizeof *got);
    assert_true(want && got);
    want->threads = 1;
    CHECK_OK(situ_job_run(NULL, TASKS, sum_task, want, &err), err);
    static const unsigned threads[] = {1, 2, 8};
    for (size_t t = 0; t < 3; t++) {
        situ_job *job = NULL;
        CHECK_OK(situ_job_new(&job, threads[t], NULL, NULL, &err), err);
        assert_int_equal(situ_job_threads(job), threads[t]);
        for (int round = 0; round < 20; round++) { // the pool is used again and again
            memset(got, 0, sizeof *got);
            got->threads = threads[t];
            CHECK_OK(situ_job_run(job, TASKS, sum_task, got, &err), err);
            assert_memory_equal(got->result, want->result, sizeof want->result);
            unsigned total = 0;
            for (unsigned w = 0; w < 64; w++)
                total += got->per_worker[w];
            assert_int_equal(total, TASKS); // every task once
        }
        CHECK_OK(situ_job_run(job, 0, sum_task, got, &err), err);
        situ_job_free(job);
    }
    free(want);
    free(got);
}

typedef struct failures {
    size_t bad[3];
    atomic_size_t started;
} failures;

static situ_status failing_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    (void)worker;
    failures *f = user;
    atomic_fetch_add(&f->started, 1);
    for (size_t i = 0; i < 3; i++)
        if (index == f->bad[i]) {
            if (i == 0) // the lowest one fails last
                for (int turn = 0; turn < 200; turn++)
                    sched_yield();
            return situ_fail(err, SITU_E_GEOMETRY, "cure", "task %zu", index);
        }
    return SITU_OK;
}

static void pool__error_of_the_lowest_failed_task(void **state)
{
    (void)state;
    situ_error err;
    for (unsigned threads = 1; threads <= 8; threads *= 2) {
        situ_job *job = NULL;
        CHECK_OK(situ_job_new(&job, threads, NULL, NULL, &err), err);
        for (int round = 0; round < 50; round++) {
            failures f = {.bad = {100, 101, 102}};
            CHECK_FAILS(SITU_E_GEOMETRY, situ_job_run(job, 100000, failing_task, &f, &err), err);
            assert_string_equal(err.cause, "task 100");
            assert_string_equal(err.cure, "cure");
            assert_true(f.started < 100000); // the rest is not started
        }
        failures f = {.bad = {5, 6, 7}};
        assert_int_equal(situ_job_run(job, 10, failing_task, &f, NULL), SITU_E_GEOMETRY);
        situ_job_free(job);
    }
}

typedef struct cancelling {
    situ_job *job;
    atomic_size_t done;
} cancelling;

static situ_status cancelling_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    (void)worker;
    (void)err;
    cancelling *c = user;
    if (index == 50)
        situ_job_cancel(c->job);
    atomic_fetch_add(&c->done, 1);
    return SITU_OK;
}

static void pool__cancel_stops_early(void **state)
{
    (void)state;
    situ_error err;
    for (unsigned threads = 1; threads <= 8; threads *= 2) {
        cancelling c = {0};
        CHECK_OK(situ_job_new(&c.job, threads, NULL, NULL, &err), err);
        assert_false(situ_job_cancelled(c.job));
        CHECK_OK(situ_job_check(c.job, &err), err);
        CHECK_FAILS(SITU_E_CANCELLED, situ_job_run(c.job, 1000000, cancelling_task, &c, &err), err);
        assert_true(c.done >= 51 && c.done < 1000000);
        CHECK_FAILS(SITU_E_CANCELLED, situ_job_check(c.job, &err), err);
        c.done = 0;
        CHECK_FAILS(SITU_E_CANCELLED, situ_job_run(c.job, 10, cancelling_task, &c, &err), err);
        assert_int_equal(c.done, 0);
        situ_job_free(c.job);
    }
    assert_false(situ_job_cancelled(NULL));
    situ_job_cancel(NULL);
    situ_job_free(NULL);
}

static void count_progress(void *user, const char *step, double fraction)
{
    unsigned *calls = user; // not atomic: calls do not overlap
    assert_string_equal(step, "tiles");
    assert_true(fraction >= 0 && fraction <= 1);
    (*calls)++;
}

static situ_status telling_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    (void)worker;
    (void)err;
    situ_job_progress(user, "tiles", (double)index / 1000);
    return SITU_OK;
}

static void job__progress_calls_do_not_overlap(void **state)
{
    (void)state;
    situ_error err;
    situ_job *job = NULL;
    unsigned calls = 0;
    CHECK_OK(situ_job_new(&job, 4, count_progress, &calls, &err), err);
    CHECK_OK(situ_job_run(job, 1000, telling_task, job, &err), err);
    assert_int_equal(calls, 1000);
    situ_job_free(job);
    situ_job_progress(NULL, "x", 0);
}

static void job__zero_threads_means_one_per_processor(void **state)
{
    (void)state;
    situ_error err;
    situ_job *job = NULL;
    cpu_set_t set;
    assert_int_equal(sched_getaffinity(0, sizeof set, &set), 0);
    CHECK_OK(situ_job_new(&job, 0, NULL, NULL, &err), err);
    assert_int_equal(situ_job_threads(job), CPU_COUNT(&set));
    assert_int_equal(situ_job_threads(NULL), 1);
    situ_job_free(job);
}

typedef struct shared {
    situ_job *job;
    sums *s;
    situ_status status;
} shared;

static void *share_job(void *arg)
{
    shared *sh = arg;
    for (int i = 0; i < 20 && sh->status == SITU_OK; i++)
        sh->status = situ_job_run(sh->job, TASKS, sum_task, sh->s, NULL);
    return NULL;
}

static void pool__two_threads_may_share_a_job(void **state)
{
    (void)state;
    situ_error err;
    situ_job *job = NULL;
    CHECK_OK(situ_job_new(&job, 3, NULL, NULL, &err), err);
    shared sh[2] = {{job, calloc(1, sizeof(sums)), SITU_OK}, {job, calloc(1, sizeof(sums)), SITU_OK}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        sh[i].s->threads = 3;
        assert_int_equal(pthread_create(&threads[i], NULL, share_job, &sh[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++) {
        unsigned total = 0;
        for (unsigned w = 0; w < 3; w++)
            total += sh[i].s->per_worker[w];
        assert_int_equal(total, 20 * TASKS);
        assert_int_equal(sh[i].status, SITU_OK);
    }
    assert_memory_equal(sh[0].s->result, sh[1].s->result, sizeof sh[0].s->result);
    free(sh[0].s);
    free(sh[1].s);
    situ_job_free(job);
}

static void keep_message(void *user, situ_log_level level, const char *message)
{
    snprintf(user, 64, "%d %s", (int)level, message);
}

static void log__goes_to_the_sink_only(void **state)
{
    (void)state;
    char text[64] = "";
    situ_log log = {keep_message, text};
    situ_log_write(&log, SITU_LOG_WARN, "%d rows", 3);
    assert_string_equal(text, "2 3 rows");
    situ_log_write(NULL, SITU_LOG_WARN, "x");
    situ_log_write(&(situ_log){0}, SITU_LOG_WARN, "x");
    assert_string_equal(text, "2 3 rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pool__same_result_for_any_number_of_threads),
        cmocka_unit_test(pool__error_of_the_lowest_failed_task),
        cmocka_unit_test(pool__cancel_stops_early),
        cmocka_unit_test(job__progress_calls_do_not_overlap),
        cmocka_unit_test(job__zero_threads_means_one_per_processor),
        cmocka_unit_test(pool__two_threads_may_share_a_job),
        cmocka_unit_test(log__goes_to_the_sink_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

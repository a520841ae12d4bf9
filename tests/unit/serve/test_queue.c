// SPDX-License-Identifier: MIT
// Workers and their queue, with a job of the test's own: deaths, deadlines, shared answers, limits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "serve/queue.h"

enum { LARGE = 5 << 20 };

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

// --- in the worker: /pid tells who answers and how many answers that makes, /slow takes its time,
// /die dies, /large is large ---

static situ_status open_job(void **state, void *user, unsigned index, situ_error *err)
{
    (void)user;
    (void)index;
    *state = calloc(1, sizeof(int));
    return *state ? SITU_OK : situ_fail_nomem(err);
}

static void answer_job(situ_response *response, const situ_request *request, void *state)
{
    int *count = state;
    situ_str s;
    size_t bytes;
    memset(response, 0, sizeof *response);
    situ_str_init(&s);
    (*count)++;
    if (strcmp(request->path, "/die") == 0)
        raise(SIGKILL);
    if (strcmp(request->path, "/slow") == 0)
        sleep_ms(400);
    if (strcmp(request->path, "/slower") == 0)
        sleep_ms(2000);
    if (strcmp(request->path, "/large") == 0)
        for (int i = 0; i < LARGE / 16; i++)
            situ_str_add_n(&s, "0123456789abcdef", 16);
    else
        situ_str_addf(&s, "%d %d", (int)getpid(), *count);
    bytes = s.length;
    situ_response_body(response, "text/plain", situ_str_take(&s), bytes, 60);
}

static const situ_worker_job job = {.open = open_job, .answer = answer_job};

static situ_request request_of(const char *target)
{
    situ_request r;
    assert_int_equal(situ_request_parse(&r, target), 0);
    return r;
}

static situ_status ask(situ_workers *w, unsigned index, const char *target, unsigned ms, situ_response *r, situ_error *err)
{
    situ_request request = request_of(target);
    return situ_workers_ask(r, w, index, &request, ms, err);
}

// Which process answers, and its count.
static int ask_pid(situ_workers *w, unsigned index, int *count)
{
    situ_response r;
    int pid = 0;
    char *text;
    assert_int_equal(ask(w, index, "/pid", 10000, &r, NULL), SITU_OK);
    text = situ_strndup(r.body, r.bytes);
    assert_int_equal(sscanf(text, "%d %d", &pid, count), 2);
    situ_free(text);
    situ_response_free(&r);
    return pid;
}

static void workers__answer_and_are_replaced_when_they_die(void **state)
{
    situ_workers *w = NULL;
    situ_response r;
    situ_error err = {0};
    int count, first, other;
    (void)state;
    assert_int_equal(situ_workers_new(&w, 2, &job, &err), SITU_OK);
    first = ask_pid(w, 0, &count);
    assert_int_equal(count, 1);
    assert_int_equal(ask_pid(w, 0, &count), first);
    assert_int_equal(count, 2);
    other = ask_pid(w, 1, &count);
    assert_int_not_equal(other, first);
    assert_int_not_equal(first, getpid());
    assert_int_equal(situ_workers_pid(w, 0), first);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(ask(w, 0, "/die", 10000, &r, &err), SITU_E_EXTERNAL);
        assert_non_null(strstr(err.cause, "died"));
        assert_int_not_equal(ask_pid(w, 0, &count), first);
        assert_int_equal(count, 1);
    }
    assert_int_equal(ask_pid(w, 1, &count), other); // its neighbour goes on
    assert_true(situ_workers_alive(w));
    situ_workers_free(w);
    assert_int_not_equal(kill(other, 0), 0);
}

static void workers__a_late_answer_ends_the_worker(void **state)
{
    situ_workers *w = NULL;
    situ_response r;
    situ_error err = {0};
    int count, pid;
    (void)state;
    assert_int_equal(situ_workers_new(&w, 1, &job, &err), SITU_OK);
    pid = ask_pid(w, 0, &count);
    assert_int_equal(ask(w, 0, "/slow", 50, &r, &err), SITU_E_EXTERNAL);
    assert_int_not_equal(ask_pid(w, 0, &count), pid);
    situ_workers_free(w);
}

static void workers__large_answers_come_whole(void **state)
{
    situ_workers *w = NULL;
    situ_response r;
    (void)state;
    assert_int_equal(situ_workers_new(&w, 1, &job, NULL), SITU_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ask(w, 0, "/large", 20000, &r, NULL), SITU_OK);
        assert_int_equal(r.bytes, LARGE);
        assert_memory_equal(r.body + LARGE - 16, "0123456789abcdef", 16);
        situ_response_free(&r);
    }
    situ_workers_free(w);
}

static void workers__a_dead_zygote_is_told(void **state)
{
    situ_workers *w = NULL;
    situ_response r;
    situ_error err = {0};
    char path[64];
    int zygote = 0, count;
    FILE *file;
    (void)state;
    assert_int_equal(situ_workers_new(&w, 1, &job, NULL), SITU_OK);
    (void)ask_pid(w, 0, &count);
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    file = fopen(path, "r");
    if (!file)
        skip();
    assert_int_equal(fscanf(file, "%d", &zygote), 1);
    fclose(file);
    kill(zygote, SIGKILL);
    for (int i = 0; i < 100 && situ_workers_alive(w); i++)
        sleep_ms(20);
    assert_false(situ_workers_alive(w));
    assert_int_equal(ask(w, 0, "/pid", 5000, &r, &err), SITU_E_EXTERNAL);
    situ_workers_free(w);
}

// --- the queue ---

typedef struct gathered {
    pthread_mutex_t mutex;
    situ_answer *answers[400];
    size_t count, failures;
} gathered;

static void on_done(void *user, void *waiter, situ_answer *answer)
{
    gathered *g = user;
    pthread_mutex_lock(&g->mutex);
    g->answers[(size_t)(uintptr_t)waiter] = answer;
    g->count++;
    pthread_mutex_unlock(&g->mutex);
}

static void on_tell(void *user, const situ_error *err)
{
    gathered *g = user;
    (void)err;
    pthread_mutex_lock(&g->mutex);
    g->failures++;
    pthread_mutex_unlock(&g->mutex);
}

static void wait_count(gathered *g, size_t count)
{
    for (int i = 0; i < 1000; i++) {
        size_t now;
        pthread_mutex_lock(&g->mutex);
        now = g->count;
        pthread_mutex_unlock(&g->mutex);
        if (now >= count)
            return;
        sleep_ms(10);
    }
    fail_msg("%zu answers did not come", count);
}

static void drop(gathered *g)
{
    for (size_t i = 0; i < 400; i++) {
        situ_answer_unref(g->answers[i]);
        g->answers[i] = NULL;
    }
    g->count = 0;
}

static const situ_route quick = {.name = "quick"}, slow = {.name = "slow", .slow = true};

typedef struct queueing {
    gathered got;
    situ_workers *workers;
    situ_queue *queue;
    char file[64];
} queueing;

static void open_queue(queueing *q, unsigned workers, size_t cache)
{
    situ_queue_options options = {.cache_bytes = cache, .store_path = q->file, .done = on_done, .tell = on_tell, .user = &q->got};
    memset(q, 0, sizeof *q);
    pthread_mutex_init(&q->got.mutex, NULL);
    snprintf(q->file, sizeof q->file, "/tmp/situ-queue-test-%d", (int)getpid());
    assert_int_equal(situ_write_file(q->file, "1", 1, NULL), SITU_OK);
    assert_int_equal(situ_workers_new(&q->workers, workers, &job, NULL), SITU_OK);
    options.workers = q->workers;
    assert_int_equal(situ_queue_new(&q->queue, &options, NULL), SITU_OK);
}

static void close_queue(queueing *q)
{
    situ_queue_free(q->queue);
    situ_workers_free(q->workers);
    drop(&q->got);
    pthread_mutex_destroy(&q->got.mutex);
    unlink(q->file);
}

static bool submit(queueing *q, const situ_route *route, const char *target, size_t waiter)
{
    situ_request r = request_of(target);
    return situ_queue_submit(q->queue, route, &r, (void *)(uintptr_t)waiter);
}

static void queue__equal_requests_share_one_answer(void **state)
{
    queueing q;
    (void)state;
    open_queue(&q, 1, 0);
    for (size_t i = 0; i < 20; i++)
        assert_true(submit(&q, &quick, "/slow", i));
    assert_true(submit(&q, &quick, "/slow?a=1", 20)); // another request
    wait_count(&q.got, 21);
    for (size_t i = 1; i < 20; i++)
        assert_ptr_equal(q.got.answers[i], q.got.answers[0]);
    assert_ptr_not_equal(q.got.answers[20], q.got.answers[0]);
    assert_int_equal(q.got.answers[0]->response.status, 200);
    // The worker was asked twice in all.
    assert_true(q.got.answers[20]->response.body[q.got.answers[20]->response.bytes - 1] == '2');
    close_queue(&q);
}

static void queue__takes_64_and_no_more(void **state)
{
    queueing q;
    size_t taken = 0;
    char target[32];
    (void)state;
    open_queue(&q, 1, 0);
    assert_true(submit(&q, &quick, "/slower", 399));
    sleep_ms(500); // it is under way now
    for (size_t i = 0; i < 100; i++) {
        snprintf(target, sizeof target, "/x?n=%zu", i);
        taken += submit(&q, &quick, target, i);
    }
    assert_int_equal(taken, SITU_QUEUE_LIMIT);
    wait_count(&q.got, SITU_QUEUE_LIMIT + 1);
    assert_true(submit(&q, &quick, "/x", 398)); // room again
    wait_count(&q.got, SITU_QUEUE_LIMIT + 2);
    close_queue(&q);
}

static void queue__a_death_gives_503_and_work_goes_on(void **state)
{
    queueing q;
    (void)state;
    open_queue(&q, 1, 1 << 20);
    assert_true(submit(&q, &quick, "/die", 0));
    assert_true(submit(&q, &quick, "/pid", 1));
    wait_count(&q.got, 2);
    assert_int_equal(q.got.answers[0]->response.status, 503);
    assert_int_equal(q.got.answers[1]->response.status, 200);
    assert_int_equal(q.got.failures, 1);
    situ_request r = request_of("/die");
    assert_null(situ_queue_find(q.queue, &r)); // a failure is not kept
    close_queue(&q);
}

static void queue__an_idle_worker_that_dies_is_replaced(void **state)
{
    queueing q;
    pid_t old = 0, now = 0;
    (void)state;
    open_queue(&q, 1, 0);
    assert_true(submit(&q, &quick, "/pid", 0));
    wait_count(&q.got, 1);
    old = situ_workers_pid(q.workers, 0);
    assert_int_equal(kill(old, SIGKILL), 0);
    for (int i = 0; i < 500 && (now = situ_workers_pid(q.workers, 0), now == 0 || now == old); i++)
        sleep_ms(10);
    assert_true(now > 0 && now != old);
    close_queue(&q);
}

static void queue__sheets_leave_a_worker_to_tiles(void **state)
{
    queueing q;
    char target[32];
    (void)state;
    open_queue(&q, 2, 0);
    for (size_t i = 0; i < 2; i++) {
        snprintf(target, sizeof target, "/slower?n=%zu", i);
        assert_true(submit(&q, &slow, target, i));
    }
    sleep_ms(50);
    assert_true(submit(&q, &quick, "/pid", 4));
    wait_count(&q.got, 1);
    assert_non_null(q.got.answers[4]); // before either of the two, which take 2 s each
    wait_count(&q.got, 3);
    close_queue(&q);
}

static void queue__keeps_answers_until_the_store_changes(void **state)
{
    queueing q;
    situ_request r = request_of("/pid");
    situ_answer *kept;
    (void)state;
    open_queue(&q, 1, 1 << 20);
    assert_null(situ_queue_find(q.queue, &r));
    assert_true(submit(&q, &quick, "/pid", 0));
    wait_count(&q.got, 1);
    kept = situ_queue_find(q.queue, &r);
    assert_ptr_equal(kept, q.got.answers[0]);
    situ_answer_unref(kept);
    assert_int_equal(situ_write_file(q.file, "2", 1, NULL), SITU_OK); // renamed over: another inode
    assert_null(situ_queue_find(q.queue, &r));
    drop(&q.got);
    assert_true(submit(&q, &slow, "/pid?n=1", 1)); // sheets are not kept
    wait_count(&q.got, 1);
    r = request_of("/pid?n=1");
    assert_null(situ_queue_find(q.queue, &r));
    close_queue(&q);
}

static void queue__stop_answers_all_that_wait(void **state)
{
    queueing q;
    char target[32];
    (void)state;
    open_queue(&q, 1, 0);
    for (size_t i = 0; i < 10; i++) {
        snprintf(target, sizeof target, "/slow?n=%zu", i);
        assert_true(submit(&q, &quick, target, i));
    }
    situ_queue_stop(q.queue);
    assert_int_equal(q.got.count, 10);
    for (size_t i = 0; i < 10; i++)
        assert_true(q.got.answers[i]->response.status == 503 || q.got.answers[i]->response.status == 200);
    assert_int_equal(q.got.answers[9]->response.status, 503);
    assert_false(submit(&q, &quick, "/pid", 11));
    close_queue(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers__answer_and_are_replaced_when_they_die),
        cmocka_unit_test(workers__a_late_answer_ends_the_worker),
        cmocka_unit_test(workers__large_answers_come_whole),
        cmocka_unit_test(workers__a_dead_zygote_is_told),
        cmocka_unit_test(queue__equal_requests_share_one_answer),
        cmocka_unit_test(queue__takes_64_and_no_more),
        cmocka_unit_test(queue__a_death_gives_503_and_work_goes_on),
        cmocka_unit_test(queue__an_idle_worker_that_dies_is_replaced),
        cmocka_unit_test(queue__sheets_leave_a_worker_to_tiles),
        cmocka_unit_test(queue__keeps_answers_until_the_store_changes),
        cmocka_unit_test(queue__stop_answers_all_that_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

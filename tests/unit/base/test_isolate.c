// SPDX-License-Identifier: MIT
#include "support/check.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "base/isolate.h"

static const situ_isolate_limits LIMITS = {.memory_bytes = (size_t)64 << 20, .cpu_s = 2, .answer_bytes = (size_t)8 << 20};

static situ_status answer_bytes(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    size_t n = *(size_t *)user;
    (void)job;
    situ_status status = SITU_OK;
    for (size_t i = 0; i < n && status == SITU_OK; i++) {
        unsigned char c = (unsigned char)(i * 7 + i / 256);
        status = situ_isolate_put(out, &c, 1, err);
    }
    return status;
}

static void isolate__hands_bytes_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 4095, (size_t)1 << 18, ((size_t)1 << 18) + 1, 3000000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        situ_isolate_answer *answer = NULL;
        situ_error err = {0};
        size_t n = sizes[k], bytes = 99;
        CHECK_OK(situ_isolate_run(&answer, answer_bytes, &n, &LIMITS, NULL, &err), err);
        const char *data = situ_isolate_data(answer, &bytes);
        assert_int_equal(bytes, n);
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)data[i] != (unsigned char)(i * 7 + i / 256))
                fail_msg("byte %zu of %zu differs", i, n);
        situ_isolate_unref(answer);
    }
}

static situ_status fail_inside(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)user, (void)out, (void)job;
    situ_fail(err, SITU_E_SCHEMA, "type a number", "cell %d is bad", 7);
    return situ_error_at(err, "a.xlsx", "表1", "C7", 7, 3);
}

static void isolate__error_comes_back_with_its_place(void **state)
{
    (void)state;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    CHECK_FAILS(SITU_E_SCHEMA, situ_isolate_run(&answer, fail_inside, NULL, &LIMITS, NULL, &err), err);
    assert_null(answer);
    assert_string_equal(err.cause, "cell 7 is bad");
    assert_string_equal(err.cure, "type a number");
    assert_string_equal(err.sheet, "表1");
    assert_string_equal(err.cell, "C7");
    assert_int_equal(err.row, 7);
}

static situ_status crash(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)out, (void)job, (void)err;
    signal(*(int *)user, SIG_DFL); // also without a sanitizer's handler
    raise(*(int *)user);
    return SITU_OK;
}

static void isolate__crash_is_an_error(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        int sig = i ? SIGABRT : SIGSEGV;
        situ_isolate_answer *answer = NULL;
        situ_error err = {0};
        CHECK_FAILS(SITU_E_FORMAT, situ_isolate_run(&answer, crash, &sig, &LIMITS, NULL, &err), err);
        assert_null(answer);
    }
}

static situ_status spin(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)out, (void)job, (void)err;
    for (volatile unsigned *p = user; *p != 1;)
        *p += 2;
    return SITU_OK;
}

static void isolate__endless_work_is_ended(void **state)
{
    (void)state;
    unsigned counter = 0;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    const situ_isolate_limits short_work = {.cpu_s = 1};
    CHECK_FAILS(SITU_E_LIMIT, situ_isolate_run(&answer, spin, &counter, &short_work, NULL, &err), err);
}

static situ_status eat(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)user, (void)out, (void)job;
    for (size_t n = 0; n < 4096; n++)
        if (mmap(NULL, (size_t)1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
            return situ_fail_nomem(err);
    return SITU_OK;
}

static void isolate__memory_is_limited(void **state)
{
    (void)state;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    CHECK_FAILS(SITU_E_LIMIT, situ_isolate_run(&answer, eat, NULL, &LIMITS, NULL, &err), err);
}

static void isolate__answer_is_limited(void **state)
{
    (void)state;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    size_t n = (size_t)9 << 20;
    CHECK_FAILS(SITU_E_LIMIT, situ_isolate_run(&answer, answer_bytes, &n, &LIMITS, NULL, &err), err);
}

typedef struct heard {
    int steps;
    double last;
    situ_job *job;
} heard;

static void hear(void *user, const char *step, double fraction)
{
    heard *h = user;
    assert_string_equal(step, "reading");
    h->steps++;
    h->last = fraction;
    if (h->job)
        situ_job_cancel(h->job);
}

static situ_status tell_steps(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)out, (void)err;
    for (int i = 1; i <= 4; i++)
        situ_job_progress(job, "reading", i / 4.0);
    if (user)
        pause();
    return SITU_OK;
}

static void isolate__progress_and_cancel_cross(void **state)
{
    (void)state;
    heard h = {0};
    situ_job *job = NULL;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    CHECK_OK(situ_job_new(&job, 2, hear, &h, &err), err);
    CHECK_OK(situ_isolate_run(&answer, tell_steps, NULL, &LIMITS, job, &err), err);
    assert_int_equal(h.steps, 4);
    CHECK_NEAR(h.last, 1, 0);
    situ_isolate_unref(answer);
    h.job = job; // the first step cancels; the child would wait for ever
    CHECK_FAILS(SITU_E_CANCELLED, situ_isolate_run(&answer, tell_steps, &h, &LIMITS, job, &err), err);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // no child is left
    situ_job_free(job);
}

static void isolate__answer_lives_as_long_as_it_is_held(void **state)
{
    (void)state;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    size_t n = 100, bytes;
    CHECK_OK(situ_isolate_run(&answer, answer_bytes, &n, &LIMITS, NULL, &err), err);
    situ_isolate_answer *second = situ_isolate_ref(answer);
    situ_isolate_unref(answer);
    assert_int_equal(situ_isolate_data(second, &bytes)[1], 7);
    situ_isolate_unref(second);
    situ_isolate_unref(NULL);
}

static void isolate__forgets_whole_pages_only(void **state)
{
    (void)state;
    situ_isolate_answer *answer = NULL;
    situ_error err = {0};
    size_t n = 1000000, bytes, from = 5000, to = 900001, zeros = 0;
    CHECK_OK(situ_isolate_run(&answer, answer_bytes, &n, &LIMITS, NULL, &err), err);
    situ_isolate_forget(answer, 10, 20); // less than a page: nothing
    situ_isolate_forget(answer, from, to);
    situ_isolate_forget(NULL, 0, 100000);
    const char *data = situ_isolate_data(answer, &bytes);
    assert_int_equal(bytes, n);
    for (size_t i = 0; i < n; i++) {
        unsigned char was = (unsigned char)(i * 7 + i / 256), is = (unsigned char)data[i];
        zeros += is == 0 && was != 0;
        if (is != was && (is != 0 || i < from || i >= to))
            fail_msg("byte %zu differs", i);
    }
    assert_true(zeros > (to - from) / 2);
    situ_isolate_unref(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isolate__hands_bytes_back),        cmocka_unit_test(isolate__error_comes_back_with_its_place),
        cmocka_unit_test(isolate__crash_is_an_error),       cmocka_unit_test(isolate__endless_work_is_ended),
        cmocka_unit_test(isolate__memory_is_limited),       cmocka_unit_test(isolate__answer_is_limited),
        cmocka_unit_test(isolate__progress_and_cancel_cross), cmocka_unit_test(isolate__answer_lives_as_long_as_it_is_held),
        cmocka_unit_test(isolate__forgets_whole_pages_only),
    };
    return cmocka_run_group_tests_name("isolate", tests, NULL, NULL);
}

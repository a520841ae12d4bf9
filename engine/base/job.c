// SPDX-License-Identifier: MIT
#include "base/job.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "base/alloc.h"

enum { MOST_THREADS = 256 };

// The work of one situ_job_run. Indices are handed out in order, so every index below a failed one
// has been started: the lowest failed index does not depend on the number of threads.
typedef struct batch {
    situ_task_fn *task;
    void *user;
    size_t count;
    atomic_size_t next;
    atomic_bool stop;
    size_t failed; // lowest failed index, count = none; guarded by the job's mutex
    situ_status status;
    situ_error error;
} batch;

struct situ_job {
    atomic_bool cancelled;
    unsigned threads;
    situ_progress_fn *progress;
    void *user;
    pthread_mutex_t progress_mutex;
    pthread_mutex_t mutex; // everything below
    pthread_cond_t wake, idle;
    pthread_t *workers; // threads - 1 of them at most; the caller of run is worker 0
    unsigned started, busy;
    unsigned long round; // counts batches
    batch *current;
    pthread_t caller;
    bool running, quit;
};

typedef struct worker_start {
    situ_job *job;
    unsigned worker;
} worker_start;

static unsigned processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int n = CPU_COUNT(&set);
    return n > 0 ? (unsigned)n : 1;
}

situ_status situ_job_new(situ_job **out, unsigned threads, situ_progress_fn *progress, void *user,
                         situ_error *err)
{
    *out = NULL;
    situ_job *job = situ_calloc(1, sizeof *job);
    if (!job)
        return situ_fail_nomem(err);
    if (!threads)
        threads = processors();
    job->threads = threads < MOST_THREADS ? threads : MOST_THREADS;
    job->progress = progress;
    job->user = user;
    atomic_init(&job->cancelled, false);
    pthread_mutex_init(&job->progress_mutex, NULL); // these cannot fail with default attributes
    pthread_mutex_init(&job->mutex, NULL);
    pthread_cond_init(&job->wake, NULL);
    pthread_cond_init(&job->idle, NULL);
    *out = job;
    return SITU_OK;
}

void situ_job_free(situ_job *job)
{
    if (!job)
        return;
    pthread_mutex_lock(&job->mutex);
    job->quit = true;
    pthread_cond_broadcast(&job->wake);
    pthread_mutex_unlock(&job->mutex);
    for (unsigned i = 0; i < job->started; i++)
        pthread_join(job->workers[i], NULL);
    pthread_cond_destroy(&job->idle);
    pthread_cond_destroy(&job->wake);
    pthread_mutex_destroy(&job->mutex);
    pthread_mutex_destroy(&job->progress_mutex);
    situ_free(job->workers);
    situ_free(job);
}

void situ_job_cancel(situ_job *job)
{
    if (job)
        atomic_store(&job->cancelled, true);
}

unsigned situ_job_threads(const situ_job *job)
{
    return job ? job->threads : 1;
}

bool situ_job_cancelled(const situ_job *job)
{
    return job && atomic_load(&job->cancelled);
}

situ_status situ_job_check(const situ_job *job, situ_error *err)
{
    if (!situ_job_cancelled(job))
        return SITU_OK;
    return situ_fail(err, SITU_E_CANCELLED, NULL, "%s", _("cancelled"));
}

void situ_job_progress(situ_job *job, const char *step, double fraction)
{
    if (!job || !job->progress)
        return;
    pthread_mutex_lock(&job->progress_mutex);
    job->progress(job->user, step, fraction);
    pthread_mutex_unlock(&job->progress_mutex);
}

// Takes indices until none is left, one failed or the job is cancelled.
static void work(situ_job *job, batch *b, unsigned worker, pthread_mutex_t *mutex)
{
    while (!atomic_load(&b->stop)) {
        if (situ_job_cancelled(job))
            return;
        size_t index = atomic_fetch_add(&b->next, 1);
        if (index >= b->count)
            return;
        situ_error error;
        situ_error_clear(&error);
        situ_status status = b->task(b->user, index, worker, &error);
        if (status == SITU_OK)
            continue;
        atomic_store(&b->stop, true);
        if (mutex)
            pthread_mutex_lock(mutex);
        if (index < b->failed) {
            b->failed = index;
            b->status = status;
            b->error = error;
            b->error.code = status;
        }
        if (mutex)
            pthread_mutex_unlock(mutex);
    }
}

static void *worker_main(void *arg)
{
    worker_start start = *(worker_start *)arg;
    situ_job *job = start.job;
    situ_free(arg);
    unsigned long seen = 0;
    pthread_mutex_lock(&job->mutex);
    for (;;) {
        while (!job->quit && (job->round == seen || !job->current))
            pthread_cond_wait(&job->wake, &job->mutex);
        if (job->quit)
            break;
        seen = job->round;
        batch *b = job->current;
        job->busy++;
        pthread_mutex_unlock(&job->mutex);
        work(job, b, start.worker, &job->mutex);
        pthread_mutex_lock(&job->mutex);
        if (--job->busy == 0)
            pthread_cond_broadcast(&job->idle);
    }
    pthread_mutex_unlock(&job->mutex);
    return NULL;
}

// Starts the workers at the first use, so that a process may fork before. Fewer than wished is no
// failure: the results are the same.
static void start_workers(situ_job *job, size_t wanted)
{
    if (!job->workers && job->threads > 1)
        job->workers = situ_calloc(job->threads - 1, sizeof *job->workers);
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old); // signals are the business of the program's own threads
    while (job->workers && job->started + 1 < job->threads && job->started + 1 < wanted) {
        worker_start *start = situ_malloc(sizeof *start);
        if (!start)
            break;
        *start = (worker_start){job, job->started + 1};
        if (pthread_create(&job->workers[job->started], NULL, worker_main, start) != 0) {
            situ_free(start);
            break;
        }
        job->started++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static bool is_own_thread(const situ_job *job)
{
    if (pthread_equal(pthread_self(), job->caller))
        return true;
    for (unsigned i = 0; i < job->started; i++)
        if (pthread_equal(pthread_self(), job->workers[i]))
            return true;
    return false;
}

static void run_on_pool(situ_job *job, batch *b)
{
    pthread_mutex_lock(&job->mutex);
    while (job->running) {
        assert(!is_own_thread(job) && "situ_job_run called from inside a task");
        pthread_cond_wait(&job->idle, &job->mutex);
    }
    job->running = true;
    job->caller = pthread_self();
    start_workers(job, b->count);
    job->current = b;
    job->round++;
    pthread_cond_broadcast(&job->wake);
    pthread_mutex_unlock(&job->mutex);
    work(job, b, 0, &job->mutex);
    pthread_mutex_lock(&job->mutex);
    job->current = NULL; // a worker that has not woken yet has nothing left to do
    while (job->busy)
        pthread_cond_wait(&job->idle, &job->mutex);
    job->running = false;
    pthread_cond_broadcast(&job->idle);
    pthread_mutex_unlock(&job->mutex);
}

situ_status situ_job_run(situ_job *job, size_t count, situ_task_fn *task, void *user,
                         situ_error *err)
{
    batch b = {.task = task, .user = user, .count = count, .failed = count, .status = SITU_OK};
    if (job)
        run_on_pool(job, &b);
    else
        work(NULL, &b, 0, NULL);
    if (b.failed < count) {
        if (err)
            *err = b.error;
        return b.status;
    }
    if (atomic_load(&b.next) < count)
        return situ_job_check(job, err); // stopped before the last task
    return SITU_OK;
}

// SPDX-License-Identifier: MIT
#include "serve/queue.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "serve/wire.h"

enum { ANSWER_MS = 120000, MOST_WAITERS = 512, CACHE_SLOTS = 4096, CACHE_WAYS = 4, TEND_S = 1 };

typedef struct flight { // one request under way, and all who wait for it
    situ_request request;
    const situ_route *route;
    char *key;
    size_t key_bytes;
    void **waiters;
    size_t waiter_count, waiter_capacity;
    bool running;
    struct flight *next; // in order of arrival
} flight;

typedef struct kept { // a slot of the tile cache
    char *key;
    size_t key_bytes;
    situ_answer *answer;
    uint64_t last_use;
} kept;

typedef struct lane {
    struct situ_queue *queue;
    unsigned index;
    pthread_t thread;
    bool started;
} lane;

struct situ_queue {
    situ_queue_options options;
    char *store_path;
    pthread_mutex_t mutex; // all below
    pthread_cond_t wake;
    flight *first;
    size_t waiting; // flights not yet running
    bool stopping;
    lane *lanes;
    unsigned lane_count;
    kept *cache;
    size_t cache_bytes;
    uint64_t clock;
    struct { uint64_t inode; int64_t changed_s, changed_ns; } seen;
};

situ_answer *situ_answer_new(situ_response *response)
{
    situ_answer *a = situ_malloc(sizeof *a);
    if (!a) {
        situ_response_free(response);
        return NULL;
    }
    a->response = *response;
    memset(response, 0, sizeof *response);
    atomic_init(&a->refs, 1);
    return a;
}

situ_answer *situ_answer_ref(situ_answer *answer)
{
    atomic_fetch_add(&answer->refs, 1);
    return answer;
}

void situ_answer_unref(situ_answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->refs, 1) != 1)
        return;
    situ_response_free(&answer->response);
    situ_free(answer);
}

// --- the cache: set-associative, the longest unused of a set goes ---

static void cache_drop(situ_queue *q, kept *slot)
{
    if (!slot->answer)
        return;
    q->cache_bytes -= slot->answer->response.bytes;
    situ_answer_unref(slot->answer);
    situ_free(slot->key);
    memset(slot, 0, sizeof *slot);
}

static void cache_clear(situ_queue *q)
{
    for (size_t i = 0; q->cache && i < CACHE_SLOTS; i++)
        cache_drop(q, &q->cache[i]);
}

// Forgets everything when the store was replaced.
static void cache_check(situ_queue *q)
{
    struct stat st;
    if (stat(q->store_path, &st) != 0)
        return;
    if (q->seen.inode == (uint64_t)st.st_ino && q->seen.changed_s == (int64_t)st.st_mtim.tv_sec && q->seen.changed_ns == (int64_t)st.st_mtim.tv_nsec)
        return;
    cache_clear(q);
    q->seen.inode = (uint64_t)st.st_ino;
    q->seen.changed_s = (int64_t)st.st_mtim.tv_sec;
    q->seen.changed_ns = (int64_t)st.st_mtim.tv_nsec;
}

static kept *cache_set(situ_queue *q, const char *key, size_t bytes)
{
    return &q->cache[situ_hash64(key, bytes, 1) % (CACHE_SLOTS / CACHE_WAYS) * CACHE_WAYS];
}

static situ_answer *cache_find(situ_queue *q, const char *key, size_t bytes)
{
    kept *set;
    if (!q->cache)
        return NULL;
    cache_check(q);
    set = cache_set(q, key, bytes);
    for (int i = 0; i < CACHE_WAYS; i++)
        if (set[i].answer && set[i].key_bytes == bytes && memcmp(set[i].key, key, bytes) == 0) {
            set[i].last_use = ++q->clock;
            return situ_answer_ref(set[i].answer);
        }
    return NULL;
}

static void cache_put(situ_queue *q, const flight *f, situ_answer *answer)
{
    kept *set, *slot;
    char *key;
    if (!q->cache || f->route->slow || answer->response.status != 200 || answer->response.bytes > q->options.cache_bytes / 64)
        return;
    set = cache_set(q, f->key, f->key_bytes);
    slot = set;
    for (int i = 1; i < CACHE_WAYS; i++)
        if (set[i].last_use < slot->last_use)
            slot = &set[i];
    key = situ_malloc(f->key_bytes);
    if (!key)
        return;
    memcpy(key, f->key, f->key_bytes); // not a text: it holds NULs
    cache_drop(q, slot);
    if (q->cache_bytes + answer->response.bytes > q->options.cache_bytes)
        cache_clear(q);
    *slot = (kept){.key = key, .key_bytes = f->key_bytes, .answer = situ_answer_ref(answer), .last_use = ++q->clock};
    q->cache_bytes += answer->response.bytes;
}

// --- flights ---

static void free_flight(flight *f)
{
    situ_free(f->key);
    situ_free(f->waiters);
    situ_free(f);
}

static void unlink_flight(situ_queue *q, flight *f)
{
    for (flight **p = &q->first; *p; p = &(*p)->next)
        if (*p == f) {
            *p = f->next;
            return;
        }
}

situ_answer *situ_answer_busy(void)
{
    situ_response response;
    memset(&response, 0, sizeof response);
    if (situ_response_say(&response, 503, NULL, "服务器正忙或正在重启绘图进程,请稍后再试。") != SITU_OK)
        return NULL;
    return situ_answer_new(&response);
}

// Hands the answer to all who wait. The flight is out of the list, so nobody joins any more.
static void finish(situ_queue *q, flight *f, situ_answer *answer)
{
    for (size_t i = 0; i < f->waiter_count; i++)
        q->options.done(q->options.user, f->waiters[i], answer ? situ_answer_ref(answer) : NULL);
    situ_answer_unref(answer);
    free_flight(f);
}

// Waits for work, and looks after the worker now and then.
static void rest(situ_queue *q, unsigned index)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TEND_S;
    if (pthread_cond_timedwait(&q->wake, &q->mutex, &until) != ETIMEDOUT)
        return;
    pthread_mutex_unlock(&q->mutex);
    situ_workers_tend(q->options.workers, index);
    pthread_mutex_lock(&q->mutex);
}

// The next flight this lane may take; waits for one. NULL = stop.
static flight *take(situ_queue *q, unsigned index)
{
    bool tiles_only = index == 0 && q->lane_count > 1;
    for (;;) {
        if (q->stopping)
            return NULL;
        for (flight *f = q->first; f; f = f->next)
            if (!f->running && !(tiles_only && f->route->slow)) {
                f->running = true;
                q->waiting--;
                return f;
            }
        rest(q, index);
    }
}

static void *run_lane(void *lane_)
{
    const lane *l = lane_;
    situ_queue *q = l->queue;
    flight *f;

    pthread_mutex_lock(&q->mutex);
    while ((f = take(q, l->index))) {
        situ_response response;
        situ_error err = {0};
        situ_status status;
        situ_answer *answer;
        pthread_mutex_unlock(&q->mutex);
        status = situ_workers_ask(&response, q->options.workers, l->index, &f->request, ANSWER_MS, &err);
        answer = status == SITU_OK ? situ_answer_new(&response) : situ_answer_busy();
        if (status != SITU_OK && status != SITU_E_CANCELLED)
            q->options.tell(q->options.user, &err);
        pthread_mutex_lock(&q->mutex);
        unlink_flight(q, f);
        if (status == SITU_OK && answer)
            cache_put(q, f, answer);
        pthread_mutex_unlock(&q->mutex);
        finish(q, f, answer);
        pthread_mutex_lock(&q->mutex);
    }
    pthread_mutex_unlock(&q->mutex);
    return NULL;
}

// Threads of the server take no signals: those are for the program's main thread.
static situ_status start_lane(lane *l, situ_error *err)
{
    sigset_t all, old;
    int fault;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    fault = pthread_create(&l->thread, NULL, run_lane, l);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (fault != 0)
        return situ_fail(err, SITU_E_EXTERNAL, NULL, _("a thread cannot be started: %s"), strerror(fault));
    l->started = true;
    return SITU_OK;
}

situ_status situ_queue_new(situ_queue **out, const situ_queue_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_queue *q = situ_calloc(1, sizeof *q);
    pthread_condattr_t attributes;

    SITU_TRY_ALLOC(q);
    q->options = *options;
    pthread_mutex_init(&q->mutex, NULL); // these cannot fail with these attributes
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&q->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    q->store_path = situ_strdup(options->store_path);
    SITU_TRY_ALLOC(q->store_path);
    if (options->cache_bytes > 0) {
        q->cache = situ_calloc(CACHE_SLOTS, sizeof *q->cache);
        SITU_TRY_ALLOC(q->cache);
    }
    q->lanes = situ_calloc(situ_workers_count(options->workers), sizeof *q->lanes);
    SITU_TRY_ALLOC(q->lanes);
    q->lane_count = situ_workers_count(options->workers);
    for (unsigned i = 0; i < q->lane_count; i++) {
        q->lanes[i] = (lane){.queue = q, .index = i};
        SITU_TRY(start_lane(&q->lanes[i], err));
    }
    *out = q;
    q = NULL;
done:
    situ_queue_free(q);
    return status;
}

static situ_status add_waiter(flight *f, void *waiter)
{
    situ_status status = f->waiter_count < MOST_WAITERS ? situ_grow(&f->waiters, &f->waiter_capacity, f->waiter_count + 1, sizeof *f->waiters, NULL)
                                                        : SITU_E_LIMIT;
    if (status == SITU_OK)
        f->waiters[f->waiter_count++] = waiter;
    return status;
}

static flight *new_flight(const situ_route *route, const situ_request *request, void *waiter, situ_str *key)
{
    flight *f = situ_calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->route = route;
    f->request = *request;
    f->key_bytes = key->length;
    f->key = situ_str_take(key);
    if (!f->key || add_waiter(f, waiter) != SITU_OK) {
        free_flight(f);
        return NULL;
    }
    return f;
}

static bool submit_locked(situ_queue *q, const situ_route *route, const situ_request *request, void *waiter, situ_str *key)
{
    flight **end = &q->first, *f;

    if (q->stopping)
        return false;
    for (f = q->first; f; f = f->next) {
        if (f->key_bytes == key->length && memcmp(f->key, key->data, key->length) == 0)
            return add_waiter(f, waiter) == SITU_OK;
        end = &f->next;
    }
    if (q->waiting >= SITU_QUEUE_LIMIT || !(f = new_flight(route, request, waiter, key)))
        return false;
    *end = f;
    q->waiting++;
    pthread_cond_broadcast(&q->wake);
    return true;
}

situ_answer *situ_queue_find(situ_queue *queue, const situ_request *request)
{
    situ_answer *answer = NULL;
    situ_str key;

    situ_str_init(&key);
    if (queue->cache && situ_wire_put_request(&key, request, NULL) == SITU_OK) {
        pthread_mutex_lock(&queue->mutex);
        answer = cache_find(queue, key.data, key.length);
        pthread_mutex_unlock(&queue->mutex);
    }
    situ_str_free(&key);
    return answer;
}

bool situ_queue_submit(situ_queue *queue, const situ_route *route, const situ_request *request, void *waiter)
{
    bool taken = false;
    situ_str key; // the request as it goes to a worker: equal bytes, equal answers

    situ_str_init(&key);
    if (situ_wire_put_request(&key, request, NULL) == SITU_OK) {
        pthread_mutex_lock(&queue->mutex);
        taken = submit_locked(queue, route, request, waiter, &key);
        pthread_mutex_unlock(&queue->mutex);
    }
    situ_str_free(&key);
    return taken;
}

void situ_queue_stop(situ_queue *queue)
{
    flight *left;

    pthread_mutex_lock(&queue->mutex);
    queue->stopping = true;
    pthread_cond_broadcast(&queue->wake);
    pthread_mutex_unlock(&queue->mutex);
    situ_workers_stop(queue->options.workers);
    for (unsigned i = 0; i < queue->lane_count; i++)
        if (queue->lanes[i].started) {
            pthread_join(queue->lanes[i].thread, NULL);
            queue->lanes[i].started = false;
        }
    left = queue->first;
    queue->first = NULL;
    queue->waiting = 0;
    while (left) {
        flight *next = left->next;
        finish(queue, left, situ_answer_busy());
        left = next;
    }
}

void situ_queue_free(situ_queue *queue)
{
    if (!queue)
        return;
    situ_queue_stop(queue);
    cache_clear(queue);
    situ_free(queue->cache);
    situ_free(queue->lanes);
    situ_free(queue->store_path);
    pthread_cond_destroy(&queue->wake);
    pthread_mutex_destroy(&queue->mutex);
    situ_free(queue);
}

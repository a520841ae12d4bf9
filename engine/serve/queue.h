// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_QUEUE_H
#define SITU_SERVE_QUEUE_H

// A bounded queue of requests and one thread a worker that serves it. Equal requests under way share one
// answer. One worker is kept from slow routes (sheets) when there are more, so that tiles go on.

#include <stdatomic.h>

#include "serve/workers.h"

enum { SITU_QUEUE_LIMIT = 64 };

// An answer shared by those who waited for it; also kept in the tile cache.
typedef struct situ_answer {
    situ_response response;
    atomic_uint refs;
} situ_answer;
situ_answer *situ_answer_new(situ_response *response); // takes what response owns; NULL = no memory
situ_answer *situ_answer_ref(situ_answer *answer);
void situ_answer_unref(situ_answer *answer); // accepts NULL

typedef struct situ_queue situ_queue;
typedef struct situ_queue_options {
    situ_workers *workers;
    size_t cache_bytes;      // of finished tiles kept; 0 = none
    const char *store_path;  // kept answers are forgotten when this file changes
    // Called from a queue thread for each waiter of a finished request; answer holds a reference that
    // moves to the callee.
    void (*done)(void *user, void *waiter, situ_answer *answer);
    void (*tell)(void *user, const situ_error *err); // failures, for the log; any queue thread
    void *user;
} situ_queue_options;
situ_status situ_queue_new(situ_queue **out, const situ_queue_options *options, situ_error *err) SITU_MUST_CHECK;

// A finished answer kept from before (a reference), NULL when there is none.
situ_answer *situ_queue_find(situ_queue *queue, const situ_request *request);
// True: done will be called with waiter, maybe before this returns. False: the queue is full, come later.
bool situ_queue_submit(situ_queue *queue, const situ_route *route, const situ_request *request, void *waiter);
// The page that says "come later"; NULL = no memory.
situ_answer *situ_answer_busy(void);
// Answers everything waiting with 503 and joins the threads; later submits give FULL.
void situ_queue_stop(situ_queue *queue);
void situ_queue_free(situ_queue *queue); // stops too

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_WORKERS_H
#define SITU_SERVE_WORKERS_H

// Render workers: single-threaded processes that draw, so that a drawing that crashes takes nobody else
// along. A zygote, forked while the server is single-threaded too, forks them and replaces the dead. The
// server talks to worker i through pipes that outlive the process:
//   requests  server -> worker   one frame each (wire.h), at most one under way
//   answers   worker -> server   one frame each
//   events    zygote -> server   'S' + pid: ready for requests; 'D' + pid: died
//   orders    server -> zygote   'F' + i: fork worker i (after its 'D' was seen); 'K' + i: kill it

#include <sys/types.h>

#include "serve/route.h"

enum { SITU_WORKERS_MAX = 32 };
typedef struct situ_workers situ_workers;
// What a worker process does with a request; runs in the child. A new state is made in each worker.
typedef struct situ_worker_job {
    situ_status (*open)(void **state, void *user, unsigned index, situ_error *err);
    void (*answer)(situ_response *response, const situ_request *request, void *state);
    void *user;
} situ_worker_job;

// Forks the zygote and through it count workers. The caller must have no other thread yet.
situ_status situ_workers_new(situ_workers **out, unsigned count, const situ_worker_job *job, situ_error *err) SITU_MUST_CHECK;
unsigned situ_workers_count(const situ_workers *workers);
// Sends one request to worker i and waits for the answer; one call at a time for each i. A worker that
// dies or does not answer in time gives SITU_E_EXTERNAL.
situ_status situ_workers_ask(situ_response *response, situ_workers *workers, unsigned index, const situ_request *request,
                             unsigned timeout_ms, situ_error *err) SITU_MUST_CHECK;
// Replaces worker i when it died while nobody asked it. Not while an ask of the same i is under way.
void situ_workers_tend(situ_workers *workers, unsigned index);
// Whether the zygote runs; false is final. From the thread that made the workers.
bool situ_workers_alive(situ_workers *workers);
pid_t situ_workers_pid(const situ_workers *workers, unsigned index); // newest known, 0 = none yet
// Wakes every waiting situ_workers_ask, which fails with SITU_E_CANCELLED. Any thread.
void situ_workers_stop(situ_workers *workers);
// Ends and reaps all processes. No situ_workers_ask may be under way.
void situ_workers_free(situ_workers *workers);

#endif

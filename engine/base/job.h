// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_JOB_H
#define SITU_BASE_JOB_H

// Thread pool and job. A pool runs n independent tasks; results are stored by task index, so that
// no outcome depends on the number of threads or the order they finish in.

#include <stdatomic.h>
#include <stddef.h>

#include "situ/job.h"
#include "base/error.h"

// One task. worker is 0..threads-1 and stable during the task: index for per-worker state.
typedef situ_status situ_task_fn(void *user, size_t index, unsigned worker, situ_error *err);

unsigned situ_job_threads(const situ_job *job); // NULL job = 1
bool situ_job_cancelled(const situ_job *job);   // NULL job = false
// SITU_E_CANCELLED with its message when cancelled, else SITU_OK.
situ_status situ_job_check(const situ_job *job, situ_error *err) SITU_MUST_CHECK;
// Tells progress: step is translated text, fraction in 0..1 (negative = unknown).
void situ_job_progress(situ_job *job, const char *step, double fraction);
// Runs task(user, i, worker, err) for i in 0..count-1 on the job's pool and waits. After the
// first failure no new task is started; the error of the lowest failed index is returned. NULL job
// runs everything on the caller's thread. Not reentrant from inside a task.
situ_status situ_job_run(situ_job *job, size_t count, situ_task_fn *task, void *user,
                         situ_error *err) SITU_MUST_CHECK;

#endif

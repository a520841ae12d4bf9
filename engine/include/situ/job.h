// SPDX-License-Identifier: MIT
#ifndef SITU_JOB_H
#define SITU_JOB_H

// A job carries progress out of and cancellation into a long call. One job may be shared by threads.

#include "situ/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct situ_job situ_job;
typedef void situ_progress_fn(void *user, const char *step, double fraction);

// progress may be NULL. threads: workers of the job's pool, 0 = one per processor.
SITU_API situ_status situ_job_new(situ_job **out, unsigned threads, situ_progress_fn *progress,
                                  void *user, situ_error *err) SITU_MUST_CHECK;
SITU_API void situ_job_free(situ_job *job);
// Async-signal-safe: asks every call that runs under this job to stop with SITU_E_CANCELLED.
SITU_API void situ_job_cancel(situ_job *job);

#ifdef __cplusplus
}
#endif
#endif

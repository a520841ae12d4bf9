// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_ISOLATE_H
#define SITU_BASE_ISOLATE_H

// Work on foreign data in a child process of its own under resource limits: what crashes or eats the
// memory there is an error here. The child inherits all values by fork and hands bytes back.

#include <stddef.h>

#include "base/job.h"
#include "base/str.h"

typedef struct situ_isolate_limits {
    size_t memory_bytes; // above what the process has at the start; 0 = no limit
    unsigned cpu_s;      // 0 = no limit
    size_t file_bytes;   // largest file the work may write; 0 = none at all
} situ_isolate_limits;

// In the child; appends its answer to out. An error comes back to the caller.
typedef situ_status situ_isolate_fn(void *user, situ_str *out, situ_error *err);

// Bytes of a child's answer: shared memory, read-only.
typedef struct situ_isolate_answer {
    const char *data;
    size_t length;
    void *mapping; // internal
} situ_isolate_answer;
void situ_isolate_answer_free(situ_isolate_answer *answer);

// Forks, runs work, waits. Progress and cancelling of job work across (the child's situ_job_progress is
// passed on). SITU_E_LIMIT when the child ran into a limit, SITU_E_FORMAT when it crashed.
situ_status situ_isolate_run(situ_isolate_answer *out, situ_isolate_fn *work, void *user, const situ_isolate_limits *limits,
                             situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif

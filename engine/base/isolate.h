// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_ISOLATE_H
#define SITU_BASE_ISOLATE_H

// Work on foreign data in a child process of its own under resource limits: what crashes or eats the
// memory there is an error here. The child inherits all values by fork and hands bytes back.

#include <stddef.h>

#include "base/job.h"

typedef struct situ_isolate_limits {
    size_t memory_bytes; // address space above what the process has at the start; 0 = no limit
    unsigned cpu_s;      // processor time; 0 = no limit
    size_t answer_bytes; // longest answer, and largest file the work may write; 0 = no limit
} situ_isolate_limits;

// Takes the child's answer piece by piece, so that it need not lie in the child's memory as a whole.
typedef struct situ_isolate_sink situ_isolate_sink;
situ_status situ_isolate_put(situ_isolate_sink *out, const void *data, size_t bytes, situ_error *err) SITU_MUST_CHECK;

// Runs in the child. Its error comes back to the caller; the progress of job (the child's own) is told
// by the caller's job.
typedef situ_status situ_isolate_fn(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err);

// A child's answer: read-only memory that is shared by all who hold it.
typedef struct situ_isolate_answer situ_isolate_answer;
const char *situ_isolate_data(const situ_isolate_answer *answer, size_t *bytes);
situ_isolate_answer *situ_isolate_ref(situ_isolate_answer *answer); // NULL gives NULL
void situ_isolate_unref(situ_isolate_answer *answer);               // accepts NULL
// Gives memory back: the bytes from..to were read and are zeros from now on, where whole pages lie between.
void situ_isolate_forget(situ_isolate_answer *answer, size_t from, size_t to);

// Forks, runs work, waits. A cancelled job ends the child. SITU_E_LIMIT when the child ran into a limit,
// SITU_E_FORMAT when it crashed: causes speak of a file that is read.
situ_status situ_isolate_run(situ_isolate_answer **out, situ_isolate_fn *work, void *user, const situ_isolate_limits *limits,
                             situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif

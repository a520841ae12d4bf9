// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_LOG_H
#define SITU_BASE_LOG_H

// The library never prints. It hands messages to the sink its user set on the log value.

#include "base/error.h"

typedef enum situ_log_level { SITU_LOG_DEBUG, SITU_LOG_INFO, SITU_LOG_WARN } situ_log_level;
typedef void situ_log_fn(void *user, situ_log_level level, const char *message);
typedef struct situ_log {
    situ_log_fn *sink; // NULL = silent
    void *user;
} situ_log;
void situ_log_write(const situ_log *log, situ_log_level level, const char *fmt, ...)
    SITU_PRINTF(3, 4); // accepts NULL

#endif

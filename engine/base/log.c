// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

void situ_log_write(const situ_log *log, situ_log_level level, const char *fmt, ...)
{
    if (!log || !log->sink)
        return;
    char message[2048];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    log->sink(log->user, level, n < 0 ? fmt : message);
}

// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_ERROR_H
#define SITU_BASE_ERROR_H

// Filling situ_error. Three tiers, never mixed: a bug asserts; a failure returns a status and an
// error; bad data goes to the report (base/report.h) and the work goes on.

#include "situ/status.h"

// Runs x and jumps to done: when it fails. Needs `situ_status status` and a label `done:`.
#define SITU_TRY(x)                                                                                \
    do {                                                                                           \
        status = (x);                                                                              \
        if (status != SITU_OK)                                                                     \
            goto done;                                                                             \
    } while (0)

// The same for an allocation that gave NULL.
#define SITU_TRY_ALLOC(p)                                                                          \
    do {                                                                                           \
        if (!(p)) {                                                                                \
            status = situ_fail_nomem(err);                                                         \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

// Marks a message for translation; the call translates it.
#define N_(text) text
const char *situ_tr(const char *msgid) // gettext in situ's own domain
    __attribute__((format_arg(1)));
#define _(text) situ_tr(text)

// Sets code, cause (printf) and cure (NULL = none) and returns code. Place fields are cleared.
// Pass translated texts: situ_fail(err, SITU_E_FORMAT, _("save as .xlsx"), _("unknown type %s"), t).
situ_status situ_fail(situ_error *err, situ_status code, const char *cure, const char *fmt, ...)
    SITU_PRINTF(4, 5);
situ_status situ_fail_nomem(situ_error *err);
// As situ_fail with ": strerror(errno)" behind the cause, file set to path.
situ_status situ_fail_errno(situ_error *err, const char *path, const char *fmt, ...)
    SITU_PRINTF(3, 4);

// Adds the place to an error that has none yet (each field only where still empty). file, sheet,
// cell may be NULL, row and column 0. Returns err->code (SITU_OK for NULL).
situ_status situ_error_at(situ_error *err, const char *file, const char *sheet, const char *cell,
                          long row, long column);
void situ_error_clear(situ_error *err);

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_STATUS_H
#define SITU_STATUS_H

// Status codes and the error value every fallible function of libsitu fills.

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SITU_API __attribute__((visibility("default")))
#define SITU_MUST_CHECK __attribute__((warn_unused_result))
#define SITU_PRINTF(f, a) __attribute__((format(printf, f, a)))

// One list makes the enum and the names.
#define SITU_STATUS_MAP(XX)                                                                        \
    XX(OK, "success")                                                                              \
    XX(E_NOMEM, "out of memory")                                                                   \
    XX(E_ARGUMENT, "invalid argument")                                                             \
    XX(E_USAGE, "wrong usage")                                                                     \
    XX(E_NOT_FOUND, "not found")                                                                   \
    XX(E_IO, "input or output failed")                                                             \
    XX(E_FORMAT, "malformed data")                                                                 \
    XX(E_SCHEMA, "data does not fit the schema")                                                   \
    XX(E_CRS, "coordinate system error")                                                           \
    XX(E_GEOMETRY, "invalid geometry")                                                             \
    XX(E_UNSUPPORTED, "not supported")                                                             \
    XX(E_LIMIT, "limit exceeded")                                                                  \
    XX(E_CANCELLED, "cancelled")                                                                   \
    XX(E_EXTERNAL, "an outside library failed")

typedef enum situ_status {
#define SITU_STATUS_ENUM(name, text) SITU_##name,
    SITU_STATUS_MAP(SITU_STATUS_ENUM)
#undef SITU_STATUS_ENUM
} situ_status;

// What went wrong, where, and how to cure it. Lives on the caller's stack; a NULL error is
// accepted everywhere and means "not wanted". Texts are UTF-8, in the user's language.
typedef struct situ_error {
    situ_status code;
    char file[512];  // "" = none
    char sheet[128]; // "" = none
    char cell[16];   // spreadsheet address such as "C7", "" = none
    long row;        // 1-based row (or line) in the file, 0 = none
    long column;     // 1-based column in a text file, 0 = none
    char cause[768];
    char cure[512]; // "" = none known
} situ_error;

// English name of a code, never NULL.
SITU_API const char *situ_status_text(situ_status code);

// Writes the whole error as one line of UTF-8 into out (NUL-terminated, truncated to size).
SITU_API void situ_error_format(const situ_error *err, char *out, size_t size);

#ifdef __cplusplus
}
#endif
#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_SUPPORT_CHECK_H
#define SITU_TESTS_SUPPORT_CHECK_H

// cmocka with situ_status: a failed call prints its whole error. Include this instead of cmocka.h.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

// The call must succeed. err is the situ_error handed to it.
#define CHECK_OK(call, err)                                                                        \
    do {                                                                                           \
        situ_status check_status = (call);                                                         \
        if (check_status != SITU_OK) {                                                             \
            char check_text[2048];                                                                 \
            situ_error_format(&(err), check_text, sizeof check_text);                              \
            print_error("%s:%d: %s: %s\n", __FILE__, __LINE__, #call, check_text);                 \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

// The call must fail with this code, and say why.
#define CHECK_FAILS(expected, call, err)                                                           \
    do {                                                                                           \
        situ_status check_status = (call);                                                         \
        if (check_status != (expected)) {                                                          \
            char check_text[2048];                                                                 \
            situ_error_format(&(err), check_text, sizeof check_text);                              \
            print_error("%s:%d: %s: got \"%s\" (%s), wanted \"%s\"\n", __FILE__, __LINE__, #call,  \
                        situ_status_text(check_status), check_text, situ_status_text(expected));   \
            fail();                                                                                \
        }                                                                                          \
        assert_int_equal((err).code, (expected));                                                  \
        assert_true((err).cause[0] != '\0');                                                       \
    } while (0)

// text must hold part; prints both otherwise.
#define CHECK_HOLDS(text, part)                                                                    \
    do {                                                                                           \
        const char *check_text = (text), *check_part = (part);                                     \
        if (!check_text || !strstr(check_text, check_part)) {                                      \
            print_error("%s:%d: \"%s\" does not hold \"%s\"\n", __FILE__, __LINE__,                \
                        check_text ? check_text : "(null)", check_part);                           \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

// Absolute, relative to nothing: |a - b| <= tolerance.
#define CHECK_NEAR(a, b, tolerance)                                                                \
    do {                                                                                           \
        double check_a = (a), check_b = (b), check_t = (tolerance);                                \
        if (!(check_a - check_b <= check_t && check_b - check_a <= check_t)) {                     \
            print_error("%s:%d: %s = %.17g, wanted %.17g (+-%g)\n", __FILE__, __LINE__, #a,        \
                        check_a, check_b, check_t);                                                \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

// Skips the test with a message where real data is absent.
#define NEED_DATA(path)                                                                            \
    do {                                                                                           \
        if (access(path, R_OK) != 0) {                                                             \
            print_message("skipped: %s is absent\n", path);                                        \
            skip();                                                                                \
        }                                                                                          \
    } while (0)

// A fresh folder of this test program's own; support/folder.h removes it.
static inline char *check_make_folder(void)
{
    const char *tmp = getenv("TMPDIR");
    char *path = malloc(512);
    assert_non_null(path);
    snprintf(path, 512, "%s/situ-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

#endif

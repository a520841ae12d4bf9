// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_OUTPUT_TOOLS_H
#define SITU_TESTS_OUTPUT_TOOLS_H

// Shared by the tests of text, paint and output: a scratch folder, outside programs, resources.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"

#define OK(call)                                                                                   \
    do {                                                                                           \
        situ_error err_;                                                                           \
        memset(&err_, 0, sizeof err_);                                                             \
        situ_error *err = &err_;                                                                   \
        (void)err;                                                                                 \
        situ_status status_ = (call);                                                              \
        if (status_ != SITU_OK) {                                                                  \
            char text_[2048];                                                                      \
            situ_error_format(&err_, text_, sizeof text_);                                         \
            fail_msg("%s: %s", #call, text_);                                                      \
        }                                                                                          \
    } while (0)

#define assert_near(a, b, eps)                                                                     \
    do {                                                                                           \
        double a_ = (a), b_ = (b);                                                                 \
        if (!(a_ - b_ <= (eps) && b_ - a_ <= (eps)))                                               \
            fail_msg("%s = %.12g is not %s = %.12g", #a, a_, #b, b_);                              \
    } while (0)

static char tools_dir[64];

static inline const char *scratch(const char *name)
{
    static char paths[8][128];
    static int next;
    if (!tools_dir[0]) {
        strcpy(tools_dir, "/tmp/situ-test-XXXXXX");
        assert_non_null(mkdtemp(tools_dir));
    }
    char *path = paths[next++ % 8];
    snprintf(path, 128, "%s/%s", tools_dir, name);
    return path;
}

static inline int drop_scratch(void **state)
{
    (void)state;
    if (tools_dir[0])
        (void)situ_remove_tree(tools_dir, NULL);
    tools_dir[0] = 0;
    return 0;
}

static inline situ_resources test_resources(void)
{
    static char dir[] = SITU_SOURCE_DIR "/styles";
    return (situ_resources){.dirs = {dir}};
}

// Output of a shell command (caller frees); *code is its exit code, 127 when the program is absent.
static inline char *run(int *code, const char *fmt, ...)
{
    char command[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t used = 0, room = 1 << 16;
    char *out = malloc(room + 1);
    for (size_t n; (n = fread(out + used, 1, room - used, pipe)) > 0;) {
        used += n;
        if (used == room)
            out = realloc(out, (room *= 2) + 1);
    }
    out[used] = 0;
    int status = pclose(pipe);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return out;
}

// Skips the test when an outside program is absent.
static inline void need(const char *program)
{
    int code;
    free(run(&code, "command -v %s 2>/dev/null", program));
    if (code != 0) {
        print_message("skipped: %s is not installed\n", program);
        skip();
    }
}

static inline void assert_same_bytes(const char *a, const char *b)
{
    char *x, *y;
    size_t n, m;
    assert_int_equal(situ_read_file(&x, &n, a, 1 << 30, NULL), SITU_OK);
    assert_int_equal(situ_read_file(&y, &m, b, 1 << 30, NULL), SITU_OK);
    assert_int_equal(n, m);
    assert_true(memcmp(x, y, n) == 0);
    situ_free(x);
    situ_free(y);
}

#endif

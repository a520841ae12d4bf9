// SPDX-License-Identifier: MIT
#ifndef TESTS_UNIT_SERVE_SERVE_TEST_H
#define TESTS_UNIT_SERVE_SERVE_TEST_H

// A session and a store of the golden county in a folder of its own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "situ/situ.h"

typedef struct fixture {
    situ_session *session;
    char dir[64];
    char store[128];
} fixture;

static inline void must(situ_status status, const situ_error *err)
{
    char text[2048];
    if (status == SITU_OK)
        return;
    situ_error_format(err, text, sizeof text);
    fail_msg("%s", text);
}

static inline situ_session *new_session(unsigned threads, void (*message)(void *, const char *), void *user)
{
    situ_error err = {0};
    situ_session *session = NULL;
    situ_session_options options = {.exe = SITU_BINARY_DIR "/cli/situ", .styles = SITU_SOURCE_DIR "/styles", .threads = threads, .message = message, .user = user};
    must(situ_session_new(&session, &options, &err), &err);
    return session;
}

static inline void make_store(fixture *f)
{
    situ_error err = {0};
    situ_build_result built = {0};
    must(situ_build(f->session, SITU_SOURCE_DIR "/tests/golden/county/project.yaml", f->dir, "test", "2026-01-01T00:00:00Z", &built, &err), &err);
    snprintf(f->store, sizeof f->store, "%s/county.situ", f->dir);
    situ_build_result_free(&built);
}

static inline int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    snprintf(f->dir, sizeof f->dir, "/tmp/situ-serve-test-XXXXXX");
    if (!mkdtemp(f->dir))
        return -1;
    f->session = new_session(1, NULL, NULL);
    make_store(f);
    *state = f;
    return 0;
}

static inline int tear_down(void **state)
{
    fixture *f = *state;
    situ_session_free(f->session);
    (void)situ_remove_tree(f->dir, NULL);
    free(f);
    return 0;
}

#endif

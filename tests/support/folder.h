// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_SUPPORT_FOLDER_H
#define SITU_TESTS_SUPPORT_FOLDER_H

// A temporary folder per test, as cmocka setup and teardown: *state is its path (char *).
//   cmocka_unit_test_setup_teardown(topic__behaviour, folder_setup, folder_teardown)

#include <dirent.h>

#include "base/path.h"
#include "support/check.h"

static inline int folder_setup(void **state)
{
    *state = check_make_folder();
    return 0;
}

static inline int folder_teardown(void **state)
{
    situ_status status = situ_remove_tree(*state, NULL);
    free(*state);
    return status == SITU_OK ? 0 : -1;
}

// dir/name in one of four turning buffers.
static inline const char *in_folder(void *const *state, const char *name)
{
    static char paths[4][1024];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", (const char *)*state, name);
    return path;
}

// Entries of a folder, hidden ones too.
static inline size_t count_entries(const char *path)
{
    size_t n = 0;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(dir);
    return n;
}

#endif

// SPDX-License-Identifier: MIT
// What killed writers leave beside a store: hidden copies named .<stem>.<process>.<number>.<extension>,
// each perhaps with a journal. They are as large as the store and nobody else removes them.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "store/internal.h"

// A decimal number without sign or leading zero; NULL when there is none.
static const char *skip_number(const char *text, long *value)
{
    char *end = NULL;
    if (*text < '1' || *text > '9')
        return NULL;
    errno = 0;
    *value = strtol(text, &end, 10);
    return errno ? NULL : end;
}

// The process in a name that is ".<stem>.<process>.<number><tail>" or that with a journal's ending
// behind it, else 0.
static long process_of(const char *name, const char *stem, size_t stem_length, const char *tail)
{
    long process = 0, number = 0;
    if (name[0] != '.' || strncmp(name + 1, stem, stem_length) != 0 || name[1 + stem_length] != '.')
        return 0;
    const char *p = skip_number(name + stem_length + 2, &process);
    if (!p || *p != '.')
        return 0;
    p = skip_number(p + 1, &number);
    if (!p || strncmp(p, tail, strlen(tail)) != 0)
        return 0;
    p += strlen(tail);
    return *p == '\0' || strcmp(p, "-journal") == 0 ? process : 0;
}

static bool is_dead(long process)
{
    pid_t pid = (pid_t)process;
    return pid == process && kill(pid, 0) != 0 && errno == ESRCH;
}

situ_status situ_stale_remove(const char *path, const char *own, situ_error *err)
{
    const char *base = situ_path_base(path), *extension = situ_path_extension(path);
    const char *tail = *extension ? extension - 1 : "";
    size_t stem = strlen(base) - strlen(tail);
    // A long name is cut in the copy's: then the copy does not tell whose it is.
    if (process_of(situ_path_base(own), base, stem, tail) != (long)getpid())
        return SITU_OK;
    char *folder = situ_path_dir(path);
    if (!folder)
        return situ_fail_nomem(err);
    DIR *dir = opendir(folder);
    situ_free(folder);
    if (!dir)
        return SITU_OK;
    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        struct stat st;
        long process = process_of(entry->d_name, base, stem, tail);
        if (process && is_dead(process) && fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            st.st_uid == geteuid())
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    return SITU_OK;
}

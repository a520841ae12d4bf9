// SPDX-License-Identifier: MIT
// Atomic files of base/path.h.
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"

enum { MOST_OPEN = 512, LONGEST_STEM = 180 };

// Temporary names of open atomics, for situ_atomic_abort_all(). Lock-free, because a signal handler
// reads it; with the process, because a forked child must not remove its parent's files.
static struct slot {
    _Atomic(char *) path;
    _Atomic(pid_t) owner;
} slots[MOST_OPEN];
static atomic_ulong counter;

struct situ_atomic {
    char *path, *temp;
    struct slot *slot;
};

static struct slot *enter(char *temp)
{
    for (size_t i = 0; i < MOST_OPEN; i++) {
        char *none = NULL;
        if (!atomic_compare_exchange_strong(&slots[i].path, &none, temp))
            continue;
        atomic_store(&slots[i].owner, getpid());
        return &slots[i];
    }
    return NULL;
}

// Removes the file and what SQLite may have left beside it. Async-signal-safe.
static void remove_temp(const char *temp)
{
    static const char *const tails[] = {"", "-journal", "-wal", "-shm"};
    char path[4200];
    size_t n = strlen(temp);
    for (size_t i = 0; i < sizeof tails / sizeof *tails && n + 16 < sizeof path; i++) {
        memcpy(path, temp, n);
        memcpy(path + n, tails[i], strlen(tails[i]) + 1);
        unlink(path);
    }
}

void situ_atomic_abort_all(void)
{
    for (size_t i = 0; i < MOST_OPEN; i++) {
        if (!atomic_load(&slots[i].path) || atomic_load(&slots[i].owner) != getpid())
            continue;
        char *temp = atomic_exchange(&slots[i].path, NULL);
        if (temp)
            remove_temp(temp);
    }
}

static void release(situ_atomic *file)
{
    if (!file)
        return;
    // A slot that is empty by now was taken by abort_all, which may still read the name: leave it.
    char *mine = file->temp;
    if (!file->slot || atomic_compare_exchange_strong(&file->slot->path, &mine, NULL))
        situ_free(file->temp);
    situ_free(file->path);
    situ_free(file);
}

// dir/.stem.pid.counter.ext
static char *temp_name(const char *path)
{
    const char *base = situ_path_base(path), *ext = situ_path_extension(path);
    size_t stem = *ext ? (size_t)(ext - base) - 1 : strlen(base);
    while (stem > LONGEST_STEM || (stem > 0 && stem < strlen(base) && ((unsigned char)base[stem] & 0xC0) == 0x80))
        stem--;
    situ_str s;
    situ_str_init(&s);
    situ_str_add_n(&s, path, (size_t)(base - path));
    situ_str_add(&s, ".");
    situ_str_add_n(&s, base, stem);
    situ_str_addf(&s, ".%ld.%lu%s%s", (long)getpid(), atomic_fetch_add(&counter, 1) + 1,
                  *ext ? "." : "", ext);
    return situ_str_take(&s);
}

static situ_status check_target(const char *path, const char *dir, situ_error *err)
{
    struct stat st;
    situ_status status = SITU_OK;
    if (!*situ_path_base(path) || (stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
        status = situ_fail(err, SITU_E_ARGUMENT, _("name a file in it"), "%s",
                           _("the output is a folder"));
    else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        // A rename would replace the device or pipe by a file.
        status = situ_fail(err, SITU_E_ARGUMENT, _("write to a file and copy it from there"), "%s",
                           _("the output is a device or a pipe"));
    else if (access(dir, W_OK | X_OK) != 0)
        return situ_fail_errno(err, path, "%s", _("the folder cannot be written to"));
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

situ_status situ_atomic_begin(situ_atomic **out, const char *path, situ_error *err)
{
    situ_status status;
    *out = NULL;
    char *dir = NULL;
    situ_atomic *file = situ_calloc(1, sizeof *file);
    SITU_TRY_ALLOC(file);
    dir = situ_path_dir(path);
    SITU_TRY_ALLOC(dir);
    SITU_TRY(situ_make_dirs(dir, err));
    SITU_TRY(check_target(path, dir, err));
    file->path = situ_strdup(path);
    SITU_TRY_ALLOC(file->path);
    do { // a name may be left over from a killed process of the same number
        situ_free(file->temp);
        file->temp = temp_name(path);
        SITU_TRY_ALLOC(file->temp);
    } while (situ_path_exists(file->temp));
    file->slot = enter(file->temp);
    if (!file->slot) {
        status = situ_fail(err, SITU_E_LIMIT, NULL, _("more than %d output files are open at once"),
                           (int)MOST_OPEN);
        goto done;
    }
    *out = file;
    file = NULL;
done:
    release(file);
    situ_free(dir);
    return status;
}

const char *situ_atomic_path(const situ_atomic *file)
{
    return file->temp;
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int result = fsync(fd);
    int number = errno;
    close(fd);
    if (result != 0 && (flags & O_DIRECTORY) && number == EINVAL)
        return 0; // some network file systems cannot sync a folder
    errno = number;
    return result;
}

static situ_status commit(situ_atomic *file, bool synced, situ_error *err)
{
    situ_status status = SITU_OK;
    char *dir = situ_path_dir(file->path);
    if (!dir)
        status = situ_fail_nomem(err);
    else if ((synced && sync_path(file->temp, 0) != 0) || rename(file->temp, file->path) != 0)
        status = situ_fail_errno(err, file->path, "%s", _("the file cannot be written"));
    else if (synced && sync_path(dir, O_DIRECTORY) != 0)
        status = situ_fail_errno(err, file->path, "%s", _("the file may not be safe on the disk"));
    if (status != SITU_OK)
        remove_temp(file->temp);
    release(file);
    situ_free(dir);
    return status;
}

situ_status situ_atomic_commit(situ_atomic *file, situ_error *err)
{
    return commit(file, true, err);
}

void situ_atomic_abort(situ_atomic *file)
{
    if (!file)
        return;
    remove_temp(file->temp);
    release(file);
}

static situ_status write_all(const char *temp, const char *path, const char *data, size_t bytes,
                             situ_error *err)
{
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return situ_fail_errno(err, path, "%s", _("the file cannot be written"));
    situ_status status = SITU_OK;
    while (bytes) {
        ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            status = situ_fail_errno(err, path, "%s", _("the file cannot be written"));
            break;
        }
        data += n;
        bytes -= (size_t)n;
    }
    if (close(fd) != 0 && status == SITU_OK)
        status = situ_fail_errno(err, path, "%s", _("the file cannot be written"));
    return status;
}

static situ_status write_file(const char *path, const void *data, size_t bytes, bool synced, situ_error *err)
{
    situ_atomic *file = NULL;
    situ_status status = situ_atomic_begin(&file, path, err);
    if (status != SITU_OK)
        return status;
    status = write_all(file->temp, path, data, bytes, err);
    if (status == SITU_OK)
        return commit(file, synced, err);
    situ_atomic_abort(file);
    return status;
}

situ_status situ_write_file(const char *path, const void *data, size_t bytes, situ_error *err)
{
    return write_file(path, data, bytes, true, err);
}

situ_status situ_write_file_unsynced(const char *path, const void *data, size_t bytes, situ_error *err)
{
    return write_file(path, data, bytes, false, err);
}

// SPDX-License-Identifier: MIT
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"

char *situ_path_join(const char *dir, const char *name)
{
    if (!dir || !*dir || name[0] == '/')
        return situ_strdup(name);
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, dir);
    if (!situ_ends_with(dir, "/"))
        situ_str_add(&s, "/");
    situ_str_add(&s, name);
    return situ_str_take(&s);
}

char *situ_path_dir(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return situ_strdup(".");
    while (slash > path && slash[-1] == '/')
        slash--;
    return slash == path ? situ_strdup("/") : situ_strndup(path, (size_t)(slash - path));
}

const char *situ_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *situ_path_extension(const char *path)
{
    const char *base = situ_path_base(path);
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot + 1 : "";
}

bool situ_path_exists(const char *path)
{
    struct stat st;
    return path && stat(path, &st) == 0;
}

situ_status situ_make_dirs(const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    char *path = situ_strdup(dir);
    SITU_TRY_ALLOC(path);
    for (char *p = path + 1; *path; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char kept = *p;
        *p = '\0';
        struct stat st;
        bool made = mkdir(path, 0777) == 0;
        int number = errno; // a read-only disk refuses even folders that exist
        if (!made && stat(path, &st) != 0) {
            errno = number;
            status = situ_fail_errno(err, path, "%s", _("the folder cannot be made"));
            goto done;
        }
        *p = kept;
        if (!kept)
            break;
    }
    struct stat st;
    if (*path && stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        status = situ_fail_errno(err, path, "%s", _("the folder cannot be made"));
    }
done:
    situ_free(path);
    return status;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    return kind == FTW_DP ? rmdir(path) : unlink(path);
}

situ_status situ_remove_tree(const char *dir, situ_error *err)
{
    struct stat st;
    if (!dir || !*dir || strcmp(dir, "/") == 0)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("no folder to remove was named"));
    if (lstat(dir, &st) != 0 && errno == ENOENT)
        return SITU_OK;
    if (nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
        return situ_fail_errno(err, dir, "%s", _("the folder cannot be removed"));
    return SITU_OK;
}

static situ_status fail_limit(situ_error *err, const char *path, size_t limit)
{
    situ_status status = situ_fail(err, SITU_E_LIMIT, _("split the file or check that it is the right one"),
                                   _("the file is larger than %zu bytes"), limit);
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

// Reads fd to its end: the size is not trusted, the file may grow or be a pipe.
static situ_status read_all(int fd, situ_str *text, const char *path, size_t limit, situ_error *err)
{
    char part[65536];
    for (;;) {
        ssize_t n = read(fd, part, sizeof part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return situ_fail_errno(err, path, "%s", _("the file cannot be read"));
        if (n == 0)
            return SITU_OK;
        if ((size_t)n > limit - text->length)
            return fail_limit(err, path, limit);
        situ_str_add_n(text, part, (size_t)n);
        if (!situ_str_ok(text))
            return situ_fail_nomem(err);
    }
}

situ_status situ_read_file(char **out, size_t *bytes, const char *path, size_t limit, situ_error *err)
{
    situ_status status;
    situ_str text;
    struct stat st;
    situ_str_init(&text);
    *out = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        status = situ_fail_errno(err, path, "%s", _("the file cannot be opened"));
        goto done;
    }
    if (S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size > limit) {
        status = fail_limit(err, path, limit);
        goto done;
    }
    SITU_TRY(read_all(fd, &text, path, limit, err));
    if (bytes)
        *bytes = text.length;
    *out = situ_str_take(&text);
    SITU_TRY_ALLOC(*out);
done:
    if (fd >= 0)
        close(fd);
    situ_str_free(&text);
    return status;
}

situ_status situ_sha256_file(char out[65], const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sha256 hash;
    unsigned char part[65536];
    out[0] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return situ_fail_errno(err, path, "%s", _("the file cannot be opened"));
    situ_sha256_init(&hash);
    for (;;) {
        ssize_t n = read(fd, part, sizeof part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = situ_fail_errno(err, path, "%s", _("the file cannot be read"));
        if (n <= 0)
            break;
        situ_sha256_add(&hash, part, (size_t)n);
    }
    close(fd);
    if (status == SITU_OK)
        situ_sha256_hex(&hash, out);
    return status;
}

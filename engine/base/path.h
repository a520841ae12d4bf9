// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_PATH_H
#define SITU_BASE_PATH_H

// Paths and atomic files: every output is written beside its final name and moved into place.

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

// dir + "/" + name, or name when it is absolute. Caller frees.
char *situ_path_join(const char *dir, const char *name);
char *situ_path_dir(const char *path);                  // "." when there is none. Caller frees.
const char *situ_path_base(const char *path);           // behind the last '/'; borrowed
const char *situ_path_extension(const char *path);      // "pdf" without dot, "" when none; borrowed
bool situ_path_exists(const char *path);
situ_status situ_make_dirs(const char *dir, situ_error *err) SITU_MUST_CHECK; // mkdir -p
situ_status situ_remove_tree(const char *dir, situ_error *err);
// Whole file, NUL behind it (not counted). Fails with SITU_E_LIMIT above limit bytes.
situ_status situ_read_file(char **out, size_t *bytes, const char *path, size_t limit,
                           situ_error *err) SITU_MUST_CHECK;
situ_status situ_write_file(const char *path, const void *data, size_t bytes, situ_error *err)
    SITU_MUST_CHECK; // atomic, with missing folders made
// The same without fsync, for thousands of small files that can be made again (tiles): whole or absent
// after a kill, but not safe from a power cut.
situ_status situ_write_file_unsynced(const char *path, const void *data, size_t bytes,
                                     situ_error *err) SITU_MUST_CHECK;
situ_status situ_sha256_file(char out[65], const char *path, situ_error *err) SITU_MUST_CHECK;

// A file being written under a temporary name in the folder of path.
typedef struct situ_atomic situ_atomic;
// Makes missing folders and picks a name no other process uses. The file itself is not created, so
// that a library can create it: write to situ_atomic_path().
situ_status situ_atomic_begin(situ_atomic **out, const char *path, situ_error *err) SITU_MUST_CHECK;
const char *situ_atomic_path(const situ_atomic *file); // the temporary name; keeps path's extension
// fsync, rename over path, fsync the folder. Always frees; on failure the temporary file is gone
// and path is as it was.
situ_status situ_atomic_commit(situ_atomic *file, situ_error *err) SITU_MUST_CHECK;
void situ_atomic_abort(situ_atomic *file); // removes the temporary file, frees; accepts NULL
// Removes the temporary files of all atomics still open: for a signal handler's orderly exit.
void situ_atomic_abort_all(void);

// Where styles, rules, fonts.conf, po and web are looked for, in order (design.md 3).
typedef struct situ_resources {
    char *dirs[5]; // NULL-terminated, owned; each holds maps/, layouts/, rules/ ...
    char *share;   // <exe>/../share/situ, which holds po/ and web/; NULL when absent
    char *source;  // root of the source tree when the program lies in a build tree; NULL otherwise
} situ_resources;
// given: --styles or SITU_DATA (may be NULL); project_dir: folder of project.yaml (may be NULL);
// exe: path of the running program.
situ_status situ_resources_init(situ_resources *out, const char *given, const char *project_dir,
                                const char *exe, situ_error *err) SITU_MUST_CHECK;
void situ_resources_free(situ_resources *res);
// Path of the first existing dir/name ("maps/risk.yaml"). Caller frees. SITU_E_NOT_FOUND otherwise.
situ_status situ_resources_find(char **out, const situ_resources *res, const char *name,
                                situ_error *err) SITU_MUST_CHECK;
// All names with extension ext in sub-folder sub of every dir, sorted, unique, without extension.
// *out is a NULL-terminated array, freed with situ_names_free.
situ_status situ_resources_list(char ***out, const situ_resources *res, const char *sub,
                                const char *ext, situ_error *err) SITU_MUST_CHECK;
void situ_names_free(char **names);

#endif

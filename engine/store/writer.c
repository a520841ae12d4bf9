// SPDX-License-Identifier: MIT
// One transaction on a copy of the store. The copy lies beside it under a temporary name and is moved
// into place when it is complete, verified and synced: a kill at any moment leaves the old store.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "store/internal.h"

enum { QUICK_CHECK_FROM_BYTES = 256 * 1024 * 1024 };

static void note_origin(situ_store_writer *w, const struct stat *st)
{
    w->existed = true;
    w->origin.device = (uint64_t)st->st_dev;
    w->origin.inode = (uint64_t)st->st_ino;
    w->origin.size = (uint64_t)st->st_size;
    w->origin.changed_s = (int64_t)st->st_mtim.tv_sec;
    w->origin.changed_ns = (int64_t)st->st_mtim.tv_nsec;
}

static bool is_origin(const situ_store_writer *w, const struct stat *st)
{
    return w->origin.device == (uint64_t)st->st_dev && w->origin.inode == (uint64_t)st->st_ino &&
           w->origin.size == (uint64_t)st->st_size && w->origin.changed_s == (int64_t)st->st_mtim.tv_sec &&
           w->origin.changed_ns == (int64_t)st->st_mtim.tv_nsec;
}

// Two writers would each move a copy into place and lose the other's work. The lock lies on the old
// store's inode, so nothing is left behind; where a file system has no locks, the check of the origin
// before the move still notices the other writer.
static situ_status lock_old(situ_store_writer *w, situ_error *err)
{
    for (int attempt = 0; attempt < 8; attempt++) {
        struct stat mine, now;
        int fd = open(w->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return situ_fail_errno(err, w->path, "%s", _("the store cannot be opened"));
        if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            close(fd);
            situ_fail(err, SITU_E_IO, _("wait until it is done and try again"), "%s", _("another program is writing to the store"));
            return situ_error_at(err, w->path, NULL, NULL, 0, 0), SITU_E_IO;
        }
        if (fstat(fd, &mine) == 0 && stat(w->path, &now) == 0 && mine.st_ino == now.st_ino && mine.st_dev == now.st_dev) {
            note_origin(w, &now);
            w->lock = fd;
            return SITU_OK;
        }
        close(fd); // moved away between open and lock: take the new file
    }
    situ_fail(err, SITU_E_IO, _("wait until it is done and try again"), "%s", _("another program is writing to the store"));
    return situ_error_at(err, w->path, NULL, NULL, 0, 0), SITU_E_IO;
}

// A journal of another program belongs to the old file: laid beside the new one it would destroy it.
static situ_status check_journal(const situ_store_writer *w, situ_error *err)
{
    if (!situ_db_has_journal(w->path))
        return SITU_OK;
    situ_fail(err, SITU_E_IO, _("close the store there, then try again"), "%s",
              _("another program is editing the store (a -journal or -wal file lies beside it)"));
    return situ_error_at(err, w->path, NULL, NULL, 0, 0), SITU_E_IO;
}

static situ_status copy_old(situ_store_writer *w, situ_error *err)
{
    situ_status status;
    situ_sql from = {NULL, w->path}, to = {NULL, w->path};
    sqlite3_backup *backup = NULL;
    SITU_TRY(situ_db_open_read(&from.db, w->path, err));
    SITU_TRY(situ_db_check_version(&from, err));
    int code = sqlite3_open_v2(situ_atomic_path(w->file), &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    // Nobody sees the copy before it is moved into place, and that syncs it.
    if (code == SQLITE_OK)
        code = sqlite3_exec(to.db, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF", NULL, NULL, NULL);
    if (code == SQLITE_OK && !(backup = sqlite3_backup_init(to.db, "main", from.db, "main")))
        code = sqlite3_errcode(to.db);
    if (code == SQLITE_OK)
        code = sqlite3_backup_step(backup, -1);
    if (backup) {
        int finish = sqlite3_backup_finish(backup);
        code = code == SQLITE_DONE ? finish : code;
    }
    if (code != SQLITE_OK)
        status = situ_sql_fail(&to, code, _("the store cannot be copied for writing"), err);
done:
    sqlite3_close(to.db);
    sqlite3_close(from.db);
    return status;
}

situ_status situ_store_begin(situ_store_writer **out, const char *path, situ_error *err)
{
    situ_status status;
    situ_store_writer *w = situ_calloc(1, sizeof *w);
    *out = NULL;
    SITU_TRY_ALLOC(w);
    w->lock = -1;
    w->path = situ_strdup(path);
    SITU_TRY_ALLOC(w->path);
    w->view.path = situ_strdup(path);
    SITU_TRY_ALLOC(w->view.path);
    w->view.sql.path = w->view.path;
    SITU_TRY(situ_atomic_begin(&w->file, path, err));
    if (situ_path_exists(path)) {
        SITU_TRY(lock_old(w, err));
        SITU_TRY(check_journal(w, err));
    }
    SITU_TRY(situ_stale_remove(path, situ_atomic_path(w->file), err)); // while the lock tells that nobody else writes
    if (w->existed) {
        SITU_TRY(copy_old(w, err));
    }
    SITU_TRY(situ_db_open_write(&w->view.sql.db, &w->view.spatialite, situ_atomic_path(w->file), w->path, err));
    // The copy is synced once, when it is moved into place (situ_atomic_commit): before that nobody sees it.
    SITU_TRY(situ_sql_exec(&w->view.sql, err, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;"
                                              "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE"));
    SITU_TRY(situ_store_migrate(&w->view.sql, err));
    SITU_TRY(situ_store_load_state(&w->view, err));
    SITU_TRY(situ_sql_int(&w->pending, &w->view.sql, 1, err, "SELECT coalesce(max(n),0)+1 FROM revision"));
    size_t tables = 0;
    while (situ_schema_registry[tables])
        tables++;
    w->tracks = situ_calloc(tables + 1, sizeof *w->tracks);
    SITU_TRY_ALLOC(w->tracks);
    *out = w;
    w = NULL;
done:
    situ_store_abort(w);
    return status;
}

void situ_store_abort(situ_store_writer *w)
{
    if (!w)
        return;
    situ_store_release(&w->view);
    situ_atomic_abort(w->file);
    if (w->lock >= 0)
        close(w->lock);
    situ_free(w->tracks);
    situ_free(w->path);
    situ_free(w);
}

situ_store *situ_store_writer_view(situ_store_writer *w)
{
    return &w->view;
}

situ_status situ_store_set_meta(situ_store_writer *w, const char *key, const char *value, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    if (situ_map_get(w->view.meta_index, key) != SIZE_MAX && situ_streq(situ_store_meta(&w->view, key), value ? value : ""))
        return SITU_OK;
    SITU_TRY(situ_history_keep_meta(w, key, err));
    SITU_TRY(situ_sql_prepare(&stmt, &w->view.sql, err, "INSERT INTO meta(key, value) VALUES(?,?)"
                                                        " ON CONFLICT(key) DO UPDATE SET value=excluded.value"));
    situ_sql_bind_text(stmt, 1, key);
    situ_sql_bind_text(stmt, 2, value ? value : "");
    SITU_TRY(situ_sql_run(&w->view.sql, stmt, err));
    SITU_TRY(situ_store_cache_meta(&w->view, key, value, err));
done:
    sqlite3_finalize(stmt);
    return status;
}

static situ_status verify(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    int64_t pages = 0, page_bytes = 0;
    bool row;
    SITU_TRY(situ_sql_int(&pages, sql, 0, err, "PRAGMA page_count"));
    SITU_TRY(situ_sql_int(&page_bytes, sql, 0, err, "PRAGMA page_size"));
    bool quick = pages * page_bytes > QUICK_CHECK_FROM_BYTES;
    SITU_TRY(situ_sql_prepare(&stmt, sql, err, "PRAGMA %s", quick ? "quick_check" : "integrity_check"));
    SITU_TRY(situ_sql_step(sql, stmt, &row, err));
    const char *text = row ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (!situ_streq(text, "ok")) {
        status = situ_fail(err, SITU_E_IO, _("check the disk and run the command again; the old store stands"),
                           _("the new store did not pass its check: %s"), text ? text : "");
        situ_error_at(err, sql->path, NULL, NULL, 0, 0);
    }
done:
    sqlite3_finalize(stmt);
    return status;
}

static situ_status check_references(const situ_sql *sql, situ_error *err)
{
    int64_t broken = 0;
    situ_status status = situ_sql_int(&broken, sql, 0, err, "SELECT count(*) FROM pragma_foreign_key_check");
    if (status == SITU_OK && broken)
        status = situ_fail(err, SITU_E_SCHEMA, NULL, _("%d rows of the new store refer to rows that are missing"), (int)broken);
    return status;
}

static situ_status finish(situ_store_writer *w, const char *operator_name, const char *wall_time_iso, situ_error *err)
{
    situ_status status;
    const situ_sql *sql = &w->view.sql;
    bool differs = false;
    if (w->region_put)
        SITU_TRY(situ_public_points(sql, err));
    SITU_TRY(situ_public_sync(sql, err));
    SITU_TRY(situ_history_settle(&differs, w, err));
    // A file that changed nothing was imported all the same: its revision is the proof.
    bool import = differs || w->grids_put || w->files || *w->rollback_to || !*w->view.revision;
    if (import)
        SITU_TRY(situ_revision_make(w, err));
    SITU_TRY(situ_revision_audit(w, *w->rollback_to ? "rollback" : import ? "import" : "analyze", operator_name, wall_time_iso, err));
    // SpatiaLite keeps the time of day of what it made; a store holds times in the audit only.
    SITU_TRY(situ_sql_exec(sql, err, "UPDATE spatialite_history SET timestamp='0000-01-01T00:00:00.000Z';"
                                     "UPDATE geometry_columns_time SET last_insert='0000-01-01T00:00:00.000Z',"
                                     " last_update='0000-01-01T00:00:00.000Z', last_delete='0000-01-01T00:00:00.000Z'"));
    SITU_TRY(check_references(sql, err));
    SITU_TRY(situ_sql_exec(sql, err, "COMMIT"));
    SITU_TRY(verify(sql, err));
done:
    return status;
}

static situ_status check_origin(const situ_store_writer *w, situ_error *err)
{
    struct stat st;
    bool there = stat(w->path, &st) == 0;
    if (there && situ_db_has_journal(w->path))
        return check_journal(w, err);
    if (there == w->existed && (!there || is_origin(w, &st)))
        return SITU_OK;
    situ_fail(err, SITU_E_IO, _("run the command again"), "%s", _("another program changed the store in the meantime"));
    return situ_error_at(err, w->path, NULL, NULL, 0, 0), SITU_E_IO;
}

situ_status situ_store_commit(situ_store_writer *w, const char *operator_name, const char *wall_time_iso, char revision[65], situ_error *err)
{
    situ_status status;
    char id[65];
    SITU_TRY(finish(w, operator_name, wall_time_iso, err));
    memcpy(id, w->view.revision, sizeof id);
    situ_store_release(&w->view);
    SITU_TRY(check_origin(w, err));
    situ_atomic *file = w->file;
    w->file = NULL; // commit frees it in any case
    SITU_TRY(situ_atomic_commit(file, err));
    if (revision)
        memcpy(revision, id, sizeof id);
done:
    situ_store_abort(w);
    return status;
}

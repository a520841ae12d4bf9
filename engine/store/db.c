// SPDX-License-Identifier: MIT
// Connections: plain SQLite for reading, SpatiaLite for the copy that a writer works on.
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h> // before SpatiaLite's headers, which use its types

#include <spatialite.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "store/internal.h"

static pthread_once_t spatialite_once = PTHREAD_ONCE_INIT;

static void start_spatialite(void)
{
    spatialite_initialize();
}

// "file:" URI of path with immutable=1: no locks, no journal looked for.
static char *immutable_uri(const char *path)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "file:");
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        if (*p == '%' || *p == '?' || *p == '#')
            situ_str_addf(&s, "%%%02X", *p);
        else
            situ_str_add_n(&s, (const char *)p, 1);
    }
    situ_str_add(&s, "?immutable=1");
    return situ_str_take(&s);
}

bool situ_db_has_journal(const char *path)
{
    static const char *const tails[] = {"-journal", "-wal"};
    for (size_t i = 0; i < 2; i++) {
        char *name = sqlite3_mprintf("%s%s", path, tails[i]);
        struct stat st;
        bool found = name && stat(name, &st) == 0 && st.st_size > 0;
        sqlite3_free(name);
        if (found)
            return true;
    }
    return false;
}

// A store that some program left in WAL mode, with nothing in the WAL. Opening it as usual would make
// files beside it.
static bool is_idle_wal(const char *path)
{
    unsigned char head[20] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool wal = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head && head[18] == 2;
    if (fd >= 0)
        close(fd);
    return wal && !situ_db_has_journal(path);
}

static int try_read(sqlite3 **out, const char *name, int extra)
{
    int code = sqlite3_open_v2(name, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | extra, NULL);
    if (code != SQLITE_OK)
        return code;
    sqlite3_extended_result_codes(*out, 1);
    sqlite3_busy_timeout(*out, 5000);
    return sqlite3_exec(*out, "SELECT 1 FROM sqlite_master LIMIT 1", NULL, NULL, NULL);
}

situ_status situ_db_open_read(sqlite3 **out, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char *uri = NULL;
    sqlite3 *db = NULL;
    struct stat st;
    *out = NULL;
    if (stat(path, &st) != 0) {
        status = situ_fail_errno(err, path, "%s", _("the store cannot be opened"));
        goto done;
    }
    bool idle_wal = S_ISREG(st.st_mode) && is_idle_wal(path);
    int code = !S_ISREG(st.st_mode) ? SQLITE_NOTADB : idle_wal ? SQLITE_CANTOPEN : try_read(&db, path, 0);
    int kind = code & 0xFF;
    // The rest: shares without locks.
    if ((kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN || kind == SQLITE_PERM || kind == SQLITE_READONLY) && !situ_db_has_journal(path)) {
        sqlite3_close(db);
        db = NULL;
        uri = immutable_uri(path);
        SITU_TRY_ALLOC(uri);
        code = try_read(&db, uri, SQLITE_OPEN_URI);
    }
    if (code != SQLITE_OK) {
        situ_sql sql = {db, path};
        status = situ_sql_fail(&sql, code, (code & 0xFF) == SQLITE_NOTADB ? _("this is no store of situ") : _("the store cannot be opened"), err);
        goto done;
    }
    // The file may come from anywhere: no schema trick may run code, no page may lie about its cells.
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_exec(db, "PRAGMA cell_size_check=ON; PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;", NULL, NULL, NULL);
    *out = db;
    db = NULL;
done:
    sqlite3_close(db);
    situ_free(uri);
    return status;
}

situ_status situ_db_open_write(sqlite3 **out, void **spatialite, const char *path, const char *shown, situ_error *err)
{
    *out = NULL;
    *spatialite = NULL;
    pthread_once(&spatialite_once, start_spatialite);
    int code = sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        situ_sql sql = {*out, shown};
        situ_status status = situ_sql_fail(&sql, code, _("the store cannot be written"), err);
        situ_db_close(*out, NULL);
        *out = NULL;
        return status;
    }
    sqlite3_extended_result_codes(*out, 1);
    *spatialite = spatialite_alloc_connection();
    if (!*spatialite) {
        situ_db_close(*out, NULL);
        *out = NULL;
        return situ_fail_nomem(err);
    }
    spatialite_init_ex(*out, *spatialite, 0);
    sqlite3_db_config(*out, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    return SITU_OK;
}

void situ_db_close(sqlite3 *db, void *spatialite)
{
    sqlite3_close(db); // before the cache: closing finalises SpatiaLite's functions
    if (spatialite)
        spatialite_cleanup_ex(spatialite);
}

situ_status situ_db_check_version(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    int64_t id = 0, version = 0;
    SITU_TRY(situ_sql_int(&id, sql, 0, err, "PRAGMA application_id"));
    SITU_TRY(situ_sql_int(&version, sql, 0, err, "PRAGMA user_version"));
    if (id != SITU_STORE_APPLICATION_ID || version < 1) {
        status = situ_fail(err, SITU_E_FORMAT, _("name a file made by situ import or situ build"), "%s",
                           _("this is a database, but no store of situ"));
        situ_error_at(err, sql->path, NULL, NULL, 0, 0);
    } else if (version > situ_store_version()) {
        status = situ_fail(err, SITU_E_UNSUPPORTED, _("use the newer situ, or import the ledgers anew with this one"),
                           _("the store was written by a newer situ (store version %d, this program knows up to %d)"),
                           (int)version, situ_store_version());
        situ_error_at(err, sql->path, NULL, NULL, 0, 0);
    }
done:
    return status;
}

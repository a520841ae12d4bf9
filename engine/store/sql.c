// SPDX-License-Identifier: MIT
// Statements and their errors.
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "store/internal.h"

static situ_status status_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return SITU_E_NOMEM;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SITU_E_IO;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SITU_E_FORMAT;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return SITU_E_SCHEMA;
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT:
        return SITU_E_LIMIT;
    case SQLITE_AUTH:
        return SITU_E_ARGUMENT;
    default:
        return SITU_E_EXTERNAL;
    }
}

static const char *cure_of(int code, int number)
{
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return _("free some space on the disk or write to another one");
    case SQLITE_IOERR:
        if (number == ENOSPC || number == EDQUOT || number == EFBIG)
            return _("free some space on the disk or write to another one");
        return _("check that the disk or network share is in order and has space left");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return _("check the permissions of the file and its folder");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return _("close the other program that uses the store");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return _("restore the file from a copy, or import the ledgers anew");
    default:
        return NULL;
    }
}

// The usual failures in the user's language; NULL for those that only SQLite can word.
static const char *words_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return _("the disk is full");
    case SQLITE_IOERR:
        return _("reading or writing failed");
    case SQLITE_CANTOPEN:
        return _("the file cannot be opened");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return _("the file may only be read");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return _("the file is in use");
    case SQLITE_CORRUPT:
        return _("the file is damaged");
    case SQLITE_NOTADB:
        return _("the file is no database");
    default:
        return NULL;
    }
}

situ_status situ_sql_fail(const situ_sql *sql, int code, const char *doing, situ_error *err)
{
    if ((code & 0xFF) == SQLITE_NOMEM)
        return situ_fail_nomem(err);
    int number = sql->db ? sqlite3_system_errno(sql->db) : 0;
    const char *text = words_of(code);
    if (!text)
        text = sql->db && sqlite3_errcode(sql->db) != SQLITE_OK ? sqlite3_errmsg(sql->db) : sqlite3_errstr(code);
    bool with_system = number && ((code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN);
    char reason[128];
    const char *system_text = with_system ? strerror_r(number, reason, sizeof reason) : "";
    situ_status status = situ_fail(err, status_of(code), cure_of(code, number), "%s%s%s%s%s%s",
                                   doing ? doing : _("the store cannot be used"), _(": "), text,
                                   with_system ? " (" : "", system_text, with_system ? ")" : "");
    situ_error_at(err, sql->path, NULL, NULL, 0, 0);
    return status;
}

situ_status situ_sql_fail_spatial(const situ_sql *sql, const char *doing, situ_error *err)
{
    bool lost = sqlite3_get_autocommit(sql->db) != 0;
    situ_status status = situ_fail(err, lost ? SITU_E_IO : SITU_E_EXTERNAL, lost ? cure_of(SQLITE_IOERR, 0) : NULL, "%s%s%s", doing, _(": "),
                                   lost ? words_of(SQLITE_IOERR) : _("SpatiaLite failed"));
    situ_error_at(err, sql->path, NULL, NULL, 0, 0);
    return status;
}

static situ_status prepare(sqlite3_stmt **out, const situ_sql *sql, char *text, situ_error *err)
{
    *out = NULL;
    if (!text)
        return situ_fail_nomem(err);
    int code = sqlite3_prepare_v2(sql->db, text, -1, out, NULL);
    sqlite3_free(text);
    return code == SQLITE_OK ? SITU_OK : situ_sql_fail(sql, code, NULL, err);
}

situ_status situ_sql_prepare(sqlite3_stmt **out, const situ_sql *sql, situ_error *err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *text = sqlite3_vmprintf(fmt, args);
    va_end(args);
    return prepare(out, sql, text, err);
}

situ_status situ_sql_exec(const situ_sql *sql, situ_error *err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *text = sqlite3_vmprintf(fmt, args);
    va_end(args);
    if (!text)
        return situ_fail_nomem(err);
    int code = sqlite3_exec(sql->db, text, NULL, NULL, NULL);
    sqlite3_free(text);
    return code == SQLITE_OK ? SITU_OK : situ_sql_fail(sql, code, NULL, err);
}

situ_status situ_sql_step(const situ_sql *sql, sqlite3_stmt *stmt, bool *row, situ_error *err)
{
    int code = sqlite3_step(stmt);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? SITU_OK : situ_sql_fail(sql, code, NULL, err);
}

situ_status situ_sql_run(const situ_sql *sql, sqlite3_stmt *stmt, situ_error *err)
{
    bool row = true;
    situ_status status = SITU_OK;
    while (row && status == SITU_OK)
        status = situ_sql_step(sql, stmt, &row, err);
    sqlite3_reset(stmt);
    return status;
}

situ_status situ_sql_int(int64_t *out, const situ_sql *sql, int64_t fallback, situ_error *err, const char *fmt, ...)
{
    *out = fallback;
    va_list args;
    va_start(args, fmt);
    char *text = sqlite3_vmprintf(fmt, args);
    va_end(args);
    sqlite3_stmt *stmt = NULL;
    situ_status status;
    bool row = false;
    SITU_TRY(prepare(&stmt, sql, text, err));
    SITU_TRY(situ_sql_step(sql, stmt, &row, err));
    if (row && sqlite3_column_type(stmt, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(stmt, 0);
done:
    sqlite3_finalize(stmt);
    return status;
}

void situ_sql_bind_text(sqlite3_stmt *stmt, int index, const char *text)
{
    // A failure (no memory) leaves the parameter null, and sqlite3_step then reports SQLITE_NOMEM.
    sqlite3_bind_text(stmt, index, text, -1, SQLITE_TRANSIENT);
}

void situ_sql_add_name(situ_str *out, const char *name)
{
    situ_str_add(out, "\"");
    for (const char *p = name; *p; p++)
        situ_str_add_n(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    situ_str_add(out, "\"");
}

bool situ_sql_is_plain_name(const char *name)
{
    if (!name || *name < 'a' || *name > 'z')
        return false;
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return !name[n] && n <= 64;
}

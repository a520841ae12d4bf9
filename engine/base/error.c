// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <errno.h>
#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const status_texts[] = {
#define SITU_STATUS_TEXT(name, text) text,
    SITU_STATUS_MAP(SITU_STATUS_TEXT)
#undef SITU_STATUS_TEXT
};

const char *situ_status_text(situ_status code)
{
    size_t i = (size_t)code;
    return i < sizeof status_texts / sizeof *status_texts ? status_texts[i] : "unknown status";
}

const char *situ_tr(const char *msgid)
{
    // The empty msgid stands for the catalogue's header.
    return msgid && *msgid ? dgettext("situ", msgid) : "";
}

// Cuts a UTF-8 character that lost its tail at the end of a full buffer.
static void trim_partial(char *text)
{
    size_t n = strlen(text);
    size_t back = 0;
    while (back < 4 && back < n && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back == n)
        return;
    unsigned char lead = (unsigned char)text[n - 1 - back];
    size_t want = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (want > back)
        text[n - 1 - back] = '\0';
}

static void copy_text(char *out, size_t size, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    if (n >= size)
        n = size - 1;
    if (n)
        memmove(out, text, n);
    out[n] = '\0';
    trim_partial(out); // text may have been cut before
}

static void set_cause(situ_error *err, const char *fmt, va_list args)
{
    // Arguments may point into *err, so format aside first.
    char cause[sizeof err->cause];
    int n = vsnprintf(cause, sizeof cause, fmt, args);
    if (n < 0)
        copy_text(cause, sizeof cause, fmt);
    else if ((size_t)n >= sizeof cause)
        trim_partial(cause);
    copy_text(err->cause, sizeof err->cause, cause);
}

void situ_error_clear(situ_error *err)
{
    if (err)
        memset(err, 0, sizeof *err);
}

static void clear_place(situ_error *err)
{
    err->file[0] = err->sheet[0] = err->cell[0] = '\0';
    err->row = err->column = 0;
}

situ_status situ_fail(situ_error *err, situ_status code, const char *cure, const char *fmt, ...)
{
    if (!err)
        return code;
    char aside[sizeof err->cure];
    copy_text(aside, sizeof aside, cure);
    va_list args;
    va_start(args, fmt);
    set_cause(err, fmt, args);
    va_end(args);
    copy_text(err->cure, sizeof err->cure, aside);
    err->code = code;
    clear_place(err);
    return code;
}

situ_status situ_fail_nomem(situ_error *err)
{
    return situ_fail(err, SITU_E_NOMEM, _("close other programs or use a machine with more memory"),
                     "%s", _("out of memory"));
}

static const char *errno_cure(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return _("free some space on the disk or write to another one");
    case EACCES:
    case EPERM:
        return _("check the permissions of the file and its folder");
    case EROFS:
        return _("write to a folder that is not read-only");
    case ENOENT:
        return _("check the spelling of the path");
    case EMFILE:
    case ENFILE:
        return _("close other programs that hold many files open");
    default:
        return NULL;
    }
}

situ_status situ_fail_errno(situ_error *err, const char *path, const char *fmt, ...)
{
    int number = errno;
    situ_status code = number == ENOMEM ? SITU_E_NOMEM : number == ENOENT ? SITU_E_NOT_FOUND : SITU_E_IO;
    if (!err)
        return code;
    char place[sizeof err->file];
    copy_text(place, sizeof place, path);
    va_list args;
    va_start(args, fmt);
    set_cause(err, fmt, args);
    va_end(args);
    char reason[128];
    const char *text = strerror_r(number, reason, sizeof reason);
    char cause[sizeof err->cause];
    int n = snprintf(cause, sizeof cause, "%s%s%s", err->cause, _(": "), _(text));
    if (n >= 0 && (size_t)n >= sizeof cause)
        trim_partial(cause);
    copy_text(err->cause, sizeof err->cause, cause);
    copy_text(err->cure, sizeof err->cure, errno_cure(number));
    err->code = code;
    clear_place(err);
    memcpy(err->file, place, sizeof place);
    errno = number;
    return code;
}

situ_status situ_error_at(situ_error *err, const char *file, const char *sheet, const char *cell,
                          long row, long column)
{
    if (!err)
        return SITU_OK;
    if (file && !err->file[0])
        copy_text(err->file, sizeof err->file, file);
    if (sheet && !err->sheet[0])
        copy_text(err->sheet, sizeof err->sheet, sheet);
    if (cell && !err->cell[0])
        copy_text(err->cell, sizeof err->cell, cell);
    if (row > 0 && !err->row)
        err->row = row;
    if (column > 0 && !err->column)
        err->column = column;
    return err->code;
}

// Appends text to out as far as it fits, control characters as blanks: the error is one line.
static void add(char *out, size_t size, size_t *at, const char *text)
{
    for (; *text && *at + 1 < size; text++)
        out[(*at)++] = (unsigned char)*text < 0x20 ? ' ' : *text;
    out[*at] = '\0';
}

static void add_place(const situ_error *err, char *out, size_t size, size_t *at)
{
    char part[256];
    bool in_text = err->row > 0 && err->column > 0 && !err->sheet[0] && !err->cell[0];
    add(out, size, at, err->file);
    if (in_text && err->file[0]) {
        snprintf(part, sizeof part, ":%ld:%ld", err->row, err->column);
        add(out, size, at, part);
    } else if (in_text) {
        snprintf(part, sizeof part, _("line %ld, column %ld"), err->row, err->column);
        add(out, size, at, part);
    }
    if (err->sheet[0]) {
        add(out, size, at, *at ? _(", ") : "");
        snprintf(part, sizeof part, _("sheet %s"), err->sheet);
        add(out, size, at, part);
    }
    if (err->cell[0]) {
        add(out, size, at, *at ? _(", ") : "");
        snprintf(part, sizeof part, _("cell %s"), err->cell);
        add(out, size, at, part);
    } else if (err->row > 0 && !in_text) {
        add(out, size, at, *at ? _(", ") : "");
        snprintf(part, sizeof part, _("row %ld"), err->row);
        add(out, size, at, part);
    }
}

void situ_error_format(const situ_error *err, char *out, size_t size)
{
    if (!out || !size)
        return;
    out[0] = '\0';
    if (!err)
        return;
    size_t at = 0;
    add_place(err, out, size, &at);
    add(out, size, &at, at ? _(": ") : "");
    add(out, size, &at, err->cause[0] ? err->cause : situ_tr(situ_status_text(err->code)));
    if (err->cure[0]) {
        add(out, size, &at, _(". "));
        add(out, size, &at, err->cure);
    }
    if (at + 1 >= size)
        trim_partial(out);
}

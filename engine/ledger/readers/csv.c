// SPDX-License-Identifier: MIT
// Text tables: comma, semicolon or tab; any encoding base/utf8.h knows; quotes with line breaks inside.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "ledger/sheets.h"

enum { CSV_MAX_BYTES = 512 * 1024 * 1024 };

static bool csv_matches(const unsigned char *head, size_t n)
{
    (void)head;
    (void)n;
    return false; // text has no magic number: chosen by extension
}

// The separator that stands in most of the first lines, outside quotes.
static char sniff_delimiter(const char *text)
{
    static const char candidates[] = {',', '\t', ';'};
    size_t lines[3] = {0}, total[3] = {0}, here[3] = {0}, seen = 0;
    bool quoted = false;
    for (const char *p = text; seen < 20; p++) {
        if (*p == '"')
            quoted = !quoted;
        if (*p == 0 || (*p == '\n' && !quoted)) {
            for (size_t i = 0; i < 3; i++) {
                lines[i] += here[i] > 0;
                total[i] += here[i];
                here[i] = 0;
            }
            seen++;
            if (*p == 0)
                break;
            continue;
        }
        for (size_t i = 0; i < 3 && !quoted; i++)
            here[i] += *p == candidates[i];
    }
    size_t best = 0;
    for (size_t i = 1; i < 3; i++)
        if (lines[i] > lines[best] || (lines[i] == lines[best] && total[i] > total[best]))
            best = i;
    return candidates[best];
}

// Ends one field in place and stores it.
static situ_status put(situ_sheet_builder *b, uint32_t row, uint32_t column, char *start, char *end, bool was_quoted,
                       situ_error *err)
{
    situ_cell *cell = NULL;
    *end = 0;
    if (!was_quoted)
        while (end > start && end[-1] == ' ')
            *--end = 0;
    if (start == end)
        return SITU_OK;
    situ_status status = situ_sheet_builder_cell(b, row, column, &cell, err);
    if (status == SITU_OK)
        *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = start};
    return status;
}

static situ_status parse(situ_sheet_builder *b, char *text, size_t bytes, char delimiter, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t row = 0, column = 0;
    char *p = text, *end = text + bytes;
    while (p < end) {
        if (row >= SITU_SHEET_MAX_CELLS)
            return situ_fail(err, SITU_E_LIMIT, _("split the file"), _("more than %d lines"), SITU_SHEET_MAX_CELLS);
        while (*p == ' ' && delimiter != ' ')
            p++;
        char *start = p, *w = p;
        bool quoted = *p == '"';
        if (quoted) {
            uint32_t opened = row;
            p++;
            for (;;) {
                if (p >= end) {
                    situ_fail(err, SITU_E_FORMAT, _("close the quotation mark or remove it"),
                              "%s", _("a quotation mark is opened and never closed"));
                    return situ_error_at(err, NULL, NULL, NULL, (long)opened + 1, (long)column + 1);
                }
                if (*p == '"' && p + 1 < end && p[1] == '"') {
                    *w++ = '"';
                    p += 2;
                } else if (*p == '"') {
                    p++;
                    break;
                } else {
                    *w++ = *p++;
                }
            }
        }
        while (p < end && *p != delimiter && *p != '\n' && *p != '\r')
            *w++ = *p++; // behind a closing quote: ragged, kept
        char stop = p < end ? *p : '\n';
        SITU_TRY(put(b, row, column, start, w, quoted, err));
        p++;
        if (stop == delimiter) {
            column++;
            continue;
        }
        if (stop == '\r' && p < end && *p == '\n')
            p++;
        row++;
        column = 0;
    }
done:
    return status;
}

static situ_status csv_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheets *sheets = NULL;
    situ_sheet *sheet = NULL;
    situ_sheet_builder builder = {0};
    char *bytes = NULL, *text = NULL, *body = NULL;
    size_t n = 0, m = 0;
    *out = NULL;
    SITU_TRY(situ_read_file(&bytes, &n, path, CSV_MAX_BYTES, err));
    SITU_TRY(situ_sheets_new(&sheets, err));
    SITU_TRY(situ_decode_text(&text, &m, bytes, n, encoding, &sheets->encoding, err));
    situ_free(bytes);
    bytes = NULL;
    if (memchr(text, 0, m)) {
        status = situ_fail(err, SITU_E_FORMAT, _("export the table as .csv or .xlsx again"), "%s", _("the file is binary, not text"));
        goto done;
    }
    SITU_TRY(situ_sheets_add(sheets, "", false, &sheet, err));
    // The cells point into the text, which therefore lives in the sheets' arena.
    body = situ_arena_strndup(sheets->arena, text, m);
    SITU_TRY_ALLOC(body);
    situ_free(text);
    text = NULL;
    SITU_TRY(parse(&builder, body, m, sniff_delimiter(body), err));
    SITU_TRY(situ_sheet_builder_finish(&builder, sheet, err));
    *out = sheets;
    sheets = NULL;
done:
    situ_sheet_builder_free(&builder);
    situ_sheets_free(sheets);
    situ_free(text);
    situ_free(bytes);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const csv_extensions[] = {"csv", "tsv", "txt", NULL};

const situ_reader situ_reader_csv = {
    .name = "csv",
    .summary = N_("text tables: comma, semicolon or tab, in UTF-8, GB18030 or UTF-16"),
    .extensions = csv_extensions,
    .matches = csv_matches,
    .read = csv_read,
};

// SPDX-License-Identifier: MIT
// Text tables: separator and encoding are found; quotes with line breaks inside. Cells point into the
// file's own bytes, which are kept.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ledger/sheets.h"

enum {
    CSV_MAX_BYTES = 512 * 1024 * 1024,
    SNIFF_ROWS = 60,
    SNIFF_BYTES = 1 << 20,
    CANDIDATES = 5,
};

static bool csv_matches(const unsigned char *head, size_t n)
{
    (void)head;
    (void)n;
    return false; // text has no magic number: chosen by extension
}

// --- which separator ---

typedef struct separator {
    char text[4];
    size_t length;
} separator;

static const separator candidates[CANDIDATES] = {{",", 1}, {"\t", 1}, {";", 1}, {"|", 1}, {"\xEF\xBC\x8C", 3}}; // the last: full width

typedef struct counts {
    uint32_t rows[CANDIDATES][SNIFF_ROWS]; // how often each stands in the first rows, outside quotes
    size_t n;
} counts;

static void count_separators(counts *out, const char *text)
{
    bool quoted = false, begins = true, filled = false;
    memset(out, 0, sizeof *out);
    for (const char *p = text; out->n < SNIFF_ROWS && p - text < SNIFF_BYTES; p++) {
        if (*p == '"' && (quoted || begins || (p > text && p[-1] == '"'))) // a doubled quote closes and opens again
            quoted = !quoted;
        if (*p == 0 || ((*p == '\n' || *p == '\r') && !quoted)) {
            out->n += filled;
            if (!filled)
                for (size_t i = 0; i < CANDIDATES && out->n < SNIFF_ROWS; i++)
                    out->rows[i][out->n] = 0;
            filled = false;
            begins = true;
            if (*p == 0)
                break;
            continue;
        }
        bool separates = false;
        for (size_t i = 0; i < CANDIDATES && !quoted; i++)
            if (*p == candidates[i].text[0] && strncmp(p, candidates[i].text, candidates[i].length) == 0) {
                out->rows[i][out->n]++;
                separates = true;
            }
        filled = filled || (!separates && *p != ' ');
        begins = separates || (begins && *p == ' ');
    }
}

// A separator stands equally often in most rows. Titles and notes have none, so rows without do not count
// against it; texts hold some now and then, in varying number.
static const separator *find_separator(const char *text)
{
    counts c;
    count_separators(&c, text);
    const separator *best = &candidates[0];
    double best_score = 0;
    for (size_t i = 0; i < CANDIDATES; i++) {
        uint32_t mode = 0;
        size_t rows = 0, with = 0;
        for (size_t r = 0; r < c.n; r++) {
            size_t same = 0;
            for (size_t k = 0; k < c.n; k++)
                same += c.rows[i][k] == c.rows[i][r];
            with += c.rows[i][r] > 0;
            if (c.rows[i][r] > 0 && (same > rows || (same == rows && c.rows[i][r] > mode))) {
                rows = same;
                mode = c.rows[i][r];
            }
        }
        bool wide = candidates[i].length > 1;
        if (mode == 0 || (wide && (rows < 2 || rows * 5 < c.n * 4)))
            continue; // a full-width comma is punctuation unless it shapes nearly all rows
        double score = (double)rows + (double)with / 4 + (mode > 20 ? 20 : mode) / 100.0;
        if (score > best_score) {
            best_score = score;
            best = &candidates[i];
        }
    }
    return best;
}

// --- cells ---

typedef struct parser {
    situ_sheet_builder *b;
    separator sep;
    char *end;
    uint32_t row, column;
    situ_error *err;
} parser;

// ="0012" and '0012: how programs keep a number from being read as one.
static char *without_guards(char *start, char **end)
{
    if (*end - start >= 3 && start[0] == '=' && start[1] == '"' && (*end)[-1] == '"') {
        *--*end = 0;
        return start + 2;
    }
    if (start[0] == '\'' && start[1] >= '0' && start[1] <= '9')
        return start + 1;
    return start;
}

// Ends one field in place and stores it.
static situ_status put(parser *p, char *start, char *end, bool was_quoted)
{
    situ_cell *cell = NULL;
    *end = 0;
    if (!was_quoted || (end > start && end[-1] == '\t')) {
        while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
            *--end = 0;
        while (*start == '\t')
            start++;
    }
    if (start < end && (*start == '=' || *start == '\''))
        start = without_guards(start, &end);
    if (start >= end)
        return SITU_OK;
    situ_status status = situ_sheet_builder_cell(p->b, p->row, p->column, &cell, p->err);
    if (status == SITU_OK)
        *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = start};
    return status;
}

static bool at_separator(const parser *p, const char *s)
{
    return *s == p->sep.text[0] && (p->sep.length == 1 || strncmp(s, p->sep.text, p->sep.length) == 0);
}

// The rest of a quoted field; *s behind the opening quote, *w where the text goes.
static situ_status unquote(const parser *p, char **s, char **w)
{
    for (;;) {
        char *quote = *s < p->end ? memchr(*s, '"', (size_t)(p->end - *s)) : NULL;
        if (!quote) {
            situ_fail(p->err, SITU_E_FORMAT, _("close the quotation mark or remove it"), "%s", _("a quotation mark is opened and never closed"));
            return situ_error_at(p->err, NULL, NULL, NULL, (long)p->row + 1, (long)p->column + 1);
        }
        size_t n = (size_t)(quote - *s);
        memmove(*w, *s, n);
        *w += n;
        *s = quote + 1;
        if (**s != '"')
            return SITU_OK;
        *(*w)++ = '"';
        ++*s;
    }
}

static situ_status parse(parser *p, char *s)
{
    situ_status status = SITU_OK;
    while (s < p->end) {
        if (p->row >= SITU_TEXT_MAX_ROWS)
            return situ_fail(p->err, SITU_E_LIMIT, _("split the file"), _("more than %d lines"), SITU_TEXT_MAX_ROWS);
        while (*s == ' ')
            s++;
        char *start = s, *w = s;
        bool quoted = *s == '"';
        if (quoted) {
            s++;
            SITU_TRY(unquote(p, &s, &w));
            while (s < p->end && !at_separator(p, s) && *s != '\n' && *s != '\r')
                *w++ = *s++; // behind a closing quote: ragged, kept
        } else {
            while (s < p->end && !at_separator(p, s) && *s != '\n' && *s != '\r')
                s++;
            w = s;
        }
        char sign = s < p->end ? *s : '\n';
        bool separates = s < p->end && at_separator(p, s);
        SITU_TRY(put(p, start, w, quoted));
        if (separates) {
            s += p->sep.length;
            p->column++;
            continue;
        }
        s++;
        if (sign == '\r' && s < p->end && *s == '\n')
            s++;
        p->row++;
        p->column = 0;
    }
done:
    return status;
}

// --- encoding ---

// UTF-16 without its mark: every other byte of digits, separators and line ends is zero.
static const char *bare_utf16(const char *bytes, size_t n)
{
    size_t zeros[2] = {0}, seen = n < 4096 ? n & ~(size_t)1 : 4096;
    for (size_t i = 0; i < seen; i++)
        zeros[i & 1] += bytes[i] == 0;
    if ((n & 1) || seen < 8)
        return NULL;
    if (zeros[1] * 20 > seen && zeros[0] * 20 < zeros[1])
        return "UTF-16LE";
    return zeros[0] * 20 > seen && zeros[1] * 20 < zeros[0] ? "UTF-16BE" : NULL;
}

// Plain printable text of strict UTF-8 can stay where it is.
static bool is_clean_utf8(const char *bytes, size_t n)
{
    const unsigned char *p = (const unsigned char *)bytes; // a zero stands behind the end
    size_t bad = 0;
    bool odd = false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = p[i];
        odd |= (c < 0x20) & (c != '\t') & (c != '\n') & (c != '\r');
        odd |= (c == 0x7F) | ((c == 0xC2) & (p[i + 1] < 0xA0)); // controls
        odd |= (c == 0xEF) & (p[i + 1] == 0xBF) & (p[n - i > 2 ? i + 2 : i] >= 0xBD); // U+FFFD and above
        odd |= c >= 0xF3; // private planes
    }
    return !odd && situ_utf8_valid(bytes, n, &bad);
}

// The file's text into sheets->text.
static situ_status read_text(situ_sheets *sheets, size_t *n, const char *path, const char *encoding, situ_error *err)
{
    situ_status status = SITU_OK;
    char *bytes = NULL;
    SITU_TRY(situ_read_file(&bytes, n, path, CSV_MAX_BYTES, err));
    bool automatic = !encoding || strcmp(encoding, "auto") == 0;
    bool mark = *n >= 2 && ((unsigned char)bytes[0] >= 0xEF);
    if (automatic && !mark && is_clean_utf8(bytes, *n)) {
        sheets->encoding = "UTF-8";
        sheets->text = bytes;
        bytes = NULL;
        goto done;
    }
    const char *bare = automatic && !mark ? bare_utf16(bytes, *n) : NULL;
    SITU_TRY(situ_decode_text(&sheets->text, n, bytes, *n, bare ? bare : encoding, &sheets->encoding, err));
    if (memchr(sheets->text, 0, *n))
        status = situ_fail(err, SITU_E_FORMAT, _("export the table as .csv or .xlsx again"), "%s", _("the file is binary, not text"));
done:
    situ_free(bytes);
    return status;
}

// Excel's own first line "sep=;".
static bool names_separator(char *text, separator *sep)
{
    if (strncmp(text, "sep=", 4) != 0 || !text[4] || (text[5] != '\n' && text[5] != '\r'))
        return false;
    *sep = (separator){{text[4]}, 1};
    memset(text, ' ', 5); // an empty row
    return true;
}

static situ_status csv_read(situ_sheets **out, const char *path, const char *encoding, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheets *sheets = NULL;
    situ_sheet *sheet = NULL;
    situ_sheet_builder builder = {.max_rows = SITU_TEXT_MAX_ROWS};
    size_t n = 0;
    *out = NULL;
    SITU_TRY(situ_sheets_new(&sheets, err));
    SITU_TRY(read_text(sheets, &n, path, encoding, err));
    SITU_TRY(situ_sheets_add(sheets, "", false, &sheet, err));
    parser p = {.b = &builder, .end = sheets->text + n, .err = err};
    if (!names_separator(sheets->text, &p.sep))
        p.sep = *find_separator(sheets->text);
    SITU_TRY(parse(&p, sheets->text));
    SITU_TRY(situ_sheet_builder_finish(&builder, sheet, err));
    *out = sheets;
    sheets = NULL;
done:
    situ_sheet_builder_free(&builder);
    situ_sheets_free(sheets);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static const char *const csv_extensions[] = {"csv", "tsv", "txt", NULL};

const situ_reader situ_reader_csv = {
    .name = "csv",
    .summary = N_("text tables: comma, semicolon, tab or bar, in UTF-8, GB18030 or UTF-16"),
    .extensions = csv_extensions,
    .matches = csv_matches,
    .read = csv_read,
};

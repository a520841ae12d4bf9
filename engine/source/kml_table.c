// SPDX-License-Identifier: MIT
#include "source/kml_table.h"

#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"

enum { MAX_COLUMNS = 200, MAX_NAME = 90 };

// Takes the pairs one after the other; false ends the walk.
typedef situ_status take_pair(void *user, const char *name, const char *value, situ_error *err);

// --- the text of one cell: tags gone, entities read, blanks folded ---

static size_t entity(const char *p, situ_str *out)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&apos;", "'"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(p, known[i].name, strlen(known[i].name)) == 0) {
            situ_str_add(out, known[i].text);
            return strlen(known[i].name);
        }
    if (p[1] == '#') {
        uint32_t c = 0;
        size_t n = 2;
        for (; p[n] >= '0' && p[n] <= '9' && n < 9; n++)
            c = c * 10 + (uint32_t)(p[n] - '0');
        if (p[n] == ';' && c >= 0x20 && c < 0x110000 && (c < 0xD800 || c > 0xDFFF)) {
            char utf8[4];
            situ_str_add_n(out, utf8, situ_utf8_put(c, utf8));
            return n + 1;
        }
    }
    situ_str_add_n(out, p, 1);
    return 1;
}

static void cell_text(situ_str *out, const char *p, const char *end)
{
    situ_str_clear(out);
    while (p < end) {
        bool blank = *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r';
        if (*p == '<') {
            const char *close = memchr(p, '>', (size_t)(end - p));
            p = close ? close + 1 : end;
        } else if (*p == '&') {
            p += entity(p, out);
        } else {
            if (!blank)
                situ_str_add_n(out, p, 1);
            else if (out->length > 0 && out->data[out->length - 1] != ' ')
                situ_str_add_n(out, " ", 1);
            p++;
        }
    }
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->data[--out->length] = 0;
}

// Start of the next <td> or <th> at or behind p, and of what lies in it; NULL when none before end.
static const char *next_cell(const char *p, const char *end, const char **inside)
{
    for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL && p + 4 <= end; p++)
        if ((strncasecmp(p, "<td", 3) == 0 || strncasecmp(p, "<th", 3) == 0) && (p[3] == '>' || p[3] == ' ')) {
            const char *close = memchr(p, '>', (size_t)(end - p));
            *inside = close ? close + 1 : end;
            return p;
        }
    return NULL;
}

// Rows of exactly two cells. A row ends where the next begins.
static situ_status walk(const char *html, situ_str *name, situ_str *value, take_pair *take, void *user, size_t *pairs, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *row = strcasestr(html, "<tr");
    while (row && status == SITU_OK) {
        const char *next = strcasestr(row + 3, "<tr"), *end = next ? next : row + strlen(row), *a = NULL, *b = NULL, *c = NULL;
        const char *first = next_cell(row, end, &a), *second = first ? next_cell(a, end, &b) : NULL;
        if (second && !next_cell(b, end, &c)) {
            cell_text(name, a, second);
            cell_text(value, b, end);
            if (!situ_str_ok(name) || !situ_str_ok(value))
                return situ_fail_nomem(err);
            if (name->length > 0 && name->length <= MAX_NAME) {
                ++*pairs;
                status = take ? take(user, name->data, value->data, err) : SITU_OK;
            }
        }
        row = next;
    }
    return status;
}

typedef struct target {
    situ_table *table;
    size_t row, first_new;
} target;

static situ_status put_pair(void *user, const char *name, const char *value, situ_error *err)
{
    situ_status status = SITU_OK;
    target *t = user;
    int c = situ_table_find(t->table, name);
    if (c < 0) {
        size_t made = 0;
        if (t->table->column_count >= t->first_new + MAX_COLUMNS)
            return SITU_OK;
        SITU_TRY(situ_table_add_column(t->table, name, SITU_TYPE_TEXT, &made, err));
        c = (int)made;
    }
    bool own = (size_t)c >= t->first_new || t->table->columns[c].type == SITU_TYPE_TEXT;
    if (value[0] && own && situ_table_is_null(t->table, t->row, c))
        status = situ_table_set_text(t->table, t->row, (size_t)c, value, err);
done:
    return status;
}

situ_status situ_kml_expand(situ_table *table, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str name, value;
    int column = situ_table_find(table, "description");
    size_t described = 0, with = 0;
    situ_str_init(&name);
    situ_str_init(&value);
    if (column < 0)
        column = situ_table_find(table, "Description");
    if (column < 0 || table->columns[column].type != SITU_TYPE_TEXT)
        goto done;
    for (size_t r = 0; r < table->row_count; r++) {
        const char *html = situ_table_text(table, r, column);
        size_t pairs = 0;
        if (!html || !html[0])
            continue;
        SITU_TRY(walk(html, &name, &value, NULL, NULL, &pairs, err));
        described++;
        with += pairs >= 2;
    }
    if (with == 0 || with * 2 < described)
        goto done;
    target t = {.table = table, .first_new = table->column_count};
    for (t.row = 0; t.row < table->row_count; t.row++) {
        const char *html = situ_table_text(table, t.row, column);
        char *copy = html ? situ_strdup(html) : NULL; // columns are added while it is read
        size_t pairs = 0;
        status = html && !copy ? situ_fail_nomem(err) : SITU_OK;
        if (copy && status == SITU_OK)
            status = walk(copy, &name, &value, put_pair, &t, &pairs, err);
        situ_free(copy);
        if (status != SITU_OK)
            goto done;
    }
done:
    situ_str_free(&name);
    situ_str_free(&value);
    return status;
}

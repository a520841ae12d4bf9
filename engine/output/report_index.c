// SPDX-License-Identifier: MIT
// Findings by place, and which sheets the workbook copies under which names.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/utf8.h"
#include "ledger/sheets.h"
#include "output/report_internal.h"

void situ_report_index_free(situ_report_index *index)
{
    if (!index)
        return;
    situ_free(index->placed);
    situ_free(index->groups);
    situ_arena_free(index->arena);
    *index = (situ_report_index){0};
}

typedef struct building {
    situ_report_index *index;
    situ_map *by_name; // "file\tsheet" -> group
    size_t capacity;
    situ_str key;
} building;

static situ_status group_of(building *b, const char *file, const char *sheet, size_t *out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_report_index *index = b->index;
    situ_str_clear(&b->key);
    situ_str_addf(&b->key, "%s\t%s", file ? file : "", sheet ? sheet : "");
    SITU_TRY_ALLOC(situ_str_ok(&b->key) ? b->key.data : NULL);
    *out = situ_map_get(b->by_name, b->key.data);
    if (*out != SIZE_MAX)
        goto done;
    SITU_TRY(situ_grow(&index->groups, &b->capacity, index->group_count + 1, sizeof *index->groups, err));
    situ_report_group g = {.file = situ_arena_strdup(index->arena, file ? file : ""), .sheet = situ_arena_strdup(index->arena, sheet ? sheet : "")};
    SITU_TRY_ALLOC(g.file && g.sheet ? g.file : NULL);
    *out = index->group_count;
    if (situ_map_set(b->by_name, b->key.data, *out) < 0) {
        status = situ_fail_nomem(err);
        goto done;
    }
    index->groups[index->group_count++] = g;
done:
    return status;
}

static int by_place(const void *a, const void *b)
{
    const situ_placed *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static situ_status place_findings(building *b, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_report_index *index = b->index;
    const situ_report *report = index->book->report;
    size_t n = situ_report_count(report);
    index->placed = situ_malloc((n + 1) * sizeof *index->placed);
    SITU_TRY_ALLOC(index->placed);
    size_t group = 0;
    const char *last_file = NULL, *last_sheet = NULL;
    for (size_t i = 0; i < n; i++) {
        const situ_issue *issue = situ_report_get(report, i);
        if (i == 0 || !situ_streq(issue->file, last_file) || !situ_streq(issue->sheet, last_sheet))
            SITU_TRY(group_of(b, issue->file, issue->sheet, &group, err));
        last_file = issue->file;
        last_sheet = issue->sheet;
        situ_placed p = {.group = (uint32_t)group, .column = UINT32_MAX, .row = issue->row, .index = i};
        const char *at = issue->cell;
        uint32_t row, column;
        if (at && situ_cell_parse(&at, &row, &column) && *at == 0) {
            p.column = column;
            p.row = p.row > 0 ? p.row : (long)row + 1;
        }
        index->placed[i] = p;
    }
    index->placed_count = n;
    if (n > 0)
        qsort(index->placed, n, sizeof *index->placed, by_place);
    for (size_t i = 0; i < n; i++) {
        situ_report_group *g = &index->groups[index->placed[i].group];
        g->first = g->count ? g->first : i;
        g->count++;
    }
done:
    return status;
}

// --- which sheets are copied ---

static bool is_own(const char *sheet)
{
    return situ_starts_with(sheet, "〔");
}

// Sheets with a table, and sheets a person must look at because none was found.
static bool wants_copy(const situ_report_index *index, const situ_report_group *g)
{
    const situ_ledger_result *r = g->of->result;
    if (!g->cells || g->cells->row_count == 0 || g->cells->column_count == 0 || is_own(g->sheet))
        return false;
    for (size_t i = 0; i < r->part_count; i++)
        if (r->parts[i].schema && situ_streq(r->parts[i].sheet ? r->parts[i].sheet : "", g->sheet))
            return true;
    if (g->cells->hidden) // not read: a visible copy would be
        return false;
    for (size_t i = 0; i < g->count; i++)
        if (situ_report_get(index->book->report, index->placed[g->first + i].index)->severity != SITU_INFO)
            return true;
    return false;
}

typedef struct names {
    const situ_report_index *index;
    size_t upto;
} names;

static bool taken(const char *name, void *user)
{
    const names *n = user;
    for (size_t i = 0; i < n->upto; i++)
        if (strcasecmp(n->index->groups[i].name, name) == 0)
            return true;
    return situ_starts_with(name, "〔") || strcasecmp(name, "history") == 0; // Excel keeps that name for itself
}

static bool says_nothing(const char *sheet)
{
    for (const char *p = sheet; *p; p++)
        if ((unsigned char)*p >= 0x80 && !situ_starts_with(sheet, "工作表"))
            return false;
    return true;
}

// Bytes of the file's name that leave room for the sheet's in 31 signs.
static size_t short_stem(const char *file, size_t stem, const char *sheet)
{
    size_t signs = situ_utf8_count(sheet), room = signs < 22 ? 30 - signs : 8, used = 0;
    for (const char *p = file, *end = file + stem; p < end && used < room; used++) {
        (void)situ_utf8_next(&p, end);
        if (used + 1 == room)
            return (size_t)(p - file);
    }
    return stem;
}

static bool holds(const char *file, size_t stem, const char *sheet)
{
    size_t n = strlen(sheet);
    for (size_t i = 0; i + n <= stem; i++)
        if (memcmp(file + i, sheet, n) == 0)
            return true;
    return false;
}

// A sheet keeps its name. Sheet1 of several files says nothing: then the file's name is said, too.
static situ_status name_copies(situ_report_index *index, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < index->group_count; i++) {
        situ_report_group *g = &index->groups[i];
        if (!g->of || !wants_copy(index, g))
            continue;
        const char *extension = situ_path_extension(g->file);
        size_t stem = strlen(g->file) - (extension[0] ? strlen(extension) + 1 : 0), copied = 0;
        for (size_t k = 0; k < index->group_count; k++)
            copied += index->groups[k].of == g->of && index->groups[k].cells && index->groups[k].cells->row_count > 0 && !is_own(index->groups[k].sheet);
        const char *wanted = g->sheet;
        if (!g->sheet[0] || (says_nothing(g->sheet) && copied == 1))
            wanted = situ_arena_strndup(index->arena, g->file, stem);
        else if (index->book->file_count > 1 && holds(g->file, stem, g->sheet))
            wanted = situ_arena_strndup(index->arena, g->file, stem); // 风险点台账.xlsx, sheet 风险点
        else if (index->book->file_count > 1)
            wanted = situ_arena_printf(index->arena, "%.*s_%s", (int)short_stem(g->file, stem, g->sheet), g->file, g->sheet);
        SITU_TRY_ALLOC(wanted);
        if (situ_starts_with(wanted, "〔"))
            wanted += strlen("〔");
        situ_workbook_sheet_name(wanted, taken, &(names){index, i}, g->name);
        index->cells += (size_t)g->cells->row_count * g->cells->column_count;
    }
done:
    return status;
}

situ_status situ_report_index_new(situ_report_index *out, const situ_report_book *book, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = (situ_report_index){.book = book, .arena = situ_arena_new()};
    building b = {.index = out, .by_name = situ_map_new()};
    size_t group = 0;
    situ_str_init(&b.key);
    SITU_TRY_ALLOC(out->arena && b.by_name ? out->arena : NULL);
    for (size_t f = 0; f < book->file_count; f++) {
        const situ_report_file *file = &book->files[f];
        const situ_sheets *sheets = file->result ? file->result->sheets : NULL;
        SITU_TRY(group_of(&b, file->file, "", &group, err));
        out->groups[group].of = out->groups[group].of ? out->groups[group].of : file;
        for (size_t s = 0; sheets && s < sheets->count; s++) {
            SITU_TRY(group_of(&b, file->file, sheets->items[s].name, &group, err));
            situ_report_group *g = &out->groups[group];
            if (!g->cells) {
                g->of = file;
                g->cells = &sheets->items[s];
            }
        }
    }
    SITU_TRY(place_findings(&b, err));
    SITU_TRY(name_copies(out, err));
done:
    situ_map_free(b.by_name);
    situ_str_free(&b.key);
    if (status != SITU_OK)
        situ_report_index_free(out);
    return status;
}

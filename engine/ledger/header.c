// SPDX-License-Identifier: MIT
// Which row is the header, and what it says: titles above, several rows joined.
#include <string.h>

#include "ledger/internal.h"

enum {
    SEARCH_ROWS = 40,     // a header stands in the first rows
    SEARCH_COLUMNS = 256, // counted for finding the header; all columns are mapped
    MIN_HITS = 3,
    MAX_HEADER_ROWS = 4,
};

static situ_status make_header_cell(situ_header_cell *out, const char *shown, const char *last, situ_arena *arena, situ_error *err)
{
    out->shown = shown;
    out->flat = situ_clean_header_flat(arena, shown);
    out->bare = situ_clean_header_bare(arena, shown);
    out->last_flat = situ_clean_header_flat(arena, last);
    out->last_bare = situ_clean_header_bare(arena, last);
    out->unit = situ_clean_header_unit(arena, last);
    if (!out->flat || !out->bare || !out->last_flat || !out->last_bare || !out->unit)
        return situ_fail_nomem(err);
    // "组/列": the join is for people, the key is without it.
    for (char *p = (char *)out->flat, *w = p;; p++)
        if (*p != '/' || !strchr(shown, '/'))
            if ((*w++ = *p) == 0)
                break;
    return SITU_OK;
}

static const situ_cell *cell_at(const situ_sheet *s, uint32_t row, uint32_t column)
{
    return &s->cells[(size_t)row * s->column_count + column];
}

static bool mapped_word(const situ_mapping *m, const char *flat, situ_arena *arena)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->entries[i].column) {
            char *key = situ_clean_header_flat(arena, m->entries[i].column);
            if (key && strcmp(key, flat) == 0)
                return true;
        }
    return false;
}

// Distinct known words in a row; *filled counts its own cells (not filled from merges).
static size_t count_hits(const situ_sheet *s, uint32_t row, const situ_schema *only, const situ_mapping *mapping, size_t *filled,
                         situ_arena *scratch)
{
    size_t hits = 0;
    *filled = 0;
    uint32_t n = s->column_count < SEARCH_COLUMNS ? s->column_count : SEARCH_COLUMNS;
    for (uint32_t c = 0; c < n; c++) {
        const situ_cell *cell = cell_at(s, row, c);
        if (cell->kind != SITU_CELL_STRING)
            continue;
        bool left_same = cell->merged_fill && c > 0 && cell_at(s, row, c - 1)->text == cell->text;
        if (left_same || strlen(cell->text) > 120)
            continue;
        ++*filled;
        char *flat = situ_clean_header_flat(scratch, cell->text), *bare = situ_clean_header_bare(scratch, cell->text);
        if (flat && bare)
            hits += mapping ? mapped_word(mapping, flat, scratch) : situ_word_known(flat, bare, only);
    }
    return hits;
}

// The rows a header spans, by the merged areas that start in or cross its row.
static void header_span(const situ_sheet *s, uint32_t row, uint32_t *first, uint32_t *last)
{
    *first = *last = row;
    bool groups = false;
    for (size_t i = 0; i < s->merge_count; i++) {
        situ_merge m = s->merges[i];
        if (m.row0 > row || m.row1 < row || m.row1 - m.row0 >= MAX_HEADER_ROWS)
            continue;
        if (m.row0 < m.row1) {
            *first = m.row0 < *first ? m.row0 : *first;
            *last = m.row1 > *last ? m.row1 : *last;
        } else if (m.column1 > m.column0 && m.column1 - m.column0 + 1 < s->column_count) {
            groups = true;
        }
    }
    // Groups without any cell merged downwards: the next row names the columns.
    if (groups && *last == row && row + 1 < s->row_count) {
        size_t texts = 0, others = 0;
        for (uint32_t c = 0; c < s->column_count; c++) {
            situ_cell_kind k = cell_at(s, row + 1, c)->kind;
            texts += k == SITU_CELL_STRING;
            others += k != SITU_CELL_STRING && k != SITU_CELL_EMPTY;
        }
        if (texts > 0 && others == 0)
            *last = row + 1;
    }
}

// Groups over columns in a text file, which cannot merge: the row below names the columns, blank where
// the group's row names them itself. 防灾责任人,,受威胁, over 姓名,电话,人数,财产
static bool groups_without_merges(const situ_sheet *s, uint32_t row, situ_arena *scratch)
{
    size_t below = 0, words = 0, above_only = 0, under_blank = 0;
    if (s->merge_count > 0 || row + 1 >= s->row_count)
        return false;
    for (uint32_t c = 0; c < s->column_count; c++) {
        const situ_cell *a = cell_at(s, row, c), *b = cell_at(s, row + 1, c);
        if (b->kind != SITU_CELL_STRING && b->kind != SITU_CELL_EMPTY)
            return false;
        bool named = b->kind == SITU_CELL_STRING;
        above_only += !named && a->kind == SITU_CELL_STRING;
        if (!named)
            continue;
        below++;
        under_blank += a->kind == SITU_CELL_EMPTY;
        char *flat = situ_clean_header_flat(scratch, b->text), *bare = situ_clean_header_bare(scratch, b->text);
        words += flat && bare && situ_word_known(flat, bare, NULL);
    }
    return below >= 2 && above_only >= 1 && under_blank >= 1 && words * 2 > below;
}

static situ_status build_header(situ_header *out, const situ_sheet *s, uint32_t first, uint32_t last, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    out->first_row = first;
    out->last_row = last;
    out->column_count = s->column_count;
    out->cells = situ_arena_alloc(arena, (s->column_count + 1) * sizeof *out->cells);
    SITU_TRY_ALLOC(out->cells);
    const char *group = "";
    for (uint32_t c = 0; c < s->column_count; c++) {
        const char *shown = "", *lowest = "";
        for (uint32_t r = first; r <= last; r++) {
            const char *text = cell_at(s, r, c)->text;
            if (s->merge_count == 0 && r == first && last > first) {
                if (text[0])
                    group = text;
                else if (cell_at(s, last, c)->text[0])
                    text = group;
            }
            if (!text[0] || strcmp(text, lowest) == 0)
                continue;
            shown = shown[0] ? situ_arena_printf(arena, "%s/%s", shown, text) : text;
            SITU_TRY_ALLOC(shown);
            lowest = text;
        }
        SITU_TRY(make_header_cell(&out->cells[c], shown, lowest, arena, err));
    }
done:
    return status;
}

situ_status situ_header_find(situ_header *out, bool *found, const situ_sheet *sheet, bool layer, const situ_schema *only,
                             const situ_mapping *mapping, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_arena *scratch = situ_arena_new();
    *found = false;
    SITU_TRY_ALLOC(scratch);
    uint32_t n = sheet->row_count < SEARCH_ROWS ? sheet->row_count : SEARCH_ROWS;
    if (layer || (mapping && mapping->header_row > 0)) {
        if (!layer && mapping->header_row > (long)sheet->row_count)
            goto done;
        uint32_t row = layer ? 0 : (uint32_t)mapping->header_row - 1;
        *found = true;
        SITU_TRY(build_header(out, sheet, row, row, arena, err));
        goto done;
    }
    for (uint32_t row = 0; row < n && !*found; row++) {
        size_t filled = 0, hits = count_hits(sheet, row, only, mapping, &filled, scratch);
        // With a named table or a mapping two words do, and a narrow table may be known as a whole.
        size_t need = only || mapping ? 1 : MIN_HITS;
        if (hits < need && !(hits > 0 && hits == filled && filled == sheet->column_count))
            continue;
        if (only && !mapping && hits < 2 && filled > 2)
            continue;
        uint32_t first, last;
        header_span(sheet, row, &first, &last);
        if (first == last && groups_without_merges(sheet, row, scratch))
            last = row + 1;
        *found = true;
        SITU_TRY(build_header(out, sheet, first, last, arena, err));
    }
done:
    situ_arena_free(scratch);
    return status;
}

// SPDX-License-Identifier: MIT
// Which row is the header, and what it says: titles above, several rows joined.
#include <string.h>

#include "base/utf8.h"
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
    const char *lowest = strrchr(shown, '/'), *cut = lowest;
    while (cut && cut > shown && *--cut != '/')
        ;
    out->tail = cut && *cut == '/' && cut != lowest ? situ_clean_header_flat(arena, cut + 1) : "";
    if (!out->tail)
        return situ_fail_nomem(err);
    // "组/列": the join is for people, the key is without it.
    char *keys[] = {(char *)out->flat, (char *)out->bare, out->tail[0] ? (char *)out->tail : NULL};
    for (size_t k = 0; k < 3 && keys[k] && strchr(shown, '/'); k++)
        for (char *p = keys[k], *w = p;; p++)
            if (*p != '/' && (*w++ = *p) == 0)
                break;
    return SITU_OK;
}

static const situ_cell *cell_at(const situ_sheet *s, uint32_t row, uint32_t column)
{
    return &s->cells[(size_t)row * s->column_count + column];
}

// A column of the mapping, or one level of it: 防灾责任人 and 姓名 of 防灾责任人/姓名.
static bool mapped_word(const situ_mapping *m, const char *flat, situ_arena *arena)
{
    for (size_t i = 0; i < m->count; i++) {
        const char *p = m->entries[i].column;
        char *key = p ? situ_clean_header_flat(arena, p) : NULL;
        if (key && strcmp(key, flat) == 0)
            return true;
        while (p && strchr(p, '/')) {
            size_t n = strcspn(p, "/");
            char *level = situ_arena_strndup(arena, p, n);
            key = level ? situ_clean_header_flat(arena, level) : NULL;
            if (key && strcmp(key, flat) == 0)
                return true;
            p += n + (p[n] == '/');
            key = strchr(p, '/') ? NULL : situ_clean_header_flat(arena, p);
            if (key && strcmp(key, flat) == 0)
                return true;
        }
    }
    return false;
}

static bool is_unit_text(const char *text)
{
    char plain[32];
    size_t n = 0;
    const char *end = text + strlen(text);
    for (const char *p = text; p < end && n + 5 < sizeof plain;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c != 0 && c != ' ' && c != '(' && c != ')')
            n += situ_utf8_put(c, plain + n);
    }
    plain[n] = 0;
    return n > 0 && situ_clean_unit(plain, NULL, NULL);
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

// A row of strings only, several of them: what a further row of a header looks like.
static bool texts_only(const situ_sheet *s, uint32_t row, size_t *texts)
{
    *texts = 0;
    for (uint32_t c = 0; c < s->column_count; c++) {
        const situ_cell *cell = cell_at(s, row, c);
        if (cell->kind == SITU_CELL_EMPTY)
            continue;
        if (cell->kind != SITU_CELL_STRING || (cell->text[0] >= '0' && cell->text[0] <= '9' && strspn(cell->text, "0123456789.-/: ") == strlen(cell->text)))
            return false;
        ++*texts;
    }
    return true;
}

// Horizontal merges that start in a row and do not cross the whole table.
static size_t groups_in(const situ_sheet *s, uint32_t row)
{
    size_t n = 0;
    for (size_t i = 0; i < s->merge_count; i++) {
        situ_merge m = s->merges[i];
        n += m.row0 == row && m.row1 == row && m.column1 > m.column0 && m.column1 - m.column0 + 1 < s->column_count;
    }
    return n;
}

// Names the columns of the groups above it: alone below them, or in words some table knows. A first data
// row of texts does neither.
static bool names_groups(const situ_sheet *s, uint32_t row)
{
    size_t beside = 0, known = 0;
    situ_arena *scratch = situ_arena_new();
    for (uint32_t c = 0; scratch && c < s->column_count; c++) {
        const situ_cell *cell = cell_at(s, row, c), *above = cell_at(s, row - 1, c);
        if (!cell->text[0] || cell->merged_fill)
            continue;
        char *flat = situ_clean_header_flat(scratch, cell->text), *bare = situ_clean_header_bare(scratch, cell->text);
        known += flat && bare && situ_word_known(flat, bare, NULL);
        bool grouped = above->merged_fill || (c + 1 < s->column_count && cell_at(s, row - 1, c + 1)->merged_fill);
        beside += !grouped;
    }
    situ_arena_free(scratch);
    return beside == 0 || known > 0;
}

// 顶, (万元), 人: nothing but units of the columns above.
static bool is_unit_row(const situ_sheet *s, uint32_t row)
{
    size_t own = 0, units = 0;
    for (uint32_t c = 0; c < s->column_count; c++) {
        const situ_cell *cell = cell_at(s, row, c);
        if (cell->kind == SITU_CELL_EMPTY || cell->merged_fill)
            continue;
        if (cell->kind != SITU_CELL_STRING || strlen(cell->text) > 24)
            return false;
        own++;
        units += is_unit_text(cell->text);
    }
    return own >= 2 && units == own;
}

// The rows a header spans, by the merged areas that start in or cross its row.
void situ_header_span(const situ_sheet *s, uint32_t row, uint32_t *first, uint32_t *last)
{
    size_t texts = 0;
    *first = *last = row;
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t i = 0; i < s->merge_count; i++) {
            situ_merge m = s->merges[i];
            // Crosses the rows known so far, downwards, and is no title or body cell.
            if (m.row0 > *last || m.row1 < *first || m.row0 == m.row1 || m.row1 - m.row0 >= MAX_HEADER_ROWS)
                continue;
            uint32_t top = m.row0 < *first ? m.row0 : *first, bottom = m.row1 > *last ? m.row1 : *last;
            if (bottom - top >= MAX_HEADER_ROWS || (top == *first && bottom == *last))
                continue;
            *first = top;
            *last = bottom;
            grown = true;
        }
    }
    // Groups without any cell merged downwards: the next row names the columns.
    for (bool grown = true; grown && *last - *first + 1 < MAX_HEADER_ROWS && *last + 1 < s->row_count;) {
        grown = groups_in(s, *last) > 0 && texts_only(s, *last + 1, &texts) && texts > 0 && names_groups(s, *last + 1);
        *last += grown;
    }
    // A row of groups above the row that names the columns.
    if (*first > 0 && *last - *first + 1 < MAX_HEADER_ROWS && groups_in(s, *first - 1) >= 2 && texts_only(s, *first - 1, &texts))
        --*first;
    if (*last + 1 < s->row_count && is_unit_row(s, *last + 1))
        ++*last;
}

// Some cell of the rows is merged: groups are then said by merges, not by blanks at their right.
static bool has_merges(const situ_sheet *s, uint32_t first, uint32_t last)
{
    for (size_t i = 0; i < s->merge_count; i++)
        if (s->merges[i].row0 <= last && s->merges[i].row1 >= first)
            return true;
    return false;
}

// Groups over columns in a text file, which cannot merge: the row below names the columns, blank where
// the group's row names them itself. 防灾责任人,,受威胁, over 姓名,电话,人数,财产
static bool groups_without_merges(const situ_sheet *s, uint32_t row, situ_arena *scratch)
{
    size_t below = 0, words = 0, above_only = 0, under_blank = 0;
    if (row + 1 >= s->row_count)
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
        words += flat && bare && (situ_word_known(flat, bare, NULL) || strcmp(flat, "度") == 0 || strcmp(flat, "分") == 0 || strcmp(flat, "秒") == 0);
    }
    return below >= 2 && above_only >= 1 && under_blank >= 1 && words * 2 > below;
}

// Two rows of groups: the columns that have no group are named in the first row alone.
static bool two_groups_without_merges(const situ_sheet *s, uint32_t row, situ_arena *scratch)
{
    size_t alone = 0, named = 0, words = 0, texts = 0;
    if (row + 3 > s->row_count || has_merges(s, row, row + 2) || !texts_only(s, row + 1, &texts) || !texts_only(s, row + 2, &texts))
        return false;
    for (uint32_t c = 0; c < s->column_count; c++) {
        bool a = cell_at(s, row, c)->text[0], b = cell_at(s, row + 1, c)->text[0], n = cell_at(s, row + 2, c)->text[0];
        if (!n && (b || !a) && (a || b))
            return false;
        alone += a && !b && !n;
        named += n;
        if (!n)
            continue;
        char *flat = situ_clean_header_flat(scratch, cell_at(s, row + 2, c)->text), *bare = situ_clean_header_bare(scratch, cell_at(s, row + 2, c)->text);
        words += flat && bare && situ_word_known(flat, bare, NULL);
    }
    return alone >= 1 && named >= 2 && words * 2 > named;
}

// The same where the groups' row holds no word that a table knows: 基本情况,,,受威胁,, over the names.
static bool groups_above(const situ_sheet *s, uint32_t row, situ_arena *scratch)
{
    size_t above = 0, blank = 0;
    for (uint32_t c = 0; c < s->column_count; c++) {
        const situ_cell *a = cell_at(s, row - 1, c), *b = cell_at(s, row, c);
        if (a->kind == SITU_CELL_EMPTY) {
            blank += b->kind != SITU_CELL_EMPTY;
            continue;
        }
        if (a->kind != SITU_CELL_STRING || strlen(a->text) > 45 || strchr(a->text, ':') || strstr(a->text, "：") || strpbrk(a->text, "0123456789"))
            return false;
        above++;
        if (b->kind != SITU_CELL_EMPTY)
            continue;
        // It names a column itself, else it is a title's line.
        char *flat = situ_clean_header_flat(scratch, a->text), *bare = situ_clean_header_bare(scratch, a->text);
        if (!flat || !bare || !situ_word_known(flat, bare, NULL))
            return false;
    }
    return above >= 2 && blank >= 1;
}

// Keys of src_text: a second 救灾帐篷 becomes 救灾帐篷#2, a column without header 列C.
static situ_status make_keys(situ_header *out, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *seen = situ_map_new();
    SITU_TRY_ALLOC(seen);
    for (uint32_t c = 0; c < out->column_count; c++) {
        situ_header_cell *h = &out->cells[c];
        char name[16];
        h->key = h->shown;
        if (!h->shown[0]) {
            situ_cell_name(0, c, name);
            name[strlen(name) - 1] = 0;
            SITU_TRY_ALLOC(h->key = situ_arena_printf(arena, "列%s", name));
        }
        size_t times = situ_map_get(seen, h->key);
        times = times == SIZE_MAX ? 1 : times + 1;
        if (situ_map_set(seen, h->key, times) < 0) {
            status = situ_fail_nomem(err);
            goto done;
        }
        if (times > 1)
            SITU_TRY_ALLOC(h->key = situ_arena_printf(arena, "%s#%zu", h->key, times));
    }
done:
    situ_map_free(seen);
    return status;
}

static bool below_is_named(const situ_sheet *s, uint32_t row, uint32_t last, uint32_t column)
{
    for (uint32_t r = row + 1; r <= last; r++)
        if (cell_at(s, r, column)->text[0])
            return true;
    return false;
}

static situ_status build_header(situ_header *out, const situ_sheet *s, uint32_t first, uint32_t last, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *group[MAX_HEADER_ROWS + 2] = {0};
    bool units = last > first && is_unit_row(s, last), carry = last > first && !has_merges(s, first, last);
    memset(out, 0, sizeof *out);
    out->first_row = first;
    out->last_row = last;
    out->data_row = last + 1;
    out->column_count = s->column_count;
    out->cells = situ_arena_alloc(arena, (s->column_count + 1) * sizeof *out->cells);
    SITU_TRY_ALLOC(out->cells);
    for (uint32_t c = 0; c < s->column_count; c++) {
        const char *shown = "", *lowest = "";
        bool left_named = false; // a level above begins anew here: groups below it end
        for (uint32_t r = first; r <= last; r++) {
            const char *text = cell_at(s, r, c)->text;
            const char **g = &group[r - first < MAX_HEADER_ROWS + 1 ? r - first : MAX_HEADER_ROWS + 1];
            if (carry && r < last && !(units && r + 1 == last)) {
                if (text[0] || left_named)
                    *g = text;
                else if (*g && below_is_named(s, r, last - units, c))
                    text = *g;
                left_named = left_named || cell_at(s, r, c)->text[0];
            }
            if (!text[0] || strcmp(text, lowest) == 0)
                continue;
            if (units && r == last && shown[0]) { // 救灾帐篷 over 顶: 救灾帐篷(顶)
                if (is_unit_text(text) && !strchr(lowest, '(') && !strstr(lowest, "（")) {
                    bool bracketed = strchr(text, '(') || strstr(text, "（");
                    const char *with = bracketed ? situ_arena_printf(arena, "%s%s", lowest, text) : situ_arena_printf(arena, "%s(%s)", lowest, text);
                    SITU_TRY_ALLOC(with);
                    size_t n = strlen(shown) - strlen(lowest);
                    char *head = situ_arena_strndup(arena, shown, n);
                    SITU_TRY_ALLOC(head);
                    SITU_TRY_ALLOC(shown = situ_arena_printf(arena, "%s%s", head, with));
                    lowest = with;
                }
                continue;
            }
            shown = shown[0] ? situ_arena_printf(arena, "%s/%s", shown, text) : text;
            SITU_TRY_ALLOC(shown);
            lowest = text;
        }
        SITU_TRY(make_header_cell(&out->cells[c], shown, lowest, arena, err));
    }
    SITU_TRY(make_keys(out, arena, err));
    SITU_TRY(situ_groups_find(out, arena, err));
done:
    return status;
}

situ_status situ_header_none(situ_header *out, const situ_sheet *sheet, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    bool words = sheet->row_count > 1, figures_below = false;
    for (uint32_t c = 0; c < sheet->column_count; c++) {
        const situ_cell *top = cell_at(sheet, 0, c);
        bool digit = top->text[0] >= '0' && top->text[0] <= '9';
        words = words && !digit && (top->kind == SITU_CELL_STRING || top->kind == SITU_CELL_EMPTY);
        for (uint32_t r = 1; r < sheet->row_count && r < SEARCH_ROWS; r++) {
            const situ_cell *cell = cell_at(sheet, r, c);
            figures_below = figures_below || cell->kind == SITU_CELL_NUMBER || (cell->text[0] >= '0' && cell->text[0] <= '9');
        }
    }
    if (words && figures_below)
        return build_header(out, sheet, 0, 0, arena, err);
    memset(out, 0, sizeof *out);
    out->column_count = sheet->column_count;
    SITU_TRY_ALLOC(out->cells = situ_arena_alloc(arena, (sheet->column_count + 1) * sizeof *out->cells));
    for (uint32_t c = 0; c < sheet->column_count; c++)
        SITU_TRY(make_header_cell(&out->cells[c], "", "", arena, err));
    SITU_TRY(make_keys(out, arena, err));
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
        size_t need = mapping ? (mapping->count > 3 ? 2 : 1) : only ? 1 : MIN_HITS;
        if (hits < need && !(hits > 0 && hits == filled && filled == sheet->column_count))
            continue;
        if (only && !mapping && hits < 2 && filled > 2)
            continue;
        uint32_t first, last;
        situ_header_span(sheet, row, &first, &last);
        if (first == last && !has_merges(sheet, row, row) && groups_without_merges(sheet, row, scratch))
            last = row + 1;
        else if (first == last && two_groups_without_merges(sheet, row, scratch))
            last = row + 2;
        if (first == row && row > 0 && !has_merges(sheet, row - 1, row) && groups_above(sheet, row, scratch))
            first = row - 1;
        if (last + 1 < sheet->row_count && !is_unit_row(sheet, last) && is_unit_row(sheet, last + 1))
            last++;
        *found = true;
        SITU_TRY(build_header(out, sheet, first, last, arena, err));
    }
done:
    situ_arena_free(scratch);
    return status;
}

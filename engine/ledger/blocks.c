// SPDX-License-Identifier: MIT
// The tables of one sheet: side by side between empty columns, or one below the other. A block ends
// where another header begins; a header that only repeats the one above is the same table.
#include <string.h>

#include "base/utf8.h"
#include "ledger/internal.h"

enum {
    MAX_BLOCKS = 2000,  // tables on one sheet
    MAX_SIDE = 16,      // tables side by side
    SEARCH_COLUMNS = 256,
    HEADER_BYTES = 90,  // a header cell is short
    SAMPLE_ROWS = 200,
    TITLE_ROWS = 5,     // titles above a header
    SEARCH_ROWS = 60,   // a first header stands in the first rows
};

typedef struct cutter {
    const situ_mapping *mapping;
    const situ_schema *only;
    situ_map *words;   // header words known to some table, folded
    situ_arena *arena, *scratch;
    situ_block *items; // in arena
    size_t count, capacity;
} cutter;

static const situ_cell *cell_at(const situ_sheet *s, uint32_t row, uint32_t column)
{
    return &s->cells[(size_t)row * s->column_count + column];
}

// --- what a row looks like ---

typedef struct row_look {
    uint32_t own, known, figures; // cells of its own (merged ones once), header words among them, figures
    bool repeats;                 // the same text twice
    bool marks;                   // a text that ends with ':' or holds one: a signature line
} row_look;

static bool own_text(const situ_sheet *s, uint32_t row, uint32_t column)
{
    const situ_cell *cell = cell_at(s, row, column);
    return cell->kind != SITU_CELL_EMPTY && cell->text[0] && !cell->merged_fill;
}

static bool holds_digit(const char *text)
{
    for (; *text; text++)
        if (*text >= '0' && *text <= '9')
            return true;
    return false;
}

// Folded as header keys are, without memory of its own; false when too long for a header.
static bool fold_key(const char *text, char out[HEADER_BYTES + 8], bool *mark)
{
    size_t n = 0;
    const char *end = text + strlen(text);
    if ((size_t)(end - text) > HEADER_BYTES)
        return false;
    for (const char *p = text; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ' || c == '(' || c == ')' || c == '*' || c == '"' || c == '#')
            continue;
        if (c == ':')
            *mark = true;
        if (n + 4 > HEADER_BYTES)
            return false;
        n += situ_utf8_put(c, out + n);
    }
    out[n] = 0;
    return true;
}

static bool known_word(const cutter *k, const char *text, bool *mark)
{
    char key[HEADER_BYTES + 8];
    return fold_key(text, key, mark) && key[0] && situ_map_get(k->words, key) != SIZE_MAX;
}

// Looks at a row until it is certain that it is no header (then false): data rows cost a cell or two.
static bool maybe_header(const cutter *k, const situ_sheet *s, uint32_t row, row_look *look)
{
    *look = (row_look){0};
    uint32_t unknown = 0, figures = 0;
    for (uint32_t c = 0; c < s->column_count; c++) {
        if (!own_text(s, row, c))
            continue;
        const situ_cell *cell = cell_at(s, row, c);
        look->own++;
        if (cell->kind != SITU_CELL_STRING || (cell->text[0] >= '0' && cell->text[0] <= '9' && !((unsigned char)cell->text[strlen(cell->text) - 1] & 0x80))) {
            if (++figures > 1)
                return false;
            continue;
        }
        if (known_word(k, cell->text, &look->marks))
            look->known++;
        else if (++unknown > 2 && unknown > look->known + 3 && unknown * 2 > s->column_count)
            return false;
    }
    look->figures = figures;
    return look->own > 0;
}

static bool is_blank_row(const situ_sheet *s, uint32_t row)
{
    for (uint32_t c = 0; c < s->column_count; c++) {
        const situ_cell *cell = cell_at(s, row, c);
        if (cell->kind != SITU_CELL_EMPTY && cell->text[0])
            return false;
    }
    return true;
}

// One text alone (merged or not): a title, a note, a section.
static bool is_single(const situ_sheet *s, uint32_t row, const char **text)
{
    uint32_t own = 0, filled = 0;
    for (uint32_t c = 0; c < s->column_count; c++) {
        const situ_cell *cell = cell_at(s, row, c);
        if (cell->kind == SITU_CELL_EMPTY || !cell->text[0])
            continue;
        filled++;
        if (cell->merged_fill)
            continue;
        if (++own > 1)
            return false;
        *text = cell->text;
        if (cell->kind != SITU_CELL_STRING)
            return false;
    }
    return own == 1 && filled >= 1;
}

static bool is_note(const char *text)
{
    static const char *const words[] = {"注", "备注", "说明", "填表", "填报", "制表", "审核", "合计", "小计", "总计", "共计", "单位负责人", NULL};
    while (*text == ' ' || strncmp(text, "\u3000", 3) == 0)
        text += *text == ' ' ? 1 : 3;
    for (size_t i = 0; words[i]; i++)
        if (situ_starts_with(text, words[i]))
            return true;
    return false;
}

static bool is_title(const char *text)
{
    static const char *const ends[] = {"表", "台账", "名单", "清单", "一览", "统计", "名册", "汇总", "登记", "信息", "情况", "明细", "目录", NULL};
    char key[HEADER_BYTES + 8];
    bool mark = false;
    if (!fold_key(text, key, &mark))
        return false;
    if (situ_starts_with(key, "附件") || situ_starts_with(key, "附表") || (situ_starts_with(key, "表") && key[3] >= '0' && key[3] <= '9'))
        return true;
    for (size_t i = 0; ends[i]; i++)
        if (situ_ends_with(key, ends[i]) || (i < 4 && strstr(key, ends[i])))
            return true;
    return false;
}

// --- the header that rules, and whether a row speaks against it ---

typedef struct ruling {
    bool found;
    uint32_t first, last; // rows of its header
    bool sampled;
    bool *figures;        // per column: holds figures
    uint32_t right;       // first column right of its header
} ruling;

// The same words in the same columns, in any of the header's rows.
static bool same_header(const situ_sheet *s, const ruling *r, uint32_t row)
{
    uint32_t own = 0, same = 0;
    for (uint32_t c = 0; c < s->column_count; c++) {
        if (!own_text(s, row, c))
            continue;
        own++;
        for (uint32_t h = r->first; h <= r->last; h++)
            if (strcmp(cell_at(s, row, c)->text, cell_at(s, h, c)->text) == 0) {
                same++;
                break;
            }
    }
    return own > 0 && same >= 2 && same * 10 >= own * 8;
}

// Which columns hold figures, by rows between the header and `end`; titles, notes and headers apart.
static situ_status sample_figures(cutter *k, const situ_sheet *s, ruling *r, uint32_t end, situ_error *err)
{
    uint32_t sampled = 0;
    uint32_t rows = end - r->last - 1, step = rows / SAMPLE_ROWS + 1;
    uint32_t *n = situ_arena_alloc(k->scratch, ((size_t)s->column_count + 1) * 2 * sizeof *n), *figures = n ? n + s->column_count : NULL;
    r->figures = situ_arena_alloc(k->scratch, (size_t)s->column_count + 1);
    if (!r->figures || !n)
        return situ_fail_nomem(err);
    r->sampled = true;
    r->right = 0;
    for (uint32_t row = r->last + 1; row < end; row += step) {
        const char *text = "";
        if (is_blank_row(s, row) || is_single(s, row, &text) || same_header(s, r, row))
            continue;
        sampled++;
        for (uint32_t c = 0; c < s->column_count; c++) {
            const situ_cell *cell = cell_at(s, row, c);
            if (cell->kind == SITU_CELL_EMPTY || !cell->text[0] || situ_clean_is_blank(cell->text))
                continue;
            n[c]++;
            figures[c] += cell->kind != SITU_CELL_STRING || holds_digit(cell->text);
        }
    }
    for (uint32_t c = 0; c < s->column_count; c++) {
        for (uint32_t h = r->first; h <= r->last; h++)
            if (cell_at(s, h, c)->text[0])
                r->right = c + 1;
        r->figures[c] = n[c] >= (sampled > 2 ? 2 : 1) && figures[c] * 10 >= n[c] * 8;
    }
    return SITU_OK;
}

// 若干, 一批: an amount, though no figure.
static bool is_vague(const char *text)
{
    double v = 0;
    const char *unit = NULL, *rule = NULL;
    bool about = false;
    return !situ_clean_number(text, &v, &unit, &about, &rule) && situ_streq(rule, "NUMBER_VAGUE");
}

// An unknown header below a gap: short distinct texts, where the table above holds figures.
static situ_status is_foreign(cutter *k, const situ_sheet *s, ruling *r, uint32_t row, bool title_above, bool *foreign, situ_error *err)
{
    uint32_t own = 0, against = 0, beyond = 0, next = row + 1;
    uint32_t n = s->column_count < SEARCH_COLUMNS ? s->column_count : SEARCH_COLUMNS;
    const char *text = NULL;
    *foreign = false;
    for (uint32_t c = 0; c < n; c++) {
        const situ_cell *cell = cell_at(s, row, c);
        char key[HEADER_BYTES + 8];
        bool mark = false;
        if (!own_text(s, row, c))
            continue;
        if (cell->kind != SITU_CELL_STRING || !fold_key(cell->text, key, &mark) || mark || situ_clean_is_blank(cell->text) || is_vague(cell->text) ||
            (cell->text[0] >= '0' && cell->text[0] <= '9'))
            return SITU_OK;
        for (uint32_t b = 0; b < c; b++)
            if (own_text(s, row, b) && strcmp(cell_at(s, row, b)->text, cell->text) == 0)
                return SITU_OK;
        own++;
    }
    // Something must follow that it heads.
    if (own < 3 || next >= s->row_count || is_blank_row(s, next) || is_single(s, next, &text))
        return SITU_OK;
    if (!r->sampled) {
        situ_status status = sample_figures(k, s, r, row, err);
        if (status != SITU_OK)
            return status;
    }
    for (uint32_t c = 0; c < n; c++) {
        if (!own_text(s, row, c))
            continue;
        beyond += c >= r->right;
        against += r->figures[c] && !holds_digit(cell_at(s, row, c)->text);
    }
    *foreign = against >= 2 || (title_above && against >= 1) || beyond >= 2;
    return SITU_OK;
}

// --- views ---

// Rows row0 .. row1-1 and columns c0 .. c1-1 as a sheet of their own.
static situ_status make_view(situ_sheet *out, const situ_sheet *s, uint32_t row0, uint32_t row1, uint32_t c0, uint32_t c1, situ_arena *arena,
                             situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t columns = c1 - c0;
    size_t n = 0;
    *out = *s;
    out->row_count = row1 - row0;
    out->column_count = columns;
    out->row_hidden = s->row_hidden ? s->row_hidden + row0 : NULL;
    out->column_hidden = s->column_hidden ? s->column_hidden + c0 : NULL;
    out->cells = s->cells + (size_t)row0 * s->column_count;
    if (columns != s->column_count) {
        situ_cell *cells = situ_arena_alloc(arena, ((size_t)out->row_count * columns + 1) * sizeof *cells);
        SITU_TRY_ALLOC(cells);
        for (uint32_t r = 0; r < out->row_count; r++)
            memcpy(cells + (size_t)r * columns, cell_at(s, row0 + r, c0), columns * sizeof *cells);
        out->cells = cells;
    }
    if (row0 == 0 && row1 == s->row_count && columns == s->column_count)
        goto done;
    for (size_t i = 0; i < s->merge_count; i++)
        n += s->merges[i].row0 < row1 && s->merges[i].row1 >= row0 && s->merges[i].column0 < c1 && s->merges[i].column1 >= c0;
    out->merges = situ_arena_alloc(arena, (n + 1) * sizeof *out->merges);
    SITU_TRY_ALLOC(out->merges);
    out->merge_count = 0;
    for (size_t i = 0; i < s->merge_count; i++) {
        situ_merge m = s->merges[i];
        if (m.row0 >= row1 || m.row1 < row0 || m.column0 >= c1 || m.column1 < c0)
            continue;
        out->merges[out->merge_count++] = (situ_merge){(m.row0 > row0 ? m.row0 : row0) - row0, (m.column0 > c0 ? m.column0 : c0) - c0,
                                                      (m.row1 < row1 ? m.row1 : row1 - 1) - row0, (m.column1 < c1 ? m.column1 : c1 - 1) - c0};
    }
done:
    return status;
}

static situ_status add_block(cutter *k, const situ_sheet *s, uint32_t row0, uint32_t row1, uint32_t first_row, uint32_t first_column,
                             situ_error *err)
{
    if (k->count == k->capacity) {
        size_t more = k->capacity ? k->capacity * 2 : 8;
        situ_block *items = situ_arena_alloc(k->arena, more * sizeof *items);
        if (!items)
            return situ_fail_nomem(err);
        if (k->count)
            memcpy(items, k->items, k->count * sizeof *items);
        k->items = items;
        k->capacity = more;
    }
    situ_block *b = &k->items[k->count];
    situ_status status = make_view(&b->sheet, s, row0, row1, 0, s->column_count, k->arena, err);
    if (status != SITU_OK)
        return status;
    b->first_row = first_row + row0;
    b->first_column = first_column;
    k->count++;
    return SITU_OK;
}

// --- one below the other ---

// The first row of the titles that stand above a header, below `floor`.
static uint32_t titles_above(const situ_sheet *s, uint32_t header, uint32_t floor)
{
    uint32_t at = header;
    const char *text = "";
    for (int i = 0; i < TITLE_ROWS && at > floor; i++) {
        if (is_single(s, at - 1, &text) && !is_note(text))
            at--;
        else if (at >= floor + 2 && is_blank_row(s, at - 1) && is_single(s, at - 2, &text) && is_title(text))
            at -= 2;
        else
            break;
    }
    return at;
}

// True when what stands above a header is a table too, one that nobody knows.
static bool table_above(const situ_sheet *s, uint32_t start, uint32_t header)
{
    uint32_t rows = 0;
    for (uint32_t r = start; r < header; r++) {
        uint32_t own = 0;
        bool mark = false;
        for (uint32_t c = 0; c < s->column_count; c++) {
            if (!own_text(s, r, c))
                continue;
            const char *text = cell_at(s, r, c)->text;
            own++;
            mark = mark || strchr(text, ':') || strstr(text, "：");
        }
        rows += own >= 3 && !mark;
    }
    return rows >= 2;
}

static bool strong(const row_look *look, bool gap)
{
    return (look->known >= 3 && look->known * 2 >= look->own && !look->figures) || (gap && look->known >= 2 && (look->known == look->own || (look->own >= 3 && !look->figures && !look->marks)));
}

// The header of the rows from `start` on; not found when none of some table's is among the first rows.
static situ_status find_ruling(cutter *k, const situ_sheet *s, uint32_t start, ruling *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet view;
    situ_header header = {0};
    *r = (ruling){0};
    SITU_TRY(make_view(&view, s, start, s->row_count, 0, s->column_count, k->scratch, err));
    SITU_TRY(situ_header_find(&header, &r->found, &view, false, k->only, k->mapping, k->scratch, err));
    r->first = start + header.first_row;
    r->last = start + header.last_row;
done:
    return status;
}

// Where the block that begins at `start` ends.
static situ_status block_end(cutter *k, const situ_sheet *s, uint32_t start, uint32_t *end, situ_error *err)
{
    situ_status status = SITU_OK;
    ruling r;
    bool gap = true, title = false, foreign = false;
    uint32_t row = start;
    *end = s->row_count;
    SITU_TRY(find_ruling(k, s, start, &r, err));
    if (r.found && table_above(s, start, r.first)) {
        uint32_t at = titles_above(s, r.first, start);
        if (at > start) {
            *end = at;
            goto done;
        }
    }
    if (r.found) {
        row = r.last + 1;
        gap = false;
    }
    for (bool body = r.found; row < s->row_count; row++) {
        row_look look;
        const char *text = "";
        if (is_blank_row(s, row)) {
            gap = true;
            continue;
        }
        if (is_single(s, row, &text)) {
            gap = gap || is_title(text);
            title = title || is_title(text);
            continue;
        }
        if (maybe_header(k, s, row, &look) && strong(&look, gap) && !(r.found && same_header(s, &r, row)) && body) {
            uint32_t head = row, last = row;
            situ_header_span(s, row, &head, &last);
            *end = titles_above(s, head > start ? head : row, r.found ? r.last + 1 : start + 1);
            goto done;
        }
        if (r.found && gap && !same_header(s, &r, row)) {
            SITU_TRY(is_foreign(k, s, &r, row, title, &foreign, err));
            if (foreign) {
                *end = titles_above(s, row, r.last + 1);
                goto done;
            }
        }
        gap = title = false;
        body = true;
    }
done:
    return status;
}

static situ_status cut_rows(cutter *k, const situ_sheet *s, uint32_t first_row, uint32_t first_column, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint32_t start = 0; start < s->row_count;) {
        uint32_t end = s->row_count;
        if (k->count == MAX_BLOCKS) {
            status = situ_fail(err, SITU_E_LIMIT, _("put them on several sheets"), _("more than %d tables on one sheet"), MAX_BLOCKS);
            goto done;
        }
        SITU_TRY(block_end(k, s, start, &end, err));
        if (end <= start)
            end = s->row_count;
        SITU_TRY(add_block(k, s, start, end, first_row, first_column, err));
        start = end;
    }
done:
    return status;
}

// --- side by side ---

// The header of columns c0 .. c1-1 alone: its row, and how many words of it are known.
static bool header_of(const cutter *k, const situ_sheet *s, uint32_t c0, uint32_t c1, uint32_t *row, uint32_t *known)
{
    uint32_t n = s->row_count < SEARCH_ROWS ? s->row_count : SEARCH_ROWS;
    for (uint32_t r = 0; r < n; r++) {
        uint32_t own = 0, words = 0;
        bool mark = false, figures = false;
        for (uint32_t c = c0; c < c1; c++) {
            if (!own_text(s, r, c))
                continue;
            own++;
            figures = figures || cell_at(s, r, c)->kind != SITU_CELL_STRING;
            words += cell_at(s, r, c)->kind == SITU_CELL_STRING && known_word(k, cell_at(s, r, c)->text, &mark);
        }
        if (own >= 2 && words >= 2 && words * 2 >= own && !figures) {
            *row = r;
            *known = words;
            return true;
        }
    }
    return false;
}

// True when columns c0 .. c1-1 are some table on their own.
static situ_status stands_alone(cutter *k, const situ_sheet *s, const uint32_t at[2], bool *alone, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet view;
    situ_header header = {0};
    situ_columns columns;
    uint32_t rows = s->row_count < SEARCH_ROWS ? s->row_count : SEARCH_ROWS;
    SITU_TRY(make_view(&view, s, 0, rows, at[0], at[1], k->scratch, err));
    SITU_TRY(situ_header_find(&header, alone, &view, false, NULL, NULL, k->scratch, err));
    if (*alone)
        SITU_TRY(situ_table_recognise(&columns, alone, &header, "", 0, k->scratch, err));
done:
    return status;
}

// Two neighbours are tables of their own: both have a header and share words, or do not begin or end in
// the same rows. Otherwise the empty column only spaces one table.
static situ_status are_apart(cutter *k, const situ_sheet *s, const uint32_t a[2], const uint32_t b[2], bool *apart, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t row_a = 0, row_b = 0, known_a = 0, known_b = 0, last_a = 0, last_b = 0, shared = 0;
    *apart = false;
    if (!header_of(k, s, a[0], a[1], &row_a, &known_a) || !header_of(k, s, b[0], b[1], &row_b, &known_b))
        return SITU_OK;
    for (uint32_t i = a[0]; i < a[1] && row_a == row_b; i++)
        for (uint32_t j = b[0]; j < b[1]; j++)
            shared += own_text(s, row_a, i) && own_text(s, row_b, j) && strcmp(cell_at(s, row_a, i)->text, cell_at(s, row_b, j)->text) == 0;
    for (uint32_t r = row_a; r < s->row_count; r++)
        for (uint32_t c = a[0]; c < b[1]; c++)
            if (own_text(s, r, c)) {
                last_a = c < a[1] ? r : last_a;
                last_b = c >= b[0] ? r : last_b;
            }
    uint32_t differ = last_a > last_b ? last_a - last_b : last_b - last_a;
    if (shared >= 2)
        *apart = true;
    else if (shared == 1 || row_a != row_b || differ >= 3)
        SITU_TRY(stands_alone(k, s, b, apart, err));
done:
    return status;
}

static situ_status find_segments(cutter *k, const situ_sheet *s, uint32_t (*segments)[2], size_t *count, situ_error *err)
{
    bool *filled = situ_arena_alloc(k->scratch, (size_t)s->column_count + 1);
    uint32_t empty = 0;
    const char *text = "";
    if (!filled)
        return situ_fail_nomem(err);
    *count = 0;
    for (uint32_t r = 0; r < s->row_count; r++) {
        bool single = r < SEARCH_ROWS && is_single(s, r, &text); // a title over all tables
        empty = 0;
        for (uint32_t c = 0; c < s->column_count; c++) {
            filled[c] = filled[c] || (!single && own_text(s, r, c));
            empty += !filled[c];
        }
        if (empty == 0)
            break;
    }
    for (uint32_t c = 0; c < s->column_count && *count < MAX_SIDE; c++)
        if (filled[c] && (c == 0 || !filled[c - 1])) {
            uint32_t last = c;
            while (last < s->column_count && filled[last])
                last++;
            segments[*count][0] = c;
            segments[*count][1] = last;
            ++*count;
        }
    return SITU_OK;
}

static situ_status cut_columns(cutter *k, const situ_sheet *s, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t segments[MAX_SIDE][2];
    size_t n = 0, kept = 0;
    SITU_TRY(find_segments(k, s, segments, &n, err));
    for (size_t i = 1; i < n; i++) {
        bool apart = false;
        SITU_TRY(are_apart(k, s, segments[kept], segments[i], &apart, err));
        if (apart) {
            kept++;
            segments[kept][0] = segments[i][0];
        }
        segments[kept][1] = segments[i][1];
    }
    if (kept == 0) {
        status = cut_rows(k, s, 0, 0, err);
        goto done;
    }
    segments[0][0] = 0;
    for (size_t i = 0; i <= kept; i++) {
        situ_sheet view;
        uint32_t right = i == kept ? s->column_count : segments[i][1], rows = s->row_count;
        SITU_TRY(make_view(&view, s, 0, s->row_count, segments[i][0], right, k->arena, err));
        while (rows > 0 && is_blank_row(&view, rows - 1))
            rows--; // the other table is longer
        view.row_count = rows;
        SITU_TRY(cut_rows(k, &view, 0, segments[i][0], err));
    }
done:
    return status;
}

situ_status situ_blocks_find(situ_block **out, size_t *count, const situ_sheet *sheet, const situ_schema *only,
                             const situ_mapping *mapping, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    cutter k = {.mapping = mapping, .only = only, .arena = arena};
    *count = 0;
    *out = NULL;
    if (mapping && mapping->header_row > 0) { // the sheet is one table, it was said
        SITU_TRY(add_block(&k, sheet, 0, sheet->row_count, 0, 0, err));
        goto done;
    }
    SITU_TRY_ALLOC(k.scratch = situ_arena_new());
    SITU_TRY(situ_known_words(&k.words, mapping, k.scratch, err));
    SITU_TRY(cut_columns(&k, sheet, err));
done:
    situ_map_free(k.words);
    situ_arena_free(k.scratch);
    *out = k.items;
    *count = k.count;
    return status;
}

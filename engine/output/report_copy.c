// SPDX-License-Identifier: MIT
// Each source sheet's own cells in their places, with the fate of rows and cells in colour: corrected
// there, the workbook is imported again.
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "ledger/sheets.h"
#include "output/report_internal.h"

#define FATE_HEADER "〔situ〕处理结果"
#define NUMBER_HEADER "〔situ〕编号"

typedef enum row_state { ROW_OUTSIDE, ROW_USED, ROW_REPAIRED, ROW_DOUBT, ROW_REJECTED, ROW_SKIPPED } row_state;

// Where a part's two added columns go; UINT16_MAX = nowhere.
typedef struct added {
    uint16_t fate, number;
} added;

typedef struct copy {
    situ_workbook *book;
    const situ_report_index *index;
    const situ_report_group *group;
    const situ_sheet *sheet;
    const situ_ledger_part **parts; // of this sheet, recognised
    added *added;
    bool **codes; // per part and column: text even where the sheet has a number
    size_t part_count;
    const char **ids;     // per sheet row: the row's number, NULL = not stored
    size_t next;          // first finding not yet passed
    size_t comments;
    unsigned char *widths; // of the sheet's columns, in half-width signs
} copy;

enum { FATE_WIDTH = 34, NUMBER_WIDTH = 18, WIDEST = 28 };

// --- what is known of the rows ---

static situ_status find_rows(copy *c, const situ_bundle *bundle, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t n = c->sheet->row_count;
    c->ids = situ_calloc((size_t)n + 1, sizeof *c->ids);
    SITU_TRY_ALLOC(c->ids);
    for (size_t t = 0; bundle && t < bundle->table_count; t++) {
        const situ_table *table = bundle->tables[t];
        const situ_schema *schema = situ_schema_find(table->name);
        int id = situ_table_find(table, "id"), sheet = situ_table_find(table, "src_sheet"), row = situ_table_find(table, "src_row");
        int file = situ_table_find(table, "src_file");
        bool main_table = false; // stock rows of a wide depot sheet stand behind its depots
        for (size_t p = 0; p < c->part_count; p++)
            main_table = main_table || c->parts[p]->schema == schema;
        for (size_t i = 0; i < table->row_count; i++) {
            const char *name = situ_table_text(table, i, sheet), *from = situ_table_text(table, i, file);
            int64_t at = situ_table_int(table, i, row);
            if (at < 1 || at > (int64_t)n || strcmp(name ? name : "", c->group->sheet) != 0 || (from && strcmp(from, c->group->file) != 0))
                continue;
            if (c->ids[at - 1] && !main_table)
                continue;
            const char *text = situ_table_text(table, i, id);
            c->ids[at - 1] = text ? text : "";
        }
    }
done:
    return status;
}

static bool column_is_code(const situ_ledger_part *part, uint32_t k)
{
    const situ_ledger_column *column = &part->columns[k];
    const situ_field *f = column->field ? situ_schema_field(part->schema, column->field) : NULL;
    if (f && f->kind != SITU_FIELD_TEXT && f->kind != SITU_FIELD_PHONE)
        return false;
    static const char *const words[] = {"代码", "编码", "编号", "电话", "手机", "身份证", "号码", "联系方式"};
    for (size_t i = 0; column->header && i < sizeof words / sizeof *words; i++)
        if (strstr(column->header, words[i]))
            return true;
    return (f && f->kind == SITU_FIELD_PHONE) || situ_streq(column->field, "id");
}

static bool columns_free(const copy *c, const situ_ledger_part *p, uint32_t column)
{
    for (uint32_t r = p->header_first; r <= p->last_row && r < c->sheet->row_count; r++)
        for (uint32_t k = column; k < column + 2 && k < c->sheet->column_count; k++)
            if (c->sheet->cells[(size_t)r * c->sheet->column_count + k].kind != SITU_CELL_EMPTY)
                return false;
    return true;
}

// Right behind the part's last column where that is free, else behind the sheet's; a part with another
// to its right gets none.
static void choose_columns(copy *c, size_t i)
{
    const situ_ledger_part *p = c->parts[i];
    uint32_t end = p->first_column + p->column_count;
    c->added[i] = (added){UINT16_MAX, UINT16_MAX};
    for (size_t k = 0; k < c->part_count; k++)
        if (c->parts[k]->first_column >= end && c->parts[k]->first_row <= p->last_row && c->parts[k]->last_row >= p->first_row)
            return;
    if (!columns_free(c, p, end))
        end = c->sheet->column_count;
    if (end + 2 > SITU_WORKBOOK_MAX_COLUMNS)
        return;
    c->added[i] = (added){(uint16_t)end, (uint16_t)(end + 1)};
}

static situ_status prepare(copy *c, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_ledger_result *r = c->group->of->result;
    c->parts = situ_calloc(r->part_count + 1, sizeof *c->parts);
    c->added = situ_calloc(r->part_count + 1, sizeof *c->added);
    c->codes = situ_calloc(r->part_count + 1, sizeof *c->codes);
    SITU_TRY_ALLOC(c->parts && c->added && c->codes ? c->parts : NULL);
    for (size_t i = 0; i < r->part_count; i++)
        if (r->parts[i].schema && strcmp(r->parts[i].sheet ? r->parts[i].sheet : "", c->group->sheet) == 0)
            c->parts[c->part_count++] = &r->parts[i];
    for (size_t i = 0; i < c->part_count; i++) {
        choose_columns(c, i);
        c->codes[i] = situ_calloc((size_t)c->parts[i]->column_count + 1, sizeof **c->codes);
        SITU_TRY_ALLOC(c->codes[i]);
        for (uint32_t k = 0; c->parts[i]->columns && k < c->parts[i]->column_count; k++)
            c->codes[i][k] = column_is_code(c->parts[i], k);
    }
    SITU_TRY(find_rows(c, r->bundle, err));
done:
    return status;
}

// The part a cell lies in; column UINT32_MAX = the last one that has the row. -1 = none.
static int part_at(const copy *c, uint32_t row, uint32_t column)
{
    int found = -1;
    for (size_t i = 0; i < c->part_count; i++) {
        const situ_ledger_part *p = c->parts[i];
        if (row < p->first_row || row > p->last_row)
            continue;
        if (column == UINT32_MAX || (column >= p->first_column && column < p->first_column + p->column_count))
            found = (int)i;
    }
    return found;
}

// --- one row ---

typedef struct row_view {
    uint32_t row;
    const situ_placed *first; // its findings
    size_t count;
    row_state state;
} row_view;

static const situ_issue *issue_of(const copy *c, const situ_placed *p)
{
    return situ_report_get(c->index->book->report, p->index);
}

static void view_row(copy *c, uint32_t row, row_view *v)
{
    const situ_placed *all = c->index->placed + c->group->first;
    *v = (row_view){.row = row};
    while (c->next < c->group->count && all[c->next].row <= (long)row)
        c->next++; // of the sheet as a whole
    size_t end = c->next;
    while (end < c->group->count && all[end].row == (long)row + 1)
        end++;
    v->first = all + c->next;
    v->count = end - c->next;
    int part = part_at(c, row, UINT32_MAX);
    bool header = part >= 0 && row <= c->parts[part]->header_last;
    bool bad = false, doubt = false, repaired = false;
    for (size_t i = 0; i < v->count; i++) {
        const situ_issue *issue = issue_of(c, &v->first[i]);
        bad = bad || issue->severity == SITU_ERROR;
        doubt = doubt || issue->severity == SITU_WARN;
        repaired = repaired || situ_issue_is_repair(issue);
    }
    if (part < 0 || header)
        v->state = part < 0 && c->part_count == 0 ? ROW_SKIPPED : ROW_OUTSIDE;
    else if (c->ids[row])
        v->state = doubt || bad ? ROW_DOUBT : repaired ? ROW_REPAIRED : ROW_USED;
    else
        v->state = bad ? ROW_REJECTED : ROW_SKIPPED;
}

static situ_status comment_on(copy *c, uint32_t row, uint16_t column, const row_view *v, uint32_t only, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str text;
    situ_str_init(&text);
    for (size_t i = 0; i < v->count; i++) {
        const situ_issue *issue = issue_of(c, &v->first[i]);
        if (v->first[i].column != only)
            continue;
        situ_str_addf(&text, "%s【%s】", text.length ? "\n" : "", situ_rule_label(issue->rule));
        if (issue->old_value && issue->new_value)
            situ_str_addf(&text, "%s → %s", issue->old_value, issue->new_value);
        if (issue->message && issue->message[0])
            situ_str_addf(&text, "%s%s", issue->old_value && issue->new_value ? "\n" : "", issue->message);
        if (issue->cure && issue->cure[0])
            situ_str_addf(&text, "\n办法：%s", issue->cure);
    }
    if (text.length == 0 || c->comments >= SITU_REPORT_MAX_COMMENTS)
        goto done;
    SITU_TRY_ALLOC(situ_str_ok(&text) ? text.data : NULL);
    c->comments++;
    SITU_TRY(situ_workbook_comment(c->book, row, column, text.data, err));
done:
    situ_str_free(&text);
    return status;
}

static situ_cell_style cell_style(const copy *c, const row_view *v, uint32_t column)
{
    static const situ_cell_style by_state[] = {[ROW_OUTSIDE] = SITU_CELL_COPY_TITLE, [ROW_USED] = SITU_CELL_COPY, [ROW_REPAIRED] = SITU_CELL_COPY,
                                               [ROW_DOUBT] = SITU_CELL_COPY, [ROW_REJECTED] = SITU_CELL_COPY_REJECTED, [ROW_SKIPPED] = SITU_CELL_COPY_SKIPPED};
    situ_cell_style style = by_state[v->state];
    int part = part_at(c, v->row, column);
    if (part >= 0 && v->row >= c->parts[part]->header_first && v->row <= c->parts[part]->header_last)
        style = SITU_CELL_COPY_HEADER;
    for (size_t i = 0; i < v->count; i++) {
        const situ_issue *issue = issue_of(c, &v->first[i]);
        if (v->first[i].column != column)
            continue;
        if (issue->severity == SITU_ERROR)
            style = SITU_CELL_COPY_BAD;
        else if (issue->severity == SITU_WARN && style != SITU_CELL_COPY_BAD)
            style = SITU_CELL_COPY_DOUBT;
        else if (situ_issue_is_repair(issue) && style != SITU_CELL_COPY_BAD && style != SITU_CELL_COPY_DOUBT)
            style = SITU_CELL_COPY_REPAIRED;
    }
    return style;
}

static situ_status write_cell(copy *c, uint32_t row, uint32_t column, situ_cell_style style, situ_error *err)
{
    const situ_cell *cell = &c->sheet->cells[(size_t)row * c->sheet->column_count + column];
    uint16_t at = (uint16_t)column;
    if (cell->kind == SITU_CELL_EMPTY || (cell->merged_fill && !cell->text[0]))
        return situ_workbook_text(c->book, row, at, "", style, err);
    if (cell->merged_fill)
        return situ_workbook_text(c->book, row, at, "", style, err); // the merge is made again
    int part = part_at(c, row, column);
    bool code = part >= 0 && c->codes[part][column - c->parts[part]->first_column] && row > c->parts[part]->header_last;
    if (cell->kind == SITU_CELL_NUMBER && !code)
        return situ_workbook_number(c->book, row, at, cell->number, style, err);
    if (cell->kind == SITU_CELL_ISO_DATE)
        return situ_workbook_day(c->book, row, at, cell->text, style, err);
    return code ? situ_workbook_code(c->book, row, at, cell->text, style, err) : situ_workbook_text(c->book, row, at, cell->text, style, err);
}

// What became of the row, in words.
static situ_status fate_text(const copy *c, const row_view *v, situ_str *out, situ_error *err)
{
    static const char *const words[] = {[ROW_OUTSIDE] = "", [ROW_USED] = "已采用", [ROW_REPAIRED] = "修正后采用", [ROW_DOUBT] = "已采用，请核对",
                                        [ROW_REJECTED] = "未入库", [ROW_SKIPPED] = ""};
    const char *seen[6];
    size_t n = 0;
    situ_str_clear(out);
    situ_str_add(out, words[v->state]);
    if (v->state == ROW_USED || v->state == ROW_OUTSIDE)
        return SITU_OK;
    for (int severity = SITU_ERROR; severity >= SITU_INFO; severity--)
        for (size_t i = 0; i < v->count && n < 6; i++) {
            const situ_issue *issue = issue_of(c, &v->first[i]);
            bool known = (int)issue->severity != severity || (issue->severity == SITU_INFO && v->state != ROW_SKIPPED && !situ_issue_is_repair(issue));
            for (size_t k = 0; k < n && !known; k++)
                known = situ_streq(seen[k], issue->rule);
            if (known || (v->state == ROW_REJECTED && issue->severity != SITU_ERROR))
                continue;
            seen[n++] = issue->rule;
            if (issue->severity == SITU_ERROR && issue->message)
                situ_str_addf(out, "%s%s", n == 1 ? "：" : "；", issue->message);
            else
                situ_str_addf(out, "%s%s", n > 1 ? "、" : v->state == ROW_SKIPPED ? "跳过：" : "：", situ_rule_label(issue->rule));
        }
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}

static situ_status write_added(copy *c, const row_view *v, const situ_str *text, situ_error *err)
{
    situ_status status = SITU_OK;
    static const situ_cell_style styles[] = {[ROW_OUTSIDE] = SITU_CELL_COPY_MADE, [ROW_USED] = SITU_CELL_COPY_MADE, [ROW_REPAIRED] = SITU_CELL_REPAIRED,
                                             [ROW_DOUBT] = SITU_CELL_WARN, [ROW_REJECTED] = SITU_CELL_ERROR, [ROW_SKIPPED] = SITU_CELL_COPY_SKIPPED};
    int part = part_at(c, v->row, UINT32_MAX);
    if (part < 0 || c->added[part].fate == UINT16_MAX || v->row < c->parts[part]->header_first)
        return SITU_OK;
    added a = c->added[part];
    const situ_ledger_part *p = c->parts[part];
    if (v->row <= p->header_last) {
        bool first = v->row == p->header_first;
        SITU_TRY(situ_workbook_text(c->book, v->row, a.fate, first ? FATE_HEADER : "", SITU_CELL_COPY_MADE_HEADER, err));
        SITU_TRY(situ_workbook_text(c->book, v->row, a.number, first ? NUMBER_HEADER : "", SITU_CELL_COPY_MADE_HEADER, err));
        goto done;
    }
    if (v->state == ROW_SKIPPED && text->length == 0)
        goto done; // an empty row stays one
    SITU_TRY(situ_workbook_text(c->book, v->row, a.fate, text->data, styles[v->state], err));
    SITU_TRY(comment_on(c, v->row, a.fate, v, UINT32_MAX, err));
    const char *number = c->ids[v->row];
    for (uint32_t k = 0; !number && p->columns && k < p->column_count; k++) // a rejected row keeps the number it came with
        if (situ_streq(p->columns[k].field, "id"))
            number = c->sheet->cells[(size_t)v->row * c->sheet->column_count + p->first_column + k].text;
    SITU_TRY(situ_workbook_code(c->book, v->row, a.number, v->state == ROW_SKIPPED ? NULL : number, SITU_CELL_COPY_MADE, err));
done:
    return status;
}

// As high as its fullest cell needs: programs do not agree on growing rows by themselves.
static situ_status set_height(const copy *c, const row_view *v, const situ_str *text, situ_error *err)
{
    size_t lines = 1, n;
    int part = part_at(c, v->row, UINT32_MAX);
    bool title = part < 0 || v->row < c->parts[part]->header_first;
    for (uint32_t k = 0; k < c->sheet->column_count && !title; k++) {
        const situ_cell *cell = &c->sheet->cells[(size_t)v->row * c->sheet->column_count + k];
        if (cell->kind != SITU_CELL_STRING || cell->merged_fill)
            continue;
        n = situ_workbook_lines(cell->text, c->widths[k]);
        lines = n > lines ? n : lines;
    }
    n = situ_workbook_lines(text->data, FATE_WIDTH);
    lines = n > lines ? n : lines;
    return situ_workbook_height(c->book, v->row, situ_workbook_lines_height(lines > 8 ? 8 : lines), err);
}

static situ_status write_row(copy *c, uint32_t row, situ_str *text, situ_error *err)
{
    situ_status status = SITU_OK;
    row_view v;
    view_row(c, row, &v);
    bool any = v.count > 0 || v.state != ROW_SKIPPED;
    for (uint32_t k = 0; !any && k < c->sheet->column_count; k++)
        any = c->sheet->cells[(size_t)row * c->sheet->column_count + k].kind != SITU_CELL_EMPTY;
    SITU_TRY(fate_text(c, &v, text, err));
    if (v.state != ROW_OUTSIDE || part_at(c, row, UINT32_MAX) >= 0)
        SITU_TRY(set_height(c, &v, text, err));
    for (uint32_t k = 0; any && k < c->sheet->column_count; k++) {
        SITU_TRY(write_cell(c, row, k, cell_style(c, &v, k), err));
        if (v.count > 0)
            SITU_TRY(comment_on(c, row, (uint16_t)k, &v, k, err));
    }
    SITU_TRY(write_added(c, &v, text, err));
    c->next += v.count;
done:
    return status;
}

// --- the sheet ---

// Wide enough for what the first rows hold, in half-width signs; long headers break in two.
static situ_status set_widths(copy *c, situ_error *err)
{
    situ_status status = SITU_OK;
    enum { LOOK_AT = 300 };
    uint32_t n = c->sheet->column_count;
    size_t total = 0;
    SITU_TRY_ALLOC(c->widths = situ_malloc((size_t)n + 1));
    for (uint32_t k = 0; k < n; k++) {
        size_t best = 7;
        for (uint32_t r = 0; r < c->sheet->row_count && r < LOOK_AT; r++) {
            const situ_cell *cell = &c->sheet->cells[(size_t)r * n + k];
            int part = part_at(c, r, k);
            if (part < 0 || r < c->parts[part]->header_first || cell->merged_fill)
                continue; // titles run across
            size_t width = 2;
            for (const char *p = cell->text, *end = p + strlen(p); p < end && width < 60;)
                width += situ_utf8_is_wide(situ_utf8_next(&p, end)) ? 2 : 1;
            if (r <= c->parts[part]->header_last && width > 12)
                width = width / 2 + 2 > 12 ? width / 2 + 2 : 12;
            best = width > best ? width : best;
        }
        c->widths[k] = (unsigned char)(best > WIDEST ? WIDEST : best);
        total += c->widths[k];
        SITU_TRY(situ_workbook_width(c->book, (uint16_t)k, (uint16_t)k, c->widths[k], err));
    }
    for (size_t i = 0; i < c->part_count; i++)
        if (c->added[i].fate != UINT16_MAX && c->added[i].fate >= n) {
            SITU_TRY(situ_workbook_width(c->book, c->added[i].fate, c->added[i].fate, FATE_WIDTH, err));
            SITU_TRY(situ_workbook_width(c->book, c->added[i].number, c->added[i].number, NUMBER_WIDTH, err));
        }
    situ_workbook_wide_page(c->book, (double)total + FATE_WIDTH + NUMBER_WIDTH, c->part_count == 1 && n > 4 ? 2 : 0);
done:
    return status;
}

// Merged areas again, but none that touches another: spreadsheets refuse such files.
static situ_status join_cells(copy *c, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = c->sheet->column_count, rows = c->sheet->row_count;
    unsigned char *covered = situ_calloc((n * rows + 7) / 8 + 1, 1);
    SITU_TRY_ALLOC(covered);
    for (size_t i = 0; i < c->sheet->merge_count; i++) {
        situ_merge m = c->sheet->merges[i];
        if (m.row0 >= rows || m.column0 >= n)
            continue;
        m.row1 = m.row1 < rows ? m.row1 : (uint32_t)rows - 1;
        m.column1 = m.column1 < n ? m.column1 : (uint32_t)n - 1;
        bool is_free = true;
        for (size_t r = m.row0; r <= m.row1 && is_free; r++)
            for (size_t k = m.column0; k <= m.column1 && is_free; k++)
                is_free = !(covered[(r * n + k) / 8] & (1u << ((r * n + k) % 8)));
        if (!is_free)
            continue;
        for (size_t r = m.row0; r <= m.row1; r++)
            for (size_t k = m.column0; k <= m.column1; k++)
                covered[(r * n + k) / 8] |= (unsigned char)(1u << ((r * n + k) % 8));
        SITU_TRY(situ_workbook_join(c->book, m.row0, (uint16_t)m.column0, m.row1, (uint16_t)m.column1, err));
    }
    for (size_t i = 0; i < c->part_count; i++)
        if (c->added[i].fate != UINT16_MAX) {
            SITU_TRY(situ_workbook_join(c->book, c->parts[i]->header_first, c->added[i].fate, c->parts[i]->header_last, c->added[i].fate, err));
            SITU_TRY(situ_workbook_join(c->book, c->parts[i]->header_first, c->added[i].number, c->parts[i]->header_last, c->added[i].number, err));
        }
done:
    situ_free(covered);
    return status;
}

static void copy_free(copy *c)
{
    for (size_t i = 0; c->codes && i < c->part_count; i++)
        situ_free(c->codes[i]);
    situ_free(c->codes);
    situ_free(c->parts);
    situ_free(c->added);
    situ_free(c->ids);
    situ_free(c->widths);
}

static situ_status write_copy(situ_workbook *book, const situ_report_index *index, const situ_report_group *group, situ_error *err)
{
    situ_status status;
    copy c = {.book = book, .index = index, .group = group, .sheet = group->cells};
    situ_str text;
    situ_str_init(&text);
    SITU_TRY(prepare(&c, err));
    SITU_TRY(situ_workbook_sheet(book, group->name, err));
    SITU_TRY(set_widths(&c, err));
    for (uint32_t row = 0; row < c.sheet->row_count; row++)
        SITU_TRY(write_row(&c, row, &text, err));
    SITU_TRY(join_cells(&c, err));
    if (c.part_count == 1 && c.parts[0]->header_last < 12)
        SITU_TRY(situ_workbook_freeze(book, c.parts[0]->header_last + 1, 0));
    status = SITU_OK;
done:
    copy_free(&c);
    situ_str_free(&text);
    return status;
}

situ_status situ_report_copies(situ_workbook *book, const situ_report_index *index, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < index->group_count && status == SITU_OK; i++)
        if (index->groups[i].name[0])
            status = write_copy(book, index, &index->groups[i], err);
    return status;
}

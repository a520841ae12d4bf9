// SPDX-License-Identifier: MIT
// What each column was taken for, and every finding with a link to its cell.
#include <stdio.h>
#include <string.h>

#include "ledger/sheets.h"
#include "output/report_internal.h"

static situ_status headers(situ_workbook *book, uint32_t row, const char *const *words, const double *widths, situ_error *err)
{
    situ_status status = situ_workbook_height(book, row, 22, err);
    for (uint16_t c = 0; words[c] && status == SITU_OK; c++) {
        status = situ_workbook_text(book, row, c, words[c], SITU_CELL_HEADER, err);
        if (status == SITU_OK)
            status = situ_workbook_width(book, c, c, widths[c], err);
    }
    return status;
}

// --- 〔字段对应〕 ---

static const char *how_word(const char *how)
{
    static const char *const words[][2] = {{"alias", "列名一致"}, {"close", "列名相近，请核对"}, {"mapping", "按映射文件"}, {"values", "按内容判断，请核对"},
                                           {"group", "同一组多列合并"}, {"item", "物资品名列，转为物资台账"}};
    for (size_t i = 0; how && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], how) == 0)
            return words[i][1];
    return how ? how : "没有对应字段，原文随行保存";
}

static const char *how_of(const situ_ledger_column *c)
{
    return !c->field ? how_word(NULL) : strcmp(c->field, "item") == 0 ? how_word("item") : how_word(c->how);
}

static const char *why_word(const char *why)
{
    static const char *const words[][2] = {{"declared", "导入时指定"}, {"header", "表头写明"}, {"column", "“坐标系”列写明"}, {"inferred", "由落点与所报乡镇、村相合推定"},
                                           {"assumed", "没有证据，按默认"}};
    for (size_t i = 0; why && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], why) == 0)
            return words[i][1];
    return why ? why : "";
}

static const char *column_label(const situ_ledger_part *part, const situ_ledger_column *c)
{
    if (!c->field)
        return "";
    if (strcmp(c->field, "id") == 0)
        return "编号";
    if (strcmp(c->field, "item") == 0)
        return "物资品名";
    return situ_field_label(part->schema->name, c->field);
}

static situ_status write_part(situ_workbook *book, const situ_report_index *index, const char *file, const situ_ledger_part *part, uint32_t *row,
                              situ_error *err)
{
    situ_status status;
    for (uint32_t c = 0; c < part->column_count; c++) {
        const situ_ledger_column *column = &part->columns[c];
        if (!column->field && (!column->header || !column->header[0]))
            continue; // an empty column
        char cell[16], letters[16];
        situ_cell_name(part->header_last, part->first_column + c, cell);
        snprintf(letters, sizeof letters, "%.*s", (int)strcspn(cell, "0123456789"), cell);
        const char *rows = part->header_first == part->header_last
                               ? situ_arena_printf(index->arena, "第%u行", (unsigned)part->header_first + 1)
                               : situ_arena_printf(index->arena, "第%u—%u行", (unsigned)part->header_first + 1, (unsigned)part->header_last + 1);
        SITU_TRY_ALLOC(rows);
        bool taken = column->field != NULL, close = taken && column->how && (strcmp(column->how, "close") == 0 || strcmp(column->how, "values") == 0);
        const char *const texts[] = {file, part->sheet, part->schema->label, rows, letters, column->header, column_label(part, column), how_of(column)};
        size_t lines = situ_workbook_lines(texts[5], 34), of_file = situ_workbook_lines(file, 30);
        SITU_TRY(situ_workbook_height(book, *row, situ_workbook_lines_height(lines > of_file ? lines : of_file), err));
        for (uint16_t k = 0; k < 8; k++) {
            situ_cell_style style = !taken && k >= 6 ? SITU_CELL_GREY : close && k == 7 ? SITU_CELL_WARN : k == 3 || k == 4 ? SITU_CELL_CENTER : SITU_CELL_PLAIN;
            SITU_TRY(situ_workbook_text(book, *row, k, texts[k], style, err));
        }
        ++*row;
    }
    status = SITU_OK;
done:
    return status;
}

static situ_status write_frames(situ_workbook *book, const situ_report_index *index, uint32_t *row, situ_error *err)
{
    situ_status status = SITU_OK;
    static const char *const words[] = {"文件", "工作表", "数据表", "数据行", "", "坐标系", "依据", "", NULL};
    SITU_TRY(situ_workbook_height(book, *row, 22, err));
    for (uint16_t c = 0; words[c]; c++)
        SITU_TRY(situ_workbook_text(book, *row, c, words[c], SITU_CELL_HEADER, err));
    SITU_TRY(situ_workbook_join(book, *row, 3, *row, 4, err));
    SITU_TRY(situ_workbook_join(book, *row, 6, *row, 7, err));
    ++*row;
    for (size_t f = 0; f < index->book->file_count; f++) {
        const situ_ledger_result *r = index->book->files[f].result;
        for (size_t i = 0; r && i < r->part_count; i++, ++*row) {
            const situ_ledger_part *p = &r->parts[i];
            bool known = p->schema != NULL, placed = p->crs && p->crs[0];
            bool assumed = placed && p->crs_why && strcmp(p->crs_why, "assumed") == 0;
            char rows[48] = "";
            SITU_TRY(situ_workbook_height(book, *row, situ_workbook_lines_height(situ_workbook_lines(index->book->files[f].file, 30)), err));
            if (known && p->last_row > p->header_last)
                snprintf(rows, sizeof rows, "第%u—%u行", (unsigned)p->header_last + 2, (unsigned)p->last_row + 1);
            SITU_TRY(situ_workbook_text(book, *row, 0, index->book->files[f].file, SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_text(book, *row, 1, p->sheet, SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_text(book, *row, 2, known ? p->schema->label : "没有认出", known ? SITU_CELL_PLAIN : SITU_CELL_WARN, err));
            SITU_TRY(situ_workbook_merge(book, *row, 3, *row, 4, rows, SITU_CELL_CENTER, err));
            SITU_TRY(situ_workbook_text(book, *row, 5, placed ? situ_crs_label(p->crs) : known ? "没有坐标" : "", SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_merge(book, *row, 6, *row, 7, placed ? why_word(p->crs_why) : "", assumed ? SITU_CELL_WARN : SITU_CELL_PLAIN, err));
        }
    }
done:
    return status;
}

situ_status situ_report_mapping(situ_workbook *book, const situ_report_index *index, situ_error *err)
{
    situ_status status;
    static const char *const words[] = {"文件", "工作表", "数据表", "表头", "列", "列名（表头）", "对应字段", "依据", NULL};
    static const double widths[] = {30, 18, 16, 11, 7, 34, 24, 34};
    uint32_t row = 0;
    SITU_TRY(situ_workbook_sheet(book, "〔字段对应〕", err));
    situ_workbook_report_page(book, true);
    for (uint16_t c = 0; words[c]; c++)
        SITU_TRY(situ_workbook_width(book, c, c, widths[c], err));
    SITU_TRY(situ_workbook_height(book, 0, 30, err));
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, 7, "每张表、每一列被当作什么", SITU_CELL_BAR, err));
    SITU_TRY(situ_workbook_height(book, 1, 20, err));
    SITU_TRY(situ_workbook_merge(book, 1, 0, 1, 7, "认错了的：改原表的列名，或导入时用 --as 表名、--crs 坐标系、--mapping 映射文件 指明。", SITU_CELL_BAR_NOTE, err));
    row = 3;
    SITU_TRY(write_frames(book, index, &row, err));
    row++;
    uint32_t first = row;
    SITU_TRY(situ_workbook_repeat(book, row, row, err));
    SITU_TRY(headers(book, row++, words, widths, err));
    for (size_t f = 0; f < index->book->file_count; f++) {
        const situ_ledger_result *r = index->book->files[f].result;
        for (size_t i = 0; r && i < r->part_count; i++)
            if (r->parts[i].schema && r->parts[i].columns)
                SITU_TRY(write_part(book, index, index->book->files[f].file, &r->parts[i], &row, err));
    }
    if (row > first + 1)
        SITU_TRY(situ_workbook_filter(book, first, 0, row - 1, 7, err));
done:
    return status;
}

// --- 〔问题〕 ---

static const char *const WORDS[] = {"级别", "规则", "文件", "工作表", "行", "单元格", "字段", "原值", "改为", "说明", "怎么办", NULL};
static const double WIDTHS[] = {8, 18, 24, 16, 8, 10, 16, 20, 20, 46, 46};
enum { COLUMN_CELL = 5, COLUMNS = 11 };

static situ_status write_finding(situ_workbook *book, const situ_report_index *index, const situ_placed *p, uint32_t row, situ_error *err)
{
    situ_status status;
    const situ_issue *issue = situ_report_get(index->book->report, p->index);
    const situ_report_group *g = &index->groups[p->group];
    char cell[16] = "";
    if (p->row > 0 && p->row <= SITU_WORKBOOK_MAX_ROWS)
        situ_cell_name((uint32_t)(p->row - 1), p->column == UINT32_MAX ? 0 : p->column, cell);
    const char *texts[COLUMNS] = {situ_severity_word(issue->severity), situ_rule_label(issue->rule), issue->file, issue->sheet, NULL, issue->cell,
                                  situ_field_label(issue->table, issue->field), issue->old_value, issue->new_value, issue->message, issue->cure};
    bool linked = g->name[0] && cell[0];
    size_t lines = 1;
    for (uint16_t c = 0; c < COLUMNS; c++) {
        size_t n = situ_workbook_lines(texts[c], WIDTHS[c]);
        lines = n > lines ? n : lines;
    }
    SITU_TRY(situ_workbook_height(book, row, situ_workbook_lines_height(lines > 12 ? 12 : lines), err));
    for (uint16_t c = 0; c < COLUMNS; c++) {
        situ_cell_style style = c == 0 ? (issue->severity == SITU_INFO ? SITU_CELL_CENTER : situ_severity_style(issue->severity))
                                : c == 8 && issue->new_value ? SITU_CELL_REPAIRED : SITU_CELL_PLAIN;
        if (c == 4 && p->row > 0) {
            SITU_TRY(situ_workbook_number(book, row, c, (double)p->row, SITU_CELL_PLAIN, err));
        } else if (c == COLUMN_CELL && linked) {
            const char *target = situ_arena_printf(index->arena, "internal:'%s'!%s", g->name, cell);
            SITU_TRY_ALLOC(target);
            SITU_TRY(situ_workbook_link(book, row, c, target, issue->cell ? issue->cell : "整行", "点此到该格", SITU_CELL_LINK, err));
        } else if (c == 7 || c == 8) {
            SITU_TRY(situ_workbook_code(book, row, c, texts[c], style, err));
        } else {
            SITU_TRY(situ_workbook_text(book, row, c, texts[c], style, err));
        }
    }
done:
    return status;
}

situ_status situ_report_findings(situ_workbook *book, const situ_report_index *index, situ_error *err)
{
    situ_status status;
    uint32_t row = 1;
    size_t left_out = index->placed_count > SITU_REPORT_MAX_FINDINGS ? index->placed_count - SITU_REPORT_MAX_FINDINGS : 0;
    SITU_TRY(situ_workbook_sheet(book, "〔问题〕", err));
    situ_workbook_report_page(book, true);
    SITU_TRY(headers(book, 0, WORDS, WIDTHS, err));
    SITU_TRY(situ_workbook_freeze(book, 1, 0));
    for (int severity = SITU_ERROR; severity >= SITU_INFO; severity--)
        for (size_t i = 0; i < index->placed_count && row <= SITU_REPORT_MAX_FINDINGS; i++)
            if ((int)situ_report_get(index->book->report, index->placed[i].index)->severity == severity)
                SITU_TRY(write_finding(book, index, &index->placed[i], row++, err));
    if (row > 1)
        SITU_TRY(situ_workbook_filter(book, 0, 0, row - 1, COLUMNS - 1, err));
    if (row == 1)
        SITU_TRY(situ_workbook_merge(book, row, 0, row, COLUMNS - 1, "没有发现问题。", SITU_CELL_BODY, err));
    if (left_out > 0) {
        const char *text = situ_arena_printf(index->arena, "共 %zu 条，这里列出最要紧的 %d 条；其余 %zu 条用 --report 文件.csv 或 .json 全部写出。", index->placed_count,
                                             (int)SITU_REPORT_MAX_FINDINGS, left_out);
        SITU_TRY_ALLOC(text);
        SITU_TRY(situ_workbook_merge(book, row, 0, row, COLUMNS - 1, text, SITU_CELL_BODY, err));
    }
done:
    return status;
}

// SPDX-License-Identifier: MIT
// Rows that are no data: totals, notes, signatures, sections, headers repeated on every page.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/internal.h"

enum { SHORT_BYTES = 60, FEW_CELLS = 3, WIDE_TABLE = 4 };

static const char *skip_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t' || strncmp(text, "\u3000", 3) == 0)
        text += *text == ' ' || *text == '\t' ? 1 : 3;
    return text;
}

static bool begins(const char *text, const char *const *words)
{
    text = skip_blanks(text);
    for (size_t i = 0; words[i]; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

// Folded and without blanks; "" when too long.
static const char *folded(const char *text, char out[SHORT_BYTES + 8])
{
    size_t n = 0;
    const char *end = text + strlen(text);
    for (const char *p = text; p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ')
            continue;
        if (n + 4 > SHORT_BYTES) {
            out[0] = 0;
            return out;
        }
        n += situ_utf8_put(c, out + n);
    }
    out[n] = 0;
    return out;
}

// 合计, 小 计, 全县总计(处), 双江街道小计, 合计25处 - but not 合计划公司.
static bool is_total(const char *text)
{
    static const char *const words[] = {"合计", "小计", "总计", "共计", "累计", NULL};
    static const char *const behind[] = {"数", "人数", "处", "个", "户", "家", "项", "条", NULL};
    char key[SHORT_BYTES + 8];
    if (!strstr(text, "计")) // two signs, a blank between them or not
        return false;
    folded(text, key);
    for (size_t i = 0; words[i]; i++) {
        const char *at = strstr(key, words[i]);
        if (!at)
            continue;
        const char *rest = at + strlen(words[i]);
        bool first = at == key;
        if (*rest == 0 && situ_utf8_count(key) <= 9 && strcmp(words[i], "累计") != 0)
            return true;
        if (!first)
            continue;
        if (*rest == 0 || (unsigned char)*rest < 0x80 || strncmp(rest, "、", 3) == 0 || strncmp(rest, "/", 1) == 0)
            return true;
        for (size_t b = 0; behind[b]; b++)
            if (strcmp(rest, behind[b]) == 0)
                return true;
    }
    return false;
}

// 共 25 处, 第1页 共3页
static bool is_count_or_page(const char *text)
{
    char key[SHORT_BYTES + 8];
    folded(text, key);
    bool digit = strpbrk(key, "0123456789") != NULL;
    if (situ_starts_with(key, "第") && strstr(key, "页"))
        return true;
    return digit && situ_starts_with(key, "共") && (key[3] >= '0' && key[3] <= '9') && situ_utf8_count(key) <= 12;
}

static bool holds_colon(const char *text)
{
    return strchr(text, ':') || strstr(text, "：");
}

// 一、… (二) …: how sections are numbered. Digits may belong to a name.
static bool is_numbered(const char *text)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", NULL};
    const char *p = skip_blanks(text);
    bool open = *p == '(' || strncmp(p, "（", 3) == 0;
    if (open)
        p += *p == '(' ? 1 : 3;
    if (strncmp(p, "第", 3) == 0)
        p += 3;
    size_t n = 0;
    for (bool more = true; more && n < 3;) {
        more = false;
        for (size_t i = 0; numerals[i]; i++)
            if (strncmp(p, numerals[i], 3) == 0) {
                p += 3;
                n++;
                more = true;
                break;
            }
    }
    if (n == 0)
        return false;
    return open ? *p == ')' || strncmp(p, "）", 3) == 0
                : strncmp(p, "、", 3) == 0 || *p == '.' || strncmp(p, "．", 3) == 0 || strncmp(p, "部分", 6) == 0;
}

// Brackets behind it do not count: 风险点台账（续）, 双江街道(12处).
static bool ends_as(const char *text, const char *const *ends, size_t most)
{
    char key[SHORT_BYTES + 8];
    folded(text, key);
    char *open = strchr(key, '(');
    if (open && open > key)
        *open = 0;
    for (size_t i = 0; ends[i]; i++)
        if (situ_ends_with(key, ends[i]))
            return situ_utf8_count(key) <= most;
    return false;
}

// A text alone in its row: does it head the rows below?
static bool is_section(const situ_sheet_run *run, uint32_t column, const char *text, size_t headed)
{
    static const char *const units[] = {"镇", "乡", "街道", "街道办事处", "管委会", "村", "社区", "镇人民政府", "乡人民政府", NULL};
    static const char *const titles[] = {"台账", "一览表", "统计表", "汇总表", "明细表", "登记表", "名单", "清单", "花名册", NULL};
    static const char *const of_units[] = {"region", "org_node", "submission", "place", "unit_ready", NULL};
    int field = run->columns.field[column];
    if (is_numbered(text))
        return true;
    if (field == SITU_COLUMN_IGNORED && strspn(text, "0123456789.") != strlen(text) && strlen(text) > 3)
        return true; // in the column of running numbers
    if (headed < WIDE_TABLE)
        return false;
    if (ends_as(text, titles, SHORT_BYTES))
        return true;
    for (size_t i = 0; of_units[i]; i++)
        if (strcmp(of_units[i], run->columns.schema->name) == 0)
            return false;
    return ends_as(text, units, 9);
}

static bool repeats_header(const situ_sheet_run *run, uint32_t column, const char *text)
{
    const situ_sheet *s = run->sheet;
    for (uint32_t h = run->header.first_row; h < run->header.data_row; h++) {
        const char *word = s->cells[(size_t)h * s->column_count + column].text;
        if (word[0] == text[0] && word[0] && word[1] == text[1] && strcmp(word, text) == 0)
            return true;
    }
    return false;
}

static bool is_note(const char *text, size_t own)
{
    static const char *const notes[] = {"备注", "注:", "注：", "说明", "填表", "填报", "制表", "审核", "审批", "单位负责人", "负责人:",
                                        "负责人：", "联系人:", "联系人：", "注1", "注意", "其中", "统计截止", "演示数据", "报送单位", "报送人",
                                        "盖章", "(盖章", "（盖章", "(公章", "（公章", "统计时间", "统计日期", "统计单位", "统计人", "数据来源", "资料来源",
                                        "日期:", "日期：", "电话:", "电话：", "联系电话:", "联系电话：", "附注", "附:", "附：", "分管领导:", "分管领导：",
                                        "主要领导:", "主要领导：", "校对", "复核", "经办人", NULL};
    return begins(text, notes) && (own <= FEW_CELLS || holds_colon(text));
}

// 零报告, 本月无风险点; or nothing but 无 and dashes beside a running number: the unit has nothing to report.
static bool is_zero_report(const situ_sheet_run *run)
{
    size_t says = 0, texts = 0;
    for (uint32_t c = 0; c < run->sheet->column_count; c++) {
        const situ_cell *cell = situ_run_cell(run, (int)c);
        char key[SHORT_BYTES + 8];
        if (cell->kind == SITU_CELL_EMPTY || !cell->text[0] || cell->merged_fill)
            continue;
        if (strspn(cell->text, "0123456789") == strlen(cell->text) && texts == 0 && says == 0)
            continue; // the running number
        texts++;
        folded(cell->text, key);
        bool none = strstr(key, "零报告") || strstr(key, "零申报") ||
                    (situ_utf8_count(key) <= 14 && (situ_starts_with(key, "无") || (situ_starts_with(key, "本") && strstr(key, "无"))) &&
                     !situ_starts_with(key, "无锡"));
        if (none && (strcmp(key, "无") == 0 || strstr(key, "零") || texts == 1))
            says++;
        else if (!situ_clean_is_blank(cell->text))
            return false;
    }
    return says > 0;
}

// 1 2 3 4 … or 甲 乙 1 2 … right below the header: the columns' own numbers.
static bool numbers_columns(const situ_sheet_run *run)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己", NULL};
    char want[16];
    size_t letters = 0, numbers = 0;
    if (run->row_numbers || run->row != run->header.data_row)
        return false;
    for (uint32_t c = 0; c < run->sheet->column_count; c++) {
        const char *text = situ_run_cell(run, (int)c)->text;
        if (!text[0])
            continue;
        snprintf(want, sizeof want, "%zu", numbers + 1);
        if (strcmp(text, want) == 0)
            numbers++;
        else if (numbers == 0 && letters < 6 && (strcmp(text, stems[letters]) == 0 || (strlen(text) == 1 && text[0] == 'A' + (char)letters)))
            letters++;
        else
            return false;
    }
    return letters + numbers >= WIDE_TABLE && (numbers > 1 || letters > 3);
}

const char *situ_row_skip(const situ_sheet_run *run, const char **shown)
{
    size_t filled = 0, own = 0, same_as_header = 0, headed = 0;
    const situ_cell *first = NULL;
    uint32_t first_column = 0;
    bool one_text = true;
    for (uint32_t c = 0; c < run->sheet->column_count; c++) {
        const situ_cell *cell = situ_run_cell(run, (int)c);
        if (cell->kind == SITU_CELL_EMPTY || (cell->kind == SITU_CELL_STRING && !cell->text[0]))
            continue;
        filled++;
        own += !cell->merged_fill;
        if (!first) {
            first = cell;
            first_column = c;
        } else {
            one_text = one_text && (cell->text == first->text || strcmp(cell->text, first->text) == 0);
        }
        if (cell->kind != SITU_CELL_STRING)
            continue;
        same_as_header += !run->row_numbers && run->header.cells && repeats_header(run, c, cell->text);
        if (filled <= 2 && !cell->merged_fill && is_total(cell->text)) {
            *shown = cell->text;
            return "TOTAL_ROW";
        }
    }
    *shown = first ? first->text : "";
    if (run->row_numbers) // layers have neither notes nor repeated headers
        return filled == 0 && !(run->geometry && run->geometry[run->row]) ? "EMPTY_ROW" : NULL;
    if (filled == 0)
        return "EMPTY_ROW";
    if (same_as_header >= 3 && same_as_header * 2 > filled)
        return "REPEATED_HEADER";
    if (situ_starts_with(first->text, "示例") || situ_starts_with(first->text, "样例"))
        return "EXAMPLE_ROW"; // how a template shows what to type
    if (strcmp(first->text, "例") == 0 || strcmp(first->text, "例如") == 0)
        return "EXAMPLE_ROW";
    if (numbers_columns(run))
        return "NOTE_ROW";
    if (is_zero_report(run))
        return "ZERO_REPORT";
    if (first->kind != SITU_CELL_STRING)
        return NULL;
    if (is_note(first->text, own) || (own == 1 && is_count_or_page(first->text)))
        return "NOTE_ROW";
    if (!one_text || own > 1 || run->columns.field_count <= 2)
        return NULL;
    if (filled > 2 && filled == run->sheet->column_count)
        return "SECTION_ROW"; // one merged text across the table
    for (uint32_t c = 0; c < run->header.column_count; c++)
        headed += run->header.cells[c].shown[0] != 0;
    if (filled > 2 && filled * 2 > headed)
        return "SECTION_ROW";
    return own == 1 && filled == 1 && is_section(run, first_column, first->text, headed) ? "SECTION_ROW" : NULL;
}

// SPDX-License-Identifier: MIT
// The first sheet of an import's report: what became of the rows, what to do next, which rules fired.
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "output/report_internal.h"

enum { LAST = 9 }; // columns A..J

static situ_status heading(situ_workbook *book, uint32_t row, const char *text, situ_error *err)
{
    situ_status status = situ_workbook_height(book, row, 24, err);
    return status == SITU_OK ? situ_workbook_merge(book, row, 0, row, LAST, text, SITU_CELL_HEADING, err) : status;
}

static situ_status headers(situ_workbook *book, uint32_t row, const char *const words[LAST + 1], situ_error *err)
{
    situ_status status = situ_workbook_height(book, row, 20, err);
    for (uint16_t c = 0; c <= LAST && status == SITU_OK; c++)
        status = situ_workbook_text(book, row, c, words[c], SITU_CELL_HEADER, err);
    return status;
}

static situ_status write_top(situ_workbook *book, const situ_report_index *index, uint32_t *row, situ_error *err)
{
    situ_status status;
    const situ_report_book *b = index->book;
    situ_str note;
    situ_str_init(&note);
    situ_str_addf(&note, "数据截至：%s", b->date_iso && b->date_iso[0] ? b->date_iso : "未说明");
    if (b->file_count > 0)
        situ_str_addf(&note, "　　本次文件：%zu 个", b->file_count);
    SITU_TRY(situ_workbook_height(book, 0, 40, err));
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, LAST, b->title ? b->title : "数据导入报告", SITU_CELL_BAR, err));
    SITU_TRY(situ_workbook_height(book, 1, 22, err));
    SITU_TRY(situ_workbook_merge(book, 1, 0, 1, LAST, note.data, SITU_CELL_BAR_NOTE, err));
    SITU_TRY(situ_workbook_height(book, 2, 8, err));
    static const struct {
        const char *text;
        situ_cell_style style;
    } legend[] = {{"已按规则修正", SITU_CELL_COPY_REPAIRED}, {"存疑，请核对", SITU_CELL_COPY_DOUBT}, {"未入库的行", SITU_CELL_COPY_REJECTED},
                  {"出错的格", SITU_CELL_COPY_BAD}, {"非数据行（跳过）", SITU_CELL_COPY_SKIPPED}};
    SITU_TRY(situ_workbook_height(book, 3, 22, err));
    SITU_TRY(situ_workbook_text(book, 3, 0, "后面各原表中的颜色", SITU_CELL_FIGURE_NAME, err));
    SITU_TRY(situ_workbook_text(book, 3, 1, legend[0].text, legend[0].style, err));
    SITU_TRY(situ_workbook_text(book, 3, 2, legend[1].text, legend[1].style, err));
    SITU_TRY(situ_workbook_merge(book, 3, 3, 3, 4, legend[2].text, legend[2].style, err));
    SITU_TRY(situ_workbook_merge(book, 3, 5, 3, 6, legend[3].text, legend[3].style, err));
    SITU_TRY(situ_workbook_merge(book, 3, 7, 3, 8, legend[4].text, legend[4].style, err));
    SITU_TRY(situ_workbook_text(book, 3, 9, "带红角标的格有批注：规则、原值、改值和办法", SITU_CELL_PLAIN, err));
    *row = 5;
done:
    situ_str_free(&note);
    return status;
}

// The five figures, each a word above a number.
static situ_status write_figures(situ_workbook *book, const situ_report_totals *t, uint32_t *row, situ_error *err)
{
    situ_status status;
    const struct {
        uint16_t first, last;
        const char *name;
        size_t value;
    } figures[] = {{0, 0, "读到的行", t->read}, {1, 1, "直接采用", t->used}, {2, 2, "修正后采用", t->repaired}, {3, 5, "未入库", t->rejected},
                   {6, 8, "跳过（标题、空行、合计等）", t->skipped}, {9, 9, "要看的问题（错误＋警告）", t->by_severity[SITU_ERROR] + t->by_severity[SITU_WARN]}};
    enum { N = sizeof figures / sizeof *figures };
    SITU_TRY(situ_workbook_height(book, *row, 20, err));
    for (size_t i = 0; i < N; i++)
        SITU_TRY(situ_workbook_merge(book, *row, figures[i].first, *row, figures[i].last, figures[i].name, SITU_CELL_FIGURE_NAME, err));
    SITU_TRY(situ_workbook_height(book, *row + 1, 38, err));
    for (size_t i = 0; i < N; i++) {
        SITU_TRY(situ_workbook_number(book, *row + 1, figures[i].first, (double)figures[i].value, SITU_CELL_FIGURE, err));
        for (uint16_t c = (uint16_t)(figures[i].first + 1); c <= figures[i].last; c++)
            SITU_TRY(situ_workbook_text(book, *row + 1, c, "", SITU_CELL_FIGURE, err));
        SITU_TRY(situ_workbook_join(book, *row + 1, figures[i].first, *row + 1, figures[i].last, err));
    }
    *row += 3;
done:
    return status;
}

static bool has_copies(const situ_report_index *index)
{
    for (size_t i = 0; i < index->group_count; i++)
        if (index->groups[i].name[0])
            return true;
    return false;
}

static situ_status write_next(situ_workbook *book, const situ_report_index *index, const situ_report_totals *t, uint32_t *row, situ_error *err)
{
    situ_status status;
    enum { LINES = 6 };
    situ_str lines[LINES];
    size_t n = 0, repairs = 0;
    bool many = false;
    for (size_t i = 0; i < LINES; i++)
        situ_str_init(&lines[i]);
    for (size_t i = 0; i < index->group_count; i++)
        many = many || (index->groups[i].name[0] && index->groups[i].count > SITU_REPORT_MAX_COMMENTS);
    for (size_t i = 0; i < situ_report_count(index->book->report); i++)
        repairs += situ_issue_is_repair(situ_report_get(index->book->report, i));
    bool copies = has_copies(index);
    if (t->rejected > 0)
        situ_str_addf(&lines[n++], "有 %zu 行未入库：原因和改法见〔问题〕表。%s", t->rejected,
                      copies ? "请在后面同名的表里改红色行中的深红格（把鼠标放在格上看批注）。" : "请在原表中改正。");
    if (t->by_severity[SITU_WARN] > 0)
        situ_str_addf(&lines[n++], "有 %zu 处存疑：数据已入库，但要请熟悉情况的人核对%s，不对的改过来。", t->by_severity[SITU_WARN], copies ? "黄色格" : "");
    if (repairs > 0)
        situ_str_addf(&lines[n++], "有 %zu 处已按规则修正：%s改错了的，改成应有的值即可。", repairs, copies ? "可抽查绿色格，" : "");
    if (many)
        situ_str_addf(&lines[n++], "问题很多的表，批注只加在前 %d 处，其余看颜色和〔问题〕表。", (int)SITU_REPORT_MAX_COMMENTS);
    if (n > 0)
        situ_str_addf(&lines[n++], "%s", copies ? "改完存盘，把本工作簿整本重新导入：只读各原表，编号列使每一行认得是原来那一行，不会重复。请勿改动“〔situ〕编号”列。"
                                              : "改完存盘，重新导入该文件。");
    if (n > 0)
        situ_str_addf(&lines[n++], "%s", "空格不改动库中原值；要清空原值，在该格写“删除”（有编号的行，或更正时用 --mode patch）。等级和坐标不能这样清空。");
    else
        situ_str_addf(&lines[n++], "%s", "全部行都已采用，没有要改的地方。");
    SITU_TRY(heading(book, (*row)++, "下一步怎么办", err));
    for (size_t i = 0; i < n; i++) {
        SITU_TRY_ALLOC(situ_str_ok(&lines[i]) ? lines[i].data : NULL);
        char *text = situ_arena_printf(index->arena, "%zu. %s", i + 1, lines[i].data);
        SITU_TRY_ALLOC(text);
        SITU_TRY(situ_workbook_height(book, *row, 19, err));
        SITU_TRY(situ_workbook_merge(book, *row, 0, *row, LAST, text, SITU_CELL_BODY, err));
        ++*row;
    }
    ++*row;
    status = SITU_OK;
done:
    for (size_t i = 0; i < LINES; i++)
        situ_str_free(&lines[i]);
    return status;
}

static const char *advice(const situ_source_count *c)
{
    if (!c->table || !c->table[0])
        return "没有认出是什么表：见〔问题〕表";
    if (c->rejected > 0 && c->rejected >= c->used + c->repaired)
        return "多数行未入库：先看是否整列认错（〔字段对应〕表）";
    if (c->rejected > 0)
        return "改红色行，再导入";
    if (c->repaired > 0)
        return "抽查绿色格和黄色格";
    if (c->used > 0)
        return "不必处理";
    return "没有数据行";
}

static situ_status write_sources(situ_workbook *book, const situ_report_index *index, const situ_report_totals *t, uint32_t *row, situ_error *err)
{
    situ_status status;
    static const char *const words[LAST + 1] = {"文件", "工作表", "数据表", "读到", "采用", "修正", "未入库", "跳过", "去向", "建议"};
    const situ_report *report = index->book->report;
    SITU_TRY(heading(book, (*row)++, "各文件、各表的行数", err));
    SITU_TRY(headers(book, (*row)++, words, err));
    for (size_t i = 0; i < situ_report_source_count(report); i++, ++*row) {
        const situ_source_count *c = situ_report_source(report, i);
        const size_t numbers[] = {c->read, c->used, c->repaired, c->rejected, c->skipped};
        static const situ_cell_style styles[] = {SITU_CELL_INTEGER, SITU_CELL_INTEGER, SITU_CELL_REPAIRED, SITU_CELL_ERROR, SITU_CELL_INTEGER};
        size_t lines = situ_workbook_lines(c->file, 30), of_sheet = situ_workbook_lines(c->sheet, 17);
        SITU_TRY(situ_workbook_height(book, *row, situ_workbook_lines_height(lines > of_sheet ? lines : of_sheet), err));
        SITU_TRY(situ_workbook_text(book, *row, 0, c->file, SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, *row, 1, c->sheet, SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, *row, 2, c->table && c->table[0] ? situ_table_label(c->table) : "（未认出）", SITU_CELL_PLAIN, err));
        for (uint16_t k = 0; k < 5; k++)
            SITU_TRY(situ_workbook_number(book, *row, (uint16_t)(3 + k), (double)numbers[k], numbers[k] ? styles[k] : SITU_CELL_INTEGER, err));
        SITU_TRY(situ_workbook_shares(book, *row, 8, numbers + 1, err));
        SITU_TRY(situ_workbook_text(book, *row, 9, advice(c), SITU_CELL_PLAIN, err));
    }
    const size_t sums[] = {t->read, t->used, t->repaired, t->rejected, t->skipped};
    SITU_TRY(situ_workbook_height(book, *row, 20, err));
    SITU_TRY(situ_workbook_merge(book, *row, 0, *row, 2, "合计", SITU_CELL_TOTAL, err));
    for (uint16_t k = 0; k < 5; k++)
        SITU_TRY(situ_workbook_number(book, *row, (uint16_t)(3 + k), (double)sums[k], SITU_CELL_TOTAL, err));
    SITU_TRY(situ_workbook_shares(book, *row, 8, sums + 1, err));
    SITU_TRY(situ_workbook_text(book, *row, 9, "条形：蓝 采用，绿 修正，红 未入库，灰 跳过", SITU_CELL_TOTAL, err));
    *row += 2;
done:
    return status;
}

// How well the rows' places are known, by table.
static situ_status write_places(situ_workbook *book, const situ_report_index *index, uint32_t *row, situ_error *err)
{
    situ_status status = SITU_OK;
    static const char *const qualities[] = {"exact", "interp", "village", "town", "none"};
    static const char *const words[LAST + 1] = {"文件", "数据表", "行数", "坐标准确", "内插", "按村", "按乡镇", "无位置", "有坐标的份额", "说明"};
    bool any = false;
    for (size_t f = 0; f < index->book->file_count; f++) {
        const situ_ledger_result *r = index->book->files[f].result;
        for (size_t i = 0; r && r->bundle && i < r->bundle->table_count; i++) {
            const situ_table *t = r->bundle->tables[i];
            const situ_schema *schema = situ_schema_find(t->name);
            int quality = situ_table_find(t, "loc_quality");
            size_t counts[5] = {0};
            if (!schema || schema->shape == SITU_SHAPE_NONE || quality < 0 || t->row_count == 0)
                continue;
            for (size_t k = 0; k < t->row_count; k++) {
                const char *word = situ_table_text(t, k, quality);
                size_t q = 4;
                for (size_t w = 0; w < 5; w++)
                    q = word && strcmp(word, qualities[w]) == 0 ? w : q;
                counts[q]++;
            }
            if (!any) {
                SITU_TRY(heading(book, (*row)++, "位置是否准确", err));
                SITU_TRY(headers(book, (*row)++, words, err));
            }
            any = true;
            size_t rough = counts[2] + counts[3];
            const char *note = counts[4] ? "无位置的行上不了图，只计数；请补坐标或乡镇" : rough ? "按村、按乡镇定位的行在图上标“位置待核”；请补坐标" : "";
            size_t lines = situ_workbook_lines(index->book->files[f].file, 30), of_note = situ_workbook_lines(note, 44);
            SITU_TRY(situ_workbook_height(book, *row, situ_workbook_lines_height(of_note > lines ? of_note : lines), err));
            SITU_TRY(situ_workbook_text(book, *row, 0, index->book->files[f].file, SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_text(book, *row, 1, schema->label, SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_number(book, *row, 2, (double)t->row_count, SITU_CELL_INTEGER, err));
            for (uint16_t k = 0; k < 5; k++)
                SITU_TRY(situ_workbook_number(book, *row, (uint16_t)(3 + k), (double)counts[k],
                                              counts[k] && k == 4 ? SITU_CELL_ERROR : counts[k] && k >= 2 ? SITU_CELL_WARN : SITU_CELL_INTEGER, err));
            const size_t shares[4] = {counts[0] + counts[1], 0, counts[4], rough};
            SITU_TRY(situ_workbook_shares(book, *row, 8, shares, err));
            SITU_TRY(situ_workbook_text(book, *row, 9, note, SITU_CELL_PLAIN, err));
            ++*row;
        }
    }
    *row += any;
done:
    return status;
}

static situ_status write_rules(situ_workbook *book, const situ_report_index *index, uint32_t *row, situ_error *err)
{
    situ_status status;
    static const char *const words[LAST + 1] = {"规则", "级别", "条数", "例", "", "", "怎么处理的", "", "", "规则编号"};
    const situ_report *report = index->book->report;
    size_t *counts = NULL, n = 0;
    situ_severity *worst = NULL;
    situ_map *rules = situ_map_new();
    SITU_TRY_ALLOC(rules);
    counts = situ_calloc(situ_report_count(report) + 1, sizeof *counts);
    worst = situ_calloc(situ_report_count(report) + 1, sizeof *worst);
    SITU_TRY_ALLOC(counts && worst ? counts : NULL);
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *issue = situ_report_get(report, i);
        const char *rule = issue->rule ? issue->rule : "";
        size_t k = situ_map_get(rules, rule);
        if (k == SIZE_MAX && situ_map_set(rules, rule, k = n++) < 0) {
            status = situ_fail_nomem(err);
            goto done;
        }
        counts[k]++;
        worst[k] = issue->severity > worst[k] ? issue->severity : worst[k];
    }
    SITU_TRY(heading(book, (*row)++, "发现了什么（按规则统计）", err));
    SITU_TRY(headers(book, *row, words, err));
    SITU_TRY(situ_workbook_join(book, *row, 3, *row, 5, err));
    SITU_TRY(situ_workbook_join(book, *row, 6, *row, 8, err));
    ++*row;
    for (int severity = SITU_ERROR; severity >= SITU_INFO; severity--)
        for (size_t k = 0; k < n; k++) {
            if ((int)worst[k] != severity)
                continue;
            const char *id = situ_map_key(rules, k);
            const situ_cleaning_rule *rule = situ_cleaning_rule_find(id);
            const char *example = situ_report_chinese(index->arena, rule ? rule->example : ""), *does = situ_report_chinese(index->arena, rule ? rule->does : "");
            SITU_TRY_ALLOC(example && does ? example : NULL);
            size_t lines = situ_workbook_lines(example, 27), of_does = situ_workbook_lines(does, 50);
            SITU_TRY(situ_workbook_height(book, *row, situ_workbook_lines_height(of_does > lines ? of_does : lines), err));
            SITU_TRY(situ_workbook_text(book, *row, 0, situ_rule_label(id), SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_text(book, *row, 1, situ_severity_word(worst[k]), situ_severity_style(worst[k]), err));
            SITU_TRY(situ_workbook_number(book, *row, 2, (double)counts[k], SITU_CELL_INTEGER, err));
            SITU_TRY(situ_workbook_merge(book, *row, 3, *row, 5, example, SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_merge(book, *row, 6, *row, 8, does, SITU_CELL_PLAIN, err));
            SITU_TRY(situ_workbook_text(book, *row, 9, id, SITU_CELL_PLAIN, err));
            ++*row;
        }
    if (n == 0)
        SITU_TRY(situ_workbook_merge(book, *row, 0, *row, LAST, "没有发现问题。", SITU_CELL_BODY, err));
done:
    situ_map_free(rules);
    situ_free(counts);
    situ_free(worst);
    return status;
}

situ_status situ_report_summary(situ_workbook *book, const situ_report_index *index, situ_error *err)
{
    situ_status status;
    static const double widths[LAST + 1] = {30, 17, 17, 9, 9, 9, 9, 9, 32, 44};
    uint32_t row = 0;
    situ_report_totals t = situ_report_sum(index->book->report);
    SITU_TRY(situ_workbook_sheet(book, "〔汇总〕", err));
    situ_workbook_report_page(book, true);
    situ_workbook_tab(book, 0x1F4E5F);
    for (uint16_t c = 0; c <= LAST; c++)
        SITU_TRY(situ_workbook_width(book, c, c, widths[c], err));
    SITU_TRY(write_top(book, index, &row, err));
    SITU_TRY(write_figures(book, &t, &row, err));
    SITU_TRY(write_next(book, index, &t, &row, err));
    SITU_TRY(write_sources(book, index, &t, &row, err));
    SITU_TRY(write_places(book, index, &row, err));
    SITU_TRY(write_rules(book, index, &row, err));
done:
    return status;
}

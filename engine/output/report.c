// SPDX-License-Identifier: MIT
// A report as a workbook, CSV or JSON. Its headers are Chinese like the ledgers it speaks about.

#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "output/report.h"
#include "output/workbook.h"

static const char *severity_word(situ_severity s) { return s == SITU_ERROR ? "错误" : s == SITU_WARN ? "警告" : "提示"; }
static situ_cell_style severity_style(situ_severity s) { return s == SITU_ERROR ? SITU_CELL_ERROR : s == SITU_WARN ? SITU_CELL_WARN : SITU_CELL_PLAIN; }

typedef struct totals {
    size_t read, used, repaired, rejected, skipped, by_severity[3];
} totals;

static totals sum_up(const situ_report *report)
{
    totals t = {0};
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        t.read += c->read;
        t.used += c->used;
        t.repaired += c->repaired;
        t.rejected += c->rejected;
        t.skipped += c->skipped;
    }
    for (size_t i = 0; i < situ_report_count(report); i++)
        t.by_severity[situ_report_get(report, i)->severity]++;
    return t;
}

static situ_status header(situ_workbook *book, uint32_t row, const char *const *words, const double *widths, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint16_t c = 0; words[c] && status == SITU_OK; c++) {
        status = situ_workbook_text(book, row, c, words[c], SITU_CELL_HEADER, err);
        if (status == SITU_OK)
            status = situ_workbook_width(book, c, c, widths[c], err);
    }
    return status;
}

static situ_status count_row(situ_workbook *book, uint32_t row, const char *name, size_t value, situ_cell_style style, situ_error *err)
{
    situ_status status = situ_workbook_text(book, row, 0, name, SITU_CELL_PLAIN, err);
    return status == SITU_OK ? situ_workbook_number(book, row, 1, (double)value, style, err) : status;
}

static situ_status write_rules(situ_workbook *book, const situ_report *report, uint32_t row, situ_error *err)
{
    situ_status status;
    static const char *const words[] = {"规则", "数量", "级别", NULL};
    situ_map *rules = situ_map_new();
    SITU_TRY_ALLOC(rules);
    SITU_TRY(header(book, row++, words, (const double[]){34, 14, 14}, err));
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *issue = situ_report_get(report, i);
        const char *rule = issue->rule ? issue->rule : "";
        size_t before = situ_map_get(rules, rule);
        if (situ_map_set(rules, rule, before == SIZE_MAX ? 1 : before + 1) < 0) {
            status = situ_fail_nomem(err);
            goto done;
        }
    }
    for (size_t i = 0; i < situ_map_count(rules); i++, row++) {
        situ_severity worst = SITU_INFO;
        for (size_t k = 0; k < situ_report_count(report); k++) {
            const situ_issue *issue = situ_report_get(report, k);
            if (strcmp(issue->rule ? issue->rule : "", situ_map_key(rules, i)) == 0 && issue->severity > worst)
                worst = issue->severity;
        }
        SITU_TRY(count_row(book, row, situ_map_key(rules, i), situ_map_value(rules, i), SITU_CELL_INTEGER, err));
        SITU_TRY(situ_workbook_text(book, row, 2, severity_word(worst), severity_style(worst), err));
    }
    status = SITU_OK;
done:
    situ_map_free(rules);
    return status;
}

static situ_status write_summary(situ_workbook *book, const situ_report *report, const char *date_iso, situ_error *err)
{
    situ_status status;
    totals t = sum_up(report);
    SITU_TRY(situ_workbook_sheet(book, "汇总", err));
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, 2, "数据导入与检查报告", SITU_CELL_TITLE, err));
    SITU_TRY(situ_workbook_text(book, 1, 0, "数据截至", SITU_CELL_NOTE, err));
    SITU_TRY(situ_workbook_text(book, 1, 1, date_iso ? date_iso : "", SITU_CELL_NOTE, err));
    SITU_TRY(count_row(book, 3, "读取行数", t.read, SITU_CELL_TOTAL, err));
    SITU_TRY(count_row(book, 4, "直接使用", t.used, SITU_CELL_INTEGER, err));
    SITU_TRY(count_row(book, 5, "修正后使用", t.repaired, t.repaired ? SITU_CELL_REPAIRED : SITU_CELL_INTEGER, err));
    SITU_TRY(count_row(book, 6, "退回(未入库)", t.rejected, t.rejected ? SITU_CELL_ERROR : SITU_CELL_INTEGER, err));
    SITU_TRY(count_row(book, 7, "跳过(空行、合计行等)", t.skipped, SITU_CELL_INTEGER, err));
    SITU_TRY(count_row(book, 9, "错误", t.by_severity[SITU_ERROR], t.by_severity[SITU_ERROR] ? SITU_CELL_ERROR : SITU_CELL_INTEGER, err));
    SITU_TRY(count_row(book, 10, "警告", t.by_severity[SITU_WARN], t.by_severity[SITU_WARN] ? SITU_CELL_WARN : SITU_CELL_INTEGER, err));
    SITU_TRY(count_row(book, 11, "提示", t.by_severity[SITU_INFO], SITU_CELL_INTEGER, err));
    SITU_TRY(write_rules(book, report, 13, err));
done:
    return status;
}

static situ_status write_fates(situ_workbook *book, const situ_report *report, situ_error *err)
{
    situ_status status;
    static const char *const words[] = {"文件", "工作表", "数据表", "读取", "使用", "修正", "退回", "跳过", NULL};
    SITU_TRY(situ_workbook_sheet(book, "每行去向", err));
    SITU_TRY(header(book, 0, words, (const double[]){36, 20, 18, 10, 10, 10, 10, 10}, err));
    SITU_TRY(situ_workbook_freeze(book, 1, 0));
    uint32_t row = 1;
    for (size_t i = 0; i < situ_report_source_count(report); i++, row++) {
        const situ_source_count *c = situ_report_source(report, i);
        const size_t numbers[] = {c->read, c->used, c->repaired, c->rejected, c->skipped};
        SITU_TRY(situ_workbook_text(book, row, 0, c->file, SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, row, 1, c->sheet, SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, row, 2, c->table, SITU_CELL_PLAIN, err));
        for (uint16_t k = 0; k < 5; k++) {
            situ_cell_style style = k == 3 && numbers[k] ? SITU_CELL_ERROR : k == 2 && numbers[k] ? SITU_CELL_REPAIRED : SITU_CELL_INTEGER;
            SITU_TRY(situ_workbook_number(book, row, (uint16_t)(3 + k), (double)numbers[k], style, err));
        }
    }
    totals t = sum_up(report);
    const size_t sums[] = {t.read, t.used, t.repaired, t.rejected, t.skipped};
    SITU_TRY(situ_workbook_merge(book, row, 0, row, 2, "合计", SITU_CELL_TOTAL, err));
    for (uint16_t k = 0; k < 5; k++)
        SITU_TRY(situ_workbook_number(book, row, (uint16_t)(3 + k), (double)sums[k], SITU_CELL_TOTAL, err));
done:
    return status;
}

static const char *const ISSUE_WORDS[] = {"级别", "规则", "文件", "工作表", "行号", "单元格", "数据表", "字段", "原值", "改后值", "说明", "处理办法", NULL};

static situ_status write_issues(situ_workbook *book, const situ_report *report, situ_error *err)
{
    situ_status status;
    SITU_TRY(situ_workbook_sheet(book, "问题", err));
    SITU_TRY(header(book, 0, ISSUE_WORDS, (const double[]){8, 22, 26, 16, 8, 9, 16, 16, 22, 22, 52, 44}, err));
    SITU_TRY(situ_workbook_freeze(book, 1, 0));
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *p = situ_report_get(report, i);
        uint32_t row = (uint32_t)(i + 1);
        const char *texts[] = {severity_word(p->severity), p->rule, p->file, p->sheet, NULL, p->cell, p->table, p->field, p->old_value, p->new_value, p->message, p->cure};
        for (uint16_t c = 0; c < 12; c++) {
            situ_cell_style style = c == 0 ? severity_style(p->severity) : c == 9 && p->new_value ? SITU_CELL_REPAIRED : SITU_CELL_PLAIN;
            if (c == 4 && p->row > 0)
                SITU_TRY(situ_workbook_number(book, row, c, (double)p->row, SITU_CELL_PLAIN, err));
            else
                SITU_TRY(situ_workbook_text(book, row, c, texts[c], style, err));
        }
    }
    status = SITU_OK;
done:
    return status;
}

static situ_status write_xlsx(const situ_report *report, const char *path, const char *date_iso, situ_error *err)
{
    situ_status status;
    situ_workbook *book = NULL;
    SITU_TRY(situ_workbook_new(&book, path, date_iso, err));
    SITU_TRY(write_summary(book, report, date_iso, err));
    SITU_TRY(write_fates(book, report, err));
    SITU_TRY(write_issues(book, report, err));
    situ_workbook *ready = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(ready, err));
done:
    situ_workbook_abort(book);
    return status;
}

static void add_csv(situ_str *out, const char *text, bool last)
{
    if (text && strpbrk(text, "\",\r\n")) {
        situ_str_add(out, "\"");
        for (const char *p = text; *p; p++)
            situ_str_add_n(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
        situ_str_add(out, "\"");
    } else {
        situ_str_add(out, text ? text : "");
    }
    situ_str_add(out, last ? "\r\n" : ",");
}

// One table: the findings, and before them a line for each sheet with the fates of its rows.
static void format_csv(const situ_report *report, situ_str *out)
{
    situ_str_add(out, "\xEF\xBB\xBF"); // spreadsheets take UTF-8 only with it
    for (size_t i = 0; ISSUE_WORDS[i]; i++)
        add_csv(out, ISSUE_WORDS[i], !ISSUE_WORDS[i + 1]);
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        char message[200];
        snprintf(message, sizeof message, "读取%zu行：使用%zu，修正%zu，退回%zu，跳过%zu", c->read, c->used, c->repaired, c->rejected, c->skipped);
        const char *texts[] = {"去向", "ROWS", c->file, c->sheet, NULL, NULL, c->table, NULL, NULL, NULL, message, NULL};
        for (int k = 0; k < 12; k++)
            add_csv(out, texts[k], k == 11);
    }
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *p = situ_report_get(report, i);
        char row[24] = "";
        if (p->row > 0)
            snprintf(row, sizeof row, "%ld", p->row);
        const char *texts[] = {severity_word(p->severity), p->rule, p->file, p->sheet, row, p->cell, p->table, p->field, p->old_value, p->new_value, p->message, p->cure};
        for (int k = 0; k < 12; k++)
            add_csv(out, texts[k], k == 11);
    }
}

static void add_json(situ_str *out, const char *name, const char *text, bool *first)
{
    if (!text)
        return;
    situ_str_addf(out, "%s\"%s\":\"", *first ? "" : ",", name);
    *first = false;
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            situ_str_addf(out, "\\%c", c);
        else if (c < 0x20)
            situ_str_addf(out, "\\u%04x", c);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

static void format_json(const situ_report *report, situ_str *out)
{
    static const char *const severities[] = {"info", "warning", "error"};
    totals t = sum_up(report);
    situ_str_addf(out, "{\"read\":%zu,\"used\":%zu,\"repaired\":%zu,\"rejected\":%zu,\"skipped\":%zu,\"errors\":%zu,\"warnings\":%zu,\"infos\":%zu,\n\"sources\":[",
                  t.read, t.used, t.repaired, t.rejected, t.skipped, t.by_severity[SITU_ERROR], t.by_severity[SITU_WARN], t.by_severity[SITU_INFO]);
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        bool first = true;
        situ_str_add(out, i ? ",\n{" : "\n{");
        add_json(out, "file", c->file, &first);
        add_json(out, "sheet", c->sheet, &first);
        add_json(out, "table", c->table, &first);
        situ_str_addf(out, "%s\"read\":%zu,\"used\":%zu,\"repaired\":%zu,\"rejected\":%zu,\"skipped\":%zu}", first ? "" : ",", c->read, c->used, c->repaired, c->rejected, c->skipped);
    }
    situ_str_add(out, "],\n\"issues\":[");
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *p = situ_report_get(report, i);
        bool first = true;
        situ_str_add(out, i ? ",\n{" : "\n{");
        add_json(out, "severity", severities[p->severity], &first);
        add_json(out, "rule", p->rule, &first);
        add_json(out, "file", p->file, &first);
        add_json(out, "sheet", p->sheet, &first);
        if (p->row > 0)
            situ_str_addf(out, ",\"row\":%ld", p->row);
        add_json(out, "cell", p->cell, &first);
        add_json(out, "table", p->table, &first);
        add_json(out, "field", p->field, &first);
        add_json(out, "old", p->old_value, &first);
        add_json(out, "new", p->new_value, &first);
        add_json(out, "message", p->message, &first);
        add_json(out, "cure", p->cure, &first);
        situ_str_add(out, "}");
    }
    situ_str_add(out, "]}\n");
}

situ_status situ_report_write(const situ_report_book *book, const char *path, situ_error *err)
{
    situ_status status;
    const situ_report *report = book->report;
    situ_str text;
    situ_str_init(&text);
    const char *extension = situ_path_extension(path);
    if (strcasecmp(extension, "xlsx") == 0) {
        status = write_xlsx(report, path, book->date_iso, err);
        goto done;
    }
    if (strcasecmp(extension, "csv") == 0) {
        format_csv(report, &text);
    } else if (strcasecmp(extension, "json") == 0) {
        format_json(report, &text);
    } else {
        status = situ_fail(err, SITU_E_UNSUPPORTED, _("give the report a name ending in .xlsx, .csv or .json"), _("a report cannot be written as .%s"), extension);
        situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    if (!situ_str_ok(&text)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, text.data, text.length, err));
done:
    situ_str_free(&text);
    return status;
}

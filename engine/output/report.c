// SPDX-License-Identifier: MIT
// A report as a workbook, CSV or JSON. Its headers are Chinese like the ledgers it speaks about.

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "ledger/sheets.h"
#include "output/report_internal.h"

enum { LARGE_CELLS = 300000, LARGE_FINDINGS = 20000 }; // above: written row by row, without holding all

static situ_status write_xlsx(const situ_report_book *report, const char *path, situ_error *err)
{
    situ_status status;
    situ_workbook *book = NULL;
    situ_report_index index = {0};
    SITU_TRY(situ_report_index_new(&index, report, err));
    if (index.cells > LARGE_CELLS || index.placed_count > LARGE_FINDINGS)
        SITU_TRY(situ_workbook_new_large(&book, path, report->date_iso, err));
    else
        SITU_TRY(situ_workbook_new(&book, path, report->date_iso, err));
    SITU_TRY(situ_report_summary(book, &index, err));
    SITU_TRY(situ_report_mapping(book, &index, err));
    SITU_TRY(situ_report_findings(book, &index, err));
    SITU_TRY(situ_report_copies(book, &index, err));
    situ_workbook *ready = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(ready, err));
done:
    situ_workbook_abort(book);
    situ_report_index_free(&index);
    return status;
}

static const char *const ISSUE_WORDS[] = {"级别", "规则", "文件", "工作表", "行号", "单元格", "数据表", "字段", "原值", "改后值", "说明", "处理办法", NULL};

// One table: the findings, and before them a line for each sheet with the fates of its rows.
static void format_csv(const situ_report *report, situ_str *out)
{
    situ_str_add(out, "\xEF\xBB\xBF"); // spreadsheets take UTF-8 only with it
    for (size_t i = 0; ISSUE_WORDS[i]; i++)
        situ_report_add_csv(out, ISSUE_WORDS[i], !ISSUE_WORDS[i + 1]);
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        char message[200];
        snprintf(message, sizeof message, "读取%zu行：使用%zu，修正%zu，退回%zu，跳过%zu", c->read, c->used, c->repaired, c->rejected, c->skipped);
        const char *texts[] = {"去向", "ROWS", c->file, c->sheet, NULL, NULL, c->table, NULL, NULL, NULL, message, NULL};
        for (int k = 0; k < 12; k++)
            situ_report_add_csv(out, texts[k], k == 11);
    }
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *p = situ_report_get(report, i);
        char row[24] = "";
        if (p->row > 0)
            snprintf(row, sizeof row, "%ld", p->row);
        const char *texts[] = {situ_severity_word(p->severity), p->rule, p->file, p->sheet, row, p->cell, p->table, p->field, p->old_value, p->new_value, p->message, p->cure};
        for (int k = 0; k < 12; k++)
            situ_report_add_csv(out, texts[k], k == 11);
    }
}

static void json_parts(const situ_report_book *book, situ_str *out)
{
    for (size_t f = 0, n = 0; f < book->file_count; f++) {
        const situ_ledger_result *r = book->files[f].result;
        for (size_t i = 0; r && i < r->part_count; i++) {
            const situ_ledger_part *p = &r->parts[i];
            bool first = true;
            situ_str_add(out, n++ ? ",\n{" : "\n{");
            situ_report_add_json(out, "file", book->files[f].file, &first);
            situ_report_add_json(out, "sheet", p->sheet, &first);
            situ_report_add_json(out, "table", p->schema ? p->schema->name : NULL, &first);
            situ_str_addf(out, "%s\"header_rows\":[%u,%u],\"rows\":[%u,%u]", first ? "" : ",", (unsigned)p->header_first + 1, (unsigned)p->header_last + 1,
                          (unsigned)p->first_row + 1, (unsigned)p->last_row + 1);
            if (p->crs && p->crs[0]) {
                situ_report_add_json(out, "crs", p->crs, &(bool){false});
                situ_report_add_json(out, "crs_why", p->crs_why, &(bool){false});
            }
            situ_str_add(out, ",\"columns\":[");
            for (uint32_t c = 0; p->columns && c < p->column_count; c++) {
                char cell[16];
                bool start = true;
                situ_cell_name(0, p->first_column + c, cell);
                cell[strlen(cell) - 1] = 0; // the letters alone
                situ_str_add(out, c ? ",{" : "{");
                situ_report_add_json(out, "column", cell, &start);
                situ_report_add_json(out, "header", p->columns[c].header, &start);
                situ_report_add_json(out, "field", p->columns[c].field, &start);
                situ_report_add_json(out, "how", p->columns[c].how, &start);
                situ_str_add(out, "}");
            }
            situ_str_add(out, "]}");
        }
    }
}

static void format_json(const situ_report_book *book, situ_str *out)
{
    const situ_report *report = book->report;
    static const char *const severities[] = {"info", "warning", "error"};
    situ_report_totals t = situ_report_sum(report);
    situ_str_addf(out, "{\"read\":%zu,\"used\":%zu,\"repaired\":%zu,\"rejected\":%zu,\"skipped\":%zu,\"errors\":%zu,\"warnings\":%zu,\"infos\":%zu,\n\"sources\":[",
                  t.read, t.used, t.repaired, t.rejected, t.skipped, t.by_severity[SITU_ERROR], t.by_severity[SITU_WARN], t.by_severity[SITU_INFO]);
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        bool first = true;
        situ_str_add(out, i ? ",\n{" : "\n{");
        situ_report_add_json(out, "file", c->file, &first);
        situ_report_add_json(out, "sheet", c->sheet, &first);
        situ_report_add_json(out, "table", c->table, &first);
        situ_str_addf(out, "%s\"read\":%zu,\"used\":%zu,\"repaired\":%zu,\"rejected\":%zu,\"skipped\":%zu}", first ? "" : ",", c->read, c->used, c->repaired, c->rejected, c->skipped);
    }
    situ_str_add(out, "],\n\"parts\":[");
    json_parts(book, out);
    situ_str_add(out, "],\n\"issues\":[");
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *p = situ_report_get(report, i);
        bool first = true;
        situ_str_add(out, i ? ",\n{" : "\n{");
        situ_report_add_json(out, "severity", severities[p->severity], &first);
        situ_report_add_json(out, "rule", p->rule, &first);
        situ_report_add_json(out, "file", p->file, &first);
        situ_report_add_json(out, "sheet", p->sheet, &first);
        if (p->row > 0)
            situ_str_addf(out, ",\"row\":%ld", p->row);
        situ_report_add_json(out, "cell", p->cell, &first);
        situ_report_add_json(out, "table", p->table, &first);
        situ_report_add_json(out, "field", p->field, &first);
        situ_report_add_json(out, "old", p->old_value, &first);
        situ_report_add_json(out, "new", p->new_value, &first);
        situ_report_add_json(out, "message", p->message, &first);
        situ_report_add_json(out, "cure", p->cure, &first);
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
        status = write_xlsx(book, path, err);
        goto done;
    }
    if (strcasecmp(extension, "csv") == 0) {
        format_csv(report, &text);
    } else if (strcasecmp(extension, "json") == 0) {
        format_json(book, &text);
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

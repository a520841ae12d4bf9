// SPDX-License-Identifier: MIT
// The report of the checks: a summary of all classes, then a sheet a class.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "ledger/sheets.h"
#include "output/report_internal.h"

typedef struct counts {
    size_t by_severity[3];
} counts;

static counts count_of(const situ_check_book *b, const situ_check_class *k)
{
    counts n = {{0}};
    for (size_t i = k->first; i < k->first + k->count; i++)
        n.by_severity[situ_report_get(b->report, i)->severity]++;
    return n;
}

// Names of the sheets, one a class with findings.
typedef struct names {
    char (*items)[128];
    size_t count;
} names;

static bool taken(const char *name, void *user)
{
    const names *n = user;
    for (size_t i = 0; i < n->count; i++)
        if (strcasecmp(n->items[i], name) == 0)
            return true;
    return strcmp(name, "汇总") == 0;
}

static const char *result_word(const situ_check_class *k, const counts *n, situ_cell_style *style)
{
    *style = SITU_CELL_PLAIN;
    if (n->by_severity[SITU_ERROR] > 0) {
        *style = SITU_CELL_ERROR;
        return "不符合";
    }
    if (n->by_severity[SITU_WARN] > 0) {
        *style = SITU_CELL_WARN;
        return "要核对";
    }
    if (k->objects == 0) {
        *style = SITU_CELL_GREY;
        return k->count > 0 ? "见提示" : "没有可查的对象";
    }
    *style = SITU_CELL_REPAIRED;
    return "符合";
}

static situ_status put_row(situ_workbook *book, const situ_check_book *b, const names *sheets, size_t i, uint32_t row, situ_arena *arena, situ_error *err)
{
    situ_status status;
    const situ_check_class *k = &b->classes[i];
    counts n = count_of(b, k);
    situ_cell_style result;
    const char *word = result_word(k, &n, &result);
    const size_t numbers[] = {k->objects, k->unknown, n.by_severity[SITU_ERROR], n.by_severity[SITU_WARN], n.by_severity[SITU_INFO]};
    static const situ_cell_style styles[] = {SITU_CELL_INTEGER, SITU_CELL_INTEGER, SITU_CELL_ERROR, SITU_CELL_WARN, SITU_CELL_INTEGER};
    const char *basis = situ_report_chinese(arena, k->basis);
    SITU_TRY_ALLOC(basis);
    size_t lines = situ_workbook_lines(k->note, 52), of_basis = situ_workbook_lines(basis, 46);
    SITU_TRY(situ_workbook_height(book, row, situ_workbook_lines_height(of_basis > lines ? of_basis : lines), err));
    if (sheets->items[i][0]) {
        const char *target = situ_arena_printf(arena, "internal:'%s'!A1", sheets->items[i]);
        SITU_TRY_ALLOC(target);
        SITU_TRY(situ_workbook_link(book, row, 0, target, k->label, "点此看明细", SITU_CELL_LINK, err));
    } else {
        SITU_TRY(situ_workbook_text(book, row, 0, k->label, SITU_CELL_CENTER, err));
    }
    SITU_TRY(situ_workbook_text(book, row, 1, word, result, err));
    for (uint16_t c = 0; c < 5; c++)
        SITU_TRY(situ_workbook_number(book, row, (uint16_t)(2 + c), (double)numbers[c], numbers[c] ? styles[c] : SITU_CELL_INTEGER, err));
    SITU_TRY(situ_workbook_text(book, row, 7, k->note, SITU_CELL_PLAIN, err));
    SITU_TRY(situ_workbook_text(book, row, 8, basis, SITU_CELL_PLAIN, err));
done:
    return status;
}

static situ_status write_summary(situ_workbook *book, const situ_check_book *b, const names *sheets, situ_arena *arena, situ_error *err)
{
    situ_status status;
    static const char *const words[] = {"检查项", "结果", "查了", "无法判断", "错误", "警告", "提示", "说明", "依据"};
    static const double widths[] = {28, 14, 9, 10, 9, 9, 9, 52, 46};
    enum { N = sizeof words / sizeof *words };
    size_t total[3] = {0}, passed = 0;
    SITU_TRY(situ_workbook_sheet(book, "汇总", err));
    situ_workbook_report_page(book, true);
    situ_workbook_tab(book, 0x1F4E5F);
    for (uint16_t c = 0; c < N; c++)
        SITU_TRY(situ_workbook_width(book, c, c, widths[c], err));
    for (size_t i = 0; i < b->class_count; i++) {
        counts n = count_of(b, &b->classes[i]);
        for (int s = 0; s < 3; s++)
            total[s] += n.by_severity[s];
        passed += n.by_severity[SITU_ERROR] + n.by_severity[SITU_WARN] == 0 && b->classes[i].objects > 0;
    }
    const char *title = situ_arena_printf(arena, "%s数据检查报告", b->county ? b->county : "");
    const char *note = situ_arena_printf(arena, "数据截至：%s　　共查 %zu 项，%zu 项符合；错误 %zu 条，警告 %zu 条，提示 %zu 条",
                                         b->date_iso && b->date_iso[0] ? b->date_iso : "未说明", b->class_count, passed, total[SITU_ERROR], total[SITU_WARN], total[SITU_INFO]);
    SITU_TRY_ALLOC(title && note ? title : NULL);
    SITU_TRY(situ_workbook_height(book, 0, 40, err));
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, N - 1, title, SITU_CELL_BAR, err));
    SITU_TRY(situ_workbook_height(book, 1, 22, err));
    SITU_TRY(situ_workbook_merge(book, 1, 0, 1, N - 1, note, SITU_CELL_BAR_NOTE, err));
    SITU_TRY(situ_workbook_height(book, 3, 22, err));
    for (uint16_t c = 0; c < N; c++)
        SITU_TRY(situ_workbook_text(book, 3, c, words[c], SITU_CELL_HEADER, err));
    for (size_t i = 0; i < b->class_count; i++)
        SITU_TRY(put_row(book, b, sheets, i, (uint32_t)(4 + i), arena, err));
    SITU_TRY(situ_workbook_freeze(book, 4, 1));
done:
    return status;
}

// "文件 第12行", a link to the file beside the report and, in a workbook, to the row.
static situ_status put_place(situ_workbook *book, const situ_issue *p, uint32_t row, situ_arena *arena, situ_error *err)
{
    situ_status status;
    SITU_TRY(situ_workbook_text(book, row, 2, p->sheet, SITU_CELL_PLAIN, err));
    if (p->row > 0)
        SITU_TRY(situ_workbook_number(book, row, 3, (double)p->row, SITU_CELL_PLAIN, err));
    else
        SITU_TRY(situ_workbook_text(book, row, 3, "", SITU_CELL_PLAIN, err));
    if (!p->file || !p->file[0]) {
        status = situ_workbook_text(book, row, 1, "", SITU_CELL_PLAIN, err);
        goto done;
    }
    bool workbook = strcasecmp(situ_path_extension(p->file), "xlsx") == 0 && p->sheet && p->sheet[0] && p->row > 0 && !strchr(p->sheet, '\'');
    char cell[16];
    const char *at = p->cell;
    uint32_t r, c;
    situ_cell_name(p->row > 0 ? (uint32_t)(p->row - 1) : 0, at && situ_cell_parse(&at, &r, &c) ? c : 0, cell);
    const char *target = workbook ? situ_arena_printf(arena, "external:%s#'%s'!%s", p->file, p->sheet, cell) : situ_arena_printf(arena, "external:%s", p->file);
    SITU_TRY_ALLOC(target);
    SITU_TRY(situ_workbook_link(book, row, 1, target, p->file, "与本报告放在同一文件夹时，点此打开", SITU_CELL_LINK, err));
done:
    return status;
}

static situ_status write_class(situ_workbook *book, const situ_check_book *b, const situ_check_class *k, const char *name, situ_arena *arena, situ_error *err)
{
    situ_status status;
    static const char *const words[] = {"级别", "文件", "工作表", "行", "数据表", "字段", "现在的值", "说明", "怎么办"};
    static const double widths[] = {8, 26, 16, 8, 14, 16, 20, 56, 46};
    enum { N = sizeof words / sizeof *words };
    uint32_t row = 4;
    size_t listed = 0;
    const char *line = situ_arena_printf(arena, "依据：%s", k->basis ? k->basis : "");
    SITU_TRY_ALLOC(line);
    line = situ_report_chinese(arena, line);
    SITU_TRY_ALLOC(line);
    SITU_TRY(situ_workbook_sheet(book, name, err));
    situ_workbook_report_page(book, true);
    for (uint16_t c = 0; c < N; c++)
        SITU_TRY(situ_workbook_width(book, c, c, widths[c], err));
    SITU_TRY(situ_workbook_height(book, 0, 32, err));
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, N - 2, k->label, SITU_CELL_BAR, err));
    SITU_TRY(situ_workbook_link(book, 0, N - 1, "internal:'汇总'!A1", "回汇总", "回到汇总", SITU_CELL_BAR_NOTE, err));
    SITU_TRY(situ_workbook_height(book, 1, 20, err));
    SITU_TRY(situ_workbook_merge(book, 1, 0, 1, N - 1, line, SITU_CELL_BAR_NOTE, err));
    SITU_TRY(situ_workbook_height(book, 2, 20, err));
    SITU_TRY(situ_workbook_merge(book, 2, 0, 2, N - 1, k->note, SITU_CELL_BODY, err));
    SITU_TRY(situ_workbook_height(book, 3, 22, err));
    for (uint16_t c = 0; c < N; c++)
        SITU_TRY(situ_workbook_text(book, 3, c, words[c], SITU_CELL_HEADER, err));
    for (int severity = SITU_ERROR; severity >= SITU_INFO; severity--)
        for (size_t i = k->first; i < k->first + k->count && listed < SITU_REPORT_MAX_FINDINGS; i++) {
            const situ_issue *p = situ_report_get(b->report, i);
            if ((int)p->severity != severity)
                continue;
            const char *texts[] = {situ_severity_word(p->severity), p->file, p->sheet, NULL, situ_table_label(p->table), situ_field_label(p->table, p->field), p->old_value, p->message, p->cure};
            size_t lines = 1;
            for (uint16_t c = 0; c < N; c++) {
                size_t n = situ_workbook_lines(texts[c], widths[c]);
                lines = n > lines ? n : lines;
            }
            SITU_TRY(situ_workbook_height(book, row, situ_workbook_lines_height(lines), err));
            SITU_TRY(situ_workbook_text(book, row, 0, texts[0], p->severity == SITU_INFO ? SITU_CELL_CENTER : situ_severity_style(p->severity), err));
            SITU_TRY(put_place(book, p, row, arena, err));
            for (uint16_t c = 4; c < N; c++)
                SITU_TRY(situ_workbook_text(book, row, c, texts[c], SITU_CELL_PLAIN, err));
            row++;
            listed++;
        }
    if (listed < k->count) {
        const char *text = situ_arena_printf(arena, "共 %zu 条，这里列出最要紧的 %zu 条；其余用 --report 文件.csv 或 .json 全部写出。", k->count, listed);
        SITU_TRY_ALLOC(text);
        SITU_TRY(situ_workbook_merge(book, row, 0, row, N - 1, text, SITU_CELL_BODY, err));
    }
    SITU_TRY(situ_workbook_filter(book, 3, 0, row - 1, N - 1, err));
    SITU_TRY(situ_workbook_freeze(book, 4, 0));
done:
    return status;
}

static situ_status write_xlsx(const situ_check_book *b, const char *path, situ_error *err)
{
    situ_status status;
    situ_workbook *book = NULL;
    names sheets = {0};
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    SITU_TRY_ALLOC(sheets.items = situ_arena_alloc(arena, (b->class_count + 1) * sizeof *sheets.items));
    for (size_t i = 0; i < b->class_count; i++, sheets.count++)
        if (b->classes[i].count > 0)
            situ_workbook_sheet_name(b->classes[i].label, taken, &sheets, sheets.items[i]);
    SITU_TRY(situ_workbook_new(&book, path, b->date_iso, err));
    SITU_TRY(write_summary(book, b, &sheets, arena, err));
    for (size_t i = 0; i < b->class_count; i++)
        if (sheets.items[i][0])
            SITU_TRY(write_class(book, b, &b->classes[i], sheets.items[i], arena, err));
    situ_workbook *ready = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(ready, err));
done:
    situ_workbook_abort(book);
    situ_arena_free(arena);
    return status;
}

// {"errors":..,"classes":[{"name":..,"findings":[..]}]}
static void format_json(const situ_check_book *b, situ_str *out)
{
    static const char *const severities[] = {"info", "warning", "error"};
    situ_report_totals t = situ_report_sum(b->report);
    situ_str_addf(out, "{\"errors\":%zu,\"warnings\":%zu,\"infos\":%zu,\n\"classes\":[", t.by_severity[SITU_ERROR], t.by_severity[SITU_WARN], t.by_severity[SITU_INFO]);
    for (size_t i = 0; i < b->class_count; i++) {
        const situ_check_class *k = &b->classes[i];
        bool first = true;
        situ_str_add(out, i ? ",\n{" : "\n{");
        situ_report_add_json(out, "name", k->name, &first);
        situ_report_add_json(out, "label", k->label, &first);
        situ_report_add_json(out, "basis", k->basis, &first);
        situ_report_add_json(out, "note", k->note && k->note[0] ? k->note : NULL, &first);
        situ_str_addf(out, "%s\"objects\":%zu,\"unknown\":%zu,\"findings\":[", first ? "" : ",", k->objects, k->unknown);
        for (size_t f = k->first; f < k->first + k->count; f++) {
            const situ_issue *p = situ_report_get(b->report, f);
            bool start = true;
            situ_str_add(out, f > k->first ? ",\n {" : "\n {");
            situ_report_add_json(out, "severity", severities[p->severity], &start);
            situ_report_add_json(out, "rule", p->rule, &start);
            situ_report_add_json(out, "file", p->file, &start);
            situ_report_add_json(out, "sheet", p->sheet, &start);
            if (p->row > 0)
                situ_str_addf(out, ",\"row\":%ld", p->row);
            situ_report_add_json(out, "table", p->table, &start);
            situ_report_add_json(out, "field", p->field, &start);
            situ_report_add_json(out, "value", p->old_value, &start);
            situ_report_add_json(out, "message", p->message, &start);
            situ_report_add_json(out, "cure", p->cure, &start);
            situ_str_add(out, "}");
        }
        situ_str_add(out, "]}");
    }
    situ_str_add(out, "]}\n");
}

static void format_csv(const situ_check_book *b, situ_str *out)
{
    static const char *const words[] = {"检查项", "级别", "文件", "工作表", "行", "数据表", "字段", "现在的值", "说明", "怎么办", NULL};
    situ_str_add(out, "\xEF\xBB\xBF");
    for (size_t c = 0; words[c]; c++)
        situ_report_add_csv(out, words[c], !words[c + 1]);
    for (size_t i = 0; i < b->class_count; i++)
        for (size_t f = b->classes[i].first; f < b->classes[i].first + b->classes[i].count; f++) {
            const situ_issue *p = situ_report_get(b->report, f);
            char row[24] = "";
            if (p->row > 0)
                snprintf(row, sizeof row, "%ld", p->row);
            const char *texts[] = {b->classes[i].label, situ_severity_word(p->severity), p->file, p->sheet, row, situ_table_label(p->table),
                                   situ_field_label(p->table, p->field), p->old_value, p->message, p->cure};
            for (size_t c = 0; c < 10; c++)
                situ_report_add_csv(out, texts[c], c == 9);
        }
}

situ_status situ_check_report_write(const situ_check_book *book, const char *path, situ_error *err)
{
    situ_status status;
    situ_str text;
    const char *extension = situ_path_extension(path);
    situ_str_init(&text);
    if (strcasecmp(extension, "xlsx") == 0) {
        status = write_xlsx(book, path, err);
        goto done;
    }
    if (strcasecmp(extension, "json") == 0) {
        format_json(book, &text);
    } else if (strcasecmp(extension, "csv") == 0) {
        format_csv(book, &text);
    } else {
        status = situ_fail(err, SITU_E_UNSUPPORTED, _("give the report a name ending in .xlsx, .csv or .json"), _("a report cannot be written as .%s"), extension);
        situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    SITU_TRY_ALLOC(situ_str_ok(&text) ? text.data : NULL);
    SITU_TRY(situ_write_file(path, text.data, text.length, err));
done:
    situ_str_free(&text);
    return status;
}

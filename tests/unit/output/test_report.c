// SPDX-License-Identifier: MIT
// The import's report as a workbook: copies in place, colours, links, numbers; and the checks' report.
#include "unit/output/tools.h"

#include "base/report.h"
#include "ledger/sheets.h"
#include "output/report.h"
#include "output/workbook.h"

static const char *const GRID[][5] = {
    {"岚川县风险点台账", "", "", "", ""},        // merged title
    {"名称", "乡镇", "联系电话", "排查日期", "威胁人数"},
    {"甲厂", "双江镇", "13800138000", "2026-03-04", "12"},
    {"乙厂", "双江镇", "1990000", "2024.4.3", "约500人"},
    {"", "双江镇", "", "", "7"},                  // rejected
    {"丙厂", "无名镇", "", "", "=1+1"},           // doubtful
    {"合计", "", "", "", "519"},                  // skipped
};
enum { ROWS = sizeof GRID / sizeof *GRID, COLUMNS = 5 };

typedef struct made {
    situ_ledger_result result;
    situ_report *report;
} made;

static situ_sheets *make_sheets(const char *name)
{
    situ_sheets *sheets;
    situ_sheet *sheet;
    situ_sheet_builder b = {0};
    OK(situ_sheets_new(&sheets, err));
    OK(situ_sheets_add(sheets, name, false, &sheet, err));
    for (uint32_t r = 0; r < ROWS; r++)
        for (uint32_t c = 0; c < COLUMNS; c++) {
            situ_cell *cell;
            double v;
            OK(situ_sheet_builder_cell(&b, r, c, &cell, err));
            if (!GRID[r][c][0])
                continue;
            *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = GRID[r][c]};
            if (r >= 2 && situ_parse_double(GRID[r][c], &v)) {
                cell->kind = SITU_CELL_NUMBER;
                cell->number = v;
            } else if (strlen(GRID[r][c]) == 10 && GRID[r][c][4] == '-') {
                cell->kind = SITU_CELL_ISO_DATE;
            }
        }
    OK(situ_sheet_builder_merge(&b, (situ_merge){0, 0, 0, 4}, err));
    OK(situ_sheet_builder_finish(&b, sheet, err));
    return sheets;
}


static void make(made *m, const char *file, const char *sheet)
{
    static situ_ledger_column columns[COLUMNS] = {{"名称", "name", "alias"}, {"乡镇", "town", "alias"}, {"联系电话", "phone", "alias"},
                                                  {"排查日期", "found", "close"}, {"威胁人数", "threat_pop", "alias"}};
    static situ_ledger_part part;
    situ_table *t;
    memset(m, 0, sizeof *m);
    part = (situ_ledger_part){.sheet = sheet, .schema = situ_schema_find("risk_point"), .last_row = ROWS - 1, .header_first = 1, .header_last = 1,
                              .column_count = COLUMNS, .columns = columns, .crs = "gcj02", .crs_why = "inferred"};
    m->result.parts = &part;
    m->result.part_count = 1;
    m->result.sheets = make_sheets(sheet);
    OK(situ_bundle_new(&m->result.bundle, "internal", "", err));
    OK(situ_table_new(&t, "risk_point", 4490, err));
    for (int c = 0; c < SITU_FRONT_COUNT; c++)
        OK(situ_table_add_column(t, situ_front_columns[c].name, situ_front_columns[c].type, NULL, err));
    static const struct {
        int row;
        const char *id, *quality;
    } rows[] = {{3, "R-0001", "exact"}, {4, "R-0002", "village"}, {6, "R-0003", "none"}};
    for (size_t i = 0; i < 3; i++) {
        size_t at;
        OK(situ_table_add_row(t, &at, err));
        OK(situ_table_set_text(t, at, SITU_FRONT_ID, rows[i].id, err));
        OK(situ_table_set_text(t, at, SITU_FRONT_LOC_QUALITY, rows[i].quality, err));
        OK(situ_table_set_text(t, at, SITU_FRONT_FILE, file, err));
        OK(situ_table_set_text(t, at, SITU_FRONT_SHEET, sheet, err));
        situ_table_set_int(t, at, SITU_FRONT_ROW, rows[i].row);
    }
    OK(situ_bundle_add_table(m->result.bundle, t, err));
    m->report = situ_report_new();
    situ_report *r = m->report;
    static const situ_fate fates[] = {SITU_FATE_SKIPPED, SITU_FATE_SKIPPED, SITU_FATE_USED, SITU_FATE_REPAIRED, SITU_FATE_REJECTED, SITU_FATE_USED, SITU_FATE_SKIPPED};
    for (size_t i = 0; i < ROWS; i++)
        OK(situ_report_fate(r, file, sheet, "risk_point", fates[i], err));
    const situ_issue issues[] = {
        {SITU_INFO, "DATE_FORM", file, sheet, "D4", 4, "risk_point", "found", "2024.4.3", "2024-04-03", NULL, NULL},
        {SITU_WARN, "TOWN_UNKNOWN", file, sheet, "B6", 6, "risk_point", "town", "无名镇", NULL, "没有叫“无名镇”的乡镇", "改正名称"},
        {SITU_ERROR, "REQUIRED", file, sheet, "A5", 5, "risk_point", "name", NULL, NULL, "风险点名称是空的", "填上该格"},
        {SITU_INFO, "TOTAL_ROW", file, sheet, NULL, 7, "risk_point", NULL, "合计", NULL, "这一行不是数据", NULL},
    };
    for (size_t i = 0; i < 4; i++)
        OK(situ_report_add(r, &issues[i], err));
}

static void drop(made *m)
{
    situ_bundle_free(m->result.bundle);
    situ_sheets_free(m->result.sheets);
    situ_report_free(m->report);
}

static void write_one(made *m, const char *file, const char *sheet, const char *out)
{
    make(m, file, sheet);
    const situ_report_file files[] = {{file, &m->result}};
    OK(situ_report_write(&(situ_report_book){.report = m->report, .files = files, .file_count = 1, .date_iso = "2026-06-30"}, out, err));
}

static char *part_of(const char *path, const char *part)
{
    int code;
    char *text = run(&code, "unzip -p '%s' '%s'", path, part);
    assert_int_equal(code, 0);
    return text;
}

// The index of a text among the shared strings; the test fails when it is absent.
static int string_index(const char *strings, const char *text)
{
    int n = 0;
    char want[256];
    snprintf(want, sizeof want, ">%s</t>", text);
    const char *found = strstr(strings, want);
    if (!found)
        fail_msg("no string \"%s\"", text);
    for (const char *p = strings; (p = strstr(p, "<si>")) && p < found; p++)
        n++;
    return n - 1;
}

static void assert_cell(const char *sheet, const char *strings, const char *cell, const char *text)
{
    char want[96], near[64];
    snprintf(near, sizeof near, "<c r=\"%s\" ", cell);
    const char *at = strstr(sheet, near);
    if (!at)
        fail_msg("no cell %s", cell);
    snprintf(want, sizeof want, "t=\"s\"><v>%d</v>", string_index(strings, text));
    const char *end = strstr(at, "<c r=\"") ? strstr(at + 1, "<c r=\"") : NULL, *hit = strstr(at, want);
    if (!hit || (end && hit > end))
        fail_msg("%s does not hold \"%s\": %.120s", cell, text, at);
}

// Style index of a cell.
static int style_of(const char *sheet, const char *cell)
{
    char near[64];
    int style = -1;
    snprintf(near, sizeof near, "<c r=\"%s\" s=\"", cell);
    const char *at = strstr(sheet, near);
    if (!at || sscanf(at + strlen(near), "%d", &style) != 1)
        fail_msg("no styled cell %s", cell);
    return style;
}

static void xlsx__copies_stand_at_the_same_addresses(void **state)
{
    (void)state;
    need("unzip");
    made m;
    write_one(&m, "台账.xlsx", "风险点台账", scratch("r.xlsx"));
    char *book = part_of(scratch("r.xlsx"), "xl/workbook.xml"), *strings = part_of(scratch("r.xlsx"), "xl/sharedStrings.xml");
    char *sheet = part_of(scratch("r.xlsx"), "xl/worksheets/sheet4.xml");
    const char *names[] = {"〔汇总〕", "〔字段对应〕", "〔问题〕", "name=\"风险点台账\""};
    for (const char *at = book, **n = names; n < names + 4; n++)
        if (!(at = strstr(at, *n)))
            fail_msg("%s is not the next sheet", *n);
    assert_cell(sheet, strings, "A1", "岚川县风险点台账");
    assert_cell(sheet, strings, "A3", "甲厂");
    assert_cell(sheet, strings, "C3", "13800138000"); // a number in the sheet, a telephone here
    assert_cell(sheet, strings, "E6", "=1+1");          // text stays text
    assert_non_null(strstr(sheet, "<mergeCell ref=\"A1:E1\"/>"));
    const char *date = strstr(sheet, "<c r=\"D3\"");
    assert_non_null(date);
    assert_non_null(strstr(date, "<v>46085</v>")); // 2026-03-04 stays a date
    assert_cell(sheet, strings, "F2", "〔situ〕处理结果");
    assert_cell(sheet, strings, "G2", "〔situ〕编号");
    assert_cell(sheet, strings, "F3", "已采用");
    assert_cell(sheet, strings, "G3", "R-0001");
    assert_cell(sheet, strings, "F4", "修正后采用：日期写法");
    assert_cell(sheet, strings, "F5", "未入库：风险点名称是空的");
    assert_cell(sheet, strings, "G6", "R-0003");
    // Repaired, doubtful, rejected, bad and skipped cells look different from each other.
    const int looks[] = {style_of(sheet, "A3"), style_of(sheet, "D4"), style_of(sheet, "B6"), style_of(sheet, "B5"), style_of(sheet, "A5"), style_of(sheet, "A7")};
    for (size_t i = 0; i < 6; i++)
        for (size_t k = i + 1; k < 6; k++)
            assert_int_not_equal(looks[i], looks[k]);
    assert_int_equal(style_of(sheet, "A6"), style_of(sheet, "A3"));
    free(book);
    free(strings);
    free(sheet);
    drop(&m);
}

static void xlsx__findings_link_to_their_cells(void **state)
{
    (void)state;
    need("unzip");
    made m;
    write_one(&m, "台账.xlsx", "风险点 台账", scratch("l.xlsx"));
    char *issues = part_of(scratch("l.xlsx"), "xl/worksheets/sheet3.xml"), *strings = part_of(scratch("l.xlsx"), "xl/sharedStrings.xml");
    // Errors first.
    assert_cell(issues, strings, "A2", "错误");
    assert_cell(issues, strings, "A3", "警告");
    assert_non_null(strstr(issues, "<hyperlink ref=\"F2\" location=\"'风险点 台账'!A5\""));
    assert_non_null(strstr(issues, "<hyperlink ref=\"F3\" location=\"'风险点 台账'!B6\""));
    char *comments = part_of(scratch("l.xlsx"), "xl/comments*.xml");
    assert_non_null(strstr(comments, "2024.4.3 → 2024-04-03"));
    assert_non_null(strstr(comments, "办法：填上该格"));
    free(comments);
    free(issues);
    free(strings);
    drop(&m);
}

static void xlsx__same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    made m;
    write_one(&m, "台账.xlsx", "风险点台账", scratch("one.xlsx"));
    drop(&m);
    sleep(2); // zip times have a step of two seconds
    write_one(&m, "台账.xlsx", "风险点台账", scratch("two.xlsx"));
    drop(&m);
    assert_same_bytes(scratch("one.xlsx"), scratch("two.xlsx"));
}

// Sheet1 of two files, a name too long, a name with forbidden signs: all are told apart.
static void xlsx__sheet_names_are_unique_and_allowed(void **state)
{
    (void)state;
    need("unzip");
    static const char *const files[] = {"双江街道.xlsx", "清水镇.xlsx", "一个名字非常非常非常非常非常非常非常非常非常非常非常非常长的台账.csv", "a[b].csv", "A[B].csv"};
    static const char *const sheets[] = {"Sheet1", "Sheet1", "", "", ""};
    made m[5];
    situ_report_file list[5];
    situ_ledger_part parts[5];
    situ_report *all = situ_report_new();
    for (size_t i = 0; i < 5; i++) {
        make(&m[i], files[i], sheets[i]);
        parts[i] = *m[i].result.parts;
        m[i].result.parts = &parts[i];
        list[i] = (situ_report_file){files[i], &m[i].result};
        OK(situ_report_merge(all, m[i].report, err));
    }
    OK(situ_report_write(&(situ_report_book){.report = all, .files = list, .file_count = 5}, scratch("n.xlsx"), err));
    char *book = part_of(scratch("n.xlsx"), "xl/workbook.xml");
    assert_non_null(strstr(book, "name=\"双江街道\""));
    assert_non_null(strstr(book, "name=\"清水镇\""));
    assert_non_null(strstr(book, "name=\"a_b_\""));
    assert_non_null(strstr(book, "name=\"A_B_(2)\""));
    assert_non_null(strstr(book, "name=\"一个名字非常非常非常非常非常非常非常非常非常非常非常非常长的台\""));
    free(book);
    for (size_t i = 0; i < 5; i++)
        drop(&m[i]);
    situ_report_free(all);
}

static void xlsx__without_files_still_tells_all(void **state)
{
    (void)state;
    need("unzip");
    made m;
    make(&m, "台账.gpkg", "风险点");
    OK(situ_report_write(&(situ_report_book){.report = m.report}, scratch("w.xlsx"), err));
    char *strings = part_of(scratch("w.xlsx"), "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "风险点名称是空的"));
    assert_non_null(strstr(strings, "有 1 行未入库"));
    free(strings);
    drop(&m);
}

static void json__names_parts_and_columns(void **state)
{
    (void)state;
    need("node");
    int code;
    made m;
    write_one(&m, "台账.xlsx", "风险点台账", scratch("r.json"));
    char *out = run(&code, "node -e 'const r=JSON.parse(require(\"fs\").readFileSync(\"%s\"));const p=r.parts[0];"
                           "console.log(p.table,p.header_rows.join(\"-\"),p.crs,p.crs_why,p.columns[3].column,p.columns[3].field,p.columns[3].how)'", scratch("r.json"));
    assert_int_equal(code, 0);
    assert_string_equal(out, "risk_point 2-2 gcj02 inferred D found close\n");
    free(out);
    drop(&m);
}

// --- the report of the checks ---

static situ_report *check_findings(void)
{
    situ_report *r = situ_report_new();
    const situ_issue issues[] = {
        {SITU_ERROR, "no_person", "风险点台账.xlsx", "风险点", NULL, 12, "risk_point", "resp_person", NULL, NULL, "甲厂没有责任人", "补上责任人"},
        {SITU_WARN, "no_person", "风险点台账.xlsx", "风险点", NULL, 3, "risk_point", "phone", "110", NULL, "乙厂没有电话", "补上电话"},
        {SITU_INFO, "expired", "物资.csv", NULL, NULL, 5, "stock", "expire", "2025-01-01", NULL, "帐篷快到期", NULL},
    };
    for (size_t i = 0; i < 3; i++)
        OK(situ_report_add(r, &issues[i], err));
    return r;
}

static const situ_check_class CLASSES[] = {
    {"no_person", "责任人缺失", "四个责任人(F17)", "30 个风险点中 28 个齐全", 30, 0, 0, 2},
    {"expired", "物资过期", "物资管理办法", NULL, 120, 4, 2, 1},
    {"plan", "无预案的风险点", "预案管理办法", "没有预案台账", 0, 30, 3, 0},
};

static void check__one_sheet_a_class_with_links(void **state)
{
    (void)state;
    need("unzip");
    situ_report *r = check_findings();
    OK(situ_check_report_write(&(situ_check_book){.report = r, .classes = CLASSES, .class_count = 3, .county = "岚川县", .date_iso = "2026-06-30"}, scratch("c.xlsx"), err));
    char *book = part_of(scratch("c.xlsx"), "xl/workbook.xml"), *first = part_of(scratch("c.xlsx"), "xl/worksheets/sheet2.xml");
    char *strings = part_of(scratch("c.xlsx"), "xl/sharedStrings.xml"), *links = part_of(scratch("c.xlsx"), "xl/worksheets/_rels/sheet2.xml.rels");
    assert_non_null(strstr(book, "name=\"责任人缺失\""));
    assert_non_null(strstr(book, "name=\"物资过期\""));
    assert_null(strstr(book, "name=\"无预案的风险点\"")); // nothing found, nothing to list
    assert_cell(first, strings, "A5", "错误");
    assert_cell(first, strings, "H5", "甲厂没有责任人");
    assert_non_null(strstr(links, "风险点台账.xlsx"));
    assert_non_null(strstr(first, "<hyperlink ref=\"B5\" r:id="));
    assert_non_null(strstr(strings, "不符合"));
    assert_non_null(strstr(strings, "没有可查的对象"));
    free(book);
    free(first);
    free(strings);
    free(links);
    situ_report_free(r);
}

static void check__json_holds_the_findings_by_class(void **state)
{
    (void)state;
    need("node");
    int code;
    situ_report *r = check_findings();
    OK(situ_check_report_write(&(situ_check_book){.report = r, .classes = CLASSES, .class_count = 3}, scratch("c.json"), err));
    char *out = run(&code, "node -e 'const r=JSON.parse(require(\"fs\").readFileSync(\"%s\"));console.log(r.errors,r.classes.length,r.classes[0].findings.length,"
                           "r.classes[0].findings[0].row,r.classes[1].unknown,r.classes[2].note)'", scratch("c.json"));
    assert_int_equal(code, 0);
    assert_string_equal(out, "1 3 2 12 4 没有预案台账\n");
    free(out);
    situ_error e = {0};
    assert_int_equal(situ_check_report_write(&(situ_check_book){.report = r, .classes = CLASSES, .class_count = 3}, scratch("c.doc"), &e), SITU_E_UNSUPPORTED);
    situ_report_free(r);
}

// --- every allocation fails once: a clean error, nothing left behind ---

static made *torture_made;
static situ_status write_import_report(const char *out, situ_error *err)
{
    const situ_report_file files[] = {{"台账.xlsx", &torture_made->result}};
    return situ_report_write(&(situ_report_book){.report = torture_made->report, .files = files, .file_count = 1}, out, err);
}

static situ_status write_check_report(const char *out, situ_error *err)
{
    const situ_check_class class = {"required", "必填为空", "依据", "说明", 7, 0, 0, 4};
    return situ_check_report_write(&(situ_check_book){.report = torture_made->report, .classes = &class, .class_count = 1}, out, err);
}

static void faults__every_failed_allocation_is_a_clean_error(void **state)
{
    (void)state;
    made m;
    make(&m, "台账.xlsx", "风险点台账");
    torture_made = &m;
    situ_status (*const works[])(const char *, situ_error *) = {write_import_report, write_check_report};
    static const char *const kinds[] = {"xlsx", "json"};
    for (size_t w = 0; w < 2; w++)
        for (size_t k = 0; k < 2; k++) {
            char name[32];
            unsigned n = 1;
            snprintf(name, sizeof name, "fault-%zu.%s", w, kinds[k]);
            for (;; n++) {
                situ_error e = {0};
                situ_alloc_fail_at(n, false);
                situ_status status = works[w](scratch(name), &e);
                situ_alloc_fail_at(0, false);
                if (status == SITU_OK)
                    break;
                if (status != SITU_E_NOMEM)
                    fail_msg("allocation %u: status %d, %s", n, (int)status, e.cause);
                assert_false(situ_path_exists(scratch(name)));
                assert_true(n < 5000);
            }
            assert_true(n > 5);
        }
    drop(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xlsx__copies_stand_at_the_same_addresses),
        cmocka_unit_test(xlsx__findings_link_to_their_cells),
        cmocka_unit_test(xlsx__same_input_gives_the_same_bytes),
        cmocka_unit_test(xlsx__sheet_names_are_unique_and_allowed),
        cmocka_unit_test(xlsx__without_files_still_tells_all),
        cmocka_unit_test(json__names_parts_and_columns),
        cmocka_unit_test(check__one_sheet_a_class_with_links),
        cmocka_unit_test(check__json_holds_the_findings_by_class),
        cmocka_unit_test(faults__every_failed_allocation_is_a_clean_error),
    };
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}

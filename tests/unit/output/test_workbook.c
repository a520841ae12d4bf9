// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include "output/report.h"
#include "output/workbook.h"

static void write_sample(const char *path)
{
    situ_workbook *book;
    static const char *const short_words[] = {"重大", "较大", "一般", "低", NULL};
    static const char *const long_words[] = {"非煤矿山及尾矿库安全风险隐患点", "危险化学品生产经营储存企业隐患点", "烟花爆竹批发零售储存场所隐患点", "地质灾害隐患点崩塌滑坡泥石流地面塌陷",
                                             "森林草原火灾高风险区域隐患点", "道路交通事故多发路段隐患点", "房屋建筑和市政工程施工隐患点", "特种设备使用单位隐患点", NULL};
    OK(situ_workbook_new(&book, path, "2026-06-30", err));
    OK(situ_workbook_sheet(book, "风险点台账", err));
    OK(situ_workbook_merge(book, 0, 0, 0, 3, "岚川县风险点台账<&>", SITU_CELL_TITLE, err));
    OK(situ_workbook_text(book, 1, 0, "名称", SITU_CELL_HEADER, err));
    OK(situ_workbook_text(book, 1, 1, "等级", SITU_CELL_HEADER, err));
    OK(situ_workbook_text(book, 1, 2, "排查日期", SITU_CELL_HEADER, err));
    OK(situ_workbook_text(book, 1, 3, "人数", SITU_CELL_HEADER, err));
    OK(situ_workbook_text(book, 2, 0, "㙟溪镇𡐓坪危岩", SITU_CELL_PLAIN, err));
    OK(situ_workbook_text(book, 2, 1, "重大", SITU_CELL_LEVEL1, err));
    OK(situ_workbook_date(book, 2, 2, "2026-03-04", err));
    OK(situ_workbook_number(book, 2, 3, 1234, SITU_CELL_INTEGER, err));
    OK(situ_workbook_formula(book, 3, 3, "=SUM(D3:D3)", 1234, err));
    OK(situ_workbook_choices(book, 2, 99, 1, short_words, err));
    OK(situ_workbook_choices(book, 2, 99, 0, long_words, err));
    OK(situ_workbook_comment(book, 1, 0, "与印章名称一致", err));
    OK(situ_workbook_freeze(book, 2, 1));
    OK(situ_workbook_width(book, 0, 0, 30, err));
    OK(situ_workbook_sheet(book, "说明", err));
    OK(situ_workbook_close(book, err));
}

static void workbook__is_a_valid_zip_with_the_cells(void **state)
{
    (void)state;
    need("unzip");
    const char *path = scratch("a.xlsx");
    int code;
    write_sample(path);
    free(run(&code, "unzip -tq '%s'", path));
    assert_int_equal(code, 0);
    char *strings = run(&code, "unzip -p '%s' xl/sharedStrings.xml", path);
    assert_non_null(strstr(strings, "㙟溪镇𡐓坪危岩"));
    assert_non_null(strstr(strings, "岚川县风险点台账&lt;&amp;&gt;"));
    free(strings);
    char *sheet = run(&code, "unzip -p '%s' xl/worksheets/sheet1.xml", path);
    assert_non_null(strstr(sheet, "<mergeCell ref=\"A1:D1\"/>"));
    assert_non_null(strstr(sheet, "<v>46085</v>")); // 2026-03-04 as a serial day
    assert_non_null(strstr(sheet, "state=\"frozen\""));
    assert_non_null(strstr(sheet, "<f>SUM(D3:D3)</f><v>1234</v>"));
    assert_non_null(strstr(sheet, "\"重大,较大,一般,低\""));
    assert_non_null(strstr(sheet, "选项!$A$1:$A$8"));
    free(sheet);
    char *styles = run(&code, "unzip -p '%s' xl/styles.xml", path);
    assert_non_null(strstr(styles, "FFFF0000")); // the official red
    free(styles);
}

static void workbook__same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    write_sample(scratch("one.xlsx"));
    sleep(2); // zip times have a step of two seconds
    write_sample(scratch("two.xlsx"));
    assert_same_bytes(scratch("one.xlsx"), scratch("two.xlsx"));
}

static void workbook__gdal_reads_it(void **state)
{
    (void)state;
    need("ogrinfo");
    int code;
    write_sample(scratch("g.xlsx"));
    char *out = run(&code, "ogrinfo -ro -al '%s' 风险点台账 2>&1", scratch("g.xlsx"));
    assert_int_equal(code, 0);
    assert_non_null(strstr(out, "㙟溪镇𡐓坪危岩"));
    assert_non_null(strstr(out, "2026/03/04"));
    free(out);
}

static void workbook__bad_sheet_name_is_refused_with_a_cure(void **state)
{
    (void)state;
    situ_workbook *book;
    situ_error e = {0};
    OK(situ_workbook_new(&book, scratch("bad.xlsx"), NULL, err));
    assert_int_equal(situ_workbook_sheet(book, "a/b", &e), SITU_E_ARGUMENT);
    assert_true(e.cure[0] != 0);
    situ_workbook_abort(book);
    assert_false(situ_path_exists(scratch("bad.xlsx")));
}

static void workbook__unwritable_folder_leaves_nothing(void **state)
{
    (void)state;
    situ_workbook *book = NULL;
    situ_error e = {0};
    situ_status status = situ_workbook_new(&book, "/proc/none/x.xlsx", NULL, &e);
    if (status == SITU_OK) {
        OK(situ_workbook_sheet(book, "a", err));
        status = situ_workbook_close(book, &e);
    }
    assert_int_not_equal(status, SITU_OK);
    assert_true(e.cause[0] != 0);
}

static situ_report *sample_report(void)
{
    situ_report *report = situ_report_new();
    assert_non_null(report);
    OK(situ_report_fate(report, "台账.xlsx", "Sheet1", "risk_point", SITU_FATE_USED, err));
    OK(situ_report_fate(report, "台账.xlsx", "Sheet1", "risk_point", SITU_FATE_REPAIRED, err));
    OK(situ_report_fate(report, "台账.xlsx", "Sheet1", "risk_point", SITU_FATE_REJECTED, err));
    situ_issue swapped = {SITU_WARN, "SWAPPED_LONLAT", "台账.xlsx", "Sheet1", "F7", 7, "risk_point", "lon", "30.9", "108.7", "经纬度写反", "核对坐标"};
    situ_issue level = {.severity = SITU_ERROR, .rule = "UNKNOWN_LEVEL", .file = "台账.xlsx", .row = 8, .old_value = "很\"高\",", .message = "等级无法识别"};
    OK(situ_report_add(report, &swapped, err));
    OK(situ_report_add(report, &level, err));
    return report;
}

static void report__xlsx_has_the_counts_and_the_findings(void **state)
{
    (void)state;
    need("unzip");
    int code;
    situ_report *report = sample_report();
    OK(situ_report_write(&(situ_report_book){.report = report, .date_iso = "2026-06-30"}, scratch("r.xlsx"), err));
    situ_report_free(report);
    char *book = run(&code, "unzip -p '%s' xl/workbook.xml", scratch("r.xlsx"));
    assert_int_equal(code, 0);
    assert_non_null(strstr(book, "〔汇总〕"));
    assert_non_null(strstr(book, "〔字段对应〕"));
    assert_non_null(strstr(book, "〔问题〕"));
    free(book);
    char *issues = run(&code, "unzip -p '%s' xl/sharedStrings.xml", scratch("r.xlsx"));
    assert_non_null(strstr(issues, "经纬度写反"));
    assert_non_null(strstr(issues, "UNKNOWN_LEVEL"));
    free(issues);
    char *fates = run(&code, "unzip -p '%s' xl/worksheets/sheet1.xml", scratch("r.xlsx"));
    const char *read = strstr(fates, "<c r=\"A7\""); // the large figure: three rows read
    assert_non_null(read);
    const char *value = strstr(read, "<v>3</v>");
    assert_true(value && value < strstr(read, "<c r=\"B7\""));
    free(fates);
}

static void report__csv_quotes_and_keeps_every_finding(void **state)
{
    (void)state;
    char *text;
    size_t bytes;
    situ_report *report = sample_report();
    OK(situ_report_write(&(situ_report_book){.report = report}, scratch("r.csv"), err));
    situ_report_free(report);
    OK(situ_read_file(&text, &bytes, scratch("r.csv"), 1 << 20, err));
    assert_true(memcmp(text, "\xEF\xBB\xBF级别,", 10) == 0);
    assert_non_null(strstr(text, "去向,ROWS,台账.xlsx,Sheet1,,,risk_point,,,,读取3行：使用1，修正1，退回1，跳过0,\r\n"));
    assert_non_null(strstr(text, "警告,SWAPPED_LONLAT,台账.xlsx,Sheet1,7,F7,risk_point,lon,30.9,108.7,经纬度写反,核对坐标\r\n"));
    assert_non_null(strstr(text, "\"很\"\"高\"\",\""));
    situ_free(text);
}

static void report__json_is_parsed_by_another_program(void **state)
{
    (void)state;
    need("node");
    int code;
    situ_report *report = sample_report();
    OK(situ_report_write(&(situ_report_book){.report = report}, scratch("r.json"), err));
    situ_report_free(report);
    char *out = run(&code, "node -e 'const r=JSON.parse(require(\"fs\").readFileSync(\"%s\"));console.log(r.read,r.rejected,r.issues.length,r.issues[1].old)'", scratch("r.json"));
    assert_int_equal(code, 0);
    assert_string_equal(out, "3 1 2 很\"高\",\n");
    free(out);
}

static void report__unknown_extension_is_refused(void **state)
{
    (void)state;
    situ_error e = {0};
    situ_report *report = sample_report();
    assert_int_equal(situ_report_write(&(situ_report_book){.report = report}, scratch("r.docx"), &e), SITU_E_UNSUPPORTED);
    assert_non_null(strstr(e.cure, ".xlsx"));
    assert_false(situ_path_exists(scratch("r.docx")));
    situ_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workbook__is_a_valid_zip_with_the_cells),
        cmocka_unit_test(workbook__same_input_gives_the_same_bytes),
        cmocka_unit_test(workbook__gdal_reads_it),
        cmocka_unit_test(workbook__bad_sheet_name_is_refused_with_a_cure),
        cmocka_unit_test(workbook__unwritable_folder_leaves_nothing),
        cmocka_unit_test(report__xlsx_has_the_counts_and_the_findings),
        cmocka_unit_test(report__csv_quotes_and_keeps_every_finding),
        cmocka_unit_test(report__json_is_parsed_by_another_program),
        cmocka_unit_test(report__unknown_extension_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}

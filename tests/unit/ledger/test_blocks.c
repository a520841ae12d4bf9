// SPDX-License-Identifier: MIT
// Several tables on one sheet, and what stands between and above them.
#include "unit/ledger/grid_help.h"

#include "base/alloc.h"
#include "ledger/internal.h"

static const char *const stacked =
    "附件1 风险点台账,,,,,,\n"
    "序号,风险点名称,乡镇,行业领域,风险等级,经度,纬度\n"
    "1,甲厂,双江街道,燃气,重大,108.7011,30.9321\n"
    "2,乙厂,双江街道,燃气,低,108.7021,30.9322\n"
    "填表人：张三,,,审核：李四,,,\n"
    ",,,,,,\n"
    "附件2 避难场所台账,,,,,,\n"
    "序号,避难场所名称,乡镇,容纳人数,避难时长,经度,纬度\n"
    "1,中心小学,龙角镇,200,短期,108.7011,30.9321\n"
    "2,体育馆,龙角镇,约300,短期,108.7021,30.9322\n"
    "合计,,,500,,,\n"
    ",,,,,,\n"
    "附件3 车辆登记表,,,,,,\n"
    "序号,车牌号,车型,驾驶证号,车况,油耗,说明文字\n"
    "1,渝F12345,越野,A2,好,9.5,白\n"
    "2,渝F12346,皮卡,B2,好,8.5,黑\n";

static void blocks__one_below_the_other(void **state)
{
    (void)state;
    imported in = import_file(help_write("三表.csv", stacked), NULL);
    situ_table *risk = import_table(&in, "risk_point"), *shelter = import_table(&in, "shelter");
    assert_int_equal(risk->row_count, 2);
    assert_int_equal(shelter->row_count, 2);
    assert_at(shelter, 0, "name", "中心小学");
    assert_int_equal(int_at(shelter, 0, "src_row"), 9);
    assert_int_equal(int_at(shelter, 1, "cap_given"), 300);
    want_issue(&in, "NUMBER_ABOUT", "D10"); // the sheet's own addresses
    // the third is told, never taken for shelters
    const situ_issue *unknown = want_issue(&in, "SHEET_UNKNOWN", NULL);
    assert_string_equal(unknown->cell, "A13:G16");
    assert_int_equal(unknown->severity, SITU_WARN);
    assert_non_null(strstr(unknown->message, "车牌号"));
    assert_int_equal(fate_count(&in, 'r'), 16);
    assert_int_equal(fate_count(&in, 's'), 12);
    assert_int_equal(fate_count(&in, 'x'), 0);
    import_free(&in);
}

// Directly below each other, without a blank line or a title; the last line has no header at all.
static void blocks__without_a_gap(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,管控措施\n甲厂,燃气,低,巡查\n乙厂,燃气,低,巡查\n队伍名称,层级,总人数,队长\n综合队,县级,30,张三\n镇队,乡镇,20,李四\n"), NULL);
    assert_int_equal(import_table(&in, "risk_point")->row_count, 2);
    assert_int_equal(import_table(&in, "team")->row_count, 2);
    assert_at(import_table(&in, "team"), 1, "leader", "李四");
    assert_int_equal(situ_report_problems(in.report), 0);
    import_free(&in);
}

static void blocks__an_unknown_table_first(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "车辆登记表,,,\n车牌号,车型,油耗,颜色名\n渝F1,越野,9.5,白\n渝F2,皮卡,8.5,黑\n渝F3,皮卡,8.5,黑\n,,,\n队伍名称,层级,总人数,队长\n综合队,县级,30,张三\n"), NULL);
    situ_table *t = import_table(&in, "team");
    assert_int_equal(t->row_count, 1);
    assert_int_equal(int_at(t, 0, "src_row"), 8);
    assert_non_null(strstr(want_issue(&in, "SHEET_UNKNOWN", NULL)->message, "车牌号"));
    assert_int_equal(fate_count(&in, 'r'), 8);
    import_free(&in);
}

// Little above it to be held against, and a title that says no more than 附件4.
static void blocks__an_unknown_table_below_a_short_one(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "隐患内容,整改时限,整改责任人,整改资金,整改措施\n灭火器过期,2026-07-01,张三,1000,更换\n,,,,\n附件4,,,,\n物资名称,单位,县库,双江街道库,龙角镇库\n帐篷,顶,20,5,3\n,,,,\n附件5,,,,\n车牌,车型,颜色,停放处,里程\n渝F1,皮卡,白,院内,2000\n"), NULL);
    assert_int_equal(import_table(&in, "hazard")->row_count, 1);
    size_t told = count_rule(&in, "SHEET_UNKNOWN");
    assert_true(told == 1 || told == 2); // both, together or apart
    assert_string_equal(want_issue(&in, "SHEET_UNKNOWN", NULL)->cell, told == 2 ? "A4:E7" : "A4:E10");
    assert_int_equal(fate_count(&in, 's'), 9);
    import_free(&in);
}

static void blocks__side_by_side(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "序号,队伍名称,层级,总人数,,序号,避难场所名称,容纳人数,避难时长\n1,综合队,县级,30,,1,中心小学,200,短期\n2,镇队,乡镇,20,,2,体育馆,300人,短期\n3,村队,村,5,,,,,\n"), NULL);
    situ_table *team = import_table(&in, "team"), *shelter = import_table(&in, "shelter");
    assert_int_equal(team->row_count, 3);
    assert_int_equal(shelter->row_count, 2);
    assert_at(team, 2, "name", "村队");
    assert_at(shelter, 1, "name", "体育馆");
    assert_null(strstr(text_at(shelter, 0, "src_text"), "综合队"));
    want_issue(&in, "NUMBER_UNIT", "H3");
    import_free(&in);
    // An empty column that only spaces one table does not cut it.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,,责任人,职务,联系电话\n甲厂,燃气,低,,张三,厂长,13800138000\n乙厂,燃气,低,,李四,厂长,13800138001\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_at(t, 1, "resp_person", "李四");
    assert_null(situ_bundle_table(in.bundle, "person"));
    import_free(&in);
}

// The header again on every printed page, with a title or page number between: one table.
static void blocks__a_header_on_every_page(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,乡镇,风险等级,行业领域\n甲厂,双江街道,低,燃气\n第1页 共2页,,,\n\n风险点台账（续）,,,\n风险点名称,乡镇,风险等级,行业领域\n乙厂,双江街道,低,燃气\n风险点名称,乡镇,风险等级,行业领域\n丙厂,双江街道,低,燃气\n"), NULL);
    assert_int_equal(import_table(&in, "risk_point")->row_count, 3);
    assert_int_equal(count_rule(&in, "REPEATED_HEADER"), 2);
    assert_int_equal(fate_count(&in, 's'), 6);
    assert_int_equal(situ_report_problems(in.report), 0);
    import_free(&in);
    // two rows of it
    static const char *const merges[] = {"A1:A2", "B1:B2", "C1:D1", "A5:A6", "B5:B6", "C5:D5", NULL};
    in = import_file(grid_write("x.xlsx", "隐患点", "隐患点名称|险情等级|防灾责任人||威胁人数\n||姓名|电话|\n甲滑坡|大型|张三|13800138000|20\n乙滑坡|小型|李四|13800138001|5\n隐患点名称|险情等级|防灾责任人||威胁人数\n||姓名|电话|\n丙滑坡|小型|王五|13800138002|6\n", merges), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 3);
    assert_at(t, 2, "resp_person", "王五");
    assert_int_equal(int_at(t, 2, "threat_pop"), 6);
    import_free(&in);
}

static void blocks__blank_lines_inside_a_table(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "序号,风险点名称,乡镇,风险等级,行业领域,管控措施\n1,甲厂,双江街道,低,燃气,巡查\n,,,,,\n,,,,,\n2,乙厂,双江街道,低,燃气,巡查\n,丙店,龙角镇,待定,其他,张贴告示\n,,,,,\n单位负责人：王五,,填表人：张三,,联系电话：13800138000,填表日期：2026年\n"), NULL);
    assert_int_equal(import_table(&in, "risk_point")->row_count, 3);
    assert_null(find_issue(&in, "SHEET_UNKNOWN", NULL));
    want_issue(&in, "NOTE_ROW", NULL);
    import_free(&in);
}

static situ_bundle *towns(void)
{
    situ_ledger_options options = {.as_table = "region"};
    imported in = import_file(help_write("towns.csv", "名称,层级,代码,上级\n云阳县,县,500235,\n双江街道,乡镇,500235002,云阳县\n龙角镇,乡镇,500235105,云阳县\n青山村,村,500235105201,龙角镇\n"), &options);
    assert_int_equal(import_table(&in, "region")->row_count, 4);
    situ_report_free(in.report);
    return in.bundle;
}

static void blocks__sections_give_their_unit(void **state)
{
    (void)state;
    situ_bundle *known = towns();
    situ_ledger_options options = {.regions = situ_bundle_table(known, "region")};
    const char *text = "序号,风险点名称,行业领域,风险等级,村\n一、双江街道（2处）,,,,\n1,甲厂,燃气,低,\n2,乙厂,燃气,低,\n（二）龙角镇人民政府,,,,\n3,丙厂,燃气,低,青山村\n小 计,1,,,\n三、其他单位,,,,\n4,丁厂,燃气,低,\n";
    for (int with = 0; with < 2; with++) {
        imported in = import_file(help_write("x.csv", text), with ? &options : NULL);
        situ_table *t = import_table(&in, "risk_point");
        assert_int_equal(t->row_count, 4);
        assert_at(t, 0, "town", "双江街道");
        assert_at(t, 1, "town", "双江街道");
        if (with) {
            assert_at(t, 2, "town", "龙角镇");
            assert_at(t, 2, "region_code", "500235105201");
        }
        assert_true(null_at(t, 3, "town"));
        assert_int_equal(count_rule(&in, "SECTION_ROW"), 3);
        assert_string_equal(want_issue(&in, "UNIT_FROM_SECTION", NULL)->new_value, "双江街道");
        import_free(&in);
    }
    // Merged across, and rows that name their own unit keep it.
    static const char *const merges[] = {"A2:D2", NULL};
    imported in = import_file(grid_write("x.xlsx", "表", "风险点名称|乡镇|行业领域|风险等级\n双江街道|||\n甲厂||燃气|低\n乙厂|龙角镇|燃气|低\n", merges), &options);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_at(t, 0, "town", "双江街道");
    assert_at(t, 1, "town", "龙角镇");
    import_free(&in);
    // A name that begins with a figure is no section, nor is a unit in a list of units.
    in = import_file(help_write("x.csv", "风险点名称,乡镇,行业领域,风险等级\n1号楼,双江街道,燃气,低\n2号楼,,,\n"), &options);
    assert_int_equal(import_table(&in, "risk_point")->row_count, 2);
    import_free(&in);
    in = import_file(help_write("r.csv", "乡镇,村,常住人口,户数,区划代码\n新镇,,,,\n"), NULL);
    assert_int_equal(import_table(&in, "region")->row_count, 1);
    import_free(&in);
    situ_bundle_free(known);
}

static void blocks__a_title_names_the_township(void **state)
{
    (void)state;
    situ_bundle *known = towns();
    situ_ledger_options options = {.regions = situ_bundle_table(known, "region")};
    static const char *const rows = "风险点名称|行业领域|风险等级\n甲厂|燃气|低\n";
    imported in = import_file(grid_write("x.xlsx", "龙角", rows, NULL), &options); // the sheet's name
    assert_at(import_table(&in, "risk_point"), 0, "town", "龙角镇");
    assert_string_equal(want_issue(&in, "UNIT_FROM_TITLE", NULL)->old_value, "龙角");
    import_free(&in);
    in = import_file(grid_write("双江街道风险点台账.xlsx", "Sheet1", rows, NULL), &options);
    assert_at(import_table(&in, "risk_point"), 0, "town", "双江街道");
    import_free(&in);
    in = import_file(help_write("x.csv", "云阳县龙角镇风险点台账,,\n风险点名称,行业领域,风险等级\n甲厂,燃气,低\n"), &options);
    assert_at(import_table(&in, "risk_point"), 0, "town", "龙角镇");
    import_free(&in);
    // Two townships, none that is known, or a column of its own: no evidence.
    in = import_file(help_write("双江街道、龙角镇.csv", "风险点名称,行业领域,风险等级\n甲厂,燃气,低\n"), &options);
    assert_true(null_at(import_table(&in, "risk_point"), 0, "town"));
    import_free(&in);
    in = import_file(help_write("天上镇.csv", "风险点名称,行业领域,风险等级\n甲厂,燃气,低\n"), &options);
    assert_true(null_at(import_table(&in, "risk_point"), 0, "town"));
    import_free(&in);
    in = import_file(help_write("龙角镇.csv", "风险点名称,乡镇,行业领域,风险等级\n甲厂,,燃气,低\n"), &options);
    assert_true(null_at(import_table(&in, "risk_point"), 0, "town"));
    assert_null(find_issue(&in, "UNIT_FROM_TITLE", NULL));
    import_free(&in);
    situ_bundle_free(known);
}

static void blocks__totals_and_names_like_them(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,乡镇,行业领域,风险等级,受威胁人数\n合计划装饰公司,双江街道,燃气,低,5\n累计降雨监测点,双江街道,燃气,低,6\n双江街道小计,,,,11\n合　计（处）,,,,11\n总计2处,,,,11\n其中：燃气,,,,11\n共2处,,,,\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_at(t, 0, "name", "合计划装饰公司");
    assert_int_equal(count_rule(&in, "TOTAL_ROW"), 3);
    assert_int_equal(count_rule(&in, "NOTE_ROW"), 2);
    import_free(&in);
}

static void blocks__sheets_of_our_own_reports(void **state)
{
    (void)state;
    char *data = grid_sheet("风险点名称|行业领域|风险等级|〔situ〕编号|〔situ〕处理意见\n甲厂|燃气|低|h0123456789abcdef|请填写\n", NULL);
    char *own = grid_sheet("风险点名称|行业领域|风险等级\n不是数据|燃气|低\n", NULL);
    xlsx_parts x = {.sheets = {own, data, own}, .names = {"〔汇总〕", "表", "填写说明"}};
    xlsx_write(help_path("r.xlsx"), &x);
    imported in = import_file(help_path("r.xlsx"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 1);
    assert_at(t, 0, "name", "甲厂");
    assert_at(t, 0, "id", "h0123456789abcdef");
    assert_int_equal(situ_report_problems(in.report), 0);
    import_free(&in);
    free(data);
    free(own);
}

// Wherever memory ends: an error and no result, for stacked tables, persons in groups, goods by column.
static void blocks__out_of_memory_anywhere(void **state)
{
    (void)state;
    const char *path = help_write("oom.csv", "隐患点名称,险情等级,威胁人数,责任人及电话,监测人1,电话1,监测人2,电话2,,队伍名称,层级,总人数,队长\n一、双江街道,,,,,,,,,县队,县级,30,张三\n甲滑坡,小型,10,王五13900139000,张三,13900139001,李四,13900139002,,,,,\n"
                                             ",,,,,,,,,,,,\n储备库名称,等级,救灾帐篷,棉被,编织袋,麻袋,铁锹(把),,,,,,\n县库,县级,1,2,3,4,5,,,,,,\n,,,,,,,,,,,,\n附件3,,,,,,,,,,,,\n车牌,车型,颜色,油耗,,,,,,,,,\n渝F1,皮卡,白,9.5,,,,,,,,,\n");
    bool done = false;
    size_t failed = 0;
    for (uint64_t n = 1; n < 40000 && !done; n += 1 + n / 200) {
        situ_ledger_result *out = NULL;
        situ_error err = {0};
        situ_report *report = situ_report_new();
        situ_alloc_fail_at(n, true);
        situ_status status = situ_ledger_read(&out, path, NULL, report, NULL, &err);
        situ_alloc_fail_at(0, false);
        done = status == SITU_OK;
        failed += status == SITU_E_NOMEM;
        if (!done)
            assert_null(out);
        situ_ledger_result_free(out);
        situ_report_free(report);
    }
    assert_true(done);
    assert_true(failed > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks__one_below_the_other),
        cmocka_unit_test(blocks__without_a_gap),
        cmocka_unit_test(blocks__an_unknown_table_first),
        cmocka_unit_test(blocks__an_unknown_table_below_a_short_one),
        cmocka_unit_test(blocks__side_by_side),
        cmocka_unit_test(blocks__a_header_on_every_page),
        cmocka_unit_test(blocks__blank_lines_inside_a_table),
        cmocka_unit_test(blocks__sections_give_their_unit),
        cmocka_unit_test(blocks__a_title_names_the_township),
        cmocka_unit_test(blocks__totals_and_names_like_them),
        cmocka_unit_test(blocks__sheets_of_our_own_reports),
        cmocka_unit_test(blocks__out_of_memory_anywhere),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

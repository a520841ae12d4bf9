// SPDX-License-Identifier: MIT
// Mapping files written from what was recognised, and read back; what a mapping says wrong.
#include "unit/ledger/grid_help.h"

static situ_ledger_result *read_file(const char *path, const situ_ledger_options *options, situ_report *report)
{
    situ_ledger_result *result = NULL;
    situ_error err = {0};
    situ_status status = situ_ledger_read(&result, path, options, report, NULL, &err);
    if (status != SITU_OK)
        fail_msg("%s: %s / %s", path, err.cause, err.cure);
    return result;
}

static const situ_ledger_part *first_part(const situ_ledger_result *result)
{
    for (size_t i = 0; i < result->part_count; i++)
        if (result->parts[i].schema)
            return &result->parts[i];
    fail_msg("no part");
    return NULL;
}

// Reads a file, saves its mapping, reads the file with it: the same columns and the same rows.
static void round_trip(const char *path, const char *want)
{
    char file[200];
    situ_str yaml, before, after;
    situ_str_init(&yaml);
    situ_str_init(&before);
    situ_str_init(&after);
    snprintf(file, sizeof file, "%s", path);
    situ_report *report = situ_report_new();
    situ_ledger_result *a = read_file(file, NULL, report);
    const situ_ledger_part *pa = first_part(a);
    assert_int_equal(situ_mapping_write(&yaml, pa, NULL), SITU_OK);
    if (want && !strstr(yaml.data, want))
        fail_msg("\"%s\" is not in\n%s", want, yaml.data);
    situ_ledger_options options = {.mapping = help_write("saved.yaml", yaml.data)};
    situ_ledger_result *b = read_file(file, &options, report);
    const situ_ledger_part *pb = first_part(b);
    assert_string_equal(pa->schema->name, pb->schema->name);
    assert_int_equal(pa->header_first, pb->header_first);
    assert_int_equal(pa->header_last, pb->header_last);
    assert_int_equal(pa->column_count, pb->column_count);
    for (uint32_t c = 0; c < pa->column_count; c++) {
        const char *fa = pa->columns[c].field, *fb = pb->columns[c].field;
        if (!situ_streq(fa, fb))
            fail_msg("column %u (%s): %s before, %s after\n%s", c, pa->columns[c].header, fa ? fa : "-", fb ? fb : "-", yaml.data);
    }
    assert_int_equal(situ_bundle_dump(a->bundle, &before, NULL), SITU_OK);
    assert_int_equal(situ_bundle_dump(b->bundle, &after, NULL), SITU_OK);
    assert_string_equal(before.data, after.data);
    situ_ledger_result_free(a);
    situ_ledger_result_free(b);
    situ_report_free(report);
    situ_str_free(&yaml);
    situ_str_free(&before);
    situ_str_free(&after);
}

static void mapping__saved_and_used_again(void **state)
{
    (void)state;
    round_trip(help_write("x.csv", "云阳县风险点台账,,,,,,\n序号,风险点编号,风险点名称,乡镇,行业领域,风险等级,经度,纬度,备注\n1,FX-001,甲厂,双江街道,燃气,重大,108.7011,30.9321,x\n2,FX-002,乙厂,双江街道,燃气,极高,108.7011,30.9421,\n"),
               "level_given: \"风险等级\"");
    // swapped columns, a slip, a header twice and one that needs quoting
    round_trip(help_write("x.csv", "风险点名称,行业领域,风险等级,联系电话,填报日期,受威协人数,管控措施,管控措施,\"负责人: \"\"甲\"\"\"\n甲厂,燃气,重大,2024-03-01,13800138001,5,先,后,x\n乙厂,燃气,低,2024-03-02,13800138002,6,先,后,y\n"),
               "phone: \"填报日期\"  # 由列中的内容判断");
    // two header rows, numbered persons
    static const char *const merges[] = {"A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2", NULL};
    round_trip(grid_write("x.xlsx", "隐患点", "地质灾害隐患点|||||||\n隐患点名称|险情等级|防灾责任人||监测人1||监测人2|\n||姓名|电话|姓名|电话|姓名|电话\n甲滑坡|小型|王五|13900139000|张三|13900139001|李四|13900139002\n", merges),
               "resp_person: \"防灾责任人/姓名\"");
    // a wide goods sheet
    round_trip(help_write("x.csv", "储备库名称,等级,乡镇,救灾帐篷(顶),棉被,编织袋,麻袋,保管人,联系电话\n县库,县级,双江街道,1,2,3,4,李四,13800138000\n"), "grade: \"等级\"");
    // degrees in three columns, persons with their phones, a list called by its addresses
    round_trip(help_write("x.csv", "风险点名称,行业领域,风险等级,责任人及电话,经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)\n甲厂,燃气,重大,张三13800138000,108,42,11,30,55,50\n"), "lon: \"经度(度)\"");
    round_trip(help_write("x.csv", "位置,所在镇(街),易受灾类型,受威胁人数,经度,纬度\n青山沟,龙角镇,山洪,18,108.7,30.9\n"), "name: \"位置\"");
    // a frame that the header says
    round_trip(help_write("x.csv", "风险点名称,行业领域,风险等级,经度(高德),纬度(高德)\n甲厂,燃气,重大,108.7011,30.9321\n"), "crs: gcj02");
}

static void mapping__finds_its_header_wherever_it_is(void **state)
{
    (void)state;
    situ_ledger_options options = {.mapping = help_write("m.yaml", "table: risk_point\ncolumns:\n  name: 名\n  town: 乡\n  level_given: 级\n")};
    imported in = import_file(help_write("x.csv", "名 册,,\n,,\n填报单位：某镇,,\n名,级,乡\n甲,重大,双江街道\n乙,低,龙角镇\n合计,2,\n"), &options);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(int_at(t, 0, "level_given"), 1);
    assert_int_equal(fate_count(&in, 's'), 5);
    import_free(&in);
}

static void mapping__faults_are_told(void **state)
{
    (void)state;
    char deep[4200] = "table: region\ncolumns: ";
    for (size_t i = strlen(deep), n = i + 2000; i < n; i++) {
        deep[i] = '[';
        deep[i + 1] = 0;
    }
    const char *const bad[][2] = {
        {"table: region\ncolumns:\n  nmae: a\n", "nmae"},
        {"table: region\ncolumns:\n  name: 没有这一列\n", "没有这一列"},
        {"a: &a [1,1]\nb: &b [*a,*a]\ntable: region\ncolumns: *b\n", "anchors"},
        {"table: region\ncolumns: *b\n", "aliases"},
        {deep, ""},
        {"table: region\ncolumns: [name]\n", "columns"},
        {"table: region\nheader_row: 0\ncolumns: {name: a}\n", "header_row"},
        {"\x80\x81", ""},
        {"", ""},
    };
    char data[200];
    snprintf(data, sizeof data, "%s", help_write("d.csv", "名称,层级\n甲镇,乡镇\n"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        situ_ledger_options options = {.mapping = help_write("bad.yaml", bad[i][0])};
        imported in = import_file(data, &options);
        assert_int_not_equal(in.status, SITU_OK);
        assert_true(in.err.cause[0] != 0);
        if (!strstr(in.err.cause, bad[i][1]))
            fail_msg("%s: %s", bad[i][0], in.err.cause);
        import_free(&in);
    }
    situ_str out;
    situ_str_init(&out);
    situ_ledger_part unknown = {.sheet = ""};
    situ_error err = {0};
    assert_int_not_equal(situ_mapping_write(&out, &unknown, &err), SITU_OK);
    assert_true(err.cause[0] != 0);
    situ_str_free(&out);
}

// Our own exports: columns in front are made anew, coordinates are in CGCS2000 whatever they came in.
static void mapping__own_exports_come_back(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "编号,行政区划代码,定位方式,原坐标系,来源文件,来源工作表,来源行号,来源单位,更新日期,报送状态,风险点名称,行业领域,风险等级,经度,纬度\n"
                                                  "h0123456789abcdef,500235,exact,gcj02,a.xlsx,表,7,双江街道,2026-01-01,本次未报,甲厂,燃气,重大,108.7,30.9\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "id", "h0123456789abcdef");
    assert_at(t, 0, "src_unit", "双江街道");
    assert_at(t, 0, "src_file", "x.csv");
    assert_point(t, 0, 108.7, 30.9, 0);
    assert_int_equal(situ_report_problems(in.report), 0);
    import_free(&in);
    situ_ledger_options options = {.unit = "县应急局"};
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,填报单位\n甲厂,燃气,低,双江街道\n"), &options);
    assert_at(import_table(&in, "risk_point"), 0, "src_unit", "县应急局");
    import_free(&in);
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,填报单位\n甲厂,燃气,低,双江街道\n乙厂,燃气,低,/\n"), NULL);
    assert_at(import_table(&in, "risk_point"), 0, "src_unit", "双江街道");
    assert_true(null_at(import_table(&in, "risk_point"), 1, "src_unit"));
    import_free(&in);
}

static void mapping__parts_tell_what_was_found(void **state)
{
    (void)state;
    situ_ledger_options options = {.keep_cells = true};
    situ_report *report = situ_report_new();
    situ_ledger_result *r = read_file(help_write("x.csv", "标题,,,\n风险点名称,行业领域,风险等级,经度(百度),纬度,编号\n甲厂,燃气,低,108.7,30.9,\n,,,\n队伍名称,层级,总人数,队长\n县队,县级,30,张三\n"), &options, report);
    assert_int_equal(r->part_count, 2);
    const situ_ledger_part *p = &r->parts[0];
    assert_string_equal(p->schema->name, "risk_point");
    assert_int_equal(p->first_row, 0);
    assert_int_equal(p->header_first, 1);
    assert_int_equal(p->last_row, 3);
    assert_string_equal(p->crs, "bd09");
    assert_string_equal(p->crs_why, "header");
    assert_string_equal(p->columns[3].field, "lon");
    assert_string_equal(p->columns[5].field, "id");
    p = &r->parts[1];
    assert_string_equal(p->schema->name, "team");
    assert_int_equal(p->first_row, 4);
    assert_int_equal(p->header_first, 4);
    assert_int_equal(p->last_row, 5);
    assert_string_equal(p->crs, "");
    assert_string_equal(p->columns[0].how, "alias");
    assert_non_null(r->sheets);
    assert_string_equal(r->sheets->items[0].cells[6].text, "风险点名称");
    situ_ledger_result_free(r);
    situ_report_free(report);
}

// 115,402 rows by twelve lines, where nothing in the header is Chinese.
static void mapping__shelters_of_a_whole_country(void **state)
{
    (void)state;
    static const char file[] = SITU_SHARED_DATA "/jp_shelters/emergency_shelters.csv";
    if (!situ_path_exists(file)) {
        print_message("skipped: %s is not there\n", file);
        skip();
    }
    situ_ledger_options options = {.mapping = help_write("jp.yaml",
        "# Shelters of a whole country, by the names of their columns.\n"
        "table: shelter\n"
        "crs: wgs84\n"
        "encoding: utf-8\n"
        "columns:\n"
        "  name: 施設・場所名\n"
        "  address: 住所\n"
        "  lon: lon\n"
        "  lat: lat\n"
        "  grade: {value: 市}\n"
        "  duration: {value: 紧急}\n"
        "  hazards_ok: {value: 综合}\n")};
    imported in = import_file(file, &options);
    situ_table *t = import_table(&in, "shelter");
    assert_int_equal(fate_count(&in, 'r'), 115403);
    assert_int_equal(fate_count(&in, 'x'), 0);
    assert_true(t->row_count + fate_count(&in, 's') >= 115402);
    assert_true(t->row_count > 115000);
    assert_at(t, 0, "grade", "市");
    assert_at(t, 5, "duration", "紧急");
    assert_point(t, 0, 141.48471, 43.03806, 0);
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mapping__saved_and_used_again), cmocka_unit_test(mapping__finds_its_header_wherever_it_is),
        cmocka_unit_test(mapping__faults_are_told),      cmocka_unit_test(mapping__own_exports_come_back),
        cmocka_unit_test(mapping__parts_tell_what_was_found), cmocka_unit_test(mapping__shelters_of_a_whole_country),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

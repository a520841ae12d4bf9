// SPDX-License-Identifier: MIT
// Sheets of other trades and counts of a day: refused, never stored as one of our tables.
#include "unit/ledger/grid_help.h"

#include "base/error.h"

static size_t stored(const situ_bundle *bundle)
{
    size_t n = 0;
    for (size_t i = 0; i < bundle->table_count; i++)
        n += bundle->tables[i]->row_count;
    return n;
}

// Nothing of the sheet is stored, and somebody is told.
static void check_refused(const char *name, const char *text)
{
    imported in = import_file(help_write(name, text), NULL);
    if (in.bundle && stored(in.bundle) > 0)
        fail_msg("%s: a row is stored: %s", name, text);
    if (in.status == SITU_OK && count_rule(&in, "SHEET_UNKNOWN") == 0)
        fail_msg("%s: nothing is told: %s", name, text);
    import_free(&in);
}

static void foreign__forms_of_the_office(void **state)
{
    (void)state;
    static const char *const sheets[][2] = {
        {"请假表.csv", "姓名,部门,职务,请假类型,开始时间,结束时间,天数,联系电话\n张三,应急局,科员,事假,2026-05-01,2026-05-03,3,13800138001\n"},
        {"工资表.csv", "序号,姓名,部门,基本工资,绩效,实发工资\n1,张三,应急局,3000,2000,4500\n"},
        {"车辆登记.csv", "车牌号,车型,所属单位,责任人,联系电话,数量\n渝A12345,越野车,应急局,张三,13800138001,1\n"},
        {"党员名册.csv", "姓名,性别,民族,出生日期,入党时间,职务,联系电话\n张三,男,汉,1980-01-01,2005-07-01,书记,13800138001\n"},
        {"财务报销.csv", "日期,部门,姓名,事由,金额,发票张数\n2026-05-01,应急局,张三,差旅,500,3\n"},
        {"学生花名册.csv", "学号,姓名,性别,班级,家庭住址,监护人,联系电话\n001,张三,男,一班,某路1号,李四,13800138001\n"},
        {"会议签到.csv", "姓名,单位,职务,联系电话,签到\n张三,应急局,科长,13800138001,\n"},
        {"会议签到表.csv", "姓名,单位,职务,联系电话\n张三,应急局,科长,13800138001\n"},
        {"值班表.csv", "日期,带班领导,值班人员,值班电话,备注\n2026-05-01,张三,李四,023-12345678,\n"},
        {"值班安排.csv", "值班日期,姓名,职务,电话,带班\n2026-05-01,张三,科长,13800138001,李四\n"},
        {"采购清单.csv", "序号,名称,规格型号,单位,数量,单价,金额,供应商\n1,打印纸,A4,箱,10,100,1000,某公司\n"},
        {"考勤.csv", "姓名,部门,出勤天数,迟到次数,电话\n张三,应急局,20,1,13800138001\n"},
        {"固定资产.csv", "资产编号,资产名称,类别,规格型号,数量,原值,使用部门,保管人\n001,电脑,设备,X1,1,5000,应急局,张三\n"},
        {"固定资产2.csv", "名称,编码,类别,单位,数量,存放地点,负责人\n电脑,001,设备,台,1,办公室,张三\n"},
        {"低保.csv", "乡镇,村,户主姓名,低保人数,户数,电话\n青岩镇,青岩社区,张三,3,1,13800138001\n"},
        {"合同台账.csv", "合同编号,名称,单位名称,合同金额,负责人,电话\n001,道路养护,某公司,100,张三,13800138001\n"},
        {"收文.csv", "收文日期,来文单位,文号,标题,负责人\n2026-05-01,市局,渝应急〔2026〕1号,通知,张三\n"},
        {"户主.csv", "户主,村,人口,联系电话\n张三,青岩社区,4,13800138001\n"},
        {"物资采购清单.csv", "物资名称,单位,数量,单价,供应商,采购日期\n帐篷,顶,10,100,某公司,2026-05-01\n"},
        {"成绩.csv", "姓名,单位,成绩,名次\n张三,应急局,90,1\n"},
    };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        check_refused(sheets[i][0], sheets[i][1]);
}

static void foreign__counts_of_a_day_are_no_units(void **state)
{
    (void)state;
    static const char *const sheets[][2] = {
        {"e20.csv", "乡镇,转移人数,户数,安置点,人数,备注\n青岩镇,12,4,小学,12,\n麻柳镇,20,7,中学,20,\n"},
        {"e21.csv", "乡镇,名称,人数,户数\n青岩镇,东山村,15,4\n麻柳镇,九口村,9,3\n"},
        {"受灾.csv", "乡镇,村,受灾人口,户数,倒塌房屋,直接经济损失\n青岩镇,东山村,15,4,2,10\n"},
        {"各村转移.csv", "乡镇,村,人口,户数,已转移,已安置\n青岩镇,东山村,15,4,3,3\n"},
        {"停课.csv", "镇街,停课学校数,停工工地数,户数,人数\n青岩镇,3,2,10,20\n"},
        {"户数.csv", "乡镇,村,户数,人数\n青岩镇,东山村,4,15\n"},
    };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        check_refused(sheets[i][0], sheets[i][1]);
    // Threatened people by class: one row holds three of them, none is a village's population.
    imported in = import_file(grid_write("x.xlsx", "S", "乡镇|村|危险区名称|极高风险区||高风险区||危险区|\n|||户数|人数|户数|人数|户数|人数\n青岩镇|青岩社区|河坝沟|1|4|2|9|3|15\n",
                                         WORDS("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:I1")), NULL);
    assert_true(!in.bundle || stored(in.bundle) == 0);
    import_free(&in);
}

// Lists of units still are.
static void foreign__lists_of_units_are_units(void **state)
{
    (void)state;
    static const char *const sheets[] = {
        "名称,区划代码,常住人口\n青岩镇,500999100,17215\n",
        "乡镇,村,常住人口,户数\n青岩镇,东山村,1500,400\n",
        "乡镇,户籍人口,总户数\n青岩镇,17215,5000\n",
        "名称,层级,上级,人口\n青岩镇,乡镇,,17215\n东山村,村,青岩镇,1500\n",
    };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        imported in = import_file(help_write("x.csv", sheets[i]), NULL);
        assert_int_equal(in.status, SITU_OK);
        if (import_table(&in, "region")->row_count == 0)
            fail_msg("no unit is stored of %s", sheets[i]);
        import_free(&in);
    }
}

// A figure far from the one known is told and not taken, unless somebody says that it is the list of units.
static void foreign__residents_do_not_shrink_a_thousandfold(void **state)
{
    (void)state;
    imported known = import_file(help_write("known.csv", "名称,层级,区划代码,常住人口\n青岩镇,乡镇,500999100,17215\n"), NULL);
    situ_ledger_options options = {.regions = import_table(&known, "region")};
    static const char text[] = "乡镇,常住人口\n青岩镇,12\n";
    imported in = import_file(help_write("x.csv", text), &options);
    assert_int_equal(int_at(import_table(&in, "region"), 0, "pop"), 17215);
    assert_int_equal(want_issue(&in, "POP_DIFFERS", NULL)->severity, SITU_WARN);
    import_free(&in);
    in = import_file(help_write("x.csv", "乡镇,常住人口\n青岩镇,16000\n"), &options);
    assert_int_equal(int_at(import_table(&in, "region"), 0, "pop"), 16000);
    assert_null(find_issue(&in, "POP_DIFFERS", NULL));
    import_free(&in);
    options.as_table = "region";
    in = import_file(help_write("x.csv", text), &options);
    assert_int_equal(int_at(import_table(&in, "region"), 0, "pop"), 12);
    import_free(&in);
    import_free(&known);
}

static void foreign__a_statistic_is_called_so(void **state)
{
    (void)state;
    imported in = import_file(help_write("日报.csv", "乡镇,转移人数,户数,安置点,人数\n青岩镇,12,4,小学,12\n"), NULL);
    char told[2048];
    situ_error_format(&in.err, told, sizeof told);
    assert_int_not_equal(in.status, SITU_OK);
    assert_non_null(strstr(told, "statistic (转移人数)"));
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign__forms_of_the_office),
        cmocka_unit_test(foreign__counts_of_a_day_are_no_units),
        cmocka_unit_test(foreign__lists_of_units_are_units),
        cmocka_unit_test(foreign__residents_do_not_shrink_a_thousandfold),
        cmocka_unit_test(foreign__a_statistic_is_called_so),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

// SPDX-License-Identifier: MIT
// Headers against values: swapped, wrong, unknown and missing headers; levels that must be asked.
#include "unit/ledger/grid_help.h"

#include "ledger/internal.h"

static void columns__that_hold_each_others_values(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,联系电话,填报日期\n甲厂,燃气,重大,2024-03-01,13800138001\n乙厂,燃气,低,2024.3.2,023-55128091\n丙厂,燃气,低,,13800138003\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "phone", "13800138001");
    assert_at(t, 1, "phone", "023-55128091");
    assert_at(t, 0, "found", "2024-03-01");
    assert_at(t, 1, "found", "2024-03-02");
    const situ_issue *told = want_issue(&in, "COLUMN_SWAPPED", "D1");
    assert_int_equal(told->severity, SITU_WARN);
    assert_non_null(strstr(told->message, "填报日期"));
    assert_null(find_issue(&in, "PHONE", NULL));
    import_free(&in);
    // Figures under the name of the goods.
    in = import_file(help_write("x.csv", "存放地点,物资名称,数量,单位,规格型号,有效期\n县库,20,帐篷,顶,12,2030-01-01\n县库,300,棉被,床,,2030-01-01\n"), NULL);
    t = import_table(&in, "stock");
    assert_at(t, 1, "item", "棉被");
    assert_true(real_at(t, 1, "qty") == 300);
    want_issue(&in, "COLUMN_SWAPPED", "B1");
    import_free(&in);
    // Right columns, one odd value: nothing is moved.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,联系电话,填报日期\n甲厂,燃气,重大,13800138001,2024-03-01\n乙厂,燃气,低,2024-03-02,13800138002\n丙厂,燃气,低,13800138003,2024-03-03\n"), NULL);
    assert_null(find_issue(&in, "COLUMN_SWAPPED", NULL));
    assert_at(import_table(&in, "risk_point"), 2, "phone", "13800138003");
    import_free(&in);
}

static void columns__longitudes_under_latitude(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,经度,纬度\n甲厂,燃气,低,30.9321,108.7011\n乙厂,燃气,低,30.9322,108.7021\n丙厂,燃气,低,30°55′56″,108°42′11″\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_point(t, 0, 108.7011, 30.9321, 1e-9);
    assert_point(t, 2, 108.703056, 30.932222, 1e-5);
    assert_int_equal(count_rule(&in, "COLUMN_SWAPPED"), 1);
    assert_int_equal(fate_count(&in, 'p'), 3); // each row counts as repaired
    for (size_t i = 0; i < situ_report_count(in.report); i++)
        if (situ_streq(situ_report_get(in.report, i)->rule, "SWAPPED_LONLAT"))
            assert_int_equal(situ_report_get(in.report, i)->severity, SITU_INFO); // warned of once, for the column
    import_free(&in);
}

static void columns__values_that_are_something_else(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,受威胁人数,联系电话\n甲厂,燃气,低,见附件,张三\n乙厂,燃气,低,见附件,李四\n丙厂,燃气,低,同上,王五\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_true(null_at(t, 0, "threat_pop") && null_at(t, 0, "phone"));
    assert_non_null(strstr(want_issue(&in, "COLUMN_VALUES", "D1")->message, "见附件"));
    want_issue(&in, "COLUMN_VALUES", "E1");
    assert_int_equal(situ_report_problems(in.report), 2); // once a column, not once a row
    import_free(&in);
    // Phones that Excel has spoilt, vague counts and amounts with units are what their headers say.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,受威胁人数,联系电话\n甲厂,燃气,低,若干,1.38E+10\n乙厂,燃气,低,一批,1.39E+10\n丙厂,燃气,低,约500人,1.38E+10\n"), NULL);
    assert_null(find_issue(&in, "COLUMN_VALUES", NULL));
    assert_int_equal(count_rule(&in, "PHONE_SCIENTIFIC"), 3);
    import_free(&in);
}

static void columns__unknown_headers_with_clear_values(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,管控措施,甲列,乙列,\n甲厂,燃气,巡查,108.7011,30.9321,13800138001\n乙厂,燃气,巡查,108.7021,30.9322,13800138002\n丙厂,燃气,巡查,108.7031,30.9323,13800138003\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_point(t, 1, 108.7021, 30.9322, 1e-9);
    assert_at(t, 1, "phone", "13800138002");
    assert_int_equal(count_rule(&in, "COLUMN_GUESSED"), 3);
    import_free(&in);
    in = import_file(help_write("x.csv", "风险点名称,行业领域,管控措施,红橙黄蓝,位置信息\n甲厂,燃气,巡查,红色,\"108.7011,30.9321\"\n乙厂,燃气,巡查,蓝色,\"108.7012,30.9322\"\n丙厂,燃气,巡查,蓝色,\"108.7013,30.9323\"\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_int_equal(int_at(t, 0, "level_given"), 1);
    assert_point(t, 2, 108.7013, 30.9323, 1e-9);
    import_free(&in);
    // Other people's phones, plain numbers and grades are not taken.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,传真,面积测量,信用评价\n甲厂,燃气,低,13800138001,108.5,重大\n乙厂,燃气,低,13800138002,30.2,一般\n丙厂,燃气,低,13800138003,99.1,一般\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_true(null_at(t, 0, "phone"));
    assert_null(situ_table_geometry(t, 0));
    assert_null(find_issue(&in, "COLUMN_GUESSED", NULL));
    import_free(&in);
}

static void columns__levels(void **state)
{
    (void)state;
    // Letters and numbers under a bare 等级 are asked about, once; other grades are never a risk level.
    imported in = import_file(help_write("x.csv", "风险点名称,等级,行业领域,企业诚信等级,标准化等级,灾害规模等级\n甲厂,一级,燃气,重大,三级,大型\n乙厂,二级,燃气,一般,二级,小型\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_true(null_at(t, 0, "level_given") && null_at(t, 1, "level_given"));
    const situ_issue *ask = want_issue(&in, "LEVEL_ASK", "B1");
    assert_int_equal(ask->severity, SITU_WARN);
    assert_non_null(strstr(ask->cure, "--mapping"));
    assert_int_equal(situ_report_problems(in.report), 1);
    import_free(&in);
    static const char *const fine[] = {"重大", "红色", "Ⅱ级", "较大风险"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        char text[300];
        snprintf(text, sizeof text, "风险点名称,级别,行业领域,管控措施\n甲厂,%s,燃气,x\n乙厂,一般,燃气,x\n", fine[i]);
        in = import_file(help_write("x.csv", text), NULL);
        assert_int_equal(int_at(import_table(&in, "risk_point"), 1, "level_given"), 3);
        assert_null(find_issue(&in, "LEVEL_ASK", NULL));
        import_free(&in);
    }
    // Sizes and offices are no risk level.
    static const char *const other[] = {"大型", "AAA", "县级"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        char text[300];
        snprintf(text, sizeof text, "风险点名称,等级,行业领域,管控措施\n甲厂,%s,燃气,x\n乙厂,%s,燃气,x\n", other[i], other[i]);
        in = import_file(help_write("x.csv", text), NULL);
        long long level = int_at(import_table(&in, "risk_point"), 0, "level_given");
        assert_true(null_at(import_table(&in, "risk_point"), 0, "level_given") || level == 0);
        want_issue(&in, "COLUMN_VALUES", "B1");
        import_free(&in);
    }
    // 风险 in the header, or a mapping, settles it.
    in = import_file(help_write("x.csv", "风险点名称,安全风险等级,行业领域\n甲厂,一级,燃气\n乙厂,D,燃气\n"), NULL);
    assert_int_equal(int_at(import_table(&in, "risk_point"), 0, "level_given"), 1);
    import_free(&in);
    situ_ledger_options options = {.mapping = help_write("m.yaml", "table: risk_point\ncolumns:\n  name: 风险点名称\n  level_given: {column: 等级, values: {一级: 重大, 二级: 较大}}\n")};
    in = import_file(help_write("x.csv", "风险点名称,等级,行业领域\n甲厂,一级,燃气\n乙厂,二级,燃气\n"), &options);
    assert_int_equal(int_at(import_table(&in, "risk_point"), 1, "level_given"), 2);
    assert_null(find_issue(&in, "LEVEL_ASK", NULL));
    import_free(&in);
}

static void columns__slips_and_doubles(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等极,受威协人数,管控措施,管控措施,\n甲厂,燃气,低,5,先,后,x\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(int_at(t, 0, "level_given"), 4);
    assert_int_equal(int_at(t, 0, "threat_pop"), 5);
    assert_int_equal(count_rule(&in, "HEADER_GUESSED"), 2);
    want_issue(&in, "HEADER_GUESSED", "C1");
    assert_at(t, 0, "controls", "先"); // by position
    assert_int_equal(want_issue(&in, "DUPLICATE_HEADER", "F1")->severity, SITU_WARN);
    // nothing is lost from the original
    assert_non_null(strstr(text_at(t, 0, "src_text"), "\"管控措施#2\":\"后\""));
    assert_non_null(strstr(text_at(t, 0, "src_text"), "\"列G\":\"x\""));
    import_free(&in);
}

static void columns__no_header_row(void **state)
{
    (void)state;
    const char *text = "1,甲厂,双江街道,燃气,重大,108.7011,30.9321,13800138000\n2,乙厂,龙角镇,燃气,低,108.7021,30.9322,13800138001\n3,丙校,龙角镇,学校,低,108.7031,30.9323,13800138002\n";
    imported in = import_file(help_write("x.csv", text), NULL);
    assert_int_equal(in.status, SITU_E_SCHEMA);
    assert_non_null(strstr(in.err.cause, "begins with data"));
    assert_non_null(strstr(in.err.cure, "--as"));
    import_free(&in);
    situ_ledger_options options = {.as_table = "risk_point"};
    in = import_file(help_write("x.csv", text), &options);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 3); // the first row is data too
    assert_at(t, 0, "name", "甲厂");
    assert_at(t, 2, "town", "龙角镇");
    assert_at(t, 1, "industry", "燃气");
    assert_int_equal(int_at(t, 0, "level_given"), 1);
    assert_at(t, 2, "phone", "13800138002");
    assert_point(t, 0, 108.7011, 30.9321, 1e-9);
    assert_int_equal(count_rule(&in, "COLUMN_GUESSED"), 7);
    import_free(&in);
    // Figures alone name nothing.
    in = import_file(help_write("x.csv", "1,2,3\n4,5,6\n7,8,9\n"), &options);
    assert_int_equal(in.status, SITU_E_SCHEMA);
    import_free(&in);
}

// What stands above and below headers in forms that are handed out.
static void columns__lines_of_forms(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "附件2,,,,,\n填报单位（盖章）：双江街道办事处　　填报时间：2026-06-01,,,,,\n序号,风险点名称,风险等级,行业领域,责任人及电话,坐 标\n1,2,3,4,5,6\n"
                                                  "例,某某加油站,重大,危化品,张三13800138000,\"108.70,30.93\"\n1,甲厂,重大,危化品,张三13800138000,\"108.70,30.93\"\n2,乙厂,低,危化品,李四（手机）13800138001,\"108.71,30.94\"\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_at(t, 0, "src_unit", "双江街道办事处");
    want_issue(&in, "REPORTER_FROM_TITLE", NULL);
    want_issue(&in, "EXAMPLE_ROW", NULL);
    want_issue(&in, "NOTE_ROW", NULL); // the columns' numbers
    assert_at(t, 0, "resp_person", "张三");
    assert_at(t, 1, "resp_person", "李四");
    assert_at(t, 1, "phone", "13800138001");
    want_issue(&in, "COLUMN_JOINT", "E3");
    assert_null(find_issue(&in, "HEADER_GUESSED", NULL));
    import_free(&in);
    // A first row of figures is data where it does not count the columns.
    in = import_file(help_write("x.csv", "存放地点,物资名称,数量,单位,规格型号,有效期\n1,帐篷,3,顶,5,2030-01-01\n"), NULL);
    assert_int_equal(import_table(&in, "stock")->row_count, 1);
    import_free(&in);
}

static void columns__which_of_several(void **state)
{
    (void)state;
    // The field's own name before an alias; the score whose factors are there; the place for a name.
    imported in = import_file(help_write("x.csv", "风险点名称,应急处置措施,负责人,风险等级,LS(L),LS(S),风险值LS(R=L*S),LEC(L),LEC(E),LEC(C),危险性LEC(D=L*E*C),管控措施\n锅炉房,停炉,张三,重大,3,5,15,1,6,15,90,巡查\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "controls", "巡查");
    assert_true(real_at(t, 0, "score_given") == 90);
    import_free(&in);
    in = import_file(help_write("x.csv", "位置,所在镇(街),易受灾类型,房屋数量,受威胁人数,重要设施,预警方式,经度,纬度\n青山沟,龙角镇,山洪,5,18,学校,铜锣,108.7,30.9\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_at(t, 0, "name", "青山沟");
    assert_at(t, 0, "address", "青山沟");
    assert_int_equal(want_issue(&in, "COLUMN_GUESSED", "A1")->severity, SITU_WARN);
    import_free(&in);
}

static void columns__of_coordinates(void **state)
{
    (void)state;
    static const char *const both[] = {"\"经度、纬度\"", "经度/纬度", "坐标（经度，纬度）", "\"X,Y坐标\"", "经纬度", "东经北纬"};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        char text[300];
        snprintf(text, sizeof text, "风险点名称,行业领域,风险等级,%s\n甲厂,燃气,低,\"108.7,30.9\"\n", both[i]);
        imported in = import_file(help_write("x.csv", text), NULL);
        assert_point(import_table(&in, "risk_point"), 0, 108.7, 30.9, 1e-9);
        assert_int_equal(situ_report_problems(in.report), 0);
        import_free(&in);
    }
    // degrees, minutes and seconds in columns of their own, below a group or not
    static const char *const apart[] = {"风险点名称,行业领域,风险等级,经度,,,纬度,,\n,,,度,分,秒,度,分,秒\n", "风险点名称,行业领域,风险等级,经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)\n"};
    for (size_t i = 0; i < 2; i++) {
        char text[400];
        snprintf(text, sizeof text, "%s甲厂,燃气,低,108,42,11,30,55,50\n乙厂,燃气,低,,,,,,\n", apart[i]);
        imported in = import_file(help_write("x.csv", text), NULL);
        situ_table *t = import_table(&in, "risk_point");
        assert_point(t, 0, 108.703056, 30.930556, 1e-6);
        assert_null(situ_table_geometry(t, 1));
        import_free(&in);
    }
}

static void columns__in_ten_thousands_count_once(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,威胁人口（万人）,威胁财产(万元)\n甲厂,燃气,低,0.12万,500万\n乙厂,燃气,低,0.2,300\n丙厂,燃气,低,0.3万人,2亿\n丁厂,燃气,低,约0.5万,80万元\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    const double people[] = {1200, 2000, 3000, 5000}, loss[] = {500, 300, 20000, 80};
    for (size_t i = 0; i < 4; i++) {
        assert_true(real_at(t, i, "threat_pop") == people[i]);
        assert_true(real_at(t, i, "threat_loss") == loss[i]);
    }
    const situ_issue *told = want_issue(&in, "UNIT_TWICE", "D2");
    assert_int_equal(told->severity, SITU_WARN);
    assert_string_equal(told->old_value, "0.12万");
    assert_string_equal(told->new_value, "1200");
    want_issue(&in, "UNIT_TWICE", "D5");
    assert_null(find_issue(&in, "UNIT_TWICE", "D3"));
    import_free(&in);
    // 万 alone in the brackets, and no brackets at all.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,威胁人口(万),威胁财产\n甲厂,燃气,低,0.12万,500万\n乙厂,燃气,低,0.2,1.5万元\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_true(real_at(t, 0, "threat_pop") == 1200 && real_at(t, 1, "threat_pop") == 2000);
    assert_true(real_at(t, 0, "threat_loss") == 500 && real_at(t, 1, "threat_loss") == 1.5);
    import_free(&in);
    // Goods: the unit stands in its own column.
    in = import_file(help_write("x.csv", "存放地点,物资名称,数量,单位\n县库,编织袋,2万条,万条\n县库,怪物资,2万,万条\n县库,编织袋,3,万条\n县库,怪物资,5,条\n"), NULL);
    t = import_table(&in, "stock");
    const double bags[] = {20000, 20000, 30000, 5};
    for (size_t i = 0; i < 4; i++) {
        assert_true(real_at(t, i, "qty") == bags[i]);
        assert_at(t, i, "unit", "条");
    }
    assert_int_equal(want_issue(&in, "UNIT_TWICE", "C2")->severity, SITU_WARN);
    assert_string_equal(want_issue(&in, "UNIT_TWICE", "C2")->new_value, "20000 条");
    assert_int_equal(count_rule(&in, "UNIT_TWICE"), 2);
    import_free(&in);
    in = import_file(help_write("x.csv", "存放地点,物资名称,数量(万条),有效期\n县库,编织袋,2万,2030-01-01\n县库,编织袋,0.3,\n"), NULL);
    t = import_table(&in, "stock");
    assert_true(real_at(t, 0, "qty") == 20000 && real_at(t, 1, "qty") == 3000);
    import_free(&in);
    // Goods by column.
    in = import_file(help_write("x.csv", "储备库名称,乡镇,救灾帐篷(顶),棉被(床),编织袋(万条),铅丝(千克)\n县库,双江街道,20,30,1.2万,5千克\n镇库,龙角镇,20,30,2.5,7\n村库,龙角镇,,,0.5万条,\n"), NULL);
    t = import_table(&in, "stock");
    size_t seen = 0;
    const double wide[] = {12000, 25000, 5000};
    for (size_t i = 0; i < t->row_count; i++)
        if (situ_streq(text_at(t, i, "item"), "编织袋")) {
            assert_true(seen < 3 && real_at(t, i, "qty") == wide[seen]);
            assert_at(t, i, "unit", "条");
            seen++;
        }
    assert_int_equal(seen, 3);
    told = want_issue(&in, "UNIT_TWICE", "E2");
    assert_int_equal(told->severity, SITU_WARN);
    assert_string_equal(told->new_value, "12000");
    assert_string_equal(want_issue(&in, "UNIT_CONVERTED", "E3")->new_value, "25000");
    assert_null(find_issue(&in, "UNIT_TWICE", "F2"));
    import_free(&in);
}

static void columns__scales_that_must_be_asked(void **state)
{
    (void)state;
    static const char *const asked[] = {"1\n乙厂,燃气,3\n丙厂,燃气,5", "一级\n乙厂,燃气,三级\n丙厂,燃气,五级", "特别重大\n乙厂,燃气,重大\n丙厂,燃气,一般", "Ⅰ级\n乙厂,燃气,Ⅱ级\n丙厂,燃气,Ⅴ级", "A\n乙厂,燃气,C\n丙厂,燃气,E"};
    char text[256];
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        snprintf(text, sizeof text, "风险点名称,行业领域,风险等级\n甲厂,燃气,%s\n", asked[i]);
        imported in = import_file(help_write("x.csv", text), NULL);
        situ_table *t = import_table(&in, "risk_point");
        for (size_t r = 0; r < 3; r++)
            if (!null_at(t, r, "level_given"))
                fail_msg("%s: row %zu has a level", asked[i], r);
        assert_int_equal(count_rule(&in, "LEVEL_ASK"), 1); // for the column
        assert_int_equal(want_issue(&in, "LEVEL_ASK", "C1")->severity, SITU_WARN);
        import_free(&in);
    }
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级\n甲厂,燃气,1\n乙厂,燃气,4\n丙厂,燃气,\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(int_at(t, 0, "level_given"), 1);
    assert_int_equal(int_at(t, 1, "level_given"), 4);
    assert_int_equal(want_issue(&in, "LEVEL_SCALE", "C1")->severity, SITU_INFO);
    assert_int_equal(count_rule(&in, "LEVEL_SCALE"), 1);
    import_free(&in);
    // One slip among sure words is told for its row.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级\n甲厂,燃气,重大\n乙厂,燃气,低\n丙厂,燃气,5\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_int_equal(int_at(t, 1, "level_given"), 4);
    assert_true(null_at(t, 2, "level_given"));
    want_issue(&in, "LEVEL_UNKNOWN", "C4");
    import_free(&in);
}

static void columns__pairs_of_levels(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"固有风险等级", "剩余风险等级"}, {"固有风险等级", "残余风险等级"}, {"固有风险等级", "现状风险等级"}, {"控制前风险等级", "控制后风险等级"}};
    char text[256];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        snprintf(text, sizeof text, "风险点名称,行业领域,%s,%s\n甲厂,燃气,重大,一般\n乙厂,燃气,较大,低\n丙厂,燃气,重大,低\n", pairs[i][0], pairs[i][1]);
        imported in = import_file(help_write("x.csv", text), NULL);
        situ_table *t = import_table(&in, "risk_point");
        assert_int_equal(int_at(t, 0, "level_given"), 3);
        assert_int_equal(int_at(t, 1, "level_given"), 4);
        const situ_issue *told = want_issue(&in, "LEVEL_CURRENT", "D1");
        assert_int_equal(told->severity, SITU_INFO);
        assert_non_null(strstr(told->message, pairs[i][0]));
        assert_non_null(strstr(text_at(t, 0, "src_text"), "重大"));
        assert_null(find_issue(&in, "COLUMN_COMPETES", NULL));
        import_free(&in);
    }
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,颜色\n甲厂,燃气,一般,红\n乙厂,燃气,重大,黄色\n丙厂,燃气,低,蓝\n丁厂,燃气,,橙\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    const long long want[] = {1, 1, 4, 2};
    for (size_t r = 0; r < 4; r++)
        assert_int_equal(int_at(t, r, "level_given"), want[r]);
    assert_int_equal(count_rule(&in, "LEVEL_CONFLICT"), 2);
    const situ_issue *told = want_issue(&in, "LEVEL_CONFLICT", "C2");
    assert_int_equal(told->severity, SITU_WARN);
    assert_string_equal(told->new_value, "重大");
    import_free(&in);
    // Levels that must be asked, but colours that are clear.
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,风险颜色\n甲厂,燃气,1,红\n乙厂,燃气,5,黄色\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_int_equal(int_at(t, 0, "level_given"), 1);
    assert_int_equal(int_at(t, 1, "level_given"), 3);
    import_free(&in);
}

static void columns__that_compete(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "避难场所名称,乡镇,占地面积(万平方米),有效避难面积(万平方米),容纳人数\n一中,双江街道,2,1.5万,300\n二中,双江街道,3,1.2,300\n"), NULL);
    situ_table *t = import_table(&in, "shelter");
    assert_true(real_at(t, 0, "area_eff") == 15000 && real_at(t, 1, "area_eff") == 12000);
    const situ_issue *told = want_issue(&in, "COLUMN_COMPETES", NULL);
    assert_int_equal(told->severity, SITU_WARN);
    assert_non_null(strstr(told->message, "占地面积"));
    assert_non_null(strstr(told->message, "有效避难面积"));
    import_free(&in);
}

static void columns__coarse_coordinates(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,经度,纬度\n甲厂,燃气,低,10977,30.93\n乙厂,燃气,低,108697,30.93\n丙厂,燃气,低,1086972,30.9306\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_null(situ_table_geometry(t, 0)); // a kilometre wide: no place
    want_issue(&in, "COORDINATES", "D2");
    assert_point(t, 1, 108.697, 30.93, 1e-9);
    assert_at(t, 1, "loc_quality", "interp");
    assert_point(t, 2, 108.6972, 30.9306, 1e-9);
    assert_at(t, 2, "loc_quality", "exact");
    assert_int_equal(want_issue(&in, "SCALED", NULL)->severity, SITU_WARN);
    import_free(&in);
}

static void columns__households_and_people_in_one(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,威胁户数/人数\n甲厂,燃气,低,5户20人\n乙厂,燃气,低,8户/30人\n丙厂,燃气,低,3/12\n丁厂,燃气,低,40人\n戊厂,燃气,低,7\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    const double hh[] = {5, 8, 3}, pop[] = {20, 30, 12, 40};
    for (size_t i = 0; i < 4; i++) {
        assert_true(real_at(t, i, "threat_pop") == pop[i]);
        assert_true(i == 3 ? null_at(t, i, "threat_hh") : real_at(t, i, "threat_hh") == hh[i]);
    }
    assert_true(null_at(t, 4, "threat_pop") && null_at(t, 4, "threat_hh")); // of what?
    assert_int_equal(want_issue(&in, "NUMBER", "D6")->severity, SITU_WARN);
    want_issue(&in, "NUMBER_PAIR", "D2");
    want_issue(&in, "NUMBER_PAIR", "D4");
    import_free(&in);
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,威胁人数\n甲厂,燃气,低,5户20人\n乙厂,燃气,低,8户30人\n丙厂,燃气,低,9户31人\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_true(real_at(t, 2, "threat_pop") == 31 && real_at(t, 2, "threat_hh") == 9);
    import_free(&in);
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,威胁人数,威胁户数\n甲厂,燃气,低,5户20人,6\n乙厂,燃气,低,30,8\n丙厂,燃气,低,31,9\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_true(real_at(t, 0, "threat_pop") == 20 && real_at(t, 0, "threat_hh") == 6);
    assert_int_equal(want_issue(&in, "NUMBER_PART", "D2")->severity, SITU_WARN);
    import_free(&in);
}

static void columns__landlines_without_dash(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,联系电话\n甲厂,燃气,低,02355128091\n乙厂,燃气,低,02355128092\n丙厂,燃气,低,02355128093\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "phone", "02355128091");
    assert_null(find_issue(&in, "COLUMN_VALUES", NULL));
    import_free(&in);
    in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,联系电话\n甲厂,燃气,低,000-55099001\n乙厂,燃气,低,000-55099002\n丙厂,燃气,低,000-55099003\n"), NULL);
    assert_at(import_table(&in, "risk_point"), 2, "phone", "000-55099003");
    import_free(&in);
}

static void columns__rings(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "隐患内容,整改期限,方案到位,时限到位\n线路老化,2026-05-01,○,○\n堵塞,2026-05-02,○,●\n积油,2026-05-03,×,○\n"), NULL);
    situ_table *t = import_table(&in, "hazard");
    assert_true(null_at(t, 0, "plan_ok") && null_at(t, 1, "plan_ok"));
    assert_int_equal(int_at(t, 2, "plan_ok"), 0);
    assert_int_equal(want_issue(&in, "BOOLEAN", "C2")->severity, SITU_WARN);
    assert_int_equal(int_at(t, 0, "time_ok"), 0);
    assert_int_equal(int_at(t, 1, "time_ok"), 1);
    assert_null(find_issue(&in, "BOOLEAN", "D2"));
    import_free(&in);
}

static void columns__of_hazards(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "隐患编号,风险点编号,隐患内容,整改期限,完成情况\nYH-1,FX-001,线路老化,2026-05-01,已整改\nYH-2,FX-002,堵塞,2026-05-01,整改中\nYH-3,FX-002,积油,2026-05-01,未整改\n"), NULL);
    situ_table *t = import_table(&in, "hazard");
    assert_at(t, 0, "id", "YH-1");
    assert_at(t, 0, "object", "FX-001");
    assert_at(t, 0, "state", "验收");
    assert_at(t, 1, "state", "整改");
    assert_at(t, 2, "state", "整改");
    import_free(&in);
    in = import_file(help_write("x.csv", "风险点编号,隐患内容,整改期限,完成情况\nFX-001,线路老化,2026-05-01,已整改\nFX-001,堵塞,2026-05-01,整改中\n"), NULL);
    t = import_table(&in, "hazard");
    assert_int_equal(t->row_count, 2); // two of one point, not one hazard twice
    assert_at(t, 1, "object", "FX-001");
    assert_string_not_equal(text_at(t, 0, "id"), "FX-001");
    import_free(&in);
}

static void columns__votes(void **state)
{
    (void)state;
    static const struct {
        const char *values[4];
        size_t offset;
    } cases[] = {
        {{"2024-04-03", "2024.4.3", "2024年4月3日", "20240403"}, offsetof(situ_votes, date)},
        {{"13800138000", "023-55128091", "138 0013 8000", "1.38E+10"}, offsetof(situ_votes, phone)},
        {{"108.701", "108°42′11″", "E108.7", "73.5001"}, offsetof(situ_votes, lon)},
        {{"30.9311", "30°55′50″", "N30.93", "3.8577"}, offsetof(situ_votes, lat)},
        {{"108.7,30.9", "30.9，108.7", "经度108.7 纬度30.9", "(108.71,30.91)"}, offsetof(situ_votes, both)},
        {{"重大", "红色", "Ⅳ级", "低风险"}, offsetof(situ_votes, level)},
        {{"一级", "A", "2", "D级"}, offsetof(situ_votes, letter)},
        {{"91500235MA5U00AA3W", "91350100M000100Y43", "91110000100000000X", ""}, SIZE_MAX},
        {{"约500件", "3.5万条", "若干", "20"}, offsetof(situ_votes, number)},
        {{"双江街道", "龙角镇", "清水乡", "盘龙街道办事处"}, offsetof(situ_votes, town)},
        {{"青山村", "滨江社区", "红星村委会", "桥亭社区"}, offsetof(situ_votes, village)},
        {{"张三", "欧阳一", "李小明", "王五"}, SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_cell cells[4];
        situ_arena *arena = situ_arena_new();
        for (size_t k = 0; k < 4; k++)
            cells[k] = (situ_cell){.kind = cases[i].values[k][0] ? SITU_CELL_STRING : SITU_CELL_EMPTY, .text = cases[i].values[k]};
        situ_sheet sheet = {.name = "", .row_count = 4, .column_count = 1, .cells = cells};
        situ_votes v;
        situ_votes_of(&v, &sheet, 0, 0, arena);
        if (cases[i].offset != SIZE_MAX && *(uint32_t *)(void *)((char *)&v + cases[i].offset) != 4)
            fail_msg("%s: %u of 4", cases[i].values[0], *(uint32_t *)(void *)((char *)&v + cases[i].offset));
        if (strcmp(cases[i].values[0], "张三") == 0)
            assert_int_equal(v.person, 3); // 欧阳 is no family name of one sign that is known
        if (strncmp(cases[i].values[0], "915", 3) == 0)
            assert_int_equal(v.code, 1); // GB 32100's own example has the right check sign
        situ_arena_free(arena);
    }
}

static void columns__e_and_n_are_coordinates(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "避难场所名称,容纳人数,E,N\n甲中学,300,109°46′41.6″,30°52′53.5″\n乙广场,100,109°34.138',30°47.133'\n"), NULL);
    situ_table *t = import_table(&in, "shelter");
    assert_point(t, 0, 109.778222, 30.881528, 1e-5);
    assert_int_equal(count_rule(&in, "COLUMN_GUESSED"), 2);
    import_free(&in);
    // E of L, E, C stays a factor.
    in = import_file(help_write("x.csv", "风险点名称,L,E,C,D\n甲厂,3,6,7,126\n乙厂,1,6,7,42\n丙厂,1,3,7,21\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_near(real_at(t, 0, "lec_e"), 6, 1e-9);
    import_free(&in);
}

// 危险区等级 is a grade, in the words of the flood survey; where nothing names the object its place does.
static void columns__of_flood_zones(void **state)
{
    (void)state;
    imported in = import_file(help_write("山洪灾害危险区.csv", "序号,位置,所在镇(街),行政村,危险区等级,受威胁人数\n1,甲河坝,青岩镇,青岩社区,极高,30人\n2,乙河坝,青岩镇,青岩社区,高危险区,31人\n"
                                         "3,丙河坝,青岩镇,青岩社区,危险区,32人\n"), NULL);
    situ_table *t = import_table(&in, "hazard_zone");
    assert_int_equal(t->row_count, 3);
    assert_at(t, 0, "name", "甲河坝");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(int_at(t, i, "level"), (int)i + 1);
    want_issue(&in, "COLUMN_GUESSED", NULL);
    import_free(&in);
}

static void columns__inherent_and_residual_levels(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,乡镇,固有风险等级,剩余风险等级\n甲,青岩镇,重大,一般\n乙,青岩镇,较大,低\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_false(null_at(t, 0, "level_given"));
    import_free(&in);
}

// Names and phones that no field takes are warned of.
static void columns__left_out_are_warned_of(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "风险点名称,行业领域,风险等级,所长甲,备用机\n甲厂,燃气,低,好,13800138001\n乙厂,燃气,低,好,13800138002\n丙厂,燃气,低,好,13800138003\n"), NULL);
    bool warned = false;
    for (size_t i = 0; i < situ_report_count(in.report); i++) {
        const situ_issue *issue = situ_report_get(in.report, i);
        warned = warned || (situ_streq(issue->rule, "COLUMN_UNUSED") && issue->severity == SITU_WARN && strstr(issue->message, "备用机") && !strstr(issue->message, "所长甲"));
    }
    assert_true(warned);
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns__that_hold_each_others_values),
        cmocka_unit_test(columns__longitudes_under_latitude),
        cmocka_unit_test(columns__values_that_are_something_else),
        cmocka_unit_test(columns__unknown_headers_with_clear_values),
        cmocka_unit_test(columns__levels),
        cmocka_unit_test(columns__slips_and_doubles),
        cmocka_unit_test(columns__no_header_row),
        cmocka_unit_test(columns__e_and_n_are_coordinates),
        cmocka_unit_test(columns__of_flood_zones),
        cmocka_unit_test(columns__inherent_and_residual_levels),
        cmocka_unit_test(columns__left_out_are_warned_of),
        cmocka_unit_test(columns__lines_of_forms),
        cmocka_unit_test(columns__which_of_several),
        cmocka_unit_test(columns__of_coordinates),
        cmocka_unit_test(columns__in_ten_thousands_count_once),
        cmocka_unit_test(columns__scales_that_must_be_asked),
        cmocka_unit_test(columns__pairs_of_levels),
        cmocka_unit_test(columns__that_compete),
        cmocka_unit_test(columns__coarse_coordinates),
        cmocka_unit_test(columns__households_and_people_in_one),
        cmocka_unit_test(columns__landlines_without_dash),
        cmocka_unit_test(columns__rings),
        cmocka_unit_test(columns__of_hazards),
        cmocka_unit_test(columns__votes),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

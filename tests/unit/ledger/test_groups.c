// SPDX-License-Identifier: MIT
// Several persons in one row, wide goods sheets, headers of several rows.
#include "unit/ledger/grid_help.h"

// head: the columns behind name, level and people; row: their cells. What the monitors, the person in charge
// and the phone must be ("" = empty).
static void check(const char *head, const char *row, const char *monitors, const char *person, const char *phone)
{
    char text[1200];
    snprintf(text, sizeof text, "隐患点名称,险情等级,威胁人数,%s\n甲滑坡,小型,10,%s\n", head, row);
    imported in = import_file(help_write("x.csv", text), NULL);
    situ_table *t = import_table(&in, "risk_point");
    const char *fields[] = {"monitors", "resp_person", "phone"}, *want[] = {monitors, person, phone};
    for (size_t i = 0; i < 3; i++) {
        const char *got = text_at(t, 0, fields[i]);
        if (strcmp(got ? got : "", want[i]) != 0)
            fail_msg("%s: %s is \"%s\", want \"%s\"", head, fields[i], got ? got : "", want[i]);
    }
    import_free(&in);
}

static void groups__persons_become_one_field(void **state)
{
    (void)state;
    static const char two[] = "张三 13900139001、李四 13900139002";
    check("防灾责任人,联系电话,监测人姓名1,电话1,监测人姓名2,电话2", "王五,13900139000,张三,13900139001,李四,13900139002", two, "王五", "13900139000");
    check("防灾责任人,监测人姓名1,电话1,监测人姓名2,电话2", "王五,张三,13900139001,李四,13900139002", two, "王五", "");
    check("防灾责任人,监测人姓名1,监测人姓名2,电话1,电话2", "王五,张三,李四,13900139001,13900139002", two, "王五", "");
    check("监测责任人,监测人1,监测人1电话,监测人(2),监测人(2)联系电话", "王五,张三,13900139001,李四,13900139002", two, "王五", "");
    check("责任人,监测人一,监测人一手机,监测人二,监测人二手机", "王五,张三,13900139001,李四,13900139002", two, "王五", "");
    check("责任人,第一监测人,第一监测人电话,第二监测人,第二监测人电话", "王五,张三,13900139001,李四,13900139002", two, "王五", "");
    check("责任人,监测人,电话,监测人,电话", "王五,张三,13900139001,李四,13900139002", two, "王五", "");
    check("责任人,电话,监测人,监测人电话", "王五,13900139000,张三,13900139001", "张三 13900139001", "王五", "13900139000");
    check("责任人1,电话1,责任人2,电话2", "张三,13900139001,李四,13900139002", two, "张三、李四", "");
    // gaps, names without phones, phones in other forms
    check("责任人,监测人姓名1,电话1,监测人姓名2,电话2,监测人姓名3,电话3", "王五,张三,,,,李四,139 0013 9002", "张三、李四 13900139002", "王五", "");
    // no persons: counts and goods with figures in their headers are what they are
    check("责任人,联系电话,65岁以上人数,1号点人数", "王五,13900139000,5,6", "", "王五", "13900139000");
}

static void groups__under_merged_headers(void **state)
{
    (void)state;
    static const char *const merges[] = {"A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:I1", NULL};
    imported in = import_file(grid_write("x.xlsx", "隐患点", "隐患点名称|险情等级|威胁人数|防灾责任人||监测人1||监测人2|\n|||姓名|电话|姓名|电话|姓名|电话\n甲滑坡|小型|10|王五|13900139000|张三|13900139001|李四|13900139002\n", merges), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "monitors", "张三 13900139001、李四 13900139002");
    assert_at(t, 0, "resp_person", "王五");
    assert_at(t, 0, "phone", "13900139000");
    import_free(&in);
    // A group of one person beside the one in charge: the phone stays with its owner.
    static const char *const other[] = {"A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", NULL};
    in = import_file(grid_write("x.xlsx", "隐患点", "隐患点名称|险情等级|威胁人数|监测人||防灾责任人|\n|||姓名|电话|姓名|电话\n甲滑坡|小型|10|张三|13900139001|王五|13900139000\n", other), NULL);
    t = import_table(&in, "risk_point");
    assert_at(t, 0, "monitors", "张三 13900139001");
    assert_at(t, 0, "phone", "13900139000");
    import_free(&in);
}

static void groups__in_other_tables(void **state)
{
    (void)state;
    imported in = import_file(help_write("x.csv", "避难场所名称,容纳人数,避难时长,管理员1,联系电话1,管理员2,联系电话2\n小学,10,短期,王五,13900139000,张三,13900139001\n"), NULL);
    situ_table *t = import_table(&in, "shelter");
    assert_at(t, 0, "manager", "王五、张三");
    assert_at(t, 0, "phone", "13900139000、13900139001");
    import_free(&in);
    in = import_file(help_write("x.csv", "避难场所名称,容纳人数,避难时长,管理员,联系电话1,联系电话2\n小学,10,短期,王五,13900139000,13900139001\n"), NULL);
    assert_at(import_table(&in, "shelter"), 0, "phone", "13900139000、13900139001");
    import_free(&in);
    in = import_file(help_write("x.csv", "姓名,职务,单位,岗位,手机,办公电话,包保对象\n张三,镇长,龙角镇,行政,13900139000,023-55128091,甲滑坡\n"), NULL);
    t = import_table(&in, "person");
    assert_at(t, 0, "mobile", "13900139000");
    assert_at(t, 0, "duty_phone", "023-55128091");
    import_free(&in);
}

// Goods over three header rows: kind, goods, unit. What is there twice is added up, what nobody knows is told.
static void groups__wide_goods(void **state)
{
    (void)state;
    static const char *const merges[] = {"A1:A3", "B1:B3", "C1:D1", "E1:H1", "I1:I3", NULL};
    static const char grid[] = "储备库名称|乡镇|生活类||防汛类||||保管人\n||救灾帐篷|棉被|编织袋|麻袋|合计|铁锹|\n||顶|床|条|条|件|把|\n县库|双江街道|10|20|100|50|180|7|李四\n镇库|龙角镇|1|2|10||13|9|王五\n";
    for (int text = 0; text < 2; text++) {
        char csv[800];
        size_t n = 0;
        for (const char *p = grid; *p; p++)
            csv[n++] = *p == '|' ? ',' : *p;
        csv[n] = 0;
        imported in = import_file(text ? help_write("x.csv", csv) : grid_write("x.xlsx", "物资", grid, merges), NULL);
        situ_table *depot = import_table(&in, "depot"), *stock = import_table(&in, "stock");
        assert_int_equal(depot->row_count, 2);
        assert_at(depot, 1, "keeper", "王五");
        assert_int_equal(stock->row_count, 6);
        assert_at(stock, 0, "item", "帐篷");
        assert_at(stock, 0, "unit", "顶");
        assert_at(stock, 2, "item", "编织袋");
        assert_true(real_at(stock, 2, "qty") == 150);
        assert_true(real_at(stock, 5, "qty") == 10);
        want_issue(&in, "ITEM_REPEATED", "F3");
        assert_non_null(strstr(want_issue(&in, "ITEM_UNKNOWN", "H3")->message, "铁锹"));
        assert_non_null(strstr(text_at(depot, 0, "src_text"), "铁锹"));
        assert_int_equal(count_rule(&in, "ITEM_UNKNOWN"), 1);
        import_free(&in);
    }
    // amounts and sums of money side by side
    imported in = import_file(help_write("x.csv", "仓库名称,乡镇,救灾帐篷,,棉被,\n,,数量,金额(万元),数量,金额(万元)\n县库,双江街道,10,2.5,20,1.2\n镇库,双江街道,1,0.5,2,0.2\n"), NULL);
    situ_table *stock = import_table(&in, "stock");
    assert_int_equal(stock->row_count, 4);
    assert_true(real_at(stock, 1, "qty") == 20);
    import_free(&in);
}

static void groups__long_goods_with_merged_depots(void **state)
{
    (void)state;
    static const char *const merges[] = {"A2:A4", NULL};
    imported in = import_file(grid_write("x.xlsx", "物资台账", "存放地点|物资名称|单位|数量|有效期\n县库|帐篷|顶|10|2030-01-01\n|棉被|床|20|2030-01-01\n|救生衣|件|30|2030-01-01\n", merges), NULL);
    situ_table *t = import_table(&in, "stock");
    assert_int_equal(t->row_count, 3);
    for (size_t r = 0; r < 3; r++)
        assert_at(t, r, "depot", "县库");
    import_free(&in);
}

// Three rows, and a row of groups none of which is a known word.
static void groups__headers_of_three_rows(void **state)
{
    (void)state;
    static const char *const merges[] = {"A1:G1", "A2:A4", "B2:B4", "C2:C4", "D2:G2", "D3:E3", "F3:G3", NULL};
    imported in = import_file(grid_write("x.xlsx", "隐患点", "地质灾害隐患点台账||||||\n隐患点名称|乡镇|险情等级|责任落实|||\n|||防灾责任人||受威胁|\n|||姓名|电话|人数(人)|财产(元)\n甲滑坡|龙角镇|小型|王五|13900139000|12|50000\n", merges), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 1);
    assert_at(t, 0, "resp_person", "王五");
    assert_at(t, 0, "phone", "13900139000");
    assert_int_equal(int_at(t, 0, "threat_pop"), 12);
    assert_near(real_at(t, 0, "threat_loss"), 5, 1e-9);
    import_free(&in);
    static const char *const groups[] = {"A1:C1", "D1:F1", NULL};
    in = import_file(grid_write("x.xlsx", "隐患点", "点位情况|||责任落实||\n隐患点名称|乡镇|险情等级|防灾责任人|联系电话|威胁人数\n甲滑坡|龙角镇|小型|王五|13900139000|12\n", groups), NULL);
    t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 1);
    assert_non_null(strstr(text_at(t, 0, "src_text"), "点位情况/隐患点名称"));
    assert_int_equal(int_at(t, 0, "threat_pop"), 12);
    import_free(&in);
    in = import_file(help_write("x.csv", "点位情况,,,责任落实,,\n隐患点名称,乡镇,险情等级,防灾责任人,联系电话,威胁人数\n甲滑坡,龙角镇,小型,王五,13900139000,12\n"), NULL);
    t = import_table(&in, "risk_point");
    assert_non_null(strstr(text_at(t, 0, "src_text"), "责任落实/联系电话"));
    assert_at(t, 0, "phone", "13900139000");
    import_free(&in);
}

// One merged header over two columns of names: the texts below are data, not a second header row.
static void groups__texts_below_a_merged_header(void **state)
{
    (void)state;
    static const char *const merges[] = {"C1:D1", NULL};
    imported in = import_file(grid_write("x.xlsx", "表", "风险点名称|风险等级|管控措施||行业领域\n甲厂|低|巡查|警示|燃气\n乙厂|重大|巡查|警示|燃气\n", merges), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_at(t, 0, "name", "甲厂");
    assert_at(t, 0, "controls", "巡查");
    import_free(&in);
}

// A board of persons in charge: each group is a person of its own, its header the role.
static void groups__boards_are_one_row_a_person(void **state)
{
    (void)state;
    imported in = import_file(grid_write("board.xlsx", "公示", "乡镇|村|隐患点|网格责任人||网格管理员||专职监测员|\n|||姓名|电话|姓名|电话|姓名|电话\n"
                                         "青岩镇|青岩社区|甲滑坡|甲一|13900000001|甲二|13900000002|甲四|13900000004\n青岩镇|青岩社区|乙滑坡|乙一|13900000005|||乙四|13900000007\n",
                                         WORDS("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:I1")), NULL);
    situ_table *t = import_table(&in, "person");
    assert_int_equal(t->row_count, 5);
    static const char *const want[][5] = {{"甲一", "13900000001", "网格员", "网格责任人", "甲滑坡"},
                                          {"甲二", "13900000002", "网格员", "网格管理员", "甲滑坡"},
                                          {"甲四", "13900000004", "监测", "专职监测员", "甲滑坡"},
                                          {"乙一", "13900000005", "网格员", "网格责任人", "乙滑坡"},
                                          {"乙四", "13900000007", "监测", "专职监测员", "乙滑坡"}};
    static const char *const fields[] = {"name", "mobile", "role", "post", "object"};
    for (size_t i = 0; i < 5; i++)
        for (size_t f = 0; f < 5; f++)
            assert_at(t, i, fields[f], want[i][f]);
    import_free(&in);
}

static void groups__measures_are_joined(void **state)
{
    (void)state;
    imported in = import_file(grid_write("m.xlsx", "清单", "风险点||风险等级|管控措施|||责任人\n名称|类型||工程技术|管理措施|应急处置|\n甲站|设备设施|一般|静电接地|巡查|启动预案|张三\n"
                                         "乙站|作业活动|一般|静电接地||启动预案|李四\n丙站|设备设施|低||巡查||李四\n",
                                         WORDS("A1:B1", "C1:C2", "D1:F1", "G1:G2")), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "name", "甲站");
    assert_at(t, 0, "controls", "工程技术:静电接地; 管理:巡查; 应急处置:启动预案");
    assert_at(t, 1, "controls", "工程技术:静电接地; 应急处置:启动预案");
    assert_at(t, 2, "controls", "管理:巡查");
    assert_true(null_at(t, 0, "industry")); // what kind of risk point, no trade
    want_issue(&in, "COLUMN_VALUES", NULL);
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups__boards_are_one_row_a_person),
        cmocka_unit_test(groups__measures_are_joined),
        cmocka_unit_test(groups__persons_become_one_field), cmocka_unit_test(groups__under_merged_headers),
        cmocka_unit_test(groups__in_other_tables),          cmocka_unit_test(groups__wide_goods),
        cmocka_unit_test(groups__long_goods_with_merged_depots), cmocka_unit_test(groups__headers_of_three_rows),
        cmocka_unit_test(groups__texts_below_a_merged_header),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

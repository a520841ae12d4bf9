// SPDX-License-Identifier: MIT
// Numbers of rows as they are read: given, made, repeated.
#include "unit/ledger/import_help.h"

#define HEAD "编号,风险点名称,乡镇,风险等级,联系电话,经度,纬度\n"

static void identity__a_row_typed_twice_is_left_out(void **state)
{
    (void)state;
    // The running number does not tell rows apart, a phone does; the first of three stays.
    imported in = import_file(help_write("a.csv", "序号,风险点名称,乡镇,风险等级,联系电话,经度,纬度\n1,甲厂,双江街道,低,13800000001,108.7,30.9\n"
                                                  "2,乙厂,双江街道,低,13800000002,,\n3,甲厂,双江街道,低,13800000001,108.7,30.9\n"
                                                  "4,甲厂,双江街道,低,13800000003,108.9,30.9\n5,甲厂,双江街道,低,13800000001,108.7,30.9\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 3);
    assert_int_equal(fate_count(&in, 's'), 1 + 2); // the header and the two repeats
    assert_int_equal(fate_count(&in, 'r'), 6);
    const situ_issue *issue = want_issue(&in, "DUPLICATE", NULL);
    assert_int_equal(issue->row, 4);
    assert_int_equal(issue->severity, SITU_WARN);
    for (size_t i = 0; i < 3; i++) // and each has a number of its own
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(text_at(t, i, "id"), text_at(t, k, "id"));
    import_free(&in);
}

static void identity__lots_of_one_kind_are_no_repeats(void **state)
{
    (void)state;
    imported in = import_file(help_write("s.csv", "存放地点,物资名称,数量,单位,生产日期\n县库,编织袋,1000,条,2024-05-01\n县库,编织袋,1000,条,2025-05-01\n县库,编织袋,1000,条,2024-05-01\n"), NULL);
    situ_table *t = import_table(&in, "stock");
    assert_int_equal(t->row_count, 2);
    want_issue(&in, "DUPLICATE", NULL);
    import_free(&in);
}

static void identity__numbers_are_stable(void **state)
{
    (void)state;
    char first[3][64];
    static const char *const orders[] = {"甲厂|乙厂|丙厂", "丙厂|甲厂|乙厂"};
    for (int turn = 0; turn < 2; turn++) {
        char text[512] = HEAD, names[64];
        snprintf(names, sizeof names, "%s", orders[turn]);
        for (char *p = strtok(names, "|"); p; p = strtok(NULL, "|"))
            snprintf(text + strlen(text), sizeof text - strlen(text), ",%s,双江街道,%s,,,\n", p, turn ? "低" : "重大");
        imported in = import_file(help_write("a.csv", text), NULL);
        situ_table *t = import_table(&in, "risk_point");
        assert_int_equal(t->row_count, 3);
        for (size_t r = 0; r < 3; r++) {
            const char *name = text_at(t, r, "name");
            int k = strcmp(name, "甲厂") == 0 ? 0 : strcmp(name, "乙厂") == 0 ? 1 : 2;
            if (turn == 0)
                snprintf(first[k], sizeof first[k], "%s", text_at(t, r, "id"));
            else
                assert_string_equal(first[k], text_at(t, r, "id")); // neither order nor level counts
        }
        import_free(&in);
    }
}

static void identity__a_number_given_is_kept(void **state)
{
    (void)state;
    imported in = import_file(help_write("a.csv", HEAD "FX-1,甲厂,双江街道,低,,,\n2,乙厂,双江街道,低,,,\nh0123456789abcdef-2,丙厂,双江街道,低,,,\n,丁厂,双江街道,低,,,\n"), NULL);
    situ_table *t = import_table(&in, "risk_point");
    assert_at(t, 0, "id", "FX-1");
    assert_true(text_at(t, 1, "id")[0] == 'h'); // 2 is a running number
    assert_at(t, 2, "id", "h0123456789abcdef-2");
    assert_int_equal(strlen(text_at(t, 3, "id")), 17);
    import_free(&in);
}

static void identity__nothing_to_report_is_no_row(void **state)
{
    (void)state;
    static const char *const bodies[] = {",零报告,,,,,\n", "1,无,,,,,\n", ",本月无风险点,,,,,\n", "1,无,无,无,无,/,/\n"};
    situ_ledger_options options = {.as_table = "risk_point", .empty_ok = true};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char text[512];
        snprintf(text, sizeof text, HEAD "%s", bodies[i]);
        imported in = import_file(help_write("a.csv", text), &options);
        situ_table *t = import_table(&in, "risk_point");
        if (t->row_count || fate_count(&in, 'x'))
            fail_msg("%s", bodies[i]);
        want_issue(&in, "ZERO_REPORT", NULL);
        import_free(&in);
    }
    // 无 in some cells, or in a name, is no zero report.
    imported in = import_file(help_write("a.csv", HEAD ",无名高地滑坡,双江街道,低,无,,\n,无锡路仓库,双江街道,低,无,,\n"), NULL);
    assert_int_equal(import_table(&in, "risk_point")->row_count, 2);
    import_free(&in);
    in = import_file(help_write("e.csv", HEAD), &(situ_ledger_options){.as_table = "risk_point"});
    assert_int_equal(in.status, SITU_E_FORMAT);
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity__a_row_typed_twice_is_left_out),
        cmocka_unit_test(identity__lots_of_one_kind_are_no_repeats),
        cmocka_unit_test(identity__numbers_are_stable),
        cmocka_unit_test(identity__a_number_given_is_kept),
        cmocka_unit_test(identity__nothing_to_report_is_no_row),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

// SPDX-License-Identifier: MIT
// Cells that hold no value any more: long numbers that Excel rounded, phones shown as 1.38E+10, formulas
// never computed, pictures. They are refused with a cure, whatever file they come in.
#include "unit/ledger/reader_help.h"

#define TEXT(t) "<c t='inlineStr'><is><t>" t "</t></is></c>"

static const situ_issue *told(const imported *in, const char *rule, const char *field)
{
    for (size_t i = 0; i < situ_report_count(in->report); i++) {
        const situ_issue *issue = situ_report_get(in->report, i);
        if (strcmp(issue->rule, rule) == 0 && (!field || situ_streq(issue->field, field))) {
            assert_true(issue->cure && issue->cure[0] && issue->message && issue->message[0]);
            return issue;
        }
    }
    fail_msg("no finding %s for %s", rule, field ? field : "any field");
    return NULL;
}

static imported import_sheet(const char *rows)
{
    char xml[4000];
    snprintf(xml, sizeof xml, "<sheetData>%s</sheetData>", rows);
    xlsx_parts x = {.sheets = {xml}, .names = {"风险点"}};
    xlsx_write(help_path("t.xlsx"), &x);
    situ_ledger_options options = {.as_table = "risk_point", .crs = SITU_CRS_CGCS2000};
    return import_file(help_path("t.xlsx"), &options);
}

#define HEADER "<row>" TEXT("风险点编号") TEXT("名称") TEXT("风险等级") TEXT("统一社会信用代码") TEXT("联系电话") TEXT("经度") TEXT("纬度") "</row>"

static void spoilt__long_numbers_in_a_workbook(void **state)
{
    (void)state;
    imported in = import_sheet(HEADER "<row><c><v>5.0023519900101E+17</v></c>" TEXT("甲加油站") TEXT("重大风险") "<c><v>9.1500235E+17</v></c><c><v>1.3800138E+10</v></c><c><v>108.7</v></c><c><v>30.9</v></c></row>"
                               "<row>" TEXT("4.2E+17") TEXT("乙加油站") TEXT("重大风险") TEXT("9.15E+17") TEXT("1.38E+10") "<c><v>108.7</v></c><c><v>30.9</v></c></row>");
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    size_t lost = 0;
    for (size_t i = 0; i < situ_report_count(in.report); i++)
        lost += strcmp(situ_report_get(in.report, i)->rule, "DIGITS_LOST") == 0;
    assert_true(lost >= 2); // both numbers of the rows
    told(&in, "DIGITS_LOST", "id");
    told(&in, "PHONE_SCIENTIFIC", NULL);
    for (size_t r = 0; r < 2; r++) {
        const char *id = situ_table_text(t, r, situ_table_find(t, "id"));
        assert_true(id[0] == 'h'); // made, not the rounded number
    }
    const char *phone = situ_table_text(t, 0, situ_table_find(t, "phone"));
    if (phone)
        assert_string_equal(phone, "13800138000"); // a number cell has all its digits
    import_free(&in);
}

static void spoilt__formulas_and_pictures(void **state)
{
    (void)state;
    imported in = import_sheet(HEADER "<row>" TEXT("A1") TEXT("甲加油站") TEXT("重大风险") "<c/><c><f>E9</f></c><c><f>F9</f></c><c><v>30.9</v></c></row>"
                               "<row>" TEXT("A2") TEXT("乙加油站") "<c t='str'><f>DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v></c><c/><c t='e'><v>#REF!</v></c>"
                               "<c t='str'><f>_xlfn.DISPIMG(\"ID_2\",1)</f><v>=DISPIMG(\"ID_2\",1)</v></c><c><v>30.9</v></c></row>");
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_string_equal(told(&in, "NO_VALUE", NULL)->file, "t.xlsx");
    bool coordinate = false, picture = false, level = false;
    for (size_t i = 0; i < situ_report_count(in.report); i++) {
        const situ_issue *issue = situ_report_get(in.report, i);
        coordinate = coordinate || (strcmp(issue->rule, "NO_VALUE") == 0 && situ_streq(issue->cell, "F2"));
        picture = picture || (strcmp(issue->rule, "CELL_PICTURE") == 0 && situ_streq(issue->cell, "F3"));
        level = level || (strcmp(issue->rule, "CELL_PICTURE") == 0 && situ_streq(issue->cell, "C3"));
    }
    assert_true(coordinate && picture && level);
    assert_null(situ_table_geometry(t, 0));
    assert_null(situ_table_geometry(t, 1));
    import_free(&in);
}

static void spoilt__the_same_in_a_text_file(void **state)
{
    (void)state;
    situ_ledger_options options = {.as_table = "risk_point", .crs = SITU_CRS_CGCS2000};
    imported in = import_file(help_write("t.csv", "风险点编号,名称,风险等级,联系电话,经度,纬度\n5.00235E+17,甲加油站,重大风险,1.38E+10,108.7,30.9\nA2,乙加油站,重大风险,13800138000,\"=DISPIMG(\"\"ID_1\"\",1)\",30.9\n"), &options);
    situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    told(&in, "DIGITS_LOST", "id");
    told(&in, "PHONE_SCIENTIFIC", NULL);
    assert_string_equal(told(&in, "CELL_PICTURE", NULL)->cell, "E3");
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spoilt__long_numbers_in_a_workbook),
        cmocka_unit_test(spoilt__formulas_and_pictures),
        cmocka_unit_test(spoilt__the_same_in_a_text_file),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

// SPDX-License-Identifier: MIT
// "XML spreadsheet 2003" under the name of .xls.
#include "unit/ledger/reader_help.h"

#include "base/utf8.h"

extern const situ_reader situ_reader_xml2003;

#define BEGIN "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n" \
              "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">"

static situ_sheets *read_text(const char *text)
{
    return read_with(&situ_reader_xml2003, help_write("t.xls", text), NULL, SITU_OK, NULL);
}

static void xml2003__every_kind_of_cell(void **state)
{
    (void)state;
    situ_sheets *s = read_text(
        BEGIN "<Styles><Style ss:ID=\"s1\"><NumberFormat ss:Format=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></Style><Style ss:ID=\"s2\"><NumberFormat ss:Format=\"Short Date\"/></Style>"
        "<Style ss:ID=\"s3\"><NumberFormat ss:Format=\"0.00\"/></Style></Styles>"
        "<Worksheet ss:Name=\"风险点\"><Table><Column ss:Index=\"2\" ss:Hidden=\"1\"/><Row><Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">名称</Data></Cell>"
        "<Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">位置</Data></Cell><Cell><Data ss:Type=\"String\">备注</Data></Cell></Row>"
        "<Row><Cell ss:Index=\"2\"><Data ss:Type=\"String\">经度</Data></Cell><Cell><Data ss:Type=\"String\">纬度</Data></Cell></Row>"
        "<Row ss:Index=\"5\" ss:Hidden=\"1\"><Cell><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\"><B>危</B><Font>岩</Font></ss:Data>"
        "<Comment><ss:Data>批注</ss:Data></Comment></Cell>"
        "<Cell ss:StyleID=\"s3\"><Data ss:Type=\"Number\">108.6972</Data></Cell><Cell ss:StyleID=\"s1\"><Data ss:Type=\"Number\">45385</Data></Cell>"
        "<Cell ss:StyleID=\"s2\"><Data ss:Type=\"DateTime\">2024-04-03T00:00:00.000</Data></Cell><Cell><Data ss:Type=\"DateTime\">1899-12-31T08:30:00.000</Data></Cell>"
        "<Cell><Data ss:Type=\"Boolean\">1</Data></Cell><Cell ss:Formula=\"=1/0\"><Data ss:Type=\"Error\">#DIV/0!</Data></Cell><Cell ss:Formula=\"=RC[-1]\"/>"
        "<Cell><Data ss:Type=\"String\"></Data></Cell></Row></Table></Worksheet>"
        "<Worksheet ss:Name=\"藏\"><Table><Row><Cell><Data ss:Type=\"String\">x</Data></Cell></Row></Table>"
        "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>");
    assert_int_equal(s->count, 2);
    const situ_sheet *t = &s->items[0];
    assert_string_equal(t->name, "风险点");
    assert_false(t->hidden);
    assert_true(s->items[1].hidden);
    assert_cell(t, "A2", SITU_CELL_STRING, "名称");
    assert_cell(t, "C1", SITU_CELL_STRING, "位置");
    assert_cell(t, "D1", SITU_CELL_STRING, "备注");
    assert_cell(t, "C2", SITU_CELL_STRING, "纬度");
    assert_cell(t, "A5", SITU_CELL_STRING, "危岩");
    assert_cell(t, "B5", SITU_CELL_NUMBER, "108.6972");
    assert_cell(t, "C5", SITU_CELL_ISO_DATE, "2024-04-03");
    assert_cell(t, "D5", SITU_CELL_ISO_DATE, "2024-04-03");
    assert_cell(t, "E5", SITU_CELL_STRING, "08:30:00");
    assert_cell(t, "F5", SITU_CELL_BOOLEAN, "1");
    assert_cell(t, "G5", SITU_CELL_NO_VALUE, "#DIV/0!");
    assert_cell(t, "H5", SITU_CELL_NO_VALUE, "");
    assert_true(t->row_hidden[4] && !t->row_hidden[3]);
    assert_true(t->column_hidden[1] && !t->column_hidden[0]);
    situ_sheets_free(s);
}

static void xml2003__chinese_encodings_and_leading_blanks(void **state)
{
    (void)state;
    static const char text[] = "\r\n\r\n<?xml version=\"1.0\" encoding=\"GB2312\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet Name=\"表\">"
                               "<Table><Row><Cell><Data Type=\"String\">双江街道</Data></Cell></Row></Table></Worksheet></Workbook>";
    char *gbk = NULL;
    size_t n = 0;
    situ_error err = {0};
    assert_int_equal(situ_encode_text(&gbk, &n, text, sizeof text - 1, "GB18030", &err), SITU_OK);
    write_bytes(help_path("gbk.xls"), gbk, n);
    situ_free(gbk);
    situ_sheets *s = read_with(&situ_reader_xml2003, help_path("gbk.xls"), NULL, SITU_OK, NULL);
    assert_string_equal(s->items[0].name, "表");
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "双江街道");
    situ_sheets_free(s);
}

static void xml2003__hostile(void **state)
{
    (void)state;
    situ_error err;
    read_with(&situ_reader_xml2003,
              help_write("t.xls", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><Workbook><Worksheet><Table><Row><Cell><Data>&x;</Data></Cell></Row></Table></Worksheet></Workbook>"),
              NULL, SITU_E_FORMAT, &err);
    assert_non_null(strstr(err.cause, "document type"));
    static const char *const rows[] = {"<Row Index=\"1000000000\"><Cell><Data>1</Data></Cell></Row>", "<Row><Cell Index=\"1000000000\"><Data>1</Data></Cell></Row>",
                                       "<Row Index=\"1048576\"><Cell Index=\"16384\"><Data>1</Data></Cell></Row>"};
    for (size_t i = 0; i < 3; i++) {
        char text[400];
        snprintf(text, sizeof text, "<Workbook><Worksheet><Table>%s</Table></Worksheet></Workbook>", rows[i]);
        read_with(&situ_reader_xml2003, help_write("t.xls", text), NULL, SITU_E_LIMIT, &err);
    }
    char *deep = malloc(100000 * 3 + 10);
    for (size_t i = 0; i < 100000; i++)
        memcpy(deep + 3 * i, "<a>", 4);
    read_with(&situ_reader_xml2003, help_write("deep.xls", deep), NULL, SITU_E_LIMIT, &err);
    free(deep);
    read_with(&situ_reader_xml2003, help_write("t.xls", "<Workbook></Workbook>"), NULL, SITU_E_FORMAT, &err);
    situ_sheets *s = read_text("<Workbook><Worksheet><Table><Row><Cell MergeAcross=\"2000000000\" MergeDown=\"2000000000\"><Data Type=\"String\">a</Data></Cell></Row></Table></Worksheet></Workbook>");
    assert_int_equal(s->items[0].column_count, 1);
    situ_sheets_free(s);
}

static const char ordinary[] = BEGIN "<Worksheet ss:Name=\"表\"><Table><Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">名称</Data></Cell></Row><Row><Cell><Data ss:Type=\"Number\">1.5</Data>"
                                     "</Cell><Cell><Data ss:Type=\"DateTime\">2024-04-03T00:00:00</Data></Cell></Row></Table></Worksheet></Workbook>";

static void xml2003__damaged_anywhere(void **state)
{
    (void)state;
    read_damaged(&situ_reader_xml2003, "bad.xls", (const unsigned char *)ordinary, sizeof ordinary - 1, 1500, 20261103);
}

static void xml2003__out_of_memory_anywhere(void **state)
{
    (void)state;
    read_without_memory(&situ_reader_xml2003, help_write("t.xls", ordinary), 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml2003__every_kind_of_cell),
        cmocka_unit_test(xml2003__chinese_encodings_and_leading_blanks),
        cmocka_unit_test(xml2003__hostile),
        cmocka_unit_test(xml2003__damaged_anywhere),
        cmocka_unit_test(xml2003__out_of_memory_anywhere),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

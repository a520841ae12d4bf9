// SPDX-License-Identifier: MIT
// Web pages under the name of .xls.
#include "unit/ledger/reader_help.h"

#include "base/utf8.h"

extern const situ_reader situ_reader_html;

static situ_sheets *read_page(const char *page)
{
    return read_with(&situ_reader_html, help_write("t.xls", page), NULL, SITU_OK, NULL);
}

static void html__soup_with_spans(void **state)
{
    (void)state;
    // What an export button of a web system writes: no end tags, capitals, entities, two header rows.
    situ_sheets *s = read_page("<HTML xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=gb2312><style>td{x:\"<td>\"}</style>"
                               "<script>var a='<table><tr><td>1';</script><title>标题</title></head><body>\n"
                               "<TABLE border=1><TR><TH rowspan=2>序号<TH colspan='2'>责任人<TH rowspan=2>经度</TR>\n<tr><td>姓名<td>电话\n"
                               "<tr><td>1<td>张&#19977;<br>李&nbsp;四<td style='mso-number-format:\"\\@\"'>&nbsp;138 0013 8000&nbsp;<td>x &lt; 3 &amp; y\n"
                               "<tr><td>2<td><b>王</b><i>五</i><td><p>一</p><p>二</p><td>\n\t108.7 \n</table>");
    assert_int_equal(s->count, 1);
    const situ_sheet *t = &s->items[0];
    assert_int_equal(t->row_count, 4);
    assert_int_equal(t->column_count, 4);
    assert_int_equal(t->merge_count, 3);
    assert_cell(t, "A2", SITU_CELL_STRING, "序号");
    assert_cell(t, "B1", SITU_CELL_STRING, "责任人");
    assert_cell(t, "C1", SITU_CELL_STRING, "责任人");
    assert_cell(t, "B2", SITU_CELL_STRING, "姓名");
    assert_cell(t, "C2", SITU_CELL_STRING, "电话");
    assert_cell(t, "D2", SITU_CELL_STRING, "经度");
    assert_cell(t, "B3", SITU_CELL_STRING, "张三\n李 四");
    assert_cell(t, "C3", SITU_CELL_STRING, "138 0013 8000");
    assert_cell(t, "D3", SITU_CELL_STRING, "x < 3 & y");
    assert_cell(t, "B4", SITU_CELL_STRING, "王五");
    assert_cell(t, "C4", SITU_CELL_STRING, "一\n二");
    assert_cell(t, "D4", SITU_CELL_STRING, "108.7");
    situ_sheets_free(s);
}

static void html__the_number_behind_what_is_shown(void **state)
{
    (void)state;
    situ_sheets *s = read_page("<table><tr><td x:num=\"108.69719999\">108.70</td><td sdval='30.9123' sdnum='1033;'>30.91</td><td x:num='45385'>2024年4月3日</td>"
                               "<td x:num>7</td><td x:num='420000000000000000'>4.2E+17</td></tr></table>");
    const situ_sheet *t = &s->items[0];
    assert_cell(t, "A1", SITU_CELL_NUMBER, "108.69719999");
    assert_cell(t, "B1", SITU_CELL_NUMBER, "30.9123");
    assert_cell(t, "C1", SITU_CELL_STRING, "2024年4月3日");
    assert_cell(t, "D1", SITU_CELL_STRING, "7");
    assert_true(cell_of(t, "E1")->kind == SITU_CELL_NUMBER && cell_of(t, "E1")->number >= 1e15);
    situ_sheets_free(s);
}

static void html__encodings(void **state)
{
    (void)state;
    static const char page[] = "<meta http-equiv=Content-Type content='text/html; charset=gb2312'><table><tr><td>㙟双江街道</table>";
    char *gbk = NULL;
    size_t n = 0;
    situ_error err = {0};
    assert_int_equal(situ_encode_text(&gbk, &n, page, sizeof page - 1, "GB18030", &err), SITU_OK);
    write_bytes(help_path("gbk.xls"), gbk, n);
    situ_free(gbk);
    situ_sheets *s = read_with(&situ_reader_html, help_path("gbk.xls"), NULL, SITU_OK, NULL);
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "㙟双江街道");
    assert_string_equal(s->encoding, "GB18030");
    situ_sheets_free(s);
    s = read_page(page); // says gb2312 and is UTF-8
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "㙟双江街道");
    situ_sheets_free(s);
}

static void html__several_tables_and_text_around(void **state)
{
    (void)state;
    situ_sheets *s = read_page("<h1>附件3 台账</h1><table><tr><td>名称<td>经度<tr><td>甲<td>108.7</table><p>填表人:张三</p>"
                               "<table><tr><td><table><tr><td>队伍<td>人数<tr><td>乙<td>30</table></td></tr></table>");
    const situ_sheet *t = &s->items[0];
    assert_cell(t, "A1", SITU_CELL_STRING, "附件3 台账");
    assert_cell(t, "B2", SITU_CELL_STRING, "经度");
    assert_cell(t, "A3", SITU_CELL_STRING, "甲");
    assert_cell(t, "A4", SITU_CELL_STRING, "填表人:张三");
    assert_cell(t, "B5", SITU_CELL_STRING, "人数"); // a table that shapes the page is no table
    assert_cell(t, "B6", SITU_CELL_STRING, "30");
    situ_sheets_free(s);
    s = read_page("<table><tr><td>1<td>王<table><tr><td>a<td>b</table><td>后</table>");
    assert_cell(&s->items[0], "B1", SITU_CELL_STRING, "王 a b"); // a table within a row is text
    assert_cell(&s->items[0], "C1", SITU_CELL_STRING, "后");
    situ_sheets_free(s);
}

static void html__pictures_inputs_and_hidden_rows(void **state)
{
    (void)state;
    situ_sheets *s = read_page("<table><tr><td>名称<td>经度<td>备注<tr><td>甲<td><img src='http://127.0.0.1:9/x.png'><td><input type=text value='手填'>"
                               "<tr style='display: none'><td>乙<td>1<td>2<tr><td><img src=y><td><td></table>");
    const situ_sheet *t = &s->items[0];
    assert_cell(t, "B2", SITU_CELL_PICTURE, SITU_PICTURE_TEXT);
    assert_cell(t, "C2", SITU_CELL_STRING, "手填");
    assert_true(t->row_hidden[2] && !t->row_hidden[1]);
    assert_int_equal(t->row_count, 3); // a row of pictures alone is none
    situ_sheets_free(s);
}

static void html__hostile_spans_and_depth(void **state)
{
    (void)state;
    situ_error err;
    situ_sheets *s = read_page("<table><tr><td colspan=1000000000 rowspan=1000000000>a<td>b<tr><td>c</table>");
    assert_true(s->items[0].column_count <= 1001 && s->items[0].row_count <= 2);
    situ_sheets_free(s);
    size_t n = 200000;
    char *page = malloc(n * 6 + 100);
    strcpy(page, "<table><tr><td>");
    for (size_t i = 0; i < n; i++)
        memcpy(page + 15 + i * 5, "<div>", 6);
    read_with(&situ_reader_html, help_write("deep.xls", page), NULL, SITU_E_LIMIT, &err);
    strcpy(page, "<table><tr>");
    for (size_t i = 0; i < n; i++)
        memcpy(page + 11 + i * 4, "<td>", 5); // more cells than a sheet has columns
    read_with(&situ_reader_html, help_write("wide.xls", page), NULL, SITU_E_LIMIT, &err);
    free(page);
    read_with(&situ_reader_html, help_write("none.xls", "<html><body></body></html>"), NULL, SITU_E_FORMAT, &err);
    assert_non_null(strstr(err.cause, "no table"));
    // No entity reaches outside, and none grows.
    s = read_page("<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY b '&a;&a;'>]><table><tr><td>x&a;y&b;</table>");
    const situ_sheet *t = &s->items[0];
    for (size_t i = 0; i < (size_t)t->row_count * t->column_count; i++)
        assert_null(strstr(t->cells[i].text, "root:"));
    situ_sheets_free(s);
}

static const char ordinary[] = "<html><body><h1>台账</h1><table><tr><th rowspan=2>名称<th colspan=2>位置</tr><tr><td>经度<td>纬度</tr>"
                               "<tr><td>甲<td x:num='108.7'>108.7<td>30.9&nbsp;</tr><tr><td>乙<td><img src=a><td><p>x<br>y</table></body></html>";

static void html__damaged_anywhere(void **state)
{
    (void)state;
    read_damaged(&situ_reader_html, "bad.xls", (const unsigned char *)ordinary, sizeof ordinary - 1, 1500, 20261102);
}

static void html__out_of_memory_anywhere(void **state)
{
    (void)state;
    read_without_memory(&situ_reader_html, help_write("t.xls", ordinary), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html__soup_with_spans),
        cmocka_unit_test(html__the_number_behind_what_is_shown),
        cmocka_unit_test(html__encodings),
        cmocka_unit_test(html__several_tables_and_text_around),
        cmocka_unit_test(html__pictures_inputs_and_hidden_rows),
        cmocka_unit_test(html__hostile_spans_and_depth),
        cmocka_unit_test(html__damaged_anywhere),
        cmocka_unit_test(html__out_of_memory_anywhere),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

// SPDX-License-Identifier: MIT
// OpenDocument spreadsheets.
#include "unit/ledger/reader_help.h"

extern const situ_reader situ_reader_ods;

#define KIND "application/vnd.oasis.opendocument.spreadsheet"
#define BEGIN "<?xml version='1.0'?><office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s' xmlns:draw='d' xmlns:calcext='c'>"
#define STYLES "<office:automatic-styles><style:style style:name='ta1'><style:table-properties table:display='true'/></style:style>" \
               "<style:style style:name='ta2'><style:table-properties table:display='false'/></style:style></office:automatic-styles>"
#define BODY "<office:body><office:spreadsheet>"
#define END "</office:spreadsheet></office:body></office:document-content>"

static const char *save(const char *content, const char *manifest)
{
    zip_member m[3] = {{.name = "mimetype", .data = KIND, .bytes = sizeof KIND - 1}, {.name = "content.xml", .data = content, .bytes = strlen(content)}};
    if (manifest)
        m[2] = (zip_member){.name = "META-INF/manifest.xml", .data = manifest, .bytes = strlen(manifest)};
    size_t n = 0;
    unsigned char *bytes = zip_bytes(m, manifest ? 3 : 2, &n);
    write_bytes(help_path("t.ods"), bytes, n);
    assert_true(situ_reader_ods.matches(bytes, n));
    free(bytes);
    return help_path("t.ods");
}

static situ_sheets *read_content(const char *content)
{
    return read_with(&situ_reader_ods, save(content, NULL), NULL, SITU_OK, NULL);
}

static void ods__every_kind_of_cell(void **state)
{
    (void)state;
    situ_sheets *s = read_content(
        BEGIN STYLES BODY "<table:table table:name='风险点' table:style-name='ta1'><table:table-column table:number-columns-repeated='2'/>"
        "<table:table-column table:visibility='collapse'/><table:table-header-rows><table:table-row>"
        "<table:table-cell office:value-type='string' table:number-columns-spanned='2' table:number-rows-spanned='1'><text:p>责任<text:span>人</text:span></text:p></table:table-cell>"
        "<table:covered-table-cell/><table:table-cell office:value-type='string'><office:annotation><text:p>批注</text:p></office:annotation><text:p>一<text:s/>二</text:p><text:p>三<text:line-break/>四</text:p>"
        "</table:table-cell></table:table-row></table:table-header-rows>"
        "<table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='3'/></table:table-row>"
        "<table:table-row table:visibility='filter'><table:table-cell office:value-type='float' office:value='108.6972'><text:p>108.70</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2024-04-03T10:00:00'><text:p>24/4/3</text:p></table:table-cell>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p></table:table-cell>"
        "<table:table-cell table:formula='of:=1/0' office:value-type='string' office:string-value='' calcext:value-type='error'><text:p>#DIV/0!</text:p></table:table-cell>"
        "<table:table-cell table:formula='of:=A1'/>"
        "<table:table-cell><draw:frame><draw:image/></draw:frame></table:table-cell>"
        "<table:table-cell office:value-type='time' office:time-value='PT08H30M00S'><text:p>8:30</text:p></table:table-cell>"
        "<table:table-cell office:value-type='percentage' office:value='0.35'><text:p>35%</text:p></table:table-cell></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048572'><table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>"
        "<table:table table:name='藏' table:style-name='ta2'><table:table-row><table:table-cell office:value-type='string' table:number-columns-repeated='3'><text:p>x</text:p></table:table-cell>"
        "</table:table-row><table:table-row table:number-rows-repeated='2'><table:table-cell/><table:table-cell office:value-type='string'><text:p>y</text:p></table:table-cell></table:table-row></table:table>" END);
    assert_int_equal(s->count, 2);
    const situ_sheet *t = &s->items[0];
    assert_string_equal(t->name, "风险点");
    assert_int_equal(t->row_count, 4);
    assert_int_equal(t->column_count, 8);
    assert_cell(t, "B1", SITU_CELL_STRING, "责任人");
    assert_true(cell_of(t, "B1")->merged_fill);
    assert_cell(t, "C1", SITU_CELL_STRING, "一 二\n三\n四");
    assert_cell(t, "A4", SITU_CELL_NUMBER, "108.6972");
    assert_cell(t, "B4", SITU_CELL_ISO_DATE, "2024-04-03");
    assert_cell(t, "C4", SITU_CELL_BOOLEAN, "1");
    assert_cell(t, "D4", SITU_CELL_NO_VALUE, "#DIV/0!");
    assert_cell(t, "E4", SITU_CELL_NO_VALUE, "");
    assert_cell(t, "F4", SITU_CELL_PICTURE, SITU_PICTURE_TEXT);
    assert_cell(t, "G4", SITU_CELL_STRING, "8:30");
    assert_cell(t, "H4", SITU_CELL_NUMBER, "0.35");
    assert_true(t->row_hidden[3] && !t->row_hidden[2]);
    assert_true(t->column_hidden[2] && !t->column_hidden[1]);
    t = &s->items[1];
    assert_true(t->hidden);
    assert_int_equal(t->row_count, 3);
    assert_cell(t, "C1", SITU_CELL_STRING, "x");
    assert_cell(t, "B3", SITU_CELL_STRING, "y");
    situ_sheets_free(s);
}

static void ods__locked_and_hostile(void **state)
{
    (void)state;
    situ_error err;
    read_with(&situ_reader_ods,
              save("\x01\x02garbled", "<manifest:manifest xmlns:manifest='m'><manifest:file-entry manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"),
              NULL, SITU_E_UNSUPPORTED, &err);
    assert_non_null(strstr(err.cause, "password"));
    read_with(&situ_reader_ods, save("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", NULL), NULL, SITU_E_FORMAT, &err);
    assert_non_null(strstr(err.cause, "document type"));
    // A row that stands for 10^9 rows, a cell that stands for 10^9 cells.
    static const char *const rows[] = {
        "<table:table-row table:number-rows-repeated='1000000000'><table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>",
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell office:value-type='string' table:number-columns-repeated='16000'><text:p>x</text:p></table:table-cell></table:table-row>"};
    for (size_t i = 0; i < 2; i++) {
        char content[1000];
        snprintf(content, sizeof content, BEGIN BODY "<table:table table:name='a'>%s</table:table>" END, rows[i]);
        read_with(&situ_reader_ods, save(content, NULL), NULL, SITU_E_LIMIT, &err);
    }
    read_with(&situ_reader_ods, save(BEGIN BODY END, NULL), NULL, SITU_E_FORMAT, &err);
}

static const char ordinary[] = BEGIN STYLES BODY
    "<table:table table:name='表'><table:table-row><table:table-cell office:value-type='string' table:number-columns-spanned='2'><text:p>名称</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:table-cell office:value-type='float' office:value='1.5'/><table:table-cell office:value-type='date' office:date-value='2024-04-03'/></table:table-row></table:table>" END;

static void ods__damaged_anywhere(void **state)
{
    (void)state;
    zip_member m[2] = {{.name = "mimetype", .data = KIND, .bytes = sizeof KIND - 1}, {.name = "content.xml", .data = ordinary, .bytes = sizeof ordinary - 1}};
    size_t n = 0;
    unsigned char *bytes = zip_bytes(m, 2, &n);
    read_damaged(&situ_reader_ods, "bad.ods", bytes, n, 600, 20261104);
    free(bytes);
}

static void ods__out_of_memory_anywhere(void **state)
{
    (void)state;
    read_without_memory(&situ_reader_ods, save(ordinary, NULL), 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ods__every_kind_of_cell),
        cmocka_unit_test(ods__locked_and_hostile),
        cmocka_unit_test(ods__damaged_anywhere),
        cmocka_unit_test(ods__out_of_memory_anywhere),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

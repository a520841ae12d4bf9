// SPDX-License-Identifier: MIT
// What kind of file it is: content before name, and an advice for what is not read.
#include "unit/ledger/reader_help.h"
#include "unit/ledger/xls_writer.h"

#include "ledger/internal.h"

// The name of the reader, "vector", or the cause of the refusal.
static const char *kind_of(const char *path)
{
    static situ_error err;
    situ_opening o;
    memset(&err, 0, sizeof err);
    if (situ_ledger_open(&o, path, NULL, &err) != SITU_OK) {
        assert_true(err.cure[0] != 0);
        return err.cause;
    }
    return o.reader ? o.reader->name : "vector";
}

static const char *zip_of(const char *name, const char *const *members)
{
    zip_member m[8];
    size_t n = 0, bytes = 0;
    for (; members[n]; n++) {
        const char *data = strcmp(members[n], "mimetype") == 0 ? "application/vnd.oasis.opendocument.spreadsheet" : "x";
        m[n] = (zip_member){.name = members[n], .data = data, .bytes = strlen(data)};
    }
    unsigned char *zip = zip_bytes(m, n, &bytes);
    write_bytes(help_path(name), zip, bytes);
    free(zip);
    return help_path(name);
}

static void open__text_by_content(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"a.csv", "名称,经度\n", "csv"},
        {"a.txt", "名称\t经度\n", "csv"},
        {"tab.xls", "名称\t经度\n甲\t1\n", "csv"}, // what many systems call an Excel file
        {"text.xlsx", "名称,经度\n", "csv"},
        {"page.xls", "\r\n <html><table>", "html"},
        {"page.xlsx", "<table><tr>", "html"},
        {"page.csv", "<!DOCTYPE HTML><html>", "html"},
        {"meta.xls", "<META charset=gb2312><TABLE>", "html"},
        {"page.html", "<html>", "html"},
        {"sheet.xls", "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook>", "xml2003"},
        {"sheet2.xls", "<?xml version='1.0'?>\n<ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">", "xml2003"},
        {"sheet.xml", "<?xml version='1.0'?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "xml2003"},
        {"map.kml", "<?xml version='1.0'?><kml>", "vector"},
        {"map.txt", "<?xml version='1.0'?><kml>", "vector"},
        {"map.json", "{\"type\":\"FeatureCollection\",\"features\":[]}", "vector"},
        {"map.txt", "{\"type\":\"FeatureCollection\",\"features\":[]}", "vector"},
        {"less.csv", "<5人,甲\n", "csv"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(kind_of(help_write(rows[i][0], rows[i][1])), rows[i][2]) != 0)
            fail_msg("%s %s is \"%s\", want %s", rows[i][0], rows[i][1], kind_of(help_path(rows[i][0])), rows[i][2]);
    // The same in UTF-16.
    static const char wide[] = "\xFF\xFE<\0t\0a\0b\0l\0e\0>\0";
    write_bytes(help_path("wide.xls"), wide, sizeof wide - 1);
    assert_string_equal(kind_of(help_path("wide.xls")), "html");
}

static void open__containers_by_content(void **state)
{
    (void)state;
    assert_string_equal(kind_of(zip_of("a.xls", (const char *[]){"[Content_Types].xml", "xl/workbook.xml", NULL})), "xlsx");
    assert_string_equal(kind_of(zip_of("a.csv", (const char *[]){"_rels/.rels", "xl/workbook.xml", NULL})), "xlsx");
    assert_string_equal(kind_of(zip_of("a.xlsx", (const char *[]){"mimetype", "content.xml", "META-INF/manifest.xml", NULL})), "ods");
    assert_non_null(strstr(kind_of(zip_of("a.xlsx", (const char *[]){"[Content_Types].xml", "xl/workbook.bin", NULL})), "xlsb"));
    assert_non_null(strstr(kind_of(zip_of("a.xlsx", (const char *[]){"[Content_Types].xml", "word/document.xml", NULL})), "document"));
    assert_non_null(strstr(kind_of(zip_of("a.zip", (const char *[]){"风险点.shp", "风险点.dbf", NULL})), "archive"));
    assert_non_null(strstr(kind_of(zip_of("a.numbers", (const char *[]){"Index/Document.iwa", NULL})), "Numbers"));
    assert_string_equal(kind_of(zip_of("a.kmz", (const char *[]){"doc.kml", NULL})), "vector");
    assert_string_equal(kind_of(zip_of("a.kmz", (const char *[]){"files/x.png", "隐患点.kml", NULL})), "vector");
    assert_non_null(strstr(kind_of(zip_of("a.kmz", (const char *[]){"files/x.png", NULL})), "archive"));
    assert_non_null(strstr(kind_of(zip_of("a.odt", (const char *[]){"content.xml", "META-INF/manifest.xml", NULL})), "document"));
    static const char *const streams[][2] = {{"Workbook", "xls"}, {"Book", "xls"}, {"EncryptedPackage", "password"}, {"WordDocument", "document"}};
    static unsigned char file[20000], zeros[5000];
    for (size_t i = 0; i < 4; i++) {
        write_bytes(help_path("a.et"), file, ole_bytes(file, streams[i][0], zeros, sizeof zeros));
        assert_non_null(strstr(kind_of(help_path("a.et")), streams[i][1]));
    }
}

static void open__advice_for_every_other_kind(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"a.pdf", "%PDF-1.4", "document"}, {"b.xlsx", "%PDF-1.4", "document"}, {"a.doc", "x", "document"}, {"a.wps", "x", "document"}, {"a.rtf", "{\\rtf1", "document"},
        {"a.png", "\x89PNG....", "picture"}, {"a.xls", "\xFF\xD8\xFF\xE0", "picture"}, {"a.jpg", "x", "picture"},
        {"a.rar", "Rar!....", "archive"}, {"a.7z", "7z\xBC\xAF....", "archive"}, {"a.shp.gz", "\x1F\x8B....", "archive"},
        {"a.ovobj", "x", "map program"}, {"a.ovkml", "x", "map program"}, {"a.dwg", "AC1027", "CAD"}, {"a.dxf", "0\nSECTION\n", "CAD"},
        {"a.gpx", "<?xml version='1.0'?><gpx>", "GPS"}, {"a.prj", "GEOGCS[", "shapefile"}, {"a.csv", "<OGRVRTDataSource>", "refers"},
        {"a.shp", "<OGRVRTDataSource>", "refers"}, {"a.kml", "<OGRVRTDataSource>", "refers"}, {"a.vrt", "x", "refers"}, {"a.mht", "MIME-Version: 1.0\n", "web archive"},
        {"a.xls", "MIME-Version: 1.0\nContent-Type: multipart/related", "web archive"}, {"a.csv", "<?xml version='1.0'?><a>", "XML"}, {"a.gml", "<?xml version='1.0'?><gml:a>", "map format"},
        {"a.numbers", "x", "Numbers"}, {"a.mdb", "x", "Access"}, {"a.xyz", "x", "unknown"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strstr(kind_of(help_write(rows[i][0], rows[i][1])), rows[i][2]))
            fail_msg("%s is told \"%s\", want %s", rows[i][0], kind_of(help_path(rows[i][0])), rows[i][2]);
    assert_non_null(strstr(kind_of(help_path("nowhere.xlsx")), "no such file"));
    assert_non_null(strstr(kind_of(help_write("empty.csv", "")), "empty"));
    assert_non_null(strstr(kind_of(help_dir), "not a file"));
}

static void open__layer_of_an_extract(void **state)
{
    (void)state;
    situ_opening o;
    situ_error err = {0};
    const char *path = help_write("a.osm", "<?xml version='1.0'?><osm version='0.6'></osm>");
    assert_int_equal(situ_ledger_open(&o, path, "water", &err), SITU_OK);
    assert_string_equal(o.layer, "water");
    assert_int_equal(situ_ledger_open(&o, path, NULL, &err), SITU_OK);
    assert_null(o.layer);
    assert_int_equal(situ_ledger_open(&o, path, "risk_point", &err), SITU_OK);
    assert_null(o.layer);
}

// A workbook whatever its name is imported to the same rows.
static void open__the_same_table_in_every_guise(void **state)
{
    (void)state;
    static const char csv[] = "名称,风险等级,行业,经度,纬度\n鑫泰加油站,重大风险,危化,108.7,30.9\n";
    static const char html[] = "<html><table><tr><td>名称<td>风险等级<td>行业<td>经度<td>纬度<tr><td>鑫泰加油站<td>重大风险<td>危化<td>108.7<td>30.9</table>";
    static const char xml[] = "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet Name='风险点'><Table>"
                              "<Row><Cell><Data Type='String'>名称</Data></Cell><Cell><Data Type='String'>风险等级</Data></Cell><Cell><Data Type='String'>行业</Data></Cell><Cell><Data Type='String'>经度</Data></Cell><Cell><Data Type='String'>纬度</Data></Cell></Row>"
                              "<Row><Cell><Data Type='String'>鑫泰加油站</Data></Cell><Cell><Data Type='String'>重大风险</Data></Cell><Cell><Data Type='String'>危化</Data></Cell><Cell><Data Type='Number'>108.7</Data></Cell><Cell><Data Type='Number'>30.9</Data></Cell></Row>"
                              "</Table></Worksheet></Workbook>";
    const char *const files[][2] = {{"风险点.csv", csv}, {"风险点.xls", html}, {"风险点2.xls", xml}, {"风险点.xlsx", csv}};
    for (size_t i = 0; i < 4; i++) {
        imported in = import_file(help_write(files[i][0], files[i][1]), NULL);
        situ_table *t = import_table(&in, "risk_point");
        assert_int_equal(t->row_count, 1);
        assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "name")), "鑫泰加油站");
        assert_non_null(situ_table_geometry(t, 0));
        import_free(&in);
    }
}

static void open__database_names_keep_their_password(void **state)
{
    (void)state;
    char shown[200];
    situ_source_shown_name(shown, sizeof shown, "PG:host=127.0.0.1 port=1 dbname=x user=u password='ge heim' sslmode=disable");
    assert_string_equal(shown, "PG:host=127.0.0.1 port=1 dbname=x user=u password=*** sslmode=disable");
    imported in = import_file("PG:host=127.0.0.1 port=1 dbname=x user=u password=geheim", NULL);
    assert_int_not_equal(in.status, SITU_OK);
    char text[2048];
    situ_error_format(&in.err, text, sizeof text);
    assert_null(strstr(text, "geheim"));
    assert_non_null(strstr(text, "PG:host=127.0.0.1"));
    assert_true(in.err.cure[0] != 0);
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open__text_by_content),
        cmocka_unit_test(open__containers_by_content),
        cmocka_unit_test(open__advice_for_every_other_kind),
        cmocka_unit_test(open__layer_of_an_extract),
        cmocka_unit_test(open__the_same_table_in_every_guise),
        cmocka_unit_test(open__database_names_keep_their_password),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

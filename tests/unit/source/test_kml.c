// SPDX-License-Identifier: MIT
// KML as map programs write it: packed, with the attributes in a table of the description.
#include "source/source.h"
#include "support/folder.h"
#include "unit/ledger/zip_writer.h"

#define BEGIN "<?xml version='1.0' encoding='UTF-8'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document><name>隐患点</name>"
#define PLACE(name, text) "<Placemark><name>" name "</name><description><![CDATA[" text "]]></description><Point><coordinates>108.7,30.9,0</coordinates></Point></Placemark>"
#define END "</Document></kml>"

static situ_table *read_kml(const char *path)
{
    situ_error err = {0};
    situ_table *t = NULL;
    CHECK_OK(situ_source_read_vector(&t, path, NULL, NULL, &err), err);
    return t;
}

static void kml__tables_in_the_description(void **state)
{
    static const char text[] =
        BEGIN PLACE("甲滑坡", "<html><body><table><tr><td>甲滑坡</td></tr><tr><td>风险等级</td><td><b>重大</b></td></tr><TR bgcolor='x'><TD>威胁人数<TD>12&nbsp;&#20154;</TR></table>")
            PLACE("乙滑坡", "<table><tr><td><table><tr><td>风险等级</td><td>较大</td></tr><tr><td>威胁 人数</td><td>3 &lt; 4</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table></td></tr></table>")
                PLACE("丙滑坡", "没有表") END;
    situ_error err = {0};
    const char *path = in_folder(state, "a.kml");
    CHECK_OK(situ_write_file(path, text, sizeof text - 1, &err), err);
    situ_table *t = read_kml(path);
    assert_int_equal(t->row_count, 3);
    int level = situ_table_find(t, "风险等级"), people = situ_table_find(t, "威胁人数");
    assert_true(level >= 0 && people >= 0);
    assert_string_equal(situ_table_text(t, 0, level), "重大");
    assert_string_equal(situ_table_text(t, 0, people), "12 人");
    assert_string_equal(situ_table_text(t, 1, level), "较大");
    assert_string_equal(situ_table_text(t, 1, situ_table_find(t, "威胁 人数")), "3 < 4");
    assert_true(situ_table_is_null(t, 2, level));
    assert_int_equal(situ_table_find(t, "a"), -1); // three cells are no pair
    situ_table_free(t);
    // Texts without a table stay what they are.
    static const char plain[] = BEGIN PLACE("甲", "名称:甲<br>等级:重大") END;
    CHECK_OK(situ_write_file(path, plain, sizeof plain - 1, &err), err);
    size_t columns = 0;
    t = read_kml(path);
    columns = t->column_count;
    assert_true(columns > 2 && situ_table_find(t, "名称") < 0);
    situ_table_free(t);
}

static void kml__packed(void **state)
{
    static const char text[] = BEGIN PLACE("甲滑坡", "x") END;
    situ_error err = {0};
    situ_table *t = NULL;
    size_t n = 0;
    const zip_member m[] = {{.name = "files/a.png", .data = "x", .bytes = 1}, {.name = "doc.kml", .data = text, .bytes = sizeof text - 1}};
    unsigned char *zip = zip_bytes(m, 2, &n);
    CHECK_OK(situ_write_file(in_folder(state, "a.kmz"), zip, n, &err), err);
    free(zip);
    t = read_kml(in_folder(state, "a.kmz"));
    assert_int_equal(t->row_count, 1);
    assert_non_null(situ_table_geometry(t, 0));
    situ_table_free(t);
    char **layers = NULL;
    CHECK_OK(situ_source_layers(&layers, in_folder(state, "a.kmz"), &err), err);
    assert_non_null(layers[0]);
    situ_names_free(layers);
    zip = zip_bytes(m, 1, &n);
    CHECK_OK(situ_write_file(in_folder(state, "b.kmz"), zip, n, &err), err);
    free(zip);
    CHECK_FAILS(SITU_E_FORMAT, situ_source_read_vector(&t, in_folder(state, "b.kmz"), NULL, NULL, &err), err);
    assert_int_equal(count_entries(*state), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kml__tables_in_the_description, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(kml__packed, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

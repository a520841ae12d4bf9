// SPDX-License-Identifier: MIT
// Shapefiles as people send them: half characters, wrong or no .cpg, members missing.
#include <unistd.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "source/source.h"
#include "support/folder.h"

// A .shp and .shx of n points (108 + i, 30), and a .dbf of one field of the given width.
static const char *make(void **state, const char *const *values, size_t n, size_t width, const char *encoding, bool index)
{
    situ_error err = {0};
    situ_table *t = NULL;
    CHECK_OK(situ_table_new(&t, "a", 4490, &err), err);
    CHECK_OK(situ_table_add_column(t, "NAME", SITU_TYPE_TEXT, NULL, &err), err);
    for (size_t i = 0; i < n; i++) {
        size_t row = 0;
        situ_geometry *g = NULL;
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        CHECK_OK(situ_geometry_point(&g, 108 + (double)i, 30, &err), err);
        CHECK_OK(situ_table_set_geometry(t, row, g, &err), err);
    }
    CHECK_OK(situ_source_write_vector(in_folder(state, "a.shp"), "ESRI Shapefile", (const situ_table *const *)&t, 1, &err), err);
    situ_table_free(t);
    unlink(in_folder(state, "a.cpg"));
    if (!index)
        unlink(in_folder(state, "a.shx"));
    static unsigned char dbf[8192];
    size_t head = 32 + 32 + 1, at = head;
    memset(dbf, 0, sizeof dbf);
    dbf[0] = 3;
    dbf[1] = 124;
    dbf[2] = dbf[3] = 1;
    dbf[4] = (unsigned char)n;
    dbf[8] = (unsigned char)head;
    dbf[10] = (unsigned char)((width + 1) & 255);
    dbf[11] = (unsigned char)((width + 1) >> 8);
    memcpy(dbf + 32, "NAME", 4);
    dbf[32 + 11] = 'C';
    dbf[32 + 16] = (unsigned char)width;
    dbf[64] = 0x0D;
    for (size_t i = 0; i < n; i++) {
        char *bytes = NULL;
        size_t m = 0;
        CHECK_OK(situ_encode_text(&bytes, &m, values[i], strlen(values[i]), encoding, &err), err);
        dbf[at++] = ' ';
        memset(dbf + at, ' ', width);
        memcpy(dbf + at, bytes, m < width ? m : width); // cut like dBase cuts: by bytes
        at += width;
        situ_free(bytes);
    }
    dbf[at++] = 0x1A;
    CHECK_OK(situ_write_file(in_folder(state, "a.dbf"), dbf, at, &err), err);
    return in_folder(state, "a.shp");
}

typedef struct told {
    size_t cut, wrong, index;
    int64_t row;
    char text[80], field[20];
} told;

static situ_status note(void *user, situ_vector_fault fault, int64_t row, const char *field, const char *text, situ_error *err)
{
    (void)err;
    told *t = user;
    t->cut += fault == SITU_VECTOR_TEXT_CUT;
    t->wrong += fault == SITU_VECTOR_WRONG_CPG;
    t->index += fault == SITU_VECTOR_NO_SHX;
    if (fault == SITU_VECTOR_TEXT_CUT)
        t->row = row;
    snprintf(t->text, sizeof t->text, "%s", text ? text : "");
    snprintf(t->field, sizeof t->field, "%s", field ? field : "");
    return SITU_OK;
}

static situ_table *read_shape(const char *path, told *t)
{
    situ_table *table = NULL;
    situ_error err = {0};
    const situ_vector_options options = {.assume_epsg = 4490, .tell = note, .user = t};
    memset(t, 0, sizeof *t);
    CHECK_OK(situ_source_read_vector(&table, path, &options, NULL, &err), err);
    return table;
}

static const char *name_of(const situ_table *t, size_t row)
{
    return situ_table_text(t, row, situ_table_find(t, "NAME"));
}

static void shapefile__half_characters_are_dropped_and_told(void **state)
{
    static const char *const values[] = {"双江街道", "青龙", "杏家湾村一组危岩带", "a"};
    static const char *const encodings[] = {"GB18030", "UTF-8"};
    for (int i = 0; i < 2; i++) {
        told t;
        size_t width = i == 0 ? 9 : 16; // 杏家湾村一 is cut after one byte of it
        situ_table *table = read_shape(make(state, values, 4, width, encodings[i], true), &t);
        assert_int_equal(table->row_count, 4);
        assert_string_equal(name_of(table, 0), "双江街道");
        assert_string_equal(name_of(table, 1), "青龙");
        assert_string_equal(name_of(table, 2), i == 0 ? "杏家湾村" : "杏家湾村一");
        assert_int_equal(t.cut, 1);
        assert_int_equal(t.row, 2);
        assert_string_equal(t.field, "NAME");
        assert_string_equal(t.text, name_of(table, 2));
        assert_int_equal(t.wrong + t.index, 0);
        situ_table_free(table);
    }
}

static void shapefile__a_cpg_that_is_wrong(void **state)
{
    static const char *const values[] = {"双江街道", "㙟"};
    static const char *const said[][2] = {{"GB18030", "UTF-8"}, {"UTF-8", "GBK"}, {"GB18030", "936"}, {"UTF-8", "utf8\r\n"}};
    situ_error err = {0};
    for (size_t i = 0; i < 4; i++) {
        told t;
        const char *path = make(state, values, 2, 20, said[i][0], true);
        CHECK_OK(situ_write_file(in_folder(state, "a.cpg"), said[i][1], strlen(said[i][1]), &err), err);
        situ_table *table = read_shape(path, &t);
        assert_string_equal(name_of(table, 0), "双江街道");
        assert_string_equal(name_of(table, 1), "㙟");
        assert_int_equal(t.wrong, i < 2);
        if (i < 2)
            assert_string_equal(t.text, said[i][0]);
        situ_table_free(table);
    }
}

static void shapefile__other_code_pages_are_believed(void **state)
{
    static const char *const values[] = {"Кириллица"};
    situ_error err = {0};
    told t;
    const char *path = make(state, values, 1, 20, "CP1251", true);
    CHECK_OK(situ_write_file(in_folder(state, "a.cpg"), "CP1251", 6, &err), err);
    situ_table *table = read_shape(path, &t);
    assert_string_equal(name_of(table, 0), "Кириллица");
    situ_table_free(table);
}

// Latin letters with signs are two-byte signs by chance: no Chinese is made of them, a name is asked for.
static void shapefile__latin_text_is_not_taken_for_chinese(void **state)
{
    static const char *const values[] = {"Charløtte", "Båd"};
    situ_error err = {0};
    situ_table *table = NULL;
    situ_vector_options options = {.assume_epsg = 4490};
    const char *path = make(state, values, 2, 20, "ISO-8859-1", true);
    CHECK_FAILS(SITU_E_FORMAT, situ_source_read_vector(&table, path, &options, NULL, &err), err);
    assert_non_null(strstr(err.cure, "--encoding"));
    options.encoding = "ISO-8859-1";
    CHECK_OK(situ_source_read_vector(&table, path, &options, NULL, &err), err);
    assert_string_equal(name_of(table, 0), "Charløtte");
    situ_table_free(table);
}

static void shapefile__missing_members(void **state)
{
    static const char *const values[] = {"双江街道", "青龙"};
    situ_error err = {0};
    told t;
    const char *path = make(state, values, 2, 20, "GB18030", false);
    size_t before = count_entries(*state);
    situ_table *table = read_shape(path, &t);
    assert_int_equal(t.index, 1);
    assert_int_equal(table->row_count, 2);
    assert_string_equal(name_of(table, 1), "青龙");
    CHECK_NEAR(situ_table_geometry(table, 1)->xy[0], 109, 0);
    situ_table_free(table);
    assert_int_equal(count_entries(*state), before); // nothing is written beside it
    char **layers = NULL;
    CHECK_OK(situ_source_layers(&layers, path, &err), err);
    situ_names_free(layers);
    path = make(state, values, 2, 20, "GB18030", true);
    unlink(in_folder(state, "a.dbf"));
    unlink(in_folder(state, "a.prj"));
    table = read_shape(path, &t); // shapes alone
    assert_int_equal(table->row_count, 2);
    assert_int_equal(t.index, 0);
    assert_non_null(situ_table_geometry(table, 0));
    situ_table_free(table);
    // A table alone.
    path = make(state, values, 2, 20, "GB18030", true);
    unlink(in_folder(state, "a.shp"));
    unlink(in_folder(state, "a.shx"));
    table = read_shape(in_folder(state, "a.dbf"), &t);
    assert_string_equal(name_of(table, 0), "双江街道");
    situ_table_free(table);
    // A .shp cut within a record and without index cannot be mended.
    make(state, values, 2, 20, "GB18030", false);
    char *bytes = NULL;
    size_t n = 0;
    CHECK_OK(situ_read_file(&bytes, &n, in_folder(state, "a.shp"), 1 << 20, &err), err);
    for (size_t cut = 0; cut < n; cut += 3) {
        CHECK_OK(situ_write_file(in_folder(state, "a.shp"), bytes, cut, &err), err);
        const situ_vector_options options = {.assume_epsg = 4490};
        situ_status status = situ_source_read_vector(&table, in_folder(state, "a.shp"), &options, NULL, &err);
        if (status != SITU_OK)
            assert_true(err.cause[0] != 0);
        else
            situ_table_free(table);
    }
    situ_free(bytes);
}

// A condition is still met by Chinese values of a GBK table.
static void shapefile__conditions_on_chinese_values(void **state)
{
    static const char *const values[] = {"双江街道", "青龙", "双江街道"};
    situ_error err = {0};
    situ_table *table = NULL;
    const situ_vector_options options = {.assume_epsg = 4490, .where = "NAME = '双江街道'"};
    CHECK_OK(situ_source_read_vector(&table, make(state, values, 3, 20, "GB18030", true), &options, NULL, &err), err);
    assert_int_equal(table->row_count, 2);
    assert_string_equal(name_of(table, 1), "双江街道");
    situ_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shapefile__half_characters_are_dropped_and_told, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(shapefile__a_cpg_that_is_wrong, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(shapefile__other_code_pages_are_believed, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(shapefile__latin_text_is_not_taken_for_chinese, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(shapefile__missing_members, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(shapefile__conditions_on_chinese_values, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

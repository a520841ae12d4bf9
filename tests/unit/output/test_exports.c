// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include <math.h>
#include <sys/stat.h>

#include "output/export.h"
#include "output/format.h"
#include "output/tileset.h"

static situ_table *depots(int epsg)
{
    situ_table *t;
    size_t name, grade, area, row;
    situ_geometry *g;
    OK(situ_table_new(&t, "depot", epsg, err));
    OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, &name, err));
    OK(situ_table_add_column(t, "grade", SITU_TYPE_TEXT, &grade, err));
    OK(situ_table_add_column(t, "area_m2", SITU_TYPE_REAL, &area, err));
    for (int i = 0; i < 3; i++) {
        OK(situ_table_add_row(t, &row, err));
        OK(situ_table_set_text(t, row, name, i == 0 ? "㙟溪镇\"储备\",库" : i == 1 ? "=1+1" : "𐡓坪点", err));
        OK(situ_table_set_text(t, row, grade, i == 0 ? "县" : "乡", err));
        if (i != 1)
            situ_table_set_real(t, row, area, 120.5 + i);
        if (i < 2) {
            OK(situ_geometry_point(&g, epsg == 4490 ? 108.69734 : 566629.5, epsg == 4490 ? 30.930612 : 3423012.25, err));
            OK(situ_table_set_geometry(t, row, g, err));
        }
    }
    return t;
}

static void csv__has_chinese_headers_quotes_and_coordinates(void **state)
{
    (void)state;
    char *text;
    size_t bytes;
    situ_table *t = depots(4490);
    const situ_schema *schema = situ_schema_find("depot");
    assert_non_null(schema);
    OK(situ_export_find("csv")->write(scratch("d.csv"), t, schema, "2026-06-30", err));
    OK(situ_read_file(&text, &bytes, scratch("d.csv"), 1 << 20, err));
    assert_string_equal(text, "\xEF\xBB\xBF储备库名称,储备库等级,面积(㎡),经度,纬度,坐标系\r\n"
                              "\"㙟溪镇\"\"储备\"\",库\",县,120.5,108.69734,30.930612,CGCS2000\r\n"
                              "=1+1,乡,,108.69734,30.930612,CGCS2000\r\n"
                              "𐡓坪点,乡,122.5,,,\r\n");
    situ_free(text);
    OK(situ_export_find("csv")->write(scratch("n.csv"), t, NULL, NULL, err));
    OK(situ_read_file(&text, &bytes, scratch("n.csv"), 1 << 20, err));
    assert_true(strncmp(text, "\xEF\xBB\xBFname,grade,area_m2,经度,纬度", 30) == 0); // without a schema: column names
    situ_free(text);
    situ_table_free(t);
}

static void csv__coordinates_come_back_to_degrees(void **state)
{
    (void)state;
    char *text, *line;
    size_t bytes;
    double lon, lat;
    situ_table *t = depots(4545); // 3-degree zone, central meridian 108
    OK(situ_export_find("csv")->write(scratch("z.csv"), t, NULL, NULL, err));
    OK(situ_read_file(&text, &bytes, scratch("z.csv"), 1 << 20, err));
    line = strstr(text, "120.5,");
    assert_non_null(line);
    assert_int_equal(sscanf(line, "120.5,%lf,%lf", &lon, &lat), 2);
    assert_near(lon, 108.6974, 0.01);
    assert_near(lat, 30.93, 0.01);
    situ_free(text);
    situ_table_free(t);
}

static void xlsx__is_read_by_gdal_with_labels(void **state)
{
    (void)state;
    need("ogrinfo");
    int code;
    situ_table *t = depots(4490);
    OK(situ_export_find("xlsx")->write(scratch("d.xlsx"), t, situ_schema_find("depot"), "2026-06-30", err));
    char *out = run(&code, "ogrinfo -ro -al '%s' 2>&1", scratch("d.xlsx"));
    assert_int_equal(code, 0);
    assert_non_null(strstr(out, "Layer name: 物资储备库"));
    assert_non_null(strstr(out, "Feature Count: 3"));
    assert_non_null(strstr(out, "储备库名称 (String) = 㙟溪镇\"储备\",库"));
    assert_non_null(strstr(out, "经度 (Real) = 108.69734"));
    assert_non_null(strstr(out, "=1+1")); // text stays text, no formula
    free(out);
    OK(situ_export_find("XLSX")->write(scratch("e.xlsx"), t, situ_schema_find("depot"), "2026-06-30", err));
    assert_same_bytes(scratch("d.xlsx"), scratch("e.xlsx"));
    situ_table_free(t);
}

static void xlsx__levels_are_coloured_words(void **state)
{
    (void)state;
    need("unzip");
    int code;
    situ_table *t;
    size_t level, given, row;
    OK(situ_table_new(&t, "risk_point", 0, err));
    OK(situ_table_add_column(t, "level", SITU_TYPE_INT, &level, err));
    OK(situ_table_add_column(t, "level_given", SITU_TYPE_INT, &given, err));
    for (int i = 0; i < 5; i++) {
        OK(situ_table_add_row(t, &row, err));
        situ_table_set_int(t, row, level, i);
        situ_table_set_int(t, row, given, i == 2 ? SITU_NULL_INT : i);
    }
    OK(situ_export_find("xlsx")->write(scratch("l.xlsx"), t, situ_schema_find("risk_point"), NULL, err));
    char *words = run(&code, "unzip -p '%s' xl/sharedStrings.xml xl/styles.xml", scratch("l.xlsx"));
    static const char *const wanted[] = {"未评估", "重大风险", "较大风险", "一般风险", "低风险", "FFFF0000", "FFFF8000", "FFFFFF00", "FF0070C0", "FFBFBFBF"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(words, wanted[i]))
            fail_msg("%s is absent in %s", wanted[i], words);
    free(words);
    situ_table_free(t);
}

static void gis__gpkg_and_geojson_keep_rows_and_points(void **state)
{
    (void)state;
    need("ogrinfo");
    static const char *const names[] = {"gpkg", "geojson"};
    situ_table *t = depots(4490);
    for (int i = 0; i < 2; i++) {
        int code;
        char path[160];
        snprintf(path, sizeof path, "%s.%s", scratch("g"), names[i]);
        OK(situ_export_find(names[i])->write(path, t, situ_schema_find("depot"), NULL, err));
        char *out = run(&code, "ogrinfo -ro -al '%s' 2>&1", path);
        assert_int_equal(code, 0);
        assert_non_null(strstr(out, "Feature Count: 3"));
        assert_non_null(strstr(out, "108.69734 30.930612"));
        assert_non_null(strstr(out, "𐡓坪点"));
        free(out);
    }
    situ_table_free(t);
}

static void exports__unwritable_place_is_told(void **state)
{
    (void)state;
    situ_table *t = depots(4490);
    char file[128];
    snprintf(file, sizeof file, "%s", scratch("plain"));
    OK(situ_write_file(file, "x", 1, err));
    for (size_t i = 0; situ_export_registry[i]; i++) {
        char path[160];
        situ_error e = {0};
        snprintf(path, sizeof path, "%s/t.%s", file, situ_export_registry[i]->extension);
        assert_int_not_equal(situ_export_registry[i]->write(path, t, NULL, NULL, &e), SITU_OK);
        assert_true(e.cause[0] != 0);
    }
    assert_null(situ_export_find("dbf"));
    situ_table_free(t);
}

static void directory__puts_tiles_and_tells_about_them(void **state)
{
    (void)state;
    situ_tile_sink *sink;
    char dir[128], *json;
    size_t bytes;
    struct stat before, after;
    snprintf(dir, sizeof dir, "%s", scratch("tiles/risk"));
    const situ_tileset_type *type = situ_tileset_find("");
    assert_non_null(type);
    situ_tile_info info = {.map = "risk", .title = "岚川县\"四色图\"", .min_zoom = 8, .max_zoom = 12, .bounds_deg = {109.1, 30.5, 109.9, 31.4}, .set = SITU_MATRIX_WEB, .attribution = "演示数据"};
    OK(type->open(&sink, dir, &info, err));
    OK(type->put(sink, 8, 205, 104, (const unsigned char *)"PNG1", 4, err));
    char tile[160];
    snprintf(tile, sizeof tile, "%s/8/205/104.png", dir);
    assert_int_equal(stat(tile, &before), 0);
    OK(type->put(sink, 8, 205, 104, (const unsigned char *)"PNG1", 4, err)); // the same bytes: left alone
    assert_int_equal(stat(tile, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    OK(type->put(sink, 8, 205, 104, (const unsigned char *)"PNG2", 4, err));
    assert_int_equal(stat(tile, &after), 0);
    assert_int_not_equal(before.st_ino, after.st_ino); // replaced by a rename, never written in place
    OK(type->close(sink, err));
    OK(situ_read_file(&json, &bytes, scratch("tiles/risk/tilejson.json"), 1 << 20, err));
    assert_non_null(strstr(json, "\"bounds\":[109.1,30.5,109.9,31.4]"));
    assert_non_null(strstr(json, "\"name\":\"岚川县\\\"四色图\\\"\""));
    assert_non_null(strstr(json, "\"minzoom\":8,\"maxzoom\":12"));
    situ_free(json);
    int code;
    char *left = run(&code, "find '%s' -name '*.tmp'", dir);
    assert_int_equal(left[0], 0);
    free(left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__has_chinese_headers_quotes_and_coordinates),
        cmocka_unit_test(csv__coordinates_come_back_to_degrees),
        cmocka_unit_test(xlsx__is_read_by_gdal_with_labels),
        cmocka_unit_test(xlsx__levels_are_coloured_words),
        cmocka_unit_test(gis__gpkg_and_geojson_keep_rows_and_points),
        cmocka_unit_test(exports__unwritable_place_is_told),
        cmocka_unit_test(directory__puts_tiles_and_tells_about_them),
    };
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}

// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "source/source.h"
#include "support/folder.h"

static void put_file(const char *path, const char *text)
{
    situ_error err = {0};
    CHECK_OK(situ_write_file(path, text, strlen(text), &err), err);
}

static situ_table *read_table(const char *path, const situ_vector_options *options)
{
    situ_table *t = NULL;
    situ_error err = {0};
    CHECK_OK(situ_source_read_vector(&t, path, options, NULL, &err), err);
    return t;
}

static void vector__geojson_with_all_kinds_of_values(void **state)
{
    situ_error err = {0};
    const char *path = in_folder(state, "a.geojson");
    put_file(path, "{\"type\":\"FeatureCollection\",\"features\":["
                   "{\"type\":\"Feature\",\"id\":7,\"properties\":{\"名称\":\"云阳\",\"n\":3,\"x\":0.25,"
                   "\"d\":\"2026-01-02\",\"src_row\":5},"
                   "\"geometry\":{\"type\":\"Point\",\"coordinates\":[108.6972,30.9306,99]}},"
                   "{\"type\":\"Feature\",\"id\":8,\"properties\":{\"名称\":null},\"geometry\":null},"
                   "{\"type\":\"Feature\",\"id\":9,\"properties\":{},\"geometry\":{\"type\":"
                   "\"GeometryCollection\",\"geometries\":["
                   "{\"type\":\"Point\",\"coordinates\":[1,2]},{\"type\":\"LineString\",\"coordinates\":[[1,"
                   "2],[3,4]]}]}}]}");
    const situ_vector_options options = {.to_epsg = 4545};
    situ_table *t = NULL;
    size_t bad = 9;
    CHECK_OK(situ_source_read_vector(&t, path, &options, &bad, &err), err);
    assert_int_equal(t->row_count, 3);
    assert_int_equal(t->epsg, 4545);
    assert_int_equal(bad, 1); // the mixed collection
    assert_int_equal(situ_table_find(t, "src_row"), 0);
    assert_int_equal(situ_table_int(t, 0, 0), 7);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "名称")), "云阳");
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "n")), 3);
    CHECK_NEAR(situ_table_real(t, 0, situ_table_find(t, "x")), 0.25, 0);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "d")), "2026-01-02");
    assert_int_equal(situ_table_int(t, 0, situ_table_find(t, "src_row_2")), 5); // never overwritten
    assert_true(situ_table_is_null(t, 1, situ_table_find(t, "名称")));
    CHECK_NEAR(situ_table_geometry(t, 0)->xy[0], 566634.526, 0.0006);
    CHECK_NEAR(situ_table_geometry(t, 0)->xy[1], 3423488.415, 0.0006);
    assert_null(situ_table_geometry(t, 1));
    assert_null(situ_table_geometry(t, 2));
    situ_table_free(t);
}

static void vector__layers_must_be_named_when_several(void **state)
{
    situ_error err = {0};
    situ_table *a = NULL, *b = NULL, *t = NULL;
    const char *path = in_folder(state, "two.gpkg");
    CHECK_OK(situ_table_new(&a, "depot", 0, &err), err);
    CHECK_OK(situ_table_new(&b, "team", 0, &err), err);
    CHECK_OK(situ_table_add_row(a, NULL, &err), err);
    const situ_table *both[] = {a, b};
    CHECK_OK(situ_source_write_vector(path, "GPKG", both, 2, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_source_read_vector(&t, path, NULL, NULL, &err), err);
    CHECK_HOLDS(err.cause, "depot");
    CHECK_HOLDS(err.cause, "team");
    situ_vector_options options = {.layer = "nowhere"};
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_source_read_vector(&t, path, &options, NULL, &err), err);
    options.layer = "depot";
    CHECK_OK(situ_source_read_vector(&t, path, &options, NULL, &err), err);
    assert_int_equal(t->row_count, 1);
    situ_table_free(t);
    char **names = NULL;
    CHECK_OK(situ_source_layers(&names, path, &err), err);
    assert_string_equal(names[0], "depot");
    assert_string_equal(names[1], "team");
    assert_null(names[2]);
    situ_names_free(names);
    situ_table_free(a);
    situ_table_free(b);
}

static situ_table *places(int epsg)
{
    situ_table *t = NULL;
    situ_error err = {0};
    size_t name, n, x, row;
    CHECK_OK(situ_table_new(&t, "place", epsg, &err), err);
    CHECK_OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, &name, &err), err);
    CHECK_OK(situ_table_add_column(t, "n", SITU_TYPE_INT, &n, &err), err);
    CHECK_OK(situ_table_add_column(t, "x", SITU_TYPE_REAL, &x, &err), err);
    for (int i = 0; i < 5; i++) {
        static const char *const names[] = {"岚川县", "逗号,\"引号\"", "㙟𡐓蔈", "换\n行", "e"};
        situ_geometry *g = NULL;
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        CHECK_OK(situ_table_set_text(t, row, name, i == 4 ? NULL : names[i], &err), err);
        situ_table_set_int(t, row, n, (int64_t)i << 40);
        if (i)
            situ_table_set_real(t, row, x, i / 3.0);
        CHECK_OK(situ_geometry_point(&g, 109 + i * 0.125, 31, &err), err);
        CHECK_OK(situ_table_set_geometry(t, row, g, &err), err);
    }
    return t;
}

static void vector__written_files_read_back(void **state)
{
    static const struct {
        const char *driver, *file;
    } kinds[] = {{"GPKG", "p.gpkg"}, {"GeoJSON", "p.geojson"}, {"ESRI Shapefile", "p.shp"}};
    situ_error err = {0};
    situ_table *t = places(4490);
    for (size_t k = 0; k < 3; k++) {
        const char *path = in_folder(state, kinds[k].file);
        const situ_table *one = t;
        CHECK_OK(situ_source_write_vector(path, kinds[k].driver, &one, 1, &err), err);
        CHECK_OK(situ_source_write_vector(path, kinds[k].driver, &one, 1, &err), err); // replaces
        situ_table *back = read_table(path, &(situ_vector_options){.assume_epsg = 4490});
        assert_int_equal(back->row_count, 5);
        assert_int_equal(back->epsg, k == 1 ? 4326 : 4490);
        for (size_t r = 0; r < 5; r++) {
            const char *a = situ_table_text(t, r, 0),
                       *b = situ_table_text(back, r, situ_table_find(back, "name"));
            if (a)
                assert_string_equal(a, b);
            else
                assert_null(b);
            if (k != 2)
                assert_int_equal(situ_table_int(back, r, situ_table_find(back, "n")), (int64_t)r << 40);
            CHECK_NEAR(situ_table_geometry(back, r)->xy[0], 109 + (double)r * 0.125, 1e-7);
        }
        CHECK_NEAR(situ_table_real(back, 4, situ_table_find(back, "x")), 4 / 3.0, 1e-12);
        assert_true(situ_table_is_null(back, 0, situ_table_find(back, "x")));
        situ_table_free(back);
    }
    assert_int_equal(count_entries(*state),
                     1 + 1 + 5); // no temporary file is left; .shp has .shx .dbf .prj .cpg
    situ_table_free(t);
}

static void vector__gpkg_keeps_columns_called_fid_and_geom(void **state)
{
    situ_error err = {0};
    situ_table *t = places(4490);
    const situ_table *one = t;
    size_t fid, geom;
    CHECK_OK(situ_table_add_column(t, "FID", SITU_TYPE_TEXT, &fid, &err), err);
    CHECK_OK(situ_table_add_column(t, "geom", SITU_TYPE_INT, &geom, &err), err);
    CHECK_OK(situ_table_set_text(t, 2, fid, "A-7", &err), err);
    situ_table_set_int(t, 2, geom, 42);
    CHECK_OK(situ_source_write_vector(in_folder(state, "p.gpkg"), "GPKG", &one, 1, &err), err);
    situ_table *back = read_table(in_folder(state, "p.gpkg"), NULL);
    assert_string_equal(situ_table_text(back, 2, situ_table_find(back, "FID")), "A-7");
    assert_int_equal(situ_table_int(back, 2, situ_table_find(back, "geom")), 42);
    assert_non_null(situ_table_geometry(back, 2));
    situ_table_free(back);
    situ_table_free(t);
}

static void vector__gpkg_has_the_same_bytes_twice(void **state)
{
    situ_error err = {0};
    situ_table *t = places(4490);
    const situ_table *one = t;
    char a[65], b[65];
    CHECK_OK(situ_source_write_vector(in_folder(state, "a.gpkg"), "GPKG", &one, 1, &err), err);
    sleep(1);
    CHECK_OK(situ_source_write_vector(in_folder(state, "b.gpkg"), "GPKG", &one, 1, &err), err);
    CHECK_OK(situ_sha256_file(a, in_folder(state, "a.gpkg"), &err), err);
    CHECK_OK(situ_sha256_file(b, in_folder(state, "b.gpkg"), &err), err);
    assert_string_equal(a, b);
    situ_table_free(t);
}

static void vector__csv_is_written_with_coordinates(void **state)
{
    situ_error err = {0};
    situ_table *t = places(4490);
    const situ_table *one = t;
    char *text = NULL;
    size_t n;
    CHECK_OK(situ_source_write_vector(in_folder(state, "p.csv"), "CSV", &one, 1, &err), err);
    CHECK_OK(situ_read_file(&text, &n, in_folder(state, "p.csv"), 10000, &err), err);
    assert_memory_equal(text,
                        "\xEF\xBB\xBF"
                        "X,Y,name,n,x\r\n",
                        17);
    CHECK_HOLDS(text, "109,31,岚川县,0,\r\n");
    CHECK_HOLDS(text, "109.125,31,\"逗号,\"\"引号\"\"\",1099511627776,0.3333333333333333\r\n");
    CHECK_HOLDS(text, "\"换\n行\"");
    situ_table *back = read_table(in_folder(state, "p.csv"), NULL);
    assert_int_equal(back->row_count, 5);
    assert_string_equal(situ_table_text(back, 1, situ_table_find(back, "name")), "逗号,\"引号\"");
    assert_string_equal(situ_table_text(back, 3, situ_table_find(back, "name")), "换\n行");
    situ_table_free(back);
    // Other shapes as WKT that GDAL understands.
    situ_geometry *g = NULL;
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 2, 8, &err), err);
    static const double xy[] = {0, 0, 9, 0, 9, 9, 0, 0, 5, 1, 6, 1, 6, 2, 5, 1};
    memcpy(g->xy, xy, sizeof xy);
    g->part_start[1] = 4;
    g->is_hole[1] = 1;
    CHECK_OK(situ_table_set_geometry(t, 0, g, &err), err);
    CHECK_OK(situ_source_write_vector(in_folder(state, "w.csv"), "CSV", &one, 1, &err), err);
    back = read_table(in_folder(state, "w.csv"), &(situ_vector_options){.assume_epsg = 4490});
    CHECK_NEAR(situ_geometry_area(situ_table_geometry(back, 0)), 40, 1e-12);
    assert_int_equal(situ_table_geometry(back, 1)->kind, SITU_GEOM_POINT);
    situ_table_free(back);
    situ_free(text);
    situ_table_free(t);
}

static void vector__write_refusals(void **state)
{
    situ_error err = {0};
    situ_table *t = places(4490);
    const situ_table *two[] = {t, t};
    CHECK_FAILS(SITU_E_ARGUMENT,
                situ_source_write_vector(in_folder(state, "p.geojson"), "GeoJSON", two, 2, &err), err);
    CHECK_FAILS(SITU_E_UNSUPPORTED, situ_source_write_vector(in_folder(state, "p.vrt"), "VRT", two, 1, &err),
                err);
    CHECK_FAILS(SITU_E_ARGUMENT,
                situ_source_write_vector(in_folder(state, "p"), "ESRI Shapefile", two, 1, &err), err);
    assert_int_not_equal(situ_source_write_vector("/proc/nowhere/p.gpkg", "GPKG", two, 1, &err), SITU_OK);
    assert_true(err.cause[0] != 0);
    assert_int_equal(count_entries(*state), 0);
    situ_table_free(t);
}

static void vector__names_that_reach_elsewhere_are_refused(void **state)
{
    static const char *const names[] = {"/vsicurl/http://127.0.0.1/a.csv",
                                        "/vsizip/a.zip/b.csv",
                                        "/vsistdin/",
                                        "http://127.0.0.1/a.geojson",
                                        "PDF:1:a.pdf",
                                        "CSV:a.csv",
                                        "<OGRVRTDataSource></OGRVRTDataSource>",
                                        "a<b.csv",
                                        "{\"type\":\"Point\",\"coordinates\":[1,2]}",
                                        ""};
    (void)state;
    situ_error err = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        situ_table *t = NULL;
        situ_grid *g = NULL;
        situ_status a = situ_source_read_vector(&t, names[i], NULL, NULL, &err);
        assert_true(a == SITU_E_ARGUMENT || a == SITU_E_NOT_FOUND);
        assert_true(i >= 8 || a == SITU_E_ARGUMENT);
        assert_null(t);
        assert_int_equal(situ_source_read_grid(&g, names[i], 0, 0, NULL, &err), a);
        assert_true(err.cause[0] != 0);
    }
    situ_table *t = NULL;
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_source_read_vector(&t, "/nowhere/x.gpkg", NULL, NULL, &err), err);
    assert_string_equal(err.file, "/nowhere/x.gpkg");
    CHECK_FAILS(SITU_E_ARGUMENT, situ_source_read_vector(&t, "/tmp", NULL, NULL, &err), err);
}

static void vector__drivers_by_content_are_refused(void **state)
{
    situ_error err = {0};
    situ_table *t = NULL;
    // A VRT in a .csv must not be followed: it would name any file or address.
    put_file(in_folder(state, "secret.csv"), "a\nSECRET\n");
    char vrt[2048];
    snprintf(vrt, sizeof vrt,
             "<OGRVRTDataSource><OGRVRTLayer "
             "name=\"secret\"><SrcDataSource>%s</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
             in_folder(state, "secret.csv"));
    put_file(in_folder(state, "ledger.csv"), vrt);
    put_file(in_folder(state, "ledger.vrt"), vrt);
    if (situ_source_read_vector(&t, in_folder(state, "ledger.csv"), NULL, NULL, &err) == SITU_OK) {
        char buffer[32];
        for (size_t r = 0; r < t->row_count; r++)
            for (size_t c = 0; c < t->column_count; c++)
                assert_string_not_equal(situ_table_show(t, r, (int)c, buffer), "SECRET");
        situ_table_free(t);
    }
    CHECK_FAILS(SITU_E_FORMAT, situ_source_read_vector(&t, in_folder(state, "ledger.vrt"), NULL, NULL, &err),
                err);
    assert_true(err.cure[0] != 0);
}

static void vector__damaged_files_are_refused_with_their_name(void **state)
{
    static const char *const files[] = {"a.gpkg", "a.geojson", "a.shp", "a.sqlite", "a.kml", "a.pbf"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        situ_error err = {0};
        situ_table *t = NULL;
        const char *path = in_folder(state, files[i]);
        put_file(path, "SQLite format 3 {\"type\": not really");
        CHECK_FAILS(SITU_E_FORMAT, situ_source_read_vector(&t, path, NULL, NULL, &err), err);
        assert_string_equal(err.file, path);
    }
}

static void vector__missing_crs_asks_for_one(void **state)
{
    situ_error err = {0};
    situ_table *t = places(4490), *back = NULL;
    const situ_table *one = t;
    const char *path = in_folder(state, "p.shp");
    CHECK_OK(situ_source_write_vector(path, "ESRI Shapefile", &one, 1, &err), err);
    unlink(in_folder(state, "p.prj"));
    CHECK_FAILS(SITU_E_CRS, situ_source_read_vector(&back, path, NULL, NULL, &err), err);
    CHECK_HOLDS(err.cure, "--crs");
    const situ_vector_options options = {.assume_epsg = 4490, .to_epsg = 3857};
    CHECK_OK(situ_source_read_vector(&back, path, &options, NULL, &err), err);
    CHECK_NEAR(situ_table_geometry(back, 0)->xy[0], 109 * 20037508.342789244 / 180, 1e-3);
    situ_table_free(back);
    situ_table_free(t);
}

static void vector__crs_without_a_number_is_transformed(void **state)
{
    // Like CGCS2000 3-degree but with another false easting: no EPSG number fits.
    static const char prj[] =
        "PROJCS[\"local\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\","
        "SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0."
        "0174532925199433]],"
        "PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_Easting\",123456.0],PARAMETER[\"False_Northing\",0.0]"
        ","
        "PARAMETER[\"Central_Meridian\",108.0],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_"
        "Origin\",0.0],"
        "UNIT[\"Meter\",1.0]]";
    situ_error err = {0};
    situ_table *t = NULL, *back = NULL;
    size_t row;
    situ_geometry *g = NULL;
    CHECK_OK(situ_table_new(&t, "p", 4545, &err), err);
    CHECK_OK(situ_table_add_column(t, "a", SITU_TYPE_INT, NULL, &err), err);
    CHECK_OK(situ_table_add_row(t, &row, &err), err);
    CHECK_OK(situ_geometry_point(&g, 66634.526 + 123456, 3423488.415, &err), err);
    CHECK_OK(situ_table_set_geometry(t, row, g, &err), err);
    const situ_table *one = t;
    CHECK_OK(situ_source_write_vector(in_folder(state, "p.shp"), "ESRI Shapefile", &one, 1, &err), err);
    put_file(in_folder(state, "p.prj"), prj);
    const situ_vector_options options = {.to_epsg = 4490};
    CHECK_OK(situ_source_read_vector(&back, in_folder(state, "p.shp"), &options, NULL, &err), err);
    CHECK_NEAR(situ_table_geometry(back, 0)->xy[0], 108.6972, 1e-7);
    CHECK_NEAR(situ_table_geometry(back, 0)->xy[1], 30.9306, 1e-7);
    situ_table_free(back);
    CHECK_FAILS(SITU_E_CRS, situ_source_read_vector(&back, in_folder(state, "p.shp"), NULL, NULL, &err), err);
    situ_table_free(t);
}

static void vector__where_selects_and_its_faults_are_told(void **state)
{
    situ_error err = {0};
    situ_table *t = places(4490), *back = NULL;
    const situ_table *one = t;
    const char *path = in_folder(state, "p.gpkg");
    CHECK_OK(situ_source_write_vector(path, "GPKG", &one, 1, &err), err);
    situ_vector_options options = {.where = "name = '岚川县'"};
    CHECK_OK(situ_source_read_vector(&back, path, &options, NULL, &err), err);
    assert_int_equal(back->row_count, 1);
    situ_table_free(back);
    options.where = "no such thing ((";
    CHECK_FAILS(SITU_E_ARGUMENT, situ_source_read_vector(&back, path, &options, NULL, &err), err);
    situ_table_free(t);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        T(vector__geojson_with_all_kinds_of_values),
        T(vector__layers_must_be_named_when_several),
        T(vector__written_files_read_back),
        T(vector__gpkg_keeps_columns_called_fid_and_geom),
        T(vector__gpkg_has_the_same_bytes_twice),
        T(vector__csv_is_written_with_coordinates),
        T(vector__write_refusals),
        T(vector__names_that_reach_elsewhere_are_refused),
        T(vector__drivers_by_content_are_refused),
        T(vector__damaged_files_are_refused_with_their_name),
        T(vector__missing_crs_asks_for_one),
        T(vector__crs_without_a_number_is_transformed),
        T(vector__where_selects_and_its_faults_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

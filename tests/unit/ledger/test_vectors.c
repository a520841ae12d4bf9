// SPDX-License-Identifier: MIT
// Vector files through the whole import: what is mended is told, OpenStreetMap becomes ledger tables, and
// every odd shapefile is read or refused with a reason.
#include "unit/ledger/reader_help.h"

#include <dirent.h>
#include <time.h>

#include "source/source.h"

static size_t count_told(const imported *in, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(in->report); i++)
        n += strcmp(situ_report_get(in->report, i)->rule, rule) == 0;
    return n;
}

static bool absent_data(const char *name)
{
    if (situ_path_exists(name))
        return false;
    print_message("skipped: %s is not there\n", name);
    return true;
}

static const char andorra[] = SITU_SHARED_DATA "/andorra/andorra.osm.pbf";

static void vectors__openstreetmap_by_table(void **state)
{
    (void)state;
    if (absent_data(andorra))
        skip();
    static const char *const tables[] = {"road", "water", "place"};
    static const size_t rows[] = {1612, 200, 100};
    for (size_t i = 0; i < 3; i++) {
        situ_ledger_options options = {.as_table = tables[i], .crs = SITU_CRS_WGS84};
        imported in = import_file(andorra, &options);
        situ_table *t = import_table(&in, tables[i]);
        assert_int_equal(in.bundle->table_count, 1);
        if (i == 0)
            assert_int_equal(t->row_count, rows[i]);
        else
            assert_true(t->row_count > rows[i]);
        assert_int_equal(count_told(&in, "WORD_UNKNOWN"), 0);
        assert_int_equal(count_told(&in, "NUMBER"), 0);
        assert_int_equal(count_told(&in, "BOOLEAN"), 0);
        import_free(&in);
    }
}

static void vectors__openstreetmap_as_a_whole(void **state)
{
    (void)state;
    if (absent_data(andorra))
        skip();
    situ_ledger_options options = {.crs = SITU_CRS_WGS84};
    imported in = import_file(andorra, &options);
    situ_table *road = import_table(&in, "road"), *water = import_table(&in, "water"), *place = import_table(&in, "place");
    assert_int_equal(road->row_count, 1612);
    size_t national = 0, fast = 0;
    for (size_t r = 0; r < road->row_count; r++) {
        const char *word = situ_table_text(road, r, situ_table_find(road, "class"));
        national += word && strcmp(word, "国道") == 0;
        fast += !situ_table_is_null(road, r, situ_table_find(road, "speed_kmh"));
    }
    assert_int_equal(national, 309 + 17); // primary and its links
    assert_true(fast > 100);
    size_t rivers = 0, seats = 0;
    for (size_t r = 0; r < water->row_count; r++)
        rivers += situ_streq(situ_table_text(water, r, situ_table_find(water, "kind")), "河流");
    for (size_t r = 0; r < place->row_count; r++)
        seats += situ_streq(situ_table_text(place, r, situ_table_find(place, "kind")), "村委会");
    assert_true(rivers >= 20 && seats > 10);
    import_free(&in);
    // The file's own layers are still there by name.
    options = (situ_ledger_options){.sheet = "lines", .as_table = "road", .where = "highway = 'primary'", .crs = SITU_CRS_WGS84};
    in = import_file(andorra, &options);
    assert_int_equal(import_table(&in, "road")->row_count, 309);
    import_free(&in);
}

static size_t read_files, refused_files;

static void import_folder(const char *dir)
{
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        char path[2048];
        struct timespec from, to;
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_type == DT_DIR) {
            import_folder(path);
            continue;
        }
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        situ_ledger_options options = {.as_table = "water"}; // takes any shape and needs no field
        imported in = import_file(path, &options);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        if (in.status == SITU_OK)
            read_files++;
        else
            refused_files++;
        if (in.status != SITU_OK && (!in.err.cause[0] || !in.err.file[0]))
            fail_msg("%s is refused without a word", path);
        double s = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
        if (s > 2)
            fail_msg("%s took %.1f s", path, s);
        import_free(&in);
    }
    closedir(d);
}

static void vectors__odd_shapefiles(void **state)
{
    (void)state;
    if (absent_data(SITU_SHARED_DATA "/odd_shapefiles"))
        skip();
    import_folder(SITU_SHARED_DATA "/odd_shapefiles");
    print_message("odd shapefiles: %zu imported, %zu refused\n", read_files, refused_files);
    assert_int_equal(read_files + refused_files, 121);
    assert_true(refused_files > 40); // .prj, .cpg, .gz, .xml, .properties and tables without anything of ours
}

static void vectors__a_missing_index_is_told(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_table *t = NULL;
    situ_geometry *g = NULL;
    size_t row = 0;
    assert_int_equal(situ_table_new(&t, "a", 4490, &err), SITU_OK);
    assert_int_equal(situ_table_add_column(t, "名称", SITU_TYPE_TEXT, NULL, &err), SITU_OK);
    assert_int_equal(situ_table_add_column(t, "等级", SITU_TYPE_TEXT, NULL, &err), SITU_OK);
    assert_int_equal(situ_table_add_row(t, &row, &err), SITU_OK);
    assert_int_equal(situ_table_set_text(t, row, 0, "甲加油站", &err), SITU_OK);
    assert_int_equal(situ_table_set_text(t, row, 1, "重大风险", &err), SITU_OK);
    assert_int_equal(situ_geometry_point(&g, 108.7, 30.9, &err), SITU_OK);
    assert_int_equal(situ_table_set_geometry(t, row, g, &err), SITU_OK);
    assert_int_equal(situ_source_write_vector(help_path("风险点.shp"), "ESRI Shapefile", (const situ_table *const *)&t, 1, &err), SITU_OK);
    situ_table_free(t);
    unlink(help_path("风险点.shx"));
    situ_ledger_options options = {.as_table = "risk_point"};
    imported in = import_file(help_path("风险点.shp"), &options);
    t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 1);
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "name")), "甲加油站");
    assert_int_equal(count_told(&in, "SHX_MISSING"), 1);
    import_free(&in);
}

static const char *features(const char *name, const char *text)
{
    char all[4000];
    snprintf(all, sizeof all, "{\"type\":\"FeatureCollection\",\"features\":[%s]}", text);
    return help_write(name, all);
}

// Longitudes and latitudes of China are disjoint: points, lines and areas written the other way round are turned.
static void vectors__swapped_axes_are_turned_round(void **state)
{
    (void)state;
    static const char *const shapes[][2] = {
        {"risk_point", "\"Point\",\"coordinates\":[30.88,109.78]"},
        {"road", "\"LineString\",\"coordinates\":[[30.88,109.78],[30.89,109.79],[30.90,109.80]]"},
        {"hazard_zone", "\"Polygon\",\"coordinates\":[[[30.88,109.78],[30.89,109.78],[30.89,109.80],[30.88,109.78]]]"}};
    for (size_t i = 0; i < 3; i++) {
        char text[600];
        snprintf(text, sizeof text, "{\"type\":\"Feature\",\"properties\":{\"名称\":\"甲\",\"行业领域\":\"燃气\"},\"geometry\":{\"type\":%s}}", shapes[i][1]);
        situ_ledger_options options = {.as_table = shapes[i][0]};
        imported in = import_file(features("swapped.geojson", text), &options);
        situ_table *t = import_table(&in, shapes[i][0]);
        assert_int_equal(t->row_count, 1);
        const situ_geometry *g = situ_table_geometry(t, 0);
        assert_non_null(g);
        assert_true(g->box.x0 >= 109.78 && g->box.x1 <= 109.8 && g->box.y0 >= 30.88 && g->box.y1 <= 30.9);
        assert_int_equal(want_issue(&in, "SWAPPED_LONLAT", NULL)->severity, SITU_WARN);
        import_free(&in);
    }
}

// Plane coordinates in a file that says nothing: by the zone in their figures, the county's zone, --crs; else
// the row is refused. Nothing beyond 180 and 90 degrees is ever stored.
static void vectors__plane_coordinates_find_their_zone(void **state)
{
    (void)state;
    static const char form[] = "{\"type\":\"Feature\",\"properties\":{\"名称\":\"甲\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[%s]}}";
    static const struct {
        const char *xy;
        int zone, crs;
        const char *want; // crs_in, NULL = refused
    } cases[] = {{"[36670051.06,3419193.88],[36670151.06,3419293.88]", 0, 0, "EPSG:4524"},
                 {"[3419193.88,36670051.06],[3419293.88,36670151.06]", 0, 0, "EPSG:4524"},
                 {"[670051.06,3419193.88],[670151.06,3419293.88]", 4545, 0, "EPSG:4545"},
                 {"[670051.06,3419193.88],[670151.06,3419293.88]", 0, 4545, "EPSG:4545"},
                 {"[670051.06,3419193.88],[670151.06,3419293.88]", 0, 0, NULL},
                 {"[670051.06,3419193.88],[670151.06,93.88]", 4545, 0, NULL},
                 {"[12220456.55,3617372.45],[12220556.55,3617472.45]", 4545, 0, NULL}, // Web Mercator
                 {"[12220456.55,3617372.45],[12220556.55,3617472.45]", 4545, 3857, "EPSG:3857"},
                 {"[200,30],[201,31]", 4545, 0, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[600];
        snprintf(text, sizeof text, form, cases[i].xy);
        situ_ledger_options options = {.as_table = "road", .zone_epsg = cases[i].zone, .crs = cases[i].crs ? SITU_CRS_EPSG : SITU_CRS_AUTO, .epsg = cases[i].crs};
        imported in = import_file(features("plane.geojson", text), &options);
        situ_table *t = import_table(&in, "road");
        assert_int_equal(t->row_count, cases[i].want ? 1 : 0);
        assert_int_equal(fate_count(&in, 'x'), cases[i].want ? 0 : 1);
        if (cases[i].want) {
            assert_at(t, 0, "crs_in", cases[i].want);
            assert_point(t, 0, 109.778229, 30.881525, 2e-5);
        } else {
            assert_non_null(strstr(want_issue(&in, "GEOMETRY_RANGE", NULL)->cure, "--crs EPSG:"));
        }
        import_free(&in);
    }
}

// A route among the labels of a map program: it alone is refused, by its name.
static void vectors__a_line_among_points_is_refused_alone(void **state)
{
    (void)state;
    const char *path = help_write("labels.kml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
                                                "<Placemark><name>甲采石场</name><Point><coordinates>109.78,30.87,0</coordinates></Point></Placemark>"
                                                "<Placemark><name>撤离路线</name><LineString><coordinates>109.7,30.8,0 109.8,30.9,0</coordinates></LineString></Placemark>"
                                                "<Placemark><name>乙采石场</name><Point><coordinates>109.79,30.88,0</coordinates></Point></Placemark>"
                                                "</Document></kml>");
    situ_ledger_options options = {.as_table = "risk_point"};
    imported in = import_file(path, &options);
    assert_int_equal(import_table(&in, "risk_point")->row_count, 2);
    assert_int_equal(fate_count(&in, 'x'), 1);
    assert_non_null(strstr(want_issue(&in, "GEOMETRY_KIND", NULL)->message, "撤离路线"));
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors__openstreetmap_by_table),
        cmocka_unit_test(vectors__openstreetmap_as_a_whole),
        cmocka_unit_test(vectors__odd_shapefiles),
        cmocka_unit_test(vectors__a_missing_index_is_told),
        cmocka_unit_test(vectors__swapped_axes_are_turned_round),
        cmocka_unit_test(vectors__plane_coordinates_find_their_zone),
        cmocka_unit_test(vectors__a_line_among_points_is_refused_alone),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

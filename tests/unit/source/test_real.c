// SPDX-License-Identifier: MIT
// Real files, where they are present beside the project.
#include <math.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "source/source.h"
#include "support/folder.h"

#define NEED(name)                                             \
    do {                                                       \
        if (!situ_path_exists(SITU_SHARED_DATA "/" name)) {    \
            print_message("skipped: %s is not there\n", name); \
            skip();                                            \
        }                                                      \
    } while (0)

static void real__gbk_shapefile_without_cpg(void **state)
{
    (void)state;
    static const char path[] = SITU_SHARED_DATA "/chongqing_counties/区县界_area.shp";
    NEED("chongqing_counties");
    situ_error err = {0};
    situ_table *t = NULL;
    size_t bad = 9;
    situ_vector_options options = {.to_epsg = 4545};
    CHECK_OK(situ_source_read_vector(&t, path, &options, &bad, &err), err);
    assert_int_equal(t->row_count, 38);
    assert_int_equal(bad, 0);
    int name = situ_table_find(t, "NAME");
    const situ_geometry *yunyang = NULL;
    for (size_t r = 0; r < t->row_count; r++) {
        assert_true(situ_utf8_valid(situ_table_text(t, r, name), strlen(situ_table_text(t, r, name)), NULL));
        if (strcmp(situ_table_text(t, r, name), "云阳县") == 0)
            yunyang = situ_table_geometry(t, r);
    }
    assert_non_null(yunyang);
    assert_true(situ_geometry_contains_point(yunyang, 566634.526, 3423488.415)); // the county seat
    CHECK_NEAR(situ_geometry_area(yunyang) / 1e6, 3649, 30);                     // km2, as published
    situ_table_free(t);
    options = (situ_vector_options){.where = "NAME = '云阳县'"}; // the condition needs the right encoding
    CHECK_OK(situ_source_read_vector(&t, path, &options, NULL, &err), err);
    assert_int_equal(t->row_count, 1);
    situ_table_free(t);
}

static void real__townships_of_nantou(void **state)
{
    (void)state;
    NEED("tw_townships/towns.gpkg");
    situ_error err = {0};
    situ_table *t = NULL;
    const situ_vector_options options = {.where = "COUNTYNAME='南投縣'", .to_epsg = 3826};
    CHECK_OK(situ_source_read_vector(&t, SITU_SHARED_DATA "/tw_townships/towns.gpkg", &options, NULL, &err),
             err);
    assert_int_equal(t->row_count, 13);
    double area = 0;
    for (size_t r = 0; r < 13; r++)
        area += situ_geometry_area(situ_table_geometry(t, r));
    CHECK_NEAR(area / 1e6, 4106, 40); // km2 of the county
    situ_table_free(t);
}

static void real__andorra_terrain(void **state)
{
    (void)state;
    NEED("andorra/N42E001.hgt");
    static const char path[] = SITU_SHARED_DATA "/andorra/N42E001.hgt";
    situ_error err = {0};
    situ_grid *raw = NULL, *warped = NULL;
    CHECK_OK(situ_source_read_grid(&raw, path, 0, 0, NULL, &err), err);
    assert_int_equal(raw->epsg, 4326);
    assert_int_equal(raw->frame.columns, 1201);
    const situ_box box = {370000, 4700000, 400000, 4720000}; // UTM zone 31N
    CHECK_OK(situ_source_read_grid(&warped, path, 32631, 50, &box, &err), err);
    assert_int_equal(warped->frame.columns, 600);
    assert_int_equal(warped->frame.rows, 400);
    // Every warped cell equals the source at its exactly transformed centre, within a metre or so.
    situ_transform *back = NULL;
    CHECK_OK(situ_transform_new(&back, 32631, 4326, &err), err);
    double worst = 0, highest = 0;
    for (uint32_t r = 0; r < 400; r += 7)
        for (uint32_t c = 0; c < 600; c += 7) {
            double xy[2] = {situ_raster_x(&warped->frame, c + 0.5), situ_raster_y(&warped->frame, r + 0.5)};
            CHECK_OK(situ_transform_apply(back, xy, 1, &err), err);
            double want = situ_grid_sample(raw, xy[0], xy[1]), got = (double)warped->cells[r * 600 + c];
            assert_int_equal(isnan(want), isnan(got));
            if (isnan(want))
                continue;
            worst = fmax(worst, fabs(want - got));
            highest = fmax(highest, got);
        }
    CHECK_NEAR(worst, 0, 0.5);
    assert_true(highest > 2500 && highest < 2950); // Coma Pedrosa, 2942 m, is the highest
    situ_transform_free(back);
    situ_grid_free(warped);
    situ_box north = {1.4, 42.5, 1.5, 42.6};
    CHECK_OK(situ_source_read_grid(&warped, path, 0, 0, &north, &err), err);
    assert_true(warped->frame.columns >= 120 && warped->frame.columns <= 122);
    assert_true(situ_box_contains(situ_raster_frame_box(&warped->frame), north));
    CHECK_NEAR(situ_grid_sample(warped, 1.45, 42.55), situ_grid_sample(raw, 1.45, 42.55), 1e-6);
    situ_grid_free(warped);
    situ_grid_free(raw);
    const situ_box china = {108, 30, 109, 31};
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_source_read_grid(&warped, path, 0, 0, &china, &err), err);
}

static void real__openstreetmap_roads(void **state)
{
    (void)state;
    NEED("andorra/andorra.osm.pbf");
    situ_error err = {0};
    situ_table *t = NULL;
    const situ_vector_options options = {
        .layer = "lines", .where = "highway IN ('motorway','primary')", .to_epsg = 32631};
    CHECK_OK(situ_source_read_vector(&t, SITU_SHARED_DATA "/andorra/andorra.osm.pbf", &options, NULL, &err),
             err);
    assert_true(t->row_count > 100);
    int highway = situ_table_find(t, "highway");
    for (size_t r = 0; r < t->row_count; r++) {
        const char *kind = situ_table_text(t, r, highway);
        assert_true(strcmp(kind, "primary") == 0 || strcmp(kind, "motorway") == 0);
        assert_int_equal(situ_table_geometry(t, r)->kind, SITU_GEOM_LINE);
    }
    situ_table_free(t);
}

static size_t count_text(const situ_table *t, const char *column, const char *value)
{
    size_t n = 0;
    int c = situ_table_find(t, column);
    assert_true(c >= 0);
    for (size_t r = 0; r < t->row_count; r++) {
        const char *text = situ_table_text(t, r, c);
        n += text && strcmp(text, value) == 0;
    }
    return n;
}

// The counts are those that GDAL's own SQL gives for the tags.
static void real__openstreetmap_tables(void **state)
{
    (void)state;
    NEED("andorra/andorra.osm.pbf");
    const char *path = SITU_SHARED_DATA "/andorra/andorra.osm.pbf";
    situ_error err = {0};
    char **layers = NULL;
    CHECK_OK(situ_source_layers(&layers, path, &err), err);
    assert_string_equal(layers[0], "road");
    assert_string_equal(layers[1], "water");
    assert_string_equal(layers[2], "place");
    assert_null(layers[3]);
    situ_names_free(layers);
    situ_table *t = NULL;
    situ_vector_options options = {.layer = "road"};
    CHECK_OK(situ_source_read_vector(&t, path, &options, NULL, &err), err);
    assert_int_equal(t->row_count, 1612);
    assert_int_equal(count_text(t, "道路等级", "primary"), 309);
    assert_int_equal(count_text(t, "道路等级", "construction"), 0);
    assert_true(count_text(t, "桥梁", "是") > 20 && count_text(t, "隧道", "是") > 5 && count_text(t, "单行", "是") > 50);
    size_t speeds = 0, refs = 0;
    for (size_t r = 0; r < t->row_count; r++) {
        speeds += !situ_table_is_null(t, r, situ_table_find(t, "车速"));
        refs += !situ_table_is_null(t, r, situ_table_find(t, "路线编号"));
        assert_int_equal(situ_table_geometry(t, r)->kind, SITU_GEOM_LINE);
    }
    assert_true(speeds > 100 && refs > 100);
    situ_table_free(t);
    options.layer = "water";
    CHECK_OK(situ_source_read_vector(&t, path, &options, NULL, &err), err);
    size_t areas = 0;
    for (size_t r = 0; r < t->row_count; r++)
        areas += situ_table_geometry(t, r)->kind == SITU_GEOM_POLYGON;
    assert_int_equal(t->row_count - areas, 132);
    assert_true(areas > 50);
    situ_table_free(t);
    options.where = "waterway='river'"; // no layer of areas has the field: rivers as lines remain
    CHECK_OK(situ_source_read_vector(&t, path, &options, NULL, &err), err);
    assert_true(t->row_count >= 20);
    situ_table_free(t);
    options.where = "no such field = 1";
    CHECK_FAILS(SITU_E_ARGUMENT, situ_source_read_vector(&t, path, &options, NULL, &err), err);
    options = (situ_vector_options){.layer = "place"};
    CHECK_OK(situ_source_read_vector(&t, path, &options, NULL, &err), err);
    assert_true(count_text(t, "地名类别", "village") > 10 && count_text(t, "地名类别", "peak") > 10);
    for (size_t r = 0; r < t->row_count; r++)
        assert_true(!situ_table_is_null(t, r, situ_table_find(t, "名称")));
    situ_table_free(t);
}

static unsigned files_read, files_refused;

static void read_tree(const char *dir)
{
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        char path[2048];
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_type == DT_DIR) {
            read_tree(path);
            continue;
        }
        situ_error err = {0};
        situ_table *t = NULL;
        size_t bad = 0;
        const situ_vector_options options = {.assume_epsg = 4490};
        situ_status status = situ_source_read_vector(&t, path, &options, &bad, &err);
        if (status == SITU_OK) {
            files_read++;
            for (size_t r = 0; r < t->row_count; r++)
                for (size_t c = 0; c < t->column_count; c++) {
                    const char *text = situ_table_text(t, r, (int)c);
                    assert_true(!text || situ_utf8_valid(text, strlen(text), NULL));
                }
        } else {
            files_refused++;
            assert_true(err.cause[0] != 0);
            assert_string_equal(err.file, path);
            assert_null(t);
        }
        situ_table_free(t);
    }
    closedir(d);
}

static void real__odd_shapefiles_read_or_are_refused(void **state)
{
    (void)state;
    NEED("odd_shapefiles");
    read_tree(SITU_SHARED_DATA "/odd_shapefiles");
    print_message("odd shapefiles: %u read, %u refused\n", files_read, files_refused);
    assert_true(files_read >= 30);
    assert_true(files_refused >= 20); // .prj, .gz, .properties and the damaged ones
}

static void real__odd_shapefiles_values(void **state)
{
    (void)state;
    NEED("odd_shapefiles");
    situ_error err = {0};
    situ_table *t = NULL;
    const situ_vector_options options = {.assume_epsg = 4326};
    CHECK_OK(situ_source_read_vector(&t, SITU_SHARED_DATA "/odd_shapefiles/shapes/chinese_poly.shp", &options,
                                     NULL, &err),
             err);
    bool han = false;
    for (size_t c = 0; c < t->column_count; c++) {
        const char *text = situ_table_text(t, 0, (int)c), *p = text;
        han = han || (text && *text && situ_utf8_is_wide(situ_utf8_next(&p, text + strlen(text))));
    }
    assert_true(han);
    situ_table_free(t);
    // Two columns of one name: both are kept.
    CHECK_OK(situ_source_read_vector(
                 &t, SITU_SHARED_DATA "/odd_shapefiles/shapefile-test-data/dup-column/dup_column.shp",
                 &options, NULL, &err),
             err);
    for (size_t a = 0; a < t->column_count; a++)
        for (size_t b = a + 1; b < t->column_count; b++)
            assert_string_not_equal(t->columns[a].name, t->columns[b].name);
    situ_table_free(t);
    CHECK_OK(situ_source_read_vector(&t, SITU_SHARED_DATA "/odd_shapefiles/shapes/rus-windows-1251.shp",
                                     &options, NULL, &err),
             err);
    assert_true(t->row_count > 0);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real__gbk_shapefile_without_cpg),
        cmocka_unit_test(real__townships_of_nantou),
        cmocka_unit_test(real__andorra_terrain),
        cmocka_unit_test(real__openstreetmap_roads),
        cmocka_unit_test(real__openstreetmap_tables),
        cmocka_unit_test(real__odd_shapefiles_read_or_are_refused),
        cmocka_unit_test(real__odd_shapefiles_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

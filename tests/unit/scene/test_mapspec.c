// SPDX-License-Identifier: MIT
#include "support/check.h"

#include "base/alloc.h"
#include "scene/mapspec.h"

static situ_error check_error;

// Reads a spec written into a styles folder of its own; *err has what went wrong.
static situ_status read_spec(const char *text, situ_mapspec **out, situ_error *err)
{
    char *folder = check_make_folder();
    char path[1024];
    situ_resources res = {0};
    situ_status status;

    static const char ground[] = "ground: g\nsources: {a: {table: water}, b: {table: road}}\nunder:\n  - {name: low, type: line, data: b}\n"
                                 "over:\n  - {name: high, type: line, data: b}\n";
    snprintf(path, sizeof path, "%s/maps/t.yaml", folder);
    CHECK_OK(situ_write_file(path, text, strlen(text), &check_error), check_error);
    snprintf(path, sizeof path, "%s/grounds/g.yaml", folder);
    CHECK_OK(situ_write_file(path, ground, sizeof ground - 1, &check_error), check_error);
    res.dirs[0] = folder;
    status = situ_mapspec_read(out, &res, "t", err);
    (void)!situ_remove_tree(folder, NULL);
    free(folder);
    return status;
}

static void mapspec__smallest_map_has_its_defaults(void **state)
{
    situ_mapspec *spec = NULL;
    (void)state;
    CHECK_OK(read_spec("map: t\ntitle: 图\npage: map\nsources: {a: {table: risk_point}}\nlayers:\n  - {type: marker, data: a}\n", &spec, &check_error), check_error);
    assert_int_equal(spec->source_count, 1);
    assert_string_equal(spec->sources[0].name, "a");
    assert_string_equal(spec->sources[0].table, "risk_point");
    assert_true(spec->sources[0].optional);
    assert_string_equal(spec->layers[0].name, "marker1");
    assert_string_equal(spec->label, "t");
    assert_true(spec->tiles);
    situ_mapspec_free(spec);
}

// From below: the ground's under, the map's areas, the ground's over, the map's layers; its own source wins.
static void mapspec__a_ground_lies_below_and_above_the_areas(void **state)
{
    static const char *const order[] = {"low", "tint", "high", "point"};
    situ_mapspec *spec = NULL;
    (void)state;
    CHECK_OK(read_spec("map: t\ntitle: 图\npage: map\nground: g\nsources: {a: {table: risk_point}}\nareas:\n  - {name: tint, type: polygon, data: a}\n"
                       "layers:\n  - {name: point, type: marker, data: a}\n", &spec, &check_error), check_error);
    assert_int_equal(spec->layer_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(spec->layers[i].name, order[i]);
    assert_non_null(strstr(spec->layers[0].file, "grounds/g.yaml"));
    assert_non_null(strstr(spec->layers[3].file, "maps/t.yaml"));
    assert_int_equal(spec->source_count, 2);
    assert_string_equal(spec->sources[0].table, "risk_point");
    assert_string_equal(spec->sources[1].table, "road");
    situ_mapspec_free(spec);
}

static void expect_failure(const char *text, situ_status code, long line, const char *part)
{
    situ_mapspec *spec = NULL;
    situ_error err = {0};
    char message[2048];
    assert_int_equal(read_spec(text, &spec, &err), code);
    situ_error_format(&err, message, sizeof message);
    assert_non_null(strstr(message, part));
    if (line)
        assert_int_equal(err.row, line);
    assert_null(spec);
}

static void mapspec__unknown_keys_have_line_and_suggestion(void **state)
{
    (void)state;
    expect_failure("map: t\ntitel: 图\npage: map\nlayers: []\n", SITU_E_SCHEMA, 2, "title");
    expect_failure("map: t\ntitle: 图\npage: map\nsources:\n  a: {tabel: risk_point}\nlayers: []\n", SITU_E_SCHEMA, 5, "table");
}

static void mapspec__a_source_is_exactly_one_thing(void **state)
{
    (void)state;
    expect_failure("map: t\ntitle: 图\npage: map\nsources: {a: {table: x, grid: y}}\nlayers: []\n", SITU_E_SCHEMA, 4, "a");
    expect_failure("map: t\ntitle: 图\npage: map\nsources: {a: {where: x}}\nlayers: []\n", SITU_E_SCHEMA, 4, "a");
}

static void mapspec__layers_must_be_a_list_with_types(void **state)
{
    (void)state;
    expect_failure("map: t\ntitle: 图\npage: map\nlayers: {a: b}\n", SITU_E_SCHEMA, 4, "layers");
    expect_failure("map: t\ntitle: 图\npage: map\nlayers:\n  - {data: a}\n", SITU_E_SCHEMA, 5, "type");
}

static void mapspec__an_absent_map_lists_those_there_are(void **state)
{
    situ_resources res = {0};
    situ_mapspec *spec = NULL;
    situ_error err = {0};
    char styles[1024];
    (void)state;
    snprintf(styles, sizeof styles, "%s/styles", SITU_SOURCE_DIR);
    res.dirs[0] = styles;
    assert_int_equal(situ_mapspec_read(&spec, &res, "riks", &err), SITU_E_NOT_FOUND);
    assert_non_null(strstr(err.cure, "risk"));
    assert_non_null(strstr(err.cure, "materials"));
}

static void mapspec__an_absent_ground_is_named(void **state)
{
    (void)state;
    expect_failure("map: t\ntitle: 图\npage: map\nground: h\nlayers: []\n", SITU_E_NOT_FOUND, 0, "h");
}

static void mapspec__the_four_maps_read(void **state)
{
    static const char *const maps[] = {"org", "risk", "materials", "flow"};
    situ_resources res = {0};
    char styles[1024];
    (void)state;
    snprintf(styles, sizeof styles, "%s/styles", SITU_SOURCE_DIR);
    res.dirs[0] = styles;
    for (size_t i = 0; i < 4; i++) {
        situ_mapspec *spec = NULL;
        CHECK_OK(situ_mapspec_read(&spec, &res, maps[i], &check_error), check_error);
        assert_string_equal(spec->name, maps[i]);
        assert_true(spec->layer_count > 0);
        situ_mapspec_free(spec);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mapspec__a_ground_lies_below_and_above_the_areas),
        cmocka_unit_test(mapspec__an_absent_ground_is_named),
        cmocka_unit_test(mapspec__smallest_map_has_its_defaults), cmocka_unit_test(mapspec__unknown_keys_have_line_and_suggestion),
        cmocka_unit_test(mapspec__a_source_is_exactly_one_thing), cmocka_unit_test(mapspec__layers_must_be_a_list_with_types),
        cmocka_unit_test(mapspec__an_absent_map_lists_those_there_are), cmocka_unit_test(mapspec__the_four_maps_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Maps of one township or village: its own rows, the rest as neighbourhood.
#include <math.h>

#include "pipeline/region.h"
#include "unit/pipeline/county_fixture.h"

typedef struct opened { situ_session *session; situ_store *store; situ_map *map; } opened;

static situ_status try_region(opened *o, void *const *state, const char *map, const char *region, situ_error *err)
{
    *o = (opened){0};
    o->session = session_new();
    build_county(o->session, state, "岚川县");
    o->store = open_county(state, "internal");
    return situ_map_open(&o->map, o->session, o->store, map, region, NULL, err);
}

static void open_region(opened *o, void *const *state, const char *map, const char *region)
{
    CHECK_OK(try_region(o, state, map, region, &check_error), check_error);
}

static void opened_free(opened *o)
{
    situ_map_close(o->map);
    situ_store_close(o->store);
    situ_session_free(o->session);
}

static void region__a_township_keeps_its_rows_and_drops_the_others(void **state)
{
    opened o;
    const situ_table *risk, *grade;
    open_region(&o, state, "risk", "甲镇");
    risk = situ_bundle_table(o.map->metric, "risk");
    assert_int_equal(risk->row_count, 3);
    assert_true(has_row(risk, "name", "甲新桥液氨库"));
    assert_true(has_row(risk, "name", "甲石盘滑坡"));
    assert_true(has_row(risk, "name", "甲镇某处")); // without coordinates it still belongs to the township
    assert_false(has_row(risk, "name", "乙新桥矿"));
    grade = situ_bundle_table(o.map->metric, "grade.points");
    assert_int_equal(grade->row_count, 3); // analyses see the same rows
    assert_string_equal(situ_map_word(o.map, "region"), "甲镇");
    assert_string_equal(situ_map_word(o.map, "county"), "岚川县甲镇");
    assert_string_equal(situ_map_word(o.map, "home"), "岚川县");
    CHECK_HOLDS(situ_map_word(o.map, "title"), "岚川县甲镇");
    opened_free(&o);
}

static void region__the_outline_becomes_the_regions_and_other_townships_neighbours(void **state)
{
    opened o;
    const situ_table *county, *town, *neighbour, *village;
    situ_box box;
    open_region(&o, state, "risk", "甲镇");
    county = situ_bundle_table(o.map->metric, "county");
    town = situ_bundle_table(o.map->metric, "town");
    neighbour = situ_bundle_table(o.map->metric, "neighbour");
    village = situ_bundle_table(o.map->metric, "village");
    assert_int_equal(county->row_count, 1);
    assert_int_equal(town->row_count, 1);
    assert_string_equal(situ_table_text(town, 0, situ_table_find(town, "name")), "甲镇");
    assert_int_equal(neighbour->row_count, 3); // 乙镇, 丙乡, 东邻县
    assert_true(has_row(neighbour, "name", "乙镇") && has_row(neighbour, "name", "丙乡") && has_row(neighbour, "name", "东邻县"));
    assert_int_equal(village->row_count, 2);
    // One of three equal strips.
    CHECK_NEAR(situ_geometry_area(situ_table_geometry(county, 0)) / situ_geometry_area(situ_table_geometry(town, 0)), 1, 1e-6);
    // The map shows the township: 0.1 by 0.3 degrees, 9.6 by 33.3 km at 30 degrees north.
    box = o.map->world;
    CHECK_NEAR(box.x1 - box.x0, 9650, 80);
    CHECK_NEAR(box.y1 - box.y0, 33260, 80);
    opened_free(&o);
}

static void region__a_village_by_code_shows_its_village_only(void **state)
{
    opened o;
    const situ_table *risk;
    open_region(&o, state, "risk", "509999101201");
    risk = situ_bundle_table(o.map->metric, "risk");
    assert_int_equal(risk->row_count, 1);
    assert_true(has_row(risk, "name", "甲新桥液氨库")); // not the other 新桥村's
    assert_string_equal(situ_map_word(o.map, "region"), "新桥村");
    assert_true(has_row(situ_bundle_table(o.map->metric, "neighbour"), "name", "石盘村"));
    CHECK_NEAR(o.map->world.y1 - o.map->world.y0, 16630, 80);
    opened_free(&o);
}

static void region__a_name_two_villages_share_lists_both_ids(void **state)
{
    opened o;
    situ_error err = {0};
    int ids = 0;
    situ_table *regions = NULL;
    assert_int_equal(try_region(&o, state, "risk", "新桥村", &err), SITU_E_USAGE);
    assert_null(o.map);
    CHECK_HOLDS(err.cause, "新桥村");
    CHECK_HOLDS(err.cure, "甲镇");
    CHECK_HOLDS(err.cure, "乙镇");
    CHECK_OK(situ_store_read_table(&regions, o.store, "region", "name='新桥村'", &check_error), check_error);
    for (size_t i = 0; i < regions->row_count; i++)
        ids += strstr(err.cure, situ_table_text(regions, i, situ_table_find(regions, "id"))) != NULL;
    assert_int_equal(ids, 2);
    // An id of the list works.
    CHECK_OK(situ_map_open(&o.map, o.session, o.store, "risk", situ_table_text(regions, 1, situ_table_find(regions, "id")), NULL, &check_error), check_error);
    assert_int_equal(situ_bundle_table(o.map->metric, "risk")->row_count, 1);
    situ_table_free(regions);
    opened_free(&o);
}

static void region__a_township_goes_before_a_village_of_its_name(void **state)
{
    opened o;
    open_region(&o, state, "risk", "丙乡");
    assert_int_equal(situ_bundle_table(o.map->metric, "town")->row_count, 1);
    CHECK_NEAR(o.map->world.y1 - o.map->world.y0, 33260, 80); // the whole township
    assert_int_equal(situ_bundle_table(o.map->metric, "risk")->row_count, 1);
    opened_free(&o);
}

static void region__the_county_itself_is_the_whole_map(void **state)
{
    opened o;
    open_region(&o, state, "risk", "岚川县");
    assert_int_equal(situ_bundle_table(o.map->metric, "risk")->row_count, 5);
    assert_int_equal(situ_bundle_table(o.map->metric, "town")->row_count, 3);
    assert_null(o.map->region);
    opened_free(&o);
}

static void region__unknown_names_are_refused_with_a_cure(void **state)
{
    opened o;
    situ_error err = {0};
    assert_int_equal(try_region(&o, state, "risk", "没有的镇", &err), SITU_E_NOT_FOUND);
    CHECK_HOLDS(err.cause, "没有的镇");
    assert_true(err.cure[0] != 0);
    // A neighbour is no region of this county.
    assert_int_equal(situ_map_open(&o.map, o.session, o.store, "risk", "东邻县", NULL, &err), SITU_E_NOT_FOUND);
    assert_null(o.map);
    opened_free(&o);
}

static void region__materials_keep_the_townships_own_depots(void **state)
{
    opened o;
    const situ_table *depot;
    open_region(&o, state, "materials", "乙镇");
    depot = situ_bundle_table(o.map->metric, "depot");
    assert_int_equal(depot->row_count, 1);
    assert_true(has_row(depot, "name", "乙镇物资点"));
    opened_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(region__a_township_keeps_its_rows_and_drops_the_others), IN_FOLDER(region__the_outline_becomes_the_regions_and_other_townships_neighbours),
        IN_FOLDER(region__a_village_by_code_shows_its_village_only), IN_FOLDER(region__a_name_two_villages_share_lists_both_ids),
        IN_FOLDER(region__a_township_goes_before_a_village_of_its_name), IN_FOLDER(region__the_county_itself_is_the_whole_map),
        IN_FOLDER(region__unknown_names_are_refused_with_a_cure), IN_FOLDER(region__materials_keep_the_townships_own_depots)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

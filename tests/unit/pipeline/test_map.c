// SPDX-License-Identifier: MIT
// Words of a sheet, tile ranges, keys of derived results.
#include <math.h>

#include "base/alloc.h"
#include "geo/raster.h"
#include "unit/pipeline/county_fixture.h"

static void words__fill_titles_and_quote_in_sql(void **state)
{
    // An apostrophe in the county's name must neither break the filter nor open it.
    static const char county[] = "岚'川' or '1'='1县";
    situ_session *session = session_new();
    situ_store *store;
    situ_map *map = NULL;
    situ_map_sheet *sheet = NULL;
    size_t own = 0, foreign = 0;
    build_county(session, state, county);
    store = open_county(state, "internal");
    CHECK_OK(situ_map_open(&map, session, store, "materials", NULL, NULL, &check_error), check_error);
    assert_string_equal(situ_map_word(map, "county"), county);
    CHECK_HOLDS(situ_map_word(map, "title"), county);
    CHECK_HOLDS(situ_map_word(map, "title"), "(2026年)");
    CHECK_OK(situ_map_sheet_new(&sheet, map, &(situ_render_options){.paper = "A3"}, &check_error), check_error);
    for (size_t i = 0; i < sheet->scene->item_count; i++) {
        const situ_item *item = &sheet->scene->items[i];
        const char *layer = sheet->scene->layer_names[item->layer];
        own += item->kind == SITU_ITEM_MARKER && strcmp(layer, "depot") == 0;
        foreign += item->kind == SITU_ITEM_MARKER && strcmp(layer, "depot_neighbour") == 0;
    }
    assert_int_equal(own, 2);
    assert_int_equal(foreign, 1);
    situ_map_sheet_free(sheet);
    situ_map_close(map);
    situ_store_close(store);
    situ_session_free(session);
}

static void words__of_the_sheet(void **state)
{
    situ_session *session = session_new();
    situ_store *store;
    situ_map *map = NULL;
    build_county(session, state, "岚川县");
    store = open_county(state, "internal");
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, NULL, &check_error), check_error);
    assert_string_equal(situ_map_word(map, "title"), "岚川县安全风险分布图(2026年)");
    assert_string_equal(situ_map_word(map, "as_of"), "2026-06-30");
    assert_string_equal(situ_map_word(map, "unit"), "演示");
    assert_string_equal(situ_map_word(map, "edition_label"), "内部版");
    assert_string_equal(situ_map_word(map, "secrecy"), "内部资料 注意保管");
    CHECK_HOLDS(situ_map_word(map, "crs"), "CGCS2000");
    CHECK_HOLDS(situ_map_word(map, "crs"), "108°"); // the county lies at 108.15
    assert_string_equal(situ_map_word(map, "nothing"), "");
    assert_int_equal(strlen(situ_map_word(map, "revision")), 8);
    CHECK_OK(situ_map_set_word(map, "title", "另一个", &check_error), check_error);
    assert_string_equal(situ_map_word(map, "title"), "另一个");
    situ_map_close(map);
    map = NULL;
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, "自拟标题", &check_error), check_error);
    assert_string_equal(situ_map_word(map, "title"), "自拟标题");
    situ_map_close(map);
    situ_store_close(store);
    store = open_county(state, "public");
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, NULL, &check_error), check_error);
    assert_string_equal(situ_map_word(map, "edition_label"), "公开版");
    assert_string_equal(situ_map_word(map, "secrecy"), "");
    situ_map_close(map);
    situ_store_close(store);
    situ_session_free(session);
}

static void words__a_county_without_a_date_has_no_empty_brackets(void **state)
{
    const char *files[] = {NULL};
    situ_session *session = session_new();
    situ_import_result result;
    situ_store *store = NULL;
    situ_map *map = NULL;
    write_county(state, "岚川县");
    files[0] = in_folder(state, "regions.geojson");
    CHECK_OK(situ_import(session, &(situ_import_options){.store = in_folder(state, "c.situ"), .files = files, .file_count = 1, .as = "region", .operator_name = "t", .wall_time = "2026-01-01T00:00:00Z"},
                         &result, &check_error), check_error);
    CHECK_OK(situ_store_open(&store, in_folder(state, "c.situ"), "internal", &check_error), check_error);
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, NULL, &check_error), check_error);
    assert_string_equal(situ_map_word(map, "title"), "岚川县安全风险分布图"); // the county is called as its region is
    situ_map_close(map);
    situ_store_close(store);
    situ_session_free(session);
}

static void tiles__cover_the_county_and_a_rim_at_every_zoom(void **state)
{
    situ_session *session = session_new();
    situ_store *store;
    situ_map *map = NULL;
    situ_bundle *mercator = NULL;
    situ_transform *t = NULL;
    situ_box box;
    build_county(session, state, "岚川县");
    store = open_county(state, "internal");
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, NULL, &check_error), check_error);
    CHECK_OK(situ_map_in_crs(&mercator, map, SITU_EPSG_WEB_MERCATOR, &check_error), check_error);
    CHECK_OK(situ_transform_new(&t, map->zone_epsg, SITU_EPSG_WEB_MERCATOR, &check_error), check_error);
    CHECK_OK(situ_transform_box(t, map->world, &box, &check_error), check_error);
    for (int z = 6; z <= 12; z++) {
        situ_zoom *zoom = NULL;
        situ_box shown;
        CHECK_OK(situ_zoom_new(&zoom, map, mercator, z, &check_error), check_error);
        shown = situ_box_union(situ_tile_box(SITU_MATRIX_WEB, z, zoom->x0, zoom->y0), situ_tile_box(SITU_MATRIX_WEB, z, zoom->x1, zoom->y1));
        assert_true(situ_box_contains(shown, situ_box_grow(box, 3000)));
        // and no tile more than the rim needs
        assert_true(situ_tile_box(SITU_MATRIX_WEB, z, zoom->x0, zoom->y0).x1 >= box.x0 - 3000 * 1.2 - 400);
        assert_true(situ_tile_box(SITU_MATRIX_WEB, z, zoom->x1, zoom->y1).x0 <= box.x1 + 3000 * 1.2 + 400);
        CHECK_NEAR(zoom->display->width, (zoom->x1 - zoom->x0 + 1) * 256.0, 0);
        CHECK_NEAR(zoom->scene->frame.scale * situ_matrix_resolution(SITU_MATRIX_WEB, z), 1, 1e-12);
        // 1:N at 96 dots an inch on the ground at 30.15 degrees north
        CHECK_NEAR(zoom->scene->frame.denominator, 591658710.909131 / pow(2, z) * cos(30.15 * 3.14159265358979 / 180), 3000.0);
        situ_zoom_free(zoom);
    }
    situ_transform_free(t);
    situ_bundle_free(mercator);
    situ_map_close(map);
    situ_store_close(store);
    situ_session_free(session);
}

static void tiles__every_tile_of_the_range_is_written(void **state)
{
    situ_session *session = session_new();
    situ_tiles_result cut;
    situ_tiles_options o = {.map = "risk", .min_zoom = 8, .max_zoom = 11};
    situ_store *store;
    situ_map *map = NULL;
    situ_bundle *mercator = NULL;
    size_t expected = 0;
    char path[128];
    build_county(session, state, "岚川县");
    o.store = in_folder(state, "out/county.situ");
    o.out = in_folder(state, "tiles");
    CHECK_OK(situ_tiles(session, &o, &cut, &check_error), check_error);
    store = open_county(state, "internal");
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, NULL, &check_error), check_error);
    CHECK_OK(situ_map_in_crs(&mercator, map, SITU_EPSG_WEB_MERCATOR, &check_error), check_error);
    for (int z = o.min_zoom; z <= o.max_zoom; z++) {
        situ_zoom *zoom = NULL;
        CHECK_OK(situ_zoom_new(&zoom, map, mercator, z, &check_error), check_error);
        for (uint32_t x = zoom->x0; x <= zoom->x1; x++)
            for (uint32_t y = zoom->y0; y <= zoom->y1; y++) {
                snprintf(path, sizeof path, "tiles/%d/%u/%u.png", z, x, y);
                if (!situ_path_exists(in_folder(state, path)))
                    fail_msg("%s is missing", path);
                expected++;
            }
        situ_zoom_free(zoom);
    }
    assert_int_equal(cut.tiles, expected);
    assert_true(cut.bytes > 100 * expected);
    situ_bundle_free(mercator);
    situ_map_close(map);
    situ_store_close(store);
    situ_session_free(session);
}

static void tiles__impossible_requests_are_refused(void **state)
{
    const struct { const char *map; int min, max; situ_status code; } rows[] = {
        {"risk", 12, 8, SITU_E_USAGE}, {"risk", -1, 8, SITU_E_USAGE}, {"risk", 8, 21, SITU_E_USAGE}, {"org", 8, 9, SITU_E_UNSUPPORTED}, {"riks", 8, 9, SITU_E_NOT_FOUND}};
    static const char *const ranges[] = {"8", "8/1-2", "8/2-1/1-1", "8/1-1/1-1x", "23/1-1/1-1", "8/0-64/0-0"};
    situ_session *session = session_new();
    build_county(session, state, "岚川县");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        situ_tiles_result cut;
        situ_error err = {0};
        situ_tiles_options o = {.store = in_folder(state, "out/county.situ"), .map = rows[i].map, .out = in_folder(state, "tiles"), .min_zoom = rows[i].min, .max_zoom = rows[i].max};
        CHECK_FAILS(rows[i].code, situ_tiles(session, &o, &cut, &err), err);
        assert_false(situ_path_exists(o.out));
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        situ_render_result r;
        situ_error err = {0};
        situ_render_options o = {.store = in_folder(state, "out/county.situ"), .map = "risk", .out = in_folder(state, "b.png"), .tile_range = ranges[i]};
        CHECK_FAILS(SITU_E_USAGE, situ_render(session, &o, &r, &err), err);
        CHECK_HOLDS(err.cause, ranges[i]);
        assert_false(situ_path_exists(o.out));
    }
    situ_session_free(session);
}

// --- keys ---

static void key_of(char key[65], situ_session *session, const char *op_name, const char *const *params, const char *const *hashes, size_t n, const char *edition)
{
    const situ_op *op = situ_op_find(op_name);
    situ_arena *arena = situ_arena_new();
    void *p = situ_arena_alloc(arena, op->params_size + 1);
    CHECK_OK(situ_props_default(p, op->props, arena, &check_error), check_error);
    for (; params && params[0]; params += 2)
        CHECK_OK(situ_props_set(p, op->props, params[0], params[1], arena, &check_error), check_error);
    const situ_op_call call = {.session = session, .op = op, .params = p, .edition = edition};
    CHECK_OK(situ_op_key(key, &call, hashes, n, &check_error), check_error);
    situ_arena_free(arena);
}

static void key__changes_with_everything_the_result_depends_on(void **state)
{
    static const char *const inputs[] = {"aa", "bb"}, *const other[] = {"aa", "bc"}, *const moved[] = {"aab", "b"};
    static const char *const by[] = {"rule", "R-COUNT", NULL}, *const same[] = {"rule", "R-MAX", NULL};
    char base[65], key[65];
    situ_session *session = session_new();
    (void)state;
    key_of(base, session, "zone", NULL, inputs, 2, "internal");
    key_of(key, session, "zone", NULL, inputs, 2, "internal");
    assert_string_equal(base, key); // and with nothing else
    key_of(key, session, "zone", same, inputs, 2, "internal");
    assert_string_equal(base, key); // a default said aloud
    key_of(key, session, "zone", by, inputs, 2, "internal");
    assert_string_not_equal(base, key);
    key_of(key, session, "zone", NULL, other, 2, "internal");
    assert_string_not_equal(base, key);
    key_of(key, session, "zone", NULL, moved, 2, "internal");
    assert_string_not_equal(base, key); // inputs do not run into each other
    key_of(key, session, "zone", NULL, inputs, 2, "public");
    assert_string_not_equal(base, key);
    key_of(key, session, "grade", NULL, inputs, 2, "internal");
    assert_string_not_equal(base, key);
    situ_session_free(session);
}

static void key__changes_with_the_rule_files_of_the_op_only(void **state)
{
    char command[1200], before_zone[65], before_reach[65], key[65];
    situ_session *session = NULL;
    situ_session_options options = {.threads = 1, .styles = NULL};
    char *text = NULL;
    size_t bytes;
    snprintf(command, sizeof command, "cp -r %s/styles %s", SITU_SOURCE_DIR, in_folder(state, "styles"));
    assert_int_equal(system(command), 0);
    options.styles = in_folder(state, "styles");
    CHECK_OK(situ_session_new(&session, &options, &check_error), check_error);
    key_of(before_zone, session, "zone", NULL, NULL, 0, "internal");
    key_of(before_reach, session, "reach", NULL, NULL, 0, "internal");
    situ_session_free(session);
    CHECK_OK(situ_read_file(&text, &bytes, in_folder(state, "styles/rules/reach.yaml"), 1 << 20, &check_error), check_error);
    text = realloc(text, bytes + 64);
    strcat(text, "# another reading of the standard\n");
    CHECK_OK(situ_write_file(in_folder(state, "styles/rules/reach.yaml"), text, strlen(text), &check_error), check_error);
    free(text);
    CHECK_OK(situ_session_new(&session, &options, &check_error), check_error);
    key_of(key, session, "zone", NULL, NULL, 0, "internal");
    assert_string_equal(key, before_zone);
    key_of(key, session, "reach", NULL, NULL, 0, "internal");
    assert_string_not_equal(key, before_reach);
    situ_session_free(session);
}

static void key__of_a_store_changes_with_its_rows(void **state)
{
    static const char *const params[] = {"bands", "10,20", NULL};
    const char *files[1];
    situ_session *session = session_new();
    situ_import_result imported;
    situ_bundle *found = NULL;
    situ_store *store;
    situ_report *report = situ_report_new();
    char first[65], again[65], changed[65], other[65];
    build_county(session, state, "岚川县");
    store = open_county(state, "internal");
    CHECK_OK(situ_analyze_store(&found, session, store, "grade", NULL, false, report, first, &check_error), check_error);
    situ_bundle_free(found);
    CHECK_OK(situ_analyze_store(&found, session, store, "grade", NULL, false, report, again, &check_error), check_error);
    situ_bundle_free(found);
    assert_string_equal(first, again);
    CHECK_OK(situ_analyze_store(&found, session, store, "reach", params, false, report, other, &check_error), check_error);
    situ_bundle_free(found);
    assert_string_not_equal(first, other);
    situ_store_close(store);
    write_text(state, "more.csv", "风险点名称,所属乡镇,行业领域,经度,纬度,可能性(L),暴露频率(E),后果(C)\n新增点,丙乡,消防,108.25,30.05,3,6,7\n");
    files[0] = in_folder(state, "more.csv");
    CHECK_OK(situ_import(session, &(situ_import_options){.store = in_folder(state, "out/county.situ"), .files = files, .file_count = 1, .operator_name = "t", .wall_time = "2026-01-02T00:00:00Z"},
                         &imported, &check_error), check_error);
    store = open_county(state, "internal");
    CHECK_OK(situ_analyze_store(&found, session, store, "grade", NULL, false, report, changed, &check_error), check_error);
    situ_bundle_free(found);
    assert_string_not_equal(first, changed);
    situ_store_close(store);
    situ_report_free(report);
    situ_session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(words__fill_titles_and_quote_in_sql), IN_FOLDER(words__of_the_sheet), IN_FOLDER(words__a_county_without_a_date_has_no_empty_brackets),
        IN_FOLDER(tiles__cover_the_county_and_a_rim_at_every_zoom), IN_FOLDER(tiles__every_tile_of_the_range_is_written), IN_FOLDER(tiles__impossible_requests_are_refused),
        cmocka_unit_test(key__changes_with_everything_the_result_depends_on), IN_FOLDER(key__changes_with_the_rule_files_of_the_op_only),
        IN_FOLDER(key__of_a_store_changes_with_its_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

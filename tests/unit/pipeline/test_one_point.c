// SPDX-License-Identifier: MIT
// One CSV point through every stage: import, store, map, sheet as PDF and PNG, tile.
#include "support/check.h"
#include "support/folder.h"

#include <math.h>

#include "base/str.h"
#include "geo/raster.h"
#include "pipeline/pipeline.h"

static situ_error check_error;

static situ_session *session_new(void)
{
    static char styles[1024];
    situ_session *session = NULL;
    snprintf(styles, sizeof styles, "%s/styles", SITU_SOURCE_DIR);
    CHECK_OK(situ_session_new(&session, &(situ_session_options){.styles = styles, .threads = 2}, &check_error), check_error);
    return session;
}

static const char point_csv[] = "风险点名称,所属乡镇,行业领域,经度,纬度,可能性(L),暴露频率(E),后果(C)\n"
                                "桂溪液氨库,桂溪镇,危险化学品,108.6972,30.9306,3,10,15\n";

static void import_text(situ_session *session, void *const *state, const char *text, situ_import_result *result)
{
    const char *file = in_folder(state, "风险点.csv"), *files[] = {file};
    CHECK_OK(situ_write_file(file, text, strlen(text), &check_error), check_error);
    CHECK_OK(situ_import(session, &(situ_import_options){.store = in_folder(state, "c.situ"), .files = files, .file_count = 1, .operator_name = "t", .wall_time = "2026-01-01T00:00:00Z"},
                         result, &check_error), check_error);
}

static void point__is_imported_graded_and_found_in_its_place(void **state)
{
    situ_session *session = session_new();
    situ_import_result result;
    situ_store *store = NULL;
    situ_map *map = NULL;
    const situ_table *points;
    (void)state;
    import_text(session, state, point_csv, &result);
    assert_int_equal(result.rows.read, result.rows.used + result.rows.repaired + result.rows.rejected + result.rows.skipped);
    assert_int_equal(result.rows.used + result.rows.repaired, 1);
    CHECK_OK(situ_store_open(&store, in_folder(state, "c.situ"), "internal", &check_error), check_error);
    CHECK_OK(situ_map_open(&map, session, store, "risk", NULL, NULL, &check_error), check_error);
    points = situ_bundle_table(map->metric, "grade.points");
    assert_non_null(points);
    assert_int_equal(points->row_count, 1);
    // 3 * 10 * 15 = 450: red (domain.md B1.2)
    assert_int_equal(situ_table_int(points, 0, situ_table_find(points, "level_final")), 1);
    // domain.md B4: (108.6972E, 30.9306N) in EPSG 4545
    assert_int_equal(map->zone_epsg, 4545);
    CHECK_NEAR(situ_table_geometry(points, 0)->xy[0], 566634.526, 0.01);
    CHECK_NEAR(situ_table_geometry(points, 0)->xy[1], 3423488.415, 0.01);
    situ_map_close(map);
    situ_store_close(store);
    situ_session_free(session);
}

static void point__reaches_paper_and_tile(void **state)
{
    situ_session *session = session_new();
    situ_import_result result;
    situ_render_result rendered;
    situ_tiles_result cut;
    situ_render_options o = {.map = "risk", .paper = "A4", .dpi = 60};
    char *bytes = NULL;
    size_t size = 0;
    char tile[128];
    uint32_t x0, y0, x1, y1;
    import_text(session, state, point_csv, &result);
    o.store = in_folder(state, "c.situ");
    o.out = in_folder(state, "r.pdf");
    CHECK_OK(situ_render(session, &o, &rendered, &check_error), check_error);
    assert_true(rendered.labels_placed >= 1);
    CHECK_OK(situ_read_file(&bytes, &size, o.out, 1 << 24, &check_error), check_error);
    assert_memory_equal(bytes, "%PDF-", 5);
    free(bytes);
    o.out = in_folder(state, "r.png");
    CHECK_OK(situ_render(session, &o, &rendered, &check_error), check_error);
    CHECK_OK(situ_tiles(session, &(situ_tiles_options){.store = o.store, .map = "risk", .out = in_folder(state, "tiles"), .min_zoom = 14, .max_zoom = 14}, &cut, &check_error), check_error);
    // 108.6972E 30.9306N at z14, by the definition of the web mercator tile grid
    const double half = 20037508.342789244;
    double x = 108.6972 / 180 * half, y = log(tan((90 + 30.9306) * 3.14159265358979323846 / 360)) / 3.14159265358979323846 * half;
    situ_tile_range(SITU_MATRIX_WEB, 14, (situ_box){x, y, x, y}, &x0, &y0, &x1, &y1);
    snprintf(tile, sizeof tile, "tiles/14/%u/%u.png", x0, y0);
    CHECK_OK(situ_read_file(&bytes, &size, in_folder(state, tile), 1 << 20, &check_error), check_error);
    assert_memory_equal(bytes, "\x89PNG", 4);
    free(bytes);
    situ_session_free(session);
}

static void dump__every_stage_speaks(void **state)
{
    static const char *const stages[] = {"bundle", "scene", "labels", "display"};
    situ_session *session = session_new();
    situ_import_result result;
    situ_render_options o = {.map = "risk", .paper = "A4"};
    import_text(session, state, point_csv, &result);
    o.store = in_folder(state, "c.situ");
    for (size_t i = 0; i < 4; i++) {
        char *text = NULL;
        CHECK_OK(situ_dump(session, stages[i], &o, NULL, &text, &check_error), check_error);
        CHECK_HOLDS(text, "桂溪液氨库");
        situ_text_free_string(text);
    }
    situ_session_free(session);
}

static void failures__name_what_is_wrong_and_write_nothing(void **state)
{
    situ_session *session = session_new();
    situ_import_result result;
    situ_render_result rendered;
    situ_error err = {0};
    situ_render_options o = {.paper = "A4"};
    import_text(session, state, point_csv, &result);
    o.store = in_folder(state, "c.situ");
    o.out = in_folder(state, "x.pdf");
    o.map = "riks";
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_render(session, &o, &rendered, &err), err);
    CHECK_HOLDS(err.cure, "risk");
    o.map = "flow";
    CHECK_FAILS(SITU_E_USAGE, situ_render(session, &o, &rendered, &err), err);
    o.map = "flow:山洪@7";
    CHECK_FAILS(SITU_E_USAGE, situ_render(session, &o, &rendered, &err), err);
    o.map = "risk";
    o.region = "没有的镇";
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_render(session, &o, &rendered, &err), err);
    o.region = NULL;
    o.paper = "A9";
    CHECK_FAILS(SITU_E_USAGE, situ_render(session, &o, &rendered, &err), err);
    o.paper = "A4";
    assert_false(situ_path_exists(o.out));
    o.out = in_folder(state, "x.bmp");
    CHECK_FAILS(SITU_E_USAGE, situ_render(session, &o, &rendered, &err), err);
    o.out = "/nonexistent-root-file/x.pdf";
    o.store = in_folder(state, "none.situ");
    assert_int_not_equal(situ_render(session, &o, &rendered, &err), SITU_OK);
    situ_session_free(session);
}

static void cancel__stops_and_says_so(void **state)
{
    situ_session *session = session_new();
    situ_import_result result;
    situ_render_result rendered;
    situ_error err = {0};
    import_text(session, state, point_csv, &result);
    situ_job_cancel(situ_session_job(session));
    situ_render_options o = {.store = in_folder(state, "c.situ"), .map = "risk", .out = in_folder(state, "x.pdf")};
    CHECK_FAILS(SITU_E_CANCELLED, situ_render(session, &o, &rendered, &err), err);
    assert_false(situ_path_exists(o.out));
    situ_session_free(session);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {IN_FOLDER(point__is_imported_graded_and_found_in_its_place), IN_FOLDER(point__reaches_paper_and_tile),
                                       IN_FOLDER(dump__every_stage_speaks), IN_FOLDER(failures__name_what_is_wrong_and_write_nothing), IN_FOLDER(cancel__stops_and_says_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

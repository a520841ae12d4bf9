// SPDX-License-Identifier: MIT
// `situ build`: faults found before anything is made, the order of imports, findings told once.
#include "unit/pipeline/county_fixture.h"

static situ_status build(situ_session *session, void *const *state, situ_build_result *result, situ_error *err)
{
    return situ_build(session, in_folder(state, "project.yaml"), in_folder(state, "out"), "t", "2026-01-01T00:00:00Z", result, err);
}

#define IMPORTS "import:\n  - {file: regions.geojson, as: region}\n  - {file: risk.csv}\n"

static void build__a_typo_anywhere_leaves_nothing_behind(void **state)
{
    // Lines count from the first of the project: four lines stand before these.
    const struct { const char *rest; long line; const char *cure; } rows[] = {
        {IMPORTS "sheet: []\n", 8, "sheets"},
        {"import:\n  - {file: regions.geojson, sa: region}\n", 6, "as"},
        {"import: regions.geojson\n", 5, NULL},
        {"import:\n  - {as: region}\n", 6, NULL},
        {IMPORTS "analyses: [grade, zoen]\n", 8, "situ list ops"},
        {IMPORTS "analyses:\n  - {op: zone, params: {rulle: R-MAX}}\n", 9, "rule"},
        {IMPORTS "analyses:\n  - {op: zone, prams: {rule: R-MAX}}\n", 9, "params"},
        {IMPORTS "sheets:\n  - {map: risk, paper: A3, out: a.pdf}\n  - {map: riks, paper: A3, out: b.pdf}\n", 10, "risk"},
        {IMPORTS "sheets:\n  - {map: risk, papre: A3, out: a.pdf}\n", 9, "paper"},
        {IMPORTS "sheets:\n  - {map: risk, paper: A9, out: a.pdf}\n", 9, "A0"},
        {IMPORTS "sheets:\n  - {map: risk, out: a.pfd}\n", 9, ".pdf"},
        {IMPORTS "sheets:\n  - {map: risk, out: a.pdf, orientation: upright}\n", 9, "landscape"},
        {IMPORTS "sheets:\n  - {map: risk, out: a.pdf, edition: pubic}\n", 9, "public"},
        {IMPORTS "sheets:\n  - {map: risk, out: a.pdf, dpi: 9000}\n", 9, NULL},
        {IMPORTS "sheets:\n  - {map: \"flow:山洪@7\", out: a.pdf}\n", 9, NULL},
        {IMPORTS "tiles:\n  - {map: risk, zoom: 8to12, out: tiles}\n", 9, "8-14"},
        {IMPORTS "tiles:\n  - {map: risk, zoom: 12-8, out: tiles}\n", 9, NULL},
        {IMPORTS "tiles:\n  - {map: org, zoom: 8-12, out: tiles}\n", 9, NULL},
    };
    situ_session *session = session_new();
    write_county(state, "岚川县");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        situ_build_result result;
        situ_error err = {0};
        write_project(state, "岚川县", rows[i].rest);
        if (build(session, state, &result, &err) == SITU_OK)
            fail_msg("case %zu was built:\n%s", i, rows[i].rest);
        if (situ_path_exists(in_folder(state, "out")))
            fail_msg("case %zu left files behind:\n%s", i, rows[i].rest);
        CHECK_HOLDS(err.file, "project.yaml");
        if (err.row != rows[i].line)
            fail_msg("case %zu: line %ld (%s), wanted %ld", i, err.row, err.cause, rows[i].line);
        if (rows[i].cure)
            CHECK_HOLDS(err.cure, rows[i].cure);
    }
    situ_session_free(session);
}

static void build__an_absent_ledger_leaves_the_old_store(void **state)
{
    situ_session *session = session_new();
    situ_build_result result;
    situ_error err = {0};
    char before[65], after[65];
    build_county(session, state, "岚川县");
    CHECK_OK(situ_sha256_file(before, in_folder(state, "out/county.situ"), &check_error), check_error);
    write_project(state, "岚川县", "import:\n  - {file: regions.geojson, as: region}\n  - {file: absent.csv}\n");
    assert_int_not_equal(build(session, state, &result, &err), SITU_OK);
    CHECK_HOLDS(err.file, "absent.csv");
    CHECK_OK(situ_sha256_file(after, in_folder(state, "out/county.situ"), &check_error), check_error);
    assert_string_equal(before, after);
    assert_int_equal(count_entries(in_folder(state, "out")), 2); // county.situ and report.xlsx, no temporary file
    situ_session_free(session);
}

static void build__makes_what_the_project_asks_for(void **state)
{
    situ_session *session = session_new();
    situ_build_result result;
    write_county(state, "岚川县");
    write_project(state, "岚川县",
                  "import:\n  - {file: regions.geojson, as: region}\n  - {file: risk.csv}\n  - {file: depot.csv}\n"
                  "analyses: [grade, {op: zone, params: {rule: R-MAX}}, {op: reach, params: {bands: [10, 20]}}]\nreport: told.csv\n"
                  "sheets:\n  - {map: risk, paper: A4, out: sheets/risk.pdf}\n  - {map: materials, paper: A4, out: m.png, dpi: 50}\n"
                  "tiles:\n  - {map: risk, zoom: 8-9, out: tiles/risk}\n");
    CHECK_OK(build(session, state, &result, &check_error), check_error);
    assert_int_equal(result.output_count, 3);
    assert_true(situ_path_exists(in_folder(state, "out/sheets/risk.pdf")));
    assert_true(situ_path_exists(in_folder(state, "out/m.png")));
    assert_true(situ_path_exists(in_folder(state, "out/told.csv")));
    assert_true(situ_path_exists(in_folder(state, "out/tiles/risk/8")));
    assert_int_equal(result.rows.read, result.rows.used + result.rows.repaired + result.rows.rejected + result.rows.skipped);
    assert_int_equal(result.rows.used, 11 + 5 + 3);
    assert_int_equal(result.rows.skipped, 2); // the headers
    for (size_t i = 0; i < result.output_count; i++)
        assert_true(result.outputs[i].bytes > 100);
    situ_build_result_free(&result);
    situ_session_free(session);
}

// The townships of a ledger are looked up in the regions, whichever of the two is named first.
static void build__regions_are_known_whatever_the_order(void **state)
{
    static const char *const imports[] = {"import:\n  - {file: regions.geojson, as: region}\n  - {file: risk.csv}\n",
                                          "import:\n  - {file: risk.csv}\n  - {file: regions.geojson, as: region}\n"};
    situ_session *session = session_new();
    write_county(state, "岚川县");
    for (int i = 0; i < 2; i++) {
        situ_build_result result;
        situ_store *store;
        situ_table *t = NULL;
        write_project(state, "岚川县", imports[i]);
        CHECK_OK(build(session, state, &result, &check_error), check_error);
        situ_build_result_free(&result);
        store = open_county(state, "internal");
        CHECK_OK(situ_store_read_table(&t, store, "risk_point", "name='甲镇某处'", &check_error), check_error);
        assert_int_equal(t->row_count, 1);
        // With the regions known a point without coordinates is placed by its township.
        assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "loc_quality")), "town");
        situ_table_free(t);
        situ_store_close(store);
    }
    situ_session_free(session);
}

static void build__a_finding_of_several_sheets_is_told_once(void **state)
{
    static const char sheets[][256] = {"sheets:\n  - {map: risk, paper: A4, out: a.pdf}\n",
                                       "sheets:\n  - {map: risk, paper: A4, out: a.pdf}\n  - {map: risk, paper: A4, out: b.pdf}\n  - {map: risk, paper: A4, out: c.png, dpi: 40}\n"};
    situ_session *session = session_new();
    size_t problems[2];
    write_county(state, "岚川县");
    write_text(state, "roads.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"怪路\",\"class\":\"\"},"
                                       "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[108.01,30.01],[108.2,30.2]]}}]}");
    for (int i = 0; i < 2; i++) {
        situ_build_result result;
        char rest[1024];
        snprintf(rest, sizeof rest, "%s  - {file: roads.geojson, as: road}\n%s", import_all_yaml, sheets[i]);
        write_project(state, "岚川县", rest);
        CHECK_OK(build(session, state, &result, &check_error), check_error);
        problems[i] = result.problems;
        situ_build_result_free(&result);
    }
    assert_true(problems[0] >= 1); // a road without class is drawn by nobody, and said
    assert_int_equal(problems[0], problems[1]);
    situ_session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(build__a_typo_anywhere_leaves_nothing_behind), IN_FOLDER(build__an_absent_ledger_leaves_the_old_store),
        IN_FOLDER(build__makes_what_the_project_asks_for), IN_FOLDER(build__regions_are_known_whatever_the_order),
        IN_FOLDER(build__a_finding_of_several_sheets_is_told_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

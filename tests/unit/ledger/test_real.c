// SPDX-License-Identifier: MIT
// Ledgers nobody made for us: the lists of the seed counties, foreign townships, odd shapefiles.
#include "unit/ledger/import_help.h"

static const char *shared(const char *name)
{
    static char path[2][512];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", SITU_SHARED_DATA, name);
    return path[turn];
}

static bool absent(const char *name)
{
    if (situ_path_exists(shared(name)))
        return false;
    print_message("skipped: %s is not there\n", name);
    return true;
}

static size_t count_level(const situ_table *t, const char *level, bool placed_only)
{
    size_t n = 0;
    for (size_t r = 0; r < t->row_count; r++)
        n += situ_streq(text_at(t, r, "level"), level) && (!placed_only || situ_table_geometry(t, r));
    return n;
}

static size_t row_named(const situ_table *t, const char *name, const char *level)
{
    for (size_t r = 0; r < t->row_count; r++)
        if (situ_streq(text_at(t, r, "name"), name) && situ_streq(text_at(t, r, "level"), level))
            return r;
    fail_msg("no %s", name);
    return 0;
}

static size_t count_rule(const imported *in, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(in->report); i++)
        n += situ_streq(situ_report_get(in->report, i)->rule, rule);
    return n;
}

static const char yunyang[] = "seed_counties/yunyang_500235/townships_villages_vonng2016_gcj02.csv";
static const char yunyang_codes[] = "seed_counties/yunyang_500235/townships_areacity2025.csv";

static void real__yunyang_towns(void **state)
{
    (void)state;
    if (absent(yunyang))
        skip();
    situ_ledger_options options = {.crs = SITU_CRS_GCJ02};
    imported in = import_file(shared(yunyang), &options);
    situ_table *t = import_table(&in, "region");
    assert_int_equal(count_level(t, "乡镇", false), 42);
    assert_int_equal(count_level(t, "乡镇", true), 38);
    assert_int_equal(fate_count(&in, 'x'), 0);
    // The list's one fault: two villages of one name in two towns at one place.
    assert_int_equal(situ_report_problems(in.report), 1);
    assert_string_equal(want_issue(&in, "DUPLICATE_NEAR", NULL)->old_value, "三湾村");
    // Seats against the forward check values of domain.md B4 (GCJ offset at 30.9306, 108.6972 is
    // +0.004389, -0.002421 degrees): the same shift holds within a metre or so nearby, and exactly when the
    // published point is taken back and forth.
    size_t seat = row_named(t, "双江街道", "乡镇");
    const situ_geometry *g = situ_table_geometry(t, seat);
    situ_lonlat back = situ_datum_from_wgs84(SITU_DATUM_GCJ02, (situ_lonlat){g->xy[0], g->xy[1]});
    assert_near(back.lon_deg, 108.704727, 1e-8);
    assert_near(back.lat_deg, 30.935948, 1e-8);
    assert_near(108.704727 - g->xy[0], 108.701589 - 108.6972, 2e-5);
    assert_near(30.935948 - g->xy[1], 30.928179 - 30.9306, 2e-5);
    seat = row_named(t, "青龙街道", "乡镇");
    g = situ_table_geometry(t, seat);
    assert_near(108.710765 - g->xy[0], 108.701589 - 108.6972, 4e-5);
    assert_near(30.924931 - g->xy[1], 30.928179 - 30.9306, 4e-5);
    assert_at(t, row_named(t, "清水土家族自治乡", "乡镇"), "kind", "乡");
    assert_at(t, row_named(t, "蔈草镇", "乡镇"), "loc_quality", "exact");
    import_free(&in);
}

// Both lists, in either order: 42 towns, no seat moved, none lost, though they disagree on the codes.
static void real__two_lists_in_either_order(void **state)
{
    (void)state;
    if (absent(yunyang) || absent(yunyang_codes))
        skip();
    char first[512], second[512];
    for (int order = 0; order < 2; order++) {
        snprintf(first, sizeof first, "%s", shared(order ? yunyang_codes : yunyang));
        snprintf(second, sizeof second, "%s", shared(order ? yunyang : yunyang_codes));
        imported a = import_file(first, NULL);
        situ_ledger_options options = {.regions = import_table(&a, "region")};
        imported b = import_file(second, &options);
        situ_table *ta = import_table(&a, "region"), *tb = import_table(&b, "region");
        size_t fresh = 0;
        for (size_t r = 0; r < tb->row_count; r++) {
            if (!situ_streq(text_at(tb, r, "level"), "乡镇"))
                continue;
            size_t same = SIZE_MAX;
            for (size_t q = 0; q < ta->row_count; q++)
                if (situ_streq(text_at(ta, q, "id"), text_at(tb, r, "id")))
                    same = q;
            if (same == SIZE_MAX) {
                fresh++;
                continue;
            }
            const situ_geometry *ga = situ_table_geometry(ta, same), *gb = situ_table_geometry(tb, r);
            if (ga)
                assert_true(gb && ga->xy[0] == gb->xy[0] && ga->xy[1] == gb->xy[1]);
        }
        assert_int_equal(count_level(ta, "乡镇", false) + fresh, 42);
        want_issue(&b, "CODE_CONFLICT", NULL);
        assert_int_equal(fate_count(&b, 'x'), 0);
        import_free(&b);
        import_free(&a);
    }
}

static void real__county_outline_holds_the_seats(void **state)
{
    (void)state;
    static const char outline[] = "seed_counties/yunyang_500235/boundary_ni1o1_wgs84.geojson";
    if (absent(yunyang) || absent(outline))
        skip();
    imported county = import_file(shared(outline), NULL);
    situ_table *c = import_table(&county, "region");
    assert_int_equal(c->row_count, 1);
    assert_at(c, 0, "name", "云阳县");
    assert_at(c, 0, "level", "县");
    assert_at(c, 0, "id", "500235");
    situ_ledger_options options = {.crs = SITU_CRS_GCJ02};
    imported towns = import_file(shared(yunyang), &options);
    situ_table *t = import_table(&towns, "region");
    size_t inside = 0;
    for (size_t r = 0; r < t->row_count; r++) {
        const situ_geometry *g = situ_table_geometry(t, r);
        if (g && situ_streq(text_at(t, r, "level"), "乡镇"))
            inside += situ_geometry_contains_point(situ_table_geometry(c, 0), g->xy[0], g->xy[1]);
    }
    assert_int_equal(inside, 38);
    import_free(&towns);
    import_free(&county);
}

static void real__nantou_by_mapping(void **state)
{
    (void)state;
    static const char towns[] = "tw_townships/towns.gpkg";
    if (absent(towns))
        skip();
    situ_ledger_options options = {.where = "COUNTYNAME='南投縣'"};
    options.mapping = help_write("nantou.yaml", "table: region\ncolumns:\n  name: TOWNNAME\n  code: TOWNCODE\n  level: {value: 乡镇}\n");
    imported in = import_file(shared(towns), &options);
    situ_table *t = import_table(&in, "region");
    assert_int_equal(t->row_count, 13);
    assert_int_equal(count_level(t, "乡镇", true), 13);
    assert_int_equal(situ_report_problems(in.report), 0);
    for (size_t r = 0; r < t->row_count; r++)
        assert_int_equal(situ_table_geometry(t, r)->kind, SITU_GEOM_POLYGON);
    row_named(t, "埔里鎮", "乡镇");
    import_free(&in);
    options.where = "no such column = 1";
    in = import_file(shared(towns), &options);
    assert_int_not_equal(in.status, SITU_OK);
    assert_true(in.err.cause[0] != 0);
    import_free(&in);
}

static void real__gbk_shapefile_without_cpg(void **state)
{
    (void)state;
    static const char counties[] = "chongqing_counties/区县界_area.shp";
    if (absent(counties))
        skip();
    imported in = import_file(shared(counties), NULL);
    situ_table *t = import_table(&in, "region");
    assert_int_equal(t->row_count, 38);
    row_named(t, "云阳县", "县");
    import_free(&in);
}

static void real__shelters_of_a_whole_country(void **state)
{
    (void)state;
    static const char shelters[] = "jp_shelters/emergency_shelters.csv";
    if (absent(shelters))
        skip();
    situ_ledger_options options = {.crs = SITU_CRS_WGS84}; // declared: places outside China are no mistake
    options.mapping = help_write("jp.yaml", "table: shelter\ncolumns:\n  name: 施設・場所名\n  address: 住所\n  lon: lon\n  lat: lat\n");
    imported in = import_file(shared(shelters), &options);
    situ_table *t = import_table(&in, "shelter");
    assert_int_equal(fate_count(&in, 'r'), 115403);
    assert_int_equal(t->row_count, fate_count(&in, 'u') + fate_count(&in, 'p'));
    assert_true(t->row_count > 115000);
    assert_int_equal(count_rule(&in, "DUPLICATE"), 9); // word for word the same: left out
    assert_int_equal(count_rule(&in, "NAME_FORM"), 1); // a name in two lines
    assert_int_equal(situ_report_count(in.report) - count_rule(&in, "DUPLICATE_NEAR") - count_rule(&in, "DUPLICATE") - count_rule(&in, "NAME_FORM"), 0);
    assert_point(t, 0, 141.48471, 43.03806, 0);
    import_free(&in);
}

static void real__odd_shapefiles_are_read_or_refused(void **state)
{
    (void)state;
    if (absent("odd_shapefiles/shapes"))
        skip();
    static const char *const files[] = {"shapes/chinese_poly.shp", "shapes/danish_point.shp", "shapes/extraAtEnd.shp", "shapes/holeTouchEdge.shp",
                                        "shapes/stream.shp", "shapes/MultiPointTest.shp", "shapes/BooleanTest.shp", "shapefile-test-data/bad/state.shp",
                                        "shapefile-test-data/dup-column/dup_column.shp", "shapefile-test-data/empty-shapefile/empty-shapefile.shp",
                                        "shapefile-test-data/missing/aaa1.shp"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[200];
        snprintf(name, sizeof name, "odd_shapefiles/%s", files[i]);
        situ_ledger_options options = {.as_table = "region"};
        imported in = import_file(shared(name), &options);
        if (in.status != SITU_OK && !(in.err.cause[0] && in.err.file[0]))
            fail_msg("%s: no cause", files[i]);
        fate_count(&in, 'r'); // balances
        import_free(&in);
    }
}

static const char chongqing[] = "chongqing_counties/区县界_area.shp", points[] = "cn_towns_villages/points_town_village.csv";

static bool told_of(const imported *in, const char *rule, long long row)
{
    for (size_t i = 0; i < situ_report_count(in->report); i++)
        if (situ_streq(situ_report_get(in->report, i)->rule, rule) && situ_report_get(in->report, i)->row == row)
            return true;
    return false;
}

// The nation's list, in the web maps' frame, against the true outlines of one province: by shares nobody
// could tell (96 % against 94 %), by the rows that only one frame explains it is certain.
static void real__chongqing_shows_the_frame_of_the_list(void **state)
{
    (void)state;
    if (absent(chongqing) || absent(points) || absent("cn_towns_villages/pip_exceptions.csv"))
        skip();
    imported counties = import_file(shared(chongqing), NULL);
    situ_table *c = import_table(&counties, "region");
    situ_ledger_options options = {.as_table = "region", .regions = c};
    imported in = import_file(shared(points), &options);
    situ_table *t = import_table(&in, "region");
    const situ_issue *issue = want_issue(&in, "CRS_INFERRED", NULL);
    print_message("%s\n", issue->message);
    assert_string_equal(issue->new_value, "gcj02");
    assert_int_equal(issue->severity, SITU_INFO);
    assert_null(find_issue(&in, "CRS_ASSUMED", NULL));
    for (size_t r = 0; r < t->row_count; r += 997)
        assert_at(t, r, "crs_in", "gcj02");
    // Each row of the list's own exceptions in this province is told, unless the true outline holds it or
    // runs within 500 m.
    char line[400];
    size_t exceptions = 0, told = 0;
    FILE *f = fopen(shared("cn_towns_villages/pip_exceptions.csv"), "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        char *code = strtok(line, ","), *name = strtok(NULL, ",");
        if (strncmp(code, "50", 2) != 0 || !strstr(name + strlen(name) + 1, "outside_own_county"))
            continue;
        exceptions++;
        for (size_t r = 0; r < t->row_count; r++) {
            if (!situ_streq(text_at(t, r, "code"), code))
                continue;
            const situ_geometry *g = situ_table_geometry(t, r);
            bool now = told_of(&in, "POINT_ODD", int_at(t, r, "src_row")), inside = false;
            for (size_t k = 0; k < c->row_count; k++)
                if (strncmp(text_at(c, k, "id"), code, 6) == 0)
                    inside = situ_geometry_distance_to_point(situ_table_geometry(c, k), g->xy[0], g->xy[1]) < 0.0045;
            assert_true(now || inside);
            told += now;
        }
    }
    fclose(f);
    print_message("%zu exceptions of the list, %zu told; %zu rows told in all\n", exceptions, told, count_rule(&in, "POINT_ODD"));
    assert_true(exceptions >= 2 && count_rule(&in, "POINT_ODD") >= 2 && count_rule(&in, "POINT_ODD") < 20);
    import_free(&in);
    // Declared as what it is not: kept, and told.
    options.crs = SITU_CRS_CGCS2000;
    in = import_file(shared(points), &options);
    assert_string_equal(want_issue(&in, "CRS_CONTRADICTED", NULL)->new_value, "gcj02");
    import_free(&in);
    import_free(&counties);
}

// The lists of the other two counties: towns, and units of a town's level that are none.
static void real__gaoan_and_putuo(void **state)
{
    (void)state;
    static const struct {
        const char *list, *codes;
        size_t towns, listed, villages;
        const char *odd_unit;
    } counties[] = {{"seed_counties/gaoan_360983/townships_villages_vonng2016_gcj02.csv", "seed_counties/gaoan_360983/townships_areacity2025.csv", 30, 22, 365,
                     "江西省瑞州监狱"},
                    {"seed_counties/putuo_330903/townships_villages_vonng2016_gcj02.csv", "seed_counties/putuo_330903/townships_areacity2025.csv", 9, 9, 141,
                     "沈家门街道"}};
    for (size_t i = 0; i < 2; i++) {
        if (absent(counties[i].list) || absent(counties[i].codes))
            skip();
        imported a = import_file(shared(counties[i].list), NULL);
        situ_table *ta = import_table(&a, "region");
        assert_int_equal(count_level(ta, "乡镇", false), counties[i].towns);
        assert_int_equal(count_level(ta, "村", false), counties[i].villages);
        row_named(ta, counties[i].odd_unit, "乡镇");
        situ_ledger_options options = {.regions = ta};
        imported b = import_file(shared(counties[i].codes), &options);
        situ_table *tb = import_table(&b, "region");
        assert_int_equal(count_level(tb, "乡镇", false), counties[i].listed);
        // The second list names no town that the first has not, and moves none.
        for (size_t r = 0; r < tb->row_count; r++) {
            size_t same = row_named(ta, text_at(tb, r, "name"), "乡镇");
            assert_at(tb, r, "id", text_at(ta, same, "id"));
            const situ_geometry *ga = situ_table_geometry(ta, same), *gb = situ_table_geometry(tb, r);
            assert_true(!ga || (gb && ga->xy[0] == gb->xy[0] && ga->xy[1] == gb->xy[1]));
        }
        import_free(&b);
        import_free(&a);
    }
}

// Eleven names are shared by townships of several counties: never guessed, told with all of them, and
// settled by the county when the row names it.
static void real__towns_of_one_name_are_not_guessed(void **state)
{
    (void)state;
    static const char towns[] = "tw_townships/towns.gpkg";
    if (absent(towns))
        skip();
    situ_ledger_options options = {0};
    options.mapping = help_write("tw.yaml", "table: region\ncolumns:\n  name: TOWNNAME\n  code: TOWNCODE\n  parent: COUNTYNAME\n  level: {value: 乡镇}\n");
    imported list = import_file(shared(towns), &options);
    situ_table *t = import_table(&list, "region");
    assert_int_equal(t->row_count, 368);
    assert_int_equal(situ_report_problems(list.report), 0);
    options = (situ_ledger_options){.regions = t, .as_table = "depot", .crs = SITU_CRS_WGS84};
    imported in = import_file(help_write("tw.csv", "储备库名称,区县,乡镇,面积,经度,纬度\n甲,,中正區,10,,\n乙,台北市,中正區,10,,\n丙,基隆市,中正區,10,,\n丁,,埔里鎮,10,,\n"), &options);
    situ_table *d = import_table(&in, "depot");
    const situ_issue *issue = want_issue(&in, "UNIT_AMBIGUOUS", NULL);
    assert_int_equal(issue->row, 2);
    assert_non_null(strstr(issue->message, "台北市/中正區"));
    assert_non_null(strstr(issue->message, "基隆市/中正區"));
    assert_int_equal(count_rule(&in, "UNIT_AMBIGUOUS"), 1);
    assert_at(d, 0, "loc_quality", "none");
    for (size_t r = 1; r < 4; r++)
        assert_at(d, r, "loc_quality", "town");
    assert_true(strcmp(text_at(d, 1, "region_code"), text_at(d, 2, "region_code")) != 0);
    import_free(&in);
    import_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real__yunyang_towns),          cmocka_unit_test(real__two_lists_in_either_order),
        cmocka_unit_test(real__county_outline_holds_the_seats), cmocka_unit_test(real__nantou_by_mapping),
        cmocka_unit_test(real__gbk_shapefile_without_cpg), cmocka_unit_test(real__shelters_of_a_whole_country),
        cmocka_unit_test(real__odd_shapefiles_are_read_or_refused),
        cmocka_unit_test(real__chongqing_shows_the_frame_of_the_list), cmocka_unit_test(real__gaoan_and_putuo),
        cmocka_unit_test(real__towns_of_one_name_are_not_guessed),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

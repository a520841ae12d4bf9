// SPDX-License-Identifier: MIT
// Where rows lie: the units they name in all the ways people write them, the place that stands in for
// missing coordinates, and rows stored before their units were known.
#include "base/alloc.h"
#include "unit/ledger/import_help.h"

static const char region_csv[] =
    "名称,层级,上级,区划代码,经度,纬度,曾用名\n"
    "云阳县,县,,500235,,,\n"
    "双江街道,乡镇,,500235001,108.60,30.90,双江镇\n"
    "龙角镇,乡镇,,500235105,108.80,30.80,\n"
    "凤鸣镇,乡镇,,500235107,108.70,30.70,凤鸣区公所\n"
    "清水土家族自治乡,乡镇,,500235210,108.90,30.60,\n"
    "青龙社区,村,双江街道,500235001001,108.61,30.91,\n"
    "滨江社区,村,双江街道,500235001002,108.62,30.92,\n"
    "青狮村,村,龙角镇,500235105201,108.81,30.81,\n"
    "新华村,村,龙角镇,500235105202,108.82,30.82,\n"
    "新华村,村,凤鸣镇,500235107201,108.71,30.71,\n"
    "院庄村,村,凤鸣镇,500235107202,,,\n";

static situ_bundle *known_regions(void)
{
    situ_ledger_options options = {.as_table = "region", .crs = SITU_CRS_CGCS2000};
    imported in = import_file(help_write("place_regions.csv", region_csv), &options);
    assert_int_equal(import_table(&in, "region")->row_count, 11);
    assert_int_equal(situ_report_problems(in.report), 0);
    situ_bundle *bundle = in.bundle;
    in.bundle = NULL;
    import_free(&in);
    return bundle;
}

static imported read_shelters(const situ_bundle *known, const char *text)
{
    situ_ledger_options options = {.as_table = "shelter", .crs = SITU_CRS_CGCS2000};
    options.regions = known ? situ_bundle_table(known, "region") : NULL;
    return import_file(help_write("place.csv", text), &options);
}

static size_t count_rule(const imported *in, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(in->report); i++)
        n += situ_streq(situ_report_get(in->report, i)->rule, rule);
    return n;
}

static void place__units_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *town, *village;     // cells
        const char *is_town, *is_village, *rule; // wanted; rule NULL = nothing told
    } cases[] = {
        {"双江街道", "青龙社区", "双江街道", "青龙社区", NULL},
        {"双江街道办事处", "青龙社区居委会", "双江街道", "青龙社区", "UNIT_NAME"},
        {"云阳县双江街道", "青龙社区", "双江街道", "青龙社区", "UNIT_NAME"},
        {"重庆市云阳县双江街道", "", "双江街道", NULL, "UNIT_NAME"},
        {"双江街道青龙社区", "", "双江街道", "青龙社区", "UNIT_NAME"},
        {"龙角镇/青狮村", "", "龙角镇", "青狮村", "UNIT_NAME"},
        {"龙角镇 青狮村3组", "", "龙角镇", "青狮村", "UNIT_NAME"},
        {"龙角镇", "青狮村4社", "龙角镇", "青狮村", "UNIT_NAME"},
        {"龙角镇", "龙角镇青狮村", "龙角镇", "青狮村", "UNIT_NAME"},
        {"", "龙角镇新华村二组", "龙角镇", "新华村", "UNIT_NAME"},
        {"", "青狮村", "龙角镇", "青狮村", NULL},
        {"双江镇", "青龙社区", "双江街道", "青龙社区", "UNIT_NAME"},           // old name
        {"清水乡", "", "清水土家族自治乡", NULL, "UNIT_NAME_GUESSED"},         // without the people
        {"双江", "", "双江街道", NULL, "UNIT_NAME_GUESSED"},                   // without the kind
        {"龙脚镇", "青师村", "龙角镇", "青狮村", "UNIT_NAME_GUESSED"},         // one edit, each
        {"双江街道", "青狮村", "双江街道", "青狮村", "VILLAGE_UNKNOWN"},       // lies in another town
        {"", "新华村", NULL, "新华村", "UNIT_AMBIGUOUS"},
        {"天上镇", "", "天上镇", NULL, "TOWN_UNKNOWN"},
    };
    situ_bundle *known = known_regions();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        snprintf(text, sizeof text, "避难场所名称,乡镇,村,室内/室外,容纳人数\n甲,%s,%s,室内,100\n", cases[i].town, cases[i].village);
        imported in = read_shelters(known, text);
        situ_table *t = import_table(&in, "shelter");
        assert_int_equal(t->row_count, 1);
        const char *town = text_at(t, 0, "town"), *village = text_at(t, 0, "village");
        if (!situ_streq(town, cases[i].is_town) || !situ_streq(village, cases[i].is_village))
            fail_msg("%s | %s became %s | %s", cases[i].town, cases[i].village, town ? town : "null", village ? village : "null");
        if (cases[i].rule && !find_issue(&in, cases[i].rule, NULL))
            fail_msg("%s | %s: no %s", cases[i].town, cases[i].village, cases[i].rule);
        if (!cases[i].rule)
            assert_int_equal(count_rule(&in, "UNIT_NAME") + count_rule(&in, "UNIT_NAME_GUESSED") + situ_report_problems(in.report), 0);
        import_free(&in);
    }
    situ_bundle_free(known);
}

static void place__several_of_a_name_are_listed(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    imported in = read_shelters(known, "避难场所名称,乡镇,村,室内/室外,容纳人数\n甲,,新华村,室内,100\n");
    const situ_issue *issue = want_issue(&in, "UNIT_AMBIGUOUS", NULL);
    assert_int_equal(issue->severity, SITU_WARN);
    assert_non_null(strstr(issue->message, "龙角镇/新华村"));
    assert_non_null(strstr(issue->message, "凤鸣镇/新华村"));
    situ_table *t = import_table(&in, "shelter");
    assert_true(null_at(t, 0, "region_code"));
    assert_at(t, 0, "loc_quality", "none");
    import_free(&in);
    situ_bundle_free(known);
}

// No unit in a column: full names in the address, told each time; anything less is not guessed.
static void place__the_address_is_the_last_witness(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    imported in = read_shelters(known, "避难场所名称,地址,室内/室外,容纳人数\n"
                                       "甲,云阳县双江街道青龙社区云江大道1299号,室内,100\n"
                                       "乙,重庆市云阳县龙角镇政府旁,室内,100\n"
                                       "丙,青狮村3组晒坝,室内,100\n"
                                       "丁,龙角场镇东头,室内,100\n");
    situ_table *t = import_table(&in, "shelter");
    assert_at(t, 0, "town", "双江街道");
    assert_at(t, 0, "village", "青龙社区");
    assert_at(t, 0, "loc_quality", "village");
    assert_at(t, 1, "town", "龙角镇");
    assert_at(t, 1, "loc_quality", "town");
    assert_at(t, 2, "village", "青狮村");
    assert_at(t, 2, "town", "龙角镇");
    assert_true(null_at(t, 3, "town"));
    assert_at(t, 3, "loc_quality", "none");
    assert_int_equal(count_rule(&in, "UNIT_FROM_ADDRESS"), 3);
    assert_int_equal(want_issue(&in, "UNIT_FROM_ADDRESS", "B2")->severity, SITU_WARN);
    import_free(&in);
    situ_bundle_free(known);
}

// The village's point, else the town's, else none; and the frame is noted of rows that have coordinates.
static void place__quality_and_frame_of_each_row(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    imported in = read_shelters(known, "避难场所名称,乡镇,村,室内/室外,容纳人数,经度,纬度\n"
                                       "甲,龙角镇,青狮村,室内,100,108.8123,30.8123\n"
                                       "乙,龙角镇,青狮村,室内,100,,\n"
                                       "丙,凤鸣镇,院庄村,室内,100,无,无\n"
                                       "丁,,,室内,100,,\n");
    situ_table *t = import_table(&in, "shelter");
    assert_at(t, 0, "loc_quality", "exact");
    assert_at(t, 0, "crs_in", "cgcs2000");
    assert_at(t, 1, "loc_quality", "village");
    assert_point(t, 1, 108.81, 30.81, 1e-9);
    assert_true(null_at(t, 1, "crs_in"));
    assert_at(t, 2, "loc_quality", "town"); // 院庄村 is known, but not where
    assert_point(t, 2, 108.70, 30.70, 1e-9);
    assert_at(t, 2, "region_code", "500235107202");
    assert_at(t, 3, "loc_quality", "none");
    assert_null(situ_table_geometry(t, 3));
    import_free(&in);
    situ_bundle_free(known);
}

// Three rows at the township's own seat: its place only. One row there may be the township's office.
static void place__repeated_seats_are_no_places(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    imported in = read_shelters(known, "避难场所名称,乡镇,室内/室外,容纳人数,经度,纬度\n"
                                       "甲,龙角镇,室内,100,108.80,30.80\n"
                                       "乙,龙角镇,室内,100,108.80001,30.80001\n"
                                       "丙,龙角镇,室内,100,108.80,30.80\n"
                                       "丁,龙角镇,室内,100,108.80,30.81\n"
                                       "戊,凤鸣镇,室内,100,108.70,30.70\n");
    situ_table *t = import_table(&in, "shelter");
    for (size_t r = 0; r < 5; r++)
        assert_at(t, r, "loc_quality", r < 3 ? "town" : "exact");
    assert_int_equal(count_rule(&in, "PLACE_REPEATED"), 2);
    assert_int_equal(want_issue(&in, "PLACE_REPEATED", NULL)->row, 3);
    import_free(&in);
    situ_bundle_free(known);
}

// A ledger imported before its county: named, coded and placed when the regions come.
static void place__rows_are_placed_when_regions_come(void **state)
{
    (void)state;
    imported in = read_shelters(NULL, "避难场所名称,乡镇,村,室内/室外,容纳人数,经度,纬度\n"
                                      "甲,龙角镇,青狮村,室内,100,,\n"
                                      "乙,云阳县双江街道办事处,,室内,100,,\n"
                                      "丙,双江街道,青龙社区,室内,100,108.6111,30.9111\n"
                                      "丁,天上镇,,室内,100,,\n"
                                      "戊,龙角镇,,室内,100,108.80,30.80\n"
                                      "己,龙角镇,,室内,100,108.80,30.80\n");
    situ_table *t = import_table(&in, "shelter"), *changed = NULL;
    for (size_t r = 0; r < 4; r++)
        assert_at(t, r, "loc_quality", r == 2 ? "exact" : "none");
    situ_bundle *known = known_regions();
    situ_report *report = situ_report_new();
    situ_error err = {0};
    assert_int_equal(situ_ledger_replace_rows(&changed, t, situ_bundle_table(known, "region"), report, &err), SITU_OK);
    assert_non_null(changed);
    assert_int_equal(changed->row_count, 5);
    assert_at(changed, 0, "name", "甲");
    assert_at(changed, 0, "id", text_at(t, 0, "id")); // nobody becomes another
    assert_at(changed, 0, "loc_quality", "village");
    assert_at(changed, 0, "region_code", "500235105201");
    assert_point(changed, 0, 108.81, 30.81, 1e-9);
    assert_at(changed, 1, "town", "双江街道");
    assert_at(changed, 1, "loc_quality", "town");
    assert_at(changed, 2, "loc_quality", "exact"); // its own coordinates stay
    assert_at(changed, 2, "region_code", "500235001001");
    assert_point(changed, 2, 108.6111, 30.9111, 1e-9);
    assert_at(changed, 3, "name", "戊");
    assert_at(changed, 3, "region_code", "500235105");
    assert_at(changed, 3, "loc_quality", "town"); // both at the seat
    assert_at(changed, 4, "loc_quality", "town");
    bool summary = false, unknown = false;
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *issue = situ_report_get(report, i);
        summary = summary || situ_streq(issue->rule, "PLACED_LATER");
        unknown = unknown || (situ_streq(issue->rule, "TOWN_UNKNOWN") && strstr(issue->message, "天上镇"));
    }
    assert_true(summary && unknown);
    // A second time nothing is left to do.
    situ_table *again = NULL;
    assert_int_equal(situ_ledger_replace_rows(&again, changed, situ_bundle_table(known, "region"), report, &err), SITU_OK);
    assert_null(again);
    situ_table_free(changed);
    situ_report_free(report);
    import_free(&in);
    situ_bundle_free(known);
}

// One allocation fails, each in turn: the answer is the whole one or SITU_E_NOMEM, never half of it.
static void place__out_of_memory_anywhere(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    const situ_table *regions = situ_bundle_table(known, "region");
    imported in = read_shelters(NULL, "避难场所名称,乡镇,村,室内/室外,容纳人数,经度,纬度\n甲,龙角镇,青师村3组,室内,100,,\n乙,双江,,室内,100,,\n"
                                      "丙,,新华村,室内,100,,\n丁,天上镇,,室内,100,,\n戊,龙角镇,,室内,100,108.80,30.80\n己,龙角镇,,室内,100,108.80,30.80\n");
    const char *path = help_write("oom.csv", "名称,层级,上级,区划代码,曾用名\n双江镇,乡镇,,500235001,\n新县镇,乡镇,云阳县,500235105,龙角镇\n青狮村,村,龙角镇,,\n工业园管委会,,,,\n");
    situ_table *t = import_table(&in, "shelter"), *whole = NULL;
    situ_report *first = situ_report_new();
    situ_error err = {0};
    assert_int_equal(situ_ledger_replace_rows(&whole, t, regions, first, &err), SITU_OK);
    size_t rows = whole->row_count, told = situ_report_count(first), failed = 0;
    for (int what = 0; what < 2; what++) { // placing again, and reading a list against the known one
        bool done = false;
        for (uint64_t n = 1; n < 20000 && !done; n++) {
            situ_table *changed = NULL;
            situ_ledger_result *out = NULL;
            situ_report *report = situ_report_new();
            situ_ledger_options options = {.as_table = "region", .regions = regions};
            situ_alloc_fail_at(n, false);
            situ_status status = what ? situ_ledger_read(&out, path, &options, report, NULL, &err)
                                      : situ_ledger_replace_rows(&changed, t, regions, report, &err);
            done = situ_alloc_count() < n;
            situ_alloc_fail_at(0, false);
            if (status == SITU_OK && !what) {
                assert_int_equal(changed->row_count, rows);
                assert_int_equal(situ_report_count(report), told);
            } else if (status == SITU_OK) {
                situ_table *list = situ_bundle_table(out->bundle, "region");
                assert_int_equal(list->row_count, 4);
                assert_at(list, 0, "id", "500235001");
                assert_at(list, 1, "id", "500235105");
                assert_at(list, 2, "id", "500235105201");
            } else {
                failed++;
                assert_int_equal(status, SITU_E_NOMEM);
                assert_true(!changed && !out);
            }
            situ_table_free(changed);
            situ_ledger_result_free(out);
            situ_report_free(report);
        }
        assert_true(done);
    }
    assert_true(failed > 100);
    situ_table_free(whole);
    situ_report_free(first);
    import_free(&in);
    situ_bundle_free(known);
}

// Who a unit is: its name within its parent, an old name that the list gives, the code when only the kind
// changed. Nobody's code makes one unit another.
static void place__regions_are_known_again(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    situ_ledger_options options = {.as_table = "region", .regions = situ_bundle_table(known, "region")};
    imported in = import_file(help_write("again.csv", "名称,层级,上级,区划代码,曾用名\n"
                                                      "双江镇,乡镇,,500235001,\n"         // its old name
                                                      "新龙镇,乡镇,,500235105,龙角镇\n"   // renamed, says so
                                                      "凤鸣街道,乡镇,,500235107,\n"       // the kind changed, the code says so
                                                      "人和街道,乡镇,,500235210,\n"       // another's code
                                                      "新华村,村,凤鸣镇,,\n"
                                                      "水口水库,,,,\n"), &options);
    situ_table *t = import_table(&in, "region");
    assert_int_equal(t->row_count, 6);
    assert_at(t, 0, "id", "500235001");
    assert_at(t, 0, "name", "双江街道"); // a name given up does not come back
    assert_at(t, 1, "id", "500235105");
    assert_at(t, 1, "name", "新龙镇");
    assert_point(t, 1, 108.80, 30.80, 1e-9); // its seat stays
    assert_at(t, 2, "id", "500235107");
    assert_at(t, 2, "name", "凤鸣镇");
    assert_non_null(strstr(text_at(t, 2, "old_names"), "凤鸣街道"));
    assert_non_null(strstr(text_at(t, 2, "old_names"), "凤鸣区公所"));
    want_issue(&in, "UNIT_NAME_GUESSED", NULL);
    assert_true(text_at(t, 3, "id")[0] == 'X');
    want_issue(&in, "CODE_CONFLICT", NULL);
    assert_at(t, 4, "id", "500235107201");
    assert_at(t, 5, "level", "乡镇");
    assert_at(t, 5, "kind", "库");
    assert_true(text_at(t, 5, "id")[0] == 'X');
    import_free(&in);
    situ_bundle_free(known);
}

// Rows without usable coordinates are told one by one, quietly where their unit's place stands in. Where no
// column of coordinates was meant to be, nothing is missed.
static void place__rows_without_a_place_are_told(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    imported in = read_shelters(known, "避难场所名称,乡镇,村,室内/室外,容纳人数,经度,纬度\n"
                                       "甲,龙角镇,青狮村,室内,100,108.8123,30.8123\n"
                                       "乙,,,室内,100,,\n"
                                       "丙,,,室内,100,,\n"
                                       "丁,龙角镇,青狮村,室内,100,,\n"
                                       "戊,凤鸣镇,,室内,100,,\n"
                                       "己,石塘镇,,室内,100,,\n");
    situ_table *t = import_table(&in, "shelter");
    assert_int_equal(t->row_count, 6);
    assert_int_equal(count_rule(&in, "NO_PLACE"), 3);
    const situ_issue *issue = want_issue(&in, "NO_PLACE", "B3");
    assert_int_equal(issue->severity, SITU_WARN);
    assert_non_null(strstr(issue->message, "龙角镇"));
    want_issue(&in, "NO_PLACE", "B4");
    assert_int_equal(want_issue(&in, "PLACE_VILLAGE", NULL)->severity, SITU_INFO);
    assert_string_equal(want_issue(&in, "PLACE_VILLAGE", NULL)->new_value, "青狮村");
    assert_string_equal(want_issue(&in, "PLACE_TOWN", NULL)->new_value, "凤鸣镇");
    assert_int_equal(count_rule(&in, "PLACE_VILLAGE") + count_rule(&in, "PLACE_TOWN"), 2);
    import_free(&in);
    in = read_shelters(known, "避难场所名称,乡镇,村,室内/室外,容纳人数\n甲,龙角镇,青狮村,室内,100\n乙,,,室内,100\n");
    assert_int_equal(count_rule(&in, "NO_PLACE") + count_rule(&in, "PLACE_VILLAGE") + count_rule(&in, "PLACE_TOWN"), 0);
    import_free(&in);
    situ_bundle_free(known);
}

// A big list without coordinates: its first 50,000 rows are told one by one, the others together.
static void place__findings_of_big_lists_are_bounded(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    situ_str csv;
    situ_str_init(&csv);
    situ_str_add(&csv, "避难场所名称,乡镇,室内/室外,容纳人数,经度,纬度\n");
    for (int i = 0; i < 50003; i++)
        situ_str_addf(&csv, "场所%d,龙角镇,室内,100,,\n", i);
    imported in = read_shelters(known, csv.data);
    situ_str_free(&csv);
    assert_int_equal(import_table(&in, "shelter")->row_count, 50003);
    assert_int_equal(count_rule(&in, "PLACE_TOWN"), 50001);
    const situ_issue *last = situ_report_get(in.report, situ_report_count(in.report) - 1);
    assert_true(last->row == 0 && strstr(last->message, "50003"));
    import_free(&in);
    situ_bundle_free(known);
}

// Two units in one cell: the first is taken, both are named; the second is no village.
static void place__two_units_in_one_cell_are_told(void **state)
{
    (void)state;
    situ_bundle *known = known_regions();
    imported in = read_shelters(known, "避难场所名称,乡镇,村,室内/室外,容纳人数\n"
                                       "甲,龙角镇、凤鸣镇,,室内,100\n"
                                       "乙,龙角镇,青狮村、新华村,室内,100\n"
                                       "丙,龙角镇青狮村3组,,室内,100\n");
    situ_table *t = import_table(&in, "shelter");
    assert_at(t, 0, "town", "龙角镇");
    assert_true(null_at(t, 0, "village"));
    const situ_issue *issue = want_issue(&in, "UNIT_SEVERAL", "B2");
    assert_int_equal(issue->severity, SITU_WARN);
    assert_true(strstr(issue->message, "龙角镇") && strstr(issue->message, "凤鸣镇"));
    assert_at(t, 1, "village", "青狮村");
    assert_non_null(strstr(want_issue(&in, "UNIT_SEVERAL", "C3")->message, "新华村"));
    assert_int_equal(count_rule(&in, "UNIT_SEVERAL"), 2);
    import_free(&in);
    situ_bundle_free(known);
}

// Names keep their capitals; who the unit is does not hang on them.
static void place__region_names_keep_their_letters(void **state)
{
    (void)state;
    situ_ledger_options options = {.as_table = "region"};
    imported in = import_file(help_write("letters.csv", "名称,层级,上级,常住人口\nA镇,乡镇,,100\nＢ街道办事处,乡镇,,200\nA1村村民委员会,村,A镇,10\nc2村,村,a镇,20\na镇,乡镇,,5\n"), &options);
    situ_table *t = import_table(&in, "region");
    assert_int_equal(t->row_count, 4);
    assert_at(t, 0, "name", "A镇");
    assert_at(t, 1, "name", "B街道");
    assert_at(t, 2, "name", "A1村");
    assert_at(t, 2, "parent", "A镇");
    assert_at(t, 3, "name", "c2村");
    assert_at(t, 3, "parent", "A镇"); // as its own row has it
    assert_int_equal(fate_count(&in, 'x'), 1);
    want_issue(&in, "DUPLICATE", NULL);
    // Rows of other ledgers find it however they write it, and take its name.
    situ_ledger_options later = {.regions = t};
    imported points = import_file(help_write("pl.csv", "风险点名称,乡镇,行业,风险等级\n甲,a镇,消防,红\n乙,A镇,消防,橙\n"), &later);
    situ_table *rows = import_table(&points, "risk_point");
    assert_at(rows, 0, "town", "A镇");
    assert_at(rows, 1, "town", "A镇");
    assert_string_equal(text_at(rows, 0, "region_code"), text_at(t, 0, "id"));
    import_free(&points);
    // The number is that of the small letters: what was imported before stays the same unit.
    imported small = import_file(help_write("small.csv", "名称,层级,常住人口\na镇,乡镇,100\n"), &options);
    assert_string_equal(text_at(import_table(&small, "region"), 0, "id"), text_at(t, 0, "id"));
    import_free(&small);
    import_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(place__region_names_keep_their_letters),
        cmocka_unit_test(place__units_as_people_write_them),     cmocka_unit_test(place__several_of_a_name_are_listed),
        cmocka_unit_test(place__the_address_is_the_last_witness), cmocka_unit_test(place__quality_and_frame_of_each_row),
        cmocka_unit_test(place__repeated_seats_are_no_places),   cmocka_unit_test(place__rows_are_placed_when_regions_come),
        cmocka_unit_test(place__findings_of_big_lists_are_bounded),
        cmocka_unit_test(place__rows_without_a_place_are_told),  cmocka_unit_test(place__two_units_in_one_cell_are_told),
        cmocka_unit_test(place__out_of_memory_anywhere),         cmocka_unit_test(place__regions_are_known_again),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

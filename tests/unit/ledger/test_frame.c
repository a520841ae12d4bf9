// SPDX-License-Identifier: MIT
// Which frame coordinates are in: found from the units that rows name, or left open and told.
#include "base/hash.h"
#include "source/source.h"
#include "unit/ledger/import_help.h"

// A county of 5 x 4 townships, each 0.1 degrees wide and high, from 108.5 east and 30.8 north.
enum { ACROSS = 5, UP = 4, TOWNS = ACROSS * UP };
static const double WEST = 108.5, SOUTH = 30.8, SIDE = 0.1;
static const char *const town_names[TOWNS] = {"青山镇", "白水镇", "石门乡", "龙洞镇", "双河街道", "红岩镇", "高坪乡", "大同镇", "小溪镇", "玉泉街道",
                                              "黄土镇", "柏树乡", "铁炉镇", "渡口镇", "凤鸣镇", "清江乡", "栖霞镇", "盘石镇", "沙沱镇", "江口镇"};

static situ_bundle *read_regions(bool towns)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s,
                  "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"名称\":\"测江县\",\"层级\":\"县\",\"区划代码\":\"500999\"},"
                  "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}",
                  WEST, SOUTH, WEST + ACROSS * SIDE, SOUTH, WEST + ACROSS * SIDE, SOUTH + UP * SIDE, WEST, SOUTH + UP * SIDE, WEST, SOUTH);
    for (int i = 0; towns && i < TOWNS; i++) {
        double x = WEST + i % ACROSS * SIDE, y = SOUTH + i / ACROSS * SIDE;
        situ_str_addf(&s,
                      ",{\"type\":\"Feature\",\"properties\":{\"名称\":\"%s\",\"层级\":\"乡镇\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                      "[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}",
                      town_names[i], x, y, x + SIDE, y, x + SIDE, y + SIDE, x, y + SIDE, x, y);
    }
    situ_str_add(&s, "]}");
    situ_ledger_options options = {.as_table = "region"};
    imported in = import_file(help_write("frame_regions.geojson", s.data), &options);
    situ_str_free(&s);
    assert_int_equal(import_table(&in, "region")->row_count, towns ? TOWNS + 1 : 1);
    situ_bundle *bundle = in.bundle;
    in.bundle = NULL;
    import_free(&in);
    return bundle;
}

typedef struct spot {
    int town;
    situ_lonlat true_place;
} spot;

static void make_spots(spot *spots, size_t n, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 7);
    for (size_t i = 0; i < n; i++) {
        spots[i].town = (int)situ_rng_below(&rng, TOWNS);
        spots[i].true_place.lon_deg = WEST + (spots[i].town % ACROSS + 0.002 + 0.996 * situ_rng_unit(&rng)) * SIDE;
        spots[i].true_place.lat_deg = SOUTH + (spots[i].town / ACROSS + 0.002 + 0.996 * situ_rng_unit(&rng)) * SIDE;
    }
}

typedef struct found {
    situ_ledger_result *result;
    situ_report *report;
} found;

static found read_ledger(const char *path, const situ_ledger_options *options)
{
    found f = {.report = situ_report_new()};
    situ_error err = {0};
    if (situ_ledger_read(&f.result, path, options, f.report, NULL, &err) != SITU_OK) {
        char text[1024];
        situ_error_format(&err, text, sizeof text);
        fail_msg("%s", text);
    }
    assert_int_equal(f.result->part_count, 1);
    return f;
}

static void found_free(found *f)
{
    situ_ledger_result_free(f->result);
    situ_report_free(f->report);
}

static size_t count_rule(const situ_report *report, const char *rule, const situ_issue **first)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(report); i++)
        if (strcmp(situ_report_get(report, i)->rule, rule) == 0 && n++ == 0 && first)
            *first = situ_report_get(report, i);
    return n;
}

static double metres_off(const situ_table *t, size_t row, situ_lonlat p)
{
    const situ_geometry *g = situ_table_geometry(t, row);
    return g ? hypot((g->xy[0] - p.lon_deg) * 95600, (g->xy[1] - p.lat_deg) * 110600) : 1e9;
}

static void add_row(situ_str *csv, size_t i, const spot *s, double x, double y, const char *more)
{
    situ_str_addf(csv, "点%zu,%s,%.7f,%.7f%s\n", i + 1, town_names[s->town], x, y, more);
}

static const char head[] = "风险点名称,乡镇,经度,纬度\n";

static void frame__each_shifted_frame_is_found(void **state)
{
    (void)state;
    enum { N = 400 };
    situ_bundle *known = read_regions(true);
    static const struct {
        situ_datum datum;
        const char *name;
    } frames[] = {{SITU_DATUM_WGS84, "cgcs2000"}, {SITU_DATUM_GCJ02, "gcj02"}, {SITU_DATUM_BD09, "bd09"}};
    for (size_t k = 0; k < 3; k++) {
        spot spots[N];
        make_spots(spots, N, 11 + k);
        situ_str csv;
        situ_str_init(&csv);
        situ_str_add(&csv, head);
        for (size_t i = 0; i < N; i++) {
            situ_lonlat p = situ_datum_from_wgs84(frames[k].datum, spots[i].true_place);
            add_row(&csv, i, &spots[i], p.lon_deg, p.lat_deg, "");
        }
        situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
        found f = read_ledger(help_write("frame.csv", csv.data), &options);
        situ_str_free(&csv);
        const situ_issue *issue = NULL;
        assert_int_equal(count_rule(f.report, "CRS_INFERRED", &issue), 1);
        assert_int_equal(issue->severity, SITU_INFO);
        assert_int_equal(count_rule(f.report, "CRS_ASSUMED", NULL), 0);
        assert_int_equal(count_rule(f.report, "POINT_ODD", NULL), 0);
        assert_string_equal(f.result->parts[0].crs, frames[k].name);
        assert_string_equal(f.result->parts[0].crs_why, "inferred");
        const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
        assert_int_equal(t->row_count, N);
        for (size_t i = 0; i < N; i++) {
            assert_true(metres_off(t, i, spots[i].true_place) < 0.1);
            assert_at(t, i, "crs_in", frames[k].name);
        }
        found_free(&f);
    }
    situ_bundle_free(known);
}

// The zone that a plane file lies in is found, with X for north and with X for east.
static void frame__plane_zones_are_found(void **state)
{
    (void)state;
    enum { N = 300 };
    situ_bundle *known = read_regions(true);
    situ_transform *to = NULL;
    situ_error err = {0};
    assert_int_equal(situ_transform_new(&to, SITU_EPSG_CGCS2000, 4545, &err), SITU_OK); // 108 E, no prefix
    static spot spots[N];
    situ_transform *utm = NULL;
    assert_int_equal(situ_transform_new(&utm, SITU_EPSG_CGCS2000, 32649, &err), SITU_OK);
    make_spots(spots, N, 21);
    for (int way = 0; way < 5; way++) { // east first, north first, with prefix, the wrong county zone set, a handset's UTM
        situ_str csv;
        situ_str_init(&csv);
        situ_str_add(&csv, head);
        for (size_t i = 0; i < N; i++) {
            double xy[2] = {spots[i].true_place.lon_deg, spots[i].true_place.lat_deg};
            assert_int_equal(situ_transform_apply(way == 4 ? utm : to, xy, 1, &err), SITU_OK);
            xy[0] += way == 2 ? 36e6 : 0;
            add_row(&csv, i, &spots[i], way == 1 ? xy[1] : xy[0], way == 1 ? xy[0] : xy[1], "");
        }
        situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point", .zone_epsg = way == 3 ? 4546 : way == 4 ? 4545 : 0};
        found f = read_ledger(help_write("plane.csv", csv.data), &options);
        situ_str_free(&csv);
        const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
        assert_int_equal(t->row_count, N);
        for (size_t i = 0; i < N; i++)
            assert_true(metres_off(t, i, spots[i].true_place) < 0.1);
        assert_int_equal(count_rule(f.report, "CRS_INFERRED", NULL), way != 2);
        assert_at(t, 0, "crs_in", way == 2 ? "EPSG:4524" : way == 4 ? "EPSG:32649" : "EPSG:4545");
        assert_string_equal(f.result->parts[0].crs, way == 2 ? "EPSG:4524" : way == 4 ? "EPSG:32649" : "EPSG:4545");
        assert_string_equal(f.result->parts[0].crs_why, way == 2 ? "declared" : "inferred");
        found_free(&f);
    }
    situ_transform_free(to);
    situ_transform_free(utm);
    situ_bundle_free(known);
}

// Nine rows cannot decide by any test and are read as CGCS2000, told quietly. From ten rows on that is asked
// about, and so are few rows that lean to another frame.
static void frame__few_rows_stay_open(void **state)
{
    (void)state;
    static const struct {
        size_t rows;
        situ_datum datum;
        situ_severity severity;
    } cases[] = {{5, SITU_DATUM_WGS84, SITU_INFO}, {9, SITU_DATUM_WGS84, SITU_INFO}, {12, SITU_DATUM_WGS84, SITU_WARN}, {40, SITU_DATUM_WGS84, SITU_WARN}, {12, SITU_DATUM_BD09, SITU_WARN}};
    situ_bundle *known = read_regions(true);
    spot spots[40];
    make_spots(spots, 40, 31);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        situ_str csv;
        situ_str_init(&csv);
        situ_str_add(&csv, head);
        for (size_t i = 0; i < cases[k].rows; i++) {
            situ_lonlat p = situ_datum_from_wgs84(cases[k].datum, spots[i].true_place);
            add_row(&csv, i, &spots[i], p.lon_deg, p.lat_deg, "");
        }
        situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
        found f = read_ledger(help_write("few.csv", csv.data), &options);
        situ_str_free(&csv);
        const situ_issue *issue = NULL;
        assert_int_equal(count_rule(f.report, "CRS_ASSUMED", &issue), 1);
        assert_int_equal(issue->severity, cases[k].severity);
        assert_non_null(strstr(issue->cure, "--crs"));
        assert_string_equal(f.result->parts[0].crs, "cgcs2000");
        assert_string_equal(f.result->parts[0].crs_why, "assumed");
        situ_lonlat as_written = situ_datum_from_wgs84(cases[k].datum, spots[0].true_place);
        assert_true(metres_off(situ_bundle_table(f.result->bundle, "risk_point"), 0, as_written) < 0.1);
        found_free(&f);
    }
    situ_bundle_free(known);
}

// The county's outline alone: points deep inside tell nothing, however many; the question is put.
static void frame__rows_inside_under_every_frame_stay_open(void **state)
{
    (void)state;
    situ_bundle *known = read_regions(false);
    situ_str csv;
    situ_str_init(&csv);
    situ_str_add(&csv, "风险点名称,经度,纬度\n");
    for (int i = 0; i < 200; i++)
        situ_str_addf(&csv, "点%d,%.6f,%.6f\n", i, 108.7 + 0.0004 * i, 30.9 + 0.0007 * i);
    situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
    found f = read_ledger(help_write("inside.csv", csv.data), &options);
    situ_str_free(&csv);
    const situ_issue *issue = NULL;
    assert_int_equal(count_rule(f.report, "CRS_ASSUMED", &issue), 1);
    assert_int_equal(issue->severity, SITU_WARN);
    found_free(&f);
    situ_bundle_free(known);
}

// 600 rows in CGCS2000 and 80 from a web map: the file's frame is found, the others are told one by one.
static void frame__mixed_files_are_told(void **state)
{
    (void)state;
    enum { N = 680, OTHER = 600 };
    situ_bundle *known = read_regions(true);
    static spot spots[N];
    make_spots(spots, N, 41);
    situ_str csv;
    situ_str_init(&csv);
    situ_str_add(&csv, head);
    size_t shifted_out = 0;
    for (size_t i = 0; i < N; i++) {
        situ_lonlat p = spots[i].true_place;
        if (i >= OTHER) {
            p = situ_datum_from_wgs84(SITU_DATUM_GCJ02, p);
            double x = (p.lon_deg - WEST) / SIDE - spots[i].town % ACROSS, y = (p.lat_deg - SOUTH) / SIDE - spots[i].town / ACROSS;
            double out = fmax(fmax(-x, x - 1) * SIDE * 95600, fmax(-y, y - 1) * SIDE * 110600);
            shifted_out += out > 110;
        }
        add_row(&csv, i, &spots[i], p.lon_deg, p.lat_deg, "");
    }
    assert_true(shifted_out > 0);
    situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
    found f = read_ledger(help_write("mixed.csv", csv.data), &options);
    situ_str_free(&csv);
    const situ_issue *issue = NULL;
    assert_string_equal(f.result->parts[0].crs, "cgcs2000");
    size_t told = count_rule(f.report, "POINT_ODD", &issue);
    assert_true(told >= shifted_out);
    assert_int_equal(issue->severity, SITU_WARN);
    assert_non_null(strstr(issue->message, "GCJ-02"));
    assert_true(issue->row > OTHER + 1);
    found_free(&f);
    situ_bundle_free(known);
}

// What is declared is done; when the points say otherwise that is told.
static void frame__declarations_are_tested_and_kept(void **state)
{
    (void)state;
    enum { N = 400 };
    situ_bundle *known = read_regions(true);
    spot spots[N];
    make_spots(spots, N, 51);
    for (int wrong = 0; wrong < 2; wrong++) {
        situ_str csv;
        situ_str_init(&csv);
        situ_str_add(&csv, "风险点名称,乡镇,经度(CGCS2000),纬度(CGCS2000)\n");
        for (size_t i = 0; i < N; i++) {
            situ_lonlat p = situ_datum_from_wgs84(wrong ? SITU_DATUM_GCJ02 : SITU_DATUM_WGS84, spots[i].true_place);
            add_row(&csv, i, &spots[i], p.lon_deg, p.lat_deg, "");
        }
        situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
        found f = read_ledger(help_write("declared.csv", csv.data), &options);
        situ_str_free(&csv);
        const situ_issue *issue = NULL;
        assert_int_equal(count_rule(f.report, "CRS_CONTRADICTED", &issue), wrong);
        if (wrong) {
            assert_int_equal(issue->severity, SITU_WARN);
            assert_non_null(strstr(issue->message, "GCJ-02"));
        }
        assert_int_equal(count_rule(f.report, "CRS_ASSUMED", NULL), 0);
        assert_string_equal(f.result->parts[0].crs, "cgcs2000");
        assert_string_equal(f.result->parts[0].crs_why, "header");
        const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
        assert_true(wrong ? metres_off(t, 0, spots[0].true_place) > 300 : metres_off(t, 0, spots[0].true_place) < 0.1);
        found_free(&f);
    }
    situ_bundle_free(known);
}

// A column 坐标系 rules row by row; rows that leave it empty are weighed by themselves.
static void frame__a_column_rules_row_by_row(void **state)
{
    (void)state;
    enum { N = 500 };
    situ_bundle *known = read_regions(true);
    static spot spots[N];
    make_spots(spots, N, 61);
    situ_str csv;
    situ_str_init(&csv);
    situ_str_add(&csv, "风险点名称,乡镇,经度,纬度,坐标系\n");
    for (size_t i = 0; i < N; i++) {
        bool said = i % 5 == 0;
        situ_lonlat p = situ_datum_from_wgs84(said ? SITU_DATUM_BD09 : SITU_DATUM_GCJ02, spots[i].true_place);
        add_row(&csv, i, &spots[i], p.lon_deg, p.lat_deg, said ? ",百度" : ",");
    }
    situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
    found f = read_ledger(help_write("column.csv", csv.data), &options);
    situ_str_free(&csv);
    const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
    assert_int_equal(count_rule(f.report, "CRS_INFERRED", NULL), 1);
    assert_int_equal(count_rule(f.report, "CRS_CONTRADICTED", NULL), 0);
    for (size_t i = 0; i < N; i++) {
        assert_true(metres_off(t, i, spots[i].true_place) < 0.1);
        assert_at(t, i, "crs_in", i % 5 == 0 ? "bd09" : "gcj02");
    }
    found_free(&f);
    situ_bundle_free(known);
}

// A shapefile without .prj is weighed as a sheet is; one with a .prj is believed, and contradicted.
static void frame__shapefiles_too(void **state)
{
    (void)state;
    enum { N = 400 };
    situ_bundle *known = read_regions(true);
    static spot spots[N];
    make_spots(spots, N, 71);
    situ_table *t = NULL;
    situ_error err = {0};
    size_t name = 0, town = 0, row = 0;
    assert_int_equal(situ_table_new(&t, "risk", SITU_EPSG_CGCS2000, &err), SITU_OK);
    assert_int_equal(situ_table_add_column(t, "名称", SITU_TYPE_TEXT, &name, &err), SITU_OK);
    assert_int_equal(situ_table_add_column(t, "乡镇", SITU_TYPE_TEXT, &town, &err), SITU_OK);
    for (size_t i = 0; i < N; i++) {
        situ_geometry *g = NULL;
        char text[32];
        situ_lonlat p = situ_datum_from_wgs84(SITU_DATUM_BD09, spots[i].true_place);
        snprintf(text, sizeof text, "点%zu", i);
        assert_int_equal(situ_table_add_row(t, &row, &err), SITU_OK);
        assert_int_equal(situ_table_set_text(t, row, name, text, &err), SITU_OK);
        assert_int_equal(situ_table_set_text(t, row, town, town_names[spots[i].town], &err), SITU_OK);
        assert_int_equal(situ_geometry_point(&g, p.lon_deg, p.lat_deg, &err), SITU_OK);
        assert_int_equal(situ_table_set_geometry(t, row, g, &err), SITU_OK);
    }
    const char *path = help_path("risk.shp");
    const situ_table *const tables[] = {t};
    assert_int_equal(situ_source_write_vector(path, "ESRI Shapefile", tables, 1, &err), SITU_OK);
    for (int told = 1; told >= 0; told--) {
        if (!told)
            assert_int_equal(remove(help_path("risk.prj")), 0);
        situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
        found f = read_ledger(path, &options);
        const situ_table *read = situ_bundle_table(f.result->bundle, "risk_point");
        assert_int_equal(read->row_count, N);
        assert_int_equal(count_rule(f.report, "CRS_CONTRADICTED", NULL), told);
        assert_int_equal(count_rule(f.report, "CRS_INFERRED", NULL), !told);
        assert_at(read, 0, "crs_in", told ? "cgcs2000" : "bd09");
        assert_true(told ? metres_off(read, 0, spots[0].true_place) > 300 : metres_off(read, 0, spots[0].true_place) < 0.1);
        found_free(&f);
    }
    situ_table_free(t);
    situ_bundle_free(known);
}

// Our own exports are in CGCS2000 whatever their rows once came in: nothing is shifted twice (F19), not
// even when the user says gcj02 for all files of a call. Rows added since follow what is said.
static void frame__own_exports_are_not_shifted_again(void **state)
{
    (void)state;
    situ_ledger_options options = {.as_table = "shelter", .crs = SITU_CRS_GCJ02};
    found f = read_ledger(help_write("own.csv", "编号,避难场所名称,乡镇,室内/室外,容纳人数,经度,纬度,坐标系,行政区划代码,定位方式,原坐标系,来源单位,来源文件\n"
                                                "BN-00001,甲,青山镇,室内,100,108.55,30.85,CGCS2000,,exact,gcj02,,旧.xlsx\n"
                                                "BN-00002,乙,青山镇,室内,100,108.56,30.85,,,exact,,,\n"), &options);
    const situ_table *t = situ_bundle_table(f.result->bundle, "shelter");
    assert_int_equal(t->row_count, 2);
    assert_point(t, 0, 108.55, 30.85, 1e-12);
    assert_at(t, 0, "crs_in", "gcj02");
    assert_true(metres_off(t, 1, (situ_lonlat){108.56, 30.85}) > 300);
    assert_at(t, 1, "crs_in", "gcj02");
    found_free(&f);
}

// Rows stored before the outlines came are held against them then: a file read in a wrong frame is told.
static void frame__stored_rows_are_weighed_when_outlines_come(void **state)
{
    (void)state;
    enum { N = 400 };
    static spot spots[N];
    make_spots(spots, N, 81);
    for (int shifted = 0; shifted < 2; shifted++) {
        situ_str csv;
        situ_str_init(&csv);
        situ_str_add(&csv, head);
        for (size_t i = 0; i < N; i++) {
            situ_lonlat p = situ_datum_from_wgs84(shifted ? SITU_DATUM_GCJ02 : SITU_DATUM_WGS84, spots[i].true_place);
            add_row(&csv, i, &spots[i], p.lon_deg, p.lat_deg, "");
        }
        situ_ledger_options options = {.as_table = "risk_point"};
        found f = read_ledger(help_write("before.csv", csv.data), &options);
        situ_str_free(&csv);
        situ_bundle *known = read_regions(true);
        situ_table *changed = NULL;
        situ_report *report = situ_report_new();
        situ_error err = {0};
        assert_int_equal(situ_ledger_replace_rows(&changed, situ_bundle_table(f.result->bundle, "risk_point"), situ_bundle_table(known, "region"), report, &err),
                         SITU_OK);
        const situ_issue *issue = NULL;
        assert_int_equal(count_rule(report, "CRS_CONTRADICTED", &issue), shifted);
        if (shifted) {
            assert_string_equal(issue->file, "before.csv");
            assert_string_equal(issue->new_value, "gcj02");
        }
        situ_table_free(changed);
        situ_report_free(report);
        situ_bundle_free(known);
        found_free(&f);
    }
}

// Outlines taken from a web map without saying so: the true ledger is not bent to them, they are told.
static void frame__shifted_outlines_are_suspected(void **state)
{
    (void)state;
    enum { N = 400 };
    situ_bundle *known = read_regions(true);
    situ_table *regions = situ_bundle_table(known, "region");
    static spot spots[N];
    make_spots(spots, N, 91);
    for (size_t r = 0; r < regions->row_count; r++) {
        situ_geometry *g = regions->geometry[r];
        for (uint32_t i = 0; i < g->point_count; i++) {
            situ_lonlat p = situ_datum_from_wgs84(SITU_DATUM_GCJ02, (situ_lonlat){g->xy[2 * i], g->xy[2 * i + 1]});
            g->xy[2 * i] = p.lon_deg;
            g->xy[2 * i + 1] = p.lat_deg;
        }
        situ_geometry_update_box(g);
    }
    situ_str csv;
    situ_str_init(&csv);
    situ_str_add(&csv, head);
    for (size_t i = 0; i < N; i++)
        add_row(&csv, i, &spots[i], spots[i].true_place.lon_deg, spots[i].true_place.lat_deg, "");
    situ_ledger_options options = {.regions = regions, .as_table = "risk_point"};
    found f = read_ledger(help_write("outlines.csv", csv.data), &options);
    situ_str_free(&csv);
    const situ_issue *issue = NULL;
    assert_string_equal(f.result->parts[0].crs, "cgcs2000");
    assert_int_equal(count_rule(f.report, "CRS_CONTRADICTED", &issue), 1);
    assert_non_null(strstr(issue->message, "outlines"));
    assert_true(metres_off(situ_bundle_table(f.result->bundle, "risk_point"), 0, spots[0].true_place) < 0.1);
    found_free(&f);
    situ_bundle_free(known);
}

// Without any outline nothing can be tested: told once, and quietly.
static void frame__no_outlines_no_alarm(void **state)
{
    (void)state;
    situ_ledger_options options = {.as_table = "risk_point"};
    found f = read_ledger(help_write("alone.csv", "风险点名称,乡镇,经度,纬度\n坡,青山镇,108.7,30.9\n"), &options);
    const situ_issue *issue = NULL;
    assert_int_equal(count_rule(f.report, "CRS_ASSUMED", &issue), 1);
    assert_int_equal(issue->severity, SITU_INFO);
    assert_int_equal(situ_report_problems(f.report), 0);
    found_free(&f);
}

// Zones lie hundreds of kilometres apart: five rows decide between them, though UTM fits them as well. One
// row does not; it is not put into the wrong zone either, nor rejected for it.
static void frame__few_plane_rows_find_their_zone(void **state)
{
    (void)state;
    situ_bundle *known = read_regions(true);
    situ_transform *to = NULL;
    situ_error err = {0};
    assert_int_equal(situ_transform_new(&to, SITU_EPSG_CGCS2000, 4546, &err), SITU_OK);
    for (size_t n = 5; n > 0; n = n == 5 ? 1 : 0) {
        situ_str csv;
        situ_str_init(&csv);
        situ_str_add(&csv, head);
        for (size_t i = 0; i < n; i++) { // deep inside, where a mile makes no difference
            spot s = {(int)i, {WEST + ((double)i + 0.5) * SIDE, SOUTH + 0.5 * SIDE}};
            double xy[2] = {s.true_place.lon_deg, s.true_place.lat_deg};
            assert_int_equal(situ_transform_apply(to, xy, 1, &err), SITU_OK);
            add_row(&csv, i, &s, xy[0], xy[1], "");
        }
        situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point", .zone_epsg = 4545};
        found f = read_ledger(help_write("few.csv", csv.data), &options);
        situ_str_free(&csv);
        const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
        assert_int_equal(t->row_count, n);
        assert_at(t, 0, "loc_quality", n == 5 ? "exact" : "town");
        if (n == 5)
            assert_at(t, 4, "crs_in", "EPSG:4546");
        const situ_issue *issue = NULL;
        assert_int_equal(count_rule(f.report, "CRS_INFERRED", NULL), n == 5);
        assert_int_equal(count_rule(f.report, "COORDINATES", &issue), n == 5 ? 0 : 1);
        if (issue)
            assert_non_null(strstr(issue->cure, "--crs EPSG:4546"));
        assert_int_equal(count_rule(f.report, "OUTSIDE_COUNTY", NULL), 0);
        found_free(&f);
    }
    situ_transform_free(to);
    situ_bundle_free(known);
}

// Xi'an 1980 and Beijing 1954 are not CGCS2000: said above the table or row by row, they are told and the
// place is no exact one. --crs EPSG:n converts them.
static void frame__old_frames_are_told(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"坐标系:西安80 3度带", "EPSG:4610"}, {"注:坐标采用1954年北京坐标系", "EPSG:4214"},
                                           {"坐标系:1980西安坐标系", "EPSG:4610"}, {"坐标系统:北京54", "EPSG:4214"}};
    situ_ledger_options options = {.as_table = "risk_point"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[400];
        const situ_issue *issue = NULL;
        snprintf(text, sizeof text, "%s,,,\n风险点名称,乡镇,X坐标,Y坐标\n甲,青山镇,3419195.477,36670051.143\n乙,青山镇,108.55,30.85\n", words[i][0]);
        found f = read_ledger(help_write("old.csv", text), &options);
        const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
        assert_int_equal(count_rule(f.report, "CRS_OLD", &issue), 1);
        assert_int_equal(issue->severity, SITU_WARN);
        for (size_t r = 0; r < 2; r++) {
            assert_at(t, r, "loc_quality", "interp");
            assert_at(t, r, "crs_in", words[i][1]);
        }
        found_free(&f);
    }
    found f = read_ledger(help_write("old2.csv", "风险点名称,乡镇,经度,纬度,坐标系\n甲,青山镇,108.55,30.85,西安80\n乙,青山镇,108.55,30.86,CGCS2000\n"), &options);
    assert_int_equal(count_rule(f.report, "CRS_OLD", NULL), 1);
    assert_at(situ_bundle_table(f.result->bundle, "risk_point"), 0, "loc_quality", "interp");
    assert_at(situ_bundle_table(f.result->bundle, "risk_point"), 1, "loc_quality", "exact");
    found_free(&f);
    // What they were converted to is another matter.
    f = read_ledger(help_write("old3.csv", "注:坐标由西安80转换为CGCS2000,,,\n风险点名称,乡镇,经度,纬度\n甲,青山镇,108.55,30.85\n"), &options);
    assert_int_equal(count_rule(f.report, "CRS_OLD", NULL), 0);
    found_free(&f);
    options.crs = SITU_CRS_EPSG;
    options.epsg = 2360;
    f = read_ledger(help_write("old4.csv", "坐标系:西安80,,,\n风险点名称,乡镇,X坐标,Y坐标\n甲,青山镇,3419195.477,36670051.143\n"), &options);
    assert_int_equal(count_rule(f.report, "CRS_OLD", NULL), 0);
    assert_at(situ_bundle_table(f.result->bundle, "risk_point"), 0, "crs_in", "EPSG:2360");
    assert_true(metres_off(situ_bundle_table(f.result->bundle, "risk_point"), 0, (situ_lonlat){109.77823, 30.88154}) < 250);
    found_free(&f);
}

// A point of a ledger far outside the county is rejected whatever file it came in; a road is not.
static void frame__vector_points_outside_are_rejected(void **state)
{
    (void)state;
    situ_bundle *known = read_regions(true);
    situ_ledger_options options = {.regions = situ_bundle_table(known, "region"), .as_table = "risk_point"};
    const char *path = help_write("outside.geojson",
                                  "{\"type\":\"FeatureCollection\",\"features\":["
                                  "{\"type\":\"Feature\",\"properties\":{\"名称\":\"内\",\"乡镇\":\"青山镇\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[108.55,30.85]}},"
                                  "{\"type\":\"Feature\",\"properties\":{\"名称\":\"外\",\"乡镇\":\"青山镇\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.55,30.85]}},"
                                  "{\"type\":\"Feature\",\"properties\":{\"名称\":\"面\",\"乡镇\":\"青山镇\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                                  "[[[30.84,108.54],[30.86,108.54],[30.86,108.56],[30.84,108.54]]]}}]}");
    found f = read_ledger(path, &options);
    const situ_table *t = situ_bundle_table(f.result->bundle, "risk_point");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(count_rule(f.report, "OUTSIDE_COUNTY", NULL), 1);
    assert_int_equal(count_rule(f.report, "SWAPPED_LONLAT", NULL), 1);
    assert_int_equal(count_rule(f.report, "AREA_TO_POINT", NULL), 1);
    assert_true(metres_off(t, 1, (situ_lonlat){108.55, 30.85}) < 2000);
    found_free(&f);
    options.as_table = "place"; // of the map itself: the county's surroundings belong to it
    f = read_ledger(path, &options);
    assert_int_equal(situ_bundle_table(f.result->bundle, "place")->row_count, 3);
    assert_int_equal(count_rule(f.report, "OUTSIDE_COUNTY", NULL), 0);
    found_free(&f);
    situ_bundle_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame__each_shifted_frame_is_found),
        cmocka_unit_test(frame__plane_zones_are_found),
        cmocka_unit_test(frame__few_rows_stay_open),
        cmocka_unit_test(frame__rows_inside_under_every_frame_stay_open),
        cmocka_unit_test(frame__mixed_files_are_told),
        cmocka_unit_test(frame__declarations_are_tested_and_kept),
        cmocka_unit_test(frame__a_column_rules_row_by_row),
        cmocka_unit_test(frame__shapefiles_too),
        cmocka_unit_test(frame__own_exports_are_not_shifted_again),
        cmocka_unit_test(frame__stored_rows_are_weighed_when_outlines_come),
        cmocka_unit_test(frame__shifted_outlines_are_suspected),
        cmocka_unit_test(frame__no_outlines_no_alarm),
        cmocka_unit_test(frame__few_plane_rows_find_their_zone),
        cmocka_unit_test(frame__old_frames_are_told),
        cmocka_unit_test(frame__vector_points_outside_are_rejected),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

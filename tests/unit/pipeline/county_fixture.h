// SPDX-License-Identifier: MIT
#ifndef SITU_TEST_COUNTY_FIXTURE_H
#define SITU_TEST_COUNTY_FIXTURE_H

// A county of three townships in strips of a tenth of a degree, six villages (two of one name), a neighbour,
// and a few ledgers, written as files and imported or built.

#include "pipeline/pipeline.h"
#include "support/check.h"
#include "support/folder.h"

static situ_error check_error;

static inline situ_session *session_new(void)
{
    static char folder[1024];
    situ_session *session = NULL;
    snprintf(folder, sizeof folder, "%s/styles", SITU_SOURCE_DIR);
    CHECK_OK(situ_session_new(&session, &(situ_session_options){.styles = folder, .threads = 2}, &check_error), check_error);
    return session;
}

static inline void write_text(void *const *state, const char *name, const char *text)
{
    const char *path = in_folder(state, name);
    CHECK_OK(situ_write_file(path, text, strlen(text), &check_error), check_error);
}

static inline void add_region(situ_str *s, const char *name, const char *level, const char *parent, const char *code, double x0, double y0, double x1, double y1)
{
    situ_str_addf(s, "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\",\"level\":\"%s\",\"parent\":\"%s\",\"code\":\"%s\",\"pop\":1000},"
                     "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}",
                  strchr(s->data, '}') ? ",\n" : "", name, level, parent, code, x0, y0, x1, y0, x1, y1, x0, y1, x0, y0);
}

static inline void write_regions(void *const *state, const char *county)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "{\"type\":\"FeatureCollection\",\"name\":\"region\",\"features\":[\n");
    add_region(&s, county, "县", "", "509999", 108, 30, 108.3, 30.3);
    add_region(&s, "甲镇", "乡镇", county, "509999101", 108, 30, 108.1, 30.3);
    add_region(&s, "乙镇", "乡镇", county, "509999102", 108.1, 30, 108.2, 30.3);
    add_region(&s, "丙乡", "乡镇", county, "509999201", 108.2, 30, 108.3, 30.3);
    add_region(&s, "新桥村", "村", "甲镇", "509999101201", 108, 30, 108.1, 30.15);
    add_region(&s, "石盘村", "村", "甲镇", "509999101202", 108, 30.15, 108.1, 30.3);
    add_region(&s, "新桥村", "村", "乙镇", "509999102201", 108.1, 30, 108.2, 30.15);
    add_region(&s, "红岩村", "村", "乙镇", "509999102202", 108.1, 30.15, 108.2, 30.3);
    add_region(&s, "丙乡", "村", "丙乡", "509999201201", 108.2, 30, 108.3, 30.15); // named as its township
    add_region(&s, "云台村", "村", "丙乡", "509999201202", 108.2, 30.15, 108.3, 30.3);
    add_region(&s, "东邻县", "邻县", "", "509998", 108.3, 30, 108.4, 30.3);
    situ_str_add(&s, "\n]}\n");
    assert_true(situ_str_ok(&s));
    write_text(state, "regions.geojson", s.data);
    situ_str_free(&s);
}

static const char risk_csv[] = "风险点名称,所属乡镇,所属村,行业领域,经度,纬度,可能性(L),暴露频率(E),后果(C)\n"
                               "甲新桥液氨库,甲镇,新桥村,危险化学品,108.05,30.05,3,10,15\n"
                               "甲石盘滑坡,甲镇,石盘村,地质灾害,108.05,30.25,3,6,15\n"
                               "乙新桥矿,乙镇,新桥村,矿山,108.15,30.05,1,6,15\n"
                               "丙乡弯道,丙乡,云台村,道路交通,108.25,30.25,1,3,7\n"
                               "甲镇某处,甲镇,,消防,,,3,6,7\n";
static const char depot_csv[] = "储备库名称,等级,所属乡镇,所属县,经度,纬度,保管人,联系电话\n"
                                "县应急物资库,县,甲镇,%s,108.06,30.1,演示甲,023-00000030\n"
                                "乙镇物资点,乡,乙镇,,108.16,30.1,演示乙,023-00000031\n"
                                "邻县物资库,县,,东邻县,108.31,30.1,演示丙,023-00000032\n";

static inline void write_county(void *const *state, const char *county)
{
    char text[2048];
    write_regions(state, county);
    write_text(state, "risk.csv", risk_csv);
    snprintf(text, sizeof text, depot_csv, county);
    write_text(state, "depot.csv", text);
}

static inline void write_project(void *const *state, const char *county, const char *rest)
{
    char text[8192];
    snprintf(text, sizeof text, "county: \"%s\"\ncode: \"509999\"\nas_of: 2026-06-30\nunit: 演示\n%s", county, rest);
    write_text(state, "project.yaml", text);
}

static const char import_all_yaml[] = "import:\n  - {file: regions.geojson, as: region}\n  - {file: risk.csv}\n  - {file: depot.csv}\n";

// Builds the county's store alone: OUT/county.situ.
static inline void build_county(situ_session *session, void *const *state, const char *county)
{
    situ_build_result result;
    write_county(state, county);
    write_project(state, county, import_all_yaml);
    CHECK_OK(situ_build(session, in_folder(state, "project.yaml"), in_folder(state, "out"), "t", "2026-01-01T00:00:00Z", &result, &check_error), check_error);
    situ_build_result_free(&result);
}

static inline situ_store *open_county(void *const *state, const char *edition)
{
    situ_store *store = NULL;
    CHECK_OK(situ_store_open(&store, in_folder(state, "out/county.situ"), edition, &check_error), check_error);
    return store;
}

static inline bool has_row(const situ_table *t, const char *column, const char *value)
{
    for (size_t i = 0; t && i < t->row_count; i++)
        if (situ_streq(situ_table_text(t, i, situ_table_find(t, column)), value))
            return true;
    return false;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

#endif

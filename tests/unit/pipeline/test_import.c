// SPDX-License-Identifier: MIT
// Several files into one store: their order, full reports, submissions, dry runs.
#include "unit/pipeline/county_fixture.h"

#include "base/alloc.h"
#include "base/str.h"

static situ_import_result result;

// files: names in the folder, comma between.
static situ_status import_as(situ_session *session, void *const *state, const char *store, const char *files, situ_import_options more)
{
    char names[8][200];
    const char *paths[8];
    size_t n = 0;
    for (const char *p = files; *p && n < 8; n++) {
        size_t length = strcspn(p, ",");
        char one[100];
        snprintf(one, sizeof one, "%.*s", (int)length, p);
        snprintf(names[n], sizeof names[n], "%s", in_folder(state, one));
        paths[n] = names[n];
        p += length + (p[length] == ',');
    }
    char path[200];
    snprintf(path, sizeof path, "%s", in_folder(state, store));
    more.store = path;
    more.files = paths;
    more.file_count = n;
    more.crs = "cgcs2000";
    more.operator_name = "t";
    more.wall_time = "2026-01-01T00:00:00Z";
    result = (situ_import_result){0};
    return situ_import(session, &more, &result, &check_error);
}

static situ_table *table_of(void *const *state, const char *store, const char *table)
{
    situ_store *s = NULL;
    situ_table *t = NULL;
    CHECK_OK(situ_store_open(&s, in_folder(state, store), "internal", &check_error), check_error);
    if (situ_store_has(s, table))
        CHECK_OK(situ_store_read_table(&t, s, table, NULL, &check_error), check_error);
    situ_store_close(s);
    return t;
}

static char *dump_of(void *const *state, const char *store)
{
    situ_store *s = NULL;
    situ_str text;
    situ_str_init(&text);
    CHECK_OK(situ_store_open(&s, in_folder(state, store), "internal", &check_error), check_error);
    CHECK_OK(situ_store_dump(s, &text, &check_error), check_error);
    situ_store_close(s);
    return situ_str_take(&text);
}

static const char *cell(const situ_table *t, const char *name, const char *column)
{
    for (size_t r = 0; t && r < t->row_count; r++)
        if (situ_streq(situ_table_text(t, r, situ_table_find(t, "name")), name))
            return situ_table_text(t, r, situ_table_find(t, column));
    fail_msg("no row %s", name);
    return NULL;
}

static long long number(const situ_table *t, const char *name, const char *column)
{
    for (size_t r = 0; t && r < t->row_count; r++)
        if (situ_streq(situ_table_text(t, r, situ_table_find(t, "name")), name))
            return (long long)situ_table_int(t, r, situ_table_find(t, column));
    fail_msg("no row %s", name);
    return 0;
}

static size_t rows_in(const situ_table *t)
{
    return t ? t->row_count : 0;
}

// The text of one submission: status/mode; "-" when there is none.
static const char *submission(void *const *state, const char *store, const char *unit, char out[64])
{
    situ_table *t = table_of(state, store, "submission");
    snprintf(out, 64, "-");
    for (size_t r = 0; r < rows_in(t); r++)
        if (situ_streq(situ_table_text(t, r, situ_table_find(t, "town")), unit)) {
            const char *mode = situ_table_text(t, r, situ_table_find(t, "mode"));
            assert_string_equal(out, "-"); // one row a unit, ledger and period
            snprintf(out, 64, "%s/%s", situ_table_text(t, r, situ_table_find(t, "status")), mode ? mode : "");
        }
    situ_table_free(t);
    return out;
}

// --- order ---

static void import__regions_are_read_first(void **state)
{
    static const char *const orders[] = {"regions.geojson,risk.csv", "risk.csv,regions.geojson"};
    situ_session *session = session_new();
    char hashes[2][2][65], revisions[2][65];
    write_county(state, "岚川县");
    for (int i = 0; i < 2; i++) {
        const char *store = i ? "b.situ" : "a.situ";
        situ_store *s = NULL;
        CHECK_OK(import_as(session, state, store, orders[i], (situ_import_options){0}), check_error);
        assert_int_equal(result.added, 11 + 5);
        assert_int_equal(result.rows.read, result.rows.used + result.rows.repaired + result.rows.rejected + result.rows.skipped);
        situ_table *t = table_of(state, store, "risk_point");
        assert_string_equal(cell(t, "甲镇某处", "loc_quality"), "town");
        assert_string_equal(cell(t, "甲新桥液氨库", "region_code"), "509999101201");
        situ_table_free(t);
        CHECK_OK(situ_store_open(&s, in_folder(state, store), "internal", &check_error), check_error);
        CHECK_OK(situ_store_content_hash(hashes[i][0], s, "region", &check_error), check_error);
        CHECK_OK(situ_store_content_hash(hashes[i][1], s, "risk_point", &check_error), check_error);
        situ_store_close(s);
        snprintf(revisions[i], sizeof revisions[i], "%s", result.revision);
    }
    assert_string_equal(hashes[0][0], hashes[1][0]);
    assert_string_equal(hashes[0][1], hashes[1][1]);
    assert_string_equal(revisions[0], revisions[1]);
    situ_session_free(session);
}

static void import__regions_that_come_later_place_what_is_stored(void **state)
{
    situ_session *session = session_new();
    write_county(state, "岚川县");
    CHECK_OK(import_as(session, state, "c.situ", "risk.csv", (situ_import_options){0}), check_error);
    situ_table *t = table_of(state, "c.situ", "risk_point");
    assert_string_equal(cell(t, "甲镇某处", "loc_quality"), "none");
    situ_table_free(t);
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson", (situ_import_options){0}), check_error);
    t = table_of(state, "c.situ", "risk_point");
    assert_string_equal(cell(t, "甲镇某处", "loc_quality"), "town");
    assert_string_equal(cell(t, "甲新桥液氨库", "region_code"), "509999101201");
    assert_int_equal(t->row_count, 5);
    situ_table_free(t);
    situ_session_free(session);
}

#define HEAD "编号,风险点名称,乡镇,行业领域,风险等级,联系电话,威胁人数,经度,纬度\n"

// Town, department and a later correction, in all orders: as many objects, and the same in all they agree on.
static void import__the_order_of_files_makes_no_objects(void **state)
{
    static const char *const orders[] = {"镇.csv|局.csv|补.csv", "镇.csv|补.csv|局.csv", "局.csv|镇.csv|补.csv",
                                         "局.csv|补.csv|镇.csv", "补.csv|镇.csv|局.csv", "补.csv|局.csv|镇.csv"};
    situ_session *session = session_new();
    write_regions(state, "岚川县");
    write_text(state, "镇.csv", HEAD "J-1,甲厂,甲镇,危化,较大,13800000001,12,108.05,30.05\nJ-2,乙店,甲镇,,低,,,108.06,30.06\n,丁坡,甲镇,地质灾害,一般,,3,,\n");
    write_text(state, "局.csv", HEAD ",甲厂,甲镇,危化,重大,13900000001,30,108.0501,30.0501\n,戊库,甲镇,危化,一般,,,108.07,30.07\n,丁坡,甲镇,地质灾害,一般,,3,108.08,30.08\n");
    write_text(state, "补.csv", HEAD "J-2,乙店,甲镇,消防,低,,8,108.06,30.06\n");
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        char store[16], text[64];
        snprintf(store, sizeof store, "%zu.situ", i);
        CHECK_OK(import_as(session, state, store, "regions.geojson", (situ_import_options){0}), check_error);
        snprintf(text, sizeof text, "%s", orders[i]);
        for (char *p = strtok(text, "|"); p; p = strtok(NULL, "|")) {
            bool town = strcmp(p, "局.csv") != 0;
            CHECK_OK(import_as(session, state, store, p, (situ_import_options){.from = town ? "甲镇" : "县应急局"}), check_error);
        }
        situ_table *t = table_of(state, store, "risk_point");
        assert_int_equal(rows_in(t), 4);
        assert_int_equal(number(t, "甲厂", "level_given"), 1);   // worst
        assert_int_equal(number(t, "甲厂", "threat_pop"), 30);   // worst
        assert_string_equal(cell(t, "甲厂", "phone"), "13800000001"); // the town's
        assert_string_equal(cell(t, "乙店", "industry"), "消防");
        assert_int_equal(number(t, "乙店", "threat_pop"), 8);
        assert_string_equal(cell(t, "丁坡", "loc_quality"), "exact");
        assert_non_null(cell(t, "甲厂", "sources"));
        assert_non_null(cell(t, "丁坡", "sources"));
        assert_null(cell(t, "戊库", "sources"));
        situ_table_free(t);
    }
    situ_session_free(session);
}

static void import__the_same_file_twice_changes_no_row(void **state)
{
    situ_session *session = session_new();
    char before[65], after[65];
    situ_store *s = NULL;
    write_county(state, "岚川县");
    for (int i = 0; i < 2; i++) {
        CHECK_OK(import_as(session, state, "c.situ", "risk.csv,depot.csv", (situ_import_options){0}), check_error);
        CHECK_OK(situ_store_open(&s, in_folder(state, "c.situ"), "internal", &check_error), check_error);
        CHECK_OK(situ_store_content_hash(i ? after : before, s, "risk_point", &check_error), check_error);
        situ_store_close(s);
    }
    assert_string_equal(before, after);
    assert_int_equal(result.added + result.changed + result.merged + result.missing, 0);
    assert_int_equal(result.unchanged, 8);
    situ_session_free(session);
}

// --- dry runs ---

static void import__a_dry_run_is_held_against_the_store(void **state)
{
    situ_session *session = session_new();
    write_county(state, "岚川县");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson,risk.csv", (situ_import_options){0}), check_error);
    char *before = dump_of(state, "c.situ");
    write_text(state, "risk.csv", "风险点名称,所属乡镇,所属村,行业领域,经度,纬度,可能性(L),暴露频率(E),后果(C)\n"
                                  "甲新桥液氨库,甲镇,新桥村,危险化学品,108.05,30.05,6,10,15\n甲石盘滑坡,甲镇,石盘村,地质灾害,108.05,30.25,3,6,15\n新厂,甲镇,,工贸,108.02,30.02,1,6,7\n");
    CHECK_OK(import_as(session, state, "c.situ", "risk.csv", (situ_import_options){.dry_run = true}), check_error);
    assert_int_equal(result.added, 1);
    assert_int_equal(result.changed, 1);
    assert_int_equal(result.unchanged, 1);
    assert_string_equal(result.revision, "");
    char *after = dump_of(state, "c.situ");
    assert_string_equal(before, after);
    situ_free(before);
    situ_free(after);
    CHECK_OK(import_as(session, state, "none.situ", "risk.csv", (situ_import_options){.dry_run = true}), check_error);
    assert_int_equal(result.added, 3);
    assert_false(situ_path_exists(in_folder(state, "none.situ")));
    situ_session_free(session);
}

// --- full, patch, nothing to report ---

static void import__the_files_of_one_full_report_belong_together(void **state)
{
    situ_session *session = session_new();
    write_regions(state, "岚川县");
    write_text(state, "a.csv", HEAD "J-1,甲厂,甲镇,危化,较大,,12,108.05,30.05\n");
    write_text(state, "b.csv", HEAD "J-2,乙店,甲镇,消防,低,,,108.06,30.06\n");
    write_text(state, "c.csv", HEAD "Y-1,乙镇矿,乙镇,矿山,低,,,108.15,30.06\n");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson,c.csv", (situ_import_options){0}), check_error);
    for (int i = 0; i < 2; i++) {
        CHECK_OK(import_as(session, state, "c.situ", i ? "b.csv,a.csv" : "a.csv,b.csv", (situ_import_options){.from = "甲镇", .mode = "full"}), check_error);
        assert_int_equal(result.missing, 0);
        assert_int_equal(result.added, i ? 0 : 2);
    }
    CHECK_OK(import_as(session, state, "c.situ", "b.csv", (situ_import_options){.from = "甲镇人民政府", .mode = "full"}), check_error);
    assert_int_equal(result.missing, 1);
    situ_table *t = table_of(state, "c.situ", "risk_point");
    assert_string_equal(cell(t, "甲厂", "report_state"), "本次未报");
    assert_null(cell(t, "乙店", "report_state"));
    assert_null(cell(t, "乙镇矿", "report_state"));
    situ_table_free(t);
    // A dry run tells the same and does nothing.
    CHECK_OK(import_as(session, state, "c.situ", "a.csv", (situ_import_options){.from = "甲镇", .mode = "full", .dry_run = true}), check_error);
    assert_int_equal(result.missing, 1);
    t = table_of(state, "c.situ", "risk_point");
    assert_null(cell(t, "乙店", "report_state"));
    situ_table_free(t);
    situ_session_free(session);
}

static void import__submissions_tell_nothing_from_not_reported(void **state)
{
    situ_session *session = session_new();
    char text[64];
    write_regions(state, "岚川县");
    write_text(state, "a.csv", HEAD "J-1,甲厂,甲镇,危化,较大,,12,108.05,30.05\n");
    write_text(state, "p.csv", HEAD "J-1,甲厂,甲镇,,重大,,,,\n");
    write_text(state, "none.csv", HEAD);
    write_text(state, "words.csv", HEAD ",零报告,,,,,,,\n");
    write_text(state, "broken.csv", HEAD ",,丙乡,危化,,,,,\n");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson", (situ_import_options){0}), check_error);
    assert_string_equal(submission(state, "c.situ", "甲镇", text), "-");
    CHECK_OK(import_as(session, state, "c.situ", "a.csv", (situ_import_options){.from = "甲镇", .mode = "full"}), check_error);
    assert_string_equal(submission(state, "c.situ", "甲镇", text), "已报/全量");
    CHECK_OK(import_as(session, state, "c.situ", "p.csv", (situ_import_options){.from = "甲镇", .mode = "patch"}), check_error);
    assert_string_equal(submission(state, "c.situ", "甲镇", text), "已报/全量"); // a corrected full report is one
    CHECK_OK(import_as(session, state, "c.situ", "none.csv", (situ_import_options){.from = "乙镇", .mode = "full"}), check_error);
    assert_string_equal(submission(state, "c.situ", "乙镇", text), "零报告/全量");
    CHECK_OK(import_as(session, state, "c.situ", "words.csv", (situ_import_options){.from = "乙镇", .mode = "full"}), check_error);
    assert_string_equal(submission(state, "c.situ", "乙镇", text), "零报告/全量");
    // A file whose rows cannot be used is no declaration that there is nothing.
    CHECK_OK(import_as(session, state, "c.situ", "broken.csv", (situ_import_options){.from = "丙乡", .mode = "full"}), check_error);
    assert_string_equal(submission(state, "c.situ", "丙乡", text), "-");
    // Without --mode full an empty file is what it was: an error.
    CHECK_FAILS(SITU_E_FORMAT, import_as(session, state, "c.situ", "none.csv", (situ_import_options){.from = "丙乡"}), check_error);
    situ_table *t = table_of(state, "c.situ", "risk_point");
    assert_int_equal(rows_in(t), 1);
    assert_int_equal(number(t, "甲厂", "level_given"), 1);
    situ_table_free(t);
    // The zone analysis sees it: 零报告 for one township, 未报 for the other.
    situ_analyze_result analysed;
    CHECK_OK(situ_analyze(session, &(situ_analyze_options){.store = in_folder(state, "c.situ"), .op = "zone", .out = in_folder(state, "z.csv"), .operator_name = "t", .wall_time = "2026-01-01T00:00:00Z"},
                          &analysed, &check_error), check_error);
    situ_session_free(session);
}

static void import__modes_need_a_unit(void **state)
{
    situ_session *session = session_new();
    write_text(state, "a.csv", HEAD "J-1,甲厂,甲镇,危化,较大,,12,108.05,30.05\n");
    CHECK_FAILS(SITU_E_USAGE, import_as(session, state, "c.situ", "a.csv", (situ_import_options){.mode = "full"}), check_error);
    CHECK_FAILS(SITU_E_USAGE, import_as(session, state, "c.situ", "a.csv", (situ_import_options){.mode = "patch"}), check_error);
    CHECK_FAILS(SITU_E_USAGE, import_as(session, state, "c.situ", "a.csv", (situ_import_options){.from = "甲镇", .mode = "all"}), check_error);
    CHECK_FAILS(SITU_E_USAGE, import_as(session, state, "c.situ", "a.csv", (situ_import_options){.from = ""}), check_error);
    CHECK_FAILS(SITU_E_USAGE, import_as(session, state, "c.situ", "a.csv", (situ_import_options){.report = "r.doc"}), check_error);
    assert_false(situ_path_exists(in_folder(state, "c.situ")));
    situ_session_free(session);
}

static void import__a_project_names_who_reports(void **state)
{
    situ_session *session = session_new();
    situ_build_result built;
    char text[64];
    write_county(state, "岚川县");
    write_text(state, "none.csv", HEAD);
    write_project(state, "岚川县", "import:\n  - {file: risk.csv, from: 甲镇, mode: full}\n  - {file: regions.geojson, as: region}\n"
                                   "  - {file: none.csv, from: 乙镇, mode: full}\n");
    CHECK_OK(situ_build(session, in_folder(state, "project.yaml"), in_folder(state, "out"), "t", "2026-01-01T00:00:00Z", &built, &check_error), check_error);
    situ_build_result_free(&built);
    assert_string_equal(submission(state, "out/county.situ", "甲镇", text), "已报/全量");
    assert_string_equal(submission(state, "out/county.situ", "乙镇", text), "零报告/全量");
    situ_table *t = table_of(state, "out/county.situ", "submission");
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "period")), "2026-06");
    assert_string_equal(situ_table_text(t, 0, situ_table_find(t, "reported")), "2026-06-30");
    situ_table_free(t);
    write_project(state, "岚川县", "import:\n  - {file: risk.csv, mode: full}\n");
    CHECK_FAILS(SITU_E_USAGE, situ_build(session, in_folder(state, "project.yaml"), in_folder(state, "out2"), "t", "2026-01-01T00:00:00Z", &built, &check_error), check_error);
    write_project(state, "岚川县", "import:\n  - {file: risk.csv, form: 甲镇}\n");
    CHECK_FAILS(SITU_E_SCHEMA, situ_build(session, in_folder(state, "project.yaml"), in_folder(state, "out2"), "t", "2026-01-01T00:00:00Z", &built, &check_error), check_error);
    situ_session_free(session);
}

// --- precedence ---

static void import__precedence_is_data(void **state)
{
    (void)state;
    situ_session *session = session_new();
    situ_arena *arena = situ_arena_new();
    const situ_precedence *rules = NULL;
    CHECK_OK(situ_import_precedence(&rules, session->rules, arena, &check_error), check_error);
    assert_non_null(rules);
    size_t n = 0;
    for (; rules[n].table || rules[n].field || rules[n].source; n++)
        assert_true(rules[n].source && rules[n].source[0]);
    assert_true(n > 20);
    CHECK_OK(situ_import_precedence(&rules, NULL, arena, &check_error), check_error);
    assert_null(rules);
    situ_arena_free(arena);
    situ_session_free(session);
}

static void import__an_unknown_field_in_the_rules_is_an_error(void **state)
{
    static const char *const bad[] = {"rules:\n  - {field: nonsense, believe: town, source: x}\n", "rules:\n  - {table: nonsense, believe: town, source: x}\n",
                                      "rules:\n  - {field: phone, believe: me, source: x}\n", "rules:\n  - {field: phone, believe: town}\n", "rules: 3\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        situ_resources resources;
        situ_rules *read = NULL;
        situ_arena *arena = situ_arena_new();
        const situ_precedence *rules = NULL;
        char dir[200];
        snprintf(dir, sizeof dir, "%s", in_folder(state, "styles"));
        write_text(state, "styles/rules/precedence.yaml", bad[i]);
        CHECK_OK(situ_resources_init(&resources, dir, NULL, "/nowhere/situ", &check_error), check_error);
        CHECK_OK(situ_rules_load(&read, &resources, &check_error), check_error);
        situ_status got = situ_import_precedence(&rules, read, arena, &check_error);
        assert_int_equal(got, SITU_E_SCHEMA);
        assert_true(check_error.row >= 1);
        situ_rules_free(read);
        situ_resources_free(&resources);
        situ_arena_free(arena);
    }
}

// --- who reports ---

// The findings of an import as text.
static char *findings(situ_session *session, void *const *state, const char *files, situ_import_options options)
{
    char *text = NULL, path[200];
    size_t bytes;
    snprintf(path, sizeof path, "%s", in_folder(state, "found.csv"));
    options.report = path;
    CHECK_OK(import_as(session, state, "c.situ", files, options), check_error);
    CHECK_OK(situ_read_file(&text, &bytes, path, 1 << 20, &check_error), check_error);
    return text;
}

static void import__the_unit_is_held_against_the_regions(void **state)
{
    situ_session *session = session_new();
    write_regions(state, "岚川县");
    write_text(state, "a.csv", HEAD "J-1,甲厂,甲镇,危化,较大,,12,108.05,30.05\nJ-2,乙店,甲镇,消防,低,,,108.06,30.06\n");
    char *text = findings(session, state, "regions.geojson,a.csv", (situ_import_options){.from = "甲镇", .mode = "full"});
    assert_null(strstr(text, "FROM_"));
    situ_free(text);
    text = findings(session, state, "a.csv", (situ_import_options){.from = "丁镇", .mode = "full"});
    assert_non_null(strstr(text, "FROM_UNKNOWN"));
    assert_non_null(strstr(text, "甲镇"));
    assert_true(result.problems > 0);
    situ_free(text);
    text = findings(session, state, "a.csv", (situ_import_options){.from = "乙镇"});
    assert_non_null(strstr(text, "FROM_OTHER_TOWN"));
    assert_non_null(strstr(text, "2(甲镇)、3(甲镇)"));
    assert_null(strstr(text, "FROM_UNKNOWN"));
    situ_free(text);
    const char *const free_names[] = {"县应急局", "岚川县消防救援大队", "县供电公司", "物流园管理委员会", "岚川县"};
    for (size_t i = 0; i < sizeof free_names / sizeof *free_names; i++) {
        text = findings(session, state, "a.csv", (situ_import_options){.from = free_names[i], .dry_run = true});
        assert_null(strstr(text, "FROM_"));
        situ_free(text);
    }
    situ_session_free(session);
}

static void import__a_table_may_be_called_by_its_label(void **state)
{
    situ_session *session = session_new();
    size_t rows;
    write_county(state, "岚川县");
    write_text(state, "map.yaml", "table: 风险点\ncolumns:\n  name: 名\n");
    write_text(state, "m.csv", "名\n甲厂\n");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson", (situ_import_options){.as = "行政区划"}), check_error);
    CHECK_OK(import_as(session, state, "c.situ", "risk.csv", (situ_import_options){.as = "风险点"}), check_error);
    assert_int_equal(result.added, 5);
    CHECK_OK(situ_export_table(session, in_folder(state, "c.situ"), "风险点", in_folder(state, "out.csv"), "internal", &rows, &check_error), check_error);
    assert_int_equal(rows, 5);
    CHECK_OK(import_as(session, state, "c.situ", "m.csv", (situ_import_options){.mapping = in_folder(state, "map.yaml")}), check_error);
    assert_int_equal(result.added, 1);
    CHECK_FAILS(SITU_E_USAGE, import_as(session, state, "c.situ", "risk.csv", (situ_import_options){.as = "风险店"}), check_error);
    situ_session_free(session);
}

static void import__exports_stand_in_the_countys_order(void **state)
{
    situ_session *session = session_new();
    char *text = NULL;
    size_t bytes, rows;
    write_regions(state, "岚川县");
    write_text(state, "a.csv", HEAD ",丙一,丙乡,危化,较大,,,108.25,30.05\n,乙二,乙镇,消防,低,,,108.16,30.06\n,乙一,乙镇,消防,低,,,108.15,30.07\n,甲一,甲镇,工贸,低,,,108.05,30.07\n,无镇,,工贸,低,,,,\n");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson,a.csv", (situ_import_options){0}), check_error);
    CHECK_OK(situ_export_table(session, in_folder(state, "c.situ"), "risk_point", in_folder(state, "o.csv"), "internal", &rows, &check_error), check_error);
    CHECK_OK(situ_read_file(&text, &bytes, in_folder(state, "o.csv"), 1 << 20, &check_error), check_error);
    const char *const order[] = {",甲一,", ",乙二,", ",乙一,", ",丙一,", ",无镇,"};
    const char *at = text;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        at = strstr(at, order[i]);
        assert_non_null(at);
    }
    situ_free(text);
    situ_session_free(session);
}

static void import__a_word_clears_a_stored_value(void **state)
{
    situ_session *session = session_new();
    write_regions(state, "岚川县");
    write_text(state, "a.csv", HEAD "J-1,甲厂,甲镇,危化,较大,13800000001,12,108.05,30.05\n,乙店,甲镇,消防,低,13800000002,,108.06,30.06\n");
    write_text(state, "p.csv", HEAD ",甲厂,甲镇,,删除,删除,清空,,\n");
    write_text(state, "n.csv", HEAD ",乙店,甲镇,,,删除,,,\n,新店,甲镇,消防,低,删除,,108.07,30.07\n");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson,a.csv", (situ_import_options){.from = "甲镇"}), check_error);
    char *text = findings(session, state, "n.csv", (situ_import_options){.from = "甲镇"});
    assert_non_null(strstr(text, "CLEAR_REFUSED")); // neither a number nor a patch
    assert_null(strstr(text, "CLEARED"));
    situ_free(text);
    text = findings(session, state, "p.csv", (situ_import_options){.from = "甲镇", .mode = "patch"});
    const char *cleared = strstr(text, "CLEARED");
    assert_non_null(cleared);
    assert_non_null(strstr(cleared, "13800000001"));
    assert_non_null(strstr(text, "CLEAR_REFUSED")); // the level
    situ_free(text);
    situ_table *t = table_of(state, "c.situ", "risk_point");
    assert_int_equal(rows_in(t), 3);
    assert_null(cell(t, "甲厂", "phone"));
    assert_null(cell(t, "新店", "phone"));
    assert_string_equal(cell(t, "乙店", "phone"), "13800000002");
    assert_int_equal(number(t, "甲厂", "level_given"), 2);
    assert_true(situ_table_is_null(t, 0, situ_table_find(t, "threat_pop")));
    situ_table_free(t);
    // With its number no patch is needed.
    write_text(state, "j.csv", HEAD "J-1,甲厂,甲镇,清空,,,,,\n");
    CHECK_OK(import_as(session, state, "c.situ", "j.csv", (situ_import_options){0}), check_error);
    t = table_of(state, "c.situ", "risk_point");
    assert_null(cell(t, "甲厂", "industry"));
    situ_table_free(t);
    situ_session_free(session);
}

static void import__a_rejected_row_of_a_full_report_is_not_missing(void **state)
{
    situ_session *session = session_new();
    write_regions(state, "岚川县");
    write_text(state, "a.csv", HEAD "J-1,甲厂,甲镇,危化,较大,,12,108.05,30.05\n,乙店,甲镇,消防,低,,,108.06,30.06\n,丙店,甲镇,消防,低,,,108.07,30.06\n");
    write_text(state, "b.csv", HEAD "J-1,,甲镇,危化,较大,,12,108.05,30.05\n,乙店,甲镇,消防,低,,,118.06,36.06\n");
    CHECK_OK(import_as(session, state, "c.situ", "regions.geojson,a.csv", (situ_import_options){.from = "甲镇", .mode = "full"}), check_error);
    CHECK_OK(import_as(session, state, "c.situ", "b.csv", (situ_import_options){.from = "甲镇", .mode = "full"}), check_error);
    assert_int_equal(result.rows.rejected, 2);
    assert_int_equal(result.missing, 1);
    situ_table *t = table_of(state, "c.situ", "risk_point");
    assert_null(cell(t, "甲厂", "report_state"));
    assert_null(cell(t, "乙店", "report_state"));
    assert_string_equal(cell(t, "丙店", "report_state"), "本次未报");
    situ_table_free(t);
    situ_session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(import__regions_are_read_first),
        IN_FOLDER(import__regions_that_come_later_place_what_is_stored),
        IN_FOLDER(import__the_order_of_files_makes_no_objects),
        IN_FOLDER(import__the_same_file_twice_changes_no_row),
        IN_FOLDER(import__a_dry_run_is_held_against_the_store),
        IN_FOLDER(import__the_files_of_one_full_report_belong_together),
        IN_FOLDER(import__submissions_tell_nothing_from_not_reported),
        IN_FOLDER(import__modes_need_a_unit),
        IN_FOLDER(import__a_project_names_who_reports),
        IN_FOLDER(import__precedence_is_data),
        IN_FOLDER(import__an_unknown_field_in_the_rules_is_an_error),
        IN_FOLDER(import__the_unit_is_held_against_the_regions),
        IN_FOLDER(import__a_table_may_be_called_by_its_label),
        IN_FOLDER(import__exports_stand_in_the_countys_order),
        IN_FOLDER(import__a_word_clears_a_stored_value),
        IN_FOLDER(import__a_rejected_row_of_a_full_report_is_not_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

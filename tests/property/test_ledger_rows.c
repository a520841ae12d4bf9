// SPDX-License-Identifier: MIT
// Any sheet at all: every row ends in exactly one fate, nothing is lost, nothing depends on the run.
#include "unit/ledger/import_help.h"

enum { ROUNDS = 300 };

static const char *const headers[] = {"风险点名称", "乡镇", "村", "行业领域", "风险等级", "受威胁人数", "经度", "纬度", "联系电话", "排查日期", "编号", "坐标",
                                      "备注", "L", "统一社会信用代码", "救灾帐篷", "面积(亩)", "", "风险等级", "管控措施"};
static const char *const cells[] = {"", "", "甲", "乙厂", "双江街道", "合计", "小计", "填表人：x", "重大", "红", "一级", "高", "中", "紫", "35", "3.5万条", "约500件",
                                    "若干", "-7", "1e300", "108.7", "30.9", "30.9,108.7", "108°42′11″", "36566634.5", "3423488.4", "0", "200", "13800138000",
                                    "1.38E+10", "2024.4.3", "45385", "2024-13-01", "FX-1", "FX-1", "FX-2", "１２", "/", "无", "\xE3\x80\x80", "4.2E+17",
                                    "\xF0\xA1\x90\x93", "㙟村", "a\tb", "(", "°′″", "E", "--", "99999999999999999999", "东经108度", "是", "风险点名称"};

static void put_cell(situ_str *csv, situ_rng *rng, const char *text)
{
    if (strpbrk(text, ",\"\n") || situ_rng_below(rng, 5) == 0) {
        situ_str_add(csv, "\"");
        for (const char *p = text; *p; p++)
            situ_str_addf(csv, *p == '"' ? "\"\"" : "%c", *p);
        situ_str_add(csv, "\"");
    } else {
        situ_str_add(csv, text);
    }
}

// A sheet of random columns and cells; returns the number of its lines.
static size_t make_sheet(situ_str *csv, situ_rng *rng)
{
    size_t columns = 3 + situ_rng_below(rng, 10), rows = 1 + situ_rng_below(rng, 40);
    situ_str_clear(csv);
    situ_str_add(csv, "风险点名称,风险等级,行业领域");
    for (size_t c = 3; c < columns; c++) {
        situ_str_add(csv, ",");
        put_cell(csv, rng, headers[situ_rng_below(rng, sizeof headers / sizeof *headers)]);
    }
    for (size_t r = 0; r < rows; r++) {
        situ_str_add(csv, "\n");
        size_t n = situ_rng_below(rng, 4) == 0 ? situ_rng_below(rng, 16) : columns;
        for (size_t c = 0; c < n; c++) {
            if (c > 0)
                situ_str_add(csv, ",");
            put_cell(csv, rng, c == 0 && situ_rng_below(rng, 2) ? "点" : cells[situ_rng_below(rng, sizeof cells / sizeof *cells)]);
        }
    }
    situ_str_add(csv, "\nlast,低,燃气"); // the sheet ends with a filled row, so that its length is known
    return rows + 2;
}

static void check_books(const imported *in, size_t lines)
{
    const situ_table *t = situ_bundle_table(in->bundle, "risk_point");
    assert_non_null(t);
    assert_int_equal(fate_count(in, 'r'), lines);
    assert_int_equal(t->row_count, fate_count(in, 'u') + fate_count(in, 'p'));
    size_t rejects = 0;
    for (size_t i = 0; i < situ_report_count(in->report); i++) {
        const situ_issue *issue = situ_report_get(in->report, i);
        assert_non_null(issue->message);
        assert_non_null(issue->rule);
        rejects += issue->severity == SITU_ERROR;
        if (issue->severity == SITU_WARN)
            assert_non_null(issue->cure); // whoever is warned is told what to do
    }
    assert_int_equal(rejects, fate_count(in, 'x'));
    situ_map *ids = situ_map_new();
    for (size_t r = 0; r < t->row_count; r++) {
        const char *id = text_at(t, r, "id");
        assert_non_null(id);
        if (situ_map_set(ids, id, r) != 0)
            fail_msg("id %s twice", id);
        assert_non_null(text_at(t, r, "name"));
        assert_non_null(text_at(t, r, "src_text"));
        const situ_geometry *g = situ_table_geometry(t, r);
        assert_true(situ_streq(text_at(t, r, "loc_quality"), g ? "exact" : "none"));
        if (g)
            assert_true(g->xy[0] >= 73 && g->xy[0] <= 135.1 && g->xy[1] >= 3 && g->xy[1] <= 54);
        long long level = int_at(t, r, "level_given");
        assert_true(null_at(t, r, "level_given") || (level >= 0 && level <= 4));
        assert_true(null_at(t, r, "threat_pop") || int_at(t, r, "threat_pop") >= 0);
    }
    situ_map_free(ids);
}

static void ledger_rows__every_row_has_one_fate(void **state)
{
    (void)state;
    const uint64_t seed = 20260701;
    print_message("seed %llu\n", (unsigned long long)seed);
    situ_str csv, first, second;
    situ_str_init(&csv);
    situ_str_init(&first);
    situ_str_init(&second);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, round);
        size_t lines = make_sheet(&csv, &rng);
        const char *path = help_write("p.csv", csv.data);
        situ_ledger_options options = {.as_table = "risk_point"};
        imported a = import_file(path, &options), b = import_file(path, &options);
        if (a.status != SITU_OK)
            fail_msg("round %llu: %s\n%s", (unsigned long long)round, a.err.cause, csv.data);
        if (fate_count(&a, 'u') + fate_count(&a, 'p') != import_table(&a, "risk_point")->row_count)
            fail_msg("round %llu:\n%s", (unsigned long long)round, csv.data);
        check_books(&a, lines);
        situ_str_clear(&first);
        situ_str_clear(&second);
        assert_int_equal(situ_bundle_dump(a.bundle, &first, NULL), SITU_OK);
        assert_int_equal(situ_bundle_dump(b.bundle, &second, NULL), SITU_OK);
        assert_string_equal(first.data, second.data);
        import_free(&a);
        import_free(&b);
    }
    situ_str_free(&csv);
    situ_str_free(&first);
    situ_str_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ledger_rows__every_row_has_one_fate)};
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

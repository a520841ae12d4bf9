// SPDX-License-Identifier: MIT
#include "base/alloc.h"
#include "unit/ledger/merge_help.h"

static void merge(book *b, const char *file, const char *text)
{
    merge_as(b, file, text, NULL, SITU_MERGE_PLAIN, NULL);
}

static size_t row_of(const book *b, const char *name)
{
    for (size_t r = 0; r < b->rows->row_count; r++)
        if (situ_streq(text_at(b->rows, r, "name"), name))
            return r;
    fail_msg("no row %s", name);
    return 0;
}

static void counts_are(const book *b, size_t added, size_t changed, size_t unchanged, size_t merged, size_t missing)
{
    assert_int_equal(b->counts.added, added);
    assert_int_equal(b->counts.changed, changed);
    assert_int_equal(b->counts.unchanged, unchanged);
    assert_int_equal(b->counts.merged, merged);
    assert_int_equal(b->counts.missing, missing);
}

#define HEAD "编号,风险点名称,乡镇,行业领域,风险等级,联系电话,经度,纬度\n"

// --- numbers ---

static void merge__the_same_again_changes_nothing(void **state)
{
    (void)state;
    book b = {0};
    const char *text = HEAD "FX-1,甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n,乙厂,双江街道,工贸,低,13800000002,108.71,30.94\n,丙店,龙角镇,消防,一般,,,\n";
    merge(&b, "a.csv", text);
    counts_are(&b, 3, 0, 0, 0, 0);
    merge(&b, "a.csv", text);
    counts_are(&b, 0, 0, 3, 0, 0);
    assert_int_equal(rows_of(&b), 3);
    assert_int_equal(situ_report_count(b.report), 0);
    book_free(&b);
}

static void merge__a_number_keeps_its_row_through_name_and_place(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "台账.csv", HEAD "FX-1,甲厂,双江街道,危化,重大,13800000001,108.70,30.93\nFX-2,乙厂,双江街道,工贸,低,,108.71,30.94\n");
    merge(&b, "台账更正.csv", HEAD "FX-1,甲化工有限公司,双江街道,危化,重大,13800000001,108.75,30.99\n");
    counts_are(&b, 0, 1, 0, 0, 0);
    assert_int_equal(rows_of(&b), 2);
    size_t r = row_of(&b, "甲化工有限公司");
    assert_at(b.rows, r, "id", "FX-1");
    assert_point(b.rows, r, 108.75, 30.99, 1e-9);
    assert_at(b.rows, r, "src_file", "台账更正.csv");
    assert_int_equal(told(&b, "RENAMED"), 1);
    assert_int_equal(told(&b, "MERGE_CONFLICT"), 0);
    book_free(&b);
}

// One file that numbers two rows as two means two, however near they lie; another file's row joins one.
static void merge__two_numbers_of_one_file_are_two(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "甲.csv", HEAD "FX-1,河滩公园,,旅游,低,,108.70000,30.93\nFX-2,河滩公园,,旅游,低,,108.70010,30.93\n");
    counts_are(&b, 2, 0, 0, 0, 0);
    merge(&b, "乙.csv", HEAD "ZX-9,河滩公园,,旅游,低,,108.70001,30.93\n");
    assert_int_equal(rows_of(&b), 2);
    book_free(&b);
}

// The same number in two ledgers of which nobody says whose they are.
static void merge__a_number_in_two_ledgers(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "地灾.csv", HEAD "FX-1,甲坡,双江街道,地质灾害,较大,13800000001,108.70,30.93\n");
    merge(&b, "防汛.csv", HEAD "FX-1,甲滑坡,双江街道,地质灾害,一般,13800000001,108.71,30.94\n");
    assert_int_equal(rows_of(&b), 1);
    assert_at(b.rows, 0, "name", "甲滑坡"); // the newest
    assert_int_equal(int_at(b.rows, 0, "level_given"), 3);
    assert_non_null(strstr(text_at(b.rows, 0, "sources"), "防汛.csv"));
    assert_int_equal(told(&b, "MERGE_CONFLICT"), 3); // name, level, place
    book_free(&b);
}

// The number that situ gave comes back in the workbook it returned.
static void merge__a_made_number_comes_back(void **state)
{
    (void)state;
    book b = {0};
    char text[512], id[64];
    merge(&b, "a.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n");
    snprintf(id, sizeof id, "%s", text_at(b.rows, 0, "id"));
    assert_true(id[0] == 'h');
    snprintf(text, sizeof text, HEAD "%s,乙厂,龙角镇,工贸,低,13800000009,108.90,31.00\n", id);
    merge(&b, "别的.csv", text);
    assert_int_equal(rows_of(&b), 1);
    assert_at(b.rows, 0, "id", id);
    assert_at(b.rows, 0, "name", "乙厂");
    assert_at(b.rows, 0, "town", "龙角镇");
    // Another thing under the name the first once had is another thing.
    merge(&b, "c.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n");
    assert_int_equal(rows_of(&b), 2);
    assert_string_not_equal(text_at(b.rows, 0, "id"), text_at(b.rows, 1, "id"));
    book_free(&b);
}

static void merge__two_units_may_number_alike(void **state)
{
    (void)state;
    book b = {0};
    merge_as(&b, "a.csv", HEAD "FX-1,甲厂,双江街道,危化,重大,,108.70,30.93\n", "双江街道", SITU_MERGE_PLAIN, NULL);
    merge_as(&b, "b.csv", HEAD "FX-1,丁店,龙角镇,消防,低,,108.90,30.99\n", "龙角镇", SITU_MERGE_PLAIN, NULL);
    assert_int_equal(rows_of(&b), 2);
    assert_int_equal(told(&b, "DUPLICATE_ID"), 1);
    merge_as(&b, "b.csv", HEAD "FX-1,丁店,龙角镇,消防,低,,108.90,30.99\n", "龙角镇", SITU_MERGE_PLAIN, NULL);
    assert_int_equal(rows_of(&b), 2);
    counts_are(&b, 0, 0, 1, 0, 0);
    book_free(&b);
}

// A unit that begins to number its rows does not change their permanent numbers.
static void merge__a_later_number_is_remembered(void **state)
{
    (void)state;
    book b = {0};
    char id[64];
    merge(&b, "a.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n");
    snprintf(id, sizeof id, "%s", text_at(b.rows, 0, "id"));
    merge(&b, "a.csv", HEAD "FX-77,甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n");
    assert_at(b.rows, 0, "id", id);
    merge(&b, "a.csv", HEAD "FX-77,甲化工厂,双江街道,危化,重大,13800000001,108.75,30.98\n");
    assert_int_equal(rows_of(&b), 1);
    assert_at(b.rows, 0, "id", id);
    assert_at(b.rows, 0, "name", "甲化工厂");
    book_free(&b);
}

// --- names ---

static void merge__a_corrected_file_without_numbers_doubles_nothing(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "a.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n,乙厂,双江街道,工贸,低,13800000002,108.71,30.94\n,丙店,龙角镇,消防,一般,,,\n");
    // Another level, a place moved 900 m, another way of writing, and coordinates for the row that had none.
    merge(&b, "a.csv", HEAD ",丙店,龙角镇人民政府,消防,较大,13900000000,108.80,30.90\n,甲厂,双江街道,危化,较大,13800000001,108.7001,30.93\n,乙 厂,双江街道办事处,工贸,低,13800000002,108.72,30.94\n");
    assert_int_equal(rows_of(&b), 3);
    counts_are(&b, 0, 3, 0, 0, 0);
    assert_int_equal(told(&b, "MOVED"), 1);
    assert_int_equal(int_at(b.rows, row_of(&b, "甲厂"), "level_given"), 2); // its own source may lower it
    assert_at(b.rows, row_of(&b, "丙店"), "loc_quality", "exact");
    book_free(&b);
}

static void merge__a_renamed_row_on_its_spot_is_told(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "a.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n,乙厂,双江街道,工贸,低,13800000002,108.71,30.94\n");
    merge(&b, "a.csv", HEAD ",甲化工厂,双江街道,危化,重大,13800000001,108.70,30.93\n,乙厂,双江街道,工贸,低,13800000002,108.71,30.94\n");
    assert_int_equal(rows_of(&b), 2);
    assert_int_equal(told(&b, "RENAMED"), 1);
    assert_int_equal(situ_report_problems(b.report), 1);
    row_of(&b, "甲化工厂");
    // Two on one spot: no telling which is meant, so nothing is taken for another.
    merge(&b, "a.csv", HEAD ",丙厂,双江街道,危化,重大,,108.70,30.93\n,丁厂,双江街道,危化,低,,108.70,30.93\n");
    assert_int_equal(rows_of(&b), 4);
    book_free(&b);
}

static void merge__a_corrected_name_with_all_else_equal(void **state)
{
    (void)state;
    book b = {0};
    const char *head = "风险点名称,乡镇,村,行业领域,威胁人数,责任人,联系电话\n";
    char text[512];
    snprintf(text, sizeof text, "%s%s", head, "青山滑波,龙角镇,青山村,地质灾害,32,张三,13800000001\n");
    merge(&b, "a.csv", text);
    snprintf(text, sizeof text, "%s%s", head, "青山滑坡,龙角镇,青山村,地质灾害,32,张三,13800000001\n");
    merge(&b, "a.csv", text);
    assert_int_equal(rows_of(&b), 1);
    assert_at(b.rows, 0, "name", "青山滑坡");
    assert_int_equal(told(&b, "RENAMED"), 1);
    book_free(&b);
}

static void merge__one_name_far_apart_is_two_objects(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "a.csv", HEAD ",加油站,双江街道,危化,重大,13800000001,108.70,30.93\n,加油站,双江街道,危化,低,13800000002,108.72,30.95\n");
    assert_int_equal(rows_of(&b), 2);
    assert_int_equal(told(&b, "DUPLICATE_NAME"), 1);
    merge(&b, "a.csv", HEAD ",加油站,双江街道,危化,低,13800000002,108.72,30.95\n,加油站,双江街道,危化,重大,13800000001,108.70,30.93\n");
    assert_int_equal(rows_of(&b), 2);
    assert_int_equal(told(&b, "DUPLICATE_NAME"), 0);
    assert_int_equal(told(&b, "MOVED"), 0);
    assert_int_equal(b.counts.unchanged, 2);
    // Without coordinates: villages tell them apart.
    merge(&b, "b.csv", "风险点名称,乡镇,村,威胁人数,风险等级\n1号滑坡,龙角镇,青山村,12,重大\n1号滑坡,龙角镇,红旗村,7,低\n");
    assert_int_equal(rows_of(&b), 4);
    book_free(&b);
}

static void merge__repeats_in_one_file(void **state)
{
    (void)state;
    book b = {0};
    // Word for word: left out when read. Within 50 m with another phone: one row, told.
    merge(&b, "a.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n,甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n"
                            ",乙厂,双江街道,工贸,低,13800000002,108.71,30.94\n,乙厂,双江街道,工贸,一般,13800000003,108.7101,30.9401\n");
    assert_int_equal(rows_of(&b), 2);
    counts_are(&b, 2, 0, 0, 1, 0);
    assert_int_equal(told(&b, "MERGED"), 1);
    assert_true(told(&b, "MERGE_CONFLICT") >= 2);
    assert_int_equal(int_at(b.rows, row_of(&b, "乙厂"), "level_given"), 3); // the worse
    // Again: no more and no fewer.
    merge(&b, "a.csv", HEAD ",甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n"
                            ",乙厂,双江街道,工贸,低,13800000002,108.71,30.94\n,乙厂,双江街道,工贸,一般,13800000003,108.7101,30.9401\n");
    assert_int_equal(rows_of(&b), 2);
    book_free(&b);
}

// --- two sources ---

#define WIDE "风险点名称,乡镇,行业领域,可能导致的事故,风险等级,威胁人数,联系电话,地址,主管部门,经度,纬度\n"
static const char of_town[] = WIDE "甲厂,双江街道,危化,火灾,较大,30,13800000001,滨江路1号,,108.70,30.93\n甲仓库,双江街道,,,低,,,,,,\n";
static const char of_department[] = WIDE "甲厂,双江街道,危险化学品,中毒,重大,20,13900000001,,县应急局,108.7002,30.9301\n乙库,双江街道,危化,爆炸,低,,,,县应急局,108.73,30.95\n";

static void merge__two_units_one_plant(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        book b = {0};
        for (int i = 0; i < 2; i++) {
            bool town = i == turn;
            merge_as(&b, town ? "镇.csv" : "局.csv", town ? of_town : of_department, town ? "双江街道" : "县应急局", SITU_MERGE_PLAIN, NULL);
        }
        assert_int_equal(rows_of(&b), 3);
        size_t r = row_of(&b, "甲厂");
        assert_int_equal(int_at(b.rows, r, "level_given"), 1);       // the worse
        assert_int_equal(int_at(b.rows, r, "threat_pop"), 30);       // the larger
        assert_at(b.rows, r, "phone", "13800000001");                // the town's
        assert_point(b.rows, r, 108.7002, 30.9301, 1e-9);            // the department's
        assert_at(b.rows, r, "address", "滨江路1号");
        assert_at(b.rows, r, "dept", "县应急局");
        const char *types = text_at(b.rows, r, "accident_type");
        assert_true(strstr(types, "火灾") && strstr(types, "中毒"));
        assert_non_null(strstr(text_at(b.rows, r, "sources"), turn ? "双江街道" : "县应急局"));
        assert_int_equal(told(&b, "MERGED"), 1);
        assert_int_equal(told(&b, "MERGE_CONFLICT"), 4); // level, people, phone, place
        counts_are(&b, 1, 1, 0, 1, 0);
        // Each says the same again: nothing changes.
        merge_as(&b, "镇.csv", of_town, "双江街道", SITU_MERGE_PLAIN, NULL);
        counts_are(&b, 0, 0, 2, turn ? 1 : 0, 0);
        merge_as(&b, "局.csv", of_department, "县应急局", SITU_MERGE_PLAIN, NULL);
        counts_are(&b, 0, 0, 2, turn ? 0 : 1, 0);
        assert_int_equal(rows_of(&b), 3);
        book_free(&b);
    }
}

static void merge__the_giver_may_correct_what_it_gave(void **state)
{
    (void)state;
    book b = {0};
    merge_as(&b, "镇.csv", WIDE "甲厂,双江街道,危化,,较大,,,滨江路1号,,108.70,30.93\n", "双江街道", SITU_MERGE_PLAIN, NULL);
    merge_as(&b, "局.csv", WIDE "甲厂,双江街道,危化,,较大,12,13900000001,,县应急局,108.70,30.93\n", "县应急局", SITU_MERGE_PLAIN, NULL);
    assert_at(b.rows, 0, "phone", "13900000001"); // the only one there is
    merge_as(&b, "局.csv", WIDE "甲厂,双江街道,危化,,较大,9,13900000002,,县应急局,108.70,30.93\n", "县应急局", SITU_MERGE_PLAIN, NULL);
    assert_at(b.rows, 0, "phone", "13900000002");
    assert_int_equal(int_at(b.rows, 0, "threat_pop"), 9);
    assert_int_equal(told(&b, "MERGE_CONFLICT"), 0);
    book_free(&b);
}

static void merge__keeping_unit_counts_its_stock(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        book b = {0};
        const char *town = "存放地点,乡镇,物资名称,数量,单位\n镇库,双江街道,编织袋,900,条\n", *bureau = "存放地点,乡镇,物资名称,数量,单位\n镇库,双江街道,编织袋,1000,条\n";
        merge_as(&b, "1.csv", turn ? town : bureau, turn ? "双江街道" : "县应急局", SITU_MERGE_PLAIN, "stock");
        merge_as(&b, "2.csv", turn ? bureau : town, turn ? "县应急局" : "双江街道", SITU_MERGE_PLAIN, "stock");
        assert_int_equal(rows_of(&b), 1);
        assert_near(real_at(b.rows, 0, "qty"), 900, 0);
        assert_int_equal(told(&b, "MERGE_CONFLICT"), 1);
        book_free(&b);
    }
}

static void merge__next_month_is_the_same_ledger(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        bool same;
    } files[] = {{"台账2026年6月.csv", "台账2026年7月.csv", true}, {"台账.csv", "台账(更正).csv", true}, {"台账.csv", "台账 (1).csv", true},
                 {"台账20260630.csv", "台账20260731.csv", true}, {"台账1.csv", "台账2.csv", false}, {"甲镇.csv", "乙镇.csv", false},
                 {"2026年6月.csv", "2026年7月.csv", false}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        book b = {0};
        merge(&b, files[i].first, HEAD ",甲厂,双江街道,危化,较大,13800000001,108.70,30.93\n");
        merge(&b, files[i].second, HEAD ",甲厂,双江街道,危化,一般,13800000002,108.70,30.93\n");
        assert_int_equal(rows_of(&b), 1);
        if (told(&b, "MERGE_CONFLICT") != (files[i].same ? 0 : 2) || null_at(b.rows, 0, "sources") != files[i].same)
            fail_msg("%s, %s", files[i].first, files[i].second);
        assert_int_equal(int_at(b.rows, 0, "level_given"), files[i].same ? 3 : 2);
        book_free(&b);
    }
}

// --- firms ---

#define FIRM "风险点名称,乡镇,行业领域,风险等级,统一社会信用代码,地址,经度,纬度\n"

static void merge__one_firm_many_plates(void **state)
{
    (void)state;
    book b = {0};
    const char *text = FIRM "县第一加油站,双江街道,危化,重大,91500235MA5U000011,,108.70,30.93\n"
                            "好运便利店,双江街道,商贸,低,91500235MA5U000011,,108.7001,30.9301\n"
                            "县第一加油站南站,双江街道,危化,较大,91500235MA5U000011,,108.75,30.99\n";
    merge(&b, "a.csv", text);
    assert_int_equal(rows_of(&b), 2); // one card a place
    size_t r = row_of(&b, "县第一加油站");
    assert_at(b.rows, r, "other_names", "好运便利店");
    assert_int_equal(told(&b, "ONE_FIRM"), 1);
    assert_int_equal(int_at(b.rows, r, "level_given"), 1);
    merge(&b, "a.csv", text);
    assert_int_equal(rows_of(&b), 2);
    assert_at(b.rows, row_of(&b, "县第一加油站"), "other_names", "好运便利店");
    // The code may come later than the row, and its second plate before it.
    merge(&b, "c.csv", FIRM "江口渡口,双江街道,水上交通,低,,,108.60,30.80\n");
    merge(&b, "c.csv", FIRM "江口航运站,双江街道,水上交通,低,91500235MA5U000033,,108.60,30.80\n江口渡口,双江街道,水上交通,低,91500235MA5U000033,,108.60,30.80\n");
    assert_int_equal(rows_of(&b), 3);
    assert_at(b.rows, row_of(&b, "江口渡口"), "other_names", "江口航运站");
    // The same address stands in for coordinates.
    merge(&b, "b.csv", FIRM "丙公司,龙角镇,工贸,低,91500235MA5U000022,龙角镇新街12号,,\n丙物流部,龙角镇,商贸,低,91500235MA5U000022,龙角镇新街12号,,\n");
    assert_int_equal(rows_of(&b), 4);
    book_free(&b);
}

// --- full, patch, nothing ---

static void merge__a_full_report_marks_what_it_lacks(void **state)
{
    (void)state;
    book b = {0};
    merge_as(&b, "1.csv", HEAD "A-1,甲厂,双江街道,危化,重大,,108.70,30.93\nA-2,乙厂,双江街道,工贸,低,,108.71,30.94\nA-3,丙厂,双江街道,工贸,低,,108.72,30.94\n", "双江街道", SITU_MERGE_FULL, NULL);
    merge_as(&b, "2.csv", HEAD "B-1,丁店,龙角镇,消防,低,,108.90,30.99\n", "龙角镇", SITU_MERGE_FULL, NULL);
    counts_are(&b, 1, 0, 0, 0, 0); // another unit's rows are none of its business
    merge_as(&b, "3.csv", HEAD "A-1,甲厂,双江街道,危化,重大,,108.70,30.93\nA-3,丙厂,双江街道,工贸,低,,108.72,30.94\n", "双江街道", SITU_MERGE_FULL, NULL);
    counts_are(&b, 0, 0, 2, 0, 1);
    assert_int_equal(rows_of(&b), 4);
    assert_at(b.rows, row_of(&b, "乙厂"), "report_state", "本次未报");
    assert_true(null_at(b.rows, row_of(&b, "甲厂"), "report_state"));
    assert_true(null_at(b.rows, row_of(&b, "丁店"), "report_state"));
    assert_int_equal(told(&b, "NOT_REPORTED"), 1);
    assert_int_equal(told(&b, "FULL_SHRINKS"), 0);
    // A patch of another row says nothing of it; its own return clears the mark.
    merge_as(&b, "4.csv", HEAD "A-1,甲厂,双江街道,,较大,,,\n", "双江街道", SITU_MERGE_PATCH, NULL);
    assert_at(b.rows, row_of(&b, "乙厂"), "report_state", "本次未报");
    assert_int_equal(int_at(b.rows, row_of(&b, "甲厂"), "level_given"), 2);
    assert_at(b.rows, row_of(&b, "甲厂"), "industry", "危险化学品");
    assert_point(b.rows, row_of(&b, "甲厂"), 108.70, 30.93, 1e-9);
    merge_as(&b, "5.csv", HEAD "A-2,乙厂,双江街道,工贸,低,,108.71,30.94\n", "双江街道", SITU_MERGE_PATCH, NULL);
    assert_true(null_at(b.rows, row_of(&b, "乙厂"), "report_state"));
    // More than half gone: loudly.
    merge_as(&b, "6.csv", HEAD "A-2,乙厂,双江街道,工贸,低,,108.71,30.94\n", "双江街道", SITU_MERGE_FULL, NULL);
    assert_int_equal(b.counts.missing, 2);
    assert_int_equal(told(&b, "FULL_SHRINKS"), 1);
    book_free(&b);
}

static void merge__closed_rows_need_no_report(void **state)
{
    (void)state;
    book b = {0};
    const char *head = "编号,风险点名称,乡镇,威胁人数,风险等级,状态\n";
    char text[512];
    snprintf(text, sizeof text, "%sA-1,甲厂,双江街道,3,低,销号\nA-2,乙厂,双江街道,4,低,管理\n", head);
    merge_as(&b, "1.csv", text, "双江街道", SITU_MERGE_FULL, NULL);
    snprintf(text, sizeof text, "%sA-2,乙厂,双江街道,4,低,管理\n", head);
    merge_as(&b, "2.csv", text, "双江街道", SITU_MERGE_FULL, NULL);
    counts_are(&b, 0, 0, 1, 0, 0);
    assert_int_equal(rows_of(&b), 2);
    assert_true(null_at(b.rows, row_of(&b, "甲厂"), "report_state"));
    book_free(&b);
}

static void merge__nothing_to_report(void **state)
{
    (void)state;
    book b = {0};
    merge_as(&b, "1.csv", HEAD "A-1,甲厂,双江街道,危化,重大,,108.70,30.93\n", "双江街道", SITU_MERGE_FULL, NULL);
    merge_as(&b, "2.csv", HEAD, "双江街道", SITU_MERGE_FULL, "risk_point");
    assert_int_equal(rows_of(&b), 1);
    counts_are(&b, 0, 0, 0, 0, 1);
    assert_at(b.rows, 0, "report_state", "本次未报");
    merge_as(&b, "3.csv", HEAD "1,零报告,,,,,,\n", "双江街道", SITU_MERGE_FULL, "risk_point");
    assert_int_equal(rows_of(&b), 1);
    counts_are(&b, 0, 0, 0, 0, 1);
    book_free(&b);
}

static void merge__a_plant_two_units_report_is_not_lost_by_one(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        book b = {0};
        merge_as(&b, "a.csv", turn ? of_town : of_department, turn ? "双江街道" : "县应急局", SITU_MERGE_FULL, NULL);
        merge_as(&b, "b.csv", turn ? of_department : of_town, turn ? "县应急局" : "双江街道", SITU_MERGE_FULL, NULL);
        merge_as(&b, "c.csv", WIDE "甲仓库,双江街道,,,低,,,,,,\n", "双江街道", SITU_MERGE_FULL, NULL);
        assert_true(null_at(b.rows, row_of(&b, "甲厂"), "report_state"));
        assert_int_equal(told(&b, "NOT_REPORTED"), 1);
        assert_int_equal(b.counts.missing, 0);
        book_free(&b);
    }
}

// --- the list of other sources is text that anybody may have edited ---

static void merge__an_odd_list_of_sources_is_no_harm(void **state)
{
    (void)state;
    static const char *const odd[] = {"[", "[{\"unit\":}]", "[{\"row\":99999999999999999999}]", "null", "[{\"unit\":\"县\\u5e94急局\",\"row\":3,\"gave\":[\"phone\"]}]", "[{\"x\":1}]"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        book b = {0};
        situ_error err = {0};
        merge(&b, "a.csv", HEAD "A-1,甲厂,双江街道,危化,重大,13800000001,108.70,30.93\n");
        assert_int_equal(situ_table_set_text(b.rows, 0, SITU_FRONT_SOURCES, odd[i], &err), SITU_OK);
        merge_as(&b, "b.csv", HEAD "A-1,甲厂,双江街道,危化,重大,13900000001,108.70,30.93\n", "县应急局", SITU_MERGE_PLAIN, NULL);
        assert_int_equal(rows_of(&b), 1);
        assert_non_null(strstr(text_at(b.rows, 0, "sources"), "县应急局"));
        book_free(&b);
    }
}

// --- the base map: roads have no names to go by ---

static void merge__roads_are_where_they_run(void **state)
{
    (void)state;
    book b = {0};
    const char *north = "{\"type\":\"FeatureCollection\",\"features\":["
                        "{\"type\":\"Feature\",\"properties\":{\"class\":\"村道\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[108.7,30.9],[108.8,30.9]]}},"
                        "{\"type\":\"Feature\",\"properties\":{\"class\":\"村道\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[108.7,30.8],[108.8,30.8]]}}]}";
    const char *south = "{\"type\":\"FeatureCollection\",\"features\":["
                        "{\"type\":\"Feature\",\"properties\":{\"class\":\"村道\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[108.7,30.5],[108.8,30.5]]}}]}";
    merge_as(&b, "north.geojson", north, NULL, SITU_MERGE_PLAIN, "road");
    merge_as(&b, "south.geojson", south, NULL, SITU_MERGE_PLAIN, "road");
    assert_int_equal(rows_of(&b), 3);
    merge_as(&b, "south.geojson", south, NULL, SITU_MERGE_PLAIN, "road");
    merge_as(&b, "north.geojson", north, NULL, SITU_MERGE_PLAIN, "road");
    assert_int_equal(rows_of(&b), 3);
    counts_are(&b, 0, 0, 2, 0, 0);
    book_free(&b);
}

// Memory that runs out anywhere is an error, never a crash or a half.
static void merge__memory_may_run_out(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_ledger_options options = {.crs = SITU_CRS_CGCS2000, .unit = "县应急局"};
    book b = {0};
    merge_as(&b, "镇.csv", of_town, "双江街道", SITU_MERGE_PLAIN, NULL);
    imported in = import_file(help_write("局.csv", of_department), &options);
    situ_table *t = import_table(&in, "risk_point");
    size_t failed = 0;
    for (uint64_t n = 1; n < 100000; n++) {
        situ_table *out = NULL;
        situ_report *report = situ_report_new();
        assert_non_null(report);
        situ_alloc_fail_at(n, true);
        situ_status status = situ_ledger_merge(&out, NULL, t, b.rows, &(situ_merge_options){.mode = SITU_MERGE_FULL, .unit = "县应急局", .rules = merge_rules}, report, &err);
        situ_alloc_fail_at(0, false);
        situ_report_free(report);
        if (status == SITU_OK) {
            assert_int_equal(out->row_count, 2);
            situ_table_free(out);
            break;
        }
        assert_int_equal(status, SITU_E_NOMEM);
        assert_null(out);
        failed++;
    }
    assert_true(failed > 50);
    import_free(&in);
    book_free(&b);
}

// --- firms and goods ---

static void merge__a_firm_with_and_without_its_county_is_one(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "甲册.csv", HEAD ",岚川县宏达化工有限公司,双江街道,危化,较大,,108.70000,30.93\n");
    merge(&b, "乙册.csv", HEAD ",宏达化工有限责任公司,双江街道,危化,重大,,108.70020,30.93\n");
    assert_int_equal(rows_of(&b), 1);
    counts_are(&b, 0, 1, 0, 1, 0);
    assert_at(b.rows, 0, "name", "岚川县宏达化工有限公司");
    assert_non_null(strstr(text_at(b.rows, 0, "other_names"), "宏达化工有限责任公司"));
    assert_int_equal(int_at(b.rows, 0, "level_given"), 1);
    assert_int_equal(told(&b, "MERGED"), 1);
    merge(&b, "乙册.csv", HEAD ",宏达化工有限责任公司,双江街道,危化,重大,,108.70020,30.93\n");
    assert_int_equal(rows_of(&b), 1);
    // 100 m away, or another name behind the place, it is another.
    merge(&b, "丙册.csv", HEAD ",宏达化工有限公司,双江街道,危化,低,,108.70120,30.93\n,岚川县宏远化工有限公司,双江街道,危化,低,,108.70010,30.93\n");
    assert_int_equal(rows_of(&b), 3);
    assert_int_equal(told(&b, "DUPLICATE_NEAR"), 0);
    book_free(&b);
}

static void merge__a_like_firm_of_another_trade_is_told(void **state)
{
    (void)state;
    book b = {0};
    merge(&b, "甲册.csv", HEAD ",岚川县宏达建材有限公司,双江街道,危化,较大,,108.70000,30.93\n");
    merge(&b, "乙册.csv", HEAD ",宏达建材有限公司,双江街道,工贸,低,,108.70020,30.93\n");
    assert_int_equal(rows_of(&b), 2);
    assert_int_equal(told(&b, "DUPLICATE_NEAR"), 1);
    assert_true(situ_report_problems(b.report) > 0);
    book_free(&b);
}

static void merge__goods_listed_twice_are_told(void **state)
{
    (void)state;
    book b = {0};
    const char *head = "存放地点,乡镇,物资名称,规格型号,数量,单位,生产日期\n";
    char text[512];
    snprintf(text, sizeof text, "%s%s", head, "青岩镇仓库,青岩镇,棉被,2kg,200,床,\n青岩镇仓库,青岩镇,棉被,2kg,30,床,\n青岩镇仓库,青岩镇,棉被,3kg,10,床,\n青岩镇仓库,青岩镇,棉被,2kg,5,床,2024-01-01\n");
    merge_as(&b, "物资.csv", text, NULL, SITU_MERGE_PLAIN, "stock");
    assert_int_equal(rows_of(&b), 4);
    assert_int_equal(told(&b, "DUPLICATE_STOCK"), 1);
    assert_int_equal(situ_report_problems(b.report), 1);
    merge_as(&b, "物资.csv", text, NULL, SITU_MERGE_PLAIN, "stock");
    assert_int_equal(rows_of(&b), 4);
    counts_are(&b, 0, 0, 4, 0, 0);
    book_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge__the_same_again_changes_nothing),
        cmocka_unit_test(merge__a_number_keeps_its_row_through_name_and_place),
        cmocka_unit_test(merge__a_number_in_two_ledgers),
        cmocka_unit_test(merge__a_made_number_comes_back),
        cmocka_unit_test(merge__two_units_may_number_alike),
        cmocka_unit_test(merge__a_later_number_is_remembered),
        cmocka_unit_test(merge__a_corrected_file_without_numbers_doubles_nothing),
        cmocka_unit_test(merge__a_renamed_row_on_its_spot_is_told),
        cmocka_unit_test(merge__a_corrected_name_with_all_else_equal),
        cmocka_unit_test(merge__one_name_far_apart_is_two_objects),
        cmocka_unit_test(merge__repeats_in_one_file),
        cmocka_unit_test(merge__two_units_one_plant),
        cmocka_unit_test(merge__the_giver_may_correct_what_it_gave),
        cmocka_unit_test(merge__keeping_unit_counts_its_stock),
        cmocka_unit_test(merge__next_month_is_the_same_ledger),
        cmocka_unit_test(merge__two_numbers_of_one_file_are_two),
        cmocka_unit_test(merge__one_firm_many_plates),
        cmocka_unit_test(merge__a_full_report_marks_what_it_lacks),
        cmocka_unit_test(merge__closed_rows_need_no_report),
        cmocka_unit_test(merge__nothing_to_report),
        cmocka_unit_test(merge__a_plant_two_units_report_is_not_lost_by_one),
        cmocka_unit_test(merge__an_odd_list_of_sources_is_no_harm),
        cmocka_unit_test(merge__roads_are_where_they_run),
        cmocka_unit_test(merge__memory_may_run_out),
        cmocka_unit_test(merge__a_firm_with_and_without_its_county_is_one),
        cmocka_unit_test(merge__a_like_firm_of_another_trade_is_told),
        cmocka_unit_test(merge__goods_listed_twice_are_told),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

// SPDX-License-Identifier: MIT
// What people need and what lies in the depots (F14): amounts worked by hand, what counts as usable.

#include "analysis/needs.h"
#include "support/folder.h"
#include "unit/analysis/fixture.h"

static const char depots[] = "id:t|name:t|grade:t|town:t\nD1|县应急物资中心库|县|\nD2|甲镇库|乡|甲镇\nD3|储备点|村|甲镇\nD4|储备点|村|乙乡\n";

typedef struct bed {
    fixture f;
    situ_needs *needs;
    double *stock;
    size_t lost;
} bed;

static void begin(bed *b, const char *stock, const char *as_of)
{
    *b = (bed){0};
    fixture_begin(&b->f);
    fixture_table(&b->f, "depot", depots);
    if (stock)
        fixture_table(&b->f, "stock", stock);
    CHECK_OK(situ_needs_new(&b->needs, b->f.rules, &b->f.err), b->f.err);
    CHECK_OK(situ_needs_stock(&b->stock, &b->lost, b->needs, situ_bundle_table(b->f.in, "depot"), situ_bundle_table(b->f.in, "stock"), as_of, b->f.report, &b->f.err), b->f.err);
}

static void end(bed *b)
{
    situ_free(b->stock);
    situ_needs_free(b->needs);
    fixture_end(&b->f);
}

static size_t item(const bed *b, const char *name)
{
    size_t i = situ_needs_find(b->needs, name);
    if (i == SIZE_MAX)
        fail_msg("%s is no item of the rules", name);
    return i;
}
static double amount(const bed *b, const char *name, double people) { return situ_needs_amount(situ_needs_get(b->needs, item(b, name)), people); }
static double held(const bed *b, size_t depot, const char *name) { return b->stock[depot * situ_needs_count(b->needs) + item(b, name)]; }

static void needs__420_people_need_420_quilts_70_tents_3780_litres(void **state)
{
    (void)state;
    bed b;
    begin(&b, NULL, NULL);
    assert_true(amount(&b, "棉被", 420) == 420);
    assert_true(amount(&b, "折叠床", 420) == 420);
    assert_true(amount(&b, "帐篷", 420) == 70);
    assert_true(amount(&b, "饮用水", 420) == 3780);
    assert_true(amount(&b, "方便食品", 420) == 756); // 0.6 kg x 3 days, no 757 by rounding
    end(&b);
}

static void needs__amounts_are_whole_and_never_short(void **state)
{
    (void)state;
    bed b;
    begin(&b, NULL, NULL);
    assert_true(amount(&b, "帐篷", 421) == 71);
    assert_true(amount(&b, "帐篷", 1) == 1);
    assert_true(amount(&b, "方便食品", 1) == 2);
    assert_true(amount(&b, "棉被", 0) == 0);
    assert_true(amount(&b, "棉被", NAN) == 0);
    assert_true(amount(&b, "棉被", -3) == 0);
    for (int people = 1; people <= 6000; people++) {
        // Exact in whole tenths: 0.6 x 3 = 18 tenths a person; six people a tent.
        assert_true(amount(&b, "方便食品", people) == (double)((people * 18 + 9) / 10));
        assert_true(amount(&b, "帐篷", people) == (double)((people + 5) / 6));
    }
    assert_true(amount(&b, "编织袋", 1000) == 0); // no rate a person
    end(&b);
}

static void needs__items_serve_their_hazards(void **state)
{
    (void)state;
    bed b;
    begin(&b, NULL, NULL);
    const situ_need *quilt = situ_needs_get(b.needs, item(&b, "棉被")), *bag = situ_needs_get(b.needs, item(&b, "编织袋")), *saw = situ_needs_get(b.needs, item(&b, "2号工具"));
    assert_true(situ_needs_serves(quilt, "地质灾害") && situ_needs_serves(quilt, "危险化学品") && situ_needs_serves(quilt, NULL));
    assert_true(situ_needs_serves(bag, "山洪") && situ_needs_serves(bag, "地质灾害") && !situ_needs_serves(bag, "森林火灾")); // groups are written out
    assert_true(situ_needs_serves(saw, "森林火灾") && !situ_needs_serves(saw, "山洪") && situ_needs_serves(saw, NULL));
    assert_true(situ_needs_get(b.needs, item(&b, "饮用水"))->consumable);
    assert_false(quilt->consumable);
    assert_true(situ_needs_find(b.needs, "柴油") == item(&b, "燃油"));
    assert_true(situ_needs_find(b.needs, "无此物") == SIZE_MAX && situ_needs_find(b.needs, NULL) == SIZE_MAX);
    end(&b);
}

static void needs__stock_is_summed_by_depot_and_unit(void **state)
{
    (void)state;
    bed b;
    begin(&b,
          "id:t|depot:t|item:t|qty:r|unit:t|town:t\n"
          "1|县应急物资中心库|棉被|100|床|\n2|县应急物资中心库|棉被|20|条|\n3|甲镇库|饮用水|10|箱|\n4|甲镇库|饮用水|100|瓶|\n5|D2|饮用水|1|吨|\n"
          "6|甲镇 库|帐篷|3||\n7|储备点|棉被|5|床|乙乡\n8|储备点|棉被|7|床|甲镇\n9|储备点|棉被|1|床|\n10|甲镇库|柴油|30|L|\n11|甲镇库|铜像|9|个|\n",
          NULL);
    assert_true(held(&b, 0, "棉被") == 120);
    CHECK_NEAR(held(&b, 1, "饮用水"), 10 * 13.2 + 55 + 1000, 1e-9);
    assert_true(held(&b, 1, "帐篷") == 3); // spaces in names, no unit
    assert_true(held(&b, 3, "棉被") == 5); // two depots of one name: the one of the same town
    assert_true(held(&b, 2, "棉被") == 8); // 7, and the one that names no town
    assert_true(held(&b, 1, "燃油") == 30);
    assert_true(held(&b, 0, "饮用水") == 0);
    assert_int_equal(b.lost, 0);
    end(&b);
}

static void needs__expired_and_scrapped_goods_do_not_count(void **state)
{
    (void)state;
    static const char stock[] = "id:t|depot:t|item:t|qty:r|unit:t|state:t|expire:t\n"
                                "1|甲镇库|方便食品|10|kg|可用|2026-06-29\n2|甲镇库|方便食品|20|kg|可用|2026-06-30\n3|甲镇库|方便食品|40|kg||2027-01\n"
                                "4|甲镇库|帐篷|5|顶|报废|\n5|甲镇库|帐篷|6|顶|维修|\n6|甲镇库|帐篷|7|顶|可用|\n7|甲镇库|棉被|9|床|报废|\n";
    bed b;
    begin(&b, stock, "2026-06-30");
    assert_true(held(&b, 1, "方便食品") == 60); // good on its last day
    assert_true(held(&b, 1, "帐篷") == 7);
    assert_true(held(&b, 1, "棉被") == 0); // in the ledger, but none usable
    assert_int_equal(fixture_issues(&b.f, "NEEDS_EXPIRED"), 1);
    assert_int_equal(fixture_issues(&b.f, "NEEDS_UNUSABLE"), 1);
    end(&b);
    begin(&b, stock, NULL); // no date known: nothing is late
    assert_true(held(&b, 1, "方便食品") == 70);
    assert_int_equal(fixture_issues(&b.f, "NEEDS_EXPIRED"), 0);
    end(&b);
}

static void needs__rows_that_cannot_count_are_told(void **state)
{
    (void)state;
    bed b;
    begin(&b,
          "id:t|depot:t|item:t|qty:r|unit:t\n"
          "1|丙镇库|棉被|10|床\n2|丙镇库|棉被|20|床\n3||棉被|5|床\n4|甲镇库|棉被||床\n5|甲镇库|棉被|-3|床\n6|甲镇库|方便食品|10|箱\n7|甲镇库|棉被|4|件\n8|甲镇库|棉被|1|床\n",
          NULL);
    assert_int_equal(b.lost, 3);
    assert_int_equal(fixture_issues(&b.f, "NEEDS_UNKNOWN_DEPOT"), 1); // each depot once
    assert_int_equal(fixture_issues(&b.f, "NEEDS_NO_DEPOT"), 1);
    assert_int_equal(fixture_issues(&b.f, "NEEDS_LOST"), 1);
    assert_int_equal(fixture_issues(&b.f, "NEEDS_QUANTITY"), 2);
    assert_int_equal(fixture_issues(&b.f, "NEEDS_UNIT"), 2); // a box of food and a piece of quilts hold nobody knows what
    assert_true(held(&b, 1, "棉被") == 1);
    // What no row lists in a unit that is understood is not known, which is not none.
    assert_true(isnan(held(&b, 1, "方便食品")) && isnan(held(&b, 0, "饮用水")));
    assert_int_equal(fixture_issues(&b.f, "NEEDS_UNREPORTED"), 5);
    end(&b);
}

static void needs__without_a_ledger_of_stock_nothing_is_known(void **state)
{
    (void)state;
    bed b;
    size_t which = 0;
    begin(&b, NULL, "2026-06-30");
    for (size_t i = 0; i < 4 * situ_needs_count(b.needs); i++)
        assert_true(isnan(b.stock[i]));
    assert_true(isinf(situ_needs_sufficiency(&which, b.needs, b.stock, 420, NULL, false)));
    assert_true(which == SIZE_MAX);
    end(&b);
}

static void needs__the_scarcest_item_decides(void **state)
{
    (void)state;
    bed b;
    size_t which = 0;
    begin(&b,
          "id:t|depot:t|item:t|qty:r|unit:t\n"
          "1|甲镇库|棉被|210|床\n2|甲镇库|帐篷|70|顶\n3|甲镇库|饮用水|1890|L\n4|甲镇库|方便食品|1512|kg\n5|甲镇库|编织袋|1|条\n",
          NULL);
    const double *row = &b.stock[situ_needs_count(b.needs)];
    CHECK_NEAR(situ_needs_sufficiency(&which, b.needs, row, 420, NULL, false), 0.5, 1e-12);
    assert_string_equal(situ_needs_get(b.needs, which)->item, "棉被"); // a tie with water: the first of the rules
    CHECK_NEAR(situ_needs_sufficiency(&which, b.needs, row, 420, NULL, true), 0.5, 1e-12);
    assert_string_equal(situ_needs_get(b.needs, which)->item, "饮用水");
    CHECK_NEAR(situ_needs_sufficiency(NULL, b.needs, row, 210, "山洪", false), 1.0, 1e-12);
    assert_true(isinf(situ_needs_sufficiency(&which, b.needs, row, 0, NULL, false)));
    end(&b);
}

// --- rules that are wrong are told with their line ---

static void try_rules(void **state, const char *text, const char *part, long line)
{
    situ_resources res;
    situ_rules *rules = NULL;
    situ_needs *needs = NULL;
    situ_error err = {0};
    assert_int_equal(situ_make_dirs(in_folder(state, "s/rules"), &err), SITU_OK);
    CHECK_OK(situ_write_file(in_folder(state, "s/rules/needs.yaml"), text, strlen(text), &err), err);
    CHECK_OK(situ_resources_init(&res, in_folder(state, "s"), NULL, NULL, &err), err);
    CHECK_OK(situ_rules_load(&rules, &res, &err), err);
    assert_true(situ_needs_new(&needs, rules, &err) != SITU_OK);
    assert_null(needs);
    CHECK_HOLDS(err.cause, part);
    CHECK_HOLDS(err.file, "needs.yaml");
    if (line)
        assert_int_equal(err.row, line);
    situ_rules_free(rules);
    situ_resources_free(&res);
}

static void needs__wrong_rules_are_told_with_their_line(void **state)
{
    try_rules(state, "id: x\n", "days.consumables", 0);
    try_rules(state, "days: {consumables: 0}\nitems:\n  水: {unit: L, source: s}\n", "days.consumables", 0);
    try_rules(state, "days: {consumables: 3}\n", "empty", 0);
    try_rules(state, "days: {consumables: 3}\nitems:\n  水: {unit: L, source: s, per_persn: 3}\n", "per_persn", 3);
    try_rules(state, "days: {consumables: 3}\nitems:\n  水: {unit: L, source: s, per_person: -3}\n", "-3", 3);
    try_rules(state, "days: {consumables: 3}\nitems:\n  水: {unit: L, per_person: 3}\n", "source", 3);
    try_rules(state, "days: {consumables: 3}\nitems:\n  水: {unit: L, source: s, per_person: 3, people_per_item: 2}\n", "水", 3);
    try_rules(state, "days: {consumables: 3}\nitems:\n  水: {unit: L, source: s, units: {瓶: 0}}\n", "瓶", 3);
    try_rules(state, "days: {consumables: 3}\nitems:\n  水: {unit: L, source: s}\n  酒: {unit: L, source: s, names: [水]}\n", "水", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(needs__420_people_need_420_quilts_70_tents_3780_litres),
        cmocka_unit_test(needs__amounts_are_whole_and_never_short),
        cmocka_unit_test(needs__items_serve_their_hazards),
        cmocka_unit_test(needs__stock_is_summed_by_depot_and_unit),
        cmocka_unit_test(needs__expired_and_scrapped_goods_do_not_count),
        cmocka_unit_test(needs__rows_that_cannot_count_are_told),
        cmocka_unit_test(needs__without_a_ledger_of_stock_nothing_is_known),
        cmocka_unit_test(needs__the_scarcest_item_decides),
        cmocka_unit_test_setup_teardown(needs__wrong_rules_are_told_with_their_line, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

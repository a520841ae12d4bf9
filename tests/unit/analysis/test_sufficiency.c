// SPDX-License-Identifier: MIT
// F14: who helps himself, whom help reaches, who goes short. Goods are counted once (a trap of its own).

#include "analysis/sufficiency.h"
#include "base/hash.h"
#include "unit/analysis/fixture.h"

enum { TOWNS = 3 };
static const char regions[] = "id:t|name:t|level:t|parent:t|code:t\nT1|甲镇|乡镇||1\nT2|乙乡|乡镇||2\nT3|丙镇|乡镇||3\nV1|东村|村|甲镇|11\nN|邻县甲|邻县||\n";

typedef struct bed {
    fixture f;
    situ_needs *needs;
    situ_regions *towns;
    double *stock;
    float *minutes;
    size_t lost;
    situ_sufficiency_input in;
    situ_sufficiency out;
} bed;

// minutes: of every depot to the three towns.
static void begin(bed *b, const char *depots, const char *stock, const char *points, const float *minutes, double limit_min)
{
    *b = (bed){0};
    fixture_begin(&b->f);
    fixture_table(&b->f, "region", regions);
    fixture_table(&b->f, "depot", depots);
    fixture_table(&b->f, "stock", stock);
    fixture_table(&b->f, "risk_point", points);
    const situ_table *d = situ_bundle_table(b->f.in, "depot"), *r = situ_bundle_table(b->f.in, "region"), *s = situ_bundle_table(b->f.in, "stock");
    CHECK_OK(situ_needs_new(&b->needs, b->f.rules, &b->f.err), b->f.err);
    CHECK_OK(situ_regions_new(&b->towns, r, "乡镇", &b->f.err), b->f.err);
    CHECK_OK(situ_needs_stock(&b->stock, &b->lost, b->needs, d, s, "2026-06-30", b->f.report, &b->f.err), b->f.err);
    b->in = (situ_sufficiency_input){.rules = b->f.rules, .needs = b->needs, .regions = r, .towns = b->towns, .depots = d, .ledger = s, .stock = b->stock,
                                     .points = situ_bundle_table(b->f.in, "risk_point"), .minutes = minutes, .limit_min = limit_min};
}

static void run(bed *b)
{
    situ_sufficiency_free(&b->out);
    CHECK_OK(situ_sufficiency_make(&b->out, &b->in, b->f.report, &b->f.err), b->f.err);
}

static void end(bed *b)
{
    situ_sufficiency_free(&b->out);
    situ_free(b->stock);
    situ_regions_free(b->towns);
    situ_needs_free(b->needs);
    fixture_end(&b->f);
}

static const char *item(const bed *b, size_t town)
{
    return b->out.towns[town].item == SIZE_MAX ? "" : situ_needs_get(b->needs, b->out.towns[town].item)->item;
}
static double missing(const bed *b, size_t town, const char *name)
{
    return b->out.missing[town * situ_needs_count(b->needs) + situ_needs_find(b->needs, name)];
}
static double given(const bed *b, size_t town, const char *name)
{
    return b->out.given[town * situ_needs_count(b->needs) + situ_needs_find(b->needs, name)];
}

static void weight__values_worked_by_hand(void **state)
{
    (void)state;
    fixture f;
    situ_weights w;
    fixture_begin(&f);
    CHECK_OK(situ_weights_read(&w, f.rules, &f.err), f.err);
    CHECK_NEAR(situ_weight(&w, 1200, 1, 0.25), 2100, 1e-9);
    CHECK_NEAR(situ_weight(&w, 3000, 3, 0.9), 1320, 1e-9);
    CHECK_NEAR(situ_weight(&w, 800, 2, 0), 1120, 1e-9);
    CHECK_NEAR(situ_weight(&w, 500, 4, 1.5), 100, 1e-9); // more than enough is no less than enough
    CHECK_NEAR(situ_weight(&w, 500, 0, 0), 0, 0);
    CHECK_NEAR(situ_weight(&w, 500, 1, (double)INFINITY), 500, 1e-9);
    fixture_end(&f);
}

static const char two_depots[] = "id:t|name:t|grade:t|town:t|village:t\nD0|县库|县||\nD1|甲镇库|乡|甲镇|\nD2|东村点|村|甲镇|东村\nD3|乙乡库|乡|乙乡|\nD4|丙镇库|乡|丙镇|\n";
static const float near_far[] = {10, 20, 61, 0, 30, 30, 0, 30, 30, 30, 0, 30, 30, 30, 0};

static void sufficiency__self_aided_and_gap(void **state)
{
    (void)state;
    bed b;
    // 甲: the largest object 420, quilts 400 + 20 of the village. 乙: 60, own 20, county near. 丙: 60, the county is 61 minutes away.
    begin(&b, two_depots,
          "id:t|depot:t|item:t|qty:r|unit:t\n1|甲镇库|棉被|400|床\n2|东村点|棉被|20|床\n3|乙乡库|棉被|20|床\n4|丙镇库|棉被|20|床\n5|县库|棉被|500|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i|status:t\na|甲一|甲镇|3|420|\nb|甲二|甲镇|1|100|\nc|甲三|甲镇|2|40|\nd|乙一|乙乡|2|60|\n"
          "e|丙一|丙镇|1|60|\nf|丙二|丙镇|1|9000|销号\n",
          near_far, 60);
    run(&b);
    const situ_sufficiency_town *t = b.out.towns;
    assert_int_equal(t[0].relief, SITU_RELIEF_SELF);
    assert_true(t[0].people_small == 420 && t[0].people_large == 140);
    CHECK_NEAR(t[0].own, 1, 1e-12);
    assert_int_equal(t[1].relief, SITU_RELIEF_AIDED);
    assert_true(given(&b, 1, "棉被") == 40);
    assert_int_equal(t[2].relief, SITU_RELIEF_GAP);
    assert_string_equal(item(&b, 2), "棉被");
    assert_true(t[2].need == 60 && t[2].held == 20);
    assert_true(missing(&b, 2, "棉被") == 40);
    assert_true(isnan(missing(&b, 2, "帐篷"))); // no ledger lists tents
    situ_table *table = NULL;
    CHECK_OK(situ_sufficiency_table(&table, "towns", FIXTURE_EPSG, &b.out, &b.in, &b.f.err), b.f.err);
    assert_string_equal(fixture_text(table, "T1", "relief"), "自救");
    assert_string_equal(fixture_text(table, "T1", "reason"), "棉被可保100%");
    assert_string_equal(fixture_text(table, "T2", "relief"), "增援可达");
    assert_string_equal(fixture_text(table, "T2", "reason"), "县级增援后棉被可保866%"); // 20 + 500 for 60, at its turn
    assert_string_equal(fixture_text(table, "T3", "relief"), "缺口");
    assert_string_equal(fixture_text(table, "T3", "reason"), "缺棉被40床");
    assert_string_equal(fixture_text(table, "T3", "lacks"), "棉被40床");
    assert_string_equal(fixture_text(table, "T2", "lacks"), "");
    assert_int_equal(fixture_int(table, "T1", "large_ok"), 1);
    assert_true(fixture_real(table, "T3", "missing") == 40 && fixture_int(table, "T1", "people_small") == 420);
    situ_table_free(table);
    b.in.limit_min = 61; // within counts the limit itself
    run(&b);
    assert_int_equal(b.out.towns[2].relief, SITU_RELIEF_AIDED);
    end(&b);
}

static void sufficiency__shared_stock_is_counted_once(void **state)
{
    (void)state;
    static const float all_near[] = {10, 10, 10};
    bed b;
    // 100 quilts in the county's depot; three townships of 60 each: one only can be helped, and it is the red one.
    begin(&b, "id:t|name:t|grade:t|town:t\nD0|县库|县|\n", "id:t|depot:t|item:t|qty:r|unit:t\n1|县库|棉被|100|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\na|甲|甲镇|2|60\nb|乙|乙乡|1|60\nc|丙|丙镇|2|60\n", all_near, 60);
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_GAP);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_AIDED);
    assert_int_equal(b.out.towns[2].relief, SITU_RELIEF_GAP);
    assert_true(given(&b, 0, "棉被") == 0 && given(&b, 1, "棉被") == 60 && given(&b, 2, "棉被") == 0);
    assert_true(missing(&b, 0, "棉被") == 20 && missing(&b, 1, "棉被") == 0);
    CHECK_NEAR(b.out.towns[1].weight, 120, 1e-9);
    CHECK_NEAR(b.out.towns[0].weight, 84, 1e-9);
    end(&b);
}

static void sufficiency__a_tie_goes_to_the_first_of_the_county(void **state)
{
    (void)state;
    static const float all_near[] = {10, 10, 10};
    bed b;
    begin(&b, "id:t|name:t|grade:t|town:t\nD0|县库|县|\n", "id:t|depot:t|item:t|qty:r|unit:t\n1|县库|棉被|100|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\nc|丙|丙镇|1|60\na|甲|甲镇|1|60\nb|乙|乙乡|1|60\n", all_near, 60);
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_AIDED);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_GAP);
    end(&b);
}

static void sufficiency__a_neighbouring_townships_goods_stay_its_own(void **state)
{
    (void)state;
    bed b;
    begin(&b, two_depots, "id:t|depot:t|item:t|qty:r|unit:t\n1|甲镇库|棉被|5000|床\n2|乙乡库|棉被|1|床\n3|丙镇库|棉被|1|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\nb|乙|乙乡|1|60\n", near_far, 600);
    run(&b);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_GAP);
    assert_true(missing(&b, 1, "棉被") == 59);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_NOBODY);
    end(&b);
}

static void sufficiency__goods_put_forward_serve_their_township_first(void **state)
{
    (void)state;
    static const float minutes[] = {0, 20, 90};
    bed b;
    // 100 forward in 甲: 60 stay for its small incident, 40 reach 乙, none 丙.
    begin(&b, "id:t|name:t|grade:t|town:t\nD0|甲镇区域应急物资前置库|乡|甲镇\n", "id:t|depot:t|item:t|qty:r|unit:t\n1|D0|棉被|100|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\na|甲|甲镇|3|60\nb|乙|乙乡|1|40\nc|丙|丙镇|1|10\n", minutes, 60);
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_SELF);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_AIDED);
    assert_int_equal(b.out.towns[2].relief, SITU_RELIEF_GAP);
    assert_true(given(&b, 0, "棉被") == 60 && given(&b, 1, "棉被") == 40);
    end(&b);
}

static void sufficiency__what_more_goods_would_change(void **state)
{
    (void)state;
    static const float minutes[] = {90, 90, 90};
    static const float between[] = {0, 30, 90, 30, 0, 90, 90, 90, 0};
    bed b;
    begin(&b, "id:t|name:t|grade:t|town:t\nD0|县库|县|\n", "id:t|depot:t|item:t|qty:r|unit:t\n1|县库|棉被|10|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\na|甲|甲镇|1|60\nb|乙|乙乡|1|40\nc|丙|丙镇|1|10\n", minutes, 60);
    run(&b);
    for (size_t i = 0; i < TOWNS; i++)
        assert_int_equal(b.out.towns[i].relief, SITU_RELIEF_GAP);
    double *extra = situ_calloc(TOWNS * situ_needs_count(b.needs), sizeof *extra);
    assert_non_null(extra);
    extra[situ_needs_find(b.needs, "棉被")] = 100; // to 甲镇
    b.in.extra = extra;
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_SELF);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_GAP); // only its own township without times between
    b.in.between = between;
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_SELF);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_AIDED);
    assert_int_equal(b.out.towns[2].relief, SITU_RELIEF_GAP);
    situ_free(extra);
    end(&b);
}

static void sufficiency__nobody_not_reported_and_short_are_told_apart(void **state)
{
    (void)state;
    static const float far[] = {90, 90, 90, 0, 90, 90, 90, 0, 90};
    bed b;
    // 甲: people, its depot lists nothing. 乙: people unknown. 丙: an object that threatens nobody.
    begin(&b, "id:t|name:t|grade:t|town:t\nD0|县库|县|\nD1|甲镇库|乡|甲镇\nD2|乙乡库|乡|乙乡\n", "id:t|depot:t|item:t|qty:r|unit:t\n1|县库|棉被|10|床\n2|乙乡库|铜像|1|个\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\na|甲|甲镇|1|60\nb|乙|乙乡|1|\nc|丙|丙镇|1|0\nd|不知|丁镇|1|5\n", far, 60);
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_UNKNOWN);
    assert_int_equal(b.out.towns[1].relief, SITU_RELIEF_UNKNOWN);
    assert_int_equal(b.out.towns[2].relief, SITU_RELIEF_NOBODY);
    assert_int_equal(b.out.lost, 1);
    assert_int_equal(fixture_issues(&b.f, "SUFFICIENCY_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&b.f, "SUFFICIENCY_PEOPLE"), 1);
    situ_table *table = NULL;
    CHECK_OK(situ_sufficiency_table(&table, "towns", FIXTURE_EPSG, &b.out, &b.in, &b.f.err), b.f.err);
    assert_string_equal(fixture_text(table, "T1", "relief"), "未报");
    assert_string_equal(fixture_text(table, "T1", "reason"), "物资未报");
    assert_string_equal(fixture_text(table, "T2", "reason"), "威胁人数未报");
    assert_true(fixture_int(table, "T2", "people_small") == (long)SITU_NULL_INT);
    assert_string_equal(fixture_text(table, "T3", "relief"), "无受威胁人口");
    situ_table_free(table);
    end(&b);
}

static void sufficiency__expired_goods_are_a_gap_not_a_blank(void **state)
{
    (void)state;
    static const float far[] = {0, 90, 90};
    bed b;
    begin(&b, "id:t|name:t|grade:t|town:t\nD1|甲镇库|乡|甲镇\n", "id:t|depot:t|item:t|qty:r|unit:t|expire:t\n1|甲镇库|方便食品|5000|kg|2020-01-01\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\na|甲|甲镇|1|60\n", far, 60);
    run(&b);
    assert_int_equal(b.out.towns[0].relief, SITU_RELIEF_GAP);
    situ_table *table = NULL;
    CHECK_OK(situ_sufficiency_table(&table, "towns", FIXTURE_EPSG, &b.out, &b.in, &b.f.err), b.f.err);
    assert_string_equal(fixture_text(table, "T1", "reason"), "缺方便食品108kg");
    situ_table_free(table);
    end(&b);
}

static void depots__parts_they_play(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "region", regions);
    fixture_table(&f, "depot",
                  "id:t|name:t|grade:t|mode:t|county:t\n0|县库|县||\n1|镇库|乡||\n2|村点|村|协议|\n3|甲镇前置库|乡||\n4|某厂|县|产能|\n5|邻库|县||邻县甲\n"
                  "6|邻库二|县||别县\n7|本县库|县||本县\n8|省库|省||\n9|协议库|企业协议||\n10|无级||实物|\n");
    const situ_table *d = situ_bundle_table(f.in, "depot"), *r = situ_bundle_table(f.in, "region");
    static const situ_depot_role want[] = {SITU_DEPOT_COUNTY, SITU_DEPOT_LOCAL, SITU_DEPOT_LOCAL, SITU_DEPOT_FORWARD, SITU_DEPOT_OUTSIDE, SITU_DEPOT_OUTSIDE,
                                           SITU_DEPOT_OUTSIDE, SITU_DEPOT_COUNTY, SITU_DEPOT_OUTSIDE, SITU_DEPOT_OUTSIDE, SITU_DEPOT_LOCAL};
    for (size_t i = 0; i < d->row_count; i++)
        assert_int_equal(situ_depot_role_of(f.rules, d, i, r, "本县"), want[i]);
    assert_int_equal(situ_depot_role_of(f.rules, d, 6, r, NULL), SITU_DEPOT_COUNTY); // whose county is not known
    fixture_end(&f);
}

// Random counties: nothing given is more than there was, and every township's own word follows from its figures.
static void sufficiency__no_more_is_given_than_there_is(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        situ_rng rng;
        char stock[2000] = "id:t|depot:t|item:t|qty:r|unit:t\n", points[2000] = "id:t|name:t|town:t|level_given:i|threat_pop:i\n";
        static const char *const items[] = {"棉被", "帐篷", "饮用水"}, *const towns[] = {"甲镇", "乙乡", "丙镇"};
        static const char depots[] = "id:t|name:t|grade:t|town:t\nD0|县库|县|\nD1|县二库|县|\nD2|乙乡前置库|乡|乙乡\nD3|甲镇库|乡|甲镇\n";
        float minutes[4 * TOWNS];
        double sum[3] = {0}, total[3] = {0};
        situ_rng_seed(&rng, seed, 3);
        for (size_t i = 0; i < 12; i++) {
            unsigned qty = situ_rng_below(&rng, i % 3 == 2 ? 2000 : i % 3 == 1 ? 40 : 200);
            snprintf(stock + strlen(stock), sizeof stock - strlen(stock), "%zu|D%zu|%s|%u|\n", i, i / 3, items[i % 3], qty);
            if (i < 9)
                sum[i % 3] += qty;
        }
        for (size_t i = 0; i < 9; i++)
            snprintf(points + strlen(points), sizeof points - strlen(points), "%zu|点|%s|%u|%u\n", i, towns[i % 3], situ_rng_below(&rng, 5), situ_rng_below(&rng, 80));
        for (size_t i = 0; i < 4 * TOWNS; i++)
            minutes[i] = (float)situ_rng_below(&rng, 100);
        bed b;
        begin(&b, depots, stock, points, minutes, 60);
        run(&b);
        for (size_t i = 0; i < TOWNS; i++) {
            const situ_sufficiency_town *t = &b.out.towns[i];
            for (size_t k = 0; k < 3; k++) {
                size_t at = situ_needs_find(b.needs, items[k]);
                double own = i == 0 ? b.stock[3 * situ_needs_count(b.needs) + at] : 0, small = situ_needs_amount(situ_needs_get(b.needs, at), t->people_small);
                double large = situ_needs_amount(situ_needs_get(b.needs, at), fmax(t->people_small, t->people_large)), gift = given(&b, i, items[k]);
                total[k] += gift;
                if ((t->relief == SITU_RELIEF_SELF && own + gift < small - 1e-9) || (t->relief == SITU_RELIEF_AIDED && own + gift < large - 1e-9) ||
                    (t->relief == SITU_RELIEF_GAP && gift != 0))
                    fail_msg("seed %lu town %zu %s: relief %d with %g + %g of %g and %g", (unsigned long)seed, i, items[k], (int)t->relief, own, gift, small, large);
            }
        }
        for (size_t k = 0; k < 3; k++)
            if (total[k] > sum[k] + 1e-9)
                fail_msg("seed %lu: %g of %s given, where there are %g", (unsigned long)seed, total[k], items[k], sum[k]);
        end(&b);
    }
}

static void sufficiency__every_allocation_may_fail(void **state)
{
    (void)state;
    bed b;
    begin(&b, two_depots, "id:t|depot:t|item:t|qty:r|unit:t\n1|甲镇库|棉被|400|床\n2|县库|棉被|20|床\n",
          "id:t|name:t|town:t|level_given:i|threat_pop:i\na|甲一|甲镇|3|420\nb|乙|乙乡|1|\nc|?|无|1|1\n", near_far, 60);
    long failed = 0;
    for (uint64_t nth = 1;; nth++, failed++) {
        situ_sufficiency out;
        situ_alloc_fail_at(nth, false);
        situ_status status = situ_sufficiency_make(&out, &b.in, b.f.report, &b.f.err);
        situ_alloc_fail_at(0, false);
        if (status == SITU_OK) {
            situ_sufficiency_free(&out);
            break;
        }
        assert_int_equal(status, SITU_E_NOMEM);
        assert_null(out.towns);
    }
    assert_true(failed > 20);
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weight__values_worked_by_hand),
        cmocka_unit_test(sufficiency__self_aided_and_gap),
        cmocka_unit_test(sufficiency__shared_stock_is_counted_once),
        cmocka_unit_test(sufficiency__a_tie_goes_to_the_first_of_the_county),
        cmocka_unit_test(sufficiency__a_neighbouring_townships_goods_stay_its_own),
        cmocka_unit_test(sufficiency__goods_put_forward_serve_their_township_first),
        cmocka_unit_test(sufficiency__what_more_goods_would_change),
        cmocka_unit_test(sufficiency__nobody_not_reported_and_short_are_told_apart),
        cmocka_unit_test(sufficiency__expired_goods_are_a_gap_not_a_blank),
        cmocka_unit_test(depots__parts_they_play),
        cmocka_unit_test(sufficiency__no_more_is_given_than_there_is),
        cmocka_unit_test(sufficiency__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

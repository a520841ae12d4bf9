// SPDX-License-Identifier: MIT
// 前置清单 (F12b): quotas by hand, nothing lost, floors, caps, who helps himself before and after.

#include "analysis/quota.h"
#include "analysis/rows.h"
#include "unit/analysis/fixture.h"

static void share(int64_t total, const double *w, const int64_t *low, const int64_t *high, uint32_t n, const int64_t *want, int64_t want_rest)
{
    int64_t got[8], rest;
    situ_error err = {0};
    CHECK_OK(situ_quota(got, &rest, total, w, low, high, n, &err), err);
    for (uint32_t j = 0; j < n; j++)
        assert_int_equal(got[j], want[j]);
    assert_int_equal(rest, want_rest);
}
#define LIST(...) ((const int64_t[]){__VA_ARGS__})

static void quota__f12b_largest_remainder(void **state)
{
    (void)state;
    const double w[] = {2100, 1320, 1120, 100};
    share(100, w, NULL, NULL, 4, LIST(45, 29, 24, 2), 0);
    share(0, w, NULL, NULL, 4, LIST(0, 0, 0, 0), 0);
    share(1, w, NULL, NULL, 4, LIST(1, 0, 0, 0), 0);
}

static void quota__ties_to_the_lower_index(void **state)
{
    (void)state;
    const double w[] = {1, 1, 1};
    share(10, w, NULL, NULL, 3, LIST(4, 3, 3), 0);
    share(11, w, NULL, NULL, 3, LIST(4, 4, 3), 0);
}

static void quota__floors_and_caps(void **state)
{
    (void)state;
    const double w[] = {60, 30, 10, 0};
    share(100, w, LIST(0, 0, 25, 0), NULL, 4, LIST(50, 25, 25, 0), 0);   // 75 shared 2 to 1
    share(100, w, NULL, LIST(30, 90, 90, 90), 4, LIST(30, 53, 17, 0), 0);// 70 shared 3 to 1: 52.5, 17.5
    share(100, w, NULL, LIST(30, 20, 10, 90), 4, LIST(30, 20, 10, 0), 40);
    share(100, w, LIST(0, 0, 0, 5), NULL, 4, LIST(57, 29, 9, 5), 0);     // 95: 57, 28.5, 9.5; a tie
    share(30, w, LIST(20, 20, 20, 0), NULL, 4, LIST(10, 10, 10, 0), 0);  // floors need 60: in proportion
    share(10, (const double[]){0, 0}, NULL, NULL, 2, LIST(0, 0), 10);    // nobody needs it
}

// Floors of two items that do not fit into a place: one factor for both; what it cannot take is for the other's floor.
static void quotas__floors_share_the_room_by_one_factor(void **state)
{
    (void)state;
    // places: 0 with 10 m3, 1 with room enough. items: 0 of 1 m3, 1 of 2 m3, 2 takes none.
    const int64_t total[] = {12, 5, 7}, low[] = {10, 10, 5, 0, 4, 0};
    const double weight[] = {1, 1, 1, 0, 1, 1}, volume[] = {1, 2, 0}, room[] = {10, INFINITY};
    const situ_quota_claims claims = {.items = 3, .places = 2, .total = total, .weight = weight, .low = low, .volume_m3 = volume, .room_m3 = room};
    situ_quotas q;
    situ_error err = {0};
    CHECK_OK(situ_quotas_make(&q, &claims, &err), err);
    // 6 + 6 of the 12; with 5 x 2 that is 16 m3 for 10: 6 x 0.625 = 3.75, 5 x 0.625 = 3.125; 3 + 3 x 2 = 9, and one more of the first.
    assert_int_equal(q.sure[0], 4);
    assert_int_equal(q.sure[2], 3);
    assert_int_equal(q.sure[1], 8); // what the first place had no room for
    assert_int_equal(q.share[0], 4);
    assert_int_equal(q.share[1], 8);
    assert_int_equal(q.share[2], 3);
    assert_int_equal(q.share[4], 4); // takes no room: not cut
    assert_int_equal(q.share[5], 3);
    situ_quotas_free(&q);
}

static void quotas__what_is_above_the_floors_is_cut_by_one_factor(void **state)
{
    (void)state;
    const int64_t total[] = {1000, 100}, low[] = {10, 20};
    const double weight[] = {1, 1}, volume[] = {0.1, 1}, room[] = {116};
    const situ_quota_claims claims = {.items = 2, .places = 1, .total = total, .weight = weight, .low = low, .volume_m3 = volume, .room_m3 = room};
    situ_quotas q;
    situ_error err = {0};
    CHECK_OK(situ_quotas_make(&q, &claims, &err), err);
    // Floors take 21 m3; 990 x 0.1 + 80 = 179 m3 more are due, and 95 are there: 990 x 95 / 179 = 525.4, 80 x 95 / 179 = 42.46.
    assert_int_equal(q.due[0], 1000);
    assert_int_equal(q.due[1], 100);
    assert_int_equal(q.share[0], 10 + 526); // its remainder is less, but a whole one of the other has no room
    assert_int_equal(q.share[1], 20 + 42);
    situ_quotas_free(&q);
}

// Random claims: nothing is lost, no room is overfull, floors stand before everything.
static void quotas__keep_totals_and_rooms(void **state)
{
    (void)state;
    enum { ITEMS = 6, PLACES = 5 };
    uint64_t seed = 20260708;
    for (int round = 0; round < 2000; round++) {
        int64_t total[ITEMS], low[ITEMS * PLACES];
        double weight[ITEMS * PLACES], volume[ITEMS], room[PLACES];
#define NEXT(n) ((seed = seed * 6364136223846793005u + 1442695040888963407u) >> 33) % (n)
        for (int k = 0; k < ITEMS; k++) {
            total[k] = (int64_t)(NEXT(500));
            volume[k] = (double)(NEXT(4)) * 0.25;
        }
        for (int i = 0; i < ITEMS * PLACES; i++) {
            weight[i] = (double)(NEXT(5)) * 10;
            low[i] = weight[i] > 0 ? (int64_t)(NEXT(60)) : 0;
        }
        for (int j = 0; j < PLACES; j++)
            room[j] = NEXT(3) ? (double)(NEXT(200)) : INFINITY;
#undef NEXT
        const situ_quota_claims claims = {.items = ITEMS, .places = PLACES, .total = total, .weight = weight, .low = low, .volume_m3 = volume, .room_m3 = room};
        situ_quotas q;
        situ_error err = {0};
        CHECK_OK(situ_quotas_make(&q, &claims, &err), err);
        for (int k = 0; k < ITEMS; k++) {
            int64_t sum = 0, floors = 0, sure = 0;
            for (int j = 0; j < PLACES; j++) {
                assert_true(q.share[k * PLACES + j] >= q.sure[k * PLACES + j]);
                assert_true(q.sure[k * PLACES + j] <= low[k * PLACES + j]);
                sum += q.share[k * PLACES + j];
                floors += q.most[k * PLACES + j];
                sure += q.sure[k * PLACES + j];
            }
            assert_true(sum <= total[k]);
            assert_int_equal(sure, floors < total[k] ? floors : total[k]); // no floor is open while there is some, and room
        }
        for (int j = 0; j < PLACES; j++) {
            double sum = 0;
            for (int k = 0; k < ITEMS; k++)
                sum += (double)q.share[k * PLACES + j] * volume[k];
            assert_true(sum <= room[j] + 1e-6);
        }
        situ_quotas_free(&q);
    }
}

static const char regions[] =
    "id:t|name:t|level:t|is_center:i|at:b\n"
    "T1|甲镇|乡镇|1|0 0 10000 10000\nT2|乙镇|乡镇|1|10000 0 20000 10000\n"
    "T3|丙乡|乡镇|1|20000 0 30000 10000\nT4|丁乡|乡镇|1|30000 0 40000 10000\nT5|戊乡|乡镇|0|0 10000 10000 20000\n";
static const char points[] =
    "id:t|name:t|industry:t|level_given:i|threat_pop:i|at:xy\n"
    "p1|红点|地质灾害|1|1200|5000 5000\np2|黄点|山洪|3|3000|15000 5000\n"
    "p3|橙点|地质灾害|2|800|25000 5000\np4|蓝点|森林火灾|4|500|35000 5000\n";
static const char depots[] =
    "id:t|name:t|grade:t|town:t|volume_m3:r|at:xy\nd0|县库|县|甲镇|9000|4000 5000\nd1|甲库|乡|甲镇|900|5000 5000\n"
    "d2|乙库|乡|乙镇|900|15000 5000\nd3|丙库|乡|丙乡|900|25000 5000\nd4|丁库|乡|丁乡|900|35000 5000\n";
static const char stock[] =
    "id:t|depot:t|item:t|qty:r|unit:t\ns1|甲库|棉被|300|床\ns2|乙库|棉被|2700|床\ns3|丙库|棉被|0|床\ns4|丁库|棉被|750|床\ns5|县库|棉被|2000|床\n";

static void begin(fixture *f, const char *totals)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "demands", points);
    fixture_table(f, "depots", depots);
    fixture_table(f, "stock", stock);
    if (totals)
        fixture_table(f, "totals", totals);
}

static double qty(const fixture *f, const char *town, const char *item)
{
    const situ_table *t = situ_bundle_table(f->out, "list");
    double sum = 0;
    for (size_t row = 0; row < t->row_count; row++)
        if ((!town || situ_streq(situ_table_text(t, row, situ_table_find(t, "town")), town)) && situ_streq(situ_table_text(t, row, situ_table_find(t, "item")), item))
            sum += situ_table_real(t, row, situ_table_find(t, "qty"));
    return sum;
}

static void preposition__f12b_check_from_ledgers(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|item:t|qty:r|unit:t\nt1|喊话器|100|个\n"); // for every hazard, not by people
    fixture_run(&f, "preposition", NULL);
    CHECK_NEAR(qty(&f, "甲镇", "喊话器"), 45, 0);
    CHECK_NEAR(qty(&f, "乙镇", "喊话器"), 29, 0);
    CHECK_NEAR(qty(&f, "丙乡", "喊话器"), 24, 0);
    CHECK_NEAR(qty(&f, "丁乡", "喊话器"), 2, 0);
    const situ_table *t = situ_bundle_table(f.out, "list");
    CHECK_NEAR(fixture_real(t, "T1-喊话器-个", "weight"), 2100, 1e-9);
    assert_string_equal(fixture_text(t, "T1-喊话器-个", "hazards"), "地质灾害");
    assert_string_equal(fixture_text(t, "T1-喊话器-个", "reason"), "按权重");
    assert_string_equal(fixture_text(t, "T1-喊话器-个", "depot"), "甲库");
    t = situ_bundle_table(f.out, "links");
    assert_int_equal(t->row_count, 4);
    assert_string_equal(fixture_text(t, "p3", "town"), "丙乡");
    CHECK_NEAR(fixture_real(t, "p3", "minutes"), 5, 1e-4);
    fixture_end(&f);
}

static void preposition__goods_go_where_their_hazard_is(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|item:t|qty:r|unit:t\nt1|风力灭火机|7|台\nt2|冲锋舟|5|艘\nt3|油布|9.5|卷\n");
    fixture_run(&f, "preposition", NULL);
    CHECK_NEAR(qty(&f, "丁乡", "风力灭火机"), 7, 0); // forest fire only there
    CHECK_NEAR(qty(&f, "乙镇", "冲锋舟"), 5, 0);
    CHECK_NEAR(qty(&f, NULL, "油布"), 9.5, 1e-12); // not in the rules: for all; the half stays
    CHECK_NEAR(qty(&f, "县库留存", "油布"), 0.5, 1e-12);
    assert_int_equal(fixture_issues(&f, "PREPOSITION_ITEM"), 1);
    fixture_end(&f);
}

static void preposition__county_goods_change_who_helps_himself(void **state)
{
    (void)state;
    fixture f;
    begin(&f, NULL);
    fixture_run(&f, "preposition", FIXTURE_SET("limit_min", "10"));
    CHECK_NEAR(qty(&f, NULL, "棉被"), 2000, 0);
    // Floors: 900 and 300 and 800 are short of what one object needs, 2000 in all.
    CHECK_NEAR(qty(&f, "甲镇", "棉被"), 900, 0);
    CHECK_NEAR(qty(&f, "乙镇", "棉被"), 300, 0);
    CHECK_NEAR(qty(&f, "丙乡", "棉被"), 800, 0);
    const situ_table *t = situ_bundle_table(f.out, "towns");
    assert_int_equal(t->row_count, 5);
    assert_string_equal(fixture_text(t, "T3", "before"), "缺口");
    assert_string_equal(fixture_text(t, "T3", "after"), "自救");
    assert_string_equal(fixture_text(t, "T1", "after"), "自救");
    CHECK_NEAR(fixture_real(t, "T1", "before_own"), 0.25, 1e-9);
    CHECK_NEAR(fixture_real(t, "T1", "after_own"), 1, 1e-9);
    assert_string_equal(fixture_text(t, "T4", "before"), "自救");
    assert_string_equal(fixture_text(t, "T5", "after"), "无受威胁人口");
    assert_string_equal(fixture_text(t, "T1", "role"), "中心乡镇");
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "list"), "T3-棉被-床", "reason"), "保小灾");
    fixture_run(&f, "preposition", FIXTURE_SET("reserve_pct", "50", "floor", "no"));
    CHECK_NEAR(qty(&f, NULL, "棉被"), 1000, 0);
    CHECK_NEAR(qty(&f, "甲镇", "棉被"), 453, 0); // 452.59 284.48 241.38 21.55
    CHECK_NEAR(qty(&f, "丁乡", "棉被"), 22, 0);
    fixture_end(&f);
}

static void preposition__18000_pieces_none_lost(void **state)
{
    (void)state;
    static const char *const items[] = {"帐篷", "棉被", "折叠床", "救生衣", "编织袋", "冲锋舟", "风力灭火机", "2号工具", "发电机", "照明灯", "担架", "手摇报警器"};
    static const double counts[] = {600, 4000, 1500, 1200, 9377, 9, 14, 700, 25, 300, 75, 200};
    fixture f;
    situ_str text;
    double all = 0;
    situ_str_init(&text);
    situ_str_add(&text, "id:t|item:t|qty:r");
    for (size_t k = 0; k < 12; k++) {
        situ_str_addf(&text, "\nt%zu|%s|%g", k, items[k], counts[k]);
        all += counts[k];
    }
    situ_str_add(&text, "\n");
    CHECK_NEAR(all, 18000, 0);
    begin(&f, text.data);
    fixture_run(&f, "preposition", NULL);
    double sum = 0;
    for (size_t k = 0; k < 12; k++) {
        CHECK_NEAR(qty(&f, NULL, items[k]), counts[k], 0);
        sum += qty(&f, NULL, items[k]);
    }
    CHECK_NEAR(sum, 18000, 0);
    // What the centers get and what stays is all there is.
    const situ_table *centers = situ_bundle_table(f.out, "centers");
    double sent = 0, kept = 0;
    for (size_t row = 0; row < centers->row_count; row++)
        sent += situ_rows_real(centers, row, "qty");
    for (size_t k = 0; k < 12; k++)
        kept += qty(&f, "县库留存", items[k]);
    assert_true(sent > 0);
    CHECK_NEAR(sent + kept, 18000, 0);
    situ_str_free(&text);
    fixture_end(&f);
}

static void preposition__no_more_than_a_depot_holds(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|item:t|qty:r|unit:t\nt1|活动板房|1000|套\n"); // 8 m3 each
    fixture_run(&f, "preposition", NULL);
    // 900 m3 x 0.7 = 630, less the quilts there at 0.06: 612, 468, 630; the fourth has no such hazard.
    CHECK_NEAR(qty(&f, "甲镇", "活动板房"), 76, 0);
    CHECK_NEAR(qty(&f, "乙镇", "活动板房"), 58, 0);
    CHECK_NEAR(qty(&f, "丙乡", "活动板房"), 78, 0);
    CHECK_NEAR(qty(&f, "县库留存", "活动板房"), 1000 - 76 - 58 - 78, 0);
    assert_int_equal(fixture_issues(&f, "PREPOSITION_CAP"), 3); // one a depot
    fixture_run(&f, "preposition", FIXTURE_SET("cap", "no"));
    CHECK_NEAR(qty(&f, "县库留存", "活动板房"), 0, 0);
    fixture_end(&f);
}

// 600 m3 for quilts and water: no item takes it all.
static void preposition__floors_of_all_items_come_before_weights(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|item:t|qty:r|unit:t\nt1|棉被|60000|床\nt2|饮用水|90000|L\n");
    fixture_run(&f, "preposition", NULL);
    const situ_table *t = situ_bundle_table(f.out, "list");
    // 甲镇 serves 1200 people: 900 quilts beside its 300, 1200 x 3 x 3 L.
    CHECK_NEAR(fixture_real(t, "T1-棉被-床", "floor"), 900, 0);
    CHECK_NEAR(fixture_real(t, "T1-饮用水-L", "floor"), 10800, 0);
    static const char *const towns[] = {"甲镇", "乙镇", "丙乡", "丁乡"};
    static const double people[] = {1200, 3000, 800, 500}, quilts[] = {900, 300, 800, 0}, held[] = {300, 2700, 0, 750}, weight[] = {2100, 1320, 1120, 100};
    for (size_t k = 0; k < 4; k++) {
        const double q = qty(&f, towns[k], "棉被"), l = qty(&f, towns[k], "饮用水"), room = 630 - held[k] * 0.06;
        assert_true(q >= quilts[k]);
        assert_true(l >= people[k] * 9);
        assert_true(q * 0.06 + l * 0.0015 <= room + 1e-6);
        assert_true(q * 0.06 + l * 0.0015 > room - 0.07 || weight[k] < 1000); // full to the last piece
    }
    assert_string_equal(fixture_text(t, "T1-棉被-床", "reason"), "库容限制");
    CHECK_NEAR(qty(&f, NULL, "棉被"), 60000, 0);
    CHECK_NEAR(qty(&f, NULL, "饮用水"), 90000, 0);
    assert_true(qty(&f, "县库留存", "棉被") > 0); // what has no room stays
    assert_int_equal(fixture_issues(&f, "PREPOSITION_FLOOR"), 0);
    assert_true(fixture_issues(&f, "PREPOSITION_CAP") >= 3);
    fixture_end(&f);
}

static void preposition__a_floor_without_room_is_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "demands", points);
    // 甲库: 60 x 0.7 - 300 x 0.06 = 24 m3, and 900 quilts and 10800 L take 54 + 16.2.
    fixture_table(&f, "depots", "id:t|name:t|grade:t|town:t|volume_m3:r|at:xy\nd0|县库|县|甲镇|9000|4000 5000\nd1|甲库|乡|甲镇|60|5000 5000\n"
                                "d2|乙库|乡|乙镇|900|15000 5000\nd3|丙库|乡|丙乡|900|25000 5000\nd4|丁库|乡|丁乡|900|35000 5000\n");
    fixture_table(&f, "stock", stock);
    fixture_table(&f, "totals", "id:t|item:t|qty:r|unit:t\nt1|棉被|2000|床\nt2|饮用水|60000|L\n");
    fixture_run(&f, "preposition", NULL);
    CHECK_NEAR(qty(&f, "甲镇", "棉被"), 307, 1);      // 900 x 24 / 70.2 = 307.7
    CHECK_NEAR(qty(&f, "甲镇", "饮用水"), 3692, 40);  // 10800 x 24 / 70.2 = 3692.3, and what a quilt left
    assert_true(qty(&f, "乙镇", "棉被") >= 300 && qty(&f, "丙乡", "棉被") >= 800);
    assert_int_equal(fixture_issues(&f, "PREPOSITION_FLOOR"), 1);
    assert_int_equal(fixture_issues(&f, "PREPOSITION_CAP"), 1);
    const situ_issue *issue = NULL;
    for (size_t i = 0; i < situ_report_count(f.report); i++)
        if (situ_streq(situ_report_get(f.report, i)->rule, "PREPOSITION_FLOOR"))
            issue = situ_report_get(f.report, i);
    CHECK_HOLDS(issue->message, "甲镇");
    CHECK_HOLDS(issue->message, "/10800 L");
    assert_string_equal(fixture_text(situ_bundle_table(f.out, "list"), "T1-饮用水-L", "reason"), "库容限制");
    CHECK_NEAR(qty(&f, NULL, "饮用水"), 60000, 0);
    fixture_end(&f);
}

// The county depot stands beside 戊乡, which is no center: what goes forward is lost to it.
static void preposition__who_is_worse_off_is_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "demands", "id:t|name:t|industry:t|level_given:i|threat_pop:i|at:xy\n"
                                 "p1|红点|地质灾害|1|1200|5000 5000\np3|橙点|地质灾害|2|800|25000 5000\np4|蓝点|森林火灾|4|500|35000 5000\np5|戊点|地质灾害|2|500|5000 15000\n");
    fixture_table(&f, "depots", "id:t|name:t|grade:t|town:t|volume_m3:r|at:xy\nd0|县库|县|戊乡|9000|5000 15000\nd1|甲库|乡|甲镇|900|5000 5000\n"
                                "d3|丙库|乡|丙乡|900|25000 5000\nd4|丁库|乡|丁乡|900|35000 5000\n");
    fixture_table(&f, "stock", "id:t|depot:t|item:t|qty:r|unit:t\ns1|甲库|棉被|300|床\ns3|丙库|棉被|0|床\ns4|丁库|棉被|750|床\ns5|县库|棉被|1000|床\n");
    fixture_run(&f, "preposition", FIXTURE_SET("limit_min", "10"));
    const situ_table *t = situ_bundle_table(f.out, "towns");
    assert_string_equal(fixture_text(t, "T5", "before"), "增援可达");
    assert_string_equal(fixture_text(t, "T5", "after"), "缺口");
    assert_string_equal(fixture_text(t, "T5", "change"), "变差");
    assert_string_equal(fixture_text(t, "T3", "change"), "改善");
    assert_string_equal(fixture_text(t, "T4", "change"), "不变");
    assert_string_equal(fixture_text(t, "T2", "change"), "不变");
    assert_int_equal(fixture_issues(&f, "PREPOSITION_WORSE"), 1);
    for (size_t i = 0; i < situ_report_count(f.report); i++)
        if (situ_streq(situ_report_get(f.report, i)->rule, "PREPOSITION_WORSE")) {
            CHECK_HOLDS(situ_report_get(f.report, i)->message, "戊乡");
            CHECK_HOLDS(situ_report_get(f.report, i)->message, "棉被");
        }
    fixture_end(&f);
}

static void preposition__many_alike_are_told_twenty_times_then_once(void **state)
{
    (void)state;
    fixture f;
    situ_str text;
    fixture_begin(&f);
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "depots", depots);
    fixture_table(&f, "stock", stock);
    situ_str_init(&text);
    situ_str_add(&text, "id:t|name:t|industry:t|level_given:i|threat_pop:i|at:xy\np1|红点|地质灾害|1|1200|5000 5000\n");
    for (int i = 0; i < 30; i++)
        situ_str_addf(&text, "n%d|无人数%d|山洪|1||5000 5000\nu%d|未评估%d|山洪||9|5000 5000\n", i, i, i, i);
    fixture_table(&f, "demands", text.data);
    situ_str_free(&text);
    fixture_run(&f, "preposition", NULL);
    assert_int_equal(fixture_issues(&f, "SITE_NO_PEOPLE"), 21);
    assert_int_equal(fixture_issues(&f, "SITE_UNGRADED"), 21);
    fixture_end(&f);
}

static void preposition__what_is_missing_is_told(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "regions", "id:t|name:t|level:t|is_center:i|at:b\nT1|甲镇|乡镇||0 0 10000 10000\n");
    fixture_table(&f, "demands", points);
    fixture_table(&f, "depots", depots);
    fixture_table(&f, "stock", stock);
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "preposition", NULL), f.err);
    CHECK_HOLDS(f.err.cure, "is_center");
    fixture_end(&f);
    begin(&f, "id:t|item:t|qty:r|unit:t\nt1|喊话器||个\nt2|棉被|-5|床\n");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "preposition", NULL), f.err);
    assert_int_equal(fixture_issues(&f, "NEEDS_QUANTITY"), 2);
    fixture_end(&f);
    begin(&f, "id:t|item:t|qty:r|unit:t\nt1|棉被|100|床\n"); // floors of 2000
    fixture_run(&f, "preposition", NULL);
    assert_int_equal(fixture_issues(&f, "PREPOSITION_SHORT"), 1);
    CHECK_NEAR(qty(&f, NULL, "棉被"), 100, 0);
    CHECK_NEAR(qty(&f, "甲镇", "棉被"), 45, 0);
    fixture_end(&f);
}

static void preposition__survives_want_of_memory(void **state)
{
    (void)state;
    fixture f;
    begin(&f, NULL);
    fixture_run(&f, "preposition", NULL);
    uint64_t all = f.allocations;
    fixture_end(&f);
    for (uint64_t at = 1; at <= all; at += all > 400 ? 7 : 1) {
        begin(&f, NULL);
        situ_status status = fixture_try_armed(&f, "preposition", NULL, at);
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quota__f12b_largest_remainder),
        cmocka_unit_test(quota__ties_to_the_lower_index),
        cmocka_unit_test(quota__floors_and_caps),
        cmocka_unit_test(preposition__f12b_check_from_ledgers),
        cmocka_unit_test(preposition__goods_go_where_their_hazard_is),
        cmocka_unit_test(preposition__county_goods_change_who_helps_himself),
        cmocka_unit_test(preposition__18000_pieces_none_lost),
        cmocka_unit_test(preposition__no_more_than_a_depot_holds),
        cmocka_unit_test(quotas__floors_share_the_room_by_one_factor),
        cmocka_unit_test(quotas__what_is_above_the_floors_is_cut_by_one_factor),
        cmocka_unit_test(quotas__keep_totals_and_rooms),
        cmocka_unit_test(preposition__floors_of_all_items_come_before_weights),
        cmocka_unit_test(preposition__a_floor_without_room_is_told),
        cmocka_unit_test(preposition__who_is_worse_off_is_told),
        cmocka_unit_test(preposition__many_alike_are_told_twenty_times_then_once),
        cmocka_unit_test(preposition__what_is_missing_is_told),
        cmocka_unit_test(preposition__survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

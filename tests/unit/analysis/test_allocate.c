// SPDX-License-Identifier: MIT
// Transfer of people to shelters (F10): capacities by hand, shelters inside the danger, too little room.

#include "analysis/shelters.h"
#include "unit/analysis/fixture.h"

static const char zones[] =
    "id:t|name:t|type:t|level:i|pop:i|at:b\n"
    "z1|滑坡区|地质风险区|1|100|0 0 200 200\nz2|山洪沟|山洪危险区|2|80|2000 0 2200 200\nz3|滑坡区乙|地质风险区|3|50|4000 0 4200 200\n";

static void begin(fixture *f, const char *people, const char *shelters)
{
    fixture_begin(f);
    fixture_table(f, "people", people);
    fixture_table(f, "areas", zones);
    fixture_table(f, "shelters", shelters);
}

static long moved(const fixture *f, const char *from, const char *to)
{
    const situ_table *t = situ_bundle_table(f->out, "plan");
    for (size_t row = 0; row < t->row_count; row++)
        if (situ_streq(situ_table_text(t, row, situ_table_find(t, "from_id")), from) && situ_streq(situ_table_text(t, row, situ_table_find(t, "to_id")), to))
            return (long)situ_table_int(t, row, situ_table_find(t, "people"));
    return 0;
}

static void allocate__capacity_is_the_lesser_of_given_and_area(void **state)
{
    (void)state;
    static const struct { const char *row; double people; } cases[] = {
        {"短期|101|60", 50}, {"短期|101|40", 40}, {"紧急|101|", 202}, {"中期|100|", 33}, {"长期|100|", 22}, {"长期|9|", 2}, {"|100|", 50}, {"短期||70", 70}};
    fixture f;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[200];
        situ_shelter_capacity c;
        fixture_begin(&f);
        snprintf(text, sizeof text, "id:t|duration:t|area_eff:r|cap_given:i\ns|%s\n", cases[k].row);
        fixture_table(&f, "s", text);
        CHECK_OK(situ_shelter_capacity_of(&c, f.rules, situ_bundle_table(f.in, "s"), 0, &f.err), f.err);
        CHECK_NEAR(c.people, cases[k].people, 0);
        fixture_end(&f);
    }
    fixture_begin(&f);
    fixture_table(&f, "s", "id:t|duration:t|area_eff:r\na||\nb|永久|10\n");
    situ_shelter_capacity c;
    CHECK_OK(situ_shelter_capacity_of(&c, f.rules, situ_bundle_table(f.in, "s"), 0, &f.err), f.err);
    assert_true(isnan(c.people) && c.assumed);
    CHECK_FAILS(SITU_E_SCHEMA, situ_shelter_capacity_of(&c, f.rules, situ_bundle_table(f.in, "s"), 1, &f.err), f.err);
    fixture_end(&f);
}

static void allocate__nearest_with_room_and_not_inside_the_danger(void **state)
{
    (void)state;
    fixture f;
    // s1 lies in the landslide area z1: not for it nor for z3, but for the flood z2.
    begin(&f, zones, "id:t|name:t|duration:t|cap_given:i|at:xy\ns1|校舍|短期|60|100 100\ns2|广场|紧急|90|1000 100\ns3|礼堂|短期|100|5000 100\n");
    fixture_run(&f, "allocate", NULL);
    assert_int_equal(moved(&f, "z1", "s1"), 0);
    assert_int_equal(moved(&f, "z3", "s1"), 0);
    // Room for all: 100 and 50 of landslides share s2 and s3, floods may use all three.
    assert_int_equal(moved(&f, "z1", "s2"), 90);
    assert_int_equal(moved(&f, "z1", "s3"), 10);
    assert_int_equal(moved(&f, "z3", "s3"), 50);
    assert_int_equal(moved(&f, "z2", "s1"), 60);
    assert_int_equal(moved(&f, "z2", "s3"), 20);
    const situ_table *t = situ_bundle_table(f.out, "zones");
    assert_string_equal(fixture_text(t, "z1", "state"), "全部安置");
    assert_int_equal(fixture_int(t, "z2", "left"), 0);
    t = situ_bundle_table(f.out, "shelters");
    assert_string_equal(fixture_text(t, "s1", "reason"), "位于滑坡区内,不用于该灾种");
    assert_int_equal(fixture_int(t, "s1", "used"), 60);
    CHECK_NEAR(fixture_real(t, "s3", "free"), 20, 0);
    assert_string_equal(fixture_text(t, "s2", "reason"), "已满");
    fixture_end(&f);
}

static void allocate__too_little_room_is_a_gap(void **state)
{
    (void)state;
    fixture f;
    begin(&f, zones, "id:t|name:t|cap_given:i|hazards_ok:t|at:xy\ns1|甲|30|地质灾害|1000 100\ns2|乙|20|台风、山洪|3000 100\n");
    fixture_run(&f, "allocate", NULL);
    const situ_table *t = situ_bundle_table(f.out, "zones");
    assert_int_equal(moved(&f, "z2", "s1"), 0); // not meant for floods
    assert_int_equal(moved(&f, "z2", "s2"), 20);
    assert_int_equal(moved(&f, "z1", "s1"), 30);
    assert_int_equal(fixture_int(t, "z1", "left"), 70);
    assert_string_equal(fixture_text(t, "z1", "state"), "部分安置");
    assert_string_equal(fixture_text(t, "z3", "state"), "未安置");
    assert_int_equal(fixture_issues(&f, "ALLOCATE_SHORT"), 1);
    fixture_run(&f, "allocate", FIXTURE_SET("level", "2", "hazard", "地质风险区"));
    assert_int_equal(situ_bundle_table(f.out, "zones")->row_count, 1);
    fixture_run(&f, "allocate", FIXTURE_SET("limit_min", "1"));
    assert_int_equal(situ_bundle_table(f.out, "plan")->row_count, 0);
    fixture_end(&f);
}

static void allocate__threatened_by_points(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|industry:t|level_given:i|threat_pop:i|status:t|at:xy\np1|滑坡|地质灾害|1|40||300 100\np2|旧点|地质灾害|1|40|销号|300 100\n",
          "id:t|name:t|cap_given:i|at:xy\ns1|区内|100|100 100\ns2|区外|100|1000 100\n");
    fixture_run(&f, "allocate", NULL);
    assert_int_equal(moved(&f, "p1", "s2"), 40); // the nearer one lies in an area of landslides
    assert_int_equal(situ_bundle_table(f.out, "zones")->row_count, 1);
    const situ_table *t = situ_bundle_table(f.out, "plan");
    const situ_geometry *line = situ_table_geometry(t, 0);
    assert_int_equal(line->kind, SITU_GEOM_LINE);
    CHECK_NEAR(situ_geometry_length(line), 700, 1e-9);
    assert_true(situ_table_real(t, 0, situ_table_find(t, "minutes")) > 0);
    fixture_end(&f);
}

static void allocate__what_cannot_be_used_is_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|type:t|pop:i|at:xy\na|好|山洪危险区|10|0 0\nb|无人数|山洪危险区||0 0\nc|无坐标|山洪危险区|7|\n",
          "id:t|name:t|cap_given:i|at:xy\ns1|好|100|10 10\ns2|无容量||10 10\ns3|无坐标|50|\n");
    fixture_run(&f, "allocate", NULL);
    assert_int_equal(fixture_issues(&f, "ALLOCATE_NO_PEOPLE"), 1);
    assert_int_equal(fixture_issues(&f, "ALLOCATE_UNPLACED"), 2);
    assert_int_equal(fixture_issues(&f, "ALLOCATE_NO_CAPACITY"), 1);
    assert_int_equal(fixture_issues(&f, "ALLOCATE_LEFT_OUT"), 1);
    const situ_table *t = situ_bundle_table(f.out, "shelters");
    assert_int_equal(t->row_count, 3);
    assert_string_equal(fixture_text(t, "s2", "reason"), "容量未报");
    assert_string_equal(fixture_text(t, "s3", "reason"), "无坐标");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "allocate", FIXTURE_SET("hazard", "火险区")), f.err);
    fixture_end(&f);
    begin(&f, zones, "id:t|name:t|cap_given:i|at:xy\ns3|无坐标|50|\n");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "allocate", NULL), f.err);
    fixture_end(&f);
}

static void allocate__why_nobody_is_placed(void **state)
{
    (void)state;
    static const char places[] = "id:t|name:t|type:t|pop:i|at:b\nz1|化工厂|安全隔离区|30|3000 3000 3200 3200\nz2|滑坡区|地质风险区|90|0 0 200 200\nz3|火区|火险区|5|6000 0 6200 200\nz4|远沟|山洪危险区|7|900000 0 900200 200\n";
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "people", places);
    fixture_table(&f, "areas", places);
    // One takes geological hazards and floods; the other fires, and lies in the area of fires.
    fixture_table(&f, "shelters", "id:t|name:t|hazards_ok:t|cap_given:i|at:xy\ns1|校舍|地质灾害、山洪|60|1000 100\ns2|林场|森林火灾|50|6100 100\n");
    fixture_run(&f, "allocate", NULL);
    const situ_table *t = situ_bundle_table(f.out, "zones");
    assert_string_equal(fixture_text(t, "z1", "state"), "未安置");
    assert_string_equal(fixture_text(t, "z1", "reason"), "无适用此灾种的避难场所");
    assert_string_equal(fixture_text(t, "z2", "state"), "部分安置");
    assert_string_equal(fixture_text(t, "z2", "reason"), "时限内无空位");
    assert_string_equal(fixture_text(t, "z3", "reason"), "适用的避难场所都位于危险区内");
    assert_string_equal(fixture_text(t, "z4", "reason"), "时限内到不了适用的避难场所");
    assert_int_equal(fixture_issues(&f, "ALLOCATE_NOT_MEANT"), 1);
    fixture_end(&f);
}

static void allocate__without_areas_it_says_what_to_take(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "shelters", "id:t|name:t|cap_given:i|at:xy\ns1|校舍|60|1000 100\n");
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "allocate", NULL), f.err);
    CHECK_HOLDS(f.err.cure, "--people risk_point");
    fixture_end(&f);
}

static void allocate__many_alike_are_told_twenty_times_then_once(void **state)
{
    (void)state;
    fixture f;
    situ_str text;
    situ_str_init(&text);
    situ_str_add(&text, "id:t|name:t|type:t|pop:i|at:xy\na|好|山洪危险区|10|0 0\n");
    for (int i = 0; i < 25; i++)
        situ_str_addf(&text, "b%d|无人数|山洪危险区||0 0\n", i);
    begin(&f, text.data, "id:t|name:t|cap_given:i|at:xy\ns1|好|100|10 10\n");
    situ_str_free(&text);
    fixture_run(&f, "allocate", NULL);
    assert_int_equal(fixture_issues(&f, "ALLOCATE_NO_PEOPLE"), 21);
    fixture_end(&f);
}

static void allocate__survives_want_of_memory(void **state)
{
    (void)state;
    static const char shelters[] = "id:t|name:t|duration:t|cap_given:i|at:xy\ns1|校舍|短期|60|100 100\ns2|广场|紧急|90|1000 100\n";
    fixture f;
    begin(&f, zones, shelters);
    fixture_run(&f, "allocate", NULL);
    uint64_t all = f.allocations;
    fixture_end(&f);
    for (uint64_t at = 1; at <= all; at += all > 400 ? 7 : 1) {
        begin(&f, zones, shelters);
        situ_status status = fixture_try_armed(&f, "allocate", NULL, at);
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocate__capacity_is_the_lesser_of_given_and_area),
        cmocka_unit_test(allocate__nearest_with_room_and_not_inside_the_danger),
        cmocka_unit_test(allocate__too_little_room_is_a_gap),
        cmocka_unit_test(allocate__threatened_by_points),
        cmocka_unit_test(allocate__what_cannot_be_used_is_told),
        cmocka_unit_test(allocate__why_nobody_is_placed),
        cmocka_unit_test(allocate__without_areas_it_says_what_to_take),
        cmocka_unit_test(allocate__many_alike_are_told_twenty_times_then_once),
        cmocka_unit_test(allocate__survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

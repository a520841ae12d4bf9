// SPDX-License-Identifier: MIT
// Straight-line reach: minutes worked by hand, bands, nearest sites, rows without coordinates.

#include "unit/analysis/fixture.h"

static const char regions[] = "id:t|name:t|level:t|at:b\nT1|甲镇|乡镇|0 0 20000 40000\nT2|乙乡|乡镇|20000 0 40000 40000\n";

static void begin(fixture *f, const char *sites, const char *targets)
{
    fixture_begin(f);
    fixture_table(f, "regions", regions);
    fixture_table(f, "sites", sites);
    if (targets)
        fixture_table(f, "targets", targets);
}

static void reach__nearest_site_in_metres_minutes_and_band(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|10000 10000\nd2|乡库|30000 10000\nd3|无坐标库|\n",
          "id:t|name:t|town:t|at:xy\nv1|一村|甲镇|13000 14000\nv2|二村||20000 10000\nv3|三村||30000 40000\nv4|四村||\n");
    fixture_run(&f, "reach", NULL);
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    assert_int_equal(t->row_count, 4);
    // 3-4-5: 5 km x 1.3 at 30 km/h = 13 min, and 5 min to leave.
    CHECK_NEAR(fixture_real(t, "v1", "distance_m"), 5000, 1e-9);
    CHECK_NEAR(fixture_real(t, "v1", "minutes"), 18, 1e-9);
    assert_int_equal(fixture_int(t, "v1", "band"), 2);
    assert_string_equal(fixture_text(t, "v1", "label"), "15–30分钟");
    assert_string_equal(fixture_text(t, "v1", "site_name"), "县库");
    assert_string_equal(fixture_text(t, "v1", "town"), "甲镇");
    assert_string_equal(fixture_text(t, "v2", "site_id"), "d1"); // a tie: the first in the ledger
    assert_string_equal(fixture_text(t, "v3", "site_id"), "d2");
    CHECK_NEAR(fixture_real(t, "v3", "minutes"), 83, 1e-9);
    assert_int_equal(fixture_int(t, "v3", "band"), 4);
    assert_string_equal(fixture_text(t, "v3", "label"), "超过60分钟");
    assert_true(isnan(fixture_real(t, "v4", "distance_m")));
    assert_int_equal(fixture_issues(&f, "REACH_UNPLACED"), 2);
    fixture_end(&f);
}

static void reach__bands_fill_the_county_without_gap(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|20000 20000\n", NULL);
    fixture_run(&f, "reach", FIXTURE_SET("cell_m", "50"));
    const situ_table *t = situ_bundle_table(f.out, "bands");
    assert_null(situ_bundle_table(f.out, "nearest"));
    assert_int_equal(t->row_count, 4);
    double sum = 0;
    for (size_t row = 0; row < t->row_count; row++)
        sum += situ_geometry_area(situ_table_geometry(t, row));
    CHECK_NEAR(sum, 40000.0 * 40000.0, 1.0);
    // 15 min: (15 - 5) / 60 x 30 / 1.3 = 3.846 km; 30 min: 9.615 km; 60 min: 21.15 km, beyond the edges.
    CHECK_NEAR(fixture_real(t, "band-1", "area_km2"), 3.14159265 * 3.846154 * 3.846154, 0.15);
    CHECK_NEAR(fixture_real(t, "band-2", "area_km2"), 3.14159265 * (9.615385 * 9.615385 - 3.846154 * 3.846154), 0.2);
    assert_string_equal(fixture_text(t, "band-1", "label"), "15分钟以内");
    assert_string_equal(fixture_text(t, "band-4", "label"), "超过60分钟");
    fixture_end(&f);
}

static void reach__kilometre_bands_and_own_speed(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|20000 20000\n", "id:t|name:t|at:xy\na|甲|20000 28000\nb|乙|20000 28000.001\n");
    fixture_run(&f, "reach", FIXTURE_SET("unit", "km", "bands", "3,8", "speed_kmh", "60", "detour", "1", "dispatch_min", "0", "areas", "no"));
    const situ_table *t = situ_bundle_table(f.out, "nearest");
    assert_null(situ_bundle_table(f.out, "bands"));
    CHECK_NEAR(fixture_real(t, "a", "minutes"), 8, 1e-9);
    assert_int_equal(fixture_int(t, "a", "band"), 2); // the end belongs to the band
    assert_string_equal(fixture_text(t, "a", "label"), "3–8千米");
    assert_int_equal(fixture_int(t, "b", "band"), 3);
    fixture_end(&f);
}

static void reach__a_polygon_target_stands_at_its_pole(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|0 0\n", "id:t|name:t|at:b\na|甲|2000 3000 4000 5000\n");
    fixture_run(&f, "reach", FIXTURE_SET("areas", "no"));
    CHECK_NEAR(fixture_real(situ_bundle_table(f.out, "nearest"), "a", "distance_m"), 5000, 15);
    fixture_end(&f);
}

static void reach__bad_input_is_named(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|at:xy\nd1|县库|\n", NULL);
    CHECK_FAILS(SITU_E_NOT_FOUND, fixture_try(&f, "reach", NULL), f.err);
    CHECK_HOLDS(f.err.cause, "sites");
    fixture_table(&f, "sites", "id:t|name:t|at:xy\nd1|县库|1 1\n");
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("bands", "30,15")), f.err);
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("bands", "5,15")), f.err); // over before the departure
    CHECK_HOLDS(f.err.cause, "5");
    CHECK_FAILS(SITU_E_ARGUMENT, fixture_try(&f, "reach", FIXTURE_SET("speed_kmh", "0")), f.err);
    CHECK_HOLDS(f.err.cause, "speed_kmh");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach__nearest_site_in_metres_minutes_and_band),
        cmocka_unit_test(reach__bands_fill_the_county_without_gap),
        cmocka_unit_test(reach__kilometre_bands_and_own_speed),
        cmocka_unit_test(reach__a_polygon_target_stands_at_its_pole),
        cmocka_unit_test(reach__bad_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Check values: domain.md B4.
#include <math.h>

#include "geo/china_datum.h"
#include "geo/crs.h"
#include "support/check.h"

static void crs__zone_from_longitude(void **state)
{
    (void)state;
    assert_int_equal(situ_crs_zone_epsg(108.6972), 4545);
    assert_int_equal(situ_crs_zone_epsg(115.3753), 4547);
    assert_int_equal(situ_crs_zone_epsg(122.3033), 4550);
    assert_int_equal(situ_crs_zone_epsg(109.5), 4546); // a zone's west edge belongs to it
    assert_int_equal(situ_crs_zone_epsg(109.4999), 4545);
    assert_int_equal(situ_crs_zone_epsg(73.5), 4534);
    assert_int_equal(situ_crs_zone_epsg(136.49), 4554);
    assert_int_equal(situ_crs_zone_epsg(73.49), 0);
    assert_int_equal(situ_crs_zone_epsg(136.5), 0);
    assert_int_equal(situ_crs_zone_epsg(NAN), 0);
}

static void crs__abroad_utm(void **state)
{
    (void)state;
    char title[64];
    assert_int_equal(situ_crs_metric_epsg(108.6972, 30.9), 4545);
    assert_int_equal(situ_crs_metric_epsg(1.5, 42.5), 32631); // Andorra
    assert_int_equal(situ_crs_metric_epsg(141.4, 43), 32654);
    assert_int_equal(situ_crs_metric_epsg(-70.6, -33.4), 32719);
    assert_int_equal(situ_crs_metric_epsg(180, 10), 32660);
    assert_int_equal(situ_crs_metric_epsg(NAN, 10), 0);
    situ_crs_title(title, sizeof title, 4545);
    assert_string_equal(title, "CGCS2000 / 3度带 中央经线108°");
    situ_crs_title(title, sizeof title, 32631);
    assert_string_equal(title, "WGS 84 / UTM 31N");
    // North stays up and a kilometre a kilometre.
    situ_transform *t;
    situ_error err = {0};
    double xy[] = {1.5, 42.5, 1.5, 42.509};
    CHECK_OK(situ_transform_new(&t, SITU_EPSG_CGCS2000, 32631, &err), err);
    CHECK_OK(situ_transform_apply(t, xy, 2, &err), err);
    situ_transform_free(t);
    CHECK_NEAR(xy[3] - xy[1], 999.3, 1);
    CHECK_NEAR(xy[2], xy[0], 20); // converging by a degree
}

static void crs__central_meridian(void **state)
{
    (void)state;
    CHECK_NEAR(situ_crs_central_meridian(4545), 108, 0);
    CHECK_NEAR(situ_crs_central_meridian(4524), 108, 0);
    CHECK_NEAR(situ_crs_central_meridian(4550), 123, 0);
    CHECK_NEAR(situ_crs_central_meridian(3857), 0, 0);
    assert_true(situ_crs_is_geographic(4490) && situ_crs_is_geographic(4326));
    assert_false(situ_crs_is_geographic(4545) || situ_crs_is_geographic(3857) ||
                 situ_crs_is_geographic(4491));
    assert_true(situ_crs_is_geographic(3824));                                  // TWD97
    assert_false(situ_crs_is_geographic(4485) || situ_crs_is_geographic(4087)); // projected among the 4xxx
    assert_false(situ_crs_is_geographic(0) || situ_crs_is_geographic(123));
}

static void crs__projects_the_check_values(void **state)
{
    (void)state;
    static const struct {
        double lon, lat;
        int epsg;
        double e, n;
    } want[] = {
        {108.6972, 30.9306, 4545, 566634.526, 3423488.415},
        {108.6972, 30.9306, 4524, 36566634.526, 3423488.415},
        {115.3753, 28.4175, 4547, 634759.241, 3145480.057},
        {122.3033, 29.9493, 4550, 432743.027, 3314697.350},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        situ_error err = {0};
        situ_transform *t = NULL, *back = NULL;
        double xy[2] = {want[i].lon, want[i].lat};
        CHECK_OK(situ_transform_new(&t, 4490, want[i].epsg, &err), err);
        CHECK_OK(situ_transform_new(&back, want[i].epsg, 4490, &err), err);
        CHECK_OK(situ_transform_apply(t, xy, 1, &err), err);
        CHECK_NEAR(xy[0], want[i].e, 0.0006);
        CHECK_NEAR(xy[1], want[i].n, 0.0006);
        CHECK_OK(situ_transform_apply(back, xy, 1, &err), err);
        CHECK_NEAR(xy[0], want[i].lon, 1e-10);
        CHECK_NEAR(xy[1], want[i].lat, 1e-10);
        situ_transform_free(t);
        situ_transform_free(back);
    }
}

static void crs__web_mercator_keeps_axis_order(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_transform *t = NULL;
    double xy[4] = {180, 0, 108, 30};
    CHECK_OK(situ_transform_new(&t, 4326, 3857, &err), err);
    CHECK_OK(situ_transform_apply(t, xy, 2, &err), err);
    CHECK_NEAR(xy[0], 20037508.342789244, 1e-6);
    CHECK_NEAR(xy[1], 0, 1e-6);
    CHECK_NEAR(xy[2], 20037508.342789244 * 108 / 180, 1e-6);
    situ_transform_free(t);
}

static void crs__bad_points_become_nan_and_others_are_done(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_transform *t = NULL;
    double xy[6] = {NAN, 30, 108.6972, 30.9306, 108, INFINITY};
    CHECK_OK(situ_transform_new(&t, 4490, 4545, &err), err);
    CHECK_FAILS(SITU_E_CRS, situ_transform_apply(t, xy, 3, &err), err);
    assert_true(isnan(xy[0]) && isnan(xy[1]) && isnan(xy[4]) && isnan(xy[5]));
    CHECK_NEAR(xy[2], 566634.526, 0.0006);
    situ_transform_free(t);
}

static void crs__unknown_code_fails(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_transform *t = NULL;
    CHECK_FAILS(SITU_E_CRS, situ_transform_new(&t, 4490, 999999, &err), err);
    assert_null(t);
    CHECK_HOLDS(err.cause, "999999");
    CHECK_FAILS(SITU_E_CRS, situ_transform_new(&t, 0, 4490, &err), err);
}

static void crs__box_holds_its_curved_edges(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_transform *t = NULL;
    situ_box in = {107.5, 30, 110.5, 32}, out;
    CHECK_OK(situ_transform_new(&t, 4490, 4545, &err), err);
    CHECK_OK(situ_transform_box(t, in, &out, &err), err);
    for (int i = 0; i <= 300; i++)
        for (int j = 0; j <= 4; j++) {
            double xy[2] = {in.x0 + (in.x1 - in.x0) * i / 300, in.y0 + (in.y1 - in.y0) * j / 4};
            CHECK_OK(situ_transform_apply(t, xy, 1, &err), err);
            assert_true(situ_box_has(out, xy[0], xy[1]));
        }
    double corner[2] = {in.x0, in.y0}; // the south edge bows below its corners' mean
    CHECK_OK(situ_transform_apply(t, corner, 1, &err), err);
    assert_true(out.y0 < corner[1]);
    assert_true(out.y0 > corner[1] - 2000);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_transform_box(t, situ_box_empty(), &out, &err), err);
    situ_transform_free(t);
}

static void datum__check_values(void **state)
{
    (void)state;
    situ_lonlat yunyang = {108.6972, 30.9306};
    situ_lonlat gcj = situ_datum_from_wgs84(SITU_DATUM_GCJ02, yunyang);
    CHECK_NEAR(gcj.lat_deg, 30.928179, 6e-7);
    CHECK_NEAR(gcj.lon_deg, 108.701589, 6e-7);
    situ_lonlat bd = situ_datum_from_wgs84(SITU_DATUM_BD09, yunyang);
    CHECK_NEAR(bd.lat_deg, 30.934360, 6e-7);
    CHECK_NEAR(bd.lon_deg, 108.708017, 6e-7);
    situ_lonlat beijing = situ_datum_from_wgs84(SITU_DATUM_GCJ02, (situ_lonlat){116.42079, 39.90105});
    CHECK_NEAR(beijing.lat_deg, 39.90245, 1e-5);
    CHECK_NEAR(beijing.lon_deg, 116.42703, 1e-5);
}

static void datum__inverse_is_exact_all_over_the_box(void **state)
{
    (void)state;
    double worst = 0;
    for (double lon = 72.3; lon < 137.5; lon += 0.37)
        for (double lat = 1.1; lat < 55.5; lat += 0.41)
            for (int d = SITU_DATUM_GCJ02; d <= SITU_DATUM_BD09; d++) {
                situ_lonlat p = {lon, lat};
                situ_lonlat q = situ_datum_to_wgs84((situ_datum)d, situ_datum_from_wgs84((situ_datum)d, p));
                worst = fmax(worst, fmax(fabs(p.lon_deg - q.lon_deg), fabs(p.lat_deg - q.lat_deg)));
            }
    CHECK_NEAR(worst, 0, 1e-12);
}

static void datum__leaves_points_outside_china_alone(void **state)
{
    (void)state;
    situ_lonlat paris = {2.35, 48.85};
    for (int d = SITU_DATUM_WGS84; d <= SITU_DATUM_BD09; d++) {
        situ_lonlat a = situ_datum_from_wgs84((situ_datum)d, paris),
                    b = situ_datum_to_wgs84((situ_datum)d, paris);
        assert_true(a.lon_deg == 2.35 && a.lat_deg == 48.85 && b.lon_deg == 2.35 && b.lat_deg == 48.85);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crs__zone_from_longitude),
        cmocka_unit_test(crs__abroad_utm),
        cmocka_unit_test(crs__central_meridian),
        cmocka_unit_test(crs__projects_the_check_values),
        cmocka_unit_test(crs__web_mercator_keeps_axis_order),
        cmocka_unit_test(crs__bad_points_become_nan_and_others_are_done),
        cmocka_unit_test(crs__unknown_code_fails),
        cmocka_unit_test(crs__box_holds_its_curved_edges),
        cmocka_unit_test(datum__check_values),
        cmocka_unit_test(datum__inverse_is_exact_all_over_the_box),
        cmocka_unit_test(datum__leaves_points_outside_china_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include "geo/china_datum.h"

#include <math.h>

// Constants of the published GCJ-02 approximation (domain.md B4).
static const double AXIS_M = 6378245.0;
static const double ECCENTRICITY2 = 0.00669342162296594323;
static const double BD_SHIFT_LON = 0.0065, BD_SHIFT_LAT = 0.006;

static const situ_box CHINA = {72.004, 0.8293, 137.8347, 55.8271};

static bool in_china(situ_lonlat p)
{
    return situ_box_has(CHINA, p.lon_deg, p.lat_deg);
}

// Shift of GCJ-02 against WGS-84 at p, in degrees.
static situ_lonlat gcj_shift(situ_lonlat p)
{
    double x = p.lon_deg - 105, y = p.lat_deg - 35, root = sqrt(fabs(x));
    double waves = (20 * sin(6 * M_PI * x) + 20 * sin(2 * M_PI * x)) * 2 / 3;
    double north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves +
                     (20 * sin(M_PI * y) + 40 * sin(M_PI * y / 3)) * 2 / 3 +
                     (160 * sin(M_PI * y / 12) + 320 * sin(M_PI * y / 30)) * 2 / 3;
    double east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves +
                    (20 * sin(M_PI * x) + 40 * sin(M_PI * x / 3)) * 2 / 3 +
                    (150 * sin(M_PI * x / 12) + 300 * sin(M_PI * x / 30)) * 2 / 3;
    double lat_rad = p.lat_deg * M_PI / 180, s = sin(lat_rad);
    double w2 = 1 - ECCENTRICITY2 * s * s, w = sqrt(w2);
    double meridian_m = AXIS_M * (1 - ECCENTRICITY2) / (w2 * w), parallel_m = AXIS_M / w * cos(lat_rad);
    return (situ_lonlat){east_m * 180 / (parallel_m * M_PI), north_m * 180 / (meridian_m * M_PI)};
}

static situ_lonlat gcj_from_wgs84(situ_lonlat p)
{
    if (!in_china(p))
        return p;
    situ_lonlat d = gcj_shift(p);
    return (situ_lonlat){p.lon_deg + d.lon_deg, p.lat_deg + d.lat_deg};
}

static situ_lonlat bd_from_gcj(situ_lonlat p)
{
    const double turns = M_PI * 3000 / 180;
    double x = p.lon_deg, y = p.lat_deg;
    double radius = sqrt(x * x + y * y) + 0.00002 * sin(y * turns);
    double angle = atan2(y, x) + 0.000003 * cos(x * turns);
    return (situ_lonlat){radius * cos(angle) + BD_SHIFT_LON, radius * sin(angle) + BD_SHIFT_LAT};
}

// Solves forward(q) = p by fixed-point steps: both shifts change by less than 1 % of a step.
static situ_lonlat invert(situ_lonlat (*forward)(situ_lonlat), situ_lonlat p)
{
    situ_lonlat q = p;
    for (int i = 0; i < 40; i++) {
        situ_lonlat f = forward(q);
        double dx = p.lon_deg - f.lon_deg, dy = p.lat_deg - f.lat_deg;
        q.lon_deg += dx;
        q.lat_deg += dy;
        if (fabs(dx) < 1e-14 && fabs(dy) < 1e-14)
            break;
    }
    return q;
}

static situ_lonlat shifted(situ_lonlat p)
{ // without the box, so that its edge does not flicker
    situ_lonlat d = gcj_shift(p);
    return (situ_lonlat){p.lon_deg + d.lon_deg, p.lat_deg + d.lat_deg};
}

situ_lonlat situ_datum_to_wgs84(situ_datum from, situ_lonlat p)
{
    if (from == SITU_DATUM_WGS84 || !in_china(p))
        return p;
    if (from == SITU_DATUM_BD09)
        p = invert(bd_from_gcj, p);
    return invert(shifted, p);
}

situ_lonlat situ_datum_from_wgs84(situ_datum to, situ_lonlat p)
{
    if (to == SITU_DATUM_WGS84 || !in_china(p))
        return p;
    p = gcj_from_wgs84(p);
    return to == SITU_DATUM_BD09 ? bd_from_gcj(p) : p;
}

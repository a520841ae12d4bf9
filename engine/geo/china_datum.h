// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_CHINA_DATUM_H
#define SITU_GEO_CHINA_DATUM_H

// GCJ-02 and BD-09, the shifted frames of Chinese web maps, against WGS-84 (= CGCS2000 here).
// a = 6378245.0, ee = 0.00669342162296594323 (domain.md B4). Outside China's box (lon 72.004..137.8347,
// lat 0.8293..55.8271) points stay as they are. Inverses iterate to double precision.

#include "geo/coords.h"

typedef enum situ_datum { SITU_DATUM_WGS84, SITU_DATUM_GCJ02, SITU_DATUM_BD09 } situ_datum;
situ_lonlat situ_datum_to_wgs84(situ_datum from, situ_lonlat p);
situ_lonlat situ_datum_from_wgs84(situ_datum to, situ_lonlat p);

#endif

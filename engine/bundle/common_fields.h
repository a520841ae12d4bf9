// SPDX-License-Identifier: MIT
#ifndef SITU_BUNDLE_COMMON_FIELDS_H
#define SITU_BUNDLE_COMMON_FIELDS_H

// Fields that several ledger tables have in the same words (domain.md C1b): declared once.

#include "bundle/schema.h"

// clang-format off
#define SITU_FIELD_OF_TOWN \
    {.name = "town", .kind = SITU_FIELD_TOWN, .label = "乡镇", \
     .aliases = SITU_WORDS( \
         "镇街", "街镇", "乡镇街道", "所在镇街", "所在乡镇", "所属乡镇", "所属镇街", "属地", "属地单位", \
         "所在镇", "乡镇名称", "镇", "乡", "街道", "所属街道", "所在街道", "township", "townname", "town_name")}

#define SITU_FIELD_OF_VILLAGE \
    {.name = "village", .kind = SITU_FIELD_VILLAGE, .label = "村", \
     .aliases = SITU_WORDS( \
         "村社区", "行政村", "社区", "所在村", "村居", "所属村", "所在村社区", "村名称", "村社区名称", "村名", "villname", "villagename", "village_name")}

#define SITU_FIELD_OF_ADDRESS \
    {.name = "address", .kind = SITU_FIELD_TEXT, .label = "地址", \
     .aliases = SITU_WORDS( \
         "详细地址", "地理位置", "位置", "具体位置", "存放位置", "坐落", "所在位置", "详细位置")}

#define SITU_FIELD_OF_LON \
    {.name = "lon", .kind = SITU_FIELD_LON, .label = "经度", \
     .aliases = SITU_WORDS( \
         "东经", "lng", "long", "longitude", "x经度", "经度e", "lgtd", "坐标x", "x坐标", "x", "lon_wgs84", \
         "lon_gcj02", "lon_bd09")}

#define SITU_FIELD_OF_LAT \
    {.name = "lat", .kind = SITU_FIELD_LAT, .label = "纬度", \
     .aliases = SITU_WORDS( \
         "维度", "北纬", "latitude", "y纬度", "纬度n", "lttd", "坐标y", "y坐标", "y", "lat_wgs84", "lat_gcj02", \
         "lat_bd09")}

#define SITU_FIELD_OF_LONLAT \
    {.name = "lonlat", .kind = SITU_FIELD_LONLAT, .label = "坐标", \
     .aliases = SITU_WORDS( \
         "经纬度", "地图坐标", "gps坐标", "位置坐标", "坐标位置", "gps", "经纬度坐标", "地理坐标")}
// clang-format on

#endif

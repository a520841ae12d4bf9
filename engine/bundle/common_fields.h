// SPDX-License-Identifier: MIT
#ifndef SITU_BUNDLE_COMMON_FIELDS_H
#define SITU_BUNDLE_COMMON_FIELDS_H

// Fields that several ledger tables have in the same words (domain.md C1b): declared once.

#include "bundle/schema.h"

// clang-format off
#define SITU_FIELD_OF_COUNTY \
    {.name = "county", .kind = SITU_FIELD_TEXT, .label = "县", .flags = SITU_FIELD_INPUT, \
     .aliases = SITU_WORDS("区县", "县区", "县名", "所在县", "所属区县")}

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
// The industries and natural hazards that risks and accidents are counted by (domain.md C2).
#define SITU_INDUSTRY_WORDS \
    SITU_WORDS( \
        "危险作业=委托外包=检修维修=有限空间作业=动火作业", \
        "小散工程零星作业=小散工程=零星作业=小散工程和零星作业", "铁路沿线=铁路=铁路沿线安全", \
        "油气管道=管道=油气=油气长输管道=石油天然气管道", \
        "商贸物流人员密集=商贸=商贸物流=人员密集=人员密集场所=商贸流通=商场市场=物流", \
        "食品药品=食品=药品=食药", "道路交通=道路=交通=道路运输=公路=交通运输=桥隧=公路水运", \
        "水上交通=渔船=渡口=水运=港口=港口码头=水上=渡口码头=渔业船舶", \
        "建设施工=建筑施工=施工=建筑=建筑工地=在建工地=住建=建设工程=房屋建筑", \
        "危险化学品=危化=危化品=化工=加油站=危险化学品企业", "烟花爆竹=烟花", "民爆=民用爆炸物品=民爆物品", \
        "矿山=非煤矿山=煤矿=尾矿库=非煤=采石场=煤矿山", \
        "工贸=工贸企业=冶金=粉尘涉爆=涉氨=有限空间=粉尘=工贸行业=机械=建材", \
        "消防=消防安全=九小场所=九小=高层建筑=综合体=高层=火灾=消防重点单位", \
        "燃气=城镇燃气=液化气=天然气=液化石油气", "特种设备=电梯=锅炉=压力容器=起重机械", \
        "城市运行=城市生命线=生命线=供水=供电=排水=市政=城市安全=水利设施=水库大坝=水库", \
        "旅游=文旅=景区=旅游景区=文化旅游", "农林牧渔=农机=农业=林业=渔业=畜牧=农业机械=农业农村", \
        "学校医院养老=学校=医院=养老=教育=卫生=民政=校园=养老机构=医疗卫生=医疗机构", \
        "自建房=居民自建房=经营性自建房=危房=房屋安全=农村危房", "大型活动=大型群众性活动=活动", \
        "地质灾害=地质=地灾=滑坡=崩塌=泥石流=危岩=地质灾害隐患点=不稳定斜坡=地面塌陷", "山洪=山洪灾害=山洪沟", \
        "江河洪水=洪水=洪涝=防汛=河道=江河=防洪", "内涝=城市内涝=积水点=易涝点", "台风=防台风", \
        "森林火灾=森林防火=森林草原防火=森林防灭火=森林草原火灾=林火", "地震=地震灾害", \
        "低温雨雪=低温雨雪冰冻=雨雪冰冻=冰雪", "干旱=旱灾", "大风雷电=雷电=大风=雷击=冰雹=强对流", \
        "海洋=风暴潮=海浪=海洋灾害", "其他=其它=综合")
// clang-format on

#endif

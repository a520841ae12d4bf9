// SPDX-License-Identifier: MIT
// Invented names, codes and sorting. Towns take theirs in the county's own order: streets, towns,
// townships, units without code.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

static const char *const street_names[] = {"岚城街道", "江南街道", "白塔街道", "龙脊街道"};
static const char *const town_names[] = {
    "桂溪镇", "𡐓口镇", "蔈草镇", "青岩镇", "鹤鸣镇", "云台镇", "枫香镇", "响水镇", "落雁镇", "大垭镇",
    "马鞍镇", "黄柏镇", "铜鼓镇", "麻柳镇", "三汇镇", "清水镇", "银杏镇", "天池镇", "梨坪镇", "竹园镇",
    "望江镇", "龙门镇", "花桥镇", "楠木镇", "杉坪镇", "沙湾镇", "香炉镇", "两河镇", "石笋镇",
};
static const char *const township_names[] = {"㙟垭乡", "云峰乡", "茶店乡", "百岭乡", "岩湾乡", "土坪乡", "羊角乡"};
static const char *const stream_names[] = {
    "桂溪河", "白水河", "龙潭河", "磨石溪", "青龙溪", "响水溪", "石笋河", "麻柳溪", "老林河", "双溪",
    "黄泥溪", "梅子溪", "鱼洞河", "干沟河", "铜鼓溪", "杉木河", "两岔河", "石板溪", "野猪溪", "冷水溪",
    "后坪溪", "茶园溪", "大岩溪", "小岩溪", "银厂沟", "柏杨溪", "洗马溪", "凉桥溪", "火石溪", "金竹溪",
};
static const char *const first_parts[] = {
    "新", "双", "龙", "石", "青", "白", "黄", "红", "大", "小", "长", "高", "平", "东", "南", "西", "北", "云", "金", "银",
    "桂", "松", "柏", "梅", "竹", "柳", "杨", "桐", "枣", "茶", "花", "水", "泉", "岩", "沙", "马", "牛", "羊", "鹿", "鹤",
    "凤", "天", "太", "永", "安", "福", "三", "五", "七", "八", "九", "千", "万", "中", "上", "下", "清", "明", "和", "兴",
};
static const char *const second_parts[] = {
    "桥", "坝", "坪", "湾", "沟", "垭", "岭", "山", "河", "溪", "塘", "池", "坡", "岩", "洞", "寨", "堡", "场", "店", "林",
    "田", "园", "树", "井", "泉", "口", "坎", "梁", "槽", "盘", "台", "庙", "塔", "峰", "屋", "院", "房", "滩", "堰", "冲",
};

static situ_status name_towns(situ_world *w, situ_error *err)
{
    static const situ_unit_kind order[] = {SITU_UNIT_STREET, SITU_UNIT_TOWN, SITU_UNIT_TOWNSHIP, SITU_UNIT_FARM, SITU_UNIT_RESERVOIR};
    size_t streets = 0, towns = 0, townships = 0;
    for (size_t pass = 0; pass < sizeof order / sizeof *order; pass++)
        for (int t = 0; t < w->town_count; t++) {
            situ_town *town = &w->towns[t];
            if (town->kind != order[pass])
                continue;
            int number = 0;
            if (town->kind == SITU_UNIT_STREET) {
                town->name = street_names[streets];
                number = (int)++streets;
            } else if (town->kind == SITU_UNIT_TOWN) {
                if (t == w->tiny_town)
                    town->name = "石盘镇", number = 130;
                else if (t == w->narrow_town)
                    town->name = "峡口镇", number = 131;
                else
                    town->name = town_names[towns % (sizeof town_names / sizeof *town_names)], number = 101 + (int)towns++;
            } else if (town->kind == SITU_UNIT_TOWNSHIP) {
                town->name = township_names[townships % 7];
                number = 201 + (int)townships++;
            } else {
                town->name = town->kind == SITU_UNIT_FARM ? "岚峰国有林场" : "碧云水库管理处";
            }
            if (number && !(town->code = situ_arena_printf(w->arena, "509999%03d", number)))
                return situ_fail_nomem(err);
        }
    const situ_town *seat = &w->towns[w->seat_town];
    w->zone_unit = (situ_town){.name = "岚川工业园区管理委员会", .kind = SITU_UNIT_ZONE, .x = seat->x + 1500, .y = seat->y + 700, .pop = 0};
    return SITU_OK;
}

// The river's mouth town is the town nearest the river; names follow the place a little.
static void swap_names_to_places(situ_world *w)
{
    int river = -1, mouth = -1;
    for (int t = 0; t < w->town_count; t++) {
        if (w->towns[t].kind != SITU_UNIT_TOWN || t == w->tiny_town || t == w->narrow_town)
            continue;
        if (strcmp(w->towns[t].name, "𡐓口镇") == 0)
            mouth = t;
        if (river < 0 || w->river_m[w->towns[t].cell] < w->river_m[w->towns[river].cell])
            river = t;
    }
    if (river >= 0 && mouth >= 0 && river != mouth) {
        const char *name = w->towns[river].name, *code = w->towns[river].code;
        w->towns[river].name = w->towns[mouth].name;
        w->towns[river].code = w->towns[mouth].code;
        w->towns[mouth].name = name;
        w->towns[mouth].code = code;
    }
}

// The bare name of a town: "桂溪" of "桂溪镇".
static const char *stem(situ_world *w, const char *name)
{
    size_t n = strlen(name);
    size_t cut = n > 6 && strcmp(name + n - 6, "街道") == 0 ? 6 : 3;
    return situ_arena_strndup(w->arena, name, n - cut);
}

static situ_status name_villages(situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_rng rng;
    situ_rng_seed(&rng, w->seed, 203);
    situ_map *used = situ_map_new();
    SITU_TRY_ALLOC(used);
    int planted = 0, long_name = 0;
    for (int v = 0; v < w->village_count; v++) {
        situ_village *village = &w->villages[v];
        situ_town *town = &w->towns[village->town];
        int k = v - town->first_village;
        const char *suffix = village->is_community ? "社区" : "村";
        if (town->kind == SITU_UNIT_FARM)
            village->name = situ_arena_printf(w->arena, "岚峰林场%s分场", k == 0 ? "一" : k == 1 ? "二" : "三");
        else if (town->kind == SITU_UNIT_RESERVOIR)
            village->name = k == 0 ? "碧云大坝管理站" : "碧云库区管理站";
        else if (village->on_island)
            village->name = "江心洲村";
        else if (k == 0)
            village->name = situ_arena_printf(w->arena, "%s%s", stem(w, town->name), suffix);
        else if (!long_name && k == 1 && strcmp(town->name, "桂溪镇") == 0)
            village->name = "桂溪易地搬迁安置点社区", village->is_community = true, long_name = 1;
        else if (planted < 2 && k == 2 && !village->is_community && (strcmp(town->name, "青岩镇") == 0 || strcmp(town->name, "清水镇") == 0))
            village->name = "新民村", planted++; // the same name in two towns
        while (!village->name || (situ_map_get(used, village->name) != SIZE_MAX && strcmp(village->name, "新民村") != 0)) {
            size_t a = situ_rng_below(&rng, sizeof first_parts / sizeof *first_parts);
            size_t b = situ_rng_below(&rng, sizeof second_parts / sizeof *second_parts);
            if (strcmp(first_parts[a], second_parts[b]) == 0)
                continue;
            village->name = situ_arena_printf(w->arena, "%s%s%s", first_parts[a], second_parts[b], suffix);
            SITU_TRY_ALLOC(village->name);
        }
        if (situ_map_set(used, village->name, (size_t)v) < 0) {
            status = situ_fail_nomem(err);
            goto done;
        }
        if (town->code)
            village->code = situ_arena_printf(w->arena, "%s%03d", town->code, village->is_community ? k + 1 : 200 + k);
    }
done:
    situ_map_free(used);
    return status;
}

situ_status situ_sample_world_names(situ_world *w, situ_error *err)
{
    situ_status status = name_towns(w, err);
    if (status != SITU_OK)
        return status;
    swap_names_to_places(w);
    size_t named = 0; // larger streams of the county, downstream end or middle inside
    for (int class = 1; class <= 3; class++)
        for (size_t k = 0; k < w->stream_count && named < sizeof stream_names / sizeof *stream_names; k++) {
            situ_stream *s = &w->streams[k];
            if (s->order_class != class || s->line.count < 40)
                continue;
            situ_point middle = s->line.items[s->line.count * 2 / 3];
            int cell = situ_sample_cell_at(&w->frame, middle.x, middle.y);
            if (cell >= 0 && w->county[cell])
                s->name = stream_names[named++];
        }
    return name_villages(w, err);
}

// SPDX-License-Identifier: MIT
// Units of measure and counting words. Factors: domain.md B5 (亩 = 666.667 m2, 里 = 0.5 km).
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"

typedef struct unit_row {
    const char *word, *canonical, *base; // base NULL: a counted thing, its own base
    double factor;
} unit_row;

// Sorted by word.
static const unit_row units[] = {
    {"%", "%", "%", 1}, {"cm", "cm", "m", 0.01}, {"g", "克", "kg", 0.001}, {"h", "h", "min", 60},
    {"ha", "公顷", "m2", 1e4}, {"hm2", "公顷", "m2", 1e4}, {"kg", "kg", "kg", 1}, {"km", "km", "m", 1000},
    {"km/h", "km/h", "km/h", 1}, {"km2", "km2", "m2", 1e6}, {"kw", "kW", "kW", 1}, {"l", "L", "L", 1},
    {"m", "m", "m", 1}, {"m2", "m2", "m2", 1}, {"m3", "m3", "m3", 1}, {"m3/h", "m3/h", "m3/h", 1},
    {"min", "min", "min", 1}, {"mins", "min", "min", 1}, {"ml", "ml", "L", 0.001}, {"mm", "mm", "m", 0.001},
    {"s", "s", "min", 1.0 / 60}, {"t", "吨", "kg", 1000}, {"w", "W", "kW", 0.001}, {"‰", "‰", "%", 0.1},
    {"㎡", "m2", "m2", 1}, {"㎥", "m3", "m3", 1}, {"㎥/h", "m3/h", "m3/h", 1}, {"万m2", "万m2", "m2", 1e4},
    {"万m3", "万m3", "m3", 1e4}, {"万㎡", "万m2", "m2", 1e4}, {"万㎥", "万m3", "m3", 1e4}, {"万亩", "万亩", "m2", 1e8 / 15},
    {"万人", "万人", "人", 1e4}, {"万件", "万件", "件", 1e4}, {"万元", "万元", "元", 1e4}, {"万吨", "万吨", "kg", 1e7},
    {"万平方米", "万m2", "m2", 1e4}, {"万平米", "万m2", "m2", 1e4}, {"万户", "万户", "户", 1e4}, {"万方", "万m3", "m3", 1e4},
    {"万条", "万条", "条", 1e4}, {"万立方", "万m3", "m3", 1e4}, {"万立方米", "万m3", "m3", 1e4}, {"个", "个", NULL, 1},
    {"个/套", "个", NULL, 1}, {"个小时", "h", "min", 60}, {"个工作日", "天", "min", 1440}, {"个月", "月", "年", 1.0 / 12},
    {"乡", "乡", NULL, 1}, {"亩", "亩", "m2", 10000.0 / 15}, {"人", "人", NULL, 1}, {"人次", "人", NULL, 1},
    {"人民币", "元", "元", 1}, {"亿m3", "亿m3", "m3", 1e8}, {"亿㎥", "亿m3", "m3", 1e8}, {"亿元", "亿元", "元", 1e8},
    {"亿方", "亿m3", "m3", 1e8}, {"亿立方米", "亿m3", "m3", 1e8}, {"令", "令", NULL, 1}, {"件", "件", NULL, 1},
    {"件/套", "件", NULL, 1}, {"件套", "件", NULL, 1}, {"份", "份", NULL, 1}, {"位", "人", NULL, 1}, {"余人", "人", NULL, 1},
    {"余件", "件", NULL, 1}, {"元", "元", "元", 1}, {"元整", "元", "元", 1}, {"克", "克", "kg", 0.001}, {"公升", "L", "L", 1},
    {"公斤", "kg", "kg", 1}, {"公里", "km", "m", 1000}, {"公里/小时", "km/h", "km/h", 1}, {"公里/时", "km/h", "km/h", 1},
    {"公顷", "公顷", "m2", 1e4}, {"具", "具", NULL, 1}, {"册", "册", NULL, 1}, {"分", "min", "min", 1}, {"分钟", "min", "min", 1},
    {"分钟以内", "min", "min", 1}, {"分钟内", "min", "min", 1}, {"分钟左右", "min", "min", 1}, {"副", "副", NULL, 1},
    {"包", "包", NULL, 1}, {"匹", "匹", NULL, 1}, {"千人", "千人", "人", 1e3}, {"千元", "千元", "元", 1e3}, {"千克", "kg", "kg", 1},
    {"千瓦", "kW", "kW", 1}, {"千米", "km", "m", 1000}, {"千米/小时", "km/h", "km/h", 1}, {"升", "L", "L", 1},
    {"华里", "里", "m", 500}, {"卷", "卷", NULL, 1}, {"厘米", "cm", "m", 0.01}, {"双", "双", NULL, 1}, {"发", "发", NULL, 1},
    {"口", "人", NULL, 1}, {"口人", "人", NULL, 1}, {"只", "只", NULL, 1}, {"台", "台", NULL, 1}, {"台/套", "台", NULL, 1},
    {"台套", "台", NULL, 1}, {"吊", "吊", NULL, 1}, {"名", "人", NULL, 1}, {"吨", "吨", "kg", 1000}, {"听", "听", NULL, 1},
    {"圈", "圈", NULL, 1}, {"块", "块", NULL, 1}, {"块钱", "元", "元", 1}, {"坛", "坛", NULL, 1}, {"垛", "垛", NULL, 1},
    {"堆", "堆", NULL, 1}, {"处", "处", NULL, 1}, {"天", "天", "min", 1440}, {"天内", "天", "min", 1440}, {"头", "头", NULL, 1},
    {"套", "套", NULL, 1}, {"套件", "套", NULL, 1}, {"孔", "孔", NULL, 1}, {"宗", "宗", NULL, 1}, {"家", "家", NULL, 1},
    {"对", "对", NULL, 1}, {"小时", "h", "min", 60}, {"小时以内", "h", "min", 60}, {"小时内", "h", "min", 60}, {"层", "层", NULL, 1},
    {"工作日", "天", "min", 1440}, {"市斤", "斤", "kg", 0.5}, {"幢", "幢", NULL, 1}, {"平", "m2", "m2", 1}, {"平方", "m2", "m2", 1},
    {"平方公里", "km2", "m2", 1e6}, {"平方千米", "km2", "m2", 1e6}, {"平方米", "m2", "m2", 1}, {"平米", "m2", "m2", 1},
    {"年", "年", "年", 1}, {"床", "床", NULL, 1}, {"床位", "床", NULL, 1}, {"座", "座", NULL, 1}, {"张", "张", NULL, 1},
    {"张床位", "床", NULL, 1}, {"户", "户", NULL, 1}, {"所", "所", NULL, 1}, {"扇", "扇", NULL, 1}, {"打", "打", NULL, 1},
    {"托", "托", NULL, 1}, {"批次", "批次", NULL, 1}, {"把", "把", NULL, 1}, {"挺", "挺", NULL, 1}, {"捆", "捆", NULL, 1},
    {"排", "排", NULL, 1}, {"提", "提", NULL, 1}, {"支", "支", NULL, 1}, {"支队", "支队", NULL, 1}, {"斤", "斤", "kg", 0.5},
    {"方", "m3", "m3", 1}, {"方/小时", "m3/h", "m3/h", 1}, {"方/时", "m3/h", "m3/h", 1}, {"日", "天", "min", 1440},
    {"日内", "天", "min", 1440}, {"时", "h", "min", 60}, {"月", "月", "年", 1.0 / 12}, {"本", "本", NULL, 1},
    {"村", "村", NULL, 1}, {"条", "条", NULL, 1}, {"板", "板", NULL, 1}, {"枚", "枚", NULL, 1}, {"架", "架", NULL, 1},
    {"栋", "栋", NULL, 1}, {"株", "株", NULL, 1}, {"根", "根", NULL, 1}, {"桶", "桶", NULL, 1}, {"棵", "棵", NULL, 1},
    {"樘", "樘", NULL, 1}, {"次", "次", NULL, 1}, {"段", "段", NULL, 1}, {"毫升", "ml", "L", 0.001}, {"毫米", "mm", "m", 0.001},
    {"片", "片", NULL, 1}, {"班", "班", NULL, 1}, {"瓦", "W", "kW", 0.001}, {"瓶", "瓶", NULL, 1}, {"百万元", "百万元", "元", 1e6},
    {"盏", "盏", NULL, 1}, {"盒", "盒", NULL, 1}, {"盘", "盘", NULL, 1}, {"眼", "眼", NULL, 1}, {"社区", "社区", NULL, 1},
    {"种", "种", NULL, 1}, {"秒", "s", "min", 1.0 / 60}, {"立方", "m3", "m3", 1}, {"立方/小时", "m3/h", "m3/h", 1},
    {"立方米", "m3", "m3", 1}, {"立方米/小时", "m3/h", "m3/h", 1}, {"筒", "筒", NULL, 1}, {"箱", "箱", NULL, 1},
    {"篓", "篓", NULL, 1}, {"米", "m", "m", 1}, {"类", "类", NULL, 1}, {"粒", "粒", NULL, 1}, {"级", "级", NULL, 1},
    {"组", "组", NULL, 1}, {"罐", "罐", NULL, 1}, {"羽", "羽", NULL, 1}, {"船", "船", NULL, 1}, {"艘", "艘", NULL, 1},
    {"节", "节", NULL, 1}, {"街道", "街道", NULL, 1}, {"袋", "袋", NULL, 1}, {"起", "起", NULL, 1}, {"趟", "趟", NULL, 1},
    {"车", "车", NULL, 1}, {"辆", "辆", NULL, 1}, {"辆次", "辆", NULL, 1}, {"部", "部", NULL, 1}, {"里", "里", "m", 500},
    {"镇", "镇", NULL, 1}, {"门", "门", NULL, 1}, {"间", "间", NULL, 1}, {"队", "队", NULL, 1}, {"面", "面", NULL, 1},
    {"顶", "顶", NULL, 1}, {"项", "项", NULL, 1}, {"颗", "颗", NULL, 1},
};
enum { UNIT_COUNT = sizeof units / sizeof *units };

static const unit_row *find(const char *word)
{
    size_t low = 0, high = UNIT_COUNT;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(word, units[mid].word);
        if (order == 0)
            return &units[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

const char *situ_clean_unit(const char *text, const char **base_unit, double *to_base)
{
    char word[48];
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (n + 5 >= sizeof word)
            return NULL;
        if (c != 0 && c != ' ')
            n += situ_utf8_put(c, word + n);
    }
    word[n] = 0;
    const unit_row *u = find(word);
    if (!u)
        return NULL;
    if (base_unit)
        *base_unit = u->base ? u->base : u->canonical;
    if (to_base)
        *to_base = u->factor;
    return u->canonical;
}

bool situ_clean_convert(double value, const char *from, const char *to, double *out)
{
    const char *base_from = NULL, *base_to = NULL;
    double f = 1, t = 1;
    if (!situ_clean_unit(from, &base_from, &f) || !situ_clean_unit(to, &base_to, &t) || strcmp(base_from, base_to) != 0)
        return false;
    // Dividing by a whole factor keeps 500万元 -> 500 exact.
    *out = f >= t ? value * (f / t) : value / (t / f);
    return true;
}

bool situ_clean_is_package(const char *unit)
{
    static const char *const packages[] = {"箱", "捆", "袋", "件", "包", "盒", "桶", "提", "托", "批", "打", "卷", "车", NULL};
    for (size_t i = 0; packages[i]; i++)
        if (strcmp(packages[i], unit) == 0)
            return true;
    return false;
}

// 千克, 千瓦 and 千米 are units of their own.
static bool is_own_unit(const char *behind)
{
    return situ_starts_with(behind, "克") || situ_starts_with(behind, "瓦") || situ_starts_with(behind, "米");
}

double situ_unit_multiplier(const char *unit, const char **rest)
{
    static const struct {
        const char *word;
        double times;
    } words[] = {{"千万", 1e7}, {"百万", 1e6}, {"十万", 1e5}, {"万", 1e4}, {"亿", 1e8}, {"千", 1e3}};
    const char *behind = unit;
    double times = 1;
    for (size_t i = 0; i < sizeof words / sizeof *words && times == 1.0; i++)
        if (situ_starts_with(unit, words[i].word) && !(i == 5 && is_own_unit(unit + 3))) {
            behind = unit + strlen(words[i].word);
            times = words[i].times;
        }
    if (rest)
        *rest = behind;
    return times;
}

bool situ_text_multiplies(const char *text)
{
    if (strstr(text, "万") || strstr(text, "亿"))
        return true;
    for (const char *p = text; (p = strstr(p, "千")); p += 3)
        if (!is_own_unit(p + 3))
            return true;
    return false;
}

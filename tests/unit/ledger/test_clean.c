// SPDX-License-Identifier: MIT
// Every rule of the dirt catalogue (domain.md B5, C1b), alone, with exact values.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "ledger/clean.h"

static void near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("got %.9f, want %.9f", got, want);
}

static void coordinate__forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double deg;
        const char *rule;
    } cases[] = {
        {"108.6972", 108.6972, NULL},
        {"108°42′11″", 108.70305556, "DMS"},
        {"108度42分11秒", 108.70305556, "DMS"},
        {"E108°42'11\"", 108.70305556, "DMS"},
        {"东经108°42′11″", 108.70305556, "DMS"},
        {"108°42′11″E", 108.70305556, "DMS"},
        {"108°42'11''", 108.70305556, "DMS"},
        {"108.42.11", 108.70305556, "DMS"},
        {"108-42-11", 108.70305556, "DMS"},
        {"108:42:11", 108.70305556, "DMS"},
        {"108° 42′ 11.5″", 108.70319444, "DMS"},
        {"108°42.186′", 108.7031, "DM"},
        {"１０８．７０", 108.70, "FULL_WIDTH"},
        {"108.70E", 108.70, "COORD_LETTER"},
        {"N30.93", 30.93, "COORD_LETTER"},
        {"经度:108.70", 108.70, "COORD_LETTER"},
        {"108.7°", 108.7, NULL},
        {"108,6972", 108.6972, "COMMA_DECIMAL"},
        {"10869720", 10869720, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double deg = NAN;
        const char *rule = "?";
        if (!situ_clean_coordinate(cases[i].text, &deg, &rule))
            fail_msg("%s was refused", cases[i].text);
        near(deg, cases[i].deg, 1e-8);
        if (cases[i].rule ? !rule || strcmp(rule, cases[i].rule) != 0 : rule != NULL)
            fail_msg("%s: rule %s, want %s", cases[i].text, rule ? rule : "none", cases[i].rule ? cases[i].rule : "none");
    }
}

static void coordinate__refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"",       "无",           "/",        "abc",  "108°61′11″", "108°42′75″",
                                      "街道办", "108.7.1.2.3.4", "双江107号", "-",    "12月3日",    "1e5x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double deg = 0;
        if (situ_clean_coordinate(bad[i], &deg, NULL))
            fail_msg("\"%s\" was read as %f", bad[i], deg);
    }
}

static void lonlat__both_in_one_cell(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double lon, lat;
        const char *rule;
    } cases[] = {
        {"108.7,30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"(30.9，108.7)", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"经度:108.7 纬度:30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"经度：108.7，纬度：30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"纬度:108.7 经度:30.9", 108.7, 30.9, "SWAPPED_LONLAT"},
        {"108°42′11″ 30°55′50″", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"E108°42′11″,N30°55′50″", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"东经108°42′11″北纬30°55′50″", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"108.7E 30.9N", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"30.9N108.7E", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"E108.7N30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108.7/30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108.7、30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"lon=108.7, lat=30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"36566634.526 3423488.415", 36566634.526, 3423488.415, "SPLIT_COORDINATES"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double lon = NAN, lat = NAN;
        const char *rule = NULL;
        if (!situ_clean_lonlat(cases[i].text, &lon, &lat, &rule))
            fail_msg("%s was refused", cases[i].text);
        near(lon, cases[i].lon, 1e-8);
        near(lat, cases[i].lat, 1e-8);
        assert_string_equal(rule, cases[i].rule);
    }
    double lon, lat;
    assert_false(situ_clean_lonlat("108.7", &lon, &lat, NULL));
    assert_false(situ_clean_lonlat("1,2,3", &lon, &lat, NULL));
    assert_false(situ_clean_lonlat("详见附图", &lon, &lat, NULL));
}

static void number__forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
        const char *unit;
        bool approximate;
        const char *rule;
    } cases[] = {
        {"35", 35, NULL, false, NULL},
        {"3.5万条", 35000, "条", false, "NUMBER_WAN"},
        {"约500件", 500, "件", true, "NUMBER_ABOUT"},
        {"20顶", 20, "顶", false, "NUMBER_UNIT"},
        {"2-3台", 2, "台", true, "NUMBER_RANGE"},
        {"2~3万", 20000, NULL, true, "NUMBER_RANGE"},
        {"１２", 12, NULL, false, "FULL_WIDTH"},
        {"1,234", 1234, NULL, false, NULL},
        {"1,234,567.5", 1234567.5, NULL, false, NULL},
        {"1.8万余件", 18000, "件", true, "NUMBER_ABOUT"},
        {"100余人", 100, "人", true, "NUMBER_ABOUT"},
        {"5吨", 5, "吨", false, "NUMBER_UNIT"},
        {"30千克", 30, "kg", false, "NUMBER_UNIT"},
        {"1.2亿元", 120000000, "元", false, "NUMBER_WAN"},
        {"-3", -3, NULL, false, NULL},
        {"600㎡", 600, "m2", false, "NUMBER_UNIT"},
        {".5", 0.5, NULL, false, NULL},
        {"12.", 12, NULL, false, NULL},
        {"1.5E+3", 1500, NULL, false, NULL},
        {"7坨", 7, "坨", false, "UNIT_UNKNOWN"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double v = NAN;
        const char *unit = "?", *rule = "?";
        bool about = false;
        if (!situ_clean_number(cases[i].text, &v, &unit, &about, &rule))
            fail_msg("%s was refused", cases[i].text);
        near(v, cases[i].value, 1e-9);
        if (cases[i].unit ? !unit || strcmp(unit, cases[i].unit) != 0 : unit != NULL)
            fail_msg("%s: unit %s", cases[i].text, unit ? unit : "none");
        assert_int_equal(about, cases[i].approximate);
        if (cases[i].rule ? !rule || strcmp(rule, cases[i].rule) != 0 : rule != NULL)
            fail_msg("%s: rule %s", cases[i].text, rule ? rule : "none");
    }
    double v;
    const char *rule = NULL;
    assert_false(situ_clean_number("若干", &v, NULL, NULL, &rule));
    assert_string_equal(rule, "NUMBER_VAGUE");
    assert_false(situ_clean_number("一批", &v, NULL, NULL, &rule));
    assert_string_equal(rule, "NUMBER_VAGUE");
    assert_false(situ_clean_number("abc", &v, NULL, NULL, NULL));
    assert_false(situ_clean_number("", &v, NULL, NULL, NULL));
}

static void number__units_convert(void **state)
{
    (void)state;
    double v = 0;
    assert_true(situ_clean_convert(3, "亩", "m2", &v));
    near(v, 2000, 1e-9);
    assert_true(situ_clean_convert(5000000, "元", "万元", &v));
    near(v, 500, 0);
    assert_true(situ_clean_convert(2, "吨", "kg", &v));
    near(v, 2000, 0);
    assert_true(situ_clean_convert(3, "里", "公里", &v));
    near(v, 1.5, 1e-12);
    assert_true(situ_clean_convert(2, "小时", "分钟", &v));
    near(v, 120, 0);
    assert_false(situ_clean_convert(1, "箱", "件", &v)); // needs a factor nobody gave
    assert_false(situ_clean_convert(1, "坨", "件", &v));
}

static void date__forms(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2024.4.3", "2024-04-03"},   {"2024年4月3日", "2024-04-03"}, {"2024年4月", "2024-04-01"},
        {"45385", "2024-04-03"},      {"20240403", "2024-04-03"},     {"24/4/3", "2024-04-03"},
        {"2024-04-03", "2024-04-03"}, {"2024/4/3 10:20", "2024-04-03"}, {"２０２４．４．３", "2024-04-03"},
        {"2024", "2024-01-01"},       {"2024年", "2024-01-01"},       {"202404", "2024-04-01"},
        {"2024-2-29", "2024-02-29"},  {"2024-04-03T08:00:00", "2024-04-03"}, {"45385.0", "2024-04-03"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char iso[11] = "";
        if (!situ_clean_date(cases[i][0], iso, NULL))
            fail_msg("%s was refused", cases[i][0]);
        assert_string_equal(iso, cases[i][1]);
    }
    static const char *const bad[] = {"2023-2-29", "长期", "3/4/2024", "2024-13-01", "20241301", "", "去年", "13800138000", "2024-4-3-5x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char iso[11];
        if (situ_clean_date(bad[i], iso, NULL))
            fail_msg("\"%s\" was read as %s", bad[i], iso);
    }
}

static void date__serial_days(void **state)
{
    (void)state;
    char iso[11];
    assert_true(situ_serial_to_iso(45385, false, iso));
    assert_string_equal(iso, "2024-04-03");
    assert_true(situ_serial_to_iso(61, false, iso));
    assert_string_equal(iso, "1900-03-01");
    assert_true(situ_serial_to_iso(1, false, iso));
    assert_string_equal(iso, "1900-01-01");
    assert_true(situ_serial_to_iso(45385 - 1462, true, iso));
    assert_string_equal(iso, "2024-04-03");
    assert_false(situ_serial_to_iso(-1, false, iso));
    assert_false(situ_serial_to_iso(NAN, false, iso));
}

static void date__number_formats(void **state)
{
    (void)state;
    static const struct {
        int id;
        const char *code;
        bool date, time_only;
    } cases[] = {
        {14, NULL, true, false},  {22, NULL, true, false},  {27, NULL, true, false}, {31, NULL, true, false},
        {36, NULL, true, false},  {50, NULL, true, false},  {58, NULL, true, false}, {20, NULL, true, true},
        {45, NULL, true, true},   {0, NULL, false, false},  {2, NULL, false, false}, {9, NULL, false, false},
        {49, NULL, false, false}, {176, "yyyy\"年\"m\"月\"d\"日\"", true, false},
        {177, "yyyy/m/d;@", true, false}, {178, "[$-804]yyyy年m月d日", true, false}, {179, "h:mm:ss", true, true},
        {180, "#,##0.00", false, false},  {181, "0.00E+00", false, false}, {182, "[Red]0.0", false, false},
        {183, "m/d", true, false}, {184, "General", false, false}, {185, "mm:ss", true, true}, {186, "0\"d\"", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool time_only = false;
        bool date = situ_format_is_date(cases[i].id, cases[i].code, &time_only);
        if (date != cases[i].date || time_only != cases[i].time_only)
            fail_msg("format %d %s: date %d time %d", cases[i].id, cases[i].code ? cases[i].code : "", date, time_only);
    }
}

static void level__words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool risk;
        int level;
    } cases[] = {
        {"红", false, 1}, {"红色", false, 1}, {"重大", false, 1}, {"重大风险", false, 1}, {"Ⅰ", false, 1}, {"I", false, 1},
        {"Ⅰ级", false, 1}, {"橙色", false, 2}, {"较大", false, 2}, {"Ⅱ", false, 2}, {"II", false, 2}, {"黄", false, 3},
        {"一般", false, 3}, {"一般风险", false, 3}, {"Ⅲ", false, 3}, {"蓝", false, 4}, {"绿", false, 4}, {"低", false, 4},
        {"低风险", false, 4}, {"较小", false, 4}, {"Ⅳ", false, 4}, {"IV", false, 4}, {"", false, 0}, {"未评", false, 0},
        {"无", false, 0}, {"待定", false, 0}, {"重大风险（红色）", false, 1}, {"红/重大", false, 1}, {"ＩＩ", false, 2},
        // Letters, digits and 一级..五级 are no level by themselves.
        {"A", false, -1}, {"1", false, -1}, {"一级", false, -1}, {"A级", false, -1}, {"四级", false, -1},
        {"A", true, 1}, {"D级", true, 4}, {"1", true, 1}, {"1.0", true, 1}, {"一级", true, 1}, {"四级", true, 4}, {"五级", true, -1}, {"5", true, -1},
        {"四级风险", false, 4}, // the value itself says 风险
        // The event scale shares words with the risk scale and means other colours.
        {"一般事故", true, -1}, {"重大事故", true, -1}, {"特别重大", true, -1},
        {"极高", false, 1}, {"高", false, -1}, {"中", true, -1}, {"红/蓝", false, -1}, {"紫色", true, -1}, {"无风险", true, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int level = situ_clean_level(cases[i].text, cases[i].risk);
        if (level != cases[i].level)
            fail_msg("\"%s\" (%d): level %d, want %d", cases[i].text, cases[i].risk, level, cases[i].level);
    }
}

static situ_level_scale scale_of(const char *a, const char *b, const char *c, const char *d)
{
    situ_level_votes votes = {0};
    const char *const all[] = {a, b, c, d};
    for (size_t i = 0; i < 4; i++)
        if (all[i])
            situ_level_vote(&votes, all[i]);
    return situ_level_scale_of(&votes);
}

static void level__scale_by_vocabulary(void **state)
{
    (void)state;
    assert_int_equal(scale_of("极高", "高", "中", "低"), SITU_SCALE_HIGH4);
    assert_int_equal(scale_of("高", "中高", "中低", "低"), SITU_SCALE_HIGH5);
    assert_int_equal(scale_of("高", "中", "低", NULL), SITU_SCALE_ASK);
    assert_int_equal(scale_of("重大", "低", NULL, NULL), SITU_SCALE_PLAIN);
    assert_int_equal(situ_clean_level_in("高", false, SITU_SCALE_HIGH4), 2);
    assert_int_equal(situ_clean_level_in("高风险区", false, SITU_SCALE_HIGH4), -1);
    assert_int_equal(situ_clean_level_in("高风险", false, SITU_SCALE_HIGH5), 1);
    assert_int_equal(situ_clean_level_in("中低", false, SITU_SCALE_HIGH5), 4);
}

static void phone__forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *out, *rule;
    } cases[] = {
        {"13800138000", "13800138000", NULL},
        {"13800138000、023-55128091", "13800138000、023-55128091", NULL},
        {"13800138000/13900139000", "13800138000、13900139000", NULL},
        {"13800138000.0", "13800138000", "PHONE_FORM"},
        {"023-55128091转8012", "023-55128091转8012", NULL},
        {"(023)55128091", "023-55128091", NULL},
        {"+8613800138000", "13800138000", "PHONE_FORM"},
        {"１３８００１３８０００", "13800138000", NULL},
        {"张三13800138000", "13800138000", "PHONE_FORM"},
        {"138 0013 8000", "13800138000", "PHONE_FORM"},
        {"1.38E+10", NULL, "PHONE_SCIENTIFIC"},
        {"待补充", NULL, "PHONE"},
        {"12", NULL, "PHONE"},
        {"119", "119", NULL},
    };
    situ_arena *arena = situ_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *rule = NULL;
        char *out = situ_clean_phones(arena, cases[i].text, &rule);
        if (cases[i].out ? !out || strcmp(out, cases[i].out) != 0 : out != NULL)
            fail_msg("%s became %s", cases[i].text, out ? out : "nothing");
        if (cases[i].rule ? !rule || strcmp(rule, cases[i].rule) != 0 : rule != NULL)
            fail_msg("%s: rule %s", cases[i].text, rule ? rule : "none");
    }
    situ_arena_free(arena);
}

static void bool__words(void **state)
{
    (void)state;
    static const char *const yes[] = {"是", "有", "√", "Y", "1", "已", " 是 "}, *const no[] = {"否", "无", "×", "N", "0", "未"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_int_equal(situ_clean_bool(yes[i]), 1);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_int_equal(situ_clean_bool(no[i]), 0);
    assert_int_equal(situ_clean_bool("也许"), -1);
    assert_int_equal(situ_clean_bool(""), -1); // blank is not 否
}

static void fold__headers(void **state)
{
    (void)state;
    situ_arena *arena = situ_arena_new();
    assert_string_equal(situ_clean_fold(arena, " 储备库名称　"), "储备库名称");
    assert_string_equal(situ_clean_fold(arena, "Ａｂ（１）【x】"), "ab(1)(x)");
    assert_string_equal(situ_clean_header_flat(arena, "乡镇（街道）"), "乡镇街道");
    assert_string_equal(situ_clean_header_bare(arena, "数量\n（顶）"), "数量");
    assert_string_equal(situ_clean_header_unit(arena, "面积(亩)"), "亩");
    assert_string_equal(situ_clean_header_flat(arena, "*经度："), "经度");
    assert_string_equal(situ_clean_header_bare(arena, "有效避难面积㎡"), "有效避难面积m2");
    situ_arena_free(arena);
}

static void unit_name__suffixes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"双江街道办事处", "双江街道"}, {"云阳县双江街道", "双江街道"}, {"双江街道", "双江街道"},
        {"龙角镇人民政府", "龙角镇"},   {"重庆市云阳县龙角镇", "龙角镇"}, {"青山村民委员会", "青山村"},
        {"青山村村民委员会", "青山村"}, {"青山村委会", "青山村"},       {"滨江社区居民委员会", "滨江社区"},
        {"滨江社区居委会", "滨江社区"}, {"新区镇", "新区镇"},           {"城区街道", "城区街道"},
        {" 龙角镇 ", "龙角镇"},         {"县城关镇", "县城关镇"},
    };
    situ_arena *arena = situ_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(situ_clean_unit_name(arena, cases[i][0]), cases[i][1]);
    situ_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinate__forms),       cmocka_unit_test(coordinate__refuses),
        cmocka_unit_test(lonlat__both_in_one_cell), cmocka_unit_test(number__forms),
        cmocka_unit_test(number__units_convert),   cmocka_unit_test(date__forms),
        cmocka_unit_test(date__serial_days),       cmocka_unit_test(date__number_formats),
        cmocka_unit_test(level__words),            cmocka_unit_test(level__scale_by_vocabulary),
        cmocka_unit_test(phone__forms),            cmocka_unit_test(bool__words),
        cmocka_unit_test(fold__headers),           cmocka_unit_test(unit_name__suffixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

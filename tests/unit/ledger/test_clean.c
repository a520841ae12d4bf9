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
        {"108º42'11''", 108.70305556, "DMS"},
        {"108°42’11”", 108.70305556, "DMS"},
        {"１０８度４２分１１秒", 108.70305556, "DMS"},
        {"108 ° 42 ′ 11 ″", 108.70305556, "DMS"},
        {"东经:108°42′11″", 108.70305556, "DMS"},
        {"E:108°42′11″", 108.70305556, "DMS"},
        {"108.42'11\"", 108.70305556, "DMS"},
        {"108.42.11.5", 108.70319444, "DMS"},
        {"108°42′", 108.7, "DM"},
        {"108度42分", 108.7, "DM"},
        {"108°42", 108.7, "DM"},
        {"108. 6972", 108.6972, "COORD_SPACE"},
        {"108 .6972", 108.6972, "COORD_SPACE"},
        {"108。6972", 108.6972, "POINT_MARK"},
        {"108·6972", 108.6972, "POINT_MARK"},
        {"108.6972度", 108.6972, "COORD_LETTER"},
        {"lng=108.6972", 108.6972, "COORD_LETTER"},
        {"X:3423488.4", 3423488.4, "COORD_LETTER"},
        {"经度值为108.6972", 108.6972, "COORD_LETTER"},
        {"（108.6972）", 108.6972, "COORD_LETTER"},
        {"+108.6972", 108.6972, NULL},
        {"-33.5", -33.5, NULL},
        {"30,931", 30.931, "COMMA_DECIMAL"},
        {"１０８，６９７２", 108.6972, "COMMA_DECIMAL"},
        {"3,423,488.4", 3423488.4, NULL},
        {"566,634", 566634, NULL},
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
                                      "街道办", "108.7.1.2.3.4", "双江107号", "-",    "12月3日",    "1e5x",
                                      "108..6972", "1O8.6972", "l08.6972", "108.69.72", "108.697.2", "108,30", "108.7°42′", "108.42'", "108 42 11", "108.69 72",
                                      "2024-04-03", "108°42.5′11″", "108.7~108.9", "108.7-", "11″", "1 0 8.6972"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double deg = 0;
        if (situ_clean_coordinate(bad[i], &deg, NULL))
            fail_msg("\"%s\" was read as %f", bad[i], deg);
    }
}

static void coordinate__refusals_have_reasons(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"108..6972", "COORD_DOUBLE_DOT"}, {"1O8.6972", "COORD_CONFUSED"}, {"108.69l2", "COORD_CONFUSED"}, {"108°61′11″", "DMS_RANGE"},
                                           {"详见附图", "COORDINATES"},       {"街道办l5号", "COORDINATES"}, {"108.69.72", "DMS_RANGE"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double deg = 0;
        const char *rule = NULL, *cause = NULL, *cure = NULL;
        assert_false(situ_clean_coordinate(cases[i][0], &deg, &rule));
        assert_string_equal(situ_clean_coordinate_fault(rule, &cause, &cure), cases[i][1]);
        assert_true(cause[0] && cure[0]);
    }
}

static void coordinate__run_together_only_when_declared(void **state)
{
    (void)state;
    double deg = 0;
    const char *rule = NULL;
    assert_true(situ_clean_coordinate_in("3055.8367", "ddmm.mmmm", &deg, &rule));
    near(deg, 30.930611667, 1e-8);
    assert_string_equal(rule, "DDMM");
    assert_true(situ_clean_coordinate_in("1084211.5", "度分秒", &deg, &rule));
    near(deg, 108.70319444, 1e-8);
    assert_true(situ_clean_coordinate_in("3055.8367", NULL, &deg, &rule)); // left to the range test
    near(deg, 3055.8367, 0);
    assert_null(rule);
    assert_true(situ_clean_coordinate_in("30.9306", "ddmm.mmmm", &deg, &rule)); // is in degrees all the same
    near(deg, 30.9306, 0);
    assert_true(situ_clean_coordinate_in("3075.8", "ddmm.mmmm", &deg, &rule)); // 75 minutes are none
    near(deg, 3075.8, 0);
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
        {"108.7;30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108.7\n30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108.7 - 30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108.7-30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108. 6972, 30. 9306", 108.6972, 30.9306, "SPLIT_COORDINATES"},
        {"108,6972;30,9306", 108.6972, 30.9306, "COMMA_DECIMAL"},
        {"北纬30度55分50秒,东经108度42分11秒", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"北纬：30°55′50″、东经：108°42′11″", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"N30.9 E108.7", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"X:108.7 Y:30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"X=3423488.415，Y=36566634.526", 3423488.415, 36566634.526, "SPLIT_COORDINATES"},
        {"GPS坐标:108.7,30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"坐标（经度108.7，纬度30.9）", 108.7, 30.9, "SPLIT_COORDINATES"},
        {"108.42.11,30.55.50", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"108°42′11″E30°55′50″N", 108.70305556, 30.93055556, "SPLIT_COORDINATES"},
        {"Longitude: 108.7; Latitude: 30.9", 108.7, 30.9, "SPLIT_COORDINATES"},
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
    assert_false(situ_clean_lonlat("E108.7 E108.9", &lon, &lat, NULL));
    assert_false(situ_clean_lonlat("东经108.7至108.9", &lon, &lat, NULL));
    assert_false(situ_clean_lonlat("108..7,30.9", &lon, &lat, NULL));
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
        {"三千五百", 3500, NULL, false, "NUMBER_CHINESE"},
        {"三千五", 3500, NULL, false, "NUMBER_CHINESE"},
        {"三千零五", 3005, NULL, false, "NUMBER_CHINESE"},
        {"一百零五人", 105, "人", false, "NUMBER_CHINESE"},
        {"十二", 12, NULL, false, "NUMBER_CHINESE"},
        {"二十", 20, NULL, false, "NUMBER_CHINESE"},
        {"两百", 200, NULL, false, "NUMBER_CHINESE"},
        {"一万二千", 12000, NULL, false, "NUMBER_CHINESE"},
        {"三万五千六百七十八", 35678, NULL, false, "NUMBER_CHINESE"},
        {"一亿二千万", 120000000, NULL, false, "NUMBER_CHINESE"},
        {"三点五", 3.5, NULL, false, "NUMBER_CHINESE"},
        {"壹佰贰拾", 120, NULL, false, "NUMBER_CHINESE"},
        {"三台", 3, "台", false, "NUMBER_CHINESE"},
        {"十几人", 10, "人", true, "NUMBER_ABOUT"},
        {"三十多人", 30, "人", true, "NUMBER_ABOUT"},
        {"近百人", 100, "人", true, "NUMBER_ABOUT"},
        {"百余人", 100, "人", true, "NUMBER_ABOUT"},
        {"半小时", 0.5, "h", false, "NUMBER_CHINESE"},
        {"两天半", 2.5, "天", false, "NUMBER_CHINESE"},
        {"1小时30分", 1.5, "h", false, "NUMBER_UNIT"},
        {"3公里500米", 3.5, "km", false, "NUMBER_UNIT"},
        {"3千5百", 3500, NULL, false, "NUMBER_WAN"},
        {"2千万元", 20000000, "元", false, "NUMBER_WAN"},
        {"3百", 300, NULL, false, "NUMBER_WAN"},
        {"100余万元", 1000000, "元", true, "NUMBER_ABOUT"},
        {"500件左右", 500, "件", true, "NUMBER_ABOUT"},
        {"100人以上", 100, "人", true, "NUMBER_ABOUT"},
        {"30分钟以内", 30, "min", false, "NUMBER_UNIT"},
        {"近30人", 30, "人", true, "NUMBER_ABOUT"},
        {"≥50", 50, NULL, true, "NUMBER_ABOUT"},
        {"2台-3台", 2, "台", true, "NUMBER_RANGE"},
        {"15至20分钟", 15, "min", true, "NUMBER_RANGE"},
        {"3 台（套）", 3, "台", false, "NUMBER_UNIT"},
        {"20顶（含旧3顶）", 20, "顶", false, "NUMBER_UNIT"},
        {"12(人)", 12, "人", false, "NUMBER_UNIT"},
        {"共20顶", 20, "顶", false, "NUMBER_UNIT"},
        {"数量:20", 20, NULL, false, "NUMBER_UNIT"},
        {"￥5000", 5000, "元", false, "NUMBER_UNIT"},
        {"85%", 85, "%", false, "NUMBER_UNIT"},
        {"百分之八十五", 85, "%", false, "NUMBER_CHINESE"},
        {"12 500", 12500, NULL, false, "NUMBER_SPACE"},
        {"3。5", 3.5, NULL, false, "POINT_MARK"},
        {"１，２３４", 1234, NULL, false, "FULL_WIDTH"},
        {"1.38E+10", 13800000000, NULL, false, NULL},
        {"负3", -3, NULL, false, NULL},
        {"0", 0, NULL, false, NULL},
        {"12m³", 12, "m3", false, "NUMBER_UNIT"},
        {"5km²", 5, "km2", false, "NUMBER_UNIT"},
        {"10立方米/小时", 10, "m3/h", false, "NUMBER_UNIT"},
        {"3千瓦", 3, "kW", false, "NUMBER_UNIT"},
        {"三千克", 3, "kg", false, "NUMBER_CHINESE"},
        {"20个工作日", 20, "天", false, "NUMBER_UNIT"},
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
}

static void number__refuses(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"若干", "NUMBER_VAGUE"}, {"一批", "NUMBER_VAGUE"},   {"多个", "NUMBER_VAGUE"},  {"数十人", "NUMBER_VAGUE"}, {"几百", "NUMBER_VAGUE"}, {"大量", "NUMBER_VAGUE"},
        {"abc", "NUMBER"},        {"", "NUMBER"},             {"一般", "NUMBER"},        {"三五人", "NUMBER"},       {"3万5", "NUMBER"},       {"1,2", "NUMBER"},
        {"12.5.3", "NUMBER"},     {"3/4", "NUMBER"},          {"12+3", "NUMBER"},        {"2026-03-05", "NUMBER"},   {"12-1", "NUMBER"},       {"3 5", "NUMBER"},
        {"详见附件", "NUMBER"},   {"千斤顶", "NUMBER"},       {"百叶箱", "NUMBER"},      {"#DIV/0!", "NO_VALUE"},    {"#REF!", "NO_VALUE"},    {"#######", "NO_VALUE"},
        {"3户12人", "NUMBER_SEVERAL"}, {"20顶、棉被30床", "NUMBER_SEVERAL"}, {"(12)", "NUMBER"},  {"13800138000x9", "NUMBER"}, {"三方协议", "NUMBER"},  {"1,23,456", "NUMBER"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double v = 0;
        const char *rule = NULL;
        if (situ_clean_number(cases[i][0], &v, NULL, NULL, &rule))
            fail_msg("\"%s\" was read as %g", cases[i][0], v);
        if (!rule || strcmp(rule, cases[i][1]) != 0)
            fail_msg("\"%s\": rule %s, want %s", cases[i][0], rule ? rule : "none", cases[i][1]);
    }
}

static void number__part_in_the_unit_of_the_column(void **state)
{
    (void)state;
    double v = 0;
    assert_true(situ_clean_number_part("3户12人", "人", &v));
    near(v, 12, 0);
    assert_true(situ_clean_number_part("3户12人", "户", &v));
    near(v, 3, 0);
    assert_false(situ_clean_number_part("3人、5人", "人", &v)); // which one?
    assert_false(situ_clean_number_part("3户12间", "人", &v));
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
    assert_true(situ_clean_convert(1.2, "万人", "人", &v));
    near(v, 12000, 1e-9);
    assert_true(situ_clean_convert(2, "公顷", "亩", &v));
    near(v, 30, 1e-9);
    assert_true(situ_clean_convert(3, "平方公里", "ha", &v));
    near(v, 300, 1e-9);
    assert_true(situ_clean_convert(1.2, "亿元", "万元", &v));
    near(v, 12000, 1e-9);
    assert_true(situ_clean_convert(500, "立方", "万m3", &v));
    near(v, 0.05, 1e-12);
    assert_true(situ_clean_is_package("箱") && situ_clean_is_package("件") && !situ_clean_is_package("顶"));
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
    static const char *const told[][3] = {
        {"2024年四月三日", "2024-04-03", "DATE_CHINESE"},  {"二〇二四年四月三日", "2024-04-03", "DATE_CHINESE"}, {"二○二四年十二月三十一日", "2024-12-31", "DATE_CHINESE"},
        {"二〇二四年", "2024-01-01", "DATE_CHINESE"},      {"2024年元月5日", "2024-01-05", "DATE_CHINESE"},      {"2024/4/3 上午 9:00", "2024-04-03", "DATE_FORM"},
        {"2024年4月3日下午3时", "2024-04-03", "DATE_FORM"}, {"2024-4", "2024-04-01", "DATE_MONTH"},              {"2024年4月份", "2024-04-01", "DATE_MONTH"},
        {"2024年4月上旬", "2024-04-01", "DATE_MONTH"},     {"2024年底", "2024-12-31", "DATE_YEAR"},              {"2024.1-2024.6", "2024-06-30", "DATE_RANGE"},
        {"2024年1月至6月", "2024-06-30", "DATE_RANGE"},    {"2024-01-01~2024-12-31", "2024-12-31", "DATE_RANGE"}, {"2024.1.1-2024.12.31", "2024-12-31", "DATE_RANGE"},
        {"2024-2026", "2026-12-31", "DATE_RANGE"},         {"2024年4月3日至4月10日", "2024-04-10", "DATE_RANGE"}, {"2024-01-01 至 2024-06-30", "2024-06-30", "DATE_RANGE"},
        {"25/4/2024", "2024-04-25", "DATE_DAY_FIRST"},     {"4/25/2024", "2024-04-25", "DATE_DAY_FIRST"},        {"3/3/2024", "2024-03-03", "DATE_DAY_FIRST"},
        {"3-Apr-24", "2024-04-03", "DATE_FORM"},           {"2024-Apr-03", "2024-04-03", "DATE_FORM"},           {"20240403102030", "2024-04-03", "DATE_COMPACT"},
        {"2024年4月3日 星期三", "2024-04-03", "DATE_FORM"}, {"截至2024年6月30日", "2024-06-30", "DATE_FORM"},     {"2024、4、3", "2024-04-03", "DATE_FORM"},
        {"2024 年 4 月 3 日", "2024-04-03", "DATE_FORM"},  {"2024.4.3.", "2024-04-03", "DATE_FORM"},             {"2024年4月3号", "2024-04-03", "DATE_FORM"},
        {"24.4.3", "2024-04-03", "DATE_SHORT_YEAR"},       {"99年5月1日", "1999-05-01", "DATE_SHORT_YEAR"},      {"45385.5", "2024-04-03", "DATE_SERIAL"},
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        char iso[11] = "";
        const char *rule = NULL;
        if (!situ_clean_date(told[i][0], iso, &rule))
            fail_msg("%s was refused", told[i][0]);
        assert_string_equal(iso, told[i][1]);
        if (!rule || strcmp(rule, told[i][2]) != 0)
            fail_msg("%s: rule %s, want %s", told[i][0], rule ? rule : "none", told[i][2]);
    }
    static const char *const bad[][2] = {
        {"2023-2-29", "DATE_IMPOSSIBLE"}, {"2024.04.31", "DATE_IMPOSSIBLE"}, {"2024-13-01", "DATE_IMPOSSIBLE"}, {"20241301", "DATE_IMPOSSIBLE"}, {"2024-04-31", "DATE_IMPOSSIBLE"},
        {"长期", "DATE_NONE"},  {"永久有效", "DATE_NONE"}, {"3/4/2024", "DATE_AMBIGUOUS"}, {"24/4", "DATE_AMBIGUOUS"}, {"Apr-24", "DATE_AMBIGUOUS"}, {"", NULL},
        {"去年", NULL},         {"13800138000", NULL},    {"2024-4-3-5x", NULL},          {"2024-4-3-5", NULL},       {"3年", NULL},              {"2024.6-2024.1", NULL},
        {"张三2024", NULL},     {"2204-04-03", "DATE_IMPOSSIBLE"}, {"第3季度", NULL},     {"1.5", NULL},              {"12", NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char iso[11];
        const char *rule = NULL;
        if (situ_clean_date(bad[i][0], iso, &rule))
            fail_msg("\"%s\" was read as %s", bad[i][0], iso);
        if (bad[i][1] ? !rule || strcmp(rule, bad[i][1]) != 0 : rule != NULL)
            fail_msg("\"%s\": rule %s, want %s", bad[i][0], rule ? rule : "none", bad[i][1] ? bad[i][1] : "none");
    }
}

static void date__how_long_something_keeps(void **state)
{
    (void)state;
    static const struct {
        const char *text, *made, *expire;
    } cases[] = {{"3年", "2023-05-01", "2026-05-01"},  {"三年", "2024-02-29", "2027-02-28"}, {"18个月", "2023-12-31", "2025-06-30"},
                 {"180天", "2024-01-01", "2024-06-29"}, {"36个月", "2023-05-01", "2026-05-01"}, {"5 年", "2023-01-31", "2028-01-31"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int months = 0, days = 0;
        char out[11] = "";
        if (!situ_clean_life(cases[i].text, &months, &days))
            fail_msg("%s was refused", cases[i].text);
        assert_true(situ_date_add(cases[i].made, months, days, out));
        assert_string_equal(out, cases[i].expire);
    }
    int months, days;
    static const char *const bad[] = {"24年", "长期", "3", "3箱", "-3年", "999年"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(situ_clean_life(bad[i], &months, &days));
    char out[11];
    assert_false(situ_date_add("2024-4-3", 1, 0, out));
    assert_false(situ_date_add("2099-12-31", 120, 0, out));
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
        {"一级(红色)", false, 1}, {"一级红色", false, 1}, {"红色一级", false, 1}, {"A级(重大)", false, 1}, {"D级(重大)", false, -1}, {"二级(红)", false, -1},
        {"١", true, 1}, {"ⅱ级", false, 2}, {"Ⅳ 级", false, 4}, {"橙色（较大）", false, 2}, {"较大/橙", false, 2}, {"待评定", false, 0}, {"/", false, 0},
        {"一般隐患", false, -1}, {"蓝绿", false, 4}, {"红橙", false, -1}, {"灾情较大", false, -1},
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

static void level__scales_of_other_trades(void **state)
{
    (void)state;
    static const struct {
        const char *header, *text;
        int level;
    } cases[] = {
        {"危房等级", "D级", 1},       {"危房等级", "C级", 2},       {"房屋鉴定等级", "B", 3},      {"房屋安全等级", "A级", 4},  {"危房等级", "D级危房", 1},
        {"森林火险气象等级", "五级", 1}, {"火险等级", "四级", 2},   {"火险等级", "3", 3},          {"火险等级", "二级", 4},     {"火险等级", "一级", -1},
        {"大坝安全类别", "三类坝", 1}, {"大坝安全类别", "三类", 1}, {"大坝安全类别", "一类坝", 4}, {"水闸类别", "四类", 1},     {"桥梁技术状况", "五类", 1},
        {"桥梁技术状况等级", "4类", 2}, {"桥梁技术状况", "一类", 4}, {"尾矿库安全度", "危库", 1},  {"尾矿库安全度", "正常库", 4}, {"险情等级", "特大型", 1},
        {"规模等级", "小型", 4},      {"规模等级", "中", 3},
        // Never a risk level: what happened, and marks of other kinds.
        {"事故等级", "一般", -1},     {"事故等级", "重大", -1},     {"灾情等级", "较大", -1},      {"事件级别", "Ⅰ级", -1},    {"企业诚信等级", "A", -1},
        {"标准化等级", "一级", -1},   {"烟花等级", "C级", -1},
        // 风险 in the header decides: A is worst there.
        {"房屋风险等级", "A", 1},     {"风险等级", "一般", 3},      {"可能导致的事故风险等级", "一般", 3}, {"风险等级", "特别重大", -1},
        // The value names its own scale.
        {"等级", "D级危房", 1},       {"等级", "火险五级", 1},      {"等级", "三类大坝", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_level_votes votes = {0};
        situ_level_vote(&votes, cases[i].text);
        situ_level_scale scale = situ_level_scale_in(cases[i].header, &votes);
        int level = situ_clean_level_in(cases[i].text, strstr(cases[i].header, "风险") != NULL, scale);
        if (level != cases[i].level)
            fail_msg("%s \"%s\": level %d, want %d", cases[i].header, cases[i].text, level, cases[i].level);
    }
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
        {"023-5512 8091转8012", "023-55128091转8012", "PHONE_FORM"},
        {"023 5512 8091 转 8012", "023-55128091转8012", "PHONE_FORM"},
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
        {"12379", "12379", NULL},
        {"623456", "623456", NULL},
        {"55128091", "55128091", NULL},
        {"02355128091", "02355128091", NULL},
        {"023-55128091-8012", "023-55128091转8012", "PHONE_FORM"},
        {"023-55128091转分机8012", "023-55128091转8012", "PHONE_FORM"},
        {"55128091转8012", "55128091转8012", NULL},
        {"023 55128091", "023-55128091", "PHONE_FORM"},
        {"023 - 55128091", "023-55128091", NULL},
        {"（023）5512 8091", "023-55128091", "PHONE_FORM"},
        {"0571-88889999", "0571-88889999", NULL},
        {"138-0013-8000", "138-0013-8000", NULL},
        {"张三138-0013-8000", "138-0013-8000", "PHONE_FORM"},
        {"138-001-38000", "13800138000", "PHONE_FORM"},
        {"000-55091001", "000-55091001", NULL},
        {"00000000000", "00000000000", "PHONE_LENGTH"},
        {"+86 138 0013 8000", "13800138000", "PHONE_FORM"},
        {"8613800138000", "13800138000", "PHONE_FORM"},
        {"0086-13800138000", "13800138000", "PHONE_FORM"},
        {"+86-23-55128091", "023-55128091", "PHONE_FORM"},
        {"400-811-1234", "400-8111234", NULL},
        {"4008111234", "4008111234", NULL},
        {"13800138000 13900139000", "13800138000、13900139000", NULL},
        {"55128091 13800138000", "55128091、13800138000", NULL},
        {"13800138000\n023-55128091", "13800138000、023-55128091", NULL},
        {"13800138000,13900139000;13700137000", "13800138000、13900139000、13700137000", NULL},
        {"张三：13800138000；李四：13900139000", "13800138000、13900139000", "PHONE_FORM"},
        {"1380013800013900139000", "13800138000、13900139000", "PHONE_FORM"},
        {"13800138000（办）", "13800138000", "PHONE_FORM"},
        {"13800138000或13900139000", "13800138000、13900139000", NULL},
        {"1380013800", "1380013800", "PHONE_LENGTH"},
        {"138001380001", "138001380001", "PHONE_LENGTH"},
        {"23800138000", "23800138000", "PHONE_LENGTH"},
        {"11111111111", "11111111111", "PHONE_LENGTH"},
        {"500235199001011234", "500235199001011234", "PHONE_LENGTH"},
        {"1.38001E10", NULL, "PHONE_SCIENTIFIC"},
        {"138****8000", NULL, "PHONE_MASKED"},
        {"138xxxx8000", NULL, "PHONE_MASKED"},
        {"138O0138000", NULL, "PHONE"},
        {"同上", NULL, "PHONE"},
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

static void text__ticked_boxes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"☑是 □否", "是"},   {"□是 ☑否", "否"},   {"是√否□", "是"},        {"是□ 否■", "否"},  {"是（√）否（ ）", "是"}, {"是()否(√)", "否"},
                                           {"☑滑坡☑崩塌□泥石流", "滑坡、崩塌"}, {"■室内 □室外", "室内"}, {"□是 □否", NULL}, {"√", NULL}, {"是", NULL}, {"某厂(西区)", NULL},
                                           {"■■", NULL},        {"()()", NULL},      {"(√)是 ( )否", "是"}};
    situ_arena *arena = situ_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = situ_clean_ticked(arena, cases[i][0]);
        if (cases[i][1] ? !got || strcmp(got, cases[i][1]) != 0 : got != NULL)
            fail_msg("%s became %s", cases[i][0], got ? got : "nothing");
    }
    situ_arena_free(arena);
}

static void text__names(void **state)
{
    (void)state;
    situ_arena *arena = situ_arena_new();
    assert_string_equal(situ_clean_name(arena, "张 三", true), "张三");
    assert_string_equal(situ_clean_name(arena, "张　三", true), "张三");
    assert_string_equal(situ_clean_name(arena, "张三 李四", true), "张三 李四"); // two persons
    assert_string_equal(situ_clean_name(arena, "张 三", false), "张 三");
    assert_string_equal(situ_clean_name(arena, "云阳县\n加油站", false), "云阳县加油站");
    assert_string_equal(situ_clean_name(arena, "Gas\nStation", false), "Gas Station");
    const char *same = "双江加油站";
    assert_ptr_equal(situ_clean_name(arena, same, true), same);
    situ_arena_free(arena);
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
        {"双江街道党工委", "双江街道"}, {"龙角镇党委", "龙角镇"},       {"双江街道应急管理办公室", "双江街道"}, {"青山村党支部", "青山村"},
        {"青山村支两委", "青山村"},     {"工业园区管理委员会", "工业园区管委会"}, {"县应急办", "县应急办"},   {"滨江社区党群服务中心", "滨江社区"},
        {"龙角镇政府", "龙角镇"},       {"云阳工业园区管委会", "云阳工业园区管委会"}, {" 龙角镇 ", "龙角镇"},         {"县城关镇", "县城关镇"},
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
        cmocka_unit_test(coordinate__refusals_have_reasons), cmocka_unit_test(coordinate__run_together_only_when_declared),
        cmocka_unit_test(lonlat__both_in_one_cell), cmocka_unit_test(number__forms),
        cmocka_unit_test(number__refuses), cmocka_unit_test(number__part_in_the_unit_of_the_column),
        cmocka_unit_test(number__units_convert),   cmocka_unit_test(date__forms),
        cmocka_unit_test(date__how_long_something_keeps),
        cmocka_unit_test(date__serial_days),       cmocka_unit_test(date__number_formats),
        cmocka_unit_test(level__words),            cmocka_unit_test(level__scale_by_vocabulary), cmocka_unit_test(level__scales_of_other_trades),
        cmocka_unit_test(phone__forms),            cmocka_unit_test(bool__words),
        cmocka_unit_test(text__ticked_boxes), cmocka_unit_test(text__names), cmocka_unit_test(fold__headers),           cmocka_unit_test(unit_name__suffixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Cleaning read back: what a person may write for a value gives that value, and any bytes give an answer.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"
#include "ledger/rules.h"

static const uint64_t SEED = 20260702;

static void ledger_clean__coordinates_read_back(void **state)
{
    (void)state;
    static const char *const forms[] = {"%d°%d′%.3f″", "%d度%d分%.3f秒", "%d %d %.3f", "E%d°%d'%.3f\"", "%d:%d:%.3f", "%d-%d-%.3f", "%d.%d.%.3f", "%d°%d′%.3f″E"};
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 1);
    print_message("seed %llu\n", (unsigned long long)SEED);
    for (int i = 0; i < 20000; i++) {
        int d = 73 + (int)situ_rng_below(&rng, 62), m = (int)situ_rng_below(&rng, 60);
        double s = situ_rng_below(&rng, 60000) / 1000.0, want = d + m / 60.0 + s / 3600, got = NAN;
        char text[80];
        size_t form = situ_rng_below(&rng, sizeof forms / sizeof *forms);
        snprintf(text, sizeof text, forms[form], d, m, s);
        if (form == 2) { // numbers and blanks alone are three coordinates, not one: refused rather than guessed
            assert_false(situ_clean_coordinate(text, &got, NULL));
            continue;
        }
        if (!situ_clean_coordinate(text, &got, NULL) || fabs(got - want) > 1e-9)
            fail_msg("%s was read as %.9f, want %.9f", text, got, want);
        double lat = 3 + situ_rng_unit(&rng) * 50, lon = 0, la = 0;
        char both[160], shown[32];
        situ_format_double(lat, shown);
        snprintf(both, sizeof both, "%s，%s", shown, text);
        if (!situ_clean_lonlat(both, &lon, &la, NULL) || fabs(lon - want) > 1e-9 || la != lat)
            fail_msg("%s was read as %.9f %.9f", both, lon, la);
    }
}

static void ledger_clean__dates_read_back(void **state)
{
    (void)state;
    static const char *const forms[] = {"%04d-%02d-%02d", "%04d.%d.%d", "%04d/%d/%d", "%04d年%d月%d日", "%04d%02d%02d", "%04d-%d-%d 08:30", "%04d年%02d月%02d日"};
    char previous[11] = "1900-02-28";
    // Every serial day is the day after the one before it, and is read in every form.
    for (int day = 61; day <= 60000; day++) {
        char iso[11], again[11], text[64];
        assert_true(situ_serial_to_iso(day, false, iso));
        assert_true(strcmp(iso, previous) > 0);
        memcpy(previous, iso, sizeof iso);
        int y = 0, m = 0, d = 0;
        assert_int_equal(sscanf(iso, "%d-%d-%d", &y, &m, &d), 3);
        snprintf(text, sizeof text, forms[day % 7], y, m, d);
        if (!situ_clean_date(text, again, NULL) || strcmp(again, iso) != 0)
            fail_msg("%s was read as %s, want %s", text, again, iso);
        snprintf(text, sizeof text, "%d", day);
        if (day >= 10000) {
            assert_true(situ_clean_date(text, again, NULL));
            assert_string_equal(again, iso);
        }
    }
}

static void ledger_clean__numbers_read_back(void **state)
{
    (void)state;
    static const char *const units[] = {"", "顶", "件", "条", "台", "人", "户", "亩", "吨", "㎡"};
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 3);
    for (int i = 0; i < 20000; i++) {
        double v = (double)situ_rng_below(&rng, 1000000) / (situ_rng_below(&rng, 2) ? 1 : 100), got = NAN;
        char shown[32], text[96];
        const char *unit = units[situ_rng_below(&rng, 10)], *read = NULL;
        bool wan = situ_rng_below(&rng, 3) == 0, about = situ_rng_below(&rng, 3) == 0, marked = false;
        situ_format_double(v, shown);
        snprintf(text, sizeof text, "%s%s%s%s", about ? "约" : "", shown, wan ? "万" : "", unit);
        if (!situ_clean_number(text, &got, &read, &marked, NULL) || fabs(got - (wan ? v * 1e4 : v)) > 1e-6 * (1 + v) || marked != about ||
            (unit[0] == 0) != (read == NULL))
            fail_msg("%s was read as %g %s", text, got, read ? read : "");
    }
}

// --- more ways to write the same ---

static const char *pick(situ_rng *rng, const char *const *words)
{
    uint32_t n = 0;
    while (words[n])
        n++;
    return words[situ_rng_below(rng, n)];
}
#define PICK(rng, ...) pick(rng, (const char *const[]){__VA_ARGS__, NULL})

// Digits, points and signs in full width.
static void widen(char *out, const char *text)
{
    for (; *text; text++)
        if (*text > ' ' && *text < 127)
            out += situ_utf8_put((uint32_t)(unsigned char)*text + 0xFEE0, out);
        else
            *out++ = *text;
    *out = 0;
}

static void declared(const char *text, const char *rule)
{
    if (rule && !situ_cleaning_rule_find(rule))
        fail_msg("\"%s\": rule %s is not declared", text, rule);
}

static void ledger_clean__marks_of_degrees_read_back(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 5);
    print_message("seed %llu/5\n", (unsigned long long)SEED);
    for (int i = 0; i < 40000; i++) {
        bool north = situ_rng_below(&rng, 2), seconds = situ_rng_below(&rng, 4) > 0;
        int d = north ? 4 + (int)situ_rng_below(&rng, 49) : 73 + (int)situ_rng_below(&rng, 61), m = (int)situ_rng_below(&rng, 60);
        double s = situ_rng_below(&rng, 6000) / 100.0, want = d + m / 60.0 + (seconds ? s / 3600 : 0), got = NAN;
        const char *gap = PICK(&rng, "", "", " ", "　"), *rule = NULL;
        const char *deg = PICK(&rng, "°", "º", "˚", "度"), *min = PICK(&rng, "′", "'", "’", "分", "＇", "´"), *sec = PICK(&rng, "″", "\"", "”", "秒", "''", "＂", "〃", "");
        const char *before = north ? PICK(&rng, "", "N", "北纬", "北纬:", "N:", "纬度:", "lat ", "n ") : PICK(&rng, "", "E", "东经", "东经：", "E:", "经度", "lon=", "e ");
        const char *behind = before[0] ? "" : north ? PICK(&rng, "", "N", " N", "北") : PICK(&rng, "", "E", " E", "东");
        char text[160], shown[32], wide[480];
        situ_format_double(s, shown);
        if (strcmp(sec, "") == 0 && behind[0] && behind[0] != ' ')
            sec = "″"; // a letter would stand at the digits
        int n = snprintf(text, sizeof text, "%s%d%s%s%d%s%s", before, d, gap, deg, m, min, gap);
        if (seconds)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", shown, sec);
        snprintf(text + n, sizeof text - (size_t)n, "%s", behind);
        if (situ_rng_below(&rng, 8) == 0 && !(gap[0] && seconds && !sec[0]) && !strchr(text, '"') && !strchr(text, '\'')) {
            widen(wide, text);
            if (!situ_clean_coordinate(wide, &got, &rule) || fabs(got - want) > 1e-9)
                fail_msg("%s was read as %.9f, want %.9f", wide, got, want);
        }
        // A blank before the seconds without their mark parts them: that reading is refused, never another.
        if (!situ_clean_coordinate(text, &got, &rule)) {
            if (!(gap[0] && seconds && !sec[0]))
                fail_msg("%s was refused", text);
        } else if (fabs(got - want) > 1e-9) {
            fail_msg("%s was read as %.9f, want %.9f", text, got, want);
        }
        declared(text, rule);
    }
}

static void ledger_clean__pairs_read_back(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 6);
    for (int i = 0; i < 40000; i++) {
        double lon = 73.1 + (double)situ_rng_below(&rng, 61000000) / 1e6, lat = 3.1 + (double)situ_rng_below(&rng, 50000000) / 1e6, a = NAN, b = NAN;
        char x[32], y[32], text[200];
        snprintf(x, sizeof x, "%.6f", lon);
        snprintf(y, sizeof y, "%.6f", lat);
        bool swap = situ_rng_below(&rng, 2), labels = situ_rng_below(&rng, 2);
        const char *gap = PICK(&rng, ",", "，", ";", "；", " ", "、", "/", "\n", "|", ", ", " ; ");
        const char *east = labels ? PICK(&rng, "经度:", "东经", "E", "lon:", "经度：", "E:") : "", *north = labels ? PICK(&rng, "纬度:", "北纬", "N", "lat:", "纬度：", "N:") : "";
        const char *open = PICK(&rng, "", "(", "（", "坐标:"), *close = open[0] == '(' ? ")" : open[0] && strcmp(open, "（") == 0 ? "）" : "", *rule = NULL;
        snprintf(text, sizeof text, "%s%s%s%s%s%s%s", open, swap ? north : east, swap ? y : x, gap, swap ? east : north, swap ? x : y, close);
        if (!situ_clean_lonlat(text, &a, &b, &rule) || fabs(a - lon) > 1e-6 || fabs(b - lat) > 1e-6)
            fail_msg("%s was read as %.6f %.6f", text, a, b);
        assert_string_equal(rule, "SPLIT_COORDINATES");
    }
}

// 3405 -> 三千四百零五, as it is taught.
static void chinese(char *out, uint32_t v)
{
    static const char *const digit[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}, *const unit[] = {"", "十", "百", "千"};
    char text[128] = "";
    if (v >= 10000) {
        chinese(text, v / 10000);
        strcat(text, "万");
        if (v % 10000 > 0 && v % 10000 < 1000)
            strcat(text, "零");
        v %= 10000;
    }
    bool zero = false, any = text[0] != 0;
    for (int k = 3; k >= 0; k--) {
        uint32_t power = k == 3 ? 1000 : k == 2 ? 100 : k == 1 ? 10 : 1, d = v / power % 10;
        if (d == 0) {
            zero = any && v % power > 0;
            continue;
        }
        if (zero && !(any && text[0] && strlen(text) >= 3 && strcmp(text + strlen(text) - 3, "零") == 0))
            strcat(text, "零");
        zero = false;
        if (!(d == 1 && k == 1 && !any))
            strcat(text, digit[d]);
        strcat(text, unit[k]);
        any = true;
    }
    strcpy(out, text);
}

static void ledger_clean__chinese_numerals_read_back(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 7);
    for (uint32_t i = 1; i < 60000; i++) {
        uint32_t v = i < 20000 ? i : 20000 + situ_rng_below(&rng, 99979999);
        char text[160], cell[200];
        double got = NAN;
        const char *unit = NULL, *rule = NULL;
        chinese(text, v);
        snprintf(cell, sizeof cell, "%s%s", text, PICK(&rng, "", "人", "顶", "户", "元"));
        if (!situ_clean_number(cell, &got, &unit, NULL, &rule) || got != v)
            fail_msg("%s was read as %.0f, want %u", cell, got, v);
        assert_string_equal(rule, "NUMBER_CHINESE");
    }
}

static void ledger_clean__dates_in_words_read_back(void **state)
{
    (void)state;
    static const char *const digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 8);
    for (int i = 0; i < 20000; i++) {
        char want[11], iso[11] = "", text[200], year[40] = "", month[32], day[32];
        const char *rule = NULL;
        assert_true(situ_serial_to_iso(20000 + (double)situ_rng_below(&rng, 40000), false, want));
        int y = 0, m = 0, d = 0;
        assert_int_equal(sscanf(want, "%d-%d-%d", &y, &m, &d), 3);
        for (int k = 1000; k > 0; k /= 10)
            strcat(year, digits[y / k % 10]);
        chinese(month, (uint32_t)m);
        chinese(day, (uint32_t)d);
        switch (situ_rng_below(&rng, 6)) {
        case 0: snprintf(text, sizeof text, "%s年%s月%s日", year, month, day); break;
        case 1: snprintf(text, sizeof text, "%d年%s月%s日", y, month, day); break;
        case 2: snprintf(text, sizeof text, "%d年%d月%d日%s", y, m, d, PICK(&rng, "", "上午9时", " 下午 3:20", "(星期三)", " 周一", "9:00")); break;
        case 3: snprintf(text, sizeof text, "%d%s%02d%s%02d %02d:%02d:%02d", y, "/", m, "/", d, (int)situ_rng_below(&rng, 24), (int)situ_rng_below(&rng, 60), (int)situ_rng_below(&rng, 60)); break;
        case 4: snprintf(text, sizeof text, "1950.1.1%s%d.%d.%d", PICK(&rng, "-", "至", "~", "—"), y, m, d); break;
        default: snprintf(text, sizeof text, "%s%d.%d.%d%s", PICK(&rng, "", " ", "自"), y, m, d, PICK(&rng, "", "。", "止", "前")); break;
        }
        if (!situ_clean_date(text, iso, &rule) || strcmp(iso, want) != 0)
            fail_msg("%s was read as %s, want %s", text, iso, want);
        declared(text, rule);
        char later[11];
        int months = (int)situ_rng_below(&rng, 60);
        if (situ_date_add(want, months, 0, later))
            assert_true(months == 0 ? strcmp(later, want) == 0 : strcmp(later, want) > 0);
    }
}

static void ledger_clean__phones_read_back(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 9);
    situ_arena *arena = situ_arena_new();
    for (int i = 0; i < 20000; i++) {
        char text[400] = "", want[200] = "";
        uint32_t n = 1 + situ_rng_below(&rng, 3);
        for (uint32_t k = 0; k < n; k++) {
            char plain[40], typed[60];
            uint32_t a = situ_rng_below(&rng, 10000), b = situ_rng_below(&rng, 10000);
            bool mobile = situ_rng_below(&rng, 3) > 0;
            if (mobile) {
                uint32_t head = 130 + situ_rng_below(&rng, 70);
                snprintf(plain, sizeof plain, "%u%04u%04u", head, a, b);
                switch (situ_rng_below(&rng, 5)) {
                case 0: snprintf(typed, sizeof typed, "%u %04u %04u", head, a, b); break;
                case 1: snprintf(typed, sizeof typed, "%u-%04u-%04u", head, a, b); snprintf(plain, sizeof plain, "%u-%04u-%04u", head, a, b); break;
                case 2: snprintf(typed, sizeof typed, "+86%s", plain); break;
                default: snprintf(typed, sizeof typed, "%s", plain); break;
                }
            } else {
                const char *area = PICK(&rng, "023", "010", "0571", "0816");
                a = 2000 + a % 8000;
                snprintf(plain, sizeof plain, "%s-%04u%04u", area, a, b);
                switch (situ_rng_below(&rng, 4)) {
                case 0: snprintf(typed, sizeof typed, "(%s)%04u%04u", area, a, b); break;
                case 1: snprintf(typed, sizeof typed, "%s %04u%04u", area, a, b); break;
                case 2: strcat(plain, "转8012"); snprintf(typed, sizeof typed, "%s", plain); break;
                default: snprintf(typed, sizeof typed, "%s", plain); break;
                }
            }
            if (k > 0) {
                strcat(text, PICK(&rng, "、", ",", "，", ";", "/", "\n", " 或 ", "；"));
                strcat(want, "、");
            }
            strcat(text, PICK(&rng, "", "", "张三", "李四：", "办公 "));
            strcat(text, typed);
            strcat(want, plain);
        }
        const char *rule = NULL;
        char *got = situ_clean_phones(arena, text, &rule);
        if (!got || strcmp(got, want) != 0 || (rule && strcmp(rule, "PHONE_FORM") != 0))
            fail_msg("%s was read as %s (%s), want %s", text, got ? got : "nothing", rule ? rule : "", want);
    }
    situ_arena_free(arena);
}

static void ledger_clean__credit_codes_are_repaired_only_when_certain(void **state)
{
    (void)state;
    static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 10);
    for (int i = 0; i < 20000; i++) {
        char code[19] = {0}, typed[19], read[19];
        bool repaired = false;
        for (int k = 0; k < 17; k++)
            code[k] = signs[situ_rng_below(&rng, 31)];
        int fits = 0;
        char check = 0;
        for (int k = 0; k < 31; k++) {
            code[17] = signs[k];
            if (situ_credit_code_valid(code)) {
                fits++;
                check = signs[k];
            }
        }
        assert_int_equal(fits, 1);
        code[17] = check;
        memcpy(typed, code, sizeof typed);
        for (int k = 0; k < 18; k++)
            typed[k] = typed[k] == '0' && situ_rng_below(&rng, 2) ? 'O' : typed[k] >= 'A' && situ_rng_below(&rng, 3) == 0 ? (char)(typed[k] + 32) : typed[k];
        assert_true(situ_clean_credit_code(typed, read, &repaired));
        assert_string_equal(read, code);
        assert_true(repaired == (strcmp(typed, code) != 0));
        // Any single wrong sign is seen.
        uint32_t at = situ_rng_below(&rng, 18);
        char other = signs[situ_rng_below(&rng, 31)];
        if (other != code[at]) {
            memcpy(typed, code, sizeof typed);
            typed[at] = other;
            assert_false(situ_clean_credit_code(typed, read, &repaired));
        }
    }
}

static void ledger_clean__any_text_gives_an_answer(void **state)
{
    (void)state;
    static const char *const pieces[] = {"1", "9", "108", ".", "-", ":", "°", "′", "″", "'", "\"", "度", "分", "秒", "东经", "北纬", "E", "N", "lon", "lat", "，", ",", " ",
                                         "(", "）", "万", "约", "2024", "年", "月", "日", "/", "重大", "风险", "Ⅳ", "级", "转", "+86", "e", "\xC3", "\xF0\x9F", "\xE3\x80\x80",
                                         "村", "委会", "镇", "人民政府", "０", "1e9", "县", "区", "市", "三", "百", "十", "千", "亿", "零", "点", "余", "几", "半", "小时", "箱",
                                         "～", "至", "。", "·", "*", "#", "O", "l", "x", "+", "转8012", "13800138000", "023", "星期", "Apr", "长期", "危房", "火险", "D", "五", "事故"};
    situ_rng rng;
    situ_rng_seed(&rng, SEED, 4);
    situ_arena *arena = situ_arena_new();
    for (int i = 0; i < 50000; i++) {
        situ_str s;
        situ_str_init(&s);
        for (uint32_t n = situ_rng_below(&rng, 12); n > 0; n--)
            situ_str_add(&s, pieces[situ_rng_below(&rng, sizeof pieces / sizeof *pieces)]);
        double a = 0, b = 0;
        char iso[11] = "";
        const char *rule = NULL, *unit = NULL;
        bool about = false;
        if (situ_clean_coordinate(s.data, &a, &rule)) {
            assert_true(isfinite(a));
            double plain = 0; // read otherwise than as the number it is: told
            if (!rule && !situ_parse_double(s.data, &plain))
                assert_true(strpbrk(s.data, "+,") || strstr(s.data, "°") || strchr(s.data, ' ') || strstr(s.data, "\xE3\x80\x80") || s.data[strlen(s.data) - 1] == '.');
            if (rule && rule[0] == 'D')
                assert_true(fabs(a) <= 181);
        }
        declared(s.data, rule);
        rule = NULL;
        if (situ_clean_coordinate_in(s.data, PICK(&rng, "ddmm.mmmm", "ddmmss"), &a, &rule))
            assert_true(isfinite(a));
        declared(s.data, rule);
        if (situ_clean_lonlat(s.data, &a, &b, &rule))
            assert_true(isfinite(a) && isfinite(b) && rule != NULL);
        declared(s.data, rule);
        if (situ_clean_number(s.data, &a, &unit, &about, &rule))
            assert_true(isfinite(a) && (!about || rule));
        declared(s.data, rule);
        situ_clean_number_part(s.data, "人", &a);
        if (situ_clean_date(s.data, iso, &rule)) {
            assert_true(strlen(iso) == 10 && iso[4] == '-' && iso[7] == '-' && strcmp(iso, "1900-01-01") >= 0 && strcmp(iso, "2100-12-31") <= 0);
            assert_true(situ_date_add(iso, 0, 0, iso));
        }
        declared(s.data, rule);
        int months = 0, days = 0;
        if (situ_clean_life(s.data, &months, &days))
            assert_true((months > 0 && months <= 600) || (days > 0 && days <= 7300) || (months == 0 && days == 0));
        for (int scale = SITU_SCALE_PLAIN; scale <= SITU_SCALE_SIZE; scale++) {
            int level = situ_clean_level_in(s.data, true, (situ_level_scale)scale);
            assert_true(level >= -1 && level <= 4);
        }
        char *phones = situ_clean_phones(arena, s.data, &rule);
        assert_true(phones ? phones[0] != 0 : rule != NULL);
        for (const char *c = phones; c && *c; c++)
            if (!(*c >= '0' && *c <= '9') && *c != '-' && strncmp(c, "转", 3) != 0 && strncmp(c, "、", 3) != 0 && (*c & 0xC0) != 0x80)
                fail_msg("%s was read as %s", s.data, phones);
        declared(s.data, rule);
        char code[19];
        bool repaired = false;
        assert_true(!situ_clean_credit_code(s.data, code, &repaired) || situ_credit_code_valid(code));
        // Folding and naming are settled after one pass.
        char *once = situ_clean_fold(arena, s.data), *name = situ_clean_unit_name(arena, s.data);
        assert_string_equal(situ_clean_fold(arena, once), once);
        assert_non_null(name);
        situ_str_free(&s);
        if (i % 1000 == 999) {
            situ_arena_free(arena);
            arena = situ_arena_new();
        }
    }
    situ_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ledger_clean__coordinates_read_back),
        cmocka_unit_test(ledger_clean__dates_read_back),
        cmocka_unit_test(ledger_clean__numbers_read_back),
        cmocka_unit_test(ledger_clean__marks_of_degrees_read_back),
        cmocka_unit_test(ledger_clean__pairs_read_back),
        cmocka_unit_test(ledger_clean__chinese_numerals_read_back),
        cmocka_unit_test(ledger_clean__dates_in_words_read_back),
        cmocka_unit_test(ledger_clean__phones_read_back),
        cmocka_unit_test(ledger_clean__credit_codes_are_repaired_only_when_certain),
        cmocka_unit_test(ledger_clean__any_text_gives_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
#include "ledger/clean.h"

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

static void ledger_clean__any_text_gives_an_answer(void **state)
{
    (void)state;
    static const char *const pieces[] = {"1", "9", "108", ".", "-", ":", "°", "′", "″", "'", "\"", "度", "分", "秒", "东经", "北纬", "E", "N", "lon", "lat", "，", ",", " ",
                                         "(", "）", "万", "约", "2024", "年", "月", "日", "/", "重大", "风险", "Ⅳ", "级", "转", "+86", "e", "\xC3", "\xF0\x9F", "\xE3\x80\x80",
                                         "村", "委会", "镇", "人民政府", "０", "1e9", "县", "区", "市"};
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
        if (situ_clean_coordinate(s.data, &a, &rule))
            assert_true(isfinite(a));
        if (situ_clean_lonlat(s.data, &a, &b, &rule))
            assert_true(isfinite(a) && isfinite(b) && rule != NULL);
        if (situ_clean_number(s.data, &a, &unit, &about, &rule))
            assert_true(isfinite(a));
        if (situ_clean_date(s.data, iso, &rule))
            assert_true(strlen(iso) == 10 && iso[4] == '-' && iso[7] == '-');
        int level = situ_clean_level(s.data, true);
        assert_true(level >= -1 && level <= 4);
        char *phones = situ_clean_phones(arena, s.data, &rule);
        assert_true(phones ? phones[0] != 0 : rule != NULL);
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
        cmocka_unit_test(ledger_clean__any_text_gives_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

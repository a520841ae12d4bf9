// SPDX-License-Identifier: MIT
#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "support/check.h"

static void str__appends_and_hands_over(void **state)
{
    (void)state;
    situ_str s;
    situ_str_init(&s);
    assert_string_equal(s.data, "");
    situ_str_add(&s, "四");
    situ_str_add_n(&s, "图xx", 3);
    situ_str_addf(&s, "%d-%.2f", 4, 0.5);
    situ_str_add(&s, NULL);
    assert_true(situ_str_ok(&s));
    assert_string_equal(s.data, "四图4-0.50");
    assert_int_equal(s.length, strlen(s.data));
    situ_str_add_n(&s, s.data, s.length); // a part of itself
    char *text = situ_str_take(&s);
    assert_string_equal(text, "四图4-0.50四图4-0.50");
    assert_string_equal(s.data, "");
    situ_free(text);
    text = situ_str_take(&s);
    assert_string_equal(text, "");
    situ_free(text);
}

static void str__failure_is_sticky(void **state)
{
    (void)state;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "abc");
    situ_alloc_fail_at(1, false);
    for (int i = 0; i < 100; i++)
        situ_str_addf(&s, "%d", i);
    situ_alloc_fail_at(0, false);
    situ_str_add(&s, "tail");
    assert_false(situ_str_ok(&s));
    assert_null(strstr(s.data, "tail")); // nothing after the gap
    assert_null(situ_str_take(&s));
    assert_true(situ_str_ok(&s));
    situ_str_add(&s, "x");
    situ_str_clear(&s);
    assert_string_equal(s.data, "");
    situ_str_free(&s);
}

static void number__strict_grammar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},     {"-1.5", -1.5}, {"+2", 2},     {".5", 0.5},     {"5.", 5},
                {"1e3", 1e3}, {"1E-2", 0.01}, {"007", 7},    {"1e-400", 0},   {"179769313486231570000e288", DBL_MAX}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double v = NAN;
        assert_true(situ_parse_double(good[i].text, &v));
        assert_true(v == good[i].value);
    }
    static const char *const bad[] = {"",    " 1",  "1 ",  "1,5", "1.2.3", "0x10", "inf",  "nan", "1e",  "e5",
                                      "1e+", "--1", "+",   ".",   "1e999", "１",   "1 000", "1.5米"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double v = 42;
        assert_false(situ_parse_double(bad[i], &v));
        assert_true(v == 42);
    }
    assert_false(situ_parse_double(NULL, &(double){0}));
}

static void number__integers_and_their_limits(void **state)
{
    (void)state;
    long long v = 0;
    assert_true(situ_parse_int("9223372036854775807", &v));
    assert_true(v == LLONG_MAX);
    assert_true(situ_parse_int("-9223372036854775808", &v));
    assert_true(v == LLONG_MIN);
    assert_true(situ_parse_int("+12", &v) && v == 12);
    assert_true(situ_parse_int("-0", &v) && v == 0);
    static const char *const bad[] = {"9223372036854775808", "-9223372036854775809", "", "-", "1.0", " 1", "1e3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(situ_parse_int(bad[i], &v));
}

static void number__shortest_text_reads_back(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } known[] = {{0.1, "0.1"},       {1.0 / 3, "0.3333333333333333"}, {108.5, "108.5"}, {1e21, "1e+21"}, {100000, "100000"},
                 {5e-324, "5e-324"}, {0.1 + 0.2, "0.30000000000000004"}, {-2, "-2"},    {31.23456789, "31.23456789"}};
    char text[32];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        situ_format_double(known[i].value, text);
        assert_string_equal(text, known[i].text);
    }
    situ_rng rng;
    situ_rng_seed(&rng, 20260630, 3);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)situ_rng_u32(&rng) << 32 | situ_rng_u32(&rng);
        double value, back = 0;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        situ_format_double(value, text);
        assert_true(situ_parse_double(text, &back));
        assert_memory_equal(&value, &back, sizeof value);
    }
}

static void number__ignores_the_locale(void **state)
{
    (void)state;
    static const char *const commas[] = {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8", "fr_FR", "ru_RU.UTF-8"};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof commas / sizeof *commas && !found; i++)
        found = setlocale(LC_ALL, commas[i]);
    if (!found) {
        // A machine without such a locale: make one of glibc's sources, where localedef is there.
        char *dir = check_make_folder();
        char command[1024];
        snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >/dev/null 2>&1", dir);
        if (system(command) != 0)
            print_message("localedef failed\n");
        setenv("LOCPATH", dir, 1);
        found = setlocale(LC_ALL, "de_DE.UTF-8");
        snprintf(command, sizeof command, "rm -rf %s", dir);
        if (system(command) != 0)
            print_message("a folder is left over: %s\n", dir);
        free(dir);
    }
    if (!found) {
        print_message("no locale with a decimal comma on this machine\n");
        skip();
    }
    char probe[16], text[32];
    snprintf(probe, sizeof probe, "%.1f", 0.5);
    assert_string_equal(probe, "0,5"); // the locale does what the test is about
    double v = 0;
    assert_true(situ_parse_double("0.5", &v) && v == 0.5);
    assert_false(situ_parse_double("0,5", &v));
    situ_format_double(0.25, text);
    assert_string_equal(text, "0.25");
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s, "%.2f", 1.5);
    assert_string_equal(s.data, "1.50");
    situ_str_free(&s);
    snprintf(probe, sizeof probe, "%.1f", 0.5);
    assert_string_equal(probe, "0,5"); // and the caller's locale is left as it was
    setlocale(LC_ALL, "C");
}

static void text__compares_and_prefixes(void **state)
{
    (void)state;
    assert_true(situ_streq(NULL, NULL));
    assert_false(situ_streq(NULL, ""));
    assert_true(situ_starts_with("风险点", "风险"));
    assert_false(situ_starts_with("风", "风险"));
    assert_true(situ_ends_with("a.xlsx", ".xlsx"));
    assert_false(situ_ends_with("x", ".xlsx"));
}

static void text__nearest_word(void **state)
{
    (void)state;
    static const char *const words[] = {"width", "label", "layers", "风险", "风险点", NULL};
    assert_string_equal(situ_nearest_word("widht", words, 2), "width");
    assert_string_equal(situ_nearest_word("layer", words, 2), "layers");
    assert_string_equal(situ_nearest_word("风险店", words, 2), "风险"); // one away from both: the first
    assert_string_equal(situ_nearest_word("label", words, 0), "label");
    assert_null(situ_nearest_word("completely", words, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str__appends_and_hands_over),
        cmocka_unit_test(str__failure_is_sticky),
        cmocka_unit_test(number__strict_grammar),
        cmocka_unit_test(number__integers_and_their_limits),
        cmocka_unit_test(number__shortest_text_reads_back),
        cmocka_unit_test(number__ignores_the_locale),
        cmocka_unit_test(text__compares_and_prefixes),
        cmocka_unit_test(text__nearest_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

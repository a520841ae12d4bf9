// SPDX-License-Identifier: MIT
#include "base/alloc.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "support/check.h"

static void utf8__round_trip_of_all_code_points(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char bytes[4];
        size_t n = situ_utf8_put(c, bytes);
        const char *p = bytes;
        if (situ_utf8_next(&p, bytes + n) != c || p != bytes + n || !situ_utf8_valid(bytes, n, NULL))
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void utf8__malformed_bytes_move_by_one(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80",         "\xC0\x80",         "\xC1\xBF",         "\xE0\x9F\xBF",
                                      "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                                      "\xE7\x81",     "\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *p = bad[i], *end = bad[i] + strlen(bad[i]);
        assert_int_equal(situ_utf8_next(&p, end), 0xFFFD);
        assert_ptr_equal(p, bad[i] + 1);
        size_t at = 99;
        char text[16];
        snprintf(text, sizeof text, "图%s", bad[i]);
        assert_false(situ_utf8_valid(text, strlen(text), &at));
        assert_int_equal(at, 3);
    }
}

static void utf8__counts_and_distances(void **state)
{
    (void)state;
    assert_int_equal(situ_utf8_count("㙟a𡐓"), 3);
    assert_int_equal(situ_utf8_count(""), 0);
    assert_int_equal(situ_utf8_distance("kitten", "sitting", 9), 3);
    assert_int_equal(situ_utf8_distance("储备库", "储备点", 9), 1);
    assert_int_equal(situ_utf8_distance("tpye", "type", 9), 1);
    assert_int_equal(situ_utf8_distance("", "abc", 9), 3);
    assert_int_equal(situ_utf8_distance("abcdef", "uvwxyz", 2), 3); // limit + 1
    assert_int_equal(situ_utf8_distance("a", "abcdefgh", 2), 3);
}

// Plain recursion as an oracle; two neighbours that changed places count once.
static size_t slow_distance(const char *a, size_t n, const char *b, size_t m)
{
    if (!n || !m)
        return n + m;
    size_t best = slow_distance(a + 1, n - 1, b + 1, m - 1) + (*a != *b);
    size_t other = slow_distance(a + 1, n - 1, b, m) + 1;
    best = other < best ? other : best;
    other = slow_distance(a, n, b + 1, m - 1) + 1;
    best = other < best ? other : best;
    if (n > 1 && m > 1 && a[0] == b[1] && a[1] == b[0]) {
        other = slow_distance(a + 2, n - 2, b + 2, m - 2) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static void utf8__distance_equals_the_oracle(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, 11, 5);
    for (int i = 0; i < 600; i++) {
        char a[8] = "", b[8] = "";
        size_t n = situ_rng_below(&rng, 6), m = situ_rng_below(&rng, 6);
        for (size_t j = 0; j < n; j++)
            a[j] = (char)('a' + situ_rng_below(&rng, 3));
        for (size_t j = 0; j < m; j++)
            b[j] = (char)('a' + situ_rng_below(&rng, 3));
        size_t want = slow_distance(a, n, b, m);
        for (size_t limit = 0; limit < 7; limit++)
            assert_int_equal(situ_utf8_distance(a, b, limit), want > limit ? limit + 1 : want);
    }
}

static void utf8__wide_characters(void **state)
{
    (void)state;
    static const uint32_t wide[] = {0x56FE, 0x365F, 0x21413, 0x3042, 0xAC00, 0xFF0C, 0x3001, 0x30000};
    static const uint32_t narrow[] = {'a', 0xE9, 0x2014, 0xFF61, 0x1F5};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        assert_true(situ_utf8_is_wide(wide[i]));
    for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
        assert_false(situ_utf8_is_wide(narrow[i]));
}

static void check_decodes(const char *bytes, size_t n, const char *encoding, const char *text, const char *name)
{
    char *out = NULL;
    size_t length = 0;
    const char *used = NULL;
    situ_error err;
    CHECK_OK(situ_decode_text(&out, &length, bytes, n, encoding, &used, &err), err);
    assert_string_equal(out, text);
    assert_int_equal(length, strlen(text));
    assert_string_equal(used, name);
    situ_free(out);
}

static void decode__utf8_with_and_without_mark(void **state)
{
    (void)state;
    check_decodes("四图\r\n\t,", 10, NULL, "四图\r\n\t,", "UTF-8");
    check_decodes("\xEF\xBB\xBF四图", 9, "auto", "四图", "UTF-8");
    check_decodes("", 0, NULL, "", "UTF-8");
    check_decodes("\xEF\xBB\xBF", 3, NULL, "", "UTF-8");
}

static void decode__gbk_text_is_detected(void **state)
{
    (void)state;
    // 风险点台账,云阳县 in GBK
    check_decodes("\xB7\xE7\xCF\xD5\xB5\xE3\xCC\xA8\xD5\xCB,\xD4\xC6\xD1\xF4\xCF\xD8", 17, NULL, "风险点台账,云阳县",
                  "GB18030");
    check_decodes("\xCB\xC4\xCD\xBC", 4, "GBK", "四图", "GB18030");
}

static void decode__gb18030_rare_characters(void **state)
{
    (void)state;
    // Planes 1 to 16 are linear: 189000 + (c - 0x10000).
    char bytes[64];
    size_t n = 0;
    uint32_t linear = 189000 + (0x21413 - 0x10000);
    bytes[n++] = (char)(0x81 + linear / 12600);
    bytes[n++] = (char)(0x30 + linear / 1260 % 10);
    bytes[n++] = (char)(0x81 + linear / 10 % 126);
    bytes[n++] = (char)(0x30 + linear % 10);
    check_decodes(bytes, n, NULL, "𡐓", "GB18030");
    // 蔈 is a GBK pair; 㙟 has four bytes in plane 0.
    check_decodes("\xCA\x45\xD5\xF2", 4, NULL, "蔈镇", "GB18030");
    check_decodes("\x82\x30\xAD\x31\xC6\xBA", 6, NULL, "㙟坪", "GB18030");
}

static void decode__utf16_by_its_mark(void **state)
{
    (void)state;
    check_decodes("\xFF\xFE\xDB\x56\xFE\x56\x0A\x00", 8, NULL, "四图\n", "UTF-16LE");
    check_decodes("\xFE\xFF\x56\xDB\x56\xFE", 6, NULL, "四图", "UTF-16BE");
    // U+21413 = D845 DC13
    check_decodes("\xFF\xFE\x45\xD8\x13\xDC", 6, NULL, "𡐓", "UTF-16LE");
    check_decodes("\xDB\x56", 2, "utf-16le", "四", "UTF-16LE");
    check_decodes("\xFE\xFF\x56\xDB", 4, "UTF-16", "四", "UTF-16BE");
}

static void decode__other_encodings_by_name(void **state)
{
    (void)state;
    check_decodes("\xA5\x7C\xB9\xCF", 4, "big5", "四圖", "BIG5");
    check_decodes("caf\xE9", 4, "latin1", "café", "ISO-8859-1");
}

static void check_refused(const char *bytes, size_t n, const char *encoding, const char *where)
{
    char *out = (char *)1;
    situ_error err;
    CHECK_FAILS(SITU_E_FORMAT, situ_decode_text(&out, NULL, bytes, n, encoding, NULL, &err), err);
    assert_null(out);
    CHECK_HOLDS(err.cause, where);
    assert_true(err.cure[0] != '\0');
}

static void decode__refuses_with_the_byte_offset(void **state)
{
    (void)state;
    check_refused("abc\x01z", 5, NULL, "byte offset 3: the character U+0001");
    check_refused("ab\0cd", 5, NULL, "byte offset 2: the character U+0000");
    check_refused("四\xFF", 4, "utf-8", "byte offset 3: not valid UTF-8");
    check_refused("四\xEF\xBF\xBDx", 7, NULL, "byte offset 3: U+FFFD");
    check_refused("\xB7\xE7\xCF\xD5\x01\xB5\xE3", 7, NULL, "byte offset 4: the character U+0001");
    check_refused("\xB7\xE7,\xFF\xFF", 5, NULL, "byte offset 3: not valid GB18030");
    check_refused("\xB7\xE7\xCF", 3, NULL, "byte offset 2: not valid GB18030"); // ends inside a character
    check_refused("\xFF\xFE\xDB\x56\x00\xD8\x41\x00", 8, NULL, "byte offset 4: not valid UTF-16LE"); // lone surrogate
    check_refused("\xFF\xFE\xDB\x56\x41", 5, NULL, "byte offset 4: not valid UTF-16LE");
    check_refused("PK\x03\x04", 4, NULL, "byte offset 2");
    check_refused("\xB7\xE7\xAA\xA1", 4, NULL, "byte offset 2: the character U+E000"); // private use
}

static void decode__errors_name_the_line(void **state)
{
    (void)state;
    char *out = NULL;
    situ_error err;
    CHECK_FAILS(SITU_E_FORMAT, situ_decode_text(&out, NULL, "a\nb\nc\x02", 6, NULL, NULL, &err), err);
    assert_int_equal(err.row, 3);
}

static void decode__private_use_only_with_a_named_encoding(void **state)
{
    (void)state;
    check_decodes("\xB7\xE7\xAA\xA1", 4, "gb18030", "风\xEE\x80\x80", "GB18030");
}

static void decode__unknown_encoding(void **state)
{
    (void)state;
    char *out = NULL;
    situ_error err;
    CHECK_FAILS(SITU_E_UNSUPPORTED, situ_decode_text(&out, NULL, "a", 1, "klingon", NULL, &err), err);
    CHECK_HOLDS(err.cause, "klingon");
}

static void decode__long_gbk_text(void **state)
{
    (void)state;
    // Longer than any inner buffer, with a fault at its very end.
    size_t pairs = 50000;
    char *bytes = malloc(2 * pairs + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < pairs; i++)
        memcpy(bytes + 2 * i, "\xCB\xC4", 2);
    char *out = NULL;
    size_t length = 0;
    situ_error err;
    CHECK_OK(situ_decode_text(&out, &length, bytes, 2 * pairs, NULL, NULL, &err), err);
    assert_int_equal(length, 3 * pairs);
    assert_memory_equal(out + 3 * pairs - 3, "四", 3);
    situ_free(out);
    bytes[2 * pairs] = 5;
    CHECK_FAILS(SITU_E_FORMAT, situ_decode_text(&out, &length, bytes, 2 * pairs + 1, NULL, NULL, &err), err);
    CHECK_HOLDS(err.cause, "byte offset 100000:");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8__round_trip_of_all_code_points),
        cmocka_unit_test(utf8__malformed_bytes_move_by_one),
        cmocka_unit_test(utf8__counts_and_distances),
        cmocka_unit_test(utf8__distance_equals_the_oracle),
        cmocka_unit_test(utf8__wide_characters),
        cmocka_unit_test(decode__utf8_with_and_without_mark),
        cmocka_unit_test(decode__gbk_text_is_detected),
        cmocka_unit_test(decode__gb18030_rare_characters),
        cmocka_unit_test(decode__utf16_by_its_mark),
        cmocka_unit_test(decode__other_encodings_by_name),
        cmocka_unit_test(decode__refuses_with_the_byte_offset),
        cmocka_unit_test(decode__errors_name_the_line),
        cmocka_unit_test(decode__private_use_only_with_a_named_encoding),
        cmocka_unit_test(decode__unknown_encoding),
        cmocka_unit_test(decode__long_gbk_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/hash.h"
#include "support/check.h"

static void check_sha(const char *data, size_t n, const char *hex)
{
    char out[65];
    situ_sha256 h;
    for (size_t step = 1; step < 130; step += 43) { // whole blocks, parts of blocks, bytes
        situ_sha256_init(&h);
        for (size_t i = 0; i < n; i += step)
            situ_sha256_add(&h, data + i, n - i < step ? n - i : step);
        situ_sha256_hex(&h, out);
        assert_string_equal(out, hex);
    }
    situ_sha256_init(&h);
    situ_sha256_add(&h, data, n);
    situ_sha256_hex(&h, out);
    assert_string_equal(out, hex);
}

static void sha256__nist_vectors(void **state)
{
    (void)state;
    check_sha("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sha("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    check_sha(two, strlen(two), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    const char *four = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqr"
                       "smnopqrstnopqrstu";
    check_sha(four, strlen(four), "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    check_sha(million, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

static void sha256__texts_keep_their_borders(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"a", "b"}, {"ab", ""}, {"", "ab"}, {"ab", NULL}};
    char hex[4][65];
    for (size_t i = 0; i < 4; i++) {
        situ_sha256 h;
        situ_sha256_init(&h);
        situ_sha256_add_text(&h, pairs[i][0]);
        situ_sha256_add_text(&h, pairs[i][1]);
        situ_sha256_hex(&h, hex[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(hex[i], hex[j]);
    }
}

static void hash64__is_fixed_and_spreads(void **state)
{
    (void)state;
    assert_true(situ_hash64("a", 1, 0) != situ_hash64("b", 1, 0));
    assert_true(situ_hash64("a", 1, 0) != situ_hash64("a", 1, 1));
    // Low bits of consecutive numbers fill 256 bins evenly (mean 256, deviation 16).
    size_t bins[256] = {0};
    for (uint32_t i = 0; i < 65536; i++)
        bins[situ_hash64(&i, sizeof i, 0) & 255]++;
    for (size_t i = 0; i < 256; i++)
        assert_in_range(bins[i], 256 - 6 * 16, 256 + 6 * 16);
}

static void rng__reference_numbers(void **state)
{
    (void)state;
    // First outputs of pcg32 with seed 42, stream 54 as its author prints them in pcg32-demo.
    static const uint32_t want[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e};
    situ_rng rng;
    situ_rng_seed(&rng, 42, 54);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(situ_rng_u32(&rng), want[i]);
}

static void rng__distributions(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, 1, 1);
    double sum = 0, squares = 0, unit = 0;
    size_t bins[6] = {0};
    enum { N = 60000 };
    for (int i = 0; i < N; i++) {
        double x = situ_rng_normal(&rng), u = situ_rng_unit(&rng);
        assert_true(u >= 0 && u < 1);
        sum += x;
        squares += x * x;
        unit += u;
        bins[situ_rng_below(&rng, 6)]++;
    }
    CHECK_NEAR(sum / N, 0, 0.02);
    CHECK_NEAR(squares / N, 1, 0.03);
    CHECK_NEAR(unit / N, 0.5, 0.006);
    for (size_t i = 0; i < 6; i++)
        assert_in_range(bins[i], 9500, 10500);
    assert_int_equal(situ_rng_below(&rng, 1), 0);
}

static void map__keeps_order_and_replaces(void **state)
{
    (void)state;
    situ_map *map = situ_map_new();
    assert_non_null(map);
    assert_int_equal(situ_map_get(map, "a"), SIZE_MAX);
    char key[32];
    for (size_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "镇%zu", i * 7919 % 5000);
        assert_int_equal(situ_map_set(map, key, i), 0);
    }
    memset(key, 'x', sizeof key - 1); // keys are copies
    assert_int_equal(situ_map_count(map), 5000);
    for (size_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "镇%zu", i * 7919 % 5000);
        assert_string_equal(situ_map_key(map, i), key);
        assert_int_equal(situ_map_get(map, key), i);
        assert_int_equal(situ_map_value(map, i), i);
    }
    const char *first = situ_map_key(map, 0);
    assert_int_equal(situ_map_set(map, "镇0", 77), 1);
    assert_int_equal(situ_map_get(map, "镇0"), 77);
    assert_int_equal(situ_map_count(map), 5000);
    assert_ptr_equal(situ_map_key(map, 0), first);
    assert_int_equal(situ_map_get(map, ""), SIZE_MAX);
    assert_int_equal(situ_map_set(map, "", 1), 0);
    assert_int_equal(situ_map_get(map, ""), 1);
    assert_null(situ_map_key(map, 5001));
    situ_map_free(map);
    situ_map_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256__nist_vectors),   cmocka_unit_test(sha256__texts_keep_their_borders),
        cmocka_unit_test(hash64__is_fixed_and_spreads), cmocka_unit_test(rng__reference_numbers),
        cmocka_unit_test(rng__distributions),     cmocka_unit_test(map__keeps_order_and_replaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

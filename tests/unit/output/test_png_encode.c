// SPDX-License-Identifier: MIT
#include "unit/output/sheets.h"

#include "base/hash.h"

#define N 256
static uint32_t px[N * N];

static bitmap encode(uint32_t w, uint32_t h, const situ_rgba *exact, size_t exact_count, size_t *bytes)
{
    unsigned char *png;
    bitmap b;
    OK(situ_png_encode(&png, bytes, px, w, h, N * 4, exact, exact_count, err));
    OK(situ_write_file(scratch("t.png"), png, *bytes, err));
    situ_free(png);
    read_png(&b, scratch("t.png"));
    assert_int_equal(b.width, w);
    assert_int_equal(b.height, h);
    return b;
}

static void encode__official_colours_are_exact_others_near(void **state)
{
    (void)state;
    size_t bytes;
    for (int i = 0; i < N * N; i++)
        px[i] = 0xFF000000u | (i % N < 64 ? 0xFF8000u : i % N < 128 ? 0x0070C0u : i % N < 192 ? 0xFFF4A8u : 0x123456u);
    const situ_rgba exact[] = {{255, 128, 0, 255}, {0, 112, 192, 255}, {255, 244, 168, 255}};
    bitmap b = encode(N, N, exact, 3, &bytes);
    assert_int_equal(b.color_type, PNG_COLOR_TYPE_PALETTE);
    assert_int_equal(b.bit_depth, 2); // four colours
    assert_int_equal(rgba_at(&b, 0, 0), 0xFF8000FF);
    assert_int_equal(rgba_at(&b, 64, 0), 0x0070C0FF);
    assert_int_equal(rgba_at(&b, 128, 9), 0xFFF4A8FF);
    assert_int_equal(rgba_at(&b, 192, 9), 0x113355FF);
    free(b.rgba);
}

// One output colour a pixel colour, whatever else the tile holds.
static void encode__a_colour_maps_the_same_in_every_tile(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, 5, 5);
    const situ_rgba exact[] = {{255, 0, 0, 255}, {0xE8, 0x77, 0x6B, 255}};
    uint32_t *seen_in = calloc(1 << 16, 4), *seen_out = calloc(1 << 16, 4);
    static const uint32_t counts[] = {1, 2, 3, 16, 17, 200, 256, 257, 5000};
    int types = 0;
    for (size_t t = 0; t < sizeof counts / sizeof *counts; t++) {
        uint32_t *colors = malloc(counts[t] * 4);
        for (uint32_t i = 0; i < counts[t]; i++) // a small pool, so that tiles share colours
            colors[i] = 0xFF000000u | (situ_rng_below(&rng, 40) * 6) << 16 | (situ_rng_below(&rng, 10) * 25) << 8 | situ_rng_below(&rng, 40) * 6;
        colors[0] = 0xFFE8776B;
        for (int i = 0; i < N * N; i++)
            px[i] = colors[(uint32_t)i < counts[t] ? (uint32_t)i : situ_rng_below(&rng, counts[t])];
        size_t bytes;
        bitmap b = encode(N, N, exact, 2, &bytes);
        types |= b.color_type == PNG_COLOR_TYPE_PALETTE ? 1 : 2;
        for (uint32_t i = 0; i < N * N; i++) {
            uint32_t in = px[i], out = rgba_at(&b, i % N, i / N), at = (in * 2654435761u) >> 16;
            if (seen_in[at] == in)
                assert_int_equal(seen_out[at], out);
            seen_in[at] = in;
            seen_out[at] = out;
            for (int shift = 0; shift < 24; shift += 8)
                assert_true(abs((int)((in >> shift) & 255) - (int)((out >> (shift + 8)) & 255)) <= 8);
            if (in == 0xFFE8776B)
                assert_int_equal(out, 0xE8776BFF);
        }
        free(b.rgba);
        free(colors);
    }
    assert_int_equal(types, 3); // palette and true colour were both tried
    free(seen_in);
    free(seen_out);
}

static void encode__transparency_survives(void **state)
{
    (void)state;
    size_t bytes;
    for (int i = 0; i < N * N; i++)
        px[i] = i % N < 100 ? 0 : i % N < 200 ? 0x80800000 : 0xFF0070C0;
    const situ_rgba exact[] = {{0, 112, 192, 255}};
    bitmap b = encode(N, N, exact, 1, &bytes);
    assert_int_equal(rgba_at(&b, 0, 0) & 255, 0);
    assert_int_equal(rgba_at(&b, 150, 7), 0xFF000088); // straight red at half
    assert_int_equal(rgba_at(&b, 250, 7), 0x0070C0FF);
    free(b.rgba);
}

static void encode__flat_tile_is_tiny_and_odd_sizes_work(void **state)
{
    (void)state;
    size_t bytes;
    for (int i = 0; i < N * N; i++)
        px[i] = 0xFFF6F4EE;
    const situ_rgba exact[] = {{0xF6, 0xF4, 0xEE, 255}};
    bitmap b = encode(N, N, exact, 1, &bytes);
    assert_true(bytes < 130);
    assert_int_equal(rgba_at(&b, 255, 255), 0xF6F4EEFF);
    free(b.rgba);
    for (int i = 0; i < N * N; i++)
        px[i] = 0xFF000000u | (uint32_t)(i % 7) * 0x222222u;
    for (uint32_t w = 1; w < 12; w++) {
        b = encode(w, 3, NULL, 0, &bytes);
        for (uint32_t y = 0; y < 3; y++)
            for (uint32_t x = 0; x < w; x++)
                assert_int_equal(rgba_at(&b, x, y) >> 8, (px[y * N + x] & 0xFFFFFF)); // multiples of 17 stay
        free(b.rgba);
    }
}

static void encode__is_deterministic_and_checks_its_arguments(void **state)
{
    (void)state;
    unsigned char *a, *b;
    size_t n, m;
    situ_error e = {0};
    for (int i = 0; i < N * N; i++)
        px[i] = 0xFF000000u | (uint32_t)i * 977u % 0xFFFFFFu;
    const situ_rgba one[] = {{1, 2, 3, 255}, {9, 8, 7, 255}}, other[] = {{9, 8, 7, 255}, {1, 2, 3, 255}};
    OK(situ_png_encode(&a, &n, px, N, N, N * 4, one, 2, err));
    OK(situ_png_encode(&b, &m, px, N, N, N * 4, other, 2, err)); // the order of the exact colours is nothing
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    situ_free(a);
    situ_free(b);
    assert_int_equal(situ_png_encode(&a, &n, px, 0, N, N * 4, NULL, 0, &e), SITU_E_ARGUMENT);
    assert_int_equal(situ_png_encode(&a, &n, px, N, N, N, NULL, 0, &e), SITU_E_ARGUMENT);
    assert_null(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encode__official_colours_are_exact_others_near),
        cmocka_unit_test(encode__a_colour_maps_the_same_in_every_tile),
        cmocka_unit_test(encode__transparency_survives),
        cmocka_unit_test(encode__flat_tile_is_tiny_and_odd_sizes_work),
        cmocka_unit_test(encode__is_deterministic_and_checks_its_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}

// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include <math.h>

#include "base/hash.h"
#include "paint/paint.h"

#define SIDE 240 // px

static situ_text *text;
static const situ_rgba RED = {255, 0, 0, 255}, BLACK = {0, 0, 0, 255}, WHITE = {255, 255, 255, 255}, GREY = {0x7a, 0x7a, 0x7a, 255};

static int open_text(void **state)
{
    (void)state;
    situ_resources res = test_resources();
    return situ_text_new(&text, &res, NULL) == SITU_OK ? 0 : -1;
}

static int close_text(void **state)
{
    (void)state;
    situ_text_free(text);
    return 0;
}

typedef struct picture {
    uint32_t px[SIDE * SIDE];
} picture;

// Rows top..bottom of the page at scale, as a band of its own.
static void paint_rows(const situ_display *d, double scale, int top, int bottom, uint32_t *px)
{
    cairo_surface_t *surface = cairo_image_surface_create_for_data((unsigned char *)px, CAIRO_FORMAT_ARGB32, SIDE, bottom - top, SIDE * 4);
    cairo_t *cr = cairo_create(surface);
    cairo_translate(cr, 0, -top);
    cairo_scale(cr, scale, scale);
    OK(situ_paint_display(cr, d, (situ_box){0, top / scale, SIDE / scale, bottom / scale}, text, err));
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
}

static picture *paint(situ_display *d, double scale)
{
    picture *p = calloc(1, sizeof *p);
    if (!d->index)
        OK(situ_display_seal(d, err));
    paint_rows(d, scale, 0, SIDE, p->px);
    return p;
}

static uint32_t at(const picture *p, int x, int y) { return p->px[y * SIDE + x]; }

static situ_display *page(void)
{
    situ_display *d;
    OK(situ_display_new(&d, SIDE, SIDE, 0, err));
    return d;
}

static void add_rect(situ_display *d, situ_box box, const situ_brush *brush, const situ_pen *pen)
{
    situ_path_builder b;
    situ_path_begin(&b, d->arena);
    situ_path_rect(&b, box, 0);
    OK(situ_display_path(d, "rect", &b.path, brush, pen, false, err));
}

static void add_text(situ_display *d, const char *utf8, double x, double y, double size, situ_display_text look)
{
    situ_extents e;
    OK(situ_text_measure(text, look.font, size, utf8, &e, err));
    look.utf8 = utf8;
    look.x = x;
    look.y = y;
    look.size = size;
    situ_box ink = {x + e.ink_left, y + e.ink_top, x + e.ink_right, y + e.ink_bottom};
    if (look.vertical) {
        double w, h;
        OK(situ_text_measure_vertical(text, look.font, size, utf8, &w, &h, err));
        ink = (situ_box){x - w / 2, y, x + w / 2, y + h};
    }
    if (look.angle_rad != 0)
        ink = situ_box_grow(ink, e.width);
    OK(situ_display_text_add(d, "text", &look, ink, err));
}

static void paint__flat_colours_are_exact(void **state)
{
    (void)state;
    static const uint32_t official[] = {0xFFFF0000, 0xFFFF8000, 0xFFFFFF00, 0xFF0070C0};
    situ_display *d = page();
    for (int i = 0; i < 4; i++) {
        situ_brush brush = {.color = {(unsigned char)(official[i] >> 16), (unsigned char)(official[i] >> 8), (unsigned char)official[i], 255}};
        add_rect(d, (situ_box){10 + 50 * i, 10, 50 + 50 * i, 50}, &brush, NULL);
    }
    picture *p = paint(d, 1);
    for (int i = 0; i < 4; i++)
        assert_int_equal(at(p, 30 + 50 * i, 30), official[i]);
    assert_int_equal(at(p, 5, 5), 0xFFFFFFFF);
    free(p);
    situ_display_free(d);
}

// A busy page: polygons with every hatch, dashes, labels with halo, vertical and slanted text, a clip.
static situ_display *busy_page(uint64_t seed)
{
    situ_display *d = page();
    situ_rng rng;
    situ_rng_seed(&rng, seed, 7);
    OK(situ_display_clip(d, (situ_box){8.3, 8.7, SIDE - 9.1, SIDE - 5.2}, err));
    for (int i = 0; i < 25; i++) {
        situ_path_builder b;
        double cx = situ_rng_unit(&rng) * SIDE, cy = situ_rng_unit(&rng) * SIDE, dash[] = {7, 3};
        situ_path_begin(&b, d->arena);
        for (int k = 0; k < 40; k++) {
            double a = k * 0.15707963, r = 25 + 8 * situ_rng_unit(&rng);
            situ_path_line(&b, cx + r * cos(a), cy + r * sin(a));
        }
        situ_path_close(&b);
        situ_brush brush = {.color = {(unsigned char)situ_rng_below(&rng, 256), 200, 120, 255}, .hatch = (situ_hatch)(i % 5), .hatch_color = GREY, .hatch_gap = 6, .hatch_width = 0.7};
        situ_pen pen = {.color = BLACK, .width = 1.2, .dash = i % 2 ? dash : NULL, .dash_count = i % 2 ? 2 : 0, .join = SITU_JOIN_ROUND};
        OK(situ_display_path(d, "poly", &b.path, &brush, &pen, false, err));
    }
    for (int i = 0; i < 25; i++) {
        situ_display_text look = {.font = {i % 3 ? SITU_SANS : SITU_SERIF, i % 2 == 0, i % 5 ? 0 : -12}, .color = BLACK, .halo = i % 2 ? 1.6 : 0, .halo_color = WHITE,
                                  .vertical = i % 7 == 0, .angle_rad = i % 6 ? 0 : 0.4};
        add_text(d, "石坝镇12组(危岩)", situ_rng_unit(&rng) * SIDE, situ_rng_unit(&rng) * SIDE, 9 + i % 6, look);
    }
    OK(situ_display_unclip(d, err));
    return d;
}

static void paint__bands_equal_the_whole(void **state)
{
    (void)state;
    size_t differences = 0;
    int worst = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        situ_display *d = busy_page(seed);
        picture *whole = paint(d, 1.17), *bands = calloc(1, sizeof *bands);
        for (int top = 0; top < SIDE; top += 37)
            paint_rows(d, 1.17, top, top + 37 < SIDE ? top + 37 : SIDE, bands->px + top * SIDE);
        for (int i = 0; i < SIDE * SIDE; i++)
            for (int shift = 0; shift < 32; shift += 8) {
                int diff = abs((int)((whole->px[i] >> shift) & 255) - (int)((bands->px[i] >> shift) & 255));
                worst = diff > worst ? diff : worst;
                differences += diff != 0;
            }
        free(whole);
        free(bands);
        situ_display_free(d);
    }
    print_message("bands: %zu of %d channel values differ, worst %d\n", differences, 8 * 4 * SIDE * SIDE, worst);
    assert_true(worst <= 1);
    assert_true(differences < 100);
}

static void paint__index_changes_nothing(void **state)
{
    (void)state;
    situ_display *d = busy_page(9), *same = busy_page(9);
    picture *with = paint(d, 1), *without = calloc(1, sizeof *without);
    paint_rows(same, 1, 0, SIDE, without->px);
    assert_memory_equal(with->px, without->px, sizeof with->px);
    free(with);
    free(without);
    situ_display_free(d);
    situ_display_free(same);
}

static void paint__text_stays_in_its_measured_ink(void **state)
{
    (void)state;
    static const situ_font fonts[] = {{SITU_SANS, false, 0}, {SITU_SANS, true, 0}, {SITU_SERIF, false, -12}, {SITU_SERIF, true, 15}};
    for (int f = 0; f < 4; f++) {
        situ_display *d = page();
        situ_extents e;
        add_text(d, "长江㙟g(Qy", 60, 120, 24, (situ_display_text){.font = fonts[f], .color = BLACK});
        OK(situ_text_measure(text, fonts[f], 24, "长江㙟g(Qy", &e, err));
        picture *p = paint(d, 1);
        int x0 = SIDE, x1 = -1, y0 = SIDE, y1 = -1;
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                if (at(p, x, y) != 0xFFFFFFFF) {
                    x0 = x < x0 ? x : x0;
                    x1 = x > x1 ? x : x1;
                    y0 = y < y0 ? y : y0;
                    y1 = y > y1 ? y : y1;
                }
        assert_near(y0, 120 + e.ink_top, 1.6); // the measured ink, to a pixel
        assert_near(y1 + 1, 120 + e.ink_bottom, 1.6);
        assert_true(x0 >= 60 + e.ink_left - 1.6 && x1 + 1 <= 60 + e.ink_right + 1.6);
        assert_true(x0 <= 60 + e.ink_left + 5 && x1 + 1 >= 60 + e.ink_right - 5);
        free(p);
        situ_display_free(d);
    }
}

static size_t count_color(const picture *p, uint32_t color)
{
    size_t n = 0;
    for (int i = 0; i < SIDE * SIDE; i++)
        n += p->px[i] == color;
    return n;
}

static void paint__halo_lies_below_the_text(void **state)
{
    (void)state;
    situ_display *plain = page(), *haloed = page();
    situ_display_text look = {.font = {SITU_SANS, true, 0}, .color = BLACK};
    plain->paper = haloed->paper = (situ_rgba){0, 112, 192, 255};
    add_text(plain, "双江街道", 30, 120, 30, look);
    look.halo = 2;
    look.halo_color = WHITE;
    add_text(haloed, "双江街道", 30, 120, 30, look);
    picture *a = paint(plain, 1), *b = paint(haloed, 1);
    assert_int_equal(count_color(a, 0xFFFFFFFF), 0);
    assert_true(count_color(b, 0xFFFFFFFF) > 500);
    assert_int_equal(count_color(a, 0xFF000000), count_color(b, 0xFF000000)); // the strokes are not eaten
    free(a);
    free(b);
    situ_display_free(plain);
    situ_display_free(haloed);
}

static void paint__vertical_text_fills_a_column(void **state)
{
    (void)state;
    situ_display *d = page();
    add_text(d, "应急管理局", 120, 20, 30, (situ_display_text){.color = BLACK, .vertical = true});
    picture *p = paint(d, 1);
    for (int i = 0; i < 5; i++) { // ink in every cell
        size_t ink = 0;
        for (int y = 20 + 30 * i; y < 50 + 30 * i; y++)
            for (int x = 105; x < 135; x++)
                ink += at(p, x, y) == 0xFF000000;
        assert_true(ink > 60);
    }
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            if (x < 104 || x > 136 || y < 19 || y > 171)
                assert_int_equal(at(p, x, y), 0xFFFFFFFF);
    free(p);
    situ_display_free(d);
}

static void paint__clip_keeps_ink_inside(void **state)
{
    (void)state;
    situ_display *d = page();
    situ_brush red = {.color = RED};
    OK(situ_display_clip(d, (situ_box){50, 60, 100, 110}, err));
    add_rect(d, (situ_box){0, 0, SIDE, SIDE}, &red, NULL);
    OK(situ_display_unclip(d, err));
    add_rect(d, (situ_box){200, 200, 210, 210}, &red, NULL);
    picture *p = paint(d, 1);
    assert_int_equal(at(p, 50, 60), 0xFFFF0000);
    assert_int_equal(at(p, 99, 109), 0xFFFF0000);
    assert_int_equal(at(p, 49, 80), 0xFFFFFFFF);
    assert_int_equal(at(p, 100, 80), 0xFFFFFFFF);
    assert_int_equal(at(p, 205, 205), 0xFFFF0000); // the clip has ended
    assert_int_equal(count_color(p, 0xFFFF0000), 2500 + 100);
    free(p);
    situ_display_free(d);
}

static void paint__hatch_runs_on_across_neighbours(void **state)
{
    (void)state;
    for (int hatch = SITU_HATCH_CROSS; hatch <= SITU_HATCH_RINGS; hatch++) {
        situ_display *one = page(), *two = page();
        situ_brush brush = {.color = WHITE, .hatch = (situ_hatch)hatch, .hatch_color = GREY, .hatch_gap = 7.3, .hatch_width = 1};
        add_rect(one, (situ_box){20, 20, 220, 220}, &brush, NULL);
        add_rect(two, (situ_box){20, 20, 111, 220}, &brush, NULL);
        add_rect(two, (situ_box){111, 20, 220, 220}, &brush, NULL);
        picture *a = paint(one, 1), *b = paint(two, 1);
        assert_true(count_color(a, 0xFFFFFFFF) < SIDE * SIDE - 2000); // there is a hatch
        int worst = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            int diff = abs((int)(a->px[i] & 255) - (int)(b->px[i] & 255)); // grey: one channel tells
            worst = diff > worst ? diff : worst;
        }
        print_message("hatch %d: worst difference %d of 255\n", hatch, worst);
        assert_true(worst <= 8); // end points fall on cairo's 1/256 pixel grid
        free(a);
        free(b);
        situ_display_free(one);
        situ_display_free(two);
    }
}

static void paint__hill_shade_multiplies(void **state)
{
    (void)state;
    uint32_t shade[4] = {0xFF808080, 0xFF808080, 0xFF808080, 0xFF808080};
    situ_display *d = page();
    situ_brush tint = {.color = {0xE8, 0x77, 0x6B, 255}};
    situ_display_image image = {shade, 2, 2, {0, 0, 120, 240}, true};
    add_rect(d, (situ_box){0, 0, SIDE, SIDE}, &tint, NULL);
    OK(situ_display_image_add(d, "shade", &image, err));
    picture *p = paint(d, 1);
    assert_int_equal(at(p, 200, 100), 0xFFE8776B);
    uint32_t dark = at(p, 60, 100);
    assert_near((dark >> 16) & 255, 0xE8 * 128 / 255.0, 1);
    assert_near((dark >> 8) & 255, 0x77 * 128 / 255.0, 1);
    assert_near(dark & 255, 0x6B * 128 / 255.0, 1);
    assert_near((at(p, 1, 1) >> 16) & 255, 0xE8 * 128 / 255.0, 1); // no pale rim
    free(p);
    situ_display_free(d);
}

static void paint__no_paper_leaves_it_transparent(void **state)
{
    (void)state;
    situ_display *d = page();
    situ_brush red = {.color = RED};
    d->paper.a = 0;
    add_rect(d, (situ_box){10, 10, 20, 20}, &red, NULL);
    picture *p = paint(d, 1);
    assert_int_equal(at(p, 100, 100), 0);
    assert_int_equal(at(p, 15, 15), 0xFFFF0000);
    free(p);
    situ_display_free(d);
}

static void paint__state_of_cairo_is_restored(void **state)
{
    (void)state;
    situ_display *d = busy_page(3);
    OK(situ_display_seal(d, err));
    picture *p = calloc(1, sizeof *p);
    cairo_surface_t *surface = cairo_image_surface_create_for_data((unsigned char *)p->px, CAIRO_FORMAT_ARGB32, SIDE, SIDE, SIDE * 4);
    cairo_t *cr = cairo_create(surface);
    OK(situ_paint_display(cr, d, (situ_box){0, 0, SIDE, SIDE}, text, err));
    double x0, y0, x1, y1;
    cairo_matrix_t m;
    cairo_clip_extents(cr, &x0, &y0, &x1, &y1);
    cairo_get_matrix(cr, &m);
    assert_near(x1 - x0, SIDE, 0);
    assert_near(m.xx, 1, 0);
    assert_false(cairo_has_current_point(cr));
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    free(p);
    situ_display_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paint__flat_colours_are_exact),
        cmocka_unit_test(paint__bands_equal_the_whole),
        cmocka_unit_test(paint__index_changes_nothing),
        cmocka_unit_test(paint__text_stays_in_its_measured_ink),
        cmocka_unit_test(paint__halo_lies_below_the_text),
        cmocka_unit_test(paint__vertical_text_fills_a_column),
        cmocka_unit_test(paint__clip_keeps_ink_inside),
        cmocka_unit_test(paint__hatch_runs_on_across_neighbours),
        cmocka_unit_test(paint__hill_shade_multiplies),
        cmocka_unit_test(paint__no_paper_leaves_it_transparent),
        cmocka_unit_test(paint__state_of_cairo_is_restored),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}

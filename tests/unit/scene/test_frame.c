// SPDX-License-Identifier: MIT
#include "support/check.h"

#include "scene/scene.h"

static situ_frame paper_frame(void)
{
    return (situ_frame){.media = SITU_PAPER, .epsg = 4545, .world = {500000, 3400000, 580000, 3495000}, .scale = 1000.0 / 300000,
                        .width = 80000 / 300.0, .height = 95000 / 300.0, .content = 1, .denominator = 300000};
}

static void frame__world_corners_meet_page_corners(void **state)
{
    situ_frame f = paper_frame();
    situ_point nw = situ_frame_to_page(&f, 500000, 3495000), se = situ_frame_to_page(&f, 580000, 3400000);
    (void)state;
    CHECK_NEAR(nw.x, 0, 1e-9);
    CHECK_NEAR(nw.y, 0, 1e-9);
    CHECK_NEAR(se.x, f.width, 1e-9);
    CHECK_NEAR(se.y, f.height, 1e-9);
}

static void frame__page_to_world_is_the_inverse(void **state)
{
    situ_frame f = paper_frame();
    (void)state;
    for (int i = 0; i < 50; i++) {
        double x = 500000 + 1600.37 * i, y = 3400000 + 1899.1 * i;
        situ_point p = situ_frame_to_page(&f, x, y), w = situ_frame_to_world(&f, p.x, p.y);
        CHECK_NEAR(w.x, x, 1e-6);
        CHECK_NEAR(w.y, y, 1e-6);
    }
}

static void frame__one_millimetre_is_the_scale_on_the_ground(void **state)
{
    situ_frame f = paper_frame();
    situ_point a = situ_frame_to_page(&f, 510000, 3410000), b = situ_frame_to_page(&f, 510300, 3410000);
    (void)state;
    CHECK_NEAR(b.x - a.x, 1.0, 1e-9); // 300 m at 1:300 000
}

static void length__grows_with_the_paper_and_has_its_own_pixels(void **state)
{
    situ_frame f = paper_frame();
    situ_length l = {4.2, 15};
    (void)state;
    CHECK_NEAR(situ_length_in(l, &f), 4.2, 1e-12);
    f.content = 1.7;
    CHECK_NEAR(situ_length_in(l, &f), 7.14, 1e-12);
    f.media = SITU_SCREEN;
    CHECK_NEAR(situ_length_in(l, &f), 15, 1e-12);
    l.px = 0;
    CHECK_NEAR(situ_length_in(l, &f), 12.6, 1e-12); // three pixels a millimetre
}

static void stroke__without_width_draws_nothing(void **state)
{
    situ_frame f = paper_frame();
    situ_stroke s = {.color = {1, 2, 3, 255}};
    (void)state;
    assert_int_equal(situ_stroke_pen(&s, &f, NULL).color.a, 0);
    s.width.mm = 0.5;
    assert_int_equal(situ_stroke_pen(&s, &f, NULL).color.a, 255);
}

static void stroke__dashes_scale_with_the_line(void **state)
{
    situ_frame f = paper_frame();
    double dash[] = {5, 1.2};
    situ_stroke s = {.color = {1, 2, 3, 255}, .width = {0.7, 0}, .dash = {dash, 2}};
    situ_arena *arena = situ_arena_new();
    situ_pen pen;
    (void)state;
    f.content = 2;
    pen = situ_stroke_pen(&s, &f, arena);
    assert_int_equal(pen.dash_count, 2);
    CHECK_NEAR(pen.dash[0], 10, 1e-12);
    CHECK_NEAR(pen.dash[1], 2.4, 1e-12);
    CHECK_NEAR(pen.width, 1.4, 1e-12);
    situ_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame__world_corners_meet_page_corners), cmocka_unit_test(frame__page_to_world_is_the_inverse),
        cmocka_unit_test(frame__one_millimetre_is_the_scale_on_the_ground), cmocka_unit_test(length__grows_with_the_paper_and_has_its_own_pixels),
        cmocka_unit_test(stroke__without_width_draws_nothing), cmocka_unit_test(stroke__dashes_scale_with_the_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include <math.h>

#include "layout/display.h"

static situ_display *page(void)
{
    situ_display *d;
    OK(situ_display_new(&d, 420, 297, 72 / 25.4, err));
    return d;
}

static void display__boxes_hold_stroke_and_halo(void **state)
{
    (void)state;
    situ_display *d = page();
    situ_path_builder b;
    situ_path_begin(&b, d->arena);
    situ_path_rect(&b, (situ_box){10, 10, 20, 30}, 0);
    situ_pen pen = {.color = {0, 0, 0, 255}, .width = 2, .join = SITU_JOIN_ROUND};
    OK(situ_display_path(d, "a", &b.path, NULL, &pen, false, err));
    assert_near(d->ops[0].box.x0, 9, 1e-12);
    assert_near(d->ops[0].box.y1, 31, 1e-12);
    situ_display_text t = {.utf8 = "县", .size = 4, .x = 5, .y = 5, .color = {0, 0, 0, 255}, .halo = 0.25};
    OK(situ_display_text_add(d, "a", &t, (situ_box){5, 1, 9, 6}, err));
    assert_near(d->ops[1].box.x0, 4.75, 1e-12);
    situ_display_free(d);
}

static void display__copies_what_it_is_given(void **state)
{
    (void)state;
    situ_display *d = page();
    char text[] = "石坝镇", group[] = "labels";
    double xy[] = {0, 0, 5, 5}, dash[] = {3, 1};
    uint8_t verbs[] = {SITU_MOVE, SITU_LINE};
    uint32_t pixel = 0xFF336699;
    situ_path path = {verbs, xy, 2, 2};
    situ_pen pen = {.color = {1, 2, 3, 255}, .width = 1, .dash = dash, .dash_count = 2};
    situ_display_text t = {.utf8 = text, .size = 4, .color = {0, 0, 0, 255}};
    situ_display_image image = {&pixel, 1, 1, {0, 0, 1, 1}, false};
    OK(situ_display_path(d, group, &path, NULL, &pen, false, err));
    OK(situ_display_text_add(d, group, &t, (situ_box){0, 0, 1, 1}, err));
    OK(situ_display_image_add(d, group, &image, err));
    memset(text, 'x', 3);
    memset(group, 'x', 3);
    xy[2] = dash[0] = 99;
    verbs[1] = SITU_CLOSE;
    pixel = 0;
    assert_string_equal(d->ops[0].group, "labels");
    assert_near(d->ops[0].u.path.path.xy[2], 5, 0);
    assert_near(d->ops[0].u.path.pen.dash[0], 3, 0);
    assert_int_equal(d->ops[0].u.path.path.verbs[1], SITU_LINE);
    assert_string_equal(d->ops[1].u.text.utf8, "石坝镇");
    assert_int_equal(d->ops[2].u.image.pixels[0], 0xFF336699);
    situ_display_free(d);
}

static void display__nothing_to_draw_adds_nothing(void **state)
{
    (void)state;
    situ_display *d = page();
    situ_path none = {0};
    situ_path_builder b;
    situ_brush invisible = {0};
    situ_display_text t = {.utf8 = "", .size = 4};
    OK(situ_display_path(d, "a", &none, NULL, NULL, false, err));
    situ_path_begin(&b, d->arena);
    situ_path_circle(&b, 1, 1, 1);
    OK(situ_display_path(d, "a", &b.path, &invisible, NULL, false, err));
    OK(situ_display_text_add(d, "a", &t, (situ_box){0, 0, 1, 1}, err));
    assert_int_equal(d->count, 0);
    OK(situ_display_seal(d, err));
    situ_display_free(d);
}

static void display__numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    situ_display *d = page(), *none;
    situ_error e = {0};
    situ_path_builder b;
    situ_brush red = {.color = {255, 0, 0, 255}};
    situ_path_begin(&b, d->arena);
    situ_path_move(&b, 0, 0);
    situ_path_line(&b, NAN, 1);
    assert_int_equal(situ_display_path(d, "roads", &b.path, &red, NULL, false, &e), SITU_E_GEOMETRY);
    assert_non_null(strstr(e.cause, "roads"));
    assert_int_equal(d->count, 0);
    assert_int_equal(situ_display_new(&none, 0, 10, 1, &e), SITU_E_ARGUMENT);
    assert_int_equal(situ_display_new(&none, NAN, 10, 1, &e), SITU_E_ARGUMENT);
    assert_null(none);
    situ_display_free(d);
}

static void display__clips_are_found_by_every_query(void **state)
{
    (void)state;
    situ_display *d = page();
    situ_path_builder b;
    situ_brush red = {.color = {255, 0, 0, 255}};
    OK(situ_display_clip(d, (situ_box){0, 0, 100, 100}, err));
    situ_path_begin(&b, d->arena);
    situ_path_circle(&b, 50, 50, 5);
    OK(situ_display_path(d, "a", &b.path, &red, NULL, false, err));
    OK(situ_display_unclip(d, err));
    OK(situ_display_seal(d, err));
    uint32_t *ids, count;
    OK(situ_rtree_collect(d->index, (situ_box){300, 200, 301, 201}, &ids, &count, err));
    assert_int_equal(count, 2);
    assert_int_equal(ids[0], 0);
    assert_int_equal(ids[1], 2);
    situ_free(ids);
    OK(situ_rtree_collect(d->index, (situ_box){54, 49, 60, 51}, &ids, &count, err));
    assert_int_equal(count, 3);
    situ_free(ids);
    situ_display_free(d);
}

static void dump__is_one_stable_line_an_op(void **state)
{
    (void)state;
    situ_display *d = page();
    situ_path_builder b;
    situ_str out;
    situ_path_begin(&b, d->arena);
    situ_path_move(&b, 1.004999, -0.0001);
    situ_path_line(&b, 2.5, 3);
    situ_path_close(&b);
    double dash[] = {3.5, 1.2};
    situ_brush brush = {.color = {255, 128, 0, 255}, .hatch = SITU_HATCH_45, .hatch_color = {0x7a, 0x7a, 0x7a, 255}};
    situ_pen pen = {.color = {43, 43, 43, 128}, .width = 0.3, .dash = dash, .dash_count = 2};
    OK(situ_display_clip(d, (situ_box){0, 0, 10, 10}, err));
    OK(situ_display_path(d, "zones", &b.path, &brush, &pen, true, err));
    situ_display_text t = {.utf8 = "长\"江", .font = {SITU_SERIF, true, -12}, .size = 2.6, .x = 3, .y = 4, .angle_rad = 0.5235987755982988,
                           .color = {15, 76, 92, 255}, .halo = 0.25, .halo_color = {255, 255, 255, 255}};
    OK(situ_display_text_add(d, "labels", &t, (situ_box){0, 0, 1, 1}, err));
    OK(situ_display_unclip(d, err));
    situ_str_init(&out);
    OK(situ_display_dump(d, &out, err));
    assert_string_equal(out.data,
                        "page size=420,297 unit=mm paper=#FFFFFF\n"
                        "clip clip box=0,0,10,10\n"
                        "zones path fill=#FF8000 hatch=45 hatch-color=#7A7A7A stroke=#2B2B2B80 width=0.3 dash=3.5,1.2 even-odd d=M1,0L2.5,3Z\n"
                        "labels text \"长\\\"江\" serif-bold shear=-12 size=2.6 at=3,4 angle-deg=30 color=#0F4C5C halo=0.25 halo-color=#FFFFFF\n"
                        "clip unclip\n");
    situ_str_free(&out);
    situ_display_free(d);
}

static double ring_area(const situ_path *p)
{
    double area = 0;
    for (uint32_t i = 0; i < p->point_count; i++) {
        uint32_t k = (i + 1) % p->point_count;
        area += p->xy[2 * i] * p->xy[2 * k + 1] - p->xy[2 * k] * p->xy[2 * i + 1];
    }
    return fabs(area) / 2;
}

static void path__geometry_keeps_rings_and_closes_them(void **state)
{
    (void)state;
    situ_arena *arena = situ_arena_new();
    situ_geometry *g;
    situ_path_builder b;
    const double ring[] = {0, 0, 10, 0, 10, 10, 0, 10, 0, 0};
    OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, err));
    memcpy(g->xy, ring, sizeof ring);
    g->part_start[1] = 5;
    situ_path_begin(&b, arena);
    situ_path_geometry(&b, g);
    assert_int_equal(b.path.point_count, 4); // the repeated point is the closing edge
    assert_int_equal(b.path.verb_count, 5);
    assert_int_equal(b.path.verbs[4], SITU_CLOSE);
    assert_near(ring_area(&b.path), 100, 1e-9);
    g->kind = SITU_GEOM_LINE;
    situ_path_begin(&b, arena);
    situ_path_geometry(&b, g);
    assert_int_equal(b.path.point_count, 5);
    assert_int_equal(b.path.verb_count, 5);
    situ_geometry_free(g);
    situ_arena_free(arena);
}

static void path__circle_and_round_corners_have_their_size(void **state)
{
    (void)state;
    situ_arena *arena = situ_arena_new();
    situ_path_builder b;
    situ_path_begin(&b, arena);
    situ_path_circle(&b, 5, 5, 2);
    for (uint32_t c = 0; c < 4; c++) { // the middle of each quarter lies on the circle to 0.03 %
        const double *a = b.path.xy + 6 * c;
        double x = (a[0] + 3 * a[2] + 3 * a[4] + a[6]) / 8, y = (a[1] + 3 * a[3] + 3 * a[5] + a[7]) / 8;
        assert_near(hypot(x - 5, y - 5), 2, 0.0006);
    }
    situ_path_begin(&b, arena);
    situ_path_rect(&b, (situ_box){0, 0, 4, 2}, 5); // a radius beyond the half gives a pill
    double x1 = -1, y1 = -1;
    for (uint32_t i = 0; i < b.path.point_count; i++) {
        x1 = fmax(x1, b.path.xy[2 * i]);
        y1 = fmax(y1, b.path.xy[2 * i + 1]);
    }
    assert_near(x1, 4, 1e-12);
    assert_near(y1, 2, 1e-12);
    assert_near(b.path.xy[0], 1, 1e-12);
    situ_arena_free(arena);
}

static void path__out_of_memory_is_sticky(void **state)
{
    (void)state;
    situ_arena *arena = situ_arena_new();
    situ_path_builder b;
    situ_path_begin(&b, arena);
    situ_alloc_fail_at(1, true);
    for (int i = 0; i < 100000; i++)
        situ_path_line(&b, i, i);
    situ_alloc_fail_at(0, false);
    assert_true(b.failed);
    uint32_t points = b.path.point_count;
    situ_path_line(&b, 1, 1);
    assert_int_equal(b.path.point_count, points);
    situ_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(display__boxes_hold_stroke_and_halo),
        cmocka_unit_test(display__copies_what_it_is_given),
        cmocka_unit_test(display__nothing_to_draw_adds_nothing),
        cmocka_unit_test(display__numbers_that_are_none_are_refused),
        cmocka_unit_test(display__clips_are_found_by_every_query),
        cmocka_unit_test(dump__is_one_stable_line_an_op),
        cmocka_unit_test(path__geometry_keeps_rings_and_closes_them),
        cmocka_unit_test(path__circle_and_round_corners_have_their_size),
        cmocka_unit_test(path__out_of_memory_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

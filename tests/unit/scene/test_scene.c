// SPDX-License-Identifier: MIT
#include "support/check.h"

#include "scene/scene.h"

static situ_error check_error;

static const situ_frame frame = {.media = SITU_PAPER, .epsg = 4545, .world = {0, 0, 100000, 100000}, .scale = 0.002, .width = 200, .height = 200, .content = 1, .denominator = 500000};

static situ_geometry *square(double x, double y, double side)
{
    situ_geometry *g = NULL;
    const double xy[] = {x, y, x + side, y, x + side, y + side, x, y + side, x, y};
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, &check_error), check_error);
    memcpy(g->xy, xy, sizeof xy);
    g->part_start[1] = 5;
    situ_geometry_update_box(g);
    return g;
}

static void scene__items_are_painted_by_layer_then_pass_then_insertion(void **state)
{
    situ_scene *scene = NULL;
    situ_geometry *g = square(40000, 40000, 10000);
    situ_brush brush = {.color = {255, 0, 0, 255}};
    situ_pen pen = {.color = {0, 0, 0, 255}, .width = 1}, casing = {.color = {255, 255, 255, 255}, .width = 2};
    const char *names[] = {"a", "b"};
    (void)state;
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    scene->layer_names = names;
    scene->layer_count = 2;
    scene->current_layer = 1;
    CHECK_OK(situ_scene_add_geometry(scene, g, &brush, NULL, NULL, 0, 7, &check_error), check_error);
    scene->current_layer = 0;
    CHECK_OK(situ_scene_add_geometry(scene, g, NULL, &pen, &casing, 3, 8, &check_error), check_error);
    CHECK_OK(situ_scene_add_geometry(scene, g, NULL, &pen, &casing, 3, 9, &check_error), check_error);
    CHECK_OK(situ_scene_seal(scene, &check_error), check_error);
    assert_int_equal(scene->item_count, 5);
    assert_int_equal(scene->items[0].pass, 2); // both casings under both lines
    assert_int_equal(scene->items[0].feature, 8);
    assert_int_equal(scene->items[1].pass, 2);
    assert_int_equal(scene->items[1].feature, 9);
    assert_int_equal(scene->items[2].pass, 3);
    assert_int_equal(scene->items[4].layer, 1);
    situ_scene_free(scene);
    situ_geometry_free(g);
}

static void scene__what_lies_outside_the_frame_is_left_out(void **state)
{
    situ_scene *scene = NULL;
    situ_geometry *g = square(400000, 400000, 10000);
    situ_brush brush = {.color = {255, 0, 0, 255}};
    (void)state;
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    CHECK_OK(situ_scene_add_geometry(scene, g, &brush, NULL, NULL, 0, 0, &check_error), check_error);
    CHECK_OK(situ_scene_seal(scene, &check_error), check_error);
    assert_int_equal(scene->item_count, 0);
    situ_scene_free(scene);
    situ_geometry_free(g);
}

static void scene__what_sticks_out_is_cut_near_the_frame(void **state)
{
    situ_scene *scene = NULL;
    situ_geometry *g = square(-5000000, 20000, 6000000);
    situ_brush brush = {.color = {255, 0, 0, 255}};
    (void)state;
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    CHECK_OK(situ_scene_add_geometry(scene, g, &brush, NULL, NULL, 0, 0, &check_error), check_error);
    CHECK_OK(situ_scene_seal(scene, &check_error), check_error);
    assert_int_equal(scene->item_count, 1);
    assert_true(scene->items[0].box.x0 > -20 && scene->items[0].box.x1 < 220);
    assert_true(scene->items[0].box.x0 <= 0 && scene->items[0].box.x1 >= 200); // but it still covers the frame
    situ_scene_free(scene);
    situ_geometry_free(g);
}

static void scene__labels_copy_their_texts_and_empty_ones_are_none(void **state)
{
    situ_scene *scene = NULL;
    char text[] = "桂溪镇";
    situ_label label = {.text = text, .kind = SITU_LABEL_POINT, .size = 4, .x = 10, .y = 10};
    (void)state;
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    CHECK_OK(situ_scene_add_label(scene, &label, &check_error), check_error);
    text[0] = 'x';
    label.text = "";
    CHECK_OK(situ_scene_add_label(scene, &label, &check_error), check_error);
    assert_int_equal(scene->label_count, 1);
    assert_string_equal(scene->labels[0].text, "桂溪镇");
    assert_string_equal(scene->labels[0].id, "");
    situ_scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scene__items_are_painted_by_layer_then_pass_then_insertion), cmocka_unit_test(scene__what_lies_outside_the_frame_is_left_out),
        cmocka_unit_test(scene__what_sticks_out_is_cut_near_the_frame), cmocka_unit_test(scene__labels_copy_their_texts_and_empty_ones_are_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

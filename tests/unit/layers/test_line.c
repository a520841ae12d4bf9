// SPDX-License-Identifier: MIT
#include "unit/layers/layer_fixture.h"

static const char roads[] = "id name class\n"
                            "a|国道109|国道|L 10000 10000 90000 10000\n"
                            "b|~|村道|L 20000 0 20000 90000\n"
                            "c|县道一|县道|L 10000 50000 90000 50000\n"
                            "d|~|小路|L 30000 0 30000 90000\n"
                            "e|~|~|L 40000 0 40000 90000\n"
                            "f|缺线|国道|-\n";
static const char classes[] = "by: class\n"
                              "classes:\n"
                              "  村道: {stroke: {color: \"#FFFFFF\", width: {mm: 0.2, px: 0.9}, casing: \"#8A7B6C\", casing_width: {mm: 0.38, px: 1.7}}, label: 村道, max_denominator: 200000}\n"
                              "  县道: {stroke: {color: \"#8A7B6C\", width: 0.5, casing: \"#FFFFFF\", casing_width: 0.8}, label: 县道}\n"
                              "  国道: {stroke: {color: \"#A0522D\", width: 1.0, casing: \"#FFFFFF\", casing_width: 1.4}, label: 国道}\n";

static long told(const char *rule)
{
    for (size_t i = 0; i < situ_report_count(report); i++)
        if (situ_streq(situ_report_get(report, i)->rule, rule))
            return atol(situ_report_get(report, i)->old_value);
    return -1;
}

static void line__all_casings_lie_under_all_cores_and_major_classes_on_top(void **state)
{
    situ_table *t = table_of_text("road", roads);
    situ_scene *s = build_case(&(layer_case){.type = "line", .yaml = classes, .group = "交通", .denominator = 100000}, t);
    size_t first_core = SIZE_MAX;
    (void)state;
    assert_int_equal(s->item_count, 6); // three roads of known classes, casing and core each
    for (size_t i = 0; i < s->item_count; i++)
        if (s->items[i].pass >= 100 && first_core == SIZE_MAX)
            first_core = i;
    assert_int_equal(first_core, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(s->items[i].pass < 100);
    // painted last: the highway, whatever the order of rows
    assert_int_equal(s->items[3].feature, 1);
    assert_int_equal(s->items[4].feature, 2);
    assert_int_equal(s->items[5].feature, 0);
    assert_int_equal(rgb(s->items[5].u.path.pen.color), 0xA0522D);
    CHECK_NEAR(s->items[5].u.path.pen.width, 1.0, 1e-12);
    CHECK_NEAR(item_of(s, 1, SITU_ITEM_PATH)->u.path.pen.width, 0.2, 1e-12);
    // the legend starts with the highest class
    assert_int_equal(s->legend_count, 3);
    assert_string_equal(s->legend[0].label, "国道");
    assert_string_equal(s->legend[2].label, "村道");
    CHECK_NEAR(s->legend[0].casing.width, 1.4, 1e-12);
    assert_int_equal(s->legend[0].kind, SITU_LEGEND_LINE);
    situ_scene_free(s);
    situ_table_free(t);
}

static void line__classes_hidden_at_small_scales_are_not_explained_either(void **state)
{
    situ_table *t = table_of_text("road", roads);
    situ_scene *s = build_case(&(layer_case){.type = "line", .yaml = classes, .group = "交通", .denominator = 200001}, t);
    (void)state;
    assert_null(item_of(s, 1, SITU_ITEM_PATH));
    assert_null(legend_named(s, "村道"));
    assert_non_null(legend_named(s, "县道"));
    situ_scene_free(s);
    s = build_case(&(layer_case){.type = "line", .yaml = classes, .group = "交通", .denominator = 200000}, t);
    assert_non_null(item_of(s, 1, SITU_ITEM_PATH));
    situ_scene_free(s);
    situ_table_free(t);
}

static void line__rows_of_no_class_are_told_not_lost(void **state)
{
    situ_table *t = table_of_text("road", roads);
    situ_scene *s = build_case(&(layer_case){.type = "line", .yaml = classes, .denominator = 100000}, t);
    (void)state;
    assert_null(item_of(s, 3, SITU_ITEM_PATH));
    assert_null(item_of(s, 4, SITU_ITEM_PATH));
    assert_int_equal(told("LINE_CLASS"), 2);
    situ_scene_free(s);
    situ_table_free(t);
}

static void line__dashes_are_millimetres_on_paper_and_three_pixels_each_on_screen(void **state)
{
    situ_table *t = table_of_text("road", "id name\na|界线|L 10000 10000 90000 10000\n");
    const char *yaml = "stroke: {color: \"#2B2B2B\", width: 0.9, dash: [6, 1, 0.6, 0.8]}";
    situ_scene *s = build_case(&(layer_case){.type = "line", .yaml = yaml, .group = "境界", .title = "省级界", .content = 1.4}, t);
    const situ_pen *pen = &item_of(s, 0, SITU_ITEM_PATH)->u.path.pen;
    (void)state;
    assert_int_equal(pen->dash_count, 4);
    CHECK_NEAR(pen->dash[0], 6 * 1.4, 1e-9);
    CHECK_NEAR(pen->dash[2], 0.6 * 1.4, 1e-9);
    CHECK_NEAR(pen->width, 0.9 * 1.4, 1e-9);
    assert_int_equal(legend_count_of(s, "省级界"), -1);
    CHECK_NEAR(legend_named(s, "省级界")->pen.dash[3], 0.8 * 1.4, 1e-9);
    situ_scene_free(s);
    s = build_case(&(layer_case){.type = "line", .yaml = yaml, .screen = true}, t);
    pen = &item_of(s, 0, SITU_ITEM_PATH)->u.path.pen;
    CHECK_NEAR(pen->dash[0], 18, 1e-9);
    CHECK_NEAR(pen->width, 2.7, 1e-9);
    situ_scene_free(s);
    situ_table_free(t);
}

static void line__names_follow_the_longest_part_inside_the_frame(void **state)
{
    // Leaves the frame and comes back: 10 km inside at the left, 60 km at the right.
    situ_table *t = table_of_text("water", "id name\na|清溪河|L 0 50000 10000 50000 10000 200000 40000 200000 40000 50000 100000 50000\n");
    situ_scene *s = build_case(&(layer_case){.type = "line", .yaml = "stroke: {width: 0}\nlabel: {text: name, shear: -12, serif: yes, repeat: yes}"}, t);
    const situ_label *l;
    (void)state;
    assert_int_equal(s->label_count, 1);
    l = &s->labels[0];
    assert_int_equal(l->kind, SITU_LABEL_LINE);
    assert_true(l->repeat);
    CHECK_NEAR(l->font.shear_deg, -12, 0);
    for (uint32_t i = 0; i < l->line.point_count; i++) {
        assert_true(l->line.xy[2 * i] >= 80 - 1e-6); // 40 km = 80 mm
        assert_true(l->line.xy[2 * i + 1] >= -1e-6);
    }
    situ_scene_free(s);
    situ_table_free(t);
}

static void line__classes_must_be_a_map(void **state)
{
    situ_table *t = table_of_text("road", roads);
    situ_scene *s = NULL;
    situ_error err = {0};
    (void)state;
    CHECK_FAILS(SITU_E_SCHEMA, try_layer(&s, &(layer_case){.type = "line", .yaml = "by: class\nclasses: [国道]"}, t, &err), err);
    assert_int_equal(err.row, 2);
    CHECK_FAILS(SITU_E_SCHEMA, try_layer(&s, &(layer_case){.type = "line", .yaml = "classes:\n  国道: {strok: \"#FFFFFF\"}"}, t, &err), err);
    assert_int_equal(err.row, 2);
    CHECK_HOLDS(err.cure, "stroke");
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line__all_casings_lie_under_all_cores_and_major_classes_on_top),
        cmocka_unit_test(line__classes_hidden_at_small_scales_are_not_explained_either),
        cmocka_unit_test(line__rows_of_no_class_are_told_not_lost),
        cmocka_unit_test(line__dashes_are_millimetres_on_paper_and_three_pixels_each_on_screen),
        cmocka_unit_test(line__names_follow_the_longest_part_inside_the_frame),
        cmocka_unit_test(line__classes_must_be_a_map),
    };
    return cmocka_run_group_tests(tests, layers_setup, layers_teardown);
}

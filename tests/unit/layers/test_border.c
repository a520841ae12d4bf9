// SPDX-License-Identifier: MIT
#include <math.h>

#include "unit/layers/layer_fixture.h"

// Two townships side by side, each edge exactly the other's.
static const char towns[] = "id name\n"
                            "a|甲|Q 20000 20000 20000\n"
                            "b|乙|Q 40000 20000 20000\n"
                            "c|点|P 50000 50000\n"
                            "d|无|-\n";
static const char yaml[] = "stroke: {color: \"#4A4440\", width: 0.3, dash: [3.5, 1.2], casing: \"#FFFFFF\", casing_width: 0.7}\n"
                           "outer: {color: \"#2B2B2B\", width: 0.7}\n"
                           "inner_title: 乡级界\nouter_title: 县级界\n";

static void border__each_edge_is_drawn_once_with_the_casing_below(void **state)
{
    situ_table *t = table_of_text("town", towns);
    situ_scene *s = build_case(&(layer_case){.type = "border", .yaml = yaml, .group = "境界"}, t);
    size_t inner = 0, outer = 0, casing = 0;
    double inner_length = 0;
    (void)state;
    for (size_t i = 0; i < s->item_count; i++) {
        const situ_item *item = &s->items[i];
        unsigned color = rgb(item->u.path.pen.color);
        assert_int_equal(item->feature, UINT32_MAX);
        if (color == 0xFFFFFF) {
            casing++;
            assert_int_equal(outer + inner, 0); // below
            continue;
        }
        if (color == 0x4A4440) {
            inner++;
            inner_length += item->box.y1 - item->box.y0 - 0.3;
            assert_int_equal(item->u.path.pen.dash_count, 2);
            CHECK_NEAR((item->box.x0 + item->box.x1) / 2, 80, 1e-9); // x = 40 km
        } else {
            outer++;
            CHECK_NEAR(item->u.path.pen.width, 0.7, 1e-12);
        }
    }
    assert_int_equal(casing, 1);
    assert_int_equal(inner, 1);
    CHECK_NEAR(inner_length, 40, 1e-6); // 20 km, once
    assert_true(outer >= 1);
    assert_int_equal(s->legend_count, 2);
    assert_non_null(legend_named(s, "乡级界"));
    assert_int_equal(legend_count_of(s, "县级界"), -1);
    situ_scene_free(s);
    situ_table_free(t);
}

static void border__inner_and_outer_edges_can_be_left_out(void **state)
{
    situ_table *t = table_of_text("town", towns);
    char text[1024];
    situ_scene *s;
    (void)state;
    snprintf(text, sizeof text, "%soutside: no\n", yaml);
    s = build_case(&(layer_case){.type = "border", .yaml = text, .group = "境界"}, t);
    assert_int_equal(s->item_count, 2); // casing and core of the one shared edge
    assert_null(legend_named(s, "县级界"));
    situ_scene_free(s);
    snprintf(text, sizeof text, "%sinner: no\n", yaml);
    s = build_case(&(layer_case){.type = "border", .yaml = text, .group = "境界"}, t);
    for (size_t i = 0; i < s->item_count; i++)
        assert_int_equal(rgb(s->items[i].u.path.pen.color), 0x2B2B2B);
    assert_null(legend_named(s, "乡级界"));
    situ_scene_free(s);
    situ_table_free(t);
}

static void border__the_band_lies_outside_and_never_tints_the_county(void **state)
{
    situ_table *t = table_of_text("town", towns);
    situ_scene *s = build_case(&(layer_case){.type = "border", .yaml = "band: \"#D9CFE0\"\nband_width: {mm: 3, px: 6}\ninner: no\noutside: no"}, t);
    const situ_path *path;
    double area = 0;
    (void)state;
    assert_int_equal(s->item_count, 1);
    assert_int_equal(rgb(s->items[0].u.path.brush.color), 0xD9CFE0);
    // 80 x 40 mm of county at (40..120, 120..160): the band reaches 3 mm beyond on each side.
    CHECK_NEAR(s->items[0].box.x0, 37, 0.01);
    CHECK_NEAR(s->items[0].box.x1, 123, 0.01);
    CHECK_NEAR(s->items[0].box.y0, 117, 0.01);
    path = &s->items[0].u.path.path;
    for (uint32_t verb = 0, point = 0, begin = 0; verb < path->verb_count; verb++) {
        const double *p = path->xy + 2 * (size_t)point, *first = path->xy + 2 * (size_t)begin;
        if (path->verbs[verb] == SITU_MOVE) {
            begin = point++;
        } else if (path->verbs[verb] == SITU_LINE) {
            area += (p[-2] * p[1] - p[0] * p[-1]) / 2;
            point++;
        } else {
            area += (p[-2] * first[1] - first[0] * p[-1]) / 2;
        }
    }
    // Shell minus hole: 2*3*(80+40) + pi*9 for round corners (a little less: they are polygons)
    CHECK_NEAR(fabs(area), 2 * 3 * 120 + 3.14159265 * 9, 1.5);
    situ_scene_free(s);
    situ_table_free(t);
}

static void border__no_areas_no_borders(void **state)
{
    situ_table *t = table_of_text("town", "id name\nc|点|P 50000 50000\n");
    situ_scene *s = build_case(&(layer_case){.type = "border", .yaml = yaml, .group = "境界"}, t);
    (void)state;
    assert_int_equal(s->item_count, 0);
    assert_int_equal(s->legend_count, 0);
    situ_scene_free(s);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(border__each_edge_is_drawn_once_with_the_casing_below), cmocka_unit_test(border__inner_and_outer_edges_can_be_left_out),
        cmocka_unit_test(border__the_band_lies_outside_and_never_tints_the_county), cmocka_unit_test(border__no_areas_no_borders)};
    return cmocka_run_group_tests(tests, layers_setup, layers_teardown);
}

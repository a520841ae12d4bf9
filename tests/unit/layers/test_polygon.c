// SPDX-License-Identifier: MIT
#include "unit/layers/layer_fixture.h"

static const char towns[] = "id name level\n"
                            "a|桂溪镇|1|Q 10000 10000 20000\n"
                            "b|石盘镇|1|Q 30000 10000 20000\n"
                            "c|云台乡|2|Q 50000 10000 20000\n"
                            "d|农场|~|Q 70000 10000 20000\n"
                            "e|零报镇|零报告|Q 10000 30000 20000\n"
                            "f|无界镇|3|-\n"
                            "g|有点镇|3|P 20000 60000\n";

static void polygon__classes_take_the_fixed_tints_and_the_legend_counts_every_row(void **state)
{
    situ_table *t = table_of_text("town", towns);
    situ_scene *s = build_case(&(layer_case){.type = "polygon", .yaml = "fill: {palette: level_area, by: level}", .group = "评级", .title = "个"}, t);
    (void)state;
    assert_int_equal(count_items(s, SITU_ITEM_PATH), 5); // rows with an area
    assert_int_equal(rgb(item_of(s, 0, SITU_ITEM_PATH)->u.path.brush.color), 0xE8776B); // look.md, exact
    assert_int_equal(rgb(item_of(s, 2, SITU_ITEM_PATH)->u.path.brush.color), 0xF5B26A);
    assert_int_equal(rgb(item_of(s, 3, SITU_ITEM_PATH)->u.path.brush.color), 0xD0CEC9); // not assessed: grey, never blue
    assert_int_equal(rgb(item_of(s, 4, SITU_ITEM_PATH)->u.path.brush.color), 0xFFFFFF);
    // The four levels are always explained, other keys where they occur; rows without an area count too.
    assert_int_equal(legend_count_of(s, "重大风险(Ⅰ级)区域"), 2);
    assert_int_equal(legend_count_of(s, "较大风险(Ⅱ级)区域"), 1);
    assert_int_equal(legend_count_of(s, "一般风险(Ⅲ级)区域"), 2);
    assert_int_equal(legend_count_of(s, "低风险(Ⅳ级)区域"), 0);
    assert_int_equal(legend_count_of(s, "未评估"), 1);
    assert_int_equal(legend_count_of(s, "零报告"), 1);
    assert_null(legend_named(s, "未报"));
    assert_string_equal(legend_named(s, "未评估")->unit, "个");
    assert_int_equal(legend_named(s, "未评估")->kind, SITU_LEGEND_AREA);
    situ_scene_free(s);
    situ_table_free(t);
}

static void polygon__hatches_belong_to_mono_sheets_and_to_white_areas(void **state)
{
    situ_table *t = table_of_text("town", towns);
    layer_case c = {.type = "polygon", .yaml = "fill: {palette: level_area, by: level}", .group = "评级", .title = "个"};
    situ_scene *s = build_case(&c, t);
    (void)state;
    assert_int_equal(item_of(s, 0, SITU_ITEM_PATH)->u.path.brush.hatch, SITU_HATCH_NONE);
    assert_int_equal(legend_named(s, "重大风险(Ⅰ级)区域")->brush.hatch, SITU_HATCH_NONE);
    assert_int_equal(item_of(s, 4, SITU_ITEM_PATH)->u.path.brush.hatch, SITU_HATCH_RINGS); // 零报告 white with rings
    situ_scene_free(s);
    c.mono = true;
    c.content = 1.7;
    s = build_case(&c, t);
    assert_int_equal(item_of(s, 0, SITU_ITEM_PATH)->u.path.brush.hatch, SITU_HATCH_CROSS);
    assert_int_equal(item_of(s, 2, SITU_ITEM_PATH)->u.path.brush.hatch, SITU_HATCH_45);
    CHECK_NEAR(item_of(s, 0, SITU_ITEM_PATH)->u.path.brush.hatch_gap, 2 * 1.7, 1e-9); // grows with the sheet
    assert_int_equal(legend_named(s, "重大风险(Ⅰ级)区域")->brush.hatch, SITU_HATCH_CROSS);
    situ_scene_free(s);
    c = (layer_case){.type = "polygon", .yaml = "fill: {palette: level_area, by: level}\nhatch: yes", .group = "评级"};
    s = build_case(&c, t);
    assert_int_equal(item_of(s, 0, SITU_ITEM_PATH)->u.path.brush.hatch, SITU_HATCH_CROSS);
    situ_scene_free(s);
    situ_table_free(t);
}

static void polygon__one_colour_has_one_legend_line_and_none_without_rows_or_group(void **state)
{
    situ_table *t = table_of_text("water", towns), *empty = table_of_text("water", "id name level\n");
    layer_case c = {.type = "polygon", .yaml = "fill: \"#7FB7C4\"\nstroke: {color: \"#2F6F80\", width: 0.15}", .group = "水系", .title = "河流、水库"};
    situ_scene *s = build_case(&c, t);
    (void)state;
    assert_int_equal(s->legend_count, 1);
    assert_int_equal(legend_count_of(s, "河流、水库"), -1);
    assert_int_equal(rgb(s->legend[0].brush.color), 0x7FB7C4);
    CHECK_NEAR(item_of(s, 0, SITU_ITEM_PATH)->u.path.pen.width, 0.15, 1e-12);
    situ_scene_free(s);
    s = build_case(&c, empty);
    assert_int_equal(s->legend_count, 0);
    assert_int_equal(s->item_count, 0);
    situ_scene_free(s);
    c.group = NULL;
    s = build_case(&c, t);
    assert_int_equal(s->legend_count, 0);
    situ_scene_free(s);
    situ_table_free(t);
    situ_table_free(empty);
}

static void polygon__names_stand_inside_their_areas(void **state)
{
    situ_table *t = table_of_text("town", towns);
    situ_scene *s = build_case(&(layer_case){.type = "polygon", .yaml = "fill: none\nlabel: {text: name, size: 4.2, bold: yes}"}, t);
    (void)state;
    assert_int_equal(s->label_count, 5); // two rows have no area
    assert_int_equal(count_items(s, SITU_ITEM_PATH), 0); // nothing to paint
    for (size_t i = 0; i < s->label_count; i++) {
        const situ_label *l = &s->labels[i];
        situ_point p = situ_frame_to_world(&s->frame, l->x, l->y);
        assert_int_equal(l->kind, SITU_LABEL_AREA);
        assert_true(situ_geometry_contains_point(situ_table_geometry(t, l->feature), p.x, p.y));
        CHECK_NEAR(l->room, 10000 * 0.002, 0.6); // radius of the square's inscribed circle
        assert_true(l->font.bold);
    }
    situ_scene_free(s);
    situ_table_free(t);
}

static void polygon__unknown_palettes_and_keys_are_told(void **state)
{
    situ_table *t = table_of_text("town", towns);
    situ_scene *s = NULL;
    situ_error err = {0};
    (void)state;
    CHECK_FAILS(SITU_E_NOT_FOUND, try_layer(&s, &(layer_case){.type = "polygon", .yaml = "fill: {palette: level_araa, by: level}"}, t, &err), err);
    assert_null(s);
    CHECK_FAILS(SITU_E_SCHEMA, try_layer(&s, &(layer_case){.type = "polygon", .yaml = "fil: \"#FFFFFF\""}, t, &err), err);
    CHECK_HOLDS(err.cure, "fill");
    assert_int_not_equal(try_layer(&s, &(layer_case){.type = "polygon", .yaml = "fill: {palette: level_area, by: nosuch}"}, t, &err), SITU_OK);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polygon__classes_take_the_fixed_tints_and_the_legend_counts_every_row),
        cmocka_unit_test(polygon__hatches_belong_to_mono_sheets_and_to_white_areas),
        cmocka_unit_test(polygon__one_colour_has_one_legend_line_and_none_without_rows_or_group),
        cmocka_unit_test(polygon__names_stand_inside_their_areas),
        cmocka_unit_test(polygon__unknown_palettes_and_keys_are_told),
    };
    return cmocka_run_group_tests(tests, layers_setup, layers_teardown);
}

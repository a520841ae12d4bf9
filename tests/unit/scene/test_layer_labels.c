// SPDX-License-Identifier: MIT
// Label candidates of a layer: which rows, with which priority, where.
#include <math.h>

#include "base/alloc.h"
#include "scene/layer.h"
#include "unit/layers/table_text.h"

static situ_error check_error;
static const situ_frame paper = {.media = SITU_PAPER, .epsg = 4545, .world = {0, 0, 100000, 100000}, .scale = 0.002, .width = 200, .height = 200, .content = 1, .denominator = 500000};

static const char points[] = "id name level:int\n"
                             "a|甲|1|P 10000 90000\n"
                             "b|乙|2|P 20000 80000\n"
                             "c|~|3|P 30000 70000\n"
                             "d|丁|~|P 40000 60000\n"
                             "e|戊|4|P 500000 60000\n"
                             "f|己|1|-\n";

static situ_scene *labelled(const char *rows, const char *yaml, situ_label_kind kind, const double *offsets, const situ_frame *frame)
{
    situ_table *t = table_of_text("t", rows);
    situ_arena *arena = situ_arena_new();
    situ_yaml *doc = NULL;
    situ_scene *scene = NULL;
    situ_label_style style;
    situ_layer_input in = {.name = "l", .table = t};
    CHECK_OK(situ_yaml_parse(&doc, yaml, strlen(yaml), "t.yaml", &check_error), check_error);
    CHECK_OK(situ_props_read(&style, situ_label_props, situ_yaml_root(doc), NULL, "t.yaml", arena, &check_error), check_error);
    CHECK_OK(situ_scene_new(&scene, frame, &check_error), check_error);
    CHECK_OK(situ_layer_labels(scene, &in, &style, kind, offsets, &check_error), check_error);
    situ_yaml_free(doc);
    situ_arena_free(arena);
    situ_table_free(t); // the scene holds its own copies
    return scene;
}

static void labels__rows_with_a_text_and_a_place_in_the_frame(void **state)
{
    situ_scene *s = labelled(points, "text: name", SITU_LABEL_POINT, NULL, &paper);
    (void)state;
    assert_int_equal(s->label_count, 3); // not: no name, outside, no coordinates
    assert_string_equal(s->labels[0].text, "甲");
    assert_string_equal(s->labels[0].id, "a");
    assert_string_equal(s->labels[2].id, "d");
    CHECK_NEAR(s->labels[0].x, 20, 1e-9);
    CHECK_NEAR(s->labels[0].y, 20, 1e-9);
    situ_scene_free(s);
}

static void labels__priority_is_an_expression_over_the_layers_rank(void **state)
{
    situ_scene *s = labelled(points, "text: name\npriority: \"10-level\"\nrank: 100", SITU_LABEL_POINT, NULL, &paper);
    (void)state;
    CHECK_NEAR(s->labels[0].priority, 109, 1e-12);
    CHECK_NEAR(s->labels[1].priority, 108, 1e-12);
    CHECK_NEAR(s->labels[2].priority, 100, 1e-12); // null: the rank alone
    situ_scene_free(s);
}

static void labels__where_chooses_the_rows(void **state)
{
    situ_scene *s = labelled(points, "text: name\nwhere: level=2", SITU_LABEL_POINT, NULL, &paper);
    (void)state;
    assert_int_equal(s->label_count, 1);
    assert_string_equal(s->labels[0].text, "乙");
    assert_int_equal(s->labels[0].feature, 1);
    situ_scene_free(s);
    s = labelled(points, "text: \"name||'('||level||')'\"\nwhere: \"level is not null\"", SITU_LABEL_POINT, NULL, &paper);
    assert_string_equal(s->labels[0].text, "甲(1)");
    situ_scene_free(s);
}

static void labels__none_at_smaller_scales_than_asked(void **state)
{
    situ_scene *s = labelled(points, "text: name\nmax_denominator: 499999", SITU_LABEL_POINT, NULL, &paper);
    (void)state;
    assert_int_equal(s->label_count, 0);
    situ_scene_free(s);
    s = labelled(points, "text: name\nmax_denominator: 500000", SITU_LABEL_POINT, NULL, &paper);
    assert_int_equal(s->label_count, 3);
    situ_scene_free(s);
}

static void labels__no_label_without_its_symbol(void **state)
{
    const double offsets[] = {1.5, NAN, 1, 2, 1, NAN};
    situ_scene *s = labelled(points, "text: name", SITU_LABEL_POINT, offsets, &paper);
    (void)state;
    assert_int_equal(s->label_count, 2);
    CHECK_NEAR(s->labels[0].offset, 1.5, 0);
    assert_string_equal(s->labels[1].text, "丁");
    CHECK_NEAR(s->labels[1].offset, 2, 0);
    situ_scene_free(s);
}

static void labels__area_names_stand_in_the_part_the_frame_shows(void **state)
{
    // 60 km square whose western third alone lies in the frame.
    situ_scene *s = labelled("id name\na|大镇|Q 80000 20000 60000\nb|外镇|Q 200000 20000 60000\nc|点|P 50000 50000\n", "text: name", SITU_LABEL_AREA, NULL, &paper);
    (void)state;
    assert_int_equal(s->label_count, 1);
    CHECK_NEAR(s->labels[0].x, 180, 1); // middle of 160..200
    assert_true(s->labels[0].y > 60 && s->labels[0].y < 140);
    CHECK_NEAR(s->labels[0].room, 20, 0.6);
    situ_scene_free(s);
}

static void labels__looks_are_scaled_with_content(void **state)
{
    situ_frame a0 = paper, screen = paper;
    situ_scene *s;
    (void)state;
    a0.content = 1.7;
    screen.media = SITU_SCREEN;
    s = labelled(points, "text: name\nsize: {mm: 2.2, px: 11}\nhalo: 0.25\nserif: yes\nmax_lines: 2\nleader: yes\nrequired: yes", SITU_LABEL_POINT, NULL, &a0);
    CHECK_NEAR(s->labels[0].size, 2.2 * 1.7, 1e-12);
    CHECK_NEAR(s->labels[0].halo, 0.25 * 1.7, 1e-12);
    assert_int_equal(s->labels[0].font.family, SITU_SERIF);
    assert_int_equal(s->labels[0].max_lines, 2);
    assert_true(s->labels[0].leader && s->labels[0].required);
    situ_scene_free(s);
    s = labelled(points, "text: name\nsize: {mm: 2.2, px: 11}\nhalo: 0", SITU_LABEL_POINT, NULL, &screen);
    CHECK_NEAR(s->labels[0].size, 11, 1e-12);
    CHECK_NEAR(s->labels[0].halo, 0, 0);
    situ_scene_free(s);
}

static void labels__broken_expressions_fail_with_their_text(void **state)
{
    situ_table *t = table_of_text("t", points);
    const char *bad[][3] = {{"nosuch", NULL, NULL}, {"name", "10-", NULL}, {"name", NULL, "level=="}, {"name", "load_extension('x')", NULL}, {"name", NULL, "(select 1 from sqlite_master)"}};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        situ_error err = {0};
        situ_scene *scene = NULL;
        situ_label_style style = {.text = bad[i][0], .priority = bad[i][1], .where = bad[i][2], .max_lines = 1};
        situ_layer_input in = {.name = "l", .table = t};
        CHECK_OK(situ_scene_new(&scene, &paper, &check_error), check_error);
        assert_int_not_equal(situ_layer_labels(scene, &in, &style, SITU_LABEL_POINT, NULL, &err), SITU_OK);
        assert_true(err.cause[0] != 0);
        situ_scene_free(scene);
    }
    situ_table_free(t);
}

static void words__are_found_by_name(void **state)
{
    const char *const words[] = {"county", "岚川县", "event", "", NULL};
    situ_layer_input in = {.words = words}, none = {0};
    (void)state;
    assert_string_equal(situ_layer_word(&in, "county", "x"), "岚川县");
    assert_string_equal(situ_layer_word(&in, "event", "x"), "");
    assert_string_equal(situ_layer_word(&in, "nothing", "x"), "x");
    assert_string_equal(situ_layer_word(&none, "county", "x"), "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels__rows_with_a_text_and_a_place_in_the_frame), cmocka_unit_test(labels__priority_is_an_expression_over_the_layers_rank),
        cmocka_unit_test(labels__where_chooses_the_rows), cmocka_unit_test(labels__none_at_smaller_scales_than_asked),
        cmocka_unit_test(labels__no_label_without_its_symbol), cmocka_unit_test(labels__area_names_stand_in_the_part_the_frame_shows),
        cmocka_unit_test(labels__looks_are_scaled_with_content), cmocka_unit_test(labels__broken_expressions_fail_with_their_text),
        cmocka_unit_test(words__are_found_by_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include <math.h>

#include "unit/layers/layer_fixture.h"

// Levels 1, 2, 3, 0 and null; one placed by village, one by township, one nowhere, one with an area.
static const char points[] = "id name industry level:int loc_quality\n"
                             "r1|液氨库|危险化学品|1|exact|P 10000 90000\n"
                             "r2|采石场|矿山|2|village|P 20000 80000\n"
                             "r3|滑坡|地质灾害|3|town|P 30000 70000\n"
                             "r4|水库|江河洪水|0|exact|P 40000 60000\n"
                             "r5|待评|没有的行业|~|exact|P 50000 50000\n"
                             "r6|无坐标|矿山|1|none|-\n"
                             "r7|厂区|工贸|2|exact|Q 60000 30000 10000\n"
                             "r8|邻县|矿山|4|exact|P 500000 500000\n";
static const char yaml[] = "symbol: circle\nsymbols: industry\nby: industry\nfill: {palette: level, by: level}\noutline_width: 0.2\n"
                           "label: {text: name, size: 2.2, priority: \"10-level\", rank: 100}\n"
                           "uncertain_title: 位置待核\nunlocated_title: 无坐标(未上图)\n";

static void marker__level_gives_colour_and_size_industry_gives_the_shape(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = yaml, .group = "专题要素"}, t);
    const situ_item *red = item_of(s, 0, SITU_ITEM_MARKER), *orange = item_of(s, 1, SITU_ITEM_MARKER), *yellow = item_of(s, 2, SITU_ITEM_MARKER);
    const situ_item *grey = item_of(s, 4, SITU_ITEM_MARKER), *area = item_of(s, 6, SITU_ITEM_MARKER);
    (void)state;
    assert_int_equal(rgb(red->u.marker.fill), 0xFF0000); // the official colours, exact
    assert_int_equal(rgb(orange->u.marker.fill), 0xFF8000);
    assert_int_equal(rgb(yellow->u.marker.fill), 0xFFFF00);
    assert_int_equal(rgb(grey->u.marker.fill), 0xBFBFBF); // not assessed is never painted as low risk
    assert_int_equal(rgb(item_of(s, 3, SITU_ITEM_MARKER)->u.marker.fill), 0xBFBFBF);
    CHECK_NEAR(red->u.marker.size, 3.6, 1e-12);
    CHECK_NEAR(orange->u.marker.size, 3.0, 1e-12);
    CHECK_NEAR(grey->u.marker.size, 1.8, 1e-12);
    assert_string_equal(red->u.marker.symbol->name, "chem");
    assert_string_equal(orange->u.marker.symbol->name, "mine");
    assert_string_equal(grey->u.marker.symbol->name, "other");
    assert_string_equal(red->u.marker.mark, "危"); // from mark_from 2.8 mm up
    assert_non_null(orange->u.marker.mark);
    assert_null(yellow->u.marker.mark);
    CHECK_NEAR(red->u.marker.x, 20, 1e-9);
    CHECK_NEAR(red->u.marker.y, 20, 1e-9);
    CHECK_NEAR(area->u.marker.x, 130, 1e-9); // middle of its area
    assert_null(item_of(s, 5, SITU_ITEM_MARKER));
    assert_null(item_of(s, 7, SITU_ITEM_MARKER)); // outside the frame
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__nothing_vanishes_silently(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = yaml, .group = "专题要素"}, t);
    long by_level = 0, by_industry = 0;
    (void)state;
    // Every row is counted under its level, under its industry, and once more where its place is in doubt.
    assert_int_equal(legend_count_of(s, "重大风险(Ⅰ级)"), 2);
    assert_int_equal(legend_count_of(s, "较大风险(Ⅱ级)"), 2);
    assert_int_equal(legend_count_of(s, "一般风险(Ⅲ级)"), 1);
    assert_int_equal(legend_count_of(s, "低风险(Ⅳ级)"), 1);
    assert_int_equal(legend_count_of(s, "矿山"), 3);
    assert_int_equal(legend_count_of(s, "其他"), 1);
    assert_int_equal(legend_count_of(s, "无坐标(未上图)"), 1);
    assert_int_equal(legend_count_of(s, "位置待核"), 2);
    assert_int_equal(legend_count_of(s, "未评估"), 2); // level 0 and no level mean the same: one line
    for (size_t i = 0; i < s->legend_count; i++) {
        const situ_legend_entry *e = &s->legend[i];
        assert_string_equal(e->group, "专题要素");
        if (strstr(e->label, "级)") || strcmp(e->label, "未评估") == 0)
            by_level += e->count;
        else if (strcmp(e->label, "位置待核") != 0 && strcmp(e->label, "无坐标(未上图)") != 0)
            by_industry += e->count;
    }
    assert_int_equal(by_level, 8);
    assert_int_equal(by_industry, 8);
    // The one beyond the sheet's edge is told.
    assert_string_equal(situ_report_get(report, situ_report_count(report) - 1)->rule, "OUTSIDE_SHEET");
    assert_string_equal(situ_report_get(report, situ_report_count(report) - 1)->old_value, "1");
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__doubtful_places_wear_a_dashed_ring(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = yaml}, t);
    size_t rings = 0;
    (void)state;
    for (size_t i = 0; i < s->item_count; i++) {
        const situ_item *item = &s->items[i];
        if (item->kind != SITU_ITEM_PATH)
            continue;
        rings++;
        assert_true(item->feature == 1 || item->feature == 2);
        assert_int_equal(item->u.path.pen.dash_count, 2);
        CHECK_NEAR((item->box.x0 + item->box.x1) / 2, item->feature == 1 ? 40 : 60, 1e-6);
        assert_true(item->box.x1 - item->box.x0 > item_of(s, item->feature, SITU_ITEM_MARKER)->u.marker.size);
    }
    assert_int_equal(rings, 2);
    assert_int_equal(s->legend_count, 0); // without a group nothing is explained
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__mono_tells_levels_by_symbol(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = yaml, .group = "专题要素", .mono = true}, t);
    const situ_item *one = item_of(s, 0, SITU_ITEM_MARKER), *two = item_of(s, 1, SITU_ITEM_MARKER);
    (void)state;
    assert_string_equal(one->u.marker.symbol->name, "level1_mono");
    assert_string_equal(two->u.marker.symbol->name, "level2_mono");
    assert_string_equal(one->u.marker.mark, "Ⅰ");
    assert_int_equal(rgb(one->u.marker.mark_color), 0xFFFFFF); // white on solid
    for (size_t i = 0; i < s->item_count; i++) {
        situ_rgba c = s->items[i].kind == SITU_ITEM_MARKER ? s->items[i].u.marker.fill : s->items[i].u.path.pen.color;
        assert_true(c.r == c.g && c.g == c.b);
    }
    assert_string_equal(legend_named(s, "较大风险(Ⅱ级)")->symbol->name, "level2_mono");
    assert_int_equal(legend_count_of(s, "重大风险(Ⅰ级)"), 2);
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__points_only_leaves_areas_to_their_own_layer(void **state)
{
    situ_table *t = table_of_text("town", "id name\na|有界镇|Q 10000 10000 20000\nb|只有点|P 50000 50000\nc|什么都没有|-\n");
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = "points_only: yes\nsymbol: seat_town\nsize: 2.2\nfill: \"#FFFFFF\"\nlabel: name\nunlocated_title: 无坐标单位", .group = "居民地", .title = "乡镇驻地"}, t);
    (void)state;
    assert_int_equal(s->item_count, 1);
    assert_int_equal(s->items[0].feature, 1);
    assert_int_equal(s->label_count, 1);
    assert_string_equal(s->labels[0].text, "只有点");
    assert_int_equal(legend_count_of(s, "乡镇驻地"), -1);
    assert_int_equal(legend_count_of(s, "无坐标单位"), 1);
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__legend_only_draws_nothing_and_explains_all(void **state)
{
    situ_table *t = table_of_text("risk", points);
    char text[1024];
    situ_scene *s;
    (void)state;
    snprintf(text, sizeof text, "%slegend_only: yes\n", yaml);
    s = build_case(&(layer_case){.type = "marker", .yaml = text, .group = "专题要素"}, t);
    assert_int_equal(s->item_count, 0);
    assert_int_equal(s->label_count, 0);
    assert_int_equal(legend_count_of(s, "重大风险(Ⅰ级)"), 2);
    assert_int_equal(legend_count_of(s, "位置待核"), 2);
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__order_paints_the_important_last(void **state)
{
    situ_table *t = table_of_text("risk", points);
    char text[1024];
    situ_scene *s;
    int64_t last = 99;
    (void)state;
    snprintf(text, sizeof text, "%sorder: \"5-level\"\n", yaml);
    s = build_case(&(layer_case){.type = "marker", .yaml = text}, t);
    for (size_t i = 0; i < s->item_count; i++) {
        int64_t level;
        if (s->items[i].kind != SITU_ITEM_MARKER)
            continue;
        level = situ_table_int(t, s->items[i].feature, situ_table_find(t, "level"));
        if (level == SITU_NULL_INT)
            continue; // no order: at the bottom
        assert_true(level == 0 || level <= last);
        last = level == 0 ? last : level;
    }
    assert_int_equal(last, 1);
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__labels_stand_clear_of_their_symbols(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = yaml, .content = 1.7}, t);
    (void)state;
    assert_int_equal(s->label_count, 6); // not the one without coordinates, not the one outside the frame
    for (size_t i = 0; i < s->label_count; i++) {
        const situ_label *l = &s->labels[i];
        const situ_item *m = item_of(s, l->feature, SITU_ITEM_MARKER);
        CHECK_NEAR(l->offset, m->u.marker.size / 2 + m->u.marker.outline_width, 1e-9);
        CHECK_NEAR(l->size, 2.2 * 1.7, 1e-9);
        if (l->feature == 0)
            CHECK_NEAR(l->priority, 109, 1e-9); // rank 100 + 10 - level
        if (l->feature == 4)
            CHECK_NEAR(l->priority, 100, 1e-9); // no level: the layer's rank alone
    }
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__pixels_on_screen_and_small_marks_left_out(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = build_case(&(layer_case){.type = "marker", .yaml = yaml, .screen = true}, t);
    (void)state;
    CHECK_NEAR(item_of(s, 0, SITU_ITEM_MARKER)->u.marker.size, 10.8, 1e-9); // 3.6 mm at three pixels each
    assert_null(item_of(s, 0, SITU_ITEM_MARKER)->u.marker.mark);            // a character of 6.7 px cannot be read
    situ_scene_free(s);
    situ_table_free(t);
}

static void marker__faults_of_the_style_name_their_cause(void **state)
{
    situ_table *t = table_of_text("risk", points);
    situ_scene *s = NULL;
    situ_error err = {0};
    (void)state;
    CHECK_FAILS(SITU_E_NOT_FOUND, try_layer(&s, &(layer_case){.type = "marker", .yaml = "symbol: circel"}, t, &err), err);
    CHECK_HOLDS(err.cause, "circel");
    assert_int_not_equal(try_layer(&s, &(layer_case){.type = "marker", .yaml = "order: \"nosuch+1\""}, t, &err), SITU_OK);
    assert_null(s);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marker__level_gives_colour_and_size_industry_gives_the_shape), cmocka_unit_test(marker__nothing_vanishes_silently),
        cmocka_unit_test(marker__doubtful_places_wear_a_dashed_ring), cmocka_unit_test(marker__mono_tells_levels_by_symbol),
        cmocka_unit_test(marker__points_only_leaves_areas_to_their_own_layer), cmocka_unit_test(marker__legend_only_draws_nothing_and_explains_all),
        cmocka_unit_test(marker__order_paints_the_important_last), cmocka_unit_test(marker__labels_stand_clear_of_their_symbols),
        cmocka_unit_test(marker__pixels_on_screen_and_small_marks_left_out), cmocka_unit_test(marker__faults_of_the_style_name_their_cause)};
    return cmocka_run_group_tests(tests, layers_setup, layers_teardown);
}

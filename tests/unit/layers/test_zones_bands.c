// SPDX-License-Identifier: MIT
// Layer types zones, reach_bands and hillshade.
#include <math.h>

#include "unit/layers/layer_fixture.h"

static const char areas[] = "id level:int\n"
                            "a|2|Q 10000 10000 20000\n"
                            "b|1|Q 20000 10000 20000\n"
                            "c|3|Q 60000 10000 20000\n"
                            "d|1|-\n";

static void zones__outline_and_hatch_without_fill_and_the_worst_on_top(void **state)
{
    situ_table *t = table_of_text("areas", areas);
    situ_scene *s = build_case(&(layer_case){.type = "zones", .yaml = "levels: 2\nstroke: {color: \"#5A5550\", width: 0.3}", .group = "评级", .content = 1.4}, t);
    (void)state;
    assert_int_equal(s->item_count, 2); // level 3 is not asked for
    assert_int_equal(s->items[1].feature, 1); // level 1 over level 2
    assert_int_equal(s->items[1].u.path.brush.color.a, 0); // two fills would mix to a colour that means nothing
    assert_int_equal(s->items[1].u.path.brush.hatch, SITU_HATCH_CROSS);
    assert_int_equal(s->items[0].u.path.brush.hatch, SITU_HATCH_45);
    CHECK_NEAR(s->items[0].u.path.brush.hatch_gap, 2 * 1.4, 1e-9);
    assert_int_equal(rgb(s->items[0].u.path.pen.color), 0x5A5550);
    assert_int_equal(s->legend_count, 2);
    assert_string_equal(s->legend[0].label, "重大风险(Ⅰ级)集中区");
    situ_scene_free(s);
    s = build_case(&(layer_case){.type = "zones", .yaml = "levels: 3\nfill: yes", .group = "评级"}, t);
    assert_int_equal(s->item_count, 3);
    assert_int_equal(rgb(item_of(s, 2, SITU_ITEM_PATH)->u.path.brush.color), 0xFFF4A8);
    situ_scene_free(s);
    situ_table_free(t);
}

static void zones__levels_that_do_not_occur_are_not_explained(void **state)
{
    situ_table *t = table_of_text("areas", "id level:int\na|2|Q 10000 10000 20000\n");
    situ_scene *s = build_case(&(layer_case){.type = "zones", .yaml = "levels: 2", .group = "评级"}, t);
    (void)state;
    assert_int_equal(s->legend_count, 1);
    assert_string_equal(s->legend[0].label, "较大风险(Ⅱ级)集中区");
    situ_scene_free(s);
    s = build_case(&(layer_case){.type = "zones", .yaml = "levels: 2"}, t);
    assert_int_equal(s->legend_count, 0); // legend: no
    situ_scene_free(s);
    situ_table_free(t);
}

static void bands__are_green_by_minutes_and_the_unreachable_are_explained_too(void **state)
{
    situ_table *t = table_of_text("bands", "id to_value:real\na|15|Q 10000 10000 20000\nb|60|Q 30000 10000 20000\nc|~|Q 50000 10000 20000\nd|30|-\n");
    situ_scene *s = build_case(&(layer_case){.type = "reach_bands", .yaml = "fill: {palette: reach, by: \"cast(to_value as int)\"}", .group = "可达性"}, t);
    (void)state;
    assert_int_equal(s->item_count, 3);
    assert_int_equal(rgb(item_of(s, 0, SITU_ITEM_PATH)->u.path.brush.color), 0x79AFA0);
    assert_int_equal(rgb(item_of(s, 1, SITU_ITEM_PATH)->u.path.brush.color), 0xDCEDE4);
    assert_int_equal(item_of(s, 2, SITU_ITEM_PATH)->u.path.brush.hatch, SITU_HATCH_45); // beyond: hatched grey
    assert_non_null(legend_named(s, "15分钟以内"));
    assert_non_null(legend_named(s, "30—60分钟"));
    assert_non_null(legend_named(s, "60分钟以上或不可达")); // nothing on the sheet without an explanation
    CHECK_NEAR(legend_named(s, "60分钟以上或不可达")->brush.hatch_gap, 2, 1e-12);
    situ_scene_free(s);
    situ_table_free(t);
}

// A plane that falls `slope` metres a metre to the east over the whole frame, and beyond.
static situ_grid *plane(double slope)
{
    situ_grid *g = NULL;
    situ_raster_frame f = {.x0 = -10000, .y0 = 110000, .cell_x = 1000, .cell_y = 1000, .columns = 120, .rows = 120};
    CHECK_OK(situ_grid_new(&g, "dem", 4545, f, &check_error), check_error);
    for (uint32_t r = 0; r < f.rows; r++)
        for (uint32_t c = 0; c < f.columns; c++)
            g->cells[(size_t)r * f.columns + c] = (float)(500 - slope * 1000 * c);
    return g;
}

static situ_scene *shade(const situ_grid *grid, const char *yaml)
{
    return build_case(&(layer_case){.type = "hillshade", .yaml = yaml, .grid = grid}, NULL);
}

static void hillshade__flat_land_keeps_the_tints_exact(void **state)
{
    situ_grid *flat = plane(0);
    situ_scene *s = shade(flat, "strength: 0.25");
    (void)state;
    assert_int_equal(s->item_count, 1);
    assert_true(s->items[0].u.image.multiply);
    assert_int_equal(s->items[0].u.image.width, 800); // 200 mm in 0.25 mm cells
    for (size_t i = 0; i < (size_t)800 * 800; i += 997)
        assert_int_equal(s->items[0].u.image.pixels[i], 0xFFFFFFFF);
    situ_scene_free(s);
    situ_grid_free(flat);
}

static void hillshade__slopes_away_from_the_light_darken_by_the_strength_at_most(void **state)
{
    situ_grid *east = plane(0.3), *west = plane(-0.3), *cliff = plane(50);
    situ_scene *dark = shade(east, "strength: 0.2\nexaggeration: 1"), *bright = shade(west, "strength: 0.2\nexaggeration: 1"), *wall = shade(cliff, "strength: 0.2");
    uint32_t p = dark->items[0].u.image.pixels[400 * 800 + 400], lit = bright->items[0].u.image.pixels[400 * 800 + 400];
    // By hand: light from the north-west at 45 degrees is (-0.5, 0.5, 0.7071); the normal of a plane that falls
    // 0.3 to the east is (0.3, 0, 1)/1.0440; shade = 0.7071-0.15 over 1.0440 = 0.5336; dark = 0.2453;
    // grey = 63 steps of (1 - 0.2453*0.2) = 59.9 -> 60 -> 242.
    (void)state;
    assert_int_equal(p & 0xFF, 60 * 255 / 63);
    assert_int_equal((p >> 16) & 0xFF, p & 0xFF); // grey
    assert_int_equal(lit, 0xFFFFFFFF);
    for (size_t i = 0; i < (size_t)800 * 800; i += 991)
        assert_true((wall->items[0].u.image.pixels[i] & 0xFF) >= 0.8 * 255 - 3); // one step of rounding
    situ_scene_free(dark);
    situ_scene_free(bright);
    situ_scene_free(wall);
    situ_grid_free(east);
    situ_grid_free(west);
    situ_grid_free(cliff);
}

static void hillshade__where_there_is_no_terrain_nothing_is_shaded(void **state)
{
    situ_grid *g = plane(0.3);
    situ_scene *s;
    (void)state;
    for (size_t i = 0; i < (size_t)120 * 120; i++)
        g->cells[i] = NAN;
    s = shade(g, "strength: 0.25");
    for (size_t i = 0; i < (size_t)800 * 800; i += 1009)
        assert_int_equal(s->items[0].u.image.pixels[i], 0xFFFFFFFF);
    situ_scene_free(s);
    situ_grid_free(g);
}

static void hillshade__strength_beyond_a_quarter_is_refused(void **state)
{
    situ_grid *g = plane(0);
    situ_scene *s = NULL;
    situ_error err = {0};
    (void)state;
    CHECK_FAILS(SITU_E_SCHEMA, try_layer(&s, &(layer_case){.type = "hillshade", .yaml = "strength: 0.4", .grid = g}, NULL, &err), err);
    situ_grid_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones__outline_and_hatch_without_fill_and_the_worst_on_top),
        cmocka_unit_test(zones__levels_that_do_not_occur_are_not_explained),
        cmocka_unit_test(bands__are_green_by_minutes_and_the_unreachable_are_explained_too),
        cmocka_unit_test(hillshade__flat_land_keeps_the_tints_exact),
        cmocka_unit_test(hillshade__slopes_away_from_the_light_darken_by_the_strength_at_most),
        cmocka_unit_test(hillshade__where_there_is_no_terrain_nothing_is_shaded),
        cmocka_unit_test(hillshade__strength_beyond_a_quarter_is_refused),
    };
    return cmocka_run_group_tests(tests, layers_setup, layers_teardown);
}

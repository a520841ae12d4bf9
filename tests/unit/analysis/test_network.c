// SPDX-License-Identifier: MIT
// The road graph: where lines meet, what passes, ferries, snapping, components, bridges.

#include "unit/analysis/roads_fixture.h"

typedef struct world {
    fixture f;
    situ_table *roads;
    situ_network *n;
} world;

static void build_with(world *w, const char *roads, situ_network_options o)
{
    fixture_begin(&w->f);
    w->roads = roads_table("roads", roads);
    o.rules = w->f.rules;
    CHECK_OK(situ_network_new(&w->n, w->roads, &o, w->f.report, NULL, &w->f.err), w->f.err);
}
static void build(world *w, const char *roads) { build_with(w, roads, (situ_network_options){0}); }

static void end(world *w)
{
    situ_network_free(w->n);
    situ_table_free(w->roads);
    fixture_end(&w->f);
}

static uint32_t components(world *w, bool ferries)
{
    uint32_t *component, count;
    CHECK_OK(situ_network_components(&component, &count, w->n, ferries, &w->f.err), w->f.err);
    situ_free(component);
    return count;
}

static void network__ends_within_the_tolerance_are_one_node(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - 0 0 1000 0\n县道 - 1001.5 0 2000 0\n县道 - 2005 0 3000 0"); // gaps of 1.5 m and 5 m
    assert_int_equal(w.n->edge_count, 3);
    assert_int_equal(w.n->node_count, 5);
    assert_int_equal(components(&w, true), 2);
    assert_int_equal(w.n->edges[0].to, w.n->edges[1].from);
    CHECK_NEAR(w.n->edges[1].length_m, 998.5, 1e-3);
    end(&w);
}

static void network__an_end_that_touches_an_inside_splits_it(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - 0 0 1000 0\n乡道 - 400 1 400 500\n村道 - 700 -300 700 0.5");
    assert_int_equal(w.n->edge_count, 5);
    assert_int_equal(w.n->node_count, 6);
    assert_int_equal(components(&w, true), 1);
    CHECK_NEAR(w.n->edges[0].length_m, 400, 1e-3);
    CHECK_NEAR(w.n->edges[1].length_m, 300, 1e-3);
    CHECK_NEAR(w.n->edges[2].length_m, 300, 1e-3);
    assert_int_equal(w.n->edges[0].to, w.n->edges[3].from);
    CHECK_NEAR(w.n->edges[0].minutes, 0.6, 1e-6); // 400 m at 40 km/h
    end(&w);
}

static void network__crossings_join_only_at_a_vertex_of_both(void **state)
{
    (void)state;
    world w;
    build(&w, "高速 - 0 0 1000 0\n县道 - 500 -500 500 500"); // a flyover
    assert_int_equal(w.n->edge_count, 2);
    assert_int_equal(components(&w, true), 2);
    end(&w);
    build(&w, "县道 - 0 0 500 0 1000 0\n县道 - 500 -500 500 500"); // a vertex in one only
    assert_int_equal(w.n->edge_count, 2);
    end(&w);
    build(&w, "县道 - 0 0 500 0 1000 0\n县道 - 500 -500 500 0 500 500");
    assert_int_equal(w.n->edge_count, 4);
    assert_int_equal(w.n->node_count, 5);
    assert_int_equal(components(&w, true), 1);
    end(&w);
}

static void network__a_line_may_cross_and_touch_itself(void **state)
{
    (void)state;
    world w;
    build(&w, "村道 - 0 0 1000 0 1000 500 500 500 500 0.5"); // a P: its end touches its own inside
    assert_int_equal(w.n->edge_count, 2);
    assert_int_equal(w.n->node_count, 2);
    CHECK_NEAR(w.n->edges[1].length_m, 500 + 500 + 500 + 499.5, 1e-2);
    assert_int_equal(w.n->edges[1].from, w.n->edges[1].to);
    end(&w);
    build(&w, "村道 - 0 0 100 0 100 100 0 100 0 0\n村道 - 0 0 -300 0"); // a ring and a way to it
    assert_int_equal(w.n->edge_count, 2);
    assert_int_equal(w.n->node_count, 2);
    end(&w);
    build(&w, "村道 - 0 0 0 0 0.001 0 500 0 500 0\n村道 - 7 7 7 7\n村道 -\n县道 - 500 0 500 0.5"); // repeated vertices, no length, no shape, shorter than the gaps
    assert_int_equal(w.n->edge_count, 1);
    assert_int_equal(w.n->node_count, 2);
    end(&w);
}

static void network__places_that_are_none_are_left_out(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - nan 0 1000 0 2000 0\n县道 - 0 1e300 0 inf\n县道 - 1000 0 1e200 5 1000 500");
    assert_int_equal(w.n->edge_count, 2);
    CHECK_NEAR(w.n->edges[0].length_m, 1000, 1e-3);
    CHECK_NEAR(w.n->edges[1].length_m, 500, 1e-3);
    end(&w);
}

static void network__what_is_closed_or_cut_does_not_pass(void **state)
{
    (void)state;
    world w;
    const uint8_t cut[] = {0, 0, 0, 1, 0};
    build_with(&w, "县道 - 0 0 1000 0\n县道 X 1000 0 2000 0\n县道 J 0 0 0 1000\n县道 - 0 1000 0 2000\n县道 L 1000 0 1000 1000", (situ_network_options){.cut = cut});
    assert_true(isfinite(w.n->edges[0].minutes) && isfinite(w.n->edges[4].minutes));
    for (int i = 1; i <= 3; i++)
        assert_true(isinf(w.n->edges[i].minutes) && isinf(w.n->edges[i].minutes_back));
    assert_int_equal(components(&w, true), 4); // 3 nodes that hang together, and 3 that do not
    end(&w);
}

static void network__oneway_own_speeds_and_unknown_classes(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 o 0 0 1000 0\n县道 @60 0 0 0 1000\n县道 @600 0 0 0 -1000\n林区路 - 0 0 -1000 0\ntertiary - 0 0 -700 -700\n步道 - 0 0 700 700");
    CHECK_NEAR(w.n->edges[0].minutes, 1.5, 1e-6);
    assert_true(isinf(w.n->edges[0].minutes_back));
    CHECK_NEAR(w.n->edges[1].minutes, 1, 1e-6);
    CHECK_NEAR(w.n->edges[2].minutes, 1.5, 1e-6); // 600 km/h is a slip: the class's speed
    CHECK_NEAR(w.n->edges[3].minutes, 6, 1e-6);   // no such class: the slowest, 10 km/h
    CHECK_NEAR(w.n->edges[4].minutes, 1.4849, 1e-4); // an alias of 县道
    CHECK_NEAR(w.n->edges[5].minutes, 0.98995 * 12, 1e-3); // 5 km/h on foot
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_ROAD_CLASS"), 1);
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_ROAD_SPEED"), 1);
    end(&w);
}

static void network__thousands_of_unknown_classes_are_summed_up(void **state)
{
    (void)state;
    world w;
    situ_str text;
    situ_str_init(&text);
    for (int i = 0; i < 100; i++)
        situ_str_addf(&text, "%s? - 0 %d 100 %d", i ? "\n" : "", i * 10, i * 10);
    build(&w, text.data);
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_ROAD_CLASS"), 21);
    CHECK_HOLDS(situ_report_get(w.f.report, 20)->message, "100");
    situ_str_free(&text);
    end(&w);
}

static void network__speed_factors_slow_all_and_rescue_is_capped(void **state)
{
    (void)state;
    world w;
    build_with(&w, "县道 - 0 0 1000 0\n步道 - 0 0 0 1000", (situ_network_options){.speed_factor = 0.8});
    CHECK_NEAR(w.n->edges[0].minutes, 1.5 / 0.8, 1e-5);
    CHECK_NEAR(w.n->edges[1].minutes, 12 / 0.8, 1e-5);
    end(&w);
    build_with(&w, "县道 - 0 0 1000 0\n县道 @40 0 0 0 1000\n步道 - 0 0 -1000 0", (situ_network_options){.speed_factor = 1.1});
    CHECK_NEAR(w.n->edges[0].minutes, 60.0 / 44, 1e-5);
    CHECK_NEAR(w.n->edges[1].minutes, 1.5, 1e-5); // its own limit
    CHECK_NEAR(w.n->edges[2].minutes, 12, 1e-5);  // nobody walks faster for it
    end(&w);
}

static void network__on_foot_everybody_walks_and_not_on_motorways(void **state)
{
    (void)state;
    world w;
    build_with(&w, "县道 o 0 0 1000 0\n高速 - 0 0 0 1000\n轮渡 - 1000 0 2000 0", (situ_network_options){.on_foot = true});
    CHECK_NEAR(w.n->edges[0].minutes, 12, 1e-5);
    CHECK_NEAR(w.n->edges[0].minutes_back, 12, 1e-5);
    assert_true(isinf(w.n->edges[1].minutes));
    CHECK_NEAR(w.n->edges[2].minutes, 30 + 4, 1e-5); // 1 km at 15 km/h
    end(&w);
}

static void network__a_ferry_is_waited_for_once(void **state)
{
    (void)state;
    world w;
    // Two pieces of one crossing: waiting at the roads, not in mid-water. A pier of its own at the far end.
    build(&w, "县道 - 0 0 1000 0\n轮渡 - 1000 0 2000 0\n轮渡 - 2000 0 3500 0");
    CHECK_NEAR(w.n->edges[1].minutes, 34, 1e-5);
    CHECK_NEAR(w.n->edges[1].minutes_back, 4, 1e-5);
    CHECK_NEAR(w.n->edges[2].minutes, 6, 1e-5);
    CHECK_NEAR(w.n->edges[2].minutes_back, 36, 1e-5);
    assert_int_equal(components(&w, true), 1);
    assert_int_equal(components(&w, false), 3);
    end(&w);
}

static void network__a_ferry_is_brought_to_the_nearest_road(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - 0 0 1000 0\n轮渡 - 500 60 500 3000\n县道 - 400 3080 900 3080"); // 60 m and 80 m short
    assert_int_equal(w.n->edge_count, 5);
    assert_int_equal(components(&w, true), 1);
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_FERRY_JOINED"), 1);
    end(&w);
    build(&w, "县道 - 0 0 1000 0\n轮渡 - 500 160 500 3000");
    assert_int_equal(components(&w, true), 2);
    end(&w);
}

static void network__places_meet_the_nearest_passable_edge(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - 0 0 1000 0 1000 1000\n县道 X 0 300 900 300\n轮渡 - 2000 400 9000 400\n高速 - 0 -200 1000 -200\n村道 t 0 150 900 150\n步道 - 300 50 350 50\n县道 - 1000 1000 1000 9000");
    situ_network_snap s = situ_network_snap_to(w.n, 500, 290); // the closed road, the tunnel and the scrap are nearer
    assert_int_equal(s.edge, 0);
    CHECK_NEAR(s.off_m, 290, 1e-9);
    CHECK_NEAR(s.along, 0.25, 1e-12);
    CHECK_NEAR(s.at.x, 500, 1e-9);
    s = situ_network_snap_to(w.n, 500, -190); // 10 m off the motorway: on it
    assert_int_equal(w.n->edges[s.edge].row, 3);
    s = situ_network_snap_to(w.n, 500, -150); // 50 m off: not entered from here
    assert_int_equal(w.n->edges[s.edge].row, 0);
    s = situ_network_snap_to(w.n, 5000, 390); // amid the water: the ferry's nearer end
    assert_int_equal(w.n->edges[s.edge].row, 2);
    CHECK_NEAR(s.along, 0, 1e-12);
    CHECK_NEAR(s.off_m, hypot(3000, 10), 1e-6);
    s = situ_network_snap_to(w.n, 6000, 390);
    CHECK_NEAR(s.along, 1, 1e-12);
    s = situ_network_snap_near(w.n, 500, 290, 1, 280);
    assert_int_equal(s.edge, UINT32_MAX);
    s = situ_network_snap_to(w.n, -1e6, -5e5);
    assert_int_equal(w.n->edges[s.edge].row, 0);
    CHECK_NEAR(s.along, 0, 1e-12);
    s = situ_network_snap_to(w.n, NAN, 0);
    assert_int_equal(s.edge, UINT32_MAX);
    end(&w);
    build(&w, "高速 - 0 0 1000 0"); // nothing else: then there
    s = situ_network_snap_to(w.n, 500, 400);
    assert_int_equal(s.edge, 0);
    end(&w);
    build(&w, "县道 X 0 0 1000 0");
    s = situ_network_snap_to(w.n, 500, 400);
    assert_int_equal(s.edge, UINT32_MAX);
    end(&w);
    build(&w, "县道 -");
    assert_int_equal(w.n->edge_count, 0);
    assert_int_equal(situ_network_snap_to(w.n, 0, 0).edge, UINT32_MAX);
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_NO_LINES"), 1);
    assert_int_equal(components(&w, true), 0);
    end(&w);
}

static void network__bridges_isolate_the_lighter_side(void **state)
{
    (void)state;
    world w;
    uint8_t *is_bridge;
    double *isolated;
    // A ring of three, a way out to the east of two edges, and a doubled way to the north.
    build(&w, "县道 - 0 0 1000 0\n县道 - 1000 0 500 800\n县道 - 500 800 0 0\n县道 - 1000 0 2000 0\n县道 - 2000 0 3000 0\n村道 - 500 800 400 1000 500 2000\n村道 - 500 800 600 1000 500 2000");
    double weight[] = {100, 1, 10, 7, 40, 3};
    assert_int_equal(w.n->node_count, 6);
    CHECK_OK(situ_network_bridges(&is_bridge, &isolated, w.n, weight, true, &w.f.err), w.f.err);
    const uint8_t expected[] = {0, 0, 0, 1, 1, 0, 0};
    assert_memory_equal(is_bridge, expected, 7);
    CHECK_NEAR(isolated[3], 47, 1e-9);
    CHECK_NEAR(isolated[4], 40, 1e-9);
    CHECK_NEAR(isolated[0], 0, 0);
    situ_free(is_bridge);
    situ_free(isolated);
    weight[4] = 1000; // now the rest is lighter
    CHECK_OK(situ_network_bridges(&is_bridge, &isolated, w.n, weight, true, &w.f.err), w.f.err);
    CHECK_NEAR(isolated[4], 121, 1e-9);
    situ_free(is_bridge);
    situ_free(isolated);
    end(&w);
}

static void network__a_walked_way_takes_the_slope(void **state)
{
    (void)state;
    world w;
    situ_grid dem = {.frame = {-50, 1050, 100, 100, 11, 11}};
    float z[121];
    for (int i = 0; i < 121; i++)
        z[i] = (float)((i % 11) * 10); // rises 1 in 10 to the east
    dem.cells = z;
    build_with(&w, "步道 - 100 500 900 500", (situ_network_options){.dem = &dem});
    CHECK_NEAR(w.n->edges[0].minutes, 0.8 / 3.52344 * 60, 1e-3);      // F10: 3.523 km/h
    CHECK_NEAR(w.n->edges[0].minutes_back, 0.8 / 5.0 * 60, 1e-3);     // down 1 in 10: 5.04 / 5.04 x 5
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(network__ends_within_the_tolerance_are_one_node),
        cmocka_unit_test(network__an_end_that_touches_an_inside_splits_it),
        cmocka_unit_test(network__crossings_join_only_at_a_vertex_of_both),
        cmocka_unit_test(network__a_line_may_cross_and_touch_itself),
        cmocka_unit_test(network__places_that_are_none_are_left_out),
        cmocka_unit_test(network__what_is_closed_or_cut_does_not_pass),
        cmocka_unit_test(network__oneway_own_speeds_and_unknown_classes),
        cmocka_unit_test(network__thousands_of_unknown_classes_are_summed_up),
        cmocka_unit_test(network__speed_factors_slow_all_and_rescue_is_capped),
        cmocka_unit_test(network__on_foot_everybody_walks_and_not_on_motorways),
        cmocka_unit_test(network__a_ferry_is_waited_for_once),
        cmocka_unit_test(network__a_ferry_is_brought_to_the_nearest_road),
        cmocka_unit_test(network__places_meet_the_nearest_passable_edge),
        cmocka_unit_test(network__bridges_isolate_the_lighter_side),
        cmocka_unit_test(network__a_walked_way_takes_the_slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

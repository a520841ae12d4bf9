// SPDX-License-Identifier: MIT
// Travel times in the three modes: F10's figures, partial edges, the way back, delays, barriers, what is told.

#include "unit/analysis/roads_fixture.h"
#include "analysis/travel_rules.h"

typedef struct world {
    fixture f;
    situ_table *roads, *water;
    situ_travel *t;
} world;

static situ_status try_build(world *w, const char *roads, const char *water, situ_travel_options o)
{
    fixture_begin(&w->f);
    w->roads = roads ? roads_table("roads", roads) : NULL;
    w->water = water ? waters_table(water) : NULL;
    w->t = NULL;
    o.rules = w->f.rules;
    o.roads = w->roads;
    o.water = w->water;
    o.epsg = FIXTURE_EPSG;
    return situ_travel_new(&w->t, &o, w->f.report, NULL, &w->f.err);
}
static void build(world *w, const char *roads, const char *water, situ_travel_options o)
{
    CHECK_OK(try_build(w, roads, water, o), w->f.err);
}
static void end(world *w)
{
    situ_travel_free(w->t);
    situ_table_free(w->roads);
    situ_table_free(w->water);
    fixture_end(&w->f);
}

static float one(world *w, double sx, double sy, double delay, double tx, double ty)
{
    const situ_travel_site site = {sx, sy, delay};
    const double target[] = {tx, ty};
    float matrix = -1, nearest = -1;
    uint32_t who = 7;
    CHECK_OK(situ_travel_matrix(&matrix, w->t, &site, 1, target, 1, NULL, &w->f.err), w->f.err);
    CHECK_OK(situ_travel_nearest(&nearest, &who, w->t, &site, 1, target, 1, NULL, &w->f.err), w->f.err);
    assert_true(matrix <= nearest && matrix >= nearest); // INFINITY too
    assert_int_equal(who, isfinite(nearest) ? 0 : UINT32_MAX);
    return matrix;
}

static void f10__the_formula(void **state)
{
    (void)state;
    CHECK_NEAR(situ_travel_walk_kmh(5, 0.10), 3.523, 5e-4);
    CHECK_NEAR(12 / 40.0 * 60, 18.0, 1e-9);
    CHECK_NEAR(12 / 40.0 * 60 + 3.5 / 20.0 * 60 + 0.8 / situ_travel_walk_kmh(5, 0.10) * 60, 42.12, 5e-3);
    // Tobler's own table (v0 = 6 exp(-0.175)).
    static const double table[][2] = {{-.30, 2.50}, {-.10, 5.04}, {-.05, 6.00}, {0, 5.04}, {.05, 4.23}, {.10, 3.55}, {.20, 2.50}, {.30, 1.76}, {.50, 0.88}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CHECK_NEAR(situ_travel_walk_kmh(6 * exp(-0.175), table[i][0]), table[i][1], 6e-3);
}

// 12 km of 县道, 3.5 km of 村道, 0.8 km of footpath that climbs 1 in 10.
static const char f10_roads[] = "县道 - 0 0 12000 0\n村道 - 12000 0 15500 0\n步道 - 15500 0 16300 0";

static situ_grid slope_grid(float *z, uint32_t columns, uint32_t rows, double cell, double y0, double from_x)
{
    for (uint32_t i = 0; i < columns * rows; i++) {
        double x = i % columns * cell;
        z[i] = (float)(x > from_x ? (x - from_x) * 0.1 : 0);
    }
    return (situ_grid){.frame = {-cell / 2, y0, cell, cell, columns, rows}, .cells = z};
}

static void f10__along_the_network(void **state)
{
    (void)state;
    world w;
    float *z = malloc(820 * 100 * sizeof *z);
    situ_grid dem = slope_grid(z, 820, 100, 20, 1000, 15500);
    build(&w, f10_roads, NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK, .dem = &dem});
    CHECK_NEAR(one(&w, 0, 0, 0, 16300, 0), 42.12, 2e-2);
    CHECK_NEAR(one(&w, 0, 0, 5, 16300, 0), 47.12, 2e-2); // and the departure
    CHECK_NEAR(one(&w, 16300, 0, 0, 0, 0), 18 + 10.5 + 9.6, 2e-2); // downhill the walk is 5 km/h
    end(&w);
    build(&w, f10_roads, NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK, .dem = &dem, .toward = true});
    CHECK_NEAR(one(&w, 0, 0, 0, 16300, 0), 18 + 10.5 + 9.6, 2e-2);
    end(&w);
    free(z);
}

static void f10__over_the_surface(void **state)
{
    (void)state;
    world w;
    float *z = malloc(820 * 100 * sizeof *z);
    situ_grid dem = slope_grid(z, 820, 100, 20, 1000, 15500);
    build(&w, f10_roads, NULL, (situ_travel_options){.mode = SITU_TRAVEL_SURFACE, .dem = &dem, .box = {0, -400, 16400, 400}, .cell_m = 20, .neighbours = 8});
    // Cells of 20 m: half a cell at the ends, and at each change of speed.
    CHECK_NEAR(one(&w, 10, 10, 0, 16290, 10), 42.12, 0.35);
    CHECK_NEAR(one(&w, 16290, 10, 0, 10, 10), 38.1, 0.35);
    end(&w);
    free(z);
}

static void travel__straight_is_distance_by_detour_and_speed(void **state)
{
    (void)state;
    world w;
    build(&w, NULL, NULL, (situ_travel_options){.mode = SITU_TRAVEL_STRAIGHT});
    CHECK_NEAR(one(&w, 10000, 10000, 5, 13000, 14000), 18, 1e-5); // 5 km x 1.3 at 30 km/h
    CHECK_NEAR(one(&w, 10000, 10000, 5, 10000, 10000), 5, 1e-5);
    end(&w);
    build(&w, NULL, NULL, (situ_travel_options){.mode = SITU_TRAVEL_STRAIGHT, .speed_factor = 0.5, .limit_min = 20});
    CHECK_NEAR(one(&w, 0, 0, 0, 3000, 0), 15.6, 1e-5);
    assert_true(isinf(one(&w, 0, 0, 5, 3000, 0)));
    end(&w);
    build(&w, NULL, NULL, (situ_travel_options){.mode = SITU_TRAVEL_STRAIGHT, .on_foot = true});
    CHECK_NEAR(one(&w, 0, 0, 0, 1000, 0), 15.6, 1e-5);
    end(&w);
}

static void travel__parts_of_edges_at_both_ends(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - 0 0 4000 0\n县道 - 4000 0 4000 4000", NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 1000, 0, 0, 4000, 2000), 7.5, 1e-5);  // 3 + 2 km at 40 km/h
    CHECK_NEAR(one(&w, 1000, 0, 0, 3000, 0), 3, 1e-5);       // the same edge
    CHECK_NEAR(one(&w, 3000, 0, 0, 1000, 0), 3, 1e-5);
    CHECK_NEAR(one(&w, 1000, 200, 0, 3000, 100), 2.4 + 3 + 1.2, 1e-5); // approaches walked at 5 km/h
    CHECK_NEAR(one(&w, 1000, 500, 0, 3000, 0), 6 + 3, 1e-5);
    CHECK_NEAR(one(&w, 1000, 600, 0, 3000, 0), 15.6 + 3, 1e-5); // 0.6 km x 1.3 at 3 km/h
    CHECK_NEAR(one(&w, 1000, 600, 0, 1100, 600), 2.6, 1e-5);    // across the field, not down to the road and back
    end(&w);
}

static void travel__oneway_roads_and_the_way_back(void **state)
{
    (void)state;
    world w;
    const char *roads = "县道 o 0 0 4000 0\n县道 o 4000 0 4000 3000\n县道 o 4000 3000 0 0"; // a triangle, one way round: 4 + 3 + 5 km
    build(&w, roads, NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 1000, 0, 0, 3000, 0), 3, 1e-4);
    CHECK_NEAR(one(&w, 3000, 0, 0, 1000, 0), 15, 1e-4); // all the way round: 10 km
    end(&w);
    build(&w, roads, NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK, .toward = true});
    CHECK_NEAR(one(&w, 1000, 0, 0, 3000, 0), 15, 1e-4);
    CHECK_NEAR(one(&w, 3000, 0, 0, 1000, 0), 3, 1e-4);
    end(&w);
}

// The nearest road leads away from everything, the next one 20 m off does not: places try several.
static void travel__a_place_beside_a_oneway_road_takes_the_next(void **state)
{
    (void)state;
    world w;
    const situ_travel_options network = {.mode = SITU_TRAVEL_NETWORK};
    build(&w, "县道 - -5000 0 5000 0\n县道 o 0 0 0 400", NULL, network); // up a blind end
    CHECK_NEAR(one(&w, 0, 20, 5, 4000, 0), 5 + 0.24 + 6, 1e-4);
    CHECK_NEAR(one(&w, 4000, 0, 5, 0, 20), 5 + 6 + 0.03, 1e-4);
    CHECK_NEAR(one(&w, 0, 20, 5, 0, 20), 5, 1e-6); // the depot's own place
    CHECK_NEAR(one(&w, 0, 20, 5, 3, 20), 5 + 3 * 0.012, 1e-4);
    end(&w);
    build(&w, "县道 - -5000 0 5000 0\n县道 o 0 400 0 0", NULL, network); // down it
    CHECK_NEAR(one(&w, 4000, 0, 5, 0, 20), 5 + 6 + 0.24, 1e-4);
    CHECK_NEAR(one(&w, 0, 20, 5, 4000, 0), 5 + 6 + 0.03, 1e-4);
    end(&w);
    // Four one-way roads are nearer than the one that leads both ways; 600 m off is too far to look.
    const char *many = "县道 o 0 0 0 400\n县道 o 30 0 30 400\n县道 o 60 0 60 400\n县道 o 90 0 90 400\n县道 - 120 -5000 120 5000\n县道 - -600 -5000 -600 5000";
    build(&w, many, NULL, network);
    CHECK_NEAR(one(&w, 0, 20, 0, 120, 4020), 0.12 * 12 + 6, 1e-4);
    assert_true(isinf(one(&w, 0, 20, 0, -600, 4020)));
    end(&w);
}

static void travel__ferries_wait_and_islands_without_are_not_reached(void **state)
{
    (void)state;
    world w;
    build(&w, "县道 - 0 0 4000 0\n轮渡 - 4000 0 9000 0\n县道 - 9000 0 13000 0\n县道 - 30000 0 34000 0", NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 0, 5, 13000, 0), 5 + 6 + 30 + 20 + 6, 1e-4);
    assert_true(isinf(one(&w, 0, 0, 5, 32000, 0)));      // an island without a ferry
    assert_true(isinf(one(&w, 0, 0, 5, 32000, 20000)));  // far from any road
    assert_true(isinf(one(&w, 0, 50000, 5, 0, 0)));      // a site there
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_FAR_FROM_ROAD"), 1); // asked twice, told once
    end(&w);
    const uint8_t cut[] = {0, 1, 0, 0};
    build(&w, "县道 - 0 0 4000 0\n轮渡 - 4000 0 9000 0\n县道 - 9000 0 13000 0\n县道 - 30000 0 34000 0", NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK, .cut = cut});
    assert_true(isinf(one(&w, 0, 0, 5, 13000, 0)));
    end(&w);
}

static void travel__the_soonest_site_and_ties(void **state)
{
    (void)state;
    for (int mode = 0; mode < 3; mode++) {
        world w;
        build(&w, "县道 - 0 0 8000 0", NULL, (situ_travel_options){.mode = (situ_travel_mode)mode, .box = {-100, -1000, 8100, 1000}, .cell_m = 20});
        // 5 min later but on the spot; two equal ones.
        const situ_travel_site sites[] = {{8000, 0, 30}, {10, 10, 5}, {10, 10, 5}, {NAN, 0, 0}};
        const double targets[] = {1000, 0, 8000, 0, 2000, 0};
        float minutes[3], matrix[9];
        uint32_t who[3];
        CHECK_OK(situ_travel_nearest(minutes, who, w.t, sites, 3, targets, 3, NULL, &w.f.err), w.f.err);
        CHECK_OK(situ_travel_matrix(matrix, w.t, sites, 3, targets, 3, NULL, &w.f.err), w.f.err);
        assert_int_equal(who[0], 1);
        assert_int_equal(who[2], 1);
        for (int k = 0; k < 3; k++) {
            float least = fminf(matrix[k], fminf(matrix[3 + k], matrix[6 + k]));
            assert_true(minutes[k] <= least && minutes[k] >= least);
        }
        CHECK_OK(situ_travel_nearest(minutes, NULL, w.t, sites, 0, targets, 3, NULL, &w.f.err), w.f.err);
        assert_true(isinf(minutes[0]) && isinf(minutes[1]));
        CHECK_FAILS(SITU_E_ARGUMENT, situ_travel_nearest(minutes, NULL, w.t, sites, 4, targets, 3, NULL, &w.f.err), w.f.err);
        end(&w);
    }
}

static void travel__the_field_equals_the_targets(void **state)
{
    (void)state;
    for (int mode = 0; mode < 3; mode++) {
        world w;
        build(&w, "县道 - 0 0 8000 0\n村道 - 3000 0 3000 3000\n步道 - 3000 3000 6000 3000", "河流 l 0 1500 2500 1500",
              (situ_travel_options){.mode = (situ_travel_mode)mode, .box = {0, 0, 8000, 4000}, .cell_m = 100, .neighbours = 16});
        const situ_travel_site sites[] = {{100, 50, 15}, {7900, 50, 5}};
        const situ_raster_frame frame = {0, 4000, 200, 200, 40, 20};
        static float minutes[800], at[800];
        static uint32_t site[800], who[800];
        static double xy[1600];
        for (uint32_t i = 0; i < 800; i++) {
            xy[2 * i] = situ_raster_x(&frame, i % 40 + 0.5);
            xy[2 * i + 1] = situ_raster_y(&frame, i / 40 + 0.5);
        }
        CHECK_OK(situ_travel_field(minutes, site, &frame, w.t, sites, 2, NULL, &w.f.err), w.f.err);
        CHECK_OK(situ_travel_nearest(at, who, w.t, sites, 2, xy, 800, NULL, &w.f.err), w.f.err);
        for (int i = 0; i < 800; i++) {
            if (mode == SITU_TRAVEL_SURFACE && isinf(minutes[i]))
                continue; // a target in the river is moved out of it, a cell is not
            assert_int_equal(site[i], who[i]);
            CHECK_NEAR(minutes[i], at[i], 1e-4 * (double)at[i]);
        }
        end(&w);
    }
}

static void travel__nobody_walks_to_a_road_across_a_river(void **state)
{
    (void)state;
    world w;
    const char *roads = "县道 - 0 1000 8000 1000\n村道 - 0 1000 0 4000 8000 4000"; // the far road is 20 min longer by the village road
    const char *river = "河流 p -500 1200 9000 1200 9000 1300 -500 1300\n溪沟 l -500 3000 9000 3000";
    build(&w, roads, river, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 1000, 0, 4000, 1100), 6 + 1.2, 1e-4);          // on the near bank
    CHECK_NEAR(one(&w, 0, 1000, 0, 4000, 1500), 9 + 12 + 2.5 * 26, 1e-3); // on the far one: from the other road, across the brook
    CHECK_NEAR(one(&w, 0, 1000, 0, 4000, 1310), 9 + 12 + 2.69 * 26, 1e-3);
    end(&w);
    build(&w, roads, NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 1000, 0, 4000, 1500), 6 + 6, 1e-4);
    end(&w);
    build(&w, "县道 - 0 1000 8000 1000", "河流 l -500 1020 9000 1020\n湖泊 p 3000 2000 4000 2000 4000 3000 3000 3000", (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 1000, 0, 4000, 1028), 6 + 0.336, 1e-3); // within the width of a coarse line
    assert_true(isinf(one(&w, 0, 1000, 0, 4000, 1100)));
    end(&w);
    // A place in the water is taken to the shore: the middle of a village that owns half a lake.
    build(&w, "县道 - 0 1000 8000 1000", "湖泊 p 3000 1100 4000 1100 4000 3000 3000 3000", (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 1000, 0, 3500, 1400), 5.25 + 4.8, 1e-3);
    assert_true(isinf(one(&w, 0, 1000, 0, 3500, 3200))); // behind it: no straight way to the road is dry
    CHECK_NEAR(one(&w, 3500, 1400, 0, 0, 1000), 5.25 + 4.8, 1e-3);
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_SITE_MOVED"), 1);
    end(&w);
    // Both on the one long road round the head of a bay, 600 m from each other across it.
    build(&w, "县道 - 0 0 5000 0 5000 600 0 600", "湖泊 p -900 200 4800 200 4800 400 -900 400", (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 0, 0, 0, 600), 10.6 / 40 * 60, 1e-4);
    end(&w);
    build(&w, "县道 - 0 0 5000 0 5000 600 0 600", NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK});
    CHECK_NEAR(one(&w, 0, 0, 0, 0, 600), 15.6, 1e-4);
    end(&w);
}

static void travel__waters_bar_the_way_and_bridges_open_it(void **state)
{
    (void)state;
    world w;
    const situ_travel_options o = {.mode = SITU_TRAVEL_SURFACE, .box = {0, 0, 4000, 4000}, .cell_m = 50, .neighbours = 8};
    const char *river = "河流 p -100 1900 4100 2300 4100 2420 -100 2020"; // slanting through the whole ground
    build(&w, NULL, river, o);
    assert_true(isinf(one(&w, 2000, 500, 0, 2000, 3500)));
    CHECK_NEAR(one(&w, 2000, 500, 0, 1000, 500), 20, 0.5); // 1 km at 3 km/h
    end(&w);
    situ_travel_options knights = o;
    knights.neighbours = 16;
    build(&w, NULL, "河流 l -100 1900 4100 2300", knights); // a line alone is tight too
    assert_true(isinf(one(&w, 2000, 500, 0, 2000, 3500)));
    end(&w);
    build(&w, NULL, "溪沟 l -100 1900 4100 2300\n- l 0 1000 4000 1000", o); // streams are waded, and lines of no kind
    CHECK_NEAR(one(&w, 2000, 500, 0, 2000, 3500), 60, 1);
    end(&w);
    build(&w, "村道 b 3000 1500 3000 3000", river, o);
    CHECK_NEAR(one(&w, 3000, 1500, 0, 3000, 3000), 4.5, 0.3); // 1.5 km at 20 km/h
    CHECK_NEAR(one(&w, 2000, 500, 0, 2000, 3500), 28.3 + 4.5 + 22.4, 4); // there, across and back; eight directions are a little longer
    end(&w);
    build(&w, "村道 bX 3000 1500 3000 3000", river, o); // the bridge is down
    assert_true(isinf(one(&w, 3000, 1500, 0, 3000, 3000)));
    end(&w);
}

static void travel__roads_beside_a_river_do_not_open_it(void **state)
{
    (void)state;
    world w;
    // The road keeps within 20 m of the river, and shares its cells of 50 m; it crosses once, in the east.
    const situ_travel_options o = {.mode = SITU_TRAVEL_SURFACE, .box = {0, 0, 6000, 4000}, .cell_m = 50, .neighbours = 16};
    const char *river = "河流 l -100 1985 1500 2010 3000 1960 4500 2020 6100 1990";
    build(&w, "县道 - 0 2005 1500 2030 3000 1980 4500 2040 5900 2010", river, o);
    assert_true(isinf(one(&w, 2000, 2500, 0, 2000, 1500)));
    assert_true(isinf(one(&w, 2000, 1500, 0, 2000, 2500)));
    CHECK_NEAR(one(&w, 100, 2005, 0, 5000, 2030), 4.9 / 40 * 60, 0.5); // the road is open from end to end
    CHECK_NEAR(one(&w, 3000, 2005, 0, 3000, 3000), 20, 1);             // and its own bank
    end(&w);
    build(&w, "县道 - 0 2005 1500 2030 3000 1980 4500 2040 5900 2010\n村道 b 5500 2030 5500 1500", river, o);
    CHECK_NEAR(one(&w, 3000, 2005, 0, 5500, 1500), 2.5 / 40 * 60 + 0.53 / 20 * 60, 1);
    assert_true(isfinite(one(&w, 2000, 2500, 0, 2000, 1500)) && one(&w, 2000, 2500, 0, 2000, 1500) > 60);
    end(&w);
    build(&w, "县道 - 0 2005 6000 2005\n县道 - 0 1965 6000 1965", "河流 l -100 1985 6100 1985", o); // a road on either bank
    assert_true(one(&w, 2000, 2500, 0, 2000, 1500) < 30); // one cell holds both: they cannot be told apart
    end(&w);
}

static void travel__sites_in_water_are_moved_or_told(void **state)
{
    (void)state;
    world w;
    const situ_travel_options o = {.mode = SITU_TRAVEL_SURFACE, .box = {0, 0, 4000, 4000}, .cell_m = 50};
    build(&w, NULL, "湖泊 p 1000 1000 3000 1000 3000 3000 1000 3000", o);
    assert_true(isfinite(one(&w, 1200, 2000, 0, 500, 2000))); // 200 m from the shore
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_SITE_MOVED"), 1);
    assert_true(isinf(one(&w, 2000, 2000, 0, 500, 2000))); // 1 km
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_SITE_BLOCKED"), 1);
    assert_true(isinf(one(&w, 9000, 2000, 0, 500, 2000)));
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_SITE_OUTSIDE"), 1);
    assert_true(isfinite(one(&w, 500, 2000, 0, 1200, 2000)));
    assert_true(isinf(one(&w, 500, 2000, 0, 2000, 2000)));
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_TARGET_BLOCKED"), 1);
    end(&w);
}

static void travel__ferries_and_tunnels_are_links(void **state)
{
    (void)state;
    world w;
    const situ_travel_options o = {.mode = SITU_TRAVEL_SURFACE, .box = {0, 0, 8000, 4000}, .cell_m = 50};
    const char *strait = "河流 p 3000 -100 5000 -100 5000 4100 3000 4100";
    build(&w, "县道 - 0 2000 2940 2000\n轮渡 - 2940 2000 5060 2000\n县道 - 5060 2000 8000 2000", strait, o);
    CHECK_NEAR(one(&w, 25, 2000, 5, 7975, 2000), 5 + 30 + 2.12 / 15 * 60 + 2 * 2.91 / 40 * 60, 0.6);
    end(&w);
    build(&w, "县道 - 0 2000 2940 2000\n县道 - 5060 2000 8000 2000", strait, o);
    assert_true(isinf(one(&w, 25, 2000, 5, 7975, 2000)));
    end(&w);
    // The tunnel passes below, and is met at its mouths only: its middle is reached over the ground.
    build(&w, "县道 t 1000 2000 7000 2000", NULL, o);
    CHECK_NEAR(one(&w, 1000, 2000, 0, 7000, 2000), 9, 0.2);
    assert_true(one(&w, 1000, 2000, 0, 4000, 2025) > 55);
    end(&w);
}

static void travel__too_large_a_ground_is_refused_with_the_figure(void **state)
{
    (void)state;
    world w;
    CHECK_FAILS(SITU_E_LIMIT, try_build(&w, NULL, NULL, (situ_travel_options){.mode = SITU_TRAVEL_SURFACE, .box = {0, 0, 1e6, 1e6}, .cell_m = 10}), w.f.err);
    CHECK_HOLDS(w.f.err.cause, "10000000000");
    end(&w);
    CHECK_FAILS(SITU_E_NOT_FOUND, try_build(&w, NULL, NULL, (situ_travel_options){.mode = SITU_TRAVEL_NETWORK}), w.f.err);
    end(&w);
    CHECK_FAILS(SITU_E_ARGUMENT, try_build(&w, NULL, NULL, (situ_travel_options){.mode = SITU_TRAVEL_SURFACE}), w.f.err);
    end(&w);
}

static void travel__delays_by_team_and_depot(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_table(&f, "team", "id:t|level:t|nature:t|dispatch_min:r\na|乡镇||\nb|村网格||\nc|乡镇|政府专职|\nd|村网格|专兼职|\ne|县综合||8\nf|社会||\ng|||\nh|村网格|非专职|\ni|乡镇||-3");
    fixture_table(&f, "depot", "id:t|grade:t\na|县");
    const situ_table *t = situ_bundle_table(f.in, "team");
    const double expected[] = {15, 30, 5, 30, 8, 30, 15, 30, 15};
    for (size_t i = 0; i < 9; i++)
        CHECK_NEAR(situ_travel_delay(f.rules, t, i), expected[i], 1e-12);
    CHECK_NEAR(situ_travel_delay(f.rules, situ_bundle_table(f.in, "depot"), 0), 5, 1e-12);
    double factor;
    CHECK_OK(situ_travel_condition(&factor, f.rules, "ice", &f.err), f.err);
    CHECK_NEAR(factor, 0.5, 1e-12);
    CHECK_OK(situ_travel_condition(&factor, f.rules, "", &f.err), f.err);
    CHECK_NEAR(factor, 1, 1e-12);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_travel_condition(&factor, f.rules, "fog", &f.err), f.err);
    CHECK_HOLDS(f.err.cure, "night, rain, ice");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f10__the_formula),
        cmocka_unit_test(f10__along_the_network),
        cmocka_unit_test(f10__over_the_surface),
        cmocka_unit_test(travel__straight_is_distance_by_detour_and_speed),
        cmocka_unit_test(travel__parts_of_edges_at_both_ends),
        cmocka_unit_test(travel__oneway_roads_and_the_way_back),
        cmocka_unit_test(travel__a_place_beside_a_oneway_road_takes_the_next),
        cmocka_unit_test(travel__ferries_wait_and_islands_without_are_not_reached),
        cmocka_unit_test(travel__the_soonest_site_and_ties),
        cmocka_unit_test(travel__the_field_equals_the_targets),
        cmocka_unit_test(travel__nobody_walks_to_a_road_across_a_river),
        cmocka_unit_test(travel__waters_bar_the_way_and_bridges_open_it),
        cmocka_unit_test(travel__roads_beside_a_river_do_not_open_it),
        cmocka_unit_test(travel__sites_in_water_are_moved_or_told),
        cmocka_unit_test(travel__ferries_and_tunnels_are_links),
        cmocka_unit_test(travel__too_large_a_ground_is_refused_with_the_figure),
        cmocka_unit_test(travel__delays_by_team_and_depot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

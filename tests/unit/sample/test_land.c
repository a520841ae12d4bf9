// SPDX-License-Identifier: MIT
// The generator's tools: flow over land, cheapest ways, lines, polygons that share edges.
#include <math.h>

#include "base/alloc.h"
#include "sample/world.h"
#include "support/check.h"

// A small world with land only; heights by a formula.
static situ_world *small_world(int columns, int rows)
{
    situ_error err = {0};
    situ_world *w = NULL;
    CHECK_OK(situ_sample_world_new(&w, SITU_SAMPLE_TOWNSHIP, 5, &err), err);
    w->frame = (situ_grid_frame){columns, rows, 100, 1000, 9000};
    size_t n = (size_t)columns * (size_t)rows;
    w->height = situ_arena_alloc(w->arena, n * sizeof(float));
    w->water = situ_arena_alloc(w->arena, n);
    assert_true(w->height && w->water);
    return w;
}

static void flow__every_cell_drains_downhill(void **state)
{
    (void)state;
    enum { N = 40 };
    situ_error err = {0};
    situ_arena *arena = situ_arena_new();
    situ_flow f;
    uint8_t outlet[N * N] = {0};
    CHECK_OK(situ_sample_flow_init(&f, arena, N, N, 100, &err), err);
    for (int i = 0; i < N * N; i++) { // hollows without end
        f.height[i] = (float)(100 + 30 * sin(i * 0.7) + 20 * cos(i / N * 1.3));
        outlet[i] = i % N == 0;
    }
    f.outlet = outlet;
    CHECK_OK(situ_sample_flow_route(&f, &err), err);
    double drained = 0;
    for (int i = 0; i < N * N; i++) {
        if (outlet[i]) {
            assert_int_equal(f.receiver[i], -1);
            continue;
        }
        assert_true(f.fill[i] >= f.height[i]);
        assert_in_range(f.receiver[i], 0, N * N - 1);
        assert_true(f.fill[f.receiver[i]] < f.fill[i]);
        if (outlet[f.receiver[i]])
            drained += (double)f.area_km2[i];
    }
    CHECK_NEAR(drained, (N * N - N) * 0.01, 1e-3);
    // The order puts every receiver before its donors.
    int place[N * N];
    for (int k = 0; k < N * N; k++)
        place[f.order[k]] = k;
    for (int i = 0; i < N * N; i++)
        if (f.receiver[i] >= 0)
            assert_true(place[f.receiver[i]] < place[i]);
    situ_arena_free(arena);
}

static void flow__depression_is_filled_to_its_lip(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_arena *arena = situ_arena_new();
    situ_flow f;
    // 0 is the outlet; the hollow of 10 lies behind a lip of 50.
    const float heights[5] = {0, 50, 10, 60, 90};
    const uint8_t outlet[5] = {1, 0, 0, 0, 0};
    CHECK_OK(situ_sample_flow_init(&f, arena, 5, 1, 100, &err), err);
    memcpy(f.height, heights, sizeof heights);
    f.outlet = outlet;
    CHECK_OK(situ_sample_flow_route(&f, &err), err);
    assert_true(f.fill[2] > 50 && f.fill[2] < 50.1f);
    assert_int_equal(f.receiver[2], 1);
    CHECK_NEAR((double)f.area_km2[1], 0.04, 1e-6);
    situ_arena_free(arena);
}

static void spread__goes_round_a_wall_and_tells_its_source(void **state)
{
    (void)state;
    enum { W = 21, H = 11 };
    situ_error err = {0};
    situ_world *w = small_world(W, H);
    uint8_t mask[W * H];
    memset(mask, 1, sizeof mask);
    for (int r = 0; r < H - 1; r++) // a wall in column 10, open at the south
        mask[r * W + 10] = 0;
    situ_spread s;
    CHECK_OK(situ_sample_spread_new(&s, w, &err), err);
    const situ_spread_rules rules = {.climb = 0, .water = 50, .limit = 50, .mask = mask, .stop_cell = -1};
    const int sources[2] = {0, W - 1};
    CHECK_OK(situ_sample_spread_run(&s, w, &rules, sources, NULL, NULL, 2, &err), err);
    assert_int_equal(s.label[5 * W + 9], 1);
    assert_int_equal(s.label[5 * W + 11], 2);
    assert_int_equal(s.label[3 * W + 10], 0);
    assert_int_equal(s.cost[3 * W + 10], UINT32_MAX);
    // 9 steps east along row 0: 9 * 100 m / 5 m.
    assert_int_equal(s.cost[9], 180);
    // Following `from` leads to the source.
    int cell = 5 * W + 9, steps = 0;
    while (s.from[cell] >= 0 && steps++ < W * H)
        cell += situ_step_row[s.from[cell]] * W + situ_step_column[s.from[cell]];
    assert_int_equal(cell, 0);
    situ_sample_spread_clear(&s);
    situ_sample_world_free(w);
}

static void line__thinning_keeps_ends_and_tolerance(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_sample_line line = {0}, thin = {0};
    for (int k = 0; k <= 200; k++) {
        CHECK_OK(situ_sample_line_push(&line, k * 10, 60 * sin(k * 0.05), &err), err);
        CHECK_OK(situ_sample_line_push(&thin, k * 10, 60 * sin(k * 0.05), &err), err);
    }
    CHECK_OK(situ_sample_line_thin(&thin, 2, &err), err);
    assert_true(thin.count > 4 && thin.count < 40);
    assert_true(thin.items[0].x == 0 && thin.items[thin.count - 1].x == 2000);
    for (size_t i = 0; i < line.count; i++) { // every old point within 2 m of the new line
        double least = 1e9;
        for (size_t k = 1; k < thin.count; k++) {
            situ_point a = thin.items[k - 1], b = thin.items[k], p = line.items[i];
            double dx = b.x - a.x, dy = b.y - a.y, t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
            t = fmin(1, fmax(0, t));
            least = fmin(least, hypot(p.x - a.x - t * dx, p.y - a.y - t * dy));
        }
        assert_true(least <= 2.0001);
    }
    situ_sample_line_clear(&line);
    situ_sample_line_clear(&thin);
}

// Three lands and a lake inside one of them.
enum { SIDE = 30 };
static void paint(uint16_t *labels)
{
    for (int r = 0; r < SIDE; r++)
        for (int c = 0; c < SIDE; c++) {
            int x = c - 15, y = r - 15;
            labels[r * SIDE + c] = (uint16_t)(x * x + y * y < 20 ? 4 : c < 12 + r / 5 ? 1 : r < 14 ? 2 : 3);
        }
}

static void arcs__areas_add_up_and_holes_are_holes(void **state)
{
    (void)state;
    situ_error err = {0};
    uint16_t labels[SIDE * SIDE];
    const uint16_t groups[5] = {0, 1, 2, 3, 4}, all[5] = {0, 1, 1, 1, 1}, ring[5] = {0, 1, 1, 1, 2};
    const situ_grid_frame frame = {SIDE, SIDE, 100, 0, 3000};
    situ_arcs *arcs = NULL;
    paint(labels);
    for (int smooth = 0; smooth <= 6; smooth += 6) {
        CHECK_OK(situ_sample_arcs_new(&arcs, labels, &frame, smooth, smooth ? 10 : 0, &err), err);
        double sum = 0;
        for (uint16_t g = 1; g <= 4; g++) {
            situ_geometry *polygon = NULL;
            CHECK_OK(situ_sample_arcs_polygon(&polygon, arcs, groups, g, &err), err);
            assert_non_null(polygon);
            sum += situ_geometry_area(polygon);
            situ_geometry_free(polygon);
        }
        situ_geometry *whole = NULL, *outer = NULL;
        CHECK_OK(situ_sample_arcs_polygon(&whole, arcs, all, 1, &err), err);
        CHECK_OK(situ_sample_arcs_polygon(&outer, arcs, ring, 1, &err), err);
        CHECK_NEAR(sum, situ_geometry_area(whole), 1e-6 * sum);
        if (!smooth)
            CHECK_NEAR(sum, SIDE * SIDE * 1e4, 1);
        assert_int_equal(whole->part_count, 1);
        assert_int_equal(outer->part_count, 2);
        assert_false(outer->is_hole[0]);
        assert_true(outer->is_hole[1]);
        situ_geometry_free(whole);
        situ_geometry_free(outer);
        situ_sample_arcs_free(arcs);
    }
}

static bool has_edge(const situ_geometry *g, double ax, double ay, double bx, double by)
{
    for (uint32_t i = 1; i < g->point_count; i++)
        if (g->xy[2 * i - 2] == ax && g->xy[2 * i - 1] == ay && g->xy[2 * i] == bx && g->xy[2 * i + 1] == by)
            return true;
    return false;
}

static void arcs__neighbours_share_every_edge(void **state)
{
    (void)state;
    situ_error err = {0};
    uint16_t labels[SIDE * SIDE];
    const uint16_t groups[5] = {0, 1, 2, 3, 4};
    const situ_grid_frame frame = {SIDE, SIDE, 100, 0, 3000};
    situ_arcs *arcs = NULL;
    situ_geometry *p[5] = {0};
    paint(labels);
    CHECK_OK(situ_sample_arcs_new(&arcs, labels, &frame, 6, 15, &err), err);
    for (uint16_t g = 1; g <= 4; g++)
        CHECK_OK(situ_sample_arcs_polygon(&p[g], arcs, groups, g, &err), err);
    size_t shared = 0;
    for (int g = 1; g <= 4; g++)
        for (uint32_t i = 1; i < p[g]->point_count; i++) {
            const double *a = p[g]->xy + 2 * i - 2, *b = p[g]->xy + 2 * i;
            bool part_begins = false;
            for (uint32_t k = 0; k < p[g]->part_count; k++)
                part_begins = part_begins || p[g]->part_start[k] == i;
            bool rim = (a[0] <= 0 && b[0] <= 0) || (a[0] >= 3000 && b[0] >= 3000) || (a[1] <= 0 && b[1] <= 0) || (a[1] >= 3000 && b[1] >= 3000);
            bool corner = fmin(a[0], b[0]) < 100 || fmin(a[1], b[1]) < 100 || fmax(a[0], b[0]) > 2900 || fmax(a[1], b[1]) > 2900;
            if (part_begins || rim || corner) // smoothed corners of the rim have no neighbour
                continue;
            int found = 0;
            for (int o = 1; o <= 4; o++)
                found += o != g && has_edge(p[o], b[0], b[1], a[0], a[1]);
            assert_int_equal(found, 1);
            shared++;
        }
    assert_true(shared > 20);
    for (int g = 1; g <= 4; g++)
        situ_geometry_free(p[g]);
    situ_sample_arcs_free(arcs);
}

static void noise__is_bounded_and_same_for_a_seed(void **state)
{
    (void)state;
    double least = 9, most = -9;
    for (int k = 0; k < 20000; k++) {
        double x = k * 0.173, y = k * 0.0917, v = situ_sample_noise_sum(7, x, y, 3);
        assert_true(v == situ_sample_noise_sum(7, x, y, 3));
        least = fmin(least, v);
        most = fmax(most, v);
    }
    assert_true(least > -1.3 && most < 1.3 && most - least > 0.8);
    assert_true(situ_sample_noise(7, 1.5, 2.5) != situ_sample_noise(8, 1.5, 2.5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow__every_cell_drains_downhill),
        cmocka_unit_test(flow__depression_is_filled_to_its_lip),
        cmocka_unit_test(spread__goes_round_a_wall_and_tells_its_source),
        cmocka_unit_test(line__thinning_keeps_ends_and_tolerance),
        cmocka_unit_test(arcs__areas_add_up_and_holes_are_holes),
        cmocka_unit_test(arcs__neighbours_share_every_edge),
        cmocka_unit_test(noise__is_bounded_and_same_for_a_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

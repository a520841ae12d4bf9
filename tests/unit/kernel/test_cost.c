// SPDX-License-Identifier: MIT
// Travel time: values worked by hand, barriers, walls, links, limits, walking by Tobler's table, bad input.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kernel/cost.h"

// A grid of 10 m cells from rows of letters: '.' 1 s/m, '2'..'9' so many s/m, '#' a wall, 'w' on foot 1 s/m.
typedef struct grid {
    situ_raster_frame frame;
    float pace[1024], height[1024];
    situ_cost_source source[8];
    situ_cost_input in;
    situ_cost_result r;
} grid;

static grid *grid_of(const char *rows[], uint32_t count)
{
    grid *g = calloc(1, sizeof *g);
    assert_non_null(g);
    g->frame = (situ_raster_frame){.cell_x = 10, .cell_y = 10, .columns = (uint32_t)strlen(rows[0]), .rows = count};
    for (uint32_t r = 0; r < count; r++)
        for (uint32_t c = 0; c < g->frame.columns; c++) {
            char k = rows[r][c];
            g->pace[r * g->frame.columns + c] = k == '#' ? NAN : k == '.' ? 1.0f : k == 'w' ? -1.0f : (float)(k - '0');
        }
    g->in = (situ_cost_input){.pace = g->pace, .neighbours = 8, .sources = g->source};
    return g;
}

static void add_source(grid *g, uint32_t cell, float seconds)
{
    g->source[g->in.source_count++] = (situ_cost_source){cell, seconds};
}

static void run(grid *g)
{
    situ_error err = {0};
    situ_cost_result_free(&g->r);
    if (situ_kernel_cost(&g->r, &g->frame, &g->in, NULL, &err) != SITU_OK)
        fail_msg("%s", err.cause);
}

static void drop(grid *g)
{
    situ_cost_result_free(&g->r);
    free(g);
}

static void assert_unreached(const grid *g, uint32_t cell)
{
    assert_true(isinf(g->r.seconds[cell]));
    assert_int_equal(g->r.allocation[cell], UINT32_MAX);
    assert_int_equal(g->r.back_link[cell], SITU_COST_NONE);
}

static void assert_path(const grid *g, uint32_t cell, const uint32_t *wanted, size_t count)
{
    uint32_t *cells;
    size_t n;
    assert_int_equal(situ_cost_path(&cells, &n, &g->r, &g->frame, &g->in, cell, NULL), SITU_OK);
    assert_int_equal(n, count);
    if (count > 0)
        assert_memory_equal(cells, wanted, count * sizeof *cells);
    situ_free(cells);
}

#define SECONDS(g, cell, wanted) assert_float_equal((g)->r.seconds[cell], (float)(wanted), 1e-5f)

static void cost__a_move_takes_the_mean_pace_of_its_cells(void **state)
{
    (void)state;
    const char *rows[] = {".35", "..9"};
    grid *g = grid_of(rows, 2);
    add_source(g, 0, 0);
    run(g);
    SECONDS(g, 0, 0);
    SECONDS(g, 1, 10.0 * (1 + 3) / 2);
    SECONDS(g, 3, 10.0);
    SECONDS(g, 4, sqrt(200));
    SECONDS(g, 2, sqrt(200) + sqrt(200) * (1 + 5) / 2); // over the corner below, not through the 3
    assert_int_equal(g->r.back_link[0], SITU_COST_SOURCE);
    assert_int_equal(g->r.back_link[1], 2); // came eastwards
    assert_int_equal(g->r.back_link[4], 3); // south-east
    assert_int_equal(g->r.back_link[2], 1); // north-east
    assert_path(g, 2, (const uint32_t[]){0, 4, 2}, 3);
    assert_path(g, 0, (const uint32_t[]){0}, 1);
    drop(g);
}

static void cost__oblong_cells_have_their_own_lengths(void **state)
{
    (void)state;
    const char *rows[] = {"..", ".."};
    grid *g = grid_of(rows, 2);
    g->frame.cell_x = 30;
    g->frame.cell_y = 40;
    add_source(g, 0, 0);
    run(g);
    SECONDS(g, 1, 30);
    SECONDS(g, 2, 40);
    SECONDS(g, 3, 50);
    drop(g);
}

static void cost__a_source_behind_walls_reaches_nothing(void **state)
{
    (void)state;
    const char *rows[] = {".....", ".###.", ".#.#.", ".###.", "....."};
    grid *g = grid_of(rows, 5);
    add_source(g, 12, 0);
    run(g);
    for (uint32_t i = 0; i < 25; i++)
        if (i != 12)
            assert_unreached(g, i);
    SECONDS(g, 12, 0);
    assert_path(g, 0, NULL, 0);
    drop(g);
}

static void cost__a_source_on_a_wall_is_refused(void **state)
{
    (void)state;
    const char *rows[] = {".#.", "###"};
    const uint32_t bad[] = {1, 6};
    for (int i = 0; i < 2; i++) {
        grid *g = grid_of(rows, 2);
        situ_error err = {0};
        add_source(g, 0, 0);
        add_source(g, bad[i], 0);
        assert_int_equal(situ_kernel_cost(&g->r, &g->frame, &g->in, NULL, &err), SITU_E_ARGUMENT);
        assert_non_null(strstr(err.cause, "1")); // which one
        assert_true(err.cure[0] != '\0');
        assert_null(g->r.memory);
        drop(g);
    }
}

static void cost__walls_only_or_no_source_reach_nothing(void **state)
{
    (void)state;
    const char *walls[] = {"###", "###"}, *open[] = {"...", "..."};
    for (int i = 0; i < 2; i++) {
        grid *g = grid_of(i ? open : walls, 2);
        run(g);
        for (uint32_t cell = 0; cell < 6; cell++)
            assert_unreached(g, cell);
        drop(g);
    }
}

static void cost__one_cell_one_row_one_column(void **state)
{
    (void)state;
    const char *cell[] = {"7"}, *row[] = {"..3.."}, *column[] = {".", ".", "3"};
    grid *g = grid_of(cell, 1);
    add_source(g, 0, 25);
    run(g);
    SECONDS(g, 0, 25);
    drop(g);
    for (int k = 8; k <= 16; k += 8) {
        g = grid_of(row, 1);
        g->in.neighbours = k;
        add_source(g, 0, 0);
        run(g);
        SECONDS(g, 4, 10 + 20 + 20 + 10);
        assert_path(g, 4, (const uint32_t[]){0, 1, 2, 3, 4}, 5);
        drop(g);
    }
    g = grid_of(column, 3);
    add_source(g, 2, 0);
    run(g);
    SECONDS(g, 0, 20 + 10);
    drop(g);
}

static void cost__later_than_the_limit_is_not_reached(void **state)
{
    (void)state;
    const char *rows[] = {"......"};
    grid *g = grid_of(rows, 1);
    add_source(g, 0, 5);
    g->in.limit_s = 25; // 5, 15, 25: the limit itself counts
    run(g);
    SECONDS(g, 2, 25);
    for (uint32_t i = 3; i < 6; i++)
        assert_unreached(g, i);
    g->in.limit_s = 4; // before the start
    run(g);
    assert_unreached(g, 0);
    g->in.limit_s = INFINITY;
    run(g);
    SECONDS(g, 5, 55);
    drop(g);
}

static void cost__starts_later_and_ties_to_the_lower_source(void **state)
{
    (void)state;
    const char *rows[] = {"......."};
    grid *g = grid_of(rows, 1);
    add_source(g, 6, 0);
    add_source(g, 0, 0);
    run(g);
    assert_int_equal(g->r.allocation[2], 1);
    assert_int_equal(g->r.allocation[3], 0); // 30 s both ways
    assert_int_equal(g->r.back_link[3], 6);
    g->source[0].seconds = 20; // its neighbour on the way is reached sooner, and is its tie
    run(g);
    assert_int_equal(g->r.allocation[4], 0);
    SECONDS(g, 4, 40);
    assert_int_equal(g->r.allocation[3], 1);
    g->source[0].seconds = 60; // as late as the other's way: the lower one keeps its own cell
    run(g);
    assert_int_equal(g->r.allocation[6], 0);
    assert_int_equal(g->r.back_link[6], SITU_COST_SOURCE);
    g->source[0].seconds = 61; // too late for its own cell
    run(g);
    assert_int_equal(g->r.allocation[6], 1);
    assert_int_equal(g->r.back_link[6], 2);
    drop(g);
    g = grid_of(rows, 1);
    add_source(g, 3, 7);
    add_source(g, 3, 7);
    add_source(g, 3, 8);
    run(g);
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(g->r.allocation[i], 0);
    drop(g);
}

static void cost__ties_spread_over_areas(void **state)
{
    (void)state;
    // One pace, four corners: every cell is some tie away from another; the lowest of the nearest has it.
    enum { N = 21 };
    grid *g = grid_of((const char *[]){"....................."}, 1);
    g->frame.rows = N;
    for (uint32_t i = 0; i < N * N; i++)
        g->pace[i] = 1.0f;
    const uint32_t corners[] = {N * N - 1, N * (N - 1), N - 1, 0};
    for (int i = 0; i < 4; i++)
        add_source(g, corners[i], 0);
    run(g);
    for (uint32_t cell = 0; cell < N * N; cell++) {
        double best = INFINITY;
        uint32_t who = 0;
        for (uint32_t k = 0; k < 4; k++) {
            int dx = abs((int)(cell % N) - (int)(corners[k] % N)), dy = abs((int)(cell / N) - (int)(corners[k] / N));
            int aslant = dx < dy ? dx : dy, straight = dx + dy - 2 * aslant;
            double d = 10.0 * straight + sqrt(200) * aslant;
            if (d < best - 1e-9) {
                best = d;
                who = k;
            }
        }
        SECONDS(g, cell, best);
        assert_int_equal(g->r.allocation[cell], who);
    }
    drop(g);
}

static void cost__a_ferry_leads_over_water(void **state)
{
    (void)state;
    const char *rows[] = {"..##.", "..##."};
    const situ_cost_link ferry[] = {{1, 4, 900}, {9, 1, 100}, {0, 2, 5}}; // the last one ends in the water
    grid *g = grid_of(rows, 2);
    add_source(g, 0, 0);
    g->in.links = ferry;
    g->in.link_count = 3;
    run(g);
    SECONDS(g, 4, 910);
    SECONDS(g, 9, 920);
    assert_int_equal(g->r.back_link[4], SITU_COST_LINK);
    assert_unreached(g, 2);
    assert_path(g, 9, (const uint32_t[]){0, 1, 4, 9}, 4);
    g->in.toward = true; // to the source: by the other ferry
    run(g);
    SECONDS(g, 9, 110);
    SECONDS(g, 4, 120);
    assert_int_equal(g->r.back_link[9], SITU_COST_LINK);
    assert_path(g, 4, (const uint32_t[]){0, 1, 9, 4}, 4);
    drop(g);
}

static void cost__links_alone_connect_islands(void **state)
{
    (void)state;
    const char *rows[] = {".#.#.#."};
    const situ_cost_link chain[] = {{2, 4, 7}, {0, 2, 5}, {4, 6, 0}, {6, 4, 0}, {4, 0, 0}}; // in any order, in no time, round
    grid *g = grid_of(rows, 1);
    add_source(g, 0, 1);
    g->in.links = chain;
    g->in.link_count = 5;
    run(g);
    SECONDS(g, 2, 6);
    SECONDS(g, 4, 13);
    SECONDS(g, 6, 13);
    assert_path(g, 6, (const uint32_t[]){0, 2, 4, 6}, 4);
    assert_int_equal(g->r.allocation[6], 0);
    drop(g);
}

static void cost__a_knight_does_not_jump_a_wall(void **state)
{
    (void)state;
    const char *wall[] = {"...", "###", "..."}, *upright[] = {".#.", ".#.", ".#.", ".#."};
    grid *g = grid_of(wall, 3);
    g->in.neighbours = 16;
    add_source(g, 0, 0);
    run(g);
    for (uint32_t i = 3; i < 9; i++)
        assert_unreached(g, i);
    drop(g);
    g = grid_of(upright, 4);
    g->in.neighbours = 16;
    add_source(g, 0, 0);
    run(g);
    for (uint32_t i = 2; i < 12; i += 3)
        assert_unreached(g, i);
    drop(g);
}

static void cost__a_knight_takes_the_mean_of_four_cells(void **state)
{
    (void)state;
    const char *rows[] = {"..", "45", "92"};
    grid *g = grid_of(rows, 3);
    g->in.neighbours = 16;
    add_source(g, 0, 0);
    run(g);
    SECONDS(g, 5, sqrt(500) * (1 + 4 + 5 + 2) / 4);
    assert_int_equal(g->r.back_link[5], 11); // south-south-east
    drop(g);
}

// As r.cost: a wall of cells that touch at corners only has gaps.
static void cost__a_diagonal_wall_has_gaps(void **state)
{
    (void)state;
    const char *rows[] = {".#", "#."};
    grid *g = grid_of(rows, 2);
    add_source(g, 0, 0);
    run(g);
    SECONDS(g, 3, sqrt(200));
    drop(g);
}

// domain.md B6: Tobler's speeds in km/h; on foot at 5.037 km/h on the flat.
static void cost__walking_speeds_are_toblers(void **state)
{
    (void)state;
    static const struct { double slope, kmh; } table[] = {{-0.30, 2.50}, {-0.10, 5.04}, {-0.05, 6.00}, {0, 5.04}, {0.05, 4.23}, {0.10, 3.55}, {0.20, 2.50}, {0.30, 1.76}, {0.50, 0.88}};
    const double flat_kmh = 6.0 * exp(-0.175);
    const char *rows[] = {"ww"};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        grid *g = grid_of(rows, 1);
        g->pace[0] = g->pace[1] = (float)(-3.6 / flat_kmh);
        g->height[1] = (float)(table[i].slope * 10.0);
        g->in.elevation_m = g->height;
        add_source(g, 0, 0);
        run(g);
        assert_float_equal((float)(10.0 / (double)g->r.seconds[1] * 3.6), (float)table[i].kmh, 0.006f);
        assert_float_equal(g->r.seconds[1], (float)(10.0 * 3.6 / (6.0 * exp(-3.5 * fabs(table[i].slope + 0.05)))), 1e-5f);
        drop(g);
    }
}

static void cost__driving_ignores_slopes_and_walking_needs_heights(void **state)
{
    (void)state;
    const char *drive[] = {".."}, *walk[] = {"ww"};
    for (int i = 0; i < 3; i++) {
        grid *g = grid_of(i == 0 ? drive : walk, 1);
        g->height[1] = i == 2 ? NAN : 5.0f; // no height: flat
        g->in.elevation_m = i == 1 ? NULL : g->height;
        add_source(g, 0, 0);
        run(g);
        SECONDS(g, 1, 10);
        drop(g);
    }
    const char *both[] = {".w"}; // each half of a move at its own cell's rule
    grid *g = grid_of(both, 1);
    g->height[1] = 2.0f;
    g->in.elevation_m = g->height;
    add_source(g, 0, 0);
    run(g);
    SECONDS(g, 1, 5 + 5 * exp(3.5 * (0.25 - 0.05)));
    drop(g);
}

static void cost__there_and_back_turn_the_slope_round(void **state)
{
    (void)state;
    const char *rows[] = {"wwww"};
    grid *g = grid_of(rows, 1);
    for (uint32_t i = 0; i < 4; i++)
        g->height[i] = 2.0f * (float)i;
    g->in.elevation_m = g->height;
    add_source(g, 0, 0);
    run(g);
    float up = g->r.seconds[3];
    SECONDS(g, 3, 30 * exp(3.5 * (0.25 - 0.05)));
    g->in.toward = true; // down to the source
    run(g);
    float down = g->r.seconds[3];
    SECONDS(g, 3, 30 * exp(3.5 * (0.15 - 0.05)));
    g->source[0].cell = 3; // from above, down
    g->in.toward = false;
    run(g);
    assert_true(g->r.seconds[0] == down);
    g->in.toward = true;
    run(g);
    assert_true(g->r.seconds[0] == up);
    drop(g);
}

static void cost__bad_input_is_refused(void **state)
{
    (void)state;
    const char *rows[] = {"..", ".."};
    const situ_cost_link outside = {0, 4, 1}, backwards = {0, 1, -1}, none = {0, 1, NAN};
    grid *g = grid_of(rows, 2);
    const situ_cost_input good = g->in;
    situ_raster_frame frame = g->frame;
    situ_cost_input bad[8];
    for (int i = 0; i < 8; i++)
        bad[i] = good;
    bad[0].neighbours = 4;
    bad[1].limit_s = -1;
    bad[2].limit_s = NAN;
    bad[3].links = &outside;
    bad[4].links = &backwards;
    bad[5].links = &none;
    bad[3].link_count = bad[4].link_count = bad[5].link_count = 1;
    const situ_cost_source early = {0, -1}, never = {0, INFINITY};
    bad[6].sources = &early;
    bad[7].sources = &never;
    bad[6].source_count = bad[7].source_count = 1;
    for (int i = 0; i < 8; i++) {
        situ_error err = {0};
        assert_int_equal(situ_kernel_cost(&g->r, &frame, &bad[i], NULL, &err), SITU_E_ARGUMENT);
        assert_true(err.cause[0] != '\0');
    }
    frame.rows = 0;
    assert_int_equal(situ_kernel_cost(&g->r, &frame, &good, NULL, NULL), SITU_E_ARGUMENT);
    frame.columns = frame.rows = 65536; // beyond 2^31 cells: told before anything is read
    situ_error err = {0};
    assert_int_equal(situ_kernel_cost(&g->r, &frame, &good, NULL, &err), SITU_E_LIMIT);
    assert_non_null(strstr(err.cause, "4294967296"));
    drop(g);
}

static void cost__a_failed_allocation_is_told(void **state)
{
    (void)state;
    const char *rows[] = {"....", "...."};
    const situ_cost_link link = {0, 7, 1};
    for (uint64_t n = 1; n < 40; n++) {
        grid *g = grid_of(rows, 2);
        add_source(g, 0, 0);
        g->in.links = &link;
        g->in.link_count = 1;
        situ_alloc_fail_at(n, false);
        situ_status status = situ_kernel_cost(&g->r, &g->frame, &g->in, NULL, NULL);
        situ_alloc_fail_at(0, false);
        assert_true(status == SITU_OK || status == SITU_E_NOMEM || status == SITU_E_LIMIT);
        assert_true((status == SITU_OK) == (g->r.memory != NULL));
        bool done = status == SITU_OK;
        drop(g);
        if (done)
            return;
    }
    fail_msg("%s", "never done");
}

static void cost__a_cancelled_job_stops(void **state)
{
    (void)state;
    const char *rows[] = {"...."};
    grid *g = grid_of(rows, 1);
    situ_job *job = NULL;
    add_source(g, 0, 0);
    assert_int_equal(situ_job_new(&job, 2, NULL, NULL, NULL), SITU_OK);
    situ_job_cancel(job);
    assert_int_equal(situ_kernel_cost(&g->r, &g->frame, &g->in, job, NULL), SITU_E_CANCELLED);
    situ_job_free(job);
    drop(g);
}

static void cost__times_alone_are_the_same_times(void **state)
{
    (void)state;
    static const char *rows[] = {"..w.5.#...", ".#w.5.#.9.", ".#..ww#.9.", "..2..w...3", "#.2.##.#.."};
    for (int k = 0; k < 8; k++) {
        grid *g = grid_of(rows, 5);
        for (uint32_t i = 0; i < 50; i++)
            g->height[i] = (float)(i * 7 % 11);
        add_source(g, 0, 12);
        add_source(g, 49, 0);
        const situ_cost_link link = {0, 18, 5};
        g->in.links = &link;
        g->in.link_count = 1;
        g->in.neighbours = k & 1 ? 16 : 8;
        g->in.elevation_m = k & 2 ? g->height : NULL;
        g->in.limit_s = k & 4 ? 60 : 0;
        run(g);
        float seconds[50];
        memcpy(seconds, g->r.seconds, sizeof seconds);
        g->in.times_only = true;
        run(g);
        assert_memory_equal(seconds, g->r.seconds, sizeof seconds);
        assert_null(g->r.allocation);
        assert_null(g->r.back_link);
        uint32_t *path;
        size_t count;
        situ_error err = {0};
        assert_int_equal(situ_cost_path(&path, &count, &g->r, &g->frame, &g->in, 10, &err), SITU_OK);
        assert_int_equal(count, 0);
        drop(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost__times_alone_are_the_same_times),
        cmocka_unit_test(cost__a_move_takes_the_mean_pace_of_its_cells),
        cmocka_unit_test(cost__oblong_cells_have_their_own_lengths),
        cmocka_unit_test(cost__a_source_behind_walls_reaches_nothing),
        cmocka_unit_test(cost__a_source_on_a_wall_is_refused),
        cmocka_unit_test(cost__walls_only_or_no_source_reach_nothing),
        cmocka_unit_test(cost__one_cell_one_row_one_column),
        cmocka_unit_test(cost__later_than_the_limit_is_not_reached),
        cmocka_unit_test(cost__starts_later_and_ties_to_the_lower_source),
        cmocka_unit_test(cost__ties_spread_over_areas),
        cmocka_unit_test(cost__a_ferry_leads_over_water),
        cmocka_unit_test(cost__links_alone_connect_islands),
        cmocka_unit_test(cost__a_knight_does_not_jump_a_wall),
        cmocka_unit_test(cost__a_knight_takes_the_mean_of_four_cells),
        cmocka_unit_test(cost__a_diagonal_wall_has_gaps),
        cmocka_unit_test(cost__walking_speeds_are_toblers),
        cmocka_unit_test(cost__driving_ignores_slopes_and_walking_needs_heights),
        cmocka_unit_test(cost__there_and_back_turn_the_slope_round),
        cmocka_unit_test(cost__bad_input_is_refused),
        cmocka_unit_test(cost__a_failed_allocation_is_told),
        cmocka_unit_test(cost__a_cancelled_job_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

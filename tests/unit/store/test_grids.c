// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

static situ_grid *random_grid(uint64_t seed, const char *name, uint32_t columns, uint32_t rows)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 3);
    situ_grid *g = NULL;
    situ_raster_frame f = {.x0 = 109.123456789, .y0 = 31.5, .cell_x = 0.0003, .cell_y = 0.00025, .columns = columns, .rows = rows};
    OK(situ_grid_new(&g, name, 4490, f, err));
    for (size_t i = 0; i < (size_t)columns * rows; i++) {
        uint32_t kind = situ_rng_below(&rng, 20);
        if (kind == 0)
            g->cells[i] = -0.0f;
        else if (kind == 1)
            g->cells[i] = INFINITY;
        else if (kind > 2) // the rest stays without data
            g->cells[i] = (float)(situ_rng_normal(&rng) * 1000);
    }
    return g;
}

static void assert_grid_equal(const situ_grid *a, const situ_grid *b)
{
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->epsg, b->epsg);
    assert_memory_equal(&a->frame.x0, &b->frame.x0, 4 * sizeof(double));
    assert_int_equal(a->frame.columns, b->frame.columns);
    assert_int_equal(a->frame.rows, b->frame.rows);
    assert_memory_equal(a->cells, b->cells, (size_t)a->frame.columns * a->frame.rows * sizeof(float));
}

static void grids__every_bit_comes_back(void **state)
{
    const place *p = *state;
    static const uint32_t sizes[][2] = {{1, 1}, {255, 3}, {256, 256}, {257, 513}, {1000, 7}};
    situ_grid *given[5] = {0};
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    for (size_t i = 0; i < 5; i++) {
        char name[8];
        snprintf(name, sizeof name, "g%zu", i);
        given[i] = random_grid(i, name, sizes[i][0], sizes[i][1]);
        OK(situ_store_put_grid(w, given[i], err));
    }
    OK(situ_store_put_grid(w, given[3], err)); // again: replaces itself
    OK(situ_store_commit(w, "x", "t", NULL, err));
    for (int edition = 0; edition < 2; edition++) {
        situ_store *store = NULL;
        OK(situ_store_open(&store, p->path, edition ? "public" : "internal", err));
        for (size_t i = 0; i < 5; i++) {
            situ_grid *got = NULL;
            OK(situ_store_read_grid(&got, store, given[i]->name, err));
            assert_grid_equal(given[i], got);
            situ_grid_free(got);
            assert_true(situ_store_has(store, given[i]->name));
        }
        situ_store_close(store);
    }
    for (size_t i = 0; i < 5; i++)
        situ_grid_free(given[i]);
}

static void grids__empty_tiles_take_no_room(void **state)
{
    const place *p = *state;
    situ_grid *g = NULL, *got = NULL;
    situ_raster_frame f = {.x0 = 0, .y0 = 0, .cell_x = 1, .cell_y = 1, .columns = 600, .rows = 600};
    OK(situ_grid_new(&g, "dem", 4490, f, err));
    g->cells[599 * 600 + 599] = 5; // the last of nine tiles
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_put_grid(w, g, err));
    situ_store *view = situ_store_writer_view(w);
    int64_t tiles = 0;
    OK(situ_sql_int(&tiles, &view->sql, 0, err, "SELECT count(*) FROM grid_tile"));
    assert_int_equal(tiles, 1);
    OK(situ_store_read_grid(&got, view, "dem", err));
    assert_grid_equal(g, got);
    situ_store_abort(w);
    situ_grid_free(g);
    situ_grid_free(got);
}

static void grids__hash_follows_the_content(void **state)
{
    const place *p = *state;
    char first[65], same[65], other[65];
    situ_grid *g = random_grid(1, "dem", 300, 300);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    situ_store *view = situ_store_writer_view(w);
    OK(situ_store_put_grid(w, g, err));
    OK(situ_store_content_hash(first, view, "dem", err));
    OK(situ_store_put_grid(w, g, err));
    OK(situ_store_content_hash(same, view, "dem", err));
    g->cells[7] += 1;
    OK(situ_store_put_grid(w, g, err));
    OK(situ_store_content_hash(other, view, "dem", err));
    assert_string_equal(first, same);
    assert_string_not_equal(first, other);
    situ_store_abort(w);
    situ_grid_free(g);
}

static void grids__damage_and_absence_are_told(void **state)
{
    const place *p = *state;
    situ_grid *g = random_grid(1, "dem", 300, 300), *got = NULL;
    situ_store_writer *w = NULL;
    situ_error why = {0};
    OK(situ_store_begin(&w, p->path, err));
    situ_store *view = situ_store_writer_view(w);
    assert_int_equal(situ_store_read_grid(&got, view, "dem", &why), SITU_E_NOT_FOUND);
    OK(situ_store_put_grid(w, g, err));
    OK(situ_sql_exec(&view->sql, err, "UPDATE grid_tile SET data=substr(data,1,100) WHERE ty=1 AND tx=0"));
    assert_int_equal(situ_store_read_grid(&got, view, "dem", &why), SITU_E_FORMAT);
    assert_null(got);
    assert_non_null(strstr(why.cause, "dem"));
    OK(situ_sql_exec(&view->sql, err, "UPDATE grid SET columns=2147483647"));
    assert_int_equal(situ_store_read_grid(&got, view, "dem", &why), SITU_E_FORMAT);
    g->name[0] = 'D';
    assert_int_equal(situ_store_put_grid(w, g, &why), SITU_E_ARGUMENT);
    situ_store_abort(w);
    situ_grid_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(grids__every_bit_comes_back, open_place, close_place),
        cmocka_unit_test_setup_teardown(grids__empty_tiles_take_no_room, open_place, close_place),
        cmocka_unit_test_setup_teardown(grids__hash_follows_the_content, open_place, close_place),
        cmocka_unit_test_setup_teardown(grids__damage_and_absence_are_told, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

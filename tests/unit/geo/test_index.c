// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "geo/index.h"
#include "support/check.h"

typedef struct seen {
    uint32_t ids[64];
    uint32_t count, stop_after;
} seen;

static bool see(void *user, uint32_t id)
{
    seen *s = user;
    s->ids[s->count++] = id;
    return s->count != s->stop_after;
}

// 4 x 4 points at whole numbers, id = 4 y + x; id 5 is not placed.
static void fill(double xy[32])
{
    for (int i = 0; i < 16; i++) {
        xy[2 * i] = i % 4;
        xy[2 * i + 1] = i / 4;
    }
    xy[10] = NAN;
}

static void cell_index__bins_ascend_and_leave_nan_out(void **state)
{
    (void)state;
    double xy[32];
    situ_error err = {0};
    situ_cell_index *index = NULL;
    fill(xy);
    CHECK_OK(situ_cell_index_new(&index, xy, 16, 2, &err), err);
    assert_int_equal(index->count, 15);
    assert_int_equal(index->columns, 2);
    assert_int_equal(index->rows, 2);
    assert_int_equal(index->start[4], 15);
    static const uint32_t want[] = {0, 1, 4, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15};
    assert_memory_equal(index->ids, want, sizeof want);
    situ_cell_index_free(index);
}

static void cell_index__query_counts_edges_and_stops(void **state)
{
    (void)state;
    double xy[32];
    situ_error err = {0};
    situ_cell_index *index = NULL;
    fill(xy);
    CHECK_OK(situ_cell_index_new(&index, xy, 16, 1, &err), err);
    seen s = {0};
    situ_cell_index_query(index, (situ_box){1, 1, 2, 2}, see, &s);
    assert_int_equal(s.count, 3); // 5 is missing
    assert_true(s.ids[0] == 6 && s.ids[1] == 9 && s.ids[2] == 10);
    s = (seen){.stop_after = 2};
    situ_cell_index_query(index, (situ_box){-9, -9, 9, 9}, see, &s);
    assert_int_equal(s.count, 2);
    s = (seen){0};
    situ_cell_index_query(index, (situ_box){5, 5, 9, 9}, see, &s);
    situ_cell_index_query(index, situ_box_empty(), see, &s);
    assert_int_equal(s.count, 0);
    situ_cell_index_free(index);
}

static void cell_index__nearest_breaks_ties_by_id(void **state)
{
    (void)state;
    double xy[32], d[20];
    uint32_t ids[20];
    situ_error err = {0};
    situ_cell_index *index = NULL;
    fill(xy);
    CHECK_OK(situ_cell_index_new(&index, xy, 16, 0, &err), err);
    assert_int_equal(situ_cell_index_nearest(index, 1.5, 2.5, 4, ids, d), 4);
    assert_true(ids[0] == 9 && ids[1] == 10 && ids[2] == 13 && ids[3] == 14);
    CHECK_NEAR(d[3], sqrt(0.5), 1e-15);
    assert_int_equal(situ_cell_index_nearest(index, 100, 100, 20, ids, d), 15); // fewer exist
    assert_int_equal(ids[0], 15);
    assert_int_equal(ids[14], 0);
    assert_int_equal(situ_cell_index_nearest(index, 0, 0, 0, ids, d), 0);
    assert_int_equal(situ_cell_index_nearest(index, NAN, 0, 3, ids, d), 0);
    situ_cell_index_free(index);
}

static void cell_index__degenerate_input(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_cell_index *index = NULL;
    double d[4];
    uint32_t ids[4];
    CHECK_OK(situ_cell_index_new(&index, NULL, 0, 0, &err), err);
    assert_int_equal(situ_cell_index_nearest(index, 0, 0, 1, ids, d), 0);
    situ_cell_index_free(index);
    const double same[] = {5, 5, 5, 5, 5, 5};
    CHECK_OK(situ_cell_index_new(&index, same, 3, 0, &err), err);
    assert_int_equal(situ_cell_index_nearest(index, 5, 6, 2, ids, d), 2);
    assert_true(ids[0] == 0 && ids[1] == 1 && d[0] == 1);
    situ_cell_index_free(index);
    const double far[] = {0, 0, 1e9, 1e9, 1e308, 1}; // a tiny cell must not eat all memory
    CHECK_OK(situ_cell_index_new(&index, far, 3, 0.001, &err), err);
    assert_int_equal(index->count, 2);
    assert_true((double)index->columns * index->rows <= (1 << 26));
    assert_int_equal(situ_cell_index_nearest(index, 9e8, 9e8, 1, ids, d), 1);
    assert_int_equal(ids[0], 1);
    situ_cell_index_free(index);
}

static void rtree__finds_touching_boxes_in_id_order(void **state)
{
    (void)state;
    situ_box boxes[100];
    situ_error err = {0};
    situ_rtree *tree = NULL;
    uint32_t *ids, count;
    for (int i = 0; i < 100; i++)
        boxes[i] = (situ_box){i % 10, i / 10, i % 10 + 1, i / 10 + 1};
    boxes[55] = situ_box_empty();
    CHECK_OK(situ_rtree_new(&tree, boxes, 100, &err), err);
    CHECK_OK(situ_rtree_collect(tree, (situ_box){5.5, 5.5, 6, 5.6}, &ids, &count, &err), err);
    assert_int_equal(count, 1); // 56 touches at its edge, 55 is empty
    assert_int_equal(ids[0], 56);
    situ_free(ids);
    CHECK_OK(situ_rtree_collect(tree, (situ_box){-1, -1, 20, 20}, &ids, &count, &err), err);
    assert_int_equal(count, 99);
    for (uint32_t i = 1; i < count; i++)
        assert_true(ids[i] > ids[i - 1]);
    situ_free(ids);
    CHECK_OK(situ_rtree_collect(tree, situ_box_empty(), &ids, &count, &err), err);
    assert_int_equal(count, 0);
    situ_free(ids);
    seen s = {.stop_after = 3};
    situ_rtree_query(tree, (situ_box){-1, -1, 20, 20}, see, &s);
    assert_int_equal(s.count, 3);
    situ_rtree_free(tree);
}

static void rtree__of_nothing(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_rtree *tree = NULL;
    const situ_box none[2] = {{1, 1, 0, 0}, {NAN, 0, 1, 1}};
    CHECK_OK(situ_rtree_new(&tree, none, 2, &err), err);
    seen s = {0};
    situ_rtree_query(tree, (situ_box){-9, -9, 9, 9}, see, &s);
    assert_int_equal(s.count, 0);
    situ_rtree_free(tree);
    CHECK_OK(situ_rtree_new(&tree, NULL, 0, &err), err);
    situ_rtree_free(tree);
}

static void index__survives_every_failed_allocation(void **state)
{
    (void)state;
    double xy[32];
    situ_box boxes[40];
    situ_error err = {0};
    fill(xy);
    for (int i = 0; i < 40; i++)
        boxes[i] = (situ_box){i, 0, i + 1, 1};
    for (uint64_t n = 1; n < 12; n++) {
        situ_cell_index *index = NULL;
        situ_rtree *tree = NULL;
        situ_alloc_fail_at(n, false);
        situ_status a = situ_cell_index_new(&index, xy, 16, 1, &err);
        situ_status b = situ_rtree_new(&tree, boxes, 40, &err);
        situ_alloc_fail_at(0, false);
        assert_true((a == SITU_OK) == (index != NULL));
        assert_true((b == SITU_OK) == (tree != NULL));
        assert_true(n > 7 || a == SITU_E_NOMEM || b == SITU_E_NOMEM);
        situ_cell_index_free(index);
        situ_rtree_free(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cell_index__bins_ascend_and_leave_nan_out),
        cmocka_unit_test(cell_index__query_counts_edges_and_stops),
        cmocka_unit_test(cell_index__nearest_breaks_ties_by_id),
        cmocka_unit_test(cell_index__degenerate_input),
        cmocka_unit_test(rtree__finds_touching_boxes_in_id_order),
        cmocka_unit_test(rtree__of_nothing),
        cmocka_unit_test(index__survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "graph/tree.h"

// A3 landscape body; text of 2.6 mm at scale 1.
static situ_tree_page a3(void)
{
    return (situ_tree_page){.width = 400, .height = 250, .gap_x = 2, .gap_y = 6, .gap_list = 1.2, .indent = 4, .ref_h = 3,
                            .min_scale = 0.77, .max_scale = 1.9, .radius = 0.8, .stretch_x = 1.2, .stretch_y = 1.2};
}

static void set_forms(situ_tree_node *node, int chars)
{
    node->forms[0] = (situ_tree_form){chars * 2.6 + 2, 6, false};
    node->forms[1] = (situ_tree_form){(chars + 1) / 2 * 2.6 + 2, 9, false};
    node->forms[2] = (situ_tree_form){5, chars * 2.6 + 2, true};
    node->forms[3] = (situ_tree_form){8, (chars + 1) / 2 * 2.6 + 2, true};
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool overlap(situ_box a, situ_box b)
{
    const double e = 1e-6;
    return a.x0 < b.x1 - e && b.x0 < a.x1 - e && a.y0 < b.y1 - e && b.y0 < a.y1 - e;
}

static void check_layout(const situ_tree_layout *l, const situ_tree_node *nodes, int count, const situ_tree_page *page)
{
    int *own = calloc((size_t)count, sizeof *own);
    for (int i = 0; i < l->box_count; i++) {
        const situ_tree_box *a = &l->boxes[i];
        assert_in_range(a->page, 0, l->page_count - 1);
        assert_true(a->box.x0 > -1e-6 && a->box.y0 > -1e-6);
        assert_true(a->box.x1 < page->width + 1e-6 && a->box.y1 < page->height + 1e-6);
        own[a->node] += !a->again;
        assert_true(l->scales[a->page] >= l->scale - 1e-9 && l->scales[a->page] <= page->max_scale + 1e-9);
        assert_true(a->box.x1 - a->box.x0 >= nodes[a->node].forms[a->form].w * l->scales[a->page] - 1e-6);
        assert_true(a->box.y1 - a->box.y0 >= nodes[a->node].forms[a->form].h * l->scales[a->page] - 1e-6);
        for (int k = 0; k < i; k++)
            assert_false(l->boxes[k].page == a->page && overlap(a->box, l->boxes[k].box));
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(own[i], 1); // nothing lost, nothing twice
    free(own);
    for (int i = 0; i < l->link_count; i++) { // lines run square and through no box
        const situ_tree_link *k = &l->links[i];
        for (int p = 1; p < k->count; p++) {
            situ_point a = k->points[p - 1], b = k->points[p];
            situ_box seg = situ_box_of(a.x, a.y, b.x, b.y);
            assert_true(fabs(a.x - b.x) < 1e-6 || fabs(a.y - b.y) < 1e-6);
            for (int q = 0; q < l->box_count; q++)
                if (l->boxes[q].page == k->page) {
                    situ_box in = situ_box_grow(l->boxes[q].box, -1e-4);
                    assert_false(seg.x0 < in.x1 && in.x0 < seg.x1 && seg.y0 < in.y1 && in.y0 < seg.y1);
                }
        }
    }
}

// Children of one unit on one page: in sheet order row by row (top, then left), lists column by column.
static void check_order(const situ_tree_layout *l, const situ_tree_node *nodes)
{
    for (int i = 0; i < l->box_count; i++)
        for (int k = 0; k < l->box_count; k++) {
            const situ_tree_box *a = &l->boxes[i], *b = &l->boxes[k];
            if (a->page != b->page || a->node >= b->node || nodes[a->node].parent != nodes[b->node].parent || a->again || b->again)
                continue;
            bool lefter = a->box.x0 < b->box.x0 + 1e-6, higher = a->box.y0 < b->box.y0 - 1e-6;
            assert_true(lefter || higher);
        }
}

static void tree__random_trees_keep_their_promises(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        uint64_t rng = seed * 0x9E3779B97F4A7C15u;
        int count = 1 + (int)(next_random(&rng) % 150);
        situ_tree_node *nodes = calloc((size_t)count, sizeof *nodes);
        for (int i = 0; i < count; i++) {
            int window = 1 + (int)(next_random(&rng) % 12);
            nodes[i].parent = i == 0 ? -1 : (int)(next_random(&rng) % (uint64_t)(i < window ? i : window));
            if (i > 0 && next_random(&rng) % 8 == 0)
                nodes[i].parent = (int)(next_random(&rng) % (uint64_t)i);
            nodes[i].group = (int)(next_random(&rng) % 2);
            nodes[i].rel = (int)(next_random(&rng) % 3);
            nodes[i].upright = next_random(&rng) % 6 == 0;
            set_forms(&nodes[i], 3 + (int)(next_random(&rng) % 9));
        }
        situ_arena *arena = situ_arena_new();
        situ_tree_layout layout;
        situ_tree_page page = a3();
        situ_error err = {0};
        situ_status status = situ_tree_layout_make(&layout, nodes, count, &page, arena, &err);
        if (status != SITU_OK)
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.cause);
        printf("seed %llu: %d units, %d pages, scale %.2f\n", (unsigned long long)seed, count, layout.page_count, layout.scale);
        assert_true(layout.scale >= page.min_scale - 1e-9 && layout.scale <= page.max_scale + 1e-9);
        check_layout(&layout, nodes, count, &page);
        check_order(&layout, nodes);
        situ_arena_free(arena);
        free(nodes);
    }
}

// 县 -> 5 units of 12 leaves each: the top is centred over its children and the page is well used.
static int regular(situ_tree_node *nodes, int branches, int leaves)
{
    int n = 0;
    nodes[n++].parent = -1;
    for (int b = 0; b < branches; b++)
        nodes[n++].parent = 0;
    for (int b = 0; b < branches; b++)
        for (int k = 0; k < leaves; k++)
            nodes[n++].parent = 1 + b;
    for (int i = 0; i < n; i++)
        set_forms(&nodes[i], 6);
    return n;
}

static void tree__regular_tree_fills_the_sheet_centred(void **state)
{
    (void)state;
    situ_tree_node nodes[80] = {0};
    int n = regular(nodes, 5, 12);
    situ_arena *arena = situ_arena_new();
    situ_tree_layout l;
    situ_tree_page page = a3();
    situ_error err = {0};
    situ_box ink = situ_box_empty();
    assert_int_equal(situ_tree_layout_make(&l, nodes, n, &page, arena, &err), SITU_OK);
    assert_int_equal(l.page_count, 1);
    assert_true(l.scale > 1.0);
    for (int i = 0; i < l.box_count; i++)
        ink = situ_box_union(ink, l.boxes[i].box);
    assert_true(ink.x1 - ink.x0 > 0.85 * page.width);
    assert_true(ink.y1 - ink.y0 > 0.80 * page.height);
    double top = 0, left = 0, right = 0;
    for (int i = 0; i < l.box_count; i++) {
        double cx = (l.boxes[i].box.x0 + l.boxes[i].box.x1) / 2;
        if (l.boxes[i].node == 0)
            top = cx;
        if (l.boxes[i].node == 1)
            left = cx;
        if (l.boxes[i].node == 5)
            right = cx;
    }
    assert_true(fabs(top - (left + right) / 2) < 0.5);
    situ_arena_free(arena);
}

// One long list has no subtree to move: it is split, and no unit is lost.
static void tree__long_list_is_split(void **state)
{
    (void)state;
    static situ_tree_node nodes[1201];
    memset(nodes, 0, sizeof nodes);
    int n = regular(nodes, 1200, 0);
    situ_arena *arena = situ_arena_new();
    situ_tree_layout l;
    situ_tree_page page = a3();
    situ_error err = {0};
    assert_int_equal(situ_tree_layout_make(&l, nodes, n, &page, arena, &err), SITU_OK);
    assert_in_range(l.page_count, 2, 8);
    check_layout(&l, nodes, n, &page);
    situ_arena_free(arena);
}

static void tree__too_large_continues_on_pages(void **state)
{
    (void)state;
    static situ_tree_node nodes[900];
    memset(nodes, 0, sizeof nodes);
    int n = regular(nodes, 12, 60), again = 0, sent = 0;
    situ_arena *arena = situ_arena_new();
    situ_tree_layout l;
    situ_tree_page page = a3();
    situ_error err = {0};
    page.min_scale = 1.2;
    assert_int_equal(situ_tree_layout_make(&l, nodes, n, &page, arena, &err), SITU_OK);
    assert_true(l.page_count > 1);
    check_layout(&l, nodes, n, &page);
    for (int i = 0; i < l.box_count; i++) {
        sent += (l.boxes[i].ref_page >= 0 && !l.boxes[i].again) + (l.boxes[i].next_page >= 0);
        again += l.boxes[i].again;
        if (l.boxes[i].ref_page >= 0) {
            bool answered = false; // the other page holds the same unit
            for (int k = 0; k < l.box_count; k++)
                answered |= k != i && l.boxes[k].node == l.boxes[i].node && l.boxes[k].page == l.boxes[i].ref_page;
            assert_true(answered);
        }
    }
    assert_int_equal(sent, again); // every page that continues is named where it comes from
    assert_int_equal(again, l.page_count - 1);
    situ_arena_free(arena);
}

static void tree__bad_input_is_refused(void **state)
{
    (void)state;
    situ_tree_node nodes[3] = {{.parent = -1}, {.parent = 2}, {.parent = 1}};
    situ_arena *arena = situ_arena_new();
    situ_tree_layout l;
    situ_tree_page page = a3();
    situ_error err = {0};
    for (int i = 0; i < 3; i++)
        set_forms(&nodes[i], 4);
    assert_int_equal(situ_tree_layout_make(&l, nodes, 3, &page, arena, &err), SITU_E_ARGUMENT);
    nodes[1].parent = 7;
    assert_int_equal(situ_tree_layout_make(&l, nodes, 3, &page, arena, &err), SITU_E_ARGUMENT);
    assert_int_equal(situ_tree_layout_make(&l, nodes, 0, &page, arena, &err), SITU_E_ARGUMENT);
    situ_arena_free(arena);
}

static void tree__same_input_same_layout(void **state)
{
    (void)state;
    situ_tree_node nodes[80] = {0};
    int n = regular(nodes, 5, 12);
    situ_tree_layout l[2];
    situ_tree_page page = a3();
    situ_error err = {0};
    situ_arena *arena = situ_arena_new();
    for (int k = 0; k < 2; k++)
        assert_int_equal(situ_tree_layout_make(&l[k], nodes, n, &page, arena, &err), SITU_OK);
    assert_int_equal(l[0].box_count, l[1].box_count);
    for (int i = 0; i < l[0].box_count; i++)
        assert_memory_equal(&l[0].boxes[i].box, &l[1].boxes[i].box, sizeof(situ_box));
    situ_arena_free(arena);
}

static void tree__out_of_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    situ_tree_node nodes[80] = {0};
    int n = regular(nodes, 4, 5);
    situ_tree_page page = a3();
    situ_status status = SITU_E_NOMEM;
    page.min_scale = 1.7; // several pages: the moving of subtrees too
    for (uint64_t k = 1; status != SITU_OK; k++) {
        situ_arena *arena = situ_arena_new();
        situ_tree_layout l;
        situ_error err = {0};
        situ_alloc_fail_at(k, true);
        status = situ_tree_layout_make(&l, nodes, n, &page, arena, &err);
        situ_alloc_fail_at(0, false);
        situ_arena_free(arena);
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        assert_true(k < 20000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree__random_trees_keep_their_promises),
        cmocka_unit_test(tree__regular_tree_fills_the_sheet_centred),
        cmocka_unit_test(tree__long_list_is_split),
        cmocka_unit_test(tree__too_large_continues_on_pages),
        cmocka_unit_test(tree__bad_input_is_refused),
        cmocka_unit_test(tree__out_of_memory_is_an_error_and_leaks_nothing),
        cmocka_unit_test(tree__same_input_same_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

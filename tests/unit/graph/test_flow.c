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
#include "graph/flow.h"

static situ_flow_page a3(void)
{
    return (situ_flow_page){.width = 400, .height = 240, .gap = 4, .track = 2.4, .label_w = 9, .label_h = 3.4,
                            .head_across = 8, .head_down = 8, .lane_min_across = 16, .lane_min_down = 20, .connector = 6,
                            .min_scale = 0.75, .max_scale = 1.6, .radius = 0.8, .grid = 2};
}

// domain.md B2.5: nodes 1..13, arrows as written there.
static const situ_flow_kind b25_kinds[13] = {
    SITU_FLOW_START, SITU_FLOW_PROCESS, SITU_FLOW_PROCESS, SITU_FLOW_DOCUMENT, SITU_FLOW_DECISION, SITU_FLOW_PROCESS,
    SITU_FLOW_PROCESS, SITU_FLOW_GROUP, SITU_FLOW_DECISION, SITU_FLOW_PROCESS, SITU_FLOW_PROCESS, SITU_FLOW_PROCESS, SITU_FLOW_END};
static const situ_flow_arrow b25_arrows[] = {
    {0, 1, NULL}, {1, 2, NULL}, {1, 3, NULL}, {2, 4, NULL}, {3, 4, NULL}, {4, 5, "Ⅳ"}, {4, 6, "Ⅰ–Ⅲ"}, {5, 7, NULL}, {6, 7, NULL},
    {7, 8, NULL}, {8, 10, "是"}, {8, 9, "否"}, {9, 7, NULL}, {10, 11, NULL}, {11, 12, NULL}};
enum { B25_ARROWS = sizeof b25_arrows / sizeof *b25_arrows };

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool crosses(situ_box a, situ_box b)
{
    const double e = 1e-4;
    return a.x0 < b.x1 - e && b.x0 < a.x1 - e && a.y0 < b.y1 - e && b.y0 < a.y1 - e;
}

static bool touches_edge(situ_point p, situ_box b)
{
    const double e = 1e-6;
    bool in = p.x > b.x0 - e && p.x < b.x1 + e && p.y > b.y0 - e && p.y < b.y1 + e;
    bool inner = p.x > b.x0 + e && p.x < b.x1 - e && p.y > b.y0 + e && p.y < b.y1 - e;
    return in && !inner;
}

static void check_layout(const situ_flow_layout *l, const situ_flow_node *nodes, int count, const situ_flow_arrow *arrows,
                         int arrow_count, const situ_flow_page *page)
{
    int *own = calloc((size_t)count, sizeof *own), *seen = calloc((size_t)arrow_count + 1, sizeof *seen);
    for (int i = 0; i < l->box_count; i++) {
        const situ_flow_box *a = &l->boxes[i];
        assert_true(a->box.x0 > -1e-6 && a->box.y0 > -1e-6 && a->box.x1 < page->width + 1e-6 && a->box.y1 < page->height + 1e-6);
        if (a->node >= 0) {
            double w = a->form ? nodes[a->node].w2 : nodes[a->node].w, h = a->form ? nodes[a->node].h2 : nodes[a->node].h;
            own[a->node]++;
            assert_true(a->box.x1 - a->box.x0 > w * l->scale - 1e-6 && a->box.y1 - a->box.y0 > h * l->scale - 1e-6);
        }
        for (int k = 0; k < i; k++)
            assert_false(l->boxes[k].page == a->page && crosses(a->box, l->boxes[k].box));
        bool in_lane = false; // a box stays inside its own lane
        for (int k = 0; k < l->lane_count; k++)
            if (l->lanes[k].lane == a->lane && l->lanes[k].page == a->page && l->lanes[k].band == a->band)
                in_lane = situ_box_contains(situ_box_grow(l->lanes[k].body, 1e-6), a->box);
        assert_true(in_lane);
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(own[i], 1);
    for (int i = 0; i < l->route_count; i++) {
        const situ_flow_route *r = &l->routes[i];
        int ends = 0;
        seen[r->arrow]++;
        assert_true(r->count >= 2);
        for (int p = 1; p < r->count; p++) {
            situ_point a = r->points[p - 1], b = r->points[p];
            situ_box seg = situ_box_of(a.x, a.y, b.x, b.y);
            assert_true(fabs(a.x - b.x) < 1e-6 || fabs(a.y - b.y) < 1e-6);
            assert_true(seg.x0 > -1e-6 && seg.y0 > -1e-6 && seg.x1 < page->width + 1e-6 && seg.y1 < page->height + 1e-6);
            for (int q = 0; q < l->box_count; q++)
                if (l->boxes[q].page == r->page) {
                    situ_box in = situ_box_grow(l->boxes[q].box, -1e-3);
                    assert_false(seg.x0 < in.x1 && in.x0 < seg.x1 && seg.y0 < in.y1 && in.y0 < seg.y1);
                }
        }
        for (int q = 0; q < l->box_count; q++)
            if (l->boxes[q].page == r->page) {
                bool from = l->boxes[q].node == arrows[r->arrow].from || l->boxes[q].node < 0;
                bool to = l->boxes[q].node == arrows[r->arrow].to || l->boxes[q].node < 0;
                ends |= from && touches_edge(r->points[0], l->boxes[q].box) ? 1 : 0;
                ends |= to && touches_edge(r->points[r->count - 1], l->boxes[q].box) ? 2 : 0;
            }
        assert_int_equal(ends, 3);
        if (r->has_label)
            for (int q = 0; q < l->box_count; q++)
                assert_false(l->boxes[q].page == r->page && crosses(r->label, l->boxes[q].box));
    }
    for (int a = 0; a < arrow_count; a++)
        assert_true(arrows[a].to < 0 || arrows[a].to == arrows[a].from || seen[a] > 0);
    free(own);
    free(seen);
}

static void flow__b25_has_one_back_arrow(void **state)
{
    (void)state;
    int ranks[13];
    bool back[B25_ARROWS];
    situ_error err = {0};
    assert_int_equal(situ_flow_ranks(ranks, back, b25_kinds, 13, b25_arrows, B25_ARROWS, &err), SITU_OK);
    for (int a = 0; a < B25_ARROWS; a++)
        assert_int_equal(back[a], a == 12); // 10 -> 8
    const int expected[13] = {0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9};
    for (int i = 0; i < 13; i++)
        assert_int_equal(ranks[i], expected[i]);
}

static void flow__b25_is_laid_out_on_one_page(void **state)
{
    (void)state;
    static const int lanes[13] = {0, 1, 2, 3, 4, 5, 5, 6, 7, 5, 8, 9, 10};
    situ_flow_node nodes[13];
    situ_flow_layout l;
    situ_flow_page page = a3();
    situ_arena *arena = situ_arena_new();
    situ_error err = {0};
    for (int i = 0; i < 13; i++)
        nodes[i] = (situ_flow_node){lanes[i], b25_kinds[i], 34, 12, 24, 16};
    assert_int_equal(situ_flow_layout_make(&l, nodes, 13, 11, b25_arrows, B25_ARROWS, &page, arena, &err), SITU_OK);
    assert_int_equal(l.page_count, 1);
    assert_int_equal(l.route_count, B25_ARROWS);
    assert_int_equal(l.lane_count, 11);
    printf("scale %.2f across %d\n", l.scale, l.across);
    check_layout(&l, nodes, 13, b25_arrows, B25_ARROWS, &page);
    for (int i = 0; i < l.route_count; i++)
        assert_int_equal(l.routes[i].back, l.routes[i].arrow == 12);
    situ_arena_free(arena);
}

static int random_flow(uint64_t *rng, int count, int lane_count, situ_flow_node *nodes, situ_flow_arrow *arrows)
{
    int n = 0;
    for (int i = 0; i < count; i++) {
        int kind = (int)(next_random(rng) % 10);
        nodes[i].lane = (int)(next_random(rng) % (uint64_t)lane_count);
        nodes[i].kind = i == 0 ? SITU_FLOW_START : i == count - 1 ? SITU_FLOW_END : kind < 2 ? SITU_FLOW_DECISION
                        : kind == 2 ? SITU_FLOW_DOCUMENT : kind == 3 ? SITU_FLOW_GROUP : SITU_FLOW_PROCESS;
        nodes[i].w = 18 + (double)(next_random(rng) % 20);
        nodes[i].h = 8 + (double)(next_random(rng) % 8);
        nodes[i].w2 = next_random(rng) % 2 ? nodes[i].w * 0.7 : 0;
        nodes[i].h2 = nodes[i].h * 1.4;
        if (i + 1 < count)
            arrows[n++] = (situ_flow_arrow){i, i + 1, nodes[i].kind == SITU_FLOW_DECISION ? "是" : NULL};
        if (nodes[i].kind == SITU_FLOW_DECISION) {
            int to = (int)(next_random(rng) % (uint64_t)count); // forward, back or to itself
            arrows[n++] = (situ_flow_arrow){i, to, "否"};
        } else if (i + 2 < count && next_random(rng) % 6 == 0) {
            arrows[n++] = (situ_flow_arrow){i, i + 2, NULL};
        }
    }
    return n;
}

static void flow__random_flows_keep_their_promises(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t rng = seed * 0x9E3779B97F4A7C15u;
        int count = 2 + (int)(next_random(&rng) % (seed % 10 == 0 ? 60 : 18)), lanes = 1 + (int)(next_random(&rng) % 7);
        situ_flow_node nodes[64];
        situ_flow_arrow arrows[128];
        situ_flow_layout l;
        situ_flow_page page = a3();
        situ_arena *arena = situ_arena_new();
        situ_error err = {0};
        int n = random_flow(&rng, count, lanes, nodes, arrows);
        page.direction = (int)(seed % 3);
        situ_status status = situ_flow_layout_make(&l, nodes, count, lanes, arrows, n, &page, arena, &err);
        if (status != SITU_OK)
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.cause);
        printf("seed %llu: %d nodes, %d lanes, %d pages, %d bands, scale %.2f, %s\n", (unsigned long long)seed, count, lanes,
               l.page_count, l.band_count, l.scale, l.across ? "across" : "down");
        assert_true(l.scale >= page.min_scale - 1e-9 && l.scale <= page.max_scale + 1e-9);
        check_layout(&l, nodes, count, arrows, n, &page);
        situ_arena_free(arena);
    }
}

// 60 steps in a line do not fit one sheet: every cut arrow leaves into a letter and comes back from it.
static void flow__long_flow_continues_by_letters(void **state)
{
    (void)state;
    situ_flow_node nodes[60];
    situ_flow_arrow arrows[60];
    situ_flow_layout l;
    situ_flow_page page = a3();
    situ_arena *arena = situ_arena_new();
    situ_error err = {0};
    for (int i = 0; i < 60; i++) {
        nodes[i] = (situ_flow_node){i % 5, i == 0 ? SITU_FLOW_START : i == 59 ? SITU_FLOW_END : SITU_FLOW_PROCESS, 36, 14, 0, 0};
        arrows[i] = (situ_flow_arrow){i, i + 1, NULL};
    }
    page.min_scale = 1;
    assert_int_equal(situ_flow_layout_make(&l, nodes, 60, 5, arrows, 59, &page, arena, &err), SITU_OK);
    assert_true(l.band_count > 1);
    check_layout(&l, nodes, 60, arrows, 59, &page);
    int out = 0;
    for (int i = 0; i < l.box_count; i++)
        if (l.boxes[i].node < 0 && !l.boxes[i].incoming) {
            bool answered = false;
            for (int k = 0; k < l.box_count; k++)
                answered |= l.boxes[k].node < 0 && l.boxes[k].incoming && l.boxes[k].letter == l.boxes[i].letter &&
                            l.boxes[k].page == l.boxes[i].other_page;
            assert_true(answered);
            out++;
        }
    assert_int_equal(out, l.band_count - 1);
    situ_arena_free(arena);
}

static void flow__out_of_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    situ_flow_node nodes[6];
    const situ_flow_arrow arrows[] = {{0, 1, NULL}, {1, 2, "是"}, {1, 3, "否"}, {2, 4, NULL}, {3, 1, NULL}, {4, 5, NULL}};
    situ_flow_page page = a3();
    situ_status status = SITU_E_NOMEM;
    page.direction = 1;
    for (int i = 0; i < 6; i++)
        nodes[i] = (situ_flow_node){i % 2, i == 0 ? SITU_FLOW_START : i == 5 ? SITU_FLOW_END : i == 1 ? SITU_FLOW_DECISION : SITU_FLOW_PROCESS, 30, 12, 0, 0};
    for (uint64_t k = 1; status != SITU_OK; k += 1 + k / 50) {
        situ_arena *arena = situ_arena_new();
        situ_flow_layout l;
        situ_error err = {0};
        situ_alloc_fail_at(k, true);
        status = situ_flow_layout_make(&l, nodes, 6, 2, arrows, 6, &page, arena, &err);
        situ_alloc_fail_at(0, false);
        situ_arena_free(arena);
        assert_true(status == SITU_OK || status == SITU_E_NOMEM);
        assert_true(k < 200000);
    }
}

// Two hundred steps in eight lanes are laid out, on several pages, none lost.
static void flow__two_hundred_steps(void **state)
{
    (void)state;
    static situ_flow_node nodes[200];
    static situ_flow_arrow arrows[400];
    situ_flow_layout l;
    situ_flow_page page = a3();
    situ_arena *arena = situ_arena_new();
    situ_error err = {0};
    int n = 0;
    for (int i = 0; i < 200; i++) {
        nodes[i] = (situ_flow_node){(i * 5 / 3) % 8, i == 0 ? SITU_FLOW_START : i == 199 ? SITU_FLOW_END : i % 11 == 7 ? SITU_FLOW_DECISION : SITU_FLOW_PROCESS, 30, 12, 22, 16};
        if (i < 199)
            arrows[n++] = (situ_flow_arrow){i, i + 1, i % 11 == 7 ? "是" : NULL};
        if (i % 11 == 7)
            arrows[n++] = (situ_flow_arrow){i, i - 4, "否"};
    }
    assert_int_equal(situ_flow_layout_make(&l, nodes, 200, 8, arrows, n, &page, arena, &err), SITU_OK);
    printf("%d pages, scale %.2f\n", l.page_count, l.scale);
    check_layout(&l, nodes, 200, arrows, n, &page);
    situ_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow__b25_has_one_back_arrow),
        cmocka_unit_test(flow__b25_is_laid_out_on_one_page),
        cmocka_unit_test(flow__random_flows_keep_their_promises),
        cmocka_unit_test(flow__long_flow_continues_by_letters),
        cmocka_unit_test(flow__out_of_memory_is_an_error_and_leaks_nothing),
        cmocka_unit_test(flow__two_hundred_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "graph/check.h"

static bool holds(const situ_graph_findings *f, situ_graph_fault fault, int node)
{
    for (int i = 0; i < f->count; i++)
        if (f->items[i].fault == fault && f->items[i].node == node)
            return true;
    return false;
}

static void check__tree_cycle_is_told_once_at_its_first_unit(void **state)
{
    (void)state;
    const int parents[] = {-1, 4, 0, 1, 3, 2, 4, -2}; // 1 under 4 under 3 under 1; 6 hangs on the loop; 7 unknown
    situ_graph_findings f;
    situ_arena *arena = situ_arena_new();
    situ_error err = {0};
    assert_int_equal(situ_graph_check_tree(&f, parents, 8, arena, &err), SITU_OK);
    assert_int_equal(f.count, 2);
    assert_true(holds(&f, SITU_GRAPH_CYCLE, 1));
    assert_true(holds(&f, SITU_GRAPH_UNKNOWN_PARENT, 7));
    const int self[] = {0};
    assert_int_equal(situ_graph_check_tree(&f, self, 1, arena, &err), SITU_OK);
    assert_true(f.count == 1 && holds(&f, SITU_GRAPH_CYCLE, 0));
    situ_arena_free(arena);
}

static void check__flow_faults_are_found(void **state)
{
    (void)state;
    const situ_flow_kind kinds[] = {SITU_FLOW_START, SITU_FLOW_DECISION, SITU_FLOW_PROCESS, SITU_FLOW_PROCESS, SITU_FLOW_END, SITU_FLOW_PROCESS};
    const situ_flow_arrow arrows[] = {{0, 1, NULL}, {1, 2, "是"}, {3, 4, NULL}, {5, -1, NULL}};
    situ_graph_findings f;
    situ_arena *arena = situ_arena_new();
    situ_error err = {0};
    assert_int_equal(situ_graph_check_flow(&f, kinds, 6, arrows, 4, arena, &err), SITU_OK);
    assert_true(holds(&f, SITU_GRAPH_DEAD_END, 2));
    assert_true(holds(&f, SITU_GRAPH_UNREACHABLE, 3));
    assert_true(holds(&f, SITU_GRAPH_UNREACHABLE, 4));
    assert_true(holds(&f, SITU_GRAPH_UNREACHABLE, 5));
    assert_true(holds(&f, SITU_GRAPH_UNKNOWN_NEXT, 5));
    assert_true(holds(&f, SITU_GRAPH_ONE_WAY, 1));
    assert_int_equal(f.count, 6);
    assert_int_equal(situ_graph_check_flow(&f, kinds + 2, 2, NULL, 0, arena, &err), SITU_OK);
    assert_true(holds(&f, SITU_GRAPH_NO_START, -1));
    assert_true(holds(&f, SITU_GRAPH_NO_END, -1));
    assert_true(situ_graph_is_fatal(SITU_GRAPH_NO_START) && situ_graph_is_fatal(SITU_GRAPH_DEAD_END));
    assert_false(situ_graph_is_fatal(SITU_GRAPH_UNREACHABLE));
    situ_arena_free(arena);
}

static void check__next_is_read_as_sheets_write_it(void **state)
{
    (void)state;
    static const struct { const char *text; int count; const char *no[3], *label[3]; } cases[] = {
        {"6(Ⅳ),7(Ⅰ–Ⅲ)", 2, {"6", "7"}, {"Ⅳ", "Ⅰ–Ⅲ"}},
        {"11（是）、10（否）", 2, {"11", "10"}, {"是", "否"}},
        {" 3, 4 ", 2, {"3", "4"}, {NULL}},
        {"2", 1, {"2"}, {NULL}},
        {"5（一般、较大）；A-2", 2, {"5", "A-2"}, {"一般、较大", NULL}},
        {"—", 0, {NULL}, {NULL}},
        {"结束", 0, {NULL}, {NULL}},
        {NULL, 0, {NULL}, {NULL}},
    };
    situ_arena *arena = situ_arena_new();
    situ_error err = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_flow_next *next;
        int count;
        assert_int_equal(situ_flow_next_parse(&next, &count, cases[i].text, arena, &err), SITU_OK);
        assert_int_equal(count, cases[i].count);
        for (int k = 0; k < count; k++) {
            assert_string_equal(next[k].no, cases[i].no[k]);
            if (cases[i].label[k])
                assert_string_equal(next[k].label, cases[i].label[k]);
            else
                assert_null(next[k].label);
        }
    }
    situ_flow_kind kind;
    assert_true(situ_flow_kind_parse("判断", &kind) && kind == SITU_FLOW_DECISION);
    assert_false(situ_flow_kind_parse("吃饭", &kind));
    assert_int_equal(kind, SITU_FLOW_PROCESS);
    situ_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__tree_cycle_is_told_once_at_its_first_unit),
        cmocka_unit_test(check__flow_faults_are_found),
        cmocka_unit_test(check__next_is_read_as_sheets_write_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
// Random maps from tables to display lists: no label leaves the page or is cut, none is lost, and a ledger
// whose rows are sorted anew draws the same sheet, operation by operation.
#include "unit/layers/layer_fixture.h"

#include <math.h>

#include "base/hash.h"
#include "layout/compose.h"

enum { MAX_ROWS = 400 };

static const char *const names[] = {"桂溪镇", "㙟垭乡液氨库", "𡐓口镇一号滑坡", "云台镇危险化学品1号点", "石盘", "南岸街道办事处旧址", "蔈草镇", "长河大桥", "清水镇中心小学", "K109+300急弯"};
static const char *const industries[] = {"危险化学品", "矿山", "地质灾害", "道路交通", "没有的行业"};
static const char layer_yaml[] = "symbol: circle\nsymbols: industry\nby: industry\nfill: {palette: level, by: level}\noutline_width: {mm: 0.2, px: 1}\norder: \"5-level\"\n"
                                 "label: {text: name, size: {mm: 2.2, px: 11}, priority: \"10-level\", leader: yes, max_lines: 2, halo: 0.25}\n";

static situ_table *random_points(uint64_t seed, const size_t *order, size_t count)
{
    situ_table *t = table_of_text("risk", "id name industry level:int loc_quality\n");
    for (size_t k = 0; k < count; k++) {
        size_t i = order[k], row;
        situ_geometry *g = NULL;
        situ_rng rng;
        char id[32];
        situ_rng_seed(&rng, seed, i);
        snprintf(id, sizeof id, "r%04zu", i);
        CHECK_OK(situ_table_add_row(t, &row, &check_error), check_error);
        CHECK_OK(situ_table_set_text(t, row, 0, id, &check_error), check_error);
        CHECK_OK(situ_table_set_text(t, row, 1, names[situ_rng_below(&rng, 10)], &check_error), check_error);
        CHECK_OK(situ_table_set_text(t, row, 2, industries[situ_rng_below(&rng, 5)], &check_error), check_error);
        if (situ_rng_below(&rng, 8) > 0)
            situ_table_set_int(t, row, 3, situ_rng_below(&rng, 5));
        CHECK_OK(situ_table_set_text(t, row, 4, situ_rng_below(&rng, 6) ? "exact" : "village", &check_error), check_error);
        if (situ_rng_below(&rng, 20) == 0)
            continue; // no coordinates
        // Clusters, edges, corners and points beyond the frame.
        double x = situ_rng_unit(&rng) * 104000 - 2000, y = situ_rng_unit(&rng) * 104000 - 2000;
        if (situ_rng_below(&rng, 3) == 0) {
            x = 50000 + 4000 * situ_rng_unit(&rng);
            y = 50000 + 4000 * situ_rng_unit(&rng);
        } else if (situ_rng_below(&rng, 10) == 0) {
            x = situ_rng_below(&rng, 2) ? 0 : 100000;
        }
        CHECK_OK(situ_geometry_point(&g, x, y, &check_error), check_error);
        CHECK_OK(situ_table_set_geometry(t, row, g, &check_error), check_error);
    }
    return t;
}

typedef struct drawing { situ_table *table; situ_scene *scene; situ_label_plan *plan; situ_display *display; } drawing;

static void draw(drawing *d, uint64_t seed, const size_t *order, size_t count, bool screen)
{
    layer_case c = {.type = "marker", .yaml = layer_yaml, .group = "专题要素", .screen = screen};
    d->table = random_points(seed, order, count);
    d->scene = build_case(&c, d->table);
    CHECK_OK(situ_label_plan_new(&d->plan, d->scene, text_context, NULL, 0, &check_error), check_error);
    CHECK_OK(situ_display_new(&d->display, 200, 200, screen ? 0 : 72 / 25.4, &check_error), check_error);
    CHECK_OK(situ_display_scene(d->display, d->scene, 0, d->plan, 0, 0, text_context, NULL, NULL, &check_error), check_error);
    CHECK_OK(situ_display_seal(d->display, &check_error), check_error);
}

static void drawing_free(drawing *d)
{
    situ_display_free(d->display);
    situ_label_plan_free(d->plan);
    situ_scene_free(d->scene);
    situ_table_free(d->table);
}

static bool is_name(const char *text)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(names[i], text))
            return true;
    return false;
}

static void labels__no_label_leaves_the_page(void **state)
{
    size_t order[MAX_ROWS], drawn = 0;
    (void)state;
    for (size_t i = 0; i < MAX_ROWS; i++)
        order[i] = i;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        bool screen = seed % 2 == 0;
        size_t count = 20 + (size_t)(seed * 37 % (MAX_ROWS - 20));
        drawing d;
        draw(&d, seed, order, count, screen);
        for (size_t i = 0; i < d.display->count; i++) {
            const situ_display_op *op = &d.display->ops[i];
            situ_extents e;
            if (op->kind != SITU_DRAW_TEXT || op->u.text.size < (screen ? 10 : 2.1) || strlen(op->u.text.utf8) <= 4 || !is_name(op->u.text.utf8))
                continue; // marks of symbols may be cut by the frame with their symbol
            CHECK_OK(situ_text_measure(text_context, op->u.text.font, op->u.text.size, op->u.text.utf8, &e, &check_error), check_error);
            if (op->u.text.x + e.ink_left < -1e-6 || op->u.text.x + e.ink_right > 200 + 1e-6 || op->u.text.y + e.ink_top < -1e-6 || op->u.text.y + e.ink_bottom > 200 + 1e-6)
                fail_msg("seed %llu: %s at %.2f, %.2f leaves the page", (unsigned long long)seed, op->u.text.utf8, op->u.text.x, op->u.text.y);
            drawn++;
        }
        // Every candidate is drawn or listed.
        assert_int_equal(d.plan->placed_count + d.plan->unplaced_count, d.scene->label_count);
        drawing_free(&d);
    }
    print_message("seeds 1..24: %zu lines of labels drawn\n", drawn);
    assert_true(drawn > 1000);
}

static void labels__a_ledger_sorted_anew_draws_the_same_sheet(void **state)
{
    (void)state;
    for (uint64_t seed = 100; seed < 112; seed++) {
        size_t straight[MAX_ROWS], shuffled[MAX_ROWS], count = 300;
        situ_str a, b;
        situ_rng rng;
        drawing x, y;
        situ_rng_seed(&rng, seed, 777);
        for (size_t i = 0; i < count; i++)
            straight[i] = shuffled[i] = i;
        for (size_t i = count - 1; i > 0; i--) {
            size_t k = situ_rng_below(&rng, (uint32_t)i + 1), t = shuffled[i];
            shuffled[i] = shuffled[k];
            shuffled[k] = t;
        }
        draw(&x, seed, straight, count, false);
        draw(&y, seed, shuffled, count, false);
        situ_str_init(&a);
        situ_str_init(&b);
        CHECK_OK(situ_display_dump(x.display, &a, &check_error), check_error);
        CHECK_OK(situ_display_dump(y.display, &b, &check_error), check_error);
        if (strcmp(a.data, b.data) != 0) {
            size_t at = 0, line = 1;
            while (a.data[at] == b.data[at])
                line += a.data[at++] == '\n';
            fail_msg("seed %llu: the dumps part at line %zu", (unsigned long long)seed, line);
        }
        // The legend counts alike.
        assert_int_equal(x.scene->legend_count, y.scene->legend_count);
        for (size_t i = 0; i < x.scene->legend_count; i++) {
            assert_string_equal(x.scene->legend[i].label, y.scene->legend[i].label);
            assert_int_equal(x.scene->legend[i].count, y.scene->legend[i].count);
        }
        situ_str_free(&a);
        situ_str_free(&b);
        drawing_free(&x);
        drawing_free(&y);
    }
    print_message("seeds 100..111: equal\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(labels__no_label_leaves_the_page), cmocka_unit_test(labels__a_ledger_sorted_anew_draws_the_same_sheet)};
    return cmocka_run_group_tests(tests, layers_setup, layers_teardown);
}

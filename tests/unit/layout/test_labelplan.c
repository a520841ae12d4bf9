// SPDX-License-Identifier: MIT
// The label plan as properties: nothing overlaps, the order of candidates does not matter, every label
// is either placed or listed, the more important wins.
#include "support/check.h"

#include <math.h>

#include "base/hash.h"
#include "layout/labelplan.h"

static situ_error check_error;
static situ_text *text;

static int open_fonts(void **state)
{
    situ_resources res = {0};
    static char styles[1024];
    (void)state;
    snprintf(styles, sizeof styles, "%s/styles", SITU_SOURCE_DIR);
    res.dirs[0] = styles;
    return situ_text_new(&text, &res, &check_error) == SITU_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    situ_text_free(text);
    return 0;
}

static const char *const names[] = {"桂溪镇", "㙟垭乡", "𡐓口镇", "云台镇危险化学品1号点", "石盘", "南岸街道办事处", "蔈草镇", "一号滑坡", "长河大桥", "清水镇中心小学"};

static situ_scene *scene_of(size_t count, uint64_t seed, const size_t *order)
{
    situ_frame frame = {.media = SITU_PAPER, .epsg = 4545, .world = {0, 0, 60000, 60000}, .scale = 1.0 / 300, .width = 200, .height = 200, .content = 1, .denominator = 300000};
    situ_scene *scene = NULL;
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    for (size_t k = 0; k < count; k++) {
        size_t i = order ? order[k] : k;
        situ_rng rng;
        char id[32];
        situ_label label = {.kind = SITU_LABEL_POINT, .size = 2.2, .offset = 1, .max_lines = 1, .feature = (uint32_t)i};
        situ_rng_seed(&rng, seed, i);
        snprintf(id, sizeof id, "r%04zu", i);
        label.id = id;
        label.text = names[situ_rng_below(&rng, 10)];
        label.x = 5 + 190 * situ_rng_unit(&rng);
        label.y = 5 + 190 * situ_rng_unit(&rng);
        label.priority = situ_rng_below(&rng, 4);
        label.leader = situ_rng_below(&rng, 2) == 0;
        CHECK_OK(situ_scene_add_label(scene, &label, &check_error), check_error);
    }
    CHECK_OK(situ_scene_seal(scene, &check_error), check_error);
    return scene;
}

static bool overlap(situ_box a, situ_box b)
{
    return fmin(a.x1, b.x1) - fmax(a.x0, b.x0) > 1e-9 && fmin(a.y1, b.y1) - fmax(a.y0, b.y0) > 1e-9;
}

static void labelplan__no_two_labels_overlap_and_none_leaves_the_frame(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        situ_scene *scene = scene_of(700, seed, NULL);
        situ_label_plan *plan = NULL;
        CHECK_OK(situ_label_plan_new(&plan, scene, text, NULL, 0, &check_error), check_error);
        print_message("seed %llu: %zu placed, %zu not\n", (unsigned long long)seed, plan->placed_count, plan->unplaced_count);
        assert_true(plan->placed_count > 150);
        for (size_t i = 0; i < plan->placed_count; i++) {
            situ_box b = plan->placed[i].box;
            assert_true(b.x0 >= -1e-9 && b.y0 >= -1e-9 && b.x1 <= 200 + 1e-9 && b.y1 <= 200 + 1e-9);
            for (size_t k = 0; k < i; k++)
                assert_false(overlap(b, plan->placed[k].box));
        }
        situ_label_plan_free(plan);
        situ_scene_free(scene);
    }
}

static void labelplan__every_label_is_placed_or_listed_once(void **state)
{
    situ_scene *scene = scene_of(500, 42, NULL);
    situ_label_plan *plan = NULL;
    int seen[500] = {0};
    (void)state;
    CHECK_OK(situ_label_plan_new(&plan, scene, text, NULL, 0, &check_error), check_error);
    for (size_t i = 0; i < plan->placed_count; i++)
        seen[plan->placed[i].label]++;
    for (size_t i = 0; i < plan->unplaced_count; i++)
        seen[plan->unplaced[i]]++;
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(seen[i], 1);
    situ_label_plan_free(plan);
    situ_scene_free(scene);
}

// Where each feature's label ended up, independent of its index.
static void positions(double *out, size_t count, const situ_scene *scene, const situ_label_plan *plan)
{
    for (size_t i = 0; i < 2 * count; i++)
        out[i] = -1;
    for (size_t i = 0; i < plan->placed_count; i++) {
        uint32_t feature = scene->labels[plan->placed[i].label].feature;
        out[2 * feature] = plan->placed[i].lines[0].x;
        out[2 * feature + 1] = plan->placed[i].lines[0].y;
    }
}

static void labelplan__does_not_depend_on_the_order_of_candidates(void **state)
{
    enum { N = 400 };
    static double a[2 * N], b[2 * N];
    static size_t order[N];
    situ_rng rng;
    (void)state;
    situ_rng_seed(&rng, 99, 0);
    for (size_t i = 0; i < N; i++)
        order[i] = i;
    for (size_t i = N - 1; i > 0; i--) {
        size_t k = situ_rng_below(&rng, (uint32_t)i + 1), t = order[i];
        order[i] = order[k];
        order[k] = t;
    }
    situ_scene *s1 = scene_of(N, 5, NULL), *s2 = scene_of(N, 5, order);
    situ_label_plan *p1 = NULL, *p2 = NULL;
    CHECK_OK(situ_label_plan_new(&p1, s1, text, NULL, 0, &check_error), check_error);
    CHECK_OK(situ_label_plan_new(&p2, s2, text, NULL, 0, &check_error), check_error);
    positions(a, N, s1, p1);
    positions(b, N, s2, p2);
    assert_memory_equal(a, b, sizeof a);
    situ_label_plan_free(p1);
    situ_label_plan_free(p2);
    situ_scene_free(s1);
    situ_scene_free(s2);
}

static situ_scene *two_labels_at_one_place(double first, double second)
{
    situ_frame frame = {.media = SITU_PAPER, .world = {0, 0, 100, 100}, .scale = 1, .width = 16, .height = 3.2, .content = 1, .denominator = 1000};
    situ_scene *scene = NULL;
    situ_label label = {.kind = SITU_LABEL_AREA, .size = 3, .x = 8, .y = 1.6, .room = 2, .max_lines = 1, .text = "桂溪镇", .id = "b", .priority = first};
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    CHECK_OK(situ_scene_add_label(scene, &label, &check_error), check_error);
    label.id = "a";
    label.text = "石盘镇";
    label.priority = second;
    CHECK_OK(situ_scene_add_label(scene, &label, &check_error), check_error);
    CHECK_OK(situ_scene_seal(scene, &check_error), check_error);
    return scene;
}

static void labelplan__the_more_important_wins_then_the_smaller_id(void **state)
{
    situ_scene *scene = two_labels_at_one_place(5, 1);
    situ_label_plan *plan = NULL;
    (void)state;
    CHECK_OK(situ_label_plan_new(&plan, scene, text, NULL, 0, &check_error), check_error);
    assert_int_equal(plan->placed_count, 1);
    assert_string_equal(plan->placed[0].lines[0].text, "桂溪镇");
    assert_int_equal(plan->unplaced_count, 1);
    situ_label_plan_free(plan);
    situ_scene_free(scene);
    scene = two_labels_at_one_place(1, 1);
    CHECK_OK(situ_label_plan_new(&plan, scene, text, NULL, 0, &check_error), check_error);
    assert_string_equal(plan->placed[0].lines[0].text, "石盘镇");
    situ_label_plan_free(plan);
    situ_scene_free(scene);
}

static void labelplan__required_labels_are_placed_and_told(void **state)
{
    situ_scene *scene = two_labels_at_one_place(5, 1);
    situ_label_plan *plan = NULL;
    (void)state;
    scene->labels[1].required = true;
    CHECK_OK(situ_label_plan_new(&plan, scene, text, NULL, 0, &check_error), check_error);
    assert_int_equal(plan->placed_count, 2);
    assert_int_equal(plan->unplaced_count, 0);
    assert_true(plan->placed[1].forced);
    situ_label_plan_free(plan);
    situ_scene_free(scene);
}

static void labelplan__reserved_places_stay_free(void **state)
{
    situ_scene *scene = scene_of(600, 3, NULL);
    situ_label_plan *plan = NULL;
    situ_box corner = {140, 0, 200, 60};
    (void)state;
    CHECK_OK(situ_label_plan_new(&plan, scene, text, &corner, 1, &check_error), check_error);
    for (size_t i = 0; i < plan->placed_count; i++)
        assert_false(overlap(plan->placed[i].box, corner));
    situ_label_plan_free(plan);
    situ_scene_free(scene);
}

static void labelplan__a_river_name_follows_the_river_and_reads_upright(void **state)
{
    situ_frame frame = {.media = SITU_PAPER, .world = {0, 0, 100, 100}, .scale = 1, .width = 100, .height = 100, .content = 1, .denominator = 1000};
    situ_scene *scene = NULL;
    situ_label_plan *plan = NULL;
    uint8_t verbs[] = {SITU_MOVE, SITU_LINE};
    double xy[] = {90, 20, 10, 80}; // drawn from right to left
    situ_label label = {.kind = SITU_LABEL_LINE, .size = 4, .text = "清溪河", .line = {verbs, xy, 2, 2}, .max_lines = 1};
    (void)state;
    CHECK_OK(situ_scene_new(&scene, &frame, &check_error), check_error);
    CHECK_OK(situ_scene_add_label(scene, &label, &check_error), check_error);
    CHECK_OK(situ_scene_seal(scene, &check_error), check_error);
    CHECK_OK(situ_label_plan_new(&plan, scene, text, NULL, 0, &check_error), check_error);
    assert_int_equal(plan->placed_count, 1);
    CHECK_NEAR(plan->placed[0].angle_rad, atan2(-60, 80), 1e-9); // left end first, rising
    situ_label_plan_free(plan);
    situ_scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labelplan__no_two_labels_overlap_and_none_leaves_the_frame), cmocka_unit_test(labelplan__every_label_is_placed_or_listed_once),
        cmocka_unit_test(labelplan__does_not_depend_on_the_order_of_candidates), cmocka_unit_test(labelplan__the_more_important_wins_then_the_smaller_id),
        cmocka_unit_test(labelplan__required_labels_are_placed_and_told), cmocka_unit_test(labelplan__reserved_places_stay_free),
        cmocka_unit_test(labelplan__a_river_name_follows_the_river_and_reads_upright)};
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}

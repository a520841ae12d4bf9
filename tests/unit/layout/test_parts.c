// SPDX-License-Identifier: MIT
// Title, scale bar, notes and north arrow.
#include "unit/layout/part_fixture.h"

static void title__a_long_name_shrinks_before_it_is_cut(void **state)
{
    static const char *short_words[] = {"title", "岚川县安全风险分布图(2026年)", NULL};
    static const char *long_words[] = {"title", "积石山保安族东乡族撒拉族自治县安全风险分布图暨救援物资装备分布图及应急管理组织架构图(2026年)", "subtitle", "比例尺 1:300 000", NULL};
    const situ_box box = {10, 10, 210, 26};
    const situ_display_op *op;
    part_bench b;
    (void)state;
    bench_open(&b, "title", "", 300000);
    b.in.words = short_words;
    bench_draw(&b, box);
    op = text_op(&b, short_words[1]);
    assert_non_null(op);
    CHECK_NEAR(op->u.text.size, 9, 1e-9); // look.md
    CHECK_NEAR(op->u.text.x + text_right(op), box.x0 + box.x1, 1e-6); // centred
    assert_inside(&b, box, 0.01);
    bench_close(&b);

    bench_open(&b, "title", "", 300000);
    b.in.words = long_words;
    bench_draw(&b, box);
    op = text_op(&b, long_words[1]);
    assert_non_null(op); // one run, nothing cut
    assert_true(op->u.text.size < 9);
    assert_true(op->u.text.x >= box.x0 - 1e-6 && text_right(op) <= box.x1 + 1e-6);
    assert_non_null(text_op(&b, "比例尺 1:300 000"));
    assert_true(text_op(&b, "比例尺 1:300 000")->u.text.y > op->u.text.y);
    bench_close(&b);
}

static void title__marks_stand_at_the_sides(void **state)
{
    static const char *words[] = {"title", "图", "status_mark", "征求意见稿", "secrecy", "内部资料 注意保管", NULL};
    const situ_box box = {10, 10, 210, 26};
    part_bench b;
    (void)state;
    bench_open(&b, "title", "", 300000);
    b.in.words = words;
    bench_draw(&b, box);
    CHECK_NEAR(text_op(&b, "内部资料 注意保管")->u.text.x, box.x0, 1e-6);
    CHECK_NEAR(text_right(text_op(&b, "征求意见稿")), box.x1, 1e-6);
    bench_close(&b);
}

// The bar of a drawn scale: from the left edge of its first cell to the right edge of its last.
static double bar_length(const part_bench *b, double *height)
{
    double x0 = INFINITY, x1 = -INFINITY;
    int cells = 0;
    for (size_t i = 0; i < b->display->count; i++) {
        const situ_display_op *op = &b->display->ops[i];
        if (op->kind != SITU_DRAW_PATH || op->u.path.brush.color.a == 0 || op->u.path.path.point_count != 4 || op->u.path.path.xy[5] - op->u.path.path.xy[1] > 5)
            continue;
        x0 = fmin(x0, op->u.path.path.xy[0]);
        x1 = fmax(x1, op->u.path.path.xy[2]);
        *height = op->u.path.path.xy[5];
        cells++;
    }
    assert_true(cells >= 2 && cells <= 5);
    return x1 - x0;
}

static void scale__bar_is_true_at_every_scale(void **state)
{
    static const double denominators[] = {5000, 12000, 25000, 80000, 120000, 125000, 250000, 300000, 400000, 500000, 1000000};
    (void)state;
    for (size_t i = 0; i < sizeof denominators / sizeof *denominators; i++)
        for (int on_map = 0; on_map <= 1; on_map++) {
            const double ks[] = {0.8, 1, 2.8};
            for (size_t j = 0; j < 3; j++) {
                part_bench b;
                const situ_display_op *op = NULL;
                double length, y = 0;
                bench_open(&b, "scale", on_map ? "on_map: yes" : "", denominators[i]);
                b.in.k = ks[j];
                b.in.page_width = 841;
                b.in.page_height = 1189;
                bench_draw(&b, (situ_box){10, 20, 310, 320});
                length = bar_length(&b, &y);
                for (size_t k = 0; k < b.display->count; k++)
                    if (b.display->ops[k].kind == SITU_DRAW_TEXT && strstr(b.display->ops[k].u.text.utf8, " km"))
                        op = &b.display->ops[k];
                assert_non_null(op);
                // millimetres on the sheet times N are the kilometres it says
                CHECK_NEAR(length * denominators[i] / 1e6, strtod(op->u.text.utf8, NULL), 1e-9);
                // and its last word stands over its end
                CHECK_NEAR((op->u.text.x + text_right(op)) / 2 - length, (text_op(&b, "0")->u.text.x), 1e-6);
                bench_close(&b);
            }
        }
}

static void scale__numeric_scale_is_grouped_in_thousands(void **state)
{
    part_bench b;
    (void)state;
    bench_open(&b, "scale", "", 300000);
    bench_draw(&b, (situ_box){10, 20, 110, 60});
    assert_non_null(text_op(&b, "1:300 000"));
    bench_close(&b);
    bench_open(&b, "scale", "", 1250000);
    bench_draw(&b, (situ_box){10, 20, 110, 60});
    assert_non_null(text_op(&b, "1:1 250 000"));
    bench_close(&b);
    bench_open(&b, "scale", "", 0); // a diagram has none
    bench_draw(&b, (situ_box){10, 20, 110, 60});
    assert_int_equal(b.display->count, 0);
    bench_close(&b);
}

static void scale__check_line_is_exactly_50_mm_on_office_sheets_only(void **state)
{
    const struct { double w, h, k; bool line; } papers[] = {{210, 297, 0.8, true}, {420, 297, 1, true}, {594, 420, 1.4, false}, {841, 1189, 2.8, false}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        part_bench b;
        bool found = false;
        bench_open(&b, "scale", "", 300000);
        b.in.page_width = papers[i].w;
        b.in.page_height = papers[i].h;
        b.in.k = papers[i].k;
        bench_draw(&b, (situ_box){10, 20, 110, 60});
        for (size_t n = 0; n < b.display->count; n++) {
            const situ_display_op *op = &b.display->ops[n];
            if (op->kind == SITU_DRAW_PATH && op->u.path.path.point_count == 2 && op->u.path.path.xy[1] == op->u.path.path.xy[3]) {
                CHECK_NEAR(op->u.path.path.xy[2] - op->u.path.path.xy[0], 50, 0);
                found = true;
            }
        }
        assert_int_equal(found, papers[i].line);
        assert_int_equal(text_op(&b, "打印后量此线应为50毫米,否则数字比例尺无效") != NULL, papers[i].line);
        assert_true(bench_measure(&b, 100) <= 22.5 * papers[i].k + 1e-9);
        bench_close(&b);
    }
}

static void scale__panel_on_the_map_takes_the_emptiest_corner_and_says_so(void **state)
{
    // The county fills the west: the panel goes to the east, and labels keep off where it is drawn.
    const situ_box map = {10, 26, 10 + 80000 / 300.0, 26 + 95000 / 300.0};
    part_bench b;
    situ_box reserved;
    (void)state;
    bench_open(&b, "scale", "on_map: yes", 300000);
    CHECK_OK(situ_bundle_add_table(b.bundle, table_of_text("county", "id\na|Q 490000 3390000 60000\n"), &check_error), check_error);
    reserved = b.type->reserve(&b.in, b.params, map);
    CHECK_NEAR(reserved.x1, map.x1, 1e-9);
    CHECK_NEAR(reserved.y1, map.y1, 1e-9);
    bench_draw(&b, map);
    assert_inside(&b, reserved, 0.2);
    bench_close(&b);
    bench_open(&b, "scale", "on_map: no", 300000);
    assert_true(situ_box_is_empty(b.type->reserve(&b.in, b.params, map)));
    bench_close(&b);
}

static void notes__tell_who_when_from_what_and_by_which_rule(void **state)
{
    static const char *words[] = {"unit", "岚川县应急管理局", "as_of", "2026-06-30", "made", "2026-07-01", "crs", "CGCS2000 / 3度带 中央经线108°", "height_datum", "1985国家高程基准",
                                  "rule", "风险点就高取值", "left_out", "另有12个名称因图面密集未注", "source", "合成演示数据", "disclaimer", "图内界线不作为划界依据",
                                  "map_approval", "渝S(2026)001号", "edition_label", "内部版", "revision", "0a1b2c3d", NULL};
    static const char *const must[] = {"制图单位:岚川县应急管理局", "数据截至:2026-06-30", "制图日期:2026-07-01", "CGCS2000", "1985国家高程基准", "评定规则:风险点就高取值", "另有12个名称",
                                       "底图来源:合成演示数据", "图内界线不作为划界依据", "审图号:渝S(2026)001号", "内部版", "版本 0a1b2c3d"};
    const situ_box box = {10, 278, 410, 287};
    part_bench b;
    (void)state;
    bench_open(&b, "notes", "", 300000);
    b.in.words = words;
    bench_draw(&b, box);
    for (size_t i = 0; i < sizeof must / sizeof *must; i++)
        if (!text_with(&b, must[i]))
            fail_msg("the foot does not say %s", must[i]);
    assert_null(text_with(&b, "页")); // one page only
    assert_inside(&b, box, 0.6);
    CHECK_NEAR(text_with(&b, "制图单位")->u.text.size, 2.2, 1e-9);
    b.in.page = 1;
    b.in.page_count = 3;
    bench_draw(&b, box);
    assert_non_null(text_with(&b, "第2页 共3页"));
    bench_close(&b);
}

static void notes__absent_words_leave_no_empty_labels(void **state)
{
    static const char *words[] = {"unit", "县局", "as_of", "", NULL};
    part_bench b;
    (void)state;
    bench_open(&b, "notes", "", 300000);
    b.in.words = words;
    bench_draw(&b, (situ_box){10, 278, 410, 287});
    assert_non_null(text_with(&b, "制图单位:县局"));
    assert_null(text_with(&b, "数据截至"));
    assert_null(text_with(&b, "审图号"));
    assert_null(text_with(&b, "版本"));
    bench_close(&b);
}

static void notes__a_long_line_shrinks_into_the_sheet_and_off_the_revision(void **state)
{
    char source[2048] = "";
    const char *words[] = {"unit", "岚川县应急管理局", "source", source, "edition_label", "内部版", "revision", "0a1b2c3d", NULL};
    const situ_box box = {10, 278, 200, 287};
    part_bench b;
    (void)state;
    for (int i = 0; i < 20; i++)
        strcat(source, "天地图、第三次全国国土调查成果、");
    bench_open(&b, "notes", "", 300000);
    b.in.words = words;
    bench_draw(&b, box);
    assert_inside(&b, box, 0.6);
    bench_close(&b);
}

static void north_arrow__labels_keep_off_all_its_ink(void **state)
{
    const double ks[] = {0.8, 1, 2.8};
    const situ_box map = {10, 26, 300, 270};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        part_bench b;
        situ_box reserved;
        bench_open(&b, "north_arrow", "", 300000);
        b.in.k = ks[i];
        reserved = b.type->reserve(&b.in, b.params, map);
        assert_true(reserved.x1 <= map.x1 + 1e-9 && reserved.y0 >= map.y0 - 1e-9);
        bench_draw(&b, map);
        assert_inside(&b, reserved, 0.01);
        assert_non_null(text_op(&b, "北"));
        bench_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(title__a_long_name_shrinks_before_it_is_cut), cmocka_unit_test(title__marks_stand_at_the_sides),
        cmocka_unit_test(scale__bar_is_true_at_every_scale), cmocka_unit_test(scale__numeric_scale_is_grouped_in_thousands),
        cmocka_unit_test(scale__check_line_is_exactly_50_mm_on_office_sheets_only),
        cmocka_unit_test(scale__panel_on_the_map_takes_the_emptiest_corner_and_says_so),
        cmocka_unit_test(notes__tell_who_when_from_what_and_by_which_rule), cmocka_unit_test(notes__absent_words_leave_no_empty_labels),
        cmocka_unit_test(notes__a_long_line_shrinks_into_the_sheet_and_off_the_revision), cmocka_unit_test(north_arrow__labels_keep_off_all_its_ink)};
    return cmocka_run_group_tests(tests, parts_setup, parts_teardown);
}

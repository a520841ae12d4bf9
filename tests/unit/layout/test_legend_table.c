// SPDX-License-Identifier: MIT
// The parts legend and table.
#include "unit/layout/part_fixture.h"

static void add_entries(part_bench *b, const char *group, const char *prefix, int count)
{
    for (int i = 0; i < count; i++) {
        char label[64];
        situ_legend_entry e = {.group = group, .label = label, .kind = SITU_LEGEND_AREA, .brush = {.color = {200, 100, 50, 255}}, .count = i + 1};
        snprintf(label, sizeof label, "%s%d", prefix, i + 1);
        CHECK_OK(situ_scene_add_legend(b->scene, &e, &check_error), check_error);
    }
}

static void legend__groups_have_a_fixed_order_and_entries_keep_theirs(void **state)
{
    static const char *const expected[] = {"专题要素", "评级", "境界", "水系", "甲类"};
    part_bench b;
    double last = -1;
    (void)state;
    bench_open(&b, "legend", "", 300000);
    add_entries(&b, "水系", "河", 1);
    add_entries(&b, "甲类", "杂", 1); // unknown groups come last
    add_entries(&b, "评级", "级", 2);
    add_entries(&b, "专题要素", "点", 2);
    add_entries(&b, "境界", "界", 1);
    bench_draw(&b, (situ_box){10, 10, 60, 200}); // one column
    for (size_t i = 0; i < 5; i++) {
        const situ_display_op *op = text_op(&b, expected[i]);
        assert_non_null(op);
        assert_true(op->u.text.y > last);
        last = op->u.text.y;
    }
    assert_true(text_op(&b, "级1")->u.text.y < text_op(&b, "级2")->u.text.y);
    assert_true(text_op(&b, "评级")->u.text.y < text_op(&b, "级1")->u.text.y);
    assert_non_null(text_op(&b, "图　例"));
    bench_close(&b);
}

static void legend__counts_stand_at_the_right_with_their_unit(void **state)
{
    situ_legend_entry e = {.group = "评级", .label = "重大风险(Ⅰ级)", .kind = SITU_LEGEND_AREA, .count = 12};
    part_bench b;
    (void)state;
    bench_open(&b, "legend", "", 300000);
    CHECK_OK(situ_scene_add_legend(b.scene, &e, &check_error), check_error);
    e.label = "低风险(Ⅳ级)";
    e.unit = "个";
    e.count = 0;
    CHECK_OK(situ_scene_add_legend(b.scene, &e, &check_error), check_error);
    e.label = "河流";
    e.count = -1;
    CHECK_OK(situ_scene_add_legend(b.scene, &e, &check_error), check_error);
    bench_draw(&b, (situ_box){10, 10, 60, 200});
    assert_non_null(text_op(&b, "12处"));
    assert_non_null(text_op(&b, "0个")); // none is an answer too
    assert_true(text_op(&b, "12处")->u.text.x > text_right(text_op(&b, "重大风险(Ⅰ级)")));
    assert_null(text_with(&b, "-1"));
    CHECK_NEAR(text_right(text_op(&b, "12处")), text_right(text_op(&b, "0个")), 1e-6);
    bench_close(&b);
}

static void legend__columns_are_even_and_nothing_leaves_the_box(void **state)
{
    const struct { int entries; situ_box box; } cases[] = {
        {40, {10, 10, 110, 130}}, {24, {10, 10, 190, 60}}, {60, {10, 10, 400, 90}}, {7, {10, 10, 55, 80}}, {33, {10, 10, 150, 80}}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        part_bench b;
        double bottom[16] = {0}, left[16];
        size_t columns = 0;
        double tallest = 0, shortest = INFINITY;
        bench_open(&b, "legend", "column: 33", 300000);
        add_entries(&b, "专题要素", "风险点", cases[i].entries / 3);
        add_entries(&b, "评级", "区域等级", cases[i].entries / 3);
        add_entries(&b, "交通", "名称很长很长很长很长很长的道路等级类别", cases[i].entries - 2 * (cases[i].entries / 3));
        bench_draw(&b, cases[i].box);
        assert_inside(&b, cases[i].box, 0.6);
        assert_null(bench_told(&b, "LEGEND_OVERFLOW"));
        // Keys: one a row; their left edges tell the columns.
        for (size_t n = 0; n < b.display->count; n++) {
            const situ_display_op *op = &b.display->ops[n];
            size_t c = 0;
            if (op->kind != SITU_DRAW_PATH)
                continue;
            while (c < columns && fabs(left[c] - op->u.path.path.xy[0]) > 0.01)
                c++;
            assert_true(c < 16);
            if (c == columns)
                left[columns++] = op->u.path.path.xy[0];
            bottom[c] = fmax(bottom[c], op->box.y1);
        }
        for (size_t c = 0; c < columns; c++) {
            tallest = fmax(tallest, bottom[c]);
            shortest = fmin(shortest, bottom[c]);
        }
        if (columns > 1 && columns < 5)
            assert_true(tallest - shortest <= 0.5 * (tallest - cases[i].box.y0)); // no column half empty beside a full one
        bench_close(&b);
    }
}

static void legend__too_many_entries_are_told(void **state)
{
    part_bench b;
    (void)state;
    bench_open(&b, "legend", "", 300000);
    add_entries(&b, "专题要素", "点", 120);
    bench_draw(&b, (situ_box){10, 10, 60, 60});
    assert_non_null(bench_told(&b, "LEGEND_OVERFLOW"));
    for (int i = 1; i <= 120; i++) { // and still none is left out
        char label[32];
        snprintf(label, sizeof label, "点%d", i);
        assert_non_null(text_op(&b, label));
    }
    bench_close(&b);
}

static void legend__without_entries_takes_no_place(void **state)
{
    part_bench b;
    (void)state;
    bench_open(&b, "legend", "", 300000);
    CHECK_NEAR(bench_measure(&b, 100), 0, 0);
    bench_draw(&b, (situ_box){10, 10, 60, 60});
    assert_int_equal(b.display->count, 0);
    bench_close(&b);
}

static void legend__measures_what_it_draws(void **state)
{
    part_bench b;
    double height;
    (void)state;
    bench_open(&b, "legend", "", 300000);
    add_entries(&b, "专题要素", "点", 9);
    add_entries(&b, "水系", "河", 5);
    height = bench_measure(&b, 100);
    bench_draw(&b, (situ_box){10, 10, 110, 10 + height});
    assert_inside(&b, (situ_box){10, 10, 110, 10 + height}, 0.6);
    assert_null(bench_told(&b, "LEGEND_OVERFLOW"));
    bench_close(&b);
}

// --- table ---

static const char towns[] = "id name level:int n1:int n2:int pop:int\n"
                            "a|桂溪镇|1|3|2|12345|-\n"
                            "b|石盘镇|2|0|4|~|-\n"
                            "c|云台乡|1|1|0|7|-\n";
static const char columns[] = "columns: [{head: 乡镇, value: name, width: 16}, {head: Ⅰ, value: n1, width: 6, sum: yes}, {head: Ⅱ, value: n2, width: 6, sum: yes}, {head: 人口, value: pop, width: 12, sum: yes}]\n";

static void open_table(part_bench *b, const char *keys, const char *rows)
{
    char yaml[2048];
    snprintf(yaml, sizeof yaml, "data: t\n%s%s", keys, columns);
    bench_open(b, "table", yaml, 300000);
    CHECK_OK(situ_bundle_add_table(b->bundle, table_of_text("t", rows), &check_error), check_error);
}

static void table__totals_add_up_and_numbers_align_right(void **state)
{
    const situ_display_op *head, *cell;
    part_bench b;
    (void)state;
    open_table(&b, "title: 统计\ntotal: 合计\n", towns);
    bench_draw(&b, (situ_box){10, 10, 50, 60});
    assert_non_null(text_op(&b, "统计"));
    assert_non_null(text_op(&b, "合计"));
    assert_true(text_op(&b, "合计")->u.text.font.bold);
    assert_non_null(text_op(&b, "6"));         // 2 + 4
    assert_non_null(text_op(&b, "12 352"));    // 12345 + null + 7, thousands apart
    assert_true(text_op(&b, "12 352")->u.text.font.bold);
    assert_non_null(text_op(&b, "12 345"));
    head = text_op(&b, "人口");
    cell = text_op(&b, "12 345");
    CHECK_NEAR(text_right(head), text_right(cell), 1e-6);
    CHECK_NEAR(text_right(text_op(&b, "7")), text_right(cell), 1e-6);
    assert_inside(&b, (situ_box){10, 10, 50, 60}, 0.2);
    assert_int_equal(situ_report_count(b.report), 0);
    bench_close(&b);
}

static void table__groups_add_up_rows_of_one_value_in_order_of_appearance(void **state)
{
    part_bench b;
    (void)state;
    bench_open(&b, "table",
               "data: t\ngroup: item\ncolumns: [{head: 物资, value: item, width: 16}, {head: 数量, value: qty, width: 13, sum: yes}, {head: 单位, value: unit, width: 7}]", 300000);
    CHECK_OK(situ_bundle_add_table(b.bundle, table_of_text("t", "id item qty:real unit\na|帐篷|120|顶|-\nb|棉被|860|床|-\nc|帐篷|30.5|顶|-\nd|棉被|~|床|-\n"), &check_error), check_error);
    bench_draw(&b, (situ_box){10, 10, 60, 60});
    assert_non_null(text_op(&b, "150.5"));
    assert_non_null(text_op(&b, "860"));
    assert_null(text_op(&b, "120"));
    assert_true(text_op(&b, "帐篷")->u.text.y < text_op(&b, "棉被")->u.text.y);
    bench_close(&b);
}

static void table__blocks_stand_side_by_side_when_the_height_asks_for_it(void **state)
{
    char rows[4096] = "id name level:int n1:int n2:int pop:int\n";
    part_bench b;
    double x[2];
    (void)state;
    for (int i = 0; i < 20; i++)
        sprintf(rows + strlen(rows), "r%d|第%d镇|1|1|1|1|-\n", i, i + 1);
    open_table(&b, "total: 合计\n", rows);
    bench_draw(&b, (situ_box){10, 10, 110, 60}); // 21 rows of 3.7 mm and a head do not fit 50 mm in one block
    x[0] = text_op(&b, "第1镇")->u.text.x;
    x[1] = text_op(&b, "第20镇")->u.text.x;
    assert_true(x[1] > x[0] + 40);
    for (int i = 1; i <= 20; i++) {
        char name[32];
        snprintf(name, sizeof name, "第%d镇", i);
        assert_non_null(text_op(&b, name));
    }
    assert_non_null(text_op(&b, "20"));
    assert_inside(&b, (situ_box){10, 10, 110, 60}, 0.2);
    assert_null(bench_told(&b, "TABLE_OVERFLOW"));
    bench_close(&b);
}

static void table__rows_that_do_not_fit_are_counted_and_the_total_stands(void **state)
{
    char rows[8192] = "id name level:int n1:int n2:int pop:int\n";
    part_bench b;
    size_t shown = 0;
    (void)state;
    for (int i = 0; i < 60; i++)
        sprintf(rows + strlen(rows), "r%d|第%d镇|1|1|1|1000|-\n", i, i + 1);
    open_table(&b, "total: 合计\n", rows);
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    for (int i = 1; i <= 60; i++) {
        char name[32];
        snprintf(name, sizeof name, "第%d镇", i);
        shown += text_op(&b, name) != NULL;
    }
    assert_true(shown > 5 && shown < 60);
    assert_non_null(bench_told(&b, "TABLE_OVERFLOW"));
    assert_int_equal(atol(bench_told(&b, "TABLE_OVERFLOW")->old_value), 60 - (long)shown);
    assert_non_null(text_op(&b, "60 000")); // the total of all rows, drawn or not
    assert_non_null(text_op(&b, "合计"));
    assert_inside(&b, (situ_box){10, 10, 55, 60}, 0.6);
    bench_close(&b);
}

static void table__max_rows_leaves_out_rows_but_not_their_sum(void **state)
{
    part_bench b;
    (void)state;
    open_table(&b, "total: 合计\nmax_rows: 2\n", towns);
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    assert_non_null(text_op(&b, "石盘镇"));
    assert_null(text_op(&b, "云台乡"));
    assert_string_equal(bench_told(&b, "TABLE_OVERFLOW")->old_value, "1");
    assert_non_null(text_op(&b, "12 352"));
    bench_close(&b);
}

static void table__a_cut_table_says_so_beside_its_title(void **state)
{
    part_bench b;
    (void)state;
    open_table(&b, "title: 统计\nmax_rows: 1\n", towns);
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    assert_non_null(text_op(&b, "另有2行未列入"));
    assert_true(text_right(text_op(&b, "另有2行未列入")) <= 55 + 1e-6);
    bench_close(&b);
    open_table(&b, "title: 统计\nmore: 还有{n}行\nmax_rows: 2\n", towns);
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    assert_non_null(text_op(&b, "还有1行"));
    bench_close(&b);
    open_table(&b, "title: 统计\n", towns); // nothing left out, nothing said
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    assert_null(text_op(&b, "另有0行未列入"));
    bench_close(&b);
}

static void table__order_sorts_and_keeps_what_is_no_number_last(void **state)
{
    part_bench b;
    (void)state;
    open_table(&b, "order: pop\n", towns); // 7, 12345, null
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    assert_true(text_op(&b, "云台乡")->u.text.y < text_op(&b, "桂溪镇")->u.text.y);
    assert_true(text_op(&b, "桂溪镇")->u.text.y < text_op(&b, "石盘镇")->u.text.y);
    bench_close(&b);
    open_table(&b, "order: -pop\nmax_rows: 1\n", towns); // what is left out are the least
    bench_draw(&b, (situ_box){10, 10, 55, 60});
    assert_non_null(text_op(&b, "桂溪镇"));
    assert_null(text_op(&b, "云台乡"));
    bench_close(&b);
}

static void table__filter_palette_and_scope(void **state)
{
    static const char *region_words[] = {"region", "桂溪镇", NULL};
    part_bench b;
    size_t keys = 0;
    (void)state;
    open_table(&b, "where: level=1\npalette: level_area\nby: level\nscope: county\n", towns);
    bench_draw(&b, (situ_box){10, 10, 60, 60});
    assert_non_null(text_op(&b, "云台乡"));
    assert_null(text_op(&b, "石盘镇"));
    for (size_t i = 0; i < b.display->count; i++)
        keys += b.display->ops[i].kind == SITU_DRAW_PATH && b.display->ops[i].u.path.brush.color.r == 0xE8 && b.display->ops[i].u.path.brush.color.g == 0x77;
    assert_int_equal(keys, 2);
    bench_close(&b);
    open_table(&b, "scope: county\n", towns);
    b.in.words = region_words; // a map of one township: the county's table has no place
    CHECK_NEAR(bench_measure(&b, 50), 0, 0);
    bench_draw(&b, (situ_box){10, 10, 60, 60});
    assert_int_equal(b.display->count, 0);
    bench_close(&b);
    open_table(&b, "scope: region\n", towns);
    b.in.words = region_words;
    assert_true(bench_measure(&b, 50) > 10);
    bench_close(&b);
}

static void table__absent_data_takes_no_place_and_faults_have_a_line(void **state)
{
    situ_error err = {0};
    part_bench b;
    double height;
    (void)state;
    bench_open(&b, "table", "data: nothing\ncolumns: [{head: a, value: name}]", 300000);
    CHECK_NEAR(bench_measure(&b, 50), 0, 0);
    bench_close(&b);
    bench_open(&b, "table", "data: t\ncolumns:\n  - {haed: a, value: name}", 300000);
    CHECK_OK(situ_bundle_add_table(b.bundle, table_of_text("t", towns), &check_error), check_error);
    CHECK_FAILS(SITU_E_SCHEMA, b.type->measure(&height, &b.in, b.params, 50, &err), err);
    assert_int_equal(err.row, 3);
    CHECK_HOLDS(err.cure, "head");
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(legend__groups_have_a_fixed_order_and_entries_keep_theirs), cmocka_unit_test(legend__counts_stand_at_the_right_with_their_unit),
        cmocka_unit_test(legend__columns_are_even_and_nothing_leaves_the_box), cmocka_unit_test(legend__too_many_entries_are_told),
        cmocka_unit_test(legend__without_entries_takes_no_place), cmocka_unit_test(legend__measures_what_it_draws),
        cmocka_unit_test(table__totals_add_up_and_numbers_align_right), cmocka_unit_test(table__groups_add_up_rows_of_one_value_in_order_of_appearance),
        cmocka_unit_test(table__blocks_stand_side_by_side_when_the_height_asks_for_it), cmocka_unit_test(table__rows_that_do_not_fit_are_counted_and_the_total_stands),
        cmocka_unit_test(table__max_rows_leaves_out_rows_but_not_their_sum), cmocka_unit_test(table__filter_palette_and_scope),
        cmocka_unit_test(table__a_cut_table_says_so_beside_its_title), cmocka_unit_test(table__order_sorts_and_keeps_what_is_no_number_last),
        cmocka_unit_test(table__absent_data_takes_no_place_and_faults_have_a_line)};
    return cmocka_run_group_tests(tests, parts_setup, parts_teardown);
}

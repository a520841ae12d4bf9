// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "unit/layers/diagram_fixture.h"
#include "scene/layer.h"

extern const situ_layer_type situ_layer_flow;

typedef struct fixture { situ_resources res; situ_text *text; situ_report *report; situ_scene *scene; void *params; situ_error err; } fixture;

static void open_fixture(fixture *f, double width, double height, double content)
{
    situ_frame frame = {.media = SITU_PAPER, .diagram = true, .width = width, .height = height, .content = content, .scale = 1};
    memset(f, 0, sizeof *f);
    assert_int_equal(situ_resources_init(&f->res, SITU_SOURCE_DIR "/styles", NULL, "test", &f->err), SITU_OK);
    assert_int_equal(situ_text_new(&f->text, &f->res, &f->err), SITU_OK);
    assert_int_equal(situ_scene_new(&f->scene, &frame, &f->err), SITU_OK);
    f->report = situ_report_new();
    f->params = calloc(1, situ_layer_flow.params_size);
    assert_int_equal(situ_props_default(f->params, situ_layer_flow.props, f->scene->arena, &f->err), SITU_OK);
}

static void close_fixture(fixture *f)
{
    free(f->params);
    situ_report_free(f->report);
    situ_scene_free(f->scene);
    situ_text_free(f->text);
    situ_resources_free(&f->res);
}

static situ_status draw(fixture *f, const situ_table *table, const char *event, const char *level)
{
    const char *const words[] = {"county", "岚川县", "event", event, "resp_level", level, NULL};
    situ_layer_input in = {.name = "flow", .table = table, .text = f->text, .file = "flow.yaml", .report = f->report, .words = words};
    return situ_layer_flow.build(f->scene, &in, f->params, &f->err);
}

static size_t count_text(const situ_scene *s, const char *text)
{
    size_t n = 0;
    for (size_t i = 0; i < s->item_count; i++)
        n += s->items[i].kind == SITU_ITEM_TEXT && strcmp(s->items[i].u.text.utf8, text) == 0;
    return n;
}

static bool has_fill(const situ_scene *s, situ_rgba c)
{
    for (size_t i = 0; i < s->item_count; i++)
        if (s->items[i].kind == SITU_ITEM_PATH && memcmp(&s->items[i].u.path.brush.color, &c, sizeof c) == 0)
            return true;
    return false;
}

static void assert_step_texts(const situ_scene *s, const situ_table *t)
{
    for (size_t row = 0; row < t->row_count; row++) {
        char joined[512] = "", wanted[256] = "";
        const char *text = situ_table_text(t, row, situ_table_find(t, "text"));
        for (const char *p = text; *p;) { // the bars between groups become lines of boxes
            if (strncmp(p, "‖", strlen("‖")) == 0)
                p += strlen("‖");
            else
                strncat(wanted, p++, 1);
        }
        for (size_t i = 0; i < s->item_count; i++)
            if (s->items[i].kind == SITU_ITEM_TEXT && s->items[i].feature == row && strlen(joined) + strlen(s->items[i].u.text.utf8) < sizeof joined)
                strcat(joined, s->items[i].u.text.utf8);
        if (!strstr(joined, wanted))
            fail_msg("%s is missing in \"%s\"", wanted, joined);
    }
}

static void flow__b25_is_complete_on_one_a3(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = flow_table(flow_b25, 13, "地质灾害", 0);
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t, "地质灾害", "0"), SITU_OK);
    assert_int_equal(f.scene->page_count, 1);
    assert_step_texts(f.scene, t);
    assert_int_equal(count_text(f.scene, "是"), 1);
    assert_int_equal(count_text(f.scene, "否"), 1);
    assert_int_equal(count_text(f.scene, "Ⅳ"), 1);
    assert_int_equal(count_text(f.scene, "5分钟内"), 1);
    assert_int_equal(count_text(f.scene, "1小时内"), 2);
    assert_int_equal(count_text(f.scene, "总流程"), 1);
    for (size_t i = 0; i < f.scene->item_count; i++) {
        situ_box b = f.scene->items[i].box;
        assert_true(b.x0 > -0.5 && b.y0 > -0.5 && b.x1 < 400.5 && b.y1 < 250.5);
        if (f.scene->items[i].kind == SITU_ITEM_TEXT)
            assert_true(f.scene->items[i].u.text.size >= 1.8); // limits are set a little smaller than 2 mm text
    }
    assert_int_equal(situ_report_count(f.report), 0);
    situ_table_free(t);
    close_fixture(&f);
}

static void flow__header_bar_has_the_official_colour_and_words(void **state)
{
    (void)state;
    static const struct { const char *level, *words; situ_rgba color; } cases[] = {
        {"1", "Ⅰ级响应", {0xFF, 0, 0, 255}}, {"2", "Ⅱ级响应", {0xFF, 0x80, 0, 255}},
        {"3", "Ⅲ级响应", {0xFF, 0xFF, 0, 255}}, {"4", "Ⅳ级响应", {0, 0x70, 0xC0, 255}}};
    situ_table *t = flow_table(flow_five, 13, "地质灾害", 0);
    for (size_t i = 0; i < 4; i++) {
        fixture f;
        open_fixture(&f, 400, 250, 1);
        assert_int_equal(draw(&f, t, "地质灾害", cases[i].level), SITU_OK);
        assert_true(count_text(f.scene, cases[i].words) >= 1);
        assert_true(has_fill(f.scene, cases[i].color));
        close_fixture(&f);
    }
    situ_table_free(t);
}

// A level's sheet takes its own rows before those for all levels, and no other level's.
static void flow__rows_of_the_level_are_chosen(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = flow_empty();
    flow_put(t, "山洪", 0, &(flow_row){"1", "村", "start", "发现险情", "", 0, "2"});
    flow_put(t, "山洪", 0, &(flow_row){"2", "镇", "process", "通用处置", "", 0, "3"});
    flow_put(t, "山洪", 2, &(flow_row){"2", "县", "process", "二级处置", "", 0, "3"});
    flow_put(t, "山洪", 3, &(flow_row){"2", "县", "process", "三级处置", "", 0, "3"});
    flow_put(t, "山洪", 0, &(flow_row){"3", "县", "end", "结束", "", 0, ""});
    flow_put(t, "火灾", 0, &(flow_row){"1", "县", "start", "别的流程", "", 0, "1"});
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t, "山洪", "2"), SITU_OK);
    assert_int_equal(count_text(f.scene, "二级处置"), 1);
    assert_int_equal(count_text(f.scene, "通用处置") + count_text(f.scene, "三级处置") + count_text(f.scene, "别的流程"), 0);
    close_fixture(&f);
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t, "台风", "0"), SITU_E_NOT_FOUND);
    situ_table_free(t);
    close_fixture(&f);
}

static void assert_fails(const flow_row *rows, size_t count, long row, const char *part)
{
    fixture f;
    situ_table *t = flow_table(rows, count, "山洪", 0);
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t, "山洪", "0"), SITU_E_SCHEMA);
    assert_int_equal(f.err.row, row);
    assert_string_equal(f.err.file, "处置流程.xlsx");
    assert_non_null(strstr(f.err.cause, part));
    assert_true(f.err.cure[0] != '\0');
    situ_table_free(t);
    close_fixture(&f);
}

static void flow__bad_sheets_fail_with_row_and_cure(void **state)
{
    (void)state;
    assert_fails((flow_row[]){{"1", "村", "process", "甲", "", 0, "2"}, {"2", "村", "end", "乙", "", 0, ""}}, 2, 2, "山洪");
    assert_fails((flow_row[]){{"1", "村", "start", "甲", "", 0, "2"}, {"2", "村", "process", "乙", "", 0, ""}}, 2, 3, "2");
    assert_fails((flow_row[]){{"1", "村", "start", "甲", "", 0, "7"}, {"2", "村", "end", "乙", "", 0, ""}}, 2, 2, "7");
}

static void flow__doubtful_rows_are_told(void **state)
{
    (void)state;
    fixture f;
    static const flow_row rows[] = {{"1", "村", "开始", "甲", "", 0, "2"}, {"2", "村", "吃饭", "乙", "", 0, "3"},
                                    {"3", "", "判断", "丙", "", 0, "4(是)"}, {"4", "县", "结束", "丁", "", 0, ""}, {"5", "县", "处置", "戊", "", 0, "4"}};
    situ_table *t = flow_table(rows, 5, "山洪", 0);
    size_t found = 0;
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t, "山洪", "0"), SITU_OK);
    for (size_t i = 0; i < situ_report_count(f.report); i++) {
        const char *rule = situ_report_get(f.report, i)->rule;
        found |= strcmp(rule, "FLOW_KIND") == 0 ? 1u : strcmp(rule, "FLOW_NO_LANE") == 0 ? 2u : strcmp(rule, "FLOW_ONE_WAY") == 0 ? 4u : strcmp(rule, "FLOW_UNREACHABLE") == 0 ? 8u : 0u;
    }
    assert_int_equal(found, 15);
    assert_int_equal(situ_report_count(f.report), 4);
    situ_table_free(t);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow__b25_is_complete_on_one_a3),
        cmocka_unit_test(flow__header_bar_has_the_official_colour_and_words),
        cmocka_unit_test(flow__rows_of_the_level_are_chosen),
        cmocka_unit_test(flow__bad_sheets_fail_with_row_and_cure),
        cmocka_unit_test(flow__doubtful_rows_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

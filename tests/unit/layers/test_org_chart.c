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

extern const situ_layer_type situ_layer_org_chart;

typedef struct fixture { situ_resources res; situ_text *text; situ_report *report; situ_scene *scene; void *params; situ_error err; } fixture;

static void open_fixture(fixture *f, double width, double height, double content)
{
    situ_frame frame = {.media = SITU_PAPER, .diagram = true, .width = width, .height = height, .content = content, .scale = 1};
    memset(f, 0, sizeof *f);
    assert_int_equal(situ_resources_init(&f->res, SITU_SOURCE_DIR "/styles", NULL, "test", &f->err), SITU_OK);
    assert_int_equal(situ_text_new(&f->text, &f->res, &f->err), SITU_OK);
    assert_int_equal(situ_scene_new(&f->scene, &frame, &f->err), SITU_OK);
    f->report = situ_report_new();
    f->params = calloc(1, situ_layer_org_chart.params_size);
    assert_int_equal(situ_props_default(f->params, situ_layer_org_chart.props, f->scene->arena, &f->err), SITU_OK);
}

static void close_fixture(fixture *f)
{
    free(f->params);
    situ_report_free(f->report);
    situ_scene_free(f->scene);
    situ_text_free(f->text);
    situ_resources_free(&f->res);
}

static situ_status draw(fixture *f, const situ_table *table)
{
    static const char *const words[] = {"county", "岚川县", NULL};
    situ_layer_input in = {.name = "org", .table = table, .text = f->text, .group = "关系", .file = "org.yaml", .report = f->report, .words = words};
    return situ_layer_org_chart.build(f->scene, &in, f->params, &f->err);
}

static bool has_text(const situ_scene *s, const char *text)
{
    for (size_t i = 0; i < s->item_count; i++)
        if (s->items[i].kind == SITU_ITEM_TEXT && strcmp(s->items[i].u.text.utf8, text) == 0)
            return true;
    return false;
}

static size_t issues_of(const situ_report *r, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(r); i++)
        n += strcmp(situ_report_get(r, i)->rule, rule) == 0;
    return n;
}

// Every name is there once as runs that follow each other (a search in the PDF finds it).
static void assert_all_names(const situ_scene *s, const situ_table *t)
{
    for (size_t row = 0; row < t->row_count; row++) {
        const char *name = situ_table_text(t, row, situ_table_find(t, "name"));
        char joined[512] = "", wanted[256] = "";
        for (const char *p = name; *p; p++)
            if (*p != ' ')
                strncat(wanted, p, 1);
        for (size_t i = 0; i < s->item_count; i++)
            if (s->items[i].kind == SITU_ITEM_TEXT && s->items[i].feature == row && strlen(joined) + strlen(s->items[i].u.text.utf8) < sizeof joined)
                for (const char *p = s->items[i].u.text.utf8; *p; p++)
                    if (*p != ' ')
                        strncat(joined, p, 1);
        if (!strstr(joined, wanted))
            fail_msg("%s is missing in \"%s\"", wanted, joined);
    }
}

static void assert_inside(const situ_scene *s)
{
    for (size_t i = 0; i < s->item_count; i++) {
        situ_box b = s->items[i].box;
        assert_true(b.x0 > -0.5 && b.y0 > -0.5 && b.x1 < s->frame.width + 0.5 && b.y1 < s->frame.height + 0.5);
    }
}

static double smallest_text(const situ_scene *s)
{
    double least = 1e9;
    for (size_t i = 0; i < s->item_count; i++)
        if (s->items[i].kind == SITU_ITEM_TEXT)
            least = fmin(least, s->items[i].u.text.size);
    return least;
}

static void org_chart__whole_county_fits_a3_with_every_name(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = org_table(42);
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(t->row_count, 89);
    assert_int_equal(draw(&f, t), SITU_OK);
    assert_int_equal(f.scene->page_count, 1);
    assert_all_names(f.scene, t);
    assert_inside(f.scene);
    assert_true(smallest_text(f.scene) >= 2.0 - 1e-9);
    assert_true(has_text(f.scene, "组长 何望舒") && has_text(f.scene, "组长 周砺石")); // 双组长: both
    assert_true(has_text(f.scene, "主任 江怀远（县委书记）") && has_text(f.scene, "主任 沈明澈（县长）"));
    assert_true(has_text(f.scene, "023-5500 0341"));
    situ_table_free(t);
    close_fixture(&f);
}

static void org_chart__vacancy_is_shown_and_told(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = org_table(0);
    size_t dashed = 0;
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t), SITU_OK);
    assert_true(has_text(f.scene, "组长 空缺"));
    assert_int_equal(issues_of(f.report, "ORG_VACANT"), 1);
    for (size_t i = 0; i < f.scene->item_count; i++) // the box (filled) with a dashed outline
        dashed += f.scene->items[i].kind == SITU_ITEM_PATH && f.scene->items[i].u.path.brush.color.a && f.scene->items[i].u.path.pen.dash_count > 0;
    assert_int_equal(dashed, 1);
    assert_int_equal(f.scene->legend_count, 4); // 领导/牵头, 指导, 配合, 空缺
    situ_table_free(t);
    close_fixture(&f);
}

static void org_chart__text_grows_with_the_sheet(void **state)
{
    (void)state;
    fixture a3, a0;
    situ_table *t = org_table(42);
    open_fixture(&a3, 400, 250, 1);
    open_fixture(&a0, 1140, 712, 1.9);
    assert_int_equal(draw(&a3, t), SITU_OK);
    assert_int_equal(draw(&a0, t), SITU_OK);
    assert_true(smallest_text(a0.scene) > 2.5 * smallest_text(a3.scene));
    assert_inside(a0.scene);
    situ_table_free(t);
    close_fixture(&a3);
    close_fixture(&a0);
}

static void org_chart__cycle_fails_with_place_and_cure(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = org_empty();
    org_put(t, &(org_row){"县委", "党委", "", "", "甲", "", "", "1"});
    org_put(t, &(org_row){"应急委", "应急委", "办公室", "", "乙", "", "", "1"});
    org_put(t, &(org_row){"办公室", "办公室", "应急委", "", "丙", "", "", "1"});
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t), SITU_E_SCHEMA);
    assert_int_equal(f.err.row, 3);
    assert_string_equal(f.err.file, "组织机构.xlsx");
    assert_non_null(strstr(f.err.cause, "应急委"));
    assert_true(f.err.cure[0] != '\0');
    situ_table_free(t);
    close_fixture(&f);
}

static void org_chart__unknown_parent_is_told_and_still_drawn(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = org_empty();
    org_put(t, &(org_row){"县委", "党委", "", "", "甲", "", "", "1"});
    org_put(t, &(org_row){"水利局", "部门", "防汛办", "", "乙", "", "", "1"});
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t), SITU_OK);
    assert_int_equal(issues_of(f.report, "ORG_UNKNOWN_PARENT"), 1);
    assert_true(has_text(f.scene, "水利局"));
    situ_table_free(t);
    close_fixture(&f);
}

static void org_chart__too_many_units_go_on_with_references(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = org_table(42);
    char name[64];
    for (int i = 0; i < 480; i++) { // villages below the towns
        snprintf(name, sizeof name, "第%d村民委员会", i + 1);
        org_put(t, &(org_row){name, "村", org_towns[i % 42], "领导", "某某某", "", "", "023-5511 0000"});
    }
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t), SITU_OK);
    assert_true(f.scene->page_count > 1);
    assert_all_names(f.scene, t);
    assert_inside(f.scene);
    assert_true(smallest_text(f.scene) >= 2.0 - 1e-9);
    assert_true(has_text(f.scene, "见第2页") && has_text(f.scene, "接第1页 转第3页"));
    situ_table_free(t);
    close_fixture(&f);
}

static void org_chart__empty_sheet_fails(void **state)
{
    (void)state;
    fixture f;
    situ_table *t = org_empty();
    open_fixture(&f, 400, 250, 1);
    assert_int_equal(draw(&f, t), SITU_E_NOT_FOUND);
    situ_table_free(t);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(org_chart__whole_county_fits_a3_with_every_name),
        cmocka_unit_test(org_chart__vacancy_is_shown_and_told),
        cmocka_unit_test(org_chart__text_grows_with_the_sheet),
        cmocka_unit_test(org_chart__cycle_fails_with_place_and_cure),
        cmocka_unit_test(org_chart__unknown_parent_is_told_and_still_drawn),
        cmocka_unit_test(org_chart__too_many_units_go_on_with_references),
        cmocka_unit_test(org_chart__empty_sheet_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

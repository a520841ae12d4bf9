// SPDX-License-Identifier: MIT
// Page templates: reading, faults, and the composing of a whole sheet.
#include "layout/page.h"
#include "support/folder.h"
#include "unit/layout/part_fixture.h"

static situ_page *open_page(const char *layout, const char *paper_name, bool landscape, const situ_yaml_node *parts)
{
    situ_mapspec spec = {.page = layout, .parts = parts, .file = "spec.yaml"};
    situ_paper paper;
    situ_page *page = NULL;
    CHECK_OK(situ_paper_parse(&paper, paper_name, &check_error), check_error);
    CHECK_OK(situ_page_new(&page, &resources, &spec, &paper, landscape, &check_error), check_error);
    return page;
}

static void templates__all_of_styles_open_on_every_paper(void **state)
{
    static const char *const papers[] = {"A0", "A1", "A2", "A3", "A4", "1200x300mm"};
    char **names = NULL;
    size_t count = 0;
    (void)state;
    CHECK_OK(situ_resources_list(&names, &resources, "layouts", "yaml", &check_error), check_error);
    for (; names[count]; count++)
        for (size_t i = 0; i < 6; i++)
            for (int landscape = 0; landscape <= 1; landscape++) {
                situ_page *page = open_page(names[count], papers[i], landscape, NULL);
                assert_non_null(page->title_part);
                assert_non_null(page->foot_part);
                assert_true(page->map.x1 - page->map.x0 > 100 && page->map.y1 - page->map.y0 > 80);
                if (strchr(papers[i], 'x')) { // a size in millimetres is taken as it is written
                    CHECK_NEAR(page->width, 1200, 0);
                    CHECK_NEAR(page->height, 300, 0);
                } else {
                    assert_int_equal(page->width > page->height, landscape);
                }
                situ_page_free(page);
            }
    assert_true(count >= 2);
    situ_names_free(names);
}

static void templates__the_map_has_most_of_the_sheet(void **state)
{
    situ_page *diagram = open_page("diagram", "A3", true, NULL);
    (void)state;
    assert_true(diagram->diagram);
    assert_true(situ_box_is_empty(diagram->band));
    assert_true((diagram->map.x1 - diagram->map.x0) * (diagram->map.y1 - diagram->map.y0) >= 0.7 * diagram->width * diagram->height);
    situ_page_free(diagram);
}

// A template in a folder of its own.
static situ_status try_template(void *const *state, const char *text, situ_error *err)
{
    situ_resources res = {0};
    situ_mapspec spec = {.page = "t"};
    situ_paper paper;
    situ_page *page = NULL;
    situ_status status;
    res.dirs[0] = *state;
    CHECK_OK(situ_write_file(in_folder(state, "layouts/t.yaml"), text, strlen(text), &check_error), check_error);
    CHECK_OK(situ_paper_parse(&paper, "A3", &check_error), check_error);
    status = situ_page_new(&page, &res, &spec, &paper, true, err);
    situ_page_free(page);
    return status;
}

static void templates__faults_have_file_line_and_cure(void **state)
{
    const struct { const char *text; long line; const char *cause, *cure; } rows[] = {
        {"page: t\nmargn: 10\n", 2, "margn", "margin"},
        {"page: t\nlandscape: {title: 15, bend: 100}\n", 2, "bend", "band"},
        {"page: t\nlandscape: {title: 15, at: left}\n", 2, "left", NULL},
        {"page: t\nmargin: 500\n", 2, NULL, NULL},
        {"page: t\nparts:\n  - {part: legnd}\n", 3, "legnd", "situ list parts"},
        {"page: t\nparts:\n  - {share: 2}\n", 3, "part", NULL},
        {"page: t\nparts: {part: legend}\n", 2, "list", NULL},
        {"page: t\nover:\n  - {part: scale, on_mpa: yes}\n", 3, "on_mpa", "on_map"},
        {"page: t\ntitle_part: {part: title, size: 900}\n", 2, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        situ_error err = {0};
        CHECK_FAILS(SITU_E_SCHEMA, try_template(state, rows[i].text, &err), err);
        assert_int_equal(err.row, rows[i].line);
        CHECK_HOLDS(err.file, "t.yaml");
        if (rows[i].cause)
            CHECK_HOLDS(err.cause, rows[i].cause);
        if (rows[i].cure)
            CHECK_HOLDS(err.cure, rows[i].cure);
    }
}

static void templates__an_absent_template_is_told(void **state)
{
    situ_mapspec spec = {.page = "no_such"};
    situ_paper paper;
    situ_page *page = NULL;
    situ_error err = {0};
    (void)state;
    CHECK_OK(situ_paper_parse(&paper, "A3", &check_error), check_error);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_page_new(&page, &resources, &spec, &paper, true, &err), err);
    assert_null(page);
}

static const char parts_yaml[] = "- {part: legend, column: 33}\n"
                                 "- {part: table, grow: yes, data: t, total: 合计, columns: [{head: 乡镇, value: name, width: 16}, {head: 数, value: n, width: 8, sum: yes}]}\n";

typedef struct sheet { situ_page *page; situ_scene *scene; situ_label_plan *plan; situ_display *display; situ_report *report; situ_bundle *bundle; situ_yaml *doc; } sheet;

static void compose(sheet *s, const char *paper, bool landscape, int rows)
{
    static const char *words[] = {"title", "岚川县安全风险分布图(2026年)", "unit", "岚川县应急管理局", "edition_label", "内部版", NULL};
    situ_box world = {500000, 3400000, 580000, 3495000};
    situ_part_input in = {.styles = styles, .text = text_context, .words = words};
    situ_box reserved[4];
    situ_frame frame;
    char *text = malloc(65536);

    memset(s, 0, sizeof *s);
    CHECK_OK(situ_yaml_parse(&s->doc, parts_yaml, sizeof parts_yaml - 1, "spec.yaml", &check_error), check_error);
    s->page = open_page("map", paper, landscape, situ_yaml_root(s->doc));
    frame = situ_page_frame(s->page, world, 4545, 400000, false);
    CHECK_OK(situ_scene_new(&s->scene, &frame, &check_error), check_error);
    for (int i = 0; i < 5; i++) {
        situ_legend_entry e = {.group = "评级", .label = "区域", .kind = SITU_LEGEND_AREA, .count = i};
        CHECK_OK(situ_scene_add_legend(s->scene, &e, &check_error), check_error);
    }
    for (int i = 0; i < 200; i++) {
        char id[16];
        situ_label l = {.kind = SITU_LABEL_POINT, .text = "桂溪镇危化品点", .id = id, .size = 2.2, .offset = 1, .max_lines = 1,
                        .x = fmod(37.0 * i, frame.width), .y = fmod(61.0 * i, frame.height)};
        snprintf(id, sizeof id, "%03d", i);
        CHECK_OK(situ_scene_add_label(s->scene, &l, &check_error), check_error);
    }
    CHECK_OK(situ_scene_seal(s->scene, &check_error), check_error);
    CHECK_OK(situ_bundle_new(&s->bundle, "internal", "", &check_error), check_error);
    strcpy(text, "id name n:int\n");
    for (int i = 0; i < rows; i++)
        sprintf(text + strlen(text), "r%d|第%d镇|1|-\n", i, i);
    CHECK_OK(situ_bundle_add_table(s->bundle, table_of_text("t", text), &check_error), check_error);
    free(text);
    s->report = situ_report_new();
    in.scene = s->scene;
    in.bundle = s->bundle;
    in.report = s->report;
    CHECK_OK(situ_label_plan_new(&s->plan, s->scene, text_context, reserved, situ_page_reserved(s->page, &in, reserved), &check_error), check_error);
    in.plan = s->plan;
    CHECK_OK(situ_page_compose(&s->display, s->page, &in, 0, &check_error), check_error);
}

static void sheet_free(sheet *s)
{
    situ_display_free(s->display);
    situ_label_plan_free(s->plan);
    situ_scene_free(s->scene);
    situ_bundle_free(s->bundle);
    situ_report_free(s->report);
    situ_page_free(s->page);
    situ_yaml_free(s->doc);
}

static void compose__nothing_lies_within_7_mm_of_the_edge(void **state)
{
    static const char *const papers[] = {"A0", "A1", "A2", "A3", "A4"};
    (void)state;
    for (size_t i = 0; i < 5; i++)
        for (int landscape = 0; landscape <= 1; landscape++) {
            sheet s;
            bool clipped = false;
            compose(&s, papers[i], landscape, 20);
            for (size_t k = 0; k < s.display->count; k++) {
                const situ_display_op *op = &s.display->ops[k];
                situ_box b = op->box;
                if (op->kind == SITU_DRAW_CLIP || op->kind == SITU_DRAW_UNCLIP) {
                    clipped = op->kind == SITU_DRAW_CLIP;
                    continue;
                }
                if (clipped)
                    continue; // the map's own content is cut by its frame
                if (b.x0 < 7 - 2 || b.y0 < 7 - 2 || b.x1 > s.page->width - 5 || b.y1 > s.page->height - 5)
                    fail_msg("%s %s: op %zu (%s %s) at %.1f,%.1f,%.1f,%.1f", papers[i], landscape ? "landscape" : "portrait", k, op->group,
                             op->kind == SITU_DRAW_TEXT ? op->u.text.utf8 : "", b.x0, b.y0, b.x1, b.y1);
            }
            sheet_free(&s);
        }
}

static void compose__map_is_clipped_and_georeferenced(void **state)
{
    sheet s;
    int depth = 0;
    (void)state;
    compose(&s, "A3", true, 20);
    assert_int_equal(s.display->epsg, 4545);
    CHECK_NEAR(s.display->map_page.x0, s.page->map.x0, 0);
    CHECK_NEAR((s.display->map_world.x1 - s.display->map_world.x0) / 400000 * 1000, s.page->map.x1 - s.page->map.x0, 1e-9);
    for (size_t i = 0; i < s.display->count; i++) {
        depth += s.display->ops[i].kind == SITU_DRAW_CLIP;
        depth -= s.display->ops[i].kind == SITU_DRAW_UNCLIP;
        assert_true(depth >= 0);
        if (strcmp(s.display->ops[i].group, "legend") == 0 || strcmp(s.display->ops[i].group, "table") == 0)
            assert_int_equal(depth, 0);
    }
    assert_int_equal(depth, 0);
    sheet_free(&s);
}

static void compose__labels_keep_off_the_furniture_over_the_map(void **state)
{
    sheet s;
    situ_box reserved[4];
    situ_part_input in = {0};
    size_t n;
    (void)state;
    compose(&s, "A3", true, 20);
    in.scene = s.scene;
    in.bundle = s.bundle;
    n = situ_page_reserved(s.page, &in, reserved);
    assert_int_equal(n, 2); // north arrow and scale
    for (size_t i = 0; i < s.plan->placed_count; i++)
        for (size_t k = 0; k < n; k++) {
            situ_box a = s.plan->placed[i].box, b = reserved[k];
            assert_false(a.x0 < b.x1 - 1e-9 && b.x0 < a.x1 - 1e-9 && a.y0 < b.y1 - 1e-9 && b.y0 < a.y1 - 1e-9);
        }
    sheet_free(&s);
}

static void compose__a_band_too_full_is_told(void **state)
{
    bool told = false;
    sheet s;
    (void)state;
    compose(&s, "A4", true, 400);
    for (size_t i = 0; i < situ_report_count(s.report); i++) {
        const char *rule = situ_report_get(s.report, i)->rule;
        told = told || strcmp(rule, "TABLE_OVERFLOW") == 0 || strcmp(rule, "BAND_OVERFLOW") == 0;
    }
    assert_true(told);
    sheet_free(&s);
    compose(&s, "A0", true, 20);
    assert_int_equal(situ_report_count(s.report), 0);
    sheet_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates__all_of_styles_open_on_every_paper), cmocka_unit_test(templates__the_map_has_most_of_the_sheet),
        cmocka_unit_test_setup_teardown(templates__faults_have_file_line_and_cure, folder_setup, folder_teardown),
        cmocka_unit_test(templates__an_absent_template_is_told), cmocka_unit_test(compose__nothing_lies_within_7_mm_of_the_edge),
        cmocka_unit_test(compose__map_is_clipped_and_georeferenced), cmocka_unit_test(compose__labels_keep_off_the_furniture_over_the_map),
        cmocka_unit_test(compose__a_band_too_full_is_told)};
    return cmocka_run_group_tests(tests, parts_setup, parts_teardown);
}

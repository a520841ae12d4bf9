// SPDX-License-Identifier: MIT
#ifndef SITU_TEST_PART_FIXTURE_H
#define SITU_TEST_PART_FIXTURE_H

// One part of a page drawn into a box of an A3 sheet (or of another paper), with the texts it wrote.

#include <math.h>

#include "base/alloc.h"
#include "layout/part.h"
#include "unit/layers/table_text.h"

static situ_error check_error;
static situ_styles *styles;
static situ_text *text_context;
static situ_resources resources;

static inline int parts_setup(void **state)
{
    static char folder[1024];
    (void)state;
    snprintf(folder, sizeof folder, "%s/styles", SITU_SOURCE_DIR);
    resources.dirs[0] = folder;
    return situ_styles_new(&styles, &resources, &check_error) == SITU_OK && situ_text_new(&text_context, &resources, &check_error) == SITU_OK ? 0 : -1;
}

static inline int parts_teardown(void **state)
{
    (void)state;
    situ_styles_free(styles);
    situ_text_free(text_context);
    return 0;
}

typedef struct part_bench {
    situ_scene *scene;
    situ_bundle *bundle;
    situ_report *report;
    situ_display *display;
    situ_part_input in;
    situ_arena *arena;
    situ_yaml *doc;
    const situ_part_type *type;
    void *params;
} part_bench;

static inline void bench_open(part_bench *b, const char *part, const char *yaml, double denominator)
{
    situ_frame frame = {.media = SITU_PAPER, .epsg = 4545, .world = {500000, 3400000, 580000, 3495000}, .content = 1, .denominator = denominator};
    memset(b, 0, sizeof *b);
    frame.scale = denominator > 0 ? 1000 / denominator : 1;
    frame.width = 80000 * frame.scale;
    frame.height = 95000 * frame.scale;
    CHECK_OK(situ_scene_new(&b->scene, &frame, &check_error), check_error);
    CHECK_OK(situ_bundle_new(&b->bundle, "internal", "", &check_error), check_error);
    CHECK_OK(situ_display_new(&b->display, 420, 297, 72 / 25.4, &check_error), check_error);
    b->report = situ_report_new();
    b->arena = situ_arena_new();
    b->in = (situ_part_input){.scene = b->scene, .bundle = b->bundle, .styles = styles, .text = text_context, .k = 1, .page_width = 420, .page_height = 297,
                              .map_box = {10, 26, 300, 270}, .page_count = 1, .file = "test.yaml", .report = b->report};
    for (const situ_part_type *const *t = situ_part_type_registry; *t; t++)
        if (strcmp((*t)->name, part) == 0)
            b->type = *t;
    assert_non_null(b->type);
    b->params = situ_arena_alloc(b->arena, b->type->params_size + 1);
    if (*yaml)
        CHECK_OK(situ_yaml_parse(&b->doc, yaml, strlen(yaml), "test.yaml", &check_error), check_error);
    if (b->type->props)
        CHECK_OK(situ_props_read(b->params, b->type->props, *yaml ? situ_yaml_root(b->doc) : NULL, NULL, "test.yaml", b->arena, &check_error), check_error);
}

static inline void bench_close(part_bench *b)
{
    situ_scene_free(b->scene);
    situ_bundle_free(b->bundle);
    situ_report_free(b->report);
    situ_display_free(b->display);
    situ_yaml_free(b->doc);
    situ_arena_free(b->arena);
}

static inline void bench_draw(part_bench *b, situ_box box)
{
    CHECK_OK(b->type->draw(b->display, &b->in, b->params, box, &check_error), check_error);
}

static inline double bench_measure(part_bench *b, double width)
{
    double height = -1;
    assert_non_null(b->type->measure);
    CHECK_OK(b->type->measure(&height, &b->in, b->params, width, &check_error), check_error);
    return height;
}

static inline const situ_display_op *text_op(const part_bench *b, const char *text)
{
    for (size_t i = 0; i < b->display->count; i++)
        if (b->display->ops[i].kind == SITU_DRAW_TEXT && strcmp(b->display->ops[i].u.text.utf8, text) == 0)
            return &b->display->ops[i];
    return NULL;
}

static inline const situ_display_op *text_with(const part_bench *b, const char *part)
{
    for (size_t i = 0; i < b->display->count; i++)
        if (b->display->ops[i].kind == SITU_DRAW_TEXT && strstr(b->display->ops[i].u.text.utf8, part))
            return &b->display->ops[i];
    return NULL;
}

static inline double text_right(const situ_display_op *op)
{
    situ_extents e;
    CHECK_OK(situ_text_measure(text_context, op->u.text.font, op->u.text.size, op->u.text.utf8, &e, &check_error), check_error);
    return op->u.text.x + e.width;
}

// No ink of the part leaves the box by more than slack.
static inline void assert_inside(const part_bench *b, situ_box box, double slack)
{
    for (size_t i = 0; i < b->display->count; i++) {
        situ_box o = b->display->ops[i].box;
        if (b->display->ops[i].kind == SITU_DRAW_PATH) { // the op's box allows for sharp mitres
            const situ_path *path = &b->display->ops[i].u.path.path;
            o = situ_box_empty();
            for (uint32_t k = 0; k < path->point_count; k++)
                o = situ_box_add(o, path->xy[2 * k], path->xy[2 * k + 1]);
            o = situ_box_grow(o, b->display->ops[i].u.path.pen.width / 2);
        }
        if (o.x0 < box.x0 - slack || o.y0 < box.y0 - slack || o.x1 > box.x1 + slack || o.y1 > box.y1 + slack)
            fail_msg("op %zu (%s) at %.2f,%.2f,%.2f,%.2f leaves %.2f,%.2f,%.2f,%.2f", i,
                     b->display->ops[i].kind == SITU_DRAW_TEXT ? b->display->ops[i].u.text.utf8 : "path", o.x0, o.y0, o.x1, o.y1, box.x0, box.y0, box.x1, box.y1);
    }
}

static inline const situ_issue *bench_told(const part_bench *b, const char *rule)
{
    for (size_t i = 0; i < situ_report_count(b->report); i++)
        if (situ_streq(situ_report_get(b->report, i)->rule, rule))
            return situ_report_get(b->report, i);
    return NULL;
}

#endif

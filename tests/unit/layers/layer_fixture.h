// SPDX-License-Identifier: MIT
#ifndef SITU_TEST_LAYER_FIXTURE_H
#define SITU_TEST_LAYER_FIXTURE_H

// One layer type built from YAML and a table into a sealed scene of 100 x 100 km at 1:500 000
// (200 x 200 mm; a metre is 0.002 mm, y down).

#include "base/alloc.h"
#include "scene/layer.h"
#include "unit/layers/table_text.h"

static situ_error check_error;
static situ_styles *styles;
static situ_text *text_context;
static situ_report *report;

static inline int layers_setup(void **state)
{
    static situ_resources res;
    static char folder[1024];
    (void)state;
    snprintf(folder, sizeof folder, "%s/styles", SITU_SOURCE_DIR);
    res.dirs[0] = folder;
    report = situ_report_new();
    return situ_styles_new(&styles, &res, &check_error) == SITU_OK && situ_text_new(&text_context, &res, &check_error) == SITU_OK && report ? 0 : -1;
}

static inline int layers_teardown(void **state)
{
    (void)state;
    situ_styles_free(styles);
    situ_text_free(text_context);
    situ_report_free(report);
    return 0;
}

typedef struct layer_case {
    const char *type, *yaml; // yaml: keys of the layer
    const char *group, *title;
    bool mono, screen;
    double denominator, content; // 0 = 500000, 1
    const situ_grid *grid;
    const char *const *words;
} layer_case;

static inline situ_frame frame_of_case(const layer_case *c)
{
    situ_frame f = {.media = c->screen ? SITU_SCREEN : SITU_PAPER, .epsg = 4545, .world = {0, 0, 100000, 100000}, .scale = 0.002,
                    .width = 200, .height = 200, .content = c->content > 0 ? c->content : 1,
                    .denominator = c->denominator > 0 ? c->denominator : 500000, .mono = c->mono};
    return f;
}

static inline const situ_layer_type *layer_type_named(const char *name)
{
    for (const situ_layer_type *const *t = situ_layer_type_registry; *t; t++)
        if (strcmp((*t)->name, name) == 0)
            return *t;
    fail_msg("there is no layer type %s", name);
    return NULL;
}

static inline situ_status try_layer(situ_scene **out, const layer_case *c, const situ_table *table, situ_error *err)
{
    static const char *layer_names[] = {"tested"};
    const situ_layer_type *type = layer_type_named(c->type);
    situ_status status = SITU_OK;
    situ_scene *scene = NULL;
    situ_yaml *doc = NULL;
    situ_arena *arena = situ_arena_new();
    situ_frame frame = frame_of_case(c);
    situ_layer_input in = {.name = "tested", .table = table, .grid = c->grid, .styles = styles, .text = text_context, .group = c->group,
                           .title = c->title, .file = "test.yaml", .report = report, .mono = c->mono, .words = c->words};
    void *params;

    assert_non_null(arena);
    params = situ_arena_alloc(arena, type->params_size + 1);
    SITU_TRY(situ_yaml_parse(&doc, c->yaml, strlen(c->yaml), "test.yaml", err));
    SITU_TRY(situ_props_read(params, type->props, situ_yaml_root(doc), NULL, "test.yaml", arena, err));
    if (type->prepare)
        SITU_TRY(type->prepare(params, &in, arena, err));
    SITU_TRY(situ_scene_new(&scene, &frame, err));
    scene->layer_names = layer_names;
    scene->layer_count = 1;
    SITU_TRY(type->build(scene, &in, params, err));
    SITU_TRY(situ_scene_seal(scene, err));
    *out = scene;
    scene = NULL;
done:
    situ_scene_free(scene);
    situ_yaml_free(doc);
    situ_arena_free(arena);
    return status;
}

static inline situ_scene *build_case(const layer_case *c, const situ_table *table)
{
    situ_scene *scene = NULL;
    CHECK_OK(try_layer(&scene, c, table, &check_error), check_error);
    return scene;
}

static inline const situ_legend_entry *legend_named(const situ_scene *scene, const char *label)
{
    const situ_legend_entry *found = NULL;
    for (size_t i = 0; i < scene->legend_count; i++)
        if (strcmp(scene->legend[i].label, label) == 0) {
            if (found)
                fail_msg("the legend explains %s twice", label);
            found = &scene->legend[i];
        }
    return found;
}

static inline long legend_count_of(const situ_scene *scene, const char *label)
{
    const situ_legend_entry *e = legend_named(scene, label);
    if (!e)
        fail_msg("the legend does not explain %s", label);
    return e->count;
}

// Items of one table row, in painting order; the last that matches is returned.
static inline const situ_item *item_of(const situ_scene *scene, uint32_t feature, situ_item_kind kind)
{
    const situ_item *found = NULL;
    for (size_t i = 0; i < scene->item_count; i++)
        if (scene->items[i].feature == feature && scene->items[i].kind == kind)
            found = &scene->items[i];
    return found;
}

static inline size_t count_items(const situ_scene *scene, situ_item_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->item_count; i++)
        n += scene->items[i].kind == kind;
    return n;
}

static inline unsigned rgb(situ_rgba c)
{
    return ((unsigned)c.r << 16) | ((unsigned)c.g << 8) | c.b;
}

#endif

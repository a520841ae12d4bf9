// SPDX-License-Identifier: MIT
// Lines in classes: roads, rivers, boundaries. Casings of all classes lie under all cores, minor
// classes under major ones, in one pass each.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scene/layer.h"
#include "store/store.h"

typedef struct params {
    const char *by;                  // column or SQL expression
    const situ_yaml_node *classes;   // value -> {stroke, label, max_denominator}
    situ_stroke stroke;              // without classes
    situ_label_style label;
    bool lines_only;
    struct line_class *list;
    size_t count;
} params;

typedef struct line_class {
    const char *key;
    situ_stroke stroke;
    const char *label;
    double max_denominator;
} line_class;

static const situ_prop class_props[] = {
    {.name = "stroke", .kind = SITU_PROP_OBJECT, .offset = offsetof(line_class, stroke), .object = situ_stroke_props,
     .shorthand = "color", .help = N_("stroke of the class")},
    {.name = "label", .kind = SITU_PROP_TEXT, .offset = offsetof(line_class, label), .help = N_("words of the legend")},
    {.name = "max_denominator", .kind = SITU_PROP_NUMBER, .offset = offsetof(line_class, max_denominator), .min = 0,
     .max = 1e9, .fallback = "0", .help = N_("hidden at smaller scales than 1:N")},
    {.name = NULL},
};

static const situ_prop props[] = {
    {.name = "by", .kind = SITU_PROP_TEXT, .offset = offsetof(params, by), .help = N_("column or SQL expression of the class")},
    {.name = "classes", .kind = SITU_PROP_NODE, .offset = offsetof(params, classes), .help = N_("stroke of each class, the last on top")},
    {.name = "stroke", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, stroke), .object = situ_stroke_props,
     .shorthand = "color", .help = N_("stroke of all lines")},
    {.name = "label", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, label), .object = situ_label_props,
     .shorthand = "text", .help = N_("name along the line")},
    {.name = "lines_only", .kind = SITU_PROP_BOOL, .offset = offsetof(params, lines_only), .fallback = "no",
     .help = N_("leave out the outlines of areas")},
    {.name = NULL},
};

static situ_status prepare(void *params_, const situ_layer_input *in, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    params *p = params_;

    if (!p->classes)
        return SITU_OK;
    if (p->classes->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, in->file, p->classes, NULL, _("classes must be a map of values"));
    p->list = situ_arena_alloc(arena, (p->classes->count + 1) * sizeof *p->list);
    SITU_TRY_ALLOC(p->list);
    for (size_t i = 0; i < p->classes->count; i++) {
        SITU_TRY(situ_props_read(&p->list[i], class_props, p->classes->items[i], NULL, in->file, arena, err));
        p->list[i].key = p->classes->keys[i];
    }
    p->count = p->classes->count;
done:
    return status;
}

static situ_status add_row(situ_scene *scene, const situ_geometry *g, const situ_stroke *stroke, uint16_t pass,
                           size_t row, situ_error *err)
{
    situ_pen pen = situ_stroke_pen(stroke, &scene->frame, scene->arena);
    situ_pen casing = situ_stroke_casing_pen(stroke, &scene->frame);
    // Two additions instead of one: the casing's pass must lie below the cores of every class.
    if (casing.color.a != 0) {
        situ_status status = situ_scene_add_geometry(scene, g, NULL, &casing, NULL, pass, (uint32_t)row, err);
        if (status != SITU_OK)
            return status;
    }
    return situ_scene_add_geometry(scene, g, NULL, &pen, NULL, (uint16_t)(100 + pass), (uint32_t)row, err);
}

static situ_status add_legend(situ_scene *scene, const situ_layer_input *in, const situ_stroke *stroke,
                              const char *label, situ_error *err)
{
    situ_legend_entry entry = {.group = in->group,
                               .label = label,
                               .kind = SITU_LEGEND_LINE,
                               .pen = situ_stroke_pen(stroke, &scene->frame, scene->arena),
                               .casing = situ_stroke_casing_pen(stroke, &scene->frame),
                               .count = -1};
    return in->group && label ? situ_scene_add_legend(scene, &entry, err) : SITU_OK;
}

static situ_status tell_unknown(const situ_layer_input *in, size_t count, const char *example, situ_error *err)
{
    char number[96];
    situ_issue issue = {.severity = SITU_WARN, .rule = "LINE_CLASS", .table = in->table->name, .old_value = number,
                        .message = _("lines of no known class are not drawn"), .cure = _("correct their class in the ledger, or give the class a stroke in the map spec")};
    snprintf(number, sizeof number, strlen(example) < 60 ? "%zu (%s)" : "%zu", count, example);
    return count > 0 && in->report ? situ_report_add(in->report, &issue, err) : SITU_OK;
}

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    situ_table *values = NULL;
    char buffer[32];
    const char *example = ""; // the first unknown class
    size_t unknown = 0;
    bool *seen = NULL;
    double *skip = NULL;

    if (in->table->row_count == 0)
        return SITU_OK;
    if (p->count > 0) {
        SITU_TRY(situ_expr_values(&values, in->table, p->by ? p->by : "class", err));
        seen = situ_arena_alloc(scene->arena, p->count);
        SITU_TRY_ALLOC(seen);
    }
    for (size_t row = 0; row < in->table->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(in->table, row);
        const char *key = values ? situ_table_show(values, row, 0, buffer) : NULL;
        if (!g || g->kind == SITU_GEOM_POINT || (p->lines_only && g->kind == SITU_GEOM_POLYGON))
            continue;
        if (!key) {
            SITU_TRY(add_row(scene, g, &p->stroke, 0, row, err));
            continue;
        }
        size_t i = 0;
        while (i < p->count && strcmp(p->list[i].key, key) != 0)
            i++;
        if (i == p->count) {
            if (unknown++ == 0 && key != buffer)
                example = key;
        } else {
            const line_class *c = &p->list[i];
            if (c->max_denominator <= 0 || scene->frame.denominator <= c->max_denominator) {
                seen[i] = true;
                SITU_TRY(add_row(scene, g, &c->stroke, (uint16_t)i, row, err));
            }
        }
    }
    SITU_TRY(tell_unknown(in, unknown, example, err));
    if (p->count == 0)
        SITU_TRY(add_legend(scene, in, &p->stroke, in->title, err));
    for (size_t i = p->count; i-- > 0;) // the legend starts with the highest class
        if (seen[i])
            SITU_TRY(add_legend(scene, in, &p->list[i].stroke, p->list[i].label, err));
    if (p->lines_only) {
        skip = situ_arena_alloc(scene->arena, (in->table->row_count + 1) * sizeof *skip);
        SITU_TRY_ALLOC(skip);
        for (size_t row = 0; row < in->table->row_count; row++) {
            const situ_geometry *g = situ_table_geometry(in->table, row);
            skip[row] = g && g->kind == SITU_GEOM_LINE ? 0 : NAN;
        }
    }
    SITU_TRY(situ_layer_labels(scene, in, &p->label, SITU_LABEL_LINE, skip, err));
done:
    situ_table_free(values);
    return status;
}

const situ_layer_type situ_layer_line = {
    .name = "line",
    .summary = N_("lines in classes with casings: roads, rivers, boundaries"),
    .params_size = sizeof(params),
    .props = props,
    .prepare = prepare,
    .build = build,
};

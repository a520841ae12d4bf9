// SPDX-License-Identifier: MIT
// Areas: townships by level, zones, water, land.
#include "scene/layer.h"

#include "base/str.h"

typedef struct params {
    situ_fill fill;
    situ_stroke stroke;
    situ_label_style label;
    bool hatch; // level hatches, for black-and-white prints
    bool counts;
} params;

static const situ_prop props[] = {
    {.name = "fill", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, fill), .object = situ_fill_props,
     .shorthand = "color", .help = N_("fill of the areas")},
    {.name = "stroke", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, stroke), .object = situ_stroke_props,
     .shorthand = "color", .help = N_("outline")},
    {.name = "label", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, label), .object = situ_label_props,
     .shorthand = "text", .help = N_("name of each area")},
    {.name = "hatch", .kind = SITU_PROP_BOOL, .offset = offsetof(params, hatch), .fallback = "no",
     .help = N_("draw the palette's hatches on colour sheets too")},
    {.name = "counts", .kind = SITU_PROP_BOOL, .offset = offsetof(params, counts), .fallback = "yes",
     .help = N_("the legend says how many areas there are of each class")},
    {.name = NULL},
};

// Hatches are given in millimetres of an A3 sheet.
static void scale_hatch(situ_brush *brush, const situ_frame *frame)
{
    brush->hatch_gap = situ_length_in((situ_length){brush->hatch_gap, 0}, frame);
    brush->hatch_width = situ_length_in((situ_length){brush->hatch_width, 0.6}, frame);
}

static situ_status legend(situ_scene *scene, const situ_layer_input *in, const params *p, const situ_classes *classes,
                          const situ_pen *pen, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_legend_entry entry = {.group = in->group, .kind = SITU_LEGEND_AREA, .pen = *pen, .count = -1};

    if (!in->group)
        return SITU_OK;
    if (!classes->palette) {
        entry.label = in->title;
        entry.brush = (situ_brush){.color = p->fill.color};
        return in->title && in->table->row_count > 0 ? situ_scene_add_legend(scene, &entry, err) : SITU_OK;
    }
    const bool levels = situ_starts_with(classes->palette->name, "level");
    for (uint32_t i = 0; i <= classes->palette->count; i++) {
        const situ_palette_entry *e = i < classes->palette->count ? &classes->palette->entries[i] : &classes->palette->other;
        if (!e->key && i < classes->palette->count)
            continue;
        if (!e->label || (classes->count[i] == 0 && !(levels && i < 4))) // the four levels are always explained
            continue;
        entry.label = e->label;
        entry.brush = e->brush;
        if (!p->hatch && !scene->frame.mono && e->key && e->key[0] >= '0' && e->key[0] <= '9')
            entry.brush.hatch = SITU_HATCH_NONE;
        scale_hatch(&entry.brush, &scene->frame);
        entry.count = p->counts ? classes->count[i] : -1;
        entry.unit = in->title;
        SITU_TRY(situ_scene_add_legend(scene, &entry, err));
    }
done:
    return status;
}

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    situ_classes classes;
    situ_pen pen = situ_stroke_pen(&p->stroke, &scene->frame, scene->arena);

    SITU_TRY(situ_classes_new(&classes, in, p->fill.palette, p->fill.by, scene->arena, err));
    for (size_t row = 0; row < in->table->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(in->table, row);
        situ_brush brush = situ_fill_brush(&p->fill, &classes, row);
        if (!g || g->kind != SITU_GEOM_POLYGON)
            continue;
        if (!p->hatch && !scene->frame.mono && brush.color.a != 0 &&
            !(brush.color.r == 255 && brush.color.g == 255 && brush.color.b == 255))
            brush.hatch = SITU_HATCH_NONE;
        scale_hatch(&brush, &scene->frame);
        SITU_TRY(situ_scene_add_geometry(scene, g, &brush, &pen, NULL, 0, (uint32_t)row, err));
    }
    SITU_TRY(legend(scene, in, p, &classes, &pen, err));
    SITU_TRY(situ_layer_labels(scene, in, &p->label, SITU_LABEL_AREA, NULL, err));
done:
    return status;
}

const situ_layer_type situ_layer_polygon = {
    .name = "polygon",
    .summary = N_("areas filled by one colour or by a palette"),
    .params_size = sizeof(params),
    .props = props,
    .build = build,
};

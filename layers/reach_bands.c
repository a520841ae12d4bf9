// SPDX-License-Identifier: MIT
// Reach bands: how far help gets in 15, 30, 60 minutes.
#include "scene/layer.h"

typedef struct params {
    situ_fill fill;
    situ_stroke stroke;
} params;

static const situ_prop props[] = {
    {.name = "fill", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, fill), .object = situ_fill_props, .shorthand = "color", .help = N_("palette by band")},
    {.name = "stroke", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, stroke), .object = situ_stroke_props, .shorthand = "color", .help = N_("edge of a band")},
    {.name = NULL},
};

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
        if (!g)
            continue;
        brush.hatch_gap = situ_length_in((situ_length){brush.hatch_gap, 0}, &scene->frame);
        brush.hatch_width = situ_length_in((situ_length){brush.hatch_width, 0.6}, &scene->frame);
        SITU_TRY(situ_scene_add_geometry(scene, g, &brush, &pen, NULL, 0, (uint32_t)row, err));
    }
    for (uint32_t i = 0; in->group && classes.palette && i <= classes.palette->count; i++) { // the last: beyond all bands
        const situ_palette_entry *e = i < classes.palette->count ? &classes.palette->entries[i] : &classes.palette->other;
        situ_legend_entry entry = {.group = in->group, .label = e->label, .kind = SITU_LEGEND_AREA, .brush = e->brush, .pen = pen, .count = -1};
        if (classes.count[i] == 0 || !e->label)
            continue;
        entry.brush.hatch_gap = situ_length_in((situ_length){entry.brush.hatch_gap, 0}, &scene->frame);
        entry.brush.hatch_width = situ_length_in((situ_length){entry.brush.hatch_width, 0.6}, &scene->frame);
        SITU_TRY(situ_scene_add_legend(scene, &entry, err));
    }
done:
    return status;
}

const situ_layer_type situ_layer_reach_bands = {
    .name = "reach_bands", .summary = N_("areas help reaches in given times"), .params_size = sizeof(params), .props = props, .build = build};

// SPDX-License-Identifier: MIT
// Zones of the worst levels over township fills: outline and the level's hatch, no fill of their own, so
// that two fills never mix to a colour that means nothing.
#include <stdio.h>

#include "scene/layer.h"

typedef struct params {
    long levels;
    const char *palette, *by;
    situ_stroke stroke;
    bool fill;
} params;

static const situ_prop props[] = {
    {.name = "levels", .kind = SITU_PROP_INT, .offset = offsetof(params, levels), .min = 1, .max = 4, .fallback = "2", .help = N_("worst levels that are drawn")},
    {.name = "palette", .kind = SITU_PROP_TEXT, .offset = offsetof(params, palette), .fallback = "level_area", .help = N_("palette of the hatches")},
    {.name = "by", .kind = SITU_PROP_TEXT, .offset = offsetof(params, by), .fallback = "level", .help = N_("column of the level")},
    {.name = "stroke", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, stroke), .object = situ_stroke_props, .shorthand = "color", .help = N_("outline of a zone")},
    {.name = "fill", .kind = SITU_PROP_BOOL, .offset = offsetof(params, fill), .fallback = "no", .help = N_("fill with the level's tint")},
    {.name = NULL},
};

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    static const char *const labels[] = {"", "重大风险(Ⅰ级)集中区", "较大风险(Ⅱ级)集中区", "一般风险(Ⅲ级)集中区", "低风险(Ⅳ级)集中区"};
    situ_status status = SITU_OK;
    const params *p = params_;
    const situ_frame *f = &scene->frame;
    situ_pen pen = situ_stroke_pen(&p->stroke, f, scene->arena);
    situ_brush brush[5] = {{.hatch = SITU_HATCH_NONE}};
    bool seen[5] = {false};
    int column = situ_table_find(in->table, p->by);
    const situ_palette *palette;

    SITU_TRY(situ_styles_palette(&palette, in->styles, p->palette, err));
    for (int level = 1; level <= p->levels; level++) {
        char key[8];
        const situ_palette_entry *entry;
        snprintf(key, sizeof key, "%d", level);
        entry = situ_palette_find(palette, key);
        if (entry)
            brush[level] = entry->brush;
        if (!p->fill)
            brush[level].color = (situ_rgba){0, 0, 0, 0};
        brush[level].hatch_gap = situ_length_in((situ_length){brush[level].hatch_gap, 0}, f);
        brush[level].hatch_width = situ_length_in((situ_length){brush[level].hatch_width, 0.6}, f);
    }
    // The worst level last, on top.
    for (int level = (int)p->levels; level >= 1; level--)
        for (size_t row = 0; row < in->table->row_count; row++) {
            const situ_geometry *g = situ_table_geometry(in->table, row);
            if (!g || situ_table_int(in->table, row, column) != level)
                continue;
            seen[level] = true;
            SITU_TRY(situ_scene_add_geometry(scene, g, &brush[level], &pen, NULL, (uint16_t)(4 - level), (uint32_t)row, err));
        }
    for (int level = 1; in->group && level <= p->levels; level++)
        if (seen[level]) {
            situ_legend_entry entry = {.group = in->group, .label = labels[level], .kind = SITU_LEGEND_AREA, .brush = brush[level], .pen = pen, .count = -1};
            SITU_TRY(situ_scene_add_legend(scene, &entry, err));
        }
done:
    return status;
}

const situ_layer_type situ_layer_zones = {
    .name = "zones", .summary = N_("zones of the worst levels as outline and hatch"), .params_size = sizeof(params), .props = props, .build = build};

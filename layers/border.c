// SPDX-License-Identifier: MIT
// Borders of areas that share edges: every edge is drawn once, and the outer edge of the set can have a
// stroke of its own (and a colour band outside, which never tints what lies inside).
#include <math.h>

#include "base/alloc.h"
#include "scene/layer.h"

typedef struct params {
    situ_stroke stroke, outer;
    situ_rgba band;
    situ_length band_width;
    bool inner, outside;
    const char *inner_title, *outer_title;
} params;

static const situ_prop props[] = {
    {.name = "stroke", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, stroke), .object = situ_stroke_props,
     .shorthand = "color", .help = N_("edges between two areas")},
    {.name = "outer", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, outer), .object = situ_stroke_props,
     .shorthand = "color", .help = N_("edges of the whole set")},
    {.name = "band", .kind = SITU_PROP_COLOR, .offset = offsetof(params, band), .fallback = "none",
     .help = N_("colour band outside the whole set")},
    {.name = "band_width", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, band_width), .object = situ_length_props,
     .shorthand = "mm", .help = N_("width of the colour band")},
    {.name = "inner", .kind = SITU_PROP_BOOL, .offset = offsetof(params, inner), .fallback = "yes", .help = N_("draw edges between areas")},
    {.name = "outside", .kind = SITU_PROP_BOOL, .offset = offsetof(params, outside), .fallback = "yes", .help = N_("draw edges of the whole set")},
    {.name = "inner_title", .kind = SITU_PROP_TEXT, .offset = offsetof(params, inner_title), .help = N_("legend of inner edges")},
    {.name = "outer_title", .kind = SITU_PROP_TEXT, .offset = offsetof(params, outer_title), .help = N_("legend of outer edges")},
    {.name = NULL},
};

// The band is the ring between the outline and the outline grown by the band's width.
static situ_status add_band(situ_scene *scene, const params *p, const situ_geometry *const *areas, size_t n,
                            situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geos *geos = NULL;
    situ_geometry *all = NULL, *grown = NULL, *ring = NULL;
    double width = situ_length_in(p->band_width, &scene->frame) / scene->frame.scale;
    situ_brush brush = {.color = p->band};

    if (p->band.a == 0 || width <= 0)
        return SITU_OK;
    SITU_TRY(situ_geos_new(&geos, err));
    SITU_TRY(situ_geos_union_all(geos, &all, areas, n, err));
    if (!all)
        goto done;
    SITU_TRY(situ_geos_buffer(geos, &grown, all, width, err));
    SITU_TRY(situ_geos_overlay(geos, &ring, SITU_DIFFERENCE, grown, all, err));
    if (ring)
        SITU_TRY(situ_scene_add_geometry(scene, ring, &brush, NULL, NULL, 0, UINT32_MAX, err));
done:
    situ_geometry_free(all);
    situ_geometry_free(grown);
    situ_geometry_free(ring);
    situ_geos_free(geos);
    return status;
}

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    const situ_geometry **areas = situ_calloc(in->table->row_count + 1, sizeof *areas);
    situ_border *borders = NULL;
    situ_geometry *calm = NULL;
    size_t n = 0, border_count = 0;
    situ_pen inner = situ_stroke_pen(&p->stroke, &scene->frame, scene->arena);
    situ_pen inner_casing = situ_stroke_casing_pen(&p->stroke, &scene->frame);
    situ_pen outer = situ_stroke_pen(&p->outer, &scene->frame, scene->arena);
    situ_pen outer_casing = situ_stroke_casing_pen(&p->outer, &scene->frame);

    SITU_TRY_ALLOC(areas);
    for (size_t row = 0; row < in->table->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(in->table, row);
        if (g && g->kind == SITU_GEOM_POLYGON)
            areas[n++] = g;
    }
    if (n == 0)
        goto done;
    SITU_TRY(add_band(scene, p, areas, n, err));
    SITU_TRY(situ_shared_borders(&borders, &border_count, areas, n, err));
    for (size_t i = 0; i < border_count; i++) {
        bool edge = borders[i].right == SIZE_MAX;
        if (edge ? !p->outside : !p->inner)
            continue;
        // Dashes need a calm line: what the casing covers anyway is smoothed away.
        situ_geometry_free(calm);
        calm = NULL;
        SITU_TRY(situ_geometry_simplify(&calm, borders[i].line, situ_length_in((situ_length){0.22, 0.7}, &scene->frame) / scene->frame.scale, err));
        if (!calm)
            continue;
        SITU_TRY(situ_scene_add_geometry(scene, calm, NULL, edge ? &outer : &inner,
                                         edge ? &outer_casing : &inner_casing, edge ? 4 : 2, UINT32_MAX, err));
    }
    if (in->group && p->outside && p->outer_title) {
        situ_legend_entry entry = {.group = in->group, .label = p->outer_title, .kind = SITU_LEGEND_LINE, .pen = outer, .casing = outer_casing, .count = -1};
        SITU_TRY(situ_scene_add_legend(scene, &entry, err));
    }
    if (in->group && p->inner && p->inner_title) {
        situ_legend_entry entry = {.group = in->group, .label = p->inner_title, .kind = SITU_LEGEND_LINE, .pen = inner, .casing = inner_casing, .count = -1};
        SITU_TRY(situ_scene_add_legend(scene, &entry, err));
    }
done:
    situ_geometry_free(calm);
    situ_borders_free(borders, border_count);
    situ_free(areas);
    return status;
}

const situ_layer_type situ_layer_border = {
    .name = "border",
    .summary = N_("borders of adjoining areas, each edge once, and a colour band outside"),
    .params_size = sizeof(params),
    .props = props,
    .build = build,
};

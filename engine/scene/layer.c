// SPDX-License-Identifier: MIT
#include "scene/layer.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "store/store.h"

const char *situ_layer_word(const situ_layer_input *in, const char *name, const char *fallback)
{
    for (const char *const *w = in->words; w && w[0]; w += 2)
        if (strcmp(w[0], name) == 0)
            return w[1];
    return fallback;
}

const situ_prop situ_fill_props[] = {
    {.name = "color", .kind = SITU_PROP_COLOR, .offset = offsetof(situ_fill, color), .fallback = "none",
     .help = N_("colour of every row")},
    {.name = "palette", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_fill, palette), .help = N_("palette")},
    {.name = "by", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_fill, by),
     .help = N_("column or SQL expression looked up in the palette")},
    {.name = NULL},
};

situ_status situ_classes_new(situ_classes *out, const situ_layer_input *in, const char *palette, const char *by,
                             situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *values = NULL;
    char buffer[32];
    uint32_t other = 0;

    memset(out, 0, sizeof *out);
    if (!palette || !in->table)
        return SITU_OK;
    SITU_TRY(situ_styles_palette(&out->palette, in->styles, palette, err));
    if (in->mono && out->palette->mono)
        SITU_TRY(situ_styles_palette(&out->palette, in->styles, out->palette->mono, err));
    out->of_row = situ_arena_alloc(arena, (in->table->row_count + 1) * sizeof *out->of_row);
    out->count = situ_arena_alloc(arena, (out->palette->count + 1) * sizeof *out->count);
    SITU_TRY_ALLOC(out->of_row);
    SITU_TRY_ALLOC(out->count);
    if (in->table->row_count == 0)
        return SITU_OK;
    // Level 0 and no level are both "not assessed": rows of the same words are one line of the legend.
    while (other < out->palette->count && !(out->palette->other.label && situ_streq(out->palette->entries[other].label, out->palette->other.label)))
        other++;
    SITU_TRY(situ_expr_values(&values, in->table, by ? by : palette, err));
    for (size_t row = 0; row < in->table->row_count; row++) {
        const situ_palette_entry *entry =
            situ_palette_find(out->palette, situ_table_show(values, row, 0, buffer));
        out->of_row[row] = entry;
        if (entry)
            out->count[entry == &out->palette->other ? other : (uint32_t)(entry - out->palette->entries)]++;
    }
done:
    situ_table_free(values);
    return status;
}

situ_brush situ_fill_brush(const situ_fill *fill, const situ_classes *classes, size_t row)
{
    if (classes->palette)
        return classes->of_row[row] ? classes->of_row[row]->brush : (situ_brush){.hatch = SITU_HATCH_NONE};
    return (situ_brush){.color = fill->color};
}

const situ_prop situ_label_props[] = {
    {.name = "text", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_label_style, text),
     .help = N_("column or SQL expression of the label's text")},
    {.name = "size", .kind = SITU_PROP_OBJECT, .offset = offsetof(situ_label_style, size), .object = situ_length_props,
     .shorthand = "mm", .help = N_("em height")},
    {.name = "color", .kind = SITU_PROP_COLOR, .offset = offsetof(situ_label_style, color), .fallback = "#2B2B2B",
     .help = N_("colour of the text")},
    {.name = "halo_color", .kind = SITU_PROP_COLOR, .offset = offsetof(situ_label_style, halo_color),
     .fallback = "#FFFFFF", .help = N_("colour of the halo")},
    {.name = "halo", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_label_style, halo), .min = 0, .max = 5,
     .fallback = "0.25", .help = N_("width of the halo in millimetres")},
    {.name = "bold", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_label_style, bold), .fallback = "no",
     .help = N_("bold face")},
    {.name = "serif", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_label_style, serif), .fallback = "no",
     .help = N_("serif (Song) face")},
    {.name = "shear", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_label_style, shear), .min = -30, .max = 30,
     .fallback = "0", .help = N_("slant in degrees, negative: tops to the left")},
    {.name = "leader", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_label_style, leader), .fallback = "no",
     .help = N_("may stand off with a leader line")},
    {.name = "required", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_label_style, required), .fallback = "no",
     .help = N_("is placed even where it covers something")},
    {.name = "repeat", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_label_style, repeat), .fallback = "no",
     .help = N_("is repeated along a long line")},
    {.name = "min_repeat", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_label_style, min_repeat), .min = 0, .max = 1000, .fallback = "0",
     .help = N_("millimetres within which the same text is not written again")},
    {.name = "priority", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_label_style, priority),
     .help = N_("SQL expression: higher is placed first")},
    {.name = "rank", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_label_style, rank), .min = -1000, .max = 1000,
     .fallback = "0", .help = N_("added to every priority of the layer")},
    {.name = "max_lines", .kind = SITU_PROP_INT, .offset = offsetof(situ_label_style, max_lines), .min = 1, .max = 4,
     .fallback = "1", .help = N_("lines a label may be broken into")},
    {.name = "max_denominator", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_label_style, max_denominator),
     .min = 0, .max = 1e9, .fallback = "0", .help = N_("no labels at smaller scales than 1:N; 0 = always")},
    {.name = "where", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_label_style, where),
     .help = N_("SQL expression: only these rows are labelled")},
    {.name = NULL},
};

// Anchor of a row's label; false when the row cannot carry one in this frame.
static bool anchor(situ_label *label, const situ_frame *f, const situ_geometry *g, situ_arena *arena)
{
    if (label->kind == SITU_LABEL_POINT) {
        situ_point p = {0, 0};
        if (g->kind == SITU_GEOM_POINT && g->point_count > 0)
            p = (situ_point){g->xy[0], g->xy[1]};
        else
            p = (situ_point){(g->box.x0 + g->box.x1) / 2, (g->box.y0 + g->box.y1) / 2};
        p = situ_frame_to_page(f, p.x, p.y);
        label->x = p.x;
        label->y = p.y;
        return p.x >= 0 && p.y >= 0 && p.x <= f->width && p.y <= f->height;
    }
    if (label->kind == SITU_LABEL_AREA) {
        double radius = 0;
        situ_geometry *part = NULL;
        const situ_geometry *use = g;
        situ_point p;
        if (g->kind != SITU_GEOM_POLYGON || f->scale <= 0)
            return false;
        // The name belongs into the part of the area that the frame shows.
        if (!situ_box_contains(f->world, g->box)) {
            if (situ_geometry_clip(&part, g, f->world, NULL) != SITU_OK || !part)
                return false;
            use = part;
        }
        p = situ_polygon_pole(use, 0.5 / f->scale, &radius);
        situ_geometry_free(part);
        p = situ_frame_to_page(f, p.x, p.y);
        label->x = p.x;
        label->y = p.y;
        label->room = radius * f->scale;
        return label->room > 0;
    }
    // LINE: the longest part inside the frame, in page units.
    situ_geometry *cut = NULL;
    uint32_t best = UINT32_MAX;
    double best_length = 0;
    if (g->kind == SITU_GEOM_POINT || situ_geometry_clip(&cut, g, f->world, NULL) != SITU_OK || !cut)
        return false;
    for (uint32_t part = 0; part < cut->part_count; part++) {
        double length = 0;
        for (uint32_t i = cut->part_start[part] + 1; i < cut->part_start[part + 1]; i++)
            length += hypot(cut->xy[2 * i] - cut->xy[2 * i - 2], cut->xy[2 * i + 1] - cut->xy[2 * i - 1]);
        if (length > best_length) {
            best_length = length;
            best = part;
        }
    }
    if (best != UINT32_MAX) {
        uint32_t begin = cut->part_start[best], n = cut->part_start[best + 1] - begin;
        label->line.verbs = situ_arena_alloc(arena, n);
        label->line.xy = situ_arena_alloc(arena, n * 2 * sizeof(double));
        if (label->line.verbs && label->line.xy) {
            label->line.verb_count = label->line.point_count = n;
            for (uint32_t i = 0; i < n; i++) {
                situ_point p = situ_frame_to_page(f, cut->xy[2 * (begin + i)], cut->xy[2 * (begin + i) + 1]);
                label->line.verbs[i] = i ? SITU_LINE : SITU_MOVE;
                label->line.xy[2 * i] = p.x;
                label->line.xy[2 * i + 1] = p.y;
            }
        } else {
            best = UINT32_MAX;
        }
    }
    situ_geometry_free(cut);
    return best != UINT32_MAX;
}

situ_status situ_layer_labels(situ_scene *scene, const situ_layer_input *in, const situ_label_style *style,
                              situ_label_kind kind, const double *offset_of, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_frame *f = &scene->frame;
    situ_table *texts = NULL, *priorities = NULL;
    size_t *rows = NULL, row_count = 0;
    char buffer[32];
    int id_column;

    if (!style->text || !in->table || in->table->row_count == 0)
        return SITU_OK;
    if (style->max_denominator > 0 && f->denominator > style->max_denominator)
        return SITU_OK;
    SITU_TRY(situ_expr_values(&texts, in->table, style->text, err));
    if (style->priority)
        SITU_TRY(situ_expr_values(&priorities, in->table, style->priority, err));
    SITU_TRY(situ_expr_filter(&rows, &row_count, in->table, style->where ? style->where : "1", err));
    id_column = situ_table_find(in->table, "id");
    for (size_t i = 0; i < row_count; i++) {
        size_t row = rows[i];
        const situ_geometry *g = situ_table_geometry(in->table, row);
        char id_buffer[32];
        situ_label label = {.feature = (uint32_t)row, .kind = kind};
        double priority = priorities ? situ_table_real(priorities, row, 0) : 0;

        label.text = situ_table_show(texts, row, 0, buffer);
        if (!g || !*label.text || (offset_of && isnan(offset_of[row])))
            continue;
        label.font = (situ_font){style->serif ? SITU_SERIF : SITU_SANS, style->bold, style->shear};
        label.size = situ_length_in(style->size, f);
        label.color = style->color;
        label.halo = situ_length_in((situ_length){style->halo, f->media == SITU_SCREEN ? 1.6 : 0}, f);
        if (style->halo <= 0)
            label.halo = 0;
        label.halo_color = style->halo_color;
        label.priority = style->rank + (isfinite(priority) ? priority : 0);
        label.max_lines = (int)style->max_lines;
        label.leader = style->leader;
        label.required = style->required;
        label.repeat = style->repeat;
        label.min_repeat = situ_length_in((situ_length){style->min_repeat, 0}, f);
        label.offset = offset_of ? offset_of[row] : 0;
        label.id = id_column >= 0 ? situ_table_show(in->table, row, id_column, id_buffer) : NULL;
        if (!anchor(&label, f, g, scene->arena))
            continue;
        SITU_TRY(situ_scene_add_label(scene, &label, err));
    }
done:
    situ_table_free(texts);
    situ_table_free(priorities);
    situ_free(rows);
    return status;
}

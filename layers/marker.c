// SPDX-License-Identifier: MIT
// Point symbols: risk points by level and industry, depots, teams, seats.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "scene/layer.h"
#include "store/store.h"

typedef struct params {
    const char *symbol;         // symbol of every row
    const char *symbols, *by;   // palette whose entries give symbol and mark, and its key
    situ_fill fill;
    situ_rgba outline;
    situ_length outline_width, size, casing;
    double mark_from;           // marks are drawn on symbols of at least this size, mm on A3
    const char *order;          // SQL expression: higher is painted later
    situ_label_style label;
    bool legend_fill, legend_symbol;
    const char *unlocated_title; // legend of rows without coordinates
    const char *uncertain_title; // legend of points placed by village or township
    bool points_only;           // rows with an area are drawn by another layer
    bool legend_only;           // draws nothing: explains what other layers of the same data draw
    double obstacle;            // weight of the symbol as an obstacle of labels
} params;

static const situ_prop props[] = {
    {.name = "symbol", .kind = SITU_PROP_TEXT, .offset = offsetof(params, symbol), .fallback = "circle", .help = N_("symbol of every row")},
    {.name = "symbols", .kind = SITU_PROP_TEXT, .offset = offsetof(params, symbols), .help = N_("palette that gives symbols and marks")},
    {.name = "by", .kind = SITU_PROP_TEXT, .offset = offsetof(params, by), .help = N_("column or SQL expression looked up in `symbols`")},
    {.name = "fill", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, fill), .object = situ_fill_props, .shorthand = "color", .help = N_("fill of the symbols")},
    {.name = "outline", .kind = SITU_PROP_COLOR, .offset = offsetof(params, outline), .fallback = "#2B2B2B", .help = N_("outline of the symbols")},
    {.name = "outline_width", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, outline_width), .object = situ_length_props, .shorthand = "mm", .help = N_("width of the outline")},
    {.name = "casing", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, casing), .object = situ_length_props, .shorthand = "mm", .help = N_("white rim under the symbol")},
    {.name = "size", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, size), .object = situ_length_props, .shorthand = "mm", .help = N_("size where the palette gives none")},
    {.name = "mark_from", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, mark_from), .min = 0, .max = 50, .fallback = "2.8", .help = N_("smallest symbol, mm on A3, that carries a character")},
    {.name = "order", .kind = SITU_PROP_TEXT, .offset = offsetof(params, order), .help = N_("SQL expression: higher is painted later")},
    {.name = "label", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, label), .object = situ_label_props, .shorthand = "text", .help = N_("name beside the symbol")},
    {.name = "legend_fill", .kind = SITU_PROP_BOOL, .offset = offsetof(params, legend_fill), .fallback = "yes", .help = N_("explain the colours")},
    {.name = "legend_symbol", .kind = SITU_PROP_BOOL, .offset = offsetof(params, legend_symbol), .fallback = "yes", .help = N_("explain the symbols")},
    {.name = "uncertain_title", .kind = SITU_PROP_TEXT, .offset = offsetof(params, uncertain_title), .help = N_("legend of points placed by village or township only")},
    {.name = "unlocated_title", .kind = SITU_PROP_TEXT, .offset = offsetof(params, unlocated_title), .help = N_("legend of rows without coordinates, which are counted but not drawn")},
    {.name = "obstacle", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, obstacle), .min = 0, .max = 100, .fallback = "1", .help = N_("how strongly labels keep off the symbol")},
    {.name = "points_only", .kind = SITU_PROP_BOOL, .offset = offsetof(params, points_only), .fallback = "no", .help = N_("leave out rows that have a line or an area")},
    {.name = "legend_only", .kind = SITU_PROP_BOOL, .offset = offsetof(params, legend_only), .fallback = "no", .help = N_("only explain what other layers of the data draw")},
    {.name = NULL},
};

typedef struct order_key { double order; const char *id; size_t row; } order_key;

static int compare_order(const void *a, const void *b)
{
    const order_key *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    // A ledger sorted anew draws the same sheet.
    if (x->id && y->id && strcmp(x->id, y->id) != 0)
        return strcmp(x->id, y->id);
    return x->row < y->row ? -1 : x->row > y->row;
}

// Black or white, whichever reads better on the colour.
static situ_rgba ink_on(situ_rgba c)
{
    double luma = 0.299 * c.r + 0.587 * c.g + 0.114 * c.b;
    return c.a != 0 && luma < 100 ? (situ_rgba){255, 255, 255, 255} : (situ_rgba){43, 43, 43, 255};
}

static double size_of(const params *p, const situ_frame *f, const situ_palette_entry *fill, const situ_palette_entry *symbol)
{
    // Screen sizes of look.md are nearly those of paper at three pixels a millimetre.
    double mm = fill && fill->size > 0 ? fill->size : symbol && symbol->size > 0 ? symbol->size : 0;
    return mm > 0 ? situ_length_in((situ_length){mm, 0}, f) : situ_length_in(p->size, f);
}

static situ_status uncertain_ring(situ_scene *scene, const situ_item *item, situ_error *err)
{
    // A dashed ring around the symbol: its place is known by village or township only.
    double r = item->u.marker.size / 2 * 1.3, k = 0.5522847498 * r, x = item->u.marker.x, y = item->u.marker.y;
    uint8_t verbs[] = {SITU_MOVE, SITU_CURVE, SITU_CURVE, SITU_CURVE, SITU_CURVE, SITU_CLOSE};
    double xy[] = {x + r, y, x + r, y + k, x + k, y + r, x, y + r, x - k, y + r, x - r, y + k, x - r, y,
                   x - r, y - k, x - k, y - r, x, y - r, x + k, y - r, x + r, y - k, x + r, y};
    situ_path path = {verbs, xy, 6, 13};
    double dash[] = {r * 0.5, r * 0.4};
    situ_pen pen = {.color = {43, 43, 43, 255}, .width = r * 0.14, .dash = dash, .dash_count = 2};
    return situ_scene_add_path(scene, &path, NULL, &pen, 1, 0, item->feature, err);
}

typedef struct marker_legend {
    const params *p;
    const situ_classes *fills, *symbols;
    long drawn, uncertain, unlocated, outside;
} marker_legend;

static situ_status legend(situ_scene *scene, const situ_layer_input *in, const marker_legend *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = m->p;
    const situ_frame *f = &scene->frame;
    const situ_symbol *plain;
    situ_legend_entry entry = {.group = in->group, .kind = SITU_LEGEND_MARKER, .outline = p->outline, .count = -1};

    if (!in->group)
        return SITU_OK;
    SITU_TRY(situ_styles_symbol(&plain, in->styles, p->symbol, err));
    entry.pen.width = situ_length_in(p->outline_width, f);
    if (m->fills->palette && p->legend_fill)
        for (uint32_t i = 0; i <= m->fills->palette->count; i++) {
            const situ_palette_entry *e = i < m->fills->palette->count ? &m->fills->palette->entries[i] : &m->fills->palette->other;
            if (!e->label || (m->fills->count[i] == 0 && (i >= 4 || m->symbols->palette == NULL)))
                continue;
            entry.label = e->label;
            entry.symbol = plain;
            if (e->symbol)
                SITU_TRY(situ_styles_symbol(&entry.symbol, in->styles, e->symbol, err));
            entry.fill = e->brush.color;
            entry.mark = e->mark;
            entry.mark_color = ink_on(entry.fill);
            entry.size = size_of(p, f, e, NULL);
            entry.count = m->fills->count[i];
            SITU_TRY(situ_scene_add_legend(scene, &entry, err));
        }
    if (m->symbols->palette && p->legend_symbol)
        for (uint32_t i = 0; i <= m->symbols->palette->count; i++) {
            const situ_palette_entry *e = i < m->symbols->palette->count ? &m->symbols->palette->entries[i] : &m->symbols->palette->other;
            if (!e->label || m->symbols->count[i] == 0)
                continue;
            entry.label = e->label;
            entry.symbol = plain;
            if (e->symbol)
                SITU_TRY(situ_styles_symbol(&entry.symbol, in->styles, e->symbol, err));
            entry.fill = m->fills->palette ? (situ_rgba){255, 255, 255, 255} : e->brush.color.a ? e->brush.color : p->fill.color;
            entry.mark = e->mark;
            entry.mark_color = ink_on(entry.fill);
            entry.size = m->fills->palette ? situ_length_in((situ_length){3.2, 0}, f) : size_of(p, f, NULL, e);
            entry.count = m->symbols->count[i];
            SITU_TRY(situ_scene_add_legend(scene, &entry, err));
        }
    if (!m->fills->palette && !m->symbols->palette && in->title && m->drawn > 0) {
        entry.label = in->title;
        entry.symbol = plain;
        entry.fill = p->fill.color;
        entry.size = size_of(p, f, NULL, NULL);
        SITU_TRY(situ_scene_add_legend(scene, &entry, err));
    }
    if (m->unlocated > 0 && p->unlocated_title) {
        situ_legend_entry e = {.group = in->group, .label = p->unlocated_title, .kind = SITU_LEGEND_MARKER, .symbol = plain,
                               .size = situ_length_in((situ_length){2.2, 0}, f), .fill = {191, 191, 191, 255}, .outline = p->outline, .count = m->unlocated};
        e.pen.width = entry.pen.width;
        SITU_TRY(situ_scene_add_legend(scene, &e, err));
    }
    if (m->uncertain > 0 && p->uncertain_title) {
        situ_legend_entry e = {.group = in->group, .label = p->uncertain_title, .kind = SITU_LEGEND_MARKER, .symbol = plain,
                               .size = situ_length_in((situ_length){2.2, 0}, f), .fill = {255, 255, 255, 255},
                               .outline = p->outline, .ringed = true, .count = m->uncertain};
        e.pen.width = entry.pen.width;
        SITU_TRY(situ_scene_add_legend(scene, &e, err));
    }
done:
    return status;
}

// Counted in the legend, but beyond the edge of the sheet: told, where the layer explains itself.
static situ_status tell_outside(const situ_scene *scene, const situ_layer_input *in, long count, situ_error *err)
{
    char number[24];
    situ_issue issue = {.severity = SITU_INFO, .rule = "OUTSIDE_SHEET", .table = in->table->name, .old_value = number,
                        .message = _("points lie outside the part of the map that the sheet shows")};
    snprintf(number, sizeof number, "%ld", count);
    return count > 0 && in->report && in->group && scene->frame.media == SITU_PAPER ? situ_report_add(in->report, &issue, err) : SITU_OK;
}

static bool is_uncertain(const situ_table *table, size_t row, int column)
{
    const char *quality = situ_table_text(table, row, column);
    return quality && (strcmp(quality, "village") == 0 || strcmp(quality, "town") == 0 || strcmp(quality, "interp") == 0);
}

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    const situ_frame *f = &scene->frame;
    const situ_table *table = in->table;
    situ_classes fills, symbols;
    situ_table *orders = NULL;
    order_key *keys = situ_calloc(table->row_count + 1, sizeof *keys);
    double *offsets = situ_calloc(table->row_count + 1, sizeof *offsets);
    marker_legend m = {p, &fills, &symbols, 0, 0, 0, 0};
    int quality = situ_table_find(table, "loc_quality"), id = situ_table_find(table, "id");
    const situ_symbol *plain;

    SITU_TRY_ALLOC(keys);
    SITU_TRY_ALLOC(offsets);
    SITU_TRY(situ_classes_new(&fills, in, p->fill.palette, p->fill.by, scene->arena, err));
    SITU_TRY(situ_classes_new(&symbols, in, p->symbols, p->by, scene->arena, err));
    SITU_TRY(situ_styles_symbol(&plain, in->styles, p->symbol, err));
    if (p->order && table->row_count > 0)
        SITU_TRY(situ_expr_values(&orders, table, p->order, err));
    for (size_t row = 0; row < table->row_count; row++) {
        double order = orders ? situ_table_real(orders, row, 0) : 0;
        keys[row] = (order_key){isfinite(order) ? order : 0, situ_table_text(table, row, id), row};
    }
    qsort(keys, table->row_count, sizeof *keys, compare_order);
    for (size_t i = 0; i < table->row_count; i++) {
        size_t row = keys[i].row;
        const situ_geometry *g = situ_table_geometry(table, row);
        const situ_palette_entry *fill = fills.palette ? fills.of_row[row] : NULL;
        const situ_palette_entry *look = symbols.palette ? symbols.of_row[row] : NULL;
        situ_item item = {.kind = SITU_ITEM_MARKER, .feature = (uint32_t)row};
        situ_point at;
        double size_mm;

        offsets[row] = NAN; // no label without a symbol
        if (!g) {
            m.unlocated++;
            continue;
        }
        if (p->points_only && g->kind != SITU_GEOM_POINT)
            continue;
        at = g->kind == SITU_GEOM_POINT ? (situ_point){g->xy[0], g->xy[1]}
                                        : (situ_point){(g->box.x0 + g->box.x1) / 2, (g->box.y0 + g->box.y1) / 2};
        at = situ_frame_to_page(f, at.x, at.y);
        item.u.marker.x = at.x;
        item.u.marker.y = at.y;
        item.u.marker.size = size_of(p, f, fill, look);
        item.u.marker.symbol = plain;
        // In black and white the symbol tells the level, not the industry.
        if (look && look->symbol && !(in->mono && fill && fill->symbol))
            SITU_TRY(situ_styles_symbol(&item.u.marker.symbol, in->styles, look->symbol, err));
        else if (fill && fill->symbol)
            SITU_TRY(situ_styles_symbol(&item.u.marker.symbol, in->styles, fill->symbol, err));
        item.u.marker.fill = fill ? fill->brush.color : look && look->brush.color.a ? look->brush.color : p->fill.color;
        item.u.marker.outline = p->outline;
        item.u.marker.outline_width = situ_length_in(p->outline_width, f);
        item.u.marker.casing = situ_length_in(p->casing, f);
        size_mm = f->media == SITU_PAPER ? item.u.marker.size / f->content : item.u.marker.size / 3.0;
        // A character needs eight pixels to be read.
        if (size_mm >= p->mark_from - 1e-9 && (f->media == SITU_PAPER || item.u.marker.size * 0.62 >= 8)) {
            item.u.marker.mark = in->mono && fill ? fill->mark : look && look->mark ? look->mark : fill ? fill->mark : NULL;
            item.u.marker.mark_color = ink_on(item.u.marker.fill);
        }
        item.u.marker.priority = p->obstacle;
        offsets[row] = item.u.marker.size / 2 + item.u.marker.outline_width;
        m.drawn++;
        m.uncertain += is_uncertain(table, row, quality);
        if (at.x < -item.u.marker.size || at.y < -item.u.marker.size || at.x > f->width + item.u.marker.size || at.y > f->height + item.u.marker.size) {
            m.outside++;
            continue;
        }
        if (p->legend_only)
            continue;
        SITU_TRY(situ_scene_add_item(scene, &item, err));
        if (is_uncertain(table, row, quality))
            SITU_TRY(uncertain_ring(scene, &item, err));
    }
    SITU_TRY(tell_outside(scene, in, m.outside, err));
    SITU_TRY(legend(scene, in, &m, err));
    if (!p->legend_only)
        SITU_TRY(situ_layer_labels(scene, in, &p->label, SITU_LABEL_POINT, offsets, err));
done:
    situ_table_free(orders);
    situ_free(keys);
    situ_free(offsets);
    return status;
}

const situ_layer_type situ_layer_marker = {
    .name = "marker",
    .summary = N_("point symbols by level, industry or kind"),
    .params_size = sizeof(params),
    .props = props,
    .build = build,
};

// SPDX-License-Identifier: MIT
#include "serve/icon.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 30, HEIGHT = 20 };

void situ_icon_color(situ_str *out, situ_rgba color)
{
    if (color.a == 0)
        situ_str_add(out, "none");
    else
        situ_str_addf(out, "#%02X%02X%02X", color.r, color.g, color.b);
}

// A number to a hundredth, without trailing zeros.
static void number(situ_str *out, double value)
{
    char text[32];
    situ_format_double(round(value * 100) / 100, text);
    situ_str_add(out, text);
}

static void attribute(situ_str *out, const char *name, double value)
{
    situ_str_addf(out, " %s=\"", name);
    number(out, value);
    situ_str_add(out, "\"");
}

static void color_attribute(situ_str *out, const char *name, situ_rgba color)
{
    situ_str_addf(out, " %s=\"", name);
    situ_icon_color(out, color);
    situ_str_add(out, "\"");
}

static void add_path(situ_str *out, const situ_path *path, double size)
{
    static const char letters[] = "MLCZ";
    static const int points[] = {1, 1, 3, 0};
    size_t at = 0;
    situ_str_add(out, " d=\"");
    for (uint32_t i = 0; i < path->verb_count; i++) {
        situ_str_add_n(out, &letters[path->verbs[i]], 1);
        for (int k = 0; k < points[path->verbs[i]] * 2; k++) {
            situ_str_add(out, k ? " " : "");
            number(out, path->xy[at++] * size + (k % 2 ? HEIGHT : WIDTH) / 2.0);
        }
    }
    situ_str_add(out, "\"");
}

static situ_rgba chosen(situ_symbol_color how, situ_rgba fixed, const situ_legend_entry *e)
{
    static const situ_rgba none = {0, 0, 0, 0};
    return how == SITU_SYMBOL_FIXED ? fixed : how == SITU_SYMBOL_FILL ? e->fill : how == SITU_SYMBOL_OUTLINE ? e->outline : none;
}

static void add_marker(situ_str *out, const situ_legend_entry *e)
{
    double size = fmin(fmax(e->size * 1.35, 9), 17); // larger than on the map: a legend is read, not scanned
    for (uint32_t i = 0; e->symbol && i < e->symbol->part_count; i++) {
        const situ_symbol_part *part = &e->symbol->parts[i];
        situ_str_add(out, "<path");
        add_path(out, &part->path, size);
        color_attribute(out, "fill", chosen(part->fill, part->fill_rgba, e));
        color_attribute(out, "stroke", chosen(part->stroke, part->stroke_rgba, e));
        attribute(out, "stroke-width", fmax(part->stroke_width * size, 0.8));
        situ_str_add(out, part->even_odd ? " fill-rule=\"evenodd\"/>" : "/>");
    }
    if (e->mark && e->symbol && !strpbrk(e->mark, "<>&\"'")) {
        situ_str_add(out, "<text text-anchor=\"middle\" dominant-baseline=\"central\" font-family=\"sans-serif\"");
        attribute(out, "x", e->symbol->mark_x * size + WIDTH / 2.0);
        attribute(out, "y", e->symbol->mark_y * size + HEIGHT / 2.0);
        attribute(out, "font-size", e->symbol->mark_size * size);
        color_attribute(out, "fill", e->mark_color);
        situ_str_addf(out, ">%s</text>", e->mark);
    }
    if (e->ringed) {
        situ_str_add(out, "<circle fill=\"none\" stroke=\"#2B2B2B\" stroke-dasharray=\"3 2.4\"");
        attribute(out, "cx", WIDTH / 2.0);
        attribute(out, "cy", HEIGHT / 2.0);
        attribute(out, "r", fmin(size / 2 * 1.3, HEIGHT / 2.0 - 1));
        attribute(out, "stroke-width", 0.9);
        situ_str_add(out, "/>");
    }
}

static void add_hatch(situ_str *out, const situ_brush *brush)
{
    double step = fmin(fmax(brush->hatch_gap, 3), 8);
    if (brush->hatch == SITU_HATCH_NONE)
        return;
    situ_str_add(out, "<g");
    color_attribute(out, "stroke", brush->hatch_color);
    attribute(out, "stroke-width", fmax(brush->hatch_width, 0.6));
    situ_str_add(out, " fill=\"none\"><svg x=\"2\" y=\"3\" width=\"26\" height=\"14\"><path d=\"");
    for (double x = -14; x < 40; x += step) {
        if (brush->hatch == SITU_HATCH_DOTS || brush->hatch == SITU_HATCH_RINGS) {
            for (double y = step / 2; y < 14 && x > 0 && x < 26; y += step)
                situ_str_addf(out, "M%.1f %.1fh1", x, y);
            continue;
        }
        situ_str_addf(out, "M%.1f 14l14 -14", x);
        if (brush->hatch == SITU_HATCH_CROSS)
            situ_str_addf(out, "M%.1f 0l14 14", x);
    }
    situ_str_add(out, "\"/></svg></g>");
}

static void add_line(situ_str *out, const situ_pen *pen)
{
    if (pen->color.a == 0 || pen->width <= 0)
        return;
    situ_str_add(out, "<path d=\"M1 10H29\" fill=\"none\"");
    color_attribute(out, "stroke", pen->color);
    attribute(out, "stroke-width", fmax(pen->width, 0.8));
    if (pen->dash_count > 0) {
        situ_str_add(out, " stroke-dasharray=\"");
        for (uint32_t i = 0; i < pen->dash_count; i++) {
            situ_str_add(out, i ? " " : "");
            number(out, pen->dash[i]);
        }
        situ_str_add(out, "\"");
    }
    situ_str_add(out, "/>");
}

void situ_icon_svg(situ_str *out, const situ_legend_entry *entry)
{
    situ_str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">", WIDTH, HEIGHT, WIDTH, HEIGHT);
    switch (entry->kind) {
    case SITU_LEGEND_MARKER:
        add_marker(out, entry);
        break;
    case SITU_LEGEND_AREA:
        situ_str_add(out, "<rect x=\"2\" y=\"3\" width=\"26\" height=\"14\"");
        color_attribute(out, "fill", entry->brush.color);
        situ_str_add(out, "/>");
        add_hatch(out, &entry->brush);
        situ_str_add(out, "<rect x=\"2\" y=\"3\" width=\"26\" height=\"14\" fill=\"none\" stroke=\"#786F66\" stroke-width=\"0.8\"/>");
        break;
    case SITU_LEGEND_LINE:
        add_line(out, &entry->casing);
        add_line(out, &entry->pen);
        break;
    }
    situ_str_add(out, "</svg>");
}

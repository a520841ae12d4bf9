// SPDX-License-Identifier: MIT
// Hatches and images.

#include <math.h>

#include "paint/paint_internal.h"

static situ_box overlap(situ_box a, situ_box b)
{
    return (situ_box){fmax(a.x0, b.x0), fmax(a.y0, b.y0), fmin(a.x1, b.x1), fmin(a.y1, b.y1)};
}

// Diagonals x + sign * y = k * step. Every line is drawn over the whole box, whatever the window, so
// that its pixels do not depend on the window.
static void diagonals(cairo_t *cr, situ_box box, situ_box part, double gap, double sign)
{
    double step = gap * sqrt(2.0);
    double ya = sign > 0 ? part.y0 : -part.y1, yb = sign > 0 ? part.y1 : -part.y0;
    double first = ceil((part.x0 + ya) / step), last = floor((part.x1 + yb) / step);
    for (double k = first; k <= last; k++) {
        double c = k * step;
        cairo_move_to(cr, c - sign * box.y0, box.y0);
        cairo_line_to(cr, c - sign * box.y1, box.y1);
    }
}

// A lattice of points, every other row set off by half a gap.
static void lattice(cairo_t *cr, situ_box part, double gap, double radius)
{
    double row_gap = gap * 0.8660254037844386;
    for (double row = floor((part.y0 - gap) / row_gap); row * row_gap <= part.y1 + gap; row++) {
        double shift = fmod(fabs(row), 2) > 0.5 ? gap / 2 : 0;
        for (double column = floor((part.x0 - shift - gap) / gap); column * gap + shift <= part.x1 + gap; column++) {
            double x = column * gap + shift, y = row * row_gap;
            cairo_new_sub_path(cr);
            cairo_arc(cr, x, y, radius, 0, 2 * 3.14159265358979323846);
            cairo_close_path(cr);
        }
    }
}

void situ_paint_hatch(cairo_t *cr, const situ_path *path, bool even_odd, const situ_brush *brush, situ_box box, situ_box window)
{
    double gap = brush->hatch_gap;
    if (!(gap > 0) || !(brush->hatch_width > 0))
        return;
    situ_box part = overlap(box, situ_box_grow(window, brush->hatch_width));
    // A hatch too fine to draw line by line is a mistake of the style: leave the plain colour.
    if (situ_box_is_empty(part) || (part.x1 - part.x0) / gap > 20000 || (part.y1 - part.y0) / gap > 20000)
        return;
    cairo_save(cr);
    situ_paint_append(cr, path);
    cairo_set_fill_rule(cr, even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    cairo_clip(cr);
    situ_paint_source(cr, brush->hatch_color);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_set_line_width(cr, brush->hatch_width);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    if (brush->hatch == SITU_HATCH_CROSS || brush->hatch == SITU_HATCH_45) {
        diagonals(cr, box, part, gap, 1);
        if (brush->hatch == SITU_HATCH_CROSS)
            diagonals(cr, box, part, gap, -1);
        cairo_stroke(cr);
    } else if (brush->hatch == SITU_HATCH_DOTS) {
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
        lattice(cr, part, gap, 1.2 * brush->hatch_width);
        cairo_fill(cr);
    } else {
        lattice(cr, part, gap, gap / 5);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

void situ_paint_image(cairo_t *cr, const situ_display_image *image)
{
    cairo_surface_t *surface = cairo_image_surface_create_for_data((unsigned char *)(uintptr_t)image->pixels, CAIRO_FORMAT_ARGB32,
                                                                   (int)image->width, (int)image->height, (int)image->width * 4);
    cairo_save(cr);
    cairo_rectangle(cr, image->target.x0, image->target.y0, image->target.x1 - image->target.x0, image->target.y1 - image->target.y0);
    cairo_clip(cr);
    cairo_translate(cr, image->target.x0, image->target.y0);
    cairo_scale(cr, (image->target.x1 - image->target.x0) / image->width, (image->target.y1 - image->target.y0) / image->height);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BILINEAR);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD); // no pale rim where bilinear looks beyond the edge
    if (image->multiply)
        cairo_set_operator(cr, CAIRO_OPERATOR_MULTIPLY);
    cairo_paint(cr);
    cairo_restore(cr);
    cairo_surface_destroy(surface);
}

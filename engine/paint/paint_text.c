// SPDX-License-Identifier: MIT
// Text: real text in vector targets; in pictures its outline is filled, because cairo 1.16 sets glyphs
// on whole pixels there and small Chinese text would look uneven.

#include <math.h>

#include "base/alloc.h"
#include "paint/paint_internal.h"
#include "text/text_internal.h"

// Reference units with the origin at the baseline's start -> page units.
static cairo_matrix_t frame_of(const situ_display_text *op, double dx, double dy, double squeeze)
{
    cairo_matrix_t m, shear;
    double scale = op->size / SITU_TEXT_REFERENCE;
    cairo_matrix_init_translate(&m, op->x, op->y);
    if (op->angle_rad != 0)
        cairo_matrix_rotate(&m, op->angle_rad);
    cairo_matrix_translate(&m, dx, dy);
    if (op->font.shear_deg != 0) {
        cairo_matrix_init(&shear, 1, 0, -tan(op->font.shear_deg * 3.14159265358979323846 / 180), 1, 0, 0);
        cairo_matrix_multiply(&m, &shear, &m);
    }
    cairo_matrix_scale(&m, scale * squeeze, scale);
    return m;
}

static bool is_picture(cairo_t *cr)
{
    return cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;
}

typedef enum pass { PASS_HALO, PASS_TEXT, PASS_BOTH } pass; // BOTH: one line, no other text between

static void stroke_halo(cairo_t *cr, const cairo_path_t *outline, const cairo_matrix_t *frame, const situ_display_text *op)
{
    cairo_save(cr);
    cairo_transform(cr, frame);
    cairo_append_path(cr, outline);
    cairo_restore(cr); // the path stays; the pen is in page units again
    situ_paint_source(cr, op->halo_color);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 2 * op->halo);
    cairo_stroke(cr);
}

static void show_text(cairo_t *cr, const situ_text_line *line, const cairo_matrix_t *frame, const situ_display_text *op)
{
    cairo_save(cr);
    situ_paint_source(cr, op->color);
    if (is_picture(cr)) {
        cairo_matrix_t snapped = situ_paint_snapped(cr, frame);
        cairo_set_matrix(cr, &snapped);
        cairo_append_path(cr, line->outline);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
        cairo_fill(cr);
    } else {
        cairo_transform(cr, frame);
        cairo_move_to(cr, 0, 0);
        pango_cairo_show_layout_line(cr, line->line);
        cairo_new_path(cr);
    }
    cairo_restore(cr);
}

static situ_status paint_line(cairo_t *cr, const situ_display_text *op, situ_text *text, const char *utf8, bool vertical,
                              double dx, double dy, double squeeze, pass what, situ_error *err)
{
    const situ_text_line *line;
    const cairo_path_t *outline = NULL;
    situ_status status = situ_text_shape(text, op->font, utf8, vertical, &line, err);
    if (status == SITU_OK && (what != PASS_TEXT || is_picture(cr)))
        status = situ_text_outline(text, line, &outline, err);
    if (status != SITU_OK)
        return status;
    cairo_matrix_t frame = frame_of(op, dx, dy, squeeze);
    if (what != PASS_TEXT) {
        bool done = false;
        if (is_picture(cr))
            status = situ_paint_halo_mask(cr, line, &frame, op, what == PASS_BOTH, &done, err);
        if (status != SITU_OK || done)
            return status;
        stroke_halo(cr, outline, &frame, op);
    }
    if (what != PASS_HALO)
        show_text(cr, line, &frame, op);
    return SITU_OK;
}

static situ_status paint_vertical(cairo_t *cr, const situ_display_text *op, situ_text *text, pass what, situ_error *err)
{
    situ_status status;
    situ_text_cell *cells = NULL;
    size_t count = 0;
    double width, height;
    SITU_TRY(situ_text_cells(text, op->font, op->utf8, &cells, &count, &width, &height, err));
    for (size_t i = 0; i < count; i++)
        SITU_TRY(paint_line(cr, op, text, cells[i].utf8, true, cells[i].dx * op->size, cells[i].dy * op->size,
                            cells[i].squeeze, what, err));
    status = SITU_OK;
done:
    situ_free(cells);
    return status;
}

situ_status situ_paint_text(cairo_t *cr, const situ_display_text *op, situ_text *text, situ_error *err)
{
    bool halo = op->halo > 0 && op->halo_color.a;
    if (!op->vertical)
        return paint_line(cr, op, text, op->utf8, false, 0, 0, 1, halo ? PASS_BOTH : PASS_TEXT, err);
    situ_status status = halo ? paint_vertical(cr, op, text, PASS_HALO, err) : SITU_OK;
    return status == SITU_OK ? paint_vertical(cr, op, text, PASS_TEXT, err) : status;
}

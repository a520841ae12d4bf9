// SPDX-License-Identifier: MIT
// Text: real text in vector targets; in pictures its outline is filled, because cairo 1.16 sets glyphs
// on whole pixels there and small Chinese text would look uneven.

#include <math.h>

#include "base/alloc.h"
#include "paint/paint_internal.h"
#include "text/text_internal.h"

// User space becomes reference units with the origin at the baseline's start.
static void set_frame(cairo_t *cr, const situ_display_text *op, double dx, double dy, double squeeze)
{
    double scale = op->size / SITU_TEXT_REFERENCE;
    cairo_translate(cr, op->x, op->y);
    if (op->angle_rad != 0)
        cairo_rotate(cr, op->angle_rad);
    cairo_translate(cr, dx, dy);
    if (op->font.shear_deg != 0) {
        cairo_matrix_t shear;
        cairo_matrix_init(&shear, 1, 0, -tan(op->font.shear_deg * 3.14159265358979323846 / 180), 1, 0, 0);
        cairo_transform(cr, &shear);
    }
    cairo_scale(cr, scale * squeeze, scale);
}

static bool is_picture(cairo_t *cr)
{
    return cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;
}

enum { PASS_HALO, PASS_TEXT };

static situ_status paint_line(cairo_t *cr, const situ_display_text *op, situ_text *text, const char *utf8, bool vertical,
                              double dx, double dy, double squeeze, int pass, situ_error *err)
{
    const situ_text_line *line;
    const cairo_path_t *outline = NULL;
    situ_status status = situ_text_shape(text, op->font, utf8, vertical, &line, err);
    bool fill = pass == PASS_TEXT && is_picture(cr);
    if (status == SITU_OK && (pass == PASS_HALO || fill))
        status = situ_text_outline(text, line, &outline, err);
    if (status != SITU_OK)
        return status;
    cairo_save(cr);
    set_frame(cr, op, dx, dy, squeeze);
    if (pass == PASS_TEXT && !fill) {
        cairo_move_to(cr, 0, 0);
        pango_cairo_show_layout_line(cr, line->line);
        cairo_new_path(cr);
        cairo_restore(cr);
        return SITU_OK;
    }
    cairo_append_path(cr, outline);
    cairo_restore(cr); // the path stays; the pen is in page units again
    if (pass == PASS_HALO) {
        cairo_set_line_width(cr, 2 * op->halo);
        cairo_stroke(cr);
    } else {
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
        cairo_fill(cr);
    }
    return SITU_OK;
}

static situ_status paint_vertical(cairo_t *cr, const situ_display_text *op, situ_text *text, int pass, situ_error *err)
{
    situ_status status;
    situ_text_cell *cells = NULL;
    size_t count = 0;
    double width, height;
    SITU_TRY(situ_text_cells(text, op->font, op->utf8, &cells, &count, &width, &height, err));
    for (size_t i = 0; i < count; i++)
        SITU_TRY(paint_line(cr, op, text, cells[i].utf8, true, cells[i].dx * op->size, cells[i].dy * op->size,
                            cells[i].squeeze, pass, err));
    status = SITU_OK;
done:
    situ_free(cells);
    return status;
}

situ_status situ_paint_text(cairo_t *cr, const situ_display_text *op, situ_text *text, situ_error *err)
{
    for (int pass = op->halo > 0 && op->halo_color.a ? PASS_HALO : PASS_TEXT; pass <= PASS_TEXT; pass++) {
        situ_paint_source(cr, pass == PASS_HALO ? op->halo_color : op->color);
        if (pass == PASS_HALO) {
            cairo_set_dash(cr, NULL, 0, 0);
            cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
            cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
        }
        situ_status status = op->vertical ? paint_vertical(cr, op, text, pass, err)
                                          : paint_line(cr, op, text, op->utf8, false, 0, 0, 1, pass, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

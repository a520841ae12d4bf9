// SPDX-License-Identifier: MIT
#include "paint/paint_internal.h"

#include <math.h>

#include "base/alloc.h"

void situ_paint_source(cairo_t *cr, situ_rgba color)
{
    cairo_set_source_rgba(cr, color.r / 255.0, color.g / 255.0, color.b / 255.0, color.a / 255.0);
}

void situ_paint_append(cairo_t *cr, const situ_path *path)
{
    const double *p = path->xy;
    for (uint32_t i = 0; i < path->verb_count; i++) {
        switch ((situ_verb)path->verbs[i]) {
        case SITU_MOVE:
            cairo_move_to(cr, p[0], p[1]);
            p += 2;
            break;
        case SITU_LINE:
            cairo_line_to(cr, p[0], p[1]);
            p += 2;
            break;
        case SITU_CURVE:
            cairo_curve_to(cr, p[0], p[1], p[2], p[3], p[4], p[5]);
            p += 6;
            break;
        case SITU_CLOSE:
            cairo_close_path(cr);
            break;
        }
    }
}

static void set_pen(cairo_t *cr, const situ_pen *pen)
{
    static const cairo_line_cap_t caps[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE};
    static const cairo_line_join_t joins[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND, CAIRO_LINE_JOIN_BEVEL};
    situ_paint_source(cr, pen->color);
    cairo_set_line_width(cr, pen->width);
    cairo_set_line_cap(cr, caps[pen->cap]);
    cairo_set_line_join(cr, joins[pen->join]);
    cairo_set_miter_limit(cr, 4); // the reach display.c allows for
    cairo_set_dash(cr, pen->dash, (int)pen->dash_count, 0);
}

static void paint_path(cairo_t *cr, const situ_display_op *op, situ_box window)
{
    const situ_brush *brush = &op->u.path.brush;
    const situ_pen *pen = &op->u.path.pen;
    bool hatched = brush->hatch != SITU_HATCH_NONE && brush->hatch_color.a != 0;
    bool stroked = pen->color.a != 0 && pen->width > 0;
    cairo_set_fill_rule(cr, op->u.path.even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    if (brush->color.a) {
        situ_paint_append(cr, &op->u.path.path);
        situ_paint_source(cr, brush->color);
        if (stroked && !hatched)
            cairo_fill_preserve(cr);
        else
            cairo_fill(cr);
    }
    if (hatched)
        situ_paint_hatch(cr, &op->u.path.path, op->u.path.even_odd, brush, op->box, window);
    if (stroked) {
        if (!brush->color.a || hatched)
            situ_paint_append(cr, &op->u.path.path);
        set_pen(cr, pen);
        cairo_stroke(cr);
    }
}

static void paint_paper(cairo_t *cr, const situ_display *display, situ_box window)
{
    if (!display->paper.a)
        return;
    // Without antialiasing: the edge of a band or tile must be solid.
    cairo_antialias_t before = cairo_get_antialias(cr);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_rectangle(cr, window.x0, window.y0, window.x1 - window.x0, window.y1 - window.y0);
    situ_paint_source(cr, display->paper);
    cairo_fill(cr);
    cairo_set_antialias(cr, before);
}

// In pictures the clip falls on whole pixels: sharp edges, and cairo's antialiased clips would differ
// between a band and the whole.
static void clip_to(cairo_t *cr, situ_box box)
{
    if (cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE) {
        cairo_matrix_t page;
        cairo_get_matrix(cr, &page);
        cairo_user_to_device(cr, &box.x0, &box.y0);
        cairo_user_to_device(cr, &box.x1, &box.y1);
        double x0 = floor(box.x0 + 0.47), y0 = floor(box.y0 + 0.47);
        cairo_identity_matrix(cr);
        cairo_rectangle(cr, x0, y0, floor(box.x1 + 0.47) - x0, floor(box.y1 + 0.47) - y0);
        cairo_clip(cr);
        cairo_set_matrix(cr, &page);
    } else {
        cairo_rectangle(cr, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
        cairo_clip(cr);
    }
}

situ_status situ_paint_display(cairo_t *cr, const situ_display *display, situ_box window, situ_text *text, situ_error *err)
{
    situ_status status;
    uint32_t *ids = NULL, count = 0;
    int depth = 0;
    paint_paper(cr, display, window);
    // Antialiasing reaches a little beyond the ink.
    double dx = 2, dy = 0;
    cairo_device_to_user_distance(cr, &dx, &dy);
    if (display->index)
        SITU_TRY(situ_rtree_collect(display->index, situ_box_grow(window, hypot(dx, dy)), &ids, &count, err));
    else
        count = (uint32_t)display->count;
    for (uint32_t i = 0; i < count; i++) {
        const situ_display_op *op = &display->ops[ids ? ids[i] : i];
        switch (op->kind) {
        case SITU_DRAW_PATH:
            paint_path(cr, op, window);
            break;
        case SITU_DRAW_TEXT:
            SITU_TRY(situ_paint_text(cr, &op->u.text, text, err));
            break;
        case SITU_DRAW_IMAGE:
            situ_paint_image(cr, &op->u.image);
            break;
        case SITU_DRAW_CLIP:
            cairo_save(cr);
            clip_to(cr, op->box);
            depth++;
            break;
        case SITU_DRAW_UNCLIP:
            cairo_restore(cr);
            depth--;
            break;
        }
    }
    // Cairo's errors are sticky and silent: drawing goes on as nothing.
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS) {
        status = cairo_status(cr) == CAIRO_STATUS_NO_MEMORY ? situ_fail_nomem(err)
                     : situ_fail(err, SITU_E_EXTERNAL, NULL, _("drawing failed: %s"), cairo_status_to_string(cairo_status(cr)));
        goto done;
    }
    status = SITU_OK;
done:
    while (depth-- > 0)
        cairo_restore(cr);
    situ_free(ids);
    return status;
}

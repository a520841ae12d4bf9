// SPDX-License-Identifier: MIT
#ifndef SITU_LAYOUT_COMPOSE_H
#define SITU_LAYOUT_COMPOSE_H

// Scene + label plan -> display list, and small drawing helpers shared by the parts of a page.

#include "layout/display.h"
#include "layout/labelplan.h"

// Appends the scene's items of `page` and the plan's labels (NULL = none), moved by (dx, dy).
// under_labels (may be NULL) is called between items and labels: the km grid lies there.
typedef situ_status situ_under_labels_fn(void *user, situ_display *d, situ_error *err);
situ_status situ_display_scene(situ_display *d, const situ_scene *scene, uint16_t page, const situ_label_plan *plan,
                               double dx, double dy, situ_text *text, situ_under_labels_fn *under_labels, void *user,
                               situ_error *err) SITU_MUST_CHECK;
// A symbol with its mark, centred on (x, y). casing > 0: a white rim of this width under it.
typedef struct situ_symbol_look {
    const situ_symbol *symbol;
    double size, outline_width, casing;
    situ_rgba fill, outline;
    const char *mark; // NULL = none
    situ_rgba mark_color;
} situ_symbol_look;
situ_status situ_display_symbol(situ_display *d, const char *group, const situ_symbol_look *look, double x, double y,
                                situ_text *text, situ_error *err) SITU_MUST_CHECK;

typedef enum situ_align { SITU_LEFT, SITU_CENTER, SITU_RIGHT } situ_align;
typedef struct situ_writer { // one line after the other in one look
    situ_display *display;
    situ_text *text;
    const char *group;
    situ_font font;
    double size;
    situ_rgba color;
} situ_writer;
// One line with its baseline at y; x is the left edge, centre or right edge.
situ_status situ_write(const situ_writer *w, double x, double y, situ_align align, const char *utf8, situ_error *err) SITU_MUST_CHECK;
situ_status situ_write_width(const situ_writer *w, const char *utf8, double *width, situ_error *err) SITU_MUST_CHECK;
// Straight line and rectangle.
situ_status situ_draw_line(situ_display *d, const char *group, double x0, double y0, double x1, double y1, double width,
                           situ_rgba color, situ_error *err) SITU_MUST_CHECK;
situ_status situ_draw_rect(situ_display *d, const char *group, situ_box box, const situ_brush *brush, const situ_pen *pen,
                           situ_error *err) SITU_MUST_CHECK;

extern const situ_rgba SITU_INK, SITU_GREY, SITU_ACCENT, SITU_WHITE; // #2B2B2B, #6B645C, #1F4E5F

#endif

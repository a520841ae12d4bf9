// SPDX-License-Identifier: MIT
#ifndef SITU_PAINT_PAINT_H
#define SITU_PAINT_PAINT_H

// Display list -> cairo. The only caller of cairo's drawing. The caller sets the matrix so that user
// space is the display's page units. text may serve one thread only.

#include <cairo.h>

#include "layout/display.h"

// Paints the paper over window, then every op whose ink touches window, in order. Text is real text
// (one show per line, never per glyph, so that PDF readers find a label as one run); halos are stroked
// outlines below it; hatches and symbols are paths; nothing is rasterised in a vector target but images.
// In pictures text is filled outlines, halos are widened masks, and clips fall on whole pixels: what is
// painted does not depend on the window, so bands and tiles agree to the bit.
situ_status situ_paint_display(cairo_t *cr, const situ_display *display, situ_box window, situ_text *text,
                               situ_error *err) SITU_MUST_CHECK;

#endif

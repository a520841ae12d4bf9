// SPDX-License-Identifier: MIT
#ifndef SITU_TEXT_TEXT_INTERNAL_H
#define SITU_TEXT_TEXT_INTERNAL_H

// Shaped text for text/ and paint/. Everything is shaped once at one reference size and scaled by the
// caller's matrix: without hinting, advances and outlines scale linearly.

#include <cairo.h>
#include <pango/pangocairo.h>

#include "text/text.h"

#define SITU_TEXT_REFERENCE 64.0 // em height everything is shaped at, in layout units

// One shaped line; its origin is the start of the baseline, y down, em = SITU_TEXT_REFERENCE.
typedef struct situ_text_line {
    PangoLayout *layout;
    PangoLayoutLine *line; // borrowed from layout
    cairo_path_t *outline; // made on first use by situ_text_outline
    double x0, y0, x1, y1; // box of the outline's points, with it
} situ_text_line;

// The shaped line of utf8, from a bounded cache: valid until the next call of any situ_text_ function
// with this context. vertical asks for the font's vertical forms of punctuation. The font's shear
// plays no part: it is a matter of the matrix.
situ_status situ_text_shape(situ_text *text, situ_font font, const char *utf8, bool vertical,
                            const situ_text_line **out, situ_error *err) SITU_MUST_CHECK;
// Outline of a shaped line as a cairo path in reference units; owned by the cache like the line.
situ_status situ_text_outline(situ_text *text, const situ_text_line *line, const cairo_path_t **out,
                              situ_error *err) SITU_MUST_CHECK;

// Vertical writing: cells from the column's top centre downwards, in em.
typedef struct situ_text_cell {
    char utf8[16];   // one character, or two digits side by side
    double dx, dy;   // start of the baseline from the column's top centre
    double squeeze;  // horizontal scale, 1 = none
} situ_text_cell;
// *cells is owned by the caller (situ_free). width and height of the column in em.
situ_status situ_text_cells(situ_text *text, situ_font font, const char *utf8, situ_text_cell **cells,
                            size_t *count, double *width, double *height, situ_error *err) SITU_MUST_CHECK;

// utf8 with control characters and line separators turned into blanks; checked to be UTF-8.
situ_status situ_text_clean(const char *utf8, char **out, situ_error *err) SITU_MUST_CHECK;

#endif

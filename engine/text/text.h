// SPDX-License-Identifier: MIT
#ifndef SITU_TEXT_TEXT_H
#define SITU_TEXT_TEXT_H

// Fonts, measuring, line breaking, vertical text and the missing-glyph check, through Pango with a
// private fonts.conf (never the machine's). A context per thread. Sizes are em heights in page units
// (mm on paper, px on screen); no hinting, so that advances scale linearly.

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/path.h"
#include "base/str.h"

typedef enum situ_family { SITU_SANS, SITU_SERIF } situ_family; // 黑体, 宋体: Noto Sans/Serif CJK SC, rare characters from the fallback
typedef struct situ_font {
    situ_family family;
    bool bold;
    double shear_deg; // > 0 tops to the right, < 0 tops to the left (rivers: -12)
} situ_font;

typedef struct situ_text situ_text; // context

situ_status situ_text_new(situ_text **out, const situ_resources *res, situ_error *err) SITU_MUST_CHECK;
void situ_text_free(situ_text *text);

typedef struct situ_extents {
    double width;           // advance
    double ascent, descent; // of the font, both > 0; line height = ascent + descent
    double ink_top, ink_bottom, ink_left, ink_right; // relative to the baseline start, y down
} situ_extents;
// One line. Cached by (font, text).
situ_status situ_text_measure(situ_text *text, situ_font font, double size, const char *utf8,
                              situ_extents *out, situ_error *err) SITU_MUST_CHECK;
// Vertical writing, one character below the other, upright CJK; Latin letters and digits each upright
// in a cell, punctuation and brackets in their vertical forms, a run of two digits side by side.
// width = column width, height = column height.
situ_status situ_text_measure_vertical(situ_text *text, situ_font font, double size, const char *utf8,
                                       double *width, double *height, situ_error *err) SITU_MUST_CHECK;
// Breaks utf8 into at most max_lines balanced lines of at most max_width (UAX 14 through Pango, no
// punctuation at a line's head, no single character on a line when it can be avoided). *lines is a
// NULL-terminated array (situ_names_free). When the text does not fit, the last line holds the rest
// and *fits (may be NULL) is false.
situ_status situ_text_break(situ_text *text, situ_font font, double size, const char *utf8,
                            double max_width, int max_lines, char ***lines, bool *fits,
                            situ_error *err) SITU_MUST_CHECK;
// Appends every character no font of the private configuration has (each once). A character printed
// as a box costs trust: callers report them with their place.
situ_status situ_text_missing(situ_text *text, const char *utf8, situ_str *missing, situ_error *err) SITU_MUST_CHECK;

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_PAINT_PAINT_INTERNAL_H
#define SITU_PAINT_PAINT_INTERNAL_H

#include "paint/paint.h"
#include "text/text_internal.h"

// Appends a path to cr's current path.
void situ_paint_append(cairo_t *cr, const situ_path *path);
void situ_paint_source(cairo_t *cr, situ_rgba color);
// Hatch of brush over the path, clipped to it; box is the path's box. Lines lie on a lattice that
// starts at the page's origin, so that neighbouring bands, tiles and polygons agree.
void situ_paint_hatch(cairo_t *cr, const situ_path *path, bool even_odd, const situ_brush *brush, situ_box box,
                      situ_box window);
situ_status situ_paint_text(cairo_t *cr, const situ_display_text *op, situ_text *text, situ_error *err) SITU_MUST_CHECK;

// frame in device space, its origin moved onto a grid of 1/64 pixel: bands and tiles, whose matrices
// differ by whole pixels, then give the same coverage to the bit.
cairo_matrix_t situ_paint_snapped(cairo_t *cr, const cairo_matrix_t *frame);
// Text of one line with its halo in a picture, through a coverage mask that is widened by the halo:
// several times quicker than stroking outlines. frame maps reference units to cr's user space, which
// is in page units. with_text false paints the halo alone. *done false: too large for a mask, stroke it.
situ_status situ_paint_halo_mask(cairo_t *cr, const situ_text_line *line, const cairo_matrix_t *frame, const situ_display_text *op,
                                 bool with_text, bool *done, situ_error *err) SITU_MUST_CHECK;
void situ_paint_image(cairo_t *cr, const situ_display_image *image);

#endif

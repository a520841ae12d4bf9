// SPDX-License-Identifier: MIT
#ifndef SITU_STYLE_SVG_INTERNAL_H
#define SITU_STYLE_SVG_INTERNAL_H

// Path data of the SVG subset.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "style/style.h"

typedef struct situ_svg_path { // grows while it is read
    uint8_t *verbs;
    double *xy;
    size_t verb_count, verb_capacity, point_count, point_capacity;
} situ_svg_path;

void situ_svg_path_free(situ_svg_path *p);
situ_status situ_svg_add(situ_svg_path *p, situ_verb verb, const double *xy, situ_error *err) SITU_MUST_CHECK;
// Reads one number (SVG grammar) at *at and moves behind it and the separators; false = none there.
bool situ_svg_number(const char **at, double *out);
// Appends the path data of attribute d; SITU_E_FORMAT naming the offset when it is malformed.
situ_status situ_svg_path_data(situ_svg_path *p, const char *d, situ_error *err) SITU_MUST_CHECK;
// Full ellipse about (cx, cy).
situ_status situ_svg_ellipse(situ_svg_path *p, double cx, double cy, double rx, double ry, situ_error *err) SITU_MUST_CHECK;

#endif

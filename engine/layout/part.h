// SPDX-License-Identifier: MIT
#ifndef SITU_LAYOUT_PART_H
#define SITU_LAYOUT_PART_H

// Parts of a page (family layout/parts): title, legend, table, scale, notes, grid, north arrow.

#include "layout/compose.h"
#include "layout/display.h"

typedef struct situ_part_input {
    const situ_scene *scene;
    const situ_label_plan *plan;
    const situ_bundle *bundle;     // sources and results of the map
    situ_styles *styles;
    situ_text *text;
    double k;                      // furniture factor: 1 at A3 (look.md)
    situ_box map_box;              // map frame on the page, mm
    double page_width, page_height;
    uint16_t page, page_count;
    const char *const *words;      // name, value, ... NULL: title, subtitle, county, as_of ...
    const char *file;              // page template or map spec, for messages
    situ_report *report;
} situ_part_input;
const char *situ_part_word(const situ_part_input *in, const char *name, const char *fallback);

// Of the map's corners (never the upper right, where the north arrow stands) the one where a panel of
// this size covers least of the county.
situ_box situ_part_corner(const situ_part_input *in, situ_box map, double width, double height);

typedef struct situ_part_type {
    const char *name, *summary;
    size_t params_size;
    const situ_prop *props;
    // Natural height for a width, mm. Without it the part takes what it is given.
    situ_status (*measure)(double *height, const situ_part_input *in, const void *params, double width, situ_error *err);
    situ_status (*draw)(situ_display *d, const situ_part_input *in, const void *params, situ_box box, situ_error *err);
    // Parts drawn over the map: the box on the page that labels must keep off. NULL = none.
    situ_box (*reserve)(const situ_part_input *in, const void *params, situ_box box);
} situ_part_type;
extern const situ_part_type *const situ_part_type_registry[]; // generated

#endif

// SPDX-License-Identifier: MIT
#ifndef SITU_SCENE_LAYER_H
#define SITU_SCENE_LAYER_H

// The contract of a layer type (family in the top-level folder layers/): one table or grid in, items,
// label candidates and legend entries out. No I/O, no state.

#include "base/job.h"
#include "base/props.h"
#include "scene/scene.h"
#include "style/rules.h"

typedef struct situ_layer_input {
    const char *name;          // of the layer in the map spec
    const situ_table *table;   // of `data`, filtered by `where`, in the frame's CRS; NULL when data is a grid
    const situ_grid *grid;     // of `data`, in the frame's CRS; NULL when data is a table
    const situ_bundle *bundle; // all sources and results of the map, by name
    situ_styles *styles;
    const situ_rules *rules;
    situ_text *text;
    const char *group;         // legend group, NULL = no legend entries wanted
    const char *title;         // legend title of the layer, may be NULL
    const char *file;          // map spec, for messages
    situ_report *report;       // nothing is dropped in silence
    bool mono;                 // black-and-white sheet
    const char *const *words;  // name, value, ... NULL: words of the sheet ("county", "event", "resp_level")
} situ_layer_input;

typedef struct situ_layer_type {
    const char *name;    // = file name
    const char *summary; // English msgid
    bool diagram;        // works in page units
    bool wants_grid;     // data is a grid
    size_t params_size;
    const situ_prop *props;
    // Freezes class breaks and the like once for the whole map, in memory of arena; may be NULL.
    situ_status (*prepare)(void *params, const situ_layer_input *in, situ_arena *arena, situ_error *err);
    situ_status (*build)(situ_scene *scene, const situ_layer_input *in, const void *params, situ_error *err);
} situ_layer_type;
extern const situ_layer_type *const situ_layer_type_registry[]; // generated
// Value of a word of the sheet, fallback when absent.
const char *situ_layer_word(const situ_layer_input *in, const char *name, const char *fallback);

// A fill as styles write it: `fill: "#F6F4EE"` or `fill: {palette: level, by: level}`.
typedef struct situ_fill {
    situ_rgba color;
    const char *palette; // NULL = color for every row
    const char *by;      // column or SQL expression looked up in the palette
} situ_fill;
extern const situ_prop situ_fill_props[]; // shorthand "color"

// A palette with the entry of each row; looked up once a layer.
typedef struct situ_classes {
    const situ_palette *palette;        // NULL = no palette
    const situ_palette_entry **of_row;  // NULL items = no entry
    long *count; // rows of each entry, [palette->count] = of `other` (or of the entry with its words)
} situ_classes;
situ_status situ_classes_new(situ_classes *out, const situ_layer_input *in, const char *palette, const char *by,
                             situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// Brush of a row: the class's, else the plain colour.
situ_brush situ_fill_brush(const situ_fill *fill, const situ_classes *classes, size_t row);

// A label as styles write it: `label: name` or `label: {text: name, size: 2.2, ...}`.
typedef struct situ_label_style {
    const char *text;    // column or SQL expression; NULL = no labels
    situ_length size;
    situ_rgba color, halo_color;
    double halo;         // mm on A3
    bool bold, serif, leader, required, repeat;
    double shear;        // degrees
    const char *priority;// SQL expression, NULL = 0
    double rank;         // added to every priority: layers against each other
    long max_lines;
    double min_repeat;   // mm on A3 within which the same text is not written again, 0 = always
    double max_denominator; // no labels at smaller scales, 0 = always
    const char *where;      // SQL: label only these rows
} situ_label_style;
extern const situ_prop situ_label_props[]; // shorthand "text"
// Candidates for every labelled row; one call from a layer's build. offset_of (may be NULL) gives the
// distance from the anchor for points (marker radius), page units; NaN = no label for the row.
situ_status situ_layer_labels(situ_scene *scene, const situ_layer_input *in, const situ_label_style *style,
                              situ_label_kind kind, const double *offset_of, situ_error *err) SITU_MUST_CHECK;

#endif

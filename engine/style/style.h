// SPDX-License-Identifier: MIT
#ifndef SITU_STYLE_STYLE_H
#define SITU_STYLE_STYLE_H

// Immutable style values. Lengths are page units: millimetres of an A3 sheet or screen pixels.

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/path.h"
#include "base/props.h"

// A drawable outline. Verbs M and L take one point, C three, Z none.
typedef enum situ_verb { SITU_MOVE, SITU_LINE, SITU_CURVE, SITU_CLOSE } situ_verb;
typedef struct situ_path {
    uint8_t *verbs;
    double *xy;
    uint32_t verb_count, point_count;
} situ_path;

typedef enum situ_hatch { SITU_HATCH_NONE, SITU_HATCH_CROSS, SITU_HATCH_45, SITU_HATCH_DOTS, SITU_HATCH_RINGS } situ_hatch;
typedef enum situ_cap { SITU_CAP_BUTT, SITU_CAP_ROUND, SITU_CAP_SQUARE } situ_cap;
typedef enum situ_join { SITU_JOIN_MITER, SITU_JOIN_ROUND, SITU_JOIN_BEVEL } situ_join;

typedef struct situ_pen { // a resolved stroke
    situ_rgba color;      // a == 0: none
    double width;
    const double *dash;   // on, off, ...; NULL = solid
    uint32_t dash_count;
    situ_cap cap;
    situ_join join;
} situ_pen;
typedef struct situ_brush { // a resolved fill
    situ_rgba color;        // a == 0: none
    situ_hatch hatch;       // drawn over the colour
    situ_rgba hatch_color;
    double hatch_gap, hatch_width;
} situ_brush;

// Symbols: styles/symbols/<name>.svg, a small subset (svg viewBox; path d, rect, circle, polygon,
// polyline, line, g; fill, stroke, stroke-width; colours #rgb, #rrggbb, none, and "param(fill)",
// "param(outline)" that take the feature's colours). Coordinates are normalised: the viewBox becomes
// -0.5..0.5 in both directions (uniform scale, centred), y down.
typedef enum situ_symbol_color { SITU_SYMBOL_NONE, SITU_SYMBOL_FIXED, SITU_SYMBOL_FILL, SITU_SYMBOL_OUTLINE } situ_symbol_color;
typedef struct situ_symbol_part {
    situ_path path;
    situ_symbol_color fill, stroke;
    situ_rgba fill_rgba, stroke_rgba; // for FIXED
    double stroke_width;              // in symbol units (1 = symbol size)
    bool even_odd;
} situ_symbol_part;
typedef struct situ_symbol {
    const char *name;
    situ_symbol_part *parts;
    uint32_t part_count;
    // Where a character may stand: middle and em height in symbol units, from a shape with id="mark"
    // (its box; never drawn), else the middle at 0.58.
    double mark_x, mark_y, mark_size;
} situ_symbol;
// Reads one SVG file; external references, scripts, text, gradients and DOCTYPE are refused.
situ_status situ_symbol_read(situ_symbol *out, situ_arena *arena, const char *path, const char *name,
                             situ_error *err) SITU_MUST_CHECK;

// Palettes: styles/palettes/<name>.yaml: entries by key, in legend order.
typedef struct situ_palette_entry {
    const char *key;   // value of the `by` column as text: "1", "县级", ...
    const char *label; // legend text
    situ_brush brush;
    const char *symbol; // default symbol for markers, NULL = none
    const char *mark;   // one character drawn on the symbol (危 矿 ...), NULL = none
    double size;        // marker size, 0 = layer's
    situ_rgba outline;  // a == 0: layer's
    double outline_width;
} situ_palette_entry;
typedef struct situ_palette {
    const char *name, *label;
    const char *mono; // palette that takes its place in black and white, NULL = itself
    situ_palette_entry *entries;
    uint32_t count;
    situ_palette_entry other; // for values not listed; other.key = NULL when there is none
} situ_palette;

// All styles found through the resources: symbols and palettes are read on first use into one arena.
typedef struct situ_styles situ_styles;
situ_status situ_styles_new(situ_styles **out, const situ_resources *res, situ_error *err) SITU_MUST_CHECK;
void situ_styles_free(situ_styles *styles);
situ_status situ_styles_symbol(const situ_symbol **out, situ_styles *styles, const char *name, situ_error *err) SITU_MUST_CHECK;
situ_status situ_styles_palette(const situ_palette **out, situ_styles *styles, const char *name, situ_error *err) SITU_MUST_CHECK;
// Entry for a value ("" or NULL = null); palette->other when not listed, NULL when there is none.
const situ_palette_entry *situ_palette_find(const situ_palette *palette, const char *value);

#endif

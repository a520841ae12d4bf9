// SPDX-License-Identifier: MIT
#ifndef SITU_SCENE_SCENE_H
#define SITU_SCENE_SCENE_H

// Frame and scene. A frame fixes what is shown where and how large; the scene is everything the layers
// put into it, in page units (mm on paper, px on screen; x right, y down), built once and queried by
// window. Labels are only candidates here: layout decides them for the whole frame at once.

#include "base/arena.h"
#include "base/report.h"
#include "bundle/table.h"
#include "geo/index.h"
#include "style/style.h"
#include "text/text.h"

typedef enum situ_media { SITU_PAPER, SITU_SCREEN } situ_media;

typedef struct situ_frame {
    situ_media media;
    bool diagram;         // no map: layers place in page units themselves
    int epsg;             // of world; 0 for diagrams
    situ_box world;       // what is shown, CRS units
    double scale;         // page units per CRS unit
    double width, height; // of the frame, page units
    double content;       // factor on content sizes: 1 at A3 (look.md)
    double denominator;   // 1:N on the ground, 0 for diagrams
    bool mono;            // black-and-white symbols
} situ_frame;
situ_point situ_frame_to_page(const situ_frame *f, double x, double y);
situ_point situ_frame_to_world(const situ_frame *f, double x, double y);

// A length of content: millimetres on an A3 sheet (scaled by frame.content), pixels on screen.
typedef struct situ_length { double mm, px; } situ_length; // px 0 = mm * 3
extern const situ_prop situ_length_props[]; // shorthand "mm"
double situ_length_in(situ_length length, const situ_frame *frame); // page units

// A stroke as styles write it.
typedef struct situ_stroke {
    situ_rgba color;
    situ_length width;
    situ_numbers dash; // mm (screen: * 3)
    situ_rgba casing;  // under the stroke, a == 0 none
    situ_length casing_width;
    int cap;           // situ_cap
} situ_stroke;
extern const situ_prop situ_stroke_props[]; // shorthand "color"
// Pen of the stroke (or of its casing) in the frame; dashes live in arena.
situ_pen situ_stroke_pen(const situ_stroke *stroke, const situ_frame *frame, situ_arena *arena);
situ_pen situ_stroke_casing_pen(const situ_stroke *stroke, const situ_frame *frame);

typedef enum situ_item_kind { SITU_ITEM_PATH, SITU_ITEM_MARKER, SITU_ITEM_IMAGE, SITU_ITEM_TEXT } situ_item_kind;
typedef struct situ_item {
    situ_item_kind kind;
    uint32_t layer;   // index in the map's layers
    uint16_t pass;    // painted pass by pass inside a layer: casings 0, cores 1 ...
    uint16_t page;    // diagrams: page of the sheet, else 0
    uint32_t feature; // row of the layer's table, UINT32_MAX = none
    situ_box box;     // ink
    union {
        struct { situ_path path; situ_brush brush; situ_pen pen; } path;
        struct {
            double x, y, size;
            const situ_symbol *symbol;
            situ_rgba fill, outline;
            double outline_width;
            double casing; // white rim under the symbol, width beside the outline, 0 = none
            const char *mark; // one character on the symbol, NULL = none
            situ_rgba mark_color;
            double priority;  // obstacle weight for labels
        } marker;
        struct { const uint32_t *pixels; uint32_t width, height; situ_box target; bool multiply; } image;
        struct { const char *utf8; situ_font font; double size, x, y, angle_rad; situ_rgba color; double halo; bool vertical; } text; // y: baseline
    } u;
} situ_item;

typedef enum situ_label_kind { SITU_LABEL_POINT, SITU_LABEL_AREA, SITU_LABEL_LINE } situ_label_kind;
typedef struct situ_label {
    uint32_t layer, feature;
    const char *text;
    const char *id;     // feature id: breaks ties of priority
    situ_label_kind kind;
    situ_font font;
    double size, halo;  // page units
    situ_rgba color, halo_color;
    double priority;    // higher first
    double x, y;        // POINT: the marker's centre; AREA: the best inner point
    double offset;      // POINT: from the centre to the text's edge
    double room;        // AREA: radius of the inscribed circle
    situ_path line;     // LINE: M/L verbs only, page units
    int max_lines;
    bool leader;        // may stand off with a leader line
    bool required;      // must be placed: takes the least bad position (and is told when it overlaps)
    bool repeat;        // LINE: may be repeated along a long line
    double min_repeat;  // the same text is not written again within this distance (one river of many pieces)
} situ_label;

// One legend line.
typedef enum situ_legend_kind { SITU_LEGEND_MARKER, SITU_LEGEND_AREA, SITU_LEGEND_LINE } situ_legend_kind;
typedef struct situ_legend_entry {
    const char *group, *label; // group: 专题要素, 评级, 资源, 境界, 居民地, 交通, 水系
    situ_legend_kind kind;
    const situ_symbol *symbol; double size; situ_rgba fill, outline; const char *mark; situ_rgba mark_color;
    bool ringed;               // MARKER: inside the dashed ring of points placed by village or township only
    situ_brush brush;
    situ_pen pen, casing;
    long count;                // -1 = none shown
    const char *unit;          // 处, 支, 个; NULL = 处
    int order;                 // layer order, for a stable sort inside a group
} situ_legend_entry;

typedef struct situ_scene {
    situ_frame frame;
    situ_item *items; // sorted by (page, layer, pass, insertion) once sealed
    size_t item_count, item_capacity;
    situ_label *labels;
    size_t label_count, label_capacity;
    situ_legend_entry *legend;
    size_t legend_count, legend_capacity;
    uint16_t page_count;
    situ_rtree *index; // over item boxes, after sealing
    situ_arena *arena;
    uint32_t current_layer; // set by the caller of layers
    const char **layer_names;
    size_t layer_count;
} situ_scene;

situ_status situ_scene_new(situ_scene **out, const situ_frame *frame, situ_error *err) SITU_MUST_CHECK;
void situ_scene_free(situ_scene *scene);
// Geometry in the frame's CRS: projected, thinned to 0.05 mm or 0.25 px, clipped to the frame (with a
// margin), added as path items: brush in pass, pen in pass (casing, when given, in pass - 1).
situ_status situ_scene_add_geometry(situ_scene *scene, const situ_geometry *g, const situ_brush *brush,
                                    const situ_pen *pen, const situ_pen *casing, uint16_t pass,
                                    uint32_t feature, situ_error *err) SITU_MUST_CHECK;
// Path in page units (diagrams).
situ_status situ_scene_add_path(situ_scene *scene, const situ_path *path, const situ_brush *brush, const situ_pen *pen,
                                uint16_t pass, uint16_t page, uint32_t feature, situ_error *err) SITU_MUST_CHECK;
// Copies item (kinds MARKER, IMAGE, TEXT) with its texts and pixels; layer is filled in. TEXT boxes
// must be given by the caller (measured ink).
situ_status situ_scene_add_item(situ_scene *scene, const situ_item *item, situ_error *err) SITU_MUST_CHECK;
situ_status situ_scene_add_label(situ_scene *scene, const situ_label *label, situ_error *err) SITU_MUST_CHECK; // copies
situ_status situ_scene_add_legend(situ_scene *scene, const situ_legend_entry *entry, situ_error *err) SITU_MUST_CHECK; // copies
situ_status situ_scene_seal(situ_scene *scene, situ_error *err) SITU_MUST_CHECK;
situ_status situ_scene_dump(const situ_scene *scene, situ_str *out, situ_error *err) SITU_MUST_CHECK;

#endif

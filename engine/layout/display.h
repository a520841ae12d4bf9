// SPDX-License-Identifier: MIT
#ifndef SITU_LAYOUT_DISPLAY_H
#define SITU_LAYOUT_DISPLAY_H

// Display list: everything a page or tile shows, as flat operations in page units (mm on paper, px on
// screen; x right, y down), in painting order. Built once, then painted by window any number of times.

#include "base/arena.h"
#include "base/str.h"
#include "geo/geometry.h"
#include "geo/index.h"
#include "style/style.h"
#include "text/text.h"

typedef enum situ_display_kind { SITU_DRAW_PATH, SITU_DRAW_TEXT, SITU_DRAW_IMAGE, SITU_DRAW_CLIP, SITU_DRAW_UNCLIP } situ_display_kind;

typedef struct situ_display_text {
    const char *utf8;
    situ_font font;
    double size;      // em height
    double x, y;      // start of the baseline; vertical: centre of the column's top
    double angle_rad; // about (x, y), clockwise on the page
    situ_rgba color;
    double halo;      // width beside the stroke, 0 = none
    situ_rgba halo_color;
    bool vertical;
} situ_display_text;

// ARGB32 premultiplied (0xAARRGGBB native endian), row 0 at the top, stretched over box.
typedef struct situ_display_image {
    const uint32_t *pixels;
    uint32_t width, height;
    situ_box target;
    bool multiply; // darkens what lies below (hill shade)
} situ_display_image;

typedef struct situ_display_op {
    situ_display_kind kind;
    situ_box box; // ink, page units; CLIP: the clip rectangle
    const char *group; // layer or part it belongs to, for dumps and for SVG groups; never NULL
    union {
        struct { situ_path path; situ_brush brush; situ_pen pen; bool even_odd; } path;
        situ_display_text text;
        situ_display_image image;
    } u;
} situ_display_op;

typedef struct situ_display {
    double width, height; // page units
    double unit_pt;       // points per page unit: 72/25.4 for mm, 0 for px
    situ_rgba paper;      // painted first, over the whole page
    situ_display_op *ops;
    size_t count, capacity;
    situ_arena *arena;    // owns paths, texts, images
    situ_rtree *index;    // over op boxes, built by situ_display_seal
    // Georeference of the map frame, when there is one.
    int epsg;             // 0 = none
    situ_box map_page, map_world;
} situ_display;

situ_status situ_display_new(situ_display **out, double width, double height, double unit_pt, situ_error *err) SITU_MUST_CHECK;
void situ_display_free(situ_display *display);
// Appends; paths, texts, dashes and images are copied into the arena. Empty path or text: no-op.
situ_status situ_display_path(situ_display *d, const char *group, const situ_path *path, const situ_brush *brush,
                              const situ_pen *pen, bool even_odd, situ_error *err) SITU_MUST_CHECK; // brush, pen may be NULL
situ_status situ_display_text_add(situ_display *d, const char *group, const situ_display_text *text,
                                  situ_box ink, situ_error *err) SITU_MUST_CHECK;
situ_status situ_display_image_add(situ_display *d, const char *group, const situ_display_image *image, situ_error *err) SITU_MUST_CHECK;
situ_status situ_display_clip(situ_display *d, situ_box box, situ_error *err) SITU_MUST_CHECK;
situ_status situ_display_unclip(situ_display *d, situ_error *err) SITU_MUST_CHECK;
// Builds the index; no more appends. CLIP/UNCLIP ops are found by every query inside their span.
situ_status situ_display_seal(situ_display *d, situ_error *err) SITU_MUST_CHECK;
// One op a line, numbers to 0.01 unit, stable: what golden tests compare.
situ_status situ_display_dump(const situ_display *d, situ_str *out, situ_error *err) SITU_MUST_CHECK;

// Path building in an arena.
typedef struct situ_path_builder { situ_arena *arena; situ_path path; uint32_t verb_cap, point_cap; bool failed; } situ_path_builder;
void situ_path_begin(situ_path_builder *b, situ_arena *arena);
void situ_path_move(situ_path_builder *b, double x, double y);
void situ_path_line(situ_path_builder *b, double x, double y);
void situ_path_curve(situ_path_builder *b, double x1, double y1, double x2, double y2, double x, double y);
void situ_path_close(situ_path_builder *b);
void situ_path_rect(situ_path_builder *b, situ_box box, double corner_radius);
void situ_path_circle(situ_path_builder *b, double x, double y, double radius);
void situ_path_geometry(situ_path_builder *b, const situ_geometry *g); // page-unit geometry

#endif

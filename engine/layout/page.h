// SPDX-License-Identifier: MIT
#ifndef SITU_LAYOUT_PAGE_H
#define SITU_LAYOUT_PAGE_H

// Page templates (styles/layouts/<name>.yaml): where title, map, band and foot lie on a sheet of any
// size, and the composing of a page.

#include "layout/part.h"
#include "scene/mapspec.h"

typedef struct situ_paper { char name[40]; double width_mm, height_mm; } situ_paper; // portrait
// "A0".."A4" or "WxHmm" such as "1000x700mm" (kept as given); SITU_E_USAGE otherwise.
situ_status situ_paper_parse(situ_paper *out, const char *text, situ_error *err) SITU_MUST_CHECK;

typedef enum situ_orientation { SITU_AUTO, SITU_LANDSCAPE, SITU_PORTRAIT } situ_orientation;

typedef struct situ_page_part { const situ_part_type *type; void *params; double share; bool grow; } situ_page_part;
typedef struct situ_page {
    double width, height;      // mm
    bool landscape;
    double furniture, content; // factors, 1 at A3
    situ_box outer;            // outer frame line
    situ_box title, map, band, foot; // boxes; band empty when there is none
    bool band_right;           // band beside the map, else below it
    bool diagram, grid;
    situ_page_part *parts;     // of the band
    size_t part_count;
    situ_page_part *over;      // over the map
    size_t over_count;
    situ_page_part *title_part, *foot_part;
    const char *file;
    situ_yaml *doc;
    situ_arena *arena;
} situ_page;

// Lays out template `name` on paper; the parts of the band are the map spec's where it names them.
situ_status situ_page_new(situ_page **out, const situ_resources *res, const situ_mapspec *spec, const situ_paper *paper,
                          bool landscape, situ_error *err) SITU_MUST_CHECK;
void situ_page_free(situ_page *page);
// Nice scale denominator N with world (metres) fitting into the map box: min of {1,1.2,1.25,1.5,2,2.5,
// 3,4,5,6,8}*10^k >= need (formula F20).
double situ_nice_denominator(double need);
// Frame of the map box showing world's centre at 1:N.
situ_frame situ_page_frame(const situ_page *page, situ_box world, int epsg, double denominator, bool mono);
// Boxes of the map frame (frame units) that parts over the map take: labels keep off. Room for
// page->over_count boxes; returns how many.
size_t situ_page_reserved(const situ_page *page, const situ_part_input *in, situ_box *boxes);
// Composes page number `number` of the scene.
situ_status situ_page_compose(situ_display **out, const situ_page *page, const situ_part_input *in, uint16_t number, situ_error *err) SITU_MUST_CHECK;

#endif

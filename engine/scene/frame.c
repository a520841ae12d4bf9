// SPDX-License-Identifier: MIT
#include "scene/scene.h"

#include <math.h>

// Screen sizes are given in px where the style says so; else one millimetre of paper is this many px.
static const double PX_PER_MM = 3.0;

situ_point situ_frame_to_page(const situ_frame *f, double x, double y)
{
    if (f->diagram)
        return (situ_point){x, y};
    return (situ_point){(x - f->world.x0) * f->scale, (f->world.y1 - y) * f->scale};
}

situ_point situ_frame_to_world(const situ_frame *f, double x, double y)
{
    if (f->diagram || f->scale <= 0)
        return (situ_point){x, y};
    return (situ_point){f->world.x0 + x / f->scale, f->world.y1 - y / f->scale};
}

const situ_prop situ_length_props[] = {
    {.name = "mm", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_length, mm), .min = 0, .max = 500,
     .fallback = "0", .help = N_("millimetres on an A3 sheet")},
    {.name = "px", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_length, px), .min = 0, .max = 500,
     .fallback = "0", .help = N_("pixels on screen; 0 = three per millimetre")},
    {.name = NULL},
};

double situ_length_in(situ_length length, const situ_frame *frame)
{
    if (frame->media == SITU_SCREEN)
        return length.px > 0 ? length.px : length.mm * PX_PER_MM;
    return length.mm * frame->content;
}

static const char *const cap_words[] = {"butt", "round", "square", NULL};

const situ_prop situ_stroke_props[] = {
    {.name = "color", .kind = SITU_PROP_COLOR, .offset = offsetof(situ_stroke, color), .fallback = "#2B2B2B",
     .help = N_("colour of the line")},
    {.name = "width", .kind = SITU_PROP_OBJECT, .offset = offsetof(situ_stroke, width), .object = situ_length_props,
     .shorthand = "mm", .help = N_("width of the line")},
    {.name = "dash", .kind = SITU_PROP_NUMBERS, .offset = offsetof(situ_stroke, dash), .min = 0, .max = 100,
     .help = N_("dash and gap lengths in millimetres")},
    {.name = "casing", .kind = SITU_PROP_COLOR, .offset = offsetof(situ_stroke, casing), .fallback = "none",
     .help = N_("colour of the casing under the line")},
    {.name = "casing_width", .kind = SITU_PROP_OBJECT, .offset = offsetof(situ_stroke, casing_width),
     .object = situ_length_props, .shorthand = "mm", .help = N_("whole width of the casing")},
    {.name = "cap", .kind = SITU_PROP_ENUM, .offset = offsetof(situ_stroke, cap), .words = cap_words,
     .fallback = "round", .help = N_("shape of the line's ends")},
    {.name = NULL},
};

situ_pen situ_stroke_pen(const situ_stroke *stroke, const situ_frame *frame, situ_arena *arena)
{
    situ_pen pen = {.color = stroke->color,
                    .width = situ_length_in(stroke->width, frame),
                    .cap = (situ_cap)stroke->cap,
                    .join = SITU_JOIN_ROUND};
    if (pen.width <= 0)
        pen.color = (situ_rgba){0, 0, 0, 0};
    if (stroke->dash.count > 0 && arena) {
        double *dash = situ_arena_alloc(arena, stroke->dash.count * sizeof *dash);
        if (dash) {
            for (size_t i = 0; i < stroke->dash.count; i++)
                dash[i] = situ_length_in((situ_length){stroke->dash.items[i], 0}, frame);
            pen.dash = dash;
            pen.dash_count = (uint32_t)stroke->dash.count;
            pen.cap = SITU_CAP_BUTT;
        }
    }
    return pen;
}

situ_pen situ_stroke_casing_pen(const situ_stroke *stroke, const situ_frame *frame)
{
    situ_pen pen = {.color = stroke->casing,
                    .width = situ_length_in(stroke->casing_width, frame),
                    .cap = SITU_CAP_ROUND,
                    .join = SITU_JOIN_ROUND};
    if (pen.width <= 0)
        pen.color = (situ_rgba){0, 0, 0, 0};
    return pen;
}

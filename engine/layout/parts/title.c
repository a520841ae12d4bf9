// SPDX-License-Identifier: MIT
// Title, centred, with an optional line below it; no rule beneath.
#include <math.h>

#include "layout/part.h"

typedef struct params { double size_mm, subtitle_mm; } params;

static const situ_prop props[] = {
    {.name = "size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, size_mm), .min = 2, .max = 60, .fallback = "9", .help = N_("em height, mm on A3")},
    {.name = "subtitle", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, subtitle_mm), .min = 2, .max = 30, .fallback = "4.5", .help = N_("em height of the line below, mm on A3")},
    {.name = NULL},
};

static situ_status draw(situ_display *d, const situ_part_input *in, const void *params_, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    const char *title = situ_part_word(in, "title", ""), *subtitle = situ_part_word(in, "subtitle", NULL);
    const char *mark = situ_part_word(in, "status_mark", NULL);
    situ_writer w = {d, in->text, "title", {SITU_SANS, true, 0}, p->size_mm * in->k, SITU_INK};
    double width, middle = (box.x0 + box.x1) / 2, height = box.y1 - box.y0, base;

    SITU_TRY(situ_write_width(&w, title, &width, err));
    if (width > box.x1 - box.x0) // a long county name shrinks before it is cut
        w.size *= (box.x1 - box.x0) / width;
    if (w.size > height * 0.8)
        w.size = height * 0.8;
    base = box.y0 + (subtitle ? height * 0.52 : height * 0.5) + w.size * (subtitle ? 0.2 : 0.32);
    SITU_TRY(situ_write(&w, middle, base, SITU_CENTER, title, err));
    if (subtitle) {
        w.font.bold = false;
        w.size = fmin(p->subtitle_mm * in->k, height * 0.28);
        w.color = SITU_GREY;
        SITU_TRY(situ_write(&w, middle, base + w.size * 1.5, SITU_CENTER, subtitle, err));
    }
    w.font.bold = false;
    w.size = 2.8 * in->k;
    w.color = SITU_GREY;
    SITU_TRY(situ_write(&w, box.x1, box.y1 - 2.6 * in->k, SITU_RIGHT, mark, err));
    SITU_TRY(situ_write(&w, box.x0, box.y1 - 2.6 * in->k, SITU_LEFT, situ_part_word(in, "secrecy", NULL), err));
done:
    return status;
}

const situ_part_type situ_part_title = {
    .name = "title", .summary = N_("title and subtitle"), .params_size = sizeof(params), .props = props, .draw = draw};

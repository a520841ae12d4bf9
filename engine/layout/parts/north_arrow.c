// SPDX-License-Identifier: MIT
// A small plain arrow to grid north, over the map's upper right corner.
#include "layout/part.h"

typedef struct params { double size_mm; } params;
static const situ_prop props[] = {
    {.name = "size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, size_mm), .min = 3, .max = 40, .fallback = "11", .help = N_("height, mm on A3")},
    {.name = NULL},
};

static situ_box reserve(const situ_part_input *in, const void *params_, situ_box box)
{
    const params *p = params_;
    double h = p->size_mm * in->k;
    return (situ_box){box.x1 - h * 1.4, box.y0, box.x1, box.y0 + h * 2.3};
}

static situ_status draw(situ_display *d, const situ_part_input *in, const void *params_, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    double h = p->size_mm * in->k, x = box.x1 - h * 0.75, y = box.y0 + h * 1.05, w = h * 0.28;
    uint8_t verbs[] = {SITU_MOVE, SITU_LINE, SITU_LINE, SITU_CLOSE};
    double left[] = {x, y, x, y + h * 0.78, x - w, y + h}, right[] = {x, y, x, y + h * 0.78, x + w, y + h};
    situ_path path = {verbs, left, 4, 3};
    situ_brush dark = {.color = SITU_INK}, light = {.color = SITU_WHITE};
    situ_pen pen = {.color = SITU_INK, .width = 0.2 * in->k, .join = SITU_JOIN_ROUND};
    situ_writer text = {d, in->text, "north_arrow", {SITU_SANS, true, 0}, h * 0.36, SITU_INK};

    SITU_TRY(situ_display_path(d, "north_arrow", &path, &dark, &pen, false, err));
    path.xy = right;
    SITU_TRY(situ_display_path(d, "north_arrow", &path, &light, &pen, false, err));
    SITU_TRY(situ_write(&text, x, y - h * 0.1, SITU_CENTER, "北", err));
done:
    return status;
}

const situ_part_type situ_part_north_arrow = {
    .name = "north_arrow", .summary = N_("arrow to grid north"), .params_size = sizeof(params), .props = props, .draw = draw, .reserve = reserve};
